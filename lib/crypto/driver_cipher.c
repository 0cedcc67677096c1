/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Ciphers of several calls by a driver (driver.h). The context is the driver's and lies in the caller's object.
 */
#include <string.h>

#include "cipher_modes.h"
#include "driver_parts.h"
#include "drbg.h"
#include "lib/crypto/core/ct.h"

typedef union context {
    PCRYPTO_TRANSPARENT_CIPHER_OPERATION_T transparent;
    PCRYPTO_OPAQUE_CIPHER_OPERATION_T opaque;
} context_t;

_Static_assert(sizeof(context_t) <= sizeof(psa_cipher_operation_t) - sizeof(pcrypto_op_t) && _Alignof(context_t) <= 8u,
               "PCRYPTO_..._CIPHER_OPERATION_T: the feature set has to define PCRYPTO_DRIVER_CONTEXT_SIZE");

/* The size of an IV to generate. */
static void note_key(pcrypto_op_t *op, psa_key_type_t type, psa_algorithm_t alg)
{
    op->size = (uint8_t)PSA_CIPHER_IV_LENGTH(type, alg);
}

#define FAMILY(name) pcrypto_driver_cipher_##name
#define ENTRY(name) CIPHER_##name
#include "driver_text.h"

static psa_status_t set_iv(context_t *c, uint8_t kind, const uint8_t *iv, size_t iv_length)
{
    (void)c;
    (void)kind;
    (void)iv;
    (void)iv_length;
    return pcrypto_driver_narrow(ASK_OP(kind, c, CIPHER_SET_IV, iv, iv_length));
}

static psa_status_t finish(context_t *c, uint8_t kind, const pcrypto_driver_output_t *out)
{
    (void)kind;
    *out->length = 0;
    psa_status_t status = pcrypto_driver_finish(ASK_OP(kind, c, CIPHER_FINISH, out->data, out->size, out->length), out);
    pcc_wipe(c, sizeof *c);
    return status;
}

bool pcrypto_driver_op_encrypts(const pcrypto_op_t *op)
{
    return (op->driver & DRIVEN_ENCRYPTS) != 0;
}

bool pcrypto_driver_cipher_set_iv(const pcrypto_op_t *op, void *context, const uint8_t *iv, size_t iv_length,
                                  psa_status_t *status)
{
    if (op->driver == 0) {
        return false;
    }
    *status = set_iv(context, op->driver, iv, iv_length);
    return true;
}

bool pcrypto_driver_cipher_finish(pcrypto_op_t *op, void *context, uint8_t *output, size_t output_size,
                                  size_t *output_length, psa_status_t *status)
{
    const pcrypto_driver_output_t out = { output, output_size, output_length };

    if (op->driver == 0) {
        return false;
    }
    *status = pcrypto_driver_part(finish(context, op->driver, &out), &out);
    op->driver = 0;
    return true;
}

/* The text of a single-part call. Nothing of it stays in the output if it fails. */
static psa_status_t crypt(context_t *c, uint8_t kind, const uint8_t *input, size_t input_length,
                          const pcrypto_driver_output_t *output)
{
    size_t length = 0, last = 0;
    const pcrypto_driver_output_t out = { output->data, output->size, &length };

    psa_status_t status = update(c, kind, input, input_length, &out);
    if (status != PSA_SUCCESS) {
        abandon(c, kind);
        return status;
    }
    const pcrypto_driver_output_t end = { output->data + length, output->size - length, &last };
    status = finish(c, kind, &end);
    if (status != PSA_SUCCESS) {
        pcc_wipe(output->data, length);
        return status == PSA_ERROR_NOT_SUPPORTED ? PSA_ERROR_GENERIC_ERROR : status; /* too late to fall back */
    }
    *output->length = length + last;
    return PSA_SUCCESS;
}

psa_status_t pcrypto_driven_cipher(const pcrypto_key_t *key, psa_algorithm_t alg, bool encrypt, const uint8_t *input,
                                   size_t input_length, const pcrypto_driver_output_t *output)
{
    size_t iv_size = PSA_CIPHER_IV_LENGTH(psa_get_key_type(&key->attributes), alg);
    uint8_t made[PCRYPTO_CIPHER_IV_SIZE_MAX]; /* of any cipher: a driver may have more than the feature set */
    const uint8_t *iv = encrypt ? made : input;
    size_t before = encrypt ? iv_size : 0; /* what the IV takes of the output, and of the input */
    size_t taken = encrypt ? 0 : iv_size;
    context_t c;
    uint8_t kind;

    psa_status_t status = begin(&c, key, alg, encrypt, &kind);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (output->size < before) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    } else if (input_length < taken) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else if (before > 0) {
        status = pcrypto_random(made, iv_size);
    }
    if (status == PSA_SUCCESS && iv_size > 0) {
        status = set_iv(&c, kind, iv, iv_size);
    }
    if (status != PSA_SUCCESS) {
        abandon(&c, kind);
        return status;
    }
    const pcrypto_driver_output_t text = { output->data + before, output->size - before, output->length };
    status = crypt(&c, kind, input + taken, input_length - taken, &text);
    if (status == PSA_SUCCESS && before > 0) {
        memcpy(output->data, made, iv_size); /* last, since the input may lie where the IV goes */
        *output->length += iv_size;
    }
    return status;
}
