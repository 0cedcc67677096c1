/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key wrapping (Crypto API 1.5, chapter 10.7): a key is exported, wrapped, and given out; or unwrapped and imported.
 * Both happen here in memory of our own, so that the bare key is never in a caller's buffer.
 */
#include "crypto_internal.h"

#include <string.h>

#include "key_block.h"
#include "key_slots.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/key_wrap.h"

/* The largest key wrapped. */
#define WRAPPED_SIZE_MAX ((PCRYPTO_KEY_SIZE_MAX + 7u) / 8u * 8u + PCC_SEMIBLOCK_SIZE)

/* Hold a wrapping key and expand it. On error nothing is held. */
static psa_status_t get_cipher(psa_key_id_t id, psa_key_usage_t usage, psa_algorithm_t alg, pcc_block_t *own,
                               pcc_block_t **cipher, pcrypto_key_t **held)
{
    psa_status_t status = pcrypto_key_get_for(id, usage, alg, held);

    if (status != PSA_SUCCESS) {
        return status;
    }
    if (!PSA_ALG_IS_KEY_WRAP(alg)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else if (alg != PSA_ALG_KW && alg != PSA_ALG_KWP) {
        status = PSA_ERROR_NOT_SUPPORTED;
    } else if (pcc_block_size((pcc_block_alg_t)psa_get_key_type(&(*held)->attributes)) != PCC_BLOCK_SIZE_MAX) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else {
        status = pcrypto_block_expand(*held, (*held)->size, usage == PSA_KEY_USAGE_UNWRAP, own, cipher);
    }
    if (status != PSA_SUCCESS) {
        pcrypto_key_put(*held);
    }
    return status;
}

/* Wrap or unwrap in place: the key lies, and comes to lie, from PCC_SEMIBLOCK_SIZE on. *size is the key's. */
static psa_status_t wrap(pcc_block_t *cipher, psa_algorithm_t alg, uint8_t *buffer, size_t size)
{
#if defined(PSA_WANT_ALG_KWP)
    if (alg == PSA_ALG_KWP) {
        return pcc_kwp_wrap(cipher, buffer, size);
    }
#endif
#if defined(PSA_WANT_ALG_KW)
    if (alg == PSA_ALG_KW) {
        return pcc_kw_wrap(cipher, buffer, PCC_SEMIBLOCK_SIZE + size);
    }
#endif
    (void)cipher;
    (void)buffer;
    (void)size;
    return PSA_ERROR_NOT_SUPPORTED;
}

static psa_status_t unwrap(pcc_block_t *cipher, psa_algorithm_t alg, uint8_t *buffer, size_t wrapped_size, size_t *size)
{
#if defined(PSA_WANT_ALG_KWP)
    if (alg == PSA_ALG_KWP) {
        return pcc_kwp_unwrap(cipher, buffer, wrapped_size, size);
    }
#endif
#if defined(PSA_WANT_ALG_KW)
    if (alg == PSA_ALG_KW) {
        *size = wrapped_size - PCC_SEMIBLOCK_SIZE;
        return pcc_kw_unwrap(cipher, buffer, wrapped_size);
    }
#endif
    (void)cipher;
    (void)buffer;
    (void)wrapped_size;
    *size = 0;
    return PSA_ERROR_NOT_SUPPORTED;
}

/* The key's data, as psa_export_key() gives it; but a public key needs the usage flag here too. */
static psa_status_t export_key(psa_key_id_t key, uint8_t *data, size_t data_size, size_t *length)
{
    psa_key_attributes_t attributes;
    psa_status_t status = psa_get_key_attributes(key, &attributes);

    if (status == PSA_SUCCESS && (psa_get_key_usage_flags(&attributes) & PSA_KEY_USAGE_EXPORT) == 0) {
        status = PSA_ERROR_NOT_PERMITTED;
    }
    return status == PSA_SUCCESS ? psa_export_key(key, data, data_size, length) : status;
}

psa_status_t psa_wrap_key(psa_key_id_t wrapping_key, psa_algorithm_t alg, psa_key_id_t key, uint8_t *data,
                          size_t data_size, size_t *data_length)
{
    uint8_t buffer[WRAPPED_SIZE_MAX];
    pcc_block_t own, *cipher;
    pcrypto_key_t *held;
    size_t size = 0;

    *data_length = 0;
    psa_status_t status = get_cipher(wrapping_key, PSA_KEY_USAGE_WRAP, alg, &own, &cipher, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = export_key(key, buffer + PCC_SEMIBLOCK_SIZE, PCRYPTO_KEY_SIZE_MAX, &size);
    if (status == PSA_SUCCESS) {
        status = wrap(cipher, alg, buffer, size);
    }
    size_t wrapped_size = pcc_kwp_size(size); /* KW's too, where it has no padding */
    if (status == PSA_SUCCESS && data_size < wrapped_size) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (status == PSA_SUCCESS) {
        memcpy(data, buffer, wrapped_size);
        *data_length = wrapped_size;
    }
    pcrypto_key_put(held);
    if (cipher == &own) {
        pcc_block_wipe(&own);
    }
    pcc_wipe(buffer, sizeof buffer);
    return status;
}

psa_status_t psa_unwrap_key(const psa_key_attributes_t *attributes, psa_key_id_t wrapping_key, psa_algorithm_t alg,
                            const uint8_t *data, size_t data_length, psa_key_id_t *key)
{
    uint8_t buffer[WRAPPED_SIZE_MAX];
    pcc_block_t own, *cipher;
    pcrypto_key_t *held;
    size_t size = 0;

    *key = PSA_KEY_ID_NULL;
    psa_status_t status = get_cipher(wrapping_key, PSA_KEY_USAGE_UNWRAP, alg, &own, &cipher, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (data_length > sizeof buffer) {
        status = PSA_ERROR_NOT_SUPPORTED;
    } else if (data_length < PCC_SEMIBLOCK_SIZE) {
        status = PSA_ERROR_INVALID_SIGNATURE;
    } else {
        memcpy(buffer, data, data_length);
        status = unwrap(cipher, alg, buffer, data_length, &size);
    }
    pcrypto_key_put(held);
    if (cipher == &own) {
        pcc_block_wipe(&own);
    }
    if (status == PSA_SUCCESS) {
        status = psa_import_key(attributes, buffer + PCC_SEMIBLOCK_SIZE, size, key);
    }
    pcc_wipe(buffer, sizeof buffer);
    return status;
}
