/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Reading tests/vectors/attest: the manifest, the tokens, the test keys. Anything amiss fails the running test.
 */
#ifndef TESTS_ATTEST_VECTORS_H
#define TESTS_ATTEST_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Entries of the manifest, so that a lost one is noticed. */
#define ATTEST_VECTOR_COUNT 57u
#define ATTEST_TOKEN_MAX 2048u

/** One entry. */
typedef struct attest_vector {
    char file[64];
    char profile[64];
    char alg[16];
    char key[96];     /* name in attest-keys.json, or "" if the key is in the entry */
    char scalar[160]; /* private scalar or secret in hex of a key in the entry, or "" */
    char expect[16];
    char reason[64]; /* "" for a valid one */
    size_t length;
    uint8_t token[ATTEST_TOKEN_MAX];
} attest_vector_t;

/** Read the manifest and its tokens: ATTEST_VECTOR_COUNT entries, which live until the program ends. */
const attest_vector_t *attest_vectors(void);

/** The entry with this file name, without folder and ".cbor". */
const attest_vector_t *attest_vector(const char *name);

/** A field of a key in attest-keys.json as bytes. Returns the number of bytes. */
size_t attest_key(const char *key, const char *field, uint8_t *out, size_t capacity);

/** Bytes of a hex text. Returns their number. */
size_t attest_unhex(const char *hex, uint8_t *out, size_t capacity);

#endif /* TESTS_ATTEST_VECTORS_H */
