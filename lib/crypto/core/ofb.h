/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Output feedback (SP 800-38A section 6.4) over a block cipher, in pieces of any size.
 */
#ifndef PCC_OFB_H
#define PCC_OFB_H

#include "block.h"

/** Running state; may be moved as bytes. Holds secrets: end it with pcc_ofb_abort(). */
typedef struct pcc_ofb {
    pcc_block_t *cipher; /* the caller's, must outlive the operation */
    uint8_t stream[PCC_BLOCK_SIZE_MAX];
    uint8_t used; /* bytes of stream that are used up */
} pcc_ofb_t;

/** Begin with an IV of cipher->size bytes, which must never repeat under one key. */
void pcc_ofb_start(pcc_ofb_t *ofb, pcc_block_t *cipher, const uint8_t *iv);

/** Encrypt or decrypt. out takes size bytes and may be in. */
psa_status_t pcc_ofb_update(pcc_ofb_t *ofb, const uint8_t *in, size_t size, uint8_t *out);

/** Wipe the state. */
void pcc_ofb_abort(pcc_ofb_t *ofb);

#endif /* PCC_OFB_H */
