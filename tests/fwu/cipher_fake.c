/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * lib/fwu/cipher.h for campaigns: a key stream that depends on key and position and costs next to nothing, and a wrap
 * that only shows whether the right bytes arrive. Not cryptography. Linked before the archive, as verify_fake.c is.
 */
#include "tests/fwu/fwu_device.h"

#include <stdlib.h>
#include <string.h>

#include "lib/crypto/core/bytes.h"
#include "lib/fwu/cipher.h"

#define OPEN_MAX 4u

static bool open_keys[OPEN_MAX];
static uint32_t keys[OPEN_MAX];
static psa_status_t says;

static uint32_t mix(uint32_t x)
{
    x = (x ^ x >> 15) * 0x2c1b3c6du;
    x = (x ^ x >> 12) * 0x297a2d39u;
    return x ^ x >> 15;
}

static psa_status_t take(uint32_t key, pfwu_cipher_t *cipher)
{
    for (uint32_t i = 0; i < OPEN_MAX; i++) {
        if (!open_keys[i]) {
            open_keys[i] = true;
            keys[i] = key;
            cipher->key = i + 1u;
            return PSA_SUCCESS;
        }
    }
    abort(); /* keys are not given back */
}

void fake_cipher_reset(void)
{
    memset(open_keys, 0, sizeof open_keys);
    says = PSA_SUCCESS;
}

unsigned fake_cipher_open(void)
{
    unsigned count = 0;
    for (uint32_t i = 0; i < OPEN_MAX; i++) {
        count += open_keys[i] ? 1u : 0;
    }
    return count;
}

void fake_cipher_says(psa_status_t status)
{
    says = status;
}

/** Byte 97 and following: the image key, its complement, zeros. */
void fake_wrap(uint32_t decrypt_key, uint32_t image_key, uint8_t wrap[FAKE_WRAP_SIZE])
{
    memset(wrap, 0x77, FAKE_WRAP_SIZE);
    pcc_put_le32(&wrap[97], image_key ^ mix(decrypt_key));
    pcc_put_le32(&wrap[101], ~image_key);
}

psa_status_t pfwu_cipher_unwrap(uint32_t decrypt_key, uint16_t type, const uint8_t *wrap, size_t size,
                                pfwu_cipher_t *cipher)
{
    cipher->key = 0;
    if (says != PSA_SUCCESS) {
        return says;
    }
    if (type != PFWU_TLV_ENC_EC256 || size != FAKE_WRAP_SIZE) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    uint32_t image_key = pcc_get_le32(&wrap[97]) ^ mix(decrypt_key);
    return pcc_get_le32(&wrap[101]) == ~image_key ? take(image_key, cipher) : PSA_ERROR_INVALID_SIGNATURE;
}

psa_status_t pfwu_cipher_backup(uint32_t decrypt_key, uint8_t component, const uint8_t hash[32], pfwu_cipher_t *cipher)
{
    cipher->key = 0;
    return says != PSA_SUCCESS
               ? says
               : take(mix(decrypt_key + component) ^ pcc_get_le32(hash) ^ pcc_get_le32(&hash[28]), cipher);
}

bool pfwu_cipher_takes(uint32_t decrypt_key, uint16_t type)
{
    (void)decrypt_key;
    (void)type;
    return true;
}

psa_status_t pfwu_cipher_apply(const pfwu_cipher_t *cipher, uint32_t pos, uint8_t *bytes, size_t size)
{
    if (cipher->key == 0 || cipher->key > OPEN_MAX || !open_keys[cipher->key - 1u]) {
        abort();
    }
    for (size_t i = 0; i < size; i++) {
        uint32_t at = pos + (uint32_t)i;
        bytes[i] ^= (uint8_t)(mix(keys[cipher->key - 1u] + at / 4u) >> 8u * (at % 4u));
    }
    return PSA_SUCCESS;
}

void pfwu_cipher_end(pfwu_cipher_t *cipher)
{
    if (cipher->key != 0) {
        open_keys[cipher->key - 1u] = false;
    }
    cipher->key = 0;
}

void fake_encrypt(uint32_t image_key, uint8_t *bytes, size_t size)
{
    pfwu_cipher_t cipher;
    if (take(image_key, &cipher) != PSA_SUCCESS || pfwu_cipher_apply(&cipher, 0, bytes, size) != PSA_SUCCESS) {
        abort();
    }
    pfwu_cipher_end(&cipher);
}
