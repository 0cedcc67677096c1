/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Whether what lies at a place is an image of a component, authentic, and allowed to run or to be installed.
 */
#ifndef PFWU_AUTHENTIC_H
#define PFWU_AUTHENTIC_H

#include "table.h"
#include "verify.h"

/**
 * Parse the image at a place, hash it, and check the signature with the component's keys. *verdict is PFWU_YES only if
 * all of it holds, then *image is what was verified; otherwise *image is zeroed.
 *
 * PSA_ERROR_DOES_NOT_EXIST     no image there at all
 * PSA_ERROR_INVALID_ARGUMENT   not well-formed, or not for this component
 * PSA_ERROR_INVALID_SIGNATURE  unknown key, wrong hash, wrong signature
 * PSA_ERROR_STORAGE_FAILURE    can't be read, or the cryptography does not work
 * PSA_ERROR_INSUFFICIENT_MEMORY  of the cryptography
 * The first three are verdicts on the image; the others say nothing about it.
 */
PLAT_MUST_USE psa_status_t pfwu_authenticate(const pfwu_component_t *component, const pfwu_place_t *place,
                                             pfwu_image_t *image, pfwu_bool_t *verdict);

/** Parse the image at a place, three more times with the same result: what flash remarks upon, or delivers but once, is
 *  PSA_ERROR_STORAGE_FAILURE. Says nothing about authenticity. *image is zeroed on error. */
PLAT_MUST_USE psa_status_t pfwu_parse_stable(const pfwu_place_t *place, pfwu_image_t *image);

/** pfwu_authenticate(), and the security counter: PSA_ERROR_NOT_PERMITTED if it is below the device's. */
PLAT_MUST_USE psa_status_t pfwu_authorize(const pfwu_component_t *component, const pfwu_place_t *place,
                                          pfwu_image_t *image, pfwu_bool_t *verdict);

/** Whether an image with this counter may run: PSA_ERROR_NOT_PERMITTED if it is below the device's. */
PLAT_MUST_USE psa_status_t pfwu_check_counter(const pfwu_component_t *component, uint32_t counter);

/** Whether the download of a component may be installed: pfwu_authorize(), it fits, does not depend on itself, and its
 *  version is not below that of the active image (PSA_ERROR_NOT_PERMITTED). */
PLAT_MUST_USE psa_status_t pfwu_check_download(const pfwu_component_t *component, pfwu_image_t *image,
                                               pfwu_bool_t *verdict);

/** Of an image whose body is not there: all that pfwu_check_download() checks, with the hash that it has in its TLV. */
PLAT_MUST_USE psa_status_t pfwu_check_promise(const pfwu_component_t *component, const pfwu_image_source_t *source);

/** The parts of a check, for reason.c: the key that the image names, if the component has it, it is of the signature's
 *  kind, and not revoked (found, but PSA_ERROR_INVALID_SIGNATURE, if it is); the hash of a parsed image, of the body in
 *  plain. */
PLAT_MUST_USE psa_status_t pfwu_find_key(const pfwu_component_t *component, const pfwu_image_t *image, size_t *found);
PLAT_MUST_USE psa_status_t pfwu_hash_plain(const pfwu_component_t *component, const pfwu_place_t *place,
                                           const pfwu_image_t *image, uint8_t hash[PFWU_HASH_MAX]);

/** pfwu_revoke_keys(), but for the state of the component. */
PLAT_MUST_USE psa_status_t pfwu_revoke(const pfwu_component_t *component, uint32_t count);

/** Raise the device's security counter of a component to that of a verified image (0: it has none). */
PLAT_MUST_USE psa_status_t pfwu_raise_counter(const pfwu_component_t *component, uint32_t counter);

#endif /* PFWU_AUTHENTIC_H */
