/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * No internal trusted storage: its sectors are the application's (PSA_STM32H5_ITS=none).
 */
#ifndef PLAT_STM32H5_AREA_ITS_H
#define PLAT_STM32H5_AREA_ITS_H

#define ITS_IN_EDATA 0
#define EDATA_SECTORS 1u /* unused */
#define AREAS_ITS

#endif /* PLAT_STM32H5_AREA_ITS_H */
