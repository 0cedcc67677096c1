/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Password tokens of WPA3-SAE in the groups of this build.
 */
#include "key_material_sae.h"

#include <string.h>

#include "drbg.h"
#include "ecc.h"
#include "lib/crypto/core/ct.h"

#if defined(PSA_WANT_KEY_TYPE_WPA3_SAE_ECC)
static const pcc_curve_t *curve_of(psa_key_type_t type, size_t bits)
{
    return PSA_KEY_TYPE_IS_WPA3_SAE_ECC(type) ? pcc_curve_find(PSA_KEY_TYPE_WPA3_SAE_ECC_GET_FAMILY(type), bits) : NULL;
}
#endif

#if defined(PSA_WANT_KEY_TYPE_WPA3_SAE_DH)
static const pcc_dh_group_t *dh_of(psa_key_type_t type, size_t bits)
{
    return PSA_KEY_TYPE_IS_WPA3_SAE_DH(type) && bits <= 8 * PCC_PAKE_DH_SIZE_MAX
               ? pcc_dh_group_find(PSA_KEY_TYPE_WPA3_SAE_DH_GET_FAMILY(type), bits)
               : NULL;
}
#endif

bool pcrypto_sae_group(psa_key_type_t type, size_t bits, pcc_pake_group_t *group)
{
    memset(group, 0, sizeof *group);
#if defined(PSA_WANT_KEY_TYPE_WPA3_SAE_ECC)
    group->ecc.curve = curve_of(type, bits);
#endif
#if defined(PSA_WANT_KEY_TYPE_WPA3_SAE_DH)
    group->dh = dh_of(type, bits);
#endif
    return (group->ecc.curve != NULL || group->dh != NULL) && pcc_sae_hash(group) != PCC_HASH_NONE;
}

/* The size in bits of a token of `size` bytes; 0 if there is none. A curve's of 512 bits is shorter than one of 521. */
static size_t bits_of_size(psa_key_type_t type, size_t size)
{
    size_t bits = PSA_KEY_TYPE_IS_WPA3_SAE_DH(type) ? 8 * size : 4 * size;

    return bits == 528 ? 521 : bits;
}

static psa_status_t load(pcc_pake_group_t *group)
{
#if defined(PSA_WANT_KEY_TYPE_WPA3_SAE_ECC)
    if (group->dh == NULL) {
        return pcrypto_ecc(group->ecc.curve, &group->ecc);
    }
#endif
    (void)group;
    return PSA_SUCCESS;
}

psa_status_t pcrypto_sae_check(psa_key_type_t type, const uint8_t *material, size_t size, size_t *bits)
{
    uint8_t element[PCC_PAKE_ELEMENT_MAX];
    pcc_pake_group_t group;

    if (*bits == 0) {
        *bits = bits_of_size(type, size);
    }
    if (!pcrypto_sae_group(type, *bits, &group)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (size != pcc_sae_element_size(&group)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    element[0] = 0x04;
    memcpy(element + pcc_sae_element_at(&group), material, size);
    psa_status_t status = load(&group);
    if (status == PSA_SUCCESS) {
        status = pcc_pake_check_element(&group, element);
    }
    pcc_wipe(element, sizeof element);
    return status;
}

bool pcrypto_sae_size_is_valid(psa_key_type_t type, size_t bits, size_t size)
{
    pcc_pake_group_t group;

    return pcrypto_sae_group(type, bits, &group) && size == pcc_sae_element_size(&group);
}

#if defined(PSA_WANT_ALG_WPA3_SAE_H2E)
psa_status_t pcrypto_sae_derive(pcrypto_key_t *key, const uint8_t *seed)
{
    uint8_t token[PCC_PAKE_ELEMENT_MAX];
    pcc_pake_group_t group;

    if (!pcrypto_sae_group(psa_get_key_type(&key->attributes), psa_get_key_bits(&key->attributes), &group)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    psa_status_t status = load(&group);
    if (status == PSA_SUCCESS) {
        status = pcc_sae_token(&group, seed, token, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        key->size = (uint16_t)pcc_sae_element_size(&group);
        memcpy(key->material, token + pcc_sae_element_at(&group), key->size);
    }
    pcc_wipe(token, sizeof token);
    return status;
}
#endif
