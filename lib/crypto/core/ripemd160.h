/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * RIPEMD-160 (ISO/IEC 10118-3).
 */
#ifndef PCC_RIPEMD160_H
#define PCC_RIPEMD160_H

#include "hash_family.h"

/** Running state. Opaque. */
typedef struct pcc_ripemd160 {
    uint64_t opaque[12];
} pcc_ripemd160_t;

extern const pcc_hash_family_t pcc_ripemd160;

/** The state of a running hash, and the way back: load() follows a start(). */
void pcc_ripemd160_save(const void *state, pcc_hash_chain_t *chain);
void pcc_ripemd160_load(void *state, const pcc_hash_chain_t *chain);

#endif /* PCC_RIPEMD160_H */
