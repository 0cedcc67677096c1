/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5: RSA keys ("RSA keys"), signatures ("RSA signature algorithms") and encryption ("Asymmetric
 * encryption").
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/crypto/vectors.h"
#include "tests/sim/sim.h"

#define PAIR PSA_KEY_TYPE_RSA_KEY_PAIR
#define PUBLIC PSA_KEY_TYPE_RSA_PUBLIC_KEY
#define SIGN_AND_VERIFY                                                                                                \
    (PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_COPY)
#define CRYPT (PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT)

static const uint8_t message[] = "message";

static psa_status_t import(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg, size_t bits,
                           const uint8_t *der, size_t size, psa_key_id_t *key)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, type);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, alg);
    psa_set_key_bits(&a, bits);
    return psa_import_key(&a, der, size, key);
}

/* The 1024-bit pair of rsa_der.txt, for cases that need any. */
static uint8_t pair_der[700];
static size_t pair_size;

static void take_pair(const vec_record_t *record)
{
    size_t size;
    const uint8_t *der = vec_bytes(record, "der", &size);
    if (pair_size == 0) {
        assert_true(size <= sizeof pair_der);
        memcpy(pair_der, der, size);
        pair_size = size;
    }
}

static psa_key_id_t some_pair(psa_key_usage_t usage, psa_algorithm_t alg)
{
    psa_key_id_t key;
    if (pair_size == 0) {
        vec_for_each("rsa_der.txt", 68, take_pair);
    }
    assert_int_equal(import(PAIR, usage, alg, 0, pair_der, pair_size, &key), PSA_SUCCESS);
    return key;
}

static psa_algorithm_t hash_of(const char *name)
{
    return strcmp(name, "sha224") == 0   ? PSA_ALG_SHA_224
           : strcmp(name, "sha256") == 0 ? PSA_ALG_SHA_256
           : strcmp(name, "sha384") == 0 ? PSA_ALG_SHA_384
                                         : PSA_ALG_SHA_512;
}

/* --------------------------------------------------------------------------------------------------- Signatures --- */

static void verify_in_pieces(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *m, size_t m_size, const uint8_t *s,
                             size_t s_size, psa_status_t expected)
{
    psa_verify_operation_t op = PSA_VERIFY_OPERATION_INIT;
    assert_int_equal(psa_verify_setup(&op, key, alg, s, s_size), PSA_SUCCESS);
    assert_int_equal(psa_verify_update(&op, m, m_size / 3), PSA_SUCCESS);
    assert_int_equal(psa_verify_update(&op, m + m_size / 3, m_size - m_size / 3), PSA_SUCCESS);
    assert_int_equal(psa_verify_finish(&op), expected);
    assert_int_equal(psa_verify_abort(&op), PSA_SUCCESS);
}

static void check_signature(const vec_record_t *record)
{
    size_t n_size, m_size, s_size, hash_size;
    const uint8_t *public_key = vec_bytes(record, "public", &n_size), *m = vec_bytes(record, "message", &m_size);
    const uint8_t *s = vec_bytes(record, "signature", &s_size);
    psa_algorithm_t hash_alg = hash_of(vec_text(record, "hash"));
    const char *name = vec_text(record, "alg");
    psa_algorithm_t alg = strcmp(name, "pkcs1") == 0 ? PSA_ALG_RSA_PKCS1V15_SIGN(hash_alg)
                          : strcmp(name, "pss") == 0 ? PSA_ALG_RSA_PSS(hash_alg)
                                                     : PSA_ALG_RSA_PSS_ANY_SALT(hash_alg);
    psa_status_t expected =
        strcmp(vec_text(record, "result"), "valid") == 0 ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE;
    uint8_t hash[64], made[540];
    psa_key_id_t key;
    assert_int_equal(import(PUBLIC, PSA_KEY_USAGE_VERIFY_HASH, alg, 0, public_key, n_size, &key), PSA_SUCCESS);
    psa_status_t status = psa_verify_message(key, alg, m, m_size, s, s_size);
    if (status != expected) {
        fail_msg("record at line %d: %d", record->line, (int)status);
    }
    assert_int_equal(psa_hash_compute(hash_alg, m, m_size, hash, sizeof hash, &hash_size), PSA_SUCCESS);
    assert_int_equal(psa_verify_hash(key, alg, hash, hash_size, s, s_size), expected);
    verify_in_pieces(key, alg, m, m_size, s, s_size, expected);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    if (vec_text(record, "pair") != NULL) {
        size_t pair_length, length;
        const uint8_t *pair = vec_bytes(record, "pair", &pair_length);
        assert_int_equal(import(PAIR, SIGN_AND_VERIFY, alg, 0, pair, pair_length, &key), PSA_SUCCESS);
        assert_int_equal(psa_sign_message(key, alg, m, m_size, made, sizeof made, &length), PSA_SUCCESS);
        assert_int_equal(length, s_size);
        assert_memory_equal(made, s, s_size);
        assert_int_equal(psa_verify_message(key, alg, m, m_size, s, s_size), PSA_SUCCESS);
        assert_int_equal(psa_export_public_key(key, made, sizeof made, &length), PSA_SUCCESS);
        assert_int_equal(length, n_size);
        assert_memory_equal(made, public_key, n_size);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void signatures__vectors__as_they_say(void **state)
{
    (void)state;
    vec_for_each("rsa_sign.txt", 144, check_signature);
}

static void sign__every_algorithm__verifies(void **state)
{
    (void)state;
    const psa_algorithm_t hashes[] = { PSA_ALG_SHA_224, PSA_ALG_SHA_256, PSA_ALG_SHA_384, PSA_ALG_SHA_512 };
    for (size_t i = 0; i < 3 * 4; i++) {
        psa_algorithm_t hash_alg = hashes[i / 3];
        psa_algorithm_t alg = i % 3 == 0   ? PSA_ALG_RSA_PKCS1V15_SIGN(hash_alg)
                              : i % 3 == 1 ? PSA_ALG_RSA_PSS(hash_alg)
                                           : PSA_ALG_RSA_PSS_ANY_SALT(hash_alg);
        psa_key_id_t key = some_pair(SIGN_AND_VERIFY, alg);
        psa_sign_operation_t op = PSA_SIGN_OPERATION_INIT;
        uint8_t first[128], second[128], hash[64];
        size_t length, hash_size;
        assert_int_equal(psa_sign_message(key, alg, message, 7, first, 128, &length), PSA_SUCCESS);
        assert_int_equal(length, 128);
        assert_int_equal(length, PSA_SIGN_OUTPUT_SIZE(PAIR, 1024, alg));
        assert_int_equal(psa_sign_setup(&op, key, alg), PSA_SUCCESS);
        assert_int_equal(psa_sign_update(&op, message, 3), PSA_SUCCESS);
        assert_int_equal(psa_sign_update(&op, message + 3, 4), PSA_SUCCESS);
        assert_int_equal(psa_sign_finish(&op, second, 128, &length), PSA_SUCCESS);
        assert_int_equal(length, 128);
        /* "This algorithm is randomized: each invocation returns a different, equally valid signature." */
        assert_int_equal(memcmp(first, second, 128) == 0, i % 3 == 0);
        assert_int_equal(psa_hash_compute(hash_alg, message, 7, hash, sizeof hash, &hash_size), PSA_SUCCESS);
        assert_int_equal(psa_verify_hash(key, alg, hash, hash_size, first, 128), PSA_SUCCESS);
        assert_int_equal(psa_verify_message(key, alg, message, 7, second, 128), PSA_SUCCESS);
        /* The signature may lie over what is signed. */
        memcpy(first, hash, hash_size);
        assert_int_equal(psa_sign_hash(key, alg, first, hash_size, first, 128, &length), PSA_SUCCESS);
        assert_int_equal(psa_verify_hash(key, alg, hash, hash_size, first, 128), PSA_SUCCESS);
        for (size_t at = 0; at < 128; at += 9) {
            first[at] ^= 0x10;
            assert_int_equal(psa_verify_hash(key, alg, hash, hash_size, first, 128), PSA_ERROR_INVALID_SIGNATURE);
            first[at] ^= 0x10;
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* "The salt length is equal to the length of the hash, or the largest possible salt length for the algorithm and key
 * size if that is smaller": PSS_ANY_SALT makes what PSS verifies, with SHA-512 and 1024 bits too, where 62 bytes is the
 * most. */
static void sign__pss_any_salt__standard_salt(void **state)
{
    (void)state;
    const psa_algorithm_t hashes[] = { PSA_ALG_SHA_256, PSA_ALG_SHA_512 };
    for (size_t i = 0; i < 2; i++) {
        psa_key_id_t any = some_pair(SIGN_AND_VERIFY, PSA_ALG_RSA_PSS_ANY_SALT(hashes[i]));
        psa_key_id_t strict = some_pair(SIGN_AND_VERIFY, PSA_ALG_RSA_PSS(hashes[i]));
        uint8_t signature[128];
        size_t length;
        assert_int_equal(
            psa_sign_message(any, PSA_ALG_RSA_PSS_ANY_SALT(hashes[i]), message, 7, signature, 128, &length),
            PSA_SUCCESS);
        assert_int_equal(psa_verify_message(strict, PSA_ALG_RSA_PSS(hashes[i]), message, 7, signature, 128),
                         PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(any), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(strict), PSA_SUCCESS);
    }
}

/* "The hash parameter is used as T": any byte string within the available length, k - 11. */
static void sign_hash__raw__any_bytes_that_fit(void **state)
{
    (void)state;
    const psa_algorithm_t raw = PSA_ALG_RSA_PKCS1V15_SIGN_RAW, named = PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_SHA_256);
    psa_key_id_t key = some_pair(SIGN_AND_VERIFY, raw), other = some_pair(SIGN_AND_VERIFY, named);
    uint8_t t[118] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                       0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20 };
    uint8_t signature[128], same[128];
    size_t length = 99;
    const size_t sizes[] = { 0, 1, 36, 117 };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_int_equal(psa_sign_hash(key, raw, t, sizes[i], signature, 128, &length), PSA_SUCCESS);
        assert_int_equal(psa_verify_hash(key, raw, t, sizes[i], signature, 128), PSA_SUCCESS);
        assert_int_equal(psa_verify_hash(key, raw, t, i == 3 ? 116 : sizes[i] + 1, signature, 128),
                         PSA_ERROR_INVALID_SIGNATURE);
    }
    assert_int_equal(psa_sign_hash(key, raw, t, 118, signature, 128, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(length, 0);
    /* With a DigestInfo it is what the algorithm with hashing makes. */
    assert_int_equal(psa_hash_compute(PSA_ALG_SHA_256, message, 7, t + 19, 32, &length), PSA_SUCCESS);
    assert_int_equal(psa_sign_hash(key, raw, t, 51, signature, 128, &length), PSA_SUCCESS);
    assert_int_equal(psa_sign_message(other, named, message, 7, same, 128, &length), PSA_SUCCESS);
    assert_memory_equal(signature, same, 128);
    /* "The wildcard key policy PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_ANY_HASH) also permits" it; a policy of one hash does
     * not. */
    psa_key_id_t wild = some_pair(SIGN_AND_VERIFY, PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_ANY_HASH));
    assert_int_equal(psa_sign_hash(wild, raw, t, 51, same, 128, &length), PSA_SUCCESS);
    assert_memory_equal(signature, same, 128);
    assert_int_equal(psa_verify_hash(wild, raw, t, 51, same, 128), PSA_SUCCESS);
    assert_int_equal(psa_sign_hash(other, raw, t, 51, same, 128, &length), PSA_ERROR_NOT_PERMITTED);
    /* "can only be used with the psa_sign_hash() and psa_verify_hash() functions" */
    assert_int_equal(psa_sign_message(key, raw, message, 7, signature, 128, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_verify_message(key, raw, message, 7, signature, 128), PSA_ERROR_INVALID_ARGUMENT);
}

/* Table "OID to use for RSA PKCS#1 v1.5", also of functions that this build can't compute: the encoded message, got
 * back by the raw algorithm. */
static void sign_hash__every_hash_of_the_table__its_digest_info(void **state)
{
    (void)state;
    static const struct {
        psa_algorithm_t hash_alg;
        const char *oid;
        size_t oid_size, size;
    } table[] = {
        { PSA_ALG_MD2, "\x2a\x86\x48\x86\xf7\x0d\x02\x02", 8, 16 },
        { PSA_ALG_MD4, "\x2a\x86\x48\x86\xf7\x0d\x02\x04", 8, 16 },
        { PSA_ALG_MD5, "\x2a\x86\x48\x86\xf7\x0d\x02\x05", 8, 16 },
        { PSA_ALG_RIPEMD160, "\x2b\x24\x03\x02\x01", 5, 20 },
        { PSA_ALG_SHA_1, "\x2b\x0e\x03\x02\x1a", 5, 20 },
        { PSA_ALG_SHA_224, "\x60\x86\x48\x01\x65\x03\x04\x02\x04", 9, 28 },
        { PSA_ALG_SHA_256, "\x60\x86\x48\x01\x65\x03\x04\x02\x01", 9, 32 },
        { PSA_ALG_SHA_384, "\x60\x86\x48\x01\x65\x03\x04\x02\x02", 9, 48 },
        { PSA_ALG_SHA_512, "\x60\x86\x48\x01\x65\x03\x04\x02\x03", 9, 64 },
        { PSA_ALG_SHA_512_224, "\x60\x86\x48\x01\x65\x03\x04\x02\x05", 9, 28 },
        { PSA_ALG_SHA_512_256, "\x60\x86\x48\x01\x65\x03\x04\x02\x06", 9, 32 },
        { PSA_ALG_SHA3_224, "\x60\x86\x48\x01\x65\x03\x04\x02\x07", 9, 28 },
        { PSA_ALG_SHA3_256, "\x60\x86\x48\x01\x65\x03\x04\x02\x08", 9, 32 },
        { PSA_ALG_SHA3_384, "\x60\x86\x48\x01\x65\x03\x04\x02\x09", 9, 48 },
        { PSA_ALG_SHA3_512, "\x60\x86\x48\x01\x65\x03\x04\x02\x0a", 9, 64 },
        { PSA_ALG_SM3, "\x2a\x81\x1c\xcf\x55\x01\x83\x78", 8, 32 },
    };
    psa_key_id_t raw = some_pair(SIGN_AND_VERIFY, PSA_ALG_RSA_PKCS1V15_SIGN_RAW);
    psa_key_id_t key = some_pair(SIGN_AND_VERIFY, PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_ANY_HASH));
    uint8_t signature[128], t[10 + 9 + 64];
    size_t length;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        size_t o = table[i].oid_size, h = table[i].size;
        const uint8_t head[6] = { 0x30, (uint8_t)(8 + o + h), 0x30, (uint8_t)(4 + o), 0x06, (uint8_t)o };
        const uint8_t tail[4] = { 0x05, 0x00, 0x04, (uint8_t)h };
        memcpy(t, head, 6);
        memcpy(t + 6, table[i].oid, o);
        memcpy(t + 6 + o, tail, 4);
        memset(t + 10 + o, 0x5a, h);
        psa_algorithm_t alg = PSA_ALG_RSA_PKCS1V15_SIGN(table[i].hash_alg);
        assert_int_equal(psa_sign_hash(key, alg, t + 10 + o, h, signature, 128, &length), PSA_SUCCESS);
        assert_int_equal(psa_verify_hash(raw, PSA_ALG_RSA_PKCS1V15_SIGN_RAW, t, 10 + o + h, signature, 128),
                         PSA_SUCCESS);
        assert_int_equal(psa_verify_hash(key, alg, t + 10 + o, h, signature, 128), PSA_SUCCESS);
        assert_int_equal(psa_sign_hash(key, alg, t + 10 + o, h - 1, signature, 128, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
    }
    /* "It is recommended that these hash algorithms are not supported": they have no object identifier. */
    assert_int_equal(
        psa_sign_hash(key, PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_SHAKE256_512), t, 64, signature, 128, &length),
        PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_sign_hash(key, PSA_ALG_RSA_PKCS1V15_SIGN(0x02000077), t, 32, signature, 128, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
}

static void sign__bad_arguments__their_errors(void **state)
{
    (void)state;
    const psa_algorithm_t alg = PSA_ALG_RSA_PSS(PSA_ALG_SHA_256), ecdsa = PSA_ALG_ECDSA(PSA_ALG_SHA_256);
    psa_key_id_t key = some_pair(SIGN_AND_VERIFY, alg), wrong, public_key, bare;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t signature[128], der[200];
    size_t length = 99;
    assert_int_equal(psa_sign_message(key, alg, message, 7, signature, 127, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 0);
    assert_int_equal(psa_sign_hash(key, alg, message, 7, signature, 128, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(
        psa_sign_message(key, PSA_ALG_RSA_PSS_ANY_SALT(PSA_ALG_SHA_256), message, 7, signature, 128, &length),
        PSA_ERROR_NOT_PERMITTED);
    /* Keys of other kinds, the other way round, a public key to sign. */
    wrong = some_pair(SIGN_AND_VERIFY, ecdsa);
    assert_int_equal(psa_sign_message(wrong, ecdsa, message, 7, signature, 128, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_verify_message(wrong, ecdsa, message, 7, signature, 64), PSA_ERROR_INVALID_ARGUMENT);
    psa_set_key_type(&a, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&a, 256);
    psa_set_key_usage_flags(&a, SIGN_AND_VERIFY);
    psa_set_key_algorithm(&a, alg);
    assert_int_equal(psa_generate_key(&a, &wrong), PSA_SUCCESS);
    assert_int_equal(psa_sign_message(wrong, alg, message, 7, signature, 128, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_verify_message(wrong, alg, message, 7, signature, 128), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_export_public_key(key, der, sizeof der, &length), PSA_SUCCESS);
    assert_int_equal(import(PUBLIC, SIGN_AND_VERIFY, alg, 0, der, length, &public_key), PSA_SUCCESS);
    assert_int_equal(psa_sign_message(public_key, alg, message, 7, signature, 128, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    /* PSS of no hash function is no algorithm. */
    bare = some_pair(SIGN_AND_VERIFY, PSA_ALG_RSA_PSS(0));
    assert_int_not_equal(psa_sign_hash(bare, PSA_ALG_RSA_PSS(0), message, 7, signature, 128, &length), PSA_SUCCESS);
    assert_int_equal(length, 0);
}

/* --------------------------------------------------------------------------------------------------- Encryption --- */

static void check_decryption(const vec_record_t *record)
{
    size_t pair_length, c_size, m_size, label_size, length = 99;
    const uint8_t *pair = vec_bytes(record, "pair", &pair_length), *c = vec_bytes(record, "cipher", &c_size);
    const uint8_t *m = vec_bytes(record, "message", &m_size), *label = vec_bytes(record, "label", &label_size);
    const char *name = vec_text(record, "alg"), *result = vec_text(record, "result");
    psa_algorithm_t alg = strcmp(name, "pkcs1") == 0 ? PSA_ALG_RSA_PKCS1V15_CRYPT : PSA_ALG_RSA_OAEP(hash_of(name));
    psa_status_t expected = strcmp(result, "valid") == 0     ? PSA_SUCCESS
                            : strcmp(result, "invalid") == 0 ? PSA_ERROR_INVALID_PADDING
                                                             : PSA_ERROR_INVALID_ARGUMENT;
    uint8_t out[600], zeros[600] = { 0 };
    psa_key_id_t key;
    assert_int_equal(import(PAIR, CRYPT, alg, 0, pair, pair_length, &key), PSA_SUCCESS);
    memset(out, 0, sizeof out);
    psa_status_t status = psa_asymmetric_decrypt(key, alg, c, c_size, label, label_size, out, sizeof out, &length);
    if (status != expected) {
        fail_msg("record at line %d: %d", record->line, (int)status);
    }
    assert_int_equal(length, m_size);
    assert_memory_equal(out, m, m_size);
    if (expected == PSA_SUCCESS) {
        /* Into the buffer of the ciphertext, of just the size, and of one byte less. */
        memset(out, 0xa5, sizeof out);
        memcpy(out, c, c_size);
        assert_int_equal(psa_asymmetric_decrypt(key, alg, out, c_size, label, label_size, out, m_size, &length),
                         PSA_SUCCESS);
        assert_int_equal(length, m_size);
        assert_memory_equal(out, m, m_size);
        if (m_size > 0) {
            assert_int_equal(psa_asymmetric_decrypt(key, alg, c, c_size, label, label_size, out, m_size - 1, &length),
                             PSA_ERROR_BUFFER_TOO_SMALL);
            assert_int_equal(length, 0);
            assert_memory_equal(out, zeros, m_size - 1);
        }
        /* And the other way: what is encrypted comes back. */
        uint8_t again[600];
        assert_int_equal(psa_asymmetric_encrypt(key, alg, m, m_size, label, label_size, again, c_size, &length),
                         PSA_SUCCESS);
        assert_int_equal(length, c_size);
        assert_memory_not_equal(again, c, c_size);
        assert_int_equal(psa_asymmetric_decrypt(key, alg, again, c_size, label, label_size, out, sizeof out, &length),
                         PSA_SUCCESS);
        assert_int_equal(length, m_size);
        assert_memory_equal(out, m, m_size);
    } else {
        assert_memory_equal(out, zeros, sizeof zeros);
    }
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

static void decrypt__vectors__as_they_say(void **state)
{
    (void)state;
    vec_for_each("rsa_crypt.txt", 82, check_decryption);
}

static void encrypt__lengths__up_to_the_longest(void **state)
{
    (void)state;
    const struct {
        psa_algorithm_t alg;
        size_t most;
    } cases[] = { { PSA_ALG_RSA_PKCS1V15_CRYPT, 117 },
                  { PSA_ALG_RSA_OAEP(PSA_ALG_SHA_224), 70 },
                  { PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256), 62 },
                  { PSA_ALG_RSA_OAEP(PSA_ALG_SHA_384), 30 } };
    uint8_t in[128] = { 7, 0, 1, 2 }, out[128], back[128];
    size_t length;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psa_algorithm_t alg = cases[i].alg;
        psa_key_id_t key = some_pair(CRYPT, alg);
        assert_int_equal(PSA_ASYMMETRIC_DECRYPT_OUTPUT_SIZE(PAIR, 1024, alg), cases[i].most);
        for (size_t size = 0; size <= cases[i].most; size += size < 4 ? 1 : 13) {
            assert_int_equal(psa_asymmetric_encrypt(key, alg, in, size, NULL, 0, out, 128, &length), PSA_SUCCESS);
            assert_int_equal(length, 128);
            assert_int_equal(psa_asymmetric_decrypt(key, alg, out, 128, NULL, 0, back, 128, &length), PSA_SUCCESS);
            assert_int_equal(length, size);
            assert_memory_equal(back, in, size);
        }
        assert_int_equal(psa_asymmetric_encrypt(key, alg, in, cases[i].most + 1, NULL, 0, out, 128, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(length, 0);
        assert_int_equal(psa_asymmetric_encrypt(key, alg, in, 1, NULL, 0, out, 127, &length),
                         PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
    /* 1024 bits have no room for two hashes of 64 bytes. */
    psa_key_id_t key = some_pair(CRYPT, PSA_ALG_RSA_OAEP(PSA_ALG_SHA_512));
    assert_int_equal(psa_asymmetric_encrypt(key, PSA_ALG_RSA_OAEP(PSA_ALG_SHA_512), in, 0, NULL, 0, out, 128, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(
        psa_asymmetric_decrypt(key, PSA_ALG_RSA_OAEP(PSA_ALG_SHA_512), in, 128, NULL, 0, out, 128, &length),
        PSA_ERROR_INVALID_ARGUMENT);
}

static void asymmetric_crypt__bad_arguments__their_errors(void **state)
{
    (void)state;
    const psa_algorithm_t v15 = PSA_ALG_RSA_PKCS1V15_CRYPT, oaep = PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256);
    const psa_algorithm_t sign = PSA_ALG_RSA_PSS(PSA_ALG_SHA_256), unknown = PSA_ALG_RSA_OAEP(0x02000077);
    psa_key_id_t key = some_pair(CRYPT, v15), other, public_key;
    uint8_t out[128], der[200];
    size_t length = 99, der_size;
    /* "For PSA_ALG_RSA_PKCS1V15_CRYPT, no salt is supported." */
    assert_int_equal(psa_asymmetric_encrypt(key, v15, message, 7, message, 1, out, 128, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(length, 0);
    assert_int_equal(psa_asymmetric_decrypt(key, v15, out, 128, message, 1, out, 128, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_asymmetric_encrypt(key, oaep, message, 7, NULL, 0, out, 128, &length),
                     PSA_ERROR_NOT_PERMITTED);
    other = some_pair(PSA_KEY_USAGE_DECRYPT, v15);
    assert_int_equal(psa_asymmetric_encrypt(other, v15, message, 7, NULL, 0, out, 128, &length),
                     PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_destroy_key(other), PSA_SUCCESS);
    other = some_pair(PSA_KEY_USAGE_ENCRYPT, v15);
    assert_int_equal(psa_asymmetric_decrypt(other, v15, out, 128, NULL, 0, out, 128, &length), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_asymmetric_encrypt(0x3fff0000, v15, message, 7, NULL, 0, out, 128, &length),
                     PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_destroy_key(other), PSA_SUCCESS);
    other = some_pair(CRYPT, sign);
    assert_int_equal(psa_asymmetric_encrypt(other, sign, message, 7, NULL, 0, out, 128, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_asymmetric_decrypt(other, sign, out, 128, NULL, 0, out, 128, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_destroy_key(other), PSA_SUCCESS);
    other = some_pair(CRYPT, unknown);
    assert_int_equal(psa_asymmetric_encrypt(other, unknown, message, 7, NULL, 0, out, 128, &length),
                     PSA_ERROR_NOT_SUPPORTED);
    /* A public key encrypts and does not decrypt; a key of another type does neither. */
    assert_int_equal(psa_export_public_key(key, der, sizeof der, &der_size), PSA_SUCCESS);
    assert_int_equal(import(PUBLIC, CRYPT, v15, 0, der, der_size, &public_key), PSA_SUCCESS);
    assert_int_equal(psa_asymmetric_encrypt(public_key, v15, message, 7, NULL, 0, out, 128, &length), PSA_SUCCESS);
    assert_int_equal(psa_asymmetric_decrypt(public_key, v15, out, 128, NULL, 0, der, 128, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_asymmetric_decrypt(key, v15, out, 128, NULL, 0, der, 128, &length), PSA_SUCCESS);
    assert_memory_equal(der, message, 7);
    assert_int_equal(import(PSA_KEY_TYPE_RAW_DATA, CRYPT, v15, 0, message, 7, &other), PSA_SUCCESS);
    assert_int_equal(psa_asymmetric_encrypt(other, v15, message, 7, NULL, 0, out, 128, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
}

/* --------------------------------------------------------------------------------------------------------- Keys --- */

static void check_import(const vec_record_t *record)
{
    size_t size, length = 99;
    const uint8_t *der = vec_bytes(record, "der", &size);
    const char *result = vec_text(record, "result");
    psa_key_type_t type = strcmp(vec_text(record, "type"), "pair") == 0 ? PAIR : PUBLIC;
    psa_status_t expected = strcmp(result, "ok") == 0        ? PSA_SUCCESS
                            : strcmp(result, "invalid") == 0 ? PSA_ERROR_INVALID_ARGUMENT
                                                             : PSA_ERROR_NOT_SUPPORTED;
    unsigned bits = 0;
    uint8_t out[3000];
    psa_key_id_t key = 99;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_status_t status = import(type, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE, 0, der, size, &key);
    if (status != expected) {
        fail_msg("record at line %d: %d", record->line, (int)status);
    }
    if (expected != PSA_SUCCESS) {
        assert_int_equal(key, PSA_KEY_ID_NULL);
        return;
    }
    assert_int_equal(sscanf(vec_text(record, "bits"), "%u", &bits), 1);
    assert_int_equal(psa_get_key_attributes(key, &a), PSA_SUCCESS);
    assert_int_equal(psa_get_key_bits(&a), bits);
    assert_int_equal(psa_export_key(key, out, size, &length), PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_memory_equal(out, der, size);
    assert_true(size <= PSA_EXPORT_KEY_OUTPUT_SIZE(type, bits));
    assert_int_equal(psa_export_public_key(key, out, sizeof out, &length), PSA_SUCCESS);
    assert_true(length <= PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(type, bits));
    assert_int_equal(psa_export_public_key(key, out, length - 1, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 0);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    /* A size in the attributes must be the key's. */
    assert_int_equal(import(type, 0, PSA_ALG_NONE, bits, der, size, &key), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    assert_int_equal(import(type, 0, PSA_ALG_NONE, bits + 1, der, size, &key), PSA_ERROR_INVALID_ARGUMENT);
}

static void import__keys_good_and_bad__told_apart(void **state)
{
    (void)state;
    vec_for_each("rsa_der.txt", 68, check_import);
    /* The refused ones left no slot taken: as many as ever can be had. */
    vec_for_each("rsa_der.txt", 68, check_import);
}

/* Every cut of a key, and every byte of its frame changed, is refused or another key; nothing is read beyond it. */
static void import__cut_or_changed__refused_or_consistent(void **state)
{
    (void)state;
    psa_key_id_t key = some_pair(0, PSA_ALG_NONE);
    uint8_t der[sizeof pair_der];
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    for (size_t size = 0; size < pair_size; size++) {
        memcpy(der + sizeof der - size, pair_der, size);
        assert_int_equal(import(PAIR, 0, PSA_ALG_NONE, 0, der + sizeof der - size, size, &key),
                         PSA_ERROR_INVALID_ARGUMENT);
    }
    for (size_t at = 0; at < pair_size; at++) {
        memcpy(der, pair_der, pair_size);
        der[at] ^= 0x01;
        assert_int_not_equal(import(PAIR, 0, PSA_ALG_NONE, 0, der, pair_size, &key), PSA_SUCCESS);
        assert_int_equal(key, PSA_KEY_ID_NULL);
    }
}

static void generate_sizes(psa_key_attributes_t *a, psa_algorithm_t alg, size_t bits)
{
    psa_set_key_type(a, PAIR);
    psa_set_key_bits(a, bits);
    psa_set_key_usage_flags(a, SIGN_AND_VERIFY);
    psa_set_key_algorithm(a, alg);
}

/* What was generated is a key that can be imported (all its numbers belong together) with the right exponent, and
 * works. */
static void check_generated(psa_key_id_t key, psa_algorithm_t alg, size_t bits, const uint8_t *exponent, size_t e_size)
{
    uint8_t der[PSA_EXPORT_KEY_OUTPUT_SIZE(PAIR, 2048)], signature[256];
    size_t size, length;
    psa_key_id_t copy;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    assert_int_equal(psa_get_key_attributes(key, &a), PSA_SUCCESS);
    assert_int_equal(psa_get_key_bits(&a), bits);
    assert_int_equal(psa_sign_message(key, alg, message, 7, signature, sizeof signature, &length), PSA_SUCCESS);
    assert_int_equal(psa_verify_message(key, alg, message, 7, signature, length), PSA_SUCCESS);
    assert_int_equal(psa_export_key(key, der, sizeof der, &size), PSA_SUCCESS);
    assert_int_equal(import(PAIR, SIGN_AND_VERIFY, alg, bits, der, size, &copy), PSA_SUCCESS);
    assert_int_equal(psa_verify_message(copy, alg, message, 7, signature, length), PSA_SUCCESS);
    assert_int_equal(psa_export_public_key(key, der, sizeof der, &size), PSA_SUCCESS);
    assert_int_equal(der[size - e_size - 1], e_size);
    assert_memory_equal(der + size - e_size, exponent, e_size);
    assert_int_equal(psa_destroy_key(copy), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

static void generate__default_and_custom_exponent__key_with_it(void **state)
{
    (void)state;
    const psa_algorithm_t alg = PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_SHA_256);
    const psa_custom_key_parameters_t custom = PSA_CUSTOM_KEY_PARAMETERS_INIT;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    generate_sizes(&a, alg, 1024);
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    check_generated(key, alg, 1024, (const uint8_t *)"\x01\x00\x01", 3);
    assert_int_equal(psa_generate_key_custom(&a, &custom, NULL, 0, &key), PSA_SUCCESS);
    check_generated(key, alg, 1024, (const uint8_t *)"\x01\x00\x01", 3);
    /* "in little-endian byte order"; zeros above are no other number. */
    assert_int_equal(psa_generate_key_custom(&a, &custom, (const uint8_t *)"\x03", 1, &key), PSA_SUCCESS);
    check_generated(key, alg, 1024, (const uint8_t *)"\x03", 1);
    assert_int_equal(psa_generate_key_custom(&a, &custom, (const uint8_t *)"\x03\x01\x00\x00\x00\x00", 6, &key),
                     PSA_SUCCESS);
    check_generated(key, alg, 1024, (const uint8_t *)"\x01\x03", 2);
    generate_sizes(&a, alg, 1030);
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    check_generated(key, alg, 1030, (const uint8_t *)"\x01\x00\x01", 3);
}

static void generate__bad_arguments__their_errors(void **state)
{
    (void)state;
    const psa_custom_key_parameters_t custom = PSA_CUSTOM_KEY_PARAMETERS_INIT, flags = { 1 };
    static const struct {
        uint8_t data[6];
        size_t size;
        psa_status_t status;
    } cases[] = {
        { { 0 }, 1, PSA_ERROR_INVALID_ARGUMENT },
        { { 1 }, 1, PSA_ERROR_INVALID_ARGUMENT },
        { { 1, 0, 0, 0, 0, 0 }, 6, PSA_ERROR_INVALID_ARGUMENT },
        { { 2 }, 1, PSA_ERROR_INVALID_ARGUMENT },
        { { 0, 0, 1 }, 3, PSA_ERROR_INVALID_ARGUMENT },
        { { 0, 1, 0, 0, 0, 1 }, 6, PSA_ERROR_INVALID_ARGUMENT },
        { { 1, 0, 0, 0, 1 }, 5, PSA_ERROR_NOT_SUPPORTED },
        { { 1, 0, 0, 0x80 }, 4, PSA_ERROR_NOT_SUPPORTED },
        { { 1, 0, 0, 0, 0, 1 }, 6, PSA_ERROR_NOT_SUPPORTED },
    };
    const size_t sizes[] = { 512, 1022, 1023, 1025, 4098, 8192 };
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = 99;
    generate_sizes(&a, PSA_ALG_NONE, 1024);
    assert_int_equal(psa_generate_key_custom(&a, &flags, NULL, 0, &key), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(key, PSA_KEY_ID_NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(psa_generate_key_custom(&a, &custom, cases[i].data, cases[i].size, &key), cases[i].status);
        assert_int_equal(key, PSA_KEY_ID_NULL);
    }
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        generate_sizes(&a, PSA_ALG_NONE, sizes[i]);
        assert_int_equal(psa_generate_key(&a, &key), PSA_ERROR_NOT_SUPPORTED);
    }
    generate_sizes(&a, PSA_ALG_NONE, 1024);
    psa_set_key_type(&a, PUBLIC);
    assert_int_equal(psa_generate_key(&a, &key), PSA_ERROR_INVALID_ARGUMENT);
    /* "Other key types: reserved": data of theirs is an error. */
    psa_set_key_type(&a, PSA_KEY_TYPE_RAW_DATA);
    psa_set_key_bits(&a, 64);
    assert_int_equal(psa_generate_key_custom(&a, &custom, (const uint8_t *)"\x03", 1, &key),
                     PSA_ERROR_INVALID_ARGUMENT);
}

/* A generator without entropy: an error, no signature, no key. */
static void rsa__no_entropy__fails_closed(void **state)
{
    (void)state;
    const psa_algorithm_t alg = PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_SHA_256);
    psa_key_id_t key = some_pair(SIGN_AND_VERIFY, alg), made = 99;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t signature[128] = { 0 }, zeros[128] = { 0 };
    size_t length = 99;
    sim_fail_from(SIM_CALL_ENTROPY, 1, PSA_ERROR_INSUFFICIENT_ENTROPY);
    assert_int_equal(psa_sign_message(key, alg, message, 7, signature, 128, &length), PSA_ERROR_INSUFFICIENT_ENTROPY);
    assert_int_equal(length, 0);
    assert_memory_equal(signature, zeros, 128);
    generate_sizes(&a, alg, 1024);
    assert_int_equal(psa_generate_key(&a, &made), PSA_ERROR_INSUFFICIENT_ENTROPY);
    assert_int_equal(made, PSA_KEY_ID_NULL);
}

static void persistent_pair__purged__loaded_again(void **state)
{
    (void)state;
    const psa_algorithm_t alg = PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_SHA_256);
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = some_pair(SIGN_AND_VERIFY, alg), stored;
    uint8_t first[128], second[128], der[sizeof pair_der];
    size_t length;
    psa_set_key_id(&a, 7);
    psa_set_key_usage_flags(&a, SIGN_AND_VERIFY);
    psa_set_key_algorithm(&a, alg);
    assert_int_equal(psa_copy_key(key, &a, &stored), PSA_SUCCESS);
    assert_int_equal(psa_purge_key(stored), PSA_SUCCESS);
    pcrypto_reset();
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    assert_int_equal(psa_sign_message(stored, alg, message, 7, first, 128, &length), PSA_SUCCESS);
    assert_int_equal(psa_export_key(stored, der, sizeof der, &length), PSA_SUCCESS);
    assert_int_equal(length, pair_size);
    assert_memory_equal(der, pair_der, pair_size);
    key = some_pair(SIGN_AND_VERIFY, alg);
    assert_int_equal(psa_sign_message(key, alg, message, 7, second, 128, &length), PSA_SUCCESS);
    assert_memory_equal(first, second, 128);
    assert_int_equal(psa_destroy_key(stored), PSA_SUCCESS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(signatures__vectors__as_they_say, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(sign__every_algorithm__verifies, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(sign__pss_any_salt__standard_salt, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(sign_hash__raw__any_bytes_that_fit, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(sign_hash__every_hash_of_the_table__its_digest_info, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(sign__bad_arguments__their_errors, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(decrypt__vectors__as_they_say, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(encrypt__lengths__up_to_the_longest, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(asymmetric_crypt__bad_arguments__their_errors, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(import__keys_good_and_bad__told_apart, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(import__cut_or_changed__refused_or_consistent, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(generate__default_and_custom_exponent__key_with_it, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(generate__bad_arguments__their_errors, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(rsa__no_entropy__fails_closed, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(persistent_pair__purged__loaded_again, fixture_start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
