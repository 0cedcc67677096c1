/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Finite field Diffie-Hellman: every group against vectors, keys and agreement through the API
 * (Crypto API 1.5, "Diffie Hellman keys", PSA_ALG_FFDH).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/core/ffdh.h"
#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"
#include "vectors.h"

static const psa_dh_family_t families[] = { PSA_DH_FAMILY_RFC7919, PSA_DH_FAMILY_RFC3526 };
static const size_t sizes[] = { 2048, 3072, 4096, 6144, 8192 };

static size_t bits_of(const vec_record_t *r)
{
    size_t bits = 0;
    for (const char *p = vec_text(r, "bits"); *p != 0; p++) {
        bits = 10 * bits + (size_t)(*p - '0');
    }
    return bits;
}

/* Core and API: the public key, the secret, its leading zeros. */
static void check_ffdh(const vec_record_t *r)
{
    size_t n, length;
    psa_dh_family_t family = *vec_bytes(r, "family", &n);
    const uint8_t *private_key = vec_bytes(r, "private", &n);
    const uint8_t *public_key = vec_bytes(r, "public", &n);
    const uint8_t *peer = vec_bytes(r, "peer", &n);
    const uint8_t *secret = vec_bytes(r, "secret", &n);
    uint8_t out[1024];
    psa_key_id_t key;

    assert_int_equal(8 * n, bits_of(r));
    psa_key_attributes_t a =
        fixture_attributes(PSA_KEY_TYPE_DH_KEY_PAIR(family), 0, PSA_KEY_USAGE_DERIVE, PSA_ALG_FFDH);
    assert_int_equal(psa_import_key(&a, private_key, n, &key), PSA_SUCCESS);
    assert_int_equal(psa_get_key_attributes(key, &a), PSA_SUCCESS);
    assert_int_equal(psa_get_key_bits(&a), 8 * n);
    assert_int_equal(psa_export_public_key(key, out, n - 1, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_export_public_key(key, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(length, n);
    assert_memory_equal(out, public_key, n);
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_FFDH, key, peer, n, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(length, n);
    assert_memory_equal(out, secret, n);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

static void ffdh__vectors__match(void **state)
{
    (void)state;
    vec_for_each("ffdh.txt", 22, check_ffdh);
}

/* p by its definition; its ends are the ends of the ranges of keys. */
static void import_key__ends_of_the_ranges__exact(void **state)
{
    (void)state;
    for (size_t f = 0; f < 2; f++) {
        for (size_t s = 0; s < 5; s++) {
            const pcc_dh_group_t *group = pcc_dh_group_find(families[f], sizes[s]);
            uint8_t p[1024], number[1024] = { 0 };
            size_t n = pcc_dh_prime(group, p);
            psa_key_attributes_t pair = fixture_attributes(PSA_KEY_TYPE_DH_KEY_PAIR(families[f]), 0, 0, PSA_ALG_NONE);
            psa_key_attributes_t public_key =
                fixture_attributes(PSA_KEY_TYPE_DH_PUBLIC_KEY(families[f]), 0, 0, PSA_ALG_NONE);
            psa_key_id_t key;
            assert_int_equal(psa_import_key(&pair, number, n, &key), PSA_ERROR_INVALID_ARGUMENT);
            assert_int_equal(psa_import_key(&public_key, number, n, &key), PSA_ERROR_INVALID_ARGUMENT);
            number[n - 1] = 1;
            assert_int_equal(psa_import_key(&pair, number, n, &key), PSA_SUCCESS);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
            assert_int_equal(psa_import_key(&public_key, number, n, &key), PSA_ERROR_INVALID_ARGUMENT);
            number[n - 1] = 2;
            assert_int_equal(psa_import_key(&public_key, number, n, &key), PSA_SUCCESS);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
            memcpy(number, p, n);
            for (uint8_t less = 0; less < 3; less++) { /* p, p - 1, p - 2 */
                number[n - 1] = (uint8_t)(p[n - 1] - less);
                assert_int_equal(psa_import_key(&pair, number, n, &key),
                                 less >= 1 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
                assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
                assert_int_equal(psa_import_key(&public_key, number, n, &key),
                                 less >= 2 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
                assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
            }
            number[0] = 1;
            assert_int_equal(psa_import_key(&pair, number, n - 1, &key), PSA_ERROR_NOT_SUPPORTED);
            psa_set_key_bits(&pair, sizes[s] + 8);
            assert_int_equal(psa_import_key(&pair, number, n, &key), PSA_ERROR_INVALID_ARGUMENT);
        }
    }
}

static void generate_key__every_group__agrees(void **state)
{
    (void)state;
    for (size_t f = 0; f < 2; f++) {
        for (size_t s = 0; s < 2; s++) {
            psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DH_KEY_PAIR(families[f]), sizes[s],
                                                PSA_KEY_USAGE_DERIVE | PSA_KEY_USAGE_EXPORT, PSA_ALG_FFDH);
            uint8_t public_a[384], public_b[384], secret_a[384], secret_b[384];
            psa_key_id_t one, other, made;
            size_t n = sizes[s] / 8, length;
            assert_int_equal(psa_generate_key(&a, &one), PSA_SUCCESS);
            assert_int_equal(psa_generate_key(&a, &other), PSA_SUCCESS);
            assert_int_equal(psa_export_public_key(one, public_a, n, &length), PSA_SUCCESS);
            assert_int_equal(psa_export_public_key(other, public_b, n, &length), PSA_SUCCESS);
            assert_int_equal(psa_raw_key_agreement(PSA_ALG_FFDH, one, public_b, n, secret_a, n - 1, &length),
                             PSA_ERROR_BUFFER_TOO_SMALL);
            assert_int_equal(psa_raw_key_agreement(PSA_ALG_FFDH, one, public_b, n, secret_a, n, &length), PSA_SUCCESS);
            psa_key_attributes_t d = fixture_attributes(PSA_KEY_TYPE_DERIVE, 8 * n, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
            assert_int_equal(psa_key_agreement(other, public_a, n, PSA_ALG_FFDH, &d, &made), PSA_SUCCESS);
            assert_int_equal(psa_export_key(made, secret_b, n, &length), PSA_SUCCESS);
            assert_memory_equal(secret_a, secret_b, n);
            /* The generated exponent is the short one of RFC 7919 section 5.2, at the end of its bytes. */
            assert_int_equal(psa_export_key(one, secret_a, n, &length), PSA_SUCCESS);
            assert_int_equal(length, n);
            assert_memory_equal(secret_a, (uint8_t[384]){ 0 }, n - (s == 0 ? 29 : 35));
            assert_memory_not_equal(secret_a + n - 29, (uint8_t[29]){ 0 }, 29);
            assert_int_equal(psa_destroy_key(one), PSA_SUCCESS);
            assert_int_equal(psa_destroy_key(other), PSA_SUCCESS);
            assert_int_equal(psa_destroy_key(made), PSA_SUCCESS);
        }
    }
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DH_KEY_PAIR(PSA_DH_FAMILY_RFC7919), 2056, 0, PSA_ALG_NONE);
    psa_key_id_t key;
    assert_int_equal(psa_generate_key(&a, &key), PSA_ERROR_NOT_SUPPORTED);
    psa_set_key_type(&a, PSA_KEY_TYPE_DH_PUBLIC_KEY(PSA_DH_FAMILY_RFC7919));
    psa_set_key_bits(&a, 2048);
    assert_int_equal(psa_generate_key(&a, &key), PSA_ERROR_INVALID_ARGUMENT);
}

/* "peer_key is not a valid public key corresponding to private_key": PSA_ERROR_INVALID_ARGUMENT; no secret comes
 * out. */
static void key_agreement__bad_peer_or_alg__invalid_argument(void **state)
{
    (void)state;
    uint8_t number[256] = { 0 }, out[256], p[256];
    size_t length;
    psa_key_id_t key, degenerate;
    pcc_dh_prime(pcc_dh_group_find(PSA_DH_FAMILY_RFC7919, 2048), p);

    number[255] = 5;
    psa_key_attributes_t a =
        fixture_attributes(PSA_KEY_TYPE_DH_KEY_PAIR(PSA_DH_FAMILY_RFC7919), 0, PSA_KEY_USAGE_DERIVE, PSA_ALG_FFDH);
    assert_int_equal(psa_import_key(&a, number, 256, &key), PSA_SUCCESS);
    for (unsigned i = 0; i < 2; i++) {
        number[255] = (uint8_t)i; /* 0, 1 */
        assert_int_equal(psa_raw_key_agreement(PSA_ALG_FFDH, key, number, 256, out, 256, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
        memcpy(out, p, 256);
        out[255] = (uint8_t)(out[255] - i); /* p, p - 1 */
        memcpy(number, out, 256);
        assert_int_equal(psa_raw_key_agreement(PSA_ALG_FFDH, key, number, 256, out, 256, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(length, 0);
        memset(number, 0, 256);
    }
    number[255] = 2;
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_FFDH, key, number + 1, 255, out, 256, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, key, number, 256, out, 256, &length), PSA_ERROR_NOT_PERMITTED);
    /* p - 1 as private key makes 1 of every public key (SP 800-56A section 5.7.1.1 step 2). */
    p[255]--;
    assert_int_equal(psa_import_key(&a, p, 256, &degenerate), PSA_SUCCESS);
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_FFDH, degenerate, number, 256, out, 256, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    /* Keys of one kind are not for the other's algorithm. */
    a = fixture_attributes(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256, PSA_KEY_USAGE_DERIVE, PSA_ALG_FFDH);
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_FFDH, key, number, 256, out, 256, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
}

/* The bytes drawn, as a number, plus one; and a derivation that goes on from the agreement. */
static void key_derivation__with_ffdh__as_specified(void **state)
{
    (void)state;
    const psa_algorithm_t hkdf = PSA_ALG_HKDF(PSA_ALG_SHA_256);
    const psa_algorithm_t both = PSA_ALG_KEY_AGREEMENT(PSA_ALG_FFDH, hkdf);
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    uint8_t number[256] = { 0 }, stream[256], out[256], secret[256];
    psa_key_id_t key, made;
    size_t length;

    number[255] = 5;
    psa_key_attributes_t a =
        fixture_attributes(PSA_KEY_TYPE_DH_KEY_PAIR(PSA_DH_FAMILY_RFC3526), 0, PSA_KEY_USAGE_DERIVE, PSA_ALG_FFDH);
    assert_int_equal(psa_import_key(&a, number, 256, &key), PSA_SUCCESS);
    number[255] = 2; /* the secret is 2^5 */
    for (int round = 0; round < 2; round++) {
        assert_int_equal(psa_key_derivation_setup(&op, both), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_key_agreement(&op, PSA_KEY_DERIVATION_INPUT_SECRET, key, number, 256),
                         PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_INFO, NULL, 0), PSA_SUCCESS);
        if (round == 0) {
            assert_int_equal(psa_key_derivation_output_bytes(&op, stream, 256), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
        }
    }
    a = fixture_attributes(PSA_KEY_TYPE_DH_KEY_PAIR(PSA_DH_FAMILY_RFC3526), 2048, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
    assert_int_equal(psa_key_derivation_output_key(&a, &op, &made), PSA_SUCCESS);
    assert_int_equal(psa_export_key(made, out, 256, &length), PSA_SUCCESS);
    for (size_t i = 256; i-- > 0 && ++stream[i] == 0;) {
    }
    assert_memory_equal(out, stream, 256);
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);

    /* The same with the secret that raw agreement gives. */
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_FFDH, key, number, 256, secret, 256, &length), PSA_SUCCESS);
    assert_int_equal(secret[255], 32);
    assert_int_equal(psa_key_derivation_setup(&op, hkdf), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_SECRET, secret, 256), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_INFO, NULL, 0), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&op, stream, 255), PSA_SUCCESS);
    assert_memory_equal(out, stream, 255);
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);

    const pcc_dh_group_t *group = pcc_dh_group_find(PSA_DH_FAMILY_RFC3526, 2048);
    pcc_dh_prime(group, number);
    number[255]--;
    assert_int_equal(pcc_ffdh_from_derived(group, number), PSA_ERROR_DOES_NOT_EXIST);
    pcc_dh_prime(group, number);
    number[255] = (uint8_t)(number[255] - 2);
    assert_int_equal(pcc_ffdh_from_derived(group, number), PSA_SUCCESS);
    memset(number, 0xff, 256);
    assert_int_equal(pcc_ffdh_from_derived(group, number), PSA_ERROR_DOES_NOT_EXIST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ffdh__vectors__match, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(import_key__ends_of_the_ranges__exact, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(generate_key__every_group__agrees, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(key_agreement__bad_peer_or_alg__invalid_argument, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(key_derivation__with_ffdh__as_specified, fixture_start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
