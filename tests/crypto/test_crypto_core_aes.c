/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * crypto-core: constant-time helpers, AES, CCM, CMAC and the CMAC KDF against the standards' vectors and their own
 * rules.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/core/aes.h"
#include "lib/crypto/core/ccm.h"
#include "lib/crypto/core/cmac.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/kdf_cmac.h"
#include "vectors.h"

static void ct_wipe__any_size__zeros_that_much(void **state)
{
    (void)state;
    uint8_t b[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    pcc_wipe(NULL, 0);
    pcc_wipe(b + 2, 3);
    assert_memory_equal(b, ((uint8_t[]){ 1, 2, 0, 0, 0, 6, 7, 8 }), 8);
}

static void ct_equal__each_bit_differs__false(void **state)
{
    (void)state;
    uint8_t a[33] = { 0 }, b[33] = { 0 };
    assert_true(pcc_equal(NULL, NULL, 0));
    assert_true(pcc_equal(a, b, sizeof a));
    for (size_t bit = 0; bit < 8 * sizeof a; bit++) {
        b[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_false(pcc_equal(a, b, sizeof a));
        b[bit / 8] = 0;
    }
}

static void ct_select__mask__chooses(void **state)
{
    (void)state;
    uint8_t a[3] = { 1, 2, 3 };
    const uint8_t b[3] = { 0xf0, 0xff, 0 };
    assert_int_equal(pcc_mask(true), UINT32_MAX);
    assert_int_equal(pcc_mask(false), 0);
    pcc_select(pcc_mask(false), a, b, 3);
    assert_memory_equal(a, ((uint8_t[]){ 1, 2, 3 }), 3);
    pcc_select(pcc_mask(true), a, b, 3);
    assert_memory_equal(a, b, 3);
}

static void check_aes(const vec_record_t *r)
{
    size_t key_size, size;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *in = vec_bytes(r, "in", &size);
    const uint8_t *expected = vec_bytes(r, "out", &size);
    pcc_aes_key_t aes, moved;
    uint8_t out[16];

    assert_int_equal(pcc_aes_set_key(&aes, key, key_size), PSA_SUCCESS);
    assert_int_equal(pcc_aes_encrypt_block(&aes, in, out), PSA_SUCCESS);
    assert_memory_equal(out, expected, 16);
    /* A key object may be moved: operations that hold one may be. */
    memcpy(&moved, &aes, sizeof aes);
    pcc_aes_wipe(&aes);
    memcpy(out, in, 16);
    assert_int_equal(pcc_aes_encrypt_block(&moved, out, out), PSA_SUCCESS);
    assert_memory_equal(out, expected, 16);
    pcc_aes_wipe(&moved);
    for (size_t i = 0; i < sizeof moved; i++) {
        assert_int_equal(((uint8_t *)&moved)[i], 0);
    }
}

static void aes__standard_vectors__match(void **state)
{
    (void)state;
    vec_for_each("aes.txt", 9, check_aes);
}

static void aes_set_key__bad_size__invalid_argument(void **state)
{
    (void)state;
    uint8_t key[64] = { 0 };
    for (size_t size = 0; size <= sizeof key; size++) {
        pcc_aes_key_t aes;
        psa_status_t expected = size == 16 || size == 24 || size == 32 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
        assert_int_equal(pcc_aes_set_key(&aes, key, size), expected);
    }
}

/* One CCM record with the associated data and the text in pieces of these sizes (0: at once), in place or not. */
static void ccm_in_pieces(const vec_record_t *r, size_t ad_piece, size_t piece, bool in_place)
{
    size_t key_size, nonce_size, ad_size, text_size, tag_size;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *nonce = vec_bytes(r, "nonce", &nonce_size);
    const uint8_t *ad = vec_bytes(r, "ad", &ad_size);
    const uint8_t *text = vec_bytes(r, "text", &text_size);
    const uint8_t *crypted = vec_bytes(r, "crypted", &text_size);
    const uint8_t *tag = vec_bytes(r, "tag", &tag_size);
    const char *repeated = vec_text(r, "ad_size");
    size_t ad_total = repeated != NULL ? (size_t)strtoul(repeated, NULL, 10) : ad_size;
    uint8_t out[128], got[16];
    pcc_block_t aes;
    pcc_ccm_t ccm;

    assert_int_equal(pcc_block_set_key(&aes, PCC_BLOCK_AES, key, key_size), PSA_SUCCESS);
    for (int encrypt = 0; encrypt < 2; encrypt++) {
        const uint8_t *from = encrypt ? text : crypted;
        assert_int_equal(pcc_ccm_start(&ccm, &aes, encrypt, nonce, nonce_size, ad_total, text_size, tag_size), 0);
        for (size_t at = 0; at < ad_total;) {
            size_t n = ad_size - at % ad_size;
            n = ad_piece && n > ad_piece ? ad_piece : n;
            assert_int_equal(pcc_ccm_ad(&ccm, ad + at % ad_size, n), PSA_SUCCESS);
            at += n;
        }
        memset(out, 0xa5, sizeof out);
        if (in_place) {
            memcpy(out, from, text_size);
            from = out;
        }
        for (size_t at = 0; at < text_size;) {
            size_t n = piece && text_size - at > piece ? piece : text_size - at;
            assert_int_equal(pcc_ccm_update(&ccm, from + at, n, out + at), PSA_SUCCESS);
            at += n;
        }
        assert_memory_equal(out, encrypt ? crypted : text, text_size);
        assert_int_equal(out[text_size], 0xa5);
        if (encrypt) {
            assert_int_equal(pcc_ccm_finish(&ccm, got), PSA_SUCCESS);
            assert_memory_equal(got, tag, tag_size);
        } else {
            pcc_ccm_t again = ccm;
            assert_int_equal(pcc_ccm_verify(&ccm, tag), PSA_SUCCESS);
            memcpy(got, tag, tag_size);
            got[tag_size - 1] ^= 0x40;
            assert_int_equal(pcc_ccm_verify(&again, got), PSA_ERROR_INVALID_SIGNATURE);
        }
        pcc_ccm_abort(&ccm);
    }
    pcc_block_wipe(&aes);
}

static void check_ccm(const vec_record_t *r)
{
    static const size_t pieces[] = { 0, 1, 5, 15, 16, 17, 33 };
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        for (size_t j = 0; j < sizeof pieces / sizeof pieces[0]; j++) {
            ccm_in_pieces(r, pieces[i], pieces[j], (i + j) % 2);
        }
    }
}

static void ccm__standard_vectors_in_pieces__match(void **state)
{
    (void)state;
    vec_for_each("ccm.txt", 18, check_ccm);
}

/* Associated data around the length where its encoding changes (RFC 3610 section 2.2: 0xff00), and texts whose block
 * counter needs a second byte: the CBC-MAC and the stream are worked out here over the AES block alone. */
static void ccm__long_data__as_the_rfc_writes_it(void **state)
{
    (void)state;
    static const struct {
        size_t ad_size;
        uint8_t encoded[6], encoded_size;
    } ads[] = {
        { 0xfeff, { 0xfe, 0xff }, 2 },
        { 0xff00, { 0xff, 0xfe, 0x00, 0x00, 0xff, 0x00 }, 6 },
    };
    static uint8_t data[0x10000], text[260 * 16], crypted[sizeof text];
    uint8_t key[16] = { 7 }, nonce[13] = { 1, 2, 3 }, mac[16], block[16], tag[16];
    pcc_block_t aes;
    pcc_ccm_t ccm;

    assert_int_equal(pcc_block_set_key(&aes, PCC_BLOCK_AES, key, sizeof key), PSA_SUCCESS);
    for (size_t c = 0; c < 2; c++) {
        /* B_0, then the length, the data and zeros to a block; the text. */
        memset(mac, 0, 16);
        mac[0] = 0x40 | 7 << 3 | 1;
        memcpy(mac + 1, nonce, 13);
        mac[14] = sizeof text >> 8;
        mac[15] = sizeof text & 0xff;
        assert_int_equal(pcc_block_encrypt(&aes, mac, mac), PSA_SUCCESS);
        memset(data, 0, sizeof data);
        memcpy(data, ads[c].encoded, ads[c].encoded_size);
        memset(data + ads[c].encoded_size, 0x5a, ads[c].ad_size);
        for (size_t at = 0; at < ads[c].encoded_size + ads[c].ad_size + sizeof text; at += 16) {
            size_t ad_end = (ads[c].encoded_size + ads[c].ad_size + 15) / 16 * 16;
            const uint8_t *from = at < ad_end ? data + at : text + (at - ad_end);
            for (size_t i = 0; i < 16; i++) {
                mac[i] ^= from[i];
            }
            assert_int_equal(pcc_block_encrypt(&aes, mac, mac), PSA_SUCCESS);
        }
        assert_int_equal(pcc_ccm_start(&ccm, &aes, true, nonce, 13, ads[c].ad_size, sizeof text, 16), PSA_SUCCESS);
        assert_int_equal(pcc_ccm_ad(&ccm, data + ads[c].encoded_size, ads[c].ad_size), PSA_SUCCESS);
        assert_int_equal(pcc_ccm_update(&ccm, text, sizeof text, crypted), PSA_SUCCESS);
        assert_int_equal(pcc_ccm_finish(&ccm, tag), PSA_SUCCESS);
        for (unsigned i = 0; i <= sizeof text / 16; i++) {
            uint8_t counter[16] = { 1 };
            memcpy(counter + 1, nonce, 13);
            counter[14] = (uint8_t)(i >> 8);
            counter[15] = (uint8_t)i;
            assert_int_equal(pcc_block_encrypt(&aes, counter, block), PSA_SUCCESS);
            if (i > 0) {
                assert_memory_equal(crypted + 16 * (i - 1), block, 16); /* the text is zeros */
                continue;
            }
            for (size_t b = 0; b < 16; b++) {
                mac[b] ^= block[b];
            }
            assert_memory_equal(tag, mac, 16);
        }
    }
}

static void ccm_start__sizes_out_of_range__invalid_argument(void **state)
{
    (void)state;
    uint8_t key[16] = { 0 }, nonce[16] = { 0 };
    pcc_block_t aes;
    pcc_ccm_t ccm;

    assert_int_equal(pcc_block_set_key(&aes, PCC_BLOCK_AES, key, sizeof key), PSA_SUCCESS);
    for (size_t n = 0; n <= 16; n++) {
        psa_status_t expected = n >= 7 && n <= 13 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
        assert_int_equal(pcc_ccm_start(&ccm, &aes, true, nonce, n, 0, 0, 16), expected);
    }
    for (size_t t = 0; t <= 18; t++) {
        psa_status_t expected = t >= 4 && t <= 16 && t % 2 == 0 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
        assert_int_equal(pcc_ccm_start(&ccm, &aes, true, nonce, 13, 0, 0, t), expected);
    }
    assert_int_equal(pcc_ccm_start(&ccm, &aes, true, nonce, 13, 0, 0xffff, 16), PSA_SUCCESS);
    assert_int_equal(pcc_ccm_start(&ccm, &aes, true, nonce, 13, 0, 0x10000, 16), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(pcc_ccm_start(&ccm, &aes, true, nonce, 12, 0, 0xffffff, 16), PSA_SUCCESS);
    assert_int_equal(pcc_ccm_start(&ccm, &aes, true, nonce, 12, 0, 0x1000000, 16), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(pcc_ccm_start(&ccm, &aes, true, nonce, 7, 0, SIZE_MAX, 16), PSA_SUCCESS);
}

static void ccm__other_lengths_than_announced__invalid_argument(void **state)
{
    (void)state;
    uint8_t key[16] = { 0 }, nonce[13] = { 0 }, data[32] = { 0 }, tag[16];
    pcc_block_t aes;
    pcc_ccm_t ccm;

    assert_int_equal(pcc_block_set_key(&aes, PCC_BLOCK_AES, key, sizeof key), PSA_SUCCESS);
    assert_int_equal(pcc_ccm_start(&ccm, &aes, true, nonce, 13, 10, 20, 16), PSA_SUCCESS);
    assert_int_equal(pcc_ccm_ad(&ccm, data, 11), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(pcc_ccm_ad(&ccm, data, 9), PSA_SUCCESS);
    assert_int_equal(pcc_ccm_update(&ccm, data, 1, data), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(pcc_ccm_ad(&ccm, data, 1), PSA_SUCCESS);
    assert_int_equal(pcc_ccm_ad(&ccm, data, 1), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(pcc_ccm_ad(&ccm, NULL, 0), PSA_SUCCESS);
    assert_int_equal(pcc_ccm_update(&ccm, data, 21, data), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(pcc_ccm_update(&ccm, data, 19, data), PSA_SUCCESS);
    assert_int_equal(pcc_ccm_finish(&ccm, tag), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(pcc_ccm_verify(&ccm, tag), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(pcc_ccm_update(&ccm, data, 1, data), PSA_SUCCESS);
    assert_int_equal(pcc_ccm_finish(&ccm, tag), PSA_SUCCESS);
}

static void check_cmac(const vec_record_t *r)
{
    size_t key_size, size, mac_size;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *in = vec_bytes(r, "in", &size);
    const uint8_t *mac = vec_bytes(r, "mac", &mac_size);
    pcc_block_t aes;
    pcc_cmac_t cmac;
    uint8_t got[16];

    assert_int_equal(pcc_block_set_key(&aes, PCC_BLOCK_AES, key, key_size), PSA_SUCCESS);
    for (size_t piece = 1; piece <= 65; piece++) {
        pcc_cmac_start(&cmac, &aes);
        for (size_t at = 0; at < size; at += piece) {
            assert_int_equal(pcc_cmac_update(&cmac, in + at, size - at < piece ? size - at : piece), PSA_SUCCESS);
        }
        assert_int_equal(pcc_cmac_finish(&cmac, got), PSA_SUCCESS);
        assert_memory_equal(got, mac, 16);
    }
}

static void cmac__standard_vectors_in_pieces__match(void **state)
{
    (void)state;
    vec_for_each("cmac.txt", 12, check_cmac);
}

static void check_kdf(const vec_record_t *r)
{
    static uint8_t out[255 * 16 + 1];
    size_t key_size, label_size, context_size, size;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *label = vec_bytes(r, "label", &label_size);
    const uint8_t *context = vec_bytes(r, "context", &context_size);
    const uint8_t *expected = vec_bytes(r, "out", &size);

    memset(out, 0xa5, sizeof out);
    assert_int_equal(pcc_kdf_cmac(key, key_size, label, label_size, context, context_size, out, size), PSA_SUCCESS);
    assert_memory_equal(out, expected, size);
    assert_int_equal(out[size], 0xa5);
}

static void kdf_cmac__openssl_vectors__match(void **state)
{
    (void)state;
    vec_for_each("kdf_cmac.txt", 7, check_kdf);
}

static void kdf_cmac__bad_sizes__invalid_argument_and_zeros(void **state)
{
    (void)state;
    static uint8_t out[255 * 16 + 1];
    uint8_t key[32] = { 1 };

    memset(out, 0xa5, sizeof out);
    assert_int_equal(pcc_kdf_cmac(key, 32, NULL, 0, NULL, 0, out, 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(out[0], 0xa5);
    assert_int_equal(pcc_kdf_cmac(key, 24, NULL, 0, NULL, 0, out, 16), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(out[15], 0);
    assert_int_equal(out[16], 0xa5);
    assert_int_equal(pcc_kdf_cmac(key, 16, NULL, 0, NULL, 0, out, sizeof out), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(out[sizeof out - 1], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ct_wipe__any_size__zeros_that_much),
        cmocka_unit_test(ct_equal__each_bit_differs__false),
        cmocka_unit_test(ct_select__mask__chooses),
        cmocka_unit_test(aes__standard_vectors__match),
        cmocka_unit_test(aes_set_key__bad_size__invalid_argument),
        cmocka_unit_test(ccm__standard_vectors_in_pieces__match),
        cmocka_unit_test(ccm_start__sizes_out_of_range__invalid_argument),
        cmocka_unit_test(ccm__long_data__as_the_rfc_writes_it),
        cmocka_unit_test(ccm__other_lengths_than_announced__invalid_argument),
        cmocka_unit_test(cmac__standard_vectors_in_pieces__match),
        cmocka_unit_test(kdf_cmac__openssl_vectors__match),
        cmocka_unit_test(kdf_cmac__bad_sizes__invalid_argument_and_zeros),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
