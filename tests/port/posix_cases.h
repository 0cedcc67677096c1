/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the tests of the POSIX port share: a device in a fresh directory, its files, child processes.
 */
#ifndef TESTS_PORT_POSIX_CASES_H
#define TESTS_PORT_POSIX_CASES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include <cmocka.h>

#include "platform/posix/plat_posix.h"
#include "tests/port/device_dir.h"

/** Path of the test's device and of a file in it. */
#define DEVICE device_dir_path("device")
#define DEVICE_FILE(name) device_dir_path("device/" name)

/** Setups and teardown of a case: an empty directory; with a device in it; with that device open. */
int case_empty(void **state);
int case_device(void **state);
int case_open(void **state);
int case_end(void **state);

/** Check a status; on a mismatch say the error line too. */
#define assert_status(call, want) check_status((call), (want), #call, __FILE__, __LINE__)
void check_status(psa_status_t status, psa_status_t want, const char *call, const char *file, int line);

/** A file, whole. */
typedef struct file_bytes {
    uint8_t *bytes;
    size_t size;
} file_bytes_t;
file_bytes_t file_read(const char *path);
void file_write(const char *path, const void *bytes, size_t size);
/** Whether the file holds just these bytes; frees them. */
void assert_file_unchanged(const char *path, file_bytes_t before);
bool file_exists(const char *path);
/** Change one byte in place. */
void file_flip(const char *path, long off, uint8_t bits);
/** Names in a directory, without . and .. */
unsigned dir_count(const char *path);

/** CRC-32 as the file formats have it, written a second time, bit by bit. */
uint32_t reference_crc32(const uint8_t *bytes, size_t size);
void put32(uint8_t *bytes, uint32_t value);

/** Run a function in a child process. Exit status 0: it returned; else the test in the parent sees it. */
pid_t child_start(void (*function)(void *ctx), void *ctx);
/** Wait; the raw status of waitpid(). */
int child_wait(pid_t child);
/** Start, wait, assert that it returned. */
void child_run(void (*function)(void *ctx), void *ctx);
/** In a child: end it with a message if not so. */
#define child_assert(what) ((what) ? (void)0 : child_failed(#what, __FILE__, __LINE__))
void child_failed(const char *what, const char *file, int line);

#endif /* TESTS_PORT_POSIX_CASES_H */
