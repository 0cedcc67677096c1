/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Deterministic CBOR into a writing cursor.
 */
#include "cbor_enc.h"

void patt_cbor_put_int(pcc_wr_t *wr, int64_t value)
{
    if (value < 0) {
        /* The argument of a negative number n is -1 - n (RFC 8949 section 3.1): its complement. */
        patt_cbor_put_head(wr, PATT_CBOR_NINT, ~(uint64_t)value);
    } else {
        patt_cbor_put_head(wr, PATT_CBOR_UINT, (uint64_t)value);
    }
}

void patt_cbor_put_bytes(pcc_wr_t *wr, const uint8_t *bytes, size_t size)
{
    patt_cbor_put_head(wr, PATT_CBOR_BYTES, size);
    pcc_wr_bytes(wr, bytes, size);
}

void patt_cbor_put_text(pcc_wr_t *wr, const char *text, size_t size)
{
    patt_cbor_put_head(wr, PATT_CBOR_TEXT, size);
    pcc_wr_bytes(wr, text, size);
}

void patt_cbor_put_array(pcc_wr_t *wr, size_t count)
{
    patt_cbor_put_head(wr, PATT_CBOR_ARRAY, count);
}

void patt_cbor_put_map(pcc_wr_t *wr, size_t count)
{
    patt_cbor_put_head(wr, PATT_CBOR_MAP, count);
}

void patt_cbor_put_tag(pcc_wr_t *wr, uint64_t tag)
{
    patt_cbor_put_head(wr, PATT_CBOR_TAG, tag);
}
