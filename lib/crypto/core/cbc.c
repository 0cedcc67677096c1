/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Cipher block chaining over a block cipher.
 */
#include "cbc.h"

#include <string.h>

#include "ct.h"

psa_status_t pcc_cbc_encrypt(pcc_block_t *cipher, uint8_t *chain, const uint8_t *in, uint8_t *out)
{
    pcc_xor(chain, chain, in, cipher->size);
    psa_status_t status = pcc_block_encrypt(cipher, chain, chain);
    memcpy(out, chain, cipher->size);
    return status;
}

psa_status_t pcc_cbc_decrypt(pcc_block_t *cipher, uint8_t *chain, const uint8_t *in, uint8_t *out)
{
    uint8_t next[PCC_BLOCK_SIZE_MAX];

    memcpy(next, in, cipher->size);
    psa_status_t status = pcc_block_decrypt(cipher, next, out);
    if (status == PSA_SUCCESS) {
        pcc_xor(out, out, chain, cipher->size);
        memcpy(chain, next, cipher->size);
    }
    return status;
}
