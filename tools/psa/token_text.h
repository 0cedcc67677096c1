/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Tokens for people and programs: in words, as JSON, in CBOR's diagnostic notation. Everything in a token is hostile
 * text: nothing but printable ASCII reaches the terminal as it is.
 */
#ifndef TOKEN_TEXT_H
#define TOKEN_TEXT_H

#include "patt_verify.h"

/** What a token claims, line by line. */
void token_text_claims(const patt_token_t *token);

/** One JSON object: the verdict, and the claims of a token that was read whole. */
void token_text_json(const patt_token_t *token);

/** Diagnostic notation (RFC 8949 section 8) of the envelope with what is embedded in it. */
void token_text_diagnostic(const patt_token_t *token);

/** Name of a COSE algorithm of the profile ("ES256"), or "?". */
const char *token_text_alg(int64_t alg);

#endif /* TOKEN_TEXT_H */
