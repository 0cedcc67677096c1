/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * GHASH for 32-bit processors with a multiplication of 32 by 32 to 64 bits, as the Cortex-M33's, that takes the same
 * time for all values.
 */
#include "bytes.h"
#include "ghash.h"
#include "ghash_fold.h"

/*
 * Carry-less product. Each factor is cut into four with every fourth bit, so that the ordinary product has room for the
 * sums: at most 8 terms meet at a bit position, which fits the four bits.
 */
static uint64_t clmul(uint32_t x, uint32_t y)
{
    const uint32_t m0 = 0x11111111u, m1 = m0 << 1, m2 = m0 << 2, m3 = m0 << 3;
    const uint64_t w0 = 0x1111111111111111u, w1 = w0 << 1, w2 = w0 << 2, w3 = w0 << 3;
    uint64_t x0 = x & m0, x1 = x & m1, x2 = x & m2, x3 = x & m3;
    uint32_t y0 = y & m0, y1 = y & m1, y2 = y & m2, y3 = y & m3;

    return (((x0 * y0) ^ (x1 * y3) ^ (x2 * y2) ^ (x3 * y1)) & w0) |
           (((x0 * y1) ^ (x1 * y0) ^ (x2 * y3) ^ (x3 * y2)) & w1) |
           (((x0 * y2) ^ (x1 * y1) ^ (x2 * y0) ^ (x3 * y3)) & w2) |
           (((x0 * y3) ^ (x1 * y2) ^ (x2 * y1) ^ (x3 * y0)) & w3);
}

/* 64 by 64 to 128 bits, low word first; Karatsuba makes three products of four. */
static void clmul_64(uint64_t z[2], uint64_t x, uint64_t y)
{
    uint32_t x0 = (uint32_t)x, x1 = (uint32_t)(x >> 32), y0 = (uint32_t)y, y1 = (uint32_t)(y >> 32);
    uint64_t low = clmul(x0, y0), high = clmul(x1, y1);
    uint64_t middle = clmul(x0 ^ x1, y0 ^ y1) ^ low ^ high;

    z[0] = low ^ middle << 32;
    z[1] = high ^ middle >> 32;
}

static void multiply(uint64_t y[2], const uint64_t h[2])
{
    uint64_t low[2], high[2], middle[2];

    clmul_64(low, y[1], h[1]);
    clmul_64(high, y[0], h[0]);
    clmul_64(middle, y[0] ^ y[1], h[0] ^ h[1]);
    middle[0] ^= low[0] ^ high[0];
    middle[1] ^= low[1] ^ high[1];
    pcc_ghash_fold(y, low[0], low[1] ^ middle[0], high[0] ^ middle[1], high[1]);
}

void pcc_ghash(uint64_t y[2], const uint64_t h[2], const uint8_t *blocks, size_t count)
{
    for (; count > 0; count--) {
        y[0] ^= pcc_get_be64(blocks);
        y[1] ^= pcc_get_be64(blocks + 8);
        multiply(y, h);
        blocks += PCC_GHASH_BLOCK_SIZE;
    }
}
