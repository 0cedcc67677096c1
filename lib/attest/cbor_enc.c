/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Deterministic CBOR into a writing cursor.
 */
#include "cbor_enc.h"

void patt_cbor_put_int(pcc_wr_t *wr, int32_t value)
{
    /* The argument of a negative number n is -1 - n (RFC 8949 section 3.1): its complement. */
    uint32_t argument = value < 0 ? ~(uint32_t)value : (uint32_t)value;

    patt_cbor_put_head(wr, (uint8_t)(value < 0 ? PATT_CBOR_NINT : PATT_CBOR_UINT), argument);
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

void patt_cbor_put_tag(pcc_wr_t *wr, uint32_t tag)
{
    patt_cbor_put_head(wr, PATT_CBOR_TAG, tag);
}
