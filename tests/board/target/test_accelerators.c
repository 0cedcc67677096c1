/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The crypto library on the board, in software (preset board-crypto) and with the accelerators (board-accelerators):
 * the same answers to the same vectors. What differs is what an injected error of the hardware does, which also shows
 * which of both was at work.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "psa/crypto.h"
#include "tests/board/firmware/debugger.h"
#include "tests/crypto/vectors.h"
#include "tests/port/port_fixture.h"

#define REG32(address) (*(volatile uint32_t *)(address))
#define RCC_AHB2ENR REG32(0x44020C8Cu)
#define PKA_RAM 0x420C2400u
#define PKA_RAM_WORDS 1334u
#define PKA_PROCENDF (1u << 17)
#define PKA_RAMERRF (1u << 19)
#define PKA_OPERRF (1u << 21)
#define BLOCK 16u
#define RSA_RECORDS 144 /* of rsa_sign.txt */

/* With accelerators an error of the hardware is told; in software there is none. */
#ifdef ACCELERATED
#define IF_HARDWARE_FAILS PSA_ERROR_HARDWARE_FAILURE
#else
#define IF_HARDWARE_FAILS PSA_SUCCESS
#endif
#if defined(ACCELERATED) && !defined(PKA_ONLY_VERIFIES)
#define RSA_SIGNS_FAST
#endif
#ifdef PKA_ONLY_VERIFIES
#define IF_PKA_FAILS PSA_SUCCESS
#else
#define IF_PKA_FAILS IF_HARDWARE_FAILS
#endif
#ifdef NO_PKA
#define IF_VERIFYING_FAILS PSA_SUCCESS
#else
#define IF_VERIFYING_FAILS IF_HARDWARE_FAILS
#endif

static int begin(void **state)
{
    (void)state;
    port_fixture_new();
    debugger(DEBUGGER_HANG, 0);
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    return 0;
}

static psa_key_id_t import(psa_key_type_t type, size_t bits, psa_algorithm_t alg, const uint8_t *data, size_t size)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = PSA_KEY_ID_NULL;
    psa_key_usage_t usage = PSA_KEY_USAGE_EXPORT;
    if (type == PSA_KEY_TYPE_AES) {
        usage |= PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT;
    } else if (PSA_KEY_TYPE_IS_ECC_PUBLIC_KEY(type)) {
        usage |= PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_VERIFY_MESSAGE;
    } else {
        usage |= PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_HASH |
                 PSA_KEY_USAGE_VERIFY_MESSAGE | PSA_KEY_USAGE_DERIVE;
    }
    psa_set_key_type(&attributes, type);
    psa_set_key_bits(&attributes, bits);
    psa_set_key_usage_flags(&attributes, usage);
    psa_set_key_algorithm(&attributes, alg);
    assert_int_equal(psa_import_key(&attributes, data, size, &key), PSA_SUCCESS);
    return key;
}

/* ------------------------------------------------------------------------------------------------------ Hashes --- */

static void check_hash(const vec_record_t *record, const char *name, psa_algorithm_t alg)
{
    size_t size, expected_size, length = 0;
    uint8_t hash[PSA_HASH_MAX_SIZE];
    psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT, twin = PSA_HASH_OPERATION_INIT;
    if (vec_text(record, name) == NULL) {
        return;
    }
    const uint8_t *in = vec_bytes(record, "in", &size);
    const uint8_t *expected = vec_bytes(record, name, &expected_size);
    assert_int_equal(psa_hash_compute(alg, in, size, hash, sizeof hash, &length), PSA_SUCCESS);
    assert_int_equal(length, expected_size);
    assert_memory_equal(hash, expected, length);
    for (size_t piece = 1; piece < 300; piece = 2 * piece + 1) { /* in pieces, and in two operations turn by turn */
        size_t at = 0;
        assert_int_equal(psa_hash_setup(&operation, alg), PSA_SUCCESS);
        assert_int_equal(psa_hash_setup(&twin, PSA_ALG_SHA_256), PSA_SUCCESS);
        while (at < size) {
            size_t step = size - at < piece ? size - at : piece;
            assert_int_equal(psa_hash_update(&operation, in + at, step), PSA_SUCCESS);
            assert_int_equal(psa_hash_update(&twin, expected, expected_size), PSA_SUCCESS);
            at += step;
        }
        assert_int_equal(psa_hash_abort(&twin), PSA_SUCCESS);
        assert_int_equal(psa_hash_clone(&operation, &twin), PSA_SUCCESS);
        assert_int_equal(psa_hash_finish(&operation, hash, sizeof hash, &length), PSA_SUCCESS);
        assert_memory_equal(hash, expected, length);
        assert_int_equal(psa_hash_verify(&twin, expected, expected_size), PSA_SUCCESS);
    }
}

static void check_sha2(const vec_record_t *record)
{
    check_hash(record, "sha224", PSA_ALG_SHA_224);
    check_hash(record, "sha256", PSA_ALG_SHA_256);
    check_hash(record, "sha384", PSA_ALG_SHA_384);
    check_hash(record, "sha512", PSA_ALG_SHA_512);
}

static void check_sha1(const vec_record_t *record)
{
    check_hash(record, "sha1", PSA_ALG_SHA_1);
}

static void hashes__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("sha2.txt", 18, check_sha2);
    vec_for_each("hash.txt", 32, check_sha1);
}

static void hash__every_length__whole_and_in_two_pieces_the_same(void **state)
{
    uint8_t in[300], whole[PSA_HASH_MAX_SIZE], pieces[PSA_HASH_MAX_SIZE];
    static const psa_algorithm_t algs[] = { PSA_ALG_SHA_256, PSA_ALG_SHA_512 };
    (void)state;
    for (size_t i = 0; i < sizeof in; i++) {
        in[i] = (uint8_t)(7 * i + 3);
    }
    for (size_t size = 0; size <= sizeof in; size++) {
        size_t length = 0, again = 0;
        psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT;
        psa_algorithm_t alg = algs[size % 2];
        assert_int_equal(psa_hash_compute(alg, in, size, whole, sizeof whole, &length), PSA_SUCCESS);
        assert_int_equal(psa_hash_setup(&operation, alg), PSA_SUCCESS);
        assert_int_equal(psa_hash_update(&operation, in, size / 3), PSA_SUCCESS);
        assert_int_equal(psa_hash_update(&operation, in + size / 3, size - size / 3), PSA_SUCCESS);
        assert_int_equal(psa_hash_finish(&operation, pieces, sizeof pieces, &again), PSA_SUCCESS);
        assert_int_equal(length, again);
        assert_memory_equal(whole, pieces, length);
    }
}

/* --------------------------------------------------------------------------------------------------------- AES --- */

static void check_aead(const vec_record_t *record, psa_algorithm_t base)
{
    static uint8_t buffer[1200], ad_buffer[300];
    size_t key_size, nonce_size, ad_size, text_size, crypted_size, tag_size, length = 0;
    const uint8_t *key = vec_bytes(record, "key", &key_size), *nonce = vec_bytes(record, "nonce", &nonce_size);
    const uint8_t *ad = vec_bytes(record, "ad", &ad_size), *text = vec_bytes(record, "text", &text_size);
    const uint8_t *crypted = vec_bytes(record, "crypted", &crypted_size), *tag = vec_bytes(record, "tag", &tag_size);
    if (vec_text(record, "ad_size") != NULL || text_size + tag_size > sizeof buffer || ad_size > sizeof ad_buffer) {
        return; /* too long for this program */
    }
    psa_algorithm_t alg = PSA_ALG_AEAD_WITH_SHORTENED_TAG(base, tag_size);
    psa_key_id_t id = import(PSA_KEY_TYPE_AES, 0, alg, key, key_size);
    memcpy(buffer, text, text_size); /* in place */
    assert_int_equal(psa_aead_encrypt(id, alg, nonce, nonce_size, ad, ad_size, buffer, text_size, buffer, sizeof buffer,
                                      &length),
                     PSA_SUCCESS);
    assert_int_equal(length, text_size + tag_size);
    assert_memory_equal(buffer, crypted, text_size);
    assert_memory_equal(buffer + text_size, tag, tag_size);
    assert_int_equal(psa_aead_decrypt(id, alg, nonce, nonce_size, ad, ad_size, buffer, text_size + tag_size, buffer,
                                      text_size, &length),
                     PSA_SUCCESS);
    assert_int_equal(length, text_size);
    assert_memory_equal(buffer, text, text_size);
    memcpy(buffer, crypted, text_size);
    memcpy(buffer + text_size, tag, tag_size);
    buffer[text_size + tag_size - 1] ^= 1;
    assert_int_equal(psa_aead_decrypt(id, alg, nonce, nonce_size, ad, ad_size, buffer, text_size + tag_size, buffer + 1,
                                      text_size, &length),
                     PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(length, 0);
    for (size_t i = 0; i < text_size; i++) {
        assert_int_equal(buffer[1 + i], 0);
    }
    assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
}

static void check_gcm(const vec_record_t *record)
{
    check_aead(record, PSA_ALG_GCM);
}

static void check_ccm(const vec_record_t *record)
{
    check_aead(record, PSA_ALG_CCM);
}

static void aead__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("gcm.txt", 18, check_gcm);
    vec_for_each("ccm.txt", 18, check_ccm);
}

static void check_cipher(const vec_record_t *record)
{
    static const struct {
        const char *name;
        psa_algorithm_t alg;
    } algs[] = { { "ecb", PSA_ALG_ECB_NO_PADDING }, { "cbc", PSA_ALG_CBC_NO_PADDING }, { "ctr", PSA_ALG_CTR } };
    static uint8_t in[BLOCK + 1024], out[BLOCK + 1024];
    size_t key_size, iv_size, text_size, crypted_size, length = 0;
    for (size_t i = 0; i < sizeof algs / sizeof algs[0]; i++) {
        if (strcmp(vec_text(record, "alg"), algs[i].name) != 0 || strcmp(vec_text(record, "type"), "aes") != 0) {
            continue;
        }
        const uint8_t *key = vec_bytes(record, "key", &key_size), *iv = vec_bytes(record, "iv", &iv_size);
        const uint8_t *text = vec_bytes(record, "text", &text_size);
        const uint8_t *crypted = vec_bytes(record, "crypted", &crypted_size);
        if (iv_size + crypted_size > sizeof in || (iv_size != BLOCK && iv_size != 0)) {
            continue;
        }
        psa_key_id_t id = import(PSA_KEY_TYPE_AES, 0, algs[i].alg, key, key_size);
        memcpy(in, iv, iv_size);
        memcpy(in + iv_size, crypted, crypted_size);
        assert_int_equal(psa_cipher_decrypt(id, algs[i].alg, in, iv_size + crypted_size, out, sizeof out, &length),
                         PSA_SUCCESS);
        assert_int_equal(length, text_size);
        assert_memory_equal(out, text, text_size);
        /* into the same buffer, and back */
        assert_int_equal(psa_cipher_encrypt(id, algs[i].alg, out, text_size, out, sizeof out, &length), PSA_SUCCESS);
        assert_int_equal(length, iv_size + text_size);
        assert_int_equal(psa_cipher_decrypt(id, algs[i].alg, out, length, out, sizeof out, &length), PSA_SUCCESS);
        assert_memory_equal(out, text, text_size);
        assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
    }
}

static void cipher__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("cipher.txt", 101, check_cipher);
}

/* The units count in 32 bits, the standard in 128: single blocks whose IV was raised by hand say what is right. */
static void ctr__counter_turns_over__carries(void **state)
{
    static const uint8_t ends[3] = { 4, 9, 16 }; /* bytes of the counter that are 0xff */
    uint8_t key[16] = { 1, 2, 3 }, in[BLOCK + 5 * BLOCK], out[5 * BLOCK], single[2 * BLOCK], one[BLOCK];
    size_t length = 0;
    (void)state;
    psa_key_id_t id = import(PSA_KEY_TYPE_AES, 0, PSA_ALG_CTR, key, sizeof key);
    for (size_t e = 0; e < sizeof ends; e++) {
        memset(in, 0x5a, sizeof in);
        memset(in + BLOCK - ends[e], 0xff, ends[e]);
        in[15] = 0xfe; /* the third block is behind the turn */
        assert_int_equal(psa_cipher_decrypt(id, PSA_ALG_CTR, in, sizeof in, out, sizeof out, &length), PSA_SUCCESS);
        memcpy(single, in, 2 * BLOCK);
        for (size_t i = 0; i < 5; i++) {
            assert_int_equal(psa_cipher_decrypt(id, PSA_ALG_CTR, single, 2 * BLOCK, one, sizeof one, &length),
                             PSA_SUCCESS);
            assert_memory_equal(out + BLOCK * i, one, BLOCK);
            for (size_t b = BLOCK; b-- > 0 && ++single[b] == 0;) {
            }
        }
    }
    assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
}

/* ------------------------------------------------------------------------------------------------------ Curves --- */

static psa_algorithm_t hash_named(const char *name)
{
    return strcmp(name, "sha1") == 0     ? PSA_ALG_SHA_1
           : strcmp(name, "sha224") == 0 ? PSA_ALG_SHA_224
           : strcmp(name, "sha256") == 0 ? PSA_ALG_SHA_256
           : strcmp(name, "sha384") == 0 ? PSA_ALG_SHA_384
                                         : PSA_ALG_SHA_512;
}

/* In software a point costs some ten million instructions, and ten times that on P-384: the first vectors have to do
 * there. */
#if defined(ACCELERATED) && !defined(PKA_ONLY_VERIFIES)
#define P256_MAX 100u
#define P384_MAX 3u
#else
#define P256_MAX 4u
#define P384_MAX 1u
#endif
static unsigned left_of_p256, left_of_p384;

static size_t bits_of(const vec_record_t *record)
{
    const char *bits = vec_text(record, "bits"), *family = vec_text(record, "family");
    if (bits == NULL) {
        left_of_p256 -= left_of_p256 > 0;
        return left_of_p256 > 0 ? 256 : 0;
    }
    if (strcmp(family, "12") != 0 || strcmp(bits, "384") != 0 || left_of_p384 == 0) {
        return 0;
    }
    left_of_p384--;
    return 384;
}

static void check_ecdsa(const vec_record_t *record)
{
    size_t private_size, public_size, message_size, signature_size, length = 0, bits = bits_of(record);
    uint8_t out[2u * 66u], exported[PSA_EXPORT_PUBLIC_KEY_MAX_SIZE];
    if (bits == 0) {
        return;
    }
    const uint8_t *private_key = vec_bytes(record, "private", &private_size);
    const uint8_t *public_key = vec_bytes(record, "public", &public_size);
    const uint8_t *message = vec_bytes(record, "message", &message_size);
    const uint8_t *signature = vec_bytes(record, "signature", &signature_size);
    psa_algorithm_t alg = PSA_ALG_DETERMINISTIC_ECDSA(hash_named(vec_text(record, "hash")));
    psa_key_id_t pair = import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), bits, alg, private_key, private_size);
    psa_key_id_t public =
        import(PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), bits, alg, public_key, public_size);
    assert_int_equal(psa_export_public_key(pair, exported, sizeof exported, &length), PSA_SUCCESS);
    assert_int_equal(length, public_size);
    assert_memory_equal(exported, public_key, public_size);
    assert_int_equal(psa_sign_message(pair, alg, message, message_size, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(length, signature_size);
    assert_memory_equal(out, signature, signature_size);
    assert_int_equal(psa_verify_message(public, alg, message, message_size, signature, signature_size), PSA_SUCCESS);
    out[signature_size - 1] ^= 1;
    assert_int_equal(psa_verify_message(public, alg, message, message_size, out, signature_size),
                     PSA_ERROR_INVALID_SIGNATURE);
    memset(out, 0, signature_size / 2); /* r is 0 */
    assert_int_equal(psa_verify_message(public, alg, message, message_size, out, signature_size),
                     PSA_ERROR_INVALID_SIGNATURE);
    memset(out, 0xff, signature_size); /* both not below n */
    assert_int_equal(psa_verify_message(public, alg, message, message_size, out, signature_size),
                     PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_destroy_key(pair), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(public), PSA_SUCCESS);
}

static void ecdsa__vectors__reproduced(void **state)
{
    (void)state;
    left_of_p256 = P256_MAX + 1u;
    vec_for_each("ecdsa_p256.txt", 18, check_ecdsa);
    left_of_p384 = P384_MAX;
    vec_for_each("ecdsa.txt", 120, check_ecdsa);
    assert_int_equal(left_of_p384, 0);
}

static void check_ecdh(const vec_record_t *record)
{
    size_t private_size, peer_size, secret_size, length = 0, bits = bits_of(record);
    uint8_t out[PSA_RAW_KEY_AGREEMENT_OUTPUT_MAX_SIZE];
    if (bits == 0) {
        return;
    }
    const uint8_t *private_key = vec_bytes(record, "private", &private_size);
    const uint8_t *peer = vec_bytes(record, "peer", &peer_size);
    const uint8_t *secret = vec_bytes(record, "secret", &secret_size);
    psa_key_id_t pair =
        import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), bits, PSA_ALG_ECDH, private_key, private_size);
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, pair, peer, peer_size, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(length, secret_size);
    assert_memory_equal(out, secret, secret_size);
    assert_int_equal(psa_destroy_key(pair), PSA_SUCCESS);
}

static void ecdh__vectors__reproduced(void **state)
{
    (void)state;
    left_of_p256 = P256_MAX + 1u;
    vec_for_each("ecdh_p256.txt", 6, check_ecdh);
    left_of_p384 = P384_MAX;
    vec_for_each("ecdh.txt", 91, check_ecdh);
    assert_int_equal(left_of_p384, 0);
}

/* RFC 6979 A.2.5 */
static const uint8_t private_p256[32] = { 0xc9, 0xaf, 0xa9, 0xd8, 0x45, 0xba, 0x75, 0x16, 0x6b, 0x5c, 0x21,
                                          0x57, 0x67, 0xb1, 0xd6, 0x93, 0x4e, 0x50, 0xc3, 0xdb, 0x36, 0xe8,
                                          0x9b, 0x12, 0x7b, 0x8a, 0x62, 0x2b, 0x12, 0x0f, 0x67, 0x21 };

static psa_key_id_t pair_p256(psa_algorithm_t alg)
{
    return import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256, alg, private_p256, sizeof private_p256);
}

static void points__not_of_the_curve__never_multiplied(void **state)
{
    uint8_t point[65], out[32];
    size_t length = 0;
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t id, pair = pair_p256(PSA_ALG_ECDH);
    (void)state;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    for (unsigned kind = 0; kind < 4; kind++) {
        assert_int_equal(psa_export_public_key(pair, point, sizeof point, &length), PSA_SUCCESS);
        if (kind == 0) {
            point[64] ^= 1;
        } else if (kind == 1) {
            memset(point + 1, 0xff, 32); /* x is not below p */
        } else if (kind == 2) {
            memset(point + 1, 0, 64);
        } else {
            point[0] = 2;
        }
        assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, pair, point, 65, out, sizeof out, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_import_key(&attributes, point, 65, &id), PSA_ERROR_INVALID_ARGUMENT);
    }
    assert_int_equal(psa_destroy_key(pair), PSA_SUCCESS);
}

static void ecdsa__random_nonce__another_signature_each_time(void **state)
{
    uint8_t hash[32] = { 7 }, first[64], second[64];
    size_t length = 0;
    (void)state;
    psa_key_id_t pair = pair_p256(PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    assert_int_equal(psa_sign_hash(pair, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, first, 64, &length), PSA_SUCCESS);
    assert_int_equal(psa_sign_hash(pair, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, second, 64, &length), PSA_SUCCESS);
    assert_memory_not_equal(first, second, 64);
    assert_int_equal(psa_verify_hash(pair, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, first, 64), PSA_SUCCESS);
    assert_int_equal(psa_verify_hash(pair, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, second, 64), PSA_SUCCESS);
    assert_int_equal(psa_sign_hash(pair, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 31, first, 64, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_sign_hash(pair, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, first, 63, &length),
                     PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_destroy_key(pair), PSA_SUCCESS);
}

/* --------------------------------------------------------------------------------------------------------- RSA --- */

#define RSA_BYTES_MIN 256u /* what PKA takes: 2048 bits and more */
#define RSA_BYTES_MAX 384u /* in the test; larger ones take software too long */
static unsigned rsa_verified, rsa_signed;

static psa_algorithm_t rsa_alg(const vec_record_t *record)
{
    const char *name = vec_text(record, "alg");
    psa_algorithm_t hash = hash_named(vec_text(record, "hash"));
    return strcmp(name, "pkcs1") == 0 ? PSA_ALG_RSA_PKCS1V15_SIGN(hash)
           : strcmp(name, "pss") == 0 ? PSA_ALG_RSA_PSS(hash)
                                      : PSA_ALG_RSA_PSS_ANY_SALT(hash);
}

static psa_key_id_t import_rsa(psa_key_type_t type, psa_algorithm_t alg, const uint8_t *der, size_t size)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = PSA_KEY_ID_NULL;
    psa_set_key_type(&attributes, type);
    psa_set_key_algorithm(&attributes, alg);
    psa_set_key_usage_flags(&attributes, type == PSA_KEY_TYPE_RSA_KEY_PAIR ?
                                             PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_SIGN_MESSAGE |
                                                 PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_VERIFY_MESSAGE :
                                             PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_VERIFY_MESSAGE);
    assert_int_equal(psa_import_key(&attributes, der, size, &key), PSA_SUCCESS);
    return key;
}

/* A pair signs as the vector says; PSS, which is by chance, as the public half verifies. */
static void check_rsa_pair(const vec_record_t *record, psa_key_id_t public, const uint8_t *signature, size_t size)
{
    static uint8_t out[RSA_BYTES_MAX];
    size_t pair_size, message_size, length = 0;
    const uint8_t *pair = vec_bytes(record, "pair", &pair_size);
    const uint8_t *message = vec_bytes(record, "message", &message_size);
#ifndef RSA_SIGNS_FAST
    if (rsa_signed > 0) { /* some hundred million instructions each */
        return;
    }
#endif
    psa_key_id_t key = import_rsa(PSA_KEY_TYPE_RSA_KEY_PAIR, rsa_alg(record), pair, pair_size);
    memset(out, 0xa5, sizeof out);
    assert_int_equal(psa_sign_message(key, rsa_alg(record), message, message_size, out, size - 1, &length),
                     PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_sign_message(key, rsa_alg(record), message, message_size, out, sizeof out, &length),
                     PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_memory_equal(out, signature, size);
    assert_int_equal(psa_verify_message(public, rsa_alg(record), message, message_size, out, length), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
#ifdef RSA_SIGNS_FAST
    psa_algorithm_t pss = PSA_ALG_RSA_PSS(hash_named(vec_text(record, "hash")));
    key = import_rsa(PSA_KEY_TYPE_RSA_KEY_PAIR, pss, pair, pair_size);
    assert_int_equal(psa_sign_message(key, pss, message, message_size, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(psa_verify_message(key, pss, message, message_size, out, length), PSA_SUCCESS);
    out[length / 2] ^= 1;
    assert_int_equal(psa_verify_message(key, pss, message, message_size, out, length), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
#endif
    rsa_signed++;
}

static void check_rsa(const vec_record_t *record)
{
    size_t public_size, message_size, signature_size;
    const uint8_t *public_key = vec_bytes(record, "public", &public_size);
    const uint8_t *message = vec_bytes(record, "message", &message_size);
    const uint8_t *signature = vec_bytes(record, "signature", &signature_size);
    psa_algorithm_t alg = rsa_alg(record);
    if (public_size < RSA_BYTES_MIN || public_size > RSA_BYTES_MAX + 32u) {
        return;
    }
    static uint8_t large[RSA_BYTES_MAX];
    psa_key_id_t public = import_rsa(PSA_KEY_TYPE_RSA_PUBLIC_KEY, alg, public_key, public_size);
    bool valid = strcmp(vec_text(record, "result"), "valid") == 0;
    assert_int_equal(psa_verify_message(public, alg, message, message_size, signature, signature_size),
                     valid ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE);
    rsa_verified++;
    if (vec_text(record, "pair") != NULL) {
        memset(large, 0xff, sizeof large); /* not below the modulus */
        assert_int_equal(psa_verify_message(public, alg, message, message_size, large, signature_size),
                         PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(psa_verify_message(public, alg, message, message_size, signature, signature_size - 1),
                         PSA_ERROR_INVALID_SIGNATURE);
        check_rsa_pair(record, public, signature, signature_size);
    }
    assert_int_equal(psa_destroy_key(public), PSA_SUCCESS);
}

static void rsa__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("rsa_sign.txt", RSA_RECORDS, check_rsa);
    assert_in_range(rsa_verified, 29, 40);
#ifdef RSA_SIGNS_FAST
    assert_int_equal(rsa_signed, 3);
#endif
}

#ifdef RSA_SIGNS_FAST
static uint8_t rsa_pair[1400];
static size_t rsa_pair_size;

static void keep_pair(const vec_record_t *record)
{
    size_t size;
    const uint8_t *pair = vec_text(record, "pair") != NULL ? vec_bytes(record, "pair", &size) : NULL;
    if (pair != NULL && size > 4u * RSA_BYTES_MIN && size <= sizeof rsa_pair && rsa_pair_size == 0) {
        memcpy(rsa_pair, pair, size);
        rsa_pair_size = size;
    }
}

/* Whichever of the operations fails, the product, the protected one or the check of its result: nothing comes out. */
static void rsa__pka_fails__told_and_nothing_given_out(void **state)
{
    static const uint32_t errors[] = { PKA_RAMERRF | PKA_PROCENDF, PKA_OPERRF | PKA_PROCENDF, PKA_PROCENDF };
    static uint8_t signature[RSA_BYTES_MAX], zero[RSA_BYTES_MAX];
    const psa_algorithm_t alg = PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_SHA_256);
    uint8_t hash[32] = { 5 };
    size_t length = 0;
    (void)state;
    vec_for_each("rsa_sign.txt", RSA_RECORDS, keep_pair);
    psa_key_id_t key = import_rsa(PSA_KEY_TYPE_RSA_KEY_PAIR, alg, rsa_pair, rsa_pair_size);
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        memset(signature, 0xa5, sizeof signature);
        debugger(DEBUGGER_PKA_ERROR, errors[i]);
        assert_int_equal(psa_sign_hash(key, alg, hash, 32, signature, sizeof signature, &length),
                         PSA_ERROR_HARDWARE_FAILURE);
        assert_memory_equal(signature, zero, sizeof zero);
        assert_int_equal(length, 0);
        assert_int_equal(psa_sign_hash(key, alg, hash, 32, signature, sizeof signature, &length), PSA_SUCCESS);
        debugger(DEBUGGER_PKA_ERROR, errors[i]);
        assert_int_not_equal(psa_verify_hash(key, alg, hash, 32, signature, length), PSA_SUCCESS);
        assert_int_equal(psa_verify_hash(key, alg, hash, 32, signature, length), PSA_SUCCESS);
    }
    RCC_AHB2ENR |= 1u << 19;
    (void)RCC_AHB2ENR;
    for (uint32_t i = 0; i < PKA_RAM_WORDS; i++) {
        assert_int_equal(REG32(PKA_RAM + 4u * i), 0);
    }
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}
#endif

/* ------------------------------------------------------------------------------------------------------ Errors --- */

static void all_zero(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        assert_int_equal(bytes[i], 0);
    }
}

/* PKA ends with an error, with a status that is none, or not at all. The next operation works again. */
static void pka__fails__told_and_nothing_given_out(void **state)
{
    static const uint32_t errors[] = { PKA_RAMERRF | PKA_PROCENDF, PKA_OPERRF | PKA_PROCENDF, PKA_PROCENDF, 0 };
    const psa_algorithm_t alg = PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256);
    uint8_t hash[32] = { 3 }, signature[64], good[64], point[65], secret[32];
    size_t length = 0;
    (void)state;
    psa_key_id_t pair = pair_p256(alg), agreeing = pair_p256(PSA_ALG_ECDH);
    assert_int_equal(psa_sign_hash(pair, alg, hash, 32, good, 64, &length), PSA_SUCCESS);
    assert_int_equal(psa_export_public_key(pair, point, sizeof point, &length), PSA_SUCCESS);
    psa_key_id_t public = import(PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), 256, alg, point, 65);
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        memset(signature, 0xa5, sizeof signature);
        debugger(DEBUGGER_PKA_ERROR, errors[i]);
        assert_int_equal(psa_sign_hash(pair, alg, hash, 32, signature, 64, &length), IF_PKA_FAILS);
        if (IF_PKA_FAILS != PSA_SUCCESS) {
            all_zero(signature, sizeof signature);
            assert_int_equal(length, 0);
            debugger(DEBUGGER_PKA_ERROR, errors[i]);
            psa_status_t status = psa_raw_key_agreement(PSA_ALG_ECDH, agreeing, point, 65, secret, 32, &length);
            /* what it fails in has no status: a wrong parameter, with which no point is on the curve */
            bool parameter = errors[i] == PKA_PROCENDF;
            assert_int_equal(status, parameter ? PSA_ERROR_INVALID_ARGUMENT : IF_PKA_FAILS);
            assert_int_equal(length, 0);
        }
        debugger(DEBUGGER_PKA_ERROR, errors[i]);
        assert_int_equal(psa_verify_hash(public, alg, hash, 32, good, 64), IF_VERIFYING_FAILS);
        if (IF_VERIFYING_FAILS == PSA_SUCCESS) {
            debugger(DEBUGGER_HANG, 0);
        }
        assert_int_equal(psa_verify_hash(public, alg, hash, 32, good, 64), PSA_SUCCESS);
    }
    assert_int_equal(psa_destroy_key(pair), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(agreeing), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(public), PSA_SUCCESS);
}

static void hash_and_aes__hang__told_and_nothing_given_out(void **state)
{
    uint8_t key[32] = { 9 }, nonce[12] = { 1 }, text[40] = { 2 }, out[56], hash[32];
    size_t length = 0;
    (void)state;
    debugger(DEBUGGER_HANG, 1);
    memset(hash, 0xa5, sizeof hash);
    assert_int_equal(psa_hash_compute(PSA_ALG_SHA_256, text, sizeof text, hash, sizeof hash, &length),
                     IF_HARDWARE_FAILS);
    if (IF_HARDWARE_FAILS != PSA_SUCCESS) {
        all_zero(hash, sizeof hash);
    }
    assert_int_equal(psa_hash_compute(PSA_ALG_SHA_256, text, sizeof text, hash, sizeof hash, &length), PSA_SUCCESS);
    debugger(DEBUGGER_HANG, 0);
#ifndef PKA_ONLY_VERIFIES /* those parts have no AES either */
    psa_key_id_t id = import(PSA_KEY_TYPE_AES, 0, PSA_ALG_GCM, key, sizeof key);
    debugger(DEBUGGER_HANG, 1);
    memset(out, 0xa5, sizeof out);
    assert_int_equal(psa_aead_encrypt(id, PSA_ALG_GCM, nonce, 12, NULL, 0, text, sizeof text, out, sizeof out, &length),
                     IF_HARDWARE_FAILS);
    if (IF_HARDWARE_FAILS != PSA_SUCCESS) {
        all_zero(out, sizeof out);
        assert_int_equal(length, 0);
    }
    assert_int_equal(psa_aead_encrypt(id, PSA_ALG_GCM, nonce, 12, NULL, 0, text, sizeof text, out, sizeof out, &length),
                     PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
#else
    (void)key;
    (void)nonce;
    (void)out;
#endif
    debugger(DEBUGGER_HANG, 0);
}

/* Without numbers from the RNG, SAES and PKA do not start. */
static void rng__broken__accelerators_refuse(void **state)
{
    const psa_algorithm_t alg = PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256);
    uint8_t hash[32] = { 3 }, signature[64], good[64];
    size_t length = 0;
    (void)state;
    psa_key_id_t pair = pair_p256(alg);
    assert_int_equal(psa_sign_hash(pair, alg, hash, 32, good, 64, &length), PSA_SUCCESS);
    debugger(DEBUGGER_RNG_ERROR, 60);
    unsigned refused = 0;
    for (unsigned i = 0; i < 10; i++) { /* the words that were ready before are used up first */
        psa_status_t status = psa_sign_hash(pair, alg, hash, 32, signature, 64, &length);
        assert_true(status == PSA_SUCCESS || status == IF_PKA_FAILS);
        refused += status != PSA_SUCCESS;
        assert_true(status != PSA_SUCCESS || memcmp(signature, good, 64) == 0);
    }
    assert_true((refused > 0) == (IF_PKA_FAILS != PSA_SUCCESS));
    debugger(DEBUGGER_RNG_ERROR, 0);
    assert_int_equal(psa_sign_hash(pair, alg, hash, 32, signature, 64, &length), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(pair), PSA_SUCCESS);
}

static void pka__after_a_signature__holds_nothing(void **state)
{
    const psa_algorithm_t alg = PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256);
    uint8_t hash[32] = { 3 }, signature[64];
    size_t length = 0;
    (void)state;
    psa_key_id_t pair = pair_p256(alg);
    assert_int_equal(psa_sign_hash(pair, alg, hash, 32, signature, 64, &length), PSA_SUCCESS);
#ifdef ACCELERATED
    if (IF_PKA_FAILS != PSA_SUCCESS) {
        assert_true((RCC_AHB2ENR & 1u << 19) != 0);
        for (uint32_t i = 0; i < PKA_RAM_WORDS; i++) {
            assert_int_equal(REG32(PKA_RAM + 4 * i), 0);
        }
    }
#endif
    assert_int_equal(psa_destroy_key(pair), PSA_SUCCESS);
}

#define CASE(f) cmocka_unit_test_setup(f, begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(hashes__vectors__reproduced),
        CASE(hash__every_length__whole_and_in_two_pieces_the_same),
        CASE(aead__vectors__reproduced),
        CASE(cipher__vectors__reproduced),
        CASE(ctr__counter_turns_over__carries),
        CASE(ecdsa__vectors__reproduced),
        CASE(ecdh__vectors__reproduced),
        CASE(points__not_of_the_curve__never_multiplied),
        CASE(rsa__vectors__reproduced),
#ifdef RSA_SIGNS_FAST
        CASE(rsa__pka_fails__told_and_nothing_given_out),
#endif
        CASE(ecdsa__random_nonce__another_signature_each_time),
        CASE(pka__fails__told_and_nothing_given_out),
        CASE(hash_and_aes__hang__told_and_nothing_given_out),
        CASE(rng__broken__accelerators_refuse),
        CASE(pka__after_a_signature__holds_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
