/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SHA-1 (FIPS 180-4), for old protocols only.
 */
#ifndef PCC_SHA1_H
#define PCC_SHA1_H

#include "hash_family.h"

/** Running state. Opaque. */
typedef struct pcc_sha1 {
    uint64_t opaque[12];
} pcc_sha1_t;

extern const pcc_hash_family_t pcc_sha1;

/** The state of a running hash, and the way back: load() follows a start(). */
void pcc_sha1_save(const void *state, pcc_hash_chain_t *chain);
void pcc_sha1_load(void *state, const pcc_hash_chain_t *chain);

#endif /* PCC_SHA1_H */
