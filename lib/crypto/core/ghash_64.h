/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * GHASH multiplication with the integer multiplication of a 64-bit processor.
 */
#ifndef PCC_GHASH_64_H
#define PCC_GHASH_64_H

#include "ghash_fold.h"

/*
 * Carry-less product of x and y, low 64 bits. Each factor is cut into four with every fourth bit, so that the ordinary
 * product has room for the sums: at bit position p at most p / 4 + 1 terms meet, which fits four bits everywhere but at
 * the very top, where the carry leaves the word.
 */
static inline uint64_t pcc_clmul_low(uint64_t x, uint64_t y)
{
    const uint64_t m0 = 0x1111111111111111u, m1 = m0 << 1, m2 = m0 << 2, m3 = m0 << 3;
    uint64_t x0 = x & m0, x1 = x & m1, x2 = x & m2, x3 = x & m3;
    uint64_t y0 = y & m0, y1 = y & m1, y2 = y & m2, y3 = y & m3;

    return (((x0 * y0) ^ (x1 * y3) ^ (x2 * y2) ^ (x3 * y1)) & m0) |
           (((x0 * y1) ^ (x1 * y0) ^ (x2 * y3) ^ (x3 * y2)) & m1) |
           (((x0 * y2) ^ (x1 * y1) ^ (x2 * y0) ^ (x3 * y3)) & m2) |
           (((x0 * y3) ^ (x1 * y2) ^ (x2 * y1) ^ (x3 * y0)) & m3);
}

static inline uint64_t pcc_swap_bits(uint64_t x, uint64_t mask, unsigned shift)
{
    return (x & mask) << shift | (x >> shift & mask);
}

static inline uint64_t pcc_reverse_bits(uint64_t x)
{
    x = pcc_swap_bits(x, 0x5555555555555555u, 1);
    x = pcc_swap_bits(x, 0x3333333333333333u, 2);
    x = pcc_swap_bits(x, 0x0f0f0f0f0f0f0f0fu, 4);
    x = pcc_swap_bits(x, 0x00ff00ff00ff00ffu, 8);
    x = pcc_swap_bits(x, 0x0000ffff0000ffffu, 16);
    return x << 32 | x >> 32;
}

/*
 * y = y * h, SP 800-38D section 6.3. The high half of a 64-bit product is the low half of the product of the reversed
 * factors, reversed. Karatsuba makes three products of four.
 */
static inline void pcc_ghash_multiply_64(uint64_t y[2], const uint64_t h[2])
{
    uint64_t a1 = y[0], a0 = y[1], b1 = h[0], b0 = h[1];
    uint64_t ra1 = pcc_reverse_bits(a1), ra0 = pcc_reverse_bits(a0);
    uint64_t rb1 = pcc_reverse_bits(b1), rb0 = pcc_reverse_bits(b0);

    uint64_t low = pcc_clmul_low(a0, b0), high = pcc_clmul_low(a1, b1);
    uint64_t middle = pcc_clmul_low(a0 ^ a1, b0 ^ b1) ^ low ^ high;
    uint64_t low_r = pcc_clmul_low(ra0, rb0), high_r = pcc_clmul_low(ra1, rb1);
    uint64_t middle_r = pcc_clmul_low(ra0 ^ ra1, rb0 ^ rb1) ^ low_r ^ high_r;

    pcc_ghash_fold(y, low, pcc_reverse_bits(low_r) >> 1 ^ middle, high ^ pcc_reverse_bits(middle_r) >> 1,
                   pcc_reverse_bits(high_r) >> 1);
}

#endif /* PCC_GHASH_64_H */
