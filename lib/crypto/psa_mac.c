/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Message authentication codes (Crypto API 1.5, chapter 10.3): HMAC.
 */
#include "crypto_internal.h"

#include <string.h>

#include "key_policy.h"
#include "key_slots.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/hmac.h"

#define OP_SIGN 1u
#define OP_VERIFY 2u

/* Shortest truncated MAC: with less than 32 bits a forger need only guess. */
#define MAC_SIZE_MIN 4u

typedef struct mac_op {
    pcc_hmac_t hmac;
    uint8_t mac_size; /* after truncation */
    uint8_t state;
} mac_op_t;

_Static_assert(sizeof(mac_op_t) <= sizeof(psa_mac_operation_t), "psa_mac_operation_t too small");

static mac_op_t *op_of(psa_mac_operation_t *operation)
{
    return (mac_op_t *)(void *)operation;
}

static psa_status_t end_in_error(mac_op_t *op, psa_status_t status)
{
    pcc_hmac_abort(&op->hmac);
    op->state = PCRYPTO_OP_ERROR;
    return status;
}

static psa_status_t check_alg(psa_algorithm_t alg, const pcrypto_key_t *key)
{
    if (!PSA_ALG_IS_MAC(alg)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (PSA_ALG_FULL_LENGTH_MAC(alg) != PSA_ALG_HMAC(alg) || pcrypto_hash_of(alg) == PCC_HASH_NONE) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    size_t full = pcc_hash_size(pcrypto_hash_of(alg));
    size_t size = pcrypto_mac_size(PSA_KEY_TYPE_HMAC, alg);
    if (psa_get_key_type(&key->attributes) != PSA_KEY_TYPE_HMAC || size > full) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return size >= MAC_SIZE_MIN ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
}

/* Begin a MAC under a key; the operation takes what it needs of the key, which is let go at once. */
static psa_status_t begin(mac_op_t *op, psa_key_id_t key, psa_algorithm_t alg, psa_key_usage_t usage)
{
    pcrypto_key_t *held;

    psa_status_t status = pcrypto_key_get_for(key, usage, alg, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = check_alg(alg, held);
    if (status == PSA_SUCCESS) {
        op->mac_size = (uint8_t)pcrypto_mac_size(PSA_KEY_TYPE_HMAC, alg);
        status = pcc_hmac_start(&op->hmac, pcrypto_hash_of(alg), held->material, held->size);
    }
    pcrypto_key_put(held);
    return status;
}

/* The MAC, truncated, to a buffer of op->mac_size. */
static psa_status_t make(mac_op_t *op, uint8_t *mac)
{
    uint8_t full[PCC_HASH_SIZE_MAX];
    psa_status_t status = pcc_hmac_finish(&op->hmac, full);

    if (status == PSA_SUCCESS) {
        memcpy(mac, full, op->mac_size);
    }
    pcc_wipe(full, sizeof full);
    return status;
}

static psa_status_t check(mac_op_t *op, const uint8_t *mac, size_t mac_length)
{
    uint8_t actual[PCC_HASH_SIZE_MAX];

    if (mac_length != op->mac_size) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    psa_status_t status = make(op, actual);
    if (status == PSA_SUCCESS && !pcc_equal(actual, mac, mac_length)) {
        status = PSA_ERROR_INVALID_SIGNATURE;
    }
    pcc_wipe(actual, sizeof actual);
    return status;
}

psa_status_t psa_mac_compute(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                             uint8_t *mac, size_t mac_size, size_t *mac_length)
{
    mac_op_t op;

    *mac_length = 0;
    psa_status_t status = begin(&op, key, alg, PSA_KEY_USAGE_SIGN_MESSAGE);
    if (status == PSA_SUCCESS && mac_size < op.mac_size) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&op.hmac, input, input_length);
    }
    if (status == PSA_SUCCESS) {
        status = make(&op, mac);
    }
    if (status == PSA_SUCCESS) {
        *mac_length = op.mac_size;
    }
    pcc_wipe(&op, sizeof op);
    return status;
}

psa_status_t psa_mac_verify(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                            const uint8_t *mac, size_t mac_length)
{
    mac_op_t op;

    psa_status_t status = begin(&op, key, alg, PSA_KEY_USAGE_VERIFY_MESSAGE);
    if (status == PSA_SUCCESS) {
        status = pcc_hmac_update(&op.hmac, input, input_length);
    }
    if (status == PSA_SUCCESS) {
        status = check(&op, mac, mac_length);
    }
    pcc_wipe(&op, sizeof op);
    return status;
}

static psa_status_t setup(psa_mac_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg, psa_key_usage_t usage,
                          uint8_t state)
{
    mac_op_t *op = op_of(operation);

    if (op->state != PCRYPTO_OP_INACTIVE) {
        return PSA_ERROR_BAD_STATE;
    }
    psa_status_t status = begin(op, key, alg, usage);
    if (status == PSA_SUCCESS) {
        op->state = state;
    } else {
        pcc_wipe(operation, sizeof *operation);
    }
    return status;
}

psa_status_t psa_mac_sign_setup(psa_mac_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    return setup(operation, key, alg, PSA_KEY_USAGE_SIGN_MESSAGE, OP_SIGN);
}

psa_status_t psa_mac_verify_setup(psa_mac_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    return setup(operation, key, alg, PSA_KEY_USAGE_VERIFY_MESSAGE, OP_VERIFY);
}

psa_status_t psa_mac_update(psa_mac_operation_t *operation, const uint8_t *input, size_t input_length)
{
    mac_op_t *op = op_of(operation);

    if (op->state != OP_SIGN && op->state != OP_VERIFY) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    psa_status_t status = pcc_hmac_update(&op->hmac, input, input_length);
    return status == PSA_SUCCESS ? status : end_in_error(op, status);
}

psa_status_t psa_mac_sign_finish(psa_mac_operation_t *operation, uint8_t *mac, size_t mac_size, size_t *mac_length)
{
    mac_op_t *op = op_of(operation);

    *mac_length = 0;
    if (op->state != OP_SIGN) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    if (mac_size < op->mac_size) {
        return end_in_error(op, PSA_ERROR_BUFFER_TOO_SMALL);
    }
    psa_status_t status = make(op, mac);
    if (status != PSA_SUCCESS) {
        return end_in_error(op, status);
    }
    *mac_length = op->mac_size;
    return psa_mac_abort(operation);
}

psa_status_t psa_mac_verify_finish(psa_mac_operation_t *operation, const uint8_t *mac, size_t mac_length)
{
    mac_op_t *op = op_of(operation);

    if (op->state != OP_VERIFY) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    psa_status_t status = check(op, mac, mac_length);
    return status == PSA_SUCCESS ? psa_mac_abort(operation) : end_in_error(op, status);
}

psa_status_t psa_mac_abort(psa_mac_operation_t *operation)
{
    pcc_wipe(operation, sizeof *operation);
    return PSA_SUCCESS;
}
