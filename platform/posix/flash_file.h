/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The form of the flash file: header, areas, sectors, units with their checks. README.md has it byte by byte.
 */
#ifndef PLATFORM_POSIX_FLASH_FILE_H
#define PLATFORM_POSIX_FLASH_FILE_H

#include "platform/posix/posix_internal.h"

#define FLASH_BASE_INDEX_BITS 8u
#define FLASH_SECTOR_HEAD_SIZE 8u
#define FLASH_CHECK_SIZE 4u
#define FLASH_SLOT_MAX (PLAT_FLASH_PROG_SIZE_MAX + FLASH_CHECK_SIZE)

/** State of the last erase of a sector. */
#define FLASH_ERASE_DONE 0x656e6f64u      /* "done" */
#define FLASH_ERASE_UNDER_WAY 0x79737562u /* "busy" */

/** Areas and where they lie in the file. */
typedef struct flash_table {
    uint32_t area_count;
    plat_flash_area_t areas[PLAT_POSIX_AREA_MAX]; /* base: the index here, above it a number of the opening */
    uint64_t offsets[PLAT_POSIX_AREA_MAX];        /* of the area's first sector */
    uint64_t file_size;
} flash_table_t;

/** The table of the open flash file. */
extern flash_table_t plat_px_flash_table;
/** The open flash file. */
extern int plat_px_flash_file;

/** The area whose cells stand where this one is asked for: its pair, while the banks are exchanged (bank.c). */
const plat_flash_area_t *plat_px_flash_shown(const plat_flash_area_t *area);

/** Bytes that a unit takes with its check. */
uint32_t plat_px_flash_slot_size(const plat_flash_area_t *area);
/** Where the head of the sector with area offset `off` lies in the file. */
uint64_t plat_px_flash_sector_at(const flash_table_t *table, const plat_flash_area_t *area, uint32_t off);
/** Where the unit with area offset `off` lies in the file. */
uint64_t plat_px_flash_slot_at(const flash_table_t *table, const plat_flash_area_t *area, uint32_t off);

/** A unit with its check, as it stands in the file: programmed with `bytes`, or erased. */
void plat_px_flash_slot_programmed(const plat_flash_area_t *area, uint32_t off, const uint8_t *bytes, uint8_t *slot);
void plat_px_flash_slot_erased(const plat_flash_area_t *area, uint8_t *slot);

/** What stands in a slot. */
typedef enum flash_slot_state { FLASH_SLOT_ERASED, FLASH_SLOT_PROGRAMMED, FLASH_SLOT_TORN } flash_slot_state_t;
flash_slot_state_t plat_px_flash_slot_state(const plat_flash_area_t *area, uint32_t off, const uint8_t *slot);

#endif /* PLATFORM_POSIX_FLASH_FILE_H */
