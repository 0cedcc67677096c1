/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Secrets of parts without SAES: random numbers that provisioning put into option-byte keys. They lie there in plain,
 * behind the hide protection level and the closed product state alone.
 */
#include "stm32h5_internal.h"

#include <string.h>

psa_status_t plat_h5_secret(plat_h5_secret_t which, uint32_t counter, uint8_t secret[32])
{
    uint8_t record[RECORD_BYTES];
    memset(secret, 0, 32);
    if (counter != 0) {
        return PSA_ERROR_HARDWARE_FAILURE; /* there is one of each */
    }
    psa_status_t status = plat_h5_record(record);
    if (status == PSA_SUCCESS) {
        memcpy(secret, record + (which == SECRET_DEVICE ? RECORD_DEVICE_SECRET : RECORD_ATTESTATION_SECRET), 32);
    }
    plat_h5_wipe(record, sizeof record);
    return status == PSA_SUCCESS || status == PSA_ERROR_DOES_NOT_EXIST ? status : PSA_ERROR_HARDWARE_FAILURE;
}
