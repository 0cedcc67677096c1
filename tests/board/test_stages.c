/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The cryptography of the boot stages: by PKA, HASH and SAES, as the example has it, with errors of the units; and in
 * software, which the same stages can be built with. Prints what a boot takes as scripts/bench wants it.
 *
 * usage: test_stages FOLDER [count]   count: only the boots that are counted
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

#define PROCENDF (1u << 17) /* ends, and nothing in the status */
#define RAMERRF (1u << 19)
#define ADDRERRF (1u << 20)
#define OPERRF (1u << 21)
#define STAGE_LIMIT 60000000u
#define DEVICE_HEADER 0x400u /* of images, in front of their vectors */

/* Instructions from reset until the application says its first words. */
static uint64_t boot_count(const char *how, const char *target, uint64_t most)
{
    while (!device_says("application 1")) {
        assert_int_equal(board_run(board, 1000), BOARD_LIMIT);
        assert_true(board_counts(board)->instructions < DEVICE_BOOT_LIMIT);
    }
    uint64_t count = board_counts(board)->instructions;
    printf("figure\tfirmware: boot to application, nothing pending, %s\t%llu\tinstructions\t%s\t%s\n", how,
           (unsigned long long)count, target, count <= most ? "met" : "missed");
    fflush(stdout);
    assert_true(count <= most);
    device_boot_until(DEVICE_READY);
    device_expect("attestation: ok");
    return count;
}

static void boot__by_the_units_and_in_software__same_application(void **state)
{
    static uint8_t bytes[DEVICE_IMAGE_MAX];
    char elf[512];
    (void)state;
    /* three signatures and 19 million instructions each, and hashing */
    uint64_t units = boot_count("HASH and PKA", "<=6000000", 6000000);
    board_power_off(board);
    snprintf(elf, sizeof elf, "%s/stage_1_core.elf", device_folder);
    assert_true(board_load_elf(board, elf));
    size_t size = device_read("stage_2_core.img", bytes);
    assert_true(board_load(board, DEVICE_STAGE_2, bytes, size));
    board_console_clear(board);
    uint64_t software = boot_count("software", "<=80000000", 80000000);
    device_expect("stage 1: component 3 version 1.0.0 status 0\r\n");
    assert_true(units < software / 5);
}

static void at_most(const char *what, uint64_t count, const char *unit, const char *target, uint64_t most)
{
    printf("figure\tfirmware: update by an image of 512,000 bytes, %s\t%llu\t%s\t%s\t%s\n", what,
           (unsigned long long)count, unit, target,
           most == UINT64_MAX ? "-"
           : count <= most    ? "met"
                              : "missed");
    fflush(stdout);
    assert_true(count <= most);
}

/* 63 sectors: an erase of each in both slots and one of the journal, each slot's bytes, and the journal. */
static void boot__update_of_500_kb__counted(void **state)
{
    static uint8_t bytes[DEVICE_IMAGE_MAX];
    (void)state;
    size_t size = device_read("app_large_1.img", bytes);
    assert_true(board_load(board, DEVICE_APP, bytes, size));
    device_stage("app.img", "app_large_2.img");
    board_power_off(board);
    board_console_clear(board);
    const board_counts_t before = *board_counts(board);
    device_boot_until("application 2");
    const board_counts_t *after = board_counts(board);
    at_most("erases", after->erases - before.erases, "sectors", "<=127", 127);
    at_most("programmed", 16u * (after->programs - before.programs), "bytes", "<=1034288", 1034288);
    at_most("boot to application", after->instructions, "instructions", "-", UINT64_MAX);
    /* all in this boot; some sectors of code are equal */
    assert_in_range(after->erases - before.erases, 2u * 55u, 127);
    device_expect("stage 2: component 0 version 2.0.0");
    device_boot_until(DEVICE_READY);
    device_expect("accept: ok");
}

static void software__image_changed__refused(void **state)
{
    static uint8_t bytes[DEVICE_IMAGE_MAX];
    char elf[512];
    (void)state;
    snprintf(elf, sizeof elf, "%s/stage_1_core.elf", device_folder);
    assert_true(board_load_elf(board, elf));
    size_t size = device_read("stage_2_core.img", bytes);
    bytes[size - 5] ^= 1; /* of the signature */
    assert_true(board_load(board, DEVICE_STAGE_2, bytes, size));
    device_boot_until("stage 1: nothing to run");
    assert_int_equal(board_hdpl(board), 1);
}

static bool full(void)
{
    return getenv("PSA_TEST_FULL") != NULL;
}

/* `stage` says that it has nothing to run, and stays. The next boot has no fault, and runs. */
static void refused(unsigned stage)
{
    char words[40];
    snprintf(words, sizeof words, "stage %u: nothing to run", stage);
    assert_int_equal(device_run_until(words, STAGE_LIMIT), BOARD_STOPPED);
    assert_int_equal(board_hdpl(board), stage);
    board_power_off(board);
    board_console_clear(board);
    board_pka_error(board, PROCENDF, 0);
    board_accelerator_hang(board, 0);
    device_boot_until(DEVICE_READY);
}

static void pka__error__refused(void **state)
{
    static const uint32_t errors[] = { PROCENDF | RAMERRF, PROCENDF, PROCENDF | ADDRERRF, PROCENDF | OPERRF };
    (void)state;
    for (size_t i = 0; i < (full() ? 8 : 3); i++) {
        board_power_off(board);
        board_console_clear(board);
        if (i % 2 == 1) {
            device_boot_until("stage 1: component");
        }
        board_pka_error(board, errors[i / 2], 1);
        refused(1 + i % 2);
    }
}

static void hash__does_not_end__refused(void **state)
{
    (void)state;
    board_accelerator_hang(board, 1);
    refused(1);
    board_power_off(board);
    board_console_clear(board);
    device_boot_until("stage 1: component");
    board_accelerator_hang(board, 1);
    refused(2);
}

static void rng__broken__refused(void **state)
{
    (void)state;
    board_rng_clock_error(board, true);
    assert_int_equal(device_run_until("stage 1: nothing to run", STAGE_LIMIT), BOARD_STOPPED);
    assert_int_equal(board_hdpl(board), 1);
    board_rng_clock_error(board, false);
    board_power_off(board);
    board_console_clear(board);
    device_boot_until(DEVICE_READY);
}

/* Cells that age: ECC corrects a bit of the vectors, of stage 2 and of the application. What was verified is as good as
 * before. */
static void vectors__corrected_by_ecc__boots(void **state)
{
    (void)state;
    board_damage(board, DEVICE_STAGE_2 + DEVICE_HEADER, true);
    board_damage(board, DEVICE_APP + DEVICE_HEADER, true);
    device_boot_until(DEVICE_READY);
    assert_true(board_counts(board)->corrections >= 2);
}

/* And can't be read any more: then nothing runs. */
static void vectors__unreadable__refused(void **state)
{
    (void)state;
    board_damage(board, DEVICE_APP + DEVICE_HEADER, false);
    device_boot_until("stage 2: nothing to run");
    assert_int_equal(board_hdpl(board), 2);
}

/* The first operations of PKA, or of HASH and SAES, fail while an encrypted stage 2 is to be installed: it is not, and
 * nothing of it stands in plain outside of its slot. */
static void encrypted_update__units_fail__not_installed(void **state)
{
    const unsigned faults = full() ? 12 : 3;
    (void)state;
    assert_false(device_leaks_stage_2());
    device_stage("stage.img", "stage_2_update.img");
    board_power_off(board);
    board_snapshot_t *staged = board_snapshot_new(board);
    for (unsigned i = 0; i < faults; i++) {
        board_snapshot_restore(board, staged);
        board_console_clear(board);
        if (i % 2 == 0) {
            board_pka_error(board, i % 4 == 0 ? PROCENDF | RAMERRF : PROCENDF, 1 + i / 2);
        } else {
            board_accelerator_hang(board, 1 + i / 2);
        }
        for (uint64_t run = 0; !device_says("nothing to run") && !device_says("application "); run++) {
            assert_int_equal(board_run(board, 10000), BOARD_LIMIT);
            assert_in_range(run, 0, STAGE_LIMIT / 10000);
        }
        assert_true(device_says("nothing to run") || device_says("update refused"));
        assert_false(device_says(", installed"));
        assert_false(device_leaks_stage_2());
        board_power_off(board);
        board_pka_error(board, PROCENDF, 0);
        board_accelerator_hang(board, 0);
        board_console_clear(board);
        device_boot_until("application ");
        device_expect("stage 1: component 3 version 1.0.0");
        assert_false(device_leaks_stage_2());
    }
    board_snapshot_free(staged);
}

#define CASE(f) cmocka_unit_test_setup(f, device_begin)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(boot__by_the_units_and_in_software__same_application),
        CASE(boot__update_of_500_kb__counted),
        CASE(software__image_changed__refused),
        CASE(pka__error__refused),
        CASE(hash__does_not_end__refused),
        CASE(rng__broken__refused),
        CASE(vectors__corrected_by_ecc__boots),
        CASE(vectors__unreadable__refused),
        CASE(encrypted_update__units_fail__not_installed),
    };
    if (argc != 2 && (argc != 3 || strcmp(argv[2], "count") != 0)) {
        fprintf(stderr, "usage: test_stages FOLDER [count]\n");
        return 2;
    }
    device_folder = argv[1];
    if (argc == 3) {
        cmocka_set_test_filter("boot__*");
    }
    return cmocka_run_group_tests(tests, device_factory, device_end);
}
