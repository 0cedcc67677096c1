/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Keys that the implementation provides: built-in keys by identifier, psa_attach_key() (Crypto API 1.5, "Key management
 * functions"), and keys that are never destroyed (PSA_KEY_PERSISTENCE_READ_ONLY).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "lib/crypto/key_slots.h"
#include "lib/its/its_internal.h"
#include "platform/platform.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

#define ROW_ID (PLAT_KEY_ID_BUILTIN_MIN + 0x100u)
#define OWN_ID (PLAT_KEY_ID_BUILTIN_MIN + 0x101u)
#define BAD_ID (PLAT_KEY_ID_BUILTIN_MIN + 0x102u)

#define READ_ONLY                                                                                                      \
    PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(PSA_KEY_PERSISTENCE_READ_ONLY, PSA_KEY_LOCATION_LOCAL_STORAGE)

static const plat_builtin_key_t rows[] = {
    { PLAT_KEY_ID_ATTESTATION, 0, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256, PSA_KEY_USAGE_SIGN_HASH,
      PSA_ALG_ECDSA(PSA_ALG_SHA_256), "attestation", 0 },
    { ROW_ID, 0, PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_COPY | PSA_KEY_USAGE_CACHE,
      PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_GCM, 12), "group key", 0 },
    { OWN_ID, -7, PSA_KEY_TYPE_HMAC, 256, PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_EXPORT,
      PSA_ALG_HMAC(PSA_ALG_SHA_256), "one client's", 0 },
    { BAD_ID, 0, PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_GCM, "bad", 0 },
    { BAD_ID + 1, 0, PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_GCM, "not given", 0 },
    { BAD_ID + 2, 0, PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_GCM, "behind a driver", 0x800001 },
};
static const uint8_t material[6][PLAT_BUILTIN_KEY_SIZE_MAX] = { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 },
                                                                { 10 },      { 0 },       { 11 } };
static const size_t lengths[6] = { 32, 16, 32, 15, 0, 16 };

static int start(void **state)
{
    (void)state;
    sim_init(NULL);
    sim_set_builtin_keys(rows, 6, material, lengths);
    return psa_crypto_init() == PSA_SUCCESS ? 0 : -1;
}

static psa_status_t attach(const psa_key_attributes_t *a, const char *label, psa_key_id_t *key)
{
    *key = 77;
    psa_status_t status = psa_attach_key(a, (const uint8_t *)label, strlen(label), key);
    if (status != PSA_SUCCESS) {
        assert_int_equal(*key, PSA_KEY_ID_NULL);
    }
    return status;
}

static void assert_slots_free(unsigned count)
{
    static const uint8_t byte = 1;
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_RAW_DATA, 0, 0, 0);
    psa_key_id_t keys[PCRYPTO_KEY_COUNT], one;
    for (unsigned i = 0; i < count; i++) {
        assert_int_equal(psa_import_key(&a, &byte, 1, &keys[i]), PSA_SUCCESS);
    }
    assert_int_equal(psa_import_key(&a, &byte, 1, &one), PSA_ERROR_INSUFFICIENT_MEMORY);
    for (unsigned i = 0; i < count; i++) {
        assert_int_equal(psa_destroy_key(keys[i]), PSA_SUCCESS);
    }
}

/* 32 bytes of HKDF from the device key, as a caller sees it. */
static void derive(psa_key_id_t key, uint8_t out[32])
{
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_HKDF(PSA_ALG_SHA_256)), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&op, PSA_KEY_DERIVATION_INPUT_SECRET, key), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_INFO, (const uint8_t *)"x", 1),
                     PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, 32), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
}

static void device_key__used_by_callers__one_each_never_exported(void **state)
{
    (void)state;
    uint8_t mine[32], again[32], other[32], out[32];
    size_t length = 9;
    psa_key_attributes_t a;
    psa_key_id_t key;
    derive(PLAT_KEY_ID_DEVICE, mine);
    derive(PLAT_KEY_ID_DEVICE, again);
    assert_memory_equal(mine, again, 32);
    assert_int_equal(psa_get_key_attributes(PLAT_KEY_ID_DEVICE, &a), PSA_SUCCESS);
    assert_int_equal(psa_get_key_type(&a), PSA_KEY_TYPE_DERIVE);
    assert_int_equal(psa_get_key_bits(&a), 256);
    assert_int_equal(psa_get_key_lifetime(&a), READ_ONLY);
    assert_int_equal(psa_get_key_id(&a), PLAT_KEY_ID_DEVICE);
    assert_in_range(PLAT_KEY_ID_DEVICE, PSA_KEY_ID_VENDOR_MIN, PSA_KEY_ID_VENDOR_MAX);
    assert_int_equal(psa_export_key(PLAT_KEY_ID_DEVICE, out, 32, &length), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(length, 0);
    a = fixture_attributes(0, 0, PSA_KEY_USAGE_DERIVE, PSA_ALG_HKDF(PSA_ALG_SHA_256));
    assert_int_equal(psa_copy_key(PLAT_KEY_ID_DEVICE, &a, &key), PSA_ERROR_NOT_PERMITTED);
    sim_set_caller(-2);
    derive(PLAT_KEY_ID_DEVICE, other);
    assert_memory_not_equal(mine, other, 32);
    assert_slots_free(PCRYPTO_KEY_COUNT);
}

static void builtin_key__its_row__attributes_use_and_no_more(void **state)
{
    (void)state;
    uint8_t signature[64], out[PLAT_BUILTIN_KEY_SIZE_MAX], hash[32] = { 1 };
    size_t length;
    psa_key_attributes_t a;
    assert_int_equal(psa_get_key_attributes(PLAT_KEY_ID_ATTESTATION, &a), PSA_SUCCESS);
    assert_int_equal(psa_get_key_type(&a), rows[0].type);
    assert_int_equal(psa_get_key_bits(&a), 256);
    assert_int_equal(psa_get_key_usage_flags(&a), PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_SIGN_MESSAGE);
    assert_int_equal(psa_get_key_algorithm(&a), rows[0].algorithm);
    assert_int_equal(
        psa_sign_hash(PLAT_KEY_ID_ATTESTATION, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, signature, 64, &length),
        PSA_SUCCESS);
    assert_int_equal(
        psa_sign_message(PLAT_KEY_ID_ATTESTATION, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 3, signature, 64, &length),
        PSA_SUCCESS);
    assert_int_equal(psa_export_key(PLAT_KEY_ID_ATTESTATION, out, sizeof out, &length), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_verify_hash(PLAT_KEY_ID_ATTESTATION, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, signature, 64),
                     PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_export_public_key(PLAT_KEY_ID_ATTESTATION, out, sizeof out, &length), PSA_SUCCESS);
    /* Never destroyed; purging is no error, cached or not. */
    assert_int_equal(psa_destroy_key(PLAT_KEY_ID_ATTESTATION), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_purge_key(PLAT_KEY_ID_ATTESTATION), PSA_SUCCESS);
    assert_int_equal(psa_get_key_attributes(ROW_ID, &a), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(ROW_ID), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_purge_key(ROW_ID), PSA_SUCCESS);
    assert_int_equal(psa_get_key_attributes(ROW_ID, &a), PSA_SUCCESS);
    assert_slots_free(PCRYPTO_KEY_COUNT);
}

static void builtin_key__not_this_callers_or_none__invalid_handle(void **state)
{
    (void)state;
    uint8_t out[32];
    size_t length;
    psa_key_attributes_t a = fixture_attributes(0, 0, PSA_KEY_USAGE_SIGN_MESSAGE, PSA_ALG_HMAC(PSA_ALG_SHA_256));
    psa_key_id_t key;
    const psa_key_id_t ids[] = {
        OWN_ID, BAD_ID + 1, BAD_ID + 2, PLAT_KEY_ID_BUILTIN_MIN - 1, PLAT_KEY_ID_BUILTIN_MAX + 1, PSA_KEY_ID_VENDOR_MAX
    };
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        assert_int_equal(psa_export_key(ids[i], out, 32, &length), PSA_ERROR_INVALID_HANDLE);
        if (ids[i] != BAD_ID + 1) {
            assert_int_equal(psa_destroy_key(ids[i]), PSA_ERROR_INVALID_HANDLE);
            assert_int_equal(psa_purge_key(ids[i]), PSA_ERROR_INVALID_HANDLE);
        }
    }
    assert_int_equal(attach(&a, "one client's", &key), PSA_ERROR_DOES_NOT_EXIST);
    sim_set_caller(-7);
    assert_int_equal(psa_export_key(OWN_ID, out, 32, &length), PSA_SUCCESS);
    assert_int_equal(length, 32);
    assert_memory_equal(out, material[2], 32);
    assert_int_equal(attach(&a, "one client's", &key), PSA_SUCCESS);
    sim_set_caller(-1);
    assert_int_equal(psa_export_key(OWN_ID, out, 32, &length), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_export_key(key, out, 32, &length), PSA_ERROR_INVALID_HANDLE);
    /* What the port delivers is checked. */
    assert_int_equal(psa_get_key_attributes(BAD_ID, &a), PSA_ERROR_DATA_INVALID);
    sim_fail_from(SIM_CALL_DEVICE_KEY, 1, PSA_ERROR_HARDWARE_FAILURE);
    assert_int_equal(psa_get_key_attributes(ROW_ID, &a), PSA_ERROR_CORRUPTION_DETECTED);
    sim_fail_from(SIM_CALL_DEVICE_KEY, 1, PSA_ERROR_HARDWARE_FAILURE);
    assert_int_equal(psa_get_key_attributes(PLAT_KEY_ID_DEVICE, &a), PSA_ERROR_CORRUPTION_DETECTED);
    sim_fail_off();
    sim_set_device_key(NULL);
    assert_int_equal(psa_get_key_attributes(PLAT_KEY_ID_DEVICE, &a), PSA_ERROR_INVALID_HANDLE);
}

/* The check of a point loads its curve, which takes the lock: the key is loaded without it, and once. */
static void builtin_key__checked_on_its_curve__no_lock_is_held(void **state)
{
    (void)state;
    static plat_builtin_key_t row[2] = {
        { ROW_ID, 0, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), 256,
          PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_CACHE, PSA_ALG_ECDSA(PSA_ALG_SHA_256), "trust anchor", 0 },
        { OWN_ID, 0, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), 256, PSA_KEY_USAGE_VERIFY_HASH,
          PSA_ALG_ECDSA(PSA_ALG_SHA_256), "bad point", 0 },
    };
    static uint8_t points[2][PLAT_BUILTIN_KEY_SIZE_MAX];
    static size_t sizes[2] = { 65, 65 };
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256,
                                                PSA_KEY_USAGE_SIGN_HASH, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    const uint8_t hash[32] = { 3 };
    uint8_t signature[64];
    size_t length;
    psa_key_id_t key;
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    assert_int_equal(psa_export_public_key(key, points[0], sizeof points[0], &length), PSA_SUCCESS);
    assert_int_equal(psa_sign_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, signature, 64, &length), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    sim_set_builtin_keys(row, 2, (const uint8_t(*)[PLAT_BUILTIN_KEY_SIZE_MAX])points, sizes);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(psa_verify_hash(ROW_ID, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, signature, 64), PSA_SUCCESS);
    }
    assert_int_equal(psa_get_key_attributes(OWN_ID, &a), PSA_ERROR_DATA_INVALID);
#if defined(PSA_WANT_KEY_TYPE_WPA3_SAE_ECC)
    row[1].type = PSA_KEY_TYPE_WPA3_SAE_ECC(PSA_ECC_FAMILY_SECP_R1);
    memcpy(points[1], points[0] + 1, 64);
    sizes[1] = 64;
    assert_int_equal(psa_get_key_attributes(OWN_ID, &a), PSA_SUCCESS);
    assert_int_equal(psa_get_key_type(&a), row[1].type);
#endif
    assert_slots_free(PCRYPTO_KEY_COUNT);
}

/* Nobody makes a key under an identifier of the implementation. */
static void import_key__identifier_of_the_implementation__invalid_argument(void **state)
{
    (void)state;
    const psa_key_id_t ids[] = { PLAT_KEY_ID_DEVICE, ROW_ID, PSA_KEY_ID_VENDOR_MIN, PSA_KEY_ID_VENDOR_MAX };
    psa_key_id_t key;
    for (size_t i = 0; i < 4; i++) {
        psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_RAW_DATA, 0, 0, 0);
        psa_set_key_id(&a, ids[i]);
        assert_int_equal(psa_import_key(&a, material[0], 16, &key), PSA_ERROR_INVALID_ARGUMENT);
        psa_set_key_lifetime(&a, READ_ONLY);
        assert_int_equal(psa_import_key(&a, material[0], 16, &key), PSA_ERROR_INVALID_ARGUMENT);
    }
}

static void attach_key__provided_key__both_policies_hold(void **state)
{
    (void)state;
    psa_key_attributes_t a, got;
    psa_key_id_t key, second, copy;
    uint8_t out[32];
    size_t length;
    /* Type and size may be left to the implementation; the narrower algorithm is taken; EXPORT is not to be had. */
    a = fixture_attributes(
        0, 0, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT | PSA_KEY_USAGE_COPY | PSA_KEY_USAGE_EXPORT, PSA_ALG_GCM);
    assert_int_equal(attach(&a, "group key", &key), PSA_SUCCESS);
    assert_in_range(key, PSA_KEY_ID_VENDOR_MIN, PSA_KEY_ID_VENDOR_MAX);
    assert_int_equal(psa_get_key_attributes(key, &got), PSA_SUCCESS);
    assert_int_equal(psa_get_key_type(&got), PSA_KEY_TYPE_AES);
    assert_int_equal(psa_get_key_bits(&got), 128);
    assert_int_equal(psa_get_key_usage_flags(&got), PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_COPY);
    assert_int_equal(psa_get_key_algorithm(&got), PSA_ALG_GCM);
    assert_int_equal(psa_get_key_lifetime(&got), PSA_KEY_LIFETIME_VOLATILE);
    assert_int_equal(psa_export_key(key, out, 32, &length), PSA_ERROR_NOT_PERMITTED);
    /* A second identifier for the same key; a copy; the key stays when identifiers go. */
    a = fixture_attributes(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_GCM);
    assert_int_equal(attach(&a, "group key", &second), PSA_SUCCESS);
    assert_int_not_equal(second, key);
    assert_int_equal(psa_copy_key(key, &a, &copy), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(second), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(second), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(attach(&a, "group key", &key), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(copy), PSA_SUCCESS);
    assert_slots_free(PCRYPTO_KEY_COUNT);
}

static void attach_key__bad_arguments__their_errors(void **state)
{
    (void)state;
    const psa_key_usage_t encrypt = PSA_KEY_USAGE_ENCRYPT;
    psa_key_attributes_t good = fixture_attributes(PSA_KEY_TYPE_AES, 128, encrypt, PSA_ALG_GCM), a;
    psa_key_id_t key;
    /* PSA_ERROR_DOES_NOT_EXIST: "label does not refer to key material within the location". */
    assert_int_equal(attach(&good, "", &key), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(attach(&good, "group ke", &key), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(attach(&good, "group key2", &key), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(attach(&good, "not given", &key), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(attach(&good, "devic", &key), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(attach(&good, "devices", &key), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(attach(&good, "device/a label of sixty-five characters, which is one more than it may", &key),
                     PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(psa_attach_key(&good, NULL, 0, &key), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(attach(&good, "bad", &key), PSA_ERROR_DATA_INVALID);
    /* PSA_ERROR_INVALID_ARGUMENT: type, size, persistence, location, usage, algorithm. */
    a = good;
    psa_set_key_type(&a, PSA_KEY_TYPE_HMAC);
    assert_int_equal(attach(&a, "group key", &key), PSA_ERROR_INVALID_ARGUMENT);
    a = good;
    psa_set_key_bits(&a, 256);
    assert_int_equal(attach(&a, "group key", &key), PSA_ERROR_INVALID_ARGUMENT);
    a = good;
    psa_set_key_id(&a, 5);
    assert_int_equal(attach(&a, "group key", &key), PSA_ERROR_INVALID_ARGUMENT);
    a = good;
    psa_set_key_lifetime(&a, READ_ONLY);
    assert_int_equal(attach(&a, "group key", &key), PSA_ERROR_INVALID_ARGUMENT);
    a = good;
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(PSA_KEY_PERSISTENCE_VOLATILE, 0x800001));
    assert_int_equal(attach(&a, "group key", &key), PSA_ERROR_INVALID_ARGUMENT);
    a = good;
    psa_set_key_usage_flags(&a, 0x80000000u);
    assert_int_equal(attach(&a, "group key", &key), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(attach(&a, "device/x", &key), PSA_ERROR_INVALID_ARGUMENT);
    a = good;
    psa_set_key_algorithm(&a, PSA_ALG_CCM);
    assert_int_equal(attach(&a, "group key", &key), PSA_ERROR_INVALID_ARGUMENT);
    psa_set_key_algorithm(&a, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_GCM, 8));
    assert_int_equal(attach(&a, "group key", &key), PSA_ERROR_INVALID_ARGUMENT);
    pcrypto_forget_init();
    assert_int_equal(attach(&good, "group key", &key), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    assert_slots_free(PCRYPTO_KEY_COUNT);
}

/* Labels "device/...": derived for the caller, the type, the size and the label; each of them makes another key. */
static void attach_key__derived__one_for_each_label_type_size_and_caller(void **state)
{
    (void)state;
    static const uint8_t nonce[12] = { 1 }, text[16] = { 2 };
    const struct {
        const char *label;
        psa_key_type_t type;
        size_t bits;
        int32_t caller;
    } cases[] = {
        { "device/a", PSA_KEY_TYPE_AES, 128, -1 }, { "device/a", PSA_KEY_TYPE_AES, 256, -1 },
        { "device/b", PSA_KEY_TYPE_AES, 128, -1 }, { "device/a", PSA_KEY_TYPE_AES, 128, -2 },
        { "device/", PSA_KEY_TYPE_AES, 128, -1 },  { "device/aa", PSA_KEY_TYPE_AES, 128, -1 },
    };
    uint8_t made[6][32], again[32];
    size_t length;
    psa_key_id_t key;
    for (size_t i = 0; i < 6; i++) {
        psa_key_attributes_t a =
            fixture_attributes(cases[i].type, cases[i].bits, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_EXPORT, PSA_ALG_GCM);
        sim_set_caller(cases[i].caller);
        for (unsigned n = 0; n < 2; n++) {
            uint8_t *out = n == 0 ? made[i] : again;
            assert_int_equal(attach(&a, cases[i].label, &key), PSA_SUCCESS);
            assert_int_equal(psa_aead_encrypt(key, PSA_ALG_GCM, nonce, 12, NULL, 0, text, 16, out, 32, &length),
                             PSA_SUCCESS);
            assert_int_equal(psa_export_key(key, again, 32, &length), PSA_ERROR_NOT_PERMITTED);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
            pcrypto_reset(); /* the same after a restart */
            assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
        }
        assert_memory_equal(made[i], again, 32);
        for (size_t j = 0; j < i; j++) {
            assert_memory_not_equal(made[i], made[j], 32);
        }
    }
    sim_set_caller(-1);
    /* No type to derive, a size that it has not, a pair that is no string of bytes. */
    psa_key_attributes_t a = fixture_attributes(0, 128, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_GCM);
    psa_status_t status = attach(&a, "device/a", &key);
    assert_true(status == PSA_ERROR_INVALID_ARGUMENT || status == PSA_ERROR_NOT_SUPPORTED);
    a = fixture_attributes(PSA_KEY_TYPE_AES, 0, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_GCM);
    assert_int_equal(attach(&a, "device/a", &key), PSA_ERROR_INVALID_ARGUMENT);
    a = fixture_attributes(PSA_KEY_TYPE_AES, 136, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_GCM);
    assert_int_equal(attach(&a, "device/a", &key), PSA_ERROR_INVALID_ARGUMENT);
    a = fixture_attributes(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256, PSA_KEY_USAGE_SIGN_HASH,
                           PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    assert_int_equal(attach(&a, "device/a", &key), PSA_ERROR_NOT_SUPPORTED);
    a = fixture_attributes(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_GCM);
    sim_fail_from(SIM_CALL_DEVICE_KEY, 1, PSA_ERROR_HARDWARE_FAILURE);
    assert_int_equal(attach(&a, "device/a", &key), PSA_ERROR_CORRUPTION_DETECTED);
    sim_fail_off();
    assert_slots_free(PCRYPTO_KEY_COUNT);
}

/* "A key with this persistence level cannot be destroyed." */
static void read_only_key__made_and_used__never_destroyed(void **state)
{
    (void)state;
    uint8_t out[16];
    size_t length;
    const psa_key_usage_t usages[] = { PSA_KEY_USAGE_EXPORT, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_CACHE };
    for (unsigned i = 0; i < 2; i++) {
        psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_AES, 0, usages[i], PSA_ALG_GCM), got;
        psa_key_id_t key;
        psa_set_key_id(&a, 10 + i);
        psa_set_key_lifetime(&a, READ_ONLY);
        assert_int_equal(psa_get_key_id(&a), 10 + i);
        assert_int_equal(psa_import_key(&a, material[1], 16, &key), PSA_SUCCESS);
        assert_int_equal(key, 10 + i);
        assert_int_equal(psa_destroy_key(key), PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(psa_import_key(&a, material[1], 16, &key), PSA_ERROR_ALREADY_EXISTS);
        pcrypto_reset();
        pits_reset();
        sim_reboot();
        assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(10 + i), PSA_ERROR_NOT_PERMITTED);
        /* Also where write-once items of the storage can be removed. */
        sim_set_lifecycle(PLAT_LIFECYCLE_PSA_ROT_PROVISIONING);
        assert_int_equal(psa_destroy_key(10 + i), PSA_ERROR_NOT_PERMITTED);
        sim_set_lifecycle(PLAT_LIFECYCLE_SECURED);
        assert_int_equal(psa_get_key_attributes(10 + i, &got), PSA_SUCCESS);
        assert_int_equal(psa_get_key_lifetime(&got), READ_ONLY);
        assert_int_equal(psa_purge_key(10 + i), PSA_SUCCESS);
        assert_int_equal(psa_export_key(10 + i, out, 16, &length), PSA_SUCCESS);
        assert_memory_equal(out, material[1], 16);
    }
}

/* Persistence levels that this implementation gives no meaning, and locations that it has not. */
static void import_key__lifetimes_unknown__not_supported(void **state)
{
    (void)state;
    const psa_key_lifetime_t lifetimes[] = { 0x02, 0x7f, 0x80, 0xfe, 0x100, 0x101, 0x80000000u, 0x800000ffu };
    psa_key_id_t key;
    for (size_t i = 0; i < sizeof lifetimes / sizeof lifetimes[0]; i++) {
        psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_RAW_DATA, 0, 0, 0);
        if ((lifetimes[i] & 0xff) != 0) {
            psa_set_key_id(&a, 1);
        }
        psa_set_key_lifetime(&a, lifetimes[i]);
        psa_status_t status = psa_import_key(&a, material[0], 16, &key);
        assert_true(status == PSA_ERROR_NOT_SUPPORTED || status == PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(key, PSA_KEY_ID_NULL);
    }
    assert_slots_free(PCRYPTO_KEY_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(device_key__used_by_callers__one_each_never_exported, start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(builtin_key__its_row__attributes_use_and_no_more, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(builtin_key__not_this_callers_or_none__invalid_handle, start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(builtin_key__checked_on_its_curve__no_lock_is_held, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(import_key__identifier_of_the_implementation__invalid_argument, start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(attach_key__provided_key__both_policies_hold, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(attach_key__bad_arguments__their_errors, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(attach_key__derived__one_for_each_label_type_size_and_caller, start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(read_only_key__made_and_used__never_destroyed, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(import_key__lifetimes_unknown__not_supported, start, fixture_stop_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
