/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The YMODEM receiver of examples/update_agent on a scripted line with a clock of its own: a well-behaved sender over a
 * line that loses, changes and adds bytes at every position in both directions, and senders that mean harm.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ymodem_receive.h"

enum { SOH = 0x01, STX = 0x02, EOT = 0x04, ACK = 0x06, NAK = 0x15, CAN = 0x18 };

/* ------------------------------------------------------------------------------------------- Receiver and line --- */

/** What the receiver told. */
static struct {
    unsigned begins, ends, dones, losses;
    ymodem_fault_t fault;
    char name[YMODEM_NAME_MAX + 1u];
    uint32_t size;
    uint8_t data[8192];
    size_t have;
    /* the n-th event is refused; 0: none */
    unsigned refuse_at, events;
    uint32_t slow_ms; /* what an event takes */
} told;

static uint32_t now_ms;

/** How bytes fare on the way to the receiver (0) and back (1). */
typedef enum change { WHOLE, LOST, CHANGED, ADDED } change_t;
static struct {
    unsigned direction;
    uint32_t at; /* the at-th byte from 1; 0: none */
    change_t change;
    uint8_t flip;
    uint32_t passed[2];
} fault;

static uint8_t answers[1u << 16];
static size_t answers_have, answers_taken;
static ymodem_receiver_t receiver;

static void answer_arrives(uint8_t byte)
{
    assert_true(answers_have < sizeof answers);
    answers[answers_have++] = byte;
}

static void on_way(unsigned direction, uint8_t byte, void (*arrives)(uint8_t byte))
{
    fault.passed[direction]++;
    if (fault.at == 0 || fault.direction != direction || fault.passed[direction] != fault.at) {
        arrives(byte);
    } else if (fault.change == CHANGED) {
        arrives((uint8_t)(byte ^ fault.flip));
    } else if (fault.change == ADDED) {
        arrives((uint8_t)(byte ^ fault.flip));
        arrives(byte);
    }
}

static void line_send(void *ctx, const uint8_t *bytes, size_t size)
{
    (void)ctx;
    assert_true(size > 0 && size <= 16);
    for (size_t i = 0; i < size; i++) {
        on_way(1, bytes[i], answer_arrives);
    }
}

static uint32_t line_now(void *ctx)
{
    (void)ctx;
    return now_ms;
}

static bool goes_on(void)
{
    now_ms += told.slow_ms;
    return ++told.events != told.refuse_at;
}

static bool on_begin(void *ctx, const char *name, uint32_t size)
{
    (void)ctx;
    told.begins++;
    assert_true(strlen(name) <= YMODEM_NAME_MAX);
    strcpy(told.name, name);
    told.size = size;
    return goes_on();
}

static bool on_data(void *ctx, const uint8_t *bytes, size_t size)
{
    (void)ctx;
    assert_true(told.begins == told.ends + 1u && size > 0 && size <= YMODEM_BLOCK_MAX);
    assert_true(size <= sizeof told.data - told.have);
    memcpy(&told.data[told.have], bytes, size);
    told.have += size;
    return goes_on();
}

static bool on_end(void *ctx)
{
    (void)ctx;
    told.ends++;
    assert_int_equal(told.begins, told.ends);
    return goes_on();
}

static bool on_done(void *ctx)
{
    (void)ctx;
    told.dones++;
    assert_int_equal(told.begins, told.ends);
    return goes_on();
}

static void on_lost(void *ctx, ymodem_fault_t why)
{
    (void)ctx;
    told.losses++;
    told.fault = why;
    assert_false(ymodem_busy(&receiver));
}

static const ymodem_line_t line = { line_send, line_now, NULL };
static const ymodem_events_t events = { on_begin, on_data, on_end, on_done, on_lost, NULL };

static void byte_arrives(uint8_t byte)
{
    ymodem_byte(&receiver, byte);
    ymodem_poll(&receiver);
}

static void put(uint8_t byte)
{
    on_way(0, byte, byte_arrives);
}

static void pass(uint32_t ms)
{
    for (uint32_t i = 0; i < ms; i += 50u) {
        now_ms += 50u;
        ymodem_poll(&receiver);
    }
}

static int begin(void **state)
{
    (void)state;
    memset(&told, 0, sizeof told);
    memset(&fault, 0, sizeof fault);
    answers_have = answers_taken = 0;
    now_ms = UINT32_MAX - 20000u; /* it wraps in most cases */
    ymodem_init(&receiver, &line, &events);
    return 0;
}

/* ------------------------------------------------------------------------------------------------------ Sender --- */

static uint16_t crc16(const uint8_t *bytes, size_t size)
{
    uint16_t crc = 0;
    for (size_t i = 0; i < size * 8u; i++) {
        const unsigned bit = (unsigned)(bytes[i / 8u] >> (7u - i % 8u)) & 1u;
        crc = (uint16_t)(((crc >> 15) ^ bit) != 0 ? crc << 1 ^ 0x1021 : crc << 1);
    }
    return crc;
}

static void put_block(uint8_t number, const void *bytes, size_t size, size_t block_size, uint8_t padding)
{
    uint8_t block[1024];
    memset(block, padding, sizeof block);
    memcpy(block, bytes, size);
    const uint16_t crc = crc16(block, block_size);
    put(block_size == 128 ? SOH : STX);
    put(number);
    put((uint8_t)~number);
    for (size_t i = 0; i < block_size; i++) {
        put(block[i]);
    }
    put((uint8_t)(crc >> 8));
    put((uint8_t)crc);
}

/** text after name and its zero byte, as sizes and times stand in block 0. */
static void put_header(const char *name, const char *text)
{
    char block[128] = { 0 };
    const size_t length = strlen(name);
    memcpy(block, name, length);
    memcpy(&block[length + 1u], text, strlen(text));
    put_block(0, block, sizeof block, 128, 0);
}

static int take_answer(uint32_t wait_ms)
{
    for (uint32_t waited = 0; answers_taken == answers_have; waited += 50u) {
        if (waited >= wait_ms) {
            return -1;
        }
        pass(50);
    }
    return answers[answers_taken++];
}

/** The next answer that is one of these; two CANs in a row end everything. */
static int wait_answer(const char *wanted, uint32_t wait_ms)
{
    int before = 0;
    for (const uint32_t begin_ms = now_ms;;) {
        const uint32_t waited = now_ms - begin_ms;
        const int got = take_answer(waited < wait_ms ? wait_ms - waited : 0);
        if (got < 0 || (got == CAN && before == CAN) || (got != 0 && strchr(wanted, got) != NULL)) {
            return got;
        }
        before = got;
    }
}

static void drop_answers(void)
{
    answers_taken = answers_have;
}

#define SENDER_WAIT 15000u

typedef struct file {
    const char *name;
    const uint8_t *bytes;
    size_t size;
    size_t block;
} file_t;

/** Until it is acknowledged. False: given up. */
static bool send_block(uint8_t number, const void *bytes, size_t size, size_t block, uint8_t padding)
{
    for (unsigned attempt = 0; attempt < 10; attempt++) {
        put_block(number, bytes, size, block, padding);
        const int got = wait_answer(number <= 1 ? "\006\025C" : "\006\025", SENDER_WAIT);
        if (got == ACK || got == CAN) {
            return got == ACK;
        }
        pass(100);
        drop_answers();
    }
    return false;
}

static bool send_eot(void)
{
    for (unsigned attempt = 0; attempt < 10; attempt++) {
        put(EOT);
        const int got = wait_answer("\006\025", SENDER_WAIT);
        if (got == ACK || got == CAN) {
            return got == ACK;
        }
    }
    return false;
}

static bool send_file(const file_t *file)
{
    char header[128] = { 0 };
    uint8_t number = 1;
    const size_t length = strlen(file->name);
    memcpy(header, file->name, length);
    (void)snprintf(&header[length + 1u], sizeof header - length - 1u, "%zu 14717266463 100644 0 1 %zu", file->size,
                   file->size);
    if (wait_answer("C", 60000) != 'C') {
        return false;
    }
    drop_answers();
    if (!send_block(0, header, sizeof header, 128, 0) || wait_answer("C", 60000) != 'C') {
        return false;
    }
    drop_answers();
    for (size_t at = 0; at < file->size; number++) {
        const size_t left = file->size - at;
        const size_t block = file->block == 1024 && left > 896 ? 1024 : 128;
        if (!send_block(number, &file->bytes[at], left < block ? left : block, block, 0x1a)) {
            return false;
        }
        at += left < block ? left : block;
    }
    return send_eot();
}

static bool send_end(void)
{
    if (wait_answer("C", 60000) != 'C') {
        return false;
    }
    drop_answers();
    const uint8_t nothing[128] = { 0 };
    return send_block(0, nothing, sizeof nothing, 128, 0);
}

static const uint8_t *pattern(size_t size)
{
    static uint8_t bytes[8192];
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(i * 37u + (i >> 8));
    }
    return bytes;
}

static void assert_got(const uint8_t *bytes, size_t size)
{
    assert_int_equal(told.have, size);
    assert_memory_equal(told.data, bytes, size);
}

/* ------------------------------------------------------------------------------------------ Transfers that work --- */

static void transfer__every_size_and_block__data_without_padding(void **state)
{
    static const size_t sizes[] = { 1, 127, 128, 129, 895, 896, 897, 1023, 1024, 1025, 2048, 3000, 5000 };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (size_t block = 128; block <= 1024; block += 896) {
            begin(state);
            const file_t file = { "app-1.0.0.img", pattern(sizes[i]), sizes[i], block };
            assert_true(send_file(&file));
            assert_true(send_end());
            assert_got(file.bytes, sizes[i]);
            assert_string_equal(told.name, "app-1.0.0.img");
            assert_int_equal(told.size, sizes[i]);
            assert_int_equal(told.begins, 1);
            assert_int_equal(told.dones, 1);
            assert_int_equal(told.losses, 0);
            assert_false(ymodem_busy(&receiver));
        }
    }
}

static void transfer__more_than_256_blocks__numbers_wrap(void **state)
{
    static uint8_t large[40000];
    (void)state;
    for (unsigned block = 0; block < 312; block++) {
        if (block == 0) {
            put_header("large", "39936");
        }
        memset(large, (int)block, 128);
        drop_answers();
        put_block((uint8_t)(block + 1u), large, 128, 128, 0);
        assert_int_equal(take_answer(0), ACK);
        told.have = 0;
    }
    put(EOT);
    put(EOT);
    assert_int_equal(told.ends, 1);
}

static void transfer__batch__every_file(void **state)
{
    const file_t first = { "app", pattern(300), 300, 128 };
    const file_t second = { "data", pattern(1500), 1500, 1024 };
    (void)state;
    assert_true(send_file(&first));
    assert_got(first.bytes, 300);
    told.have = 0;
    assert_true(send_file(&second));
    assert_got(second.bytes, 1500);
    assert_string_equal(told.name, "data");
    assert_int_equal(told.dones, 0);
    assert_true(send_end());
    assert_int_equal(told.dones, 1);
    assert_int_equal(told.losses, 0);
}

static void transfer__long_name__cut(void **state)
{
    char name[101];
    (void)state;
    memset(name, 'n', 100);
    name[100] = '\0';
    put_header(name, "5");
    assert_int_equal(told.begins, 1);
    assert_int_equal(strlen(told.name), YMODEM_NAME_MAX);
    assert_int_equal(told.size, 5);
}

/** One byte lost, changed or added, at every position of a transfer, to the receiver and back: it succeeds
 *  nevertheless. */
static void transfer__one_byte_wrong_anywhere__succeeds(void **state)
{
    static const uint8_t flips[] = { 0x01, 0x80, 0xff, 0x5a };
    const file_t file = { "app", pattern(200), 200, 128 };
    uint32_t runs = 0;
    for (unsigned direction = 0; direction < 2; direction++) {
        for (uint32_t at = 1;; at++) {
            bool reached = true;
            for (unsigned kind = 0; kind < 9; kind++) {
                begin(state);
                fault.direction = direction;
                fault.at = at;
                fault.change = kind == 0 ? LOST : kind < 5 ? CHANGED : ADDED;
                fault.flip = flips[(kind + 3u) % 4u];
                const bool sent = send_file(&file) && send_end();
                reached = fault.passed[direction] >= at;
                if (!sent || told.dones != 1 || told.losses != 0 || told.have != file.size ||
                    memcmp(told.data, file.bytes, file.size) != 0) {
                    fail_msg("direction %u, byte %u, kind %u: sent %d, dones %u, losses %u (%d), bytes %zu", direction,
                             at, kind, sent, told.dones, told.losses, (int)told.fault, told.have);
                }
                runs++;
            }
            if (!reached) {
                break;
            }
        }
    }
    print_message("%u transfers\n", runs);
    assert_true(runs > 9u * 500u);
}

/** Every block damaged now and then: as long as one in a few gets through, so does the file. */
static void transfer__every_third_block_damaged__succeeds(void **state)
{
    uint8_t block[128] = { 0 };
    (void)state;
    put_header("app", "1280");
    for (uint8_t number = 1; number <= 10; number++) {
        for (unsigned attempt = 0; attempt < 3; attempt++) {
            drop_answers();
            memset(block, number, sizeof block);
            if (attempt < 2) {
                fault.at = fault.passed[0] + 20u;
                fault.change = CHANGED;
                fault.flip = 4;
            }
            put_block(number, block, sizeof block, 128, 0);
            pass(300);
            assert_int_equal(take_answer(0), attempt == 2 ? ACK : number == 1 || attempt == 1 ? 'C' : NAK);
        }
    }
    assert_int_equal(told.have, 1280);
    assert_int_equal(told.losses, 0);
}

static void answer_lost__block_again__taken_once(void **state)
{
    (void)state;
    put_header("app", "256");
    drop_answers();
    pass(1000);
    put_header("app", "256"); /* the answer to block 0 was lost */
    assert_int_equal(take_answer(0), ACK);
    assert_int_equal(take_answer(0), 'C');
    assert_int_equal(told.begins, 1);
    for (unsigned i = 0; i < 3; i++) {
        put_block(1, pattern(128), 128, 128, 0);
        assert_int_equal(take_answer(0), ACK);
        pass(1000);
    }
    assert_int_equal(told.have, 128);
    put_block(2, pattern(128), 128, 128, 0);
    drop_answers();
    put(EOT);
    assert_int_equal(take_answer(0), NAK);
    put(EOT);
    assert_int_equal(take_answer(0), ACK);
    assert_int_equal(take_answer(0), 'C');
    pass(1000);
    put(EOT); /* the answer to EOT was lost */
    assert_int_equal(take_answer(0), ACK);
    assert_int_equal(take_answer(0), 'C');
    assert_int_equal(told.ends, 1);
    const uint8_t nothing[128] = { 0 };
    put_block(0, nothing, 128, 128, 0);
    assert_int_equal(take_answer(0), ACK);
    put_block(0, nothing, 128, 128, 0); /* the answer to the end of the batch was lost */
    assert_int_equal(take_answer(0), ACK);
    assert_int_equal(told.dones, 1);
    assert_int_equal(told.losses, 0);
}

/** A line that held several asks makes a sender send what it sends twice. The second one must not be answered: the
 *  sender would take that for the answer to what it sends next. */
static void answer_under_way__block_again__not_answered(void **state)
{
    (void)state;
    drop_answers();
    put_header("app", "300");
    put_header("app", "300");
    put_block(1, pattern(128), 128, 128, 0);
    put_block(1, pattern(128), 128, 128, 0);
    put_block(2, pattern(128), 128, 128, 0);
    put_block(2, pattern(128), 128, 128, 0);
    put_block(3, pattern(128), 128, 128, 0);
    put(EOT);
    put(EOT);
    put(EOT);
    static const uint8_t wanted[] = { ACK, 'C', ACK, ACK, ACK, NAK, ACK, 'C' };
    for (size_t i = 0; i < sizeof wanted; i++) {
        assert_int_equal(take_answer(0), wanted[i]);
    }
    assert_int_equal(take_answer(0), -1);
    assert_int_equal(told.have, 300);
    assert_int_equal(told.ends, 1);
    assert_int_equal(told.losses, 0);
}

/** A sender that was killed and started anew, with the same file or another one: nobody waits for the end of the old
 *  session. */
static void new_sender__in_a_session__begins_anew(void **state)
{
    for (unsigned blocks = 0; blocks < 4; blocks++) {
        begin(state);
        put_header("app", "256");
        for (uint8_t i = 1; i <= blocks && i < 3; i++) {
            put_block(i, pattern(128), 128, 128, 0);
        }
        if (blocks == 3) {
            put(EOT);
        }
        pass(2000);
        drop_answers();
        told.have = 0;
        put_header("data", "128");
        assert_int_equal(told.losses, 1);
        assert_int_equal(told.fault, YMODEM_SEQUENCE);
        assert_int_equal(told.begins, 2);
        assert_string_equal(told.name, "data");
        told.begins = 1; /* the first one has no end */
        assert_int_equal(take_answer(0), ACK);
        assert_int_equal(take_answer(0), 'C');
        put_block(1, pattern(128), 128, 128, 0);
        put(EOT);
        put(EOT);
        assert_got(pattern(128), 128);
        assert_int_equal(told.ends, 1);
    }
}

/** Noise that looks like the end of a file: the file goes on. */
static void eot__once__no_end(void **state)
{
    (void)state;
    put_header("app", "256");
    put_block(1, pattern(128), 128, 128, 0);
    put(EOT);
    put_block(2, pattern(128), 128, 128, 0);
    assert_int_equal(told.ends, 0);
    assert_int_equal(told.have, 256);
    put(EOT);
    put(EOT);
    assert_int_equal(told.ends, 1);
}

static void idle__nobody__asks_every_three_seconds(void **state)
{
    (void)state;
    drop_answers();
    pass(30000);
    size_t asks = answers_have - answers_taken;
    assert_int_equal(asks, 10);
    for (; asks > 0; asks--) {
        assert_int_equal(take_answer(0), 'C');
    }
    assert_int_equal(told.losses, 0);
}

/* ------------------------------------------------------------------------------------------------- Hostile ones --- */

/** The session ended as it should: told once, the sender is cancelled, the next transfer works. */
static void assert_lost(ymodem_fault_t why)
{
    unsigned cancels = 0;
    assert_int_equal(told.losses, 1);
    assert_int_equal(told.fault, why);
    assert_int_equal(told.dones, 0);
    assert_false(ymodem_busy(&receiver));
    for (size_t i = 0; i < answers_have; i++) {
        cancels += answers[i] == CAN;
    }
    if (why != YMODEM_CANCELLED) {
        assert_int_equal(cancels, 8);
    }
    memset(&told, 0, sizeof told);
    memset(&fault, 0, sizeof fault);
    pass(1000);
    drop_answers();
    pass(4000);
    const file_t file = { "app", pattern(200), 200, 128 };
    assert_true(send_file(&file));
    assert_true(send_end());
    assert_got(file.bytes, 200);
    assert_int_equal(told.dones, 1);
    assert_int_equal(told.losses, 0);
}

static void header__bad_size__refused(void **state)
{
    static const char *const texts[] = { "",      " ",     "x",          "-1",          "+5",
                                         "0x100", "12a",   "4294967296", "99999999999", "18446744073709551617",
                                         "1.5",   "\t128", "1,000",      " 128",        "000000000000000004294967296" };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        begin(state);
        put_header("app", texts[i]);
        assert_int_equal(told.begins, 0);
        assert_lost(YMODEM_HEADER);
    }
    begin(state);
    put_header("app", "4294967295");
    assert_int_equal(told.begins, 1);
    assert_int_equal(told.size, UINT32_MAX);
}

static void header__name_or_size_without_end__refused(void **state)
{
    uint8_t block[1024];
    memset(block, 'a', sizeof block);
    put_block(0, block, 128, 128, 0);
    assert_lost(YMODEM_HEADER);
    begin(state);
    put_block(0, block, 1024, 1024, 0);
    assert_lost(YMODEM_HEADER);
    begin(state);
    memset(block, '1', sizeof block);
    block[100] = '\0'; /* digits to the end of the block */
    put_block(0, block, 128, 128, 0);
    assert_lost(YMODEM_HEADER);
    begin(state);
    block[100] = 'a';
    block[127] = '\0'; /* no room for a size */
    put_block(0, block, 128, 128, 0);
    assert_lost(YMODEM_HEADER);
}

static void size__smaller_than_data__lost(void **state)
{
    (void)state;
    put_header("app", "100");
    put_block(1, pattern(128), 128, 128, 0);
    assert_int_equal(told.have, 100);
    put_block(2, pattern(128), 128, 128, 0);
    assert_int_equal(told.have, 100);
    assert_lost(YMODEM_LONG);
}

static void size__larger_than_data__lost(void **state)
{
    (void)state;
    put_header("app", "129");
    put_block(1, pattern(128), 128, 128, 0);
    put(EOT);
    put(EOT);
    assert_int_equal(told.ends, 0);
    assert_lost(YMODEM_SHORT);
}

static void size__none_of_an_empty_file__lost_with_data(void **state)
{
    (void)state;
    put_header("app", "0");
    put_block(1, pattern(128), 128, 128, 0);
    assert_int_equal(told.have, 0);
    assert_lost(YMODEM_LONG);
}

static void sequence__wrong__lost(void **state)
{
    static const uint8_t numbers[] = { 1, 4, 5, 129, 255 };
    for (size_t i = 0; i < sizeof numbers; i++) { /* 3 is next, 2 a repetition */
        begin(state);
        put_header("app", "4000");
        put_block(1, pattern(128), 128, 128, 0);
        put_block(2, pattern(128), 128, 128, 0);
        put_block(numbers[i], pattern(128), 128, 128, 0);
        assert_int_equal(told.have, 256);
        assert_lost(YMODEM_SEQUENCE);
    }
}

static void next_file__not_block_0__lost(void **state)
{
    (void)state;
    put_header("app", "128");
    put_block(1, pattern(128), 128, 128, 0);
    put(EOT);
    put(EOT);
    put_block(2, pattern(128), 128, 128, 0);
    assert_lost(YMODEM_SEQUENCE);
}

static void repeat__endless__lost(void **state)
{
    (void)state;
    put_header("app", "4000");
    put_block(1, pattern(128), 128, 128, 0);
    unsigned repeats = 0;
    for (; told.losses == 0 && repeats < 1000; repeats++) {
        put_block(1, pattern(128), 128, 128, 0);
    }
    assert_int_equal(repeats, YMODEM_REPEATS_MAX + 1u);
    assert_lost(YMODEM_NOISE);
    begin(state);
    put_header("app", "4000");
    for (repeats = 0; told.losses == 0 && repeats < 1000; repeats++) {
        put_header("app", "4000");
    }
    assert_int_equal(told.begins, 1);
    assert_lost(YMODEM_NOISE);
}

static void eot__endless_after_file__lost(void **state)
{
    (void)state;
    put_header("app", "128");
    put_block(1, pattern(128), 128, 128, 0);
    for (unsigned i = 0; told.losses == 0 && i < 1000; i++) {
        put(EOT);
    }
    assert_int_equal(told.ends, 1);
    assert_lost(YMODEM_NOISE);
}

static void damaged__endless__lost(void **state)
{
    (void)state;
    put_header("app", "4000");
    put_block(1, pattern(128), 128, 128, 0);
    unsigned blocks = 0;
    for (; told.losses == 0 && blocks < 100; blocks++) {
        fault.at = fault.passed[0] + 50u;
        fault.change = CHANGED;
        fault.flip = 1;
        put_block(2, pattern(128), 128, 128, 0);
        pass(300);
    }
    assert_int_equal(blocks, YMODEM_ERRORS_MAX + 1u);
    assert_int_equal(told.have, 128);
    assert_lost(YMODEM_NOISE);
}

/** Every byte value without a pause, for an hour and a half of a fast line: the session ends after a bounded time. */
static void garbage__endless__lost(void **state)
{
    for (unsigned value = 0; value < 256; value++) {
        begin(state);
        put_header("app", "4000");
        put_block(1, pattern(128), 128, 128, 0);
        uint32_t bytes = 0;
        for (; told.losses == 0 && bytes < 2000000u; bytes++) {
            now_ms += bytes % 8u == 0;
            put((uint8_t)(value + (value % 3u == 0 ? bytes * 7u : 0)));
        }
        if (told.losses != 1) {
            fail_msg("garbage of %u does not end a session", value);
        }
        assert_int_equal(told.dones, 0);
    }
}

static void garbage__idle__asks_on(void **state)
{
    uint32_t draw = 1;
    (void)state;
    for (unsigned round = 0; round < 50; round++) {
        for (unsigned i = 0; i < 3000; i++) {
            draw = draw * 1664525u + 1013904223u;
            put((uint8_t)(draw >> 24));
        }
        pass(5000);
        drop_answers();
        pass(4000);
        assert_int_equal(wait_answer("C", 4000), 'C');
    }
    assert_int_equal(told.begins, 0);
    const file_t file = { "app", pattern(200), 200, 128 };
    assert_true(send_file(&file));
    assert_true(send_end());
    assert_got(file.bytes, 200);
}

static void cancel__everywhere__lost(void **state)
{
    for (unsigned where = 0; where < 4; where++) {
        begin(state);
        put_header("app", "256");
        if (where >= 1) {
            put_block(1, pattern(128), 128, 128, 0);
        }
        if (where >= 2) {
            put_block(2, pattern(128), 128, 128, 0);
            put(EOT);
        }
        if (where >= 3) {
            put(EOT);
        }
        put(CAN);
        assert_int_equal(told.losses, 0);
        put(CAN);
        assert_lost(YMODEM_CANCELLED);
    }
    begin(state);
    put(CAN);
    put(CAN);
    assert_int_equal(told.losses, 0); /* nothing to cancel */
}

static void cancel__one_only_or_in_data__goes_on(void **state)
{
    uint8_t block[128];
    (void)state;
    memset(block, CAN, sizeof block);
    put_header("app", "256");
    put_block(1, block, 128, 128, 0);
    put(CAN);
    put_block(2, block, 128, 128, 0);
    assert_int_equal(told.have, 256);
    assert_int_equal(told.losses, 0);
}

static void cancel__in_noise__lost(void **state)
{
    (void)state;
    put_header("app", "256");
    put('x');
    for (unsigned i = 0; i < 8; i++) {
        put(CAN);
    }
    assert_lost(YMODEM_CANCELLED);
}

static void silence__everywhere__lost_in_bounded_time(void **state)
{
    for (unsigned where = 0; where < 7; where++) {
        begin(state);
        put_header("app", "256");
        if (where >= 1 && where <= 4) {
            put_block(1, pattern(128), 128, 128, 0);
        }
        if (where == 2) {
            put(SOH); /* a block that ends after one byte */
        }
        if (where == 3) {
            put('x');
        }
        if (where >= 4) {
            if (where > 4) {
                put_block(1, pattern(128), 128, 128, 0);
            }
            put_block(2, pattern(128), 128, 128, 0);
            put(EOT);
        }
        if (where >= 6) {
            put(EOT);
        }
        uint32_t waited = 0;
        for (; told.losses == 0 && waited < 1000000u; waited += 1000u) {
            pass(1000);
        }
        assert_in_range(waited, 30000, 125000);
        assert_lost(YMODEM_SILENCE);
    }
}

static void event__refuses__sender_cancelled(void **state)
{
    for (unsigned n = 1; n <= 5; n++) { /* begin, data, data, end, done */
        begin(state);
        told.refuse_at = n;
        const file_t file = { "app", pattern(200), 200, 128 };
        assert_false(send_file(&file) && send_end());
        assert_int_equal(told.events, n);
        told.dones = 0;
        assert_lost(YMODEM_REFUSED);
    }
}

static void idle__middle_of_a_file__sender_cancelled(void **state)
{
    (void)state;
    drop_answers();
    put_block(7, pattern(128), 128, 128, 0); /* this side was reset in between */
    assert_int_equal(wait_answer("\006\025", 0), CAN);
    pass(5000);
    drop_answers();
    put(EOT); /* must not count as received */
    assert_int_equal(wait_answer("\006\025", 0), CAN);
    assert_int_equal(told.begins + told.ends + told.dones + told.losses, 0);
}

static void idle__end_of_batch__nothing_done(void **state)
{
    const uint8_t nothing[128] = { 0 };
    (void)state;
    put_block(0, nothing, 128, 128, 0);
    assert_int_equal(told.dones, 0);
    assert_int_equal(told.losses, 0);
}

static void cancel__own__told_once(void **state)
{
    (void)state;
    put_header("app", "256");
    ymodem_cancel(&receiver);
    ymodem_cancel(&receiver);
    assert_lost(YMODEM_REFUSED);
}

/** What an event costs in time is not the sender's silence. */
static void event__slow__no_timeout(void **state)
{
    (void)state;
    told.slow_ms = YMODEM_BLOCK_MS + 5000u;
    put_header("app", "256");
    put_block(1, pattern(128), 128, 128, 0);
    drop_answers();
    put_block(2, pattern(128), 128, 128, 0);
    assert_int_equal(take_answer(0), ACK);
    assert_int_equal(take_answer(0), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(transfer__every_size_and_block__data_without_padding, begin),
        cmocka_unit_test_setup(transfer__more_than_256_blocks__numbers_wrap, begin),
        cmocka_unit_test_setup(transfer__batch__every_file, begin),
        cmocka_unit_test_setup(transfer__long_name__cut, begin),
        cmocka_unit_test_setup(transfer__one_byte_wrong_anywhere__succeeds, begin),
        cmocka_unit_test_setup(transfer__every_third_block_damaged__succeeds, begin),
        cmocka_unit_test_setup(answer_lost__block_again__taken_once, begin),
        cmocka_unit_test_setup(answer_under_way__block_again__not_answered, begin),
        cmocka_unit_test_setup(new_sender__in_a_session__begins_anew, begin),
        cmocka_unit_test_setup(eot__once__no_end, begin),
        cmocka_unit_test_setup(idle__nobody__asks_every_three_seconds, begin),
        cmocka_unit_test_setup(header__bad_size__refused, begin),
        cmocka_unit_test_setup(header__name_or_size_without_end__refused, begin),
        cmocka_unit_test_setup(size__smaller_than_data__lost, begin),
        cmocka_unit_test_setup(size__larger_than_data__lost, begin),
        cmocka_unit_test_setup(size__none_of_an_empty_file__lost_with_data, begin),
        cmocka_unit_test_setup(sequence__wrong__lost, begin),
        cmocka_unit_test_setup(next_file__not_block_0__lost, begin),
        cmocka_unit_test_setup(repeat__endless__lost, begin),
        cmocka_unit_test_setup(eot__endless_after_file__lost, begin),
        cmocka_unit_test_setup(damaged__endless__lost, begin),
        cmocka_unit_test_setup(garbage__endless__lost, begin),
        cmocka_unit_test_setup(garbage__idle__asks_on, begin),
        cmocka_unit_test_setup(cancel__everywhere__lost, begin),
        cmocka_unit_test_setup(cancel__one_only_or_in_data__goes_on, begin),
        cmocka_unit_test_setup(cancel__in_noise__lost, begin),
        cmocka_unit_test_setup(silence__everywhere__lost_in_bounded_time, begin),
        cmocka_unit_test_setup(event__refuses__sender_cancelled, begin),
        cmocka_unit_test_setup(idle__middle_of_a_file__sender_cancelled, begin),
        cmocka_unit_test_setup(idle__end_of_batch__nothing_done, begin),
        cmocka_unit_test_setup(cancel__own__told_once, begin),
        cmocka_unit_test_setup(event__slow__no_timeout, begin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
