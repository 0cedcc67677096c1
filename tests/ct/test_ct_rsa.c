/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Constant time of RSA decryption behind the private operation: whether an encoded message is well formed, why not, and
 * how long the message is must not show before the status does. A padding oracle (Bleichenbacher, Manger) is a branch
 * or an address here. Run under valgrind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <valgrind/memcheck.h>

#include <string.h>

#include "lib/crypto/core/rsa_crypt.h"

#define SECRET(object) (void)VALGRIND_MAKE_MEM_UNDEFINED(&(object), sizeof(object))
#define PUBLIC(object) (void)VALGRIND_MAKE_MEM_DEFINED(&(object), sizeof(object))

static psa_status_t fill(void *context, uint8_t *out, size_t size)
{
    (void)context;
    for (size_t i = 0; i < size; i++) {
        out[i] = (uint8_t)(i * 7 + 1) != 0 ? (uint8_t)(i * 7 + 1) : 1;
    }
    return PSA_SUCCESS;
}

static const pcc_rng_t rng = { fill, NULL };
static uint8_t em[128], out[128];
static const uint8_t message[] = "a secret";

static int under_valgrind(void **state)
{
    (void)state;
    return RUNNING_ON_VALGRIND ? 0 : -1;
}

static void decode_v15(psa_status_t expected, size_t expected_size, size_t out_size)
{
    size_t size = 99;
    SECRET(em);
    psa_status_t status = pcc_rsa_pkcs1_crypt_decode(em, sizeof em, out, out_size, &size);
    PUBLIC(status);
    PUBLIC(size);
    PUBLIC(out);
    PUBLIC(em);
    assert_int_equal(status, expected);
    assert_int_equal(size, expected_size);
    assert_memory_equal(out, message, expected_size);
}

static void pkcs1_decode__good_and_bad__verdict_only(void **state)
{
    (void)state;
    assert_int_equal(pcc_rsa_pkcs1_crypt_encode(message, 8, em, sizeof em, &rng), PSA_SUCCESS);
    decode_v15(PSA_SUCCESS, 8, sizeof out);
    assert_int_equal(pcc_rsa_pkcs1_crypt_encode(message, 8, em, sizeof em, &rng), PSA_SUCCESS);
    decode_v15(PSA_ERROR_BUFFER_TOO_SMALL, 0, 7);
    for (size_t i = 0; i < 12; i++) {
        assert_int_equal(pcc_rsa_pkcs1_crypt_encode(message, 8, em, sizeof em, &rng), PSA_SUCCESS);
        em[i] = i == 0 ? 1 : 0;
        decode_v15(i < 10 ? PSA_ERROR_INVALID_PADDING : PSA_ERROR_BUFFER_TOO_SMALL, 0, 8);
    }
}

static void decode_oaep(const char *label, psa_status_t expected, size_t expected_size, size_t out_size)
{
    size_t size = 99;
    SECRET(em);
    psa_status_t status = pcc_rsa_oaep_decode(PCC_HASH_SHA_256, (const uint8_t *)label, strlen(label), em, sizeof em,
                                              out, out_size, &size);
    PUBLIC(status);
    PUBLIC(size);
    PUBLIC(out);
    PUBLIC(em);
    assert_int_equal(status, expected);
    assert_int_equal(size, expected_size);
    assert_memory_equal(out, message, expected_size);
}

static void encode_oaep(void)
{
    assert_int_equal(pcc_rsa_oaep_encode(PCC_HASH_SHA_256, NULL, 0, message, 8, em, sizeof em, &rng), PSA_SUCCESS);
}

static void oaep_decode__good_and_bad__verdict_only(void **state)
{
    (void)state;
    encode_oaep();
    decode_oaep("", PSA_SUCCESS, 8, sizeof out);
    encode_oaep();
    decode_oaep("", PSA_ERROR_BUFFER_TOO_SMALL, 0, 7);
    encode_oaep();
    decode_oaep("x", PSA_ERROR_INVALID_PADDING, 0, sizeof out);
    for (size_t i = 0; i < sizeof em; i += 17) {
        encode_oaep();
        em[i] ^= 1u;
        decode_oaep("", PSA_ERROR_INVALID_PADDING, 0, sizeof out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(pkcs1_decode__good_and_bad__verdict_only, under_valgrind),
        cmocka_unit_test_setup(oaep_decode__good_and_bad__verdict_only, under_valgrind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
