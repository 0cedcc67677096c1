/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The example firmware of a part with 128 KB on the emulated H503: one boot stage with cryptography in software and one
 * component, whose updates come over the serial line, run on trial, are accepted or rolled back. Identity and
 * counters are in flash (platform/stm32h5/keep.c).
 *
 * usage: test_small FOLDER. A few cuts by default; PSA_TEST_FULL=1: all of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/board/device.h"

#define OLD "application 1\r\n"
#define NEW "application 2\r\n"

/* Not provisioned; from the factory; with version 2 staged. Power is off. */
static board_snapshot_t *bare, *fresh, *staged;

static void power_cycle(void)
{
    board_power_off(board);
    board_console_clear(board);
}

static void go_on(const board_snapshot_t *snapshot)
{
    board_snapshot_restore(board, snapshot);
    board_cut_at_flash(board, 0, BOARD_TEAR_NOTHING);
    board_console_clear(board);
}

static int small_factory(void **state)
{
    (void)state;
    device_new_small();
    bare = board_snapshot_new(board);
    device_first_start_small();
    fresh = board_snapshot_new(board);
    device_stage("app.img", "app_small_2.img");
    board_power_off(board);
    staged = board_snapshot_new(board);
    return 0;
}

static int begin(void **state)
{
    (void)state;
    go_on(fresh);
    return 0;
}

static int end(void **state)
{
    (void)state;
    board_snapshot_free(bare);
    board_snapshot_free(fresh);
    board_snapshot_free(staged);
    board_free(board);
    return 0;
}

static void boot__from_the_factory__application_at_level_2(void **state)
{
    (void)state;
    device_boot_until(DEVICE_READY);
    device_expect("stage 1: component 0 version 1.0.0 status 0\r\n" OLD "booted App 1.0.0\r\n"
                  "verified by https://verifier.example/psa\r\nidentity: ok\r\naccept: ok\r\n");
    assert_false(device_says("provision:"));
    assert_int_equal(board_hdpl(board), 2);
    print_message("a boot to the application, one signature: %llu instructions\n",
                  (unsigned long long)board_counts(board)->instructions);
}

static void boot__active_image_changed__stops(void **state)
{
    static const uint32_t places[] = { 0x10, 0x410, 0x2345 };
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        uint8_t byte;
        go_on(fresh);
        assert_true(board_read(board, DEVICE_APP_SMALL + places[i], &byte, 1));
        byte ^= 1;
        assert_true(board_load(board, DEVICE_APP_SMALL + places[i], &byte, 1));
        device_boot_until("stage 1: nothing to run: status ");
        assert_false(device_says("application "));
    }
}

static void boot__options_not_as_the_flash_map_needs__named(void **state)
{
    static const struct {
        board_option_t option;
        uint32_t value;
        const char *line;
    } cases[] = { { BOARD_WRP1, 0xf0u, "WRP1R is 0xf0, must be 0xf8" },
                  { BOARD_HDP1, 3u << 16, "HDP1R.END is 0x3, must be below 0x3" },
                  { BOARD_OPTSR, 0x0030c6f8u, "OPTSR.PRODUCT_STATE is 0xc6, must be 0xed, 0x17, 0x2e, 0x72 or 0x5c" },
                  { BOARD_OPTSR, 0x803072f8u, "OPTSR.SWAP_BANK is 0x1, must be 0x0" } };
    char line[128];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        go_on(fresh);
        static uint8_t stage[0x6000]; /* in both banks, or nothing starts where they are exchanged */
        assert_true(board_read(board, 0x08000000u, stage, sizeof stage));
        assert_true(board_load(board, 0x08010000u, stage, sizeof stage));
        board_set_option(board, cases[i].option, cases[i].value);
        snprintf(line, sizeof line, "stage 1: nothing to run: %s\r\n", cases[i].line);
        device_boot_until(line);
        assert_string_equal(board_console(board), line);
    }
    go_on(fresh);
    device_run_until(OLD, DEVICE_BOOT_LIMIT); /* with its banks as they were */
    device_expect(OLD);
}

static void update__accepted__stays_and_the_old_one_is_refused(void **state)
{
    static uint8_t bytes[DEVICE_IMAGE_MAX];
    (void)state;
    go_on(staged);
    device_boot_until(DEVICE_READY);
    device_expect("stage 1: component 0 version 2.0.0 status 0, installed\r\n" NEW "booted App 2.0.0\r\n");
    device_expect("identity: ok\r\naccept: ok\r\n");
    power_cycle();
    device_boot_until(DEVICE_READY);
    device_expect("stage 1: component 0 version 2.0.0 status 0\r\n" NEW);
    size_t size = device_read("app_small_1.img", bytes); /* its security counter is below that of the one accepted */
    assert_false(device_send("app.img", bytes, size));
    device_boot_until("update failed");
    power_cycle();
    device_boot_until(DEVICE_READY);
    device_expect("stage 1: component 0 version 2.0.0 status 0\r\n" NEW);
}

static void update__never_accepted__rolled_back(void **state)
{
    (void)state;
    device_stage("app.img", "app_small_3.img");
    board_console_clear(board);
    device_boot_until("never accepted");
    device_expect("stage 1: component 0 version 3.0.0 status 0, installed\r\n");
    power_cycle();
    device_boot_until(DEVICE_READY);
    device_expect("stage 1: component 0 version 1.0.0 status 0, rolled back\r\n" OLD);
    device_expect("identity: ok");
}

static void update__changed_on_the_way__is_refused(void **state)
{
    static uint8_t bytes[DEVICE_IMAGE_MAX];
    (void)state;
    size_t size = device_read("app_small_2.img", bytes);
    bytes[0x2345] ^= 4;
    device_boot_until(DEVICE_READY);
    assert_false(device_send("app.img", bytes, size));
    device_boot_until("update failed -149");
    power_cycle();
    device_boot_until(DEVICE_READY);
    device_expect(OLD);
}

/* -------------------------------------------------------------------------------------------------- Power cuts --- */

static uint32_t count_operations(const board_snapshot_t *start, const char *until)
{
    go_on(start);
    uint32_t first = board_counts(board)->flash_operations;
    device_boot_until(until);
    uint32_t count = board_counts(board)->flash_operations - first;
    board_power_off(board);
    return count;
}

/* Power is cut in the n-th operation, and once more in the recovery now and then. Then the device is as it was before
 * or as afterwards. */
static void one_cut(const board_snapshot_t *start, uint32_t n, const char *until)
{
    go_on(start);
    board_seed(board, n);
    board_cut_at_flash(board, n, BOARD_TEAR_RANDOM);
    board_end_t how = device_run_until(until, DEVICE_BOOT_LIMIT);
    if (how != BOARD_CUT) {
        fail_msg("operation %u: %s %s\n%s", n, board_end_name(how), board_breach(board), board_console(board));
    }
    if (n % 2 == 0) {
        board_cut_at_flash(board, 1 + n / 2 % 5, BOARD_TEAR_RANDOM);
        if (device_run_until(until, DEVICE_BOOT_LIMIT) != BOARD_CUT) {
            board_power_off(board);
        }
    }
    board_cut_at_flash(board, 0, BOARD_TEAR_NOTHING);
    board_console_clear(board);
    device_boot_until(DEVICE_READY);
    device_expect("identity: ok");
    device_expect("accept: ok");
}

static void provisioning__cut__done_again(void **state)
{
    uint32_t cuts = 0, count = count_operations(bare, DEVICE_READY);
    const uint32_t stride = getenv("PSA_TEST_FULL") != NULL ? 1 : 3;
    (void)state;
    for (uint32_t n = 1; n <= count; n += stride) {
        one_cut(bare, n, DEVICE_READY);
        cuts++;
    }
    print_message("first start: %u flash operations, %u cuts\n", count, cuts);
    assert_true(cuts >= 4);
}

static void installation__cut__old_or_new_runs(void **state)
{
    uint32_t cuts = 0, old = 0, new = 0, count = count_operations(staged, DEVICE_READY);
    const uint32_t stride = getenv("PSA_TEST_FULL") != NULL ? 1 : count / 7;
    (void)state;
    for (uint32_t n = 1; n <= count; n += stride) {
        one_cut(staged, n, DEVICE_READY);
        assert_true(device_says(OLD) != device_says(NEW));
        old += device_says(OLD);
        new += device_says(NEW);
        cuts++;
    }
    print_message("installation: %u flash operations, %u cuts: %u times the old one, %u times the new one\n", count,
                  cuts, old, new);
    assert_true(cuts >= 7 && new > 0);
}

#define CASE(f) cmocka_unit_test_setup(f, begin)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(boot__from_the_factory__application_at_level_2),
        CASE(boot__active_image_changed__stops),
        CASE(boot__options_not_as_the_flash_map_needs__named),
        CASE(update__accepted__stays_and_the_old_one_is_refused),
        CASE(update__never_accepted__rolled_back),
        CASE(update__changed_on_the_way__is_refused),
        CASE(provisioning__cut__done_again),
        CASE(installation__cut__old_or_new_runs),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_small FOLDER\n");
        return 2;
    }
    device_folder = argv[1];
    return cmocka_run_group_tests_name("small", tests, small_factory, end);
}
