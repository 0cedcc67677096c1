/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, what the pages of all functions that take keys, make keys or fill buffers say alike: the usage that
 * the key must permit, the kind of key, the attributes of the new key, the size of the buffer.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "lib/its/its_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/driven.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define CBC PSA_ALG_CBC_NO_PADDING
#define HMAC PSA_ALG_HMAC(PSA_ALG_SHA_256)
#define HKDF PSA_ALG_HKDF(PSA_ALG_SHA_256)
#define PBKDF2 PSA_ALG_PBKDF2_HMAC(PSA_ALG_SHA_256)
#define AGREED PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, HKDF)
#define ECDSA PSA_ALG_ECDSA(PSA_ALG_SHA_256)
#define ECIES PSA_ALG_ECIES_SEC1
#define JPAKE PSA_ALG_JPAKE(PSA_ALG_SHA_256)
#define SPAKE2P PSA_ALG_SPAKE2P_HMAC(PSA_ALG_SHA_256)
#define P256 PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256)
#define PAIR PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)
#define PUBLIC PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1)
#define SECRET PSA_KEY_DERIVATION_INPUT_SECRET
#define ALL_USAGE 0x0003ff07u
#define KEY_ID 0x77u

static const uint8_t bytes[128] = { 1, 2, 3, 4, 5, 6, 7, 8 };
static uint8_t out[300], point[65], wrapped[64], ciphertext[65];
static size_t length, point_length, wrapped_length, ciphertext_length;
static psa_key_id_t K, K2; /* the keys of a call */

static void destroy(psa_key_id_t key)
{
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

static void good(psa_status_t status)
{
    assert_int_equal(status, PSA_SUCCESS);
}

/* ----------------------------------------------------------------------------------- Usage: one call a function --- */

static psa_status_t aead_encrypt(void)
{
    return psa_aead_encrypt(K, PSA_ALG_CCM, bytes, 12, NULL, 0, bytes, 5, out, sizeof out, &length);
}
static psa_status_t aead_decrypt(void)
{
    return psa_aead_decrypt(K, PSA_ALG_CCM, bytes, 12, NULL, 0, bytes, 21, out, sizeof out, &length);
}
static psa_status_t aead_encrypt_setup(void)
{
    psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
    psa_status_t status = psa_aead_encrypt_setup(&op, K, PSA_ALG_CCM);
    assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
    return status;
}
static psa_status_t aead_decrypt_setup(void)
{
    psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
    psa_status_t status = psa_aead_decrypt_setup(&op, K, PSA_ALG_CCM);
    assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
    return status;
}
static psa_status_t cipher_encrypt(void)
{
    return psa_cipher_encrypt(K, CBC, bytes, 16, out, sizeof out, &length);
}
static psa_status_t cipher_decrypt(void)
{
    return psa_cipher_decrypt(K, CBC, bytes, 32, out, sizeof out, &length);
}
static psa_status_t cipher_encrypt_setup(void)
{
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    psa_status_t status = psa_cipher_encrypt_setup(&op, K, CBC);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
    return status;
}
static psa_status_t cipher_decrypt_setup(void)
{
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    psa_status_t status = psa_cipher_decrypt_setup(&op, K, CBC);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
    return status;
}
static psa_status_t mac_compute(void)
{
    return psa_mac_compute(K, HMAC, bytes, 3, out, sizeof out, &length);
}
static psa_status_t mac_verify(void)
{
    return psa_mac_verify(K, HMAC, bytes, 3, bytes, 32);
}
static psa_status_t mac_sign_setup(void)
{
    psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;
    psa_status_t status = psa_mac_sign_setup(&op, K, HMAC);
    assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
    return status;
}
static psa_status_t mac_verify_setup(void)
{
    psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;
    psa_status_t status = psa_mac_verify_setup(&op, K, HMAC);
    assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
    return status;
}
static psa_status_t raw_key_agreement(void)
{
    return psa_raw_key_agreement(PSA_ALG_ECDH, K, point, point_length, out, sizeof out, &length);
}
static psa_status_t key_agreement(void)
{
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 0, 0, PSA_ALG_NONE);
    psa_key_id_t key;
    psa_status_t status = psa_key_agreement(K, point, point_length, PSA_ALG_ECDH, &a, &key);
    destroy(key);
    return status;
}
static psa_status_t kdf_key_agreement(void)
{
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    assert_int_equal(psa_key_derivation_setup(&op, AGREED), PSA_SUCCESS);
    psa_status_t status = psa_key_derivation_key_agreement(&op, SECRET, K, point, point_length);
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
    return status;
}
static psa_status_t kdf_input_key(void)
{
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    assert_int_equal(psa_key_derivation_setup(&op, HKDF), PSA_SUCCESS);
    psa_status_t status = psa_key_derivation_input_key(&op, SECRET, K);
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
    return status;
}
static psa_status_t kdf_verify_key(void)
{
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    assert_int_equal(psa_key_derivation_setup(&op, PBKDF2), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_integer(&op, PSA_KEY_DERIVATION_INPUT_COST, 1), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_SALT, bytes, 8), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_PASSWORD, bytes, 8), PSA_SUCCESS);
    psa_status_t status = psa_key_derivation_verify_key(&op, K);
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
    return status;
}
static psa_status_t encapsulate(void)
{
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 0, 0, PSA_ALG_NONE);
    psa_key_id_t key;
    psa_status_t status = psa_encapsulate(K, ECIES, &a, &key, out, sizeof out, &length);
    destroy(key);
    return status;
}
static psa_status_t decapsulate(void)
{
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 0, 0, PSA_ALG_NONE);
    psa_key_id_t key;
    psa_status_t status = psa_decapsulate(K, ECIES, point, point_length, &a, &key); /* some point of the curve */
    destroy(key);
    return status;
}
static psa_status_t wrap_key(void)
{
    return psa_wrap_key(K, PSA_ALG_KWP, K2, out, sizeof out, &length);
}
static psa_status_t unwrap_key(void)
{
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 0, 0, PSA_ALG_NONE);
    psa_key_id_t key;
    psa_status_t status = psa_unwrap_key(&a, K, PSA_ALG_KWP, bytes, 40, &key);
    destroy(key);
    return status;
}
static psa_status_t pake_setup_with(psa_algorithm_t alg)
{
    psa_pake_operation_t op = PSA_PAKE_OPERATION_INIT;
    psa_pake_cipher_suite_t suite = PSA_PAKE_CIPHER_SUITE_INIT;
    psa_pake_cs_set_algorithm(&suite, alg);
    psa_pake_cs_set_primitive(&suite, P256);
    psa_pake_cs_set_key_confirmation(&suite, PSA_ALG_IS_JPAKE(alg) ? PSA_PAKE_UNCONFIRMED_KEY : PSA_PAKE_CONFIRMED_KEY);
    psa_status_t status = psa_pake_setup(&op, K, &suite);
    assert_int_equal(psa_pake_abort(&op), PSA_SUCCESS);
    return status;
}
static psa_status_t pake_setup(void)
{
    return pake_setup_with(JPAKE);
}
static psa_status_t sign_message(void)
{
    return psa_sign_message(K, ECDSA, bytes, 3, out, sizeof out, &length);
}
static psa_status_t sign_message_with_context(void)
{
    return psa_sign_message_with_context(K, ECDSA, bytes, 3, NULL, 0, out, sizeof out, &length);
}
static psa_status_t verify_message(void)
{
    return psa_verify_message(K, ECDSA, bytes, 3, bytes, 64);
}
static psa_status_t verify_message_with_context(void)
{
    return psa_verify_message_with_context(K, ECDSA, bytes, 3, NULL, 0, bytes, 64);
}
static psa_status_t sign_hash(void)
{
    return psa_sign_hash(K, ECDSA, bytes, 32, out, sizeof out, &length);
}
static psa_status_t sign_hash_with_context(void)
{
    return psa_sign_hash_with_context(K, ECDSA, bytes, 32, NULL, 0, out, sizeof out, &length);
}
static psa_status_t verify_hash(void)
{
    return psa_verify_hash(K, ECDSA, bytes, 32, bytes, 64);
}
static psa_status_t verify_hash_with_context(void)
{
    return psa_verify_hash_with_context(K, ECDSA, bytes, 32, NULL, 0, bytes, 64);
}
static psa_status_t sign_setup(void)
{
    psa_sign_operation_t op = PSA_SIGN_OPERATION_INIT;
    psa_status_t status = psa_sign_setup(&op, K, ECDSA);
    assert_int_equal(psa_sign_abort(&op), PSA_SUCCESS);
    return status;
}
static psa_status_t verify_setup(void)
{
    psa_verify_operation_t op = PSA_VERIFY_OPERATION_INIT;
    psa_status_t status = psa_verify_setup(&op, K, ECDSA, bytes, 64);
    assert_int_equal(psa_verify_abort(&op), PSA_SUCCESS);
    return status;
}

#define SIGN_MESSAGE PSA_KEY_USAGE_SIGN_MESSAGE
#define VERIFY_MESSAGE PSA_KEY_USAGE_VERIFY_MESSAGE
#define SIGN_HASH PSA_KEY_USAGE_SIGN_HASH
#define VERIFY_HASH PSA_KEY_USAGE_VERIFY_HASH
#define ENCRYPT PSA_KEY_USAGE_ENCRYPT
#define DECRYPT PSA_KEY_USAGE_DECRYPT
#define DERIVE PSA_KEY_USAGE_DERIVE
#define VERIFY_DERIVATION PSA_KEY_USAGE_VERIFY_DERIVATION

/* Each call with the flags of which one is enough (SIGN_HASH brings SIGN_MESSAGE with it, and so for verification),
 * what it returns then (the values that are judged are wrong ones), and whether a public key may do it. */
static const struct user {
    const char *name;
    psa_status_t (*call)(void);
    psa_key_usage_t enough[2];
    psa_key_type_t type;
    psa_algorithm_t alg;
    psa_status_t status;
    bool public_key;
} users[] = {
    { "aead_encrypt", aead_encrypt, { ENCRYPT }, PSA_KEY_TYPE_AES, PSA_ALG_CCM, 0, false },
    { "aead_decrypt", aead_decrypt, { DECRYPT }, PSA_KEY_TYPE_AES, PSA_ALG_CCM, PSA_ERROR_INVALID_SIGNATURE, false },
    { "aead_encrypt_setup", aead_encrypt_setup, { ENCRYPT }, PSA_KEY_TYPE_AES, PSA_ALG_CCM, 0, false },
    { "aead_decrypt_setup", aead_decrypt_setup, { DECRYPT }, PSA_KEY_TYPE_AES, PSA_ALG_CCM, 0, false },
    { "cipher_encrypt", cipher_encrypt, { ENCRYPT }, PSA_KEY_TYPE_AES, CBC, 0, false },
    { "cipher_decrypt", cipher_decrypt, { DECRYPT }, PSA_KEY_TYPE_AES, CBC, 0, false },
    { "cipher_encrypt_setup", cipher_encrypt_setup, { ENCRYPT }, PSA_KEY_TYPE_AES, CBC, 0, false },
    { "cipher_decrypt_setup", cipher_decrypt_setup, { DECRYPT }, PSA_KEY_TYPE_AES, CBC, 0, false },
    { "mac_compute", mac_compute, { SIGN_MESSAGE, SIGN_HASH }, PSA_KEY_TYPE_HMAC, HMAC, 0, false },
    { "mac_verify",
      mac_verify,
      { VERIFY_MESSAGE, VERIFY_HASH },
      PSA_KEY_TYPE_HMAC,
      HMAC,
      PSA_ERROR_INVALID_SIGNATURE,
      false },
    { "mac_sign_setup", mac_sign_setup, { SIGN_MESSAGE, SIGN_HASH }, PSA_KEY_TYPE_HMAC, HMAC, 0, false },
    { "mac_verify_setup", mac_verify_setup, { VERIFY_MESSAGE, VERIFY_HASH }, PSA_KEY_TYPE_HMAC, HMAC, 0, false },
    { "raw_key_agreement", raw_key_agreement, { DERIVE }, PAIR, PSA_ALG_ECDH, 0, false },
    { "key_agreement", key_agreement, { DERIVE }, PAIR, PSA_ALG_ECDH, 0, false },
    { "kdf_key_agreement", kdf_key_agreement, { DERIVE }, PAIR, AGREED, 0, false },
    { "kdf_input_key", kdf_input_key, { DERIVE, VERIFY_DERIVATION }, PSA_KEY_TYPE_DERIVE, HKDF, 0, false },
    { "kdf_verify_key",
      kdf_verify_key,
      { VERIFY_DERIVATION },
      PSA_KEY_TYPE_PASSWORD_HASH,
      PBKDF2,
      PSA_ERROR_INVALID_SIGNATURE,
      false },
    { "encapsulate", encapsulate, { ENCRYPT }, PAIR, ECIES, 0, true },
    { "decapsulate", decapsulate, { DECRYPT }, PAIR, ECIES, 0, false },
    { "wrap_key", wrap_key, { PSA_KEY_USAGE_WRAP }, PSA_KEY_TYPE_AES, PSA_ALG_KWP, 0, false },
    { "unwrap_key",
      unwrap_key,
      { PSA_KEY_USAGE_UNWRAP },
      PSA_KEY_TYPE_AES,
      PSA_ALG_KWP,
      PSA_ERROR_INVALID_SIGNATURE,
      false },
    { "pake_setup", pake_setup, { DERIVE }, PSA_KEY_TYPE_PASSWORD, JPAKE, 0, false },
    { "sign_message", sign_message, { SIGN_MESSAGE, SIGN_HASH }, PAIR, ECDSA, 0, false },
    { "sign_message_with_context", sign_message_with_context, { SIGN_MESSAGE, SIGN_HASH }, PAIR, ECDSA, 0, false },
    { "verify_message",
      verify_message,
      { VERIFY_MESSAGE, VERIFY_HASH },
      PAIR,
      ECDSA,
      PSA_ERROR_INVALID_SIGNATURE,
      true },
    { "verify_message_with_context",
      verify_message_with_context,
      { VERIFY_MESSAGE, VERIFY_HASH },
      PAIR,
      ECDSA,
      PSA_ERROR_INVALID_SIGNATURE,
      true },
    { "sign_hash", sign_hash, { SIGN_HASH }, PAIR, ECDSA, 0, false },
    { "sign_hash_with_context", sign_hash_with_context, { SIGN_HASH }, PAIR, ECDSA, 0, false },
    { "verify_hash", verify_hash, { VERIFY_HASH }, PAIR, ECDSA, PSA_ERROR_INVALID_SIGNATURE, true },
    { "verify_hash_with_context",
      verify_hash_with_context,
      { VERIFY_HASH },
      PAIR,
      ECDSA,
      PSA_ERROR_INVALID_SIGNATURE,
      true },
    { "sign_setup", sign_setup, { SIGN_MESSAGE, SIGN_HASH }, PAIR, ECDSA, 0, false },
    { "verify_setup", verify_setup, { VERIFY_MESSAGE, VERIFY_HASH }, PAIR, ECDSA, 0, true },
};

static void expect(const char *name, const char *what, psa_status_t status, psa_status_t expected)
{
    if (status != expected) {
        fail_msg("%s, %s: %d, not %d", name, what, (int)status, (int)expected);
    }
}

/* A point to agree with, and a key to wrap. */
static void make_peer(void)
{
    psa_key_id_t key = fixture_import(PAIR, 0, PSA_ALG_NONE, bytes + 1, 32);
    assert_int_equal(psa_export_public_key(key, point, sizeof point, &point_length), PSA_SUCCESS);
    destroy(key);
    K2 = fixture_import(PSA_KEY_TYPE_HMAC, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE, bytes, 32);
}

/* "It must permit the usage ...": with every other flag refused, with this one alone allowed. */
static void key__only_the_usage_of_the_page__decides(void **state)
{
    (void)state;
    make_peer();
    for (size_t i = 0; i < COUNT(users); i++) {
        const struct user *u = &users[i];
        K = fixture_import(u->type, ALL_USAGE & ~(u->enough[0] | u->enough[1]), u->alg, bytes, 32);
        length = 99;
        expect(u->name, "without the usage", u->call(), PSA_ERROR_NOT_PERMITTED);
        assert_true(length == 0 || length == 99);
        destroy(K);
        for (size_t e = 0; e < 2 && u->enough[e] != 0; e++) {
            K = fixture_import(u->type, u->enough[e], u->alg, bytes, 32);
            expect(u->name, "with the usage alone", u->call(), u->status);
            destroy(K);
        }
        K = fixture_import(u->type, ALL_USAGE, PSA_ALG_NONE, bytes, 32);
        expect(u->name, "without the algorithm", u->call(), PSA_ERROR_NOT_PERMITTED);
        destroy(K);
    }
}

/* "It must be an asymmetric key pair", or "a public key or an asymmetric key pair". */
static void asymmetric_key__pair_or_public_key__as_the_page_says(void **state)
{
    (void)state;
    unsigned count = 0;
    make_peer();
    for (size_t i = 0; i < COUNT(users); i++) {
        const struct user *u = &users[i];
        if (u->type == PAIR) {
            K = fixture_import(PUBLIC, ALL_USAGE, u->alg, point, point_length);
            expect(u->name, "with a public key", u->call(), u->public_key ? u->status : PSA_ERROR_INVALID_ARGUMENT);
            destroy(K);
            K = fixture_import(PSA_KEY_TYPE_AES, ALL_USAGE, u->alg, bytes, 32);
            expect(u->name, "with a symmetric key", u->call(),
                   strncmp(u->name, "verify", 6) == 0 ? PSA_ERROR_NOT_SUPPORTED : PSA_ERROR_INVALID_ARGUMENT);
            destroy(K);
            count++;
        }
    }
    assert_int_equal(count, 15);
}

/* -------------------------------------------------------------------------------------------------- The new key --- */

typedef psa_status_t make_t(const psa_key_attributes_t *a, psa_key_id_t *key);

static psa_status_t by_key_agreement(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    K = fixture_import(PAIR, DERIVE, PSA_ALG_ECDH, bytes, 32);
    psa_status_t status = psa_key_agreement(K, point, point_length, PSA_ALG_ECDH, a, key);
    destroy(K);
    return status;
}

static psa_status_t derived(const psa_key_attributes_t *a, bool custom, psa_key_id_t *key)
{
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_custom_key_parameters_t none = PSA_CUSTOM_KEY_PARAMETERS_INIT;
    K = fixture_import(PSA_KEY_TYPE_DERIVE, DERIVE, HKDF, bytes, 32);
    assert_int_equal(psa_key_derivation_setup(&op, HKDF), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&op, SECRET, K), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_INFO, NULL, 0), PSA_SUCCESS);
    psa_status_t status = custom ? psa_key_derivation_output_key_custom(a, &op, &none, NULL, 0, key)
                                 : psa_key_derivation_output_key(a, &op, key);
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
    destroy(K);
    return status;
}

static psa_status_t by_output_key(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    return derived(a, false, key);
}

static psa_status_t by_output_key_custom(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    return derived(a, true, key);
}

static psa_status_t by_encapsulate(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    K = fixture_import(PAIR, ENCRYPT, ECIES, bytes, 32);
    psa_status_t status = psa_encapsulate(K, ECIES, a, key, ciphertext, sizeof ciphertext, &ciphertext_length);
    destroy(K);
    return status;
}

static psa_status_t by_decapsulate(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    K = fixture_import(PAIR, DECRYPT, ECIES, bytes, 32);
    psa_status_t status = psa_decapsulate(K, ECIES, point, point_length, a, key);
    destroy(K);
    return status;
}

static psa_status_t by_unwrap(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    K = fixture_import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_WRAP | PSA_KEY_USAGE_UNWRAP, PSA_ALG_KWP, bytes, 16);
    assert_int_equal(psa_wrap_key(K, PSA_ALG_KWP, K2, wrapped, sizeof wrapped, &wrapped_length), PSA_SUCCESS);
    psa_status_t status = psa_unwrap_key(a, K, PSA_ALG_KWP, wrapped, wrapped_length, key);
    destroy(K);
    return status;
}

static void pass(psa_pake_operation_t *from, psa_pake_operation_t *to, psa_pake_step_t step)
{
    assert_int_equal(psa_pake_output(from, step, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(to, step, out, length), PSA_SUCCESS);
}

static psa_pake_operation_t prover, verifier;

static psa_status_t by_pake(const psa_key_attributes_t *a, psa_key_id_t *key)
{
    psa_pake_cipher_suite_t suite = PSA_PAKE_CIPHER_SUITE_INIT;
    uint8_t pair[64] = { 0 }, record[97];
    size_t size;
    pair[31] = 7;
    pair[63] = 9;
    K = fixture_import(PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), DERIVE, SPAKE2P, pair, 64);
    assert_int_equal(psa_export_public_key(K, record, sizeof record, &size), PSA_SUCCESS);
    psa_key_id_t other =
        fixture_import(PSA_KEY_TYPE_SPAKE2P_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), DERIVE, SPAKE2P, record, size);
    psa_pake_cs_set_algorithm(&suite, SPAKE2P);
    psa_pake_cs_set_primitive(&suite, P256);
    psa_pake_cs_set_key_confirmation(&suite, PSA_PAKE_CONFIRMED_KEY);
    assert_int_equal(psa_pake_setup(&prover, K, &suite), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_role(&prover, PSA_PAKE_ROLE_CLIENT), PSA_SUCCESS);
    assert_int_equal(psa_pake_setup(&verifier, other, &suite), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_role(&verifier, PSA_PAKE_ROLE_SERVER), PSA_SUCCESS);
    pass(&prover, &verifier, PSA_PAKE_STEP_KEY_SHARE);
    pass(&verifier, &prover, PSA_PAKE_STEP_KEY_SHARE);
    pass(&verifier, &prover, PSA_PAKE_STEP_CONFIRM);
    pass(&prover, &verifier, PSA_PAKE_STEP_CONFIRM);
    psa_status_t status = psa_pake_get_shared_key(&prover, a, key);
    if (status == PSA_SUCCESS) { /* it has ended */
        static const psa_pake_operation_t inactive;
        assert_memory_equal(&prover, &inactive, sizeof inactive);
        assert_int_equal(psa_pake_abort(&prover), PSA_SUCCESS);
        assert_memory_equal(&prover, &inactive, sizeof inactive);
    }
    assert_int_equal(psa_pake_abort(&prover), PSA_SUCCESS);
    assert_int_equal(psa_pake_abort(&verifier), PSA_SUCCESS);
    destroy(K);
    destroy(other);
    return status;
}

/* What makes a key from other things than its bytes. The key of each has 256 bits, of its own accord where `sized`. */
static const struct maker {
    const char *name;
    make_t *make;
    bool sized, any_type;
} makers[] = {
    { "key_agreement", by_key_agreement, true, false },
    { "output_key", by_output_key, false, true },
    { "output_key_custom", by_output_key_custom, false, true },
    { "encapsulate", by_encapsulate, true, false },
    { "decapsulate", by_decapsulate, true, false },
    { "unwrap_key", by_unwrap, true, true },
    { "pake_get_shared_key", by_pake, true, false },
};

/* The status, and a key or none. */
static psa_key_id_t try_to_make(const struct maker *m, const psa_key_attributes_t *a, const char *what,
                                psa_status_t expected)
{
    psa_key_id_t key = 99;
    expect(m->name, what, m->make(a, &key), expected);
    assert_int_equal(key != PSA_KEY_ID_NULL, expected == PSA_SUCCESS);
    return key;
}

/* Whether the key is good for a derivation with HKDF. */
static psa_status_t derive_from(psa_key_id_t key)
{
    K = key;
    return kdf_input_key();
}

/* "The following attributes are required for all keys": the type, and the size, which is that of what the key is
 * made of. */
static void new_key__type_and_size__as_required(void **state)
{
    (void)state;
    make_peer();
    for (size_t i = 0; i < COUNT(makers); i++) {
        const struct maker *m = &makers[i];
        psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 256, DERIVE, HKDF), got;
        psa_key_id_t key = try_to_make(m, &a, "as required", PSA_SUCCESS);
        assert_int_equal(psa_get_key_attributes(key, &got), PSA_SUCCESS);
        assert_int_equal(psa_get_key_type(&got), PSA_KEY_TYPE_DERIVE);
        assert_int_equal(psa_get_key_bits(&got), 256);
        assert_int_equal(psa_get_key_lifetime(&got), PSA_KEY_LIFETIME_VOLATILE);
        destroy(key);
        psa_set_key_bits(&a, 0);
        key = try_to_make(m, &a, "of no size", m->sized ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
        if (m->sized) { /* "the size of the returned key is always" */
            assert_int_equal(psa_get_key_attributes(key, &got), PSA_SUCCESS);
            assert_int_equal(psa_get_key_bits(&got), 256);
        }
        destroy(key);
        if (m->sized) { /* "If the key size is nonzero, it must be equal to the size ..." */
            const size_t others[] = { 248, 255, 257, 264, 128, 512 };
            for (size_t n = 0; n < COUNT(others); n++) {
                psa_set_key_bits(&a, others[n]);
                (void)try_to_make(m, &a, "of another size", PSA_ERROR_INVALID_ARGUMENT);
            }
        } else { /* "It must be a valid size for the key type." */
            a = fixture_attributes(PSA_KEY_TYPE_AES, 136, ENCRYPT, PSA_ALG_CTR);
            (void)try_to_make(m, &a, "of a size that the type has not", PSA_ERROR_INVALID_ARGUMENT);
            a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 257, DERIVE, HKDF);
            (void)try_to_make(m, &a, "of a part of a byte", PSA_ERROR_INVALID_ARGUMENT);
        }
        a = fixture_attributes(PSA_KEY_TYPE_NONE, 256, DERIVE, HKDF);
        (void)try_to_make(m, &a, "of no type", m->any_type ? PSA_ERROR_NOT_SUPPORTED : PSA_ERROR_INVALID_ARGUMENT);
        a = fixture_attributes(PUBLIC, 256, DERIVE, HKDF); /* the 32 bytes to unwrap are none either */
        (void)try_to_make(m, &a, "a public key", PSA_ERROR_INVALID_ARGUMENT);
    }
}

/* "The following attributes must be set for keys used in cryptographic operations": without, there is a key that does
 * nothing. */
static void new_key__policy_not_set__permits_nothing(void **state)
{
    (void)state;
    make_peer();
    for (size_t i = 0; i < COUNT(makers); i++) {
        const struct maker *m = &makers[i];
        const psa_key_usage_t usages[] = { DERIVE, 0, DERIVE };
        const psa_algorithm_t algs[] = { PSA_ALG_NONE, HKDF, HKDF };
        for (size_t n = 0; n < COUNT(usages); n++) {
            psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 256, usages[n], algs[n]);
            psa_key_id_t key = try_to_make(m, &a, "with a policy", PSA_SUCCESS);
            expect(m->name, "derivation from it", derive_from(key), n == 2 ? PSA_SUCCESS : PSA_ERROR_NOT_PERMITTED);
            assert_int_equal(psa_export_key(key, out, sizeof out, &length), PSA_ERROR_NOT_PERMITTED);
            destroy(key);
        }
    }
}

/* "The key identifier is required for a key with a persistent lifetime"; lifetime and identifier are those that were
 * set. */
static void new_key__persistent__needs_an_identifier_and_stays(void **state)
{
    (void)state;
    make_peer();
    for (size_t i = 0; i < COUNT(makers); i++) {
        const struct maker *m = &makers[i];
        psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 256, DERIVE, HKDF), got;
        psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_PERSISTENT);
        (void)try_to_make(m, &a, "persistent without identifier", PSA_ERROR_INVALID_ARGUMENT);
        psa_set_key_id(&a, KEY_ID);
        assert_int_equal(try_to_make(m, &a, "persistent", PSA_SUCCESS), KEY_ID);
        (void)try_to_make(m, &a, "persistent, of an identifier in use", PSA_ERROR_ALREADY_EXISTS);
        destroy(K2);
        pcrypto_reset();
        pits_reset();
        assert_int_equal(psa_crypto_init(), PSA_SUCCESS); /* after a restart */
        assert_int_equal(psa_get_key_attributes(KEY_ID, &got), PSA_SUCCESS);
        assert_int_equal(psa_get_key_lifetime(&got), PSA_KEY_LIFETIME_PERSISTENT);
        assert_int_equal(psa_get_key_id(&got), KEY_ID);
        assert_int_equal(derive_from(KEY_ID), PSA_SUCCESS);
        destroy(KEY_ID);
        make_peer();
    }
}

/* "Calling psa_pake_abort() after the operation has been terminated by ... psa_pake_get_shared_key() is safe and has no
 * effect": the next exchange with the same object works. */
static void pake_abort__after_the_shared_key__has_no_effect(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 256, DERIVE, HKDF);
        psa_key_id_t key;
        good(by_pake(&a, &key)); /* which aborts, and looks */
        good(derive_from(key));
        destroy(key);
    }
}

/* psa_key_agreement(): the types that the page names, and no other. */
static void key_agreement__types__the_four_of_the_page(void **state)
{
    (void)state;
    make_peer();
    const struct {
        psa_key_type_t type;
        psa_status_t status;
    } rows[] = {
        { PSA_KEY_TYPE_DERIVE, PSA_SUCCESS },
        { PSA_KEY_TYPE_RAW_DATA, PSA_SUCCESS },
        { PSA_KEY_TYPE_HMAC, PSA_SUCCESS },
        { PSA_KEY_TYPE_PASSWORD, PSA_SUCCESS },
        { PSA_KEY_TYPE_AES, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_PEPPER, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_PASSWORD_HASH, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_CHACHA20, PSA_ERROR_INVALID_ARGUMENT },
        { PAIR, PSA_ERROR_INVALID_ARGUMENT },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        psa_key_attributes_t a = fixture_attributes(rows[i].type, 0, 0, PSA_ALG_NONE);
        destroy(try_to_make(&makers[0], &a, "of a type", rows[i].status));
    }
}

/* "The peer key must be in the format that psa_import_key() accepts for this public-key type." */
static void key_agreement__peer_in_another_format__invalid_argument(void **state)
{
    (void)state;
    uint8_t good[65], bad[66];
    psa_key_id_t pair;
    make_peer();
    memcpy(good, point, sizeof good);
    pair = fixture_import(PAIR, DERIVE, PSA_ALG_ECDH, bytes, 32);
    psa_key_id_t combined = fixture_import(PAIR, DERIVE, AGREED, bytes, 32);
    for (unsigned way = 0; way < 5; way++) {
        psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 0, 0, PSA_ALG_NONE);
        psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
        psa_key_id_t key = 99;
        size_t size = way == 0 ? 64 : way == 1 ? 66 : way == 2 ? 33 : way == 3 ? 65 : 65;
        memset(bad, 0, sizeof bad);
        memcpy(bad, good, sizeof good);
        if (way == 2) {
            bad[0] = 2; /* compressed */
        } else if (way == 3) {
            bad[0] = 6; /* hybrid */
        } else if (way == 4) {
            bad[64] ^= 1; /* not on the curve */
        }
        assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, pair, bad, size, out, sizeof out, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(length, 0);
        assert_int_equal(psa_key_agreement(pair, bad, size, PSA_ALG_ECDH, &a, &key), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(key, PSA_KEY_ID_NULL);
        assert_int_equal(psa_key_derivation_setup(&op, AGREED), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_key_agreement(&op, SECRET, combined, bad, size),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
    }
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, pair, good, 65, out, sizeof out, &length), PSA_SUCCESS);
}

/* A derivation with inputs of either kind, and what may come of it. */
static void begin_derivation(psa_key_derivation_operation_t *op, psa_algorithm_t alg, bool from_key)
{
    const bool stretches = PSA_ALG_IS_PBKDF2_HMAC(alg);
    const psa_key_derivation_step_t step = stretches ? PSA_KEY_DERIVATION_INPUT_PASSWORD : SECRET;
    assert_int_equal(psa_key_derivation_setup(op, alg), PSA_SUCCESS);
    if (stretches) {
        assert_int_equal(psa_key_derivation_input_integer(op, PSA_KEY_DERIVATION_INPUT_COST, 1), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_bytes(op, PSA_KEY_DERIVATION_INPUT_SALT, bytes, 8), PSA_SUCCESS);
    }
    if (from_key) {
        K = fixture_import(stretches ? PSA_KEY_TYPE_PASSWORD : PSA_KEY_TYPE_DERIVE, DERIVE, alg, bytes, 32);
        assert_int_equal(psa_key_derivation_input_key(op, step, K), PSA_SUCCESS);
        destroy(K2);
        K2 = K;
    } else {
        assert_int_equal(psa_key_derivation_input_bytes(op, step, bytes, 32), PSA_SUCCESS);
    }
    if (!stretches) {
        assert_int_equal(psa_key_derivation_input_bytes(op, PSA_KEY_DERIVATION_INPUT_INFO, NULL, 0), PSA_SUCCESS);
    }
}

static psa_status_t output(psa_key_derivation_operation_t *op, const psa_key_attributes_t *a, bool custom,
                           psa_key_id_t *key)
{
    psa_custom_key_parameters_t none = PSA_CUSTOM_KEY_PARAMETERS_INIT;
    return custom ? psa_key_derivation_output_key_custom(a, op, &none, NULL, 0, key)
                  : psa_key_derivation_output_key(a, op, key);
}

/* "The input to that step must be provided with psa_key_derivation_input_key()": bytes give bytes, but no key. */
static void output_key__secret_or_password_as_bytes__not_permitted(void **state)
{
    (void)state;
    const psa_algorithm_t algs[] = { HKDF, PBKDF2 };
    K2 = PSA_KEY_ID_NULL;
    for (size_t i = 0; i < COUNT(algs); i++) {
        for (unsigned way = 0; way < 4; way++) {
            const bool from_key = way % 2 == 1, custom = way >= 2;
            psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 256, 0, PSA_ALG_NONE);
            psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
            psa_key_id_t key = 99;
            begin_derivation(&op, algs[i], from_key);
            assert_int_equal(output(&op, &a, custom, &key), from_key ? PSA_SUCCESS : PSA_ERROR_NOT_PERMITTED);
            assert_int_equal(key != PSA_KEY_ID_NULL, from_key);
            destroy(key);
            assert_int_equal(psa_key_derivation_output_bytes(&op, out, 8),
                             from_key ? PSA_SUCCESS : PSA_ERROR_BAD_STATE);
            assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
            begin_derivation(&op, algs[i], from_key);
            assert_int_equal(psa_key_derivation_output_bytes(&op, out, 8), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
        }
    }
}

/* "The permitted-algorithm policy must be either the same as the current operation's algorithm, or PSA_ALG_NONE." */
static void output_key__password_hash__policy_of_the_operation_or_none(void **state)
{
    (void)state;
    const struct {
        psa_algorithm_t policy;
        psa_status_t status;
    } rows[] = { { PBKDF2, PSA_SUCCESS },
                 { PSA_ALG_NONE, PSA_SUCCESS },
                 { PSA_ALG_PBKDF2_HMAC(PSA_ALG_SHA_512), PSA_ERROR_INVALID_ARGUMENT },
                 { HKDF, PSA_ERROR_INVALID_ARGUMENT } };
    K2 = PSA_KEY_ID_NULL;
    for (size_t i = 0; i < COUNT(rows); i++) {
        for (unsigned custom = 0; custom < 2; custom++) {
            psa_key_attributes_t a =
                fixture_attributes(PSA_KEY_TYPE_PASSWORD_HASH, 256, VERIFY_DERIVATION, rows[i].policy);
            psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
            psa_key_id_t key = 99;
            begin_derivation(&op, PBKDF2, true);
            assert_int_equal(output(&op, &a, custom != 0, &key), rows[i].status);
            assert_int_equal(key != PSA_KEY_ID_NULL, rows[i].status == PSA_SUCCESS);
            destroy(key);
            assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
        }
    }
}

/* "Functionally equivalent to exporting the expected key and calling psa_key_derivation_verify_bytes()", "except that
 * it works when the key cannot be exported": the right key and wrong ones, and what each call takes from the output. */
static void verify_key__any_key__as_verify_bytes_of_its_export(void **state)
{
    (void)state;
    uint8_t right[64];
    K2 = PSA_KEY_ID_NULL;
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    begin_derivation(&op, PBKDF2, true);
    assert_int_equal(psa_key_derivation_output_bytes(&op, right, sizeof right), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
    for (unsigned way = 0; way < 8; way++) {
        uint8_t value[32];
        size_t rest[2];
        psa_status_t status[2];
        const size_t size = way < 4 ? 32 : 20;
        memcpy(value, right, size);
        value[size - 1] ^= way % 2 != 0;
        psa_key_id_t key =
            fixture_import(PSA_KEY_TYPE_PASSWORD_HASH, VERIFY_DERIVATION, PBKDF2, value, size); /* no export */
        for (unsigned by_key = 0; by_key < 2; by_key++) {
            begin_derivation(&op, PBKDF2, true);
            assert_int_equal(psa_key_derivation_set_capacity(&op, way & 2 ? size - 1 : 64), PSA_SUCCESS);
            status[by_key] =
                by_key ? psa_key_derivation_verify_key(&op, key) : psa_key_derivation_verify_bytes(&op, value, size);
            if (psa_key_derivation_get_capacity(&op, &rest[by_key]) != PSA_SUCCESS) {
                rest[by_key] = 12345;
            }
            assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
        }
        assert_int_equal(status[0], way & 2   ? PSA_ERROR_INSUFFICIENT_DATA
                                    : way & 1 ? PSA_ERROR_INVALID_SIGNATURE
                                              : PSA_SUCCESS);
        assert_int_equal(status[1], status[0]);
        assert_int_equal(rest[1], rest[0]);
        destroy(key);
    }
}

/* "hash_length must equal the length of the hash output", in each call that takes a hash. */
static void hash__of_another_length__invalid_argument(void **state)
{
    (void)state;
    const size_t sizes[] = { 32, 0, 1, 31, 33, 48, 64 };
    uint8_t signature[64];
    size_t size;
    K = fixture_import(PAIR, ALL_USAGE, ECDSA, bytes, 32);
    good(psa_sign_hash(K, ECDSA, bytes, 32, signature, sizeof signature, &size));
    for (size_t i = 0; i < COUNT(sizes); i++) {
        const psa_status_t expected = sizes[i] == 32 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
        assert_int_equal(psa_sign_hash(K, ECDSA, bytes, sizes[i], out, sizeof out, &length), expected);
        assert_int_equal(length, expected == PSA_SUCCESS ? 64 : 0);
        assert_int_equal(psa_sign_hash_with_context(K, ECDSA, bytes, sizes[i], NULL, 0, out, sizeof out, &length),
                         expected);
        assert_int_equal(length, expected == PSA_SUCCESS ? 64 : 0);
        assert_int_equal(psa_verify_hash(K, ECDSA, bytes, sizes[i], signature, 64), expected);
        assert_int_equal(psa_verify_hash_with_context(K, ECDSA, bytes, sizes[i], NULL, 0, signature, 64), expected);
    }
}

/* "Algorithm identifiers defined by this standard always have bit 31 clear", primitive types bit 7. */
static void identifiers__of_the_specification__leave_the_top_bit_clear(void **state)
{
    (void)state;
    const psa_algorithm_t algs[] = {
        PSA_ALG_MD5,
        PSA_ALG_SHA_512,
        PSA_ALG_SHA3_512,
        PSA_ALG_ANY_HASH,
        PSA_ALG_SHAKE256,
        PSA_ALG_ASCON_CXOF128,
        HMAC,
        PSA_ALG_CMAC,
        PSA_ALG_TRUNCATED_MAC(HMAC, 16),
        PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(HMAC, 32),
        CBC,
        PSA_ALG_XTS,
        PSA_ALG_STREAM_CIPHER,
        PSA_ALG_CCM_STAR_ANY_TAG,
        PSA_ALG_GCM,
        PSA_ALG_XCHACHA20_POLY1305,
        PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_GCM, 16),
        PSA_ALG_KWP,
        HKDF,
        PBKDF2,
        PSA_ALG_TLS12_ECJPAKE_TO_PMS,
        PSA_ALG_SP800_108_COUNTER_CMAC,
        PSA_ALG_WPA3_SAE_H2E(PSA_ALG_ANY_HASH),
        PSA_ALG_ECDH,
        PSA_ALG_FFDH,
        AGREED,
        ECIES,
        PSA_ALG_ML_KEM,
        ECDSA,
        PSA_ALG_ECDSA_ANY,
        PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_ANY_HASH),
        PSA_ALG_PURE_EDDSA,
        PSA_ALG_ED448PH,
        PSA_ALG_RSA_PSS_ANY_SALT(PSA_ALG_ANY_HASH),
        PSA_ALG_RSA_PKCS1V15_SIGN_RAW,
        PSA_ALG_RSA_PKCS1V15_CRYPT,
        PSA_ALG_RSA_OAEP(PSA_ALG_SHA_512),
        PSA_ALG_ML_DSA,
        PSA_ALG_SLH_DSA,
        PSA_ALG_LMS,
        PSA_ALG_XMSS_MT,
        JPAKE,
        SPAKE2P,
        PSA_ALG_SPAKE2P_MATTER,
        PSA_ALG_WPA3_SAE_ANY,
    };
    const psa_pake_primitive_type_t types[] = { PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_PAKE_PRIMITIVE_TYPE_DH };
    for (size_t i = 0; i < COUNT(algs); i++) {
        assert_int_equal(algs[i] >> 31, 0);
        assert_int_not_equal(algs[i], 0);
    }
    for (size_t i = 0; i < COUNT(types); i++) {
        assert_int_equal(types[i] >> 7, 0);
        assert_int_not_equal(types[i], 0);
    }
}

/* PSA_HASH_MAX_SIZE and PSA_WRAP_KEY_PAIR_MAX_SIZE hold what the build has: every hash, and every pair that can be
 * made. */
static void maxima__of_the_build__hold_all_it_has(void **state)
{
    (void)state;
    static uint8_t large[PSA_WRAP_KEY_PAIR_MAX_SIZE];
    const struct {
        psa_key_type_t type;
        size_t bits;
    } pairs[] = {
        { PAIR, 521 },
        { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_K1), 256 },
        { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_BRAINPOOL_P_R1), 512 },
        { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY), 448 },
        { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_TWISTED_EDWARDS), 255 },
        { PSA_KEY_TYPE_DH_KEY_PAIR(PSA_DH_FAMILY_RFC7919), 3072 },
        { PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 521 },
    };
    unsigned hashes = 0, made = 0;
    for (psa_algorithm_t alg = 0x02000001u; alg < 0x02000100u; alg++) {
        if (psa_hash_compute(alg, bytes, 3, out, PSA_HASH_MAX_SIZE, &length) == PSA_SUCCESS) {
            assert_in_range(length, 1, PSA_HASH_MAX_SIZE);
            hashes++;
        } else { /* for another reason than the size */
            assert_int_not_equal(psa_hash_compute(alg, bytes, 3, out, sizeof out, &length), PSA_SUCCESS);
        }
    }
    assert_in_range(hashes, 4, 99);
    K = fixture_import(PSA_KEY_TYPE_AES, ALL_USAGE, PSA_ALG_KWP, bytes, 16);
    for (size_t i = 0; i < COUNT(pairs); i++) {
        psa_key_attributes_t a = fixture_attributes(pairs[i].type, pairs[i].bits, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
        if (psa_generate_key(&a, &K2) == PSA_SUCCESS) {
            good(psa_wrap_key(K, PSA_ALG_KWP, K2, large, sizeof large, &length));
            destroy(K2);
            made++;
        }
    }
    assert_in_range(made, 4, COUNT(pairs));
#if PCRYPTO_RSA_MAX_BYTES > 0 /* which takes long to make */
    assert_true(PSA_WRAP_KEY_OUTPUT_SIZE(PSA_KEY_TYPE_AES, PSA_ALG_KWP, PSA_KEY_TYPE_RSA_KEY_PAIR,
                                         8u * PCRYPTO_RSA_MAX_BYTES) <= PSA_WRAP_KEY_PAIR_MAX_SIZE);
#endif
}

/* PSA_ALG_ECDSA_ANY: "padded with zeros on the left or truncated on the right". */
static void sign_hash__ecdsa_any__padded_left_or_truncated_right(void **state)
{
    (void)state;
    uint8_t hash[64], padded[32] = { 0 }, signature[64];
    psa_key_id_t key = fixture_import(PAIR, ALL_USAGE, PSA_ALG_ECDSA_ANY, bytes, 32);
    for (size_t i = 0; i < sizeof hash; i++) {
        hash[i] = (uint8_t)(i + 1);
    }
    memcpy(padded + 12, hash, 20);
    good(psa_sign_hash(key, PSA_ALG_ECDSA_ANY, hash, 20, signature, sizeof signature, &length));
    good(psa_verify_hash(key, PSA_ALG_ECDSA_ANY, padded, 32, signature, 64));
    good(psa_sign_hash(key, PSA_ALG_ECDSA_ANY, hash, 64, signature, sizeof signature, &length));
    good(psa_verify_hash(key, PSA_ALG_ECDSA_ANY, hash, 32, signature, 64));
    assert_int_equal(psa_verify_hash(key, PSA_ALG_ECDSA_ANY, hash, 31, signature, 64), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_verify_hash(key, PSA_ALG_ECDSA_ANY, padded, 32, signature, 64), PSA_ERROR_INVALID_SIGNATURE);
}

/* ------------------------------------------------------------------------------------------------------ Buffers --- */

/* The size that the page's macro gives is enough; one byte less than what comes out is not, and leaves a length of
 * 0. */
#define BUFFER(call, enough)                                                                                           \
    do {                                                                                                               \
        const size_t most = (enough);                                                                                  \
        size_t size = most;                                                                                            \
        assert_true(most >= 1 && most <= sizeof out);                                                                  \
        length = 99;                                                                                                   \
        expect(#call, "with the size of the macro", (call), PSA_SUCCESS);                                              \
        assert_in_range(length, 1, most);                                                                              \
        size = length - 1;                                                                                             \
        length = 99;                                                                                                   \
        expect(#call, "with a byte less", (call), PSA_ERROR_BUFFER_TOO_SMALL);                                         \
        assert_int_equal(length, 0);                                                                                   \
    } while (0)

/* The same for a call of an operation, which is begun anew for each try. */
#define OPERATION_BUFFER(type, INIT, abort, begin, call, enough)                                                       \
    do {                                                                                                               \
        const size_t most = (enough);                                                                                  \
        size_t size = most;                                                                                            \
        type op = INIT;                                                                                                \
        assert_true(most >= 1 && most <= sizeof out);                                                                  \
        begin;                                                                                                         \
        expect(#call, "with the size of the macro", (call), PSA_SUCCESS);                                              \
        assert_in_range(length, 1, most);                                                                              \
        size = length - 1;                                                                                             \
        assert_int_equal(abort(&op), PSA_SUCCESS);                                                                     \
        begin;                                                                                                         \
        length = 99;                                                                                                   \
        expect(#call, "with a byte less", (call), PSA_ERROR_BUFFER_TOO_SMALL);                                         \
        assert_int_equal(length, 0);                                                                                   \
        assert_int_equal(abort(&op), PSA_SUCCESS);                                                                     \
    } while (0)

static void cipher_and_aead__buffer_of_the_macros_size__is_enough(void **state)
{
    (void)state;
    const psa_key_type_t aes = PSA_KEY_TYPE_AES;
    const psa_algorithm_t ciphers[] = { CBC, PSA_ALG_CBC_PKCS7, PSA_ALG_CTR, PSA_ALG_CCM_STAR_NO_TAG };
    const psa_algorithm_t aeads[] = { PSA_ALG_CCM, PSA_ALG_GCM, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 8) };
    uint8_t sealed[128];
    size_t sealed_length, tag_length;
    for (size_t i = 0; i < COUNT(ciphers); i++) {
        const psa_algorithm_t alg = ciphers[i];
        const psa_key_id_t key = fixture_import(aes, ALL_USAGE, alg, bytes, 16);
        BUFFER(psa_cipher_encrypt(key, alg, bytes, 32, out, size, &length),
               PSA_CIPHER_ENCRYPT_OUTPUT_SIZE(aes, alg, 32));
        good(psa_cipher_encrypt(key, alg, bytes, 32, sealed, sizeof sealed, &sealed_length));
        BUFFER(psa_cipher_decrypt(key, alg, sealed, sealed_length, out, size, &length),
               PSA_CIPHER_DECRYPT_OUTPUT_SIZE(aes, alg, sealed_length));
        OPERATION_BUFFER(psa_cipher_operation_t, PSA_CIPHER_OPERATION_INIT, psa_cipher_abort,
                         good(psa_cipher_encrypt_setup(&op, key, alg)), psa_cipher_generate_iv(&op, out, size, &length),
                         PSA_CIPHER_IV_LENGTH(aes, alg));
        assert_int_equal(PSA_CIPHER_IV_LENGTH(aes, alg), alg == PSA_ALG_CCM_STAR_NO_TAG ? 13 : 16);
        OPERATION_BUFFER(psa_cipher_operation_t, PSA_CIPHER_OPERATION_INIT, psa_cipher_abort,
                         (good(psa_cipher_encrypt_setup(&op, key, alg)),
                          good(psa_cipher_set_iv(&op, bytes, PSA_CIPHER_IV_LENGTH(aes, alg)))),
                         psa_cipher_update(&op, bytes, 40, out, size, &length),
                         PSA_CIPHER_UPDATE_OUTPUT_SIZE(aes, alg, 40));
        destroy(key);
    }
    const psa_key_id_t padded = fixture_import(aes, ALL_USAGE, PSA_ALG_CBC_PKCS7, bytes, 16);
    OPERATION_BUFFER(psa_cipher_operation_t, PSA_CIPHER_OPERATION_INIT, psa_cipher_abort,
                     (good(psa_cipher_encrypt_setup(&op, padded, PSA_ALG_CBC_PKCS7)),
                      good(psa_cipher_set_iv(&op, bytes, 16)),
                      good(psa_cipher_update(&op, bytes, 5, out, sizeof out, &length))),
                     psa_cipher_finish(&op, out, size, &length), PSA_CIPHER_FINISH_OUTPUT_SIZE(aes, PSA_ALG_CBC_PKCS7));
    for (size_t i = 0; i < COUNT(aeads); i++) {
        const psa_algorithm_t alg = aeads[i];
        const psa_key_id_t key = fixture_import(aes, ALL_USAGE, alg, bytes, 16);
        BUFFER(psa_aead_encrypt(key, alg, bytes, 12, bytes, 3, bytes, 21, out, size, &length),
               PSA_AEAD_ENCRYPT_OUTPUT_SIZE(aes, alg, 21));
        good(psa_aead_encrypt(key, alg, bytes, 12, bytes, 3, bytes, 21, sealed, sizeof sealed, &sealed_length));
        BUFFER(psa_aead_decrypt(key, alg, bytes, 12, bytes, 3, sealed, sealed_length, out, size, &length),
               PSA_AEAD_DECRYPT_OUTPUT_SIZE(aes, alg, sealed_length));
        OPERATION_BUFFER(psa_aead_operation_t, PSA_AEAD_OPERATION_INIT, psa_aead_abort,
                         (good(psa_aead_encrypt_setup(&op, key, alg)), good(psa_aead_set_lengths(&op, 0, 21))),
                         psa_aead_generate_nonce(&op, out, size, &length), PSA_AEAD_NONCE_LENGTH(aes, alg));
        OPERATION_BUFFER(psa_aead_operation_t, PSA_AEAD_OPERATION_INIT, psa_aead_abort,
                         (good(psa_aead_encrypt_setup(&op, key, alg)), good(psa_aead_set_lengths(&op, 0, 21)),
                          good(psa_aead_set_nonce(&op, bytes, 12))),
                         psa_aead_update(&op, bytes, 21, out, size, &length),
                         PSA_AEAD_UPDATE_OUTPUT_SIZE(aes, alg, 21));
        OPERATION_BUFFER(
            psa_aead_operation_t, PSA_AEAD_OPERATION_INIT, psa_aead_abort,
            (good(psa_aead_encrypt_setup(&op, key, alg)), good(psa_aead_set_lengths(&op, 0, 0)),
             good(psa_aead_set_nonce(&op, bytes, 12))),
            psa_aead_finish(&op, sealed, PSA_AEAD_FINISH_OUTPUT_SIZE(aes, alg), &tag_length, out, size, &length),
            PSA_AEAD_TAG_LENGTH(aes, 128, alg));
        /* What comes with the last call: nothing of these modes; the macro's size is enough for it. */
        psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
        good(psa_aead_encrypt(key, alg, bytes, 12, NULL, 0, NULL, 0, sealed, sizeof sealed, &sealed_length));
        good(psa_aead_decrypt_setup(&op, key, alg));
        good(psa_aead_set_lengths(&op, 0, 0));
        good(psa_aead_set_nonce(&op, bytes, 12));
        good(psa_aead_verify(&op, out, PSA_AEAD_VERIFY_OUTPUT_SIZE(aes, alg), &length, sealed, sealed_length));
        assert_int_equal(length, 0);
        destroy(key);
    }
}

static void hash_and_mac__buffer_of_the_macros_size__is_enough(void **state)
{
    (void)state;
    const psa_algorithm_t hashes[] = { PSA_ALG_SHA_256, PSA_ALG_SHA_384, PSA_ALG_SHA_512 };
    for (size_t i = 0; i < COUNT(hashes); i++) {
        const psa_algorithm_t alg = hashes[i], hmac = PSA_ALG_HMAC(alg), cut = PSA_ALG_TRUNCATED_MAC(hmac, 10);
        BUFFER(psa_hash_compute(alg, bytes, 3, out, size, &length), PSA_HASH_LENGTH(alg));
        good(psa_hash_compute(alg, bytes, 3, out, sizeof out, &length));
        assert_int_equal(length, PSA_HASH_LENGTH(alg)); /* "always" */
        OPERATION_BUFFER(psa_hash_operation_t, PSA_HASH_OPERATION_INIT, psa_hash_abort, good(psa_hash_setup(&op, alg)),
                         psa_hash_finish(&op, out, size, &length), PSA_HASH_LENGTH(alg));
        OPERATION_BUFFER(psa_hash_operation_t, PSA_HASH_OPERATION_INIT, psa_hash_abort,
                         (good(psa_hash_setup(&op, SUSPENDABLE(alg))), good(psa_hash_update(&op, bytes, 70))),
                         psa_hash_suspend(&op, out, size, &length), PSA_HASH_SUSPEND_OUTPUT_SIZE(SUSPENDABLE(alg)));
        psa_hash_operation_t finished = PSA_HASH_OPERATION_INIT;
        good(psa_hash_setup(&finished, alg));
        good(psa_hash_finish(&finished, out, sizeof out, &length));
        assert_int_equal(length, PSA_HASH_LENGTH(alg)); /* "always" */
        for (unsigned truncated = 0; truncated < 2; truncated++) {
            const psa_algorithm_t mac = truncated ? cut : hmac;
            const psa_key_id_t key = fixture_import(PSA_KEY_TYPE_HMAC, ALL_USAGE, mac, bytes, 32);
            BUFFER(psa_mac_compute(key, mac, bytes, 3, out, size, &length),
                   PSA_MAC_LENGTH(PSA_KEY_TYPE_HMAC, 256, mac));
            OPERATION_BUFFER(psa_mac_operation_t, PSA_MAC_OPERATION_INIT, psa_mac_abort,
                             good(psa_mac_sign_setup(&op, key, mac)), psa_mac_sign_finish(&op, out, size, &length),
                             PSA_MAC_LENGTH(PSA_KEY_TYPE_HMAC, 256, mac));
            psa_mac_operation_t whole = PSA_MAC_OPERATION_INIT;
            good(psa_mac_sign_setup(&whole, key, mac));
            good(psa_mac_sign_finish(&whole, out, sizeof out, &length));
            assert_int_equal(length, PSA_MAC_LENGTH(PSA_KEY_TYPE_HMAC, 256, mac)); /* "always" */
            destroy(key);
        }
    }
}

static void asymmetric__buffer_of_the_macros_size__is_enough(void **state)
{
    (void)state;
    make_peer();
    const psa_key_id_t signs = fixture_import(PAIR, ALL_USAGE, ECDSA, bytes, 32);
    const psa_key_id_t agrees = fixture_import(PAIR, ALL_USAGE, PSA_ALG_ECDH, bytes, 32);
    const psa_key_id_t encrypts = fixture_import(PAIR, ALL_USAGE, ECIES, bytes, 32);
    const psa_key_id_t wraps = fixture_import(PSA_KEY_TYPE_AES, ALL_USAGE, PSA_ALG_KWP, bytes, 16);
    const psa_key_id_t password = fixture_import(PSA_KEY_TYPE_PASSWORD, ALL_USAGE, JPAKE, bytes, 8);
    const size_t signature = PSA_SIGN_OUTPUT_SIZE(PAIR, 256, ECDSA);
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 0, 0, PSA_ALG_NONE);
    psa_pake_cipher_suite_t suite = PSA_PAKE_CIPHER_SUITE_INIT;
    psa_key_id_t made;
    BUFFER(psa_sign_message(signs, ECDSA, bytes, 3, out, size, &length), signature);
    BUFFER(psa_sign_message_with_context(signs, ECDSA, bytes, 3, NULL, 0, out, size, &length), signature);
    BUFFER(psa_sign_hash(signs, ECDSA, bytes, 32, out, size, &length), signature);
    BUFFER(psa_sign_hash_with_context(signs, ECDSA, bytes, 32, NULL, 0, out, size, &length), signature);
    OPERATION_BUFFER(psa_sign_operation_t, PSA_SIGN_OPERATION_INIT, psa_sign_abort,
                     good(psa_sign_setup(&op, signs, ECDSA)), psa_sign_finish(&op, out, size, &length), signature);
    BUFFER(psa_raw_key_agreement(PSA_ALG_ECDH, agrees, point, point_length, out, size, &length),
           PSA_RAW_KEY_AGREEMENT_OUTPUT_SIZE(PAIR, 256));
    BUFFER(psa_encapsulate(encrypts, ECIES, &a, &made, out, size, &length),
           PSA_ENCAPSULATE_CIPHERTEXT_SIZE(PAIR, 256, ECIES));
    BUFFER(psa_wrap_key(wraps, PSA_ALG_KWP, K2, out, size, &length),
           PSA_WRAP_KEY_OUTPUT_SIZE(PSA_KEY_TYPE_AES, PSA_ALG_KWP, PSA_KEY_TYPE_HMAC, 256));
    psa_pake_cs_set_algorithm(&suite, JPAKE);
    psa_pake_cs_set_primitive(&suite, P256);
    psa_pake_cs_set_key_confirmation(&suite, PSA_PAKE_UNCONFIRMED_KEY);
    OPERATION_BUFFER(psa_pake_operation_t, PSA_PAKE_OPERATION_INIT, psa_pake_abort,
                     (good(psa_pake_setup(&op, password, &suite)), good(psa_pake_set_user(&op, bytes, 3)),
                      good(psa_pake_set_peer(&op, bytes, 4))),
                     psa_pake_output(&op, PSA_PAKE_STEP_KEY_SHARE, out, size, &length),
                     PSA_PAKE_OUTPUT_SIZE(JPAKE, P256, PSA_PAKE_STEP_KEY_SHARE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(key__only_the_usage_of_the_page__decides, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(asymmetric_key__pair_or_public_key__as_the_page_says, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(new_key__type_and_size__as_required, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(new_key__policy_not_set__permits_nothing, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(new_key__persistent__needs_an_identifier_and_stays, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(pake_abort__after_the_shared_key__has_no_effect, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(hash__of_another_length__invalid_argument, fixture_start, fixture_stop_stored),
        cmocka_unit_test(identifiers__of_the_specification__leave_the_top_bit_clear),
        cmocka_unit_test_setup_teardown(maxima__of_the_build__hold_all_it_has, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(key_agreement__types__the_four_of_the_page, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(key_agreement__peer_in_another_format__invalid_argument, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(output_key__secret_or_password_as_bytes__not_permitted, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(output_key__password_hash__policy_of_the_operation_or_none, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(verify_key__any_key__as_verify_bytes_of_its_export, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(sign_hash__ecdsa_any__padded_left_or_truncated_right, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(cipher_and_aead__buffer_of_the_macros_size__is_enough, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(hash_and_mac__buffer_of_the_macros_size__is_enough, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(asymmetric__buffer_of_the_macros_size__is_enough, fixture_start,
                                        fixture_stop_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
