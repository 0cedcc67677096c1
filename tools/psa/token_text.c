/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Printing tokens.
 */
#include "token_text.h"

#include <inttypes.h>
#include <stdio.h>

#include "lib/attest/cbor_dec.h"
#include "lib/attest/cose.h"
#include "tool.h"

const char *token_text_alg(int64_t alg)
{
    static const struct {
        int64_t alg;
        const char *name;
    } rows[] = {
        { PATT_COSE_ES256, "ES256" },          { PATT_COSE_ES384, "ES384" },
        { PATT_COSE_ES512, "ES512" },          { PATT_COSE_HMAC256, "HMAC 256/256" },
        { PATT_COSE_HMAC384, "HMAC 384/384" }, { PATT_COSE_HMAC512, "HMAC 512/512" },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].alg == alg) {
            return rows[i].name;
        }
    }
    return "?";
}

/* --------------------------------------------------------------------------------------------------------- In words */

static void print_text(patt_span_t text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint8_t c = text.p[i];
        if (c >= 0x20 && c < 0x7f && c != '\\') {
            putchar(c);
        } else {
            printf("\\x%02x", c);
        }
    }
}

static void print_text_claim(const char *name, patt_span_t text)
{
    if (text.p) {
        printf("  %-24s ", name);
        print_text(text);
        printf("\n");
    }
}

static void print_bytes_claim(const char *name, patt_span_t bytes)
{
    if (bytes.p) {
        printf("  %-24s ", name);
        tool_print_hex(bytes.p, bytes.size);
        printf("\n");
    }
}

static void print_component(size_t index, const patt_component_t *component)
{
    printf("  component %zu              ", index);
    print_text(component->type);
    printf(" ");
    print_text(component->version);
    printf("\n");
    print_bytes_claim("  measurement", component->value);
    print_text_claim("  measured with", component->description);
    print_bytes_claim("  signer", component->signer);
}

/* The deviations that a relying party took, by name. */
static const struct {
    uint32_t bit;
    const char *name;
} deviations[] = {
    { PATT_LENIENT_LEGACY_SERVICE_BYTES, "legacy-service-bytes" }, { PATT_LENIENT_LEGACY_LENGTHS, "legacy-lengths" },
    { PATT_LENIENT_HARDWARE_VERSION, "hardware-version" },         { PATT_LENIENT_DRAFT_PROFILE, "draft-profile" },
    { PATT_LENIENT_DRAFT_BOOT_SEED, "draft-boot-seed" },           { PATT_LENIENT_NO_SIGNER, "no-signer" },
};
#define DEVIATION_COUNT (sizeof(deviations) / sizeof(deviations[0]))

void token_text_claims(const patt_token_t *token)
{
    print_text_claim("profile", token->profile_text);
    print_bytes_claim("nonce", token->nonce);
    print_bytes_claim("instance id", token->instance_id);
    print_bytes_claim("implementation id", token->implementation_id);
    printf("  %-24s %" PRId32 " (%s)\n", "client id", token->client_id,
           token->client_id < 0 ? "non-secure caller" : "secure caller");
    printf("  %-24s 0x%04x %s\n", "life cycle", token->lifecycle, patt_lifecycle_text(token->lifecycle));
    print_bytes_claim("boot seed", token->boot_seed);
    print_text_claim("certification reference", token->certification_reference);
    print_text_claim("verification service", token->verification_service);
    if (token->no_software_measurements) {
        printf("  %-24s none\n", "software measurements");
    }
    patt_component_t component;
    for (size_t i = 0; patt_token_component(token, i, &component); i++) {
        print_component(i, &component);
    }
    if (token->unprotected_header.size > 1) { /* more than the empty map */
        print_bytes_claim("unprotected header", token->unprotected_header);
        printf("  %-24s %s\n", "", "not signed, and not looked at for the verdict");
    }
    for (size_t i = 0; i < DEVIATION_COUNT; i++) {
        if (token->deviations & deviations[i].bit) {
            printf("  %-24s %s\n", "deviation taken", deviations[i].name);
        }
    }
}

/* ---------------------------------------------------------------------------------------------------------- As JSON */

/* A text whose UTF-8 was checked, quoted, as ASCII: what lies beyond is written \uXXXX (RFC 8259 section 7). */
static void json_text(patt_span_t text)
{
    putchar('"');
    for (size_t i = 0; i < text.size;) {
        uint32_t c = text.p[i++];
        unsigned more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
        if (more != 0) {
            c &= 0x3fu >> more;
        }
        while (more-- != 0 && i < text.size) {
            c = c << 6 | (text.p[i++] & 0x3fu);
        }
        if (c >= 0x10000) {
            printf("\\u%04x\\u%04x", (unsigned)(0xd800 + ((c - 0x10000) >> 10)), (unsigned)(0xdc00 + (c & 0x3ff)));
        } else if (c < 0x20 || c > 0x7e || c == '"' || c == '\\') {
            printf("\\u%04x", (unsigned)c);
        } else {
            putchar((int)c);
        }
    }
    putchar('"');
}

static void json_member_text(const char *name, patt_span_t text)
{
    if (text.p) {
        printf(",\"%s\":", name);
        json_text(text);
    }
}

static void json_member_bytes(const char *name, patt_span_t bytes)
{
    if (bytes.p) {
        printf(",\"%s\":\"", name);
        tool_print_hex(bytes.p, bytes.size);
        putchar('"');
    }
}

static void json_components(const patt_token_t *token)
{
    patt_component_t component;
    printf(",\"components\":[");
    for (size_t i = 0; patt_token_component(token, i, &component); i++) {
        printf("%s{\"index\":%zu", i == 0 ? "" : ",", i);
        json_member_text("type", component.type);
        json_member_text("version", component.version);
        json_member_bytes("measurement", component.value);
        json_member_text("measured-with", component.description);
        json_member_bytes("signer", component.signer);
        putchar('}');
    }
    putchar(']');
}

static void json_claims(const patt_token_t *token)
{
    printf(",\"algorithm\":\"%s\"", token_text_alg(token->alg));
    json_member_text("profile", token->profile_text);
    json_member_bytes("nonce", token->nonce);
    json_member_bytes("instance-id", token->instance_id);
    json_member_bytes("implementation-id", token->implementation_id);
    printf(",\"client-id\":%" PRId32 ",\"life-cycle\":%u,\"life-cycle-name\":\"%s\"", token->client_id,
           token->lifecycle, patt_lifecycle_text(token->lifecycle));
    json_member_bytes("boot-seed", token->boot_seed);
    json_member_text("certification-reference", token->certification_reference);
    /* As bytes it need not be text (PATT_LENIENT_LEGACY_SERVICE_BYTES). */
    if (token->deviations & PATT_LENIENT_LEGACY_SERVICE_BYTES) {
        json_member_bytes("verification-service-bytes", token->verification_service);
    } else {
        json_member_text("verification-service", token->verification_service);
    }
    json_components(token);
    if (token->unprotected_header.size > 1) { /* not signed: for the eye, not for a decision */
        json_member_bytes("unprotected-header", token->unprotected_header);
    }
    printf(",\"deviations\":[");
    const char *comma = "";
    for (size_t i = 0; i < DEVIATION_COUNT; i++) {
        if (token->deviations & deviations[i].bit) {
            printf("%s\"%s\"", comma, deviations[i].name);
            comma = ",";
        }
    }
    putchar(']');
}

void token_text_json(const patt_token_t *token)
{
    printf("{\"valid\":%s,\"authentic\":%s,\"reason\":\"%s\",\"text\":", token->reason == PATT_VALID ? "true" : "false",
           token->authentic ? "true" : "false", patt_reason_name(token->reason));
    const char *text = patt_reason_text(token->reason);
    patt_span_t span = { (const uint8_t *)text, 0 };
    while (text[span.size] != '\0') {
        span.size++;
    }
    json_text(span);
    if (token->fault_key != 0) {
        printf(",\"claim\":%" PRId64, token->fault_key);
    }
    if (token->fault_component != SIZE_MAX) {
        printf(",\"component\":%zu", token->fault_component);
    }
    /* Before the expectations are compared every claim was read; a token refused earlier is not quoted. */
    if (token->reason == PATT_VALID || token->reason >= PATT_NONCE_MISMATCH) {
        json_claims(token);
    }
    printf("}\n");
}

/* --------------------------------------------------------------------------------------------- Diagnostic notation */

/* A container that is open. */
typedef struct open_item {
    uint8_t major;
    uint64_t count; /* items in it: of a map, keys and values */
    uint64_t done;
} open_item_t;

static bool is_container(const patt_cbor_item_t *item)
{
    return item->major == PATT_CBOR_ARRAY || item->major == PATT_CBOR_MAP || item->major == PATT_CBOR_TAG;
}

static void indent(size_t depth)
{
    printf("\n%*s", (int)(2u * depth), "");
}

/* What stands before the next item of a container. */
static void print_separator(const open_item_t *in, size_t depth)
{
    if (in->major == PATT_CBOR_TAG) {
        return;
    }
    if (in->major == PATT_CBOR_MAP && in->done % 2u == 1) {
        printf(": ");
        return;
    }
    if (in->done != 0) {
        putchar(',');
    }
    indent(depth);
}

static void print_open(const patt_cbor_item_t *item)
{
    if (item->major == PATT_CBOR_TAG) {
        printf("%" PRIu64 "(", item->argument);
    } else {
        putchar(item->major == PATT_CBOR_MAP ? '{' : '[');
    }
}

static void print_close(const open_item_t *in, size_t depth)
{
    if (in->major == PATT_CBOR_TAG) {
        putchar(')');
        return;
    }
    if (in->count != 0) {
        indent(depth);
    }
    putchar(in->major == PATT_CBOR_MAP ? '}' : ']');
}

static void print_leaf(const patt_cbor_item_t *item)
{
    patt_span_t span = { item->data, (size_t)item->argument };
    switch (item->major) {
    case PATT_CBOR_UINT:
        printf("%" PRIu64, item->argument);
        break;
    case PATT_CBOR_NINT:
        if (item->argument == UINT64_MAX) {
            printf("-18446744073709551616");
        } else {
            printf("-%" PRIu64, item->argument + 1u);
        }
        break;
    case PATT_CBOR_BYTES:
        printf("h'");
        tool_print_hex(span.p, span.size);
        putchar('\'');
        break;
    case PATT_CBOR_TEXT:
        json_text(span);
        break;
    default:
        if (item->info > 24) { /* half, single, double: by its bits */
            printf("float'%0*" PRIx64 "'", 4 << (item->info - 25), item->argument);
        } else if (item->argument == 20 || item->argument == 21) {
            printf(item->argument == 21 ? "true" : "false");
        } else if (item->argument == PATT_CBOR_NIL) {
            printf("null");
        } else {
            printf("simple(%" PRIu64 ")", item->argument);
        }
        break;
    }
}

/* One item whose encoding was checked, indented from `base`. */
static void print_item(patt_span_t bytes, size_t base)
{
    open_item_t open[PATT_NESTING_MAX + 1u];
    size_t depth = 0;
    pcc_rd_t rd = pcc_rd(bytes.p, bytes.size);

    do {
        patt_cbor_item_t item;
        if (depth > PATT_NESTING_MAX || patt_cbor_next(&rd, &item) != PATT_VALID) {
            printf("...");
            return;
        }
        if (depth != 0) {
            print_separator(&open[depth - 1], base + depth);
            open[depth - 1].done++;
        }
        if (is_container(&item)) {
            print_open(&item);
            uint64_t count = item.major == PATT_CBOR_TAG ? 1 : item.argument;
            open[depth++] = (open_item_t){ item.major, item.major == PATT_CBOR_MAP ? 2 * count : count, 0 };
        } else {
            print_leaf(&item);
        }
        while (depth != 0 && open[depth - 1].done == open[depth - 1].count) {
            depth--;
            print_close(&open[depth], base + depth);
        }
    } while (depth != 0);
}

void token_text_diagnostic(const patt_token_t *token)
{
    printf("%u([\n  << ", token->envelope == PATT_ENVELOPE_MAC0 ? PATT_TAG_COSE_MAC0 : PATT_TAG_COSE_SIGN1);
    print_item(token->protected_header, 1);
    printf(" >>,\n  ");
    print_item(token->unprotected_header, 1);
    printf(",\n  << ");
    print_item(token->payload, 1);
    printf(" >>,\n  h'");
    tool_print_hex(token->signature.p, token->signature.size);
    printf("'\n])\n");
}
