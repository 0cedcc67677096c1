/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Progress of a transfer: percent, bytes, rate.
 */
#define _POSIX_C_SOURCE 200809L

#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BAR 24u
#define REDRAW_MS 100u

uint64_t progress_now_ms(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}

static unsigned percent(const progress_t *progress)
{
    return progress->total == 0 ? 100u : (unsigned)((uint64_t)progress->at * 100u / progress->total);
}

/* Bytes a second since the first ones came: before it the other side may have erased its flash. */
static uint64_t rate(const progress_t *progress)
{
    uint64_t ms = progress_now_ms() - progress->first_ms;
    uint64_t bytes = progress->at > progress->first ? progress->at - progress->first : 0;
    return bytes * 1000u / (ms > 0 ? ms : 1u);
}

static void draw_bar(const progress_t *progress)
{
    char bar[BAR + 1u];
    unsigned full = percent(progress) * BAR / 100u;
    memset(bar, ' ', BAR);
    memset(bar, '=', full);
    bar[BAR] = '\0';
    fprintf(stderr, "\r%.30s [%s] %3u %%  %zu of %zu bytes  %" PRIu64 " KB/s ", progress->name, bar, percent(progress),
            progress->at, progress->total, rate(progress) / 1024u);
}

static void print_quarter(progress_t *progress)
{
    unsigned quarter = percent(progress) / 25u;
    if (quarter > progress->quarter) {
        progress->quarter = quarter;
        fprintf(stderr, "%s: %u %%, %zu of %zu bytes, %" PRIu64 " KB/s\n", progress->name, percent(progress),
                progress->at, progress->total, rate(progress) / 1024u);
    }
}

void progress_begin(progress_t *progress, const char *name, size_t total, size_t from)
{
    const char *slash = strrchr(name, '/');
    *progress = (progress_t){ .name = slash ? slash + 1 : name,
                              .total = total,
                              .first = from,
                              .at = from,
                              .terminal = isatty(STDERR_FILENO) != 0,
                              .open = true };
    progress->quarter = percent(progress) / 25u;
    if (from > 0) {
        fprintf(stderr, "%s: goes on at byte %zu of %zu\n", progress->name, from, total);
    }
}

void progress_show(progress_t *progress, size_t at)
{
    uint64_t now = progress_now_ms();
    if (progress->first_ms == 0) {
        progress->first_ms = now;
        progress->first = at;
    }
    progress->at = at;
    if (!progress->terminal) {
        print_quarter(progress);
    } else if (now - progress->shown_ms >= REDRAW_MS || at == progress->total) {
        progress->shown_ms = now;
        draw_bar(progress);
    }
}

void progress_end(progress_t *progress)
{
    if (progress->open && progress->terminal && progress->shown_ms != 0) {
        fprintf(stderr, "\n");
    }
    progress->open = false;
}
