/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The block ciphers of this build behind one interface, for the modes over "a block cipher": CTR, CBC, CMAC, CCM, GCM,
 * key wrapping and the others. AES is always there, since the storage seals with it.
 */
#ifndef PCC_BLOCK_H
#define PCC_BLOCK_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "aes.h"
#include "aria.h"
#include "camellia.h"
#include "config.h"
#include "des.h"
#include "psa/error.h"

/** Block ciphers; the values are the PSA key types (PSA_KEY_TYPE_AES and so on). */
typedef enum pcc_block_alg {
    PCC_BLOCK_NONE = 0,
    PCC_BLOCK_DES = 0x2301,
    PCC_BLOCK_AES = 0x2400,
    PCC_BLOCK_CAMELLIA = 0x2403,
    PCC_BLOCK_ARIA = 0x2406,
} pcc_block_alg_t;

/** Largest block of any cipher, bytes. */
#define PCC_BLOCK_SIZE_MAX 16u
/** Largest key, bytes. */
#define PCC_BLOCK_KEY_SIZE_MAX 32u

/** An expanded key, for one direction. Opaque but for size; may be moved as bytes between calls. Holds a secret: end it
 *  with pcc_block_wipe(). */
typedef struct pcc_block {
    union {
        pcc_aes_key_t aes;
#if defined(PSA_WANT_KEY_TYPE_ARIA)
        pcc_aria_key_t aria;
#endif
#if defined(PSA_WANT_KEY_TYPE_CAMELLIA)
        pcc_camellia_key_t camellia;
#endif
#if defined(PSA_WANT_KEY_TYPE_DES)
        pcc_des_key_t des;
#endif
    } u;
    uint16_t alg;
    uint8_t size; /* bytes of a block: 8 or 16 */
} pcc_block_t;

/** Bytes of a block: 16, for DES 8. 0: this build does not have the cipher. */
size_t pcc_block_size(pcc_block_alg_t alg);

/**
 * Expand a key for encryption of blocks: what all modes need but those of pcc_block_set_decrypt_key().
 * PSA_ERROR_INVALID_ARGUMENT for a size that is not the cipher's, PSA_ERROR_NOT_SUPPORTED for a cipher that this build
 * does not have; the object then needs no wipe.
 */
psa_status_t pcc_block_set_key(pcc_block_t *block, pcc_block_alg_t alg, const uint8_t *key, size_t key_size);

/** The same for decryption of blocks: ECB, CBC, XTS and key unwrapping. */
psa_status_t pcc_block_set_decrypt_key(pcc_block_t *block, pcc_block_alg_t alg, const uint8_t *key, size_t key_size);

/** Encrypt one block of block->size bytes with a key of pcc_block_set_key(). in and out may be the same; on error out
 *  is zeroed. */
psa_status_t pcc_block_encrypt(pcc_block_t *block, const uint8_t *in, uint8_t *out);

/** Decrypt one block with a key of pcc_block_set_decrypt_key(). in and out may be the same; on error out is zeroed. */
psa_status_t pcc_block_decrypt(pcc_block_t *block, const uint8_t *in, uint8_t *out);

/**
 * Copy an object with an expanded key in it. On x86 by memmove(), which compilers leave a call of the library: a copy
 * of a structure they make a string instruction there, and AES in hardware, which reads what was written a moment ago,
 * waits for all of it.
 */
static inline void pcc_block_copy(void *to, const void *from, size_t size)
{
#if defined(__SSE2__)
    memmove(to, from, size);
#else
    memcpy(to, from, size);
#endif
}

/** End a key: its memory is zeroed. */
void pcc_block_wipe(pcc_block_t *block);

#endif /* PCC_BLOCK_H */
