/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Authenticity of images. Decisions are kept as pfwu_bool_t and looked at twice, so that one skipped or bent instruction
 * does not make a bad image good.
 */
#include "authentic.h"

#include <string.h>

#include "body.h"

#define READS 3u /* of the fields of an image, after its hash */

/** SubjectPublicKeyInfo of an uncompressed P-256 point (RFC 5480), up to the point. */
static const uint8_t spki_head[26] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
                                       0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00 };

/** A fault of the cryptography says nothing about the image, so none of the codes that do may come of it. */
static psa_status_t crypto_fault(psa_status_t status)
{
    return status == PSA_SUCCESS || status == PSA_ERROR_INSUFFICIENT_MEMORY ? status : PSA_ERROR_STORAGE_FAILURE;
}

static psa_status_t key_hash_of(const pfwu_key_t *key, uint8_t hash[PFWU_HASH_SIZE])
{
    static const uint8_t none[PFWU_HASH_SIZE];
    memcpy(hash, key->key_hash, PFWU_HASH_SIZE);
    if (memcmp(hash, none, PFWU_HASH_SIZE) != 0) {
        return PSA_SUCCESS;
    }
    psa_status_t status = pfwu_hash_begin();
    if (status == PSA_SUCCESS) {
        status = pfwu_hash_update(spki_head, sizeof spki_head);
    }
    if (status == PSA_SUCCESS) {
        status = pfwu_hash_update(key->point, sizeof key->point);
    }
    return status == PSA_SUCCESS ? pfwu_hash_finish(hash) : status;
}

/** The key that the image names, if the component has it. */
static psa_status_t find_key(const pfwu_component_t *component, const pfwu_image_t *image, const pfwu_key_t **found)
{
    *found = NULL;
    for (size_t i = 0; i < component->key_count; i++) {
        uint8_t hash[PFWU_HASH_SIZE];
        psa_status_t status = key_hash_of(&component->keys[i], hash);
        if (status != PSA_SUCCESS) {
            return crypto_fault(status);
        }
        if (memcmp(hash, image->key_hash, sizeof hash) == 0) {
            *found = &component->keys[i];
            return PSA_SUCCESS;
        }
    }
    return PSA_ERROR_INVALID_SIGNATURE;
}

static psa_status_t hash_part(const pfwu_place_t *place, const pfwu_body_t *body, uint32_t off, uint32_t size)
{
    psa_status_t status = pfwu_place_read(place, off, pfwu_buffer, size);
    if (status != PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    status = pfwu_body_apply(body, off, pfwu_buffer, size);
    return status == PSA_SUCCESS ? pfwu_hash_update(pfwu_buffer, size) : status;
}

/** The hash of what is signed, which is in plain wherever the image stands. */
static psa_status_t hash_image(const pfwu_place_t *place, const pfwu_body_t *body, const pfwu_image_t *image,
                               uint8_t hash[PFWU_HASH_SIZE])
{
    memset(hash, 0, PFWU_HASH_SIZE);
    psa_status_t status = pfwu_hash_begin();
    for (uint32_t off = 0; off < image->signed_size && status == PSA_SUCCESS; off += PFWU_BUFFER_SIZE) {
        uint32_t size = image->signed_size - off;
        size = size < PFWU_BUFFER_SIZE ? size : PFWU_BUFFER_SIZE;
        status = hash_part(place, body, off, size);
    }
    return crypto_fault(status == PSA_SUCCESS ? pfwu_hash_finish(hash) : status);
}

/** What a well-formed image must not be, for us and for this component. Where images come encrypted all of them do; what is
 *  programmed in the factory may be flagged or not, it is in plain. */
static psa_status_t check_kind(const pfwu_component_t *component, const pfwu_place_t *place, const pfwu_image_t *image)
{
    const uint32_t refused = PFWU_IMAGE_RAM_LOAD | PFWU_IMAGE_ROM_FIXED;
    bool encrypted = (image->flags & PFWU_IMAGE_ENCRYPTED) != 0;
    if (component->decrypt_key == 0 ? encrypted : !encrypted && place->kind == PFWU_KIND_DOWNLOAD) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if ((image->flags & refused) != 0 ||
        (component->type == PFWU_TYPE_CODE && (image->flags & PFWU_IMAGE_NON_BOOTABLE) != 0)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return PSA_SUCCESS;
}

static psa_status_t status_of(pfwu_image_fault_t fault)
{
    switch (fault) {
    case PFWU_IMAGE_OK:
        return PSA_SUCCESS;
    case PFWU_IMAGE_NO_MAGIC:
    case PFWU_IMAGE_TOO_SHORT:
        return PSA_ERROR_DOES_NOT_EXIST;
    case PFWU_IMAGE_UNREADABLE:
        return PSA_ERROR_STORAGE_FAILURE;
    case PFWU_IMAGE_SIGNATURE_BAD:
        return PSA_ERROR_INVALID_SIGNATURE;
    default:
        return PSA_ERROR_INVALID_ARGUMENT;
    }
}

/** The hash of a parsed image, of the body in plain. */
static psa_status_t hash_plain(const pfwu_component_t *component, const pfwu_place_t *place, const pfwu_image_t *image,
                               uint8_t hash[PFWU_HASH_SIZE])
{
    pfwu_body_t body;
    psa_status_t status = pfwu_body_open(component, place, image, &body);
    if (status == PSA_SUCCESS) {
        status = hash_image(place, &body, image, hash);
    } else if (status == PSA_ERROR_NOT_SUPPORTED) {
        status = PSA_ERROR_INVALID_ARGUMENT; /* wrapped in a way that this component does not open */
    } else if (status != PSA_ERROR_INVALID_ARGUMENT && status != PSA_ERROR_INVALID_SIGNATURE) {
        status = crypto_fault(status);
    }
    pfwu_body_close(&body);
    return status;
}

/** Hash and signature of a parsed image. */
static psa_status_t check_signature(const pfwu_component_t *component, const pfwu_place_t *place,
                                    const pfwu_image_t *image, pfwu_bool_t *verdict)
{
    uint8_t hash[PFWU_HASH_SIZE];
    const pfwu_key_t *key = NULL;
    pfwu_bool_t good = PFWU_NO;
    psa_status_t status = find_key(component, image, &key);
    if (status != PSA_SUCCESS || key == NULL) {
        return status != PSA_SUCCESS ? status : PSA_ERROR_INVALID_SIGNATURE;
    }
    status = hash_plain(component, place, image, hash);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (memcmp(hash, image->hash, sizeof hash) != 0) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    status = pfwu_signature_check(key->point, hash, image->signature, &good);
    if (status != PSA_SUCCESS) {
        return status == PSA_ERROR_INVALID_SIGNATURE ? status : crypto_fault(status);
    }
    /* The second look: the signature's own verdict, and the hash once more. */
    if (good != PFWU_YES || memcmp(image->hash, hash, sizeof hash) != 0) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    *verdict = good;
    return PSA_SUCCESS;
}

/** Whether two parses found the same. By fields: a structure also has bytes that belong to none. */
static bool is_same(const pfwu_image_t *a, const pfwu_image_t *b)
{
    return a->load_addr == b->load_addr && a->header_size == b->header_size && a->body_size == b->body_size &&
           a->flags == b->flags && a->protected_size == b->protected_size && a->signed_size == b->signed_size &&
           a->total_size == b->total_size && a->counter == b->counter && a->has_counter == b->has_counter &&
           a->key_wrap_off == b->key_wrap_off && a->key_wrap_size == b->key_wrap_size &&
           a->key_wrap_type == b->key_wrap_type && a->dependency_count == b->dependency_count &&
           a->version.major == b->version.major && a->version.minor == b->version.minor &&
           a->version.patch == b->version.patch && a->version.build == b->version.build &&
           memcmp(a->hash, b->hash, sizeof a->hash) == 0 && memcmp(a->key_hash, b->key_hash, sizeof a->key_hash) == 0 &&
           memcmp(a->signature, b->signature, sizeof a->signature) == 0;
}

/** PSA_SUCCESS if the image reads, READS times, as it was parsed before it was hashed: its fields are those of the bytes
 *  that were signed, not of a read that the flash remarked upon, or of one that came out differently. */
static psa_status_t check_fields(const pfwu_image_source_t *source, const pfwu_image_t *image)
{
    for (unsigned i = 0; i < READS; i++) {
        pfwu_image_t again;
        psa_status_t status = status_of(pfwu_image_parse(source, &again));
        if (status != PSA_SUCCESS || !is_same(&again, image)) {
            return PSA_ERROR_STORAGE_FAILURE;
        }
    }
    return PSA_SUCCESS;
}

psa_status_t pfwu_parse_stable(const pfwu_place_t *place, pfwu_image_t *image)
{
    pfwu_image_source_t source = pfwu_place_source(place);
    psa_status_t status = status_of(pfwu_image_parse(&source, image));
    if (status == PSA_SUCCESS) {
        status = check_fields(&source, image);
    }
    if (status != PSA_SUCCESS) {
        memset(image, 0, sizeof *image);
    }
    return status;
}

psa_status_t pfwu_authenticate(const pfwu_component_t *component, const pfwu_place_t *place, pfwu_image_t *image,
                               pfwu_bool_t *verdict)
{
    pfwu_image_source_t source = pfwu_place_source(place);
    *verdict = PFWU_NO;
    psa_status_t status = status_of(pfwu_image_parse(&source, image));
    if (status == PSA_SUCCESS) {
        status = check_kind(component, place, image);
    }
    if (status == PSA_SUCCESS) {
        status = check_signature(component, place, image, verdict);
    }
    if (status == PSA_SUCCESS) {
        status = check_fields(&source, image);
    }
    if (status != PSA_SUCCESS || *verdict != PFWU_YES) {
        *verdict = PFWU_NO;
        memset(image, 0, sizeof *image);
        return status != PSA_SUCCESS ? status : PSA_ERROR_INVALID_SIGNATURE;
    }
    return PSA_SUCCESS;
}

/** PSA_SUCCESS if the image's counter is not below the device's. A port without the counter promises nothing. */
static psa_status_t check_counter(const pfwu_component_t *component, const pfwu_image_t *image)
{
    uint32_t value = 0;
    if (component->counter_id == 0) {
        return PSA_SUCCESS;
    }
    psa_status_t status = plat_counter_read(component->counter_id, &value);
    if (status == PSA_ERROR_STORAGE_FAILURE) {
        status = plat_counter_read(component->counter_id, &value);
    }
    if (status == PSA_ERROR_NOT_SUPPORTED) {
        return PSA_SUCCESS;
    }
    if (status != PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    return image->counter >= value ? PSA_SUCCESS : PSA_ERROR_NOT_PERMITTED;
}

psa_status_t pfwu_authorize(const pfwu_component_t *component, const pfwu_place_t *place, pfwu_image_t *image,
                            pfwu_bool_t *verdict)
{
    psa_status_t status = pfwu_authenticate(component, place, image, verdict);
    if (status == PSA_SUCCESS) {
        status = check_counter(component, image);
    }
    if (status == PSA_SUCCESS) {
        status = check_counter(component, image); /* the second look */
    }
    if (status != PSA_SUCCESS) {
        *verdict = PFWU_NO;
        memset(image, 0, sizeof *image);
    }
    return status;
}

static psa_status_t check_dependencies(const pfwu_component_t *component, const pfwu_place_t *place,
                                       const pfwu_image_t *image)
{
    pfwu_image_source_t source = pfwu_place_source(place);
    for (uint16_t i = 0; i < image->dependency_count; i++) {
        pfwu_dependency_t dependency;
        psa_status_t status = status_of(pfwu_image_dependency(&source, image, i, &dependency));
        if (status != PSA_SUCCESS) {
            return status;
        }
        if (dependency.id == component->id) {
            return PSA_ERROR_INVALID_ARGUMENT;
        }
    }
    return PSA_SUCCESS;
}

static psa_status_t check_version(const pfwu_component_t *component, const pfwu_image_t *image)
{
    pfwu_image_t active;
    pfwu_place_t place = pfwu_place_active(component);
    pfwu_image_source_t source = pfwu_place_source(&place);
    if (pfwu_image_parse_header(&source, &active) != PFWU_IMAGE_OK) {
        return PSA_SUCCESS; /* nothing there to be older than */
    }
    return pfwu_version_compare(&image->version, &active.version) >= 0 ? PSA_SUCCESS : PSA_ERROR_NOT_PERMITTED;
}

psa_status_t pfwu_check_download(const pfwu_component_t *component, pfwu_image_t *image, pfwu_bool_t *verdict)
{
    pfwu_place_t place = pfwu_place_download(component);
    psa_status_t status = pfwu_authorize(component, &place, image, verdict);
    if (status == PSA_SUCCESS) {
        status = check_dependencies(component, &place, image);
    }
    if (status == PSA_SUCCESS) {
        status = check_version(component, image);
    }
    if (status != PSA_SUCCESS) {
        *verdict = PFWU_NO;
        memset(image, 0, sizeof *image);
    }
    return status == PSA_ERROR_DOES_NOT_EXIST ? PSA_ERROR_INVALID_ARGUMENT : status;
}

psa_status_t pfwu_raise_counter(const pfwu_component_t *component, uint32_t counter)
{
    uint32_t value = 0;
    if (component->counter_id == 0 || counter == 0) {
        return PSA_SUCCESS;
    }
    psa_status_t status = plat_counter_read(component->counter_id, &value);
    if (status == PSA_SUCCESS && value >= counter) {
        return PSA_SUCCESS;
    }
    status = plat_counter_raise(component->counter_id, counter);
    if (status == PSA_ERROR_STORAGE_FAILURE) {
        status = plat_counter_raise(component->counter_id, counter);
    }
    return status == PSA_ERROR_NOT_SUPPORTED ? PSA_SUCCESS : status;
}
