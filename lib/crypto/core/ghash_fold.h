/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The part of the GHASH multiplication that does not depend on how the product is computed.
 */
#ifndef PCC_GHASH_FOLD_H
#define PCC_GHASH_FOLD_H

#include <stdint.h>

/*
 * y = the carry-less product v, lowest word first, in the field. The standard's bit order is reflected, so the 255-bit
 * product is one place too low (hence the shift), and x^128 = x^7 + x^2 + x + 1 folds the low words up.
 */
static inline void pcc_ghash_fold(uint64_t y[2], uint64_t v0, uint64_t v1, uint64_t v2, uint64_t v3)
{
    v3 = v3 << 1 | v2 >> 63;
    v2 = v2 << 1 | v1 >> 63;
    v1 = v1 << 1 | v0 >> 63;
    v0 = v0 << 1;

    v2 ^= v0 ^ v0 >> 1 ^ v0 >> 2 ^ v0 >> 7;
    v1 ^= v0 << 63 ^ v0 << 62 ^ v0 << 57;
    v3 ^= v1 ^ v1 >> 1 ^ v1 >> 2 ^ v1 >> 7;
    v2 ^= v1 << 63 ^ v1 << 62 ^ v1 << 57;
    y[0] = v3;
    y[1] = v2;
}

#endif /* PCC_GHASH_FOLD_H */
