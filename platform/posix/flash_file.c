/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The form of the flash file, and making and opening it.
 *
 * Each unit is followed by its own check, a CRC-32 of its place and its bytes, as a real array has ECC: a unit that a
 * dying process wrote in part has no check that matches. Each sector is headed by its count of erases and whether the
 * last one finished.
 */
#include "platform/posix/flash_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define VERSION 1u
#define HEADER_SIZE 4096u
#define HEADER_CHECK_AT (HEADER_SIZE - 4u)
#define HEADER_AREAS_AT 32u
#define HEADER_AREA_SIZE 24u
/** Check of a unit that was not programmed since its erase. */
#define CHECK_ERASED 0xffffffffu

static const char magic[8] = { 'P', 'S', 'A', 'f', 'l', 'a', 's', 'h' };

static uint32_t openings; /* by this process */

flash_table_t plat_px_flash_table;
int plat_px_flash_file;

/* --------------------------------------------------------------------------------------------------- Geometry --- */

uint32_t plat_px_flash_slot_size(const plat_flash_area_t *area)
{
    return area->prog_size + FLASH_CHECK_SIZE;
}

/** Bytes that a sector takes in the file. */
static uint64_t sector_size(const plat_flash_area_t *area)
{
    return FLASH_SECTOR_HEAD_SIZE + (uint64_t)(area->erase_size / area->prog_size) * plat_px_flash_slot_size(area);
}

uint64_t plat_px_flash_sector_at(const flash_table_t *table, const plat_flash_area_t *area, uint32_t off)
{
    return table->offsets[area->base & ((1u << FLASH_BASE_INDEX_BITS) - 1u)] +
           off / area->erase_size * sector_size(area);
}

uint64_t plat_px_flash_slot_at(const flash_table_t *table, const plat_flash_area_t *area, uint32_t off)
{
    return plat_px_flash_sector_at(table, area, off) + FLASH_SECTOR_HEAD_SIZE +
           (uint64_t)(off % area->erase_size / area->prog_size) * plat_px_flash_slot_size(area);
}

/** Why no flash can be like this; NULL: it can. */
static const char *geometry_fault(const plat_posix_area_t *area)
{
    if (area->prog_size == 0 || area->prog_size > PLAT_FLASH_PROG_SIZE_MAX ||
        (area->prog_size & (area->prog_size - 1u)) != 0) {
        return "program unit is not 1, 2, 4, 8, 16 or 32 bytes";
    }
    if (area->erase_size == 0 || area->erase_size % area->prog_size != 0) {
        return "sector is not a number of whole program units";
    }
    if (area->sector_count == 0 || area->sector_count > UINT32_MAX / area->erase_size) {
        return "no sectors, or 4 GB and more of them";
    }
    if (area->erased != 0xff && area->erased != 0x00) {
        return "erased value is neither 0xff nor 0x00";
    }
    return area->id == 0 ? "area number is 0" : NULL;
}

/** Make the table of a layout. */
static psa_status_t lay_out(const char *dir_name, const plat_posix_area_t *areas, size_t count, flash_table_t *table)
{
    memset(table, 0, sizeof *table);
    if (count == 0 || count > PLAT_POSIX_AREA_MAX) {
        return plat_px_fail(PSA_ERROR_INVALID_ARGUMENT, "%s/flash: layout has %zu areas, must have 1 to %u", dir_name,
                            count, PLAT_POSIX_AREA_MAX);
    }
    uint64_t end = HEADER_SIZE;
    for (size_t i = 0; i < count; i++) {
        const char *fault = geometry_fault(&areas[i]);
        for (size_t j = 0; j < i; j++) {
            fault = areas[j].id == areas[i].id ? "area number is there twice" : fault;
        }
        if (fault != NULL) {
            return plat_px_fail(PSA_ERROR_INVALID_ARGUMENT, "%s/flash: area 0x%02x: %s", dir_name, areas[i].id, fault);
        }
        table->areas[i] = (plat_flash_area_t){ .base = (uint32_t)i,
                                               .size = areas[i].erase_size * areas[i].sector_count,
                                               .erase_size = areas[i].erase_size,
                                               .prog_size = areas[i].prog_size,
                                               .id = areas[i].id,
                                               .erased = areas[i].erased };
        table->offsets[i] = end;
        end += areas[i].sector_count * sector_size(&table->areas[i]);
    }
    table->area_count = (uint32_t)count;
    table->file_size = end;
    return PSA_SUCCESS;
}

/* ------------------------------------------------------------------------------------------------------- Units --- */

static bool is_filled(const uint8_t *bytes, size_t size, uint8_t value)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != value) {
            return false;
        }
    }
    return true;
}

/** Check of a programmed unit; its place is part of it. */
static uint32_t unit_check(const plat_flash_area_t *area, uint32_t off, const uint8_t *bytes)
{
    uint8_t place[5] = { area->id };
    plat_px_put32(&place[1], off / area->prog_size);
    uint32_t check = plat_px_crc32(plat_px_crc32(0, place, sizeof place), bytes, area->prog_size);
    return check == CHECK_ERASED ? 0 : check;
}

void plat_px_flash_slot_programmed(const plat_flash_area_t *area, uint32_t off, const uint8_t *bytes, uint8_t *slot)
{
    memcpy(slot, bytes, area->prog_size);
    plat_px_put32(&slot[area->prog_size], unit_check(area, off, bytes));
}

void plat_px_flash_slot_erased(const plat_flash_area_t *area, uint8_t *slot)
{
    memset(slot, area->erased, area->prog_size);
    plat_px_put32(&slot[area->prog_size], CHECK_ERASED);
}

flash_slot_state_t plat_px_flash_slot_state(const plat_flash_area_t *area, uint32_t off, const uint8_t *slot)
{
    uint32_t check = plat_px_get32(&slot[area->prog_size]);
    if (check == CHECK_ERASED) {
        return is_filled(slot, area->prog_size, area->erased) ? FLASH_SLOT_ERASED : FLASH_SLOT_TORN;
    }
    return check == unit_check(area, off, slot) ? FLASH_SLOT_PROGRAMMED : FLASH_SLOT_TORN;
}

/* ------------------------------------------------------------------------------------------------------ Header --- */

static void encode_header(const flash_table_t *table, uint8_t header[HEADER_SIZE])
{
    memset(header, 0, HEADER_SIZE);
    memcpy(header, magic, sizeof magic);
    plat_px_put32(&header[8], VERSION);
    plat_px_put32(&header[12], HEADER_SIZE);
    plat_px_put64(&header[16], table->file_size);
    plat_px_put32(&header[24], table->area_count);
    for (uint32_t i = 0; i < table->area_count; i++) {
        const plat_flash_area_t *area = &table->areas[i];
        uint8_t *entry = &header[HEADER_AREAS_AT + i * HEADER_AREA_SIZE];
        entry[0] = area->id;
        entry[1] = area->erased;
        entry[2] = (uint8_t)area->prog_size;
        entry[3] = (uint8_t)(area->prog_size >> 8);
        plat_px_put32(&entry[4], area->erase_size);
        plat_px_put32(&entry[8], area->size / area->erase_size);
        plat_px_put64(&entry[16], table->offsets[i]);
    }
    plat_px_put32(&header[HEADER_CHECK_AT], plat_px_crc32(0, header, HEADER_CHECK_AT));
}

/** The table that a header describes. It is rebuilt from the geometry, so that no offset in the file is trusted. */
static psa_status_t decode_header(const char *dir_name, const uint8_t header[HEADER_SIZE], flash_table_t *table)
{
    plat_posix_area_t areas[PLAT_POSIX_AREA_MAX];
    if (memcmp(header, magic, sizeof magic) != 0) {
        return plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/flash: is not a flash file (wrong first bytes)", dir_name);
    }
    if (plat_px_get32(&header[8]) != VERSION) {
        return plat_px_fail(PSA_ERROR_DATA_INVALID, "%s/flash: flash file has version %u, this program reads %u",
                            dir_name, (unsigned)plat_px_get32(&header[8]), VERSION);
    }
    uint32_t count = plat_px_get32(&header[24]);
    if (plat_px_get32(&header[HEADER_CHECK_AT]) != plat_px_crc32(0, header, HEADER_CHECK_AT) ||
        plat_px_get32(&header[12]) != HEADER_SIZE || count == 0 || count > PLAT_POSIX_AREA_MAX) {
        return plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/flash: header is damaged: its check does not match", dir_name);
    }
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t *entry = &header[HEADER_AREAS_AT + i * HEADER_AREA_SIZE];
        areas[i] = (plat_posix_area_t){ .id = entry[0],
                                        .erased = entry[1],
                                        .prog_size = (uint16_t)(entry[2] | entry[3] << 8),
                                        .erase_size = plat_px_get32(&entry[4]),
                                        .sector_count = plat_px_get32(&entry[8]) };
    }
    psa_status_t status = lay_out(dir_name, areas, count, table);
    if (status != PSA_SUCCESS) {
        return PSA_ERROR_DATA_INVALID; /* a geometry that this program does not know: the line says which */
    }
    for (uint32_t i = 0; i < count; i++) {
        if (plat_px_get64(&header[HEADER_AREAS_AT + i * HEADER_AREA_SIZE + 16]) != table->offsets[i]) {
            return plat_px_fail(PSA_ERROR_DATA_INVALID,
                                "%s/flash: area 0x%02x lies where this program does not expect it", dir_name,
                                areas[i].id);
        }
    }
    return PSA_SUCCESS;
}

/* ------------------------------------------------------------------------------------------------------ Create --- */

/** Write the erased sectors of an area. */
static bool write_area(int file, const flash_table_t *table, const plat_flash_area_t *area)
{
    enum { BATCH = 128 };
    uint8_t head[FLASH_SECTOR_HEAD_SIZE];
    uint8_t slots[BATCH * FLASH_SLOT_MAX];
    uint32_t slot = plat_px_flash_slot_size(area);
    plat_px_put32(&head[0], 0);
    plat_px_put32(&head[4], FLASH_ERASE_DONE);
    for (uint32_t i = 0; i < BATCH; i++) {
        plat_px_flash_slot_erased(area, &slots[i * slot]);
    }
    for (uint32_t off = 0; off < area->size; off += area->erase_size) {
        uint64_t at = plat_px_flash_sector_at(table, area, off);
        if (!plat_px_pwrite_all(file, head, sizeof head, at)) {
            return false;
        }
        at += sizeof head;
        for (uint32_t left = area->erase_size / area->prog_size; left > 0;) {
            uint32_t now = left < BATCH ? left : BATCH;
            if (!plat_px_pwrite_all(file, slots, (size_t)now * slot, at)) {
                return false;
            }
            at += (uint64_t)now * slot;
            left -= now;
        }
    }
    return true;
}

/** Fill a new file. Its whole size is claimed first, so that programming never runs out of space. */
static bool write_flash(int file, const flash_table_t *table)
{
    uint8_t header[HEADER_SIZE];
    if (table->file_size > (uint64_t)INT64_MAX) {
        errno = EFBIG;
        return false;
    }
    int why = posix_fallocate(file, 0, (off_t)table->file_size);
    if (why != 0) {
        errno = why;
        return false;
    }
    for (uint32_t i = 0; i < table->area_count; i++) {
        if (!write_area(file, table, &table->areas[i])) {
            return false;
        }
    }
    encode_header(table, header);
    return plat_px_pwrite_all(file, header, sizeof header, 0) && fsync(file) == 0;
}

psa_status_t plat_px_flash_create(int dir, const char *dir_name, const plat_posix_layout_t *layout)
{
    flash_table_t table;
    psa_status_t status = lay_out(dir_name, layout->areas, layout->area_count, &table);
    if (status != PSA_SUCCESS) {
        return status;
    }
    int file = openat(dir, "flash", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        return plat_px_fail_errno(dir_name, "flash");
    }
    if (!write_flash(file, &table)) {
        status = plat_px_fail_errno(dir_name, "flash");
    }
    if (close(file) != 0 && status == PSA_SUCCESS) {
        status = plat_px_fail_errno(dir_name, "flash");
    }
    return status;
}

/* -------------------------------------------------------------------------------------------------------- Open --- */

static psa_status_t read_table(int file, const char *dir_name, flash_table_t *table)
{
    uint8_t header[HEADER_SIZE];
    struct stat facts;
    if (fstat(file, &facts) != 0) {
        return plat_px_fail_errno(dir_name, "flash");
    }
    if (facts.st_size < (off_t)HEADER_SIZE) {
        return plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/flash: file has %lld bytes, its header alone takes %u",
                            dir_name, (long long)facts.st_size, HEADER_SIZE);
    }
    if (!plat_px_pread_all(file, header, sizeof header, 0)) {
        return plat_px_fail_errno(dir_name, "flash");
    }
    psa_status_t status = decode_header(dir_name, header, table);
    if (status == PSA_SUCCESS && (uint64_t)facts.st_size != table->file_size) {
        status = plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/flash: file has %lld bytes, its areas take %llu", dir_name,
                              (long long)facts.st_size, (unsigned long long)table->file_size);
    }
    return status;
}

psa_status_t plat_px_flash_open(int dir, const char *dir_name)
{
    int file = plat_px_open(dir, "flash", O_RDWR);
    if (file < 0) {
        return plat_px_fail_errno(dir_name, "flash");
    }
    flash_table_t table = { 0 };
    psa_status_t status = read_table(file, dir_name, &table);
    if (status != PSA_SUCCESS) {
        close(file);
        return status;
    }
    openings++;
    for (uint32_t i = 0; i < table.area_count; i++) {
        table.areas[i].base |= openings << FLASH_BASE_INDEX_BITS;
    }
    plat_px_flash_table = table;
    plat_px_flash_file = file;
    return PSA_SUCCESS;
}

void plat_px_flash_close(void)
{
    close(plat_px_flash_file);
    plat_px_flash_table.area_count = 0;
}
