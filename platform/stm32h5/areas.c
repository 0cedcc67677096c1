/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The flash areas: the default layout of 2 MB parts. A product with another layout links its own plat_flash_area(), and
 * this file stays out of the image. platform/stm32h5/README.md draws it.
 */
#include "platform/platform.h"

#include "registers.h"

#define AREA(number, start, bytes)                                                                                     \
    {                                                                                                                  \
        .base = (start), .size = (bytes), .erase_size = FLASH_SECTOR_SIZE, .prog_size = FLASH_UNIT_SIZE,               \
        .id = (number), .erased = 0xFFu                                                                                \
    }

/* base is the offset from the start of the flash memory. An active slot and its second one lie in different banks, so
 * that code runs on while the other slot is written; the second one has the spare sector that a swap needs. */
static const plat_flash_area_t areas[] = {
    AREA(PLAT_AREA_SLOT_ACTIVE(0), 0x010000u, 0xA0000u),
    AREA(PLAT_AREA_SLOT_SECOND(0), 0x110000u, 0xA2000u),
    AREA(PLAT_AREA_SLOT_ACTIVE(1), 0x0B0000u, 0x10000u),
    AREA(PLAT_AREA_SLOT_SECOND(1), 0x1B2000u, 0x12000u),
    AREA(PLAT_AREA_ITS, 0x0C0000u, 0x10000u),
    AREA(PLAT_AREA_PS, 0x0D0000u, 0x10000u),
    AREA(PLAT_AREA_FWU_JOURNAL, 0x0E0000u, 0x4000u),
};

const plat_flash_area_t *plat_flash_area(uint8_t id)
{
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
        if (areas[i].id == id) {
            return &areas[i];
        }
    }
    return NULL;
}
