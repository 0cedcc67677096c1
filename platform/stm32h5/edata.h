/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The high-cycle data area (edata.c), for flash.c. Contracts are those of plat_flash_read() and plat_flash_prog().
 */
#ifndef STM32H5_EDATA_H
#define STM32H5_EDATA_H

#include "plat_stm32h5.h"
#include "stm32h5_internal.h"

PLAT_MUST_USE psa_status_t plat_h5_edata_read(const plat_flash_area_t *area, uint32_t off, void *dst, uint32_t size);
PLAT_MUST_USE psa_status_t plat_h5_edata_prog(const plat_flash_area_t *area, uint32_t off, const void *src,
                                              uint32_t size);
/** After an erase: every half-word of the sector is virgin, or PSA_ERROR_STORAGE_FAILURE. */
PLAT_MUST_USE psa_status_t plat_h5_edata_check_erased(const plat_flash_area_t *area, uint32_t off);

#endif /* STM32H5_EDATA_H */
