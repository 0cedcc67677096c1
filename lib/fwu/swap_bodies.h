/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Swapping where images come encrypted: their bodies in the middle of it, where there is nothing that a backup can be
 * made of, and what decays. swap_bodies_none.c is for builds without encryption. Row ids are those of lib/fwu/DESIGN.md
 * section "Swap".
 */
#ifndef PFWU_SWAP_BODIES_H
#define PFWU_SWAP_BODIES_H

#include "body.h"
#include "table.h"

/** Bodies of the two images under a swap or roll-back; all zeros where they stand in plain. */
typedef struct pfwu_bodies {
    pfwu_body_t fresh;
    pfwu_body_t old;
} pfwu_bodies_t;

/** Begin the swap of a component whose images come encrypted: note the sizes of both. */
PLAT_MUST_USE psa_status_t pfwu_bodies_begin(const pfwu_component_t *component, uint32_t new_count);

/** Open both, as far as the journal says that they were moved. PSA_ERROR_DATA_CORRUPT: the new one can't be opened any
 *  more. S7: where that is so of the old one, it is noted in the journal that it is not backed up any further. */
PLAT_MUST_USE psa_status_t pfwu_bodies_open(const pfwu_component_t *component, pfwu_bodies_t *bodies);

/** Open the old image's: its first `moved` sectors are in the backup. Without one there is nothing to open. Of data
 *  PSA_ERROR_DATA_CORRUPT also if the flash is why (S8): a device can do without. */
PLAT_MUST_USE psa_status_t pfwu_bodies_open_old(const pfwu_component_t *component, uint32_t moved,
                                                pfwu_bodies_t *bodies);

void pfwu_bodies_close(pfwu_bodies_t *bodies);

/** S7: whether a unit of a sector can't be read, which therefore could not be backed up. */
bool pfwu_bodies_sector_damaged(const plat_flash_area_t *area, uint32_t sector);

/** S5: the backup can't be opened, so there is none that could run, and nothing to restore. S8: new data goes
 *  nevertheless, since the rest of the set is old. */
PLAT_MUST_USE psa_status_t pfwu_bodies_no_backup(const pfwu_component_t *component);

/** S6: there was no image that could be kept, so there is none afterwards. */
PLAT_MUST_USE psa_status_t pfwu_bodies_remove_new(const pfwu_component_t *component);

#endif /* PFWU_SWAP_BODIES_H */
