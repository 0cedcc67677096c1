/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The counter-mode KDF of SP 800-108r1 section 4.1 over AES-CMAC.
 */
#include "kdf_cmac.h"

#include <string.h>

#include "bytes.h"
#include "cmac.h"
#include "ct.h"

/* One block of output: CMAC(key, i || label || 0x00 || context || bits). */
static psa_status_t kdf_block(pcc_block_t *cipher, uint32_t i, const uint8_t *label, size_t label_size,
                              const uint8_t *context, size_t context_size, uint32_t bits,
                              uint8_t out[PCC_AES_BLOCK_SIZE])
{
    static const uint8_t separator = 0;
    uint8_t counter[4], length[4];
    pcc_cmac_t cmac;

    pcc_put_be32(counter, i);
    pcc_put_be32(length, bits);
    pcc_cmac_start(&cmac, cipher);
    psa_status_t status = pcc_cmac_update(&cmac, counter, sizeof counter);
    if (status == PSA_SUCCESS) {
        status = pcc_cmac_update(&cmac, label, label_size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_cmac_update(&cmac, &separator, 1);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_cmac_update(&cmac, context, context_size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_cmac_update(&cmac, length, sizeof length);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_cmac_finish(&cmac, out);
    }
    pcc_cmac_abort(&cmac);
    return status;
}

psa_status_t pcc_kdf_cmac(const uint8_t *key, size_t key_size, const uint8_t *label, size_t label_size,
                          const uint8_t *context, size_t context_size, uint8_t *out, size_t out_size)
{
    uint8_t block[PCC_AES_BLOCK_SIZE];
    pcc_block_t cipher;
    psa_status_t status = PSA_ERROR_INVALID_ARGUMENT;

    if ((key_size == 16 || key_size == 32) && out_size >= 1 && out_size <= 255u * sizeof block) {
        status = pcc_block_set_key(&cipher, PCC_BLOCK_AES, key, key_size);
    }
    if (status != PSA_SUCCESS) {
        pcc_wipe(out, out_size);
        return status;
    }
    uint32_t i = 1;
    for (size_t done = 0; done < out_size && status == PSA_SUCCESS; i++) {
        size_t n = out_size - done < sizeof block ? out_size - done : sizeof block;
        status = kdf_block(&cipher, i, label, label_size, context, context_size, (uint32_t)(8u * out_size), block);
        memcpy(out + done, block, n);
        done += n;
    }
    if (status != PSA_SUCCESS) {
        pcc_wipe(out, out_size);
    }
    pcc_block_wipe(&cipher);
    pcc_wipe(block, sizeof block);
    return status;
}
