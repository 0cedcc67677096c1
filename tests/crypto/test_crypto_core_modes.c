/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * crypto-core: SHA-2, HMAC, HKDF, CTR, GCM and CTR_DRBG against the standards' vectors, in pieces of many sizes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/core/ctr.h"
#include "lib/crypto/core/ctr_drbg.h"
#include "lib/crypto/core/gcm.h"
#include "lib/crypto/core/hash.h"
#include "lib/crypto/core/hkdf.h"
#include "lib/crypto/core/hmac.h"
#include "vectors.h"

static const struct {
    const char *name;
    pcc_hash_alg_t alg;
} hashes[] = {
    { "sha224", PCC_HASH_SHA_224 },
    { "sha256", PCC_HASH_SHA_256 },
    { "sha384", PCC_HASH_SHA_384 },
    { "sha512", PCC_HASH_SHA_512 },
};

static size_t piece_of(size_t size, size_t at, size_t piece)
{
    return piece == 0 || size - at < piece ? size - at : piece;
}

static void check_sha2(const vec_record_t *r)
{
    static const size_t pieces[] = { 0, 1, 63, 64, 65, 128, 129 };
    size_t size, hash_size;
    const uint8_t *in = vec_bytes(r, "in", &size);

    for (size_t h = 0; h < 4; h++) {
        const uint8_t *expected = vec_bytes(r, hashes[h].name, &hash_size);
        assert_int_equal(pcc_hash_size(hashes[h].alg), hash_size);
        for (size_t p = 0; p < sizeof pieces / sizeof pieces[0]; p++) {
            uint8_t out[65];
            pcc_hash_t hash;
            memset(out, 0xa5, sizeof out);
            assert_int_equal(pcc_hash_start(&hash, hashes[h].alg), PSA_SUCCESS);
            for (size_t at = 0; at < size;) {
                size_t n = piece_of(size, at, pieces[p]);
                assert_int_equal(pcc_hash_update(&hash, in + at, n), PSA_SUCCESS);
                at += n;
            }
            assert_int_equal(pcc_hash_finish(&hash, out), PSA_SUCCESS);
            assert_memory_equal(out, expected, hash_size);
            assert_int_equal(out[hash_size], 0xa5);
            pcc_hash_abort(&hash);
        }
    }
}

static void sha2__standard_vectors_in_pieces__match(void **state)
{
    (void)state;
    vec_for_each("sha2.txt", 18, check_sha2);
}

static void hash_start__unknown_function__not_supported(void **state)
{
    (void)state;
    pcc_hash_t hash;
    assert_int_equal(pcc_hash_start(&hash, PCC_HASH_NONE), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(pcc_hash_start(&hash, (pcc_hash_alg_t)0x06), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(pcc_hash_size((pcc_hash_alg_t)0x14), 0);
    assert_int_equal(pcc_hash_block_size((pcc_hash_alg_t)0x14), 0);
}

static void check_hmac(const vec_record_t *r)
{
    size_t key_size, size, mac_size;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *in = vec_bytes(r, "in", &size);

    for (size_t h = 0; h < 4; h++) {
        const uint8_t *expected = vec_bytes(r, hashes[h].name, &mac_size);
        for (size_t piece = 0; piece < 20; piece++) {
            uint8_t mac[64];
            pcc_hmac_t hmac;
            assert_int_equal(pcc_hmac_start(&hmac, hashes[h].alg, key, key_size), PSA_SUCCESS);
            for (size_t at = 0; at < size;) {
                size_t n = piece_of(size, at, piece);
                assert_int_equal(pcc_hmac_update(&hmac, in + at, n), PSA_SUCCESS);
                at += n;
            }
            assert_int_equal(pcc_hmac_finish(&hmac, mac), PSA_SUCCESS);
            assert_memory_equal(mac, expected, mac_size);
            pcc_hmac_abort(&hmac);
        }
    }
}

static void hmac__standard_vectors_in_pieces__match(void **state)
{
    (void)state;
    vec_for_each("hmac.txt", 7, check_hmac);
}

static void check_hkdf(const vec_record_t *r)
{
    size_t ikm_size, salt_size, info_size, prk_size, okm_size;
    const uint8_t *ikm = vec_bytes(r, "ikm", &ikm_size);
    const uint8_t *salt = vec_bytes(r, "salt", &salt_size);
    const uint8_t *info = vec_bytes(r, "info", &info_size);
    const uint8_t *prk = vec_bytes(r, "prk", &prk_size);
    const uint8_t *okm = vec_bytes(r, "okm", &okm_size);
    pcc_hash_alg_t alg = PCC_HASH_NONE;
    uint8_t block[64];
    pcc_hmac_t hmac;

    for (size_t h = 0; h < 4; h++) {
        if (strcmp(vec_text(r, "hash"), hashes[h].name) == 0) {
            alg = hashes[h].alg;
        }
    }
    assert_int_equal(pcc_hmac_start(&hmac, alg, salt, salt_size), PSA_SUCCESS);
    assert_int_equal(pcc_hmac_update(&hmac, ikm, ikm_size), PSA_SUCCESS);
    assert_int_equal(pcc_hmac_finish(&hmac, block), PSA_SUCCESS);
    assert_memory_equal(block, prk, prk_size);
    assert_int_equal(pcc_hmac_start(&hmac, alg, prk, prk_size), PSA_SUCCESS);
    for (size_t at = 0; at < okm_size; at += prk_size) {
        uint8_t i = (uint8_t)(1 + at / prk_size);
        assert_int_equal(pcc_hkdf_next(&hmac, info, info_size, i, block), PSA_SUCCESS);
        assert_memory_equal(block, okm + at, piece_of(okm_size, at, prk_size));
    }
}

static void hkdf__standard_vectors__match(void **state)
{
    (void)state;
    vec_for_each("hkdf.txt", 6, check_hkdf);
}

static void check_ctr(const vec_record_t *r)
{
    size_t key_size, iv_size, size;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *iv = vec_bytes(r, "iv", &iv_size);
    const uint8_t *text = vec_bytes(r, "text", &size);
    const uint8_t *crypted = vec_bytes(r, "crypted", &size);
    pcc_block_t aes;

    assert_int_equal(pcc_block_set_key(&aes, PCC_BLOCK_AES, key, key_size), PSA_SUCCESS);
    for (size_t piece = 0; piece < 40; piece++) {
        uint8_t buffer[64];
        pcc_ctr_t ctr;
        pcc_ctr_start(&ctr, &aes, iv);
        memcpy(buffer, text, size);
        for (size_t at = 0; at < size;) {
            size_t n = piece_of(size, at, piece);
            assert_int_equal(pcc_ctr_update(&ctr, buffer + at, n, buffer + at), PSA_SUCCESS);
            at += n;
        }
        assert_memory_equal(buffer, crypted, size);
        pcc_ctr_abort(&ctr);
    }
}

static void ctr__standard_vectors_in_pieces__match(void **state)
{
    (void)state;
    vec_for_each("ctr.txt", 4, check_ctr);
}

static void gcm_in_pieces(const vec_record_t *r, bool encrypt, size_t ad_piece, size_t piece)
{
    size_t key_size, nonce_size, ad_size, size, tag_size;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *nonce = vec_bytes(r, "nonce", &nonce_size);
    const uint8_t *ad = vec_bytes(r, "ad", &ad_size);
    const uint8_t *text = vec_bytes(r, "text", &size);
    const uint8_t *crypted = vec_bytes(r, "crypted", &size);
    const uint8_t *tag = vec_bytes(r, "tag", &tag_size);
    uint8_t buffer[256], made[16];
    pcc_block_t aes;
    pcc_gcm_t gcm;
    uint64_t h[2];

    assert_int_equal(pcc_block_set_key(&aes, PCC_BLOCK_AES, key, key_size), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_hash_key(&aes, h), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_start(&gcm, &aes, h, encrypt, nonce, nonce_size), PSA_SUCCESS);
    for (size_t at = 0; at < ad_size;) {
        size_t n = piece_of(ad_size, at, ad_piece);
        assert_int_equal(pcc_gcm_ad(&gcm, ad + at, n), PSA_SUCCESS);
        at += n;
    }
    memcpy(buffer, encrypt ? text : crypted, size);
    for (size_t at = 0; at < size;) {
        size_t n = piece_of(size, at, piece);
        assert_int_equal(pcc_gcm_update(&gcm, buffer + at, n, buffer + at), PSA_SUCCESS);
        at += n;
    }
    assert_memory_equal(buffer, encrypt ? crypted : text, size);
    if (size > 0) {
        assert_int_equal(pcc_gcm_ad(&gcm, ad, 1), PSA_ERROR_BAD_STATE);
    }
    for (size_t t = 0; t <= 17; t++) {
        pcc_gcm_t copy = gcm;
        bool valid = t == 4 || t == 8 || (t >= 12 && t <= 16);
        if (encrypt) {
            assert_int_equal(pcc_gcm_finish(&copy, made, t), valid ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
            if (valid) {
                assert_memory_equal(made, tag, t);
            }
        } else {
            assert_int_equal(pcc_gcm_verify(&copy, tag, t), valid ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
            if (valid) {
                copy = gcm;
                memcpy(made, tag, t);
                made[t - 1] ^= 1;
                assert_int_equal(pcc_gcm_verify(&copy, made, t), PSA_ERROR_INVALID_SIGNATURE);
            }
        }
    }
}

static void check_gcm(const vec_record_t *r)
{
    static const size_t pieces[] = { 0, 1, 7, 15, 16, 17, 31, 33 };
    for (size_t i = 0; i < 8; i++) {
        for (size_t j = 0; j < 8; j++) {
            gcm_in_pieces(r, true, pieces[i], pieces[j]);
            gcm_in_pieces(r, false, pieces[i], pieces[j]);
        }
    }
}

static void gcm__standard_vectors_in_pieces__match(void **state)
{
    (void)state;
    vec_for_each("gcm.txt", 18, check_gcm);
}

static void gcm_start__empty_nonce__invalid_argument(void **state)
{
    (void)state;
    uint8_t key[16] = { 0 };
    pcc_block_t aes;
    pcc_gcm_t gcm;
    uint64_t h[2];
    assert_int_equal(pcc_block_set_key(&aes, PCC_BLOCK_AES, key, sizeof key), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_hash_key(&aes, h), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_start(&gcm, &aes, h, true, key, 0), PSA_ERROR_INVALID_ARGUMENT);
}

/* SP 800-38D section 5.2.1.1: 2^36 - 32 bytes of text and none more; the count is moved on by hand. */
static void gcm_update__past_the_longest_text__invalid_argument(void **state)
{
    (void)state;
    uint8_t key[16] = { 0 }, text[17] = { 0 };
    pcc_block_t aes;
    pcc_gcm_t gcm;
    uint64_t h[2];
    assert_int_equal(pcc_block_set_key(&aes, PCC_BLOCK_AES, key, sizeof key), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_hash_key(&aes, h), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_start(&gcm, &aes, h, true, key, 12), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_update(&gcm, text, 16, text), PSA_SUCCESS);
    gcm.text_size = ((uint64_t)1 << 36) - 32 - 16;
    assert_int_equal(pcc_gcm_update(&gcm, text, 17, text), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(pcc_gcm_update(&gcm, text, 16, text), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_update(&gcm, text, 1, text), PSA_ERROR_INVALID_ARGUMENT);
}

/* SP 800-38D section 6.2: inc32 counts in the last 4 bytes and carries nothing out of them. */
static void gcm_update__counter_at_its_end__wraps_in_32_bits(void **state)
{
    (void)state;
    uint8_t key[16] = { 0 }, text[16] = { 0 }, counter[16], stream[16];
    pcc_block_t aes;
    pcc_gcm_t gcm;
    uint64_t h[2];
    assert_int_equal(pcc_block_set_key(&aes, PCC_BLOCK_AES, key, sizeof key), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_hash_key(&aes, h), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_start(&gcm, &aes, h, true, key, 12), PSA_SUCCESS);
    memset(gcm.counter, 0xff, sizeof gcm.counter);
    assert_int_equal(pcc_gcm_update(&gcm, text, 16, text), PSA_SUCCESS);
    memset(counter, 0xff, 12);
    memset(counter + 12, 0, 4);
    assert_int_equal(pcc_block_encrypt(&aes, counter, stream), PSA_SUCCESS);
    assert_memory_equal(text, stream, 16);
}

static void check_drbg(const vec_record_t *r)
{
    size_t seed_size, first_size, second_size, reseed_size;
    const uint8_t *seed = vec_bytes(r, "seed", &seed_size);
    const uint8_t *first = vec_bytes(r, "first", &first_size);
    const uint8_t *second = vec_bytes(r, "second", &second_size);
    uint8_t out[64];
    pcc_ctr_drbg_t drbg;

    assert_int_equal(seed_size, PCC_CTR_DRBG_SEED_SIZE);
    assert_int_equal(pcc_ctr_drbg_start(&drbg, seed), PSA_SUCCESS);
    assert_int_equal(pcc_ctr_drbg_generate(&drbg, out, first_size), PSA_SUCCESS);
    assert_memory_equal(out, first, first_size);
    if (vec_text(r, "reseed") != NULL) {
        assert_int_equal(pcc_ctr_drbg_reseed(&drbg, vec_bytes(r, "reseed", &reseed_size)), PSA_SUCCESS);
    }
    assert_int_equal(pcc_ctr_drbg_generate(&drbg, out, second_size), PSA_SUCCESS);
    assert_memory_equal(out, second, second_size);
}

static void ctr_drbg__nist_vectors__match(void **state)
{
    (void)state;
    vec_for_each("ctr_drbg.txt", 3, check_drbg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha2__standard_vectors_in_pieces__match),
        cmocka_unit_test(hash_start__unknown_function__not_supported),
        cmocka_unit_test(hmac__standard_vectors_in_pieces__match),
        cmocka_unit_test(hkdf__standard_vectors__match),
        cmocka_unit_test(ctr__standard_vectors_in_pieces__match),
        cmocka_unit_test(gcm__standard_vectors_in_pieces__match),
        cmocka_unit_test(gcm_start__empty_nonce__invalid_argument),
        cmocka_unit_test(gcm_update__past_the_longest_text__invalid_argument),
        cmocka_unit_test(gcm_update__counter_at_its_end__wraps_in_32_bits),
        cmocka_unit_test(ctr_drbg__nist_vectors__match),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
