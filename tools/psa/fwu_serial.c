/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa fwu send over a serial line: a batch of YMODEM, whose end makes the device install. The device finds the
 * component by the file's name, and compares what it holds of an image with what comes, so a transfer that broke off is
 * just sent again.
 */
#define _DEFAULT_SOURCE /* cfmakeraw(), speeds above 38400 */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "fwu.h"
#include "progress.h"
#include "ymodem_send.h"

static volatile int stop;

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

static bool speed_of(unsigned long baud, speed_t *speed)
{
    static const struct {
        unsigned long baud;
        speed_t speed;
    } rows[] = { { 9600, B9600 },     { 19200, B19200 },   { 38400, B38400 },   { 57600, B57600 },
                 { 115200, B115200 }, { 230400, B230400 }, { 460800, B460800 }, { 921600, B921600 } };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (rows[i].baud == baud) {
            *speed = rows[i].speed;
            return true;
        }
    }
    return false;
}

static bool make_raw(int fd, unsigned long baud)
{
    struct termios mode;
    speed_t speed;
    if (tcgetattr(fd, &mode) != 0) {
        return false;
    }
    cfmakeraw(&mode);
    mode.c_cflag |= (tcflag_t)(CLOCAL | CREAD);
    if (baud != 0 && speed_of(baud, &speed) && (cfsetispeed(&mode, speed) != 0 || cfsetospeed(&mode, speed) != 0)) {
        return false;
    }
    return tcsetattr(fd, TCSANOW, &mode) == 0 && tcflush(fd, TCIFLUSH) == 0;
}

static int report(const char *path, const char *image, ymodem_end_t end)
{
    switch (end) {
    case YMODEM_SENT:
        return TOOL_OK;
    case YMODEM_NOBODY:
        return tool_fail("%s: no device asks for an update", path);
    case YMODEM_CANCELLED:
        return tool_fail("%s: the device refuses %s", path, image);
    case YMODEM_STOPPED:
        return tool_fail("%s: interrupted; what was sent is kept", path);
    case YMODEM_BROKEN:
        return tool_fail("%s: %s", path, strerror(errno));
    default:
        return tool_fail("%s: the device answers no more", path);
    }
}

static void show(void *ctx, size_t done)
{
    progress_show(ctx, done);
}

static ymodem_end_t send_image(ymodem_sender_t *sender, fwu_image_t *image)
{
    char name[64] = "";
    progress_t progress;
    const char *slash = strrchr(image->path, '/');
    const char *last = slash ? slash + 1 : image->path;
    size_t length = strlen(last) < sizeof(name) ? strlen(last) : sizeof(name) - 1;
    memcpy(name, length > 0 ? last : "image", length > 0 ? length : 5);
    progress_begin(&progress, image->path, image->bytes.size, 0);
    sender->progress = show;
    sender->ctx = &progress;
    ymodem_end_t end = ymodem_send_file(sender, name, image->bytes.p, image->bytes.size);
    progress_end(&progress);
    image->status = end == YMODEM_SENT ? PSA_SUCCESS : PSA_ERROR_COMMUNICATION_FAILURE;
    return end;
}

static int send_batch(const char *path, int fd, fwu_image_t *images, size_t count)
{
    ymodem_sender_t sender = { .fd = fd, .stop = &stop };
    ymodem_end_t end = YMODEM_SENT;
    const char *what = "the update";
    for (size_t i = 0; end == YMODEM_SENT && i < count; i++) {
        what = images[i].path;
        end = send_image(&sender, &images[i]);
    }
    if (end == YMODEM_SENT) {
        what = "to install it";
        end = ymodem_send_end(&sender);
    }
    if (end == YMODEM_STOPPED || end == YMODEM_SILENT) {
        ymodem_send_cancel(&sender);
    }
    return report(path, what, end);
}

int fwu_send_serial(const char *path, unsigned long baud, fwu_image_t *images, size_t count)
{
    speed_t speed;
    if (baud != 0 && !speed_of(baud, &speed)) {
        return tool_usage("--baud %lu is not a speed of serial lines that this tool knows", baud);
    }
    int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return tool_fail("%s: %s", path, strerror(errno));
    }
    struct sigaction action = { .sa_handler = on_signal };
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    int code = make_raw(fd, baud) ? send_batch(path, fd, images, count)
                                  : tool_fail("%s: not a serial line: %s", path, strerror(errno));
    close(fd);
    return code;
}
