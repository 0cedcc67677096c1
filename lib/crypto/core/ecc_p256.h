/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The curve P-256 (SP 800-186): keys, ECDH (SEC 1 section 3.3.1) and ECDSA (FIPS 186-5). Two implementations, chosen in
 * CMake: ecc_p256_mbedtls.c (fast on hosts, big numbers on the heap) and ecc_p256_m.c (small, no heap).
 *
 * Private keys are 32 bytes big-endian; public keys are 65 bytes, 0x04 || x || y; signatures are 64 bytes, r || s.
 */
#ifndef PCC_ECC_P256_H
#define PCC_ECC_P256_H

#include <stddef.h>
#include <stdint.h>

#include "hash.h"

#define PCC_P256_PRIVATE_SIZE 32u
#define PCC_P256_PUBLIC_SIZE 65u
#define PCC_P256_SIGNATURE_SIZE 64u
#define PCC_P256_SECRET_SIZE 32u

/** A source of random bytes, for keys and for blinding. On an error it fills nothing. */
typedef struct pcc_rng {
    psa_status_t (*fill)(void *context, uint8_t *out, size_t size);
    void *context;
} pcc_rng_t;

/** What an implementation wants to keep between calls: the loaded curve with its tables. Opaque; may be moved as bytes.
 *  Constant after pcc_p256_load(), so calls in several threads may share one. ecc_p256_m.c keeps nothing: there NULL
 *  does as well. */
typedef struct pcc_p256 {
    uint64_t opaque[48];
} pcc_p256_t;

/** Load the curve. PSA_ERROR_INSUFFICIENT_MEMORY if there is no room for its tables. */
psa_status_t pcc_p256_load(pcc_p256_t *curve);

/** Give back what pcc_p256_load() took. */
void pcc_p256_unload(pcc_p256_t *curve);

/** A private key is in [1, n - 1]: PSA_ERROR_INVALID_ARGUMENT if not. The time is the same for all valid keys. */
psa_status_t pcc_p256_check_private(const uint8_t private_key[PCC_P256_PRIVATE_SIZE]);

/** A public key is an uncompressed point of the curve: PSA_ERROR_INVALID_ARGUMENT if not. */
psa_status_t pcc_p256_check_public(const pcc_p256_t *curve, const uint8_t public_key[PCC_P256_PUBLIC_SIZE]);

/** Draw a private key. */
psa_status_t pcc_p256_generate(uint8_t private_key[PCC_P256_PRIVATE_SIZE], const pcc_rng_t *rng);

/** The public key of a private key. */
psa_status_t pcc_p256_public(const pcc_p256_t *curve, const uint8_t private_key[PCC_P256_PRIVATE_SIZE],
                             uint8_t public_key[PCC_P256_PUBLIC_SIZE], const pcc_rng_t *rng);

/** The shared secret: x of private_key * peer. PSA_ERROR_INVALID_ARGUMENT if peer is not a public key. */
psa_status_t pcc_p256_ecdh(const pcc_p256_t *curve, const uint8_t private_key[PCC_P256_PRIVATE_SIZE],
                           const uint8_t peer[PCC_P256_PUBLIC_SIZE], uint8_t secret[PCC_P256_SECRET_SIZE],
                           const pcc_rng_t *rng);

/**
 * Sign a hash of any size (the first 32 bytes count). With alg PCC_HASH_NONE the nonce is random, with another one it is
 * that of RFC 6979 with HMAC over this hash function; rng then only blinds. signature is zeroed on error.
 */
psa_status_t pcc_p256_sign(const pcc_p256_t *curve, const uint8_t private_key[PCC_P256_PRIVATE_SIZE],
                           pcc_hash_alg_t alg, const uint8_t *hash, size_t hash_size,
                           uint8_t signature[PCC_P256_SIGNATURE_SIZE], const pcc_rng_t *rng);

/** Verify; the public key was checked before. PSA_ERROR_INVALID_SIGNATURE if the signature is not that of the hash under the key. */
psa_status_t pcc_p256_verify(const pcc_p256_t *curve, const uint8_t public_key[PCC_P256_PUBLIC_SIZE],
                             const uint8_t *hash, size_t hash_size, const uint8_t signature[PCC_P256_SIGNATURE_SIZE]);

#endif /* PCC_ECC_P256_H */
