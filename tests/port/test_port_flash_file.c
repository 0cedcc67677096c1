/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The POSIX flash file: its rules over processes, its bytes, and what a process killed at any point leaves: flash after
 * a power cut, and nothing worse.
 */
#include "tests/port/posix_cases.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define UNIT 16u
#define SECTOR 8192u
#define SLOT 20u
#define SECTOR_IN_FILE (8u + SECTOR / UNIT * SLOT)
#define JOURNAL_IN_FILE (4096u + 12u * SECTOR_IN_FILE) /* after ITS and PS */

static uint8_t bytes[2 * SECTOR];
static uint8_t back[2 * SECTOR];

/** What unit i holds in these tests; never the erased value. */
static void fill(uint8_t *to, uint32_t first_unit, uint32_t units)
{
    for (uint32_t i = 0; i < units * UNIT; i++) {
        to[i] = (uint8_t)((first_unit * UNIT + i) * 5u % 251u);
    }
}

static const plat_flash_area_t *journal(void)
{
    return plat_flash_area(PLAT_AREA_FWU_JOURNAL);
}

static void reopen(void)
{
    plat_posix_close();
    assert_status(plat_posix_open(DEVICE), PSA_SUCCESS);
}

/* -------------------------------------------------------------------------------------------------- The rules --- */

static void prog__second_time_in_another_session__is_refused(void **state)
{
    (void)state;
    fill(bytes, 0, 3);
    assert_status(plat_flash_prog(journal(), UNIT, bytes, UNIT), PSA_SUCCESS);
    reopen();
    assert_status(plat_flash_prog(journal(), UNIT, &bytes[UNIT], UNIT), PSA_ERROR_NOT_PERMITTED);
    assert_non_null(strstr(plat_posix_error(), "/flash: area 0x03, unit at 16 was programmed already"));
    /* nor a run that begins before it, and then none of it is programmed */
    assert_status(plat_flash_prog(journal(), 0, bytes, 3 * UNIT), PSA_ERROR_NOT_PERMITTED);
    assert_status(plat_flash_read(journal(), 0, back, 3 * UNIT), PSA_SUCCESS);
    assert_int_equal(back[0], 0xff);
    assert_memory_equal(&back[UNIT], bytes, UNIT);
    assert_int_equal(back[2 * UNIT], 0xff);
}

static void prog__erased_value__counts_as_programmed(void **state)
{
    (void)state;
    memset(bytes, 0xff, UNIT);
    assert_status(plat_flash_prog(journal(), 0, bytes, UNIT), PSA_SUCCESS);
    reopen();
    fill(bytes, 0, 1);
    assert_status(plat_flash_prog(journal(), 0, bytes, UNIT), PSA_ERROR_NOT_PERMITTED);
    assert_status(plat_flash_erase(journal(), 0), PSA_SUCCESS);
    assert_status(plat_flash_prog(journal(), 0, bytes, UNIT), PSA_SUCCESS);
}

static void calls__with_a_foreign_area__are_refused(void **state)
{
    (void)state;
    plat_flash_area_t copy = *journal();
    assert_status(plat_flash_read(&copy, 0, back, 1), PSA_ERROR_INVALID_ARGUMENT);
    assert_status(plat_flash_prog(NULL, 0, bytes, UNIT), PSA_ERROR_INVALID_ARGUMENT);
    assert_status(plat_flash_erase(&copy, 0), PSA_ERROR_INVALID_ARGUMENT);
}

static void file__is_as_the_readme_says(void **state)
{
    (void)state;
    fill(bytes, 0, 2);
    assert_status(plat_flash_erase(journal(), SECTOR), PSA_SUCCESS);
    assert_status(plat_flash_prog(journal(), SECTOR + UNIT, bytes, 2 * UNIT), PSA_SUCCESS);
    plat_posix_close();
    file_bytes_t file = file_read(DEVICE_FILE("flash"));
    uint8_t want[8 + 4 * SLOT] = { 1, 0, 0, 0, 'd', 'o', 'n', 'e' };
    for (uint32_t unit = 0; unit < 4; unit++) {
        uint8_t *slot = &want[8 + unit * SLOT];
        memset(slot, 0xff, SLOT);
        if (unit == 1 || unit == 2) {
            uint8_t checked[5 + UNIT] = { PLAT_AREA_FWU_JOURNAL };
            memcpy(slot, &bytes[(unit - 1) * UNIT], UNIT);
            put32(&checked[1], SECTOR / UNIT + unit);
            memcpy(&checked[5], slot, UNIT);
            put32(&slot[UNIT], reference_crc32(checked, sizeof checked));
        }
    }
    assert_memory_equal(file.bytes, "PSAflash", 8);
    assert_int_equal(file.size, 4096u + SECTOR_IN_FILE * (8u + 4u + 2u + 16u + 17u + 1u + 2u + 8u + 9u + 8u + 9u));
    assert_memory_equal(&file.bytes[JOURNAL_IN_FILE + SECTOR_IN_FILE], want, sizeof want);
    /* header entry of the journal: id, erased, unit, sector, sectors, 0, offset */
    uint8_t entry[24] = { PLAT_AREA_FWU_JOURNAL, 0xff, UNIT, 0 };
    put32(&entry[4], SECTOR);
    put32(&entry[8], 2);
    put32(&entry[16], JOURNAL_IN_FILE);
    assert_memory_equal(&file.bytes[32 + 2 * 24], entry, sizeof entry);
    put32(entry, reference_crc32(file.bytes, 4092));
    assert_memory_equal(&file.bytes[4092], entry, 4);
    free(file.bytes);
}

static void read__damaged_unit__loses_that_unit_alone(void **state)
{
    (void)state;
    uint8_t zeros[UNIT] = { 0 };
    fill(bytes, 0, 4);
    assert_status(plat_flash_prog(journal(), 0, bytes, 4 * UNIT), PSA_SUCCESS);
    for (long at = 0; at < (long)SLOT; at++) { /* in the bytes and in the check */
        long off = (long)JOURNAL_IN_FILE + 8 + 2 * (long)SLOT + at;
        file_flip(DEVICE_FILE("flash"), off, 0x04);
        assert_status(plat_flash_read(journal(), 5, back, 4 * UNIT - 10), PSA_ERROR_DATA_CORRUPT);
        assert_memory_equal(back, &bytes[5], 2 * UNIT - 5);
        assert_memory_equal(&back[2 * UNIT - 5], zeros, UNIT);
        assert_memory_equal(&back[3 * UNIT - 5], &bytes[3 * UNIT], UNIT - 5);
        assert_status(plat_flash_read(journal(), 3 * UNIT, back, UNIT), PSA_SUCCESS);
        assert_status(plat_flash_prog(journal(), 2 * UNIT, bytes, UNIT), PSA_ERROR_NOT_PERMITTED);
        file_flip(DEVICE_FILE("flash"), off, 0x04);
    }
    /* an erased unit that is not erased any more */
    file_flip(DEVICE_FILE("flash"), (long)JOURNAL_IN_FILE + 8 + 9 * (long)SLOT, 0x01);
    assert_status(plat_flash_read(journal(), 9 * UNIT, back, UNIT), PSA_ERROR_DATA_CORRUPT);
    /* a programmed unit in the place of another one */
    file_bytes_t file = file_read(DEVICE_FILE("flash"));
    memcpy(&file.bytes[JOURNAL_IN_FILE + 8], &file.bytes[JOURNAL_IN_FILE + 8 + SLOT], SLOT);
    file_write(DEVICE_FILE("flash"), file.bytes, file.size);
    free(file.bytes);
    reopen();
    assert_status(plat_flash_read(journal(), 0, back, UNIT), PSA_ERROR_DATA_CORRUPT);
}

/* ------------------------------------------------------------------------------------------------------- Kills --- */

typedef struct kill_plan {
    plat_posix_flash_op_t op;
    uint64_t count;
} kill_plan_t;

static void kill_at(void *ctx, uint8_t area_id, plat_posix_flash_op_t op, uint64_t count)
{
    const kill_plan_t *plan = ctx;
    (void)area_id;
    if (op == plan->op && count == plan->count) {
        raise(SIGKILL);
    }
}

/** Operation 1 erases a full sector, 2 to 6 program five units, 7 programs a unit in the other sector. */
static void work_until_killed(void *plan)
{
    child_assert(plat_posix_open(DEVICE) == PSA_SUCCESS);
    plat_posix_set_flash_observer(kill_at, plan);
    fill(bytes, 100, 6);
    child_assert(plat_flash_erase(journal(), 0) == PSA_SUCCESS);
    child_assert(plat_flash_prog(journal(), 0, bytes, 5 * UNIT) == PSA_SUCCESS);
    child_assert(plat_flash_prog(journal(), SECTOR, &bytes[5 * UNIT], UNIT) == PSA_SUCCESS);
}

/** A device with a full first journal sector, and a child that is killed as planned. */
static void run_killed(plat_posix_flash_op_t op, uint64_t count)
{
    kill_plan_t plan = { op, count };
    assert_status(plat_posix_open(DEVICE), PSA_SUCCESS);
    assert_status(plat_flash_erase(journal(), 0), PSA_SUCCESS);
    assert_status(plat_flash_erase(journal(), SECTOR), PSA_SUCCESS);
    fill(bytes, 0, SECTOR / UNIT);
    assert_status(plat_flash_prog(journal(), 0, bytes, SECTOR), PSA_SUCCESS);
    plat_posix_close();
    int status = child_wait(child_start(work_until_killed, &plan));
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGKILL);
    assert_status(plat_posix_open(DEVICE), PSA_SUCCESS);
}

static void kill__at_each_program__leaves_the_units_before_it_and_a_torn_one(void **state)
{
    (void)state;
    uint8_t ones[UNIT], want[6 * UNIT];
    memset(ones, 0xff, sizeof ones);
    fill(want, 100, 6);
    for (uint64_t count = 2; count <= 7; count++) {
        for (unsigned half = 0; half < 2; half++) {
            run_killed(half != 0 ? PLAT_POSIX_FLASH_PROG_HALF : PLAT_POSIX_FLASH_PROG, count);
            for (uint32_t i = 0; i < 6; i++) {
                uint32_t off = i < 5 ? i * UNIT : SECTOR;
                psa_status_t status = plat_flash_read(journal(), off, back, UNIT);
                if (i + 2 < count) {
                    assert_status(status, PSA_SUCCESS);
                    assert_memory_equal(back, &want[i * UNIT], UNIT);
                } else if (i + 2 == count && half != 0) {
                    assert_status(status, PSA_ERROR_DATA_CORRUPT);
                    assert_status(plat_flash_prog(journal(), off, want, UNIT), PSA_ERROR_NOT_PERMITTED);
                } else {
                    assert_status(status, PSA_SUCCESS);
                    assert_memory_equal(back, ones, UNIT);
                }
            }
            /* an erase heals it */
            assert_status(plat_flash_erase(journal(), 0), PSA_SUCCESS);
            assert_status(plat_flash_prog(journal(), 0, want, 5 * UNIT), PSA_SUCCESS);
            plat_posix_close();
        }
    }
}

static void kill__in_an_erase__leaves_a_sector_that_must_be_erased_again(void **state)
{
    (void)state;
    uint8_t ones[SECTOR];
    memset(ones, 0xff, sizeof ones);
    uint32_t wear = 0;
    run_killed(PLAT_POSIX_FLASH_ERASE, 1); /* before it began: all is old */
    assert_status(plat_flash_read(journal(), 0, back, SECTOR), PSA_SUCCESS);
    assert_memory_equal(back, bytes, SECTOR);
    assert_status(plat_flash_erase(journal(), 0), PSA_SUCCESS);
    plat_posix_close();

    run_killed(PLAT_POSIX_FLASH_ERASE_HALF, 1);
    assert_status(plat_flash_read(journal(), 0, back, SECTOR), PSA_SUCCESS);
    assert_memory_equal(back, ones, SECTOR / 2);
    assert_memory_equal(&back[SECTOR / 2], &bytes[SECTOR / 2], SECTOR / 2);
    assert_status(plat_flash_prog(journal(), 0, bytes, UNIT), PSA_ERROR_NOT_PERMITTED);
    assert_non_null(strstr(plat_posix_error(), "sector at 0: its erase did not finish"));
    assert_status(plat_flash_prog(journal(), SECTOR, bytes, UNIT), PSA_SUCCESS);
    assert_status(plat_flash_erase(journal(), 0), PSA_SUCCESS);
    assert_status(plat_flash_prog(journal(), 0, bytes, UNIT), PSA_SUCCESS);
    assert_status(plat_posix_flash_wear(PLAT_AREA_FWU_JOURNAL, 0, &wear), PSA_SUCCESS);
    assert_int_equal(wear, 5); /* twice by run_killed(), after the first kill, the torn one, the last one */
}

/** Programs unit after unit, and now and then erases, until somebody kills it. */
static void work_for_ever(void *ctx)
{
    const int *ready = ctx;
    child_assert(plat_posix_open(DEVICE) == PSA_SUCCESS);
    child_assert(write(ready[1], "r", 1) == 1);
    for (;;) {
        child_assert(plat_flash_erase(journal(), 0) == PSA_SUCCESS);
        for (uint32_t unit = 0; unit < SECTOR / UNIT;) {
            uint32_t units = 1 + unit % 7;
            units = unit + units > SECTOR / UNIT ? SECTOR / UNIT - unit : units;
            fill(bytes, unit, units);
            child_assert(plat_flash_prog(journal(), unit * UNIT, bytes, units * UNIT) == PSA_SUCCESS);
            unit += units;
        }
    }
}

/** Flash after a kill in that work: a prefix programmed, at most one torn unit, the rest erased; or a torn erase. */
static void assert_legal(void)
{
    uint8_t ones[UNIT], want[UNIT];
    unsigned torn = 0, erased = 0, out_of_order = 0;
    memset(ones, 0xff, sizeof ones);
    for (uint32_t unit = 0; unit < SECTOR / UNIT; unit++) {
        psa_status_t status = plat_flash_read(journal(), unit * UNIT, back, UNIT);
        fill(want, unit, 1);
        if (status == PSA_ERROR_DATA_CORRUPT) {
            torn++;
        } else if (memcmp(back, ones, UNIT) == 0) {
            erased++;
        } else {
            assert_status(status, PSA_SUCCESS);
            assert_memory_equal(back, want, UNIT);
            out_of_order += erased + torn > 0;
        }
    }
    assert_true(torn <= 1);
    if (out_of_order > 0) { /* old units behind erased ones: only an erase that was cut */
        assert_status(plat_flash_prog(journal(), 0, want, UNIT), PSA_ERROR_NOT_PERMITTED);
        assert_non_null(strstr(plat_posix_error(), "its erase did not finish"));
    }
}

static void kill__at_any_moment__leaves_legal_flash(void **state)
{
    (void)state;
    unsigned rounds = getenv("PSA_TEST_FULL") != NULL ? 500 : 25;
    for (unsigned round = 0; round < rounds; round++) {
        int ready[2];
        char byte;
        assert_int_equal(pipe(ready), 0);
        pid_t child = child_start(work_for_ever, ready);
        assert_int_equal(read(ready[0], &byte, 1), 1);
        const struct timespec wait = { 0, (long)(round * 7919u % 20000u) * 1000L };
        nanosleep(&wait, NULL);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_true(WIFSIGNALED(child_wait(child)));
        close(ready[0]);
        close(ready[1]);
        assert_status(plat_posix_open(DEVICE), PSA_SUCCESS);
        assert_legal();
        assert_status(plat_flash_erase(journal(), 0), PSA_SUCCESS);
        plat_posix_close();
    }
}

/* ----------------------------------------------------------------------------------------- Observer, pace, wear --- */

typedef struct sight {
    uint8_t area_id;
    plat_posix_flash_op_t op;
    uint64_t count;
} sight_t;

static sight_t sights[16];
static unsigned sight_count;

static void note(void *ctx, uint8_t area_id, plat_posix_flash_op_t op, uint64_t count)
{
    assert_ptr_equal(ctx, sights);
    if (sight_count < 16) {
        sights[sight_count++] = (sight_t){ area_id, op, count };
    }
}

static void observer__sees_each_unit_and_each_erase(void **state)
{
    (void)state;
    fill(bytes, 0, 2);
    sight_count = 0;
    plat_posix_set_flash_observer(note, sights);
    assert_status(plat_flash_erase(journal(), 0), PSA_SUCCESS);
    assert_status(plat_flash_prog(journal(), 0, bytes, 2 * UNIT), PSA_SUCCESS);
    plat_posix_set_flash_observer(NULL, NULL);
    assert_status(plat_flash_prog(journal(), 2 * UNIT, bytes, 2 * UNIT), PSA_SUCCESS); /* counted, not seen */
    plat_posix_set_flash_observer(note, sights);
    assert_status(plat_flash_prog(plat_flash_area(PLAT_AREA_PS), 0, bytes, UNIT), PSA_SUCCESS);
    static const plat_posix_flash_op_t ops[] = { PLAT_POSIX_FLASH_ERASE, PLAT_POSIX_FLASH_ERASE_HALF,
                                                 PLAT_POSIX_FLASH_PROG,  PLAT_POSIX_FLASH_PROG_HALF,
                                                 PLAT_POSIX_FLASH_PROG,  PLAT_POSIX_FLASH_PROG_HALF,
                                                 PLAT_POSIX_FLASH_PROG,  PLAT_POSIX_FLASH_PROG_HALF };
    static const uint64_t counts[] = { 0, 0, 1, 1, 2, 2, 5, 5 };
    assert_int_equal(sight_count, 8);
    for (unsigned i = 0; i < 8; i++) {
        assert_int_equal(sights[i].op, ops[i]);
        assert_int_equal(sights[i].count, sights[0].count + counts[i]);
        assert_int_equal(sights[i].area_id, i < 6 ? PLAT_AREA_FWU_JOURNAL : PLAT_AREA_PS);
    }
    assert_status(plat_flash_read(journal(), 0, back, 2 * UNIT), PSA_SUCCESS);
    assert_memory_equal(back, bytes, 2 * UNIT);
}

static long microseconds_since(const struct timespec *then)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - then->tv_sec) * 1000000L + (now.tv_nsec - then->tv_nsec) / 1000L;
}

static void pace__on__takes_the_time_of_the_part(void **state)
{
    (void)state;
    struct timespec then;
    fill(bytes, 0, 100);
    plat_posix_set_flash_pace(true);
    clock_gettime(CLOCK_MONOTONIC, &then);
    assert_status(plat_flash_erase(journal(), 0), PSA_SUCCESS);
    assert_true(microseconds_since(&then) >= 2000);
    clock_gettime(CLOCK_MONOTONIC, &then);
    assert_status(plat_flash_prog(journal(), 0, bytes, 100 * UNIT), PSA_SUCCESS);
    assert_true(microseconds_since(&then) >= 3200);
    plat_posix_set_flash_pace(false);
}

static void wear__counts_erases_of_each_sector(void **state)
{
    (void)state;
    uint32_t wear = 9;
    assert_status(plat_posix_flash_wear(PLAT_AREA_ITS, 7, &wear), PSA_SUCCESS);
    assert_int_equal(wear, 0);
    for (unsigned i = 0; i < 3; i++) {
        assert_status(plat_flash_erase(plat_flash_area(PLAT_AREA_ITS), 7 * SECTOR), PSA_SUCCESS);
    }
    reopen();
    assert_status(plat_posix_flash_wear(PLAT_AREA_ITS, 7, &wear), PSA_SUCCESS);
    assert_int_equal(wear, 3);
    assert_status(plat_posix_flash_wear(PLAT_AREA_ITS, 6, &wear), PSA_SUCCESS);
    assert_int_equal(wear, 0);
    assert_status(plat_posix_flash_wear(PLAT_AREA_ITS, 8, &wear), PSA_ERROR_INVALID_ARGUMENT);
    assert_status(plat_posix_flash_wear(0x3f, 0, &wear), PSA_ERROR_INVALID_ARGUMENT);
}

#define WITH_DEVICE(f) cmocka_unit_test_setup_teardown(f, case_device, case_end)
#define WITH_OPEN(f) cmocka_unit_test_setup_teardown(f, case_open, case_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_OPEN(prog__second_time_in_another_session__is_refused),
        WITH_OPEN(prog__erased_value__counts_as_programmed),
        WITH_OPEN(calls__with_a_foreign_area__are_refused),
        WITH_OPEN(file__is_as_the_readme_says),
        WITH_OPEN(read__damaged_unit__loses_that_unit_alone),
        WITH_DEVICE(kill__at_each_program__leaves_the_units_before_it_and_a_torn_one),
        WITH_DEVICE(kill__in_an_erase__leaves_a_sector_that_must_be_erased_again),
        WITH_DEVICE(kill__at_any_moment__leaves_legal_flash),
        WITH_OPEN(observer__sees_each_unit_and_each_erase),
        WITH_OPEN(pace__on__takes_the_time_of_the_part),
        WITH_OPEN(wear__counts_erases_of_each_sector),
    };
    return cmocka_run_group_tests_name("posix flash file", tests, NULL, NULL);
}
