/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns the byte layout of storage, format version 2.
 */
#include "record.h"

#include <string.h>

uint32_t pits_cell_size(uint32_t prog_size)
{
    return prog_size > PITS_HEADER_SIZE ? prog_size : PITS_HEADER_SIZE;
}

uint32_t pits_record_size(uint32_t len, uint32_t cell_size)
{
    return cell_size + ((len + PITS_TAG_SIZE + cell_size - 1u) & ~(cell_size - 1u)); /* a power of two */
}

uint32_t pits_header_len(const uint8_t header[PITS_HEADER_SIZE])
{
    return (uint32_t)(header[0] >> 6) << 16 | pcc_get_le16(header + 1);
}

/* Every single bit changes it, since 31 is odd. One byte of the salt tells as much as this byte can. */
static uint8_t check_of(const uint8_t header[PITS_HEADER_SIZE], const uint8_t salt[PITS_SALT_SIZE])
{
    uint32_t check = pits_header_type(header) == PITS_SESSION ? 0x2fu : salt[0];
    for (unsigned i = 0; i < PITS_HEADER_SIZE; i++) {
        check = check * 31u + (i == 3 ? 0u : header[i]);
    }
    return (uint8_t)check;
}

void pits_header_init(uint8_t header[PITS_HEADER_SIZE], uint32_t type, uint32_t flags, uint32_t len)
{
    pcc_put_le16(header + 1, (uint16_t)len);
    header[0] = (uint8_t)(type | flags << PITS_FLAGS_SHIFT | len >> 16 << 6);
}

void pits_header_check(uint8_t header[PITS_HEADER_SIZE], const uint8_t salt[PITS_SALT_SIZE])
{
    header[3] = check_of(header, salt);
}

uint32_t pits_header_size(const uint8_t header[PITS_HEADER_SIZE], const uint8_t salt[PITS_SALT_SIZE],
                          uint32_t cell_size)
{
    uint32_t type = pits_header_type(header), len = pits_header_len(header);
    if (header[3] != check_of(header, salt) || (len && type % 3u == 0) ||
        (type == PITS_SESSION && header[0] != PITS_FORMAT << PITS_FLAGS_SHIFT)) {
        return 0;
    }
    return pits_record_size(len, cell_size);
}

void pits_header_encode(const pits_header_t *header, const uint8_t salt[PITS_SALT_SIZE], uint8_t out[PITS_HEADER_SIZE])
{
    pits_header_init(out, header->type, header->flags, header->len);
    out[0] |= header->copy ? PITS_COPY_BIT : 0u;
    pcc_put_le32(out + 4, (uint32_t)header->owner);
    pcc_put_le64(out + 8, header->uid);
    pits_header_check(out, salt);
}

bool pits_header_decode(const uint8_t in[PITS_HEADER_SIZE], const uint8_t salt[PITS_SALT_SIZE], pits_header_t *header)
{
    header->owner = (int32_t)pcc_get_le32(in + 4);
    header->uid = pcc_get_le64(in + 8);
    header->len = pits_header_len(in);
    header->flags = (uint8_t)pits_header_flags(in);
    header->type = (uint8_t)pits_header_type(in);
    header->copy = (in[0] & PITS_COPY_BIT) != 0;
    return pits_header_size(in, salt, PITS_HEADER_SIZE) != 0;
}
