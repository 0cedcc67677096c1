/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The offset swap, and overwriting, which is a swap without the backup. A is the active area, B the second one; the new image lies in B[1..], the old one comes to lie in
 * B[0..]. For sector i: back up A[i] to B[i], which is free; then install B[i+1] in A[i]. One journal word ends each half,
 * before the next one destroys what it made redundant: so the half under way can always be done again.
 * Row ids S1..S4 are those of lib/fwu/DESIGN.md section "Swap".
 */
#include "swap.h"

#include <string.h>

#include "authentic.h"
#include "body.h"

#define ATTEMPTS 2u
#define HEADER_READS 3u
/** Steps that count as done when there is nothing to back up: from here on the first sector of A may be new. */
#define NO_BACKUP_BEGINS 1u

psa_status_t pfwu_erase(const plat_flash_area_t *area, uint32_t first, uint32_t end)
{
    for (uint32_t sector = first; sector < end; sector++) {
        psa_status_t status = plat_flash_erase(area, sector * area->erase_size);
        if (status != PSA_SUCCESS) {
            status = plat_flash_erase(area, sector * area->erase_size);
        }
        if (status != PSA_SUCCESS) {
            return PSA_ERROR_STORAGE_FAILURE;
        }
    }
    return PSA_SUCCESS;
}

static bool is_blank(const uint8_t *bytes, uint32_t size, uint8_t erased)
{
    for (uint32_t i = 0; i < size; i++) {
        if (bytes[i] != erased) {
            return false;
        }
    }
    return true;
}

/** Program what is not blank of a chunk: blank units stay units that can still be programmed, and cost nothing. */
static psa_status_t program_chunk(const plat_flash_area_t *area, uint32_t off, const uint8_t *bytes, uint32_t size)
{
    uint32_t unit = area->prog_size;
    uint32_t at = 0;
    while (at < size) {
        uint32_t end = at;
        while (end < size && !is_blank(&bytes[end], unit, area->erased)) {
            end += unit;
        }
        if (end > at) {
            psa_status_t status = plat_flash_prog(area, off + at, &bytes[at], end - at);
            if (status != PSA_SUCCESS) {
                return status;
            }
        }
        at = end + unit;
    }
    return PSA_SUCCESS;
}

/** From sector `from_sector` of one area to `to_sector` of another. The bytes are those of sector `image_sector` of an image,
 *  whose body is turned into what it must be there. */
typedef struct move {
    const plat_flash_area_t *to;
    const plat_flash_area_t *from;
    uint32_t to_sector;
    uint32_t from_sector;
    uint32_t image_sector;
    const pfwu_body_t *body;
    bool salvage; /* take what can be read of a damaged sector, at the last attempt */
} move_t;

/** The bytes that belong at `off` of the target sector, into `bytes`. */
static psa_status_t get_chunk(const move_t *move, uint32_t off, uint8_t *bytes, uint32_t size, bool salvage)
{
    uint32_t sector_size = move->to->erase_size;
    psa_status_t status = pfwu_flash_read(move->from, move->from_sector * sector_size + off, bytes, size);
    if (status != PSA_SUCCESS && !(salvage && status == PSA_ERROR_DATA_CORRUPT)) {
        return PSA_ERROR_DATA_CORRUPT;
    }
    status = pfwu_body_apply(move->body, move->image_sector * sector_size + off, bytes, size);
    return status == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_DATA_CORRUPT;
}

static psa_status_t copy_once(const move_t *move, bool salvage)
{
    uint32_t sector_size = move->to->erase_size;
    psa_status_t status = plat_flash_erase(move->to, move->to_sector * sector_size);
    for (uint32_t off = 0; off < sector_size && status == PSA_SUCCESS; off += PFWU_BUFFER_SIZE) {
        uint32_t size = sector_size - off < PFWU_BUFFER_SIZE ? sector_size - off : PFWU_BUFFER_SIZE;
        status = get_chunk(move, off, pfwu_buffer, size, salvage);
        if (status == PSA_SUCCESS) {
            status = program_chunk(move->to, move->to_sector * sector_size + off, pfwu_buffer, size);
        }
    }
    return status;
}

/** Whether the target holds already what belongs there, read without any remark of the flash. Only for sectors that no cut
 *  can have torn. */
static bool is_equal(const move_t *move)
{
    const uint32_t part = PFWU_BUFFER_SIZE / 2u;
    uint32_t sector_size = move->to->erase_size;
    for (uint32_t off = 0; off < sector_size; off += part) {
        uint32_t size = sector_size - off < part ? sector_size - off : part;
        psa_status_t status = plat_flash_read(move->to, move->to_sector * sector_size + off, pfwu_buffer, size);
        if (status == PSA_SUCCESS) {
            status = plat_flash_read(move->from, move->from_sector * sector_size + off, &pfwu_buffer[part], size);
        }
        if (status == PSA_SUCCESS) {
            status = pfwu_body_apply(move->body, move->image_sector * sector_size + off, &pfwu_buffer[part], size);
        }
        if (status != PSA_SUCCESS || memcmp(pfwu_buffer, &pfwu_buffer[part], size) != 0) {
            return false;
        }
    }
    return true;
}

/** Salvage is for backup and restoration, where a damaged old image must not be in the way. What the flash fails at once is
 *  tried again before it counts as damage. */
static psa_status_t copy_sector(const move_t *move)
{
    psa_status_t status = PSA_ERROR_DATA_CORRUPT;
    for (unsigned i = 1; i <= ATTEMPTS && status != PSA_SUCCESS; i++) {
        bool last = i == ATTEMPTS;
        status = copy_once(move, move->salvage && last);
        if (status == PSA_SUCCESS && move->salvage && !last && !is_equal(move)) {
            status = PSA_ERROR_DATA_CORRUPT; /* nothing else checks a part of an old image: read it once more */
        }
    }
    return status == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_DATA_CORRUPT;
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
    for (unsigned i = 1; i < HEADER_READS; i++) {
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
    for (unsigned i = 0; i < HEADER_READS; i++) {
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

/** PSA_ERROR_DATA_CORRUPT: there is no image that can be opened. PSA_ERROR_STORAGE_FAILURE: that can't be told now. */
static psa_status_t open_body(const pfwu_component_t *component, const pfwu_place_t *place, pfwu_body_t *body)
{
    psa_status_t status = PSA_ERROR_STORAGE_FAILURE;
    for (unsigned i = 0; i < HEADER_READS && status != PSA_SUCCESS; i++) {
        pfwu_image_t image;
        pfwu_body_close(body);
        status = pfwu_parse_stable(place, &image);
        if (status == PSA_SUCCESS) {
            status = pfwu_body_open(component, place, &image, body);
        }
    }
    switch (status) {
    case PSA_SUCCESS:
        return PSA_SUCCESS;
    case PSA_ERROR_DOES_NOT_EXIST:
    case PSA_ERROR_INVALID_ARGUMENT:
    case PSA_ERROR_INVALID_SIGNATURE:
        return PSA_ERROR_DATA_CORRUPT;
    default:
        return PSA_ERROR_STORAGE_FAILURE;
    }
}

/** The old image's: its first `moved` sectors are in the backup. Without one there is nothing to open. */
static psa_status_t open_old(const pfwu_component_t *component, uint32_t moved, bodies_t *bodies)
{
    pfwu_place_t place = pfwu_place_old(component, moved);
    if (component->decrypt_key == 0 || pfwu_journal_record(component->id)->old_count == 0) {
        return PSA_SUCCESS;
    }
    return open_body(component, &place, &bodies->old);
}

static psa_status_t open_both(const pfwu_component_t *component, bodies_t *bodies)
{
    uint32_t done = pfwu_journal_record(component->id)->progress;
    pfwu_place_t place = pfwu_place_new(component, done / 2u);
    if (component->decrypt_key == 0) {
        return PSA_SUCCESS;
    }
    psa_status_t status = open_body(component, &place, &bodies->fresh);
    return status == PSA_SUCCESS ? open_old(component, (done + 1u) / 2u, bodies) : status;
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
        return pfwu_journal_step(component->id, new_count, 0, NO_BACKUP_BEGINS);
    }
    if (component->decrypt_key == 0) {
        return pfwu_journal_step(component->id, new_count, old_sectors(&active, new_count), 0);
    }
    uint32_t old_count = old_sectors_encrypting(component, &active);
    if (old_count != 0) {
        /* Before there is no way back: a backup can be encrypted. */
        pfwu_body_t body = { { 0 }, 0, 0 };
        pfwu_place_t old = pfwu_place_old(component, 0);
        psa_status_t status = open_body(component, &old, &body);
        pfwu_body_close(&body);
        if (status != PSA_SUCCESS) {
            return PSA_ERROR_STORAGE_FAILURE;
        }
    }
    return pfwu_journal_step(component->id, new_count, old_count, old_count != 0 ? 0 : NO_BACKUP_BEGINS);
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
        /* A backup under a key is made of what was verified: nothing damaged is salvaged into it. */
        move_t back_up = { b, a, i, i, i, &bodies->old, component->decrypt_key == 0 };
        status = copy_sector(&back_up); /* S1 */
        if (status == PSA_SUCCESS && i < new_count) {
            status = pfwu_journal_step(component->id, new_count, old_count, 2u * i + 1u);
        }
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    move_t install = { a, b, i, i + pfwu_spare(component), i, &bodies->fresh, false };
    if (i < new_count && !(untouched && is_equal(&install))) {
        status = copy_sector(&install); /* S2 */
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
        move_t restore = { a, b, count, count, count, &bodies->old, true };
        if (!(untouched && is_equal(&restore))) {
            psa_status_t status = copy_sector(&restore); /* S4 */
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
        status = pfwu_journal_step(component->id, record.extent, record.old_count,
                                   0); /* S5: there is no backup that could run */
    }
    close_both(&bodies);
    return status;
}

psa_status_t pfwu_overwrite_again(const pfwu_component_t *component)
{
    return pfwu_journal_step(component->id, pfwu_journal_record(component->id)->extent, 0, NO_BACKUP_BEGINS);
}

psa_status_t pfwu_revert_again(const pfwu_component_t *component)
{
    pfwu_record_t record = *pfwu_journal_record(component->id);
    uint32_t count = record.old_count < record.extent ? record.old_count : record.extent;
    return pfwu_journal_step(component->id, record.extent, record.old_count, 2u * count);
}
