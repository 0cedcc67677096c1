/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The device key of the POSIX port: two keys in a file that only its owner can read, one for the life cycles in which
 * the device is trusted, one for those in which it is not.
 */
#include "platform/posix/posix_internal.h"

#include <string.h>

static const char kind[8] = { 'P', 'S', 'A', 'd', 'k', 'e', 'y', 's' };
static const char name[] = "device-key";

/* Payload: key of the secured class | key of the debug class. */
#define PAYLOAD_SIZE (2u * PLAT_DEVICE_KEY_SIZE)

psa_status_t plat_px_key_create(int dir, const char *dir_name)
{
    uint8_t keys[PAYLOAD_SIZE];
    psa_status_t status = plat_entropy(keys, sizeof keys);
    if (status == PSA_SUCCESS) {
        status = plat_px_store(dir, dir_name, name, kind, keys, sizeof keys);
    }
    plat_px_wipe(keys, sizeof keys);
    return status;
}

static psa_status_t load_key(uint8_t key[PLAT_DEVICE_KEY_SIZE])
{
    uint8_t keys[PAYLOAD_SIZE];
    size_t length;
    uint16_t lifecycle = PLAT_LIFECYCLE_MAJOR(plat_px_lifecycle());
    bool secured = lifecycle == PLAT_LIFECYCLE_PSA_ROT_PROVISIONING || lifecycle == PLAT_LIFECYCLE_SECURED ||
                   lifecycle == PLAT_LIFECYCLE_NON_PSA_ROT_DEBUG;
    if (lifecycle == PLAT_LIFECYCLE_DECOMMISSIONED) {
        return plat_px_fail(PSA_ERROR_NOT_PERMITTED, "%s/%s: the device is decommissioned", plat_px_dir_name(), name);
    }
    psa_status_t status = plat_px_load(plat_px_dir(), plat_px_dir_name(), name, kind, keys, sizeof keys, &length);
    if (status == PSA_SUCCESS && length != sizeof keys) {
        status = plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/%s: damaged: wrong size", plat_px_dir_name(), name);
    }
    if (status == PSA_SUCCESS) {
        memcpy(key, &keys[secured ? 0 : PLAT_DEVICE_KEY_SIZE], PLAT_DEVICE_KEY_SIZE);
    } else if (status != PSA_ERROR_DOES_NOT_EXIST) {
        status = PSA_ERROR_HARDWARE_FAILURE;
    }
    plat_px_wipe(keys, sizeof keys);
    return status;
}

psa_status_t plat_device_key(uint8_t key[PLAT_DEVICE_KEY_SIZE])
{
    memset(key, 0, PLAT_DEVICE_KEY_SIZE);
    psa_status_t status = plat_px_enter();
    if (status == PSA_SUCCESS) {
        status = load_key(key);
        plat_px_leave();
    }
    return status;
}

static psa_status_t replace_key(const uint8_t key[PLAT_DEVICE_KEY_SIZE])
{
    uint8_t keys[PAYLOAD_SIZE];
    size_t length;
    psa_status_t status = plat_px_load(plat_px_dir(), plat_px_dir_name(), name, kind, keys, sizeof keys, &length);
    if (status == PSA_SUCCESS && length != sizeof keys) {
        status = plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/%s: damaged: wrong size", plat_px_dir_name(), name);
    }
    if (status == PSA_SUCCESS) {
        memcpy(keys, key, PLAT_DEVICE_KEY_SIZE);
        status = plat_px_store(plat_px_dir(), plat_px_dir_name(), name, kind, keys, sizeof keys);
    }
    plat_px_wipe(keys, sizeof keys);
    return status;
}

psa_status_t plat_posix_set_device_key(const uint8_t key[PLAT_DEVICE_KEY_SIZE])
{
    psa_status_t status = plat_px_enter();
    if (status == PSA_SUCCESS) {
        status = replace_key(key);
        plat_px_leave();
    }
    return status;
}
