/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Concurrent calls ("Concurrent calls", sequential consistency) on the host port: each thread lives its own keys, all
 * share one key and the generator, load one provided key, and all try to make the same persistent key. Run under
 * ThreadSanitizer (preset tsan).
 */
#define _GNU_SOURCE /* pthread_barrier_t */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "platform/platform.h"
#include "platform/posix/plat_posix.h"
#include "psa/crypto.h"
#include "tests/port/device_dir.h"

#define THREADS 4
#define ROUNDS 12

static psa_key_id_t shared_key;
static const uint8_t message[5] = { 'h', 'e', 'l', 'l', 'o' };
static uint8_t shared_mac[32], device_bytes[16];
static psa_key_id_t shared_gcm, shared_cbc; /* all compute what is kept of them at once, then share it */
static atomic_int made;                     /* persistent keys made in the round that runs */
static pthread_barrier_t barrier;

/* A thread must not fail a test by longjmp: it counts. */
static atomic_int failures;
#define CHECK(cond) ((cond) ? (void)0 : (void)atomic_fetch_add(&failures, 1))

static psa_key_attributes_t attributes(psa_key_type_t type, psa_algorithm_t alg, size_t bits)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, type);
    psa_set_key_bits(&a, bits);
    psa_set_key_algorithm(&a, alg);
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_ENCRYPT |
                                    PSA_KEY_USAGE_DECRYPT | PSA_KEY_USAGE_EXPORT);
    return a;
}

static void use_shared_key(void)
{
    uint8_t mac[32];
    size_t length;
    CHECK(psa_mac_compute(shared_key, PSA_ALG_HMAC(PSA_ALG_SHA_256), message, 5, mac, 32, &length) == PSA_SUCCESS);
    CHECK(memcmp(mac, shared_mac, 32) == 0);
}

static void use_shared_ciphers(void)
{
    uint8_t nonce[12] = { 1 }, sealed[21], opened[21], text[16] = { 2 }, crypted[32];
    size_t length;
    CHECK(psa_aead_encrypt(shared_gcm, PSA_ALG_GCM, nonce, 12, NULL, 0, message, 5, sealed, 21, &length) ==
          PSA_SUCCESS);
    CHECK(psa_aead_decrypt(shared_gcm, PSA_ALG_GCM, nonce, 12, NULL, 0, sealed, 21, opened, 5, &length) == PSA_SUCCESS);
    CHECK(memcmp(opened, message, 5) == 0);
    CHECK(psa_cipher_encrypt(shared_cbc, PSA_ALG_CBC_NO_PADDING, text, 16, crypted, 32, &length) == PSA_SUCCESS);
    CHECK(psa_cipher_decrypt(shared_cbc, PSA_ALG_CBC_NO_PADDING, crypted, 32, opened, 16, &length) == PSA_SUCCESS);
    CHECK(memcmp(opened, text, 16) == 0);
}

static void live_own_keys(void)
{
    psa_key_attributes_t aes = attributes(PSA_KEY_TYPE_AES, PSA_ALG_GCM, 128);
    psa_key_attributes_t pair =
        attributes(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), PSA_ALG_ECDSA(PSA_ALG_SHA_256), 256);
    uint8_t nonce[12], sealed[21], opened[5], hash[32], signature[64];
    size_t length;
    psa_key_id_t key;

    CHECK(psa_generate_key(&aes, &key) == PSA_SUCCESS);
    CHECK(psa_generate_random(nonce, 12) == PSA_SUCCESS);
    CHECK(psa_aead_encrypt(key, PSA_ALG_GCM, nonce, 12, NULL, 0, message, 5, sealed, 21, &length) == PSA_SUCCESS);
    CHECK(psa_aead_decrypt(key, PSA_ALG_GCM, nonce, 12, NULL, 0, sealed, 21, opened, 5, &length) == PSA_SUCCESS);
    CHECK(memcmp(opened, message, 5) == 0);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
    CHECK(psa_generate_key(&pair, &key) == PSA_SUCCESS);
    CHECK(psa_hash_compute(PSA_ALG_SHA_256, message, 5, hash, 32, &length) == PSA_SUCCESS);
    CHECK(psa_sign_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, signature, 64, &length) == PSA_SUCCESS);
    CHECK(psa_verify_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, signature, 64) == PSA_SUCCESS);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
}

/* A curve a round: all threads load it at the same time, and one copy is kept. */
static void agree_on_a_curve(psa_key_id_t round)
{
    static const struct {
        psa_ecc_family_t family;
        size_t bits;
    } curves[] = { { PSA_ECC_FAMILY_SECP_R1, 192 },        { PSA_ECC_FAMILY_SECP_R1, 384 },
                   { PSA_ECC_FAMILY_SECP_R1, 521 },        { PSA_ECC_FAMILY_SECP_K1, 256 },
                   { PSA_ECC_FAMILY_BRAINPOOL_P_R1, 256 }, { PSA_ECC_FAMILY_MONTGOMERY, 255 },
                   { PSA_ECC_FAMILY_MONTGOMERY, 448 } };
    const size_t i = round % (sizeof curves / sizeof curves[0]);
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_ECC_KEY_PAIR(curves[i].family), PSA_ALG_ECDH, curves[i].bits);
    uint8_t public_key[133], secret[66];
    size_t size, length;
    psa_key_id_t key;

    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_DERIVE);
    CHECK(psa_generate_key(&a, &key) == PSA_SUCCESS);
    CHECK(psa_export_public_key(key, public_key, sizeof public_key, &size) == PSA_SUCCESS);
    CHECK(psa_raw_key_agreement(PSA_ALG_ECDH, key, public_key, size, secret, sizeof secret, &length) == PSA_SUCCESS);
    CHECK(psa_destroy_key(key) == PSA_SUCCESS);
}

/* All threads make the key with the same id: one succeeds, the others are told that it exists. */
static void race_for_one_id(psa_key_id_t id)
{
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_AES, PSA_ALG_GCM, 128);
    psa_key_id_t key;
    psa_set_key_id(&a, id);
    pthread_barrier_wait(&barrier);
    psa_status_t status = psa_generate_key(&a, &key);
    CHECK(status == PSA_SUCCESS || status == PSA_ERROR_ALREADY_EXISTS);
    if (status == PSA_SUCCESS) {
        atomic_fetch_add(&made, 1);
    }
    pthread_barrier_wait(&barrier);
    CHECK(psa_get_key_attributes(id, &a) == PSA_SUCCESS);
    pthread_barrier_wait(&barrier);
    if (status == PSA_SUCCESS) {
        CHECK(atomic_exchange(&made, 0) == 1);
        CHECK(psa_destroy_key(id) == PSA_SUCCESS);
    }
    pthread_barrier_wait(&barrier);
}

/* One thread destroys a key while all have operations with it: a call goes well or fails, and after the destruction all
 * fail. A setup may come too late. The key is volatile or persistent, by turns. */
static void destroy_under_operations(psa_key_id_t round, bool destroys)
{
    static psa_key_id_t victim;
    psa_mac_operation_t mac = PSA_MAC_OPERATION_INIT, late = PSA_MAC_OPERATION_INIT;
    const psa_algorithm_t alg = PSA_ALG_HMAC(PSA_ALG_SHA_256);
    psa_status_t status;

    if (destroys) {
        psa_key_attributes_t a = attributes(PSA_KEY_TYPE_HMAC, alg, 256);
        if (round % 2 == 0) {
            psa_set_key_id(&a, 1000);
        }
        CHECK(psa_generate_key(&a, &victim) == PSA_SUCCESS);
    }
    pthread_barrier_wait(&barrier);
    CHECK(psa_mac_sign_setup(&mac, victim, alg) == PSA_SUCCESS);
    pthread_barrier_wait(&barrier);
    if (destroys) {
        CHECK(psa_destroy_key(victim) == PSA_SUCCESS);
    } else {
        status = psa_mac_sign_setup(&late, victim, alg);
        CHECK(status == PSA_SUCCESS || status == PSA_ERROR_INVALID_HANDLE);
        do {
            status = psa_mac_update(&mac, message, 5);
        } while (status == PSA_SUCCESS);
        CHECK(status == PSA_ERROR_BAD_STATE);
    }
    pthread_barrier_wait(&barrier);
    CHECK(psa_mac_update(&mac, message, 5) == PSA_ERROR_BAD_STATE);
    CHECK(psa_mac_update(&late, message, 5) == PSA_ERROR_BAD_STATE);
    CHECK(psa_mac_abort(&mac) == PSA_SUCCESS);
    CHECK(psa_mac_abort(&late) == PSA_SUCCESS);
    pthread_barrier_wait(&barrier);
}

/* Bytes of the device key, which is loaded for the call and gone with its last holder. All threads load it at the same
 * time. */
static void derive_from_device_key(uint8_t out[16])
{
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    CHECK(psa_key_derivation_setup(&op, PSA_ALG_HKDF(PSA_ALG_SHA_256)) == PSA_SUCCESS);
    CHECK(psa_key_derivation_input_key(&op, PSA_KEY_DERIVATION_INPUT_SECRET, PLAT_KEY_ID_DEVICE) == PSA_SUCCESS);
    CHECK(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_INFO, message, 5) == PSA_SUCCESS);
    CHECK(psa_key_derivation_output_bytes(&op, out, 16) == PSA_SUCCESS);
    CHECK(psa_key_derivation_abort(&op) == PSA_SUCCESS);
}

static void load_one_provided_key(void)
{
    uint8_t out[16];
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < 5; i++) {
        derive_from_device_key(out);
        CHECK(memcmp(out, device_bytes, sizeof out) == 0);
    }
}

/* A library may start the other one's crypto again at any time; hashing takes no lock, so nothing orders the two. */
static void start_again_while_others_hash(void)
{
    uint8_t hash[32];
    size_t length;
    for (int i = 0; i < 20; i++) {
        CHECK(psa_hash_compute(PSA_ALG_SHA_256, message, 5, hash, 32, &length) == PSA_SUCCESS);
    }
    CHECK(psa_crypto_init() == PSA_SUCCESS);
}

/* Nobody has started the library before: all do at the same time. */
static void *start_first(void *arg)
{
    pthread_barrier_wait(&barrier);
    CHECK(psa_crypto_init() == PSA_SUCCESS);
    return arg;
}

static void run_threads(void *(*function)(void *))
{
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, function, i == 0 ? threads : NULL), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    }
}

static void *work(void *arg)
{
    CHECK(psa_crypto_init() == PSA_SUCCESS);
    for (psa_key_id_t round = 1; round <= ROUNDS; round++) {
        start_again_while_others_hash();
        use_shared_key();
        use_shared_ciphers();
        live_own_keys();
        agree_on_a_curve(round);
        use_shared_key();
        load_one_provided_key();
        race_for_one_id(round);
        destroy_under_operations(round, arg != NULL);
    }
    return NULL;
}

static void calls__many_threads__as_if_one_after_the_other(void **state)
{
    (void)state;
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_HMAC, PSA_ALG_HMAC(PSA_ALG_SHA_256), 256);
    size_t length;

    device_dir_new();
    const char *device = device_dir_path("device");
    assert_int_equal(plat_posix_create(device, NULL), PSA_SUCCESS);
    assert_int_equal(plat_posix_open(device), PSA_SUCCESS);
    assert_int_equal(pthread_barrier_init(&barrier, NULL, THREADS), 0);
    run_threads(start_first);
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    assert_int_equal(psa_generate_key(&a, &shared_key), PSA_SUCCESS);
    a = attributes(PSA_KEY_TYPE_AES, PSA_ALG_GCM, 128);
    assert_int_equal(psa_generate_key(&a, &shared_gcm), PSA_SUCCESS);
    a = attributes(PSA_KEY_TYPE_AES, PSA_ALG_CBC_NO_PADDING, 128);
    assert_int_equal(psa_generate_key(&a, &shared_cbc), PSA_SUCCESS);
    assert_int_equal(psa_mac_compute(shared_key, PSA_ALG_HMAC(PSA_ALG_SHA_256), message, 5, shared_mac, 32, &length),
                     0);
    derive_from_device_key(device_bytes);
    run_threads(work);
    assert_int_equal(atomic_load(&failures), 0);
    plat_posix_close();
    device_dir_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls__many_threads__as_if_one_after_the_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
