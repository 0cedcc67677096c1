/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A campaign of skips: from one state of the emulated stage on, each instruction in its turn is left out, and where
 * that ends is counted.
 */
#ifndef TESTS_GLITCH_CAMPAIGN_H
#define TESTS_GLITCH_CAMPAIGN_H

#include "emulator.h"

/** What was found. */
typedef struct tally {
    unsigned skips, stopped, crashed, lost, jumped, harmless;
} tally_t;

/** Trace from the present state to the end. Valid until the next call. */
const uint32_t *campaign_trace(size_t *count);

/**
 * From the present state on: trace to the end (*length instructions), then skip what is picked, each from the state
 * before it: of one address in `sample` the first `firsts` times, of one in `last_sample` the last time that it is run.
 * `answered`: a function that the host does, or 0. runs_bad: whether the image that must not run is what is started.
 */
void campaign(unsigned firsts, unsigned sample, unsigned last_sample, uint32_t answered, bool (*runs_bad)(void),
              tally_t *tally, size_t *length);

/** Count one end of a run with a skip of this instruction. */
void campaign_count(bool (*runs_bad)(void), tally_t *tally, emu_end_t end, uint32_t address, size_t index);

void campaign_tell(const char *name, const char *where, size_t length, const tally_t *tally);

#endif /* TESTS_GLITCH_CAMPAIGN_H */
