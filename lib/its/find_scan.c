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

psa_status_t pits_find_verdict(pits_log_t *log, uint32_t at, psa_status_t status, bool mounting)
{
    pits_find_t *find = &log->find;
    for (unsigned i = 0; i < PITS_PINS && !mounting; i++) {
        if (log->table.pins[i].at == at && (status == PSA_SUCCESS || pits_damaged(status))) {
            return log->table.pins[i].valid ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE;
        }
    }
    if (mounting) {
        log->table.pins[find->next_pin].at = at;
        log->table.pins[find->next_pin].valid = status == PSA_SUCCESS;
        find->next_pin = (uint8_t)((find->next_pin + 1u) % PITS_PINS);
    }
    return status;
}

psa_status_t pits_find_take(pits_log_t *log, const pits_rec_t *rec)
{
    (void)log, (void)rec;
    return PSA_SUCCESS;
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
        pits_rec_t at;
        psa_status_t status;
        sector = pits_sector_after(log, sector);
        if (!log->clearing && sector == pits_sector_after(log, log->head) && sector != log->head) {
            continue;
        }
        pits_walk_start(&walk, log, sector);
        while ((status = pits_walk_next(&walk, &at)) == PSA_SUCCESS) {
            if (memcmp(at.header + PITS_KEY_OFFSET, rec->header + PITS_KEY_OFFSET, PITS_NAME_SIZE) == 0) {
                found = at;
            }
        }
        if (status != PSA_ERROR_DOES_NOT_EXIST) {
            return status;
        }
    } while (log->epoch && sector != log->head);
    rec->at = 0;
    if (!found.at || pits_header_type(found.header) == PITS_TOMBSTONE) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    *rec = found;
    return PSA_SUCCESS;
}

psa_status_t pits_find_next(pits_log_t *log, pits_rec_t *rec, uint32_t end)
{
    uint32_t from = rec->at;
    pits_walk_t walk;
    psa_status_t status;
    pits_walk_start(&walk, log, pits_sector_of(log, end - 1u));
    while ((status = pits_walk_next(&walk, rec)) == PSA_SUCCESS) {
        pits_rec_t live = *rec;
        status = rec->at < from ? PSA_ERROR_DOES_NOT_EXIST : pits_find(log, &live);
        if (status == PSA_SUCCESS ? live.at == rec->at : status != PSA_ERROR_DOES_NOT_EXIST) {
            break;
        }
    }
    return status;
}

/* Cells of live records are counted when they are first asked for. */
psa_status_t pits_find_room(pits_log_t *log, bool exists)
{
    uint32_t live = 0;
    pits_rec_t rec = { .at = 0 };
    psa_status_t status;
    (void)exists;
    if (log->find.counted) {
        return PSA_SUCCESS;
    }
    for (; (status = pits_log_next(log, &rec)) == PSA_SUCCESS; rec.at++) {
        live += pits_size_of(log, rec.header);
    }
    log->live = live;
    log->find.counted = status == PSA_ERROR_DOES_NOT_EXIST;
    return log->find.counted ? PSA_SUCCESS : status;
}
