/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * EdDSA (Crypto API 1.5, "EdDSA signature algorithms"), over Edwards25519.
 */
#include <string.h>

#include "key_material.h"
#include "key_material_eddsa.h"
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/ed25519.h"
#include "sign.h"

static bool is_wanted(psa_algorithm_t alg)
{
    switch (alg) {
#if defined(PSA_WANT_ALG_PURE_EDDSA)
    case PSA_ALG_PURE_EDDSA:
#endif
#if defined(PSA_WANT_ALG_EDDSA_CTX)
    case PSA_ALG_EDDSA_CTX:
#endif
#if defined(PSA_WANT_ALG_ED25519PH)
    case PSA_ALG_ED25519PH:
#endif
        return true;
    default:
        return false;
    }
}

static pcc_ed25519_context_t context_of(const pcrypto_signed_t *what)
{
    pcc_ed25519_context_t context = { PCC_ED25519_PURE, what->context, what->context_size };

    if (what->alg == PSA_ALG_EDDSA_CTX) {
        context.variant = PCC_ED25519_CTX;
    } else if (what->alg == PSA_ALG_ED25519PH) {
        context.variant = PCC_ED25519_PH;
    }
    return context;
}

psa_status_t pcrypto_eddsa_check(const pcrypto_key_t *key, psa_algorithm_t alg, bool signing)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);

    if (!is_wanted(alg)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    return pcrypto_eddsa_is(type) && (!signing || PSA_KEY_TYPE_IS_KEY_PAIR(type)) ? PSA_SUCCESS
                                                                                  : PSA_ERROR_INVALID_ARGUMENT;
}

#if defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC)
psa_status_t pcrypto_eddsa_sign(const pcrypto_key_t *key, const pcrypto_signed_t *what, uint8_t *signature,
                                size_t signature_size, size_t *signature_length)
{
    const pcc_ed25519_context_t context = context_of(what);
    uint8_t made[PCC_ED25519_SIGNATURE_SIZE];

    if (signature_size < sizeof made) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = pcc_ed25519_sign(key->material, &context, what->data, what->size, made);
    if (status == PSA_SUCCESS) {
        memcpy(signature, made, sizeof made);
        *signature_length = sizeof made;
    }
    return status;
}
#endif

/* What is verified is a hash of R, A and the message, or its hash: not the message, so that it can come in pieces. For
 * Ed25519ph the message's own hash comes first, and this one is made in pcrypto_eddsa_verify(). */
psa_status_t pcrypto_eddsa_begin(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                 size_t signature_length, pcc_hash_t *hash)
{
    const pcc_ed25519_context_t context = context_of(what);
    uint8_t public_key[PCC_ED25519_PUBLIC_SIZE];
    size_t size;

    if (signature_length != PCC_ED25519_SIGNATURE_SIZE) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    psa_status_t status = pcrypto_material_public(key, public_key, sizeof public_key, &size);
    return status == PSA_SUCCESS ? pcc_ed25519_begin(public_key, &context, signature, hash) : status;
}

static psa_status_t hash_prehashed(const uint8_t *public_key, const pcrypto_signed_t *what, const uint8_t *signature,
                                   uint8_t out[PCC_ED25519_HASH_SIZE])
{
    const pcc_ed25519_context_t context = context_of(what);
    pcc_hash_t hash;

    psa_status_t status = pcc_ed25519_begin(public_key, &context, signature, &hash);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hash, what->data, what->size);
    }
    return status == PSA_SUCCESS ? pcc_hash_finish(&hash, out) : status;
}

psa_status_t pcrypto_eddsa_verify(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                  size_t signature_length)
{
    uint8_t public_key[PCC_ED25519_PUBLIC_SIZE], hash[PCC_ED25519_HASH_SIZE];
    const uint8_t *verified = what->data;
    size_t size;

    if (signature_length != PCC_ED25519_SIGNATURE_SIZE) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    psa_status_t status = pcrypto_material_public(key, public_key, sizeof public_key, &size);
    if (status == PSA_SUCCESS && what->alg == PSA_ALG_ED25519PH) {
        status = hash_prehashed(public_key, what, signature, hash);
        verified = hash;
    }
    return status == PSA_SUCCESS ? pcc_ed25519_verify(public_key, verified, signature) : pcc_refused(status);
}
