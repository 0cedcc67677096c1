/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Reading tokens without cryptography: every vector of every algorithm and profile by its form, every truncation, every
 * single-bit flip, and one token for each rule that no vector breaks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "patt_verify.h"

#include "lib/attest/cbor.h"
#include "tests/attest/attest_vectors.h"

static bool is_text(patt_span_t span, const char *text)
{
    return span.p != NULL && span.size == strlen(text) && memcmp(span.p, text, span.size) == 0;
}

/* The signature is not looked at here, so tokens whose only fault it is are well formed. */
static void parse__every_vector__judged_as_manifest(void **state)
{
    const attest_vector_t *all = attest_vectors();
    unsigned valid = 0;
    (void)state;

    for (size_t i = 0; i < ATTEST_VECTOR_COUNT; i++) {
        patt_token_t token;
        bool refused = strcmp(all[i].expect, "invalid") == 0 && strcmp(all[i].reason, "bad-signature") != 0;
        const char *expected = refused ? all[i].reason : "valid";
        patt_reason_t reason = patt_token_parse(all[i].token, all[i].length, &token);
        if (strcmp(patt_reason_name(reason), expected) != 0) {
            fail_msg("%s: %s, expected %s", all[i].file, patt_reason_name(reason), expected);
        }
        assert_int_equal(token.reason, reason);
        assert_false(token.authentic);
        valid += reason == PATT_VALID;
    }
    assert_int_equal(valid, 22 + 2);
}

static void parse__all_claims__delivered(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-rfc9783-es256");
    uint8_t id[33];
    patt_token_t token;
    patt_component_t component;
    (void)state;

    assert_int_equal(patt_token_parse(vector->token, vector->length, &token), PATT_VALID);
    assert_int_equal(token.envelope, PATT_ENVELOPE_SIGN1);
    assert_int_equal(token.profile, PATT_PROFILE_RFC9783);
    assert_true(token.alg == -7);
    assert_int_equal(token.payload.size, 532);
    assert_int_equal(token.signature.size, 64);
    assert_int_equal(token.unprotected_header.size, 1);
    assert_null(token.kid.p);
    assert_null(token.x5chain.p);
    assert_int_equal(token.nonce.size, 32);
    assert_int_equal(token.nonce.p[31], 0x1f);
    assert_int_equal(attest_key("attest-iak-p256", "instance_id_hex", id, sizeof(id)), sizeof(id));
    assert_int_equal(token.instance_id.size, sizeof(id));
    assert_memory_equal(token.instance_id.p, id, sizeof(id));
    assert_true(is_text(token.profile_text, "tag:psacertified.org,2023:psa#tfm"));
    assert_int_equal(token.boot_seed.size, 32);
    assert_int_equal(token.boot_seed.p[0], 0xa0);
    assert_int_equal(token.client_id, -1);
    assert_int_equal(token.lifecycle, 0x3000);
    assert_true(is_text(token.implementation_id, "acme-implementation-id-000000001"));
    assert_true(is_text(token.certification_reference, "0604565272829-10010"));
    assert_true(is_text(token.verification_service, "https://verifier.example/psa"));
    assert_false(token.no_software_measurements);
    assert_int_equal(token.component_count, 3);
    assert_true(patt_token_component(&token, 2, &component));
    assert_true(is_text(component.type, "App"));
    assert_true(is_text(component.version, "0.9.7"));
    assert_true(is_text(component.description, "sha-256"));
    assert_int_equal(component.value.size, 32);
    assert_int_equal(component.value.p[0], 0x48);
    assert_int_equal(component.signer.size, 32);
    assert_int_equal(component.signer.p[0], 0x2c);
    assert_false(patt_token_component(&token, 3, &component));
    assert_null(component.value.p);
}

static void parse__legacy__delivered(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-profile1-nosw");
    patt_token_t token;
    patt_component_t component;
    (void)state;

    assert_int_equal(patt_token_parse(vector->token, vector->length, &token), PATT_VALID);
    assert_int_equal(token.profile, PATT_PROFILE_LEGACY);
    assert_true(token.no_software_measurements);
    assert_int_equal(token.component_count, 0);
    assert_false(patt_token_component(&token, 0, &component));

    vector = attest_vector("attest-profile1-noprofile");
    assert_int_equal(patt_token_parse(vector->token, vector->length, &token), PATT_VALID);
    assert_int_equal(token.profile, PATT_PROFILE_LEGACY);
    assert_null(token.profile_text.p);
    assert_int_equal(token.component_count, 3);
}

static void parse__fault__named_by_claim_and_component(void **state)
{
    static const struct {
        const char *name;
        int64_t key;
        size_t component;
    } rows[] = {
        { "attest-neg-missing-nonce", 10, SIZE_MAX },    { "attest-neg-missing-ueid", 256, SIZE_MAX },
        { "attest-neg-missing-impl", 2396, SIZE_MAX },   { "attest-neg-missing-client", 2394, SIZE_MAX },
        { "attest-neg-mixed-keys", 2394, SIZE_MAX },     { "attest-neg-legacy-no-seed", -75004, SIZE_MAX },
        { "attest-neg-legacy-no-sw", -75006, SIZE_MAX }, { "attest-neg-profile-other", 265, SIZE_MAX },
        { "attest-neg-sw-no-measurement", 2399, 0 },     { "attest-neg-lifecycle-7000", 2395, SIZE_MAX },
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const attest_vector_t *vector = attest_vector(rows[i].name);
        patt_token_t token;
        assert_int_not_equal(patt_token_parse(vector->token, vector->length, &token), PATT_VALID);
        if (token.fault_key != rows[i].key || token.fault_component != rows[i].component) {
            fail_msg("%s: fault at key %lld, component %zu", rows[i].name, (long long)token.fault_key,
                     token.fault_component);
        }
    }
}

/* Heap copies of the exact size, so that a read past the end is seen by ASan and valgrind. */
static patt_reason_t parse_copy(const uint8_t *bytes, size_t size, patt_token_t *token)
{
    uint8_t *copy = malloc(size != 0 ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    patt_reason_t reason = patt_token_parse(copy, size, token);
    free(copy);
    return reason;
}

static void parse__every_truncation__refused(void **state)
{
    const attest_vector_t *all = attest_vectors();
    (void)state;

    for (size_t i = 0; i < ATTEST_VECTOR_COUNT; i++) {
        for (size_t size = 0; size < all[i].length; size++) {
            patt_token_t token;
            patt_reason_t reason = parse_copy(all[i].token, size, &token);
            /* One vector has a byte too many: without it, it is a token. */
            bool whole = strcmp(all[i].reason, "trailing-bytes") == 0 && size + 1 == all[i].length;
            if ((reason == PATT_VALID) != whole) {
                fail_msg("%s cut to %zu bytes: %s", all[i].file, size, patt_reason_name(reason));
            }
        }
    }
}

/* Flips that leave the form intact are the signature's business; here reading has to end, inside, with a reason. */
static void parse__every_bit_flip__ends_with_a_reason(void **state)
{
    const attest_vector_t *all = attest_vectors();
    unsigned refused = 0;
    unsigned passed = 0;
    (void)state;

    for (size_t i = 0; i < ATTEST_VECTOR_COUNT; i++) {
        uint8_t bytes[ATTEST_TOKEN_MAX];
        memcpy(bytes, all[i].token, all[i].length);
        for (size_t bit = 0; bit < 8 * all[i].length; bit++) {
            patt_token_t token;
            bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
            patt_reason_t reason = parse_copy(bytes, all[i].length, &token);
            assert_in_range(reason, PATT_VALID, PATT_REASON_COUNT - 1);
            refused += reason != PATT_VALID;
            passed += reason == PATT_VALID;
            bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
    }
    assert_true(refused > 0 && passed > 0);
}

static void parse__too_large__refused(void **state)
{
    static uint8_t bytes[PATT_TOKEN_SIZE_MAX + 1];
    patt_token_t token;
    (void)state;

    assert_int_equal(patt_token_parse(bytes, sizeof(bytes), &token), PATT_TOO_LARGE);
    assert_int_equal(patt_token_parse(NULL, 0, &token), PATT_TRUNCATED);
}

/* ------------------------------------------------------------------------- Tokens with one fault, made by hand --- */

/* A legal claims map in hex; each part can be replaced. 32 bytes of 11 stand for any hash or id. */
#define B32 "58201111111111111111111111111111111111111111111111111111111111111111"
#define PROFILE                                                                                                        \
    "1901097821"                                                                                                       \
    "7461673a70736163657274696669656"                                                                                  \
    "42e6f72672c323032333a7073612374666d"
#define NONCE "0a" B32
#define UEID                                                                                                           \
    "19010058"                                                                                                         \
    "21"                                                                                                               \
    "01"                                                                                                               \
    "1111111111111111111111111111111111111111111111111111111111111111"
#define CLIENT "19095a20"
#define CYCLE "19095b193000"
#define IMPL "19095c" B32
#define SW "19095f81a202" B32 "05" B32
#define CLAIMS_BEFORE_SW NONCE UEID PROFILE CLIENT CYCLE IMPL

#define LEGACY(n) "3a000124" n
#define L_NONCE LEGACY("ff") B32
#define L_UEID                                                                                                         \
    "3a00012500"                                                                                                       \
    "582101"                                                                                                           \
    "1111111111111111111111111111111111111111111111111111111111111111"
#define L_REST LEGACY("f8") "20" LEGACY("f9") "193000" LEGACY("fa") B32 LEGACY("fb") B32
#define L_SW LEGACY("fd") "81a202" B32 "05" B32
#define L_NO_SW LEGACY("fe") "01"

/* Put the claims into a COSE_Sign1 with a signature of zeros and read it. */
static patt_reason_t parse_claims(const char *hex, patt_token_t *token)
{
    static uint8_t bytes[ATTEST_TOKEN_MAX];
    uint8_t claims[1024];
    uint8_t signature[64] = { 0 };
    static const uint8_t opening[] = { 0xd2, 0x84, 0x43, 0xa1, 0x01, 0x26, 0xa0 };
    pcc_wr_t wr = pcc_wr(bytes, sizeof(bytes));
    size_t size = attest_unhex(hex, claims, sizeof(claims));

    pcc_wr_bytes(&wr, opening, sizeof(opening));
    patt_cbor_put_head(&wr, PATT_CBOR_BYTES, size);
    pcc_wr_bytes(&wr, claims, size);
    patt_cbor_put_head(&wr, PATT_CBOR_BYTES, sizeof(signature));
    pcc_wr_bytes(&wr, signature, sizeof(signature));
    assert_false(wr.bad);
    return patt_token_parse(bytes, wr.size, token);
}

typedef struct row {
    const char *hex;
    patt_reason_t reason;
} row_t;

static void check_claims(const row_t *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        patt_token_t token;
        patt_reason_t reason = parse_claims(rows[i].hex, &token);
        if (reason != rows[i].reason) {
            fail_msg("row %zu: %s, expected %s", i, patt_reason_name(reason), patt_reason_name(rows[i].reason));
        }
    }
}
#define CHECK_CLAIMS(rows) check_claims(rows, sizeof(rows) / sizeof((rows)[0]))

static void parse__each_rfc9783_rule__own_reason(void **state)
{
    static const row_t rows[] = {
        { "a7" CLAIMS_BEFORE_SW SW, PATT_VALID },
        { "a6" CLAIMS_BEFORE_SW, PATT_MISSING_CLAIM },
        { "a8" CLAIMS_BEFORE_SW SW "19010c"
          "480102030405060708",
          PATT_VALID },
        { "a8" CLAIMS_BEFORE_SW SW "19010c"
          "4701020304050607",
          PATT_BOOT_SEED_LENGTH },
        { "a8" CLAIMS_BEFORE_SW SW "19010c"
          "5821"
          "01"
          "1111111111111111111111111111111111111111111111111111111111111111",
          PATT_BOOT_SEED_LENGTH },
        { "a8" CLAIMS_BEFORE_SW SW "19010c"
          "00",
          PATT_BOOT_SEED_TYPE },
        { "a7" UEID PROFILE CLIENT CYCLE IMPL SW "0a60", PATT_NONCE_TYPE },
        { "a7" NONCE PROFILE CLIENT CYCLE IMPL SW "19010060", PATT_UEID_CBOR_TYPE },
        { "a7" NONCE UEID CLIENT CYCLE IMPL SW "190109"
          "41ff",
          PATT_PROFILE_TYPE },
        { "a6" NONCE UEID CLIENT CYCLE IMPL SW, PATT_MISSING_CLAIM },
        { "a7" NONCE UEID PROFILE CYCLE IMPL SW "19095a00", PATT_CLIENT_ID_RANGE },
        { "a7" NONCE UEID PROFILE CYCLE IMPL SW "19095a1a7fffffff", PATT_VALID },
        { "a7" NONCE UEID PROFILE CYCLE IMPL SW "19095a1a80000000", PATT_CLIENT_ID_RANGE },
        { "a7" NONCE UEID PROFILE CYCLE IMPL SW "19095a3a7fffffff", PATT_VALID },
        { "a7" NONCE UEID PROFILE CYCLE IMPL SW "19095a3a80000000", PATT_CLIENT_ID_RANGE },
        { "a7" NONCE UEID PROFILE CYCLE IMPL SW "19095a1bffffffffffffffff", PATT_CLIENT_ID_RANGE },
        { "a7" NONCE UEID PROFILE CYCLE IMPL SW "19095a60", PATT_CLIENT_ID_TYPE },
        { "a7" NONCE UEID PROFILE CLIENT IMPL SW "19095b60", PATT_LIFECYCLE_TYPE },
        { "a7" NONCE UEID PROFILE CLIENT IMPL SW "19095b193100", PATT_LIFECYCLE_RANGE },
        { "a7" NONCE UEID PROFILE CLIENT IMPL SW "19095b1960ff", PATT_VALID },
        { "a7" NONCE UEID PROFILE CLIENT IMPL SW "19095b1a00013000", PATT_LIFECYCLE_RANGE },
        { "a7" NONCE UEID PROFILE CLIENT CYCLE SW "19095c60", PATT_IMPLEMENTATION_ID_TYPE },
        { "a8" CLAIMS_BEFORE_SW SW "19095e00", PATT_CERTIFICATION_REFERENCE_TYPE },
        { "a8" CLAIMS_BEFORE_SW SW "19095e6d30363034353635323732383239", PATT_CERTIFICATION_REFERENCE_FORMAT },
        { "a7" CLAIMS_BEFORE_SW "19095f00", PATT_SW_COMPONENTS_TYPE },
        { "a7" CLAIMS_BEFORE_SW "19095f80", PATT_SW_COMPONENTS_EMPTY },
        { "a7" CLAIMS_BEFORE_SW "19095f8100", PATT_SW_COMPONENT_NOT_MAP },
        { "a7" CLAIMS_BEFORE_SW "19095f81a3010002" B32 "05" B32, PATT_SW_TYPE_TYPE },
        { "a7" CLAIMS_BEFORE_SW "19095f81a2020005" B32, PATT_SW_MEASUREMENT_TYPE },
        { "a7" CLAIMS_BEFORE_SW "19095f81a202" B32 "0500", PATT_SW_SIGNER_TYPE },
        { "a7" CLAIMS_BEFORE_SW "19095f81a202" B32 "0541ff", PATT_SW_SIGNER_LENGTH },
        { "a7" CLAIMS_BEFORE_SW "19095f81a302" B32 "05" B32 "0600", PATT_SW_DESCRIPTION_TYPE },
        { "a7" CLAIMS_BEFORE_SW "19095f81a402" B32 "05" B32 "03006378797a80", PATT_VALID }, /* unknown keys */
        { "a8" CLAIMS_BEFORE_SW SW "41ff00", PATT_CLAIM_LABEL },
        { "a8" CLAIMS_BEFORE_SW SW "8000", PATT_CLAIM_LABEL },
        { "a8" CLAIMS_BEFORE_SW SW "61ff00", PATT_INVALID_UTF8 },
        { "a8" CLAIMS_BEFORE_SW SW "1bffffffffffffffffa0", PATT_VALID },
        { "a8" CLAIMS_BEFORE_SW SW L_NO_SW, PATT_VALID }, /* retired: just an unknown claim here */
    };
    (void)state;
    CHECK_CLAIMS(rows);
}

static void parse__each_legacy_rule__own_reason(void **state)
{
    static const row_t rows[] = {
        { "a7" L_NONCE L_UEID L_REST L_SW, PATT_VALID },
        { "a7" L_NONCE L_UEID L_REST L_NO_SW, PATT_VALID },
        { "a8" L_NONCE L_UEID L_REST L_SW L_NO_SW, PATT_NO_SW_WITH_COMPONENTS },
        { "a7" L_NONCE L_UEID L_REST LEGACY("fe") "02", PATT_NO_SW_VALUE },
        { "a7" L_NONCE L_UEID L_REST LEGACY("fe") "60", PATT_NO_SW_TYPE },
        { "a8" L_NONCE L_UEID L_REST L_SW LEGACY("f7") "60", PATT_UNKNOWN_PROFILE },
        { "a8" L_NONCE L_UEID L_REST L_SW LEGACY("fc") "6c303630343536353237323832",
          PATT_CERTIFICATION_REFERENCE_FORMAT },
        { "a7" L_NONCE L_UEID LEGACY("f8") "20" LEGACY("f9") "193000" LEGACY("fa")
              B32 LEGACY("fb") "480102030405060708" L_SW,
          PATT_BOOT_SEED_LENGTH },
        { "a7" L_NONCE L_UEID LEGACY("f8") "20" LEGACY("f9") "193000" LEGACY("fa") B32 LEGACY("fb") "00" L_SW,
          PATT_BOOT_SEED_TYPE },
        { "a6" L_UEID L_REST L_SW, PATT_MISSING_CLAIM },
        { "a0", PATT_MISSING_CLAIM },
    };
    (void)state;
    CHECK_CLAIMS(rows);
}

static void parse__each_envelope_rule__own_reason(void **state)
{
    static const row_t rows[] = {
        { "d2"
          "84"
          "43a10126"
          "a0"
          "41a0"
          "40",
          PATT_MISSING_CLAIM }, /* the envelope is fine */
        { "d83d"
          "d2"
          "84"
          "43a10126"
          "a0"
          "41a0"
          "40",
          PATT_CWT_TAG },
        { "84"
          "43a10126"
          "a0"
          "41a0"
          "40",
          PATT_NO_COSE_TAG },
        { "d0"
          "84"
          "43a10126"
          "a0"
          "41a0"
          "40",
          PATT_NO_COSE_TAG },
        { "d2"
          "83"
          "43a10126"
          "a0"
          "41a0",
          PATT_ENVELOPE_SHAPE },
        { "d2"
          "85"
          "43a10126"
          "a0"
          "41a0"
          "40"
          "40",
          PATT_ENVELOPE_SHAPE },
        { "d2"
          "a0",
          PATT_ENVELOPE_SHAPE },
        { "d2"
          "84"
          "a10126"
          "a0"
          "41a0"
          "40",
          PATT_PROTECTED_TYPE },
        { "d2"
          "84"
          "4180"
          "a0"
          "41a0"
          "40",
          PATT_PROTECTED_NOT_MAP },
        { "d2"
          "84"
          "44a1012600"
          "a0"
          "41a0"
          "40",
          PATT_TRAILING_BYTES },
        { "d2"
          "84"
          "43a10126"
          "80"
          "41a0"
          "40",
          PATT_UNPROTECTED_NOT_MAP },
        { "d2"
          "84"
          "45a201264100"
          "a0"
          "41a0"
          "40",
          PATT_TRUNCATED },
        { "d2"
          "84"
          "46a20126410000"
          "a0"
          "41a0"
          "40",
          PATT_HEADER_LABEL },
        { "d2"
          "84"
          "43a10126"
          "a1410000"
          "41a0"
          "40",
          PATT_HEADER_LABEL },
        { "d2"
          "84"
          "45a201260441"
          "a0"
          "41a0"
          "40",
          PATT_TRUNCATED },
        { "d2"
          "84"
          "43a10126"
          "a10400"
          "41a0"
          "40",
          PATT_HEADER_TYPE },
        { "d2"
          "84"
          "43a10126"
          "a118214130" /* x5chain: one certificate */
          "41a0"
          "40",
          PATT_MISSING_CLAIM },
        { "d2"
          "84"
          "43a10126"
          "a1182182413041fe" /* two */
          "41a0"
          "40",
          PATT_MISSING_CLAIM },
        { "d2"
          "84"
          "43a10126"
          "a11821814130" /* an array of one */
          "41a0"
          "40",
          PATT_HEADER_TYPE },
        { "d2"
          "84"
          "43a10126"
          "a1182180"
          "41a0"
          "40",
          PATT_HEADER_TYPE },
        { "d2"
          "84"
          "43a10126"
          "a1182182413000" /* one that is no byte string */
          "41a0"
          "40",
          PATT_HEADER_TYPE },
        { "d2"
          "84"
          "43a10126"
          "a1182100"
          "41a0"
          "40",
          PATT_HEADER_TYPE },
        { "d2"
          "84"
          "43a10126"
          "a10126"
          "41a0"
          "40",
          PATT_HEADER_IN_BOTH },
        { "d2"
          "84"
          "46a201260441aa"
          "a10441aa"
          "41a0"
          "40",
          PATT_HEADER_IN_BOTH },
        { "d2"
          "84"
          "47a2012602811903"
          "a0"
          "41a0"
          "40",
          PATT_TRUNCATED },
        { "d2"
          "84"
          "46a20126028118"
          "a0"
          "41a0"
          "40",
          PATT_TRUNCATED },
        { "d2"
          "84"
          "46a20126028104"
          "a0"
          "41a0"
          "40",
          PATT_CRITICAL_HEADER },
        { "d2"
          "84"
          "43a10126"
          "a0"
          "f6"
          "40",
          PATT_DETACHED_PAYLOAD },
        { "d2"
          "84"
          "43a10126"
          "a0"
          "a0"
          "40",
          PATT_PAYLOAD_TYPE },
        { "d2"
          "84"
          "43a10126"
          "a0"
          "41a0"
          "80",
          PATT_SIGNATURE_TYPE },
        { "d2"
          "84"
          "40"
          "a0"
          "41a0"
          "40",
          PATT_ALG_NOT_PROTECTED },
        { "d2"
          "84"
          "41a0"
          "a0"
          "41a0"
          "40",
          PATT_ALG_NOT_PROTECTED },
        { "d2"
          "84"
          "43a10105"
          "a0"
          "41a0"
          "40",
          PATT_ALG_WRONG_ENVELOPE },
        { "d1"
          "84"
          "43a10126"
          "a0"
          "41a0"
          "40",
          PATT_ALG_WRONG_ENVELOPE },
        { "d1"
          "84"
          "43a10105"
          "a0"
          "41a0"
          "40",
          PATT_MISSING_CLAIM },
        { "d2"
          "84"
          "43a10100"
          "a0"
          "41a0"
          "40",
          PATT_ALG_UNSUPPORTED },
        { "d2"
          "84"
          "4ba1013b7fffffffffffffff"
          "a0"
          "41a0"
          "40",
          PATT_ALG_UNSUPPORTED },
        { "d2"
          "84"
          "43a10126"
          "a0"
          "41a0"
          "40"
          "00",
          PATT_TRAILING_BYTES },
        { "d2"
          "84"
          "43a10126"
          "a0"
          "40"
          "40",
          PATT_TRUNCATED }, /* an empty payload holds no item */
        { "d2"
          "84"
          "43a10126"
          "a0"
          "4180"
          "40",
          PATT_PAYLOAD_NOT_MAP },
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint8_t bytes[64];
        patt_token_t token;
        size_t size = attest_unhex(rows[i].hex, bytes, sizeof(bytes));
        patt_reason_t reason = parse_copy(bytes, size, &token);
        if (reason != rows[i].reason) {
            fail_msg("%s: %s, expected %s", rows[i].hex, patt_reason_name(reason), patt_reason_name(rows[i].reason));
        }
    }
}

static void reason__every_code__has_its_own_name_and_words(void **state)
{
    (void)state;
    for (unsigned i = 0; i < PATT_REASON_COUNT; i++) {
        assert_string_not_equal(patt_reason_name((patt_reason_t)i), "unknown-reason");
        assert_true(strlen(patt_reason_text((patt_reason_t)i)) > 10);
        for (unsigned k = 0; k < i; k++) {
            assert_string_not_equal(patt_reason_name((patt_reason_t)i), patt_reason_name((patt_reason_t)k));
            assert_string_not_equal(patt_reason_text((patt_reason_t)i), patt_reason_text((patt_reason_t)k));
        }
    }
    assert_string_equal(patt_reason_name(PATT_REASON_COUNT), "unknown-reason");
}

static void lifecycle__every_value__named_and_trusted(void **state)
{
    unsigned trusted = 0;
    unsigned named = 0;
    (void)state;

    for (uint32_t n = 0; n <= UINT16_MAX; n++) {
        trusted += patt_lifecycle_trusted((uint16_t)n);
        named += strcmp(patt_lifecycle_text((uint16_t)n), "INVALID") != 0;
    }
    assert_int_equal(trusted, 2 * 256);
    assert_int_equal(named, 7 * 256);
    assert_string_equal(patt_lifecycle_text(0x3000), "SECURED");
    assert_string_equal(patt_lifecycle_text(0x40ff), "NON_PSA_ROT_DEBUG");
    assert_true(patt_lifecycle_trusted(0x30ff));
    assert_false(patt_lifecycle_trusted(0x3100));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse__every_vector__judged_as_manifest),
        cmocka_unit_test(parse__all_claims__delivered),
        cmocka_unit_test(parse__legacy__delivered),
        cmocka_unit_test(parse__fault__named_by_claim_and_component),
        cmocka_unit_test(parse__every_truncation__refused),
        cmocka_unit_test(parse__every_bit_flip__ends_with_a_reason),
        cmocka_unit_test(parse__too_large__refused),
        cmocka_unit_test(parse__each_rfc9783_rule__own_reason),
        cmocka_unit_test(parse__each_legacy_rule__own_reason),
        cmocka_unit_test(parse__each_envelope_rule__own_reason),
        cmocka_unit_test(reason__every_code__has_its_own_name_and_words),
        cmocka_unit_test(lifecycle__every_value__named_and_trusted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
