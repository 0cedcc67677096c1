/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns reading an area's bytes for people: the walk along each sector, what authenticates, which record of an item
 * counts, and what of all that no finished write leaves behind.
 */
#include "its_scan.h"

#include <stdlib.h>
#include <string.h>

#include "lib/crypto/core/bytes.h"
#include "lib/crypto/core/ct.h"

/* lib/its/DESIGN.md section 3.3 */
#define LOOK_AHEAD 8u

static const struct {
    const char *row;
    const char *text;
} faults[] = {
    [ITS_SOUND] = { "", "" },
    [ITS_FAULT_NO_HEADER] = { "I1",
                              "in use, and no sector header: its opening or erase was cut, or the header is damaged" },
    [ITS_FAULT_VERSION] = { "I3", "a sector header of another format version" },
    [ITS_FAULT_SECTOR_TAG] = { "I2", "the sector header does not authenticate: its opening was cut, or it is damaged" },
    [ITS_FAULT_EPOCH] = { "I4", "the epoch is not the one of this place in the log" },
    [ITS_FAULT_SKIPPED] = { "I18",
                            "left out: it could not be erased or opened when its turn came, and nothing here counts" },
    [ITS_FAULT_MISSING] = { "I1", "erased, although the log went through this sector" },
    [ITS_FAULT_OTHER_KEY] = { "I13", "no sector authenticates: another device key, another area, or damaged" },
    [ITS_FAULT_LEFT_OVER] = { "I11", "a left-over: its opening was cut, and will be done again" },
    [ITS_FAULT_CUT] = { "I8", "the record is not valid: its write was cut, or it is damaged" },
    [ITS_FAULT_RECORD] = { "I16", "the record is damaged: it does not authenticate, although it was written whole" },
    [ITS_FAULT_LOST] = { "I16", "the item was damaged when its sector was cleared" },
    [ITS_FAULT_SCRAP] = { "I9", "cells in use that hold no record: a write was cut, or a header is damaged" },
    [ITS_FAULT_BEHIND_END] = { "I10", "cells in use behind the end of the log" },
    [ITS_FAULT_PADDING] = { "I6", "the padding of a cell is not zero" },
};

const char *its_fault_text(its_fault_t fault)
{
    return faults[fault].text;
}

const char *its_fault_row(its_fault_t fault)
{
    return faults[fault].row;
}

/* ------------------------------------------------------------------------------------------------------------ Cells */

static const uint8_t *cell_at(const its_scan_t *scan, uint32_t sector, uint32_t cell)
{
    return scan->image->bytes + (size_t)sector * scan->image->shape.sector_size + (size_t)cell * scan->cell;
}

static bool readable(const its_scan_t *scan, uint32_t sector, uint32_t cell, uint32_t count)
{
    for (uint32_t i = 0; scan->image->unreadable && i < count; i++) {
        if (scan->image->unreadable[(size_t)sector * scan->cells + cell + i]) {
            return false;
        }
    }
    return true;
}

static bool blank(const its_scan_t *scan, uint32_t sector, uint32_t cell)
{
    const uint8_t *p = cell_at(scan, sector, cell);
    for (uint32_t i = 0; i < scan->cell; i++) {
        if (p[i] != scan->image->shape.erased) {
            return false;
        }
    }
    return readable(scan, sector, cell, 1);
}

static bool all_zero(const uint8_t *p, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (p[i] != 0) {
            return false;
        }
    }
    return true;
}

/* A new entry at the end; NULL when memory ran out. */
static its_entry_t *add(its_scan_t *scan, its_kind_t kind, uint32_t sector, uint32_t cell, uint32_t cells)
{
    if (scan->count == scan->capacity) {
        size_t capacity = scan->capacity ? 2u * scan->capacity : 256u;
        its_entry_t *grown = scan->failed ? NULL : realloc(scan->entries, capacity * sizeof(its_entry_t));
        if (grown == NULL) {
            scan->failed = true;
            return NULL;
        }
        scan->entries = grown;
        scan->capacity = capacity;
    }
    its_entry_t *entry = &scan->entries[scan->count++];
    *entry = (its_entry_t){ .kind = kind, .sector = sector, .cell = cell, .cells = cells };
    return entry;
}

/* ------------------------------------------------------------------------------------------------------------ Proof */

/* Open what is sealed at a cell: its header, text of `len` bytes, tag. */
static bool open_sealed(its_scan_t *scan, const its_entry_t *entry, uint32_t len, const uint8_t *sealed)
{
    const uint8_t *header = cell_at(scan, entry->sector, entry->cell);
    uint8_t binding[PITS_BINDING_SIZE];
    pits_seal_t seal;
    uint32_t at = entry->sector * scan->image->shape.sector_size + entry->cell * scan->cell;
    pits_bind(entry->salt, at, header, entry->epoch, binding);
    pits_seal_start(&seal, scan->seal, false, binding, len);
    memcpy(scan->text, sealed, len);
    pits_seal_update(&seal, scan->text, len);
    psa_status_t status = pits_seal_verify(&seal, sealed + len);
    if (status != PSA_SUCCESS) {
        pcc_wipe(scan->text, len);
    }
    return status == PSA_SUCCESS;
}

bool its_scan_open(its_scan_t *scan, const its_entry_t *record)
{
    return scan->seal && record->proof == ITS_AUTHENTIC &&
           open_sealed(scan, record, record->header.len, cell_at(scan, record->sector, record->cell + 1u));
}

static its_proof_t prove(its_scan_t *scan, const its_entry_t *entry)
{
    bool whole = readable(scan, entry->sector, entry->cell, entry->cells);
    for (uint32_t i = 0; whole && i < entry->cells; i++) {
        whole = !blank(scan, entry->sector, entry->cell + i);
    }
    if (!whole) {
        return ITS_TORN;
    }
    if (!scan->seal) {
        return ITS_UNCHECKED;
    }
    uint32_t len = entry->kind == ITS_RECORD ? entry->header.len : 0;
    return open_sealed(scan, entry, len, cell_at(scan, entry->sector, entry->cell + 1u)) ? ITS_AUTHENTIC : ITS_FALSE;
}

/* Whether what fills up the cells of a sector header, session header or record is zero. */
static bool padded(const its_scan_t *scan, const its_entry_t *entry)
{
    const uint8_t *p = cell_at(scan, entry->sector, entry->cell);
    uint32_t sealed = (entry->kind == ITS_RECORD ? entry->header.len : 0) + PITS_TAG_SIZE;
    return all_zero(p + PITS_HEADER_SIZE, scan->cell - PITS_HEADER_SIZE) &&
           (entry->cells == 1 || all_zero(p + scan->cell + sealed, (entry->cells - 1u) * scan->cell - sealed));
}

/* ----------------------------------------------------------------------------------------------------- One sector */

/* Where a walk along a sector stands. */
typedef struct walk {
    uint32_t sector;
    uint32_t epoch;
    uint32_t cell;
    uint32_t boundary; /* end of the last record, or of the session header */
    uint32_t claim;    /* end of what a record that is not valid claims */
    uint8_t salt[PITS_SALT_SIZE];
} walk_t;

static uint32_t record_cells(const its_scan_t *scan, uint32_t len)
{
    return pits_record_size(len, scan->cell) / scan->cell;
}

/* Whether a header stands at a cell, and its record fits. */
static bool any_header_at(const its_scan_t *scan, const walk_t *walk, uint32_t cell, pits_header_t *header)
{
    return cell + PITS_RECORD_CELLS_MIN <= scan->cells && readable(scan, walk->sector, cell, 1) &&
           pits_header_decode(cell_at(scan, walk->sector, cell), walk->salt, header) &&
           record_cells(scan, header->len) <= scan->cells - cell;
}

/* Whether the header of a record stands at a cell. */
static bool header_at(const its_scan_t *scan, const walk_t *walk, uint32_t cell, pits_header_t *header)
{
    return any_header_at(scan, walk, cell, header) && header->type != PITS_SESSION;
}

/* A record at walk->cell that is valid, or plausible where there is no key: taken. One that stands where a record must
 * stand and is not valid: noted, and what it claims is looked through. */
static bool take_record(its_scan_t *scan, walk_t *walk, const pits_header_t *header)
{
    uint32_t cells = record_cells(scan, header->len), next = walk->cell + cells;
    its_entry_t record = { .kind = ITS_RECORD,
                           .sector = walk->sector,
                           .cell = walk->cell,
                           .cells = cells,
                           .epoch = walk->epoch,
                           .header = *header };
    pits_header_t following;
    bool direct = walk->cell == walk->boundary, followed = header_at(scan, walk, next, &following);
    memcpy(record.salt, walk->salt, sizeof(record.salt));
    record.proof = prove(scan, &record);
    record.counts = record.proof == ITS_AUTHENTIC || (direct && followed);
    if (record.proof == ITS_UNCHECKED) {
        record.counts = direct || followed || next >= scan->cells || blank(scan, walk->sector, next);
    }
    if (!record.counts && !(direct && walk->cell >= walk->claim)) {
        return false; /* chance: inside of something torn */
    }
    if (record.counts && record.proof != ITS_AUTHENTIC && record.proof != ITS_UNCHECKED) {
        record.fault = ITS_FAULT_RECORD;
    } else if (!record.counts) {
        record.fault = ITS_FAULT_CUT;
    } else if (!padded(scan, &record)) {
        record.fault = ITS_FAULT_PADDING;
    }
    its_entry_t *entry = add(scan, ITS_RECORD, 0, 0, 0);
    if (entry) {
        *entry = record;
    }
    if (record.counts) {
        walk->cell = walk->boundary = next;
        walk->claim = 0;
    } else {
        walk->cell++;
        walk->claim = next;
    }
    return true;
}

static bool take_session(its_scan_t *scan, walk_t *walk)
{
    its_entry_t session = { .kind = ITS_SESSION,
                            .sector = walk->sector,
                            .cell = walk->cell,
                            .cells = PITS_RECORD_CELLS_MIN,
                            .epoch = walk->epoch };
    if (!any_header_at(scan, walk, walk->cell, &session.header) || session.header.type != PITS_SESSION ||
        (uint32_t)session.header.owner != walk->epoch) {
        return false;
    }
    pcc_put_le64(session.salt, session.header.uid);
    session.proof = prove(scan, &session);
    if (session.proof != ITS_AUTHENTIC && session.proof != ITS_UNCHECKED) {
        return false;
    }
    session.fault = padded(scan, &session) ? ITS_SOUND : ITS_FAULT_PADDING;
    its_entry_t *entry = add(scan, ITS_SESSION, 0, 0, 0);
    if (entry) {
        *entry = session;
    }
    memcpy(walk->salt, session.salt, sizeof(walk->salt));
    walk->cell += PITS_RECORD_CELLS_MIN;
    walk->boundary = walk->cell;
    walk->claim = 0;
    return true;
}

/* A cell that is neither: one more of a run. What a cut record claims is its own already. */
static void take_rest(its_scan_t *scan, walk_t *walk)
{
    its_kind_t kind = blank(scan, walk->sector, walk->cell) ? ITS_ERASED : ITS_SCRAP;
    its_entry_t *last = &scan->entries[scan->count - 1u];
    if (walk->cell < walk->claim) {
        /* nothing to note */
    } else if (last->sector == walk->sector && last->kind == kind && last->cell + last->cells == walk->cell) {
        last->cells++;
    } else {
        its_entry_t *entry = add(scan, kind, walk->sector, walk->cell, 1);
        if (entry) {
            entry->epoch = walk->epoch;
        }
    }
    walk->cell++;
}

/* Whether scrap begins with the header of a session, whose tag then is torn. */
static bool begins_session(const its_scan_t *scan, const its_entry_t *scrap)
{
    pits_header_t header;
    const uint8_t *p = cell_at(scan, scrap->sector, scrap->cell);
    return pits_header_decode(p, p, &header) && header.type == PITS_SESSION;
}

/* Scrap is passed over by storage if a session begins behind it in time. At the end of a sector that the log has left
 * it is no more than a header whose own program was cut. */
static void judge_scrap(its_scan_t *scan, size_t first, size_t end, bool left)
{
    uint32_t erased_run = 0;
    for (size_t i = first; i < end; i++) {
        its_entry_t *entry = &scan->entries[i];
        if (entry->kind == ITS_ERASED) {
            erased_run = entry->cells;
            continue;
        }
        if (entry->kind == ITS_SCRAP) {
            size_t next = i + 1u;
            while (next < end && (scan->entries[next].kind == ITS_ERASED || scan->entries[next].kind == ITS_SCRAP)) {
                next++;
            }
            bool last = next == end;
            entry->fault = erased_run >= LOOK_AHEAD ? ITS_FAULT_BEHIND_END : ITS_FAULT_SCRAP;
            entry->harmless =
                entry->harmless || (entry->fault == ITS_FAULT_SCRAP &&
                                    ((!last && scan->entries[next].kind == ITS_SESSION) ||
                                     (last && left && entry->cells <= (begins_session(scan, entry) ? 2u : 1u))));
        }
        erased_run = 0;
    }
}

/* A session header but for its version. */
static bool is_of_another_version(const uint8_t *p)
{
    uint8_t ours[PITS_HEADER_SIZE];
    memcpy(ours, p, sizeof(ours));
    bool session = (p[0] & PITS_TYPE_BITS) == PITS_SESSION && p[0] != PITS_FORMAT << PITS_FLAGS_SHIFT;
    pits_header_init(ours, PITS_SESSION, pits_header_flags(p), 0);
    pits_header_check(ours, ours);
    return session && memcmp(p, ours, sizeof(ours)) == 0;
}

static void scan_sector(its_scan_t *scan, uint32_t sector)
{
    const uint8_t *p = cell_at(scan, sector, 0);
    pits_header_t header;
    uint32_t used = 0;
    while (used < scan->cells && blank(scan, sector, used)) {
        used++;
    }
    if (used == scan->cells) {
        add(scan, ITS_ERASED, sector, 0, scan->cells);
        return;
    }
    bool decoded = pits_header_decode(p, p, &header) && header.type == PITS_SESSION && readable(scan, sector, 0, 1);
    its_entry_t *entry =
        add(scan, decoded ? ITS_SECTOR : ITS_SCRAP, sector, 0, decoded ? PITS_RECORD_CELLS_MIN : scan->cells);
    if (entry == NULL) {
        return;
    }
    if (!decoded) {
        entry->fault = is_of_another_version(p) ? ITS_FAULT_VERSION : ITS_FAULT_NO_HEADER;
        return;
    }
    walk_t walk = { .sector = sector,
                    .epoch = (uint32_t)header.owner,
                    .cell = PITS_RECORD_CELLS_MIN,
                    .boundary = PITS_RECORD_CELLS_MIN };
    pcc_put_le64(walk.salt, header.uid);
    memcpy(entry->salt, walk.salt, sizeof(entry->salt));
    entry->epoch = walk.epoch;
    entry->proof = prove(scan, entry);
    entry->counts = entry->proof == ITS_AUTHENTIC || entry->proof == ITS_UNCHECKED;
    entry->fault = !entry->counts ? ITS_FAULT_SECTOR_TAG : padded(scan, entry) ? ITS_SOUND : ITS_FAULT_PADDING;
    while (walk.cell < scan->cells && !scan->failed) {
        pits_header_t record;
        if (!(header_at(scan, &walk, walk.cell, &record) && take_record(scan, &walk, &record)) &&
            !take_session(scan, &walk)) {
            take_rest(scan, &walk);
        }
    }
}

/* --------------------------------------------------------------------------------------------------------- The log */

/* Epoch that a sector has if it belongs to the log; 0: it can't. */
static uint32_t due_epoch(const its_scan_t *scan, uint32_t sector)
{
    uint32_t sectors = scan->image->shape.sectors;
    uint32_t back = (scan->head + sectors - sector) % sectors;
    return scan->head_epoch > back ? scan->head_epoch - back : 0;
}

static void find_newest(its_scan_t *scan)
{
    bool any = false;
    for (size_t i = 0; i < scan->count; i++) {
        const its_entry_t *entry = &scan->entries[i];
        any = any || entry->kind == ITS_SECTOR;
        if (entry->kind == ITS_SECTOR && entry->counts && entry->epoch > scan->head_epoch) {
            scan->head = entry->sector;
            scan->head_epoch = entry->epoch;
        }
    }
    for (size_t i = 0; any && scan->head_epoch == 0 && scan->seal && i < scan->count; i++) {
        if (scan->entries[i].kind == ITS_SECTOR && scan->entries[i].proof == ITS_FALSE) {
            scan->entries[i].fault = ITS_FAULT_OTHER_KEY;
        }
    }
}

/* All entries of a sector that storage does not look at: nothing there is a fault. */
static void excuse_sector(its_scan_t *scan, uint32_t sector)
{
    for (size_t i = scan->first[sector]; i < scan->first[sector + 1u]; i++) {
        scan->entries[i].harmless = true;
    }
}

/* Whether a record counts that stands in a sector whose epoch is due, and fits. */
typedef bool (*its_fits_t)(const its_entry_t *record, const its_entry_t *like);

static bool any_record(const its_entry_t *record, const its_entry_t *like)
{
    (void)record, (void)like;
    return true;
}

static bool no_copy(const its_entry_t *record, const its_entry_t *like)
{
    (void)like;
    return !record->header.copy;
}

static bool same_item(const its_entry_t *record, const its_entry_t *like)
{
    return record->header.owner == like->header.owner && record->header.uid == like->header.uid;
}

static bool holds(const its_scan_t *scan, uint32_t sector, its_fits_t fits, const its_entry_t *like)
{
    const its_entry_t *header = &scan->entries[scan->first[sector]];
    bool member = header->kind == ITS_SECTOR && header->counts && header->epoch == due_epoch(scan, sector);
    for (size_t i = scan->first[sector]; member && i < scan->first[sector + 1u]; i++) {
        const its_entry_t *entry = &scan->entries[i];
        if (entry->kind == ITS_RECORD && entry->counts && fits(entry, like)) {
            return true;
        }
    }
    return false;
}

bool its_is_lost(const pits_header_t *header)
{
    return header->type == PITS_RESERVED && header->len == 0;
}

/* Whether the opening of the head was cut (I11): it holds nothing, or copies alone whose originals are all still
 * there. */
static bool head_is_left_over(const its_scan_t *scan)
{
    uint32_t spare = (scan->head + 1u) % scan->image->shape.sectors;
    if (!holds(scan, scan->head, any_record, NULL)) {
        return true;
    }
    if (!holds(scan, spare, any_record, NULL) || holds(scan, scan->head, no_copy, NULL)) {
        return false;
    }
    for (size_t i = scan->first[scan->head]; i < scan->first[scan->head + 1u]; i++) {
        const its_entry_t *copy = &scan->entries[i];
        if (copy->kind == ITS_RECORD && copy->counts && !its_is_lost(&copy->header) &&
            !holds(scan, spare, same_item, copy)) {
            return false;
        }
    }
    return true;
}

/* The newest sector that was not given up. */
static void find_head(its_scan_t *scan)
{
    for (bool again = true; again;) {
        scan->head_epoch = 0;
        find_newest(scan);
        again = scan->head_epoch > 1u && head_is_left_over(scan);
        if (again) {
            its_entry_t *sector = &scan->entries[scan->first[scan->head]];
            sector->counts = false;
            sector->fault = ITS_FAULT_LEFT_OVER;
            excuse_sector(scan, scan->head);
        }
    }
}

/* Places in the log: which sectors belong to it. One that the log went past, and that still has its header of a round
 * before, was left out because it failed; the same image can come of an old sector that was put back. */
static void judge_sectors(its_scan_t *scan)
{
    uint32_t oldest = UINT32_MAX, sectors = scan->image->shape.sectors;
    for (uint32_t s = 0; s < sectors && scan->head_epoch; s++) {
        const its_entry_t *entry = &scan->entries[scan->first[s]];
        if (entry->kind == ITS_SECTOR && entry->counts && entry->epoch == due_epoch(scan, s) && entry->epoch < oldest) {
            oldest = entry->epoch;
        }
    }
    for (uint32_t s = 0; s < sectors && scan->head_epoch; s++) {
        its_entry_t *entry = &scan->entries[scan->first[s]];
        uint32_t due = due_epoch(scan, s);
        if (entry->kind == ITS_SECTOR && entry->counts && entry->epoch != due) {
            bool before = entry->epoch < due && (due - entry->epoch) % sectors == 0;
            entry->counts = false;
            entry->fault = before ? ITS_FAULT_SKIPPED : ITS_FAULT_EPOCH;
            if (before) {
                excuse_sector(scan, s);
            }
        } else if (entry->kind == ITS_ERASED && due > oldest) {
            entry->fault = ITS_FAULT_MISSING;
        }
    }
}

static int compare_records(const void *a, const void *b)
{
    const its_entry_t *one = *(its_entry_t *const *)a, *other = *(its_entry_t *const *)b;
    if (one->header.owner != other->header.owner) {
        return one->header.owner < other->header.owner ? -1 : 1;
    }
    if (one->header.uid != other->header.uid) {
        return one->header.uid < other->header.uid ? -1 : 1;
    }
    if (one->epoch != other->epoch) {
        return one->epoch < other->epoch ? -1 : 1;
    }
    return one->cell < other->cell ? -1 : one->cell > other->cell;
}

/* The records of one item, oldest first: the last that counts is what its item reads as, and makes what was cut before
 * it a thing of the past. */
static void judge_item(its_entry_t **records, size_t count, uint32_t spare_epoch)
{
    bool newest = true;
    for (size_t i = count; i-- > 0;) {
        its_entry_t *entry = records[i];
        if (entry->counts && newest) {
            newest = false;
            entry->live = entry->header.type != PITS_TOMBSTONE && entry->epoch != spare_epoch;
            if (entry->live && its_is_lost(&entry->header)) {
                entry->fault = ITS_FAULT_LOST;
            }
        } else if (!entry->counts && entry->fault == ITS_FAULT_CUT) {
            entry->harmless = !newest;
        }
    }
}

static void judge_items(its_scan_t *scan)
{
    its_entry_t **records = calloc(scan->count + 1u, sizeof(its_entry_t *));
    size_t count = 0;
    uint32_t spare = (scan->head + 1u) % scan->image->shape.sectors;
    uint32_t spare_epoch = spare == scan->head ? 0 : due_epoch(scan, spare); /* it was cleared */
    if (records == NULL) {
        scan->failed = true;
        return;
    }
    for (size_t i = 0; i < scan->count; i++) {
        its_entry_t *entry = &scan->entries[i];
        const its_entry_t *sector = &scan->entries[scan->first[entry->sector]];
        if (entry->kind == ITS_RECORD && sector->kind == ITS_SECTOR && sector->counts) {
            records[count++] = entry;
        }
    }
    qsort(records, count, sizeof(its_entry_t *), compare_records);
    for (size_t first = 0, end; first < count; first = end) {
        end = first + 1u;
        while (end < count && records[end]->header.owner == records[first]->header.owner &&
               records[end]->header.uid == records[first]->header.uid) {
            end++;
        }
        judge_item(&records[first], end - first, spare_epoch);
    }
    free(records);
}

bool its_scan(its_scan_t *scan, const its_image_t *image, pits_seal_key_t *seal)
{
    *scan = (its_scan_t){ .image = image, .seal = seal, .cell = pits_cell_size(image->shape.unit) };
    scan->cells = image->shape.sector_size / scan->cell;
    scan->text = malloc(PITS_LEN_MAX + 1u);
    scan->first = calloc(image->shape.sectors + 1u, sizeof(size_t));
    scan->failed = scan->text == NULL || scan->first == NULL;
    for (uint32_t sector = 0; sector < image->shape.sectors && !scan->failed; sector++) {
        scan_sector(scan, sector);
        scan->first[sector + 1u] = scan->count;
    }
    if (!scan->failed) {
        find_head(scan);
        judge_sectors(scan);
        for (uint32_t s = 0; s < image->shape.sectors; s++) {
            judge_scrap(scan, scan->first[s] + 1u, scan->first[s + 1u], s != scan->head);
        }
        judge_items(scan);
    }
    if (scan->failed) {
        tool_fail("out of memory");
    }
    return !scan->failed;
}

void its_scan_end(its_scan_t *scan)
{
    if (scan->text) {
        pcc_wipe(scan->text, PITS_LEN_MAX + 1u);
    }
    free(scan->text);
    free(scan->first);
    free(scan->entries);
    *scan = (its_scan_t){ 0 };
}
