/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Password tokens of WPA3-SAE (Crypto API 1.5, "WPA3-SAE password tokens"): an element of the group, of a curve x || y. They are
 * derived by PSA_ALG_WPA3_SAE_H2E() alone, or imported.
 */
#ifndef PCRYPTO_KEY_MATERIAL_SAE_H
#define PCRYPTO_KEY_MATERIAL_SAE_H

#include "key_slots.h"
#include "lib/crypto/core/sae.h"

/** Whether a key of this type is a token. */
static inline bool pcrypto_sae_is(psa_key_type_t type)
{
    return PSA_KEY_TYPE_IS_WPA3_SAE_ECC(type) || PSA_KEY_TYPE_IS_WPA3_SAE_DH(type);
}

/** The group of a token's type and size, not loaded: false if this build or WPA3-SAE has no such tokens. */
bool pcrypto_sae_group(psa_key_type_t type, size_t bits, pcc_pake_group_t *group);

/** Check a token in its import format. *bits is the size of its group, which is chosen by the size of the material if
 *  *bits is 0. */
psa_status_t pcrypto_sae_check(psa_key_type_t type, const uint8_t *material, size_t size, size_t *bits);

/** True when a stored token of this type and size in bits has material of `size` bytes. */
bool pcrypto_sae_size_is_valid(psa_key_type_t type, size_t bits, size_t size);

/** Make the token of a pwd-seed. */
psa_status_t pcrypto_sae_derive(pcrypto_key_t *key, const uint8_t *seed);

#endif /* PCRYPTO_KEY_MATERIAL_SAE_H */
