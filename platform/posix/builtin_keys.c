/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Built-in keys of the POSIX port: the attestation key, in a file that only its owner can read.
 */
#include "platform/posix/posix_internal.h"

#include <string.h>

#define ATTESTATION_KEY_SIZE 32u

static const char kind[8] = { 'P', 'S', 'A', 'a', 't', 'k', 'e', 'y' };
static const char name[] = "attestation-key";

/* In numbers, since a port includes no header of the Crypto API. */
static const plat_builtin_key_t attestation = {
    .id = PLAT_KEY_ID_ATTESTATION,
    .client = 0,
    .type = 0x7112, /* PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1) */
    .bits = 8u * ATTESTATION_KEY_SIZE,
    .usage = 0x00003c00,     /* sign and verify, hash and message */
    .algorithm = 0x06000609, /* PSA_ALG_ECDSA(PSA_ALG_SHA_256) */
    .label = "attestation",
};

const plat_builtin_key_t *plat_builtin_key(uint32_t index)
{
    return index == 0 ? &attestation : NULL;
}

static psa_status_t load(uint8_t *material, size_t *length)
{
    psa_status_t status =
        plat_px_load(plat_px_dir(), plat_px_dir_name(), name, kind, material, PLAT_BUILTIN_KEY_SIZE_MAX, length);
    if (status == PSA_SUCCESS && *length != ATTESTATION_KEY_SIZE) {
        status = plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/%s: damaged: wrong size", plat_px_dir_name(), name);
    }
    if (status != PSA_SUCCESS && status != PSA_ERROR_DOES_NOT_EXIST) {
        status = PSA_ERROR_HARDWARE_FAILURE;
    }
    return status;
}

psa_status_t plat_builtin_key_read(const plat_builtin_key_t *key, uint8_t *material, size_t *length)
{
    (void)key; /* there is one */
    memset(material, 0, PLAT_BUILTIN_KEY_SIZE_MAX);
    *length = 0;
    psa_status_t status = plat_px_enter();
    if (status == PSA_SUCCESS) {
        status = load(material, length);
        plat_px_leave();
    }
    if (status != PSA_SUCCESS) {
        plat_px_wipe(material, PLAT_BUILTIN_KEY_SIZE_MAX);
        *length = 0;
    }
    return status;
}

psa_status_t plat_posix_set_attestation_key(const uint8_t key[32])
{
    psa_status_t status = plat_px_enter();
    if (status == PSA_SUCCESS) {
        status = plat_px_store(plat_px_dir(), plat_px_dir_name(), name, kind, key, ATTESTATION_KEY_SIZE);
        plat_px_leave();
    }
    return status;
}
