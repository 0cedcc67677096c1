/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, chapter 10.5 "AEAD", over every mode and key type: vectors in one call and in pieces, overlap,
 * forgeries, nonces, lengths, the order of calls, keys whose expanded form is kept.
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

static const uint8_t key_bytes[32] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
static const uint8_t nonce_bytes[32] = { 0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7 };

static const struct mode {
    const char *name;
    psa_algorithm_t alg;
    psa_key_type_t type;
    size_t key_size;
    size_t nonce_size; /* that is generated, for short texts */
} modes[] = {
    { "ccm", PSA_ALG_CCM, PSA_KEY_TYPE_AES, 16, 13 },
    { "gcm", PSA_ALG_GCM, PSA_KEY_TYPE_AES, 32, 12 },
    { "chachapoly", PSA_ALG_CHACHA20_POLY1305, PSA_KEY_TYPE_CHACHA20, 32, 12 },
    { "xchachapoly", PSA_ALG_XCHACHA20_POLY1305, PSA_KEY_TYPE_XCHACHA20, 32, 24 },
    { "gcm", PSA_ALG_GCM, PSA_KEY_TYPE_CAMELLIA, 24, 12 },
};
#define MODES (sizeof modes / sizeof modes[0])

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

static psa_key_id_t mode_key(const struct mode *m)
{
    return import(m->type, PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(m->alg, 4), key_bytes, m->key_size);
}

static psa_status_t set_up(psa_aead_operation_t *op, psa_key_id_t key, psa_algorithm_t alg, bool encrypt)
{
    return encrypt ? psa_aead_encrypt_setup(op, key, alg) : psa_aead_decrypt_setup(op, key, alg);
}

static size_t piece_of(size_t size, size_t at, size_t piece)
{
    return piece == 0 || size - at < piece ? size - at : piece;
}

/* ----------------------------------------------------------------------------------------------------- Vectors --- */

static void in_pieces(const vec_record_t *r, psa_key_id_t id, psa_algorithm_t alg, bool encrypt, bool lengths,
                      size_t piece)
{
    size_t nonce_size, ad_size, size, tag_size, length, tag_length, total = 0;
    const uint8_t *nonce = vec_bytes(r, "nonce", &nonce_size);
    const uint8_t *ad = vec_bytes(r, "ad", &ad_size);
    const uint8_t *text = vec_bytes(r, "text", &size);
    const uint8_t *crypted = vec_bytes(r, "crypted", &size);
    const uint8_t *tag = vec_bytes(r, "tag", &tag_size);
    psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT, moved;
    uint8_t out[512], made[16];

    assert_int_equal(set_up(&op, id, alg, encrypt), PSA_SUCCESS);
    if (lengths) {
        assert_int_equal(psa_aead_set_lengths(&op, ad_size, size), PSA_SUCCESS);
    }
    assert_int_equal(psa_aead_set_nonce(&op, nonce, nonce_size), PSA_SUCCESS);
    for (size_t at = 0; at < ad_size; at += piece_of(ad_size, at, piece)) {
        assert_int_equal(psa_aead_update_ad(&op, ad + at, piece_of(ad_size, at, piece)), PSA_SUCCESS);
    }
    for (size_t at = 0; at < size; at += piece_of(size, at, piece)) {
        size_t n = piece_of(size, at, piece);
        memcpy(&moved, &op, sizeof op);
        memset(&op, 0xee, sizeof op);
        memcpy(&op, &moved, sizeof op);
        out[total + n] = 0x5a;
        assert_int_equal(psa_aead_update(&op, (encrypt ? text : crypted) + at, n, out + total, n, &length),
                         PSA_SUCCESS);
        assert_int_equal(length, n);
        assert_int_equal(out[total + n], 0x5a);
        total += length;
    }
    if (encrypt) {
        assert_int_equal(psa_aead_finish(&op, NULL, 0, &length, made, tag_size, &tag_length), PSA_SUCCESS);
        assert_int_equal(tag_length, tag_size);
        assert_memory_equal(made, tag, tag_size);
    } else {
        assert_int_equal(psa_aead_verify(&op, NULL, 0, &length, tag, tag_size), PSA_SUCCESS);
    }
    assert_int_equal(length, 0);
    assert_memory_equal(out, encrypt ? crypted : text, size);
    for (size_t i = 0; i < sizeof op; i++) {
        assert_int_equal(((uint8_t *)&op)[i], 0);
    }
}

static unsigned checked;

static void check_vector(const vec_record_t *r)
{
    uint8_t sealed[512], out[512];
    size_t key_size, nonce_size, ad_size, size, tag_size, length;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *nonce = vec_bytes(r, "nonce", &nonce_size);
    const uint8_t *ad = vec_bytes(r, "ad", &ad_size);
    const uint8_t *text = vec_bytes(r, "text", &size);
    const uint8_t *crypted = vec_bytes(r, "crypted", &size);
    const uint8_t *tag = vec_bytes(r, "tag", &tag_size);
    const char *type_name = vec_text(r, "type");
    const struct mode *m = modes;

    while (strcmp(m->name, vec_text(r, "alg")) != 0) {
        m++;
    }
    psa_key_type_t type = strcmp(type_name, "aria") == 0       ? PSA_KEY_TYPE_ARIA
                          : strcmp(type_name, "camellia") == 0 ? PSA_KEY_TYPE_CAMELLIA
                                                               : m->type;
    psa_algorithm_t alg = PSA_ALG_AEAD_WITH_SHORTENED_TAG(m->alg, tag_size);
    psa_key_id_t id;
    psa_status_t status = try_import(type, alg, key, key_size, &id);
#if !defined(PSA_WANT_KEY_TYPE_ARIA)
    if (type == PSA_KEY_TYPE_ARIA) {
        assert_int_equal(status, PSA_ERROR_NOT_SUPPORTED);
        return;
    }
#endif
    assert_int_equal(status, PSA_SUCCESS);
    for (unsigned round = 0; round < 2; round++) { /* the second time with what is kept of the key */
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
    }
    for (size_t piece = 0; piece < 70; piece++) {
        for (int encrypt = 0; encrypt < 2; encrypt++) {
            in_pieces(r, id, alg, encrypt, true, piece);
            if (m->alg != PSA_ALG_CCM) {
                in_pieces(r, id, alg, encrypt, false, piece);
            }
        }
    }
    assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
    checked++;
}

static void aead__standard_vectors_in_pieces__match(void **state)
{
    (void)state;
    checked = 0;
    vec_for_each("aead.txt", 38, check_vector);
#if defined(PSA_WANT_KEY_TYPE_ARIA)
    assert_int_equal(checked, 38);
#else
    assert_int_equal(checked, 32);
#endif
}

/* ----------------------------------------------------------------------------------------- Overlap and forgery --- */

static void aead__any_overlap__same_result(void **state)
{
    (void)state;
    enum { SIZE = 140, SHIFT = 80 };
    static uint8_t arena[3 * SHIFT + 2 * SIZE], text[SIZE], sealed[SIZE + 16], made[SIZE + 16];

    for (size_t i = 0; i < SIZE; i++) {
        text[i] = (uint8_t)(5 * i + 3);
    }
    for (size_t i = 0; i < MODES; i++) {
        const struct mode *m = &modes[i];
        psa_key_id_t key = mode_key(m);
        size_t length;
        assert_int_equal(psa_aead_encrypt(key, m->alg, nonce_bytes, m->nonce_size, text, 40, text, SIZE, sealed,
                                          sizeof sealed, &length),
                         PSA_SUCCESS);
        for (size_t at = 0; at <= 2 * SHIFT; at++) {
            uint8_t *in = arena + SHIFT, *out = arena + at;
            memcpy(in, text, SIZE); /* the text, and its first bytes as associated data */
            assert_int_equal(
                psa_aead_encrypt(key, m->alg, nonce_bytes, m->nonce_size, in, 40, in, SIZE, out, SIZE + 16, &length),
                PSA_SUCCESS);
            assert_memory_equal(out, sealed, SIZE + 16);
            memcpy(in, sealed, SIZE + 16);
            assert_int_equal(
                psa_aead_decrypt(key, m->alg, nonce_bytes, m->nonce_size, text, 40, in, SIZE + 16, out, SIZE, &length),
                PSA_SUCCESS);
            assert_memory_equal(out, text, SIZE);
            /* In two pieces. */
            psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
            size_t tag_length;
            assert_int_equal(psa_aead_encrypt_setup(&op, key, m->alg), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_lengths(&op, 40, SIZE), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_nonce(&op, nonce_bytes, m->nonce_size), PSA_SUCCESS);
            assert_int_equal(psa_aead_update_ad(&op, text, 40), PSA_SUCCESS);
            assert_int_equal(psa_aead_update(&op, text, at % 70, made, sizeof made, &length), PSA_SUCCESS);
            memcpy(in, text + at % 70, SIZE - at % 70);
            assert_int_equal(psa_aead_update(&op, in, SIZE - at % 70, out, SIZE, &length), PSA_SUCCESS);
            assert_memory_equal(out, sealed + at % 70, SIZE - at % 70);
            assert_int_equal(psa_aead_finish(&op, NULL, 0, &length, made, 16, &tag_length), PSA_SUCCESS);
            assert_memory_equal(made, sealed + SIZE, 16);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void aead_decrypt__any_bit_changed__invalid_signature_and_zeros(void **state)
{
    (void)state;
    uint8_t text[70], zeros[70] = { 0 }, out[70];

    memset(text, 0x5c, sizeof text);
    for (size_t i = 0; i < MODES; i++) {
        const struct mode *m = &modes[i];
        psa_key_id_t key = mode_key(m);
        uint8_t nonce[24], ad[5] = { 1 }, sealed[86];
        size_t length;
        memcpy(nonce, nonce_bytes, sizeof nonce);
        assert_int_equal(psa_aead_encrypt(key, m->alg, nonce, m->nonce_size, ad, 5, text, 70, sealed, 86, &length),
                         PSA_SUCCESS);
        for (size_t bit = 0; bit < 8 * (m->nonce_size + 5 + 86); bit++) {
            size_t byte = bit / 8;
            uint8_t *where = byte < 86 ? &sealed[byte] : byte < 86 + 5 ? &ad[byte - 86] : &nonce[byte - 86 - 5];
            *where ^= (uint8_t)(1u << bit % 8);
            memset(out, 0xa5, sizeof out);
            assert_int_equal(psa_aead_decrypt(key, m->alg, nonce, m->nonce_size, ad, 5, sealed, 86, out, 70, &length),
                             PSA_ERROR_INVALID_SIGNATURE);
            assert_int_equal(length, 0);
            assert_memory_equal(out, zeros, sizeof out);
            /* In pieces: the error state after it. */
            psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
            assert_int_equal(psa_aead_decrypt_setup(&op, key, m->alg), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_lengths(&op, 5, 70), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_nonce(&op, nonce, m->nonce_size), PSA_SUCCESS);
            assert_int_equal(psa_aead_update_ad(&op, ad, 5), PSA_SUCCESS);
            assert_int_equal(psa_aead_update(&op, sealed, 70, out, 70, &length), PSA_SUCCESS);
            assert_int_equal(psa_aead_verify(&op, NULL, 0, &length, sealed + 70, 16), PSA_ERROR_INVALID_SIGNATURE);
            assert_int_equal(psa_aead_verify(&op, NULL, 0, &length, sealed + 70, 16), PSA_ERROR_BAD_STATE);
            assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
            *where ^= (uint8_t)(1u << bit % 8);
        }
        assert_int_equal(psa_aead_decrypt(key, m->alg, nonce, m->nonce_size, ad, 5, sealed, 86, out, 70, &length),
                         PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* ------------------------------------------------------------------------------------------- Nonces and lengths --- */

static psa_status_t nonce_status(const struct mode *m, size_t size)
{
    switch (m->alg) {
    case PSA_ALG_CCM:
        return size >= 7 && size <= 13 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
    case PSA_ALG_GCM:
        return size >= 1 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
    case PSA_ALG_CHACHA20_POLY1305: /* 8 bytes: the original variant, which is optional */
        return size == 12 ? PSA_SUCCESS : size == 8 ? PSA_ERROR_NOT_SUPPORTED : PSA_ERROR_INVALID_ARGUMENT;
    default:
        return size == 24 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
    }
}

static void aead__every_nonce_size__as_specified(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODES; i++) {
        const struct mode *m = &modes[i];
        psa_key_id_t key = mode_key(m);
        for (size_t size = 0; size <= 32; size++) {
            psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
            uint8_t out[64], nonce[33];
            size_t length = 99;
            psa_status_t expected = nonce_status(m, size);
            assert_int_equal(psa_aead_encrypt(key, m->alg, nonce_bytes, size, NULL, 0, key_bytes, 9, out, 64, &length),
                             expected);
            assert_int_equal(length, expected == PSA_SUCCESS ? 25 : 0);
            assert_int_equal(psa_aead_encrypt_setup(&op, key, m->alg), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_lengths(&op, 0, 9), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_nonce(&op, nonce_bytes, size), expected);
            assert_int_equal(psa_aead_update(&op, key_bytes, 9, out, 9, &length),
                             expected == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_BAD_STATE);
            assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
            /* Generated: of the default size, and the one that is used. */
            assert_int_equal(psa_aead_encrypt_setup(&op, key, m->alg), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_lengths(&op, 0, 9), PSA_SUCCESS);
            memset(nonce, 0xa5, sizeof nonce);
            psa_status_t status = psa_aead_generate_nonce(&op, nonce, size, &length);
            assert_int_equal(status, size < m->nonce_size ? PSA_ERROR_BUFFER_TOO_SMALL : PSA_SUCCESS);
            assert_int_equal(length, status == PSA_SUCCESS ? m->nonce_size : 0);
            assert_int_equal(nonce[length], 0xa5);
            if (status == PSA_SUCCESS) {
                uint8_t same[64], tag[16];
                size_t tag_length;
                assert_int_equal(m->nonce_size, PSA_AEAD_NONCE_LENGTH(m->type, m->alg));
                assert_int_equal(psa_aead_update(&op, key_bytes, 9, out, 9, &length), PSA_SUCCESS);
                assert_int_equal(psa_aead_finish(&op, NULL, 0, &length, tag, 16, &tag_length), PSA_SUCCESS);
                assert_int_equal(
                    psa_aead_encrypt(key, m->alg, nonce, m->nonce_size, NULL, 0, key_bytes, 9, same, 64, &length),
                    PSA_SUCCESS);
                assert_memory_equal(same, out, 9);
                assert_memory_equal(same + 9, tag, 16);
            }
            assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* "PSA_ALG_CCM": the nonce that is generated is as long as the length of the text lets it be. */
static void generate_nonce_ccm__long_texts__shorter_nonces(void **state)
{
    (void)state;
    static const struct {
        uint64_t text;
        size_t nonce_size;
    } cases[] = { { 0xffff, 13 },     { 0x10000, 12 },     { 0xffffff, 12 },     { 0x1000000, 11 },
                  { 0xffffffff, 11 }, { 0x100000000, 10 }, { 0xffffffffff, 10 }, { 0x10000000000, 9 } };
    psa_key_id_t key = mode_key(&modes[0]);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
        uint8_t nonce[13];
        size_t length;
        if (cases[i].text > SIZE_MAX) {
            continue;
        }
        assert_int_equal(psa_aead_encrypt_setup(&op, key, PSA_ALG_CCM), PSA_SUCCESS);
        assert_int_equal(psa_aead_set_lengths(&op, 0, (size_t)cases[i].text), PSA_SUCCESS);
        assert_int_equal(psa_aead_generate_nonce(&op, nonce, sizeof nonce, &length), PSA_SUCCESS);
        assert_int_equal(length, cases[i].nonce_size);
        assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
        /* One byte more of nonce than the length leaves. */
        if (cases[i].nonce_size < 13) {
            assert_int_equal(psa_aead_encrypt_setup(&op, key, PSA_ALG_CCM), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_lengths(&op, 0, (size_t)cases[i].text), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_nonce(&op, nonce_bytes, cases[i].nonce_size + 1), PSA_ERROR_INVALID_ARGUMENT);
            assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
        }
    }
}

/* Texts that GCM and ChaCha20-Poly1305 have no counter for. */
static void set_lengths__more_than_the_algorithm_takes__invalid_argument(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODES; i++) {
        const struct mode *m = &modes[i];
        uint64_t most = m->alg == PSA_ALG_GCM ? ((uint64_t)1 << 36) - 32 : ((uint64_t)1 << 38) - 64;
        psa_key_id_t key = mode_key(m);
        psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
        if (m->alg == PSA_ALG_CCM || most >= SIZE_MAX) {
            continue;
        }
        assert_int_equal(psa_aead_encrypt_setup(&op, key, m->alg), PSA_SUCCESS);
        assert_int_equal(psa_aead_set_lengths(&op, 0, (size_t)most), PSA_SUCCESS);
        assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_aead_encrypt_setup(&op, key, m->alg), PSA_SUCCESS);
        assert_int_equal(psa_aead_set_lengths(&op, 0, (size_t)most + 1), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_aead_set_lengths(&op, 0, 1), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
    }
}

static bool tag_is_valid(const struct mode *m, size_t size)
{
    return m->alg == PSA_ALG_CCM   ? size >= 4 && size <= 16 && size % 2 == 0
           : m->alg == PSA_ALG_GCM ? size == 4 || size == 8 || (size >= 12 && size <= 16)
                                   : size == 16;
}

static void aead__every_tag_size__as_specified(void **state)
{
    (void)state;
    for (size_t i = 0; i < MODES; i++) {
        const struct mode *m = &modes[i];
        for (size_t size = 1; size <= 20; size++) {
            psa_algorithm_t alg = PSA_ALG_AEAD_WITH_SHORTENED_TAG(m->alg, size);
            psa_key_id_t key = import(m->type, alg, key_bytes, m->key_size);
            uint8_t out[64], back[32], tag[20];
            size_t length = 99, tag_length;
            psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
            psa_status_t expected = tag_is_valid(m, size) ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
            assert_int_equal(psa_aead_encrypt_setup(&op, key, alg), expected);
            assert_int_equal(
                psa_aead_encrypt(key, alg, nonce_bytes, m->nonce_size, NULL, 0, key_bytes, 20, out, 20 + size, &length),
                expected);
            assert_int_equal(length, expected == PSA_SUCCESS ? 20 + size : 0);
            if (expected == PSA_SUCCESS) {
                assert_int_equal(
                    psa_aead_decrypt(key, alg, nonce_bytes, m->nonce_size, NULL, 0, out, 20 + size, back, 20, &length),
                    PSA_SUCCESS);
                assert_memory_equal(back, key_bytes, 20);
                /* Shorter than a tag: no ciphertext at all. */
                assert_int_equal(
                    psa_aead_decrypt(key, alg, nonce_bytes, m->nonce_size, NULL, 0, out, size - 1, back, 20, &length),
                    PSA_ERROR_INVALID_ARGUMENT);
                /* Room for the tag, and one byte less; a tag of another length is no tag. */
                for (size_t room = size - 1; room <= size; room++) {
                    assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
                    assert_int_equal(psa_aead_encrypt_setup(&op, key, alg), PSA_SUCCESS);
                    assert_int_equal(psa_aead_set_lengths(&op, 0, 0), PSA_SUCCESS);
                    assert_int_equal(psa_aead_set_nonce(&op, nonce_bytes, m->nonce_size), PSA_SUCCESS);
                    assert_int_equal(psa_aead_finish(&op, NULL, 0, &length, tag, room, &tag_length),
                                     room < size ? PSA_ERROR_BUFFER_TOO_SMALL : PSA_SUCCESS);
                    assert_int_equal(tag_length, room < size ? 0 : size);
                }
                for (size_t other = size - 1; other <= size + 1; other++) {
                    assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
                    assert_int_equal(psa_aead_decrypt_setup(&op, key, alg), PSA_SUCCESS);
                    assert_int_equal(psa_aead_set_lengths(&op, 0, 0), PSA_SUCCESS);
                    assert_int_equal(psa_aead_set_nonce(&op, nonce_bytes, m->nonce_size), PSA_SUCCESS);
                    assert_int_equal(psa_aead_verify(&op, NULL, 0, &length, tag, other),
                                     other == size ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE);
                }
            }
            assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        }
    }
}

/* --------------------------------------------------------------------------------------------------- The order --- */

/* Every call from every state. */
static void aead__calls_out_of_order__bad_state_until_abort(void **state)
{
    (void)state;
    enum { INACTIVE, SET_UP, LENGTHS, NONCE, AD, TEXT, ERROR, STATES };
    for (size_t i = 0; i < MODES; i++) {
        const struct mode *m = &modes[i];
        psa_key_id_t key = mode_key(m);
        for (unsigned from = 0; from < STATES; from++) {
            for (unsigned call = 0; call < 18; call++) {
                bool encrypt = call < 9;
                psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT, before;
                uint8_t out[64], nonce[32], tag[16] = { 0 };
                size_t length = 0, tag_length = 0;
                if (from >= SET_UP) {
                    assert_int_equal(set_up(&op, key, m->alg, encrypt), PSA_SUCCESS);
                }
                if (from >= LENGTHS) {
                    assert_int_equal(psa_aead_set_lengths(&op, 5, 8), PSA_SUCCESS);
                }
                if (from >= NONCE) {
                    assert_int_equal(psa_aead_set_nonce(&op, nonce_bytes, m->nonce_size), PSA_SUCCESS);
                }
                if (from >= AD) {
                    assert_int_equal(psa_aead_update_ad(&op, key_bytes, 5), PSA_SUCCESS);
                }
                if (from >= TEXT) {
                    assert_int_equal(psa_aead_update(&op, key_bytes, 8, out, 8, &length), PSA_SUCCESS);
                }
                if (from == ERROR) {
                    assert_int_equal(psa_aead_set_lengths(&op, 5, 8), PSA_ERROR_BAD_STATE);
                }
                before = op;
                psa_status_t status, expected = PSA_ERROR_BAD_STATE;
                bool ready = from == LENGTHS || (from == SET_UP && m->alg != PSA_ALG_CCM);
                switch (call % 9) {
                case 0:
                    status = psa_aead_encrypt_setup(&op, key, m->alg);
                    expected = from == INACTIVE ? PSA_SUCCESS : expected;
                    break;
                case 1:
                    status = psa_aead_decrypt_setup(&op, key, m->alg);
                    expected = from == INACTIVE ? PSA_SUCCESS : expected;
                    break;
                case 2:
                    status = psa_aead_set_lengths(&op, 1, 1);
                    expected = from == SET_UP ? PSA_SUCCESS : expected;
                    break;
                case 3:
                    status = psa_aead_generate_nonce(&op, nonce, sizeof nonce, &length);
                    expected = ready && encrypt ? PSA_SUCCESS : expected;
                    break;
                case 4:
                    status = psa_aead_set_nonce(&op, nonce_bytes, m->nonce_size);
                    expected = ready ? PSA_SUCCESS : expected;
                    break;
                case 5:
                    status = psa_aead_update_ad(&op, key_bytes, 0);
                    expected = from == NONCE || from == AD ? PSA_SUCCESS : expected;
                    break;
                case 6:
                    /* With declared data missing: incomplete. */
                    status = psa_aead_update(&op, key_bytes, 0, out, sizeof out, &length);
                    expected = from == NONCE                ? PSA_ERROR_INVALID_ARGUMENT
                               : from == AD || from == TEXT ? PSA_SUCCESS
                                                            : expected;
                    break;
                case 7:
                    status = psa_aead_finish(&op, out, sizeof out, &length, tag, sizeof tag, &tag_length);
                    expected = !encrypt                      ? expected
                               : from == TEXT                ? PSA_SUCCESS
                               : from == NONCE || from == AD ? PSA_ERROR_INVALID_ARGUMENT
                                                             : expected;
                    break;
                default:
                    status = psa_aead_verify(&op, out, sizeof out, &length, tag, sizeof tag);
                    expected = encrypt                       ? expected
                               : from == TEXT                ? PSA_ERROR_INVALID_SIGNATURE
                               : from == NONCE || from == AD ? PSA_ERROR_INVALID_ARGUMENT
                                                             : expected;
                    break;
                }
                if (status != expected) {
                    fail_msg("mode %u, state %u, call %u: %d", (unsigned)i, from, call, (int)status);
                }
                if (status != PSA_SUCCESS && call % 9 < 2) {
                    assert_memory_equal(&op, &before, sizeof op);
                }
                if (status != PSA_SUCCESS && call % 9 >= 2) {
                    size_t bytes = 0;
                    assert_int_equal(psa_aead_encrypt_setup(&op, key, m->alg), PSA_ERROR_BAD_STATE);
                    for (size_t at = 0; at < sizeof op; at++) {
                        bytes += ((uint8_t *)&op)[at] != 0;
                    }
                    assert_int_equal(bytes, 1); /* nothing secret left */
                    assert_int_equal(psa_aead_update(&op, key_bytes, 0, out, 1, &length), PSA_ERROR_BAD_STATE);
                }
                assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
                assert_int_equal(psa_aead_encrypt_setup(&op, key, m->alg), PSA_SUCCESS);
                assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
            }
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void aead__wrong_key__its_error(void **state)
{
    (void)state;
    static const struct {
        psa_key_type_t type;
        size_t size;
        psa_algorithm_t alg;
        psa_status_t status;
    } cases[] = {
        { PSA_KEY_TYPE_AES, 32, PSA_ALG_CHACHA20_POLY1305, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_XCHACHA20, 32, PSA_ALG_CHACHA20_POLY1305, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_CHACHA20, 32, PSA_ALG_XCHACHA20_POLY1305, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_CHACHA20, 32, PSA_ALG_GCM, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_DES, 24, PSA_ALG_GCM, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_DES, 24, PSA_ALG_CCM, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_AES, 16, PSA_ALG_CTR, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_AES, 16, PSA_ALG_ASCON_AEAD128, PSA_ERROR_NOT_SUPPORTED },
    };
    uint8_t odd[32], out[96];
    size_t length = 99;

    memset(odd, 0x0b, sizeof odd);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
        psa_key_id_t key = import(cases[i].type, cases[i].alg, odd, cases[i].size);
        assert_int_equal(psa_aead_encrypt(key, cases[i].alg, odd, 12, NULL, 0, odd, 32, out, sizeof out, &length),
                         cases[i].status);
        assert_int_equal(length, 0);
        assert_int_equal(psa_aead_decrypt(key, cases[i].alg, odd, 12, NULL, 0, odd, 32, out, sizeof out, &length),
                         cases[i].status);
        assert_int_equal(psa_aead_encrypt_setup(&op, key, cases[i].alg), cases[i].status);
        assert_int_equal(psa_aead_decrypt_setup(&op, key, cases[i].alg), cases[i].status);
        for (size_t at = 0; at < sizeof op; at++) {
            assert_int_equal(((uint8_t *)&op)[at], 0);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* More keys in use than contexts are kept; keys of all modes in turn; operations whose key is purged. */
static void aead__many_keys_in_turn__each_its_own(void **state)
{
    (void)state;
    enum { KEYS = 12 };
    psa_key_id_t keys[KEYS];
    uint8_t first[KEYS][40], again[40];
    size_t length;

    for (unsigned round = 0; round < 3; round++) {
        for (size_t k = 0; k < KEYS; k++) {
            const struct mode *m = &modes[k % MODES];
            if (round == 0) {
                uint8_t bytes[32];
                memset(bytes, (int)k + 1, sizeof bytes);
                keys[k] = import(m->type, m->alg, bytes, m->key_size);
            }
            assert_int_equal(psa_aead_encrypt(keys[k], m->alg, nonce_bytes, m->nonce_size, NULL, 0, key_bytes, 24,
                                              round == 0 ? first[k] : again, 40, &length),
                             PSA_SUCCESS);
            if (round > 0) {
                assert_memory_equal(again, first[k], 40);
            }
        }
    }
    for (size_t k = 0; k < KEYS; k++) {
        const struct mode *m = &modes[k % MODES];
        psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
        size_t tag_length;
        assert_int_equal(psa_aead_encrypt_setup(&op, keys[k], m->alg), PSA_SUCCESS);
        assert_int_equal(psa_purge_key(keys[k]), PSA_SUCCESS);
        assert_int_equal(psa_aead_set_lengths(&op, 0, 24), PSA_SUCCESS);
        assert_int_equal(psa_aead_set_nonce(&op, nonce_bytes, m->nonce_size), PSA_SUCCESS);
        assert_int_equal(psa_aead_update(&op, key_bytes, 24, again, 40, &length), PSA_SUCCESS);
        assert_int_equal(psa_aead_finish(&op, NULL, 0, &length, again + 24, 16, &tag_length), PSA_SUCCESS);
        assert_memory_equal(again, first[k], 40);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(aead__standard_vectors_in_pieces__match, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(aead__any_overlap__same_result, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(aead_decrypt__any_bit_changed__invalid_signature_and_zeros, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(aead__every_nonce_size__as_specified, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(generate_nonce_ccm__long_texts__shorter_nonces, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(set_lengths__more_than_the_algorithm_takes__invalid_argument, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(aead__every_tag_size__as_specified, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(aead__calls_out_of_order__bad_state_until_abort, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(aead__wrong_key__its_error, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(aead__many_keys_in_turn__each_its_own, fixture_start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
