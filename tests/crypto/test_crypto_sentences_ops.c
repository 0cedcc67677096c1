/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, what the pages of all operations of several calls say alike: how an object is initialised, set up
 * once, used after its setup only, ended by an error until it is aborted, and aborted at any time. Every function of
 * every family but the XOFs (test_crypto_xof.c).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/driven.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define HASH SUSPENDABLE(PSA_ALG_SHA_256)
#define HMAC PSA_ALG_HMAC(PSA_ALG_SHA_256)
#define HKDF PSA_ALG_HKDF(PSA_ALG_SHA_256)
#define AGREED PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, HKDF)
#define ECDSA PSA_ALG_ECDSA(PSA_ALG_SHA_256)
#define JPAKE PSA_ALG_JPAKE(PSA_ALG_SHA_256)
#define PAIR PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)
#define SECRET PSA_KEY_DERIVATION_INPUT_SECRET
#define INFO PSA_KEY_DERIVATION_INPUT_INFO

/* One operation of any family at a time, so that a test may look at all of its bytes. */
static union {
    psa_hash_operation_t hash;
    psa_mac_operation_t mac;
    psa_cipher_operation_t cipher;
    psa_aead_operation_t aead;
    psa_key_derivation_operation_t kdf;
    psa_sign_operation_t sign;
    psa_verify_operation_t verify;
    psa_pake_operation_t pake;
} op;

static const uint8_t bytes[128] = { 1, 2, 3, 4, 5, 6, 7, 8 };
static uint8_t out[512], suspended[PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE];
static size_t length, suspended_length;
static psa_key_id_t K; /* the key of the family */

static int start(void **state)
{
    (void)state;
    sim_init(NULL);
    K = PSA_KEY_ID_NULL;
    memset(&op, 0, sizeof op);
    return psa_crypto_init() == PSA_SUCCESS ? 0 : -1;
}

/* ------------------------------------------------------------------- Calls: each with arguments that may work --- */

#define CALL(name, expression)                                                                                         \
    static psa_status_t name(void)                                                                                     \
    {                                                                                                                  \
        return expression;                                                                                             \
    }

/* clang-format off */
CALL(hash_setup, psa_hash_setup(&op.hash, HASH))
CALL(hash_resume, psa_hash_resume(&op.hash, suspended, suspended_length))
CALL(hash_update, psa_hash_update(&op.hash, bytes, 3))
CALL(hash_finish, psa_hash_finish(&op.hash, out, PSA_HASH_LENGTH(HASH), &length))
CALL(hash_finish_small, psa_hash_finish(&op.hash, out, PSA_HASH_LENGTH(HASH) - 1u, &length))
CALL(hash_verify, psa_hash_verify(&op.hash, bytes, PSA_HASH_LENGTH(HASH)))
CALL(hash_suspend, psa_hash_suspend(&op.hash, out, sizeof out, &length))
CALL(hash_suspend_small, psa_hash_suspend(&op.hash, out, 8, &length))
CALL(hash_abort, psa_hash_abort(&op.hash))

CALL(mac_sign_setup, psa_mac_sign_setup(&op.mac, K, HMAC))
CALL(mac_verify_setup, psa_mac_verify_setup(&op.mac, K, HMAC))
CALL(mac_update, psa_mac_update(&op.mac, bytes, 3))
CALL(mac_sign_finish, psa_mac_sign_finish(&op.mac, out, 32, &length))
CALL(mac_sign_finish_small, psa_mac_sign_finish(&op.mac, out, 31, &length))
CALL(mac_verify_finish, psa_mac_verify_finish(&op.mac, bytes, 32))
CALL(mac_abort, psa_mac_abort(&op.mac))

CALL(cipher_encrypt_setup, psa_cipher_encrypt_setup(&op.cipher, K, PSA_ALG_CBC_NO_PADDING))
CALL(cipher_decrypt_setup, psa_cipher_decrypt_setup(&op.cipher, K, PSA_ALG_CBC_NO_PADDING))
CALL(cipher_generate_iv, psa_cipher_generate_iv(&op.cipher, out, 16, &length))
CALL(cipher_generate_iv_small, psa_cipher_generate_iv(&op.cipher, out, 15, &length))
CALL(cipher_set_iv, psa_cipher_set_iv(&op.cipher, bytes, 16))
CALL(cipher_set_iv_short, psa_cipher_set_iv(&op.cipher, bytes, 15))
CALL(cipher_update, psa_cipher_update(&op.cipher, bytes, 16, out, sizeof out, &length))
CALL(cipher_update_part, psa_cipher_update(&op.cipher, bytes, 5, out, sizeof out, &length))
CALL(cipher_update_small, psa_cipher_update(&op.cipher, bytes, 16, out, 15, &length))
CALL(cipher_finish, psa_cipher_finish(&op.cipher, out, sizeof out, &length))
CALL(cipher_abort, psa_cipher_abort(&op.cipher))

CALL(aead_encrypt_setup, psa_aead_encrypt_setup(&op.aead, K, PSA_ALG_CCM))
CALL(aead_decrypt_setup, psa_aead_decrypt_setup(&op.aead, K, PSA_ALG_CCM))
CALL(aead_set_lengths, psa_aead_set_lengths(&op.aead, 3, 5))
CALL(aead_no_lengths, psa_aead_set_lengths(&op.aead, 0, 0))
CALL(aead_generate_nonce, psa_aead_generate_nonce(&op.aead, out, sizeof out, &length))
CALL(aead_generate_nonce_small, psa_aead_generate_nonce(&op.aead, out, 6, &length))
CALL(aead_set_nonce, psa_aead_set_nonce(&op.aead, bytes, 12))
CALL(aead_set_nonce_short, psa_aead_set_nonce(&op.aead, bytes, 6))
CALL(aead_update_ad, psa_aead_update_ad(&op.aead, bytes, 3))
CALL(aead_update_ad_long, psa_aead_update_ad(&op.aead, bytes, 4))
CALL(aead_update, psa_aead_update(&op.aead, bytes, 5, out, sizeof out, &length))
CALL(aead_update_small, psa_aead_update(&op.aead, bytes, 5, out, 4, &length))
CALL(aead_finish, psa_aead_finish(&op.aead, out + 16, 16, &length, out, 16, &length))
CALL(aead_finish_small, psa_aead_finish(&op.aead, out + 16, 16, &length, out, 15, &length))
CALL(aead_verify, psa_aead_verify(&op.aead, out, sizeof out, &length, bytes, 16))
CALL(aead_abort, psa_aead_abort(&op.aead))

CALL(kdf_setup, psa_key_derivation_setup(&op.kdf, HKDF))
CALL(kdf_setup_agreed, psa_key_derivation_setup(&op.kdf, AGREED))
CALL(kdf_get_capacity, psa_key_derivation_get_capacity(&op.kdf, &length))
CALL(kdf_set_capacity, psa_key_derivation_set_capacity(&op.kdf, 64))
CALL(kdf_input_info, psa_key_derivation_input_bytes(&op.kdf, INFO, bytes, 3))
CALL(kdf_input_bytes_wrong, psa_key_derivation_input_bytes(&op.kdf, PSA_KEY_DERIVATION_INPUT_SEED, bytes, 3))
CALL(kdf_input_integer, psa_key_derivation_input_integer(&op.kdf, PSA_KEY_DERIVATION_INPUT_COST, 3))
CALL(kdf_input_key, psa_key_derivation_input_key(&op.kdf, SECRET, K))
CALL(kdf_input_key_wrong, psa_key_derivation_input_key(&op.kdf, PSA_KEY_DERIVATION_INPUT_SEED, K))
CALL(kdf_agree_wrong, psa_key_derivation_key_agreement(&op.kdf, SECRET, K, bytes, 65))
CALL(kdf_output_bytes, psa_key_derivation_output_bytes(&op.kdf, out, 16))
CALL(kdf_verify_bytes, psa_key_derivation_verify_bytes(&op.kdf, bytes, 16))
CALL(kdf_verify_key, psa_key_derivation_verify_key(&op.kdf, K))
CALL(kdf_abort, psa_key_derivation_abort(&op.kdf))

CALL(sign_setup, psa_sign_setup(&op.sign, K, ECDSA))
CALL(sign_set_context, psa_sign_set_context(&op.sign, NULL, 0))
CALL(sign_set_context_wrong, psa_sign_set_context(&op.sign, bytes, 1))
CALL(sign_update, psa_sign_update(&op.sign, bytes, 3))
CALL(sign_finish, psa_sign_finish(&op.sign, out, 64, &length))
CALL(sign_finish_small, psa_sign_finish(&op.sign, out, 63, &length))
CALL(sign_abort, psa_sign_abort(&op.sign))

CALL(verify_setup, psa_verify_setup(&op.verify, K, ECDSA, bytes, 64))
CALL(verify_set_context, psa_verify_set_context(&op.verify, NULL, 0))
CALL(verify_set_context_wrong, psa_verify_set_context(&op.verify, bytes, 1))
CALL(verify_update, psa_verify_update(&op.verify, bytes, 3))
CALL(verify_finish, psa_verify_finish(&op.verify))
CALL(verify_abort, psa_verify_abort(&op.verify))

CALL(pake_set_role, psa_pake_set_role(&op.pake, PSA_PAKE_ROLE_NONE))
CALL(pake_set_role_wrong, psa_pake_set_role(&op.pake, PSA_PAKE_ROLE_CLIENT))
CALL(pake_set_user, psa_pake_set_user(&op.pake, bytes, 3))
CALL(pake_set_user_wrong, psa_pake_set_user(&op.pake, bytes, 0))
CALL(pake_set_peer, psa_pake_set_peer(&op.pake, bytes, 4))
CALL(pake_set_peer_wrong, psa_pake_set_peer(&op.pake, bytes, 0))
CALL(pake_set_context, psa_pake_set_context(&op.pake, bytes, 4))
CALL(pake_output, psa_pake_output(&op.pake, PSA_PAKE_STEP_KEY_SHARE, out, sizeof out, &length))
CALL(pake_output_small, psa_pake_output(&op.pake, PSA_PAKE_STEP_KEY_SHARE, out, 64, &length))
CALL(pake_input, psa_pake_input(&op.pake, PSA_PAKE_STEP_KEY_SHARE, bytes, 65))
CALL(pake_abort, psa_pake_abort(&op.pake))
/* clang-format on */

static psa_status_t hash_clone(void)
{
    psa_hash_operation_t copy = PSA_HASH_OPERATION_INIT;
    psa_status_t status = psa_hash_clone(&op.hash, &copy);
    (void)psa_hash_abort(&copy);
    return status;
}

static psa_status_t output_key(psa_key_type_t type, bool custom)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_custom_key_parameters_t none = PSA_CUSTOM_KEY_PARAMETERS_INIT;
    psa_key_id_t key = 7;
    psa_set_key_type(&a, type);
    psa_set_key_bits(&a, 128);
    psa_status_t status = custom ? psa_key_derivation_output_key_custom(&a, &op.kdf, &none, NULL, 0, &key)
                                 : psa_key_derivation_output_key(&a, &op.kdf, &key);
    assert_int_equal(key != PSA_KEY_ID_NULL, status == PSA_SUCCESS);
    (void)psa_destroy_key(key);
    return status;
}

static psa_status_t kdf_output_key(void)
{
    return output_key(PSA_KEY_TYPE_AES, false);
}

static psa_status_t kdf_output_key_wrong(void)
{
    return output_key(PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), false);
}

static psa_status_t kdf_output_key_custom(void)
{
    return output_key(PSA_KEY_TYPE_AES, true);
}

static psa_status_t kdf_output_key_custom_wrong(void)
{
    return output_key(PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), true);
}

static psa_status_t pake_setup(void)
{
    psa_pake_cipher_suite_t suite = PSA_PAKE_CIPHER_SUITE_INIT;
    psa_pake_cs_set_algorithm(&suite, JPAKE);
    psa_pake_cs_set_primitive(&suite, PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256));
    psa_pake_cs_set_key_confirmation(&suite, PSA_PAKE_UNCONFIRMED_KEY);
    return psa_pake_setup(&op.pake, K, &suite);
}

static psa_status_t pake_get_shared_key(void)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = 7;
    psa_set_key_type(&a, PSA_KEY_TYPE_DERIVE);
    psa_status_t status = psa_pake_get_shared_key(&op.pake, &a, &key);
    assert_int_equal(key, PSA_KEY_ID_NULL);
    return status;
}

/* ----------------------------------------------------------------------------------------------------- Families --- */

typedef psa_status_t call_t(void);

/* A call that fails after those that lead to it. */
typedef struct failure {
    call_t *before[4];
    call_t *call;
    psa_status_t status;
} failure_t;

/* A family: the key, the ways to begin, the call that is right after the first of them, every other function but
 * abort (a query by itself, where there is one: it leaves the operation as it is), and a failure of each, after the
 * first way. */
static const struct family {
    psa_key_type_t type;
    psa_algorithm_t alg;
    call_t *setups[2], *next, *abort, *query;
    call_t *calls[10];
    failure_t failures[10];
} families[] = {
    { 0,
      0,
      { hash_setup, hash_resume },
      hash_update,
      hash_abort,
      hash_clone,
      { hash_update, hash_finish, hash_verify, hash_suspend },
      { { { 0 }, hash_finish_small, PSA_ERROR_BUFFER_TOO_SMALL },
        { { hash_update }, hash_verify, PSA_ERROR_INVALID_SIGNATURE },
        { { 0 }, hash_suspend_small, PSA_ERROR_BUFFER_TOO_SMALL },
        { { hash_update, hash_finish }, hash_update, PSA_ERROR_BAD_STATE } } },
    { PSA_KEY_TYPE_HMAC,
      HMAC,
      { mac_sign_setup, mac_verify_setup },
      mac_update,
      mac_abort,
      NULL,
      { mac_update, mac_sign_finish, mac_verify_finish },
      { { { 0 }, mac_sign_finish_small, PSA_ERROR_BUFFER_TOO_SMALL },
        { { mac_update }, mac_verify_finish, PSA_ERROR_BAD_STATE }, /* set up for the other */
        { { mac_update, mac_sign_finish }, mac_update, PSA_ERROR_BAD_STATE } } },
    { PSA_KEY_TYPE_HMAC,
      HMAC,
      { mac_verify_setup, mac_sign_setup },
      mac_update,
      mac_abort,
      NULL,
      { mac_update, mac_sign_finish, mac_verify_finish },
      { { { mac_update }, mac_verify_finish, PSA_ERROR_INVALID_SIGNATURE },
        { { 0 }, mac_sign_finish, PSA_ERROR_BAD_STATE } } },
    { PSA_KEY_TYPE_AES,
      PSA_ALG_CBC_NO_PADDING,
      { cipher_encrypt_setup, cipher_decrypt_setup },
      cipher_set_iv,
      cipher_abort,
      NULL,
      { cipher_generate_iv, cipher_set_iv, cipher_update, cipher_finish },
      { { { 0 }, cipher_generate_iv_small, PSA_ERROR_BUFFER_TOO_SMALL },
        { { 0 }, cipher_set_iv_short, PSA_ERROR_INVALID_ARGUMENT },
        { { cipher_generate_iv }, cipher_update_small, PSA_ERROR_BUFFER_TOO_SMALL },
        { { 0 }, cipher_update, PSA_ERROR_BAD_STATE },
        { { cipher_generate_iv }, cipher_set_iv, PSA_ERROR_BAD_STATE },
        { { cipher_set_iv, cipher_update_part }, cipher_finish, PSA_ERROR_INVALID_ARGUMENT } } },
    { PSA_KEY_TYPE_AES,
      PSA_ALG_CBC_NO_PADDING,
      { cipher_decrypt_setup, cipher_encrypt_setup },
      cipher_set_iv,
      cipher_abort,
      NULL,
      { cipher_generate_iv, cipher_set_iv, cipher_update, cipher_finish },
      { { { 0 }, cipher_generate_iv, PSA_ERROR_BAD_STATE } } }, /* for encryption only */
    { PSA_KEY_TYPE_AES,
      PSA_ALG_CCM,
      { aead_encrypt_setup, aead_decrypt_setup },
      aead_set_lengths,
      aead_abort,
      NULL,
      { aead_set_lengths, aead_generate_nonce, aead_set_nonce, aead_update_ad, aead_update, aead_finish, aead_verify },
      { { { aead_set_lengths }, aead_set_lengths, PSA_ERROR_BAD_STATE },
        { { aead_set_lengths }, aead_generate_nonce_small, PSA_ERROR_BUFFER_TOO_SMALL },
        { { aead_set_lengths }, aead_set_nonce_short, PSA_ERROR_INVALID_ARGUMENT },
        { { 0 }, aead_set_nonce, PSA_ERROR_BAD_STATE },      /* CCM wants lengths first */
        { { 0 }, aead_generate_nonce, PSA_ERROR_BAD_STATE }, /* CCM wants lengths first */
        { { aead_set_lengths }, aead_update_ad, PSA_ERROR_BAD_STATE },
        { { aead_set_lengths, aead_set_nonce }, aead_update_ad_long, PSA_ERROR_INVALID_ARGUMENT },
        { { aead_set_lengths, aead_generate_nonce, aead_update_ad }, aead_update_small, PSA_ERROR_BUFFER_TOO_SMALL },
        { { aead_no_lengths, aead_set_nonce }, aead_finish_small, PSA_ERROR_BUFFER_TOO_SMALL },
        { { aead_no_lengths, aead_set_nonce }, aead_verify, PSA_ERROR_BAD_STATE } } }, /* set up for the other */
    { PSA_KEY_TYPE_AES,
      PSA_ALG_CCM,
      { aead_decrypt_setup, aead_encrypt_setup },
      aead_set_lengths,
      aead_abort,
      NULL,
      { aead_set_lengths, aead_generate_nonce, aead_set_nonce, aead_update_ad, aead_update, aead_finish, aead_verify },
      { { { aead_no_lengths, aead_set_nonce }, aead_verify, PSA_ERROR_INVALID_SIGNATURE },
        { { aead_no_lengths }, aead_generate_nonce, PSA_ERROR_BAD_STATE }, /* for encryption only */
        { { aead_set_lengths }, aead_update, PSA_ERROR_BAD_STATE },
        { { aead_no_lengths, aead_set_nonce }, aead_finish, PSA_ERROR_BAD_STATE } } },
    { PSA_KEY_TYPE_DERIVE,
      HKDF,
      { kdf_setup, kdf_setup_agreed },
      kdf_input_key,
      kdf_abort,
      kdf_get_capacity,
      { kdf_set_capacity, kdf_input_info, kdf_input_integer, kdf_input_key, kdf_agree_wrong, kdf_output_bytes,
        kdf_output_key, kdf_output_key_custom, kdf_verify_bytes, kdf_verify_key },
      { { { 0 }, kdf_input_bytes_wrong, PSA_ERROR_INVALID_ARGUMENT },
        { { 0 }, kdf_input_integer, PSA_ERROR_INVALID_ARGUMENT },
        { { 0 }, kdf_input_key_wrong, PSA_ERROR_INVALID_ARGUMENT },
        { { 0 }, kdf_output_bytes, PSA_ERROR_BAD_STATE },
        { { kdf_input_key, kdf_input_info }, kdf_output_key_wrong, PSA_ERROR_INVALID_ARGUMENT },
        { { kdf_input_key, kdf_input_info }, kdf_output_key_custom_wrong, PSA_ERROR_INVALID_ARGUMENT },
        { { kdf_input_key, kdf_input_info }, kdf_verify_bytes, PSA_ERROR_INVALID_SIGNATURE },
        { { kdf_input_key, kdf_input_info }, kdf_verify_key, PSA_ERROR_NOT_PERMITTED }, /* its usage is another */
        { { kdf_input_key, kdf_input_info, kdf_output_bytes }, kdf_input_info, PSA_ERROR_BAD_STATE } } },
    { PAIR,
      AGREED,
      { kdf_setup_agreed, kdf_setup },
      kdf_set_capacity,
      kdf_abort,
      kdf_get_capacity,
      { kdf_set_capacity, kdf_input_info, kdf_input_integer, kdf_input_key, kdf_agree_wrong, kdf_output_bytes,
        kdf_output_key, kdf_output_key_custom, kdf_verify_bytes, kdf_verify_key },
      { { { 0 }, kdf_agree_wrong, PSA_ERROR_INVALID_ARGUMENT } } },
    { PAIR,
      ECDSA,
      { sign_setup },
      sign_update,
      sign_abort,
      NULL,
      { sign_set_context, sign_update, sign_finish },
      { { { 0 }, sign_set_context_wrong, PSA_ERROR_INVALID_ARGUMENT },
        { { sign_update }, sign_finish_small, PSA_ERROR_BUFFER_TOO_SMALL },
        { { sign_update, sign_finish }, sign_update, PSA_ERROR_BAD_STATE } } },
    { PAIR,
      ECDSA,
      { verify_setup },
      verify_update,
      verify_abort,
      NULL,
      { verify_set_context, verify_update, verify_finish },
      { { { 0 }, verify_set_context_wrong, PSA_ERROR_INVALID_ARGUMENT },
        { { verify_update }, verify_finish, PSA_ERROR_INVALID_SIGNATURE },
        { { verify_abort }, verify_update, PSA_ERROR_BAD_STATE } } },
    { PSA_KEY_TYPE_PASSWORD,
      JPAKE,
      { pake_setup },
      pake_set_user,
      pake_abort,
      NULL,
      { pake_set_role, pake_set_user, pake_set_peer, pake_set_context, pake_output, pake_input, pake_get_shared_key },
      { { { 0 }, pake_set_role_wrong, PSA_ERROR_INVALID_ARGUMENT },
        { { 0 }, pake_set_user_wrong, PSA_ERROR_INVALID_ARGUMENT },
        { { 0 }, pake_set_peer_wrong, PSA_ERROR_INVALID_ARGUMENT },
        { { 0 }, pake_set_context, PSA_ERROR_BAD_STATE }, /* J-PAKE has none */
        { { pake_set_user, pake_set_peer }, pake_output_small, PSA_ERROR_BUFFER_TOO_SMALL },
        { { pake_set_user, pake_set_peer }, pake_input, PSA_ERROR_INVALID_ARGUMENT }, /* no point */
        { { pake_set_user, pake_set_peer }, pake_get_shared_key, PSA_ERROR_BAD_STATE } } },
};

static size_t bytes_used(void)
{
    const uint8_t *at = (const uint8_t *)&op;
    size_t used = 0;
    for (size_t i = 0; i < sizeof op; i++) {
        used += at[i] != 0;
    }
    return used;
}

/* A key for the family, and a suspended hash. */
static void prepare(const struct family *f)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    assert_int_equal(psa_destroy_key(K), PSA_SUCCESS);
    K = PSA_KEY_ID_NULL;
    memset(&op, 0, sizeof op);
    if (f->type == 0) {
        assert_int_equal(hash_setup(), PSA_SUCCESS);
        assert_int_equal(psa_hash_suspend(&op.hash, suspended, sizeof suspended, &suspended_length), PSA_SUCCESS);
        assert_int_equal(bytes_used(), 0);
        return;
    }
    psa_set_key_type(&a, f->type);
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_MESSAGE | PSA_KEY_USAGE_ENCRYPT |
                                    PSA_KEY_USAGE_DECRYPT | PSA_KEY_USAGE_DERIVE);
    psa_set_key_algorithm(&a, f->alg);
    assert_int_equal(psa_import_key(&a, bytes, 32, &K), PSA_SUCCESS);
}

static void expect(const struct family *f, const char *what, size_t index, psa_status_t status, psa_status_t expected)
{
    if (status != expected) {
        fail_msg("family %u: %s %u: %d, not %d", (unsigned)(f - families), what, (unsigned)index, (int)status,
                 (int)expected);
    }
}

/* The n-th of the other ways on: every call, the query, the set-ups. NULL after the last. */
static call_t *way_on(const struct family *f, size_t n)
{
    for (size_t c = 0; c < COUNT(f->calls) && f->calls[c] != NULL; c++) {
        if (n-- == 0) {
            return f->calls[c];
        }
    }
    if (f->query != NULL && n-- == 0) {
        return f->query;
    }
    return n < COUNT(f->setups) ? f->setups[n] : NULL;
}

/* The operation is in its error state: this way on is refused, and abort makes it as new. */
static void expect_dead(const struct family *f, const char *what, size_t n)
{
    length = 99;
    expect(f, what, n, way_on(f, n)(), PSA_ERROR_BAD_STATE);
    assert_true(length == 0 || length == 99);
    expect(f, "abort", n, f->abort(), PSA_SUCCESS);
    assert_int_equal(bytes_used(), 0);
    expect(f, "set-up after the abort", n, f->setups[0](), PSA_SUCCESS);
    expect(f, "call after the abort", n, f->next(), PSA_SUCCESS);
    expect(f, "abort", n, f->abort(), PSA_SUCCESS);
}

/* -------------------------------------------------------------------------------------------------------- Cases --- */

/* "The application must initialize it by any of the following means": zeros, a static object, the macro, the
 * function. */
static void object__initialised_in_each_way__can_be_set_up(void **state)
{
    (void)state;
#define EACH_WAY(family, type, INIT, init)                                                                             \
    do {                                                                                                               \
        static type of_zeros;                                                                                          \
        type by_macro = INIT, by_function = init(), by_memset;                                                         \
        memset(&by_memset, 0, sizeof by_memset);                                                                       \
        const type *const ways[] = { &of_zeros, &by_macro, &by_function, &by_memset };                                 \
        for (size_t w = 0; w < COUNT(ways); w++) {                                                                     \
            prepare(&families[family]);                                                                                \
            memcpy(&op, ways[w], sizeof by_memset);                                                                    \
            expect(&families[family], "set up, initialised in way", w, families[family].setups[0](), PSA_SUCCESS);     \
            expect(&families[family], "went on, initialised in way", w, families[family].next(), PSA_SUCCESS);         \
            expect(&families[family], "aborted, initialised in way", w, families[family].abort(), PSA_SUCCESS);        \
        }                                                                                                              \
    } while (0)
    EACH_WAY(0, psa_hash_operation_t, PSA_HASH_OPERATION_INIT, psa_hash_operation_init);
    EACH_WAY(1, psa_mac_operation_t, PSA_MAC_OPERATION_INIT, psa_mac_operation_init);
    EACH_WAY(3, psa_cipher_operation_t, PSA_CIPHER_OPERATION_INIT, psa_cipher_operation_init);
    EACH_WAY(5, psa_aead_operation_t, PSA_AEAD_OPERATION_INIT, psa_aead_operation_init);
    EACH_WAY(7, psa_key_derivation_operation_t, PSA_KEY_DERIVATION_OPERATION_INIT, psa_key_derivation_operation_init);
    EACH_WAY(9, psa_sign_operation_t, PSA_SIGN_OPERATION_INIT, psa_sign_operation_init);
    EACH_WAY(10, psa_verify_operation_t, PSA_VERIFY_OPERATION_INIT, psa_verify_operation_init);
    EACH_WAY(11, psa_pake_operation_t, PSA_PAKE_OPERATION_INIT, psa_pake_operation_init);
}

/* A cipher suite is an object too; PSA_PAKE_CIPHER_SUITE_INIT is no suite to set up with until its values are set. */
static void cipher_suite__initialised_in_each_way__usable_when_set(void **state)
{
    (void)state;
    static psa_pake_cipher_suite_t of_zeros;
    psa_pake_cipher_suite_t ways[4] = { { 0 }, PSA_PAKE_CIPHER_SUITE_INIT, { 0 }, { 0 } };
    memset(&ways[0], 0, sizeof ways[0]);
    ways[2] = psa_pake_cipher_suite_init();
    ways[3] = of_zeros;
    const struct family *f = &families[COUNT(families) - 1];
    prepare(f);
    for (size_t w = 0; w < COUNT(ways); w++) {
        /* no key permits PSA_ALG_NONE */
        assert_int_equal(psa_pake_setup(&op.pake, K, &ways[w]), PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(bytes_used(), 0);
        psa_pake_cs_set_algorithm(&ways[w], JPAKE);
        assert_int_equal(psa_pake_setup(&op.pake, K, &ways[w]), PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(bytes_used(), 0);
        psa_pake_cs_set_primitive(&ways[w],
                                  PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256));
        psa_pake_cs_set_key_confirmation(&ways[w], PSA_PAKE_UNCONFIRMED_KEY);
        assert_int_equal(psa_pake_cs_get_algorithm(&ways[w]), JPAKE);
        assert_int_equal(psa_pake_cs_get_key_confirmation(&ways[w]), PSA_PAKE_UNCONFIRMED_KEY);
        assert_int_equal(psa_pake_setup(&op.pake, K, &ways[w]), PSA_SUCCESS);
        assert_int_equal(pake_abort(), PSA_SUCCESS);
    }
}

/* "It must have been initialized ... and not yet in use": refused by each way to set up, and what is in use goes on. */
static void setup__operation_in_use__bad_state_and_goes_on(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(families); i++) {
        const struct family *f = &families[i];
        for (size_t s = 0; s < COUNT(f->setups) && f->setups[s] != NULL; s++) {
            prepare(f);
            expect(f, "set-up", 0, f->setups[0](), PSA_SUCCESS);
            expect(f, "second set-up", s, f->setups[s](), PSA_ERROR_BAD_STATE);
            expect(f, "call after the second set-up", s, f->next(), PSA_SUCCESS);
            expect(f, "set-up after a call", s, f->setups[s](), PSA_ERROR_BAD_STATE);
            expect(f, "abort", 0, f->abort(), PSA_SUCCESS);
            assert_int_equal(bytes_used(), 0);
        }
    }
}

/* "The application must call ..._setup() before calling this function": it is refused, and spoils the operation for
 * each of the others. */
static void call__before_setup__bad_state(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(families); i++) {
        const struct family *f = &families[i];
        for (size_t c = 0; c < COUNT(f->calls) && f->calls[c] != NULL; c++) {
            for (size_t n = 0; way_on(f, n) != NULL; n++) {
                prepare(f);
                length = 99;
                expect(f, "before set-up, call", c, f->calls[c](), PSA_ERROR_BAD_STATE);
                assert_true(length == 0 || length == 99);
                expect_dead(f, "after a call before set-up", n);
            }
        }
        if (f->query != NULL) { /* is refused, and leaves an inactive operation inactive */
            prepare(f);
            expect(f, "query before set-up", 0, f->query(), PSA_ERROR_BAD_STATE);
            expect(f, "set-up after a query", 0, f->setups[0](), PSA_SUCCESS);
            expect(f, "abort", 0, f->abort(), PSA_SUCCESS);
        }
    }
}

/* "If this function returns an error status, the operation enters an error state and must be aborted": each failure,
 * and then each way on. */
static void call__fails__only_abort_leads_on(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(families); i++) {
        const struct family *f = &families[i];
        for (size_t at = 0; at < COUNT(f->failures) && f->failures[at].call != NULL; at++) {
            const failure_t *failure = &f->failures[at];
            for (size_t n = 0; way_on(f, n) != NULL; n++) {
                prepare(f);
                expect(f, "set-up", at, f->setups[0](), PSA_SUCCESS);
                for (size_t b = 0; b < COUNT(failure->before) && failure->before[b] != NULL; b++) {
                    expect(f, "before the failure", at, failure->before[b](), PSA_SUCCESS);
                }
                expect(f, "the failure", at, failure->call(), failure->status);
                expect_dead(f, "after the failure", n);
            }
        }
    }
}

/* "Calling ..._abort() after the operation has been terminated ... is safe and has no effect": after initialisation,
 * after an abort, and after each call that ends an operation well. */
static void abort__of_an_ended_operation__has_no_effect(void **state)
{
    (void)state;
    static const struct {
        size_t family;
        call_t *calls[6]; /* to the good end */
    } ends[] = {
        { 0, { hash_setup, hash_update, hash_finish } },
        { 1, { mac_sign_setup, mac_update, mac_sign_finish } },
        { 3, { cipher_encrypt_setup, cipher_generate_iv, cipher_update, cipher_finish } },
        { 5, { aead_encrypt_setup, aead_no_lengths, aead_generate_nonce, aead_finish } },
        { 9, { sign_setup, sign_update, sign_finish } },
    };
    for (size_t i = 0; i < COUNT(families); i++) {
        const struct family *f = &families[i];
        prepare(f);
        for (unsigned n = 0; n < 2; n++) {
            expect(f, "abort of an inactive operation", n, f->abort(), PSA_SUCCESS);
            assert_int_equal(bytes_used(), 0);
        }
        expect(f, "set-up", 0, f->setups[0](), PSA_SUCCESS);
        for (unsigned n = 0; n < 3; n++) {
            expect(f, "abort of an active operation", n, f->abort(), PSA_SUCCESS);
            assert_int_equal(bytes_used(), 0);
        }
        expect(f, "set-up after aborts", 0, f->setups[0](), PSA_SUCCESS);
        expect(f, "call after aborts", 0, f->next(), PSA_SUCCESS);
        expect(f, "abort", 0, f->abort(), PSA_SUCCESS);
    }
    for (size_t e = 0; e < COUNT(ends); e++) {
        const struct family *f = &families[ends[e].family];
        prepare(f);
        for (size_t c = 0; c < COUNT(ends[e].calls) && ends[e].calls[c] != NULL; c++) {
            expect(f, "call to the end", c, ends[e].calls[c](), PSA_SUCCESS);
        }
        assert_int_equal(bytes_used(), 0); /* inactive */
        expect(f, "abort after the end", 0, f->abort(), PSA_SUCCESS);
        assert_int_equal(bytes_used(), 0);
        expect(f, "set-up after the end", 0, f->setups[0](), PSA_SUCCESS);
        expect(f, "abort", 0, f->abort(), PSA_SUCCESS);
    }
}

/* The same where the end is that a value is the right one: made by one operation, confirmed by the next. */
static void abort__after_a_verification_that_holds__has_no_effect(void **state)
{
    (void)state;
    uint8_t value[64];
    memset(&op, 0, sizeof op);
    assert_int_equal(psa_hash_compute(HASH, bytes, 3, value, sizeof value, &length), PSA_SUCCESS);
    assert_int_equal(hash_setup(), PSA_SUCCESS);
    assert_int_equal(hash_update(), PSA_SUCCESS);
    assert_int_equal(psa_hash_verify(&op.hash, value, length), PSA_SUCCESS);
    assert_int_equal(bytes_used(), 0);
    assert_int_equal(hash_abort(), PSA_SUCCESS);
    assert_int_equal(bytes_used(), 0);
    prepare(&families[1]);
    assert_int_equal(psa_mac_compute(K, HMAC, bytes, 3, value, 32, &length), PSA_SUCCESS);
    assert_int_equal(mac_verify_setup(), PSA_SUCCESS);
    assert_int_equal(mac_update(), PSA_SUCCESS);
    assert_int_equal(psa_mac_verify_finish(&op.mac, value, 32), PSA_SUCCESS);
    assert_int_equal(bytes_used(), 0);
    assert_int_equal(mac_abort(), PSA_SUCCESS);
    assert_int_equal(bytes_used(), 0);
    prepare(&families[5]);
    assert_int_equal(psa_aead_encrypt(K, PSA_ALG_CCM, bytes, 12, NULL, 0, NULL, 0, value, 16, &length), PSA_SUCCESS);
    assert_int_equal(aead_decrypt_setup(), PSA_SUCCESS);
    assert_int_equal(aead_no_lengths(), PSA_SUCCESS);
    assert_int_equal(aead_set_nonce(), PSA_SUCCESS);
    assert_int_equal(psa_aead_verify(&op.aead, NULL, 0, &length, value, 16), PSA_SUCCESS);
    assert_int_equal(bytes_used(), 0);
    assert_int_equal(aead_abort(), PSA_SUCCESS);
    assert_int_equal(bytes_used(), 0);
    prepare(&families[10]);
    assert_int_equal(psa_sign_message(K, ECDSA, bytes, 3, value, 64, &length), PSA_SUCCESS);
    assert_int_equal(psa_verify_setup(&op.verify, K, ECDSA, value, 64), PSA_SUCCESS);
    assert_int_equal(verify_update(), PSA_SUCCESS);
    assert_int_equal(verify_finish(), PSA_SUCCESS);
    assert_int_equal(bytes_used(), 0);
    assert_int_equal(verify_abort(), PSA_SUCCESS);
    assert_int_equal(bytes_used(), 0);
}

/* The derivations of SP 800-108: "Subsequent calls to psa_key_derivation_set_capacity() are not permitted",
 * subsequent to the first output. */
static void counter_kdf__capacity_after_output__bad_state(void **state)
{
    (void)state;
    static const struct {
        psa_key_type_t type;
        psa_algorithm_t alg;
    } rows[] = { { PSA_KEY_TYPE_AES, PSA_ALG_SP800_108_COUNTER_CMAC },
                 { PSA_KEY_TYPE_HMAC, PSA_ALG_SP800_108_COUNTER_HMAC(PSA_ALG_SHA_256) } };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct family f = { .type = rows[i].type, .alg = rows[i].alg };
        for (unsigned after = 0; after < 2; after++) {
            prepare(&f);
            assert_int_equal(psa_key_derivation_setup(&op.kdf, f.alg), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_set_capacity(&op.kdf, 100), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_input_key(&op.kdf, SECRET, K), PSA_SUCCESS);
            if (after) {
                assert_int_equal(kdf_output_bytes(), PSA_SUCCESS);
            }
            assert_int_equal(kdf_set_capacity(), after ? PSA_ERROR_BAD_STATE : PSA_SUCCESS);
            assert_int_equal(kdf_output_bytes(), after ? PSA_ERROR_BAD_STATE : PSA_SUCCESS);
            assert_int_equal(kdf_abort(), PSA_SUCCESS);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(object__initialised_in_each_way__can_be_set_up, start, fixture_stop),
        cmocka_unit_test_setup_teardown(cipher_suite__initialised_in_each_way__usable_when_set, start, fixture_stop),
        cmocka_unit_test_setup_teardown(setup__operation_in_use__bad_state_and_goes_on, start, fixture_stop),
        cmocka_unit_test_setup_teardown(call__before_setup__bad_state, start, fixture_stop),
        cmocka_unit_test_setup_teardown(call__fails__only_abort_leads_on, start, fixture_stop),
        cmocka_unit_test_setup_teardown(abort__of_an_ended_operation__has_no_effect, start, fixture_stop),
        cmocka_unit_test_setup_teardown(abort__after_a_verification_that_holds__has_no_effect, start, fixture_stop),
        cmocka_unit_test_setup_teardown(counter_kdf__capacity_after_output__bad_state, start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
