/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Built-in keys of the POSIX port, each in a file that only its owner can read: the attestation key; and the decryption
 * key of updates, which only the first boot stage gets to see (leave.c).
 */
#include "platform/posix/posix_internal.h"

#include <string.h>

#define KEY_SIZE 32u /* both are on P-256 */

/* In numbers, since a port includes no header of the Crypto API. */
static const plat_builtin_key_t keys[] = {
    { .id = PLAT_KEY_ID_ATTESTATION,
      .client = PLAT_CLIENT_ATTESTATION,
      .type = 0x7112, /* PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1) */
      .bits = 8u * KEY_SIZE,
      .usage = 0x00001000,     /* PSA_KEY_USAGE_SIGN_HASH */
      .algorithm = 0x06000609, /* PSA_ALG_ECDSA(PSA_ALG_SHA_256) */
      .label = "attestation" },
    { .id = PLAT_KEY_ID_UPDATE,
      .client = 0,
      .type = 0x7112,
      .bits = 8u * KEY_SIZE,
      .usage = 0x00004000,     /* derive */
      .algorithm = 0x09020109, /* PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(PSA_ALG_SHA_256)) */
      .label = "update" },
};

/** The file of each, in the same order. */
static const struct {
    char name[16];
    char kind[8];
} files[] = {
    { "attestation-key", { 'P', 'S', 'A', 'a', 't', 'k', 'e', 'y' } },
    { "update-key", { 'P', 'S', 'A', 'u', 'p', 'k', 'e', 'y' } },
};

#define KEY_COUNT (sizeof keys / sizeof keys[0])
_Static_assert(sizeof files / sizeof files[0] == KEY_COUNT, "a file for each key");

const plat_builtin_key_t *plat_builtin_key(uint32_t index)
{
    return index < KEY_COUNT ? &keys[index] : NULL;
}

static psa_status_t load(size_t index, uint8_t *material, size_t *length)
{
    const char *name = files[index].name;
    if (keys[index].id == PLAT_KEY_ID_UPDATE && plat_px_stage() > 1u) {
        return plat_px_fail(PSA_ERROR_DOES_NOT_EXIST, "%s/%s: hidden since the first boot stage was left",
                            plat_px_dir_name(), name);
    }
    psa_status_t status = plat_px_load(plat_px_dir(), plat_px_dir_name(), name, files[index].kind, material,
                                       PLAT_BUILTIN_KEY_SIZE_MAX, length);
    if (status == PSA_SUCCESS && *length != KEY_SIZE) {
        status = plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/%s: damaged: wrong size", plat_px_dir_name(), name);
    }
    if (status != PSA_SUCCESS && status != PSA_ERROR_DOES_NOT_EXIST) {
        status = PSA_ERROR_HARDWARE_FAILURE;
    }
    return status;
}

psa_status_t plat_builtin_key_read(const plat_builtin_key_t *key, uint8_t *material, size_t *length)
{
    size_t index = key == &keys[1] ? 1 : 0;
    memset(material, 0, PLAT_BUILTIN_KEY_SIZE_MAX);
    *length = 0;
    psa_status_t status = plat_px_enter();
    if (status == PSA_SUCCESS) {
        status = load(index, material, length);
        plat_px_leave();
    }
    if (status != PSA_SUCCESS) {
        plat_px_wipe(material, PLAT_BUILTIN_KEY_SIZE_MAX);
        *length = 0;
    }
    return status;
}

static psa_status_t store(size_t index, const uint8_t key[KEY_SIZE])
{
    psa_status_t status = plat_px_enter();
    if (status == PSA_SUCCESS) {
        status = plat_px_store(plat_px_dir(), plat_px_dir_name(), files[index].name, files[index].kind, key, KEY_SIZE);
        plat_px_leave();
    }
    return status;
}

psa_status_t plat_posix_set_attestation_key(const uint8_t key[32])
{
    return store(0, key);
}

psa_status_t plat_posix_set_update_key(const uint8_t key[32])
{
    return store(1, key);
}
