/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, MAC (10.3), ciphers (10.4) and AEAD (10.5): vectors through the API in one call and in pieces, any
 * overlap of buffers, lengths, errors and the state model.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"
#include "vectors.h"

/* A cipher by the encoding, but nobody's. */
#define UNKNOWN_CIPHER ((psa_algorithm_t)0x04c0fe00)
#define HMAC256 PSA_ALG_HMAC(PSA_ALG_SHA_256)
static const psa_key_usage_t all_usage =
    PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT | PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_MESSAGE;
static const uint8_t key_bytes[32] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };

static psa_key_id_t import_with(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg, const uint8_t *data,
                                size_t size)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    psa_set_key_type(&a, type);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, alg);
    assert_int_equal(psa_import_key(&a, data, size, &key), PSA_SUCCESS);
    return key;
}

static psa_key_id_t aes_key(psa_algorithm_t alg)
{
    return import_with(PSA_KEY_TYPE_AES, all_usage, alg, key_bytes, 16);
}

static size_t piece_of(size_t size, size_t at, size_t piece)
{
    return piece == 0 || size - at < piece ? size - at : piece;
}

/* -------------------------------------------------------------------------------------------------------- MAC --- */

static void check_hmac(const vec_record_t *r)
{
    size_t key_size, size, mac_size;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *in = vec_bytes(r, "in", &size);
    const uint8_t *expected = vec_bytes(r, "sha256", &mac_size);
    uint8_t mac[64];
    size_t length;
    if (key_size > 128) {
        return; /* larger than PCRYPTO_KEY_SIZE_MAX; crypto-core's test has it */
    }
    psa_key_id_t id =
        import_with(PSA_KEY_TYPE_HMAC, all_usage, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(HMAC256, 4), key, key_size);
    assert_int_equal(psa_mac_compute(id, HMAC256, in, size, mac, sizeof mac, &length), PSA_SUCCESS);
    assert_int_equal(length, 32);
    assert_memory_equal(mac, expected, 32);
    assert_int_equal(psa_mac_verify(id, HMAC256, in, size, mac, 32), PSA_SUCCESS);
    for (size_t cut = 4; cut <= 32; cut += 7) {
        psa_algorithm_t alg = PSA_ALG_TRUNCATED_MAC(HMAC256, cut);
        for (size_t piece = 0; piece < 9; piece += 4) {
            psa_mac_operation_t op = PSA_MAC_OPERATION_INIT, moved;
            assert_int_equal(psa_mac_sign_setup(&op, id, alg), PSA_SUCCESS);
            for (size_t at = 0; at < size; at += piece_of(size, at, piece)) {
                assert_int_equal(psa_mac_update(&op, in + at, piece_of(size, at, piece)), PSA_SUCCESS);
            }
            memcpy(&moved, &op, sizeof op);
            memset(&op, 0xee, sizeof op);
            assert_int_equal(psa_mac_sign_finish(&moved, mac, cut, &length), PSA_SUCCESS);
            assert_int_equal(length, cut);
            assert_memory_equal(mac, expected, cut);
            assert_int_equal(psa_mac_verify_setup(&moved, id, alg), PSA_SUCCESS);
            assert_int_equal(psa_mac_update(&moved, in, size), PSA_SUCCESS);
            assert_int_equal(psa_mac_verify_finish(&moved, mac, cut), PSA_SUCCESS);
        }
    }
    assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
}

static void mac__standard_vectors__match(void **state)
{
    (void)state;
    vec_for_each("hmac.txt", 7, check_hmac);
}

static void mac__bad_arguments__their_errors(void **state)
{
    (void)state;
    psa_key_id_t key = import_with(PSA_KEY_TYPE_HMAC, all_usage, HMAC256, key_bytes, 32);
    psa_key_id_t wild =
        import_with(PSA_KEY_TYPE_HMAC, all_usage, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(HMAC256, 16), key_bytes, 32);
    psa_key_id_t small = import_with(PSA_KEY_TYPE_HMAC, all_usage, PSA_ALG_TRUNCATED_MAC(HMAC256, 3), key_bytes, 32);
    psa_key_id_t large = import_with(PSA_KEY_TYPE_HMAC, all_usage, PSA_ALG_TRUNCATED_MAC(HMAC256, 33), key_bytes, 32);
    psa_key_id_t raw = import_with(PSA_KEY_TYPE_RAW_DATA, all_usage, HMAC256, key_bytes, 32);
    psa_key_id_t gcm = import_with(PSA_KEY_TYPE_AES, all_usage, PSA_ALG_GCM, key_bytes, 32);
    psa_key_id_t sign_only = import_with(PSA_KEY_TYPE_HMAC, PSA_KEY_USAGE_SIGN_MESSAGE, HMAC256, key_bytes, 32);
    uint8_t mac[64];
    size_t length = 99;
    assert_int_equal(psa_mac_compute(key, HMAC256, key_bytes, 3, mac, 31, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 0);
    assert_int_equal(psa_mac_compute(key, PSA_ALG_TRUNCATED_MAC(HMAC256, 16), key_bytes, 3, mac, 64, &length),
                     PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_mac_compute(wild, PSA_ALG_TRUNCATED_MAC(HMAC256, 15), key_bytes, 3, mac, 64, &length),
                     PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(
        psa_mac_compute(wild, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(HMAC256, 16), key_bytes, 3, mac, 64, &length),
        PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_mac_compute(wild, PSA_ALG_TRUNCATED_MAC(HMAC256, 16), key_bytes, 3, mac, 16, &length),
                     PSA_SUCCESS);
    assert_int_equal(psa_mac_compute(wild, PSA_ALG_HMAC(PSA_ALG_SHA_512), key_bytes, 3, mac, 64, &length),
                     PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_mac_compute(small, PSA_ALG_TRUNCATED_MAC(HMAC256, 3), key_bytes, 3, mac, 64, &length),
                     PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_mac_compute(large, PSA_ALG_TRUNCATED_MAC(HMAC256, 33), key_bytes, 3, mac, 64, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_mac_compute(raw, HMAC256, key_bytes, 3, mac, 64, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_mac_compute(gcm, PSA_ALG_GCM, key_bytes, 3, mac, 64, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_mac_verify(sign_only, HMAC256, key_bytes, 3, mac, 32), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_mac_verify(key, HMAC256, key_bytes, 3, mac, 31), PSA_ERROR_INVALID_SIGNATURE);
    /* A right MAC with a byte after it is not the MAC. */
    assert_int_equal(psa_mac_compute(key, HMAC256, key_bytes, 3, mac, 64, &length), PSA_SUCCESS);
    assert_int_equal(psa_mac_verify(key, HMAC256, key_bytes, 3, mac, 32), PSA_SUCCESS);
    assert_int_equal(psa_mac_verify(key, HMAC256, key_bytes, 3, mac, 33), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_mac_verify(0x7fffffff, HMAC256, key_bytes, 3, mac, 32), PSA_ERROR_INVALID_HANDLE);
}

static void assert_mac_error_state(psa_mac_operation_t *op, psa_key_id_t key)
{
    uint8_t mac[32];
    size_t length;
    assert_int_equal(psa_mac_sign_setup(op, key, HMAC256), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_mac_update(op, key_bytes, 1), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_mac_sign_finish(op, mac, 32, &length), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_mac_verify_finish(op, key_bytes, 32), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_mac_abort(op), PSA_SUCCESS);
}

static void mac_operation__any_error__only_abort_helps(void **state)
{
    (void)state;
    psa_key_id_t key = import_with(PSA_KEY_TYPE_HMAC, all_usage, HMAC256, key_bytes, 32);
    psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;
    uint8_t mac[32];
    size_t length;
    assert_int_equal(psa_mac_sign_setup(&op, 99, HMAC256), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_mac_sign_setup(&op, key, HMAC256), PSA_SUCCESS);
    assert_int_equal(psa_mac_verify_setup(&op, key, HMAC256), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_mac_sign_finish(&op, mac, 31, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_mac_error_state(&op, key);
    assert_int_equal(psa_mac_sign_setup(&op, key, HMAC256), PSA_SUCCESS);
    assert_int_equal(psa_mac_verify_finish(&op, key_bytes, 32), PSA_ERROR_BAD_STATE);
    assert_mac_error_state(&op, key);
    assert_int_equal(psa_mac_verify_setup(&op, key, HMAC256), PSA_SUCCESS);
    assert_int_equal(psa_mac_verify_finish(&op, key_bytes, 32), PSA_ERROR_INVALID_SIGNATURE);
    assert_mac_error_state(&op, key);
    assert_int_equal(psa_mac_update(&op, key_bytes, 1), PSA_ERROR_BAD_STATE);
    assert_mac_error_state(&op, key);
}

/* ----------------------------------------------------------------------------------------------------- Cipher --- */

static void check_ctr(const vec_record_t *r)
{
    size_t key_size, iv_size, size;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *iv = vec_bytes(r, "iv", &iv_size);
    const uint8_t *text = vec_bytes(r, "text", &size);
    const uint8_t *crypted = vec_bytes(r, "crypted", &size);
    psa_key_id_t id = import_with(PSA_KEY_TYPE_AES, all_usage, PSA_ALG_CTR, key, key_size);
    uint8_t whole[80], out[80];
    size_t length;

    memcpy(whole, iv, 16);
    memcpy(whole + 16, crypted, size);
    assert_int_equal(psa_cipher_decrypt(id, PSA_ALG_CTR, whole, 16 + size, out, size, &length), PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_memory_equal(out, text, size);
    for (size_t piece = 0; piece < 40; piece += 3) {
        for (int encrypt = 0; encrypt < 2; encrypt++) {
            psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT, moved;
            assert_int_equal((encrypt ? psa_cipher_encrypt_setup : psa_cipher_decrypt_setup)(&op, id, PSA_ALG_CTR), 0);
            assert_int_equal(psa_cipher_set_iv(&op, iv, 16), PSA_SUCCESS);
            for (size_t at = 0; at < size; at += length) {
                memcpy(&moved, &op, sizeof op);
                memset(&op, 0xee, sizeof op);
                memcpy(&op, &moved, sizeof op);
                assert_int_equal(psa_cipher_update(&op, (encrypt ? text : crypted) + at, piece_of(size, at, piece),
                                                   out + at, sizeof out - at, &length),
                                 PSA_SUCCESS);
            }
            assert_int_equal(psa_cipher_finish(&op, NULL, 0, &length), PSA_SUCCESS);
            assert_int_equal(length, 0);
            assert_memory_equal(out, encrypt ? crypted : text, size);
        }
    }
    assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
}

static void cipher__standard_vectors__match(void **state)
{
    (void)state;
    vec_for_each("ctr.txt", 4, check_ctr);
}

/* "Output buffers can overlap with input buffers": at every distance, the same result as apart. */
static void cipher__any_overlap__same_result(void **state)
{
    (void)state;
    psa_key_id_t key = aes_key(PSA_ALG_CTR);
    uint8_t text[40], sealed[56], buffer[200];
    size_t length;
    for (uint8_t i = 0; i < sizeof text; i++) {
        text[i] = i;
    }
    for (size_t at = 0; at <= 130; at++) {
        memset(buffer, 0, sizeof buffer);
        memcpy(buffer + 60, text, 40);
        assert_int_equal(psa_cipher_encrypt(key, PSA_ALG_CTR, buffer + 60, 40, buffer + at, 56, &length), PSA_SUCCESS);
        assert_int_equal(length, 56);
        memcpy(sealed, buffer + at, 56);
        assert_int_equal(psa_cipher_decrypt(key, PSA_ALG_CTR, sealed, 56, buffer, 40, &length), PSA_SUCCESS);
        assert_memory_equal(buffer, text, 40);
        memcpy(buffer + 60, sealed, 56);
        assert_int_equal(psa_cipher_decrypt(key, PSA_ALG_CTR, buffer + 60, 56, buffer + at, 40, &length), PSA_SUCCESS);
        assert_memory_equal(buffer + at, text, 40);
    }
}

static void cipher__bad_arguments_and_states__their_errors(void **state)
{
    (void)state;
    psa_key_id_t key = aes_key(PSA_ALG_CTR), unknown = aes_key(UNKNOWN_CIPHER);
    psa_key_id_t encrypt_only = import_with(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_CTR, key_bytes, 16);
    psa_key_id_t raw = import_with(PSA_KEY_TYPE_RAW_DATA, all_usage, PSA_ALG_CTR, key_bytes, 16);
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    uint8_t out[64], iv[16];
    size_t length = 99;
    assert_int_equal(psa_cipher_encrypt(key, PSA_ALG_CTR, key_bytes, 8, out, 23, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 0);
    assert_int_equal(psa_cipher_encrypt(key, PSA_ALG_CTR, key_bytes, 8, out, 15, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_cipher_encrypt(key, PSA_ALG_CTR, NULL, 0, out, 16, &length), PSA_SUCCESS);
    assert_int_equal(psa_cipher_decrypt(key, PSA_ALG_CTR, key_bytes, 15, out, 64, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_cipher_decrypt(key, PSA_ALG_CTR, key_bytes, 20, out, 3, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_cipher_decrypt(encrypt_only, PSA_ALG_CTR, key_bytes, 20, out, 64, &length),
                     PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_cipher_encrypt(unknown, UNKNOWN_CIPHER, key_bytes, 16, out, 64, &length),
                     PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_cipher_encrypt(raw, PSA_ALG_CTR, key_bytes, 16, out, 64, &length), PSA_ERROR_INVALID_ARGUMENT);
    for (size_t n = 0; n <= 17; n++) {
        assert_int_equal(psa_cipher_encrypt_setup(&op, key, PSA_ALG_CTR), PSA_SUCCESS);
        assert_int_equal(psa_cipher_set_iv(&op, key_bytes, n),
                         n >= 1 && n <= 16 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
    }
    /* The order of the calls. */
    assert_int_equal(psa_cipher_encrypt_setup(&op, key, PSA_ALG_CTR), PSA_SUCCESS);
    assert_int_equal(psa_cipher_encrypt_setup(&op, key, PSA_ALG_CTR), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_cipher_generate_iv(&op, iv, 16, &length), PSA_SUCCESS);
    assert_int_equal(length, 16);
    assert_int_equal(psa_cipher_set_iv(&op, iv, 16), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_cipher_update(&op, key_bytes, 8, out, 64, &length), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_cipher_decrypt_setup(&op, key, PSA_ALG_CTR), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
    assert_int_equal(psa_cipher_decrypt_setup(&op, key, PSA_ALG_CTR), PSA_SUCCESS);
    assert_int_equal(psa_cipher_generate_iv(&op, iv, 16, &length), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
    assert_int_equal(psa_cipher_decrypt_setup(&op, key, PSA_ALG_CTR), PSA_SUCCESS);
    assert_int_equal(psa_cipher_update(&op, key_bytes, 8, out, 64, &length), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
    assert_int_equal(psa_cipher_decrypt_setup(&op, key, PSA_ALG_CTR), PSA_SUCCESS);
    assert_int_equal(psa_cipher_finish(&op, out, 64, &length), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
    assert_int_equal(psa_cipher_decrypt_setup(&op, key, PSA_ALG_CTR), PSA_SUCCESS);
    assert_int_equal(psa_cipher_set_iv(&op, iv, 17), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_cipher_set_iv(&op, iv, 16), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
    assert_int_equal(psa_cipher_encrypt_setup(&op, key, PSA_ALG_CTR), PSA_SUCCESS);
    assert_int_equal(psa_cipher_set_iv(&op, iv, 16), PSA_SUCCESS);
    assert_int_equal(psa_cipher_update(&op, key_bytes, 8, out, 7, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_cipher_update(&op, key_bytes, 8, out, 64, &length), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
}

/* -------------------------------------------------------------------------------------------------------- AEAD --- */

static void aead_vector(const vec_record_t *r, psa_algorithm_t base)
{
    static const size_t pieces[] = { 0, 1, 15, 16, 17 };
    size_t key_size, nonce_size, ad_size, size, tag_size;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *nonce = vec_bytes(r, "nonce", &nonce_size);
    const uint8_t *ad = vec_bytes(r, "ad", &ad_size);
    const uint8_t *text = vec_bytes(r, "text", &size);
    const uint8_t *crypted = vec_bytes(r, "crypted", &size);
    const uint8_t *tag = vec_bytes(r, "tag", &tag_size);
    psa_algorithm_t alg = PSA_ALG_AEAD_WITH_SHORTENED_TAG(base, tag_size);
    uint8_t sealed[256], out[256];
    size_t length, tag_length;

    if (vec_text(r, "ad_size") != NULL) {
        return;
    }
    psa_key_id_t id =
        import_with(PSA_KEY_TYPE_AES, all_usage, PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(base, 4), key, key_size);
    assert_int_equal(
        psa_aead_encrypt(id, alg, nonce, nonce_size, ad, ad_size, text, size, sealed, size + tag_size, &length),
        PSA_SUCCESS);
    assert_int_equal(length, size + tag_size);
    assert_memory_equal(sealed, crypted, size);
    assert_memory_equal(sealed + size, tag, tag_size);
    assert_int_equal(psa_aead_decrypt(id, alg, nonce, nonce_size, ad, ad_size, sealed, length, out, size, &length),
                     PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_memory_equal(out, text, size);
    for (size_t i = 0; i < 25; i++) {
        for (int encrypt = 0; encrypt < 2; encrypt++) {
            psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT, moved;
            assert_int_equal((encrypt ? psa_aead_encrypt_setup : psa_aead_decrypt_setup)(&op, id, alg), PSA_SUCCESS);
            if (base == PSA_ALG_CCM || i % 2) {
                assert_int_equal(psa_aead_set_lengths(&op, ad_size, size), PSA_SUCCESS);
            }
            assert_int_equal(psa_aead_set_nonce(&op, nonce, nonce_size), PSA_SUCCESS);
            for (size_t at = 0; at < ad_size; at += piece_of(ad_size, at, pieces[i / 5])) {
                assert_int_equal(psa_aead_update_ad(&op, ad + at, piece_of(ad_size, at, pieces[i / 5])), PSA_SUCCESS);
            }
            memcpy(&moved, &op, sizeof op);
            memset(&op, 0xee, sizeof op);
            for (size_t at = 0; at < size; at += length) {
                assert_int_equal(psa_aead_update(&moved, (encrypt ? text : crypted) + at,
                                                 piece_of(size, at, pieces[i % 5]), out + at, sizeof out - at, &length),
                                 PSA_SUCCESS);
            }
            assert_memory_equal(out, encrypt ? crypted : text, size);
            memcpy(&op, &moved, sizeof op);
            if (encrypt) {
                assert_int_equal(psa_aead_finish(&op, NULL, 0, &length, out, tag_size, &tag_length), PSA_SUCCESS);
                assert_int_equal(tag_length, tag_size);
                assert_memory_equal(out, tag, tag_size);
            } else {
                assert_int_equal(psa_aead_verify(&op, NULL, 0, &length, tag, tag_size), PSA_SUCCESS);
            }
            assert_int_equal(length, 0);
        }
    }
    assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
}

static void check_ccm(const vec_record_t *r)
{
    aead_vector(r, PSA_ALG_CCM);
}

static void check_gcm(const vec_record_t *r)
{
    aead_vector(r, PSA_ALG_GCM);
}

static void aead__standard_vectors__match(void **state)
{
    (void)state;
    vec_for_each("ccm.txt", 18, check_ccm);
    vec_for_each("gcm.txt", 18, check_gcm);
}

static const psa_algorithm_t aeads[2] = { PSA_ALG_CCM, PSA_ALG_GCM };
static const uint8_t nonce12[12] = { 9, 8, 7 };

static void aead__any_overlap__same_result(void **state)
{
    (void)state;
    for (size_t a = 0; a < 2; a++) {
        psa_key_id_t key = aes_key(aeads[a]);
        uint8_t text[50], sealed[66], buffer[240];
        size_t length;
        for (uint8_t i = 0; i < sizeof text; i++) {
            text[i] = i;
        }
        assert_int_equal(psa_aead_encrypt(key, aeads[a], nonce12, 12, text, 20, text, 50, sealed, 66, &length),
                         PSA_SUCCESS);
        for (size_t at = 0; at <= 160; at++) {
            memset(buffer, 0, sizeof buffer);
            memcpy(buffer + 80, text, 50); /* the text, and its first 20 bytes as associated data */
            assert_int_equal(psa_aead_encrypt(key, aeads[a], nonce12, 12, buffer + 80, 20, buffer + 80, 50, buffer + at,
                                              66, &length),
                             PSA_SUCCESS);
            assert_memory_equal(buffer + at, sealed, 66);
            memset(buffer, 0, sizeof buffer);
            memcpy(buffer + 80, sealed, 66);
            assert_int_equal(
                psa_aead_decrypt(key, aeads[a], nonce12, 12, text, 20, buffer + 80, 66, buffer + at, 50, &length),
                PSA_SUCCESS);
            assert_memory_equal(buffer + at, text, 50);
        }
        /* Nonce and associated data where the output goes. */
        memcpy(buffer, nonce12, 12);
        memcpy(buffer + 12, text, 20);
        assert_int_equal(psa_aead_encrypt(key, aeads[a], buffer, 12, buffer + 12, 20, text, 50, buffer, 66, &length),
                         PSA_SUCCESS);
        assert_memory_equal(buffer, sealed, 66);
    }
}

/* Every bit of every input counts; on failure the output is zeroed: no unverified plaintext gets out. */
static void aead_decrypt__any_bit_changed__invalid_signature_and_zeros(void **state)
{
    (void)state;
    for (size_t a = 0; a < 2; a++) {
        psa_key_id_t key = aes_key(aeads[a]);
        uint8_t text[20] = "plaintext plaintext", sealed[36], out[20], zero[20] = { 0 }, nonce[12], ad[5] = "data";
        size_t length;
        memcpy(nonce, nonce12, 12);
        assert_int_equal(psa_aead_encrypt(key, aeads[a], nonce, 12, ad, 5, text, 20, sealed, 36, &length), PSA_SUCCESS);
        for (size_t bit = 0; bit < 8 * (36 + 12 + 5); bit++) {
            uint8_t *where = bit < 288 ? &sealed[bit / 8] : bit < 384 ? &nonce[(bit - 288) / 8] : &ad[(bit - 384) / 8];
            *where ^= (uint8_t)(1u << bit % 8);
            memset(out, 0xa5, sizeof out);
            length = 99;
            assert_int_equal(psa_aead_decrypt(key, aeads[a], nonce, 12, ad, 5, sealed, 36, out, 20, &length),
                             PSA_ERROR_INVALID_SIGNATURE);
            assert_int_equal(length, 0);
            assert_memory_equal(out, zero, 20);
            *where ^= (uint8_t)(1u << bit % 8);
        }
        assert_int_equal(psa_aead_decrypt(key, aeads[a], nonce, 12, ad, 5, sealed, 36, out, 20, &length), PSA_SUCCESS);
    }
}

static void aead__bad_arguments__their_errors(void **state)
{
    (void)state;
    for (size_t a = 0; a < 2; a++) {
        psa_algorithm_t wild = PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(aeads[a], 8), alg = aeads[a];
        psa_key_id_t key = aes_key(wild), raw = import_with(PSA_KEY_TYPE_RAW_DATA, all_usage, alg, key_bytes, 16);
        psa_key_id_t odd = aes_key(PSA_ALG_AEAD_WITH_SHORTENED_TAG(alg, 7));
        psa_key_id_t ascon = aes_key(PSA_ALG_ASCON_AEAD128);
        uint8_t out[64];
        size_t length = 99;
        assert_int_equal(psa_aead_encrypt(key, alg, nonce12, 12, NULL, 0, key_bytes, 8, out, 23, &length),
                         PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(length, 0);
        assert_int_equal(psa_aead_encrypt(key, alg, nonce12, 12, NULL, 0, NULL, 0, out, 16, &length), PSA_SUCCESS);
        assert_int_equal(psa_aead_decrypt(key, alg, nonce12, 12, NULL, 0, out, 16, NULL, 0, &length), PSA_SUCCESS);
        assert_int_equal(psa_aead_decrypt(key, alg, nonce12, 12, NULL, 0, out, 15, NULL, 0, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_aead_decrypt(key, alg, nonce12, 12, NULL, 0, out, 20, out, 3, &length),
                         PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(psa_aead_encrypt(key, alg, nonce12, 0, NULL, 0, NULL, 0, out, 64, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_aead_encrypt(key, PSA_ALG_AEAD_WITH_SHORTENED_TAG(alg, 4), nonce12, 12, NULL, 0, NULL, 0,
                                          out, 64, &length),
                         PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(psa_aead_encrypt(key, wild, nonce12, 12, NULL, 0, NULL, 0, out, 64, &length),
                         PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(psa_aead_encrypt(key, aeads[1 - a], nonce12, 12, NULL, 0, NULL, 0, out, 64, &length),
                         PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(psa_aead_encrypt(raw, alg, nonce12, 12, NULL, 0, NULL, 0, out, 64, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_aead_encrypt(odd, PSA_ALG_AEAD_WITH_SHORTENED_TAG(alg, 7), nonce12, 12, NULL, 0, NULL, 0,
                                          out, 64, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(
            psa_aead_encrypt(ascon, PSA_ALG_ASCON_AEAD128, nonce12, 12, NULL, 0, NULL, 0, out, 64, &length),
            PSA_ERROR_NOT_SUPPORTED);
    }
}

/* Start an operation with these lengths declared, 13-byte or 12-byte nonce set. */
static void begin(psa_aead_operation_t *op, psa_key_id_t key, psa_algorithm_t alg, size_t ad, size_t text)
{
    assert_int_equal(psa_aead_abort(op), PSA_SUCCESS);
    assert_int_equal(psa_aead_encrypt_setup(op, key, alg), PSA_SUCCESS);
    assert_int_equal(psa_aead_set_lengths(op, ad, text), PSA_SUCCESS);
    assert_int_equal(psa_aead_set_nonce(op, nonce12, 12), PSA_SUCCESS);
}

/* "if this function is called then the implementation must enforce the lengths", too much and too little. */
static void aead_operation__other_lengths_than_declared__invalid_argument(void **state)
{
    (void)state;
    for (size_t a = 0; a < 2; a++) {
        psa_key_id_t key = aes_key(aeads[a]);
        psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
        uint8_t out[64];
        size_t length, tag_length;
        begin(&op, key, aeads[a], 5, 10);
        assert_int_equal(psa_aead_update_ad(&op, key_bytes, 6), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_aead_update_ad(&op, key_bytes, 5), PSA_ERROR_BAD_STATE);
        begin(&op, key, aeads[a], 5, 10);
        assert_int_equal(psa_aead_update_ad(&op, key_bytes, 4), PSA_SUCCESS);
        assert_int_equal(psa_aead_update(&op, key_bytes, 10, out, 64, &length), PSA_ERROR_INVALID_ARGUMENT);
        begin(&op, key, aeads[a], 5, 10);
        assert_int_equal(psa_aead_update_ad(&op, key_bytes, 5), PSA_SUCCESS);
        assert_int_equal(psa_aead_update(&op, key_bytes, 11, out, 64, &length), PSA_ERROR_INVALID_ARGUMENT);
        begin(&op, key, aeads[a], 5, 10);
        assert_int_equal(psa_aead_update_ad(&op, key_bytes, 5), PSA_SUCCESS);
        assert_int_equal(psa_aead_update(&op, key_bytes, 9, out, 64, &length), PSA_SUCCESS);
        assert_int_equal(psa_aead_finish(&op, out, 64, &length, out, 16, &tag_length), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(tag_length, 0);
        begin(&op, key, aeads[a], 5, 0);
        assert_int_equal(psa_aead_finish(&op, out, 64, &length, out, 16, &tag_length), PSA_ERROR_INVALID_ARGUMENT);
        begin(&op, key, aeads[a], 0, 0);
        assert_int_equal(psa_aead_update_ad(&op, NULL, 0), PSA_SUCCESS);
        assert_int_equal(psa_aead_update(&op, NULL, 0, NULL, 0, &length), PSA_SUCCESS);
        assert_int_equal(psa_aead_finish(&op, NULL, 0, &length, out, 16, &tag_length), PSA_SUCCESS);
    }
}

static void aead_operation__wrong_order__bad_state(void **state)
{
    (void)state;
    for (size_t a = 0; a < 2; a++) {
        psa_key_id_t key = aes_key(aeads[a]);
        psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
        uint8_t out[64], nonce[16];
        size_t length, tag_length;
        psa_status_t needs_lengths = aeads[a] == PSA_ALG_CCM ? PSA_ERROR_BAD_STATE : PSA_SUCCESS;
        assert_int_equal(psa_aead_encrypt_setup(&op, key, aeads[a]), PSA_SUCCESS);
        assert_int_equal(psa_aead_decrypt_setup(&op, key, aeads[a]), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_aead_set_nonce(&op, nonce12, 12), needs_lengths);
        assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_aead_encrypt_setup(&op, key, aeads[a]), PSA_SUCCESS);
        assert_int_equal(psa_aead_generate_nonce(&op, nonce, 16, &length), needs_lengths);
        begin(&op, key, aeads[a], 5, 10);
        assert_int_equal(psa_aead_set_lengths(&op, 5, 10), PSA_ERROR_BAD_STATE);
        begin(&op, key, aeads[a], 5, 10);
        assert_int_equal(psa_aead_set_nonce(&op, nonce12, 12), PSA_ERROR_BAD_STATE);
        begin(&op, key, aeads[a], 0, 10);
        assert_int_equal(psa_aead_update(&op, key_bytes, 5, out, 64, &length), PSA_SUCCESS);
        assert_int_equal(psa_aead_update_ad(&op, key_bytes, 0), PSA_ERROR_BAD_STATE);
        begin(&op, key, aeads[a], 0, 0);
        assert_int_equal(psa_aead_verify(&op, NULL, 0, &length, out, 16), PSA_ERROR_BAD_STATE);
        begin(&op, key, aeads[a], 0, 10);
        assert_int_equal(psa_aead_update(&op, key_bytes, 5, out, 4, &length), PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(psa_aead_encrypt_setup(&op, key, aeads[a]), PSA_ERROR_BAD_STATE);
        begin(&op, key, aeads[a], 0, 0);
        assert_int_equal(psa_aead_finish(&op, NULL, 0, &length, out, 15, &tag_length), PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_aead_decrypt_setup(&op, key, aeads[a]), PSA_SUCCESS);
        assert_int_equal(psa_aead_set_lengths(&op, 0, 0), PSA_SUCCESS);
        assert_int_equal(psa_aead_generate_nonce(&op, nonce, 16, &length), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_aead_decrypt_setup(&op, key, aeads[a]), PSA_SUCCESS);
        assert_int_equal(psa_aead_set_lengths(&op, 0, 0), PSA_SUCCESS);
        assert_int_equal(psa_aead_set_nonce(&op, nonce12, 12), PSA_SUCCESS);
        assert_int_equal(psa_aead_verify(&op, NULL, 0, &length, key_bytes, 16), PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(psa_aead_verify(&op, NULL, 0, &length, key_bytes, 16), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_aead_update_ad(&op, key_bytes, 1), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_aead_encrypt_setup(&op, key, aeads[a]), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
    }
}

/* Lengths are declared once; a tag has exactly the length of the algorithm, a longer one is as wrong as a shorter
 * one. */
static void aead_operation__lengths_twice_or_tag_too_long__refused(void **state)
{
    (void)state;
    for (size_t a = 0; a < 2; a++) {
        psa_key_id_t key = aes_key(aeads[a]);
        psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
        uint8_t tag[17] = { 0 };
        size_t length, tag_length;
        assert_int_equal(psa_aead_encrypt_setup(&op, key, aeads[a]), PSA_SUCCESS);
        assert_int_equal(psa_aead_set_lengths(&op, 5, 10), PSA_SUCCESS);
        assert_int_equal(psa_aead_set_lengths(&op, 5, 10), PSA_ERROR_BAD_STATE);
        begin(&op, key, aeads[a], 0, 0);
        assert_int_equal(psa_aead_finish(&op, NULL, 0, &length, tag, 17, &tag_length), PSA_SUCCESS);
        assert_int_equal(tag_length, 16);
        for (size_t n = 0; n <= 17; n++) {
            assert_int_equal(psa_aead_decrypt_setup(&op, key, aeads[a]), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_lengths(&op, 0, 0), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_nonce(&op, nonce12, 12), PSA_SUCCESS);
            assert_int_equal(psa_aead_verify(&op, NULL, 0, &length, tag, n),
                             n == 16 ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE);
            assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
        }
#if SIZE_MAX > 0xffffffff
        const size_t gcm_max = ((size_t)1 << 36) - 32; /* SP 800-38D section 5.2.1.1 */
        if (aeads[a] == PSA_ALG_GCM) {
            assert_int_equal(psa_aead_encrypt_setup(&op, key, aeads[a]), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_lengths(&op, 0, gcm_max), PSA_SUCCESS);
            assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
            assert_int_equal(psa_aead_encrypt_setup(&op, key, aeads[a]), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_lengths(&op, 0, gcm_max + 1), PSA_ERROR_INVALID_ARGUMENT);
            assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
        }
#endif
    }
}

/* A generated nonce is new each time, and short enough for the declared text. */
static void aead_generate_nonce__lengths__fit_the_text(void **state)
{
    (void)state;
    const struct {
        psa_algorithm_t alg;
        size_t text, nonce;
    } cases[] = { { PSA_ALG_CCM, 0, 13 },        { PSA_ALG_CCM, 0xffff, 13 },    { PSA_ALG_CCM, 0x10000, 12 },
                  { PSA_ALG_CCM, 0xffffff, 12 }, { PSA_ALG_CCM, 0x1000000, 11 }, { PSA_ALG_GCM, 0, 12 },
                  { PSA_ALG_GCM, 0x1000000, 12 } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psa_key_id_t key = aes_key(cases[i].alg);
        psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
        uint8_t one[16], two[16];
        size_t length = 99;
        for (int n = 0; n < 2; n++) {
            assert_int_equal(psa_aead_encrypt_setup(&op, key, cases[i].alg), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_lengths(&op, 0, cases[i].text), PSA_SUCCESS);
            assert_int_equal(psa_aead_generate_nonce(&op, n ? two : one, cases[i].nonce, &length), PSA_SUCCESS);
            assert_int_equal(length, cases[i].nonce);
            assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
        }
        assert_memory_not_equal(one, two, length);
        assert_int_equal(psa_aead_encrypt_setup(&op, key, cases[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_aead_set_lengths(&op, 0, cases[i].text), PSA_SUCCESS);
        assert_int_equal(psa_aead_generate_nonce(&op, one, cases[i].nonce - 1, &length), PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(length, 0);
        assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
    /* A nonce too long for the text. */
    psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
    psa_key_id_t key = aes_key(PSA_ALG_CCM);
    assert_int_equal(psa_aead_encrypt_setup(&op, key, PSA_ALG_CCM), PSA_SUCCESS);
    assert_int_equal(psa_aead_set_lengths(&op, 0, 0x10000), PSA_SUCCESS);
    assert_int_equal(psa_aead_set_nonce(&op, key_bytes, 13), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
}

/* Finished, aborted and failed operations hold nothing of key and text. */
static void operations__ended__hold_no_secret(void **state)
{
    (void)state;
    psa_key_id_t key = aes_key(PSA_ALG_CCM);
    union {
        psa_aead_operation_t op;
        uint8_t bytes[sizeof(psa_aead_operation_t)];
    } u;
    uint8_t out[16];
    size_t length, tag_length, used = 0;
    memset(&u, 0, sizeof u);
    begin(&u.op, key, PSA_ALG_CCM, 0, 16);
    assert_int_equal(psa_aead_update(&u.op, key_bytes, 16, out, 16, &length), PSA_SUCCESS);
    assert_int_equal(psa_aead_finish(&u.op, NULL, 0, &length, out, 16, &tag_length), PSA_SUCCESS);
    for (size_t i = 0; i < sizeof u; i++) {
        used += u.bytes[i] != 0;
    }
    assert_int_equal(used, 0);
    begin(&u.op, key, PSA_ALG_CCM, 0, 16);
    assert_int_equal(psa_aead_update(&u.op, key_bytes, 17, out, 16, &length), PSA_ERROR_INVALID_ARGUMENT);
    for (size_t i = 0; i < sizeof u; i++) {
        used += u.bytes[i] != 0;
    }
    assert_in_range(used, 1, 4); /* the error state and the declared lengths */
}

static size_t bytes_in_use(const void *object, size_t size)
{
    const uint8_t *at = (const uint8_t *)object;
    size_t used = 0;
    for (size_t i = 0; i < size; i++) {
        used += at[i] != 0;
    }
    return used;
}

/* After an error an object holds its error state and, at most, where its own parts are: nothing of key or text. */
static void operations__failed__hold_no_secret(void **state)
{
    (void)state;
    psa_key_id_t hmac = import_with(PSA_KEY_TYPE_HMAC, all_usage, HMAC256, key_bytes, 32);
    psa_mac_operation_t mac = PSA_MAC_OPERATION_INIT;
    psa_cipher_operation_t cipher = PSA_CIPHER_OPERATION_INIT;
    psa_hash_operation_t hash = PSA_HASH_OPERATION_INIT;
    uint8_t out[16];
    size_t length;
    assert_int_equal(psa_mac_sign_setup(&mac, hmac, HMAC256), PSA_SUCCESS);
    assert_int_equal(psa_mac_update(&mac, key_bytes, 16), PSA_SUCCESS);
    assert_int_equal(psa_mac_verify_finish(&mac, out, 16), PSA_ERROR_BAD_STATE);
    assert_in_range(bytes_in_use(&mac, sizeof mac), 1, 2);
    assert_int_equal(psa_cipher_encrypt_setup(&cipher, aes_key(PSA_ALG_CTR), PSA_ALG_CTR), PSA_SUCCESS);
    assert_int_equal(psa_cipher_set_iv(&cipher, key_bytes, 16), PSA_SUCCESS);
    assert_int_equal(psa_cipher_update(&cipher, key_bytes, 16, out, 15, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_in_range(bytes_in_use(&cipher, sizeof cipher), 1, 1 + sizeof(void *));
    assert_int_equal(psa_hash_setup(&hash, PSA_ALG_SHA_256), PSA_SUCCESS);
    assert_int_equal(psa_hash_update(&hash, key_bytes, 16), PSA_SUCCESS);
    assert_int_equal(psa_hash_verify(&hash, out, 16), PSA_ERROR_INVALID_SIGNATURE);
    assert_in_range(bytes_in_use(&hash, sizeof hash), 1, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(mac__standard_vectors__match, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(mac__bad_arguments__their_errors, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(mac_operation__any_error__only_abort_helps, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(cipher__standard_vectors__match, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(cipher__any_overlap__same_result, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(cipher__bad_arguments_and_states__their_errors, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(aead__standard_vectors__match, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(aead__any_overlap__same_result, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(aead_decrypt__any_bit_changed__invalid_signature_and_zeros, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(aead__bad_arguments__their_errors, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(aead_operation__other_lengths_than_declared__invalid_argument, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(aead_operation__wrong_order__bad_state, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(aead_operation__lengths_twice_or_tag_too_long__refused, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(aead_generate_nonce__lengths__fit_the_text, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(operations__ended__hold_no_secret, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(operations__failed__hold_no_secret, fixture_start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
