/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, "EdDSA signature algorithms" and keys on twisted Edwards curves.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/crypto/vectors.h"
#include "tests/sim/sim.h"

#define PAIR PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_TWISTED_EDWARDS)
#define PUBLIC PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_TWISTED_EDWARDS)
#define ALL (PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_EXPORT)
#define RECORDS 129

static const uint8_t message[] = "message";

static psa_status_t import(psa_key_type_t type, psa_algorithm_t alg, size_t bits, const uint8_t *data, size_t size,
                           psa_key_id_t *key)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, type);
    psa_set_key_usage_flags(&a, ALL);
    psa_set_key_algorithm(&a, alg);
    psa_set_key_bits(&a, bits);
    return psa_import_key(&a, data, size, key);
}

static psa_key_id_t generate(psa_algorithm_t alg)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    psa_set_key_type(&a, PAIR);
    psa_set_key_usage_flags(&a, ALL);
    psa_set_key_algorithm(&a, alg);
    psa_set_key_bits(&a, 255);
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    return key;
}

static psa_status_t verify_in_pieces(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *m, size_t m_size,
                                     const uint8_t *c, size_t c_size, const uint8_t *s, size_t s_size)
{
    psa_verify_operation_t op = PSA_VERIFY_OPERATION_INIT;
    assert_int_equal(psa_verify_setup(&op, key, alg, s, s_size), PSA_SUCCESS);
    assert_int_equal(psa_verify_set_context(&op, c, c_size), PSA_SUCCESS);
    assert_int_equal(psa_verify_update(&op, m, m_size / 2), PSA_SUCCESS);
    assert_int_equal(psa_verify_update(&op, m + m_size / 2, m_size - m_size / 2), PSA_SUCCESS);
    psa_status_t status = psa_verify_finish(&op);
    assert_int_equal(psa_verify_abort(&op), PSA_SUCCESS);
    return status;
}

static void sign_in_pieces(psa_key_id_t key, const uint8_t *m, size_t m_size, const uint8_t *c, size_t c_size,
                           uint8_t made[64])
{
    psa_sign_operation_t op = PSA_SIGN_OPERATION_INIT;
    size_t length;
    assert_int_equal(psa_sign_setup(&op, key, PSA_ALG_ED25519PH), PSA_SUCCESS);
    assert_int_equal(psa_sign_set_context(&op, c, c_size), PSA_SUCCESS);
    assert_int_equal(psa_sign_update(&op, m, m_size / 2), PSA_SUCCESS);
    assert_int_equal(psa_sign_update(&op, m + m_size / 2, m_size - m_size / 2), PSA_SUCCESS);
    assert_int_equal(psa_sign_finish(&op, made, 64, &length), PSA_SUCCESS);
    assert_int_equal(length, 64);
}

static void check_pair(const vec_record_t *record, psa_algorithm_t alg, const uint8_t *m, size_t m_size,
                       const uint8_t *c, size_t c_size, const uint8_t *s)
{
    size_t size, length;
    const uint8_t *private_key = vec_bytes(record, "private", &size), *public_key;
    uint8_t made[64], hash[64];
    psa_key_id_t key;
    assert_int_equal(size, 32);
    assert_int_equal(import(PAIR, alg, 0, private_key, size, &key), PSA_SUCCESS);
    public_key = vec_bytes(record, "public", &size);
    assert_int_equal(psa_export_public_key(key, made, 31, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_export_public_key(key, made, 32, &length), PSA_SUCCESS);
    assert_int_equal(length, 32);
    assert_memory_equal(made, public_key, 32);
    assert_int_equal(psa_sign_message_with_context(key, alg, m, m_size, c, c_size, made, 64, &length), PSA_SUCCESS);
    assert_int_equal(length, 64);
    assert_memory_equal(made, s, 64);
    assert_int_equal(psa_verify_message_with_context(key, alg, m, m_size, c, c_size, s, 64), PSA_SUCCESS);
    if (alg == PSA_ALG_ED25519PH) {
        assert_int_equal(psa_hash_compute(PSA_ALG_SHA_512, m, m_size, hash, sizeof hash, &length), PSA_SUCCESS);
        assert_int_equal(psa_sign_hash_with_context(key, alg, hash, 64, c, c_size, made, 64, &length), PSA_SUCCESS);
        assert_memory_equal(made, s, 64);
        /* Over its own input. */
        assert_int_equal(psa_sign_hash_with_context(key, alg, hash, 64, c, c_size, hash, 64, &length), PSA_SUCCESS);
        assert_memory_equal(hash, s, 64);
        memset(made, 0, sizeof made);
        sign_in_pieces(key, m, m_size, c, c_size, made);
        assert_memory_equal(made, s, 64);
    }
    if (c_size == 0) {
        assert_int_equal(psa_sign_message(key, alg, m, m_size, made, 64, &length), PSA_SUCCESS);
        assert_memory_equal(made, s, 64);
    }
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

static void check_record(const vec_record_t *record)
{
    size_t a_size, m_size, c_size, s_size, length;
    const uint8_t *a = vec_bytes(record, "public", &a_size), *m = vec_bytes(record, "message", &m_size);
    const uint8_t *c = vec_bytes(record, "context", &c_size), *s = vec_bytes(record, "signature", &s_size);
    const char *name = vec_text(record, "alg");
    psa_algorithm_t alg = strcmp(name, "pure") == 0  ? PSA_ALG_PURE_EDDSA
                          : strcmp(name, "ctx") == 0 ? PSA_ALG_EDDSA_CTX
                                                     : PSA_ALG_ED25519PH;
    psa_status_t expected =
        strcmp(vec_text(record, "result"), "valid") == 0 ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE;
    uint8_t hash[64];
    psa_key_id_t key;
    psa_status_t status = import(PUBLIC, alg, 255, a, a_size, &key);
    if (status != PSA_SUCCESS) {
        /* A bad key: then nobody's signature verifies. */
        assert_int_equal(expected, PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(status, PSA_ERROR_INVALID_ARGUMENT);
        return;
    }
    status = psa_verify_message_with_context(key, alg, m, m_size, c, c_size, s, s_size);
    if (status != expected) {
        fail_msg("record at line %d: %d", record->line, (int)status);
    }
    assert_int_equal(verify_in_pieces(key, alg, m, m_size, c, c_size, s, s_size), expected);
    if (alg == PSA_ALG_ED25519PH) {
        assert_int_equal(psa_hash_compute(PSA_ALG_SHA_512, m, m_size, hash, sizeof hash, &length), PSA_SUCCESS);
        assert_int_equal(psa_verify_hash_with_context(key, alg, hash, 64, c, c_size, s, s_size), expected);
    }
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    if (vec_text(record, "private") != NULL) {
        check_pair(record, alg, m, m_size, c, c_size, s);
    }
}

static void signatures__vectors__as_they_say(void **state)
{
    (void)state;
    vec_for_each("ed25519.txt", RECORDS, check_record);
}

static void check_key(const vec_record_t *record)
{
    size_t size, length;
    const uint8_t *a = vec_bytes(record, "public", &size);
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t out[32];
    psa_key_id_t key;
    bool good = strcmp(vec_text(record, "result"), "ok") == 0;
    psa_status_t status = import(PUBLIC, PSA_ALG_PURE_EDDSA, 0, a, size, &key);
    if (status != (good ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT)) {
        fail_msg("record at line %d: %d", record->line, (int)status);
    }
    if (good) {
        assert_int_equal(psa_get_key_attributes(key, &attributes), PSA_SUCCESS);
        assert_int_equal(psa_get_key_bits(&attributes), 255);
        assert_int_equal(psa_export_key(key, out, sizeof out, &length), PSA_SUCCESS);
        assert_int_equal(length, 32);
        assert_memory_equal(out, a, 32);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void import__public_keys_good_and_bad__told_apart(void **state)
{
    (void)state;
    vec_for_each("ed25519_keys.txt", 26, check_key);
}

static void keys__sizes__as_the_curve_says(void **state)
{
    (void)state;
    const uint8_t data[57] = { 9 };
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t out[64], again[64];
    size_t length;
    psa_key_id_t key, other;
    assert_int_equal(import(PAIR, PSA_ALG_PURE_EDDSA, 0, data, 31, &key), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(import(PAIR, PSA_ALG_PURE_EDDSA, 0, data, 33, &key), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(import(PAIR, PSA_ALG_PURE_EDDSA, 255, data, 57, &key), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(import(PUBLIC, PSA_ALG_PURE_EDDSA, 0, data, 31, &key), PSA_ERROR_INVALID_ARGUMENT);
    /* Ed448 is not in this release. */
    assert_int_equal(import(PAIR, PSA_ALG_PURE_EDDSA, 448, data, 57, &key), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(import(PAIR, PSA_ALG_PURE_EDDSA, 0, data, 57, &key), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(import(PAIR, PSA_ALG_PURE_EDDSA, 256, data, 32, &key), PSA_ERROR_NOT_SUPPORTED);
    psa_set_key_type(&a, PAIR);
    psa_set_key_bits(&a, 448);
    assert_int_equal(psa_generate_key(&a, &key), PSA_ERROR_NOT_SUPPORTED);
    psa_set_key_bits(&a, 256);
    assert_int_equal(psa_generate_key(&a, &key), PSA_ERROR_NOT_SUPPORTED);
    /* Generated keys differ, and are exported as they are used. */
    key = generate(PSA_ALG_PURE_EDDSA);
    other = generate(PSA_ALG_PURE_EDDSA);
    assert_int_equal(psa_export_key(key, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(length, 32);
    assert_int_equal(psa_export_key(other, again, sizeof again, &length), PSA_SUCCESS);
    assert_memory_not_equal(out, again, 32);
    assert_int_equal(psa_sign_message(key, PSA_ALG_PURE_EDDSA, message, 7, again, 64, &length), PSA_SUCCESS);
    assert_int_equal(length, PSA_SIGN_OUTPUT_SIZE(PAIR, 255, PSA_ALG_PURE_EDDSA));
    assert_int_equal(psa_destroy_key(other), PSA_SUCCESS);
    assert_int_equal(import(PAIR, PSA_ALG_PURE_EDDSA, 255, out, 32, &other), PSA_SUCCESS);
    assert_int_equal(psa_verify_message(other, PSA_ALG_PURE_EDDSA, message, 7, again, 64), PSA_SUCCESS);
}

/* "Draw a byte string whose length is determined by the curve, and use this as the private key." */
static void derive__private_key__the_bytes_drawn(void **state)
{
    (void)state;
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t bytes[32], out[32];
    size_t length;
    psa_key_id_t key;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_HKDF_EXPAND(PSA_ALG_SHA_256)), PSA_SUCCESS);
        psa_key_attributes_t secret = PSA_KEY_ATTRIBUTES_INIT;
        psa_key_id_t from;
        psa_set_key_type(&secret, PSA_KEY_TYPE_DERIVE);
        psa_set_key_usage_flags(&secret, PSA_KEY_USAGE_DERIVE);
        psa_set_key_algorithm(&secret, PSA_ALG_HKDF_EXPAND(PSA_ALG_SHA_256));
        memset(bytes, 7, sizeof bytes);
        assert_int_equal(psa_import_key(&secret, bytes, 32, &from), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_key(&op, PSA_KEY_DERIVATION_INPUT_SECRET, from), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_INFO, message, 7), PSA_SUCCESS);
        if (i == 0) {
            psa_set_key_type(&a, PAIR);
            psa_set_key_bits(&a, 255);
            psa_set_key_usage_flags(&a, PSA_KEY_USAGE_EXPORT);
            assert_int_equal(psa_key_derivation_output_key(&a, &op, &key), PSA_SUCCESS);
            assert_int_equal(psa_export_key(key, out, sizeof out, &length), PSA_SUCCESS);
            assert_int_equal(length, 32);
        } else {
            assert_int_equal(psa_key_derivation_output_bytes(&op, bytes, sizeof bytes), PSA_SUCCESS);
            assert_memory_equal(bytes, out, 32);
        }
        assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
    }
}

/* Table "EdDSA algorithm identifiers": which calls and contexts go with which. */
static void calls__by_algorithm__as_the_table_says(void **state)
{
    (void)state;
    const psa_algorithm_t algs[] = { PSA_ALG_PURE_EDDSA, PSA_ALG_EDDSA_CTX, PSA_ALG_ED25519PH };
    const uint8_t context[256] = { 1 };
    for (size_t i = 0; i < 3; i++) {
        psa_algorithm_t alg = algs[i];
        psa_key_id_t key = generate(alg);
        psa_sign_operation_t sign = PSA_SIGN_OPERATION_INIT;
        psa_verify_operation_t verify = PSA_VERIFY_OPERATION_INIT;
        psa_status_t with_hash = alg == PSA_ALG_ED25519PH ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
        psa_status_t with_context = alg == PSA_ALG_PURE_EDDSA ? PSA_ERROR_INVALID_ARGUMENT : PSA_SUCCESS;
        uint8_t hash[64] = { 2 }, s[64];
        size_t length = 99;
        assert_int_equal(psa_sign_hash(key, alg, hash, 64, s, 64, &length), with_hash);
        if (with_hash == PSA_SUCCESS) {
            assert_int_equal(psa_verify_hash(key, alg, hash, 64, s, 64), PSA_SUCCESS);
            assert_int_equal(psa_sign_hash(key, alg, hash, 63, s, 64, &length), PSA_ERROR_INVALID_ARGUMENT);
        } else {
            assert_int_equal(psa_verify_hash(key, alg, hash, 64, s, 64), with_hash);
        }
        for (size_t size = 0; size <= 256; size += 51) {
            psa_status_t expected = size == 0 ? PSA_SUCCESS : with_context;
            assert_int_equal(psa_sign_message_with_context(key, alg, message, 7, context, size, s, 64, &length),
                             expected);
            assert_int_equal(length, expected == PSA_SUCCESS ? 64 : 0);
            if (expected == PSA_SUCCESS) {
                assert_int_equal(psa_verify_message_with_context(key, alg, message, 7, context, size, s, 64),
                                 PSA_SUCCESS);
            }
        }
        assert_int_equal(psa_sign_message_with_context(key, alg, message, 7, context, 256, s, 64, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_verify_message_with_context(key, alg, message, 7, context, 256, s, 64),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_sign_message(key, alg, message, 7, s, 63, &length), PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(length, 0);
        /* "can be used with the multi-part verify operation, but not with the multi-part sign operation" */
        assert_int_equal(psa_sign_setup(&sign, key, alg), with_hash);
        assert_int_equal(psa_sign_abort(&sign), PSA_SUCCESS);
        assert_int_equal(psa_verify_setup(&verify, key, alg, s, 64), PSA_SUCCESS);
        assert_int_equal(psa_verify_set_context(&verify, context, 255), with_context);
        assert_int_equal(psa_verify_abort(&verify), PSA_SUCCESS);
        /* The order of calls is that of every signature, also for what is none. */
        assert_int_equal(psa_verify_setup(&verify, key, alg, s, 63), PSA_SUCCESS);
        assert_int_equal(psa_verify_update(&verify, message, 7), PSA_SUCCESS);
        assert_int_equal(psa_verify_set_context(&verify, NULL, 0), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_verify_abort(&verify), PSA_SUCCESS);
        assert_int_equal(psa_verify_setup(&verify, key, alg, s, 63), PSA_SUCCESS);
        assert_int_equal(psa_verify_update(&verify, message, 7), PSA_SUCCESS);
        assert_int_equal(psa_verify_finish(&verify), PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(psa_verify_abort(&verify), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void keys__of_another_curve__invalid_argument(void **state)
{
    (void)state;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_algorithm_t ecdsa = PSA_ALG_ECDSA(PSA_ALG_SHA_256);
    uint8_t s[64], point[32];
    size_t length = 99;
    psa_key_id_t p256, edwards = generate(ecdsa), half;
    psa_set_key_type(&a, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&a, 256);
    psa_set_key_usage_flags(&a, ALL);
    psa_set_key_algorithm(&a, PSA_ALG_PURE_EDDSA);
    assert_int_equal(psa_generate_key(&a, &p256), PSA_SUCCESS);
    assert_int_equal(psa_sign_message(p256, PSA_ALG_PURE_EDDSA, message, 7, s, 64, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_verify_message(p256, PSA_ALG_PURE_EDDSA, message, 7, s, 64), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_sign_message(edwards, ecdsa, message, 7, s, 64, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(length, 0);
    assert_int_equal(psa_verify_message(edwards, ecdsa, message, 7, s, 64), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_export_public_key(edwards, point, 32, &length), PSA_SUCCESS);
    assert_int_equal(import(PUBLIC, PSA_ALG_PURE_EDDSA, 0, point, 32, &half), PSA_SUCCESS);
    assert_int_equal(psa_sign_message(half, PSA_ALG_PURE_EDDSA, message, 7, s, 64, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
}

static void persistent_pair__loaded_again__signs_alike(void **state)
{
    (void)state;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t first[64], second[64];
    size_t length;
    psa_key_id_t key;
    psa_set_key_type(&a, PAIR);
    psa_set_key_bits(&a, 255);
    psa_set_key_id(&a, 3);
    psa_set_key_usage_flags(&a, ALL);
    psa_set_key_algorithm(&a, PSA_ALG_PURE_EDDSA);
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    assert_int_equal(psa_sign_message(key, PSA_ALG_PURE_EDDSA, message, 7, first, 64, &length), PSA_SUCCESS);
    pcrypto_reset();
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    assert_int_equal(psa_sign_message(key, PSA_ALG_PURE_EDDSA, message, 7, second, 64, &length), PSA_SUCCESS);
    assert_memory_equal(first, second, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(signatures__vectors__as_they_say, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(import__public_keys_good_and_bad__told_apart, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(keys__sizes__as_the_curve_says, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(derive__private_key__the_bytes_drawn, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(calls__by_algorithm__as_the_table_says, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(keys__of_another_curve__invalid_argument, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(persistent_pair__loaded_again__signs_alike, fixture_start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
