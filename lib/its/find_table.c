/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns the table of live items in RAM: 4 bytes each, place in the area and as much of a hash of (owner, uid) as fits
 * beside it. A candidate is confirmed by its header in flash; nearly every miss costs no read. It is searched from end to
 * end: at a few hundred entries that costs less than one AES block in software for each 16.
 */
#include <string.h>

#include "log.h"

static uint32_t place_of(const pits_log_t *log, uint32_t slot)
{
    return (slot & (((uint32_t)1 << log->find.place_bits) - 1u)) * log->cell;
}

/* Every bit of the name reaches the top bits that are kept. The constants are those of murmur3 and the golden ratio. */
static PITS_APART uint32_t slot_of(const pits_log_t *log, const pits_rec_t *rec)
{
    uint32_t x = 0;
    for (unsigned i = PITS_KEY_OFFSET; i < PITS_HEADER_SIZE; i += 4) {
        x = (x ^ pcc_get_le32(rec->header + i)) * 0x9e3779b1u;
        x = (x ^ x >> 15) * 0x85ebca6bu;
    }
    return x >> log->find.place_bits << log->find.place_bits | rec->at / log->cell;
}

void pits_find_clear(pits_log_t *log)
{
    log->find.count = 0;
    log->find.place_bits = 1;
    while (log->size / log->cell >> log->find.place_bits) {
        log->find.place_bits++;
    }
}

/* The slot of the record at a place, or `count`. */
static PITS_APART uint32_t slot_at(const pits_log_t *log, uint32_t at)
{
    uint32_t i = 0;
    while (i < log->find.count && place_of(log, log->find.slots[i]) != at) {
        i++;
    }
    return i;
}

psa_status_t pits_find(pits_log_t *log, pits_rec_t *rec)
{
    uint8_t header[PITS_HEADER_SIZE];
    rec->at = 0;
    uint32_t wanted = slot_of(log, rec);
    for (uint32_t i = 0; i < log->find.count; i++) {
        if ((log->find.slots[i] ^ wanted) >> log->find.place_bits == 0) {
            rec->at = place_of(log, log->find.slots[i]);
            psa_status_t status = plat_flash_read(log->area, rec->at, header, sizeof header);
            if (status < 0) {
                return status;
            }
            if (memcmp(header + PITS_KEY_OFFSET, rec->header + PITS_KEY_OFFSET, PITS_NAME_SIZE) == 0) {
                memcpy(rec->header, header, sizeof header);
                return PSA_SUCCESS;
            }
        }
    }
    rec->at = 0;
    return PSA_ERROR_DOES_NOT_EXIST;
}

psa_status_t pits_find_live(pits_log_t *log, const pits_rec_t *rec)
{
    return slot_at(log, rec->at) < log->find.count ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST;
}

void pits_find_put(pits_log_t *log, const pits_rec_t *rec, const pits_rec_t *old)
{
    uint32_t i = old->at ? slot_at(log, old->at) : log->find.count++;
    log->live -= old->at ? pits_size_of(log, old->header) : 0;
    if (pits_header_type(rec->header) == PITS_TOMBSTONE) {
        log->find.slots[i] = log->find.slots[--log->find.count];
    } else {
        log->find.slots[i] = slot_of(log, rec);
        log->live += pits_size_of(log, rec->header);
    }
}

psa_status_t pits_find_room(pits_log_t *log, bool exists)
{
    return exists || log->find.count < PITS_INDEX ? PSA_SUCCESS : PSA_ERROR_INSUFFICIENT_STORAGE;
}

psa_status_t pits_find_verdict(pits_log_t *log, uint32_t at, psa_status_t status, bool mounting)
{
    (void)log, (void)at, (void)mounting;
    return status;
}

psa_status_t pits_find_take(pits_log_t *log, const pits_rec_t *rec)
{
    pits_rec_t old = *rec;
    psa_status_t status = pits_find(log, &old);
    if (status < 0 && status != PSA_ERROR_DOES_NOT_EXIST && !pits_damaged(status)) {
        return status;
    }
    if (!old.at && log->find.count == PITS_INDEX && pits_header_type(rec->header) != PITS_TOMBSTONE) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    pits_find_put(log, rec, &old);
    return PSA_SUCCESS;
}
