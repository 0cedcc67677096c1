/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Skipped instructions (skips.h) in the boot stage of the example of a part with 128 KB, which hashes and verifies in
 * software: its image's body was changed, its signature was changed, its signature is one of the number 0 in place of
 * its hash, or it is older than the device's counter.
 *
 * usage: test_small_glitches FOLDER. PSA_GLITCH_CASE: a pattern of cases.
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

/* The body on its way through SHA-256, the arithmetic of p256-m. */
static const char *const loops[] = { "update",
                                     "pass_take",
                                     "pass_on",
                                     "pass_read",
                                     "pfwu_place_read",
                                     "pfwu_flash_read",
                                     "pfwu_body_apply",
                                     "pcc_hash_update",
                                     "pfwu_hash_update",
                                     "row_of",
                                     "m256_add_p",
                                     "m256_sub_p",
                                     "m256_mul_p",
                                     "mbedtls_internal_sha256_process",
                                     "mbedtls_sha256_update",
                                     "u256_add",
                                     "u256_sub",
                                     "u256_cmov",
                                     "u256_diff",
                                     "u256_diff0",
                                     "u256_from_bytes",
                                     "u256_to_bytes",
                                     "u288_muladd",
                                     "u288_rshift32",
                                     "u32_muladd64",
                                     "m256_add",
                                     "m256_sub",
                                     "m256_mul",
                                     "m256_set32",
                                     "m256_inv",
                                     "m256_prep",
                                     "m256_done",
                                     "point_add",
                                     "point_double",
                                     "point_add_or_double_leaky",
                                     "point_to_affine",
                                     "scalar_mult",
                                     "difference",
                                     "memcpy",
                                     "memset",
                                     "memcmp",
                                     "memchr",
                                     "plat_h5_read_unit",
                                     "plat_flash_read",
                                     "plat_h5_flash_read",
                                     "plat_h5_crc32",
                                     "scan_log",
                                     "plat_stm32h5_console_write",
                                     "plat_h5_invalidate_cache",
                                     "plat_stm32h5_reset",
                                     "barrier",
                                     "pcc_wipe",
                                     "plat_h5_wipe" };

static const char *const deciding[] = { "pfwu_stage_end", "pfwu_stage_verify",  "pfwu_authenticate",
                                        "pfwu_find_key",  "pfwu_check_counter", "pfwu_signature_check",
                                        "differs_from",   "pcc_p256_verify",    "plat_leave_stage" };

/* Where a signature of the number 0 was let through once, with half of its arithmetic still to run. */
static const char *const always[] = { "pcc_p256_verify" };

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
static const skips_stage_t stage = { "stage_1_small/stage_1_small.elf",
                                     0x08000000u,
                                     1,
                                     "application",
                                     "stage 1: nothing to run",
                                     { loops, COUNT(loops), 20 },
                                     { deciding, COUNT(deciding), 7 },
                                     { always, COUNT(always), 1 } };

static void body_changed__never_left(void **state)
{
    (void)state;
    skips_flip(DEVICE_APP_SMALL + 0x1000);
    skips_everywhere("H503, body changed", &stage);
}

static void signature_changed__never_left(void **state)
{
    (void)state;
    skips_flip(skips_signature_of("app_small_1.img", DEVICE_APP_SMALL));
    skips_everywhere("H503, signature changed", &stage);
}

static void signature_of_zero__never_left(void **state)
{
    (void)state;
    skips_put_zero_signature("app_small_1.img", "app", DEVICE_APP_SMALL);
    skips_everywhere("H503, signature of zero", &stage);
}

static void older_than_the_counter__never_left(void **state)
{
    static uint8_t bytes[DEVICE_IMAGE_MAX];
    (void)state;
    device_stage("app.img", "app_small_2.img");
    board_console_clear(board);
    device_boot_until(DEVICE_READY);
    device_expect("booted App 2.0.0");
    device_expect("accept: ok");
    board_power_off(board);
    size_t size = device_read("app_small_1.img", bytes);
    assert_true(board_load(board, DEVICE_APP_SMALL, bytes, size));
    skips_everywhere("H503, downgrade", &stage);
}

#define CASE(f) cmocka_unit_test_setup(f, device_begin)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(body_changed__never_left),
        CASE(signature_changed__never_left),
        CASE(signature_of_zero__never_left),
        CASE(older_than_the_counter__never_left),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_small_glitches FOLDER\n");
        return 2;
    }
    device_folder = argv[1];
    if (getenv("PSA_GLITCH_CASE") != NULL) {
        cmocka_set_test_filter(getenv("PSA_GLITCH_CASE"));
    }
    return cmocka_run_group_tests_name("small_glitches", tests, device_factory_small, device_end);
}
