/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SHA-384, SHA-512, SHA-512/224 and SHA-512/256 (FIPS 180-4).
 */
#ifndef PCC_SHA512_H
#define PCC_SHA512_H

#include "hash_family.h"

/** Running state. Opaque. */
typedef struct pcc_sha512 {
    uint64_t opaque[27];
} pcc_sha512_t;

extern const pcc_hash_family_t pcc_sha512;

/** The state of a running hash, and the way back: load() follows a start(). */
void pcc_sha512_save(const void *state, pcc_hash_chain_t *chain);
void pcc_sha512_load(void *state, const pcc_hash_chain_t *chain);

#endif /* PCC_SHA512_H */
