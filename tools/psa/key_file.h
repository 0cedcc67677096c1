/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key files: PEM with keys on P-256, P-384 and P-521, as openssl and imgtool write and read them. Keys of images:
 * image_key.h.
 */
#ifndef KEY_FILE_H
#define KEY_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "der.h"
#include "tool.h"

/** Sizes, bytes, the largest of any curve, P-521: a private key, its public point (uncompressed), that point as
 *  SubjectPublicKeyInfo (RFC 5480). */
#define KEY_FILE_PRIVATE_MAX 66u
#define KEY_FILE_POINT_MAX 133u
#define KEY_FILE_SPKI_MAX 158u

/** A key from a file. Wipe it with key_file_wipe() if it has a private part. */
typedef struct key_file {
    bool has_private;
    uint16_t bits;       /* of the curve: 256, 384 or 521 */
    size_t private_size; /* bytes, also where there is no private part */
    size_t point_size;
    uint8_t private_key[KEY_FILE_PRIVATE_MAX];
    uint8_t point[KEY_FILE_POINT_MAX]; /* 04 || X || Y */
} key_file_t;

/** Read a PEM file: "PRIVATE KEY" (PKCS#8), "EC PRIVATE KEY" (RFC 5915) or "PUBLIC KEY" (RFC 5480). The public point of
 *  a private key is computed, not trusted. False after an error line; key is zeroed. */
bool key_file_read_curve(const char *path, key_file_t *key);

/** The same from a file that was read; `path` is its name in the error line. */
bool key_file_of_bytes(const char *path, const tool_bytes_t *file, key_file_t *key);

/** The same from DER that stood under one of these labels; no error line. */
bool key_file_parse(const char *label, uint8_t *der, size_t size, key_file_t *key);

/** Write a public point of any of the curves. False after an error line. */
bool key_file_write_public(const char *path, const uint8_t *point, size_t point_size);

/** A key pair as PKCS#8, as openssl genpkey writes it, in front of what is there. */
void key_file_put_pkcs8(der_writer_t *der, const uint8_t *private_key, size_t private_size, const uint8_t *point,
                        size_t point_size);

/** A point of any of the curves as SubjectPublicKeyInfo; returns the size, 0 if it is none. */
size_t key_file_spki_curve(const uint8_t *point, size_t point_size, uint8_t spki[KEY_FILE_SPKI_MAX]);

/** A public point as PEM text, without an end mark. False if it is no point of the curves. */
#define KEY_FILE_PEM_MAX 512u
bool key_file_public_pem(const uint8_t *point, size_t point_size, char pem[KEY_FILE_PEM_MAX], size_t *size);

/** Write a PKCS#10 request. False after an error line. */
bool key_file_write_request(const char *path, const uint8_t *der, size_t size);

void key_file_wipe(key_file_t *key);

#endif /* KEY_FILE_H */
