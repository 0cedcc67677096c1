/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * WPA3-SAE (IEEE 802.11 section 12.4; Crypto API 1.5, "The WPA3-SAE protocol"): the looping method with a password,
 * hash-to-element with a token, with a PMK of fixed size or of the group's.
 *
 * The commits come in either order, then the salt, then confirms, as many as are wanted in both directions.
 */
#include "pake.h"

#include <string.h>

#include "crypto_internal.h"
#include "drbg.h"
#include "key_material_sae.h"
#include "lib/crypto/core/ct.h"

/* Steps that are done. */
#define OWN_COMMIT 0x01u
#define PEER_COMMIT 0x02u
#define SALT 0x04u
#define COUNT 0x08u /* a confirm may be made */
#define OWN_CONFIRM 0x10u
#define PEER_CONFIRM 0x20u
#define COMMITS (OWN_COMMIT | PEER_COMMIT)
#define CONFIRMS (OWN_CONFIRM | PEER_CONFIRM)

/* A password is for the looping method, which is SHA-256 with a PMK of fixed size. */
static psa_status_t take_password(pcrypto_pake_t *op, const pcrypto_key_t *key)
{
#if PCC_HAVE_SAE_LOOP
    pcrypto_sae_t *s = &op->u.sae;

    if (op->alg != PSA_ALG_WPA3_SAE_FIXED(PSA_ALG_SHA_256)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (key->size > sizeof s->from.password) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    memcpy(s->from.password, key->material, key->size);
    s->password_size = (uint8_t)key->size;
    return PSA_SUCCESS;
#else
    (void)op;
    (void)key;
    return PSA_ERROR_NOT_SUPPORTED;
#endif
}

/* A token is one of the suite's group, which says what the hash function is. */
static psa_status_t take_token(pcrypto_pake_t *op, const pcc_pake_group_t *group, const pcrypto_key_t *key)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);
    bool is_groups =
        op->dh != NULL
            ? PSA_KEY_TYPE_IS_WPA3_SAE_DH(type) && PSA_KEY_TYPE_WPA3_SAE_DH_GET_FAMILY(type) == op->dh->family
            : PSA_KEY_TYPE_IS_WPA3_SAE_ECC(type) && PSA_KEY_TYPE_WPA3_SAE_ECC_GET_FAMILY(type) == op->curve->family;
    size_t bits = op->dh != NULL ? op->dh->bits : op->curve->bits;

    if (!is_groups || psa_get_key_bits(&key->attributes) != bits || pcrypto_hash_of(op->alg) != pcc_sae_hash(group)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    op->u.sae.from.element[0] = 0x04;
    memcpy(op->u.sae.from.element + pcc_sae_element_at(group), key->material, key->size);
    return PSA_SUCCESS;
}

static psa_status_t setup(pcrypto_pake_t *op, const pcrypto_key_t *key, const psa_pake_cipher_suite_t *suite)
{
    const pcc_pake_group_t group = { { op->curve, NULL }, op->dh };

    if (psa_pake_cs_get_key_confirmation(suite) != PSA_PAKE_CONFIRMED_KEY || pcc_sae_hash(&group) == PCC_HASH_NONE) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    return psa_get_key_type(&key->attributes) == PSA_KEY_TYPE_PASSWORD ? take_password(op, key)
                                                                       : take_token(op, &group, key);
}

static psa_status_t set_role(pcrypto_pake_t *op, psa_pake_role_t role)
{
    (void)op;
    return role == PSA_PAKE_ROLE_NONE ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

/* Two MAC addresses that differ. */
static psa_status_t check_names(const pcrypto_pake_t *op)
{
    const uint8_t both = PCRYPTO_PAKE_HAS_USER | PCRYPTO_PAKE_HAS_PEER;

    if (((op->set & PCRYPTO_PAKE_HAS_USER) && op->user_size != PCC_SAE_ADDRESS_SIZE) ||
        ((op->set & PCRYPTO_PAKE_HAS_PEER) && op->peer_size != PCC_SAE_ADDRESS_SIZE)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    bool same = (op->set & both) == both && memcmp(op->user, op->peer, PCC_SAE_ADDRESS_SIZE) == 0;
    return same ? PSA_ERROR_INVALID_ARGUMENT : PSA_SUCCESS;
}

static psa_status_t set_context(pcrypto_pake_t *op, const uint8_t *context, size_t size)
{
    (void)op;
    (void)context;
    (void)size;
    return PSA_ERROR_BAD_STATE; /* "WPA-SAE does not use a context" */
}

/* Before the first commit: the password element, in the place of what it is made of. */
static psa_status_t make_element(pcrypto_pake_t *op, const pcc_pake_group_t *group)
{
    pcrypto_sae_t *s = &op->u.sae;
    uint8_t addresses[2 * PCC_SAE_ADDRESS_SIZE], element[PCC_PAKE_ELEMENT_MAX];
    psa_status_t status;

    if ((s->done & COMMITS) != 0) {
        return PSA_SUCCESS;
    }
    pcc_sae_addresses(op->user, op->peer, addresses);
#if PCC_HAVE_SAE_LOOP
    if (s->password_size != 0) {
        status =
            pcc_sae_element_of_password(group, s->from.password, s->password_size, addresses, element, &pcrypto_rng);
    } else
#endif
    {
        status = pcc_sae_element_of_token(group, s->from.element, addresses, element, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        pcc_wipe(&s->from, sizeof s->from);
        memcpy(s->from.element, element, pcc_pake_element_size(group));
    }
    pcc_wipe(element, sizeof element);
    return status;
}

static size_t commit_size(const pcc_pake_group_t *group)
{
    return pcc_pake_scalar_size(group) + pcc_sae_element_size(group);
}

static psa_status_t make_commit(pcrypto_pake_t *op, const pcc_pake_group_t *group, uint8_t *out, size_t *size)
{
    pcrypto_sae_t *s = &op->u.sae;

    psa_status_t status = make_element(op, group);
    if (status == PSA_SUCCESS) {
        status = pcc_sae_commit(group, s->from.element, s->rand, s->own, &pcrypto_rng);
    }
    *size = commit_size(group);
    memcpy(out, s->own, *size);
    s->done |= OWN_COMMIT;
    return status;
}

/* Our own commit sent back is no peer's (section 12.4.8.6.4). */
static psa_status_t take_commit(pcrypto_pake_t *op, const pcc_pake_group_t *group, const uint8_t *in, size_t size)
{
    pcrypto_sae_t *s = &op->u.sae;

    if (size != commit_size(group)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memcpy(s->peer, in, size);
    if ((s->done & OWN_COMMIT) && memcmp(s->peer, s->own, size) == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = make_element(op, group);
    if (status == PSA_SUCCESS) {
        status = pcc_sae_take_commit(group, s->from.element, s->peer, s->sum, &pcrypto_rng);
    }
    s->done |= PEER_COMMIT;
    return status;
}

static size_t pmk_size(const pcrypto_pake_t *op)
{
    return PSA_ALG_IS_WPA3_SAE_GDH(op->alg) ? pcc_hash_size(pcrypto_hash_of(op->alg)) : PCC_SAE_PMK_SIZE;
}

/* The salt is a hash of zeros, or 2 bytes to each rejected group. */
static psa_status_t take_salt(pcrypto_pake_t *op, const pcc_pake_group_t *group, const uint8_t *in, size_t size)
{
    pcrypto_sae_t *s = &op->u.sae;
    uint8_t salt[PSA_PAKE_INPUT_SIZE(PSA_ALG_WPA3_SAE_FIXED(0), 0, PSA_PAKE_STEP_SALT)];

    if (size % 2 != 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (size > sizeof salt) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (size != 0) {
        memcpy(salt, in, size);
    }
    s->done |= SALT;
    return pcc_sae_derive_keys(group, pcrypto_hash_of(op->alg), s->rand, s->sum, s->own, s->peer, salt, size,
                               pmk_size(op), &s->keys, &pcrypto_rng);
}

static psa_status_t take_count(pcrypto_pake_t *op, const uint8_t *in, size_t size)
{
    if (size != PCC_SAE_COUNT_SIZE) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memcpy(op->u.sae.count, in, PCC_SAE_COUNT_SIZE);
    op->u.sae.done |= COUNT;
    return PSA_SUCCESS;
}

/* The counter, and the confirm that it goes into. A counter is for one. */
static psa_status_t make_confirm(pcrypto_pake_t *op, const pcc_pake_group_t *group, uint8_t *out, size_t *size)
{
    pcrypto_sae_t *s = &op->u.sae;
    pcc_hash_alg_t alg = pcrypto_hash_of(op->alg);

    memcpy(out, s->count, PCC_SAE_COUNT_SIZE);
    *size = PCC_SAE_COUNT_SIZE + pcc_hash_size(alg);
    s->done = (uint8_t)((s->done & ~COUNT) | OWN_CONFIRM);
    return pcc_sae_confirm(group, alg, s->keys.kck, s->count, s->own, s->peer, out + PCC_SAE_COUNT_SIZE);
}

static psa_status_t take_confirm(pcrypto_pake_t *op, const pcc_pake_group_t *group, const uint8_t *in, size_t size)
{
    pcrypto_sae_t *s = &op->u.sae;
    pcc_hash_alg_t alg = pcrypto_hash_of(op->alg);
    uint8_t count[PCC_SAE_COUNT_SIZE], expected[PCC_HASH_SIZE_MAX];

    if (size != PCC_SAE_COUNT_SIZE + pcc_hash_size(alg)) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    memcpy(count, in, sizeof count);
    psa_status_t status = pcc_sae_confirm(group, alg, s->keys.kck, count, s->peer, s->own, expected);
    if (status == PSA_SUCCESS && !pcc_equal(in + sizeof count, expected, pcc_hash_size(alg))) {
        status = PSA_ERROR_INVALID_SIGNATURE;
    }
    pcc_wipe(expected, sizeof expected);
    s->done |= PEER_CONFIRM;
    return status;
}

static psa_status_t make_id(const pcrypto_pake_t *op, uint8_t *out, size_t *size)
{
    memcpy(out, op->u.sae.keys.pmkid, PCC_SAE_ID_SIZE);
    *size = PCC_SAE_ID_SIZE;
    return PSA_SUCCESS;
}

/* A step, what must be done before it, and what must not. */
typedef struct step {
    psa_pake_step_t step;
    uint8_t after, before;
} step_t;

/* Whether a step is one of the list of `count`, and has its turn. */
static psa_status_t check_order(const pcrypto_pake_t *op, psa_pake_step_t step, const step_t *list, size_t count)
{
    const uint8_t names = PCRYPTO_PAKE_HAS_USER | PCRYPTO_PAKE_HAS_PEER;
    uint8_t done = op->u.sae.done;

    for (size_t i = 0; i < count; i++) {
        if (list[i].step == step) {
            bool in_turn = (done & list[i].after) == list[i].after && (done & list[i].before) == 0;
            return in_turn && (op->set & names) == names ? PSA_SUCCESS : PSA_ERROR_BAD_STATE;
        }
    }
    return PSA_ERROR_INVALID_ARGUMENT;
}

static psa_status_t output(pcrypto_pake_t *op, psa_pake_step_t step, uint8_t *out, size_t *size)
{
    static const step_t outputs[] = { { PSA_PAKE_STEP_COMMIT, 0, OWN_COMMIT },
                                      { PSA_PAKE_STEP_CONFIRM, SALT | COUNT, 0 },
                                      { PSA_PAKE_STEP_KEY_ID, CONFIRMS, 0 } };
    pcc_pake_group_t group;

    psa_status_t status = check_order(op, step, outputs, sizeof outputs / sizeof outputs[0]);
    if (status == PSA_SUCCESS) {
        status = pcrypto_pake_group(op, &group);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (step == PSA_PAKE_STEP_COMMIT) {
        return make_commit(op, &group, out, size);
    }
    return step == PSA_PAKE_STEP_CONFIRM ? make_confirm(op, &group, out, size) : make_id(op, out, size);
}

static psa_status_t input(pcrypto_pake_t *op, psa_pake_step_t step, const uint8_t *in, size_t size)
{
    static const step_t inputs[] = { { PSA_PAKE_STEP_COMMIT, 0, PEER_COMMIT },
                                     { PSA_PAKE_STEP_SALT, COMMITS, SALT },
                                     { PSA_PAKE_STEP_CONFIRM_COUNT, SALT, 0 },
                                     { PSA_PAKE_STEP_CONFIRM, SALT, 0 } };
    pcc_pake_group_t group;

    psa_status_t status = check_order(op, step, inputs, sizeof inputs / sizeof inputs[0]);
    if (status == PSA_SUCCESS) {
        status = pcrypto_pake_group(op, &group);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    switch (step) {
    case PSA_PAKE_STEP_COMMIT:
        return take_commit(op, &group, in, size);
    case PSA_PAKE_STEP_SALT:
        return take_salt(op, &group, in, size);
    case PSA_PAKE_STEP_CONFIRM_COUNT:
        return take_count(op, in, size);
    default:
        return take_confirm(op, &group, in, size);
    }
}

static psa_status_t secret(pcrypto_pake_t *op, uint8_t *out, size_t *size)
{
    if ((op->u.sae.done & CONFIRMS) != CONFIRMS) {
        return PSA_ERROR_BAD_STATE;
    }
    *size = pmk_size(op);
    memcpy(out, op->u.sae.keys.pmk, *size);
    return PSA_SUCCESS;
}

const pcrypto_pake_protocol_t pcrypto_pake_sae = { setup,  set_role, check_names, set_context,
                                                   output, input,    secret,      pcrypto_pake_any_type };
