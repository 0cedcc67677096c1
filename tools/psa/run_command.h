/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A command of the shell with bytes in and bytes out, within a time.
 */
#ifndef RUN_COMMAND_H
#define RUN_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct run_command {
    const char *command;       /* for /bin/sh -c */
    const char *file_variable; /* of the environment: names the file with the input */
    const char *name, *value;  /* one more variable */
    unsigned timeout;          /* seconds */
} run_command_t;

/** Run it; what it writes to standard output, up to `capacity` bytes, into out. False after an error line: it can't be
 *  run, fails, writes more, or is not done in time, when it and its children are killed. */
bool run_command(const run_command_t *run, const uint8_t *in, size_t in_size, uint8_t *out, size_t capacity,
                 size_t *size);

#endif /* RUN_COMMAND_H */
