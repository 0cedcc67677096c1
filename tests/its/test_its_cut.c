/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Power cuts: every flash operation and counter step of histories on many shapes of flash, with every kind of tear, and
 * again inside the recovery. PSA_TEST_FULL=1: every point of everything, more seeds, and the long history.
 */
#include "cut.h"

static uint32_t thin(uint32_t step)
{
    return env_full() ? 1u : step * (64u / env_some(64));
}

/* The same where a cut takes ten times as long without a table. */
static uint32_t thinner(uint32_t step)
{
    return thin(step) > step ? 3u * thin(step) : thin(step);
}

static void single(const cut_shape_t *shape, uint32_t step, uint32_t at_least)
{
    uint32_t cuts = 0, stuck = cut_stuck();
    for (uint32_t seed = 1; seed <= (env_full() ? 5u : 1u); seed++) {
        cuts += cut_single(shape, seed, thin(step));
    }
    assert_true(cuts * thin(1) >= at_least);
    assert_true((cut_stuck() - stuck) * 50u <= cuts);
}

/*                                     name                   sectors          its ps fill size      churn history bad
 * uncounted still */
static const cut_shape_t sparse = { "3 sectors, sparse", 3, 1024, 16, 8, 0, 0, 10, 99, 60, 24, 0, false, 0 };
static const cut_shape_t full = { "3 sectors, full", 3, 1024, 16, 16, 0, 0, 10, 99, 80, 24, 0, false, 0 };
static const cut_shape_t brim = { "3 sectors, 90 % of what fits", 3, 1024, 16, 0, 0, 90, 40, 40, 40, 24, 0, false, 0 };
/* Sectors without one dead record: they are moved at once when a sector is opened. */
static const cut_shape_t still = { "6 sectors, most items still", 6, 1024, 16, 0, 0, 65, 40, 40, 60, 40, 0, false, 30 };
static const cut_shape_t still_bare = { "the same, no counter", 6, 1024, 16, 0, 0, 65, 40, 40, 60, 40, 0, true, 30 };
static const cut_shape_t still_bad = { "the same, one bad", 6, 1024, 16, 0, 0, 65, 40, 40, 60, 40, 4, true, 30 };
/* Full enough that the log makes ready for a sector that fails, and not too full for it. */
static const cut_shape_t ready = { "6 sectors, 65 %", 6, 1024, 16, 0, 0, 65, 40, 40, 100, 24, 0, false, 0 };
static const cut_shape_t ready_bad = { "the same, one bad", 6, 1024, 16, 0, 0, 65, 40, 40, 100, 30, 4, false, 0 };
static const cut_shape_t ready_ps = { "ps, 6 sectors, no counter", 6, 1024, 16, 0, 26, 0, 1, 99, 90, 24, 0, true, 0 };
static const cut_shape_t two = { "2 sectors", 2, 1024, 16, 5, 0, 0, 10, 99, 40, 20, 0, false, 0 };
static const cut_shape_t fresh = { "never used", 3, 1024, 16, 8, 0, 0, 10, 99, 0, 12, 0, false, 0 };
static const cut_shape_t bad = { "5 sectors, one bad", 5, 1024, 16, 8, 0, 0, 10, 99, 60, 24, 2, false, 0 };
static const cut_shape_t ps = { "ps, 3 sectors", 3, 1024, 16, 0, 8, 0, 1, 90, 60, 24, 0, false, 0 };
static const cut_shape_t ps_bad = { "ps, 5 sectors, one bad", 5, 1024, 16, 0, 8, 0, 1, 90, 60, 24, 3, false, 0 };
static const cut_shape_t both = { "its and ps, 3 sectors each", 3, 1024, 16, 6, 6, 0, 1, 90, 80, 24, 0, false, 0 };
static const cut_shape_t uncounted[] = {
    { "3 sectors, no counter", 3, 1024, 16, 8, 0, 0, 10, 99, 60, 24, 0, true, 0 },
    { "3 sectors, full, no counter", 3, 1024, 16, 16, 0, 0, 10, 99, 80, 24, 0, true, 0 },
    { "3 sectors, 90 % of what fits, no counter", 3, 1024, 16, 0, 0, 90, 40, 40, 40, 24, 0, true, 0 },
    { "2 sectors, no counter", 2, 1024, 16, 5, 0, 0, 10, 99, 40, 20, 0, true, 0 },
    { "ps, 3 sectors, large items, no counter", 3, 1024, 16, 0, 4, 0, 1, 500, 60, 24, 0, true, 0 },
    { "5 sectors, one bad, no counter", 5, 1024, 16, 8, 0, 0, 10, 99, 60, 24, 2, true, 0 },
};
static const cut_shape_t shapes[] = {
    { "3 sectors, units of 1", 3, 1024, 1, 6, 0, 0, 10, 60, 50, 8, 0, false, 0 },
    { "3 sectors, units of 2", 3, 1024, 2, 6, 0, 0, 10, 60, 50, 10, 0, false, 0 },
    { "8 sectors of 6 KB, units of 2", 8, 6144, 2, 8, 0, 0, 10, 99, 50, 8, 0, false, 0 },
    { "3 sectors, units of 4", 3, 1024, 4, 6, 0, 0, 10, 60, 50, 10, 0, false, 0 },
    { "3 sectors, units of 8", 3, 1024, 8, 8, 0, 0, 10, 99, 60, 10, 0, false, 0 },
    { "4 sectors, units of 32", 4, 2048, 32, 16, 0, 0, 10, 99, 60, 20, 0, false, 0 },
    { "5 sectors", 5, 512, 16, 8, 0, 0, 10, 60, 60, 20, 0, false, 0 },
    { "7 sectors of 768 bytes, units of 8", 7, 768, 8, 4, 4, 0, 1, 60, 60, 12, 0, false, 0 },
    { "2 sectors of 128 KB", 2, 131072, 16, 8, 0, 0, 100, 1600, 200, 4, 0, false, 0 },
    { "3 sectors of 128 KB, units of 32, ps", 3, 131072, 32, 0, 8, 0, 100, 1600, 200, 4, 0, false, 0 },
};
/* What of the points of shapes[] the default takes: small units have many, large sectors cost much to look at. */
static const uint32_t shape_steps[] = { 23, 13, 17, 7, 4, 2, 2, 4, 401, 211 };

static void set_remove__cut_everywhere__old_or_new(void **state)
{
    (void)state;
    single(&sparse, 1, 1000);
}

static void set_remove__cut_when_full__old_or_new(void **state)
{
    (void)state;
    single(&full, 2, 2000);
    single(&brim, 2, 1000);
}

static void set_remove__cut_while_ready_for_a_bad_sector__old_or_new(void **state)
{
    (void)state;
    single(&ready, 2, 700);
    single(&ready_bad, 2, 800);
    single(&ready_ps, 3, 400);
    single(&still, 2, 700);
    single(&still_bare, 3, 400);
    single(&still_bad, 5, 400);
    assert_true(cut_single(&still_bad, 3, thinner(1)) > 20); /* a head of copies before a sector that is nothing (5.1) */
}

static void set_remove__cut_with_two_sectors__old_or_new(void **state)
{
    (void)state;
    single(&two, 1, 1000);
}

static void set_remove__cut_without_a_counter__old_or_new(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof uncounted / sizeof uncounted[0]; i++) {
        single(&uncounted[i], 4, 200);
    }
}

static void set_remove__cut_on_any_flash__old_or_new(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        if (shapes[i].erase_size <= 8192u || env_some(2) == 2u) { /* large ones take minutes without a table */
            single(&shapes[i], shape_steps[i], 8);
        }
    }
}

static void set_remove__cut_with_a_bad_sector__old_or_new(void **state)
{
    (void)state;
    single(&bad, 1, 500);
}

static void create_extend__cut_everywhere__old_or_new(void **state)
{
    (void)state;
    single(&ps, 1, 1000);
    single(&ps_bad, 2, 500);
}

static void two_areas__cut_everywhere__old_or_new(void **state)
{
    (void)state;
    single(&both, 2, 500);
}

static void unit_fails__then_cut__old_or_new(void **state)
{
    (void)state;
    uint32_t cuts = 0;
    for (uint32_t seed = 1; seed <= (env_full() ? 5u : 1u); seed++) {
        cuts += cut_after_failure(&sparse, seed, thin(5));
        cuts += cut_after_failure(&full, seed, thin(9));
        cuts += cut_after_failure(&ps, seed, thin(9));
    }
    assert_true(cuts * thin(1) > 200);
}

static void first_set__cut_everywhere__nothing_or_new(void **state)
{
    (void)state;
    single(&fresh, 1, 300);
}

/* A commit whose tag is read right or as erased, and a second cut in what settles it: with two sectors the other one
 * holds the old item, and must not be erased on the strength of that tag (5.1). */
static void recovery__weak_tag_cut_again__old_or_new(void **state)
{
    (void)state;
    assert_true(cut_pairs(&two, 1, thin(1), 1, SIM_TEAR_WEAK) * thin(1) > 6000);
}

/* Large items leave a head with few copies, and no room to write its first record once more. */
static void recovery__large_items_cut_again__old_or_new(void **state)
{
    (void)state;
    const cut_shape_t *large = &uncounted[4];
    uint32_t step = thinner(1);
    assert_true(cut_pairs(large, 1, step, 1, SIM_TEAR_NOTHING) * step > 20000); /* the erase behind it is cut */
    assert_true(cut_pairs(large, 1, step, 1, SIM_TEAR_WEAK) * step > 20000);    /* its copies settle nothing */
}

/* Every pair at 3 sectors, with tears by chance; in full mode with every kind of first tear, and on more shapes. */
static void recovery__cut_again__old_or_new(void **state)
{
    (void)state;
    static const cut_shape_t *const shown[] = { &sparse,       &full,         &brim,         &ps,
                                                &both,         &two,          &fresh,        &bad,
                                                &ps_bad,       &uncounted[0], &uncounted[1], &uncounted[2],
                                                &uncounted[3], &uncounted[4], &uncounted[5], &ready,
                                                &ready_bad,    &ready_ps };
    static const uint32_t steps[][2] = { { 1, 1 }, { 5, 3 }, { 5, 3 }, { 3, 2 }, { 5, 2 }, { 3, 2 }, { 2, 1 }, { 5, 4 },
                                         { 5, 4 }, { 5, 3 }, { 9, 4 }, { 9, 4 }, { 7, 3 }, { 9, 4 }, { 9, 4 }, { 9, 5 },
                                         { 9, 5 }, { 9, 5 } };
    uint32_t pairs = 0, stuck = cut_stuck();
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        unsigned first = env_full() ? 0 : SIM_TEAR_COUNT;
        for (unsigned tear = first; tear <= SIM_TEAR_COUNT; tear++) {
            pairs += cut_pairs(shown[i], 1, thin(steps[i][0]), thin(steps[i][1]), (sim_tear_t)tear);
        }
    }
    print_message("%u pairs, %u of them stuck\n", pairs, cut_stuck() - stuck);
    assert_true(pairs * thin(1) * thin(1) > 2000);
    assert_true((cut_stuck() - stuck) * 50u <= pairs);
}

/* A long life near the brim. */
static void long_history__cut_everywhere__old_or_new(void **state)
{
    (void)state;
    uint32_t cuts = cut_rolling(&brim, 3, env_full() ? 10000u : 320u, thin(16));
    assert_true(cuts * thin(1) > (env_full() ? 100000u : 200u));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_remove__cut_everywhere__old_or_new),
        cmocka_unit_test(set_remove__cut_when_full__old_or_new),
        cmocka_unit_test(set_remove__cut_while_ready_for_a_bad_sector__old_or_new),
        cmocka_unit_test(set_remove__cut_with_two_sectors__old_or_new),
        cmocka_unit_test(set_remove__cut_without_a_counter__old_or_new),
        cmocka_unit_test(set_remove__cut_on_any_flash__old_or_new),
        cmocka_unit_test(set_remove__cut_with_a_bad_sector__old_or_new),
        cmocka_unit_test(create_extend__cut_everywhere__old_or_new),
        cmocka_unit_test(two_areas__cut_everywhere__old_or_new),
        cmocka_unit_test(unit_fails__then_cut__old_or_new),
        cmocka_unit_test(first_set__cut_everywhere__nothing_or_new),
        cmocka_unit_test(recovery__weak_tag_cut_again__old_or_new),
        cmocka_unit_test(recovery__large_items_cut_again__old_or_new),
        cmocka_unit_test(recovery__cut_again__old_or_new),
        cmocka_unit_test(long_history__cut_everywhere__old_or_new),
    };
    cmocka_set_test_filter(getenv("CMOCKA_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
