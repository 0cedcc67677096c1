/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The two calls of the Attestation API 2.0: argument rules, order of the work, and the one place where status codes are
 * narrowed to those that the API lists. No state but a word that is no promise (token_size.h): two threads can make
 * tokens at once, as far as crypto and port can.
 */
#include "psa/initial_attestation.h"

#include "attest_internal.h"
#include "claims.h"
#include "config.h"
#include "cose_envelope.h"
#include "token_size.h"

#if defined(__GNUC__)
#define NOINLINE __attribute__((noinline)) /* its stack is that of the slow way alone */
#else
#define NOINLINE
#endif

/* A token before it is written: everything that decides its size. */
typedef struct patt_plan {
    patt_facts_t facts;
    patt_signer_t signer;
    size_t payload_size;
    size_t token_size;
} patt_plan_t;

static bool challenge_size_ok(size_t size)
{
    return size == PSA_INITIAL_ATTEST_CHALLENGE_SIZE_32 || size == PSA_INITIAL_ATTEST_CHALLENGE_SIZE_48 ||
           size == PSA_INITIAL_ATTEST_CHALLENGE_SIZE_64;
}

/*
 * A fact or key that the device should have got in the factory or at boot and has not: the service is not fully
 * initialised. The rest is "unspecified internal error"; no code of crypto or port gets out as it is.
 */
static psa_status_t narrow(psa_status_t status)
{
    switch (status) {
    case PSA_SUCCESS:
        return PSA_SUCCESS;
    case PSA_ERROR_DOES_NOT_EXIST:
    case PSA_ERROR_INVALID_HANDLE:
    case PSA_ERROR_BAD_STATE: /* psa_crypto_init() was not called */
        return PSA_ERROR_SERVICE_FAILURE;
    default:
        return PSA_ERROR_GENERIC_ERROR;
    }
}

/* The API promises the maximum to callers with a fixed buffer. */
static psa_status_t check_size(size_t token_size)
{
    return token_size > PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE ? PSA_ERROR_NOT_SUPPORTED : PSA_SUCCESS;
}

static psa_status_t make_plan(size_t challenge_size, patt_plan_t *plan)
{
    patt_kept_size_t kept = patt_size_kept();

    psa_status_t status = patt_facts_gather(&plan->facts);
    if (status == PSA_SUCCESS) {
        status = patt_signer_open(PLAT_CLIENT_ATTESTATION, PATT_KEY_ID, &plan->signer);
    }
    /* What was to be stored with the key may be missing, which is an error now and not when the first token is made. */
    if (status == PSA_SUCCESS && patt_cose_is_mac(plan->signer.cose)) {
        status = patt_instance_id(plan->facts.instance_id);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    plan->payload_size = patt_claims_size(&plan->facts, challenge_size);
    plan->token_size = patt_envelope_size(&plan->signer, plan->payload_size);
    patt_size_keep(kept, challenge_size, plan->facts.state.client_id, plan->payload_size, plan->token_size);
    return check_size(plan->token_size);
}

static psa_status_t make_token(patt_plan_t *plan, const uint8_t *challenge, size_t challenge_size, uint8_t *token)
{
    uint8_t nonce[PSA_INITIAL_ATTEST_CHALLENGE_SIZE_64];
    pcc_wr_t wr = pcc_wr(token, plan->token_size);

    /* A copy, because the token may overwrite the caller's challenge. */
    memcpy(nonce, challenge, challenge_size);
    psa_status_t status = patt_cose_is_mac(plan->signer.cose) ? PSA_SUCCESS : patt_instance_id(plan->facts.instance_id);
    if (status == PSA_SUCCESS) {
        patt_envelope_begin(&wr, &plan->signer, plan->payload_size);
        status = patt_claims_write(&wr, &plan->facts, nonce, challenge_size);
    }
    if (status == PSA_SUCCESS) {
        status = patt_envelope_finish(&wr, &plan->signer, plan->payload_size);
    }
    if (status == PSA_SUCCESS && (wr.bad || wr.size != plan->token_size)) {
        status = PSA_ERROR_CORRUPTION_DETECTED;
    }
    if (status != PSA_SUCCESS) {
        memset(token, 0, plan->token_size);
    }
    return status;
}

psa_status_t psa_initial_attest_get_token(const uint8_t *auth_challenge, size_t challenge_size, uint8_t *token_buf,
                                          size_t token_buf_size, size_t *token_size)
{
    patt_plan_t plan;

    if (token_size == NULL) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    *token_size = 0;
    if (!challenge_size_ok(challenge_size) || auth_challenge == NULL || (token_buf == NULL && token_buf_size != 0)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = make_plan(challenge_size, &plan);
    if (status != PSA_SUCCESS) {
        return narrow(status);
    }
    if (token_buf == NULL || token_buf_size < plan.token_size) {
        return token_buf_size == 0 ? PATT_EMPTY_BUFFER_STATUS : PSA_ERROR_BUFFER_TOO_SMALL;
    }
    status = make_token(&plan, auth_challenge, challenge_size, token_buf);
    if (status == PSA_SUCCESS) {
        *token_size = plan.token_size;
    }
    return narrow(status);
}

/* The first time in a boot: every fact is asked for, so that what is missing is an error now. */
NOINLINE static psa_status_t plan_size(size_t challenge_size, size_t *token_size)
{
    patt_plan_t plan;

    psa_status_t status = make_plan(challenge_size, &plan);
    if (status == PSA_SUCCESS) {
        *token_size = plan.token_size;
    }
    return status;
}

static psa_status_t find_size(size_t challenge_size, size_t *token_size)
{
    patt_state_t state;

    psa_status_t status = patt_state_gather(&state);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (patt_size_of_token(patt_size_kept(), challenge_size, state.client_id, token_size)) {
        return check_size(*token_size);
    }
    return plan_size(challenge_size, token_size);
}

psa_status_t psa_initial_attest_get_token_size(size_t challenge_size, size_t *token_size)
{
    size_t size = 0;

    if (token_size == NULL) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    *token_size = 0;
    if (!challenge_size_ok(challenge_size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = find_size(challenge_size, &size);
    if (status == PSA_SUCCESS) {
        *token_size = size;
    }
    return narrow(status);
}
