/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The steps of a verification, for patt_token_parse() and patt_token_verify(). Each fills its part of the result and
 * returns the first rule that is broken, with the claim it is about in fault_key and fault_component.
 */
#ifndef PATT_VERIFY_INTERNAL_H
#define PATT_VERIFY_INTERNAL_H

#include "patt_verify.h"

/** Empty the result; the deviations to take. */
void patt_token_clear(patt_token_t *token, uint32_t lenient);

/** Whether a deviation is to be taken; if so it is noted. */
bool patt_tolerates(patt_token_t *token, uint32_t deviation);

/** Envelope and headers: everything but payload and signature value. */
PATT_MUST_USE patt_reason_t patt_envelope_read(const uint8_t *bytes, size_t size, patt_token_t *token);

/** The claims in token->payload, against the rules of the profile that they name. */
PATT_MUST_USE patt_reason_t patt_claims_read(patt_token_t *token);

/** The software components in token->components: an array whose encoding was checked already. */
PATT_MUST_USE patt_reason_t patt_components_read(patt_token_t *token);

/** The signature or MAC over protected header and payload. */
PATT_MUST_USE patt_reason_t patt_signature_verify(const patt_token_t *token, const patt_check_t *check);

/** Whether a text is a version that others can be compared with: "a", "a.b", "a.b.c" or "a.b.c+d". */
bool patt_version_is_valid(const char *text);

#endif /* PATT_VERIFY_INTERNAL_H */
