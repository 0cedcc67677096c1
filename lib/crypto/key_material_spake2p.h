/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SPAKE2+ keys (Crypto API 1.5, "SPAKE2+ keys"): the pair is w0 || w1, the public key w0 || L.
 * Scalars are big-endian, on Edwards25519 little-endian.
 */
#ifndef PCRYPTO_KEY_MATERIAL_SPAKE2P_H
#define PCRYPTO_KEY_MATERIAL_SPAKE2P_H

#include "ecc.h"
#include "key_slots.h"

/** Check a public key or key pair in its import format. *bits is the size of its curve, which is chosen by the size of
 *  the material if *bits is 0. */
psa_status_t pcrypto_spake2p_check(psa_key_type_t type, uint8_t *material, size_t size, size_t *bits);

/** True when a stored key of this type and size in bits has material of `size` bytes. */
bool pcrypto_spake2p_size_is_valid(psa_key_type_t type, size_t bits, size_t size);

/** Bytes that a key pair of this type and size is derived from, or an error. More than the key has. */
psa_status_t pcrypto_spake2p_derived_size(psa_key_type_t type, size_t bits, size_t *size);

/** pcrypto_ecc() for the curves of SPAKE2+. */
psa_status_t pcrypto_spake2p_ecc(const pcc_curve_t *curve, pcc_ecc_t *ecc);

/** Turn derived bytes into w0 and w1, in place; the key becomes shorter. PSA_ERROR_DOES_NOT_EXIST: one of them is 0. */
psa_status_t pcrypto_spake2p_from_derived(pcrypto_key_t *key);

/** The public key of a key pair. */
psa_status_t pcrypto_spake2p_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length);

#endif /* PCRYPTO_KEY_MATERIAL_SPAKE2P_H */
