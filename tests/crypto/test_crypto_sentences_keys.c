/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the Crypto API 1.5 says of keys in general, where one case for all functions, types or flags shows it:
 * tests/conformance/crypto/sentences_keys.txt says which sentence each case stands for.
 */
#include "psa/crypto.h" /* first and alone: it brings what it uses, and the status codes */

#if PSA_CRYPTO_API_VERSION_MAJOR != 1 || PSA_CRYPTO_API_VERSION_MINOR != 5
#error "not the version that the sentences are of"
#endif
static const struct {
    psa_status_t defined, specified;
} status_codes[] = {
    { PSA_SUCCESS, 0 },
    { PSA_ERROR_GENERIC_ERROR, -132 },
    { PSA_ERROR_NOT_PERMITTED, -133 },
    { PSA_ERROR_NOT_SUPPORTED, -134 },
    { PSA_ERROR_INVALID_ARGUMENT, -135 },
    { PSA_ERROR_INVALID_HANDLE, -136 },
    { PSA_ERROR_BAD_STATE, -137 },
    { PSA_ERROR_BUFFER_TOO_SMALL, -138 },
    { PSA_ERROR_ALREADY_EXISTS, -139 },
    { PSA_ERROR_DOES_NOT_EXIST, -140 },
    { PSA_ERROR_INSUFFICIENT_MEMORY, -141 },
    { PSA_ERROR_INSUFFICIENT_STORAGE, -142 },
    { PSA_ERROR_INSUFFICIENT_DATA, -143 },
    { PSA_ERROR_COMMUNICATION_FAILURE, -145 },
    { PSA_ERROR_STORAGE_FAILURE, -146 },
    { PSA_ERROR_HARDWARE_FAILURE, -147 },
    { PSA_ERROR_INSUFFICIENT_ENTROPY, -148 },
    { PSA_ERROR_INVALID_SIGNATURE, -149 },
    { PSA_ERROR_INVALID_PADDING, -150 },
    { PSA_ERROR_CORRUPTION_DETECTED, -151 },
    { PSA_ERROR_DATA_CORRUPT, -152 },
    { PSA_ERROR_DATA_INVALID, -153 },
};

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/config.h"
#include "lib/crypto/core/slh.h"
#include "lib/crypto/crypto_internal.h"
#include "lib/its/its_internal.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define ALL 0x0003ff07u /* every flag that a key can have */
#define ECC PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)
#define RSA PSA_KEY_TYPE_RSA_KEY_PAIR
#define HMAC PSA_ALG_HMAC(PSA_ALG_SHA_256)
#define ECDSA PSA_ALG_ECDSA(PSA_ALG_SHA_256)
#define HKDF PSA_ALG_HKDF(PSA_ALG_SHA_256)
#define AGREE PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, HKDF)
#define PBKDF2 PSA_ALG_PBKDF2_HMAC(PSA_ALG_SHA_256)
#define SECRET PSA_KEY_DERIVATION_INPUT_SECRET
#define INFO PSA_KEY_DERIVATION_INPUT_INFO

static const uint8_t bytes[64] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };

/* ------------------------------------------------------------------------------------- Every use of a key --- */

static uint8_t out[512];
static size_t length;

/* The same material with every permission, for what a call needs of the other side. */
static psa_key_id_t helper;

static psa_status_t use_export(psa_key_id_t key)
{
    return psa_export_key(key, out, sizeof out, &length);
}

static psa_status_t use_copy(psa_key_id_t key)
{
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_NONE, 0, 0, PSA_ALG_CTR);
    psa_key_id_t copy;
    psa_status_t status = psa_copy_key(key, &a, &copy);
    assert_int_equal(psa_destroy_key(copy), PSA_SUCCESS);
    return status;
}

static psa_status_t use_cipher_encrypt(psa_key_id_t key)
{
    return psa_cipher_encrypt(key, PSA_ALG_CTR, bytes, 5, out, sizeof out, &length);
}

static psa_status_t use_cipher_decrypt(psa_key_id_t key)
{
    return psa_cipher_decrypt(key, PSA_ALG_CTR, bytes, 20, out, sizeof out, &length);
}

static psa_status_t use_cipher_encrypt_setup(psa_key_id_t key)
{
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    psa_status_t status = psa_cipher_encrypt_setup(&op, key, PSA_ALG_CTR);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
    return status;
}

static psa_status_t use_cipher_decrypt_setup(psa_key_id_t key)
{
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    psa_status_t status = psa_cipher_decrypt_setup(&op, key, PSA_ALG_CTR);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
    return status;
}

static psa_status_t use_aead_encrypt(psa_key_id_t key)
{
    return psa_aead_encrypt(key, PSA_ALG_GCM, bytes, 12, NULL, 0, bytes, 5, out, sizeof out, &length);
}

static psa_status_t use_aead_decrypt(psa_key_id_t key)
{
    uint8_t sealed[21];
    size_t size;
    assert_int_equal(psa_aead_encrypt(helper, PSA_ALG_GCM, bytes, 12, NULL, 0, bytes, 5, sealed, 21, &size),
                     PSA_SUCCESS);
    return psa_aead_decrypt(key, PSA_ALG_GCM, bytes, 12, NULL, 0, sealed, size, out, sizeof out, &length);
}

static psa_status_t use_aead_encrypt_setup(psa_key_id_t key)
{
    psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
    psa_status_t status = psa_aead_encrypt_setup(&op, key, PSA_ALG_GCM);
    assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
    return status;
}

static psa_status_t use_aead_decrypt_setup(psa_key_id_t key)
{
    psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
    psa_status_t status = psa_aead_decrypt_setup(&op, key, PSA_ALG_GCM);
    assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
    return status;
}

#if defined(PSA_WANT_ALG_RSA_OAEP)
#define OAEP PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256)

static psa_status_t use_asymmetric_encrypt(psa_key_id_t key)
{
    return psa_asymmetric_encrypt(key, OAEP, bytes, 5, NULL, 0, out, sizeof out, &length);
}

static psa_status_t use_asymmetric_decrypt(psa_key_id_t key)
{
    uint8_t sealed[128];
    size_t size;
    assert_int_equal(psa_asymmetric_encrypt(helper, OAEP, bytes, 5, NULL, 0, sealed, sizeof sealed, &size),
                     PSA_SUCCESS);
    return psa_asymmetric_decrypt(key, OAEP, sealed, size, NULL, 0, out, sizeof out, &length);
}
#endif

static psa_status_t use_encapsulate(psa_key_id_t key)
{
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 0, 0, PSA_ALG_NONE);
    psa_key_id_t made;
    psa_status_t status = psa_encapsulate(key, PSA_ALG_ECIES_SEC1, &a, &made, out, sizeof out, &length);
    assert_int_equal(psa_destroy_key(made), PSA_SUCCESS);
    return status;
}

static psa_status_t use_decapsulate(psa_key_id_t key)
{
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 0, 0, PSA_ALG_NONE);
    psa_key_id_t made;
    uint8_t sent[65];
    size_t size;
    assert_int_equal(psa_encapsulate(helper, PSA_ALG_ECIES_SEC1, &a, &made, sent, sizeof sent, &size), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(made), PSA_SUCCESS);
    psa_status_t status = psa_decapsulate(key, PSA_ALG_ECIES_SEC1, sent, size, &a, &made);
    assert_int_equal(psa_destroy_key(made), PSA_SUCCESS);
    return status;
}

static psa_status_t use_mac_compute(psa_key_id_t key)
{
    return psa_mac_compute(key, HMAC, bytes, 5, out, sizeof out, &length);
}

static psa_status_t use_mac_verify(psa_key_id_t key)
{
    uint8_t mac[32];
    size_t size;
    assert_int_equal(psa_mac_compute(helper, HMAC, bytes, 5, mac, 32, &size), PSA_SUCCESS);
    return psa_mac_verify(key, HMAC, bytes, 5, mac, size);
}

static psa_status_t use_mac_sign_setup(psa_key_id_t key)
{
    psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;
    psa_status_t status = psa_mac_sign_setup(&op, key, HMAC);
    assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
    return status;
}

static psa_status_t use_mac_verify_setup(psa_key_id_t key)
{
    psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;
    psa_status_t status = psa_mac_verify_setup(&op, key, HMAC);
    assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
    return status;
}

static psa_status_t use_sign_message(psa_key_id_t key)
{
    return psa_sign_message(key, ECDSA, bytes, 5, out, sizeof out, &length);
}

static psa_status_t use_sign_message_with_context(psa_key_id_t key)
{
    return psa_sign_message_with_context(key, ECDSA, bytes, 5, NULL, 0, out, sizeof out, &length);
}

static psa_status_t use_sign_setup(psa_key_id_t key)
{
    psa_sign_operation_t op = PSA_SIGN_OPERATION_INIT;
    psa_status_t status = psa_sign_setup(&op, key, ECDSA);
    assert_int_equal(psa_sign_abort(&op), PSA_SUCCESS);
    return status;
}

static psa_status_t use_sign_hash(psa_key_id_t key)
{
    return psa_sign_hash(key, ECDSA, bytes, 32, out, sizeof out, &length);
}

static psa_status_t use_sign_hash_with_context(psa_key_id_t key)
{
    return psa_sign_hash_with_context(key, ECDSA, bytes, 32, NULL, 0, out, sizeof out, &length);
}

static psa_status_t use_verify_message(psa_key_id_t key)
{
    assert_int_equal(use_sign_message(helper), PSA_SUCCESS);
    return psa_verify_message(key, ECDSA, bytes, 5, out, length);
}

static psa_status_t use_verify_message_with_context(psa_key_id_t key)
{
    assert_int_equal(use_sign_message(helper), PSA_SUCCESS);
    return psa_verify_message_with_context(key, ECDSA, bytes, 5, NULL, 0, out, length);
}

static psa_status_t use_verify_setup(psa_key_id_t key)
{
    psa_verify_operation_t op = PSA_VERIFY_OPERATION_INIT;
    psa_status_t status = psa_verify_setup(&op, key, ECDSA, bytes, 64);
    assert_int_equal(psa_verify_abort(&op), PSA_SUCCESS);
    return status;
}

static psa_status_t use_verify_hash(psa_key_id_t key)
{
    assert_int_equal(use_sign_hash(helper), PSA_SUCCESS);
    return psa_verify_hash(key, ECDSA, bytes, 32, out, length);
}

static psa_status_t use_verify_hash_with_context(psa_key_id_t key)
{
    assert_int_equal(use_sign_hash(helper), PSA_SUCCESS);
    return psa_verify_hash_with_context(key, ECDSA, bytes, 32, NULL, 0, out, length);
}

static void peer(uint8_t point[65])
{
    size_t size;
    assert_int_equal(psa_export_public_key(helper, point, 65, &size), PSA_SUCCESS);
    assert_int_equal(size, 65);
}

static psa_status_t use_key_agreement(psa_key_id_t key)
{
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 0, 0, PSA_ALG_NONE);
    psa_key_id_t made;
    uint8_t point[65];
    peer(point);
    psa_status_t status = psa_key_agreement(key, point, 65, PSA_ALG_ECDH, &a, &made);
    assert_int_equal(psa_destroy_key(made), PSA_SUCCESS);
    return status;
}

static psa_status_t use_raw_key_agreement(psa_key_id_t key)
{
    uint8_t point[65];
    peer(point);
    return psa_raw_key_agreement(PSA_ALG_ECDH, key, point, 65, out, sizeof out, &length);
}

static psa_status_t use_derivation_key_agreement(psa_key_id_t key)
{
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    uint8_t point[65];
    peer(point);
    assert_int_equal(psa_key_derivation_setup(&op, AGREE), PSA_SUCCESS);
    psa_status_t status = psa_key_derivation_key_agreement(&op, SECRET, key, point, 65);
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
    return status;
}

/* A derivation from a key and then one of its ends: the status of the first call that fails. */
typedef psa_status_t derivation_end_t(psa_key_derivation_operation_t *op);

static psa_status_t derive_and(psa_key_id_t key, derivation_end_t *end)
{
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    assert_int_equal(psa_key_derivation_setup(&op, HKDF), PSA_SUCCESS);
    psa_status_t status = psa_key_derivation_input_key(&op, SECRET, key);
    if (status == PSA_SUCCESS) {
        assert_int_equal(psa_key_derivation_input_bytes(&op, INFO, bytes, 5), PSA_SUCCESS);
        status = end(&op);
    }
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
    return status;
}

static psa_status_t end_in_bytes(psa_key_derivation_operation_t *op)
{
    return psa_key_derivation_output_bytes(op, out, 32);
}

static psa_status_t end_in_key(psa_key_derivation_operation_t *op)
{
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_AES, 128, 0, PSA_ALG_NONE);
    psa_key_id_t made;
    psa_status_t status = psa_key_derivation_output_key(&a, op, &made);
    assert_int_equal(psa_destroy_key(made), PSA_SUCCESS);
    return status;
}

static psa_status_t end_in_key_custom(psa_key_derivation_operation_t *op)
{
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_AES, 128, 0, PSA_ALG_NONE);
    psa_custom_key_parameters_t custom = PSA_CUSTOM_KEY_PARAMETERS_INIT;
    psa_key_id_t made;
    psa_status_t status = psa_key_derivation_output_key_custom(&a, op, &custom, NULL, 0, &made);
    assert_int_equal(psa_destroy_key(made), PSA_SUCCESS);
    return status;
}

static uint8_t derived[32];

static psa_status_t end_in_verified_bytes(psa_key_derivation_operation_t *op)
{
    return psa_key_derivation_verify_bytes(op, derived, 32);
}

static psa_status_t end_in_verified_key(psa_key_derivation_operation_t *op)
{
    psa_key_id_t expected =
        fixture_import(PSA_KEY_TYPE_PASSWORD_HASH, PSA_KEY_USAGE_VERIFY_DERIVATION, HKDF, derived, 32);
    psa_status_t status = psa_key_derivation_verify_key(op, expected);
    assert_int_equal(psa_destroy_key(expected), PSA_SUCCESS);
    return status;
}

static psa_status_t use_output_bytes(psa_key_id_t key)
{
    return derive_and(key, end_in_bytes);
}

static psa_status_t use_output_key(psa_key_id_t key)
{
    return derive_and(key, end_in_key);
}

static psa_status_t use_output_key_custom(psa_key_id_t key)
{
    return derive_and(key, end_in_key_custom);
}

static psa_status_t use_verify_bytes(psa_key_id_t key)
{
    assert_int_equal(use_output_bytes(helper), PSA_SUCCESS);
    memcpy(derived, out, 32);
    return derive_and(key, end_in_verified_bytes);
}

static psa_status_t use_verify_key(psa_key_id_t key)
{
    assert_int_equal(use_output_bytes(helper), PSA_SUCCESS);
    memcpy(derived, out, 32);
    return derive_and(key, end_in_verified_key);
}

/* The key as the one that is expected. */
static psa_key_id_t expected_key;

static psa_status_t end_in_this_key(psa_key_derivation_operation_t *op)
{
    return psa_key_derivation_verify_key(op, expected_key);
}

static psa_status_t use_as_expected_key(psa_key_id_t key)
{
    psa_key_id_t secret = fixture_import(PSA_KEY_TYPE_DERIVE, ALL, HKDF, bytes, 32);
    expected_key = key;
    psa_status_t status = derive_and(secret, end_in_this_key);
    assert_int_equal(psa_destroy_key(secret), PSA_SUCCESS);
    return status;
}

static psa_status_t use_wrap(psa_key_id_t key)
{
    psa_key_id_t wrapped = fixture_import(PSA_KEY_TYPE_RAW_DATA, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE, bytes, 16);
    psa_status_t status = psa_wrap_key(key, PSA_ALG_KW, wrapped, out, sizeof out, &length);
    assert_int_equal(psa_destroy_key(wrapped), PSA_SUCCESS);
    return status;
}

static psa_status_t use_unwrap(psa_key_id_t key)
{
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_RAW_DATA, 0, 0, PSA_ALG_NONE);
    psa_key_id_t made;
    assert_int_equal(use_wrap(helper), PSA_SUCCESS);
    psa_status_t status = psa_unwrap_key(&a, key, PSA_ALG_KW, out, length, &made);
    assert_int_equal(psa_destroy_key(made), PSA_SUCCESS);
    return status;
}

static psa_status_t use_pake_setup(psa_key_id_t key)
{
    psa_pake_operation_t op = psa_pake_operation_init();
    psa_pake_cipher_suite_t suite = psa_pake_cipher_suite_init();
    psa_pake_cs_set_algorithm(&suite, PSA_ALG_JPAKE(PSA_ALG_SHA_256));
    psa_pake_cs_set_primitive(&suite, PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256));
    psa_pake_cs_set_key_confirmation(&suite, PSA_PAKE_UNCONFIRMED_KEY);
    psa_status_t status = psa_pake_setup(&op, key, &suite);
    assert_int_equal(psa_pake_abort(&op), PSA_SUCCESS);
    return status;
}

/* Every function that asks for a permission of a key. any_of: each of these flags permits the call; message
 * permissions come with those for hashes. */
#define SIGN_MESSAGE (PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_SIGN_HASH)
#define VERIFY_MESSAGE (PSA_KEY_USAGE_VERIFY_MESSAGE | PSA_KEY_USAGE_VERIFY_HASH)
#define VERIFY_DERIVATION (PSA_KEY_USAGE_VERIFY_DERIVATION | PSA_KEY_USAGE_DERIVE)

static const struct use {
    const char *name;
    psa_status_t (*call)(psa_key_id_t key);
    psa_key_usage_t any_of;
    psa_key_type_t type;
    psa_algorithm_t alg;
} uses[] = {
    { "psa_export_key", use_export, PSA_KEY_USAGE_EXPORT, PSA_KEY_TYPE_AES, PSA_ALG_CTR },
    { "psa_copy_key", use_copy, PSA_KEY_USAGE_COPY, PSA_KEY_TYPE_AES, PSA_ALG_CTR },
    { "psa_cipher_encrypt", use_cipher_encrypt, PSA_KEY_USAGE_ENCRYPT, PSA_KEY_TYPE_AES, PSA_ALG_CTR },
    { "psa_cipher_encrypt_setup", use_cipher_encrypt_setup, PSA_KEY_USAGE_ENCRYPT, PSA_KEY_TYPE_AES, PSA_ALG_CTR },
    { "psa_aead_encrypt", use_aead_encrypt, PSA_KEY_USAGE_ENCRYPT, PSA_KEY_TYPE_AES, PSA_ALG_GCM },
    { "psa_aead_encrypt_setup", use_aead_encrypt_setup, PSA_KEY_USAGE_ENCRYPT, PSA_KEY_TYPE_AES, PSA_ALG_GCM },
#if defined(PSA_WANT_ALG_RSA_OAEP)
    { "psa_asymmetric_encrypt", use_asymmetric_encrypt, PSA_KEY_USAGE_ENCRYPT, RSA, OAEP },
    { "psa_asymmetric_decrypt", use_asymmetric_decrypt, PSA_KEY_USAGE_DECRYPT, RSA, OAEP },
#endif
    { "psa_encapsulate", use_encapsulate, PSA_KEY_USAGE_ENCRYPT, ECC, PSA_ALG_ECIES_SEC1 },
    { "psa_cipher_decrypt", use_cipher_decrypt, PSA_KEY_USAGE_DECRYPT, PSA_KEY_TYPE_AES, PSA_ALG_CTR },
    { "psa_cipher_decrypt_setup", use_cipher_decrypt_setup, PSA_KEY_USAGE_DECRYPT, PSA_KEY_TYPE_AES, PSA_ALG_CTR },
    { "psa_aead_decrypt", use_aead_decrypt, PSA_KEY_USAGE_DECRYPT, PSA_KEY_TYPE_AES, PSA_ALG_GCM },
    { "psa_aead_decrypt_setup", use_aead_decrypt_setup, PSA_KEY_USAGE_DECRYPT, PSA_KEY_TYPE_AES, PSA_ALG_GCM },
    { "psa_decapsulate", use_decapsulate, PSA_KEY_USAGE_DECRYPT, ECC, PSA_ALG_ECIES_SEC1 },
    { "psa_mac_compute", use_mac_compute, SIGN_MESSAGE, PSA_KEY_TYPE_HMAC, HMAC },
    { "psa_mac_sign_setup", use_mac_sign_setup, SIGN_MESSAGE, PSA_KEY_TYPE_HMAC, HMAC },
    { "psa_sign_message", use_sign_message, SIGN_MESSAGE, ECC, ECDSA },
    { "psa_sign_message_with_context", use_sign_message_with_context, SIGN_MESSAGE, ECC, ECDSA },
    { "psa_sign_setup", use_sign_setup, SIGN_MESSAGE, ECC, ECDSA },
    { "psa_mac_verify", use_mac_verify, VERIFY_MESSAGE, PSA_KEY_TYPE_HMAC, HMAC },
    { "psa_mac_verify_setup", use_mac_verify_setup, VERIFY_MESSAGE, PSA_KEY_TYPE_HMAC, HMAC },
    { "psa_verify_message", use_verify_message, VERIFY_MESSAGE, ECC, ECDSA },
    { "psa_verify_message_with_context", use_verify_message_with_context, VERIFY_MESSAGE, ECC, ECDSA },
    { "psa_verify_setup", use_verify_setup, VERIFY_MESSAGE, ECC, ECDSA },
    { "psa_sign_hash", use_sign_hash, PSA_KEY_USAGE_SIGN_HASH, ECC, ECDSA },
    { "psa_sign_hash_with_context", use_sign_hash_with_context, PSA_KEY_USAGE_SIGN_HASH, ECC, ECDSA },
    { "psa_verify_hash", use_verify_hash, PSA_KEY_USAGE_VERIFY_HASH, ECC, ECDSA },
    { "psa_verify_hash_with_context", use_verify_hash_with_context, PSA_KEY_USAGE_VERIFY_HASH, ECC, ECDSA },
    { "psa_key_agreement", use_key_agreement, PSA_KEY_USAGE_DERIVE, ECC, PSA_ALG_ECDH },
    { "psa_raw_key_agreement", use_raw_key_agreement, PSA_KEY_USAGE_DERIVE, ECC, PSA_ALG_ECDH },
    { "psa_key_derivation_key_agreement", use_derivation_key_agreement, PSA_KEY_USAGE_DERIVE, ECC, AGREE },
    { "psa_key_derivation_output_bytes", use_output_bytes, PSA_KEY_USAGE_DERIVE, PSA_KEY_TYPE_DERIVE, HKDF },
    { "psa_key_derivation_output_key", use_output_key, PSA_KEY_USAGE_DERIVE, PSA_KEY_TYPE_DERIVE, HKDF },
    { "psa_key_derivation_output_key_custom", use_output_key_custom, PSA_KEY_USAGE_DERIVE, PSA_KEY_TYPE_DERIVE, HKDF },
    { "psa_key_derivation_verify_bytes", use_verify_bytes, VERIFY_DERIVATION, PSA_KEY_TYPE_DERIVE, HKDF },
    { "psa_key_derivation_verify_key", use_verify_key, VERIFY_DERIVATION, PSA_KEY_TYPE_DERIVE, HKDF },
    { "the key of psa_key_derivation_verify_key", use_as_expected_key, PSA_KEY_USAGE_VERIFY_DERIVATION,
      PSA_KEY_TYPE_PASSWORD_HASH, HKDF },
    { "psa_wrap_key", use_wrap, PSA_KEY_USAGE_WRAP, PSA_KEY_TYPE_AES, PSA_ALG_KW },
    { "psa_unwrap_key", use_unwrap, PSA_KEY_USAGE_UNWRAP, PSA_KEY_TYPE_AES, PSA_ALG_KW },
    { "psa_pake_setup", use_pake_setup, PSA_KEY_USAGE_DERIVE, PSA_KEY_TYPE_PASSWORD, PSA_ALG_JPAKE(PSA_ALG_SHA_256) },
};

#if defined(PSA_WANT_ALG_RSA_OAEP)
static uint8_t rsa_pair[PSA_EXPORT_KEY_OUTPUT_SIZE(RSA, 1024)];
static size_t rsa_size; /* 0: not made yet */

static psa_key_id_t rsa_key(psa_key_usage_t usage, psa_algorithm_t alg)
{
    if (rsa_size == 0) {
        psa_key_attributes_t a = fixture_attributes(RSA, 1024, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
        psa_key_id_t key;
        assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
        assert_int_equal(psa_export_key(key, rsa_pair, sizeof rsa_pair, &rsa_size), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
    return fixture_import(RSA, usage, alg, rsa_pair, rsa_size);
}
#endif

/* A key for a call: always of the same material. */
static psa_key_id_t make_key(const struct use *use, psa_key_usage_t usage, psa_algorithm_t alg)
{
#if defined(PSA_WANT_ALG_RSA_OAEP)
    if (use->type == RSA) {
        return rsa_key(usage, alg);
    }
#endif
    if (use->call == use_as_expected_key) { /* what the call derives */
        psa_key_id_t secret = fixture_import(PSA_KEY_TYPE_DERIVE, ALL, HKDF, bytes, 32);
        assert_int_equal(use_output_bytes(secret), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(secret), PSA_SUCCESS);
        return fixture_import(use->type, usage, alg, out, 32);
    }
    return fixture_import(use->type, usage, alg, bytes, use->type == PSA_KEY_TYPE_AES ? 16 : 32);
}

/* Calls for which the other side writes to out too. */
static bool helper_writes(const struct use *use)
{
    return (use->any_of & (VERIFY_MESSAGE | PSA_KEY_USAGE_VERIFY_DERIVATION | PSA_KEY_USAGE_UNWRAP)) != 0;
}

/* The status; and where the call is refused, not a byte of a result. */
static void expect(const struct use *use, psa_key_id_t key, psa_status_t expected, const char *what)
{
    memset(out, 0xc7, sizeof out);
    psa_status_t status = use->call(key);
    if (status != expected) {
        fail_msg("%s, %s: status %d, expected %d", use->name, what, (int)status, (int)expected);
    }
    for (size_t i = 0; i < sizeof out && status != PSA_SUCCESS && !helper_writes(use); i++) {
        if (out[i] != 0xc7 && out[i] != 0) {
            fail_msg("%s, %s: refused, but wrote output", use->name, what);
        }
    }
}

/* psa_check_key_usage() of a key with one flag: what that flag is good for, it says too. */
static void assert_query_agrees(const struct use *use, psa_key_id_t key, psa_key_usage_t flag)
{
    const psa_key_usage_t management = PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_COPY | PSA_KEY_USAGE_CACHE;
    for (psa_key_usage_t asked = 1; asked <= ALL; asked <<= 1) {
        if ((asked & use->any_of) == 0) {
            continue;
        }
        bool has = asked == flag || (asked == PSA_KEY_USAGE_SIGN_MESSAGE && flag == PSA_KEY_USAGE_SIGN_HASH) ||
                   (asked == PSA_KEY_USAGE_VERIFY_MESSAGE && flag == PSA_KEY_USAGE_VERIFY_HASH);
        psa_status_t status = psa_check_key_usage(key, (asked & management) != 0 ? PSA_ALG_NONE : use->alg, asked);
        /* A MAC has no hashes to sign. */
        psa_status_t expected =
            use->type == PSA_KEY_TYPE_HMAC && (asked & (PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH)) != 0
                ? PSA_ERROR_INVALID_ARGUMENT
            : has ? PSA_SUCCESS
                  : PSA_ERROR_NOT_PERMITTED;
        if (status != expected) {
            fail_msg("%s, flag %08x of a key with %08x: the query says %d, expected %d", use->name, (unsigned)asked,
                     (unsigned)flag, (int)status, (int)expected);
        }
    }
}

/* "This ... usage flag is required to use the key in ...": with this flag alone the call works, with all others it
 * does not. */
static void usage_flags__every_function__permit_it_alone_and_nothing_else_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(uses); i++) {
        helper = make_key(&uses[i], ALL, uses[i].alg);
        for (psa_key_usage_t flag = 1; flag <= ALL; flag <<= 1) {
            if ((flag & ALL) == 0) {
                continue;
            }
            psa_key_id_t key = make_key(&uses[i], flag, uses[i].alg);
            bool permits = (flag & uses[i].any_of) != 0;
            expect(&uses[i], key, permits ? PSA_SUCCESS : PSA_ERROR_NOT_PERMITTED, "one flag");
            if (uses[i].type !=
                PSA_KEY_TYPE_PASSWORD_HASH) { /* which is none of those that a derivation is made from */
                assert_query_agrees(&uses[i], key, flag);
            }
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        }
        psa_key_id_t key = make_key(&uses[i], ALL & ~uses[i].any_of, uses[i].alg);
        expect(&uses[i], key, PSA_ERROR_NOT_PERMITTED, "all flags but that one");
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(helper), PSA_SUCCESS);
    }
}

/* "If the permitted algorithm is PSA_ALG_NONE, no cryptographic operation is permitted with the key"; nor with another
 * one than that of the call. */
static void permitted_algorithm__none_or_another__no_operation(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(uses); i++) {
        if (uses[i].call == use_export || uses[i].call == use_copy) {
            continue; /* no operation */
        }
        const psa_algorithm_t others[] = { PSA_ALG_NONE, PSA_ALG_CBC_NO_PADDING };
        helper = make_key(&uses[i], ALL, uses[i].alg);
        for (size_t n = 0; n < COUNT(others); n++) {
            psa_key_id_t key = make_key(&uses[i], ALL, others[n]);
            expect(&uses[i], key, PSA_ERROR_NOT_PERMITTED, "policy of no or another algorithm");
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        }
        assert_int_equal(psa_destroy_key(helper), PSA_SUCCESS);
    }
}

/* "If an invalid key identifier is provided as a parameter in any function, the function will return
 * PSA_ERROR_INVALID_HANDLE". */
static void key_identifier__none_unknown_or_destroyed__invalid_handle_from_every_function(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(uses); i++) {
        helper = make_key(&uses[i], ALL, uses[i].alg);
        psa_key_id_t gone = make_key(&uses[i], ALL, uses[i].alg);
        expect(&uses[i], gone, PSA_SUCCESS, "every permission");
        assert_int_equal(psa_destroy_key(gone), PSA_SUCCESS);
        const psa_key_id_t ids[] = { PSA_KEY_ID_NULL,       1,           PSA_KEY_ID_USER_MAX, 0x5fffffffu,
                                     PSA_KEY_ID_VENDOR_MAX, 0x80000000u, 0xffffffffu,         gone };
        for (size_t n = 0; n < COUNT(ids); n++) {
            expect(&uses[i], ids[n], PSA_ERROR_INVALID_HANDLE, "no key");
        }
        assert_int_equal(psa_destroy_key(helper), PSA_SUCCESS);
    }
    /* The key that is wrapped, not only the one that wraps. */
    psa_key_id_t wrapping = fixture_import(PSA_KEY_TYPE_AES, ALL, PSA_ALG_KW, bytes, 16);
    assert_int_equal(psa_wrap_key(wrapping, PSA_ALG_KW, PSA_KEY_ID_NULL, out, sizeof out, &length),
                     PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_wrap_key(wrapping, PSA_ALG_KW, 5, out, sizeof out, &length), PSA_ERROR_INVALID_HANDLE);
}

/* "A "key" of this type cannot be used for any cryptographic operation." Wrapping and derivation have their own rules
 * for it where it is an input, not the key. */
static void raw_data_key__every_operation__refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(uses); i++) {
        if (uses[i].call == use_export || uses[i].call == use_copy) {
            continue; /* no operation */
        }
        helper = make_key(&uses[i], ALL, uses[i].alg);
        psa_key_id_t raw = fixture_import(PSA_KEY_TYPE_RAW_DATA, ALL, uses[i].alg, bytes, 32);
        bool verifies = uses[i].type == ECC && (uses[i].any_of & VERIFY_MESSAGE) != 0;
        expect(&uses[i], raw, verifies ? PSA_ERROR_NOT_SUPPORTED : PSA_ERROR_INVALID_ARGUMENT, "raw data");
        assert_int_equal(psa_destroy_key(raw), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(helper), PSA_SUCCESS);
    }
}

/* The examples that the page of psa_check_key_usage() gives, and its public role of a PAKE. */
static void check_key_usage__examples_of_the_specification__as_it_says(void **state)
{
    (void)state;
    static const uint8_t odd[64] = { 0x01 };
    psa_key_id_t key = fixture_import(PSA_KEY_TYPE_AES, ALL, PSA_ALG_XTS, odd, 64);
    assert_int_equal(psa_check_key_usage(key, PSA_ALG_XTS, PSA_KEY_USAGE_ENCRYPT), PSA_SUCCESS);
    assert_int_equal(psa_check_key_usage(key, PSA_ALG_CTR, PSA_KEY_USAGE_ENCRYPT), PSA_ERROR_INVALID_ARGUMENT);
#if defined(PSA_WANT_ECC_TWISTED_EDWARDS_255)
    key = fixture_import(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_TWISTED_EDWARDS), ALL, ECDSA, bytes, 32);
    assert_int_equal(psa_check_key_usage(key, ECDSA, PSA_KEY_USAGE_SIGN_HASH), PSA_ERROR_INVALID_ARGUMENT);
#endif
#if defined(PSA_WANT_ALG_RSA_OAEP)
    /* 130 bytes are needed, and a modulus of 1024 bits has 128 of them. */
    key = rsa_key(ALL, PSA_ALG_RSA_OAEP(PSA_ALG_SHA_512));
    assert_int_equal(psa_check_key_usage(key, PSA_ALG_RSA_OAEP(PSA_ALG_SHA_512), PSA_KEY_USAGE_ENCRYPT),
                     PSA_ERROR_INVALID_ARGUMENT);
    key = rsa_key(ALL, OAEP);
    assert_int_equal(psa_check_key_usage(key, OAEP, PSA_KEY_USAGE_ENCRYPT), PSA_SUCCESS);
#endif
#if defined(PSA_WANT_ALG_SPAKE2P_HMAC)
    const psa_algorithm_t spake2p = PSA_ALG_SPAKE2P_HMAC(PSA_ALG_SHA_256);
    const psa_key_type_t pair = PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1);
    uint8_t w[64] = { 0 };
    w[31] = 2;
    w[63] = 3;
    key = fixture_import(pair, PSA_KEY_USAGE_DERIVE, spake2p, w, 64);
    assert_int_equal(psa_check_key_usage(key, spake2p, PSA_KEY_USAGE_DERIVE), PSA_SUCCESS);
    assert_int_equal(psa_check_key_usage(key, spake2p, PSA_KEY_USAGE_DERIVE_PUBLIC), PSA_SUCCESS);
    /* "invalid as SPAKE2+ does [not] have SHA-1 in any cipher-suite". */
    key = fixture_import(pair, PSA_KEY_USAGE_DERIVE, PSA_ALG_SPAKE2P_HMAC(PSA_ALG_SHA_1), w, 64);
    assert_int_equal(psa_check_key_usage(key, PSA_ALG_SPAKE2P_HMAC(PSA_ALG_SHA_1), PSA_KEY_USAGE_DERIVE),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_export_public_key(key, out, sizeof out, &length), PSA_SUCCESS);
    key = fixture_import(PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(pair), PSA_KEY_USAGE_DERIVE, spake2p, out, length);
    assert_int_equal(psa_check_key_usage(key, spake2p, PSA_KEY_USAGE_DERIVE_PUBLIC), PSA_SUCCESS);
    assert_int_equal(psa_check_key_usage(key, spake2p, PSA_KEY_USAGE_DERIVE), PSA_ERROR_INVALID_ARGUMENT);
    key = fixture_import(PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(pair), ALL & ~PSA_KEY_USAGE_DERIVE, spake2p, out, length);
    assert_int_equal(psa_check_key_usage(key, spake2p, PSA_KEY_USAGE_DERIVE_PUBLIC), PSA_ERROR_NOT_PERMITTED);
#endif
}

/* ------------------------------------------------------------------------------------- Every way to a new key --- */

static psa_status_t create_by_import(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    return psa_import_key(a, bytes, 32, key);
}

static psa_status_t create_by_generate(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    return psa_generate_key(a, key);
}

static psa_status_t create_by_generate_custom(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    psa_custom_key_parameters_t custom = PSA_CUSTOM_KEY_PARAMETERS_INIT;
    return psa_generate_key_custom(a, &custom, NULL, 0, key);
}

static psa_status_t create_by_copy(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    psa_key_id_t source = fixture_import(PSA_KEY_TYPE_DERIVE, ALL, HKDF, bytes, 32);
    psa_status_t status = psa_copy_key(source, a, key);
    assert_int_equal(psa_destroy_key(source), PSA_SUCCESS);
    return status;
}

static psa_status_t create_by_derivation_of(const psa_key_attributes_t *a, psa_key_id_t *key, bool custom)
{
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_custom_key_parameters_t parameters = PSA_CUSTOM_KEY_PARAMETERS_INIT;
    psa_key_id_t source = fixture_import(PSA_KEY_TYPE_DERIVE, ALL, HKDF, bytes, 32);
    assert_int_equal(psa_key_derivation_setup(&op, HKDF), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&op, SECRET, source), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, INFO, bytes, 5), PSA_SUCCESS);
    psa_status_t status = custom ? psa_key_derivation_output_key_custom(a, &op, &parameters, NULL, 0, key)
                                 : psa_key_derivation_output_key(a, &op, key);
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(source), PSA_SUCCESS);
    return status;
}

static psa_status_t create_by_derivation(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    return create_by_derivation_of(a, key, false);
}

static psa_status_t create_by_derivation_custom(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    return create_by_derivation_of(a, key, true);
}

static psa_status_t create_by_agreement(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    uint8_t point[65];
    helper = fixture_import(ECC, ALL, PSA_ALG_ECDH, bytes, 32);
    peer(point);
    psa_status_t status = psa_key_agreement(helper, point, 65, PSA_ALG_ECDH, a, key);
    assert_int_equal(psa_destroy_key(helper), PSA_SUCCESS);
    return status;
}

static psa_status_t create_by_encapsulate(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    psa_key_id_t pair = fixture_import(ECC, ALL, PSA_ALG_ECIES_SEC1, bytes, 32);
    psa_status_t status = psa_encapsulate(pair, PSA_ALG_ECIES_SEC1, a, key, out, sizeof out, &length);
    assert_int_equal(psa_destroy_key(pair), PSA_SUCCESS);
    return status;
}

static psa_status_t create_by_decapsulate(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    uint8_t point[65];
    helper = fixture_import(ECC, ALL, PSA_ALG_ECIES_SEC1, bytes, 32);
    peer(point);
    psa_status_t status = psa_decapsulate(helper, PSA_ALG_ECIES_SEC1, point, 65, a, key);
    assert_int_equal(psa_destroy_key(helper), PSA_SUCCESS);
    return status;
}

static psa_status_t create_by_unwrap(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    psa_key_id_t wrapping = fixture_import(PSA_KEY_TYPE_AES, ALL, PSA_ALG_KW, bytes, 16);
    psa_key_id_t source = fixture_import(PSA_KEY_TYPE_RAW_DATA, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE, bytes, 32);
    assert_int_equal(psa_wrap_key(wrapping, PSA_ALG_KW, source, out, sizeof out, &length), PSA_SUCCESS);
    psa_status_t status = psa_unwrap_key(a, wrapping, PSA_ALG_KW, out, length, key);
    assert_int_equal(psa_destroy_key(source), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(wrapping), PSA_SUCCESS);
    return status;
}

static psa_status_t create_by_attach(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    return psa_attach_key(a, (const uint8_t *)"device/x", 8, key);
}

static const struct creator {
    const char *name;
    psa_status_t (*call)(const psa_key_attributes_t *a, psa_key_id_t *key);
    bool size_in_attributes; /* taken from there, so that no other one can be wrong */
    bool volatile_only;
} creators[] = {
    { "psa_import_key", create_by_import, false, false },
    { "psa_generate_key", create_by_generate, true, false },
    { "psa_generate_key_custom", create_by_generate_custom, true, false },
    { "psa_copy_key", create_by_copy, false, false },
    { "psa_key_derivation_output_key", create_by_derivation, true, false },
    { "psa_key_derivation_output_key_custom", create_by_derivation_custom, true, false },
    { "psa_key_agreement", create_by_agreement, false, false },
    { "psa_encapsulate", create_by_encapsulate, false, false },
    { "psa_decapsulate", create_by_decapsulate, false, false },
    { "psa_unwrap_key", create_by_unwrap, false, false },
    { "psa_attach_key", create_by_attach, true, true },
};

static void create(const struct creator *creator, const psa_key_attributes_t *a, psa_status_t expected,
                   psa_key_id_t *key)
{
    *key = 77;
    psa_status_t status = creator->call(a, key);
    if (status != expected) {
        fail_msg("%s: status %d, expected %d", creator->name, (int)status, (int)expected);
    }
    if (status != PSA_SUCCESS) {
        assert_int_equal(*key, PSA_KEY_ID_NULL);
    }
}

/* "... and must allocate any volatile key identifiers from this range"; "Valid key identifiers must have distinct
 * values". */
static void creation__every_function__volatile_identifiers_distinct_and_of_the_vendors_range(void **state)
{
    (void)state;
    psa_key_id_t made[COUNT(creators)];
    const psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 256, PSA_KEY_USAGE_DERIVE, HKDF);
    for (size_t i = 0; i < COUNT(creators); i++) {
        psa_key_attributes_t got;
        create(&creators[i], &a, PSA_SUCCESS, &made[i]);
        assert_in_range(made[i], PSA_KEY_ID_VENDOR_MIN, PSA_KEY_ID_VENDOR_MAX);
        for (size_t n = 0; n < i; n++) {
            assert_int_not_equal(made[i], made[n]);
        }
        assert_int_equal(psa_get_key_attributes(made[i], &got), PSA_SUCCESS);
        assert_int_equal(psa_get_key_type(&got), PSA_KEY_TYPE_DERIVE);
        assert_int_equal(psa_get_key_bits(&got), 256);
        assert_int_equal(psa_get_key_usage_flags(&got), PSA_KEY_USAGE_DERIVE);
        assert_int_equal(psa_get_key_algorithm(&got), HKDF);
        assert_int_equal(psa_get_key_lifetime(&got), PSA_KEY_LIFETIME_VOLATILE);
    }
    for (size_t i = 0; i < COUNT(creators); i++) {
        assert_int_equal(psa_destroy_key(made[i]), PSA_SUCCESS);
    }
}

/* "For persistent keys, this is the same identifier as the one specified in the key attributes"; "The key identifier is
 * required for a key with a persistent lifetime"; one that is taken is not taken over. */
static void creation__every_function__persistent_identifier_as_given_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(creators); i++) {
        psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 256, PSA_KEY_USAGE_DERIVE, HKDF), got;
        psa_key_id_t key;
        psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_PERSISTENT);
        create(&creators[i], &a, PSA_ERROR_INVALID_ARGUMENT, &key);
        psa_set_key_id(&a, PSA_KEY_ID_VENDOR_MIN + 5);
        create(&creators[i], &a, PSA_ERROR_INVALID_ARGUMENT, &key);
        psa_set_key_id(&a, 9);
        if (creators[i].volatile_only) {
            create(&creators[i], &a, PSA_ERROR_INVALID_ARGUMENT, &key);
            continue;
        }
        create(&creators[i], &a, PSA_SUCCESS, &key);
        assert_int_equal(key, 9);
        assert_int_equal(psa_get_key_attributes(9, &got), PSA_SUCCESS);
        assert_int_equal(psa_get_key_id(&got), 9);
        assert_int_equal(psa_get_key_lifetime(&got), PSA_KEY_LIFETIME_PERSISTENT);
        psa_set_key_usage_flags(&a, PSA_KEY_USAGE_VERIFY_DERIVATION);
        create(&creators[i], &a, PSA_ERROR_ALREADY_EXISTS, &key);
        assert_int_equal(psa_get_key_attributes(9, &got), PSA_SUCCESS);
        assert_int_equal(psa_get_key_usage_flags(&got), PSA_KEY_USAGE_DERIVE);
        assert_int_equal(psa_destroy_key(9), PSA_SUCCESS);
    }
}

/* "If the key size is nonzero, it must be equal to the key size determined from data": wherever there is other data. */
static void creation__every_function__another_size_than_that_of_the_data_invalid_argument(void **state)
{
    (void)state;
    const size_t sizes[] = { 8, 128, 248, 255, 257, 264, 512 };
    size_t looked_at = 0;
    for (size_t i = 0; i < COUNT(creators); i++) {
        for (size_t n = 0; n < COUNT(sizes) && !creators[i].size_in_attributes; n++) {
            psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, sizes[n], PSA_KEY_USAGE_DERIVE, HKDF);
            psa_key_id_t key;
            create(&creators[i], &a, PSA_ERROR_INVALID_ARGUMENT, &key);
            psa_set_key_bits(&a, 0);
            create(&creators[i], &a, PSA_SUCCESS, &key);
            assert_int_equal(psa_get_key_attributes(key, &a), PSA_SUCCESS);
            assert_int_equal(psa_get_key_bits(&a), 256);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
            looked_at++;
        }
    }
    assert_int_equal(looked_at, 6 * COUNT(sizes));
}

/* "The application must set the key algorithm policy and the appropriate key usage flags ... in order for the key to
 * be used": a key without either is made, and good for nothing but its public part. */
static void creation__every_function__without_policy_a_key_of_no_use(void **state)
{
    (void)state;
    const struct {
        psa_key_usage_t usage;
        psa_algorithm_t alg;
    } policies[] = { { 0, HKDF }, { 0, PSA_ALG_NONE }, { PSA_KEY_USAGE_DERIVE, PSA_ALG_NONE } };
    for (size_t i = 0; i < COUNT(creators); i++) {
        for (size_t n = 0; n < COUNT(policies); n++) {
            psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 256, policies[n].usage, policies[n].alg);
            psa_key_id_t key;
            if (creators[i].call == create_by_copy && policies[n].alg == PSA_ALG_NONE) {
                create(&creators[i], &a, PSA_ERROR_INVALID_ARGUMENT, &key); /* nothing in common with the source */
                continue;
            }
            create(&creators[i], &a, PSA_SUCCESS, &key);
            assert_int_equal(use_output_bytes(key), PSA_ERROR_NOT_PERMITTED);
            assert_int_equal(psa_export_key(key, out, sizeof out, &length), PSA_ERROR_NOT_PERMITTED);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        }
    }
}

/* "Once a key has been created, it is impossible to change its attributes": not by the object that they came from, nor
 * by one that they were read into. */
static void creation__attributes_object_changed_afterwards__key_unchanged(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(creators); i++) {
        psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 256, PSA_KEY_USAGE_VERIFY_DERIVATION, HKDF),
                             got;
        const psa_key_attributes_t given = a;
        psa_key_id_t key;
        create(&creators[i], &a, PSA_SUCCESS, &key);
        assert_memory_equal(&a, &given, sizeof a); /* "it is not updated with the final key attributes" */
        memset(&a, 0xff, sizeof a);
        assert_int_equal(psa_get_key_attributes(key, &got), PSA_SUCCESS);
        psa_set_key_usage_flags(&got, ALL);
        psa_set_key_algorithm(&got, PSA_ALG_GCM);
        assert_int_equal(psa_get_key_attributes(key, &got), PSA_SUCCESS);
        assert_int_equal(psa_get_key_usage_flags(&got), PSA_KEY_USAGE_VERIFY_DERIVATION);
        assert_int_equal(psa_get_key_algorithm(&got), HKDF);
        assert_int_equal(use_output_bytes(key), PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* ------------------------------------------------------------------------------------------------- Every type --- */

/* Types of the specification, with a size that each can have. */
static const struct {
    psa_key_type_t type;
    size_t bits;
} types[] = {
    { PSA_KEY_TYPE_RAW_DATA, 64 },
    { PSA_KEY_TYPE_HMAC, 256 },
    { PSA_KEY_TYPE_BLAKE2, 256 },
    { PSA_KEY_TYPE_DERIVE, 256 },
    { PSA_KEY_TYPE_PASSWORD, 64 },
    { PSA_KEY_TYPE_PASSWORD_HASH, 256 },
    { PSA_KEY_TYPE_PEPPER, 128 },
    { PSA_KEY_TYPE_ARC4, 128 },
    { PSA_KEY_TYPE_CHACHA20, 256 },
    { PSA_KEY_TYPE_XCHACHA20, 256 },
    { PSA_KEY_TYPE_ASCON, 128 },
    { PSA_KEY_TYPE_DES, 192 },
    { PSA_KEY_TYPE_AES, 128 },
    { PSA_KEY_TYPE_CAMELLIA, 128 },
    { PSA_KEY_TYPE_SM4, 128 },
    { PSA_KEY_TYPE_ARIA, 128 },
    { PSA_KEY_TYPE_WPA3_SAE_ECC(PSA_ECC_FAMILY_SECP_R1), 256 },
    { PSA_KEY_TYPE_WPA3_SAE_DH(PSA_DH_FAMILY_RFC7919), 2048 },
    { PSA_KEY_TYPE_RSA_KEY_PAIR, 1024 },
    { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_K1), 256 },
    { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256 },
    { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R2), 160 },
    { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECT_K1), 233 },
    { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECT_R1), 233 },
    { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECT_R2), 163 },
    { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_BRAINPOOL_P_R1), 256 },
    { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_FRP), 256 },
    { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY), 255 },
    { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_TWISTED_EDWARDS), 255 },
    { PSA_KEY_TYPE_DH_KEY_PAIR(PSA_DH_FAMILY_RFC7919), 2048 },
    { PSA_KEY_TYPE_DH_KEY_PAIR(PSA_DH_FAMILY_RFC3526), 2048 },
    { PSA_KEY_TYPE_ML_DSA_KEY_PAIR, 128 },
    { PSA_KEY_TYPE_SLH_DSA_KEY_PAIR(PSA_SLH_DSA_FAMILY_SHA2_F), 128 },
    { PSA_KEY_TYPE_ML_KEM_KEY_PAIR, 512 },
    { PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256 },
};
/* Public keys that have no pair in this API. */
static const psa_key_type_t public_types[] = { PSA_KEY_TYPE_LMS_PUBLIC_KEY, PSA_KEY_TYPE_HSS_PUBLIC_KEY,
                                               PSA_KEY_TYPE_XMSS_PUBLIC_KEY, PSA_KEY_TYPE_XMSS_MT_PUBLIC_KEY };

static psa_custom_key_parameters_t no_custom = PSA_CUSTOM_KEY_PARAMETERS_INIT;

static void assert_rejected(psa_status_t status, psa_key_id_t *key, psa_key_type_t type)
{
    if ((status != PSA_ERROR_INVALID_ARGUMENT && status != PSA_ERROR_NOT_SUPPORTED) || *key != PSA_KEY_ID_NULL) {
        fail_msg("type %04x: status %d, key %08x", (unsigned)type, (int)status, (unsigned)*key);
    }
    *key = 77; /* for the next call */
}

/* "Implementations must reject an attempt to import [generate] a key of size 0." */
static void size_0__every_type__neither_imported_nor_generated(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(types) + COUNT(public_types); i++) {
        psa_key_type_t type = i < COUNT(types) ? types[i].type : public_types[i - COUNT(types)];
        psa_key_id_t key = 77;
        for (unsigned half = 0; half < 2; half++) {
            psa_key_attributes_t a = fixture_attributes(type, 0, 0, PSA_ALG_NONE);
            assert_rejected(psa_import_key(&a, bytes, 0, &key), &key, type);
            assert_rejected(psa_import_key(&a, NULL, 0, &key), &key, type);
            assert_rejected(psa_generate_key(&a, &key), &key, type);
            assert_rejected(psa_generate_key_custom(&a, &no_custom, NULL, 0, &key), &key, type);
            type = PSA_KEY_TYPE_IS_KEY_PAIR(type) ? PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(type) : type;
        }
    }
}

/* "The key type. It must not be an asymmetric public key." */
static void generate_key__every_public_type__rejected(void **state)
{
    (void)state;
    size_t looked_at = 0;
    for (size_t i = 0; i < COUNT(types) + COUNT(public_types); i++) {
        psa_key_type_t type = i < COUNT(types) ? types[i].type : public_types[i - COUNT(types)];
        size_t bits = i < COUNT(types) ? types[i].bits : 256;
        psa_key_id_t key = 77;
        if (!PSA_KEY_TYPE_IS_ASYMMETRIC(type)) {
            continue;
        }
        psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(type), bits, 0, PSA_ALG_NONE);
        assert_rejected(psa_generate_key(&a, &key), &key, type);
        assert_rejected(psa_generate_key_custom(&a, &no_custom, NULL, 0, &key), &key, type);
        looked_at++;
    }
    assert_int_equal(looked_at, 21);
}

/* "The bit size of a ... key must be a non-zero multiple of 8." */
static void generate_key__strings_of_bytes__whole_bytes_only(void **state)
{
    (void)state;
    const psa_key_type_t strings[] = { PSA_KEY_TYPE_RAW_DATA, PSA_KEY_TYPE_DERIVE,        PSA_KEY_TYPE_HMAC,
                                       PSA_KEY_TYPE_PASSWORD, PSA_KEY_TYPE_PASSWORD_HASH, PSA_KEY_TYPE_PEPPER };
    for (size_t i = 0; i < COUNT(strings); i++) {
        for (size_t bits = 0; bits <= 264; bits++) {
            psa_key_attributes_t a = fixture_attributes(strings[i], bits, 0, PSA_ALG_NONE);
            psa_key_id_t key = 77;
            psa_status_t status = psa_generate_key(&a, &key);
            if (bits == 0 || bits % 8 != 0) {
                assert_int_equal(status, PSA_ERROR_INVALID_ARGUMENT);
                assert_int_equal(key, PSA_KEY_ID_NULL);
            } else {
                assert_int_equal(status, PSA_SUCCESS);
                assert_int_equal(psa_get_key_attributes(key, &a), PSA_SUCCESS);
                assert_int_equal(psa_get_key_bits(&a), bits);
                assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
            }
        }
    }
}

/* A type that is not in the build is told so: "If an implementation cannot create a key with the required policy [or
 * type], it must return an appropriate error code when the key is created". */
static void generate_key__every_type__made_or_not_supported(void **state)
{
    (void)state;
    unsigned made = 0;
    for (size_t i = 0; i < COUNT(types); i++) {
        psa_key_attributes_t a = fixture_attributes(types[i].type, types[i].bits, PSA_KEY_USAGE_CACHE, PSA_ALG_NONE),
                             got;
        psa_key_id_t key;
        psa_status_t status = psa_generate_key(&a, &key);
        if (status == PSA_SUCCESS) {
            /* CACHE: "This flag must be preserved when reading back the attributes for all keys, regardless of key
             * type or implementation behavior", and "An implementation must not report an error if it does not cache
             * keys". */
            assert_int_equal(psa_get_key_attributes(key, &got), PSA_SUCCESS);
            assert_int_equal(psa_get_key_usage_flags(&got), PSA_KEY_USAGE_CACHE);
            assert_int_equal(psa_get_key_type(&got), types[i].type);
            assert_int_equal(psa_get_key_bits(&got), types[i].bits);
            assert_int_equal(psa_purge_key(key), PSA_SUCCESS);
            assert_int_equal(psa_get_key_attributes(key, &got), PSA_SUCCESS);
            assert_int_equal(psa_get_key_usage_flags(&got), PSA_KEY_USAGE_CACHE);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
            made++;
        } else if (status != PSA_ERROR_NOT_SUPPORTED || key != PSA_KEY_ID_NULL) {
            fail_msg("type %04x: status %d, key %08x", (unsigned)types[i].type, (int)status, (unsigned)key);
        }
    }
    assert_true(made > 8);
}

/* The same of the flag with every way to a key, volatile and stored. */
static void cache_flag__every_creation__no_error_and_kept(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(creators); i++) {
        for (unsigned stored = 0; stored < 2; stored++) {
            psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 256, PSA_KEY_USAGE_CACHE, HKDF), got;
            psa_key_id_t key;
            if (stored) {
                psa_set_key_id(&a, 9);
            }
            if (creators[i].volatile_only) {
                continue; /* the flags are those that the implementation's key has too */
            }
            create(&creators[i], &a, PSA_SUCCESS, &key);
            assert_int_equal(psa_get_key_attributes(key, &got), PSA_SUCCESS);
            assert_int_equal(psa_get_key_usage_flags(&got), PSA_KEY_USAGE_CACHE);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        }
    }
}

/* The buffer sizes for exported keys: "sufficient ... for any asymmetric key pair [public key] that is supported",
 * exact enough that psa_export_key() does not fail; for what is not supported "either a sensible size or 0". */
static void export_sizes__every_asymmetric_key__sufficient(void **state)
{
    (void)state;
    static uint8_t buffer[PSA_EXPORT_ASYMMETRIC_KEY_MAX_SIZE];
    unsigned looked_at = 0;
    assert_true(PSA_EXPORT_KEY_PAIR_MAX_SIZE <= sizeof buffer && PSA_EXPORT_PUBLIC_KEY_MAX_SIZE <= sizeof buffer);
    for (size_t i = 0; i < COUNT(types); i++) {
        const psa_key_type_t type = types[i].type;
        psa_key_attributes_t a = fixture_attributes(type, types[i].bits, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
        const size_t pair_size = PSA_EXPORT_KEY_OUTPUT_SIZE(type, types[i].bits);
        const size_t public_size = PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(type, types[i].bits);
        psa_key_id_t key, half;
        assert_true(pair_size <= 20000 && public_size <= 20000); /* sensible */
        if (!PSA_KEY_TYPE_IS_KEY_PAIR(type) || psa_generate_key(&a, &key) != PSA_SUCCESS) {
            continue;
        }
        assert_true(pair_size <= PSA_EXPORT_KEY_PAIR_MAX_SIZE && public_size <= PSA_EXPORT_PUBLIC_KEY_MAX_SIZE);
        assert_int_equal(psa_export_key(key, buffer, pair_size, &length), PSA_SUCCESS);
        assert_int_equal(psa_export_public_key(key, buffer, public_size, &length), PSA_SUCCESS);
        a = fixture_attributes(PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(type), 0, 0, PSA_ALG_NONE);
        assert_int_equal(psa_import_key(&a, buffer, length, &half), PSA_SUCCESS);
        assert_true(PSA_EXPORT_KEY_OUTPUT_SIZE(psa_get_key_type(&a), types[i].bits) <= PSA_EXPORT_PUBLIC_KEY_MAX_SIZE);
        assert_int_equal(
            psa_export_key(half, buffer, PSA_EXPORT_KEY_OUTPUT_SIZE(psa_get_key_type(&a), types[i].bits), &length),
            PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(half), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        looked_at++;
    }
    assert_true(looked_at > 2);
}

#if defined(PSA_WANT_ALG_RSA_OAEP)

/* The next element of a DER sequence that must be an INTEGER: its size. */
static size_t integer_at(const uint8_t *der, size_t size, size_t *at)
{
    assert_true(*at + 2 <= size);
    assert_int_equal(der[*at], 0x02);
    size_t n = der[*at + 1];
    *at += 2;
    for (unsigned more = n > 0x80 ? (unsigned)(n & 0x7f) : 0; more > 0; more--) {
        n = n > 0x80 && n < 0x90 ? der[*at] : n << 8 | der[*at];
        (*at)++;
    }
    assert_true(*at + n <= size);
    *at += n;
    return n;
}

/* "version INTEGER, must be 0", and "the output from psa_export_key() for an RSA key pair must include all of these
 * elements". */
static void export_key__rsa_pair__version_0_and_all_elements(void **state)
{
    (void)state;
    psa_key_id_t key = rsa_key(PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
    static uint8_t der[sizeof rsa_pair];
    size_t size, at = 4, halves = 0;
    assert_int_equal(psa_export_key(key, der, sizeof der, &size), PSA_SUCCESS);
    assert_int_equal(der[0], 0x30);
    assert_int_equal(der[1], 0x82);
    assert_int_equal(((size_t)der[2] << 8 | der[3]) + 4, size);
    assert_int_equal(integer_at(der, size, &at), 1);
    assert_int_equal(der[at - 1], 0);
    assert_int_equal(integer_at(der, size, &at), 129); /* the modulus, with the zero before it */
    assert_int_equal(integer_at(der, size, &at), 3);
    assert_memory_equal(der + at - 3, "\x01\x00\x01", 3);
    assert_in_range(integer_at(der, size, &at), 100, 129); /* the private exponent */
    for (; halves < 5; halves++) {
        assert_in_range(integer_at(der, size, &at), 50, 65);
    }
    assert_int_equal(at, size);
    /* Another version is not taken. */
    psa_key_attributes_t a = fixture_attributes(RSA, 0, 0, PSA_ALG_NONE);
    der[6] = 1;
    assert_int_equal(psa_import_key(&a, der, size, &key), PSA_ERROR_INVALID_ARGUMENT);
}

#endif

/* "To import a private key, the attributes must specify the corresponding key-pair type." */
static void import_key__private_key_as_public_type__invalid_argument(void **state)
{
    (void)state;
    psa_key_attributes_t a =
        fixture_attributes(PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), 0, 0, PSA_ALG_NONE);
    psa_key_id_t key;
    assert_int_equal(psa_import_key(&a, bytes, 32, &key), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(key, PSA_KEY_ID_NULL);
#if defined(PSA_WANT_ALG_RSA_OAEP)
    (void)rsa_key(0, PSA_ALG_NONE);
    a = fixture_attributes(PSA_KEY_TYPE_RSA_PUBLIC_KEY, 0, 0, PSA_ALG_NONE);
    assert_int_equal(psa_import_key(&a, rsa_pair, rsa_size, &key), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(key, PSA_KEY_ID_NULL);
#endif
}

/* "Other key types: ... flags must be 0." */
static void custom_parameters__flags_not_0__invalid_argument_for_every_type(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(types); i++) {
        for (uint32_t flags = 1; flags != 0; flags <<= 1) {
            psa_custom_key_parameters_t custom = PSA_CUSTOM_KEY_PARAMETERS_INIT;
            psa_key_attributes_t a = fixture_attributes(types[i].type, types[i].bits, 0, PSA_ALG_NONE);
            psa_key_id_t key = 77;
            custom.flags = flags;
            assert_rejected(psa_generate_key_custom(&a, &custom, NULL, 0, &key), &key, types[i].type);
        }
    }
}

/* --------------------------------------------------------------------------------------- Objects of attributes --- */

static void assert_fresh(const psa_key_attributes_t *a)
{
    assert_int_equal(psa_get_key_lifetime(a), PSA_KEY_LIFETIME_VOLATILE);
    assert_int_equal(psa_get_key_id(a), PSA_KEY_ID_NULL);
    assert_int_equal(psa_get_key_type(a), PSA_KEY_TYPE_NONE);
    assert_int_equal(psa_get_key_bits(a), 0);
    assert_int_equal(psa_get_key_usage_flags(a), 0);
    assert_int_equal(psa_get_key_algorithm(a), PSA_ALG_NONE);
}

/* Four ways to a "freshly initialized attribute object", and two to get there again. */
static void attributes__initialised_in_every_way__fresh(void **state)
{
    (void)state;
    static psa_key_attributes_t by_being_static;
    psa_key_attributes_t by_zeros, by_macro = PSA_KEY_ATTRIBUTES_INIT, by_function, by_reset, by_failure;
    memset(&by_zeros, 0, sizeof by_zeros);
    memset(&by_function, 0xff, sizeof by_function);
    by_function = psa_key_attributes_init();
    by_reset = fixture_attributes(PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_GCM);
    psa_set_key_id(&by_reset, 5);
    by_failure = by_reset;
    psa_reset_key_attributes(&by_reset);
    /* "Once the object has been initialized, this function can be called at any time" */
    psa_reset_key_attributes(&by_reset);
    assert_int_equal(psa_get_key_attributes(5, &by_failure), PSA_ERROR_INVALID_HANDLE);
    assert_fresh(&by_being_static);
    assert_fresh(&by_zeros);
    assert_fresh(&by_macro);
    assert_fresh(&by_function);
    assert_fresh(&by_reset);
    assert_fresh(&by_failure);
}

/* "a simple accessor function that is not required to validate its inputs": any value is kept, a new one overwrites
 * it, and the key is judged when it is made. The lifetime goes with the identifier and the other way round. */
static void attributes__any_value__kept_as_given(void **state)
{
    (void)state;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    for (unsigned i = 0; i < 2; i++) {
        psa_set_key_type(&a, i == 0 ? 0xffff : 0x8001);
        psa_set_key_bits(&a, i == 0 ? 1 : 65528);
        psa_set_key_usage_flags(&a, i == 0 ? 0xffffffffu : 0x80000000u);
        psa_set_key_algorithm(&a, i == 0 ? 0xffffffffu : 0x80000001u);
        assert_int_equal(psa_get_key_type(&a), i == 0 ? 0xffff : 0x8001);
        assert_int_equal(psa_get_key_bits(&a), i == 0 ? 1 : 65528);
        assert_int_equal(psa_get_key_algorithm(&a), i == 0 ? 0xffffffffu : 0x80000001u);
        /* Without what comes with the flags for hashes. */
        assert_int_equal(psa_get_key_usage_flags(&a), i == 0 ? 0xffffffffu : 0x80000000u);
    }
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(PSA_KEY_PERSISTENCE_VOLATILE, 0x800001));
    psa_set_key_id(&a, 0xfffffffeu);
    assert_int_equal(psa_get_key_id(&a), 0xfffffffeu);
    assert_int_equal(psa_get_key_lifetime(&a),
                     PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(PSA_KEY_PERSISTENCE_DEFAULT, 0x800001));
    psa_set_key_lifetime(&a, 0x12345678u);
    assert_int_equal(psa_get_key_lifetime(&a), 0x12345678u);
    assert_int_equal(psa_get_key_id(&a), 0xfffffffeu);
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_VOLATILE);
    assert_int_equal(psa_get_key_id(&a), PSA_KEY_ID_NULL);
    psa_key_id_t key = 77;
    assert_rejected(psa_generate_key(&a, &key), &key, 0x8001);
}

/* ----------------------------------------------------------------------------------------------- Conventions --- */

/* "the implementation must not keep a reference to any parameter once a function call has returned": every input is
 * destroyed as soon as its call is back, and the results are those of the calls with whole inputs. */
static void operations__inputs_destroyed_after_each_call__same_results(void **state)
{
    (void)state;
    uint8_t in[64], one[64], other[64];
    size_t size, more;
    for (unsigned round = 0; round < 2; round++) {
        const bool destroy = round == 1;
        uint8_t *result = destroy ? other : one;
        size_t at = 0;
#define GIVE(n) (memcpy(in, bytes, sizeof in), in)
#define GONE (destroy ? (void)memset(in, 0xee, sizeof in) : (void)0)
        psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_AES, 0, ALL, PSA_ALG_GCM);
        psa_key_id_t key;
        assert_int_equal(psa_import_key(&a, GIVE(16), 16, &key), PSA_SUCCESS);
        GONE;
        memset(&a, destroy ? 0xee : 0, sizeof a);
        psa_aead_operation_t aead = PSA_AEAD_OPERATION_INIT;
        assert_int_equal(psa_aead_encrypt_setup(&aead, key, PSA_ALG_GCM), PSA_SUCCESS);
        assert_int_equal(psa_aead_set_nonce(&aead, GIVE(12), 12), PSA_SUCCESS);
        GONE;
        assert_int_equal(psa_aead_update_ad(&aead, GIVE(7), 7), PSA_SUCCESS);
        GONE;
        assert_int_equal(psa_aead_update(&aead, GIVE(5), 5, out, sizeof out, &size), PSA_SUCCESS);
        GONE;
        assert_int_equal(psa_aead_finish(&aead, out, sizeof out, &size, result, 16, &more), PSA_SUCCESS);
        at += more;
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);

        key = fixture_import(PSA_KEY_TYPE_HMAC, ALL, HMAC, GIVE(32), 32);
        GONE;
        psa_mac_operation_t mac = PSA_MAC_OPERATION_INIT;
        assert_int_equal(psa_mac_sign_setup(&mac, key, HMAC), PSA_SUCCESS);
        for (unsigned i = 0; i < 3; i++) {
            assert_int_equal(psa_mac_update(&mac, GIVE(9), 9), PSA_SUCCESS);
            GONE;
        }
        assert_int_equal(psa_mac_sign_finish(&mac, out, sizeof out, &size), PSA_SUCCESS);
        memcpy(result + at, out, 16);
        at += 16;
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);

        psa_key_derivation_operation_t kdf = PSA_KEY_DERIVATION_OPERATION_INIT;
        assert_int_equal(psa_key_derivation_setup(&kdf, HKDF), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_bytes(&kdf, PSA_KEY_DERIVATION_INPUT_SALT, GIVE(11), 11),
                         PSA_SUCCESS);
        GONE;
        assert_int_equal(psa_key_derivation_input_bytes(&kdf, SECRET, GIVE(32), 32), PSA_SUCCESS);
        GONE;
        assert_int_equal(psa_key_derivation_input_bytes(&kdf, INFO, GIVE(13), 13), PSA_SUCCESS);
        GONE;
        assert_int_equal(psa_key_derivation_output_bytes(&kdf, result + at, 16), PSA_SUCCESS);
        at += 16;
        assert_int_equal(psa_key_derivation_abort(&kdf), PSA_SUCCESS);

        key = fixture_import(PSA_KEY_TYPE_AES, ALL, PSA_ALG_CBC_NO_PADDING, GIVE(16), 16);
        GONE;
        psa_cipher_operation_t cipher = PSA_CIPHER_OPERATION_INIT;
        assert_int_equal(psa_cipher_encrypt_setup(&cipher, key, PSA_ALG_CBC_NO_PADDING), PSA_SUCCESS);
        assert_int_equal(psa_cipher_set_iv(&cipher, GIVE(16), 16), PSA_SUCCESS);
        GONE;
        assert_int_equal(psa_cipher_update(&cipher, GIVE(11), 11, out, sizeof out, &size), PSA_SUCCESS);
        GONE;
        assert_int_equal(psa_cipher_update(&cipher, GIVE(5), 5, result + at, 16, &more), PSA_SUCCESS);
        GONE;
        assert_int_equal(size + more, 16);
        at += 16;
        assert_int_equal(psa_cipher_finish(&cipher, out, sizeof out, &size), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(at, 64);
#undef GIVE
#undef GONE
        /* A signature that is verified last, given first. */
        key = fixture_import(ECC, ALL, ECDSA, bytes, 32);
        helper = key;
        assert_int_equal(use_sign_message(key), PSA_SUCCESS);
        memcpy(in, out, 64);
        psa_verify_operation_t verify = PSA_VERIFY_OPERATION_INIT;
        assert_int_equal(psa_verify_setup(&verify, key, ECDSA, in, 64), PSA_SUCCESS);
        if (destroy) {
            memset(in, 0xee, sizeof in);
        }
        memcpy(in, bytes, 5);
        assert_int_equal(psa_verify_update(&verify, in, 5), PSA_SUCCESS);
        if (destroy) {
            memset(in, 0xee, sizeof in);
        }
        assert_int_equal(psa_verify_finish(&verify), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
    assert_memory_equal(one, other, sizeof one);
}

/* "Output buffers can overlap with input buffers. In this event, the implementation must return the same result as if
 * the buffers did not overlap": the functions that have no case of their own for it. */
typedef psa_status_t overlapping_t(psa_key_id_t key, const uint8_t *in, size_t in_size, uint8_t *result, size_t *size);

static psa_status_t overlap_agreement(psa_key_id_t key, const uint8_t *in, size_t in_size, uint8_t *result,
                                      size_t *size)
{
    return psa_raw_key_agreement(PSA_ALG_ECDH, key, in, in_size, result, 66, size);
}

static psa_status_t overlap_sign_message(psa_key_id_t key, const uint8_t *in, size_t in_size, uint8_t *result,
                                         size_t *size)
{
    return psa_sign_message(key, PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256), in, in_size, result, 64, size);
}

static psa_status_t overlap_sign_message_with_context(psa_key_id_t key, const uint8_t *in, size_t in_size,
                                                      uint8_t *result, size_t *size)
{
    return psa_sign_message_with_context(key, PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256), in, in_size, NULL, 0,
                                         result, 64, size);
}

static psa_status_t overlap_cmac(psa_key_id_t key, const uint8_t *in, size_t in_size, uint8_t *result, size_t *size)
{
    return psa_mac_compute(key, PSA_ALG_CMAC, in, in_size, result, 16, size);
}

#if defined(PSA_WANT_ALG_RSA_OAEP)
static psa_status_t overlap_decrypt(psa_key_id_t key, const uint8_t *in, size_t in_size, uint8_t *result, size_t *size)
{
    return psa_asymmetric_decrypt(key, OAEP, in, in_size, bytes, 3, result, 62, size);
}

/* Random: what it made is opened again, and the label is the input that it lies over. */
static psa_status_t overlap_label(psa_key_id_t key, const uint8_t *in, size_t in_size, uint8_t *result, size_t *size)
{
    uint8_t label[32], sealed[128];
    memcpy(label, in, 32);
    (void)in_size;
    psa_status_t status = psa_asymmetric_encrypt(key, OAEP, bytes, 5, in, 32, result, 128, size);
    if (status != PSA_SUCCESS) {
        return status;
    }
    memcpy(sealed, result, 128);
    return psa_asymmetric_decrypt(key, OAEP, sealed, 128, label, 32, result, 62, size);
}
#endif

static void output_over_input__other_functions__same_result(void **state)
{
    (void)state;
    enum { SIZE = 160, AT = 136 };
    static uint8_t arena[3 * SIZE];
    uint8_t inputs[4][SIZE] = { { 0 } }, expected[SIZE];
    size_t sizes[4] = { 65, 100, 128, 32 }, size;
    helper = fixture_import(ECC, ALL, PSA_ALG_ECDH, bytes, 32);
    peer(inputs[0]);
    memcpy(inputs[1], bytes, 64);
    const psa_key_id_t signs = fixture_import(ECC, ALL, PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256), bytes, 32);
#if defined(PSA_WANT_ALG_RSA_OAEP)
    const psa_key_id_t rsa = rsa_key(ALL, OAEP);
    assert_int_equal(psa_asymmetric_encrypt(rsa, OAEP, bytes, 40, bytes, 3, inputs[2], 128, &size), PSA_SUCCESS);
#endif
    const struct {
        overlapping_t *call;
        psa_key_id_t key;
        unsigned input;
    } calls[] = {
        { overlap_agreement, helper, 0 },
        { overlap_sign_message, signs, 1 },
        { overlap_sign_message_with_context, signs, 1 },
        { overlap_cmac, fixture_import(PSA_KEY_TYPE_AES, ALL, PSA_ALG_CMAC, bytes, 16), 1 },
#if defined(PSA_WANT_ALG_RSA_OAEP)
        { overlap_decrypt, rsa, 2 },
        { overlap_label, rsa, 3 },
#endif
    };
    for (size_t i = 0; i < COUNT(calls); i++) {
        const uint8_t *in = inputs[calls[i].input];
        size_t in_size = sizes[calls[i].input];
        assert_int_equal(calls[i].call(calls[i].key, in, in_size, expected, &size), PSA_SUCCESS);
        for (size_t at = 0; at <= AT + in_size; at += 11) {
            size_t again;
            memcpy(arena + AT, in, in_size);
            assert_int_equal(calls[i].call(calls[i].key, arena + AT, in_size, arena + at, &again), PSA_SUCCESS);
            assert_int_equal(again, size);
            assert_memory_equal(arena + at, expected, size);
        }
    }
}

/* "Values in this range must not be used": families from 0x80 on. Key types have no room for them; primitives of a
 * PAKE have. */
static void families__from_0x80_on__rejected(void **state)
{
    (void)state;
    psa_key_id_t password = fixture_import(PSA_KEY_TYPE_PASSWORD, ALL, PSA_ALG_JPAKE(PSA_ALG_SHA_256), bytes, 16);
    psa_pake_operation_t pake = PSA_PAKE_OPERATION_INIT;
    psa_pake_cipher_suite_t suite = psa_pake_cipher_suite_init();
    psa_pake_cs_set_algorithm(&suite, PSA_ALG_JPAKE(PSA_ALG_SHA_256));
    for (unsigned family = 0x80; family <= 0xff; family++) {
        psa_pake_cs_set_primitive(&suite, PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, family, 256));
        assert_int_equal(psa_pake_setup(&pake, password, &suite), PSA_ERROR_NOT_SUPPORTED);
        psa_pake_cs_set_primitive(&suite, PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, family, 2048));
        assert_int_equal(psa_pake_setup(&pake, password, &suite), PSA_ERROR_NOT_SUPPORTED);
        /* Seven bits are the family, and the eighth makes another class of types. */
        assert_true(PSA_KEY_TYPE_ECC_GET_FAMILY(PSA_KEY_TYPE_ECC_KEY_PAIR(family)) < 0x80);
        assert_true(PSA_KEY_TYPE_DH_GET_FAMILY(PSA_KEY_TYPE_DH_KEY_PAIR(family)) < 0x80);
    }
}

/* "The function-like macro must expand to code that evaluates each of its arguments exactly once", "The implementation
 * must also provide a definition of the function": accessors, the functions that may well be macros, with arguments
 * that count and by their address. */
static void accessors__arguments_with_side_effects__evaluated_once(void **state)
{
    (void)state;
    psa_key_attributes_t a[8];
    psa_key_attributes_t *p = a;
    unsigned n = 100;
    memset(a, 0, sizeof a);
    psa_set_key_bits(p++, n++);
    psa_set_key_type(p++, (psa_key_type_t)n++);
    psa_set_key_usage_flags(p++, n++);
    psa_set_key_algorithm(p++, n++);
    psa_set_key_lifetime(p++, n++);
    psa_set_key_id(p++, n++);
    assert_ptr_equal(p, a + 6);
    assert_int_equal(n, 106);
    p = a;
    assert_int_equal(psa_get_key_bits(p++), 100);
    assert_int_equal(psa_get_key_type(p++), 101);
    assert_int_equal(psa_get_key_usage_flags(p++), 102);
    assert_int_equal(psa_get_key_algorithm(p++), 103);
    assert_int_equal(psa_get_key_lifetime(p++), 104);
    assert_int_equal(psa_get_key_id(p++), 105);
    assert_ptr_equal(p, a + 6);

    void (*set_bits)(psa_key_attributes_t *, size_t) = psa_set_key_bits;
    size_t (*get_bits)(const psa_key_attributes_t *) = psa_get_key_bits;
    psa_key_attributes_t (*init)(void) = psa_key_attributes_init;
    void (*reset)(psa_key_attributes_t *) = psa_reset_key_attributes;
    psa_status_t (*hash)(psa_algorithm_t, const uint8_t *, size_t, uint8_t *, size_t, size_t *) = psa_hash_compute;
    set_bits(&a[0], 77);
    assert_int_equal(get_bits(&a[0]), 77);
    reset(&a[0]);
    assert_fresh(&a[0]);
    a[0] = init();
    assert_fresh(&a[0]);
    assert_int_equal(hash(PSA_ALG_SHA_256, bytes, 5, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(length, 32);
}

/* "These definitions must be available to an application that includes the psa/crypto.h header file." */
static void status_codes__psa_crypto_h__as_specified(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(status_codes); i++) {
        assert_int_equal(status_codes[i].defined, status_codes[i].specified);
    }
    assert_int_equal(COUNT(status_codes), 22);
    assert_int_equal(sizeof(psa_status_t), 4);
}

/* "psa_xxx_abort() can be called on an inactive operation, and this has no effect." */
static void abort__inactive__no_effect(void **state)
{
    (void)state;
    psa_hash_operation_t hash = PSA_HASH_OPERATION_INIT, hash0 = hash;
    psa_mac_operation_t mac = PSA_MAC_OPERATION_INIT, mac0 = mac;
    psa_cipher_operation_t cipher = PSA_CIPHER_OPERATION_INIT, cipher0 = cipher;
    psa_aead_operation_t aead = PSA_AEAD_OPERATION_INIT, aead0 = aead;
    psa_key_derivation_operation_t kdf = PSA_KEY_DERIVATION_OPERATION_INIT, kdf0 = kdf;
    psa_sign_operation_t sign = PSA_SIGN_OPERATION_INIT, sign0 = sign;
    psa_verify_operation_t verify = PSA_VERIFY_OPERATION_INIT, verify0 = verify;
    psa_pake_operation_t pake = PSA_PAKE_OPERATION_INIT, pake0 = pake;
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(psa_hash_abort(&hash), PSA_SUCCESS);
        assert_int_equal(psa_mac_abort(&mac), PSA_SUCCESS);
        assert_int_equal(psa_cipher_abort(&cipher), PSA_SUCCESS);
        assert_int_equal(psa_aead_abort(&aead), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_abort(&kdf), PSA_SUCCESS);
        assert_int_equal(psa_sign_abort(&sign), PSA_SUCCESS);
        assert_int_equal(psa_verify_abort(&verify), PSA_SUCCESS);
        assert_int_equal(psa_pake_abort(&pake), PSA_SUCCESS);
    }
    assert_memory_equal(&hash, &hash0, sizeof hash);
    assert_memory_equal(&mac, &mac0, sizeof mac);
    assert_memory_equal(&cipher, &cipher0, sizeof cipher);
    assert_memory_equal(&aead, &aead0, sizeof aead);
    assert_memory_equal(&kdf, &kdf0, sizeof kdf);
    assert_memory_equal(&sign, &sign0, sizeof sign);
    assert_memory_equal(&verify, &verify0, sizeof verify);
    assert_memory_equal(&pake, &pake0, sizeof pake);
    /* And the object is good for an operation. */
    assert_int_equal(psa_hash_setup(&hash, PSA_ALG_SHA_256), PSA_SUCCESS);
    assert_int_equal(psa_hash_update(&hash, bytes, 5), PSA_SUCCESS);
    assert_int_equal(psa_hash_finish(&hash, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(psa_hash_compare(PSA_ALG_SHA_256, bytes, 5, out, length), PSA_SUCCESS);
}

/* An operation of every family with a key or a text in it, then ended: "All data associated with an object ... must be
 * wiped, at the latest, when the object becomes inactive". */
static union {
    psa_hash_operation_t hash;
    psa_mac_operation_t mac;
    psa_cipher_operation_t cipher;
    psa_aead_operation_t aead;
    psa_key_derivation_operation_t kdf;
    psa_sign_operation_t sign;
    psa_verify_operation_t verify;
    psa_pake_operation_t pake;
    uint8_t bytes[sizeof(psa_pake_operation_t) + sizeof(psa_verify_operation_t) + sizeof(psa_aead_operation_t)];
} op;

static void run_hash(bool abort)
{
    assert_int_equal(psa_hash_setup(&op.hash, PSA_ALG_SHA_256), PSA_SUCCESS);
    assert_int_equal(psa_hash_update(&op.hash, bytes, 37), PSA_SUCCESS);
    assert_int_equal(abort ? psa_hash_abort(&op.hash) : psa_hash_finish(&op.hash, out, sizeof out, &length),
                     PSA_SUCCESS);
}

static void run_mac(bool abort)
{
    assert_int_equal(psa_mac_sign_setup(&op.mac, fixture_import(PSA_KEY_TYPE_HMAC, ALL, HMAC, bytes, 32), HMAC),
                     PSA_SUCCESS);
    assert_int_equal(psa_mac_update(&op.mac, bytes, 37), PSA_SUCCESS);
    assert_int_equal(abort ? psa_mac_abort(&op.mac) : psa_mac_sign_finish(&op.mac, out, sizeof out, &length),
                     PSA_SUCCESS);
}

static void run_cipher(bool abort)
{
    const psa_algorithm_t alg = PSA_ALG_CBC_PKCS7;
    assert_int_equal(psa_cipher_encrypt_setup(&op.cipher, fixture_import(PSA_KEY_TYPE_AES, ALL, alg, bytes, 16), alg),
                     PSA_SUCCESS);
    assert_int_equal(psa_cipher_set_iv(&op.cipher, bytes, 16), PSA_SUCCESS);
    assert_int_equal(psa_cipher_update(&op.cipher, bytes, 37, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(abort ? psa_cipher_abort(&op.cipher) : psa_cipher_finish(&op.cipher, out, sizeof out, &length),
                     PSA_SUCCESS);
}

static void run_aead(bool abort)
{
    uint8_t tag[16];
    size_t size;
    assert_int_equal(
        psa_aead_encrypt_setup(&op.aead, fixture_import(PSA_KEY_TYPE_AES, ALL, PSA_ALG_GCM, bytes, 16), PSA_ALG_GCM),
        PSA_SUCCESS);
    assert_int_equal(psa_aead_set_nonce(&op.aead, bytes, 12), PSA_SUCCESS);
    assert_int_equal(psa_aead_update_ad(&op.aead, bytes, 21), PSA_SUCCESS);
    assert_int_equal(psa_aead_update(&op.aead, bytes, 37, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(abort ? psa_aead_abort(&op.aead)
                           : psa_aead_finish(&op.aead, out, sizeof out, &length, tag, sizeof tag, &size),
                     PSA_SUCCESS);
}

static void run_kdf(bool abort)
{
    (void)abort; /* nothing else ends it */
    assert_int_equal(psa_key_derivation_setup(&op.kdf, HKDF), PSA_SUCCESS);
    assert_int_equal(
        psa_key_derivation_input_key(&op.kdf, SECRET, fixture_import(PSA_KEY_TYPE_DERIVE, ALL, HKDF, bytes, 32)),
        PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op.kdf, INFO, bytes, 37), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&op.kdf, out, 21), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_abort(&op.kdf), PSA_SUCCESS);
}

static void run_sign(bool abort)
{
    assert_int_equal(psa_sign_setup(&op.sign, fixture_import(ECC, ALL, ECDSA, bytes, 32), ECDSA), PSA_SUCCESS);
    assert_int_equal(psa_sign_update(&op.sign, bytes, 37), PSA_SUCCESS);
    assert_int_equal(abort ? psa_sign_abort(&op.sign) : psa_sign_finish(&op.sign, out, sizeof out, &length),
                     PSA_SUCCESS);
}

static void run_verify(bool abort)
{
    assert_int_equal(psa_verify_setup(&op.verify, fixture_import(ECC, ALL, ECDSA, bytes, 32), ECDSA, bytes, 64),
                     PSA_SUCCESS);
    assert_int_equal(psa_verify_update(&op.verify, bytes, 37), PSA_SUCCESS);
    assert_int_equal(psa_verify_abort(&op.verify), PSA_SUCCESS);
    (void)abort;
}

static void run_pake(bool abort)
{
    const psa_algorithm_t alg = PSA_ALG_JPAKE(PSA_ALG_SHA_256);
    psa_pake_cipher_suite_t suite = psa_pake_cipher_suite_init();
    psa_pake_cs_set_algorithm(&suite, alg);
    psa_pake_cs_set_primitive(&suite, PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256));
    psa_pake_cs_set_key_confirmation(&suite, PSA_PAKE_UNCONFIRMED_KEY);
    assert_int_equal(psa_pake_setup(&op.pake, fixture_import(PSA_KEY_TYPE_PASSWORD, ALL, alg, bytes, 32), &suite),
                     PSA_SUCCESS);
    assert_int_equal(psa_pake_set_user(&op.pake, bytes, 5), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_peer(&op.pake, bytes, 6), PSA_SUCCESS);
    assert_int_equal(psa_pake_output(&op.pake, PSA_PAKE_STEP_KEY_SHARE, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(psa_pake_abort(&op.pake), PSA_SUCCESS);
    (void)abort;
}

static void operations__finished_or_aborted__object_wiped(void **state)
{
    static void (*const runs[])(bool abort) = { run_hash, run_mac,  run_cipher, run_aead,
                                                run_kdf,  run_sign, run_verify, run_pake };
    for (size_t i = 0; i < COUNT(runs); i++) {
        for (unsigned abort = 0; abort < 2; abort++) {
            memset(&op, 0, sizeof op);
            runs[i](abort);
            for (size_t n = 0; n < sizeof op; n++) {
                if (op.bytes[n] != 0) {
                    fail_msg("operation %u: byte %u is %02x", (unsigned)i, (unsigned)n, op.bytes[n]);
                }
            }
            /* No key keeps its slot. */
            assert_int_equal(fixture_stop_stored(state), 0);
            assert_int_equal(fixture_start(state), 0);
        }
    }
}

/* ---------------------------------------------------------------------------------- What calls leave behind --- */

#if !defined(__arm__) /* an emulated board's stack is too small for the search */

/* "All temporary data used during the execution of a function, such as stack buffers, must be wiped before the
 * function returns": after a call the part of the stack that it used is searched for its secret. This finds copies of
 * secrets in whole; of what is computed from them only what a case knows. */
#define SEARCHED 65536u
#define WINDOW 8u /* bytes of the secret in a row, as they are or in a word of the other order */

static const uint8_t secret_bytes[32] = { 0xd3, 0x5e, 0x81, 0x2f, 0xc6, 0x9a, 0x47, 0x70, 0xb9, 0x1c, 0xe5,
                                          0x38, 0x64, 0xf2, 0x0d, 0xab, 0x53, 0xde, 0x01, 0xaf, 0x46, 0x1a,
                                          0xc7, 0xf0, 0x39, 0x9c, 0x65, 0xb8, 0xe4, 0x72, 0x8d, 0x2b };

#if defined(__GNUC__)
#define OWN_FRAME __attribute__((noinline, no_sanitize_address))
#else
#define OWN_FRAME
#endif

OWN_FRAME static void wipe_stack(void)
{
    volatile uint8_t below[SEARCHED];
    for (size_t i = 0; i < sizeof below; i++) {
        below[i] = 0;
    }
}

/* How many windows of the secret are on the stack, below the frame of the caller. */
OWN_FRAME static unsigned search_stack(const uint8_t *secret, size_t size)
{
    volatile uint8_t below[SEARCHED]; /* not initialised: what was there is what is looked for */
    volatile uint8_t *volatile at = below;
    unsigned found = 0;
    for (size_t i = 0; i + WINDOW <= SEARCHED; i++) {
        for (size_t k = 0; k + WINDOW <= size; k++) {
            size_t same = 0, turned = 0;
            while (same < WINDOW && at[i + same] == secret[k + same]) {
                same++;
            }
            while (turned < WINDOW && at[i + turned] == secret[k + WINDOW - 1 - turned]) {
                turned++;
            }
            found += same == WINDOW || turned == WINDOW;
        }
    }
    return found;
}

OWN_FRAME static psa_status_t leave_a_copy(psa_key_id_t key)
{
    volatile uint8_t copy[1024]; /* below what the search itself has there */
    (void)key;
    for (size_t i = 0; i < sizeof secret_bytes; i++) {
        copy[i] = secret_bytes[i];
    }
    return copy[3] == secret_bytes[3] ? PSA_SUCCESS : PSA_ERROR_GENERIC_ERROR;
}

static psa_status_t use_cmac(psa_key_id_t key)
{
    return psa_mac_compute(key, PSA_ALG_CMAC, bytes, 5, out, sizeof out, &length);
}

static psa_status_t use_export_public(psa_key_id_t key)
{
    return psa_export_public_key(key, out, sizeof out, &length);
}

static void stack__after_calls_with_a_secret__holds_none_of_it(void **state)
{
    (void)state;
    static const struct {
        psa_status_t (*call)(psa_key_id_t key);
        psa_key_type_t type;
        psa_algorithm_t alg;
        const char *name;
    } calls[] = {
        { use_cipher_encrypt, PSA_KEY_TYPE_AES, PSA_ALG_CTR, "cipher" },
        { use_cipher_encrypt_setup, PSA_KEY_TYPE_AES, PSA_ALG_CTR, "cipher setup" },
        { use_aead_encrypt, PSA_KEY_TYPE_AES, PSA_ALG_GCM, "gcm" },
        { use_aead_encrypt_setup, PSA_KEY_TYPE_AES, PSA_ALG_GCM, "gcm setup" },
        { use_cmac, PSA_KEY_TYPE_AES, PSA_ALG_CMAC, "cmac" },
        { use_mac_compute, PSA_KEY_TYPE_HMAC, HMAC, "hmac" },
        { use_mac_sign_setup, PSA_KEY_TYPE_HMAC, HMAC, "hmac setup" },
        { use_wrap, PSA_KEY_TYPE_AES, PSA_ALG_KW, "kw" },
        { use_output_bytes, PSA_KEY_TYPE_DERIVE, HKDF, "hkdf" },
        { use_output_key, PSA_KEY_TYPE_DERIVE, HKDF, "hkdf key" },
        { use_export, PSA_KEY_TYPE_AES, PSA_ALG_CTR, "export" },
        { use_copy, PSA_KEY_TYPE_AES, PSA_ALG_CTR, "copy" },
        { use_sign_hash, ECC, ECDSA, "sign hash" },
        { use_sign_message, ECC, ECDSA, "sign message" },
        { use_raw_key_agreement, ECC, PSA_ALG_ECDH, "ecdh" },
        { use_key_agreement, ECC, PSA_ALG_ECDH, "key agreement" },
        { use_export_public, ECC, ECDSA, "export public" },
        { use_pake_setup, PSA_KEY_TYPE_PASSWORD, PSA_ALG_JPAKE(PSA_ALG_SHA_256), "pake setup" },
    };
    wipe_stack();
    assert_int_equal(leave_a_copy(0), PSA_SUCCESS);
    assert_true(search_stack(secret_bytes, 32) > 0); /* the search finds what is there */
    unsigned bad = 0;
    for (size_t i = 0; i < COUNT(calls); i++) {
        wipe_stack();
        psa_key_id_t key = fixture_import(calls[i].type, ALL, calls[i].alg, secret_bytes, 32);
        unsigned imported = search_stack(secret_bytes, 32);
        helper = key;
        wipe_stack();
        assert_int_equal(calls[i].call(key), PSA_SUCCESS);
        unsigned found = search_stack(secret_bytes, 32);
        if (calls[i].call == use_output_bytes || calls[i].call == use_raw_key_agreement) {
            found += search_stack(out, 32); /* what was derived or agreed */
        }
        if (imported != 0 || found != 0) {
            print_message("%s: %u after import, %u after the call\n", calls[i].name, imported, found);
            bad++;
        }
        wipe_stack();
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(search_stack(secret_bytes, 32), 0);
    }
    assert_int_equal(bad, 0);
}

/* The same for SLH-DSA, whose pairs have more than a secret: SK.seed and SK.prf are 16 bytes of it each. */
static void stack__after_slh_dsa_calls__holds_no_secret(void **state)
{
    (void)state;
    static uint8_t signature[17088];
    const psa_key_type_t type = PSA_KEY_TYPE_SLH_DSA_KEY_PAIR(PSA_SLH_DSA_FAMILY_SHA2_F);
    const psa_algorithm_t algs[] = { PSA_ALG_SLH_DSA, PSA_ALG_DETERMINISTIC_HASH_SLH_DSA(PSA_ALG_SHA_256) };
    uint8_t pair[64] = { 0 }, outer[16]; /* SK.prf as HMAC keeps it */
    const pcc_slh_key_t parts = { pcc_slh_find(PSA_SLH_DSA_FAMILY_SHA2_F, 128), pair, pair + 16, pair + 32, NULL };
    memcpy(pair, secret_bytes, 32);
    assert_int_equal(pcc_slh_root(&parts, signature), PSA_SUCCESS);
    memcpy(pair + 48, signature, 16);
    for (size_t i = 0; i < sizeof outer; i++) {
        outer[i] = secret_bytes[16 + i] ^ 0x5c;
    }
    for (size_t i = 0; i < COUNT(algs); i++) {
        wipe_stack();
        psa_key_id_t key = fixture_import(type, ALL, algs[i], pair, sizeof pair);
        assert_int_equal(search_stack(secret_bytes, 32), 0);
        wipe_stack();
        assert_int_equal(psa_sign_message(key, algs[i], pair + 32, 32, signature, sizeof signature, &length),
                         PSA_SUCCESS);
        assert_int_equal(search_stack(secret_bytes, 32), 0);
        assert_int_equal(search_stack(outer, 16), 0);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(usage_flags__every_function__permit_it_alone_and_nothing_else_does,
                                        fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(permitted_algorithm__none_or_another__no_operation, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(key_identifier__none_unknown_or_destroyed__invalid_handle_from_every_function,
                                        fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(raw_data_key__every_operation__refused, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(check_key_usage__examples_of_the_specification__as_it_says, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(
            creation__every_function__volatile_identifiers_distinct_and_of_the_vendors_range, fixture_start,
            fixture_stop_stored),
        cmocka_unit_test_setup_teardown(creation__every_function__persistent_identifier_as_given_once, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(creation__every_function__another_size_than_that_of_the_data_invalid_argument,
                                        fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(creation__every_function__without_policy_a_key_of_no_use, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(creation__attributes_object_changed_afterwards__key_unchanged, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(size_0__every_type__neither_imported_nor_generated, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(generate_key__every_public_type__rejected, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(generate_key__strings_of_bytes__whole_bytes_only, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(generate_key__every_type__made_or_not_supported, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(cache_flag__every_creation__no_error_and_kept, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(export_sizes__every_asymmetric_key__sufficient, fixture_start,
                                        fixture_stop_stored),
#if defined(PSA_WANT_ALG_RSA_OAEP)
        cmocka_unit_test_setup_teardown(export_key__rsa_pair__version_0_and_all_elements, fixture_start,
                                        fixture_stop_stored),
#endif
        cmocka_unit_test_setup_teardown(import_key__private_key_as_public_type__invalid_argument, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(custom_parameters__flags_not_0__invalid_argument_for_every_type, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(attributes__initialised_in_every_way__fresh, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(attributes__any_value__kept_as_given, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(operations__inputs_destroyed_after_each_call__same_results, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(output_over_input__other_functions__same_result, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(families__from_0x80_on__rejected, fixture_start, fixture_stop_stored),
        cmocka_unit_test(status_codes__psa_crypto_h__as_specified),
        cmocka_unit_test_setup_teardown(accessors__arguments_with_side_effects__evaluated_once, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(abort__inactive__no_effect, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(operations__finished_or_aborted__object_wiped, fixture_start,
                                        fixture_stop_stored),
#if !defined(__arm__)
        cmocka_unit_test_setup_teardown(stack__after_calls_with_a_secret__holds_none_of_it, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(stack__after_slh_dsa_calls__holds_no_secret, fixture_start,
                                        fixture_stop_stored),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
