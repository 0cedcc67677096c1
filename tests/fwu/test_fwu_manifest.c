/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Detached manifests: psa_fwu_start() judges the image before its body comes, and the two are put together. The cuts
 * are in test_fwu_cut.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/fwu/fwu_internal.h"
#include "tests/fwu/fwu_device.h"

static test_image_t v1, v2;
static uint8_t manifest[1024];
static size_t manifest_size;
static pfwu_boot_result_t result;

static void make_manifest(const test_image_t *image)
{
    uint32_t behind = image->body_off + image->whole_body;
    memcpy(manifest, image->bytes, image->body_off);
    memcpy(&manifest[image->body_off], &image->bytes[behind], image->size - behind);
    manifest_size = image->size - image->whole_body;
}

static int device(void **state)
{
    (void)state;
    device_init(2, 4, 512, 2);
    device_row(0)->detached_manifest = true;
    device_make(&v1, &(test_spec_t){ .major = 1, .counter = 1, .body_size = 900 });
    device_make(&v2, &(test_spec_t){ .major = 2, .counter = 2, .body_size = 1300 });
    device_provision(0, &v1);
    sim_set_counter(PLAT_COUNTER_FWU(0), 1);
    make_manifest(&v2);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    return 0;
}

static void update__detached__same_image_as_in_one_piece(void **state)
{
    static const uint32_t blocks[] = { 16, 48, 256, 1024 };
    for (uint32_t size = 1290; size <= 1310; size++) { /* every place of the end in its unit */
        device(state);
        device_make(&v2, &(test_spec_t){ .major = 2, .counter = 2, .body_size = size });
        assert_int_equal(device_download(0, &v2, blocks[size % 4u]), PSA_SUCCESS);
        uint8_t there[2048];
        sim_flash_get(PLAT_AREA_SLOT_SECOND(0), 512, there, (uint32_t)v2.size);
        assert_memory_equal(there, v2.bytes, v2.size);
        assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_true(device_runs(0, &v2));
        assert_int_equal(psa_fwu_accept(), PSA_SUCCESS);
        assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
        for (uint32_t off = 0; off < 5u * 512u; off += 16) {
            assert_int_equal(sim_flash_unit(PLAT_AREA_SLOT_SECOND(0), off), SIM_UNIT_ERASED);
        }
    }
}

/** Blocks in any order, the last one first. */
static void write__out_of_order__finishes(void **state)
{
    (void)state;
    psa_fwu_component_info_t info;
    assert_int_equal(psa_fwu_start(0, manifest, manifest_size), PSA_SUCCESS);
    for (uint32_t i = 6; i-- > 0;) {
        uint32_t off = i * 256u;
        uint32_t size = 1300u - off < 256u ? 1300u - off : 256u;
        assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
        assert_true(info.impl.written == 0);
        assert_int_equal(psa_fwu_write(0, off, &v2.bytes[32 + off], size), PSA_SUCCESS);
    }
    assert_int_equal(psa_fwu_finish(0), PSA_SUCCESS);
}

/** Every cut of a download: what query tells afterwards is enough to finish it. */
static void write__restarted_anywhere__written_is_where_to_go_on(void **state)
{
    psa_fwu_component_info_t info;
    for (uint32_t blocks = 0; blocks <= 82; blocks++) {
        device(state);
        assert_int_equal(psa_fwu_start(0, manifest, manifest_size), PSA_SUCCESS);
        for (uint32_t i = 0; i < blocks; i++) {
            uint32_t size = 1300u - i * 16u < 16u ? 1300u - i * 16u : 16u;
            assert_int_equal(psa_fwu_write(0, i * 16u, &v2.bytes[32 + i * 16u], size), PSA_SUCCESS);
        }
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_int_equal(psa_fwu_query(0, &info), PSA_SUCCESS);
        assert_true(info.impl.written <= blocks * 16u &&
                    info.impl.written % 16u == (info.impl.written == 1300 ? 4 : 0));
        assert_int_equal(device_resume(0, &v2, 64), PSA_SUCCESS);
    }
}

static void start__manifest_expected_or_not__invalid_argument(void **state)
{
    (void)state;
    assert_int_equal(psa_fwu_start(0, NULL, 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_fwu_start(0, NULL, manifest_size), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_fwu_start(0, v2.bytes, v2.size), PSA_ERROR_INVALID_ARGUMENT); /* a whole image */
    assert_int_equal(psa_fwu_start(1, manifest, manifest_size), PSA_ERROR_INVALID_ARGUMENT);
    for (size_t size = 0; size < manifest_size; size++) {
        assert_int_equal(psa_fwu_start(0, manifest, size), PSA_ERROR_INVALID_ARGUMENT);
    }
    assert_int_equal(psa_fwu_start(0, manifest, manifest_size + 1u), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_fwu_start(0, manifest, sizeof manifest), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(device_state(0), PSA_FWU_READY);
    assert_int_equal(psa_fwu_start(0, manifest, manifest_size), PSA_SUCCESS);
}

/** Whatever byte is changed, it is refused at once or with the body; nothing of it is ever a CANDIDATE. */
static void start__any_byte_changed__refused(void **state)
{
    unsigned at_once = 0;
    for (size_t i = 0; i < manifest_size; i++) {
        device(state);
        manifest[i] ^= (uint8_t)(1u << i % 8u);
        psa_status_t status = psa_fwu_start(0, manifest, manifest_size);
        if (status != PSA_SUCCESS) {
            assert_true(status == PSA_ERROR_INVALID_ARGUMENT || status == PSA_ERROR_INVALID_SIGNATURE ||
                        status == PSA_ERROR_NOT_PERMITTED);
            assert_int_equal(device_state(0), PSA_FWU_READY);
            at_once++;
            continue;
        }
        assert_int_not_equal(device_resume(0, &v2, 256), PSA_SUCCESS);
        if (device_state(0) == PSA_FWU_WRITING) { /* another size of the body: the last block did not fit */
            assert_int_not_equal(psa_fwu_finish(0), PSA_SUCCESS);
        }
        assert_int_equal(device_state(0), PSA_FWU_FAILED);
    }
    assert_in_range(at_once, manifest_size / 2u, manifest_size);
}

static void start__too_old_or_of_another__refused_before_the_body(void **state)
{
    static const pfwu_dependency_t self = { 0, { 1, 0, 0, 0 } };
    static const struct {
        test_spec_t spec;
        psa_status_t status;
    } cases[] = {
        { { .major = 2, .counter = 0, .body_size = 900 }, PSA_ERROR_NOT_PERMITTED },
        { { .major = 0, .counter = 2, .body_size = 900 }, PSA_ERROR_NOT_PERMITTED }, /* version */
        { { .major = 2, .counter = 2, .body_size = 900, .wrong_key = true }, PSA_ERROR_INVALID_SIGNATURE },
        { { .component = 1, .major = 2, .counter = 2, .body_size = 900 }, PSA_ERROR_INVALID_SIGNATURE },
        { { .major = 2, .counter = 2, .body_size = 900, .flags = PFWU_IMAGE_RAM_LOAD }, PSA_ERROR_INVALID_ARGUMENT },
        { { .major = 2, .counter = 2, .body_size = 900, .dependency = &self }, PSA_ERROR_INVALID_ARGUMENT },
        { { .major = 2, .counter = 2, .body_size = 2048 }, PSA_ERROR_INVALID_ARGUMENT }, /* the slot is too small */
        { { .major = 2, .counter = 2, .body_size = 900 }, PSA_SUCCESS },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        device(state);
        device_make(&v2, &cases[i].spec);
        assert_int_equal(device_start(0, &v2), cases[i].status);
        assert_int_equal(device_state(0), cases[i].status == PSA_SUCCESS ? PSA_FWU_WRITING : PSA_FWU_READY);
    }
}

static void write__outside_of_the_body__invalid_argument(void **state)
{
    (void)state;
    static const uint8_t block[PSA_FWU_MAX_WRITE_SIZE];
    assert_int_equal(psa_fwu_start(0, manifest, manifest_size), PSA_SUCCESS);
    assert_int_equal(psa_fwu_write(0, 1296, block, 5), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_fwu_write(0, 1296, block, 16), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_fwu_write(0, 1296, block, 3), PSA_ERROR_INVALID_ARGUMENT); /* ends before the body does */
    assert_int_equal(psa_fwu_write(0, 0, block, 17), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_fwu_write(0, 1312, block, 16), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_fwu_write(0, SIZE_MAX - 15u, block, 16), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(device_resume(0, &v2, 256), PSA_SUCCESS);
}

static void cancel__manifest_stored__cleaned_away(void **state)
{
    (void)state;
    assert_int_equal(psa_fwu_start(0, manifest, manifest_size), PSA_SUCCESS);
    assert_int_equal(sim_flash_unit(PLAT_AREA_SLOT_SECOND(0), 0), SIM_UNIT_DONE);
    assert_int_equal(psa_fwu_cancel(0), PSA_SUCCESS);
    assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    assert_int_equal(sim_flash_unit(PLAT_AREA_SLOT_SECOND(0), 0), SIM_UNIT_ERASED);
    assert_int_equal(device_download(0, &v2, 256), PSA_SUCCESS);
}

static void table__overwrite_without_spare_sector__no_detached_manifest(void **state)
{
    (void)state;
    device_without_spare(1);
    device_init(1, 4, 512, 2);
    device_without_spare(0);
    device_row(0)->mode = PFWU_MODE_OVERWRITE;
    device_row(0)->needs_trial = false;
    device_provision(0, &v1);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    device_row(0)->detached_manifest = true;
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(update__detached__same_image_as_in_one_piece, device),
        cmocka_unit_test_setup(write__out_of_order__finishes, device),
        cmocka_unit_test_setup(write__restarted_anywhere__written_is_where_to_go_on, device),
        cmocka_unit_test_setup(start__manifest_expected_or_not__invalid_argument, device),
        cmocka_unit_test_setup(start__any_byte_changed__refused, device),
        cmocka_unit_test_setup(start__too_old_or_of_another__refused_before_the_body, device),
        cmocka_unit_test_setup(write__outside_of_the_body__invalid_argument, device),
        cmocka_unit_test_setup(cancel__manifest_stored__cleaned_away, device),
        cmocka_unit_test_setup(table__overwrite_without_spare_sector__no_detached_manifest, device),
    };
    return cmocka_run_group_tests_name("fwu.manifest", tests, NULL, NULL);
}
