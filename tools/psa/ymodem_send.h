/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * YMODEM, the sending half, over a descriptor (C. Forsberg, "XMODEM/YMODEM Protocol Reference", 1988).
 */
#ifndef YMODEM_SEND_H
#define YMODEM_SEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How it ended. */
typedef enum ymodem_end {
    YMODEM_SENT,
    YMODEM_NOBODY,    /* no receiver asked for anything */
    YMODEM_CANCELLED, /* by the receiver */
    YMODEM_SILENT,    /* it answers no more, or answers that make no sense */
    YMODEM_STOPPED,   /* *stop was set: the receiver was cancelled */
    YMODEM_BROKEN,    /* the descriptor: errno says why */
} ymodem_end_t;

typedef struct ymodem_sender {
    int fd;
    const volatile int *stop;
    void (*progress)(void *ctx, size_t done); /* may be NULL */
    void *ctx;
} ymodem_sender_t;

/** Send one file; several are a batch. name without folders, 1 to 63 bytes; size at most UINT32_MAX. */
ymodem_end_t ymodem_send_file(const ymodem_sender_t *sender, const char *name, const uint8_t *p, size_t size);

/** End the batch. */
ymodem_end_t ymodem_send_end(const ymodem_sender_t *sender);

/** Cancel the receiver. */
void ymodem_send_cancel(const ymodem_sender_t *sender);

#endif /* YMODEM_SEND_H */
