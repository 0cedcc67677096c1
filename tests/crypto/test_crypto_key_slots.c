/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The table of keys in RAM below the API (DESIGN.md section 1): what holders of a key may rely on while others destroy,
 * purge, evict and make keys. The calls of two threads are put in order here by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "lib/crypto/key_format.h"
#include "lib/crypto/key_slots.h"
#include "lib/its/its_internal.h"
#include "platform/platform.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

#define KEY_ID 0x1234u

static const uint8_t bytes[32] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };

/* A volatile key for id 0, else a persistent one. */
static psa_status_t import(psa_key_id_t id, psa_key_usage_t usage, psa_key_id_t *key)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, PSA_KEY_TYPE_AES);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, PSA_ALG_GCM);
    if (id != 0) {
        psa_set_key_id(&a, id);
    }
    return psa_import_key(&a, bytes, 32, key);
}

/* Volatile keys until nothing fits; returns how many there was room for. */
static unsigned fill(void)
{
    psa_key_id_t key;
    unsigned count = 0;
    while (import(0, PSA_KEY_USAGE_EXPORT, &key) == PSA_SUCCESS) {
        count++;
    }
    return count;
}

static void assert_material(const pcrypto_key_t *key, psa_key_id_t id)
{
    assert_int_equal(psa_get_key_id(&key->attributes), id);
    assert_int_equal(key->size, 32);
    assert_memory_equal(key->material, bytes, 32);
}

static void assert_wiped(const pcrypto_key_t *key)
{
    static const pcrypto_key_t zero;
    assert_memory_equal(key, &zero, sizeof zero);
}

static void key_destroy__held_twice__material_stays_until_the_last_put(void **state)
{
    (void)state;
    const psa_key_id_t ids[] = { 0, KEY_ID, KEY_ID };
    const psa_key_usage_t usages[] = { PSA_KEY_USAGE_EXPORT, PSA_KEY_USAGE_EXPORT,
                                       PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_CACHE };
    for (size_t i = 0; i < 3; i++) {
        psa_key_id_t id, again;
        pcrypto_key_t *first, *second, *third;
        assert_int_equal(import(ids[i], usages[i], &id), PSA_SUCCESS);
        assert_int_equal(pcrypto_key_get(id, &first), PSA_SUCCESS);
        assert_int_equal(pcrypto_key_get(id, &second), PSA_SUCCESS);
        assert_ptr_equal(first, second);
        assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
        assert_int_equal(pcrypto_key_get(id, &third), PSA_ERROR_INVALID_HANDLE);
        assert_null(third);
        assert_int_equal(psa_destroy_key(id), PSA_ERROR_INVALID_HANDLE);
        assert_material(first, id);
        /* The id is free, for another key, which the end of the old one does not touch. */
        assert_int_equal(import(ids[i], usages[i], &again), PSA_SUCCESS);
        assert_true(ids[i] != 0 || again != id);
        pcrypto_key_put(first);
        assert_material(second, id);
        pcrypto_key_put(second);
        assert_wiped(second);
        assert_int_equal(pcrypto_key_get(again, &third), PSA_SUCCESS);
        assert_material(third, again);
        pcrypto_key_put(third);
        assert_int_equal(psa_destroy_key(again), PSA_SUCCESS);
    }
}

static void key_put__not_the_last_holder__key_stays(void **state)
{
    (void)state;
    psa_key_id_t id;
    pcrypto_key_t *first, *second;
    assert_int_equal(import(KEY_ID, PSA_KEY_USAGE_EXPORT, &id), PSA_SUCCESS);
    assert_int_equal(pcrypto_key_get(id, &first), PSA_SUCCESS);
    assert_int_equal(pcrypto_key_get(id, &second), PSA_SUCCESS);
    pcrypto_key_put(first);
    assert_material(second, id);
    pcrypto_key_put(second);
    assert_wiped(second);
}

static void key_new__table_full__no_held_key_gives_way(void **state)
{
    (void)state;
    psa_key_id_t id, key;
    pcrypto_key_t *held;
    assert_int_equal(import(KEY_ID, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_CACHE, &id), PSA_SUCCESS);
    assert_int_equal(pcrypto_key_get(id, &held), PSA_SUCCESS);
    assert_int_equal(fill(), PCRYPTO_KEY_COUNT - 1);
    assert_material(held, id);
    pcrypto_key_put(held);
    assert_int_equal(import(0, PSA_KEY_USAGE_EXPORT, &key), PSA_SUCCESS);
}

static void key_purge__held_or_volatile__key_stays(void **state)
{
    (void)state;
    psa_key_id_t persistent, key;
    pcrypto_key_t *held;
    assert_int_equal(import(KEY_ID, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_CACHE, &persistent), PSA_SUCCESS);
    assert_int_equal(pcrypto_key_get(persistent, &held), PSA_SUCCESS);
    assert_int_equal(psa_purge_key(persistent), PSA_SUCCESS);
    assert_material(held, persistent);
    pcrypto_key_put(held);
    assert_int_equal(psa_purge_key(persistent), PSA_SUCCESS);
    assert_wiped(held);
    assert_int_equal(import(0, PSA_KEY_USAGE_EXPORT, &key), PSA_SUCCESS);
    assert_int_equal(psa_purge_key(key), PSA_SUCCESS);
    assert_int_equal(pcrypto_key_get(key, &held), PSA_SUCCESS);
    assert_material(held, key);
    pcrypto_key_put(held);
}

/* Two threads make a key with one id: the second is told before the first has committed. */
static void key_new__id_in_the_making__already_exists(void **state)
{
    (void)state;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t id;
    pcrypto_key_t *first, *second;
    psa_set_key_type(&a, PSA_KEY_TYPE_AES);
    psa_set_key_id(&a, KEY_ID);
    assert_int_equal(pcrypto_key_new(&a, 32, &first), PSA_SUCCESS);
    assert_int_equal(pcrypto_key_new(&a, 32, &second), PSA_ERROR_ALREADY_EXISTS);
    assert_null(second);
    /* Nobody finds it. */
    assert_int_equal(pcrypto_key_get(KEY_ID, &second), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_destroy_key(KEY_ID), PSA_ERROR_INVALID_HANDLE);
    pcrypto_key_drop(first);
    assert_wiped(first);
    assert_int_equal(import(KEY_ID, PSA_KEY_USAGE_EXPORT, &id), PSA_SUCCESS);
}

static void key_get__more_holders_than_counted__insufficient_memory(void **state)
{
    (void)state;
    psa_key_id_t id;
    pcrypto_key_t *held, *more;
    assert_int_equal(import(0, PSA_KEY_USAGE_EXPORT, &id), PSA_SUCCESS);
    for (unsigned i = 0; i < UINT8_MAX; i++) {
        assert_int_equal(pcrypto_key_get(id, &held), PSA_SUCCESS);
    }
    assert_int_equal(pcrypto_key_get(id, &more), PSA_ERROR_INSUFFICIENT_MEMORY);
    assert_null(more);
    for (unsigned i = 0; i < UINT8_MAX; i++) {
        assert_material(held, id);
        pcrypto_key_put(held);
    }
    assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
    assert_wiped(held);
}

static void key_commit__store_fails__no_slot_lost(void **state)
{
    (void)state;
    psa_key_id_t key;
    for (unsigned i = 0; i < 2 * PCRYPTO_KEY_COUNT; i++) {
        sim_fail_from(SIM_CALL_FLASH_PROG, 1, PSA_ERROR_STORAGE_FAILURE);
        psa_status_t status = import(KEY_ID, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_CACHE, &key);
        assert_true(sim_fail_struck());
        sim_fail_off();
        assert_int_equal(status, PSA_ERROR_STORAGE_FAILURE);
        assert_int_equal(key, PSA_KEY_ID_NULL);
        sim_init(NULL);
        pits_reset();
    }
    assert_int_equal(fill(), PCRYPTO_KEY_COUNT);
}

/* Volatile keys of `size` bytes until nothing fits; returns how many there was room for. */
static unsigned fill_with(size_t size, psa_key_id_t *last)
{
    static const uint8_t large[PCRYPTO_KEY_SIZE_MAX];
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    unsigned count = 0;
    psa_key_id_t key;
    psa_set_key_type(&a, PSA_KEY_TYPE_RAW_DATA);
    while (psa_import_key(&a, large, size, &key) == PSA_SUCCESS) {
        *last = key;
        count++;
    }
    return count;
}

/* Two sizes of slots: large keys have theirs, which small keys take only when there is no other. */
static void key_new__large_and_small__each_finds_its_slot(void **state)
{
    (void)state;
    const unsigned large = PCRYPTO_LARGE_KEY_COUNT > 0 ? PCRYPTO_LARGE_KEY_COUNT : PCRYPTO_KEY_SLOT_COUNT;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t last = 0;
    pcrypto_key_t *held;
    assert_int_equal(fill_with(PCRYPTO_KEY_SIZE_MAX, &last), large);
    assert_int_equal(pcrypto_key_get(last, &held), PSA_SUCCESS);
    assert_int_equal(held->size, PCRYPTO_KEY_SIZE_MAX);
    pcrypto_key_put(held);
    assert_int_equal(fill_with(PCRYPTO_KEY_SLOT_SIZE, &last), PCRYPTO_KEY_COUNT - large);
    pcrypto_key_slots_reset();
    assert_int_equal(fill_with(1, &last), PCRYPTO_KEY_COUNT);
    assert_int_equal(pcrypto_key_new(&a, PCRYPTO_KEY_SIZE_MAX + 1u, &held), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(pcrypto_key_new(&a, 1, &held), PSA_ERROR_INSUFFICIENT_MEMORY);
}

/* A record that is refused half-way leaves nothing in the slot that it was read into. */
static void key_get__record_refused__slot_wiped(void **state)
{
    (void)state;
    uint8_t record[PCRYPTO_KEY_FORMAT_SIZE_MAX];
    psa_storage_uid_t uid = (psa_storage_uid_t)(uint32_t)plat_caller() << 32 | KEY_ID;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t material[31] = { 0 };
    pcrypto_key_t key, *held;
    memset(&key, 0, sizeof key);
    key.material = material;
    psa_set_key_type(&key.attributes, PSA_KEY_TYPE_AES);
    psa_set_key_bits(&key.attributes, 256);
    psa_set_key_id(&key.attributes, KEY_ID);
    key.size = 31;
    size_t size = pcrypto_key_encode(&key, record);
    assert_int_equal(pits_set(&pits_store_its, PITS_OWNER_KEYS, uid, size, record, 0), PSA_SUCCESS);
    assert_int_equal(pcrypto_key_get(KEY_ID, &held), PSA_ERROR_DATA_INVALID);
    assert_null(held);
    assert_int_equal(pcrypto_key_new(&a, 32, &held), PSA_SUCCESS);
    assert_int_equal(held->size, 0);
    for (size_t i = 0; i < held->capacity; i++) {
        assert_int_equal(held->material[i], 0);
    }
    pcrypto_key_drop(held);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(key_destroy__held_twice__material_stays_until_the_last_put, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(key_put__not_the_last_holder__key_stays, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(key_new__table_full__no_held_key_gives_way, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(key_purge__held_or_volatile__key_stays, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(key_new__id_in_the_making__already_exists, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(key_get__more_holders_than_counted__insufficient_memory, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(key_commit__store_fails__no_slot_lost, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(key_new__large_and_small__each_finds_its_slot, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(key_get__record_refused__slot_wiped, fixture_start, fixture_stop_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
