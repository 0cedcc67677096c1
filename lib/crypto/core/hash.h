/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The hash functions of this build behind one interface, for the constructions over "a hash": HMAC, HKDF, ECDSA.
 */
#ifndef PCC_HASH_H
#define PCC_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "config.h"
#include "psa/error.h"
#include "sha256.h"
#include "sha512.h"

/** Hash functions; the values are the low byte of the PSA algorithm (PSA_ALG_SHA_224 and so on). */
typedef enum pcc_hash_alg {
    PCC_HASH_NONE = 0,
    PCC_HASH_SHA_224 = 0x08,
    PCC_HASH_SHA_256 = 0x09,
    PCC_HASH_SHA_384 = 0x0a,
    PCC_HASH_SHA_512 = 0x0b,
} pcc_hash_alg_t;

/** Largest hash and largest input block of the hash functions in this build, bytes. */
#if PCC_HAVE_SHA512
#define PCC_HASH_SIZE_MAX 64u
#define PCC_HASH_BLOCK_MAX 128u
#else
#define PCC_HASH_SIZE_MAX 32u
#define PCC_HASH_BLOCK_MAX 64u
#endif

/** Running state; may be moved and copied as bytes. Holds parts of the message: end it with pcc_hash_abort(). */
typedef struct pcc_hash {
    union {
        uint32_t none;
#if PCC_HAVE_SHA256
        pcc_sha256_t sha256;
#endif
#if PCC_HAVE_SHA512
        pcc_sha512_t sha512;
#endif
    } u;
    uint8_t alg;
} pcc_hash_t;

/** Bytes in the hash, 0 if this build has no such function. */
size_t pcc_hash_size(pcc_hash_alg_t alg);

/** Bytes in an input block (the B of HMAC), 0 if this build has no such function. */
size_t pcc_hash_block_size(pcc_hash_alg_t alg);

/** Begin. PSA_ERROR_NOT_SUPPORTED if this build has no such function. */
psa_status_t pcc_hash_start(pcc_hash_t *hash, pcc_hash_alg_t alg);

/** Message, in pieces of any size. */
psa_status_t pcc_hash_update(pcc_hash_t *hash, const uint8_t *in, size_t size);

/** The hash, pcc_hash_size() bytes; out is zeroed on error. */
psa_status_t pcc_hash_finish(pcc_hash_t *hash, uint8_t *out);

/** Wipe the state. */
void pcc_hash_abort(pcc_hash_t *hash);

#endif /* PCC_HASH_H */
