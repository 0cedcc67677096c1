/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * No elliptic curve is in this build.
 */
#include "key_material_ecc.h"

psa_status_t pcrypto_ecc_check(psa_key_type_t type, uint8_t *material, size_t size, size_t *bits)
{
    (void)type;
    (void)material;
    (void)size;
    (void)bits;
    return PSA_ERROR_NOT_SUPPORTED;
}

bool pcrypto_ecc_size_is_valid(psa_key_type_t type, size_t bits, size_t size)
{
    (void)type;
    (void)bits;
    (void)size;
    return false;
}

psa_status_t pcrypto_ecc_generate(pcrypto_key_t *key)
{
    (void)key;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_ecc_derived_size(psa_key_type_t type, size_t bits, size_t *size)
{
    (void)type;
    (void)bits;
    (void)size;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_ecc_from_derived(pcrypto_key_t *key)
{
    (void)key;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_ecc_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length)
{
    (void)key;
    (void)out;
    (void)out_size;
    (void)length;
    return PSA_ERROR_NOT_SUPPORTED;
}
