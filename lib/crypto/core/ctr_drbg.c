/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * CTR_DRBG over the AES block. The key schedule is made per call: the state at rest is 48 bytes.
 */
#include "ctr_drbg.h"

#include <string.h>

#include "aes.h"
#include "ct.h"

#define BLOCK PCC_AES_BLOCK_SIZE

/* V = (V + 1) mod 2^128; out = AES(Key, V). */
static psa_status_t next_block(pcc_ctr_drbg_t *drbg, pcc_aes_key_t *aes, uint8_t out[BLOCK])
{
    for (size_t i = BLOCK; i-- > 0 && ++drbg->v[i] == 0;) {
    }
    return pcc_aes_encrypt_block(aes, drbg->v, out);
}

/* CTR_DRBG_Update (section 10.2.1.2): new Key and V from three blocks, xor the provided data if there is any. */
static psa_status_t update(pcc_ctr_drbg_t *drbg, pcc_aes_key_t *aes, const uint8_t *provided)
{
    uint8_t temp[PCC_CTR_DRBG_SEED_SIZE];
    psa_status_t status = PSA_SUCCESS;

    for (size_t at = 0; at < sizeof temp && status == PSA_SUCCESS; at += BLOCK) {
        status = next_block(drbg, aes, temp + at);
    }
    if (status == PSA_SUCCESS) {
        for (size_t i = 0; provided != NULL && i < sizeof temp; i++) {
            temp[i] ^= provided[i];
        }
        memcpy(drbg->key, temp, sizeof drbg->key);
        memcpy(drbg->v, temp + sizeof drbg->key, sizeof drbg->v);
    }
    pcc_wipe(temp, sizeof temp);
    return status;
}

psa_status_t pcc_ctr_drbg_reseed(pcc_ctr_drbg_t *drbg, const uint8_t seed[PCC_CTR_DRBG_SEED_SIZE])
{
    pcc_aes_key_t aes;
    psa_status_t status = pcc_aes_set_key(&aes, drbg->key, sizeof drbg->key);

    if (status == PSA_SUCCESS) {
        status = update(drbg, &aes, seed);
    }
    pcc_aes_wipe(&aes);
    return status;
}

psa_status_t pcc_ctr_drbg_start(pcc_ctr_drbg_t *drbg, const uint8_t seed[PCC_CTR_DRBG_SEED_SIZE])
{
    memset(drbg, 0, sizeof *drbg);
    return pcc_ctr_drbg_reseed(drbg, seed);
}

psa_status_t pcc_ctr_drbg_generate(pcc_ctr_drbg_t *drbg, uint8_t *out, size_t size)
{
    uint8_t block[BLOCK];
    pcc_aes_key_t aes;
    psa_status_t status = PSA_ERROR_INVALID_ARGUMENT;

    if (size <= PCC_CTR_DRBG_REQUEST_MAX) {
        status = pcc_aes_set_key(&aes, drbg->key, sizeof drbg->key);
    }
    for (size_t at = 0; at < size && status == PSA_SUCCESS;) {
        size_t n = size - at < BLOCK ? size - at : BLOCK;
        status = next_block(drbg, &aes, block);
        memcpy(out + at, block, n);
        at += n;
    }
    if (status == PSA_SUCCESS) {
        status = update(drbg, &aes, NULL);
    }
    if (status != PSA_SUCCESS) {
        pcc_wipe(out, size);
    }
    pcc_aes_wipe(&aes);
    pcc_wipe(block, sizeof block);
    return status;
}
