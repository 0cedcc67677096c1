/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The claim table of lib/attest/DESIGN.md against a token with every claim and against what the verifier asks for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "patt_verify.h"

#include "attest_vectors.h"
#include "lib/attest/cbor_dec.h"

#define CLAIM_COUNT 10u

typedef struct claim {
    char name[40];
    int64_t key;
    uint8_t major;
    bool mandatory;
} claim_t;

/* Cut the next cell out of a table row: the text between two bars, without the blanks around it. */
static char *cell(char **at)
{
    char *start = *at + strspn(*at, " ");
    char *end = strchr(start, '|');
    assert_non_null(end);
    *at = end + 1;
    while (end > start && end[-1] == ' ') {
        end--;
    }
    *end = '\0';
    return start;
}

static uint8_t major_of(const char *type)
{
    static const struct {
        const char *type;
        uint8_t major;
    } rows[] = { { "bstr", PATT_CBOR_BYTES },
                 { "tstr", PATT_CBOR_TEXT },
                 { "int", PATT_CBOR_NINT }, /* the client id of the vector is negative */
                 { "uint", PATT_CBOR_UINT },
                 { "array", PATT_CBOR_ARRAY } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(rows[i].type, type) == 0) {
            return rows[i].major;
        }
    }
    fail_msg("DESIGN.md has the type %s", type);
    return 0;
}

/* The rows of the table whose head begins with "| Claim | Key |". */
static unsigned read_table(claim_t claims[CLAIM_COUNT])
{
    char line[1024];
    bool inside = false;
    unsigned count = 0;
    FILE *file = fopen(ATTEST_DESIGN_FILE, "rb");

    assert_non_null(file);
    while (fgets(line, sizeof(line), file) != NULL) {
        if (strncmp(line, "| Claim | Key |", 15) == 0) {
            inside = true;
        } else if (inside && line[0] != '|') {
            inside = false;
        } else if (inside && strncmp(line, "|---", 4) != 0) {
            char *at = line + 1;
            assert_true(count < CLAIM_COUNT);
            (void)snprintf(claims[count].name, sizeof(claims[count].name), "%s", cell(&at));
            claims[count].key = strtoll(cell(&at), NULL, 10);
            claims[count].major = major_of(cell(&at));
            const char *mandatory = cell(&at);
            assert_true(strcmp(mandatory, "yes") == 0 || strcmp(mandatory, "no") == 0);
            claims[count].mandatory = strcmp(mandatory, "yes") == 0;
            for (unsigned source = 0; source < 3; source++) {
                assert_true(strlen(cell(&at)) > 0);
            }
            count++;
        }
    }
    (void)fclose(file);
    return count;
}

static void design__claim_table__every_claim_of_a_token_in_order(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-rfc9783-es256");
    claim_t claims[CLAIM_COUNT];
    patt_cbor_item_t item;
    patt_token_t token;
    (void)state;

    assert_int_equal(read_table(claims), CLAIM_COUNT);
    assert_int_equal(patt_token_parse(vector->token, vector->length, &token), PATT_VALID);
    pcc_rd_t rd = pcc_rd(token.payload.p, token.payload.size);
    assert_int_equal(patt_cbor_next(&rd, &item), PATT_VALID);
    assert_int_equal(item.argument, CLAIM_COUNT);
    for (unsigned i = 0; i < CLAIM_COUNT; i++) {
        int64_t key = 0;
        assert_int_equal(patt_cbor_next(&rd, &item), PATT_VALID);
        assert_true(patt_cbor_int(&item, &key));
        if (key != claims[i].key) {
            fail_msg("claim %u: key %lld in the token, %lld (%s) in DESIGN.md", i, (long long)key,
                     (long long)claims[i].key, claims[i].name);
        }
        assert_int_equal(rd.p[0] >> 5, claims[i].major);
        assert_int_equal(patt_cbor_skip(&rd), PATT_VALID);
    }
    assert_true(pcc_rd_done(&rd));
}

/* The token of the vector without its `leave`-th claim. */
static patt_reason_t parse_without(const attest_vector_t *vector, unsigned leave, patt_token_t *out)
{
    static uint8_t bytes[ATTEST_TOKEN_MAX];
    uint8_t claims[ATTEST_TOKEN_MAX];
    patt_cbor_item_t item;
    patt_token_t token;
    pcc_wr_t claims_wr = pcc_wr(claims, sizeof(claims));
    pcc_wr_t wr = pcc_wr(bytes, sizeof(bytes));

    assert_int_equal(patt_token_parse(vector->token, vector->length, &token), PATT_VALID);
    pcc_rd_t rd = pcc_rd(token.payload.p, token.payload.size);
    assert_int_equal(patt_cbor_next(&rd, &item), PATT_VALID);
    patt_cbor_put_head(&claims_wr, PATT_CBOR_MAP, CLAIM_COUNT - 1);
    for (unsigned i = 0; i < CLAIM_COUNT; i++) {
        const uint8_t *start = rd.p;
        assert_int_equal(patt_cbor_skip(&rd), PATT_VALID);
        assert_int_equal(patt_cbor_skip(&rd), PATT_VALID);
        if (i != leave) {
            pcc_wr_bytes(&claims_wr, start, (size_t)(rd.p - start));
        }
    }
    /* tag, array, protected and unprotected header as they are */
    pcc_wr_bytes(&wr, vector->token, 7);
    patt_cbor_put_head(&wr, PATT_CBOR_BYTES, claims_wr.size);
    pcc_wr_bytes(&wr, claims, claims_wr.size);
    patt_cbor_put_head(&wr, PATT_CBOR_BYTES, token.signature.size);
    pcc_wr_bytes(&wr, token.signature.p, token.signature.size);
    assert_false(wr.bad || claims_wr.bad);
    return patt_token_parse(bytes, wr.size, out);
}

static void design__mandatory_column__what_the_verifier_asks_for(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-rfc9783-es256");
    claim_t claims[CLAIM_COUNT];
    (void)state;

    assert_int_equal(read_table(claims), CLAIM_COUNT);
    for (unsigned i = 0; i < CLAIM_COUNT; i++) {
        patt_token_t token;
        patt_reason_t reason = parse_without(vector, i, &token);
        if (reason != (claims[i].mandatory ? PATT_MISSING_CLAIM : PATT_VALID)) {
            fail_msg("without %s: %s", claims[i].name, patt_reason_name(reason));
        }
        if (claims[i].mandatory) {
            assert_true(token.fault_key == claims[i].key);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(design__claim_table__every_claim_of_a_token_in_order),
        cmocka_unit_test(design__mandatory_column__what_the_verifier_asks_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
