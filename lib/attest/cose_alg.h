/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The algorithms of the profile in terms of PSA Crypto. Header only: the attester and the verifier are archives that do
 * not need each other.
 */
#ifndef PATT_COSE_ALG_H
#define PATT_COSE_ALG_H

#include <stdbool.h>

#include "psa/crypto.h"

#include "cose.h"

/** The largest values over all rows (bytes): coordinate, uncompressed point, hash or tag. */
#define PATT_COORDINATE_MAX 66u
#define PATT_POINT_MAX (1u + 2u * PATT_COORDINATE_MAX)
#define PATT_HASH_MAX 64u

/** One COSE algorithm. What the crypto library at hand can't do, it refuses with PSA_ERROR_NOT_SUPPORTED. */
typedef struct patt_cose_alg {
    int16_t id;           /* COSE algorithm */
    uint16_t key_bits;    /* of the curve, PSA_ECC_FAMILY_SECP_R1; 0: a MAC, HMAC with `hash` (RFC 9053 section 3.1) */
    psa_algorithm_t hash; /* over the bytes to be signed */
    uint8_t size;         /* bytes of a signature (two coordinates, RFC 9053 section 2.1) or tag */
} patt_cose_alg_t;

static const patt_cose_alg_t patt_cose_algs[] = {
    { PATT_COSE_ES256, 256, PSA_ALG_SHA_256, 64 },  { PATT_COSE_ES384, 384, PSA_ALG_SHA_384, 96 },
    { PATT_COSE_ES512, 521, PSA_ALG_SHA_512, 132 }, { PATT_COSE_HMAC256, 0, PSA_ALG_SHA_256, 32 },
    { PATT_COSE_HMAC384, 0, PSA_ALG_SHA_384, 48 },  { PATT_COSE_HMAC512, 0, PSA_ALG_SHA_512, 64 },
};
#define PATT_COSE_ALG_COUNT (sizeof(patt_cose_algs) / sizeof(patt_cose_algs[0]))

static inline bool patt_cose_is_mac(const patt_cose_alg_t *alg)
{
    return alg->key_bits == 0;
}

/** Bytes of an uncompressed point of the row's curve. */
static inline size_t patt_cose_point_size(const patt_cose_alg_t *alg)
{
    return 1u + alg->size;
}

#endif /* PATT_COSE_ALG_H */
