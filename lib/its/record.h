/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The on-flash format of storage, version 1 (DESIGN.md section 3): encode and decode of its three kinds of cells. Pure
 * functions over bytes; nothing here reads flash or knows a key.
 */
#ifndef PITS_RECORD_H
#define PITS_RECORD_H

#include <stdbool.h>
#include <stdint.h>

/** Format version: in every sector header, in the key's label and in the associated data of every record. */
#define PITS_FORMAT 1u

#define PITS_HEADER_SIZE 16u /* of any of the three headers */
#define PITS_TAG_SIZE 16u
#define PITS_SALT_SIZE 8u
#define PITS_NONCE_SIZE 12u
#define PITS_AD_SIZE 28u
#define PITS_LEN_MAX 0x3ffffu /* 18 bits */
/** Cells at the start of a sector: header and tag. */
#define PITS_SECTOR_CELLS 2u
/** Cells of the smallest record: header and tag. */
#define PITS_RECORD_CELLS_MIN 2u

/** What a record is. */
typedef enum pits_type {
    PITS_ITEM = 0,      /* text = content */
    PITS_RESERVED = 1,  /* text = le32 size || content || zeros up to the capacity (psa_ps_create) */
    PITS_TOMBSTONE = 2, /* the item is removed; no text */
    PITS_LOST = 3,      /* the item was damaged when its sector was cleared: it exists, but can't be read; no text */
} pits_type_t;

/** Header of a record. */
typedef struct pits_header {
    uint64_t uid; /* not 0 */
    int32_t owner;
    uint32_t len;  /* bytes of text */
    uint8_t flags; /* PSA_STORAGE_FLAG_..., 3 bits */
    uint8_t type;
    bool copy; /* written while a sector was opened (compaction), holds nothing that is not elsewhere */
} pits_header_t;

/** Header of a sector. */
typedef struct pits_sector {
    uint32_t epoch;     /* 1 for the first sector ever opened, then one more for each */
    uint16_t prev_salt; /* first two bytes of the salt under which the sector before was last written */
    uint8_t salt[PITS_SALT_SIZE];
} pits_sector_t;

/** Bytes of the unit in which the format counts: a program unit, or 16 where that is smaller. */
uint32_t pits_cell_size(uint32_t prog_size);

/** Cells of a record with len bytes of text. */
uint32_t pits_record_cells(uint32_t len, uint32_t cell_size);

/** Write a record header; its last byte is a check over the rest and the salt under which the record is sealed. */
void pits_header_encode(const pits_header_t *header, const uint8_t salt[PITS_SALT_SIZE], uint8_t out[PITS_HEADER_SIZE]);

/** False unless the check is right and the fields are possible. The check (1 in 256 by chance) only saves work: the tag
 *  decides. */
bool pits_header_decode(const uint8_t in[PITS_HEADER_SIZE], const uint8_t salt[PITS_SALT_SIZE], pits_header_t *header);

/** Session header: the salt for the records after it. The check (32 bits) binds it to its sector's epoch and its cell. */
void pits_session_encode(const uint8_t salt[PITS_SALT_SIZE], uint32_t epoch, uint32_t cell,
                         uint8_t out[PITS_HEADER_SIZE]);
bool pits_session_decode(const uint8_t in[PITS_HEADER_SIZE], uint32_t epoch, uint32_t cell,
                         uint8_t salt[PITS_SALT_SIZE]);

/** Sector header. Decode is false for another magic, another version or epoch 0. */
void pits_sector_encode(const pits_sector_t *sector, uint8_t out[PITS_HEADER_SIZE]);
bool pits_sector_decode(const uint8_t in[PITS_HEADER_SIZE], pits_sector_t *sector);

/** Nonce of what begins at a cell: salt || low half of the epoch || cell. */
void pits_nonce(const uint8_t salt[PITS_SALT_SIZE], uint32_t epoch, uint32_t cell, uint8_t out[PITS_NONCE_SIZE]);

/** Associated data: version || area || sector || epoch || header. */
void pits_ad(uint8_t area, uint32_t sector, uint32_t epoch, const uint8_t header[PITS_HEADER_SIZE],
             uint8_t out[PITS_AD_SIZE]);

#endif /* PITS_RECORD_H */
