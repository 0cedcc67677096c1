/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * platform/boot_crypto.h for hosts, over crypto-core: what PSA_FWU_CRYPTO=platform is tested against. It is as strict
 * as hardware may be: updates that nobody began.
 */
#include "platform/boot_crypto.h"

#include <stdbool.h>
#include <string.h>

#include "lib/crypto/core/ctr.h"
#include "lib/crypto/core/curve.h"
#include "lib/crypto/core/ecc.h"
#include "lib/crypto/core/hash.h"
#include "lib/crypto/core/hmac.h"

static pcc_hash_t running;
static bool begun;

psa_status_t plat_boot_hash_begin(void)
{
    pcc_hash_abort(&running);
    begun = true;
    return pcc_hash_start(&running, PCC_HASH_SHA_256);
}

psa_status_t plat_boot_hash_update(const uint8_t *bytes, size_t size)
{
    return begun ? pcc_hash_update(&running, bytes, size) : PSA_ERROR_HARDWARE_FAILURE;
}

psa_status_t plat_boot_hash_finish(uint8_t hash[32])
{
    memset(hash, 0, 32);
    if (!begun) {
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    begun = false;
    return pcc_hash_finish(&running, hash);
}

static psa_status_t take(pcc_ecc_t *ecc, pcc_ecc_memory_t *memory, const uint8_t *point)
{
    *ecc = (pcc_ecc_t){ pcc_curve_find(PCC_FAMILY_SECP_R1, 256), memory };
    psa_status_t status = pcc_ecc_load(memory, ecc->curve);
    if (status == PSA_SUCCESS) {
        status = pcc_ecc_check_public(ecc, point);
        if (status != PSA_SUCCESS) {
            pcc_ecc_unload(memory, ecc->curve);
        }
    }
    return status;
}

psa_status_t plat_boot_verify(const uint8_t point[65], const uint8_t hash[32], const uint8_t signature[64])
{
    pcc_ecc_memory_t memory;
    pcc_ecc_t ecc;
    psa_status_t status = take(&ecc, &memory, point);
    if (status == PSA_SUCCESS) {
        status = pcc_ecc_verify(&ecc, point, hash, 32, signature);
        pcc_ecc_unload(&memory, ecc.curve);
    }
    return status;
}

static psa_status_t fill(void *context, uint8_t *out, size_t size)
{
    (void)context;
    return plat_entropy(out, size);
}

psa_status_t plat_boot_agree(const uint8_t scalar[32], const uint8_t point[65], uint8_t secret[32])
{
    const pcc_rng_t rng = { fill, NULL };
    pcc_ecc_memory_t memory;
    pcc_ecc_t ecc;
    memset(secret, 0, 32);
    psa_status_t status = take(&ecc, &memory, point);
    if (status == PSA_SUCCESS) {
        status = pcc_ecc_ecdh(&ecc, scalar, point, secret, &rng);
        pcc_ecc_unload(&memory, ecc.curve);
    }
    return status;
}

psa_status_t plat_boot_hmac(const uint8_t *key, size_t key_size, const uint8_t *bytes, size_t size, uint8_t mac[32])
{
    pcc_hmac_t hmac;
    begun = false; /* a running hash is dropped */
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

psa_status_t plat_boot_ctr(const uint8_t *key, size_t key_size, uint32_t pos, uint8_t *bytes, size_t size)
{
    uint8_t counter[16] = { 0 }, skipped[16] = { 0 };
    pcc_block_t block;
    pcc_ctr_t ctr;
    for (unsigned i = 0; i < 4; i++) {
        counter[15u - i] = (uint8_t)(pos / 16u >> 8u * i);
    }
    psa_status_t status = pcc_block_set_key(&block, PCC_BLOCK_AES, key, key_size);
    if (status == PSA_SUCCESS) {
        pcc_ctr_start(&ctr, &block, counter);
        status = pcc_ctr_update(&ctr, skipped, pos % 16u, skipped);
        if (status == PSA_SUCCESS) {
            status = pcc_ctr_update(&ctr, bytes, size, bytes);
        }
        pcc_ctr_abort(&ctr);
        pcc_block_wipe(&block);
    }
    return status;
}
