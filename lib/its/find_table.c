/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns the table of live items in RAM: 4 bytes each, place in the area and as much of a hash of (owner, uid) as fits
 * beside it. A candidate is confirmed by its header in flash; nearly every miss costs no read. It is searched from end
 * to end: at a few hundred entries that costs less than one AES block in software for each 16.
 */
#include <string.h>

#include "log.h"

static uint32_t place_of(const pits_log_t *log, uint32_t slot)
{
    return slot & log->find.mask;
}

/* Every bit of the name reaches the top bits, which are kept. The constant is that of the golden ratio. */
static PITS_APART uint32_t slot_of(const pits_log_t *log, const pits_rec_t *rec)
{
    uint32_t x = 0;
    for (unsigned i = PITS_KEY_OFFSET; i < PITS_HEADER_SIZE; i += 4) {
        x = (x ^ x >> 15 ^ pcc_get_le32(rec->header + i)) * 0x9e3779b1u;
    }
    return (x & ~log->find.mask) | rec->at;
}

void pits_find_clear(pits_log_t *log)
{
    log->find.count = 0;
    log->find.mask = PITS_HEADER_SIZE; /* places are whole cells */
    while (log->find.mask < log->size) {
        log->find.mask <<= 1;
    }
    log->find.mask -= PITS_HEADER_SIZE;
}

static void drop(pits_log_t *log, uint32_t i)
{
    log->find.count--;
    memmove(log->table.slots + i, log->table.slots + i + 1, (log->find.count - i) * sizeof log->table.slots[0]);
}

psa_status_t pits_find(pits_log_t *log, pits_rec_t *rec)
{
    pits_rec_t found;
    rec->at = 0;
    uint32_t wanted = slot_of(log, rec);
    for (uint32_t i = 0; i < log->find.count; i++) {
        found.at = place_of(log, log->table.slots[i]);
        if ((log->table.slots[i] ^ wanted) == found.at) {
            rec->at = found.at;
            psa_status_t status = pits_log_read(log, found.at, found.header, sizeof found.header);
            if (status < 0) {
                return status;
            }
            if (memcmp(found.header + PITS_KEY_OFFSET, rec->header + PITS_KEY_OFFSET, PITS_NAME_SIZE) == 0) {
                *rec = found;
                return PSA_SUCCESS;
            }
            if (slot_of(log, &found) != log->table.slots[i]) { /* not another name of the same hash: it reads otherwise
                                                                  than it did. A second slot would outlive this one. */
                return PSA_ERROR_DATA_CORRUPT;
            }
        }
    }
    rec->at = 0;
    return PSA_ERROR_DOES_NOT_EXIST;
}

bool pits_find_next(pits_log_t *log, pits_rec_t *rec, uint32_t end)
{
    uint32_t from = rec->at;
    for (uint32_t i = 0; i < log->find.count && !log->error;) {
        uint32_t slot = log->table.slots[i];
        rec->at = place_of(log, slot);
        if (rec->at < from || rec->at >= end) {
            i++;
        } else if (pits_log_read(log, rec->at, rec->header, sizeof rec->header) >= 0 && slot_of(log, rec) == slot) {
            return true;
        } else {
            drop(log, i); /* its name is lost */
        }
    }
    return false;
}

void pits_find_put(pits_log_t *log, const pits_rec_t *rec, const pits_rec_t *old)
{
    if (old->at) {
        uint32_t i = 0;
        while (place_of(log, log->table.slots[i]) != old->at) { /* it was found there */
            i++;
        }
        drop(log, i);
        log->live -= pits_size_of(log, old->header);
    }
    if (pits_header_type(rec->header) != PITS_TOMBSTONE) {
        log->table.slots[log->find.count++] = slot_of(log, rec);
        log->live += pits_size_of(log, rec->header);
    }
}

bool pits_find_room(pits_log_t *log, bool exists)
{
    return exists || log->find.count < PITS_INDEX;
}

void pits_find_take(pits_log_t *log, const pits_rec_t *rec)
{
    pits_rec_t old = *rec;
    psa_status_t status = pits_find(log, &old);
    (void)status; /* what can't be read is replaced all the same */
    if (!old.at && log->find.count == PITS_INDEX && pits_header_type(rec->header) != PITS_TOMBSTONE) {
        log->error = PSA_ERROR_INSUFFICIENT_MEMORY;
    } else {
        pits_find_put(log, rec, &old);
    }
}
