/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The nonce of deterministic ECDSA (RFC 6979 section 3.2), for every curve and every hash function of the build.
 */
#include "scalar.h"

#include <string.h>

#include "ct.h"
#include "hmac.h"

/* bits2octets (RFC 6979 section 2.3.4): the number of the hash less n, if it is not below n. */
static void reduce(const pcc_curve_t *curve, const uint8_t *number, uint8_t *out)
{
    uint8_t less[PCC_SCALAR_SIZE_MAX];
    uint32_t borrow = 0;

    memcpy(out, number, curve->scalar_size);
    for (size_t i = curve->scalar_size; i-- > 0;) {
        uint32_t difference = (uint32_t)out[i] - curve->n[i] - borrow;
        less[i] = (uint8_t)difference;
        borrow = difference >> 31;
    }
    pcc_select(borrow - 1u, out, less, curve->scalar_size);
}

/* K and V of the generator. */
typedef struct nonce_state {
    const pcc_curve_t *curve;
    uint8_t k[PCC_HASH_SIZE_MAX];
    uint8_t v[PCC_HASH_SIZE_MAX];
    pcc_hash_alg_t alg;
    size_t size;
} nonce_state_t;

/* V = HMAC_K(V). */
static psa_status_t next_v(nonce_state_t *s)
{
    pcc_hmac_t hmac;
    psa_status_t status = pcc_hmac_start(&hmac, s->alg, s->k, s->size);

    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, s->v, s->size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_finish(&hmac, s->v);
    }
    pcc_hmac_abort(&hmac);
    return status;
}

/* K = HMAC_K(V || tag || private key || hash), the last two may be absent (steps d, f and the retry of h). */
static psa_status_t next_k(nonce_state_t *s, uint8_t tag, const uint8_t *private_key, const uint8_t *hash)
{
    pcc_hmac_t hmac;
    psa_status_t status = pcc_hmac_start(&hmac, s->alg, s->k, s->size);

    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, s->v, s->size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&hmac, &tag, 1);
    }
    if (status == PSA_SUCCESS && private_key != NULL) {
        status = pcc_hmac_update(&hmac, private_key, s->curve->scalar_size);
    }
    if (status == PSA_SUCCESS && hash != NULL) {
        status = pcc_hmac_update(&hmac, hash, s->curve->scalar_size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_finish(&hmac, s->k);
    }
    pcc_hmac_abort(&hmac);
    return status;
}

/* Step h: the leftmost bits of T, from as many V as that takes (two for P-256 and SHA-224: 28 bytes each). */
static psa_status_t candidate(nonce_state_t *s, uint8_t *k)
{
    psa_status_t status = PSA_SUCCESS;
    uint8_t t[PCC_SCALAR_SIZE_MAX];

    for (size_t at = 0; at < s->curve->scalar_size && status == PSA_SUCCESS;) {
        status = next_v(s);
        size_t n = s->curve->scalar_size - at < s->size ? s->curve->scalar_size - at : s->size;
        memcpy(t + at, s->v, n);
        at += n;
    }
    pcc_scalar_of_hash(s->curve, t, s->curve->scalar_size, k);
    pcc_wipe(t, sizeof t);
    return status;
}

psa_status_t pcc_ecdsa_nonce(const pcc_curve_t *curve, const uint8_t *private_key, pcc_hash_alg_t alg,
                             const uint8_t *number, uint8_t *k)
{
    nonce_state_t s;
    uint8_t reduced[PCC_SCALAR_SIZE_MAX];

    s.curve = curve;
    s.alg = alg;
    s.size = pcc_hash_size(alg);
    memset(s.k, 0x00, sizeof s.k);
    memset(s.v, 0x01, sizeof s.v);
    reduce(curve, number, reduced);
    psa_status_t status = next_k(&s, 0x00, private_key, reduced);
    if (status == PSA_SUCCESS) {
        status = next_v(&s);
    }
    if (status == PSA_SUCCESS) {
        status = next_k(&s, 0x01, private_key, reduced);
    }
    if (status == PSA_SUCCESS) {
        status = next_v(&s);
    }
    while (status == PSA_SUCCESS) {
        status = candidate(&s, k);
        if (status != PSA_SUCCESS || pcc_scalar_check(curve, k) == PSA_SUCCESS) {
            break;
        }
        status = next_k(&s, 0x00, NULL, NULL);
        if (status == PSA_SUCCESS) {
            status = next_v(&s);
        }
    }
    pcc_wipe(&s, sizeof s);
    pcc_wipe(reduced, sizeof reduced);
    if (status != PSA_SUCCESS) {
        pcc_wipe(k, curve->scalar_size);
    }
    return status;
}
