/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Walking along the records of a sector, over everything that cuts and bad units leave between them. Internal to the
 * engine.
 */
#ifndef PITS_WALK_H
#define PITS_WALK_H

#include "log.h"

/** A session begins fewer than this many cells after the last valid record of its sector; a walk that saw as many
 *  blank-looking cells in a row is at the end. */
#define PITS_LOOK_AHEAD 8u

typedef struct pits_walk {
    pits_log_t *log;
    uint32_t sector;
    uint32_t epoch;
    uint32_t limit;        /* cells beyond are not looked at */
    uint32_t cell;         /* next cell to look at */
    uint32_t end;          /* end of the last valid record */
    uint32_t used;         /* behind the last cell in use, as far as can be seen */
    uint32_t span;         /* first cell of the session */
    uint32_t blank;        /* blank-looking cells in a row */
    uint32_t ahead;        /* cell whose bytes are in ahead_bytes; 0: none */
    uint8_t verifications; /* of a record that is not followed by another */
    uint16_t content;      /* salt (two bytes) of the last session with a record in it, whole or torn */
    uint16_t prev_salt;    /* the salt to look for, and whether a valid record was seen in a session after it */
    bool seen;
    bool went_on;
    bool torn;         /* torn_header is the last header seen whose record is not valid */
    uint32_t torn_end; /* what that record claims */
    psa_status_t ahead_status;
    pits_header_t torn_header;
    pits_sector_t header;
    uint8_t salt[PITS_SALT_SIZE];
    uint8_t ahead_bytes[PITS_HEADER_SIZE];
} pits_walk_t;

/** Epoch that a sector has if it belongs to the log; 0: it can't. */
uint32_t pits_epoch(const pits_log_t *log, uint32_t sector);

/** Sector header: PSA_SUCCESS if it is authentic, PSA_ERROR_DOES_NOT_EXIST if not, or a failure of the port. */
PLAT_MUST_USE psa_status_t pits_sector_read(pits_log_t *log, uint32_t sector, pits_sector_t *header);

/** Begin; PSA_ERROR_DOES_NOT_EXIST if the sector does not belong to the log. */
PLAT_MUST_USE psa_status_t pits_walk_start(pits_walk_t *walk, pits_log_t *log, uint32_t sector);
/** Watch out for valid records of a session after the one that this salt belongs to (went_on). */
void pits_walk_watch(pits_walk_t *walk, uint16_t prev_salt);
/** The next valid record, PSA_ERROR_DOES_NOT_EXIST at the end, or a failure of the port. */
PLAT_MUST_USE psa_status_t pits_walk_next(pits_walk_t *walk, pits_rec_t *rec);
/** The next one that is live. */
PLAT_MUST_USE psa_status_t pits_walk_live(pits_walk_t *walk, pits_rec_t *rec);

/** Salt of the session that a cell belongs to. */
PLAT_MUST_USE psa_status_t pits_span_salt(pits_log_t *log, uint32_t sector, uint32_t cell,
                                          uint8_t salt[PITS_SALT_SIZE]);
/** Keep a salt; end a span before a cell; forget those of a sector. */
void pits_span_note(pits_log_t *log, uint32_t sector, uint32_t first, uint32_t end, const uint8_t salt[PITS_SALT_SIZE]);
void pits_span_cut(pits_log_t *log, uint32_t sector, uint32_t cell);
void pits_span_forget(pits_log_t *log, uint32_t sector);

static inline uint32_t pits_position(const pits_log_t *log, uint32_t sector, uint32_t cell)
{
    return sector * log->cells + cell;
}

/** Read; what ECC corrected is data like any other here, because every use of it is checked. */
PLAT_MUST_USE psa_status_t pits_read(const pits_log_t *log, uint32_t sector, uint32_t cell, uint32_t byte, void *out,
                                     uint32_t size);

/** Begin to seal or open what has its header (and `size` bytes of text) at a cell: nonce and associated data say where
 *  that is (DESIGN.md section 3.1). */
PLAT_MUST_USE psa_status_t pits_seal_at(const pits_log_t *log, pits_seal_t *seal, bool encrypt, uint32_t sector,
                                        uint32_t epoch, uint32_t cell, const uint8_t salt[PITS_SALT_SIZE],
                                        const uint8_t header[PITS_HEADER_SIZE], uint32_t size);

/** What a record is worth: PSA_ERROR_INVALID_SIGNATURE and PSA_ERROR_DATA_CORRUPT are about it alone. */
static inline bool pits_damaged(psa_status_t status)
{
    return status == PSA_ERROR_INVALID_SIGNATURE || status == PSA_ERROR_DATA_CORRUPT;
}

/** Whether a record is the one that counts for its item. */
PLAT_MUST_USE psa_status_t pits_is_live(pits_log_t *log, const pits_rec_t *rec, bool *live);

/** Forget RAM and build it anew from flash; sectors from epoch `below` on are taken as not opened. */
PLAT_MUST_USE psa_status_t pits_mount(pits_log_t *log, const plat_flash_area_t *area, uint32_t below);

#endif /* PITS_WALK_H */
