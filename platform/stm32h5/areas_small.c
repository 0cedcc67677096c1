/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The flash areas of a part that has room for one component and no protected storage, as part.h has the flash map. A
 * product with another layout links its own plat_flash_area(), and this file stays out of the image.
 */
#include "platform/platform.h"

#include "area_its.h"
#include "registers.h"

#define AREA(number, start, bytes)                                                                                     \
    {                                                                                                                  \
        .base = (start), .size = (bytes), .erase_size = FLASH_SECTOR_SIZE, .prog_size = FLASH_UNIT_SIZE,               \
        .id = (number), .erased = 0xFFu                                                                                \
    }

#define SPARE FLASH_SECTOR_SIZE /* what a swap of images needs */

/* base is the offset from the start of the flash memory. */
static const plat_flash_area_t areas[] = {
    AREA(PLAT_AREA_SLOT_ACTIVE(0), MAP_APP, MAP_APP_SIZE),
    AREA(PLAT_AREA_SLOT_SECOND(0), MAP_APP_SECOND, MAP_APP_SIZE + SPARE),
    AREAS_ITS
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
