/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Power cuts while the example firmware installs an update, through both stages, and while the factory provisions: at
 * flash operations and at instructions all over it, and again while it recovers. Afterwards the old or the new image
 * runs, storage and attestation work, and of an encrypted stage 2 nothing stands in plain outside its active slot.
 *
 * usage: test_cuts FOLDER. A few points by default; PSA_TEST_FULL=1: every flash operation. PSA_CUT_STEP=n with it:
 * every n-th.
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

/* What to expect after a cut at one point of an installation. */
typedef struct campaign {
    const char *name, *file, *image;
    const char *old, *new; /* lines of the console */
    unsigned points;       /* in the short run */
} campaign_t;

typedef struct tally {
    unsigned points, old, new, again;
} tally_t;

/* Cut, once more in the first operations of the recovery, then let it boot. */
static void one_cut(const campaign_t *campaign, const board_snapshot_t *staged, uint32_t operation, uint64_t instruction,
                    tally_t *tally)
{
    board_snapshot_restore(board, staged);
    board_console_clear(board);
    board_seed(board, operation + instruction);
    if (operation != 0) {
        board_cut_at_flash(board, operation, BOARD_TEAR_RANDOM);
    } else {
        board_cut_at_instruction(board, instruction, BOARD_TEAR_RANDOM);
    }
    board_end_t end = device_run_until(DEVICE_READY, DEVICE_BOOT_LIMIT);
    if (end != BOARD_CUT) {
        fail_msg("%s, operation %u, instruction %llu: %s %s\n%s", campaign->name, operation, (unsigned long long)instruction,
                 board_end_name(end), board_breach(board), board_console(board));
    }
    assert_false(device_leaks_stage_2());
    if ((operation + instruction) % 3 == 0) {
        board_cut_at_flash(board, 1 + (uint32_t)(operation + instruction) / 3 % 50, BOARD_TEAR_RANDOM);
        end = device_run_until(DEVICE_READY, DEVICE_BOOT_LIMIT);
        tally->again += end == BOARD_CUT;
        if (end != BOARD_CUT) { /* nothing was written: it is through */
            assert_int_equal(end, BOARD_STOPPED);
            board_power_off(board);
        }
        assert_false(device_leaks_stage_2());
    }
    board_cut_at_flash(board, 0, BOARD_TEAR_NOTHING);
    board_console_clear(board);
    device_boot_until(DEVICE_READY);
    device_expect("storage: ok");
    device_expect("attestation: ok");
    bool old = device_says(campaign->old), new = device_says(campaign->new);
    if (old == new || device_leaks_stage_2()) {
        fail_msg("%s, operation %u, instruction %llu:\n%s", campaign->name, operation, (unsigned long long)instruction,
                 board_console(board));
    }
    tally->points++;
    tally->old += old;
    tally->new += new;
}

static void cut_everywhere(const campaign_t *campaign)
{
    bool full = getenv("PSA_TEST_FULL") != NULL;
    const char *step_text = getenv("PSA_CUT_STEP");
    uint32_t step = step_text != NULL ? (uint32_t)strtoul(step_text, NULL, 10) : 1;
    tally_t tally = { 0, 0, 0, 0 };
    assert_false(device_leaks_stage_2());
    device_stage(campaign->file, campaign->image);
    board_power_off(board);
    board_snapshot_t *staged = board_snapshot_new(board);
    uint32_t before = board_counts(board)->flash_operations;
    board_console_clear(board);
    while (!device_says("application ")) { /* its own writes are not the installation */
        assert_int_equal(board_run(board, 2000), BOARD_LIMIT);
    }
    uint32_t operations = board_counts(board)->flash_operations - before;
    uint64_t instructions = board_counts(board)->instructions;
    uint32_t stride = full ? step : operations / campaign->points;
    for (uint32_t at = full ? 1 : 1 + stride / 2; at <= operations; at += stride) { /* the short run: the middles of equal parts */
        one_cut(campaign, staged, at, 0, &tally);
        if (full && tally.points % 100 == 0) {
            fprintf(stderr, "%s: %u of %u\n", campaign->name, at, operations);
        }
    }
    unsigned samples = full ? 200 : 1;
    for (unsigned i = 0; i < samples; i++) {
        one_cut(campaign, staged, 0, instructions * (2 * i + 1) / (2 * samples), &tally);
    }
    print_message("%s: %u flash operations, %llu instructions; %u cuts, %u of them twice: %u times the old one, %u times the new one\n",
                  campaign->name, operations, (unsigned long long)instructions, tally.points, tally.again, tally.old,
                  tally.new);
    assert_true(tally.points >= campaign->points);
    board_snapshot_free(staged);
}

static void update_of_the_application__cut__one_of_both_runs(void **state)
{
    static const campaign_t campaign = { .name = "application", .file = "app.img", .image = "app_2.img",
                                         .old = "application 1\r\n", .new = "application 2\r\n", .points = 2 };
    (void)state;
    cut_everywhere(&campaign);
}

static void update_of_stage_2__cut__one_of_both_runs(void **state)
{
    static const campaign_t campaign = { .name = "stage 2, encrypted", .file = "stage.img", .image = "stage_2_update.img",
                                         .old = "booted BL2 1.0.0\r\n", .new = "booted BL2 2.0.0\r\n", .points = 2 };
    (void)state;
    cut_everywhere(&campaign);
}

/** Provisioning cut at each of its operations: begun again it comes to its end, without a regression. */
static void provisioning__cut_at_each_operation__done_again(void **state)
{
    (void)state;
    uint32_t cuts = 0;
    for (uint32_t at = 1;; at++) {
        board_t *before = board;
        board = board_new(BOARD_H573);
        board_set_product_state(board, DEVICE_STATE_PROVISIONED);
        device_load_hex("provision.hex");
        board_seed(board, at);
        board_cut_at_flash(board, at, BOARD_TEAR_RANDOM);
        board_end_t end = device_run_until("provision: update key", DEVICE_BOOT_LIMIT);
        if (end == BOARD_CUT) {
            cuts++;
            board_cut_at_flash(board, 0, BOARD_TEAR_NOTHING);
            device_boot_until("provision: update key"); /* written, or there already */
        }
        board_power_off(board);
        assert_string_equal(board_breach(board), "");
        board_free(board);
        board = before;
        if (end != BOARD_CUT) {
            break;
        }
    }
    print_message("update key: %u cuts\n", cuts);
    assert_true(cuts >= 4);
    /* The identity, which the application writes. */
    board_t *whole = board;
    board = board_new(BOARD_H573);
    board_set_option(board, BOARD_HDP1, 0u | 3u << 16);
    board_set_product_state(board, DEVICE_STATE_PROVISIONED);
    device_load_hex("provision.hex");
    device_boot_until("provision: update key");
    board_power_off(board);
    device_load_hex("factory.hex");
    board_snapshot_t *bare = board_snapshot_new(board);
    unsigned identity_cuts = 0, reached = 0;
    const bool full = getenv("PSA_TEST_FULL") != NULL;
    for (uint32_t at = 1; reached == 0; at += full ? 1 : 7) {
        board_snapshot_restore(board, bare);
        board_console_clear(board);
        board_seed(board, at);
        board_cut_at_flash(board, at, BOARD_TEAR_RANDOM);
        board_end_t end = device_run_until("provision: ", DEVICE_BOOT_LIMIT);
        reached = end == BOARD_STOPPED;
        if (end == BOARD_CUT) {
            identity_cuts++;
            board_cut_at_flash(board, 0, BOARD_TEAR_NOTHING);
            board_console_clear(board);
            device_boot_until(DEVICE_READY);
            assert_false(device_says("provision: failed"));
            device_expect("attestation: ok");
        }
    }
    print_message("identity: %u cuts\n", identity_cuts);
    assert_true(identity_cuts >= (full ? 13u : 2u));
    board_snapshot_free(bare);
    board_free(board);
    board = whole;
}

#define CASE(f) cmocka_unit_test_setup(f, device_begin)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(update_of_the_application__cut__one_of_both_runs),
        CASE(update_of_stage_2__cut__one_of_both_runs),
        CASE(provisioning__cut_at_each_operation__done_again),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_cuts FOLDER\n");
        return 2;
    }
    device_folder = argv[1];
    const char *pattern = getenv("PSA_CUT_CASE");
    if (pattern != NULL) {
        cmocka_set_test_filter(pattern);
    }
    return cmocka_run_group_tests(tests, device_factory, device_end);
}
