/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The prime-order group of Edwards25519 for protocols (RFC 7748 section 4.1, RFC 8032 section 5.1), over libsodium in
 * constant time. Points are the 32 bytes of RFC 8032 section 5.1.2, scalars 32 bytes little-endian, below its order.
 */
#ifndef PCC_EDWARDS_H
#define PCC_EDWARDS_H

#include "curve.h"
#include "psa/error.h"
#include "rng.h"

/** Not among the curves of pcc_curve_find(): what is written for those does not fit it. */
extern const pcc_curve_t pcc_edwards25519;

/** PSA_ERROR_INVALID_ARGUMENT: it is 0, or not below the order. */
psa_status_t pcc_edwards_check_scalar(const uint8_t *scalar);

/** Draw a scalar that pcc_edwards_check_scalar() takes. */
psa_status_t pcc_edwards_generate(uint8_t *scalar, const pcc_rng_t *rng);

/** A big-endian number of at most 64 bytes modulo the order. */
void pcc_edwards_reduce(const uint8_t *number, size_t size, uint8_t *scalar);

/** PSA_ERROR_INVALID_ARGUMENT: it is no point of the prime-order group in its one encoding, or the neutral element. */
psa_status_t pcc_edwards_check_point(const uint8_t *point);

/** scalar * point, where point NULL is the base point; out may be point. PSA_ERROR_INVALID_ARGUMENT: the point or the
 *  scalar is none that the checks take. */
psa_status_t pcc_edwards_multiply(const uint8_t *scalar, const uint8_t *point, uint8_t *out);

/** 8 * point, 8 being the cofactor; in place. PSA_ERROR_INVALID_ARGUMENT: that is the neutral element. */
psa_status_t pcc_edwards_clear(uint8_t *point);

/** a + b, or a - b with `subtract`; out may be a or b. PSA_ERROR_INVALID_ARGUMENT: one is no point, or the result is
 *  the neutral element. */
psa_status_t pcc_edwards_add(const uint8_t *a, const uint8_t *b, bool subtract, uint8_t *out);

#endif /* PCC_EDWARDS_H */
