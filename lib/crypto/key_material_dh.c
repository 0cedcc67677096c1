/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Finite field Diffie-Hellman keys in the groups of this build.
 */
#include "key_material_dh.h"

#include "drbg.h"
#include "lib/crypto/core/ffdh.h"

static const pcc_dh_group_t *group_of(psa_key_type_t type, size_t bits)
{
    return pcc_dh_group_find(PSA_KEY_TYPE_DH_GET_FAMILY(type), bits);
}

static const pcc_dh_group_t *group_of_key(const pcrypto_key_t *key)
{
    return group_of(psa_get_key_type(&key->attributes), psa_get_key_bits(&key->attributes));
}

psa_status_t pcrypto_dh_check(psa_key_type_t type, const uint8_t *material, size_t size)
{
    const pcc_dh_group_t *group = group_of(type, 8u * size);

    if (group == NULL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
#if defined(PSA_WANT_KEY_TYPE_DH_PUBLIC_KEY)
    if (PSA_KEY_TYPE_IS_PUBLIC_KEY(type)) {
        return pcc_ffdh_check_public(group, material);
    }
#endif
#if defined(PSA_WANT_KEY_TYPE_DH_KEY_PAIR_IMPORT)
    if (PSA_KEY_TYPE_IS_KEY_PAIR(type)) {
        return pcc_ffdh_check_private(group, material);
    }
#endif
    (void)material;
    return PSA_ERROR_NOT_SUPPORTED;
}

bool pcrypto_dh_size_is_valid(psa_key_type_t type, size_t bits, size_t size)
{
    return group_of(type, bits) != NULL && bits == 8 * size;
}

psa_status_t pcrypto_dh_generate(pcrypto_key_t *key)
{
#if defined(PSA_WANT_KEY_TYPE_DH_KEY_PAIR_GENERATE)
    const pcc_dh_group_t *group = group_of_key(key);
    if (group != NULL) {
        key->size = (uint16_t)(group->bits / 8u);
        return pcc_ffdh_generate(group, key->material, &pcrypto_rng);
    }
#else
    (void)key;
#endif
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_dh_check_derivable(psa_key_type_t type, size_t bits)
{
#if defined(PSA_WANT_KEY_TYPE_DH_KEY_PAIR_DERIVE)
    if (group_of(type, bits) != NULL) {
        return PSA_SUCCESS;
    }
#else
    (void)type;
    (void)bits;
#endif
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_dh_from_derived(pcrypto_key_t *key)
{
    return pcc_ffdh_from_derived(group_of_key(key), key->material);
}

psa_status_t pcrypto_dh_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length)
{
    const pcc_dh_group_t *group = group_of_key(key);

    if (group == NULL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (out_size < group->bits / 8u) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = pcc_ffdh_public(group, key->material, out);
    if (status == PSA_SUCCESS) {
        *length = group->bits / 8u;
    }
    return status;
}
