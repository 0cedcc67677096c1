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

static const pcc_curve_t *curve_of(const pcrypto_key_t *key)
{
    return pcrypto_curve_of(psa_get_key_type(&key->attributes), psa_get_key_bits(&key->attributes));
}

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
    if (signing ? !PSA_KEY_TYPE_IS_ECC_KEY_PAIR(type) : !PSA_KEY_TYPE_IS_ECC(type)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    const pcc_curve_t *curve = curve_of(key);
    return curve != NULL && !pcc_curve_is_montgomery(curve) ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

#if defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC)
psa_status_t pcrypto_ecdsa_sign(const pcrypto_key_t *key, const pcrypto_signed_t *what, uint8_t *signature,
                                size_t signature_size, size_t *signature_length)
{
    pcc_hash_alg_t nonce_hash = PSA_ALG_IS_DETERMINISTIC_ECDSA(what->alg) ? pcrypto_hash_of(what->alg) : PCC_HASH_NONE;
    const pcc_curve_t *curve = curve_of(key);
    size_t made_size = 2u * curve->scalar_size;
    uint8_t made[PCC_SIGNATURE_SIZE_MAX];
    pcc_ecc_t ecc;

    /* An empty hash is the number 0, under which a signature can be made without the key. */
    if (what->size == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (signature_size < made_size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = pcrypto_ecc(curve, &ecc);
    if (status == PSA_SUCCESS) {
        status = pcc_ecc_sign(&ecc, key->material, nonce_hash, what->data, what->size, made, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        memcpy(signature, made, made_size);
        *signature_length = made_size;
    }
    return status;
}
#endif

psa_status_t pcrypto_ecdsa_verify(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                  size_t signature_length)
{
    const pcc_curve_t *curve = curve_of(key);
    uint8_t public_key[PCC_POINT_SIZE_MAX];
    pcc_ecc_t ecc;
    size_t size;

    if (what->size == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (signature_length != 2u * curve->scalar_size) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    psa_status_t status = pcrypto_material_public(key, public_key, sizeof public_key, &size);
    if (status == PSA_SUCCESS) {
        status = pcrypto_ecc(curve, &ecc);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_ecc_verify(&ecc, public_key, what->data, what->size, signature);
    }
    return status;
}
