/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, chapter 10.4 "Unauthenticated ciphers": every algorithm over every block cipher and stream cipher, in
 * one call and in pieces, any overlap, padding, IVs, lengths, and the state model.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/core/des.h"
#include "lib/crypto/crypto_internal.h"
#include "lib/crypto/key_material_cipher.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"
#include "vectors.h"

static const uint8_t key_bytes[64] = { 1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16,
                                       17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32 };
static const uint8_t iv_bytes[32] = { 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa };

static psa_status_t try_import(psa_key_type_t type, psa_algorithm_t alg, const uint8_t *data, size_t size,
                               psa_key_id_t *key)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, type);
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT);
    psa_set_key_algorithm(&a, alg);
    return psa_import_key(&a, data, size, key);
}

static psa_key_id_t import(psa_key_type_t type, psa_algorithm_t alg, const uint8_t *data, size_t size)
{
    psa_key_id_t key;
    assert_int_equal(try_import(type, alg, data, size, &key), PSA_SUCCESS);
    return key;
}

static bool has_aria(void)
{
#if defined(PSA_WANT_KEY_TYPE_ARIA)
    return true;
#else
    return false;
#endif
}

/* The algorithms with a key of AES, or of the stream ciphers, and what is special about each. */
static const struct mode {
    const char *name;
    psa_algorithm_t alg;
    psa_key_type_t type;
    size_t key_size;
    size_t iv_size;  /* that is generated */
    size_t multiple; /* of bytes that a text must have */
    size_t least;    /* bytes that a text must have */
} modes[] = {
    { "ecb", PSA_ALG_ECB_NO_PADDING, PSA_KEY_TYPE_AES, 16, 0, 16, 0 },
    { "cbc", PSA_ALG_CBC_NO_PADDING, PSA_KEY_TYPE_AES, 24, 16, 16, 0 },
    { "pkcs7", PSA_ALG_CBC_PKCS7, PSA_KEY_TYPE_AES, 32, 16, 1, 0 },
    { "ctr", PSA_ALG_CTR, PSA_KEY_TYPE_AES, 16, 16, 1, 0 },
    { "cfb", PSA_ALG_CFB, PSA_KEY_TYPE_AES, 16, 16, 1, 0 },
    { "ofb", PSA_ALG_OFB, PSA_KEY_TYPE_AES, 16, 16, 1, 0 },
    { "xts", PSA_ALG_XTS, PSA_KEY_TYPE_AES, 64, 16, 1, 16 },
    { "ccm", PSA_ALG_CCM_STAR_NO_TAG, PSA_KEY_TYPE_AES, 16, 13, 1, 0 },
    { "stream", PSA_ALG_STREAM_CIPHER, PSA_KEY_TYPE_CHACHA20, 32, 12, 1, 0 },
    { "stream", PSA_ALG_STREAM_CIPHER, PSA_KEY_TYPE_XCHACHA20, 32, 24, 1, 0 },
    { "ecb", PSA_ALG_ECB_NO_PADDING, PSA_KEY_TYPE_DES, 8, 0, 8, 0 },
    { "cbc", PSA_ALG_CBC_NO_PADDING, PSA_KEY_TYPE_DES, 16, 8, 8, 0 },
    { "pkcs7", PSA_ALG_CBC_PKCS7, PSA_KEY_TYPE_DES, 24, 8, 1, 0 },
    { "ctr", PSA_ALG_CTR, PSA_KEY_TYPE_DES, 8, 8, 1, 0 },
    { "cfb", PSA_ALG_CFB, PSA_KEY_TYPE_DES, 8, 8, 1, 0 },
    { "ofb", PSA_ALG_OFB, PSA_KEY_TYPE_DES, 8, 8, 1, 0 },
};
#define MODES (sizeof modes / sizeof modes[0])

/* A key of a mode: bytes of odd parity, which DES asks for and the others don't mind. */
static psa_key_id_t mode_key(const struct mode *m)
{
    uint8_t odd[64];
    for (size_t i = 0; i < sizeof odd; i++) {
        odd[i] = (uint8_t)(i % 2 == 0 ? 0x10 : 0x07) ^ (uint8_t)(i / 8 % 2 == 0 ? 0 : 0x30);
    }
    return import(m->type, m->alg, odd, m->key_size);
}

static size_t piece_of(size_t size, size_t at, size_t piece)
{
    return piece == 0 || size - at < piece ? size - at : piece;
}

static psa_status_t set_up(psa_cipher_operation_t *op, psa_key_id_t key, psa_algorithm_t alg, bool encrypt)
{
    return encrypt ? psa_cipher_encrypt_setup(op, key, alg) : psa_cipher_decrypt_setup(op, key, alg);
}

/* ----------------------------------------------------------------------------------------------------- Vectors --- */

/* One direction in pieces; the object moves, every output has just the size that the macros name, and no byte more is
 * written. Returns the bytes of output. */
static size_t in_pieces(psa_key_id_t key, psa_key_type_t type, psa_algorithm_t alg, bool encrypt, const uint8_t *iv,
                        size_t iv_size, const uint8_t *in, size_t size, size_t piece, uint8_t *out)
{
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT, moved;
    size_t total = 0, length;

    assert_int_equal(set_up(&op, key, alg, encrypt), PSA_SUCCESS);
    if (iv_size > 0) {
        assert_int_equal(psa_cipher_set_iv(&op, iv, iv_size), PSA_SUCCESS);
    }
    for (size_t at = 0; at < size; at += piece_of(size, at, piece)) {
        size_t n = piece_of(size, at, piece);
        size_t room = PSA_CIPHER_UPDATE_OUTPUT_SIZE(type, alg, n);
        out[total + room] = 0x5a;
        assert_int_equal(psa_cipher_update(&op, in + at, n, out + total, room, &length), PSA_SUCCESS);
        assert_in_range(length, 0, room);
        assert_int_equal(out[total + room], 0x5a);
        total += length;
        memcpy(&moved, &op, sizeof op);
        memset(&op, 0xee, sizeof op);
        memcpy(&op, &moved, sizeof op);
    }
    size_t room = PSA_CIPHER_FINISH_OUTPUT_SIZE(type, alg);
    out[total + room] = 0x5a;
    assert_int_equal(psa_cipher_finish(&op, out + total, room, &length), PSA_SUCCESS);
    assert_in_range(length, 0, room);
    assert_int_equal(out[total + room], 0x5a);
    for (size_t i = 0; i < sizeof op; i++) {
        assert_int_equal(((uint8_t *)&op)[i], 0);
    }
    return total + length;
}

static unsigned checked;

static void check_vector(const vec_record_t *r)
{
    static uint8_t out[512], joined[512];
    size_t key_size, iv_size, size, crypted_size, length;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *iv = vec_bytes(r, "iv", &iv_size);
    const uint8_t *text = vec_bytes(r, "text", &size);
    const uint8_t *crypted = vec_bytes(r, "crypted", &crypted_size);
    const char *type_name = vec_text(r, "type");
    const struct mode *m = modes;

    while (strcmp(m->name, vec_text(r, "alg")) != 0) {
        m++;
    }
    psa_key_type_t type = strcmp(type_name, "aes") == 0         ? PSA_KEY_TYPE_AES
                          : strcmp(type_name, "aria") == 0      ? PSA_KEY_TYPE_ARIA
                          : strcmp(type_name, "camellia") == 0  ? PSA_KEY_TYPE_CAMELLIA
                          : strcmp(type_name, "des") == 0       ? PSA_KEY_TYPE_DES
                          : strcmp(type_name, "chacha20") == 0  ? PSA_KEY_TYPE_CHACHA20
                          : strcmp(type_name, "xchacha20") == 0 ? PSA_KEY_TYPE_XCHACHA20
                                                                : 0;
    psa_key_id_t id;
    psa_status_t status = try_import(type, m->alg, key, key_size, &id);
    if (type == PSA_KEY_TYPE_ARIA && !has_aria()) {
        assert_int_equal(status, PSA_ERROR_NOT_SUPPORTED);
        return;
    }
    assert_int_equal(status, PSA_SUCCESS);
    for (size_t piece = 0; piece <= 40; piece++) {
        assert_int_equal(in_pieces(id, type, m->alg, true, iv, iv_size, text, size, piece, out), crypted_size);
        assert_memory_equal(out, crypted, crypted_size);
        assert_int_equal(in_pieces(id, type, m->alg, false, iv, iv_size, crypted, crypted_size, piece, out), size);
        assert_memory_equal(out, text, size);
    }
    if (iv_size == PSA_CIPHER_IV_LENGTH(type, m->alg)) {
        memcpy(joined, iv, iv_size);
        memcpy(joined + iv_size, crypted, crypted_size);
        size_t room = PSA_CIPHER_DECRYPT_OUTPUT_SIZE(type, m->alg, iv_size + crypted_size);
        assert_int_equal(psa_cipher_decrypt(id, m->alg, joined, iv_size + crypted_size, out, room, &length),
                         PSA_SUCCESS);
        assert_int_equal(length, size);
        assert_memory_equal(out, text, size);
    }
    assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
    checked++;
}

static void cipher__standard_vectors_in_pieces__match(void **state)
{
    (void)state;
    checked = 0;
    vec_for_each("cipher.txt", 101, check_vector);
    assert_int_equal(checked, has_aria() ? 101 : 83);
}

/* psa_cipher_encrypt() draws an IV of the default length, a new one each time, and puts it before the ciphertext. */
static void encrypt__every_mode__iv_then_ciphertext(void **state)
{
    (void)state;
    static uint8_t text[96], one[160], other[160], back[160];

    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = (uint8_t)(3 * i);
    }
    for (size_t i = 0; i < MODES; i++) {
        const struct mode *m = &modes[i];
        psa_key_id_t key = mode_key(m);
        for (size_t size = m->least; size <= sizeof text; size += m->multiple) {
            size_t room = PSA_CIPHER_ENCRYPT_OUTPUT_SIZE(m->type, m->alg, size);
            size_t length, other_length, back_length;
            assert_true(room <= PSA_CIPHER_ENCRYPT_OUTPUT_MAX_SIZE(size));
            one[room] = 0x5a;
            assert_int_equal(psa_cipher_encrypt(key, m->alg, text, size, one, room, &length), PSA_SUCCESS);
            assert_int_equal(one[room], 0x5a);
            assert_int_equal(length, room);
            assert_int_equal(psa_cipher_encrypt(key, m->alg, text, size, other, room, &other_length), PSA_SUCCESS);
            assert_int_equal(length, other_length);
            if (m->iv_size > 0) {
                assert_memory_not_equal(one, other, m->iv_size);
            }
            /* The same through the calls in pieces, with the IV that was drawn. */
            assert_int_equal(in_pieces(key, m->type, m->alg, true, one, m->iv_size, text, size, 7, back),
                             length - m->iv_size);
            assert_memory_equal(back, one + m->iv_size, length - m->iv_size);
            assert_int_equal(psa_cipher_decrypt(key, m->alg, other, other_length, back, size + 16, &back_length),
                             PSA_SUCCESS);
            assert_int_equal(back_length, size);
            assert_memory_equal(back, text, size);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* ----------------------------------------------------------------------------------------------------- Overlap --- */

/* "Overlap between parameters": any. All shifts of input against output, in one call and in pieces. */
static void cipher__any_overlap__same_result(void **state)
{
    (void)state;
    enum { SIZE = 80, SHIFT = 48 };
    static uint8_t arena[3 * SHIFT + 2 * SIZE], text[SIZE], apart[160], joined[160], decrypted[160];

    for (size_t i = 0; i < SIZE; i++) {
        text[i] = (uint8_t)(7 * i + 1);
    }
    for (size_t i = 0; i < MODES; i++) {
        const struct mode *m = &modes[i];
        psa_key_id_t key = mode_key(m);
        size_t length, size = in_pieces(key, m->type, m->alg, true, iv_bytes, m->iv_size, text, SIZE, 0, apart);
        memcpy(joined, iv_bytes, m->iv_size);
        memcpy(joined + m->iv_size, apart, size);
        for (size_t at = 0; at <= 2 * SHIFT; at++) {
            uint8_t *in = arena + SHIFT, *out = arena + at;
            /* Decryption in one call, the IV part of the input. */
            memcpy(in, joined, m->iv_size + size);
            assert_int_equal(psa_cipher_decrypt(key, m->alg, in, m->iv_size + size, out, size, &length), PSA_SUCCESS);
            assert_int_equal(length, SIZE);
            assert_memory_equal(out, text, SIZE);
            /* Encryption in one call, read back with the other buffer. */
            memcpy(in, text, SIZE);
            assert_int_equal(psa_cipher_encrypt(key, m->alg, in, SIZE, out, SIZE + 40, &length), PSA_SUCCESS);
            assert_int_equal(psa_cipher_decrypt(key, m->alg, out, length, decrypted, sizeof decrypted, &length),
                             PSA_SUCCESS);
            assert_int_equal(length, SIZE);
            assert_memory_equal(decrypted, text, SIZE);
            /* In two pieces, with bytes held between them. */
            for (size_t first = 0; first <= 33; first += 3) {
                for (int encrypt = 0; encrypt < 2; encrypt++) {
                    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
                    const uint8_t *from = encrypt ? text : apart, *to = encrypt ? apart : text;
                    size_t from_size = encrypt ? SIZE : size, to_size = encrypt ? size : SIZE, done, last;
                    assert_int_equal(set_up(&op, key, m->alg, encrypt), PSA_SUCCESS);
                    if (m->iv_size > 0) {
                        assert_int_equal(psa_cipher_set_iv(&op, iv_bytes, m->iv_size), PSA_SUCCESS);
                    }
                    assert_int_equal(psa_cipher_update(&op, from, first, decrypted, 48, &done), PSA_SUCCESS);
                    memcpy(in, from + first, from_size - first);
                    assert_int_equal(psa_cipher_update(&op, in, from_size - first, out, SIZE + 16, &length),
                                     PSA_SUCCESS);
                    assert_memory_equal(decrypted, to, done);
                    assert_memory_equal(out, to + done, length);
                    assert_int_equal(psa_cipher_finish(&op, decrypted, 32, &last), PSA_SUCCESS);
                    assert_memory_equal(decrypted, to + done + length, last);
                    assert_int_equal(done + length + last, to_size);
                }
            }
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* ----------------------------------------------------------------------------------------------------- Padding --- */

/* Decrypt the one block that `plain` was encrypted to without padding, behind `before` other blocks. */
static psa_status_t unpad(psa_key_id_t bare, psa_key_id_t padded, const uint8_t plain[16], size_t before, uint8_t *out,
                          size_t out_size, size_t *length)
{
    uint8_t text[64], crypted[96];
    size_t size;
    memset(text, 0x77, sizeof text);
    memcpy(text + 16 * before, plain, 16);
    assert_int_equal(
        psa_cipher_encrypt(bare, PSA_ALG_CBC_NO_PADDING, text, 16 * before + 16, crypted, sizeof crypted, &size),
        PSA_SUCCESS);
    return psa_cipher_decrypt(padded, PSA_ALG_CBC_PKCS7, crypted, size, out, out_size, length);
}

static void decrypt_pkcs7__every_last_block__text_or_invalid_padding(void **state)
{
    (void)state;
    psa_key_id_t bare = import(PSA_KEY_TYPE_AES, PSA_ALG_CBC_NO_PADDING, key_bytes, 16);
    psa_key_id_t padded = import(PSA_KEY_TYPE_AES, PSA_ALG_CBC_PKCS7, key_bytes, 16);
    uint8_t plain[16], out[64], zeros[64] = { 0 };
    size_t length;

    for (unsigned padding = 0; padding < 256; padding++) {
        for (size_t i = 0; i < 16; i++) {
            plain[i] = (uint8_t)(i + 0x40);
        }
        for (size_t i = 16 - (padding < 16 ? padding : 16); i < 16; i++) {
            plain[i] = (uint8_t)padding;
        }
        plain[15] = (uint8_t)padding;
        bool good = padding >= 1 && padding <= 16;
        memset(out, 0xa5, sizeof out);
        assert_int_equal(unpad(bare, padded, plain, 2, out, sizeof out, &length),
                         good ? PSA_SUCCESS : PSA_ERROR_INVALID_PADDING);
        assert_int_equal(length, good ? 48 - padding : 0);
        if (!good) {
            assert_memory_equal(out, zeros, 32); /* what was decrypted before is taken back */
            continue;
        }
        assert_memory_equal(out + 32, plain, 16 - padding);
        assert_int_equal(out[48 - padding], 0xa5);
        /* A buffer of just the size does, one byte less does not. */
        assert_int_equal(unpad(bare, padded, plain, 1, out, 32 - padding, &length), PSA_SUCCESS);
        if (padding < 16) {
            assert_int_equal(unpad(bare, padded, plain, 1, out, 31 - padding, &length), PSA_ERROR_BUFFER_TOO_SMALL);
            assert_int_equal(length, 0);
        }
        /* Every byte of the padding counts. */
        for (size_t i = 16 - padding; i < 15; i++) {
            plain[i] ^= 0x80;
            assert_int_equal(unpad(bare, padded, plain, 0, out, sizeof out, &length), PSA_ERROR_INVALID_PADDING);
            plain[i] ^= 0x80;
        }
    }
    /* Not even one block, or a part of one. */
    for (size_t size = 0; size < 48; size++) {
        psa_status_t status = psa_cipher_decrypt(padded, PSA_ALG_CBC_PKCS7, key_bytes, size, out, sizeof out, &length);
        if (size < 32 || size % 16 != 0) {
            assert_int_equal(status, PSA_ERROR_INVALID_ARGUMENT);
        }
    }
}

/* ----------------------------------------------------------------------------------------------------- Lengths --- */

/* What is no multiple of the block, or shorter than XTS can take, is an invalid argument once that is known. */
static void cipher__length_that_the_mode_can_not_take__invalid_argument(void **state)
{
    (void)state;
    static uint8_t in[128], out[192];

    for (size_t i = 0; i < MODES; i++) {
        const struct mode *m = &modes[i];
        psa_key_id_t key = mode_key(m);
        for (size_t size = 0; size <= 50; size++) {
            psa_status_t expected =
                size % m->multiple == 0 && size >= m->least ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
            psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
            size_t length = 99;
            assert_int_equal(psa_cipher_encrypt(key, m->alg, in, size, out, sizeof out, &length), expected);
            assert_int_equal(length == 0, expected != PSA_SUCCESS || (size == 0 && m->iv_size == 0));
            if (m->alg != PSA_ALG_CBC_PKCS7) {
                assert_int_equal(psa_cipher_decrypt(key, m->alg, in, m->iv_size + size, out, sizeof out, &length),
                                 expected);
            }
            assert_int_equal(psa_cipher_encrypt_setup(&op, key, m->alg), PSA_SUCCESS);
            if (m->iv_size > 0) {
                assert_int_equal(psa_cipher_set_iv(&op, iv_bytes, m->iv_size), PSA_SUCCESS);
            }
            assert_int_equal(psa_cipher_update(&op, in, size, out, sizeof out, &length), PSA_SUCCESS);
            assert_int_equal(psa_cipher_finish(&op, out, sizeof out, &length), expected);
            assert_int_equal(psa_cipher_finish(&op, out, sizeof out, &length), PSA_ERROR_BAD_STATE);
            assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
        }
        if (m->iv_size > 0) {
            size_t length;
            assert_int_equal(psa_cipher_decrypt(key, m->alg, in, m->iv_size - 1, out, sizeof out, &length),
                             PSA_ERROR_INVALID_ARGUMENT);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* A text one byte too long for the algorithm: CCM* by its nonce (PSA_ALG_CCM: pLen < 2^8L), XTS by its standard. */
static void update__more_than_the_algorithm_takes__invalid_argument(void **state)
{
    (void)state;
    static uint8_t buffer[65536];
    psa_key_id_t ccm = import(PSA_KEY_TYPE_AES, PSA_ALG_CCM_STAR_NO_TAG, key_bytes, 16);
    psa_key_id_t xts = import(PSA_KEY_TYPE_AES, PSA_ALG_XTS, key_bytes, 32);
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    size_t length;

    assert_int_equal(psa_cipher_encrypt_setup(&op, ccm, PSA_ALG_CCM_STAR_NO_TAG), PSA_SUCCESS);
    assert_int_equal(psa_cipher_set_iv(&op, iv_bytes, 13), PSA_SUCCESS);
    assert_int_equal(psa_cipher_update(&op, buffer, 65536, buffer, sizeof buffer, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(length, 0);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
    assert_int_equal(psa_cipher_encrypt_setup(&op, ccm, PSA_ALG_CCM_STAR_NO_TAG), PSA_SUCCESS);
    assert_int_equal(psa_cipher_set_iv(&op, iv_bytes, 13), PSA_SUCCESS);
    assert_int_equal(psa_cipher_update(&op, buffer, 65535, buffer, sizeof buffer, &length), PSA_SUCCESS);
    assert_int_equal(psa_cipher_update(&op, buffer, 1, buffer, sizeof buffer, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
    assert_int_equal(psa_cipher_encrypt_setup(&op, ccm, PSA_ALG_CCM_STAR_NO_TAG), PSA_SUCCESS);
    assert_int_equal(psa_cipher_set_iv(&op, iv_bytes, 12), PSA_SUCCESS); /* a shorter nonce leaves more */
    assert_int_equal(psa_cipher_update(&op, buffer, 65536, buffer, sizeof buffer, &length), PSA_SUCCESS);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);

    assert_int_equal(psa_cipher_encrypt_setup(&op, xts, PSA_ALG_XTS), PSA_SUCCESS);
    assert_int_equal(psa_cipher_set_iv(&op, iv_bytes, 16), PSA_SUCCESS);
    for (unsigned i = 0; i < 256; i++) {
        assert_int_equal(psa_cipher_update(&op, buffer, 65536, buffer, sizeof buffer, &length), PSA_SUCCESS);
    }
    assert_int_equal(psa_cipher_update(&op, buffer, 1, buffer, sizeof buffer, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
}

/* The key stream of RFC 8439 ends with its counter; a longer text would use it again. */
static void update_chacha20__past_the_counter__invalid_argument(void **state)
{
    (void)state;
    psa_key_id_t chacha = import(PSA_KEY_TYPE_CHACHA20, PSA_ALG_STREAM_CIPHER, key_bytes, 32);
    psa_key_id_t xchacha = import(PSA_KEY_TYPE_XCHACHA20, PSA_ALG_STREAM_CIPHER, key_bytes, 32);
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    uint8_t iv[32], buffer[256] = { 0 };
    size_t length;

    memset(iv, 0xff, sizeof iv);
    for (size_t size = 64; size <= 65; size++) {
        assert_int_equal(psa_cipher_encrypt_setup(&op, chacha, PSA_ALG_STREAM_CIPHER), PSA_SUCCESS);
        assert_int_equal(psa_cipher_set_iv(&op, iv, 16), PSA_SUCCESS);
        assert_int_equal(psa_cipher_update(&op, buffer, size, buffer, sizeof buffer, &length),
                         size == 64 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
        /* All 64 bits of XChaCha20's. */
        assert_int_equal(psa_cipher_encrypt_setup(&op, xchacha, PSA_ALG_STREAM_CIPHER), PSA_SUCCESS);
        assert_int_equal(psa_cipher_set_iv(&op, iv, 32), PSA_SUCCESS);
        assert_int_equal(psa_cipher_update(&op, buffer, size, buffer, sizeof buffer, &length),
                         size == 64 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
    }
    /* And not one byte later. */
    assert_int_equal(psa_cipher_encrypt_setup(&op, chacha, PSA_ALG_STREAM_CIPHER), PSA_SUCCESS);
    assert_int_equal(psa_cipher_set_iv(&op, iv, 16), PSA_SUCCESS);
    assert_int_equal(psa_cipher_update(&op, buffer, 64, buffer, sizeof buffer, &length), PSA_SUCCESS);
    assert_int_equal(psa_cipher_update(&op, buffer, 1, buffer, sizeof buffer, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
}

/* --------------------------------------------------------------------------------------------- IVs and the rest --- */

static bool iv_is_valid(const struct mode *m, size_t size)
{
    switch (m->alg) {
    case PSA_ALG_CTR:
        return size >= 1 && size <= m->iv_size;
    case PSA_ALG_CCM_STAR_NO_TAG:
        return size >= 7 && size <= 13;
    case PSA_ALG_STREAM_CIPHER:
        return m->type == PSA_KEY_TYPE_CHACHA20 ? size == 8 || size == 12 || size == 16 : size == 24 || size == 32;
    default:
        return size == m->iv_size;
    }
}

static void set_iv_and_generate_iv__every_size__as_specified(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODES; i++) {
        const struct mode *m = &modes[i];
        psa_key_id_t key = mode_key(m);
        uint8_t iv[40], text[16] = { 0 }, out[64];
        size_t length;
        assert_int_equal(PSA_CIPHER_IV_LENGTH(m->type, m->alg), m->iv_size);
        assert_true(m->iv_size <= PSA_CIPHER_IV_MAX_SIZE);
        for (size_t size = 0; size <= 33; size++) {
            psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
            for (int encrypt = 0; encrypt < 2; encrypt++) {
                assert_int_equal(set_up(&op, key, m->alg, encrypt), PSA_SUCCESS);
                /* "If the cipher algorithm does not use an IV": bad state. */
                assert_int_equal(psa_cipher_set_iv(&op, iv_bytes, size < 32 ? size : 32),
                                 m->iv_size == 0                         ? PSA_ERROR_BAD_STATE
                                 : iv_is_valid(m, size < 32 ? size : 32) ? PSA_SUCCESS
                                                                         : PSA_ERROR_INVALID_ARGUMENT);
                assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
            }
            assert_int_equal(psa_cipher_encrypt_setup(&op, key, m->alg), PSA_SUCCESS);
            memset(iv, 0xa5, sizeof iv);
            length = 99;
            psa_status_t status = psa_cipher_generate_iv(&op, iv, size, &length);
            assert_int_equal(status, m->iv_size == 0     ? PSA_ERROR_BAD_STATE
                                     : size < m->iv_size ? PSA_ERROR_BUFFER_TOO_SMALL
                                                         : PSA_SUCCESS);
            assert_int_equal(length, status == PSA_SUCCESS ? m->iv_size : 0);
            assert_int_equal(iv[length], 0xa5);
            if (status == PSA_SUCCESS) {
                /* The IV that was told is the one that is used. */
                size_t crypted, last;
                assert_int_equal(psa_cipher_update(&op, text, 16, out, 48, &crypted), PSA_SUCCESS);
                assert_int_equal(psa_cipher_finish(&op, out + crypted, 32, &last), PSA_SUCCESS);
                uint8_t same[64];
                assert_int_equal(in_pieces(key, m->type, m->alg, true, iv, length, text, 16, 0, same), crypted + last);
                assert_memory_equal(out, same, crypted + last);
            }
            assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
        }
        /* Only encryption generates. */
        psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
        assert_int_equal(psa_cipher_decrypt_setup(&op, key, m->alg), PSA_SUCCESS);
        assert_int_equal(psa_cipher_generate_iv(&op, iv, sizeof iv, &length), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void generate_iv__no_entropy__error_and_nothing_told(void **state)
{
    (void)state;
    psa_key_id_t key = import(PSA_KEY_TYPE_AES, PSA_ALG_CBC_PKCS7, key_bytes, 16);
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    uint8_t iv[16], out[64], zeros[64] = { 0 };
    size_t length = 99;

    sim_fail_at(SIM_CALL_ENTROPY, 1, PSA_ERROR_INSUFFICIENT_ENTROPY);
    memset(iv, 0, sizeof iv);
    assert_int_equal(psa_cipher_encrypt_setup(&op, key, PSA_ALG_CBC_PKCS7), PSA_SUCCESS);
    assert_int_equal(psa_cipher_generate_iv(&op, iv, sizeof iv, &length), PSA_ERROR_INSUFFICIENT_ENTROPY);
    assert_int_equal(length, 0);
    assert_memory_equal(iv, zeros, sizeof iv);
    assert_int_equal(psa_cipher_set_iv(&op, iv, sizeof iv), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
    memset(out, 0, sizeof out);
    sim_fail_at(SIM_CALL_ENTROPY, 1, PSA_ERROR_INSUFFICIENT_ENTROPY);
    assert_int_equal(psa_cipher_encrypt(key, PSA_ALG_CBC_PKCS7, key_bytes, 16, out, sizeof out, &length),
                     PSA_ERROR_INSUFFICIENT_ENTROPY);
    assert_int_equal(length, 0);
    assert_memory_equal(out, zeros, sizeof out);
    assert_true(sim_fail_struck());
}

/* Calls out of their order, every one from every state. */
static void cipher__calls_out_of_order__bad_state_until_abort(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODES; i++) {
        const struct mode *m = &modes[i];
        psa_key_id_t key = mode_key(m);
        for (unsigned from = 0; from < 4; from++) { /* inactive, set up, with an IV, error */
            for (unsigned call = 0; call < 6; call++) {
                psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT, before;
                uint8_t iv[32], out[64];
                size_t length = 99;
                if (from >= 1) {
                    assert_int_equal(psa_cipher_encrypt_setup(&op, key, m->alg), PSA_SUCCESS);
                }
                if (from == 2 && m->iv_size > 0) {
                    assert_int_equal(psa_cipher_set_iv(&op, iv_bytes, m->iv_size), PSA_SUCCESS);
                }
                if (from == 3) {
                    assert_int_equal(psa_cipher_set_iv(&op, iv_bytes, 0),
                                     m->iv_size > 0 ? PSA_ERROR_INVALID_ARGUMENT : PSA_ERROR_BAD_STATE);
                }
                before = op;
                bool runs = from == 2 || (from == 1 && m->iv_size == 0);
                bool good;
                psa_status_t status;
                switch (call) {
                case 0:
                    status = psa_cipher_encrypt_setup(&op, key, m->alg);
                    good = from == 0;
                    break;
                case 1:
                    status = psa_cipher_decrypt_setup(&op, key, m->alg);
                    good = from == 0;
                    break;
                case 2:
                    status = psa_cipher_generate_iv(&op, iv, sizeof iv, &length);
                    good = from == 1 && m->iv_size > 0;
                    break;
                case 3:
                    status = psa_cipher_set_iv(&op, iv_bytes, m->iv_size);
                    good = from == 1 && m->iv_size > 0;
                    break;
                case 4:
                    status = psa_cipher_update(&op, key_bytes, 16, out, sizeof out, &length);
                    good = runs;
                    break;
                default:
                    status = psa_cipher_finish(&op, out, sizeof out, &length);
                    good = runs && m->least == 0;
                    break;
                }
                if (call == 5 && runs && m->least > 0) {
                    assert_int_equal(status, PSA_ERROR_INVALID_ARGUMENT); /* XTS of nothing */
                } else {
                    assert_int_equal(status, good ? PSA_SUCCESS : PSA_ERROR_BAD_STATE);
                }
                if (!good && call < 2) {
                    assert_memory_equal(&op, &before, sizeof op); /* a setup that fails changes nothing */
                }
                if (!good && call >= 2) {
                    /* The error state: nothing but abort, and no secrets left. */
                    assert_int_equal(psa_cipher_update(&op, key_bytes, 16, out, sizeof out, &length),
                                     PSA_ERROR_BAD_STATE);
                    assert_int_equal(psa_cipher_encrypt_setup(&op, key, m->alg), PSA_ERROR_BAD_STATE);
                    size_t bytes = 0;
                    for (size_t at = 0; at < sizeof op; at++) {
                        bytes += ((uint8_t *)&op)[at] != 0;
                    }
                    assert_int_equal(bytes, 1);
                    if (call >= 4 || call == 2) {
                        assert_int_equal(length, 0);
                    }
                }
                assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
                assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
                assert_int_equal(psa_cipher_encrypt_setup(&op, key, m->alg), PSA_SUCCESS);
                assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
            }
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void cipher__output_too_small__buffer_too_small(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODES; i++) {
        const struct mode *m = &modes[i];
        psa_key_id_t key = mode_key(m);
        uint8_t text[48] = { 0 }, crypted[128], out[128];
        size_t length, size;
        assert_int_equal(psa_cipher_encrypt(key, m->alg, text, 48, crypted, sizeof crypted, &size), PSA_SUCCESS);
        for (size_t room = 0; room <= size; room++) {
            memset(out, 0xa5, sizeof out);
            assert_int_equal(psa_cipher_encrypt(key, m->alg, text, 48, out, room, &length),
                             room < size ? PSA_ERROR_BUFFER_TOO_SMALL : PSA_SUCCESS);
            assert_int_equal(length, room < size ? 0 : size);
            assert_int_equal(out[room], 0xa5);
        }
        for (size_t room = 0; room <= 48; room++) {
            memset(out, 0xa5, sizeof out);
            assert_int_equal(psa_cipher_decrypt(key, m->alg, crypted, size, out, room, &length),
                             room < 48 ? PSA_ERROR_BUFFER_TOO_SMALL : PSA_SUCCESS);
            assert_int_equal(length, room < 48 ? 0 : 48);
            assert_int_equal(out[room], 0xa5);
        }
        /* In pieces: all but the last byte of what update gives. */
        psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
        assert_int_equal(psa_cipher_encrypt_setup(&op, key, m->alg), PSA_SUCCESS);
        if (m->iv_size > 0) {
            assert_int_equal(psa_cipher_set_iv(&op, iv_bytes, m->iv_size), PSA_SUCCESS);
        }
        size_t given = m->alg == PSA_ALG_XTS ? 32 : 48;
        assert_int_equal(psa_cipher_update(&op, text, 48, out, given - 1, &length), PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(length, 0);
        assert_int_equal(psa_cipher_update(&op, text, 48, out, 48, &length), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
        /* The end, where it gives something. */
        size_t last = m->alg == PSA_ALG_XTS ? 16 : m->alg == PSA_ALG_CBC_PKCS7 ? m->iv_size : 0;
        for (size_t room = 0; room <= last; room++) {
            assert_int_equal(psa_cipher_encrypt_setup(&op, key, m->alg), PSA_SUCCESS);
            if (m->iv_size > 0) {
                assert_int_equal(psa_cipher_set_iv(&op, iv_bytes, m->iv_size), PSA_SUCCESS);
            }
            assert_int_equal(psa_cipher_update(&op, text, 48, out, 48, &length), PSA_SUCCESS);
            assert_int_equal(psa_cipher_finish(&op, out, room, &length),
                             room < last ? PSA_ERROR_BUFFER_TOO_SMALL : PSA_SUCCESS);
            assert_int_equal(length, room < last ? 0 : last);
            assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* Keys that don't go with the algorithm, and those that may not be used so. */
static void cipher__wrong_key__its_error(void **state)
{
    (void)state;
    static const struct {
        psa_key_type_t type;
        size_t size;
        psa_algorithm_t alg;
        psa_status_t status;
    } cases[] = {
        { PSA_KEY_TYPE_AES, 32, PSA_ALG_STREAM_CIPHER, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_CHACHA20, 32, PSA_ALG_CTR, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_XCHACHA20, 32, PSA_ALG_CBC_PKCS7, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_RAW_DATA, 16, PSA_ALG_CTR, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_HMAC, 32, PSA_ALG_XTS, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_DES, 24, PSA_ALG_CCM_STAR_NO_TAG, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_DES, 16, PSA_ALG_XTS, PSA_ERROR_NOT_SUPPORTED }, /* defined for blocks of 16 bytes */
        { PSA_KEY_TYPE_AES, 16, PSA_ALG_GCM, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_AES, 16, PSA_ALG_CMAC, PSA_ERROR_INVALID_ARGUMENT },
    };
    uint8_t odd[32], out[96];
    size_t length = 99;

    memset(odd, 0x0b, sizeof odd);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
        psa_key_id_t key = import(cases[i].type, cases[i].alg, odd, cases[i].size);
        assert_int_equal(psa_cipher_encrypt(key, cases[i].alg, odd, 32, out, sizeof out, &length), cases[i].status);
        assert_int_equal(psa_cipher_decrypt(key, cases[i].alg, odd, 32, out, sizeof out, &length), cases[i].status);
        assert_int_equal(psa_cipher_encrypt_setup(&op, key, cases[i].alg), cases[i].status);
        assert_int_equal(psa_cipher_decrypt_setup(&op, key, cases[i].alg), cases[i].status);
        for (size_t at = 0; at < sizeof op; at++) {
            assert_int_equal(((uint8_t *)&op)[at], 0);
        }
        assert_int_equal(psa_cipher_encrypt(key, PSA_ALG_OFB, odd, 32, out, sizeof out, &length),
                         PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_cipher_encrypt(key, cases[i].alg, odd, 32, out, sizeof out, &length),
                         PSA_ERROR_INVALID_HANDLE);
    }
}

/* The usage flags are apart, and the schedule that one direction left in the slot does not serve the other. */
static void cipher__one_direction_only__not_permitted(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODES; i++) {
        const struct mode *m = &modes[i];
        uint8_t odd[64], text[48] = { 9 }, crypted[128], out[128];
        size_t size, length;
        memset(odd, 0x0b, sizeof odd);
        psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
        psa_key_id_t encrypts, decrypts;
        psa_set_key_type(&a, m->type);
        psa_set_key_algorithm(&a, m->alg);
        psa_set_key_usage_flags(&a, PSA_KEY_USAGE_ENCRYPT);
        assert_int_equal(psa_import_key(&a, odd, m->key_size, &encrypts), PSA_SUCCESS);
        psa_set_key_usage_flags(&a, PSA_KEY_USAGE_DECRYPT);
        assert_int_equal(psa_import_key(&a, odd, m->key_size, &decrypts), PSA_SUCCESS);
        for (unsigned round = 0; round < 2; round++) { /* the second time with what is kept */
            assert_int_equal(psa_cipher_encrypt(encrypts, m->alg, text, 48, crypted, sizeof crypted, &size),
                             PSA_SUCCESS);
            assert_int_equal(psa_cipher_decrypt(decrypts, m->alg, crypted, size, out, sizeof out, &length),
                             PSA_SUCCESS);
            assert_int_equal(length, 48);
            assert_memory_equal(out, text, 48);
            assert_int_equal(psa_cipher_decrypt(encrypts, m->alg, crypted, size, out, sizeof out, &length),
                             PSA_ERROR_NOT_PERMITTED);
            assert_int_equal(psa_cipher_encrypt(decrypts, m->alg, text, 48, out, sizeof out, &length),
                             PSA_ERROR_NOT_PERMITTED);
        }
        psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
        assert_int_equal(psa_cipher_decrypt_setup(&op, encrypts, m->alg), PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(psa_cipher_encrypt_setup(&op, decrypts, m->alg), PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(psa_destroy_key(encrypts), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(decrypts), PSA_SUCCESS);
    }
}

/* One key both ways in turn, so that kept schedules of both directions meet. */
static void cipher__both_directions_in_turn__right(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODES; i++) {
        const struct mode *m = &modes[i];
        psa_key_id_t key = mode_key(m);
        for (unsigned round = 0; round < 3; round++) {
            uint8_t text[48], crypted[128], out[128];
            size_t size, length;
            memset(text, (int)round, sizeof text);
            assert_int_equal(psa_cipher_encrypt(key, m->alg, text, 48, crypted, sizeof crypted, &size), PSA_SUCCESS);
            assert_int_equal(psa_cipher_decrypt(key, m->alg, crypted, size, out, sizeof out, &length), PSA_SUCCESS);
            assert_memory_equal(out, text, 48);
            assert_int_equal(psa_cipher_decrypt(key, m->alg, crypted, size, out, sizeof out, &length), PSA_SUCCESS);
            assert_memory_equal(out, text, 48);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* A running operation has its own copy of the key. */
static void cipher__key_purged_meanwhile__operation_goes_on(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODES; i++) {
        const struct mode *m = &modes[i];
        psa_key_id_t key = mode_key(m);
        psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
        uint8_t text[32] = { 1 }, expected[96], out[96];
        size_t length, last, size = in_pieces(key, m->type, m->alg, true, iv_bytes, m->iv_size, text, 32, 0, expected);
        assert_int_equal(psa_cipher_encrypt_setup(&op, key, m->alg), PSA_SUCCESS);
        assert_int_equal(psa_purge_key(key), PSA_SUCCESS);
        if (m->iv_size > 0) {
            assert_int_equal(psa_cipher_set_iv(&op, iv_bytes, m->iv_size), PSA_SUCCESS);
        }
        assert_int_equal(psa_cipher_update(&op, text, 32, out, sizeof out, &length), PSA_SUCCESS);
        assert_int_equal(psa_cipher_finish(&op, out + length, 32, &last), PSA_SUCCESS);
        assert_int_equal(length + last, size);
        assert_memory_equal(out, expected, size);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* ------------------------------------------------------------------------------------------------------- Keys --- */

/* Every size of every type ("Symmetric keys"); DES with its parity. */
static void import_cipher_keys__sizes__those_of_the_type(void **state)
{
    (void)state;
    static const struct {
        psa_key_type_t type;
        psa_algorithm_t alg;
        size_t sizes[3];
    } cases[] = {
        { PSA_KEY_TYPE_AES, PSA_ALG_CTR, { 16, 24, 32 } },
        { PSA_KEY_TYPE_AES, PSA_ALG_XTS, { 32, 48, 64 } },
        { PSA_KEY_TYPE_CAMELLIA, PSA_ALG_CBC_PKCS7, { 16, 24, 32 } },
        { PSA_KEY_TYPE_CAMELLIA, PSA_ALG_XTS, { 32, 48, 64 } },
        { PSA_KEY_TYPE_ARIA, PSA_ALG_CBC_PKCS7, { 16, 24, 32 } },
        { PSA_KEY_TYPE_DES, PSA_ALG_CBC_PKCS7, { 8, 16, 24 } },
        { PSA_KEY_TYPE_CHACHA20, PSA_ALG_STREAM_CIPHER, { 32, 32, 32 } },
        { PSA_KEY_TYPE_XCHACHA20, PSA_ALG_STREAM_CIPHER, { 32, 32, 32 } },
    };
    uint8_t odd[65], wrong[65];

    memset(odd, 0x0b, sizeof odd);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool absent = cases[i].type == PSA_KEY_TYPE_ARIA && !has_aria();
        for (size_t size = 1; size <= sizeof odd; size++) {
            psa_key_id_t key;
            bool valid = size == cases[i].sizes[0] || size == cases[i].sizes[1] || size == cases[i].sizes[2];
            psa_status_t expected = absent ? PSA_ERROR_NOT_SUPPORTED : valid ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
            assert_int_equal(try_import(cases[i].type, cases[i].alg, odd, size, &key), expected);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
            if (cases[i].type == PSA_KEY_TYPE_DES && valid) {
                for (size_t bit = 0; bit < 8 * size; bit++) {
                    memcpy(wrong, odd, sizeof wrong);
                    wrong[bit / 8] ^= (uint8_t)(1u << bit % 8);
                    assert_int_equal(try_import(cases[i].type, cases[i].alg, wrong, size, &key),
                                     PSA_ERROR_INVALID_ARGUMENT);
                    assert_int_equal(key, PSA_KEY_ID_NULL);
                }
            }
            /* Made at random, in the same sizes. */
            psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
            psa_set_key_type(&a, cases[i].type);
            psa_set_key_bits(&a, 8 * size);
            psa_set_key_algorithm(&a, cases[i].alg);
            psa_set_key_usage_flags(&a, PSA_KEY_USAGE_EXPORT);
            assert_int_equal(psa_generate_key(&a, &key), expected);
            if (expected == PSA_SUCCESS) {
                size_t length;
                psa_key_id_t again;
                assert_int_equal(psa_export_key(key, wrong, sizeof wrong, &length), PSA_SUCCESS);
                assert_int_equal(length, size);
                assert_int_equal(try_import(cases[i].type, cases[i].alg, wrong, size, &again), PSA_SUCCESS);
                assert_int_equal(psa_destroy_key(again), PSA_SUCCESS);
            }
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        }
    }
}

/* "Key derivation" of DES keys: drawn 8 bytes at a time, parity set, weak ones drawn again. */
static void des_key_from_derived__weak_parts__drawn_again(void **state)
{
    (void)state;
    static const uint8_t weak[8] = { 0xfe, 0x01, 0xfe, 0x01, 0xff, 0x01, 0xff, 0x00 }; /* before its parity is set */
    for (unsigned which = 0; which < 8; which++) {
        uint8_t material[24], expected[24] = { 0 };
        size_t kept = 0, missing = 99;
        for (size_t part = 0; part < 3; part++) {
            memset(material + 8 * part, (int)(0x10 + 0x20 * part), 8);
            if (which >> part & 1u) {
                memcpy(material + 8 * part, weak, 8);
            } else {
                memset(expected + kept, (int)((0x10 + 0x20 * part) | (part == 0)), 8);
                kept += 8;
            }
        }
        assert_int_equal(pcrypto_cipher_from_derived(PSA_KEY_TYPE_DES, material, 24, &missing),
                         which == 0 ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST);
        assert_int_equal(missing, 24 - kept);
        for (size_t i = 0; i < kept; i++) {
            assert_int_equal(material[i] & 0xfe, expected[i] & 0xfe);
        }
        assert_true(pcc_des_parity_is_right(material, kept));
    }
}

static void derive_des_key__hkdf__its_output_with_parity(void **state)
{
    (void)state;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_key_id_t secret, key;
    uint8_t raw[24], made[24];
    size_t length;
    psa_set_key_type(&a, PSA_KEY_TYPE_DERIVE);
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_DERIVE);
    psa_set_key_algorithm(&a, PSA_ALG_HKDF_EXPAND(PSA_ALG_SHA_256));
    assert_int_equal(psa_import_key(&a, key_bytes, 32, &secret), PSA_SUCCESS);
    for (int into_key = 0; into_key < 2; into_key++) {
        assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_HKDF_EXPAND(PSA_ALG_SHA_256)), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_key(&op, PSA_KEY_DERIVATION_INPUT_SECRET, secret), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_INFO, key_bytes, 4), PSA_SUCCESS);
        if (into_key) {
            psa_set_key_type(&a, PSA_KEY_TYPE_DES);
            psa_set_key_bits(&a, 192);
            psa_set_key_usage_flags(&a, PSA_KEY_USAGE_EXPORT);
            psa_set_key_algorithm(&a, PSA_ALG_CBC_PKCS7);
            assert_int_equal(psa_key_derivation_output_key(&a, &op, &key), PSA_SUCCESS);
            assert_int_equal(psa_export_key(key, made, sizeof made, &length), PSA_SUCCESS);
        } else {
            assert_int_equal(psa_key_derivation_output_bytes(&op, raw, sizeof raw), PSA_SUCCESS);
        }
        assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
    }
    assert_true(pcc_des_parity_is_right(made, sizeof made));
    for (size_t i = 0; i < sizeof raw; i++) {
        assert_int_equal(made[i] & 0xfe, raw[i] & 0xfe);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cipher__standard_vectors_in_pieces__match, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(encrypt__every_mode__iv_then_ciphertext, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(cipher__any_overlap__same_result, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(decrypt_pkcs7__every_last_block__text_or_invalid_padding, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(cipher__length_that_the_mode_can_not_take__invalid_argument, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(update__more_than_the_algorithm_takes__invalid_argument, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(update_chacha20__past_the_counter__invalid_argument, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(set_iv_and_generate_iv__every_size__as_specified, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(generate_iv__no_entropy__error_and_nothing_told, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(cipher__calls_out_of_order__bad_state_until_abort, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(cipher__output_too_small__buffer_too_small, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(cipher__wrong_key__its_error, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(cipher__one_direction_only__not_permitted, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(cipher__both_directions_in_turn__right, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(cipher__key_purged_meanwhile__operation_goes_on, fixture_start, fixture_stop),
        cmocka_unit_test(des_key_from_derived__weak_parts__drawn_again),
        cmocka_unit_test_setup_teardown(derive_des_key__hkdf__its_output_with_parity, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(import_cipher_keys__sizes__those_of_the_type, fixture_start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
