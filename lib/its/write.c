/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns writing the log: sessions, records, opening and clearing sectors, and the work before the first write after a
 * mount. The commit point of everything is the last unit of a record's tag. Write orders are in DESIGN.md section 4.
 */
#include <string.h>

#include "lib/crypto/core/ct.h"
#include "log.h"

static const pits_text_t nothing = { .keep = false };
static const pits_text_t kept = { .keep = true };

/* Whatever the refusal (a torn unit that looks blank may give PSA_ERROR_NOT_PERMITTED), the answer is the same: leave
 * these cells, or this sector, behind. */
static psa_status_t written(psa_status_t status)
{
    return status == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}

static psa_status_t raise_counter(pits_log_t *log)
{
    if (!log->counted || log->counter >= log->epoch) {
        return PSA_SUCCESS;
    }
    log->counter = log->epoch;
    return written(plat_counter_raise(log->area->id == PLAT_AREA_PS ? PLAT_COUNTER_PS : PLAT_COUNTER_ITS, log->epoch));
}

/* ---------------------------------------------------------------------------------------------------------- A record */

/* Lay what of a part falls into [off, off + size) of the text over out. */
static void overlay(uint8_t *out, uint32_t off, uint32_t size, const pits_part_t *part)
{
    uint32_t from = part->at > off ? part->at : off;
    uint32_t to = part->at + part->len < off + size ? part->at + part->len : off + size;
    if (from < to) {
        memcpy(out + (from - off), part->data + (from - part->at), to - from);
    }
}

/* Seal the text, piece by piece, and program it with the header before it and the tag behind it. `source` has what
 * text->keep means. */
static psa_status_t write_text(pits_log_t *log, const uint8_t header[PITS_HEADER_SIZE], const pits_text_t *text,
                               pits_reader_t *source, pits_seal_t *seal)
{
    uint8_t chunk[PITS_CHUNK + PLAT_FLASH_PROG_SIZE_MAX] = { 0 };
    uint32_t fill = log->cell, off = 0, at = log->pos, len = pits_header_len(header);
    bool last = false;
    psa_status_t status = PSA_SUCCESS;
    memcpy(chunk, header, PITS_HEADER_SIZE);
    while (status == PSA_SUCCESS && !last) {
        uint32_t size = len - off < PITS_CHUNK - fill ? len - off : PITS_CHUNK - fill;
        uint8_t *piece = chunk + fill;
        if (text->keep) {
            status = pits_reader_next(source, piece, size);
        }
        for (unsigned i = 0; text->parts && i < PITS_PARTS; i++) {
            overlay(piece, off, size, &text->parts[i]);
        }
        if (status == PSA_SUCCESS) {
            status = pits_seal_update(seal, piece, size, piece);
        }
        off += size;
        fill += size;
        last = off == len;
        if (last && status == PSA_SUCCESS && text->keep) {
            status = pits_reader_finish(source);
        }
        if (last && status == PSA_SUCCESS) {
            status = pits_seal_finish(seal, chunk + fill);
            fill = (fill + PITS_TAG_SIZE + log->cell - 1u) & ~(log->cell - 1u);
        }
        if (status == PSA_SUCCESS) { /* with the last unit of the tag: commit */
            status = written(plat_flash_prog(log->area, at, chunk, fill));
        }
        at += fill;
        fill = 0;
        memset(chunk, 0, sizeof chunk);
    }
    pcc_wipe(chunk, sizeof chunk);
    return status;
}

/* Program a record at log->pos. On error nothing of it counts and the session is over: the next one begins behind all
 * that this record claims (I8), so that no header of ours ever follows it directly. */
static PITS_APART psa_status_t write_record(pits_log_t *log, const pits_rec_t *rec, const pits_text_t *text,
                                            const pits_rec_t *from)
{
    pits_reader_t source;
    pits_seal_t seal;
    psa_status_t status = PSA_SUCCESS;
    memset(&seal, 0, sizeof seal);
    if (text->keep) {
        status = pits_reader_start(&source, log, from);
    }
    if (status == PSA_SUCCESS) {
        status = pits_seal_at(log, &seal, true, rec);
    }
    if (status == PSA_SUCCESS) {
        status = write_text(log, rec->header, text, &source, &seal);
    }
    pits_seal_end(&seal);
    if (text->keep) {
        pits_reader_end(&source);
    }
    log->pos += pits_size_of(log, rec->header);
    log->session = status == PSA_SUCCESS;
    if (log->session) {
        log->good = log->pos;
    }
    return status;
}

/* Begin a session at log->pos, with a fresh salt. */
static PITS_APART psa_status_t open_session(pits_log_t *log)
{
    pits_rec_t rec = { .at = log->pos };
    psa_status_t status = plat_entropy(rec.header + PITS_HEADER_SIZE - PITS_SALT_SIZE, PITS_SALT_SIZE);
    if (status != PSA_SUCCESS) {
        return PSA_ERROR_INSUFFICIENT_ENTROPY; /* nothing that looks like an answer to the caller */
    }
    pits_header_init(rec.header, PITS_SESSION, PITS_FORMAT, 0);
    pcc_put_le32(rec.header + PITS_KEY_OFFSET, log->epoch);
    pits_header_check(rec.header, rec.header);
    log->seen = log->now;
    log->now.first = log->pos;
    log->now.end = log->head + log->sector;
    memcpy(log->now.salt, rec.header + PITS_HEADER_SIZE - PITS_SALT_SIZE, PITS_SALT_SIZE);
    return write_record(log, &rec, &nothing, NULL);
}

/* Whether a record of this size has room in the head, and is found there. */
static bool fits(const pits_log_t *log, uint32_t size)
{
    if (!log->session) {
        if (log->pos - log->good >= PITS_LOOK_AHEAD * log->cell) {
            return false;
        }
        size += PITS_RECORD_CELLS_MIN * log->cell;
    }
    return log->epoch && size <= log->head + log->sector - log->pos;
}

/* Append a record and let it count instead of *old (old->at is 0: there is none). Where a unit fails: again behind it,
 * while there is room. */
static psa_status_t append(pits_log_t *log, pits_rec_t *rec, const pits_text_t *text, const pits_rec_t *old)
{
    while (fits(log, pits_size_of(log, rec->header))) {
        bool begins = !log->session;
        rec->at = log->pos;
        pits_header_check(rec->header, log->now.salt);
        psa_status_t status = begins ? open_session(log) : text->keep ? pits_log_session(log, old->at) : PSA_SUCCESS;
        if (status == PSA_SUCCESS && !begins) {
            status = write_record(log, rec, text, old);
        }
        if (status == PSA_SUCCESS && !begins) {
            pits_find_put(log, rec, old);
            return PSA_SUCCESS;
        }
        if (status != PSA_SUCCESS && status != PSA_ERROR_STORAGE_FAILURE) {
            return status;
        }
    }
    return PSA_ERROR_INSUFFICIENT_STORAGE;
}

/* ---------------------------------------------------------------------------------------------------------- Clearing */

static psa_status_t erase(pits_log_t *log, uint32_t sector)
{
    if (pits_sector_of(log, log->seen.first) == sector) {
        log->seen.end = 0;
    }
    return written(plat_flash_erase(log->area, sector));
}

/* Erase a sector and write its header: the sector then is the head, and empty. On error the head stays what it was, and
 * full. */
static psa_status_t open_sector(pits_log_t *log, uint32_t sector, uint32_t epoch)
{
    uint32_t head = log->head, old_epoch = log->epoch;
    psa_status_t status = log->erased ? PSA_SUCCESS : erase(log, sector);
    log->erased = false;
    if (status == PSA_SUCCESS) {
        log->head = log->pos = log->good = sector;
        log->epoch = epoch;
        log->clearing = true;
        status = open_session(log);
    }
    if (status != PSA_SUCCESS) {
        log->head = head;
        log->epoch = old_epoch;
        log->pos = head + log->sector;
        log->session = log->clearing = false;
    }
    return status;
}

/* Make the header of a note that the item was there, and was damaged (I16). */
static void lose(uint8_t header[PITS_HEADER_SIZE])
{
    pits_header_init(header, PITS_RESERVED, pits_header_flags(header), 0);
}

/* Write the live records of a sector once more at the end of the log, but for that of the item `but` names, if it is not
 * NULL. Copies must all fit; others are as many as fit. */
static PITS_APART psa_status_t clear(pits_log_t *log, uint32_t sector, const uint8_t *but, uint8_t copy_bit)
{
    pits_rec_t from = { .at = sector };
    psa_status_t status;
    for (; (status = pits_find_next(log, &from, sector + log->sector)) == PSA_SUCCESS; from.at++) {
        if (but && memcmp(but, from.header + PITS_KEY_OFFSET, PITS_NAME_SIZE) == 0) {
            continue;
        }
        pits_rec_t to = from;
        status = pits_log_session(log, from.at);
        status = status == PSA_SUCCESS ? pits_log_verify(log, &from) : status;
        if (pits_damaged(status)) {
            lose(to.header);
        } else if (status != PSA_SUCCESS) {
            break;
        }
        to.header[0] = (uint8_t)((to.header[0] & ~PITS_COPY_BIT) | copy_bit);
        status = append(log, &to, status == PSA_SUCCESS ? &kept : &nothing, &from);
        if (status != PSA_SUCCESS) {
            break;
        }
    }
    if (status == PSA_ERROR_INSUFFICIENT_STORAGE) { /* copies come from one sector: only bad units can make them not fit */
        return copy_bit ? PSA_ERROR_STORAGE_FAILURE : PSA_SUCCESS;
    }
    return pits_is_end(status) ? PSA_SUCCESS : status;
}

/* Open the next sector. One that can't be opened is skipped, with its epoch, if the one after it has nothing live left
 * (I18). A new area begins with its first sector that works. */
static PITS_APART psa_status_t advance(pits_log_t *log)
{
    uint32_t next = log->epoch ? log->head : log->size - log->sector;
    uint32_t epoch = log->epoch ? log->epoch : log->counter;
    psa_status_t status = raise_counter(log);
    while (status == PSA_SUCCESS) {
        next = pits_sector_after(log, next);
        uint32_t behind = pits_sector_after(log, next);
        status = open_sector(log, next, ++epoch);
        if (status != PSA_ERROR_STORAGE_FAILURE || behind == log->head) {
            break;
        }
        pits_rec_t rec = { .at = behind };
        status = pits_find_next(log, &rec, behind + log->sector);
        if (status == PSA_SUCCESS) {
            return PSA_ERROR_INSUFFICIENT_STORAGE;
        }
        status = pits_is_end(status) ? PSA_SUCCESS : status;
    }
    return status;
}

/* Erase the spare sector now, not when it is needed: if it fails there is still room in the head for what the sector
 * behind it holds, so that it can be skipped when its turn comes. */
static PITS_APART psa_status_t prepare(pits_log_t *log)
{
    uint32_t spare = pits_sector_after(log, log->head), behind = pits_sector_after(log, spare);
    log->erased = erase(log, spare) == PSA_SUCCESS;
    return log->erased || behind == log->head ? PSA_SUCCESS : clear(log, behind, NULL, 0);
}

/* Append wherever there is room, after as many sectors as it takes. The item's record in the sector that is being cleared
 * is left where the new one fits beside the rest: it takes its place. That is what lets a full area be overwritten. */
static psa_status_t place(pits_log_t *log, const uint8_t header[PITS_HEADER_SIZE], const pits_text_t *text)
{
    pits_rec_t rec, old;
    bool left = false;
    psa_status_t status;
    uint32_t tries = log->size / log->sector + 2u;
    do {
        memcpy(rec.header, header, PITS_HEADER_SIZE);
        memcpy(old.header, header, PITS_HEADER_SIZE);
        status = pits_find(log, &old);
        if (!pits_is_end(status)) {
            return status;
        }
        if (text->keep && (!old.at || pits_header_len(old.header) != pits_header_len(header))) {
            return PSA_ERROR_DATA_CORRUPT; /* it turned out to be damaged when its sector was cleared */
        }
        status = append(log, &rec, text, &old);
        if (status != PSA_ERROR_INSUFFICIENT_STORAGE || !--tries) {
            break;
        }
        if (left) {
            return PSA_ERROR_STORAGE_FAILURE; /* bad units took the room; the sector that was left is cleared anew, I11 */
        }
        status = advance(log);
        uint32_t victim = pits_sector_after(log, log->head);
        if (status == PSA_SUCCESS) {
            status = clear(log, victim, header + PITS_KEY_OFFSET, PITS_COPY_BIT);
        }
        left = fits(log, pits_size_of(log, header));
        if (status == PSA_SUCCESS && !left) {
            status = clear(log, victim, NULL, PITS_COPY_BIT);
        }
    } while (status == PSA_SUCCESS);
    if (status == PSA_SUCCESS) {
        status = raise_counter(log);
    }
    if (status == PSA_SUCCESS && log->clearing) {
        log->clearing = false;
        status = prepare(log);
    }
    return status;
}

/* ------------------------------------------------------------------------------------- Before the first write (4.1) */

/* Write the item of the last record of the log, or of the one that is torn behind it, once more: it then has a record that
 * was programmed whole, and what a torn unit reads as no longer matters (I7, I8). */
static PITS_APART psa_status_t settle(pits_log_t *log)
{
    pits_rec_t rec;
    psa_status_t status;
    unsigned tries = PITS_TRIES;
    do {
        if (!log->unsettled) {
            return PSA_SUCCESS;
        }
        memcpy(rec.header + PITS_KEY_OFFSET, log->last, PITS_NAME_SIZE);
        status = pits_find(log, &rec);
        if (status == PSA_ERROR_DOES_NOT_EXIST) {
            pits_header_init(rec.header, PITS_TOMBSTONE, 0, 0);
            return place(log, rec.header, &nothing);
        }
        if (status == PSA_SUCCESS) {
            rec.header[0] &= (uint8_t)~PITS_COPY_BIT;
            status = place(log, rec.header, &kept);
        }
    } while (pits_log_doubts(log, rec.at, status) && --tries && (status = pits_log_mount(log)) == PSA_SUCCESS);
    if (pits_damaged(status) && log->area) { /* it is mounted */
        lose(rec.header);
        status = place(log, rec.header, &nothing);
    }
    return status;
}

psa_status_t pits_log_recover(pits_log_t *log)
{
    psa_status_t status = log->recovered ? PSA_SUCCESS : settle(log);
    if (status == PSA_SUCCESS) {
        log->recovered = true;
        log->ignored = 0;
    }
    return status;
}

/* ------------------------------------------------------------------------------------------------------------ The call */

/* A new item, or one that grows, must leave the reserve; what is replaced by the same or less always passes. */
static psa_status_t admit(pits_log_t *log, uint32_t size, uint32_t old_size)
{
    if (size <= old_size) {
        return PSA_SUCCESS;
    }
    uint32_t room = log->sector / log->cell - PITS_RECORD_CELLS_MIN; /* cells */
    uint32_t all = (log->size / log->sector - 1u) * room;
    psa_status_t status = pits_find_room(log, old_size != 0);
    if (status == PSA_SUCCESS && (size / log->cell > room || (log->refused && size >= log->refused) ||
                                  (log->live - old_size + size) / log->cell > all - all * PITS_RESERVE / 1000u)) {
        status = PSA_ERROR_INSUFFICIENT_STORAGE;
    }
    return status;
}

psa_status_t pits_log_put(pits_log_t *log, const uint8_t header[PITS_HEADER_SIZE], const pits_text_t *text,
                          uint32_t old_size)
{
    uint32_t size = pits_size_of(log, header);
    PLAT_ASSERT(log->recovered);
    psa_status_t status = admit(log, size, old_size);
    if (status == PSA_SUCCESS) {
        status = place(log, header, text);
        log->refused =
            status == PSA_ERROR_INSUFFICIENT_STORAGE ? size : 0; /* don't erase a round for each further try */
    }
    return status;
}
