/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A group for SPAKE2+: a Weierstrass curve (ecc.h, scalar.h) or Edwards25519 (edwards.h), whichever the curve is. The
 * contracts are those of the functions that are called; a build with one kind calls those alone. pcc_ecc_t of
 * Edwards25519 has no memory.
 */
#ifndef PCC_GROUP_H
#define PCC_GROUP_H

#include "ecc.h"
#include "edwards.h"
#include "scalar.h"

/** Constant where the build has one kind only, so that calls of the other are never made. */
#if PCC_CURVE_COUNT == 0
#define PCC_IS_EDWARDS(curve) ((void)(curve), PCC_HAVE_SPAKE2P_EDWARDS)
#else
#define PCC_IS_EDWARDS(curve) (PCC_HAVE_SPAKE2P_EDWARDS && (curve)->family == PCC_FAMILY_TWISTED_EDWARDS)
#endif

/** The group of a family and size; NULL if this build does not have it. */
static inline const pcc_curve_t *pcc_group_find(unsigned family, size_t bits)
{
    if (PCC_HAVE_SPAKE2P_EDWARDS && family == PCC_FAMILY_TWISTED_EDWARDS) {
        return bits == 255 ? &pcc_edwards25519 : NULL;
    }
    return PCC_CURVE_COUNT != 0 ? pcc_curve_find(family, bits) : NULL;
}

static inline psa_status_t pcc_group_check_scalar(const pcc_curve_t *curve, uint8_t *scalar)
{
    return PCC_IS_EDWARDS(curve) ? pcc_edwards_check_scalar(scalar) : pcc_scalar_check(curve, scalar);
}

static inline psa_status_t pcc_group_generate(const pcc_curve_t *curve, uint8_t *scalar, const pcc_rng_t *rng)
{
    return PCC_IS_EDWARDS(curve) ? pcc_edwards_generate(scalar, rng) : pcc_scalar_generate(curve, scalar, rng);
}

/** `number` is big-endian whatever the group's scalars are. */
static inline void pcc_group_reduce(const pcc_curve_t *curve, const uint8_t *number, size_t size, uint8_t *scalar)
{
    if (PCC_IS_EDWARDS(curve)) {
        pcc_edwards_reduce(number, size, scalar);
    } else {
        pcc_scalar_reduce(curve, number, size, scalar);
    }
}

static inline psa_status_t pcc_group_check_point(const pcc_ecc_t *ecc, const uint8_t *point)
{
    return PCC_IS_EDWARDS(ecc->curve) ? pcc_edwards_check_point(point) : pcc_ecc_check_public(ecc, point);
}

static inline psa_status_t pcc_group_multiply(const pcc_ecc_t *ecc, const uint8_t *scalar, const uint8_t *point,
                                              uint8_t *out, const pcc_rng_t *rng)
{
    return PCC_IS_EDWARDS(ecc->curve) ? pcc_edwards_multiply(scalar, point, out)
                                      : pcc_ecc_multiply(ecc, scalar, point, out, rng);
}

static inline psa_status_t pcc_group_add(const pcc_ecc_t *ecc, const uint8_t *a, const uint8_t *b, bool subtract,
                                         uint8_t *out)
{
    return PCC_IS_EDWARDS(ecc->curve) ? pcc_edwards_add(a, b, subtract, out) : pcc_ecc_add(ecc, a, b, subtract, out);
}

/** cofactor * point, in place. */
static inline psa_status_t pcc_group_clear(const pcc_curve_t *curve, uint8_t *point)
{
    return PCC_IS_EDWARDS(curve) ? pcc_edwards_clear(point) : PSA_SUCCESS;
}

#endif /* PCC_GROUP_H */
