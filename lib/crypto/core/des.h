/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * DES and Triple-DES (FIPS 46-3, SP 800-67) keys. Stateless: the caller owns the key object.
 */
#ifndef PCC_DES_H
#define PCC_DES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

/** Bytes in a block of DES and Triple-DES. */
#define PCC_DES_BLOCK_SIZE 8u

/** A key. Opaque; may be moved as bytes between calls. Holds a secret: wipe it. Not expanded: that would be 384 bytes,
 *  and every key of any block cipher would take up as much. */
typedef struct pcc_des_key {
    uint8_t three[3 * PCC_DES_BLOCK_SIZE];
    bool decrypt;
} pcc_des_key_t;

/**
 * Take a key of 8 (DES), 16 (Triple-DES with two keys) or 24 bytes (with three) for encryption, or for
 * decryption, of blocks. The parity bits are ignored.
 * PSA_ERROR_INVALID_ARGUMENT for another size.
 */
psa_status_t pcc_des_set_key(pcc_des_key_t *des, const uint8_t *key, size_t key_size);
psa_status_t pcc_des_set_decrypt_key(pcc_des_key_t *des, const uint8_t *key, size_t key_size);

/** Encrypt or decrypt one block, as the key was taken for. in and out may be the same. */
psa_status_t pcc_des_block(pcc_des_key_t *des, const uint8_t in[PCC_DES_BLOCK_SIZE], uint8_t out[PCC_DES_BLOCK_SIZE]);

/** Whether every byte of a key has odd parity, as the import format demands. Constant time. */
bool pcc_des_parity_is_right(const uint8_t *key, size_t size);

/** Set the parity bit, the lowest, of every byte. */
void pcc_des_set_parity(uint8_t *key, size_t size);

/** Whether a key of 8 bytes with right parity is one of the 4 weak or 12 semi-weak ones (SP 800-67 section 3.3.2).
 *  Constant time. */
bool pcc_des_is_weak(const uint8_t key[PCC_DES_BLOCK_SIZE]);

#endif /* PCC_DES_H */
