/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key files: PEM with P-256 keys, as openssl and imgtool write and read them.
 */
#ifndef KEY_FILE_H
#define KEY_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Sizes, bytes: a P-256 private key, its public point (uncompressed), that point as SubjectPublicKeyInfo (RFC 5480). */
#define KEY_FILE_PRIVATE_SIZE 32u
#define KEY_FILE_POINT_SIZE 65u
#define KEY_FILE_SPKI_SIZE 91u

/** A key from a file. Wipe it with key_file_wipe() if it has a private part. */
typedef struct key_file {
    bool has_private;
    uint8_t private_key[KEY_FILE_PRIVATE_SIZE];
    uint8_t point[KEY_FILE_POINT_SIZE]; /* 04 || X || Y */
} key_file_t;

/** Read a PEM file: "PRIVATE KEY" (PKCS#8), "EC PRIVATE KEY" (RFC 5915) or "PUBLIC KEY" (RFC 5480), P-256 only. The public
 *  point of a private key is computed, not trusted. False after an error line; key is zeroed. */
bool key_file_read(const char *path, key_file_t *key);

/** Write the public half, or the private key (mode 0600). False after an error line. */
bool key_file_write_public(const char *path, const uint8_t point[KEY_FILE_POINT_SIZE]);
bool key_file_write_private(const char *path, const key_file_t *key);

/** The point as SubjectPublicKeyInfo, whose SHA-256 is MCUboot's key hash. */
void key_file_spki(const uint8_t point[KEY_FILE_POINT_SIZE], uint8_t spki[KEY_FILE_SPKI_SIZE]);

void key_file_wipe(key_file_t *key);

#endif /* KEY_FILE_H */
