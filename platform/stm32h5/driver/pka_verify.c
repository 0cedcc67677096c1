/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Driver of the crypto library: ECDSA is verified by PKA, with public keys, which were checked when they came.
 */
#include "pka_verify.h"

#include <string.h>

#include "curve.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/scalar.h"

#if PLAT_H5_HAVE_CURVES
psa_status_t plat_h5_driver_verify_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                        psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                        const uint8_t *signature, size_t signature_length)
{
    const pcc_curve_t *curve;
    plat_h5_curve_t unit;
    uint8_t number[PCC_SCALAR_SIZE_MAX], halves[2u * PLAT_H5_FIELD_MAX];
    if (!PSA_KEY_TYPE_IS_ECC_PUBLIC_KEY(psa_get_key_type(attributes)) ||
        !plat_h5_driver_curve(attributes, &curve, &unit) || key_size != 1u + 2u * unit.bytes ||
        !plat_h5_driver_hash_fits(alg, hash_length) || signature_length != 2u * unit.bytes) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    memcpy(halves, signature, signature_length);
    if (pcc_scalar_check(curve, halves) != PSA_SUCCESS || pcc_scalar_check(curve, halves + unit.bytes) != PSA_SUCCESS) {
        return PSA_ERROR_INVALID_SIGNATURE; /* the unit wants both in [1, n - 1] */
    }
    pcc_scalar_of_hash(curve, hash, hash_length, number);
    return plat_h5_pka_verify(&unit, key + 1, number, halves);
}
#else
psa_status_t plat_h5_driver_verify_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                        psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                        const uint8_t *signature, size_t signature_length)
{
    (void)attributes, (void)key, (void)key_size, (void)alg, (void)hash, (void)hash_length;
    (void)signature, (void)signature_length;
    return PSA_ERROR_NOT_SUPPORTED;
}
#endif

psa_status_t plat_h5_driver_verify_message(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                           psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                           const uint8_t *signature, size_t signature_length)
{
    uint8_t hash[PCRYPTO_MAX(PSA_HASH_MAX_SIZE, 1u)];
    size_t length = 0;
    if (!PSA_ALG_IS_ECDSA(alg) || !PSA_KEY_TYPE_IS_ECC_PUBLIC_KEY(psa_get_key_type(attributes))) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    psa_status_t status =
        psa_hash_compute(PSA_ALG_GET_HASH(alg), input, input_length, hash, sizeof hash, &length);
    if (status == PSA_SUCCESS) {
        status = plat_h5_driver_verify_hash(attributes, key, key_size, alg, hash, length, signature, signature_length);
    }
    return status == PSA_ERROR_INVALID_ARGUMENT ? PSA_ERROR_NOT_SUPPORTED : status; /* no hash in the algorithm */
}
