/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * CCM (SP 800-38C, RFC 3610) over a block cipher with blocks of 16 bytes, in pieces of any size: lengths first, then
 * all of the associated data, then the text, then the tag. Works on the caller's memory; nothing is buffered but one
 * block.
 */
#ifndef PCC_CCM_H
#define PCC_CCM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "block.h"

/** Running state. Opaque. Holds secrets: end it with pcc_ccm_abort(), whatever happened before. */
typedef struct pcc_ccm {
    pcc_block_t *cipher; /* the caller's, must outlive the operation */
    uint8_t mac[PCC_BLOCK_SIZE_MAX];
    uint8_t counter[PCC_BLOCK_SIZE_MAX];
    uint8_t stream[PCC_BLOCK_SIZE_MAX];
    size_t ad_left;   /* associated data still to come, bytes */
    size_t text_left; /* text still to come, bytes */
    uint8_t used;     /* bytes of the current block that are in use */
    uint8_t nonce_size;
    uint8_t tag_size;
    bool encrypt;
} pcc_ccm_t;

/**
 * Begin. nonce_size 7..13; tag_size 4, 6, .. 16; text_size below 2^(8 * (15 - nonce_size)).
 * A nonce must never repeat under one key. PSA_ERROR_INVALID_ARGUMENT for sizes out of range.
 */
psa_status_t pcc_ccm_start(pcc_ccm_t *ccm, pcc_block_t *cipher, bool encrypt, const uint8_t *nonce, size_t nonce_size,
                           size_t ad_size, size_t text_size, size_t tag_size);

/** Associated data, in pieces. More than announced: PSA_ERROR_INVALID_ARGUMENT. */
psa_status_t pcc_ccm_ad(pcc_ccm_t *ccm, const uint8_t *ad, size_t size);

/**
 * Text, in pieces of any size, after all associated data. out takes size bytes and may be in. When decrypting, what is
 * written is not authentic before pcc_ccm_verify() said so: the caller holds it back or wipes it.
 */
psa_status_t pcc_ccm_update(pcc_ccm_t *ccm, const uint8_t *in, size_t size, uint8_t *out);

/** The tag (tag_size bytes), after all of the text. Less text than announced: PSA_ERROR_INVALID_ARGUMENT. */
psa_status_t pcc_ccm_finish(pcc_ccm_t *ccm, uint8_t *tag);

/** Compare the tag in constant time, after all of the text. PSA_ERROR_INVALID_SIGNATURE if it differs. */
psa_status_t pcc_ccm_verify(pcc_ccm_t *ccm, const uint8_t *tag);

/** Wipe the state. */
void pcc_ccm_abort(pcc_ccm_t *ccm);

#endif /* PCC_CCM_H */
