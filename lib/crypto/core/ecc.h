/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Elliptic curves: public keys, ECDH (SEC 1 section 3.3.1, RFC 7748) and ECDSA (FIPS 186-5).
 *
 * The arithmetic is Mbed TLS's: ecc_ecp.c for every curve (fast on hosts, big numbers on the heap), ecc_p256_m.c for
 * P-256 alone (small, no heap). CMake says which are in the build; ecc.c chooses by curve.
 *
 * Private keys are scalars (scalar.h). Public keys are 0x04 || x || y big-endian, on Montgomery curves u little-endian:
 * pcc_curve_public_size() bytes. Signatures are r || s, each of scalar_size bytes.
 */
#ifndef PCC_ECC_H
#define PCC_ECC_H

#include "curve.h"
#include "hash.h"
#include "rng.h"

#define PCC_SIGNATURE_SIZE_MAX (2u * PCC_SCALAR_SIZE_MAX)

/** Room for a loaded curve. Opaque; may be moved as bytes. Constant after pcc_ecc_load(), so calls in several threads
 *  may share one. */
typedef struct pcc_ecc_memory {
    uintptr_t opaque[34];
} pcc_ecc_memory_t;

/** A curve to compute on. The curve that ecc_p256_m.c computes needs nothing loaded: memory may be NULL then. */
typedef struct pcc_ecc {
    const pcc_curve_t *curve;
    const pcc_ecc_memory_t *memory;
} pcc_ecc_t;

/** Load the curve. PSA_ERROR_INSUFFICIENT_MEMORY if there is no room for its tables. */
psa_status_t pcc_ecc_load(pcc_ecc_memory_t *memory, const pcc_curve_t *curve);

/** Give back what pcc_ecc_load() took. */
void pcc_ecc_unload(pcc_ecc_memory_t *memory, const pcc_curve_t *curve);

/**
 * Whether pcc_curve_public_size() bytes are a public key: PSA_ERROR_INVALID_ARGUMENT if they are no uncompressed point
 * of the curve, and for the points of small order of a Montgomery curve.
 */
psa_status_t pcc_ecc_check_public(const pcc_ecc_t *ecc, const uint8_t *public_key);

/** The public key of a private key. */
psa_status_t pcc_ecc_public(const pcc_ecc_t *ecc, const uint8_t *private_key, uint8_t *public_key,
                            const pcc_rng_t *rng);

/**
 * The shared secret, field_size bytes: x of private_key * peer, big-endian, on Montgomery curves u little-endian.
 * PSA_ERROR_INVALID_ARGUMENT if peer is not a public key, or the secret would be all zeros on a Montgomery curve
 * (RFC 7748 section 6). secret is zeroed on error.
 */
psa_status_t pcc_ecc_ecdh(const pcc_ecc_t *ecc, const uint8_t *private_key, const uint8_t *peer, uint8_t *secret,
                          const pcc_rng_t *rng);

/**
 * Sign a hash of any size (its leftmost bits count, as many as the order has). With alg PCC_HASH_NONE the nonce is
 * random, with another one it is that of RFC 6979 with HMAC over this hash function; rng then only blinds. signature is
 * zeroed on error. Not for Montgomery curves.
 */
psa_status_t pcc_ecc_sign(const pcc_ecc_t *ecc, const uint8_t *private_key, pcc_hash_alg_t alg, const uint8_t *hash,
                          size_t hash_size, uint8_t *signature, const pcc_rng_t *rng);

/** Verify; the public key was checked before. PSA_ERROR_INVALID_SIGNATURE if the signature is not that of the hash
 *  under the key. Not for Montgomery curves. */
psa_status_t pcc_ecc_verify(const pcc_ecc_t *ecc, const uint8_t *public_key, const uint8_t *hash, size_t hash_size,
                            const uint8_t *signature);

/* ---------------------------------------------------------- Group operations, for protocols; Weierstrass curves --- */

/** The base point. */
psa_status_t pcc_ecc_base(const pcc_ecc_t *ecc, uint8_t *out);

/** scalar * point, where point NULL is the base point. PSA_ERROR_INVALID_ARGUMENT if point is not a public key. The
 *  scalar is in [1, n - 1] and secret. out may be point; it is zeroed on error. */
psa_status_t pcc_ecc_multiply(const pcc_ecc_t *ecc, const uint8_t *scalar, const uint8_t *point, uint8_t *out,
                              const pcc_rng_t *rng);

/** a + b, or a - b with `subtract`. PSA_ERROR_INVALID_ARGUMENT if one is not a public key, or the result is the point
 *  at infinity. out may be a or b; it is zeroed on error. */
psa_status_t pcc_ecc_add(const pcc_ecc_t *ecc, const uint8_t *a, const uint8_t *b, bool subtract, uint8_t *out);

/** a * b modulo n, or `from` - a * b if from is not NULL. Scalars below n; the result may be 0. */
psa_status_t pcc_ecc_multiply_scalars(const pcc_ecc_t *ecc, const uint8_t *a, const uint8_t *b, const uint8_t *from,
                                      uint8_t *out, const pcc_rng_t *rng);

/*
 * The implementations, in ecc_ecp.c and ecc_p256_m.c; the contracts are those above. They sign the number of a hash
 * (pcc_scalar_of_hash()) with a nonce that was drawn already: PSA_ERROR_GENERIC_ERROR for one that gives 0 for r or s,
 * one in 2^190 at the most.
 */
psa_status_t pcc_ecp_load(pcc_ecc_memory_t *memory, const pcc_curve_t *curve);
void pcc_ecp_unload(pcc_ecc_memory_t *memory);
psa_status_t pcc_ecp_check_public(const pcc_ecc_t *ecc, const uint8_t *public_key);
psa_status_t pcc_ecp_public(const pcc_ecc_t *ecc, const uint8_t *private_key, uint8_t *public_key,
                            const pcc_rng_t *rng);
psa_status_t pcc_ecp_ecdh(const pcc_ecc_t *ecc, const uint8_t *private_key, const uint8_t *peer, uint8_t *secret,
                          const pcc_rng_t *rng);
psa_status_t pcc_ecp_sign_number(const pcc_ecc_t *ecc, const uint8_t *private_key, const uint8_t *nonce,
                                 const uint8_t *number, uint8_t *signature, const pcc_rng_t *rng);
psa_status_t pcc_ecp_verify(const pcc_ecc_t *ecc, const uint8_t *public_key, const uint8_t *hash, size_t hash_size,
                            const uint8_t *signature);
psa_status_t pcc_ecp_base(const pcc_ecc_t *ecc, uint8_t *out);
psa_status_t pcc_ecp_multiply(const pcc_ecc_t *ecc, const uint8_t *scalar, const uint8_t *point, uint8_t *out,
                              const pcc_rng_t *rng);
psa_status_t pcc_ecp_add(const pcc_ecc_t *ecc, const uint8_t *a, const uint8_t *b, bool subtract, uint8_t *out);
psa_status_t pcc_ecp_multiply_scalars(const pcc_ecc_t *ecc, const uint8_t *a, const uint8_t *b, const uint8_t *from,
                                      uint8_t *out, const pcc_rng_t *rng);
psa_status_t pcc_p256_check_public(const uint8_t *public_key);
psa_status_t pcc_p256_public(const uint8_t *private_key, uint8_t *public_key);
psa_status_t pcc_p256_ecdh(const uint8_t *private_key, const uint8_t *peer, uint8_t *secret);
psa_status_t pcc_p256_sign_number(const uint8_t *private_key, const uint8_t *nonce, const uint8_t *number,
                                  uint8_t *signature);
psa_status_t pcc_p256_base(uint8_t *out);
psa_status_t pcc_p256_multiply(const uint8_t *scalar, const uint8_t *point, uint8_t *out);
psa_status_t pcc_p256_add(const uint8_t *a, const uint8_t *b, bool subtract, uint8_t *out);
psa_status_t pcc_p256_multiply_scalars(const uint8_t *a, const uint8_t *b, const uint8_t *from, uint8_t *out);
psa_status_t pcc_p256_verify(const uint8_t *public_key, const uint8_t *hash, size_t hash_size,
                             const uint8_t *signature);

#endif /* PCC_ECC_H */
