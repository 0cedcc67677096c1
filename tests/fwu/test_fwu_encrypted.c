/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Components whose images come encrypted: what is accepted, what stands where, and what happens where there is nothing
 * that a backup can be made of. The cuts are in test_fwu_cut.c, real cryptography in test_fwu_psa.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fwu/fwu_internal.h"
#include "tests/fwu/fwu_device.h"

#define KEY 0x4711u

static test_image_t v1, v2, data;
static pfwu_boot_result_t result;

static int device(void **state)
{
    (void)state;
    device_init(2, 4, 512, 2);
    device_row(0)->decrypt_key = KEY;
    device_row(1)->decrypt_key = KEY + 1u;
    device_make(&v1, &(test_spec_t){ .major = 1, .counter = 1, .body_size = 900, .flags = PFWU_IMAGE_AES128 });
    device_make(&v2, &(test_spec_t){ .major = 2, .counter = 1, .body_size = 1300, .flags = PFWU_IMAGE_AES128 });
    device_make(&data, &(test_spec_t){
                           .component = 1, .major = 1, .counter = 1, .body_size = 100, .flags = PFWU_IMAGE_AES128 });
    device_provision(0, &v1);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    return 0;
}

static void no_secrets_out(void)
{
    assert_false(device_leaks(0, &v1));
    assert_false(device_leaks(0, &v2));
    assert_int_equal(fake_cipher_open(), 0);
}

static void to_trial(void)
{
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(device_state(0), PSA_FWU_TRIAL);
    assert_true(device_runs(0, &v2));
}

static void update__encrypted__in_plain_only_where_it_runs(void **state)
{
    (void)state;
    psa_fwu_component_info_t info;
    assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
    assert_int_equal(info.flags, PSA_FWU_FLAG_ENCRYPTION);
    to_trial();
    no_secrets_out();
    assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
    no_secrets_out();
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    assert_true(device_runs(0, &v2));
}

static void roll_back__encrypted__old_image_in_plain_again(void **state)
{
    (void)state;
    to_trial();
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    assert_true(device_runs(0, &v1));
    no_secrets_out();
}

/** A second update after the first: the old image is one that came encrypted itself. */
static void update__twice__both_go_back_and_forth(void **state)
{
    (void)state;
    test_image_t v3;
    to_trial();
    assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
    assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    device_make(&v3, &(test_spec_t){ .major = 3, .counter = 1, .body_size = 200, .flags = PFWU_IMAGE_AES128 });
    assert_int_equal(device_download(0, &v3, 64), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_true(device_runs(0, &v3));
    no_secrets_out();
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_true(device_runs(0, &v2));
    no_secrets_out();
}

/** A unit of the old image that nobody reads decayed, of its key wrap or of what a programmer put behind it: it runs,
 *  and can be updated. */
static void update__unit_that_is_not_hashed_unreadable__goes_on(void **state)
{
    uint8_t filler[16];
    unsigned met = 0;
    memset(filler, 0x5a, sizeof filler);
    for (uint32_t off = 0; off < 1536u; off += 16u) {
        device(state);
        for (uint32_t at = ((uint32_t)v1.size + 15u) / 16u * 16u; at < 1536u; at += 16u) {
            sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), at, filler, sizeof filler);
        }
        sim_flash_set_unit(PLAT_AREA_SLOT_ACTIVE(0), off, SIM_UNIT_ECC);
        if (device_boot(&result) != PSA_SUCCESS) {
            continue;
        }
        met++;
        to_trial();
        if (off < v1.size) { /* zeros behind it can look like the end of the body */
            no_secrets_out();
        }
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_int_equal(device_state(0), PSA_FWU_FAILED);
        assert_int_equal(result.component[0].version.major, 1);
        assert_true(device_runs_but_for(0, &v1, FAKE_WRAP_SIZE + 4u));
    }
    assert_in_range(met, FAKE_WRAP_SIZE / 16u + 1u, 30);
}

static void finish__not_encrypted_or_not_for_this_key__refused(void **state)
{
    static const struct {
        uint32_t flags, key;
        uint32_t flip; /* byte of the image to change; 0: none */
        psa_status_t error;
    } cases[] = {
        { 0, KEY, 0, PSA_ERROR_INVALID_ARGUMENT },
        { PFWU_IMAGE_AES128, KEY + 1u, 0, PSA_ERROR_INVALID_SIGNATURE },
        { PFWU_IMAGE_AES128, KEY, 32, PSA_ERROR_INVALID_SIGNATURE },
        { PFWU_IMAGE_AES128, KEY, 32 + 1311, PSA_ERROR_INVALID_SIGNATURE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        device(state);
        device_row(0)->decrypt_key = cases[i].key;
        device_make(&v2, &(test_spec_t){ .major = 2, .counter = 1, .body_size = 1300, .flags = cases[i].flags });
        device_row(0)->decrypt_key = KEY;
        v2.bytes[cases[i].flip] ^= cases[i].flip != 0 ? 1u : 0;
        assert_int_equal(device_download(0, &v2, 256), cases[i].error);
        assert_int_equal(device_error(0), cases[i].error);
        assert_int_equal(fake_cipher_open(), 0);
    }
}

/** An image as the download slot takes it does not run: it must be in plain in the active area. */
static void boot__ciphertext_in_the_active_area__does_not_run(void **state)
{
    (void)state;
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), 0, v1.bytes, (uint32_t)v1.size);
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_SIGNATURE);
}

/** Programmed in the factory: flagged with a key wrap (imgtool --clear), or without either. Its backup is no
 *  plaintext. */
static void update__factory_image_in_plain__backup_is_not(void **state)
{
    for (unsigned flagged = 0; flagged < 2; flagged++) {
        device(state);
        device_make(&v1, &(test_spec_t){ .major = 1,
                                         .counter = 1,
                                         .body_size = 900,
                                         .flags = flagged ? PFWU_IMAGE_AES128 : 0,
                                         .clear = flagged != 0 });
        device_provision(0, &v1);
        v1.body_size = 900 / 16 * 16; /* to look for, also where there is no flag */
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        to_trial();
        no_secrets_out();
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_true(device_runs(0, &v1));
        no_secrets_out();
    }
}

/** Of an old image that does not verify no backup can be made: the new one comes in without, and stays (B3). */
static void update__old_image_damaged__new_one_stays(void **state)
{
    (void)state;
    uint8_t byte = (uint8_t)~v1.plain[40];
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), 40, &byte, 1);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_true(device_runs(0, &v2));
    no_secrets_out();
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(result.component[0].event, PFWU_EVENT_KEPT);
    assert_true(device_runs(0, &v2));
    no_secrets_out();
}

static void boot_run(void *ctx)
{
    (void)ctx;
    pfwu_boot_result_t ignored;
    psa_status_t status = device_boot(&ignored);
    (void)status;
}

/** S6: cut after the first data image stood, before the journal said so; then the set has to go back. */
static void abandon__first_image_stands_unnoted__removed(void **state)
{
    uint32_t points = 0;
    for (uint32_t n = 1;; n++) {
        device(state);
        assert_int_equal(device_download(1, &data, 256), PSA_SUCCESS);
        assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
        sim_cut_at(n, SIM_TEAR_NOTHING);
        if (sim_run(boot_run, NULL) == SIM_RETURNED) {
            break;
        }
        sim_cut_off();
        sim_reboot();
        pfwu_reset();
        fake_cipher_reset();
        if (!device_runs(1, &data) || device_state(1) != PSA_FWU_STAGED) {
            continue;
        }
        points++;
        fake_cipher_says(PSA_ERROR_INVALID_SIGNATURE); /* as if the wrapped key had decayed */
        sim_reboot();
        pfwu_reset();
        if (pfwu_boot(1, &result) == PSA_SUCCESS && result.component[1].state == PSA_FWU_FAILED) {
            assert_false(device_runs(1, &data));
        }
    }
    assert_true(points > 0);
}

/** What a boot and the two after it leave, of which the last one ends the trial. */
static bool boots_to_an_image(void)
{
    psa_status_t status = device_boot(&result);
    bool runs = status == PSA_SUCCESS &&
                (device_runs_but_for(0, &v1, FAKE_WRAP_SIZE + 4u) || device_runs_but_for(0, &v2, FAKE_WRAP_SIZE + 4u));
    return runs && !device_leaks(0, &v1) && !device_leaks(0, &v2) && device_boot(&result) == PSA_SUCCESS &&
           device_boot(&result) == PSA_SUCCESS;
}

/** S7: the swap is cut, and then any one unit can't be read any more: of the new image, its header, TLVs or key wrap,
 *  and the old one comes back; or of the old one, and the new one comes in. */
static void swap__cut_and_a_unit_decays__the_other_image_runs(void **state)
{
    uint32_t decayed = 0;
    device(state);
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    sim_snapshot_t *staged = sim_snapshot_new();
    for (uint32_t n = 1;; n++) {
        sim_snapshot_restore(staged);
        pfwu_reset();
        sim_cut_at(n, SIM_TEAR_NOTHING);
        if (sim_run(boot_run, NULL) == SIM_RETURNED) {
            break;
        }
        sim_cut_off();
        sim_snapshot_t *cut = sim_snapshot_new();
        for (uint32_t off = 16u * (n % 3u); off < 9u * 512u; off += 48u) {
            uint8_t area = off < 4u * 512u ? PLAT_AREA_SLOT_ACTIVE(0) : PLAT_AREA_SLOT_SECOND(0);
            uint32_t at = off < 4u * 512u ? off : off - 4u * 512u;
            sim_snapshot_restore(cut);
            if (sim_flash_unit(area, at) != SIM_UNIT_DONE) {
                continue;
            }
            sim_flash_set_unit(area, at, SIM_UNIT_ECC);
            decayed++;
            if (!boots_to_an_image()) {
                fail_msg("cut at %u, unit at %u of area %u, state %u", (unsigned)n, (unsigned)at, area,
                         device_state(0));
            }
        }
        sim_snapshot_free(cut);
    }
    sim_snapshot_free(staged);
    assert_in_range(decayed, 5000, UINT32_MAX);
}

/** An overwriting that was cut reads header and TLVs from the download, which is whole: not from what it copied. */
static void overwrite__cut_and_a_copied_unit_decays__copied_again(void **state)
{
    uint32_t decayed = 0;
    device(state);
    device_row(0)->mode = PFWU_MODE_OVERWRITE;
    device_row(0)->needs_trial = false;
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    sim_snapshot_t *staged = sim_snapshot_new();
    for (uint32_t n = 1;; n++) {
        sim_snapshot_restore(staged);
        pfwu_reset();
        sim_cut_at(n, SIM_TEAR_NOTHING);
        if (sim_run(boot_run, NULL) == SIM_RETURNED) {
            break;
        }
        sim_cut_off();
        pfwu_reset();
        if (device_state(0) == PSA_FWU_UPDATED) {
            break; /* from here on there is no download to copy from */
        }
        sim_snapshot_t *cut = sim_snapshot_new();
        for (uint32_t off = 0; off < 4u * 512u; off += 16u) {
            sim_snapshot_restore(cut);
            if (sim_flash_unit(PLAT_AREA_SLOT_ACTIVE(0), off) != SIM_UNIT_DONE) {
                continue;
            }
            sim_flash_set_unit(PLAT_AREA_SLOT_ACTIVE(0), off, SIM_UNIT_ECC);
            decayed++;
            (void)(device_boot(&result) == PSA_SUCCESS); /* finds it, and begins again */
            assert_int_equal(device_boot(&result), PSA_SUCCESS);
            assert_true(device_runs_but_for(0, &v2, FAKE_WRAP_SIZE + 4u));
        }
        sim_snapshot_free(cut);
    }
    sim_snapshot_free(staged);
    assert_in_range(decayed, 5000, UINT32_MAX);
}

/** S7: what is left out of a backup is cleaned up all the same, and the next update goes its way. */
static void swap__old_image_decays_behind_the_new_one__can_be_cleaned(void **state)
{
    unsigned left_out = 0;
    for (uint32_t n = 1;; n++) {
        device(state);
        device_make(&v1, &(test_spec_t){ .major = 1, .counter = 1, .body_size = 1700, .flags = PFWU_IMAGE_AES128 });
        device_make(&v2, &(test_spec_t){ .major = 2, .counter = 1, .body_size = 200, .flags = PFWU_IMAGE_AES128 });
        device_provision(0, &v1);
        assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
        assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
        sim_cut_at(n, SIM_TEAR_NOTHING);
        if (sim_run(boot_run, NULL) == SIM_RETURNED) {
            break;
        }
        sim_cut_off();
        uint32_t at = (n % 2u != 0 ? 1500u : 2000u) / 16u * 16u; /* in the body, in the TLVs */
        sim_flash_set_unit(PLAT_AREA_SLOT_ACTIVE(0), at, SIM_UNIT_ECC);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        no_secrets_out();
        left_out += device_runs(0, &v2) ? 1u : 0;
        if (device_state(0) == PSA_FWU_TRIAL) {
            assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
        }
        assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
        for (uint32_t off = 0; off < 5u * 512u; off += 16u) {
            assert_int_equal(sim_flash_unit(PLAT_AREA_SLOT_SECOND(0), off), SIM_UNIT_ERASED);
        }
    }
    assert_in_range(left_out, 50, UINT32_MAX);
}

/** S8: nobody accepts a set, and of the data's backup a byte or unit of the TLVs decayed: the old code runs without
 *  data, and not with the new one. */
static void roll_back__backup_of_data_can_not_be_opened__code_runs_without(void **state)
{
    for (unsigned unreadable = 0; unreadable < 2; unreadable++) {
        test_image_t d2;
        device(state);
        device_make(&d2, &(test_spec_t){
                             .component = 1, .major = 2, .counter = 1, .body_size = 1300, .flags = PFWU_IMAGE_AES128 });
        device_make(
            &data,
            &(test_spec_t){ .component = 1, .major = 1, .counter = 1, .body_size = 300, .flags = PFWU_IMAGE_AES128 });
        device_provision(1, &data);
        assert_int_equal(device_download(1, &d2, 256), PSA_SUCCESS);
        to_trial();
        assert_true(device_runs(1, &d2));
        uint32_t at = (data.body_off + data.body_size + 32u) / 16u * 16u;
        if (unreadable != 0) {
            sim_flash_set_unit(PLAT_AREA_SLOT_SECOND(1), at, SIM_UNIT_ECC);
        } else {
            uint8_t zeros[16] = { 0 };
            sim_flash_set(PLAT_AREA_SLOT_SECOND(1), at, zeros, sizeof zeros);
        }
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_true(device_runs(0, &v1));
        assert_int_not_equal(result.component[1].status, PSA_SUCCESS);
        assert_int_equal(device_state(0), PSA_FWU_FAILED);
        assert_int_equal(device_state(1), PSA_FWU_FAILED);
        no_secrets_out();
        for (uint8_t id = 0; id < 2; id++) {
            assert_int_equal(psa_fwu_clean(id), PSA_SUCCESS);
        }
        for (uint32_t off = 0; off < 5u * 512u; off += 16u) {
            assert_int_equal(sim_flash_unit(PLAT_AREA_SLOT_SECOND(1), off), SIM_UNIT_ERASED);
        }
    }
}

/** A fault of the cryptography is no verdict: the same call works when it does. */
static void finish__keys_can_not_be_opened_now__goes_on_later(void **state)
{
    (void)state;
    static const psa_status_t faults[] = { PSA_ERROR_INSUFFICIENT_MEMORY, PSA_ERROR_HARDWARE_FAILURE };
    assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
    for (size_t i = 0; i < 2; i++) {
        fake_cipher_says(faults[i]);
        assert_int_equal(device_resume(0, &v2, 256),
                         i == 0 ? PSA_ERROR_INSUFFICIENT_MEMORY : PSA_ERROR_STORAGE_FAILURE);
        assert_int_equal(device_state(0), PSA_FWU_WRITING);
    }
    fake_cipher_says(PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_fwu_finish(0), PSA_ERROR_INVALID_ARGUMENT);
    fake_cipher_says(PSA_SUCCESS);
}

/** The key fails in the middle of a swap or roll-back: nothing moves, and the next boot goes on. */
static void boot__keys_can_not_be_opened_now__goes_on_later(void **state)
{
    for (uint32_t n = 1;; n++) {
        device(state);
        to_trial();
        sim_cut_at(n, SIM_TEAR_NOTHING);
        if (sim_run(boot_run, NULL) == SIM_RETURNED) {
            break;
        }
        sim_reboot();
        pfwu_reset();
        fake_cipher_reset();
        fake_cipher_says(PSA_ERROR_HARDWARE_FAILURE);
        (void)(pfwu_boot(1, &result) == PSA_SUCCESS);
        fake_cipher_says(PSA_SUCCESS);
        assert_int_equal(fake_cipher_open(), 0);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_true(device_runs(0, &v1) || (device_runs(0, &v2) && result.component[0].state == PSA_FWU_FAILED));
        no_secrets_out();
    }
}

/** The update service of a program that may not use the key checks what an image promises; the stage makes sure. */
static void elsewhere__key_with_the_boot_stage__checked_as_far_as_can_be(void **state)
{
    for (unsigned damaged = 0; damaged < 2; damaged++) {
        device(state);
        device_row(0)->decrypt_key = PFWU_DECRYPT_ELSEWHERE;
        v2.bytes[100] ^= damaged != 0 ? 1u : 0; /* in the body */
        assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
        assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
        assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_ARGUMENT); /* no table for a stage */
        assert_null(result.run_area);
        device_row(0)->decrypt_key = KEY;
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_true(device_runs(0, damaged != 0 ? &v1 : &v2));
        assert_int_equal(device_state(0), damaged != 0 ? PSA_FWU_FAILED : PSA_FWU_TRIAL);
        assert_int_equal(device_error(0), damaged != 0 ? PSA_ERROR_INVALID_SIGNATURE : PSA_SUCCESS);
        no_secrets_out();
    }
    device(state);
    device_row(0)->decrypt_key = PFWU_DECRYPT_ELSEWHERE;
    v2.bytes[v2.size - 113u - 4u - 8u] ^= 1u; /* in the signature */
    assert_int_not_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(update__encrypted__in_plain_only_where_it_runs, device),
        cmocka_unit_test_setup(roll_back__encrypted__old_image_in_plain_again, device),
        cmocka_unit_test_setup(update__twice__both_go_back_and_forth, device),
        cmocka_unit_test_setup(update__unit_that_is_not_hashed_unreadable__goes_on, device),
        cmocka_unit_test_setup(finish__not_encrypted_or_not_for_this_key__refused, device),
        cmocka_unit_test_setup(boot__ciphertext_in_the_active_area__does_not_run, device),
        cmocka_unit_test_setup(update__factory_image_in_plain__backup_is_not, device),
        cmocka_unit_test_setup(update__old_image_damaged__new_one_stays, device),
        cmocka_unit_test_setup(abandon__first_image_stands_unnoted__removed, device),
        cmocka_unit_test_setup(swap__cut_and_a_unit_decays__the_other_image_runs, device),
        cmocka_unit_test_setup(overwrite__cut_and_a_copied_unit_decays__copied_again, device),
        cmocka_unit_test_setup(swap__old_image_decays_behind_the_new_one__can_be_cleaned, device),
        cmocka_unit_test_setup(roll_back__backup_of_data_can_not_be_opened__code_runs_without, device),
        cmocka_unit_test_setup(finish__keys_can_not_be_opened_now__goes_on_later, device),
        cmocka_unit_test_setup(boot__keys_can_not_be_opened_now__goes_on_later, device),
        cmocka_unit_test_setup(elsewhere__key_with_the_boot_stage__checked_as_far_as_can_be, device),
    };
    return cmocka_run_group_tests_name("fwu.encrypted", tests, NULL, NULL);
}
