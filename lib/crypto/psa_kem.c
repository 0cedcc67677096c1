/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key encapsulation (Crypto API 1.5, "Key encapsulation"): ECIES of SEC 1 section 5.1, whose first half is ECDH with a
 * key that is made for the call.
 */
#include "crypto_internal.h"

#include <string.h>

#include "drbg.h"
#include "ecc.h"
#include "key_material.h"
#include "key_slots.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/scalar.h"

/* An encapsulated secret: what the peer is sent, and what both have. */
typedef struct kem {
    const pcc_curve_t *curve;
    uint8_t ciphertext[PCC_POINT_SIZE_MAX];
    uint8_t secret[PCC_SCALAR_SIZE_MAX];
} kem_t;

/* Hold the key and find its curve. */
static psa_status_t begin(psa_key_id_t id, psa_key_usage_t usage, psa_algorithm_t alg, pcrypto_key_t **held, kem_t *kem)
{
    psa_status_t status = pcrypto_key_get_for(id, usage, alg, held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    psa_key_type_t type = psa_get_key_type(&(*held)->attributes);
    bool fits = usage == PSA_KEY_USAGE_ENCRYPT ? PSA_KEY_TYPE_IS_ECC(type) : PSA_KEY_TYPE_IS_ECC_KEY_PAIR(type);
    kem->curve = fits ? pcrypto_curve_of(type, psa_get_key_bits(&(*held)->attributes)) : NULL;
    if (!PSA_ALG_IS_KEY_ENCAPSULATION(alg)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else if (alg != PSA_ALG_ECIES_SEC1) {
        status = PSA_ERROR_NOT_SUPPORTED;
    } else if (kem->curve == NULL) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    }
    if (status != PSA_SUCCESS) {
        pcrypto_key_put(*held);
    }
    return status;
}

/* The secret of ECIES is biased: a key to derive from, not one to encrypt with. */
static psa_status_t make_key(const kem_t *kem, const psa_key_attributes_t *attributes, psa_key_id_t *key)
{
    psa_key_type_t type = psa_get_key_type(attributes);

    if (type != PSA_KEY_TYPE_DERIVE && type != PSA_KEY_TYPE_HMAC) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return psa_import_key(attributes, kem->secret, kem->curve->field_size, key);
}

/* SEC 1 section 5.1.3, steps 1 to 4. */
static psa_status_t encapsulate(const pcrypto_key_t *key, kem_t *kem)
{
    uint8_t public_key[PCC_POINT_SIZE_MAX], ephemeral[PCC_SCALAR_SIZE_MAX];
    size_t size;
    pcc_ecc_t ecc;

    psa_status_t status = pcrypto_material_public(key, public_key, sizeof public_key, &size);
    if (status == PSA_SUCCESS) {
        status = pcrypto_ecc(kem->curve, &ecc);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_scalar_generate(kem->curve, ephemeral, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_ecc_public(&ecc, ephemeral, kem->ciphertext, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_ecc_ecdh(&ecc, ephemeral, public_key, kem->secret, &pcrypto_rng);
    }
    pcc_wipe(ephemeral, sizeof ephemeral);
    return status;
}

psa_status_t psa_encapsulate(psa_key_id_t key, psa_algorithm_t alg, const psa_key_attributes_t *attributes,
                             psa_key_id_t *output_key, uint8_t *ciphertext, size_t ciphertext_size,
                             size_t *ciphertext_length)
{
    pcrypto_key_t *held;
    kem_t kem;

    *output_key = PSA_KEY_ID_NULL;
    *ciphertext_length = 0;
    psa_status_t status = begin(key, PSA_KEY_USAGE_ENCRYPT, alg, &held, &kem);
    if (status != PSA_SUCCESS) {
        return status;
    }
    size_t size = pcc_curve_public_size(kem.curve);
    status = ciphertext_size < size ? PSA_ERROR_BUFFER_TOO_SMALL : encapsulate(held, &kem);
    pcrypto_key_put(held);
    if (status == PSA_SUCCESS) {
        status = make_key(&kem, attributes, output_key);
    }
    if (status == PSA_SUCCESS) {
        memcpy(ciphertext, kem.ciphertext, size);
        *ciphertext_length = size;
    }
    pcc_wipe(&kem, sizeof kem);
    return status;
}

psa_status_t psa_decapsulate(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *ciphertext, size_t ciphertext_length,
                             const psa_key_attributes_t *attributes, psa_key_id_t *output_key)
{
    pcrypto_key_t *held;
    pcc_ecc_t ecc;
    kem_t kem;

    *output_key = PSA_KEY_ID_NULL;
    psa_status_t status = begin(key, PSA_KEY_USAGE_DECRYPT, alg, &held, &kem);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (ciphertext_length != pcc_curve_public_size(kem.curve)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else {
        memcpy(kem.ciphertext, ciphertext, ciphertext_length); /* read once, checked as it is used */
        status = pcrypto_ecc(kem.curve, &ecc);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_ecc_ecdh(&ecc, held->material, kem.ciphertext, kem.secret, &pcrypto_rng);
    }
    pcrypto_key_put(held);
    if (status == PSA_SUCCESS) {
        status = make_key(&kem, attributes, output_key);
    }
    pcc_wipe(&kem, sizeof kem);
    return status;
}
