/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The board's own test: firmware that keeps or breaks each rule in turn (firmware/rules.c, firmware/accelerators.c),
 * and what the board has to say. A model that lets a breach pass would make every test on it worthless.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/board/board.h"
#include "tests/port/device_dir.h"

#define LIMIT 2000000u
#define GLITCH_LIMIT 20000u /* a glitched program may run for ever */
#define WORK 0x08180000u

static const char *elf, *accelerators_elf;

/** A board whose firmware is one case of rules.c or accelerators.c. */
static board_t *board_with(board_part_id_t part, const char *name)
{
    char symbol[80];
    uint32_t entry = 0, address = 0, size = 0;
    board_t *board = board_new(part);
    snprintf(symbol, sizeof symbol, "case_%s", name);
    if (!board_load_elf(board, elf)) {
        fail_msg("%s", board_error(board));
    }
    if (!board_symbol(board, symbol, &address, &size)) {
        board_free(board);
        board = board_new(part);
        assert_true(board_load_elf(board, accelerators_elf));
    }
    if (!board_symbol(board, symbol, &address, &size)) {
        fail_msg("no %s", symbol);
    }
    assert_true(board_symbol(board, "test_entry", &entry, &size));
    uint8_t word[4] = { (uint8_t)(address | 1u), (uint8_t)(address >> 8), (uint8_t)(address >> 16),
                        (uint8_t)(address >> 24) };
    assert_true(board_load(board, entry, word, sizeof word));
    return board;
}

static void expect(board_t *board, const char *name, board_end_t want, uint32_t status, const char *text)
{
    board_end_t end = board_run(board, LIMIT);
    if (end != want || (end == BOARD_EXIT && board_exit_status(board) != status) ||
        (end == BOARD_BREACH && strstr(board_breach(board), text) == NULL)) {
        fail_msg("%s: ended with %s, status %u, breach '%s', PC 0x%08x after %llu instructions; expected %s, %u, '%s'",
                 name, board_end_name(end), board_exit_status(board), board_breach(board), board_pc(board),
                 (unsigned long long)board_counts(board)->instructions, board_end_name(want), status, text);
    }
}

static void good(board_part_id_t part, const char *name)
{
    board_t *board = board_with(part, name);
    expect(board, name, BOARD_EXIT, 0, "");
    board_free(board);
}

static void rules_kept__each__no_breach(void **state)
{
    static const char *const names[] = { "nothing",
                                         "program_and_read",
                                         "erase_and_program_again",
                                         "busy_lasts",
                                         "swap_bank",
                                         "boot_lock",
                                         "otp",
                                         "uid_uncached",
                                         "uid_noncacheable_region",
                                         "invalidated_cache",
                                         "obk_program_and_exchange",
                                         "obk_hidden_after_the_step",
                                         "rng",
                                         "backup_lasts",
                                         "watchdog",
                                         "systick",
                                         "interrupts_in_it_blocks",
                                         "hash",
                                         "aes",
                                         "saes",
                                         "saes_without_rng",
                                         "saes_hardware_key",
                                         "saes_wrap",
                                         "pka_sign",
                                         "pka_verify",
                                         "pka_multiply",
                                         "pka_point_check",
                                         "pka_modexp",
                                         "pka_without_rng",
                                         "hash_hmac",
                                         "hash_context",
                                         "aes_gcm",
                                         "aes_gcm_without_npblb",
                                         "aes_ccm" };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        good(BOARD_H573, names[i]);
    }
    good(BOARD_H563, "pka_verify"); /* all that its PKA does */
}

static void rules_broken__each__is_a_breach(void **state)
{
    static const char *const cases[][2] = {
        { "program_twice", "programmed twice" },
        { "program_locked", "control register is locked" },
        { "program_without_pg", "PG is not set" },
        { "program_two_units_at_once", "INCERR" },
        { "program_word_twice", "STRBERR" },
        { "program_while_busy", "an operation is under way" },
        { "control_while_busy", "FLASH_NSCR written while an operation is under way" },
        { "wrong_key", "wrong key" },
        { "unlock_twice", "unlocked twice" },
        { "erase_own_sector", "erases the sector that it runs from" },
        { "two_jobs_at_once", "PGSERR" },
        { "option_locked", "while options are locked" },
        { "otp_twice", "programmed twice" },
        { "uid_cached", "no non-cacheable region" },
        { "stale_cache", "not invalidated since it was written" },
        { "obk_twice", "OBKWERR" },
        { "obk_other_level", "OBKERR" },
        { "hdpl_above_3", "above level 3" },
        { "hdpl_set_down", "never goes down" },
        { "no_clock", "RNG register 0x420c0804 read while its clock is off" },
        { "no_such_peripheral", "no model of the peripheral" },
        { "secure_alias", "secure alias" },
        { "rng_empty", "no word is ready" },
        { "rng_configured_late", "without a conditioning reset" },
        { "usart_full", "while it is full" },
        { "backup_closed", "DBP" },
        { "hash_early", "HASH_HR read before DCIS" },
        { "aes_key_order", "KEIF" },
        { "aes_without_key", "without a valid key" },
        { "aes_output_early", "before CCF" },
        { "pka_without_clock", "while its clock is off" },
        { "pka_started_early", "before INITOK" },
        { "pka_ram_while_wiped", "RAMERRF" },
        { "pka_ram_while_busy", "RAMERRF" },
        { "pka_started_twice", "while it is busy" },
        { "pka_off_while_busy", "switched off while it is busy" },
        { "pka_flag_left", "not cleared" },
        { "pka_no_such_mode", "OPERRF" },
        { "pka_no_end_of_operand", "no word of zero" },
        { "pka_operand_too_large", "not below its modulus" },
        { "pka_order_of_other_size", "PKA: operand at 0xf88" },
        { "pka_point_off_the_curve", "not on the curve" },
        { "pka_operands_not_there", "PKA: operand at" },
        { "pka_beyond_ram", "ADDRERRF" },
        { "pka_written_while_off", "while it is off" },
        { "hash_hmac_other_key", "two keys of an HMAC differ" },
        { "hash_hmac_long_key_flag", "LKEY" },
        { "hash_context_inside_a_block", "not one word behind a block" },
        { "hash_context_while_busy", "context read while busy" },
        { "hash_context_changed", "context that was not saved" },
        { "hash_half_a_context", "into half a context" },
        { "hash_partial_word_of_nothing", "NBLW" },
        { "aes_gcm_npblb_of_decryption", "NPBLB" },
        { "aes_gcm_counter", "does not begin with 2" },
        { "aes_gcm_no_init", "phases of GCM or CCM in disorder" },
        { "aes_gcm_header_behind_payload", "phases of GCM or CCM in disorder" },
        { "aes_configuration_while_on", "configuration changed while the unit is on" },
        { "aes_flag_left", "before CCF of the last block was cleared" },
        { "aes_suspend", "suspending" },
        { "aes_ccm_input_at_the_end", "before the init phase or behind the final one" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        board_t *board = board_with(BOARD_H573, cases[i][0]);
        expect(board, cases[i][0], BOARD_BREACH, 0, cases[i][1]);
        board_free(board);
    }
    board_t *board = board_with(BOARD_H563, "aes");
    expect(board, "aes on h563", BOARD_BREACH, 0, "this part has no AES");
    board_free(board);
    board = board_with(BOARD_H563, "pka_sign");
    expect(board, "pka_sign on h563", BOARD_BREACH, 0, "PKA only verifies");
    board_free(board);
}

static void rules_of_the_h503__each__is_a_breach(void **state)
{
    static const char *const cases[][2] = {
        { "h503_pka", "this part has no PKA" },
        { "h503_pka_clock", "a block that this part does not have" },
        { "h503_saes", "this part has no SAES" },
        { "h503_keys", "no option-byte keys" },
        { "h503_keys_register", "no flash register at 0x40" },
        { "h503_keys_unlocked", "no flash register at 0x10" },
        { "h503_edata_register", "no flash register at 0xf0" },
        { "h503_edata", "no high-cycle area" },
        { "h503_next_level", "no SBS register at 0x18" },
        { "h503_noise_sources", "no RNG_NSCR" },
        { "h503_sha_512", "not modelled" },
        { "h503_context", "no HASH register" },
    };
    static const char *const names[] = { "nothing", "otp", "uid_uncached", "watchdog", "systick", "hash" };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        board_t *board = board_with(BOARD_H503, cases[i][0]);
        expect(board, cases[i][0], BOARD_BREACH, 0, cases[i][1]);
        board_free(board);
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        good(BOARD_H503, names[i]);
    }
    board_t *board = board_with(BOARD_H503, "h503_write_protection");
    board_set_option(board, BOARD_WRP1, 0xfbu);
    expect(board, "h503_write_protection", BOARD_EXIT, 0, "");
    board_free(board);
    board = board_with(BOARD_H573, "h503_write_protection"); /* there the bit stands for sectors 8 to 11 */
    board_set_option(board, BOARD_WRP1, 0xfbu);
    expect(board, "h503_write_protection on h573", BOARD_EXIT, 1, "");
    board_free(board);
}

static void run__status_and_limit__are_told(void **state)
{
    (void)state;
    board_t *board = board_with(BOARD_H573, "status_7");
    expect(board, "status_7", BOARD_EXIT, 7, "");
    board_free(board);
    board = board_with(BOARD_H573, "nothing");
    assert_int_equal(board_run(board, 5), BOARD_LIMIT);
    assert_int_equal(board_counts(board)->instructions, 5);
    assert_int_equal(board_run(board, LIMIT), BOARD_EXIT);
    uint64_t all = board_counts(board)->instructions;
    assert_int_equal(board_run(board, LIMIT), BOARD_EXIT); /* repeats */
    assert_int_equal(board_counts(board)->instructions, all);
    board_free(board);
    board = board_with(BOARD_H573, "no_memory"); /* HardFault, whose handler says 99 */
    expect(board, "no_memory", BOARD_EXIT, 99, "");
    assert_int_equal(board_counts(board)->faults, 1);
    board_free(board);
}

static void flash__conditions_set_before__as_on_silicon(void **state)
{
    (void)state;
    board_t *board = board_with(BOARD_H573, "write_protected");
    board_set_option(board, BOARD_WRP2, 0xfffeffffu); /* sectors 64 to 67 */
    expect(board, "write_protected", BOARD_EXIT, 0, "");
    board_free(board);
    board = board_with(BOARD_H573, "error_injected");
    board_flash_error(board, 1u << 18, 1);
    expect(board, "error_injected", BOARD_EXIT, 0, "");
    board_free(board);
    board = board_with(BOARD_H573, "double_error_nmi");
    board_damage(board, WORK + 0x20, false);
    expect(board, "double_error_nmi", BOARD_EXIT, 0, "");
    assert_int_equal(board_counts(board)->nmis, 1);
    board_free(board);
    board = board_with(BOARD_H573, "double_error_once_until_cleared");
    board_damage(board, WORK + 0x20, false);
    expect(board, "double_error_once_until_cleared", BOARD_EXIT, 0, "");
    board_free(board);
    board = board_with(BOARD_H573, "single_error_flag");
    board_damage(board, WORK + 0x20, true);
    expect(board, "single_error_flag", BOARD_EXIT, 0, "");
    assert_int_equal(board_counts(board)->corrections, 1);
    board_free(board);
    board = board_with(BOARD_H573, "state_backwards");
    board_set_product_state(board, 0x72);
    expect(board, "state_backwards", BOARD_EXIT, 0, "");
    board_free(board);
    board = board_with(BOARD_H573, "hidden_area"); /* a bus fault: the area is gone */
    board_set_option(board, BOARD_HDP2, 64u | 65u << 16);
    expect(board, "hidden_area", BOARD_EXIT, 99, "");
    board_free(board);
}

static void edata__enabled__as_on_silicon(void **state)
{
    static const struct {
        const char *name;
        board_end_t end;
        uint32_t status;
        const char *text;
    } cases[] = { { "edata", BOARD_EXIT, 0, "" },
                  { "edata_virgin", BOARD_EXIT, 0, "" },
                  { "edata_virgin_masked", BOARD_EXIT, 0, "" },
                  { "edata_byte", BOARD_EXIT, 99, "" },
                  { "edata_twice", BOARD_BREACH, 0, "programmed twice" } };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        board_t *board = board_with(BOARD_H573, cases[i].name);
        board_set_option(board, BOARD_EDATA1, 1u << 15 | 0u);
        expect(board, cases[i].name, cases[i].end, cases[i].status, cases[i].text);
        board_free(board);
    }
    board_t *board = board_with(BOARD_H573, "edata"); /* not enabled: a bus fault */
    expect(board, "edata without option", BOARD_EXIT, 99, "");
    board_free(board);
}

static void rng__errors_injected__are_seen(void **state)
{
    (void)state;
    board_t *board = board_with(BOARD_H573, "rng_seed_error");
    board_rng_seed_error(board, 12, 0, true);
    expect(board, "rng_seed_error", BOARD_EXIT, 0, "");
    board_free(board);
    board = board_with(BOARD_H573, "rng_seed_error"); /* none injected: the case waits for ever */
    expect(board, "rng_seed_error", BOARD_LIMIT, 0, "");
    board_free(board);
}

static void usart__both_ways__console(void **state)
{
    (void)state;
    board_t *board = board_with(BOARD_H573, "usart");
    board_input(board, "Z", 1);
    expect(board, "usart", BOARD_EXIT, 0, "");
    assert_string_equal(board_console(board), "hello Z");
    board_free(board);
}

/** The unit at WORK after a cut in the first flash operation. */
static void cut__while_programming__unit_as_torn(void **state)
{
    static const uint8_t ones[16] = { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 };
    static const uint8_t done[16] = { 0x44, 0x33, 0x22, 0x11, 0x45, 0x33, 0x22, 0x11,
                                      0x46, 0x33, 0x22, 0x11, 0x47, 0x33, 0x22, 0x11 };
    (void)state;
    for (unsigned tear = 0; tear < BOARD_TEAR_RANDOM; tear++) {
        uint8_t unit[16];
        board_t *board = board_with(BOARD_H573, "program_and_read");
        board_cut_at_flash(board, 1, (board_tear_t)tear);
        expect(board, "cut", BOARD_CUT, 0, "");
        assert_true(board_read(board, WORK, unit, sizeof unit));
        if (tear == BOARD_TEAR_COMPLETE) {
            assert_memory_equal(unit, done, sizeof unit);
        } else if (tear == BOARD_TEAR_NOTHING || tear == BOARD_TEAR_WEAK) {
            assert_memory_equal(unit, ones, sizeof unit);
        }
        /* the same program again, on what is there: programming a unit that is no longer erased is a breach */
        board_end_t end = board_run(board, LIMIT);
        if (tear == BOARD_TEAR_NOTHING) {
            assert_int_equal(end, BOARD_EXIT);
            assert_int_equal(board_exit_status(board), 0);
        } else if (tear == BOARD_TEAR_WEAK) { /* goes bad without a breach: nobody could know */
            assert_int_equal(end, BOARD_EXIT);
            assert_int_equal(board_exit_status(board), 2);
        } else {
            assert_int_equal(end, BOARD_BREACH);
        }
        board_free(board);
    }
}

static void cut__while_erasing__sector_as_torn(void **state)
{
    (void)state;
    board_t *board = board_with(BOARD_H573, "erase_and_program_again");
    board_cut_at_flash(board, 2, BOARD_TEAR_RANDOM);
    expect(board, "cut", BOARD_CUT, 0, "");
    assert_int_equal(board_counts(board)->programs, 1);
    assert_int_equal(board_counts(board)->erases, 1);
    board_free(board);
}

static void cut__at_any_instruction__stops_there(void **state)
{
    (void)state;
    board_t *board = board_with(BOARD_H573, "program_and_read");
    board_snapshot_t *start = board_snapshot_new(board);
    expect(board, "whole", BOARD_EXIT, 0, "");
    uint64_t all = board_counts(board)->instructions;
    unsigned erased = 0, programmed = 0, other = 0;
    for (uint64_t n = 1; n <= all; n++) {
        uint8_t unit[4];
        board_snapshot_restore(board, start);
        board_seed(board, n);
        board_cut_at_instruction(board, n, BOARD_TEAR_RANDOM);
        assert_int_equal(board_run(board, LIMIT), BOARD_CUT);
        assert_true(board_counts(board)->instructions < n + 4 && board_counts(board)->instructions + 1 >= n);
        assert_true(board_read(board, WORK, unit, sizeof unit));
        erased += unit[0] == 0xff && unit[3] == 0xff;
        programmed += unit[0] == 0x44 && unit[3] == 0x11;
        other += (unit[0] != 0xff || unit[3] != 0xff) && (unit[0] != 0x44 || unit[3] != 0x11);
    }
    assert_true(erased > 0 && programmed > 0 && other > 0);
    board_snapshot_free(start);
    board_free(board);
}

/** Skipping each instruction of a compare in turn: some skip must get through it, or skipping does nothing. */
static void skip__each_instruction__changes_the_course(void **state)
{
    (void)state;
    board_t *board = board_with(BOARD_H573, "guarded");
    board_snapshot_t *start = board_snapshot_new(board);
    expect(board, "guarded", BOARD_EXIT, 5, "");
    uint64_t all = board_counts(board)->instructions;
    unsigned through = 0, held = 0;
    for (uint64_t n = 1; n <= all; n++) {
        board_snapshot_restore(board, start);
        board_skip_at(board, n);
        board_end_t end = board_run(board, GLITCH_LIMIT);
        through += end == BOARD_EXIT && board_exit_status(board) == 0;
        held += end == BOARD_EXIT && board_exit_status(board) == 5;
    }
    assert_true(through > 0 && held > 0);
    through = 0;
    for (uint64_t n = all - 40; n <= all; n++) { /* the case itself: before it is the start-up code */
        for (unsigned bit = 0; bit < 16; bit++) {
            board_snapshot_restore(board, start);
            board_corrupt_at(board, n, (uint16_t)(1u << bit));
            through += board_run(board, GLITCH_LIMIT) == BOARD_EXIT && board_exit_status(board) == 0;
        }
    }
    assert_true(through > 0);
    board_snapshot_restore(board, start); /* the glitch leaves no trace in the code */
    expect(board, "guarded", BOARD_EXIT, 5, "");
    board_snapshot_free(start);
    board_free(board);
}

static void glitch__inside_an_it_block__hits_one_instruction(void **state)
{
    (void)state;
    board_t *board = board_with(BOARD_H573, "interrupts_in_it_blocks");
    board_snapshot_t *start = board_snapshot_new(board);
    expect(board, "it", BOARD_EXIT, 0, "");
    unsigned wrong = 0;
    for (uint64_t n = 200; n < 240; n++) {
        board_snapshot_restore(board, start);
        board_skip_at(board, n);
        board_end_t end = board_run(board, LIMIT);
        wrong += end == BOARD_EXIT && board_exit_status(board) == 1;
    }
    assert_true(wrong > 0);
    board_snapshot_free(start);
    board_free(board);
}

static void elf__hostile__is_refused(void **state)
{
    (void)state;
    static uint8_t bytes[1u << 20];
    char path[512];
    board_t *board = board_new(BOARD_H573);
    FILE *in = fopen(elf, "rb");
    assert_non_null(in);
    size_t size = fread(bytes, 1, sizeof bytes, in);
    assert_true(feof(in) && size > 120);
    fclose(in);
    assert_true(board_load_elf(board, elf)); /* or it refuses anything */
    device_dir_new();
    snprintf(path, sizeof path, "%s", device_dir_path("elf"));
    assert_false(board_load_elf(board, path)); /* not there */
    fclose(fopen(path, "wb"));
    assert_false(board_load_elf(board, path)); /* empty */
    for (uint32_t at = 0; at < 120; at++) {    /* header and first program headers, each byte wrong */
        for (unsigned round = 0; round < 2; round++) {
            FILE *out = fopen(path, "wb");
            uint8_t old = bytes[at];
            bytes[at] = round == 0 ? 0xff : (uint8_t)~old;
            assert_non_null(out);
            assert_int_equal(fwrite(bytes, 1, size, out), size);
            fclose(out);
            bytes[at] = old;
            bool loaded = board_load_elf(board, path); /* refused, or harmless: ASan looks on */
            bool identity = at < 7 || (at >= 16 && at < 20); /* magic, class, order, version; type, machine */
            bool table = at >= 29 && at < 32;                /* where the program headers are: not in this file */
            assert_false(loaded && (identity || table));
        }
    }
    device_dir_remove();
    board_free(board);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_kept__each__no_breach),
        cmocka_unit_test(rules_broken__each__is_a_breach),
        cmocka_unit_test(rules_of_the_h503__each__is_a_breach),
        cmocka_unit_test(run__status_and_limit__are_told),
        cmocka_unit_test(flash__conditions_set_before__as_on_silicon),
        cmocka_unit_test(edata__enabled__as_on_silicon),
        cmocka_unit_test(rng__errors_injected__are_seen),
        cmocka_unit_test(usart__both_ways__console),
        cmocka_unit_test(cut__while_programming__unit_as_torn),
        cmocka_unit_test(cut__while_erasing__sector_as_torn),
        cmocka_unit_test(cut__at_any_instruction__stops_there),
        cmocka_unit_test(skip__each_instruction__changes_the_course),
        cmocka_unit_test(glitch__inside_an_it_block__hits_one_instruction),
        cmocka_unit_test(elf__hostile__is_refused),
    };
    if (argc != 3) {
        fprintf(stderr, "usage: test_board RULES.elf ACCELERATORS.elf\n");
        return 2;
    }
    elf = argv[1];
    accelerators_elf = argv[2];
    return cmocka_run_group_tests_name("board", tests, NULL, NULL);
}
