/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * References: boot stages with cryptography in software check the signature of an image once and note its hash in
 * option-byte keys that nothing behind them can write. The next boot runs no signature check; an image that changed
 * is checked, or refused.
 *
 * usage: test_references FOLDER
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/sha.h>

#include "tests/board/device.h"

#define CHECK "pfwu_signature_check"
#define HEADER_SIZE 0x400u

static uint32_t check_at[3];
static unsigned checks[3]; /* of stages 1 and 2, in the last boot */
static board_snapshot_t *software, *seen;

static void count_checks(void *ctx, uint32_t pc, uint64_t count)
{
    (void)ctx;
    (void)count;
    checks[1] += pc == check_at[1];
    checks[2] += pc == check_at[2];
}

/* From power on until the console says it. */
static uint64_t boot_until(const char *text)
{
    board_power_off(board);
    board_console_clear(board);
    memset(checks, 0, sizeof checks);
    board_trace(board, count_checks, NULL);
    while (!device_says(text)) {
        board_end_t how = board_run(board, 5000);
        if (how != BOARD_LIMIT || board_counts(board)->instructions > DEVICE_BOOT_LIMIT) {
            fail_msg("'%s' did not come: %s %s\n%s", text, board_end_name(how), board_breach(board),
                     board_console(board));
        }
    }
    board_trace(board, NULL, NULL);
    return board_counts(board)->instructions;
}

static uint32_t load_program(const char *name)
{
    char path[512];
    uint32_t address = 0, size = 0;
    snprintf(path, sizeof path, "%s/%s", device_folder, name);
    assert_true(board_load_elf(board, path));
    assert_true(board_symbol(board, CHECK, &address, &size));
    return address;
}

/* The factory's device, its stages exchanged for those in software: never booted, and after a boot. */
static int factory(void **state)
{
    static uint8_t image[DEVICE_IMAGE_MAX];
    device_factory(state);
    check_at[2] = load_program("stage_2_core/stage_2.elf");
    check_at[1] = load_program("stage_1_core.elf");
    assert_true(board_load(board, DEVICE_STAGE_2, image, device_read("stage_2_core.img", image)));
    software = board_snapshot_new(board);
    boot_until("application 1");
    board_power_off(board);
    seen = board_snapshot_new(board);
    return 0;
}

static int end(void **state)
{
    board_snapshot_free(software);
    board_snapshot_free(seen);
    return device_end(state);
}

static int begin_seen(void **state)
{
    (void)state;
    board_snapshot_restore(board, seen);
    return 0;
}

static void second_boot__no_signature_checked(void **state)
{
    (void)state;
    board_snapshot_restore(board, software);
    uint64_t first = boot_until("application 1");
    assert_int_equal(checks[1], 1); /* stage 2 */
    assert_int_equal(checks[2], 2); /* application, data */
    uint64_t second = boot_until("application 1");
    assert_int_equal(checks[1] + checks[2], 0);
    device_expect("stage 1: component 3 version 1.0.0 status 0\r\n");
    device_expect("stage 2: component 0 version 1.0.0 status 0\r\nstage 2: component 1 version 1.0.0 status 0\r\n");
    printf("figure\tfirmware: boot to application, nothing pending, software, signatures seen "
           "before\t%llu\tinstructions\t-\t-\n",
           (unsigned long long)second);
    assert_true(second < first / 3);
    device_boot_until(DEVICE_READY);
    device_expect("attestation: ok");
    device_expect("booted BL2 1.0.0\r\nbooted App 1.0.0\r\nbooted Data 1.0.0\r\n");
}

static void update__checked_once_again(void **state)
{
    (void)state;
    device_stage("app.img", "app_2.img");
    boot_until(DEVICE_READY);
    device_expect("stage 2: component 0 version 2.0.0 status 0, installed\r\n");
    device_expect("accept: ok");
    assert_int_equal(checks[1], 0);
    assert_in_range(checks[2], 2, 4); /* what was downloaded, and what is in place */
    boot_until("application 2");
    assert_int_equal(checks[1] + checks[2], 0);
}

/* A byte of the body; the hash in the TLVs put right, as who knows the format does; or only the byte. */
static void change(const char *name, uint32_t address, bool with_hash)
{
    static const uint8_t tlv[4] = { 0x10, 0, 32, 0 };
    static uint8_t image[DEVICE_IMAGE_MAX];
    size_t size = device_read(name, image);
    size_t body = (size_t)(image[12] | image[13] << 8 | image[14] << 16), covered = HEADER_SIZE + body + image[10];
    uint8_t *hash = image + covered;
    image[HEADER_SIZE + 0x100] ^= 1;
    while (hash + 36 <= image + size && memcmp(hash, tlv, sizeof tlv) != 0) {
        hash++;
    }
    assert_true(hash + 36 <= image + size);
    if (with_hash) {
        SHA256(image, covered, hash + 4);
    }
    assert_true(board_load(board, address, image, size));
}

static void image__changed__refused(void **state)
{
    (void)state;
    for (unsigned with_hash = 0; with_hash < 2; with_hash++) {
        begin_seen(NULL);
        change("stage_2_core.img", DEVICE_STAGE_2, with_hash != 0);
        boot_until("stage 1: nothing to run");
        assert_int_equal(checks[1], with_hash); /* without it the image contradicts itself */
        begin_seen(NULL);
        change("app_1.img", DEVICE_APP, with_hash != 0);
        boot_until("stage 2: nothing to run");
        assert_int_equal(checks[1], 0);
        assert_int_equal(checks[2], with_hash);
    }
}

static void first_boot__cut_at_each_operation__goes_on(void **state)
{
    unsigned cuts = 0;
    (void)state;
    for (uint32_t n = 1;; n++) {
        board_snapshot_restore(board, software);
        board_console_clear(board);
        board_seed(board, n);
        board_cut_at_flash(board, n, BOARD_TEAR_RANDOM);
        board_end_t how = device_run_until("stage 1: component 3", DEVICE_BOOT_LIMIT);
        board_cut_at_flash(board, 0, BOARD_TEAR_NOTHING);
        if (how == BOARD_STOPPED) {
            break; /* all that stage 1 writes */
        }
        assert_int_equal(how, BOARD_CUT);
        cuts++;
        boot_until("stage 1: component 3 version 1.0.0 status 0");
        assert_in_range(checks[1], 0, 1);
        boot_until("stage 1: component 3 version 1.0.0 status 0");
        assert_int_equal(checks[1], 0);
    }
    print_message("%u cuts\n", cuts);
    assert_in_range(cuts, 3, 20);
    boot_until(DEVICE_READY); /* what else lies in option-byte keys is there */
    device_expect("storage: ok");
    device_expect("attestation: ok");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(second_boot__no_signature_checked),
        cmocka_unit_test_setup(update__checked_once_again, begin_seen),
        cmocka_unit_test_setup(image__changed__refused, begin_seen),
        cmocka_unit_test(first_boot__cut_at_each_operation__goes_on),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_references FOLDER\n");
        return 2;
    }
    device_folder = argv[1];
    return cmocka_run_group_tests_name("references", tests, factory, end);
}
