/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns reading the log: the walk along the records of a sector, and the text of a record. Row ids (I1...) are those of
 * DESIGN.md section 5.
 */
#include <string.h>

#include "lib/crypto/core/ct.h"
#include "log.h"

uint32_t pits_size_of(const pits_log_t *log, const uint8_t header[PITS_HEADER_SIZE])
{
    return pits_record_size(pits_header_len(header), log->cell);
}

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

psa_status_t pits_log_read(pits_log_t *log, uint32_t at, void *out, uint32_t size)
{
    if (log->error) {
        return log->error;
    }
    psa_status_t status = plat_flash_read(log->area, at, out, size);
    if (status < 0 && status != PSA_ERROR_DATA_CORRUPT) {
        log->error = status;
    }
    return status;
}

void pits_seal_at(pits_log_t *log, pits_seal_t *seal, bool encrypt, const pits_rec_t *rec)
{
    const pits_span_t *span = covers(&log->now, rec->at) ? &log->now : &log->seen;
    uint32_t sectors = log->size / log->sector;
    uint32_t back = (log->head / log->sector + sectors - rec->at / log->sector) % sectors;
    uint8_t binding[PITS_BINDING_SIZE]; /* I4: no other epoch authenticates */
    pits_bind(span->salt, rec->at, rec->header, log->epoch - back, binding);
    pits_seal_start(seal, &pits_log_key, encrypt, binding, pits_header_len(rec->header));
}

/* ------------------------------------------------------------------------------------------------- Text of a record */

void pits_reader_start(pits_reader_t *reader, pits_log_t *log, const pits_rec_t *rec)
{
    reader->log = log;
    reader->at = rec->at + log->cell;
    reader->left = pits_header_len(rec->header);
    reader->status = PSA_SUCCESS;
    pits_seal_at(log, &reader->seal, false, rec);
}

void pits_reader_next(pits_reader_t *reader, uint8_t *out, uint32_t size)
{
    psa_status_t status = pits_log_read(reader->log, reader->at, out, size);
    if (status < 0) {
        reader->status = status;
    }
    pits_seal_update(&reader->seal, out, size);
    reader->at += size;
    reader->left -= size;
}

void pits_reader_skip(pits_reader_t *reader, uint32_t size)
{
    uint8_t piece[16]; /* small: this is the deepest place of a mount */
    while (size) {
        uint32_t some = size < sizeof piece ? size : (uint32_t)sizeof piece;
        pits_reader_next(reader, piece, some);
        size -= some;
    }
    pcc_wipe(piece, sizeof piece);
}

psa_status_t pits_reader_finish(pits_reader_t *reader)
{
    uint8_t tag[PITS_TAG_SIZE];
    pits_reader_skip(reader, reader->left);
    psa_status_t status = pits_log_read(reader->log, reader->at, tag, sizeof tag);
    psa_status_t verdict = pits_seal_verify(&reader->seal, tag);
    return reader->status < 0 ? reader->status : status < 0 ? status : verdict;
}

PITS_APART psa_status_t pits_log_verify(pits_log_t *log, const pits_rec_t *rec)
{
    pits_reader_t reader;
    pits_reader_start(&reader, log, rec);
    return pits_reader_finish(&reader);
}

bool pits_log_begin_session(pits_log_t *log, const pits_rec_t *rec)
{
    log->seen.first = rec->at;
    log->seen.end = rec->at + log->cell;
    memcpy(log->seen.salt, rec->header + PITS_HEADER_SIZE - PITS_SALT_SIZE, PITS_SALT_SIZE);
    return pits_log_verify(log, rec) == PSA_SUCCESS;
}

psa_status_t pits_log_session(pits_log_t *log, uint32_t at)
{
    pits_walk_t walk;
    if (covers(&log->now, at)) {
        return PSA_SUCCESS;
    }
    pits_walk_start(&walk, log, pits_sector_of(log, at));
    if (log->seen.end && log->seen.end <= at && walk.at <= log->seen.first) { /* go on where the last search ended */
        walk.at = walk.direct = log->seen.end;
        walk.span = log->seen;
    }
    while (!covers(&log->seen, at)) {
        if (!pits_walk_next(&walk)) {
            return log->error ? log->error : covers(&log->seen, at) ? PSA_SUCCESS : PSA_ERROR_DATA_CORRUPT;
        }
    }
    return PSA_SUCCESS;
}

/* --------------------------------------------------------------------------------------------------------- The walk */

void pits_walk_start(pits_walk_t *walk, pits_log_t *log, uint32_t sector)
{
    memset(walk, 0, sizeof *walk);
    walk->log = log;
    walk->at = walk->used = sector;
    walk->limit = sector + log->sector;
    walk->direct = walk->loaded = UINT32_MAX;
}

/* Bytes of the record whose header stands at a place, in walk->ahead; 0: there is none. walk->status is that of the
 * read, or below 0 where the sector has no room for a record. */
static uint32_t look_at(pits_walk_t *walk, uint32_t at)
{
    uint32_t room = walk->limit - at, size = 0;
    if (walk->loaded != at) {
        walk->loaded = at;
        walk->status = PSA_ERROR_DATA_CORRUPT;
        if (room >= PITS_RECORD_CELLS_MIN * walk->log->cell) {
            walk->status = pits_log_read(walk->log, at, walk->ahead, PITS_HEADER_SIZE);
        }
    }
    if (walk->status >= 0) {
        size = pits_header_size(walk->ahead, walk->span.salt, walk->log->cell);
    }
    return size <= room ? size : 0;
}

/* A record that begins right where the last one ended, and is followed by the next of the same session, was written
 * whole (I6); all others show their tag (I7, I8). */
static bool judge(pits_walk_t *walk, uint32_t next)
{
    const pits_rec_t *rec = &walk->rec;
    pits_log_t *log = walk->log;
    bool sure = walk->status == PSA_SUCCESS && rec->at == walk->direct && !walk->prove_all;
    log->seen = walk->span;
    log->seen.end = next;
    if (rec->at >= walk->claim) { /* not what looks like a header inside a torn record */
        walk->claim = next;
        /* A copy in a head that counts is whole, and settles nothing. */
        if (walk->taking && !(rec->header[0] & PITS_COPY_BIT)) {
            memcpy(log->last, rec->header + PITS_KEY_OFFSET, PITS_NAME_SIZE);
            log->unsettled = true;
        }
    }
    walk->followed =
        look_at(walk, next) && walk->status == PSA_SUCCESS && pits_header_type(walk->ahead) != PITS_SESSION;
    if ((sure && walk->followed) || rec->at == log->believed) {
        return true;
    }
    bool valid = rec->at != log->ignored && pits_log_verify(log, rec) == PSA_SUCCESS;
    return pits_find_verdict(log, rec->at, valid, walk->taking);
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

bool pits_walk_next(pits_walk_t *walk)
{
    pits_rec_t *rec = &walk->rec;
    pits_log_t *log = walk->log;
    while (walk->blank < PITS_LOOK_AHEAD && walk->limit - walk->at >= PITS_RECORD_CELLS_MIN * log->cell &&
           !log->error) {
        uint32_t size = look_at(walk, walk->at), next = walk->at + (size ? size : log->cell);
        bool session = pits_header_type(walk->ahead) == PITS_SESSION, valid = false;
        if (size) {
            rec->at = walk->at;
            memcpy(rec->header, walk->ahead, PITS_HEADER_SIZE);
            valid = session ? pits_log_begin_session(log, rec) : judge(walk, next);
        }
        walk->blank++;
        if (size || !looks_blank(walk)) {
            walk->blank = 0;
            walk->used = next > walk->used ? next : walk->used;
        }
        walk->at += log->cell;
        if (valid) { /* else step over it: I8, I9 */
            walk->at = walk->direct = next;
            if (!session) {
                return !log->error;
            }
            walk->span = log->seen;
        }
    }
    return false;
}

psa_status_t pits_log_next(pits_log_t *log, pits_rec_t *rec)
{
    psa_status_t status = PSA_ERROR_DOES_NOT_EXIST;
    while (log->epoch && rec->at < log->size && status == PSA_ERROR_DOES_NOT_EXIST) {
        uint32_t end = pits_sector_of(log, rec->at) + log->sector;
        status = pits_find_next(log, rec, end) ? PSA_SUCCESS : log->error ? log->error : PSA_ERROR_DOES_NOT_EXIST;
        rec->at = status == PSA_ERROR_DOES_NOT_EXIST ? end : rec->at;
    }
    return status;
}
