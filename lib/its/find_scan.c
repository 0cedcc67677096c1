/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns finding without a table (PITS_INDEX=0): every access walks along the headers from the oldest sector to the head,
 * and the last word counts.
 */
#include <string.h>

#include "log.h"

void pits_find_clear(pits_log_t *log)
{
    log->find.counted = false;
}

bool pits_find_verdict(pits_log_t *log, uint32_t at, bool valid, bool mounting)
{
    pits_pin_t *pins = log->table.pins;
    if (log->recovered) {
        return valid;
    }
    for (unsigned i = 0; i < PITS_PINS && !mounting; i++) {
        if (pins[i].at == at) {
            return pins[i].valid;
        }
    }
    if (mounting) {
        pins[log->find.next_pin].at = at;
        pins[log->find.next_pin].valid = valid;
        log->find.next_pin = (uint8_t)((log->find.next_pin + 1u) % PITS_PINS);
    }
    return valid;
}

void pits_find_take(pits_log_t *log, const pits_rec_t *rec)
{
    (void)log, (void)rec;
}

void pits_find_put(pits_log_t *log, const pits_rec_t *rec, const pits_rec_t *old)
{
    log->live -= old->at ? pits_size_of(log, old->header) : 0;
    log->live += pits_header_type(rec->header) == PITS_TOMBSTONE ? 0 : pits_size_of(log, rec->header);
}

/* The sector behind the head is the oldest while it is being cleared, and has nothing live before and after that. */
psa_status_t pits_find(pits_log_t *log, pits_rec_t *rec)
{
    pits_rec_t found = { .at = 0 };
    uint32_t sector = log->head;
    do {
        pits_walk_t walk;
        sector = pits_sector_after(log, sector);
        if (!log->clearing && sector == pits_sector_after(log, log->head) && sector != log->head) {
            continue;
        }
        pits_walk_start(&walk, log, sector);
        while (pits_walk_next(&walk)) {
            if (memcmp(walk.rec.header + PITS_KEY_OFFSET, rec->header + PITS_KEY_OFFSET, PITS_NAME_SIZE) == 0) {
                found = walk.rec;
            }
        }
    } while (log->epoch && sector != log->head);
    rec->at = 0;
    if (log->error) {
        return log->error;
    }
    if (!found.at || pits_header_type(found.header) == PITS_TOMBSTONE) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    *rec = found;
    return PSA_SUCCESS;
}

bool pits_find_next(pits_log_t *log, pits_rec_t *rec, uint32_t end)
{
    uint32_t from = rec->at;
    pits_walk_t walk;
    pits_walk_start(&walk, log, pits_sector_of(log, end - 1u));
    while (pits_walk_next(&walk)) {
        pits_rec_t live = *rec = walk.rec;
        if (rec->at >= from && pits_find(log, &live) == PSA_SUCCESS && live.at == rec->at) {
            return true;
        }
    }
    return false;
}

/* Cells of live records are counted when they are first asked for. */
bool pits_find_live(pits_log_t *log)
{
    uint32_t live = 0;
    pits_rec_t rec = { .at = 0 };
    if (log->find.counted) {
        return true;
    }
    for (; pits_log_next(log, &rec) == PSA_SUCCESS; rec.at++) {
        live += pits_size_of(log, rec.header);
    }
    log->live = live;
    log->find.counted = !log->error;
    return log->find.counted;
}

bool pits_find_room(pits_log_t *log, bool exists)
{
    (void)exists;
    return pits_find_live(log);
}
