/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Moving images between the areas of a component, sector by sector, so that every step can be done again. What is where
 * after which step: lib/fwu/DESIGN.md section "Swap".
 */
#ifndef PFWU_SWAP_H
#define PFWU_SWAP_H

#include "journal.h"
#include "table.h"

/** Begin a swap or to overwrite: note the sizes of both images, the new one's of `size` bytes, in the journal. STAGED
 *  becomes SWAP. */
PLAT_MUST_USE psa_status_t pfwu_swap_begin(const pfwu_component_t *component, uint32_t size);

/** Do what is left of a swap. PSA_ERROR_DATA_CORRUPT: a sector can't be moved; what was done can be reverted.
 *  PSA_ERROR_STORAGE_FAILURE: the journal can't be written. */
PLAT_MUST_USE psa_status_t pfwu_swap(const pfwu_component_t *component);

/** Do what is left of a roll-back. The backup is only read. resumed: an earlier session may have begun it. */
PLAT_MUST_USE psa_status_t pfwu_revert(const pfwu_component_t *component, bool resumed);

/** Have the next pfwu_swap() of a component that is overwritten begin anew: the download is only read. */
PLAT_MUST_USE psa_status_t pfwu_overwrite_again(const pfwu_component_t *component);

/** Have the next pfwu_revert() begin anew. Only while the backup verifies: then it is whole, and every sector of it is
 *  the old image's, whatever was moved. */
PLAT_MUST_USE psa_status_t pfwu_revert_again(const pfwu_component_t *component);

/** Erase sectors of an area, each tried twice. Errors are the port's. */
PLAT_MUST_USE psa_status_t pfwu_erase(const plat_flash_area_t *area, uint32_t first, uint32_t end);

#endif /* PFWU_SWAP_H */
