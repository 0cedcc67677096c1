/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Making tokens: the bytes of the vectors, the argument rules of the API, every missing or faulty fact, every failing
 * call of the port.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "patt_verify.h"
#include "psa/initial_attestation.h"

#include "attest_device.h"
#include "lib/attest/attest_internal.h"
#include "lib/attest/config.h"
#include "lib/crypto/crypto_internal.h"
#include "lib/its/its_internal.h"

#define RANDOMISED PSA_ALG_ECDSA(PSA_ALG_SHA_256)
#define DETERMINISTIC PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256)
#define FILL 0xc3

static uint8_t challenge[64];
static uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE + 64];

static int setup(void **state)
{
    (void)state;
    attest_device_new();
    attest_device_facts(attest_vector("attest-rfc9783-es256"));
    attest_device_key(PSA_KEY_USAGE_SIGN_HASH, DETERMINISTIC);
    for (size_t i = 0; i < sizeof(challenge); i++) {
        challenge[i] = (uint8_t)i;
    }
    memset(token, FILL, sizeof(token));
    return 0;
}

static bool untouched_from(size_t start)
{
    for (size_t i = start; i < sizeof(token); i++) {
        if (token[i] != FILL) {
            return false;
        }
    }
    return true;
}

/* Unchanged, or zeroed up to some point and unchanged behind it. */
static bool unchanged_or_zeroed(void)
{
    size_t i = 0;
    while (i < sizeof(token) && token[i] == 0) {
        i++;
    }
    return untouched_from(i);
}

static psa_status_t get(size_t *size)
{
    *size = 77;
    return psa_initial_attest_get_token(challenge, 32, token, sizeof(token), size);
}

static patt_reason_t verify(size_t size, size_t nonce_size, patt_token_t *out)
{
    patt_check_t check = {
        .point = attest_device_point(), .point_size = ATTEST_POINT_SIZE, .nonce = challenge, .nonce_size = nonce_size
    };
    return patt_token_verify(token, size, &check, out);
}

/* Both calls give this status; nothing is delivered. */
static void expect_refusal(psa_status_t expected)
{
    size_t size = 77;

    memset(token, FILL, sizeof(token));
    assert_int_equal(psa_initial_attest_get_token_size(32, &size), expected);
    assert_int_equal(size, 0);
    assert_int_equal(get(&size), expected);
    assert_int_equal(size, 0);
    assert_true(untouched_from(0));
}

static void get_token__facts_of_vector__every_byte_of_vector(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-rfc9783-es256");
    size_t size = 0;
    (void)state;

    assert_int_equal(get(&size), PSA_SUCCESS);
    assert_int_equal(size, 608);
    assert_int_equal(vector->length, 608);
    /* Payload and, since the key is deterministic, the signature. */
    assert_memory_equal(token, vector->token, size);
    assert_true(untouched_from(size));
}

static void get_token__randomised_key__same_payload_other_signature(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-rfc9783-es256");
    patt_token_t read;
    size_t size = 0;
    (void)state;

    assert_int_equal(patt_key_destroy(), PSA_SUCCESS);
    attest_device_key(PSA_KEY_USAGE_SIGN_HASH, RANDOMISED);
    assert_int_equal(get(&size), PSA_SUCCESS);
    assert_int_equal(size, 608);
    assert_memory_equal(token, vector->token, size - 64);
    assert_memory_not_equal(token + size - 64, vector->token + size - 64, 64);
    assert_int_equal(verify(size, 32, &read), PATT_VALID);
    assert_true(read.authentic);
}

static void get_token__wildcard_hash_policy__es256(void **state)
{
    patt_token_t read;
    size_t size = 0;
    (void)state;

    assert_int_equal(patt_key_destroy(), PSA_SUCCESS);
    attest_device_key(PSA_KEY_USAGE_SIGN_HASH, PSA_ALG_ECDSA(PSA_ALG_ANY_HASH));
    assert_int_equal(get(&size), PSA_SUCCESS);
    assert_int_equal(verify(size, 32, &read), PATT_VALID);
    assert_true(read.alg == -7);
}

/* Attestation 2.0, "Challenge sizes": an implementation must not support other sizes. */
static void get_token__challenge_size_not_listed__invalid_argument(void **state)
{
    (void)state;
    for (size_t challenge_size = 0; challenge_size <= 130; challenge_size++) {
        uint8_t nonce[130] = { 1 };
        bool listed = challenge_size == 32 || challenge_size == 48 || challenge_size == 64;
        size_t size = 77;
        psa_status_t status = psa_initial_attest_get_token(nonce, challenge_size, token, sizeof(token), &size);
        assert_int_equal(status, listed ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
        if (!listed) {
            assert_int_equal(size, 0);
            assert_true(untouched_from(0));
        }
        memset(token, FILL, sizeof(token));
        size = 77;
        status = psa_initial_attest_get_token_size(challenge_size, &size);
        assert_int_equal(status, listed ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
        assert_true(listed == (size != 0));
    }
}

static void get_token__null_pointer__invalid_argument(void **state)
{
    size_t size = 77;
    (void)state;

    assert_int_equal(psa_initial_attest_get_token(NULL, 32, token, sizeof(token), &size), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(size, 0);
    size = 77;
    assert_int_equal(psa_initial_attest_get_token(challenge, 32, NULL, 10, &size), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(size, 0);
    assert_int_equal(psa_initial_attest_get_token(challenge, 32, token, sizeof(token), NULL),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_initial_attest_get_token_size(32, NULL), PSA_ERROR_INVALID_ARGUMENT);
}

/* Attestation 2.0, psa_initial_attest_get_token(): PSA_ERROR_BUFFER_TOO_SMALL, 0 bytes included. */
static void get_token__buffer_smaller__too_small_and_unchanged(void **state)
{
    size_t needed = 0;
    size_t size = 77;
    (void)state;

    assert_int_equal(psa_initial_attest_get_token_size(32, &needed), PSA_SUCCESS);
    for (size_t capacity = 0; capacity < needed; capacity++) {
        size = 77;
        assert_int_equal(psa_initial_attest_get_token(challenge, 32, token, capacity, &size),
                         PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(size, 0);
        assert_true(untouched_from(0));
    }
    assert_int_equal(psa_initial_attest_get_token(challenge, 32, NULL, 0, &size), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_initial_attest_get_token(challenge, 32, token, needed, &size), PSA_SUCCESS);
    assert_int_equal(size, needed);
    assert_true(untouched_from(needed));
}

/* Sizes and the name of the hash that goes with them (RFC 9783 section 4.4.1). */
static void check_components(const patt_token_t *read, uint8_t hash_size)
{
    const char *name = hash_size == 32 ? "sha-256" : hash_size == 48 ? "sha-384" : "sha-512";

    for (size_t i = 0; i < read->component_count; i++) {
        patt_component_t component;
        assert_true(patt_token_component(read, i, &component));
        assert_int_equal(component.value.size, hash_size);
        assert_int_equal(component.signer.size, hash_size);
        assert_int_equal(component.description.size, 7);
        assert_memory_equal(component.description.p, name, 7);
        assert_int_equal(component.type.size, PLAT_MEASUREMENT_TYPE_MAX);
        assert_int_equal(component.version.size, PLAT_MEASUREMENT_VERSION_MAX);
    }
}

/* One token, against the size that was said for it: asked for before, by whatever way. */
static bool size_is_exact(size_t nonce_size, int32_t caller, unsigned count, uint8_t hash_size)
{
    patt_token_t read;
    size_t needed = 0;
    size_t size = 0;

    sim_set_caller(caller);
    psa_status_t status = psa_initial_attest_get_token_size(nonce_size, &needed);
    if (status == PSA_ERROR_GENERIC_ERROR) { /* above the maximum: the call itself says so too */
        assert_int_equal(psa_initial_attest_get_token(challenge, nonce_size, token, sizeof(token), &size), status);
        return false;
    }
    assert_int_equal(status, PSA_SUCCESS);
    assert_true(needed <= PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE);
    assert_int_equal(psa_initial_attest_get_token(challenge, nonce_size, token, sizeof(token), &size), PSA_SUCCESS);
    assert_int_equal(size, needed);
    assert_int_equal(verify(size, nonce_size, &read), PATT_VALID);
    assert_int_equal(read.client_id, caller);
    assert_int_equal(read.component_count, count);
    check_components(&read, hash_size);
    return true;
}

/* The part of the combinations that is tried; on an emulator not all, but all challenges. */
#ifndef ATTEST_THIN
#define ATTEST_THIN 1u
#endif
static const size_t challenges[] = { 32, 48, 64 };
static const int32_t callers[] = { -1,       -24, -25, -256, -257, -65536, -65537, INT32_MIN,
                                   1,        23,  24,  255,  256,  65535,  65536,  PLAT_CLIENT_ATTESTATION - 1,
                                   INT32_MAX };
#define CALLER_COUNT (sizeof(callers) / sizeof(callers[0]))

/* Attestation 2.0, psa_initial_attest_get_token_size(): "the exact size", for all that can make it vary: from the facts
 * (every combination asked first in a boot) and from what is kept of an earlier one. */
static void get_token_size__any_facts__equals_token(void **state)
{
    static const uint8_t hashes[] = { 32, 48, 64 };
    unsigned made = 0;
    unsigned refused = 0;
    (void)state;

    for (unsigned count = 1; count <= PLAT_BOOT_RECORD_MAX; count++) {
        for (unsigned i = 0; i < 3 * 3 * CALLER_COUNT; i += (1 + count % 5) * ATTEST_THIN) {
            attest_device_record(count, hashes[i / 3 % 3]); /* a boot of its own */
            bool exact = size_is_exact(challenges[i % 3], callers[i / 9], count, hashes[i / 3 % 3]);
            /* What is kept now serves another caller with another challenge. */
            exact =
                size_is_exact(challenges[(i + 1) % 3], callers[(i / 9 + 5) % CALLER_COUNT], count, hashes[i / 3 % 3]) &&
                exact;
            made += exact;
            refused += !exact;
        }
    }
    assert_true(made > 200 / ATTEST_THIN);
    assert_true(refused > 20 / ATTEST_THIN);
}

/* Every challenge and caller of one boot, the first one worked out, the others from what is kept; with and without the
 * optional claims. */
static void get_token_size__kept__equals_token(void **state)
{
    static const plat_identity_t identities[] = {
        { { 1 }, "0604565272829-10010", "https://verifier.example/psa" },
        { { 1 }, "", "https://verifier.example/psa" },
        { { 1 }, "0604565272829-10010", "" },
        { { 1 }, "", "" },
        { { 1 }, "", "0123456789012345678901234567890123456789012345678901234567890123" },
        { { 1 }, "", "01234567890123456789012" },
    };
    (void)state;

    for (size_t k = 0; k < sizeof(identities) / sizeof(identities[0]); k++) {
        sim_set_identity(&identities[k]);
        attest_device_record(2, 32);
        for (size_t i = 0; i < 3 * CALLER_COUNT; i += ATTEST_THIN) {
            assert_true(size_is_exact(challenges[i % 3], callers[i / 3], 2, 32));
        }
    }
}

/* The second question asks neither key store nor boot record; life cycle and caller are those of now. */
static void get_token_size__asked_again__no_port_call_but_state(void **state)
{
    size_t first = 0;
    size_t size = 0;
    (void)state;

    assert_int_equal(psa_initial_attest_get_token_size(32, &first), PSA_SUCCESS);
    sim_stats_t stats;
    sim_stats_reset();
    assert_int_equal(psa_initial_attest_get_token_size(32, &size), PSA_SUCCESS);
    assert_int_equal(size, first);
    sim_stats(&stats);
    assert_int_equal(stats.calls[SIM_CALL_ANY], 1);
    assert_int_equal(stats.calls[SIM_CALL_LIFECYCLE], 1);
    sim_set_lifecycle(PLAT_LIFECYCLE_UNKNOWN);
    assert_int_equal(psa_initial_attest_get_token_size(32, &size), PSA_ERROR_SERVICE_FAILURE);
    sim_set_lifecycle(0x7000);
    assert_int_equal(psa_initial_attest_get_token_size(32, &size), PSA_ERROR_GENERIC_ERROR);
    sim_set_lifecycle(PLAT_LIFECYCLE_SECURED);
    sim_set_caller(0);
    assert_int_equal(psa_initial_attest_get_token_size(32, &size), PSA_ERROR_GENERIC_ERROR);
    sim_set_caller(PLAT_CLIENT_ATTESTATION);
    assert_int_equal(psa_initial_attest_get_token_size(32, &size), PSA_ERROR_GENERIC_ERROR);
    assert_int_equal(size, 0);
}

static void get_token__eight_components__fits_the_maximum(void **state)
{
    size_t size = 0;
    (void)state;

    attest_device_record(PLAT_BOOT_RECORD_MAX, 32);
    sim_set_caller(INT32_MIN);
    assert_int_equal(psa_initial_attest_get_token(challenge, 64, token, PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE, &size),
                     PSA_SUCCESS);
}

static void get_token__beyond_the_maximum__generic_error(void **state)
{
    (void)state;
    attest_device_record(PLAT_BOOT_RECORD_MAX, 64);
    expect_refusal(PSA_ERROR_GENERIC_ERROR);
}

static void get_token__no_optional_claims__smallest_token(void **state)
{
    plat_identity_t identity = { .implementation_id = { 1 },
                                 .certification_reference = "",
                                 .verification_service = "" };
    patt_token_t read;
    size_t size = 0;
    (void)state;

    sim_set_identity(&identity);
    assert_int_equal(get(&size), PSA_SUCCESS);
    assert_int_equal(verify(size, 32, &read), PATT_VALID);
    assert_null(read.certification_reference.p);
    assert_null(read.verification_service.p);
    /* 22 bytes less for one claim, 33 for the other: attest-rfc9783-es256 without them */
    assert_int_equal(size, 608 - (3 + 20) - (3 + 2 + 28));
}

static void get_token__components_without_texts__left_out(void **state)
{
    plat_measurement_t measurement = { .value_size = 32, .signer_size = 32 };
    patt_component_t component;
    patt_token_t read;
    size_t size = 0;
    (void)state;

    assert_int_equal(plat_boot_record_begin(), PSA_SUCCESS);
    assert_int_equal(plat_boot_record_add(&measurement), PSA_SUCCESS);
    assert_int_equal(get(&size), PSA_SUCCESS);
    assert_int_equal(verify(size, 32, &read), PATT_VALID);
    assert_true(patt_token_component(&read, 0, &component));
    assert_null(component.type.p);
    assert_null(component.version.p);
}

static void get_token__challenge_inside_buffer__taken_before_written(void **state)
{
    size_t size = 0;
    (void)state;

    memcpy(token + 5, challenge, 32);
    assert_int_equal(psa_initial_attest_get_token(token + 5, 32, token, sizeof(token), &size), PSA_SUCCESS);
    assert_memory_equal(token, attest_vector("attest-rfc9783-es256")->token, 608);
}

/* ----------------------------------------------------------------------------------- Facts missing or broken --- */

static void get_token__no_identity__service_failure(void **state)
{
    (void)state;
    sim_set_identity(NULL);
    expect_refusal(PSA_ERROR_SERVICE_FAILURE);
}

static void get_token__blank_implementation_id__service_failure(void **state)
{
    plat_identity_t identity = { .certification_reference = "", .verification_service = "" };
    (void)state;

    sim_set_identity(&identity);
    expect_refusal(PSA_ERROR_SERVICE_FAILURE);
    memset(identity.implementation_id, 0xff, sizeof(identity.implementation_id));
    sim_set_identity(&identity);
    expect_refusal(PSA_ERROR_SERVICE_FAILURE);
}

static void get_token__bad_identity_text__generic_error(void **state)
{
    static const struct {
        const char *reference;
        const char *service;
    } rows[] = {
        { "0604565272829", "" },        { "060456527282910010", "" },
        { "0604565272829+10010", "" },  { "060456527282x-10010", "" },
        { "0604565272829-100100", "" }, { "", "https://m\xc3\xbcnchen.example" },
        { "", "https://a.example/\n" }, { "", "https://verifier.example/0123456789012345678901234567890123456789" },
    };
    (void)state;
    assert_int_equal(strlen(rows[7].service), 65);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        plat_identity_t identity = { .implementation_id = { 1 },
                                     .certification_reference = rows[i].reference,
                                     .verification_service = rows[i].service };
        sim_set_identity(&identity);
        expect_refusal(PSA_ERROR_GENERIC_ERROR);
    }
}

static void get_token__no_boot_record__service_failure(void **state)
{
    (void)state;
    sim_reboot();
    expect_refusal(PSA_ERROR_SERVICE_FAILURE);
    /* Begun, but nothing was measured. */
    assert_int_equal(plat_boot_record_begin(), PSA_SUCCESS);
    expect_refusal(PSA_ERROR_SERVICE_FAILURE);
}

static void get_token__damaged_boot_record__generic_error(void **state)
{
    (void)state;
    sim_damage_boot_record();
    expect_refusal(PSA_ERROR_GENERIC_ERROR);
}

static void get_token__lifecycle__reported_or_refused(void **state)
{
    size_t size = 0;
    (void)state;

    for (uint32_t lifecycle = 0; lifecycle <= UINT16_MAX; lifecycle += 0x80) {
        bool assigned = strcmp(patt_lifecycle_text((uint16_t)lifecycle), "INVALID") != 0;
        psa_status_t expected = lifecycle < 0x100 ? PSA_ERROR_SERVICE_FAILURE
                                : assigned        ? PSA_SUCCESS
                                                  : PSA_ERROR_GENERIC_ERROR;
        sim_set_lifecycle((uint16_t)lifecycle);
        assert_int_equal(psa_initial_attest_get_token_size(32, &size), expected);
    }
}

/* A token is made in every assigned state; a verifier believes it in two of them, or where it was told to. A policy
 * changes nothing of that, unless it names life cycles itself. */
static void verify__untrusted_lifecycle__refused_unless_asked_for(void **state)
{
    patt_check_t check = { .point = attest_device_point(), .point_size = ATTEST_POINT_SIZE };
    patt_policy_t policy = { 0 };
    (void)state;

    for (unsigned lifecycle = 0x1000; lifecycle <= 0x6000; lifecycle += 0x1000) {
        bool trusted = lifecycle == 0x3000 || lifecycle == 0x4000;
        patt_token_t read;
        size_t size = 0;
        sim_set_lifecycle((uint16_t)(lifecycle | 0x21));
        assert_int_equal(get(&size), PSA_SUCCESS);
        for (unsigned with_policy = 0; with_policy < 2; with_policy++) {
            check.policy = with_policy ? &policy : NULL;
            policy.lifecycles = 0;
            check.any_lifecycle = false;
            assert_int_equal(patt_token_verify(token, size, &check, &read),
                             trusted ? PATT_VALID : PATT_LIFECYCLE_UNTRUSTED);
            assert_true(read.authentic);
            assert_int_equal(read.lifecycle, lifecycle | 0x21);
            check.any_lifecycle = true;
            assert_int_equal(patt_token_verify(token, size, &check, &read), PATT_VALID);
        }
        policy.lifecycles = 1u << 5;
        assert_int_equal(patt_token_verify(token, size, &check, &read),
                         lifecycle == 0x5000 ? PATT_VALID : PATT_POLICY_LIFECYCLE);
    }
}

/* Client ids that the port contract rules out: nobody, and the service itself. */
static void get_token__caller_is_none__generic_error(void **state)
{
    (void)state;
    sim_set_caller(0);
    expect_refusal(PSA_ERROR_GENERIC_ERROR);
    sim_set_caller(PLAT_CLIENT_ATTESTATION);
    expect_refusal(PSA_ERROR_GENERIC_ERROR);
}

static void get_token__no_key__service_failure(void **state)
{
    (void)state;
    assert_int_equal(patt_key_destroy(), PSA_SUCCESS);
    expect_refusal(PSA_ERROR_SERVICE_FAILURE);
}

static void get_token__key_not_fit__generic_error(void **state)
{
    static const struct {
        psa_key_usage_t usage;
        psa_algorithm_t alg;
    } rows[] = {
        { PSA_KEY_USAGE_VERIFY_HASH, RANDOMISED },
        { PSA_KEY_USAGE_SIGN_MESSAGE, RANDOMISED },
        { PSA_KEY_USAGE_SIGN_HASH, PSA_ALG_ECDSA(PSA_ALG_SHA_384) },
        { PSA_KEY_USAGE_SIGN_HASH, PSA_ALG_ECDSA_ANY },
        { PSA_KEY_USAGE_SIGN_HASH, PSA_ALG_ECDH },
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        assert_int_equal(patt_key_destroy(), PSA_SUCCESS);
        attest_device_key(rows[i].usage, rows[i].alg);
        expect_refusal(PSA_ERROR_GENERIC_ERROR);
    }
}

static void get_token__crypto_not_initialised__service_failure(void **state)
{
    size_t size = 77;
    (void)state;

    pcrypto_reset();
    psa_status_t status = get(&size);
    /* The key may need psa_crypto_init() or be found without it; a token is a token only with it. */
    assert_int_equal(status, PSA_ERROR_SERVICE_FAILURE);
    assert_int_equal(size, 0);
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
}

/* -------------------------------------------------------------------------------------------- Failing calls --- */

static bool listed(psa_status_t status)
{
    return status == PSA_ERROR_SERVICE_FAILURE || status == PSA_ERROR_GENERIC_ERROR ||
           status == PSA_ERROR_INVALID_ARGUMENT || status == PSA_ERROR_BUFFER_TOO_SMALL;
}

/* Calls whose answer is a fact of the token: without it there is no token. */
static bool is_fact(sim_call_t call)
{
    return call == SIM_CALL_IDENTITY || call == SIM_CALL_LIFECYCLE || call == SIM_CALL_BOOT_SEED ||
           call == SIM_CALL_BOOT_RECORD_GET;
}

/* The n-th call of one kind fails with one status, the key freshly loaded: a listed error and nothing delivered, or,
 * where crypto or storage got over it, a valid token. True if the failure struck. */
static bool fail_once(sim_call_t call, uint32_t n, psa_status_t failure)
{
    patt_token_t read;
    size_t size = 0;

    pits_reset();
    pcrypto_reset();
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    memset(token, FILL, sizeof(token));
    sim_fail_at(call, n, failure);
    psa_status_t status = get(&size);
    bool struck = sim_fail_struck();
    sim_fail_off();
    if (status != PSA_SUCCESS) {
        assert_true(listed(status));
        assert_int_equal(size, 0);
        assert_true(unchanged_or_zeroed());
        assert_true(struck);
    } else {
        /* The end of the record is DOES_NOT_EXIST by right: index 3, in both readings. */
        bool by_right = call == SIM_CALL_BOOT_RECORD_GET && failure == PSA_ERROR_DOES_NOT_EXIST && n % 4 == 0;
        assert_false(struck && is_fact(call) && !by_right);
        assert_int_equal(verify(size, 32, &read), PATT_VALID);
        assert_memory_equal(token, attest_vector("attest-rfc9783-es256")->token, 608 - 64);
    }
    return struck;
}

static void get_token__every_port_call_fails_once__listed_code_or_valid_token(void **state)
{
    static const psa_status_t failures[] = { PSA_ERROR_STORAGE_FAILURE,  PSA_ERROR_DATA_CORRUPT,
                                             PSA_ERROR_DOES_NOT_EXIST,   PSA_ERROR_INSUFFICIENT_ENTROPY,
                                             PSA_ERROR_BUFFER_TOO_SMALL, PSA_ERROR_INVALID_ARGUMENT };
    unsigned struck_facts = 0;
    (void)state;

    assert_int_equal(patt_key_destroy(), PSA_SUCCESS);
    attest_device_key(PSA_KEY_USAGE_SIGN_HASH, RANDOMISED);
    for (unsigned call = SIM_CALL_ANY + 1; call < SIM_CALL_COUNT; call++) {
        for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
            for (uint32_t n = 1; fail_once((sim_call_t)call, n, failures[i]); n++) {
                struck_facts += is_fact((sim_call_t)call);
            }
        }
    }
    /* Identity, life cycle and seed once; the record 4 times when gathered and 4 times when written. */
    assert_int_equal(struck_facts, 6 * (1 + 1 + 1 + 8));
}

/* The first size query of a boot, with each port call failing once: a listed error and nothing kept, or the right
 * size. */
static void get_token_size__every_port_call_fails_once__listed_code_or_size(void **state)
{
    static const psa_status_t failures[] = { PSA_ERROR_STORAGE_FAILURE, PSA_ERROR_DATA_CORRUPT };
    sim_snapshot_t *device = sim_snapshot_new();
    unsigned refused = 0;
    (void)state;

    for (unsigned call = SIM_CALL_ANY + 1; call < SIM_CALL_COUNT; call++) {
        for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
            bool struck = true;
            for (uint32_t n = 1; struck; n++) {
                size_t size = 77;
                sim_snapshot_restore(device); /* a read that fails with DATA_CORRUPT has lost a unit */
                pits_reset();
                pcrypto_reset();
                patt_reset();
                assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
                sim_fail_at((sim_call_t)call, n, failures[i]);
                psa_status_t status = psa_initial_attest_get_token_size(32, &size);
                struck = sim_fail_struck();
                sim_fail_off();
                assert_int_equal(size, status == PSA_SUCCESS ? 608 : 0);
                assert_true(status == PSA_SUCCESS || (struck && listed(status)));
                assert_false(status == PSA_SUCCESS && struck && is_fact((sim_call_t)call));
                refused += status != PSA_SUCCESS;
                /* Nothing wrong was kept. */
                sim_snapshot_restore(device);
                pits_reset();
                assert_int_equal(psa_initial_attest_get_token_size(32, &size), PSA_SUCCESS);
                assert_int_equal(size, 608);
            }
        }
    }
    sim_snapshot_free(device);
    assert_true(refused >= 2 * (1 + 2 + 1 + 4));
}

/* ------------------------------------------------------------------------------------------------- Instance id --- */

static void instance_id__each_curve__sha256_of_cose_key(void **state)
{
    static const char *const keys[] = { "attest-iak-p256", "attest-iak-p384", "attest-iak-p521" };
    (void)state;

    for (size_t i = 0; i < 3; i++) {
        uint8_t point[133];
        uint8_t expected[33];
        uint8_t id[33];
        size_t size = attest_key(keys[i], "public_point_hex", point, sizeof(point));
        assert_int_equal(attest_key(keys[i], "instance_id_hex", expected, sizeof(expected)), sizeof(expected));
        assert_int_equal(patt_instance_id_of(point, size, id), PSA_SUCCESS);
        assert_memory_equal(id, expected, sizeof(expected));
        assert_int_equal(patt_instance_id_of(point, size - 1, id), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(id[0], 0);
        point[0] = 2;
        assert_int_equal(patt_instance_id_of(point, size, id), PSA_ERROR_INVALID_ARGUMENT);
    }
}

static void instance_id__of_device__that_of_its_key(void **state)
{
    uint8_t expected[33];
    uint8_t id[33];
    uint8_t point[ATTEST_POINT_SIZE];
    size_t size = 0;
    (void)state;

    assert_int_equal(attest_key("attest-iak-p256", "instance_id_hex", expected, sizeof(expected)), sizeof(expected));
    assert_int_equal(patt_instance_id(id), PSA_SUCCESS);
    assert_memory_equal(id, expected, sizeof(expected));
    assert_int_equal(patt_public_key(point, sizeof(point), &size), PSA_SUCCESS);
    assert_int_equal(size, sizeof(point));
    assert_memory_equal(point, attest_device_point(), sizeof(point));

    assert_int_equal(patt_key_destroy(), PSA_SUCCESS);
    assert_int_equal(patt_public_key(point, sizeof(point), &size), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(size, 0);
    assert_int_equal(patt_instance_id(id), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(id[0], 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, attest_device_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(get_token__facts_of_vector__every_byte_of_vector),
        CASE(get_token__randomised_key__same_payload_other_signature),
        CASE(get_token__wildcard_hash_policy__es256),
        CASE(get_token__challenge_size_not_listed__invalid_argument),
        CASE(get_token__null_pointer__invalid_argument),
        CASE(get_token__buffer_smaller__too_small_and_unchanged),
        CASE(get_token_size__any_facts__equals_token),
        CASE(get_token_size__kept__equals_token),
        CASE(get_token_size__asked_again__no_port_call_but_state),
        CASE(get_token__eight_components__fits_the_maximum),
        CASE(get_token__beyond_the_maximum__generic_error),
        CASE(get_token__no_optional_claims__smallest_token),
        CASE(get_token__components_without_texts__left_out),
        CASE(get_token__challenge_inside_buffer__taken_before_written),
        CASE(get_token__no_identity__service_failure),
        CASE(get_token__blank_implementation_id__service_failure),
        CASE(get_token__bad_identity_text__generic_error),
        CASE(get_token__no_boot_record__service_failure),
        CASE(get_token__damaged_boot_record__generic_error),
        CASE(get_token__lifecycle__reported_or_refused),
        CASE(verify__untrusted_lifecycle__refused_unless_asked_for),
        CASE(get_token__caller_is_none__generic_error),
        CASE(get_token__no_key__service_failure),
        CASE(get_token__key_not_fit__generic_error),
        CASE(get_token__crypto_not_initialised__service_failure),
        CASE(get_token__every_port_call_fails_once__listed_code_or_valid_token),
        CASE(get_token_size__every_port_call_fails_once__listed_code_or_size),
        CASE(instance_id__each_curve__sha256_of_cose_key),
        CASE(instance_id__of_device__that_of_its_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
