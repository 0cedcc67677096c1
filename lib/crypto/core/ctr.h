/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Counter mode (SP 800-38A section 6.5) over a block cipher, in pieces of any size; the counter is the whole block,
 * big-endian.
 */
#ifndef PCC_CTR_H
#define PCC_CTR_H

#include "block.h"

/** Running state; may be moved as bytes. Holds secrets: end it with pcc_ctr_abort(). */
typedef struct pcc_ctr {
    pcc_block_t *cipher; /* the caller's, must outlive the operation */
    uint8_t counter[PCC_BLOCK_SIZE_MAX];
    uint8_t stream[PCC_BLOCK_SIZE_MAX];
    uint8_t used; /* bytes of stream that are used up */
} pcc_ctr_t;

/** Begin with the first counter block, of cipher->size bytes. */
void pcc_ctr_start(pcc_ctr_t *ctr, pcc_block_t *cipher, const uint8_t *iv);

/** Encrypt or decrypt. out takes size bytes and may be in. */
psa_status_t pcc_ctr_update(pcc_ctr_t *ctr, const uint8_t *in, size_t size, uint8_t *out);

/** Wipe the state. */
void pcc_ctr_abort(pcc_ctr_t *ctr);

#endif /* PCC_CTR_H */
