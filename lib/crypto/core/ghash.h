/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * GHASH (SP 800-38D section 6.4): the hash in GF(2^128) of GCM. One file implements it for the processor: ghash_64.c,
 * ghash_32.c, ghash_x86.c. None uses tables; all take the same time for all values.
 */
#ifndef PCC_GHASH_H
#define PCC_GHASH_H

#include <stddef.h>
#include <stdint.h>

/** Bytes of a block. */
#define PCC_GHASH_BLOCK_SIZE 16u

/** For each of `count` blocks: y = (y xor block) * h. Elements of the field are two words, the high half first. */
void pcc_ghash(uint64_t y[2], const uint64_t h[2], const uint8_t *blocks, size_t count);

#endif /* PCC_GHASH_H */
