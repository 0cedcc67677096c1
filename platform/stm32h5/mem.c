/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * memcpy(), memset() and memcmp() of a boot stage (PSA_SMALL_MEM): those of the C library are unrolled and take some
 * 450 bytes more, while a stage's time goes by in flash and in hashing, which copies little. They replace the C
 * library's because the linker takes the first that it finds, and ours are linked before.
 */
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);

/* The compiler must not make calls of themselves out of the loops. */
#define LOOP __attribute__((used, optimize("no-tree-loop-distribute-patterns")))

LOOP void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    unsigned char *t = (unsigned char *)to;

    for (const unsigned char *f = (const unsigned char *)from; size > 0; size--) {
        *t++ = *f++;
    }
    return to;
}

LOOP void *memset(void *to, int value, size_t size)
{
    for (unsigned char *t = (unsigned char *)to; size > 0; size--) {
        *t++ = (unsigned char)value;
    }
    return to;
}

LOOP int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *x = (const unsigned char *)a;

    for (const unsigned char *y = (const unsigned char *)b; size > 0; size--, x++, y++) {
        if (*x != *y) {
            return *x < *y ? -1 : 1;
        }
    }
    return 0;
}
