/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The COSE envelope of a token (RFC 9052 sections 3, 4.2, 6.2) with the restrictions of RFC 9783 section 5.
 */
#include "verify_internal.h"

#include "cbor_dec.h"
#include "cose.h"

/* The algorithms of the profile, with the envelope that each belongs to. */
static const struct {
    int8_t id;
    uint8_t envelope;
} algs[] = {
    { PATT_COSE_ES256, PATT_ENVELOPE_SIGN1 },  { PATT_COSE_ES384, PATT_ENVELOPE_SIGN1 },
    { PATT_COSE_ES512, PATT_ENVELOPE_SIGN1 },  { PATT_COSE_HMAC256, PATT_ENVELOPE_MAC0 },
    { PATT_COSE_HMAC384, PATT_ENVELOPE_MAC0 }, { PATT_COSE_HMAC512, PATT_ENVELOPE_MAC0 },
};

void patt_token_clear(patt_token_t *token, uint32_t lenient)
{
    memset(token, 0, sizeof(*token));
    token->fault_component = SIZE_MAX;
    token->lenient = lenient;
}

bool patt_tolerates(patt_token_t *token, uint32_t deviation)
{
    token->deviations |= token->lenient & deviation;
    return (token->lenient & deviation) != 0;
}

/* One item that must be a byte string. */
static patt_reason_t read_bytes(pcc_rd_t *rd, patt_span_t *span, patt_reason_t wrong_type)
{
    patt_cbor_item_t item;

    patt_reason_t reason = patt_cbor_next(rd, &item);
    if (reason != PATT_VALID) {
        return reason;
    }
    if (item.major != PATT_CBOR_BYTES) {
        return wrong_type;
    }
    span->p = item.data;
    span->size = (size_t)item.argument;
    return PATT_VALID;
}

/* Tag and array head. */
static patt_reason_t read_frame(pcc_rd_t *rd, patt_token_t *token)
{
    patt_cbor_item_t item;

    patt_reason_t reason = patt_cbor_next(rd, &item);
    if (reason != PATT_VALID) {
        return reason;
    }
    if (item.major != PATT_CBOR_TAG) {
        return PATT_NO_COSE_TAG;
    }
    switch (item.argument) {
    case PATT_TAG_COSE_SIGN1:
        token->envelope = PATT_ENVELOPE_SIGN1;
        break;
    case PATT_TAG_COSE_MAC0:
        token->envelope = PATT_ENVELOPE_MAC0;
        break;
    case PATT_TAG_CWT:
        return PATT_CWT_TAG;
    default:
        return PATT_NO_COSE_TAG;
    }
    reason = patt_cbor_next(rd, &item);
    if (reason != PATT_VALID) {
        return reason;
    }
    return item.major == PATT_CBOR_ARRAY && item.argument == 4 ? PATT_VALID : PATT_ENVELOPE_SHAPE;
}

/* Protected header, unprotected header, payload, signature. */
static patt_reason_t read_parts(pcc_rd_t *rd, patt_token_t *token)
{
    patt_cbor_item_t item;

    patt_reason_t reason = read_bytes(rd, &token->protected_header, PATT_PROTECTED_TYPE);
    if (reason != PATT_VALID) {
        return reason;
    }
    token->unprotected_header.p = rd->p;
    pcc_rd_t peek = *rd;
    reason = patt_cbor_next(&peek, &item);
    if (reason == PATT_VALID) {
        reason = item.major == PATT_CBOR_MAP ? patt_cbor_skip(rd) : PATT_UNPROTECTED_NOT_MAP;
    }
    if (reason != PATT_VALID) {
        return reason;
    }
    token->unprotected_header.size = (size_t)(rd->p - token->unprotected_header.p);

    peek = *rd;
    reason = patt_cbor_next(&peek, &item);
    if (reason == PATT_VALID && item.major == PATT_CBOR_SIMPLE && item.argument == PATT_CBOR_NIL) {
        return PATT_DETACHED_PAYLOAD;
    }
    if (reason == PATT_VALID) {
        reason = read_bytes(rd, &token->payload, PATT_PAYLOAD_TYPE);
    }
    if (reason == PATT_VALID) {
        reason = read_bytes(rd, &token->signature, PATT_SIGNATURE_TYPE);
    }
    return reason;
}

/* The entries of an encoded header map, whose encoding was checked. */
static size_t header_entries(const patt_span_t *header, pcc_rd_t *rd)
{
    patt_cbor_item_t item;

    *rd = pcc_rd(header->p, header->size);
    if (header->size == 0 || patt_cbor_next(rd, &item) != PATT_VALID) {
        return 0;
    }
    return (size_t)item.argument;
}

static bool same_label(const patt_cbor_item_t *a, const patt_cbor_item_t *b)
{
    if (a->major != b->major || a->argument != b->argument) {
        return false;
    }
    return a->major != PATT_CBOR_TEXT || memcmp(a->data, b->data, (size_t)a->argument) == 0;
}

static bool label_in(const patt_span_t *header, const patt_cbor_item_t *label)
{
    pcc_rd_t rd;
    patt_cbor_item_t item;

    for (size_t left = header_entries(header, &rd); left != 0; left--) {
        if (patt_cbor_next(&rd, &item) != PATT_VALID || same_label(&item, label) || patt_cbor_skip(&rd) != PATT_VALID) {
            /* What can't be read was refused before; counting it as found refuses it again. */
            return true;
        }
    }
    return false;
}

static patt_reason_t check_alg(const patt_cbor_item_t *value, patt_token_t *token)
{
    if (!patt_cbor_int(value, &token->alg)) {
        return PATT_ALG_UNSUPPORTED;
    }
    for (size_t i = 0; i < sizeof(algs) / sizeof(algs[0]); i++) {
        if (token->alg == algs[i].id) {
            return token->envelope == (patt_envelope_t)algs[i].envelope ? PATT_VALID : PATT_ALG_WRONG_ENVELOPE;
        }
    }
    return PATT_ALG_UNSUPPORTED;
}

/* Certificates: one as a byte string, several as an array of them (RFC 9360 section 2). rd stands behind the head. */
static bool is_chain(const patt_cbor_item_t *value, pcc_rd_t rd)
{
    patt_cbor_item_t certificate = *value;

    if (value->major == PATT_CBOR_BYTES) {
        return true;
    }
    bool ok = value->major == PATT_CBOR_ARRAY && value->argument >= 2;
    for (uint64_t left = value->argument; ok && left != 0; left--) {
        ok = patt_cbor_next(&rd, &certificate) == PATT_VALID && certificate.major == PATT_CBOR_BYTES;
    }
    return ok;
}

/* One pair of a header: `label` was read, rd stands on its value. */
static patt_reason_t read_parameter(const patt_cbor_item_t *label, pcc_rd_t rd, bool is_protected, patt_token_t *token)
{
    patt_cbor_item_t value;
    pcc_rd_t start = rd;
    int64_t number = 0;

    patt_reason_t reason = patt_cbor_next(&rd, &value);
    if (reason != PATT_VALID) {
        return reason;
    }
    if (label->major == PATT_CBOR_TEXT) {
        return PATT_VALID;
    }
    if (!patt_cbor_int(label, &number)) {
        /* An integer beyond 63 bits is a label that nobody assigned; anything else is no label. */
        return label->major == PATT_CBOR_UINT || label->major == PATT_CBOR_NINT ? PATT_VALID : PATT_HEADER_LABEL;
    }
    if (number == PATT_COSE_LABEL_CRIT) {
        return PATT_CRITICAL_HEADER;
    }
    if (number == PATT_COSE_LABEL_ALG) {
        return is_protected ? check_alg(&value, token) : PATT_ALG_NOT_PROTECTED;
    }
    if (number == PATT_COSE_LABEL_KID) {
        if (value.major != PATT_CBOR_BYTES) {
            return PATT_HEADER_TYPE;
        }
        token->kid.p = value.data;
        token->kid.size = (size_t)value.argument;
    }
    if (number == PATT_COSE_LABEL_X5CHAIN) {
        pcc_rd_t end = start;
        if (!is_chain(&value, rd) || patt_cbor_skip(&end) != PATT_VALID) {
            return PATT_HEADER_TYPE;
        }
        token->x5chain.p = start.p;
        token->x5chain.size = (size_t)(end.p - start.p);
    }
    return PATT_VALID;
}

static patt_reason_t read_header(const patt_span_t *header, bool is_protected, patt_token_t *token)
{
    pcc_rd_t rd;
    patt_cbor_item_t label;

    for (size_t left = header_entries(header, &rd); left != 0; left--) {
        patt_reason_t reason = patt_cbor_next(&rd, &label);
        if (reason == PATT_VALID && !is_protected && label_in(&token->protected_header, &label)) {
            reason = PATT_HEADER_IN_BOTH;
        }
        if (reason == PATT_VALID) {
            reason = read_parameter(&label, rd, is_protected, token);
        }
        if (reason == PATT_VALID) {
            reason = patt_cbor_skip(&rd);
        }
        if (reason != PATT_VALID) {
            return reason;
        }
    }
    return PATT_VALID;
}

/* The protected header: an encoded map, or nothing at all, which stands for the empty map (RFC 9052 section 3). */
static patt_reason_t check_protected(const patt_token_t *token)
{
    const patt_span_t *header = &token->protected_header;

    if (header->size == 0) {
        return PATT_VALID;
    }
    patt_reason_t reason = patt_cbor_check(header->p, header->size);
    if (reason != PATT_VALID) {
        return reason;
    }
    return header->p[0] >> 5 == PATT_CBOR_MAP ? PATT_VALID : PATT_PROTECTED_NOT_MAP;
}

patt_reason_t patt_envelope_read(const uint8_t *bytes, size_t size, patt_token_t *token)
{
    pcc_rd_t rd = pcc_rd(bytes, size);

    if (size > PATT_TOKEN_SIZE_MAX) {
        return PATT_TOO_LARGE;
    }
    patt_reason_t reason = patt_cbor_check(bytes, size);
    if (reason == PATT_VALID) {
        reason = read_frame(&rd, token);
    }
    if (reason == PATT_VALID) {
        reason = read_parts(&rd, token);
    }
    if (reason == PATT_VALID) {
        reason = check_protected(token);
    }
    if (reason == PATT_VALID) {
        reason = read_header(&token->protected_header, true, token);
    }
    if (reason == PATT_VALID) {
        reason = read_header(&token->unprotected_header, false, token);
    }
    /* No algorithm has the number 0 (RFC 9053: reserved), so 0 is "not there". */
    if (reason == PATT_VALID && token->alg == 0) {
        reason = PATT_ALG_NOT_PROTECTED;
    }
    return reason;
}
