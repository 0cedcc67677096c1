/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Unauthenticated ciphers (Crypto API 1.5, chapter 10.4): AES in counter mode.
 */
#include "crypto_internal.h"

#include <string.h>

#include "drbg.h"
#include "driver.h"
#include "key_slots.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/ctr.h"

#define OP_ENCRYPT 1u /* set up, no IV yet */
#define OP_DECRYPT 2u
#define OP_RUNNING 3u

#define IV_SIZE PCC_AES_BLOCK_SIZE

typedef struct cipher_op {
    pcc_block_t cipher;
    pcc_ctr_t ctr;
    uint8_t state;
} cipher_op_t;

_Static_assert(sizeof(cipher_op_t) <= sizeof(psa_cipher_operation_t), "psa_cipher_operation_t too small");

static cipher_op_t *op_of(psa_cipher_operation_t *operation)
{
    cipher_op_t *op = (cipher_op_t *)(void *)operation;

    op->ctr.cipher = &op->cipher; /* the object may have moved */
    return op;
}

static psa_status_t end_in_error(cipher_op_t *op, psa_status_t status)
{
    pcc_wipe(op, sizeof *op);
    op->state = PCRYPTO_OP_ERROR;
    return status;
}

/* Take a key into the operation. */
static psa_status_t begin(cipher_op_t *op, psa_key_id_t key, psa_algorithm_t alg, psa_key_usage_t usage)
{
    pcrypto_key_t *held;

    psa_status_t status = pcrypto_key_get_for(key, usage, alg, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (!PSA_ALG_IS_CIPHER(alg)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else if (alg != PSA_ALG_CTR) {
        status = PSA_ERROR_NOT_SUPPORTED;
    } else if (psa_get_key_type(&held->attributes) != PSA_KEY_TYPE_AES) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else {
        status = pcc_block_set_key(&op->cipher, PCC_BLOCK_AES, held->material, held->size);
    }
    pcrypto_key_put(held);
    return status;
}

/* All of a text with one key and IV; *output is zeroed on error. */
static psa_status_t crypt(cipher_op_t *op, const uint8_t iv[IV_SIZE], const uint8_t *input, size_t size,
                          uint8_t *output)
{
    pcc_ctr_start(&op->ctr, &op->cipher, iv);
    psa_status_t status = pcc_ctr_update(&op->ctr, pcrypto_stream_source(input, size, output), size, output);
    if (status != PSA_SUCCESS) {
        pcc_wipe(output, size);
    }
    return status;
}

psa_status_t psa_cipher_encrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                uint8_t *output, size_t output_size, size_t *output_length)
{
    psa_status_t status = PSA_SUCCESS;
    uint8_t iv[IV_SIZE];
    cipher_op_t op;

    *output_length = 0;
    if (pcrypto_driver_cipher(key, alg, true, input, input_length, output, output_size, output_length, &status)) {
        return status;
    }
    status = begin(&op, key, alg, PSA_KEY_USAGE_ENCRYPT);
    if (status == PSA_SUCCESS && (output_size < IV_SIZE || output_size - IV_SIZE < input_length)) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (status == PSA_SUCCESS) {
        status = pcrypto_random(iv, sizeof iv);
    }
    if (status == PSA_SUCCESS) {
        status = crypt(&op, iv, input, input_length, output + IV_SIZE);
    }
    if (status == PSA_SUCCESS) {
        /* Last, since the input may lie where the IV goes. */
        memcpy(output, iv, sizeof iv);
        *output_length = IV_SIZE + input_length;
    }
    pcc_wipe(&op, sizeof op);
    return status;
}

psa_status_t psa_cipher_decrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                uint8_t *output, size_t output_size, size_t *output_length)
{
    psa_status_t status = PSA_SUCCESS;
    uint8_t iv[IV_SIZE];
    cipher_op_t op;

    *output_length = 0;
    if (pcrypto_driver_cipher(key, alg, false, input, input_length, output, output_size, output_length, &status)) {
        return status;
    }
    status = begin(&op, key, alg, PSA_KEY_USAGE_DECRYPT);
    if (status == PSA_SUCCESS && input_length < IV_SIZE) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    }
    if (status == PSA_SUCCESS && output_size < input_length - IV_SIZE) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (status == PSA_SUCCESS) {
        memcpy(iv, input, sizeof iv);
        status = crypt(&op, iv, input + IV_SIZE, input_length - IV_SIZE, output);
    }
    if (status == PSA_SUCCESS) {
        *output_length = input_length - IV_SIZE;
    }
    pcc_wipe(&op, sizeof op);
    return status;
}

static psa_status_t setup(psa_cipher_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg,
                          psa_key_usage_t usage, uint8_t state)
{
    cipher_op_t *op = op_of(operation);

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

psa_status_t psa_cipher_encrypt_setup(psa_cipher_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    return setup(operation, key, alg, PSA_KEY_USAGE_ENCRYPT, OP_ENCRYPT);
}

psa_status_t psa_cipher_decrypt_setup(psa_cipher_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    return setup(operation, key, alg, PSA_KEY_USAGE_DECRYPT, OP_DECRYPT);
}

psa_status_t psa_cipher_generate_iv(psa_cipher_operation_t *operation, uint8_t *iv, size_t iv_size, size_t *iv_length)
{
    cipher_op_t *op = op_of(operation);

    *iv_length = 0;
    if (op->state != OP_ENCRYPT) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    if (iv_size < IV_SIZE) {
        return end_in_error(op, PSA_ERROR_BUFFER_TOO_SMALL);
    }
    psa_status_t status = pcrypto_random(iv, IV_SIZE);
    if (status != PSA_SUCCESS) {
        return end_in_error(op, status);
    }
    pcc_ctr_start(&op->ctr, &op->cipher, iv);
    op->state = OP_RUNNING;
    *iv_length = IV_SIZE;
    return PSA_SUCCESS;
}

psa_status_t psa_cipher_set_iv(psa_cipher_operation_t *operation, const uint8_t *iv, size_t iv_length)
{
    cipher_op_t *op = op_of(operation);

    if (op->state != OP_ENCRYPT && op->state != OP_DECRYPT) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    if (iv_length != IV_SIZE) {
        return end_in_error(op, PSA_ERROR_INVALID_ARGUMENT);
    }
    pcc_ctr_start(&op->ctr, &op->cipher, iv);
    op->state = OP_RUNNING;
    return PSA_SUCCESS;
}

psa_status_t psa_cipher_update(psa_cipher_operation_t *operation, const uint8_t *input, size_t input_length,
                               uint8_t *output, size_t output_size, size_t *output_length)
{
    cipher_op_t *op = op_of(operation);

    *output_length = 0;
    if (op->state != OP_RUNNING) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    if (output_size < input_length) {
        return end_in_error(op, PSA_ERROR_BUFFER_TOO_SMALL);
    }
    psa_status_t status =
        pcc_ctr_update(&op->ctr, pcrypto_stream_source(input, input_length, output), input_length, output);
    if (status != PSA_SUCCESS) {
        pcc_wipe(output, input_length);
        return end_in_error(op, status);
    }
    *output_length = input_length;
    return PSA_SUCCESS;
}

/* The counter mode holds nothing back. */
psa_status_t psa_cipher_finish(psa_cipher_operation_t *operation, uint8_t *output, size_t output_size,
                               size_t *output_length)
{
    cipher_op_t *op = op_of(operation);

    (void)output;
    (void)output_size;
    *output_length = 0;
    if (op->state != OP_RUNNING) {
        return end_in_error(op, PSA_ERROR_BAD_STATE);
    }
    return psa_cipher_abort(operation);
}

psa_status_t psa_cipher_abort(psa_cipher_operation_t *operation)
{
    pcc_wipe(operation, sizeof *operation);
    return PSA_SUCCESS;
}
