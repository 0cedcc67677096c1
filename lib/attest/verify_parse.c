/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * patt_token_parse(): a token read and judged by its form alone, without cryptography.
 */
#include "verify_internal.h"

patt_reason_t patt_token_parse(const uint8_t *token, size_t size, patt_token_t *out)
{
    return patt_token_parse_lenient(token, size, 0, out);
}

patt_reason_t patt_token_parse_lenient(const uint8_t *token, size_t size, uint32_t lenient, patt_token_t *out)
{
    patt_token_clear(out, lenient);
    out->reason = patt_envelope_read(token, size, out);
    if (out->reason == PATT_VALID) {
        out->reason = patt_claims_read(out);
    }
    return out->reason;
}
