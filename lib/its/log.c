/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns mounting: from what flash shows to the head of the log, its end, and the live items. Nothing here writes. Row ids
 * (I1...) are those of DESIGN.md section 5.
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
    log->size = area->size;
    log->sector = area->erase_size;
    log->cell = pits_cell_size(area->prog_size);
    if (log->sector % log->cell || log->sector <= 2u * PITS_RECORD_CELLS_MIN * log->cell ||
        log->size < 2u * log->sector) {
        return PSA_ERROR_HARDWARE_FAILURE;
    }
    return PSA_SUCCESS;
}

/* Whether a sector that does not authenticate has the form of ours: a session header, and close behind it that of a record
 * or of another session. A cut may have torn what came first. */
static PITS_APART psa_status_t looks_ours(pits_log_t *log, uint32_t sector, bool *ours)
{
    uint8_t header[PITS_HEADER_SIZE], salt[PITS_SALT_SIZE];
    *ours = false;
    for (uint32_t i = 0; i < PITS_RECORD_CELLS_MIN + PITS_LOOK_AHEAD && !*ours; i++) {
        psa_status_t status = plat_flash_read(log->area, sector + i * log->cell, header, sizeof header);
        if (status < 0 && !pits_damaged(status)) {
            return status;
        }
        bool is = status >= 0 && pits_header_size(header, i ? salt : header, log->cell);
        if (i == 0) {
            memcpy(salt, header + PITS_HEADER_SIZE - PITS_SALT_SIZE, sizeof salt);
            if (!is || pits_header_type(header) != PITS_SESSION) {
                break;
            }
        }
        *ours = is && i > 0;
    }
    return PSA_SUCCESS;
}

/* An area without one authentic sector: new (I12), under another key (I13), or wiped behind our back (I14). */
static psa_status_t judge_empty(pits_log_t *log)
{
    bool ours = log->counter && PLAT_LIFECYCLE_MAJOR(plat_lifecycle()) != PLAT_LIFECYCLE_PSA_ROT_PROVISIONING;
    psa_status_t status = PSA_SUCCESS;
    for (uint32_t at = 0; at < log->size && status == PSA_SUCCESS && !ours; at += log->sector) {
        status = looks_ours(log, at, &ours);
    }
    return status == PSA_SUCCESS && ours ? PSA_ERROR_DATA_CORRUPT : status;
}

/* The sector with the newest authentic header (I1, I2, I3), among those whose epoch is below the limit. */
static PITS_APART psa_status_t find_head(pits_log_t *log, uint32_t below)
{
    uint32_t best = 0, best_epoch = 0;
    pits_rec_t rec;
    for (rec.at = 0; rec.at < log->size; rec.at += log->sector) {
        psa_status_t status = plat_flash_read(log->area, rec.at, rec.header, PITS_HEADER_SIZE);
        uint32_t epoch = pcc_get_le32(rec.header + PITS_KEY_OFFSET);
        if (status >= 0 && pits_header_type(rec.header) == PITS_SESSION &&
            pits_header_size(rec.header, rec.header, log->cell) && epoch > best_epoch && epoch < below) {
            log->head = rec.at;
            log->epoch = epoch;
            status = pits_log_begin_session(log, &rec);
            if (status == PSA_SUCCESS) {
                best = rec.at;
                best_epoch = epoch;
            }
        }
        if (status < 0 && !pits_damaged(status)) {
            return status;
        }
    }
    log->head = best;
    log->epoch = best_epoch;
    return PSA_SUCCESS;
}

/* Whether each copy in the head still has its original in the sector that was being cleared: then nothing there was erased
 * yet. Copies are looked at one after the other, each time from the start, to have one walk on the stack. */
static PITS_APART psa_status_t originals_there(pits_log_t *log, bool *there)
{
    pits_walk_t walk;
    pits_rec_t rec;
    uint8_t name[PITS_NAME_SIZE];
    psa_status_t status = PSA_SUCCESS;
    for (uint32_t done = log->head; status == PSA_SUCCESS; done = rec.at) {
        pits_walk_start(&walk, log, log->head);
        do {
            status = pits_walk_next(&walk, &rec);
            *there = status == PSA_ERROR_DOES_NOT_EXIST;
        } while (status == PSA_SUCCESS && (rec.at <= done || !(rec.header[0] & PITS_COPY_BIT) || is_lost(rec.header)));
        uint32_t at = rec.at;
        memcpy(name, rec.header + PITS_KEY_OFFSET, sizeof name);
        pits_walk_start(&walk, log, pits_sector_after(log, log->head));
        walk.prove_all = true;
        while (status == PSA_SUCCESS) {
            status = pits_walk_next(&walk, &rec);
            if (status == PSA_SUCCESS && memcmp(name, rec.header + PITS_KEY_OFFSET, sizeof name) == 0) {
                break;
            }
        }
        rec.at = at;
    }
    return status;
}

typedef enum verdict {
    HEAD_COUNTS,
    HEAD_GIVEN_UP,
    HEAD_IN_DOUBT, /* it counts unless all originals are there */
} verdict_t;

/* Whether the head counts. It does not while its opening may have been cut: the sector that was being cleared is still
 * there then, and the head holds copies and at most the record that was under way (I11). That record may be torn: if
 * nothing follows it, and it can't be written once more in the head, then no sector may be erased on the strength of it.
 * What decides then is whether the erase of the sector that was cleared has begun. */
static PITS_APART psa_status_t judge_head(pits_log_t *log, verdict_t *verdict)
{
    pits_walk_t walk;
    pits_rec_t rec;
    uint32_t expected = log->head + PITS_RECORD_CELLS_MIN * log->cell; /* end to end, in the first session */
    uint32_t first = 0;                                                /* the first record that is not a copy */
    *verdict = HEAD_COUNTS;
    if (log->counter >= log->epoch) {
        return PSA_SUCCESS; /* it is raised behind the first record that is not a copy */
    }
    pits_walk_start(&walk, log, log->head);
    psa_status_t status = pits_walk_next(&walk, &rec);
    if (status == PSA_SUCCESS) {
        pits_walk_start(&walk, log, pits_sector_after(log, log->head));
        status = pits_walk_next(&walk, &rec);
    } else {
        *verdict = HEAD_GIVEN_UP; /* without a record behind it the header may be torn */
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    pits_walk_start(&walk, log, log->head);
    walk.prove_all = true;
    while ((status = pits_walk_next(&walk, &rec)) == PSA_SUCCESS && !first &&
           (rec.at == expected || walk.span.first != log->head)) {
        expected = rec.at + pits_size_of(log, rec.header);
        first = rec.header[0] & PITS_COPY_BIT ? 0 : rec.at;
    }
    log->believed = first;
    bool room = walk.used - walk.direct < PITS_LOOK_AHEAD * log->cell &&
                walk.limit - walk.used >= PITS_RECORD_CELLS_MIN * log->cell + expected - first;
    if (!first || (walk.last <= first && !room)) {
        *verdict = HEAD_IN_DOUBT;
    }
    return status;
}

/* All records of a sector, in order. */
static PITS_APART psa_status_t take_sector(pits_log_t *log, uint32_t sector)
{
    pits_walk_t walk;
    pits_rec_t rec;
    psa_status_t status;
    pits_walk_start(&walk, log, sector);
    walk.taking = true;
    while ((status = pits_walk_next(&walk, &rec)) == PSA_SUCCESS) {
        status = pits_find_take(log, &rec);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    log->pos = walk.used;
    log->good = walk.direct;
    return pits_is_end(status) ? PSA_SUCCESS : status;
}

/* From the oldest sector to the head. The one behind the head was cleared when the head was opened. */
static psa_status_t take_all(pits_log_t *log)
{
    uint32_t sector = pits_sector_after(log, log->head);
    psa_status_t status = PSA_SUCCESS;
    pits_find_clear(log);
    while (status == PSA_SUCCESS && log->epoch && sector != log->head) {
        sector = pits_sector_after(log, sector);
        status = take_sector(log, sector);
    }
    return status;
}

static psa_status_t mount(pits_log_t *log)
{
    verdict_t verdict = HEAD_GIVEN_UP;
    bool given_up = false, there = false;
    psa_status_t status = measure(log);
    if (status == PSA_SUCCESS) {
        status = plat_counter_read(log->area->id == PLAT_AREA_PS ? PLAT_COUNTER_PS : PLAT_COUNTER_ITS, &log->counter);
        log->counted = status == PSA_SUCCESS;
        status = status == PSA_ERROR_NOT_SUPPORTED ? PSA_SUCCESS : status;
    }
    while (status == PSA_SUCCESS && verdict == HEAD_GIVEN_UP) {
        given_up = log->epoch != 0;
        status = find_head(log, given_up ? log->epoch : UINT32_MAX);
        if (status != PSA_SUCCESS) {
            break;
        }
        if (log->epoch == 0) { /* given up by itself: the first opening of the area was cut */
            verdict = HEAD_COUNTS;
            status = given_up ? PSA_SUCCESS : judge_empty(log);
            break;
        }
        status = judge_head(log, &verdict);
        if (verdict == HEAD_IN_DOUBT && pits_is_end(status)) {
            status = originals_there(log, &there);
            verdict = there ? HEAD_GIVEN_UP : HEAD_COUNTS;
        }
        status = pits_is_end(status) ? PSA_SUCCESS : status;
    }
    if (status == PSA_SUCCESS && log->epoch && log->epoch < log->counter) {
        status = PSA_ERROR_DATA_CORRUPT; /* I15 */
    }
    if (status == PSA_SUCCESS) {
        status = take_all(log);
    }
    if (given_up) {
        log->pos = log->head + log->sector; /* nothing more here: what was given up is opened anew first */
    }
    return status;
}

psa_status_t pits_log_mount(pits_log_t *log)
{
    const plat_flash_area_t *area = log->area;
    memset(log, 0, offsetof(pits_log_t, seal));
    log->area = area;
    psa_status_t status = mount(log);
    if (status != PSA_SUCCESS) {
        log->area = NULL;
    }
    return status;
}

bool pits_log_doubts(pits_log_t *log, uint32_t at, psa_status_t status)
{
    bool doubts = pits_damaged(status) && !log->recovered && at != log->ignored;
    if (doubts) {
        log->ignored = at;
    }
    return doubts;
}

/* ---------------------------------------------------------------------------------------------------------- The call */

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
        log->area = plat_flash_area(area);
        status = pits_log_mount(log);
    }
    return status;
}

void pits_log_end(pits_log_t *log, psa_status_t status, bool wrote)
{
    if (log->seal) {
        pits_seal_close(log->seal);
        log->seal = NULL;
    }
    /* The codes of the API's own rules, and of a lack of space, are in one run. */
    bool harmless =
        status == PSA_SUCCESS || (status <= PSA_ERROR_NOT_PERMITTED && status >= PSA_ERROR_INSUFFICIENT_STORAGE);
    if (!log->area || (wrote && !harmless)) {
        pcc_wipe(log, sizeof *log);
    }
}
