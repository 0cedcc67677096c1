/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Authenticated encryption with associated data (Crypto API 1.5, chapter 10.5): the calls, their order and lengths. The
 * modes are in aead_modes.c.
 */
#include "crypto_internal.h"

#include <stddef.h>
#include <string.h>

#include "aead_modes.h"
#include "drbg.h"
#include "driver.h"
#include "key_use.h"
#include "lib/crypto/core/ct.h"

#define OP_SETUP 1u /* has a key */
#define OP_AD 2u    /* has a nonce */
#define OP_TEXT 3u  /* text has begun */

typedef struct aead_op {
    pcrypto_op_t op;
    size_t ad_left; /* of the declared lengths */
    size_t text_left;
    bool has_lengths;
    _Alignas(8) pcrypto_aead_t aead; /* or a driver's context, which may be larger */
} aead_op_t;

_Static_assert(offsetof(aead_op_t, aead) <= PCRYPTO_DRIVER_HEAD_AEAD, "what is before a driver's context");
PCRYPTO_OP_FITS(aead_op_t, psa_aead_operation_t);

static aead_op_t *op_of(psa_aead_operation_t *operation)
{
    return (aead_op_t *)(void *)operation;
}

/* The operation is over, well or in its error state. */
static PCRYPTO_APART psa_status_t end(aead_op_t *op, psa_status_t status)
{
    pcrypto_driver_aead_abort(&op->op, &op->aead);
    return pcrypto_op_end(&op->op, sizeof *op, status);
}

/* The end of a call after which the operation goes on, unless the call failed. */
static psa_status_t settle(aead_op_t *op, psa_status_t status)
{
    return status == PSA_SUCCESS ? status : end(op, status);
}

static bool is_driven(const aead_op_t *op)
{
    return PCRYPTO_HAS_DRIVER && op->op.driver != 0;
}

/* Before a call in one of the states `first` to `last`: what is in the object finds itself again if it was moved. */
static psa_status_t enter(aead_op_t *op, uint8_t first, uint8_t last)
{
    psa_status_t status = pcrypto_op_enter(&op->op, first, last);

    if (status == PSA_SUCCESS && !is_driven(op)) {
        pcrypto_aead_moved(&op->aead);
    }
    return status;
}

/* Both halves of a single-part call up to the tag. The output is written to only after nonce and associated data were
 * read: any of them may lie where it goes. */
static psa_status_t crypt(pcrypto_aead_t *aead, const uint8_t *nonce, size_t nonce_length, const uint8_t *ad,
                          size_t ad_length, const uint8_t *input, size_t size, uint8_t *output)
{
    psa_status_t status = pcrypto_aead_start(aead, nonce, nonce_length, ad_length, size);

    if (status == PSA_SUCCESS) {
        status = pcrypto_aead_ad(aead, ad, ad_length);
    }
    if (status == PSA_SUCCESS) {
        status = pcrypto_aead_text(aead, pcrypto_stream_source(input, size, output), size, output);
    }
    return status;
}

psa_status_t psa_aead_encrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *nonce, size_t nonce_length,
                              const uint8_t *additional_data, size_t additional_data_length, const uint8_t *plaintext,
                              size_t plaintext_length, uint8_t *ciphertext, size_t ciphertext_size,
                              size_t *ciphertext_length)
{
    psa_status_t status = PSA_SUCCESS;
    pcrypto_aead_t aead;

    *ciphertext_length = 0;
    if (pcrypto_driver_aead(key, alg, true, nonce, nonce_length, additional_data, additional_data_length, plaintext,
                            plaintext_length, ciphertext, ciphertext_size, ciphertext_length, &status)) {
        return status;
    }
    status = pcrypto_aead_begin(&aead, key, alg, true);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (ciphertext_size < aead.tag_size || ciphertext_size - aead.tag_size < plaintext_length) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    } else {
        status = crypt(&aead, nonce, nonce_length, additional_data, additional_data_length, plaintext, plaintext_length,
                       ciphertext);
        if (status == PSA_SUCCESS) {
            status = pcrypto_aead_tag(&aead, ciphertext + plaintext_length);
        }
        if (status == PSA_SUCCESS) {
            *ciphertext_length = plaintext_length + aead.tag_size;
        } else {
            pcc_wipe(ciphertext, plaintext_length);
        }
    }
    pcrypto_aead_end(&aead);
    return status;
}

psa_status_t psa_aead_decrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *nonce, size_t nonce_length,
                              const uint8_t *additional_data, size_t additional_data_length, const uint8_t *ciphertext,
                              size_t ciphertext_length, uint8_t *plaintext, size_t plaintext_size,
                              size_t *plaintext_length)
{
    uint8_t tag[PCRYPTO_AEAD_TAG_SIZE_MAX];
    psa_status_t status = PSA_SUCCESS;
    pcrypto_aead_t aead;

    *plaintext_length = 0;
    if (pcrypto_driver_aead(key, alg, false, nonce, nonce_length, additional_data, additional_data_length, ciphertext,
                            ciphertext_length, plaintext, plaintext_size, plaintext_length, &status)) {
        return status;
    }
    status = pcrypto_aead_begin(&aead, key, alg, false);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (ciphertext_length < aead.tag_size) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else if (plaintext_size < ciphertext_length - aead.tag_size) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    } else {
        size_t size = ciphertext_length - aead.tag_size;
        memcpy(tag, ciphertext + size, aead.tag_size); /* the plaintext may be written over it */
        status =
            crypt(&aead, nonce, nonce_length, additional_data, additional_data_length, ciphertext, size, plaintext);
        if (status == PSA_SUCCESS) {
            status = pcrypto_aead_verify(&aead, tag);
        }
        if (status == PSA_SUCCESS) {
            *plaintext_length = size;
        } else {
            pcc_wipe(plaintext, size); /* what is not authentic is not given out */
        }
    }
    pcrypto_aead_end(&aead);
    return status;
}

static psa_status_t setup(psa_aead_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg, bool encrypt)
{
    aead_op_t *op = op_of(operation);

    psa_status_t status = pcrypto_op_begin(&op->op, key, plat_caller());
    if (status != PSA_SUCCESS) {
        return status; /* one in use stays as it is */
    }
    if (!pcrypto_driver_aead_setup(&op->op, &op->aead, alg, encrypt, &status)) {
        status = pcrypto_aead_begin(&op->aead, key, alg, encrypt);
        if (status == PSA_SUCCESS) {
            pcrypto_aead_own(&op->aead);
        }
    }
    if (status == PSA_SUCCESS) {
        op->op.state = OP_SETUP;
    } else {
        pcc_wipe(op, sizeof *op);
    }
    return status;
}

psa_status_t psa_aead_encrypt_setup(psa_aead_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    return setup(operation, key, alg, true);
}

psa_status_t psa_aead_decrypt_setup(psa_aead_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg)
{
    return setup(operation, key, alg, false);
}

static psa_status_t set_lengths(aead_op_t *op, size_t ad_length, size_t plaintext_length)
{
    psa_status_t status = PSA_SUCCESS;

    if (op->has_lengths) {
        return PSA_ERROR_BAD_STATE;
    }
    if (!pcrypto_driver_aead_set_lengths(&op->op, &op->aead, ad_length, plaintext_length, &status) &&
        !pcrypto_aead_size_is_valid(&op->aead, plaintext_length)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    }
    op->ad_left = ad_length;
    op->text_left = plaintext_length;
    op->has_lengths = true;
    return status;
}

psa_status_t psa_aead_set_lengths(psa_aead_operation_t *operation, size_t ad_length, size_t plaintext_length)
{
    aead_op_t *op = op_of(operation);

    psa_status_t status = enter(op, OP_SETUP, OP_SETUP);
    if (status == PSA_SUCCESS) {
        status = set_lengths(op, ad_length, plaintext_length);
    }
    return settle(op, status);
}

static bool encrypts(const aead_op_t *op)
{
    return is_driven(op) ? pcrypto_driver_op_encrypts(&op->op) : op->aead.encrypt;
}

/* Before the nonce: the lengths, if they are needed, were set. */
static psa_status_t enter_nonce(aead_op_t *op)
{
    psa_status_t status = enter(op, OP_SETUP, OP_SETUP);

    if (status == PSA_SUCCESS && !op->has_lengths &&
        (is_driven(op) ? pcrypto_driver_aead_needs_lengths(&op->op) : pcrypto_aead_needs_lengths(&op->aead))) {
        status = PSA_ERROR_BAD_STATE;
    }
    return status;
}

static psa_status_t set_nonce(aead_op_t *op, const uint8_t *nonce, size_t nonce_length)
{
    psa_status_t status;

    if (!pcrypto_driver_aead_set_nonce(&op->op, &op->aead, nonce, nonce_length, &status)) {
        status = pcrypto_aead_start(&op->aead, nonce, nonce_length, op->ad_left, op->text_left);
    }
    op->op.state = OP_AD; /* or in error soon */
    return status;
}

static psa_status_t generate_nonce(aead_op_t *op, uint8_t *nonce, size_t nonce_size, size_t *nonce_length)
{
    uint8_t made[PCRYPTO_AEAD_NONCE_SIZE_MAX];
    size_t size = is_driven(op) ? pcrypto_driver_aead_nonce_size(&op->op, op->text_left)
                                : pcrypto_aead_nonce_size(&op->aead, op->text_left);

    if (!encrypts(op)) {
        return PSA_ERROR_BAD_STATE;
    }
    if (nonce_size < size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = pcrypto_random(made, size);
    if (status == PSA_SUCCESS) {
        status = set_nonce(op, made, size); /* from here, not from the caller's buffer, which may change */
    }
    if (status == PSA_SUCCESS) {
        memcpy(nonce, made, size);
        *nonce_length = size;
    }
    return status;
}

psa_status_t psa_aead_generate_nonce(psa_aead_operation_t *operation, uint8_t *nonce, size_t nonce_size,
                                     size_t *nonce_length)
{
    aead_op_t *op = op_of(operation);

    *nonce_length = 0;
    psa_status_t status = enter_nonce(op);
    if (status == PSA_SUCCESS) {
        status = generate_nonce(op, nonce, nonce_size, nonce_length);
    }
    return settle(op, status);
}

psa_status_t psa_aead_set_nonce(psa_aead_operation_t *operation, const uint8_t *nonce, size_t nonce_length)
{
    aead_op_t *op = op_of(operation);

    psa_status_t status = enter_nonce(op);
    if (status == PSA_SUCCESS) {
        status = set_nonce(op, nonce, nonce_length);
    }
    return settle(op, status);
}

/* So much of what was declared comes. False: it is more. */
static bool count_down(const aead_op_t *op, size_t *left, size_t size)
{
    if (!op->has_lengths) {
        return true;
    }
    bool fits = size <= *left;
    *left -= fits ? size : 0;
    return fits;
}

psa_status_t psa_aead_update_ad(psa_aead_operation_t *operation, const uint8_t *input, size_t input_length)
{
    aead_op_t *op = op_of(operation);

    psa_status_t status = enter(op, OP_AD, OP_AD);
    if (status == PSA_SUCCESS && !count_down(op, &op->ad_left, input_length)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    }
    if (status == PSA_SUCCESS && !pcrypto_driver_aead_update_ad(&op->op, &op->aead, input, input_length, &status)) {
        status = pcrypto_aead_ad(&op->aead, input, input_length);
    }
    return settle(op, status);
}

static psa_status_t update(aead_op_t *op, const uint8_t *input, size_t input_length, uint8_t *output,
                           size_t output_size, size_t *output_length)
{
    psa_status_t status;

    if (op->ad_left > 0 || !count_down(op, &op->text_left, input_length)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    op->op.state = OP_TEXT;
    if (pcrypto_driver_aead_update(&op->op, &op->aead, input, input_length, output, output_size, output_length,
                                   &status)) {
        return status;
    }
    if (output_size < input_length) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    status = pcrypto_aead_text(&op->aead, pcrypto_stream_source(input, input_length, output), input_length, output);
    if (status == PSA_SUCCESS) {
        *output_length = input_length;
    } else {
        pcc_wipe(output, input_length);
    }
    return status;
}

psa_status_t psa_aead_update(psa_aead_operation_t *operation, const uint8_t *input, size_t input_length,
                             uint8_t *output, size_t output_size, size_t *output_length)
{
    aead_op_t *op = op_of(operation);

    *output_length = 0;
    psa_status_t status = enter(op, OP_AD, OP_TEXT);
    if (status == PSA_SUCCESS) {
        status = update(op, input, input_length, output, output_size, output_length);
    }
    return settle(op, status);
}

/* Before finish or verify: all that was declared has come. */
static psa_status_t enter_end(aead_op_t *op, bool encrypt)
{
    psa_status_t status = enter(op, OP_AD, OP_TEXT);

    if (status != PSA_SUCCESS || encrypts(op) != encrypt) {
        return PSA_ERROR_BAD_STATE;
    }
    return op->ad_left == 0 && op->text_left == 0 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

static psa_status_t make_tag(aead_op_t *op, uint8_t *tag, size_t tag_size, size_t *tag_length)
{
    if (tag_size < op->aead.tag_size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = pcrypto_aead_tag(&op->aead, tag);
    if (status == PSA_SUCCESS) {
        *tag_length = op->aead.tag_size;
    }
    return status;
}

psa_status_t psa_aead_finish(psa_aead_operation_t *operation, uint8_t *ciphertext, size_t ciphertext_size,
                             size_t *ciphertext_length, uint8_t *tag, size_t tag_size, size_t *tag_length)
{
    aead_op_t *op = op_of(operation);

    (void)ciphertext; /* nothing is held back */
    (void)ciphertext_size;
    *ciphertext_length = 0;
    *tag_length = 0;
    psa_status_t status = enter_end(op, true);
    if (status == PSA_SUCCESS && !pcrypto_driver_aead_finish(&op->op, &op->aead, ciphertext, ciphertext_size,
                                                             ciphertext_length, tag, tag_size, tag_length, &status)) {
        status = make_tag(op, tag, tag_size, tag_length);
    }
    return end(op, status);
}

static psa_status_t check_tag(aead_op_t *op, const uint8_t *tag, size_t tag_length)
{
    return tag_length == op->aead.tag_size ? pcrypto_aead_verify(&op->aead, tag) : PSA_ERROR_INVALID_SIGNATURE;
}

psa_status_t psa_aead_verify(psa_aead_operation_t *operation, uint8_t *plaintext, size_t plaintext_size,
                             size_t *plaintext_length, const uint8_t *tag, size_t tag_length)
{
    aead_op_t *op = op_of(operation);

    (void)plaintext;
    (void)plaintext_size;
    *plaintext_length = 0;
    psa_status_t status = enter_end(op, false);
    if (status == PSA_SUCCESS && !pcrypto_driver_aead_verify(&op->op, &op->aead, plaintext, plaintext_size,
                                                             plaintext_length, tag, tag_length, &status)) {
        status = check_tag(op, tag, tag_length);
    }
    return end(op, status);
}

psa_status_t psa_aead_abort(psa_aead_operation_t *operation)
{
    return end(op_of(operation), PSA_SUCCESS);
}
