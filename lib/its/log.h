/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The engine: an append-only log of sealed records that walks round the sectors of one area (DESIGN.md). It knows names
 * (owner, uid: 12 bytes of a header), texts and headers, and nothing of the API's rules.
 *
 * All calls are made with PLAT_LOCK_ITS held, between pits_log_begin() and pits_log_end(). Places are byte offsets in
 * the area; 0 is never the place of an item.
 *
 * Errors: a call stops for what log->error holds, the first that happened in it. From then on nothing is read,
 * programmed, erased or counted any more, what is asked of the log is answered "no", and whoever began the call looks
 * at it. So functions that say true or false need not tell why. It is an error of the port, PSA_ERROR_INVALID_SIGNATURE
 * or PSA_ERROR_DATA_CORRUPT (what is to be copied is damaged: its tag is wrong, or it can't be read),
 * PSA_ERROR_INSUFFICIENT_STORAGE, or what a function names. That bytes can't be read (the port's
 * PSA_ERROR_DATA_CORRUPT) is no such error while they are looked at: they are no record then. A status above 0 is the
 * port's remark that ECC corrected something: success to all but the walk, because what was read is checked anyway.
 */
#ifndef PITS_LOG_H
#define PITS_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "find.h"
#include "record.h"
#include "seal.h"

/** A function whose frame is large: not to be merged into its caller, below which others need the stack. */
#define PITS_APART __attribute__((noinline))

/** Text is written in pieces of this many bytes: a multiple of every cell size. */
#define PITS_CHUNK 64u

/** A session begins fewer than this many cells behind the last valid record of its sector; a walk that saw as many
 *  blank-looking cells in a row is at the end. */
#define PITS_LOOK_AHEAD 8u

/** Mounts until records that read differently each time are given up. */
#define PITS_TRIES 8u

/** Bytes [first, end) of the area, which share a salt. */
typedef struct pits_span {
    uint32_t first;
    uint32_t end;
    uint8_t salt[PITS_SALT_SIZE];
} pits_span_t;

/** An area in RAM. Zeroed: not mounted. What is used most comes first: short offsets are short instructions. */
typedef struct pits_log {
    const plat_flash_area_t *area; /* NULL: not mounted */
    uint32_t base;                 /* the port's own: another one is another device, or the same one opened anew */
    uint32_t size;                 /* bytes of the area, */
    uint32_t sector;               /* of a sector, */
    uint32_t cell;                 /* of a cell */
    uint32_t epoch;                /* of the head; 0: no sector was ever opened */
    uint32_t head;                 /* start of the sector being written */
    uint32_t pos;                  /* next byte of it to program */
    psa_status_t error;            /* of the call; see above */
    bool recovered;                /* the work before the first write is done */
    bool session;                  /* records may follow at pos, under the salt of `now` */
    bool clearing; /* the head is being opened: originals of its copies are in the two behind it */
    bool erased;   /* the sector behind the head, since the mount */
    uint32_t good; /* end of the last valid record in it */
    pits_find_t find;
    uint32_t live;     /* bytes of live records, */
    uint32_t rest;     /* of them in the sector behind the spare one at most */
    uint32_t counter;  /* the platform's, as of mount */
    pits_span_t now;   /* of the session being written */
    pits_span_t seen;  /* of the session that was walked through or written last */
    uint32_t believed; /* a record that is valid, because its tag was right once and decided on the head; or 0 */
    bool unsettled;    /* that of `last` may be torn */
    bool counted;      /* the platform has a counter for this area */
    uint8_t last[PITS_NAME_SIZE]; /* name in the last record of the log at mount that is no copy, valid or not */
    pits_find_table_t table;
    uint32_t refused; /* bytes of the smallest record for which no room was found; 0: none; from here on what a mount
                         leaves alone */
    uint32_t ignored; /* a record that is not valid, although its tag was right once; 0: none */
    uint8_t key[PITS_KEY_SIZE];
} pits_log_t;

/** A record: where it is, and its header. */
typedef struct pits_rec {
    uint32_t at;
    uint8_t header[PITS_HEADER_SIZE];
} pits_rec_t;

/** What a record is worth: these are about it alone, all other errors about the port. */
static inline bool pits_damaged(psa_status_t status)
{
    return status == PSA_ERROR_INVALID_SIGNATURE || status == PSA_ERROR_DATA_CORRUPT;
}

/** Bytes of the log that a record takes. */
uint32_t pits_size_of(const pits_log_t *log, const uint8_t header[PITS_HEADER_SIZE]);

/** Start of the sector that a place is in; of the one behind a sector. */
uint32_t pits_sector_of(const pits_log_t *log, uint32_t at);
uint32_t pits_sector_after(const pits_log_t *log, uint32_t sector);

/* ------------------------------------------------------------------------------------------------- log.c: the call */

/** The area key of the log that was used last, expanded. One serves all areas, which one lock guards: it would take a
 *  quarter of the stack of a call, and expanding it costs as much as an AES block. */
extern pits_seal_key_t pits_log_key;

/** Make the log ready for one call: mounts if need be, has its key in pits_log_key. */
PLAT_MUST_USE psa_status_t pits_log_begin(pits_log_t *log, uint8_t area);
/** The counterpart, also after a failed begin. With an error but a lack of space in a call that wrote, or damage
 *  met in it, the log is mounted anew next time, so that no doubtful RAM state outlives a failed write. */
void pits_log_end(pits_log_t *log, psa_status_t status, bool wrote);

/** Wipe all that RAM holds of a log, its key included. */
void pits_log_forget(pits_log_t *log);

/** Forget RAM but for the key and build it anew from flash. */
PLAT_MUST_USE psa_status_t pits_log_mount(pits_log_t *log);

/** When a record that was found turns out to be damaged, before the work of the first write is done: true if the mount
 *  may have believed a torn tag (I7). Mount again then: where nothing but its tag speaks for it, it is not valid. */
bool pits_log_doubts(pits_log_t *log, uint32_t at, psa_status_t status);

/* -------------------------------------------------------------------------------------------------- walk.c: reading */

/** Read bytes: below 0 if they can't be read. */
psa_status_t pits_log_read(pits_log_t *log, uint32_t at, void *out, uint32_t size);

/** Walks along the valid records of a sector, over everything that cuts and bad units leave between them. */
typedef struct pits_walk {
    pits_rec_t rec; /* the record that was found */
    pits_log_t *log;
    uint32_t at;         /* next cell to look at */
    uint32_t limit;      /* end of the sector */
    uint32_t direct;     /* end of the last valid record: the next one stands here */
    uint32_t used;       /* behind the last cell in use, as far as can be seen */
    uint32_t claim;      /* end of what the last header claims, of a valid record or not */
    uint32_t blank;      /* blank-looking cells in a row */
    uint32_t loaded;     /* cell whose bytes are in `ahead` */
    psa_status_t status; /* of reading them */
    uint8_t ahead[PITS_HEADER_SIZE];
    pits_span_t span; /* the session: place and salt */
    bool followed;    /* a header of its session stands directly behind it: it was written whole (I6) */
    bool prove_all;   /* no record is believed without its tag */
    bool taking;      /* this is the mount: log->last is wanted */
} pits_walk_t;

void pits_walk_start(pits_walk_t *walk, pits_log_t *log, uint32_t sector);
/** Whether there is a next valid record: it is walk->rec. */
bool pits_walk_next(pits_walk_t *walk);

/** Whether a record is whole and authentic: PSA_SUCCESS, PSA_ERROR_INVALID_SIGNATURE, PSA_ERROR_DATA_CORRUPT or
 *  log->error. Its session is log->now or log->seen. */
PLAT_MUST_USE psa_status_t pits_log_verify(pits_log_t *log, const pits_rec_t *rec);

/** Have the session that this header begins in log->seen, and see whether it shows its tag (I5). */
bool pits_log_begin_session(pits_log_t *log, const pits_rec_t *rec);
/** Have the session of a place in log->now or log->seen: PSA_SUCCESS, PSA_ERROR_DATA_CORRUPT (it is not there any more)
 *  or log->error. */
PLAT_MUST_USE psa_status_t pits_log_session(pits_log_t *log, uint32_t at);

/** Begin to seal or open a record: nonce and associated data say where it is (DESIGN.md section 3.1). The session is
 *  log->now or log->seen. */
void pits_seal_at(pits_log_t *log, pits_seal_t *seal, bool encrypt, const pits_rec_t *rec);

/** Reads the text of a record, whose session is log->now or log->seen, in order. Whatever happens, it ends with
 *  pits_reader_finish(), or is wiped. */
typedef struct pits_reader {
    pits_log_t *log;
    uint32_t at;         /* next byte */
    uint32_t left;       /* bytes of text */
    psa_status_t status; /* of what was read */
    pits_seal_t seal;
} pits_reader_t;

void pits_reader_start(pits_reader_t *reader, pits_log_t *log, const pits_rec_t *rec);
/** The next `size` bytes of text, decrypted and not authentic yet: anything at all if they can't be read. */
void pits_reader_next(pits_reader_t *reader, uint8_t *out, uint32_t size);
/** Read `size` bytes of text and drop them. */
void pits_reader_skip(pits_reader_t *reader, uint32_t size);
/** Read what is left and say what pits_log_verify() does. */
PLAT_MUST_USE psa_status_t pits_reader_finish(pits_reader_t *reader);

/** The live record with the lowest place from rec->at on. PSA_ERROR_DOES_NOT_EXIST at the end, or log->error. */
PLAT_MUST_USE psa_status_t pits_log_next(pits_log_t *log, pits_rec_t *rec);

/* ------------------------------------------------------------------------------------------------- write.c: writing */

/** Bytes laid over a text. */
typedef struct pits_part {
    const uint8_t *data;
    uint32_t at;
    uint32_t len;
} pits_part_t;

/** What a record to be written says: zeros; over them the text that the item has now, if `keep`; over that the
 *  parts. */
typedef struct pits_text {
    const pits_part_t *parts;
    uint8_t count;
    bool keep;
} pits_text_t;

/** The work before the first write after a mount; to be called before pits_log_put(), and before what decides on it. */
PLAT_MUST_USE psa_status_t pits_log_recover(pits_log_t *log);

/** Append a record, which takes effect when it returns PSA_SUCCESS, or not at all. rec->at and the check of the header
 *  need not be there, and are changed. old_size: bytes of the item's live record, 0 if there is none. Replacing an item
 *  by one that is not larger, and a tombstone, never meet PSA_ERROR_INSUFFICIENT_STORAGE. */
PLAT_MUST_USE psa_status_t pits_log_put(pits_log_t *log, pits_rec_t *rec, const pits_text_t *text, uint32_t old_size);

#endif /* PITS_LOG_H */
