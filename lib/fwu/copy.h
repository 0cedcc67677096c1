/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Copying sectors of images between areas so that what arrived is what was meant.
 */
#ifndef PFWU_COPY_H
#define PFWU_COPY_H

#include "body.h"
#include "table.h"

/** Times that the header of an image is read before it counts as what it says. */
#define PFWU_HEADER_READS 3u
/** Steps that count as done when there is nothing to back up: from here on the first sector of A may be new. */
#define PFWU_NO_BACKUP_BEGINS 1u

/** From sector `from_sector` of one area to `to_sector` of another. The bytes are those of sector `image_sector` of an
 *  image, whose body is turned into what it must be there. */
typedef struct pfwu_copy {
    const plat_flash_area_t *to;
    const plat_flash_area_t *from;
    uint32_t to_sector;
    uint32_t from_sector;
    uint32_t image_sector;
    const pfwu_body_t *body;
    bool salvage; /* take what can be read of a damaged sector, at the last attempt */
} pfwu_copy_t;

/** Whether the target holds already what belongs there, read without any remark of the flash. Only for sectors that no
 *  cut can have torn. */
bool pfwu_copy_is_equal(const pfwu_copy_t *copy);

/** Salvage is for backup and restoration, where a damaged old image must not be in the way. What the flash fails at
 *  once is tried again before it counts as damage. */
PLAT_MUST_USE psa_status_t pfwu_copy_sector(const pfwu_copy_t *copy);

/** Open the body of the image at a place. PSA_ERROR_DATA_CORRUPT: there is no image that can be opened.
 *  PSA_ERROR_STORAGE_FAILURE: that can't be told now. */
PLAT_MUST_USE psa_status_t pfwu_copy_open_body(const pfwu_component_t *component, const pfwu_place_t *place,
                                               pfwu_body_t *body);

#endif /* PFWU_COPY_H */
