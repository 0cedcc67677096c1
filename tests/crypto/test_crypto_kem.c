/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key encapsulation: ECIES over every curve (Crypto API 1.5, "Key encapsulation").
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

#define ECIES PSA_ALG_ECIES_SEC1
#define BOTH (PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT)
#define P256_PAIR PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)

static psa_key_id_t generate(psa_key_type_t type, size_t bits, psa_key_usage_t usage, psa_algorithm_t alg)
{
    psa_key_attributes_t a = fixture_attributes(type, bits, usage, alg);
    psa_key_id_t key;
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    return key;
}

static void assert_same(psa_key_id_t one, psa_key_id_t other, size_t size)
{
    uint8_t a[66], b[66];
    size_t length;
    assert_int_equal(psa_export_key(one, a, sizeof a, &length), PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_int_equal(psa_export_key(other, b, sizeof b, &length), PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_memory_equal(a, b, size);
}

static void encapsulate__every_curve__decapsulates_to_the_same(void **state)
{
    (void)state;
    const struct {
        psa_ecc_family_t family;
        size_t bits, ciphertext, secret;
    } curves[] = {
        { PSA_ECC_FAMILY_SECP_R1, 192, 49, 24 },         { PSA_ECC_FAMILY_SECP_R1, 224, 57, 28 },
        { PSA_ECC_FAMILY_SECP_R1, 256, 65, 32 },         { PSA_ECC_FAMILY_SECP_R1, 384, 97, 48 },
        { PSA_ECC_FAMILY_SECP_R1, 521, 133, 66 },        { PSA_ECC_FAMILY_SECP_K1, 192, 49, 24 },
        { PSA_ECC_FAMILY_SECP_K1, 225, 57, 28 },         { PSA_ECC_FAMILY_SECP_K1, 256, 65, 32 },
        { PSA_ECC_FAMILY_BRAINPOOL_P_R1, 256, 65, 32 },  { PSA_ECC_FAMILY_BRAINPOOL_P_R1, 384, 97, 48 },
        { PSA_ECC_FAMILY_BRAINPOOL_P_R1, 512, 129, 64 }, { PSA_ECC_FAMILY_MONTGOMERY, 255, 32, 32 },
        { PSA_ECC_FAMILY_MONTGOMERY, 448, 56, 56 },
    };
    for (size_t c = 0; c < sizeof curves / sizeof curves[0]; c++) {
        psa_key_type_t type = PSA_KEY_TYPE_ECC_KEY_PAIR(curves[c].family);
        psa_key_id_t pair = generate(type, curves[c].bits, BOTH | PSA_KEY_USAGE_EXPORT, ECIES);
        psa_key_attributes_t derive = fixture_attributes(PSA_KEY_TYPE_DERIVE, 0, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
        psa_key_attributes_t hmac =
            fixture_attributes(PSA_KEY_TYPE_HMAC, 8 * curves[c].secret, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
        uint8_t ciphertext[133], again[133], public_key[133], private_key[66], secret[66];
        size_t size, length;
        psa_key_id_t one, other, key;
        assert_int_equal(psa_encapsulate(pair, ECIES, &derive, &one, ciphertext, sizeof ciphertext, &size),
                         PSA_SUCCESS);
        assert_int_equal(size, curves[c].ciphertext);
        assert_true(size <= PSA_ENCAPSULATE_CIPHERTEXT_SIZE(type, curves[c].bits, ECIES));
        assert_true(size <= PSA_ENCAPSULATE_CIPHERTEXT_MAX_SIZE);
        assert_int_equal(psa_decapsulate(pair, ECIES, ciphertext, size, &hmac, &other), PSA_SUCCESS);
        assert_same(one, other, curves[c].secret);
        assert_int_equal(psa_destroy_key(one), PSA_SUCCESS);

        /* Z of SEC 1 is the secret of ECDH with what was sent. */
        assert_int_equal(psa_export_key(pair, private_key, sizeof private_key, &length), PSA_SUCCESS);
        psa_key_attributes_t a = fixture_attributes(type, curves[c].bits, PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH);
        assert_int_equal(psa_import_key(&a, private_key, length, &key), PSA_SUCCESS);
        assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, key, ciphertext, size, secret, sizeof secret, &length),
                         PSA_SUCCESS);
        assert_int_equal(psa_export_key(other, private_key, sizeof private_key, &length), PSA_SUCCESS);
        assert_memory_equal(secret, private_key, curves[c].secret);
        assert_int_equal(psa_destroy_key(other), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);

        /* With the public key alone; another secret each time. */
        assert_int_equal(psa_export_public_key(pair, public_key, sizeof public_key, &length), PSA_SUCCESS);
        a = fixture_attributes(PSA_KEY_TYPE_ECC_PUBLIC_KEY(curves[c].family), curves[c].bits, PSA_KEY_USAGE_ENCRYPT,
                               ECIES);
        assert_int_equal(psa_import_key(&a, public_key, length, &key), PSA_SUCCESS);
        assert_int_equal(psa_encapsulate(key, ECIES, &hmac, &one, again, size, &size), PSA_SUCCESS);
        assert_memory_not_equal(again, ciphertext, size);
        assert_int_equal(psa_decapsulate(pair, ECIES, again, size, &derive, &other), PSA_SUCCESS);
        assert_same(one, other, curves[c].secret);
        const psa_key_id_t all[] = { one, other, key, pair };
        for (size_t i = 0; i < 4; i++) {
            assert_int_equal(psa_destroy_key(all[i]), PSA_SUCCESS);
        }
    }
}

static void encapsulate__bad_arguments__their_errors(void **state)
{
    (void)state;
    psa_key_id_t pair = generate(P256_PAIR, 256, BOTH, ECIES), made;
    psa_key_id_t no_usage = generate(P256_PAIR, 256, PSA_KEY_USAGE_DECRYPT, ECIES);
    psa_key_id_t other_alg = generate(P256_PAIR, 256, BOTH, PSA_ALG_ECDH);
    psa_key_id_t aes = generate(PSA_KEY_TYPE_AES, 128, BOTH, ECIES);
    psa_key_id_t ml_kem = generate(P256_PAIR, 256, BOTH, PSA_ALG_ML_KEM);
    const struct {
        psa_key_id_t key;
        psa_algorithm_t alg;
        psa_key_type_t type;
        size_t bits, size;
        psa_status_t status;
    } cases[] = {
        { pair, ECIES, PSA_KEY_TYPE_DERIVE, 256, 65, PSA_SUCCESS },
        { pair, ECIES, PSA_KEY_TYPE_DERIVE, 256, 64, PSA_ERROR_BUFFER_TOO_SMALL },
        { pair, ECIES, PSA_KEY_TYPE_DERIVE, 128, 65, PSA_ERROR_INVALID_ARGUMENT },
        { pair, ECIES, PSA_KEY_TYPE_AES, 256, 65, PSA_ERROR_INVALID_ARGUMENT },
        { pair, ECIES, PSA_KEY_TYPE_RAW_DATA, 256, 65, PSA_ERROR_INVALID_ARGUMENT },
        { pair, PSA_ALG_ML_KEM, PSA_KEY_TYPE_DERIVE, 256, 65, PSA_ERROR_NOT_PERMITTED },
        { ml_kem, PSA_ALG_ML_KEM, PSA_KEY_TYPE_DERIVE, 256, 65, PSA_ERROR_NOT_SUPPORTED },
        { no_usage, ECIES, PSA_KEY_TYPE_DERIVE, 256, 65, PSA_ERROR_NOT_PERMITTED },
        { other_alg, ECIES, PSA_KEY_TYPE_DERIVE, 256, 65, PSA_ERROR_NOT_PERMITTED },
        { other_alg, PSA_ALG_ECDH, PSA_KEY_TYPE_DERIVE, 256, 65, PSA_ERROR_INVALID_ARGUMENT },
        { aes, ECIES, PSA_KEY_TYPE_DERIVE, 256, 65, PSA_ERROR_INVALID_ARGUMENT },
        { 0x123, ECIES, PSA_KEY_TYPE_DERIVE, 256, 65, PSA_ERROR_INVALID_HANDLE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psa_key_attributes_t a = fixture_attributes(cases[i].type, cases[i].bits, 0, PSA_ALG_NONE);
        uint8_t ciphertext[65];
        size_t length = 77;
        made = 77;
        assert_int_equal(psa_encapsulate(cases[i].key, cases[i].alg, &a, &made, ciphertext, cases[i].size, &length),
                         cases[i].status);
        assert_int_equal(length, cases[i].status == PSA_SUCCESS ? 65 : 0);
        assert_int_equal(made != PSA_KEY_ID_NULL, cases[i].status == PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(made), PSA_SUCCESS);
    }
}

static void decapsulate__bad_arguments__their_errors(void **state)
{
    (void)state;
    psa_key_id_t pair = generate(P256_PAIR, 256, BOTH, ECIES), made;
    psa_key_id_t encrypt_only = generate(P256_PAIR, 256, PSA_KEY_USAGE_ENCRYPT, ECIES);
    psa_key_id_t x25519 = generate(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY), 255, BOTH, ECIES);
    psa_key_attributes_t derive = fixture_attributes(PSA_KEY_TYPE_DERIVE, 0, 0, PSA_ALG_NONE);
    uint8_t ciphertext[65], public_key[65], zeros[65] = { 0 };
    size_t length;
    assert_int_equal(psa_encapsulate(pair, ECIES, &derive, &made, ciphertext, 65, &length), PSA_SUCCESS);
    assert_int_equal(psa_decapsulate(encrypt_only, ECIES, ciphertext, 65, &derive, &made), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_decapsulate(pair, ECIES, ciphertext, 64, &derive, &made), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_decapsulate(pair, ECIES, zeros, 65, &derive, &made), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_decapsulate(x25519, ECIES, zeros, 32, &derive, &made), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(made, PSA_KEY_ID_NULL);
    ciphertext[64] ^= 1;
    assert_int_equal(psa_decapsulate(pair, ECIES, ciphertext, 65, &derive, &made), PSA_ERROR_INVALID_ARGUMENT);
    ciphertext[64] ^= 1;
    psa_key_attributes_t aes = fixture_attributes(PSA_KEY_TYPE_AES, 256, 0, PSA_ALG_NONE);
    assert_int_equal(psa_decapsulate(pair, ECIES, ciphertext, 65, &aes, &made), PSA_ERROR_INVALID_ARGUMENT);
    /* "It must be an asymmetric key pair" */
    assert_int_equal(psa_export_public_key(pair, public_key, 65, &length), PSA_SUCCESS);
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), 256, BOTH, ECIES);
    psa_key_id_t key;
    assert_int_equal(psa_import_key(&a, public_key, 65, &key), PSA_SUCCESS);
    assert_int_equal(psa_decapsulate(key, ECIES, ciphertext, 65, &derive, &made), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(made, PSA_KEY_ID_NULL);
    assert_int_equal(psa_decapsulate(pair, ECIES, ciphertext, 65, &derive, &made), PSA_SUCCESS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(encapsulate__every_curve__decapsulates_to_the_same, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(encapsulate__bad_arguments__their_errors, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(decapsulate__bad_arguments__their_errors, fixture_start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
