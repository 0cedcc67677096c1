/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The curves of WPA3-SAE as equations y^2 = x^3 + a x + b modulo p (IEEE 802.11 section 12.4.4.1: those of IANA's IKE
 * groups with primes of 256 bits and more), and from numbers to points of them. All primes are 3 modulo 4. Numbers are
 * as long as p, big-endian.
 */
#ifndef PCC_SAE_CURVE_H
#define PCC_SAE_CURVE_H

#include "curve.h"
#include "psa/error.h"
#include "rng.h"

typedef struct pcc_sae_curve {
    const uint8_t *p, *a, *b;
    uint16_t bits;  /* of p, and as PSA counts */
    uint8_t family; /* PCC_FAMILY_... */
    int8_t z;       /* of the map (RFC 9380 section 8, IEEE 802.11 section 12.4.4.2.3) */
} pcc_sae_curve_t;

/** The equation of a curve, NULL if WPA3-SAE does not have it. */
const pcc_sae_curve_t *pcc_sae_curve_find(const pcc_curve_t *curve);

/** Bytes of a number modulo p. */
static inline size_t pcc_sae_curve_size(const pcc_sae_curve_t *curve)
{
    return (curve->bits + 7u) / 8u;
}

/** y^2 of x, which may be any number of the size. */
psa_status_t pcc_sae_curve_square(const pcc_sae_curve_t *curve, const uint8_t *x, uint8_t *y2, const pcc_rng_t *rng);

/** *mask: all ones if there is a y, else 0. The time does not depend on y2. */
psa_status_t pcc_sae_curve_is_square(const pcc_sae_curve_t *curve, const uint8_t *y2, uint32_t *mask);

/** The y of y2 whose lowest bit is that of `odd`. The time does not depend on either. */
psa_status_t pcc_sae_curve_root(const pcc_sae_curve_t *curve, const uint8_t *y2, uint8_t odd, uint8_t *y);

/** The simplified Shallue-van de Woestijne-Ulas map (RFC 9380 section 6.6.2) of u: x and y, one after the other. */
psa_status_t pcc_sae_curve_map(const pcc_sae_curve_t *curve, const uint8_t *u, uint8_t *point, const pcc_rng_t *rng);

#endif /* PCC_SAE_CURVE_H */
