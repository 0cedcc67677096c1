/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Appraisal: a token's claims against the reference values of the relying party (RFC 9334 section 3, "Appraisal Policy
 * for Evidence").
 */
#include "lib/attest/verify_internal.h"

#include <string.h>

/* Major, minor, revision, build. */
#define VERSION_NUMBERS 4u

/* How far a component got in matching a reference, in the order in which it is compared. */
typedef enum patt_match {
    MATCH_NOTHING,
    MATCH_TYPE,
    MATCH_SIGNER,
    MATCH_VERSION,
    MATCH_ALL,
} patt_match_t;

static bool bytes_match(const patt_span_t *span, const uint8_t *bytes, size_t size)
{
    return bytes == NULL || size == 0 || (span->p != NULL && span->size == size && memcmp(span->p, bytes, size) == 0);
}

static bool text_matches(const patt_span_t *span, const char *text)
{
    return text == NULL || (span->p != NULL && span->size == strlen(text) && memcmp(span->p, text, span->size) == 0);
}

/* The next number of a version. False if there is none: the end, or something that is no digit, or a number too
 * large. */
static bool version_number(const uint8_t **p, const uint8_t *end, uint32_t *number)
{
    const uint8_t *start = *p;

    *number = 0;
    while (*p != end && **p >= '0' && **p <= '9') {
        uint32_t digit = (uint32_t)(**p - '0');
        if (*number > (UINT32_MAX - digit) / 10u) {
            return false;
        }
        *number = 10u * *number + digit;
        (*p)++;
    }
    return *p != start;
}

/* The numbers of a version "a", "a.b", "a.b.c", "a.b.c+d"; those that are left out are 0. False for anything else. */
static bool version_parse(const uint8_t *p, size_t size, uint32_t numbers[VERSION_NUMBERS])
{
    const uint8_t *end = p + size;

    memset(numbers, 0, VERSION_NUMBERS * sizeof(numbers[0]));
    for (size_t i = 0; i < VERSION_NUMBERS; i++) {
        if (!version_number(&p, end, &numbers[i])) {
            return false;
        }
        if (p == end) {
            return true;
        }
        if (*p != (i + 2 < VERSION_NUMBERS ? '.' : '+')) {
            return false;
        }
        p++;
    }
    return false;
}

bool patt_version_is_valid(const char *text)
{
    uint32_t numbers[VERSION_NUMBERS];

    return version_parse((const uint8_t *)text, strlen(text), numbers);
}

/* Whether a version is `least` or later. One that can't be read is not known to be late enough. */
static bool version_reaches(const patt_span_t *version, const char *least)
{
    uint32_t has[VERSION_NUMBERS], wants[VERSION_NUMBERS];

    if (least == NULL) {
        return true;
    }
    if (version->p == NULL || !version_parse(version->p, version->size, has) ||
        !version_parse((const uint8_t *)least, strlen(least), wants)) {
        return false;
    }
    for (size_t i = 0; i < VERSION_NUMBERS; i++) {
        if (has[i] != wants[i]) {
            return has[i] > wants[i];
        }
    }
    return true;
}

static patt_match_t match(const patt_component_t *component, const patt_reference_t *reference)
{
    if (!text_matches(&component->type, reference->type)) {
        return MATCH_NOTHING;
    }
    if (!bytes_match(&component->signer, reference->signer, reference->signer_size)) {
        return MATCH_TYPE;
    }
    if (!version_reaches(&component->version, reference->version_min)) {
        return MATCH_SIGNER;
    }
    return bytes_match(&component->value, reference->value, reference->value_size) ? MATCH_ALL : MATCH_VERSION;
}

/* The reason is that of the reference to which the component came nearest. */
static patt_reason_t appraise_component(const patt_component_t *component, const patt_policy_t *policy)
{
    static const patt_reason_t reasons[] = {
        [MATCH_NOTHING] = PATT_POLICY_UNKNOWN_COMPONENT,
        [MATCH_TYPE] = PATT_POLICY_SIGNER,
        [MATCH_SIGNER] = PATT_POLICY_VERSION,
        [MATCH_VERSION] = PATT_POLICY_MEASUREMENT,
        [MATCH_ALL] = PATT_VALID,
    };
    patt_match_t best = MATCH_NOTHING;

    for (size_t i = 0; i < policy->reference_count; i++) {
        patt_match_t here = match(component, &policy->references[i]);
        best = here > best ? here : best;
    }
    return reasons[best];
}

static bool is_present(const patt_token_t *token, const patt_reference_t *reference)
{
    patt_component_t component;

    for (size_t i = 0; patt_token_component(token, i, &component); i++) {
        if (match(&component, reference) == MATCH_ALL) {
            return true;
        }
    }
    return false;
}

static patt_reason_t appraise_components(patt_token_t *token, const patt_policy_t *policy)
{
    patt_component_t component;

    for (size_t i = 0; i < token->component_count; i++) {
        token->fault_component = i;
        /* One that can't be read, though it could before, matches nothing. */
        patt_reason_t reason = patt_token_component(token, i, &component) ? appraise_component(&component, policy)
                                                                          : PATT_POLICY_UNKNOWN_COMPONENT;
        if (reason != PATT_VALID) {
            return reason;
        }
    }
    for (size_t i = 0; i < policy->reference_count; i++) {
        token->fault_component = i;
        if (policy->references[i].required && !is_present(token, &policy->references[i])) {
            return PATT_POLICY_MISSING_COMPONENT;
        }
    }
    token->fault_component = SIZE_MAX;
    return PATT_VALID;
}

patt_reason_t patt_policy_appraise(patt_token_t *token, const patt_policy_t *policy)
{
    if (!bytes_match(&token->implementation_id, policy->implementation_id, 32)) {
        return PATT_POLICY_IMPLEMENTATION_ID;
    }
    bool lifecycle = policy->lifecycles != 0 ? (policy->lifecycles >> (token->lifecycle >> 12) & 1u) != 0
                                             : patt_lifecycle_trusted(token->lifecycle);
    if (!lifecycle) {
        return PATT_POLICY_LIFECYCLE;
    }
    return policy->references != NULL && policy->reference_count != 0 ? appraise_components(token, policy) : PATT_VALID;
}
