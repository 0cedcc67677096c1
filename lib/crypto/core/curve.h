/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The elliptic curves of this build, and what is known of each without any arithmetic.
 */
#ifndef PCC_CURVE_H
#define PCC_CURVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"

/** Families of curves; the values are those of the PSA families (PSA_ECC_FAMILY_SECP_K1 and so on). */
#define PCC_FAMILY_SECP_K1 0x17u
#define PCC_FAMILY_SECP_R1 0x12u
#define PCC_FAMILY_BRAINPOOL_P_R1 0x30u
#define PCC_FAMILY_MONTGOMERY 0x41u
#define PCC_FAMILY_TWISTED_EDWARDS 0x42u

/** A curve: `family` and `bits` name it. */
typedef struct pcc_curve {
    const uint8_t *n;    /* order of the base point, big-endian, scalar_size bytes; NULL for Montgomery and Edwards */
    uint16_t bits;       /* the size of its keys in bits, as PSA counts */
    uint16_t order_bits; /* bits of n */
    uint8_t family;
    uint8_t index;       /* of the curve among those of this build, from 0 */
    uint8_t scalar_size; /* bytes of a private key, and of each half of a signature */
    uint8_t field_size;  /* bytes of a coordinate, and of an ECDH secret */
} pcc_curve_t;

/** Curves in this build. */
#define PCC_WEIERSTRASS_COUNT                                                                                          \
    (PCC_HAVE_SECP_R1_192 + PCC_HAVE_SECP_R1_224 + PCC_HAVE_P256 + PCC_HAVE_SECP_R1_384 + PCC_HAVE_SECP_R1_521 +       \
     PCC_HAVE_SECP_K1_192 + PCC_HAVE_SECP_K1_225 + PCC_HAVE_SECP_K1_256 + PCC_HAVE_BRAINPOOL_256 +                     \
     PCC_HAVE_BRAINPOOL_384 + PCC_HAVE_BRAINPOOL_512)
#define PCC_CURVE_COUNT (PCC_WEIERSTRASS_COUNT + PCC_HAVE_X25519 + PCC_HAVE_X448)

/** Largest private key and public key of the curves in this build, bytes. */
#if PCC_HAVE_SECP_R1_521
#define PCC_SCALAR_SIZE_MAX 66u
#elif PCC_HAVE_BRAINPOOL_512
#define PCC_SCALAR_SIZE_MAX 64u
#elif PCC_HAVE_X448
#define PCC_SCALAR_SIZE_MAX 56u
#elif PCC_HAVE_SECP_R1_384 || PCC_HAVE_BRAINPOOL_384
#define PCC_SCALAR_SIZE_MAX 48u
#else
#define PCC_SCALAR_SIZE_MAX 32u
#endif
#if PCC_WEIERSTRASS_COUNT != 0
#define PCC_POINT_SIZE_MAX (1u + 2u * PCC_SCALAR_SIZE_MAX)
#else
#define PCC_POINT_SIZE_MAX PCC_SCALAR_SIZE_MAX
#endif

/** The curve of a family and size, NULL if this build does not have it. */
const pcc_curve_t *pcc_curve_find(unsigned family, size_t bits);

/** The curve of a family whose private keys (or public keys) have so many bytes; NULL if there is none. */
const pcc_curve_t *pcc_curve_of_size(unsigned family, bool is_public, size_t size);

/** Whether this build has any curve of the family. */
bool pcc_curve_has_family(unsigned family);

/** True for X25519 and X448, whose keys are little-endian numbers and whose points are one coordinate. */
static inline bool pcc_curve_is_montgomery(const pcc_curve_t *curve)
{
    return curve->n == NULL;
}

/** Bytes of a public key. */
static inline size_t pcc_curve_public_size(const pcc_curve_t *curve)
{
    return pcc_curve_is_montgomery(curve) ? curve->field_size : 1u + 2u * curve->field_size;
}

#endif /* PCC_CURVE_H */
