/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Extendable-output functions (Crypto API 1.5, chapter 10.3): SHAKE128 and SHAKE256.
 */
#include "crypto_internal.h"

#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/sha3.h"

#define OP_INPUT 1u  /* takes input */
#define OP_OUTPUT 2u /* has given output: no more input */

typedef struct xof_op {
    pcc_sha3_t xof;
    uint8_t state;
} xof_op_t;

_Static_assert(sizeof(xof_op_t) <= sizeof(psa_xof_operation_t), "psa_xof_operation_t too small");

static xof_op_t *op_of(psa_xof_operation_t *operation)
{
    return (xof_op_t *)(void *)operation;
}

static psa_status_t end_in_error(xof_op_t *op, psa_status_t status)
{
    pcc_wipe(op, sizeof *op);
    op->state = PCRYPTO_OP_ERROR;
    return status;
}

static psa_status_t check_alg(psa_algorithm_t alg, pcc_xof_alg_t *xof)
{
    *xof = alg == PSA_ALG_SHAKE128 ? PCC_XOF_SHAKE128 : alg == PSA_ALG_SHAKE256 ? PCC_XOF_SHAKE256 : PCC_XOF_NONE;
    if (!pcrypto_is_initialised()) {
        return PSA_ERROR_BAD_STATE;
    }
    return PSA_ALG_IS_XOF(alg) ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

psa_status_t psa_xof_setup(psa_xof_operation_t *operation, psa_algorithm_t alg)
{
    xof_op_t *op = op_of(operation);
    pcc_xof_alg_t xof;

    if (op->state != PCRYPTO_OP_INACTIVE) {
        return PSA_ERROR_BAD_STATE;
    }
    psa_status_t status = check_alg(alg, &xof);
    if (status == PSA_SUCCESS) {
        status = pcc_xof_start(&op->xof, xof);
        if (status == PSA_SUCCESS) {
            op->state = OP_INPUT;
        } else {
            pcc_wipe(op, sizeof *op);
        }
    }
    return status;
}

psa_status_t psa_xof_set_context(psa_xof_operation_t *operation, const uint8_t *context, size_t context_length)
{
    xof_op_t *op = op_of(operation);

    (void)context;
    (void)context_length;
    /* SHAKE has none. */
    return end_in_error(op, op->state == OP_INPUT ? PSA_ERROR_INVALID_ARGUMENT : PSA_ERROR_BAD_STATE);
}

psa_status_t psa_xof_update(psa_xof_operation_t *operation, const uint8_t *input, size_t input_length)
{
    xof_op_t *op = op_of(operation);

    if (op->state != OP_INPUT) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    psa_status_t status = pcc_xof_update(&op->xof, input, input_length);
    return status == PSA_SUCCESS ? status : end_in_error(op, status);
}

psa_status_t psa_xof_output(psa_xof_operation_t *operation, uint8_t *output, size_t output_length)
{
    xof_op_t *op = op_of(operation);

    if (op->state != OP_INPUT && op->state != OP_OUTPUT) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    op->state = OP_OUTPUT;
    psa_status_t status = pcc_xof_output(&op->xof, output, output_length);
    return status == PSA_SUCCESS ? status : end_in_error(op, status);
}

psa_status_t psa_xof_abort(psa_xof_operation_t *operation)
{
    pcc_wipe(operation, sizeof *operation);
    return PSA_SUCCESS;
}
