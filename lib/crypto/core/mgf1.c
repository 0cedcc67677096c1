/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * MGF1 (RFC 8017 appendix B.2.1).
 */
#include "mgf1.h"

#include "bytes.h"
#include "ct.h"

static psa_status_t make_block(pcc_hash_alg_t alg, const uint8_t *seed, size_t seed_size, uint32_t counter,
                               uint8_t *out)
{
    uint8_t number[4];
    pcc_hash_t hash;

    pcc_put_be32(number, counter);
    psa_status_t status = pcc_hash_start(&hash, alg);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hash, seed, seed_size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hash, number, sizeof number);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_finish(&hash, out);
    }
    pcc_hash_abort(&hash);
    return status;
}

psa_status_t pcc_mgf1_xor(pcc_hash_alg_t alg, const uint8_t *seed, size_t seed_size, uint8_t *out, size_t size)
{
    uint8_t block[PCC_HASH_SIZE_MAX];
    size_t block_size = pcc_hash_size(alg);
    psa_status_t status = block_size != 0 ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;

    for (uint32_t counter = 0; size != 0 && status == PSA_SUCCESS; counter++) {
        size_t part = size < block_size ? size : block_size;
        status = make_block(alg, seed, seed_size, counter, block);
        for (size_t i = 0; i < part && status == PSA_SUCCESS; i++) {
            out[i] ^= block[i];
        }
        out += part;
        size -= part;
    }
    pcc_wipe(block, sizeof block);
    return status;
}
