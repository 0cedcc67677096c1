/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Messages of the stream protocol, one function each. The format is in README.md.
 */
#include "agent_stream.h"

#include <string.h>

#define COMPONENTS_MAX 8u
#define HELLO_SIZE 8u
#define BEGIN_SIZE (8u + AGENT_HASH_SIZE)

_Static_assert(STREAM_BLOCK_MAX <= PSA_FWU_MAX_WRITE_SIZE, "a block of the stream is one of the update service");

static uint32_t get32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void put16(uint8_t *bytes, uint32_t value)
{
    bytes[0] = (uint8_t)value;
    bytes[1] = (uint8_t)(value >> 8);
}

static void put32(uint8_t *bytes, uint32_t value)
{
    put16(bytes, value & 0xffffu);
    put16(bytes + 2, value >> 16);
}

/* ------------------------------------------------------------------------------------------------------ Answers --- */

static void send_message(agent_stream_t *stream, uint8_t type, uint8_t *message, size_t size)
{
    message[0] = type;
    message[1] = STREAM_VERSION;
    put16(&message[2], (uint32_t)size);
    stream->send(stream->ctx, message, STREAM_HEAD_SIZE + size);
}

static void send_word(agent_stream_t *stream, uint8_t type, uint32_t word)
{
    uint8_t message[STREAM_HEAD_SIZE + 4u];
    put32(&message[STREAM_HEAD_SIZE], word);
    send_message(stream, type, message, 4u);
}

static void put_component(uint8_t *bytes, psa_fwu_component_t id)
{
    psa_fwu_component_info_t info;
    const psa_status_t status = psa_fwu_query(id, &info);
    bytes[0] = id;
    bytes[1] = status == PSA_SUCCESS ? info.state : 0xffu;
    put16(&bytes[2], info.impl.reason);
    put32(&bytes[4], (uint32_t)(status == PSA_SUCCESS ? info.error : status));
    bytes[8] = info.version.major;
    bytes[9] = info.version.minor;
    put16(&bytes[10], info.version.patch);
    put32(&bytes[12], info.version.build);
    put32(&bytes[16], info.max_size);
    put32(&bytes[20], info.impl.written);
}

static void send_hello(agent_stream_t *stream)
{
    uint8_t message[STREAM_HEAD_SIZE + HELLO_SIZE + COMPONENTS_MAX * STREAM_STATE_SIZE] = { 0 };
    const agent_t *agent = stream->agent;
    const size_t count = agent->component_count < COMPONENTS_MAX ? agent->component_count : COMPONENTS_MAX;
    uint8_t *hello = &message[STREAM_HEAD_SIZE];
    memcpy(hello, "PFWU", 4);
    put16(&hello[4], STREAM_BLOCK_MAX);
    hello[6] = (uint8_t)count;
    for (size_t i = 0; i < count; i++) {
        put_component(&hello[HELLO_SIZE + i * STREAM_STATE_SIZE], agent->components[i].id);
    }
    send_message(stream, STREAM_HELLO, message, HELLO_SIZE + count * STREAM_STATE_SIZE);
}

/** The last word of a connection that can't go on. */
static void close_with(agent_stream_t *stream, psa_status_t status)
{
    send_word(stream, STREAM_STATUS, (uint32_t)status);
    agent_stream_lost(stream);
}

/* ----------------------------------------------------------------------------------------------------- Messages --- */

static void take_begin(agent_stream_t *stream, const uint8_t *message)
{
    const psa_status_t status =
        agent_begin(stream->agent, message[0], get32(&message[4]), &message[8], &stream->position);
    stream->sending = status == PSA_SUCCESS;
    stream->passed = 0;
    send_word(stream, stream->sending ? STREAM_GO : STREAM_STATUS,
              stream->sending ? stream->position : (uint32_t)status);
}

static void take_data(agent_stream_t *stream, const uint8_t *message, size_t size)
{
    if (!stream->sending) {
        return; /* it was under way when the download failed, which was answered */
    }
    if (get32(message) != stream->position) {
        if (++stream->passed > STREAM_PASSED_MAX) { /* else it was under way when the sender was sent back */
            close_with(stream, PSA_ERROR_INVALID_ARGUMENT);
        }
        return;
    }
    stream->passed = 0;
    const psa_status_t status = agent_data(stream->agent, message + 4, size - 4u, &stream->position);
    stream->sending = status == PSA_SUCCESS;
    send_word(stream, stream->sending ? STREAM_GO : STREAM_STATUS,
              stream->sending ? stream->position : (uint32_t)status);
}

static void take_finish(agent_stream_t *stream)
{
    stream->sending = false;
    send_word(stream, STREAM_STATUS, (uint32_t)agent_finish(stream->agent));
}

static void take_install(agent_stream_t *stream)
{
    const psa_status_t status = agent_install(stream->agent);
    stream->sending = false;
    stream->staged = status == PSA_SUCCESS_REBOOT;
    send_word(stream, STREAM_STATUS, (uint32_t)status);
}

/** Sizes that a message of a type may have; 0 for types that senders don't use. */
static void sizes_of(uint8_t type, size_t *least, size_t *most)
{
    switch (type) {
    case STREAM_BEGIN:
        *least = *most = BEGIN_SIZE;
        break;
    case STREAM_DATA:
        *least = 5u;
        *most = 4u + STREAM_BLOCK_MAX;
        break;
    default: /* QUERY, FINISH, INSTALL */
        *least = *most = 0;
        break;
    }
}

static bool is_known(uint8_t type)
{
    return type == STREAM_QUERY || type == STREAM_BEGIN || type == STREAM_DATA || type == STREAM_FINISH ||
           type == STREAM_INSTALL;
}

/** A head is there: whether what follows fits. */
static bool head_is_good(agent_stream_t *stream)
{
    size_t least, most;
    const size_t size = (size_t)(stream->bytes[2] | stream->bytes[3] << 8);
    sizes_of(stream->bytes[0], &least, &most);
    if (!is_known(stream->bytes[0]) || stream->bytes[1] != STREAM_VERSION) {
        close_with(stream, PSA_ERROR_NOT_SUPPORTED);
        return false;
    }
    if (size < least || size > most) {
        close_with(stream, PSA_ERROR_INVALID_ARGUMENT);
        return false;
    }
    return true;
}

static void take_message(agent_stream_t *stream, size_t size)
{
    const uint8_t *message = &stream->bytes[STREAM_HEAD_SIZE];
    switch (stream->bytes[0]) {
    case STREAM_QUERY:
        send_hello(stream);
        break;
    case STREAM_BEGIN:
        take_begin(stream, message);
        break;
    case STREAM_DATA:
        take_data(stream, message, size);
        break;
    case STREAM_FINISH:
        take_finish(stream);
        break;
    default:
        take_install(stream);
        break;
    }
}

static void take_byte(agent_stream_t *stream, uint8_t byte)
{
    stream->bytes[stream->have++] = byte;
    if (stream->have < STREAM_HEAD_SIZE || (stream->have == STREAM_HEAD_SIZE && !head_is_good(stream))) {
        return;
    }
    const size_t size = (size_t)(stream->bytes[2] | stream->bytes[3] << 8);
    if (stream->have == STREAM_HEAD_SIZE + size) {
        stream->have = 0;
        take_message(stream, size);
    }
}

void agent_stream_open(agent_stream_t *stream, agent_t *agent,
                       void (*send)(void *ctx, const uint8_t *bytes, size_t size), void *ctx)
{
    memset(stream, 0, sizeof *stream);
    stream->agent = agent;
    stream->send = send;
    stream->ctx = ctx;
    send_hello(stream);
}

void agent_stream_bytes(agent_stream_t *stream, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size && !stream->closed && !stream->staged; i++) {
        take_byte(stream, bytes[i]);
    }
}

void agent_stream_lost(agent_stream_t *stream)
{
    stream->closed = true;
    stream->sending = false;
    agent_drop(stream->agent);
}
