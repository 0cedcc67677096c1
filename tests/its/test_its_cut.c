/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Power cuts: at every flash operation and counter step of a history of sets, overwrites, removals and clearings, with
 * every kind of tear, and again inside the recovery. The promise (lib/its/DESIGN.md section 1): the item under way is old
 * or new, all others are as they were, the next operation works, and what was seen after it stays.
 */
#include "env.h"

/* Look into the first failure. */
#define FAIL(...)                                                                                                      \
    do {                                                                                                               \
        env_dump();                                                                                                    \
        fail_msg(__VA_ARGS__);                                                                                         \
    } while (0)

#define ITEMS 24u
#define SIZES 100u

/* A shape of device and how full it is. */
typedef struct shape {
    const char *name;
    uint32_t sectors, erase_size;
    uint16_t prog_size;
    uint32_t items;   /* of 10..SIZES bytes each, that exist at the start */
    uint32_t churn;   /* operations before the history, so that the log has walked round */
    uint32_t history; /* operations in the history that is cut */
    uint32_t bad;     /* a sector whose erase fails, from 1; 0: none */
} shape_t;

/* An operation: item, new size and version; or its removal. */
typedef struct op {
    uint32_t item;
    bool remove;
    uint32_t size;
    uint32_t version;
} op_t;

/* Items in doubt after cuts: each may be any of its versions. */
typedef struct doubt {
    uint32_t item;
    env_item_t may[3];
    uint32_t count;
} doubt_t;

static env_model_t model, at_start;
static shape_t now;
static uint32_t rng;

static op_t pick(void)
{
    op_t op = { .item = env_random(&rng) % now.items, .version = env_random(&rng) };
    op.remove = env_random(&rng) % 5u == 0 && model.items[op.item].exists;
    op.size = 10u + env_random(&rng) % (SIZES - 10u);
    return op;
}

static psa_status_t apply(const op_t *op)
{
    return op->remove ? psa_its_remove(op->item + 1u) : env_set(op->item, op->size, op->version);
}

static env_item_t result(const op_t *op)
{
    return (env_item_t){ !op->remove, op->size, op->version, 0 };
}

/* The history that is cut: operations from the generator, noting which one is under way. */
static op_t under_way;
static void history(void *ctx)
{
    (void)ctx;
    for (uint32_t i = 0; i < now.history; i++) {
        under_way = pick();
        psa_status_t status = apply(&under_way);
        if (status == PSA_ERROR_STORAGE_FAILURE && sim_fail_struck()) {
            status = apply(&under_way); /* old or new so far; it failed but once */
            status = under_way.remove && status == PSA_ERROR_DOES_NOT_EXIST ? PSA_SUCCESS : status;
        }
        if (status == PSA_ERROR_INSUFFICIENT_STORAGE) {
            continue;
        }
        assert_int_equal(status, PSA_SUCCESS);
        model.items[under_way.item] = result(&under_way);
    }
}

/* One completed operation on an item that no history touches: it makes the log settle what is in doubt. */
static char probing[100];
static void probe(void *ctx)
{
    uint32_t version = *(uint32_t *)ctx;
    psa_status_t status = env_set(ITEMS, 12, version);
    if (status != PSA_SUCCESS) {
        FAIL("%s: the next set gives %d", probing, (int)status);
    }
}

static bool allowed(const doubt_t *doubt, env_item_t *seen)
{
    for (int again = 0; again < 3; again++) { /* a torn tag may read right now and wrong now, until it is settled */
        for (uint32_t i = 0; i < doubt->count; i++) {
            if (env_is(doubt->item, &doubt->may[i])) {
                *seen = doubt->may[i];
                return true;
            }
        }
    }
    return false;
}

static void add_doubt(doubt_t *doubts, uint32_t *count, uint32_t item, env_item_t may)
{
    for (uint32_t i = 0; i < *count; i++) {
        if (doubts[i].item == item) {
            doubts[i].may[doubts[i].count++] = may;
            return;
        }
    }
    doubts[*count] = (doubt_t){ .item = item, .count = 2 };
    doubts[*count].may[0] = model.items[item];
    doubts[(*count)++].may[1] = may;
}

static void check_all_but(const doubt_t *doubts, uint32_t count, const char *what)
{
    for (uint32_t i = 0; i <= ITEMS; i++) {
        bool in_doubt = false;
        for (uint32_t d = 0; d < count; d++) {
            in_doubt = in_doubt || doubts[d].item == i;
        }
        if (!in_doubt && !env_is(i, &model.items[i])) {
            uint8_t byte;
            size_t length;
            FAIL("%s: item %u changed (get: %d, in doubt: %u)", what, i,
                 (int)pits_get(&pits_store_its, -1, i + 1u, 0, 1, &byte, &length), count ? doubts[0].item : 999u);
        }
    }
}

/* The promise, after one cut or two. */
static void check_promise(doubt_t *doubts, uint32_t count, const char *what)
{
    check_all_but(doubts, count, what);
    for (uint32_t d = 0; d < count; d++) {
        env_item_t seen;
        if (!allowed(&doubts[d], &seen)) {
            FAIL("%s: item %u is neither old nor new", what, doubts[d].item);
        }
    }
    uint32_t version = 77;
    probe(&version);
    for (uint32_t d = 0; d < count; d++) {
        if (doubts[d].item != ITEMS && !allowed(&doubts[d], &model.items[doubts[d].item])) {
            FAIL("%s: item %u is neither old nor new after a set of another one", what, doubts[d].item);
        }
    }
    model.items[ITEMS] = (env_item_t){ true, 12, version, 0 };
    for (int i = 0; i < 3; i++) {
        env_reboot();
        check_all_but(NULL, 0, what);
    }
    for (uint32_t i = 0; i < 12; i++) {
        op_t op = pick();
        psa_status_t status = apply(&op);
        if (status != PSA_ERROR_INSUFFICIENT_STORAGE) {
            if (status != PSA_SUCCESS) {
                FAIL("%s: a later operation gives %d", what, (int)status);
            }
            model.items[op.item] = result(&op);
        }
        check_all_but(NULL, 0, what);
    }
    env_reboot();
    check_all_but(NULL, 0, what);
}

static void build(const shape_t *shape, uint32_t seed)
{
    now = *shape;
    rng = seed;
    memset(&model, 0, sizeof model);
    env_device(shape->sectors, shape->erase_size, shape->prog_size);
    if (shape->bad) {
        sim_bad_sector(PLAT_AREA_ITS, shape->bad - 1u, true, false);
    }
    for (uint32_t i = 0; i < shape->churn; i++) {
        op_t op = pick();
        psa_status_t status = apply(&op);
        if (status != PSA_ERROR_INSUFFICIENT_STORAGE) {
            assert_int_equal(status, PSA_SUCCESS);
            model.items[op.item] = result(&op);
        }
    }
    assert_int_equal(env_set(ITEMS, 12, 1), PSA_SUCCESS);
    model.items[ITEMS] = (env_item_t){ true, 12, 1, 0 };
    check_all_but(NULL, 0, "before the cut");
    at_start = model;
}

static void start_over(const sim_snapshot_t *start, uint32_t seed)
{
    sim_snapshot_restore(start);
    pits_reset();
    model = at_start;
    rng = seed;
}

/* Every point of the history x every tear. With `second`, every cut is followed by one at the second-th point of the
 * recovery, counting up until the recovery is through. */
static void campaign(const shape_t *shape, uint32_t seed, bool twice, uint32_t step)
{
    build(shape, seed);
    sim_snapshot_t *start = sim_snapshot_new();
    uint32_t cuts = 0;
    for (unsigned tear = 0; tear <= SIM_TEAR_COUNT; tear++) {
        for (uint32_t n = 1 + (twice ? seed % step : 0);; n += step) {
            bool past = false;
            for (uint32_t m = 0;; m += 1u + (twice ? step / 2u : 0)) {
                doubt_t doubts[2];
                uint32_t count = 0;
                char what[100];
                snprintf(what, sizeof what, "%s seed %u: cut %u/%u %s", shape->name, seed, n, m,
                         sim_tear_name((sim_tear_t)tear));
                memcpy(probing, what, sizeof probing);
                start_over(start, seed + 1u);
                sim_seed(seed * 7919u + n * 31u + m);
                sim_cut_at(n, (sim_tear_t)tear);
                past = sim_run(history, NULL) == SIM_RETURNED;
                sim_cut_off();
                if (past) {
                    break;
                }
                env_reboot();
                cuts++;
                add_doubt(doubts, &count, under_way.item, result(&under_way));
                bool through = true;
                if (m > 0) {
                    uint32_t version = 55;
                    sim_cut_at(m, SIM_TEAR_RANDOM);
                    through = sim_run(probe, &version) == SIM_RETURNED;
                    sim_cut_off();
                    env_reboot();
                    if (through) {
                        break;
                    }
                    add_doubt(doubts, &count, ITEMS, (env_item_t){ true, 12, version, 0 });
                }
                check_promise(doubts, count, what);
                if (!twice) {
                    break;
                }
            }
            if (past) {
                break;
            }
        }
    }
    assert_true(cuts > 50);
    sim_snapshot_free(start);
    print_message("%s, seed %u: %u cuts\n", shape->name, seed, cuts);
}

/* A unit fails, the log goes on behind it, and power is cut right there. */
static void campaign_after_failure(const shape_t *shape, uint32_t seed, uint32_t step)
{
    enum { CUTS_EACH = 14 };
    build(shape, seed);
    sim_snapshot_t *start = sim_snapshot_new();
    uint32_t cuts = 0;
    bool past = false;
    for (uint32_t n = 1, from = 1; !past; n += step) {
        uint32_t behind = 0;
        past = true;
        for (uint32_t m = from; behind < CUTS_EACH; m++) {
            doubt_t doubts[2];
            uint32_t count = 0;
            char what[100];
            snprintf(what, sizeof what, "%s seed %u: unit %u fails, cut %u", shape->name, seed, n, m);
            memcpy(probing, what, sizeof probing);
            start_over(start, seed + 1u);
            sim_seed(seed * 7919u + n * 31u + m);
            sim_fail_at(SIM_CALL_FLASH_PROG, n, PSA_ERROR_STORAGE_FAILURE);
            sim_cut_at(m, SIM_TEAR_RANDOM);
            bool through = sim_run(history, NULL) == SIM_RETURNED;
            bool struck = sim_fail_struck();
            sim_cut_off();
            sim_fail_off();
            if (through) {
                break;
            }
            past = past && !struck;
            if (!struck) {
                from = m; /* the next failure comes no earlier */
                continue;
            }
            env_reboot();
            behind++;
            cuts++;
            add_doubt(doubts, &count, under_way.item, result(&under_way));
            check_promise(doubts, count, what);
        }
    }
    assert_true(cuts > 50);
    sim_snapshot_free(start);
    print_message("%s, seed %u: %u cuts behind a failure\n", shape->name, seed, cuts);
}

static const shape_t sparse = { "3 sectors, sparse", 3, 1024, 16, 8, 60, 24, 0 };
static const shape_t full = { "3 sectors, 90 % full", 3, 1024, 16, 16, 80, 24, 0 };
static const shape_t two = { "2 sectors", 2, 1024, 16, 5, 40, 20, 0 };
static const shape_t wide = { "4 sectors of 32-byte units", 4, 2048, 32, 16, 60, 20, 0 };
static const shape_t narrow = { "3 sectors of 8-byte units", 3, 1024, 8, 8, 60, 8, 0 };
static const shape_t fresh = { "never used", 3, 1024, 16, 8, 0, 12, 0 };

static const shape_t bad = { "5 sectors, one bad", 5, 1024, 16, 8, 60, 24, 2 };

static void run(const shape_t *shape, bool twice, uint32_t step)
{
    uint32_t seeds = env_full() ? 10u : 1u;
    for (uint32_t seed = 1; seed <= seeds; seed++) {
        campaign(shape, seed, twice, env_full() ? 1u : step);
    }
}

static void set_remove__cut_everywhere__old_or_new(void **state)
{
    (void)state;
    run(&sparse, false, 1);
}

static void set_remove__cut_when_full__old_or_new(void **state)
{
    (void)state;
    run(&full, false, 1);
}

static void set_remove__cut_with_two_sectors__old_or_new(void **state)
{
    (void)state;
    run(&two, false, 1);
}

static void set_remove__cut_with_wide_units__old_or_new(void **state)
{
    (void)state;
    run(&wide, false, 1);
}

static void set_remove__cut_with_narrow_units__old_or_new(void **state)
{
    (void)state;
    run(&narrow, false, 3);
}

static void set_remove__cut_with_a_bad_sector__old_or_new(void **state)
{
    (void)state;
    run(&bad, false, 1);
}

static void set_remove__unit_fails_then_cut__old_or_new(void **state)
{
    (void)state;
    uint32_t seeds = env_full() ? 10u : 1u;
    for (uint32_t seed = 1; seed <= seeds; seed++) {
        campaign_after_failure(&sparse, seed, env_full() ? 1u : 5u);
        campaign_after_failure(&full, seed, env_full() ? 1u : 9u);
    }
}

static void first_set__cut_everywhere__nothing_or_new(void **state)
{
    (void)state;
    run(&fresh, false, 1);
}

static void recovery__cut_again__old_or_new(void **state)
{
    (void)state;
    run(&sparse, true, 13);
    run(&full, true, 21);
    run(&two, true, 13);
    run(&fresh, true, 9);
    run(&bad, true, 29);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(set_remove__cut_everywhere__old_or_new),
        cmocka_unit_test(set_remove__cut_when_full__old_or_new),
        cmocka_unit_test(set_remove__cut_with_two_sectors__old_or_new),
        cmocka_unit_test(set_remove__cut_with_wide_units__old_or_new),
        cmocka_unit_test(set_remove__cut_with_narrow_units__old_or_new),
        cmocka_unit_test(set_remove__cut_with_a_bad_sector__old_or_new),
        cmocka_unit_test(set_remove__unit_fails_then_cut__old_or_new),
        cmocka_unit_test(first_set__cut_everywhere__nothing_or_new),
        cmocka_unit_test(recovery__cut_again__old_or_new),
    };
    cmocka_set_test_filter(getenv("CMOCKA_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
