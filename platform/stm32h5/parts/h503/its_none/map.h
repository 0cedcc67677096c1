/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The flash map without internal trusted storage (PSA_STM32H5_ITS=none): offsets and sizes in whole sectors of 8 KB,
 * read by C, linker scripts and the documentation's test. One boot stage, one component.
 */
#ifndef PLAT_STM32H5_MAP_H
#define PLAT_STM32H5_MAP_H

#define MAP_STAGE_1 0x000000
#define MAP_STAGE_1_SIZE 0x006000
#define MAP_KEEP 0x006000 /* what other parts have in option-byte keys (keep.c) */
#define MAP_KEEP_SIZE 0x004000
#define MAP_JOURNAL 0x00A000
#define MAP_JOURNAL_SIZE 0x004000
#define MAP_APP 0x00E000
#define MAP_APP_SIZE 0x008000
#define MAP_APP_SECOND 0x016000

#endif /* PLAT_STM32H5_MAP_H */
