/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Cipher block chaining (SP 800-38A section 6.2) over a block cipher, block by block.
 */
#ifndef PCC_CBC_H
#define PCC_CBC_H

#include "block.h"

/** Encrypt one block. chain holds the IV or the last ciphertext block and takes this one. in and out may be the
 *  same. */
psa_status_t pcc_cbc_encrypt(pcc_block_t *cipher, uint8_t *chain, const uint8_t *in, uint8_t *out);

/** Decrypt one block, with a key of pcc_block_set_decrypt_key(). in and out may be the same. */
psa_status_t pcc_cbc_decrypt(pcc_block_t *cipher, uint8_t *chain, const uint8_t *in, uint8_t *out);

#endif /* PCC_CBC_H */
