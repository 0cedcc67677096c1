/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Dispatch to the AEAD modes of this build.
 */
#include "aead_modes.h"

#include <stddef.h>

#include "crypto_internal.h"
#include "key_kept.h"
#include "lib/crypto/core/ct.h"

#if defined(PSA_WANT_ALG_CHACHA20_POLY1305) || defined(PSA_WANT_ALG_XCHACHA20_POLY1305)
#define HAVE_CHACHAPOLY 1
#else
#define HAVE_CHACHAPOLY 0
#endif
#if defined(PSA_WANT_ALG_CCM) || defined(PSA_WANT_ALG_GCM)
#define HAVE_BLOCK_MODES 1
#else
#define HAVE_BLOCK_MODES 0
#endif

_Static_assert(sizeof(pcrypto_aead_key_t) <= PCRYPTO_KEPT_SIZE || PCRYPTO_KEPT_COUNT == 0,
               "what AEADs compute of a key can't be kept");

#define AEAD_TAG_FIELD(alg) ((uint8_t)((alg) >> 16 & 0x3fu))

/* The mode of an algorithm, 0 if this build does not have it. */
static uint8_t mode_of(psa_algorithm_t alg)
{
    switch (PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG(alg)) {
#if defined(PSA_WANT_ALG_CCM)
    case PSA_ALG_CCM:
        return PCRYPTO_AEAD_CCM;
#endif
#if defined(PSA_WANT_ALG_GCM)
    case PSA_ALG_GCM:
        return PCRYPTO_AEAD_GCM;
#endif
#if defined(PSA_WANT_ALG_CHACHA20_POLY1305)
    case PSA_ALG_CHACHA20_POLY1305:
        return PCRYPTO_AEAD_CHACHAPOLY;
#endif
#if defined(PSA_WANT_ALG_XCHACHA20_POLY1305)
    case PSA_ALG_XCHACHA20_POLY1305:
        return PCRYPTO_AEAD_XCHACHAPOLY;
#endif
    default:
        return 0;
    }
}

/* SP 800-38C: 4, 6, ... 16 bytes. SP 800-38D: 4, 8, 12 to 16. Poly1305 is not shortened. */
static bool tag_size_is_valid(uint8_t mode, uint8_t size)
{
    if (mode == PCRYPTO_AEAD_CCM) {
        return size >= 4 && size <= 16 && size % 2 == 0;
    }
    if (mode == PCRYPTO_AEAD_GCM) {
        return size == 4 || size == 8 || (size >= 12 && size <= 16);
    }
    return size == 16;
}

/* Whether keys of this type go with the mode. */
static bool type_is_valid(uint8_t mode, psa_key_type_t type)
{
    if (mode == PCRYPTO_AEAD_CHACHAPOLY) {
        return type == PSA_KEY_TYPE_CHACHA20;
    }
    if (mode == PCRYPTO_AEAD_XCHACHAPOLY) {
        return type == PSA_KEY_TYPE_XCHACHA20;
    }
    return pcc_block_size((pcc_block_alg_t)type) == PCC_BLOCK_SIZE_MAX;
}

#if HAVE_BLOCK_MODES
static psa_status_t compute_key(const pcrypto_key_t *held, uint8_t mode, pcrypto_aead_key_t *key)
{
    psa_status_t status = pcc_block_set_key(&key->cipher, (pcc_block_alg_t)psa_get_key_type(&held->attributes),
                                            held->material, held->size);
#if defined(PSA_WANT_ALG_GCM)
    if (status == PSA_SUCCESS && mode == PCRYPTO_AEAD_GCM) {
        status = pcc_gcm_hash_key(&key->cipher, key->hash_key);
    }
#endif
    (void)mode;
    return status;
}

/* The expanded key: kept with the held one, or to be kept, or else in `own`. A key is for one algorithm, so that of
 * CCM, which has no hash key, is never taken for that of GCM. */
static psa_status_t take_block_key(pcrypto_aead_t *aead, pcrypto_key_t *held)
{
    /* The adapters write to an expanded key only if it was moved, and what is kept is not. */
    aead->key = (pcrypto_aead_key_t *)pcrypto_kept(held, PCRYPTO_KEPT_AEAD);
    if (aead->key != NULL) {
        return PSA_SUCCESS;
    }
    pcrypto_aead_key_t *fresh = (pcrypto_aead_key_t *)pcrypto_kept_begin(held, PCRYPTO_KEPT_AEAD, sizeof *fresh);
    aead->key = fresh != NULL ? fresh : &aead->u.own;
    psa_status_t status = compute_key(held, aead->mode, aead->key);
    if (fresh != NULL) {
        pcrypto_kept_end(held, status == PSA_SUCCESS);
    }
    return status;
}
#endif

static PCRYPTO_APART psa_status_t take_key(pcrypto_aead_t *aead, pcrypto_key_t *held)
{
#if HAVE_CHACHAPOLY
    if (aead->mode == PCRYPTO_AEAD_CHACHAPOLY || aead->mode == PCRYPTO_AEAD_XCHACHAPOLY) {
        return pcc_chachapoly_set_key(&aead->u.chachapoly, held->material);
    }
#endif
#if HAVE_BLOCK_MODES
    return take_block_key(aead, held);
#else
    (void)held;
    return PSA_ERROR_CORRUPTION_DETECTED;
#endif
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
    aead->held = held;
    aead->key = &aead->u.own;
    if (!PSA_ALG_IS_AEAD(alg)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else if (aead->mode == 0) {
        status = PSA_ERROR_NOT_SUPPORTED;
    } else if (!type_is_valid(aead->mode, psa_get_key_type(&held->attributes)) ||
               !tag_size_is_valid(aead->mode, aead->tag_size)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else {
        status = take_key(aead, held);
    }
    if (status != PSA_SUCCESS) {
        pcrypto_aead_end(aead);
    }
    return status;
}

void pcrypto_aead_own(pcrypto_aead_t *aead)
{
    if (aead->key != &aead->u.own) {
        pcc_block_copy(&aead->u.own, aead->key, sizeof aead->u.own);
        aead->key = &aead->u.own;
    }
    pcrypto_key_put(aead->held);
    aead->held = NULL;
}

void pcrypto_aead_moved(pcrypto_aead_t *aead)
{
    aead->key = &aead->u.own;
#if defined(PSA_WANT_ALG_CCM)
    if (aead->mode == PCRYPTO_AEAD_CCM) {
        aead->u.ccm.cipher = &aead->u.own.cipher;
    }
#endif
#if defined(PSA_WANT_ALG_GCM)
    if (aead->mode == PCRYPTO_AEAD_GCM) {
        aead->u.gcm.cipher = &aead->u.own.cipher;
    }
#endif
}

bool pcrypto_aead_needs_lengths(const pcrypto_aead_t *aead)
{
    return aead->mode == PCRYPTO_AEAD_CCM;
}

bool pcrypto_aead_size_is_valid(const pcrypto_aead_t *aead, size_t text_size)
{
    switch (aead->mode) {
    case PCRYPTO_AEAD_CCM:
        return true; /* what fits depends on the nonce */
    case PCRYPTO_AEAD_GCM:
        return (uint64_t)text_size <= PCC_GCM_TEXT_MAX;
    default:
        return (uint64_t)text_size <= PCC_CHACHAPOLY_TEXT_MAX;
    }
}

size_t pcrypto_aead_nonce_size(const pcrypto_aead_t *aead, size_t text_size)
{
    if (aead->mode == PCRYPTO_AEAD_XCHACHAPOLY) {
        return PCRYPTO_AEAD_NONCE_SIZE_MAX;
    }
    if (aead->mode != PCRYPTO_AEAD_CCM) {
        return 12;
    }
    size_t size = 13;
    while (size > 7 && (uint64_t)text_size >> (8 * (15 - size)) != 0) {
        size--;
    }
    return size;
}

#if HAVE_CHACHAPOLY
static psa_status_t start_chachapoly(pcrypto_aead_t *aead, const uint8_t *nonce, size_t nonce_size)
{
    bool extended = aead->mode == PCRYPTO_AEAD_XCHACHAPOLY;

    if (!extended && nonce_size == 8) {
        return PSA_ERROR_NOT_SUPPORTED; /* the original variant, which the specification leaves open */
    }
    if (nonce_size != (extended ? 24 : 12)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return pcc_chachapoly_start(&aead->u.chachapoly, aead->encrypt, nonce, nonce_size);
}
#endif

psa_status_t pcrypto_aead_start(pcrypto_aead_t *aead, const uint8_t *nonce, size_t nonce_size, size_t ad_size,
                                size_t text_size)
{
    (void)ad_size;
    (void)text_size;
    switch (aead->mode) {
#if defined(PSA_WANT_ALG_CCM)
    case PCRYPTO_AEAD_CCM:
        return pcc_ccm_start(&aead->u.ccm, &aead->key->cipher, aead->encrypt, nonce, nonce_size, ad_size, text_size,
                             aead->tag_size);
#endif
#if defined(PSA_WANT_ALG_GCM)
    case PCRYPTO_AEAD_GCM:
        return pcc_gcm_start(&aead->u.gcm, &aead->key->cipher, aead->key->hash_key, aead->encrypt, nonce, nonce_size);
#endif
    default:
#if HAVE_CHACHAPOLY
        return start_chachapoly(aead, nonce, nonce_size);
#else
        return PSA_ERROR_CORRUPTION_DETECTED;
#endif
    }
}

psa_status_t pcrypto_aead_ad(pcrypto_aead_t *aead, const uint8_t *ad, size_t size)
{
    switch (aead->mode) {
#if defined(PSA_WANT_ALG_CCM)
    case PCRYPTO_AEAD_CCM:
        return pcc_ccm_ad(&aead->u.ccm, ad, size);
#endif
#if defined(PSA_WANT_ALG_GCM)
    case PCRYPTO_AEAD_GCM:
        return pcc_gcm_ad(&aead->u.gcm, ad, size);
#endif
    default:
#if HAVE_CHACHAPOLY
        return pcc_chachapoly_ad(&aead->u.chachapoly, ad, size);
#else
        return PSA_ERROR_CORRUPTION_DETECTED;
#endif
    }
}

psa_status_t pcrypto_aead_text(pcrypto_aead_t *aead, const uint8_t *in, size_t size, uint8_t *out)
{
    switch (aead->mode) {
#if defined(PSA_WANT_ALG_CCM)
    case PCRYPTO_AEAD_CCM:
        return pcc_ccm_update(&aead->u.ccm, in, size, out);
#endif
#if defined(PSA_WANT_ALG_GCM)
    case PCRYPTO_AEAD_GCM:
        return pcc_gcm_update(&aead->u.gcm, in, size, out);
#endif
    default:
#if HAVE_CHACHAPOLY
        return pcc_chachapoly_update(&aead->u.chachapoly, in, size, out);
#else
        return PSA_ERROR_CORRUPTION_DETECTED;
#endif
    }
}

psa_status_t pcrypto_aead_tag(pcrypto_aead_t *aead, uint8_t *tag)
{
    switch (aead->mode) {
#if defined(PSA_WANT_ALG_CCM)
    case PCRYPTO_AEAD_CCM:
        return pcc_ccm_finish(&aead->u.ccm, tag);
#endif
#if defined(PSA_WANT_ALG_GCM)
    case PCRYPTO_AEAD_GCM:
        return pcc_gcm_finish(&aead->u.gcm, tag, aead->tag_size);
#endif
    default:
#if HAVE_CHACHAPOLY
        return pcc_chachapoly_finish(&aead->u.chachapoly, tag);
#else
        return PSA_ERROR_CORRUPTION_DETECTED;
#endif
    }
}

psa_status_t pcrypto_aead_verify(pcrypto_aead_t *aead, const uint8_t *tag)
{
    switch (aead->mode) {
#if defined(PSA_WANT_ALG_CCM)
    case PCRYPTO_AEAD_CCM:
        return pcc_ccm_verify(&aead->u.ccm, tag);
#endif
#if defined(PSA_WANT_ALG_GCM)
    case PCRYPTO_AEAD_GCM:
        return pcc_gcm_verify(&aead->u.gcm, tag, aead->tag_size);
#endif
    default:
#if HAVE_CHACHAPOLY
        return pcc_chachapoly_verify(&aead->u.chachapoly, tag);
#else
        return PSA_ERROR_CORRUPTION_DETECTED;
#endif
    }
}

void pcrypto_aead_end(pcrypto_aead_t *aead)
{
    /* With a key that is kept, `own` is as it was. */
    const size_t modes_size = offsetof(pcrypto_aead_t, u.own) - offsetof(pcrypto_aead_t, u);
    size_t size = aead->key == &aead->u.own ? sizeof aead->u : modes_size;

    if (aead->held != NULL) {
        pcrypto_key_put(aead->held);
        aead->held = NULL;
    }
    pcc_wipe(&aead->u, size);
}
