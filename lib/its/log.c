/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns mounting and looking up: from what flash shows to the live items. Nothing here writes. Row ids (I1...) are those
 * of DESIGN.md section 5.
 */
#include "log.h"

#include <stddef.h>
#include <string.h>

#include "lib/crypto/core/ct.h"
#include "walk.h"

/* ------------------------------------------------------------------------------------------------------------ Lookup */

/* The record at a position of the index, or why it can't be had. */
static psa_status_t record_at(pits_log_t *log, uint32_t position, pits_rec_t *rec)
{
    uint8_t bytes[PITS_HEADER_SIZE];
    rec->sector = position / log->cells;
    rec->cell = position % log->cells;
    psa_status_t status = pits_span_salt(log, rec->sector, rec->cell, rec->salt);
    if (status == PSA_SUCCESS) {
        status = pits_read(log, rec->sector, rec->cell, 0, bytes, sizeof bytes);
    }
    if (status == PSA_SUCCESS && !pits_header_decode(bytes, rec->salt, &rec->header)) {
        status = PSA_ERROR_DATA_CORRUPT; /* it was a header when it was noted */
    }
    return status;
}

static psa_status_t find_indexed(pits_log_t *log, int32_t owner, uint64_t uid, pits_rec_t *rec)
{
    uint16_t cursor = 0;
    uint32_t position;
    bool damaged = false;
    while ((position = pits_index_next(&log->index, owner, uid, &cursor)) != 0) {
        psa_status_t status = record_at(log, position, rec);
        if (status == PSA_SUCCESS && rec->header.owner == owner && rec->header.uid == uid) {
            return PSA_SUCCESS;
        }
        if (pits_damaged(status)) {
            damaged = true;
        } else if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return damaged ? PSA_ERROR_DATA_CORRUPT : PSA_ERROR_DOES_NOT_EXIST;
}

/* From the oldest sector to the head, the last word counts. */
static psa_status_t find_scanning(pits_log_t *log, int32_t owner, uint64_t uid, pits_rec_t *rec)
{
    bool found = false;
    for (uint32_t back = log->sectors - (log->pure ? 0u : 1u); back-- > 0;) {
        pits_walk_t walk;
        pits_rec_t at;
        psa_status_t status = pits_walk_start(&walk, log, (log->head + log->sectors - back) % log->sectors);
        while (status == PSA_SUCCESS) {
            status = pits_walk_next(&walk, &at);
            if (status == PSA_SUCCESS && at.header.owner == owner && at.header.uid == uid) {
                *rec = at;
                found = at.header.type != PITS_TOMBSTONE;
            }
        }
        if (status != PSA_ERROR_DOES_NOT_EXIST) {
            return status;
        }
    }
    return found ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST;
}

psa_status_t pits_log_find(pits_log_t *log, int32_t owner, uint64_t uid, pits_rec_t *rec)
{
    if (log->head_epoch == 0) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    return log->index.over ? find_scanning(log, owner, uid, rec) : find_indexed(log, owner, uid, rec);
}

psa_status_t pits_is_live(pits_log_t *log, const pits_rec_t *rec, bool *live)
{
    *live = false;
    if (!log->index.over) {
        *live = pits_index_has(&log->index, pits_position(log, rec->sector, rec->cell));
        return PSA_SUCCESS;
    }
    pits_rec_t newest;
    psa_status_t status = find_scanning(log, rec->header.owner, rec->header.uid, &newest);
    *live = status == PSA_SUCCESS && newest.sector == rec->sector && newest.cell == rec->cell;
    return status == PSA_ERROR_DOES_NOT_EXIST ? PSA_SUCCESS : status;
}

psa_status_t pits_log_next(pits_log_t *log, uint32_t *cursor, pits_rec_t *rec)
{
    if (log->head_epoch == 0) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    for (uint32_t sector = *cursor / log->cells; sector < log->sectors; sector++, *cursor = sector * log->cells) {
        pits_walk_t walk;
        psa_status_t status = pits_walk_start(&walk, log, sector);
        while (status == PSA_SUCCESS) {
            status = pits_walk_live(&walk, rec);
            if (status == PSA_SUCCESS && pits_position(log, sector, rec->cell) >= *cursor) {
                *cursor = pits_position(log, sector, rec->cell + 1u);
                return PSA_SUCCESS;
            }
        }
        if (status != PSA_ERROR_DOES_NOT_EXIST) {
            return status;
        }
    }
    return PSA_ERROR_DOES_NOT_EXIST;
}

/* ------------------------------------------------------------------------------------------------------------- Mount */

/* Geometry that the format can address. */
static psa_status_t measure(pits_log_t *log, const plat_flash_area_t *area)
{
    if (!area || !area->prog_size || area->prog_size > PLAT_FLASH_PROG_SIZE_MAX || !area->erase_size) {
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    log->area = area;
    log->cell = (uint8_t)pits_cell_size(area->prog_size);
    uint32_t cells = area->erase_size / log->cell, sectors = area->size / area->erase_size;
    if (sectors < 2u || sectors > 0xffffu || cells <= PITS_SECTOR_CELLS + PITS_RECORD_CELLS_MIN || cells > 0xffffu) {
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    log->cells = (uint16_t)cells;
    log->sectors = (uint16_t)sectors;
    return PSA_SUCCESS;
}

/* Whether a sector that does not authenticate has the form of ours: a header, and close behind it a record's or a
 * session's. A cut may have torn what came first. */
static psa_status_t looks_ours(pits_log_t *log, uint32_t sector, bool *ours)
{
    uint8_t bytes[PITS_HEADER_SIZE], salt[PITS_SALT_SIZE];
    pits_sector_t header;
    pits_header_t record;
    psa_status_t status = pits_read(log, sector, 0, 0, bytes, sizeof bytes);
    *ours = false;
    if (status != PSA_SUCCESS || !pits_sector_decode(bytes, &header)) {
        return pits_damaged(status) ? PSA_SUCCESS : status;
    }
    for (uint32_t cell = PITS_SECTOR_CELLS; !*ours && cell < PITS_SECTOR_CELLS + PITS_LOOK_AHEAD; cell++) {
        status = cell < log->cells ? pits_read(log, sector, cell, 0, bytes, sizeof bytes) : PSA_ERROR_DATA_CORRUPT;
        *ours = status == PSA_SUCCESS && (pits_header_decode(bytes, header.salt, &record) ||
                                          pits_session_decode(bytes, header.epoch, cell, salt));
        if (status != PSA_SUCCESS && !pits_damaged(status)) {
            return status;
        }
    }
    return PSA_SUCCESS;
}

/* An area without one authentic sector: new (I12), under another key (I13), or wiped behind our back (I14). */
static psa_status_t judge_empty(pits_log_t *log, uint32_t below)
{
    for (uint32_t sector = 0; below == UINT32_MAX && sector < log->sectors; sector++) {
        bool ours;
        psa_status_t status = looks_ours(log, sector, &ours);
        if (status != PSA_SUCCESS || ours) {
            return status ? status : PSA_ERROR_DATA_CORRUPT;
        }
    }
    bool factory = PLAT_LIFECYCLE_MAJOR(plat_lifecycle()) == PLAT_LIFECYCLE_PSA_ROT_PROVISIONING;
    return log->counted && log->counter && !factory ? PSA_ERROR_DATA_CORRUPT : PSA_SUCCESS;
}

/* The newest authentic sector whose epoch is below the limit. */
static psa_status_t find_head(pits_log_t *log, uint32_t below, uint16_t *prev_salt)
{
    log->head_epoch = 0;
    for (uint32_t sector = 0; sector < log->sectors; sector++) {
        pits_sector_t header;
        psa_status_t status = pits_sector_read(log, sector, &header);
        if (status == PSA_SUCCESS && header.epoch < below && header.epoch > log->head_epoch) {
            log->head = sector;
            log->head_epoch = header.epoch;
            *prev_salt = header.prev_salt;
        } else if (status != PSA_SUCCESS && status != PSA_ERROR_DOES_NOT_EXIST) {
            return status;
        }
    }
    return PSA_SUCCESS;
}

/* A record seen on the way from the oldest sector to the end of the log. An entry whose header can't be read any more was
 * in a sector under a torn erase: it must not stay beside the newer one. */
static psa_status_t take(pits_log_t *log, const pits_rec_t *rec)
{
    uint32_t old = 0, position;
    uint16_t cursor = 0;
    while (!log->index.over &&
           (position = pits_index_next(&log->index, rec->header.owner, rec->header.uid, &cursor)) != 0) {
        pits_rec_t before;
        psa_status_t status = record_at(log, position, &before);
        if (pits_damaged(status)) {
            pits_index_drop(&log->index, position, position + 1u);
            log->recount = true;
            cursor = 0;
        } else if (status != PSA_SUCCESS) {
            return status;
        } else if (before.header.owner == rec->header.owner && before.header.uid == rec->header.uid) {
            old = position;
            log->live -= pits_record_cells(before.header.len, log->cell);
            break;
        }
    }
    if (rec->header.type == PITS_TOMBSTONE) {
        pits_index_drop(&log->index, old, old + (old != 0));
    } else {
        log->live += pits_record_cells(rec->header.len, log->cell);
        pits_index_put(&log->index, rec->header.owner, rec->header.uid, old,
                       pits_position(log, rec->sector, rec->cell));
    }
    if (!rec->header.copy) { /* copies have their originals until more is written than copies */
        log->settle_uid = rec->header.uid;
        log->settle_owner = rec->header.owner;
    }
    return PSA_SUCCESS;
}

/* Take all records of a sector. */
static psa_status_t take_sector(pits_log_t *log, uint32_t sector, uint16_t prev_salt, pits_walk_t *walk)
{
    pits_rec_t rec;
    psa_status_t status = pits_walk_start(walk, log, sector);
    if (status == PSA_SUCCESS) {
        pits_walk_watch(walk, prev_salt);
    }
    /* A torn tag that reads right once is not believed. It is in the head, or before it if the head was just opened; a
     * skipped sector may stand between (I18). */
    walk->verifications = (log->head + log->sectors - sector) % log->sectors <= 2u ? 3 : 1;
    while (status == PSA_SUCCESS) {
        status = pits_walk_next(walk, &rec);
        if (walk->torn && !walk->torn_header.copy) { /* it stands before rec */
            log->settle_uid = walk->torn_header.uid;
            log->settle_owner = walk->torn_header.owner;
        }
        walk->torn = false;
        if (status == PSA_SUCCESS) {
            status = take(log, &rec);
            log->pure = log->pure && rec.header.copy;
        }
    }
    return status == PSA_ERROR_DOES_NOT_EXIST ? PSA_SUCCESS : status;
}

/* Index, end of log and what is to be done before the first write. *stale: the sector before was written on after the
 * head had been opened, so the head is a left-over of an opening that was given up (I11). The spare sector behind the
 * head counts only while the head holds nothing but copies. */
static psa_status_t take_all(pits_log_t *log, uint16_t prev_salt, bool with_spare, bool *stale)
{
    pits_walk_t walk;
    *stale = false;
    log->live = 0;
    log->settle_uid = 0;
    pits_index_clear(&log->index, (uint32_t)log->sectors * log->cells);
    PLAT_ASSERT(log->sectors >= 2u);
    for (uint32_t back = log->sectors - (with_spare ? 0u : 1u); back-- > 0;) {
        log->pure = true;
        psa_status_t status = take_sector(log, (log->head + log->sectors - back) % log->sectors, prev_salt, &walk);
        if (status != PSA_SUCCESS) {
            return status;
        }
        if (back && walk.seen) { /* in the sector before: the one next to the head, unless that was skipped (I18) */
            *stale = walk.went_on;
        }
    }
    log->good = walk.end;
    log->pos = walk.used;
    log->last_salt = walk.content;
    return PSA_SUCCESS;
}

psa_status_t pits_mount(pits_log_t *log, const plat_flash_area_t *area, uint32_t below)
{
    memset(log, 0, offsetof(pits_log_t, seal));
    psa_status_t status = measure(log, area);
    if (status == PSA_SUCCESS) {
        status = plat_counter_read(area->id == PLAT_AREA_PS ? PLAT_COUNTER_PS : PLAT_COUNTER_ITS, &log->counter);
        log->counted = status == PSA_SUCCESS;
        status = status == PSA_ERROR_NOT_SUPPORTED ? PSA_SUCCESS : status;
    }
    uint16_t prev_salt = 0;
    for (bool stale = true; status == PSA_SUCCESS && stale; below = log->head_epoch) {
        status = find_head(log, below, &prev_salt);
        if (status == PSA_SUCCESS && log->head_epoch == 0) {
            status = judge_empty(log, below);
            pits_index_clear(&log->index, (uint32_t)log->sectors * log->cells);
            log->pos = log->cells;
            break;
        }
        log->pos = 0;
        if (status == PSA_SUCCESS) {
            status = take_all(log, prev_salt, false, &stale);
        }
        if (status == PSA_SUCCESS && log->pure) {
            log->pos = 0;
            status = take_all(log, prev_salt, true, &stale);
            log->pure = true;
        }
    }
    if (status == PSA_SUCCESS && log->counted && log->head_epoch && log->head_epoch < log->counter) {
        status = PSA_ERROR_DATA_CORRUPT; /* I15 */
    }
    if (status != PSA_SUCCESS) {
        log->area = NULL;
    }
    return status;
}

psa_status_t pits_log_begin(pits_log_t *log, uint8_t area, pits_seal_key_t *seal)
{
    psa_status_t status = PSA_SUCCESS;
    bool fresh = log->area == NULL;
    log->seal = seal;
    if (fresh) {
        status = pits_seal_derive(area, log->key);
    }
    if (status == PSA_SUCCESS) {
        status = pits_seal_open(seal, log->key);
    }
    if (status == PSA_SUCCESS && fresh) {
        status = pits_mount(log, plat_flash_area(area), UINT32_MAX);
    }
    return status;
}

void pits_log_end(pits_log_t *log, psa_status_t status, bool wrote)
{
    if (log->seal) {
        pits_seal_close(log->seal);
        log->seal = NULL;
    }
    bool harmless = status == PSA_SUCCESS || status == PSA_ERROR_DOES_NOT_EXIST ||
                    status == PSA_ERROR_INSUFFICIENT_STORAGE || status == PSA_ERROR_NOT_PERMITTED ||
                    status == PSA_ERROR_NOT_SUPPORTED || status == PSA_ERROR_INVALID_ARGUMENT ||
                    status == PSA_ERROR_ALREADY_EXISTS;
    if (!log->area || (wrote && !harmless)) {
        pcc_wipe(log, sizeof *log);
    }
}
