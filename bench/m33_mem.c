/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The two functions of the C library that a boot stage needs, small instead of fast.
 */
#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int value, size_t size);

__attribute__((used, optimize("no-tree-loop-distribute-patterns"))) void *memcpy(void *restrict to,
                                                                                 const void *restrict from, size_t size)
{
    char *t = to;
    for (const char *f = from; size > 0; size--) {
        *t++ = *f++;
    }
    return to;
}

__attribute__((used, optimize("no-tree-loop-distribute-patterns"))) void *memset(void *to, int value, size_t size)
{
    for (char *t = to; size > 0; size--) {
        *t++ = (char)value;
    }
    return to;
}
