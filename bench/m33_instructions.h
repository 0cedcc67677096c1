/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Instructions that a piece of work takes on the emulated Cortex-M33, one a tick of virtual time. Header only, for the
 * programs that count.
 */
#ifndef BENCH_M33_INSTRUCTIONS_H
#define BENCH_M33_INSTRUCTIONS_H

#include <stdint.h>

#include "tests/m33/m33.h"

static double m33_per_tick; /* instructions; set by m33_calibrate() */

static void nothing(void)
{
}

/* A loop of two instructions a turn. */
static void known_loop(void)
{
    uint32_t turns = 100000;
    __asm__ volatile("1: subs %0, #1\n bne 1b" : "+r"(turns) : : "cc");
}

static double ticks(void (*work)(void), uint32_t count)
{
    work(); /* what is made once is made before */
    m33_count_start();
    for (uint32_t i = 0; i < count; i++) {
        work();
    }
    return (double)m33_count() / count;
}

static double m33_instructions(void (*work)(void), uint32_t count)
{
    return (ticks(work, count) - ticks(nothing, count)) * m33_per_tick;
}

static void m33_calibrate(void)
{
    m33_per_tick = 200000.0 / (ticks(known_loop, 10) - ticks(nothing, 10));
}

#endif /* BENCH_M33_INSTRUCTIONS_H */
