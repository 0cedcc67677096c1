/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * HMAC keys that come in pieces. A short key is used as it is and a long one is hashed, and which it is shows at its
 * end: so the key is hashed as it comes, and its beginning kept.
 */
#include <string.h>

#include "ct.h"
#include "hmac.h"

psa_status_t pcc_hmac_key_begin(pcc_hmac_t *hmac, pcc_hash_alg_t alg)
{
    if (pcc_hash_block_size(alg) == 0) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    memset(hmac->outer, 0, sizeof hmac->outer);
    hmac->key_size = 0;
    return pcc_hash_start(&hmac->hash, alg);
}

psa_status_t pcc_hmac_key_add(pcc_hmac_t *hmac, const uint8_t *in, size_t size)
{
    size_t block_size = pcc_hash_block_size((pcc_hash_alg_t)hmac->hash.alg);
    size_t room = hmac->key_size < block_size ? block_size - hmac->key_size : 0;

    if (size == 0) {
        return PSA_SUCCESS;
    }
    if (room > 0) {
        memcpy(hmac->outer + hmac->key_size, in, size < room ? size : room);
    }
    /* Only "longer than a block" counts from there on. */
    hmac->key_size = (uint16_t)(size <= room ? hmac->key_size + size : block_size + 1);
    return pcc_hash_update(&hmac->hash, in, size);
}

psa_status_t pcc_hmac_key_end(pcc_hmac_t *hmac)
{
    pcc_hash_alg_t alg = (pcc_hash_alg_t)hmac->hash.alg;
    uint8_t key[PCC_HASH_BLOCK_MAX];
    size_t size = hmac->key_size;
    psa_status_t status = PSA_SUCCESS;

    memcpy(key, hmac->outer, sizeof key);
    if (size > pcc_hash_block_size(alg)) {
        size = pcc_hash_size(alg);
        status = pcc_hash_finish(&hmac->hash, key);
    }
    pcc_hash_abort(&hmac->hash);
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_start(hmac, alg, key, size);
    }
    pcc_wipe(key, sizeof key);
    return status;
}
