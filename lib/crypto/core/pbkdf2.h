/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PBKDF2 (RFC 8018 section 5.2), block by block, with HMAC or AES-CMAC-PRF-128 (RFC 4615) as its function.
 */
#ifndef PCC_PBKDF2_H
#define PCC_PBKDF2_H

#include "hmac.h"

/** Bytes of a block, and of the key, with AES-CMAC-PRF-128. */
#define PCC_PBKDF2_CMAC_SIZE 16u

/**
 * Block number i (1, 2, ...) of the output, pcc_hash_size() bytes: the sum of `cost` (1 or more) chained HMACs.
 * `password` is an HMAC that was started with the password as its key, and stays as it is. Takes 2 * cost rounds of the
 * hash function.
 */
psa_status_t pcc_pbkdf2_hmac_block(const pcc_hmac_t *password, const uint8_t *salt, size_t salt_size, uint32_t cost,
                                   uint32_t i, uint8_t *block);

/** The key of AES-CMAC-PRF-128 from a password of any size. */
psa_status_t pcc_pbkdf2_cmac_key(const uint8_t *password, size_t size, uint8_t key[PCC_PBKDF2_CMAC_SIZE]);

/** The same block with that key, PCC_PBKDF2_CMAC_SIZE bytes. */
psa_status_t pcc_pbkdf2_cmac_block(const uint8_t key[PCC_PBKDF2_CMAC_SIZE], const uint8_t *salt, size_t salt_size,
                                   uint32_t cost, uint32_t i, uint8_t *block);

#endif /* PCC_PBKDF2_H */
