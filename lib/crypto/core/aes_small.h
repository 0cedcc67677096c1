/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * AES (FIPS 197) encryption of blocks from the bare key: the round keys are made on the way, so that nothing is expanded
 * and kept. For those who count bytes of stack and code: an expanded key of aes.h is 280 bytes. About twice the time.
 */
#ifndef PCC_AES_SMALL_H
#define PCC_AES_SMALL_H

#include <stddef.h>
#include <stdint.h>

#define PCC_AES_SMALL_BLOCK 16u

/** Encrypt one block. key_size 16 or 32 bytes. in and out may be the same; any alignment. Looks bytes up in a table of 256
 *  bytes by secret indices: not for a processor with a data cache that others share. */
void pcc_aes_small(const uint8_t *key, size_t key_size, const uint8_t in[PCC_AES_SMALL_BLOCK],
                   uint8_t out[PCC_AES_SMALL_BLOCK]);

#endif /* PCC_AES_SMALL_H */
