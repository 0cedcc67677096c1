/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Lines of a POSIX host: serial, pseudo terminal, TCP. A device has its own in place of these files.
 *
 * Functions that open print a line on standard error where they fail, and return a descriptor or -1.
 */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A serial line, raw, 8 bits, no parity, no flow control. baud 0: as it is set. */
int transport_serial_open(const char *path, unsigned long baud);

/** A pseudo terminal: a serial line whose other end is the file `name`. */
int transport_pty_open(char *name, size_t room);

/** Listen: "PORT" on this host only, or "ADDRESS:PORT". Port 0 is any; *port tells which. */
int transport_tcp_listen(const char *where, uint16_t *port);

/** The next connection; -1 after timeout_ms, too. */
int transport_tcp_accept(int listener, int timeout_ms);

/** Wait for bytes: how many came, 0 after timeout_ms, -1 if the other end is gone. */
int transport_read(int fd, uint8_t *bytes, size_t room, int timeout_ms);

/** Send. False if the other end takes nothing for a second, or is gone: the rest is lost, as on a wire. */
bool transport_write(int fd, const uint8_t *bytes, size_t size);

/** Milliseconds of a clock that only rises; wraps. */
uint32_t transport_now_ms(void);

#endif /* TRANSPORT_H */
