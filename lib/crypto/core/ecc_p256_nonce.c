/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The nonce of deterministic ECDSA over P-256 (RFC 6979 section 3.2), over HMAC.
 */
#include "ecc_p256_scalar.h"

#include <string.h>

#include "ct.h"
#include "hmac.h"

/* bits2octets (RFC 6979 section 2.3.4): the first 32 bytes of the hash as a number, less n if it is not below n. */
static void reduce_hash(const uint8_t *hash, size_t hash_size, uint8_t out[32])
{
    uint8_t less[32];
    uint32_t borrow = 0;

    memset(out, 0, 32);
    size_t size = hash_size < 32 ? hash_size : 32;
    if (size > 0) {
        memcpy(out + 32 - size, hash, size);
    }
    for (size_t i = 32; i-- > 0;) {
        uint32_t difference = (uint32_t)out[i] - pcc_p256_n[i] - borrow;
        less[i] = (uint8_t)difference;
        borrow = difference >> 31;
    }
    pcc_select(borrow - 1u, out, less, 32);
}

/* K and V of the generator. */
typedef struct nonce_state {
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
        status = pcc_hmac_update(&hmac, private_key, 32);
    }
    if (status == PSA_SUCCESS && hash != NULL) {
        status = pcc_hmac_update(&hmac, hash, 32);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_finish(&hmac, s->k);
    }
    pcc_hmac_abort(&hmac);
    return status;
}

/* Step h: 32 bytes of T, from as many V as that takes (two for SHA-224: 28 bytes each). */
static psa_status_t candidate(nonce_state_t *s, uint8_t k[32])
{
    psa_status_t status = PSA_SUCCESS;

    for (size_t at = 0; at < 32 && status == PSA_SUCCESS;) {
        status = next_v(s);
        size_t n = 32 - at < s->size ? 32 - at : s->size;
        memcpy(k + at, s->v, n);
        at += n;
    }
    return status;
}

psa_status_t pcc_p256_nonce(const uint8_t private_key[PCC_P256_PRIVATE_SIZE], pcc_hash_alg_t alg, const uint8_t *hash,
                            size_t hash_size, uint8_t k[32])
{
    nonce_state_t s;
    uint8_t reduced[32];

    s.alg = alg;
    s.size = pcc_hash_size(alg);
    memset(s.k, 0x00, sizeof s.k);
    memset(s.v, 0x01, sizeof s.v);
    reduce_hash(hash, hash_size, reduced);
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
        if (status != PSA_SUCCESS || pcc_p256_check_private(k) == PSA_SUCCESS) {
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
        pcc_wipe(k, 32);
    }
    return status;
}
