/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A device's life on the emulated board, its console to be read by a person: provisioned, booted, storing, attesting,
 * updated, cut off from power in an update, rolled back. `scripts/demo --board` runs it with --show, ctest without.
 *
 * usage: test_life FOLDER [--show]
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/board/device.h"

static bool show;

static void chapter(const char *text)
{
    if (show) {
        printf("\n== %s\n", text);
        fflush(stdout);
    }
}

static int factory(void **state)
{
    chapter("In the factory: the update key goes into option-byte keys, then factory.hex into flash; the first start provisions");
    int result = device_factory(state);
    if (show) {
        printf("%s", board_console(board));
        board_console_echo(board, true);
    }
    chapter("Product state Closed: the device leaves the factory");
    return result;
}

static void life__of_a_device__from_factory_to_roll_back(void **state)
{
    (void)state;
    device_begin(NULL);
    chapter("It boots: two stages verify, the application counts its starts in trusted storage and makes a token");
    device_stage("app.img", "app_2.img");
    device_expect("storage: ok");
    device_expect("attestation: ok");
    board_console_clear(board);
    chapter("An update came over the serial line; it installs, runs on trial and is accepted");
    device_boot_until(DEVICE_READY);
    device_expect("application 2\r\n");
    device_expect("accept: ok");
    board_power_off(board);
    board_console_clear(board);
    chapter("A new second stage, encrypted: power fails while it is being installed");
    device_stage("stage.img", "stage_2_update.img");
    board_cut_at_flash(board, 700, BOARD_TEAR_RANDOM);
    board_console_clear(board);
    assert_int_equal(device_run_until(DEVICE_READY, DEVICE_BOOT_LIMIT), BOARD_CUT);
    chapter("Power is back: the installation goes on where it was");
    board_console_clear(board);
    device_boot_until(DEVICE_READY);
    device_expect("stage 1: component 3 version 2.0.0 status 0, installed");
    device_expect("application 2\r\n");
    board_power_off(board);
    board_console_clear(board);
    chapter("An update that never accepts itself");
    device_stage("app.img", "app_3.img");
    board_console_clear(board);
    device_boot_until("never accepted");
    device_expect("application 3\r\n");
    board_power_off(board);
    board_console_clear(board);
    chapter("The next boot rolls it back");
    device_boot_until(DEVICE_READY);
    device_expect("stage 2: component 0 version 2.0.0 status 0, rolled back");
    device_expect("application 2\r\n");
    device_expect("storage: ok");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(life__of_a_device__from_factory_to_roll_back) };
    if (argc < 2) {
        fprintf(stderr, "usage: test_life FOLDER [--show]\n");
        return 2;
    }
    device_folder = argv[1];
    show = argc > 2 && strcmp(argv[2], "--show") == 0;
    return cmocka_run_group_tests(tests, factory, device_end);
}
