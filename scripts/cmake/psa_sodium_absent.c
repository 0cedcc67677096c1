/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the files of libsodium that are compiled for Ed25519 (psa_sodium.cmake) name and libpsa has not: heap, a
 * generator of random bytes, and what is called on misuse. None of the functions that libpsa calls reach them. There is
 * never memory; the other two end the program.
 */
#include <stddef.h>

void *psa_sodium_no_heap(size_t size);
void psa_sodium_no_free(void *p);
void psa_sodium_no_random(void *out, size_t size);
void psa_sodium_misuse(void);

void *psa_sodium_no_heap(size_t size)
{
    (void)size;
    return NULL;
}

void psa_sodium_no_free(void *p)
{
    (void)p;
}

void psa_sodium_no_random(void *out, size_t size)
{
    (void)out;
    (void)size;
    __builtin_trap();
}

void psa_sodium_misuse(void)
{
    __builtin_trap();
}
