/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa device: dispatch, and opening a device's directory.
 */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "device.h"
#include "lib/crypto/core/ct.h"
#include "platform/platform.h"
#include "platform/posix/plat_posix.h"

const char *device_dir(const char *dir)
{
    if (dir == NULL) {
        dir = getenv("PSA_DEVICE_DIR");
    }
    if (dir == NULL || dir[0] == '\0') {
        tool_usage("which device? Give --dir DIR or set PSA_DEVICE_DIR");
        return NULL;
    }
    return dir;
}

/* Whether the small files of the device are whole: found here, a damaged one is named; found later by a library, it is
 * but a status. */
static bool parts_are_whole(void)
{
    uint32_t counter;
    uint8_t key[PLAT_DEVICE_KEY_SIZE];
    plat_identity_t identity;
    psa_status_t status = plat_counter_read(PLAT_COUNTER_ITS, &counter);
    if (status == PSA_SUCCESS && plat_lifecycle() == PLAT_LIFECYCLE_UNKNOWN) {
        status = PSA_ERROR_DATA_CORRUPT;
    }
    if (status == PSA_SUCCESS) {
        status = plat_device_key(key);
        pcc_wipe(key, sizeof(key));
    }
    if (status == PSA_SUCCESS) {
        status = plat_identity(&identity);
    }
    if (status != PSA_SUCCESS) {
        tool_fail("%s", plat_posix_error());
    }
    return status == PSA_SUCCESS;
}

int device_open(const char *dir)
{
    dir = device_dir(dir);
    if (dir == NULL) {
        return TOOL_USAGE;
    }
    if (plat_posix_open(dir) != PSA_SUCCESS) {
        return tool_fail("%s", plat_posix_error());
    }
    return parts_are_whole() && tool_crypto_start() && device_components_load(dir) ? TOOL_OK : TOOL_FAILED;
}

int command_device(int argc, char **argv)
{
    static const tool_command_t commands[] = {
        { "provision", "", "make a device: keys, identity, factory images", device_provision },
        { "boot", "", "reset it: finish or undo updates, verify, measure", device_boot },
        { "identity", "", "implementation id, instance id, attestation public key", device_identity },
        { "csr", "", "a certificate request for the attestation key (PKCS#10)", device_csr },
        { "token", "", "make an attestation token", device_token },
        { "data", "COMPONENT", "read a data component as its application does", device_data },
        { "slot", "COMPONENT", "copy the raw flash of an image slot", device_slot },
        { "its", "", "items of internal trusted storage", device_its },
        { "fwu", "", "the update client's calls: psa fwu", command_fwu },
    };
    return tool_dispatch("psa device", commands, sizeof(commands) / sizeof(commands[0]), argc, argv);
}
