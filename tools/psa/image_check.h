/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Image files in memory: as a source for the parser, and checked against a public key.
 */
#ifndef IMAGE_CHECK_H
#define IMAGE_CHECK_H

#include "key_file.h"
#include "lib/fwu/image.h"
#include "tool.h"

/** Room for a version as pfwu_version_text() writes it, bytes. */
#define IMAGE_VERSION_TEXT_SIZE 25u

/** The bytes as the parser's source; they must stay where they are. */
pfwu_image_source_t image_source(const tool_bytes_t *bytes);

/** MCUboot's key hash: SHA-256 of the public key as SubjectPublicKeyInfo. */
psa_status_t image_key_hash(const uint8_t point[KEY_FILE_POINT_SIZE], uint8_t hash[32]);

/** Whether the hash in a parsed image is that of the bytes, with the body as it stands there. */
bool image_hash_matches(const tool_bytes_t *bytes, const pfwu_image_t *image);

/** Well formed, unchanged, and signed with this key? False after an error line. `image` may be NULL. */
bool image_check(const char *path, const tool_bytes_t *bytes, const key_file_t *key, pfwu_image_t *image);

#endif /* IMAGE_CHECK_H */
