/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SPAKE2+ keys on the curves of RFC 9383 that this build has.
 */
#include "key_material_spake2p.h"

#include <string.h>

#include "drbg.h"
#include "ecc.h"
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/group.h"

/* The curves of RFC 9383 section 4 are P-256, P-384, P-521, Edwards25519 (and Edwards448). */
static const pcc_curve_t *curve_of(psa_key_type_t type, size_t bits)
{
    psa_ecc_family_t family = PSA_KEY_TYPE_SPAKE2P_GET_FAMILY(type);

    return (family == PSA_ECC_FAMILY_SECP_R1 && bits >= 256) || family == PSA_ECC_FAMILY_TWISTED_EDWARDS
               ? pcc_group_find(family, bits)
               : NULL;
}

static size_t size_of(const pcc_curve_t *curve, psa_key_type_t type)
{
    return curve->scalar_size +
           (PSA_KEY_TYPE_IS_PUBLIC_KEY(type) ? pcc_curve_public_size(curve) : (size_t)curve->scalar_size);
}

static const pcc_curve_t *curve_of_size(psa_key_type_t type, size_t size)
{
    static const uint16_t sizes[] = { 255, 256, 384, 521 };

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const pcc_curve_t *curve = curve_of(type, sizes[i]);
        if (curve != NULL && size_of(curve, type) == size) {
            return curve;
        }
    }
    return NULL;
}

bool pcrypto_spake2p_size_is_valid(psa_key_type_t type, size_t bits, size_t size)
{
    const pcc_curve_t *curve = curve_of(type, bits);

    return curve != NULL && size == size_of(curve, type);
}

psa_status_t pcrypto_spake2p_ecc(const pcc_curve_t *curve, pcc_ecc_t *ecc)
{
    ecc->curve = curve;
    ecc->memory = NULL;
    return PCC_IS_EDWARDS(curve) ? PSA_SUCCESS : pcrypto_ecc(curve, ecc);
}

static psa_status_t check_point(const pcc_curve_t *curve, const uint8_t *point)
{
    pcc_ecc_t ecc;
    psa_status_t status = pcrypto_spake2p_ecc(curve, &ecc);

    return status == PSA_SUCCESS ? pcc_group_check_point(&ecc, point) : status;
}

psa_status_t pcrypto_spake2p_check(psa_key_type_t type, uint8_t *material, size_t size, size_t *bits)
{
    const pcc_curve_t *curve = *bits != 0 ? curve_of(type, *bits) : curve_of_size(type, size);

    if (curve == NULL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    *bits = curve->bits;
    if (size != size_of(curve, type)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
#if !defined(PSA_WANT_KEY_TYPE_SPAKE2P_KEY_PAIR_BASIC)
    if (PSA_KEY_TYPE_IS_KEY_PAIR(type)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
#endif
    psa_status_t status = pcc_group_check_scalar(curve, material);
    if (status != PSA_SUCCESS) {
        return status;
    }
    return PSA_KEY_TYPE_IS_PUBLIC_KEY(type) ? check_point(curve, material + curve->scalar_size)
                                            : pcc_group_check_scalar(curve, material + curve->scalar_size);
}

psa_status_t pcrypto_spake2p_derived_size(psa_key_type_t type, size_t bits, size_t *size)
{
#if defined(PSA_WANT_KEY_TYPE_SPAKE2P_KEY_PAIR_DERIVE)
    const pcc_curve_t *curve = curve_of(type, bits);
    if (curve != NULL) {
        *size = 2u * (curve->scalar_size + 8u);
        return PSA_SUCCESS;
    }
#else
    (void)type;
    (void)bits;
    (void)size;
#endif
    return PSA_ERROR_NOT_SUPPORTED;
}

/* RFC 9383 section 3.2: w0 and w1 are w0s and w1s modulo the order. */
psa_status_t pcrypto_spake2p_from_derived(pcrypto_key_t *key)
{
    const pcc_curve_t *curve = curve_of(psa_get_key_type(&key->attributes), psa_get_key_bits(&key->attributes));
    size_t n = curve->scalar_size;
    uint8_t w[2][PCC_SCALAR_SIZE_MAX];

    pcc_group_reduce(curve, key->material, n + 8, w[0]);
    pcc_group_reduce(curve, key->material + n + 8, n + 8, w[1]);
    psa_status_t status = pcc_group_check_scalar(curve, w[0]);
    if (status == PSA_SUCCESS) {
        status = pcc_group_check_scalar(curve, w[1]);
    }
    if (status == PSA_SUCCESS) {
        pcc_wipe(key->material, 2 * (n + 8));
        memcpy(key->material, w[0], n);
        memcpy(key->material + n, w[1], n);
        key->size = (uint16_t)(2 * n);
    }
    pcc_wipe(w, sizeof w);
    return status == PSA_SUCCESS ? status : PSA_ERROR_DOES_NOT_EXIST;
}

psa_status_t pcrypto_spake2p_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);
    const pcc_curve_t *curve = curve_of(type, psa_get_key_bits(&key->attributes));
    pcc_ecc_t ecc;

    if (curve == NULL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    size_t n = curve->scalar_size, size = size_of(curve, PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(type));
    if (out_size < size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = pcrypto_spake2p_ecc(curve, &ecc);
    if (status == PSA_SUCCESS) {
        status = pcc_group_multiply(&ecc, key->material + n, NULL, out + n, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        memcpy(out, key->material, n);
        *length = size;
    }
    return status;
}
