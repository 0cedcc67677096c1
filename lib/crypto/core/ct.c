/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Wiping, equality and selection that the compiler can neither drop nor turn into branches.
 */
#include "ct.h"

#include <string.h>

#include "psa/error.h"

/* The value barrier: the compiler must assume that the value changed, so it can't see that a mask has only two values
 * and make a branch of it (as clang does at -Os). */
static inline uint32_t barrier_u32(uint32_t v)
{
    __asm__ volatile("" : "+r"(v));
    return v;
}

void pcc_wipe(void *p, size_t size)
{
    if (size == 0) {
        return;
    }
    memset(p, 0, size);
    /* The memory is "read" here, so the stores above are live. */
    __asm__ volatile("" : : "r"(p) : "memory");
}

bool pcc_equal(const void *a, const void *b, size_t size)
{
    const uint8_t *x = (const uint8_t *)a;
    const uint8_t *y = (const uint8_t *)b;
    uint32_t diff = 0;

    for (size_t i = 0; i < size; i++) {
        diff = barrier_u32(diff | (uint32_t)(x[i] ^ y[i]));
    }
    /* diff is below 256: the subtraction borrows only from 0. */
    return (bool)(barrier_u32(diff - 1u) >> 31);
}

/* Blocks of 16 bytes in one piece where the processor can: AES in hardware reads them so, and would wait for narrower
 * writes. */
#if defined(__SSE2__)
typedef uint64_t piece_t __attribute__((vector_size(16)));
#else
typedef uintptr_t piece_t;
#endif

void pcc_xor(uint8_t *out, const uint8_t *a, const uint8_t *b, size_t size)
{
    size_t i = 0;

    for (; size - i >= sizeof(piece_t); i += sizeof(piece_t)) {
        piece_t x, y;
        memcpy(&x, a + i, sizeof x);
        memcpy(&y, b + i, sizeof y);
        x ^= y;
        memcpy(out + i, &x, sizeof x);
    }
    for (; i < size; i++) {
        out[i] = a[i] ^ b[i];
    }
}

uint32_t pcc_mask(bool cond)
{
    return barrier_u32(0u - (uint32_t)cond);
}

uint32_t pcc_mask_zero(uint32_t v)
{
    /* The top bit of ~v & (v - 1) is set for 0 alone. */
    return barrier_u32(0u - (barrier_u32(~v & (v - 1u)) >> 31));
}

uint32_t pcc_mask_less(uint32_t a, uint32_t b)
{
    return barrier_u32(0u - (barrier_u32(a - b) >> 31));
}

int32_t pcc_verdict(bool good, int32_t error)
{
    return (int32_t)((uint32_t)error & ~pcc_mask(good));
}

int32_t pcc_verdict_twice(const void *a, const void *b, size_t size, int32_t error)
{
    volatile int32_t first = pcc_verdict(pcc_equal(a, b, size), error);
    volatile int32_t second = pcc_verdict(pcc_equal(b, a, size), error);

    return (int32_t)((uint32_t)first | (uint32_t)second);
}

int32_t pcc_refused(int32_t status)
{
    /* By arithmetic on what the compiler knows nothing of: it would take the test that led here for granted. */
    uint32_t value = barrier_u32((uint32_t)status);
    return (int32_t)(value | ((uint32_t)PSA_ERROR_CORRUPTION_DETECTED & pcc_mask_zero(value)));
}

void pcc_select(uint32_t mask, uint8_t *dst, const uint8_t *src, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        uint8_t m = (uint8_t)barrier_u32(mask);
        dst[i] = (uint8_t)(dst[i] ^ (m & (dst[i] ^ src[i])));
    }
}
