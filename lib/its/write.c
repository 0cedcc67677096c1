/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns writing the log: sessions, records, opening and clearing sectors, and the work before the first write after a
 * mount. The commit point of everything is the last unit of a record's tag. Write orders are in DESIGN.md section 4.
 */
#include <string.h>

#include "lib/crypto/core/bytes.h"
#include "lib/crypto/core/ct.h"
#include "log.h"
#include "walk.h"

/* One program call on whole cells. Whatever the refusal (a torn unit that looks blank may give
 * PSA_ERROR_NOT_PERMITTED), the answer is the same: leave these cells behind. */
static psa_status_t program(pits_log_t *log, uint32_t sector, uint32_t cell, const uint8_t *bytes, uint32_t size)
{
    psa_status_t status = plat_flash_prog(log->area, sector * log->area->erase_size + cell * log->cell, bytes, size);
    return status == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}

/* A header, padded to its cell. */
static psa_status_t program_header(pits_log_t *log, uint32_t sector, uint32_t cell,
                                   const uint8_t bytes[PITS_HEADER_SIZE])
{
    uint8_t padded[PLAT_FLASH_PROG_SIZE_MAX] = { 0 };
    memcpy(padded, bytes, PITS_HEADER_SIZE);
    return program(log, sector, cell, padded, log->cell);
}

static psa_status_t raise_counter(pits_log_t *log)
{
    if (!log->counted || log->counter >= log->head_epoch) {
        return PSA_SUCCESS;
    }
    psa_status_t status =
        plat_counter_raise(log->area->id == PLAT_AREA_PS ? PLAT_COUNTER_PS : PLAT_COUNTER_ITS, log->head_epoch);
    if (status != PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    log->counter = log->head_epoch;
    return PSA_SUCCESS;
}

/* ---------------------------------------------------------------------------------------------------------- A record */

/* What is being written, and what of it waits for its program unit. */
typedef struct writing {
    pits_log_t *log;
    uint32_t cell;                                        /* next to program */
    uint32_t fill;                                        /* bytes in chunk */
    uint8_t chunk[PITS_CHUNK + PLAT_FLASH_PROG_SIZE_MAX]; /* text, and the tag behind what is left of it */
} writing_t;

static psa_status_t flush(writing_t *w)
{
    uint32_t size = (w->fill + w->log->cell - 1u) / w->log->cell * w->log->cell;
    memset(w->chunk + w->fill, 0, size - w->fill);
    psa_status_t status = program(w->log, w->log->head, w->cell, w->chunk, size);
    w->cell += size / w->log->cell;
    w->fill = 0;
    return status;
}

/* Lay the part of `data` (at `at` of the text) that falls into [off, off + size) over out. */
static void overlay(uint8_t *out, uint32_t off, uint32_t size, uint32_t at, const uint8_t *data, uint32_t len)
{
    uint32_t from = at > off ? at : off;
    uint32_t to = at + len < off + size ? at + len : off + size;
    if (from < to) {
        memcpy(out + (from - off), data + (from - at), to - from);
    }
}

/* Seal the text, piece by piece, and program it with its tag. `source` is the record that `keep` means. */
static psa_status_t write_text(writing_t *w, pits_seal_t *seal, uint32_t len, const pits_text_t *text,
                               pits_reader_t *source)
{
    psa_status_t status = PSA_SUCCESS;
    uint8_t size_bytes[4];
    pcc_put_le32(size_bytes, text->size);
    for (uint32_t off = 0; status == PSA_SUCCESS && off < len;) {
        uint32_t room = PITS_CHUNK - w->fill, size = len - off < room ? len - off : room;
        uint8_t *piece = w->chunk + w->fill;
        memset(piece, 0, size);
        if (source) {
            status = pits_reader_next(source, piece, size);
        }
        if (text->sized) {
            overlay(piece, off, size, 0, size_bytes, sizeof size_bytes);
        }
        overlay(piece, off, size, text->at, text->data, text->data_len);
        if (status == PSA_SUCCESS) {
            status = pits_seal_update(seal, piece, size, piece);
        }
        off += size;
        w->fill += size;
        if (status == PSA_SUCCESS && w->fill == PITS_CHUNK) {
            status = flush(w);
        }
    }
    if (status == PSA_SUCCESS && source) {
        status = pits_reader_finish(source);
    }
    if (status == PSA_SUCCESS) {
        status = pits_seal_finish(seal, w->chunk + w->fill);
        w->fill += PITS_TAG_SIZE;
    }
    return status == PSA_SUCCESS ? flush(w) : status; /* the last unit of the tag: commit */
}

/* Program a record at log->pos. On error nothing of it counts and the session is over: the next one begins behind all
 * that this record claims (I8), so that no header of ours ever follows it directly. */
static psa_status_t write_record(pits_log_t *log, const pits_header_t *header, const pits_text_t *text,
                                 const pits_rec_t *from)
{
    writing_t w = { .log = log, .cell = log->pos, .fill = log->cell };
    pits_reader_t source;
    pits_seal_t seal;
    memset(&seal, 0, sizeof seal);
    memset(&source, 0, sizeof source);
    pits_header_encode(header, log->salt, w.chunk);
    psa_status_t status = from ? pits_reader_start(&source, log, from) : PSA_SUCCESS;
    if (status == PSA_SUCCESS) {
        status = pits_seal_at(log, &seal, true, log->head, log->head_epoch, log->pos, log->salt, w.chunk, header->len);
    }
    if (status == PSA_SUCCESS) {
        status = write_text(&w, &seal, header->len, text, from ? &source : NULL);
    }
    pits_seal_end(&seal);
    pits_reader_end(&source);
    pcc_wipe(w.chunk, sizeof w.chunk);
    log->pos += pits_record_cells(header->len, log->cell);
    if (status == PSA_SUCCESS) {
        log->good = log->pos;
    } else {
        pits_span_note(log, log->head, log->span, log->cells, log->salt);
        log->session = false;
    }
    return status;
}

/* --------------------------------------------------------------------------------------------------- Room in the head */

static bool fits(const pits_log_t *log, uint32_t cells)
{
    if (!log->head_epoch || (!log->session && log->pos - log->good >= PITS_LOOK_AHEAD - 1u)) {
        return false;
    }
    return log->pos + (log->session ? 0u : 1u) + cells <= log->cells;
}

/* Begin a session at log->pos: one cell with a fresh salt. PSA_ERROR_INSUFFICIENT_STORAGE: this sector is at its end. */
static psa_status_t open_session(pits_log_t *log, uint32_t cells)
{
    uint8_t salt[PITS_SALT_SIZE], bytes[PITS_HEADER_SIZE];
    psa_status_t status = log->session ? PSA_SUCCESS : plat_entropy(salt, sizeof salt);
    while (status == PSA_SUCCESS && !log->session) {
        if (!fits(log, cells)) {
            return PSA_ERROR_INSUFFICIENT_STORAGE;
        }
        pits_session_encode(salt, log->head_epoch, log->pos, bytes);
        if (program_header(log, log->head, log->pos, bytes) == PSA_SUCCESS) {
            pits_span_cut(log, log->head, log->pos);
            memcpy(log->salt, salt, sizeof salt);
            log->span = log->pos;
            log->last_salt = pcc_get_le16(salt);
            log->session = true;
        }
        log->pos++; /* a unit that can't be programmed is left behind (I9) */
    }
    return status;
}

/* Erase a sector that holds nothing live. */
static psa_status_t erase(pits_log_t *log, uint32_t sector)
{
    pits_index_drop(&log->index, pits_position(log, sector, 0), pits_position(log, sector, log->cells));
    pits_span_forget(log, sector);
    psa_status_t status = plat_flash_erase(log->area, sector * log->area->erase_size);
    return status == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}

/* Erase a sector and write its header: the sector then is the head, and empty. On error the head stays what it was. */
static psa_status_t open_sector(pits_log_t *log, uint32_t sector, uint32_t epoch)
{
    pits_sector_t header = { .epoch = epoch, .prev_salt = log->last_salt };
    uint8_t bytes[PITS_HEADER_SIZE], tag[PLAT_FLASH_PROG_SIZE_MAX] = { 0 };
    psa_status_t status = plat_entropy(header.salt, sizeof header.salt);
    if (status != PSA_SUCCESS) {
        return status;
    }
    pits_seal_t seal;
    pits_sector_encode(&header, bytes);
    status = pits_seal_at(log, &seal, true, sector, epoch, 0, header.salt, bytes, 0);
    if (status == PSA_SUCCESS) {
        status = pits_seal_finish(&seal, tag);
    }
    pits_seal_end(&seal);
    if (status == PSA_SUCCESS && !log->erased) {
        status = erase(log, sector);
    }
    log->erased = false;
    if (status == PSA_SUCCESS) {
        status = program_header(log, sector, 0, bytes);
    }
    if (status == PSA_SUCCESS) {
        status = program(log, sector, 1, tag, log->cell);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (log->session) {
        pits_span_note(log, log->head, log->span, log->cells, log->salt);
    }
    log->head = sector;
    log->head_epoch = epoch;
    log->pos = log->good = PITS_SECTOR_CELLS;
    log->span = 0;
    log->session = log->pure = true;
    log->last_salt = pcc_get_le16(header.salt);
    memcpy(log->salt, header.salt, sizeof header.salt);
    return status;
}

/* ---------------------------------------------------------------------------------------------------------- Clearing */

/* Append a record and let it count. */
static psa_status_t append(pits_log_t *log, const pits_header_t *header, const pits_text_t *text,
                           const pits_rec_t *from, uint32_t old)
{
    uint32_t cells = pits_record_cells(header->len, log->cell);
    psa_status_t status = PSA_ERROR_STORAGE_FAILURE;
    while (status == PSA_ERROR_STORAGE_FAILURE) { /* a unit failed: again behind it, while there is room */
        status = open_session(log, cells);
        if (status == PSA_SUCCESS && !fits(log, cells)) {
            status = PSA_ERROR_INSUFFICIENT_STORAGE;
        }
        if (status != PSA_SUCCESS) {
            return status;
        }
        status = write_record(log, header, text, from);
    }
    if (status == PSA_SUCCESS && header->type == PITS_TOMBSTONE) {
        pits_index_drop(&log->index, old, old + (old != 0));
    } else if (status == PSA_SUCCESS) {
        pits_index_put(&log->index, header->owner, header->uid, old, pits_position(log, log->head, log->pos - cells));
    }
    return status;
}

/* Write a live record again, at the end of the log; one that is damaged leaves a note that it was there. */
static psa_status_t move(pits_log_t *log, const pits_rec_t *rec, bool copy)
{
    static const pits_text_t kept = { .keep = true };
    pits_header_t header = rec->header;
    uint32_t old = pits_position(log, rec->sector, rec->cell);
    psa_status_t status = pits_log_verify(log, rec);
    header.copy = copy;
    if (status == PSA_SUCCESS) {
        return append(log, &header, &kept, rec, old);
    }
    if (!pits_damaged(status) || (!log->recovered && !log->lossy)) {
        return status; /* before recovery is through it may be a torn record that read right a moment ago (I7) */
    }
    header.type = PITS_LOST; /* I16 */
    header.len = 0;
    status = append(log, &header, &kept, NULL, old);
    if (status == PSA_SUCCESS) {
        log->live -= pits_record_cells(rec->header.len, log->cell) - PITS_RECORD_CELLS_MIN;
    }
    return status;
}

static const pits_header_t nobody = { .uid = 0 };

/* The live records of a sector, but for those of one item: their cells, and whether that item is among them. */
static psa_status_t weigh(pits_log_t *log, uint32_t sector, const pits_header_t *but, uint32_t *cells, bool *among)
{
    pits_walk_t walk;
    pits_rec_t rec;
    *cells = 0;
    *among = false;
    psa_status_t status = pits_walk_start(&walk, log, sector);
    while (status == PSA_SUCCESS) {
        status = pits_walk_live(&walk, &rec);
        if (status == PSA_SUCCESS && rec.header.owner == but->owner && rec.header.uid == but->uid) {
            *among = true;
        } else if (status == PSA_SUCCESS) {
            *cells += pits_record_cells(rec.header.len, log->cell);
        }
    }
    return status == PSA_ERROR_DOES_NOT_EXIST ? PSA_SUCCESS : status;
}

/* Move the live records of a sector to the end of the log: all of them but those of item `but` (clearing), or as many as
 * the head still takes (`but` NULL). */
static psa_status_t move_all(pits_log_t *log, uint32_t sector, const pits_header_t *but)
{
    pits_walk_t walk;
    pits_rec_t rec;
    psa_status_t status = pits_walk_start(&walk, log, sector);
    while (status == PSA_SUCCESS) {
        status = pits_walk_live(&walk, &rec);
        if (status != PSA_SUCCESS) {
            continue;
        }
        if (but && rec.header.owner == but->owner && rec.header.uid == but->uid) {
            continue;
        }
        if (but || fits(log, pits_record_cells(rec.header.len, log->cell))) {
            status = move(log, &rec, but != NULL);
        }
        if (!but && status == PSA_ERROR_INSUFFICIENT_STORAGE) {
            status = PSA_SUCCESS;
        }
        if (but && status == PSA_ERROR_INSUFFICIENT_STORAGE) {
            status = PSA_ERROR_STORAGE_FAILURE; /* they came from one sector: only bad units can make them not fit */
        }
    }
    return status == PSA_ERROR_DOES_NOT_EXIST ? PSA_SUCCESS : status;
}

/* Open the next sector and clear the one after it. If the item to be written has its record there, and the new one fits
 * beside all others, its record is left: the new one replaces it (that is what lets a full area be overwritten). A sector
 * that can't be opened is skipped, with its epoch, if the one after it has nothing live left (I18). */
static psa_status_t advance(pits_log_t *log, const pits_header_t *coming, bool *left)
{
    uint32_t next = log->head, victim, cells = 0, epoch = log->head_epoch;
    bool among = false;
    psa_status_t status;
    *left = false;
    if (epoch == 0) { /* a new area begins with its first sector that works */
        next = log->head = log->sectors - 1u;
        epoch = log->counted ? log->counter : 0u;
    }
    do {
        next = (next + 1u) % log->sectors;
        victim = (next + 1u) % log->sectors;
        epoch++;
        status = PSA_SUCCESS;
        if (victim != log->head) {
            status = move_all(log, victim, NULL);
        }
        if (status == PSA_SUCCESS) {
            status = open_sector(log, next, epoch);
        }
        if (status != PSA_ERROR_STORAGE_FAILURE) {
            break;
        }
        psa_status_t weighed = weigh(log, victim, &nobody, &cells, &among);
        if (weighed != PSA_SUCCESS || cells || victim == log->head) {
            return weighed ? weighed : (victim == log->head ? status : PSA_ERROR_INSUFFICIENT_STORAGE);
        }
    } while (status != PSA_SUCCESS);
    if (status == PSA_SUCCESS) {
        status = weigh(log, victim, coming, &cells, &among);
    }
    *left = among && cells + pits_record_cells(coming->len, log->cell) <= log->cells - PITS_SECTOR_CELLS;
    return status == PSA_SUCCESS ? move_all(log, victim, *left ? coming : &nobody) : status;
}

/* Erase the spare sector now, not when it is needed: if it fails there is still room in the head for what the sector
 * behind it holds, so that it can be skipped when its turn comes. */
static psa_status_t prepare(pits_log_t *log)
{
    uint32_t spare = (log->head + 1u) % log->sectors, behind = (spare + 1u) % log->sectors, cells = 0;
    bool among;
    log->erased = erase(log, spare) == PSA_SUCCESS;
    if (log->erased || behind == log->head) {
        return PSA_SUCCESS;
    }
    psa_status_t status = weigh(log, behind, &nobody, &cells, &among);
    return status == PSA_SUCCESS && fits(log, cells) ? move_all(log, behind, NULL) : status;
}

/* Append wherever there is room, after as many sectors as it takes. */
static psa_status_t place(pits_log_t *log, const pits_header_t *header, const pits_text_t *text)
{
    uint32_t cells = pits_record_cells(header->len, log->cell);
    psa_status_t status = PSA_ERROR_INSUFFICIENT_STORAGE;
    bool left = false, opened = false;
    for (uint32_t tries = 0; status == PSA_ERROR_INSUFFICIENT_STORAGE && tries <= log->sectors + 1u; tries++) {
        pits_rec_t old;
        if (!fits(log, cells)) {
            status = tries <= log->sectors ? advance(log, header, &left) : PSA_ERROR_INSUFFICIENT_STORAGE;
            if (status != PSA_SUCCESS) {
                break;
            }
            opened = true;
            status = PSA_ERROR_INSUFFICIENT_STORAGE;
            if (!fits(log, cells)) {
                continue;
            }
        }
        psa_status_t found = pits_log_find(log, header->owner, header->uid, &old);
        if (found != PSA_SUCCESS && found != PSA_ERROR_DOES_NOT_EXIST) {
            return found;
        }
        if (text->keep && (found != PSA_SUCCESS || old.header.len != header->len || old.header.type != header->type)) {
            return PSA_ERROR_DATA_CORRUPT; /* it turned out to be damaged when its sector was cleared */
        }
        uint32_t position = found == PSA_SUCCESS ? pits_position(log, old.sector, old.cell) : 0;
        status = append(log, header, text, text->keep ? &old : NULL, position);
        if (status == PSA_ERROR_INSUFFICIENT_STORAGE && left) {
            return PSA_ERROR_STORAGE_FAILURE; /* bad units took the room; the sector that was left is cleared anew, I11 */
        }
        if (status == PSA_SUCCESS) {
            log->live -= position ? pits_record_cells(old.header.len, log->cell) : 0u;
            log->live += header->type == PITS_TOMBSTONE ? 0u : cells;
            log->pure = false;
        }
    }
    status = status == PSA_SUCCESS ? raise_counter(log) : status;
    return status == PSA_SUCCESS && opened ? prepare(log) : status;
}

/* ------------------------------------------------------------------------------------- Before the first write (4.1) */

/* Whether every record of a head that holds only copies still has its original in the sector that was being cleared. */
static psa_status_t originals_there(pits_log_t *log, bool *there)
{
    uint32_t spare = (log->head + 1u) % log->sectors;
    pits_walk_t copies, originals;
    pits_rec_t copy, original;
    *there = true;
    psa_status_t status = pits_walk_start(&copies, log, log->head);
    while (status == PSA_SUCCESS && *there) {
        status = pits_walk_next(&copies, &copy);
        if (status != PSA_SUCCESS) {
            break;
        }
        *there = false;
        status = pits_walk_start(&originals, log, spare);
        while (status == PSA_SUCCESS) {
            status = pits_walk_next(&originals, &original);
            if (status == PSA_SUCCESS && original.header.owner == copy.header.owner &&
                original.header.uid == copy.header.uid) {
                psa_status_t verdict = pits_log_verify(log, &original);
                *there = verdict == PSA_SUCCESS || copy.header.type == PITS_LOST;
                status = pits_damaged(verdict) ? PSA_SUCCESS : verdict;
            }
        }
        status = status == PSA_ERROR_DOES_NOT_EXIST ? PSA_SUCCESS : status;
    }
    return status == PSA_ERROR_DOES_NOT_EXIST ? PSA_SUCCESS : status;
}

/* Write the last record of the log, or the one that is torn behind it, once more: its item then has a record that was
 * programmed whole, and what a torn unit reads as no longer matters (I7, I8). */
static psa_status_t settle(pits_log_t *log)
{
    static const pits_text_t kept = { .keep = true };
    static const pits_text_t nothing = { .keep = false };
    pits_rec_t rec;
    if (!log->settle_uid) {
        return PSA_SUCCESS;
    }
    /* The counter follows in place(), not before: a head that holds but one torn record may still be given up. */
    psa_status_t status = pits_log_find(log, log->settle_owner, log->settle_uid, &rec);
    if (status == PSA_SUCCESS) {
        status = pits_log_verify(log, &rec);
        if (status == PSA_SUCCESS) {
            rec.header.copy = false;
            status = place(log, &rec.header, &kept);
        }
    } else if (status == PSA_ERROR_DOES_NOT_EXIST) {
        pits_header_t tombstone = { .uid = log->settle_uid, .owner = log->settle_owner, .type = PITS_TOMBSTONE };
        status = place(log, &tombstone, &nothing);
    }
    return status;
}

/* Cells of live records, where the index did not count them on the way. */
static psa_status_t count_live(pits_log_t *log)
{
    uint32_t cursor = 0, live = 0;
    pits_rec_t rec;
    psa_status_t status;
    while ((status = pits_log_next(log, &cursor, &rec)) == PSA_SUCCESS) {
        live += pits_record_cells(rec.header.len, log->cell);
    }
    log->live = live;
    return status == PSA_ERROR_DOES_NOT_EXIST ? PSA_SUCCESS : status;
}

#define RECOVER_ATTEMPTS 6u

psa_status_t pits_log_recover(pits_log_t *log)
{
    psa_status_t status = PSA_SUCCESS;
    bool redo = false;
    if (log->recovered) {
        return PSA_SUCCESS;
    }
    /* A settling record that fails its tag now although it passed at mount is an unstable tear: mount again without it.
     * If that goes on, it or another record is damaged for good: then clearing notes the loss and goes on. */
    for (unsigned attempt = 0; attempt < RECOVER_ATTEMPTS; attempt++) {
        log->lossy = attempt == RECOVER_ATTEMPTS - 1u;
        if (log->head_epoch && log->pure) {
            status = originals_there(log, &redo);
            if (status == PSA_SUCCESS && redo) {
                const plat_flash_area_t *area = log->area;
                status = pits_mount(log, area, log->head_epoch); /* I11 */
                if (status == PSA_ERROR_DATA_CORRUPT || (status == PSA_SUCCESS && !log->head_epoch)) {
                    status = pits_mount(log, area, UINT32_MAX); /* there is no sector but this: go on in it */
                }
                log->lossy = attempt == RECOVER_ATTEMPTS - 1u;
            } else if (status == PSA_SUCCESS) {
                status = move_all(log, (log->head + 1u) % log->sectors, NULL);
            }
        }
        if (status == PSA_SUCCESS && (log->index.over || log->recount)) {
            status = count_live(log);
        }
        if (status == PSA_SUCCESS) {
            status = settle(log);
        }
        if (!pits_damaged(status) || log->lossy) {
            break;
        }
        status = pits_mount(log, log->area, UINT32_MAX);
        if (status != PSA_SUCCESS) {
            break;
        }
    }
    /* What to settle is damaged for good: it stays so, and does not stand in the way of others. */
    if (log->lossy && pits_damaged(status)) {
        psa_status_t mounted = pits_mount(log, log->area, UINT32_MAX);
        status = mounted == PSA_SUCCESS && log->pure ? status : mounted;
    }
    log->recovered = status == PSA_SUCCESS;
    return status;
}

/* ------------------------------------------------------------------------------------------------------------ The call */

/* Cells that records may take up, all sectors but the spare one. */
static uint32_t capacity(const pits_log_t *log)
{
    return (log->sectors - 1u) * (log->cells - PITS_SECTOR_CELLS);
}

/* A new item, or one that grows, must leave the reserve; what is replaced by the same or less always passes. */
static psa_status_t admit(pits_log_t *log, const pits_header_t *header)
{
    uint32_t cells = pits_record_cells(header->len, log->cell), old_cells = 0;
    pits_rec_t old;
    psa_status_t status = pits_log_find(log, header->owner, header->uid, &old);
    if (status == PSA_SUCCESS) {
        old_cells = pits_record_cells(old.header.len, log->cell);
    } else if (status != PSA_ERROR_DOES_NOT_EXIST) {
        return status;
    }
    if (cells <= old_cells || header->type == PITS_TOMBSTONE) {
        return PSA_SUCCESS;
    }
    uint32_t limit =
        capacity(log) - capacity(log) / 1000u * PITS_RESERVE - capacity(log) % 1000u * PITS_RESERVE / 1000u;
    if (cells > log->cells - PITS_SECTOR_CELLS || log->live - old_cells + cells > limit ||
        (log->refused && cells >= log->refused)) {
        return PSA_ERROR_INSUFFICIENT_STORAGE;
    }
    return PSA_SUCCESS;
}

psa_status_t pits_log_put(pits_log_t *log, const pits_header_t *header, const pits_text_t *text)
{
    PLAT_ASSERT(log->recovered);
    psa_status_t status = admit(log, header);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = place(log, header, text);
    if (status == PSA_ERROR_INSUFFICIENT_STORAGE) {
        log->refused = pits_record_cells(header->len, log->cell); /* don't erase a round for each further try */
    } else if (status == PSA_SUCCESS) {
        log->refused = 0;
    }
    return status;
}
