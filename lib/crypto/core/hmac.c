/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * HMAC over the hash functions of this build.
 */
#include "hmac.h"

#include <string.h>

#include "ct.h"

/* FIPS 198-1 table 1: K0 is the key, or its hash if it is longer than a block, with zeros to the end of the block. */
static psa_status_t make_k0(pcc_hmac_t *hmac, pcc_hash_alg_t alg, const uint8_t *key, size_t key_size)
{
    memset(hmac->outer, 0, sizeof hmac->outer);
    if (key_size <= pcc_hash_block_size(alg)) {
        if (key_size > 0) {
            memcpy(hmac->outer, key, key_size);
        }
        return PSA_SUCCESS;
    }
    psa_status_t status = pcc_hash_start(&hmac->hash, alg);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hmac->hash, key, key_size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_finish(&hmac->hash, hmac->outer);
    }
    return status;
}

psa_status_t pcc_hmac_start(pcc_hmac_t *hmac, pcc_hash_alg_t alg, const uint8_t *key, size_t key_size)
{
    size_t block_size = pcc_hash_block_size(alg);
    if (block_size == 0) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    psa_status_t status = make_k0(hmac, alg, key, key_size);
    for (size_t i = 0; i < block_size; i++) {
        hmac->outer[i] ^= 0x36;
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_start(&hmac->hash, alg);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hmac->hash, hmac->outer, block_size);
    }
    for (size_t i = 0; i < block_size; i++) {
        hmac->outer[i] ^= 0x36 ^ 0x5c;
    }
    if (status != PSA_SUCCESS) {
        pcc_hmac_abort(hmac);
    }
    return status;
}

psa_status_t pcc_hmac_update(pcc_hmac_t *hmac, const uint8_t *in, size_t size)
{
    return pcc_hash_update(&hmac->hash, in, size);
}

psa_status_t pcc_hmac_finish(pcc_hmac_t *hmac, uint8_t *mac)
{
    pcc_hash_alg_t alg = (pcc_hash_alg_t)hmac->hash.alg;
    uint8_t inner[PCC_HASH_SIZE_MAX];

    psa_status_t status = pcc_hash_finish(&hmac->hash, inner);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_start(&hmac->hash, alg);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hmac->hash, hmac->outer, pcc_hash_block_size(alg));
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hmac->hash, inner, pcc_hash_size(alg));
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_finish(&hmac->hash, mac);
    }
    pcc_wipe(inner, sizeof inner);
    return status;
}

void pcc_hmac_abort(pcc_hmac_t *hmac)
{
    pcc_wipe(hmac, sizeof *hmac);
}
