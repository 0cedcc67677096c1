/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The example firmware of a device that exchanges its banks: an update is downloaded to the other bank, the option
 * byte SWAP_BANK changes, it runs on trial, is accepted or rolled back; storage and data stay in their bank
 * meanwhile. Power cuts at every flash operation of an exchange, the change of the option bytes among them, forward
 * and back.
 *
 * usage: test_bank FOLDER. A few operations by default; PSA_TEST_FULL=1: all of them, with each kind of tear.
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

#define STAGE_LIMIT 60000000u
#define OPTCHANGEERR (1u << 23)
#define OLD "application 1\r\n"
#define NEW "application 2\r\n"

/* From the factory; with version 2 staged; version 2 accepted, banks exchanged; version 3 staged behind version 1.
 * Power is off. */
static board_snapshot_t *fresh, *staged, *accepted, *staged_bad;

static void power_cycle(void)
{
    board_power_off(board);
    board_console_clear(board);
}

static bool exchanged(void)
{
    return board_option(board, BOARD_OPTSR) >> 31 != 0;
}

static void go_on(const board_snapshot_t *snapshot)
{
    board_snapshot_restore(board, snapshot);
    board_cut_at_flash(board, 0, BOARD_TEAR_NOTHING);
    board_console_clear(board);
}

static board_snapshot_t *with_staged(const char *image)
{
    device_stage("app.img", image);
    board_power_off(board);
    return board_snapshot_new(board);
}

/* The exchange itself: what is written for it, and what runs afterwards. */
static void install(void)
{
    uint32_t programs = board_counts(board)->programs, options = board_counts(board)->options;
    device_boot_until("application ");                                /* the stage has restarted the device */
    assert_in_range(board_counts(board)->programs - programs, 1, 64); /* the journal: no image is copied */
    assert_int_equal(board_counts(board)->options - options, 1);
    assert_int_equal(board_counts(board)->resets, 1);
    device_boot_until(DEVICE_READY);
    device_expect("stage 1: component 0 version 2.0.0 status 0, installed\r\n");
    device_expect(NEW);
    device_expect("accept: ok");
    assert_true(exchanged());
}

static void make_snapshots(void)
{
    staged_bad = with_staged("app_bank_3.img");
    go_on(fresh);
    staged = with_staged("app_bank_2.img");
    go_on(staged);
    install();
    board_power_off(board);
    accepted = board_snapshot_new(board);
}

static int bank_factory(void **state)
{
    (void)state;
    board = board_new(BOARD_H573);
    board_set_option(board, BOARD_HDP1, 0u | 3u << 16);
    board_set_option(board, BOARD_HDP2, 0u | 3u << 16);
    board_set_option(board, BOARD_WRP1, 0xfffffffeu);
    board_set_option(board, BOARD_WRP2, 0xfffffffeu);
    board_set_product_state(board, DEVICE_STATE_PROVISIONED);
    device_load_hex("factory_bank.hex");
    device_boot_until(DEVICE_READY);
    device_expect("provision: ok");
    board_power_off(board);
    board_set_product_state(board, DEVICE_STATE_CLOSED);
    fresh = board_snapshot_new(board);
    make_snapshots();
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
    board_snapshot_t *all[] = { fresh, staged, accepted, staged_bad };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        board_snapshot_free(all[i]);
    }
    board_free(board);
    return 0;
}

static void boot__from_the_factory__application_behind_one_stage(void **state)
{
    (void)state;
    device_boot_until(DEVICE_READY);
    device_expect("stage 1: component 0 version 1.0.0 status 0\r\nstage 1: component 1 version 1.0.0 status 0\r\n" OLD);
    device_expect("booted App 1.0.0\r\nbooted Data 1.0.0\r\n");
    device_expect("starts 2\r\n");
    device_expect("storage: ok");
    device_expect("attestation: ok");
    assert_int_equal(board_hdpl(board), 2);
    assert_false(exchanged());
}

static void update__accepted__stays_in_the_other_bank(void **state)
{
    (void)state;
    go_on(staged);
    install();
    device_expect("starts 3\r\n"); /* storage stayed where it was */
    device_expect("booted App 2.0.0\r\nbooted Data 1.0.0\r\n");
    device_expect("attestation: ok");
    power_cycle();
    device_boot_until(DEVICE_READY);
    device_expect("stage 1: component 0 version 2.0.0 status 0\r\n");
    device_expect("starts 4\r\n");
    assert_true(exchanged());
}

/* From either bank: the download erases the other one, by its physical number. */
static void update__never_accepted__rolled_back_to_the_bank_before(void **state)
{
    (void)state;
    for (unsigned from = 0; from < 2; from++) {
        go_on(from == 0 ? staged_bad : accepted);
        if (from == 1) {
            device_stage("app.img", "app_bank_3.img");
            board_console_clear(board);
        }
        device_boot_until("never accepted");
        device_expect("stage 1: component 0 version 3.0.0 status 0, installed\r\n");
        assert_int_equal(exchanged(), from == 0);
        power_cycle();
        device_boot_until(DEVICE_READY);
        device_expect(from == 0 ? "stage 1: component 0 version 1.0.0 status 0, rolled back\r\n"
                                : "stage 1: component 0 version 2.0.0 status 0, rolled back\r\n");
        device_expect(from == 0 ? OLD : NEW);
        device_expect("storage: ok");
        device_expect("attestation: ok");
        assert_int_equal(exchanged(), from == 1);
        power_cycle();
        device_boot_until("storage: ok");
        device_expect(from == 0 ? OLD : NEW);
    }
}

static void data__updated_with_banks_exchanged__areas_stay_in_their_bank(void **state)
{
    uint8_t active[0x600], image[0x10000];
    (void)state;
    go_on(accepted);
    device_stage("data.img", "data_bank_2.img");
    board_console_clear(board);
    device_boot_until(DEVICE_READY);
    device_expect("stage 1: component 0 version 2.0.0 status 0\r\n");
    device_expect("stage 1: component 1 version 2.0.0 status 0, installed\r\n");
    device_expect("booted Data 2.0.0\r\n");
    device_expect("accept: ok");
    board_power_off(board);
    size_t size = device_read("data_bank_2.img", image);
    assert_in_range(size, 0x400, sizeof active);
    assert_true(board_read(board, DEVICE_DATA + 0x100000u, active, size)); /* bank 1 is the upper one now */
    assert_memory_equal(active, image, size);
}

static void exchange__refused_by_the_part__old_one_goes_on(void **state)
{
    uint32_t at = 0;
    (void)state;
    go_on(staged);
    uint32_t first = board_counts(board)->flash_operations, options = board_counts(board)->options;
    while (board_counts(board)->options == options) {
        assert_int_equal(board_run(board, 100), BOARD_LIMIT);
    }
    at = board_counts(board)->flash_operations - first; /* the option change is this one */
    for (unsigned times = 1; times <= 2; times++) {
        go_on(staged);
        first = board_counts(board)->flash_operations;
        while (board_counts(board)->flash_operations - first < at - 1) {
            assert_int_equal(board_run(board, 20), BOARD_LIMIT);
        }
        board_flash_error(board, OPTCHANGEERR, times);
        device_boot_until("application ");
        board_flash_error(board, 0, 0);
        if (times == 1) { /* tried again */
            device_expect(", installed");
            device_expect(NEW);
        } else {
            device_expect("stage 1: component 0 version 1.0.0 status 0, update refused\r\n");
            device_expect(OLD);
            assert_false(exchanged());
        }
        device_boot_until("storage: ok");
    }
}

static void boot__options_against_exchanges__named(void **state)
{
    static const struct {
        board_option_t option;
        uint32_t value;
        const char *line;
    } cases[] = { { BOARD_NSBOOTR, 0x080000b4u, "NSBOOTR.NSBOOT_LOCK is 0xb4, must be 0xc3" },
                  { BOARD_WRP2, 0xfffffff7u, "WRP2R is 0xfffffff6, must be 0xfffffffe" },
                  { BOARD_HDP2, 0x00100000u, "HDP2R.END is 0x10, must be below 0x4" } };
    char line[128];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin(NULL);
        board_set_option(board, cases[i].option, cases[i].value);
        snprintf(line, sizeof line, "stage 1: nothing to run: %s\r\n", cases[i].line);
        device_boot_until(line);
        assert_string_equal(board_console(board), line);
    }
}

/* -------------------------------------------------------------------------------------------------- Power cuts --- */

typedef struct tally {
    unsigned points, of_options, old, new;
} tally_t;

/* How many flash operations there are from `start` until the application runs, and which one changes the option
 * bytes. */
static uint32_t count_operations(const board_snapshot_t *start, uint32_t *changes)
{
    board_snapshot_restore(board, start);
    board_console_clear(board);
    uint32_t first = board_counts(board)->flash_operations, options = board_counts(board)->options;
    *changes = 0;
    while (!device_says("application ")) {
        assert_int_equal(board_run(board, 50), BOARD_LIMIT);
        if (*changes == 0 && board_counts(board)->options != options) {
            *changes = board_counts(board)->flash_operations - first;
        }
    }
    uint32_t count = board_counts(board)->flash_operations - first;
    board_power_off(board);
    assert_in_range(*changes, 2, count);
    return count;
}

/* Power is cut in the n-th operation, and once more in the recovery now and then. Then one of the two runs, in its
 * bank. */
static void one_cut(const board_snapshot_t *start, uint32_t n, board_tear_t tear, const char *old, const char *new,
                    tally_t *tally)
{
    board_snapshot_restore(board, start);
    board_console_clear(board);
    board_seed(board, 64u * n + tear);
    board_cut_at_flash(board, n, tear);
    board_end_t how = device_run_until("application ", STAGE_LIMIT);
    if (how != BOARD_CUT) {
        fail_msg("operation %u, tear %u: %s %s\n%s", n, tear, board_end_name(how), board_breach(board),
                 board_console(board));
    }
    if ((n + tear) % 2 == 0) {
        board_cut_at_flash(board, 1 + (n + tear) / 2 % 5, BOARD_TEAR_RANDOM);
        if (device_run_until("application ", STAGE_LIMIT) != BOARD_CUT) {
            board_power_off(board);
        }
    }
    board_cut_at_flash(board, 0, BOARD_TEAR_NOTHING);
    board_console_clear(board);
    device_boot_until(tally->points % 8 == 0 ? DEVICE_READY : "storage: ok\r\n");
    bool is_old = device_says(old), is_new = device_says(new);
    if (is_old == is_new || exchanged() != is_new || device_says("storage: failed") ||
        device_says("attestation: failed")) {
        fail_msg("operation %u, tear %u, exchanged %d:\n%s", n, tear, exchanged(), board_console(board));
    }
    tally->points++;
    tally->old += is_old;
    tally->new += is_new;
}

/* All operations with each tear; or the change of the option bytes, done and undone, those around it, and a few
 * others. */
static void cut_everywhere(const char *name, const board_snapshot_t *start, const char *old, const char *new,
                           tally_t *tally)
{
    const bool full = getenv("PSA_TEST_FULL") != NULL;
    static const board_tear_t tears[] = { BOARD_TEAR_NOTHING, BOARD_TEAR_COMPLETE,  BOARD_TEAR_RANDOM,
                                          BOARD_TEAR_INVALID, BOARD_TEAR_CORRECTED, BOARD_TEAR_WEAK };
    uint32_t changes, count = count_operations(start, &changes);
    for (uint32_t n = 1; n <= count; n++) {
        bool near = n + 1 >= changes && n <= changes + 1;
        for (unsigned i = 0; i < 6; i++) {
            if (full || (n == changes ? i < 2 : n % 6 == i && (near || n % 9 == 1))) {
                one_cut(start, n, tears[i], old, new, tally);
                tally->of_options += n == changes;
            }
        }
    }
    print_message(
        "%s: %u flash operations, %u changes the option bytes; %u cuts: %u times the old one, %u times the new one\n",
        name, count, changes, tally->points, tally->old, tally->new);
    assert_true(tally->points >= 5 && tally->of_options >= 2);
}

static void installation__cut_at_each_operation__one_of_both_runs(void **state)
{
    tally_t tally = { 0, 0, 0, 0 };
    (void)state;
    cut_everywhere("exchange", staged, OLD, NEW, &tally);
    assert_true(tally.new > 0);
}

static void roll_back__cut_at_each_operation__old_one_runs(void **state)
{
    tally_t tally = { 0, 0, 0, 0 };
    (void)state;
    go_on(staged_bad);
    device_boot_until("never accepted");
    board_power_off(board);
    board_snapshot_t *trial = board_snapshot_new(board);
    cut_everywhere("exchange back", trial, OLD, "application 3\r\n", &tally);
    assert_int_equal(tally.new, 0);
    board_snapshot_free(trial);
}

#define CASE(f) cmocka_unit_test_setup(f, begin)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(boot__from_the_factory__application_behind_one_stage),
        CASE(update__accepted__stays_in_the_other_bank),
        CASE(update__never_accepted__rolled_back_to_the_bank_before),
        CASE(data__updated_with_banks_exchanged__areas_stay_in_their_bank),
        CASE(exchange__refused_by_the_part__old_one_goes_on),
        CASE(boot__options_against_exchanges__named),
        CASE(installation__cut_at_each_operation__one_of_both_runs),
        CASE(roll_back__cut_at_each_operation__old_one_runs),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_bank FOLDER\n");
        return 2;
    }
    device_folder = argv[1];
    return cmocka_run_group_tests_name("bank", tests, bank_factory, end);
}
