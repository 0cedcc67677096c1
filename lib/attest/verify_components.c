/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The software components of a token (RFC 9783 section 4.4.1; the same map in Attestation API 1.0).
 */
#include "verify_internal.h"

#include "cbor_dec.h"
#include "cose.h"

static bool hash_size_ok(size_t size)
{
    return size == 32 || size == 48 || size == 64;
}

/* Store a value of the major type asked for. */
static patt_reason_t take(const patt_cbor_item_t *value, uint8_t major, patt_span_t *span, patt_reason_t wrong_type)
{
    if (value->major != major) {
        return wrong_type;
    }
    span->p = value->data;
    span->size = (size_t)value->argument;
    return PATT_VALID;
}

static patt_reason_t take_entry(int64_t key, const patt_cbor_item_t *value, patt_component_t *out)
{
    switch (key) {
    case PATT_SW_TYPE:
        return take(value, PATT_CBOR_TEXT, &out->type, PATT_SW_TYPE_TYPE);
    case PATT_SW_VALUE:
        return take(value, PATT_CBOR_BYTES, &out->value, PATT_SW_MEASUREMENT_TYPE);
    case PATT_SW_VERSION:
        return take(value, PATT_CBOR_TEXT, &out->version, PATT_SW_VERSION_TYPE);
    case PATT_SW_SIGNER:
        return take(value, PATT_CBOR_BYTES, &out->signer, PATT_SW_SIGNER_TYPE);
    case PATT_SW_DESCRIPTION:
        return take(value, PATT_CBOR_TEXT, &out->description, PATT_SW_DESCRIPTION_TYPE);
    default:
        return PATT_VALID;
    }
}

/* What must be there, and how long it must be. The signer id is optional in the words of RFC 9783 and mandatory in its
 * CDDL; without it nobody can say who vouches for the software, so the CDDL holds here. */
static patt_reason_t check_component(patt_token_t *token, const patt_component_t *component)
{
    if (component->value.p == NULL) {
        return PATT_SW_MISSING_MEASUREMENT;
    }
    if (component->signer.p == NULL && !patt_tolerates(token, PATT_LENIENT_NO_SIGNER)) {
        return PATT_SW_MISSING_SIGNER;
    }
    if (!hash_size_ok(component->value.size)) {
        return PATT_SW_MEASUREMENT_LENGTH;
    }
    if (component->signer.p == NULL) {
        return PATT_VALID;
    }
    return hash_size_ok(component->signer.size) ? PATT_VALID : PATT_SW_SIGNER_LENGTH;
}

/* Read one component map, whose values are not checked yet; rd then stands behind it. */
static patt_reason_t read_component(pcc_rd_t *rd, patt_component_t *out)
{
    patt_cbor_item_t item;
    int64_t key = 0;

    memset(out, 0, sizeof(*out));
    patt_reason_t reason = patt_cbor_next(rd, &item);
    if (reason != PATT_VALID) {
        return reason;
    }
    if (item.major != PATT_CBOR_MAP) {
        return PATT_SW_COMPONENT_NOT_MAP;
    }
    for (uint64_t left = item.argument; left != 0; left--) {
        pcc_rd_t head = *rd;
        reason = patt_cbor_next(&head, &item);
        bool known = reason == PATT_VALID && patt_cbor_int(&item, &key);
        if (reason == PATT_VALID) {
            reason = patt_cbor_skip(rd);
        }
        head = *rd;
        if (reason == PATT_VALID) {
            reason = patt_cbor_next(&head, &item);
        }
        if (reason == PATT_VALID && known) {
            reason = take_entry(key, &item, out);
        }
        if (reason == PATT_VALID) {
            reason = patt_cbor_skip(rd);
        }
        if (reason != PATT_VALID) {
            return reason;
        }
    }
    return PATT_VALID;
}

patt_reason_t patt_components_read(patt_token_t *token)
{
    pcc_rd_t rd = pcc_rd(token->components.p, token->components.size);
    patt_cbor_item_t item;
    patt_component_t component;

    patt_reason_t reason = patt_cbor_next(&rd, &item);
    for (size_t i = 0; reason == PATT_VALID && i < token->component_count; i++) {
        token->fault_component = i;
        reason = read_component(&rd, &component);
        if (reason == PATT_VALID) {
            reason = check_component(token, &component);
        }
    }
    if (reason == PATT_VALID) {
        token->fault_component = SIZE_MAX;
        token->components.size = (size_t)(rd.p - token->components.p);
    }
    return reason;
}

bool patt_token_component(const patt_token_t *token, size_t index, patt_component_t *out)
{
    pcc_rd_t rd = pcc_rd(token->components.p, token->components.size);
    patt_cbor_item_t item;

    memset(out, 0, sizeof(*out));
    if (index >= token->component_count || patt_cbor_next(&rd, &item) != PATT_VALID) {
        return false;
    }
    for (size_t i = 0; i < index; i++) {
        if (patt_cbor_skip(&rd) != PATT_VALID) {
            return false;
        }
    }
    if (read_component(&rd, out) != PATT_VALID) {
        memset(out, 0, sizeof(*out));
        return false;
    }
    return true;
}
