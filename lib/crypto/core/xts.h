/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * XTS (IEEE 1619, SP 800-38E) over a block cipher with blocks of 16 bytes.
 */
#ifndef PCC_XTS_H
#define PCC_XTS_H

#include <stdbool.h>

#include "block.h"

/** Most bytes of one data unit (IEEE 1619 section 5.1: 2^20 blocks). */
#define PCC_XTS_SIZE_MAX ((uint64_t)16 << 20)

/** Running state; may be moved as bytes. Secret: wipe it. */
typedef struct pcc_xts {
    uint8_t tweak[PCC_BLOCK_SIZE_MAX]; /* of the next block */
} pcc_xts_t;

/** Begin a data unit. key2 is the second half of the XTS key, iv the number of the data unit, 16 bytes
 *  little-endian. */
psa_status_t pcc_xts_start(pcc_xts_t *xts, pcc_block_alg_t alg, const uint8_t *key2, size_t key2_size,
                           const uint8_t *iv);

/** Encrypt or decrypt the next block with the first half of the key, expanded for that direction. in and out may be the
 *  same. */
psa_status_t pcc_xts_block(pcc_xts_t *xts, pcc_block_t *cipher, bool encrypt, const uint8_t in[16], uint8_t out[16]);

/**
 * The last block and the part of a block after it, by ciphertext stealing: 17 to 31 bytes, in place.
 */
psa_status_t pcc_xts_last(pcc_xts_t *xts, pcc_block_t *cipher, bool encrypt, uint8_t *text, size_t size);

#endif /* PCC_XTS_H */
