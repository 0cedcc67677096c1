/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Why a download was refused. Apart from the checks themselves: boot stages do without, and what decides stays small.
 */
#include "reason.h"

#include <string.h>

#include "authentic.h"
#include "cipher.h"
#include "state.h"

_Static_assert((unsigned)PFWU_IMAGE_FAULT_COUNT <= PFWU_RECORD_REASONS, "FWU: reasons fit a record");

/** Flags and component do not agree. */
static pfwu_image_fault_t reason_of_flags(const pfwu_component_t *component, const pfwu_image_t *image)
{
    bool encrypted = (image->flags & PFWU_IMAGE_ENCRYPTED) != 0;
    if (encrypted && component->decrypt_key == 0) {
        return PFWU_IMAGE_NO_DECRYPT_KEY;
    }
    if (!encrypted && component->decrypt_key != 0) {
        return PFWU_IMAGE_NOT_ENCRYPTED;
    }
    if ((image->flags & (PFWU_IMAGE_RAM_LOAD | PFWU_IMAGE_ROM_FIXED)) != 0) {
        return PFWU_IMAGE_FLAGS_REFUSED;
    }
    bool code = component->type == PFWU_TYPE_CODE;
    return code && (image->flags & PFWU_IMAGE_NON_BOOTABLE) != 0 ? PFWU_IMAGE_NOT_BOOTABLE : PFWU_IMAGE_OK;
}

/** Key, hash or signature. */
static pfwu_image_fault_t reason_of_signature(const pfwu_component_t *component, const pfwu_place_t *place,
                                              const pfwu_image_t *image)
{
    uint8_t hash[PFWU_HASH_MAX];
    size_t key = SIZE_MAX;
    psa_status_t status = pfwu_find_key(component, image, &key);
    if (status == PSA_ERROR_INVALID_SIGNATURE) {
        return key < component->key_count ? PFWU_IMAGE_KEY_REVOKED : PFWU_IMAGE_KEY_UNKNOWN;
    }
    if (status == PSA_SUCCESS) {
        status = pfwu_hash_plain(component, place, image, hash);
    }
    if (status == PSA_ERROR_INVALID_SIGNATURE) {
        return pfwu_cipher_takes(component->decrypt_key, image->key_wrap_type) ? PFWU_IMAGE_KEY_WRAP_WRONG
                                                                               : PFWU_IMAGE_KEY_WRAP_FORM;
    }
    if (status != PSA_SUCCESS) {
        return status == PSA_ERROR_INVALID_ARGUMENT ? PFWU_IMAGE_KEY_WRAP_FORM : PFWU_IMAGE_OK;
    }
    return memcmp(hash, image->hash, image->hash_size) != 0 ? PFWU_IMAGE_HASH_WRONG : PFWU_IMAGE_SIGNATURE_WRONG;
}

static bool depends_on_itself(const pfwu_component_t *component, const pfwu_image_source_t *source,
                              const pfwu_image_t *image)
{
    pfwu_dependency_t dependency;
    for (uint16_t i = 0; i < image->dependency_count; i++) {
        if (pfwu_image_dependency(source, image, i, &dependency) == PFWU_IMAGE_OK && dependency.id == component->id) {
            return true;
        }
    }
    return false;
}

/** Authentic, and refused as no image for this component. */
static pfwu_image_fault_t reason_of_contents(const pfwu_component_t *component, const pfwu_place_t *place,
                                             const pfwu_image_source_t *source, const pfwu_image_t *image)
{
    uint8_t hash[PFWU_HASH_MAX];
    if (depends_on_itself(component, source, image)) {
        return PFWU_IMAGE_DEPENDS_ON_ITSELF;
    }
    psa_status_t status = pfwu_hash_plain(component, place, image, hash);
    return status == PSA_ERROR_INVALID_ARGUMENT ? PFWU_IMAGE_KEY_WRAP_FORM : PFWU_IMAGE_TRAILING;
}

/** Authentic, and too old. */
static pfwu_image_fault_t reason_of_age(const pfwu_component_t *component, const pfwu_image_t *image)
{
    uint32_t counter = 0;
    bool known = component->counter_id != 0 && plat_counter_read(component->counter_id, &counter) == PSA_SUCCESS;
    return known && image->counter < counter ? PFWU_IMAGE_COUNTER_LOW : PFWU_IMAGE_VERSION_OLD;
}

pfwu_image_fault_t pfwu_reason(const pfwu_component_t *component, psa_status_t error)
{
    pfwu_image_t image;
    pfwu_place_t place = pfwu_place_download(component);
    pfwu_image_source_t source = pfwu_place_source(&place);
    pfwu_image_fault_t fault = pfwu_image_parse(&source, &image);
    if (fault == PFWU_IMAGE_OK) {
        fault = reason_of_flags(component, &image);
    }
    if (fault != PFWU_IMAGE_OK) {
        return fault;
    }
    switch (error) {
    case PSA_ERROR_INVALID_SIGNATURE:
        return reason_of_signature(component, &place, &image);
    case PSA_ERROR_INVALID_ARGUMENT:
        return reason_of_contents(component, &place, &source, &image);
    case PSA_ERROR_NOT_PERMITTED:
        return reason_of_age(component, &image);
    default:
        return PFWU_IMAGE_OK;
    }
}
