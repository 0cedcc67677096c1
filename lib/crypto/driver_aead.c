/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * AEAD of several calls by a driver (driver.h). The context is the driver's and lies in the caller's object.
 */
#include <string.h>

#include "driver_parts.h"
#include "lib/crypto/core/ct.h"

#define TAG_SIZE_MAX PCRYPTO_MAX(PSA_AEAD_TAG_MAX_SIZE, 1u)

typedef union context {
    PCRYPTO_TRANSPARENT_AEAD_OPERATION_T transparent;
    PCRYPTO_OPAQUE_AEAD_OPERATION_T opaque;
} context_t;

_Static_assert(sizeof(context_t) <= sizeof(psa_aead_operation_t) - PCRYPTO_DRIVER_HEAD_AEAD &&
                   _Alignof(context_t) <= 8u,
               "PCRYPTO_..._AEAD_OPERATION_T: the feature set has to define PCRYPTO_DRIVER_CONTEXT_SIZE");

/* The size of a nonce to generate, and whether lengths come first. */
static void note_key(pcrypto_op_t *op, psa_key_type_t type, psa_algorithm_t alg)
{
    op->size = (uint8_t)PSA_AEAD_NONCE_LENGTH(type, alg);
    if (PSA_ALG_AEAD_WITH_SHORTENED_TAG(alg, 0) == PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 0)) {
        op->driver |= DRIVEN_LENGTHS;
    }
}

#define FAMILY(name) pcrypto_driver_aead_##name
#define ENTRY(name) AEAD_##name
#include "driver_text.h"

static psa_status_t set_lengths(context_t *c, uint8_t kind, size_t ad_length, size_t text_length)
{
    (void)c;
    (void)kind;
    (void)ad_length;
    (void)text_length;
    return pcrypto_driver_narrow(ASK_OP(kind, c, AEAD_SET_LENGTHS, ad_length, text_length));
}

static psa_status_t set_nonce(context_t *c, uint8_t kind, const uint8_t *nonce, size_t nonce_length)
{
    (void)c;
    (void)kind;
    (void)nonce;
    (void)nonce_length;
    return pcrypto_driver_narrow(ASK_OP(kind, c, AEAD_SET_NONCE, nonce, nonce_length));
}

static psa_status_t update_ad(context_t *c, uint8_t kind, const uint8_t *input, size_t input_length)
{
    (void)c;
    (void)kind;
    (void)input;
    (void)input_length;
    return pcrypto_driver_narrow(ASK_OP(kind, c, AEAD_UPDATE_AD, input, input_length));
}

/* Two outputs: both or none. */
static psa_status_t finish(context_t *c, uint8_t kind, const pcrypto_driver_output_t *text,
                           const pcrypto_driver_output_t *tag)
{
    (void)kind;
    *text->length = 0;
    *tag->length = 0;
    psa_status_t status = pcrypto_driver_finish(
        ASK_OP(kind, c, AEAD_FINISH, text->data, text->size, text->length, tag->data, tag->size, tag->length), text);
    status = pcrypto_driver_part(pcrypto_driver_finish(status, tag), text);
    if (status != PSA_SUCCESS) {
        *text->length = 0;
    }
    pcc_wipe(c, sizeof *c);
    return status;
}

static psa_status_t verify(context_t *c, uint8_t kind, const pcrypto_driver_output_t *text, const uint8_t *tag,
                           size_t tag_length)
{
    (void)kind;
    (void)tag;
    (void)tag_length;
    *text->length = 0;
    psa_status_t status = pcrypto_driver_finish(
        ASK_OP(kind, c, AEAD_VERIFY, text->data, text->size, text->length, tag, tag_length), text);
    pcc_wipe(c, sizeof *c);
    return status;
}

bool pcrypto_driver_aead_needs_lengths(const pcrypto_op_t *op)
{
    return (op->driver & DRIVEN_LENGTHS) != 0;
}

/* CCM: nonce and length field of the text share 15 bytes. */
size_t pcrypto_driver_aead_nonce_size(const pcrypto_op_t *op, size_t text_length)
{
    size_t size = op->size;

    if ((op->driver & DRIVEN_LENGTHS) != 0) {
        for (uint64_t left = (uint64_t)text_length >> 16; left != 0 && size > 7u; left >>= 8) {
            size--;
        }
    }
    return size;
}

bool pcrypto_driver_aead_set_lengths(const pcrypto_op_t *op, void *context, size_t ad_length, size_t text_length,
                                     psa_status_t *status)
{
    if (op->driver == 0) {
        return false;
    }
    *status = set_lengths(context, op->driver, ad_length, text_length);
    return true;
}

bool pcrypto_driver_aead_set_nonce(const pcrypto_op_t *op, void *context, const uint8_t *nonce, size_t nonce_length,
                                   psa_status_t *status)
{
    if (op->driver == 0) {
        return false;
    }
    *status = set_nonce(context, op->driver, nonce, nonce_length);
    return true;
}

bool pcrypto_driver_aead_update_ad(const pcrypto_op_t *op, void *context, const uint8_t *input, size_t input_length,
                                   psa_status_t *status)
{
    if (op->driver == 0) {
        return false;
    }
    *status = update_ad(context, op->driver, input, input_length);
    return true;
}

bool pcrypto_driver_aead_finish(pcrypto_op_t *op, void *context, uint8_t *ciphertext, size_t ciphertext_size,
                                size_t *ciphertext_length, uint8_t *tag, size_t tag_size, size_t *tag_length,
                                psa_status_t *status)
{
    const pcrypto_driver_output_t text = { ciphertext, ciphertext_size, ciphertext_length };
    const pcrypto_driver_output_t mac = { tag, tag_size, tag_length };

    if (op->driver == 0) {
        return false;
    }
    *status = pcrypto_driver_part(finish(context, op->driver, &text, &mac), &mac);
    op->driver = 0;
    return true;
}

bool pcrypto_driver_aead_verify(pcrypto_op_t *op, void *context, uint8_t *plaintext, size_t plaintext_size,
                                size_t *plaintext_length, const uint8_t *tag, size_t tag_length, psa_status_t *status)
{
    const pcrypto_driver_output_t text = { plaintext, plaintext_size, plaintext_length };

    if (op->driver == 0) {
        return false;
    }
    *status = pcrypto_driver_part(verify(context, op->driver, &text, tag, tag_length), &text);
    op->driver = 0;
    return true;
}

/* Everything before the text. */
static psa_status_t open_whole(context_t *c, uint8_t kind, const uint8_t *nonce, size_t nonce_length, const uint8_t *ad,
                               size_t ad_length, size_t text_length)
{
    psa_status_t status = set_lengths(c, kind, ad_length, text_length);

    if (status == PSA_SUCCESS) {
        status = set_nonce(c, kind, nonce, nonce_length);
    }
    if (status == PSA_SUCCESS) {
        status = update_ad(c, kind, ad, ad_length);
    }
    return status;
}

/* The end of a text of which `done` bytes are out. What is not authentic is not given out. */
static psa_status_t close_whole(context_t *c, uint8_t kind, const pcrypto_driver_output_t *output, size_t done,
                                const uint8_t *tag, size_t tag_size)
{
    size_t last = 0, made_length = 0;
    uint8_t made[TAG_SIZE_MAX];
    const pcrypto_driver_output_t end = { output->data + done, output->size - done, &last };
    const pcrypto_driver_output_t mac = { made, tag_size, &made_length };
    psa_status_t status;

    if ((kind & DRIVEN_ENCRYPTS) == 0) {
        status = verify(c, kind, &end, tag, tag_size);
    } else {
        status = finish(c, kind, &end, &mac);
    }
    if (status == PSA_SUCCESS && output->size - done - last < made_length) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (status == PSA_SUCCESS) {
        memcpy(output->data + done + last, made, made_length);
        *output->length = done + last + made_length;
    } else {
        pcc_wipe(output->data, output->size);
    }
    return status == PSA_ERROR_NOT_SUPPORTED ? PSA_ERROR_GENERIC_ERROR : status; /* too late to fall back */
}

psa_status_t pcrypto_driven_aead(const pcrypto_key_t *key, psa_algorithm_t alg, bool encrypt, const uint8_t *nonce,
                                 size_t nonce_length, const uint8_t *ad, size_t ad_length, const uint8_t *input,
                                 size_t input_length, const pcrypto_driver_output_t *output)
{
    size_t tag_size = PSA_AEAD_TAG_LENGTH(psa_get_key_type(&key->attributes), psa_get_key_bits(&key->attributes), alg);
    uint8_t tag[TAG_SIZE_MAX];
    context_t c;
    uint8_t kind;
    size_t done = 0;
    const pcrypto_driver_output_t text = { output->data, output->size, &done };

    psa_status_t status = begin(&c, key, alg, encrypt, &kind);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (tag_size == 0 || tag_size > sizeof tag || (!encrypt && input_length < tag_size)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else if (encrypt && (output->size < tag_size || output->size - tag_size < input_length)) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (status == PSA_SUCCESS && !encrypt) {
        input_length -= tag_size;
        memcpy(tag, input + input_length, tag_size); /* the plaintext may be written over it */
    }
    if (status == PSA_SUCCESS) {
        status = open_whole(&c, kind, nonce, nonce_length, ad, ad_length, input_length);
    }
    if (status == PSA_SUCCESS) {
        status = update(&c, kind, input, input_length, &text);
    }
    if (status != PSA_SUCCESS) {
        abandon(&c, kind);
        return status;
    }
    return close_whole(&c, kind, output, done, tag, tag_size);
}
