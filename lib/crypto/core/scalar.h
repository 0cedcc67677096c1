/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Scalars of a curve as bytes: private keys, nonces, what counts of a hash. Big-endian, below the order of the base
 * point; for Montgomery curves little-endian with the forced bits of RFC 7748 section 5. The time of each function is
 * the same for all valid scalars of a curve.
 */
#ifndef PCC_SCALAR_H
#define PCC_SCALAR_H

#include "curve.h"
#include "hash.h"
#include "rng.h"

/**
 * Whether bytes are a private key: PSA_ERROR_INVALID_ARGUMENT if not in [1, n - 1]. Any bytes are one of a Montgomery
 * curve: their forced bits are set, in place.
 */
psa_status_t pcc_scalar_check(const pcc_curve_t *curve, uint8_t *scalar);

/** Draw a private key (FIPS 186-5 appendix A.2.2). */
psa_status_t pcc_scalar_generate(const pcc_curve_t *curve, uint8_t *scalar, const pcc_rng_t *rng);

/**
 * Make a private key of derived bytes, in place: k + 1 of a number k ("Key derivation for elliptic curve keys"), the
 * forced bits for a Montgomery curve. PSA_ERROR_DOES_NOT_EXIST if k is above n - 2: take others.
 */
psa_status_t pcc_scalar_from_derived(const pcc_curve_t *curve, uint8_t *scalar);

/**
 * The number that a hash is in ECDSA: its leftmost order_bits bits (SEC 1 section 4.1.3 step 5), not reduced.
 *
 * Signing goes on with this copy: it needs the hash twice, for the nonce and for the signature, and a caller's buffer
 * that changed in between would give two signatures with one nonce, and with them the private key.
 */
void pcc_scalar_of_hash(const pcc_curve_t *curve, const uint8_t *hash, size_t hash_size, uint8_t *number);

/** A big-endian number of any size modulo n. The time depends on the size only. */
void pcc_scalar_reduce(const pcc_curve_t *curve, const uint8_t *number, size_t size, uint8_t *scalar);

/** k of RFC 6979 section 3.2 with HMAC over the hash function `alg`, for the number of pcc_scalar_of_hash(). */
psa_status_t pcc_ecdsa_nonce(const pcc_curve_t *curve, const uint8_t *private_key, pcc_hash_alg_t alg,
                             const uint8_t *number, uint8_t *k);

#endif /* PCC_SCALAR_H */
