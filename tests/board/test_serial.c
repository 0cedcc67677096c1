/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The serial line of the example firmware when the sender stops and the device loses power: the transfer is resumed. What else may
 * go wrong on the line is tested on the host (tests/agent).
 *
 * usage: test_serial FOLDER.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/board/device.h"

#define ANSWER 400000000u
#define ANSWERS "\x06\x15\x18"

static uint8_t image[DEVICE_IMAGE_MAX];
static size_t image_size;

/* Block n of the image, from 1. */
static const uint8_t *block_of(uint8_t number)
{
    static uint8_t block[1024];
    size_t at = (number - 1u) * sizeof block;
    assert_true(at < image_size);
    memset(block, 0x1a, sizeof block);
    memcpy(block, image + at, image_size - at < sizeof block ? image_size - at : sizeof block);
    return block;
}

static uint8_t block_count(void)
{
    return (uint8_t)((image_size + 1023u) / 1024u);
}

static int answer_to(uint8_t number, uint16_t damage)
{
    device_put_block(number, block_of(number), 1024, damage);
    return device_wait_for(ANSWERS, ANSWER);
}

static void expect_taken(void)
{
    if (!device_send_end()) {
        fail_msg("not taken: %s", board_console(board));
    }
    device_boot_until("update staged");
}

static int begin_with(const char *name)
{
    image_size = device_read(name, image);
    device_boot_until(DEVICE_READY);
    device_listen();
    return 0;
}

/** The sender stops in the middle and the device loses power: the next transfer writes nothing again that is there. */
static void transfer__stops_and_power_fails__resumed(void **state)
{
    (void)state;
    begin_with("app_2.img");
    const uint8_t half = block_count() / 2;
    assert_true(half > 20);
    assert_true(device_send_name("app.img", image_size));
    uint32_t before = board_counts(board)->programs;
    for (uint8_t number = 1; number <= half; number++) {
        assert_int_equal(answer_to(number, 0), YMODEM_ACK);
    }
    uint32_t first = board_counts(board)->programs - before;
    board_power_off(board);
    board_console_clear(board);
    begin_with("app_2.img");
    device_expect("application 1");
    before = board_counts(board)->programs;
    assert_true(device_send_name("app.img", image_size));
    for (uint8_t number = 1; number <= half; number++) {
        assert_int_equal(answer_to(number, 0), YMODEM_ACK);
    }
    uint32_t again = board_counts(board)->programs - before;
    for (uint8_t number = (uint8_t)(half + 1u); number <= block_count(); number++) {
        assert_int_equal(answer_to(number, 0), YMODEM_ACK);
    }
    expect_taken();
    print_message("%u blocks: %u units programmed the first time, %u when they came again\n", half, first, again);
    assert_true(again < first / 2);
    board_console_clear(board);
    device_boot_until(DEVICE_READY);
    device_expect("application 2");
    device_expect("accept: ok");
}

#define CASE(f) cmocka_unit_test_setup(f, device_begin)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        CASE(transfer__stops_and_power_fails__resumed),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_serial FOLDER\n");
        return 2;
    }
    device_folder = argv[1];
    return cmocka_run_group_tests(tests, device_factory, device_end);
}
