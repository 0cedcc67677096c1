/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Keys on Edwards25519 (Crypto API 1.5, "Elliptic curve keys", rows "Twisted Edwards"). CMake compiles
 * key_material_eddsa.c only if the curve is wanted (PCC_HAVE_ED25519).
 */
#ifndef PCRYPTO_KEY_MATERIAL_EDDSA_H
#define PCRYPTO_KEY_MATERIAL_EDDSA_H

#include <stdbool.h>

#include "key_slots.h"

#define PCRYPTO_ED25519_BITS 255u
#define PCRYPTO_ED25519_KEY_SIZE 32u /* of either half */

/** Whether it is a key on a twisted Edwards curve, in this build or not. */
static inline bool pcrypto_eddsa_is(psa_key_type_t type)
{
    return PSA_KEY_TYPE_IS_ECC(type) && PSA_KEY_TYPE_ECC_GET_FAMILY(type) == PSA_ECC_FAMILY_TWISTED_EDWARDS;
}

/** Check a public key or private key in its import format; *bits is what the caller says (0: nothing), then the
 *  curve's. */
psa_status_t pcrypto_eddsa_check_material(psa_key_type_t type, const uint8_t *material, size_t size, size_t *bits);

/** Make a key pair. */
psa_status_t pcrypto_eddsa_generate(pcrypto_key_t *key);

/** The public key of a key pair. */
psa_status_t pcrypto_eddsa_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length);

#endif /* PCRYPTO_KEY_MATERIAL_EDDSA_H */
