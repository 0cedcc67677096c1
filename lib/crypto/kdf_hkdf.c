/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * HKDF whole and in its halves (RFC 5869).
 */
#include <string.h>

#include "crypto_internal.h"
#include "kdf.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/hkdf.h"

static pcc_hash_alg_t hash_of(const pcrypto_kdf_op_t *op)
{
    return pcrypto_hash_of(op->kdf);
}

/* One block of extraction; RFC 5869 section 2.3: 255 blocks of expansion. */
static psa_status_t setup(pcrypto_kdf_op_t *op)
{
    op->block_size = (uint8_t)pcc_hash_size(hash_of(op));
    op->capacity = (PSA_ALG_IS_HKDF_EXTRACT(op->kdf) ? 1u : 255u) * (size_t)op->block_size;
    return PSA_SUCCESS;
}

static psa_status_t start_hmac(pcrypto_kdf_op_t *op, const uint8_t *key, size_t size)
{
    return pcc_hmac_start(&op->u.hmac, hash_of(op), key, size);
}

/* RFC 5869 section 2.2: PRK = HMAC(salt, secret), into op->chain. An absent salt is an empty one. */
static PCRYPTO_APART psa_status_t extract(pcrypto_kdf_op_t *op, const uint8_t *secret, size_t size)
{
    psa_status_t status = PSA_SUCCESS;

    if ((op->steps & 1u) == 0) {
        status = start_hmac(op, NULL, 0);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&op->u.hmac, secret, size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_finish(&op->u.hmac, op->chain);
    }
    return status;
}

static psa_status_t input_secret(pcrypto_kdf_op_t *op, const uint8_t *secret, size_t size)
{
    if (PSA_ALG_IS_HKDF_EXPAND(op->kdf)) {
        /* It is the pseudorandom key itself: at least a hash long (RFC 5869 section 2.3). */
        return size < op->block_size ? PSA_ERROR_INVALID_ARGUMENT : start_hmac(op, secret, size);
    }
    psa_status_t status = extract(op, secret, size);
    if (PSA_ALG_IS_HKDF(op->kdf)) {
        if (status == PSA_SUCCESS) {
            status = start_hmac(op, op->chain, op->block_size);
        }
        pcc_wipe(op->chain, sizeof op->chain);
    }
    return status;
}

static psa_status_t input(pcrypto_kdf_op_t *op, psa_key_derivation_step_t step, psa_key_type_t type,
                          const uint8_t *data, size_t size)
{
    (void)type;
    switch (step) {
    case PSA_KEY_DERIVATION_INPUT_SALT:
        return start_hmac(op, data, size);
    case PSA_KEY_DERIVATION_INPUT_INFO:
        return pcrypto_kdf_text(op, data, size);
    default:
        return input_secret(op, data, size);
    }
}

static psa_status_t next(pcrypto_kdf_op_t *op)
{
    return pcc_hkdf_next(&op->u.hmac, op->text, op->text_size, (uint8_t)op->block_count, op->block);
}

static psa_status_t next_extract(pcrypto_kdf_op_t *op)
{
    memcpy(op->block, op->chain, op->block_size);
    return PSA_SUCCESS;
}

static const pcrypto_kdf_step_t steps[] = {
    { PSA_KEY_DERIVATION_INPUT_SALT, PCRYPTO_KDF_RAW_DATA, PCRYPTO_KDF_OPTIONAL },
    { PSA_KEY_DERIVATION_INPUT_SECRET, PCRYPTO_KDF_DERIVE, PCRYPTO_KDF_AGREED },
    { PSA_KEY_DERIVATION_INPUT_INFO, PCRYPTO_KDF_RAW_DATA, PCRYPTO_KDF_ANY_TIME },
    { 0, 0, 0 },
};
static const pcrypto_kdf_step_t steps_extract[] = {
    { PSA_KEY_DERIVATION_INPUT_SALT, PCRYPTO_KDF_RAW_DATA, 0 },
    { PSA_KEY_DERIVATION_INPUT_SECRET, PCRYPTO_KDF_DERIVE, PCRYPTO_KDF_AGREED },
    { 0, 0, 0 },
};
static const pcrypto_kdf_step_t steps_expand[] = {
    { PSA_KEY_DERIVATION_INPUT_SECRET, PCRYPTO_KDF_DERIVE, PCRYPTO_KDF_AGREED },
    { PSA_KEY_DERIVATION_INPUT_INFO, PCRYPTO_KDF_RAW_DATA, 0 },
    { 0, 0, 0 },
};

const pcrypto_kdf_t pcrypto_kdf_hkdf = { steps, setup, input, NULL, next, false, false, NULL };
const pcrypto_kdf_t pcrypto_kdf_hkdf_extract = { steps_extract, setup, input, NULL, next_extract, false, false, NULL };
const pcrypto_kdf_t pcrypto_kdf_hkdf_expand = { steps_expand, setup, input, NULL, next, false, false, NULL };
