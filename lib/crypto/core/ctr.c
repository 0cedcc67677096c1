/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * AES in counter mode over the AES block.
 */
#include "ctr.h"

#include <string.h>

#include "ct.h"

#define BLOCK PCC_AES_BLOCK_SIZE

void pcc_ctr_start(pcc_ctr_t *ctr, pcc_aes_key_t *aes, const uint8_t iv[BLOCK])
{
    ctr->aes = aes;
    ctr->used = BLOCK;
    memcpy(ctr->counter, iv, BLOCK);
}

/* The key stream of this counter block, and the counter one up (from all ones it wraps to zero). */
static psa_status_t next_stream(pcc_ctr_t *ctr)
{
    psa_status_t status = pcc_aes_encrypt_block(ctr->aes, ctr->counter, ctr->stream);

    for (size_t i = BLOCK; i-- > 0 && ++ctr->counter[i] == 0;) {
    }
    ctr->used = 0;
    return status;
}

psa_status_t pcc_ctr_update(pcc_ctr_t *ctr, const uint8_t *in, size_t size, uint8_t *out)
{
    while (size > 0) {
        if (ctr->used == BLOCK) {
            psa_status_t status = next_stream(ctr);
            if (status != PSA_SUCCESS) {
                return status;
            }
        }
        size_t n = BLOCK - ctr->used;
        if (n > size) {
            n = size;
        }
        for (size_t i = 0; i < n; i++) {
            out[i] = in[i] ^ ctr->stream[ctr->used + i];
        }
        ctr->used = (uint8_t)(ctr->used + n);
        in += n;
        out += n;
        size -= n;
    }
    return PSA_SUCCESS;
}

void pcc_ctr_abort(pcc_ctr_t *ctr)
{
    pcc_wipe(ctr, sizeof *ctr);
}
