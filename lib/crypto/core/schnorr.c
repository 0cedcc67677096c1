/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Schnorr's proof over the operations of pake_group.h.
 */
#include "schnorr.h"

#include <string.h>

#include "bytes.h"
#include "ct.h"

static psa_status_t hash_item(pcc_hash_t *hash, const uint8_t *item, size_t size)
{
    uint8_t length[4];

    pcc_put_be32(length, (uint32_t)size);
    psa_status_t status = pcc_hash_update(hash, length, sizeof length);
    return status == PSA_SUCCESS ? pcc_hash_update(hash, item, size) : status;
}

/* c = H(G || V || X || id) modulo the order. */
static psa_status_t challenge(const pcc_pake_group_t *group, const pcc_schnorr_t *proof, uint8_t *c)
{
    size_t size = pcc_pake_element_size(group);
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
        pcc_pake_reduce(group, full, pcc_hash_size(proof->alg), c);
    }
    return status;
}

psa_status_t pcc_schnorr_prove(const pcc_pake_group_t *group, const pcc_schnorr_t *proof, const uint8_t *x,
                               const uint8_t *v, uint8_t *r, const pcc_rng_t *rng)
{
    uint8_t c[PCC_PAKE_SCALAR_MAX];
    psa_status_t status = challenge(group, proof, c);

    return status == PSA_SUCCESS ? pcc_pake_multiply_scalars(group, x, c, v, r, rng) : status;
}

psa_status_t pcc_schnorr_verify(const pcc_pake_group_t *group, const pcc_schnorr_t *proof, const uint8_t *r,
                                const pcc_rng_t *rng)
{
    uint8_t c[PCC_PAKE_SCALAR_MAX], scalar[PCC_PAKE_SCALAR_MAX];
    uint8_t sum[PCC_PAKE_ELEMENT_MAX], product[PCC_PAKE_ELEMENT_MAX];

    memcpy(scalar, r, pcc_pake_scalar_size(group));
    psa_status_t status = challenge(group, proof, c);
    if (status == PSA_SUCCESS &&
        (pcc_pake_check_scalar(group, scalar) != PSA_SUCCESS || pcc_pake_check_scalar(group, c) != PSA_SUCCESS)) {
        /* r not below the order; or 0 for one of the two, which no honest proof meets */
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    if (status == PSA_SUCCESS) {
        status = pcc_pake_multiply(group, scalar, proof->generator, sum, rng);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_pake_multiply(group, c, proof->public_key, product, rng);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_pake_add(group, sum, product, sum, rng);
        if (status == PSA_ERROR_INVALID_ARGUMENT) {
            status = PSA_ERROR_INVALID_SIGNATURE; /* the neutral element is no V */
        }
    }
    if (status == PSA_SUCCESS && !pcc_equal(sum, proof->commitment, pcc_pake_element_size(group))) {
        status = PSA_ERROR_INVALID_SIGNATURE;
    }
    return status;
}
