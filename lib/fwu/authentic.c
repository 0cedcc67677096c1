/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Authenticity of images. Decisions are kept as pfwu_bool_t and looked at twice, so that one skipped or bent
 * instruction does not make a bad image good.
 */
#include "authentic.h"

#include <string.h>

#include "algorithm.h"
#include "body.h"
#include "lib/crypto/core/bytes.h"
#include "reference.h"

#define READS 3u /* of the fields of an image that nobody hashes, after the first */

/** A fault of the cryptography says nothing about the image, so none of the codes that do may come of it. */
static psa_status_t crypto_fault(psa_status_t status)
{
    return status == PSA_SUCCESS || status == PSA_ERROR_INSUFFICIENT_MEMORY ? status : PSA_ERROR_STORAGE_FAILURE;
}

static bool is_zero(const uint8_t *bytes, size_t size)
{
    uint8_t any = 0;
    for (size_t i = 0; i < size; i++) {
        any |= bytes[i];
    }
    return any == 0;
}

static psa_status_t key_hash_of(const pfwu_key_t *key, uint8_t hash[PFWU_HASH_MAX], size_t size)
{
    memcpy(hash, key->key_hash, size);
    if (!is_zero(hash, size)) {
        return PSA_SUCCESS;
    }
    const pfwu_algorithm_info_t *info = pfwu_algorithm_info(key->algorithm);
    psa_status_t status = pfwu_hash_begin(size);
    if (status == PSA_SUCCESS && info->head_size != 0) {
        status = pfwu_hash_update(info->head, info->head_size);
    }
    if (status == PSA_SUCCESS) {
        status = pfwu_hash_update(key->key, key->size);
    }
    return status == PSA_SUCCESS ? pfwu_hash_finish(hash, size) : status;
}

/** A counter of the port; a port without it has it at 0. What fails is tried twice. */
static psa_status_t read_counter(uint32_t id, uint32_t *value)
{
    *value = 0;
    if (id == 0) {
        return PSA_SUCCESS;
    }
    psa_status_t status = plat_counter_read(id, value);
    if (status == PSA_ERROR_STORAGE_FAILURE) {
        status = plat_counter_read(id, value);
    }
    return status == PSA_SUCCESS || status == PSA_ERROR_NOT_SUPPORTED ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}

/** Whether the key with this index signed an image that may be trusted: it is not among the revoked ones. */
static psa_status_t check_revoked(const pfwu_component_t *component, size_t index)
{
    uint32_t revoked = 0;
    psa_status_t status = read_counter(component->keys_counter, &revoked);
    if (status != PSA_SUCCESS) {
        return status;
    }
    return index >= revoked ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE;
}

psa_status_t pfwu_find_key(const pfwu_component_t *component, const pfwu_image_t *image, size_t *found)
{
    for (size_t i = 0; i < component->key_count; i++) {
        const pfwu_key_t *key = &component->keys[i];
        const pfwu_algorithm_info_t *info = pfwu_algorithm_info(key->algorithm);
        uint8_t hash[PFWU_HASH_MAX];
        if (info->signature_type != image->signature_type || info->hash_size != image->hash_size) {
            continue;
        }
        psa_status_t status = key_hash_of(key, hash, image->hash_size);
        if (status != PSA_SUCCESS) {
            return crypto_fault(status);
        }
        if (memcmp(hash, image->key_hash, image->hash_size) == 0) {
            *found = i;
            return check_revoked(component, i);
        }
    }
    return PSA_ERROR_INVALID_SIGNATURE;
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

/* --------------------------------------------------------------------------------------------------- One pass --- */

/** A walk over an image from the front to the end: the parser reads from it what it wants to know, and all that is
 *  signed is hashed on the way, in plain. No byte is read twice, so what is parsed is what is hashed. */
typedef struct pass {
    const pfwu_place_t *place;
    const pfwu_body_t *body;
    const pfwu_image_t *image; /* as far as it is parsed */
    uint32_t at;               /* up to here it was read, or was of no interest */
    psa_status_t status;       /* of flash and cryptography */
} pass_t;

/** Bytes at the front that are hashed. Before the header was parsed: it. */
static uint32_t signed_end(const pass_t *pass)
{
    return pass->image->signed_size != 0 ? pass->image->signed_size : PFWU_IMAGE_HEADER_SIZE;
}

/** Bytes from pass->at on. */
static psa_status_t pass_take(pass_t *pass, uint8_t *dst, uint32_t size)
{
    psa_status_t status = pfwu_place_read(pass->place, pass->at, dst, size);
    if (status != PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    if (pass->at < signed_end(pass)) {
        status = pfwu_body_apply(pass->body, pass->at, dst, size);
        if (status == PSA_SUCCESS) {
            status = pfwu_hash_update(dst, size);
        }
    }
    pass->at += size;
    return crypto_fault(status);
}

/** Hash what is signed before `off`. */
static psa_status_t pass_on(pass_t *pass, uint32_t off)
{
    uint32_t end = off < signed_end(pass) ? off : signed_end(pass);
    psa_status_t status = PSA_SUCCESS;
    while (pass->at < end && status == PSA_SUCCESS) {
        uint32_t room = PFWU_BUFFER_SIZE - pass->at % PFWU_BUFFER_SIZE; /* no unit of flash in two parts */
        status = pass_take(pass, pfwu_buffer, end - pass->at < room ? end - pass->at : room);
    }
    return status;
}

/** The parser's reading function. It reads in order, and nothing that is partly signed. */
static psa_status_t pass_read(const void *ctx, uint32_t off, void *dst, uint32_t size)
{
    pass_t *pass = *(pass_t *const *)ctx;
    if (off < pass->at) {
        return PSA_ERROR_CORRUPTION_DETECTED;
    }
    pass->status = pass_on(pass, off);
    if (pass->status == PSA_SUCCESS) {
        pass->at = off;
        pass->status = pass_take(pass, dst, size);
    }
    return pass->status;
}

/** Parse the image, and hash it on the way. Its signature is then in pfwu_buffer, *size bytes, 0 if there is no
 *  room. */
static psa_status_t pass_over(const pfwu_place_t *place, const pfwu_body_t *body, size_t hash_size, pfwu_image_t *image,
                              uint8_t hash[PFWU_HASH_MAX], uint32_t *size)
{
    pass_t pass = { .place = place, .body = body, .image = image };
    pass_t *pass_pointer = &pass;
    pfwu_image_source_t source = { pass_read, &pass_pointer, place->size };
    memset(hash, 0, PFWU_HASH_MAX);
    memset(image, 0, sizeof *image);
    psa_status_t status = crypto_fault(pfwu_hash_begin(hash_size));
    if (status != PSA_SUCCESS) {
        return status;
    }
    pfwu_image_fault_t fault = pfwu_image_parse_signature(&source, image, pfwu_buffer, sizeof pfwu_buffer, size);
    if (fault != PFWU_IMAGE_OK) {
        return pass.status != PSA_SUCCESS ? pass.status : status_of(fault);
    }
    return crypto_fault(pfwu_hash_finish(hash, hash_size));
}

/** The hash of a parsed image. */
static psa_status_t hash_image(const pfwu_place_t *place, const pfwu_body_t *body, const pfwu_image_t *image,
                               uint8_t hash[PFWU_HASH_MAX])
{
    pass_t pass = { .place = place, .body = body, .image = image };
    memset(hash, 0, PFWU_HASH_MAX);
    psa_status_t status = crypto_fault(pfwu_hash_begin(image->hash_size));
    if (status == PSA_SUCCESS) {
        status = pass_on(&pass, image->signed_size);
    }
    return status == PSA_SUCCESS ? crypto_fault(pfwu_hash_finish(hash, image->hash_size)) : status;
}

/** Of what kind the hashes of a component's images are; 0 if its keys do not agree about it. */
static size_t hash_size_of(const pfwu_component_t *component)
{
    size_t size = pfwu_algorithm_info(component->keys[0].algorithm)->hash_size;
    for (size_t i = 1; i < component->key_count; i++) {
        size = pfwu_algorithm_info(component->keys[i].algorithm)->hash_size == size ? size : 0;
    }
    return size;
}

/** What a well-formed image must not be, for us and for this component. Where images come encrypted all of them do;
 *  what is programmed in the factory may be flagged or not, it is in plain. */
static psa_status_t check_kind(const pfwu_component_t *component, pfwu_kind_t kind, const pfwu_image_t *image)
{
    const uint32_t refused = PFWU_IMAGE_RAM_LOAD | PFWU_IMAGE_ROM_FIXED;
    bool encrypted = (image->flags & PFWU_IMAGE_ENCRYPTED) != 0;
    if (component->decrypt_key == 0 ? encrypted : !encrypted && kind == PFWU_KIND_DOWNLOAD) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if ((image->flags & refused) != 0 ||
        (component->type == PFWU_TYPE_CODE && (image->flags & PFWU_IMAGE_NON_BOOTABLE) != 0)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return PSA_SUCCESS;
}

/** Whether the hash that an image promises is all there is: another stage decrypts it, and makes sure. */
static bool is_promised(const pfwu_component_t *component, const pfwu_place_t *place)
{
    return component->decrypt_key == PFWU_DECRYPT_ELSEWHERE && place->kind != PFWU_KIND_ACTIVE;
}

static psa_status_t open_body(const pfwu_component_t *component, const pfwu_place_t *place, const pfwu_image_t *image,
                              pfwu_body_t *body)
{
    psa_status_t status = pfwu_body_open(component, place, image, body);
    if (status == PSA_ERROR_NOT_SUPPORTED) {
        return PSA_ERROR_INVALID_ARGUMENT; /* wrapped in a way that this component does not open */
    }
    return status == PSA_ERROR_INVALID_ARGUMENT || status == PSA_ERROR_INVALID_SIGNATURE ? status : crypto_fault(status);
}

psa_status_t pfwu_hash_plain(const pfwu_component_t *component, const pfwu_place_t *place, const pfwu_image_t *image,
                             uint8_t hash[PFWU_HASH_MAX])
{
    pfwu_body_t body;
    if (is_promised(component, place)) {
        memcpy(hash, image->hash, PFWU_HASH_MAX);
        return PSA_SUCCESS;
    }
    psa_status_t status = open_body(component, place, image, &body);
    if (status == PSA_SUCCESS) {
        status = hash_image(place, &body, image, hash);
    }
    pfwu_body_close(&body);
    return status;
}

/** Parse and hash, where it has to be parsed before it can be hashed: the body needs a key, or the keys do not tell the
 *  kind of the hash. Both parses must have the same hash. */
static psa_status_t parse_first(const pfwu_component_t *component, const pfwu_place_t *place, pfwu_image_t *image,
                                uint8_t hash[PFWU_HASH_MAX], uint32_t *size)
{
    pfwu_body_t body;
    pfwu_image_source_t source = pfwu_place_source(place);
    psa_status_t status = status_of(pfwu_image_parse_signature(&source, image, pfwu_buffer, sizeof pfwu_buffer, size));
    if (status == PSA_SUCCESS) {
        status = check_kind(component, place->kind, image);
    }
    if (status == PSA_SUCCESS && is_promised(component, place)) {
        memcpy(hash, image->hash, PFWU_HASH_MAX);
        return PSA_SUCCESS;
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    size_t hash_size = image->hash_size;
    status = open_body(component, place, image, &body);
    if (status == PSA_SUCCESS) {
        status = pass_over(place, &body, hash_size, image, hash, size);
    }
    pfwu_body_close(&body);
    return status == PSA_SUCCESS && image->hash_size != hash_size ? PSA_ERROR_STORAGE_FAILURE : status;
}

/** Parse and hash. The signature is in pfwu_buffer. */
static psa_status_t parse_and_hash(const pfwu_component_t *component, const pfwu_place_t *place, pfwu_image_t *image,
                                   uint8_t hash[PFWU_HASH_MAX], uint32_t *size)
{
    static const pfwu_body_t plain = { .size = 0 };
    size_t hash_size = hash_size_of(component);
    if (hash_size == 0 || (component->decrypt_key != 0 && place->kind != PFWU_KIND_ACTIVE)) {
        return parse_first(component, place, image, hash, size);
    }
    psa_status_t status = pass_over(place, &plain, hash_size, image, hash, size);
    return status == PSA_SUCCESS && image->hash_size != hash_size ? PSA_ERROR_INVALID_SIGNATURE : status;
}

/** The signature in pfwu_buffer. */
static psa_status_t check_with_key(const pfwu_image_t *image, const pfwu_key_t *key, const uint8_t *hash, uint32_t size,
                                   pfwu_bool_t *good)
{
    if (size == 0) {
        return PSA_ERROR_INVALID_SIGNATURE; /* of more bytes than any that this device verifies */
    }
    psa_status_t status = pfwu_signature_check(key, hash, image->hash_size, pfwu_buffer, size, good);
    return status == PSA_ERROR_INVALID_SIGNATURE ? status : crypto_fault(status);
}

/** In how many bits the hash that was made differs from the image's own. Each call reads both, whatever the compiler
 *  knows. */
static uint32_t differs_from(const volatile uint8_t *hash, const pfwu_image_t *image)
{
    const volatile uint8_t *own = image->hash;
    uint32_t any = 0;
    for (size_t i = 0; i < image->hash_size; i++) {
        any |= (uint32_t)(hash[i] ^ own[i]);
    }
    return any;
}

/** The signature in pfwu_buffer, of an image that was parsed and hashed. */
static psa_status_t check_signature(const pfwu_component_t *component, const pfwu_place_t *place,
                                    const pfwu_image_t *image, const uint8_t hash[PFWU_HASH_MAX], uint32_t size,
                                    pfwu_bool_t *verdict)
{
    size_t key = SIZE_MAX;
    pfwu_bool_t good = PFWU_NO;
    psa_status_t status = pfwu_find_key(component, image, &key);
    if (status != PSA_SUCCESS || key >= component->key_count) {
        return status != PSA_SUCCESS ? status : PSA_ERROR_INVALID_SIGNATURE;
    }
    if (differs_from(hash, image) != 0) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    if (place->kind == PFWU_KIND_ACTIVE) {
        good = pfwu_vouched_for(component, image, hash);
    }
    if (good != PFWU_YES) {
        status = check_with_key(image, &component->keys[key], hash, size, &good);
    }
    if (status == PSA_SUCCESS) {
        status = check_revoked(component, key);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    /* The second look: the signature's own verdict, and the hash once more. */
    if (good != PFWU_YES || image->hash_size < 32u || differs_from(hash, image) != 0) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    *verdict = good;
    return PSA_SUCCESS;
}

/* Two parses found the same if their structures are: in these no bytes belong to nothing. */
_Static_assert(sizeof(pfwu_image_t) == 11u * sizeof(uint32_t) + 4u + 5u * sizeof(uint16_t) + sizeof(uint8_t) + sizeof(bool) +
                                           sizeof(psa_fwu_image_version_t) + 2u * PFWU_IMAGE_HASH_MAX,
               "no padding");

/** PSA_SUCCESS if the image reads, READS times, as it was parsed. */
static psa_status_t check_fields(const pfwu_image_source_t *source, const pfwu_image_t *image)
{
    for (unsigned i = 0; i < READS; i++) {
        pfwu_image_t again;
        psa_status_t status = status_of(pfwu_image_parse(source, &again));
        if (status != PSA_SUCCESS || memcmp(&again, image, sizeof again) != 0) {
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
    uint8_t hash[PFWU_HASH_MAX];
    uint32_t size = 0;
    *verdict = PFWU_NO;
    psa_status_t status = parse_and_hash(component, place, image, hash, &size);
    if (status == PSA_SUCCESS) {
        status = check_kind(component, place->kind, image);
    }
    if (status == PSA_SUCCESS) {
        status = check_signature(component, place, image, hash, size, verdict);
    }
    if (status != PSA_SUCCESS || *verdict != PFWU_YES) {
        *verdict = PFWU_NO;
        memset(image, 0, sizeof *image);
        return status != PSA_SUCCESS ? status : PSA_ERROR_INVALID_SIGNATURE;
    }
    return PSA_SUCCESS;
}

psa_status_t pfwu_check_counter(const pfwu_component_t *component, uint32_t counter)
{
    uint32_t value = 0;
    psa_status_t status = read_counter(component->counter_id, &value);
    if (status != PSA_SUCCESS) {
        return status;
    }
    return counter >= value ? PSA_SUCCESS : PSA_ERROR_NOT_PERMITTED;
}

psa_status_t pfwu_authorize(const pfwu_component_t *component, const pfwu_place_t *place, pfwu_image_t *image,
                            pfwu_bool_t *verdict)
{
    psa_status_t status = pfwu_authenticate(component, place, image, verdict);
    if (status == PSA_SUCCESS) {
        status = pfwu_check_counter(component, image->counter);
    }
    if (status == PSA_SUCCESS) {
        /* The second look, at the bytes that were hashed. */
        status = pfwu_check_counter(component, pcc_get_le32(image->counter_bytes));
    }
    if (status != PSA_SUCCESS) {
        *verdict = PFWU_NO;
        memset(image, 0, sizeof *image);
    }
    return status;
}

static psa_status_t check_dependencies(const pfwu_component_t *component, const pfwu_image_t *image)
{
    return (image->dependency_mask >> component->id & 1u) == 0 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

static psa_status_t check_version(const pfwu_component_t *component, const pfwu_image_t *image)
{
    pfwu_image_t active;
    pfwu_place_t place = pfwu_place_active(component);
    pfwu_image_source_t source = pfwu_place_source(&place);
    if (pfwu_image_parse_header(&source, &active) != PFWU_IMAGE_OK) {
        return PSA_SUCCESS; /* nothing there to be older than */
    }
    if (pfwu_version_compare(&image->version, &active.version) >= 0) {
        return PSA_SUCCESS;
    }
    /* Only what is authentic has a say: a header over what decayed, readable or not, must not shut out the image that
     * repairs it. */
    pfwu_bool_t verdict = PFWU_NO;
    psa_status_t status = pfwu_authenticate(component, &place, &active, &verdict);
    return status == PSA_SUCCESS ? PSA_ERROR_NOT_PERMITTED : PSA_SUCCESS;
}

psa_status_t pfwu_check_download(const pfwu_component_t *component, pfwu_image_t *image, pfwu_bool_t *verdict)
{
    pfwu_place_t place = pfwu_place_download(component);
    psa_status_t status = pfwu_authorize(component, &place, image, verdict);
    if (status == PSA_SUCCESS) {
        status = check_dependencies(component, image);
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

/** The signature (in pfwu_buffer) of a hash that nobody has made yet: whether an image with it could be authentic. */
static psa_status_t check_promised_hash(const pfwu_component_t *component, const pfwu_image_t *image, uint32_t size)
{
    size_t key = SIZE_MAX;
    pfwu_bool_t good = PFWU_NO;
    psa_status_t status = pfwu_find_key(component, image, &key);
    if (status == PSA_SUCCESS && key < component->key_count) {
        status = check_with_key(image, &component->keys[key], image->hash, size, &good);
    }
    return status == PSA_SUCCESS && good != PFWU_YES ? PSA_ERROR_INVALID_SIGNATURE : status;
}

psa_status_t pfwu_check_promise(const pfwu_component_t *component, const pfwu_image_source_t *source)
{
    pfwu_image_t image;
    uint32_t size = 0;
    psa_status_t status = status_of(pfwu_image_parse_signature(source, &image, pfwu_buffer, sizeof pfwu_buffer, &size));
    if (status == PSA_SUCCESS && image.total_size != source->size) {
        status = PSA_ERROR_INVALID_ARGUMENT; /* something follows it */
    }
    if (status == PSA_SUCCESS) {
        status = check_kind(component, PFWU_KIND_DOWNLOAD, &image);
    }
    if (status == PSA_SUCCESS) {
        status = check_promised_hash(component, &image, size);
    }
    if (status == PSA_SUCCESS) {
        status = pfwu_check_counter(component, image.counter);
    }
    if (status == PSA_SUCCESS) {
        status = check_dependencies(component, &image);
    }
    if (status == PSA_SUCCESS) {
        status = check_version(component, &image);
    }
    return status == PSA_ERROR_DOES_NOT_EXIST ? PSA_ERROR_INVALID_ARGUMENT : status;
}

psa_status_t pfwu_raise_counter(const pfwu_component_t *component, uint32_t counter)
{
    if (component->counter_id == 0 || counter == 0) {
        return PSA_SUCCESS;
    }
    psa_status_t status = plat_counter_raise(component->counter_id, counter);
    if (status == PSA_ERROR_STORAGE_FAILURE) {
        status = plat_counter_raise(component->counter_id, counter);
    }
    return status == PSA_ERROR_NOT_SUPPORTED ? PSA_SUCCESS : status;
}

/** Whether the active image is authentic and signed by a key that will be left. */
static psa_status_t check_signer(const pfwu_component_t *component, uint32_t first)
{
    pfwu_image_t image;
    pfwu_bool_t verdict = PFWU_NO;
    size_t key = 0;
    pfwu_place_t active = pfwu_place_active(component);
    psa_status_t status = pfwu_authenticate(component, &active, &image, &verdict);
    if (status == PSA_SUCCESS && verdict == PFWU_YES) {
        status = pfwu_find_key(component, &image, &key);
    }
    if (status == PSA_ERROR_STORAGE_FAILURE || status == PSA_ERROR_INSUFFICIENT_MEMORY) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    return status == PSA_SUCCESS && verdict == PFWU_YES && key >= first ? PSA_SUCCESS : PSA_ERROR_NOT_PERMITTED;
}

psa_status_t pfwu_revoke(const pfwu_component_t *component, uint32_t count)
{
    uint32_t value = 0;
    if (component->keys_counter == 0) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    if (count >= component->key_count) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = plat_counter_read(component->keys_counter, &value);
    if (status != PSA_SUCCESS) {
        return status == PSA_ERROR_NOT_SUPPORTED ? status : PSA_ERROR_STORAGE_FAILURE;
    }
    status = check_signer(component, count);
    if (status == PSA_SUCCESS && plat_counter_raise(component->keys_counter, count) != PSA_SUCCESS) {
        status = PSA_ERROR_STORAGE_FAILURE;
    }
    return status;
}
