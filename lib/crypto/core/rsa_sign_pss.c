/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * EMSA-PSS (RFC 8017 section 9.1).
 */
#include <string.h>

#include "ct.h"
#include "mgf1.h"
#include "rsa_sign.h"

#define TRAILER 0xbcu

/* The encoded message: DB masked, H, trailer. It is of em_bits bits; a byte above them is 0. */
typedef struct layout {
    size_t skipped;   /* bytes above em_bits: 0 or 1 */
    uint8_t top_mask; /* bits of the first byte that count */
    size_t db_size;   /* zeros, 01, salt */
    size_t salt_size; /* the hash's, or what there is room for */
} layout_t;

static bool lay_out(size_t hash_size, size_t em_bits, layout_t *layout)
{
    size_t size = (em_bits + 7) / 8;

    if (hash_size == 0 || size < hash_size + 2) {
        return false;
    }
    layout->skipped = em_bits % 8 == 0;
    layout->top_mask = (uint8_t)(0xffu >> (8 * size - em_bits));
    layout->db_size = size - hash_size - 1;
    layout->salt_size = layout->db_size - 1 < hash_size ? layout->db_size - 1 : hash_size;
    return true;
}

/* H = Hash(eight zeros, hash, salt). */
static psa_status_t hash_salted(pcc_hash_alg_t alg, const uint8_t *hash, const uint8_t *salt, size_t salt_size,
                                uint8_t *out)
{
    static const uint8_t zeros[8] = { 0 };
    pcc_hash_t h;

    psa_status_t status = pcc_hash_start(&h, alg);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&h, zeros, sizeof zeros);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&h, hash, pcc_hash_size(alg));
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&h, salt, salt_size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_finish(&h, out);
    }
    pcc_hash_abort(&h);
    return status;
}

psa_status_t pcc_rsa_pss_encode(pcc_hash_alg_t alg, const uint8_t *hash, uint8_t *em, size_t em_bits,
                                const pcc_rng_t *rng)
{
    size_t hash_size = pcc_hash_size(alg);
    layout_t layout;

    if (!lay_out(hash_size, em_bits, &layout)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    uint8_t *db = em + layout.skipped, *h = db + layout.db_size, *salt = h - layout.salt_size;
    memset(em, 0, (size_t)(salt - em));
    salt[-1] = 0x01;
    psa_status_t status = layout.salt_size == 0 ? PSA_SUCCESS : rng->fill(rng->context, salt, layout.salt_size);
    if (status == PSA_SUCCESS) {
        status = hash_salted(alg, hash, salt, layout.salt_size, h);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_mgf1_xor(alg, h, hash_size, db, layout.db_size);
    }
    db[0] &= layout.top_mask;
    h[hash_size] = TRAILER;
    return status;
}

psa_status_t pcc_rsa_pss_verify(pcc_hash_alg_t alg, const uint8_t *hash, bool any_salt, uint8_t *em, size_t em_bits)
{
    size_t hash_size = pcc_hash_size(alg), at = 0;
    uint8_t expected[PCC_HASH_SIZE_MAX];
    layout_t layout;

    if (!lay_out(hash_size, em_bits, &layout)) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    uint8_t *db = em + layout.skipped, *h = db + layout.db_size;
    if ((layout.skipped != 0 && em[0] != 0) || (db[0] & ~layout.top_mask) != 0 || h[hash_size] != TRAILER) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    psa_status_t status = pcc_mgf1_xor(alg, h, hash_size, db, layout.db_size);
    if (status != PSA_SUCCESS) {
        return pcc_refused(status);
    }
    db[0] &= layout.top_mask;
    while (at < layout.db_size && db[at] == 0) {
        at++;
    }
    if (at == layout.db_size || db[at] != 0x01) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    size_t salt_size = layout.db_size - at - 1;
    if (!any_salt && salt_size != layout.salt_size) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    status = hash_salted(alg, hash, db + at + 1, salt_size, expected);
    if (status != PSA_SUCCESS) {
        return pcc_refused(status);
    }
    return pcc_verdict_twice(expected, h, hash_size, PSA_ERROR_INVALID_SIGNATURE);
}
