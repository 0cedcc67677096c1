/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Proof that the hostile port does what sim.h says: every breach is caught, every tear reads as it must, cuts strike
 * where they are asked for, failures fail, snapshots go back.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/sim/sim.h"

#define UNIT 16u
#define SECTOR 8192u

static char last_breach[256];

static void note_breach(const char *what)
{
    snprintf(last_breach, sizeof last_breach, "%s", what);
}

/** A breach was caught since the last look, and its sentence holds `words`. */
static void assert_breach(const char *words)
{
    if (last_breach[0] == 0) {
        fail_msg("no breach was caught (expected: %s)", words);
    }
    if (strstr(last_breach, words) == NULL) {
        fail_msg("breach was '%s', expected '%s'", last_breach, words);
    }
    last_breach[0] = 0;
}

static const plat_flash_area_t *journal;
static uint8_t pattern[4 * UNIT];

static int new_device(void **state)
{
    (void)state;
    sim_init(NULL);
    sim_on_breach(note_breach);
    last_breach[0] = 0;
    journal = plat_flash_area(PLAT_AREA_FWU_JOURNAL);
    for (size_t i = 0; i < sizeof pattern; i++) {
        pattern[i] = (uint8_t)(i * 7u + 1u);
    }
    return 0;
}

/* ------------------------------------------------------------------------------------------------------- Rules --- */

static void init__default__has_the_areas_and_is_erased(void **state)
{
    (void)state;
    const plat_flash_area_t *its = plat_flash_area(PLAT_AREA_ITS);
    assert_non_null(its);
    assert_int_equal(its->size, 8 * SECTOR);
    assert_int_equal(its->prog_size, UNIT);
    assert_int_equal(plat_flash_area(PLAT_AREA_SLOT_SECOND(0))->size, 17 * SECTOR);
    assert_null(plat_flash_area(0x3f));
    uint8_t byte = 0;
    assert_int_equal(plat_flash_read(journal, 5, &byte, 1), PSA_SUCCESS);
    assert_int_equal(byte, 0xff);
    assert_int_equal(sim_breaches(), 0);
}

static void init__own_geometry__is_used(void **state)
{
    (void)state;
    sim_config_t config;
    sim_config_default(&config);
    sim_config_area(&config, PLAT_AREA_ITS, 3, 4096, 1);
    sim_config_area(&config, PLAT_AREA_PS, 0, 0, 0);
    sim_config_area(&config, PLAT_AREA_SLOT_ACTIVE(9), 2, 2048, 32);
    sim_init(&config);
    assert_int_equal(plat_flash_area(PLAT_AREA_ITS)->size, 3 * 4096);
    assert_int_equal(plat_flash_area(PLAT_AREA_ITS)->prog_size, 1);
    assert_null(plat_flash_area(PLAT_AREA_PS));
    assert_int_equal(plat_flash_area(PLAT_AREA_SLOT_ACTIVE(9))->prog_size, 32);
}

static void prog__twice__is_a_breach_and_changes_nothing(void **state)
{
    (void)state;
    uint8_t back[UNIT];
    assert_int_equal(plat_flash_prog(journal, 0, pattern, UNIT), PSA_SUCCESS);
    assert_int_equal(plat_flash_prog(journal, 0, &pattern[UNIT], UNIT), PSA_ERROR_NOT_PERMITTED);
    assert_breach("programmed already");
    sim_flash_get(PLAT_AREA_FWU_JOURNAL, 0, back, UNIT);
    assert_memory_equal(back, pattern, UNIT);
}

static void prog__erased_value_then_again__is_a_breach(void **state)
{
    (void)state;
    uint8_t ones[UNIT];
    memset(ones, 0xff, sizeof ones);
    assert_int_equal(plat_flash_prog(journal, UNIT, ones, UNIT), PSA_SUCCESS);
    assert_int_equal(plat_flash_prog(journal, UNIT, pattern, UNIT), PSA_ERROR_NOT_PERMITTED);
    assert_breach("programmed already");
}

static void prog__over_the_end_of_done_units__is_a_breach_and_programs_none(void **state)
{
    (void)state;
    assert_int_equal(plat_flash_prog(journal, 2 * UNIT, pattern, UNIT), PSA_SUCCESS);
    assert_int_equal(plat_flash_prog(journal, 0, pattern, 4 * UNIT), PSA_ERROR_NOT_PERMITTED);
    assert_breach("unit at 32");
    assert_int_equal(sim_flash_unit(PLAT_AREA_FWU_JOURNAL, 0), SIM_UNIT_ERASED);
}

static void prog__misaligned__is_a_breach(void **state)
{
    (void)state;
    assert_int_equal(plat_flash_prog(journal, 8, pattern, UNIT), PSA_ERROR_INVALID_ARGUMENT);
    assert_breach("not whole units");
    assert_int_equal(plat_flash_prog(journal, 0, pattern, 8), PSA_ERROR_INVALID_ARGUMENT);
    assert_breach("not whole units");
}

static void prog__from_the_area_itself__is_a_breach(void **state)
{
    (void)state;
    const uint8_t *cells = sim_flash_cells(PLAT_AREA_FWU_JOURNAL);
    assert_int_equal(plat_flash_prog(journal, 0, &cells[journal->size - 1], UNIT), PSA_ERROR_INVALID_ARGUMENT);
    assert_breach("the source lies in the area");
    assert_int_equal(plat_flash_prog(journal, 0, sim_flash_cells(PLAT_AREA_ITS), UNIT), PSA_SUCCESS);
    assert_int_equal(sim_breaches(), 1);
}

static void calls__out_of_range__are_breaches(void **state)
{
    (void)state;
    uint8_t buffer[UNIT];
    assert_int_equal(plat_flash_read(journal, journal->size - 8, buffer, 9), PSA_ERROR_INVALID_ARGUMENT);
    assert_breach("out of its");
    assert_int_equal(plat_flash_read(journal, UINT32_MAX, buffer, 2), PSA_ERROR_INVALID_ARGUMENT);
    assert_breach("out of its");
    assert_int_equal(plat_flash_prog(journal, journal->size, pattern, UNIT), PSA_ERROR_INVALID_ARGUMENT);
    assert_breach("out of its");
    assert_int_equal(plat_flash_erase(journal, journal->size), PSA_ERROR_INVALID_ARGUMENT);
    assert_breach("no sector");
    assert_int_equal(plat_flash_erase(journal, 16), PSA_ERROR_INVALID_ARGUMENT);
    assert_breach("no sector");
}

static void calls__with_a_copied_area__are_breaches(void **state)
{
    (void)state;
    plat_flash_area_t copy = *journal;
    uint8_t byte;
    assert_int_equal(plat_flash_read(&copy, 0, &byte, 1), PSA_ERROR_INVALID_ARGUMENT);
    assert_breach("not one of plat_flash_area");
}

static void calls__on_its_without_its_lock__are_breaches(void **state)
{
    (void)state;
    uint8_t byte;
    const plat_flash_area_t *its = plat_flash_area(PLAT_AREA_ITS);
    assert_int_equal(plat_flash_read(its, 0, &byte, 1), PSA_SUCCESS);
    assert_breach("without lock");
    plat_lock(PLAT_LOCK_ITS);
    assert_int_equal(plat_flash_read(its, 0, &byte, 1), PSA_SUCCESS);
    plat_unlock(PLAT_LOCK_ITS);
    assert_int_equal(sim_breaches(), 1);
    sim_need_lock(PLAT_AREA_FWU_JOURNAL, PLAT_LOCK_FWU);
    assert_int_equal(plat_flash_erase(journal, 0), PSA_SUCCESS);
    assert_breach("without lock");
}

static void lock__order_recursion_and_false_unlock__are_breaches(void **state)
{
    (void)state;
    plat_lock(PLAT_LOCK_CRYPTO);
    plat_lock(PLAT_LOCK_ITS);
    assert_int_equal(sim_breaches(), 0);
    plat_lock(PLAT_LOCK_ITS);
    assert_breach("while lock 2 is held");
    plat_lock(PLAT_LOCK_FWU);
    assert_breach("plat_lock: lock 0 while");
    plat_unlock(PLAT_LOCK_PLATFORM);
    assert_breach("not held");
    plat_unlock(PLAT_LOCK_CRYPTO);
    plat_unlock(PLAT_LOCK_ITS);
    plat_lock(PLAT_LOCK_FWU);
    plat_unlock(PLAT_LOCK_FWU);
    assert_int_equal(sim_breaches(), 3);
}

static void breach__without_a_callback__prints_and_aborts(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const struct rlimit no_core = { 0, 0 };
        setrlimit(RLIMIT_CORE, &no_core);
        signal(SIGABRT, SIG_DFL); /* not cmocka's */
        dup2(ends[1], STDERR_FILENO);
        sim_on_breach(NULL);
        plat_unlock(PLAT_LOCK_FWU);
        _exit(0);
    }
    close(ends[1]);
    char line[128] = "";
    assert_true(read(ends[0], line, sizeof line - 1) > 0);
    close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    assert_string_equal(line, "sim: breach of the port contract: plat_unlock: lock 0 is not held\n");
}

/* ------------------------------------------------------------------------------------------------------- Tears --- */

static void program_one(void *ctx)
{
    (void)ctx;
    assert_int_equal(plat_flash_prog(journal, 0, pattern, UNIT), PSA_SUCCESS);
}

/** What 64 reads of the unit at 0 gave. */
typedef struct reads {
    bool erased, new, other, corrupt, corrected, changed;
} reads_t;

static reads_t read_often(const uint8_t *new)
{
    reads_t reads = { false, false, false, false, false, false };
    uint8_t first[UNIT], now[UNIT], ones[UNIT];
    memset(ones, 0xff, sizeof ones);
    for (unsigned i = 0; i < 64; i++) {
        psa_status_t status = plat_flash_read(journal, 0, now, UNIT);
        if (i == 0) {
            memcpy(first, now, UNIT);
        }
        reads.corrupt |= status == PSA_ERROR_DATA_CORRUPT;
        reads.corrected |= status == PLAT_FLASH_CORRECTED;
        reads.changed |= memcmp(first, now, UNIT) != 0;
        if (memcmp(now, new, UNIT) == 0) {
            reads.new = true;
        } else if (memcmp(now, ones, UNIT) == 0) {
            reads.erased = true;
        } else {
            reads.other = true;
        }
    }
    return reads;
}

static reads_t tear_one(sim_tear_t tear)
{
    new_device(NULL);
    sim_cut_at(1, tear);
    assert_int_equal(sim_run(program_one, NULL), SIM_CUT);
    return read_often(pattern);
}

static void cut__program__leaves_the_unit_as_named(void **state)
{
    (void)state;
    reads_t r = tear_one(SIM_TEAR_NOTHING);
    assert_true(r.erased && !r.new && !r.other && !r.corrupt && !r.corrected);
    assert_int_equal(sim_flash_unit(PLAT_AREA_FWU_JOURNAL, 0), SIM_UNIT_ERASED);
    r = tear_one(SIM_TEAR_ERASED);
    assert_true(r.erased && !r.new && !r.other && !r.corrupt && !r.corrected);
    assert_int_equal(sim_flash_unit(PLAT_AREA_FWU_JOURNAL, 0), SIM_UNIT_BLANK);
    r = tear_one(SIM_TEAR_COMPLETE);
    assert_true(r.new && !r.erased && !r.other && !r.corrupt && !r.corrected);
    r = tear_one(SIM_TEAR_MIX);
    assert_true(r.other && !r.changed && !r.corrupt && !r.corrected);
    r = tear_one(SIM_TEAR_UNSTABLE);
    assert_true(r.other && r.changed && !r.corrupt && !r.corrected);
    r = tear_one(SIM_TEAR_ECC);
    assert_true(r.corrupt && !r.changed && !r.corrected && !r.new);
    r = tear_one(SIM_TEAR_CORRECTED_WRONG);
    assert_true(r.corrected && !r.new && !r.changed);
    r = tear_one(SIM_TEAR_CORRECTED_RIGHT);
    assert_true(r.corrected && r.new && !r.changed);
    r = tear_one(SIM_TEAR_WEAK);
    assert_true(r.new &&r.erased &&r.changed && !r.other && !r.corrected);
}

static void cut__random__gives_every_kind(void **state)
{
    (void)state;
    bool seen[SIM_UNIT_WEAK + 1] = { false };
    for (uint64_t seed = 0; seed < 200; seed++) {
        new_device(NULL);
        sim_seed(seed);
        sim_cut_at(1, SIM_TEAR_RANDOM);
        assert_int_equal(sim_run(program_one, NULL), SIM_CUT);
        seen[sim_flash_unit(PLAT_AREA_FWU_JOURNAL, 0)] = true;
    }
    for (unsigned i = 0; i <= SIM_UNIT_WEAK; i++) {
        assert_true(seen[i]);
    }
}

static void prog__torn_unit_that_reads_blank__by_chance_works_or_breaks(void **state)
{
    (void)state;
    unsigned worked = 0, broke = 0;
    for (uint64_t seed = 0; seed < 60; seed++) {
        (void)tear_one(SIM_TEAR_ERASED);
        sim_seed(seed);
        psa_status_t status = plat_flash_prog(journal, 0, pattern, UNIT);
        reads_t r = read_often(pattern);
        if (status == PSA_SUCCESS) {
            worked++;
            assert_true(r.new && !r.changed && !r.corrupt && !r.corrected);
        } else {
            broke++;
            assert_int_equal(status, PSA_ERROR_STORAGE_FAILURE);
            assert_true(r.corrupt || (r.corrected && !r.new));
        }
        assert_int_equal(sim_breaches(), 0);
    }
    assert_true(worked > 5 && broke > 5);
    (void)tear_one(SIM_TEAR_ERASED);
    sim_torn_blank_is_breach(true);
    assert_int_equal(plat_flash_prog(journal, 0, pattern, UNIT), PSA_ERROR_NOT_PERMITTED);
    assert_breach("programmed already");
}

static void prog__torn_unit_that_shows_it__is_a_breach(void **state)
{
    (void)state;
    static const sim_tear_t tears[] = { SIM_TEAR_COMPLETE, SIM_TEAR_MIX, SIM_TEAR_ECC, SIM_TEAR_CORRECTED_WRONG };
    for (size_t i = 0; i < sizeof tears / sizeof tears[0]; i++) {
        (void)tear_one(tears[i]);
        assert_int_equal(plat_flash_prog(journal, 0, pattern, UNIT), PSA_ERROR_NOT_PERMITTED);
        assert_breach("programmed already");
    }
}

static void erase_first(void *ctx)
{
    (void)ctx;
    assert_int_equal(plat_flash_erase(journal, 0), PSA_SUCCESS);
}

/** A full sector whose erase is cut; counts what its units are. */
static void tear_erase(sim_tear_t tear, unsigned counts[SIM_UNIT_WEAK + 1])
{
    new_device(NULL);
    uint8_t full[SECTOR];
    memset(full, 0x5a, sizeof full);
    sim_flash_set(PLAT_AREA_FWU_JOURNAL, 0, full, sizeof full);
    sim_cut_at(1, tear);
    assert_int_equal(sim_run(erase_first, NULL), SIM_CUT);
    memset(counts, 0, (SIM_UNIT_WEAK + 1) * sizeof counts[0]);
    for (uint32_t off = 0; off < SECTOR; off += UNIT) {
        counts[sim_flash_unit(PLAT_AREA_FWU_JOURNAL, off)]++;
    }
}

static void cut__erase__leaves_a_mix_of_old_erased_and_the_named_kind(void **state)
{
    (void)state;
    static const struct {
        sim_tear_t tear;
        sim_unit_t third;
    } kinds[] = { { SIM_TEAR_UNSTABLE, SIM_UNIT_UNSTABLE },
                  { SIM_TEAR_ECC, SIM_UNIT_ECC },
                  { SIM_TEAR_CORRECTED_WRONG, SIM_UNIT_CORRECTED },
                  { SIM_TEAR_CORRECTED_RIGHT, SIM_UNIT_CORRECTED },
                  { SIM_TEAR_WEAK, SIM_UNIT_WEAK } };
    unsigned counts[SIM_UNIT_WEAK + 1];
    tear_erase(SIM_TEAR_NOTHING, counts);
    assert_int_equal(counts[SIM_UNIT_DONE], SECTOR / UNIT);
    tear_erase(SIM_TEAR_COMPLETE, counts);
    assert_int_equal(counts[SIM_UNIT_ERASED], SECTOR / UNIT);
    tear_erase(SIM_TEAR_ERASED, counts);
    assert_true(counts[SIM_UNIT_DONE] > 100 && counts[SIM_UNIT_BLANK] > 100);
    assert_int_equal(counts[SIM_UNIT_DONE] + counts[SIM_UNIT_BLANK], SECTOR / UNIT);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        tear_erase(kinds[i].tear, counts);
        assert_true(counts[SIM_UNIT_DONE] > 100 && counts[SIM_UNIT_BLANK] > 100 && counts[kinds[i].third] > 100);
        assert_int_equal(counts[SIM_UNIT_DONE] + counts[SIM_UNIT_BLANK] + counts[kinds[i].third], SECTOR / UNIT);
    }
    tear_erase(SIM_TEAR_MIX, counts);
    assert_int_equal(counts[SIM_UNIT_DONE] + counts[SIM_UNIT_BLANK], SECTOR / UNIT);
    assert_true(counts[SIM_UNIT_DONE] > 250);
}

static void prog__in_a_sector_under_a_cut_erase__is_a_breach_until_it_is_erased(void **state)
{
    (void)state;
    unsigned counts[SIM_UNIT_WEAK + 1];
    tear_erase(SIM_TEAR_ERASED, counts);
    assert_true(sim_flash_torn_erase(PLAT_AREA_FWU_JOURNAL, 0));
    assert_int_equal(plat_flash_prog(journal, 0, pattern, UNIT), PSA_ERROR_NOT_PERMITTED);
    assert_breach("whose erase did not finish");
    assert_int_equal(plat_flash_erase(journal, 0), PSA_SUCCESS);
    assert_int_equal(plat_flash_prog(journal, 0, pattern, UNIT), PSA_SUCCESS);
    assert_int_equal(sim_erases(PLAT_AREA_FWU_JOURNAL, 0), 2);
}

static void read__over_an_unreadable_unit__delivers_the_others(void **state)
{
    (void)state;
    uint8_t back[3 * UNIT], zeros[UNIT] = { 0 };
    assert_int_equal(plat_flash_prog(journal, 0, pattern, 3 * UNIT), PSA_SUCCESS);
    sim_flash_set_unit(PLAT_AREA_FWU_JOURNAL, UNIT, SIM_UNIT_ECC);
    sim_flash_set_unit(PLAT_AREA_FWU_JOURNAL, 2 * UNIT, SIM_UNIT_CORRECTED);
    assert_int_equal(plat_flash_read(journal, 0, back, sizeof back), PSA_ERROR_DATA_CORRUPT);
    assert_memory_equal(back, pattern, UNIT);
    assert_memory_equal(&back[UNIT], zeros, UNIT);
    assert_memory_equal(&back[2 * UNIT], &pattern[2 * UNIT], UNIT);
    assert_int_equal(plat_flash_read(journal, 2 * UNIT + 3, back, 5), PLAT_FLASH_CORRECTED);
    assert_memory_equal(back, &pattern[2 * UNIT + 3], 5);
}

/* -------------------------------------------------------------------------------------------------------- Cuts --- */

static void work(void *ctx)
{
    (void)ctx;
    plat_lock(PLAT_LOCK_FWU);
    assert_int_equal(plat_flash_erase(journal, 0), PSA_SUCCESS);
    assert_int_equal(plat_flash_prog(journal, 0, pattern, 3 * UNIT), PSA_SUCCESS);
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 1), PSA_SUCCESS);
    plat_unlock(PLAT_LOCK_FWU);
}

static void cut__each_point__strikes_there_and_frees_locks(void **state)
{
    (void)state;
    assert_int_equal(sim_run(work, NULL), SIM_RETURNED);
    assert_int_equal(sim_points(), 5);
    for (uint32_t n = 1; n <= 6; n++) {
        new_device(NULL);
        sim_cut_at(n, SIM_TEAR_NOTHING);
        sim_end_t end = sim_run(work, NULL);
        assert_int_equal(end, n <= 5 ? SIM_CUT : SIM_RETURNED);
        assert_int_equal(sim_erases(PLAT_AREA_FWU_JOURNAL, 0), 1);
        for (uint32_t unit = 0; unit < 3; unit++) {
            sim_unit_t want = unit + 2 < n ? SIM_UNIT_DONE : SIM_UNIT_ERASED;
            assert_int_equal(sim_flash_unit(PLAT_AREA_FWU_JOURNAL, unit * UNIT), want);
        }
        uint32_t counter = 9;
        assert_int_equal(plat_counter_read(PLAT_COUNTER_ITS, &counter), PSA_SUCCESS);
        assert_int_equal(counter, n == 6 ? 1 : 0);
        plat_lock(PLAT_LOCK_FWU); /* free again */
        plat_unlock(PLAT_LOCK_FWU);
        assert_int_equal(sim_breaches(), 0);
    }
}

static void cut__counter_raise__leaves_old_or_new(void **state)
{
    (void)state;
    unsigned old = 0, new = 0;
    for (uint64_t seed = 0; seed < 40; seed++) {
        new_device(NULL);
        sim_seed(seed);
        sim_cut_at(5, SIM_TEAR_MIX);
        assert_int_equal(sim_run(work, NULL), SIM_CUT);
        uint32_t counter = 9;
        assert_int_equal(plat_counter_read(PLAT_COUNTER_ITS, &counter), PSA_SUCCESS);
        assert_true(counter <= 1);
        old += counter == 0;
        new += counter == 1;
    }
    assert_true(old > 5 && new > 5);
}

static void reboot__drops_ram_and_keeps_the_rest(void **state)
{
    (void)state;
    uint8_t seed[PLAT_BOOT_SEED_SIZE], zeros[PLAT_BOOT_SEED_SIZE] = { 0 };
    uint8_t key[PLAT_DEVICE_KEY_SIZE], again[PLAT_DEVICE_KEY_SIZE];
    assert_int_equal(plat_device_key(key), PSA_SUCCESS);
    assert_int_equal(plat_boot_record_begin(), PSA_SUCCESS);
    assert_int_equal(plat_boot_seed(seed), PSA_SUCCESS);
    assert_int_equal(plat_reboot(), PSA_SUCCESS);
    assert_true(sim_reboot_requested());
    assert_int_equal(sim_run(work, NULL), SIM_RETURNED);
    sim_reboot();
    assert_false(sim_reboot_requested());
    assert_int_equal(plat_boot_seed(seed), PSA_ERROR_DOES_NOT_EXIST);
    assert_memory_equal(seed, zeros, sizeof seed);
    assert_int_equal(plat_device_key(again), PSA_SUCCESS);
    assert_memory_equal(key, again, sizeof key);
    uint32_t counter = 0;
    assert_int_equal(plat_counter_read(PLAT_COUNTER_ITS, &counter), PSA_SUCCESS);
    assert_int_equal(counter, 1);
    assert_int_equal(sim_flash_unit(PLAT_AREA_FWU_JOURNAL, 0), SIM_UNIT_DONE);
}

static void leave(void *ctx)
{
    psa_status_t status = plat_leave_stage(journal, 32, 512);
    *(psa_status_t *)ctx = status;
}

static void reboot_now(void *ctx)
{
    psa_status_t status = plat_reboot();
    *(psa_status_t *)ctx = status;
}

static void leave_and_reboot__end_the_run_when_asked(void **state)
{
    (void)state;
    uint32_t off = 0, header_size = 0;
    psa_status_t status = PSA_SUCCESS;
    assert_int_equal(sim_run(leave, &status), SIM_RETURNED);
    assert_int_equal(status, PSA_ERROR_NOT_SUPPORTED);
    assert_null(sim_left(&off, &header_size));
    sim_leave_works(true);
    assert_int_equal(sim_run(leave, &status), SIM_LEFT);
    assert_ptr_equal(sim_left(&off, &header_size), journal);
    assert_int_equal(off, 32);
    assert_int_equal(header_size, 512);
    sim_reboot_jumps(true);
    assert_int_equal(sim_run(reboot_now, &status), SIM_REBOOTED);
}

/* ---------------------------------------------------------------------------------------------------- Failures --- */

static void fail__nth_call__fails_once(void **state)
{
    (void)state;
    uint8_t byte = 1;
    sim_fail_at(SIM_CALL_FLASH_READ, 2, PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(plat_flash_read(journal, 0, &byte, 1), PSA_SUCCESS);
    assert_false(sim_fail_struck());
    assert_int_equal(plat_flash_read(journal, 0, &byte, 1), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(byte, 0);
    assert_true(sim_fail_struck());
    assert_int_equal(plat_flash_read(journal, 0, &byte, 1), PSA_SUCCESS);
    sim_fail_from(SIM_CALL_FLASH_READ, 1, PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(plat_flash_read(journal, 0, &byte, 1), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(plat_flash_read(journal, 0, &byte, 1), PSA_ERROR_STORAGE_FAILURE);
    sim_fail_off();
    assert_int_equal(plat_flash_read(journal, 0, &byte, 1), PSA_SUCCESS);
}

static psa_status_t call(sim_call_t kind)
{
    static uint8_t bytes[64];
    static plat_identity_t identity;
    static plat_measurement_t measurement = { .type = "BL", .signer_size = 32, .value_size = 32 };
    uint32_t value;
    switch (kind) {
    case SIM_CALL_FLASH_READ:
        return plat_flash_read(journal, 0, bytes, 16);
    case SIM_CALL_FLASH_PROG:
        return plat_flash_prog(journal, 0, bytes, 16);
    case SIM_CALL_FLASH_ERASE:
        return plat_flash_erase(journal, 0);
    case SIM_CALL_ENTROPY:
        return plat_entropy(bytes, 32);
    case SIM_CALL_DEVICE_KEY:
        return plat_device_key(bytes);
    case SIM_CALL_COUNTER_READ:
        return plat_counter_read(PLAT_COUNTER_PS, &value);
    case SIM_CALL_COUNTER_RAISE:
        return plat_counter_raise(PLAT_COUNTER_FWU(3), 1);
    case SIM_CALL_IDENTITY:
        return plat_identity(&identity);
    case SIM_CALL_LIFECYCLE:
        return plat_lifecycle() == PLAT_LIFECYCLE_UNKNOWN ? PSA_ERROR_GENERIC_ERROR : PSA_SUCCESS;
    case SIM_CALL_BOOT_SEED:
        return plat_boot_seed(bytes);
    case SIM_CALL_BOOT_RECORD_BEGIN:
        return plat_boot_record_begin();
    case SIM_CALL_BOOT_RECORD_ADD:
        return plat_boot_record_add(&measurement);
    case SIM_CALL_BOOT_RECORD_GET: {
        plat_measurement_t got;
        return plat_boot_record_get(0, &got);
    }
    case SIM_CALL_REBOOT:
        return plat_reboot();
    case SIM_CALL_LEAVE_STAGE:
        return plat_leave_stage(journal, 0, 0) == PSA_ERROR_NOT_SUPPORTED ? PSA_SUCCESS : PSA_ERROR_GENERIC_ERROR;
    case SIM_CALL_BANK:
        return plat_bank(9, &value) == PSA_ERROR_NOT_SUPPORTED ? PSA_SUCCESS : PSA_ERROR_GENERIC_ERROR;
    case SIM_CALL_BANK_SELECT:
        return plat_bank_select(9, 1) == PSA_ERROR_NOT_SUPPORTED ? PSA_SUCCESS : PSA_ERROR_GENERIC_ERROR;
    case SIM_CALL_REFERENCE_GET:
        return plat_reference_get(9, bytes) == PSA_ERROR_DOES_NOT_EXIST ? PSA_SUCCESS : PSA_ERROR_GENERIC_ERROR;
    case SIM_CALL_REFERENCE_SET:
        return plat_reference_set(9, bytes);
    default:
        return PSA_SUCCESS;
    }
}

static void fail__every_call_kind__fails_and_is_counted(void **state)
{
    (void)state;
    for (sim_call_t kind = SIM_CALL_FLASH_READ; kind < SIM_CALL_COUNT; kind++) {
        new_device(NULL);
        assert_int_equal(plat_boot_record_begin(), PSA_SUCCESS);
        assert_int_equal(plat_boot_record_add(&(plat_measurement_t){ .signer_size = 32, .value_size = 64 }),
                         PSA_SUCCESS);
        sim_stats_reset();
        sim_fail_at(kind, 1, PSA_ERROR_GENERIC_ERROR);
        assert_int_equal(call(kind), PSA_ERROR_GENERIC_ERROR);
        assert_true(sim_fail_struck());
        sim_stats_t stats;
        sim_stats(&stats);
        assert_int_equal(stats.calls[kind], 1);
        assert_int_equal(stats.calls[SIM_CALL_ANY], 1);
        new_device(NULL);
        assert_int_equal(plat_boot_record_begin(), PSA_SUCCESS);
        assert_int_equal(plat_boot_record_add(&(plat_measurement_t){ .signer_size = 32, .value_size = 64 }),
                         PSA_SUCCESS);
        assert_int_equal(call(kind), PSA_SUCCESS);
        sim_fail_at(SIM_CALL_ANY, 1, PSA_ERROR_GENERIC_ERROR);
        if (kind != SIM_CALL_FLASH_PROG) {
            assert_int_equal(call(kind), PSA_ERROR_GENERIC_ERROR);
        }
    }
}

static void fail__program__tears_a_unit_of_the_call(void **state)
{
    (void)state;
    bool partly = false;
    for (uint64_t seed = 0; seed < 30; seed++) {
        new_device(NULL);
        sim_seed(seed);
        sim_fail_at(SIM_CALL_FLASH_PROG, 1, PSA_ERROR_STORAGE_FAILURE);
        assert_int_equal(plat_flash_prog(journal, 0, pattern, 4 * UNIT), PSA_ERROR_STORAGE_FAILURE);
        uint8_t back[UNIT];
        sim_flash_get(PLAT_AREA_FWU_JOURNAL, 0, back, UNIT);
        partly |= sim_flash_unit(PLAT_AREA_FWU_JOURNAL, 0) == SIM_UNIT_DONE &&
                  sim_flash_unit(PLAT_AREA_FWU_JOURNAL, 3 * UNIT) == SIM_UNIT_ERASED &&
                  memcmp(back, pattern, UNIT) == 0;
        assert_int_not_equal(sim_flash_unit(PLAT_AREA_FWU_JOURNAL, 0), SIM_UNIT_ERASED);
    }
    assert_true(partly);
}

static void bad_sector__fails_from_then_on(void **state)
{
    (void)state;
    sim_bad_sector(PLAT_AREA_FWU_JOURNAL, 1, false, true);
    assert_int_equal(plat_flash_prog(journal, 0, pattern, UNIT), PSA_SUCCESS);
    assert_int_equal(plat_flash_prog(journal, SECTOR, pattern, UNIT), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(plat_flash_erase(journal, SECTOR), PSA_SUCCESS);
    sim_bad_sector(PLAT_AREA_FWU_JOURNAL, 1, true, false);
    assert_int_equal(plat_flash_erase(journal, SECTOR), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(plat_flash_prog(journal, SECTOR, pattern, UNIT), PSA_ERROR_NOT_PERMITTED);
    assert_breach("whose erase did not finish");
    sim_endurance(2);
    assert_int_equal(plat_flash_erase(journal, 0), PSA_SUCCESS);
    assert_int_equal(plat_flash_erase(journal, 0), PSA_SUCCESS);
    assert_int_equal(plat_flash_erase(journal, 0), PSA_ERROR_STORAGE_FAILURE);
}

/* --------------------------------------------------------------------------------- Statistics, state, identity --- */

static void stats__count_what_was_done(void **state)
{
    (void)state;
    uint8_t buffer[40];
    sim_stats_t all, other;
    assert_int_equal(plat_flash_erase(journal, SECTOR), PSA_SUCCESS);
    assert_int_equal(plat_flash_prog(journal, SECTOR, pattern, 2 * UNIT), PSA_SUCCESS);
    assert_int_equal(plat_flash_read(journal, 8, buffer, 40), PSA_SUCCESS);
    sim_stats(&all);
    assert_int_equal(all.erases, 1);
    assert_int_equal(all.prog_calls, 1);
    assert_int_equal(all.units_programmed, 2);
    assert_int_equal(all.bytes_programmed, 32);
    assert_int_equal(all.read_calls, 1);
    assert_int_equal(all.bytes_read, 40);
    assert_int_equal(all.units_read, 3);
    sim_stats_area(PLAT_AREA_ITS, &other);
    assert_int_equal(other.erases + other.prog_calls + other.read_calls, 0);
    sim_stats_area(PLAT_AREA_FWU_JOURNAL, &other);
    assert_int_equal(other.bytes_programmed, 32);
    assert_int_equal(sim_erases(PLAT_AREA_FWU_JOURNAL, 1), 1);
    assert_int_equal(sim_erases(PLAT_AREA_FWU_JOURNAL, 0), 0);
    sim_stats_reset();
    sim_stats(&all);
    assert_int_equal(all.bytes_programmed, 0);
    assert_int_equal(sim_erases(PLAT_AREA_FWU_JOURNAL, 1), 1);
}

/** All flash of the device, in one sum. */
static uint64_t sum_of_device(void)
{
    uint64_t sum = 0;
    static uint8_t bytes[17 * SECTOR];
    for (unsigned id = 0; id < 256; id++) {
        const plat_flash_area_t *area = plat_flash_area((uint8_t)id);
        if (area == NULL) {
            continue;
        }
        sim_flash_get((uint8_t)id, 0, bytes, area->size);
        for (uint32_t i = 0; i < area->size; i++) {
            sum = sum * 31u + bytes[i];
        }
        for (uint32_t off = 0; off < area->size; off += UNIT) {
            sum = sum * 31u + (unsigned)sim_flash_unit((uint8_t)id, off);
        }
    }
    return sum;
}

static void snapshot__restore__is_the_same_device(void **state)
{
    (void)state;
    uint8_t entropy[32], again[32];
    assert_int_equal(plat_flash_prog(journal, 0, pattern, UNIT), PSA_SUCCESS);
    uint64_t sum = sum_of_device();
    sim_snapshot_t *first = sim_snapshot_new();
    assert_int_equal(plat_entropy(entropy, sizeof entropy), PSA_SUCCESS);
    assert_int_equal(sim_run(work, NULL), SIM_RETURNED);
    sim_snapshot_t *second = sim_snapshot_new();
    uint64_t second_sum = sum_of_device();
    assert_true(sum != second_sum);
    for (unsigned round = 0; round < 3; round++) {
        sim_snapshot_restore(first);
        assert_true(sum_of_device() == sum);
        assert_int_equal(sim_erases(PLAT_AREA_FWU_JOURNAL, 0), 0);
        uint32_t counter = 7;
        assert_int_equal(plat_counter_read(PLAT_COUNTER_ITS, &counter), PSA_SUCCESS);
        assert_int_equal(counter, 0);
        assert_int_equal(plat_entropy(again, sizeof again), PSA_SUCCESS);
        assert_memory_equal(entropy, again, sizeof again);
        sim_cut_at(3, SIM_TEAR_RANDOM);
        assert_int_equal(sim_run(work, NULL), SIM_CUT);
        sim_snapshot_restore(round == 1 ? second : first);
        assert_true(sum_of_device() == (round == 1 ? second_sum : sum));
    }
    sim_init(NULL);
    sim_snapshot_restore(first);
    assert_true(sum_of_device() == sum);
    sim_snapshot_free(first);
    sim_snapshot_free(second);
    sim_snapshot_free(NULL);
}

static void snapshot__restore__undoes_each_kind_of_change(void **state)
{
    (void)state;
    sim_snapshot_t *start = sim_snapshot_new();
    uint64_t sum = sum_of_device();
    for (unsigned change = 0; change < 5; change++) {
        if (change == 0) {
            assert_int_equal(plat_flash_prog(journal, 0, pattern, UNIT), PSA_SUCCESS);
        } else if (change == 1) {
            sim_flash_set(PLAT_AREA_ITS, SECTOR - 8, pattern, 16);
        } else if (change == 2) {
            sim_flash_set_unit(PLAT_AREA_PS, 3 * SECTOR, SIM_UNIT_ECC);
        } else if (change == 3) {
            sim_bad_sector(PLAT_AREA_FWU_JOURNAL, 1, true, true);
        } else {
            sim_set_counter(PLAT_COUNTER_PS, 4);
        }
        assert_true(change >= 3 || sum_of_device() != sum);
        sim_snapshot_restore(start);
        assert_true(sum_of_device() == sum);
    }
    uint32_t counter = 4;
    assert_int_equal(plat_flash_prog(journal, SECTOR, pattern, UNIT), PSA_SUCCESS);
    assert_int_equal(plat_counter_read(PLAT_COUNTER_PS, &counter), PSA_SUCCESS);
    assert_int_equal(counter, 0);
    sim_snapshot_free(start);
}

static void content__set_and_find(void **state)
{
    (void)state;
    uint8_t blank[UNIT];
    memset(blank, 0xff, sizeof blank);
    sim_flash_set(PLAT_AREA_FWU_JOURNAL, 100, pattern, 20);
    assert_int_equal(sim_flash_find(PLAT_AREA_FWU_JOURNAL, 0, pattern, 20), 100);
    assert_int_equal(sim_flash_find(PLAT_AREA_FWU_JOURNAL, 101, pattern, 20), SIM_NOT_FOUND);
    assert_int_equal(sim_flash_unit(PLAT_AREA_FWU_JOURNAL, 80), SIM_UNIT_ERASED);
    assert_int_equal(sim_flash_unit(PLAT_AREA_FWU_JOURNAL, 96), SIM_UNIT_DONE);
    assert_int_equal(sim_flash_unit(PLAT_AREA_FWU_JOURNAL, 112), SIM_UNIT_DONE);
    sim_flash_set(PLAT_AREA_FWU_JOURNAL, 96, blank, UNIT);
    assert_int_equal(sim_flash_unit(PLAT_AREA_FWU_JOURNAL, 96), SIM_UNIT_ERASED);
}

static void device_key__follows_the_life_cycle(void **state)
{
    (void)state;
    uint8_t secured[PLAT_DEVICE_KEY_SIZE], other[PLAT_DEVICE_KEY_SIZE];
    assert_int_equal(plat_device_key(secured), PSA_SUCCESS);
    sim_set_lifecycle(PLAT_LIFECYCLE_NON_PSA_ROT_DEBUG | 0x12u);
    assert_int_equal(plat_device_key(other), PSA_SUCCESS);
    assert_memory_equal(secured, other, sizeof other);
    sim_set_lifecycle(PLAT_LIFECYCLE_RECOVERABLE_PSA_ROT_DEBUG);
    assert_int_equal(plat_device_key(other), PSA_SUCCESS);
    assert_memory_not_equal(secured, other, sizeof other);
    sim_set_lifecycle(PLAT_LIFECYCLE_DECOMMISSIONED);
    assert_int_equal(plat_device_key(other), PSA_ERROR_NOT_PERMITTED);
    sim_set_lifecycle(PLAT_LIFECYCLE_SECURED);
    sim_set_device_key(NULL);
    assert_int_equal(plat_device_key(other), PSA_ERROR_DOES_NOT_EXIST);
}

static void counters__set_down_and_missing(void **state)
{
    (void)state;
    uint32_t value = 0;
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_FWU(31), 5), PSA_SUCCESS);
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_FWU(31), 4), PSA_SUCCESS);
    assert_int_equal(plat_counter_read(PLAT_COUNTER_FWU(31), &value), PSA_SUCCESS);
    assert_int_equal(value, 5);
    sim_set_counter(PLAT_COUNTER_FWU(31), 2);
    assert_int_equal(plat_counter_read(PLAT_COUNTER_FWU(31), &value), PSA_SUCCESS);
    assert_int_equal(value, 2);
    sim_counter_supported(PLAT_COUNTER_ITS, false);
    assert_int_equal(plat_counter_read(PLAT_COUNTER_ITS, &value), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(plat_counter_raise(PLAT_COUNTER_ITS, 1), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(plat_counter_read(PLAT_COUNTER_FWU_KEYS(32), &value), PSA_ERROR_NOT_SUPPORTED);
}

static void identity_caller_record__are_settable(void **state)
{
    (void)state;
    plat_identity_t identity;
    plat_measurement_t measurement;
    sim_set_identity(&(plat_identity_t){ .certification_reference = "", .verification_service = "https://a" });
    assert_int_equal(plat_identity(&identity), PSA_SUCCESS);
    assert_string_equal(identity.verification_service, "https://a");
    sim_set_identity(NULL);
    assert_int_equal(plat_identity(&identity), PSA_ERROR_DOES_NOT_EXIST);
    sim_set_caller(7);
    assert_int_equal(plat_caller(), 7);
    assert_int_equal(plat_boot_record_begin(), PSA_SUCCESS);
    sim_damage_boot_record();
    assert_int_equal(plat_boot_record_get(0, &measurement), PSA_ERROR_DATA_CORRUPT);
}

static void names__exist_for_all(void **state)
{
    (void)state;
    for (unsigned i = 0; i <= SIM_TEAR_COUNT; i++) {
        assert_string_not_equal(sim_tear_name((sim_tear_t)i), "?");
    }
    for (unsigned i = 0; i < SIM_CALL_COUNT; i++) {
        assert_string_not_equal(sim_call_name((sim_call_t)i), "?");
    }
    assert_string_equal(sim_tear_name(SIM_TEAR_RANDOM), "random");
    assert_string_equal(sim_call_name(SIM_CALL_LEAVE_STAGE), "leave_stage");
}

#define CASE(f) cmocka_unit_test_setup(f, new_device)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(init__default__has_the_areas_and_is_erased),
        CASE(init__own_geometry__is_used),
        CASE(prog__twice__is_a_breach_and_changes_nothing),
        CASE(prog__erased_value_then_again__is_a_breach),
        CASE(prog__over_the_end_of_done_units__is_a_breach_and_programs_none),
        CASE(prog__misaligned__is_a_breach),
        CASE(prog__from_the_area_itself__is_a_breach),
        CASE(calls__out_of_range__are_breaches),
        CASE(calls__with_a_copied_area__are_breaches),
        CASE(calls__on_its_without_its_lock__are_breaches),
        CASE(lock__order_recursion_and_false_unlock__are_breaches),
        CASE(breach__without_a_callback__prints_and_aborts),
        CASE(cut__program__leaves_the_unit_as_named),
        CASE(cut__random__gives_every_kind),
        CASE(prog__torn_unit_that_reads_blank__by_chance_works_or_breaks),
        CASE(prog__torn_unit_that_shows_it__is_a_breach),
        CASE(cut__erase__leaves_a_mix_of_old_erased_and_the_named_kind),
        CASE(prog__in_a_sector_under_a_cut_erase__is_a_breach_until_it_is_erased),
        CASE(read__over_an_unreadable_unit__delivers_the_others),
        CASE(cut__each_point__strikes_there_and_frees_locks),
        CASE(cut__counter_raise__leaves_old_or_new),
        CASE(reboot__drops_ram_and_keeps_the_rest),
        CASE(leave_and_reboot__end_the_run_when_asked),
        CASE(fail__nth_call__fails_once),
        CASE(fail__every_call_kind__fails_and_is_counted),
        CASE(fail__program__tears_a_unit_of_the_call),
        CASE(bad_sector__fails_from_then_on),
        CASE(stats__count_what_was_done),
        CASE(snapshot__restore__is_the_same_device),
        CASE(snapshot__restore__undoes_each_kind_of_change),
        CASE(content__set_and_find),
        CASE(device_key__follows_the_life_cycle),
        CASE(counters__set_down_and_missing),
        CASE(identity_caller_record__are_settable),
        CASE(names__exist_for_all),
    };
    return cmocka_run_group_tests_name("sim", tests, NULL, NULL);
}
