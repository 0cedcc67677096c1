/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Encrypted images in the middle of a swap: each lies in two pieces then. Row ids are those of lib/fwu/DESIGN.md
 * section "Swap".
 */
#include "swap_bodies.h"

#include "authentic.h"
#include "copy.h"
#include "journal.h"
#include "swap.h"

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

psa_status_t pfwu_bodies_begin(const pfwu_component_t *component, uint32_t new_count)
{
    pfwu_place_t active = pfwu_place_active(component);
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

psa_status_t pfwu_bodies_open_old(const pfwu_component_t *component, uint32_t moved, pfwu_bodies_t *bodies)
{
    pfwu_place_t place = pfwu_place_old(component, moved);
    if (component->decrypt_key == 0 || pfwu_journal_record(component->id)->old_count == 0) {
        return PSA_SUCCESS;
    }
    psa_status_t status = pfwu_copy_open_body(component, &place, &bodies->old);
    bool lost = status != PSA_SUCCESS && component->type == PFWU_TYPE_DATA && is_damaged(&place);
    return lost ? PSA_ERROR_DATA_CORRUPT : status;
}

psa_status_t pfwu_bodies_open(const pfwu_component_t *component, pfwu_bodies_t *bodies)
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
    status = pfwu_bodies_open_old(component, backed_up, bodies);
    if (status == PSA_ERROR_DATA_CORRUPT || (status != PSA_SUCCESS && is_damaged(&old))) { /* S7 */
        bool moved = record.progress / 2u >= record.extent;
        status = moved ? pfwu_journal_step(component->id, record.extent, record.old_count, 2u * record.old_count)
                       : pfwu_journal_step(component->id, record.extent, 0, record.progress | PFWU_NO_BACKUP_BEGINS);
    }
    return status;
}

void pfwu_bodies_close(pfwu_bodies_t *bodies)
{
    pfwu_body_close(&bodies->fresh);
    pfwu_body_close(&bodies->old);
}

bool pfwu_bodies_sector_damaged(const plat_flash_area_t *area, uint32_t sector)
{
    psa_status_t status = PSA_SUCCESS;
    for (uint32_t off = 0; off < area->erase_size && status == PSA_SUCCESS; off += area->prog_size) {
        status = pfwu_flash_read(area, sector * area->erase_size + off, pfwu_buffer, area->prog_size);
    }
    return status != PSA_SUCCESS;
}

psa_status_t pfwu_bodies_remove_new(const pfwu_component_t *component)
{
    const plat_flash_area_t *a = plat_flash_area(component->active_area);
    pfwu_record_t record = *pfwu_journal_record(component->id);
    uint32_t count = record.progress / 2u + 1u;
    count = count < record.extent ? count : record.extent;
    if (record.progress == 0) {
        return PSA_SUCCESS; /* it was never moved */
    }
    psa_status_t status = pfwu_erase(a, 0, count);
    return status == PSA_SUCCESS ? pfwu_journal_step(component->id, record.extent, record.old_count, 0)
                                 : PSA_ERROR_DATA_CORRUPT;
}

psa_status_t pfwu_bodies_no_backup(const pfwu_component_t *component)
{
    pfwu_record_t record = *pfwu_journal_record(component->id);
    return component->type == PFWU_TYPE_DATA ? pfwu_bodies_remove_new(component)
                                             : pfwu_journal_step(component->id, record.extent, record.old_count, 0);
}
