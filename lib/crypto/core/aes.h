/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * AES (FIPS 197) block cipher keys. Stateless: the caller owns the key object.
 */
#ifndef PCC_AES_H
#define PCC_AES_H

#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

/** Bytes in an AES block. */
#define PCC_AES_BLOCK_SIZE 16u

/** An expanded key. Opaque; may be moved as bytes between calls. Holds a secret: end it with
 *  pcc_aes_wipe(). The size covers every Mbed TLS that is supported (checked in aes.c). */
typedef struct pcc_aes_key {
    uint64_t opaque[sizeof(void *) > 4 ? 36 : 35];
} pcc_aes_key_t;

/**
 * Expand a key of 16, 24 or 32 bytes for encryption.
 * PSA_ERROR_INVALID_ARGUMENT for another size; the object then needs no wipe.
 */
psa_status_t pcc_aes_set_key(pcc_aes_key_t *aes, const uint8_t *key, size_t key_size);

/** Encrypt one block. in and out may be the same. */
psa_status_t pcc_aes_encrypt_block(pcc_aes_key_t *aes, const uint8_t in[PCC_AES_BLOCK_SIZE],
                                   uint8_t out[PCC_AES_BLOCK_SIZE]);

/** The same for decryption of blocks, which ECB, CBC, XTS and key unwrapping need. */
psa_status_t pcc_aes_set_decrypt_key(pcc_aes_key_t *aes, const uint8_t *key, size_t key_size);

/** Decrypt one block with a key of pcc_aes_set_decrypt_key(). in and out may be the same. */
psa_status_t pcc_aes_decrypt_block(pcc_aes_key_t *aes, const uint8_t in[PCC_AES_BLOCK_SIZE],
                                   uint8_t out[PCC_AES_BLOCK_SIZE]);

/** End a key: its memory is zeroed. */
void pcc_aes_wipe(pcc_aes_key_t *aes);

#endif /* PCC_AES_H */
