/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * No update key: the part has no option-byte keys, and the flash map no place that only the first stage sees.
 */
#include "stm32h5_internal.h"
#include "plat_stm32h5.h"

psa_status_t plat_h5_update_key(uint8_t *material)
{
    (void)material;
    return PSA_ERROR_DOES_NOT_EXIST;
}

psa_status_t plat_stm32h5_provision_update_key(const uint8_t key[32])
{
    (void)key;
    return PSA_ERROR_NOT_SUPPORTED;
}
