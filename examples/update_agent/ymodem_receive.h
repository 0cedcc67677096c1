/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * YMODEM, the receiving half (C. Forsberg, "XMODEM/YMODEM Protocol Reference", 1988): blocks of 128 and 1024 bytes with
 * CRC-16, block 0 with name and size, batches. Understood by `sz --ymodem` and by terminal programs.
 *
 * The receiver owns no line, clock or memory: bytes are handed to it one by one, it answers through line->send, and
 * ymodem_poll() lets it look at the clock. No heap, no recursion; about 1.2 KB of state. Nothing here blocks, but for
 * what the events do: until they return nothing is answered, and a sender waits for ten seconds and more. Bytes that
 * come meanwhile must be kept by the line: 64 bytes will do, since a sender waits for the answer to a block.
 *
 * Every byte may be hostile. A session ends in one `done` or one `lost`, whatever comes: what is repeated, out of
 * order, damaged or endless costs a bounded number of attempts, then the sender is cancelled; silence costs up to two
 * minutes.
 */
#ifndef YMODEM_RECEIVE_H
#define YMODEM_RECEIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define YMODEM_BLOCK_MAX 1024u
#define YMODEM_NAME_MAX 63u /* a longer name is cut */

/** Milliseconds. */
#define YMODEM_ASK_MS 3000u    /* how often a sender is asked to begin */
#define YMODEM_BLOCK_MS 10000u /* silence between blocks */
#define YMODEM_BYTE_MS 1000u   /* silence in a block */
#define YMODEM_QUIET_MS 250u   /* silence that ends what is not understood */
#define YMODEM_PURGE_MS 10000u /* noise in a session, at the most */
#define YMODEM_ECHO_MS 500u    /* what comes again sooner than this after its ACK was on its way already */
#define YMODEM_ERRORS_MAX 10u  /* attempts without progress */
#define YMODEM_REPEATS_MAX 64u /* blocks sent again without progress */

/** Why a session ended before its end. */
typedef enum ymodem_fault {
    YMODEM_CANCELLED, /* by the sender: CAN CAN */
    YMODEM_REFUSED,   /* an event returned false */
    YMODEM_SILENCE,   /* nothing came any more */
    YMODEM_NOISE,     /* too many damaged blocks, repeated blocks, or bytes without meaning */
    YMODEM_SEQUENCE,  /* a block is missing, or another sender began */
    YMODEM_HEADER,    /* block 0 without a name that ends, or without a size of 32 bits in decimal */
    YMODEM_SHORT,     /* the file ended before the size that block 0 told */
    YMODEM_LONG,      /* blocks behind that size */
} ymodem_fault_t;

/** The line. */
typedef struct ymodem_line {
    void (*send)(void *ctx, const uint8_t *bytes, size_t size); /* at most 16 bytes */
    uint32_t (*now_ms)(void *ctx);                              /* may wrap */
    void *ctx;
} ymodem_line_t;

/** What a session tells, in this order: (begin data* end)* done. False ends the session with lost(YMODEM_REFUSED), and
 *  the sender learns that the transfer failed. */
typedef struct ymodem_events {
    bool (*begin)(void *ctx, const char *name, uint32_t size);  /* name as the sender tells it, not to be trusted */
    bool (*data)(void *ctx, const uint8_t *bytes, size_t size); /* in order, without padding; 1 .. 1024 bytes */
    bool (*end)(void *ctx);                                     /* `size` bytes came */
    bool (*done)(void *ctx);                                    /* the batch is over */
    void (*lost)(void *ctx, ymodem_fault_t why);
    void *ctx;
} ymodem_events_t;

/** A receiver. Its fields are its own. */
typedef struct ymodem_receiver {
    const ymodem_line_t *line;
    const ymodem_events_t *events;
    uint8_t state, frame;
    uint8_t expected; /* number of the next block */
    uint8_t cancels;  /* CANs in a row */
    uint8_t errors, repeats;
    uint16_t header_crc; /* of the block 0 that was taken */
    uint32_t left;       /* bytes of the file that are still to come */
    uint32_t heard_ms;   /* when the last byte came, or the last answer went */
    uint32_t purge_ms;   /* when purging began */
    uint32_t mark_ms;    /* when the frame began */
    uint32_t acked_ms;   /* when the last ACK went */
    size_t want, have;   /* of the frame behind its first byte */
    uint8_t bytes[2u + YMODEM_BLOCK_MAX + 2u];
} ymodem_receiver_t;

/** Begin to ask for a sender. line and events stay the caller's and must live as long as the receiver. */
void ymodem_init(ymodem_receiver_t *receiver, const ymodem_line_t *line, const ymodem_events_t *events);

/** A byte came. */
void ymodem_byte(ymodem_receiver_t *receiver, uint8_t byte);

/** Look at the clock; to be called at least every 100 ms or so, also while bytes come. */
void ymodem_poll(ymodem_receiver_t *receiver);

/** Whether a session is under way. */
bool ymodem_busy(const ymodem_receiver_t *receiver);

/** End a session from this side: the sender is cancelled, `lost` is called with YMODEM_REFUSED. Nothing if there is
 *  none. */
void ymodem_cancel(ymodem_receiver_t *receiver);

#endif /* YMODEM_RECEIVE_H */
