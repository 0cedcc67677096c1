/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What opens encrypted images of boot stages (platform/boot_crypto.h), by PKA, HASH and SAES or AES, on parts that have
 * all of it.
 */
#include <string.h>

#include "accelerators.h"
#include "aes_unit.h"
#include "platform/boot_crypto.h"
#include "stm32h5_internal.h"

#define HASH_BLOCK 64u
#define HASH_SIZE 32u

psa_status_t plat_boot_agree(const uint8_t scalar[32], const uint8_t point[65], uint8_t secret[32])
{
    uint8_t product[64];
    if (point[0] != 4) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memcpy(product, point + 1, sizeof product); /* what is checked is what is multiplied */
    psa_status_t status = plat_h5_pka_check_point(&plat_h5_p256, product);
    if (status == PSA_SUCCESS) {
        status = plat_h5_pka_multiply(&plat_h5_p256, scalar, product, product);
    }
    memset(secret, 0, 32);
    if (status == PSA_SUCCESS) {
        memcpy(secret, product, 32);
    }
    plat_h5_wipe(product, sizeof product);
    return status;
}

/* One of the two hashes of HMAC (FIPS 198-1): of the key, masked, and the message. */
static psa_status_t pass(const uint8_t *key, size_t key_size, uint8_t mask, const uint8_t *bytes, size_t size, uint8_t *hash)
{
    uint8_t block[HASH_BLOCK];
    for (size_t i = 0; i < HASH_BLOCK; i++) {
        block[i] = (uint8_t)((i < key_size ? key[i] : 0) ^ mask);
    }
    psa_status_t status = plat_boot_hash_begin();
    if (status == PSA_SUCCESS) {
        status = plat_boot_hash_update(block, HASH_BLOCK);
    }
    if (status == PSA_SUCCESS) {
        status = plat_boot_hash_update(bytes, size);
    }
    if (status == PSA_SUCCESS) {
        status = plat_boot_hash_finish(hash);
    }
    plat_h5_wipe(block, sizeof block);
    return status;
}

psa_status_t plat_boot_hmac(const uint8_t *key, size_t key_size, const uint8_t *bytes, size_t size, uint8_t mac[32])
{
    uint8_t inner[HASH_SIZE];
    psa_status_t status = key_size <= HASH_BLOCK ? pass(key, key_size, 0x36, bytes, size, inner) : PSA_ERROR_INVALID_ARGUMENT;
    memset(mac, 0, HASH_SIZE);
    if (status == PSA_SUCCESS) {
        status = pass(key, key_size, 0x5c, inner, sizeof inner, mac);
    }
    plat_h5_wipe(inner, sizeof inner);
    return status;
}

/* The unit counts in the last 32 bits of the block: more blocks than a counter of 0 allows in flash of a megabyte. */
psa_status_t plat_boot_ctr(const uint8_t *key, size_t key_size, uint32_t pos, uint8_t *bytes, size_t size)
{
    const uint32_t configuration =
        AES_CR_CHMOD_CTR | (key_size == 32u ? AES_CR_KEYSIZE_256 : 0u) | AES_CR_DATATYPE_BYTES;
    uint8_t block[AES_UNIT_BLOCK] = { 0 };
    uint32_t first = pos % AES_UNIT_BLOCK;
    uint32_t number = __builtin_bswap32(pos / AES_UNIT_BLOCK);
    size_t done = 0;
    bool good = plat_h5_aes_take() && plat_h5_aes_load_key(configuration, key, key_size);
    if (good) {
        memcpy(&block[AES_UNIT_BLOCK - sizeof number], &number, sizeof number);
        plat_h5_aes_load_iv(block);
        AES_UNIT(AES_CR) = configuration | AES_CR_EN;
    }
    while (good && done < size) {
        size_t piece = size - done < AES_UNIT_BLOCK - first ? size - done : AES_UNIT_BLOCK - first;
        memcpy(&block[first], &bytes[done], piece);
        good = plat_h5_aes_put_block(block) && plat_h5_aes_get_block(block);
        memcpy(&bytes[done], &block[first], piece);
        done += piece;
        first = 0;
    }
    plat_h5_aes_give_back();
    plat_h5_wipe(block, sizeof block); /* around a piece it is key stream */
    if (!good) {
        plat_h5_wipe(bytes, size);
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    return PSA_SUCCESS;
}
