/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A boot that only verifies, and recovery when nothing authentic is left.
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

/** A unit of the journal is read three times. */
#define JOURNAL_UNIT (3u * 16u)

static test_image_t v1, v2, data;
static pfwu_boot_result_t result;
static unsigned recoveries;

static int device(void **state)
{
    (void)state;
    device_init(2, 4, 512, 2);
    device_make(&v1, &(test_spec_t){ .major = 3, .counter = 2, .body_size = 900 });
    device_make(&v2, &(test_spec_t){ .major = 2, .counter = 2, .body_size = 1300 });
    device_make(&data, &(test_spec_t){ .component = 1, .major = 1, .counter = 1, .body_size = 100 });
    device_provision(0, &v1);
    device_provision(1, &data);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    recoveries = 0;
    return 0;
}

static void damage(uint8_t component, uint32_t off)
{
    uint8_t byte;
    sim_flash_get(PLAT_AREA_SLOT_ACTIVE(component), off, &byte, 1);
    byte = (uint8_t)~byte;
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(component), off, &byte, 1);
}

/* -------------------------------------------------------------------------------------------------- Verify only --- */

static void boot_verify__authentic__runs_and_is_measured_and_writes_nothing(void **state)
{
    (void)state;
    sim_stats_t stats;
    plat_measurement_t measurement;
    sim_reboot();
    sim_stats_reset();
    uint32_t before = fake_checks();
    assert_int_equal(pfwu_boot_verify(1, &result), PSA_SUCCESS);
    assert_ptr_equal(result.run_area, plat_flash_area(PLAT_AREA_SLOT_ACTIVE(0)));
    assert_int_equal(result.run_header_size, 32);
    assert_int_equal(result.count, 2);
    assert_int_equal(fake_checks() - before, 2);
    sim_stats(&stats);
    assert_int_equal(stats.erases, 0);
    assert_int_equal(stats.bytes_programmed, 0);
    sim_stats_area(PLAT_AREA_FWU_JOURNAL, &stats);
    assert_int_equal(stats.read_calls, 0);
    assert_int_equal(plat_boot_record_get(0, &measurement), PSA_SUCCESS);
    assert_string_equal(measurement.type, "App");
    assert_int_equal(plat_boot_record_get(1, &measurement), PSA_SUCCESS);
    assert_int_equal(plat_boot_record_get(2, &measurement), PSA_ERROR_DOES_NOT_EXIST);
}

/** Bytes read of an area. */
static uint32_t bytes_read(uint8_t area)
{
    sim_stats_t stats;
    sim_stats_area(area, &stats);
    return (uint32_t)stats.bytes_read;
}

/** Of each active image every byte once; of the other slots none; `journal` bytes of the journal. */
static void expect_each_byte_once(uint32_t journal)
{
    assert_int_equal(bytes_read(PLAT_AREA_SLOT_ACTIVE(0)), v1.size);
    assert_int_equal(bytes_read(PLAT_AREA_SLOT_ACTIVE(1)), data.size);
    assert_int_equal(bytes_read(PLAT_AREA_SLOT_SECOND(0)), 0);
    assert_int_equal(bytes_read(PLAT_AREA_SLOT_SECOND(1)), 0);
    assert_int_equal(bytes_read(PLAT_AREA_FWU_JOURNAL), journal);
}

/** The figure of issue and README: one hash and one signature check an image, not a byte more. */
static void boot__nothing_pending__reads_each_byte_of_an_active_image_once(void **state)
{
    (void)state;
    sim_stats_t stats;
    sim_reboot();
    sim_stats_reset();
    uint32_t checks = fake_checks();
    assert_int_equal(pfwu_boot_verify(1, &result), PSA_SUCCESS);
    expect_each_byte_once(0);
    assert_int_equal(fake_checks() - checks, 2);

    /* No journal yet: a boot looks for a head at the front of each sector, three times. */
    sim_stats_reset();
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    expect_each_byte_once(2u * JOURNAL_UNIT);
    assert_int_equal(fake_checks() - checks, 4);

    /* With one: the youngest sector to choose it and to load it, with the two blank units that end it (its words: H, C,
     * D, three calls, an E after each); and the front of the other sector. */
    assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
    assert_int_equal(psa_fwu_cancel(0), PSA_SUCCESS);
    assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    sim_stats_reset();
    checks = fake_checks();
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    expect_each_byte_once((2u * (9u + 2u) + 1u) * JOURNAL_UNIT);
    assert_int_equal(fake_checks() - checks, 2);
    sim_stats(&stats);
    assert_int_equal(stats.erases, 0);
    assert_int_equal(stats.bytes_programmed, 0);
}

static void boot_verify__any_byte_changed__does_not_run(void **state)
{
    (void)state;
    plat_measurement_t measurement;
    for (uint32_t off = 0; off < v1.size; off++) {
        damage(0, off);
        sim_reboot();
        assert_int_equal(pfwu_boot_verify(1, &result), PSA_ERROR_INVALID_SIGNATURE);
        assert_null(result.run_area);
        assert_int_equal(plat_boot_record_get(0, &measurement), PSA_ERROR_DOES_NOT_EXIST);
        damage(0, off);
    }
    damage(1, 50); /* data may be absent */
    sim_reboot();
    assert_int_equal(pfwu_boot_verify(1, &result), PSA_SUCCESS);
    assert_int_equal(result.component[1].status, PSA_ERROR_INVALID_SIGNATURE);
}

static void boot_verify__too_old_or_no_such_stage_or_bad_table__does_not_run(void **state)
{
    (void)state;
    assert_int_equal(pfwu_boot_verify(2, &result), PSA_ERROR_DOES_NOT_EXIST);
    sim_set_counter(PLAT_COUNTER_FWU(0), 3);
    assert_int_equal(pfwu_boot_verify(1, &result), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(result.component[0].status, PSA_ERROR_NOT_PERMITTED);
    device_row(0)->keys = NULL;
    assert_int_equal(pfwu_boot_verify(1, &result), PSA_ERROR_INVALID_ARGUMENT);
    assert_null(result.run_area);
}

/* ----------------------------------------------------------------------------------------------------- Recovery --- */

static psa_status_t recover(void *ctx, psa_status_t status, const pfwu_boot_result_t *told)
{
    const test_image_t *image = ctx;
    assert_int_equal(status, PSA_ERROR_INVALID_SIGNATURE);
    assert_null(told->run_area);
    recoveries++;
    if (image == NULL || recoveries > 3) {
        return PSA_ERROR_GENERIC_ERROR;
    }
    if (device_state(0) == PSA_FWU_FAILED || device_state(0) == PSA_FWU_UPDATED) {
        assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    }
    psa_status_t done = device_download(0, image, 256);
    return done == PSA_SUCCESS && psa_fwu_install() == PSA_SUCCESS_REBOOT ? PSA_SUCCESS : done;
}

static void recover__image_runs__not_called(void **state)
{
    (void)state;
    assert_int_equal(pfwu_boot_or_recover(1, &result, recover, &v2), PSA_SUCCESS);
    assert_int_equal(recoveries, 0);
    assert_true(device_runs(0, &v1));
}

/** The header of what is damaged tells a newer version: it has no say any more. Nor has it where bytes behind it can't
 *  be read, as is the way of flash with ECC. */
static void recover__nothing_authentic__brings_an_image_that_runs(void **state)
{
    for (unsigned unreadable = 0; unreadable < 2; unreadable++) {
        device(state);
        if (unreadable != 0) {
            sim_flash_set_unit(PLAT_AREA_SLOT_ACTIVE(0), 208, SIM_UNIT_ECC);
        } else {
            damage(0, 208);
        }
        sim_reboot();
        assert_int_equal(pfwu_boot_or_recover(1, &result, recover, &v2), PSA_SUCCESS);
        assert_int_equal(recoveries, 1);
        assert_non_null(result.run_area);
        assert_true(device_runs(0, &v2));
        assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
    }
}

/** An update that was accepted and never cleaned decays, by its bytes or so that a unit can't be read: the next image
 *  finds room. */
static void recover__updated_image_decayed__brings_an_image_that_runs(void **state)
{
    for (unsigned unreadable = 0; unreadable < 2; unreadable++) {
        device(state);
        test_image_t v3;
        device_make(&v3, &(test_spec_t){ .major = 4, .counter = 2, .body_size = 1300 });
        assert_int_equal(device_download(0, &v3, 256), PSA_SUCCESS);
        assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_int_equal(device_state(0), PSA_FWU_UPDATED);
        if (unreadable != 0) {
            sim_flash_set_unit(PLAT_AREA_SLOT_ACTIVE(0), 208, SIM_UNIT_ECC);
        } else {
            damage(0, 208);
        }
        sim_reboot();
        assert_int_equal(pfwu_boot_or_recover(1, &result, recover, &v3), PSA_SUCCESS);
        assert_int_equal(recoveries, 1);
        assert_true(device_runs(0, &v3));
    }
}

/** While what runs is authentic, its version counts. */
static void recover__older_than_what_runs__still_refused(void **state)
{
    (void)state;
    assert_int_equal(device_download(0, &v2, 256), PSA_ERROR_NOT_PERMITTED);
}

static void recover__brings_nothing_good__stops(void **state)
{
    (void)state;
    test_image_t bad = v2;
    damage(0, 200);
    assert_int_equal(pfwu_boot_or_recover(1, &result, recover, NULL), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(recoveries, 1);
    bad.bytes[100] ^= 1u;
    assert_int_equal(pfwu_boot_or_recover(1, &result, recover, &bad), PSA_ERROR_INVALID_SIGNATURE);
    assert_null(result.run_area);
    /* Too old for the device: damage does not lower the counter. */
    device_make(&bad, &(test_spec_t){ .major = 5, .counter = 1, .body_size = 900 });
    sim_set_counter(PLAT_COUNTER_FWU(0), 2);
    recoveries = 0;
    assert_int_equal(pfwu_boot_or_recover(1, &result, recover, &bad), PSA_ERROR_INVALID_SIGNATURE);
    recoveries = 0;
    assert_int_equal(pfwu_boot_or_recover(1, &result, recover, &v2), PSA_SUCCESS);
    assert_true(device_runs(0, &v2));
}

static void boot_run(void *ctx)
{
    (void)ctx;
    psa_status_t status = device_boot(&result);
    (void)status;
}

static unsigned given_up;

static psa_status_t give_up_or_recover(void *ctx, psa_status_t status, const pfwu_boot_result_t *told)
{
    if (status != PSA_ERROR_STORAGE_FAILURE) {
        return recover(ctx, status, told);
    }
    given_up++;
    assert_null(told->run_area);
    return pfwu_give_up();
}

/** B10, S5: an update that overwrites, or a roll-back, is cut, and then what it copies can't be read any more: there is
 *  no image left. It is given up, and what the recovery brings runs. */
static void give_up__half_done_and_unreadable__what_is_brought_runs(void **state)
{
    for (unsigned overwrite = 0; overwrite < 2; overwrite++) {
        test_image_t v4;
        device(state);
        device_make(&v4, &(test_spec_t){ .major = 4, .counter = 2, .body_size = 1300 });
        given_up = 0;
        if (overwrite != 0) {
            device_row(0)->mode = PFWU_MODE_OVERWRITE;
            device_row(0)->needs_trial = false;
        }
        assert_int_equal(device_download(0, &v4, 256), PSA_SUCCESS);
        assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
        if (overwrite == 0) {
            assert_int_equal(device_boot(&result), PSA_SUCCESS);
        }
        sim_snapshot_t *before = sim_snapshot_new();
        for (uint32_t n = 1;; n++) {
            sim_snapshot_restore(before);
            pfwu_reset();
            sim_cut_at(n, SIM_TEAR_NOTHING);
            if (sim_run(boot_run, NULL) == SIM_RETURNED) {
                break;
            }
            sim_cut_off();
            sim_flash_set_unit(PLAT_AREA_SLOT_SECOND(0), overwrite != 0 ? 512u + 208u : 208u, SIM_UNIT_ECC);
            pfwu_reset();
            recoveries = 0;
            assert_int_equal(pfwu_boot_or_recover(1, &result, give_up_or_recover, &v4), PSA_SUCCESS);
            assert_true(device_runs(0, &v4) || (recoveries == 0 && device_runs(0, &v1)));
            assert_int_equal(pfwu_give_up(), PSA_ERROR_BAD_STATE);
        }
        sim_snapshot_free(before);
        assert_in_range(given_up, 10, UINT32_MAX);
    }
}

/** Of a set one part could be old and one new: not while all its code would run. */
static void give_up__of_a_set__only_if_it_does_not_run(void **state)
{
    for (unsigned reverts = 0; reverts < 2; reverts++) {
        device(state);
        assert_int_equal(pfwu_give_up(), PSA_ERROR_BAD_STATE);
        assert_int_equal(pfwu_journal_append(PFWU_WORD_SET, PFWU_SET_STAGED, 0, 3u), PSA_SUCCESS);
        assert_int_equal(pfwu_give_up(), PSA_ERROR_BAD_STATE); /* not begun: it can be rejected */
        if (reverts != 0) {
            assert_int_equal(pfwu_journal_append(PFWU_WORD_SET, PFWU_SET_REVERT, 0, 3u), PSA_SUCCESS);
        } else {
            assert_int_equal(pfwu_journal_step(0, 2, 2, 3), PSA_SUCCESS);
        }
        assert_int_equal(pfwu_give_up(), PSA_ERROR_NOT_PERMITTED);
        damage(0, 208);
        assert_int_equal(pfwu_give_up(), PSA_SUCCESS);
        for (uint8_t id = 0; id < 2; id++) {
            assert_int_equal(device_state(id), PSA_FWU_FAILED);
            assert_int_equal(device_error(id), PSA_ERROR_STORAGE_FAILURE);
            assert_int_equal(psa_fwu_clean(id), PSA_SUCCESS);
        }
        assert_true(device_runs(1, &data));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(boot_verify__authentic__runs_and_is_measured_and_writes_nothing, device),
        cmocka_unit_test_setup(boot__nothing_pending__reads_each_byte_of_an_active_image_once, device),
        cmocka_unit_test_setup(boot_verify__any_byte_changed__does_not_run, device),
        cmocka_unit_test_setup(boot_verify__too_old_or_no_such_stage_or_bad_table__does_not_run, device),
        cmocka_unit_test_setup(recover__image_runs__not_called, device),
        cmocka_unit_test_setup(recover__nothing_authentic__brings_an_image_that_runs, device),
        cmocka_unit_test_setup(recover__updated_image_decayed__brings_an_image_that_runs, device),
        cmocka_unit_test_setup(recover__older_than_what_runs__still_refused, device),
        cmocka_unit_test_setup(recover__brings_nothing_good__stops, device),
        cmocka_unit_test_setup(give_up__half_done_and_unreadable__what_is_brought_runs, device),
        cmocka_unit_test_setup(give_up__of_a_set__only_if_it_does_not_run, device),
    };
    return cmocka_run_group_tests_name("fwu.stage", tests, NULL, NULL);
}
