/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns reading the log: the walk along the records of a sector, and the text of a record. Row ids (I1...) are those of
 * DESIGN.md section 5.
 */
#include <string.h>

#include "lib/crypto/core/ct.h"
#include "log.h"

uint32_t pits_sector_of(const pits_log_t *log, uint32_t at)
{
    return at - at % log->sector;
}

uint32_t pits_sector_after(const pits_log_t *log, uint32_t sector)
{
    sector += log->sector;
    return sector < log->size ? sector : 0;
}

static bool covers(const pits_span_t *span, uint32_t at)
{
    return at >= span->first && at < span->end;
}

psa_status_t pits_seal_at(pits_log_t *log, pits_seal_t *seal, bool encrypt, const pits_rec_t *rec)
{
    const pits_span_t *span = covers(&log->now, rec->at) ? &log->now : &log->seen;
    uint32_t ahead_of_it = (log->head + log->size - pits_sector_of(log, rec->at)) % log->size;
    uint8_t binding[PITS_BINDING_SIZE]; /* I4: no other epoch authenticates */
    pits_bind(span->salt, rec->at, rec->header, log->epoch - ahead_of_it / log->sector, binding);
    return pits_seal_start(seal, log->seal, encrypt, binding, pits_header_len(rec->header));
}

/* ------------------------------------------------------------------------------------------------- Text of a record */

psa_status_t pits_reader_next(pits_reader_t *reader, uint8_t *out, uint32_t size)
{
    psa_status_t status = plat_flash_read(reader->log->area, reader->at, out, size);
    if (status >= 0) {
        status = pits_seal_update(&reader->seal, out, size, out);
    }
    if (status != PSA_SUCCESS) {
        pcc_wipe(out, size);
    }
    reader->at += size;
    reader->left -= size;
    return status;
}

psa_status_t pits_reader_skip(pits_reader_t *reader, uint32_t size)
{
    uint8_t piece[16]; /* small: this is the deepest place of a mount */
    psa_status_t status = PSA_SUCCESS;
    while (status == PSA_SUCCESS && size > 0) {
        uint32_t some = size < sizeof piece ? size : (uint32_t)sizeof piece;
        status = pits_reader_next(reader, piece, some);
        size -= some;
    }
    pcc_wipe(piece, sizeof piece);
    return status;
}

psa_status_t pits_reader_finish(pits_reader_t *reader)
{
    uint8_t tag[PITS_TAG_SIZE];
    psa_status_t status = pits_reader_skip(reader, reader->left);
    if (status == PSA_SUCCESS) {
        status = plat_flash_read(reader->log->area, reader->at, tag, sizeof tag);
    }
    return status < 0 ? status : pits_seal_verify(&reader->seal, tag);
}

void pits_reader_end(pits_reader_t *reader)
{
    pits_seal_end(&reader->seal);
}

PITS_APART psa_status_t pits_log_verify(pits_log_t *log, const pits_rec_t *rec)
{
    pits_reader_t reader;
    psa_status_t status = pits_reader_start(&reader, log, rec);
    if (status == PSA_SUCCESS) {
        status = pits_reader_finish(&reader);
    }
    pits_reader_end(&reader);
    return status;
}

psa_status_t pits_log_begin_session(pits_log_t *log, const pits_rec_t *rec)
{
    log->seen.first = rec->at;
    log->seen.end = rec->at + log->cell;
    memcpy(log->seen.salt, rec->header + PITS_HEADER_SIZE - PITS_SALT_SIZE, PITS_SALT_SIZE);
    return pits_log_verify(log, rec);
}

psa_status_t pits_log_session(pits_log_t *log, uint32_t at)
{
    pits_walk_t walk;
    pits_rec_t rec;
    psa_status_t status = PSA_SUCCESS;
    if (covers(&log->now, at)) {
        return PSA_SUCCESS;
    }
    pits_walk_start(&walk, log, pits_sector_of(log, at));
    if (log->seen.end && log->seen.end <= at && walk.at <= log->seen.first) { /* go on where the last search ended */
        walk.at = walk.direct = log->seen.end;
        walk.span = log->seen;
    }
    while (status == PSA_SUCCESS && !covers(&log->seen, at)) {
        status = pits_walk_next(&walk, &rec);
    }
    return covers(&log->seen, at) ? PSA_SUCCESS : status == PSA_ERROR_DOES_NOT_EXIST ? PSA_ERROR_DATA_CORRUPT : status;
}

psa_status_t pits_reader_start(pits_reader_t *reader, pits_log_t *log, const pits_rec_t *rec)
{
    reader->log = log;
    reader->at = rec->at + log->cell;
    reader->left = pits_header_len(rec->header);
    return pits_seal_at(log, &reader->seal, false, rec);
}

/* ---------------------------------------------------------------------------------------------------------- The walk */

void pits_walk_start(pits_walk_t *walk, pits_log_t *log, uint32_t sector)
{
    memset(walk, 0, sizeof *walk);
    walk->log = log;
    walk->at = walk->used = sector;
    walk->limit = sector + log->sector;
    walk->direct = walk->loaded = UINT32_MAX;
}

/* Bytes of the record whose header stands at a place, in walk->ahead; 0: there is none. walk->status is that of the read, or
 * PSA_ERROR_DOES_NOT_EXIST where the sector has no room for a record. */
static uint32_t look_at(pits_walk_t *walk, uint32_t at)
{
    uint32_t room = walk->limit - at, size = 0;
    if (walk->loaded != at) {
        walk->loaded = at;
        walk->status = PSA_ERROR_DOES_NOT_EXIST;
        if (room >= PITS_RECORD_CELLS_MIN * walk->log->cell) {
            walk->status = plat_flash_read(walk->log->area, at, walk->ahead, PITS_HEADER_SIZE);
        }
    }
    if (walk->status >= 0) {
        size = pits_header_size(walk->ahead, walk->span.salt, walk->log->cell);
    }
    return size <= room ? size : 0;
}

/* A record that begins right where the last one ended, and is followed by the next of the same session, was written whole
 * (I6); all others show their tag (I7, I8). */
static psa_status_t judge(pits_walk_t *walk, const pits_rec_t *rec, uint32_t next)
{
    pits_log_t *log = walk->log;
    bool sure = walk->status == PSA_SUCCESS && rec->at == walk->direct && !walk->prove_all;
    log->seen = walk->span;
    log->seen.end = next;
    if (rec->at >= walk->claim) { /* not what looks like a header inside a torn record */
        walk->last = rec->at;
        walk->claim = next;
        if (walk->taking) {
            memcpy(log->last, rec->header + PITS_KEY_OFFSET, PITS_NAME_SIZE);
            log->unsettled = !(rec->header[0] & PITS_COPY_BIT); /* a copy in a head that counts is whole */
        }
    }
    sure = sure && look_at(walk, next) && walk->status == PSA_SUCCESS && pits_header_type(walk->ahead) != PITS_SESSION;
    if (sure || rec->at == log->believed) {
        return PSA_SUCCESS;
    }
    psa_status_t status = rec->at == log->ignored ? PSA_ERROR_INVALID_SIGNATURE : pits_log_verify(log, rec);
    return log->recovered ? status : pits_find_verdict(log, rec->at, status, walk->taking);
}

/* Whether the cell at walk->at looks erased (I10). */
static bool looks_blank(const pits_walk_t *walk)
{
    for (unsigned i = 0; i < PITS_HEADER_SIZE; i++) {
        if (walk->ahead[i] != walk->log->area->erased) {
            return false;
        }
    }
    return walk->status >= 0;
}

psa_status_t pits_walk_next(pits_walk_t *walk, pits_rec_t *rec)
{
    while (walk->blank < PITS_LOOK_AHEAD) {
        uint32_t size = look_at(walk, walk->at), cell = walk->log->cell, next = walk->at + (size ? size : cell);
        psa_status_t status = walk->status;
        bool session = pits_header_type(walk->ahead) == PITS_SESSION;
        if (size) {
            rec->at = walk->at;
            memcpy(rec->header, walk->ahead, PITS_HEADER_SIZE);
            status = session ? pits_log_begin_session(walk->log, rec) : judge(walk, rec, next);
        }
        if (status < 0 && !pits_damaged(status)) {
            return status;
        }
        walk->blank++;
        if (size || !looks_blank(walk)) {
            walk->blank = 0;
            walk->used = next > walk->used ? next : walk->used;
        }
        walk->at += cell;
        if (size && status == PSA_SUCCESS) { /* else step over it: I8, I9 */
            walk->at = walk->direct = next;
            if (!session) {
                return PSA_SUCCESS;
            }
            walk->span = walk->log->seen;
        }
    }
    return PSA_ERROR_DOES_NOT_EXIST;
}

psa_status_t pits_log_next(pits_log_t *log, pits_rec_t *rec)
{
    psa_status_t status = PSA_ERROR_DOES_NOT_EXIST;
    while (log->epoch && rec->at < log->size && status == PSA_ERROR_DOES_NOT_EXIST) {
        uint32_t end = pits_sector_of(log, rec->at) + log->sector;
        status = pits_find_next(log, rec, end);
        rec->at = status == PSA_ERROR_DOES_NOT_EXIST ? end : rec->at;
    }
    return status;
}
