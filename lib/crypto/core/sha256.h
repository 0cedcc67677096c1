/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SHA-224 and SHA-256 (FIPS 180-4), and what is cut from SHA-256.
 */
#ifndef PCC_SHA256_H
#define PCC_SHA256_H

#include "hash_family.h"

/** Running state. Opaque. */
typedef struct pcc_sha256 {
    uint64_t opaque[14];
} pcc_sha256_t;

extern const pcc_hash_family_t pcc_sha256;

/** The state of a running hash, and the way back: load() follows a start(). */
void pcc_sha256_save(const void *state, pcc_hash_chain_t *chain);
void pcc_sha256_load(void *state, const pcc_hash_chain_t *chain);

#endif /* PCC_SHA256_H */
