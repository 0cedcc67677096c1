/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What short_text.h says, by the decoder that tokens are read with.
 */
#include "short_text.h"

#include <stdint.h>

#include "lib/attest/cbor_dec.h"
#include "lib/attest/cbor_enc.h"

bool short_text_is_good(const char *text, size_t size)
{
    uint8_t bytes[SHORT_TEXT_MAX + 3u];
    pcc_wr_t wr = pcc_wr(bytes, sizeof(bytes));
    for (size_t i = 0; i < size; i++) {
        if ((uint8_t)text[i] < 0x20u || text[i] == 0x7f) {
            return false;
        }
    }
    patt_cbor_put_text(&wr, text, size);
    return size <= SHORT_TEXT_MAX && patt_cbor_check(bytes, wr.size) == PATT_VALID;
}
