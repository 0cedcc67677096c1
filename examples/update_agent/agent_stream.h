/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Updates over a connection that keeps bytes whole and in order (TCP): the device's half of the protocol that README.md
 * describes. Images go on where they broke off. Knows no sockets: bytes in, bytes out.
 *
 * What comes may be hostile: a message that is not well-formed, or out of place, ends the connection, and what is held
 * of an image stays. The peer is not authenticated, images are: run it where only those can connect who may send
 * updates, or in a tunnel that sees to that.
 */
#ifndef AGENT_STREAM_H
#define AGENT_STREAM_H

#include "agent.h"

#define STREAM_VERSION 1u
#define STREAM_BLOCK_MAX 1024u
#define STREAM_HEAD_SIZE 4u   /* type, version, size of what follows (2 bytes) */
#define STREAM_STATE_SIZE 24u /* a component in a HELLO */

/** Blocks that may be passed over after the agent sent a sender back. */
#define STREAM_PASSED_MAX 64u

/** Types of messages. */
enum {
    STREAM_HELLO = 'H',   /* device: what it is, after the connection was made and in answer to QUERY */
    STREAM_GO = 'G',      /* device: send from this offset on */
    STREAM_STATUS = 'S',  /* device: how a call ended */
    STREAM_QUERY = 'Q',   /* sender: */
    STREAM_BEGIN = 'B',   /*   component, size, hash */
    STREAM_DATA = 'D',    /*   offset, bytes */
    STREAM_FINISH = 'F',  /*   the image is whole */
    STREAM_INSTALL = 'I', /*   all candidates, with a reboot */
};

typedef struct agent_stream {
    agent_t *agent;
    void (*send)(void *ctx, const uint8_t *bytes, size_t size);
    void *ctx;
    bool closed; /* say no more, hear no more */
    bool staged; /* an update waits for a reboot */
    bool sending;
    uint8_t passed;
    uint32_t position;
    size_t have;
    uint8_t bytes[STREAM_HEAD_SIZE + 4u + STREAM_BLOCK_MAX];
} agent_stream_t;

/** A connection was made. At most 8 components are told of. */
void agent_stream_open(agent_stream_t *stream, agent_t *agent,
                       void (*send)(void *ctx, const uint8_t *bytes, size_t size), void *ctx);

/** Bytes came. After it see ->closed and ->staged. */
void agent_stream_bytes(agent_stream_t *stream, const uint8_t *bytes, size_t size);

/** The connection is gone, or went silent for longer than the caller cares to wait. */
void agent_stream_lost(agent_stream_t *stream);

#endif /* AGENT_STREAM_H */
