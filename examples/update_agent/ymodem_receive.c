/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * YMODEM receiver. Two machines: where the session stands, and where a frame stands on the line. Each answer to the
 * sender is in one of the functions named for what came.
 */
#include "ymodem_receive.h"

#include <string.h>

enum { SOH = 0x01, STX = 0x02, EOT = 0x04, ACK = 0x06, NAK = 0x15, CAN = 0x18, ASK = 'C' };

/** Where the session stands. */
enum {
    IDLE,      /* nobody sends */
    FIRST,     /* block 0 is taken, nothing of the file yet */
    DATA,      /* in the file */
    EOT_AGAIN, /* one EOT came: noise can look like one, so it has to come twice */
    NEXT,      /* a file is whole: the next block 0 */
};

/** Where the frame stands. */
enum { MARK, BODY, PURGE };

#define SMALL_BLOCK 128u
#define ASKS_MAX 20u        /* unanswered, in a session */
#define CANCELS_IN_NOISE 5u /* CANs in a row that count even where nothing is understood */

static void answer(ymodem_receiver_t *r, uint8_t byte)
{
    r->line->send(r->line->ctx, &byte, 1);
    r->heard_ms = r->line->now_ms(r->line->ctx);
}

static void answer_twice(ymodem_receiver_t *r, uint8_t first, uint8_t second)
{
    const uint8_t bytes[2] = { first, second };
    r->line->send(r->line->ctx, bytes, sizeof bytes);
    r->heard_ms = r->line->now_ms(r->line->ctx);
}

static void acknowledge(ymodem_receiver_t *r)
{
    answer(r, ACK);
    r->acked_ms = r->heard_ms;
}

/** and ask for what comes next */
static void acknowledge_and_ask(ymodem_receiver_t *r)
{
    answer_twice(r, ACK, ASK);
    r->acked_ms = r->heard_ms;
}

static void purge(ymodem_receiver_t *r)
{
    r->frame = PURGE;
    r->cancels = 0;
    r->purge_ms = r->line->now_ms(r->line->ctx);
}

static void tell_cancel(ymodem_receiver_t *r)
{
    static const uint8_t cancel[8] = { CAN, CAN, CAN, CAN, CAN, CAN, CAN, CAN };
    r->line->send(r->line->ctx, cancel, sizeof cancel);
    r->heard_ms = r->line->now_ms(r->line->ctx);
    purge(r); /* what is still under way means nothing */
}

static void to_idle(ymodem_receiver_t *r)
{
    r->state = IDLE;
    r->frame = MARK;
    r->errors = 0;
    r->repeats = 0;
    r->cancels = 0;
}

static void lose(ymodem_receiver_t *r, ymodem_fault_t why)
{
    to_idle(r);
    if (why != YMODEM_CANCELLED) {
        tell_cancel(r);
    } else {
        purge(r);
    }
    r->events->lost(r->events->ctx, why);
}

/** Something was damaged or missing: ask for it again, if it is not too often. Before the first block of a file it is
 *  an ASK: a NAK there would make a sender fall back to checksums. In a file it is an ASK every other time, for a
 *  sender that was started anew meanwhile. */
static void again(ymodem_receiver_t *r, ymodem_fault_t why)
{
    const bool asks = r->state == IDLE || r->state == FIRST || r->state == NEXT;
    const uint8_t limit = why == YMODEM_SILENCE && asks ? ASKS_MAX : YMODEM_ERRORS_MAX;
    r->frame = MARK;
    r->cancels = 0;
    if (r->state != IDLE && ++r->errors > limit) {
        lose(r, why);
        return;
    }
    answer(r, asks || r->errors % 2u == 0 ? ASK : NAK);
}

/**
 * The last block or EOT once more. Usually its ACK got lost, which a sender finds out after a second or more: it gets
 * another one. What follows its ACK at once was sent before the ACK came, since the line held more than one ASK: a
 * second ACK would be taken for that of the next block, and the sender be a block ahead for good.
 */
static void take_repeat(ymodem_receiver_t *r)
{
    if (++r->repeats > YMODEM_REPEATS_MAX) {
        lose(r, YMODEM_NOISE);
    } else if (r->mark_ms - r->acked_ms >= YMODEM_ECHO_MS) {
        if (r->state == DATA || r->state == EOT_AGAIN) {
            acknowledge(r);
        } else {
            acknowledge_and_ask(r);
        }
    }
}

/* ------------------------------------------------------------------------------------------------------ Blocks --- */

/** CRC-16 of XMODEM: polynomial 0x1021, from 0, most significant bit first. */
static uint16_t crc16(const uint8_t *bytes, size_t size)
{
    uint32_t crc = 0;
    for (size_t i = 0; i < size; i++) {
        crc ^= (uint32_t)bytes[i] << 8;
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc & 0x8000u) != 0 ? crc << 1 ^ 0x1021u : crc << 1;
        }
    }
    return (uint16_t)crc;
}

/** The size: decimal digits up to a blank or the end. */
static bool parse_size(const uint8_t *text, size_t room, uint32_t *size)
{
    size_t i = 0;
    *size = 0;
    for (; i < room && text[i] >= '0' && text[i] <= '9'; i++) {
        const uint32_t digit = (uint32_t)(text[i] - '0');
        if (*size > (UINT32_MAX - digit) / 10u) {
            return false;
        }
        *size = *size * 10u + digit;
    }
    return i > 0 && i < room && (text[i] == ' ' || text[i] == '\0');
}

static bool parse_header(const uint8_t *block, size_t block_size, char name[YMODEM_NAME_MAX + 1u], uint32_t *size)
{
    const uint8_t *end = memchr(block, '\0', block_size);
    if (end == NULL) {
        return false;
    }
    const size_t length = (size_t)(end - block);
    const size_t kept = length < YMODEM_NAME_MAX ? length : YMODEM_NAME_MAX;
    memcpy(name, block, kept);
    name[kept] = '\0';
    return parse_size(end + 1, block_size - length - 1u, size);
}

static void take_end_of_batch(ymodem_receiver_t *r)
{
    const bool open = r->state == NEXT; /* else it is the last one of a batch once more */
    if (open && !r->events->done(r->events->ctx)) {
        lose(r, YMODEM_REFUSED);
        return;
    }
    to_idle(r);
    answer(r, ACK);
}

static void take_header(ymodem_receiver_t *r, const uint8_t *block, size_t block_size)
{
    char name[YMODEM_NAME_MAX + 1u];
    uint32_t size;
    if (block[0] == '\0') {
        take_end_of_batch(r);
        return;
    }
    if (!parse_header(block, block_size, name, &size)) {
        lose(r, YMODEM_HEADER);
        return;
    }
    r->state = FIRST;
    r->header_crc = crc16(block, block_size);
    r->expected = 1;
    r->left = size;
    r->errors = 0;
    r->repeats = 0;
    if (!r->events->begin(r->events->ctx, name, size)) {
        lose(r, YMODEM_REFUSED);
        return;
    }
    acknowledge_and_ask(r);
}

/** Block 0 in a file: its sender was started anew. */
static void take_new_header(ymodem_receiver_t *r, const uint8_t *block, size_t block_size)
{
    to_idle(r);
    r->events->lost(r->events->ctx, YMODEM_SEQUENCE);
    take_header(r, block, block_size);
}

static void take_data(ymodem_receiver_t *r, const uint8_t *block, size_t block_size)
{
    const size_t size = r->left < block_size ? r->left : block_size;
    if (size == 0) {
        lose(r, YMODEM_LONG);
        return;
    }
    if (!r->events->data(r->events->ctx, block, size)) {
        lose(r, YMODEM_REFUSED);
        return;
    }
    r->state = DATA;
    r->expected++;
    r->left -= (uint32_t)size;
    r->errors = 0;
    r->repeats = 0;
    acknowledge(r);
}

/** A block whose CRC is right. */
static void take_block(ymodem_receiver_t *r, uint8_t number, const uint8_t *block, size_t block_size)
{
    if (r->state == IDLE || r->state == NEXT) {
        if (number == 0) {
            take_header(r, block, block_size);
        } else if (r->state == NEXT) {
            lose(r, YMODEM_SEQUENCE);
        } else {
            tell_cancel(r); /* a sender in the middle of a file that this side knows nothing of: before a reset */
        }
    } else if (r->state == FIRST && number == 0 && crc16(block, block_size) != r->header_crc) {
        take_new_header(r, block, block_size);
    } else if (number == r->expected) {
        take_data(r, block, block_size);
    } else if (number == (uint8_t)(r->expected - 1u)) {
        take_repeat(r);
    } else if (number == 0) {
        take_new_header(r, block, block_size);
    } else {
        lose(r, YMODEM_SEQUENCE);
    }
}

static void take_frame(ymodem_receiver_t *r)
{
    const size_t block_size = r->want - 4u;
    const uint8_t *block = &r->bytes[2];
    const uint16_t crc = (uint16_t)(block[block_size] << 8 | block[block_size + 1u]);
    r->frame = MARK;
    if ((r->bytes[0] ^ r->bytes[1]) != 0xffu || crc16(block, block_size) != crc) {
        purge(r);
        return;
    }
    take_block(r, r->bytes[0], block, block_size);
}

/* ------------------------------------------------------------------------------------------------------- Bytes --- */

static void take_eot(ymodem_receiver_t *r)
{
    switch (r->state) {
    case IDLE: /* of a file that this side knows nothing of: it must not count as received */
        tell_cancel(r);
        break;
    case NEXT:
        take_repeat(r);
        break;
    case EOT_AGAIN:
        if (r->left != 0) {
            lose(r, YMODEM_SHORT);
        } else if (!r->events->end(r->events->ctx)) {
            lose(r, YMODEM_REFUSED);
        } else {
            r->state = NEXT;
            r->errors = 0;
            r->repeats = 0;
            acknowledge_and_ask(r);
        }
        break;
    default:
        r->state = EOT_AGAIN;
        answer(r, NAK);
        break;
    }
}

static void take_mark(ymodem_receiver_t *r, uint8_t byte)
{
    const uint8_t cancels = r->cancels;
    r->cancels = 0;
    r->mark_ms = r->heard_ms;
    switch (byte) {
    case SOH:
    case STX:
        r->want = 2u + (byte == SOH ? SMALL_BLOCK : YMODEM_BLOCK_MAX) + 2u;
        r->have = 0;
        r->frame = BODY;
        break;
    case EOT:
        take_eot(r);
        break;
    case CAN:
        r->cancels = (uint8_t)(cancels + 1u);
        if (r->state == IDLE) {
            r->cancels = 0;
        } else if (r->cancels == 2u) {
            lose(r, YMODEM_CANCELLED);
        }
        break;
    default:
        if (r->state != IDLE) {
            purge(r);
        }
        break;
    }
}

static void take_noise(ymodem_receiver_t *r, uint8_t byte)
{
    r->cancels = byte == CAN ? (uint8_t)(r->cancels + 1u) : 0;
    if (r->state == IDLE) {
        r->cancels = 0;
    } else if (r->cancels == CANCELS_IN_NOISE) {
        lose(r, YMODEM_CANCELLED);
    } else if (r->heard_ms - r->purge_ms > YMODEM_PURGE_MS) {
        lose(r, YMODEM_NOISE);
    }
}

void ymodem_init(ymodem_receiver_t *receiver, const ymodem_line_t *line, const ymodem_events_t *events)
{
    memset(receiver, 0, sizeof *receiver);
    receiver->line = line;
    receiver->events = events;
    to_idle(receiver);
    answer(receiver, ASK);
}

void ymodem_byte(ymodem_receiver_t *receiver, uint8_t byte)
{
    receiver->heard_ms = receiver->line->now_ms(receiver->line->ctx);
    switch (receiver->frame) {
    case MARK:
        take_mark(receiver, byte);
        break;
    case BODY:
        receiver->bytes[receiver->have++] = byte;
        if (receiver->have == receiver->want) {
            take_frame(receiver);
        }
        break;
    default:
        take_noise(receiver, byte);
        break;
    }
}

void ymodem_poll(ymodem_receiver_t *receiver)
{
    const uint32_t silent = receiver->line->now_ms(receiver->line->ctx) - receiver->heard_ms;
    const bool in_file = receiver->state == DATA || receiver->state == EOT_AGAIN;
    if (receiver->frame == BODY) {
        if (silent >= YMODEM_BYTE_MS) {
            again(receiver, YMODEM_NOISE);
        }
    } else if (receiver->frame == PURGE) {
        if (silent >= YMODEM_QUIET_MS) {
            again(receiver, YMODEM_NOISE);
        }
    } else if (silent >= (in_file ? YMODEM_BLOCK_MS : YMODEM_ASK_MS)) {
        again(receiver, YMODEM_SILENCE);
    }
}

bool ymodem_busy(const ymodem_receiver_t *receiver)
{
    return receiver->state != IDLE;
}

void ymodem_cancel(ymodem_receiver_t *receiver)
{
    if (receiver->state != IDLE) {
        lose(receiver, YMODEM_REFUSED);
    }
}
