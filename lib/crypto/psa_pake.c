/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Password-authenticated key exchange (Crypto API 1.5, "Multi-part PAKE operations"): the states that all protocols
 * share.
 */
#include "crypto_internal.h"

#include <string.h>

#include "key_slots.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/group.h"
#include "pake.h"

_Static_assert(sizeof(pcrypto_pake_t) <= sizeof(psa_pake_operation_t), "psa_pake_operation_t too small");
_Static_assert(_Alignof(pcrypto_pake_t) <= _Alignof(psa_pake_operation_t), "psa_pake_operation_t not aligned");
_Static_assert(PSA_PAKE_OUTPUT_MAX_SIZE <= PCRYPTO_PAKE_STEP_SIZE_MAX, "PCRYPTO_PAKE_STEP_SIZE_MAX too small");

static const pcrypto_pake_protocol_t *protocol_of(psa_algorithm_t alg)
{
#if defined(PSA_WANT_ALG_JPAKE)
    if (PSA_ALG_IS_JPAKE(alg)) {
        return &pcrypto_pake_jpake;
    }
#endif
#if defined(PSA_WANT_ALG_SPAKE2P_HMAC)
    if (PSA_ALG_IS_SPAKE2P_HMAC(alg)) {
        return &pcrypto_pake_spake2p;
    }
#endif
#if defined(PSA_WANT_ALG_SPAKE2P_CMAC)
    if (PSA_ALG_IS_SPAKE2P_CMAC(alg)) {
        return &pcrypto_pake_spake2p;
    }
#endif
#if defined(PSA_WANT_ALG_SPAKE2P_MATTER)
    if (alg == PSA_ALG_SPAKE2P_MATTER) {
        return &pcrypto_pake_spake2p;
    }
#endif
#if defined(PSA_WANT_ALG_WPA3_SAE_FIXED)
    if (PSA_ALG_IS_WPA3_SAE_FIXED(alg)) {
        return &pcrypto_pake_sae;
    }
#endif
#if defined(PSA_WANT_ALG_WPA3_SAE_GDH)
    if (PSA_ALG_IS_WPA3_SAE_GDH(alg)) {
        return &pcrypto_pake_sae;
    }
#endif
    return NULL;
}

/* Fields of key types (Crypto API 1.5, appendix "Key type encoding"). */
#define CLASS_FIELD 0x7000u
#define CLASS_SYMMETRIC 0x2000u

bool pcrypto_pake_any_type(psa_key_type_t type)
{
    return type == PSA_KEY_TYPE_DERIVE || type == PSA_KEY_TYPE_HMAC ||
           ((type & CLASS_FIELD) == CLASS_SYMMETRIC && PSA_BLOCK_CIPHER_BLOCK_LENGTH(type) > 1);
}

static pcrypto_pake_t *op_of(psa_pake_operation_t *operation)
{
    return (pcrypto_pake_t *)(void *)operation;
}

/* The operation is over, well or in its error state. */
static psa_status_t end(pcrypto_pake_t *op, psa_status_t status)
{
    return pcrypto_op_end(&op->op, sizeof *op, status);
}

/* The end of a call after which the operation goes on, unless the call failed. */
static psa_status_t settle(pcrypto_pake_t *op, psa_status_t status)
{
    return status == PSA_SUCCESS ? status : end(op, status);
}

/* The group: an elliptic curve with a Weierstrass equation, for SPAKE2+ also Edwards25519; a finite field's for all
 * others. */
static psa_status_t find_group(pcrypto_pake_t *op, psa_pake_primitive_t primitive)
{
    unsigned family = PSA_PAKE_PRIMITIVE_GET_FAMILY(primitive);
    size_t bits = PSA_PAKE_PRIMITIVE_GET_BITS(primitive);

#if PCC_PAKE_DH_SIZE_MAX != 0
    if (PSA_PAKE_PRIMITIVE_GET_TYPE(primitive) == PSA_PAKE_PRIMITIVE_TYPE_DH && !PSA_ALG_IS_SPAKE2P(op->alg)) {
        op->dh = bits <= 8 * PCC_PAKE_DH_SIZE_MAX ? pcc_dh_group_find(family, bits) : NULL;
        return op->dh != NULL ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
    }
#endif
    if (PSA_PAKE_PRIMITIVE_GET_TYPE(primitive) != PSA_PAKE_PRIMITIVE_TYPE_ECC) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    op->curve = pcc_group_find(family, bits);
    if (op->curve == NULL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    bool fits = PCC_IS_EDWARDS(op->curve) ? PSA_ALG_IS_SPAKE2P(op->alg) : !pcc_curve_is_montgomery(op->curve);
    return fits ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_pake_group(const pcrypto_pake_t *op, pcc_pake_group_t *group)
{
    memset(group, 0, sizeof *group);
    group->dh = op->dh;
#if PCC_WEIERSTRASS_COUNT != 0
    return op->dh == NULL ? pcrypto_ecc(op->curve, &group->ecc) : PSA_SUCCESS;
#else
    return PSA_SUCCESS;
#endif
}

static psa_status_t setup(pcrypto_pake_t *op, psa_key_id_t key, const psa_pake_cipher_suite_t *suite)
{
    pcrypto_key_t *held;

    op->alg = psa_pake_cs_get_algorithm(suite);
    op->op.state = PCRYPTO_PAKE_SETUP;
    psa_status_t status = pcrypto_key_get_for(key, PSA_KEY_USAGE_DERIVE, op->alg, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    const pcrypto_pake_protocol_t *protocol = protocol_of(op->alg);
    if (!PSA_ALG_IS_PAKE(op->alg)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else if (protocol == NULL) {
        status = PSA_ERROR_NOT_SUPPORTED;
    } else {
        status = find_group(op, psa_pake_cs_get_primitive(suite));
    }
    if (status == PSA_SUCCESS) {
        status = protocol->setup(op, held, suite);
    }
    pcrypto_key_put(held);
    return status;
}

psa_status_t psa_pake_setup(psa_pake_operation_t *operation, psa_key_id_t password_key,
                            const psa_pake_cipher_suite_t *cipher_suite)
{
    pcrypto_pake_t *op = op_of(operation);

    psa_status_t status = pcrypto_op_begin(&op->op, password_key, plat_caller());
    if (status != PSA_SUCCESS) {
        return status; /* one in use stays as it is */
    }
    status = setup(op, password_key, cipher_suite);
    if (status != PSA_SUCCESS) {
        pcc_wipe(op, sizeof *op); /* as it was: all of an inactive one is 0 */
    }
    return status;
}

/* Begin to set something that can be set once, before the exchange: counts it as set. At NULL there are no bytes. */
static psa_status_t begin_set(pcrypto_pake_t *op, uint8_t what, const uint8_t *bytes, size_t size)
{
    psa_status_t status = pcrypto_op_enter(&op->op, PCRYPTO_PAKE_SETUP, PCRYPTO_PAKE_SETUP);

    if (status == PSA_SUCCESS && (op->set & what) != 0) {
        status = PSA_ERROR_BAD_STATE;
    }
    if (status == PSA_SUCCESS && bytes == NULL && size != 0) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    }
    op->set |= what;
    return status;
}

psa_status_t psa_pake_set_role(psa_pake_operation_t *operation, psa_pake_role_t role)
{
    pcrypto_pake_t *op = op_of(operation);

    psa_status_t status = begin_set(op, PCRYPTO_PAKE_HAS_ROLE, NULL, 0);
    if (status == PSA_SUCCESS) {
        op->role = role;
        status = protocol_of(op->alg)->set_role(op, role);
    }
    return settle(op, status);
}

static psa_status_t set_name(pcrypto_pake_t *op, uint8_t what, uint8_t *name, uint8_t *name_size, const uint8_t *id,
                             size_t id_size)
{
    psa_status_t status = begin_set(op, what, id, id_size);
    if (status == PSA_SUCCESS && id_size > PCRYPTO_PAKE_ID_SIZE_MAX) {
        status = PSA_ERROR_NOT_SUPPORTED;
    }
    if (status == PSA_SUCCESS) {
        if (id_size != 0) {
            memcpy(name, id, id_size);
        }
        *name_size = (uint8_t)id_size;
        status = protocol_of(op->alg)->check_names(op);
    }
    return settle(op, status);
}

psa_status_t psa_pake_set_user(psa_pake_operation_t *operation, const uint8_t *user_id, size_t user_id_len)
{
    pcrypto_pake_t *op = op_of(operation);

    return set_name(op, PCRYPTO_PAKE_HAS_USER, op->user, &op->user_size, user_id, user_id_len);
}

psa_status_t psa_pake_set_peer(psa_pake_operation_t *operation, const uint8_t *peer_id, size_t peer_id_len)
{
    pcrypto_pake_t *op = op_of(operation);

    return set_name(op, PCRYPTO_PAKE_HAS_PEER, op->peer, &op->peer_size, peer_id, peer_id_len);
}

psa_status_t psa_pake_set_context(psa_pake_operation_t *operation, const uint8_t *context, size_t context_len)
{
    pcrypto_pake_t *op = op_of(operation);

    psa_status_t status = begin_set(op, PCRYPTO_PAKE_HAS_CONTEXT, context, context_len);
    if (status == PSA_SUCCESS) {
        status = protocol_of(op->alg)->set_context(op, context, context_len);
    }
    return settle(op, status);
}

psa_status_t psa_pake_output(psa_pake_operation_t *operation, psa_pake_step_t step, uint8_t *output, size_t output_size,
                             size_t *output_length)
{
    pcrypto_pake_t *op = op_of(operation);
    uint8_t made[PCRYPTO_PAKE_STEP_SIZE_MAX];
    size_t size = 0;

    *output_length = 0;
    psa_status_t status = pcrypto_op_enter(&op->op, PCRYPTO_PAKE_SETUP, PCRYPTO_PAKE_EXCHANGE);
    if (status == PSA_SUCCESS) {
        op->op.state = PCRYPTO_PAKE_EXCHANGE;
        status = protocol_of(op->alg)->output(op, step, made, &size);
    }
    if (status == PSA_SUCCESS && output_size < size) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (status == PSA_SUCCESS) {
        memcpy(output, made, size);
        *output_length = size;
    }
    pcc_wipe(made, sizeof made);
    return settle(op, status);
}

psa_status_t psa_pake_input(psa_pake_operation_t *operation, psa_pake_step_t step, const uint8_t *input,
                            size_t input_length)
{
    pcrypto_pake_t *op = op_of(operation);

    psa_status_t status = pcrypto_op_enter(&op->op, PCRYPTO_PAKE_SETUP, PCRYPTO_PAKE_EXCHANGE);
    if (status == PSA_SUCCESS) {
        op->op.state = PCRYPTO_PAKE_EXCHANGE;
        status = protocol_of(op->alg)->input(op, step, input, input_length);
    }
    return settle(op, status);
}

psa_status_t psa_pake_get_shared_key(psa_pake_operation_t *operation, const psa_key_attributes_t *attributes,
                                     psa_key_id_t *key)
{
    pcrypto_pake_t *op = op_of(operation);
    uint8_t secret[PCRYPTO_PAKE_SECRET_SIZE_MAX];
    size_t size = 0;

    *key = PSA_KEY_ID_NULL;
    psa_status_t status = pcrypto_op_enter(&op->op, PCRYPTO_PAKE_EXCHANGE, PCRYPTO_PAKE_EXCHANGE);
    if (status == PSA_SUCCESS) {
        status = protocol_of(op->alg)->secret(op, secret, &size);
    }
    if (status == PSA_SUCCESS && !protocol_of(op->alg)->allows_type(psa_get_key_type(attributes))) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    }
    if (status == PSA_SUCCESS) {
        status = psa_import_key(attributes, secret, size, key);
    }
    pcc_wipe(secret, sizeof secret);
    return end(op, status);
}

psa_status_t psa_pake_abort(psa_pake_operation_t *operation)
{
    return end(op_of(operation), PSA_SUCCESS);
}
