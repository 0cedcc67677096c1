/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The device under test: factory, console, serial line.
 */
#define _GNU_SOURCE /* memmem() */
#include "tests/board/device.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ANSWER_LIMIT 400000000u

board_t *board;
const char *device_folder;
char device_attestation_key[131];
static board_snapshot_t *from_factory;

size_t device_read(const char *name, uint8_t *bytes)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", device_folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("%s: can't be opened", path);
    }
    size_t size = fread(bytes, 1, DEVICE_IMAGE_MAX, file);
    fclose(file);
    assert_in_range(size, 1, DEVICE_IMAGE_MAX - 1);
    return size;
}

/* One line of Intel HEX: its bytes behind ":", sum checked. */
static size_t parse_line(const char *line, uint8_t bytes[64])
{
    size_t count = 0;
    uint8_t sum = 0;
    unsigned byte;
    assert_int_equal(line[0], ':');
    for (const char *at = line + 1; count < 64 && sscanf(at, "%2x", &byte) == 1; at += 2) {
        bytes[count++] = (uint8_t)byte;
        sum = (uint8_t)(sum + byte);
    }
    assert_int_equal(sum, 0);
    assert_true(count >= 5 && bytes[0] == count - 5);
    return count - 5;
}

void device_load_hex(const char *name)
{
    char path[512], line[160];
    uint8_t bytes[64];
    uint32_t upper = 0;
    bool end = false;
    snprintf(path, sizeof path, "%s/%s", device_folder, name);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fail_msg("%s: can't be opened", path);
    }
    while (!end && fgets(line, sizeof line, file) != NULL) {
        size_t size = parse_line(line, bytes);
        uint32_t low = (uint32_t)bytes[1] << 8 | bytes[2];
        switch (bytes[3]) {
        case 0:
            if (!board_load(board, upper << 16 | low, bytes + 4, size)) {
                fail_msg("%s: %s", path, board_error(board));
            }
            break;
        case 1:
            end = true;
            break;
        case 4:
            upper = (uint32_t)bytes[4] << 8 | bytes[5];
            break;
        default:
            fail_msg("%s: record type %u", path, bytes[3]);
        }
    }
    fclose(file);
    assert_true(end);
}

board_end_t device_run_until(const char *text, uint64_t limit)
{
    board_end_t end = BOARD_LIMIT;
    for (uint64_t run = 0; run < limit && end == BOARD_LIMIT; run += 500000) {
        end = board_run(board, 500000);
        if (device_says(text)) {
            return BOARD_STOPPED;
        }
    }
    return end;
}

bool device_says(const char *text)
{
    return strstr(board_console(board), text) != NULL;
}

void device_expect(const char *text)
{
    if (!device_says(text)) {
        fail_msg("the console lacks '%s':\n%s", text, board_console(board));
    }
}

void device_boot_until(const char *text)
{
    board_end_t end = device_run_until(text, DEVICE_BOOT_LIMIT);
    if (end != BOARD_STOPPED) {
        fail_msg("'%s' did not come; %s %s, PC 0x%08x\n%s", text, board_end_name(end), board_breach(board),
                 board_pc(board), board_console(board));
    }
}

int device_begin(void **state)
{
    (void)state;
    board_snapshot_restore(board, from_factory);
    board_console_clear(board);
    return 0;
}

int device_factory(void **state)
{
    (void)state;
    board = board_new(BOARD_H573);
    board_set_option(board, BOARD_HDP1, 0u | 3u << 16); /* stage 1 is hidden when it is over */
    board_set_product_state(board, DEVICE_STATE_PROVISIONED);
    device_load_hex("provision.hex");
    device_boot_until("provision: update key written\r\n");
    board_power_off(board);
    device_load_hex("factory.hex");
    device_boot_until(DEVICE_READY);
    device_expect("provision: ok");
    const char *key = strstr(board_console(board), "attestation key ");
    assert_non_null(key);
    snprintf(device_attestation_key, sizeof device_attestation_key, "%.130s", key + strlen("attestation key "));
    board_power_off(board);
    board_set_product_state(board, DEVICE_STATE_CLOSED);
    from_factory = board_snapshot_new(board);
    return 0;
}

#define SMALL_HDP (0u | 2u << 16) /* the sectors of its stage are hidden when that is over, and can't be written */
#define SMALL_WRP 0xf8u

void device_new_small(void)
{
    board = board_new(BOARD_H503);
    board_set_option(board, BOARD_HDP1, SMALL_HDP);
    board_set_option(board, BOARD_WRP1, SMALL_WRP);
    board_set_product_state(board, DEVICE_STATE_PROVISIONED);
    device_load_hex("factory_small.hex");
}

void device_first_start_small(void)
{
    device_boot_until(DEVICE_READY);
    device_expect("provision: ok");
    board_power_off(board);
    board_set_product_state(board, DEVICE_STATE_CLOSED);
}

int device_factory_small(void **state)
{
    (void)state;
    device_new_small();
    device_first_start_small();
    from_factory = board_snapshot_new(board);
    return 0;
}

int device_end(void **state)
{
    (void)state;
    board_snapshot_free(from_factory);
    board_free(board);
    return 0;
}

#define PIECE 32u
#define PIECES_MAX 64u
#define HEADER_SIZE 0x400u
#define IMAGE_SIZE_AT 12u
#define FLASH_SIZE 0x200000u

static const uint8_t *outside_of_stage_2(void)
{
    static uint8_t flash[FLASH_SIZE];
    assert_true(board_read(board, 0x08000000u, flash, sizeof flash));
    memset(flash + (DEVICE_STAGE_2 - 0x08000000u), 0xff, 0x10000);
    return flash;
}

bool device_leaks_stage_2(void)
{
    static uint8_t plain[DEVICE_IMAGE_MAX];
    static size_t pieces[PIECES_MAX], count;
    const uint8_t *flash = outside_of_stage_2();
    if (count == 0) {
        assert_in_range(device_read("stage_2.img", plain), 16, DEVICE_IMAGE_MAX);
        const uint8_t *size = plain + IMAGE_SIZE_AT;
        size_t end = HEADER_SIZE + (size_t)(size[0] | size[1] << 8 | size[2] << 16);
        assert_in_range(end, HEADER_SIZE, DEVICE_IMAGE_MAX - 1);
        /* Not the TLVs behind the body: the update says the same key hash in plain, and that is no secret. */
        for (size_t at = HEADER_SIZE; at + PIECE <= end && count < PIECES_MAX; at += 256) {
            if (memmem(flash, FLASH_SIZE, plain + at, PIECE) == NULL) {
                pieces[count++] = at;
            }
        }
        assert_in_range(count, 16, PIECES_MAX);
    }
    for (size_t i = 0; i < count; i++) {
        if (memmem(flash, FLASH_SIZE, plain + pieces[i], PIECE) != NULL) {
            return true;
        }
    }
    return false;
}

/* --------------------------------------------------------------------------------------------------- Serial line --- */

static size_t heard; /* bytes of the console that were looked at */

void device_listen(void)
{
    const char *at = board_console(board);
    for (const char *next = strstr(at, DEVICE_READY); next != NULL; next = strstr(at, DEVICE_READY)) {
        at = next + strlen(DEVICE_READY);
    }
    heard = (size_t)(at - board_console(board));
}

int device_wait_for(const char *bytes, uint64_t instructions)
{
    for (uint64_t run = 0; run < instructions; run += 20000) {
        const char *console = board_console(board);
        for (; console[heard] != 0; heard++) {
            if (strchr(bytes, console[heard]) != NULL) {
                return console[heard++];
            }
        }
        if (board_run(board, 20000) != BOARD_LIMIT) {
            return -1;
        }
    }
    return -1;
}

void device_put_block(uint8_t number, const uint8_t *bytes, size_t size, uint16_t damage)
{
    uint8_t frame[3 + 1024 + 2] = { size == 128 ? YMODEM_SOH : YMODEM_STX, number, (uint8_t)~number };
    uint32_t crc = 0;
    memcpy(frame + 3, bytes, size);
    for (size_t i = 0; i < size; i++) {
        crc ^= (uint32_t)bytes[i] << 8;
        for (int bit = 0; bit < 8; bit++) {
            crc = crc << 1 ^ ((crc & 0x8000u) != 0 ? 0x1021u : 0);
        }
    }
    crc ^= damage;
    frame[3 + size] = (uint8_t)(crc >> 8);
    frame[4 + size] = (uint8_t)crc;
    board_input(board, frame, size + 5);
}

bool device_send_block(uint8_t number, const uint8_t *bytes, size_t size)
{
    device_put_block(number, bytes, size, 0);
    return device_wait_for("\x06\x15\x18", ANSWER_LIMIT) == YMODEM_ACK;
}

bool device_send_name(const char *name, size_t size)
{
    uint8_t block[128] = { 0 };
    snprintf((char *)block, 64, "%s", name);
    snprintf((char *)block + strlen(name) + 1, 20, "%zu", size);
    return device_wait_for("C", ANSWER_LIMIT) >= 0 && device_send_block(0, block, sizeof block) &&
           device_wait_for("C", ANSWER_LIMIT) >= 0;
}

bool device_send_end(void)
{
    uint8_t block[128] = { 0 };
    for (unsigned i = 0; i < 2; i++) {
        board_input(board, "\x04", 1);
        int answer = device_wait_for("\x06\x15\x18", ANSWER_LIMIT);
        if (answer == YMODEM_ACK) {
            break;
        } else if (answer != YMODEM_NAK || i == 1) {
            return false;
        }
    }
    return device_wait_for("C", ANSWER_LIMIT) >= 0 && device_send_block(0, block, sizeof block);
}

bool device_send(const char *name, const uint8_t *bytes, size_t size)
{
    uint8_t block[1024];
    device_listen();
    if (!device_send_name(name, size)) {
        return false;
    }
    for (size_t at = 0; at < size; at += sizeof block) {
        size_t piece = size - at < sizeof block ? size - at : sizeof block;
        memset(block, 0x1a, sizeof block);
        memcpy(block, bytes + at, piece);
        if (!device_send_block((uint8_t)(at / 1024 + 1), block, sizeof block)) {
            return false;
        }
    }
    return device_send_end();
}

void device_stage(const char *name, const char *image)
{
    static uint8_t bytes[DEVICE_IMAGE_MAX];
    size_t size = device_read(image, bytes);
    device_boot_until(DEVICE_READY);
    if (!device_send(name, bytes, size)) {
        fail_msg("%s was not taken: %s\n%s", image, board_breach(board), board_console(board));
    }
    device_boot_until("update staged");
}
