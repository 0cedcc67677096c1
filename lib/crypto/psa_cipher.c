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

PCRYPTO_OP_FITS(cipher_op_t, psa_cipher_operation_t);

static cipher_op_t *op_of(psa_cipher_operation_t *operation)
{
    return (cipher_op_t *)(void *)operation;
}

/* The operation is over, well or in its error state. */
static PCRYPTO_APART psa_status_t end(cipher_op_t *op, psa_status_t status)
{
    pcrypto_driver_cipher_abort(&op->op, &op->cipher);
    return pcrypto_op_end(&op->op, sizeof *op, status);
}

/* The end of a call after which the operation goes on, unless the call failed. */
static psa_status_t settle(cipher_op_t *op, psa_status_t status)
{
    return status == PSA_SUCCESS ? status : end(op, status);
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
static psa_status_t crypt_text(pcrypto_cipher_t *cipher, const uint8_t *input, size_t size, uint8_t *output,
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

/* A single-part call with the key taken. The IV is before the text: in the output it is put there last, since the input
 * may lie where it goes. */
static psa_status_t crypt_with(pcrypto_cipher_t *cipher, const uint8_t *input, size_t input_length, uint8_t *output,
                               size_t output_size, size_t *output_length)
{
    uint8_t made[PCRYPTO_CIPHER_IV_SIZE_MAX];
    size_t iv_size = pcrypto_cipher_iv_size(cipher);
    size_t written = cipher->encrypt ? iv_size : 0; /* of IV, and read */
    size_t read = cipher->encrypt ? 0 : iv_size;
    psa_status_t status = PSA_SUCCESS;

    if (input_length > PCRYPTO_CIPHER_SIZE_MAX) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (input_length < read) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (output_size < written) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (written > 0) {
        status = pcrypto_random(made, written);
    }
    if (status == PSA_SUCCESS && iv_size > 0) {
        status = pcrypto_cipher_set_iv(cipher, cipher->encrypt ? made : input, iv_size);
    }
    if (status == PSA_SUCCESS) {
        status = crypt_text(cipher, input + read, input_length - read, output + written, output_size - written,
                            output_length);
    }
    if (status == PSA_SUCCESS && written > 0) {
        memcpy(output, made, written);
        *output_length += written;
    }
    return status;
}

static psa_status_t crypt(psa_key_id_t key, psa_algorithm_t alg, bool encrypt, const uint8_t *input,
                          size_t input_length, uint8_t *output, size_t output_size, size_t *output_length)
{
    psa_status_t status = PSA_SUCCESS;
    pcrypto_cipher_t cipher;

    *output_length = 0;
    if (pcrypto_driver_cipher(key, alg, encrypt, input, input_length, output, output_size, output_length, &status)) {
        return status;
    }
    status = pcrypto_cipher_begin(&cipher, key, alg, encrypt);
    if (status == PSA_SUCCESS) {
        status = crypt_with(&cipher, input, input_length, output, output_size, output_length);
        pcc_wipe(&cipher, sizeof cipher);
    }
    return status;
}

psa_status_t psa_cipher_encrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                uint8_t *output, size_t output_size, size_t *output_length)
{
    return crypt(key, alg, true, input, input_length, output, output_size, output_length);
}

psa_status_t psa_cipher_decrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                uint8_t *output, size_t output_size, size_t *output_length)
{
    return crypt(key, alg, false, input, input_length, output, output_size, output_length);
}

static psa_status_t setup(psa_cipher_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg, bool encrypt)
{
    cipher_op_t *op = op_of(operation);

    psa_status_t status = pcrypto_op_begin(&op->op, key, plat_caller());
    if (status != PSA_SUCCESS) {
        return status; /* one in use stays as it is */
    }
    if (!PSA_ALG_IS_CIPHER(alg)) { /* psa-arch-tests (c032, c033) wants it told before what the policy permits */
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else if (!pcrypto_driver_cipher_setup(&op->op, &op->cipher, alg, encrypt, &status)) {
        status = pcrypto_cipher_begin(&op->cipher, key, alg, encrypt);
    }
    if (status == PSA_SUCCESS) {
        op->op.state = iv_size_of(op) > 0 ? OP_NEEDS_IV : OP_RUNNING;
    } else {
        pcc_wipe(op, sizeof *op);
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
    op->op.state = OP_RUNNING; /* or in error soon */
    return status;
}

static bool encrypts(const cipher_op_t *op)
{
    return is_driven(op) ? pcrypto_driver_op_encrypts(&op->op) : op->cipher.encrypt;
}

static psa_status_t generate_iv(cipher_op_t *op, uint8_t *iv, size_t iv_size, size_t *iv_length)
{
    uint8_t made[PCRYPTO_CIPHER_IV_SIZE_MAX];
    size_t size = iv_size_of(op);

    if (!encrypts(op)) {
        return PSA_ERROR_BAD_STATE;
    }
    if (iv_size < size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = pcrypto_random(made, size);
    if (status == PSA_SUCCESS) {
        status = set_iv(op, made, size); /* from here, not from the caller's buffer, which may change */
    }
    if (status == PSA_SUCCESS) {
        memcpy(iv, made, size);
        *iv_length = size;
    }
    return status;
}

psa_status_t psa_cipher_generate_iv(psa_cipher_operation_t *operation, uint8_t *iv, size_t iv_size, size_t *iv_length)
{
    cipher_op_t *op = op_of(operation);

    *iv_length = 0;
    psa_status_t status = pcrypto_op_enter(&op->op, OP_NEEDS_IV, OP_NEEDS_IV);
    if (status == PSA_SUCCESS) {
        status = generate_iv(op, iv, iv_size, iv_length);
    }
    return settle(op, status);
}

psa_status_t psa_cipher_set_iv(psa_cipher_operation_t *operation, const uint8_t *iv, size_t iv_length)
{
    cipher_op_t *op = op_of(operation);

    psa_status_t status = pcrypto_op_enter(&op->op, OP_NEEDS_IV, OP_NEEDS_IV);
    if (status == PSA_SUCCESS) {
        status = set_iv(op, iv, iv_length);
    }
    return settle(op, status);
}

static psa_status_t update(cipher_op_t *op, const uint8_t *input, size_t input_length, uint8_t *output,
                           size_t output_size, size_t *output_length)
{
    psa_status_t status = PSA_SUCCESS;

    if (input_length > PCRYPTO_CIPHER_SIZE_MAX) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (pcrypto_driver_cipher_update(&op->op, &op->cipher, input, input_length, output, output_size, output_length,
                                     &status)) {
        return status;
    }
    size_t size = pcrypto_cipher_update_size(&op->cipher, input_length);
    if (output_size < size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    status = pcrypto_cipher_update(&op->cipher, input, input_length, output);
    if (status == PSA_SUCCESS) {
        *output_length = size;
    } else {
        pcc_wipe(output, size);
    }
    return status;
}

psa_status_t psa_cipher_update(psa_cipher_operation_t *operation, const uint8_t *input, size_t input_length,
                               uint8_t *output, size_t output_size, size_t *output_length)
{
    cipher_op_t *op = op_of(operation);

    *output_length = 0;
    psa_status_t status = pcrypto_op_enter(&op->op, OP_RUNNING, OP_RUNNING);
    if (status == PSA_SUCCESS) {
        status = update(op, input, input_length, output, output_size, output_length);
    }
    return settle(op, status);
}

psa_status_t psa_cipher_finish(psa_cipher_operation_t *operation, uint8_t *output, size_t output_size,
                               size_t *output_length)
{
    cipher_op_t *op = op_of(operation);

    *output_length = 0;
    psa_status_t status = pcrypto_op_enter(&op->op, OP_RUNNING, OP_RUNNING);
    if (status == PSA_SUCCESS &&
        !pcrypto_driver_cipher_finish(&op->op, &op->cipher, output, output_size, output_length, &status)) {
        status = pcrypto_cipher_finish(&op->cipher, output, output_size, output_length);
    }
    return end(op, status);
}

psa_status_t psa_cipher_abort(psa_cipher_operation_t *operation)
{
    return end(op_of(operation), PSA_SUCCESS);
}
