/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Skips, one by one.
 */
#include "campaign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRACE_MAX 40000000u

const uint32_t *campaign_trace(size_t *count)
{
    static uint32_t *trace;
    if (trace == NULL) {
        trace = malloc(TRACE_MAX * sizeof *trace);
    }
    if (trace == NULL) {
        fprintf(stderr, "glitch: no memory\n");
        exit(2);
    }
    (void)emu_trace(trace, TRACE_MAX, count);
    return trace;
}

void campaign_count(bool (*runs_bad)(void), tally_t *tally, emu_end_t end, uint32_t address, size_t index)
{
    tally->skips++;
    if (end == EMU_JUMPED && runs_bad()) {
        tally->jumped++;
        printf("    BOOTED: skip of instruction %zu at 0x%08x in %s\n", index, address, emu_function(address));
    } else if (end == EMU_JUMPED) {
        tally->harmless++;
    } else if (end == EMU_STOPPED) {
        tally->stopped++;
    } else if (end == EMU_CRASHED) {
        tally->crashed++;
    } else {
        tally->lost++;
    }
}

/** Which instructions of a trace to skip: of each address the first `firsts` times and the last; of one address in
 *  `sample` the first times, in `last_sample` the last. `picked` is 1 there. */
static void pick(const uint32_t *addresses, size_t count, unsigned firsts, unsigned sample, unsigned last_sample,
                 uint8_t *picked)
{
    static uint32_t seen[EMU_FLASH_SIZE / 2], last[EMU_FLASH_SIZE / 2];
    memset(seen, 0, sizeof seen);
    memset(picked, 0, count);
    for (size_t i = 0; i < count; i++) {
        size_t slot = addresses[i] % EMU_FLASH_SIZE / 2u;
        last[slot] = (uint32_t)i;
        if (seen[slot]++ < firsts && slot % sample == 0) {
            picked[i] = 1;
        }
    }
    for (size_t i = 0; i < count; i++) {
        size_t slot = addresses[i] % EMU_FLASH_SIZE / 2u;
        picked[i] |= last[slot] == i && slot % last_sample == 0;
    }
}

void campaign(unsigned firsts, unsigned sample, unsigned last_sample, uint32_t answered, bool (*runs_bad)(void),
              tally_t *tally, size_t *length)
{
    static uint8_t *picked;
    emu_state_t *start = emu_state_new(), *here = emu_state_new();
    size_t count = 0, at = 0;
    if (picked == NULL) {
        picked = malloc(TRACE_MAX);
    }
    emu_save(start);
    const uint32_t *trace = campaign_trace(&count);
    *length = count;
    pick(trace, count, firsts, sample, last_sample, picked);
    emu_restore(start);
    emu_save(here);
    size_t block = 0; /* the IT instruction of the conditional block that i is in, if i < block_end */
    size_t block_end = 0;
    for (size_t i = 0; i + 1u < count; i++) {
        if (i >= block_end && emu_conditional_end(trace[i]) != 0) {
            block = i;
            block_end = i + 1u;
            while (block_end < count && trace[block_end] > trace[block] &&
                   trace[block_end] < emu_conditional_end(trace[block])) {
                block_end++;
            }
        }
        if (picked[i] == 0 || trace[i] == answered) {
            continue; /* what the host does has no instruction to skip */
        }
        size_t from = i < block_end && i != block ? block : i;
        emu_restore(here);
        if (emu_steps(from - at) != EMU_REACHED || emu_next() != trace[from]) {
            fprintf(stderr, "glitch: the walk does not repeat itself\n");
            exit(2);
        }
        emu_save(here);
        at = from;
        emu_skip(trace[i], from == i ? 1 : block_end - from);
        campaign_count(runs_bad, tally, emu_run(count + 2000000u), trace[i], i);
    }
    emu_state_free(start);
    emu_state_free(here);
}

void campaign_tell(const char *name, const char *where, size_t length, const tally_t *tally)
{
    printf("%s, %s: %zu instructions, %u skips: %u refused, %u crashed, %u ran on, %u booted the old image, %u BOOTED IT\n", name,
           where, length, tally->skips, tally->stopped, tally->crashed, tally->lost, tally->harmless, tally->jumped);
    fflush(stdout);
}
