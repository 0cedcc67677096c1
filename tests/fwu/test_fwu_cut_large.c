/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Single power cuts at the size of a product: slots of 640 KB in 8 KB sectors, images of 512,000 and 510,000 bytes,
 * 16-byte units. Each phase of an update and of a roll-back; after each cut the old or the new image stands whole and
 * the device ends where it was going.
 *
 * Default: a fixed sample of the points. PSA_TEST_FULL=1: every one in PSA_TEST_STRIDE (default 1).
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

#define SECTORS 80u
#define SECTOR_SIZE 8192u
#define ROOM (SECTORS * SECTOR_SIZE)

/** An image of this size: device_make() has the small ones. */
typedef struct large {
    uint32_t size;
    uint8_t bytes[ROOM];
} large_t;

static large_t old_image, new_image;
static sim_snapshot_t *start;
static bool accept_called, install_called;
static struct {
    const char *phase;
    uint32_t point;
} now;

static bool runs(const large_t *image)
{
    return memcmp(sim_flash_cells(PLAT_AREA_SLOT_ACTIVE(0)), image->bytes, image->size) == 0;
}

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            print_error("%s, point %u: %s; state %u, old %d, new %d\n", now.phase, (unsigned)now.point, #condition,    \
                        device_state(0), runs(&old_image), runs(&new_image));                                          \
            fail();                                                                                                    \
        }                                                                                                              \
    } while (0)

static void boot_and_check(void)
{
    pfwu_boot_result_t result;
    CHECK(device_boot(&result) == PSA_SUCCESS && result.run_area != NULL);
    uint8_t state = device_state(0);
    CHECK(runs(&old_image) != runs(&new_image));
    CHECK(install_called || runs(&old_image));
    CHECK(device_counter(0) <= (runs(&new_image) ? 2u : 1u));
    CHECK(accept_called || device_counter(0) == 1);
    CHECK(state != PSA_FWU_STAGED && state != PSA_FWU_REJECTED);
    CHECK(state != PSA_FWU_FAILED || runs(&old_image));
    CHECK((state != PSA_FWU_TRIAL && state != PSA_FWU_UPDATED) || runs(&new_image));
}

/* ------------------------------------------------------------------------------------------------------- Phases --- */

static void resume(void)
{
    psa_fwu_component_info_t info;
    assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
    for (uint32_t off = info.impl.written; off < new_image.size; off += 1024u) {
        uint32_t size = new_image.size - off < 1024u ? new_image.size - off : 1024u;
        CHECK(psa_fwu_write(0, off, &new_image.bytes[off], size) == PSA_SUCCESS);
    }
    CHECK(psa_fwu_finish(0) == PSA_SUCCESS);
}

/** On from whatever state it is, until the new image was accepted and cleaned up after. */
static void go_on(void *ctx)
{
    (void)ctx;
    for (unsigned i = 0; i < 20u; i++) {
        switch (device_state(0)) {
        case PSA_FWU_READY:
            if (runs(&new_image)) {
                return;
            }
            CHECK(psa_fwu_start(0, NULL, 0) == PSA_SUCCESS);
            break;
        case PSA_FWU_WRITING:
            resume();
            break;
        case PSA_FWU_CANDIDATE:
            install_called = true;
            CHECK(psa_fwu_install() == PSA_SUCCESS_REBOOT);
            break;
        case PSA_FWU_TRIAL:
            accept_called = true;
            CHECK(psa_fwu_accept() == PSA_SUCCESS);
            break;
        case PSA_FWU_FAILED:
        case PSA_FWU_UPDATED:
            CHECK(psa_fwu_clean(0) == PSA_SUCCESS);
            break;
        default:
            boot_and_check();
            break;
        }
    }
    CHECK(false); /* it never gets there */
}

static void recover(void *ctx)
{
    boot_and_check();
    go_on(ctx);
}

/** From TRIAL: back, and cleaned. */
static void go_back(void *ctx)
{
    (void)ctx;
    boot_and_check();
    CHECK(runs(&old_image));
    if (device_state(0) == PSA_FWU_FAILED) {
        CHECK(psa_fwu_clean(0) == PSA_SUCCESS);
    }
    CHECK(device_state(0) == PSA_FWU_READY);
}

static void download(void *ctx)
{
    (void)ctx;
    CHECK(psa_fwu_start(0, NULL, 0) == PSA_SUCCESS);
    resume();
}

static void swap(void *ctx)
{
    (void)ctx;
    boot_and_check();
}

static void accept_and_clean(void *ctx)
{
    (void)ctx;
    accept_called = true;
    CHECK(psa_fwu_accept() == PSA_SUCCESS);
    CHECK(psa_fwu_clean(0) == PSA_SUCCESS);
}

/* ----------------------------------------------------------------------------------------------------- Campaign --- */

static void begin(const char *phase, uint32_t point, bool installed)
{
    sim_snapshot_restore(start);
    sim_seed(point);
    pfwu_reset();
    now.phase = phase;
    now.point = point;
    install_called = installed;
    accept_called = false;
}

/** Cuts in a phase, each followed by `after` until the end. */
static void campaign(const char *phase, void (*work)(void *), void (*after)(void *), bool installed, uint32_t samples)
{
    clock_t clock_begin = clock();
    const char *stride = getenv("PSA_TEST_STRIDE");
    uint32_t count = 0;
    start = sim_snapshot_new();
    begin(phase, 0, installed);
    sim_cut_off();
    assert_int_equal(sim_run(work, NULL), SIM_RETURNED);
    uint32_t points = sim_points();
    uint32_t step = points / samples + 1u;
    if (getenv("PSA_TEST_FULL") != NULL) {
        step = stride != NULL ? (uint32_t)strtoul(stride, NULL, 10) : 1u;
    }
    for (uint32_t point = 1; point <= points; point += step, count++) {
        begin(phase, point, installed);
        sim_cut_at(point, SIM_TEAR_RANDOM);
        CHECK(sim_run(work, NULL) == SIM_CUT);
        sim_cut_off();
        pfwu_reset();
        CHECK(sim_run(after, NULL) == SIM_RETURNED);
    }
    begin(phase, 0, installed);
    sim_snapshot_free(start);
    start = NULL;
    print_message("%s: %u points, %u runs, %.1f s\n", phase, (unsigned)points, (unsigned)count,
                  (double)(clock() - clock_begin) / CLOCKS_PER_SEC);
    assert_true(points > 0 && count > 0 && count <= points);
}

static void make(large_t *image, uint8_t major, uint32_t counter, uint32_t body_size)
{
    device_make_large(0, major, counter, body_size, image->bytes, sizeof image->bytes, &image->size);
}

static void every_phase__cut_anywhere__old_or_new_and_goes_on(void **state)
{
    (void)state;
    device_init(1, SECTORS, SECTOR_SIZE, 2);
    make(&old_image, 1, 1, 510000);
    make(&new_image, 2, 2, 512000);
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), 0, old_image.bytes, old_image.size);
    sim_set_counter(PLAT_COUNTER_FWU(0), 1);
    boot_and_check();
    campaign("download", download, recover, false, 60);
    download(NULL);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    install_called = true;
    campaign("swap", swap, recover, true, 120);
    boot_and_check();
    assert_int_equal(device_state(0), PSA_FWU_TRIAL);
    campaign("roll-back and clean", go_back, go_back, true, 120);
    campaign("accept, counter and clean", accept_and_clean, recover, true, 25);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_phase__cut_anywhere__old_or_new_and_goes_on) };
    return cmocka_run_group_tests_name("fwu.cut_large", tests, NULL, NULL);
}
