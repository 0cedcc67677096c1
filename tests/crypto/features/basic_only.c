/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * In a feature set with PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC alone a built-in key pair works, and no pair is imported
 * or exported, whatever its policy says; its public key and other keys are. A program for check.cmake over port.c.
 */
#include <string.h>

#include "platform/platform.h"
#include "psa/crypto.h"

psa_status_t plat_device_key(uint8_t key[PLAT_DEVICE_KEY_SIZE])
{
    (void)key;
    return PSA_ERROR_HARDWARE_FAILURE;
}

#define PAIR PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)
static const uint8_t scalar[32] = { 1, 2, 3 };

const plat_builtin_key_t *plat_builtin_key(uint32_t index)
{
    static const plat_builtin_key_t row = { PLAT_KEY_ID_ATTESTATION,        0,      PAIR, 256, PSA_KEY_USAGE_EXPORT,
                                            PSA_ALG_ECDSA(PSA_ALG_SHA_256), "pair", 0 };

    return index == 0 ? &row : NULL;
}

psa_status_t plat_builtin_key_read(const plat_builtin_key_t *key, uint8_t *material, size_t *length)
{
    (void)key;
    memcpy(material, scalar, sizeof scalar);
    *length = sizeof scalar;
    return PSA_SUCCESS;
}

static psa_status_t import(psa_key_type_t type, size_t size, psa_key_id_t *key)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;

    psa_set_key_type(&attributes, type);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_EXPORT);
    return psa_import_key(&attributes, scalar, size, key);
}

int main(void)
{
    uint8_t out[65];
    size_t length;
    psa_key_id_t key;

    if (psa_crypto_init() != PSA_SUCCESS) {
        return 1;
    }
    if (import(PAIR, sizeof scalar, &key) != PSA_ERROR_NOT_SUPPORTED) {
        return 2;
    }
    if (psa_export_public_key(PLAT_KEY_ID_ATTESTATION, out, sizeof out, &length) != PSA_SUCCESS || length != 65) {
        return 3;
    }
    if (psa_export_key(PLAT_KEY_ID_ATTESTATION, out, sizeof out, &length) != PSA_ERROR_NOT_SUPPORTED || length != 0) {
        return 4;
    }
    if (psa_check_key_usage(PLAT_KEY_ID_ATTESTATION, PSA_ALG_NONE, PSA_KEY_USAGE_EXPORT) != PSA_ERROR_NOT_SUPPORTED) {
        return 5;
    }
    if (import(PSA_KEY_TYPE_AES, 16, &key) != PSA_SUCCESS ||
        psa_check_key_usage(key, PSA_ALG_NONE, PSA_KEY_USAGE_EXPORT) != PSA_SUCCESS) {
        return 6;
    }
    return psa_export_key(key, out, sizeof out, &length) == PSA_SUCCESS && length == 16 ? 0 : 7;
}
