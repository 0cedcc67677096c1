/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Internal trusted storage lies in the high-cycle data area (PSA_STM32H5_ITS=edata): the last MAP_EDATA_SECTORS of bank
 * 1, which FLASH_EDATA1R gives to it.
 */
#ifndef PLAT_STM32H5_AREA_ITS_H
#define PLAT_STM32H5_AREA_ITS_H

#define ITS_IN_EDATA 1
#define EDATA_SECTORS (MAP_EDATA_SECTORS + 0u)
#define AREAS_ITS                                                                                                       \
    {                                                                                                                  \
        .base = EDATA_OFFSET + (EDATA_SECTORS_MAX - MAP_EDATA_SECTORS) * EDATA_SECTOR_SIZE,                            \
        .size = MAP_EDATA_SECTORS * EDATA_SECTOR_SIZE, .erase_size = EDATA_SECTOR_SIZE, .prog_size = EDATA_UNIT_SIZE,  \
        .id = PLAT_AREA_ITS, .erased = 0xFFu                                                                           \
    },

#endif /* PLAT_STM32H5_AREA_ITS_H */
