/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Deterministic CBOR (RFC 8949 section 4.2.1) into a writing cursor. Every number has its shortest form; the caller
 * gives map entries in the order of their encoded keys. A cursor over (NULL, 0) measures.
 */
#ifndef PATT_CBOR_ENC_H
#define PATT_CBOR_ENC_H

#include "lib/attest/cbor.h"

void patt_cbor_put_int(pcc_wr_t *wr, int32_t value);
void patt_cbor_put_bytes(pcc_wr_t *wr, const uint8_t *bytes, size_t size);
/** `text` is size bytes of valid UTF-8, without an end mark. */
void patt_cbor_put_text(pcc_wr_t *wr, const char *text, size_t size);
/** `count` items follow. */
void patt_cbor_put_array(pcc_wr_t *wr, size_t count);
/** `count` pairs follow. */
void patt_cbor_put_map(pcc_wr_t *wr, size_t count);
void patt_cbor_put_tag(pcc_wr_t *wr, uint32_t tag);

#endif /* PATT_CBOR_ENC_H */
