/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * CMAC over a block cipher with blocks of 16 bytes (RFC 4493).
 */
#include "cmac.h"

#include <string.h>

#include "ct.h"

#define BLOCK 16u

void pcc_cmac_start(pcc_cmac_t *cmac, pcc_block_t *cipher)
{
    memset(cmac, 0, sizeof *cmac);
    cmac->cipher = cipher;
}

psa_status_t pcc_cmac_update(pcc_cmac_t *cmac, const uint8_t *in, size_t size)
{
    while (size > 0) {
        /* A full block is held back until more comes: the last one is treated in finish(). */
        if (cmac->used == BLOCK) {
            cmac->used = 0;
            psa_status_t status = pcc_block_encrypt(cmac->cipher, cmac->mac, cmac->mac);
            if (status != PSA_SUCCESS) {
                return status;
            }
        }
        size_t n = BLOCK - cmac->used;
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

/* Multiply by x in GF(2^128), most significant bit first; the reduction is masked, the subkey is a secret. */
static void double_block(uint8_t block[BLOCK])
{
    uint8_t carry = 0;

    for (size_t i = BLOCK; i-- > 0;) {
        uint8_t top = block[i] >> 7;
        block[i] = (uint8_t)(block[i] << 1 | carry);
        carry = top;
    }
    block[BLOCK - 1] ^= (uint8_t)(0x87u & pcc_mask(carry != 0));
}

psa_status_t pcc_cmac_finish(pcc_cmac_t *cmac, uint8_t mac[BLOCK])
{
    uint8_t subkey[BLOCK] = { 0 };
    psa_status_t status = pcc_block_encrypt(cmac->cipher, subkey, subkey);

    if (status == PSA_SUCCESS) {
        double_block(subkey);
        if (cmac->used < BLOCK) {
            double_block(subkey);
            cmac->mac[cmac->used] ^= 0x80;
        }
        for (size_t i = 0; i < BLOCK; i++) {
            cmac->mac[i] ^= subkey[i];
        }
        status = pcc_block_encrypt(cmac->cipher, cmac->mac, mac);
    }
    pcc_wipe(subkey, sizeof subkey);
    return status;
}

void pcc_cmac_abort(pcc_cmac_t *cmac)
{
    pcc_wipe(cmac, sizeof *cmac);
}
