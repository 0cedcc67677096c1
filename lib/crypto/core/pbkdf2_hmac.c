/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PBKDF2 over HMAC. Nearly all of its time goes by in the chain of HMACs of one hash each, so both halves of the HMAC
 * are kept as states after the key's block: two rounds of the hash function an HMAC, not four.
 */
#include <string.h>

#include "bytes.h"
#include "ct.h"
#include "pbkdf2.h"

typedef struct states {
    const pcc_hash_t *inner; /* after key xor ipad */
    pcc_hash_t outer;        /* after key xor opad */
    pcc_hash_t hash;         /* at work */
    size_t size;             /* of a hash */
} states_t;

/* u = H(outer || H(inner || message)), where s->hash is the inner hash, running. */
static psa_status_t finish(states_t *s, uint8_t *u)
{
    psa_status_t status = pcc_hash_finish(&s->hash, u);

    s->hash = s->outer;
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&s->hash, u, s->size);
    }
    return status == PSA_SUCCESS ? pcc_hash_finish(&s->hash, u) : status;
}

/* u = HMAC(password, salt || [i]) */
static psa_status_t first(states_t *s, const uint8_t *salt, size_t salt_size, uint32_t i, uint8_t *u)
{
    uint8_t number[4];

    pcc_put_be32(number, i);
    s->hash = *s->inner;
    psa_status_t status = pcc_hash_update(&s->hash, salt, salt_size);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&s->hash, number, sizeof number);
    }
    return status == PSA_SUCCESS ? finish(s, u) : status;
}

/* u = HMAC(password, u) */
static psa_status_t next(states_t *s, uint8_t *u)
{
    s->hash = *s->inner;
    psa_status_t status = pcc_hash_update(&s->hash, u, s->size);
    return status == PSA_SUCCESS ? finish(s, u) : status;
}

psa_status_t pcc_pbkdf2_hmac_block(const pcc_hmac_t *password, const uint8_t *salt, size_t salt_size, uint32_t cost,
                                   uint32_t i, uint8_t *block)
{
    pcc_hash_alg_t alg = (pcc_hash_alg_t)password->hash.alg;
    uint8_t u[PCC_HASH_SIZE_MAX];
    states_t s;

    s.inner = &password->hash;
    s.size = pcc_hash_size(alg);
    psa_status_t status = pcc_hash_start(&s.outer, alg);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&s.outer, password->outer, pcc_hash_block_size(alg));
    }
    if (status == PSA_SUCCESS) {
        status = first(&s, salt, salt_size, i, u);
    }
    if (status == PSA_SUCCESS) {
        memcpy(block, u, s.size);
    }
    for (uint32_t n = 1; n < cost && status == PSA_SUCCESS; n++) {
        status = next(&s, u);
        for (size_t at = 0; at < s.size; at++) {
            block[at] ^= u[at];
        }
    }
    pcc_wipe(&s, sizeof s);
    pcc_wipe(u, sizeof u);
    return status;
}
