/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Power-cut campaigns over storage: a history of sets, removals, psa_ps_create() and psa_ps_set_extended() in both
 * areas, against a model that keeps every byte. The promise (lib/its/DESIGN.md section 1): what was under way is old or
 * new, all else is as it was, the next operation works, and what was seen after it stays.
 */
#ifndef TESTS_ITS_CUT_H
#define TESTS_ITS_CUT_H

#include "env.h"

/** A device, and what happens on it. */
typedef struct cut_shape {
    const char *name;
    uint32_t sectors, erase_size;
    uint16_t prog_size;
    uint32_t its_items, ps_items; /* that the history touches, in each area */
    uint32_t fill;                /* percent: instead of its_items, this much of the items of size_max that fit */
    uint32_t size_min, size_max;  /* bytes of an item */
    uint32_t churn;               /* operations before the history, so that the log has walked round; 0: a new device */
    uint32_t history;             /* operations in the history that is cut */
    uint32_t bad;                 /* a sector whose erase fails, from 1; 0: none */
    bool uncounted;               /* there are no counters, which else tell that an opening was complete */
    uint32_t still;               /* how many of the items no operation touches once they are there */
} cut_shape_t;

/** Every step-th point of the history x every kind of tear; returns the cuts made. */
uint32_t cut_single(const cut_shape_t *shape, uint32_t seed, uint32_t step);

/** Pairs: a cut at every step-th point of the history, then one at every again-th point of the recovery and the next
 *  write, until they are through. The tear is `tear` for the first and by chance for the second. */
uint32_t cut_pairs(const cut_shape_t *shape, uint32_t seed, uint32_t step, uint32_t again, sim_tear_t tear);

/** A unit fails, the log goes on behind it, and power is cut at one of the next points. */
uint32_t cut_after_failure(const cut_shape_t *shape, uint32_t seed, uint32_t step);

/** A history of `calls` operations, cut at every point of it, or (step > 1) at 2 points of `step` on average by chance;
 *  all kinds of tears in turn. The history goes on from the uncut state. */
uint32_t cut_rolling(const cut_shape_t *shape, uint32_t seed, uint32_t calls, uint32_t step);

/** Cuts so far, on shapes with a bad sector, after which storage could be read but not written any more (DESIGN.md
 *  section 9): nothing was lost. On sound flash that is a failure. */
uint32_t cut_stuck(void);

#endif /* TESTS_ITS_CUT_H */
