/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Multi-part signing (Crypto API 1.5, "Multi-part asymmetric signature operations"). The message is hashed as it comes;
 * the key is looked up again, with its policy, when the signature is made: an operation outlives no key. A driver may
 * hash, and sign the hash.
 */
#include <string.h>

#include "lib/crypto/core/ct.h"
#include "message_hash.h"
#include "sign_rules.h"

#define OP_FRESH 1u /* nothing but setup was called */
#define OP_FED 2u   /* the context is settled */

typedef struct sign_op {
    pcrypto_op_t op;
    pcrypto_message_hash_t hash;
    psa_algorithm_t alg;
    uint8_t context_size;
    uint8_t context[PCRYPTO_SIGN_CONTEXT_MAX_SIZE + 1u];
} sign_op_t;

_Static_assert(sizeof(sign_op_t) <= sizeof(psa_sign_operation_t), "psa_sign_operation_t too small");

static sign_op_t *op_of(psa_sign_operation_t *operation)
{
    return (sign_op_t *)(void *)operation;
}

/* The operation is over, well or in its error state. */
static psa_status_t end(sign_op_t *op, psa_status_t status)
{
    pcrypto_message_abort(&op->op, &op->hash);
    return pcrypto_op_end(&op->op, sizeof *op, status);
}

/* The end of a call after which the operation goes on, unless the call failed. */
static psa_status_t settle(sign_op_t *op, psa_status_t status)
{
    return status == PSA_SUCCESS ? status : end(op, status);
}

/* Only what signs a hash of the message can take the message in pieces. */
static psa_status_t check(psa_key_id_t key, psa_algorithm_t alg)
{
    pcrypto_key_t *held;
    psa_status_t status;

    if (pcrypto_driver_sign_setup(key, alg, true, &status)) {
        return status;
    }
    status = pcrypto_key_get_for(key, PSA_KEY_USAGE_SIGN_MESSAGE, alg, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = pcrypto_sign_check_alg(alg, true);
    if (status == PSA_SUCCESS) {
        status = pcrypto_sign_check(held, alg, true);
    }
    if (status == PSA_SUCCESS && !PSA_ALG_IS_HASH_AND_SIGN(alg)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    }
    pcrypto_key_put(held);
    return status;
}

psa_status_t psa_sign_setup(psa_sign_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    sign_op_t *op = op_of(operation);

    psa_status_t status = pcrypto_op_begin(&op->op, key, plat_caller());
    if (status != PSA_SUCCESS) {
        return status; /* one in use stays as it is */
    }
    status = check(key, alg);
    if (status == PSA_SUCCESS) {
        status = pcrypto_message_start(&op->op, &op->hash, alg);
    }
    if (status == PSA_SUCCESS) {
        op->op.state = OP_FRESH;
        op->alg = alg;
    } else {
        pcc_wipe(op, sizeof *op);
    }
    return status;
}

psa_status_t psa_sign_set_context(psa_sign_operation_t *operation, const uint8_t *context, size_t context_length)
{
    sign_op_t *op = op_of(operation);

    psa_status_t status = pcrypto_op_enter(&op->op, OP_FRESH, OP_FRESH);
    if (status == PSA_SUCCESS) {
        status = pcrypto_sign_check_context(op->alg, context_length);
    }
    if (status == PSA_SUCCESS) {
        if (context_length != 0) {
            memcpy(op->context, context, context_length);
        }
        op->context_size = (uint8_t)context_length;
        op->op.state = OP_FED;
    }
    return settle(op, status);
}

psa_status_t psa_sign_update(psa_sign_operation_t *operation, const uint8_t *input, size_t input_length)
{
    sign_op_t *op = op_of(operation);

    psa_status_t status = pcrypto_op_enter(&op->op, OP_FRESH, OP_FED);
    if (status == PSA_SUCCESS) {
        op->op.state = OP_FED;
        status = pcrypto_message_update(&op->op, &op->hash, input, input_length);
    }
    return settle(op, status);
}

static psa_status_t sign(sign_op_t *op, uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    uint8_t hash[PCRYPTO_HASH_ROOM];
    pcrypto_signed_t what = { op->alg, hash, 0, op->context, op->context_size };
    pcrypto_key_t *held;

    psa_status_t status = pcrypto_message_finish(&op->op, &op->hash, hash, &what.size);
    if (status != PSA_SUCCESS ||
        (what.context_size == 0 && pcrypto_driver_sign_hashed(&op->op, op->alg, hash, what.size, signature,
                                                              signature_size, signature_length, &status))) {
        return status;
    }
    status = pcrypto_key_get_for(op->op.key, PSA_KEY_USAGE_SIGN_MESSAGE, op->alg, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = pcrypto_sign_check(held, op->alg, true);
    if (status == PSA_SUCCESS) {
        status = pcrypto_sign_with(held, &what, signature, signature_size, signature_length);
    }
    pcrypto_key_put(held);
    return status;
}

psa_status_t psa_sign_finish(psa_sign_operation_t *operation, uint8_t *signature, size_t signature_size,
                             size_t *signature_length)
{
    sign_op_t *op = op_of(operation);

    *signature_length = 0;
    psa_status_t status = pcrypto_op_enter(&op->op, OP_FRESH, OP_FED);
    if (status == PSA_SUCCESS) {
        status = sign(op, signature, signature_size, signature_length);
    }
    return end(op, status);
}

psa_status_t psa_sign_abort(psa_sign_operation_t *operation)
{
    return end(op_of(operation), PSA_SUCCESS);
}
