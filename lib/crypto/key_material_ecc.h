/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Keys on elliptic curves. CMake compiles key_material_ecc.c, or key_material_no_ecc.c when no curve is wanted.
 */
#ifndef PCRYPTO_KEY_MATERIAL_ECC_H
#define PCRYPTO_KEY_MATERIAL_ECC_H

#include "key_slots.h"

/**
 * Check a public key or private key in its import format. *bits is the size of its curve, which is chosen by the size
 * of the material if *bits is 0. A private key of a Montgomery curve gets its forced bits.
 */
psa_status_t pcrypto_ecc_check(psa_key_type_t type, uint8_t *material, size_t size, size_t *bits);

/** True when a stored key of this type and size in bits has material of `size` bytes. */
bool pcrypto_ecc_size_is_valid(psa_key_type_t type, size_t bits, size_t size);

/** Make a key pair. */
psa_status_t pcrypto_ecc_generate(pcrypto_key_t *key);

/** Bytes that a key pair of this type and size is derived from, or an error. */
psa_status_t pcrypto_ecc_derived_size(psa_key_type_t type, size_t bits, size_t *size);

/** Turn derived bytes into a private key, in place. PSA_ERROR_DOES_NOT_EXIST: they are out of range. */
psa_status_t pcrypto_ecc_from_derived(pcrypto_key_t *key);

/** The public key of a key pair. */
psa_status_t pcrypto_ecc_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length);

#endif /* PCRYPTO_KEY_MATERIAL_ECC_H */
