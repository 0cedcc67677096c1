/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SPAKE2+ (RFC 9383; Crypto API 1.5, "The SPAKE2+ protocol"). The client is the prover, the server the verifier; their
 * steps have one order each.
 */
#include "pake.h"

#include <string.h>

#include "crypto_internal.h"
#include "drbg.h"
#include "key_material_spake2p.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/group.h"

static bool is_prover(const pcrypto_pake_t *op)
{
    return op->role == PSA_PAKE_ROLE_CLIENT;
}

static pcc_spake2p_variant_t variant_of(psa_algorithm_t alg)
{
    if (PSA_ALG_IS_SPAKE2P_HMAC(alg)) {
        return PCC_SPAKE2P_HMAC;
    }
    return PSA_ALG_IS_SPAKE2P_CMAC(alg) ? PCC_SPAKE2P_CMAC : PCC_SPAKE2P_MATTER;
}

static psa_status_t setup(pcrypto_pake_t *op, const pcrypto_key_t *key, const psa_pake_cipher_suite_t *suite)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);
    pcrypto_spake2p_t *s = &op->u.spake2p;
    size_t n = op->curve->scalar_size;

    if (!PSA_KEY_TYPE_IS_SPAKE2P(type) || PSA_KEY_TYPE_SPAKE2P_GET_FAMILY(type) != op->curve->family ||
        psa_get_key_bits(&key->attributes) != op->curve->bits) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (psa_pake_cs_get_key_confirmation(suite) != PSA_PAKE_CONFIRMED_KEY) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (!pcc_spake2p_is_suite(op->curve, variant_of(op->alg), pcrypto_hash_of(op->alg))) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    s->has_l = PSA_KEY_TYPE_IS_PUBLIC_KEY(type);
    memcpy(s->w0, key->material, n);
    memcpy(s->w1_or_l, key->material + n, key->size - n);
    return PSA_SUCCESS;
}

/* The prover needs w1, the verifier does with L. */
static psa_status_t set_role(pcrypto_pake_t *op, psa_pake_role_t role)
{
    bool valid = role == PSA_PAKE_ROLE_SERVER || (role == PSA_PAKE_ROLE_CLIENT && !op->u.spake2p.has_l);

    return valid ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

static psa_status_t check_names(const pcrypto_pake_t *op)
{
    (void)op; /* any, absent and empty ones too */
    return PSA_SUCCESS;
}

static psa_status_t set_context(pcrypto_pake_t *op, const uint8_t *context, size_t size)
{
    pcrypto_spake2p_t *s = &op->u.spake2p;

    if (size > sizeof s->context) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (size != 0) {
        memcpy(s->context, context, size);
    }
    s->context_size = (uint8_t)size;
    return PSA_SUCCESS;
}

/* The steps of both roles, in their order. */
typedef struct step {
    psa_pake_step_t step;
    bool output;
} step_t;
#define STEPS 4u

static psa_status_t check_order(const pcrypto_pake_t *op, psa_pake_step_t step, bool output)
{
    static const step_t prover[STEPS] = { { PSA_PAKE_STEP_KEY_SHARE, true },
                                          { PSA_PAKE_STEP_KEY_SHARE, false },
                                          { PSA_PAKE_STEP_CONFIRM, false },
                                          { PSA_PAKE_STEP_CONFIRM, true } };
    static const step_t verifier[STEPS] = { { PSA_PAKE_STEP_KEY_SHARE, false },
                                            { PSA_PAKE_STEP_KEY_SHARE, true },
                                            { PSA_PAKE_STEP_CONFIRM, true },
                                            { PSA_PAKE_STEP_CONFIRM, false } };
    unsigned done = (unsigned)op->sent + op->taken;

    if (step != PSA_PAKE_STEP_KEY_SHARE && step != PSA_PAKE_STEP_CONFIRM) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if ((op->set & PCRYPTO_PAKE_HAS_ROLE) == 0 || done >= STEPS) {
        return PSA_ERROR_BAD_STATE;
    }
    const step_t *next = is_prover(op) ? &prover[done] : &verifier[done];
    return next->step == step && next->output == output ? PSA_SUCCESS : PSA_ERROR_BAD_STATE;
}

/* Both shares are there: compute the keys, once. */
static psa_status_t finish(pcrypto_pake_t *op, const pcc_ecc_t *ecc)
{
    pcrypto_spake2p_t *s = &op->u.spake2p;
    bool prover = is_prover(op);
    const pcc_spake2p_t run = { .ecc = ecc,
                                .variant = variant_of(op->alg),
                                .alg = pcrypto_hash_of(op->alg),
                                .w0 = s->w0,
                                .context = op->set & PCRYPTO_PAKE_HAS_CONTEXT ? s->context : NULL,
                                .context_size = s->context_size,
                                .prover_id = prover ? op->user : op->peer,
                                .prover_id_size = prover ? op->user_size : op->peer_size,
                                .verifier_id = prover ? op->peer : op->user,
                                .verifier_id_size = prover ? op->peer_size : op->user_size,
                                .share_p = s->share_p,
                                .share_v = s->share_v };

    return pcc_spake2p_finish(&run, prover, s->secret, s->has_l ? NULL : s->w1_or_l, s->has_l ? s->w1_or_l : NULL,
                              &s->keys, &pcrypto_rng);
}

static psa_status_t make_share(pcrypto_pake_t *op, const pcc_ecc_t *ecc, uint8_t *out, size_t *size)
{
    pcrypto_spake2p_t *s = &op->u.spake2p;
    bool prover = is_prover(op);

    *size = pcc_curve_public_size(op->curve);
    psa_status_t status = pcc_group_generate(op->curve, s->secret, &pcrypto_rng);
    if (status == PSA_SUCCESS) {
        status = pcc_spake2p_share(ecc, prover, s->w0, s->secret, out, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        memcpy(prover ? s->share_p : s->share_v, out, *size);
    }
    return status == PSA_SUCCESS && !prover ? finish(op, ecc) : status;
}

static psa_status_t output(pcrypto_pake_t *op, psa_pake_step_t step, uint8_t *out, size_t *size)
{
    const pcc_spake2p_keys_t *keys = &op->u.spake2p.keys;
    pcc_ecc_t ecc;

    psa_status_t status = check_order(op, step, true);
    if (status == PSA_SUCCESS && step == PSA_PAKE_STEP_CONFIRM) {
        *size = keys->confirm_size;
        memcpy(out, is_prover(op) ? keys->confirm_p : keys->confirm_v, *size);
    } else if (status == PSA_SUCCESS) {
        status = pcrypto_spake2p_ecc(op->curve, &ecc);
        if (status == PSA_SUCCESS) {
            status = make_share(op, &ecc, out, size);
        }
    }
    op->sent++;
    return status;
}

static psa_status_t take_share(pcrypto_pake_t *op, const uint8_t *in, size_t size)
{
    pcrypto_spake2p_t *s = &op->u.spake2p;
    uint8_t *share = is_prover(op) ? s->share_v : s->share_p;
    pcc_ecc_t ecc;

    if (size != pcc_curve_public_size(op->curve)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memcpy(share, in, size);
    psa_status_t status = pcrypto_spake2p_ecc(op->curve, &ecc);
    if (status == PSA_SUCCESS) {
        status = pcc_group_check_point(&ecc, share);
    }
    return status == PSA_SUCCESS && is_prover(op) ? finish(op, &ecc) : status;
}

static psa_status_t input(pcrypto_pake_t *op, psa_pake_step_t step, const uint8_t *in, size_t size)
{
    const pcc_spake2p_keys_t *keys = &op->u.spake2p.keys;

    psa_status_t status = check_order(op, step, false);
    if (status == PSA_SUCCESS && step == PSA_PAKE_STEP_CONFIRM) {
        const uint8_t *expected = is_prover(op) ? keys->confirm_v : keys->confirm_p;
        status =
            size == keys->confirm_size && pcc_equal(in, expected, size) ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE;
    } else if (status == PSA_SUCCESS) {
        status = take_share(op, in, size);
    }
    op->taken++;
    return status;
}

static psa_status_t secret(pcrypto_pake_t *op, uint8_t *out, size_t *size)
{
    const pcc_spake2p_keys_t *keys = &op->u.spake2p.keys;

    if ((unsigned)op->sent + op->taken != STEPS) {
        return PSA_ERROR_BAD_STATE;
    }
    memcpy(out, keys->shared, keys->shared_size);
    *size = keys->shared_size;
    return PSA_SUCCESS;
}

const pcrypto_pake_protocol_t pcrypto_pake_spake2p = { setup,  set_role, check_names, set_context,
                                                       output, input,    secret,      pcrypto_pake_any_type };
