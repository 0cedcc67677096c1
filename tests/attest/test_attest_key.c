/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The attestation key as the service's own: provisioning, tokens for several callers, none of whom reaches the key.
 * Linked four times: with the key in the key store; in a driver's location, where keys are wrapped and the driver alone
 * can use them (ATTEST_KEY_DRIVER); built in by the port (ATTEST_KEY_BUILTIN); and built in behind the driver
 * (ATTEST_KEY_BUILTIN_DRIVER).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "patt_key.h"
#include "patt_verify.h"
#include "psa/initial_attestation.h"

#include "attest_device.h"
#include "lib/attest/attest_internal.h"
#include "lib/crypto/crypto_internal.h"
#include "lib/crypto/owned_keys.h"
#include "lib/its/its_internal.h"
#if defined(ATTEST_KEY_DRIVER) || defined(ATTEST_KEY_BUILTIN_DRIVER)
#include "tests/crypto/driver/test_driver.h"
#endif

#define PROVISIONED 0x3fff0001u /* default of PATT_KEY_ID */
#define CURVE PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)
#define ES256 PSA_ALG_ECDSA(PSA_ALG_SHA_256)

#if defined(ATTEST_KEY_BUILTIN)
#define KEY_ID PLAT_KEY_ID_ATTESTATION
#else
#define KEY_ID PROVISIONED
#endif

static const int32_t callers[] = { -1, 1, 42, -77, INT32_MIN, INT32_MAX };
#define CALLER_COUNT (sizeof(callers) / sizeof(callers[0]))

static uint8_t challenge[32] = { 9 };
static uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];

static int setup(void **state)
{
    (void)state;
#if defined(ATTEST_KEY_DRIVER) || defined(ATTEST_KEY_BUILTIN_DRIVER)
    test_driver = (test_driver_t){ .transparent = PSA_ERROR_NOT_SUPPORTED, .multi = PSA_ERROR_NOT_SUPPORTED };
#endif
    attest_device_new();
    attest_device_facts(attest_vector("attest-rfc9783-es256"));
    memset(token, 0xc3, sizeof(token));
    return 0;
}

static void restart(void)
{
    pits_reset();
    pcrypto_reset();
    patt_reset();
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
}

/* Every caller gets a token that says who asked, under one key and one instance id. */
static void expect_tokens_for_all(const uint8_t *point, size_t point_size, psa_algorithm_t alg)
{
    uint8_t id[PATT_INSTANCE_ID_SIZE];

    assert_int_equal(patt_instance_id(id), PSA_SUCCESS);
    for (size_t i = 0; i < CALLER_COUNT; i++) {
        patt_check_t check = { .point = point,
                               .point_size = point_size,
                               .nonce = challenge,
                               .nonce_size = sizeof(challenge),
                               .instance_id = id };
        patt_token_t read;
        size_t needed = 0;
        size_t size = 0;
        challenge[1] = (uint8_t)i;
        sim_set_caller(callers[i]);
        assert_int_equal(psa_initial_attest_get_token_size(sizeof(challenge), &needed), PSA_SUCCESS);
        assert_int_equal(psa_initial_attest_get_token(challenge, sizeof(challenge), token, sizeof(token), &size),
                         PSA_SUCCESS);
        assert_int_equal(size, needed);
        assert_int_equal(patt_token_verify(token, size, &check, &read), PATT_VALID);
        assert_int_equal(read.client_id, callers[i]);

        uint8_t signature[132];
        uint8_t hash[64] = { 1 };
        psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
        size = 0;
        assert_int_equal(psa_sign_hash(KEY_ID, alg, hash, PSA_HASH_LENGTH(alg), signature, sizeof(signature), &size),
                         PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_sign_message(KEY_ID, alg, hash, sizeof(hash), signature, sizeof(signature), &size),
                         PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_get_key_attributes(KEY_ID, &attributes), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_destroy_key(KEY_ID), PSA_ERROR_INVALID_HANDLE);
    }
    sim_set_caller(-1);
}

#if !defined(ATTEST_KEY_BUILTIN)

/* In the library's own storage, or in the driver's location. */
static psa_key_attributes_t wanted(psa_key_type_t type, size_t bits, psa_algorithm_t alg)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, type);
    psa_set_key_bits(&attributes, bits);
    psa_set_key_algorithm(&attributes, alg);
#if defined(ATTEST_KEY_DRIVER)
    psa_set_key_lifetime(&attributes,
                         PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(PSA_KEY_PERSISTENCE_VOLATILE, TEST_LOCATION));
#endif
    return attributes;
}

static void expect_no_key(void)
{
    uint8_t id[PATT_INSTANCE_ID_SIZE];
    size_t size = 0;
    assert_int_equal(patt_instance_id(id), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_initial_attest_get_token_size(32, &size), PSA_ERROR_SERVICE_FAILURE);
    assert_int_equal(patt_key_destroy(), PSA_ERROR_INVALID_HANDLE);
}

static void generate__p256__tokens_for_every_caller(void **state)
{
    psa_key_attributes_t attributes = wanted(CURVE, 256, ES256);
    uint8_t point[65];
    uint8_t again[65];
    size_t size = 0;
    (void)state;

    expect_no_key();
    assert_int_equal(patt_key_generate(&attributes), PSA_SUCCESS);
    assert_int_equal(patt_key_generate(&attributes), PSA_ERROR_ALREADY_EXISTS);
    assert_int_equal(patt_public_key(point, sizeof(point), &size), PSA_SUCCESS);
    assert_int_equal(size, sizeof(point));
#if defined(ATTEST_KEY_DRIVER)
    unsigned asked = test_driver.asked;
    unsigned signs = test_driver.signs;
#endif
    expect_tokens_for_all(point, size, ES256);
#if defined(ATTEST_KEY_DRIVER)
    assert_int_equal(test_driver.signs, signs + CALLER_COUNT);
    assert_true(test_driver.asked >= asked + 2 * CALLER_COUNT); /* public key and signature */
    /* What stands in storage is the driver's wrapped form, and without the driver there is no token. */
    test_driver.opaque = PSA_ERROR_HARDWARE_FAILURE;
    assert_int_equal(psa_initial_attest_get_token(challenge, 32, token, sizeof(token), &size), PSA_ERROR_GENERIC_ERROR);
    assert_int_equal(size, 0);
    test_driver.opaque = PSA_SUCCESS;
#endif
    /* The same key, whoever asks for the public half, and after a restart. */
    restart();
    sim_set_caller(42);
    assert_int_equal(patt_public_key(again, sizeof(again), &size), PSA_SUCCESS);
    assert_memory_equal(again, point, sizeof(point));
    expect_tokens_for_all(point, size, ES256);
    assert_int_equal(patt_key_destroy(), PSA_SUCCESS);
    expect_no_key();
}

static void import__p256__instance_id_of_the_key(void **state)
{
    psa_key_attributes_t attributes = wanted(CURVE, 0, ES256);
    uint8_t scalar[32];
    uint8_t expected[PATT_INSTANCE_ID_SIZE];
    uint8_t id[PATT_INSTANCE_ID_SIZE];
    (void)state;

#if defined(ATTEST_KEY_DRIVER)
    psa_set_key_bits(&attributes, 256);
#endif
    assert_int_equal(attest_key("attest-iak-p256", "d_hex", scalar, sizeof(scalar)), sizeof(scalar));
    assert_int_equal(attest_key("attest-iak-p256", "instance_id_hex", expected, sizeof(expected)), sizeof(expected));
    assert_int_equal(patt_key_import(&attributes, scalar, sizeof(scalar)), PSA_SUCCESS);
    assert_int_equal(patt_key_import(&attributes, scalar, sizeof(scalar)), PSA_ERROR_ALREADY_EXISTS);
    assert_int_equal(patt_instance_id(id), PSA_SUCCESS);
    assert_memory_equal(id, expected, sizeof(id));
    expect_tokens_for_all(attest_device_point(), ATTEST_POINT_SIZE, ES256);
}

#endif

#if defined(ATTEST_KEY_BUILTIN)

static void built_in__tokens_for_every_caller(void **state)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t material[1][PLAT_BUILTIN_KEY_SIZE_MAX] = { { 0 } };
    size_t length = 32;
    size_t size = 0;
    (void)state;

#if defined(ATTEST_KEY_BUILTIN_DRIVER)
    const psa_key_location_t location = TEST_LOCATION;
    memcpy(material[0], "wrapped:", TEST_WRAP_SIZE);
    assert_int_equal(attest_key("attest-iak-p256", "d_hex", material[0] + TEST_WRAP_SIZE, 32), 32);
    for (size_t i = 0; i < 32; i++) {
        material[0][TEST_WRAP_SIZE + i] = (uint8_t)~material[0][TEST_WRAP_SIZE + i];
    }
    length += TEST_WRAP_SIZE;
#else
    const psa_key_location_t location = PSA_KEY_LOCATION_LOCAL_STORAGE;
    assert_int_equal(attest_key("attest-iak-p256", "d_hex", material[0], 32), 32);
#endif
    const plat_builtin_key_t row = { .id = KEY_ID,
                                     .client = PLAT_CLIENT_ATTESTATION,
                                     .type = CURVE,
                                     .bits = 256,
                                     .usage = PSA_KEY_USAGE_SIGN_HASH,
                                     .algorithm = ES256,
                                     .label = "attestation",
                                     .location = location };
    assert_int_equal(psa_initial_attest_get_token_size(32, &size), PSA_ERROR_SERVICE_FAILURE);
    sim_set_builtin_keys(&row, 1, (const uint8_t(*)[PLAT_BUILTIN_KEY_SIZE_MAX])material, &length);
    expect_tokens_for_all(attest_device_point(), ATTEST_POINT_SIZE, ES256);
    restart();
    expect_tokens_for_all(attest_device_point(), ATTEST_POINT_SIZE, ES256);
    /* It is the device's for ever, and nothing is provisioned over it. */
    assert_int_equal(patt_key_destroy(), PSA_ERROR_NOT_PERMITTED);
    psa_set_key_type(&attributes, CURVE);
    psa_set_key_bits(&attributes, 256);
    psa_set_key_algorithm(&attributes, ES256);
    assert_int_equal(patt_key_generate(&attributes), PSA_ERROR_ALREADY_EXISTS);
#if defined(ATTEST_KEY_BUILTIN_DRIVER)
    unsigned asked = test_driver.asked;
    unsigned signs = test_driver.signs;
    assert_int_equal(psa_initial_attest_get_token(challenge, 32, token, sizeof(token), &size), PSA_SUCCESS);
    assert_true(test_driver.asked >= asked + 2); /* public key and signature */
    assert_int_equal(test_driver.signs, signs + 1);
#endif
    /* A device that was not given it. */
    sim_set_builtin_keys(NULL, 0, NULL, NULL);
    restart();
    assert_int_equal(psa_initial_attest_get_token_size(32, &size), PSA_ERROR_SERVICE_FAILURE);
    assert_int_equal(patt_key_generate(&attributes), PSA_ERROR_INVALID_ARGUMENT);
}

#elif !defined(ATTEST_KEY_DRIVER)

static void generate_and_import__each_curve__es_of_its_size(void **state)
{
    static const struct {
        const char *name;
        size_t bits;
        psa_algorithm_t alg;
        int cose;
    } rows[] = {
        { "attest-iak-p256", 256, PSA_ALG_ECDSA(PSA_ALG_SHA_256), -7 },
        { "attest-iak-p384", 384, PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_384), -35 },
        { "attest-iak-p521", 521, PSA_ALG_ECDSA(PSA_ALG_SHA_512), -36 },
    };
    (void)state;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        psa_key_attributes_t attributes = wanted(CURVE, rows[i].bits, rows[i].alg);
        uint8_t scalar[66];
        uint8_t point[133];
        size_t size = 0;
        patt_token_t read;
        assert_int_equal(patt_key_generate(&attributes), PSA_SUCCESS);
        assert_int_equal(patt_public_key(point, sizeof(point), &size), PSA_SUCCESS);
        assert_int_equal(size, 1 + 2 * ((rows[i].bits + 7) / 8));
        expect_tokens_for_all(point, size, rows[i].alg);
        assert_int_equal(patt_key_destroy(), PSA_SUCCESS);

        size_t scalar_size = attest_key(rows[i].name, "d_hex", scalar, sizeof(scalar));
        assert_int_equal(patt_key_import(&attributes, scalar, scalar_size), PSA_SUCCESS);
        size = attest_key(rows[i].name, "public_point_hex", point, sizeof(point));
        expect_tokens_for_all(point, size, rows[i].alg);
        assert_int_equal(psa_initial_attest_get_token(challenge, 32, token, sizeof(token), &size), PSA_SUCCESS);
        assert_int_equal(patt_token_parse(token, size, &read), PATT_VALID);
        assert_int_equal(read.alg, rows[i].cose);
        assert_int_equal(patt_key_destroy(), PSA_SUCCESS);
    }
}

/* The size of tokens follows the key, whatever was kept of the one before. */
static void key_replaced__size_of_the_new_one(void **state)
{
    psa_key_attributes_t attributes = wanted(CURVE, 256, ES256);
    size_t small = 0;
    size_t large = 0;
    (void)state;

    assert_int_equal(patt_key_generate(&attributes), PSA_SUCCESS);
    assert_int_equal(psa_initial_attest_get_token_size(32, &small), PSA_SUCCESS);
    assert_int_equal(small, 608);
    assert_int_equal(patt_key_destroy(), PSA_SUCCESS);
    assert_int_equal(psa_initial_attest_get_token_size(32, &large), PSA_ERROR_SERVICE_FAILURE);
    attributes = wanted(CURVE, 521, PSA_ALG_ECDSA(PSA_ALG_SHA_512));
    assert_int_equal(patt_key_generate(&attributes), PSA_SUCCESS);
    assert_int_equal(psa_initial_attest_get_token_size(32, &large), PSA_SUCCESS);
    assert_int_equal(large, 608 + 145 - 76);
}

static void import__mac_key__tokens_for_every_caller(void **state)
{
    static const struct {
        const char *name;
        psa_algorithm_t hash;
    } rows[] = { { "attest-iak-hmac256", PSA_ALG_SHA_256 },
                 { "attest-iak-hmac384", PSA_ALG_SHA_384 },
                 { "attest-iak-hmac512", PSA_ALG_SHA_512 } };
    (void)state;

    for (size_t i = 0; i < 3; i++) {
        psa_key_attributes_t attributes = wanted(PSA_KEY_TYPE_HMAC, 0, PSA_ALG_HMAC(rows[i].hash));
        uint8_t secret[64];
        uint8_t expected[PATT_INSTANCE_ID_SIZE];
        uint8_t out[64];
        size_t size = 0;
        size_t secret_size = attest_key(rows[i].name, "k_hex", secret, sizeof(secret));
        assert_int_equal(attest_key(rows[i].name, "instance_id_hex", expected, sizeof(expected)), sizeof(expected));
        assert_int_equal(patt_key_import(&attributes, secret, secret_size - 1), PSA_ERROR_INVALID_ARGUMENT);
        expect_no_key();
        assert_int_equal(patt_key_import(&attributes, secret, secret_size), PSA_SUCCESS);
        assert_int_equal(patt_public_key(out, sizeof(out), &size), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(size, 0);
        for (size_t c = 0; c < CALLER_COUNT; c++) {
            patt_check_t check = { .secret = secret,
                                   .secret_size = secret_size,
                                   .nonce = challenge,
                                   .nonce_size = sizeof(challenge),
                                   .instance_id = expected };
            patt_token_t read;
            sim_set_caller(callers[c]);
            assert_int_equal(psa_initial_attest_get_token(challenge, 32, token, sizeof(token), &size), PSA_SUCCESS);
            assert_int_equal(patt_token_verify(token, size, &check, &read), PATT_VALID);
            assert_int_equal(read.envelope, PATT_ENVELOPE_MAC0);
            assert_int_equal(read.client_id, callers[c]);
            assert_int_equal(
                psa_mac_compute(PROVISIONED, PSA_ALG_HMAC(rows[i].hash), challenge, 32, out, sizeof(out), &size),
                PSA_ERROR_INVALID_HANDLE);
        }
        sim_set_caller(-1);
        assert_int_equal(patt_key_destroy(), PSA_SUCCESS);
        expect_no_key();
    }
}

static void provision__key_not_of_the_profile__no_key(void **state)
{
    static const uint8_t scalar[66] = { 0, 1 };
    psa_key_attributes_t attributes = wanted(CURVE, 256, PSA_ALG_ECDSA(PSA_ALG_SHA_384));
    (void)state;

    assert_int_equal(patt_key_generate(&attributes), PSA_ERROR_NOT_SUPPORTED);
    expect_no_key();
    attributes = wanted(CURVE, 384, ES256);
    assert_int_equal(patt_key_import(&attributes, scalar, 48), PSA_ERROR_NOT_SUPPORTED);
    expect_no_key();
    attributes = wanted(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_K1), 256, ES256);
    assert_int_equal(patt_key_generate(&attributes), PSA_ERROR_NOT_SUPPORTED);
    attributes = wanted(PSA_KEY_TYPE_HMAC, 256, PSA_ALG_HMAC(PSA_ALG_SHA_256));
    assert_int_equal(patt_key_generate(&attributes), PSA_ERROR_NOT_SUPPORTED);
    attributes = wanted(PSA_KEY_TYPE_HMAC, 0, PSA_ALG_TRUNCATED_MAC(PSA_ALG_HMAC(PSA_ALG_SHA_256), 16));
    assert_int_equal(patt_key_import(&attributes, scalar, 32), PSA_ERROR_NOT_SUPPORTED);
    expect_no_key();
    attributes = wanted(CURVE, 256, ES256);
    assert_int_equal(patt_key_import(&attributes, scalar, 31), PSA_ERROR_INVALID_ARGUMENT);
    expect_no_key();
    attributes = wanted(PSA_KEY_TYPE_AES, 128, PSA_ALG_GCM);
    assert_true(patt_key_generate(&attributes) != PSA_SUCCESS);
    expect_no_key();
    /* Nothing is left that stands in the way of a good one. */
    attributes = wanted(CURVE, 256, ES256);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_COPY | PSA_KEY_USAGE_CACHE);
    assert_int_equal(patt_key_generate(&attributes), PSA_SUCCESS);
    assert_int_equal(pcrypto_owned_attributes(PLAT_CLIENT_ATTESTATION, PROVISIONED, &attributes), PSA_SUCCESS);
    assert_int_equal(psa_get_key_usage_flags(&attributes) & ~(PSA_KEY_USAGE_CACHE | PSA_KEY_USAGE_SIGN_MESSAGE),
                     PSA_KEY_USAGE_SIGN_HASH);
}

static void do_import(void *ctx)
{
    psa_key_attributes_t attributes = wanted(PSA_KEY_TYPE_HMAC, 0, PSA_ALG_HMAC(PSA_ALG_SHA_256));
    static const uint8_t secret[32] = { 3 };
    *(psa_status_t *)ctx = patt_key_import(&attributes, secret, sizeof(secret));
}

/* Every port call fails once: an error and no key, or a key; never half of one. */
static void import__every_port_call_fails_once__no_key_or_all(void **state)
{
    unsigned failed = 0;
    (void)state;

    for (unsigned call = SIM_CALL_ANY + 1; call < SIM_CALL_COUNT; call++) {
        bool struck = true;
        for (uint32_t n = 1; struck; n++) {
            psa_status_t status = PSA_ERROR_GENERIC_ERROR;
            uint8_t id[PATT_INSTANCE_ID_SIZE];
            size_t size = 0;
            restart();
            sim_fail_at((sim_call_t)call, n, PSA_ERROR_STORAGE_FAILURE);
            do_import(&status);
            struck = sim_fail_struck();
            sim_fail_off();
            if (status == PSA_SUCCESS) {
                assert_int_equal(patt_instance_id(id), PSA_SUCCESS);
                assert_int_equal(psa_initial_attest_get_token_size(32, &size), PSA_SUCCESS);
                assert_int_equal(patt_key_destroy(), PSA_SUCCESS);
            } else {
                assert_true(struck);
                failed++;
                psa_status_t left = patt_key_destroy(); /* what a torn write may have left */
                assert_true(left == PSA_SUCCESS || left == PSA_ERROR_INVALID_HANDLE);
            }
        }
    }
    assert_true(failed >= 5);
}

#endif

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, attest_device_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
#if defined(ATTEST_KEY_BUILTIN)
        CASE(built_in__tokens_for_every_caller),
#else
        CASE(generate__p256__tokens_for_every_caller),
        CASE(import__p256__instance_id_of_the_key),
#if !defined(ATTEST_KEY_DRIVER)
        CASE(generate_and_import__each_curve__es_of_its_size),
        CASE(key_replaced__size_of_the_new_one),
        CASE(import__mac_key__tokens_for_every_caller),
        CASE(provision__key_not_of_the_profile__no_key),
        CASE(import__every_port_call_fails_once__no_key_or_all),
#endif
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
