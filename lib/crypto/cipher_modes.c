/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Dispatch to the unauthenticated ciphers of this build.
 */
#include "cipher_modes.h"

#include <string.h>

#include "cipher_blocks.h"
#include "crypto_internal.h"
#include "key_block.h"
#include "key_slots.h"
#include "lib/crypto/core/bytes.h"
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/ct.h"

/* Whether this build has the algorithm. */
static bool is_known(psa_algorithm_t alg)
{
    switch (alg) {
#if defined(PSA_WANT_ALG_CTR)
    case PSA_ALG_CTR:
#endif
#if defined(PSA_WANT_ALG_CFB)
    case PSA_ALG_CFB:
#endif
#if defined(PSA_WANT_ALG_OFB)
    case PSA_ALG_OFB:
#endif
#if defined(PSA_WANT_ALG_CCM_STAR_NO_TAG)
    case PSA_ALG_CCM_STAR_NO_TAG:
#endif
#if defined(PSA_WANT_ALG_ECB_NO_PADDING)
    case PSA_ALG_ECB_NO_PADDING:
#endif
#if defined(PSA_WANT_ALG_CBC_NO_PADDING)
    case PSA_ALG_CBC_NO_PADDING:
#endif
#if defined(PSA_WANT_ALG_CBC_PKCS7)
    case PSA_ALG_CBC_PKCS7:
#endif
#if defined(PSA_WANT_ALG_XTS)
    case PSA_ALG_XTS:
#endif
#if defined(PSA_WANT_ALG_STREAM_CIPHER)
    case PSA_ALG_STREAM_CIPHER:
#endif
        return true;
    default:
        return false;
    }
}

/* ECB, CBC, XTS: what is held back of a text counts in blocks. */
static bool is_in_blocks(psa_algorithm_t alg)
{
    return !PSA_ALG_IS_STREAM_CIPHER(alg);
}

/* The modes that never decrypt a block, whatever they do to the text, and those that do when they decrypt. */
static bool decrypts_blocks(const pcrypto_cipher_t *cipher)
{
    return is_in_blocks(cipher->alg) && !cipher->encrypt;
}

/* Whether a key goes with the algorithm. XTS and CCM are defined for blocks of 16 bytes only. */
static psa_status_t check_type(psa_algorithm_t alg, psa_key_type_t type)
{
    size_t block_size = pcc_block_size((pcc_block_alg_t)type);

    if (alg == PSA_ALG_STREAM_CIPHER) {
        return type == PSA_KEY_TYPE_CHACHA20 || type == PSA_KEY_TYPE_XCHACHA20 ? PSA_SUCCESS
                                                                               : PSA_ERROR_INVALID_ARGUMENT;
    }
    if (block_size == 0 || (alg == PSA_ALG_CCM_STAR_NO_TAG && block_size != PCC_BLOCK_SIZE_MAX)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return alg == PSA_ALG_XTS && block_size != PCC_BLOCK_SIZE_MAX ? PSA_ERROR_NOT_SUPPORTED : PSA_SUCCESS;
}

static psa_status_t take_block_key(pcrypto_cipher_t *cipher, pcrypto_key_t *held)
{
    pcc_block_t *block;
    size_t size = held->size;

#if defined(PSA_WANT_ALG_XTS)
    if (cipher->alg == PSA_ALG_XTS) {
        if (size % 2 != 0 || size > 2 * sizeof cipher->u.second_key) {
            return PSA_ERROR_INVALID_ARGUMENT;
        }
        size /= 2;
        memcpy(cipher->u.second_key, held->material + size, size);
        cipher->key_size = (uint8_t)size;
        cipher->text_left = PCC_XTS_SIZE_MAX;
    }
#endif
    psa_status_t status = pcrypto_block_expand(held, size, decrypts_blocks(cipher), &cipher->key.block, &block);
    if (status == PSA_SUCCESS && block != &cipher->key.block) {
        pcc_block_copy(&cipher->key.block, block, sizeof *block);
    }
    return status;
}

static psa_status_t take_key(pcrypto_cipher_t *cipher, pcrypto_key_t *held)
{
#if defined(PSA_WANT_ALG_STREAM_CIPHER)
    if (cipher->alg == PSA_ALG_STREAM_CIPHER) {
        return pcc_chacha20_set_key(&cipher->key.chacha20, held->material);
    }
#endif
    return take_block_key(cipher, held);
}

psa_status_t pcrypto_cipher_begin(pcrypto_cipher_t *cipher, psa_key_id_t key, psa_algorithm_t alg, bool encrypt)
{
    pcrypto_key_t *held;

    psa_status_t status = pcrypto_key_get_for(key, encrypt ? PSA_KEY_USAGE_ENCRYPT : PSA_KEY_USAGE_DECRYPT, alg, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    cipher->alg = alg;
    cipher->type = psa_get_key_type(&held->attributes);
    cipher->encrypt = encrypt;
    cipher->held_size = 0;
    cipher->text_left = UINT64_MAX;
    if (!PSA_ALG_IS_CIPHER(alg)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else if (!is_known(alg)) {
        status = PSA_ERROR_NOT_SUPPORTED;
    } else {
        status = check_type(alg, cipher->type);
    }
    if (status == PSA_SUCCESS) {
        status = take_key(cipher, held);
        if (status != PSA_SUCCESS) {
            pcc_wipe(cipher, sizeof *cipher);
        }
    }
    pcrypto_key_put(held);
    return status;
}

size_t pcrypto_cipher_iv_size(const pcrypto_cipher_t *cipher)
{
    switch (cipher->alg) {
    case PSA_ALG_STREAM_CIPHER:
        return cipher->type == PSA_KEY_TYPE_CHACHA20 ? 12 : PCRYPTO_CIPHER_IV_SIZE_MAX;
    case PSA_ALG_CCM_STAR_NO_TAG:
        return 13;
    case PSA_ALG_ECB_NO_PADDING:
        return 0;
    default:
        return cipher->key.block.size;
    }
}

#if defined(PSA_WANT_ALG_STREAM_CIPHER)
/* The forms of IV that "ChaCha20" and "XChaCha20" list under PSA_ALG_STREAM_CIPHER: nonces, or a counter before one. */
static psa_status_t set_stream_iv(pcrypto_cipher_t *cipher, const uint8_t *iv, size_t size)
{
    pcc_chacha20_t *chacha = &cipher->key.chacha20;

    if (cipher->type == PSA_KEY_TYPE_CHACHA20) {
        if (size == 16) {
            return pcc_chacha20_start(chacha, iv + 4, 12, pcc_get_le32(iv));
        }
        return size == 12 || size == 8 ? pcc_chacha20_start(chacha, iv, size, 0) : PSA_ERROR_INVALID_ARGUMENT;
    }
    if (size == 32) {
        return pcc_chacha20_start(chacha, iv + 8, 24, pcc_get_le64(iv));
    }
    return size == 24 ? pcc_chacha20_start(chacha, iv, size, 0) : PSA_ERROR_INVALID_ARGUMENT;
}
#endif

#if defined(PSA_WANT_ALG_CCM_STAR_NO_TAG)
/* CCM without its tag is the counter mode from block A_1 on (RFC 3610 section 2.3); the length of the text must fit
 * what the nonce leaves of the block. */
static psa_status_t set_ccm_nonce(pcrypto_cipher_t *cipher, const uint8_t *nonce, size_t size)
{
    uint8_t counter[PCC_BLOCK_SIZE_MAX] = { 0 };

    if (size < 7 || size > 13) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    size_t length_size = 15 - size;
    counter[0] = (uint8_t)(length_size - 1);
    memcpy(counter + 1, nonce, size);
    counter[PCC_BLOCK_SIZE_MAX - 1] = 1;
    if (length_size < sizeof cipher->text_left) {
        cipher->text_left = ((uint64_t)1 << 8 * length_size) - 1;
    }
    pcc_ctr_start(&cipher->u.ctr, &cipher->key.block, counter);
    return PSA_SUCCESS;
}
#endif

#if defined(PSA_WANT_ALG_CTR)
/* A shorter IV is padded with zeros at its end. */
static psa_status_t set_ctr_iv(pcrypto_cipher_t *cipher, const uint8_t *iv, size_t size)
{
    uint8_t counter[PCC_BLOCK_SIZE_MAX] = { 0 };

    if (size < 1 || size > cipher->key.block.size) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memcpy(counter, iv, size);
    pcc_ctr_start(&cipher->u.ctr, &cipher->key.block, counter);
    return PSA_SUCCESS;
}
#endif

#if defined(PSA_WANT_ALG_XTS)
static psa_status_t set_xts_iv(pcrypto_cipher_t *cipher, const uint8_t *iv)
{
    uint8_t key2[PCC_BLOCK_KEY_SIZE_MAX];

    memcpy(key2, cipher->u.second_key, cipher->key_size); /* the tweak takes its place */
    psa_status_t status = pcc_xts_start(&cipher->u.xts, (pcc_block_alg_t)cipher->type, key2, cipher->key_size, iv);
    pcc_wipe(key2, sizeof key2);
    return status;
}
#endif

psa_status_t pcrypto_cipher_set_iv(pcrypto_cipher_t *cipher, const uint8_t *iv, size_t iv_size)
{
    switch (cipher->alg) {
#if defined(PSA_WANT_ALG_STREAM_CIPHER)
    case PSA_ALG_STREAM_CIPHER:
        return set_stream_iv(cipher, iv, iv_size);
#endif
#if defined(PSA_WANT_ALG_CCM_STAR_NO_TAG)
    case PSA_ALG_CCM_STAR_NO_TAG:
        return set_ccm_nonce(cipher, iv, iv_size);
#endif
#if defined(PSA_WANT_ALG_CTR)
    case PSA_ALG_CTR:
        return set_ctr_iv(cipher, iv, iv_size);
#endif
    default:
        break;
    }
    if (iv_size != cipher->key.block.size) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    switch (cipher->alg) {
#if defined(PSA_WANT_ALG_CFB)
    case PSA_ALG_CFB:
        pcc_cfb_start(&cipher->u.cfb, &cipher->key.block, cipher->encrypt, iv);
        return PSA_SUCCESS;
#endif
#if defined(PSA_WANT_ALG_OFB)
    case PSA_ALG_OFB:
        pcc_ofb_start(&cipher->u.ofb, &cipher->key.block, iv);
        return PSA_SUCCESS;
#endif
#if defined(PSA_WANT_ALG_XTS)
    case PSA_ALG_XTS:
        return set_xts_iv(cipher, iv);
#endif
    default:
        memcpy(cipher->u.chain, iv, iv_size);
        return PSA_SUCCESS;
    }
}

#if defined(PSA_WANT_ALG_CBC_NO_PADDING) || defined(PSA_WANT_ALG_CBC_PKCS7) || defined(PSA_WANT_ALG_ECB_NO_PADDING) || \
    defined(PSA_WANT_ALG_XTS)
#define HAVE_BLOCKS 1
#else
#define HAVE_BLOCKS 0
#endif

size_t pcrypto_cipher_update_size(const pcrypto_cipher_t *cipher, size_t size)
{
#if HAVE_BLOCKS
    if (is_in_blocks(cipher->alg)) {
        return pcrypto_blocks_update_size(cipher, size);
    }
#endif
    (void)cipher;
    return size;
}

/* The modes that take any byte as it comes. */
static psa_status_t update_stream(pcrypto_cipher_t *cipher, const uint8_t *in, size_t size, uint8_t *out)
{
    in = pcrypto_stream_source(in, size, out);
    switch (cipher->alg) {
#if defined(PSA_WANT_ALG_STREAM_CIPHER)
    case PSA_ALG_STREAM_CIPHER:
        return pcc_chacha20_update(&cipher->key.chacha20, in, size, out);
#endif
#if defined(PSA_WANT_ALG_CFB)
    case PSA_ALG_CFB:
        cipher->u.cfb.cipher = &cipher->key.block; /* the object may have moved */
        return pcc_cfb_update(&cipher->u.cfb, in, size, out);
#endif
#if defined(PSA_WANT_ALG_OFB)
    case PSA_ALG_OFB:
        cipher->u.ofb.cipher = &cipher->key.block;
        return pcc_ofb_update(&cipher->u.ofb, in, size, out);
#endif
    default:
#if defined(PSA_WANT_ALG_CTR) || defined(PSA_WANT_ALG_CCM_STAR_NO_TAG)
        cipher->u.ctr.cipher = &cipher->key.block;
        return pcc_ctr_update(&cipher->u.ctr, in, size, out);
#else
        return PSA_ERROR_CORRUPTION_DETECTED;
#endif
    }
}

psa_status_t pcrypto_cipher_update(pcrypto_cipher_t *cipher, const uint8_t *in, size_t size, uint8_t *out)
{
    if (size > cipher->text_left) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (size == 0) {
        return PSA_SUCCESS;
    }
    if (cipher->text_left != UINT64_MAX) {
        cipher->text_left -= size;
    }
#if HAVE_BLOCKS
    if (is_in_blocks(cipher->alg)) {
        return pcrypto_blocks_update(cipher, in, size, out);
    }
#endif
    return update_stream(cipher, in, size, out);
}

psa_status_t pcrypto_cipher_finish(pcrypto_cipher_t *cipher, uint8_t *out, size_t out_size, size_t *length)
{
#if HAVE_BLOCKS
    if (is_in_blocks(cipher->alg)) {
        return pcrypto_blocks_finish(cipher, out, out_size, length);
    }
#endif
    (void)cipher;
    (void)out;
    (void)out_size;
    *length = 0;
    return PSA_SUCCESS;
}
