/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Banks, where the flash map is of the flash as it is: they are never exchanged, and components in mode bank are
 * refused (PSA_STM32H5_BANKS=fixed).
 */
#include "stm32h5_internal.h"

uint32_t plat_h5_base(const plat_flash_area_t *area)
{
    return area->base;
}

psa_status_t plat_bank(uint32_t component, uint32_t *bank)
{
    (void)component;
    *bank = 0;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t plat_bank_select(uint32_t component, uint32_t bank)
{
    (void)component;
    (void)bank;
    return PSA_ERROR_NOT_SUPPORTED;
}
