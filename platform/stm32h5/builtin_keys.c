/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Built-in keys: the attestation key, which is a secret of the chip and stored nowhere; and the key that opens updates
 * of the second stage, in option-byte keys of the first stage's level.
 */
#include "stm32h5_internal.h"
#include "plat_stm32h5.h"

#include <string.h>

#define KEY_SIZE 32u /* both are on P-256 */
#define CANDIDATES 4u
#define UPDATE_MAGIC 0x4B555350u /* "PSUK" */

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

/* 0 < scalar < order of P-256. In constant time, so that a timing tells nothing but that one was drawn again. */
static bool is_private_key(const uint8_t scalar[KEY_SIZE])
{
    static const uint8_t order[KEY_SIZE] = { 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
                                             0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                                             0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51 };
    uint32_t borrow = 0, any = 0;
    for (unsigned i = KEY_SIZE; i-- > 0;) {
        borrow = ((uint32_t)scalar[i] - order[i] - borrow) >> 31;
        any |= scalar[i];
    }
    return borrow == 1u && any != 0;
}

static psa_status_t attestation_key(uint8_t *material)
{
    psa_status_t status = PSA_ERROR_HARDWARE_FAILURE;
    for (uint32_t counter = 0; counter < CANDIDATES; counter++) {
        status = plat_h5_secret(SECRET_ATTESTATION, counter, material);
        if (status != PSA_SUCCESS || is_private_key(material)) {
            return status;
        }
    }
    return PSA_ERROR_HARDWARE_FAILURE;
}

/* Two entries of key, one of magic and CRC-32. */
static psa_status_t update_key(uint8_t *material)
{
    uint32_t words[3][UNIT_WORDS];
    psa_status_t status = PSA_SUCCESS;
    for (uint32_t i = 0; i < 3 && status >= PSA_SUCCESS; i++) {
        status = plat_h5_obk_read(OBK_LEVEL_UPDATE, OBK_UPDATE_FIRST + i, words[i]);
    }
    if (status == PSA_ERROR_NOT_PERMITTED || (status >= PSA_SUCCESS && words[2][0] == UINT32_MAX)) {
        status = PSA_ERROR_DOES_NOT_EXIST; /* hidden since stage 1 was left; or never written */
    } else if (status >= PSA_SUCCESS) {
        bool good = words[2][0] == UPDATE_MAGIC && words[2][1] == plat_h5_crc32(words, KEY_SIZE);
        status = good ? PSA_SUCCESS : PSA_ERROR_HARDWARE_FAILURE;
    } else {
        status = PSA_ERROR_HARDWARE_FAILURE;
    }
    if (status == PSA_SUCCESS) {
        memcpy(material, words, KEY_SIZE);
    }
    plat_h5_wipe(words, sizeof words);
    return status;
}

psa_status_t plat_builtin_key_read(const plat_builtin_key_t *key, uint8_t *material, size_t *length)
{
    memset(material, 0, PLAT_BUILTIN_KEY_SIZE_MAX);
    *length = 0;
    psa_status_t status = key->id == PLAT_KEY_ID_UPDATE ? update_key(material) : attestation_key(material);
    if (status == PSA_SUCCESS) {
        *length = KEY_SIZE;
    } else {
        plat_h5_wipe(material, PLAT_BUILTIN_KEY_SIZE_MAX);
    }
    return status;
}

psa_status_t plat_stm32h5_provision_update_key(const uint8_t key[32])
{
    uint32_t words[3][UNIT_WORDS] = { { 0 } };
    if (!is_private_key(key)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memcpy(words, key, KEY_SIZE);
    words[2][0] = UPDATE_MAGIC;
    words[2][1] = plat_h5_crc32(words, KEY_SIZE);
    psa_status_t status = PSA_SUCCESS;
    for (uint32_t i = 0; i < 3 && status == PSA_SUCCESS; i++) {
        uint32_t now[UNIT_WORDS];
        status = plat_h5_obk_read(OBK_LEVEL_UPDATE, OBK_UPDATE_FIRST + i, now);
        if (status == PSA_SUCCESS && (now[0] & now[1] & now[2] & now[3]) != UINT32_MAX) {
            status = PSA_ERROR_NOT_PERMITTED;
        }
        if (status == PSA_SUCCESS) {
            status = plat_h5_obk_prog(OBK_LEVEL_UPDATE, OBK_UPDATE_FIRST + i, words[i]);
        }
        plat_h5_wipe(now, sizeof now);
    }
    plat_h5_wipe(words, sizeof words);
    return status;
}
