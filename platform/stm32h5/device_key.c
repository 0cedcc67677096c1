/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The device key: a secret of the chip, given out only in the life cycles that share it.
 */
#include "stm32h5_internal.h"

#include <string.h>

psa_status_t plat_device_key(uint8_t key[PLAT_DEVICE_KEY_SIZE])
{
    memset(key, 0, PLAT_DEVICE_KEY_SIZE);
    switch (PLAT_LIFECYCLE_MAJOR(plat_lifecycle())) {
    case PLAT_LIFECYCLE_PSA_ROT_PROVISIONING:
    case PLAT_LIFECYCLE_SECURED:
    case PLAT_LIFECYCLE_NON_PSA_ROT_DEBUG:
        return plat_h5_secret(SECRET_DEVICE, 0, key);
    default:
        return PSA_ERROR_NOT_PERMITTED;
    }
}
