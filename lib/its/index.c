/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns the table of live items. It is searched from end to end: at a few hundred entries that costs less than one AES
 * block in software for each 16, and an insertion costs nothing.
 */
#include "index.h"

#if PITS_INDEX > 0

/* Every bit of owner and uid reaches the top bits that are kept. The constants are those of murmur3's finaliser and the
 * golden ratio. */
static uint32_t fingerprint(const pits_index_t *index, int32_t owner, uint64_t uid)
{
    uint32_t x = (uint32_t)uid * 0x9e3779b1u + (uint32_t)(uid >> 32) * 0x85ebca6bu + (uint32_t)owner * 0xc2b2ae35u;
    x = (x ^ x >> 16) * 0x85ebca6bu;
    x = (x ^ x >> 13) * 0xc2b2ae35u;
    return x >> index->position_bits << index->position_bits;
}

static uint32_t position_mask(const pits_index_t *index)
{
    return ((uint32_t)1 << index->position_bits) - 1u;
}

void pits_index_clear(pits_index_t *index, uint32_t positions)
{
    index->count = 0;
    index->position_bits = 1;
    while ((positions - 1u) >> index->position_bits) {
        index->position_bits++;
    }
    index->over = index->position_bits > 28; /* an area of 4 GB: scan it */
}

uint32_t pits_index_next(const pits_index_t *index, int32_t owner, uint64_t uid, uint16_t *cursor)
{
    uint32_t wanted = fingerprint(index, owner, uid);
    uint32_t mask = position_mask(index);
    while (*cursor < index->count) {
        uint32_t slot = index->slots[(*cursor)++];
        if ((slot & ~mask) == wanted) {
            return slot & mask;
        }
    }
    return 0;
}

bool pits_index_has(const pits_index_t *index, uint32_t position)
{
    for (uint16_t i = 0; i < index->count; i++) {
        if ((index->slots[i] & position_mask(index)) == position) {
            return true;
        }
    }
    return false;
}

void pits_index_drop(pits_index_t *index, uint32_t first, uint32_t end)
{
    for (uint16_t i = 0; i < index->count;) {
        uint32_t position = index->slots[i] & position_mask(index);
        if (position >= first && position < end) {
            index->slots[i] = index->slots[--index->count];
        } else {
            i++;
        }
    }
}

void pits_index_put(pits_index_t *index, int32_t owner, uint64_t uid, uint32_t old, uint32_t position)
{
    if (old) {
        pits_index_drop(index, old, old + 1u);
    }
    if (index->over || index->count == PITS_INDEX) {
        index->over = true;
        return;
    }
    index->slots[index->count++] = fingerprint(index, owner, uid) | position;
}

#else

void pits_index_clear(pits_index_t *index, uint32_t positions)
{
    (void)positions;
    index->over = true;
}

uint32_t pits_index_next(const pits_index_t *index, int32_t owner, uint64_t uid, uint16_t *cursor)
{
    (void)index, (void)owner, (void)uid, (void)cursor;
    return 0;
}

void pits_index_put(pits_index_t *index, int32_t owner, uint64_t uid, uint32_t old, uint32_t position)
{
    (void)index, (void)owner, (void)uid, (void)old, (void)position;
}

bool pits_index_has(const pits_index_t *index, uint32_t position)
{
    (void)index, (void)position;
    return false;
}

void pits_index_drop(pits_index_t *index, uint32_t first, uint32_t end)
{
    (void)index, (void)first, (void)end;
}

#endif
