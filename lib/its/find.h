/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Finding the live record of an item. One of two files implements it: find_table.c keeps a table in RAM, find_scan.c
 * (PITS_INDEX=0) reads the headers of the whole area each time.
 */
#ifndef PITS_FIND_H
#define PITS_FIND_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "platform/platform.h"

struct pits_log;
struct pits_rec;

/** What only a tag says, and was seen last by the mount: a torn tag may read differently each time. */
#define PITS_PINS 4u
typedef struct pits_pin {
    uint32_t at; /* of a record; 0: none */
    bool valid;
} pits_pin_t;

typedef struct pits_find {
#if PITS_INDEX > 0
    uint32_t mask; /* bits of a slot that are a place */
    uint32_t count;
#else
    bool counted; /* log->live is known */
    uint8_t next_pin;
#endif
} pits_find_t;

/** The bulk of it. */
typedef struct pits_find_table {
#if PITS_INDEX > 0
    /* In the order of the log: place of a header in bytes, and a hash in the bits that a place does not need. */
    uint32_t slots[PITS_INDEX];
#else
    pits_pin_t pins[PITS_PINS];
#endif
} pits_find_table_t;

/** Begin, before a mount walks through the area. */
void pits_find_clear(struct pits_log *log);

/** Whether a record counts whose tag was just found to be right or not, before the work of the first write is done.
 *  With a table the mount decides once. Without one every access walks again, and must come to the same verdict. */
#if PITS_INDEX > 0
static inline bool pits_find_verdict(struct pits_log *log, uint32_t at, bool valid, bool mounting)
{
    (void)log, (void)at, (void)mounting;
    return valid;
}
#else
bool pits_find_verdict(struct pits_log *log, uint32_t at, bool valid, bool mounting);
#endif

/** A valid record seen by the mount: it replaces all before it. Sets log->error to PSA_ERROR_INSUFFICIENT_MEMORY if
 *  there are more items than slots. */
void pits_find_take(struct pits_log *log, const struct pits_rec *rec);

/** The live record of the item that rec->header names; fills in *rec and leaves its name in any case.
 *  PSA_ERROR_DOES_NOT_EXIST, with rec->at 0; PSA_ERROR_DATA_CORRUPT if its header can't be read any more; log->error.
 *  The header is not authenticated yet. */
PLAT_MUST_USE psa_status_t pits_find(struct pits_log *log, struct pits_rec *rec);

/** The live record of any item with the lowest place from rec->at to before `end`, in one sector; fills in *rec. False:
 *  there is none. One whose header can't be read is passed over. The header is not authenticated yet. */
bool pits_find_next(struct pits_log *log, struct pits_rec *rec, uint32_t end);

/** From now on *rec is the live record of its item, instead of *old (old->at is 0: there was none). Keeps log->live. */
void pits_find_put(struct pits_log *log, const struct pits_rec *rec, const struct pits_rec *old);

/** From now on log->live is known; false: log->error. */
#if PITS_INDEX > 0
static inline bool pits_find_live(struct pits_log *log)
{
    (void)log;
    return true;
}
#else
bool pits_find_live(struct pits_log *log);
#endif

/** Whether there is room for the item, if it is a new one; from then on log->live is known. */
bool pits_find_room(struct pits_log *log, bool exists);

#endif /* PITS_FIND_H */
