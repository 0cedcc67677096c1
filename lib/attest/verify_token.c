/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * patt_token_verify(): the order of the checks, and what the relying party expected.
 */
#include "verify_internal.h"

#include <string.h>

static bool same(const patt_span_t *span, const uint8_t *bytes, size_t size)
{
    return span->p != NULL && span->size == size && (size == 0 || memcmp(span->p, bytes, size) == 0);
}

/* None of this is secret: the token travels in the open, so a plain comparison will do. */
static patt_reason_t check_expectations(const patt_token_t *token, const patt_check_t *check)
{
    if (check->nonce != NULL && !same(&token->nonce, check->nonce, check->nonce_size)) {
        return PATT_NONCE_MISMATCH;
    }
    if (check->instance_id != NULL && !same(&token->instance_id, check->instance_id, PATT_VERIFY_INSTANCE_ID_SIZE)) {
        return PATT_INSTANCE_ID_MISMATCH;
    }
    bool chosen = check->any_lifecycle || (check->policy != NULL && check->policy->lifecycles != 0);
    return chosen || patt_lifecycle_trusted(token->lifecycle) ? PATT_VALID : PATT_LIFECYCLE_UNTRUSTED;
}

/* Bits of all states that are assigned, 0 to 6. */
#define LIFECYCLES_ALL 0x7fu

/* A policy that names no life cycles leaves them to the check. */
static patt_reason_t appraise(patt_token_t *token, const patt_check_t *check)
{
    patt_policy_t policy = *check->policy;

    if (check->any_lifecycle && policy.lifecycles == 0) {
        policy.lifecycles = LIFECYCLES_ALL;
    }
    return patt_policy_appraise(token, &policy);
}

patt_reason_t patt_token_verify(const uint8_t *token, size_t size, const patt_check_t *check, patt_token_t *out)
{
    patt_token_clear(out, check->lenient);
    out->reason = patt_envelope_read(token, size, out);
    if (out->reason == PATT_VALID) {
        out->reason = patt_signature_verify(out, check);
        out->authentic = out->reason == PATT_VALID;
    }
    if (out->reason == PATT_VALID) {
        out->reason = patt_claims_read(out);
    }
    if (out->reason == PATT_VALID) {
        out->reason = check_expectations(out, check);
    }
    if (out->reason == PATT_VALID && check->policy != NULL) {
        out->reason = appraise(out, check);
    }
    return out->reason;
}
