/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * An update agent on the simulated device, and senders of both protocols that do all right, in one thread: they hand
 * bytes to the agent and look at its answers.
 */
#ifndef TESTS_AGENT_SENDERS_H
#define TESTS_AGENT_SENDERS_H

#include "agent.h"
#include "agent_manifest.h"
#include "agent_stream.h"
#include "agent_ymodem.h"
#include "tests/fwu/fwu_device.h"

/** The agent of the device: components 0 "app" and 1 "data". Its records are in a memory that survives resets. */
extern agent_t the_agent;
extern const agent_memory_t test_memory;
/** Components whose files are as `psa image detach` makes them, from the next agent_reset() on. */
extern uint32_t detached;
/** A reset of the agent; memory NULL: it remembers nothing. Notes are counted from 0. */
void agent_reset(const agent_memory_t *memory);
/** Forget all records. */
void test_memory_clear(void);
extern unsigned notes[AGENT_ACCEPTED + 1];
extern uint32_t last_number[AGENT_ACCEPTED + 1];

/** Bytes of images that went over the line since agent_reset(). */
extern uint32_t bytes_sent;

/** What block 0 tells beyond the true size: 0 but in tests of liars. */
extern int size_lie;
/** Whether send_ymodem()'s last block was acknowledged: what a sender knows of the outcome. */
extern bool acknowledged;

/** Send images by YMODEM, in one batch, in blocks of 128 or 1024. Stop before the image byte `until` of the first one,
 *  as a line that breaks (UINT32_MAX: don't). True if all was acknowledged: staged. */
bool send_ymodem(const test_image_t *const *images, const uint8_t *components, unsigned count, size_t block,
                 uint32_t until);
/** The same over the stream protocol, with `window` blocks under way. *status: what the agent said last. */
bool send_stream(const test_image_t *const *images, const uint8_t *components, unsigned count, unsigned window,
                 uint32_t until, psa_status_t *status);

/** Bytes to a fresh stream connection, and the answers. */
typedef struct stream_answers {
    uint8_t bytes[65536];
    size_t size;
} stream_answers_t;
void stream_answer(void *ctx, const uint8_t *bytes, size_t size);
size_t stream_message(uint8_t *out, char type, const void *payload, size_t size);
/** BEGIN of an image, with the hash that stands for it. */
size_t stream_begin(uint8_t *out, uint8_t component, const test_image_t *image, uint32_t size);

#endif /* TESTS_AGENT_SENDERS_H */
