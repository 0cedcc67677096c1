/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Senders for the agent's tests.
 */
#include "agent_senders.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

agent_t the_agent;
unsigned notes[AGENT_ACCEPTED + 1];
uint32_t last_number[AGENT_ACCEPTED + 1];
uint32_t bytes_sent;
int size_lie;
uint32_t detached;
bool acknowledged;

static const agent_component_t names[] = { { "app", 0 }, { "data", 1 } };

/* Records, as they would stand in a storage that is atomic. */
static struct {
    bool there;
    uint8_t bytes[AGENT_RECORD_SIZE];
} records[2];

static bool load(void *ctx, psa_fwu_component_t component, uint8_t record[AGENT_RECORD_SIZE])
{
    (void)ctx;
    memcpy(record, records[component].bytes, AGENT_RECORD_SIZE);
    return records[component].there;
}

static bool store(void *ctx, psa_fwu_component_t component, const uint8_t record[AGENT_RECORD_SIZE])
{
    (void)ctx;
    memcpy(records[component].bytes, record, AGENT_RECORD_SIZE);
    records[component].there = true;
    return true;
}

const agent_memory_t test_memory = { load, store, NULL };

void test_memory_clear(void)
{
    memset(records, 0, sizeof records);
}

static void count(void *ctx, agent_note_t note, psa_fwu_component_t component, uint32_t number, psa_status_t status)
{
    (void)ctx;
    (void)component;
    (void)status;
    notes[note]++;
    last_number[note] = number;
}

void agent_reset(const agent_memory_t *memory)
{
    memset(notes, 0, sizeof notes);
    bytes_sent = 0;
    agent_init(&the_agent, names, 2, memory);
    if (detached != 0) {
        static agent_manifest_t manifests;
        static uint8_t bytes[512];
        memset(bytes, 0x5a, sizeof bytes);
        agent_manifests(&the_agent, &manifests, detached, bytes, sizeof bytes);
    }
    the_agent.tell = count;
}

/* ------------------------------------------------------------------------------------------------------ YMODEM --- */

static uint8_t line_answers[256];
static size_t line_have;
static uint32_t line_ms;

static void line_send(void *ctx, const uint8_t *bytes, size_t size)
{
    (void)ctx;
    for (size_t i = 0; i < size && line_have < sizeof line_answers; i++) {
        line_answers[line_have++] = bytes[i];
    }
}

static uint32_t line_now(void *ctx)
{
    (void)ctx;
    return line_ms;
}

static const ymodem_line_t line = { line_send, line_now, NULL };
static agent_ymodem_t ymodem;

static uint16_t crc16(const uint8_t *bytes, size_t size)
{
    uint16_t crc = 0;
    for (size_t i = 0; i < size * 8u; i++) {
        const unsigned bit = (unsigned)(bytes[i / 8u] >> (7u - i % 8u)) & 1u;
        crc = (uint16_t)(((crc >> 15) ^ bit) != 0 ? crc << 1 ^ 0x1021 : crc << 1);
    }
    return crc;
}

/** Whether the block was acknowledged. */
static bool put_block(uint8_t number, const void *bytes, size_t size, size_t block_size)
{
    uint8_t frame[3 + 1024 + 2] = { block_size == 128 ? 0x01 : 0x02, number, (uint8_t)~number };
    memcpy(&frame[3], bytes, size);
    const uint16_t crc = crc16(&frame[3], block_size);
    frame[3 + block_size] = (uint8_t)(crc >> 8);
    frame[4 + block_size] = (uint8_t)crc;
    line_have = 0;
    for (size_t i = 0; i < block_size + 5u; i++) {
        ymodem_byte(&ymodem.receiver, frame[i]);
    }
    return line_have > 0 && line_answers[0] == 0x06;
}

static bool put_eot(void)
{
    for (unsigned i = 0; i < 2; i++) {
        line_have = 0;
        ymodem_byte(&ymodem.receiver, 0x04);
    }
    return line_have > 0 && line_answers[0] == 0x06;
}

static bool put_file(const test_image_t *image, uint8_t component, size_t block, uint32_t until)
{
    char header[128] = { 0 };
    uint8_t number = 1;
    (void)snprintf(header, sizeof header, "%s.img%c%ld 0 0", names[component].name, 0, (long)image->size + size_lie);
    if (!put_block(0, header, sizeof header, 128)) {
        return false;
    }
    for (size_t at = 0; at < image->size; at += block, number++) {
        const size_t size = image->size - at < block ? image->size - at : block;
        if (at + size > until) {
            return false;
        }
        bytes_sent += (uint32_t)size;
        if (!put_block(number, &image->bytes[at], size, block)) {
            return false;
        }
    }
    return put_eot();
}

bool send_ymodem(const test_image_t *const *images, const uint8_t *components, unsigned count_of, size_t block,
                 uint32_t until)
{
    const uint8_t nothing[128] = { 0 };
    bool good = true;
    agent_ymodem_init(&ymodem, &the_agent, &line);
    for (unsigned i = 0; good && i < count_of; i++) {
        good = put_file(images[i], components[i], block, i == 0 ? until : UINT32_MAX);
    }
    good = good && put_block(0, nothing, sizeof nothing, 128);
    acknowledged = good;
    for (unsigned i = 0; i < 3000 && ymodem_busy(&ymodem.receiver); i++) { /* the line is silent from here on */
        line_ms += 100;
        ymodem_poll(&ymodem.receiver);
    }
    return good && ymodem.staged;
}

/* ------------------------------------------------------------------------------------------------------ Stream --- */

static void put32(uint8_t *bytes, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        bytes[i] = (uint8_t)(value >> 8 * i);
    }
}

static uint32_t get32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

void stream_answer(void *ctx, const uint8_t *bytes, size_t size)
{
    stream_answers_t *answers = ctx;
    if (size > sizeof answers->bytes - answers->size) {
        abort();
    }
    memcpy(&answers->bytes[answers->size], bytes, size);
    answers->size += size;
}

size_t stream_message(uint8_t *out, char type, const void *payload, size_t size)
{
    out[0] = (uint8_t)type;
    out[1] = STREAM_VERSION;
    out[2] = (uint8_t)size;
    out[3] = (uint8_t)(size >> 8);
    if (size > 0) {
        memcpy(&out[4], payload, size);
    }
    return size + 4u;
}

size_t stream_begin(uint8_t *out, uint8_t component, const test_image_t *image, uint32_t size)
{
    uint8_t payload[40] = { component };
    put32(&payload[4], size);
    memcpy(&payload[8], &image->bytes[image->size - 32u], 32); /* the end of the signature: differs for each image */
    return stream_message(out, 'B', payload, sizeof payload);
}

static agent_stream_t stream;
static stream_answers_t answers;

/** The answer to a message: its type and word. False if there is none, as for blocks that are passed over. */
static bool exchange(const uint8_t *message, size_t size, char *type, uint32_t *word)
{
    answers.size = 0;
    agent_stream_bytes(&stream, message, size);
    if (answers.size != 8) {
        return false;
    }
    *type = (char)answers.bytes[0];
    *word = get32(&answers.bytes[4]);
    return true;
}

/** Blocks ahead of their answers, and back to where the agent says. */
static bool put_image(const test_image_t *image, uint8_t component, unsigned window, uint32_t until)
{
    uint8_t message[4 + 4 + 1024];
    char type = 0;
    uint32_t position = 0;
    if (!exchange(message, stream_begin(message, component, image, (uint32_t)image->size), &type, &position) ||
        type != 'G') {
        answers.size = 0;
        put32(answers.bytes, position);
        return false;
    }
    while (position < image->size) {
        uint32_t at = position;
        for (unsigned i = 0; i < window && at < image->size; i++) {
            uint8_t payload[4 + 1024];
            const uint32_t size = image->size - at < 256u ? (uint32_t)image->size - at : 256u;
            uint32_t word = 0;
            put32(payload, at);
            memcpy(&payload[4], &image->bytes[at], size);
            if (at + size > until) {
                return false;
            }
            bytes_sent += size;
            at += size;
            if (exchange(message, stream_message(message, 'D', payload, 4u + size), &type, &word)) {
                position = word;
                if (type != 'G') {
                    put32(answers.bytes, word);
                    return false;
                }
            } else if (stream.closed) {
                return false;
            }
        }
    }
    const bool good = exchange(message, stream_message(message, 'F', NULL, 0), &type, &position) && type == 'S';
    put32(answers.bytes, position);
    return good && position == 0;
}

bool send_stream(const test_image_t *const *images, const uint8_t *components, unsigned count_of, unsigned window,
                 uint32_t until, psa_status_t *status)
{
    uint8_t message[16];
    char type = 0;
    uint32_t word = 0;
    bool good = true;
    answers.size = 0;
    agent_stream_open(&stream, &the_agent, stream_answer, &answers);
    memset(answers.bytes, 0, 4);
    for (unsigned i = 0; good && i < count_of; i++) {
        good = put_image(images[i], components[i], window, i == 0 ? until : UINT32_MAX);
    }
    if (!good) {
        *status = (psa_status_t)get32(answers.bytes);
        agent_stream_lost(&stream);
        return false;
    }
    good = exchange(message, stream_message(message, 'I', NULL, 0), &type, &word) && type == 'S';
    *status = (psa_status_t)word;
    return good && stream.staged;
}
