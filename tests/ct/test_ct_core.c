/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Constant time of the stateless algorithms: keys and texts are secret, results that the design publishes (a tag, a
 * verdict) are declared public again. Run under valgrind; without it the marks do nothing, and the test says so.
 * Not judged here: the curves of Mbed TLS, whose arithmetic rests on blinding rather than on the absence of branches.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <valgrind/memcheck.h>

#include <string.h>

#include "lib/crypto/core/aes.h"
#include "lib/crypto/core/cbc.h"
#include "lib/crypto/core/ccm.h"
#include "lib/crypto/core/cfb.h"
#include "lib/crypto/core/chachapoly.h"
#include "lib/crypto/core/cmac.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/ctr.h"
#include "lib/crypto/core/gcm.h"
#include "lib/crypto/core/hkdf.h"
#include "lib/crypto/core/pbkdf2.h"
#include "lib/crypto/core/hmac.h"
#include "lib/crypto/core/kdf_cmac.h"
#include "lib/crypto/core/key_wrap.h"
#include "lib/crypto/core/ofb.h"
#include "lib/crypto/core/pkcs7.h"
#include "lib/crypto/core/slh.h"
#include "lib/crypto/core/xts.h"

#define SECRET(object) (void)VALGRIND_MAKE_MEM_UNDEFINED(&(object), sizeof(object))
#define PUBLIC(object) (void)VALGRIND_MAKE_MEM_DEFINED(&(object), sizeof(object))

static uint8_t key[32] = { 1, 2, 3, 4, 5 };
static uint8_t text[40] = { 6, 7, 8 };

/* Without the marks everything below would pass whatever the code does. */
static void valgrind__is_there__secrets_are_tracked(void **state)
{
    (void)state;
    assert_true(RUNNING_ON_VALGRIND);
    uint8_t byte = 0;
    SECRET(byte);
    uint8_t undefined_bits = 0;
    assert_int_equal(VALGRIND_GET_VBITS(&byte, &undefined_bits, 1), 1);
    assert_int_equal(undefined_bits, 0xff);
    PUBLIC(byte);
}

static void equal__secret_bytes__verdict_only(void **state)
{
    (void)state;
    uint8_t a[32] = { 1 };
    uint8_t b[32] = { 1 };
    SECRET(a);
    SECRET(b);
    bool equal = pcc_equal(a, b, sizeof a);
    PUBLIC(equal);
    assert_true(equal);
    b[31] ^= 1u;
    equal = pcc_equal(a, b, sizeof a);
    PUBLIC(equal);
    assert_false(equal);
}

static void select__secret_condition__no_branch(void **state)
{
    (void)state;
    uint8_t chosen[16] = { 0 };
    uint8_t other[16] = { 9 };
    bool condition = true;
    SECRET(condition);
    pcc_select(pcc_mask(condition), chosen, other, sizeof chosen);
    PUBLIC(chosen);
    PUBLIC(condition);
    assert_memory_equal(chosen, other, sizeof chosen);
}

static void aes__secret_key_and_block__no_leak(void **state)
{
    (void)state;
    uint8_t block[PCC_AES_BLOCK_SIZE] = { 1 };
    pcc_aes_key_t aes;
    SECRET(key);
    SECRET(block);
    assert_int_equal(pcc_aes_set_key(&aes, key, sizeof key), PSA_SUCCESS);
    assert_int_equal(pcc_aes_encrypt_block(&aes, block, block), PSA_SUCCESS);
    pcc_aes_wipe(&aes);
    PUBLIC(key);
}

static void ccm__secret_key_and_text__tag_only(void **state)
{
    (void)state;
    uint8_t nonce[13] = { 0 };
    uint8_t out[sizeof text];
    uint8_t back[sizeof text];
    uint8_t tag[16];
    pcc_block_t aes;
    pcc_ccm_t ccm;
    SECRET(key);
    SECRET(text);
    assert_int_equal(pcc_block_set_key(&aes, PCC_BLOCK_AES, key, 16), PSA_SUCCESS);
    assert_int_equal(pcc_ccm_start(&ccm, &aes, true, nonce, sizeof nonce, sizeof text, sizeof text, sizeof tag),
                     PSA_SUCCESS);
    assert_int_equal(pcc_ccm_ad(&ccm, text, sizeof text), PSA_SUCCESS);
    assert_int_equal(pcc_ccm_update(&ccm, text, sizeof text, out), PSA_SUCCESS);
    assert_int_equal(pcc_ccm_finish(&ccm, tag), PSA_SUCCESS);
    pcc_ccm_abort(&ccm);

    assert_int_equal(pcc_ccm_start(&ccm, &aes, false, nonce, sizeof nonce, sizeof text, sizeof text, sizeof tag),
                     PSA_SUCCESS);
    assert_int_equal(pcc_ccm_ad(&ccm, text, sizeof text), PSA_SUCCESS);
    assert_int_equal(pcc_ccm_update(&ccm, out, sizeof out, back), PSA_SUCCESS);
    psa_status_t verdict = pcc_ccm_verify(&ccm, tag);
    PUBLIC(verdict);
    assert_int_equal(verdict, PSA_SUCCESS);
    pcc_ccm_abort(&ccm);
    pcc_block_wipe(&aes);
    PUBLIC(key);
    PUBLIC(text);
}

static void kdf_cmac__secret_key__no_leak(void **state)
{
    (void)state;
    uint8_t out[48];
    SECRET(key);
    assert_int_equal(pcc_kdf_cmac(key, sizeof key, (const uint8_t *)"label", 5, NULL, 0, out, sizeof out), PSA_SUCCESS);
    PUBLIC(key);
}

static void ctr__secret_key_and_text__no_leak(void **state)
{
    (void)state;
    uint8_t iv[PCC_AES_BLOCK_SIZE] = { 0 };
    uint8_t out[sizeof text];
    pcc_block_t aes;
    pcc_ctr_t ctr;
    SECRET(key);
    SECRET(text);
    assert_int_equal(pcc_block_set_key(&aes, PCC_BLOCK_AES, key, 16), PSA_SUCCESS);
    pcc_ctr_start(&ctr, &aes, iv);
    assert_int_equal(pcc_ctr_update(&ctr, text, sizeof text, out), PSA_SUCCESS);
    pcc_ctr_abort(&ctr);
    pcc_block_wipe(&aes);
    PUBLIC(key);
    PUBLIC(text);
}

static void feedback_modes__secret_key_and_text__no_leak(void **state)
{
    (void)state;
    uint8_t iv[16] = { 0 };
    uint8_t out[sizeof text];
    pcc_block_t aes;
    pcc_cfb_t cfb;
    pcc_ofb_t ofb;
    SECRET(key);
    SECRET(text);
    assert_int_equal(pcc_block_set_key(&aes, PCC_BLOCK_AES, key, 16), PSA_SUCCESS);
    for (int encrypt = 0; encrypt < 2; encrypt++) {
        pcc_cfb_start(&cfb, &aes, encrypt, iv);
        assert_int_equal(pcc_cfb_update(&cfb, text, sizeof text, out), PSA_SUCCESS);
        pcc_cfb_abort(&cfb);
    }
    pcc_ofb_start(&ofb, &aes, iv);
    assert_int_equal(pcc_ofb_update(&ofb, text, sizeof text, out), PSA_SUCCESS);
    pcc_ofb_abort(&ofb);
    pcc_block_wipe(&aes);
    PUBLIC(key);
    PUBLIC(text);
}

static void block_modes__secret_key_and_text__no_leak(void **state)
{
    (void)state;
    uint8_t chain[16] = { 0 };
    uint8_t out[32];
    pcc_block_t aes;
    pcc_xts_t xts;
    SECRET(key);
    SECRET(text);
    for (int encrypt = 0; encrypt < 2; encrypt++) {
        assert_int_equal(encrypt ? pcc_block_set_key(&aes, PCC_BLOCK_AES, key, 16)
                                 : pcc_block_set_decrypt_key(&aes, PCC_BLOCK_AES, key, 16),
                         PSA_SUCCESS);
        assert_int_equal(encrypt ? pcc_cbc_encrypt(&aes, chain, text, out) : pcc_cbc_decrypt(&aes, chain, text, out),
                         PSA_SUCCESS);
        assert_int_equal(pcc_xts_start(&xts, PCC_BLOCK_AES, key + 16, 16, text), PSA_SUCCESS);
        assert_int_equal(pcc_xts_block(&xts, &aes, encrypt, text, out), PSA_SUCCESS);
        memcpy(out, text, 21);
        assert_int_equal(pcc_xts_last(&xts, &aes, encrypt, out, 21), PSA_SUCCESS);
        pcc_block_wipe(&aes);
    }
    PUBLIC(key);
    PUBLIC(text);
}

static void key_wrap__secret_keys__verdict_only(void **state)
{
    (void)state;
    uint8_t buffer[40] = { 0 };
    size_t size;
    pcc_block_t encrypts, decrypts;
    SECRET(key);
    assert_int_equal(pcc_block_set_key(&encrypts, PCC_BLOCK_AES, key, 16), PSA_SUCCESS);
    assert_int_equal(pcc_block_set_decrypt_key(&decrypts, PCC_BLOCK_AES, key, 16), PSA_SUCCESS);
    memcpy(buffer + 8, key, 32);
    assert_int_equal(pcc_kw_wrap(&encrypts, buffer, 40), PSA_SUCCESS);
    psa_status_t verdict = pcc_kw_unwrap(&decrypts, buffer, 40);
    PUBLIC(verdict);
    assert_int_equal(verdict, PSA_SUCCESS);
    for (size_t n = 3; n < 30; n += 13) {
        memcpy(buffer + 8, key, n);
        assert_int_equal(pcc_kwp_wrap(&encrypts, buffer, n), PSA_SUCCESS);
        verdict = pcc_kwp_unwrap(&decrypts, buffer, pcc_kwp_size(n), &size);
        PUBLIC(verdict);
        PUBLIC(size);
        assert_int_equal(verdict, PSA_SUCCESS);
        assert_int_equal(size, n);
    }
    /* What was not wrapped: zeros, without a branch on what came out. */
    for (int padded = 0; padded < 2; padded++) {
        uint8_t zeros[40] = { 0 };
        memcpy(buffer, key, 32);
        memcpy(buffer + 32, key, 8);
        verdict = padded ? pcc_kwp_unwrap(&decrypts, buffer, 40, &size) : pcc_kw_unwrap(&decrypts, buffer, 40);
        PUBLIC(verdict);
        PUBLIC(size);
        PUBLIC(buffer);
        assert_int_equal(verdict, PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(padded ? size : 0, 0);
        assert_memory_equal(buffer, zeros, sizeof buffer);
        SECRET(buffer);
    }
    pcc_block_wipe(&encrypts);
    pcc_block_wipe(&decrypts);
    PUBLIC(key);
}

/* Only the verdict and the size that goes with it become public. */
static void pkcs7__secret_block__verdict_only(void **state)
{
    (void)state;
    for (unsigned padding = 0; padding < 256; padding++) {
        uint8_t block[16];
        size_t size;
        memset(block, padding == 9 ? 8 : (int)padding, sizeof block);
        block[15] = (uint8_t)padding;
        SECRET(block);
        psa_status_t verdict = pcc_pkcs7_unpad(block, sizeof block, &size);
        PUBLIC(verdict);
        PUBLIC(size);
        bool good = padding >= 1 && padding <= 16 && padding != 9;
        assert_int_equal(verdict, good ? PSA_SUCCESS : PSA_ERROR_INVALID_PADDING);
        assert_int_equal(size, good ? 16 - padding : 0);
    }
}

static void des_keys__secret_key__verdict_only(void **state)
{
    (void)state;
    uint8_t des[8] = { 0x01, 0x1f, 0x01, 0x1f, 0x01, 0x0e, 0x01, 0x0e };
    SECRET(des);
    bool right = pcc_des_parity_is_right(des, sizeof des);
    bool weak = pcc_des_is_weak(des);
    pcc_des_set_parity(des, sizeof des);
    PUBLIC(right);
    PUBLIC(weak);
    assert_true(right);
    assert_true(weak);
}

static void chachapoly__secret_key_and_text__tag_only(void **state)
{
    (void)state;
    static const size_t nonce_sizes[] = { 12, 24 };
    uint8_t nonce[24] = { 0 };
    uint8_t out[sizeof text];
    uint8_t tag[16];
    pcc_chachapoly_t aead;
    SECRET(key);
    SECRET(text);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(pcc_chachapoly_set_key(&aead, key), PSA_SUCCESS);
        assert_int_equal(pcc_chachapoly_start(&aead, true, nonce, nonce_sizes[i]), PSA_SUCCESS);
        assert_int_equal(pcc_chachapoly_ad(&aead, text, sizeof text), PSA_SUCCESS);
        assert_int_equal(pcc_chachapoly_update(&aead, text, sizeof text, out), PSA_SUCCESS);
        assert_int_equal(pcc_chachapoly_finish(&aead, tag), PSA_SUCCESS);
        pcc_chachapoly_abort(&aead);

        assert_int_equal(pcc_chachapoly_set_key(&aead, key), PSA_SUCCESS);
        assert_int_equal(pcc_chachapoly_start(&aead, false, nonce, nonce_sizes[i]), PSA_SUCCESS);
        assert_int_equal(pcc_chachapoly_ad(&aead, text, sizeof text), PSA_SUCCESS);
        assert_int_equal(pcc_chachapoly_update(&aead, out, sizeof out, out), PSA_SUCCESS);
        psa_status_t verdict = pcc_chachapoly_verify(&aead, tag);
        PUBLIC(verdict);
        assert_int_equal(verdict, PSA_SUCCESS);
        pcc_chachapoly_abort(&aead);
    }
    PUBLIC(key);
    PUBLIC(text);
}

static void gcm__secret_key_and_text__tag_only(void **state)
{
    (void)state;
    uint8_t nonce[12] = { 0 };
    uint8_t out[sizeof text];
    uint8_t tag[16];
    pcc_block_t aes;
    pcc_gcm_t gcm;
    uint64_t h[2];
    SECRET(key);
    SECRET(text);
    assert_int_equal(pcc_block_set_key(&aes, PCC_BLOCK_AES, key, 16), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_hash_key(&aes, h), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_start(&gcm, &aes, h, true, nonce, sizeof nonce), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_ad(&gcm, text, sizeof text), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_update(&gcm, text, sizeof text, out), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_finish(&gcm, tag, sizeof tag), PSA_SUCCESS);
    pcc_gcm_abort(&gcm);

    assert_int_equal(pcc_gcm_start(&gcm, &aes, h, false, nonce, sizeof nonce), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_ad(&gcm, text, sizeof text), PSA_SUCCESS);
    assert_int_equal(pcc_gcm_update(&gcm, out, sizeof out, out), PSA_SUCCESS);
    psa_status_t verdict = pcc_gcm_verify(&gcm, tag, sizeof tag);
    PUBLIC(verdict);
    assert_int_equal(verdict, PSA_SUCCESS);
    pcc_gcm_abort(&gcm);
    pcc_block_wipe(&aes);
    PUBLIC(key);
    PUBLIC(text);
}

static void hmac_and_hkdf__secret_key_and_text__no_leak(void **state)
{
    (void)state;
    static const pcc_hash_alg_t algs[] = { PCC_HASH_SHA_256, PCC_HASH_SHA_512 };
    uint8_t mac[PCC_HASH_SIZE_MAX];
    pcc_hmac_t hmac;
    SECRET(key);
    SECRET(text);
    for (size_t i = 0; i < sizeof algs / sizeof algs[0]; i++) {
        assert_int_equal(pcc_hmac_start(&hmac, algs[i], key, sizeof key), PSA_SUCCESS);
        assert_int_equal(pcc_hmac_update(&hmac, text, sizeof text), PSA_SUCCESS);
        assert_int_equal(pcc_hmac_finish(&hmac, mac), PSA_SUCCESS);
        pcc_hmac_abort(&hmac);
        assert_int_equal(pcc_hmac_start(&hmac, algs[i], mac, pcc_hash_size(algs[i])), PSA_SUCCESS);
        assert_int_equal(pcc_hkdf_next(&hmac, NULL, 0, 1, mac), PSA_SUCCESS);
        assert_int_equal(pcc_hkdf_next(&hmac, text, sizeof text, 2, mac), PSA_SUCCESS);
        pcc_hmac_abort(&hmac);
    }
    PUBLIC(key);
    PUBLIC(text);
}

static void pbkdf2__secret_password_and_salt__no_leak(void **state)
{
    (void)state;
    uint8_t out[PCC_HASH_SIZE_MAX], cmac_key[PCC_PBKDF2_CMAC_SIZE];
    pcc_hmac_t hmac;
    SECRET(key);
    SECRET(text);
    assert_int_equal(pcc_hmac_start(&hmac, PCC_HASH_SHA_256, key, sizeof key), PSA_SUCCESS);
    assert_int_equal(pcc_pbkdf2_hmac_block(&hmac, text, sizeof text, 3, 1, out), PSA_SUCCESS);
    pcc_hmac_abort(&hmac);
    assert_int_equal(pcc_pbkdf2_cmac_key(key, 15, cmac_key), PSA_SUCCESS);
    assert_int_equal(pcc_pbkdf2_cmac_block(cmac_key, text, sizeof text, 3, 1, out), PSA_SUCCESS);
    /* TLS 1.2's premaster secret: a key in pieces, shorter and longer than a block. */
    for (size_t pieces = 1; pieces < 10; pieces += 8) {
        assert_int_equal(pcc_hmac_key_begin(&hmac, PCC_HASH_SHA_256), PSA_SUCCESS);
        for (size_t i = 0; i < pieces; i++) {
            assert_int_equal(pcc_hmac_key_add(&hmac, key, sizeof key), PSA_SUCCESS);
        }
        assert_int_equal(pcc_hmac_key_end(&hmac), PSA_SUCCESS);
        assert_int_equal(pcc_hmac_finish(&hmac, out), PSA_SUCCESS);
        pcc_hmac_abort(&hmac);
    }
    PUBLIC(key);
    PUBLIC(text);
}

/* A key's root from its secret seed, by which the trees of signatures are made too. What signing branches on, the
 * leaves that are chosen and the roots that are signed, is in the signature for all to see and is not judged here. */
static void slh_dsa__secret_seed__no_leak(void **state)
{
    (void)state;
    uint8_t seed[16] = { 0 }, root[PCC_SLH_N_MAX];
    const pcc_slh_key_t slh = { pcc_slh_find(0x04, 128), key, key + 16, seed, NULL }; /* SHA2-128f */
    SECRET(key);
    assert_int_equal(pcc_slh_root(&slh, root), PSA_SUCCESS);
    PUBLIC(key);
    PUBLIC(root);
    assert_memory_not_equal(root, seed, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valgrind__is_there__secrets_are_tracked),
        cmocka_unit_test(equal__secret_bytes__verdict_only),
        cmocka_unit_test(select__secret_condition__no_branch),
        cmocka_unit_test(aes__secret_key_and_block__no_leak),
        cmocka_unit_test(ccm__secret_key_and_text__tag_only),
        cmocka_unit_test(kdf_cmac__secret_key__no_leak),
        cmocka_unit_test(ctr__secret_key_and_text__no_leak),
        cmocka_unit_test(feedback_modes__secret_key_and_text__no_leak),
        cmocka_unit_test(block_modes__secret_key_and_text__no_leak),
        cmocka_unit_test(key_wrap__secret_keys__verdict_only),
        cmocka_unit_test(pkcs7__secret_block__verdict_only),
        cmocka_unit_test(des_keys__secret_key__verdict_only),
        cmocka_unit_test(chachapoly__secret_key_and_text__tag_only),
        cmocka_unit_test(gcm__secret_key_and_text__tag_only),
        cmocka_unit_test(hmac_and_hkdf__secret_key_and_text__no_leak),
        cmocka_unit_test(pbkdf2__secret_password_and_salt__no_leak),
        cmocka_unit_test(slh_dsa__secret_seed__no_leak),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
