/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * No encrypted images in this build (PSA_FWU_ENCRYPTION=none): rows with a decryption key get nowhere.
 */
#include "cipher.h"

#include <string.h>

psa_status_t pfwu_cipher_unwrap(uint32_t decrypt_key, uint16_t type, const uint8_t *wrap, size_t size,
                                pfwu_cipher_t *cipher)
{
    (void)decrypt_key;
    (void)type;
    (void)wrap;
    (void)size;
    cipher->key = 0;
    return PSA_ERROR_NOT_SUPPORTED;
}

bool pfwu_cipher_takes(uint32_t decrypt_key, uint16_t type)
{
    (void)decrypt_key;
    (void)type;
    return false;
}

psa_status_t pfwu_cipher_backup(uint32_t decrypt_key, uint8_t component, const uint8_t hash[32], pfwu_cipher_t *cipher)
{
    (void)decrypt_key;
    (void)component;
    (void)hash;
    cipher->key = 0;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pfwu_cipher_apply(const pfwu_cipher_t *cipher, uint32_t pos, uint8_t *bytes, size_t size)
{
    (void)cipher;
    (void)pos;
    memset(bytes, 0, size);
    return PSA_ERROR_NOT_SUPPORTED;
}

void pfwu_cipher_end(pfwu_cipher_t *cipher)
{
    cipher->key = 0;
}
