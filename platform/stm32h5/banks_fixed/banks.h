/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Slots where banks are never exchanged (PSA_STM32H5_BANKS=fixed).
 */
#ifndef PLAT_STM32H5_BANKS_H
#define PLAT_STM32H5_BANKS_H

#define BANKS_ARE_EXCHANGED 0
/* For unfit.c: what option bytes must say. */
#define OPTION_OF_BANKS OPTION("OPTSR.SWAP_BANK", FLASH_OPTCR_ADDRESS, 31, 1u, 0)
#define AREAS_SLOTS                                                                                                    \
    AREA(PLAT_AREA_SLOT_ACTIVE(0), MAP_APP, MAP_APP_SIZE),                                                             \
        AREA(PLAT_AREA_SLOT_SECOND(0), MAP_APP_SECOND, MAP_APP_SIZE + SPARE),                                          \
        AREA(PLAT_AREA_SLOT_ACTIVE(1), MAP_DATA, MAP_DATA_SIZE),                                                       \
        AREA(PLAT_AREA_SLOT_SECOND(1), MAP_DATA_SECOND, MAP_DATA_SIZE + SPARE),                                        \
        AREA(PLAT_AREA_SLOT_ACTIVE(3), MAP_STAGE_2, MAP_STAGE_2_SIZE),                                                 \
        AREA(PLAT_AREA_SLOT_SECOND(3), MAP_STAGE_2_SECOND, MAP_STAGE_2_SIZE + SPARE)

#endif /* PLAT_STM32H5_BANKS_H */
