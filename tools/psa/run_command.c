/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A command of the shell.
 */
#define _XOPEN_SOURCE 700

#include "run_command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tool.h"

#define STEP_MS 10

/* A file of its own for the input, open at its start; -1 after an error line. */
static int make_file(const uint8_t *in, size_t size, char path[4096])
{
    const char *folder = getenv("TMPDIR");
    int length = snprintf(path, 4096, "%s/psa-sign.XXXXXX", folder && folder[0] ? folder : "/tmp");
    int fd = length > 0 && length < 4096 ? mkstemp(path) : -1;
    if (fd < 0) {
        tool_fail("no temporary file: %s", strerror(errno));
        return -1;
    }
    for (size_t at = 0; at < size;) {
        ssize_t put = write(fd, in + at, size - at);
        if (put < 0 && errno != EINTR) {
            tool_fail("%s: %s", path, strerror(errno));
            close(fd);
            unlink(path);
            return -1;
        }
        at += put > 0 ? (size_t)put : 0;
    }
    if (lseek(fd, 0, SEEK_SET) != 0) {
        tool_fail("%s: %s", path, strerror(errno));
        close(fd);
        unlink(path);
        return -1;
    }
    return fd;
}

/* The terminal, if there is one and this process has it: a command may ask for a PIN there. -1: none. */
static int find_terminal(void)
{
    int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal >= 0 && tcgetpgrp(terminal) != getpgrp()) {
        close(terminal);
        terminal = -1;
    }
    return terminal;
}

static void close_terminal(int terminal)
{
    if (terminal >= 0) {
        close(terminal);
    }
}

/* Put a group in the foreground: it may read the terminal, and ^C is for it. Whoever is in the background when it says
 * so is not stopped for that. */
static void give_terminal(int terminal, pid_t group)
{
    sigset_t stop, before;
    if (terminal >= 0 && sigemptyset(&stop) == 0 && sigaddset(&stop, SIGTTOU) == 0 &&
        sigprocmask(SIG_BLOCK, &stop, &before) == 0) {
        (void)tcsetpgrp(terminal, group);
        (void)sigprocmask(SIG_SETMASK, &before, NULL);
    }
}

static _Noreturn void be_child(const run_command_t *run, const char *path, int in, int out, int terminal)
{
    (void)setpgid(0, 0);
    give_terminal(terminal, getpgrp());
    if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || setenv(run->file_variable, path, 1) != 0 ||
        setenv(run->name, run->value, 1) != 0) {
        _exit(126);
    }
    execl("/bin/sh", "sh", "-c", run->command, (char *)NULL);
    _exit(127);
}

/* Milliseconds until a moment, not below 0. */
static int left_ms(const struct timespec *end)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    long long ms = (long long)(end->tv_sec - now.tv_sec) * 1000 + (end->tv_nsec - now.tv_nsec) / 1000000;
    return ms > 0 ? (int)ms : 0;
}

typedef enum outcome { DONE, LATE, TOO_MUCH, BROKEN } outcome_t;

/* Its output to the end. */
static outcome_t collect(int fd, const struct timespec *end, uint8_t *out, size_t capacity, size_t *size)
{
    for (;;) {
        struct pollfd wait = { .fd = fd, .events = POLLIN };
        int ready = poll(&wait, 1, left_ms(end));
        if (ready == 0) {
            return LATE;
        }
        uint8_t extra;
        bool full = *size == capacity;
        ssize_t got = ready < 0 ? -1 : read(fd, full ? &extra : out + *size, full ? 1 : capacity - *size);
        if (got < 0 && errno != EINTR) {
            return BROKEN;
        }
        if (got == 0) {
            return DONE;
        }
        if (got > 0 && full) {
            return TOO_MUCH;
        }
        *size += got > 0 ? (size_t)got : 0;
    }
}

/* Its end, in time. */
static outcome_t await(pid_t pid, const struct timespec *end, int *status)
{
    for (;;) {
        pid_t ended = waitpid(pid, status, WNOHANG);
        if (ended == pid) {
            return DONE;
        }
        if (ended < 0 && errno != EINTR) {
            return BROKEN;
        }
        if (left_ms(end) == 0) {
            return LATE;
        }
        (void)nanosleep(&(struct timespec){ 0, STEP_MS * 1000000L }, NULL);
    }
}

static bool judge(const run_command_t *run, outcome_t outcome, int status, size_t capacity)
{
    if (outcome == LATE) {
        tool_fail("'%s': no answer within %u s", run->command, run->timeout);
    } else if (outcome == TOO_MUCH) {
        tool_fail("'%s': it answers with more than %zu bytes", run->command, capacity);
    } else if (outcome == BROKEN) {
        tool_fail("'%s': %s", run->command, strerror(errno));
    } else if (WIFSIGNALED(status)) {
        tool_fail("'%s': ended by signal %d", run->command, WTERMSIG(status));
    } else if (WEXITSTATUS(status) != 0) {
        tool_fail("'%s': failed with exit status %d", run->command, WEXITSTATUS(status));
    } else {
        return true;
    }
    return false;
}

static bool run_child(const run_command_t *run, const char *path, int in, uint8_t *out, size_t capacity, size_t *size)
{
    int channel[2];
    int status = 0;
    struct timespec end;
    if (pipe(channel) != 0) {
        tool_fail("%s", strerror(errno));
        return false;
    }
    (void)fcntl(channel[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(channel[1], F_SETFD, FD_CLOEXEC);
    fflush(stdout);
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += (time_t)run->timeout;
    int terminal = find_terminal();
    pid_t pid = fork();
    if (pid == 0) {
        be_child(run, path, in, channel[1], terminal);
    }
    close(channel[1]);
    if (pid < 0) {
        tool_fail("%s", strerror(errno));
        close(channel[0]);
        close_terminal(terminal);
        return false;
    }
    (void)setpgid(pid, pid); /* whoever of the two comes first */
    give_terminal(terminal, pid);
    outcome_t outcome = collect(channel[0], &end, out, capacity, size);
    close(channel[0]);
    if (outcome == DONE) {
        outcome = await(pid, &end, &status);
    }
    int error = errno;
    give_terminal(terminal, getpgrp());
    close_terminal(terminal);
    errno = error;
    bool ok = judge(run, outcome, status, capacity);
    if (outcome != DONE) {
        (void)kill(-pid, SIGKILL);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
        }
    }
    return ok;
}

bool run_command(const run_command_t *run, const uint8_t *in, size_t in_size, uint8_t *out, size_t capacity,
                 size_t *size)
{
    char path[4096];
    *size = 0;
    int fd = make_file(in, in_size, path);
    if (fd < 0) {
        return false;
    }
    bool ok = run_child(run, path, fd, out, capacity, size);
    close(fd);
    unlink(path);
    return ok;
}
