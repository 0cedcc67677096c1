/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * No references: each boot checks each signature (PSA_STM32H5_REFERENCES=OFF).
 */
#include "stm32h5_internal.h"

#include <string.h>

psa_status_t plat_reference_get(uint32_t component, uint8_t hash[PLAT_REFERENCE_SIZE])
{
    (void)component;
    memset(hash, 0, PLAT_REFERENCE_SIZE);
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t plat_reference_set(uint32_t component, const uint8_t hash[PLAT_REFERENCE_SIZE])
{
    (void)component;
    (void)hash;
    return PSA_ERROR_NOT_SUPPORTED;
}
