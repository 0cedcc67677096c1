/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The flash areas, as part.h has the flash map. A product with another layout links its own plat_flash_area(), and
 * this file stays out of the image. platform/stm32h5/README.md draws it.
 */
#include "platform/platform.h"

#include "area_its.h"
#include "registers.h"

#include "banks.h"

#define AREA(number, start, bytes)                                                                                     \
    {                                                                                                                  \
        .base = (start), .size = (bytes), .erase_size = FLASH_SECTOR_SIZE, .prog_size = FLASH_UNIT_SIZE,               \
        .id = (number), .erased = 0xFFu                                                                                \
    }

#define SPARE FLASH_SECTOR_SIZE /* what a swap of images needs */

/* base is the offset from the start of the flash memory. */
static const plat_flash_area_t areas[] = {
    AREAS_SLOTS,
    AREAS_ITS
    AREA(PLAT_AREA_PS, MAP_PS, MAP_PS_SIZE),
    AREA(PLAT_AREA_FWU_JOURNAL, MAP_JOURNAL, MAP_JOURNAL_SIZE),
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
