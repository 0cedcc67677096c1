/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What a hash function, or a group of them that share their code, gives to hash.c and hash_state.c.
 */
#ifndef PCC_HASH_FAMILY_H
#define PCC_HASH_FAMILY_H

#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

/** The functions of a family, on its own state (pcc_sha256_t and so on), which may be moved and copied as bytes. */
typedef struct pcc_hash_family {
    /** Begin; alg is a pcc_hash_alg_t of this family. */
    psa_status_t (*start)(void *state, unsigned alg);
    /** Message, in pieces of any size. PSA_ERROR_INVALID_ARGUMENT: more than the function is defined for. */
    psa_status_t (*update)(void *state, const uint8_t *in, size_t size);
    /** The hash, of `size` bytes as the table says. On error the caller wipes them. */
    psa_status_t (*finish)(void *state, uint8_t *out, size_t size);
} pcc_hash_family_t;

/** The state of a Merkle-Damgard hash between two blocks, in numbers of the machine. */
typedef struct pcc_hash_chain {
    uint64_t total[2]; /* bytes of message so far, low part first */
    union {
        uint32_t w32[8];
        uint64_t w64[8];
    } word;
    uint8_t block[128]; /* the beginning of a block that is not full yet */
} pcc_hash_chain_t;

#endif /* PCC_HASH_FAMILY_H */
