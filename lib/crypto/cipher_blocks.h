/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Modes of block ciphers that work on whole blocks: ECB, CBC, XTS. What is not a block yet, or may be the last one,
 * waits.
 */
#ifndef PCRYPTO_CIPHER_BLOCKS_H
#define PCRYPTO_CIPHER_BLOCKS_H

#include "cipher_modes.h"

/** As the functions of cipher_modes.h, for these modes. */
size_t pcrypto_blocks_update_size(const pcrypto_cipher_t *cipher, size_t size);
psa_status_t pcrypto_blocks_update(pcrypto_cipher_t *cipher, const uint8_t *in, size_t size, uint8_t *out);
psa_status_t pcrypto_blocks_finish(pcrypto_cipher_t *cipher, uint8_t *out, size_t out_size, size_t *length);

#endif /* PCRYPTO_CIPHER_BLOCKS_H */
