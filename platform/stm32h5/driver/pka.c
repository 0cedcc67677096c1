/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Driver of the crypto library: ECDSA is signed, ECDH computed, public keys made and checked by PKA. Everything with a
 * private key is a protected operation of the unit; every point from outside is checked before it is multiplied.
 */
#include "pka.h"

#include <string.h>

#include "curve.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/scalar.h"
#include "lib/crypto/drbg.h"

#define TRIES_MAX 8u /* each fails with a chance of 2^-255 */

static bool private_key(const psa_key_attributes_t *attributes, size_t key_size, const pcc_curve_t **curve,
                        plat_h5_curve_t *unit)
{
    return PSA_KEY_TYPE_IS_ECC_KEY_PAIR(psa_get_key_type(attributes)) &&
           plat_h5_driver_curve(attributes, curve, unit) && key_size == unit->bytes;
}

#if PLAT_H5_HAVE_CURVES
/* The nonce of one try: by chance, or of RFC 6979, where the feature set has it. */
static psa_status_t nonce_of(const pcc_curve_t *curve, const uint8_t *key, psa_algorithm_t alg, const uint8_t *number,
                             uint8_t *k)
{
    if (PSA_ALG_IS_DETERMINISTIC_ECDSA(alg)) {
#if defined(PSA_WANT_ALG_DETERMINISTIC_ECDSA)
        return pcc_ecdsa_nonce(curve, key, (pcc_hash_alg_t)(PSA_ALG_GET_HASH(alg) & 0xffu), number, k);
#else
        (void)key, (void)number;
        return PSA_ERROR_NOT_SUPPORTED;
#endif
    }
    return pcc_scalar_generate(curve, k, &pcrypto_rng);
}

psa_status_t plat_h5_driver_sign_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                      psa_algorithm_t alg, const uint8_t *hash, size_t hash_length, uint8_t *signature,
                                      size_t signature_size, size_t *signature_length)
{
    const pcc_curve_t *curve;
    plat_h5_curve_t unit;
    uint8_t number[PCC_SCALAR_SIZE_MAX], k[PCC_SCALAR_SIZE_MAX], made[2u * PLAT_H5_FIELD_MAX];
    if (!private_key(attributes, key_size, &curve, &unit) || !plat_h5_driver_hash_fits(alg, hash_length)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (signature_size < 2u * unit.bytes) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    pcc_scalar_of_hash(curve, hash, hash_length, number);
    psa_status_t status = PSA_ERROR_GENERIC_ERROR;
    for (uint32_t tries = 0; tries < TRIES_MAX && status == PSA_ERROR_GENERIC_ERROR; tries++) {
        status = nonce_of(curve, key, alg, number, k);
        if (status == PSA_SUCCESS) {
            status = plat_h5_pka_sign(&unit, key, k, number, made);
        }
    }
    pcc_wipe(k, sizeof k);
    if (status == PSA_SUCCESS) {
        memcpy(signature, made, 2u * unit.bytes);
        *signature_length = 2u * unit.bytes;
    }
    return status;
}
#else
psa_status_t plat_h5_driver_sign_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                      psa_algorithm_t alg, const uint8_t *hash, size_t hash_length, uint8_t *signature,
                                      size_t signature_size, size_t *signature_length)
{
    (void)attributes, (void)key, (void)key_size, (void)alg, (void)hash, (void)hash_length;
    (void)signature, (void)signature_size, (void)signature_length;
    return PSA_ERROR_NOT_SUPPORTED;
}
#endif

psa_status_t plat_h5_driver_sign_message(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                         psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                         uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    uint8_t hash[PCRYPTO_MAX(PSA_HASH_MAX_SIZE, 1u)];
    size_t length = 0;
    if (!PSA_ALG_IS_ECDSA(alg) || !PSA_KEY_TYPE_IS_ECC_KEY_PAIR(psa_get_key_type(attributes))) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    psa_status_t status =
        psa_hash_compute(PSA_ALG_GET_HASH(alg), input, input_length, hash, sizeof hash, &length);
    if (status == PSA_SUCCESS) {
        status = plat_h5_driver_sign_hash(attributes, key, key_size, alg, hash, length, signature, signature_size,
                                          signature_length);
    }
    return status == PSA_ERROR_INVALID_ARGUMENT ? PSA_ERROR_NOT_SUPPORTED : status; /* no hash in the algorithm */
}

psa_status_t plat_h5_driver_key_agreement(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                          psa_algorithm_t alg, const uint8_t *peer, size_t peer_size, uint8_t *secret,
                                          size_t secret_size, size_t *secret_length)
{
    const pcc_curve_t *curve;
    plat_h5_curve_t unit;
    uint8_t point[2u * PLAT_H5_FIELD_MAX];
    if (alg != PSA_ALG_ECDH || !private_key(attributes, key_size, &curve, &unit) || peer_size != 1u + 2u * unit.bytes ||
        peer[0] != 4) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (secret_size < unit.bytes) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    memcpy(point, peer + 1, 2u * unit.bytes); /* what is checked is what is multiplied */
    psa_status_t status = plat_h5_pka_check_point(&unit, point);
    if (status == PSA_SUCCESS) {
        status = plat_h5_pka_multiply(&unit, key, point, point);
    }
    if (status == PSA_SUCCESS) {
        memcpy(secret, point, unit.bytes);
        *secret_length = unit.bytes;
    }
    pcc_wipe(point, sizeof point);
    return status;
}

psa_status_t plat_h5_driver_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t size,
                                       uint8_t *key, size_t key_size, size_t *length, size_t *bits)
{
    const pcc_curve_t *curve;
    plat_h5_curve_t unit;
    psa_key_attributes_t whole = *attributes;
    if (psa_get_key_bits(attributes) == 0 && size % 2u == 1u) {
        psa_set_key_bits(&whole, 4u * (size - 1u));
    }
    if (!PSA_KEY_TYPE_IS_ECC_PUBLIC_KEY(psa_get_key_type(attributes)) || !plat_h5_driver_curve(&whole, &curve, &unit) ||
        size != 1u + 2u * unit.bytes || data[0] != 4 || key_size < size) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    memcpy(key, data, size);
    psa_status_t status = plat_h5_pka_check_point(&unit, key + 1);
    if (status == PSA_SUCCESS) {
        *length = size;
        *bits = unit.bits;
    } else {
        pcc_wipe(key, size);
    }
    return status;
}

psa_status_t plat_h5_driver_export_public_key(const psa_key_attributes_t *attributes, const uint8_t *key,
                                              size_t key_size, uint8_t *data, size_t data_size, size_t *length)
{
    const pcc_curve_t *curve;
    plat_h5_curve_t unit;
    if (!private_key(attributes, key_size, &curve, &unit)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (data_size < 1u + 2u * unit.bytes) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = plat_h5_pka_multiply(&unit, key, NULL, data + 1);
    if (status == PSA_SUCCESS) {
        data[0] = 4;
        *length = 1u + 2u * unit.bytes;
    }
    return status;
}
