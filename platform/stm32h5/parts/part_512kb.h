/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The parts with 512 KB of flash and 272 KB of SRAM: H533 and H523.
 */
#ifndef PLAT_STM32H5_PART_512KB_H
#define PLAT_STM32H5_PART_512KB_H

#define PART_DEVICE_ID 0x478u
#define FLASH_BANK_SIZE 0x00040000u
#define SRAM_SIZE 0x00044000 /* no suffix: the linker reads it too */
#define PART_HAS_TRUSTZONE 1
#define PART_HAS_EDATA 1
#define PART_WRP_GROUP 0x8000u /* bytes that one bit of WRP protects */
#define PART_HASH_CONTEXT_WORDS 103u
/* SP 800-90B profile of the random number generator */
#define RNG_CR_NIST 0x00F00D00u
#define RNG_HTCR_NIST 0x0000AAC7u
#define RNG_HAS_NSCR 1

/* The flash map: offsets and sizes in whole sectors of 8 KB, read by C, linker scripts and the documentation's test. */
#define MAP_STAGE_1 0x000000
#define MAP_STAGE_1_SIZE 0x008000
#define MAP_STAGE_2 0x008000
#define MAP_STAGE_2_SIZE 0x00C000
#define MAP_APP 0x014000
#define MAP_APP_SIZE 0x01C000
#define MAP_ITS 0x030000
#define MAP_ITS_SIZE 0x006000
#define MAP_PS 0x036000
#define MAP_PS_SIZE 0x004000
#define MAP_JOURNAL 0x03A000
#define MAP_JOURNAL_SIZE 0x004000
#define MAP_DATA 0x03E000
#define MAP_DATA_SIZE 0x002000
#define MAP_APP_SECOND 0x040000
#define MAP_STAGE_2_SECOND 0x05E000
#define MAP_DATA_SECOND 0x06C000
#define MAP_DATA_BEHIND_BANK 0x070000 /* its second slot where banks are exchanged */

#endif /* PLAT_STM32H5_PART_512KB_H */
