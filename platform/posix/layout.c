/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The default flash layout. A product hands its own table to plat_posix_create().
 */
#include "platform/posix/plat_posix.h"

/* STM32H5 main flash: sectors of 8 KB, units of 16 bytes, erased is 0xff. */
#define AREA(number, sectors)                                                                                          \
    {                                                                                                                  \
        .id = (number), .erased = 0xff, .prog_size = 16, .erase_size = 8192, .sector_count = (sectors)                 \
    }

/* A second slot has one sector more than its active one: the spare of the offset swap. */
static const plat_posix_area_t areas[] = {
    AREA(PLAT_AREA_ITS, 8),
    AREA(PLAT_AREA_PS, 4),
    AREA(PLAT_AREA_FWU_JOURNAL, 2),
    AREA(PLAT_AREA_SLOT_ACTIVE(0), 16), /* application */
    AREA(PLAT_AREA_SLOT_SECOND(0), 17),
    AREA(PLAT_AREA_SLOT_ACTIVE(1), 1), /* data image */
    AREA(PLAT_AREA_SLOT_SECOND(1), 2),
    AREA(PLAT_AREA_SLOT_ACTIVE(2), 8), /* secure services */
    AREA(PLAT_AREA_SLOT_SECOND(2), 9),
    AREA(PLAT_AREA_SLOT_ACTIVE(3), 8), /* second boot stage */
    AREA(PLAT_AREA_SLOT_SECOND(3), 9),
};

const plat_posix_layout_t plat_posix_default_layout = { areas, sizeof areas / sizeof areas[0] };
