/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The on-flash format of storage, version 2 (DESIGN.md section 3). Everything in a sector is a sealed record that
 * begins with a header of 16 bytes. Pure functions over bytes; nothing here reads flash or knows a key.
 */
#ifndef PITS_RECORD_H
#define PITS_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/crypto/core/bytes.h"

/** Format version: in every session header and in the area key. */
#define PITS_FORMAT 2u

#define PITS_HEADER_SIZE 16u
#define PITS_TAG_SIZE 16u
#define PITS_SALT_SIZE 8u
#define PITS_KEY_OFFSET 4u    /* of the bytes in a header that name the item: owner, uid */
#define PITS_NAME_SIZE 12u    /* how many they are */
#define PITS_LEN_MAX 0x3ffffu /* 18 bits */
/** Cells of a record without text: header and tag. Each sector begins with one, a session header. */
#define PITS_RECORD_CELLS_MIN 2u

/** What a record is. */
typedef enum pits_type {
    PITS_SESSION = 0,   /* the salt of what follows, and the epoch of the sector; no text */
    PITS_ITEM = 1,      /* text = content */
    PITS_RESERVED = 2,  /* text = le32 size || content || zeros up to the capacity (psa_ps_create); without text: the
                           item was damaged when its sector was cleared: it exists, but can't be read */
    PITS_TOMBSTONE = 3, /* the item is removed; no text */
} pits_type_t;

/** Bits of the first byte of a header, which is neither 0x00 nor 0xff: the first unit of a record never looks
 *  erased. */
#define PITS_TYPE_BITS 0x03u
#define PITS_FLAGS_SHIFT 2u
#define PITS_COPY_BIT 0x20u

/** Header, for those who look at it field by field. */
typedef struct pits_header {
    uint64_t uid;  /* not 0; of a session header the salt, little-endian */
    int32_t owner; /* of a session header the epoch */
    uint32_t len;  /* bytes of text */
    uint8_t flags; /* PSA_STORAGE_FLAG_..., 3 bits; of a session header the format version */
    uint8_t type;
    bool copy; /* written while a sector was opened: its original is in the one that is being cleared, or the oldest */
} pits_header_t;

/** Bytes of the unit in which the format counts: a program unit, or 16 where that is smaller. */
uint32_t pits_cell_size(uint32_t prog_size);

/** Bytes that a record with len bytes of text takes up: whole cells. */
uint32_t pits_record_size(uint32_t len, uint32_t cell_size);

static inline uint32_t pits_header_type(const uint8_t header[PITS_HEADER_SIZE])
{
    return header[0] & PITS_TYPE_BITS;
}

static inline uint32_t pits_header_flags(const uint8_t header[PITS_HEADER_SIZE])
{
    return header[0] >> PITS_FLAGS_SHIFT & 7u;
}

/** Bytes of text. */
uint32_t pits_header_len(const uint8_t header[PITS_HEADER_SIZE]);

/** Begin a header: all but the name (PITS_KEY_OFFSET), and the check, which pits_header_check() adds. */
void pits_header_init(uint8_t header[PITS_HEADER_SIZE], uint32_t type, uint32_t flags, uint32_t len);
/** The check: one byte over all others and, but for a session header, the salt of the session. */
void pits_header_check(uint8_t header[PITS_HEADER_SIZE], const uint8_t salt[PITS_SALT_SIZE]);
/** Bytes that its record takes up; 0: this is no header of the session (nor one that begins a session). The check (1 in
 *  256 by chance) only saves work: the tag decides. */
uint32_t pits_header_size(const uint8_t header[PITS_HEADER_SIZE], const uint8_t salt[PITS_SALT_SIZE],
                          uint32_t cell_size);

/** The same by fields, for tools and tests. Decode is false where pits_header_size() is 0. */
void pits_header_encode(const pits_header_t *header, const uint8_t salt[PITS_SALT_SIZE], uint8_t out[PITS_HEADER_SIZE]);
bool pits_header_decode(const uint8_t in[PITS_HEADER_SIZE], const uint8_t salt[PITS_SALT_SIZE], pits_header_t *header);

/** What a record is sealed to: salt, byte `at` of the area, header, epoch of the sector. The first 12 bytes are the
 *  nonce, which is never used twice for sealing under one key (DESIGN.md section 3.2), the others associated data. */
#define PITS_NONCE_SIZE 12u
#define PITS_BINDING_SIZE 32u
static inline void pits_bind(const uint8_t salt[PITS_SALT_SIZE], uint32_t at, const uint8_t header[PITS_HEADER_SIZE],
                             uint32_t epoch, uint8_t out[PITS_BINDING_SIZE])
{
    memcpy(out, salt, PITS_SALT_SIZE);
    pcc_put_le32(out + PITS_SALT_SIZE, at);
    memcpy(out + PITS_NONCE_SIZE, header, PITS_HEADER_SIZE);
    pcc_put_le32(out + PITS_NONCE_SIZE + PITS_HEADER_SIZE, epoch);
}

#endif /* PITS_RECORD_H */
