/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns the byte layout of storage, format version 1.
 */
#include "record.h"

#include <string.h>

#include "lib/crypto/core/bytes.h"

#define SECTOR_MAGIC 0x50u

/* CRC-32 (IEEE 802.3), bit by bit: it runs over 16 to 24 bytes at a time. */
static uint32_t crc32(uint32_t crc, const uint8_t *p, uint32_t size)
{
    crc = ~crc;
    while (size--) {
        crc ^= *p++;
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1u)));
        }
    }
    return ~crc;
}

uint32_t pits_cell_size(uint32_t prog_size)
{
    return prog_size > PITS_HEADER_SIZE ? prog_size : PITS_HEADER_SIZE;
}

uint32_t pits_record_cells(uint32_t len, uint32_t cell_size)
{
    return 1u + (len + PITS_TAG_SIZE + cell_size - 1u) / cell_size;
}

static uint8_t header_check(const uint8_t header[PITS_HEADER_SIZE], const uint8_t salt[PITS_SALT_SIZE])
{
    return (uint8_t)crc32(crc32(0, salt, PITS_SALT_SIZE), header, PITS_HEADER_SIZE - 1u);
}

void pits_header_encode(const pits_header_t *header, const uint8_t salt[PITS_SALT_SIZE], uint8_t out[PITS_HEADER_SIZE])
{
    uint32_t word =
        header->len | (uint32_t)header->flags << 18 | (uint32_t)header->type << 21 | (uint32_t)header->copy << 23;
    pcc_put_le64(out, header->uid);
    pcc_put_le32(out + 8, (uint32_t)header->owner);
    pcc_put_le32(out + 12, word);
    out[15] = header_check(out, salt);
}

bool pits_header_decode(const uint8_t in[PITS_HEADER_SIZE], const uint8_t salt[PITS_SALT_SIZE], pits_header_t *header)
{
    uint32_t word = pcc_get_le32(in + 12);
    header->uid = pcc_get_le64(in);
    header->owner = (int32_t)pcc_get_le32(in + 8);
    header->len = word & PITS_LEN_MAX;
    header->flags = (uint8_t)(word >> 18 & 7u);
    header->type = (uint8_t)(word >> 21 & 3u);
    header->copy = (word >> 23 & 1u) != 0;
    if (header->uid == 0 || in[15] != header_check(in, salt)) {
        return false;
    }
    switch (header->type) {
    case PITS_ITEM:
        return true;
    case PITS_RESERVED:
        return header->len >= 4u;
    default:
        return header->len == 0;
    }
}

static uint32_t session_check(const uint8_t in[PITS_HEADER_SIZE], uint32_t epoch, uint32_t cell)
{
    uint8_t where[8];
    pcc_put_le32(where, epoch);
    pcc_put_le32(where + 4, cell);
    return crc32(crc32(0, where, sizeof where), in, 12);
}

void pits_session_encode(const uint8_t salt[PITS_SALT_SIZE], uint32_t epoch, uint32_t cell,
                         uint8_t out[PITS_HEADER_SIZE])
{
    pcc_put_le32(out, 0);
    memcpy(out + 4, salt, PITS_SALT_SIZE);
    pcc_put_le32(out + 12, session_check(out, epoch, cell));
}

bool pits_session_decode(const uint8_t in[PITS_HEADER_SIZE], uint32_t epoch, uint32_t cell,
                         uint8_t salt[PITS_SALT_SIZE])
{
    if (pcc_get_le32(in) != 0 || pcc_get_le32(in + 12) != session_check(in, epoch, cell)) {
        return false;
    }
    memcpy(salt, in + 4, PITS_SALT_SIZE);
    return true;
}

void pits_sector_encode(const pits_sector_t *sector, uint8_t out[PITS_HEADER_SIZE])
{
    out[0] = SECTOR_MAGIC;
    out[1] = PITS_FORMAT;
    pcc_put_le16(out + 2, sector->prev_salt);
    pcc_put_le32(out + 4, sector->epoch);
    memcpy(out + 8, sector->salt, PITS_SALT_SIZE);
}

bool pits_sector_decode(const uint8_t in[PITS_HEADER_SIZE], pits_sector_t *sector)
{
    sector->prev_salt = pcc_get_le16(in + 2);
    sector->epoch = pcc_get_le32(in + 4);
    memcpy(sector->salt, in + 8, PITS_SALT_SIZE);
    return in[0] == SECTOR_MAGIC && in[1] == PITS_FORMAT && sector->epoch != 0;
}

void pits_nonce(const uint8_t salt[PITS_SALT_SIZE], uint32_t epoch, uint32_t cell, uint8_t out[PITS_NONCE_SIZE])
{
    memcpy(out, salt, PITS_SALT_SIZE);
    pcc_put_le16(out + 8, (uint16_t)epoch);
    pcc_put_le16(out + 10, (uint16_t)cell);
}

void pits_ad(uint8_t area, uint32_t sector, uint32_t epoch, const uint8_t header[PITS_HEADER_SIZE],
             uint8_t out[PITS_AD_SIZE])
{
    pcc_put_le16(out, PITS_FORMAT);
    pcc_put_le16(out + 2, area);
    pcc_put_le32(out + 4, sector);
    pcc_put_le32(out + 8, epoch);
    memcpy(out + 12, header, PITS_HEADER_SIZE);
}
