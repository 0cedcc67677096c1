/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * MACs of several calls by a driver (driver.h). The context is the driver's and lies in the caller's object.
 */
#include <string.h>

#include "driver_parts.h"
#include "lib/crypto/core/ct.h"

typedef union context {
    PCRYPTO_TRANSPARENT_MAC_OPERATION_T transparent;
    PCRYPTO_OPAQUE_MAC_OPERATION_T opaque;
} context_t;

_Static_assert(sizeof(context_t) <= sizeof(psa_mac_operation_t) - sizeof(pcrypto_op_t) && _Alignof(context_t) <= 8u,
               "PCRYPTO_..._MAC_OPERATION_T: the feature set has to define PCRYPTO_DRIVER_CONTEXT_SIZE");

/* A driver that can't verify computes, and the library compares. Returns the operation's kind in *kind, 0 on error. */
static psa_status_t begin(context_t *c, const pcrypto_key_t *key, psa_algorithm_t alg, bool verify, uint8_t *kind)
{
    uint8_t whose = pcrypto_is_opaque(key) ? DRIVEN | DRIVEN_OPAQUE : DRIVEN;
    psa_status_t status = PSA_ERROR_NOT_SUPPORTED;

    (void)alg;
    memset(c, 0, sizeof *c);
    if (verify) {
        status = ASK_OP(whose, c, MAC_VERIFY_SETUP, KEY(key), alg);
    }
    if (status == PSA_ERROR_NOT_SUPPORTED) {
        memset(c, 0, sizeof *c);
        status = ASK_OP(whose, c, MAC_SIGN_SETUP, KEY(key), alg);
        whose |= verify ? DRIVEN_COMPARES : 0u;
    }
    status = pcrypto_driver_narrow(status);
    if (status != PSA_SUCCESS) {
        pcc_wipe(c, sizeof *c);
        whose = 0;
    }
    *kind = whose;
    return status;
}

static psa_status_t update(context_t *c, uint8_t kind, const uint8_t *input, size_t input_length)
{
    (void)c;
    (void)kind;
    (void)input;
    (void)input_length;
    return pcrypto_driver_narrow(ASK_OP(kind, c, MAC_UPDATE, input, input_length));
}

static psa_status_t finish(context_t *c, uint8_t kind, const pcrypto_driver_output_t *mac)
{
    (void)kind;
    *mac->length = 0;
    psa_status_t status =
        pcrypto_driver_finish(ASK_OP(kind, c, MAC_SIGN_FINISH, mac->data, mac->size, mac->length), mac);
    pcc_wipe(c, sizeof *c);
    return status;
}

static psa_status_t check(context_t *c, uint8_t kind, const uint8_t *mac, size_t mac_length)
{
    uint8_t made[PCRYPTO_HASH_ROOM]; /* no MAC is longer */
    size_t length = 0;
    const pcrypto_driver_output_t out = { made, sizeof made, &length };
    psa_status_t status;

    if ((kind & DRIVEN_COMPARES) == 0) {
        status = pcrypto_driver_narrow(ASK_OP(kind, c, MAC_VERIFY_FINISH, mac, mac_length));
        pcc_wipe(c, sizeof *c);
        return status;
    }
    status = finish(c, kind, &out);
    if (status == PSA_SUCCESS && (length != mac_length || !pcc_equal(made, mac, length))) {
        status = PSA_ERROR_INVALID_SIGNATURE;
    }
    pcc_wipe(made, sizeof made);
    return status;
}

static void abandon(context_t *c, uint8_t kind)
{
    (void)kind;
    (void)ASK_OP0(kind, c, MAC_ABORT);
    pcc_wipe(c, sizeof *c);
}

bool pcrypto_driver_mac_setup(pcrypto_op_t *op, void *context, psa_algorithm_t alg, bool verify, psa_status_t *status)
{
    pcrypto_key_t *held;
    uint8_t kind;

    *status = pcrypto_driver_hold(op->owner, op->key,
                                  verify ? PSA_KEY_USAGE_VERIFY_MESSAGE : PSA_KEY_USAGE_SIGN_MESSAGE, alg, &held);
    if (*status != PSA_SUCCESS) {
        return true;
    }
    *status = begin(context, held, alg, verify, &kind);
    if (*status == PSA_SUCCESS) {
        op->driver = kind;
    }
    return pcrypto_driver_settle(held, *status);
}

bool pcrypto_driver_mac_update(const pcrypto_op_t *op, void *context, const uint8_t *input, size_t input_length,
                               psa_status_t *status)
{
    if (op->driver == 0) {
        return false;
    }
    *status = update(context, op->driver, input, input_length);
    return true;
}

bool pcrypto_driver_mac_sign_finish(pcrypto_op_t *op, void *context, uint8_t *mac, size_t mac_size, size_t *mac_length,
                                    psa_status_t *status)
{
    const pcrypto_driver_output_t out = { mac, mac_size, mac_length };

    if (op->driver == 0) {
        return false;
    }
    *status = pcrypto_driver_part(finish(context, op->driver, &out), &out);
    op->driver = 0;
    return true;
}

bool pcrypto_driver_mac_verify_finish(pcrypto_op_t *op, void *context, const uint8_t *mac, size_t mac_length,
                                      psa_status_t *status)
{
    if (op->driver == 0) {
        return false;
    }
    *status = check(context, op->driver, mac, mac_length);
    op->driver = 0;
    return true;
}

void pcrypto_driver_mac_abort(pcrypto_op_t *op, void *context)
{
    if (op->driver != 0) {
        abandon(context, op->driver);
        op->driver = 0;
    }
}

/* All but the end of a single-part call. */
static psa_status_t begin_whole(context_t *c, const pcrypto_key_t *key, psa_algorithm_t alg, bool verify,
                                const uint8_t *input, size_t input_length, uint8_t *kind)
{
    psa_status_t status = begin(c, key, alg, verify, kind);

    if (status == PSA_SUCCESS) {
        status = update(c, *kind, input, input_length);
        if (status != PSA_SUCCESS) {
            abandon(c, *kind);
        }
    }
    return status;
}

psa_status_t pcrypto_driven_mac(const pcrypto_key_t *key, psa_algorithm_t alg, const uint8_t *input,
                                size_t input_length, const pcrypto_driver_output_t *mac)
{
    context_t c;
    uint8_t kind;

    psa_status_t status = begin_whole(&c, key, alg, false, input, input_length, &kind);
    return status == PSA_SUCCESS ? finish(&c, kind, mac) : status;
}

psa_status_t pcrypto_driven_mac_verify(const pcrypto_key_t *key, psa_algorithm_t alg, const uint8_t *input,
                                       size_t input_length, const uint8_t *mac, size_t mac_length)
{
    context_t c;
    uint8_t kind;

    psa_status_t status = begin_whole(&c, key, alg, true, input, input_length, &kind);
    return status == PSA_SUCCESS ? check(&c, kind, mac, mac_length) : status;
}
