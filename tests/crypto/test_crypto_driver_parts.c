/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Operations of several calls by drivers (lib/crypto/driver.h, "Driver entry points for multi-part operations"): taken
 * over, fallen back from, failed at each entry point, given up; with keys in the clear and with a location's. After
 * each case no context of the driver is alive.
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
#include "tests/sim/sim.h"

#define HMAC PSA_ALG_HMAC(PSA_ALG_SHA_256)
#define ECC PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)
#define ECDSA PSA_ALG_ECDSA(PSA_ALG_SHA_256)
#define ALL 0x0000ff07u
#define HERE PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(0, TEST_LOCATION)
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const uint8_t bytes[32] = { 9, 8, 7, 6, 5, 4, 3, 2, 1 };
#define SUM5 35u /* of the first five */

static psa_key_id_t mac_key, cipher_key, aead_key, ccm_key, sign_key;
static psa_hash_operation_t hash;
static psa_mac_operation_t mac;
static psa_cipher_operation_t cipher;
static psa_aead_operation_t aead;
static psa_sign_operation_t signing;
static psa_verify_operation_t verifying;
static uint8_t out[96], tag[16], iv[16];
static size_t length, tag_length, iv_length;

static int start(void **state)
{
    (void)state;
    sim_init(NULL);
    memset(&test_driver, 0, sizeof test_driver);
    memset(&hash, 0, sizeof hash);
    memset(&mac, 0, sizeof mac);
    memset(&cipher, 0, sizeof cipher);
    memset(&aead, 0, sizeof aead);
    memset(&signing, 0, sizeof signing);
    memset(&verifying, 0, sizeof verifying);
    test_driver.transparent = PSA_ERROR_NOT_SUPPORTED;
    return psa_crypto_init() == PSA_SUCCESS ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    assert_int_equal(test_driver.live, 0);
    pcrypto_reset();
    pits_reset();
    return 0;
}

static psa_key_id_t import(psa_key_lifetime_t lifetime, psa_key_type_t type, psa_algorithm_t alg)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    psa_set_key_type(&a, type);
    psa_set_key_usage_flags(&a, ALL);
    psa_set_key_algorithm(&a, alg);
    psa_set_key_lifetime(&a, lifetime);
    assert_int_equal(psa_import_key(&a, bytes, type == PSA_KEY_TYPE_AES ? 16 : 32, &key), PSA_SUCCESS);
    return key;
}

static void make_keys(psa_key_lifetime_t lifetime)
{
    mac_key = import(lifetime, PSA_KEY_TYPE_HMAC, HMAC);
    cipher_key = import(lifetime, PSA_KEY_TYPE_AES, PSA_ALG_CTR);
    aead_key = import(lifetime, PSA_KEY_TYPE_AES, PSA_ALG_GCM);
    ccm_key = import(lifetime, PSA_KEY_TYPE_AES, PSA_ALG_CCM);
    sign_key = import(lifetime, ECC, ECDSA);
}

static void assert_all(const uint8_t *data, size_t size, uint8_t value)
{
    for (size_t i = 0; i < size; i++) {
        assert_int_equal(data[i], value);
    }
}

/* --------------------------------------------------------------------------------------------- Whole operations --- */

#define TRY(call)                                                                                                      \
    do {                                                                                                               \
        psa_status_t tried = (call);                                                                                   \
        if (tried != PSA_SUCCESS) {                                                                                    \
            return tried;                                                                                              \
        }                                                                                                              \
    } while (0)

/* Each begins at setup and ends with the first error. What it makes of `bytes` is in out, length bytes. */
static psa_status_t run_hash(void)
{
    TRY(psa_hash_setup(&hash, PSA_ALG_SHA_256));
    TRY(psa_hash_update(&hash, bytes, 3));
    TRY(psa_hash_update(&hash, bytes + 3, 2));
    return psa_hash_finish(&hash, out, 64, &length);
}

static psa_status_t run_hash_verify(void)
{
    TRY(psa_hash_setup(&hash, PSA_ALG_SHA_256));
    TRY(psa_hash_update(&hash, bytes, 5));
    return psa_hash_verify(&hash, out, 32);
}

static psa_status_t run_mac(void)
{
    TRY(psa_mac_sign_setup(&mac, mac_key, HMAC));
    TRY(psa_mac_update(&mac, bytes, 3));
    TRY(psa_mac_update(&mac, bytes + 3, 2));
    return psa_mac_sign_finish(&mac, out, 64, &length);
}

static psa_status_t run_mac_verify(void)
{
    TRY(psa_mac_verify_setup(&mac, mac_key, HMAC));
    TRY(psa_mac_update(&mac, bytes, 5));
    return psa_mac_verify_finish(&mac, out, 32);
}

static psa_status_t run_mac_verify_short(void)
{
    TRY(psa_mac_verify_setup(&mac, mac_key, HMAC));
    TRY(psa_mac_update(&mac, bytes, 5));
    return psa_mac_verify_finish(&mac, out, 31);
}

static psa_status_t run_encrypt(void)
{
    size_t last = 0;
    length = 0;
    TRY(psa_cipher_encrypt_setup(&cipher, cipher_key, PSA_ALG_CTR));
    TRY(psa_cipher_generate_iv(&cipher, iv, 16, &iv_length));
    TRY(psa_cipher_update(&cipher, bytes, 5, out, 32, &length));
    psa_status_t status = psa_cipher_finish(&cipher, out + length, 32, &last);
    length += last;
    return status;
}

static uint8_t sealed[32];
static size_t sealed_length;

static psa_status_t run_decrypt(void)
{
    size_t last = 0;
    length = 0;
    TRY(psa_cipher_decrypt_setup(&cipher, cipher_key, PSA_ALG_CTR));
    TRY(psa_cipher_set_iv(&cipher, iv, 16));
    TRY(psa_cipher_update(&cipher, sealed, sealed_length, out, 32, &length));
    psa_status_t status = psa_cipher_finish(&cipher, out + length, 32, &last);
    length += last;
    return status;
}

static psa_status_t run_seal(void)
{
    size_t last = 0;
    length = 0;
    TRY(psa_aead_encrypt_setup(&aead, aead_key, PSA_ALG_GCM));
    TRY(psa_aead_set_lengths(&aead, 4, 5));
    TRY(psa_aead_generate_nonce(&aead, iv, 16, &iv_length));
    TRY(psa_aead_update_ad(&aead, bytes, 4));
    TRY(psa_aead_update(&aead, bytes, 5, out, 32, &length));
    psa_status_t status = psa_aead_finish(&aead, out + length, 32, &last, tag, 16, &tag_length);
    length += last;
    return status;
}

static psa_status_t run_open(void)
{
    size_t last = 0;
    length = 0;
    TRY(psa_aead_decrypt_setup(&aead, aead_key, PSA_ALG_GCM));
    TRY(psa_aead_set_lengths(&aead, 4, sealed_length));
    TRY(psa_aead_set_nonce(&aead, iv, 12));
    TRY(psa_aead_update_ad(&aead, bytes, 4));
    TRY(psa_aead_update(&aead, sealed, sealed_length, out, 32, &length));
    psa_status_t status = psa_aead_verify(&aead, out + length, 32, &last, tag, 16);
    length += last;
    return status;
}

static psa_status_t run_sign(void)
{
    TRY(psa_sign_setup(&signing, sign_key, ECDSA));
    TRY(psa_sign_update(&signing, bytes, 3));
    TRY(psa_sign_update(&signing, bytes + 3, 2));
    return psa_sign_finish(&signing, out, 64, &length);
}

static psa_status_t run_verify(void)
{
    TRY(psa_verify_setup(&verifying, sign_key, ECDSA, out, 64));
    TRY(psa_verify_update(&verifying, bytes, 5));
    return psa_verify_finish(&verifying);
}

static psa_status_t abort_all(void)
{
    TRY(psa_sign_abort(&signing));
    TRY(psa_verify_abort(&verifying));
    TRY(psa_hash_abort(&hash));
    TRY(psa_mac_abort(&mac));
    TRY(psa_cipher_abort(&cipher));
    return psa_aead_abort(&aead);
}

static void keep(void)
{
    memcpy(sealed, out, length);
    sealed_length = length;
}

/* ------------------------------------------------------------------------------------------------- Accelerators --- */

static void parts__driver_works__its_results(void **state)
{
    (void)state;
    make_keys(0);
    assert_int_equal(run_hash(), PSA_SUCCESS);
    assert_int_equal(length, 32);
    assert_all(out, 32, SUM5);
    assert_string_equal(test_driver.last, "hash_abort"); /* called by all multi-part hash functions */
    assert_int_equal(test_driver.live, 0);
    assert_int_equal(run_hash_verify(), PSA_SUCCESS);
    out[31] ^= 1;
    assert_int_equal(run_hash_verify(), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_hash_update(&hash, bytes, 1), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_abort(&hash), PSA_SUCCESS);

    assert_int_equal(run_mac(), PSA_SUCCESS);
    assert_int_equal(length, 32);
    assert_all(out, 32, SUM5 ^ bytes[0]);
    assert_string_equal(test_driver.last, "mac_sign_finish");
    /* This one has no entry points to verify: it is compared. */
    assert_int_equal(run_mac_verify(), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "mac_sign_finish");
    assert_int_equal(run_mac_verify_short(), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_mac_abort(&mac), PSA_SUCCESS);
    out[0] ^= 1;
    assert_int_equal(run_mac_verify(), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(test_driver.live, 0);
    assert_int_equal(psa_mac_abort(&mac), PSA_SUCCESS);

    /* The lengths are the driver's: it holds a byte back. */
    assert_int_equal(run_encrypt(), PSA_SUCCESS);
    assert_int_equal(iv_length, 16);
    assert_int_equal(length, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(out[i], bytes[i] ^ bytes[0] ^ iv[0]);
    }
    assert_string_equal(test_driver.last, "cipher_finish");
    keep();
    assert_int_equal(run_decrypt(), PSA_SUCCESS);
    assert_int_equal(length, 5);
    assert_memory_equal(out, bytes, 5);

    assert_int_equal(run_seal(), PSA_SUCCESS);
    assert_int_equal(iv_length, 12);
    assert_int_equal(length, 5);
    assert_int_equal(tag_length, 16);
    assert_string_equal(test_driver.last, "aead_finish");
    keep();
    assert_int_equal(run_open(), PSA_SUCCESS);
    assert_int_equal(length, 5);
    assert_memory_equal(out, bytes, 5);
    tag[0] ^= 1;
    assert_int_equal(run_open(), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(test_driver.live, 0);
}

/* "PSA_ERROR_NOT_SUPPORTED ...: the core will perform the operation using built-in code." */
static void parts__setup_not_supported__own_code(void **state)
{
    (void)state;
    uint8_t own[64];
    size_t size;
    make_keys(0);
    test_driver.multi = PSA_ERROR_NOT_SUPPORTED;
    assert_int_equal(run_hash(), PSA_SUCCESS);
    assert_int_equal(test_driver.parts, 1); /* asked once, not again */
    assert_int_equal(psa_hash_compute(PSA_ALG_SHA_256, bytes, 5, own, 32, &size), PSA_SUCCESS);
    assert_memory_equal(out, own, 32);
    assert_int_equal(run_hash_verify(), PSA_SUCCESS);
    assert_int_equal(run_mac(), PSA_SUCCESS);
    assert_int_equal(psa_mac_verify(mac_key, HMAC, bytes, 5, out, 32), PSA_SUCCESS);
    assert_int_equal(run_mac_verify(), PSA_SUCCESS);
    assert_int_equal(run_encrypt(), PSA_SUCCESS);
    keep();
    assert_int_equal(run_decrypt(), PSA_SUCCESS);
    assert_memory_equal(out, bytes, 5);
    assert_int_equal(run_seal(), PSA_SUCCESS);
    keep();
    memcpy(own, sealed, 5);
    memcpy(own + 5, tag, 16);
    assert_int_equal(run_open(), PSA_SUCCESS);
    assert_memory_equal(out, bytes, 5);
    assert_int_equal(psa_aead_decrypt(aead_key, PSA_ALG_GCM, iv, 12, bytes, 4, own, 21, out, 32, &size), PSA_SUCCESS);
    assert_memory_equal(out, bytes, 5);
}

/* Which entry points an operation asks for, and how it ends when one of them fails. */
static const struct {
    psa_status_t (*run)(void);
    const char *entries[6];
} runs[] = {
    { run_hash, { "hash_update", "hash_finish" } },
    { run_hash_verify, { "hash_update", "hash_finish" } },
    { run_mac, { "mac_update", "mac_sign_finish" } },
    { run_mac_verify, { "mac_update", "mac_sign_finish" } },
    { run_encrypt, { "cipher_set_iv", "cipher_update", "cipher_finish" } },
    { run_decrypt, { "cipher_set_iv", "cipher_update", "cipher_finish" } },
    { run_seal, { "aead_set_lengths", "aead_set_nonce", "aead_update_ad", "aead_update", "aead_finish" } },
    { run_open, { "aead_set_lengths", "aead_set_nonce", "aead_update_ad", "aead_update", "aead_verify" } },
    { run_sign, { "hash_update", "hash_finish" } },
    { run_verify, { "hash_update", "hash_finish" } },
};

static const psa_status_t errors[][2] = {
    { PSA_ERROR_HARDWARE_FAILURE, PSA_ERROR_HARDWARE_FAILURE },
    { PSA_ERROR_NOT_SUPPORTED, PSA_ERROR_NOT_SUPPORTED }, /* no falling back any more */
    { PSA_ERROR_INSUFFICIENT_MEMORY, PSA_ERROR_INSUFFICIENT_MEMORY },
    { 1, PSA_ERROR_GENERIC_ERROR },
    { -129, PSA_ERROR_GENERIC_ERROR },
    { INT32_MIN, PSA_ERROR_GENERIC_ERROR },
};

static void assert_error_state(void)
{
    const psa_status_t bad = PSA_ERROR_BAD_STATE;
    unsigned parts = test_driver.parts;
    size_t n, m;
    /* One of them is in the error state, the others are inactive: nothing works, and no driver is asked. */
    assert_int_equal(psa_hash_update(&hash, bytes, 1), bad);
    assert_int_equal(psa_mac_update(&mac, bytes, 1), bad);
    assert_int_equal(psa_cipher_update(&cipher, bytes, 1, out, 1, &n), bad);
    assert_int_equal(psa_aead_update_ad(&aead, bytes, 1), bad);
    assert_int_equal(psa_sign_update(&signing, bytes, 1), bad);
    assert_int_equal(psa_verify_update(&verifying, bytes, 1), bad);
    assert_int_equal(psa_sign_setup(&signing, sign_key, ECDSA), bad);
    assert_int_equal(psa_verify_setup(&verifying, sign_key, ECDSA, bytes, 1), bad);
    assert_int_equal(psa_sign_finish(&signing, out, 64, &n), bad);
    assert_int_equal(psa_verify_finish(&verifying), bad);
    assert_int_equal(psa_hash_setup(&hash, PSA_ALG_SHA_256), bad);
    assert_int_equal(psa_mac_sign_setup(&mac, mac_key, HMAC), bad);
    assert_int_equal(psa_cipher_encrypt_setup(&cipher, cipher_key, PSA_ALG_CTR), bad);
    assert_int_equal(psa_aead_finish(&aead, out, 1, &n, tag, 16, &m), bad);
    assert_int_equal(test_driver.parts, parts);
}

static void parts__entry_point_fails__its_error_no_output_no_context(void **state)
{
    (void)state;
    make_keys(0);
    sealed_length = 5;
    for (size_t r = 0; r < COUNT(runs); r++) {
        for (size_t e = 0; e < COUNT(runs[r].entries) && runs[r].entries[e] != NULL; e++) {
            for (size_t i = 0; i < COUNT(errors); i++) {
                memset(out, 0x11, sizeof out);
                memset(tag, 0x11, sizeof tag);
                length = 99;
                test_driver.part_fails = runs[r].entries[e];
                test_driver.part_status = errors[i][0];
                assert_int_equal(runs[r].run(), errors[i][1]);
                assert_int_equal(test_driver.live, 0);
                for (size_t k = 0; k < sizeof out; k++) {
                    assert_int_not_equal(out[k], 0x5e);
                }
                for (size_t k = 0; k < sizeof tag; k++) {
                    assert_int_not_equal(tag[k], 0x5e);
                }
                test_driver.part_fails = NULL;
                assert_error_state();
                assert_int_equal(abort_all(), PSA_SUCCESS);
            }
        }
        /* Setup fails: the operation is as before. */
        for (size_t i = 0; i < COUNT(errors); i++) {
            static const psa_hash_operation_t no_hash;
            static const psa_mac_operation_t no_mac;
            static const psa_cipher_operation_t no_cipher;
            static const psa_aead_operation_t no_aead;
            static const psa_sign_operation_t no_signing;
            static const psa_verify_operation_t no_verifying;
            if (errors[i][0] == PSA_ERROR_NOT_SUPPORTED) {
                continue;
            }
            test_driver.multi = errors[i][0];
            assert_int_equal(runs[r].run(), errors[i][1]);
            assert_memory_equal(&hash, &no_hash, sizeof hash);
            assert_memory_equal(&mac, &no_mac, sizeof mac);
            assert_memory_equal(&cipher, &no_cipher, sizeof cipher);
            assert_memory_equal(&aead, &no_aead, sizeof aead);
            assert_memory_equal(&signing, &no_signing, sizeof signing);
            assert_memory_equal(&verifying, &no_verifying, sizeof verifying);
            assert_int_equal(test_driver.live, 0);
            test_driver.multi = PSA_SUCCESS;
        }
    }
}

/* A message in pieces is hashed by the driver's entry points for hashes, and its hash signed by the one for that. */
static void parts__signature__driver_hashes_and_signs(void **state)
{
    (void)state;
    uint8_t made[32];
    make_keys(0);
    test_driver.transparent = PSA_SUCCESS;
    assert_int_equal(run_sign(), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "sign_hash");
    assert_int_equal(length, 64);
    assert_all(out, 64, 0xd5);
    assert_int_equal(test_driver.live, 0);
    assert_int_equal(run_verify(), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "verify_hash");
    out[0] ^= 1;
    assert_int_equal(run_verify(), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(test_driver.live, 0);
    assert_int_equal(abort_all(), PSA_SUCCESS);
    /* Given up by the caller. */
    assert_int_equal(psa_sign_setup(&signing, sign_key, ECDSA), PSA_SUCCESS);
    assert_int_equal(psa_verify_setup(&verifying, sign_key, ECDSA, out, 64), PSA_SUCCESS);
    assert_int_equal(test_driver.live, 2);
    assert_int_equal(psa_sign_abort(&signing), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "hash_abort");
    assert_int_equal(test_driver.live, 1);
    assert_int_equal(psa_verify_abort(&verifying), PSA_SUCCESS);
    assert_int_equal(test_driver.live, 0);
    /* It only hashes: the library's own signature of the driver's hash. */
    test_driver.transparent = PSA_ERROR_NOT_SUPPORTED;
    assert_int_equal(run_sign(), PSA_SUCCESS);
    assert_int_equal(length, 64);
    memset(made, SUM5, sizeof made);
    assert_int_equal(psa_verify_hash(sign_key, ECDSA, made, 32, out, 64), PSA_SUCCESS);
    assert_int_equal(run_verify(), PSA_SUCCESS);
    out[9] ^= 1;
    assert_int_equal(run_verify(), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(abort_all(), PSA_SUCCESS);
    /* It only signs: the true hash. */
    test_driver.multi = PSA_ERROR_NOT_SUPPORTED;
    test_driver.transparent = PSA_SUCCESS;
    assert_int_equal(run_sign(), PSA_SUCCESS);
    assert_all(out, 64, 0xd5);
    assert_int_equal(run_verify(), PSA_SUCCESS);
    /* Neither. */
    test_driver.transparent = PSA_ERROR_NOT_SUPPORTED;
    assert_int_equal(run_sign(), PSA_SUCCESS);
    assert_int_equal(psa_verify_message(sign_key, ECDSA, bytes, 5, out, 64), PSA_SUCCESS);
    assert_int_equal(run_verify(), PSA_SUCCESS);
}

/* SIGN_HASH and VERIFY_HASH fail: not their fall-back, which is above. */
static void parts__signature_of_the_hash_fails__its_error_no_output(void **state)
{
    (void)state;
    make_keys(0);
    for (size_t i = 0; i < COUNT(errors); i++) {
        if (errors[i][0] == PSA_ERROR_NOT_SUPPORTED) {
            continue;
        }
        memset(out, 0x11, sizeof out);
        test_driver.transparent = errors[i][0];
        length = 99;
        assert_int_equal(run_sign(), errors[i][1]);
        assert_int_equal(length, 0);
        assert_all(out, 64, 0);
        assert_int_equal(run_verify(), errors[i][1]);
        assert_int_equal(test_driver.live, 0);
        assert_error_state();
        assert_int_equal(abort_all(), PSA_SUCCESS);
    }
    test_driver.transparent = PSA_SUCCESS;
    test_driver.multi = PSA_ERROR_NOT_SUPPORTED;
    test_driver.length_excess = 1;
    assert_int_equal(run_sign(), PSA_ERROR_CORRUPTION_DETECTED);
    assert_int_equal(length, 0);
    assert_all(out, 64, 0);
}

/* A length beyond the buffer. */
static void parts__length_too_large__corruption(void **state)
{
    (void)state;
    make_keys(0);
    sealed_length = 5;
    for (size_t r = 0; r < COUNT(runs); r++) {
        memset(out, 0x11, sizeof out);
        test_driver.length_excess = 64;
        assert_int_equal(runs[r].run(), PSA_ERROR_CORRUPTION_DETECTED);
        assert_int_equal(test_driver.live, 0);
        assert_true(length == 0 || length == 99 || runs[r].run == run_hash_verify || runs[r].run == run_mac_verify);
        test_driver.length_excess = 0;
        assert_error_state();
        assert_int_equal(abort_all(), PSA_SUCCESS);
        length = 99;
    }
}

/* The order of calls is the library's to check: the driver is told of the end, and of nothing else. */
static void parts__call_out_of_order__bad_state(void **state)
{
    (void)state;
    const psa_status_t bad = PSA_ERROR_BAD_STATE;
    size_t n, m;
    make_keys(0);
    for (unsigned i = 0; i < 15; i++) {
        unsigned parts;
        assert_int_equal(psa_mac_sign_setup(&mac, mac_key, HMAC), PSA_SUCCESS);
        assert_int_equal(psa_cipher_encrypt_setup(&cipher, cipher_key, PSA_ALG_CTR), PSA_SUCCESS);
        assert_int_equal(psa_aead_encrypt_setup(&aead, aead_key, PSA_ALG_GCM), PSA_SUCCESS);
        parts = test_driver.parts;
        switch (i) {
        case 0:
            assert_int_equal(psa_mac_verify_finish(&mac, bytes, 32), bad);
            break;
        case 1:
            assert_int_equal(psa_mac_sign_setup(&mac, mac_key, HMAC), bad);
            break;
        case 2:
            assert_int_equal(psa_cipher_update(&cipher, bytes, 1, out, 16, &n), bad);
            break;
        case 3:
            assert_int_equal(psa_cipher_finish(&cipher, out, 16, &n), bad);
            break;
        case 4:
            assert_int_equal(psa_cipher_set_iv(&cipher, bytes, 16), PSA_SUCCESS);
            parts++;
            assert_int_equal(psa_cipher_set_iv(&cipher, bytes, 16), bad);
            break;
        case 5:
            assert_int_equal(psa_cipher_generate_iv(&cipher, iv, 15, &n), PSA_ERROR_BUFFER_TOO_SMALL);
            break;
        case 6:
            assert_int_equal(psa_aead_update_ad(&aead, bytes, 1), bad);
            break;
        case 7:
            assert_int_equal(psa_aead_update(&aead, bytes, 1, out, 16, &n), bad);
            break;
        case 8:
            assert_int_equal(psa_aead_finish(&aead, out, 16, &n, tag, 16, &m), bad);
            break;
        case 9:
            assert_int_equal(psa_aead_generate_nonce(&aead, iv, 11, &n), PSA_ERROR_BUFFER_TOO_SMALL);
            break;
        case 10:
            assert_int_equal(psa_aead_set_nonce(&aead, bytes, 12), PSA_SUCCESS);
            parts++;
            assert_int_equal(psa_aead_verify(&aead, out, 16, &n, tag, 16), bad);
            break;
        case 11:
            assert_int_equal(psa_aead_set_lengths(&aead, 1, 1), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_nonce(&aead, bytes, 12), PSA_SUCCESS);
            parts += 2;
            assert_int_equal(psa_aead_update_ad(&aead, bytes, 2), PSA_ERROR_INVALID_ARGUMENT);
            break;
        case 12:
            assert_int_equal(psa_aead_set_lengths(&aead, 0, 1), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_nonce(&aead, bytes, 12), PSA_SUCCESS);
            parts += 2;
            assert_int_equal(psa_aead_update(&aead, bytes, 2, out, 16, &n), PSA_ERROR_INVALID_ARGUMENT);
            break;
        case 13:
            assert_int_equal(psa_aead_set_lengths(&aead, 0, 1), PSA_SUCCESS);
            assert_int_equal(psa_aead_set_nonce(&aead, bytes, 12), PSA_SUCCESS);
            parts += 2;
            assert_int_equal(psa_aead_finish(&aead, out, 16, &n, tag, 16, &m), PSA_ERROR_INVALID_ARGUMENT);
            break;
        default:
            assert_int_equal(psa_aead_set_lengths(&aead, 0, 1), PSA_SUCCESS);
            parts++;
            assert_int_equal(psa_aead_set_lengths(&aead, 0, 1), bad);
            break;
        }
        /* The abort of the one that erred; a setup that is refused leaves the operation as it is. */
        assert_int_equal(test_driver.parts, i == 1 ? parts : parts + 1);
        assert_int_equal(test_driver.live, i == 1 ? 3 : 2);
        assert_int_equal(abort_all(), PSA_SUCCESS);
        assert_int_equal(test_driver.live, 0);
    }
    /* CCM: lengths first; the nonce is the shorter the longer the text. */
    assert_int_equal(psa_aead_encrypt_setup(&aead, ccm_key, PSA_ALG_CCM), PSA_SUCCESS);
    assert_int_equal(psa_aead_set_nonce(&aead, bytes, 12), bad);
    assert_int_equal(psa_aead_abort(&aead), PSA_SUCCESS);
    assert_int_equal(psa_aead_encrypt_setup(&aead, ccm_key, PSA_ALG_CCM), PSA_SUCCESS);
    assert_int_equal(psa_aead_generate_nonce(&aead, iv, 13, &n), bad);
    assert_int_equal(psa_aead_abort(&aead), PSA_SUCCESS);
    for (size_t text = 0xffff; text <= 0x10000; text++) {
        assert_int_equal(psa_aead_encrypt_setup(&aead, ccm_key, PSA_ALG_CCM), PSA_SUCCESS);
        assert_int_equal(psa_aead_set_lengths(&aead, 0, text), PSA_SUCCESS);
        assert_int_equal(psa_aead_generate_nonce(&aead, iv, 16, &n), PSA_SUCCESS);
        assert_int_equal(n, text == 0xffff ? 13 : 12);
        assert_int_equal(psa_aead_abort(&aead), PSA_SUCCESS);
    }
    /* Decryption generates neither. */
    assert_int_equal(psa_cipher_decrypt_setup(&cipher, cipher_key, PSA_ALG_CTR), PSA_SUCCESS);
    assert_int_equal(psa_cipher_generate_iv(&cipher, iv, 16, &n), bad);
    assert_int_equal(psa_aead_decrypt_setup(&aead, aead_key, PSA_ALG_GCM), PSA_SUCCESS);
    assert_int_equal(psa_aead_generate_nonce(&aead, iv, 16, &n), bad);
    assert_int_equal(abort_all(), PSA_SUCCESS);
}

static void parts__key_destroyed__driver_gives_up(void **state)
{
    (void)state;
    size_t n;
    for (unsigned turn = 0; turn < 2; turn++) {
        make_keys(turn == 0 ? 0 : HERE);
        assert_int_equal(psa_mac_sign_setup(&mac, mac_key, HMAC), PSA_SUCCESS);
        assert_int_equal(psa_cipher_encrypt_setup(&cipher, cipher_key, PSA_ALG_CTR), PSA_SUCCESS);
        assert_int_equal(psa_aead_encrypt_setup(&aead, aead_key, PSA_ALG_GCM), PSA_SUCCESS);
        assert_int_equal(psa_sign_setup(&signing, sign_key, ECDSA), PSA_SUCCESS);
        assert_int_equal(psa_verify_setup(&verifying, sign_key, ECDSA, bytes, 32), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(ccm_key), PSA_SUCCESS); /* another one */
        assert_int_equal(psa_sign_update(&signing, bytes, 1), PSA_SUCCESS);
        assert_int_equal(psa_mac_update(&mac, bytes, 1), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(mac_key), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(cipher_key), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(aead_key), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(sign_key), PSA_SUCCESS);
        assert_int_equal(psa_mac_update(&mac, bytes, 1), PSA_ERROR_BAD_STATE);
        assert_string_equal(test_driver.last, "mac_abort");
        assert_int_equal(psa_cipher_generate_iv(&cipher, iv, 16, &n), PSA_ERROR_BAD_STATE);
        assert_string_equal(test_driver.last, "cipher_abort");
        assert_int_equal(psa_aead_set_nonce(&aead, iv, 12), PSA_ERROR_BAD_STATE);
        assert_string_equal(test_driver.last, "aead_abort");
        test_driver.last = "";
        assert_int_equal(psa_sign_finish(&signing, out, 64, &n), PSA_ERROR_BAD_STATE);
        assert_string_equal(test_driver.last, "hash_abort");
        test_driver.last = "";
        assert_int_equal(psa_verify_update(&verifying, bytes, 1), PSA_ERROR_BAD_STATE);
        assert_string_equal(test_driver.last, "hash_abort");
        assert_int_equal(test_driver.live, 0);
        assert_error_state();
        assert_int_equal(abort_all(), PSA_SUCCESS);
    }
}

/* "It must be possible to copy a hash operation context byte by byte." */
static void parts__hash_cloned_and_suspended(void **state)
{
    (void)state;
    psa_hash_operation_t other = PSA_HASH_OPERATION_INIT;
    uint8_t saved[256];
    assert_int_equal(psa_hash_setup(&hash, PSA_ALG_SHA_256), PSA_SUCCESS);
    assert_int_equal(psa_hash_update(&hash, bytes, 3), PSA_SUCCESS);
    assert_int_equal(psa_hash_clone(&hash, &other), PSA_SUCCESS);
    test_driver.live++; /* the copy, of which the driver does not know */
    assert_int_equal(psa_hash_clone(&hash, &other), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_update(&hash, bytes + 3, 2), PSA_SUCCESS);
    assert_int_equal(psa_hash_finish(&hash, out, 32, &length), PSA_SUCCESS);
    assert_all(out, 32, SUM5);
    assert_int_equal(psa_hash_finish(&other, out, 32, &length), PSA_SUCCESS);
    assert_all(out, 32, 24);
    assert_int_equal(psa_hash_setup(&hash, PSA_ALG_SHA_256), PSA_SUCCESS);
    assert_int_equal(psa_hash_suspend(&hash, saved, sizeof saved, &length), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(test_driver.live, 0);
    assert_int_equal(psa_hash_update(&hash, bytes, 1), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_abort(&hash), PSA_SUCCESS);
    assert_int_equal(psa_hash_setup(&hash, PSA_ALG_SHA_256), PSA_SUCCESS);
    assert_int_equal(psa_hash_finish(&hash, out, 31, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 0);
    assert_int_equal(psa_hash_abort(&hash), PSA_SUCCESS);
}

/* "If a driver implements a multi-part operation but not the corresponding single-part operation, the core calls the
 * driver's multipart operation entry points to perform the single-part operation." */
static void single_part__only_parts__by_them(void **state)
{
    (void)state;
    size_t size;
    make_keys(0);
    assert_int_equal(psa_hash_compute(PSA_ALG_SHA_256, bytes, 5, out, 64, &size), PSA_SUCCESS);
    assert_int_equal(size, 32);
    assert_all(out, 32, SUM5);
    assert_int_equal(psa_hash_compare(PSA_ALG_SHA_256, bytes, 5, out, 32), PSA_SUCCESS);
    assert_int_equal(psa_mac_compute(mac_key, HMAC, bytes, 5, out, 64, &size), PSA_SUCCESS);
    assert_all(out, 32, SUM5 ^ bytes[0]);
    assert_int_equal(psa_mac_verify(mac_key, HMAC, bytes, 5, out, 32), PSA_SUCCESS);
    out[9] ^= 1;
    assert_int_equal(psa_mac_verify(mac_key, HMAC, bytes, 5, out, 32), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_cipher_encrypt(cipher_key, PSA_ALG_CTR, bytes, 5, out, 64, &size), PSA_SUCCESS);
    assert_int_equal(size, 21);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(out[16 + i], bytes[i] ^ bytes[0] ^ out[0]);
    }
    memcpy(sealed, out, 21);
    assert_int_equal(psa_cipher_decrypt(cipher_key, PSA_ALG_CTR, sealed, 21, out, 5, &size), PSA_SUCCESS);
    assert_int_equal(size, 5);
    assert_memory_equal(out, bytes, 5);
    assert_int_equal(psa_cipher_encrypt(cipher_key, PSA_ALG_CTR, bytes, 5, out, 15, &size), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_cipher_encrypt(cipher_key, PSA_ALG_CTR, bytes, 5, out, 20, &size), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_cipher_decrypt(cipher_key, PSA_ALG_CTR, sealed, 15, out, 64, &size),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_aead_encrypt(aead_key, PSA_ALG_GCM, iv, 12, bytes, 4, bytes, 5, out, 21, &size), PSA_SUCCESS);
    assert_int_equal(size, 21);
    memcpy(sealed, out, 21);
    assert_int_equal(psa_aead_decrypt(aead_key, PSA_ALG_GCM, iv, 12, bytes, 4, sealed, 21, out, 5, &size), PSA_SUCCESS);
    assert_int_equal(size, 5);
    assert_memory_equal(out, bytes, 5);
    sealed[20] = sealed[5] ^= 1;
    memset(out, 7, sizeof out);
    assert_int_equal(psa_aead_decrypt(aead_key, PSA_ALG_GCM, iv, 12, bytes, 4, sealed, 21, out, 5, &size),
                     PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(size, 0);
    assert_all(out, 5, 0);
    assert_int_equal(psa_aead_encrypt(aead_key, PSA_ALG_GCM, iv, 12, bytes, 4, bytes, 5, out, 20, &size),
                     PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_aead_decrypt(aead_key, PSA_ALG_GCM, iv, 12, bytes, 4, sealed, 15, out, 5, &size),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(test_driver.live, 0);
}

static psa_status_t whole_hash(void)
{
    return psa_hash_compute(PSA_ALG_SHA_256, bytes, 5, out, 64, &length);
}
static psa_status_t whole_mac(void)
{
    return psa_mac_compute(mac_key, HMAC, bytes, 5, out, 64, &length);
}
static psa_status_t whole_mac_verify(void)
{
    return psa_mac_verify(mac_key, HMAC, bytes, 5, sealed, 32);
}
static psa_status_t whole_encrypt(void)
{
    return psa_cipher_encrypt(cipher_key, PSA_ALG_CTR, bytes, 5, out, 64, &length);
}
static psa_status_t whole_decrypt(void)
{
    return psa_cipher_decrypt(cipher_key, PSA_ALG_CTR, bytes, 21, out, 64, &length);
}
static psa_status_t whole_seal(void)
{
    return psa_aead_encrypt(aead_key, PSA_ALG_GCM, bytes, 12, bytes, 4, bytes, 5, out, 64, &length);
}
static psa_status_t whole_open(void)
{
    return psa_aead_decrypt(aead_key, PSA_ALG_GCM, bytes, 12, bytes, 4, bytes, 21, out, 64, &length);
}

static void single_part__one_of_the_parts_fails__its_error_no_output(void **state)
{
    (void)state;
    static psa_status_t (*const whole[])(void) = { whole_hash,    whole_hash,    whole_mac,  whole_mac_verify,
                                                   whole_encrypt, whole_decrypt, whole_seal, whole_open };
    make_keys(0);
    for (size_t r = 0; r < COUNT(whole); r++) {
        for (size_t e = 0; e < COUNT(runs[r].entries) && runs[r].entries[e] != NULL; e++) {
            for (size_t i = 0; i < COUNT(errors); i++) {
                memset(out, 0x11, sizeof out);
                test_driver.part_fails = runs[r].entries[e];
                test_driver.part_status = errors[i][0];
                psa_status_t status = whole[r]();
                if (errors[i][0] != PSA_ERROR_NOT_SUPPORTED) {
                    assert_int_equal(status, errors[i][1]);
                    for (size_t k = 0; k < 64; k++) {
                        assert_int_not_equal(out[k], 0x5e);
                    }
                }
                assert_int_equal(test_driver.live, 0);
            }
        }
    }
}

/* ---------------------------------------------------------------------------------------------------- Locations --- */

/* The library's own single-part calls with the same key in the clear say what is right. */
static void location__parts__the_driver_alone(void **state)
{
    (void)state;
    uint8_t whole[64];
    size_t size;
    make_keys(HERE);
    const psa_key_id_t there[] = { mac_key, cipher_key, aead_key };
    assert_int_equal(run_mac(), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "mac_sign_finish");
    assert_int_equal(run_mac_verify(), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "mac_verify_finish");
    memcpy(whole, out, 32);
    out[3] ^= 1;
    assert_int_equal(run_mac_verify(), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(test_driver.live, 0);
    assert_int_equal(abort_all(), PSA_SUCCESS);
    test_driver.multi = PSA_ERROR_NOT_SUPPORTED; /* of the accelerator */
    make_keys(0);
    assert_int_equal(psa_mac_verify(mac_key, HMAC, bytes, 5, whole, 32), PSA_SUCCESS);
    psa_key_id_t clear = cipher_key, clear_aead = aead_key;
    test_driver.multi = PSA_SUCCESS;
    cipher_key = there[1];
    aead_key = there[2];
    assert_int_equal(run_encrypt(), PSA_SUCCESS);
    keep();
    assert_int_equal(run_decrypt(), PSA_SUCCESS);
    assert_memory_equal(out, bytes, 5);
    memcpy(whole, iv, 16);
    memcpy(whole + 16, sealed, 5);
    test_driver.multi = PSA_ERROR_NOT_SUPPORTED;
    assert_int_equal(psa_cipher_decrypt(clear, PSA_ALG_CTR, whole, 21, out, 32, &size), PSA_SUCCESS);
    assert_memory_equal(out, bytes, 5);
    test_driver.multi = PSA_SUCCESS;
    assert_int_equal(run_seal(), PSA_SUCCESS);
    assert_string_equal(test_driver.last, "aead_finish");
    keep();
    assert_int_equal(run_open(), PSA_SUCCESS);
    assert_memory_equal(out, bytes, 5);
    memcpy(whole, sealed, 5);
    memcpy(whole + 5, tag, 16);
    test_driver.multi = PSA_ERROR_NOT_SUPPORTED;
    assert_int_equal(psa_aead_decrypt(clear_aead, PSA_ALG_GCM, iv, 12, bytes, 4, whole, 21, out, 32, &size),
                     PSA_SUCCESS);
    assert_memory_equal(out, bytes, 5);
    /* Single-part calls that its driver has in parts only. */
    test_driver.multi = PSA_SUCCESS;
    assert_int_equal(psa_aead_decrypt(aead_key, PSA_ALG_GCM, iv, 12, bytes, 4, whole, 21, out, 32, &size), PSA_SUCCESS);
    assert_memory_equal(out, bytes, 5);
    whole[20] ^= 1;
    assert_int_equal(psa_aead_decrypt(aead_key, PSA_ALG_GCM, iv, 12, bytes, 4, whole, 21, out, 32, &size),
                     PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_mac_verify(there[0], HMAC, bytes, 5, whole, 32), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(test_driver.live, 0);
}

static void location__parts__fail_or_not_there(void **state)
{
    (void)state;
    make_keys(HERE);
    sealed_length = 5;
    for (size_t r = 2; runs[r].run != run_sign; r++) {
        test_driver.multi = PSA_ERROR_NOT_SUPPORTED;
        assert_int_equal(runs[r].run(), PSA_ERROR_NOT_SUPPORTED); /* nothing behind it */
        test_driver.multi = PSA_SUCCESS;
        for (size_t e = 0; e < COUNT(runs[r].entries) && runs[r].entries[e] != NULL; e++) {
            test_driver.part_fails = runs[r].run == run_mac_verify && e == 1 ? "mac_verify_finish" : runs[r].entries[e];
            test_driver.part_status = PSA_ERROR_COMMUNICATION_FAILURE;
            assert_int_equal(runs[r].run(), PSA_ERROR_COMMUNICATION_FAILURE);
            assert_int_equal(test_driver.live, 0);
            test_driver.part_fails = NULL;
            assert_error_state();
            assert_int_equal(abort_all(), PSA_SUCCESS);
        }
    }
    /* No more sessions than the element has; those that end are there again. */
    psa_mac_operation_t more[4] = { PSA_MAC_OPERATION_INIT };
    for (unsigned turn = 0; turn < 2; turn++) {
        for (unsigned i = 0; i < 4; i++) {
            assert_int_equal(psa_mac_sign_setup(&more[i], mac_key, HMAC),
                             i < 3 ? PSA_SUCCESS : PSA_ERROR_INSUFFICIENT_MEMORY);
        }
        for (unsigned i = 0; i < 4; i++) {
            assert_int_equal(psa_mac_abort(&more[i]), PSA_SUCCESS);
        }
    }
}

/* The location's driver signs and verifies hashes: of messages in pieces, too. */
static void location__signature_in_parts__the_driver_alone(void **state)
{
    (void)state;
    uint8_t point[65], made[32];
    static uint8_t longest[PCRYPTO_VERIFY_SIGNATURE_MAX_SIZE + 1u];
    static const psa_sign_operation_t no_signing;
    static const psa_verify_operation_t no_verifying;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t clear;
    size_t size;
    make_keys(HERE);
    assert_int_equal(psa_export_public_key(sign_key, point, sizeof point, &size), PSA_SUCCESS);
    psa_set_key_type(&a, PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(ECC));
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_VERIFY_MESSAGE | PSA_KEY_USAGE_VERIFY_HASH);
    psa_set_key_algorithm(&a, ECDSA);
    assert_int_equal(psa_import_key(&a, point, size, &clear), PSA_SUCCESS);
    for (int driven = 0; driven < 2; driven++) { /* the hash by the library, by the accelerator */
        test_driver.multi = driven ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
        assert_int_equal(run_sign(), PSA_SUCCESS);
        assert_string_equal(test_driver.last, "sign_hash");
        memset(made, SUM5, sizeof made);
        test_driver.multi = PSA_ERROR_NOT_SUPPORTED;
        assert_int_equal(driven ? psa_verify_hash(clear, ECDSA, made, 32, out, 64)
                                : psa_verify_message(clear, ECDSA, bytes, 5, out, 64),
                         PSA_SUCCESS);
        test_driver.multi = driven ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
        test_driver.verifies = 1;
        assert_int_equal(run_verify(), PSA_SUCCESS);
        assert_string_equal(test_driver.last, "verify_hash");
        out[7] ^= 1;
        assert_int_equal(run_verify(), PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(psa_verify_abort(&verifying), PSA_SUCCESS);
        test_driver.verifies = 0;
        assert_int_equal(run_verify(), PSA_ERROR_NOT_SUPPORTED); /* nothing behind it */
        assert_int_equal(psa_verify_update(&verifying, bytes, 1), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_verify_abort(&verifying), PSA_SUCCESS);
        for (size_t i = 0; i < COUNT(errors); i++) {
            memset(out, 0x11, sizeof out);
            test_driver.opaque = errors[i][0];
            test_driver.verifies = 1;
            assert_int_equal(run_sign(), errors[i][1]);
            assert_int_equal(length, 0);
            assert_int_equal(run_verify(), errors[i][1]);
            test_driver.opaque = PSA_SUCCESS;
            for (size_t k = 0; k < sizeof out; k++) {
                assert_int_not_equal(out[k], 0x5e);
            }
            assert_int_equal(test_driver.live, 0);
            assert_int_equal(abort_all(), PSA_SUCCESS);
        }
    }
    /* What is refused at set-up: no permission, no hash of the message, a signature that there is no room for. */
    psa_key_id_t edwards = import(HERE, ECC, PSA_ALG_PURE_EDDSA);
    assert_int_equal(psa_sign_setup(&signing, sign_key, HMAC), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_verify_setup(&verifying, sign_key, HMAC, out, 64), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_sign_setup(&signing, mac_key, HMAC), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_verify_setup(&verifying, mac_key, HMAC, out, 64), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_sign_setup(&signing, edwards, PSA_ALG_PURE_EDDSA), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_verify_setup(&verifying, edwards, PSA_ALG_PURE_EDDSA, out, 64), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_verify_setup(&verifying, sign_key, ECDSA, longest, sizeof longest),
                     PSA_ERROR_INSUFFICIENT_MEMORY);
    assert_memory_equal(&signing, &no_signing, sizeof signing);
    assert_memory_equal(&verifying, &no_verifying, sizeof verifying);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(parts__driver_works__its_results, start, stop),
        cmocka_unit_test_setup_teardown(parts__setup_not_supported__own_code, start, stop),
        cmocka_unit_test_setup_teardown(parts__entry_point_fails__its_error_no_output_no_context, start, stop),
        cmocka_unit_test_setup_teardown(parts__length_too_large__corruption, start, stop),
        cmocka_unit_test_setup_teardown(parts__call_out_of_order__bad_state, start, stop),
        cmocka_unit_test_setup_teardown(parts__key_destroyed__driver_gives_up, start, stop),
        cmocka_unit_test_setup_teardown(parts__hash_cloned_and_suspended, start, stop),
        cmocka_unit_test_setup_teardown(single_part__only_parts__by_them, start, stop),
        cmocka_unit_test_setup_teardown(single_part__one_of_the_parts_fails__its_error_no_output, start, stop),
        cmocka_unit_test_setup_teardown(location__parts__the_driver_alone, start, stop),
        cmocka_unit_test_setup_teardown(location__parts__fail_or_not_there, start, stop),
        cmocka_unit_test_setup_teardown(parts__signature__driver_hashes_and_signs, start, stop),
        cmocka_unit_test_setup_teardown(parts__signature_of_the_hash_fails__its_error_no_output, start, stop),
        cmocka_unit_test_setup_teardown(location__signature_in_parts__the_driver_alone, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
