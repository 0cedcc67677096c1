/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Making tokens with each algorithm of the profile: the key alone decides. Linked with each of the two profiles: the
 * vectors are those of the profile that the attester was built with (ATTEST_PROFILE_LEGACY).
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
#include "lib/crypto/owned_keys.h"

#define DETERMINISTIC(hash) PSA_ALG_DETERMINISTIC_ECDSA(hash)

static uint8_t challenge[64];
static uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];

static int setup(void **state)
{
    (void)state;
    attest_device_new();
    memset(token, 0xc3, sizeof(token));
    return 0;
}

static const attest_vector_t *vector;
static size_t challenge_size;

/* A device with the facts of a vector, asked with its nonce. */
static void begin(const char *name)
{
    patt_token_t read;

    vector = attest_vector(name);
    attest_device_facts(vector);
    assert_int_equal(patt_token_parse(vector->token, vector->length, &read), PATT_VALID);
    challenge_size = read.nonce.size;
    assert_in_range(challenge_size, 32, sizeof(challenge));
    memcpy(challenge, read.nonce.p, challenge_size);
}

/* The device makes exactly the vector, and says its size before. */
static void expect_vector(void)
{
    size_t planned = 0;
    size_t size = 0;

    assert_int_equal(psa_initial_attest_get_token_size(challenge_size, &planned), PSA_SUCCESS);
    assert_int_equal(psa_initial_attest_get_token(challenge, challenge_size, token, sizeof(token), &size), PSA_SUCCESS);
    assert_int_equal(size, vector->length);
    assert_int_equal(planned, size);
    assert_memory_equal(token, vector->token, size);
    assert_int_equal(token[size], 0xc3);
}

static void expect_refused(void)
{
    size_t size = 77;

    attest_device_facts(attest_vector("attest-rfc9783-es256"));
    assert_int_equal(psa_initial_attest_get_token(challenge, 32, token, sizeof(token), &size), PSA_ERROR_GENERIC_ERROR);
    assert_int_equal(size, 0);
    assert_int_equal(psa_initial_attest_get_token_size(32, &size), PSA_ERROR_GENERIC_ERROR);
    assert_int_equal(size, 0);
}

#if defined(ATTEST_PROFILE_LEGACY)
static void legacy__es256__every_byte_of_vector(void **state)
{
    (void)state;
    begin("attest-profile1-es256");
    attest_device_key(PSA_KEY_USAGE_SIGN_HASH, DETERMINISTIC(PSA_ALG_SHA_256));
    expect_vector();
}

static void legacy__hmac256__every_byte_of_vector(void **state)
{
    (void)state;
    begin("attest-profile1-hmac256");
    attest_device_mac_key("attest-iak-hmac256", PSA_KEY_USAGE_SIGN_MESSAGE, PSA_ALG_HMAC(PSA_ALG_SHA_256));
    expect_vector();
}
#else
static void es256__every_byte_of_vector(void **state)
{
    (void)state;
    begin("attest-rfc9783-es256");
    attest_device_key(PSA_KEY_USAGE_SIGN_HASH, DETERMINISTIC(PSA_ALG_SHA_256));
    expect_vector();
}

static void es384__every_byte_of_vector(void **state)
{
    (void)state;
    begin("attest-rfc9783-es384");
    attest_device_curve_key("attest-iak-p384", PSA_KEY_USAGE_SIGN_HASH, DETERMINISTIC(PSA_ALG_SHA_384));
    expect_vector();
}

static void es512__every_byte_of_vector(void **state)
{
    (void)state;
    begin("attest-rfc9783-es512");
    attest_device_curve_key("attest-iak-p521", PSA_KEY_USAGE_SIGN_HASH, DETERMINISTIC(PSA_ALG_SHA_512));
    expect_vector();
}

static void hmac256__every_byte_of_vector(void **state)
{
    (void)state;
    begin("attest-rfc9783-hmac256");
    attest_device_mac_key("attest-iak-hmac256", PSA_KEY_USAGE_SIGN_MESSAGE, PSA_ALG_HMAC(PSA_ALG_SHA_256));
    expect_vector();
}

static void hmac384__every_byte_of_vector(void **state)
{
    (void)state;
    begin("attest-rfc9783-hmac384");
    attest_device_mac_key("attest-iak-hmac384", PSA_KEY_USAGE_SIGN_MESSAGE, PSA_ALG_HMAC(PSA_ALG_SHA_384));
    expect_vector();
}

static void hmac512__every_byte_of_vector(void **state)
{
    (void)state;
    begin("attest-rfc9783-hmac512");
    attest_device_mac_key("attest-iak-hmac512", PSA_KEY_USAGE_SIGN_MESSAGE, PSA_ALG_HMAC(PSA_ALG_SHA_512));
    expect_vector();
}
#endif

/* A truncated MAC is another COSE algorithm (HMAC 256/64), which the profile does not have. */
static void truncated_mac_policy__generic_error(void **state)
{
    (void)state;
    attest_device_mac_key("attest-iak-hmac256", PSA_KEY_USAGE_SIGN_MESSAGE,
                          PSA_ALG_TRUNCATED_MAC(PSA_ALG_HMAC(PSA_ALG_SHA_256), 8));
    expect_refused();
}

static void mac_key_that_may_not_sign__generic_error(void **state)
{
    (void)state;
    attest_device_mac_key("attest-iak-hmac256", PSA_KEY_USAGE_VERIFY_MESSAGE, PSA_ALG_HMAC(PSA_ALG_SHA_256));
    expect_refused();
}

static void mac_of_other_hash__generic_error(void **state)
{
    (void)state;
    attest_device_mac_key("attest-iak-hmac256", PSA_KEY_USAGE_SIGN_MESSAGE, PSA_ALG_HMAC(PSA_ALG_SHA_224));
    expect_refused();
}

/* P-384 with SHA-256 is none of the profile (RFC 9783 section 5.2 over RFC 9053 section 2.1). */
static void curve_with_other_hash__generic_error(void **state)
{
    (void)state;
    attest_device_curve_key("attest-iak-p384", PSA_KEY_USAGE_SIGN_HASH, DETERMINISTIC(PSA_ALG_SHA_256));
    expect_refused();
}

/* The instance id of a MAC key must have been provisioned with it, and be one. */
static void mac_key_without_instance_id__service_failure(void **state)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = PSA_KEY_ID_NULL;
    uint8_t id[PATT_INSTANCE_ID_SIZE] = { 0x02, 1, 2, 3 };
    size_t size = 77;
    (void)state;

    attest_device_mac_key("attest-iak-hmac256", PSA_KEY_USAGE_SIGN_MESSAGE, PSA_ALG_HMAC(PSA_ALG_SHA_256));
    attest_device_facts(attest_vector("attest-rfc9783-es256"));
    assert_int_equal(pcrypto_owned_destroy(PLAT_CLIENT_ATTESTATION, PATT_INSTANCE_ID_KEY_ID), PSA_SUCCESS);
    assert_int_equal(psa_initial_attest_get_token_size(32, &size), PSA_ERROR_SERVICE_FAILURE);
    assert_int_equal(psa_initial_attest_get_token(challenge, 32, token, sizeof(token), &size),
                     PSA_ERROR_SERVICE_FAILURE);
    assert_int_equal(size, 0);
    psa_set_key_type(&attributes, PSA_KEY_TYPE_RAW_DATA);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_EXPORT);
    psa_set_key_lifetime(&attributes, PSA_KEY_LIFETIME_PERSISTENT);
    psa_set_key_id(&attributes, PATT_INSTANCE_ID_KEY_ID);
    assert_int_equal(pcrypto_owned_import(PLAT_CLIENT_ATTESTATION, &attributes, id, sizeof(id), &key), PSA_SUCCESS);
    assert_int_equal(psa_initial_attest_get_token(challenge, 32, token, sizeof(token), &size), PSA_ERROR_GENERIC_ERROR);
    assert_int_equal(size, 0);
}

static void instance_id__of_secret__twice_hashed(void **state)
{
    static const char *const names[] = { "attest-iak-hmac256", "attest-iak-hmac384", "attest-iak-hmac512" };
    uint8_t secret[64];
    uint8_t expected[PATT_INSTANCE_ID_SIZE];
    uint8_t id[PATT_INSTANCE_ID_SIZE];
    (void)state;

    for (size_t i = 0; i < 3; i++) {
        size_t size = attest_key(names[i], "k_hex", secret, sizeof(secret));
        assert_int_equal(attest_key(names[i], "instance_id_hex", expected, sizeof(expected)), sizeof(expected));
        assert_int_equal(patt_instance_id_of_secret(secret, size, id), PSA_SUCCESS);
        assert_memory_equal(id, expected, sizeof(id));
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, attest_device_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
#if defined(ATTEST_PROFILE_LEGACY)
        CASE(legacy__es256__every_byte_of_vector),
        CASE(legacy__hmac256__every_byte_of_vector),
#else
        CASE(es256__every_byte_of_vector),
        CASE(es384__every_byte_of_vector),
        CASE(es512__every_byte_of_vector),
        CASE(hmac256__every_byte_of_vector),
        CASE(hmac384__every_byte_of_vector),
        CASE(hmac512__every_byte_of_vector),
#endif
        CASE(truncated_mac_policy__generic_error),
        CASE(mac_key_that_may_not_sign__generic_error),
        CASE(mac_of_other_hash__generic_error),
        CASE(curve_with_other_hash__generic_error),
        CASE(mac_key_without_instance_id__service_failure),
        CASE(instance_id__of_secret__twice_hashed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
