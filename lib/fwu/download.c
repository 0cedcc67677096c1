/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The image being received. The journal knows, per component, how many sectors were touched (noted before the first
 * unit of a sector is programmed) and how many are complete. Between restarts units are what they read as; across a
 * restart only complete sectors count, the touched rest is erased.
 */
#include "download.h"

#include <string.h>

#include "fwu_internal.h"
#include "swap.h"

static struct {
    bool known[PFWU_COMPONENTS_MAX];
    bool torn[PFWU_COMPONENTS_MAX];        /* a unit of a touched sector may be, and that could not be erased */
    uint32_t written[PFWU_COMPONENTS_MAX]; /* bytes without a gap, in this session */
} progress;

void pfwu_reset(void)
{
    pfwu_journal_reset();
    memset(&progress, 0, sizeof progress);
}

/** Sectors of the download that the journal says are touched and complete, but no more than there are. */
static void extents(const pfwu_component_t *component, uint32_t *touched, uint32_t *complete)
{
    const pfwu_record_t *record = pfwu_journal_record(component->id);
    pfwu_place_t place = pfwu_place_download(component);
    uint32_t room = pfwu_place_sectors(&place, place.size);
    *touched = record->extent < room ? record->extent : room;
    *complete = record->progress < *touched ? record->progress : *touched;
}

static bool unit_is_blank(const uint8_t *bytes, const plat_flash_area_t *area)
{
    for (uint32_t i = 0; i < area->prog_size; i++) {
        if (bytes[i] != area->erased) {
            return false;
        }
    }
    return true;
}

psa_status_t pfwu_download_erase(const pfwu_component_t *component)
{
    const plat_flash_area_t *area = plat_flash_area(component->second_area);
    const pfwu_record_t *record = pfwu_journal_record(component->id);
    uint32_t end = area->size / area->erase_size;
    uint32_t dirty = pfwu_record_dirty(record);
    if ((record->flags & PFWU_RECORD_CLEAN) != 0 && dirty < end) {
        bool manifest = (record->flags & PFWU_RECORD_MANIFEST) != 0;
        end = dirty == 0 && !manifest ? 0 : dirty + pfwu_spare(component);
    }
    progress.known[component->id] = false;
    progress.torn[component->id] = false; /* it is erased, or the state in which it is not stays */
    return pfwu_erase(area, 0, end);
}

psa_status_t pfwu_download_tidy(const pfwu_component_t *component)
{
    const plat_flash_area_t *area = plat_flash_area(component->second_area);
    uint32_t touched;
    uint32_t complete;
    extents(component, &touched, &complete);
    progress.known[component->id] = false;
    if (touched == complete) {
        return PSA_SUCCESS;
    }
    uint32_t spare = pfwu_spare(component);
    psa_status_t status = pfwu_erase(area, complete + spare, touched + spare);
    if (status != PSA_SUCCESS) {
        return status;
    }
    return pfwu_journal_append(PFWU_WORD_EXTENT, component->id, (uint16_t)complete, complete);
}

/** Where the first blank unit after the complete sectors is. A hint: an image may hold blank units itself. */
static uint32_t scan(const pfwu_component_t *component)
{
    pfwu_place_t place = pfwu_place_download(component);
    uint32_t touched;
    uint32_t complete;
    extents(component, &touched, &complete);
    uint32_t off = complete * place.area->erase_size;
    uint32_t end = progress.torn[component->id] ? off : touched * place.area->erase_size;
    while (off < end) {
        uint8_t unit[PLAT_FLASH_PROG_SIZE_MAX];
        psa_status_t status = pfwu_flash_read(place.area, place.off + off, unit, place.area->prog_size);
        if (status != PSA_SUCCESS || unit_is_blank(unit, place.area)) {
            break;
        }
        off += place.area->prog_size;
    }
    return off;
}

uint32_t pfwu_download_written(const pfwu_component_t *component)
{
    if (!progress.known[component->id]) {
        progress.written[component->id] = scan(component);
        progress.known[component->id] = true;
    }
    return progress.written[component->id];
}

/** Note in the journal that sectors up to that of byte `last` are about to be programmed. */
static psa_status_t touch(const pfwu_component_t *component, uint32_t last)
{
    const plat_flash_area_t *area = plat_flash_area(component->second_area);
    const pfwu_record_t *record = pfwu_journal_record(component->id);
    uint32_t extent = last / area->erase_size + 1u;
    if (extent <= record->extent) {
        return PSA_SUCCESS;
    }
    uint32_t complete = pfwu_download_written(component) / area->erase_size;
    complete = complete < record->progress ? record->progress : complete;
    return pfwu_journal_append(PFWU_WORD_EXTENT, component->id, (uint16_t)extent, complete);
}

psa_status_t pfwu_write_unit(const plat_flash_area_t *area, uint32_t off, const uint8_t *bytes)
{
    uint8_t there[PLAT_FLASH_PROG_SIZE_MAX];
    psa_status_t status = pfwu_flash_read(area, off, there, area->prog_size);
    if (status != PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    if (memcmp(there, bytes, area->prog_size) == 0) {
        return PSA_SUCCESS;
    }
    return unit_is_blank(there, area) && plat_flash_prog(area, off, bytes, area->prog_size) == PSA_SUCCESS
               ? PSA_SUCCESS
               : PSA_ERROR_STORAGE_FAILURE;
}

/** sealed: bytes at the front to which nothing is added any more, since after a restart no torn unit is looked for
 *  there. */
static psa_status_t write_units(const pfwu_place_t *place, uint32_t sealed, uint32_t off, const uint8_t *block,
                                uint32_t size)
{
    for (uint32_t at = 0; at < size; at += place->area->prog_size) {
        uint8_t unit[PLAT_FLASH_PROG_SIZE_MAX];
        uint8_t there[PLAT_FLASH_PROG_SIZE_MAX];
        uint32_t part = size - at < place->area->prog_size ? size - at : place->area->prog_size;
        memset(unit, place->area->erased, sizeof unit);
        memcpy(unit, &block[at], part);
        psa_status_t status = PSA_SUCCESS;
        if (off + at >= sealed) {
            status = pfwu_write_unit(place->area, place->off + off + at, unit);
        } else if (pfwu_flash_read(place->area, place->off + off + at, there, place->area->prog_size) != PSA_SUCCESS ||
                   memcmp(there, unit, place->area->prog_size) != 0) {
            status = PSA_ERROR_STORAGE_FAILURE;
        }
        if (status != PSA_SUCCESS) {
            return PSA_ERROR_STORAGE_FAILURE;
        }
    }
    return PSA_SUCCESS;
}

/** Units may be torn now: go back to whole sectors, from where the client can go on. */
static psa_status_t go_back(const pfwu_component_t *component)
{
    psa_status_t status = pfwu_download_tidy(component);
    progress.torn[component->id] = status != PSA_SUCCESS;
    return status;
}

psa_status_t pfwu_download_write(const pfwu_component_t *component, uint32_t off, const uint8_t *block, uint32_t size)
{
    const uint32_t align = 1u << PSA_FWU_LOG2_WRITE_ALIGN;
    pfwu_place_t place = pfwu_place_download(component);
    uint32_t touched;
    uint32_t complete;
    if (progress.torn[component->id] && go_back(component) != PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    uint32_t before = pfwu_download_written(component);
    psa_status_t status = touch(component, off + size - 1u);
    if (status == PSA_SUCCESS) {
        extents(component, &touched, &complete);
        status = write_units(&place, complete * place.area->erase_size, off, block, size);
    }
    if (status != PSA_SUCCESS) {
        psa_status_t tidied = go_back(component);
        return tidied == PSA_SUCCESS ? status : PSA_ERROR_STORAGE_FAILURE;
    }
    uint32_t end = off + (size + align - 1u) / align * align;
    if (off <= before && end > before) {
        progress.written[component->id] = end;
    }
    return PSA_SUCCESS;
}

psa_status_t pfwu_download_blank_from(const pfwu_component_t *component, uint32_t off, bool *blank)
{
    pfwu_place_t place = pfwu_place_download(component);
    uint32_t touched;
    uint32_t complete;
    extents(component, &touched, &complete);
    uint32_t end = touched * place.area->erase_size;
    *blank = false;
    for (; off < end; off += PFWU_BUFFER_SIZE) {
        uint32_t size = end - off < PFWU_BUFFER_SIZE ? end - off : PFWU_BUFFER_SIZE;
        psa_status_t status = pfwu_flash_read(place.area, place.off + off, pfwu_buffer, size);
        if (status != PSA_SUCCESS) {
            return PSA_ERROR_STORAGE_FAILURE;
        }
        for (uint32_t i = 0; i < size; i++) {
            if (pfwu_buffer[i] != place.area->erased) {
                return PSA_SUCCESS;
            }
        }
    }
    *blank = true;
    return PSA_SUCCESS;
}
