/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Cipher feedback (SP 800-38A section 6.3) over a block cipher, with segments of a block, in pieces of any size; the
 * last segment may be short.
 */
#ifndef PCC_CFB_H
#define PCC_CFB_H

#include <stdbool.h>

#include "block.h"

/** Running state; may be moved as bytes. Holds secrets: end it with pcc_cfb_abort(). */
typedef struct pcc_cfb {
    pcc_block_t *cipher; /* the caller's, must outlive the operation; expanded for encryption */
    uint8_t chain[PCC_BLOCK_SIZE_MAX];
    uint8_t used; /* bytes of chain that are ciphertext of this segment already, the rest is key stream */
    bool encrypt;
} pcc_cfb_t;

/** Begin with an IV of cipher->size bytes. */
void pcc_cfb_start(pcc_cfb_t *cfb, pcc_block_t *cipher, bool encrypt, const uint8_t *iv);

/** Encrypt or decrypt. out takes size bytes and may be in. */
psa_status_t pcc_cfb_update(pcc_cfb_t *cfb, const uint8_t *in, size_t size, uint8_t *out);

/** Wipe the state. */
void pcc_cfb_abort(pcc_cfb_t *cfb);

#endif /* PCC_CFB_H */
