/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns sealing with crypto-core's AES-128-CCM from the bare key (SP 800-38C) under a key derived with CMAC (SP 800-108r1):
 * the bytes of seal_core.c with less stack, without Mbed TLS, in more time.
 */
#include "seal.h"

#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/kdf_cmac_small.h"

psa_status_t pits_seal_derive(uint8_t area, uint8_t key[PITS_KEY_SIZE])
{
    static const uint8_t label[] = "libpsa storage";
    const uint8_t context[2] = { PITS_FORMAT, area };
    uint8_t device_key[PLAT_DEVICE_KEY_SIZE];
    psa_status_t status = plat_device_key(device_key);
    if (status == PSA_SUCCESS) {
        pcc_kdf_cmac_small(device_key, sizeof device_key, label, sizeof label - 1u, context, sizeof context, key);
    }
    pcc_wipe(device_key, sizeof device_key);
    return status;
}

psa_status_t pits_seal_open(pits_seal_key_t *k, const uint8_t key[PITS_KEY_SIZE])
{
    k->key = key;
    return PSA_SUCCESS;
}

void pits_seal_close(pits_seal_key_t *k)
{
    k->key = NULL;
}

psa_status_t pits_seal_start(pits_seal_t *seal, pits_seal_key_t *k, bool encrypt,
                             const uint8_t binding[PITS_BINDING_SIZE], uint32_t size)
{
    pcc_ccm_small_start(&seal->ccm, k->key, PITS_KEY_SIZE, encrypt, binding, binding + PITS_NONCE_SIZE,
                        PITS_BINDING_SIZE - PITS_NONCE_SIZE, size);
    return PSA_SUCCESS;
}

psa_status_t pits_seal_update(pits_seal_t *seal, const uint8_t *in, uint32_t size, uint8_t *out)
{
    pcc_ccm_small_update(&seal->ccm, in, size, out);
    return PSA_SUCCESS;
}

psa_status_t pits_seal_finish(pits_seal_t *seal, uint8_t tag[PITS_TAG_SIZE])
{
    pcc_ccm_small_tag(&seal->ccm, tag);
    return PSA_SUCCESS;
}

psa_status_t pits_seal_verify(pits_seal_t *seal, const uint8_t tag[PITS_TAG_SIZE])
{
    uint8_t right[PITS_TAG_SIZE];
    pcc_ccm_small_tag(&seal->ccm, right);
    psa_status_t status = pcc_verdict(pcc_equal(right, tag, sizeof right), PSA_ERROR_INVALID_SIGNATURE);
    pcc_wipe(right, sizeof right);
    return status;
}

void pits_seal_end(pits_seal_t *seal)
{
    pcc_wipe(seal, sizeof *seal);
}
