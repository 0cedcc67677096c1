/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The encryption of MCUboot images: ECIES on P-256, AES in counter mode (lib/fwu/DESIGN.md section "Encrypted images").
 */
#ifndef IMAGE_ENCRYPT_H
#define IMAGE_ENCRYPT_H

#include "image_write.h"
#include "key_file.h"

/** Who shall be able to read the image: the ctx of image_encrypt_body(). */
typedef struct image_recipient {
    uint8_t point[KEY_FILE_POINT_SIZE]; /* the device's public key */
    size_t key_size;                    /* of the image key: 16 or 32 bytes */
} image_recipient_t;

/** Bytes of a key wrap with an image key of this size. */
#define IMAGE_WRAP_SIZE(key_size) (65u + 32u + (key_size))

/** An image_encrypt_t: a fresh image key, the body under it (size 0: none), the key wrapped for the recipient. */
psa_status_t image_encrypt_body(void *ctx, uint8_t *body, size_t size, uint8_t *wrap, size_t wrap_size);

/** Decrypt a body in place with the device's private key. PSA_ERROR_INVALID_SIGNATURE: not wrapped for this key. */
psa_status_t image_decrypt_body(const key_file_t *key, const pfwu_image_t *image, const uint8_t *wrap, uint8_t *body);

#endif /* IMAGE_ENCRYPT_H */
