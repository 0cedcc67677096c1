/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Decisions in doubt: half verdicts, flash that says one thing now and another then, neighbours that are broken, and
 * what may be given up or must be kept then.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fwu/fwu_internal.h"
#include "lib/fwu/journal.h"
#include "lib/fwu/verify.h"
#include "tests/fwu/fwu_device.h"

#define SECTOR_SIZE 512u

static test_image_t v1, v2, d1, d2;
static pfwu_boot_result_t result;

/** Application and data, both installed, counters at 1. */
static int device(void **state)
{
    (void)state;
    device_init(2, 4, SECTOR_SIZE, 2);
    device_make(&v1, &(test_spec_t){ .major = 1, .counter = 1, .body_size = 1200 });
    device_make(&v2, &(test_spec_t){ .major = 2, .counter = 2, .body_size = 1300 });
    device_make(&d1, &(test_spec_t){ .component = 1, .major = 1, .counter = 1, .body_size = 300 });
    device_make(&d2, &(test_spec_t){ .component = 1, .major = 2, .counter = 2, .body_size = 700 });
    device_provision(0, &v1);
    device_provision(1, &d1);
    sim_set_counter(PLAT_COUNTER_FWU(0), 1);
    sim_set_counter(PLAT_COUNTER_FWU(1), 1);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    return 0;
}

static int drop(void **state)
{
    (void)state;
    fake_check_says(PSA_SUCCESS, 0, false);
    return 0;
}

static void stage(uint8_t component, const test_image_t *image)
{
    assert_int_equal(device_download(component, image, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
}

static void damage(uint8_t area, uint32_t off)
{
    uint8_t byte;
    sim_flash_get(area, off, &byte, 1);
    byte ^= 0x10;
    sim_flash_set(area, off, &byte, 1);
}

/* ------------------------------------------------------------------------------------------------- Authenticity --- */

/** Status and verdict of the signature check must both say yes. */
static void signature__status_and_verdict_disagree__does_not_run(void **state)
{
    (void)state;
    static const struct {
        psa_status_t status;
        pfwu_bool_t good;
    } cases[] = {
        { PSA_SUCCESS, PFWU_NO },         { PSA_SUCCESS, 0 },   { PSA_SUCCESS, 1 },
        { PSA_SUCCESS, ~PFWU_YES },       { PSA_SUCCESS, ~0u }, { PSA_ERROR_INVALID_SIGNATURE, PFWU_YES },
        { PSA_SUCCESS_REBOOT, PFWU_YES },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fake_check_says(cases[i].status, cases[i].good, true);
        assert_int_not_equal(device_boot(&result), PSA_SUCCESS);
        assert_null(result.run_area);
    }
    fake_check_says(PSA_SUCCESS, PFWU_YES, true);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
}

/** A check that always says yes still stands behind the hash of the image. */
static void hash__wrong_in_the_image__does_not_run(void **state)
{
    (void)state;
    fake_check_says(PSA_SUCCESS, PFWU_YES, true);
    damage(PLAT_AREA_SLOT_ACTIVE(0), 100);
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_SIGNATURE);
}

/** Faults of the cryptography are no verdict on the image, and come out as codes that the pages of the calls list. */
static void signature__can_not_be_checked__storage_failure(void **state)
{
    (void)state;
    static const psa_status_t faults[] = { PSA_ERROR_CORRUPTION_DETECTED, PSA_ERROR_HARDWARE_FAILURE,
                                           PSA_ERROR_INSUFFICIENT_ENTROPY, PSA_ERROR_GENERIC_ERROR };
    pfwu_data_t data;
    assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
    assert_int_equal(psa_fwu_write(0, 0, v2.bytes, 1024), PSA_SUCCESS);
    assert_int_equal(psa_fwu_write(0, 1024, &v2.bytes[1024], v2.size - 1024u), PSA_SUCCESS);
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        fake_check_says(faults[i], PFWU_NO, true);
        assert_int_equal(psa_fwu_finish(0), PSA_ERROR_STORAGE_FAILURE);
        assert_int_equal(device_state(0), PSA_FWU_WRITING);
        assert_int_equal(pfwu_data_open(1, &data), PSA_ERROR_STORAGE_FAILURE);
    }
    fake_check_says(PSA_SUCCESS, 0, false);
    assert_int_equal(psa_fwu_finish(0), PSA_SUCCESS);
    assert_int_equal(pfwu_data_open(1, &data), PSA_SUCCESS);
}

static void kind__flags_that_can_not_run__refused(void **state)
{
    static const uint32_t flags[] = { PFWU_IMAGE_NON_BOOTABLE, PFWU_IMAGE_RAM_LOAD, PFWU_IMAGE_ROM_FIXED,
                                      PFWU_IMAGE_AES128 };
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
        device(state);
        device_make(&v2, &(test_spec_t){ .major = 2, .counter = 2, .body_size = 900, .flags = flags[i] });
        assert_int_equal(device_download(0, &v2, 256), PSA_ERROR_INVALID_ARGUMENT);
    }
    device_make(&d2, &(test_spec_t){ .component = 1, .major = 2, .counter = 2, .flags = PFWU_IMAGE_NON_BOOTABLE });
    assert_int_equal(device_download(1, &d2, 256), PSA_SUCCESS); /* data may say that it is no code */
}

/* -------------------------------------------------------------------------------------------- Counter, version --- */

static void counter__not_in_the_port__images_are_free_to_go_back(void **state)
{
    (void)state;
    sim_counter_supported(PLAT_COUNTER_FWU(0), false);
    stage(0, &v2);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
    assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
}

static void counter__can_not_be_read__does_not_run(void **state)
{
    (void)state;
    sim_fail_from(SIM_CALL_COUNTER_READ, 1, PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(result.component[0].status, PSA_ERROR_STORAGE_FAILURE);
    sim_fail_off();
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
}

static void version__same_again__accepted(void **state)
{
    (void)state;
    assert_int_equal(device_download(0, &v1, 256), PSA_SUCCESS);
}

/* ------------------------------------------------------------------------------------------- Install, finish --- */

static void install__candidate_damaged_since_finish__failed(void **state)
{
    (void)state;
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    damage(PLAT_AREA_SLOT_SECOND(0), SECTOR_SIZE + 100u);
    assert_int_equal(psa_fwu_install(), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    assert_int_equal(device_error(0), PSA_ERROR_INVALID_SIGNATURE);
}

static void install__dependency_on_nobody__needed(void **state)
{
    (void)state;
    pfwu_dependency_t nobody = { 7, { 0, 0, 0, 0 } };
    device_make(&v2, &(test_spec_t){ .major = 2, .counter = 2, .body_size = 900, .dependency = &nobody });
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_ERROR_DEPENDENCY_NEEDED);
    assert_int_equal(device_state(0), PSA_FWU_CANDIDATE);
}

static void finish__flash_can_not_be_read__state_stays(void **state)
{
    (void)state;
    assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
    for (uint32_t off = 0; off < v2.size; off += 256) {
        uint32_t size = v2.size - off < 256u ? (uint32_t)v2.size - off : 256u;
        assert_int_equal(psa_fwu_write(0, off, &v2.bytes[off], size), PSA_SUCCESS);
    }
    sim_fail_from(SIM_CALL_FLASH_READ, 1, PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(psa_fwu_finish(0), PSA_ERROR_STORAGE_FAILURE);
    sim_fail_off();
    assert_int_equal(device_state(0), PSA_FWU_WRITING);
    assert_int_equal(psa_fwu_finish(0), PSA_SUCCESS);
}

/* --------------------------------------------------------------------------------------------------------- Swap --- */

/** One failing program or erase is tried again, not the end of the installation. */
static void swap__one_call_fails__installed_all_the_same(void **state)
{
    static const sim_call_t calls[] = { SIM_CALL_FLASH_PROG, SIM_CALL_FLASH_ERASE };
    for (size_t i = 0; i < 2; i++) {
        bool struck = true;
        for (uint32_t n = 1; struck; n++) {
            device(state);
            stage(0, &v2);
            sim_fail_at(calls[i], n, PSA_ERROR_STORAGE_FAILURE);
            assert_int_equal(device_boot(&result), PSA_SUCCESS);
            struck = sim_fail_struck();
            sim_fail_off();
            assert_int_equal(result.component[0].event, PFWU_EVENT_INSTALLED);
        }
    }
}

/** Blank units are left as they are: they can still be programmed, and nothing was spent on them. */
static void swap__blank_units__stay_erased(void **state)
{
    (void)state;
    unsigned blank = 0;
    stage(0, &v2);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_true(device_runs(0, &v2));
    for (uint32_t off = 0; off < 4u * SECTOR_SIZE; off += 16) {
        uint8_t bytes[16], erased[16];
        memset(erased, 0xff, sizeof erased);
        sim_flash_get(PLAT_AREA_SLOT_ACTIVE(0), off, bytes, sizeof bytes);
        if (memcmp(bytes, erased, sizeof erased) == 0) {
            assert_int_equal(sim_flash_unit(PLAT_AREA_SLOT_ACTIVE(0), off), SIM_UNIT_ERASED);
            blank++;
        }
    }
    assert_true(blank > 8);
}

/** An update is how a damaged image is repaired: what can't be read of it does not stand in the way. */
static void swap__old_image_unreadable__installs(void **state)
{
    (void)state;
    sim_flash_set_unit(PLAT_AREA_SLOT_ACTIVE(1), 48, SIM_UNIT_ECC);
    stage(1, &d2);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(result.component[1].event, PFWU_EVENT_INSTALLED);
    assert_true(device_runs(1, &d2));
}

static void roll_back__unreadable_unit_behind_the_backup__comes_back(void **state)
{
    (void)state;
    stage(0, &v2);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    uint32_t end = 3u * SECTOR_SIZE - 16u;
    assert_true(v1.size < end);
    damage(PLAT_AREA_SLOT_SECOND(0), end);
    sim_flash_set_unit(PLAT_AREA_SLOT_SECOND(0), end, SIM_UNIT_ECC);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(result.component[0].event, PFWU_EVENT_ROLLED_BACK);
    assert_true(device_runs(0, &v1));
}

/** B8: what was checked before the swap reads differently while it is copied. Found out in place, and all goes back. */
static void swap__source_changes_its_mind__old_or_new_and_whole(void **state)
{
    (void)state;
    unsigned refused_after_copy = 0;
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(device_download(1, &d2, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    sim_flash_set_unit(PLAT_AREA_SLOT_SECOND(1), SECTOR_SIZE + 64u, SIM_UNIT_WEAK);
    sim_snapshot_t *staged = sim_snapshot_new();
    for (uint32_t seed = 0; seed < 100; seed++) {
        sim_snapshot_restore(staged);
        sim_seed(seed);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        bool is_new = result.component[0].event == PFWU_EVENT_INSTALLED;
        assert_true(device_runs(0, is_new ? &v2 : &v1));
        assert_true(device_runs(1, is_new ? &d2 : &d1));
        assert_int_equal(result.component[1].status, PSA_SUCCESS);
        assert_int_equal(result.component[0].version.major, is_new ? 2 : 1);
        assert_int_equal(device_state(0), is_new ? PSA_FWU_TRIAL : PSA_FWU_FAILED);
        assert_int_equal(device_state(1), device_state(0));
        if (!is_new && sim_erases(PLAT_AREA_SLOT_ACTIVE(0), 0) != 0) {
            assert_int_equal(result.component[0].event, PFWU_EVENT_REFUSED);
            assert_int_equal(device_error(1), PSA_ERROR_INVALID_SIGNATURE);
            refused_after_copy++;
        }
    }
    sim_snapshot_free(staged);
    assert_true(refused_after_copy > 0);
}

static void boot_run(void *ctx)
{
    (void)ctx;
    psa_status_t status = device_boot(&result);
    assert_int_equal(status, PSA_SUCCESS);
}

/** Cut in the roll-back of component 0 with the n-th point. False: it was over before. */
static bool cut_roll_back(uint32_t n)
{
    sim_cut_at(n, SIM_TEAR_COMPLETE);
    pfwu_reset();
    sim_end_t end = sim_run(boot_run, NULL);
    sim_cut_off();
    pfwu_reset();
    return end == SIM_CUT;
}

/** S5: while it is restored the backup can't be read, at the next boot it can. Nothing gave it up in between. */
static void roll_back__backup_unreadable_for_one_boot__comes_back(void **state)
{
    (void)state;
    unsigned unreadable = 0;
    stage(0, &v2);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    sim_snapshot_t *trial = sim_snapshot_new();
    for (uint32_t n = 1;; n++) {
        sim_snapshot_restore(trial);
        if (!cut_roll_back(n)) {
            break;
        }
        if (device_state(0) != PSA_FWU_REJECTED) {
            continue; /* not begun yet */
        }
        sim_flash_set_unit(PLAT_AREA_SLOT_SECOND(0), 64, SIM_UNIT_ECC);
        if (device_boot(&result) != PSA_SUCCESS) {
            assert_int_equal(device_state(0), PSA_FWU_REJECTED);
            unreadable++;
        }
        sim_flash_set_unit(PLAT_AREA_SLOT_SECOND(0), 64, SIM_UNIT_DONE);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_true(device_runs(0, &v1));
        assert_int_equal(device_state(0), PSA_FWU_FAILED);
    }
    sim_snapshot_free(trial);
    assert_true(unreadable > 0);
}

/** S5: a sector that was restored does not hold: it is restored again, as long as its backup is there. */
static void roll_back__restored_image_does_not_verify__restored_again(void **state)
{
    (void)state;
    unsigned begun = 0;
    stage(0, &v2);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    sim_snapshot_t *trial = sim_snapshot_new();
    for (uint32_t n = 1;; n++) {
        sim_snapshot_restore(trial);
        if (!cut_roll_back(n)) {
            break;
        }
        if (device_state(0) != PSA_FWU_REJECTED) {
            continue;
        }
        begun++;
        damage(PLAT_AREA_SLOT_ACTIVE(0), 2u * SECTOR_SIZE + 20u); /* the one that is restored first */
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_true(device_runs(0, &v1));
        assert_int_equal(device_state(0), PSA_FWU_FAILED);
    }
    sim_snapshot_free(trial);
    assert_true(begun > 3);
}

/** S5: what the new image did not reach of the old one decayed where it lies: it is restored, too. */
static void roll_back__old_image_decayed_behind_the_new_one__restored(void **state)
{
    const uint32_t at[] = { 2u * SECTOR_SIZE + 64u, SECTOR_SIZE + 16u };
    for (unsigned i = 0; i < 4; i++) {
        device(state);
        device_make(&v2, &(test_spec_t){ .major = 2, .counter = 2, .body_size = 100 });
        assert_in_range(v2.size, 1, SECTOR_SIZE);
        stage(0, &v2);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        if (i < 2) {
            sim_flash_set_unit(PLAT_AREA_SLOT_ACTIVE(0), at[i], SIM_UNIT_ECC);
        } else {
            damage(PLAT_AREA_SLOT_ACTIVE(0), at[i - 2u]);
        }
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_int_equal(result.component[0].event, PFWU_EVENT_ROLLED_BACK);
        assert_true(device_runs(0, &v1));
        assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
        for (uint32_t off = 0; off < 5u * SECTOR_SIZE; off += 16) {
            assert_int_equal(sim_flash_unit(PLAT_AREA_SLOT_SECOND(0), off), SIM_UNIT_ERASED);
        }
    }
}

/** J2: a swap is cut, and then any one word of the journal behind a snapshot can't be read any more. Old or new
 *  runs. */
static void swap__cut_and_a_word_decays__old_or_new_runs(void **state)
{
    (void)state;
    unsigned decayed = 0, marks = 0;
    stage(0, &v2);
    sim_snapshot_t *staged = sim_snapshot_new();
    for (uint32_t n = 1;; n++) {
        sim_snapshot_restore(staged);
        if (!cut_roll_back(n)) {
            break;
        }
        sim_snapshot_t *cut = sim_snapshot_new();
        bool behind = false; /* the snapshot of its sector */
        for (uint32_t off = 0; off < 2u * SECTOR_SIZE; off += 16) {
            uint8_t word[16];
            sim_snapshot_restore(cut);
            sim_flash_get(PLAT_AREA_FWU_JOURNAL, off, word, sizeof word);
            behind = (behind && off % SECTOR_SIZE != 0) || word[4] == PFWU_WORD_COMMIT_1;
            if (!behind || sim_flash_unit(PLAT_AREA_FWU_JOURNAL, off) != SIM_UNIT_DONE) {
                continue;
            }
            sim_flash_set_unit(PLAT_AREA_FWU_JOURNAL, off, SIM_UNIT_ECC);
            pfwu_reset();
            assert_int_equal(device_boot(&result), PSA_SUCCESS);
            assert_true(device_runs(0, &v1) || device_runs(0, &v2));
            decayed++;
            marks += word[4] == PFWU_WORD_COMMIT_2 ? 1u : 0;
        }
        sim_snapshot_free(cut);
    }
    sim_snapshot_free(staged);
    assert_in_range(marks, 50, UINT32_MAX);
    assert_in_range(decayed, 500, UINT32_MAX);
}

/** The header of the old image reads wrong when the swap begins: whatever it says, what is overwritten was backed
 *  up. */
static void swap__header_of_old_image_reads_wrong__comes_back_whole(void **state)
{
    (void)state;
    static const uint8_t sizes[] = { 0, 1, 100, 255 };
    for (uint32_t i = 0; i < 5; i++) {
        device(state);
        stage(1, &d2);
        uint8_t header[32];
        sim_flash_get(PLAT_AREA_SLOT_ACTIVE(1), 0, header, sizeof header);
        if (i < 4) {
            header[12] = sizes[i]; /* its body size */
            header[13] = 0;
        } else {
            header[0] ^= 1u; /* no image at all */
        }
        test_image_t was;
        sim_flash_set(PLAT_AREA_SLOT_ACTIVE(1), 0, header, sizeof header);
        was.size = 2u * SECTOR_SIZE;
        sim_flash_get(PLAT_AREA_SLOT_ACTIVE(1), 0, was.plain, (uint32_t)was.size);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_int_equal(result.component[1].event, PFWU_EVENT_INSTALLED);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_int_equal(device_state(1), PSA_FWU_FAILED);
        assert_true(device_runs(1, &was));
    }
}

static void accept_run(void *ctx)
{
    (void)ctx;
    psa_status_t status = psa_fwu_accept();
    assert_int_equal(status, PSA_SUCCESS);
}

/** Power fails in the swap, then another member of the set turns out bad: the sector under way may be torn. */
static void abandon__after_a_cut__no_sector_stays_half_erased(void **state)
{
    (void)state;
    unsigned torn = 0;
    /* One unit in its last sector: torn half erased, that sector often reads as it was. */
    device_make(&v1, &(test_spec_t){ .major = 1, .counter = 1 });
    device_make(&v1, &(test_spec_t){ .major = 1, .counter = 1, .body_size = 1032u - (uint32_t)v1.size });
    assert_in_range(v1.size, 1025, 1040);
    device_init(2, 4, SECTOR_SIZE, 2);
    device_provision(0, &v1);
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(device_download(1, &d2, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    sim_snapshot_t *staged = sim_snapshot_new();
    for (uint32_t n = 1; n < 180; n++) {
        for (uint32_t seed = 0; seed < 6; seed++) {
            sim_snapshot_restore(staged);
            sim_seed(seed);
            sim_cut_at(n, SIM_TEAR_ERASED);
            pfwu_reset();
            (void)sim_run(boot_run, NULL);
            sim_cut_off();
            for (uint32_t sector = 0; sector < 4; sector++) {
                torn += sim_flash_torn_erase(PLAT_AREA_SLOT_ACTIVE(0), sector * SECTOR_SIZE) ? 1u : 0u;
            }
            pfwu_reset();
            if (device_state(1) != PSA_FWU_STAGED) {
                continue;
            }
            damage(PLAT_AREA_SLOT_SECOND(1), SECTOR_SIZE + 100u);
            assert_int_equal(device_boot(&result), PSA_SUCCESS);
            for (uint32_t sector = 0; sector < 4; sector++) {
                assert_false(sim_flash_torn_erase(PLAT_AREA_SLOT_ACTIVE(0), sector * SECTOR_SIZE));
            }
        }
    }
    sim_snapshot_free(staged);
    assert_true(torn > 0);
}

/** The longest version is one character longer than a measurement has room for: the build is left out. */
static void measurement__longest_version__without_build(void **state)
{
    (void)state;
    plat_measurement_t measurement;
    psa_fwu_image_version_t longest = { 255, 255, 65535, UINT32_MAX };
    device_make(&v1, &(test_spec_t){ .major = 1, .counter = 1, .body_size = 100, .version = &longest });
    device_provision(0, &v1);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(plat_boot_record_get(0, &measurement), PSA_SUCCESS);
    assert_string_equal(measurement.version, "255.255.65535");
}

/** From any read on, each is remarked as corrected and wrong by chance: what is measured is what was verified. */
static void measurement__flash_reads_wrong_after_verification__tells_what_was_verified(void **state)
{
    (void)state;
    sim_stats_t stats;
    plat_measurement_t good[2];
    sim_stats_reset();
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    sim_stats(&stats);
    assert_int_equal(plat_boot_record_get(0, &good[0]), PSA_SUCCESS);
    assert_int_equal(plat_boot_record_get(1, &good[1]), PSA_SUCCESS);
    uint32_t reads = (uint32_t)stats.calls[SIM_CALL_FLASH_READ];
    sim_snapshot_t *idle = sim_snapshot_new();
    for (uint32_t seed = 0; seed < 40; seed++) {
        for (uint32_t n = 1; n <= reads; n++) {
            plat_measurement_t measurement;
            sim_snapshot_restore(idle);
            sim_seed(seed);
            sim_fail_from(SIM_CALL_FLASH_READ, n, PLAT_FLASH_CORRECTED);
            (void)device_boot(&result);
            sim_fail_off();
            for (uint32_t i = 0; plat_boot_record_get(i, &measurement) == PSA_SUCCESS; i++) {
                assert_in_range(i, 0, 1);
                unsigned row = strcmp(measurement.type, good[0].type) == 0 ? 0 : 1;
                assert_memory_equal(&measurement, &good[row], sizeof measurement);
            }
        }
    }
    sim_snapshot_free(idle);
}

static void boot__data_damaged__code_runs(void **state)
{
    (void)state;
    damage(PLAT_AREA_SLOT_ACTIVE(1), 100);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(result.component[1].status, PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(result.component[0].status, PSA_SUCCESS);
}

/* ------------------------------------------------------------------------------------------------------ Records --- */

/** accept was cut: its word reads as written, but nobody knows whether it will next time. Where that can't be made
 *  certain, nothing is done that can't be undone. */
static void counter__acceptance_uncertain_and_journal_dead__stays(void **state)
{
    (void)state;
    unsigned uncertain = 0;
    stage(0, &v2);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    sim_snapshot_t *trial = sim_snapshot_new();
    for (uint32_t n = 1; n < 10; n++) { /* the word is the 7th: erase, head, snapshot of two, C, D before it */
        sim_snapshot_restore(trial);
        pfwu_reset();
        sim_cut_at(n, SIM_TEAR_COMPLETE);
        sim_end_t end = sim_run(accept_run, NULL);
        sim_cut_off();
        pfwu_reset();
        if (end != SIM_CUT || device_counter(0) != 1) {
            continue;
        }
        sim_bad_sector(PLAT_AREA_FWU_JOURNAL, 0, true, true);
        sim_bad_sector(PLAT_AREA_FWU_JOURNAL, 1, true, true);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_true(device_runs(0, &v2));
        if (psa_fwu_finish(0) == PSA_ERROR_STORAGE_FAILURE && result.component[0].state == PSA_FWU_UPDATED) {
            uncertain++;
            assert_int_equal(device_counter(0), 1);
        }
    }
    sim_snapshot_free(trial);
    assert_true(uncertain > 0);
}

/** Each read after the n-th is remarked as corrected, and wrong by chance: no counter beyond what was signed. */
static void counter__flash_reads_wrong_while_it_is_raised__never_above_the_image(void **state)
{
    (void)state;
    sim_stats_t stats;
    stage(0, &v2);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    sim_set_counter(PLAT_COUNTER_FWU(0), 1); /* accept did not come to it */
    sim_snapshot_t *updated = sim_snapshot_new();
    sim_stats_reset();
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(device_counter(0), 2);
    sim_stats(&stats);
    uint32_t reads = (uint32_t)stats.calls[SIM_CALL_FLASH_READ];
    for (uint32_t seed = 0; seed < 400; seed++) {
        for (uint32_t n = reads > 40u ? reads - 40u : 1u; n <= reads; n++) {
            sim_snapshot_restore(updated);
            sim_seed(seed);
            sim_fail_from(SIM_CALL_FLASH_READ, n, PLAT_FLASH_CORRECTED);
            psa_status_t status = device_boot(&result);
            sim_fail_off();
            assert_in_range(device_counter(0), 1, 2);
            assert_true(status != PSA_SUCCESS || result.run_header_size == 32u);
        }
    }
    sim_snapshot_free(updated);
}

/* ----------------------------------------------------------------------------------------------------- Download --- */

static uint32_t written(uint8_t component)
{
    psa_fwu_component_info_t info;
    assert_int_equal(psa_fwu_query(component, &info), PSA_SUCCESS);
    return info.impl.written;
}

/** Later sectors first: what lies behind a gap is not progress, and is gone after a reboot. */
static void download__gap__does_not_count_as_written(void **state)
{
    (void)state;
    sim_stats_t stats;
    assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
    for (uint32_t sector = 1; sector < 3; sector++) {
        assert_int_equal(psa_fwu_write(0, sector * SECTOR_SIZE, &v2.bytes[sector * SECTOR_SIZE], 128), PSA_SUCCESS);
        assert_int_equal(written(0), 0);
    }
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(written(0), 0);
    for (uint32_t off = 0; off < 4u * SECTOR_SIZE; off += 16) {
        assert_int_equal(sim_flash_unit(PLAT_AREA_SLOT_SECOND(0), SECTOR_SIZE + off), SIM_UNIT_ERASED);
    }
    sim_stats_reset();
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    sim_stats(&stats);
    assert_int_equal(stats.erases + stats.units_programmed, 0); /* tidied once */
    assert_int_equal(device_resume(0, &v2, 256), PSA_SUCCESS);
}

/** A unit is not programmed, and then its sector can't be erased: both are done before anything is programmed there
 *  again. A breach of the contract ends the test. */
static void write__program_and_erase_fail__unit_not_programmed_twice(void **state)
{
    for (uint32_t seed = 0; seed < 40; seed++) {
        device(state);
        sim_seed(seed);
        assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
        assert_int_equal(psa_fwu_write(0, 0, v2.bytes, 256), PSA_SUCCESS);
        assert_int_equal(psa_fwu_write(0, 256, &v2.bytes[256], 256), PSA_SUCCESS);
        assert_int_equal(psa_fwu_write(0, 512, &v2.bytes[512], 256), PSA_SUCCESS);
        sim_bad_sector(PLAT_AREA_SLOT_SECOND(0), 2, true, true);
        assert_int_equal(psa_fwu_write(0, 768, &v2.bytes[768], 64), PSA_ERROR_STORAGE_FAILURE);
        assert_int_equal(written(0), 512);
        sim_bad_sector(PLAT_AREA_SLOT_SECOND(0), 2, true, false);
        assert_int_equal(psa_fwu_write(0, 768, &v2.bytes[768], 64), PSA_ERROR_STORAGE_FAILURE);
        sim_bad_sector(PLAT_AREA_SLOT_SECOND(0), 2, false, false);
        assert_int_equal(device_resume(0, &v2, 64), PSA_SUCCESS);
    }
}

/** A block of blank units lies in a sector that is done; another one at its place is not programmed over it: a cut
 *  would leave a torn unit that nobody looks for. */
static void write__other_bytes_in_a_sector_that_is_done__refused(void **state)
{
    (void)state;
    uint8_t blank[256];
    memset(blank, 0xff, sizeof blank);
    assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
    assert_int_equal(psa_fwu_write(0, 0, v2.bytes, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_write(0, 256, blank, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_write(0, 512, &v2.bytes[512], 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_write(0, 256, blank, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_write(0, 256, &v2.bytes[256], 256), PSA_ERROR_STORAGE_FAILURE);
    for (uint32_t off = 0; off < 256; off += 16) {
        assert_int_equal(sim_flash_unit(PLAT_AREA_SLOT_SECOND(0), SECTOR_SIZE + 256u + off), SIM_UNIT_ERASED);
    }
    assert_int_equal(psa_fwu_cancel(0), PSA_SUCCESS);
    assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
}

/* -------------------------------------------------------------------------------------------------------- Table --- */

static void table__rows_that_can_not_be__nothing_runs(void **state)
{
    for (unsigned i = 0; i < 10; i++) {
        device(state);
        pfwu_component_t *row = device_row(1);
        pfwu_key_t keys[2] = { row->keys[0], device_row(0)->keys[1] };
        switch (i) {
        case 0:
            row->id = 0; /* a second one */
            break;
        case 1:
            row->mode = 1;
            break;
        case 2:
            row->type = 2;
            break;
        case 3:
            row->keys = NULL;
            break;
        case 4:
            row->key_count = 0;
            break;
        case 5:
            row->measurement = "a name of sixteen characters";
            break;
        case 6:
            row->measurement = NULL;
            break;
        case 7:
            row->keys = device_row(0)->keys; /* it could take the other one's images */
            break;
        case 8:
            row->keys = keys; /* one of two is enough, also where one has its hash and the other does not */
            memset(keys[1].key_hash, 0, sizeof keys[1].key_hash);
            break;
        default:
            row->stage = 0;
            break;
        }
        assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_ARGUMENT);
        assert_null(result.run_area);
    }
}

/* --------------------------------------------------------------------------------------------------- Neighbours --- */

/** A download whose torn sector can't be erased is lost; what others wait for is done all the same. */
static void boot__sector_of_a_download_dead__trial_of_another_ends(void **state)
{
    (void)state;
    stage(0, &v2);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(device_state(0), PSA_FWU_TRIAL);
    assert_int_equal(psa_fwu_start(1, NULL, 0), PSA_SUCCESS);
    assert_int_equal(psa_fwu_write(1, 0, d2.bytes, 64), PSA_SUCCESS);
    sim_bad_sector(PLAT_AREA_SLOT_SECOND(1), 1, true, false);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(result.component[0].event, PFWU_EVENT_ROLLED_BACK);
    assert_true(device_runs(0, &v1));
    assert_int_equal(device_state(1), PSA_FWU_FAILED);
    assert_int_equal(device_error(1), PSA_ERROR_STORAGE_FAILURE);
}

/** Data that decays before it was cleaned can still be replaced; its counter stays, there is nothing to raise it to. */
static void clean__updated_image_damaged__ready_for_another(void **state)
{
    /* Bytes; a unit of the body, of the header, of the TLVs that can't be read. */
    const uint32_t units[] = { 0, 96, 16, (uint32_t)d2.size - 1u };
    for (unsigned i = 0; i < 4; i++) {
        device(state);
        stage(1, &d2);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
        if (i == 0) {
            damage(PLAT_AREA_SLOT_ACTIVE(1), 100);
        } else {
            sim_flash_set_unit(PLAT_AREA_SLOT_ACTIVE(1), units[i] / 16u * 16u, SIM_UNIT_ECC);
        }
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_int_equal(device_state(1), PSA_FWU_UPDATED);
        assert_int_equal(psa_fwu_clean(1), PSA_SUCCESS);
        stage(1, &d2);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_true(device_runs(1, &d2));
    }
}

/** A dead sector in the slot of data: the update fails, the data is lost, the device is not. */
static void swap__sector_of_data_dead__code_runs(void **state)
{
    for (unsigned how = 1; how < 4; how++) {
        device(state);
        stage(1, &d2);
        sim_bad_sector(PLAT_AREA_SLOT_ACTIVE(1), 0, (how & 1u) != 0, (how & 2u) != 0);
        for (unsigned i = 0; i < 3; i++) {
            assert_int_equal(device_boot(&result), PSA_SUCCESS);
            assert_int_equal(device_state(1), PSA_FWU_FAILED);
            assert_int_equal(device_error(1), PSA_ERROR_STORAGE_FAILURE);
        }
    }
}

/** The way back is barred: nothing runs, and the result says how it stands, for what the product does then. */
static void revert__sector_of_code_dead__does_not_run_and_is_told(void **state)
{
    (void)state;
    stage(0, &v2);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    sim_bad_sector(PLAT_AREA_SLOT_ACTIVE(0), 0, true, false);
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(device_boot(&result), PSA_ERROR_STORAGE_FAILURE);
        assert_null(result.run_area);
        assert_int_equal(result.component[0].state, PSA_FWU_REJECTED);
        assert_int_equal(result.component[1].state, PSA_FWU_READY);
    }
    sim_bad_sector(PLAT_AREA_SLOT_ACTIVE(0), 0, false, false);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(result.component[0].state, PSA_FWU_FAILED);
    assert_true(device_runs(0, &v1));
}

/** A set over two stages, of which only one member needs a trial: nobody accepts, and all of it goes back. */
static void set__over_stages__trial_of_one_is_trial_of_all(void **state)
{
    (void)state;
    for (unsigned trial = 0; trial < 2; trial++) {
        device(state);
        device_row(0)->stage = 2;
        device_row(1)->stage = 1;
        device_row(1)->type = PFWU_TYPE_CODE;
        device_row(0)->needs_trial = trial == 0;
        device_row(1)->needs_trial = trial == 1;
        assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
        stage(1, &d2);
        for (unsigned boot = 0; boot < 2; boot++) {
            assert_int_equal(device_boot(&result), PSA_SUCCESS);
            pfwu_reset();
            assert_int_equal(pfwu_boot(2, &result), PSA_SUCCESS);
            assert_true(device_runs(0, boot == 0 ? &v2 : &v1));
            assert_true(device_runs(1, boot == 0 ? &d2 : &d1));
            assert_int_equal(device_state(0), boot == 0 ? PSA_FWU_TRIAL : PSA_FWU_FAILED);
            assert_int_equal(device_state(1), boot == 0 ? PSA_FWU_TRIAL : PSA_FWU_FAILED);
            assert_int_equal(device_counter(0), 1);
            assert_int_equal(device_counter(1), 1);
        }
    }
}

/** The unit that holds the counter reads as it was or as erased: what was parsed is not what was hashed. */
static void counter__unit_changes_its_mind__never_above_the_image(void **state)
{
    (void)state;
    const uint32_t off = 32u + 1304u + 8u; /* header, body, info and record head */
    unsigned accepted = 0;
    device_make(&v2, &(test_spec_t){ .major = 2, .counter = 2, .body_size = 1304 });
    assert_int_equal(v2.bytes[off], 2);
    assert_int_equal(off % 16u, 0);
    stage(0, &v2);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    sim_flash_set_unit(PLAT_AREA_SLOT_ACTIVE(0), off, SIM_UNIT_WEAK);
    sim_snapshot_t *trial = sim_snapshot_new();
    for (uint32_t seed = 0; seed < 300; seed++) {
        sim_snapshot_restore(trial);
        sim_seed(seed);
        pfwu_reset();
        accepted += psa_fwu_accept() == PSA_SUCCESS ? 1u : 0u;
        assert_int_equal(device_state(0), PSA_FWU_UPDATED);
        assert_in_range(device_counter(0), 1, 2);
    }
    sim_snapshot_free(trial);
    assert_int_not_equal(accepted, 300);
}

static void accept__counter_can_not_be_raised__told_and_made_good(void **state)
{
    (void)state;
    stage(0, &v2);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    sim_fail_from(SIM_CALL_COUNTER_READ, 1, PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(psa_fwu_accept(), PSA_SUCCESS); /* raising needs no reading */
    sim_fail_off();
    device(state);
    stage(0, &v2);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    sim_fail_from(SIM_CALL_COUNTER_RAISE, 1, PSA_ERROR_HARDWARE_FAILURE);
    assert_int_equal(psa_fwu_accept(), PSA_ERROR_STORAGE_FAILURE);
    assert_int_equal(device_state(0), PSA_FWU_UPDATED);
    sim_fail_off();
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(device_counter(0), 2);
}

static void install_over_stages(void)
{
    device_row(0)->stage = 2;
    device_row(1)->stage = 1;
    device_row(1)->type = PFWU_TYPE_CODE;
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    stage(1, &d2);
}

/** Power fails between the stages: the first one's part was on trial, and takes the rest of the set back with it. */
static void set__over_stages_cut_between_them__all_old(void **state)
{
    (void)state;
    install_over_stages();
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_true(device_runs(1, &d2));
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    pfwu_reset();
    assert_int_equal(pfwu_boot(2, &result), PSA_SUCCESS);
    for (uint8_t id = 0; id < 2; id++) {
        assert_true(device_runs(id, id == 0 ? &v1 : &d1));
        assert_int_equal(device_state(id), PSA_FWU_FAILED);
        assert_int_equal(psa_fwu_clean(id), PSA_SUCCESS);
    }
}

/** A part is refused in either stage: none of the set can be accepted, and all of it is old after the next boot. */
static void set__over_stages_one_refused__none_accepted(void **state)
{
    for (uint8_t bad = 0; bad < 2; bad++) {
        device(state);
        install_over_stages();
        damage(PLAT_AREA_SLOT_SECOND(bad), SECTOR_SIZE + 100u);
        for (unsigned boot = 0; boot < 2; boot++) {
            assert_int_equal(device_boot(&result), PSA_SUCCESS);
            pfwu_reset();
            assert_int_equal(pfwu_boot(2, &result), PSA_SUCCESS);
            assert_int_equal(psa_fwu_accept(), PSA_ERROR_BAD_STATE);
        }
        for (uint8_t id = 0; id < 2; id++) {
            assert_true(device_runs(id, id == 0 ? &v1 : &d1));
            assert_int_equal(device_state(id), PSA_FWU_FAILED);
            assert_int_equal(device_error(id), PSA_ERROR_INVALID_SIGNATURE);
            assert_int_equal(psa_fwu_clean(id), PSA_SUCCESS);
        }
    }
}

/** B12: the word that makes the set STAGED was torn; to the first stage it read as blank, to the second one it does
 *  not. */
static void set__over_stages_first_did_not_see_it__none_installed(void **state)
{
    device(state);
    install_over_stages();
    pfwu_reset();
    uint8_t later = device_row(0)->stage > device_row(1)->stage ? 0 : 1;
    assert_int_equal(pfwu_boot(2, &result), PSA_SUCCESS); /* without the first one's boot */
    for (uint8_t id = 0; id < 2; id++) {
        assert_true(device_runs(id, id == 0 ? &v1 : &d1));
        assert_int_equal(device_state(id), PSA_FWU_FAILED);
        assert_int_equal(device_error(id), PSA_ERROR_STORAGE_FAILURE);
    }
    assert_int_equal(result.component[0].id, later);
    assert_int_equal(result.component[0].event, PFWU_EVENT_REFUSED);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, device, drop)
    const struct CMUnitTest tests[] = {
        CASE(signature__status_and_verdict_disagree__does_not_run),
        CASE(hash__wrong_in_the_image__does_not_run),
        CASE(signature__can_not_be_checked__storage_failure),
        CASE(kind__flags_that_can_not_run__refused),
        CASE(counter__not_in_the_port__images_are_free_to_go_back),
        CASE(counter__can_not_be_read__does_not_run),
        CASE(version__same_again__accepted),
        CASE(install__candidate_damaged_since_finish__failed),
        CASE(install__dependency_on_nobody__needed),
        CASE(finish__flash_can_not_be_read__state_stays),
        CASE(swap__one_call_fails__installed_all_the_same),
        CASE(swap__blank_units__stay_erased),
        CASE(swap__old_image_unreadable__installs),
        CASE(roll_back__unreadable_unit_behind_the_backup__comes_back),
        CASE(swap__source_changes_its_mind__old_or_new_and_whole),
        CASE(roll_back__backup_unreadable_for_one_boot__comes_back),
        CASE(roll_back__restored_image_does_not_verify__restored_again),
        CASE(roll_back__old_image_decayed_behind_the_new_one__restored),
        CASE(swap__cut_and_a_word_decays__old_or_new_runs),
        CASE(swap__header_of_old_image_reads_wrong__comes_back_whole),
        CASE(abandon__after_a_cut__no_sector_stays_half_erased),
        CASE(measurement__longest_version__without_build),
        CASE(measurement__flash_reads_wrong_after_verification__tells_what_was_verified),
        CASE(boot__data_damaged__code_runs),
        CASE(counter__acceptance_uncertain_and_journal_dead__stays),
        CASE(counter__flash_reads_wrong_while_it_is_raised__never_above_the_image),
        CASE(download__gap__does_not_count_as_written),
        CASE(write__program_and_erase_fail__unit_not_programmed_twice),
        CASE(write__other_bytes_in_a_sector_that_is_done__refused),
        CASE(table__rows_that_can_not_be__nothing_runs),
        CASE(boot__sector_of_a_download_dead__trial_of_another_ends),
        CASE(clean__updated_image_damaged__ready_for_another),
        CASE(swap__sector_of_data_dead__code_runs),
        CASE(revert__sector_of_code_dead__does_not_run_and_is_told),
        CASE(set__over_stages__trial_of_one_is_trial_of_all),
        CASE(counter__unit_changes_its_mind__never_above_the_image),
        CASE(accept__counter_can_not_be_raised__told_and_made_good),
        CASE(set__over_stages_cut_between_them__all_old),
        CASE(set__over_stages_first_did_not_see_it__none_installed),
        CASE(set__over_stages_one_refused__none_accepted),
    };
    return cmocka_run_group_tests_name("fwu.doubt", tests, NULL, NULL);
}
