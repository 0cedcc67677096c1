/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * AES-MMO over the AES block (Zigbee specification, annex B.6).
 */
#include "aes_mmo.h"

#include <string.h>

#include "aes.h"
#include "bytes.h"

#define BLOCK PCC_AES_BLOCK_SIZE

/* The length in bits has 32 bits (Zigbee B.6). */
#define TOTAL_MAX 0x1fffffffu

/* hash = AES(hash, block) xor block */
static psa_status_t compress(pcc_aes_mmo_t *mmo)
{
    pcc_aes_key_t aes;
    psa_status_t status = pcc_aes_set_key(&aes, mmo->hash, sizeof mmo->hash);

    if (status == PSA_SUCCESS) {
        status = pcc_aes_encrypt_block(&aes, mmo->block, mmo->hash);
    }
    for (size_t i = 0; i < BLOCK; i++) {
        mmo->hash[i] ^= mmo->block[i];
    }
    pcc_aes_wipe(&aes);
    return status;
}

static psa_status_t start(void *state, unsigned alg)
{
    (void)alg;
    memset(state, 0, sizeof(pcc_aes_mmo_t));
    return PSA_SUCCESS;
}

static psa_status_t update(void *state, const uint8_t *in, size_t size)
{
    pcc_aes_mmo_t *mmo = (pcc_aes_mmo_t *)state;

    if (size > TOTAL_MAX - mmo->total) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    while (size > 0) {
        size_t used = mmo->total % BLOCK;
        size_t n = size < BLOCK - used ? size : BLOCK - used;
        memcpy(mmo->block + used, in, n);
        mmo->total += (uint32_t)n;
        in += n;
        size -= n;
        if (mmo->total % BLOCK == 0) {
            psa_status_t status = compress(mmo);
            if (status != PSA_SUCCESS) {
                return status;
            }
        }
    }
    return PSA_SUCCESS;
}

/* Padding: a 1, zeros, and the length in bits: 16 bits of it, or 32 and 16 zeros for long messages. */
static psa_status_t finish(void *state, uint8_t *out, size_t size)
{
    (void)size;
    pcc_aes_mmo_t *mmo = (pcc_aes_mmo_t *)state;
    size_t used = mmo->total % BLOCK;
    uint32_t bits = 8 * mmo->total;
    bool is_long = bits > 0xffff;
    psa_status_t status = PSA_SUCCESS;

    mmo->block[used++] = 0x80;
    memset(mmo->block + used, 0, BLOCK - used);
    if (used > (is_long ? BLOCK - 6 : BLOCK - 2)) {
        status = compress(mmo);
        memset(mmo->block, 0, BLOCK);
    }
    if (is_long) {
        pcc_put_be32(mmo->block + BLOCK - 6, bits);
    } else {
        pcc_put_be16(mmo->block + BLOCK - 2, (uint16_t)bits);
    }
    if (status == PSA_SUCCESS) {
        status = compress(mmo);
    }
    memcpy(out, mmo->hash, sizeof mmo->hash);
    return status;
}

const pcc_hash_family_t pcc_aes_mmo = { start, update, finish };
