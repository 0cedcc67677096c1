/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Built-in keys of boot stages, which make no tokens: the one that opens updates of the second stage.
 */
#include "stm32h5_internal.h"

#include <string.h>

#define KEY_SIZE 32u

const plat_builtin_key_t *plat_builtin_key(uint32_t index)
{
    /* In numbers, since a port includes no header of the Crypto API. */
    static const plat_builtin_key_t update = {
        .id = PLAT_KEY_ID_UPDATE,
        .client = 0,
        .type = 0x7112, /* PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1) */
        .bits = 8u * KEY_SIZE,
        .usage = 0x00004000,     /* derive */
        .algorithm = 0x09020109, /* PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(PSA_ALG_SHA_256)) */
        .label = "update",
    };
    return index == 0 ? &update : NULL;
}

psa_status_t plat_builtin_key_read(const plat_builtin_key_t *key, uint8_t *material, size_t *length)
{
    (void)key; /* there is one */
    memset(material, 0, PLAT_BUILTIN_KEY_SIZE_MAX);
    psa_status_t status = plat_h5_update_key(material);
    *length = status == PSA_SUCCESS ? KEY_SIZE : 0;
    return status;
}
