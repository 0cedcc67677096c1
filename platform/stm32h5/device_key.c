/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The device key. Its sealed storage (SAES under the hardware unique key, option-byte keys) is not written yet: until it
 * is, a device on this port is not provisioned, and says so.
 */
#include "platform/platform.h"

#include <string.h>

psa_status_t plat_device_key(uint8_t key[PLAT_DEVICE_KEY_SIZE])
{
    memset(key, 0, PLAT_DEVICE_KEY_SIZE);
    return PSA_ERROR_DOES_NOT_EXIST;
}
