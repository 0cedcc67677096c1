/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Cipher feedback over a block cipher.
 */
#include "cfb.h"

#include <string.h>

#include "ct.h"

void pcc_cfb_start(pcc_cfb_t *cfb, pcc_block_t *cipher, bool encrypt, const uint8_t *iv)
{
    cfb->cipher = cipher;
    cfb->encrypt = encrypt;
    cfb->used = cipher->size;
    memcpy(cfb->chain, iv, cipher->size);
}

psa_status_t pcc_cfb_update(pcc_cfb_t *cfb, const uint8_t *in, size_t size, uint8_t *out)
{
    for (size_t i = 0; i < size; i++) {
        if (cfb->used == cfb->cipher->size) {
            psa_status_t status = pcc_block_encrypt(cfb->cipher, cfb->chain, cfb->chain);
            if (status != PSA_SUCCESS) {
                return status;
            }
            cfb->used = 0;
        }
        uint8_t text = in[i];
        uint8_t crypted = text ^ cfb->chain[cfb->used];
        cfb->chain[cfb->used++] = cfb->encrypt ? crypted : text;
        out[i] = crypted;
    }
    return PSA_SUCCESS;
}

void pcc_cfb_abort(pcc_cfb_t *cfb)
{
    pcc_wipe(cfb, sizeof *cfb);
}
