/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The offset swap, and overwriting, which is a swap without the backup. A is the active area, B the second one; the new image lies in B[1..], the old one comes to lie in
 * B[0..]. For sector i: back up A[i] to B[i], which is free; then install B[i+1] in A[i]. One journal word ends each half,
 * before the next one destroys what it made redundant: so the half under way can always be done again.
 * Row ids S1..S7 are those of lib/fwu/DESIGN.md section "Swap".
 */
#include "swap.h"

#include <string.h>

#include "authentic.h"
#include "copy.h"

/** What each mode needs: swap the spare sector; overwrite nothing, but what it replaced is gone; bank areas that can change
 *  places, so that what is downloaded is what runs. */
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

/* ------------------------------------------------------------------------------------------------ In two pieces --- */

pfwu_place_t pfwu_place_new(const pfwu_component_t *component, uint32_t moved)
{
    pfwu_place_t download = pfwu_place_download(component);
    pfwu_place_t place = pfwu_place_active(component);
    place.kind = PFWU_KIND_DOWNLOAD;
    place.rest = download.area;
    place.rest_off = download.off;
    place.split = moved * place.area->erase_size;
    return place;
}

pfwu_place_t pfwu_place_old(const pfwu_component_t *component, uint32_t moved)
{
    pfwu_place_t place = pfwu_place_backup(component);
    place.rest = plat_flash_area(component->active_area);
    place.split = moved * place.area->erase_size;
    return place;
}

psa_status_t pfwu_place_read(const pfwu_place_t *place, uint32_t off, void *dst, uint32_t size)
{
    uint32_t first = 0; /* bytes before the split */
    psa_status_t status = PSA_SUCCESS;
    if (place->rest == NULL) {
        first = size;
    } else if (off < place->split) {
        first = place->split - off < size ? place->split - off : size;
    }
    if (first != 0) {
        status = pfwu_flash_read(place->area, place->off + off, dst, first);
    }
    if (status == PSA_SUCCESS && first != size) {
        status = pfwu_flash_read(place->rest, place->rest_off + off + first, (uint8_t *)dst + first, size - first);
    }
    return status;
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

/** The same for the old image, whose header nobody verified: all if it does not read alike each time. Never less than the
 *  new image takes: whatever the header says, no sector is overwritten that is not in the backup. */
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

/** Sectors of an old image that must not get out in plain. Its backup can be made only of what is an image, whole: of
 *  anything else there is none (0). What can't be told for want of cryptography or flash is tried again. */
static uint32_t old_sectors_encrypting(const pfwu_component_t *component, const pfwu_place_t *active)
{
    for (unsigned i = 0; i < PFWU_HEADER_READS; i++) {
        pfwu_image_t image;
        pfwu_bool_t verdict = PFWU_NO;
        psa_status_t status = pfwu_authenticate(component, active, &image, &verdict);
        if (status == PSA_SUCCESS && verdict == PFWU_YES) {
            return pfwu_place_sectors(active, image.total_size);
        }
    }
    return 0;
}

/* --------------------------------------------------------------------------------------------------------- Swap --- */

/** Bodies of the two images under a swap or roll-back; all zeros where they stand in plain. */
typedef struct bodies {
    pfwu_body_t fresh;
    pfwu_body_t old;
} bodies_t;

/** The old image's: its first `moved` sectors are in the backup. Without one there is nothing to open. */
static psa_status_t open_old(const pfwu_component_t *component, uint32_t moved, bodies_t *bodies)
{
    pfwu_place_t place = pfwu_place_old(component, moved);
    if (component->decrypt_key == 0 || pfwu_journal_record(component->id)->old_count == 0) {
        return PSA_SUCCESS;
    }
    return pfwu_copy_open_body(component, &place, &bodies->old);
}

/** Whether the flash is why an image in two pieces could not be opened, at each attempt. Then it is damaged, as where a
 *  sector can't be copied; a fault of the cryptography passes. */
static bool is_damaged(const pfwu_place_t *place)
{
    pfwu_image_t image;
    psa_status_t status = pfwu_parse_stable(place, &image);
    for (uint32_t at = 0; at < image.key_wrap_size && status == PSA_SUCCESS; at++) {
        status = pfwu_place_read(place, image.key_wrap_off + at, pfwu_buffer, 1);
    }
    return status != PSA_SUCCESS;
}

static psa_status_t open_both(const pfwu_component_t *component, bodies_t *bodies)
{
    pfwu_record_t record = *pfwu_journal_record(component->id);
    uint32_t backed_up = (record.progress + 1u) / 2u;
    /* Where it overwrites, the download stays whole. */
    pfwu_place_t fresh = pfwu_place_new(component, component->mode == PFWU_MODE_OVERWRITE ? 0 : record.progress / 2u);
    pfwu_place_t old = pfwu_place_old(component, backed_up);
    if (component->decrypt_key == 0) {
        return PSA_SUCCESS;
    }
    psa_status_t status = pfwu_copy_open_body(component, &fresh, &bodies->fresh);
    if (status != PSA_SUCCESS) {
        return status == PSA_ERROR_STORAGE_FAILURE && is_damaged(&fresh) ? PSA_ERROR_DATA_CORRUPT : status;
    }
    status = open_old(component, backed_up, bodies);
    if (status == PSA_ERROR_DATA_CORRUPT || (status != PSA_SUCCESS && is_damaged(&old))) { /* S7 */
        bool moved = record.progress / 2u >= record.extent;
        status = moved ? pfwu_journal_step(component->id, record.extent, record.old_count, 2u * record.old_count)
                       : pfwu_journal_step(component->id, record.extent, 0, record.progress | PFWU_NO_BACKUP_BEGINS);
    }
    return status;
}

static void close_both(bodies_t *bodies)
{
    pfwu_body_close(&bodies->fresh);
    pfwu_body_close(&bodies->old);
}

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
    uint32_t old_count = old_sectors_encrypting(component, &active);
    if (old_count != 0) {
        /* Before there is no way back: a backup can be encrypted. */
        pfwu_body_t body = { { 0 }, 0, 0 };
        pfwu_place_t old = pfwu_place_old(component, 0);
        psa_status_t status = pfwu_copy_open_body(component, &old, &body);
        pfwu_body_close(&body);
        if (status != PSA_SUCCESS) {
            return PSA_ERROR_STORAGE_FAILURE;
        }
    }
    return pfwu_journal_step(component->id, new_count, old_count, old_count != 0 ? 0 : PFWU_NO_BACKUP_BEGINS);
}

static bool sector_is_readable(const plat_flash_area_t *area, uint32_t sector)
{
    psa_status_t status = PSA_SUCCESS;
    for (uint32_t off = 0; off < area->erase_size && status == PSA_SUCCESS; off += area->prog_size) {
        status = pfwu_flash_read(area, sector * area->erase_size + off, pfwu_buffer, area->prog_size);
    }
    return status == PSA_SUCCESS;
}

/** One sector, from the half it is at. untouched: no earlier session can have begun it. */
static psa_status_t swap_sector(const pfwu_component_t *component, const bodies_t *bodies, uint32_t i, bool untouched)
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
        if (status == PSA_ERROR_DATA_CORRUPT && !sector_is_readable(a, i)) {
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

static psa_status_t swap_sectors(const pfwu_component_t *component, const bodies_t *bodies, uint32_t count)
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
    bodies_t bodies;
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
    psa_status_t status = open_both(component, &bodies);
    if (status == PSA_SUCCESS) {
        status = swap_sectors(component, &bodies, count);
    }
    close_both(&bodies);
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

static psa_status_t restore_sectors(const pfwu_component_t *component, const bodies_t *bodies, uint32_t count,
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

/** S6: there was no image that could be kept, so there is none afterwards. */
static psa_status_t remove_new(const pfwu_component_t *component)
{
    const plat_flash_area_t *a = plat_flash_area(component->active_area);
    pfwu_record_t record = *pfwu_journal_record(component->id);
    uint32_t count = record.progress / 2u + 1u;
    count = count < record.extent ? count : record.extent;
    if (record.progress == 0) {
        return PSA_SUCCESS; /* it was never moved */
    }
    psa_status_t status = pfwu_erase(a, 0, count);
    return status == PSA_SUCCESS ? pfwu_journal_step(component->id, record.extent, 0, 0) : PSA_ERROR_DATA_CORRUPT;
}

psa_status_t pfwu_revert(const pfwu_component_t *component, bool resumed)
{
    bodies_t bodies;
    pfwu_record_t record = *pfwu_journal_record(component->id);
    uint32_t count = sectors_to_restore(&record);
    pfwu_place_t active = pfwu_place_active(component);
    uint32_t sectors = pfwu_place_sectors(&active, active.size);
    if (count > sectors || record.extent > sectors) {
        return PSA_ERROR_DATA_CORRUPT;
    }
    if (record.old_count == 0) {
        return remove_new(component);
    }
    if (count == 0) {
        return PSA_SUCCESS;
    }
    memset(&bodies, 0, sizeof bodies);
    psa_status_t status = open_old(component, count, &bodies);
    if (status == PSA_SUCCESS) {
        status = restore_sectors(component, &bodies, count, !resumed);
    } else if (status == PSA_ERROR_DATA_CORRUPT) {
        /* S5: there is no backup that could run */
        status = pfwu_journal_step(component->id, record.extent, record.old_count, 0);
    }
    close_both(&bodies);
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
