/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Finite field Diffie-Hellman keys (Crypto API 1.5, "Diffie Hellman keys").
 */
#ifndef PCRYPTO_KEY_MATERIAL_DH_H
#define PCRYPTO_KEY_MATERIAL_DH_H

#include "key_slots.h"

/** Check a public key or private key in its import format. */
psa_status_t pcrypto_dh_check(psa_key_type_t type, const uint8_t *material, size_t size);

/** True when a stored key of this type and size in bits has material of `size` bytes. */
bool pcrypto_dh_size_is_valid(psa_key_type_t type, size_t bits, size_t size);

/** Make a key pair. */
psa_status_t pcrypto_dh_generate(pcrypto_key_t *key);

/** Whether a key pair of this type and size can be derived: PSA_SUCCESS or an error. */
psa_status_t pcrypto_dh_check_derivable(psa_key_type_t type, size_t bits);

/** Turn derived bytes into a private key, in place. PSA_ERROR_DOES_NOT_EXIST: they are out of range. */
psa_status_t pcrypto_dh_from_derived(pcrypto_key_t *key);

/** The public key of a key pair. */
psa_status_t pcrypto_dh_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length);

#endif /* PCRYPTO_KEY_MATERIAL_DH_H */
