/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * MD5 (RFC 1321), for old protocols only.
 */
#ifndef PCC_MD5_H
#define PCC_MD5_H

#include "hash_family.h"

/** Running state. Opaque. */
typedef struct pcc_md5 {
    uint64_t opaque[11];
} pcc_md5_t;

extern const pcc_hash_family_t pcc_md5;

/** The state of a running hash, and the way back: load() follows a start(). */
void pcc_md5_save(const void *state, pcc_hash_chain_t *chain);
void pcc_md5_load(void *state, const pcc_hash_chain_t *chain);

#endif /* PCC_MD5_H */
