/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Serial lines and pseudo terminals.
 */
#define _DEFAULT_SOURCE /* cfmakeraw(), speeds */
#define _XOPEN_SOURCE 700
#include "transport.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static bool speed_of(unsigned long baud, speed_t *speed)
{
    static const struct {
        unsigned long baud;
        speed_t speed;
    } rows[] = { { 9600, B9600 },     { 19200, B19200 },   { 38400, B38400 },   { 57600, B57600 },
                 { 115200, B115200 }, { 230400, B230400 }, { 460800, B460800 }, { 921600, B921600 } };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].baud == baud) {
            *speed = rows[i].speed;
            return true;
        }
    }
    errno = EINVAL;
    return false;
}

static bool make_raw(int fd, unsigned long baud)
{
    struct termios mode;
    speed_t speed = B9600;
    if (tcgetattr(fd, &mode) != 0 || (baud != 0 && !speed_of(baud, &speed))) {
        return false;
    }
    cfmakeraw(&mode);
    mode.c_cflag |= CLOCAL | CREAD;
    if (baud != 0 && (cfsetispeed(&mode, speed) != 0 || cfsetospeed(&mode, speed) != 0)) {
        return false;
    }
    return tcsetattr(fd, TCSANOW, &mode) == 0;
}

static int fail(const char *what, int fd)
{
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    if (fd >= 0) {
        (void)close(fd);
    }
    return -1;
}

int transport_serial_open(const char *path, unsigned long baud)
{
    const int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    return fd >= 0 && make_raw(fd, baud) ? fd : fail(path, fd);
}

int transport_pty_open(char *name, size_t room)
{
    const int fd = posix_openpt(O_RDWR | O_NOCTTY);
    const char *other = NULL;
    if (fd < 0 || grantpt(fd) != 0 || unlockpt(fd) != 0 || (other = ptsname(fd)) == NULL || strlen(other) >= room ||
        fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0) {
        return fail("pseudo terminal", fd);
    }
    memcpy(name, other, strlen(other) + 1u);
    /* Opened and closed once: from now on poll() says whether somebody has the other end open. */
    const int slave = open(name, O_RDWR | O_NOCTTY);
    const bool raw = slave >= 0 && make_raw(slave, 0);
    if (slave >= 0) {
        (void)close(slave);
    }
    return raw ? fd : fail(name, fd);
}
