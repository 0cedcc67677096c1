/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Verification of an image file: the strict parser of the boot engine, then hash, key and signature.
 */
#include "image_check.h"

#include <stdlib.h>
#include <string.h>

#include "lib/crypto/core/bytes.h"
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

psa_status_t image_hash(const tool_bytes_t *bytes, const pfwu_image_t *image, uint8_t hash[PFWU_HASH_MAX])
{
    size_t size = 0;
    psa_algorithm_t alg = image->hash_size == 48 ? PSA_ALG_SHA_384 : PSA_ALG_SHA_256;
    memset(hash, 0, PFWU_HASH_MAX);
    return psa_hash_compute(alg, bytes->p, image->signed_size, hash, PFWU_HASH_MAX, &size);
}

bool image_hash_matches(const tool_bytes_t *bytes, const pfwu_image_t *image)
{
    uint8_t hash[PFWU_HASH_MAX];
    return image_hash(bytes, image, hash) == PSA_SUCCESS && memcmp(hash, image->hash, image->hash_size) == 0;
}

/* --- Whole public keys -------------------------------------------------------------------------------------------- */

/* The record with a whole public key, if there is one outside the signature. */
static bool find_public_key(const tool_bytes_t *bytes, pfwu_image_t *image, pfwu_tlv_t *found)
{
    pfwu_image_source_t source = image_source(bytes);
    uint32_t cursor = 0;
    if (pfwu_image_parse_header(&source, image) != PFWU_IMAGE_OK) {
        return false;
    }
    while (pfwu_image_tlv(&source, image, &cursor, found) == PFWU_IMAGE_OK && found->off != 0) {
        if (!found->is_protected && found->type == PFWU_TLV_PUBKEY) {
            return true;
        }
    }
    return false;
}

/* The key of these that a record holds, `count` if it is none. */
static size_t find_key(const uint8_t *spki, size_t size, const image_key_t *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t own[IMAGE_KEY_SPKI_MAX];
        size_t own_size = image_key_spki(&keys[i], own);
        if (own_size == size && memcmp(own, spki, size) == 0) {
            return i;
        }
    }
    return count;
}

/* A copy of the image with the hash of its public key in place of the key; the records around it stay. */
static bool with_key_hash(const tool_bytes_t *bytes, const image_key_t *keys, size_t count, tool_bytes_t *copy)
{
    pfwu_image_t image;
    pfwu_tlv_t tlv;
    uint8_t hash[PFWU_HASH_MAX];
    *copy = (tool_bytes_t){ NULL, 0 };
    if (!find_public_key(bytes, &image, &tlv)) {
        return false;
    }
    size_t key = find_key(bytes->p + tlv.off, tlv.size, keys, count);
    size_t hash_size = key < count ? image_key_hash_size(keys[key].kind) : 0;
    if (key == count || image_key_hash(&keys[key], hash) != PSA_SUCCESS) {
        return false;
    }
    size_t shrunk = tlv.size - hash_size, after = tlv.off + tlv.size;
    copy->size = bytes->size - shrunk;
    copy->p = malloc(copy->size);
    if (copy->p == NULL) {
        return false;
    }
    memcpy(copy->p, bytes->p, tlv.off);
    memcpy(copy->p + tlv.off, hash, hash_size);
    memcpy(copy->p + tlv.off + hash_size, bytes->p + after, bytes->size - after);
    pcc_put_le16(copy->p + tlv.off - 4u, PFWU_TLV_KEYHASH);
    pcc_put_le16(copy->p + tlv.off - 2u, (uint16_t)hash_size);
    pcc_put_le16(copy->p + image.signed_size + 2u, (uint16_t)(image.total_size - image.signed_size - shrunk));
    return true;
}

/* --- Verdict ------------------------------------------------------------------------------------------------------ */

/* The key that an image names, of the kind of its signature. */
static size_t find_signer(const pfwu_image_t *image, const image_key_t *keys, size_t count, psa_status_t *status)
{
    for (size_t i = 0; i < count; i++) {
        uint8_t hash[PFWU_HASH_MAX];
        if (image_key_signature_type(keys[i].kind) != image->signature_type ||
            image_key_hash_size(keys[i].kind) != image->hash_size) {
            continue;
        }
        *status = image_key_hash(&keys[i], hash);
        if (*status != PSA_SUCCESS || memcmp(hash, image->key_hash, image->hash_size) == 0) {
            return i;
        }
    }
    return count;
}

static bool is_blank(const tool_bytes_t *bytes, size_t from)
{
    for (size_t i = from; i < bytes->size; i++) {
        if (bytes->p[i] != 0xffu) {
            return false;
        }
    }
    return true;
}

static pfwu_image_fault_t judge(const tool_bytes_t *bytes, const image_key_t *keys, size_t count, pfwu_image_t *image,
                                size_t *key, psa_status_t *status)
{
    uint8_t signature[4096];
    uint32_t size = 0;
    pfwu_image_source_t source = image_source(bytes);
    pfwu_image_fault_t fault = pfwu_image_parse_signature(&source, image, signature, sizeof(signature), &size);
    if (fault != PFWU_IMAGE_OK) {
        return fault;
    }
    *key = find_signer(image, keys, count, status);
    if (*key == count || *status != PSA_SUCCESS) {
        return PFWU_IMAGE_KEY_UNKNOWN;
    }
    if (!image_hash_matches(bytes, image)) {
        return PFWU_IMAGE_HASH_WRONG;
    }
    if (size == 0) {
        return PFWU_IMAGE_ALG_UNSUPPORTED;
    }
    *status = image_key_verify(&keys[*key], image->hash, signature, size);
    if (*status == PSA_ERROR_INVALID_SIGNATURE) {
        *status = PSA_SUCCESS;
        return PFWU_IMAGE_SIGNATURE_WRONG;
    }
    return is_blank(bytes, image->total_size) ? PFWU_IMAGE_OK : PFWU_IMAGE_TRAILING;
}

pfwu_image_fault_t image_verdict(const tool_bytes_t *bytes, const image_key_t *keys, size_t count, pfwu_image_t *image,
                                 size_t *key, psa_status_t *status)
{
    tool_bytes_t copy;
    *key = count;
    *status = PSA_SUCCESS;
    bool copied = with_key_hash(bytes, keys, count, &copy);
    pfwu_image_fault_t fault = judge(copied ? &copy : bytes, keys, count, image, key, status);
    tool_bytes_free(&copy);
    return fault;
}

bool image_check(const char *path, const tool_bytes_t *bytes, const image_key_t *keys, size_t count,
                 pfwu_image_t *image)
{
    pfwu_image_t parsed;
    size_t key = count;
    psa_status_t status = PSA_SUCCESS;
    pfwu_image_fault_t fault = image_verdict(bytes, keys, count, &parsed, &key, &status);
    if (image != NULL) {
        *image = parsed;
    }
    if (status != PSA_SUCCESS) {
        tool_fail("%s: not verified: %s", path, tool_status_text(status));
    } else if (fault == PFWU_IMAGE_HASH_WRONG && (parsed.flags & PFWU_IMAGE_ENCRYPTED) != 0) {
        tool_fail("%s: refused: %s, or is encrypted (psa image decrypt)", path, pfwu_image_fault_text(fault));
    } else if (fault >= PFWU_IMAGE_NOT_ENCRYPTED && fault <= PFWU_IMAGE_TRAILING) {
        tool_fail("%s: refused: %s", path, pfwu_image_fault_text(fault));
    } else if (fault != PFWU_IMAGE_OK) {
        tool_fail("%s: not a valid image: %s", path, pfwu_image_fault_text(fault));
    }
    return status == PSA_SUCCESS && fault == PFWU_IMAGE_OK;
}
