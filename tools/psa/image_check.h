/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Image files in memory: as a source for the parser, and checked against public keys.
 */
#ifndef IMAGE_CHECK_H
#define IMAGE_CHECK_H

#include "image_key.h"
#include "lib/fwu/image.h"
#include "tool.h"

/** Room for a version as pfwu_version_text() writes it, bytes. */
#define IMAGE_VERSION_TEXT_SIZE 25u

/** Keys that are tried at most. */
#define IMAGE_KEYS_MAX 8u

/** The bytes as the parser's source; they must stay where they are. */
pfwu_image_source_t image_source(const tool_bytes_t *bytes);

/** The hash of a parsed image, of its kind, with the body as it stands there. */
psa_status_t image_hash(const tool_bytes_t *bytes, const pfwu_image_t *image, uint8_t hash[PFWU_HASH_MAX]);

/** Whether the hash in a parsed image is that. */
bool image_hash_matches(const tool_bytes_t *bytes, const pfwu_image_t *image);

/**
 * Well formed, unchanged, signed with one of these keys, nothing behind it but erased flash? By the boot engine's
 * parser. An image that holds its whole public key is looked at as if it held the key's hash. *key is the one that
 * signed it.
 *
 * PFWU_IMAGE_OK, or what is wrong. *status is PSA_SUCCESS unless the cryptography fails: then nothing is known.
 */
pfwu_image_fault_t image_verdict(const tool_bytes_t *bytes, const image_key_t *keys, size_t count, pfwu_image_t *image,
                                 size_t *key, psa_status_t *status);

/** The same; false after an error line. `image` may be NULL. */
bool image_check(const char *path, const tool_bytes_t *bytes, const image_key_t *keys, size_t count,
                 pfwu_image_t *image);

#endif /* IMAGE_CHECK_H */
