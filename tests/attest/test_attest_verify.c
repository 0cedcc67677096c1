/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Verifying tokens: every vector with its key, what the relying party expected, and single-bit flips under the
 * signature.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "patt_verify.h"

#include "attest_device.h"

static uint8_t nonce[32];

static int setup(void **state)
{
    (void)state;
    attest_device_new();
    for (size_t i = 0; i < sizeof(nonce); i++) {
        nonce[i] = (uint8_t)i;
    }
    return 0;
}

static patt_check_t check_of_point(void)
{
    patt_check_t check = { .point = attest_device_point(), .point_size = ATTEST_POINT_SIZE };
    return check;
}

/* The key for a vector, from attest-keys.json or from its entry: a public point, or the secret of a MAC. */
static patt_check_t check_of(const attest_vector_t *vector, uint8_t key_bytes[133])
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = PSA_KEY_ID_NULL;
    patt_check_t check = { 0 };
    uint8_t scalar[32];

    if (strncmp(vector->alg, "HS", 2) == 0) {
        check.secret = key_bytes;
        check.secret_size = vector->key[0] != '\0' ? attest_key(vector->key, "k_hex", key_bytes, 133)
                                                   : attest_unhex(vector->scalar, key_bytes, 133);
        return check;
    }
    check.point = key_bytes;
    if (vector->key[0] != '\0') {
        check.point_size = attest_key(vector->key, "public_point_hex", key_bytes, 133);
        return check;
    }
    assert_int_equal(attest_unhex(vector->scalar, scalar, sizeof(scalar)), sizeof(scalar));
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    assert_int_equal(psa_import_key(&attributes, scalar, sizeof(scalar), &key), PSA_SUCCESS);
    assert_int_equal(psa_export_public_key(key, key_bytes, 133, &check.point_size), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    return check;
}

static void verify__every_vector__judged_as_manifest(void **state)
{
    const attest_vector_t *all = attest_vectors();
    unsigned valid = 0;
    unsigned refused = 0;
    (void)state;

    for (size_t i = 0; i < ATTEST_VECTOR_COUNT; i++) {
        uint8_t key[133] = { 0 };
        patt_token_t token;
        patt_check_t check = check_of(&all[i], key);
        const char *expected = strcmp(all[i].expect, "valid") == 0 ? "valid" : all[i].reason;
        patt_reason_t reason = patt_token_verify(all[i].token, all[i].length, &check, &token);
        if (strcmp(patt_reason_name(reason), expected) != 0) {
            fail_msg("%s: %s, expected %s", all[i].file, patt_reason_name(reason), expected);
        }
        if (reason == PATT_VALID) {
            assert_true(token.authentic);
        }
        valid += reason == PATT_VALID;
        refused += reason != PATT_VALID;
    }
    assert_int_equal(valid, 22);
    assert_int_equal(refused, 35);
}

/* A tag under a secret is no signature and the other way round: what the token says of itself never turns a public
 * point, which everybody knows, into a secret. */
static void verify__point_and_secret__never_confused(void **state)
{
    const attest_vector_t *mac = attest_vector("attest-rfc9783-hmac256");
    const attest_vector_t *signature = attest_vector("attest-rfc9783-es256");
    uint8_t secret[32];
    patt_token_t token;
    (void)state;

    assert_int_equal(attest_key("attest-iak-hmac256", "k_hex", secret, sizeof(secret)), sizeof(secret));
    patt_check_t check = { .secret = secret, .secret_size = sizeof(secret) };
    assert_int_equal(patt_token_verify(mac->token, mac->length, &check, &token), PATT_VALID);
    assert_int_equal(patt_token_verify(signature->token, signature->length, &check, &token), PATT_KEY_MISMATCH);
    check = check_of_point();
    assert_int_equal(patt_token_verify(mac->token, mac->length, &check, &token), PATT_KEY_MISMATCH);
    check = (patt_check_t){ .point = secret, .point_size = sizeof(secret) };
    assert_int_equal(patt_token_verify(mac->token, mac->length, &check, &token), PATT_KEY_MISMATCH);
    secret[0] ^= 1;
    check = (patt_check_t){ .secret = secret, .secret_size = sizeof(secret) };
    assert_int_equal(patt_token_verify(mac->token, mac->length, &check, &token), PATT_BAD_SIGNATURE);
    check.secret_size = 0;
    assert_int_equal(patt_token_verify(mac->token, mac->length, &check, &token), PATT_KEY_MISMATCH);
}

/* The same with a MAC key in the key store, whose policy counts. */
static void verify__stored_mac_key__policy_counts(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-rfc9783-hmac512");
    const psa_key_usage_t usages[] = { PSA_KEY_USAGE_VERIFY_MESSAGE, PSA_KEY_USAGE_SIGN_MESSAGE };
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t secret[64];
    patt_token_t token;
    (void)state;

    assert_int_equal(attest_key("attest-iak-hmac512", "k_hex", secret, sizeof(secret)), sizeof(secret));
    psa_set_key_type(&attributes, PSA_KEY_TYPE_HMAC);
    psa_set_key_algorithm(&attributes, PSA_ALG_HMAC(PSA_ALG_SHA_512));
    for (size_t i = 0; i < 2; i++) {
        patt_check_t check = { 0 };
        psa_set_key_usage_flags(&attributes, usages[i]);
        assert_int_equal(psa_import_key(&attributes, secret, sizeof(secret), &check.key_id), PSA_SUCCESS);
        assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token),
                         i == 0 ? PATT_VALID : PATT_KEY_MISMATCH);
        assert_int_equal(psa_destroy_key(check.key_id), PSA_SUCCESS);
    }
}

static void verify__every_bit_flip_of_a_mac__refused(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-rfc9783-hmac256");
    uint8_t bytes[ATTEST_TOKEN_MAX];
    uint8_t key[133];
    patt_check_t check = check_of(vector, key);
    patt_token_t token;
    (void)state;

    memcpy(bytes, vector->token, vector->length);
    for (size_t bit = 0; bit < 8 * vector->length; bit++) {
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_not_equal(patt_token_verify(bytes, vector->length, &check, &token), PATT_VALID);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_int_equal(patt_token_verify(bytes, vector->length, &check, &token), PATT_VALID);
}

static void verify__claim_fault__complaint_is_about_the_signer(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-neg-nonce8");
    patt_check_t check = check_of_point();
    patt_token_t token;
    (void)state;

    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_NONCE_LENGTH);
    assert_true(token.authentic);
    vector = attest_vector("attest-neg-wrong-key");
    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_BAD_SIGNATURE);
    assert_false(token.authentic);
}

static void verify__expected_nonce__compared(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-rfc9783-es256");
    patt_check_t check = check_of_point();
    patt_token_t token;
    (void)state;

    check.nonce = nonce;
    check.nonce_size = sizeof(nonce);
    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_VALID);
    check.nonce_size = 31;
    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_NONCE_MISMATCH);
    check.nonce_size = 0;
    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_NONCE_MISMATCH);
    check.nonce_size = 32;
    nonce[31] ^= 1;
    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_NONCE_MISMATCH);
    assert_true(token.authentic);
}

static void verify__expected_instance_id__compared(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-rfc9783-es256");
    patt_check_t check = check_of_point();
    uint8_t id[PATT_VERIFY_INSTANCE_ID_SIZE];
    patt_token_t token;
    (void)state;

    assert_int_equal(attest_key("attest-iak-p256", "instance_id_hex", id, sizeof(id)), sizeof(id));
    check.instance_id = id;
    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_VALID);
    id[1] ^= 0x80;
    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_INSTANCE_ID_MISMATCH);
}

static void verify__key_missing_or_of_other_kind__own_reason(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-rfc9783-es256");
    uint8_t point[ATTEST_POINT_SIZE];
    patt_check_t check = { 0 };
    patt_token_t token;
    (void)state;

    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_NO_KEY);
    check.key_id = 0x12345;
    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_NO_KEY);
    check = check_of_point();
    check.point_size--;
    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_KEY_MISMATCH);
    /* A point that is not on the curve. */
    memcpy(point, attest_device_point(), sizeof(point));
    point[64] ^= 1;
    check.point = point;
    check.point_size = sizeof(point);
    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_KEY_MISMATCH);
    assert_false(token.authentic);
}

static void verify__stored_key__policy_counts(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-rfc9783-es256");
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = PSA_KEY_ID_NULL;
    patt_check_t check = { 0 };
    patt_token_t token;
    (void)state;

    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_HASH);
    assert_int_equal(psa_import_key(&attributes, attest_device_point(), ATTEST_POINT_SIZE, &key), PSA_SUCCESS);
    check.key_id = key;
    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_VALID);
    assert_true(token.authentic);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);

    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_EXPORT);
    assert_int_equal(psa_import_key(&attributes, attest_device_point(), ATTEST_POINT_SIZE, &key), PSA_SUCCESS);
    check.key_id = key;
    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_KEY_MISMATCH);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

/* Volatile keys of the verifier do not pile up, whatever the end. */
static void verify__many_times__no_key_left_behind(void **state)
{
    const attest_vector_t *good = attest_vector("attest-rfc9783-min");
    const attest_vector_t *bad = attest_vector("attest-neg-wrong-key");
    patt_check_t check = check_of_point();
    patt_token_t token;
    (void)state;

    for (unsigned i = 0; i < 100; i++) {
        assert_int_equal(patt_token_verify(good->token, good->length, &check, &token), PATT_VALID);
        assert_int_equal(patt_token_verify(bad->token, bad->length, &check, &token), PATT_BAD_SIGNATURE);
    }
}

static void verify__every_truncation__refused(void **state)
{
    const attest_vector_t *all = attest_vectors();
    size_t tried = 0;
    (void)state;

    for (size_t i = 0; i < ATTEST_VECTOR_COUNT; i++) {
        uint8_t key[133] = { 0 };
        if (strcmp(all[i].expect, "valid") != 0) {
            continue;
        }
        patt_check_t check = check_of(&all[i], key);
        for (size_t size = 0; size < all[i].length; size++) {
            patt_token_t token;
            assert_int_not_equal(patt_token_verify(all[i].token, size, &check, &token), PATT_VALID);
            assert_false(token.authentic);
            tried++;
        }
    }
    assert_true(tried > 22 * 300);
}

/* In the unprotected header only may a flip go through, and then the result shows the changed bytes: it is not
 * signed. */
static void verify__every_bit_flip__refused_or_in_unprotected_header(void **state)
{
    const attest_vector_t *vector = attest_vector("attest-rfc9783-kid");
    patt_check_t check = check_of_point();
    uint8_t bytes[ATTEST_TOKEN_MAX];
    size_t reported = 0;
    bool full = getenv("PSA_TEST_FULL") != NULL;
    patt_token_t token;
    (void)state;

    assert_int_equal(patt_token_verify(vector->token, vector->length, &check, &token), PATT_VALID);
    size_t start = (size_t)(token.unprotected_header.p - vector->token);
    size_t end = start + token.unprotected_header.size;
    assert_int_equal(end - start, 36);
    memcpy(bytes, vector->token, vector->length);
    for (size_t bit = 0; bit < 8 * vector->length; bit++) {
        size_t at = bit / 8;
        /* All flips with PSA_TEST_FULL=1; else all that envelope and signature see, and one of each byte of the claims,
         * where only the hash decides. */
        bool claims = at > end + 3 && at + 66 < vector->length;
        if (claims && !full && bit % 8 != at % 8) {
            continue;
        }
        bytes[at] ^= (uint8_t)(1u << bit % 8);
        patt_reason_t reason = patt_token_verify(bytes, vector->length, &check, &token);
        if (reason == PATT_VALID) {
            assert_true(at >= start && at < end);
            assert_memory_equal(token.unprotected_header.p, bytes + start, end - start);
            assert_memory_not_equal(token.unprotected_header.p, vector->token + start, end - start);
            reported++;
        }
        bytes[at] ^= (uint8_t)(1u << bit % 8);
    }
    /* The 32 bytes of the kid, and some flips of its label. */
    assert_in_range(reported, 8 * 32, 8 * 36);
}

#define CASE(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(verify__every_vector__judged_as_manifest),
        CASE(verify__claim_fault__complaint_is_about_the_signer),
        CASE(verify__expected_nonce__compared),
        CASE(verify__expected_instance_id__compared),
        CASE(verify__key_missing_or_of_other_kind__own_reason),
        CASE(verify__stored_key__policy_counts),
        CASE(verify__many_times__no_key_left_behind),
        CASE(verify__point_and_secret__never_confused),
        CASE(verify__stored_mac_key__policy_counts),
        CASE(verify__every_bit_flip_of_a_mac__refused),
        CASE(verify__every_truncation__refused),
        CASE(verify__every_bit_flip__refused_or_in_unprotected_header),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
