/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the PSA test suite (psa-arch-tests, test a001) asks of the two calls, and where it asks for something else than
 * the specification: DESIGN.md section 8. Linked twice: as this build answers, and with the other profile and the
 * suite's answer to an empty buffer (ATTEST_EMPTY_BUFFER_INVALID).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "patt_verify.h"
#include "psa/initial_attestation.h"

#include "attest_device.h"

#if defined(ATTEST_EMPTY_BUFFER_INVALID)
#define EMPTY_BUFFER PSA_ERROR_INVALID_ARGUMENT
#else
#define EMPTY_BUFFER PSA_ERROR_BUFFER_TOO_SMALL
#endif

static uint8_t challenge[65];

static int setup(void **state)
{
    (void)state;
    attest_device_new();
#if defined(ATTEST_PROFILE_LEGACY)
    attest_device_facts(attest_vector("attest-profile1-es256"));
#else
    attest_device_facts(attest_vector("attest-rfc9783-es256"));
#endif
    attest_device_key(PSA_KEY_USAGE_SIGN_HASH, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    memset(challenge, 0x2a, sizeof(challenge));
    return 0;
}

/* Its three good sizes: the size, then a token in a buffer of exactly that size at the front of one of the largest. */
static void a001__good_challenges__tokens_of_the_size_that_was_told(void **state)
{
    static const size_t sizes[] = { PSA_INITIAL_ATTEST_CHALLENGE_SIZE_32, PSA_INITIAL_ATTEST_CHALLENGE_SIZE_48,
                                    PSA_INITIAL_ATTEST_CHALLENGE_SIZE_64 };
    (void)state;

    for (size_t i = 0; i < 3; i++) {
        uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE] = { 0 };
        patt_check_t check = {
            .point = attest_device_point(), .point_size = ATTEST_POINT_SIZE, .nonce = challenge, .nonce_size = sizes[i]
        };
        patt_token_t read;
        size_t needed = 0;
        size_t size = 0;
        assert_int_equal(psa_initial_attest_get_token_size(sizes[i], &needed), PSA_SUCCESS);
        assert_in_range(needed, sizes[i], PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE);
        assert_int_equal(psa_initial_attest_get_token(challenge, sizes[i], token, needed, &size), PSA_SUCCESS);
        assert_int_equal(size, needed);
        /* COSE_Sign1 with ES256 under the test key, and each of its mandatory claims. */
        assert_int_equal(patt_token_verify(token, size, &check, &read), PATT_VALID);
        assert_int_equal(read.envelope, PATT_ENVELOPE_SIGN1);
        assert_true(read.alg == -7);
        assert_non_null(read.nonce.p);
        assert_non_null(read.instance_id.p);
        assert_non_null(read.implementation_id.p);
        assert_non_null(read.boot_seed.p);
        assert_int_not_equal(read.client_id, 0);
        assert_int_not_equal(read.lifecycle, 0);
        assert_true(read.component_count > 0);
    }
}

/* Its bad sizes, for both calls, whatever buffer comes with them. */
static void a001__bad_challenges__invalid_argument(void **state)
{
    static const size_t sizes[] = { 0, 31, 33, 65 };
    (void)state;

    for (size_t i = 0; i < 4; i++) {
        uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];
        size_t size = 0;
        assert_int_equal(psa_initial_attest_get_token_size(sizes[i], &size), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_initial_attest_get_token(challenge, sizes[i], token, sizeof(token), &size),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_initial_attest_get_token(challenge, sizes[i], token, 0, &size),
                         PSA_ERROR_INVALID_ARGUMENT);
    }
}

static void a001__small_buffer__too_small(void **state)
{
    uint8_t token[31];
    size_t size = 0;
    (void)state;

    assert_int_equal(psa_initial_attest_get_token(challenge, 32, token, sizeof(token), &size),
                     PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_initial_attest_get_token(challenge, 32, token, 1, &size), PSA_ERROR_BUFFER_TOO_SMALL);
}

/* The one difference: the specification has PSA_ERROR_BUFFER_TOO_SMALL for it, the suite asks for INVALID_ARGUMENT. */
static void a001__empty_buffer__as_the_build_says(void **state)
{
    uint8_t token[1];
    size_t size = 77;
    (void)state;

    assert_int_equal(psa_initial_attest_get_token(challenge, 32, token, 0, &size), EMPTY_BUFFER);
    assert_int_equal(size, 0);
    assert_int_equal(psa_initial_attest_get_token(challenge, 32, NULL, 0, &size), EMPTY_BUFFER);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, attest_device_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a001__good_challenges__tokens_of_the_size_that_was_told),
        CASE(a001__bad_challenges__invalid_argument),
        CASE(a001__small_buffer__too_small),
        CASE(a001__empty_buffer__as_the_build_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
