/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The offset swap, and overwriting, which is a swap without the backup. A is the active area, B the second one; the new
 * image lies in B[1..], the old one comes to lie in B[0..]. For sector i: back up A[i] to B[i], which is free; then
 * install B[i+1] in A[i]. One journal word ends each half, before the next one destroys what it made redundant: so the
 * half under way can always be done again. Row ids S1..S8 are those of lib/fwu/DESIGN.md section "Swap".
 */
#include "swap.h"

#include <string.h>

#include "authentic.h"
#include "copy.h"
#include "swap_bodies.h"

/** What each mode needs: swap the spare sector; overwrite nothing, but what it replaced is gone; bank areas that can
 *  change places, so that what is downloaded is what runs. */
bool pfwu_mode_fits(const pfwu_component_t *row)
{
    switch (row->mode) {
    case PFWU_MODE_SWAP:
        return pfwu_spare(row) == 1u;
    case PFWU_MODE_OVERWRITE:
        return !row->needs_trial;
    case PFWU_MODE_BANK:
        return pfwu_spare(row) == 0 && row->decrypt_key == 0;
    default:
        return false;
    }
}

/* -------------------------------------------------------------------------------------------------------- Begin --- */

/** Sectors of the image at a place, by its header; 0 if there is none, all if that can't be read now. */
static uint32_t sectors_by_header(const pfwu_place_t *place)
{
    pfwu_image_t image;
    pfwu_image_source_t source = pfwu_place_source(place);
    pfwu_image_fault_t fault = pfwu_image_parse_header(&source, &image);
    if (fault == PFWU_IMAGE_UNREADABLE) {
        return pfwu_place_sectors(place, place->size);
    }
    return fault == PFWU_IMAGE_OK ? pfwu_place_sectors(place, image.total_size) : 0;
}

/** The same for the old image, whose header nobody verified: all if it does not read alike each time. Never less than
 *  the new image takes: whatever the header says, no sector is overwritten that is not in the backup. */
static uint32_t old_sectors(const pfwu_place_t *active, uint32_t new_count)
{
    uint32_t sectors = sectors_by_header(active);
    for (unsigned i = 1; i < PFWU_HEADER_READS; i++) {
        if (sectors_by_header(active) != sectors) {
            return pfwu_place_sectors(active, active->size);
        }
    }
    return sectors > new_count ? sectors : new_count;
}

/* --------------------------------------------------------------------------------------------------------- Swap --- */

psa_status_t pfwu_swap_begin(const pfwu_component_t *component, uint32_t size)
{
    pfwu_place_t active = pfwu_place_active(component);
    uint32_t new_count = pfwu_place_sectors(&active, size);
    if (component->mode == PFWU_MODE_OVERWRITE) {
        return pfwu_journal_step(component->id, new_count, 0, PFWU_NO_BACKUP_BEGINS);
    }
    if (component->decrypt_key == 0) {
        return pfwu_journal_step(component->id, new_count, old_sectors(&active, new_count), 0);
    }
    return pfwu_bodies_begin(component, new_count);
}

/** One sector, from the half it is at. untouched: no earlier session can have begun it. */
static psa_status_t swap_sector(const pfwu_component_t *component, const pfwu_bodies_t *bodies, uint32_t i,
                                bool untouched)
{
    const plat_flash_area_t *a = plat_flash_area(component->active_area);
    const plat_flash_area_t *b = plat_flash_area(component->second_area);
    pfwu_record_t record = *pfwu_journal_record(component->id);
    uint32_t new_count = record.extent;
    uint32_t old_count = record.old_count;
    psa_status_t status;
    if (record.progress == 2u * i && i < old_count) {
        pfwu_copy_t back_up = { b, a, i, i, i, &bodies->old, true };
        status = pfwu_copy_sector(&back_up); /* S1 */
        /* S7 */
        if (status == PSA_ERROR_DATA_CORRUPT && pfwu_bodies_sector_damaged(a, i)) {
            old_count = i < new_count ? 0 : old_count;
            status = PSA_SUCCESS;
        }
        if (status == PSA_SUCCESS && i < new_count) {
            status = pfwu_journal_step(component->id, new_count, old_count, 2u * i + 1u);
        }
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    pfwu_copy_t install = { a, b, i, i + pfwu_spare(component), i, &bodies->fresh, false };
    if (i < new_count && !(untouched && pfwu_copy_is_equal(&install))) {
        status = pfwu_copy_sector(&install); /* S2 */
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return pfwu_journal_step(component->id, new_count, old_count, 2u * i + 2u);
}

static psa_status_t swap_sectors(const pfwu_component_t *component, const pfwu_bodies_t *bodies, uint32_t count)
{
    uint32_t first = pfwu_journal_record(component->id)->progress / 2u;
    for (uint32_t i = first; i < count; i++) {
        /* The first one may have been begun before a cut. Where this session began the swap itself it was not, but one
         * sector moved without need is cheaper than telling the two apart. */
        psa_status_t status = swap_sector(component, bodies, i, i > first);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return PSA_SUCCESS;
}

psa_status_t pfwu_swap(const pfwu_component_t *component)
{
    pfwu_bodies_t bodies;
    pfwu_record_t record = *pfwu_journal_record(component->id);
    uint32_t count = record.extent > record.old_count ? record.extent : record.old_count;
    pfwu_place_t active = pfwu_place_active(component);
    if (count > pfwu_place_sectors(&active, active.size)) {
        return PSA_ERROR_DATA_CORRUPT;
    }
    if (record.progress / 2u >= count) {
        return PSA_SUCCESS;
    }
    memset(&bodies, 0, sizeof bodies);
    psa_status_t status = pfwu_bodies_open(component, &bodies);
    if (status == PSA_SUCCESS) {
        status = swap_sectors(component, &bodies, count);
    }
    pfwu_bodies_close(&bodies);
    return status;
}

/* ---------------------------------------------------------------------------------------------------- Roll back --- */

/** Sectors of A that may be new; S3. */
static uint32_t sectors_to_restore(const pfwu_record_t *record)
{
    uint32_t count = (record->progress + 1u) / 2u;
    count = count < record->extent ? count : record->extent;
    return count < record->old_count ? count : record->old_count;
}

static psa_status_t restore_sectors(const pfwu_component_t *component, const pfwu_bodies_t *bodies, uint32_t count,
                                    bool untouched)
{
    const plat_flash_area_t *a = plat_flash_area(component->active_area);
    const plat_flash_area_t *b = plat_flash_area(component->second_area);
    pfwu_record_t record = *pfwu_journal_record(component->id);
    while (count > 0) {
        count--;
        pfwu_copy_t restore = { a, b, count, count, count, &bodies->old, true };
        if (!(untouched && pfwu_copy_is_equal(&restore))) {
            psa_status_t status = pfwu_copy_sector(&restore); /* S4 */
            if (status != PSA_SUCCESS) {
                return status;
            }
        }
        psa_status_t status = pfwu_journal_step(component->id, record.extent, record.old_count, 2u * count);
        if (status != PSA_SUCCESS) {
            return status;
        }
        untouched = true;
    }
    return PSA_SUCCESS;
}

psa_status_t pfwu_revert(const pfwu_component_t *component, bool resumed)
{
    pfwu_bodies_t bodies;
    pfwu_record_t record = *pfwu_journal_record(component->id);
    uint32_t count = sectors_to_restore(&record);
    pfwu_place_t active = pfwu_place_active(component);
    uint32_t sectors = pfwu_place_sectors(&active, active.size);
    if (count > sectors || record.extent > sectors) {
        return PSA_ERROR_DATA_CORRUPT;
    }
    if (record.old_count == 0) {
        return pfwu_bodies_remove_new(component);
    }
    if (count == 0) {
        return PSA_SUCCESS;
    }
    memset(&bodies, 0, sizeof bodies);
    psa_status_t status = pfwu_bodies_open_old(component, count, &bodies);
    if (status == PSA_SUCCESS) {
        status = restore_sectors(component, &bodies, count, !resumed);
    } else if (status == PSA_ERROR_DATA_CORRUPT) {
        status = pfwu_bodies_no_backup(component); /* S5, S8 */
    }
    pfwu_bodies_close(&bodies);
    return status;
}

psa_status_t pfwu_overwrite_again(const pfwu_component_t *component)
{
    return pfwu_journal_step(component->id, pfwu_journal_record(component->id)->extent, 0, PFWU_NO_BACKUP_BEGINS);
}

psa_status_t pfwu_revert_again(const pfwu_component_t *component)
{
    pfwu_record_t record = *pfwu_journal_record(component->id);
    return pfwu_journal_step(component->id, pfwu_record_dirty(&record), record.old_count, 2u * record.old_count);
}
