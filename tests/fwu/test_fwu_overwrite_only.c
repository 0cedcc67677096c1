/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The boot engine of a stage that only overwrites (PSA_FWU_SWAP=OFF: install_overwrite.c, swap_none.c,
 * rollback_none.c): every power cut in an installation, plain and encrypted, is made good; nothing is in plain outside
 * of the active area; words of other stages that would go back leave what is active alone.
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

#define KEY 0x4711u

static test_image_t old_image, new_image;
static pfwu_boot_result_t result;

static void device_with(uint32_t flags)
{
    device_init(1, 4, 512, 2);
    device_row(0)->mode = PFWU_MODE_OVERWRITE;
    device_row(0)->needs_trial = false;
    device_row(0)->decrypt_key = flags != 0 ? KEY : 0;
    device_make(&old_image, &(test_spec_t){ .major = 1, .counter = 1, .body_size = 900, .flags = flags });
    device_make(&new_image, &(test_spec_t){ .major = 2, .counter = 2, .body_size = 1300, .flags = flags });
    device_provision(0, &old_image);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
}

static void stage(void)
{
    assert_int_equal(device_download(0, &new_image, 256), PSA_SUCCESS);
    assert_int_equal(psa_fwu_install(), PSA_SUCCESS_REBOOT);
}

static void boot_run(void *ctx)
{
    (void)ctx;
    pfwu_boot_result_t ignored;
    psa_status_t status = device_boot(&ignored);
    (void)status;
}

static bool boot_cut_at(uint32_t n, sim_tear_t tear)
{
    sim_cut_at(n, tear);
    bool cut = sim_run(boot_run, NULL) == SIM_CUT;
    sim_cut_off();
    pfwu_reset();
    fake_cipher_reset();
    return cut;
}

static void updated_and_well(bool encrypted)
{
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_true(device_runs(0, &new_image));
    assert_int_equal(device_state(0), PSA_FWU_UPDATED);
    assert_int_equal(device_counter(0), 2);
    assert_int_equal(fake_cipher_open(), 0);
    if (encrypted) {
        assert_false(device_leaks(0, &new_image));
        assert_false(device_leaks(0, &old_image));
    }
}

static void update__cut_at_each_point__the_new_one_runs(void **state)
{
    (void)state;
    unsigned cuts = 0, twice = 0;
    for (unsigned encrypted = 0; encrypted < 2; encrypted++) {
        for (unsigned tear = 0; tear <= SIM_TEAR_COUNT; tear++) {
            for (uint32_t n = 1;; n++) {
                device_with(encrypted != 0 ? PFWU_IMAGE_AES128 : 0);
                stage();
                if (!boot_cut_at(n, (sim_tear_t)tear)) {
                    break;
                }
                cuts++;
                if (n % 3 == 0) {
                    twice += boot_cut_at(1 + n / 3 % 7, (sim_tear_t)tear);
                }
                updated_and_well(encrypted != 0);
            }
        }
    }
    print_message("%u cuts, %u of them twice\n", cuts, twice);
    assert_true(cuts > 500 && twice > 100);
}

static void table__row_that_is_swapped__refused(void **state)
{
    (void)state;
    device_with(0);
    device_row(0)->mode = PFWU_MODE_SWAP;
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_ARGUMENT);
    assert_null(result.run_area);
    device_row(0)->mode = PFWU_MODE_OVERWRITE;
    device_row(0)->needs_trial = true;
    assert_int_equal(device_boot(&result), PSA_ERROR_INVALID_ARGUMENT);
    device_row(0)->needs_trial = false;
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_true(device_runs(0, &old_image));
}

/** reference_none.c */
static void reference__none_in_this_build__signature_checked(void **state)
{
    (void)state;
    uint8_t hash[PLAT_REFERENCE_SIZE];
    device_with(0);
    device_row(0)->has_reference = true;
    for (unsigned i = 0; i < 2; i++) {
        uint32_t before = fake_checks();
        assert_int_equal(device_boot(&result), PSA_SUCCESS);
        assert_int_equal(fake_checks() - before, 1);
    }
    assert_int_not_equal(plat_reference_get(0, hash), PSA_SUCCESS);
}

/** What stages with other tables write into the journal about this one's component. */
static void word_of_another_stage(uint8_t op)
{
    assert_int_equal(pfwu_journal_mount(), PSA_SUCCESS);
    assert_int_equal(pfwu_journal_append(PFWU_WORD_SET, op, 0, 1u), PSA_SUCCESS);
    pfwu_journal_settle();
}

static void set_on_trial__nobody_accepts__what_is_active_stays(void **state)
{
    (void)state;
    device_with(0);
    stage();
    updated_and_well(false);
    word_of_another_stage(PFWU_SET_TRIAL);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_true(device_runs(0, &new_image));
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    assert_int_equal(device_error(0), PFWU_ERROR_NOT_ACCEPTED);
    assert_int_equal(result.component[0].event, PFWU_EVENT_KEPT);
}

static void set_taken_back__before_this_part_began__what_is_active_stays(void **state)
{
    (void)state;
    device_with(0);
    stage();
    word_of_another_stage(PFWU_SET_REVERT);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
    assert_true(device_runs(0, &old_image));
    assert_int_equal(device_state(0), PSA_FWU_FAILED);
    assert_int_equal(result.component[0].event, PFWU_EVENT_REFUSED);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
}

static void update__too_old__refused(void **state)
{
    (void)state;
    device_with(0);
    stage();
    updated_and_well(false);
    assert_int_equal(psa_fwu_clean(0), PSA_SUCCESS);
    device_make(&new_image, &(test_spec_t){ .major = 3, .counter = 1, .body_size = 700 });
    assert_int_equal(device_download(0, &new_image, 256), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(device_boot(&result), PSA_SUCCESS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(update__cut_at_each_point__the_new_one_runs),
        cmocka_unit_test(table__row_that_is_swapped__refused),
        cmocka_unit_test(reference__none_in_this_build__signature_checked),
        cmocka_unit_test(set_on_trial__nobody_accepts__what_is_active_stays),
        cmocka_unit_test(set_taken_back__before_this_part_began__what_is_active_stays),
        cmocka_unit_test(update__too_old__refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
