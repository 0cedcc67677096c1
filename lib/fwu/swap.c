/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The offset swap. A is the active area, B the second one; the new image lies in B[1..], the old one comes to lie in
 * B[0..]. For sector i: back up A[i] to B[i], which is free; then install B[i+1] in A[i]. One journal word ends each half,
 * before the next one destroys what it made redundant: so the half under way can always be done again.
 * Row ids S1..S4 are those of lib/fwu/DESIGN.md section "Swap".
 */
#include "swap.h"

#include <string.h>

#define ATTEMPTS 2u
#define HEADER_READS 3u

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

/** salvage: take what can be read of a damaged sector; else a unit that can't be read is an error. */
static psa_status_t read_chunk(const plat_flash_area_t *area, uint32_t off, uint32_t size, bool salvage)
{
    psa_status_t status = pfwu_flash_read(area, off, pfwu_buffer, size);
    return status == PSA_SUCCESS || (salvage && status == PSA_ERROR_DATA_CORRUPT) ? PSA_SUCCESS
                                                                                  : PSA_ERROR_DATA_CORRUPT;
}

static psa_status_t copy_once(const plat_flash_area_t *to, uint32_t to_sector, const plat_flash_area_t *from,
                              uint32_t from_sector, bool salvage)
{
    uint32_t sector_size = to->erase_size;
    psa_status_t status = plat_flash_erase(to, to_sector * sector_size);
    for (uint32_t off = 0; off < sector_size && status == PSA_SUCCESS; off += PFWU_BUFFER_SIZE) {
        uint32_t size = sector_size - off < PFWU_BUFFER_SIZE ? sector_size - off : PFWU_BUFFER_SIZE;
        status = read_chunk(from, from_sector * sector_size + off, size, salvage);
        if (status == PSA_SUCCESS) {
            status = program_chunk(to, to_sector * sector_size + off, pfwu_buffer, size);
        }
    }
    return status;
}

/** Whether two sectors read as equal, without any remark of the flash. Only for sectors that no cut can have torn. */
static bool is_equal(const plat_flash_area_t *a, uint32_t a_sector, const plat_flash_area_t *b, uint32_t b_sector)
{
    const uint32_t part = PFWU_BUFFER_SIZE / 2u;
    uint32_t sector_size = a->erase_size;
    for (uint32_t off = 0; off < sector_size; off += part) {
        uint32_t size = sector_size - off < part ? sector_size - off : part;
        psa_status_t status = plat_flash_read(a, a_sector * sector_size + off, pfwu_buffer, size);
        if (status == PSA_SUCCESS) {
            status = plat_flash_read(b, b_sector * sector_size + off, &pfwu_buffer[part], size);
        }
        if (status != PSA_SUCCESS || memcmp(pfwu_buffer, &pfwu_buffer[part], size) != 0) {
            return false;
        }
    }
    return true;
}

/** salvage: for backup and restoration, where a damaged old image must not be in the way. What the flash fails at once is
 *  tried again before it counts as damage. */
static psa_status_t copy_sector(const plat_flash_area_t *to, uint32_t to_sector, const plat_flash_area_t *from,
                                uint32_t from_sector, bool salvage)
{
    psa_status_t status = PSA_ERROR_DATA_CORRUPT;
    for (unsigned i = 1; i <= ATTEMPTS && status != PSA_SUCCESS; i++) {
        bool last = i == ATTEMPTS;
        status = copy_once(to, to_sector, from, from_sector, salvage && last);
        if (status == PSA_SUCCESS && salvage && !last && !is_equal(to, to_sector, from, from_sector)) {
            status = PSA_ERROR_DATA_CORRUPT; /* nothing else checks a part of an old image: read it once more */
        }
    }
    return status == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_DATA_CORRUPT;
}

static psa_status_t note(const pfwu_component_t *component, uint32_t new_count, uint32_t old_count, uint32_t done)
{
    return pfwu_journal_append(PFWU_WORD_STEP, component->id, (uint16_t)new_count, done | old_count << 16);
}

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

/** The same for the old image, whose header nobody verified: all if it does not read alike each time. */
static uint32_t old_sectors(const pfwu_place_t *active)
{
    uint32_t sectors = sectors_by_header(active);
    for (unsigned i = 1; i < HEADER_READS; i++) {
        if (sectors_by_header(active) != sectors) {
            return pfwu_place_sectors(active, active->size);
        }
    }
    return sectors;
}

psa_status_t pfwu_swap_begin(const pfwu_component_t *component, uint32_t size)
{
    pfwu_place_t active = pfwu_place_active(component);
    uint32_t new_count = pfwu_place_sectors(&active, size);
    uint32_t old_count = old_sectors(&active);
    /* Whatever the header says, no sector is overwritten that is not in the backup. */
    return note(component, new_count, old_count > new_count ? old_count : new_count, 0);
}

/** One sector, from the half it is at. untouched: no earlier session can have begun it. */
static psa_status_t swap_sector(const pfwu_component_t *component, uint32_t i, bool untouched)
{
    const plat_flash_area_t *a = plat_flash_area(component->active_area);
    const plat_flash_area_t *b = plat_flash_area(component->second_area);
    pfwu_record_t record = *pfwu_journal_record(component->id);
    uint32_t new_count = record.extent;
    uint32_t old_count = record.old_count;
    psa_status_t status;
    if (record.progress == 2u * i && i < old_count) {
        status = copy_sector(b, i, a, i, true); /* S1 */
        if (status == PSA_SUCCESS && i < new_count) {
            status = note(component, new_count, old_count, 2u * i + 1u);
        }
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    if (i < new_count && !(untouched && is_equal(a, i, b, i + 1u))) {
        status = copy_sector(a, i, b, i + 1u, false); /* S2 */
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return note(component, new_count, old_count, 2u * i + 2u);
}

psa_status_t pfwu_swap(const pfwu_component_t *component)
{
    pfwu_record_t record = *pfwu_journal_record(component->id);
    uint32_t count = record.extent > record.old_count ? record.extent : record.old_count;
    uint32_t first = record.progress / 2u;
    pfwu_place_t active = pfwu_place_active(component);
    if (count > pfwu_place_sectors(&active, active.size)) {
        return PSA_ERROR_DATA_CORRUPT;
    }
    for (uint32_t i = first; i < count; i++) {
        /* The first one may have been begun before a cut. Where this session began the swap itself it was not, but one
         * sector moved without need is cheaper than telling the two apart. */
        psa_status_t status = swap_sector(component, i, i > first);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return PSA_SUCCESS;
}

psa_status_t pfwu_revert(const pfwu_component_t *component, bool resumed)
{
    const plat_flash_area_t *a = plat_flash_area(component->active_area);
    const plat_flash_area_t *b = plat_flash_area(component->second_area);
    pfwu_record_t record = *pfwu_journal_record(component->id);
    uint32_t count = (record.progress + 1u) / 2u; /* sectors of A that may be new; S3 */
    count = count < record.old_count ? count : record.old_count;
    count = count < record.extent ? count : record.extent;
    if (count > a->size / a->erase_size) {
        return PSA_ERROR_DATA_CORRUPT;
    }
    bool untouched = !resumed;
    while (count > 0) {
        count--;
        if (!(untouched && is_equal(a, count, b, count))) {
            psa_status_t status = copy_sector(a, count, b, count, true); /* S4 */
            if (status != PSA_SUCCESS) {
                return status;
            }
        }
        psa_status_t status = note(component, record.extent, record.old_count, 2u * count);
        if (status != PSA_SUCCESS) {
            return status;
        }
        untouched = true;
    }
    return PSA_SUCCESS;
}

psa_status_t pfwu_revert_again(const pfwu_component_t *component)
{
    pfwu_record_t record = *pfwu_journal_record(component->id);
    uint32_t count = record.old_count < record.extent ? record.old_count : record.extent;
    return note(component, record.extent, record.old_count, 2u * count);
}
