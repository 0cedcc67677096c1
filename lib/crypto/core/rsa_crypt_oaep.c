/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * EME-OAEP (RFC 8017 section 7.1).
 */
#include <string.h>

#include "ct.h"
#include "mgf1.h"
#include "rsa_crypt.h"
#include "rsa_sign.h"

static psa_status_t hash_label(pcc_hash_alg_t alg, const uint8_t *label, size_t size, uint8_t *out)
{
    pcc_hash_t hash;

    psa_status_t status = pcc_hash_start(&hash, alg);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hash, label, size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_finish(&hash, out);
    }
    pcc_hash_abort(&hash);
    return status;
}

/* EM = 00, seed masked, DB masked; DB = hash of the label, zeros, 01, message. */
psa_status_t pcc_rsa_oaep_encode(pcc_hash_alg_t alg, const uint8_t *label, size_t label_size, const uint8_t *message,
                                 size_t size, uint8_t *em, size_t em_size, const pcc_rng_t *rng)
{
    size_t hash_size = pcc_hash_size(alg);

    if (em_size < 2 * hash_size + 2 || size > em_size - 2 * hash_size - 2) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    uint8_t *seed = em + 1, *db = seed + hash_size;
    size_t db_size = em_size - 1 - hash_size;
    memset(em, 0, em_size);
    db[db_size - size - 1] = 0x01;
    if (size != 0) {
        memcpy(db + db_size - size, message, size);
    }
    psa_status_t status = hash_label(alg, label, label_size, db);
    if (status == PSA_SUCCESS) {
        status = rng->fill(rng->context, seed, hash_size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_mgf1_xor(alg, seed, hash_size, db, db_size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_mgf1_xor(alg, db, db_size, seed, hash_size);
    }
    return status;
}

psa_status_t pcc_rsa_oaep_decode(pcc_hash_alg_t alg, const uint8_t *label, size_t label_size, uint8_t *em,
                                 size_t em_size, uint8_t *out, size_t out_size, size_t *size)
{
    size_t hash_size = pcc_hash_size(alg);
    uint8_t expected[PCC_HASH_SIZE_MAX];

    if (em_size < 2 * hash_size + 2) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    uint8_t *seed = em + 1, *db = seed + hash_size;
    size_t db_size = em_size - 1 - hash_size;
    psa_status_t status = hash_label(alg, label, label_size, expected);
    if (status == PSA_SUCCESS) {
        status = pcc_mgf1_xor(alg, db, db_size, seed, hash_size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_mgf1_xor(alg, seed, hash_size, db, db_size);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    /* From here on nothing branches: that em[0] alone is wrong must not be told from any other fault (Manger's
     * attack). */
    uint32_t wrong = em[0], ended = 0, zeros = 0;
    for (size_t i = 0; i < hash_size; i++) {
        wrong |= (uint32_t)(db[i] ^ expected[i]);
    }
    for (size_t i = hash_size; i < db_size; i++) {
        uint32_t now = ~pcc_mask_zero(db[i]) & ~ended;
        wrong |= now & (uint32_t)(db[i] ^ 0x01);
        ended |= now;
        zeros += 1u & ~ended;
    }
    uint32_t bad = ~pcc_mask_zero(wrong) | ~ended;
    uint8_t *rest = db + hash_size + 1;
    size_t room = db_size - hash_size - 1;
    return pcc_rsa_deliver(rest, room, ((uint32_t)room - zeros) & ~bad, bad, out, out_size, size);
}
