/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SHA-3 and the SHAKE functions (FIPS 202): as hashes of one length, and SHAKE with output of any length.
 */
#ifndef PCC_SHA3_H
#define PCC_SHA3_H

#include "hash_family.h"

/** Running state. Opaque; may be moved and copied as bytes. Wipe it when done. */
typedef struct pcc_sha3 {
    uint64_t opaque[27];
} pcc_sha3_t;

extern const pcc_hash_family_t pcc_sha3;

/** The extendable output functions. */
typedef enum pcc_xof_alg { PCC_XOF_NONE = 0, PCC_XOF_SHAKE128 = 1, PCC_XOF_SHAKE256 = 2 } pcc_xof_alg_t;

/** Begin. PSA_ERROR_NOT_SUPPORTED for another function. */
psa_status_t pcc_xof_start(pcc_sha3_t *xof, pcc_xof_alg_t alg);

/** Input, in pieces of any size. */
psa_status_t pcc_xof_update(pcc_sha3_t *xof, const uint8_t *in, size_t size);

/** Output, in pieces of any size; the first call ends the input. out is zeroed on error. */
psa_status_t pcc_xof_output(pcc_sha3_t *xof, uint8_t *out, size_t size);

#endif /* PCC_SHA3_H */
