/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Reader of the vector files in tests/crypto/vectors: records of "name = hex" lines, blank line between records, lines
 * with # are remarks.
 */
#ifndef TESTS_CRYPTO_VECTORS_H
#define TESTS_CRYPTO_VECTORS_H

#include <stddef.h>
#include <stdint.h>

#define VEC_FIELDS_MAX 16
#define VEC_BYTES_MAX 12288

typedef struct vec_record {
    int line; /* where it begins, for messages */
    size_t field_count;
    struct {
        char name[24];
        char text[64]; /* the value as it stands (cut), for words and numbers */
        const uint8_t *bytes;
        size_t size;
    } field[VEC_FIELDS_MAX];
    uint8_t bytes[VEC_BYTES_MAX];
} vec_record_t;

/** Call `check` for every record of the file; fails the test if the file has not exactly `expected` records. */
void vec_for_each(const char *file, size_t expected, void (*check)(const vec_record_t *record));

/** The bytes of a field, its size in *size. A missing field fails the test. */
const uint8_t *vec_bytes(const vec_record_t *record, const char *name, size_t *size);

/** The text of a field, or NULL if it is not there. */
const char *vec_text(const vec_record_t *record, const char *name);

#endif /* TESTS_CRYPTO_VECTORS_H */
