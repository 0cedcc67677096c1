/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The rows of the journal's recovery table (lib/fwu/DESIGN.md section 5), each from sectors put together by hand: two
 * sectors that say different things, so that it shows which of them counts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fwu/fwu_internal.h"
#include "lib/fwu/journal.h"
#include "tests/fwu/fwu_device.h"

#define SECTOR_SIZE 512u
#define X_SAYS (-11)
#define Y_SAYS (-22)

/** Where the next word goes. */
static uint32_t at;
static uint32_t sequence;

static int device(void **state)
{
    (void)state;
    device_init(1, 3, SECTOR_SIZE, 2);
    sim_torn_blank_is_breach(true);
    return 0;
}

static void put(uint8_t type, uint8_t component, uint16_t a, uint32_t b)
{
    uint8_t bytes[PFWU_JOURNAL_WORD_SIZE];
    pfwu_word_t word = { type, component, a, b };
    pfwu_word_encode(&word, sequence++, bytes);
    sim_flash_set(PLAT_AREA_FWU_JOURNAL, at, bytes, sizeof bytes);
    at += sizeof bytes;
}

static void open_sector(uint32_t sector, uint32_t generation, uint32_t first, psa_status_t says)
{
    at = sector * SECTOR_SIZE;
    sequence = first;
    put(PFWU_WORD_HEAD, PFWU_JOURNAL_FORMAT, 1, generation);
    put(PFWU_WORD_STATE, 0, PSA_FWU_FAILED, (uint32_t)says);
}

/** X: sequence 100 to 105; its last word, 105, is a state word that says X_SAYS - 1. */
static void put_x(unsigned words)
{
    open_sector(0, 7, 100, X_SAYS);
    put(PFWU_WORD_COMMIT_1, 0, 0, 0);
    put(PFWU_WORD_COMMIT_2, 0, 0, 0);
    put(PFWU_WORD_STATE, 0, PSA_FWU_FAILED, (uint32_t)(X_SAYS));
    put(PFWU_WORD_STATE, 0, PSA_FWU_FAILED, (uint32_t)(X_SAYS - 1));
    while (words < 6u) {
        at -= PFWU_JOURNAL_WORD_SIZE;
        uint8_t blank[PFWU_JOURNAL_WORD_SIZE];
        memset(blank, 0xff, sizeof blank);
        sim_flash_set(PLAT_AREA_FWU_JOURNAL, at, blank, sizeof blank);
        words++;
    }
}

/** Y takes in X up to 105. commits: 0, 1 or 2 commit words. */
static void put_y(unsigned commits)
{
    open_sector(1, 8, 106, Y_SAYS);
    if (commits > 0) {
        put(PFWU_WORD_COMMIT_1, 0, 0, 0);
    }
    if (commits > 1) {
        put(PFWU_WORD_COMMIT_2, 0, 0, 0);
    }
}

static void expect(psa_status_t says)
{
    pfwu_reset();
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    assert_int_equal(device_error(0), says);
    pfwu_reset(); /* and what was decided stays so */
    assert_int_equal(device_error(0), says);
}

static void j1__nothing__every_component_ready(void **state)
{
    (void)state;
    sim_stats_t stats;
    sim_stats_reset();
    assert_int_equal(device_state(0), PSA_FWU_READY);
    sim_stats(&stats);
    assert_int_equal(stats.units_programmed + stats.erases, 0);
}

static void j2__y_with_d__y(void **state)
{
    (void)state;
    put_x(6);
    put_y(2);
    expect(Y_SAYS);
    put_y(2);
    put(PFWU_WORD_STATE, 0, PSA_FWU_FAILED, (uint32_t)-33); /* a word after it, certain or not */
    expect(-33);
}

static void j3__y_without_its_snapshot__x(void **state)
{
    (void)state;
    put_x(6);
    at = SECTOR_SIZE;
    sequence = 106;
    put(PFWU_WORD_HEAD, PFWU_JOURNAL_FORMAT, 1, 8);
    expect(X_SAYS - 1);
}

static void j4__y_without_d_and_x_whole__x(void **state)
{
    for (unsigned commits = 0; commits < 2; commits++) {
        device(state);
        put_x(6);
        put_y(commits);
        expect(X_SAYS - 1);
    }
}

static void j5__y_with_c_and_x_short__y(void **state)
{
    for (unsigned words = 0; words < 6; words++) {
        device(state);
        put_x(words);
        put_y(1);
        expect(Y_SAYS);
    }
}

static void j5__y_with_c_and_a_gap_in_x__y(void **state)
{
    (void)state;
    put_x(6);
    sim_flash_set_unit(PLAT_AREA_FWU_JOURNAL, 4 * PFWU_JOURNAL_WORD_SIZE, SIM_UNIT_ECC);
    put_y(1);
    expect(Y_SAYS);
}

static void j6__y_without_c_and_x_one_short__x(void **state)
{
    (void)state;
    put_x(5);
    put_y(0);
    expect(X_SAYS);
}

static void j7__y_without_c_and_x_shorter__y(void **state)
{
    for (unsigned words = 0; words < 5; words++) {
        device(state);
        put_x(words);
        put_y(0);
        expect(Y_SAYS);
    }
}

static void j8__neither_whole__every_component_ready(void **state)
{
    (void)state;
    put_x(1);
    at = SECTOR_SIZE;
    sequence = 106;
    put(PFWU_WORD_HEAD, PFWU_JOURNAL_FORMAT, 1, 8);
    assert_int_equal(device_state(0), PSA_FWU_READY);
    assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
    pfwu_reset();
    assert_int_equal(device_state(0), PSA_FWU_WRITING);
}

/** Erases and programs of a mount. */
static uint64_t mount_work(void)
{
    sim_stats_t stats;
    pfwu_reset();
    sim_stats_reset();
    (void)device_state(0);
    sim_stats(&stats);
    return stats.erases + stats.units_programmed;
}

static void j9__last_word_uncertain__made_certain_once(void **state)
{
    (void)state;
    put_x(6);
    assert_true(mount_work() > 0);
    assert_int_equal(device_error(0), X_SAYS - 1);
    assert_int_equal(mount_work(), 0);
}

static void j9__word_that_comes_and_goes__decided_once(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < 400; seed++) {
        device(state);
        sim_seed(seed);
        put_x(6);
        sim_flash_set_unit(PLAT_AREA_FWU_JOURNAL, 5 * PFWU_JOURNAL_WORD_SIZE,
                           seed % 2u != 0 ? SIM_UNIT_WEAK : SIM_UNIT_UNSTABLE);
        psa_status_t first = device_error(0);
        assert_true(first == X_SAYS || first == X_SAYS - 1);
        for (unsigned i = 0; i < 8; i++) {
            pfwu_reset();
            assert_int_equal(device_error(0), first);
        }
    }
}

static void j10__settled_and_nothing_after__not_touched(void **state)
{
    (void)state;
    put_x(6);
    put(PFWU_WORD_SETTLED, 0, 0, 0);
    assert_int_equal(mount_work(), 0);
    assert_int_equal(device_error(0), X_SAYS - 1);
}

static void j10__something_begun_after_settled__made_certain(void **state)
{
    (void)state;
    put_x(6);
    put(PFWU_WORD_SETTLED, 0, 0, 0);
    put(PFWU_WORD_STATE, 0, PSA_FWU_FAILED, (uint32_t)-44);
    sim_flash_set_unit(PLAT_AREA_FWU_JOURNAL, at - PFWU_JOURNAL_WORD_SIZE, SIM_UNIT_ECC);
    assert_true(mount_work() > 0);
    assert_int_equal(device_error(0), X_SAYS - 1);
}

static void j10__corrected_after_settled__made_certain(void **state)
{
    for (unsigned blank = 0; blank < 2; blank++) {
        device(state);
        put_x(6);
        put(PFWU_WORD_SETTLED, 0, 0, 0);
        if (blank == 0) {
            put(PFWU_WORD_STATE, 0, PSA_FWU_FAILED, (uint32_t)-44);
            at -= PFWU_JOURNAL_WORD_SIZE;
        }
        sim_flash_set_unit(PLAT_AREA_FWU_JOURNAL, at, SIM_UNIT_CORRECTED);
        assert_true(mount_work() > 0);
        assert_int_equal(device_error(0), X_SAYS - 1);
    }
}

static void j10__word_missing_before_settled__made_certain(void **state)
{
    (void)state;
    put_x(6);
    put(PFWU_WORD_SETTLED, 0, 0, 0);
    sim_flash_set_unit(PLAT_AREA_FWU_JOURNAL, 4 * PFWU_JOURNAL_WORD_SIZE, SIM_UNIT_ECC);
    assert_true(mount_work() > 0);
    assert_int_equal(device_error(0), X_SAYS - 1);
}

/** What a torn erase may leave behind: a word of an earlier life of the sector. */
static void word__sequence_of_another_time__is_no_word(void **state)
{
    (void)state;
    put_x(6);
    sequence -= 50;
    put(PFWU_WORD_STATE, 0, PSA_FWU_FAILED, (uint32_t)-55);
    expect(X_SAYS - 1);
}

/** A word of Y's snapshot is there at one look and gone at the next: X or Y, never half of one. */
static void load__snapshot_changes_its_mind__one_of_both_whole(void **state)
{
    unsigned y = 0;
    for (uint32_t seed = 0; seed < 300; seed++) {
        device(state);
        put_x(6);
        put_y(2);
        sim_seed(seed);
        sim_flash_set_unit(PLAT_AREA_FWU_JOURNAL, SECTOR_SIZE + PFWU_JOURNAL_WORD_SIZE, SIM_UNIT_WEAK);
        assert_int_equal(device_state(0), PSA_FWU_FAILED);
        assert_true(device_error(0) == X_SAYS - 1 || device_error(0) == Y_SAYS);
        y += device_error(0) == Y_SAYS ? 1u : 0u;
    }
    assert_in_range(y, 1, 299);
}

static void j11__program_fails__word_lands_in_the_next_sector(void **state)
{
    (void)state;
    for (uint32_t n = 1; n < 10; n++) {
        device(state);
        sim_fail_at(SIM_CALL_FLASH_PROG, n, PSA_ERROR_STORAGE_FAILURE);
        assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
        assert_int_equal(psa_fwu_cancel(0), PSA_SUCCESS);
        sim_fail_off();
        pfwu_reset();
        assert_int_equal(device_state(0), PSA_FWU_FAILED);
    }
}

static void j12__corrected_word_in_the_middle__counts(void **state)
{
    (void)state;
    put_x(6);
    sim_flash_set_unit(PLAT_AREA_FWU_JOURNAL, 5 * PFWU_JOURNAL_WORD_SIZE, SIM_UNIT_CORRECTED);
    put(PFWU_WORD_SETTLED, 0, 0, 0);
    expect(X_SAYS - 1);
}

static void j12__corrected_word_at_the_end__does_not_count(void **state)
{
    (void)state;
    put_x(6);
    sim_flash_set_unit(PLAT_AREA_FWU_JOURNAL, 5 * PFWU_JOURNAL_WORD_SIZE, SIM_UNIT_CORRECTED);
    expect(X_SAYS);
}

/** A journal of many calls in one session: sectors are used in turn, and a full one hands its state on. */
static void session__more_words_than_a_sector__state_and_wear(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 200; i++) {
        assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
        assert_int_equal(psa_fwu_cancel(0), PSA_SUCCESS);
        assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    }
    pfwu_reset();
    assert_int_equal(device_state(0), PSA_FWU_READY);
    uint32_t a = sim_erases(PLAT_AREA_FWU_JOURNAL, 0);
    uint32_t b = sim_erases(PLAT_AREA_FWU_JOURNAL, 1);
    assert_in_range(a, b, b + 1u);
    assert_in_range(a + b, 1200 / 32, 1200 / 20);
}

/** A thousand updates with a journal of three sectors: they wear alike. */
static void updates__a_thousand__sectors_of_the_journal_wear_alike(void **state)
{
    (void)state;
    static test_image_t image;
    pfwu_boot_result_t result;
    uint32_t least = UINT32_MAX, most = 0, total = 0;
    device_init(1, 3, 512, 3);
    for (uint32_t i = 0; i < 1000; i++) {
        psa_fwu_image_version_t version = { 1, 0, 0, i };
        device_make(&image, &(test_spec_t){ .major = 1, .counter = 1, .body_size = 300, .version = &version });
        if (i == 0) {
            device_provision(0, &image);
            assert_int_equal(device_boot(&result), PSA_SUCCESS);
            continue;
        }
        assert_int_equal(device_download(0, &image, 128), PSA_SUCCESS);
        assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
        assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    }
    for (uint32_t sector = 0; sector < 3; sector++) {
        uint32_t erases = sim_erases(PLAT_AREA_FWU_JOURNAL, sector);
        least = erases < least ? erases : least;
        most = erases > most ? erases : most;
        total += erases;
    }
    print_message("1,000 updates: %u erases of the journal, %u to %u a sector\n", (unsigned)total, (unsigned)least,
                  (unsigned)most);
    assert_true(most - least <= 1u);
    assert_true(total <= 5u * 1000u);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup(name, device)
    const struct CMUnitTest tests[] = {
        ROW(j1__nothing__every_component_ready),
        ROW(j2__y_with_d__y),
        ROW(j3__y_without_its_snapshot__x),
        ROW(j4__y_without_d_and_x_whole__x),
        ROW(j5__y_with_c_and_x_short__y),
        ROW(j5__y_with_c_and_a_gap_in_x__y),
        ROW(j6__y_without_c_and_x_one_short__x),
        ROW(j7__y_without_c_and_x_shorter__y),
        ROW(j8__neither_whole__every_component_ready),
        ROW(j9__last_word_uncertain__made_certain_once),
        ROW(j9__word_that_comes_and_goes__decided_once),
        ROW(j10__settled_and_nothing_after__not_touched),
        ROW(j10__something_begun_after_settled__made_certain),
        ROW(j10__corrected_after_settled__made_certain),
        ROW(j10__word_missing_before_settled__made_certain),
        ROW(word__sequence_of_another_time__is_no_word),
        ROW(load__snapshot_changes_its_mind__one_of_both_whole),
        ROW(j11__program_fails__word_lands_in_the_next_sector),
        ROW(j12__corrected_word_in_the_middle__counts),
        ROW(j12__corrected_word_at_the_end__does_not_count),
        ROW(session__more_words_than_a_sector__state_and_wear),
        ROW(updates__a_thousand__sectors_of_the_journal_wear_alike),
    };
    return cmocka_run_group_tests_name("fwu.journal", tests, NULL, NULL);
}
