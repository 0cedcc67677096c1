/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Appraisal against reference values, and the deviations that a relying party may take by name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "patt_verify.h"

#include "attest_device.h"

static patt_token_t token;
static patt_component_t bl, prot, app;
static patt_reference_t references[3];
static patt_policy_t policy;

/* The token with BL 2.1.0, PRoT 1.4.2 and App 0.9.7, and a policy that names exactly these. */
static int setup(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-rfc9783-es256");
    patt_component_t *components[] = { &bl, &prot, &app };
    static const char *const types[] = { "BL", "PRoT", "App" };
    (void)state;

    assert_int_equal(patt_token_parse(vector->token, vector->length, &token), PATT_VALID);
    assert_int_equal(token.component_count, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_true(patt_token_component(&token, i, components[i]));
        references[i] = (patt_reference_t){ .type = types[i],
                                            .signer = components[i]->signer.p,
                                            .signer_size = components[i]->signer.size,
                                            .value = components[i]->value.p,
                                            .value_size = components[i]->value.size,
                                            .required = true };
    }
    policy = (patt_policy_t){ .implementation_id = token.implementation_id.p,
                              .references = references,
                              .reference_count = 3 };
    return 0;
}

static void expect(patt_reason_t reason, size_t fault_component)
{
    assert_int_equal(patt_policy_appraise(&token, &policy), reason);
    assert_true(token.fault_component == fault_component);
}

static void policy__exact_references__valid(void **state)
{
    (void)state;
    expect(PATT_VALID, SIZE_MAX);
}

static void policy__nothing_asked__valid(void **state)
{
    (void)state;
    policy = (patt_policy_t){ 0 };
    expect(PATT_VALID, SIZE_MAX);
    policy = (patt_policy_t){ .references = references, .reference_count = 1 };
    references[0] = (patt_reference_t){ 0 }; /* any component */
    expect(PATT_VALID, SIZE_MAX);
}

static void policy__other_implementation_id__refused(void **state)
{
    uint8_t other[32];
    (void)state;

    memcpy(other, token.implementation_id.p, sizeof(other));
    other[31] ^= 1;
    policy.implementation_id = other;
    assert_int_equal(patt_policy_appraise(&token, &policy), PATT_POLICY_IMPLEMENTATION_ID);
}

static void policy__lifecycles__by_bit(void **state)
{
    (void)state;
    for (unsigned major = 0; major <= 6; major++) {
        token.lifecycle = (uint16_t)(major << 12 | 0x34);
        policy.lifecycles = 0;
        assert_int_equal(patt_policy_appraise(&token, &policy),
                         major == 3 || major == 4 ? PATT_VALID : PATT_POLICY_LIFECYCLE);
        policy.lifecycles = (uint8_t)(1u << major);
        assert_int_equal(patt_policy_appraise(&token, &policy), PATT_VALID);
        policy.lifecycles = (uint8_t) ~(1u << major);
        assert_int_equal(patt_policy_appraise(&token, &policy), PATT_POLICY_LIFECYCLE);
    }
}

static void policy__component_without_reference__unknown(void **state)
{
    (void)state;
    policy.reference_count = 2; /* App is not known */
    expect(PATT_POLICY_UNKNOWN_COMPONENT, 2);
    policy.reference_count = 3;
    references[1].type = "PRo"; /* a prefix is another type */
    expect(PATT_POLICY_UNKNOWN_COMPONENT, 1);
    references[1].type = "PRoTx";
    expect(PATT_POLICY_UNKNOWN_COMPONENT, 1);
}

static void policy__other_signer__refused(void **state)
{
    (void)state;
    references[2].signer = bl.signer.p;
    expect(PATT_POLICY_SIGNER, 2);
    references[2].signer = app.signer.p;
    references[2].signer_size = 31;
    expect(PATT_POLICY_SIGNER, 2);
}

static void policy__other_measurement__refused(void **state)
{
    (void)state;
    references[0].value = app.value.p;
    expect(PATT_POLICY_MEASUREMENT, 0);
    references[0].value = NULL; /* whatever this signer signed */
    expect(PATT_VALID, SIZE_MAX);
}

/* Two images of one component are known: either will do. */
static void policy__several_references_of_a_type__one_matches(void **state)
{
    uint8_t old[32] = { 1 };
    patt_reference_t both[4];
    (void)state;

    memcpy(both, references, sizeof(references));
    both[3] = references[2];
    both[2].value = old;
    both[2].required = false;
    policy.references = both;
    policy.reference_count = 4;
    expect(PATT_VALID, SIZE_MAX);
}

static void policy__required_component_missing__refused(void **state)
{
    patt_reference_t four[4];
    (void)state;

    memcpy(four, references, sizeof(references));
    four[3] = (patt_reference_t){ .type = "M1", .required = true };
    policy.references = four;
    policy.reference_count = 4;
    expect(PATT_POLICY_MISSING_COMPONENT, 3);
    four[3].required = false;
    expect(PATT_VALID, SIZE_MAX);
}

/* App is 0.9.7. */
static void policy__least_version__number_by_number(void **state)
{
    static const struct {
        const char *least;
        bool reached;
    } rows[] = {
        { "0.9.7", true },   { "0.9.6", true },    { "0.9.6+99", true },   { "0.9.7+0", true }, { "0.9.7+1", false },
        { "0.9.8", false },  { "0.9.10", false },  { "0.10.0", false },    { "0.10", false },   { "1", false },
        { "0", true },       { "0.9", true },      { "0.9.07", true },     { "0.8.99", true },  { "", false },
        { "0.9.", false },   { "v0.9", false },    { "0.9.7-rc1", false }, { ".9", false },     { "0..9", false },
        { "0.9+7", false },  { "0.9.7.1", false }, { "0.9.7+1+1", false }, { "+1", false },     { "4294967296", false },
        { "0.9.7 ", false },
    };
    (void)state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        references[2].version_min = rows[i].least;
        patt_reason_t reason = patt_policy_appraise(&token, &policy);
        if (reason != (rows[i].reached ? PATT_VALID : PATT_POLICY_VERSION)) {
            fail_msg("0.9.7 against '%s': %s", rows[i].least, patt_reason_name(reason));
        }
    }
}

/* A component whose version is missing or no version is not known to be late enough. */
static void policy__version_missing__refused(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-rfc9783-min");
    patt_reference_t any = { 0 };
    (void)state;

    assert_int_equal(patt_token_parse(vector->token, vector->length, &token), PATT_VALID);
    policy = (patt_policy_t){ .references = &any, .reference_count = 1 };
    expect(PATT_VALID, SIZE_MAX);
    any.version_min = "0";
    expect(PATT_POLICY_VERSION, 0);
}

/* The policy speaks after signature, rules and nonce, and through patt_token_verify() too. */
static void verify__with_policy__applied_last(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-rfc9783-es256");
    uint8_t nonce[32] = { 0xff };
    (void)state;

    attest_device_new();
    patt_check_t check = { .point = attest_device_point(), .point_size = ATTEST_POINT_SIZE, .policy = &policy };
    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_VALID);
    references[2].value = bl.value.p;
    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_POLICY_MEASUREMENT);
    assert_true(token.authentic);
    assert_int_equal(token.reason, PATT_POLICY_MEASUREMENT);
    check.nonce = nonce;
    check.nonce_size = sizeof(nonce);
    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_NONCE_MISMATCH);
}

/* ----------------------------------------------------------------------------------------------- Deviations by name */

static patt_reason_t read_with(const char *name, uint32_t lenient)
{
    const attest_vector_t *vector = attest_vector(name);
    return patt_token_parse_lenient(vector->token, vector->length, lenient, &token);
}

/* Refused without its own bit, whatever others are set; taken with it, and noted. */
static void expect_only_with(const char *name, uint32_t deviation, patt_reason_t strict)
{
    assert_int_equal(read_with(name, 0), strict);
    assert_int_equal(token.deviations, 0);
    assert_int_equal(read_with(name, PATT_LENIENT_ALL & ~deviation), strict);
    assert_int_equal(read_with(name, deviation), PATT_VALID);
    assert_int_equal(token.deviations, deviation);
}

static void lenient__legacy_service_as_bytes__with_its_bit(void **state)
{
    (void)state;
    expect_only_with("attest-neg-legacy-vsi-bytes", PATT_LENIENT_LEGACY_SERVICE_BYTES, PATT_VSI_TYPE);
    assert_non_null(token.verification_service.p);
    /* Never in the current profile. */
    assert_int_equal(read_with("attest-neg-vsi-bytes", PATT_LENIENT_ALL), PATT_VSI_TYPE);
}

static void lenient__draft_profile_name__with_its_bit(void **state)
{
    (void)state;
    expect_only_with("attest-neg-profile-bare", PATT_LENIENT_DRAFT_PROFILE, PATT_UNKNOWN_PROFILE);
    assert_int_equal(read_with("attest-neg-profile-other", PATT_LENIENT_ALL), PATT_UNKNOWN_PROFILE);
}

static void lenient__missing_signer__with_its_bit(void **state)
{
    patt_component_t component;
    (void)state;

    expect_only_with("attest-neg-sw-no-signer", PATT_LENIENT_NO_SIGNER, PATT_SW_MISSING_SIGNER);
    assert_true(patt_token_component(&token, token.component_count - 1, &component));
    assert_int_equal(read_with("attest-neg-sw-no-measurement", PATT_LENIENT_ALL), PATT_SW_MISSING_MEASUREMENT);
}

static void lenient__certification_reference_of_other_form__with_its_bit(void **state)
{
    (void)state;
    expect_only_with("attest-neg-cert-alpha", PATT_LENIENT_HARDWARE_VERSION, PATT_CERTIFICATION_REFERENCE_FORMAT);
    expect_only_with("attest-neg-cert-nodash", PATT_LENIENT_HARDWARE_VERSION, PATT_CERTIFICATION_REFERENCE_FORMAT);
}

/* Not a fault but passed over when read strictly. */
static void lenient__draft_boot_seed__read_with_its_bit(void **state)
{
    (void)state;
    assert_int_equal(read_with("attest-rfc9783-seed-old-key", PATT_LENIENT_ALL & ~PATT_LENIENT_DRAFT_BOOT_SEED),
                     PATT_VALID);
    assert_null(token.boot_seed.p);
    assert_int_equal(token.deviations, 0);
    assert_int_equal(read_with("attest-rfc9783-seed-old-key", PATT_LENIENT_DRAFT_BOOT_SEED), PATT_VALID);
    assert_int_equal(token.boot_seed.size, 32);
    assert_int_equal(token.deviations, PATT_LENIENT_DRAFT_BOOT_SEED);
}

/* The legacy table says "at least 32": boot seed and implementation id made longer in a token of the right form. */
static void lenient__legacy_lengths__with_their_bit(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-profile1-es256");
    uint8_t bytes[ATTEST_TOKEN_MAX];
    (void)state;

    assert_int_equal(patt_token_parse(vector->token, vector->length, &token), PATT_VALID);
    const patt_span_t spans[] = { token.implementation_id, token.boot_seed };
    const patt_reason_t strict[] = { PATT_IMPLEMENTATION_ID_LENGTH, PATT_BOOT_SEED_LENGTH };
    size_t payload_head = (size_t)(token.payload.p - vector->token) - 2;
    for (size_t i = 0; i < 2; i++) {
        size_t at = (size_t)(spans[i].p - vector->token);
        /* One byte more: in the head of the claim (0x58 0x20) and in that of the payload (0x59 and two bytes). */
        memcpy(bytes, vector->token, at);
        bytes[at - 1] = 33;
        bytes[at] = 0x77;
        memcpy(bytes + at + 1, vector->token + at, vector->length - at);
        size_t payload = (size_t)bytes[payload_head] << 8 | bytes[payload_head + 1];
        bytes[payload_head] = (uint8_t)((payload + 1) >> 8);
        bytes[payload_head + 1] = (uint8_t)(payload + 1);
        assert_int_equal(patt_token_parse(bytes, vector->length + 1, &token), strict[i]);
        assert_int_equal(patt_token_parse_lenient(bytes, vector->length + 1,
                                                  PATT_LENIENT_ALL & ~PATT_LENIENT_LEGACY_LENGTHS, &token),
                         strict[i]);
        assert_int_equal(patt_token_parse_lenient(bytes, vector->length + 1, PATT_LENIENT_LEGACY_LENGTHS, &token),
                         PATT_VALID);
        assert_int_equal(token.deviations, PATT_LENIENT_LEGACY_LENGTHS);
    }
}

/* What is no known deviation stays refused, whatever is tolerated. */
static void lenient__every_other_negative_vector__still_refused(void **state)
{
    static const char *const tolerated[] = { "attest-neg-legacy-vsi-bytes.cbor", "attest-neg-profile-bare.cbor",
                                             "attest-neg-sw-no-signer.cbor", "attest-neg-cert-alpha.cbor",
                                             "attest-neg-cert-nodash.cbor" };
    const attest_vector_t *all = attest_vectors();
    unsigned refused = 0;
    (void)state;

    for (size_t i = 0; i < ATTEST_VECTOR_COUNT; i++) {
        bool may_pass = strcmp(all[i].expect, "valid") == 0 || strcmp(all[i].reason, "bad-signature") == 0;
        for (size_t j = 0; j < sizeof(tolerated) / sizeof(tolerated[0]); j++) {
            may_pass = may_pass || strcmp(all[i].file, tolerated[j]) == 0;
        }
        if (!may_pass) {
            patt_reason_t reason = patt_token_parse_lenient(all[i].token, all[i].length, PATT_LENIENT_ALL, &token);
            assert_string_equal(patt_reason_name(reason), all[i].reason);
            refused++;
        }
    }
    assert_in_range(refused, 27, 30);
}

#define CASE(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(policy__exact_references__valid),
        CASE(policy__nothing_asked__valid),
        CASE(policy__other_implementation_id__refused),
        CASE(policy__lifecycles__by_bit),
        CASE(policy__component_without_reference__unknown),
        CASE(policy__other_signer__refused),
        CASE(policy__other_measurement__refused),
        CASE(policy__several_references_of_a_type__one_matches),
        CASE(policy__required_component_missing__refused),
        CASE(policy__least_version__number_by_number),
        CASE(policy__version_missing__refused),
        CASE(verify__with_policy__applied_last),
        CASE(lenient__legacy_service_as_bytes__with_its_bit),
        CASE(lenient__draft_profile_name__with_its_bit),
        CASE(lenient__missing_signer__with_its_bit),
        CASE(lenient__certification_reference_of_other_form__with_its_bit),
        CASE(lenient__draft_boot_seed__read_with_its_bit),
        CASE(lenient__legacy_lengths__with_their_bit),
        CASE(lenient__every_other_negative_vector__still_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
