/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Lives of a device without mishap: update, trial, roll back, sets, data, refusals, measurements.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fwu/fwu_internal.h"
#include "tests/fwu/fwu_device.h"

static test_image_t v1, v2, v3;
static pfwu_boot_result_t result;

static void boot_ok(void)
{
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_non_null(result.run_area);
    assert_int_equal(result.run_component, 0);
}

static int one_component(void **state)
{
    (void)state;
    device_init(1, 4, 512, 2);
    device_make(&v1, &(test_spec_t){ .major = 1, .counter = 1, .body_size = 1200 });
    device_make(&v2, &(test_spec_t){ .major = 2, .counter = 2, .body_size = 1300 });
    device_make(&v3, &(test_spec_t){ .major = 3, .counter = 3, .body_size = 400 });
    device_provision(0, &v1);
    return 0;
}

static int three_components(void **state)
{
    one_component(state);
    device_init(3, 4, 512, 2);
    device_provision(0, &v1);
    return 0;
}

static void boot__factory_image__runs_and_writes_nothing(void **state)
{
    (void)state;
    uint32_t checks = fake_checks();
    sim_stats_t stats;
    sim_stats_reset();
    boot_ok();
    sim_stats(&stats);
    assert_int_equal(stats.erases, 0);
    assert_int_equal(stats.units_programmed, 0);
    assert_int_equal(fake_checks() - checks, 1);
    assert_int_equal(result.run_off, 0);
    assert_int_equal(result.run_header_size, 32);
    assert_int_equal(result.component[0].state, PSA_FWU_READY);
    assert_int_equal(result.component[0].version.major, 1);
    assert_int_equal(device_state(0), PSA_FWU_READY);
}

static void boot__measurement__type_version_signer_hash(void **state)
{
    (void)state;
    plat_measurement_t measurement;
    boot_ok();
    assert_int_equal(plat_boot_record_get(0, &measurement), PSA_SUCCESS);
    assert_string_equal(measurement.type, "App");
    assert_string_equal(measurement.version, "1.0.0");
    assert_int_equal(measurement.value_size, 32);
    assert_int_equal(measurement.signer_size, 32);
    psa_fwu_component_info_t info;
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    boot_ok();
    assert_int_equal(plat_boot_record_get(0, &measurement), PSA_SUCCESS);
    assert_memory_equal(measurement.value, info.impl.candidate_digest, 32);
    assert_string_equal(measurement.version, "2.0.0");
    assert_int_equal(plat_boot_record_get(1, &measurement), PSA_ERROR_DOES_NOT_EXIST);
}

static void update__accepted__stays_and_raises_the_counter(void **state)
{
    (void)state;
    boot_ok();
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(device_state(0), PSA_FWU_CANDIDATE);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(device_state(0), PSA_FWU_STAGED);
    boot_ok();
    assert_int_equal(result.component[0].event, PFWU_EVENT_INSTALLED);
    assert_int_equal(device_state(0), PSA_FWU_TRIAL);
    assert_true(device_runs(0, &v2));
    assert_int_equal(device_counter(0), 0);
    assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
    assert_int_equal(device_state(0), PSA_FWU_UPDATED);
    assert_int_equal(device_counter(0), 2);
    boot_ok();
    assert_int_equal(device_state(0), PSA_FWU_UPDATED);
    assert_true(device_runs(0, &v2));
    assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    assert_int_equal(device_state(0), PSA_FWU_READY);
    for (uint32_t off = 0; off < 5 * 512; off += 16) {
        assert_int_equal(sim_flash_unit(PLAT_AREA_SLOT_SECOND(0), off), SIM_UNIT_ERASED);
    }
    boot_ok();
    assert_int_equal(device_download(0, &v3, 1024), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    boot_ok();
    assert_true(device_runs(0, &v3));
}

static void update__not_accepted__rolled_back(void **state)
{
    (void)state;
    boot_ok();
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    boot_ok();
    assert_true(device_runs(0, &v2));
    boot_ok();
    assert_true(device_runs(0, &v1));
    assert_int_equal(result.component[0].event, PFWU_EVENT_ROLLED_BACK);
    assert_int_equal(result.component[0].error, PFWU_ERROR_NOT_ACCEPTED);
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    assert_int_equal(device_error(0), PFWU_ERROR_NOT_ACCEPTED);
    assert_int_equal(device_counter(0), 0);
    assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
}

static void update__rejected__rolled_back_with_the_reason(void **state)
{
    (void)state;
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    boot_ok();
    assert_int_equal(psa_fwu_reject(123456), PSA_SUCCESS_REBOOT);
    assert_int_equal(device_state(0), PSA_FWU_REJECTED);
    assert_int_equal(device_error(0), 123456);
    boot_ok();
    assert_true(device_runs(0, &v1));
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    assert_int_equal(device_error(0), 123456);
}

static void reject__staged__really_cancels(void **state)
{
    (void)state;
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(psa_fwu_reject(-7), PSA_SUCCESS);
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    assert_int_equal(device_error(0), -7);
    boot_ok();
    assert_true(device_runs(0, &v1));
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
}

static void update__larger_to_smaller_and_back__both_whole(void **state)
{
    (void)state;
    assert_int_equal(device_download(0, &v3, 256), PSA_SUCCESS); /* 2 sectors over 3 */
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    boot_ok();
    assert_true(device_runs(0, &v3));
    boot_ok();
    assert_true(device_runs(0, &v1));
}

static void download__resumed_after_a_reboot__from_whole_sectors(void **state)
{
    (void)state;
    psa_fwu_component_info_t info;
    assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
    for (uint32_t off = 0; off < 768; off += 64) {
        assert_int_equal(psa_fwu_write(0, off, &v2.bytes[off], 64), PSA_SUCCESS);
    }
    assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
    assert_int_equal(info.impl.written, 768);
    pfwu_reset(); /* another process */
    assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
    assert_int_equal(info.state, PSA_FWU_WRITING);
    assert_in_range(info.impl.written, 512, 768); /* blank units in the image hide how far it got */
    assert_int_equal(psa_fwu_write(0, 704, &v2.bytes[704], 128), PSA_SUCCESS); /* one half is there already */
    boot_ok();
    assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
    assert_int_equal(info.state, PSA_FWU_WRITING);
    assert_int_equal(info.impl.written, 512);
    assert_int_equal(device_resume(0, &v2, 100 / 16 * 16), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    boot_ok();
    assert_true(device_runs(0, &v2));
}

static void write__blocks_in_any_order__finishes(void **state)
{
    (void)state;
    uint32_t blocks = ((uint32_t)v2.size + 63u) / 64u;
    assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_SUCCESS);
    for (uint32_t i = 0; i < blocks; i++) {
        uint32_t off = (i * 7u % blocks) * 64u;
        uint32_t size = v2.size - off < 64u ? (uint32_t)v2.size - off : 64u;
        assert_int_equal(psa_fwu_write(0, off, &v2.bytes[off], size), PSA_SUCCESS);
    }
    assert_true(blocks % 7u != 0);
    assert_int_equal(psa_fwu_finish(0), PSA_SUCCESS);
}

static void finish__bad_images__failed_with_the_reason(void **state)
{
    static const struct {
        const char *what;
        psa_status_t error;
        pfwu_image_fault_t reason;
    } cases[] = {
        { "key", PSA_ERROR_INVALID_SIGNATURE, PFWU_IMAGE_KEY_UNKNOWN },
        { "body", PSA_ERROR_INVALID_SIGNATURE, PFWU_IMAGE_HASH_WRONG },
        { "signature", PSA_ERROR_INVALID_SIGNATURE, PFWU_IMAGE_SIGNATURE_WRONG },
        { "magic", PSA_ERROR_INVALID_ARGUMENT, PFWU_IMAGE_NO_MAGIC },
        { "tail", PSA_ERROR_INVALID_ARGUMENT, PFWU_IMAGE_TRAILING },
        { "counter", PSA_ERROR_NOT_PERMITTED, PFWU_IMAGE_COUNTER_LOW },
        { "version", PSA_ERROR_NOT_PERMITTED, PFWU_IMAGE_VERSION_OLD },
        { "encrypted", PSA_ERROR_INVALID_ARGUMENT, PFWU_IMAGE_NO_DECRYPT_KEY },
        { "self", PSA_ERROR_INVALID_ARGUMENT, PFWU_IMAGE_DEPENDS_ON_ITSELF },
    };
    pfwu_dependency_t self = { 0, { 0, 0, 0, 0 } };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        one_component(state);
        test_image_t bad = v2;
        size_t extra = 0;
        if (strcmp(cases[i].what, "key") == 0) {
            device_make(&bad, &(test_spec_t){ .major = 2, .counter = 2, .body_size = 1300, .wrong_key = true });
        } else if (strcmp(cases[i].what, "body") == 0) {
            bad.bytes[600] ^= 1;
        } else if (strcmp(cases[i].what, "signature") == 0) {
            bad.bytes[bad.size - 1] ^= 1;
        } else if (strcmp(cases[i].what, "magic") == 0) {
            bad.bytes[0] ^= 1;
        } else if (strcmp(cases[i].what, "tail") == 0) {
            memset(&bad.bytes[bad.size], 0, 32);
            extra = 32;
        } else if (strcmp(cases[i].what, "counter") == 0) {
            sim_set_counter(PLAT_COUNTER_FWU(0), 3);
        } else if (strcmp(cases[i].what, "version") == 0) {
            device_provision(0, &v3);
        } else if (strcmp(cases[i].what, "encrypted") == 0) {
            device_make(&bad,
                        &(test_spec_t){ .major = 2, .counter = 2, .body_size = 1300, .flags = PFWU_IMAGE_AES128 });
        } else {
            device_make(&bad, &(test_spec_t){ .major = 2, .counter = 2, .body_size = 1300, .dependency = &self });
        }
        bad.size += extra;
        psa_status_t status = device_download(0, &bad, 512);
        if (status != cases[i].error) {
            print_error("case %s\n", cases[i].what);
        }
        assert_int_equal(status, cases[i].error);
        assert_int_equal(device_state(0), PSA_FWU_FAILED);
        assert_int_equal(device_error(0), cases[i].error);
        for (unsigned restart = 0; restart < 2; restart++) { /* it is kept */
            psa_fwu_component_info_t info;
            assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
            assert_int_equal(info.impl.reason, cases[i].reason);
            sim_reboot();
            pfwu_reset();
        }
        assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
        psa_fwu_component_info_t info;
        assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
        assert_int_equal(info.state, PSA_FWU_READY);
        assert_int_equal(info.impl.reason, 0);
    }
}

static void boot__staged_image_damaged_since_finish__refused(void **state)
{
    (void)state;
    uint8_t byte = 0x00;
    assert_int_equal(device_download(0, &v2, 512), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    sim_flash_set(PLAT_AREA_SLOT_SECOND(0), 512 + 100, &byte, 1);
    boot_ok();
    assert_true(device_runs(0, &v1));
    assert_int_equal(result.component[0].event, PFWU_EVENT_REFUSED);
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    assert_int_equal(device_error(0), PSA_ERROR_INVALID_SIGNATURE);
}

static void boot__active_image_damaged__nothing_runs(void **state)
{
    (void)state;
    uint8_t byte = 0;
    for (uint32_t off = 0; off < v1.size; off += 7) {
        sim_flash_get(PLAT_AREA_SLOT_ACTIVE(0), off, &byte, 1);
        byte ^= 0x10;
        sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), off, &byte, 1);
        assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_SIGNATURE);
        assert_null(result.run_area);
        device_provision(0, &v1);
    }
    boot_ok();
}

static void boot__counter_above_the_image__nothing_runs(void **state)
{
    (void)state;
    sim_set_counter(PLAT_COUNTER_FWU(0), 2);
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(result.component[0].status, PSA_ERROR_NOT_PERMITTED);
}

static void boot__backup_damaged_in_trial__keeps_the_new_image(void **state)
{
    (void)state;
    uint8_t byte = 0;
    assert_int_equal(device_download(0, &v2, 512), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    boot_ok();
    sim_flash_set(PLAT_AREA_SLOT_SECOND(0), 100, &byte, 1);
    boot_ok();
    assert_true(device_runs(0, &v2));
    assert_int_equal(result.component[0].event, PFWU_EVENT_KEPT);
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    assert_int_equal(device_counter(0), 0);
}

static void boot__key_taken_out_of_the_table__image_refused(void **state)
{
    (void)state;
    boot_ok();
    device_row(0)->key_count = 1; /* v1 is signed with the second key */
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_SIGNATURE);
}

static void boot__table_contradicts_itself__invalid_argument(void **state)
{
    (void)state;
    device_row(0)->second_area = PLAT_AREA_SLOT_ACTIVE(0);
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_ARGUMENT);
    one_component(state);
    device_row(0)->id = PFWU_COMPONENTS_MAX;
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_ARGUMENT);
    one_component(state);
    device_row(0)->stage = 2;
    assert_int_equal(device_boot(&result), PSA_ERROR_DOES_NOT_EXIST);
}

/* --------------------------------------------------------------------------------------------------------- Sets --- */

static void set__one_bad_member_at_boot__none_installed(void **state)
{
    (void)state;
    test_image_t d1, m1;
    uint8_t byte = 0;
    device_make(&m1, &(test_spec_t){ .component = 2, .major = 1, .counter = 1, .body_size = 300 });
    device_make(&d1, &(test_spec_t){ .component = 1, .major = 1, .counter = 1, .body_size = 300 });
    device_provision(2, &m1);
    boot_ok();
    assert_int_equal(device_download(0, &v2, 512), PSA_SUCCESS);
    assert_int_equal(device_download(1, &d1, 512), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    sim_flash_set(PLAT_AREA_SLOT_SECOND(1), 512 + 100, &byte, 1);
    boot_ok();
    assert_true(device_runs(0, &v1));
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    assert_int_equal(device_state(1), PSA_FWU_FAILED);
    assert_int_equal(device_state(2), PSA_FWU_READY);
}

static void set__trial_of_one_is_trial_of_all__rolled_back_together(void **state)
{
    (void)state;
    static test_image_t d1, m1, m2;
    device_make(&m1, &(test_spec_t){ .component = 2, .major = 1, .counter = 1, .body_size = 300 });
    device_make(&m2, &(test_spec_t){ .component = 2, .major = 2, .counter = 1, .body_size = 700 });
    device_make(&d1, &(test_spec_t){ .component = 1, .major = 1, .counter = 1, .body_size = 300 });
    device_provision(1, &d1);
    device_provision(2, &m1);
    boot_ok();
    assert_int_equal(result.count, 3);
    assert_int_equal(device_download(2, &m2, 512), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    boot_ok();
    assert_int_equal(device_state(2), PSA_FWU_UPDATED); /* alone it needs no trial */
    assert_int_equal(device_counter(2), 1);
    assert_int_equal(psa_fwu_clean(2), PSA_SUCCESS);
    device_make(&m1, &(test_spec_t){ .component = 2, .major = 3, .counter = 1, .body_size = 500 });
    assert_int_equal(device_download(2, &m1, 512), PSA_SUCCESS);
    assert_int_equal(device_download(0, &v2, 512), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    boot_ok();
    assert_int_equal(device_state(0), PSA_FWU_TRIAL);
    assert_int_equal(device_state(2), PSA_FWU_TRIAL);
    assert_int_equal(device_state(1), PSA_FWU_READY);
    boot_ok();
    assert_true(device_runs(0, &v1));
    assert_true(device_runs(2, &m2));
}

static void install__dependency__needed_until_it_comes_along(void **state)
{
    (void)state;
    static test_image_t app, d1, d2, m1;
    pfwu_dependency_t on_data = { 1, { 2, 0, 0, 0 } };
    device_make(&m1, &(test_spec_t){ .component = 2, .major = 1, .counter = 1, .body_size = 300 });
    device_make(&d1, &(test_spec_t){ .component = 1, .major = 1, .counter = 1, .body_size = 300 });
    device_make(&d2, &(test_spec_t){ .component = 1, .major = 2, .counter = 1, .body_size = 300 });
    device_make(&app, &(test_spec_t){ .major = 2, .counter = 1, .body_size = 900, .dependency = &on_data });
    device_provision(1, &d1);
    device_provision(2, &m1);
    assert_int_equal(device_download(0, &app, 512), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_ERROR_DEPENDENCY_NEEDED);
    assert_int_equal(device_state(0), PSA_FWU_CANDIDATE);
    assert_int_equal(device_download(1, &d2, 512), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    boot_ok();
    assert_true(device_runs(0, &app));
    assert_true(device_runs(1, &d2));
}

static void reject__one_stage_done_the_other_not__needs_a_reboot(void **state)
{
    (void)state;
    static test_image_t m1, m2;
    device_init(3, 4, 512, 2);
    device_row(0)->stage = 2;
    device_row(2)->needs_trial = true;
    device_make(&m1, &(test_spec_t){ .component = 2, .major = 1, .counter = 1, .body_size = 300 });
    device_make(&m2, &(test_spec_t){ .component = 2, .major = 2, .counter = 1, .body_size = 700 });
    device_provision(0, &v1);
    device_provision(2, &m1);
    assert_int_equal(device_download(0, &v2, 512), PSA_SUCCESS);
    assert_int_equal(device_download(2, &m2, 512), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(device_boot(&result), PSA_SUCCESS); /* stage 1 only */
    assert_int_equal(device_state(2), PSA_FWU_TRIAL);
    assert_int_equal(device_state(0), PSA_FWU_STAGED);
    assert_int_equal(psa_fwu_reject(-5), PSA_SUCCESS_REBOOT);
    assert_int_equal(device_state(2), PSA_FWU_REJECTED);
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_true(device_runs(2, &m1));
}

static void data__absent__boots_and_does_not_open(void **state)
{
    (void)state;
    test_image_t m1;
    pfwu_data_t data;
    device_make(&m1, &(test_spec_t){ .component = 2, .major = 1, .counter = 1, .body_size = 300 });
    device_provision(2, &m1);
    boot_ok();
    assert_int_equal(result.component[1].status, PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(pfwu_data_open(1, &data), PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(pfwu_data_open(0, &data), PSA_ERROR_DOES_NOT_EXIST); /* code */
    assert_int_equal(pfwu_data_open(77, &data), PSA_ERROR_DOES_NOT_EXIST);
}

static void data__first_image_not_accepted__absent_again_and_the_set_rolled_back(void **state)
{
    (void)state;
    static test_image_t m1, d1;
    device_make(&m1, &(test_spec_t){ .component = 2, .major = 1, .counter = 1, .body_size = 300 });
    device_make(&d1, &(test_spec_t){ .component = 1, .major = 1, .counter = 1, .body_size = 900 });
    device_provision(2, &m1);
    boot_ok();
    assert_int_equal(device_download(0, &v2, 512), PSA_SUCCESS);
    assert_int_equal(device_download(1, &d1, 512), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    boot_ok();
    assert_true(device_runs(0, &v2));
    assert_true(device_runs(1, &d1));
    boot_ok();
    assert_true(device_runs(0, &v1));
    assert_int_equal(result.component[1].status, PSA_ERROR_DOES_NOT_EXIST);
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    assert_int_equal(device_state(1), PSA_FWU_FAILED);
    assert_int_equal(psa_fwu_clean(1), PSA_SUCCESS);
    assert_int_equal(device_download(1, &d1, 512), PSA_SUCCESS);
}

static void data__open__reads_the_body_and_nothing_else(void **state)
{
    (void)state;
    test_image_t d1;
    pfwu_data_t data;
    uint8_t bytes[400];
    size_t length = 99;
    device_make(&d1, &(test_spec_t){ .component = 1, .major = 1, .counter = 1, .body_size = 300 });
    device_provision(1, &d1);
    assert_int_equal(pfwu_data_open(1, &data), PSA_SUCCESS);
    assert_int_equal(pfwu_data_read(&data, 0, bytes, sizeof bytes, &length), PSA_SUCCESS);
    assert_int_equal(length, 300);
    assert_memory_equal(bytes, &d1.bytes[32], 300);
    assert_int_equal(pfwu_data_read(&data, 290, bytes, 100, &length), PSA_SUCCESS);
    assert_int_equal(length, 10);
    assert_memory_equal(bytes, &d1.bytes[322], 10);
    assert_int_equal(pfwu_data_read(&data, 300, bytes, 1, &length), PSA_SUCCESS);
    assert_int_equal(length, 0);
    assert_int_equal(pfwu_data_read(&data, UINT32_MAX, bytes, 1, &length), PSA_SUCCESS);
    assert_int_equal(length, 0);
    pfwu_data_close(&data);
    assert_int_equal(pfwu_data_read(&data, 0, bytes, 1, &length), PSA_ERROR_BAD_STATE);
    bytes[0] = (uint8_t)(d1.bytes[100] ^ 1);
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(1), 100, bytes, 1);
    assert_int_equal(pfwu_data_open(1, &data), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(pfwu_data_read(&data, 0, bytes, 1, &length), PSA_ERROR_BAD_STATE);
}

/* ------------------------------------------------------------------------------------------------------- Stages --- */

/** Components 2 (second stage) and 0 (application): stage 1 knows how to install the one, stage 2 the other. */
static void stages__each_installs_its_own__one_boot_record(void **state)
{
    (void)state;
    static test_image_t m1, m2;
    plat_measurement_t measurement;
    device_init(3, 4, 512, 2);
    device_row(0)->stage = 2;
    device_row(1)->stage = 2;
    device_make(&m1, &(test_spec_t){ .component = 2, .major = 1, .counter = 1, .body_size = 300 });
    device_make(&m2, &(test_spec_t){ .component = 2, .major = 2, .counter = 1, .body_size = 700 });
    device_provision(0, &v1);
    device_provision(2, &m1);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_int_equal(result.run_component, 2);
    assert_int_equal(result.count, 1);
    pfwu_reset(); /* the next stage is another program */
    assert_int_equal(pfwu_boot(2, &result), PSA_SUCCESS);
    assert_int_equal(result.run_component, 0);
    assert_int_equal(result.count, 2);
    assert_int_equal(device_download(0, &v2, 512), PSA_SUCCESS);
    assert_int_equal(device_download(2, &m2, 512), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_true(device_runs(2, &m2));
    assert_true(device_runs(0, &v1));
    pfwu_reset();
    assert_int_equal(pfwu_boot(2, &result), PSA_SUCCESS);
    assert_true(device_runs(0, &v2));
    assert_int_equal(plat_boot_record_get(0, &measurement), PSA_SUCCESS);
    assert_string_equal(measurement.type, "Module");
    assert_int_equal(plat_boot_record_get(1, &measurement), PSA_SUCCESS);
    assert_string_equal(measurement.type, "App");
    assert_string_equal(measurement.version, "2.0.0");
    assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
}

int main(void)
{
#define LIFE(name) cmocka_unit_test_setup(name, one_component)
#define SET(name) cmocka_unit_test_setup(name, three_components)
    const struct CMUnitTest tests[] = {
        LIFE(boot__factory_image__runs_and_writes_nothing),
        LIFE(boot__measurement__type_version_signer_hash),
        LIFE(update__accepted__stays_and_raises_the_counter),
        LIFE(update__not_accepted__rolled_back),
        LIFE(update__rejected__rolled_back_with_the_reason),
        LIFE(reject__staged__really_cancels),
        LIFE(update__larger_to_smaller_and_back__both_whole),
        LIFE(download__resumed_after_a_reboot__from_whole_sectors),
        LIFE(write__blocks_in_any_order__finishes),
        LIFE(finish__bad_images__failed_with_the_reason),
        LIFE(boot__staged_image_damaged_since_finish__refused),
        LIFE(boot__active_image_damaged__nothing_runs),
        LIFE(boot__counter_above_the_image__nothing_runs),
        LIFE(boot__backup_damaged_in_trial__keeps_the_new_image),
        LIFE(boot__key_taken_out_of_the_table__image_refused),
        LIFE(boot__table_contradicts_itself__invalid_argument),
        LIFE(stages__each_installs_its_own__one_boot_record),
        LIFE(reject__one_stage_done_the_other_not__needs_a_reboot),
        SET(set__one_bad_member_at_boot__none_installed),
        SET(set__trial_of_one_is_trial_of_all__rolled_back_together),
        SET(install__dependency__needed_until_it_comes_along),
        SET(data__absent__boots_and_does_not_open),
        SET(data__first_image_not_accepted__absent_again_and_the_set_rolled_back),
        SET(data__open__reads_the_body_and_nothing_else),
    };
    return cmocka_run_group_tests_name("fwu.life", tests, NULL, NULL);
}
