/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The body of an image where it stands encrypted.
 */
#include "body.h"

#include <string.h>

#define KEY_WRAP_MAX 129u /* P-256 with a key of 32 bytes */

static psa_status_t unwrap(const pfwu_component_t *component, const pfwu_place_t *place, const pfwu_image_t *image,
                           pfwu_body_t *body)
{
    uint8_t wrap[KEY_WRAP_MAX];
    if (image->key_wrap_size == 0 || image->key_wrap_size > sizeof wrap) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = pfwu_place_read(place, image->key_wrap_off, wrap, image->key_wrap_size);
    if (status != PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    return pfwu_cipher_unwrap(component->decrypt_key, image->key_wrap_type, wrap, image->key_wrap_size, &body->cipher);
}

psa_status_t pfwu_body_open(const pfwu_component_t *component, const pfwu_place_t *place, const pfwu_image_t *image,
                            pfwu_body_t *body)
{
    memset(body, 0, sizeof *body);
    if (component->decrypt_key == 0 || place->kind == PFWU_KIND_ACTIVE) {
        return PSA_SUCCESS;
    }
    body->off = image->header_size;
    body->size = image->body_size;
    if (place->kind == PFWU_KIND_DOWNLOAD) {
        return unwrap(component, place, image, body);
    }
    return pfwu_cipher_backup(component->decrypt_key, component->id, image->hash, &body->cipher);
}

psa_status_t pfwu_body_apply(const pfwu_body_t *body, uint32_t off, uint8_t *bytes, uint32_t size)
{
    uint32_t end = body->off + body->size;
    uint32_t from = off > body->off ? off : body->off;
    uint32_t to = off + size < end ? off + size : end;
    if (from >= to) {
        return PSA_SUCCESS;
    }
    return pfwu_cipher_apply(&body->cipher, from - body->off, &bytes[from - off], to - from);
}

void pfwu_body_close(pfwu_body_t *body)
{
    pfwu_cipher_end(&body->cipher);
    memset(body, 0, sizeof *body);
}
