/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * CTR_DRBG with AES-256, without derivation function (SP 800-90A section 10.2.1): a deterministic generator. Its seeds
 * must have full entropy, 48 bytes each.
 */
#ifndef PCC_CTR_DRBG_H
#define PCC_CTR_DRBG_H

#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

/** Bytes of a seed. */
#define PCC_CTR_DRBG_SEED_SIZE 48u
/** Most bytes of one pcc_ctr_drbg_generate() (SP 800-90A table 3: 2^19 bits). */
#define PCC_CTR_DRBG_REQUEST_MAX 65536u

/** State: the working state (Key, V) of the standard. Secret: wipe it when done. */
typedef struct pcc_ctr_drbg {
    uint8_t key[32];
    uint8_t v[16];
} pcc_ctr_drbg_t;

/** Instantiate with a seed (entropy xor personalisation). */
psa_status_t pcc_ctr_drbg_start(pcc_ctr_drbg_t *drbg, const uint8_t seed[PCC_CTR_DRBG_SEED_SIZE]);

/** Reseed (entropy xor additional input). */
psa_status_t pcc_ctr_drbg_reseed(pcc_ctr_drbg_t *drbg, const uint8_t seed[PCC_CTR_DRBG_SEED_SIZE]);

/** Generate up to PCC_CTR_DRBG_REQUEST_MAX bytes. out is zeroed on error. */
psa_status_t pcc_ctr_drbg_generate(pcc_ctr_drbg_t *drbg, uint8_t *out, size_t size);

#endif /* PCC_CTR_DRBG_H */
