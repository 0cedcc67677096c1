/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * ARIA (RFC 5794) keys. Stateless: the caller owns the key object.
 */
#ifndef PCC_ARIA_H
#define PCC_ARIA_H

#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

/** Bytes in a block of ARIA. */
#define PCC_ARIA_BLOCK_SIZE 16u

/** An expanded key. Opaque; may be moved as bytes between calls. Holds a secret: wipe it. The size covers every Mbed
 *  TLS that is supported (checked in aria.c). */
typedef struct pcc_aria_key {
    uint64_t opaque[35];
} pcc_aria_key_t;

/**
 * Expand a key of 16, 24 or 32 bytes for encryption, or for decryption, of blocks.
 * PSA_ERROR_INVALID_ARGUMENT for another size.
 */
psa_status_t pcc_aria_set_key(pcc_aria_key_t *aria, const uint8_t *key, size_t key_size);
psa_status_t pcc_aria_set_decrypt_key(pcc_aria_key_t *aria, const uint8_t *key, size_t key_size);

/** Encrypt or decrypt one block, as the key was expanded. in and out may be the same. */
psa_status_t pcc_aria_block(pcc_aria_key_t *aria, const uint8_t in[PCC_ARIA_BLOCK_SIZE],
                            uint8_t out[PCC_ARIA_BLOCK_SIZE]);

#endif /* PCC_ARIA_H */
