/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, key management (chapter 9): attributes, policies, identifiers, slots.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/config.h"
#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

static const uint8_t bytes[PCRYPTO_KEY_SIZE_MAX + 1] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };

static psa_key_attributes_t attributes(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, type);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, alg);
    return a;
}

static psa_key_id_t import(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg, size_t size)
{
    psa_key_attributes_t a = attributes(type, usage, alg);
    psa_key_id_t key;
    assert_int_equal(psa_import_key(&a, bytes, size, &key), PSA_SUCCESS);
    return key;
}

static void import_key__bytes__attributes_and_material_read_back(void **state)
{
    (void)state;
    psa_key_id_t key = import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_ENCRYPT, PSA_ALG_GCM, 32);
    psa_key_attributes_t a;
    uint8_t out[32];
    size_t length = 99;
    assert_int_equal(psa_get_key_attributes(key, &a), PSA_SUCCESS);
    assert_int_equal(psa_get_key_type(&a), PSA_KEY_TYPE_AES);
    assert_int_equal(psa_get_key_bits(&a), 256);
    assert_int_equal(psa_get_key_usage_flags(&a), PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_ENCRYPT);
    assert_int_equal(psa_get_key_algorithm(&a), PSA_ALG_GCM);
    assert_int_equal(psa_get_key_lifetime(&a), PSA_KEY_LIFETIME_VOLATILE);
    assert_int_equal(psa_get_key_id(&a), key);
    assert_in_range(key, PSA_KEY_ID_VENDOR_MIN, PSA_KEY_ID_VENDOR_MAX);
    assert_int_equal(psa_export_key(key, out, 31, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 0);
    assert_int_equal(psa_export_key(key, out, 32, &length), PSA_SUCCESS);
    assert_int_equal(length, 32);
    assert_memory_equal(out, bytes, 32);
    assert_int_equal(psa_export_public_key(key, out, 32, &length), PSA_ERROR_INVALID_ARGUMENT);
}

/* Bytes of a private key of P-192 to P-521. */
static bool p_sizes(size_t size)
{
    return size == 24 || size == 28 || size == 32 || size == 48 || size == 66;
}

static void import_key__sizes__those_of_the_type(void **state)
{
    (void)state;
    for (size_t size = 0; size <= PCRYPTO_KEY_SIZE_MAX; size++) {
        const psa_key_type_t types[] = { PSA_KEY_TYPE_AES, PSA_KEY_TYPE_HMAC, PSA_KEY_TYPE_DERIVE,
                                         PSA_KEY_TYPE_RAW_DATA, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1) };
        for (size_t i = 0; i < 5; i++) {
            psa_key_attributes_t a = attributes(types[i], 0, PSA_ALG_NONE);
            bool good = i == 0 ? size == 16 || size == 24 || size == 32 : i == 4 ? p_sizes(size) : size > 0;
            psa_key_id_t key = 77;
            psa_status_t status = psa_import_key(&a, bytes, size, &key);
            assert_int_equal(status, good ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
            assert_int_equal(key != PSA_KEY_ID_NULL, good);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        }
    }
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_RAW_DATA, 0, PSA_ALG_NONE);
    psa_key_id_t key;
    assert_int_equal(psa_import_key(&a, bytes, sizeof bytes, &key), PSA_ERROR_NOT_SUPPORTED);
}

static void import_key__bad_attributes__their_errors(void **state)
{
    (void)state;
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_AES, 0, PSA_ALG_NONE);
    psa_key_id_t key;
    psa_set_key_bits(&a, 128);
    assert_int_equal(psa_import_key(&a, bytes, 32, &key), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_import_key(&a, bytes, 16, &key), PSA_SUCCESS);
    a = attributes(PSA_KEY_TYPE_AES, 0x80000000u, PSA_ALG_NONE);
    assert_int_equal(psa_import_key(&a, bytes, 16, &key), PSA_ERROR_INVALID_ARGUMENT);
    a = attributes(PSA_KEY_TYPE_NONE, 0, PSA_ALG_NONE);
    assert_int_equal(psa_import_key(&a, bytes, 16, &key), PSA_ERROR_NOT_SUPPORTED);
    a = attributes(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECT_K1), 0, PSA_ALG_NONE);
    assert_int_equal(psa_import_key(&a, bytes, 32, &key), PSA_ERROR_NOT_SUPPORTED);
    /* Lifetimes: another location, another persistence, an id outside the range of applications. */
    a = attributes(PSA_KEY_TYPE_AES, 0, PSA_ALG_NONE);
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(PSA_KEY_PERSISTENCE_VOLATILE, 1));
    assert_int_equal(psa_import_key(&a, bytes, 16, &key), PSA_ERROR_NOT_SUPPORTED);
    psa_set_key_lifetime(&a, 0x7f);
    psa_set_key_id(&a, 1);
    assert_int_equal(psa_import_key(&a, bytes, 16, &key), PSA_ERROR_NOT_SUPPORTED);
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_PERSISTENT);
    psa_set_key_id(&a, PSA_KEY_ID_VENDOR_MIN);
    assert_int_equal(psa_import_key(&a, bytes, 16, &key), PSA_ERROR_INVALID_ARGUMENT);
    psa_set_key_id(&a, PSA_KEY_ID_NULL);
    assert_int_equal(psa_import_key(&a, bytes, 16, &key), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(key, PSA_KEY_ID_NULL);
}

/* "This flag automatically sets ...", and shows when attributes are read back; CACHE is kept. */
static void get_key_attributes__usage_flags__extended_and_kept(void **state)
{
    (void)state;
    const psa_key_usage_t cases[][2] = {
        { PSA_KEY_USAGE_SIGN_HASH, PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_SIGN_MESSAGE },
        { PSA_KEY_USAGE_VERIFY_HASH, PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_VERIFY_MESSAGE },
        { PSA_KEY_USAGE_SIGN_MESSAGE, PSA_KEY_USAGE_SIGN_MESSAGE },
        { PSA_KEY_USAGE_CACHE, PSA_KEY_USAGE_CACHE },
    };
    for (size_t i = 0; i < 4; i++) {
        psa_key_attributes_t a;
        psa_key_id_t key = import(PSA_KEY_TYPE_HMAC, cases[i][0], PSA_ALG_HMAC(PSA_ALG_SHA_256), 32);
        assert_int_equal(psa_get_key_attributes(key, &a), PSA_SUCCESS);
        assert_int_equal(psa_get_key_usage_flags(&a), cases[i][1]);
    }
}

static void unknown_key__every_call__invalid_handle(void **state)
{
    (void)state;
    const psa_key_id_t unknown[] = { 1, PSA_KEY_ID_USER_MAX, PSA_KEY_ID_VENDOR_MIN, 0x80000000u, PSA_KEY_ID_NULL };
    for (size_t i = 0; i < 5; i++) {
        psa_key_attributes_t a = attributes(PSA_KEY_TYPE_NONE, 0, PSA_ALG_NONE);
        uint8_t out[16];
        size_t length = 99;
        psa_key_id_t key;
        assert_int_equal(psa_get_key_attributes(unknown[i], &a), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_export_key(unknown[i], out, 16, &length), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(length, 0);
        assert_int_equal(psa_export_public_key(unknown[i], out, 16, &length), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_copy_key(unknown[i], &a, &key), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_purge_key(unknown[i]), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_destroy_key(unknown[i]),
                         unknown[i] == PSA_KEY_ID_NULL ? PSA_SUCCESS : PSA_ERROR_INVALID_HANDLE);
    }
}

static void destroy_key__volatile__id_invalid_and_not_reused(void **state)
{
    (void)state;
    psa_key_id_t last = PSA_KEY_ID_NULL;
    for (size_t i = 0; i < 4 * PCRYPTO_KEY_COUNT; i++) {
        psa_key_attributes_t a;
        psa_key_id_t key = import(PSA_KEY_TYPE_RAW_DATA, 0, PSA_ALG_NONE, 8);
        assert_true(key > last);
        last = key;
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_get_key_attributes(key, &a), PSA_ERROR_INVALID_HANDLE);
    }
}

static void import_key__all_slots_used__insufficient_memory(void **state)
{
    (void)state;
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_RAW_DATA, 0, PSA_ALG_NONE);
    psa_key_id_t key, first = import(PSA_KEY_TYPE_RAW_DATA, 0, PSA_ALG_NONE, 8);
    for (size_t i = 1; i < PCRYPTO_KEY_COUNT; i++) {
        (void)import(PSA_KEY_TYPE_RAW_DATA, 0, PSA_ALG_NONE, 8);
    }
    assert_int_equal(psa_import_key(&a, bytes, 8, &key), PSA_ERROR_INSUFFICIENT_MEMORY);
    assert_int_equal(key, PSA_KEY_ID_NULL);
    assert_int_equal(psa_destroy_key(first), PSA_SUCCESS);
    assert_int_equal(psa_import_key(&a, bytes, 8, &key), PSA_SUCCESS);
}

static void failed_import__many_times__leaks_no_slot(void **state)
{
    (void)state;
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_AES, 0, PSA_ALG_NONE);
    psa_key_id_t key;
    for (size_t i = 0; i < 4 * PCRYPTO_KEY_COUNT; i++) {
        assert_int_equal(psa_import_key(&a, bytes, 17, &key), PSA_ERROR_INVALID_ARGUMENT);
    }
    assert_int_equal(psa_import_key(&a, bytes, 16, &key), PSA_SUCCESS);
}

/* "key identifiers are local to each application". */
static void key_of_another_caller__every_call__invalid_handle(void **state)
{
    (void)state;
    psa_key_id_t key = import(PSA_KEY_TYPE_RAW_DATA, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE, 8);
    uint8_t out[8];
    size_t length;
    sim_set_caller(-2);
    assert_int_equal(psa_export_key(key, out, 8, &length), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_destroy_key(key), PSA_ERROR_INVALID_HANDLE);
    sim_set_caller(-1);
    assert_int_equal(psa_export_key(key, out, 8, &length), PSA_SUCCESS);
}

static void export_key__without_permission__not_permitted(void **state)
{
    (void)state;
    psa_key_id_t key = import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 0, PSA_ALG_NONE, 32);
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), 0, PSA_ALG_NONE);
    uint8_t point[65], out[65];
    size_t length;
    assert_int_equal(psa_export_key(key, out, 65, &length), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_export_public_key(key, point, 64, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_export_public_key(key, point, 65, &length), PSA_SUCCESS);
    /* A public key can always be exported, with either function. */
    assert_int_equal(psa_import_key(&a, point, 65, &key), PSA_SUCCESS);
    assert_int_equal(psa_export_key(key, out, 65, &length), PSA_SUCCESS);
    assert_memory_equal(out, point, 65);
    assert_int_equal(psa_export_public_key(key, out, 65, &length), PSA_SUCCESS);
    point[64] ^= 1;
    assert_int_equal(psa_import_key(&a, point, 65, &key), PSA_ERROR_INVALID_ARGUMENT);
    point[0] = 2;
    assert_int_equal(psa_import_key(&a, point, 33, &key), PSA_ERROR_INVALID_ARGUMENT);
}

static void generate_key__types_and_sizes__as_the_type_says(void **state)
{
    (void)state;
    static const struct {
        psa_key_type_t type;
        size_t bits;
        psa_status_t status;
    } cases[] = {
        { PSA_KEY_TYPE_AES, 128, PSA_SUCCESS },
        { PSA_KEY_TYPE_AES, 192, PSA_SUCCESS },
        { PSA_KEY_TYPE_AES, 256, PSA_SUCCESS },
        { PSA_KEY_TYPE_AES, 0, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_AES, 129, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_AES, 512, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_HMAC, 256, PSA_SUCCESS },
        { PSA_KEY_TYPE_HMAC, 12, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_RAW_DATA, 8, PSA_SUCCESS },
        { PSA_KEY_TYPE_DERIVE, 8 * PCRYPTO_KEY_SIZE_MAX, PSA_SUCCESS },
        { PSA_KEY_TYPE_DERIVE, 8 * PCRYPTO_KEY_SIZE_MAX + 8, PSA_ERROR_NOT_SUPPORTED },
        { PSA_KEY_TYPE_DERIVE, 1000000, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256, PSA_SUCCESS },
        { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 320, PSA_ERROR_NOT_SUPPORTED },
        { PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), 256, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_RSA_KEY_PAIR, 1023, PSA_ERROR_NOT_SUPPORTED },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psa_key_attributes_t a = attributes(cases[i].type, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
        uint8_t one[PCRYPTO_KEY_SIZE_MAX], other[PCRYPTO_KEY_SIZE_MAX];
        psa_key_id_t key;
        size_t length;
        psa_set_key_bits(&a, cases[i].bits);
        assert_int_equal(psa_generate_key(&a, &key), cases[i].status);
        if (cases[i].status == PSA_SUCCESS) {
            assert_int_equal(psa_export_key(key, one, sizeof one, &length), PSA_SUCCESS);
            assert_int_equal(length, cases[i].bits / 8);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
            assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
            assert_int_equal(psa_export_key(key, other, sizeof other, &length), PSA_SUCCESS);
            assert_true(length < 8 || memcmp(one, other, length) != 0);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        } else {
            assert_int_equal(key, PSA_KEY_ID_NULL);
        }
    }
}

static void generate_key_custom__parameters__none_but_the_default(void **state)
{
    (void)state;
    psa_custom_key_parameters_t custom = PSA_CUSTOM_KEY_PARAMETERS_INIT;
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_AES, 0, PSA_ALG_NONE);
    psa_key_id_t key;
    psa_set_key_bits(&a, 128);
    assert_int_equal(psa_generate_key_custom(&a, &custom, NULL, 0, &key), PSA_SUCCESS);
    assert_int_equal(psa_generate_key_custom(&a, &custom, bytes, 1, &key), PSA_ERROR_INVALID_ARGUMENT);
    custom.flags = 1;
    assert_int_equal(psa_generate_key_custom(&a, &custom, NULL, 0, &key), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(key, PSA_KEY_ID_NULL);
}

/* psa_copy_key(): the policy of the copy is the intersection. */
static void copy_key__policies__intersected(void **state)
{
    (void)state;
    const psa_algorithm_t hmac = PSA_ALG_HMAC(PSA_ALG_SHA_256), any = PSA_ALG_ECDSA(PSA_ALG_ANY_HASH),
                          one = PSA_ALG_ECDSA(PSA_ALG_SHA_256);
    const struct {
        psa_key_type_t type;
        psa_algorithm_t source, wanted, result; /* result 0: none in common */
    } cases[] = {
        { PSA_KEY_TYPE_HMAC, hmac, hmac, hmac },
        { PSA_KEY_TYPE_HMAC, hmac, PSA_ALG_HMAC(PSA_ALG_SHA_512), 0 },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(hmac, 16), hmac, hmac },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(hmac, 16), PSA_ALG_TRUNCATED_MAC(hmac, 16),
          PSA_ALG_TRUNCATED_MAC(hmac, 16) },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(hmac, 16), PSA_ALG_TRUNCATED_MAC(hmac, 15), 0 },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(hmac, 16), PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(hmac, 20),
          PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(hmac, 20) },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(hmac, 20), PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(hmac, 16),
          PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(hmac, 20) },
        { PSA_KEY_TYPE_AES, PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_CCM, 8), PSA_ALG_CCM, PSA_ALG_CCM },
        { PSA_KEY_TYPE_AES, PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_CCM, 8),
          PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 4), 0 },
        { PSA_KEY_TYPE_AES, PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_CCM, 8), PSA_ALG_GCM, 0 },
        { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), any, one, one },
        { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), one, any, one },
        { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), any, any, any },
        { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), any, PSA_ALG_ECDSA_ANY, 0 },
        { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), one, PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256), 0 },
        { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), PSA_ALG_ECDH,
          PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(PSA_ALG_SHA_256)),
          PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(PSA_ALG_SHA_256)) },
        { PSA_KEY_TYPE_AES, PSA_ALG_GCM, PSA_ALG_NONE, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psa_key_id_t copy, key = import(cases[i].type, PSA_KEY_USAGE_COPY, cases[i].source, 32);
        psa_key_attributes_t a = attributes(PSA_KEY_TYPE_NONE, 0, cases[i].wanted);
        psa_status_t status = psa_copy_key(key, &a, &copy);
        assert_int_equal(status, cases[i].result ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
        if (status == PSA_SUCCESS) {
            assert_int_equal(psa_get_key_attributes(copy, &a), PSA_SUCCESS);
            assert_int_equal(psa_get_key_algorithm(&a), cases[i].result);
            assert_int_equal(psa_get_key_type(&a), cases[i].type);
            assert_int_equal(psa_get_key_bits(&a), 256);
        }
        assert_int_equal(psa_destroy_key(copy), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void copy_key__usage_and_type__restricted(void **state)
{
    (void)state;
    psa_key_usage_t usage = PSA_KEY_USAGE_COPY | PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_SIGN_MESSAGE;
    psa_key_id_t copy, key = import(PSA_KEY_TYPE_HMAC, usage, PSA_ALG_HMAC(PSA_ALG_SHA_256), 32);
    psa_key_id_t fixed = import(PSA_KEY_TYPE_HMAC, PSA_KEY_USAGE_EXPORT, PSA_ALG_HMAC(PSA_ALG_SHA_256), 32);
    psa_key_attributes_t a =
        attributes(PSA_KEY_TYPE_HMAC, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_SIGN_HASH, PSA_ALG_HMAC(PSA_ALG_SHA_256));
    uint8_t out[32];
    size_t length;
    assert_int_equal(psa_copy_key(fixed, &a, &copy), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_copy_key(key, &a, &copy), PSA_SUCCESS);
    assert_int_not_equal(copy, key);
    assert_int_equal(psa_export_key(copy, out, 32, &length), PSA_SUCCESS);
    assert_memory_equal(out, bytes, 32);
    psa_key_attributes_t got;
    assert_int_equal(psa_get_key_attributes(copy, &got), PSA_SUCCESS);
    assert_int_equal(psa_get_key_usage_flags(&got), PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_SIGN_MESSAGE);
    psa_set_key_bits(&a, 128);
    assert_int_equal(psa_copy_key(key, &a, &copy), PSA_ERROR_INVALID_ARGUMENT);
    psa_set_key_bits(&a, 0);
    psa_set_key_type(&a, PSA_KEY_TYPE_RAW_DATA);
    assert_int_equal(psa_copy_key(key, &a, &copy), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(copy, PSA_KEY_ID_NULL);
}

static void generate_random__sizes__all_filled_and_different(void **state)
{
    (void)state;
    static uint8_t a[70000], b[70000];
    assert_int_equal(psa_generate_random(NULL, 0), PSA_SUCCESS);
    assert_int_equal(psa_generate_random(a, sizeof a), PSA_SUCCESS);
    assert_int_equal(psa_generate_random(b, sizeof b), PSA_SUCCESS);
    size_t equal = 0;
    for (size_t i = 0; i < sizeof a; i++) {
        equal += a[i] == b[i];
    }
    /* 70000 / 256 = 273 by chance, standard deviation 16.5. */
    assert_in_range(equal, 140, 410);
}

/* Each source of the generator's seed fails once: the status comes up, no byte gets out, and the next call works. */
static void generate_random__entropy_fails__status_and_zeros(void **state)
{
    (void)state;
    uint8_t out[32], zero[32] = { 0 };
    memset(out, 0xa5, sizeof out);
    sim_fail_at(SIM_CALL_ENTROPY, 1, PSA_ERROR_INSUFFICIENT_ENTROPY);
    assert_int_equal(psa_generate_random(out, sizeof out), PSA_ERROR_INSUFFICIENT_ENTROPY);
    assert_true(sim_fail_struck());
    assert_memory_equal(out, zero, sizeof out);
    assert_int_equal(psa_generate_random(out, sizeof out), PSA_SUCCESS);
    assert_memory_not_equal(out, zero, sizeof out);
}

/* A seed serves so many requests; the one after them needs another, and fails without. */
static void generate_random__seed_used_up__seeds_anew(void **state)
{
    (void)state;
    uint8_t out[4];
    sim_stats_t stats;
    sim_stats_reset();
    for (unsigned i = 0; i < PCRYPTO_DRBG_RESEED_INTERVAL; i++) {
        assert_int_equal(psa_generate_random(out, sizeof out), PSA_SUCCESS);
    }
    sim_stats(&stats);
    assert_int_equal(stats.calls[SIM_CALL_ENTROPY], 1);
    sim_fail_at(SIM_CALL_ENTROPY, 1, PSA_ERROR_INSUFFICIENT_ENTROPY);
    assert_int_equal(psa_generate_random(out, sizeof out), PSA_ERROR_INSUFFICIENT_ENTROPY);
    assert_int_equal(psa_generate_random(out, sizeof out), PSA_SUCCESS);
}

static void generate_key__entropy_fails__no_key_left(void **state)
{
    (void)state;
    const psa_key_type_t types[] = { PSA_KEY_TYPE_AES, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1) };
    for (size_t i = 0; i < 2; i++) {
        psa_key_attributes_t a = attributes(types[i], 0, PSA_ALG_NONE);
        psa_key_id_t key;
        psa_set_key_bits(&a, 256);
        pcrypto_reset();
        assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
        for (size_t n = 0; n < 2 * PCRYPTO_KEY_COUNT; n++) {
            sim_fail_at(SIM_CALL_ENTROPY, 1, PSA_ERROR_INSUFFICIENT_ENTROPY);
            assert_int_equal(psa_generate_key(&a, &key), PSA_ERROR_INSUFFICIENT_ENTROPY);
            assert_int_equal(key, PSA_KEY_ID_NULL);
        }
        assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(import_key__bytes__attributes_and_material_read_back, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(import_key__sizes__those_of_the_type, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(import_key__bad_attributes__their_errors, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(get_key_attributes__usage_flags__extended_and_kept, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(unknown_key__every_call__invalid_handle, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(destroy_key__volatile__id_invalid_and_not_reused, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(import_key__all_slots_used__insufficient_memory, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(failed_import__many_times__leaks_no_slot, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(key_of_another_caller__every_call__invalid_handle, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(export_key__without_permission__not_permitted, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(generate_key__types_and_sizes__as_the_type_says, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(generate_key_custom__parameters__none_but_the_default, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(copy_key__policies__intersected, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(copy_key__usage_and_type__restricted, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(generate_random__sizes__all_filled_and_different, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(generate_random__entropy_fails__status_and_zeros, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(generate_random__seed_used_up__seeds_anew, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(generate_key__entropy_fails__no_key_left, fixture_start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
