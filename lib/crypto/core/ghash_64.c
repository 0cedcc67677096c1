/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * GHASH for 64-bit processors.
 */
#include "bytes.h"
#include "ghash.h"
#include "ghash_64.h"

void pcc_ghash(uint64_t y[2], const uint64_t h[2], const uint8_t *blocks, size_t count)
{
    for (; count > 0; count--) {
        y[0] ^= pcc_get_be64(blocks);
        y[1] ^= pcc_get_be64(blocks + 8);
        pcc_ghash_multiply_64(y, h);
        blocks += PCC_GHASH_BLOCK_SIZE;
    }
}
