/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The recovery table of lib/its/DESIGN.md, section 5: a case for each row, named for it. What a row says is set up as
 * plainly as it can be; the campaigns of its.cut meet the rows in all their mixtures.
 */
#include "env.h"

#include "lib/its/record.h"

#define SECTOR 1024u
#define CELL 16u
#define SIZE 20u
#define FIRST (2u * CELL)  /* of the records in a sector */
#define RECORD (4u * CELL) /* header, 20 bytes of text with 16 of tag */

static const env_item_t none = { 0 };

static env_item_t version(uint32_t n)
{
    return (env_item_t){ true, SIZE, n, 0 };
}

static void set(uint32_t i, uint32_t n)
{
    assert_int_equal(env_set(i, SIZE, n), PSA_SUCCESS);
}

static bool is(uint32_t i, uint32_t n)
{
    env_item_t item = version(n);
    return env_is(i, &item);
}

/* Whether the log has come to this sector: it is erased one sector in advance. */
static bool opened(uint32_t sector)
{
    return sim_flash_unit(PLAT_AREA_ITS, sector * SECTOR) == SIM_UNIT_DONE;
}

static void work_goes_on(void)
{
    for (uint32_t n = 0; n < 60; n++) { /* round all sectors */
        set(5, n);
        assert_true(is(5, n));
    }
    env_reboot();
    assert_true(is(5, 59));
}

static int setup(void **state)
{
    (void)state;
    env_device(3, SECTOR, 16);
    return 0;
}

/* Sector 0 with item 3 in its first session, 0 and 1 in its second; the head is sector 1. */
static void two_sessions_behind_the_head(void)
{
    set(3, 1);
    set(0, 1); /* the last one is written again by the first write of the second session */
    env_reboot();
    set(1, 1);
    while (!opened(1)) {
        set(2, 9);
    }
    set(2, 9);
}

static void first_session_is_lost(void)
{
    env_reboot();
    assert_false(is(3, 1));
    assert_true(is(0, 1) && is(1, 1) && is(2, 9));
    work_goes_on();
}

static void i1__no_session_header__other_sessions_count(void **state)
{
    (void)state;
    two_sessions_behind_the_head();
    sim_flash_set_unit(PLAT_AREA_ITS, 0, SIM_UNIT_ECC);
    first_session_is_lost();
}

static void i2__session_header_with_a_wrong_tag__other_sessions_count(void **state)
{
    (void)state;
    uint8_t byte;
    two_sessions_behind_the_head();
    sim_flash_get(PLAT_AREA_ITS, CELL, &byte, 1);
    byte ^= 1u;
    sim_flash_set(PLAT_AREA_ITS, CELL, &byte, 1);
    first_session_is_lost();
}

static void i3__session_header_of_another_version__other_sessions_count(void **state)
{
    (void)state;
    uint8_t header[PITS_HEADER_SIZE];
    two_sessions_behind_the_head();
    sim_flash_get(PLAT_AREA_ITS, 0, header, sizeof header);
    assert_int_equal(pits_header_flags(header), PITS_FORMAT);
    header[0] = (uint8_t)((PITS_FORMAT + 1u) << PITS_FLAGS_SHIFT);
    pits_header_check(header, header);
    sim_flash_set(PLAT_AREA_ITS, 0, header, sizeof header);
    first_session_is_lost();
}

static void i4__older_sector_put_back__nothing_in_it_authenticates(void **state)
{
    (void)state;
    static uint8_t old[SECTOR];
    sim_counter_supported(PLAT_COUNTER_ITS, false);
    while (!opened(2)) {
        set(0, 1);
    }
    sim_flash_get(PLAT_AREA_ITS, SECTOR, old, SECTOR);
    assert_int_equal(pcc_get_le32(old + PITS_KEY_OFFSET), 2); /* epoch */
    uint8_t header[PITS_HEADER_SIZE] = { 0 };
    for (uint32_t n = 0; n < 100 && (pcc_get_le32(header + PITS_KEY_OFFSET) != 5 || opened(0)); n++) {
        set(0, 100 + n); /* round, to where the head is sector 2 again */
        sim_flash_get(PLAT_AREA_ITS, SECTOR, header, sizeof header);
    }
    assert_int_equal(pcc_get_le32(header + PITS_KEY_OFFSET), 5);
    assert_true(opened(2));
    sim_flash_set(PLAT_AREA_ITS, SECTOR, old, SECTOR);
    env_reboot();
    assert_false(is(0, 1));
    work_goes_on();
}

static void i5__session_header__another_salt(void **state)
{
    (void)state;
    uint8_t one[PITS_HEADER_SIZE], two[PITS_HEADER_SIZE];
    set(0, 1);
    env_reboot();
    set(1, 1);
    sim_flash_get(PLAT_AREA_ITS, 0, one, sizeof one);
    sim_flash_get(PLAT_AREA_ITS, FIRST + RECORD, two, sizeof two);
    assert_int_equal(pits_header_type(two), PITS_SESSION);
    assert_memory_equal(one + PITS_KEY_OFFSET, two + PITS_KEY_OFFSET, 4); /* of one epoch */
    assert_memory_not_equal(one + 8, two + 8, PITS_SALT_SIZE);
    env_reboot();
    assert_true(is(0, 1) && is(1, 1));
}

/* It replaces what was before it, although its text is read by nobody but the get that then fails. */
static void i6__record_between_others__believed(void **state)
{
    (void)state;
    set(0, 1);
    set(0, 2);
    set(1, 1);
    sim_flash_set_unit(PLAT_AREA_ITS, FIRST + RECORD + CELL, SIM_UNIT_ECC);
    env_reboot();
    assert_false(is(0, 1) || is(0, 2));
    assert_false(env_is(0, &none));
    assert_true(is(1, 1));
    work_goes_on();
}

/* The n-th point of a second set of item 0 is cut; item 1 was set before. */
static void version_2(void *ctx)
{
    (void)ctx;
    psa_status_t status = env_set(0, SIZE, 2);
    (void)status;
}

static void cut_second_set(uint32_t n, sim_tear_t tear)
{
    set(0, 1);
    set(1, 1);
    sim_seed(n);
    sim_cut_at(n, tear);
    assert_int_equal(sim_run(version_2, NULL), SIM_CUT);
    sim_cut_off();
    pits_reset();
}

/* What a torn tag reads as is settled by the next write. */
static void i7__tag_torn__old_or_new_for_good(void **state)
{
    for (unsigned tear = 0; tear < SIM_TEAR_COUNT; tear++) {
        setup(state);
        cut_second_set(4, (sim_tear_t)tear);
        assert_true(is(0, 1) || is(0, 2));
        set(2, 1);
        bool new = is(0, 2);
        for (unsigned boot = 0; boot < 20; boot++) {
            assert_true(is(0, new ? 2 : 1) && is(1, 1) && is(2, 1));
            env_reboot();
        }
        work_goes_on();
    }
}

static void i8__cut_in_the_middle__stepped_over_as_a_whole(void **state)
{
    uint32_t at = FIRST + 2 * RECORD;
    for (unsigned tear = 0; tear < SIM_TEAR_COUNT; tear++) {
        setup(state);
        cut_second_set(2, (sim_tear_t)tear);
        assert_true(is(0, 1));
        set(2, 1);
        assert_true(is(0, 1) && is(1, 1) && is(2, 1));
        assert_int_equal(sim_flash_unit(PLAT_AREA_ITS, at), SIM_UNIT_DONE); /* the header that claims four cells */
        assert_int_equal(sim_flash_unit(PLAT_AREA_ITS, at + 3 * CELL), SIM_UNIT_ERASED);
        assert_int_equal(sim_flash_unit(PLAT_AREA_ITS, at + 4 * CELL), SIM_UNIT_DONE);
        work_goes_on();
    }
}

static void i9__header_torn__stepped_over(void **state)
{
    for (unsigned tear = 0; tear < SIM_TEAR_COUNT; tear++) {
        setup(state);
        cut_second_set(1, (sim_tear_t)tear);
        assert_true(is(0, 1));
        set(2, 1);
        env_reboot();
        assert_true(is(0, 1) && is(1, 1) && is(2, 1));
        work_goes_on();
    }
}

/* Eight blank cells are all that is looked at of what is free. */
static void i10__blank_cells__end_of_the_log(void **state)
{
    (void)state;
    sim_stats_t stats;
    env_device(2, 8192, 16);
    set(0, 1);
    env_reboot();
    sim_stats_reset();
    assert_true(is(0, 1));
    sim_stats_area(PLAT_AREA_ITS, &stats);
    assert_true(stats.bytes_read < 1500);
    assert_int_equal(stats.bytes_programmed, 0);
}

static void one_more(void *ctx)
{
    set(*(const uint32_t *)ctx % 2u, 1000);
}

/* Each point of the set that opens a sector. */
static void i11__opening_cut__old_or_new(void **state)
{
    (void)state;
    sim_snapshot_t *before = sim_snapshot_new();
    uint32_t n = 0, erases;
    do {
        sim_snapshot_free(before);
        before = sim_snapshot_new();
        erases = sim_erases(PLAT_AREA_ITS, 0) + sim_erases(PLAT_AREA_ITS, 1) + sim_erases(PLAT_AREA_ITS, 2);
        n++;
        set(n % 2u, n);
    } while (n < 40 ||
             sim_erases(PLAT_AREA_ITS, 0) + sim_erases(PLAT_AREA_ITS, 1) + sim_erases(PLAT_AREA_ITS, 2) == erases);
    sim_end_t end = SIM_CUT;
    uint32_t cut = 0;
    while (end == SIM_CUT) {
        sim_snapshot_restore(before);
        env_reboot();
        sim_seed(++cut);
        sim_cut_at(cut, SIM_TEAR_RANDOM);
        end = sim_run(one_more, &n);
        sim_cut_off();
        pits_reset();
        assert_true(is(n % 2u, 1000) || is(n % 2u, n - 2u));
        assert_true(is(1u - n % 2u, n - 1u));
        work_goes_on();
    }
    assert_true(cut > 8); /* erase, session, copy, record, counter, erase */
    sim_snapshot_free(before);
}

static void i12__new_area__opened_by_the_first_set(void **state)
{
    (void)state;
    sim_stats_t stats;
    sim_stats_reset();
    assert_true(env_is(0, &none));
    sim_stats_area(PLAT_AREA_ITS, &stats);
    assert_int_equal(stats.bytes_programmed + stats.erases, 0);
    set(0, 1);
    assert_true(is(0, 1));
    work_goes_on();
}

static void nothing_served_or_erased(void)
{
    uint8_t got[SIZE];
    size_t length;
    env_reboot();
    sim_stats_reset();
    sim_stats_t stats;
    assert_int_equal(pits_get(&pits_store_its, -1, 1, 0, SIZE, got, &length), PSA_ERROR_DATA_CORRUPT);
    assert_int_equal(psa_its_get(1, 0, SIZE, got, &length), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(env_set(0, SIZE, 5), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(psa_its_remove(1), PSA_ERROR_STORAGE_FAILURE);
    sim_stats_area(PLAT_AREA_ITS, &stats);
    assert_int_equal(stats.bytes_programmed + stats.erases, 0);
}

static void i13__another_device_key__nothing_served_or_erased(void **state)
{
    (void)state;
    uint8_t key[PLAT_DEVICE_KEY_SIZE] = { 1 };
    sim_counter_supported(PLAT_COUNTER_ITS, false);
    sim_set_device_key(key);
    pits_reset();
    set(0, 1);
    sim_flash_set_unit(PLAT_AREA_ITS, FIRST, SIM_UNIT_ECC); /* the first record may be torn */
    env_reboot();
    set(0, 2);
    key[0] = 2;
    sim_set_device_key(key);
    nothing_served_or_erased();
    key[0] = 1;
    sim_set_device_key(key);
    env_reboot();
    assert_true(is(0, 2));
}

static void i14__area_wiped__refused_but_in_provisioning(void **state)
{
    (void)state;
    static uint8_t blank[3 * SECTOR];
    set(0, 1);
    memset(blank, 0xff, sizeof blank);
    sim_flash_set(PLAT_AREA_ITS, 0, blank, sizeof blank);
    nothing_served_or_erased();
    sim_set_lifecycle(PLAT_LIFECYCLE_PSA_ROT_PROVISIONING);
    env_reboot();
    assert_true(env_is(0, &none));
    set(0, 2);
    sim_set_lifecycle(PLAT_LIFECYCLE_SECURED);
    env_reboot();
    assert_true(is(0, 2));
}

static void i15__older_area_put_back__nothing_served_or_erased(void **state)
{
    (void)state;
    static uint8_t image[3 * SECTOR];
    set(0, 1);
    sim_flash_get(PLAT_AREA_ITS, 0, image, sizeof image);
    while (!opened(2)) {
        set(0, 2);
    }
    set(0, 3);
    sim_flash_set(PLAT_AREA_ITS, 0, image, sizeof image);
    nothing_served_or_erased();
}

static void i16__damaged_when_its_sector_is_cleared__stays_known(void **state)
{
    (void)state;
    uint8_t got[SIZE];
    size_t length;
    set(0, 1);
    set(1, 1);
    sim_flash_set_unit(PLAT_AREA_ITS, FIRST + CELL, SIM_UNIT_ECC);
    work_goes_on();
    for (int boot = 0; boot < 2; boot++) {
        assert_int_equal(psa_its_get(1, 0, SIZE, got, &length), PSA_ERROR_STORAGE_FAILURE);
        assert_true(is(1, 1));
        env_reboot();
    }
    set(0, 2);
    assert_true(is(0, 2));
    assert_int_equal(psa_its_remove(1), PSA_SUCCESS);
    assert_true(env_is(0, &none));
}

static void i17__port_fails_while_mounting__the_next_call_mounts(void **state)
{
    (void)state;
    uint8_t got[SIZE];
    size_t length;
    bool struck = true;
    set(0, 1);
    set(1, 1);
    for (uint32_t n = 1; struck; n++) {
        env_reboot();
        sim_fail_at(SIM_CALL_FLASH_READ, n, PSA_ERROR_HARDWARE_FAILURE);
        psa_status_t status = psa_its_get(1, 0, SIZE, got, &length);
        struck = sim_fail_struck();
        sim_fail_off();
        assert_int_equal(status, struck ? PSA_ERROR_STORAGE_FAILURE : PSA_SUCCESS);
        assert_true(is(0, 1) && is(1, 1));
        assert_true(n > 6 || struck);
    }
}

static void i18__sector_fails_for_ever__skipped(void **state)
{
    (void)state;
    for (uint32_t bad = 0; bad < 6; bad++) {
        env_device(6, SECTOR, 16);
        sim_bad_sector(PLAT_AREA_ITS, bad, true, true);
        set(0, 1);
        for (unsigned round = 0; round < 5; round++) {
            work_goes_on();
            assert_true(is(0, 1));
        }
        assert_false(opened(bad));
        assert_true(opened(bad ? 0 : 1) || opened(bad == 2 ? 3 : 2));
    }
}

static void rows__every_one__has_a_case(void **state);

#define CASE(name) cmocka_unit_test_setup(name, setup)
static const struct CMUnitTest tests[] = {
    CASE(i1__no_session_header__other_sessions_count),
    CASE(i2__session_header_with_a_wrong_tag__other_sessions_count),
    CASE(i3__session_header_of_another_version__other_sessions_count),
    CASE(i4__older_sector_put_back__nothing_in_it_authenticates),
    CASE(i5__session_header__another_salt),
    CASE(i6__record_between_others__believed),
    CASE(i7__tag_torn__old_or_new_for_good),
    CASE(i8__cut_in_the_middle__stepped_over_as_a_whole),
    CASE(i9__header_torn__stepped_over),
    CASE(i10__blank_cells__end_of_the_log),
    CASE(i11__opening_cut__old_or_new),
    CASE(i12__new_area__opened_by_the_first_set),
    CASE(i13__another_device_key__nothing_served_or_erased),
    CASE(i14__area_wiped__refused_but_in_provisioning),
    CASE(i15__older_area_put_back__nothing_served_or_erased),
    CASE(i16__damaged_when_its_sector_is_cleared__stays_known),
    CASE(i17__port_fails_while_mounting__the_next_call_mounts),
    CASE(i18__sector_fails_for_ever__skipped),
    cmocka_unit_test(rows__every_one__has_a_case),
};

/* A row of the table begins with "| I" and its number. */
static void rows__every_one__has_a_case(void **state)
{
    (void)state;
    char line[1000];
    unsigned rows = 0, number;
    FILE *file = fopen(PITS_DESIGN, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file)) {
        if (sscanf(line, "| I%u |", &number) == 1) {
            char prefix[20];
            bool found = false;
            snprintf(prefix, sizeof prefix, "i%u__", number);
            for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
                found = found || strncmp(tests[i].name, prefix, strlen(prefix)) == 0;
            }
            if (!found) {
                fail_msg("row I%u has no case", number);
            }
            rows++;
        }
    }
    fclose(file);
    assert_int_equal(rows, sizeof tests / sizeof tests[0] - 1u);
}

int main(void)
{
    cmocka_set_test_filter(getenv("CMOCKA_TEST_FILTER"));
    return cmocka_run_group_tests(tests, NULL, NULL);
}
