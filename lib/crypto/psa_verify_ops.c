/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Multi-part verification (Crypto API 1.5, "Multi-part asymmetric signature operations"). The signature is copied; of
 * the message a hash is kept. The key is looked up again, with its policy, where it is needed: an operation outlives no
 * key. A driver may hash, and verify the signature of the hash.
 */
#include <string.h>

#include "lib/crypto/core/ct.h"
#include "message_hash.h"
#include "sign_rules.h"

#define OP_FRESH 1u  /* nothing but setup was called */
#define OP_READY 2u  /* the context is settled */
#define OP_FED 3u    /* the hash has begun */
#define OP_DOOMED 4u /* what is left of the message is of no matter: no message has this signature */
#define OP_BEGUN 5u  /* as OP_FRESH, and the hash has begun, which waits for no context */

typedef struct verify_op {
    pcrypto_op_t op;
    pcrypto_message_hash_t hash;
    psa_algorithm_t alg;
    uint16_t signature_size;
    uint8_t context_size;
    uint8_t context[PCRYPTO_SIGN_CONTEXT_MAX_SIZE + 1u];
    uint8_t signature[PCRYPTO_VERIFY_SIGNATURE_MAX_SIZE];
} verify_op_t;

_Static_assert(sizeof(verify_op_t) <= sizeof(psa_verify_operation_t), "psa_verify_operation_t too small");
_Static_assert(PCRYPTO_VERIFY_SIGNATURE_MAX_SIZE <= UINT16_MAX, "signature_size is a 16-bit number");

static verify_op_t *op_of(psa_verify_operation_t *operation)
{
    return (verify_op_t *)(void *)operation;
}

/* The operation is over, well or in its error state. */
static psa_status_t end(verify_op_t *op, psa_status_t status)
{
    pcrypto_message_abort(&op->op, &op->hash);
    return pcrypto_op_end(&op->op, sizeof *op, status);
}

/* The end of a call after which the operation goes on, unless the call failed. */
static psa_status_t settle(verify_op_t *op, psa_status_t status)
{
    return status == PSA_SUCCESS ? status : end(op, status);
}

/* Hold the key, if it may still be used so. */
static psa_status_t hold(psa_key_id_t key, psa_algorithm_t alg, pcrypto_key_t **held)
{
    psa_status_t status = pcrypto_key_get_for(key, PSA_KEY_USAGE_VERIFY_MESSAGE, alg, held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = pcrypto_sign_check_alg(alg, true);
    if (status == PSA_SUCCESS) {
        status = pcrypto_sign_check(*held, alg, false);
    }
    if (status != PSA_SUCCESS) {
        pcrypto_key_put(*held);
    }
    return status;
}

/* Whether the key may be used so, by a driver (*driven) or by the library. */
static psa_status_t check(psa_key_id_t key, psa_algorithm_t alg, bool *driven)
{
    pcrypto_key_t *held;
    psa_status_t status = PSA_ERROR_NOT_SUPPORTED; /* without drivers nothing sets it, which clang complains of */

    *driven = pcrypto_driver_sign_setup(key, alg, false, &status);
    if (*driven) {
        return status;
    }
    status = hold(key, alg, &held);
    if (status == PSA_SUCCESS) {
        pcrypto_key_put(held);
    }
    return status;
}

static psa_status_t setup(verify_op_t *op, psa_key_id_t key, psa_algorithm_t alg, const uint8_t *signature,
                          size_t signature_length)
{
    const bool is_long = signature_length > sizeof op->signature;
    uint8_t state = OP_FRESH;
    bool driven;

    psa_status_t status = check(key, alg, &driven);
    if (status == PSA_SUCCESS && is_long && (driven || pcrypto_signature_may_be_longer(alg))) {
        status = PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    if (status == PSA_SUCCESS && PSA_ALG_IS_HASH_AND_SIGN(alg)) {
        state = OP_BEGUN;
        status = pcrypto_message_start(&op->op, &op->hash, alg);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    /* One that is too long to be a signature is as good as an empty one. */
    if (!is_long && signature_length != 0) {
        memcpy(op->signature, signature, signature_length);
        op->signature_size = (uint16_t)signature_length;
    }
    op->op.state = state;
    op->alg = alg;
    return PSA_SUCCESS;
}

psa_status_t psa_verify_setup(psa_verify_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg,
                              const uint8_t *signature, size_t signature_length)
{
    verify_op_t *op = op_of(operation);

    psa_status_t status = pcrypto_op_begin(&op->op, key, plat_caller());
    if (status != PSA_SUCCESS) {
        return status; /* one in use stays as it is */
    }
    status = setup(op, key, alg, signature, signature_length);
    if (status != PSA_SUCCESS) {
        pcc_wipe(op, sizeof *op);
    }
    return status;
}

static psa_status_t set_context(verify_op_t *op, const uint8_t *context, size_t context_length)
{
    if (op->op.state != OP_FRESH && op->op.state != OP_BEGUN) {
        return PSA_ERROR_BAD_STATE;
    }
    psa_status_t status = pcrypto_sign_check_context(op->alg, context_length);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (context_length != 0) {
        memcpy(op->context, context, context_length);
    }
    op->context_size = (uint8_t)context_length;
    op->op.state = op->op.state == OP_BEGUN ? OP_FED : OP_READY;
    return PSA_SUCCESS;
}

psa_status_t psa_verify_set_context(psa_verify_operation_t *operation, const uint8_t *context, size_t context_length)
{
    verify_op_t *op = op_of(operation);

    psa_status_t status = pcrypto_op_enter(&op->op, OP_FRESH, OP_BEGUN);
    if (status == PSA_SUCCESS) {
        status = set_context(op, context, context_length);
    }
    return settle(op, status);
}

static pcrypto_signed_t what_of(const verify_op_t *op)
{
    pcrypto_signed_t what = { op->alg, NULL, 0, op->context, op->context_size };
    return what;
}

/* Begin the hash that needs the context, before the first byte of the message or in place of one. */
static psa_status_t begin(verify_op_t *op)
{
    pcrypto_signed_t what = what_of(op);
    pcrypto_key_t *held;

    psa_status_t status = hold(op->op.key, op->alg, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = pcrypto_verify_begin(held, &what, op->signature, op->signature_size, &op->hash.own);
    pcrypto_key_put(held);
    op->op.state = OP_FED;
    if (status == PSA_ERROR_INVALID_SIGNATURE) {
        op->op.state = OP_DOOMED;
        status = PSA_SUCCESS;
    }
    return status;
}

psa_status_t psa_verify_update(psa_verify_operation_t *operation, const uint8_t *input, size_t input_length)
{
    verify_op_t *op = op_of(operation);

    psa_status_t status = pcrypto_op_enter(&op->op, OP_FRESH, OP_BEGUN);
    if (status == PSA_SUCCESS && op->op.state <= OP_READY) {
        status = begin(op);
    } else if (op->op.state == OP_BEGUN) {
        op->op.state = OP_FED;
    }
    if (status == PSA_SUCCESS && op->op.state == OP_FED) {
        status = pcrypto_message_update(&op->op, &op->hash, input, input_length);
    }
    return settle(op, status);
}

static psa_status_t verify(verify_op_t *op)
{
    uint8_t hash[PCRYPTO_HASH_ROOM];
    pcrypto_signed_t what = what_of(op);
    pcrypto_key_t *held;

    if (op->op.state == OP_DOOMED) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    what.data = hash;
    psa_status_t status = pcrypto_message_finish(&op->op, &op->hash, hash, &what.size);
    if (status != PSA_SUCCESS ||
        (what.context_size == 0 && PSA_ALG_IS_HASH_AND_SIGN(op->alg) &&
         pcrypto_driver_verify_hashed(&op->op, op->alg, hash, what.size, op->signature, op->signature_size, &status))) {
        return status;
    }
    status = hold(op->op.key, op->alg, &held);
    if (status == PSA_SUCCESS) {
        status = pcrypto_verify_with(held, &what, op->signature, op->signature_size);
        pcrypto_key_put(held);
    }
    return status;
}

psa_status_t psa_verify_finish(psa_verify_operation_t *operation)
{
    verify_op_t *op = op_of(operation);

    psa_status_t status = pcrypto_op_enter(&op->op, OP_FRESH, OP_BEGUN);
    if (status == PSA_SUCCESS && op->op.state <= OP_READY) {
        status = begin(op);
    }
    if (status == PSA_SUCCESS) {
        status = verify(op);
    }
    return end(op, status);
}

psa_status_t psa_verify_abort(psa_verify_operation_t *operation)
{
    return end(op_of(operation), PSA_SUCCESS);
}
