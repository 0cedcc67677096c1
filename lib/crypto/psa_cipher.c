/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Unauthenticated ciphers (Crypto API 1.5, chapter 10.4): the calls and their order. The modes are in cipher_modes.c.
 */
#include "crypto_internal.h"

#include <string.h>

#include "cipher_modes.h"
#include "drbg.h"
#include "driver.h"
#include "key_use.h"
#include "lib/crypto/core/ct.h"

#define OP_NEEDS_IV 1u
#define OP_RUNNING 2u

typedef struct cipher_op {
    pcrypto_op_t op;
    pcrypto_cipher_t cipher;
} cipher_op_t;

_Static_assert(sizeof(cipher_op_t) <= sizeof(psa_cipher_operation_t), "psa_cipher_operation_t too small");

static psa_status_t end_in_error(cipher_op_t *op, psa_status_t status)
{
    pcrypto_driver_cipher_abort(&op->op, &op->cipher);
    return pcrypto_op_fail(&op->op, sizeof *op, status);
}

/* The operation, in the error state if its key was destroyed meanwhile. */
static cipher_op_t *op_of(psa_cipher_operation_t *operation)
{
    cipher_op_t *op = (cipher_op_t *)(void *)operation;

    pcrypto_driver_cipher_check(&op->op, &op->cipher);
    pcrypto_op_check(&op->op, sizeof *op);
    return op;
}

static bool is_driven(const cipher_op_t *op)
{
    return PCRYPTO_HAS_DRIVER && op->op.driver != 0;
}

/* Size of the IV to generate, 0 without one. */
static size_t iv_size_of(const cipher_op_t *op)
{
    return is_driven(op) ? op->op.size : pcrypto_cipher_iv_size(&op->cipher);
}

/* All of a text: what update gives, then what finish gives. On error nothing of it stays in the output. */
static psa_status_t crypt(pcrypto_cipher_t *cipher, const uint8_t *input, size_t size, uint8_t *output,
                          size_t output_size, size_t *length)
{
    size_t done = pcrypto_cipher_update_size(cipher, size);
    size_t last = 0;

    if (output_size < done) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = pcrypto_cipher_update(cipher, input, size, output);
    if (status == PSA_SUCCESS) {
        status = pcrypto_cipher_finish(cipher, output + done, output_size - done, &last);
    }
    if (status == PSA_SUCCESS) {
        *length = done + last;
    } else {
        pcc_wipe(output, done);
    }
    return status;
}

psa_status_t psa_cipher_encrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                uint8_t *output, size_t output_size, size_t *output_length)
{
    uint8_t iv[PCRYPTO_CIPHER_IV_SIZE_MAX];
    psa_status_t status = PSA_SUCCESS;
    pcrypto_cipher_t cipher;
    size_t length = 0;

    *output_length = 0;
    if (pcrypto_driver_cipher(key, alg, true, input, input_length, output, output_size, output_length, &status)) {
        return status;
    }
    status = pcrypto_cipher_begin(&cipher, key, alg, true);
    if (status != PSA_SUCCESS) {
        return status;
    }
    size_t iv_size = pcrypto_cipher_iv_size(&cipher);
    if (input_length > PCRYPTO_CIPHER_SIZE_MAX) {
        status = PSA_ERROR_NOT_SUPPORTED;
    } else if (output_size < iv_size) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    } else if (iv_size > 0) {
        status = pcrypto_random(iv, iv_size);
        if (status == PSA_SUCCESS) {
            status = pcrypto_cipher_set_iv(&cipher, iv, iv_size);
        }
    }
    if (status == PSA_SUCCESS) {
        status = crypt(&cipher, input, input_length, output + iv_size, output_size - iv_size, &length);
    }
    if (status == PSA_SUCCESS && iv_size > 0) {
        memcpy(output, iv, iv_size); /* last, since the input may lie where the IV goes */
    }
    if (status == PSA_SUCCESS) {
        *output_length = iv_size + length;
    }
    pcc_wipe(&cipher, sizeof cipher);
    return status;
}

psa_status_t psa_cipher_decrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                uint8_t *output, size_t output_size, size_t *output_length)
{
    psa_status_t status = PSA_SUCCESS;
    pcrypto_cipher_t cipher;
    size_t length = 0;

    *output_length = 0;
    if (pcrypto_driver_cipher(key, alg, false, input, input_length, output, output_size, output_length, &status)) {
        return status;
    }
    status = pcrypto_cipher_begin(&cipher, key, alg, false);
    if (status != PSA_SUCCESS) {
        return status;
    }
    size_t iv_size = pcrypto_cipher_iv_size(&cipher);
    if (input_length > PCRYPTO_CIPHER_SIZE_MAX) {
        status = PSA_ERROR_NOT_SUPPORTED;
    } else if (input_length < iv_size) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else if (iv_size > 0) {
        status = pcrypto_cipher_set_iv(&cipher, input, iv_size);
    }
    if (status == PSA_SUCCESS) {
        status = crypt(&cipher, input + iv_size, input_length - iv_size, output, output_size, &length);
    }
    if (status == PSA_SUCCESS) {
        *output_length = length;
    }
    pcc_wipe(&cipher, sizeof cipher);
    return status;
}

static psa_status_t setup(psa_cipher_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg, bool encrypt)
{
    cipher_op_t *op = (cipher_op_t *)(void *)operation; /* not op_of(): one in use stays as it is */

    if (op->op.state != PCRYPTO_OP_INACTIVE) {
        return PSA_ERROR_BAD_STATE;
    }
    if (!PSA_ALG_IS_CIPHER(alg)) { /* psa-arch-tests (c032, c033) wants it told before what the policy permits */
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    const uint32_t since = pcrypto_keys_destroyed();
    psa_status_t status = PSA_SUCCESS;
    if (pcrypto_driver_cipher_setup(&op->op, &op->cipher, (&(pcrypto_op_t){ key, plat_caller(), since, 0, 0, 0 }), alg,
                                    encrypt, &status)) {
        op->op.state = status != PSA_SUCCESS ? PCRYPTO_OP_INACTIVE : iv_size_of(op) > 0 ? OP_NEEDS_IV : OP_RUNNING;
        return status;
    }
    status = pcrypto_cipher_begin(&op->cipher, key, alg, encrypt);
    if (status == PSA_SUCCESS) {
        op->op = (pcrypto_op_t){ key,   plat_caller(),
                                 since, pcrypto_cipher_iv_size(&op->cipher) > 0 ? OP_NEEDS_IV : OP_RUNNING,
                                 0,     0 };
    } else {
        pcc_wipe(operation, sizeof *operation);
    }
    return status;
}

psa_status_t psa_cipher_encrypt_setup(psa_cipher_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    return setup(operation, key, alg, true);
}

psa_status_t psa_cipher_decrypt_setup(psa_cipher_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    return setup(operation, key, alg, false);
}

static psa_status_t set_iv(cipher_op_t *op, const uint8_t *iv, size_t iv_length)
{
    psa_status_t status = PSA_SUCCESS;

    if (!pcrypto_driver_cipher_set_iv(&op->op, &op->cipher, iv, iv_length, &status)) {
        status = pcrypto_cipher_set_iv(&op->cipher, iv, iv_length);
    }
    if (status != PSA_SUCCESS) {
        return end_in_error(op, status);
    }
    op->op.state = OP_RUNNING;
    return PSA_SUCCESS;
}

psa_status_t psa_cipher_generate_iv(psa_cipher_operation_t *operation, uint8_t *iv, size_t iv_size, size_t *iv_length)
{
    cipher_op_t *op = op_of(operation);
    uint8_t made[PCRYPTO_CIPHER_IV_SIZE_MAX];

    *iv_length = 0;
    if (op->op.state != OP_NEEDS_IV || !(is_driven(op) ? pcrypto_driver_op_encrypts(&op->op) : op->cipher.encrypt)) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    size_t size = iv_size_of(op);
    if (iv_size < size) {
        return end_in_error(op, PSA_ERROR_BUFFER_TOO_SMALL);
    }
    psa_status_t status = pcrypto_random(made, size);
    if (status != PSA_SUCCESS) {
        return end_in_error(op, status);
    }
    /* Set from here, not from the caller's buffer, which may change. */
    status = set_iv(op, made, size);
    if (status == PSA_SUCCESS) {
        memcpy(iv, made, size);
        *iv_length = size;
    }
    return status;
}

psa_status_t psa_cipher_set_iv(psa_cipher_operation_t *operation, const uint8_t *iv, size_t iv_length)
{
    cipher_op_t *op = op_of(operation);

    return op->op.state == OP_NEEDS_IV ? set_iv(op, iv, iv_length) : end_in_error(op, PSA_ERROR_BAD_STATE);
}

psa_status_t psa_cipher_update(psa_cipher_operation_t *operation, const uint8_t *input, size_t input_length,
                               uint8_t *output, size_t output_size, size_t *output_length)
{
    cipher_op_t *op = op_of(operation);

    *output_length = 0;
    if (op->op.state != OP_RUNNING) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    if (input_length > PCRYPTO_CIPHER_SIZE_MAX) {
        return end_in_error(op, PSA_ERROR_NOT_SUPPORTED);
    }
    psa_status_t status = PSA_SUCCESS;
    if (pcrypto_driver_cipher_update(&op->op, &op->cipher, input, input_length, output, output_size, output_length,
                                     &status)) {
        return status == PSA_SUCCESS ? status : end_in_error(op, status);
    }
    size_t size = pcrypto_cipher_update_size(&op->cipher, input_length);
    if (output_size < size) {
        return end_in_error(op, PSA_ERROR_BUFFER_TOO_SMALL);
    }
    status = pcrypto_cipher_update(&op->cipher, input, input_length, output);
    if (status != PSA_SUCCESS) {
        pcc_wipe(output, size);
        return end_in_error(op, status);
    }
    *output_length = size;
    return PSA_SUCCESS;
}

psa_status_t psa_cipher_finish(psa_cipher_operation_t *operation, uint8_t *output, size_t output_size,
                               size_t *output_length)
{
    cipher_op_t *op = op_of(operation);

    *output_length = 0;
    if (op->op.state != OP_RUNNING) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    psa_status_t status = PSA_SUCCESS;
    if (!pcrypto_driver_cipher_finish(&op->op, &op->cipher, output, output_size, output_length, &status)) {
        status = pcrypto_cipher_finish(&op->cipher, output, output_size, output_length);
    }
    return status == PSA_SUCCESS ? psa_cipher_abort(operation) : end_in_error(op, status);
}

psa_status_t psa_cipher_abort(psa_cipher_operation_t *operation)
{
    pcrypto_driver_cipher_abort((pcrypto_op_t *)(void *)operation, &((cipher_op_t *)(void *)operation)->cipher);
    pcc_wipe(operation, sizeof *operation);
    return PSA_SUCCESS;
}
