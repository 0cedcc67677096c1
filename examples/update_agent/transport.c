/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Bytes over a descriptor, and the clock.
 */
#define _XOPEN_SOURCE 700
#include "transport.h"

#include <errno.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

int transport_read(int fd, uint8_t *bytes, size_t room, int timeout_ms)
{
    struct pollfd wait = { .fd = fd, .events = POLLIN };
    const int ready = poll(&wait, 1, timeout_ms);
    if (ready == 0 || (ready < 0 && errno == EINTR)) {
        return 0;
    }
    if (ready < 0 || (wait.revents & POLLIN) == 0) {
        return -1;
    }
    const ssize_t got = read(fd, bytes, room);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) {
        return 0;
    }
    return got > 0 ? (int)got : -1;
}

bool transport_write(int fd, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        struct pollfd wait = { .fd = fd, .events = POLLOUT };
        if (poll(&wait, 1, 1000) != 1 || (wait.revents & POLLOUT) == 0) {
            return false;
        }
        const ssize_t put = write(fd, bytes, size);
        if (put < 0 && errno != EINTR && errno != EAGAIN) {
            return false;
        }
        if (put > 0) {
            bytes += put;
            size -= (size_t)put;
        }
    }
    return true;
}

uint32_t transport_now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)((uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u);
}
