/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Dispatch to the AEAD modes of this build.
 */
#include "aead_modes.h"

#include "crypto_internal.h"
#include "key_slots.h"
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/ct.h"

#define AEAD_TAG_FIELD(alg) ((uint8_t)((alg) >> 16 & 0x3fu))

/* The mode of an algorithm, 0 if this build does not have it. */
static uint8_t mode_of(psa_algorithm_t alg)
{
    psa_algorithm_t base = PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG(alg);

#if defined(PSA_WANT_ALG_CCM)
    if (base == PSA_ALG_CCM) {
        return PCRYPTO_AEAD_CCM;
    }
#endif
#if defined(PSA_WANT_ALG_GCM)
    if (base == PSA_ALG_GCM) {
        return PCRYPTO_AEAD_GCM;
    }
#endif
    (void)base;
    return 0;
}

/* SP 800-38C: 4, 6, ... 16 bytes. SP 800-38D: 4, 8, 12 to 16. */
static bool tag_size_is_valid(uint8_t mode, uint8_t size)
{
    if (mode == PCRYPTO_AEAD_CCM) {
        return size >= 4 && size <= 16 && size % 2 == 0;
    }
    return size == 4 || size == 8 || (size >= 12 && size <= 16);
}

psa_status_t pcrypto_aead_begin(pcrypto_aead_t *aead, psa_key_id_t key, psa_algorithm_t alg, bool encrypt)
{
    pcrypto_key_t *held;

    psa_status_t status = pcrypto_key_get_for(key, encrypt ? PSA_KEY_USAGE_ENCRYPT : PSA_KEY_USAGE_DECRYPT, alg, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    aead->mode = mode_of(alg);
    aead->tag_size = AEAD_TAG_FIELD(alg);
    aead->encrypt = encrypt;
    if (!PSA_ALG_IS_AEAD(alg)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else if (aead->mode == 0) {
        status = PSA_ERROR_NOT_SUPPORTED;
    } else if (psa_get_key_type(&held->attributes) != PSA_KEY_TYPE_AES ||
               !tag_size_is_valid(aead->mode, aead->tag_size)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else {
        status = pcc_block_set_key(&aead->cipher, PCC_BLOCK_AES, held->material, held->size);
    }
    pcrypto_key_put(held);
    return status;
}

bool pcrypto_aead_size_is_valid(const pcrypto_aead_t *aead, size_t text_size)
{
    return aead->mode != PCRYPTO_AEAD_GCM || (uint64_t)text_size <= ((uint64_t)1 << 36) - 32;
}

size_t pcrypto_aead_nonce_size(const pcrypto_aead_t *aead, size_t text_size)
{
    if (aead->mode == PCRYPTO_AEAD_GCM) {
        return 12;
    }
    size_t size = 13;
    while (size > 7 && (uint64_t)text_size >> (8 * (15 - size)) != 0) {
        size--;
    }
    return size;
}

psa_status_t pcrypto_aead_start(pcrypto_aead_t *aead, const uint8_t *nonce, size_t nonce_size, size_t ad_size,
                                size_t text_size)
{
#if defined(PSA_WANT_ALG_GCM)
    if (aead->mode == PCRYPTO_AEAD_GCM) {
        return pcc_gcm_start(&aead->u.gcm, &aead->cipher, aead->encrypt, nonce, nonce_size);
    }
#endif
    return pcc_ccm_start(&aead->u.ccm, &aead->cipher, aead->encrypt, nonce, nonce_size, ad_size, text_size,
                         aead->tag_size);
}

psa_status_t pcrypto_aead_ad(pcrypto_aead_t *aead, const uint8_t *ad, size_t size)
{
#if defined(PSA_WANT_ALG_GCM)
    if (aead->mode == PCRYPTO_AEAD_GCM) {
        return pcc_gcm_ad(&aead->u.gcm, ad, size);
    }
#endif
    aead->u.ccm.cipher = &aead->cipher; /* the object may have moved */
    return pcc_ccm_ad(&aead->u.ccm, ad, size);
}

psa_status_t pcrypto_aead_text(pcrypto_aead_t *aead, const uint8_t *in, size_t size, uint8_t *out)
{
#if defined(PSA_WANT_ALG_GCM)
    if (aead->mode == PCRYPTO_AEAD_GCM) {
        aead->u.gcm.cipher = &aead->cipher;
        return pcc_gcm_update(&aead->u.gcm, in, size, out);
    }
#endif
    aead->u.ccm.cipher = &aead->cipher;
    return pcc_ccm_update(&aead->u.ccm, in, size, out);
}

psa_status_t pcrypto_aead_tag(pcrypto_aead_t *aead, uint8_t *tag)
{
#if defined(PSA_WANT_ALG_GCM)
    if (aead->mode == PCRYPTO_AEAD_GCM) {
        return pcc_gcm_finish(&aead->u.gcm, tag, aead->tag_size);
    }
#endif
    aead->u.ccm.cipher = &aead->cipher;
    return pcc_ccm_finish(&aead->u.ccm, tag);
}

psa_status_t pcrypto_aead_verify(pcrypto_aead_t *aead, const uint8_t *tag)
{
#if defined(PSA_WANT_ALG_GCM)
    if (aead->mode == PCRYPTO_AEAD_GCM) {
        return pcc_gcm_verify(&aead->u.gcm, tag, aead->tag_size);
    }
#endif
    aead->u.ccm.cipher = &aead->cipher;
    return pcc_ccm_verify(&aead->u.ccm, tag);
}

void pcrypto_aead_abort(pcrypto_aead_t *aead)
{
    pcc_wipe(aead, sizeof *aead);
}
