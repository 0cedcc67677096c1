/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The numbered requirements of Secure Storage API 1.0, sections "Internal Trusted Storage requirements" and "Protected
 * Storage requirements": one case each, its_N__... and ps_N__.... The last case checks that none is without one. What a
 * product decides (where the part is, who calls whom) is tested as far as the library has a share in it.
 */
#include "env.h"

#define TEXT "a secret that is thirty-two bytes"

static int setup(void **state)
{
    (void)state;
    env_device(4, 2048, 16);
    return 0;
}

static psa_status_t set(const pits_store_t *store, uint64_t uid, const char *text)
{
    return pits_set(store, -1, uid, strlen(text), text, PSA_STORAGE_FLAG_NONE);
}

static void expect(const pits_store_t *store, uint64_t uid, const char *text)
{
    char got[64];
    size_t length = 99;
    assert_int_equal(pits_get(store, -1, uid, 0, sizeof got, got, &length), PSA_SUCCESS);
    assert_int_equal(length, strlen(text));
    assert_memory_equal(got, text, length);
}

/* ---------------------------------------------------------------------------------------------------------- Both */

/* Nothing of a text stands in flash, and no second writing of it looks like the first. */
static void hidden(const pits_store_t *store, uint8_t area, psa_storage_create_flags_t flags)
{
    assert_int_equal(pits_set(store, -1, 1, sizeof TEXT, TEXT, flags), PSA_SUCCESS);
    assert_int_equal(pits_set(store, -1, 2, sizeof TEXT, TEXT, flags), PSA_SUCCESS);
    for (size_t at = 0; at + 6 <= sizeof TEXT; at++) {
        assert_int_equal(sim_flash_find(area, 0, &TEXT[at], 6), SIM_NOT_FOUND);
    }
    for (uint32_t cell = 3; cell < 3 + 2; cell++) { /* ciphertext of the first: header of the sector 2, record 1 */
        uint8_t unit[16];
        sim_flash_get(area, cell * 16u, unit, sizeof unit);
        assert_int_equal(sim_flash_find(area, 0, unit, sizeof unit), cell * 16u);
        assert_int_equal(sim_flash_find(area, (cell + 1u) * 16u, unit, sizeof unit), SIM_NOT_FOUND);
    }
}

/* Every bit of every unit that is in use, changed alone: the item is what it was, or not served. */
static void any_bit_changed(const pits_store_t *store, uint8_t area)
{
    assert_int_equal(set(store, 1, TEXT), PSA_SUCCESS);
    assert_int_equal(set(store, 2, "x"), PSA_SUCCESS);
    sim_snapshot_t *start = sim_snapshot_new();
    uint32_t refused = 0;
    for (uint32_t bit = 0; bit < 10u * 16u * 8u; bit += 3) {
        uint8_t unit[16], got[64];
        size_t length = 99;
        sim_snapshot_restore(start);
        pits_reset();
        sim_flash_get(area, bit / 128u * 16u, unit, sizeof unit);
        unit[bit % 128u / 8u] ^= (uint8_t)(1u << bit % 8u);
        sim_flash_set(area, bit / 128u * 16u, unit, sizeof unit);
        psa_status_t status = pits_get(store, -1, 1, 0, sizeof got, got, &length);
        if (status == PSA_SUCCESS) {
            assert_int_equal(length, strlen(TEXT));
            assert_memory_equal(got, TEXT, length);
        } else {
            assert_int_equal(length, 0);
            refused++;
        }
    }
    assert_true(refused > 100);
    sim_snapshot_free(start);
}

/* 10,000 writes and no sector much more worn than the mean. */
static void frequent(const pits_store_t *store, uint8_t area)
{
    assert_int_equal(set(store, 2, TEXT), PSA_SUCCESS);
    for (uint32_t n = 0; n < 10000; n++) {
        assert_int_equal(pits_set(store, -1, 1, sizeof n, &n, 0), PSA_SUCCESS);
    }
    uint32_t most = 0, sum = 0;
    for (uint32_t sector = 0; sector < 4; sector++) {
        uint32_t erases = sim_erases(area, sector);
        most = erases > most ? erases : most;
        sum += erases;
    }
    assert_true(sum * 20u < 10000u); /* one erase for 20 writes or more */
    assert_true(4u * most <= sum + sum / 20u);
    expect(store, 2, TEXT);
}

/* A write is cut or fails at every flash operation: the old content or the new one. */
static const pits_store_t *cut_store;
static void write_new(void *ctx)
{
    (void)ctx;
    (void)set(cut_store, 1, "new");
}

static void retained(const pits_store_t *store)
{
    cut_store = store;
    assert_int_equal(set(store, 1, "old"), PSA_SUCCESS);
    for (uint32_t n = 0; n < 200; n++) { /* until the next write opens a sector */
        if (n % 7u == 0) {
            assert_int_equal(set(store, 3, "another"), PSA_SUCCESS);
        }
        sim_stats_t before, after;
        sim_snapshot_t *start = sim_snapshot_new();
        sim_stats(&before);
        assert_int_equal(set(store, 1, "new"), PSA_SUCCESS);
        sim_stats(&after);
        if (after.erases == before.erases || n < 20) {
            assert_int_equal(set(store, 1, "old"), PSA_SUCCESS);
            sim_snapshot_free(start);
            continue;
        }
        uint32_t ends[2] = { 0, 0 };
        for (uint32_t point = 1;; point++) {
            char got[8];
            size_t length;
            sim_snapshot_restore(start);
            pits_reset();
            if (point % 2u) {
                sim_cut_at(point / 2u + 1u, SIM_TEAR_RANDOM);
            } else {
                sim_fail_at(SIM_CALL_FLASH_PROG, point / 2u, PSA_ERROR_STORAGE_FAILURE);
            }
            bool through = sim_run(write_new, NULL) == SIM_RETURNED && point % 2u;
            sim_cut_off();
            sim_fail_off();
            env_reboot();
            assert_int_equal(pits_get(store, -1, 1, 0, sizeof got, got, &length), PSA_SUCCESS);
            assert_int_equal(length, 3);
            assert_true(memcmp(got, "old", 3) == 0 || memcmp(got, "new", 3) == 0);
            ends[memcmp(got, "new", 3) == 0]++;
            if (through) {
                break;
            }
        }
        assert_true(ends[0] > 2 && ends[1] > 1);
        sim_snapshot_free(start);
        return;
    }
    fail_msg("no write opened a sector");
}

static void owners_apart(const pits_store_t *store)
{
    uint8_t got[40];
    size_t length;
    struct psa_storage_info_t info;
    assert_int_equal(pits_set(store, 5, 1, 4, "mine", PSA_STORAGE_FLAG_NONE), PSA_SUCCESS);
    assert_int_equal(pits_get(store, 6, 1, 0, 4, got, &length), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(pits_get_info(store, 6, 1, &info), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(pits_remove(store, 6, 1), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(pits_set(store, 6, 1, 6, "theirs", PSA_STORAGE_FLAG_NONE), PSA_SUCCESS);
    assert_int_equal(pits_get(store, 5, 1, 0, 40, got, &length), PSA_SUCCESS);
    assert_int_equal(length, 4);
    assert_memory_equal(got, "mine", 4);
}

/* -------------------------------------------------------------------------------------------------------------- ITS */

static void its_1__flash_read_and_modified__no_secret_no_forgery(void **state)
{
    (void)state;
    hidden(&pits_store_its, PLAT_AREA_ITS, PSA_STORAGE_FLAG_NONE);
    env_device(4, 2048, 16);
    any_bit_changed(&pits_store_its, PLAT_AREA_ITS);
}

/* The platform keeps others away from the flash; the library keeps them from the keys of the root of trust. */
static void its_2__callers__never_reach_owner_0(void **state)
{
    (void)state;
    uint8_t got[4];
    size_t length;
    assert_int_equal(pits_set(&pits_store_its, PITS_OWNER_KEYS, 1, 4, "keys", PSA_STORAGE_FLAG_NONE), PSA_SUCCESS);
    static const int32_t callers[] = { -1, 1, INT32_MAX, INT32_MIN };
    for (size_t i = 0; i < 4; i++) {
        sim_set_caller(callers[i]);
        assert_int_equal(psa_its_get(1, 0, 4, got, &length), PSA_ERROR_DOES_NOT_EXIST);
        assert_int_equal(psa_its_remove(1), PSA_ERROR_DOES_NOT_EXIST);
    }
}

static void its_3__frequent_writes__worn_evenly(void **state)
{
    (void)state;
    frequent(&pits_store_its, PLAT_AREA_ITS);
}

static void its_4__confidentiality__by_cipher(void **state)
{
    (void)state;
    hidden(&pits_store_its, PLAT_AREA_ITS, PSA_STORAGE_FLAG_NONE);
}

static void its_5__integrity__by_authentication_code(void **state)
{
    (void)state;
    any_bit_changed(&pits_store_its, PLAT_AREA_ITS);
}

static void its_6__partitions__apart(void **state)
{
    (void)state;
    owners_apart(&pits_store_its);
}

static void its_7__partition_of_the_request__decides(void **state)
{
    (void)state;
    uint8_t got[4];
    size_t length;
    sim_set_caller(5);
    assert_int_equal(psa_its_set(1, 4, "five", 0), PSA_SUCCESS);
    sim_set_caller(6);
    assert_int_equal(psa_its_get(1, 0, 4, got, &length), PSA_ERROR_DOES_NOT_EXIST);
    sim_set_caller(5);
    assert_int_equal(psa_its_get(1, 0, 4, got, &length), PSA_SUCCESS);
    assert_memory_equal(got, "five", 4);
}

/* The threat model is somebody who reads flash; also where a caller renounces secrecy. */
static void its_8__every_flag__no_plaintext(void **state)
{
    (void)state;
    hidden(&pits_store_its, PLAT_AREA_ITS, PSA_STORAGE_FLAG_NO_CONFIDENTIALITY | PSA_STORAGE_FLAG_NO_REPLAY_PROTECTION);
}

/* The threat model is somebody who writes flash: a record put under another's place is refused as well. */
static void its_9__records_swapped__not_served(void **state)
{
    (void)state;
    uint8_t record[4 * 16], got[40];
    size_t length;
    assert_int_equal(set(&pits_store_its, 1, "0123456789012345678901234567890"), PSA_SUCCESS);
    assert_int_equal(set(&pits_store_its, 2, "abcdefghijabcdefghijabcdefghija"), PSA_SUCCESS);
    assert_int_equal(set(&pits_store_its, 3, "x"), PSA_SUCCESS);
    sim_flash_get(PLAT_AREA_ITS, 2 * 16, record, sizeof record);
    sim_flash_set(PLAT_AREA_ITS, 6 * 16, record, sizeof record); /* a whole record, with its header, elsewhere */
    env_reboot();
    psa_status_t status = pits_get(&pits_store_its, -1, 2, 0, sizeof got, got, &length);
    assert_true(status != PSA_SUCCESS);
    status = pits_get(&pits_store_its, -1, 1, 0, sizeof got, got, &length);
    assert_true(status != PSA_SUCCESS || memcmp(got, "0123456789", 10) == 0);
}

static void locked_in(uint16_t lifecycle)
{
    uint8_t got[6];
    size_t length;
    assert_int_equal(psa_its_set(1, 6, "secret", 0), PSA_SUCCESS);
    sim_set_lifecycle(lifecycle);
    env_reboot();
    assert_int_equal(psa_its_get(1, 0, 6, got, &length), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(length, 0);
    assert_int_equal(psa_its_set(1, 3, "bad", 0), PSA_ERROR_STORAGE_FAILURE);
    sim_set_lifecycle(PLAT_LIFECYCLE_SECURED);
    env_reboot();
    assert_int_equal(psa_its_get(1, 0, 6, got, &length), PSA_SUCCESS);
    assert_memory_equal(got, "secret", 6);
}

static void its_10__debug_after_deployment__other_key(void **state)
{
    (void)state;
    locked_in(PLAT_LIFECYCLE_RECOVERABLE_PSA_ROT_DEBUG);
    hidden(&pits_store_its, PLAT_AREA_ITS, PSA_STORAGE_FLAG_NONE);
}

static void its_11__recoverable_rot_debug__other_key(void **state)
{
    (void)state;
    locked_in(PLAT_LIFECYCLE_RECOVERABLE_PSA_ROT_DEBUG);
}

static void its_12__power_or_write_fails__old_content_or_new(void **state)
{
    (void)state;
    retained(&pits_store_its);
}

/* No assurance is asked for; the calls say so, and what is there again is served again. */
static void its_13__medium_gone__storage_failure(void **state)
{
    (void)state;
    uint8_t got[8];
    size_t length;
    assert_int_equal(set(&pits_store_its, 1, "back"), PSA_SUCCESS);
    env_reboot();
    sim_fail_from(SIM_CALL_FLASH_READ, 1, PSA_ERROR_HARDWARE_FAILURE);
    assert_int_equal(psa_its_get(1, 0, 8, got, &length), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(psa_its_set(1, 1, "x", 0), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(psa_its_remove(1), PSA_ERROR_STORAGE_FAILURE);
    sim_fail_off();
    expect(&pits_store_its, 1, "back");
}

static void its_14__write_once__enforced_by_life_cycle(void **state)
{
    (void)state;
    static const struct {
        uint16_t lifecycle;
        bool enforced;
    } cases[] = { { PLAT_LIFECYCLE_SECURED, true },
                  { PLAT_LIFECYCLE_NON_PSA_ROT_DEBUG, true },
                  { PLAT_LIFECYCLE_PSA_ROT_PROVISIONING, false } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        env_device(4, 2048, 16);
        assert_int_equal(psa_its_set(1, 1, "a", PSA_STORAGE_FLAG_WRITE_ONCE), PSA_SUCCESS);
        sim_set_lifecycle(cases[i].lifecycle);
        psa_status_t want = cases[i].enforced ? PSA_ERROR_NOT_PERMITTED : PSA_SUCCESS;
        assert_int_equal(psa_its_set(1, 1, "b", PSA_STORAGE_FLAG_WRITE_ONCE), want);
        assert_int_equal(psa_its_remove(1), want);
    }
}

static void its_15__uid_zero__invalid_argument(void **state)
{
    (void)state;
    assert_int_equal(psa_its_set(0, 1, "a", 0), PSA_ERROR_INVALID_ARGUMENT);
}

/* --------------------------------------------------------------------------------------------------------------- PS */

static void ps_1__frequent_writes__worn_evenly(void **state)
{
    (void)state;
    frequent(&pits_store_ps, PLAT_AREA_PS);
}

static void ps_2__external_storage__confidential(void **state)
{
    (void)state;
    hidden(&pits_store_ps, PLAT_AREA_PS, PSA_STORAGE_FLAG_NONE);
}

/* A fresh nonce for each: the same text under the same name never gives the same bytes, nor on a wiped area. */
static void ps_3__same_text_again__other_bytes(void **state)
{
    (void)state;
    uint8_t first[16];
    assert_int_equal(set(&pits_store_ps, 1, TEXT), PSA_SUCCESS);
    sim_flash_get(PLAT_AREA_PS, 3 * 16, first, sizeof first);
    for (int n = 0; n < 60; n++) {
        assert_int_equal(set(&pits_store_ps, 1, TEXT), PSA_SUCCESS);
    }
    assert_int_equal(sim_flash_find(PLAT_AREA_PS, 4 * 16, first, sizeof first), SIM_NOT_FOUND);
    for (uint32_t off = 0; off < 4u * 2048u; off += 16) {
        sim_flash_set_unit(PLAT_AREA_PS, off, SIM_UNIT_ERASED);
    }
    sim_set_counter(PLAT_COUNTER_PS, 0);
    env_reboot();
    assert_int_equal(set(&pits_store_ps, 1, TEXT), PSA_SUCCESS);
    assert_int_equal(sim_flash_find(PLAT_AREA_PS, 0, first, sizeof first), SIM_NOT_FOUND);
}

static void ps_4__external_storage__integrity(void **state)
{
    (void)state;
    any_bit_changed(&pits_store_ps, PLAT_AREA_PS);
}

static void ps_5__integrity__bound_to_the_device(void **state)
{
    (void)state;
    uint8_t key[PLAT_DEVICE_KEY_SIZE] = { 7 }, got[40];
    size_t length;
    assert_int_equal(set(&pits_store_ps, 1, TEXT), PSA_SUCCESS);
    sim_set_device_key(key); /* the flash in another device */
    env_reboot();
    assert_int_equal(pits_get(&pits_store_ps, -1, 1, 0, sizeof got, got, &length), PSA_ERROR_DATA_CORRUPT);
}

/* With the platform's counter in place of values in ITS: section 4.5 of the design. */
static void ps_6__older_area_put_back__refused(void **state)
{
    (void)state;
    static uint8_t image[4 * 2048];
    uint8_t got[8];
    size_t length;
    assert_int_equal(set(&pits_store_ps, 1, "old"), PSA_SUCCESS);
    sim_flash_get(PLAT_AREA_PS, 0, image, sizeof image);
    for (int n = 0; n < 80; n++) {
        assert_int_equal(set(&pits_store_ps, 1, "new"), PSA_SUCCESS);
    }
    sim_flash_set(PLAT_AREA_PS, 0, image, sizeof image);
    env_reboot();
    assert_int_equal(psa_ps_get(1, 0, 8, got, &length), PSA_ERROR_DATA_CORRUPT);
}

static void ps_7__partitions__apart(void **state)
{
    (void)state;
    owners_apart(&pits_store_ps);
}

static void ps_8__partition_of_the_request__decides(void **state)
{
    (void)state;
    uint8_t got[4];
    size_t length;
    sim_set_caller(5);
    assert_int_equal(psa_ps_set(1, 4, "five", 0), PSA_SUCCESS);
    sim_set_caller(6);
    assert_int_equal(psa_ps_get(1, 0, 4, got, &length), PSA_ERROR_DOES_NOT_EXIST);
}

/* Where it runs is the product's choice; the library needs no service of another partition for it, not even ITS. */
static void ps_9__its_gone__works(void **state)
{
    (void)state;
    sim_config_t config;
    sim_config_default(&config);
    sim_config_area(&config, PLAT_AREA_ITS, 0, 2048, 16);
    sim_init(&config);
    pits_reset();
    assert_int_equal(set(&pits_store_ps, 1, TEXT), PSA_SUCCESS);
    expect(&pits_store_ps, 1, TEXT);
}

/* Reads and writes go through the port's area alone, and what it delivers is not trusted. */
static void ps_10__helper_lies__not_served(void **state)
{
    (void)state;
    uint8_t got[40];
    size_t length;
    assert_int_equal(set(&pits_store_ps, 1, TEXT), PSA_SUCCESS);
    sim_flash_set_unit(PLAT_AREA_PS, 3 * 16, SIM_UNIT_UNSTABLE);
    for (int n = 0; n < 20; n++) {
        memset(got, 0xa5, sizeof got);
        psa_status_t status = psa_ps_get(1, 0, sizeof got, got, &length);
        assert_true(status == PSA_SUCCESS ? memcmp(got, TEXT, strlen(TEXT)) == 0 : length == 0);
    }
}

static void ps_11__power_or_write_fails__old_content_or_new(void **state)
{
    (void)state;
    retained(&pits_store_ps);
}

static void ps_12__uid_zero__invalid_argument(void **state)
{
    (void)state;
    assert_int_equal(psa_ps_set(0, 1, "a", 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_ps_create(0, 1, 0), PSA_ERROR_INVALID_ARGUMENT);
}

static void requirements__every_one__has_a_case(void **state);

#define CASE(name) cmocka_unit_test_setup(name, setup)
static const struct CMUnitTest tests[] = {
    CASE(its_1__flash_read_and_modified__no_secret_no_forgery),
    CASE(its_2__callers__never_reach_owner_0),
    CASE(its_3__frequent_writes__worn_evenly),
    CASE(its_4__confidentiality__by_cipher),
    CASE(its_5__integrity__by_authentication_code),
    CASE(its_6__partitions__apart),
    CASE(its_7__partition_of_the_request__decides),
    CASE(its_8__every_flag__no_plaintext),
    CASE(its_9__records_swapped__not_served),
    CASE(its_10__debug_after_deployment__other_key),
    CASE(its_11__recoverable_rot_debug__other_key),
    CASE(its_12__power_or_write_fails__old_content_or_new),
    CASE(its_13__medium_gone__storage_failure),
    CASE(its_14__write_once__enforced_by_life_cycle),
    CASE(its_15__uid_zero__invalid_argument),
    CASE(ps_1__frequent_writes__worn_evenly),
    CASE(ps_2__external_storage__confidential),
    CASE(ps_3__same_text_again__other_bytes),
    CASE(ps_4__external_storage__integrity),
    CASE(ps_5__integrity__bound_to_the_device),
    CASE(ps_6__older_area_put_back__refused),
    CASE(ps_7__partitions__apart),
    CASE(ps_8__partition_of_the_request__decides),
    CASE(ps_9__its_gone__works),
    CASE(ps_10__helper_lies__not_served),
    CASE(ps_11__power_or_write_fails__old_content_or_new),
    CASE(ps_12__uid_zero__invalid_argument),
    CASE(requirements__every_one__has_a_case),
};

static void requirements__every_one__has_a_case(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        unsigned count;
    } sections[] = { { "its", 15 }, { "ps", 12 } };
    for (size_t s = 0; s < 2; s++) {
        for (unsigned n = 1; n <= sections[s].count; n++) {
            char prefix[20];
            bool found = false;
            snprintf(prefix, sizeof prefix, "%s_%u__", sections[s].name, n);
            for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
                found = found || strncmp(tests[i].name, prefix, strlen(prefix)) == 0;
            }
            if (!found) {
                fail_msg("requirement %u of %s has no case", n, sections[s].name);
            }
        }
    }
}

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
