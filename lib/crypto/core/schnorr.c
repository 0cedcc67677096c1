/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Schnorr's proof over the point operations of ecc.h.
 */
#include "schnorr.h"

#include <string.h>

#include "bytes.h"
#include "ct.h"
#include "scalar.h"

static psa_status_t hash_item(pcc_hash_t *hash, const uint8_t *item, size_t size)
{
    uint8_t length[4];

    pcc_put_be32(length, (uint32_t)size);
    psa_status_t status = pcc_hash_update(hash, length, sizeof length);
    return status == PSA_SUCCESS ? pcc_hash_update(hash, item, size) : status;
}

/* c = H(G || V || X || id) modulo n. */
static psa_status_t challenge(const pcc_curve_t *curve, const pcc_schnorr_t *proof, uint8_t *c)
{
    size_t size = pcc_curve_public_size(curve);
    uint8_t full[PCC_HASH_SIZE_MAX];
    pcc_hash_t hash;

    psa_status_t status = pcc_hash_start(&hash, proof->alg);
    if (status == PSA_SUCCESS) {
        status = hash_item(&hash, proof->generator, size);
    }
    if (status == PSA_SUCCESS) {
        status = hash_item(&hash, proof->commitment, size);
    }
    if (status == PSA_SUCCESS) {
        status = hash_item(&hash, proof->public_key, size);
    }
    if (status == PSA_SUCCESS) {
        status = hash_item(&hash, proof->id, proof->id_size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_finish(&hash, full);
    }
    pcc_hash_abort(&hash);
    if (status == PSA_SUCCESS) {
        pcc_scalar_reduce(curve, full, pcc_hash_size(proof->alg), c);
    }
    return status;
}

psa_status_t pcc_schnorr_prove(const pcc_ecc_t *ecc, const pcc_schnorr_t *proof, const uint8_t *x, const uint8_t *v,
                               uint8_t *r, const pcc_rng_t *rng)
{
    uint8_t c[PCC_SCALAR_SIZE_MAX];
    psa_status_t status = challenge(ecc->curve, proof, c);

    return status == PSA_SUCCESS ? pcc_ecc_multiply_scalars(ecc, x, c, v, r, rng) : status;
}

psa_status_t pcc_schnorr_verify(const pcc_ecc_t *ecc, const pcc_schnorr_t *proof, const uint8_t *r,
                                const pcc_rng_t *rng)
{
    uint8_t c[PCC_SCALAR_SIZE_MAX], scalar[PCC_SCALAR_SIZE_MAX];
    uint8_t sum[PCC_POINT_SIZE_MAX], product[PCC_POINT_SIZE_MAX];

    memcpy(scalar, r, ecc->curve->scalar_size);
    psa_status_t status = challenge(ecc->curve, proof, c);
    if (status == PSA_SUCCESS &&
        (pcc_scalar_check(ecc->curve, scalar) != PSA_SUCCESS || pcc_scalar_check(ecc->curve, c) != PSA_SUCCESS)) {
        return PSA_ERROR_INVALID_SIGNATURE; /* r not below n; or 0 for one of the two, which no honest proof meets */
    }
    if (status == PSA_SUCCESS) {
        status = pcc_ecc_multiply(ecc, scalar, proof->generator, sum, rng);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_ecc_multiply(ecc, c, proof->public_key, product, rng);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_ecc_add(ecc, sum, product, false, sum);
        if (status == PSA_ERROR_INVALID_ARGUMENT) {
            status = PSA_ERROR_INVALID_SIGNATURE; /* the point at infinity is no V */
        }
    }
    if (status == PSA_SUCCESS && !pcc_equal(sum, proof->commitment, pcc_curve_public_size(ecc->curve))) {
        status = PSA_ERROR_INVALID_SIGNATURE;
    }
    return status;
}
