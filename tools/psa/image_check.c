/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Verification of an image file: the strict parser of the boot engine, then hash, key and signature.
 */
#include "image_check.h"

#include <string.h>

#include "psa/crypto.h"

static psa_status_t read_memory(const void *ctx, uint32_t off, void *dst, uint32_t size)
{
    const tool_bytes_t *bytes = ctx;
    if (off > bytes->size || size > bytes->size - off) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memcpy(dst, bytes->p + off, size);
    return PSA_SUCCESS;
}

pfwu_image_source_t image_source(const tool_bytes_t *bytes)
{
    return (pfwu_image_source_t){ read_memory, bytes, (uint32_t)bytes->size };
}

static psa_status_t sha256(const uint8_t *p, size_t size, uint8_t hash[32])
{
    size_t length = 0;
    return psa_hash_compute(PSA_ALG_SHA_256, p, size, hash, 32, &length);
}

psa_status_t image_key_hash(const uint8_t point[KEY_FILE_POINT_SIZE], uint8_t hash[32])
{
    uint8_t spki[KEY_FILE_SPKI_SIZE];
    key_file_spki(point, spki);
    return sha256(spki, sizeof(spki), hash);
}

static psa_status_t check_signature(const key_file_t *key, const pfwu_image_source_t *source, const pfwu_image_t *image)
{
    uint8_t signature[PFWU_IMAGE_ECDSA_MAX];
    uint32_t size = 0;
    if (pfwu_image_signature(source, image, signature, sizeof(signature), &size) != PFWU_IMAGE_OK) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_HASH);
    psa_key_id_t id = PSA_KEY_ID_NULL;
    psa_status_t status = psa_import_key(&attributes, key->point, key->point_size, &id);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = psa_verify_hash(id, PSA_ALG_ECDSA(PSA_ALG_SHA_256), image->hash, image->hash_size, signature, size);
    psa_status_t destroyed = psa_destroy_key(id);
    return status != PSA_SUCCESS ? status : destroyed;
}

bool image_hash_matches(const tool_bytes_t *bytes, const pfwu_image_t *image)
{
    uint8_t hash[PFWU_IMAGE_HASH_MAX];
    size_t size = 0;
    psa_algorithm_t alg = image->hash_size == 32 ? PSA_ALG_SHA_256 : PSA_ALG_SHA_384;
    return psa_hash_compute(alg, bytes->p, image->signed_size, hash, sizeof(hash), &size) == PSA_SUCCESS &&
           size == image->hash_size && memcmp(hash, image->hash, size) == 0;
}

bool image_check(const char *path, const tool_bytes_t *bytes, const key_file_t *key, pfwu_image_t *image)
{
    pfwu_image_source_t source = image_source(bytes);
    pfwu_image_t parsed;
    if (image == NULL) {
        image = &parsed;
    }
    pfwu_image_fault_t fault = pfwu_image_parse(&source, image);
    if (fault != PFWU_IMAGE_OK) {
        tool_fail("%s: not a valid image: %s", path, pfwu_image_fault_text(fault));
        return false;
    }
    uint8_t hash[32];
    if (!image_hash_matches(bytes, image)) {
        tool_fail("%s: refused: the hash does not match, %s", path,
                  (image->flags & PFWU_IMAGE_ENCRYPTED) != 0
                      ? "the image is encrypted (psa image decrypt) or was changed"
                      : "the image was changed");
        return false;
    }
    if (image_key_hash(key->point, hash) != PSA_SUCCESS || image->hash_size != sizeof(hash) ||
        memcmp(hash, image->key_hash, sizeof(hash)) != 0) {
        tool_fail("%s: refused: signed with another key", path);
        return false;
    }
    psa_status_t status = check_signature(key, &source, image);
    if (status != PSA_SUCCESS) {
        tool_fail("%s: refused: %s", path, tool_status_text(status));
    }
    return status == PSA_SUCCESS;
}
