/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns the power-cut campaigns of storage.
 */
#include "cut.h"

/* Look into the first failure. */
#define FAIL(...)                                                                                                      \
    do {                                                                                                               \
        env_dump();                                                                                                    \
        fail_msg(__VA_ARGS__);                                                                                         \
    } while (0)

#define ITEMS_MAX 80u
#define CONTENT_MAX 1600u
#define PROBE_SIZE 12u

/* -------------------------------------------------------------------------------------------------------- The model */

/* What an item is, byte for byte. */
typedef struct item {
    bool exists;
    uint32_t size, capacity;
    psa_storage_create_flags_t flags;
    uint8_t content[CONTENT_MAX];
} item_t;

/* An operation on one item. */
typedef struct op {
    enum { OP_SET, OP_REMOVE, OP_CREATE, OP_EXTEND } kind;
    uint32_t item;
    uint32_t at, size; /* size: of OP_CREATE the capacity */
    uint32_t version;
    psa_storage_create_flags_t flags;
} op_t;

/* Items in doubt after cuts: each may be any of these. */
typedef struct doubt {
    uint32_t item;
    item_t may[3];
    uint32_t count;
} doubt_t;

/* ITS items first, then those of PS, then one of each area that no history touches. */
static item_t model[ITEMS_MAX], at_start[ITEMS_MAX];
static uint32_t its_count, ps_count, item_count;
static cut_shape_t now;
static uint32_t rng;
static doubt_t doubts[2];
static uint32_t doubt_count;
static op_t under_way;
static char what[160];

static bool in_ps(uint32_t i)
{
    return i < its_count + ps_count ? i >= its_count : i == its_count + ps_count + 1u;
}

/* The item of the same area that no history touches. */
static uint32_t probe_of(uint32_t i)
{
    return its_count + ps_count + (in_ps(i) ? 1u : 0u);
}

static uint32_t between(uint32_t low, uint32_t high)
{
    return low + env_random(&rng) % (high - low + 1u);
}

static op_t pick(void)
{
    uint32_t moving = its_count + ps_count - now.still;
    op_t op = { .kind = OP_SET, .item = env_random(&rng) % moving, .version = env_random(&rng) };
    const item_t *item = &model[op.item];
    uint32_t dice = env_random(&rng) % 10u;
    op.size = between(now.size_min, now.size_max);
    op.flags = env_random(&rng) % 3u == 0 ? PSA_STORAGE_FLAG_NO_CONFIDENTIALITY : PSA_STORAGE_FLAG_NONE;
    if (item->exists && dice < 2u) {
        op.kind = OP_REMOVE;
    } else if (in_ps(op.item) && !item->exists && dice < 6u) {
        op.kind = OP_CREATE;
    } else if (in_ps(op.item) && item->exists && item->capacity && dice < 7u) {
        op.kind = OP_EXTEND;
        op.at = env_random(&rng) % (item->size + 1u);
        op.at = op.at == item->capacity ? 0 : op.at;
        op.size = 1u + env_random(&rng) % (item->capacity - op.at);
    }
    return op;
}

static psa_status_t apply(const op_t *op)
{
    static uint8_t data[CONTENT_MAX];
    psa_storage_uid_t uid = op->item + 1u;
    env_fill(data, op->size, uid, op->version);
    switch (op->kind) {
    case OP_REMOVE:
        return in_ps(op->item) ? psa_ps_remove(uid) : psa_its_remove(uid);
    case OP_CREATE:
        return psa_ps_create(uid, op->size, op->flags);
    case OP_EXTEND:
        return psa_ps_set_extended(uid, op->at, op->size, data);
    default:
        return in_ps(op->item) ? psa_ps_set(uid, op->size, data, op->flags)
                               : psa_its_set(uid, op->size, data, op->flags);
    }
}

/* What an operation makes of its item. */
static void result(const op_t *op, item_t *item)
{
    switch (op->kind) {
    case OP_REMOVE:
        item->exists = false;
        break;
    case OP_EXTEND:
        env_fill(item->content + op->at, op->size, op->item + 1u, op->version);
        item->size = op->at + op->size > item->size ? op->at + op->size : item->size;
        break;
    default:
        item->exists = true;
        item->capacity = op->size;
        item->size = op->kind == OP_CREATE ? 0 : op->size;
        item->flags = op->flags;
        env_fill(item->content, item->size, op->item + 1u, op->version);
        break;
    }
}

static bool is(uint32_t i, const item_t *item)
{
    static uint8_t got[CONTENT_MAX];
    struct psa_storage_info_t info;
    size_t length = 99;
    psa_storage_uid_t uid = i + 1u;
    psa_status_t status =
        in_ps(i) ? psa_ps_get(uid, 0, sizeof got, got, &length) : psa_its_get(uid, 0, sizeof got, got, &length);
    if (!item->exists) {
        return status == PSA_ERROR_DOES_NOT_EXIST && length == 0;
    }
    if (status != PSA_SUCCESS || length != item->size || memcmp(item->content, got, length) != 0) {
        return false;
    }
    status = in_ps(i) ? psa_ps_get_info(uid, &info) : psa_its_get_info(uid, &info);
    return status == PSA_SUCCESS && info.size == item->size && info.capacity == item->capacity &&
           (in_ps(i) || info.flags == item->flags); /* PS reports what is applied, not what was asked for */
}

/* A replacement by what is no larger, and a removal, must never lack space on sound flash. */
static bool may_lack_space(const op_t *op)
{
    const item_t *item = &model[op->item];
    bool grows = op->kind == OP_CREATE || (op->kind == OP_SET && (!item->exists || op->size > item->capacity));
    return grows || now.bad || sim_fail_struck();
}

/* One operation and the model after it. */
static void step(const op_t *op)
{
    psa_status_t status = apply(op);
    if (status == PSA_ERROR_STORAGE_FAILURE && sim_fail_struck()) { /* old or new so far; it failed but once */
        status = apply(op);
        bool was_done = (op->kind == OP_REMOVE && status == PSA_ERROR_DOES_NOT_EXIST) ||
                        (op->kind == OP_CREATE && status == PSA_ERROR_ALREADY_EXISTS);
        status = was_done ? PSA_SUCCESS : status;
    }
    if (status == PSA_SUCCESS) {
        result(op, &model[op->item]);
    } else if (!(status == PSA_ERROR_INSUFFICIENT_STORAGE && may_lack_space(op)) &&
               !(status == PSA_ERROR_STORAGE_FAILURE && now.bad)) {
        FAIL("%s: operation %d on item %u gives %d", what, (int)op->kind, op->item, (int)status);
    }
}

/* ---------------------------------------------------------------------------------------------------------- Running */

/* The history that is cut, noting which operation is under way. */
static void history(void *ctx)
{
    for (uint32_t i = 0; i < *(const uint32_t *)ctx; i++) {
        under_way = pick();
        step(&under_way);
    }
}

/* One completed operation on an item that no history touches: it makes the log settle what is in doubt. */
static uint32_t stuck;
static bool refused;
static void probe(void *ctx)
{
    op_t op = *(const op_t *)ctx;
    psa_status_t status = apply(&op);
    refused = status == PSA_ERROR_INSUFFICIENT_STORAGE && now.bad;
    stuck += refused;
    if (status != PSA_SUCCESS && !refused) {
        FAIL("%s: the next set gives %d", what, (int)status);
    }
}

static op_t probe_op(uint32_t version)
{
    return (op_t){ .kind = OP_SET, .item = probe_of(under_way.item), .size = PROBE_SIZE, .version = version };
}

/* --------------------------------------------------------------------------------------------------------- Checking */

static void add_doubt(const op_t *op)
{
    doubt_t *doubt = NULL;
    for (uint32_t i = 0; i < doubt_count; i++) {
        doubt = doubts[i].item == op->item ? &doubts[i] : doubt;
    }
    if (!doubt) {
        doubt = &doubts[doubt_count++];
        doubt->item = op->item;
        doubt->count = 1;
        doubt->may[0] = model[op->item];
    }
    doubt->may[doubt->count] = model[op->item];
    result(op, &doubt->may[doubt->count++]);
}

/* Whether an item is one of what it may be; then the model takes it. */
static bool allowed(const doubt_t *doubt)
{
    for (int again = 0; again < 12; again++) { /* a torn tag may read right now and wrong now, until it is settled */
        for (uint32_t i = 0; i < doubt->count; i++) {
            if (is(doubt->item, &doubt->may[i])) {
                model[doubt->item] = doubt->may[i];
                return true;
            }
        }
    }
    return false;
}

static void check_others(void)
{
    for (uint32_t i = 0; i < item_count; i++) {
        bool in_doubt = false;
        for (uint32_t d = 0; d < doubt_count; d++) {
            in_doubt = in_doubt || doubts[d].item == i;
        }
        if (!in_doubt && !is(i, &model[i])) {
            uint8_t byte;
            size_t length;
            FAIL("%s: item %u of %s changed (get: %d; under way: %d of item %u)", what, i, in_ps(i) ? "ps" : "its",
                 (int)pits_get(in_ps(i) ? &pits_store_ps : &pits_store_its, -1, i + 1u, 0, 1, &byte, &length),
                 (int)under_way.kind, under_way.item);
        }
    }
}

static void check_doubts(const char *when)
{
    for (uint32_t d = 0; d < doubt_count; d++) {
        if (!allowed(&doubts[d])) {
            FAIL("%s: item %u is neither old nor new%s", what, doubts[d].item, when);
        }
    }
}

/* The promise, after one cut or two. Thorough: every later step is looked at, not only the first and the last. */
static void check_promise(void)
{
    bool thorough = env_full();
    check_others();
    check_doubts("");
    op_t next = probe_op(77);
    probe(&next);
    if (refused) { /* there is nowhere to write: then at least all can be read, also after a reboot */
        env_reboot();
        check_others();
        check_doubts(" where no more can be written");
        return;
    }
    uint32_t kept = 0;
    for (uint32_t d = 0; d < doubt_count; d++) { /* the probe is not in doubt any more */
        if (doubts[d].item != next.item) {
            doubts[kept++] = doubts[d];
        }
    }
    doubt_count = kept;
    result(&next, &model[next.item]);
    check_doubts(" after a set of another one");
    doubt_count = 0;
    for (int i = 0; i < (thorough ? 3 : 2); i++) {
        env_reboot();
        check_others();
    }
    for (uint32_t i = 0; i < (thorough ? 12u : 8u); i++) {
        op_t op = pick();
        step(&op);
        if (thorough || i == 0) {
            check_others();
        }
    }
    check_others();
    env_reboot();
    check_others();
}

/* --------------------------------------------------------------------------------------------------------- Starting */

/* How many items of size_max fit, after which all are removed again. */
static uint32_t capacity_in_items(void)
{
    uint32_t count = 0;
    while (env_set(count, now.size_max, 0) == PSA_SUCCESS) {
        count++;
    }
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(psa_its_remove(i + 1u), PSA_SUCCESS);
    }
    return count;
}

/* Whether the history erases a sector: without that half of it would not be tested. */
static bool history_erases(uint32_t calls)
{
    sim_stats_t before, after;
    sim_snapshot_t *start = sim_snapshot_new();
    uint32_t rng_start = rng;
    memcpy(at_start, model, sizeof model);
    sim_stats(&before);
    history(&calls);
    sim_stats(&after);
    sim_snapshot_restore(start);
    sim_snapshot_free(start);
    pits_reset();
    rng = rng_start;
    memcpy(model, at_start, sizeof model);
    return after.erases > before.erases;
}

static void build(const cut_shape_t *shape, uint32_t seed)
{
    now = *shape;
    rng = seed;
    snprintf(what, sizeof what, "%s seed %u: before the cut", shape->name, seed);
    memset(model, 0, sizeof model);
    env_device(shape->sectors, shape->erase_size, shape->prog_size);
    sim_counter_supported(PLAT_COUNTER_ITS, !shape->uncounted);
    sim_counter_supported(PLAT_COUNTER_PS, !shape->uncounted);
    its_count = shape->fill ? capacity_in_items() * shape->fill / 100u : shape->its_items;
    ps_count = shape->ps_items;
    item_count = its_count + ps_count + 2u;
    assert_true(item_count <= ITEMS_MAX && shape->size_max <= CONTENT_MAX);
    if (shape->bad) {
        sim_bad_sector(PLAT_AREA_ITS, shape->bad - 1u, true, false);
        sim_bad_sector(PLAT_AREA_PS, shape->bad - 1u, true, false);
    }
    if (shape->fill) {
        for (uint32_t i = 0; i < its_count; i++) {
            op_t op = { .kind = OP_SET, .item = i, .size = shape->size_max };
            step(&op);
        }
    }
    uint32_t calls = shape->churn;
    history(&calls);
    for (uint32_t area = 0; area < 2; area++) {
        if (area ? ps_count : its_count) {
            op_t op = { .kind = OP_SET, .item = its_count + ps_count + area, .size = PROBE_SIZE, .version = 1 };
            step(&op);
            for (uint32_t tries = 0; !model[op.item].exists; tries++) { /* a full area refuses it: it must be there */
                assert_true(tries < 500u);
                calls = 1;
                history(&calls);
                step(&op);
            }
        }
    }
    for (uint32_t tries = 0; !history_erases(shape->history); tries++) {
        assert_true(tries < 500u);
        calls = 1;
        history(&calls);
    }
    doubt_count = 0;
    check_others();
    memcpy(at_start, model, sizeof model);
}

static void start_over(const sim_snapshot_t *start, uint32_t rng_start)
{
    sim_snapshot_restore(start);
    pits_reset();
    memcpy(model, at_start, sizeof model);
    rng = rng_start;
    doubt_count = 0;
}

/* -------------------------------------------------------------------------------------------------------- Campaigns */

/* The history from its start, cut at point n; false if it has no such point. */
static bool cut_history(const sim_snapshot_t *start, uint32_t rng_start, uint32_t calls, uint32_t n, sim_tear_t tear)
{
    start_over(start, rng_start);
    sim_seed(rng_start * 7919u + n * 31u);
    sim_cut_at(n, tear);
    bool cut = sim_run(history, &calls) == SIM_CUT;
    sim_cut_off();
    if (cut) {
        env_reboot();
        add_doubt(&under_way);
    }
    return cut;
}

uint32_t cut_stuck(void)
{
    return stuck;
}

uint32_t cut_single(const cut_shape_t *shape, uint32_t seed, uint32_t every)
{
    build(shape, seed);
    sim_snapshot_t *start = sim_snapshot_new();
    uint32_t cuts = 0;
    for (unsigned tear = 0; tear <= SIM_TEAR_COUNT; tear++) {
        for (uint32_t n = 1u + tear % every;; n += every) {
            snprintf(what, sizeof what, "%s seed %u: cut %u %s", shape->name, seed, n, sim_tear_name((sim_tear_t)tear));
            if (!cut_history(start, seed + 1u, shape->history, n, (sim_tear_t)tear)) {
                break;
            }
            check_promise();
            cuts++;
        }
    }
    sim_snapshot_free(start);
    print_message("%s, seed %u: %u cuts\n", shape->name, seed, cuts);
    return cuts;
}

uint32_t cut_pairs(const cut_shape_t *shape, uint32_t seed, uint32_t every, uint32_t again, sim_tear_t tear)
{
    build(shape, seed);
    sim_snapshot_t *start = sim_snapshot_new();
    uint32_t pairs = 0, points = 0;
    for (uint32_t n = 1u + seed % every;; n += every, points++) {
        bool cut = true, through = false;
        for (uint32_t m = 1u + n % again; cut && !through; m += again) {
            snprintf(what, sizeof what, "%s seed %u: cuts %u %s and %u behind it", shape->name, seed, n,
                     sim_tear_name(tear), m);
            cut = cut_history(start, seed + 1u, shape->history, n, tear);
            if (!cut) {
                break;
            }
            op_t next = probe_op(55);
            sim_seed(seed * 104729u + n * 7919u + m);
            sim_cut_at(m, SIM_TEAR_RANDOM);
            through = sim_run(probe, &next) == SIM_RETURNED;
            sim_cut_off();
            if (!through) {
                env_reboot();
                add_doubt(&next);
                check_promise();
                pairs++;
            }
        }
        if (!cut) {
            break;
        }
    }
    sim_snapshot_free(start);
    print_message("%s, seed %u, first %s: %u points, %u pairs\n", shape->name, seed, sim_tear_name(tear), points,
                  pairs);
    return pairs;
}

uint32_t cut_after_failure(const cut_shape_t *shape, uint32_t seed, uint32_t every)
{
    enum { CUTS_EACH = 14 };
    build(shape, seed);
    sim_snapshot_t *start = sim_snapshot_new();
    uint32_t cuts = 0;
    bool past = false;
    for (uint32_t n = 1, from = 1; !past; n += every) {
        uint32_t behind = 0;
        past = true;
        for (uint32_t m = from; behind < CUTS_EACH; m++) {
            snprintf(what, sizeof what, "%s seed %u: unit %u fails, cut %u", shape->name, seed, n, m);
            sim_fail_at(SIM_CALL_FLASH_PROG, n, PSA_ERROR_STORAGE_FAILURE);
            bool cut = cut_history(start, seed + 1u, shape->history, m, SIM_TEAR_RANDOM);
            bool struck = sim_fail_struck();
            sim_fail_off();
            if (!cut) {
                break;
            }
            past = past && !struck;
            if (!struck) {
                from = m; /* the next failure comes no earlier */
                continue;
            }
            behind++;
            cuts++;
            check_promise();
        }
    }
    sim_snapshot_free(start);
    print_message("%s, seed %u: %u cuts behind a failure\n", shape->name, seed, cuts);
    return cuts;
}

uint32_t cut_rolling(const cut_shape_t *shape, uint32_t seed, uint32_t calls, uint32_t every)
{
    enum { BLOCK = 16 }; /* operations in one go, so that most cuts strike a log that was not just mounted */
    build(shape, seed);
    uint32_t cuts = 0, points = 0, chance = seed;
    for (uint32_t done = 0; done < calls; done += BLOCK) {
        sim_snapshot_t *start = sim_snapshot_new();
        uint32_t rng_start = rng;
        uint32_t n = every > 1u ? env_random(&chance) % every : 0;
        for (;;) {
            n += every > 1u ? 1u + env_random(&chance) % every : 1u;
            sim_tear_t tear = (sim_tear_t)((n + done) % (SIM_TEAR_COUNT + 1u));
            snprintf(what, sizeof what, "%s seed %u: cut %u behind call %u %s", shape->name, seed, n, done,
                     sim_tear_name(tear));
            if (!cut_history(start, rng_start, BLOCK, n, tear)) {
                break;
            }
            check_promise();
            cuts++;
        }
        start_over(start, rng_start);
        sim_stats_reset();
        uint32_t block = BLOCK;
        history(&block);
        points += sim_points();
        memcpy(at_start, model, sizeof model);
        sim_snapshot_free(start);
    }
    print_message("%s, seed %u: %u calls on %u items, %u points, %u cuts\n", shape->name, seed, calls, its_count,
                  points, cuts);
    return cuts;
}
