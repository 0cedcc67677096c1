/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Reading CBOR from hostile bytes: bounded, without recursion or memory, definite lengths only. Shortest forms and key
 * order are not asked for (RFC 9783 section 5.1.1: a receiver takes every variation).
 */
#ifndef PATT_CBOR_DEC_H
#define PATT_CBOR_DEC_H

#include "patt_verify.h"

#include "cbor.h"

/** The head of an item, and the content if it is a string. */
typedef struct patt_cbor_item {
    uint8_t major;
    uint8_t info;        /* additional information: tells simple values from floats */
    uint64_t argument;   /* integer, length, count, tag or simple value */
    const uint8_t *data; /* bytes or text: `argument` bytes */
} patt_cbor_item_t;

/** Read one head (and string). What follows an array, map or tag is left for the next call. */
PATT_MUST_USE patt_reason_t patt_cbor_next(pcc_rd_t *rd, patt_cbor_item_t *item);

/** Step over one item with all that is in it. */
PATT_MUST_USE patt_reason_t patt_cbor_skip(pcc_rd_t *rd);

/** Check that the bytes are exactly one valid item: well formed, UTF-8, no key twice in any map, within the limits. */
PATT_MUST_USE patt_reason_t patt_cbor_check(const uint8_t *bytes, size_t size);

/** The item as a signed number. False if it is no integer or does not fit. */
PATT_MUST_USE bool patt_cbor_int(const patt_cbor_item_t *item, int64_t *value);

#endif /* PATT_CBOR_DEC_H */
