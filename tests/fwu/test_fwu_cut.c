/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Power cuts: at every unit programmed, every sector erased and every counter raised of whole lives of a device, with
 * every kind of torn flash, once, and again while the device recovers. After each: the promises of lib/fwu/DESIGN.md
 * section 1, and the client reaches its goal from there.
 *
 * Default: every single cut with every kind of tear, and a sample of the pairs. PSA_TEST_FULL=1: every pair.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "lib/fwu/fwu_internal.h"
#include "tests/fwu/fwu_device.h"

#define SECTORS (full ? 4u : 3u) /* of the active slots; those behind them have one more */
#define SECTOR_SIZE 512u
#define STEPS_MAX 40u

/** What was asked of the device so far, and what it said: a cut does not make it forget. */
static struct {
    bool install_called;
    bool accept_called;
    bool accepted;
    bool reject_called;
} history;

static uint32_t components;
/** Components whose images come encrypted: one bit each. */
static uint32_t encrypting;
/** Mode of each, and whether it is without a spare sector. */
static uint8_t modes[DEVICE_COMPONENTS];
static uint32_t no_spare;
/** No component of the device needs a trial. */
static bool no_trial;
/** Component 2 is the second boot stage, which the first one installs; the second one installs the others. */
static bool two_stages;
/** Sectors of the active slots and sizes of the images, if not the usual ones. */
static uint32_t other_sectors, other_small, other_large;
/** Components that get their manifests detached. */
static uint32_t detached;
static test_image_t old_image[DEVICE_COMPONENTS];
static test_image_t new_image[DEVICE_COMPONENTS];
static sim_snapshot_t *start;
static bool starts_in_trial;
static bool full;
static uint64_t runs;

/** Where a failure came from, printed with it. */
static struct {
    const char *life;
    uint32_t n1, n2;
    sim_tear_t tear;
} now;

/** The old image runs, or there is none as there was none. */
static bool runs_old_image(uint8_t id)
{
    uint8_t magic[4];
    if (old_image[id].size != 0) {
        return device_runs(id, &old_image[id]);
    }
    sim_flash_get(PLAT_AREA_SLOT_ACTIVE(id), 0, magic, sizeof magic);
    return memcmp(magic, new_image[id].bytes, sizeof magic) != 0;
}

static void explain(const char *what, uint32_t component)
{
    print_error("%s: %s (component %u) after cut %u, %u, tear %s; state %u, old %d, new %d\n", now.life, what,
                component, now.n1, now.n2, sim_tear_name(now.tear), device_state((uint8_t)component),
                runs_old_image((uint8_t)component), device_runs((uint8_t)component, &new_image[component]));
    fail();
}

#define CHECK(condition, component)                                                                                    \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            explain(#condition, component);                                                                            \
        }                                                                                                              \
    } while (0)

/* ---------------------------------------------------------------------------------------------------- Promises --- */

static void check_after_boot(psa_status_t status, const pfwu_boot_result_t *result)
{
    bool is_new = device_runs(0, &new_image[0]);
    CHECK(status == PSA_SUCCESS && result->run_area != NULL, 0);
    for (uint8_t id = 0; id < components; id++) {
        uint8_t state = device_state(id);
        bool runs_new = device_runs(id, &new_image[id]);
        bool runs_old = runs_old_image(id);
        CHECK(runs_new != runs_old, id);
        CHECK(runs_new == is_new, id);                               /* all or none */
        CHECK(!runs_new || history.install_called, id);              /* nothing installs itself */
        CHECK(!history.accepted || runs_new, id);                    /* what was accepted stays */
        CHECK(history.accept_called || device_counter(id) == 1, id); /* counters wait for acceptance */
        CHECK(!history.accepted || device_counter(id) == 2, id);
        CHECK(device_counter(id) <= (runs_new ? 2u : 1u), id);
        CHECK(state != PSA_FWU_STAGED && state != PSA_FWU_REJECTED, id);
        CHECK(state != PSA_FWU_FAILED || (history.install_called && runs_old), id);
        CHECK(state != PSA_FWU_TRIAL || (runs_new && !history.accepted), id);
        CHECK(state != PSA_FWU_UPDATED || (runs_new && history.accept_called), id);
        CHECK(state != PSA_FWU_UPDATED || device_counter(id) == 2, id); /* what accept did not come to */
        CHECK((state != PSA_FWU_CANDIDATE && state != PSA_FWU_WRITING) || runs_old, id);
    }
}

/** No plaintext of an encrypted image outside the active areas, at any moment. */
static void check_secrets(void)
{
    for (uint8_t id = 0; id < components; id++) {
        if ((encrypting >> id & 1u) != 0) {
            CHECK(!device_leaks(id, &new_image[id]), id);
            CHECK(old_image[id].size == 0 || !device_leaks(id, &old_image[id]), id);
        }
    }
}

static void boot_and_check(void)
{
    pfwu_boot_result_t result;
    psa_status_t status = device_boot(&result);
    if (two_stages) {
        CHECK(status == PSA_SUCCESS && result.run_component == 2, 2);
        CHECK(device_runs(2, &new_image[2]) != runs_old_image(2), 2);
        pfwu_reset(); /* the next stage is another program */
        fake_cipher_reset();
        status = pfwu_boot(2, &result);
    }
    check_after_boot(status, &result);
    check_secrets();
    CHECK(fake_cipher_open() == 0, 0);
}

/* ------------------------------------------------------------------------------------------------------- Client --- */

static bool all_in(uint8_t state, bool or_new)
{
    for (uint8_t id = 0; id < components; id++) {
        if (device_state(id) != state && !(or_new && device_runs(id, &new_image[id]))) {
            return false;
        }
    }
    return true;
}

static void clean_step(uint8_t id)
{
    CHECK(psa_fwu_clean(id) == PSA_SUCCESS, id);
}

static void install_step(void)
{
    history.install_called = true;
    history.accept_called =
        history.accept_called || no_trial; /* what needs no trial is accepted with its installation */
    CHECK(psa_fwu_install() == PSA_SUCCESS_REBOOT, 0);
}

static void accept_step(void)
{
    history.accept_called = true;
    CHECK(psa_fwu_accept() == PSA_SUCCESS, 0);
    history.accepted = true;
}

/** One step of a client that wants the new images, from whatever state it finds. True: there is nothing left to do. */
static bool update_step(void)
{
    for (uint8_t id = 0; id < components; id++) {
        switch (device_state(id)) {
        case PSA_FWU_READY:
            if (!device_runs(id, &new_image[id])) {
                CHECK(device_start(id, &new_image[id]) == PSA_SUCCESS, id);
                return false;
            }
            break;
        case PSA_FWU_WRITING:
            CHECK(device_resume(id, &new_image[id], 128) == PSA_SUCCESS, id);
            return false;
        case PSA_FWU_STAGED:
        case PSA_FWU_REJECTED:
            boot_and_check();
            return false;
        case PSA_FWU_TRIAL:
            accept_step();
            return false;
        case PSA_FWU_FAILED:
        case PSA_FWU_UPDATED:
            clean_step(id);
            return false;
        default:
            break;
        }
    }
    if (all_in(PSA_FWU_CANDIDATE, false)) {
        install_step();
        return false;
    }
    CHECK(all_in(PSA_FWU_READY, false), 0);
    return true;
}

static void life_update(void *ctx)
{
    (void)ctx;
    for (unsigned i = 0; i < STEPS_MAX; i++) {
        if (update_step()) {
            return;
        }
    }
    CHECK(false, 0); /* the client never gets there */
}

/** From TRIAL: nobody accepts, and the client cleans up after the old image came back. */
static void life_roll_back(void *ctx)
{
    (void)ctx;
    boot_and_check();
    for (uint8_t id = 0; id < components; id++) {
        CHECK(runs_old_image(id), id);
        if (device_state(id) != PSA_FWU_READY) {
            clean_step(id);
        }
    }
}

static void life_reject(void *ctx)
{
    if (device_state(0) == PSA_FWU_TRIAL) {
        history.reject_called = true;
        CHECK(psa_fwu_reject(-200) == PSA_SUCCESS_REBOOT, 0);
    }
    life_roll_back(ctx);
}

/** From CANDIDATE: staged, taken back, cleaned. */
static void life_take_back(void *ctx)
{
    (void)ctx;
    if (device_state(0) == PSA_FWU_CANDIDATE) {
        install_step();
        CHECK(psa_fwu_reject(-201) == PSA_SUCCESS, 0);
    } else if (device_state(0) == PSA_FWU_TRIAL) {
        boot_and_check(); /* the cut came between install and reject: the device went on */
    }
    for (uint8_t id = 0; id < components; id++) {
        if (device_state(id) == PSA_FWU_FAILED) {
            clean_step(id);
        }
        CHECK(runs_old_image(id), id);
    }
}

/** From WRITING: cancelled and cleaned, from wherever it is. */
static void life_cancel(void *ctx)
{
    (void)ctx;
    for (uint8_t id = 0; id < components; id++) {
        if (device_state(id) == PSA_FWU_WRITING || device_state(id) == PSA_FWU_CANDIDATE) {
            history.install_called = true; /* FAILED is what the client asked for */
            CHECK(psa_fwu_cancel(id) == PSA_SUCCESS, id);
        }
        if (device_state(id) == PSA_FWU_FAILED) {
            clean_step(id);
        }
        CHECK(device_state(id) == PSA_FWU_READY, id);
        CHECK(runs_old_image(id), id);
    }
}

/* ----------------------------------------------------------------------------------------------------- Campaign --- */

typedef void (*life_t)(void *ctx);

static void recover(void *ctx)
{
    boot_and_check();
    life_t life = *(life_t *)ctx;
    life(NULL);
}

static void begin(const char *name, uint32_t n1, uint32_t n2, sim_tear_t tear)
{
    sim_snapshot_restore(start);
    sim_seed(n1 * 7919u + n2 * 104729u + (uint32_t)tear);
    pfwu_reset();
    fake_cipher_reset();
    memset(&history, 0, sizeof history);
    history.install_called = starts_in_trial;
    now.life = name;
    now.n1 = n1;
    now.n2 = n2;
    now.tear = tear;
    runs++;
}

/** Run a life with a cut at n1 and, if n2 is not 0, another at the n2-th point after it. False: n1 lies past the end.
 *  *past: n2 lies past the end. */
static bool one_run(const char *name, life_t life, uint32_t n1, uint32_t n2, sim_tear_t tear, bool *past)
{
    begin(name, n1, n2, tear);
    sim_cut_at(n1, tear);
    sim_end_t end = sim_run(life, NULL);
    sim_cut_off();
    if (end == SIM_RETURNED) {
        return false;
    }
    check_secrets();
    *past = true;
    if (n2 != 0) {
        pfwu_reset();
        fake_cipher_reset();
        sim_cut_at(n2, SIM_TEAR_RANDOM);
        *past = sim_run(recover, &life) == SIM_RETURNED;
        sim_cut_off();
        if (*past) {
            return true;
        }
        check_secrets();
    }
    pfwu_reset();
    end = sim_run(recover, &life);
    CHECK(end == SIM_RETURNED, 0);
    return true;
}

/** In which state a life starts. */
static void bring_to(uint8_t state)
{
    for (unsigned i = 0; i < STEPS_MAX && device_state(0) != state; i++) {
        (void)update_step();
    }
    assert_int_equal(device_state(0), state);
    for (uint8_t id = 1; id < components && state == PSA_FWU_CANDIDATE; id++) {
        while (device_state(id) != state) {
            (void)update_step();
        }
    }
    starts_in_trial = state == PSA_FWU_TRIAL;
    start = sim_snapshot_new();
}

static void setup_device(uint32_t count, bool grows)
{
    device_without_spare(no_spare);
    device_init(count, other_sectors != 0 ? other_sectors : SECTORS, SECTOR_SIZE, 2);
    sim_torn_blank_is_breach(true);
    components = count;
    memset(&history, 0, sizeof history);
    for (uint8_t id = 0; id < count; id++) {
        uint32_t small = other_small != 0 ? other_small : count > 1 ? 200u : 700u;
        uint32_t large = other_large != 0 ? other_large : count > 1 ? 500u : SECTORS * 512u - 436u;
        uint32_t flags = (encrypting >> id & 1u) != 0 ? PFWU_IMAGE_AES128 : 0;
        device_row(id)->mode = modes[id];
        device_row(id)->stage = two_stages && id != 2 ? 2 : 1;
        device_row(id)->needs_trial = device_row(id)->needs_trial || two_stages;
        device_row(id)->detached_manifest = (detached >> id & 1u) != 0;
        device_row(id)->needs_trial = device_row(id)->needs_trial && !no_trial;
        device_row(id)->decrypt_key = flags != 0 ? 0x1000u + id : 0;
        device_make(
            &old_image[id],
            &(test_spec_t){
                .component = id, .major = 1, .counter = 1, .body_size = grows ? small : large, .flags = flags });
        device_make(
            &new_image[id],
            &(test_spec_t){
                .component = id, .major = 2, .counter = 2, .body_size = grows ? large : small, .flags = flags });
        device_provision(id, &old_image[id]);
        sim_set_counter(PLAT_COUNTER_FWU(id), 1);
    }
    boot_and_check();
}

static double seconds_since(clock_t begin)
{
    return (double)(clock() - begin) / CLOCKS_PER_SEC;
}

static void every_single_cut(const char *name, life_t life)
{
    clock_t begin = clock();
    uint32_t points = 0;
    bool past;
    uint64_t before = runs;
    for (unsigned tear = 0; tear <= SIM_TEAR_COUNT; tear++) {
        uint32_t n = 1;
        while (one_run(name, life, n, 0, (sim_tear_t)tear, &past)) {
            n++;
        }
        points = n - 1;
    }
    print_message("%s: %u points, %u runs, %.1f s\n", name, points, (unsigned)(runs - before), seconds_since(begin));
    assert_in_range(points, 1, 100000);
}

/** Pairs: every first cut; of the second ones each, or one in `stride`, shifted from row to row so that all are met. */
static void pairs(const char *name, life_t life, uint32_t stride)
{
    clock_t begin = clock();
    uint64_t before = runs;
    uint32_t step = full ? 1u : stride;
    bool past = false;
    for (uint32_t n1 = 1;; n1++) {
        bool any = false;
        for (uint32_t n2 = 1u + n1 * 5u % step;; n2 += step) {
            any = one_run(name, life, n1, n2, SIM_TEAR_RANDOM, &past);
            if (!any || past) {
                break;
            }
        }
        if (!any) {
            break;
        }
    }
    print_message("%s: %u pairs of cuts, %.1f s\n", name, (unsigned)(runs - before), seconds_since(begin));
    assert_true(runs - before > 50);
}

static void campaign(const char *name, life_t life, uint32_t stride)
{
    every_single_cut(name, life);
    pairs(name, life, stride);
    sim_snapshot_free(start);
    start = NULL;
}

/* The same of a device with so many components, in this state, whose new images are larger or smaller. */
static void cut(uint32_t count, bool grows, uint8_t state, const char *name, life_t life, uint32_t stride)
{
    setup_device(count, grows);
    bring_to(state);
    campaign(name, life, stride);
}

/* -------------------------------------------------------------------------------------------------------- Cases --- */

static void update__cut_anywhere__old_or_new_and_goes_on(void **state)
{
    (void)state;
    cut(1, true, PSA_FWU_READY, "update to a larger image", life_update, 23);
    cut(1, false, PSA_FWU_READY, "update to a smaller image", life_update, 23);
}

static void install__cut_anywhere__old_or_new(void **state)
{
    (void)state;
    cut(1, true, PSA_FWU_CANDIDATE, "install", life_update, 7);
}

static void roll_back__cut_anywhere__old_image_comes_back(void **state)
{
    (void)state;
    cut(1, true, PSA_FWU_TRIAL, "roll back to a smaller image", life_roll_back, 1);
    cut(1, false, PSA_FWU_TRIAL, "roll back to a larger image", life_roll_back, 1);
}

static void reject__cut_anywhere__old_image_comes_back(void **state)
{
    (void)state;
    cut(1, false, PSA_FWU_TRIAL, "reject", life_reject, 1);
    cut(1, true, PSA_FWU_CANDIDATE, "take back", life_take_back, 3);
    cut(1, true, PSA_FWU_WRITING, "cancel", life_cancel, 1);
}

static void set__cut_anywhere__all_or_none(void **state)
{
    (void)state;
    cut(3, true, PSA_FWU_CANDIDATE, "set of three", life_update, 19);
    cut(3, false, PSA_FWU_TRIAL, "set of three rolled back", life_roll_back, 3);
}

/** The first image of a data component: going back means that there is none. */
static void first_data_image__cut_anywhere__all_or_none(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2; i++) {
        setup_device(2, true);
        device_remove(1);
        old_image[1].size = 0;
        bring_to(i == 0 ? PSA_FWU_CANDIDATE : PSA_FWU_TRIAL);
        campaign(i == 0 ? "set with a first data image" : "the same rolled back", i == 0 ? life_update : life_roll_back,
                 i == 0 ? 23 : 3);
    }
}

/** The same lives with images that come encrypted: alone, and in a set beside one that comes in plain. */
static void encrypted__cut_anywhere__old_or_new_and_no_plaintext(void **state)
{
    (void)state;
    for (unsigned grows = 0; grows < 2; grows++) {
        encrypting = 1;
        cut(1, grows != 0, PSA_FWU_CANDIDATE, "encrypted install", life_update, 59);
        cut(1, grows != 0, PSA_FWU_TRIAL, "encrypted roll-back", life_roll_back, 13);
    }
    encrypting = 2;
    cut(2, true, PSA_FWU_CANDIDATE, "set with encrypted data", life_update, 47);
    for (unsigned i = 0; i < 2; i++) {
        setup_device(2, true);
        device_remove(1);
        old_image[1].size = 0;
        bring_to(i == 0 ? PSA_FWU_CANDIDATE : PSA_FWU_TRIAL);
        campaign(i == 0 ? "set with a first encrypted data image" : "the same rolled back",
                 i == 0 ? life_update : life_roll_back, i == 0 ? 47 : 11);
    }
    encrypting = 0;
}

static void set_modes(uint8_t mode_0, uint8_t mode_1, uint32_t without_spare, bool trial)
{
    modes[0] = mode_0;
    modes[1] = mode_1;
    no_spare = without_spare;
    no_trial = !trial;
}

/** Mode overwrite: alone, encrypted, without the spare sector; and in a set with one that is swapped. */
static void overwrite__cut_anywhere__old_or_new(void **state)
{
    (void)state;
    set_modes(PFWU_MODE_OVERWRITE, PFWU_MODE_SWAP, 0, false);
    cut(1, true, PSA_FWU_CANDIDATE, "overwrite", life_update, 11);
    cut(2, true, PSA_FWU_CANDIDATE, "set of overwrite and swap", life_update, 31);
    encrypting = 1;
    set_modes(PFWU_MODE_OVERWRITE, PFWU_MODE_SWAP, 1, false);
    cut(1, false, PSA_FWU_READY, "overwrite, encrypted, no spare sector", life_update, 31);
    encrypting = 0;
    set_modes(PFWU_MODE_SWAP, PFWU_MODE_SWAP, 0, true);
}

/** Manifests come detached, and are kept in the spare sector. */
static void detached_manifest__cut_anywhere__download_goes_on(void **state)
{
    (void)state;
    detached = 1;
    for (unsigned i = 0; i < 2; i++) {
        encrypting = i;
        cut(1, true, PSA_FWU_READY, i == 0 ? "detached manifest" : "detached manifest, encrypted", life_update, 61);
    }
    encrypting = 0;
    cut(1, true, PSA_FWU_WRITING, "detached manifest, cancelled", life_cancel, 1);
    detached = 0;
}

/** Mode bank: alone, and in a set with one that is swapped. */
static void bank__cut_anywhere__old_or_new(void **state)
{
    (void)state;
    set_modes(PFWU_MODE_BANK, PFWU_MODE_SWAP, 1, true);
    for (uint32_t count = 1; count <= 2; count++) {
        cut(count, true, PSA_FWU_CANDIDATE, count == 1 ? "bank" : "set of bank and swap", life_update,
            count == 1 ? 11 : 31);
        cut(count, true, PSA_FWU_TRIAL, count == 1 ? "bank rolled back" : "set of bank and swap rolled back", life_roll_back,
                 count == 1 ? 1 : 5);
    }
    cut(1, false, PSA_FWU_TRIAL, "bank rejected", life_reject, 3);
    set_modes(PFWU_MODE_SWAP, PFWU_MODE_SWAP, 0, true);
}

/** A set over two boot stages: the second stage, encrypted, which the first one installs, and what the second one
 *  does. */
static void two_stages__cut_anywhere__all_or_none(void **state)
{
    (void)state;
    two_stages = true;
    for (unsigned grows = 0; grows < 2; grows++) {
        encrypting = 4;
        cut(3, grows != 0, PSA_FWU_CANDIDATE, "stage 2 and what it installs", life_update, 97);
        cut(3, grows != 0, PSA_FWU_TRIAL, "the same rolled back", life_roll_back, 23);
    }
    encrypting = 0;
    cut(3, true, PSA_FWU_TRIAL, "the same rejected", life_reject, 11);
    cut(3, true, PSA_FWU_CANDIDATE, "the same taken back", life_take_back, 23);
    two_stages = false;
}

/** The case that bricks MCUboot's swap by offset: while it goes back, a cut in the copy of the first sector, and
 *  another one in the first operations of the next boot. Here: every first cut, every second one of the first 64 (by
 *  default a sample of both), slots of eight sectors, images of seven and six and a half. */
static void revert__two_cuts_that_brick_mcuboot__old_image_comes_back(void **state)
{
    (void)state;
    other_sectors = 8;
    other_small = 6u * 512u + 200u;
    other_large = 7u * 512u;
    for (unsigned grows = 0; grows < 2; grows++) {
        uint32_t n1 = 0;
        uint64_t before = runs;
        setup_device(1, grows != 0);
        bring_to(PSA_FWU_TRIAL);
        for (bool any = true; any;) {
            bool past = false;
            n1 += full || n1 < 40u ? 1u : 7u;
            for (uint32_t n2 = 1; n2 <= 64u && !past; n2 += full || n1 <= 40u ? 1u : 5u) {
                any = one_run("two cuts in a revert", life_roll_back, n1, n2, SIM_TEAR_RANDOM, &past);
                if (!any) {
                    break;
                }
            }
        }
        print_message("two cuts in a revert to a %s image: %u first cuts, %u runs\n", grows != 0 ? "smaller" : "larger",
                      n1 - 1u, (unsigned)(runs - before));
        assert_true(n1 > 200);
        sim_snapshot_free(start);
        start = NULL;
    }
    other_sectors = 0;
    other_small = 0;
    other_large = 0;
}

/** 3 to 10 cuts at random places of one life. */
static void update__many_cuts__goes_on(void **state)
{
    (void)state;
    uint32_t random = 12345;
    setup_device(2, true);
    bring_to(PSA_FWU_READY);
    for (unsigned round = 0; round < (full ? 100000u : 3000u); round++) {
        life_t life = life_update;
        begin("many cuts", round, 0, SIM_TEAR_RANDOM);
        sim_seed(round);
        for (unsigned cut = 0; cut < 3u + round % 8u; cut++) {
            random = random * 1664525u + 1013904223u;
            sim_cut_at(1u + (random >> 8) % 400u, SIM_TEAR_RANDOM);
            if (sim_run(recover, &life) == SIM_RETURNED) {
                break;
            }
            pfwu_reset();
        }
        sim_cut_off();
        pfwu_reset();
        CHECK(sim_run(recover, &life) == SIM_RETURNED, 0);
    }
    sim_snapshot_free(start);
}

/** The same point again and again: it must not come to a halt, and not wear the flash without end. */
static void boot__cut_at_the_same_point_each_time__no_promise_broken(void **state)
{
    (void)state;
    setup_device(1, true);
    bring_to(PSA_FWU_CANDIDATE);
    for (uint32_t n = 1; n < 120; n++) {
        life_t life = life_update;
        begin("storm", n, 0, SIM_TEAR_RANDOM);
        for (unsigned i = 0; i < 12; i++) {
            sim_cut_at(n, SIM_TEAR_RANDOM);
            if (sim_run(recover, &life) == SIM_RETURNED) {
                break;
            }
            pfwu_reset();
        }
        sim_cut_off();
        pfwu_reset();
        CHECK(sim_run(recover, &life) == SIM_RETURNED, 0);
    }
    sim_snapshot_free(start);
}

int main(void)
{
    full = getenv("PSA_TEST_FULL") != NULL;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(update__cut_anywhere__old_or_new_and_goes_on),
        cmocka_unit_test(install__cut_anywhere__old_or_new),
        cmocka_unit_test(roll_back__cut_anywhere__old_image_comes_back),
        cmocka_unit_test(reject__cut_anywhere__old_image_comes_back),
        cmocka_unit_test(set__cut_anywhere__all_or_none),
        cmocka_unit_test(first_data_image__cut_anywhere__all_or_none),
        cmocka_unit_test(encrypted__cut_anywhere__old_or_new_and_no_plaintext),
        cmocka_unit_test(overwrite__cut_anywhere__old_or_new),
        cmocka_unit_test(bank__cut_anywhere__old_or_new),
        cmocka_unit_test(detached_manifest__cut_anywhere__download_goes_on),
        cmocka_unit_test(two_stages__cut_anywhere__all_or_none),
        cmocka_unit_test(revert__two_cuts_that_brick_mcuboot__old_image_comes_back),
        cmocka_unit_test(update__many_cuts__goes_on),
        cmocka_unit_test(boot__cut_at_the_same_point_each_time__no_promise_broken),
    };
    return cmocka_run_group_tests_name("fwu.cut", tests, NULL, NULL);
}
