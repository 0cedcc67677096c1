/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns mounting: from what flash shows to the head of the log, its end, and the live items. Nothing here writes. Row
 * ids (I1...) are those of DESIGN.md section 5.
 */
#include "log.h"

#include <stddef.h>
#include <string.h>

#include "lib/crypto/core/ct.h"

/* A note that the item was there, and was damaged (I16). */
static bool is_lost(const uint8_t header[PITS_HEADER_SIZE])
{
    return pits_header_type(header) == PITS_RESERVED && pits_header_len(header) == 0;
}

/* Geometry that the format can address: places are 32 bits, cells a power of two. */
static psa_status_t measure(pits_log_t *log)
{
    const plat_flash_area_t *area = log->area;
    if (!area || !area->prog_size || area->prog_size > PLAT_FLASH_PROG_SIZE_MAX) {
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    log->base = area->base;
    log->size = area->size;
    log->sector = area->erase_size;
    log->cell = pits_cell_size(area->prog_size);
    if (log->sector % log->cell || log->sector <= 2u * PITS_RECORD_CELLS_MIN * log->cell ||
        log->size < 2u * log->sector) {
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    log->rest = log->sector;
    return PSA_SUCCESS;
}

/* Whether a sector that does not authenticate has the form of ours: a session header, and close behind it that of a
 * record or of another session. A cut may have torn what came first. */
static PITS_APART bool looks_ours(pits_log_t *log, uint32_t sector)
{
    uint8_t header[PITS_HEADER_SIZE], salt[PITS_SALT_SIZE];
    for (uint32_t i = 0; i < PITS_RECORD_CELLS_MIN + PITS_LOOK_AHEAD; i++) {
        bool is = pits_log_read(log, sector + i * log->cell, header, sizeof header) >= 0 &&
                  pits_header_size(header, i ? salt : header, log->cell);
        if (i == 0) {
            memcpy(salt, header + PITS_HEADER_SIZE - PITS_SALT_SIZE, sizeof salt);
            if (!is || pits_header_type(header) != PITS_SESSION) {
                break;
            }
        } else if (is) {
            return true;
        }
    }
    return false;
}

/* Whether an area without one authentic sector is not new (I12), but under another key (I13), or wiped behind our back
 * (I14). */
static bool bereft(pits_log_t *log)
{
    if (log->counter && PLAT_LIFECYCLE_MAJOR(plat_lifecycle()) != PLAT_LIFECYCLE_PSA_ROT_PROVISIONING) {
        return true;
    }
    for (uint32_t at = 0; at < log->size; at += log->sector) {
        if (looks_ours(log, at)) {
            return true;
        }
    }
    return false;
}

/* The sector with the newest authentic header (I1, I2, I3), among those whose epoch is below the limit. */
static PITS_APART void find_head(pits_log_t *log, uint32_t below)
{
    uint32_t best = 0, best_epoch = 0;
    pits_rec_t rec;
    for (rec.at = 0; rec.at < log->size; rec.at += log->sector) {
        psa_status_t status = pits_log_read(log, rec.at, rec.header, PITS_HEADER_SIZE);
        uint32_t epoch = pcc_get_le32(rec.header + PITS_KEY_OFFSET);
        if (status >= 0 && pits_header_type(rec.header) == PITS_SESSION &&
            pits_header_size(rec.header, rec.header, log->cell) && epoch > best_epoch && epoch < below) {
            log->head = rec.at;
            log->epoch = epoch;
            if (pits_log_begin_session(log, &rec)) {
                best = rec.at;
                best_epoch = epoch;
            }
        }
    }
    log->head = best;
    log->epoch = best_epoch;
}

/* Whether a copy in the head misses its original, in the sector that was being cleared or the oldest one: then the
 * erase has begun. Copies are looked at one after the other, each time from the start: one walk on the stack. */
static PITS_APART bool erase_begun(pits_log_t *log)
{
    pits_walk_t walk;
    uint8_t name[PITS_NAME_SIZE];
    for (uint32_t done = log->head;;) {
        pits_walk_start(&walk, log, log->head);
        do {
            if (!pits_walk_next(&walk)) {
                return false;
            }
        } while (walk.rec.at <= done || !(walk.rec.header[0] & PITS_COPY_BIT) || is_lost(walk.rec.header));
        done = walk.rec.at;
        memcpy(name, walk.rec.header + PITS_KEY_OFFSET, sizeof name);
        pits_walk_start(&walk, log, pits_sector_after(log, log->head));
        walk.prove_all = true;
        do {
            while (!pits_walk_next(&walk)) {
                uint32_t sector = pits_sector_after(log, pits_sector_after(log, log->head));
                if (sector == log->head || walk.limit == sector + log->sector) {
                    return true;
                }
                pits_walk_start(&walk, log, sector);
                walk.prove_all = true;
            }
        } while (memcmp(name, walk.rec.header + PITS_KEY_OFFSET, sizeof name) != 0);
    }
}

typedef enum verdict {
    HEAD_COUNTS,
    HEAD_GIVEN_UP,
    HEAD_IN_DOUBT, /* it counts if erase_begun() */
} verdict_t;

/* Whether the head counts. It does not while its opening may have been cut: the sector that was being cleared is still
 * there then, or it holds copies alone; besides them at most the record that was under way (I11). That record may be
 * torn: if nothing follows it, and it can't be written once more in the head, then no sector may be erased on the
 * strength of it. What decides then is whether the erase of the sector that was cleared has begun. */
static PITS_APART verdict_t judge_head(pits_log_t *log)
{
    pits_walk_t walk;
    uint32_t expected = log->head + PITS_RECORD_CELLS_MIN * log->cell; /* end to end, in the first session */
    uint32_t first = 0;                                                /* the first record that is not a copy */
    bool whole = false; /* it, or what it was written once more as, without a doubt */
    if (log->counter >= log->epoch) {
        return HEAD_COUNTS; /* it is raised behind the first record that is not a copy */
    }
    pits_walk_start(&walk, log, log->head);
    bool any = false, original = false;
    while (!original && pits_walk_next(&walk)) {
        any = true;
        original = !(walk.rec.header[0] & PITS_COPY_BIT);
    }
    if (!any) {
        return HEAD_GIVEN_UP; /* without a record behind it the header may be torn */
    }
    pits_walk_start(&walk, log, pits_sector_after(log, log->head));
    if (!pits_walk_next(&walk)) {
        return original ? HEAD_COUNTS : HEAD_IN_DOUBT;
    }
    pits_walk_start(&walk, log, log->head);
    walk.prove_all = true;
    while (!whole && pits_walk_next(&walk) && (first || walk.rec.at == expected || walk.span.first != log->head)) {
        if (!first) {
            expected = walk.rec.at + pits_size_of(log, walk.rec.header);
            first = walk.rec.header[0] & PITS_COPY_BIT ? 0 : walk.rec.at;
        }
        whole = first && walk.followed;
    }
    log->believed = first;
    bool room = walk.used - walk.direct < PITS_LOOK_AHEAD * log->cell &&
                walk.limit - walk.used >= PITS_RECORD_CELLS_MIN * log->cell + expected - first;
    return first && (whole || room) ? HEAD_COUNTS : HEAD_IN_DOUBT;
}

/* All records of a sector, in order. */
static PITS_APART void take_sector(pits_log_t *log, uint32_t sector)
{
    pits_walk_t walk;
    pits_walk_start(&walk, log, sector);
    walk.taking = true;
    while (pits_walk_next(&walk)) {
        pits_find_take(log, &walk.rec);
    }
    log->pos = walk.used;
    log->good = walk.direct;
}

/* Where is the head, what is live. What the port fails with is in log->error. */
static void mount(pits_log_t *log)
{
    bool given_up = false;
    find_head(log, UINT32_MAX);
    while (log->epoch && !log->error) {
        verdict_t verdict = judge_head(log);
        if (verdict == HEAD_COUNTS || (verdict == HEAD_IN_DOUBT && erase_begun(log))) {
            break;
        }
        given_up = true;
        find_head(log, log->epoch);
    }
    if (log->epoch ? log->epoch < log->counter : !given_up && bereft(log)) { /* given up: its first opening was cut */
        log->error = log->error ? log->error : PSA_ERROR_DATA_CORRUPT;       /* I13, I14, I15 */
    }
    uint32_t sector = pits_sector_after(log, log->head); /* the one behind the head was cleared when that was opened */
    pits_find_clear(log);
    while (log->epoch && sector != log->head && !log->error) {
        sector = pits_sector_after(log, sector);
        take_sector(log, sector);
    }
    if (given_up) {
        log->pos = log->head + log->sector; /* nothing more here: what was given up is opened anew first */
    }
}

psa_status_t pits_log_mount(pits_log_t *log)
{
    const plat_flash_area_t *area = log->area;
    memset(log, 0, offsetof(pits_log_t, refused));
    log->area = area;
    log->error = measure(log);
    if (!log->error) {
        psa_status_t status = plat_counter_read(area->id, &log->counter);
        log->counted = status == PSA_SUCCESS;
        log->error = status == PSA_ERROR_NOT_SUPPORTED ? PSA_SUCCESS : status;
    }
    if (!log->error) {
        mount(log);
    }
    if (log->error) {
        log->area = NULL;
    }
    return log->error;
}

bool pits_log_doubts(pits_log_t *log, uint32_t at, psa_status_t status)
{
    bool doubts = pits_damaged(status) && !log->recovered && at != log->ignored;
    if (doubts) {
        log->ignored = at;
    }
    return doubts;
}

/* --------------------------------------------------------------------------------------------------------- The call */

pits_seal_key_t pits_log_key;
static const pits_log_t *key_of; /* the log whose key it is; NULL: none */

void pits_log_forget(pits_log_t *log)
{
    if (key_of == log) {
        key_of = NULL;
        pits_seal_close(&pits_log_key);
    }
    pcc_wipe(log, sizeof *log);
}

/* Have the key of a log, derived anew if it is not mounted. */
static psa_status_t take_key(pits_log_t *log, uint8_t area, bool fresh)
{
    psa_status_t status = PSA_SUCCESS;
    if (fresh) {
        status = pits_seal_derive(area, log->key);
    } else if (key_of == log) {
        return PSA_SUCCESS;
    }
    if (status == PSA_SUCCESS) {
        status = pits_seal_open(&pits_log_key, log->key); /* over the key of the other area */
        key_of = status == PSA_SUCCESS ? log : NULL;      /* one that could not be expanded is never used */
    }
    return status;
}

psa_status_t pits_log_begin(pits_log_t *log, uint8_t area)
{
    const plat_flash_area_t *now = plat_flash_area(area);
    if (log->area && (!now || now->base != log->base)) {
        pits_log_forget(log); /* the port has another device there, or the same one after others had it */
    }
    bool fresh = log->area == NULL;
    log->error = PSA_SUCCESS;
    psa_status_t status = take_key(log, area, fresh);
    if (status == PSA_SUCCESS && fresh) {
        log->area = now;
        status = pits_log_mount(log);
    }
    return status;
}

void pits_log_end(pits_log_t *log, psa_status_t status, bool wrote)
{
    bool doubtful = pits_damaged(status) || (log->error && log->error != PSA_ERROR_INSUFFICIENT_STORAGE);
    if (!log->area || (wrote && doubtful)) {
        pits_log_forget(log);
    }
}
