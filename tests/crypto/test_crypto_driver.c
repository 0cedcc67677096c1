/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Drivers (lib/crypto/driver.h): an accelerator takes over, falls back or fails; keys of a location are made, used,
 * exported, copied and destroyed by its driver alone; what a driver does wrong does not get out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/config.h"
#include "lib/crypto/crypto_internal.h"
#include "lib/its/its_internal.h"
#include "platform/platform.h"
#include "psa/crypto.h"
#include "tests/crypto/driver/test_driver.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

#define ECC PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)
#define ECDSA PSA_ALG_ECDSA(PSA_ALG_SHA_256)
#define HMAC PSA_ALG_HMAC(PSA_ALG_SHA_256)
#define ALL 0x0000ff07u
#define HERE(persistence) PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(persistence, TEST_LOCATION)

static const uint8_t bytes[32] = { 9, 8, 7, 6, 5, 4, 3, 2, 1 };

static int start(void **state)
{
    (void)state;
    sim_init(NULL);
    memset(&test_driver, 0, sizeof test_driver);
    test_driver.transparent = PSA_ERROR_NOT_SUPPORTED;
    test_driver.multi = PSA_ERROR_NOT_SUPPORTED; /* test_crypto_driver_parts.c */
    return psa_crypto_init() == PSA_SUCCESS ? 0 : -1;
}

static psa_key_id_t import(psa_key_lifetime_t lifetime, psa_key_id_t id, psa_key_type_t type, psa_key_usage_t usage,
                           psa_algorithm_t alg)
{
    psa_key_attributes_t a = fixture_attributes(type, 0, usage, alg);
    psa_key_id_t key;
    psa_set_key_id(&a, id);
    psa_set_key_lifetime(&a, lifetime);
    assert_int_equal(psa_import_key(&a, bytes, type == PSA_KEY_TYPE_AES ? 16 : 32, &key), PSA_SUCCESS);
    return key;
}

static void assert_all(const uint8_t *data, size_t size, uint8_t value)
{
    for (size_t i = 0; i < size; i++) {
        assert_int_equal(data[i], value);
    }
}

/* ------------------------------------------------------------------------------------------------- Accelerators --- */

/* Each call of an accelerated operation, as a table: what it returns and what it leaves in `out`. */
typedef struct made {
    psa_key_id_t mac, aead, sign;
} made_t;
static made_t keys;
static uint8_t out[80];
static size_t length;

static psa_status_t do_hash(void)
{
    return psa_hash_compute(PSA_ALG_SHA_256, bytes, 3, out, 64, &length);
}
static psa_status_t do_mac(void)
{
    return psa_mac_compute(keys.mac, HMAC, bytes, 3, out, 64, &length);
}
static psa_status_t do_aead(void)
{
    return psa_aead_encrypt(keys.aead, PSA_ALG_GCM, bytes, 12, NULL, 0, bytes, 16, out, 64, &length);
}
static psa_status_t do_sign(void)
{
    return psa_sign_hash(keys.sign, ECDSA, bytes, 32, out, 64, &length);
}

static const struct {
    psa_status_t (*call)(void);
    const char *entry;
    size_t size;
} operations[] = {
    { do_hash, "hash_compute", 32 },
    { do_mac, "mac_compute", 32 },
    { do_aead, "aead_encrypt", 32 },
    { do_sign, "sign_hash", 64 },
};
#define OPERATIONS (sizeof operations / sizeof operations[0])

static void make_keys(void)
{
    keys.mac = import(0, 0, PSA_KEY_TYPE_HMAC, ALL, HMAC);
    keys.aead = import(0, 0, PSA_KEY_TYPE_AES, ALL, PSA_ALG_GCM);
    keys.sign = import(0, 0, ECC, ALL, ECDSA);
}

static void accelerator__works__its_result(void **state)
{
    (void)state;
    make_keys();
    test_driver.transparent = PSA_SUCCESS;
    for (size_t i = 0; i < OPERATIONS; i++) {
        memset(out, 0, sizeof out);
        test_driver.asked = 0;
        assert_int_equal(operations[i].call(), PSA_SUCCESS);
        assert_int_equal(test_driver.asked, 1);
        assert_string_equal(test_driver.last, operations[i].entry);
        assert_int_equal(length, operations[i].size);
        assert_all(out, length, 0xd5);
    }
    /* What is verified: by its own entry point, by computing, and (message) the accelerator's own verification. */
    memset(out, 0xd5, sizeof out);
    assert_int_equal(psa_hash_compare(PSA_ALG_SHA_256, bytes, 3, out, 32), PSA_SUCCESS);
    assert_int_equal(psa_mac_verify(keys.mac, HMAC, bytes, 3, out, 32), PSA_SUCCESS);
    assert_int_equal(psa_verify_message(keys.sign, ECDSA, bytes, 3, out, 64), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "verify_message");
    assert_int_equal(psa_verify_hash(keys.sign, ECDSA, bytes, 32, out, 64), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "verify_hash");
    /* A message is signed by its hash where there is no entry point for messages. */
    memset(out, 0, sizeof out);
    test_driver.asked = 0;
    assert_int_equal(psa_sign_message(keys.sign, ECDSA, bytes, 3, out, 64, &length), PSA_SUCCESS);
    assert_int_equal(test_driver.asked, 2); /* hash_compute, sign_hash */
    assert_string_equal(test_driver.last, "sign_hash");
    assert_all(out, 64, 0xd5);
    out[0] ^= 1;
    assert_int_equal(psa_hash_compare(PSA_ALG_SHA_256, bytes, 3, out, 32), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_mac_verify(keys.mac, HMAC, bytes, 3, out, 32), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_mac_verify(keys.mac, HMAC, bytes, 3, out, 31), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_verify_message(keys.sign, ECDSA, bytes, 3, out, 64), PSA_ERROR_INVALID_SIGNATURE);
    /* A key pair that it generates is a key like others. */
    psa_key_attributes_t a = fixture_attributes(ECC, 256, ALL, ECDSA);
    psa_key_id_t key;
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "generate_key");
    assert_int_equal(psa_export_key(key, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(length, 32);
    assert_all(out, 32, 0xd5);
}

/* "If a transparent driver entry point ... returns PSA_ERROR_NOT_SUPPORTED, ... the core will perform the operation
 * using built-in code." */
static void accelerator__not_supported__own_code(void **state)
{
    (void)state;
    uint8_t made[OPERATIONS][64];
    make_keys();
    for (unsigned turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < OPERATIONS; i++) {
            test_driver.asked = 0;
            assert_int_equal(operations[i].call(), PSA_SUCCESS);
            assert_int_equal(test_driver.asked, 1);
            assert_int_equal(length, operations[i].size);
            memcpy(made[i], out, length);
        }
        /* The true results: SHA-256 of 3 bytes, checked by the library's own verification of the others. */
        assert_int_equal(psa_hash_compare(PSA_ALG_SHA_256, bytes, 3, made[0], 32), PSA_SUCCESS);
        assert_int_equal(psa_mac_verify(keys.mac, HMAC, bytes, 3, made[1], 32), PSA_SUCCESS);
        assert_int_equal(psa_aead_decrypt(keys.aead, PSA_ALG_GCM, bytes, 12, NULL, 0, made[2], 32, out, 64, &length),
                         PSA_SUCCESS);
        assert_memory_equal(out, bytes, 16);
        assert_int_equal(psa_verify_hash(keys.sign, ECDSA, bytes, 32, made[3], 64), PSA_SUCCESS);
        made[3][5] ^= 1;
        assert_int_equal(psa_verify_hash(keys.sign, ECDSA, bytes, 32, made[3], 64), PSA_ERROR_INVALID_SIGNATURE);
    }
}

/* "As soon as a driver returns any value other than PSA_ERROR_NOT_SUPPORTED ..., this value is returned to the
 * application", as long as it is one that applications know. Nothing that the driver wrote is given out. */
static void accelerator__fails__its_error_and_no_output(void **state)
{
    (void)state;
    const psa_status_t cases[][2] = {
        { PSA_ERROR_HARDWARE_FAILURE, PSA_ERROR_HARDWARE_FAILURE },
        { PSA_ERROR_COMMUNICATION_FAILURE, PSA_ERROR_COMMUNICATION_FAILURE },
        { PSA_ERROR_CORRUPTION_DETECTED, PSA_ERROR_CORRUPTION_DETECTED },
        { PSA_ERROR_INSUFFICIENT_MEMORY, PSA_ERROR_INSUFFICIENT_MEMORY },
        { PSA_ERROR_GENERIC_ERROR, PSA_ERROR_GENERIC_ERROR },
        { PSA_ERROR_DATA_INVALID, PSA_ERROR_DATA_INVALID },
        { 1, PSA_ERROR_GENERIC_ERROR },
        { -1, PSA_ERROR_GENERIC_ERROR },
        { -129, PSA_ERROR_GENERIC_ERROR },
        { -200, PSA_ERROR_GENERIC_ERROR },
        { INT32_MIN, PSA_ERROR_GENERIC_ERROR },
    };
    make_keys();
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        test_driver.transparent = cases[c][0];
        for (size_t i = 0; i < OPERATIONS; i++) {
            length = 99;
            assert_int_equal(operations[i].call(), cases[c][1]);
            assert_int_equal(length, 0);
            assert_all(out, 64, 0);
        }
        assert_int_equal(psa_verify_message(keys.sign, ECDSA, bytes, 3, out, 64), cases[c][1]);
    }
    /* A length beyond the buffer. */
    test_driver.transparent = PSA_SUCCESS;
    test_driver.length_excess = 64;
    for (size_t i = 0; i < OPERATIONS; i++) {
        assert_int_equal(operations[i].call(), PSA_ERROR_CORRUPTION_DETECTED);
        assert_int_equal(length, 0);
        assert_all(out, 64, 0);
    }
    psa_key_attributes_t a = fixture_attributes(ECC, 256, ALL, ECDSA);
    psa_key_id_t key;
    test_driver.length_excess = 1u << 16;
    assert_int_equal(psa_generate_key(&a, &key), PSA_ERROR_CORRUPTION_DETECTED);
    assert_int_equal(key, PSA_KEY_ID_NULL);
}

/* The policy is checked before a driver is asked. */
static void accelerator__policy_forbids__not_asked(void **state)
{
    (void)state;
    keys.mac = import(0, 0, PSA_KEY_TYPE_HMAC, PSA_KEY_USAGE_VERIFY_MESSAGE, HMAC);
    keys.aead = import(0, 0, PSA_KEY_TYPE_AES, ALL, PSA_ALG_CCM);
    keys.sign = import(0, 0, ECC, PSA_KEY_USAGE_SIGN_MESSAGE, ECDSA);
    test_driver.transparent = PSA_SUCCESS;
    for (size_t i = 1; i < OPERATIONS; i++) {
        assert_int_equal(operations[i].call(), PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(length, 0);
    }
    keys.mac = keys.aead = keys.sign = 0x7fff0000u;
    for (size_t i = 1; i < OPERATIONS; i++) {
        assert_int_equal(operations[i].call(), PSA_ERROR_INVALID_HANDLE);
    }
    pcrypto_forget_init();
    for (size_t i = 0; i < OPERATIONS; i++) {
        assert_int_equal(operations[i].call(), PSA_ERROR_BAD_STATE);
    }
    assert_int_equal(test_driver.asked, 0);
}

static void init__driver_fails__library_fails(void **state)
{
    (void)state;
    pcrypto_forget_init();
    test_driver.init = PSA_ERROR_HARDWARE_FAILURE;
    assert_int_equal(psa_crypto_init(), PSA_ERROR_HARDWARE_FAILURE);
    assert_int_equal(do_hash(), PSA_ERROR_BAD_STATE);
    test_driver.init = PSA_SUCCESS;
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
}

/* ---------------------------------------------------------------------------------------------------- Locations --- */

static void location__symmetric_key__made_and_used_there(void **state)
{
    (void)state;
    uint8_t text[64], back[64], mac[32];
    size_t size;
    psa_key_attributes_t a;
    psa_key_id_t key = import(HERE(0), 0, PSA_KEY_TYPE_AES, ALL, PSA_ALG_CTR), other;
    assert_string_equal(test_driver.last, "import_key");
    assert_int_equal(test_driver.places, 1);
    assert_int_equal(psa_get_key_attributes(key, &a), PSA_SUCCESS);
    assert_int_equal(psa_get_key_bits(&a), 128);
    assert_int_equal(psa_get_key_lifetime(&a), HERE(0));
    assert_int_equal(psa_cipher_encrypt(key, PSA_ALG_CTR, bytes, 20, text, sizeof text, &size), PSA_SUCCESS);
    assert_int_equal(size, 36);
    assert_string_equal(test_driver.last, "cipher_encrypt");
    assert_int_equal(psa_cipher_decrypt(key, PSA_ALG_CTR, text, 36, back, sizeof back, &size), PSA_SUCCESS);
    assert_int_equal(size, 20);
    assert_memory_equal(back, bytes, 20);
    /* The same key in the clear agrees. */
    other = import(0, 0, PSA_KEY_TYPE_AES, ALL, PSA_ALG_CTR);
    assert_int_equal(psa_cipher_decrypt(other, PSA_ALG_CTR, text, 36, back, sizeof back, &size), PSA_SUCCESS);
    assert_memory_equal(back, bytes, 20);
    assert_int_equal(psa_export_key(key, back, sizeof back, &size), PSA_SUCCESS);
    assert_int_equal(size, 16);
    assert_memory_equal(back, bytes, 16);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    assert_int_equal(test_driver.places, 0);
    /* A MAC is verified by computing it. */
    key = import(HERE(0), 0, PSA_KEY_TYPE_HMAC, ALL, HMAC);
    assert_int_equal(psa_mac_compute(key, HMAC, bytes, 3, mac, 32, &size), PSA_SUCCESS);
    assert_int_equal(psa_mac_verify(key, HMAC, bytes, 3, mac, 32), PSA_SUCCESS);
    mac[31] ^= 1;
    assert_int_equal(psa_mac_verify(key, HMAC, bytes, 3, mac, 32), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    assert_int_equal(test_driver.places, 0);
}

static void location__key_pair__generated_signs_agrees_exports_its_public_half(void **state)
{
    (void)state;
    uint8_t point[65], again[65], signature[64], secret[32], other_secret[32];
    size_t size;
    psa_key_attributes_t a = fixture_attributes(ECC, 256, PSA_KEY_USAGE_SIGN_HASH, ECDSA);
    psa_key_id_t key, public_key, other;
    psa_set_key_lifetime(&a, HERE(0));
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "generate_key");
    assert_int_equal(psa_export_public_key(key, point, sizeof point, &size), PSA_SUCCESS);
    assert_int_equal(size, 65);
    assert_string_equal(test_driver.last, "export_public_key");
    assert_int_equal(psa_export_public_key(key, again, 64, &size), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(size, 0);
    assert_int_equal(psa_sign_hash(key, ECDSA, bytes, 32, signature, 64, &size), PSA_SUCCESS);
    psa_key_attributes_t p =
        fixture_attributes(PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), 0, PSA_KEY_USAGE_VERIFY_HASH, ECDSA);
    assert_int_equal(psa_import_key(&p, point, 65, &public_key), PSA_SUCCESS);
    assert_int_equal(psa_verify_hash(public_key, ECDSA, bytes, 32, signature, 64), PSA_SUCCESS);
    /* A message is signed by its hash, since the driver signs hashes only. */
    assert_int_equal(psa_sign_message(key, ECDSA, bytes, 5, signature, 64, &size), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "sign_hash");
    assert_int_equal(psa_verify_message(public_key, ECDSA, bytes, 5, signature, 64), PSA_SUCCESS);
    assert_int_equal(psa_export_key(key, again, 65, &size), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    /* Key agreement, raw and into a key. */
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_DERIVE);
    psa_set_key_algorithm(&a, PSA_ALG_ECDH);
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    psa_set_key_lifetime(&a, 0);
    assert_int_equal(psa_generate_key(&a, &other), PSA_SUCCESS);
    assert_int_equal(psa_export_public_key(key, point, 65, &size), PSA_SUCCESS);
    assert_int_equal(psa_export_public_key(other, again, 65, &size), PSA_SUCCESS);
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, key, again, 65, secret, 32, &size), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "key_agreement");
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, other, point, 65, other_secret, 32, &size), PSA_SUCCESS);
    assert_memory_equal(secret, other_secret, 32);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    assert_int_equal(test_driver.places, 0);
}

/* Nothing of the library's own touches the wrapped bytes: what the driver does not do is not done. */
static void location__driver_lacks_it__not_supported(void **state)
{
    (void)state;
    uint8_t buffer[64];
    size_t size = 9;
    psa_key_id_t aead = import(HERE(0), 0, PSA_KEY_TYPE_AES, ALL, PSA_ALG_GCM);
    psa_key_id_t mac = import(HERE(0), 0, PSA_KEY_TYPE_HMAC, ALL, HMAC);
    psa_key_id_t pair = import(HERE(0), 0, ECC, ALL, ECDSA);
    psa_mac_operation_t m = PSA_MAC_OPERATION_INIT;
    psa_aead_operation_t e = PSA_AEAD_OPERATION_INIT;
    const psa_status_t none = PSA_ERROR_NOT_SUPPORTED;
    assert_int_equal(psa_aead_encrypt(aead, PSA_ALG_GCM, bytes, 12, NULL, 0, bytes, 16, buffer, 64, &size), none);
    assert_int_equal(size, 0);
    assert_int_equal(psa_aead_decrypt(aead, PSA_ALG_GCM, bytes, 12, NULL, 0, bytes, 16, buffer, 64, &size), none);
    assert_int_equal(psa_aead_encrypt_setup(&e, aead, PSA_ALG_GCM), none);
    assert_int_equal(psa_mac_sign_setup(&m, mac, HMAC), none);
    assert_int_equal(psa_verify_hash(pair, ECDSA, bytes, 32, buffer, 64), none);
    assert_int_equal(psa_verify_message(pair, ECDSA, bytes, 32, buffer, 64), none);
    assert_int_equal(psa_export_public_key(mac, buffer, 64, &size), PSA_ERROR_INVALID_ARGUMENT);
    /* Types that it does not take, sizes that are none, and another location. */
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_RAW_DATA, 0, ALL, 0);
    psa_set_key_lifetime(&a, HERE(0));
    psa_key_id_t key;
    assert_int_equal(psa_import_key(&a, bytes, 32, &key), none);
    assert_int_equal(psa_generate_key(&a, &key), PSA_ERROR_INVALID_ARGUMENT);
    psa_set_key_bits(&a, 264);
    assert_int_equal(psa_generate_key(&a, &key), none);
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(0, TEST_LOCATION + 1));
    assert_int_equal(psa_import_key(&a, bytes, 32, &key), none);
    assert_int_equal(psa_generate_key(&a, &key), none);
    assert_int_equal(key, PSA_KEY_ID_NULL);
}

static void location__persistent_key__wrapped_in_storage_until_destroyed(void **state)
{
    (void)state;
    uint8_t text[64], back[64];
    size_t size;
    const psa_key_lifetime_t lifetime = HERE(PSA_KEY_PERSISTENCE_DEFAULT);
    assert_int_equal(import(lifetime, 5, PSA_KEY_TYPE_AES, ALL, PSA_ALG_CTR), 5);
    assert_int_equal(psa_cipher_encrypt(5, PSA_ALG_CTR, bytes, 20, text, sizeof text, &size), PSA_SUCCESS);
    pcrypto_reset();
    pits_reset();
    sim_reboot();
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    assert_int_equal(psa_cipher_decrypt(5, PSA_ALG_CTR, text, size, back, sizeof back, &size), PSA_SUCCESS);
    assert_memory_equal(back, bytes, 20);
    /* A driver that can't destroy it now: the key stays, to be destroyed later. */
    test_driver.opaque = PSA_ERROR_COMMUNICATION_FAILURE;
    assert_int_equal(psa_destroy_key(5), PSA_ERROR_COMMUNICATION_FAILURE);
    test_driver.opaque = PSA_SUCCESS;
    assert_int_equal(psa_cipher_encrypt(5, PSA_ALG_CTR, bytes, 20, text, sizeof text, &size), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(5), PSA_SUCCESS);
    assert_int_equal(test_driver.places, 0);
    assert_int_equal(psa_destroy_key(5), PSA_ERROR_INVALID_HANDLE);
    /* A key that storage does not take is given back to the driver. */
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_AES, 0, ALL, PSA_ALG_CTR);
    psa_key_id_t key;
    psa_set_key_id(&a, 6);
    psa_set_key_lifetime(&a, lifetime);
    sim_fail_from(SIM_CALL_FLASH_PROG, 1, PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(psa_import_key(&a, bytes, 16, &key), PSA_ERROR_STORAGE_FAILURE);
    assert_true(sim_fail_struck());
    sim_fail_off();
    assert_string_equal(test_driver.last, "destroy_key");
    assert_int_equal(test_driver.places, 0);
    /* A read-only key is never destroyed, and its driver is not asked to. */
    assert_int_equal(import(HERE(PSA_KEY_PERSISTENCE_READ_ONLY), 7, PSA_KEY_TYPE_AES, ALL, PSA_ALG_CTR), 7);
    assert_int_equal(psa_destroy_key(7), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(test_driver.places, 1);
    assert_int_equal(psa_cipher_encrypt(7, PSA_ALG_CTR, bytes, 20, text, sizeof text, &size), PSA_SUCCESS);
}

/* All slots are taken by keys that stay in RAM: a stored key is destroyed all the same, in its location too. */
static void location__destroyed_without_a_slot__gone_there_too(void **state)
{
    (void)state;
    const psa_key_attributes_t small = fixture_attributes(PSA_KEY_TYPE_RAW_DATA, 0, 0, 0);
    psa_key_id_t others[PCRYPTO_KEY_COUNT], one;
    assert_int_equal(import(HERE(PSA_KEY_PERSISTENCE_DEFAULT), 5, PSA_KEY_TYPE_AES, ALL, PSA_ALG_CTR), 5);
    assert_int_equal(import(HERE(PSA_KEY_PERSISTENCE_READ_ONLY), 6, PSA_KEY_TYPE_AES, ALL, PSA_ALG_CTR), 6);
    assert_int_equal(import(PSA_KEY_LIFETIME_PERSISTENT, 7, PSA_KEY_TYPE_AES, ALL, PSA_ALG_CTR), 7);
    assert_int_equal(test_driver.places, 2);
    for (unsigned i = 0; i < PCRYPTO_KEY_COUNT; i++) {
        assert_int_equal(psa_import_key(&small, bytes, 1, &others[i]), PSA_SUCCESS);
    }
    assert_int_equal(psa_import_key(&small, bytes, 1, &one), PSA_ERROR_INSUFFICIENT_MEMORY);
    test_driver.opaque = PSA_ERROR_COMMUNICATION_FAILURE;
    assert_int_equal(psa_destroy_key(5), PSA_ERROR_COMMUNICATION_FAILURE);
    test_driver.opaque = PSA_SUCCESS;
    assert_int_equal(psa_destroy_key(5), PSA_SUCCESS);
    assert_int_equal(test_driver.places, 1);
    assert_int_equal(psa_destroy_key(5), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_destroy_key(6), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(test_driver.places, 1);
    assert_int_equal(psa_destroy_key(7), PSA_SUCCESS);
    for (unsigned i = 0; i < PCRYPTO_KEY_COUNT; i++) {
        assert_int_equal(psa_destroy_key(others[i]), PSA_SUCCESS);
    }
}

static void location__copies__within_out_of_and_into_it(void **state)
{
    (void)state;
    uint8_t buffer[32];
    size_t size;
    psa_key_id_t key = import(HERE(0), 0, PSA_KEY_TYPE_AES, ALL, PSA_ALG_CTR), copy, back, none;
    psa_key_attributes_t inside = fixture_attributes(0, 0, ALL, PSA_ALG_CTR), outside = inside;
    psa_set_key_lifetime(&inside, HERE(0));
    assert_int_equal(psa_copy_key(key, &inside, &copy), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "copy_key");
    assert_int_equal(test_driver.places, 2);
    assert_int_equal(psa_copy_key(copy, &outside, &back), PSA_SUCCESS);
    assert_int_equal(psa_export_key(back, buffer, 32, &size), PSA_SUCCESS);
    assert_int_equal(size, 16);
    assert_memory_equal(buffer, bytes, 16);
    /* Material that is no key of its type and size does not become one. */
    test_driver.length_excess = (size_t)-1;
    assert_int_equal(psa_copy_key(copy, &outside, &none), PSA_ERROR_CORRUPTION_DETECTED);
    assert_int_equal(none, PSA_KEY_ID_NULL);
    test_driver.length_excess = 0;
    assert_int_equal(psa_destroy_key(copy), PSA_SUCCESS);
    assert_int_equal(psa_copy_key(back, &inside, &copy), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "import_key");
    assert_int_equal(psa_export_key(copy, buffer, 32, &size), PSA_SUCCESS);
    assert_memory_equal(buffer, bytes, 16);
    /* "copying a key outside the secure element also requires the usage flag PSA_KEY_USAGE_EXPORT". */
    psa_key_id_t kept = import(HERE(0), 0, PSA_KEY_TYPE_AES, PSA_KEY_USAGE_COPY, PSA_ALG_CTR);
    assert_int_equal(psa_copy_key(kept, &outside, &none), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(none, PSA_KEY_ID_NULL);
    assert_int_equal(psa_copy_key(kept, &inside, &none), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(none), PSA_SUCCESS);
    psa_set_key_lifetime(&inside, PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(0, TEST_LOCATION + 1));
    assert_int_equal(psa_copy_key(key, &inside, &none), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_destroy_key(kept), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(copy), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    assert_int_equal(test_driver.places, 0);
}

static void location__driver_fails_or_errs__no_key_no_slot_lost(void **state)
{
    (void)state;
    psa_key_attributes_t a = fixture_attributes(ECC, 256, ALL, ECDSA);
    psa_key_id_t key;
    psa_set_key_lifetime(&a, HERE(0));
    for (unsigned i = 0; i < 3 * PCRYPTO_KEY_COUNT; i++) {
        test_driver.opaque = i % 2 == 0 ? PSA_ERROR_HARDWARE_FAILURE : 17;
        psa_status_t expected = i % 2 == 0 ? PSA_ERROR_HARDWARE_FAILURE : PSA_ERROR_GENERIC_ERROR;
        assert_int_equal(psa_generate_key(&a, &key), expected);
        assert_int_equal(psa_import_key(&a, bytes, 32, &key), expected);
        test_driver.opaque = PSA_SUCCESS;
        test_driver.length_excess = 200;
        assert_int_equal(psa_generate_key(&a, &key), PSA_ERROR_CORRUPTION_DETECTED);
        assert_int_equal(psa_import_key(&a, bytes, 32, &key), PSA_ERROR_CORRUPTION_DETECTED);
        test_driver.length_excess = 0;
        /* Bits that are not those asked for: the driver has made the key, and is told to destroy it. */
        test_driver.places = 0;
        assert_int_equal(psa_import_key(&a, bytes, 31, &key), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(key, PSA_KEY_ID_NULL);
        assert_string_equal(test_driver.last, "destroy_key");
        assert_int_equal(test_driver.places, 0);
    }
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    uint8_t signature[64];
    size_t size = 9;
    test_driver.opaque = PSA_ERROR_HARDWARE_FAILURE;
    assert_int_equal(psa_sign_hash(key, ECDSA, bytes, 32, signature, 64, &size), PSA_ERROR_HARDWARE_FAILURE);
    assert_int_equal(size, 0);
}

static void location__builtin_key__attached_by_slot_number(void **state)
{
    (void)state;
    static const uint8_t slot[2] = { 0x01, 0x02 }, no_slot[2] = { 0x02, 0x01 }, long_label[9];
    uint8_t text[64];
    size_t size;
    psa_key_attributes_t a = fixture_attributes(0, 0, ALL, PSA_ALG_CTR), got;
    psa_key_id_t key;
    psa_set_key_lifetime(&a, HERE(0));
    assert_int_equal(psa_attach_key(&a, slot, 2, &key), PSA_SUCCESS);
    assert_int_equal(psa_get_key_attributes(key, &got), PSA_SUCCESS);
    assert_int_equal(psa_get_key_type(&got), PSA_KEY_TYPE_AES);
    assert_int_equal(psa_get_key_bits(&got), 128);
    assert_int_equal(psa_get_key_usage_flags(&got), PSA_KEY_USAGE_ENCRYPT);
    assert_int_equal(psa_cipher_encrypt(key, PSA_ALG_CTR, bytes, 20, text, sizeof text, &size), PSA_SUCCESS);
    /* "Detaches the key identifier": the key itself stays. */
    assert_int_equal(test_driver.places, 1);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "cipher_encrypt");
    assert_int_equal(test_driver.places, 1);
    assert_int_equal(psa_destroy_key(key), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_attach_key(&a, no_slot, 2, &key), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(key, PSA_KEY_ID_NULL);
    assert_int_equal(psa_attach_key(&a, slot, 0, &key), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(psa_attach_key(&a, long_label, 9, &key), PSA_ERROR_DOES_NOT_EXIST);
    psa_set_key_bits(&a, 256);
    assert_int_equal(psa_attach_key(&a, slot, 2, &key), PSA_ERROR_INVALID_ARGUMENT);
}

static psa_key_derivation_operation_t derivation;

/* HKDF to where its output begins, with the key as its secret. */
static psa_status_t derive_from(psa_key_id_t key)
{
    psa_status_t status = psa_key_derivation_setup(&derivation, PSA_ALG_HKDF(PSA_ALG_SHA_256));
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_input_key(&derivation, PSA_KEY_DERIVATION_INPUT_SECRET, key);
    }
    if (status == PSA_SUCCESS) {
        status = psa_key_derivation_input_bytes(&derivation, PSA_KEY_DERIVATION_INPUT_INFO, bytes, 4);
    }
    return status;
}

/* "the core calls the secure element driver's "export_key" entry point"; "where the derived key is in a secure element,
 * call that secure element driver's "import_key" entry point". */
static void location__key_derivation__exported_derived_imported(void **state)
{
    (void)state;
    const psa_algorithm_t hkdf = PSA_ALG_HKDF(PSA_ALG_SHA_256);
    uint8_t clear[48], there[48];
    size_t size;
    memset(&derivation, 0, sizeof derivation);
    psa_key_id_t near = import(0, 0, PSA_KEY_TYPE_DERIVE, PSA_KEY_USAGE_DERIVE, hkdf), key;
    psa_key_id_t far = import(HERE(0), 0, PSA_KEY_TYPE_DERIVE, PSA_KEY_USAGE_DERIVE, hkdf);
    assert_int_equal(derive_from(near), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&derivation, clear, sizeof clear), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_abort(&derivation), PSA_SUCCESS);
    assert_int_equal(derive_from(far), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "export_key");
    assert_int_equal(psa_key_derivation_output_bytes(&derivation, there, 16), PSA_SUCCESS);
    /* The next 16 bytes become a key of the location, persistent. */
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_CTR);
    psa_set_key_lifetime(&a, HERE(1));
    psa_set_key_id(&a, 77);
    assert_int_equal(psa_key_derivation_output_key(&a, &derivation, &key), PSA_SUCCESS);
    assert_int_equal(key, 77);
    assert_string_equal(test_driver.last, "import_key");
    assert_int_equal(test_driver.places, 2);
    assert_int_equal(psa_export_key(key, there + 16, 16, &size), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&derivation, there + 32, 16), PSA_SUCCESS);
    assert_memory_equal(there, clear, sizeof clear);
    /* Again under that id; the driver refuses; it fails. Each ends the operation, and leaves no key. */
    const psa_status_t refusals[] = { PSA_SUCCESS, PSA_ERROR_NOT_SUPPORTED, PSA_ERROR_HARDWARE_FAILURE };
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(psa_key_derivation_abort(&derivation), PSA_SUCCESS);
        assert_int_equal(derive_from(far), PSA_SUCCESS);
        test_driver.opaque = refusals[i];
        psa_set_key_id(&a, (psa_key_id_t)(77 + i));
        assert_int_equal(psa_key_derivation_output_key(&a, &derivation, &key),
                         i == 0 ? PSA_ERROR_ALREADY_EXISTS : refusals[i]);
        assert_int_equal(key, PSA_KEY_ID_NULL);
        assert_int_equal(psa_key_derivation_output_bytes(&derivation, there, 1), PSA_ERROR_BAD_STATE);
        assert_int_equal(test_driver.places, 2);
        if (i > 0) { /* nor does the key come out */
            assert_int_equal(psa_key_derivation_abort(&derivation), PSA_SUCCESS);
            assert_int_equal(derive_from(far), refusals[i]);
            assert_int_equal(psa_key_derivation_input_bytes(&derivation, PSA_KEY_DERIVATION_INPUT_INFO, bytes, 4),
                             PSA_ERROR_BAD_STATE);
        }
        test_driver.opaque = PSA_SUCCESS;
    }
    assert_int_equal(psa_key_derivation_abort(&derivation), PSA_SUCCESS);
    /* What the key's policy forbids is not asked for; one that only verifies gives no output. */
    test_driver.asked = 0;
    assert_int_equal(psa_key_derivation_setup(&derivation, PSA_ALG_HKDF(PSA_ALG_SHA_512)), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&derivation, PSA_KEY_DERIVATION_INPUT_SECRET, far),
                     PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_key_derivation_abort(&derivation), PSA_SUCCESS);
    assert_int_equal(test_driver.asked, 0);
    psa_key_id_t compares = import(HERE(0), 0, PSA_KEY_TYPE_DERIVE, PSA_KEY_USAGE_VERIFY_DERIVATION, hkdf);
    psa_key_id_t hash = import(HERE(0), 0, PSA_KEY_TYPE_PASSWORD_HASH, PSA_KEY_USAGE_VERIFY_DERIVATION, hkdf);
    assert_int_equal(derive_from(compares), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&derivation, there, 1), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_key_derivation_abort(&derivation), PSA_SUCCESS);
    assert_int_equal(derive_from(compares), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_verify_bytes(&derivation, clear, 16), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_verify_key(&derivation, hash), PSA_ERROR_INVALID_SIGNATURE);
    assert_string_equal(test_driver.last, "export_key");
    assert_int_equal(psa_key_derivation_abort(&derivation), PSA_SUCCESS);
    /* An expected value in the location: `bytes` from a derivation that gives them. */
    psa_key_attributes_t h = fixture_attributes(PSA_KEY_TYPE_PASSWORD_HASH, 256, PSA_KEY_USAGE_VERIFY_DERIVATION, hkdf);
    psa_set_key_lifetime(&h, HERE(0));
    assert_int_equal(psa_import_key(&h, clear, 32, &key), PSA_SUCCESS);
    assert_int_equal(derive_from(far), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_verify_key(&derivation, key), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_abort(&derivation), PSA_SUCCESS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(accelerator__works__its_result, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(accelerator__not_supported__own_code, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(accelerator__fails__its_error_and_no_output, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(accelerator__policy_forbids__not_asked, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(init__driver_fails__library_fails, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(location__symmetric_key__made_and_used_there, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(location__key_pair__generated_signs_agrees_exports_its_public_half, start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(location__driver_lacks_it__not_supported, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(location__destroyed_without_a_slot__gone_there_too, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(location__persistent_key__wrapped_in_storage_until_destroyed, start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(location__copies__within_out_of_and_into_it, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(location__driver_fails_or_errs__no_key_no_slot_lost, start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(location__builtin_key__attached_by_slot_number, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(location__key_derivation__exported_derived_imported, start,
                                        fixture_stop_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
