/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The watchdog that option byte IWDG_SW starts at reset: boot stages leave it the time they need, the application
 * refreshes it, and one that hangs on trial is rolled back.
 *
 * usage: test_watchdog FOLDER
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/board/device.h"

#define IWDG_SW (1u << 3)
#define WATCHDOG_LIMIT 400000000u /* the application's 4 s are 256 million instructions */

/* The device from the factory, power off, and what step 14 of PROVISIONING.md offers. */
static int begin(void **state)
{
    if (device_begin(state) != 0) {
        return -1;
    }
    board_set_option(board, BOARD_OPTSR, board_option(board, BOARD_OPTSR) & ~IWDG_SW);
    return 0;
}

static unsigned times_said(const char *words)
{
    unsigned times = 0;
    for (const char *at = strstr(board_console(board), words); at != NULL; at = strstr(at + 1, words)) {
        times++;
    }
    return times;
}

/* After a reset it has 512 ms; to hash 500 KB and check a signature in software takes 700. */
static void boot__large_application_in_software__one_start(void **state)
{
    static uint8_t bytes[DEVICE_IMAGE_MAX];
    char elf[512];
    (void)state;
    snprintf(elf, sizeof elf, "%s/stage_1_core.elf", device_folder);
    assert_true(board_load_elf(board, elf));
    size_t size = device_read("stage_2_core.img", bytes);
    assert_true(board_load(board, DEVICE_STAGE_2, bytes, size));
    size = device_read("app_large_1.img", bytes);
    assert_true(board_load(board, DEVICE_APP, bytes, size));
    device_boot_until(DEVICE_READY);
    assert_int_equal(times_said("stage 1: component"), 1);
}

static void application__waits__not_reset(void **state)
{
    (void)state;
    device_boot_until(DEVICE_READY);
    for (uint64_t run = 0; run < WATCHDOG_LIMIT; run += 500000) {
        assert_int_equal(board_run(board, 500000), BOARD_LIMIT);
    }
    assert_int_equal(times_said("application 1"), 1);
}

/* Nobody takes the power away. */
static void application__hangs_on_trial__rolled_back(void **state)
{
    (void)state;
    device_stage("app.img", "app_3.img");
    board_power_off(board);
    board_console_clear(board);
    device_boot_until("never accepted");
    board_console_clear(board);
    assert_int_equal(device_run_until(DEVICE_READY, WATCHDOG_LIMIT + DEVICE_BOOT_LIMIT), BOARD_STOPPED);
    device_expect(", rolled back");
    device_expect("application 1");
    device_expect("accept: ok");
}

#define CASE(f) cmocka_unit_test_setup(f, begin)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(boot__large_application_in_software__one_start),
        CASE(application__waits__not_reset),
        CASE(application__hangs_on_trial__rolled_back),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_watchdog FOLDER\n");
        return 2;
    }
    device_folder = argv[1];
    return cmocka_run_group_tests(tests, device_factory, device_end);
}
