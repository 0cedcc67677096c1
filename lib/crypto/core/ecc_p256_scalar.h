/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Scalars of P-256 as bytes, for the implementations of ecc_p256.h.
 */
#ifndef PCC_ECC_P256_SCALAR_H
#define PCC_ECC_P256_SCALAR_H

#include "ecc_p256.h"

/** The order n of the group, big-endian (SP 800-186 section 3.2.1.3). */
extern const uint8_t pcc_p256_n[32];

/**
 * Copy what counts of a hash, its first 32 bytes at the most; returns how many. Signing reads its hash twice, for the
 * nonce and for the signature: a caller's buffer that changed in between would give two signatures with one nonce, and
 * with them the private key.
 */
size_t pcc_p256_take_hash(const uint8_t *hash, size_t hash_size, uint8_t taken[32]);

/** k of RFC 6979 section 3.2 for P-256, big-endian. */
psa_status_t pcc_p256_nonce(const uint8_t private_key[PCC_P256_PRIVATE_SIZE], pcc_hash_alg_t alg, const uint8_t *hash,
                            size_t hash_size, uint8_t k[32]);

#endif /* PCC_ECC_P256_SCALAR_H */
