/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Fuzz target: any sender at the update agent's lines, YMODEM and stream, with resets in between. The image that runs
 * is not touched, nothing but the two authentic images ever runs, each YMODEM session ends in one `done` or one `lost`,
 * and afterwards a good sender gets its update through.
 *
 * Input: a byte (1: stream, 2: no memory), then steps of two bytes, kind and number, and what they take of the rest:
 *   0  `number` bytes as they stand
 *   1  a block with a right CRC, or a message with a right head: number, or type, from the input; up to 64 bytes of
 *   payload 2  the next block, or DATA, of the good image      3  block 0, or BEGIN, of the good image; its size off by
 *   `number` 4  EOT or FINISH   5  silence of number * 100 ms, or a connection that ends   6  a reset   7  end of batch
 *   or INSTALL
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/fwu/fwu_internal.h"
#include "tests/agent/agent_senders.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define STEPS_MAX 200u

static test_image_t old, new;
static const test_image_t *const good[] = { &new };
static const uint8_t good_id[] = { 0 };

static agent_ymodem_t ymodem;
static agent_stream_t stream;
static uint32_t now_ms;
static bool is_stream, in_session;
static uint32_t sent; /* of the good image */
static uint8_t number;
static ymodem_events_t events;

static const uint8_t *input;
static size_t left;

static void require(bool promise)
{
    if (!promise) {
        abort();
    }
}

static uint8_t draw(void)
{
    if (left == 0) {
        return 0;
    }
    left--;
    return *input++;
}

static void ignore(void *ctx, const uint8_t *bytes, size_t size)
{
    (void)ctx;
    (void)bytes;
    require(size > 0 && size <= 4u + 8u + 2u * 24u);
}

static uint32_t clock_ms(void *ctx)
{
    (void)ctx;
    return now_ms;
}

static const ymodem_line_t line = { ignore, clock_ms, NULL };

/* Between receiver and agent: sessions begin and end in order. */
static bool begin(void *ctx, const char *name, uint32_t size)
{
    require(strlen(name) <= YMODEM_NAME_MAX);
    in_session = true;
    return events.begin(ctx, name, size);
}

static bool data_comes(void *ctx, const uint8_t *bytes, size_t size)
{
    require(in_session && size > 0 && size <= YMODEM_BLOCK_MAX);
    return events.data(ctx, bytes, size);
}

static bool done(void *ctx)
{
    require(in_session);
    const bool staged = events.done(ctx);
    in_session = !staged; /* else `lost` follows */
    return staged;
}

static void lost(void *ctx, ymodem_fault_t why)
{
    require(in_session || why == YMODEM_HEADER);
    in_session = false;
    events.lost(ctx, why);
}

static void open_line(const agent_memory_t *memory)
{
    agent_reset(memory);
    in_session = false;
    number = 0;
    sent = 0;
    if (is_stream) {
        agent_stream_open(&stream, &the_agent, ignore, NULL);
    } else {
        agent_ymodem_init(&ymodem, &the_agent, &line);
        events = ymodem.events;
        ymodem.events.begin = begin;
        ymodem.events.data = data_comes;
        ymodem.events.done = done;
        ymodem.events.lost = lost;
    }
}

static void put(const uint8_t *bytes, size_t size)
{
    if (is_stream) {
        agent_stream_bytes(&stream, bytes, size);
        return;
    }
    for (size_t i = 0; i < size && !ymodem.staged; i++) {
        ymodem_byte(&ymodem.receiver, bytes[i]);
        require(ymodem_busy(&ymodem.receiver) == in_session);
    }
}

static void put_block(uint8_t block_number, const void *bytes, size_t size, size_t block)
{
    uint8_t frame[3 + 1024 + 2] = { block == 128 ? 0x01 : 0x02, block_number, (uint8_t)~block_number };
    uint32_t crc = 0;
    memcpy(&frame[3], bytes, size);
    for (size_t i = 0; i < block; i++) {
        crc ^= (uint32_t)frame[3 + i] << 8;
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = (crc & 0x8000u) != 0 ? crc << 1 ^ 0x1021u : crc << 1;
        }
    }
    frame[3 + block] = (uint8_t)(crc >> 8);
    frame[4 + block] = (uint8_t)crc;
    put(frame, block + 5u);
}

static void put_message(char type, const void *payload, size_t size)
{
    uint8_t message[4 + 4 + 1024];
    put(message, stream_message(message, type, payload, size));
}

static void put_raw(uint8_t count)
{
    const size_t size = left < count ? left : count;
    put(input, size);
    input += size;
    left -= size;
}

static void put_formed(uint8_t count)
{
    uint8_t payload[128] = { 0 };
    const uint8_t first = draw();
    const size_t size = count % 65u;
    for (size_t i = 0; i < size; i++) {
        payload[i] = draw();
    }
    if (is_stream) {
        put_message((char)first, payload, size);
    } else {
        put_block(first, payload, size, 128);
    }
}

static void put_begin(uint8_t off)
{
    const uint32_t size = (uint32_t) new.size + (off < 128 ? off : off - 256u);
    number = 1;
    sent = 0;
    if (is_stream) {
        uint8_t message[64];
        put(message, stream_begin(message, 0, &new, size));
    } else {
        char header[128] = { 0 };
        (void)snprintf(header, sizeof header, "app%c%u 0", 0, (unsigned)size);
        put_block(0, header, sizeof header, 128);
    }
}

static void put_next(void)
{
    const size_t size = new.size - sent < 128 ? new.size - sent : 128;
    if (is_stream) {
        uint8_t payload[4 + 128] = { (uint8_t)sent, (uint8_t)(sent >> 8) };
        memcpy(&payload[4], &new.bytes[sent], size);
        put_message('D', payload, 4 + size);
    } else {
        put_block(number++, &new.bytes[sent], size, 128);
    }
    sent += (uint32_t)size;
}

static void reset(const agent_memory_t *memory)
{
    pfwu_boot_result_t result;
    require(device_boot(&result) == PSA_SUCCESS && result.run_area != NULL);
    require(device_runs(0, &old) || device_runs(0, &new));
    open_line(memory);
}

static void pass(uint8_t count, const agent_memory_t *memory)
{
    if (is_stream) {
        agent_stream_lost(&stream);
        open_line(memory);
        return;
    }
    for (unsigned i = 0; i < count && !ymodem.staged; i++) {
        now_ms += 100;
        ymodem_poll(&ymodem.receiver);
        require(ymodem_busy(&ymodem.receiver) == in_session);
    }
}

static void step(const agent_memory_t *memory)
{
    static const uint8_t nothing[128];
    const uint8_t kind = draw() % 8u;
    const uint8_t count = draw();
    switch (kind) {
    case 0:
        put_raw(count);
        break;
    case 1:
        put_formed(count);
        break;
    case 2:
        put_next();
        break;
    case 3:
        put_begin(count);
        break;
    case 4:
        if (is_stream) {
            put_message('F', NULL, 0);
        } else {
            put((const uint8_t[]){ 0x04 }, 1);
        }
        break;
    case 5:
        pass(count, memory);
        break;
    case 6:
        reset(memory);
        break;
    default:
        if (is_stream) {
            put_message('I', NULL, 0);
        } else {
            put_block(0, nothing, sizeof nothing, 128);
        }
        break;
    }
}

/** Whatever happened: from here on a good sender succeeds, with the images that are there already, or anew. */
static void conclude(const agent_memory_t *memory)
{
    psa_status_t status;
    reset(memory);
    require(agent_accept(&the_agent) == PSA_SUCCESS);
    bool staged = is_stream ? send_stream(good, good_id, 1, 2, UINT32_MAX, &status)
                            : send_ymodem(good, good_id, 1, 128, UINT32_MAX);
    if (!staged) { /* a download that was of another image, or spoiled */
        staged = is_stream ? send_stream(good, good_id, 1, 2, UINT32_MAX, &status)
                           : send_ymodem(good, good_id, 1, 128, UINT32_MAX);
    }
    require(staged);
    reset(memory);
    require(device_runs(0, &new));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    input = data;
    left = size;
    device_init(2, 3, 512, 2);
    if (old.size == 0) {
        device_make(&old, &(test_spec_t){ .major = 1, .counter = 1, .body_size = 700 });
        device_make(&new, &(test_spec_t){ .major = 2, .counter = 1, .body_size = 613 });
    }
    device_provision(0, &old);
    test_memory_clear();
    const uint8_t way = draw();
    is_stream = (way & 1u) != 0;
    const agent_memory_t *memory = (way & 2u) != 0 ? NULL : &test_memory;
    reset(memory);
    for (unsigned i = 0; i < STEPS_MAX && left > 0; i++) {
        const bool trial = device_state(0) == PSA_FWU_TRIAL || device_state(0) == PSA_FWU_UPDATED;
        require(trial || device_runs(0, &old));
        step(memory);
        if (!is_stream ? ymodem.staged : stream.staged) {
            reset(memory);
        } else if (is_stream && stream.closed) {
            open_line(memory);
        }
    }
    conclude(memory);
    return 0;
}
