/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The hash functions of this build behind one interface, for the constructions over "a hash": HMAC, HKDF, ECDSA.
 */
#ifndef PCC_HASH_H
#define PCC_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "aes_mmo.h"
#include "config.h"
#include "md5.h"
#include "psa/error.h"
#include "ripemd160.h"
#include "sha1.h"
#include "sha256.h"
#include "sha3.h"
#include "sha512.h"

/** Hash functions; the values are the low byte of the PSA algorithm (PSA_ALG_SHA_224 and so on). */
typedef enum pcc_hash_alg {
    PCC_HASH_NONE = 0,
    PCC_HASH_MD5 = 0x03,
    PCC_HASH_RIPEMD160 = 0x04,
    PCC_HASH_SHA_1 = 0x05,
    PCC_HASH_AES_MMO_ZIGBEE = 0x07,
    PCC_HASH_SHA_224 = 0x08,
    PCC_HASH_SHA_256 = 0x09,
    PCC_HASH_SHA_384 = 0x0a,
    PCC_HASH_SHA_512 = 0x0b,
    PCC_HASH_SHA_512_224 = 0x0c,
    PCC_HASH_SHA_512_256 = 0x0d,
    PCC_HASH_SHA_256_192 = 0x0e,
    PCC_HASH_SHA3_224 = 0x10,
    PCC_HASH_SHA3_256 = 0x11,
    PCC_HASH_SHA3_384 = 0x12,
    PCC_HASH_SHA3_512 = 0x13,
    PCC_HASH_SHAKE256_512 = 0x15,
    PCC_HASH_SHAKE128_256 = 0x16,
    PCC_HASH_SHAKE256_192 = 0x17,
    PCC_HASH_SHAKE256_256 = 0x18,
} pcc_hash_alg_t;

/** Room for the hashes of this build, and largest input block of those that HMAC is defined with, bytes. */
#if PCC_HAVE_SHA512 || PCC_HAVE_SHA3
#define PCC_HASH_SIZE_MAX 64u
#else
#define PCC_HASH_SIZE_MAX 32u
#endif
#if PCC_HAVE_SHA3
#define PCC_HASH_BLOCK_MAX 144u
#elif PCC_HAVE_SHA512
#define PCC_HASH_BLOCK_MAX 128u
#else
#define PCC_HASH_BLOCK_MAX 64u
#endif

/** Running state; may be moved and copied as bytes. Holds parts of the message: end it with pcc_hash_abort(). */
typedef struct pcc_hash {
    union {
        uint64_t none;
#if PCC_HAVE_MD5
        pcc_md5_t md5;
#endif
#if PCC_HAVE_RIPEMD160
        pcc_ripemd160_t ripemd160;
#endif
#if PCC_HAVE_SHA1
        pcc_sha1_t sha1;
#endif
#if PCC_HAVE_SHA256
        pcc_sha256_t sha256;
#endif
#if PCC_HAVE_SHA512
        pcc_sha512_t sha512;
#endif
#if PCC_HAVE_SHA3
        pcc_sha3_t sha3;
#endif
#if PCC_HAVE_AES_MMO
        pcc_aes_mmo_t aes_mmo;
#endif
    } u;
    uint8_t alg;
} pcc_hash_t;

/** Bytes in the hash, 0 if this build has no such function. */
size_t pcc_hash_size(pcc_hash_alg_t alg);

/** Bytes in an input block (the B of HMAC), 0 if this build has no such function or HMAC is not defined with it (Crypto
 *  API 1.5, table "Hash algorithms that can be used with HMAC"). */
size_t pcc_hash_block_size(pcc_hash_alg_t alg);

/** Begin. PSA_ERROR_NOT_SUPPORTED if this build has no such function. */
psa_status_t pcc_hash_start(pcc_hash_t *hash, pcc_hash_alg_t alg);

/** Message, in pieces of any size. PSA_ERROR_INVALID_ARGUMENT: more in all than the function is defined for. */
psa_status_t pcc_hash_update(pcc_hash_t *hash, const uint8_t *in, size_t size);

/** The hash, pcc_hash_size() bytes; out is zeroed on error. */
psa_status_t pcc_hash_finish(pcc_hash_t *hash, uint8_t *out);

/** Wipe the state. */
void pcc_hash_abort(pcc_hash_t *hash);

/** Bytes of the largest saved state: the algorithm, the length, the chaining value, a block less one byte. */
#define PCC_HASH_SAVED_MAX (4u + 16u + 64u + 127u)

/**
 * The state of a running hash in the format of the Crypto API 1.5, "Hash suspend state format". alg is the PSA
 * algorithm, which the format begins with. PSA_ERROR_NOT_SUPPORTED: the format is not defined for this hash function.
 * PSA_ERROR_BUFFER_TOO_SMALL: out_size. *size is 0 on error, out is not written.
 */
psa_status_t pcc_hash_save(const pcc_hash_t *hash, uint32_t alg, uint8_t *out, size_t out_size, size_t *size);

/**
 * Go on from a saved state, of which `in` are the bytes after the algorithm. PSA_ERROR_INVALID_ARGUMENT: no state that
 * pcc_hash_save() could have made. The caller ends the hash with pcc_hash_abort() in any case.
 */
psa_status_t pcc_hash_load(pcc_hash_t *hash, pcc_hash_alg_t alg, const uint8_t *in, size_t size);

#endif /* PCC_HASH_H */
