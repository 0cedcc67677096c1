/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa_destroy_key(): "If a key is currently in use in a multi-part operation, then destroying the key will cause the
 * multi-part operation to fail": every family, at every point of an operation, keys in RAM and in storage; and no other
 * operation fails.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/config.h"
#include "lib/crypto/crypto_internal.h"
#include "lib/crypto/owned_keys.h"
#include "lib/its/its_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define HMAC PSA_ALG_HMAC(PSA_ALG_SHA_256)
#define HKDF PSA_ALG_HKDF(PSA_ALG_SHA_256)
#define AGREED PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, HKDF)
#define ECDSA PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256)
#define JPAKE PSA_ALG_JPAKE(PSA_ALG_SHA_256)
#define PAIR PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)
#define SECRET PSA_KEY_DERIVATION_INPUT_SECRET
#define SALT PSA_KEY_DERIVATION_INPUT_SALT
#define COST PSA_KEY_DERIVATION_INPUT_COST
#define KEY_ID 0x77u

static const uint8_t bytes[128] = { 1, 2, 3, 4, 5, 6, 7, 8 };
static uint8_t out[512];
static size_t length;

/* One operation of any family at a time, so that a test may look at all of its bytes. */
static union {
    psa_mac_operation_t mac;
    psa_cipher_operation_t cipher;
    psa_aead_operation_t aead;
    psa_key_derivation_operation_t kdf;
    psa_sign_operation_t sign;
    psa_verify_operation_t verify;
    psa_pake_operation_t pake;
    uint8_t bytes[sizeof(psa_verify_operation_t) > sizeof(psa_pake_operation_t) ? sizeof(psa_verify_operation_t)
                                                                                : sizeof(psa_pake_operation_t)];
} op;

static int start(void **state)
{
    memset(&op, 0, sizeof op);
    return fixture_start(state);
}

static int stop(void **state)
{
    (void)state;
    sim_set_caller(-1);
    pcrypto_reset();
    pits_reset();
    return 0;
}

/* A volatile key for id 0, else a persistent one. */
static psa_key_id_t import(psa_key_type_t type, psa_algorithm_t alg, psa_key_id_t id, psa_key_usage_t usage)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    psa_set_key_type(&a, type);
    psa_set_key_usage_flags(&a, usage | PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_MESSAGE |
                                    PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT | PSA_KEY_USAGE_DERIVE);
    psa_set_key_algorithm(&a, alg);
    if (id != 0) {
        psa_set_key_id(&a, id);
    }
    assert_int_equal(psa_import_key(&a, bytes, 32, &key), PSA_SUCCESS);
    return key;
}

/* --------------------------------------------------------------------------- Families: begin, and each way on --- */

/* What is compared is wrong, and that it was compared is all that matters. */
static psa_status_t judged(psa_status_t status)
{
    return status == PSA_ERROR_INVALID_SIGNATURE ? PSA_SUCCESS : status;
}

static psa_status_t mac_sign(psa_key_id_t key)
{
    return psa_mac_sign_setup(&op.mac, key, HMAC);
}
static psa_status_t mac_verify(psa_key_id_t key)
{
    return psa_mac_verify_setup(&op.mac, key, HMAC);
}
static psa_status_t cmac_fed(psa_key_id_t key)
{
    psa_status_t status = psa_mac_sign_setup(&op.mac, key, PSA_ALG_CMAC);
    return status == PSA_SUCCESS ? psa_mac_update(&op.mac, bytes, 20) : status;
}
static psa_status_t mac_update(void)
{
    return psa_mac_update(&op.mac, bytes, 1);
}
static psa_status_t mac_sign_finish(void)
{
    return psa_mac_sign_finish(&op.mac, out, sizeof out, &length);
}
static psa_status_t mac_verify_finish(void)
{
    return judged(psa_mac_verify_finish(&op.mac, bytes, 32));
}
static psa_status_t mac_abort(void)
{
    return psa_mac_abort(&op.mac);
}

static psa_status_t cipher_encrypt(psa_key_id_t key)
{
    return psa_cipher_encrypt_setup(&op.cipher, key, PSA_ALG_CBC_PKCS7);
}
static psa_status_t cipher_running(psa_key_id_t key)
{
    psa_status_t status = psa_cipher_decrypt_setup(&op.cipher, key, PSA_ALG_CBC_NO_PADDING);
    return status == PSA_SUCCESS ? psa_cipher_set_iv(&op.cipher, bytes, 16) : status;
}
static psa_status_t cipher_generate_iv(void)
{
    return psa_cipher_generate_iv(&op.cipher, out, sizeof out, &length);
}
static psa_status_t cipher_set_iv(void)
{
    return psa_cipher_set_iv(&op.cipher, bytes, 16);
}
static psa_status_t cipher_update(void)
{
    return psa_cipher_update(&op.cipher, bytes, 32, out, sizeof out, &length);
}
static psa_status_t cipher_finish(void)
{
    return psa_cipher_finish(&op.cipher, out, sizeof out, &length);
}
static psa_status_t cipher_abort(void)
{
    return psa_cipher_abort(&op.cipher);
}

static psa_status_t aead_encrypt(psa_key_id_t key)
{
    return psa_aead_encrypt_setup(&op.aead, key, PSA_ALG_GCM);
}
static psa_status_t aead_encrypt_fed(psa_key_id_t key)
{
    psa_status_t status = psa_aead_encrypt_setup(&op.aead, key, PSA_ALG_GCM);
    return status == PSA_SUCCESS ? psa_aead_set_nonce(&op.aead, bytes, 12) : status;
}
static psa_status_t aead_decrypt_fed(psa_key_id_t key)
{
    psa_status_t status = psa_aead_decrypt_setup(&op.aead, key, PSA_ALG_GCM);
    return status == PSA_SUCCESS ? psa_aead_set_nonce(&op.aead, bytes, 12) : status;
}
static psa_status_t aead_generate_nonce(void)
{
    return psa_aead_generate_nonce(&op.aead, out, sizeof out, &length);
}
static psa_status_t aead_set_nonce(void)
{
    return psa_aead_set_nonce(&op.aead, bytes, 12);
}
static psa_status_t aead_set_lengths(void)
{
    return psa_aead_set_lengths(&op.aead, 1, 1);
}
static psa_status_t aead_update_ad(void)
{
    return psa_aead_update_ad(&op.aead, bytes, 5);
}
static psa_status_t aead_update(void)
{
    return psa_aead_update(&op.aead, bytes, 32, out, sizeof out, &length);
}
static psa_status_t aead_finish(void)
{
    size_t tag_length;
    return psa_aead_finish(&op.aead, NULL, 0, &length, out, sizeof out, &tag_length);
}
static psa_status_t aead_verify(void)
{
    return judged(psa_aead_verify(&op.aead, NULL, 0, &length, bytes, 16));
}
static psa_status_t aead_abort(void)
{
    return psa_aead_abort(&op.aead);
}

static psa_status_t kdf_input_info(void)
{
    return psa_key_derivation_input_bytes(&op.kdf, PSA_KEY_DERIVATION_INPUT_INFO, bytes, 3);
}
static psa_status_t kdf_salted(psa_key_id_t key)
{
    psa_status_t status = psa_key_derivation_setup(&op.kdf, HKDF);
    return status == PSA_SUCCESS ? psa_key_derivation_input_key(&op.kdf, SALT, key) : status;
}
static psa_status_t kdf_ready(psa_key_id_t key)
{
    psa_status_t status = psa_key_derivation_setup(&op.kdf, HKDF);
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_input_key(&op.kdf, SECRET, key);
    }
    return status == PSA_SUCCESS ? kdf_input_info() : status;
}
static psa_status_t kdf_in_output(psa_key_id_t key)
{
    psa_status_t status = kdf_ready(key);
    return status == PSA_SUCCESS ? psa_key_derivation_output_bytes(&op.kdf, out, 40) : status;
}
static psa_status_t kdf_agreed(psa_key_id_t key)
{
    uint8_t public_key[65];
    psa_status_t status = psa_key_derivation_setup(&op.kdf, AGREED);
    if (status == PSA_SUCCESS) {
        status = psa_export_public_key(key, public_key, sizeof public_key, &length);
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_key_agreement(&op.kdf, SECRET, key, public_key, 65);
    }
    return status == PSA_SUCCESS ? kdf_input_info() : status;
}
static psa_status_t kdf_input_secret(void)
{
    return psa_key_derivation_input_bytes(&op.kdf, SECRET, bytes, 32);
}
static psa_status_t kdf_get_capacity(void)
{
    return psa_key_derivation_get_capacity(&op.kdf, &length);
}
static psa_status_t kdf_set_capacity(void)
{
    return psa_key_derivation_set_capacity(&op.kdf, 64);
}
static psa_status_t kdf_output_bytes(void)
{
    return psa_key_derivation_output_bytes(&op.kdf, out, 16);
}
static psa_status_t kdf_verify_bytes(void)
{
    return judged(psa_key_derivation_verify_bytes(&op.kdf, bytes, 16));
}
static psa_status_t kdf_output_key(void)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    psa_set_key_type(&a, PSA_KEY_TYPE_AES);
    psa_set_key_bits(&a, 128);
    psa_status_t status = psa_key_derivation_output_key(&a, &op.kdf, &key);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    return status;
}
static psa_status_t kdf_abort(void)
{
    return psa_key_derivation_abort(&op.kdf);
}

static psa_status_t sign_setup(psa_key_id_t key)
{
    return psa_sign_setup(&op.sign, key, ECDSA);
}
static psa_status_t sign_update(void)
{
    return psa_sign_update(&op.sign, bytes, 3);
}
static psa_status_t sign_set_context(void)
{
    return psa_sign_set_context(&op.sign, NULL, 0);
}
static psa_status_t sign_finish(void)
{
    return psa_sign_finish(&op.sign, out, sizeof out, &length);
}
static psa_status_t sign_abort(void)
{
    return psa_sign_abort(&op.sign);
}
static psa_status_t verify_setup(psa_key_id_t key)
{
    return psa_verify_setup(&op.verify, key, ECDSA, bytes, 64);
}
static psa_status_t verify_update(void)
{
    return psa_verify_update(&op.verify, bytes, 3);
}
static psa_status_t verify_set_context(void)
{
    return psa_verify_set_context(&op.verify, NULL, 0);
}
static psa_status_t verify_finish(void)
{
    return judged(psa_verify_finish(&op.verify));
}
static psa_status_t verify_abort(void)
{
    return psa_verify_abort(&op.verify);
}

static psa_status_t pake_setup(psa_key_id_t key)
{
    psa_pake_cipher_suite_t suite = PSA_PAKE_CIPHER_SUITE_INIT;
    psa_pake_cs_set_algorithm(&suite, JPAKE);
    psa_pake_cs_set_primitive(&suite, PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256));
    psa_pake_cs_set_key_confirmation(&suite, PSA_PAKE_UNCONFIRMED_KEY);
    return psa_pake_setup(&op.pake, key, &suite);
}
static psa_status_t pake_named(psa_key_id_t key)
{
    psa_status_t status = pake_setup(key);
    if (status == PSA_SUCCESS) {
        status = psa_pake_set_user(&op.pake, (const uint8_t *)"client", 6);
    }
    return status == PSA_SUCCESS ? psa_pake_set_peer(&op.pake, (const uint8_t *)"server", 6) : status;
}
static psa_status_t pake_set_user(void)
{
    return psa_pake_set_user(&op.pake, (const uint8_t *)"client", 6);
}
static psa_status_t pake_set_peer(void)
{
    return psa_pake_set_peer(&op.pake, (const uint8_t *)"server", 6);
}
static psa_status_t pake_set_role(void)
{
    return psa_pake_set_role(&op.pake, PSA_PAKE_ROLE_NONE);
}
static psa_status_t pake_output(void)
{
    return psa_pake_output(&op.pake, PSA_PAKE_STEP_KEY_SHARE, out, sizeof out, &length);
}
static psa_status_t pake_input(void)
{
    static const uint8_t base[65] = { /* the base point of P-256: a good share */
                                      0x04, 0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5,
                                      0x63, 0xa4, 0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4,
                                      0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96, 0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a,
                                      0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16, 0x2b, 0xce, 0x33,
                                      0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5
    };
    return psa_pake_input(&op.pake, PSA_PAKE_STEP_KEY_SHARE, base, 65);
}
static psa_status_t pake_abort(void)
{
    return psa_pake_abort(&op.pake);
}

typedef psa_status_t begin_t(psa_key_id_t key);
typedef psa_status_t call_t(void);

/* How an operation is brought to a state, and the calls that lead on from there. */
static const struct running {
    psa_key_type_t type;
    psa_algorithm_t alg;
    begin_t *begin;
    call_t *abort;
    call_t *calls[8];
} runnings[] = {
    { PSA_KEY_TYPE_HMAC, HMAC, mac_sign, mac_abort, { mac_update, mac_sign_finish } },
    { PSA_KEY_TYPE_HMAC, HMAC, mac_verify, mac_abort, { mac_update, mac_verify_finish } },
    { PSA_KEY_TYPE_AES, PSA_ALG_CMAC, cmac_fed, mac_abort, { mac_update, mac_sign_finish } },
    { PSA_KEY_TYPE_AES, PSA_ALG_CBC_PKCS7, cipher_encrypt, cipher_abort, { cipher_generate_iv, cipher_set_iv } },
    { PSA_KEY_TYPE_AES, PSA_ALG_CBC_NO_PADDING, cipher_running, cipher_abort, { cipher_update, cipher_finish } },
    { PSA_KEY_TYPE_AES,
      PSA_ALG_GCM,
      aead_encrypt,
      aead_abort,
      { aead_generate_nonce, aead_set_nonce, aead_set_lengths } },
    { PSA_KEY_TYPE_AES, PSA_ALG_GCM, aead_encrypt_fed, aead_abort, { aead_update_ad, aead_update, aead_finish } },
    { PSA_KEY_TYPE_AES, PSA_ALG_GCM, aead_decrypt_fed, aead_abort, { aead_update_ad, aead_update, aead_verify } },
    { PSA_KEY_TYPE_RAW_DATA,
      HKDF,
      kdf_salted,
      kdf_abort,
      { kdf_input_secret, kdf_input_info, kdf_get_capacity, kdf_set_capacity } },
    { PSA_KEY_TYPE_DERIVE,
      HKDF,
      kdf_ready,
      kdf_abort,
      { kdf_get_capacity, kdf_set_capacity, kdf_output_bytes, kdf_verify_bytes, kdf_output_key } },
    { PSA_KEY_TYPE_DERIVE,
      HKDF,
      kdf_in_output,
      kdf_abort,
      { kdf_get_capacity, kdf_output_bytes, kdf_verify_bytes, kdf_output_key } },
    { PAIR, AGREED, kdf_agreed, kdf_abort, { kdf_get_capacity, kdf_output_bytes, kdf_output_key } },
    { PAIR, ECDSA, sign_setup, sign_abort, { sign_set_context, sign_update, sign_finish } },
    { PAIR, ECDSA, verify_setup, verify_abort, { verify_set_context, verify_update, verify_finish } },
    { PSA_KEY_TYPE_PASSWORD, JPAKE, pake_setup, pake_abort, { pake_set_user, pake_set_peer, pake_set_role } },
    { PSA_KEY_TYPE_PASSWORD, JPAKE, pake_named, pake_abort, { pake_output, pake_input } },
};

/* ------------------------------------------------------------------------------------------------------- Rules --- */

static size_t bytes_used(void)
{
    size_t used = 0;
    for (size_t i = 0; i < sizeof op; i++) {
        used += op.bytes[i] != 0;
    }
    return used;
}

/* What the errors of an operation leave: its mark, and nothing else. */
static void assert_wiped(void)
{
    assert_int_equal(bytes_used(), 1);
}

/* An operation brought to its state, meanwhile(), and the call: with success, or failure and nothing left. */
static void check_call(const struct running *r, call_t *call, psa_key_id_t id, psa_key_usage_t usage, bool fails,
                       void (*meanwhile)(psa_key_id_t key))
{
    psa_key_id_t key = import(r->type, r->alg, id, usage);
    assert_int_equal(r->begin(key), PSA_SUCCESS);
    meanwhile(key);
    memset(out, 0xee, sizeof out);
    length = 99;
    if (fails) {
        static const uint8_t untouched[16] = { 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee,
                                               0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee };
        assert_int_equal(call(), PSA_ERROR_BAD_STATE);
        assert_memory_equal(out, untouched, 16);
        assert_true(length == 0 || length == 99);
        if (call != kdf_get_capacity) { /* which may not write to its operation */
            assert_wiped();
        }
        assert_int_equal(call(), PSA_ERROR_BAD_STATE);
    } else {
        assert_int_equal(call(), PSA_SUCCESS);
    }
    assert_int_equal(r->abort(), PSA_SUCCESS);
    assert_int_equal(bytes_used(), 0);
    (void)psa_destroy_key(key);
}

static void check_all(psa_key_id_t id, psa_key_usage_t usage, bool fails, void (*meanwhile)(psa_key_id_t key))
{
    for (size_t i = 0; i < COUNT(runnings); i++) {
        for (size_t c = 0; runnings[i].calls[c] != NULL; c++) {
            check_call(&runnings[i], runnings[i].calls[c], id, usage, fails, meanwhile);
        }
    }
}

static void nothing(psa_key_id_t key)
{
    (void)key;
}

static void destroy(psa_key_id_t key)
{
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

static void destroy_and_make_again(psa_key_id_t key)
{
    psa_key_attributes_t a;
    assert_int_equal(psa_get_key_attributes(key, &a), PSA_SUCCESS);
    destroy(key);
    assert_int_equal(psa_import_key(&a, bytes, 32, &key), PSA_SUCCESS);
}

/* Out of RAM and back. */
static void purge(psa_key_id_t key)
{
    assert_int_equal(psa_purge_key(key), PSA_SUCCESS);
}

static void purge_and_destroy(psa_key_id_t key)
{
    purge(key);
    destroy(key);
}

/* Slots taken by other keys, so that a cached one has to leave. */
static void evict(psa_key_id_t key)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t others[PCRYPTO_KEY_COUNT];
    size_t count = 0;
    (void)key;
    psa_set_key_type(&a, PSA_KEY_TYPE_RAW_DATA);
    while (count < PCRYPTO_KEY_COUNT && psa_import_key(&a, bytes, 32, &others[count]) == PSA_SUCCESS) {
        count++;
    }
    assert_int_equal(count, PCRYPTO_KEY_COUNT);
    while (count > 0) {
        destroy(others[--count]);
    }
}

static void evict_and_destroy(psa_key_id_t key)
{
    evict(key);
    destroy(key);
}

/* More volatile keys than anybody remembers. */
static void destroy_many_others(psa_key_id_t key)
{
    (void)key;
    for (unsigned i = 0; i < 3 * PCRYPTO_DESTROYED_COUNT; i++) {
        destroy(import(PSA_KEY_TYPE_HMAC, HMAC, 0, 0));
    }
}

static void destroy_many_others_and_it(psa_key_id_t key)
{
    destroy(key);
    destroy_many_others(key);
}

/* As many persistent keys as are remembered, and one of them again and again. */
static void destroy_stored_others(psa_key_id_t key)
{
    (void)key;
    for (psa_key_id_t id = 1; id <= PCRYPTO_DESTROYED_COUNT; id++) {
        destroy(import(PSA_KEY_TYPE_HMAC, HMAC, id, 0));
    }
    for (unsigned i = 0; i < 3; i++) {
        destroy(import(PSA_KEY_TYPE_HMAC, HMAC, 1, 0));
    }
}

static void destroy_it_and_too_many_stored_others(psa_key_id_t key)
{
    destroy(key);
    for (psa_key_id_t id = 1; id <= 2 * PCRYPTO_DESTROYED_COUNT; id++) {
        destroy(import(PSA_KEY_TYPE_HMAC, HMAC, id, 0));
    }
}

static void destroy_too_many_stored_others(psa_key_id_t key)
{
    (void)key;
    for (psa_key_id_t id = 1; id <= PCRYPTO_DESTROYED_COUNT + 1; id++) {
        destroy(import(PSA_KEY_TYPE_HMAC, HMAC, id, 0));
    }
}

/* Another caller's key with the same id. */
static void destroy_anothers(psa_key_id_t key)
{
    sim_set_caller(7);
    destroy(import(PSA_KEY_TYPE_HMAC, HMAC, key, 0));
    sim_set_caller(-1);
}

static void destroy_fails(psa_key_id_t key)
{
    sim_fail_from(SIM_CALL_FLASH_PROG, 1, PSA_ERROR_STORAGE_FAILURE);
    assert_int_not_equal(psa_destroy_key(key), PSA_SUCCESS);
    assert_true(sim_fail_struck());
    sim_fail_off();
}

#define CACHE PSA_KEY_USAGE_CACHE

static void operation__key_destroyed__fails(void **state)
{
    (void)state;
    check_all(0, 0, false, nothing);
    check_all(0, 0, true, destroy);
    check_all(KEY_ID, 0, false, nothing);
    check_all(KEY_ID, 0, true, destroy);
    check_all(KEY_ID, CACHE, true, destroy);
}

static void operation__another_key_of_the_same_id__fails(void **state)
{
    (void)state;
    check_all(KEY_ID, 0, true, destroy_and_make_again);
    check_all(KEY_ID, CACHE, true, destroy_and_make_again);
}

static void operation__key_out_of_ram__as_if_it_were_there(void **state)
{
    (void)state;
    check_all(0, 0, false, purge);
    check_all(KEY_ID, CACHE, false, purge);
    check_all(KEY_ID, CACHE, false, evict);
    check_all(KEY_ID, 0, false, evict);
    check_all(KEY_ID, CACHE, true, purge_and_destroy);
    check_all(KEY_ID, CACHE, true, evict_and_destroy);
    check_all(KEY_ID, 0, true, evict_and_destroy);
}

static void operation__other_keys_destroyed__goes_on(void **state)
{
    (void)state;
    check_all(0, 0, false, destroy_many_others);
    check_all(0, 0, true, destroy_many_others_and_it);
    check_all(KEY_ID, 0, false, destroy_many_others);
    check_all(KEY_ID, 0, true, destroy_many_others_and_it);
}

static void operation__stored_keys_destroyed__only_its_own_matters(void **state)
{
    (void)state;
    check_call(&runnings[0], mac_update, 0, 0, false, destroy_stored_others);
    check_call(&runnings[0], mac_update, 0, 0, false, destroy_too_many_stored_others);
    check_call(&runnings[0], mac_update, KEY_ID, 0, false, destroy_stored_others);
    check_call(&runnings[0], mac_update, KEY_ID, 0, true, destroy_it_and_too_many_stored_others);
    check_call(&runnings[0], mac_update, KEY_ID, 0, false, destroy_anothers);
    /* The limit: after more than are remembered the operation can't tell any more, and gives up. */
    check_call(&runnings[0], mac_update, KEY_ID, 0, true, destroy_too_many_stored_others);
    /* It is of no importance for operations that begin later. */
    check_call(&runnings[0], mac_update, KEY_ID, 0, false, destroy_stored_others);
}

/* An operation that is asked between goes on however many keys are destroyed. */
static void operation__used_between__never_gives_up(void **state)
{
    (void)state;
    psa_key_id_t key = import(PSA_KEY_TYPE_HMAC, HMAC, KEY_ID, 0);
    assert_int_equal(mac_sign(key), PSA_SUCCESS);
    for (psa_key_id_t id = 1; id <= 3 * PCRYPTO_DESTROYED_COUNT; id++) {
        destroy(import(PSA_KEY_TYPE_HMAC, HMAC, id, 0));
        assert_int_equal(mac_update(), PSA_SUCCESS);
    }
    destroy(key);
    assert_int_equal(mac_update(), PSA_ERROR_BAD_STATE);
    assert_wiped();
    assert_int_equal(mac_abort(), PSA_SUCCESS);
}

/* Of a service's own key, whoever calls: it is that owner's keys that count. */
static void owned_mac__service_key__its_destruction_counts(void **state)
{
    (void)state;
    const psa_key_id_t ids[] = { 0, KEY_ID };
    for (size_t i = 0; i < COUNT(ids); i++) {
        psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
        psa_key_id_t key;
        psa_set_key_type(&a, PSA_KEY_TYPE_HMAC);
        psa_set_key_usage_flags(&a, PSA_KEY_USAGE_SIGN_MESSAGE);
        psa_set_key_algorithm(&a, HMAC);
        if (ids[i] != 0) {
            psa_set_key_id(&a, ids[i]);
        }
        assert_int_equal(pcrypto_owned_import(PLAT_CLIENT_ATTESTATION, &a, bytes, 32, &key), PSA_SUCCESS);
        assert_int_equal(pcrypto_owned_mac_sign_setup(PLAT_CLIENT_ATTESTATION, &op.mac, key, HMAC), PSA_SUCCESS);
        destroy(import(PSA_KEY_TYPE_HMAC, HMAC, ids[i], 0)); /* the caller's */
        assert_int_equal(mac_update(), PSA_SUCCESS);
        assert_int_equal(pcrypto_owned_destroy(PLAT_CLIENT_ATTESTATION, key), PSA_SUCCESS);
        assert_int_equal(mac_update(), PSA_ERROR_BAD_STATE);
        assert_wiped();
        assert_int_equal(mac_abort(), PSA_SUCCESS);
    }
}

/* Storage fails: the key is gone from RAM as far as that goes, and so are the operations. */
static void destroy_key__storage_fails__operation_fails(void **state)
{
    (void)state;
    check_call(&runnings[0], mac_update, KEY_ID, 0, true, destroy_fails);
    sim_init(NULL);
    pits_reset();
    check_call(&runnings[0], mac_update, KEY_ID, CACHE, true, destroy_fails);
}

/* Every key that was an input counts, also one beyond those that are known by name; salts may come again and again. */
static void key_derivation__any_of_its_keys_destroyed__fails(void **state)
{
    (void)state;
    const psa_algorithm_t alg = PSA_ALG_PBKDF2_HMAC(PSA_ALG_SHA_256);
    for (size_t salts = 1; salts <= 6; salts++) {
        for (size_t which = 0; which <= salts + 1; which++) {
            psa_key_id_t keys[8], stranger = import(PSA_KEY_TYPE_RAW_DATA, HMAC, 0, 0);
            assert_int_equal(psa_key_derivation_setup(&op.kdf, alg), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_input_integer(&op.kdf, COST, 1), PSA_SUCCESS);
            for (size_t i = 0; i < salts; i++) {
                keys[i] = import(PSA_KEY_TYPE_RAW_DATA, alg, 0, 0);
                assert_int_equal(psa_key_derivation_input_key(&op.kdf, SALT, keys[i]), PSA_SUCCESS);
            }
            keys[salts] = import(PSA_KEY_TYPE_PASSWORD, alg, 0, 0);
            assert_int_equal(psa_key_derivation_input_key(&op.kdf, PSA_KEY_DERIVATION_INPUT_PASSWORD, keys[salts]),
                             PSA_SUCCESS);
            keys[salts + 1] = stranger; /* the one that was no input: with four keys or fewer it does not matter */
            destroy(keys[which]);
            const bool fails = which <= salts || salts + 1 > 4;
            assert_int_equal(kdf_output_bytes(), fails ? PSA_ERROR_BAD_STATE : PSA_SUCCESS);
            if (fails) {
                assert_wiped();
            }
            assert_int_equal(kdf_abort(), PSA_SUCCESS);
            for (size_t i = 0; i <= salts + 1; i++) {
                assert_int_equal(psa_destroy_key(keys[i]), i == which ? PSA_ERROR_INVALID_HANDLE : PSA_SUCCESS);
            }
        }
    }
}

/* "If it returns an error, the operation object is unchanged": setup on an operation in use that lost its key. */
static void setup__in_use_and_key_destroyed__object_unchanged(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(runnings); i++) {
        psa_key_id_t key = import(runnings[i].type, runnings[i].alg, 0, 0);
        uint8_t before[sizeof op];
        assert_int_equal(runnings[i].begin(key), PSA_SUCCESS);
        destroy(key);
        key = import(runnings[i].type, runnings[i].alg, 0, 0);
        memcpy(before, &op, sizeof op);
        assert_int_equal(runnings[i].begin(key), PSA_ERROR_BAD_STATE);
        assert_memory_equal(&op, before, sizeof op);
        assert_int_equal(runnings[i].abort(), PSA_SUCCESS);
        destroy(key);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(operation__key_destroyed__fails, start, stop),
        cmocka_unit_test_setup_teardown(operation__another_key_of_the_same_id__fails, start, stop),
        cmocka_unit_test_setup_teardown(operation__key_out_of_ram__as_if_it_were_there, start, stop),
        cmocka_unit_test_setup_teardown(operation__other_keys_destroyed__goes_on, start, stop),
        cmocka_unit_test_setup_teardown(operation__stored_keys_destroyed__only_its_own_matters, start, stop),
        cmocka_unit_test_setup_teardown(operation__used_between__never_gives_up, start, stop),
        cmocka_unit_test_setup_teardown(owned_mac__service_key__its_destruction_counts, start, stop),
        cmocka_unit_test_setup_teardown(destroy_key__storage_fails__operation_fails, start, stop),
        cmocka_unit_test_setup_teardown(key_derivation__any_of_its_keys_destroyed__fails, start, stop),
        cmocka_unit_test_setup_teardown(setup__in_use_and_key_destroyed__object_unchanged, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
