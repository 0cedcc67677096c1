/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Copying sectors, for swapping, rolling back and overwriting.
 */
#include "copy.h"

#include <string.h>

#include "authentic.h"
#include "swap.h"

#define ATTEMPTS 2u

psa_status_t pfwu_erase(const plat_flash_area_t *area, uint32_t first, uint32_t end)
{
    psa_status_t status = PSA_SUCCESS;
    for (uint32_t sector = first; sector < end && status == PSA_SUCCESS; sector++) {
        status = plat_flash_erase(area, sector * area->erase_size);
        if (status != PSA_SUCCESS) {
            status = plat_flash_erase(area, sector * area->erase_size);
        }
    }
    return status;
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

/** The bytes that belong at `off` of the target sector, into `bytes`. Of what can't be read zeros are salvaged, but
 *  where a body stands encrypted only behind it: in it they would be key stream, and all up to its end was hashed
 *  before. */
static psa_status_t get_chunk(const pfwu_copy_t *move, uint32_t off, uint8_t *bytes, uint32_t size, bool salvage)
{
    uint32_t sector_size = move->to->erase_size;
    psa_status_t status = pfwu_flash_read(move->from, move->from_sector * sector_size + off, bytes, size);
    uint32_t at = move->image_sector * sector_size + off;
    if (status != PSA_SUCCESS &&
        !(salvage && status == PSA_ERROR_DATA_CORRUPT && at >= move->body->off + move->body->size)) {
        return PSA_ERROR_DATA_CORRUPT;
    }
    return pfwu_body_apply(move->body, at, bytes, size);
}

static psa_status_t copy_once(const pfwu_copy_t *move, bool salvage)
{
    const uint32_t step = salvage ? move->to->prog_size : PFWU_BUFFER_SIZE; /* one unit is no reason to lose others */
    uint32_t sector_size = move->to->erase_size;
    psa_status_t status = plat_flash_erase(move->to, move->to_sector * sector_size);
    for (uint32_t off = 0; off < sector_size && status == PSA_SUCCESS; off += step) {
        uint32_t size = sector_size - off < step ? sector_size - off : step;
        status = get_chunk(move, off, pfwu_buffer, size, salvage);
        if (status == PSA_SUCCESS) {
            status = program_chunk(move->to, move->to_sector * sector_size + off, pfwu_buffer, size);
        }
    }
    return status;
}

bool pfwu_copy_is_equal(const pfwu_copy_t *move)
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

psa_status_t pfwu_copy_sector(const pfwu_copy_t *move)
{
    psa_status_t status = PSA_ERROR_DATA_CORRUPT;
    for (unsigned i = 1; i <= ATTEMPTS && status != PSA_SUCCESS; i++) {
        bool last = i == ATTEMPTS;
        status = copy_once(move, move->salvage && last);
        if (status == PSA_SUCCESS && move->salvage && !last && !pfwu_copy_is_equal(move)) {
            status = PSA_ERROR_DATA_CORRUPT; /* nothing else checks a part of an old image: read it once more */
        }
    }
    return status == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_DATA_CORRUPT;
}

psa_status_t pfwu_copy_open_body(const pfwu_component_t *component, const pfwu_place_t *place, pfwu_body_t *body)
{
    psa_status_t status = PSA_ERROR_STORAGE_FAILURE;
    for (unsigned i = 0; i < PFWU_HEADER_READS && status != PSA_SUCCESS; i++) {
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
