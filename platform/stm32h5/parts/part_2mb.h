/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The parts with 2 MB of flash and 640 KB of SRAM: H573, H563 and H562.
 */
#ifndef PLAT_STM32H5_PART_2MB_H
#define PLAT_STM32H5_PART_2MB_H

#define PART_DEVICE_ID 0x484u
#define FLASH_BANK_SIZE 0x00100000u
#define SRAM_SIZE 0x000A0000 /* no suffix: the linker reads it too */
#define PART_HAS_TRUSTZONE 1
#define PART_HAS_EDATA 1
#define PART_WRP_GROUP 0x8000u /* bytes that one bit of WRP protects */
#define PART_HASH_CONTEXT_WORDS 103u
/* SP 800-90B profile of the random number generator */
#define RNG_CR_NIST 0x00F00E00u
#define RNG_HTCR_NIST 0x00006A91u
#define RNG_HAS_NSCR 1

/* The flash map: offsets and sizes in whole sectors of 8 KB, read by C, linker scripts and the documentation's test.
 * Code that runs and what it writes lie in different banks as far as possible: then it runs on meanwhile. */
#define MAP_STAGE_1 0x000000
#define MAP_STAGE_1_SIZE 0x008000
#define MAP_STAGE_2 0x008000
#define MAP_STAGE_2_SIZE 0x010000
#define MAP_APP 0x020000
#define MAP_APP_SIZE 0x0A0000
#define MAP_ITS 0x0C0000
#define MAP_ITS_SIZE 0x010000
#define MAP_PS 0x0D0000
#define MAP_PS_SIZE 0x010000
#define MAP_JOURNAL 0x0E0000
#define MAP_JOURNAL_SIZE 0x004000
#define MAP_DATA 0x0E8000
#define MAP_DATA_SIZE 0x010000
#define MAP_EDATA_SECTORS 4 /* of bank 1, from 0x0F8000 on, if ITS is to lie there */
#define MAP_APP_SECOND 0x100000
#define MAP_STAGE_2_SECOND 0x1A2000
#define MAP_DATA_SECOND 0x1B4000
#define MAP_DATA_BEHIND_BANK 0x1C0000 /* its second slot where banks are exchanged */

#endif /* PLAT_STM32H5_PART_2MB_H */
