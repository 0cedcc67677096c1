/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Slots where banks are exchanged (PSA_STM32H5_BANKS=swap): those of component 0 at one place of both. There is one
 * boot stage, in both banks, so no slots for a second one.
 */
#ifndef PLAT_STM32H5_BANKS_H
#define PLAT_STM32H5_BANKS_H

#define BANKS_ARE_EXCHANGED 1
#define BANKED 0u /* the component */
/* For unfit.c: what option bytes must say. Open: the lock is SWAP_BANK's, too. */
#define OPTION_OF_BANKS OPTION("NSBOOTR.NSBOOT_LOCK", FLASH_NSBOOTR_CUR_ADDRESS, 0, 0xFFu, 0xC3u)
#define AREAS_SLOTS                                                                                                    \
    AREA(PLAT_AREA_SLOT_ACTIVE(BANKED), MAP_APP, MAP_APP_SIZE),                                                        \
        AREA(PLAT_AREA_SLOT_SECOND(BANKED), FLASH_BANK_SIZE + MAP_APP, MAP_APP_SIZE),                                  \
        AREA(PLAT_AREA_SLOT_ACTIVE(1), MAP_DATA, MAP_DATA_SIZE),                                                       \
        AREA(PLAT_AREA_SLOT_SECOND(1), MAP_DATA_BEHIND_BANK, MAP_DATA_SIZE + SPARE)
_Static_assert(MAP_DATA_BEHIND_BANK >= FLASH_BANK_SIZE + MAP_APP + MAP_APP_SIZE &&
                   MAP_DATA_BEHIND_BANK + MAP_DATA_SIZE + FLASH_SECTOR_SIZE <= 2u * FLASH_BANK_SIZE,
               "behind the application of bank 2");

#endif /* PLAT_STM32H5_BANKS_H */
