/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Driver of the crypto library: block modes, GCM and CCM by SAES or AES, with keys of 128 and 256 bits. What is unusual
 * (keys of 192 bits, GCM nonces that are not 12 bytes, lengths that are wrong) is the library's own, which also says
 * what is wrong with it.
 */
#include "aes.h"

#include <string.h>

#include "lib/crypto/core/ct.h"
#include "platform/stm32h5/accelerators.h"

#define BLOCK 16u
#define SIZE_MAX_UNIT 0x10000000u

static bool key_fits(const psa_key_attributes_t *attributes, size_t key_size)
{
    return psa_get_key_type(attributes) == PSA_KEY_TYPE_AES && (key_size == 16u || key_size == 32u);
}

/* ------------------------------------------------------------------------------------------------- Block modes --- */

/* Whether the unit takes text of this size with the algorithm. */
static bool mode_of(psa_algorithm_t alg, size_t text_size, plat_h5_aes_mode_t *mode)
{
    switch (alg) {
    case PSA_ALG_CTR:
        *mode = PLAT_H5_CTR;
        return text_size < SIZE_MAX_UNIT;
    case PSA_ALG_ECB_NO_PADDING:
        *mode = PLAT_H5_ECB;
        break;
    case PSA_ALG_CBC_NO_PADDING:
        *mode = PLAT_H5_CBC;
        break;
    default:
        return false;
    }
    return text_size % BLOCK == 0 && text_size < SIZE_MAX_UNIT;
}

/* From the buffer to itself. The last block of CTR may be part of one. */
static psa_status_t crypt(plat_h5_aes_mode_t mode, bool encrypt, const uint8_t *key, size_t key_size, uint8_t iv[BLOCK],
                          uint8_t *text, size_t size)
{
    const size_t whole = size - size % BLOCK;
    psa_status_t status = PSA_SUCCESS;
    if (whole > 0) {
        status = plat_h5_aes_blocks(mode, encrypt, key, key_size, iv, text, text, whole / BLOCK);
    }
    if (status == PSA_SUCCESS && whole < size) {
        uint8_t last[BLOCK] = { 0 };
        memcpy(last, text + whole, size - whole);
        status = plat_h5_aes_blocks(mode, encrypt, key, key_size, iv, last, last, 1);
        memcpy(text + whole, last, size - whole);
        pcc_wipe(last, sizeof last);
    }
    return status;
}

psa_status_t plat_h5_driver_cipher_encrypt(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                           psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                           uint8_t *output, size_t output_size, size_t *output_length)
{
    plat_h5_aes_mode_t mode;
    uint8_t iv[BLOCK] = { 0 };
    psa_status_t status = PSA_SUCCESS;
    if (!key_fits(attributes, key_size) || !mode_of(alg, input_length, &mode)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    const size_t iv_size = mode == PLAT_H5_ECB ? 0 : BLOCK;
    if (output_size < iv_size + input_length) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (iv_size > 0) {
        status = psa_generate_random(iv, sizeof iv);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    memmove(output + iv_size, input, input_length); /* before the IV: input may lie where it goes */
    memcpy(output, iv, iv_size);
    status = crypt(mode, true, key, key_size, iv, output + iv_size, input_length);
    if (status == PSA_SUCCESS) {
        *output_length = iv_size + input_length;
    }
    return status;
}

psa_status_t plat_h5_driver_cipher_decrypt(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                           psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                           uint8_t *output, size_t output_size, size_t *output_length)
{
    plat_h5_aes_mode_t mode;
    uint8_t iv[BLOCK] = { 0 };
    const size_t iv_size = alg == PSA_ALG_ECB_NO_PADDING ? 0 : BLOCK;
    if (input_length < iv_size || !key_fits(attributes, key_size) || !mode_of(alg, input_length - iv_size, &mode)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    const size_t size = input_length - iv_size;
    if (output_size < size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    memcpy(iv, input, iv_size);
    memmove(output, input + iv_size, size);
    psa_status_t status = crypt(mode, false, key, key_size, iv, output, size);
    if (status == PSA_SUCCESS) {
        *output_length = size;
    }
    return status;
}

/* ------------------------------------------------------------------------------------------------- GCM and CCM --- */

/* What the unit and the standards take; `size` is that of the text. */
static bool fits(const plat_h5_aead_t *aead, size_t size)
{
    const size_t tag = aead->tag_size;
    if (size >= SIZE_MAX_UNIT || aead->ad_size >= SIZE_MAX_UNIT) {
        return false;
    }
    if (!aead->ccm) {
        return aead->nonce_size == 12 && (tag == 4 || tag == 8 || (tag >= 12 && tag <= 16));
    }
    return aead->nonce_size >= 7 && aead->nonce_size <= 13 && tag >= 4 && tag <= 16 && tag % 2 == 0 &&
           (aead->nonce_size <= 11 || size < (size_t)1 << 8u * (15u - aead->nonce_size));
}

static bool describe(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size, psa_algorithm_t alg,
                     const uint8_t *nonce, size_t nonce_length, const uint8_t *ad, size_t ad_length, bool encrypt,
                     plat_h5_aead_t *aead)
{
    const psa_algorithm_t whole = PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG(alg);
    if (!key_fits(attributes, key_size) || (whole != PSA_ALG_GCM && whole != PSA_ALG_CCM)) {
        return false;
    }
    *aead = (plat_h5_aead_t){ .ccm = whole == PSA_ALG_CCM,
                              .encrypt = encrypt,
                              .key = key,
                              .key_size = key_size,
                              .nonce = nonce,
                              .nonce_size = nonce_length,
                              .ad = ad,
                              .ad_size = ad_length,
                              .tag_size = PSA_AEAD_TAG_LENGTH(PSA_KEY_TYPE_AES, 8u * key_size, alg) };
    return true;
}

psa_status_t plat_h5_driver_aead_encrypt(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                         psa_algorithm_t alg, const uint8_t *nonce, size_t nonce_length,
                                         const uint8_t *ad, size_t ad_length, const uint8_t *input, size_t input_length,
                                         uint8_t *output, size_t output_size, size_t *output_length)
{
    plat_h5_aead_t aead;
    uint8_t tag[BLOCK];
    if (!describe(attributes, key, key_size, alg, nonce, nonce_length, ad, ad_length, true, &aead) ||
        !fits(&aead, input_length)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (output_size < input_length + aead.tag_size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = plat_h5_aead(&aead, input, output, input_length, tag);
    if (status == PSA_SUCCESS) {
        memcpy(output + input_length, tag, aead.tag_size);
        *output_length = input_length + aead.tag_size;
    }
    return status;
}

psa_status_t plat_h5_driver_aead_decrypt(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                         psa_algorithm_t alg, const uint8_t *nonce, size_t nonce_length,
                                         const uint8_t *ad, size_t ad_length, const uint8_t *input, size_t input_length,
                                         uint8_t *output, size_t output_size, size_t *output_length)
{
    plat_h5_aead_t aead;
    uint8_t tag[BLOCK], expected[BLOCK];
    if (!describe(attributes, key, key_size, alg, nonce, nonce_length, ad, ad_length, false, &aead) ||
        input_length < aead.tag_size || !fits(&aead, input_length - aead.tag_size)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    const size_t size = input_length - aead.tag_size;
    if (output_size < size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    memcpy(expected, input + size, aead.tag_size); /* the text may go where it lies */
    psa_status_t status = plat_h5_aead(&aead, input, output, size, tag);
    if (status == PSA_SUCCESS && !pcc_equal(tag, expected, aead.tag_size)) {
        pcc_wipe(output, size);
        status = PSA_ERROR_INVALID_SIGNATURE;
    }
    pcc_wipe(tag, sizeof tag);
    if (status == PSA_SUCCESS) {
        *output_length = size;
    }
    return status;
}
