/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * CMAC (SP 800-38B) and CBC-MAC (ISO/IEC 9797-1) over a block cipher.
 */
#include "cmac.h"

#include <string.h>

#include "ct.h"

void pcc_cmac_start(pcc_cmac_t *cmac, pcc_block_t *cipher)
{
    memset(cmac, 0, sizeof *cmac);
    cmac->cipher = cipher;
}

psa_status_t pcc_cmac_update(pcc_cmac_t *cmac, const uint8_t *in, size_t size)
{
    const size_t block = cmac->cipher->size;

    while (size > 0) {
        /* A full block is held back until more comes: the last one is treated in finish(). */
        if (cmac->used == block) {
            cmac->used = 0;
            psa_status_t status = pcc_block_encrypt(cmac->cipher, cmac->mac, cmac->mac);
            if (status != PSA_SUCCESS) {
                return status;
            }
        }
        size_t n = block - cmac->used;
        if (n > size) {
            n = size;
        }
        for (size_t i = 0; i < n; i++) {
            cmac->mac[cmac->used + i] ^= in[i];
        }
        cmac->used = (uint8_t)(cmac->used + n);
        in += n;
        size -= n;
    }
    return PSA_SUCCESS;
}

/* Multiply by x in GF(2^128) or GF(2^64), most significant bit first (SP 800-38B section 5.3); the reduction is masked,
 * the subkey is a secret. */
static void double_block(uint8_t *block, size_t size)
{
    uint8_t carry = 0;

    for (size_t i = size; i-- > 0;) {
        uint8_t top = block[i] >> 7;
        block[i] = (uint8_t)(block[i] << 1 | carry);
        carry = top;
    }
    block[size - 1] ^= (uint8_t)((size == 16 ? 0x87u : 0x1bu) & pcc_mask(carry != 0));
}

psa_status_t pcc_cmac_finish(pcc_cmac_t *cmac, uint8_t *mac)
{
    const size_t size = cmac->cipher->size;
    uint8_t subkey[PCC_BLOCK_SIZE_MAX] = { 0 };
    psa_status_t status = pcc_block_encrypt(cmac->cipher, subkey, subkey);

    if (status == PSA_SUCCESS) {
        double_block(subkey, size);
        if (cmac->used < size) {
            double_block(subkey, size);
            cmac->mac[cmac->used] ^= 0x80;
        }
        for (size_t i = 0; i < size; i++) {
            cmac->mac[i] ^= subkey[i];
        }
        status = pcc_block_encrypt(cmac->cipher, cmac->mac, mac);
    }
    pcc_wipe(subkey, sizeof subkey);
    return status;
}

/* What is missing of the last block is zeros, which change nothing: it was mixed in already. */
psa_status_t pcc_cbc_mac_finish(pcc_cmac_t *cmac, uint8_t *mac)
{
    return pcc_block_encrypt(cmac->cipher, cmac->mac, mac);
}

void pcc_cmac_abort(pcc_cmac_t *cmac)
{
    pcc_wipe(cmac, sizeof *cmac);
}
