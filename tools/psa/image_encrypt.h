/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The encryption of MCUboot images: ECIES on P-256 or X25519, AES in counter mode (lib/fwu/DESIGN.md section "Encrypted
 * images").
 */
#ifndef IMAGE_ENCRYPT_H
#define IMAGE_ENCRYPT_H

#include "image_key.h"
#include "image_write.h"

/** Who shall be able to read the image: the ctx of image_encrypt_body(). */
typedef struct image_recipient {
    image_key_t key;    /* the device's, its public half */
    uint16_t wrap_type; /* PFWU_TLV_ENC_... that goes with it */
    size_t key_size;    /* of the image key: 16 or 32 bytes */
} image_recipient_t;

/** The form of key wrap for keys of a kind, with HMAC-SHA-512 if that is wanted and there; 0: there is none. */
uint16_t image_wrap_type(image_key_kind_t kind, bool sha512);

/** The kind of key that a form takes; IMAGE_KEY_KINDS: an unknown form. */
image_key_kind_t image_wrap_kind(uint16_t wrap_type);

/** Bytes of a key wrap with an image key of this size. */
size_t image_wrap_size(uint16_t wrap_type, size_t key_size);

/** An image_encrypt_t: a fresh image key, the body under it (size 0: none), the key wrapped for the recipient. */
psa_status_t image_encrypt_body(void *ctx, uint8_t *body, size_t size, uint8_t *wrap, size_t wrap_size);

/** Decrypt a body in place with the device's private key. PSA_ERROR_INVALID_SIGNATURE: not wrapped for this key.
 *  PSA_ERROR_NOT_SUPPORTED: wrapped for another kind of key. */
psa_status_t image_decrypt_body(const image_key_t *key, const pfwu_image_t *image, const uint8_t *wrap, uint8_t *body);

#endif /* IMAGE_ENCRYPT_H */
