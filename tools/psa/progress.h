/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * How far a transfer is: on a terminal a bar that moves, elsewhere a line a quarter. On standard error.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct progress {
    const char *name;
    size_t total, at, first;
    uint64_t first_ms, shown_ms;
    unsigned quarter;
    bool terminal, open;
} progress_t;

/** name: the file's, shown without its folders. from: bytes that the other side has already; told if there are any. */
void progress_begin(progress_t *progress, const char *name, size_t total, size_t from);

/** `at` bytes are there. May fall, when the other side wants some again. */
void progress_show(progress_t *progress, size_t at);

/** Leave the line, whether all came or not. */
void progress_end(progress_t *progress);

/** Milliseconds of a clock that only rises. */
uint64_t progress_now_ms(void);

#endif /* PROGRESS_H */
