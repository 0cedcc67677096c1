/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, message authentication codes: every algorithm's vectors through the API, in one call and in pieces,
 * both ways, truncated; keys and algorithms that do not go together.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/config.h"
#include "lib/crypto/core/hmac.h"
#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"
#include "vectors.h"

#define SIGN_VERIFY (PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_MESSAGE)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const uint8_t bytes[64] = { 1, 2, 3, 4, 5, 6, 7, 8 };

static psa_key_id_t import_key(psa_key_type_t type, psa_algorithm_t alg, const uint8_t *data, size_t size)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    psa_set_key_type(&a, type);
    psa_set_key_usage_flags(&a, SIGN_VERIFY);
    psa_set_key_algorithm(&a, alg);
    assert_int_equal(psa_import_key(&a, data, size, &key), PSA_SUCCESS);
    return key;
}

/* One message and its MAC under a key with this policy: every call, cut into two pieces every `step` bytes. */
static void check_mac(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *in, size_t in_size, const uint8_t *expected,
                      size_t size, size_t step)
{
    psa_mac_operation_t op = PSA_MAC_OPERATION_INIT, moved;
    uint8_t mac[PSA_MAC_MAX_SIZE], wrong[PSA_MAC_MAX_SIZE];
    size_t length;

    assert_int_equal(psa_mac_compute(key, alg, in, in_size, mac, size, &length), PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_memory_equal(mac, expected, size);
    assert_int_equal(psa_mac_compute(key, alg, in, in_size, mac, size - 1, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 0);
    assert_int_equal(psa_mac_verify(key, alg, in, in_size, expected, size), PSA_SUCCESS);
    assert_int_equal(psa_mac_verify(key, alg, in, in_size, expected, size - 1), PSA_ERROR_INVALID_SIGNATURE);
    memcpy(wrong, expected, size);
    wrong[size - 1] ^= 1;
    assert_int_equal(psa_mac_verify(key, alg, in, in_size, wrong, size), PSA_ERROR_INVALID_SIGNATURE);
    for (size_t cut = 0; cut <= in_size; cut += step) {
        assert_int_equal(psa_mac_sign_setup(&op, key, alg), PSA_SUCCESS);
        assert_int_equal(psa_mac_update(&op, in, cut), PSA_SUCCESS);
        memcpy(&moved, &op, sizeof op);
        memset(&op, 0xee, sizeof op);
        assert_int_equal(psa_mac_update(&moved, in + cut, in_size - cut), PSA_SUCCESS);
        memcpy(&op, &moved, sizeof op);
        memset(&moved, 0xee, sizeof moved);
        assert_int_equal(psa_mac_sign_finish(&op, mac, size, &length), PSA_SUCCESS);
        assert_int_equal(length, size);
        assert_memory_equal(mac, expected, size);
        assert_int_equal(psa_mac_verify_setup(&op, key, alg), PSA_SUCCESS);
        assert_int_equal(psa_mac_update(&op, in, cut), PSA_SUCCESS);
        assert_int_equal(psa_mac_update(&op, in + cut, in_size - cut), PSA_SUCCESS);
        assert_int_equal(psa_mac_verify_finish(&op, cut / step % 2 ? wrong : expected, size),
                         cut / step % 2 ? PSA_ERROR_INVALID_SIGNATURE : PSA_SUCCESS);
        assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
    }
}

/* A key that is larger than those of the API: by crypto-core. */
static void check_large_key(psa_algorithm_t alg, const uint8_t *key, size_t key_size, const uint8_t *in, size_t in_size,
                            const uint8_t *mac, size_t size)
{
    pcc_hmac_t hmac;
    uint8_t out[PCC_HASH_SIZE_MAX];
    assert_int_equal(pcc_hmac_start(&hmac, pcrypto_hash_of(alg), key, key_size), PSA_SUCCESS);
    assert_int_equal(pcc_hmac_update(&hmac, in, in_size), PSA_SUCCESS);
    assert_int_equal(pcc_hmac_finish(&hmac, out), PSA_SUCCESS);
    assert_memory_equal(out, mac, size);
}

/* Whole, and truncated to every length that the library takes, under the policy for each. */
static void check_lengths(psa_key_type_t type, psa_algorithm_t alg, const uint8_t *key, size_t key_size,
                          const uint8_t *in, size_t in_size, const uint8_t *mac, size_t size)
{
    psa_key_id_t id = import_key(type, alg, key, key_size);
    assert_int_equal(PSA_MAC_LENGTH(type, 8 * key_size, alg), size);
    check_mac(id, alg, in, in_size, mac, size, 1);
    assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
    id = import_key(type, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(alg, 4), key, key_size);
    for (size_t cut = 4; cut <= size; cut++) {
        check_mac(id, PSA_ALG_TRUNCATED_MAC(alg, cut), in, in_size, mac, cut, 17);
    }
    assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
}

typedef struct name {
    const char *name;
    uint32_t value;
} name_t;

static uint32_t value_of(const vec_record_t *r, const char *field, const name_t *names, size_t count)
{
    const char *text = vec_text(r, field);
    for (size_t i = 0; text != NULL && i < count; i++) {
        if (strcmp(names[i].name, text) == 0) {
            return names[i].value;
        }
    }
    fail_msg("line %d: %s", r->line, field);
    return 0;
}

static void check_record(const vec_record_t *r)
{
    static const name_t hashes[] = { { "md5", PSA_ALG_MD5 },
                                     { "ripemd160", PSA_ALG_RIPEMD160 },
                                     { "sha1", PSA_ALG_SHA_1 },
                                     { "sha512_224", PSA_ALG_SHA_512_224 },
                                     { "sha512_256", PSA_ALG_SHA_512_256 },
                                     { "aes_mmo", PSA_ALG_AES_MMO_ZIGBEE },
                                     { "sha3_224", PSA_ALG_SHA3_224 },
                                     { "sha3_256", PSA_ALG_SHA3_256 },
                                     { "sha3_384", PSA_ALG_SHA3_384 },
                                     { "sha3_512", PSA_ALG_SHA3_512 } };
    static const name_t ciphers[] = { { "aes", PSA_KEY_TYPE_AES },
                                      { "aria", PSA_KEY_TYPE_ARIA },
                                      { "camellia", PSA_KEY_TYPE_CAMELLIA },
                                      { "des", PSA_KEY_TYPE_DES } };
    static const name_t algs[] = { { "hmac", PSA_ALG_HMAC(0) },
                                   { "cmac", PSA_ALG_CMAC },
                                   { "cbc_mac", PSA_ALG_CBC_MAC } };
    size_t key_size, in_size, size;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *in = vec_bytes(r, "in", &in_size);
    const uint8_t *mac = vec_bytes(r, "mac", &size);
    psa_algorithm_t alg = value_of(r, "alg", algs, COUNT(algs));
    if (alg == PSA_ALG_HMAC(0)) {
        alg = PSA_ALG_HMAC(value_of(r, "hash", hashes, COUNT(hashes)));
        if (key_size > PCRYPTO_KEY_SIZE_MAX) {
            check_large_key(alg, key, key_size, in, in_size, mac, size);
        } else {
            check_lengths(PSA_KEY_TYPE_HMAC, alg, key, key_size, in, in_size, mac, size);
        }
    } else {
        psa_key_type_t type = (psa_key_type_t)value_of(r, "cipher", ciphers, COUNT(ciphers));
        check_lengths(type, alg, key, key_size, in, in_size, mac, size);
    }
}

/* The files that are older than this test: HMAC with SHA-2 (the SHA-256 ones are test_crypto_symmetric.c's),
 * AES-CMAC. */
static void check_hmac_sha2(const vec_record_t *r)
{
    static const name_t hashes[] = { { "sha224", PSA_ALG_SHA_224 },
                                     { "sha384", PSA_ALG_SHA_384 },
                                     { "sha512", PSA_ALG_SHA_512 } };
    size_t key_size, in_size, size;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *in = vec_bytes(r, "in", &in_size);
    for (size_t i = 0; i < COUNT(hashes); i++) {
        const uint8_t *mac = vec_bytes(r, hashes[i].name, &size);
        psa_algorithm_t alg = PSA_ALG_TRUNCATED_MAC(PSA_ALG_HMAC(hashes[i].value), size);
        psa_key_id_t id = import_key(PSA_KEY_TYPE_HMAC, alg, key, key_size);
        check_mac(id, alg, in, in_size, mac, size, 1);
        assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
    }
}

static void check_cmac_aes(const vec_record_t *r)
{
    size_t key_size, in_size, size;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *in = vec_bytes(r, "in", &in_size);
    const uint8_t *mac = vec_bytes(r, "mac", &size);
    check_lengths(PSA_KEY_TYPE_AES, PSA_ALG_CMAC, key, key_size, in, in_size, mac, size);
}

static void hmac__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("hmac.txt", 7, check_hmac_sha2);
    vec_for_each("hmac_others.txt", 68, check_record);
#if defined(PSA_WANT_ALG_SHA3_256)
    vec_for_each("hmac_sha3.txt", 44, check_record);
#endif
}

static void cmac__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("cmac.txt", 12, check_cmac_aes);
    vec_for_each("cmac_others.txt", 54, check_record);
}

static void cbc_mac__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("cbc_mac.txt", 83, check_record);
}

#if defined(PSA_WANT_KEY_TYPE_ARIA)
static void mac_with_aria__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("mac_aria.txt", 48, check_record);
}
#endif

/* psa_mac_sign_setup(): "alg is not a MAC algorithm", "key is not compatible with alg", "alg is not supported". The
 * key's policy permits what is asked for, so that the answer is about the algorithm. */
static void mac__key_and_algorithm_that_do_not_fit__their_errors(void **state)
{
    (void)state;
    static const struct {
        psa_key_type_t type;
        psa_algorithm_t alg;
        size_t key_size;
        psa_status_t status;
    } cases[] = {
        { PSA_KEY_TYPE_AES, PSA_ALG_HMAC(PSA_ALG_SHA_256), 32, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_DERIVE, PSA_ALG_HMAC(PSA_ALG_SHA_256), 32, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_CMAC, 16, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_RAW_DATA, PSA_ALG_CMAC, 16, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_CBC_MAC, 16, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_AES, PSA_ALG_TRUNCATED_MAC(PSA_ALG_CMAC, 17), 16, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_AES, PSA_ALG_TRUNCATED_MAC(PSA_ALG_CBC_MAC, 63), 16, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_AES, PSA_ALG_TRUNCATED_MAC(PSA_ALG_CMAC, 3), 16, PSA_ERROR_NOT_SUPPORTED },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_TRUNCATED_MAC(PSA_ALG_HMAC(PSA_ALG_MD5), 17), 16, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_HMAC(PSA_ALG_SM3), 16, PSA_ERROR_NOT_SUPPORTED },
        /* "It is recommended that these hash algorithms are not supported with PSA_ALG_HMAC" */
        { PSA_KEY_TYPE_HMAC, PSA_ALG_HMAC(PSA_ALG_SHA_256_192), 16, PSA_ERROR_NOT_SUPPORTED },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_HMAC(PSA_ALG_SHAKE256_512), 16, PSA_ERROR_NOT_SUPPORTED },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_HMAC(0), 16, PSA_ERROR_NOT_SUPPORTED },
        { PSA_KEY_TYPE_AES, PSA_ALG_CMAC | 0x100u, 16, PSA_ERROR_NOT_SUPPORTED },
        { PSA_KEY_TYPE_AES, PSA_ALG_CMAC | 1u, 16, PSA_ERROR_NOT_SUPPORTED },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_BLAKE2_MAC(PSA_ALG_BLAKE2S_HASH256), 16, PSA_ERROR_NOT_SUPPORTED },
        { PSA_KEY_TYPE_AES, PSA_ALG_GCM, 16, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_AES, PSA_ALG_SHA_256, 16, PSA_ERROR_INVALID_ARGUMENT },
    };
    static const psa_mac_operation_t inactive;
    psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;
    uint8_t mac[64];
    size_t length = 99;
    for (size_t i = 0; i < COUNT(cases); i++) {
        psa_key_id_t key = import_key(cases[i].type, cases[i].alg, bytes, cases[i].key_size);
        assert_int_equal(psa_mac_compute(key, cases[i].alg, bytes, 8, mac, 64, &length), cases[i].status);
        assert_int_equal(length, 0);
        assert_int_equal(psa_mac_verify(key, cases[i].alg, bytes, 8, mac, 16), cases[i].status);
        assert_int_equal(psa_mac_sign_setup(&op, key, cases[i].alg), cases[i].status);
        assert_memory_equal(&op, &inactive, sizeof op);
        assert_int_equal(psa_mac_verify_setup(&op, key, cases[i].alg), cases[i].status);
        assert_memory_equal(&op, &inactive, sizeof op);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* Any overlap of message and MAC gives the right MAC (Crypto API 1.5, "Overlap between parameters"). */
static void mac_compute__output_over_input__same_mac(void **state)
{
    (void)state;
    static const psa_algorithm_t algs[] = { PSA_ALG_HMAC(PSA_ALG_SHA_256), PSA_ALG_CMAC, PSA_ALG_CBC_MAC };
    for (size_t i = 0; i < COUNT(algs); i++) {
        psa_key_id_t key = import_key(i == 0 ? PSA_KEY_TYPE_HMAC : PSA_KEY_TYPE_AES, algs[i], bytes, 16);
        uint8_t expected[32], buffer[128];
        size_t length;
        assert_int_equal(psa_mac_compute(key, algs[i], bytes, 40, expected, 32, &length), PSA_SUCCESS);
        for (size_t at = 0; at <= 80; at++) {
            memcpy(buffer + 40, bytes, 40);
            assert_int_equal(psa_mac_compute(key, algs[i], buffer + 40, 40, buffer + at, 32, &length), PSA_SUCCESS);
            assert_memory_equal(buffer + at, expected, length);
        }
    }
}

/* A failed operation keeps nothing but the mark of its state. */
static void mac_operation__in_error__holds_no_secret(void **state)
{
    (void)state;
    static const psa_algorithm_t algs[] = { PSA_ALG_CMAC, PSA_ALG_CBC_MAC };
    for (size_t i = 0; i < COUNT(algs); i++) {
        psa_key_id_t key = import_key(PSA_KEY_TYPE_AES, algs[i], bytes, 16);
        psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;
        uint8_t mac[16];
        size_t length, used = 0;
        assert_int_equal(psa_mac_sign_setup(&op, key, algs[i]), PSA_SUCCESS);
        assert_int_equal(psa_mac_update(&op, bytes, 20), PSA_SUCCESS);
        assert_int_equal(psa_mac_sign_finish(&op, mac, 15, &length), PSA_ERROR_BUFFER_TOO_SMALL);
        for (size_t at = 0; at < sizeof op; at++) {
            used += ((const uint8_t *)&op)[at] != 0;
        }
        assert_int_equal(used, 1);
        assert_int_equal(psa_mac_update(&op, bytes, 1), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
    }
}

/* The expanded key that is kept beside a key is the key's, and an operation has a copy: neither another key's use nor
 * the purge of the key changes a MAC that is under way. */
static void cmac__key_purged_and_others_used_meanwhile__same_mac(void **state)
{
    (void)state;
    psa_key_id_t key = import_key(PSA_KEY_TYPE_AES, PSA_ALG_CMAC, bytes, 16);
    psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;
    uint8_t expected[16], other[16], mac[16];
    size_t length;
    assert_int_equal(psa_mac_compute(key, PSA_ALG_CMAC, bytes, 40, expected, 16, &length), PSA_SUCCESS);
    assert_int_equal(psa_mac_compute(key, PSA_ALG_CMAC, bytes, 40, mac, 16, &length), PSA_SUCCESS);
    assert_memory_equal(mac, expected, 16);
    assert_int_equal(psa_mac_sign_setup(&op, key, PSA_ALG_CMAC), PSA_SUCCESS);
    assert_int_equal(psa_mac_update(&op, bytes, 20), PSA_SUCCESS);
    assert_int_equal(psa_purge_key(key), PSA_SUCCESS);
    for (size_t i = 1; i <= 20; i++) {
        psa_key_id_t another = import_key(PSA_KEY_TYPE_AES, PSA_ALG_CMAC, bytes + i, 16);
        assert_int_equal(psa_mac_compute(another, PSA_ALG_CMAC, bytes, 40, other, 16, &length), PSA_SUCCESS);
        assert_memory_not_equal(other, expected, 16);
        assert_int_equal(psa_destroy_key(another), PSA_SUCCESS);
    }
    assert_int_equal(psa_mac_update(&op, bytes + 20, 20), PSA_SUCCESS);
    assert_int_equal(psa_mac_sign_finish(&op, mac, 16, &length), PSA_SUCCESS);
    assert_memory_equal(mac, expected, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(hmac__vectors__reproduced, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(cmac__vectors__reproduced, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(cbc_mac__vectors__reproduced, fixture_start, fixture_stop),
#if defined(PSA_WANT_KEY_TYPE_ARIA)
        cmocka_unit_test_setup_teardown(mac_with_aria__vectors__reproduced, fixture_start, fixture_stop),
#endif
        cmocka_unit_test_setup_teardown(mac__key_and_algorithm_that_do_not_fit__their_errors, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(mac_compute__output_over_input__same_mac, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(mac_operation__in_error__holds_no_secret, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(cmac__key_purged_and_others_used_meanwhile__same_mac, fixture_start,
                                        fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
