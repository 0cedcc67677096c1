/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Schnorr's non-interactive zero-knowledge proof (RFC 8235 sections 2 and 3), as J-PAKE uses it: that somebody knows
 * x of X = x * G. The items of the challenge have their lengths before them, 4 bytes big-endian.
 */
#ifndef PCC_SCHNORR_H
#define PCC_SCHNORR_H

#include "hash.h"
#include "pake_group.h"

/** What a proof is about. Elements of the group, checked before. */
typedef struct pcc_schnorr {
    const uint8_t *generator;  /* G */
    const uint8_t *public_key; /* X = x * G */
    const uint8_t *commitment; /* V = v * G */
    const uint8_t *id;         /* of who proves */
    size_t id_size;
    pcc_hash_alg_t alg;
} pcc_schnorr_t;

/** The proof r = v - x * c, a scalar, with the challenge c. x and v are secret; v is drawn for one proof alone. */
psa_status_t pcc_schnorr_prove(const pcc_pake_group_t *group, const pcc_schnorr_t *proof, const uint8_t *x,
                               const uint8_t *v, uint8_t *r, const pcc_rng_t *rng);

/** Check r: PSA_ERROR_INVALID_SIGNATURE if V is not r * G + c * X. */
psa_status_t pcc_schnorr_verify(const pcc_pake_group_t *group, const pcc_schnorr_t *proof, const uint8_t *r,
                                const pcc_rng_t *rng);

#endif /* PCC_SCHNORR_H */
