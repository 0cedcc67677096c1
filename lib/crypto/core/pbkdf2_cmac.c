/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PBKDF2 over AES-CMAC-PRF-128 (RFC 4615).
 */
#include <string.h>

#include "bytes.h"
#include "cmac.h"
#include "ct.h"
#include "pbkdf2.h"

#define SIZE PCC_PBKDF2_CMAC_SIZE

/* out = CMAC(cipher, a || b) */
static psa_status_t cmac(pcc_block_t *cipher, const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                         uint8_t out[SIZE])
{
    pcc_cmac_t mac;

    pcc_cmac_start(&mac, cipher);
    psa_status_t status = pcc_cmac_update(&mac, a, a_size);
    if (status == PSA_SUCCESS) {
        status = pcc_cmac_update(&mac, b, b_size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_cmac_finish(&mac, out);
    }
    pcc_cmac_abort(&mac);
    return status;
}

/* RFC 4615 section 3: a key of 16 bytes is used as it is, any other is authenticated under a key of zeros. */
psa_status_t pcc_pbkdf2_cmac_key(const uint8_t *password, size_t size, uint8_t key[SIZE])
{
    static const uint8_t zeros[SIZE];
    pcc_block_t cipher;

    if (size == SIZE) {
        memcpy(key, password, SIZE);
        return PSA_SUCCESS;
    }
    psa_status_t status = pcc_block_set_key(&cipher, PCC_BLOCK_AES, zeros, SIZE);
    if (status == PSA_SUCCESS) {
        status = cmac(&cipher, password, size, NULL, 0, key);
    }
    pcc_block_wipe(&cipher);
    return status;
}

psa_status_t pcc_pbkdf2_cmac_block(const uint8_t key[SIZE], const uint8_t *salt, size_t salt_size, uint32_t cost,
                                   uint32_t i, uint8_t *block)
{
    uint8_t u[SIZE], number[4];
    pcc_block_t cipher;

    pcc_put_be32(number, i);
    psa_status_t status = pcc_block_set_key(&cipher, PCC_BLOCK_AES, key, SIZE);
    if (status == PSA_SUCCESS) {
        status = cmac(&cipher, salt, salt_size, number, sizeof number, u);
    }
    if (status == PSA_SUCCESS) {
        memcpy(block, u, SIZE);
    }
    for (uint32_t n = 1; n < cost && status == PSA_SUCCESS; n++) {
        status = cmac(&cipher, u, SIZE, NULL, 0, u);
        for (size_t at = 0; at < SIZE; at++) {
            block[at] ^= u[at];
        }
    }
    pcc_block_wipe(&cipher);
    pcc_wipe(u, sizeof u);
    return status;
}
