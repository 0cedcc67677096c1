/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What every benchmark shares: the line of a figure, and a stop when something that is measured does not work.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdio.h>
#include <stdlib.h>

/** Stop unless what is being measured works: a figure of something broken is worth nothing. */
#define BENCH_CHECK(cond)                                                                                              \
    do {                                                                                                               \
        if (!(cond)) {                                                                                                 \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #cond);                                                 \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

/** A figure that is to stay at or below its target. `part` is the library it is about. */
static inline void bench_at_most(const char *part, const char *name, double value, const char *unit, double target)
{
    printf("figure\t%s: %s\t%.10g\t%s\t<=%.10g\t%s\n", part, name, value, unit, target,
           value <= target ? "met" : "missed");
}

/** A figure that is to reach its target. */
static inline void bench_at_least(const char *part, const char *name, double value, const char *unit, double target)
{
    printf("figure\t%s: %s\t%.10g\t%s\t>=%.10g\t%s\n", part, name, value, unit, target,
           value >= target ? "met" : "missed");
}

/** A figure to know, without a target. */
static inline void bench_figure(const char *part, const char *name, double value, const char *unit)
{
    printf("figure\t%s: %s\t%.10g\t%s\t-\t-\n", part, name, value, unit);
}

#endif /* BENCH_BENCH_H */
