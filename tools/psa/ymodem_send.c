/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * YMODEM sender: a block goes out until it is acknowledged, with a bounded number of attempts.
 */
#define _POSIX_C_SOURCE 200809L

#include "ymodem_send.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "progress.h"

enum { SOH = 0x01, STX = 0x02, EOT = 0x04, ACK = 0x06, CAN = 0x18, PADDING = 0x1a };

#define ANSWERS "\006\025C" /* ACK, NAK; an ask means the same as a NAK */
#define SMALL 128u
#define LARGE 1024u
#define ATTEMPTS 10
#define ASK_MS 60000u    /* until a receiver asks for the first block */
#define ANSWER_MS 10000u /* to a block */
#define SLOW_MS 60000u   /* to block 0, which may erase a slot, and to EOT, which verifies */

/* What came from the receiver. */
enum { GOT_NOTHING = -1, GOT_CANCEL = -2, GOT_BROKEN = -3, GOT_STOP = -4 };

static ymodem_end_t end_of(int got)
{
    switch (got) {
    case GOT_CANCEL:
        return YMODEM_CANCELLED;
    case GOT_STOP:
        return YMODEM_STOPPED;
    case GOT_BROKEN:
        return YMODEM_BROKEN;
    default:
        return YMODEM_SILENT;
    }
}

/* The next byte, GOT_NOTHING after `ms`. */
static int get_byte(const ymodem_sender_t *sender, uint64_t until_ms)
{
    for (;;) {
        uint8_t byte;
        uint64_t now = progress_now_ms();
        struct pollfd wait = { .fd = sender->fd, .events = POLLIN };
        if (sender->stop != NULL && *sender->stop) {
            return GOT_STOP;
        }
        if (now >= until_ms) {
            return GOT_NOTHING;
        }
        int ready = poll(&wait, 1, until_ms - now < 200u ? (int)(until_ms - now) : 200);
        if (ready < 0 && errno != EINTR) {
            return GOT_BROKEN;
        }
        if (ready == 1) {
            ssize_t got = read(sender->fd, &byte, 1);
            if (got == 1) {
                return byte;
            }
            if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
                errno = got == 0 ? EIO : errno;
                return GOT_BROKEN;
            }
        }
    }
}

/* The next byte that is one of `wanted`; two CANs in a row are a cancellation. Others mean nothing. */
static int get_answer(const ymodem_sender_t *sender, const char *wanted, uint32_t ms)
{
    const uint64_t until = progress_now_ms() + ms;
    bool cancel = false;
    for (;;) {
        int got = get_byte(sender, until);
        if (got < 0 || (got > 0 && strchr(wanted, got) != NULL)) {
            return got;
        }
        if (got == CAN && cancel) {
            return GOT_CANCEL;
        }
        cancel = got == CAN;
    }
}

static bool put(const ymodem_sender_t *sender, const uint8_t *p, size_t size)
{
    while (size > 0) {
        struct pollfd wait = { .fd = sender->fd, .events = POLLOUT };
        int ready = poll(&wait, 1, (int)ANSWER_MS);
        ssize_t done = ready == 1 ? write(sender->fd, p, size) : -1;
        if (ready == 0) {
            errno = ETIMEDOUT;
            return false;
        }
        if (done < 0 && errno != EINTR && errno != EAGAIN) {
            return false;
        }
        p += done > 0 ? done : 0;
        size -= done > 0 ? (size_t)done : 0;
    }
    return true;
}

/* Answers to what was before are no answers to what comes. */
static void drop_answers(const ymodem_sender_t *sender)
{
    uint8_t bytes[64];
    struct pollfd wait = { .fd = sender->fd, .events = POLLIN };
    while (poll(&wait, 1, 0) == 1 && read(sender->fd, bytes, sizeof(bytes)) > 0) {
    }
}

static uint16_t crc16(const uint8_t *p, size_t size)
{
    uint16_t crc = 0;
    while (size-- > 0) {
        crc = (uint16_t)(crc ^ *p++ << 8);
        for (int bit = 0; bit < 8; bit++) {
            crc = (uint16_t)(crc & 0x8000u ? crc << 1 ^ 0x1021 : crc << 1);
        }
    }
    return crc;
}

/* One block until it is acknowledged. */
static ymodem_end_t send_block(const ymodem_sender_t *sender, unsigned number, const uint8_t *p, size_t size,
                               size_t block, int padding, uint32_t ms)
{
    uint8_t frame[3 + LARGE + 2];
    frame[0] = block == LARGE ? STX : SOH;
    frame[1] = (uint8_t)number;
    frame[2] = (uint8_t)~number;
    memset(&frame[3], padding, block);
    if (size > 0) {
        memcpy(&frame[3], p, size);
    }
    const uint16_t crc = crc16(&frame[3], block);
    frame[3 + block] = (uint8_t)(crc >> 8);
    frame[4 + block] = (uint8_t)crc;
    int got = GOT_NOTHING;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (!put(sender, frame, 5 + block)) {
            return YMODEM_BROKEN;
        }
        got = get_answer(sender, ANSWERS, ms);
        if (got == ACK) {
            return YMODEM_SENT;
        }
        if (got < GOT_NOTHING) {
            return end_of(got);
        }
        (void)poll(NULL, 0, 100); /* the receiver waits for quiet before it listens again */
        drop_answers(sender);
    }
    return YMODEM_SILENT;
}

/* For the first file a NAK will do: it comes from a receiver that waits for more of a sender that is gone. */
static ymodem_end_t wait_for_ask(const ymodem_sender_t *sender, const char *wanted, ymodem_end_t otherwise)
{
    int got = get_answer(sender, wanted, ASK_MS);
    if (got >= 0) {
        drop_answers(sender);
        return YMODEM_SENT;
    }
    return got == GOT_NOTHING ? otherwise : end_of(got);
}

static ymodem_end_t send_header(const ymodem_sender_t *sender, const char *name, size_t size)
{
    uint8_t block[SMALL] = { 0 };
    int length = snprintf((char *)block, sizeof(block), "%s%c%zu", name, 0, size);
    return length > 0 && (size_t)length < sizeof(block)
               ? send_block(sender, 0, block, (size_t)length + 1u, SMALL, 0, SLOW_MS)
               : YMODEM_BROKEN;
}

static ymodem_end_t send_eot(const ymodem_sender_t *sender)
{
    const uint8_t eot = EOT;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (!put(sender, &eot, 1)) {
            return YMODEM_BROKEN;
        }
        int got = get_answer(sender, ANSWERS, SLOW_MS); /* asked for the next file: the ACK got lost */
        if (got == ACK) {
            return YMODEM_SENT;
        }
        if (got < GOT_NOTHING) {
            return end_of(got);
        }
    }
    return YMODEM_SILENT;
}

ymodem_end_t ymodem_send_file(const ymodem_sender_t *sender, const char *name, const uint8_t *p, size_t size)
{
    unsigned number = 1;
    ymodem_end_t end = wait_for_ask(sender, "C\025", YMODEM_NOBODY);
    if (end == YMODEM_SENT) {
        end = send_header(sender, name, size);
    }
    if (end == YMODEM_SENT) {
        end = wait_for_ask(sender, "C", YMODEM_SILENT);
    }
    for (size_t at = 0; end == YMODEM_SENT && at < size; number++) {
        size_t left = size - at;
        size_t block = left > LARGE - SMALL ? LARGE : SMALL;
        size_t part = left < block ? left : block;
        end = send_block(sender, number, p + at, part, block, PADDING, ANSWER_MS);
        at += part;
        if (end == YMODEM_SENT && sender->progress != NULL) {
            sender->progress(sender->ctx, at);
        }
    }
    return end == YMODEM_SENT ? send_eot(sender) : end;
}

ymodem_end_t ymodem_send_end(const ymodem_sender_t *sender)
{
    ymodem_end_t end = wait_for_ask(sender, "C", YMODEM_SILENT);
    return end == YMODEM_SENT ? send_block(sender, 0, NULL, 0, SMALL, 0, SLOW_MS) : end;
}

void ymodem_send_cancel(const ymodem_sender_t *sender)
{
    static const uint8_t cancel[8] = { CAN, CAN, CAN, CAN, CAN, CAN, CAN, CAN };
    (void)put(sender, cancel, sizeof(cancel));
}
