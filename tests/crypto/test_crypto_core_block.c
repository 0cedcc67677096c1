/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * crypto-core: the block ciphers behind their one interface, in both directions, and the keys of DES.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/core/block.h"
#include "lib/crypto/core/ct.h"
#include "vectors.h"

static pcc_block_alg_t alg_of(const vec_record_t *r)
{
    const char *name = vec_text(r, "cipher");

    if (name == NULL) {
        return PCC_BLOCK_AES; /* aes.txt */
    }
    return strcmp(name, "camellia") == 0 ? PCC_BLOCK_CAMELLIA
           : strcmp(name, "aria") == 0   ? PCC_BLOCK_ARIA
                                         : PCC_BLOCK_DES;
}

static unsigned checked;

static void check_block(const vec_record_t *r)
{
    pcc_block_alg_t alg = alg_of(r);
    size_t key_size, size;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *in = vec_bytes(r, "in", &size);
    const uint8_t *expected = vec_bytes(r, "out", &size);
    pcc_block_t block, moved;
    uint8_t out[PCC_BLOCK_SIZE_MAX + 1] = { 0 };

    if (pcc_block_size(alg) == 0) {
        assert_int_equal(pcc_block_set_key(&block, alg, key, key_size), PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(pcc_block_set_decrypt_key(&block, alg, key, key_size), PSA_ERROR_NOT_SUPPORTED);
        return;
    }
    assert_int_equal(pcc_block_size(alg), size);
    assert_int_equal(pcc_block_set_key(&block, alg, key, key_size), PSA_SUCCESS);
    assert_int_equal(block.size, size);
    out[size] = 0xa5;
    assert_int_equal(pcc_block_encrypt(&block, in, out), PSA_SUCCESS);
    assert_memory_equal(out, expected, size);
    assert_int_equal(out[size], 0xa5);
    pcc_block_wipe(&block);

    /* In place, with a key object that was moved. */
    assert_int_equal(pcc_block_set_decrypt_key(&block, alg, key, key_size), PSA_SUCCESS);
    memcpy(&moved, &block, sizeof block);
    pcc_block_wipe(&block);
    assert_int_equal(pcc_block_decrypt(&moved, out, out), PSA_SUCCESS);
    assert_memory_equal(out, in, size);
    pcc_block_wipe(&moved);
    for (size_t i = 0; i < sizeof moved; i++) {
        assert_int_equal(((uint8_t *)&moved)[i], 0);
    }
    checked++;
}

static void block__standard_vectors_both_ways__match(void **state)
{
    (void)state;
    vec_for_each("aes.txt", 9, check_block);
    vec_for_each("block.txt", 12, check_block);
    assert_true(checked >= 9);
#if defined(PSA_WANT_KEY_TYPE_ARIA) && defined(PSA_WANT_KEY_TYPE_CAMELLIA) && defined(PSA_WANT_KEY_TYPE_DES)
    assert_int_equal(checked, 21);
#endif
}

static void block_set_key__bad_size__invalid_argument(void **state)
{
    (void)state;
    static const pcc_block_alg_t algs[] = { PCC_BLOCK_AES, PCC_BLOCK_ARIA, PCC_BLOCK_CAMELLIA, PCC_BLOCK_DES };
    uint8_t key[65] = { 0 };

    for (size_t a = 0; a < sizeof algs / sizeof algs[0]; a++) {
        for (size_t size = 0; size <= sizeof key; size++) {
            bool valid = algs[a] == PCC_BLOCK_DES ? size == 8 || size == 16 || size == 24
                                                  : size == 16 || size == 24 || size == 32;
            psa_status_t expected = pcc_block_size(algs[a]) == 0 ? PSA_ERROR_NOT_SUPPORTED
                                    : valid                      ? PSA_SUCCESS
                                                                 : PSA_ERROR_INVALID_ARGUMENT;
            pcc_block_t block;
            assert_int_equal(pcc_block_set_key(&block, algs[a], key, size), expected);
            assert_int_equal(pcc_block_set_decrypt_key(&block, algs[a], key, size), expected);
        }
    }
}

static void block_set_key__unknown_cipher__not_supported(void **state)
{
    (void)state;
    uint8_t key[16] = { 0 };
    pcc_block_t block;

    assert_int_equal(pcc_block_size(PCC_BLOCK_NONE), 0);
    assert_int_equal(pcc_block_set_key(&block, PCC_BLOCK_NONE, key, sizeof key), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(pcc_block_set_decrypt_key(&block, (pcc_block_alg_t)0x2405, key, 16), PSA_ERROR_NOT_SUPPORTED);
}

/* A key object whose cipher was overwritten does not work as another cipher. */
static void block__object_of_no_cipher__corruption_detected(void **state)
{
    (void)state;
    uint8_t out[16], zeros[16] = { 0 };
    pcc_block_t block;

    memset(&block, 0, sizeof block);
    block.size = 16;
    memset(out, 0xa5, sizeof out);
    assert_int_equal(pcc_block_encrypt(&block, zeros, out), PSA_ERROR_CORRUPTION_DETECTED);
    assert_memory_equal(out, zeros, sizeof out);
    memset(out, 0xa5, sizeof out);
    assert_int_equal(pcc_block_decrypt(&block, zeros, out), PSA_ERROR_CORRUPTION_DETECTED);
    assert_memory_equal(out, zeros, sizeof out);
}

#if defined(PSA_WANT_KEY_TYPE_DES)
static void des_parity__every_byte__odd(void **state)
{
    (void)state;
    for (unsigned value = 0; value < 256; value++) {
        uint8_t bytes[24];
        unsigned ones = 0;
        for (unsigned bit = 0; bit < 8; bit++) {
            ones += value >> bit & 1u;
        }
        memset(bytes, 0x01, sizeof bytes);
        bytes[value % sizeof bytes] = (uint8_t)value;
        assert_int_equal(pcc_des_parity_is_right(bytes, sizeof bytes), ones % 2 == 1);
        pcc_des_set_parity(bytes, sizeof bytes);
        assert_int_equal(bytes[value % sizeof bytes] & 0xfe, value & 0xfe);
        assert_true(pcc_des_parity_is_right(bytes, sizeof bytes));
    }
}

/* SP 800-67 section 3.3.2 (revision 1): the weak and the semi-weak keys. */
static void des_is_weak__the_standards_list__and_no_other(void **state)
{
    (void)state;
    static const uint8_t weak[16][8] = {
        { 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01, 0x01 }, { 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe },
        { 0xe0, 0xe0, 0xe0, 0xe0, 0xf1, 0xf1, 0xf1, 0xf1 }, { 0x1f, 0x1f, 0x1f, 0x1f, 0x0e, 0x0e, 0x0e, 0x0e },
        { 0x01, 0x1f, 0x01, 0x1f, 0x01, 0x0e, 0x01, 0x0e }, { 0x1f, 0x01, 0x1f, 0x01, 0x0e, 0x01, 0x0e, 0x01 },
        { 0x01, 0xe0, 0x01, 0xe0, 0x01, 0xf1, 0x01, 0xf1 }, { 0xe0, 0x01, 0xe0, 0x01, 0xf1, 0x01, 0xf1, 0x01 },
        { 0x01, 0xfe, 0x01, 0xfe, 0x01, 0xfe, 0x01, 0xfe }, { 0xfe, 0x01, 0xfe, 0x01, 0xfe, 0x01, 0xfe, 0x01 },
        { 0x1f, 0xe0, 0x1f, 0xe0, 0x0e, 0xf1, 0x0e, 0xf1 }, { 0xe0, 0x1f, 0xe0, 0x1f, 0xf1, 0x0e, 0xf1, 0x0e },
        { 0x1f, 0xfe, 0x1f, 0xfe, 0x0e, 0xfe, 0x0e, 0xfe }, { 0xfe, 0x1f, 0xfe, 0x1f, 0xfe, 0x0e, 0xfe, 0x0e },
        { 0xe0, 0xfe, 0xe0, 0xfe, 0xf1, 0xfe, 0xf1, 0xfe }, { 0xfe, 0xe0, 0xfe, 0xe0, 0xfe, 0xf1, 0xfe, 0xf1 },
    };
    for (size_t i = 0; i < 16; i++) {
        uint8_t key[8];
        assert_true(pcc_des_is_weak(weak[i]));
        assert_true(pcc_des_parity_is_right(weak[i], 8));
        for (size_t at = 0; at < 8; at++) {
            memcpy(key, weak[i], 8);
            key[at] ^= 0x06; /* two bits: the parity stays */
            assert_false(pcc_des_is_weak(key));
        }
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(block__standard_vectors_both_ways__match),
        cmocka_unit_test(block_set_key__bad_size__invalid_argument),
        cmocka_unit_test(block_set_key__unknown_cipher__not_supported),
        cmocka_unit_test(block__object_of_no_cipher__corruption_detected),
#if defined(PSA_WANT_KEY_TYPE_DES)
        cmocka_unit_test(des_parity__every_byte__odd),
        cmocka_unit_test(des_is_weak__the_standards_list__and_no_other),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
