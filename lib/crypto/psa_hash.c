/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Message digests (Crypto API 1.5, chapter 10.2).
 */
#include "crypto_internal.h"

#include <stddef.h>

#include "driver.h"
#include "lib/crypto/core/bytes.h"
#include "lib/crypto/core/ct.h"

#define OP_ACTIVE 1u
#define OP_DRIVEN 2u /* by a driver, whose context is where ours would be */

typedef struct hash_op {
    uint8_t state;
    _Alignas(PCRYPTO_DRIVER_HEAD_HASH) pcc_hash_t hash;
} hash_op_t;

_Static_assert(offsetof(hash_op_t, hash) == PCRYPTO_DRIVER_HEAD_HASH, "where a driver's context is");
_Static_assert(sizeof(hash_op_t) <= sizeof(psa_hash_operation_t), "psa_hash_operation_t too small");

static hash_op_t *op_of(psa_hash_operation_t *operation)
{
    return (hash_op_t *)(void *)operation;
}

static bool is_driven(const hash_op_t *op)
{
    return PCRYPTO_HAS_DRIVER && op->state == OP_DRIVEN;
}

/* The operation is over, well or in its error state, which only abort ends. */
static PCRYPTO_APART psa_status_t end(hash_op_t *op, psa_status_t status)
{
    pcrypto_driver_hash_abort(is_driven(op), &op->hash);
    pcc_hash_abort(&op->hash);
    op->state = status == PSA_SUCCESS ? PCRYPTO_OP_INACTIVE : PCRYPTO_OP_ERROR;
    return status;
}

static psa_status_t check_alg(psa_algorithm_t alg, pcc_hash_alg_t *hash)
{
    if (!pcrypto_is_initialised()) {
        return PSA_ERROR_BAD_STATE;
    }
    *hash = pcrypto_hash_of(alg);
    if (!PSA_ALG_IS_HASH(alg) || alg == PSA_ALG_ANY_HASH) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    /* PSA_ALG_IS_HASH() looks at the category only: other bits make it another algorithm. */
    return *hash != PCC_HASH_NONE && alg == PSA_ALG_GET_HASH(alg) ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
}

/* Hash in one go into a buffer of PCC_HASH_SIZE_MAX bytes. */
static psa_status_t hash_all(pcc_hash_alg_t alg, const uint8_t *input, size_t input_length, uint8_t *hash)
{
    pcc_hash_t h;
    psa_status_t status = pcc_hash_start(&h, alg);

    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&h, input, input_length);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_finish(&h, hash);
    }
    pcc_hash_abort(&h);
    return status;
}

psa_status_t psa_hash_compute(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash,
                              size_t hash_size, size_t *hash_length)
{
    pcc_hash_alg_t h;

    *hash_length = 0;
    psa_status_t status = check_alg(alg, &h);
    psa_status_t driven;
    if (status != PSA_ERROR_BAD_STATE && status != PSA_ERROR_INVALID_ARGUMENT &&
        pcrypto_driver_hash_compute(alg, input, input_length, hash, hash_size, hash_length, &driven)) {
        return driven;
    }
    if (status == PSA_SUCCESS && hash_size < pcc_hash_size(h)) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (status == PSA_SUCCESS) {
        status = hash_all(h, input, input_length, hash);
    }
    if (status == PSA_SUCCESS) {
        *hash_length = pcc_hash_size(h);
    }
    return status;
}

/* In a time that does not tell where they differ. */
static psa_status_t compare(const uint8_t actual[PCRYPTO_HASH_ROOM], size_t length, const uint8_t *hash,
                            size_t hash_length)
{
    return length == hash_length && pcc_equal(actual, hash, length) ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE;
}

psa_status_t psa_hash_compare(psa_algorithm_t alg, const uint8_t *input, size_t input_length, const uint8_t *hash,
                              size_t hash_length)
{
    uint8_t actual[PCRYPTO_HASH_ROOM];
    size_t length;

    psa_status_t status = psa_hash_compute(alg, input, input_length, actual, sizeof actual, &length);
    if (status == PSA_SUCCESS) {
        status = compare(actual, length, hash, hash_length);
    }
    pcc_wipe(actual, sizeof actual);
    return status;
}

psa_status_t psa_hash_setup(psa_hash_operation_t *operation, psa_algorithm_t alg)
{
    hash_op_t *op = op_of(operation);
    pcc_hash_alg_t h;

    if (op->state != PCRYPTO_OP_INACTIVE) {
        return PSA_ERROR_BAD_STATE;
    }
    psa_status_t status = check_alg(alg, &h);
    psa_status_t driven;
    if (status != PSA_ERROR_BAD_STATE && status != PSA_ERROR_INVALID_ARGUMENT &&
        pcrypto_driver_hash_setup(&op->hash, alg, &driven)) {
        op->state = driven == PSA_SUCCESS ? OP_DRIVEN : PCRYPTO_OP_INACTIVE;
        return driven;
    }
    if (status == PSA_SUCCESS) {
        status = pcc_hash_start(&op->hash, h);
        if (status == PSA_SUCCESS) {
            op->state = OP_ACTIVE;
        } else {
            pcc_hash_abort(&op->hash);
        }
    }
    return status;
}

psa_status_t psa_hash_update(psa_hash_operation_t *operation, const uint8_t *input, size_t input_length)
{
    hash_op_t *op = op_of(operation);
    psa_status_t status = PSA_ERROR_BAD_STATE;

    if (!pcrypto_driver_hash_update(is_driven(op), &op->hash, input, input_length, &status) && op->state == OP_ACTIVE) {
        status = pcc_hash_update(&op->hash, input, input_length);
    }
    return status == PSA_SUCCESS ? status : end(op, status);
}

static psa_status_t finish(hash_op_t *op, uint8_t *hash, size_t hash_size, size_t *hash_length)
{
    size_t size = pcc_hash_size((pcc_hash_alg_t)op->hash.alg);

    if (op->state != OP_ACTIVE) {
        return PSA_ERROR_BAD_STATE;
    }
    if (hash_size < size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = pcc_hash_finish(&op->hash, hash);
    if (status == PSA_SUCCESS) {
        *hash_length = size;
    }
    return status;
}

psa_status_t psa_hash_finish(psa_hash_operation_t *operation, uint8_t *hash, size_t hash_size, size_t *hash_length)
{
    hash_op_t *op = op_of(operation);
    psa_status_t status;

    *hash_length = 0;
    if (!pcrypto_driver_hash_finish(is_driven(op), &op->hash, hash, hash_size, hash_length, &status)) {
        status = finish(op, hash, hash_size, hash_length);
    }
    return end(op, status);
}

psa_status_t psa_hash_verify(psa_hash_operation_t *operation, const uint8_t *hash, size_t hash_length)
{
    uint8_t actual[PCRYPTO_HASH_ROOM];
    size_t length;

    psa_status_t status = psa_hash_finish(operation, actual, sizeof actual, &length);
    if (status == PSA_SUCCESS) {
        status = end(op_of(operation), compare(actual, length, hash, hash_length));
    }
    pcc_wipe(actual, sizeof actual);
    return status;
}

psa_status_t psa_hash_abort(psa_hash_operation_t *operation)
{
    return end(op_of(operation), PSA_SUCCESS);
}

psa_status_t psa_hash_clone(const psa_hash_operation_t *source_operation, psa_hash_operation_t *target_operation)
{
    const hash_op_t *source = (const hash_op_t *)(const void *)source_operation;
    hash_op_t *target = op_of(target_operation);

    if ((source->state != OP_ACTIVE && !is_driven(source)) || target->state != PCRYPTO_OP_INACTIVE) {
        return PSA_ERROR_BAD_STATE;
    }
    *target_operation = *source_operation; /* a driver's context is copied as bytes too */
    return PSA_SUCCESS;
}

/* The PSA algorithm of a running hash: the category of hashes (appendix B.1, "Hash algorithm encoding") and the
 * hash. */
static psa_algorithm_t alg_of(const hash_op_t *op)
{
    return 0x02000000u | op->hash.alg;
}

psa_status_t psa_hash_suspend(psa_hash_operation_t *operation, uint8_t *hash_state, size_t hash_state_size,
                              size_t *hash_state_length)
{
    hash_op_t *op = op_of(operation);

    *hash_state_length = 0;
    if (is_driven(op)) {
        return end(op, PSA_ERROR_NOT_SUPPORTED); /* no entry point gives its state */
    }
    if (op->state != OP_ACTIVE) {
        return end(op, PSA_ERROR_BAD_STATE);
    }
    psa_status_t status = pcc_hash_save(&op->hash, alg_of(op), hash_state, hash_state_size, hash_state_length);
    return end(op, status);
}

/* A saved state names its algorithm first; the rest is checked by pcc_hash_load(). */
psa_status_t psa_hash_resume(psa_hash_operation_t *operation, const uint8_t *hash_state, size_t hash_state_length)
{
    hash_op_t *op = op_of(operation);
    pcc_rd_t rd = pcc_rd(hash_state, hash_state_length);
    pcc_hash_alg_t h;

    if (op->state != PCRYPTO_OP_INACTIVE) {
        return PSA_ERROR_BAD_STATE;
    }
    psa_status_t status = check_alg(pcc_rd_be32(&rd), &h);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_load(&op->hash, h, rd.p, rd.left);
        if (status == PSA_SUCCESS) {
            op->state = OP_ACTIVE;
        } else {
            pcc_hash_abort(&op->hash);
        }
    }
    return status;
}
