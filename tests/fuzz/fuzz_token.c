/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Fuzz target: any bytes as an attestation token, read without cryptography, and what the result promises.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "patt_verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every byte that a result points to lies in the token. */
static void inside(patt_span_t span, const uint8_t *data, size_t size)
{
    if (span.p != NULL && (span.p < data || span.size > size || (size_t)(span.p - data) > size - span.size)) {
        abort();
    }
}

/* What is tolerated widens what is taken and changes nothing else. */
static void read_leniently(const uint8_t *data, size_t size, patt_reason_t strict)
{
    patt_token_t token;

    patt_reason_t reason = patt_token_parse_lenient(data, size, PATT_LENIENT_ALL, &token);
    if ((strict == PATT_VALID && reason != PATT_VALID) || (token.deviations & ~PATT_LENIENT_ALL) != 0 ||
        (reason == PATT_VALID && strict != PATT_VALID && token.deviations == 0)) {
        abort();
    }
    inside(token.verification_service, data, size);
    inside(token.boot_seed, data, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    patt_token_t token;
    patt_component_t component;

    patt_reason_t reason = patt_token_parse(data, size, &token);
    read_leniently(data, size, reason);
    if (reason != token.reason || (unsigned)reason >= (unsigned)PATT_REASON_COUNT || token.authentic) {
        abort();
    }
    inside(token.protected_header, data, size);
    inside(token.unprotected_header, data, size);
    inside(token.kid, data, size);
    inside(token.x5chain, data, size);
    inside(token.payload, data, size);
    inside(token.signature, data, size);
    if (reason != PATT_VALID) {
        return 0;
    }
    inside(token.profile_text, data, size);
    inside(token.nonce, data, size);
    inside(token.instance_id, data, size);
    inside(token.boot_seed, data, size);
    inside(token.implementation_id, data, size);
    inside(token.certification_reference, data, size);
    inside(token.verification_service, data, size);
    for (size_t i = 0; i < token.component_count; i++) {
        if (!patt_token_component(&token, i, &component) || component.value.p == NULL || component.signer.p == NULL) {
            abort();
        }
        inside(component.type, data, size);
        inside(component.value, data, size);
        inside(component.version, data, size);
        inside(component.signer, data, size);
        inside(component.description, data, size);
    }
    if (patt_token_component(&token, token.component_count, &component)) {
        abort();
    }
    return 0;
}
