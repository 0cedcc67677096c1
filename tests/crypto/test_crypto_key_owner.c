/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Stored keys and the callers of storage: no caller reaches a key's record through the storage API, and no caller
 * reaches another one's key.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "lib/crypto/owned_keys.h"
#include "lib/its/its_internal.h"
#include "psa/crypto.h"
#include "psa/internal_trusted_storage.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

#define KEY_ID ((psa_key_id_t)0x1234)

static const uint8_t material[16] = "not for callers";

static void make_key(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_id(&attributes, KEY_ID);
    psa_set_key_lifetime(&attributes, PSA_KEY_LIFETIME_PERSISTENT);
    psa_set_key_type(&attributes, PSA_KEY_TYPE_AES);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_ENCRYPT);
    psa_set_key_algorithm(&attributes, PSA_ALG_GCM);
    psa_key_id_t id = PSA_KEY_ID_NULL;
    assert_int_equal(psa_import_key(&attributes, material, sizeof material, &id), PSA_SUCCESS);
    assert_int_equal(id, KEY_ID);
}

static void reboot(void)
{
    sim_reboot();
    pits_reset();
    pcrypto_reset();
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
}

static int start(void **state)
{
    (void)state;
    sim_init(NULL);
    reboot();
    make_key();
    reboot();
    return 0;
}

static bool key_is_there(void)
{
    psa_key_attributes_t attributes;
    return psa_get_key_attributes(KEY_ID, &attributes) == PSA_SUCCESS &&
           psa_get_key_type(&attributes) == PSA_KEY_TYPE_AES && psa_purge_key(KEY_ID) == PSA_SUCCESS;
}

/* The uid of the one stored record. */
static psa_storage_uid_t record_uid(void)
{
    uint32_t cursor = 0;
    pits_entry_t entry;
    assert_int_equal(pits_list(&pits_store_its, &cursor, &entry), PSA_SUCCESS);
    assert_int_equal(entry.owner, PITS_OWNER_KEYS);
    psa_storage_uid_t uid = entry.uid;
    assert_int_equal(pits_list(&pits_store_its, &cursor, &entry), PSA_ERROR_DOES_NOT_EXIST);
    return uid;
}

static void its_get__uid_of_a_key__does_not_exist(void **state)
{
    (void)state;
    psa_storage_uid_t uid = record_uid();
    uint8_t out[64];
    size_t length = 1;
    struct psa_storage_info_t info;
    assert_int_equal(psa_its_get(uid, 0, sizeof out, out, &length), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(psa_its_get_info(uid, &info), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(psa_its_remove(uid), PSA_ERROR_DOES_NOT_EXIST);
    assert_true(key_is_there());
}

static void its_set__uid_of_a_key__key_unharmed(void **state)
{
    (void)state;
    psa_storage_uid_t uid = record_uid();
    assert_int_equal(psa_its_set(uid, 5, "other", PSA_STORAGE_FLAG_NONE), PSA_SUCCESS);
    assert_true(key_is_there());
    assert_int_equal(psa_its_remove(uid), PSA_SUCCESS);
    assert_true(key_is_there());
}

static void key__another_caller__invalid_handle(void **state)
{
    (void)state;
    psa_key_attributes_t attributes;
    sim_set_caller(7);
    assert_int_equal(psa_get_key_attributes(KEY_ID, &attributes), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_destroy_key(KEY_ID), PSA_ERROR_INVALID_HANDLE);
    make_key(); /* its own, under the same id */
    sim_set_caller(-1);
    assert_true(key_is_there());
}

/* ----------------------------------------------------------------------------------------- Keys of a service --- */

#define SERVICE PLAT_CLIENT_ATTESTATION
#define SIGN_ALG PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256)
#define SERVICE_KEY ((psa_key_id_t)0x4321)
#define BUILTIN_KEY PLAT_KEY_ID_ATTESTATION

static const uint8_t hash[32] = { 7 };

static psa_key_attributes_t service_attributes(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_id(&attributes, SERVICE_KEY);
    psa_set_key_lifetime(&attributes, PSA_KEY_LIFETIME_PERSISTENT);
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
    psa_set_key_algorithm(&attributes, SIGN_ALG);
    return attributes;
}

/* No caller, whatever its client id, gets anything of this key by any call that takes a key. */
static void expect_out_of_reach(psa_key_id_t id)
{
    static const int32_t callers[] = { -1, 1, 7, SERVICE - 1, SERVICE + 1, INT32_MIN, INT32_MAX };
    for (size_t i = 0; i < sizeof callers / sizeof callers[0]; i++) {
        psa_key_attributes_t attributes = service_attributes();
        uint8_t out[128];
        size_t length = 0;
        psa_key_id_t made = PSA_KEY_ID_NULL;
        sim_set_caller(callers[i]);
        assert_int_equal(psa_sign_hash(id, SIGN_ALG, hash, sizeof hash, out, sizeof out, &length),
                         PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_sign_message(id, SIGN_ALG, hash, sizeof hash, out, sizeof out, &length),
                         PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_get_key_attributes(id, &attributes), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_export_key(id, out, sizeof out, &length), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_export_public_key(id, out, sizeof out, &length), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_purge_key(id), PSA_ERROR_INVALID_HANDLE);
        attributes = service_attributes();
        psa_set_key_id(&attributes, SERVICE_KEY + 1);
        assert_int_equal(psa_copy_key(id, &attributes, &made), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_destroy_key(id), PSA_ERROR_INVALID_HANDLE);
    }
    sim_set_caller(-1);
}

static void expect_service_signs(psa_key_id_t id)
{
    psa_key_attributes_t attributes;
    uint8_t signature[64], point[65];
    size_t length = 0;
    psa_key_id_t verify = PSA_KEY_ID_NULL;
    assert_int_equal(pcrypto_owned_sign_hash(SERVICE, id, SIGN_ALG, hash, sizeof hash, signature, 64, &length),
                     PSA_SUCCESS);
    assert_int_equal(pcrypto_owned_export_public(SERVICE, id, point, sizeof point, &length), PSA_SUCCESS);
    assert_int_equal(pcrypto_owned_attributes(SERVICE, id, &attributes), PSA_SUCCESS);
    assert_true((psa_get_key_usage_flags(&attributes) & PSA_KEY_USAGE_SIGN_HASH) != 0);
    assert_int_equal(pcrypto_owned_export(SERVICE, id, point, sizeof point, &length), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(pcrypto_owned_export_public(SERVICE, id, point, sizeof point, &length), PSA_SUCCESS);
    attributes = psa_key_attributes_init();
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_HASH);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    assert_int_equal(psa_import_key(&attributes, point, length, &verify), PSA_SUCCESS);
    assert_int_equal(psa_verify_hash(verify, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, sizeof hash, signature, 64),
                     PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(verify), PSA_SUCCESS);
}

static void service_key__every_caller__invalid_handle(void **state)
{
    (void)state;
    psa_key_attributes_t attributes = service_attributes();
    psa_key_id_t id = PSA_KEY_ID_NULL;
    assert_int_equal(pcrypto_owned_generate(SERVICE, &attributes, &id), PSA_SUCCESS);
    assert_int_equal(id, SERVICE_KEY);
    assert_int_equal(pcrypto_owned_generate(SERVICE, &attributes, &id), PSA_ERROR_ALREADY_EXISTS);
    expect_out_of_reach(SERVICE_KEY);
    expect_service_signs(SERVICE_KEY);
    reboot();
    expect_out_of_reach(SERVICE_KEY);
    expect_service_signs(SERVICE_KEY);
    assert_int_equal(pcrypto_owned_destroy(SERVICE, SERVICE_KEY), PSA_SUCCESS);
    assert_int_equal(pcrypto_owned_attributes(SERVICE, SERVICE_KEY, &attributes), PSA_ERROR_INVALID_HANDLE);
}

/* A caller's own key under the same id is another key, also while both are in RAM. */
static void service_key__same_id_of_a_caller__two_keys(void **state)
{
    (void)state;
    psa_key_attributes_t attributes = service_attributes();
    uint8_t one[32] = { 1 }, two[32] = { 2 }, mine[65], theirs[65];
    psa_key_id_t id = PSA_KEY_ID_NULL;
    size_t length = 0;
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_CACHE);
    assert_int_equal(pcrypto_owned_import(SERVICE, &attributes, one, sizeof one, &id), PSA_SUCCESS);
    assert_int_equal(psa_import_key(&attributes, two, sizeof two, &id), PSA_SUCCESS);
    assert_int_equal(pcrypto_owned_export_public(SERVICE, SERVICE_KEY, mine, sizeof mine, &length), PSA_SUCCESS);
    assert_int_equal(psa_export_public_key(SERVICE_KEY, theirs, sizeof theirs, &length), PSA_SUCCESS);
    assert_memory_not_equal(mine, theirs, sizeof mine);
    assert_int_equal(psa_destroy_key(SERVICE_KEY), PSA_SUCCESS);
    assert_int_equal(pcrypto_owned_attributes(SERVICE, SERVICE_KEY, &attributes), PSA_SUCCESS);
    assert_int_equal(pcrypto_owned_destroy(SERVICE, SERVICE_KEY), PSA_SUCCESS);
}

static void service_mac_key__every_caller__invalid_handle(void **state)
{
    (void)state;
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_mac_operation_t operation = PSA_MAC_OPERATION_INIT;
    const psa_algorithm_t alg = PSA_ALG_HMAC(PSA_ALG_SHA_256);
    psa_key_id_t id = PSA_KEY_ID_NULL;
    uint8_t mac[32], expected[32];
    size_t length = 0;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_HMAC);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_MESSAGE);
    psa_set_key_algorithm(&attributes, alg);
    assert_int_equal(psa_import_key(&attributes, material, sizeof material, &id), PSA_SUCCESS);
    assert_int_equal(psa_mac_compute(id, alg, hash, sizeof hash, expected, sizeof expected, &length), PSA_SUCCESS);
    psa_set_key_id(&attributes, SERVICE_KEY);
    psa_set_key_lifetime(&attributes, PSA_KEY_LIFETIME_PERSISTENT);
    assert_int_equal(pcrypto_owned_import(SERVICE, &attributes, material, sizeof material, &id), PSA_SUCCESS);
    assert_int_equal(psa_mac_compute(SERVICE_KEY, alg, hash, sizeof hash, mac, sizeof mac, &length),
                     PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_mac_sign_setup(&operation, SERVICE_KEY, alg), PSA_ERROR_INVALID_HANDLE);
    expect_out_of_reach(SERVICE_KEY);
    assert_int_equal(pcrypto_owned_mac_sign_setup(SERVICE, &operation, SERVICE_KEY, alg), PSA_SUCCESS);
    assert_int_equal(psa_mac_update(&operation, hash, sizeof hash), PSA_SUCCESS);
    assert_int_equal(psa_mac_sign_finish(&operation, mac, sizeof mac, &length), PSA_SUCCESS);
    assert_memory_equal(mac, expected, sizeof mac);
}

/* What the port gives the service alone. */
static void builtin_key_of_the_service__every_caller__invalid_handle(void **state)
{
    static const plat_builtin_key_t row = { .id = BUILTIN_KEY,
                                            .client = SERVICE,
                                            .type = PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1),
                                            .bits = 256,
                                            .usage = PSA_KEY_USAGE_SIGN_HASH,
                                            .algorithm = SIGN_ALG,
                                            .label = "attestation" };
    static const uint8_t scalar[1][PLAT_BUILTIN_KEY_SIZE_MAX] = { { 5 } };
    static const size_t length = 32;
    (void)state;
    psa_key_attributes_t attributes = service_attributes();
    psa_key_id_t id = PSA_KEY_ID_NULL;
    sim_set_builtin_keys(&row, 1, scalar, &length);
    expect_out_of_reach(BUILTIN_KEY);
    psa_set_key_lifetime(&attributes, PSA_KEY_LIFETIME_VOLATILE);
    attributes.id = PSA_KEY_ID_NULL;
    assert_int_equal(psa_attach_key(&attributes, (const uint8_t *)"attestation", 11, &id), PSA_ERROR_DOES_NOT_EXIST);
    expect_service_signs(BUILTIN_KEY);
    assert_int_equal(pcrypto_owned_destroy(SERVICE, BUILTIN_KEY), PSA_ERROR_NOT_PERMITTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(its_get__uid_of_a_key__does_not_exist, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(its_set__uid_of_a_key__key_unharmed, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(key__another_caller__invalid_handle, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(service_key__every_caller__invalid_handle, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(service_key__same_id_of_a_caller__two_keys, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(service_mac_key__every_caller__invalid_handle, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(builtin_key_of_the_service__every_caller__invalid_handle, start,
                                        fixture_stop_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
