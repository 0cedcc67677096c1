/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Keys of SLH-DSA. CMake compiles key_material_slh.c only if they are wanted (PCC_HAVE_SLH_DSA).
 */
#ifndef PCRYPTO_KEY_MATERIAL_SLH_H
#define PCRYPTO_KEY_MATERIAL_SLH_H

#include <stdbool.h>

#include "key_slots.h"
#include "lib/crypto/core/slh.h"

/** Where the parts of a held key are. false: no key of SLH-DSA, or of no parameter set of this build. */
bool pcrypto_slh_key(const pcrypto_key_t *key, pcc_slh_key_t *slh);

/** Check a key in its import format; *bits may be 0 and becomes 8 times n. The root of a pair is worked out and
 *  compared, which takes as long as making the key. */
psa_status_t pcrypto_slh_check(psa_key_type_t type, const uint8_t *material, size_t size, size_t *bits);

/** True when a key of this size in bits is so many bytes. */
bool pcrypto_slh_size_is_valid(psa_key_type_t type, size_t bits, size_t size);

/** Bytes of a key pair of this size, PSA_ERROR_NOT_SUPPORTED if this build makes none. */
psa_status_t pcrypto_slh_generated_size(psa_key_type_t type, size_t bits, size_t *size);

/** Make a key pair at random. */
psa_status_t pcrypto_slh_generate(pcrypto_key_t *key);

/** Bytes that a key pair is derived from. */
psa_status_t pcrypto_slh_derived_size(psa_key_type_t type, size_t bits, size_t *size);

/** The public key of a pair. */
psa_status_t pcrypto_slh_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length);

/** Make a key pair of its seeds, which are the material so far. There is room for the root behind them (config.h). */
psa_status_t pcrypto_slh_from_derived(pcrypto_key_t *key);

#endif /* PCRYPTO_KEY_MATERIAL_SLH_H */
