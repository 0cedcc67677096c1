/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Detached manifests: an image without its body, as the parser's source, and in the spare sector while the body comes.
 */
#ifndef PFWU_MANIFEST_H
#define PFWU_MANIFEST_H

#include "authentic.h"

/** An image whose body is not there: header region, then TLVs, in memory or (bytes NULL) at the start of an area. */
typedef struct pfwu_manifest {
    const uint8_t *bytes;
    const plat_flash_area_t *area;
    uint32_t size;
    uint32_t header_size;
    uint32_t body_size;
} pfwu_manifest_t;

/** A manifest in memory. PSA_ERROR_INVALID_ARGUMENT: too short or too long, or its sizes do not fit the component. */
PLAT_MUST_USE psa_status_t pfwu_manifest_open(const pfwu_component_t *component, const uint8_t *bytes, size_t size,
                                              pfwu_manifest_t *manifest);

/** The one that pfwu_manifest_store() left. PSA_ERROR_STORAGE_FAILURE: it can't be read. */
PLAT_MUST_USE psa_status_t pfwu_manifest_stored(const pfwu_component_t *component, pfwu_manifest_t *manifest);

/** Whether an image with it may be received: all checks of pfwu_check_download() but for the body. */
PLAT_MUST_USE psa_status_t pfwu_manifest_check(const pfwu_component_t *component, const pfwu_manifest_t *manifest);

/** Into the spare sector, which is erased. */
PLAT_MUST_USE psa_status_t pfwu_manifest_store(const pfwu_component_t *component, const pfwu_manifest_t *manifest);

/** A block of the body, and with its first and last one what of the manifest stands before and behind it. The arguments
 *  were checked against the manifest. */
PLAT_MUST_USE psa_status_t pfwu_manifest_write(const pfwu_component_t *component, const pfwu_manifest_t *manifest,
                                               uint32_t off, const uint8_t *block, uint32_t size);

/** Bytes of the body that are there without a gap; not all of it before the TLVs are there too. */
uint32_t pfwu_manifest_written(const pfwu_component_t *component, const pfwu_manifest_t *manifest);

#endif /* PFWU_MANIFEST_H */
