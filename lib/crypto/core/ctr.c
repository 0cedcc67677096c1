/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Counter mode over a block cipher.
 */
#include "ctr.h"

#include <string.h>

#include "ct.h"

void pcc_ctr_start(pcc_ctr_t *ctr, pcc_block_t *cipher, const uint8_t *iv)
{
    ctr->cipher = cipher;
    ctr->used = cipher->size;
    memcpy(ctr->counter, iv, cipher->size);
}

/* The key stream of this counter block, and the counter one up (from all ones it wraps to zero). */
static psa_status_t next_stream(pcc_ctr_t *ctr)
{
    psa_status_t status = pcc_block_encrypt(ctr->cipher, ctr->counter, ctr->stream);

    for (size_t i = ctr->cipher->size; i-- > 0 && ++ctr->counter[i] == 0;) {
    }
    ctr->used = 0;
    return status;
}

psa_status_t pcc_ctr_update(pcc_ctr_t *ctr, const uint8_t *in, size_t size, uint8_t *out)
{
    const size_t block_size = ctr->cipher->size;

    while (size > 0) {
        if (ctr->used == block_size) {
            psa_status_t status = next_stream(ctr);
            if (status != PSA_SUCCESS) {
                return status;
            }
        }
        size_t n = block_size - ctr->used;
        if (n > size) {
            n = size;
        }
        pcc_xor(out, in, ctr->stream + ctr->used, n);
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
