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

/** Write the head of an item in its shortest form (RFC 8949 section 4.2.1). */
static inline void patt_cbor_put_head(pcc_wr_t *wr, uint8_t major, uint64_t argument)
{
    uint8_t type = (uint8_t)(major << 5);

    if (argument < 24u) {
        pcc_wr_u8(wr, (uint8_t)(type | argument));
    } else if (argument <= UINT8_MAX) {
        pcc_wr_u8(wr, type | 24u);
        pcc_wr_u8(wr, (uint8_t)argument);
    } else if (argument <= UINT16_MAX) {
        pcc_wr_u8(wr, type | 25u);
        pcc_wr_be16(wr, (uint16_t)argument);
    } else if (argument <= UINT32_MAX) {
        pcc_wr_u8(wr, type | 26u);
        pcc_wr_be32(wr, (uint32_t)argument);
    } else {
        pcc_wr_u8(wr, type | 27u);
        pcc_wr_be64(wr, argument);
    }
}

#endif /* PATT_CBOR_H */
