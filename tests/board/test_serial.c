/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The serial line of the example firmware when the sender stops, repeats, damages, leaves out, or lies about sizes: the
 * transfer is resumed or cancelled, the device stays what it was and takes the next transfer.
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
#define PAUSE 50000000u /* more than the half second in which a block that comes again was on its way already */
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

/* Cancelled: the device says so on the line and on its console, and still runs what it ran. */
static void expect_cancelled(void)
{
    device_boot_until("update failed");
    assert_string_equal(board_breach(board), "");
    board_console_clear(board);
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

static void blocks__repeated_and_damaged__taken_once(void **state)
{
    (void)state;
    begin_with("data_1.img");
    assert_int_equal(block_count(), 2);
    assert_true(device_send_name("data.img", image_size));
    device_put_block(1, block_of(1), 1024, 0x1234); /* its check does not fit: no ACK, then asked for again */
    assert_int_equal(device_wait_for("\x06", 100000000u), -1);
    assert_int_equal(answer_to(1, 0), YMODEM_ACK);
    assert_int_equal(device_wait_for("", PAUSE), -1);
    assert_int_equal(answer_to(1, 0), YMODEM_ACK); /* the answer got lost */
    assert_int_equal(answer_to(2, 0), YMODEM_ACK);
    assert_int_equal(device_wait_for("", PAUSE), -1);
    assert_int_equal(answer_to(2, 0), YMODEM_ACK);
    expect_taken();
    board_console_clear(board);
    device_boot_until(DEVICE_READY);
    device_expect("stage 2: component 1 version 1.0.0 status 0, installed");
}

/** What is wrong ends the transfer; the next one is taken. */
static void transfers__lies_and_gaps__cancelled(void **state)
{
    static const struct {
        const char *name;
        const char *size;
    } heads[] = { { "data.img", "99999999" },   { "data.img", "4294967297" }, { "data.img", "12x" },
                  { "data.img", "" } }; /* a name that is no component's goes to the first one */
    uint8_t head[128];
    (void)state;
    begin_with("data_1.img");
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        memset(head, 0, sizeof head);
        memcpy(head, heads[i].name, strlen(heads[i].name));
        memcpy(head + strlen(heads[i].name) + 1, heads[i].size, strlen(heads[i].size));
        assert_true(device_wait_for("C", ANSWER) >= 0);
        device_put_block(0, head, sizeof head, 0);
        int got = device_wait_for("\x06\x18", ANSWER);
        if (got != YMODEM_CAN) {
            fail_msg("%s, size %s: answer %d\n%s", heads[i].name, heads[i].size, got, board_console(board));
        }
        expect_cancelled();
        device_listen();
    }
    /* More comes than was told. */
    assert_true(device_send_name("data.img", 1024));
    assert_int_equal(answer_to(1, 0), YMODEM_ACK);
    assert_int_equal(answer_to(2, 0), YMODEM_CAN);
    expect_cancelled();
    device_listen();
    /* Less comes than was told. */
    assert_true(device_send_name("data.img", 5000));
    assert_int_equal(answer_to(1, 0), YMODEM_ACK);
    assert_false(device_send_end());
    expect_cancelled();
    device_listen();
    /* The sender changes its mind. */
    assert_true(device_send_name("data.img", image_size));
    assert_int_equal(answer_to(1, 0), YMODEM_ACK);
    board_input(board, "\x18\x18", 2);
    expect_cancelled();
    device_listen();
    /* A block is missing. */
    assert_true(device_send_name("data.img", image_size));
    assert_int_equal(answer_to(2, 0), YMODEM_CAN);
    expect_cancelled();
    device_listen();
    /* And now a good one. */
    assert_true(device_send_name("data.img", image_size));
    assert_int_equal(answer_to(1, 0), YMODEM_ACK);
    assert_int_equal(answer_to(2, 0), YMODEM_ACK);
    expect_taken();
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
        CASE(blocks__repeated_and_damaged__taken_once),
        CASE(transfers__lies_and_gaps__cancelled),
        CASE(transfer__stops_and_power_fails__resumed),
    };
    if (argc != 2) {
        fprintf(stderr, "usage: test_serial FOLDER\n");
        return 2;
    }
    device_folder = argv[1];
    return cmocka_run_group_tests(tests, device_factory, device_end);
}
