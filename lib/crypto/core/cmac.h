/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * CMAC (SP 800-38B, RFC 4493) over a block cipher, and CBC-MAC, which differs in the last block only; in pieces of any
 * size.
 */
#ifndef PCC_CMAC_H
#define PCC_CMAC_H

#include <stddef.h>
#include <stdint.h>

#include "block.h"

/** Running state. Opaque. Holds secrets: end it with pcc_cmac_abort(). */
typedef struct pcc_cmac {
    pcc_block_t *cipher; /* the caller's, must outlive the operation; set it anew if it moved */
    uint8_t mac[PCC_BLOCK_SIZE_MAX];
    uint8_t used; /* bytes of the current block that are mixed in already */
} pcc_cmac_t;

/** Begin. */
void pcc_cmac_start(pcc_cmac_t *cmac, pcc_block_t *cipher);

/** Message, in pieces of any size. */
psa_status_t pcc_cmac_update(pcc_cmac_t *cmac, const uint8_t *in, size_t size);

/** The whole MAC: a block of the cipher. */
psa_status_t pcc_cmac_finish(pcc_cmac_t *cmac, uint8_t *mac);

/** End as CBC-MAC (ISO/IEC 9797-1, MAC algorithm 1 with padding method 1: zeros to the end of the block, a block of
 *  zeros for the empty message). */
psa_status_t pcc_cbc_mac_finish(pcc_cmac_t *cmac, uint8_t *mac);

/** Wipe the state. */
void pcc_cmac_abort(pcc_cmac_t *cmac);

#endif /* PCC_CMAC_H */
