/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The engine: an append-only log of sealed records that walks round the sectors of one area (DESIGN.md). It knows keys
 * (owner, uid), texts and headers, and nothing of the API's rules.
 *
 * All calls are made with PLAT_LOCK_ITS held, between pits_log_begin() and pits_log_end(). Errors inside: besides those of
 * the port, PSA_ERROR_DATA_CORRUPT (a unit can't be read; an older area was put back), PSA_ERROR_INVALID_SIGNATURE (a
 * record does not authenticate), PSA_ERROR_DOES_NOT_EXIST, PSA_ERROR_INSUFFICIENT_STORAGE.
 */
#ifndef PITS_LOG_H
#define PITS_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "index.h"
#include "record.h"
#include "seal.h"

/** Text is handled in pieces of this many bytes: a multiple of every cell size. */
#define PITS_CHUNK 64u

/** Cells [first, end) of the area that share a salt. */
typedef struct pits_span {
    uint32_t first;
    uint32_t end;
    uint8_t salt[PITS_SALT_SIZE];
} pits_span_t;

/** An area in RAM. Zeroed: not mounted. */
typedef struct pits_log {
    const plat_flash_area_t *area; /* NULL: not mounted */
    uint32_t head_epoch;           /* 0: no sector was ever opened */
    uint32_t counter;              /* the platform's, as of mount */
    uint32_t live;                 /* cells of live records; valid once recovered */
    uint32_t refused;              /* cells of the smallest record for which no room was found; 0: none */
    uint64_t settle_uid;           /* the item to write again before anything else (DESIGN.md section 4.1); 0: none */
    int32_t settle_owner;
    uint32_t head;  /* sector being written */
    uint32_t pos;   /* next cell of head to program */
    uint32_t good;  /* end of the last valid record of head */
    uint32_t span;  /* first cell of the session in head */
    uint16_t cells; /* of a sector */
    uint16_t sectors;
    uint16_t last_salt; /* of the last session of head that has a record: two bytes */
    uint8_t cell;       /* bytes */
    uint8_t next_span;
    bool counted;   /* the platform has a counter for this area */
    bool session;   /* records may follow at pos, under `salt` */
    bool pure;      /* head holds nothing but copies */
    bool lossy;     /* recovery gives up on records that are damaged */
    bool recount;   /* live is not to be trusted */
    bool erased;    /* the sector behind head, since the mount */
    bool recovered; /* the work before the first write is done */
    uint8_t salt[PITS_SALT_SIZE];
    pits_span_t spans[PITS_SPANS];
    pits_index_t index;
    pits_seal_key_t *seal; /* the caller's, during a call; from here on what a mount leaves alone */
    uint8_t key[PITS_KEY_SIZE];
} pits_log_t;

/** A record and where it is. */
typedef struct pits_rec {
    pits_header_t header;
    uint32_t sector;
    uint32_t cell;
    uint8_t salt[PITS_SALT_SIZE];
} pits_rec_t;

/** Make the log ready for one call: mounts if need be, expands the key into *seal. */
PLAT_MUST_USE psa_status_t pits_log_begin(pits_log_t *log, uint8_t area, pits_seal_key_t *seal);
/** The counterpart, also after a failed begin. With an error of the storage in `status` the log is mounted anew next
 *  time, so that no doubtful RAM state outlives a failed write. */
void pits_log_end(pits_log_t *log, psa_status_t status, bool wrote);

/** The live record of an item. PSA_ERROR_DOES_NOT_EXIST. The header is not authenticated yet. */
PLAT_MUST_USE psa_status_t pits_log_find(pits_log_t *log, int32_t owner, uint64_t uid, pits_rec_t *rec);

/** Reads the text of a record in order. */
typedef struct pits_reader {
    pits_log_t *log;
    const pits_rec_t *rec;
    pits_seal_t seal;
    uint32_t off;
} pits_reader_t;

PLAT_MUST_USE psa_status_t pits_reader_start(pits_reader_t *reader, pits_log_t *log, const pits_rec_t *rec);
/** The next `size` bytes of text, decrypted and not authentic yet. */
PLAT_MUST_USE psa_status_t pits_reader_next(pits_reader_t *reader, uint8_t *out, uint32_t size);
/** Read what is left and check the tag. */
PLAT_MUST_USE psa_status_t pits_reader_finish(pits_reader_t *reader);
void pits_reader_end(pits_reader_t *reader);

/** Whether a record is whole and authentic: PSA_SUCCESS, PSA_ERROR_INVALID_SIGNATURE, PSA_ERROR_DATA_CORRUPT or a failure
 *  of the port. */
PLAT_MUST_USE psa_status_t pits_log_verify(pits_log_t *log, const pits_rec_t *rec);

/** What a record to be written says: zeros; over them the text that the item has now, if `keep`; over that le32 `size`
 *  at 0, if `sized`; over that data at `at`. */
typedef struct pits_text {
    bool keep;
    bool sized;
    uint32_t size;
    uint32_t at;
    const uint8_t *data;
    uint32_t data_len;
} pits_text_t;

/** The work before the first write after a mount; to be called before pits_log_put(), and before what decides on it. */
PLAT_MUST_USE psa_status_t pits_log_recover(pits_log_t *log);

/** Append a record, which takes effect when it returns PSA_SUCCESS, or not at all. Replacing an item by one that is not
 *  larger, and a tombstone, never meet PSA_ERROR_INSUFFICIENT_STORAGE. */
PLAT_MUST_USE psa_status_t pits_log_put(pits_log_t *log, const pits_header_t *header, const pits_text_t *text);

/** Iterate over live records: begin with a zeroed cursor. PSA_ERROR_DOES_NOT_EXIST at the end. */
PLAT_MUST_USE psa_status_t pits_log_next(pits_log_t *log, uint32_t *cursor, pits_rec_t *rec);

#endif /* PITS_LOG_H */
