/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns the device side of `psa its`: layouts, key files, and the twin device.
 */
#define _XOPEN_SOURCE 700

#include "its_twin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crypto/core/bytes.h"
#include "lib/crypto/core/ct.h"
#include "lib/its/its_internal.h"
#include "lib/its/record.h"
#include "platform/posix/plat_posix.h"

/* ------------------------------------------------------------------------------------------------------------ Shape */

int its_parse_area(const char *text, uint8_t *area)
{
    if (text == NULL || strcmp(text, "its") == 0) {
        *area = PLAT_AREA_ITS;
    } else if (strcmp(text, "ps") == 0) {
        *area = PLAT_AREA_PS;
    } else {
        return tool_usage("--area is its or ps, not '%s'", text);
    }
    return TOOL_OK;
}

/* One "name=number" of a layout. */
static bool parse_field(const char *field, size_t length, its_shape_t *shape)
{
    char name[32];
    uint64_t number = 0;
    const char *equals = memchr(field, '=', length);
    if (equals == NULL || length >= sizeof(name)) {
        return false;
    }
    memcpy(name, field, length);
    name[length] = '\0';
    name[equals - field] = '\0';
    if (!tool_parse_number(name + (equals - field) + 1, UINT32_MAX, &number) || number == 0) {
        return false;
    }
    if (strcmp(name, "sectors") == 0) {
        shape->sectors = (uint32_t)number;
    } else if (strcmp(name, "sector-size") == 0) {
        shape->sector_size = (uint32_t)number;
    } else if (strcmp(name, "unit") == 0 && number <= PLAT_FLASH_PROG_SIZE_MAX) {
        shape->unit = (uint16_t)number;
    } else {
        return false;
    }
    return true;
}

int its_parse_layout(const char *text, its_shape_t *shape)
{
    for (const char *at = text; at != NULL;) {
        const char *comma = strchr(at, ',');
        size_t length = comma ? (size_t)(comma - at) : strlen(at);
        if (!parse_field(at, length, shape)) {
            return tool_usage("--layout '%.*s' is not sectors=N, sector-size=BYTES or unit=BYTES", (int)length, at);
        }
        at = comma ? comma + 1 : NULL;
    }
    return TOOL_OK;
}

bool its_shape_check(const its_shape_t *shape)
{
    uint32_t unit = shape->unit, cell = pits_cell_size(unit), cells = shape->sector_size / cell;
    const char *fault = NULL;
    if (unit == 0 || unit > PLAT_FLASH_PROG_SIZE_MAX || (unit & (unit - 1u)) != 0) {
        fault = "unit is not 1, 2, 4, 8, 16 or 32";
    } else if (shape->sector_size % cell != 0) {
        fault = "sector-size is not a multiple of unit and of 16";
    } else if (cells <= 2u * PITS_RECORD_CELLS_MIN) {
        fault = "sector-size is too small for a record";
    } else if (shape->sectors < 2) {
        fault = "storage needs 2 sectors or more";
    } else if ((uint64_t)shape->sectors * shape->sector_size > TOOL_FILE_MAX) {
        fault = "the area is larger than 16 MB";
    }
    if (fault) {
        tool_usage("layout sectors=%u,sector-size=%u,unit=%u: %s", (unsigned)shape->sectors,
                   (unsigned)shape->sector_size, (unsigned)unit, fault);
    }
    return fault == NULL;
}

/* -------------------------------------------------------------------------------------------------------------- Key */

/* The file device-key of a POSIX device: head 16, key of the secured class, key of the debug class, CRC
 * (platform/posix/README.md). */
#define POSIX_KEY_CHECKED (16u + 2u * PLAT_DEVICE_KEY_SIZE)

static uint32_t crc32(const uint8_t *p, size_t size)
{
    uint32_t crc = 0xffffffffu;
    while (size--) {
        crc ^= *p++;
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1u)));
        }
    }
    return ~crc;
}

static bool key_from_bytes(const tool_bytes_t *bytes, uint8_t key[PLAT_DEVICE_KEY_SIZE])
{
    if (bytes->size == PLAT_DEVICE_KEY_SIZE) {
        memcpy(key, bytes->p, PLAT_DEVICE_KEY_SIZE);
        return true;
    }
    if (bytes->size == POSIX_KEY_CHECKED + 4u && memcmp(bytes->p, "PSAdkeys", 8) == 0) {
        memcpy(key, bytes->p + 16, PLAT_DEVICE_KEY_SIZE);
        return pcc_get_le32(bytes->p + POSIX_KEY_CHECKED) == crc32(bytes->p, POSIX_KEY_CHECKED);
    }
    char digits[2u * PLAT_DEVICE_KEY_SIZE + 1u];
    size_t count = bytes->size, size = 0;
    while (count > 0 && (bytes->p[count - 1] == '\n' || bytes->p[count - 1] == '\r')) {
        count--;
    }
    if (count != sizeof(digits) - 1u) {
        return false;
    }
    memcpy(digits, bytes->p, count);
    digits[count] = '\0';
    bool ok = tool_parse_hex(digits, key, PLAT_DEVICE_KEY_SIZE, &size);
    pcc_wipe(digits, sizeof(digits));
    return ok;
}

bool its_read_key(const char *path, uint8_t key[PLAT_DEVICE_KEY_SIZE])
{
    tool_bytes_t bytes;
    if (!tool_read_file(path, &bytes)) {
        return false;
    }
    bool ok = key_from_bytes(&bytes, key);
    tool_bytes_free(&bytes);
    if (!ok) {
        pcc_wipe(key, PLAT_DEVICE_KEY_SIZE);
        tool_fail("%s: no device key: 32 bytes, 64 hexadecimal digits or a POSIX device's file device-key", path);
    }
    return ok;
}

/* ---------------------------------------------------------------------------------------------------------- Devices */

bool its_open_device(const char *dir, its_shape_t *shape, uint8_t key[PLAT_DEVICE_KEY_SIZE])
{
    if (plat_posix_open(dir) != PSA_SUCCESS) {
        tool_fail("%s", plat_posix_error());
        return false;
    }
    const plat_flash_area_t *area = plat_flash_area(shape->area);
    if (area == NULL) {
        tool_fail("%s: the device has no such area", dir);
    } else if (key && plat_device_key(key) != PSA_SUCCESS) {
        tool_fail("%s", plat_posix_error());
        area = NULL;
    }
    if (area == NULL) {
        plat_posix_close();
        return false;
    }
    shape->erased = area->erased;
    shape->unit = area->prog_size;
    shape->sector_size = area->erase_size;
    shape->sectors = area->size / area->erase_size;
    return true;
}

bool its_twin_open(its_twin_t *twin, const its_shape_t *shape, const uint8_t key[PLAT_DEVICE_KEY_SIZE])
{
    const plat_posix_area_t area = { .id = shape->area,
                                     .erased = shape->erased,
                                     .prog_size = shape->unit,
                                     .erase_size = shape->sector_size,
                                     .sector_count = shape->sectors };
    const plat_posix_layout_t layout = { &area, 1 };
    const char *parent = getenv("TMPDIR");
    char prefix[4096];
    int length = snprintf(prefix, sizeof(prefix), "%s/psa-its", parent && parent[0] != '\0' ? parent : "/tmp");
    if (length < 0 || (size_t)length >= sizeof(prefix)) {
        tool_fail("$TMPDIR is too long");
        return false;
    }
    if (!work_dir_open(&twin->dir, prefix)) {
        return false;
    }
    if (plat_posix_create(twin->dir.device, &layout) != PSA_SUCCESS ||
        plat_posix_open(twin->dir.device) != PSA_SUCCESS || plat_posix_set_device_key(key) != PSA_SUCCESS) {
        tool_fail("%s", plat_posix_error());
        its_twin_close(twin);
        return false;
    }
    pits_reset();
    return true;
}

void its_twin_close(its_twin_t *twin)
{
    pits_reset();
    plat_posix_close();
    work_dir_close(&twin->dir);
}

bool its_program(uint8_t area_id, const tool_bytes_t *image)
{
    const plat_flash_area_t *area = plat_flash_area(area_id);
    if (area == NULL || image->size != area->size) {
        tool_fail("the image has %zu bytes, the area %u", image->size, area ? (unsigned)area->size : 0u);
        return false;
    }
    uint32_t cell = pits_cell_size(area->prog_size);
    for (uint32_t at = 0; at < area->size; at += cell) {
        uint32_t size = area->size - at < cell ? area->size - at : cell;
        bool blank = true;
        for (uint32_t i = 0; blank && i < size; i++) {
            blank = image->p[at + i] == area->erased;
        }
        if (!blank && plat_flash_prog(area, at, image->p + at, size) != PSA_SUCCESS) {
            tool_fail("%s", plat_posix_error());
            return false;
        }
    }
    return true;
}
