/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * CBOR (RFC 8949) as both archives of this folder need it: major types and the head of a data item. Header only.
 */
#ifndef PATT_CBOR_H
#define PATT_CBOR_H

#include "lib/crypto/core/bytes.h"

/** Major types (RFC 8949 section 3.1). */
#define PATT_CBOR_UINT 0u
#define PATT_CBOR_NINT 1u
#define PATT_CBOR_BYTES 2u
#define PATT_CBOR_TEXT 3u
#define PATT_CBOR_ARRAY 4u
#define PATT_CBOR_MAP 5u
#define PATT_CBOR_TAG 6u
#define PATT_CBOR_SIMPLE 7u

/** The simple value nil. */
#define PATT_CBOR_NIL 22u

/** Bytes of the head of an item with this argument in its shortest form (RFC 8949 section 3), up to 32 bits. */
static inline size_t patt_cbor_head_size(uint32_t argument)
{
    return argument < 24u ? 1u : argument <= UINT8_MAX ? 2u : argument <= UINT16_MAX ? 3u : 5u;
}

/** Write the head of an item in its shortest form (RFC 8949 section 4.2.1). An argument over 32 bits is bad: nothing in
 *  a token is as large. */
static inline void patt_cbor_put_head(pcc_wr_t *wr, uint8_t major, size_t argument)
{
    uint8_t bytes[5];
    size_t size = patt_cbor_head_size((uint32_t)argument);
    /* Arguments of 1, 2 and 4 bytes are announced by 24, 25 and 26. */
    uint8_t info = (uint8_t)(size == 1u ? argument : size == 5u ? 26u : 22u + size);

    if (argument > UINT32_MAX) {
        wr->bad = true;
    }
    pcc_put_be32(bytes + 1, (uint32_t)argument);
    bytes[sizeof(bytes) - size] = (uint8_t)(major << 5 | info);
    pcc_wr_bytes(wr, bytes + sizeof(bytes) - size, size);
}

#endif /* PATT_CBOR_H */
