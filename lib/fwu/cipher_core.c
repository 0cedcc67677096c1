/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Encrypted images straight over crypto-core (PSA_FWU_CRYPTO=core): what ecies.c stands on.
 */
#include "ecies.h"

#include "lib/crypto/core/bytes.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/ctr.h"
#include "lib/crypto/core/curve.h"
#include "lib/crypto/core/ecc.h"
#include "lib/crypto/core/hmac.h"

#define BLOCK PCC_AES_BLOCK_SIZE

/** For the blinding of Mbed TLS's curves; p256-m draws nothing. */
static psa_status_t fill(void *context, uint8_t *out, size_t size)
{
    (void)context;
    return plat_entropy(out, size);
}

psa_status_t pfwu_ecies_agree(const uint8_t scalar[32], const uint8_t point[65], uint8_t secret[32])
{
    pcc_ecc_memory_t memory;
    pcc_ecc_t ecc = { pcc_curve_find(PCC_FAMILY_SECP_R1, 256), &memory };
    const pcc_rng_t rng = { fill, NULL };
    psa_status_t status = ecc.curve != NULL ? pcc_ecc_load(&memory, ecc.curve) : PSA_ERROR_NOT_SUPPORTED;
    if (status == PSA_SUCCESS) {
        status = pcc_ecc_ecdh(&ecc, scalar, point, secret, &rng);
        pcc_ecc_unload(&memory, ecc.curve);
    }
    return status;
}

psa_status_t pfwu_ecies_mac(const uint8_t *key, size_t key_size, const uint8_t *bytes, size_t size,
                            uint8_t mac[32])
{
    pcc_hmac_t hmac;
    psa_status_t status = pcc_hmac_start(&hmac, PCC_HASH_SHA_256, key, key_size);
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, bytes, size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_finish(&hmac, mac);
    }
    pcc_hmac_abort(&hmac);
    return status;
}

psa_status_t pfwu_ecies_stream(const uint8_t *key, size_t key_size, uint32_t pos, uint8_t *bytes, size_t size)
{
    pcc_block_t block;
    pcc_ctr_t ctr;
    uint8_t first[BLOCK] = { 0 };
    uint8_t dropped[BLOCK];
    pcc_put_be32(&first[BLOCK - 4u], pos / BLOCK);
    psa_status_t status = pcc_block_set_key(&block, PCC_BLOCK_AES, key, key_size);
    if (status != PSA_SUCCESS) {
        return status;
    }
    pcc_ctr_start(&ctr, &block, first);
    status = pcc_ctr_update(&ctr, first, pos % BLOCK, dropped);
    if (status == PSA_SUCCESS) {
        status = pcc_ctr_update(&ctr, bytes, size, bytes);
    }
    pcc_ctr_abort(&ctr);
    pcc_block_wipe(&block);
    pcc_wipe(dropped, sizeof dropped);
    return status;
}
