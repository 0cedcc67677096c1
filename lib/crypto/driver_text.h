/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What ciphers and AEADs of several calls have alike, for driver_cipher.c and driver_aead.c, each of which includes it
 * once. Each has defined context_t, FAMILY(name), the function pcrypto_driver_<family>_<name>, ENTRY(name), the entry
 * point <FAMILY>_<name>, and note_key(), which takes into an operation what its family needs to know of the key.
 */
#include "driver_parts.h"

/* FAMILY and ENTRY are expanded before their names are made parts of others. */
#define ASK_TEXT0(kind, c, entry) ASK_OP0(kind, c, entry)
#define ASK_TEXT(kind, c, entry, ...) ASK_OP(kind, c, entry, __VA_ARGS__)

/* Returns the operation's kind in *kind. */
static psa_status_t begin(context_t *c, const pcrypto_key_t *key, psa_algorithm_t alg, bool encrypt, uint8_t *kind)
{
    const uint8_t whose = pcrypto_is_opaque(key) ? DRIVEN | DRIVEN_OPAQUE : DRIVEN;

    (void)alg;
    memset(c, 0, sizeof *c);
    psa_status_t status = pcrypto_driver_narrow(encrypt ? ASK_TEXT(whose, c, ENTRY(ENCRYPT_SETUP), KEY(key), alg)
                                                        : ASK_TEXT(whose, c, ENTRY(DECRYPT_SETUP), KEY(key), alg));
    if (status != PSA_SUCCESS) {
        pcc_wipe(c, sizeof *c);
    }
    *kind = whose | (encrypt ? DRIVEN_ENCRYPTS : 0u);
    return status;
}

static psa_status_t update(context_t *c, uint8_t kind, const uint8_t *input, size_t input_length,
                           const pcrypto_driver_output_t *out)
{
    (void)c;
    (void)kind;
    (void)input;
    (void)input_length;
    *out->length = 0;
    return pcrypto_driver_finish(
        ASK_TEXT(kind, c, ENTRY(UPDATE), input, input_length, out->data, out->size, out->length), out);
}

static void abandon(context_t *c, uint8_t kind)
{
    (void)kind;
    (void)ASK_TEXT0(kind, c, ENTRY(ABORT));
    pcc_wipe(c, sizeof *c);
}

bool FAMILY(setup)(pcrypto_op_t *op, void *context, psa_algorithm_t alg, bool encrypt, psa_status_t *status)
{
    const psa_key_usage_t usage = encrypt ? PSA_KEY_USAGE_ENCRYPT : PSA_KEY_USAGE_DECRYPT;
    pcrypto_key_t *held;
    uint8_t kind;

    *status = pcrypto_driver_hold(op->owner, op->key, usage, alg, &held);
    if (*status != PSA_SUCCESS) {
        return true;
    }
    *status = begin(context, held, alg, encrypt, &kind);
    if (*status == PSA_SUCCESS) {
        op->driver = kind;
        note_key(op, psa_get_key_type(&held->attributes), alg);
    }
    return pcrypto_driver_settle(held, *status);
}

bool FAMILY(update)(const pcrypto_op_t *op, void *context, const uint8_t *input, size_t input_length, uint8_t *output,
                    size_t output_size, size_t *output_length, psa_status_t *status)
{
    const pcrypto_driver_output_t out = { output, output_size, output_length };

    if (op->driver == 0) {
        return false;
    }
    *status = pcrypto_driver_part(update(context, op->driver, input, input_length, &out), &out);
    return true;
}

void FAMILY(abort)(pcrypto_op_t *op, void *context)
{
    if (op->driver != 0) {
        abandon(context, op->driver);
        op->driver = 0;
    }
}
