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

/* Counters have the numbers of the areas. */
_Static_assert(PLAT_COUNTER_ITS == PLAT_AREA_ITS && PLAT_COUNTER_PS == PLAT_AREA_PS, "the counter of an area");

static void fail(pits_log_t *log, psa_status_t error)
{
    log->error = log->error ? log->error : error;
}

static void raise_counter(pits_log_t *log)
{
    if (!log->error && log->counted && log->counter < log->epoch) {
        log->counter = log->epoch;
        if (plat_counter_raise(log->area->id, log->epoch) != PSA_SUCCESS) {
            log->error = PSA_ERROR_STORAGE_FAILURE;
        }
    }
}

/* --------------------------------------------------------------------------------------------------------- A record */

/* Lay what of a part falls into [off, off + size) of the text over out. */
static void overlay(uint8_t *out, uint32_t off, uint32_t size, const pits_part_t *part)
{
    for (uint32_t i = 0; i < size; i++) {
        uint32_t at = off + i - part->at; /* before its begin: beyond any length */
        if (at < part->len) {
            out[i] = part->data[at];
        }
    }
}

/* Seal the text, piece by piece, and program it with the header before it and the tag behind it. `source` has what
 * text->keep means. False: a unit could not be programmed. Whatever the refusal (a torn unit that looks blank may give
 * PSA_ERROR_NOT_PERMITTED), the answer is the same: leave these cells behind. */
static bool write_text(pits_log_t *log, const pits_rec_t *rec, const pits_text_t *text, pits_reader_t *source,
                       pits_seal_t *seal)
{
    uint8_t chunk[PITS_CHUNK + PLAT_FLASH_PROG_SIZE_MAX];
    uint32_t at = rec->at, left = pits_header_len(rec->header), off = 0, fill = log->cell;
    do {
        memset(chunk, 0, sizeof chunk);
        if (fill) {
            memcpy(chunk, rec->header, PITS_HEADER_SIZE);
        }
        uint32_t size = left < PITS_CHUNK - fill ? left : PITS_CHUNK - fill;
        uint8_t *piece = chunk + fill;
        if (text->keep) {
            pits_reader_next(source, piece, size);
        }
        for (unsigned i = 0; i < text->count; i++) {
            overlay(piece, off, size, &text->parts[i]);
        }
        pits_seal_update(seal, piece, size);
        off += size;
        fill += size;
        left -= size;
        if (!left) {
            if (text->keep) {
                fail(log, pits_reader_finish(source));
            }
            fail(log, pits_seal_finish(seal, chunk + fill));
            fill = (fill + PITS_TAG_SIZE + log->cell - 1u) & ~(log->cell - 1u);
        }
        /* With the last unit of the tag: commit. */
        if (log->error || plat_flash_prog(log->area, at, chunk, fill) != PSA_SUCCESS) {
            return false;
        }
        at += fill;
        fill = 0;
    } while (left);
    return true;
}

/* Program a record at log->pos. On error nothing of it counts and the session is over: the next one begins behind all
 * that this record claims (I8), so that no header of ours ever follows it directly. */
static PITS_APART bool write_record(pits_log_t *log, pits_rec_t *rec, const pits_text_t *text, const pits_rec_t *from)
{
    struct {
        pits_reader_t source;
        pits_seal_t seal;
    } state;
    rec->at = log->pos;
    if (text->keep) {
        pits_reader_start(&state.source, log, from);
    }
    pits_seal_at(log, &state.seal, true, rec);
    log->session = write_text(log, rec, text, &state.source, &state.seal);
    pcc_wipe(&state, sizeof state);
    log->pos += pits_size_of(log, rec->header);
    if (log->session) {
        log->good = log->pos;
    }
    return log->session;
}

/* Begin a session at log->pos, with a fresh salt. */
static PITS_APART bool open_session(pits_log_t *log)
{
    pits_rec_t rec;
    if (plat_entropy(rec.header + PITS_HEADER_SIZE - PITS_SALT_SIZE, PITS_SALT_SIZE) != PSA_SUCCESS) {
        fail(log, PSA_ERROR_INSUFFICIENT_ENTROPY); /* nothing that looks like an answer to the caller */
        return false;
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

/* The sector behind the spare one: what it holds is the oldest, once the spare one is cleared. */
static uint32_t oldest(const pits_log_t *log)
{
    return pits_sector_after(log, pits_sector_after(log, log->head));
}

/* Whether a record stands in a sector; 0 stands in none. */
static bool stands_in(const pits_log_t *log, uint32_t at, uint32_t sector)
{
    return at - 1u - sector < log->sector; /* each sector begins with another one */
}

/* Append a record and let it count instead of *old (old->at is 0: there is none). Where a unit fails: again behind it,
 * while there is room. False: there was not enough, or log->error. */
static bool append(pits_log_t *log, pits_rec_t *rec, const pits_text_t *text, const pits_rec_t *old)
{
    while (!log->error && fits(log, pits_size_of(log, rec->header))) {
        if (!log->session) {
            open_session(log);
            continue;
        }
        if (text->keep) {
            fail(log, pits_log_session(log, old->at));
        }
        pits_header_check(rec->header, log->now.salt);
        if (write_record(log, rec, text, old)) {
            pits_find_put(log, rec, old);
            return true;
        }
    }
    return false;
}

/* --------------------------------------------------------------------------------------------------------- Clearing */

static bool erase(pits_log_t *log, uint32_t sector)
{
    if (pits_sector_of(log, log->seen.first) == sector) {
        log->seen.end = 0;
    }
    return !log->error && plat_flash_erase(log->area, sector) == PSA_SUCCESS;
}

/* Make the header of a note that the item was there, and was damaged (I16). */
static void lose(uint8_t header[PITS_HEADER_SIZE])
{
    pits_header_init(header, PITS_RESERVED, pits_header_flags(header), 0);
}

/* Write the live records of a sector once more at the end of the log, but for that of the item `but` names, if it is
 * not NULL, while `room` bytes of the head are left: as copies while that is opened. False: they did not all fit, or
 * log->error. */
static PITS_APART bool clear(pits_log_t *log, uint32_t sector, const uint8_t *but, uint32_t room)
{
    pits_rec_t from = { .at = sector };
    for (; pits_find_next(log, &from, sector + log->sector); from.at++) {
        if (but && memcmp(but, from.header + PITS_KEY_OFFSET, PITS_NAME_SIZE) == 0) {
            continue;
        }
        if (room && !fits(log, room + pits_size_of(log, from.header))) {
            return false;
        }
        pits_rec_t to = from;
        const pits_text_t *text = &kept;
        psa_status_t status = pits_log_session(log, from.at);
        if (status == PSA_SUCCESS) {
            status = pits_log_verify(log, &from);
        }
        if (pits_damaged(status)) {
            lose(to.header);
            text = &nothing;
        }
        to.header[0] = (uint8_t)((to.header[0] & ~PITS_COPY_BIT) | (log->clearing ? PITS_COPY_BIT : 0));
        if (!append(log, &to, text, &from)) {
            return false;
        }
    }
    return !log->error;
}

/* Whether so many bytes of live records are within a part, in 1/1000, of what some sectors fewer hold. */
static PITS_APART bool within(const pits_log_t *log, uint32_t live, uint32_t fewer, uint32_t part)
{
    uint32_t room = log->sector - PITS_RECORD_CELLS_MIN * log->cell;
    uint32_t cells = (log->size / log->sector - fewer) * (room / log->cell);
    return (uint64_t)(live / log->cell) * 1000u < (uint64_t)cells * part + 1000u; /* what is left is rounded down */
}

/* Bytes of live records in a sector. */
static PITS_APART uint32_t weigh(pits_log_t *log, uint32_t sector)
{
    pits_rec_t rec = { .at = sector };
    uint32_t sum = 0;
    for (; pits_find_next(log, &rec, sector + log->sector); rec.at++) {
        sum += pits_size_of(log, rec.header);
    }
    return sum;
}

/* Before the room in the head becomes too small for what is live in the oldest sector, that is written once more. So if
 * the spare sector can't be erased or opened, the one behind it is empty, or what it holds fits into the head, and it
 * takes the place of the spare one (I18). A record of `size` bytes is to be written, for the item that `but` names: it
 * may be torn by a cut, and must be written once more then, in a session of its own (4.1). Where there is too little
 * room already (a sector was skipped, or failed in its middle), or the record must come into this head, as much as
 * leaves some room for new ones: the next head then has more. */
static PITS_APART void keep_ready(pits_log_t *log, const uint8_t *but, uint32_t size, bool must_fit)
{
    uint32_t sector = oldest(log), room = log->head + log->sector - log->pos;
    uint32_t spoken_for = 2u * size + PITS_RECORD_CELLS_MIN * log->cell;
    if (!log->rest || room >= log->rest + spoken_for) {
        return;
    }
    log->rest = weigh(log, sector);
    if (room < log->rest + spoken_for) {
        (void)clear(log, sector, but, must_fit || room < log->rest ? size + log->sector / 8u : 0);
    }
}

/* Erase the next sector and write its header: it then is the head, and empty. One that can't be opened is skipped, with
 * its epoch, if the one after it has nothing live left (I18). A new area begins with its first sector that works. */
static PITS_APART void advance(pits_log_t *log)
{
    uint32_t old = log->head, old_epoch = log->epoch;
    raise_counter(log);
    if (!log->epoch) {
        log->epoch = log->counter;
        log->head = log->size - log->sector;
    }
    while (!log->error) {
        bool erased = log->erased;
        log->head = log->pos = log->good = pits_sector_after(log, log->head);
        log->epoch++;
        log->clearing = true;
        log->erased = false;
        log->rest = log->sector;
        if ((erased || erase(log, log->head)) && open_session(log)) {
            break;
        }
        pits_rec_t behind = { .at = pits_sector_after(log, log->head) };
        if (behind.at == old) {
            fail(log, PSA_ERROR_STORAGE_FAILURE);
        } else if (pits_find_next(log, &behind, behind.at + log->sector)) {
            fail(log, PSA_ERROR_INSUFFICIENT_STORAGE);
        }
    }
    if (log->error) { /* the head stays what it was, and full */
        log->head = old;
        log->epoch = old_epoch;
        log->pos = old + log->sector;
        log->session = log->clearing = false;
    }
}

/* Erase the spare sector now, not when it is needed: if it fails there is still room in the head for what the sector
 * behind it holds, so that it can be skipped when its turn comes; as much as fits. */
static PITS_APART void prepare(pits_log_t *log)
{
    uint32_t spare = pits_sector_after(log, log->head), behind = pits_sector_after(log, spare);
    log->erased = erase(log, spare);
    if (!log->erased && behind != log->head) {
        (void)clear(log, behind, NULL, 0);
    }
}

/* Say that the record that opened the head was written whole, where no counter says it: by a tombstone of no item
 * behind it (I6). Without that, a head in which it can't be written once more is given up if the erase that comes now
 * is cut and spares the originals of the copies, but not that of this record. */
static PITS_APART void vouch(pits_log_t *log)
{
    static const pits_rec_t none = { .at = 0 };
    pits_rec_t rec = none;
    pits_header_init(rec.header, PITS_TOMBSTONE, 0, 0);
    (void)append(log, &rec, &nothing, &none);
}

/* Append wherever there is room, after as many sectors as it takes. The item's record in the sector that is being
 * cleared is left where the new one fits beside the rest: it takes its place. That is what lets a full area be
 * overwritten. */
static psa_status_t place(pits_log_t *log, pits_rec_t *rec, const pits_text_t *text)
{
    bool left = false;
    for (uint32_t tries = log->size / log->sector + 2u;;) {
        pits_rec_t old = *rec;
        psa_status_t status = pits_find(log, &old);
        if (status != PSA_SUCCESS && status != PSA_ERROR_DOES_NOT_EXIST) {
            return status;
        }
        if (text->keep && (!old.at || pits_header_len(old.header) != pits_header_len(rec->header))) {
            return PSA_ERROR_DATA_CORRUPT; /* it turned out to be damaged when its sector was cleared */
        }
        uint32_t size = pits_size_of(log, rec->header), old_size = old.at ? pits_size_of(log, old.header) : 0;
        if (PITS_READY > 0 && (log->recovered || log->clearing) && pits_find_live(log) &&
            within(log, log->live - old_size + size, 2, PITS_READY)) {
            keep_ready(log, rec->header + PITS_KEY_OFFSET, size, left);
        }
        if (append(log, rec, text, &old)) {
            break;
        }
        if (!tries-- || left) { /* bad units took the room; a sector that was left is cleared anew, I11 */
            fail(log, left ? PSA_ERROR_STORAGE_FAILURE : PSA_ERROR_INSUFFICIENT_STORAGE);
        }
        advance(log);
        if (log->error) {
            return log->error;
        }
        uint32_t victim = pits_sector_after(log, log->head);
        bool cleared = clear(log, victim, rec->header + PITS_KEY_OFFSET, 0);
        left = stands_in(log, old.at, victim) && fits(log, size);
        if (!cleared || (!left && !clear(log, victim, NULL, 0))) {
            /* Copies come from one sector: only bad units can make them not fit. */
            fail(log, PSA_ERROR_STORAGE_FAILURE);
        }
    }
    raise_counter(log);
    if (log->clearing) {
        log->clearing = false;
        if (!log->counted) {
            vouch(log);
        }
        prepare(log);
    }
    return log->error;
}

/* ------------------------------------------------------------------------------------- Before the first write (4.1) */

/* Write the item of the last record of the log, or of the one that is torn behind it, once more: it then has a record
 * that was programmed whole, and what a torn unit reads as no longer matters (I7, I8). */
static PITS_APART psa_status_t settle(pits_log_t *log)
{
    pits_rec_t rec;
    for (unsigned tries = PITS_TRIES; log->unsettled;) {
        rec.header[0] = 0; /* no flags, if its header can't be read */
        memcpy(rec.header + PITS_KEY_OFFSET, log->last, PITS_NAME_SIZE);
        psa_status_t status = pits_find(log, &rec);
        uint32_t at = rec.at;
        if (status == PSA_ERROR_DOES_NOT_EXIST) {
            pits_header_init(rec.header, PITS_TOMBSTONE, 0, 0);
            return place(log, &rec, &nothing);
        }
        if (status == PSA_SUCCESS) {
            rec.header[0] &= (uint8_t)~PITS_COPY_BIT;
            status = place(log, &rec, &kept);
        }
        if (!pits_damaged(status)) {
            return status;
        }
        if (!pits_log_doubts(log, at, status) || !--tries) {
            log->error = PSA_SUCCESS;
            lose(rec.header);
            return place(log, &rec, &nothing);
        }
        status = pits_log_mount(log);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return PSA_SUCCESS;
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

/* --------------------------------------------------------------------------------------------------------- The call */

/* A new item, or one that grows, must leave the reserve; what is replaced by the same or less always passes. */
static bool admit(pits_log_t *log, uint32_t size, uint32_t old_size)
{
    if (size <= old_size) {
        return true;
    }
    return pits_find_room(log, old_size != 0) && size <= log->sector - PITS_RECORD_CELLS_MIN * log->cell &&
           log->refused - 1u >= size && /* 0: none was */
           within(log, log->live - old_size + size, 1, 1000u - PITS_RESERVE);
}

psa_status_t pits_log_put(pits_log_t *log, pits_rec_t *rec, const pits_text_t *text, uint32_t old_size)
{
    uint32_t size = pits_size_of(log, rec->header);
    PLAT_ASSERT(log->recovered);
    if (!admit(log, size, old_size)) {
        return log->error ? log->error : PSA_ERROR_INSUFFICIENT_STORAGE;
    }
    psa_status_t status = place(log, rec, text);
    log->refused = status == PSA_ERROR_INSUFFICIENT_STORAGE ? size : 0; /* don't erase a round for each further try */
    return status;
}
