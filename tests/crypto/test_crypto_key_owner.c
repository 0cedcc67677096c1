/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Stored keys and the callers of storage: no caller reaches a key's record through the storage API, and no caller reaches
 * another one's key.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "lib/its/its_internal.h"
#include "psa/crypto.h"
#include "psa/internal_trusted_storage.h"
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

static int stop(void **state)
{
    (void)state;
    pcrypto_reset();
    pits_reset();
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(its_get__uid_of_a_key__does_not_exist, start, stop),
        cmocka_unit_test_setup_teardown(its_set__uid_of_a_key__key_unharmed, start, stop),
        cmocka_unit_test_setup_teardown(key__another_caller__invalid_handle, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
