/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Wear: long lives against a reference model, with the erases of each sector counted. PSA_TEST_FULL=1: a million
 * operations.
 */
#include "env.h"

#define STILL 16u /* items that are written once */
#define ITEMS 56u

static env_model_t model;
static uint32_t rng;

static uint32_t operations(void)
{
    return env_full() ? 1000000u : 30000u;
}

/* Sum of the erases, and that of the most worn sector at most so many percent of the mean. */
static uint64_t level_within(uint32_t sectors, uint32_t percent)
{
    uint64_t most = 0, least = UINT64_MAX, sum = 0;
    for (uint32_t sector = 0; sector < sectors; sector++) {
        uint64_t erases = sim_erases(PLAT_AREA_ITS, sector);
        most = erases > most ? erases : most;
        least = erases < least ? erases : least;
        sum += erases;
    }
    print_message("%llu erases, %llu to %llu a sector, most / mean %.4f\n", (unsigned long long)sum,
                  (unsigned long long)least, (unsigned long long)most, (double)(most * sectors) / (double)sum);
    assert_true(sum >= 60u * sectors); /* else one erase would be more than 2 % */
    assert_true(most * sectors * 100u <= sum * percent);
    return sum;
}

static uint64_t levelled(uint32_t sectors)
{
    return level_within(sectors, 102);
}

static void put(uint32_t i, uint32_t size)
{
    uint32_t version = env_random(&rng);
    assert_int_equal(env_set(i, size, version), PSA_SUCCESS);
    model.items[i] = (env_item_t){ true, size, version, 0 };
}

static void begin(uint32_t sectors, uint32_t erase_size, uint16_t prog_size)
{
    env_device(sectors, erase_size, prog_size);
    memset(&model, 0, sizeof model);
    rng = 20261u;
    for (uint32_t i = 0; i < STILL; i++) {
        put(i, 64);
    }
}

/* Sets of any size, removals, gets and reboots, beside the still items. */
static void random_life__a_million_operations__as_the_model_and_level(void **state)
{
    (void)state;
    uint64_t written = 0;
    uint32_t sets = 0;
    begin(8, env_full() ? 8192 : 4096, 16);
    for (uint32_t n = 0; n < operations(); n++) {
        uint32_t i = STILL + env_random(&rng) % (ITEMS - STILL), dice = env_random(&rng) % 100u;
        if (dice < 60u) {
            uint32_t size = env_random(&rng) % 200u;
            put(i, size);
            written += size;
            sets++;
        } else if (dice < 70u) {
            psa_status_t status = psa_its_remove(i + 1u);
            assert_int_equal(status, model.items[i].exists ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST);
            model.items[i].exists = false;
        } else {
            assert_true(env_is(i, &model.items[i]));
        }
        if (n % 9973u == 0) {
            env_reboot();
        }
        if (n % 3001u == 0) {
            env_check(&model, ITEMS, "a long life");
        }
    }
    env_reboot();
    env_check(&model, ITEMS, "at the end");
    uint64_t erases = levelled(8);
    print_message("%u sets of %llu bytes in all\n", sets, (unsigned long long)written);
    assert_true(erases * (env_full() ? 8192u : 4096u) <
                written * 2u + sets * 64u); /* what records of this size can cost at the most */
}

/* One hot item: the still ones must not stay where they are. */
static void hot_item__beside_still_ones__level(void **state)
{
    (void)state;
    begin(8, 4096, 16);
    for (uint32_t n = 0; n < operations(); n++) {
        put(STILL, 32);
    }
    env_reboot();
    env_check(&model, STILL + 1u, "beside a hot item");
    levelled(8);
}

/* The same in the shape of STM32H5's high-cycle area. */
static void hot_item__small_units__level(void **state)
{
    (void)state;
    begin(8, env_full() ? 6144 : 3072, 2);
    for (uint32_t n = 0; n < operations(); n++) {
        put(STILL, 32);
    }
    env_reboot();
    env_check(&model, STILL + 1u, "beside a hot item");
    levelled(8);
}

/* An area at its brim wears more, and as evenly. */
static void full_area__overwritten__level(void **state)
{
    (void)state;
    uint32_t count = 0;
    begin(8, 2048, 16);
    for (count = STILL; env_set(count, 64, 0) == PSA_SUCCESS; count++) {
        model.items[count] = (env_item_t){ true, 64, 0, 0 };
    }
    for (uint32_t n = 0; n < operations() / 10u; n++) {
        put(STILL + env_random(&rng) % (count - STILL), 64);
    }
    env_reboot();
    env_check(&model, count, "full");
    levelled(8);
}

/* A boot without a write costs nothing. */
static void boots__without_a_write__cost_nothing(void **state)
{
    (void)state;
    sim_stats_t stats;
    begin(4, 1024, 16);
    put(STILL, 32);
    sim_stats_reset();
    for (uint32_t n = 0; n < 1000u; n++) {
        env_reboot();
        assert_true(env_is(n % (STILL + 1u), &model.items[n % (STILL + 1u)]));
    }
    sim_stats_area(PLAT_AREA_ITS, &stats);
    assert_int_equal(stats.erases, 0);
    assert_int_equal(stats.units_programmed, 0);
}

/* The first sector that is opened after a boot is erased once more; the second one in the same call, where the first
 * was filled by still items, is not. With boots all the time that can strike the same sectors each time round. */
static void boots__with_a_write_each__no_sector_far_above_the_mean(void **state)
{
    (void)state;
    for (uint32_t sectors = 4; sectors <= 8; sectors++) {
        begin(sectors, 1024, 16);
        for (uint32_t n = 0; n < operations() / 15u; n++) {
            env_reboot();
            put(STILL, 32);
        }
        env_check(&model, STILL + 1u, "after many boots");
        level_within(sectors, 134);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_life__a_million_operations__as_the_model_and_level),
        cmocka_unit_test(hot_item__beside_still_ones__level),
        cmocka_unit_test(hot_item__small_units__level),
        cmocka_unit_test(full_area__overwritten__level),
        cmocka_unit_test(boots__without_a_write__cost_nothing),
        cmocka_unit_test(boots__with_a_write_each__no_sector_far_above_the_mean),
    };
    cmocka_set_test_filter(getenv("CMOCKA_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
