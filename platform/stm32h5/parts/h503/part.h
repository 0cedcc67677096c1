/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * STM32H503: 128 KB of flash, 32 KB of SRAM, no TrustZone, no option-byte keys, no PKA and no AES.
 */
#ifndef PLAT_STM32H5_PART_H
#define PLAT_STM32H5_PART_H

#define PART_DEVICE_ID 0x474u
#define FLASH_BANK_SIZE 0x00010000u
#define SRAM_SIZE 0x00008000 /* no suffix: the linker reads it too */
#define PART_HAS_TRUSTZONE 0
#define PART_HAS_EDATA 0
#define PART_WRP_GROUP 0x2000u /* bytes that one bit of WRP protects */
#define PART_HASH_CONTEXT_WORDS 54u /* SHA-1, SHA-224 and SHA-256 only */
/* SP 800-90B profile of the random number generator */
#define RNG_CR_NIST 0x00F00D00u
#define RNG_HTCR_NIST 0x0000AAC7u
#define RNG_HAS_NSCR 0

/* The flash map, with internal trusted storage or without: its_main/map.h, its_none/map.h. */
#include "map.h"

#endif /* PLAT_STM32H5_PART_H */
