/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Built-in keys of programs with services: the attestation key, which is a secret of the chip and stored nowhere; and
 * the key that opens updates of the second stage (update_key.c). Boot stages have builtin_keys_boot.c.
 */
#include "stm32h5_internal.h"
#include "plat_stm32h5.h"

#include <string.h>

#define KEY_SIZE 32u /* both are on P-256 */
#define CANDIDATES 4u

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

const plat_builtin_key_t *plat_builtin_key(uint32_t index)
{
    return index < sizeof keys / sizeof keys[0] ? &keys[index] : NULL;
}

static psa_status_t attestation_key(uint8_t *material)
{
    psa_status_t status = PSA_ERROR_HARDWARE_FAILURE;
    for (uint32_t counter = 0; counter < CANDIDATES; counter++) {
        status = plat_h5_secret(SECRET_ATTESTATION, counter, material);
        if (status != PSA_SUCCESS || plat_h5_is_private_key(material)) {
            return status;
        }
    }
    return PSA_ERROR_HARDWARE_FAILURE;
}

psa_status_t plat_builtin_key_read(const plat_builtin_key_t *key, uint8_t *material, size_t *length)
{
    memset(material, 0, PLAT_BUILTIN_KEY_SIZE_MAX);
    *length = 0;
    psa_status_t status = key->id == PLAT_KEY_ID_UPDATE ? plat_h5_update_key(material) : attestation_key(material);
    if (status == PSA_SUCCESS) {
        *length = KEY_SIZE;
    } else {
        plat_h5_wipe(material, PLAT_BUILTIN_KEY_SIZE_MAX);
    }
    return status;
}
