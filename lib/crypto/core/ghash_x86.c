/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * GHASH for x86-64: with the carry-less multiplication of the processor where it has one (PCLMULQDQ, all but the
 * oldest).
 */
#include <wmmintrin.h>

#include "bytes.h"
#include "ghash.h"
#include "ghash_64.h"

/* All four products of halves at once; their 128-bit results meet in the middle. */
__attribute__((target("pclmul"))) static void hash_pclmul(uint64_t y[2], const uint64_t h[2], const uint8_t *blocks,
                                                          size_t count)
{
    const __m128i key = _mm_set_epi64x((long long)h[0], (long long)h[1]);

    for (; count > 0; count--) {
        __m128i a =
            _mm_set_epi64x((long long)(y[0] ^ pcc_get_be64(blocks)), (long long)(y[1] ^ pcc_get_be64(blocks + 8)));
        __m128i low = _mm_clmulepi64_si128(a, key, 0x00);
        __m128i high = _mm_clmulepi64_si128(a, key, 0x11);
        __m128i middle = _mm_xor_si128(_mm_clmulepi64_si128(a, key, 0x01), _mm_clmulepi64_si128(a, key, 0x10));
        low = _mm_xor_si128(low, _mm_slli_si128(middle, 8));
        high = _mm_xor_si128(high, _mm_srli_si128(middle, 8));
        pcc_ghash_fold(y, (uint64_t)_mm_cvtsi128_si64(low), (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(low, low)),
                       (uint64_t)_mm_cvtsi128_si64(high), (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(high, high)));
        blocks += PCC_GHASH_BLOCK_SIZE;
    }
}

static void hash_64(uint64_t y[2], const uint64_t h[2], const uint8_t *blocks, size_t count)
{
    for (; count > 0; count--) {
        y[0] ^= pcc_get_be64(blocks);
        y[1] ^= pcc_get_be64(blocks + 8);
        pcc_ghash_multiply_64(y, h);
        blocks += PCC_GHASH_BLOCK_SIZE;
    }
}

void pcc_ghash(uint64_t y[2], const uint64_t h[2], const uint8_t *blocks, size_t count)
{
    if (__builtin_cpu_supports("pclmul")) {
        hash_pclmul(y, h, blocks, count);
    } else {
        hash_64(y, h, blocks, count);
    }
}
