/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * J-PAKE over elliptic curves and finite fields (RFC 8236 sections 3 and 2; Crypto API 1.5, "The J-PAKE protocol").
 * Names are those of RFC 8236 with this side as Alice: g1 and g2 are its shares of the first round, g3 and g4 the
 * peer's; A and B are those of the second. The group is written additively.
 *
 * A round is three steps a share (share, public key of its proof, proof): two shares in the first, one in the second.
 * Who speaks first in a round is free, but each speaks without a break.
 */
#include "pake.h"

#include <string.h>

#include "crypto_internal.h"
#include "drbg.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/schnorr.h"

#define ROUND_ONE 6u /* steps until its end */
#define ROUND_TWO 9u

static psa_status_t setup(pcrypto_pake_t *op, const pcrypto_key_t *key, const psa_pake_cipher_suite_t *suite)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);

    if (type != PSA_KEY_TYPE_PASSWORD && type != PSA_KEY_TYPE_PASSWORD_HASH) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    /* J-PAKE does not confirm the key. */
    if (psa_pake_cs_get_key_confirmation(suite) != PSA_PAKE_UNCONFIRMED_KEY) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (pcrypto_hash_of(op->alg) == PCC_HASH_NONE) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    /* "if the result of the conversion and reduction is 0" */
    const pcc_pake_group_t group = { { op->curve, NULL }, op->dh };
    pcc_pake_reduce(&group, key->material, key->size, op->u.jpake.s);
    return pcc_pake_check_scalar(&group, op->u.jpake.s);
}

static psa_status_t set_role(pcrypto_pake_t *op, psa_pake_role_t role)
{
    (void)op;
    return role == PSA_PAKE_ROLE_NONE ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

/* Both names must be there, and differ: else a peer's proofs could be our own, sent back (RFC 8235 section 5). */
static psa_status_t check_names(const pcrypto_pake_t *op)
{
    const uint8_t both = PCRYPTO_PAKE_HAS_USER | PCRYPTO_PAKE_HAS_PEER;

    if (((op->set & PCRYPTO_PAKE_HAS_USER) && op->user_size == 0) ||
        ((op->set & PCRYPTO_PAKE_HAS_PEER) && op->peer_size == 0)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    bool same =
        (op->set & both) == both && op->user_size == op->peer_size && memcmp(op->user, op->peer, op->user_size) == 0;
    return same ? PSA_ERROR_INVALID_ARGUMENT : PSA_SUCCESS;
}

static psa_status_t set_context(pcrypto_pake_t *op, const uint8_t *context, size_t size)
{
    (void)op;
    (void)context;
    (void)size;
    return PSA_ERROR_BAD_STATE; /* "J-PAKE does not use a context" */
}

/* Whether a side that has done `done` steps may do `step` next, when the other side has done `other`. */
static psa_status_t check_order(const pcrypto_pake_t *op, psa_pake_step_t step, unsigned done, unsigned other)
{
    static const psa_pake_step_t order[] = { PSA_PAKE_STEP_KEY_SHARE, PSA_PAKE_STEP_ZK_PUBLIC, PSA_PAKE_STEP_ZK_PROOF };
    const uint8_t names = PCRYPTO_PAKE_HAS_USER | PCRYPTO_PAKE_HAS_PEER;

    if (step != order[0] && step != order[1] && step != order[2]) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    bool other_may_wait =
        done < ROUND_ONE ? other == 0 || other == ROUND_ONE : other == ROUND_ONE || other == ROUND_TWO;
    return done < ROUND_TWO && other_may_wait && step == order[done % 3] && (op->set & names) == names
               ? PSA_SUCCESS
               : PSA_ERROR_BAD_STATE;
}

/* The generator of a side's share of a step: the group's, in the second round g3 + g4 + g1 for us and g1 + g2 + g3
 * for the peer. */
static psa_status_t generator(const pcrypto_pake_t *op, const pcc_pake_group_t *group, unsigned done, bool ours,
                              uint8_t *out)
{
    const pcrypto_jpake_t *j = &op->u.jpake;

    if (done < ROUND_ONE) {
        return pcc_pake_base(group, out);
    }
    psa_status_t status = pcc_pake_add(group, j->g[0], j->g[2], out, &pcrypto_rng);
    return status == PSA_SUCCESS ? pcc_pake_add(group, out, ours ? j->g[3] : j->g[1], out, &pcrypto_rng) : status;
}

/* What the proof of a step is about. */
static pcc_schnorr_t proof_of(const pcrypto_pake_t *op, unsigned done, bool ours, const uint8_t *base)
{
    const pcrypto_jpake_t *j = &op->u.jpake;
    pcc_schnorr_t proof = { .generator = base,
                            .commitment = j->commitment,
                            .id = ours ? op->user : op->peer,
                            .id_size = ours ? op->user_size : op->peer_size,
                            .alg = pcrypto_hash_of(op->alg) };

    if (done < ROUND_ONE) {
        proof.public_key = j->g[done / 3 + (ours ? 0u : 2u)];
    } else {
        proof.public_key = ours ? j->share : j->b;
    }
    return proof;
}

/* A share: x1, x2 or x2 * s times the generator. */
static psa_status_t make_share(pcrypto_pake_t *op, const pcc_pake_group_t *group, const uint8_t *base, uint8_t *out)
{
    pcrypto_jpake_t *j = &op->u.jpake;
    psa_status_t status;

    if (op->sent < ROUND_ONE) {
        status = pcc_pake_draw(group, j->x, &pcrypto_rng);
        if (op->sent == 3) {
            memcpy(j->x2, j->x, pcc_pake_scalar_size(group));
        }
    } else {
        status = pcc_pake_multiply_scalars(group, j->x2, j->s, NULL, j->x, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_pake_multiply(group, j->x, base, out, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        memcpy(op->sent < ROUND_ONE ? j->g[op->sent / 3] : j->share, out, pcc_pake_element_size(group));
    }
    return status;
}

static psa_status_t output(pcrypto_pake_t *op, psa_pake_step_t step, uint8_t *out, size_t *size)
{
    pcrypto_jpake_t *j = &op->u.jpake;
    uint8_t base[PCC_PAKE_ELEMENT_MAX];
    pcc_pake_group_t group;

    psa_status_t status = check_order(op, step, op->sent, op->taken);
    if (status == PSA_SUCCESS) {
        status = pcrypto_pake_group(op, &group);
    }
    if (status == PSA_SUCCESS) {
        status = generator(op, &group, op->sent, true, base);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    *size = pcc_pake_element_size(&group);
    if (step == PSA_PAKE_STEP_KEY_SHARE) {
        status = make_share(op, &group, base, out);
    } else if (step == PSA_PAKE_STEP_ZK_PUBLIC) {
        status = pcc_pake_draw(&group, j->v, &pcrypto_rng);
        if (status == PSA_SUCCESS) {
            status = pcc_pake_multiply(&group, j->v, base, j->commitment, &pcrypto_rng);
        }
        memcpy(out, j->commitment, *size);
    } else {
        const pcc_schnorr_t proof = proof_of(op, op->sent, true, base);
        status = pcc_schnorr_prove(&group, &proof, j->x, j->v, out, &pcrypto_rng);
        *size = pcc_pake_scalar_size(&group);
        pcc_wipe(j->v, sizeof j->v);
        pcc_wipe(j->x, sizeof j->x);
    }
    op->sent++;
    return status;
}

/* An element of the peer: a key share, or the public key of a proof. */
static psa_status_t take_element(pcrypto_pake_t *op, const pcc_pake_group_t *group, psa_pake_step_t step,
                                 const uint8_t *in, size_t size)
{
    pcrypto_jpake_t *j = &op->u.jpake;
    uint8_t *to = j->commitment;

    if (size != pcc_pake_element_size(group)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (step == PSA_PAKE_STEP_KEY_SHARE) {
        to = op->taken < ROUND_ONE ? j->g[2 + op->taken / 3] : j->b;
    }
    memcpy(to, in, size);
    return pcc_pake_check_element(group, to);
}

/* A proof of the peer: at most as long as a scalar, shorter without its leading zeros. */
static psa_status_t take_proof(pcrypto_pake_t *op, const pcc_pake_group_t *group, const uint8_t *in, size_t size)
{
    uint8_t base[PCC_PAKE_ELEMENT_MAX], r[PCC_PAKE_SCALAR_MAX] = { 0 };
    size_t full = pcc_pake_scalar_size(group);

    if (size > full) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (size != 0) {
        memcpy(r + full - size, in, size);
    }
    psa_status_t status = generator(op, group, op->taken, false, base);
    if (status == PSA_SUCCESS) {
        const pcc_schnorr_t proof = proof_of(op, op->taken, false, base);
        status = pcc_schnorr_verify(group, &proof, r, &pcrypto_rng);
    }
    return status;
}

static psa_status_t input(pcrypto_pake_t *op, psa_pake_step_t step, const uint8_t *in, size_t size)
{
    pcc_pake_group_t group;

    psa_status_t status = check_order(op, step, op->taken, op->sent);
    if (status == PSA_SUCCESS) {
        status = pcrypto_pake_group(op, &group);
    }
    if (status == PSA_SUCCESS) {
        status = step == PSA_PAKE_STEP_ZK_PROOF ? take_proof(op, &group, in, size)
                                                : take_element(op, &group, step, in, size);
    }
    op->taken++;
    return status;
}

/* K = (B - g4 * x2 s) * x2, as a public key is written. */
static psa_status_t secret(pcrypto_pake_t *op, uint8_t *out, size_t *size)
{
    static const uint8_t zero[PCC_PAKE_SCALAR_MAX] = { 0 };
    pcrypto_jpake_t *j = &op->u.jpake;
    pcc_pake_group_t group;

    if (op->sent != ROUND_TWO || op->taken != ROUND_TWO) {
        return PSA_ERROR_BAD_STATE;
    }
    psa_status_t status = pcrypto_pake_group(op, &group);
    if (status == PSA_SUCCESS) { /* -x2 s */
        status = pcc_pake_multiply_scalars(&group, j->x2, j->s, zero, j->x, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_pake_multiply(&group, j->x, j->g[3], out, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_pake_add(&group, j->b, out, out, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_pake_multiply(&group, j->x2, out, out, &pcrypto_rng);
    }
    *size = pcc_pake_element_size(&group);
    return status;
}

/* The secret is an element: to derive from, not to encrypt with. */
static bool allows_type(psa_key_type_t type)
{
    return type == PSA_KEY_TYPE_DERIVE || type == PSA_KEY_TYPE_HMAC;
}

const pcrypto_pake_protocol_t pcrypto_pake_jpake = { setup,  set_role, check_names, set_context,
                                                     output, input,    secret,      allows_type };
