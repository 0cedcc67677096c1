/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Internal trusted storage lies in main flash (PSA_STM32H5_ITS=main).
 */
#ifndef PLAT_STM32H5_AREA_ITS_H
#define PLAT_STM32H5_AREA_ITS_H

#define ITS_IN_EDATA 0
#define EDATA_SECTORS 1u /* unused */
#define AREAS_ITS AREA(PLAT_AREA_ITS, MAP_ITS, MAP_ITS_SIZE),

#endif /* PLAT_STM32H5_AREA_ITS_H */
