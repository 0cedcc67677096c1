/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Message authentication codes (Crypto API 1.5, chapter 10.4).
 */
#include "crypto_internal.h"

#include "driver.h"
#include "key_slots.h"
#include "key_use.h"
#include "lib/crypto/core/ct.h"
#include "mac.h"
#include "owned_keys.h"
#include "platform/platform.h"

#define OP_SIGN 1u
#define OP_VERIFY 2u

typedef struct mac_op {
    pcrypto_op_t op;
    pcrypto_mac_t mac;
} mac_op_t;

_Static_assert(sizeof(mac_op_t) <= sizeof(psa_mac_operation_t), "psa_mac_operation_t too small");

static mac_op_t *op_of(psa_mac_operation_t *operation)
{
    return (mac_op_t *)(void *)operation;
}

/* The operation is over, well or in its error state. */
static PCRYPTO_APART psa_status_t end(mac_op_t *op, psa_status_t status)
{
    pcrypto_driver_mac_abort(&op->op, &op->mac);
    return pcrypto_op_end(&op->op, sizeof *op, status);
}

/* Begin a MAC under a key; the operation takes what it needs of the key, which is let go at once. */
static psa_status_t begin(pcrypto_mac_t *mac, int32_t owner, psa_key_id_t key, psa_algorithm_t alg,
                          psa_key_usage_t usage)
{
    pcrypto_key_t *held;

    psa_status_t status = pcrypto_key_get_owned_for(owner, key, usage, alg, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = pcrypto_mac_start(mac, alg, held);
    pcrypto_key_put(held);
    return status;
}

/* The MAC, into the caller's buffer. */
static psa_status_t make(pcrypto_mac_t *mac, uint8_t *out, size_t out_size, size_t *length)
{
    if (out_size < mac->size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = pcrypto_mac_finish(mac, out);
    if (status == PSA_SUCCESS) {
        *length = mac->size;
    }
    return status;
}

psa_status_t psa_mac_compute(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                             uint8_t *mac, size_t mac_size, size_t *mac_length)
{
    psa_status_t status = PSA_SUCCESS;
    pcrypto_mac_t m;

    *mac_length = 0;
    if (pcrypto_driver_mac_compute(key, alg, input, input_length, mac, mac_size, mac_length, &status)) {
        return status;
    }
    status = begin(&m, plat_caller(), key, alg, PSA_KEY_USAGE_SIGN_MESSAGE);
    if (status == PSA_SUCCESS) {
        status = pcrypto_mac_update(&m, input, input_length);
    }
    if (status == PSA_SUCCESS) {
        status = make(&m, mac, mac_size, mac_length);
    }
    pcrypto_mac_abort(&m);
    return status;
}

psa_status_t psa_mac_verify(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                            const uint8_t *mac, size_t mac_length)
{
    psa_status_t status = PSA_SUCCESS;
    pcrypto_mac_t m;

    if (pcrypto_driver_mac_verify(key, alg, input, input_length, mac, mac_length, &status)) {
        return status;
    }
    status = begin(&m, plat_caller(), key, alg, PSA_KEY_USAGE_VERIFY_MESSAGE);
    if (status == PSA_SUCCESS) {
        status = pcrypto_mac_update(&m, input, input_length);
    }
    if (status == PSA_SUCCESS) {
        status = pcrypto_mac_check(&m, mac, mac_length);
    }
    pcrypto_mac_abort(&m);
    return status;
}

static PCRYPTO_APART psa_status_t setup(psa_mac_operation_t *operation, int32_t owner, psa_key_id_t key,
                                        psa_algorithm_t alg, bool verify)
{
    mac_op_t *op = op_of(operation);

    psa_status_t status = pcrypto_op_begin(&op->op, key, owner);
    if (status != PSA_SUCCESS) {
        return status; /* one in use stays as it is */
    }
    if (!pcrypto_driver_mac_setup(&op->op, &op->mac, alg, verify, &status)) {
        status = begin(&op->mac, owner, key, alg, verify ? PSA_KEY_USAGE_VERIFY_MESSAGE : PSA_KEY_USAGE_SIGN_MESSAGE);
    }
    if (status == PSA_SUCCESS) {
        op->op.state = verify ? OP_VERIFY : OP_SIGN;
    } else {
        pcc_wipe(op, sizeof *op);
    }
    return status;
}

psa_status_t pcrypto_owned_mac_sign_setup(int32_t owner, psa_mac_operation_t *operation, psa_key_id_t key,
                                          psa_algorithm_t alg)
{
    return setup(operation, owner, key, alg, false);
}

psa_status_t psa_mac_sign_setup(psa_mac_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    return setup(operation, plat_caller(), key, alg, false);
}

psa_status_t psa_mac_verify_setup(psa_mac_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    return setup(operation, plat_caller(), key, alg, true);
}

psa_status_t psa_mac_update(psa_mac_operation_t *operation, const uint8_t *input, size_t input_length)
{
    mac_op_t *op = op_of(operation);

    psa_status_t status = pcrypto_op_enter(&op->op, OP_SIGN, OP_VERIFY);
    if (status == PSA_SUCCESS && !pcrypto_driver_mac_update(&op->op, &op->mac, input, input_length, &status)) {
        status = pcrypto_mac_update(&op->mac, input, input_length);
    }
    return status == PSA_SUCCESS ? status : end(op, status);
}

psa_status_t psa_mac_sign_finish(psa_mac_operation_t *operation, uint8_t *mac, size_t mac_size, size_t *mac_length)
{
    mac_op_t *op = op_of(operation);

    *mac_length = 0;
    psa_status_t status = pcrypto_op_enter(&op->op, OP_SIGN, OP_SIGN);
    if (status == PSA_SUCCESS &&
        !pcrypto_driver_mac_sign_finish(&op->op, &op->mac, mac, mac_size, mac_length, &status)) {
        status = make(&op->mac, mac, mac_size, mac_length);
    }
    return end(op, status);
}

psa_status_t psa_mac_verify_finish(psa_mac_operation_t *operation, const uint8_t *mac, size_t mac_length)
{
    mac_op_t *op = op_of(operation);

    psa_status_t status = pcrypto_op_enter(&op->op, OP_VERIFY, OP_VERIFY);
    if (status == PSA_SUCCESS && !pcrypto_driver_mac_verify_finish(&op->op, &op->mac, mac, mac_length, &status)) {
        status = pcrypto_mac_check(&op->mac, mac, mac_length);
    }
    return end(op, status);
}

psa_status_t psa_mac_abort(psa_mac_operation_t *operation)
{
    return end(op_of(operation), PSA_SUCCESS);
}
