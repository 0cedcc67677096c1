/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A model of the state machine, written from the specification and not from lib/fwu, in step with a device of two
 * components whose client makes random calls and whose power fails at random points: in calls, and in the boots after
 * them. Where power failed the model has several worlds: before the call and after it; the device must be in one of
 * them, in all of it: states, errors, images that run, security counters. A word that is torn and reads as blank can't
 * be told from none, so while nothing is written to the journal the word of a call that was cut may still turn up
 * (DESIGN.md section 1), but not go away again; what wrote has decided.
 *
 * Default: 600 lives. PSA_TEST_FULL=1: 20,000.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fwu/fwu_internal.h"
#include "tests/fwu/fwu_device.h"

#define COUNT 2u
#define WORLDS_MAX 64u

enum call { START, WRITE, FINISH, CANCEL, CLEAN, INSTALL, REJECT, ACCEPT, CALLS };
static const char *const names[CALLS] = {
    "start", "write", "finish", "cancel", "clean", "install", "reject", "accept"
};

/** What the specification says of a component. Images are numbered by version; the security counter goes with it. */
typedef struct part {
    uint8_t state;
    psa_status_t error;
    uint32_t active, coming, backup, counter;
} part_t;

typedef struct world {
    part_t part[COUNT];
    unsigned rank; /* a call or boot that was cut leads to a world of a higher one, and nothing leads back */
} world_t;

/* Worlds that the device may be in. The first is the one it was seen in; the others may turn up later. */
static world_t worlds[WORLDS_MAX];
static unsigned world_count;
static uint32_t random_state;
static uint64_t cuts, calls, late;
static uint32_t life, step;
static enum call now_call;
static uint8_t now_component;
static psa_status_t now_error, now_status;

static uint32_t random_below(uint32_t limit)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % limit;
}

/* -------------------------------------------------------------------------------------------------------- Model --- */

static bool in_use(const world_t *world)
{
    for (unsigned i = 0; i < COUNT; i++) {
        uint8_t state = world->part[i].state;
        if (state == PSA_FWU_STAGED || state == PSA_FWU_TRIAL || state == PSA_FWU_REJECTED) {
            return true;
        }
    }
    return false;
}

/** Figure "The standard component state model transitions": the calls for one component. */
static psa_status_t model_single(part_t *part, enum call call)
{
    if (call == START && part->state == PSA_FWU_READY) {
        part->state = PSA_FWU_WRITING;
        part->coming = part->active + 1u;
    } else if (call == WRITE && part->state == PSA_FWU_WRITING) {
        return PSA_SUCCESS;
    } else if (call == FINISH && part->state == PSA_FWU_WRITING) {
        part->state = PSA_FWU_CANDIDATE;
    } else if (call == CANCEL && (part->state == PSA_FWU_WRITING || part->state == PSA_FWU_CANDIDATE)) {
        part->state = PSA_FWU_FAILED;
        part->error = PSA_SUCCESS;
    } else if (call == CLEAN && (part->state == PSA_FWU_FAILED || part->state == PSA_FWU_UPDATED)) {
        part->state = PSA_FWU_READY;
    } else {
        return PSA_ERROR_BAD_STATE;
    }
    return PSA_SUCCESS;
}

/** The calls for all components. */
static psa_status_t model_all(world_t *world, enum call call, psa_status_t error)
{
    psa_status_t status = PSA_ERROR_BAD_STATE;
    bool busy = in_use(world);
    for (unsigned i = 0; i < COUNT; i++) {
        part_t *part = &world->part[i];
        if (call == INSTALL && !busy && part->state == PSA_FWU_CANDIDATE) {
            part->state = PSA_FWU_STAGED;
            status = PSA_SUCCESS_REBOOT;
        } else if (call == REJECT && part->state == PSA_FWU_STAGED) {
            part->state = PSA_FWU_FAILED;
            part->error = error;
            status = PSA_SUCCESS;
        } else if (call == REJECT && part->state == PSA_FWU_TRIAL) {
            part->state = PSA_FWU_REJECTED;
            part->error = error;
            status = PSA_SUCCESS_REBOOT;
        } else if (call == ACCEPT && part->state == PSA_FWU_TRIAL) {
            part->state = PSA_FWU_UPDATED;
            part->counter = part->active;
            status = PSA_SUCCESS;
        }
    }
    return status;
}

static psa_status_t model_call(world_t *world, enum call call, uint8_t component, psa_status_t error)
{
    return call >= INSTALL ? model_all(world, call, error) : model_single(&world->part[component], call);
}

/** A boot that is let finish. */
static void model_boot(world_t *world)
{
    for (unsigned i = 0; i < COUNT; i++) {
        part_t *part = &world->part[i];
        if (part->state == PSA_FWU_STAGED) {
            part->backup = part->active;
            part->active = part->coming;
            part->state = PSA_FWU_TRIAL;
        } else if (part->state == PSA_FWU_TRIAL || part->state == PSA_FWU_REJECTED) {
            part->error = part->state == PSA_FWU_TRIAL ? PFWU_ERROR_NOT_ACCEPTED : part->error;
            part->active = part->backup;
            part->state = PSA_FWU_FAILED;
        }
    }
}

static bool is_same(const world_t *a, const world_t *b)
{
    for (unsigned i = 0; i < COUNT; i++) {
        const part_t *x = &a->part[i], *y = &b->part[i];
        if (x->state != y->state || x->error != y->error || x->active != y->active || x->counter != y->counter) {
            return false;
        }
    }
    return true;
}

static void add_world(const world_t *world)
{
    for (unsigned i = 0; i < world_count; i++) {
        if (memcmp(worlds[i].part, world->part, sizeof world->part) == 0) {
            worlds[i].rank = worlds[i].rank > world->rank ? worlds[i].rank : world->rank;
            return;
        }
    }
    assert_true(world_count < WORLDS_MAX);
    worlds[world_count++] = *world;
}

/* ------------------------------------------------------------------------------------------------------- Device --- */

static void make(test_image_t *image, uint8_t component, uint32_t version)
{
    psa_fwu_image_version_t number = { 1, 0, 0, version };
    device_make(image, &(test_spec_t){ .component = component,
                                       .major = 1,
                                       .counter = version,
                                       .body_size = 200u + version % 5u * 150u,
                                       .version = &number });
}

static world_t look(void)
{
    static test_image_t image;
    world_t seen;
    memset(&seen, 0, sizeof seen);
    for (uint8_t id = 0; id < COUNT; id++) {
        psa_fwu_component_info_t info;
        assert_int_equal(psa_fwu_query(id, &info), PSA_SUCCESS);
        seen.part[id] = (part_t){ info.state, info.error, info.version.build, 0, 0, device_counter(id) };
        make(&image, id, info.version.build);
        assert_true(device_runs(id, &image)); /* all of it, not its header alone */
    }
    return seen;
}

/** What is visible of a world: errors only where the specification has them. */
static world_t visible(const world_t *world)
{
    world_t seen = *world;
    for (unsigned i = 0; i < COUNT; i++) {
        part_t *part = &seen.part[i];
        if (part->state != PSA_FWU_FAILED && part->state != PSA_FWU_REJECTED) {
            part->error = PSA_SUCCESS;
        }
    }
    return seen;
}

static void explain(const char *what, const world_t *world)
{
    for (unsigned i = 0; i < COUNT; i++) {
        const part_t *part = &world->part[i];
        print_error("%s: component %u state %u error %d version %u counter %u\n", what, i, part->state,
                    (int)part->error, (unsigned)part->active, (unsigned)part->counter);
    }
}

/** Programs and erases of the journal so far. */
static uint64_t journal_writes(void)
{
    sim_stats_t stats;
    sim_stats_area(PLAT_AREA_FWU_JOURNAL, &stats);
    return stats.prog_calls + stats.erases;
}

/** The device is in one of these worlds, and from now on the model is. Returns which. */
static unsigned settle(const char *when, const world_t *seen)
{
    for (unsigned i = 0; i < world_count; i++) {
        world_t world = visible(&worlds[i]);
        if (is_same(seen, &world)) {
            world = worlds[0];
            worlds[0] = worlds[i];
            worlds[i] = world;
            return i;
        }
    }
    print_error("life %u step %u, %s: in none of %u worlds\n", (unsigned)life, (unsigned)step, when, world_count);
    explain("device", seen);
    for (unsigned i = 0; i < world_count; i++) {
        explain("model", &worlds[i]);
    }
    fail();
    return 0;
}

/** In WRITING: what is missing. */
static psa_status_t write_rest(uint8_t component)
{
    static test_image_t image;
    psa_fwu_component_info_t info;
    psa_status_t status = psa_fwu_query(component, &info);
    make(&image, component, worlds[0].part[component].coming);
    for (uint32_t off = info.impl.written; status == PSA_SUCCESS && off < image.size; off += 128u) {
        uint32_t size = (uint32_t)image.size - off < 128u ? (uint32_t)image.size - off : 128u;
        status = psa_fwu_write(component, off, &image.bytes[off], size);
    }
    return status;
}

static void do_call(void *ctx)
{
    static const uint8_t block[16] = { 0 };
    (void)ctx;
    switch (now_call) {
    case START:
        now_status = psa_fwu_start(now_component, NULL, 0);
        break;
    case WRITE:
        now_status = worlds[0].part[now_component].state == PSA_FWU_WRITING
                         ? write_rest(now_component)
                         : psa_fwu_write(now_component, 0, block, sizeof block);
        break;
    case FINISH:
        now_status = psa_fwu_finish(now_component);
        break;
    case CANCEL:
        now_status = psa_fwu_cancel(now_component);
        break;
    case CLEAN:
        now_status = psa_fwu_clean(now_component);
        break;
    case INSTALL:
        now_status = psa_fwu_install();
        break;
    case REJECT:
        now_status = psa_fwu_reject(now_error);
        break;
    default:
        now_status = psa_fwu_accept();
        break;
    }
}

static void do_boot(void *ctx)
{
    pfwu_boot_result_t result;
    (void)ctx;
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_non_null(result.run_area);
}

/** Take out of the worlds those in which a boot would have had to write. */
static void drop_those_that_a_boot_changes(void)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < world_count; i++) {
        world_t after = worlds[i];
        model_boot(&after);
        if (is_same(&after, &worlds[i])) {
            worlds[kept++] = worlds[i];
        }
    }
    world_count = kept;
}

/** After a boot that came to its end. `wrote`: to the journal, which decided. */
static void settle_boot(bool wrote)
{
    static world_t all[WORLDS_MAX];
    unsigned all_count = world_count;
    uint64_t writes = journal_writes();
    memcpy(all, worlds, sizeof all);
    world_t seen = look();
    if (wrote) {
        for (unsigned i = 0; i < world_count; i++) {
            model_boot(&worlds[i]);
        }
        assert_int_equal(journal_writes(), writes); /* nothing is left to be decided */
        (void)settle("after a boot that wrote", &seen);
        world_count = 1;
        return;
    }
    drop_those_that_a_boot_changes();
    assert_true(world_count > 0);
    if (journal_writes() != writes) { /* the look found a word that the boot had not */
        memcpy(worlds, all, sizeof all);
        world_count = all_count;
        (void)settle("after a boot, by a late word", &seen);
        world_count = 1;
        late++;
        return;
    }
    (void)settle("after a boot that wrote nothing", &seen);
    world_t first = worlds[0];
    world_count = 1;
    for (unsigned i = 0; i < all_count; i++) { /* what is behind it may turn up, still */
        if (all[i].rank > first.rank) {
            add_world(&all[i]);
        }
    }
    assert_true(is_same(&worlds[0], &first));
}

/** Boot until one boot is let finish. Every one that was not may have come to its end, or not have begun. */
static void boot(unsigned cut_chance)
{
    while (random_below(100) < cut_chance) {
        uint64_t writes = journal_writes();
        sim_cut_at(1u + random_below(60), SIM_TEAR_RANDOM);
        sim_end_t end = sim_run(do_boot, NULL);
        sim_cut_off();
        pfwu_reset();
        if (end == SIM_RETURNED) {
            settle_boot(journal_writes() != writes);
            return;
        }
        unsigned before = world_count;
        for (unsigned i = 0; i < before; i++) {
            world_t after = worlds[i];
            model_boot(&after);
            after.rank++;
            add_world(&after);
        }
        cuts++;
    }
    uint64_t writes = journal_writes();
    assert_int_equal(sim_run(do_boot, NULL), SIM_RETURNED);
    settle_boot(journal_writes() != writes);
}

/** A call that leads on, most of the time. */
static void choose(bool written[COUNT])
{
    for (unsigned tries = 0; tries < 30; tries++) {
        world_t copy = worlds[0];
        now_call = (enum call)random_below(CALLS);
        now_component = (uint8_t)random_below(COUNT);
        now_error = -(psa_status_t)(200u + random_below(1000));
        if (now_call == FINISH && copy.part[now_component].state == PSA_FWU_WRITING && !written[now_component]) {
            now_call = WRITE;
        }
        if (model_call(&copy, now_call, now_component, now_error) >= 0 || random_below(8) == 0) {
            return;
        }
    }
}

static void one_life(void)
{
    bool written[COUNT] = { false };
    static test_image_t image;
    device_init(COUNT, 3, 512, 2);
    memset(worlds, 0, sizeof worlds);
    world_count = 1;
    for (uint8_t id = 0; id < COUNT; id++) {
        make(&image, id, 1);
        device_provision(id, &image);
        sim_set_counter(PLAT_COUNTER_FWU(id), 1);
        worlds[0].part[id] = (part_t){ PSA_FWU_READY, PSA_SUCCESS, 1, 0, 0, 1 };
    }
    sim_seed(life);
    boot(0);
    for (step = 0; step < 60; step++) {
        if (random_below(6) == 0) {
            boot(30);
            memset(written, 0, sizeof written);
            continue;
        }
        choose(written);
        world_t before = worlds[0];
        psa_status_t expected = model_call(&worlds[0], now_call, now_component, now_error);
        world_t after = worlds[0];
        worlds[0] = before; /* the client's view while it calls */
        if (random_below(3) == 0) {
            sim_cut_at(1u + random_below(now_call == WRITE || now_call == CLEAN ? 40 : 6), SIM_TEAR_RANDOM);
        }
        calls++;
        uint64_t writes = journal_writes();
        sim_end_t end = sim_run(do_call, NULL);
        sim_cut_off();
        worlds[0] = after;
        if (end == SIM_CUT) {
            cuts++;
            pfwu_reset();
            worlds[0].rank++;
            add_world(&before);
            memset(written, 0, sizeof written);
            boot(30);
            continue;
        }
        if (now_status != expected) {
            print_error("life %u step %u: %s of %u is %d, must be %d\n", (unsigned)life, (unsigned)step,
                        names[now_call], now_component, (int)now_status, (int)expected);
        }
        assert_int_equal(now_status, expected);
        written[now_component] =
            now_call == WRITE ? expected == PSA_SUCCESS : now_call != START && written[now_component];
        world_t seen = look();
        assert_int_equal(settle(names[now_call], &seen), 0); /* a call sees no other world than the boot before it */
        world_count = journal_writes() != writes ? 1u : world_count;
    }
}

static void random_calls_and_cuts__model_in_step(void **state)
{
    (void)state;
    uint32_t lives = getenv("PSA_TEST_FULL") != NULL ? 20000 : 600;
    random_state = 1;
    for (life = 0; life < lives; life++) {
        one_life();
    }
    print_message("%u lives, %u calls, %u cuts, %u words that turned up late\n", (unsigned)lives, (unsigned)calls,
                  (unsigned)cuts, (unsigned)late);
    assert_true(cuts > lives && calls > 10u * lives);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(random_calls_and_cuts__model_in_step) };
    return cmocka_run_group_tests_name("fwu.model", tests, NULL, NULL);
}
