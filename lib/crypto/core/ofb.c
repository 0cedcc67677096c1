/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Output feedback over a block cipher.
 */
#include "ofb.h"

#include <string.h>

#include "ct.h"

void pcc_ofb_start(pcc_ofb_t *ofb, pcc_block_t *cipher, const uint8_t *iv)
{
    ofb->cipher = cipher;
    ofb->used = cipher->size;
    memcpy(ofb->stream, iv, cipher->size);
}

psa_status_t pcc_ofb_update(pcc_ofb_t *ofb, const uint8_t *in, size_t size, uint8_t *out)
{
    for (size_t i = 0; i < size; i++) {
        if (ofb->used == ofb->cipher->size) {
            psa_status_t status = pcc_block_encrypt(ofb->cipher, ofb->stream, ofb->stream);
            if (status != PSA_SUCCESS) {
                return status;
            }
            ofb->used = 0;
        }
        out[i] = in[i] ^ ofb->stream[ofb->used++];
    }
    return PSA_SUCCESS;
}

void pcc_ofb_abort(pcc_ofb_t *ofb)
{
    pcc_wipe(ofb, sizeof *ofb);
}
