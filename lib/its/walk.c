/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns reading the log: sector headers, the walk along records, salts of sessions, text of records. Row ids (I1...) are
 * those of DESIGN.md section 5.
 */
#include "walk.h"

#include <string.h>

#include "lib/crypto/core/bytes.h"
#include "lib/crypto/core/ct.h"

psa_status_t pits_read(const pits_log_t *log, uint32_t sector, uint32_t cell, uint32_t byte, void *out, uint32_t size)
{
    psa_status_t status =
        plat_flash_read(log->area, sector * log->area->erase_size + cell * log->cell + byte, out, size);
    return status == PLAT_FLASH_CORRECTED ? PSA_SUCCESS : status;
}

psa_status_t pits_seal_at(const pits_log_t *log, pits_seal_t *seal, bool encrypt, uint32_t sector, uint32_t epoch,
                          uint32_t cell, const uint8_t salt[PITS_SALT_SIZE], const uint8_t header[PITS_HEADER_SIZE],
                          uint32_t size)
{
    uint8_t nonce[PITS_NONCE_SIZE], ad[PITS_AD_SIZE];
    pits_nonce(salt, epoch, cell, nonce);
    pits_ad(log->area->id, sector, epoch, header, ad);
    return pits_seal_start(seal, log->seal, encrypt, nonce, ad, size);
}

uint32_t pits_epoch(const pits_log_t *log, uint32_t sector)
{
    uint32_t back = (log->head + log->sectors - sector) % log->sectors;
    return log->head_epoch > back ? log->head_epoch - back : 0;
}

psa_status_t pits_sector_read(pits_log_t *log, uint32_t sector, pits_sector_t *header)
{
    uint8_t bytes[PITS_HEADER_SIZE], tag[PITS_TAG_SIZE];
    psa_status_t status = pits_read(log, sector, 0, 0, bytes, sizeof bytes);
    if (status == PSA_SUCCESS && !pits_sector_decode(bytes, header)) {
        return PSA_ERROR_DOES_NOT_EXIST; /* I1, I3 */
    }
    if (status == PSA_SUCCESS) {
        status = pits_read(log, sector, 1, 0, tag, sizeof tag);
    }
    if (status == PSA_SUCCESS) {
        pits_seal_t seal;
        status = pits_seal_at(log, &seal, false, sector, header->epoch, 0, header->salt, bytes, 0);
        if (status == PSA_SUCCESS) {
            status = pits_seal_verify(&seal, tag);
        }
        pits_seal_end(&seal);
    }
    return pits_damaged(status) ? PSA_ERROR_DOES_NOT_EXIST : status; /* I2 */
}

/* ------------------------------------------------------------------------------------------------- Text of a record */

psa_status_t pits_reader_start(pits_reader_t *reader, pits_log_t *log, const pits_rec_t *rec)
{
    uint8_t bytes[PITS_HEADER_SIZE];
    reader->log = log;
    reader->rec = rec;
    reader->off = 0;
    pits_header_encode(&rec->header, rec->salt, bytes);
    return pits_seal_at(log, &reader->seal, false, rec->sector, pits_epoch(log, rec->sector), rec->cell, rec->salt,
                        bytes, rec->header.len);
}

psa_status_t pits_reader_next(pits_reader_t *reader, uint8_t *out, uint32_t size)
{
    psa_status_t status = pits_read(reader->log, reader->rec->sector, reader->rec->cell + 1u, reader->off, out, size);
    if (status == PSA_SUCCESS) {
        status = pits_seal_update(&reader->seal, out, size, out);
    }
    if (status != PSA_SUCCESS) {
        pcc_wipe(out, size);
    }
    reader->off += size;
    return status;
}

psa_status_t pits_reader_finish(pits_reader_t *reader)
{
    uint8_t chunk[PITS_CHUNK];
    psa_status_t status = PSA_SUCCESS;
    while (status == PSA_SUCCESS && reader->off < reader->rec->header.len) {
        uint32_t left = reader->rec->header.len - reader->off;
        status = pits_reader_next(reader, chunk, left < sizeof chunk ? left : (uint32_t)sizeof chunk);
    }
    pcc_wipe(chunk, sizeof chunk);
    if (status == PSA_SUCCESS) {
        status = pits_read(reader->log, reader->rec->sector, reader->rec->cell + 1u, reader->off, chunk, PITS_TAG_SIZE);
    }
    return status ? status : pits_seal_verify(&reader->seal, chunk);
}

void pits_reader_end(pits_reader_t *reader)
{
    pits_seal_end(&reader->seal);
}

psa_status_t pits_log_verify(pits_log_t *log, const pits_rec_t *rec)
{
    pits_reader_t reader;
    psa_status_t status = pits_reader_start(&reader, log, rec);
    if (status == PSA_SUCCESS) {
        status = pits_reader_finish(&reader);
    }
    pits_reader_end(&reader);
    return status;
}

/* ------------------------------------------------------------------------------------------------- Salts of sessions */

void pits_span_forget(pits_log_t *log, uint32_t sector)
{
    uint32_t first = pits_position(log, sector, 0);
    for (unsigned i = 0; i < PITS_SPANS; i++) {
        if (log->spans[i].end && log->spans[i].first >= first && log->spans[i].first < first + log->cells) {
            log->spans[i].end = 0;
        }
    }
}

void pits_span_note(pits_log_t *log, uint32_t sector, uint32_t first, uint32_t end, const uint8_t salt[PITS_SALT_SIZE])
{
    uint32_t at = pits_position(log, sector, first);
    unsigned free_slot = PITS_SPANS;
    for (unsigned i = 0; i < PITS_SPANS; i++) {
        if (log->spans[i].end && log->spans[i].first == at) {
            free_slot = i;
            break;
        }
        if (!log->spans[i].end && free_slot == PITS_SPANS) {
            free_slot = i;
        }
    }
    if (free_slot == PITS_SPANS) {
        log->next_span = (uint8_t)((log->next_span + 1u) % PITS_SPANS);
        free_slot = log->next_span;
    }
    log->spans[free_slot].first = at;
    log->spans[free_slot].end = pits_position(log, sector, end);
    memcpy(log->spans[free_slot].salt, salt, PITS_SALT_SIZE);
}

void pits_span_cut(pits_log_t *log, uint32_t sector, uint32_t cell)
{
    uint32_t at = pits_position(log, sector, cell);
    for (unsigned i = 0; i < PITS_SPANS; i++) {
        if (at >= log->spans[i].first && at < log->spans[i].end) {
            log->spans[i].end = at;
        }
    }
}

psa_status_t pits_span_salt(pits_log_t *log, uint32_t sector, uint32_t cell, uint8_t salt[PITS_SALT_SIZE])
{
    uint32_t at = pits_position(log, sector, cell);
    if (sector == log->head && log->session && cell >= log->span) {
        memcpy(salt, log->salt, PITS_SALT_SIZE);
        return PSA_SUCCESS;
    }
    for (unsigned i = 0; i < PITS_SPANS; i++) {
        if (at >= log->spans[i].first && at < log->spans[i].end) {
            memcpy(salt, log->spans[i].salt, PITS_SALT_SIZE);
            return PSA_SUCCESS;
        }
    }
    /* To the end, so that all spans of the sector are noted on the way. */
    pits_walk_t walk;
    pits_rec_t rec;
    bool found = false;
    psa_status_t status = pits_walk_start(&walk, log, sector);
    while (status == PSA_SUCCESS) {
        status = pits_walk_next(&walk, &rec);
        if (status == PSA_SUCCESS && rec.cell == cell) {
            memcpy(salt, rec.salt, PITS_SALT_SIZE);
            found = true;
        }
    }
    if (status == PSA_ERROR_DOES_NOT_EXIST) {
        status = found ? PSA_SUCCESS : PSA_ERROR_DATA_CORRUPT;
    }
    return status;
}

/* ---------------------------------------------------------------------------------------------------------- The walk */

psa_status_t pits_walk_start(pits_walk_t *walk, pits_log_t *log, uint32_t sector)
{
    memset(walk, 0, sizeof *walk);
    walk->log = log;
    walk->sector = sector;
    walk->epoch = pits_epoch(log, sector);
    walk->limit = sector == log->head && log->pos ? log->pos : log->cells;
    walk->cell = walk->end = walk->used = PITS_SECTOR_CELLS;
    walk->verifications = 1;
    psa_status_t status = pits_sector_read(log, sector, &walk->header);
    if (status == PSA_SUCCESS && walk->header.epoch != walk->epoch) {
        status = PSA_ERROR_DOES_NOT_EXIST; /* I4 */
    }
    memcpy(walk->salt, walk->header.salt, PITS_SALT_SIZE);
    walk->content = pcc_get_le16(walk->salt);
    return status;
}

void pits_walk_watch(pits_walk_t *walk, uint16_t prev_salt)
{
    walk->prev_salt = prev_salt;
    walk->seen = prev_salt == walk->content;
}

/* Bytes of a cell's first unit, from the look-ahead if they are there. */
static psa_status_t peek(pits_walk_t *walk, uint32_t cell, bool *corrected)
{
    if (walk->ahead != cell) {
        walk->ahead = cell;
        walk->ahead_status =
            plat_flash_read(walk->log->area, walk->sector * walk->log->area->erase_size + cell * walk->log->cell,
                            walk->ahead_bytes, PITS_HEADER_SIZE);
    }
    *corrected = walk->ahead_status == PLAT_FLASH_CORRECTED;
    return *corrected ? PSA_SUCCESS : walk->ahead_status;
}

/* A header of this session stands at the cell, and its record fits. */
static psa_status_t header_at(pits_walk_t *walk, uint32_t cell, pits_header_t *header, bool *corrected)
{
    psa_status_t status = peek(walk, cell, corrected);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (!pits_header_decode(walk->ahead_bytes, walk->salt, header) ||
        pits_record_cells(header->len, walk->log->cell) > walk->limit - cell) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    return PSA_SUCCESS;
}

/* Judge the record at walk->cell whose header is in *rec. A record that begins right where the last one ended, and is
 * followed by the next of the same session, was written whole (I6); all others show their tag (I7, I8, I9). */
static psa_status_t judge(pits_walk_t *walk, const pits_rec_t *rec, bool corrected)
{
    uint32_t next = rec->cell + pits_record_cells(rec->header.len, walk->log->cell);
    bool direct = rec->cell == walk->end || rec->cell == walk->span + 1u;
    if (direct && !corrected && next + PITS_RECORD_CELLS_MIN <= walk->limit) {
        pits_header_t header;
        psa_status_t status = header_at(walk, next, &header, &corrected);
        if (status == PSA_SUCCESS && !corrected) {
            return PSA_SUCCESS;
        }
        if (status != PSA_SUCCESS && status != PSA_ERROR_DOES_NOT_EXIST && status != PSA_ERROR_DATA_CORRUPT) {
            return status;
        }
    }
    for (unsigned i = 0; i < walk->verifications; i++) {
        psa_status_t status = pits_log_verify(walk->log, rec);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return PSA_SUCCESS;
}

/* No record at this cell: a session header, something torn, or nothing. */
static void pass(pits_walk_t *walk, psa_status_t status)
{
    bool blank = status == PSA_SUCCESS;
    for (unsigned i = 0; blank && i < PITS_HEADER_SIZE; i++) {
        blank = walk->ahead_bytes[i] == walk->log->area->erased;
    }
    if (blank) {
        walk->blank++; /* I10 */
    } else {
        walk->blank = 0;
        if (walk->used < walk->cell + 1u) {
            walk->used = walk->cell + 1u;
        }
        uint8_t salt[PITS_SALT_SIZE];
        if (status == PSA_SUCCESS && pits_session_decode(walk->ahead_bytes, walk->epoch, walk->cell, salt)) {
            pits_span_note(walk->log, walk->sector, walk->span, walk->cell, walk->salt); /* I5 */
            memcpy(walk->salt, salt, PITS_SALT_SIZE);
            walk->span = walk->cell;
            if (pcc_get_le16(salt) == walk->prev_salt) {
                walk->seen = true;
                walk->went_on = false;
            }
        }
    }
    walk->cell++;
}

psa_status_t pits_walk_next(pits_walk_t *walk, pits_rec_t *rec)
{
    while (walk->cell + PITS_RECORD_CELLS_MIN <= walk->limit && walk->blank < PITS_LOOK_AHEAD) {
        bool corrected = false;
        psa_status_t status = header_at(walk, walk->cell, &rec->header, &corrected);
        if (status == PSA_SUCCESS) {
            rec->sector = walk->sector;
            rec->cell = walk->cell;
            memcpy(rec->salt, walk->salt, PITS_SALT_SIZE);
            uint32_t next = walk->cell + pits_record_cells(rec->header.len, walk->log->cell);
            status = judge(walk, rec, corrected);
            walk->content = pcc_get_le16(walk->salt);
            if (walk->used < next) {
                walk->used = next;
            }
            if (status == PSA_SUCCESS) {
                walk->cell = walk->end = next;
                walk->blank = 0;
                walk->went_on = walk->went_on || (walk->seen && walk->content != walk->prev_salt);
                pits_span_note(walk->log, walk->sector, walk->span, next, walk->salt);
                return PSA_SUCCESS;
            }
            if (pits_damaged(status)) {
                if (walk->cell >= walk->torn_end) { /* not what looks like a header inside a torn record */
                    walk->torn = true;
                    walk->torn_header = rec->header;
                    walk->torn_end = next;
                }
                status = peek(walk, walk->cell, &corrected);
            }
        } else if (status == PSA_ERROR_DOES_NOT_EXIST) {
            status = PSA_SUCCESS;
        }
        if (status != PSA_SUCCESS && status != PSA_ERROR_DATA_CORRUPT) {
            return status;
        }
        pass(walk, status);
    }
    pits_span_note(walk->log, walk->sector, walk->span, walk->log->cells, walk->salt);
    return PSA_ERROR_DOES_NOT_EXIST;
}

psa_status_t pits_walk_live(pits_walk_t *walk, pits_rec_t *rec)
{
    bool live = false;
    psa_status_t status = PSA_SUCCESS;
    while (status == PSA_SUCCESS && !live) {
        status = pits_walk_next(walk, rec);
        if (status == PSA_SUCCESS) {
            status = pits_is_live(walk->log, rec, &live);
        }
    }
    return status;
}
