/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The flash areas that stage 1 knows, in place of the port's: both slots of stage 2 and the journal. The flash map:
 * part.h.
 */
#include "platform/platform.h"

#include "part.h"

#define SECTOR_SIZE 8192u
#define AREA(number, start, bytes)                                                                                     \
    {                                                                                                                  \
        .base = (start), .size = (bytes), .erase_size = SECTOR_SIZE, .prog_size = 16, .id = (number), .erased = 0xFFu  \
    }

const plat_flash_area_t *plat_flash_area(uint8_t id)
{
    static const plat_flash_area_t active = AREA(PLAT_AREA_SLOT_ACTIVE(3), MAP_STAGE_2, MAP_STAGE_2_SIZE);
    static const plat_flash_area_t second =
        AREA(PLAT_AREA_SLOT_SECOND(3), MAP_STAGE_2_SECOND, MAP_STAGE_2_SIZE + SECTOR_SIZE);
    static const plat_flash_area_t journal = AREA(PLAT_AREA_FWU_JOURNAL, MAP_JOURNAL, MAP_JOURNAL_SIZE);
    switch (id) {
    case PLAT_AREA_SLOT_ACTIVE(3):
        return &active;
    case PLAT_AREA_SLOT_SECOND(3):
        return &second;
    case PLAT_AREA_FWU_JOURNAL:
        return &journal;
    default:
        return NULL;
    }
}
