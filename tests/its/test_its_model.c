/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Storage against a reference that keeps items in an array: random operations, areas filled to the brim, failing ports,
 * flash that somebody has been at.
 */
#include "env.h"

#include "lib/its/record.h"

static env_model_t model;
static uint32_t rng;

static void new_device(uint32_t sectors, uint32_t erase_size, uint16_t prog_size)
{
    env_device(sectors, erase_size, prog_size);
    memset(&model, 0, sizeof model);
    rng = 4711;
}

/* One random operation on `items` items of up to `size_max` bytes, and the model after it. */
static psa_status_t step(uint32_t items, uint32_t size_max)
{
    uint32_t i = env_random(&rng) % items, version = env_random(&rng), size = env_random(&rng) % (size_max + 1u);
    if (env_random(&rng) % 4u == 0) {
        psa_status_t status = psa_its_remove(i + 1u);
        assert_int_equal(status == PSA_ERROR_DOES_NOT_EXIST, !model.items[i].exists);
        model.items[i].exists = model.items[i].exists && status != PSA_SUCCESS;
        return status;
    }
    psa_status_t status = env_set(i, size, version);
    if (status == PSA_SUCCESS) {
        model.items[i] = (env_item_t){ true, size, version, 0 };
    } else if (model.items[i].exists && model.items[i].size >= size) {
        fail_msg("item %u of %u bytes could not be replaced by %u bytes: %d", i, model.items[i].size, size, status);
    }
    return status;
}

static void random_operations(uint32_t sectors, uint32_t erase_size, uint16_t prog_size, uint32_t items,
                              uint32_t size_max, uint32_t steps)
{
    new_device(sectors, erase_size, prog_size);
    for (uint32_t n = 0; n < (env_full() ? 20u * steps : env_some(steps)); n++) {
        psa_status_t status = step(items, size_max);
        if (status != PSA_SUCCESS && status != PSA_ERROR_DOES_NOT_EXIST && status != PSA_ERROR_INSUFFICIENT_STORAGE) {
            fail_msg("step %u gives %d", n, (int)status);
        }
        if (n % 97u == 0) {
            env_check(&model, items, "random operations");
        }
        if (n % 31u == 0) {
            env_reboot();
        }
    }
    env_reboot();
    env_check(&model, items, "random operations, at the end");
}

static void random__any_geometry__as_the_model(void **state)
{
    (void)state;
    random_operations(8, 8192, 16, 100, 400, 2000);
    random_operations(2, 2048, 16, 12, 100, 2000);
    random_operations(3, 1024, 1, 12, 60, 800);
    random_operations(5, 1024, 2, 30, 60, 800);
    random_operations(3, 4096, 32, 20, 300, 1500);
    random_operations(4, 512, 8, 10, 90, 2000);
}

static void random__many_small_items__as_the_model(void **state)
{
    (void)state;
    random_operations(4, 2048, 16, 160, 8, 500);
}

static void random__large_items__as_the_model(void **state)
{
    (void)state;
    random_operations(3, 8192, 16, 6, 7000, 700);
    random_operations(2, 8192, 16, 3, 7500, 500);
}

static uint32_t fill(uint32_t size)
{
    uint32_t count = 0;
    psa_status_t status;
    while ((status = env_set(count, size, count)) == PSA_SUCCESS) {
        model.items[count] = (env_item_t){ true, size, count, 0 };
        count++;
    }
    assert_int_equal(status, PSA_ERROR_INSUFFICIENT_STORAGE);
    return count;
}

static void full_area__overwrite_remove_fill__equal_counts(void **state)
{
    (void)state;
    static const uint32_t sizes[] = { 512, 64, 0, 1000, 3000 };
    static const uint32_t sectors[] = { 4096, 2048, 1024, 4096, 4096 };
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        new_device(4, env_full() ? 4096 : sectors[s], 16);
        uint32_t count = fill(sizes[s]);
        assert_true(count > 2);
        env_check(&model, count, "full");
        for (uint32_t n = 0; n < 3u * count; n++) {
            uint32_t i = env_random(&rng) % count;
            assert_int_equal(env_set(i, sizes[s], 1000 + n), PSA_SUCCESS);
            model.items[i].version = 1000 + n;
        }
        env_reboot();
        env_check(&model, count, "full and overwritten");
        for (uint32_t i = 0; i < count; i++) {
            assert_int_equal(psa_its_remove(i + 1u), PSA_SUCCESS);
            model.items[i].exists = false;
        }
        env_check(&model, count, "emptied");
        assert_int_equal(fill(sizes[s]), count);
        env_check(&model, count, "full again");
    }
}

/* Every port call fails once. What is under way is old or new; nothing else changes; the next call works. */
static void port__fails_once_anywhere__old_or_new(void **state)
{
    (void)state;
    static const sim_call_t calls[] = { SIM_CALL_FLASH_READ, SIM_CALL_FLASH_PROG,   SIM_CALL_FLASH_ERASE,
                                        SIM_CALL_ENTROPY,    SIM_CALL_COUNTER_READ, SIM_CALL_COUNTER_RAISE,
                                        SIM_CALL_DEVICE_KEY };
    new_device(3, 1024, 16);
    for (uint32_t n = 0; n < 60; n++) {
        (void)step(10, 60);
    }
    sim_snapshot_t *start = sim_snapshot_new();
    env_model_t *at_start = test_malloc(sizeof *at_start);
    *at_start = model;
    uint32_t struck = 0;
    for (size_t c = 0; c < sizeof calls / sizeof calls[0]; c++) {
        for (uint32_t n = 1;; n += calls[c] == SIM_CALL_FLASH_READ ? 5 : 1) {
            sim_snapshot_restore(start);
            sim_seed(n);
            pits_reset();
            model = *at_start;
            sim_fail_at(calls[c], n, PSA_ERROR_STORAGE_FAILURE);
            uint32_t random = 99;
            for (uint32_t k = 0; k < 12; k++) {
                uint32_t i = env_random(&random) % 10u, size = env_random(&random) % 60u;
                env_item_t next = { true, size, k + 5000u, 0 };
                psa_status_t status = env_set(i, size, next.version);
                if (status == PSA_SUCCESS) {
                    model.items[i] = next;
                } else if (status == PSA_ERROR_STORAGE_FAILURE && sim_fail_struck()) {
                    if (!env_is(i, &model.items[i])) {
                        if (!env_is(i, &next)) {
                            fail_msg("%s %u: item %u is neither old nor new", sim_call_name(calls[c]), n, i);
                        }
                        model.items[i] = next;
                    }
                } else if (status != PSA_ERROR_INSUFFICIENT_STORAGE) {
                    fail_msg("%s %u: set gives %d", sim_call_name(calls[c]), n, (int)status);
                }
            }
            bool through = !sim_fail_struck();
            sim_fail_off();
            env_check(&model, 10, sim_call_name(calls[c]));
            env_reboot();
            env_check(&model, 10, sim_call_name(calls[c]));
            struck += !through;
            if (through) {
                break;
            }
        }
    }
    print_message("%u failures struck\n", struck);
    assert_true(struck > 45);
    test_free(at_start);
    sim_snapshot_free(start);
}

/* Sectors that fail for ever: `items` items of 40 bytes, overwritten at random, nothing is ever lost. Sets that got an
 * error; what they wanted is old or new. */
static uint32_t overwrite_with_bad_sectors(uint32_t items, uint32_t sets, const char *what)
{
    uint32_t refused = 0;
    for (uint32_t n = 0; n < sets; n++) {
        uint32_t i = env_random(&rng) % items;
        env_item_t next = { true, 40, 9000u + n, 0 };
        psa_status_t status = env_set(i, 40, next.version);
        if (status != PSA_SUCCESS && status != PSA_ERROR_INSUFFICIENT_STORAGE && status != PSA_ERROR_STORAGE_FAILURE) {
            fail_msg("%s: set %u gives %d", what, n, (int)status);
        }
        refused += status != PSA_SUCCESS;
        if (status == PSA_SUCCESS || !env_is(i, &model.items[i])) {
            model.items[i] = next;
        }
        env_check(&model, items, what);
        if (n % 23u == 22u) {
            env_reboot();
            env_check(&model, items, what);
        }
    }
    return refused;
}

static void fill_and_churn(uint32_t items)
{
    new_device(6, 1024, 16);
    for (uint32_t n = 0; n < 4u * items + 60u; n++) {
        uint32_t i = n % items;
        assert_int_equal(env_set(i, 40, n), PSA_SUCCESS);
        model.items[i] = (env_item_t){ true, 40, n, 0 };
    }
}

/* I18. 6 sectors of 62 cells; an item of 40 bytes takes 5. */
static void sector__erase_fails_for_ever__skipped(void **state)
{
    (void)state;
    for (uint32_t items = 4; items <= 24; items += 10) { /* up to 40 % of the area */
        for (uint32_t bad = 0; bad < 6; bad += 6u / env_some(6)) {
            char what[60];
            snprintf(what, sizeof what, "%u items, sector %u bad", items, bad);
            fill_and_churn(items);
            sim_bad_sector(PLAT_AREA_ITS, bad, true, bad % 2u != 0);
            assert_int_equal(overwrite_with_bad_sectors(items, env_some(200), what), 0);
            sim_bad_sector(PLAT_AREA_ITS, (bad + 3u) % 6u, true, false); /* and another one */
            assert_int_equal(overwrite_with_bad_sectors(items, env_some(200), what), 0);
        }
    }
}

/* I18. Up to as many items as PITS_READY says: 85 % of 4 sectors of 62 cells. The sector fails at any moment: when it
 * is erased in advance, when it is opened, in its middle; its erase alone, its programs alone or both. */
static void sector__fails_for_ever_in_an_area_that_can_do_without__skipped(void **state)
{
    (void)state;
    uint32_t random = 1;
    for (uint32_t items = 26; items <= 42; items += 16u / env_some(8)) {
        for (uint32_t bad = 0; bad < 6; bad++) {
            for (uint32_t kind = 1; kind <= 3; kind++) {
                char what[60];
                snprintf(what, sizeof what, "%u items, sector %u bad, kind %u", items, bad, kind);
                fill_and_churn(items);
                assert_int_equal(overwrite_with_bad_sectors(items, env_random(&random) % 60u, what), 0);
                sim_bad_sector(PLAT_AREA_ITS, bad, (kind & 1u) != 0, (kind & 2u) != 0);
                uint32_t refused = overwrite_with_bad_sectors(items, 150, what);
                if (refused) {
                    fail_msg("%s: %u sets are refused", what, refused);
                }
            }
        }
    }
}

/* The same where all items but two stand still: sectors without one dead record follow each other. */
static void sector__fails_for_ever_among_still_items__skipped(void **state)
{
    (void)state;
    for (uint32_t bad = 0; bad < 6; bad++) {
        for (uint32_t items = 20; items <= 42; items += 22u / env_some(11)) {
            char what[60];
            snprintf(what, sizeof what, "%u items, sector %u bad", items, bad);
            new_device(6, 1024, 16);
            for (uint32_t i = 0; i < items; i++) {
                assert_int_equal(env_set(i, 40, i), PSA_SUCCESS);
                model.items[i] = (env_item_t){ true, 40, i, 0 };
            }
            for (uint32_t n = 0; n < 40u + env_some(60); n++) {
                assert_int_equal(env_set(n % 2u, 40, n), PSA_SUCCESS);
                model.items[n % 2u] = (env_item_t){ true, 40, n, 0 };
            }
            sim_bad_sector(PLAT_AREA_ITS, bad, true, bad % 2u != 0);
            for (uint32_t n = 0; n < env_some(200); n++) {
                if (env_set(n % 2u, 40, n) != PSA_SUCCESS) {
                    fail_msg("%s: set %u is refused", what, n);
                }
                model.items[n % 2u] = (env_item_t){ true, 40, n, 0 };
                env_check(&model, items, what);
            }
        }
    }
}

/* One life on flash of any shape: items of one size up to what PITS_READY says, all or but two of them still, a sector
 * that fails for ever at some moment, boots in between. */
static void life_with_a_bad_sector(uint32_t seed)
{
    static const uint16_t units[] = { 1, 2, 4, 8, 16, 32 };
    uint32_t chance = seed * 2654435761u + 1u;
    uint32_t sectors = 3u + env_random(&chance) % 7u, erase_size = 512u << env_random(&chance) % 4u;
    uint16_t unit = units[env_random(&chance) % 6u];
    uint32_t cell = unit < 16u ? 16u : unit, size = env_random(&chance) % (erase_size / 8u);
    uint32_t cells = 1u + (size + 16u + cell - 1u) / cell;
    uint32_t items = (sectors - 2u) * (erase_size / cell - 2u) * 84u / 100u / cells;
    if (items < 2u || items > ENV_ITEMS) {
        return;
    }
    uint32_t moving = env_random(&chance) % 3u == 0 ? 2u : items, bad = env_random(&chance) % sectors;
    uint32_t kind = 1u + env_random(&chance) % 3u, boots = 20u + env_random(&chance) % 200u;
    uint32_t before = items + env_random(&chance) % (3u * items + 50u);
    new_device(sectors, erase_size, unit);
    sim_counter_supported(PLAT_COUNTER_ITS, env_random(&chance) % 2u == 0);
    for (uint32_t n = 0; n < before + 4u * items + 200u; n++) {
        uint32_t i = n < items ? n : env_random(&chance) % moving;
        if (n == before) {
            sim_bad_sector(PLAT_AREA_ITS, bad, (kind & 1u) != 0, (kind & 2u) != 0);
        }
        if (env_set(i, size, n) != PSA_SUCCESS) {
            fail_msg("seed %u: %u sectors of %u, unit %u: sector %u fails (kind %u) at %u, set %u is refused", seed,
                     sectors, erase_size, unit, bad, kind, before, n);
        }
        model.items[i] = (env_item_t){ true, size, n, 0 };
        if (n % boots == boots - 1u) {
            env_reboot();
        }
    }
    env_check(&model, items, "a life with a bad sector");
}

static void sector__fails_for_ever_on_any_flash__skipped(void **state)
{
    (void)state;
    for (uint32_t seed = 1; seed <= (env_full() ? 5000u : 2u * env_some(150)); seed++) {
        life_with_a_bad_sector(seed);
    }
}

/* Once a sector is gone there is no room to be ready for another: clearing leaves some of each head to new records. */
static void sector__failed_and_no_room_for_another__clearing_leaves_room(void **state)
{
    (void)state;
    enum { ITEMS = 42, SETS = 400 };
    sim_stats_t stats;
    fill_and_churn(ITEMS);
    sim_bad_sector(PLAT_AREA_ITS, 2, true, true);
    sim_stats_reset();
    for (uint32_t n = 0; n < SETS; n++) {
        assert_int_equal(env_set(env_random(&rng) % ITEMS, 40, n), PSA_SUCCESS);
    }
    sim_stats_area(PLAT_AREA_ITS, &stats);
    print_message("%u erases for %u sets\n", (unsigned)stats.erases, (unsigned)SETS);
    assert_true(stats.erases < SETS * 2u / 3u);
}

static void sector__new_area_begins_with_bad_ones__skipped(void **state)
{
    (void)state;
    new_device(6, 1024, 16);
    sim_bad_sector(PLAT_AREA_ITS, 0, true, true);
    sim_bad_sector(PLAT_AREA_ITS, 1, false, true);
    model.items[0] = (env_item_t){ true, 40, 0, 0 };
    assert_int_equal(env_set(0, 40, 0), PSA_SUCCESS);
    assert_int_equal(overwrite_with_bad_sectors(1, 200, "a new area"), 0);
}

static void sector__program_fails_for_ever__nothing_lost(void **state)
{
    (void)state;
    for (uint32_t bad = 0; bad < 6; bad += 6u / env_some(6)) {
        fill_and_churn(4);
        sim_bad_sector(PLAT_AREA_ITS, bad, false, true);
        assert_int_equal(overwrite_with_bad_sectors(4, env_some(200), "programs fail"), 0);
    }
}

/* Space is out: whatever is refused, nothing is lost. */
static void sector__erase_fails_when_full__nothing_lost(void **state)
{
    (void)state;
    for (uint32_t bad = 0; bad < 6; bad += 6u / env_some(6)) {
        new_device(6, 1024, 16);
        uint32_t count = fill(40);
        for (uint32_t n = 0; n < count; n++) {
            assert_int_equal(env_set(n, 40, 100 + n), PSA_SUCCESS);
            model.items[n].version = 100 + n;
        }
        sim_bad_sector(PLAT_AREA_ITS, bad, true, true);
        assert_true(overwrite_with_bad_sectors(count, env_some(150) + 10u, "full") > 0);
    }
}

/* Where no sector can be opened any more, the first refusal of a size is the last that costs an erase. */
static void new_item__refused__not_tried_again(void **state)
{
    (void)state;
    new_device(4, 1024, 16);
    uint32_t count = 0;
    for (; count < 20; count++) {
        assert_int_equal(env_set(count, 40, count), PSA_SUCCESS);
        model.items[count] = (env_item_t){ true, 40, count, 0 };
    }
    sim_fail_from(SIM_CALL_FLASH_ERASE, 1, PSA_ERROR_STORAGE_FAILURE);
    psa_status_t status;
    while ((status = env_set(count, 40, count)) == PSA_SUCCESS) {
        model.items[count] = (env_item_t){ true, 40, count, 0 };
        count++;
    }
    assert_int_equal(status, PSA_ERROR_INSUFFICIENT_STORAGE);
    sim_stats_reset();
    for (int n = 0; n < 5; n++) {
        assert_int_equal(env_set(count, 40, count), PSA_ERROR_INSUFFICIENT_STORAGE);
        assert_int_equal(env_set(count + 1u, 60, count), PSA_ERROR_INSUFFICIENT_STORAGE);
    }
    sim_stats_t stats;
    sim_stats(&stats);
    assert_int_equal(stats.calls[SIM_CALL_FLASH_ERASE], 0);
    sim_fail_off();
    env_check(&model, count + 2u, "refused");
}

/* Sectors wear out one after the other, until there is no room to go on. */
static void sectors__worn_out__every_erase_used(void **state)
{
    (void)state;
    enum { ENDURANCE = 12, SECTORS = 6, CELLS = 62, ITEM = 5 };
    uint32_t done = 0;
    new_device(SECTORS, 1024, 16);
    sim_endurance(ENDURANCE);
    for (psa_status_t status = PSA_SUCCESS; status == PSA_SUCCESS; done++) {
        uint32_t i = done % 3u;
        status = env_set(i, 40, done);
        if (status == PSA_SUCCESS || !env_is(i, &model.items[i])) {
            model.items[i] = (env_item_t){ true, 40, done, 0 };
        }
        env_check(&model, 3, "worn");
    }
    env_reboot();
    env_check(&model, 3, "worn out");
    print_message("%u sets\n", done);
    /* Copies of the other two items are all that each sector may lose. */
    assert_true(done >= ENDURANCE * SECTORS * (CELLS / ITEM - 2) * 9 / 10);
}

/* ---------------------------------------------------------------------------------------------------- Hostile flash */

/* Whatever stands in flash: no crash, no hang, and what is served is a version that was stored under that name. */
static void hostile(const char *what, uint32_t items, uint32_t versions)
{
    static uint8_t got[ENV_SIZE_MAX], want[ENV_SIZE_MAX];
    env_reboot();
    for (uint32_t i = 0; i < items; i++) {
        size_t length = 1;
        memset(got, 0xa5, sizeof got);
        psa_status_t status = psa_its_get(i + 1u, 0, sizeof got, got, &length);
        if (status == PSA_SUCCESS) {
            bool known = false;
            for (uint32_t version = 0; version < versions && !known; version++) {
                env_fill(want, length, i + 1u, version);
                known = length == 20u + i && memcmp(got, want, length) == 0;
            }
            if (!known) {
                fail_msg("%s: item %u has content that was never stored", what, i);
            }
        } else {
            assert_int_equal(length, 0);
            for (size_t at = 0; at < sizeof got; at++) {
                assert_true(got[at] == 0xa5 || got[at] == 0);
            }
        }
    }
    (void)env_set(3, 23, 1);
    (void)psa_its_remove(5);
    env_reboot();
    (void)env_is(3, &model.items[3]);
}

/* Where somebody wrote behind the end of the log, the library may meet units that are not erased: the port refuses, and
 * the log goes on behind them. */
static void refuse(const char *what)
{
    (void)what;
}

static void flash__damaged_at_random__nothing_forged(void **state)
{
    (void)state;
    enum { ITEMS = 12, VERSIONS = 8, SIZE = 3 * 1024 };
    static uint8_t image[SIZE];
    new_device(3, 1024, 16);
    sim_counter_supported(PLAT_COUNTER_ITS, false);
    sim_on_breach(refuse);
    for (uint32_t n = 0; n < ITEMS * VERSIONS; n++) {
        assert_int_equal(env_set(n % ITEMS, 20u + n % ITEMS, n / ITEMS), PSA_SUCCESS);
    }
    sim_snapshot_t *start = sim_snapshot_new();
    for (uint32_t n = 0; n < (env_full() ? 20000u : env_some(1200)); n++) {
        char what[40];
        snprintf(what, sizeof what, "damage %u", n);
        sim_snapshot_restore(start);
        sim_flash_get(PLAT_AREA_ITS, 0, image, SIZE);
        uint32_t a = env_random(&rng) % 3u, b = env_random(&rng) % 3u;
        uint32_t from = env_random(&rng) % 60u * 16u, to = env_random(&rng) % 60u * 16u;
        switch (n % 6u) {
        case 0: /* bits */
            for (uint32_t k = 0; k <= n % 20u; k++) {
                image[env_random(&rng) % SIZE] ^= (uint8_t)(1u << (env_random(&rng) % 8u));
            }
            break;
        case 1: /* sectors put elsewhere */
            memmove(image + a * 1024u, image + b * 1024u, 1024);
            break;
        case 2: /* units put elsewhere */
            memmove(image + a * 1024u + to, image + b * 1024u + from, 16u * (1u + n % 4u));
            break;
        case 3: /* cut off */
            memset(image + a * 1024u + from, 0xff, 1024u - from);
            break;
        case 4: /* noise in a sector */
            for (uint32_t k = from; k < 1024; k++) {
                image[a * 1024u + k] = (uint8_t)env_random(&rng);
            }
            break;
        default: /* units that can't be read */
            for (uint32_t k = 0; k < 4; k++) {
                sim_flash_set_unit(PLAT_AREA_ITS, env_random(&rng) % (SIZE / 16u) * 16u, SIM_UNIT_ECC);
            }
            break;
        }
        if (n % 6u != 5u) {
            sim_flash_set(PLAT_AREA_ITS, 0, image, SIZE);
        }
        hostile(what, ITEMS, VERSIONS);
    }
    sim_snapshot_free(start);
}

static void flash__noise__mounts_and_works(void **state)
{
    (void)state;
    static uint8_t image[3 * 1024];
    for (uint32_t n = 0; n < 200; n++) {
        new_device(3, 1024, 16);
        rng = n + 1u;
        for (size_t i = 0; i < sizeof image; i++) {
            image[i] = (uint8_t)(env_random(&rng) >> 9);
        }
        sim_flash_set(PLAT_AREA_ITS, 0, image, sizeof image);
        sim_on_breach(refuse);
        assert_int_equal(env_set(1, 20, 1), PSA_SUCCESS);
        model.items[1] = (env_item_t){ true, 20, 1, 0 };
        env_reboot();
        env_check(&model, 3, "on noise");
    }
}

static void unit__bad__only_its_own_record_suffers(void **state)
{
    (void)state;
    new_device(3, 2048, 16);
    for (uint32_t i = 0; i < 20; i++) {
        assert_int_equal(env_set(i, 40, i), PSA_SUCCESS);
        model.items[i] = (env_item_t){ true, 40, i, 0 };
    }
    sim_snapshot_t *start = sim_snapshot_new();
    for (uint32_t unit = 2; unit < 2 + 20 * 5; unit++) {
        sim_snapshot_restore(start);
        env_reboot();
        sim_flash_set_unit(PLAT_AREA_ITS, unit * 16u, SIM_UNIT_ECC);
        for (uint32_t i = 0; i < 20; i++) {
            if (i != (unit - 2u) / 5u && !env_is(i, &model.items[i])) {
                fail_msg("unit %u takes item %u along", unit, i);
            }
        }
        assert_false(env_is((unit - 2u) / 5u, &model.items[(unit - 2u) / 5u]));
    }
    sim_snapshot_free(start);
}

/* The first write after a mount writes the last record once more: never what does not authenticate by then. */
static void last_record__damaged_after_the_mount__not_sealed_anew(void **state)
{
    (void)state;
    uint8_t got[40];
    size_t length;
    for (unsigned unit = 1; unit < 5; unit++) { /* text and tag */
        for (unsigned way = 0; way < 2; way++) {
            new_device(3, 1024, 16);
            assert_int_equal(env_set(0, 40, 1), PSA_SUCCESS);
            assert_int_equal(env_set(1, 40, 1), PSA_SUCCESS);
            model.items[0] = (env_item_t){ true, 40, 1, 0 };
            env_reboot();
            assert_true(env_is(0, &model.items[0]));
            uint32_t at = (2u + 5u + unit) * 16u;
            sim_flash_get(PLAT_AREA_ITS, at, got, 16);
            got[3] ^= 4u;
            sim_flash_set(PLAT_AREA_ITS, at, got, 16);
            sim_flash_set_unit(PLAT_AREA_ITS, at, way ? SIM_UNIT_ECC : SIM_UNIT_DONE);
            psa_status_t status = env_set(2, 40, 1);
            if (status != PSA_SUCCESS) {
                status = env_set(2, 40, 1);
            }
            assert_int_equal(status, PSA_SUCCESS);
            for (int boot = 0; boot < 2; boot++) {
                status = psa_its_get(2, 0, sizeof got, got, &length);
                assert_true(status == PSA_ERROR_STORAGE_FAILURE || status == PSA_ERROR_DOES_NOT_EXIST);
                assert_true(env_is(0, &model.items[0]));
                env_reboot();
            }
        }
    }
}

/* Its place is written again later, and must not be taken for its own then. */
static void header__goes_bad_while_mounted__only_its_own_item_suffers(void **state)
{
    (void)state;
    for (uint32_t victim = 0; victim < 8; victim++) {
        new_device(3, 1024, 16);
        for (uint32_t i = 0; i < 8; i++) {
            assert_int_equal(env_set(i, 40, i), PSA_SUCCESS);
            model.items[i] = (env_item_t){ true, 40, i, 0 };
        }
        sim_flash_set_unit(PLAT_AREA_ITS, (2u + victim * 5u) * 16u, SIM_UNIT_ECC);
        assert_false(env_is(victim, &model.items[victim]));
        for (uint32_t n = 0; n < 200; n++) {
            uint32_t i = env_random(&rng) % 8u;
            if (i != victim) {
                assert_int_equal(env_set(i, 40, n), PSA_SUCCESS);
                model.items[i].version = n;
            }
            for (i = 0; i < 8; i++) {
                assert_true(i == victim || env_is(i, &model.items[i]));
            }
        }
        assert_int_equal(env_set(victim, 40, 7), PSA_SUCCESS);
        model.items[victim].version = 7;
        env_check(&model, 8, "a header that went bad");
        env_reboot();
        env_check(&model, 8, "a header that went bad, after a reboot");
    }
}

/* A unit that ECC corrected may hold wrong bytes: a header in it is neither believed for its place in the chain, nor
 * does it vouch for the record before it (I6). */
static void header__corrected_by_ecc__believed_for_its_tag_only(void **state)
{
    (void)state;
    enum { CELL = 16, RECORD = 4 * CELL, FIRST = PITS_RECORD_CELLS_MIN * CELL };
    uint8_t bytes[PITS_HEADER_SIZE];
    uint8_t salt[PITS_SALT_SIZE];
    pits_header_t header;
    for (int vouches = 0; vouches < 2; vouches++) {
        new_device(3, 1024, CELL);
        assert_int_equal(env_set(0, 20, 1), PSA_SUCCESS);
        assert_int_equal(env_set(vouches ? 0 : 1, 20, 2), PSA_SUCCESS);
        assert_int_equal(env_set(2, 20, 3), PSA_SUCCESS);
        assert_int_equal(env_set(3, 20, 4), PSA_SUCCESS);
        model.items[0] = (env_item_t){ true, 20, 1, 0 };
        model.items[2] = (env_item_t){ true, 20, 3, 0 };
        model.items[3] = (env_item_t){ true, 20, 4, 0 };
        sim_flash_get(PLAT_AREA_ITS, PITS_HEADER_SIZE - PITS_SALT_SIZE, salt, sizeof salt);
        if (vouches) { /* the second record's text is torn, the header behind it came out corrected */
            sim_flash_set_unit(PLAT_AREA_ITS, FIRST + RECORD + CELL, SIM_UNIT_ECC);
            sim_flash_set_unit(PLAT_AREA_ITS, FIRST + 2 * RECORD, SIM_UNIT_CORRECTED);
        } else { /* the second record's header came out corrected, and wrong: it says that it is item 0 */
            sim_flash_get(PLAT_AREA_ITS, FIRST + RECORD, bytes, sizeof bytes);
            assert_true(pits_header_decode(bytes, salt, &header));
            header.uid = 1;
            pits_header_encode(&header, salt, bytes);
            sim_flash_set(PLAT_AREA_ITS, FIRST + RECORD, bytes, sizeof bytes);
            sim_flash_set_unit(PLAT_AREA_ITS, FIRST + RECORD, SIM_UNIT_CORRECTED);
        }
        env_reboot();
        env_check(&model, 4, vouches ? "corrected behind it" : "corrected");
    }
}

/* ----------------------------------------------------------------------------------------------------------
 * Roll-back */

static void area__older_image_put_back__nothing_served(void **state)
{
    (void)state;
    enum { SIZE = 3 * 1024 };
    static uint8_t image[SIZE];
    uint8_t got[20];
    size_t length;
    new_device(3, 1024, 16);
    assert_int_equal(env_set(0, 20, 1), PSA_SUCCESS);
    sim_flash_get(PLAT_AREA_ITS, 0, image, SIZE);
    for (uint32_t n = 0; n < 60; n++) {
        assert_int_equal(env_set(0, 20, 2 + n), PSA_SUCCESS);
    }
    sim_flash_set(PLAT_AREA_ITS, 0, image, SIZE);
    env_reboot();
    assert_int_equal(pits_get(&pits_store_its, -1, 1, 0, 20, got, &length), PSA_ERROR_DATA_CORRUPT);
    assert_int_equal(psa_its_get(1, 0, 20, got, &length), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(env_set(0, 20, 99), PSA_ERROR_STORAGE_FAILURE);
    memset(image, 0xff, SIZE);
    sim_flash_set(PLAT_AREA_ITS, 0, image, SIZE); /* wiped */
    env_reboot();
    assert_int_equal(psa_its_get(1, 0, 20, got, &length), PSA_ERROR_STORAGE_FAILURE);
    sim_set_lifecycle(PLAT_LIFECYCLE_PSA_ROT_PROVISIONING); /* the factory may begin anew */
    assert_int_equal(env_set(0, 20, 5), PSA_SUCCESS);
    sim_set_lifecycle(PLAT_LIFECYCLE_SECURED);
    env_reboot();
    model.items[0] = (env_item_t){ true, 20, 5, 0 };
    env_check(&model, 2, "begun anew");
}

static void boot__no_write__touches_nothing(void **state)
{
    (void)state;
    new_device(4, 2048, 16);
    for (uint32_t n = 0; n < 300; n++) {
        (void)step(20, 60);
    }
    sim_stats_reset();
    for (int n = 0; n < 5; n++) {
        env_reboot();
        env_check(&model, 20, "boots");
    }
    sim_stats_t stats;
    sim_stats_area(PLAT_AREA_ITS, &stats);
    assert_int_equal(stats.erases, 0);
    assert_int_equal(stats.units_programmed, 0);
}

static void list__all_owners__each_item_once(void **state)
{
    (void)state;
    new_device(3, 1024, 16);
    for (uint32_t n = 0; n < 90; n++) {
        (void)step(8, 40);
    }
    sim_set_caller(7);
    assert_int_equal(psa_its_set(1, 3, "abc", PSA_STORAGE_FLAG_WRITE_ONCE), PSA_SUCCESS);
    sim_set_caller(-1);
    uint32_t cursor = 0, seen[9] = { 0 };
    pits_entry_t entry;
    psa_status_t status;
    while ((status = pits_list(&pits_store_its, &cursor, &entry)) == PSA_SUCCESS) {
        assert_int_equal(entry.status, PSA_SUCCESS);
        if (entry.owner == 7) {
            assert_int_equal(entry.size, 3);
            assert_int_equal(entry.flags, PSA_STORAGE_FLAG_WRITE_ONCE);
            seen[8]++;
        } else {
            assert_int_equal(entry.size, model.items[entry.uid - 1u].size);
            seen[entry.uid - 1u]++;
        }
    }
    assert_int_equal(status, PSA_ERROR_DOES_NOT_EXIST);
    for (uint32_t i = 0; i < 8; i++) {
        assert_int_equal(seen[i], model.items[i].exists ? 1 : 0);
    }
    assert_int_equal(seen[8], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random__any_geometry__as_the_model),
        cmocka_unit_test(random__many_small_items__as_the_model),
        cmocka_unit_test(random__large_items__as_the_model),
        cmocka_unit_test(full_area__overwrite_remove_fill__equal_counts),
        cmocka_unit_test(port__fails_once_anywhere__old_or_new),
        cmocka_unit_test(sector__erase_fails_for_ever__skipped),
        cmocka_unit_test(sector__fails_for_ever_in_an_area_that_can_do_without__skipped),
        cmocka_unit_test(sector__fails_for_ever_among_still_items__skipped),
        cmocka_unit_test(sector__fails_for_ever_on_any_flash__skipped),
        cmocka_unit_test(sector__failed_and_no_room_for_another__clearing_leaves_room),
        cmocka_unit_test(sector__new_area_begins_with_bad_ones__skipped),
        cmocka_unit_test(sector__program_fails_for_ever__nothing_lost),
        cmocka_unit_test(sector__erase_fails_when_full__nothing_lost),
        cmocka_unit_test(new_item__refused__not_tried_again),
        cmocka_unit_test(sectors__worn_out__every_erase_used),
        cmocka_unit_test(flash__damaged_at_random__nothing_forged),
        cmocka_unit_test(flash__noise__mounts_and_works),
        cmocka_unit_test(unit__bad__only_its_own_record_suffers),
        cmocka_unit_test(header__goes_bad_while_mounted__only_its_own_item_suffers),
        cmocka_unit_test(last_record__damaged_after_the_mount__not_sealed_anew),
        cmocka_unit_test(header__corrected_by_ecc__believed_for_its_tag_only),
        cmocka_unit_test(area__older_image_put_back__nothing_served),
        cmocka_unit_test(boot__no_write__touches_nothing),
        cmocka_unit_test(list__all_owners__each_item_once),
    };
    cmocka_set_test_filter(getenv("CMOCKA_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
