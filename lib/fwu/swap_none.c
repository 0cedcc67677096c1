/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * No component is swapped in this build (PSA_FWU_SWAP=OFF): each is overwritten. The second area is only read, so that
 * every copy can be made again. Row ids are those of lib/fwu/DESIGN.md section "Swap".
 */
#include "swap.h"

#include <string.h>

#include "copy.h"

bool pfwu_mode_fits(const pfwu_component_t *row)
{
    return row->mode == PFWU_MODE_OVERWRITE && !row->needs_trial; /* what it replaced is gone */
}

psa_status_t pfwu_swap_begin(const pfwu_component_t *component, uint32_t size)
{
    pfwu_place_t active = pfwu_place_active(component);
    return pfwu_journal_step(component->id, pfwu_place_sectors(&active, size), 0, PFWU_NO_BACKUP_BEGINS);
}

psa_status_t pfwu_place_read(const pfwu_place_t *place, uint32_t off, void *dst, uint32_t size)
{
    return pfwu_flash_read(place->area, place->off + off, dst, size); /* in one piece: the download stays whole */
}

static psa_status_t open_new(const pfwu_component_t *component, pfwu_body_t *body)
{
    pfwu_place_t place = pfwu_place_download(component);
    return component->decrypt_key == 0 ? PSA_SUCCESS : pfwu_copy_open_body(component, &place, body);
}

static psa_status_t copy_sectors(const pfwu_component_t *component, const pfwu_body_t *body, uint32_t count)
{
    const plat_flash_area_t *a = plat_flash_area(component->active_area);
    const plat_flash_area_t *b = plat_flash_area(component->second_area);
    psa_status_t status = PSA_SUCCESS;
    for (uint32_t i = pfwu_journal_record(component->id)->progress / 2u; i < count && status == PSA_SUCCESS; i++) {
        pfwu_copy_t install = { a, b, i, i + pfwu_spare(component), i, body, false };
        status = pfwu_copy_sector(&install); /* S2 */
        if (status == PSA_SUCCESS) {
            status = pfwu_journal_step(component->id, count, 0, 2u * i + 2u);
        }
    }
    return status;
}

psa_status_t pfwu_swap(const pfwu_component_t *component)
{
    pfwu_body_t body;
    uint32_t count = pfwu_journal_record(component->id)->extent;
    pfwu_place_t active = pfwu_place_active(component);
    if (count > pfwu_place_sectors(&active, active.size)) {
        return PSA_ERROR_DATA_CORRUPT;
    }
    memset(&body, 0, sizeof body);
    psa_status_t status = open_new(component, &body);
    if (status == PSA_SUCCESS) {
        status = copy_sectors(component, &body, count);
    }
    pfwu_body_close(&body);
    return status;
}

psa_status_t pfwu_overwrite_again(const pfwu_component_t *component)
{
    return pfwu_journal_step(component->id, pfwu_journal_record(component->id)->extent, 0, PFWU_NO_BACKUP_BEGINS);
}
