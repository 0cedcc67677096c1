/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The table of live items in RAM: 4 bytes each, position in the area and as much of a hash of (owner, uid) as fits
 * beside it. A candidate is confirmed by its header in flash; nearly every miss costs no read.
 */
#ifndef PITS_INDEX_H
#define PITS_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"

typedef struct pits_index {
#if PITS_INDEX > 0
    uint32_t slots[PITS_INDEX];
#endif
    uint16_t count;
    uint8_t position_bits;
    bool over; /* more items than slots: the table is not to be used */
} pits_index_t;

/** Empty, for positions below `positions`. */
void pits_index_clear(pits_index_t *index, uint32_t positions);

/** The next position, after the candidate number *cursor (begin with 0), at which (owner, uid) may be; 0: no more. */
uint32_t pits_index_next(const pits_index_t *index, int32_t owner, uint64_t uid, uint16_t *cursor);

/** Note (owner, uid) at a position; `old` is the position to replace, or 0. */
void pits_index_put(pits_index_t *index, int32_t owner, uint64_t uid, uint32_t old, uint32_t position);

/** Whether an item is noted at this position. */
bool pits_index_has(const pits_index_t *index, uint32_t position);

/** Forget all positions from first up to, not including, end. */
void pits_index_drop(pits_index_t *index, uint32_t first, uint32_t end);

#endif /* PITS_INDEX_H */
