/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The image being received: blocks into the second area, how far it got, and getting rid of what a cut left doubtful.
 */
#ifndef PFWU_DOWNLOAD_H
#define PFWU_DOWNLOAD_H

#include "journal.h"
#include "table.h"

/** Erase the second area as far as it is not known to be erased. */
PLAT_MUST_USE psa_status_t pfwu_download_erase(const pfwu_component_t *component);

/** Write a block; the arguments were checked. A block that is there already, with the same bytes, is done. */
PLAT_MUST_USE psa_status_t pfwu_download_write(const pfwu_component_t *component, uint32_t off, const uint8_t *block,
                                               uint32_t size);

/** Program one unit that is blank; one that holds these bytes already is done. PSA_ERROR_STORAGE_FAILURE: it holds
 *  others. */
PLAT_MUST_USE psa_status_t pfwu_write_unit(const plat_flash_area_t *area, uint32_t off, const uint8_t *bytes);

/** Bytes that are there without a gap from the first on. */
uint32_t pfwu_download_written(const pfwu_component_t *component);

/** Erase the sectors that were touched but may be incomplete or torn: after a restart, or after a write that failed. */
PLAT_MUST_USE psa_status_t pfwu_download_tidy(const pfwu_component_t *component);

/** Whether the download area holds nothing but erased bytes from `off` to what was touched. */
PLAT_MUST_USE psa_status_t pfwu_download_blank_from(const pfwu_component_t *component, uint32_t off, bool *blank);

#endif /* PFWU_DOWNLOAD_H */
