/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns sealing with crypto-core's AES-128-CCM (SP 800-38C) under a key derived with CMAC (SP 800-108r1).
 */
#include "seal.h"

#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/kdf_cmac.h"

psa_status_t pits_seal_derive(uint8_t area, uint8_t key[PITS_KEY_SIZE])
{
    static const uint8_t label[] = "libpsa storage";
    const uint8_t context[2] = { PITS_FORMAT, area };
    uint8_t device_key[PLAT_DEVICE_KEY_SIZE];
    psa_status_t status = plat_device_key(device_key);
    if (status == PSA_SUCCESS) {
        status = pcc_kdf_cmac(device_key, sizeof device_key, label, sizeof label - 1u, context, sizeof context, key,
                              PITS_KEY_SIZE);
    }
    pcc_wipe(device_key, sizeof device_key);
    return status;
}

psa_status_t pits_seal_open(pits_seal_key_t *k, const uint8_t key[PITS_KEY_SIZE])
{
    return pcc_block_set_key(&k->cipher, PCC_BLOCK_AES, key, PITS_KEY_SIZE);
}

void pits_seal_close(pits_seal_key_t *k)
{
    pcc_block_wipe(&k->cipher);
}

void pits_seal_start(pits_seal_t *seal, pits_seal_key_t *k, bool encrypt, const uint8_t binding[PITS_BINDING_SIZE],
                     uint32_t size)
{
    uint32_t ad_size = PITS_BINDING_SIZE - PITS_NONCE_SIZE;
    seal->status =
        pcc_ccm_start(&seal->ccm, &k->cipher, encrypt, binding, PITS_NONCE_SIZE, ad_size, size, PITS_TAG_SIZE);
    if (seal->status == PSA_SUCCESS) {
        seal->status = pcc_ccm_ad(&seal->ccm, binding + PITS_NONCE_SIZE, ad_size);
    }
}

void pits_seal_update(pits_seal_t *seal, uint8_t *text, uint32_t size)
{
    if (seal->status == PSA_SUCCESS) {
        seal->status = pcc_ccm_update(&seal->ccm, text, size, text);
    }
    if (seal->status != PSA_SUCCESS) {
        pcc_wipe(text, size);
    }
}

psa_status_t pits_seal_finish(pits_seal_t *seal, uint8_t tag[PITS_TAG_SIZE])
{
    psa_status_t status = seal->status == PSA_SUCCESS ? pcc_ccm_finish(&seal->ccm, tag) : seal->status;
    pcc_ccm_abort(&seal->ccm);
    return status;
}

psa_status_t pits_seal_verify(pits_seal_t *seal, const uint8_t tag[PITS_TAG_SIZE])
{
    psa_status_t status = seal->status == PSA_SUCCESS ? pcc_ccm_verify(&seal->ccm, tag) : seal->status;
    pcc_ccm_abort(&seal->ccm);
    return status;
}
