/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * GCM (SP 800-38D) over a block cipher with blocks of 16 bytes, in pieces of any size: all of the associated data, then
 * the text, then the tag. Needs no tables and no heap; the multiplication takes the same time for all values.
 */
#ifndef PCC_GCM_H
#define PCC_GCM_H

#include <stdbool.h>

#include "block.h"

/** Most bytes of text (SP 800-38D section 5.2.1.1: 2^39 - 256 bits); beyond it the counter repeats. */
#define PCC_GCM_TEXT_MAX (((uint64_t)1 << 36) - 32)

/** Running state; may be moved as bytes. Holds secrets: end it with pcc_gcm_abort(), whatever happened before. */
typedef struct pcc_gcm {
    pcc_block_t *cipher; /* the caller's, must outlive the operation */
    uint64_t h[2];       /* the hash key, high half first */
    uint64_t y[2];       /* the running hash, high half first */
    uint64_t ad_size;
    uint64_t text_size;
    uint8_t counter[PCC_BLOCK_SIZE_MAX];
    uint8_t stream[PCC_BLOCK_SIZE_MAX];
    uint8_t tag_mask[PCC_BLOCK_SIZE_MAX];
    uint8_t block[PCC_BLOCK_SIZE_MAX]; /* input of the hash, until it is full */
    uint8_t used;                      /* bytes in block */
    bool in_text;
    bool encrypt;
} pcc_gcm_t;

/** The hash key of a cipher key, in h: computed once, it serves all operations with the key. Secret. */
psa_status_t pcc_gcm_hash_key(pcc_block_t *cipher, uint64_t h[2]);

/**
 * Begin, with what pcc_gcm_hash_key() gave. The nonce has 1 byte or more, 12 is best; it must never repeat under one
 * key. PSA_ERROR_INVALID_ARGUMENT for an empty nonce.
 */
psa_status_t pcc_gcm_start(pcc_gcm_t *gcm, pcc_block_t *cipher, const uint64_t h[2], bool encrypt, const uint8_t *nonce,
                           size_t nonce_size);

/** Associated data, in pieces, before any text. PSA_ERROR_BAD_STATE after text. */
psa_status_t pcc_gcm_ad(pcc_gcm_t *gcm, const uint8_t *ad, size_t size);

/**
 * Text, in pieces of any size. out takes size bytes and may be in. When decrypting, what is written is not authentic
 * before pcc_gcm_verify() said so: the caller holds it back or wipes it.
 * PSA_ERROR_INVALID_ARGUMENT past 2^36 - 32 bytes in all.
 */
psa_status_t pcc_gcm_update(pcc_gcm_t *gcm, const uint8_t *in, size_t size, uint8_t *out);

/** The first tag_size bytes of the tag; tag_size 4, 8, 12..16, else PSA_ERROR_INVALID_ARGUMENT. */
psa_status_t pcc_gcm_finish(pcc_gcm_t *gcm, uint8_t *tag, size_t tag_size);

/** Compare the tag in constant time. PSA_ERROR_INVALID_SIGNATURE if it differs. */
psa_status_t pcc_gcm_verify(pcc_gcm_t *gcm, const uint8_t *tag, size_t tag_size);

/** Wipe the state. */
void pcc_gcm_abort(pcc_gcm_t *gcm);

#endif /* PCC_GCM_H */
