/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key wrapping (SP 800-38F; RFC 3394 and RFC 5649) over a block cipher with blocks of 16 bytes: KW, and KWP with
 * padding.
 */
#ifndef PCC_KEY_WRAP_H
#define PCC_KEY_WRAP_H

#include "block.h"

/** Half a block: what data is counted in, and what wrapping adds. */
#define PCC_SEMIBLOCK_SIZE 8u

/**
 * KW. buffer has the key from PCC_SEMIBLOCK_SIZE on, and takes the wrapped key: size bytes, those in front included; at
 * least 24 and a multiple of 8. The cipher is expanded for encryption.
 */
psa_status_t pcc_kw_wrap(pcc_block_t *cipher, uint8_t *buffer, size_t size);

/**
 * The other way, with the cipher expanded for decryption: the key is then from PCC_SEMIBLOCK_SIZE on.
 * PSA_ERROR_INVALID_SIGNATURE, without what was decrypted, if it was not wrapped with this key or is not of such a
 * size.
 */
psa_status_t pcc_kw_unwrap(pcc_block_t *cipher, uint8_t *buffer, size_t size);

/**
 * KWP, for keys of 1 byte and more. buffer has key_size bytes from PCC_SEMIBLOCK_SIZE on and room for the padding to a
 * multiple of 8, and takes the wrapped key, pcc_kwp_size(key_size) bytes.
 */
psa_status_t pcc_kwp_wrap(pcc_block_t *cipher, uint8_t *buffer, size_t key_size);

/** The other way: the key is then from PCC_SEMIBLOCK_SIZE on, *key_size bytes. Errors as for pcc_kw_unwrap(). */
psa_status_t pcc_kwp_unwrap(pcc_block_t *cipher, uint8_t *buffer, size_t size, size_t *key_size);

/** Bytes of a wrapped key. */
static inline size_t pcc_kwp_size(size_t key_size)
{
    return PCC_SEMIBLOCK_SIZE + (key_size + PCC_SEMIBLOCK_SIZE - 1u) / PCC_SEMIBLOCK_SIZE * PCC_SEMIBLOCK_SIZE;
}

#endif /* PCC_KEY_WRAP_H */
