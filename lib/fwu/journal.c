/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The update journal. Row ids J1..J12 are those of the recovery table in lib/fwu/DESIGN.md.
 *
 * Two rules carry it. A session (from one mount to the next) never programs a sector that an earlier session wrote to:
 * its first word opens the next sector, erased first, with a snapshot. So no unit is programmed that a cut may have
 * left torn but blank to look at. And a word counts as certain only when a later one was begun in the same session,
 * because the port promises that a program that returned is in the array.
 */
#include "journal.h"

#include <string.h>

#include "lib/crypto/core/bytes.h"

#define READS 3u /* a unit that differs between reads is no word */
/** Room for the largest snapshot and some words. */
#define UNITS_MIN (7u + 2u * PFWU_COMPONENTS_MAX > 32u ? 7u + 2u * PFWU_COMPONENTS_MAX : 32u)
#define ATTEMPTS 2u            /* of an erase or program that the port reports as failed */
#define LOADS 8u               /* of the sector chosen, should it read differently each time */
#define GAP_MAX 2u             /* units without a word that end a sector */
#define CHECK_INIT 0x50465755u /* start of the check: other formats and other records don't check */

_Static_assert(PFWU_COMPONENTS_MAX <= 32u, "component masks have 32 bits");

static struct {
    bool mounted;
    bool open;           /* this session has opened `sector` */
    bool settled;        /* the last word is known to be whole */
    psa_status_t status; /* of the mount */
    uint32_t sequence;   /* of the last word */
    uint32_t generation; /* of the sector that holds it */
    uint32_t sector;     /* being written, when open */
    uint32_t unit;       /* the next one in it */
    uint32_t next;       /* sector to open next */
    pfwu_record_t records[PFWU_COMPONENTS_MAX];
} journal;

/* ------------------------------------------------------------------------------------------------------- Words --- */

/** CRC-32 (reflected 0x04c11db7), bit by bit: words are few. */
static uint32_t check_of(const uint8_t *p, size_t size)
{
    uint32_t crc = CHECK_INIT;
    for (size_t i = 0; i < size; i++) {
        crc ^= p[i];
        for (unsigned bit = 0; bit < 8u; bit++) {
            crc = crc >> 1 ^ (0xedb88320u & (0u - (crc & 1u)));
        }
    }
    return ~crc;
}

void pfwu_word_encode(const pfwu_word_t *word, uint32_t sequence, uint8_t out[PFWU_JOURNAL_WORD_SIZE])
{
    pcc_put_le32(out, sequence);
    out[4] = word->type;
    out[5] = word->component;
    pcc_put_le16(&out[6], word->a);
    pcc_put_le32(&out[8], word->b);
    pcc_put_le32(&out[12], check_of(out, 12));
}

bool pfwu_word_decode(const uint8_t in[PFWU_JOURNAL_WORD_SIZE], pfwu_word_t *word, uint32_t *sequence)
{
    *sequence = pcc_get_le32(in);
    word->type = in[4];
    word->component = in[5];
    word->a = pcc_get_le16(&in[6]);
    word->b = pcc_get_le32(&in[8]);
    return pcc_get_le32(&in[12]) == check_of(in, 12);
}

/* -------------------------------------------------------------------------------------------------------- Read --- */

/** Asked each time and not kept: a stage whose plat_flash_area() is known to the compiler gets its geometry in
 *  numbers. */
static const plat_flash_area_t *area(void)
{
    return plat_flash_area(PLAT_AREA_FWU_JOURNAL);
}

static uint32_t stride(void)
{
    return area()->prog_size > PFWU_JOURNAL_WORD_SIZE ? area()->prog_size : PFWU_JOURNAL_WORD_SIZE;
}

static uint32_t units(void)
{
    return area()->erase_size / stride();
}

static uint32_t sectors(void)
{
    return area()->size / area()->erase_size;
}

static uint32_t address(uint32_t sector, uint32_t unit)
{
    return sector * area()->erase_size + unit * stride();
}

/** What a unit is to us. */
typedef enum unit_kind {
    UNIT_NOTHING,  /* unreadable, unstable, or without a check */
    UNIT_BLANK,    /* reads as erased, every time */
    UNIT_DOUBTFUL, /* checks, but the flash corrected it: counts only if a good word follows */
    UNIT_WORD,
} unit_kind_t;

static unit_kind_t read_unit(uint32_t sector, uint32_t unit, pfwu_word_t *word, uint32_t *sequence)
{
    uint8_t first[PFWU_JOURNAL_WORD_SIZE];
    uint8_t again[PFWU_JOURNAL_WORD_SIZE];
    uint8_t blank[PFWU_JOURNAL_WORD_SIZE];
    bool corrected = false;
    for (unsigned i = 0; i < READS; i++) {
        uint8_t *bytes = i == 0 ? first : again;
        psa_status_t status = plat_flash_read(area(), address(sector, unit), bytes, sizeof first);
        if (status == PLAT_FLASH_CORRECTED) {
            corrected = true;
        } else if (status != PSA_SUCCESS) {
            return UNIT_NOTHING;
        }
        if (memcmp(first, bytes, sizeof first) != 0) {
            return UNIT_NOTHING;
        }
    }
    memset(blank, area()->erased, sizeof blank);
    if (memcmp(first, blank, sizeof blank) == 0) {
        return corrected ? UNIT_NOTHING : UNIT_BLANK;
    }
    if (!pfwu_word_decode(first, word, sequence)) {
        return UNIT_NOTHING;
    }
    return corrected ? UNIT_DOUBTFUL : UNIT_WORD;
}

/** What a sector holds. */
typedef struct view {
    bool head;     /* it begins with a head word */
    bool complete; /* and its whole snapshot follows */
    bool commit_1;
    bool commit_2;
    bool gapless; /* no word is missing among those found */
    bool settled; /* the last word is whole, and nothing was begun after it */
    uint32_t sector;
    uint32_t generation;
    uint32_t base;     /* sequence number of the last word that the snapshot takes in */
    uint32_t last;     /* sequence number of the last word found */
    uint32_t snapshot; /* words of the snapshot */
    uint32_t found;    /* words of the snapshot found */
} view_t;

static void look_at_head(uint32_t sector, view_t *view)
{
    pfwu_word_t word;
    uint32_t sequence;
    memset(view, 0, sizeof *view);
    view->sector = sector;
    unit_kind_t kind = read_unit(sector, 0, &word, &sequence);
    if ((kind != UNIT_WORD && kind != UNIT_DOUBTFUL) || word.type != PFWU_WORD_HEAD ||
        word.component != PFWU_JOURNAL_FORMAT || word.a > 2u * PFWU_COMPONENTS_MAX) {
        return;
    }
    view->head = true;
    view->generation = word.b;
    view->base = sequence - 1u;
    view->last = sequence;
    view->snapshot = word.a;
    view->gapless = true;
}

static void take_word(view_t *view, uint32_t unit, const pfwu_word_t *word, uint32_t sequence, pfwu_record_t *records)
{
    view->last = sequence;
    view->found += unit <= view->snapshot ? 1u : 0;
    view->settled = word->type == PFWU_WORD_COMMIT_2 || word->type == PFWU_WORD_SETTLED;
    if (records != NULL) {
        pfwu_record_apply(records, word);
    }
}

/**
 * Read a sector to its end. records: where its words are applied, or NULL.
 * Words of a sector stand side by side with rising sequence numbers, since one session wrote them all (rule 1).
 */
static void look_at(uint32_t sector, view_t *view, pfwu_record_t *records)
{
    pfwu_word_t doubtful = { 0 };
    bool has_doubtful = false;
    uint32_t missing = 0;
    look_at_head(sector, view);
    if (!view->head) {
        return;
    }
    uint32_t head_sequence = view->last;
    bool rest_is_blank = true;
    for (uint32_t unit = 1; unit < units() && missing < GAP_MAX; unit++) {
        pfwu_word_t word;
        uint32_t sequence;
        unit_kind_t kind = read_unit(sector, unit, &word, &sequence);
        if ((kind != UNIT_WORD && kind != UNIT_DOUBTFUL) || sequence != head_sequence + unit) {
            missing++;
            rest_is_blank = rest_is_blank && kind == UNIT_BLANK && !has_doubtful;
            has_doubtful = false;
            continue;
        }
        if (has_doubtful) {
            take_word(view, unit - 1u, &doubtful, sequence - 1u, records); /* J12 */
            missing--;
        }
        has_doubtful = kind == UNIT_DOUBTFUL;
        if (has_doubtful) {
            doubtful = word;
            missing++;
            continue;
        }
        view->gapless = view->gapless && missing == 0;
        missing = 0;
        rest_is_blank = true;
        take_word(view, unit, &word, sequence, records);
    }
    view->complete = view->found == view->snapshot;
    view->commit_1 = view->last - head_sequence > view->snapshot;      /* C, or a word that was begun when it stood */
    view->commit_2 = view->last - head_sequence > view->snapshot + 1u; /* D, the same */
    view->settled = view->settled && view->gapless && rest_is_blank && !has_doubtful;
}

/* ------------------------------------------------------------------------------------------------------ Choose --- */

/** The two youngest sectors that have a head. Each is read once: a torn head may be there now and gone at a second
 *  look. */
static void find_youngest(view_t *youngest, view_t *before)
{
    memset(youngest, 0, sizeof *youngest);
    memset(before, 0, sizeof *before);
    for (uint32_t sector = 0; sector < sectors(); sector++) {
        view_t view;
        look_at(sector, &view, NULL);
        if (!view.head) {
            continue;
        }
        if (!youngest->head || view.generation > youngest->generation) {
            *before = *youngest;
            *youngest = view;
        } else if (!before->head || view.generation > before->generation) {
            *before = view;
        }
    }
}

/** Which of the two says what is: rows J2..J8. True: the youngest. */
static bool youngest_counts(const view_t *y, const view_t *x)
{
    if (y->complete && y->commit_2) {
        return true; /* J2 */
    }
    bool x_reads = x->head && x->complete && x->gapless;
    if (!y->complete) {
        return !(x->head && x->complete); /* J3, J8 */
    }
    if (x_reads && (int32_t)(x->last - y->base) >= 0) {
        return false; /* J4 */
    }
    if (y->commit_1) {
        return true; /* J5 */
    }
    if (x_reads && x->last == y->base - 1u) {
        return false; /* J6 */
    }
    return true; /* J7 */
}

/** Load the sector that counts into RAM. */
static void load(void)
{
    view_t y;
    view_t x;
    for (unsigned i = 0; i < LOADS; i++) {
        memset(journal.records, 0, sizeof journal.records);
        journal.settled = true;
        journal.sequence = 0;
        journal.generation = 0;
        journal.next = 0;
        find_youngest(&y, &x);
        if (!y.head) {
            return; /* J1 */
        }
        bool young = youngest_counts(&y, &x);
        const view_t *chosen = young ? &y : &x;
        view_t now;
        look_at(chosen->sector, &now, journal.records);
        journal.settled = now.settled;
        journal.sequence = now.last;
        journal.generation = young ? y.generation : y.generation - 1u;
        journal.next = young ? (y.sector + 1u) % sectors() : y.sector;
        if (now.complete) {
            return;
        }
    }
    memset(journal.records, 0, sizeof journal.records); /* J8: no sector is whole */
}

/* ------------------------------------------------------------------------------------------------------- Write --- */

static psa_status_t program_word(const pfwu_word_t *word)
{
    uint8_t bytes[PLAT_FLASH_PROG_SIZE_MAX];
    memset(bytes, area()->erased, sizeof bytes);
    pfwu_word_encode(word, journal.sequence + 1u, bytes);
    psa_status_t status = plat_flash_prog(area(), address(journal.sector, journal.unit), bytes, stride());
    if (status == PSA_SUCCESS) {
        journal.unit++;
        journal.sequence++;
    }
    return status;
}

static psa_status_t write_snapshot(void)
{
    pfwu_word_t words[2];
    uint16_t count = 0;
    for (uint8_t id = 0; id < PFWU_COMPONENTS_MAX; id++) {
        count = (uint16_t)(count + pfwu_record_words(&journal.records[id], id, words));
    }
    pfwu_word_t word = { PFWU_WORD_HEAD, PFWU_JOURNAL_FORMAT, count, journal.generation + 1u };
    psa_status_t status = program_word(&word);
    for (uint8_t id = 0; id < PFWU_COMPONENTS_MAX && status == PSA_SUCCESS; id++) {
        unsigned n = pfwu_record_words(&journal.records[id], id, words);
        for (unsigned i = 0; i < n && status == PSA_SUCCESS; i++) {
            status = program_word(&words[i]);
        }
    }
    for (uint8_t type = PFWU_WORD_COMMIT_1; type <= PFWU_WORD_COMMIT_2 && status == PSA_SUCCESS; type++) {
        word = (pfwu_word_t){ type, 0, 0, 0 };
        status = program_word(&word);
    }
    return status;
}

/** Open the next sector with a snapshot. The one before stays whole until both commit words stand. */
static psa_status_t open_sector(void)
{
    uint32_t base = journal.sequence;
    psa_status_t status = PSA_ERROR_STORAGE_FAILURE;
    journal.open = false;
    for (unsigned i = 0; i < ATTEMPTS && status != PSA_SUCCESS; i++) {
        journal.sequence = base;
        journal.sector = journal.next;
        journal.unit = 0;
        status = plat_flash_erase(area(), journal.sector * area()->erase_size);
        if (status == PSA_SUCCESS) {
            status = write_snapshot();
        }
    }
    if (status != PSA_SUCCESS) {
        journal.sequence = base;
        return PSA_ERROR_STORAGE_FAILURE;
    }
    journal.open = true;
    journal.settled = true;
    journal.generation++;
    journal.next = (journal.sector + 1u) % sectors();
    return PSA_SUCCESS;
}

psa_status_t pfwu_journal_append(uint8_t type, uint8_t component, uint16_t a, uint32_t b)
{
    pfwu_word_t word = { type, component, a, b };
    psa_status_t status = PSA_ERROR_STORAGE_FAILURE;
    if (!journal.mounted) {
        return PSA_ERROR_BAD_STATE;
    }
    for (unsigned i = 0; i < ATTEMPTS && status != PSA_SUCCESS; i++) {
        if (!journal.open || journal.unit == units()) {
            status = open_sector();
            if (status != PSA_SUCCESS) {
                return status;
            }
        }
        status = program_word(&word);
        if (status != PSA_SUCCESS) {
            journal.open = false; /* J11: the unit may be torn; go on in the next sector */
        }
    }
    if (status != PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    journal.settled = type == PFWU_WORD_SETTLED;
    pfwu_record_apply(journal.records, &word);
    return PSA_SUCCESS;
}

psa_status_t pfwu_journal_state(uint8_t component, uint8_t state, psa_status_t error)
{
    return pfwu_journal_append(PFWU_WORD_STATE, component,
                               (uint16_t)(state | (unsigned)journal.records[component].flags << 8), (uint32_t)error);
}

psa_status_t pfwu_journal_step(uint8_t component, uint32_t new_count, uint32_t old_count, uint32_t done)
{
    return pfwu_journal_append(PFWU_WORD_STEP, component, (uint16_t)new_count, done | old_count << 16);
}

void pfwu_journal_settle(void)
{
    if (journal.mounted && journal.open && !journal.settled && journal.unit < units()) {
        /* Not a fault if it fails: then the next mount makes the state stable itself (J10). */
        psa_status_t status = program_word(&(pfwu_word_t){ PFWU_WORD_SETTLED, 0, 0, 0 });
        journal.settled = status == PSA_SUCCESS;
        journal.open = status == PSA_SUCCESS;
    }
}

/* ------------------------------------------------------------------------------------------------------- Mount --- */

static bool geometry_fits(const plat_flash_area_t *journal_area)
{
    return journal_area != NULL && journal_area->prog_size != 0 &&
           journal_area->prog_size <= PLAT_FLASH_PROG_SIZE_MAX && journal_area->erase_size != 0 &&
           journal_area->size / journal_area->erase_size >= 2u &&
           journal_area->erase_size / (journal_area->prog_size > PFWU_JOURNAL_WORD_SIZE ? journal_area->prog_size
                                                                                        : PFWU_JOURNAL_WORD_SIZE) >=
               UNITS_MIN;
}

psa_status_t pfwu_journal_mount(void)
{
    if (journal.mounted) {
        return journal.status;
    }
    memset(&journal, 0, sizeof journal);
    if (!geometry_fits(area())) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    load();
    journal.mounted = true;
    if (!journal.settled) {
        journal.status = open_sector(); /* J9, J10 */
    }
    return journal.status;
}

const pfwu_record_t *pfwu_journal_record(uint8_t id)
{
    PLAT_ASSERT(id < PFWU_COMPONENTS_MAX);
    return &journal.records[id];
}

void pfwu_journal_reset(void)
{
    journal.mounted = false; /* the next mount forgets the rest */
}
