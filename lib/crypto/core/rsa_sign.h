/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What RSA signs: the encodings of RFC 8017, EMSA-PKCS1-v1_5 (9.2) and EMSA-PSS (9.1). Encoded messages have the size
 * of the modulus.
 */
#ifndef PCC_RSA_SIGN_H
#define PCC_RSA_SIGN_H

#include "hash.h"
#include "rng.h"

/**
 * EMSA-PKCS1-v1_5. With a hash function, `data` is a hash of it and goes into a DigestInfo; with 0 it is taken as it
 * is. The function is the low byte of its PSA algorithm; also those that this build can't compute are known.
 * PSA_ERROR_NOT_SUPPORTED: nobody gave the function an object identifier. PSA_ERROR_INVALID_ARGUMENT: em_size is too
 * small for the data.
 */
psa_status_t pcc_rsa_pkcs1_sign_encode(uint8_t function, const uint8_t *data, size_t size, uint8_t *em, size_t em_size);

/** EMSA-PSS with MGF1 over the same function, and a salt as long as the hash, or as long as there is room for.
 *  PSA_ERROR_INVALID_ARGUMENT: a modulus of em_bits + 1 bits is too small even for no salt. */
psa_status_t pcc_rsa_pss_encode(pcc_hash_alg_t alg, const uint8_t *hash, uint8_t *em, size_t em_bits,
                                const pcc_rng_t *rng);

/** Whether `em`, which is overwritten, encodes the hash: PSA_SUCCESS or PSA_ERROR_INVALID_SIGNATURE. The salt has the
 *  length that pcc_rsa_pss_encode() gives it, or with `any_salt` whichever it has. */
psa_status_t pcc_rsa_pss_verify(pcc_hash_alg_t alg, const uint8_t *hash, bool any_salt, uint8_t *em, size_t em_bits);

#endif /* PCC_RSA_SIGN_H */
