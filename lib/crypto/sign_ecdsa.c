/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * ECDSA and deterministic ECDSA (Crypto API 1.5, "ECDSA signature algorithms").
 */
#include "sign.h"

#include <string.h>

#include "crypto_internal.h"
#include "drbg.h"
#include "ecc.h"
#include "key_material.h"
#include "lib/crypto/core/config.h"

static bool is_wanted(psa_algorithm_t alg)
{
#if defined(PSA_WANT_ALG_DETERMINISTIC_ECDSA)
    if (PSA_ALG_IS_DETERMINISTIC_ECDSA(alg)) {
        return true;
    }
#endif
#if defined(PSA_WANT_ALG_ECDSA)
    if (PSA_ALG_IS_RANDOMIZED_ECDSA(alg)) {
        return true;
    }
#endif
    return false;
}

/* A hash that this build can't compute is of no matter where the caller brings one, but for the nonce of deterministic
 * ECDSA. */
psa_status_t pcrypto_ecdsa_check(const pcrypto_key_t *key, psa_algorithm_t alg, bool signing)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);

    if (!is_wanted(alg) || (PSA_ALG_IS_DETERMINISTIC_ECDSA(alg) && pcrypto_hash_of(alg) == PCC_HASH_NONE)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    bool fits = signing ? PSA_KEY_TYPE_IS_ECC_KEY_PAIR(type) : PSA_KEY_TYPE_IS_ECC(type);
    return fits ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

#if defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC)
psa_status_t pcrypto_ecdsa_sign(const pcrypto_key_t *key, const pcrypto_signed_t *what, uint8_t *signature,
                                size_t signature_size, size_t *signature_length)
{
    pcc_hash_alg_t nonce_hash = PSA_ALG_IS_DETERMINISTIC_ECDSA(what->alg) ? pcrypto_hash_of(what->alg) : PCC_HASH_NONE;
    uint8_t made[PCC_P256_SIGNATURE_SIZE];
    const pcc_p256_t *curve;

    /* An empty hash is the number 0, under which a signature can be made without the key. */
    if (what->size == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (signature_size < sizeof made) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = pcrypto_p256(&curve);
    if (status == PSA_SUCCESS) {
        status = pcc_p256_sign(curve, key->material, nonce_hash, what->data, what->size, made, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        memcpy(signature, made, sizeof made);
        *signature_length = sizeof made;
    }
    return status;
}
#endif

psa_status_t pcrypto_ecdsa_verify(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                  size_t signature_length)
{
    uint8_t public_key[PCC_P256_PUBLIC_SIZE];
    const pcc_p256_t *curve;
    size_t size;

    if (what->size == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (signature_length != PCC_P256_SIGNATURE_SIZE) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    psa_status_t status = pcrypto_material_public(key, public_key, sizeof public_key, &size);
    if (status == PSA_SUCCESS) {
        status = pcrypto_p256(&curve);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_p256_verify(curve, public_key, what->data, what->size, signature);
    }
    return status;
}
