/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * memcpy() and the like of a boot stage (PSA_SMALL_MEM): those of the C library are unrolled and take some
 * 650 bytes more, while a stage's time goes by in flash and in hashing, which copies little. They replace the C
 * library's because the linker takes the first that it finds, and ours are linked before.
 */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);
void *memchr(const void *bytes, int value, size_t size);
size_t strlen(const char *text);

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

LOOP void *memchr(const void *bytes, int value, size_t size)
{
    for (const unsigned char *b = (const unsigned char *)bytes; size > 0; size--, b++) {
        if (*b == (unsigned char)value) {
            return (void *)(uintptr_t)b;
        }
    }
    return NULL;
}

LOOP size_t strlen(const char *text)
{
    size_t length = 0;

    while (text[length] != 0) {
        length++;
    }
    return length;
}
