/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The functions that lib/attest/README.md shows: the server takes their token.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "attest_device.h"
#include "patt_key.h"
#include "patt_verify.h"
#include "psa/initial_attestation.h"

psa_status_t provision(uint8_t point[65]);
psa_status_t answer(const uint8_t challenge[32], uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE], size_t *size);

static void token__of_a_provisioned_device__verifies(void **state)
{
    static uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];
    uint8_t point[65], challenge[32] = { 1, 2, 3 };
    size_t size = 0;
    (void)state;
    attest_device_new();
    attest_device_facts(attest_vector("attest-rfc9783-es256"));
    assert_int_equal(answer(challenge, token, &size), PSA_ERROR_SERVICE_FAILURE); /* there is no key */
    assert_int_equal(provision(point), PSA_SUCCESS);
    assert_int_equal(answer(challenge, token, &size), PSA_SUCCESS);
    assert_in_range(size, 100, sizeof token);
    patt_check_t check = { .point = point, .point_size = 65, .nonce = challenge, .nonce_size = sizeof challenge };
    patt_token_t read;
    assert_int_equal(patt_token_verify(token, size, &check, &read), PATT_VALID);
    challenge[0]++;
    assert_int_equal(patt_token_verify(token, size, &check, &read), PATT_NONCE_MISMATCH);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(token__of_a_provisioned_device__verifies) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
