/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Elliptic curve keys of every curve through the API: formats, sizes, generation, derivation, ECDSA, ECDH
 * (Crypto API 1.5, "Elliptic curve keys", 10.7, 10.9).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

/* bits, bytes of a private key, of a public key, of a secret; whether ECDSA. */
static const struct {
    psa_ecc_family_t family;
    uint16_t bits, private_size, public_size, secret_size;
    bool signs;
} curves[] = {
    { PSA_ECC_FAMILY_SECP_R1, 192, 24, 49, 24, true },         { PSA_ECC_FAMILY_SECP_R1, 224, 28, 57, 28, true },
    { PSA_ECC_FAMILY_SECP_R1, 256, 32, 65, 32, true },         { PSA_ECC_FAMILY_SECP_R1, 384, 48, 97, 48, true },
    { PSA_ECC_FAMILY_SECP_R1, 521, 66, 133, 66, true },        { PSA_ECC_FAMILY_SECP_K1, 192, 24, 49, 24, true },
    { PSA_ECC_FAMILY_SECP_K1, 225, 29, 57, 28, true },         { PSA_ECC_FAMILY_SECP_K1, 256, 32, 65, 32, true },
    { PSA_ECC_FAMILY_BRAINPOOL_P_R1, 256, 32, 65, 32, true },  { PSA_ECC_FAMILY_BRAINPOOL_P_R1, 384, 48, 97, 48, true },
    { PSA_ECC_FAMILY_BRAINPOOL_P_R1, 512, 64, 129, 64, true }, { PSA_ECC_FAMILY_MONTGOMERY, 255, 32, 32, 32, false },
    { PSA_ECC_FAMILY_MONTGOMERY, 448, 56, 56, 56, false },
};
#define CURVES (sizeof curves / sizeof curves[0])

static psa_key_id_t generate(size_t c, psa_key_usage_t usage, psa_algorithm_t alg)
{
    psa_key_attributes_t a =
        fixture_attributes(PSA_KEY_TYPE_ECC_KEY_PAIR(curves[c].family), curves[c].bits, usage, alg);
    psa_key_id_t key;
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    return key;
}

/* Both formats read back; the size in bits follows from the size of the data. */
static void generate_export_import__every_curve__formats_of_the_specification(void **state)
{
    (void)state;
    for (size_t c = 0; c < CURVES; c++) {
        uint8_t pair[66], point[133], again[133];
        size_t size;
        psa_key_type_t type = PSA_KEY_TYPE_ECC_KEY_PAIR(curves[c].family);
        psa_key_id_t key = generate(c, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE), other;
        assert_int_equal(psa_export_key(key, pair, curves[c].private_size - 1, &size), PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(psa_export_key(key, pair, sizeof pair, &size), PSA_SUCCESS);
        assert_int_equal(size, curves[c].private_size);
        assert_true(size <= PSA_EXPORT_KEY_OUTPUT_SIZE(type, curves[c].bits));
        assert_int_equal(psa_export_public_key(key, point, curves[c].public_size - 1, &size),
                         PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(size, 0);
        assert_int_equal(psa_export_public_key(key, point, sizeof point, &size), PSA_SUCCESS);
        assert_int_equal(size, curves[c].public_size);
        assert_true(size <= PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(type, curves[c].bits));
        assert_true(!curves[c].signs || point[0] == 0x04);

        psa_key_attributes_t a = fixture_attributes(type, 0, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
        assert_int_equal(psa_import_key(&a, pair, curves[c].private_size, &other), PSA_SUCCESS);
        assert_int_equal(psa_get_key_attributes(other, &a), PSA_SUCCESS);
        assert_int_equal(psa_get_key_bits(&a), curves[c].bits);
        assert_int_equal(psa_export_public_key(other, again, sizeof again, &size), PSA_SUCCESS);
        assert_memory_equal(again, point, curves[c].public_size);
        assert_int_equal(psa_destroy_key(other), PSA_SUCCESS);

        a = fixture_attributes(PSA_KEY_TYPE_ECC_PUBLIC_KEY(curves[c].family), 0, 0, PSA_ALG_NONE);
        assert_int_equal(psa_import_key(&a, point, curves[c].public_size, &other), PSA_SUCCESS);
        assert_int_equal(psa_get_key_attributes(other, &a), PSA_SUCCESS);
        assert_int_equal(psa_get_key_bits(&a), curves[c].bits);
        assert_int_equal(psa_export_key(other, again, sizeof again, &size), PSA_SUCCESS);
        assert_int_equal(size, curves[c].public_size);
        assert_memory_equal(again, point, size);
        assert_int_equal(psa_destroy_key(other), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static psa_status_t import(psa_key_type_t type, size_t bits, const uint8_t *data, size_t size)
{
    psa_key_attributes_t a = fixture_attributes(type, bits, 0, PSA_ALG_NONE);
    psa_key_id_t key;
    psa_status_t status = psa_import_key(&a, data, size, &key);
    assert_true((key == PSA_KEY_ID_NULL) == (status != PSA_SUCCESS));
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    return status;
}

/* psa_import_key(): "The key data is not correctly formatted" is PSA_ERROR_INVALID_ARGUMENT. */
static void import_key__not_a_key_of_the_curve__invalid_argument(void **state)
{
    (void)state;
    for (size_t c = 0; c < CURVES; c++) {
        psa_key_type_t pair = PSA_KEY_TYPE_ECC_KEY_PAIR(curves[c].family);
        psa_key_type_t public_type = PSA_KEY_TYPE_ECC_PUBLIC_KEY(curves[c].family);
        uint8_t zeros[133] = { 0 }, ones[133], point[133];
        size_t n = curves[c].private_size, size;
        memset(ones, 0xff, sizeof ones);
        psa_key_id_t key = generate(c, 0, PSA_ALG_NONE);
        assert_int_equal(psa_export_public_key(key, point, sizeof point, &size), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        zeros[n - 1] = 1;
        assert_int_equal(import(pair, curves[c].bits, zeros, n), PSA_SUCCESS);
        assert_int_equal(import(pair, curves[c].bits, zeros, n - 1), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(import(pair, curves[c].bits, zeros, n + 1), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(import(pair, curves[c].bits + 1u, zeros, n), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(import(public_type, curves[c].bits, point, size - 1), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(import(public_type, curves[c].bits, point, size), PSA_SUCCESS);
        if (!curves[c].signs) {
            continue; /* any bytes are a private key of a Montgomery curve */
        }
        zeros[n - 1] = 0;
        assert_int_equal(import(pair, curves[c].bits, zeros, n), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(import(pair, curves[c].bits, ones, n), PSA_ERROR_INVALID_ARGUMENT);
        /* The point at infinity is one zero byte (SEC 1 section 2.3.3); compressed points are another format. */
        assert_int_equal(import(public_type, curves[c].bits, zeros, 1), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(import(public_type, curves[c].bits, zeros, size), PSA_ERROR_INVALID_ARGUMENT);
        point[0] = 0x02;
        assert_int_equal(import(public_type, curves[c].bits, point, (size + 1) / 2), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(import(public_type, curves[c].bits, point, size), PSA_ERROR_INVALID_ARGUMENT);
        point[0] = 0x04;
        point[size - 1] ^= 1;
        assert_int_equal(import(public_type, curves[c].bits, point, size), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(import(public_type, 0, point, size), PSA_ERROR_INVALID_ARGUMENT);
    }
    uint8_t any[40] = { 0, 1 };
    assert_int_equal(import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECT_R1), 0, any, 30), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_BRAINPOOL_P_R1), 320, any, 40),
                     PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_BRAINPOOL_P_R1), 320, any, 32),
                     PSA_ERROR_INVALID_ARGUMENT);
}

/* RFC 7748 section 5: what is stored and exported has the forced bits; two encodings of one key are one key. */
static void import_key__montgomery__forced_bits_are_set(void **state)
{
    (void)state;
    uint8_t bytes[56], out[56];
    size_t size;
    psa_key_id_t key;

    memset(bytes, 0xff, sizeof bytes);
    psa_key_attributes_t a =
        fixture_attributes(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY), 0, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
    assert_int_equal(psa_import_key(&a, bytes, 32, &key), PSA_SUCCESS);
    assert_int_equal(psa_export_key(key, out, sizeof out, &size), PSA_SUCCESS);
    assert_int_equal(out[0], 0xf8);
    assert_int_equal(out[31], 0x7f);
    assert_int_equal(psa_import_key(&a, bytes, 56, &key), PSA_SUCCESS);
    assert_int_equal(psa_export_key(key, out, sizeof out, &size), PSA_SUCCESS);
    assert_int_equal(out[0], 0xfc);
    assert_int_equal(out[55], 0xff);
}

static void sign_and_verify__every_curve__sizes_and_errors(void **state)
{
    (void)state;
    const psa_algorithm_t algs[] = { PSA_ALG_ECDSA(PSA_ALG_SHA_256), PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_512) };
    const psa_key_usage_t usage = PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_MESSAGE;
    for (size_t c = 0; c < CURVES; c++) {
        for (size_t i = 0; i < 2; i++) {
            uint8_t signature[132], message[3] = { 'a', 'b', 'c' };
            psa_key_id_t key = generate(c, usage, algs[i]);
            size_t length = 77, n = 2u * curves[c].private_size;
            if (!curves[c].signs) {
                assert_int_equal(psa_sign_message(key, algs[i], message, 3, signature, sizeof signature, &length),
                                 PSA_ERROR_INVALID_ARGUMENT);
                assert_int_equal(psa_verify_message(key, algs[i], message, 3, signature, 64),
                                 PSA_ERROR_INVALID_ARGUMENT);
                assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
                continue;
            }
            assert_int_equal(PSA_SIGN_OUTPUT_SIZE(PSA_KEY_TYPE_ECC_KEY_PAIR(curves[c].family), curves[c].bits, algs[i]),
                             n);
            assert_int_equal(psa_sign_message(key, algs[i], message, 3, signature, n - 1, &length),
                             PSA_ERROR_BUFFER_TOO_SMALL);
            assert_int_equal(length, 0);
            assert_int_equal(psa_sign_message(key, algs[i], message, 3, signature, sizeof signature, &length),
                             PSA_SUCCESS);
            assert_int_equal(length, n);
            assert_int_equal(psa_verify_message(key, algs[i], message, 3, signature, n), PSA_SUCCESS);
            assert_int_equal(psa_verify_message(key, algs[i], message, 3, signature, n - 1),
                             PSA_ERROR_INVALID_SIGNATURE);
            signature[n - 1] ^= 1;
            assert_int_equal(psa_verify_message(key, algs[i], message, 3, signature, n), PSA_ERROR_INVALID_SIGNATURE);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        }
    }
}

/* Both sides get the same; the peer's key is that of the same curve, and is checked. */
static void key_agreement__every_curve__agrees_and_refuses(void **state)
{
    (void)state;
    for (size_t c = 0; c < CURVES; c++) {
        psa_key_id_t a = generate(c, PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH), made;
        psa_key_id_t b = generate(c, PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH);
        uint8_t public_a[133], public_b[133], secret_a[66], secret_b[66];
        size_t size, n = curves[c].secret_size;
        assert_int_equal(psa_export_public_key(a, public_a, sizeof public_a, &size), PSA_SUCCESS);
        assert_int_equal(psa_export_public_key(b, public_b, sizeof public_b, &size), PSA_SUCCESS);
        assert_true(n <=
                    PSA_RAW_KEY_AGREEMENT_OUTPUT_SIZE(PSA_KEY_TYPE_ECC_KEY_PAIR(curves[c].family), curves[c].bits));
        size_t length = 77;
        assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, a, public_b, size, secret_a, n - 1, &length),
                         PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(length, 0);
        assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, a, public_b, size, secret_a, sizeof secret_a, &length),
                         PSA_SUCCESS);
        assert_int_equal(length, n);
        assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, b, public_a, size, secret_b, n, &length), PSA_SUCCESS);
        assert_memory_equal(secret_a, secret_b, n);

        psa_key_attributes_t at = fixture_attributes(PSA_KEY_TYPE_DERIVE, 8 * n, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
        assert_int_equal(psa_key_agreement(a, public_b, size, PSA_ALG_ECDH, &at, &made), PSA_SUCCESS);
        assert_int_equal(psa_export_key(made, secret_b, sizeof secret_b, &length), PSA_SUCCESS);
        assert_int_equal(length, n);
        assert_memory_equal(secret_a, secret_b, n);
        assert_int_equal(psa_destroy_key(made), PSA_SUCCESS);
        psa_set_key_bits(&at, 8 * n + 8);
        assert_int_equal(psa_key_agreement(a, public_b, size, PSA_ALG_ECDH, &at, &made), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(made, PSA_KEY_ID_NULL);

        memset(secret_a, 0xa5, sizeof secret_a);
        assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, a, public_b, size - 1, secret_a, n, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
        memset(public_b, 0, size);
        assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, a, public_b, size, secret_a, n, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(length, 0);
        assert_int_equal(psa_destroy_key(a), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(b), PSA_SUCCESS);
    }
}

/* The bytes that output_key() draws are those that output_bytes() gives: one draw for most curves, so that of P-521
 * less its seven upper bits, plus one; those of Montgomery curves with the forced bits. */
static void output_key__every_curve__the_procedure_of_the_type(void **state)
{
    (void)state;
    const psa_algorithm_t hkdf = PSA_ALG_HKDF(PSA_ALG_SHA_256);
    static const uint8_t secret[32] = { 1 };
    for (size_t c = 0; c < CURVES; c++) {
        psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
        psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 256, PSA_KEY_USAGE_DERIVE, hkdf);
        psa_key_id_t base, made;
        uint8_t stream[1024], out[66];
        size_t size, n = curves[c].private_size;
        assert_int_equal(psa_import_key(&a, secret, 32, &base), PSA_SUCCESS);
        for (int round = 0; round < 2; round++) {
            assert_int_equal(psa_key_derivation_setup(&op, hkdf), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_input_key(&op, PSA_KEY_DERIVATION_INPUT_SECRET, base), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_INFO, secret, c),
                             PSA_SUCCESS);
            if (round == 0) {
                assert_int_equal(psa_key_derivation_output_bytes(&op, stream, sizeof stream), PSA_SUCCESS);
                assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
            }
        }
        a = fixture_attributes(PSA_KEY_TYPE_ECC_KEY_PAIR(curves[c].family), curves[c].bits, PSA_KEY_USAGE_EXPORT,
                               PSA_ALG_NONE);
        assert_int_equal(psa_key_derivation_output_key(&a, &op, &made), PSA_SUCCESS);
        assert_int_equal(psa_export_key(made, out, sizeof out, &size), PSA_SUCCESS);
        assert_int_equal(size, n);
        size_t left;
        assert_int_equal(psa_key_derivation_get_capacity(&op, &left), PSA_SUCCESS);
        size_t drawn = 255 * 32 - left;
        assert_true(drawn >= n && drawn % n == 0);
        uint8_t *last = stream + drawn - n;
        if (curves[c].family == PSA_ECC_FAMILY_MONTGOMERY) {
            assert_int_equal(drawn, n);
            last[0] &= n == 32 ? 0xf8 : 0xfc;
            last[n - 1] = n == 32 ? (uint8_t)((last[n - 1] & 0x7f) | 0x40) : (uint8_t)(last[n - 1] | 0x80);
        } else {
            if (curves[c].bits % 8 != 0) {
                last[0] &= 1; /* P-521 and secp224k1: one bit in the first byte */
            }
            for (size_t i = n; i-- > 0 && ++last[i] == 0;) {
            }
        }
        assert_memory_equal(out, last, n);
        assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(base), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(made), PSA_SUCCESS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(generate_export_import__every_curve__formats_of_the_specification,
                                        fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(import_key__not_a_key_of_the_curve__invalid_argument, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(import_key__montgomery__forced_bits_are_set, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(sign_and_verify__every_curve__sizes_and_errors, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(key_agreement__every_curve__agrees_and_refuses, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(output_key__every_curve__the_procedure_of_the_type, fixture_start,
                                        fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
