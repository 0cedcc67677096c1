/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The body of an image at a place, where it stands encrypted: which bytes these are and under which key. Only the
 * active area holds bodies of encrypting components in plain.
 */
#ifndef PFWU_BODY_H
#define PFWU_BODY_H

#include "cipher.h"
#include "table.h"

/** An open body. All zeros: what is there stands in plain. */
typedef struct pfwu_body {
    pfwu_cipher_t cipher;
    uint32_t off; /* from the image's start */
    uint32_t size;
} pfwu_body_t;

/**
 * Open the body of a parsed image at a place. Close it with pfwu_body_close(), also after an error.
 *
 * PSA_ERROR_INVALID_ARGUMENT   the component's images come encrypted and this one does not
 * PSA_ERROR_INVALID_SIGNATURE  the image key does not open
 * PSA_ERROR_STORAGE_FAILURE    the wrapped key can't be read
 * others                       of the cryptography
 */
PLAT_MUST_USE psa_status_t pfwu_body_open(const pfwu_component_t *component, const pfwu_place_t *place,
                                          const pfwu_image_t *image, pfwu_body_t *body);

/** Between plain and as it stands there, in both directions: bytes at `off` of the image, in place. */
PLAT_MUST_USE psa_status_t pfwu_body_apply(const pfwu_body_t *body, uint32_t off, uint8_t *bytes, uint32_t size);

void pfwu_body_close(pfwu_body_t *body);

#endif /* PFWU_BODY_H */
