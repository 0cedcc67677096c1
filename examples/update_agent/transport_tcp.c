/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * TCP.
 */
#define _XOPEN_SOURCE 700
#include "transport.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/** "PORT" or "ADDRESS:PORT", the address in dotted form. */
static bool parse(const char *where, struct sockaddr_in *address)
{
    char host[INET_ADDRSTRLEN] = "127.0.0.1";
    const char *colon = strrchr(where, ':');
    const char *digits = colon != NULL ? colon + 1 : where;
    if (colon != NULL) {
        const size_t length = (size_t)(colon - where);
        if (length >= sizeof host) {
            return false;
        }
        memcpy(host, where, length);
        host[length] = '\0';
    }
    char *end = NULL;
    const unsigned long port = digits[0] >= '0' && digits[0] <= '9' ? strtoul(digits, &end, 10) : 65536;
    *address = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    return port <= 65535 && end != NULL && *end == '\0' && inet_pton(AF_INET, host, &address->sin_addr) == 1;
}

static int fail(const char *where, int fd)
{
    fprintf(stderr, "%s: %s\n", where, strerror(errno));
    if (fd >= 0) {
        (void)close(fd);
    }
    return -1;
}

int transport_tcp_listen(const char *where, uint16_t *port)
{
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    const int yes = 1;
    if (!parse(where, &address)) {
        errno = EINVAL;
        return fail(where, -1);
    }
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 1) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &size) != 0) {
        return fail(where, fd);
    }
    *port = ntohs(address.sin_port);
    return fd;
}

int transport_tcp_accept(int listener, int timeout_ms)
{
    struct pollfd wait = { .fd = listener, .events = POLLIN };
    const int yes = 1;
    const int fd = poll(&wait, 1, timeout_ms) == 1 ? accept(listener, NULL, NULL) : -1;
    if (fd >= 0) {
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
        (void)fcntl(fd, F_SETFL, O_NONBLOCK);
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    }
    return fd;
}
