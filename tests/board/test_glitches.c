/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Skipped instructions (skips.h) in the boot stages of the example firmware, over an image that must not run: its body
 * was changed, its signature was changed, its signature is one of the number 0 in place of its hash, or it is older
 * than the device's counter.
 *
 * usage: test_glitches FOLDER. PSA_GLITCH_CASE: a pattern of cases.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/board/device.h"
#include "tests/board/skips.h"

static const char *const loops[] = {
    "plat_boot_hash_update", "plat_h5_pka_put", "difference", "give_back", "memcpy", "memset", "memcmp",
    "plat_h5_read_unit", "plat_flash_read", "plat_h5_flash_read", "plat_h5_crc32", "plat_h5_obk_read", "plat_h5_level_enter",
    "plat_h5_level_leave", "plat_h5_level", "plat_stm32h5_console_write", "plat_h5_invalidate_cache",
    "scan_log", "plat_stm32h5_reset", "memchr", "barrier", "pcc_wipe", "plat_h5_wipe"
};

static const char *const deciding[] = { "pfwu_stage_end",      "pfwu_stage_next",    "pfwu_stage_verify",
                                        "pfwu_stage_verified", "pfwu_authorize",     "pfwu_authenticate",
                                        "pfwu_find_key",       "pfwu_check_counter", "pfwu_signature_check",
                                        "differs_from",        "plat_h5_pka_load",   "plat_h5_pka_verify",
                                        "plat_leave_stage" };

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
static const skips_stage_t stage_1 = { "stage_1/stage_1.elf",
                                       0x08000000u,
                                       1,
                                       "stage 2",
                                       "stage 1: nothing to run",
                                       { loops, COUNT(loops), 9 },
                                       { deciding, COUNT(deciding), 10 },
                                       { NULL, 0, 0 } };
static const skips_stage_t stage_2 = { "stage_2/stage_2.elf",
                                       DEVICE_STAGE_2,
                                       2,
                                       "application",
                                       "stage 2: nothing to run",
                                       { loops, COUNT(loops), 9 },
                                       { deciding, COUNT(deciding), 10 },
                                       { NULL, 0, 0 } };

static void stage_1__body_changed__never_left(void **state)
{
    (void)state;
    skips_flip(DEVICE_STAGE_2 + 0x1000);
    skips_everywhere("stage 1, body changed", &stage_1);
}

static void stage_1__signature_changed__never_left(void **state)
{
    (void)state;
    skips_flip(skips_signature_of("stage_2.img", DEVICE_STAGE_2));
    skips_everywhere("stage 1, signature changed", &stage_1);
}

static void stage_1__signature_of_zero__never_left(void **state)
{
    (void)state;
    skips_put_zero_signature("stage_2.img", "stage_2", DEVICE_STAGE_2);
    skips_everywhere("stage 1, signature of zero", &stage_1);
}

static void put_back(const char *image, uint32_t address)
{
    static uint8_t bytes[DEVICE_IMAGE_MAX];
    size_t size = device_read(image, bytes);
    assert_true(board_load(board, address, bytes, size));
}

static void update(const char *file, const char *image, const char *booted)
{
    device_stage(file, image);
    board_console_clear(board);
    device_boot_until(DEVICE_READY);
    device_expect(booted);
    device_expect("accept: ok");
    board_power_off(board);
}

static void stage_1__older_than_the_counter__never_left(void **state)
{
    (void)state;
    update("stage.img", "stage_2_update.img", "booted BL2 2.0.0");
    put_back("stage_2.img", DEVICE_STAGE_2);
    skips_everywhere("stage 1, downgrade", &stage_1);
}

static void stage_2__body_changed__never_left(void **state)
{
    (void)state;
    skips_flip(DEVICE_APP + 0x1000);
    skips_everywhere("stage 2, body changed", &stage_2);
}

static void stage_2__signature_changed__never_left(void **state)
{
    (void)state;
    skips_flip(skips_signature_of("app_1.img", DEVICE_APP));
    skips_everywhere("stage 2, signature changed", &stage_2);
}

static void stage_2__signature_of_zero__never_left(void **state)
{
    (void)state;
    skips_put_zero_signature("app_1.img", "app", DEVICE_APP);
    skips_everywhere("stage 2, signature of zero", &stage_2);
}

static void stage_2__older_than_the_counter__never_left(void **state)
{
    (void)state;
    update("app.img", "app_2.img", "booted App 2.0.0");
    put_back("app_1.img", DEVICE_APP);
    skips_everywhere("stage 2, downgrade", &stage_2);
}

#define CASE(f) cmocka_unit_test_setup(f, device_begin)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(stage_1__body_changed__never_left),           CASE(stage_1__signature_changed__never_left),
        CASE(stage_1__signature_of_zero__never_left),      CASE(stage_2__signature_of_zero__never_left),
        CASE(stage_1__older_than_the_counter__never_left), CASE(stage_2__body_changed__never_left),
        CASE(stage_2__signature_changed__never_left),      CASE(stage_2__older_than_the_counter__never_left),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_glitches FOLDER\n");
        return 2;
    }
    device_folder = argv[1];
    if (getenv("PSA_GLITCH_CASE") != NULL) {
        cmocka_set_test_filter(getenv("PSA_GLITCH_CASE"));
    }
    return cmocka_run_group_tests(tests, device_factory, device_end);
}
