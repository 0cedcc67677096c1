/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The modes overwrite and bank: what they do, what they can't, and what becomes of flash or a port that fails in them.
 * Row ids are those of lib/fwu/DESIGN.md section "Recovery". The cuts are in test_fwu_cut.c.
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

#define SECTORS 4u
#define SECTOR_SIZE 512u

static test_image_t old_image[DEVICE_COMPONENTS], new_image[DEVICE_COMPONENTS];
static pfwu_boot_result_t result;

/** Three components of which `which` has the mode, without spare sector and without trial. */
static void device_with(uint8_t which, uint8_t mode)
{
    device_without_spare(1u << which);
    device_init(3, SECTORS, SECTOR_SIZE, 2);
    device_without_spare(0);
    for (uint8_t id = 0; id < DEVICE_COMPONENTS; id++) {
        device_row(id)->needs_trial = false;
        device_make(&old_image[id],
                    &(test_spec_t){ .component = id, .major = 1, .counter = 1, .body_size = 700u + 100u * id });
        device_make(&new_image[id],
                    &(test_spec_t){ .component = id, .major = 2, .counter = 2, .body_size = 1300u - 100u * id });
        device_provision(id, &old_image[id]);
    }
    device_row(which)->mode = mode;
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
}

static void stage(uint32_t mask)
{
    for (uint8_t id = 0; id < DEVICE_COMPONENTS; id++) {
        if ((mask >> id & 1u) != 0) {
            assert_int_equal(device_download(id, &new_image[id], 256), PSA_SUCCESS);
        }
    }
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
}

static void boot_run(void *ctx)
{
    (void)ctx;
    pfwu_boot_result_t ignored;
    psa_status_t status = device_boot(&ignored);
    (void)status;
}

/** Cut a boot at its n-th point, before it. False: it has no so many. */
static bool boot_cut_at(uint32_t n)
{
    sim_cut_at(n, SIM_TEAR_NOTHING);
    bool cut = sim_run(boot_run, NULL) == SIM_CUT;
    sim_cut_off();
    pfwu_reset();
    fake_cipher_reset();
    return cut;
}

/* --------------------------------------------------------------------------------------------------- Overwrite --- */

static void overwrite__update__installed_without_backup(void **state)
{
    (void)state;
    sim_stats_t stats;
    device_with(0, PFWU_MODE_OVERWRITE);
    stage(1);
    sim_stats_reset();
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(result.component[0].event, PFWU_EVENT_INSTALLED);
    sim_stats_area(PLAT_AREA_SLOT_SECOND(0), &stats);
    assert_int_equal(stats.erases, 0);
    assert_true(device_runs(0, &new_image[0]));
    assert_int_equal(device_state(0), PSA_FWU_UPDATED);
    assert_int_equal(device_counter(0), 2);
    assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    for (uint32_t off = 0; off < SECTORS * SECTOR_SIZE; off += 16) {
        assert_int_equal(sim_flash_unit(PLAT_AREA_SLOT_SECOND(0), off), SIM_UNIT_ERASED);
    }
}

/** B3: what was overwritten has no backup, though the download that lies in its place verifies: it is never taken
 *  back. */
static void overwrite__on_trial_and_not_accepted__stays(void **state)
{
    (void)state;
    device_with(0, PFWU_MODE_OVERWRITE);
    stage(1);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(pfwu_journal_mount(), PSA_SUCCESS);
    /* As a stage does whose set has parts in the tables of others (any_needs_trial() in boot.c). */
    assert_int_equal(pfwu_journal_append(PFWU_WORD_SET, PFWU_SET_TRIAL, 0, 1u), PSA_SUCCESS);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(result.component[0].event, PFWU_EVENT_KEPT);
    assert_true(device_runs(0, &new_image[0]));
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
}

/** B10: code whose slot does not take the image; it is tried at each boot. */
static void overwrite__sector_of_code_dead__goes_on_when_it_can(void **state)
{
    (void)state;
    device_with(0, PFWU_MODE_OVERWRITE);
    stage(3);
    sim_bad_sector(PLAT_AREA_SLOT_ACTIVE(0), 1, false, true);
    for (unsigned boot = 0; boot < 2; boot++) {
        assert_int_equal(device_boot(&result), PSA_ERROR_STORAGE_FAILURE);
        assert_null(result.run_area);
        assert_int_equal(result.component[0].state, PSA_FWU_STAGED);
        assert_int_equal(result.component[1].state, PSA_FWU_STAGED);
    }
    sim_bad_sector(PLAT_AREA_SLOT_ACTIVE(0), 1, false, false);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_true(device_runs(0, &new_image[0]));
    assert_true(device_runs(1, &new_image[1]));
    assert_int_equal(device_state(0), PSA_FWU_UPDATED);
}

/** B11: the same for data: it is absent from now on, the rest of the set is new. */
static void overwrite__sector_of_data_dead__code_runs_without(void **state)
{
    (void)state;
    device_with(1, PFWU_MODE_OVERWRITE);
    stage(3);
    sim_bad_sector(PLAT_AREA_SLOT_ACTIVE(1), 1, true, false);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_true(device_runs(0, &new_image[0]));
    assert_int_equal(device_state(0), PSA_FWU_UPDATED);
    assert_int_equal(device_state(1), PSA_FWU_FAILED);
    assert_int_equal(device_error(1), PSA_ERROR_STORAGE_FAILURE);
    assert_int_not_equal(result.component[1].status, PSA_SUCCESS);
}

/** B10, B11: copied to the end, and then it does not verify in place. */
static void overwrite__copy_damaged_before_it_was_verified__copied_again(void **state)
{
    (void)state;
    for (uint8_t id = 0; id < 2; id++) {
        unsigned met = 0;
        for (uint32_t n = 1;; n++) {
            device_with(id, PFWU_MODE_OVERWRITE);
            stage(1u << id);
            if (!boot_cut_at(n)) {
                break;
            }
            if (!device_runs(id, &new_image[id]) || device_state(id) != PSA_FWU_STAGED) {
                continue;
            }
            uint8_t byte = (uint8_t)~new_image[id].plain[100];
            sim_flash_set(PLAT_AREA_SLOT_ACTIVE(id), 100, &byte, 1);
            met++;
            psa_status_t status = device_boot(&result);
            if (id == 0) {
                if (status != PSA_SUCCESS) { /* its last sector was all that this boot had to copy */
                    assert_int_equal(status, PSA_ERROR_STORAGE_FAILURE);
                    assert_int_equal(device_boot(&result), PSA_SUCCESS);
                }
                assert_true(device_runs(0, &new_image[0]));
                assert_int_equal(device_state(0), PSA_FWU_UPDATED);
            } else {
                assert_int_equal(status, PSA_SUCCESS);
                assert_int_equal(device_state(1), PSA_FWU_FAILED);
            }
        }
        assert_true(met > 0);
    }
}

/** Promise 2: what can't go back does not come together with what may have to. */
static void install__overwrite_with_one_that_needs_trial__not_permitted(void **state)
{
    (void)state;
    device_with(2, PFWU_MODE_OVERWRITE);
    device_row(0)->needs_trial = true;
    assert_int_equal(device_download(0, &new_image[0], 256), PSA_SUCCESS);
    assert_int_equal(device_download(2, &new_image[2], 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(device_state(0), PSA_FWU_CANDIDATE);
    assert_int_equal(device_state(2), PSA_FWU_CANDIDATE);
    /* A table that changed its mind between install and boot */
    device_row(0)->needs_trial = false;
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    device_row(0)->needs_trial = true;
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_true(device_runs(0, &old_image[0]));
    assert_true(device_runs(2, &old_image[2]));
    assert_int_equal(device_error(2), PSA_ERROR_NOT_PERMITTED);
}

/** What was swapped does not verify any more when the overwriting would begin: all of the set stays old. */
static void set__swapped_part_damaged__nothing_overwritten(void **state)
{
    (void)state;
    unsigned met = 0;
    for (uint32_t n = 1;; n++) {
        device_with(2, PFWU_MODE_OVERWRITE);
        stage(5);
        if (!boot_cut_at(n)) {
            break;
        }
        if (!device_runs(0, &new_image[0]) || !device_runs(2, &old_image[2])) {
            continue;
        }
        uint8_t byte = (uint8_t)~new_image[0].plain[100]; /* in its first sector: moved, not to be moved again */
        sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), 100, &byte, 1);
        psa_status_t status = device_boot(&result);
        if (status == PSA_SUCCESS && device_runs(0, &old_image[0])) {
            met++;
            assert_true(device_runs(2, &old_image[2]));
            assert_int_equal(device_state(2), PSA_FWU_FAILED);
        }
    }
    assert_true(met > 0);
}

/* -------------------------------------------------------------------------------------------------------- Bank --- */

static void bank__update__no_slot_erased_or_programmed(void **state)
{
    (void)state;
    sim_stats_t stats;
    uint32_t bank = 7;
    device_with(0, PFWU_MODE_BANK);
    device_row(0)->needs_trial = true;
    stage(1);
    sim_stats_reset();
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(result.component[0].state, PSA_FWU_TRIAL);
    for (uint8_t i = 0; i < 2; i++) {
        sim_stats_area((uint8_t)(PLAT_AREA_SLOT_ACTIVE(0) + i), &stats);
        assert_int_equal(stats.erases, 0);
        assert_int_equal(stats.bytes_programmed, 0);
    }
    assert_true(device_runs(0, &new_image[0]));
    assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
    assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    for (uint32_t off = 0; off < SECTORS * SECTOR_SIZE; off += 16) {
        assert_int_equal(sim_flash_unit(PLAT_AREA_SLOT_SECOND(0), off), SIM_UNIT_ERASED);
    }
    assert_int_equal(plat_bank(0, &bank), PSA_SUCCESS);
    assert_int_equal(bank, 1);
    /* The next one goes back to bank 0, and is not accepted. */
    device_make(&old_image[0], &(test_spec_t){ .major = 3, .counter = 2, .body_size = 200 });
    assert_int_equal(device_download(0, &old_image[0], 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_true(device_runs(0, &old_image[0]));
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(result.component[0].event, PFWU_EVENT_ROLLED_BACK);
    assert_true(device_runs(0, &new_image[0]));
    assert_int_equal(device_error(0), PFWU_ERROR_NOT_ACCEPTED);
}

/** K2: a part that exchanges with a reset: the boot goes on after it. */
static void bank__exchange_resets_the_device__goes_on(void **state)
{
    (void)state;
    device_with(0, PFWU_MODE_BANK);
    device_row(0)->needs_trial = true;
    stage(1);
    sim_reboot_jumps(true);
    assert_int_equal(sim_run(boot_run, NULL), SIM_REBOOTED);
    assert_int_equal(sim_run(boot_run, NULL), SIM_RETURNED);
    assert_true(device_runs(0, &new_image[0]));
    assert_int_equal(device_state(0), PSA_FWU_TRIAL);
    assert_int_equal(sim_run(boot_run, NULL), SIM_REBOOTED); /* nobody accepted */
    assert_int_equal(sim_run(boot_run, NULL), SIM_RETURNED);
    assert_true(device_runs(0, &old_image[0]));
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    sim_reboot_jumps(false);
}

static void bank__port_fails__old_or_new_and_whole(void **state)
{
    (void)state;
    for (unsigned call = SIM_CALL_BANK; call <= SIM_CALL_BANK_SELECT; call++) {
        for (uint32_t n = 1; n <= 6; n++) {
            for (unsigned sticky = 0; sticky < 2; sticky++) {
                device_with(0, PFWU_MODE_BANK);
                stage(3);
                if (sticky != 0) {
                    sim_fail_from((sim_call_t)call, n, PSA_ERROR_STORAGE_FAILURE);
                } else {
                    sim_fail_at((sim_call_t)call, n, PSA_ERROR_STORAGE_FAILURE);
                }
                psa_status_t status = device_boot(&result);
                sim_fail_off();
                if (status != PSA_SUCCESS) {
                    assert_null(result.run_area);
                    assert_int_equal(device_boot(&result), PSA_SUCCESS);
                }
                assert_true(sticky != 0 || device_runs(0, &new_image[0]));
                bool is_new = device_runs(0, &new_image[0]);
                assert_true(is_new || device_runs(0, &old_image[0]));
                assert_int_equal(device_runs(1, &new_image[1]), is_new);
                assert_int_equal(device_state(0), is_new ? PSA_FWU_UPDATED : PSA_FWU_FAILED);
            }
        }
    }
}

/** An exchange is reported as failed, and the set goes back; at the next reset it would come about after all, behind
 *  the back of the journal. */
static void bank__exchange_that_failed_comes_late__called_off(void **state)
{
    (void)state;
    device_with(0, PFWU_MODE_BANK);
    stage(3);
    sim_banks_late(2);
    for (unsigned boot = 0; boot < 3; boot++) {
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_int_equal(device_state(0), PSA_FWU_FAILED);
        assert_true(device_runs(0, &old_image[0]));
        assert_true(device_runs(1, &old_image[1]));
    }
}

static void bank__port_has_none__refused(void **state)
{
    (void)state;
    device_with(0, PFWU_MODE_BANK);
    stage(3);
    sim_banks_supported(false);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    assert_int_equal(device_error(0), PSA_ERROR_STORAGE_FAILURE);
    assert_true(device_runs(0, &old_image[0]));
    assert_true(device_runs(1, &old_image[1]));
}

/** B3: the old image decayed in the other bank. */
static void bank__backup_damaged__new_one_stays(void **state)
{
    (void)state;
    uint8_t byte = (uint8_t)~old_image[0].plain[100];
    device_with(0, PFWU_MODE_BANK);
    device_row(0)->needs_trial = true;
    stage(1);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    sim_flash_set(PLAT_AREA_SLOT_SECOND(0), 100, &byte, 1);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(result.component[0].event, PFWU_EVENT_KEPT);
    assert_true(device_runs(0, &new_image[0]));
}

/* ------------------------------------------------------------------------------------------------------- Table --- */

static void table__mode_and_areas_do_not_fit__nothing_runs(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 5; i++) {
        device_with(i < 2 ? 0 : 1, i < 2 ? PFWU_MODE_BANK : PFWU_MODE_OVERWRITE);
        device_row(0)->mode = i < 2 ? PFWU_MODE_BANK : PFWU_MODE_SWAP;
        switch (i) {
        case 0:
            device_row(0)->decrypt_key = 1;
            break;
        case 1:
            device_row(0)->mode = PFWU_MODE_SWAP;
            break;
        case 2:
            device_row(0)->mode = PFWU_MODE_BANK;
            device_row(1)->mode = PFWU_MODE_OVERWRITE;
            break;
        case 3:
            device_row(1)->mode = PFWU_MODE_OVERWRITE;
            device_row(1)->needs_trial = true;
            break;
        default:
            device_row(1)->mode = 3;
            break;
        }
        assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_ARGUMENT);
        assert_null(result.run_area);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overwrite__update__installed_without_backup),
        cmocka_unit_test(overwrite__on_trial_and_not_accepted__stays),
        cmocka_unit_test(overwrite__sector_of_code_dead__goes_on_when_it_can),
        cmocka_unit_test(overwrite__sector_of_data_dead__code_runs_without),
        cmocka_unit_test(overwrite__copy_damaged_before_it_was_verified__copied_again),
        cmocka_unit_test(install__overwrite_with_one_that_needs_trial__not_permitted),
        cmocka_unit_test(set__swapped_part_damaged__nothing_overwritten),
        cmocka_unit_test(bank__update__no_slot_erased_or_programmed),
        cmocka_unit_test(bank__exchange_resets_the_device__goes_on),
        cmocka_unit_test(bank__port_fails__old_or_new_and_whole),
        cmocka_unit_test(bank__exchange_that_failed_comes_late__called_off),
        cmocka_unit_test(bank__port_has_none__refused),
        cmocka_unit_test(bank__backup_damaged__new_one_stays),
        cmocka_unit_test(table__mode_and_areas_do_not_fit__nothing_runs),
    };
    return cmocka_run_group_tests_name("fwu.modes", tests, NULL, NULL);
}
