/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Reading CBOR from hostile bytes.
 */
#include "cbor_dec.h"

/* Additional information (RFC 8949 section 3). */
#define INFO_ONE_BYTE 24u
#define INFO_EIGHT_BYTES 27u
#define INFO_INDEFINITE 31u

/* A simple value in a byte of its own is 32 or more (RFC 8949 section 3.3). */
#define SIMPLE_IN_BYTE_MIN 32u

static patt_reason_t read_argument(pcc_rd_t *rd, patt_cbor_item_t *item)
{
    if (item->info < INFO_ONE_BYTE) {
        item->argument = item->info;
        return PATT_VALID;
    }
    if (item->info == INFO_INDEFINITE) {
        bool no_such_form =
            item->major == PATT_CBOR_UINT || item->major == PATT_CBOR_NINT || item->major == PATT_CBOR_TAG;
        return no_such_form ? PATT_MALFORMED_CBOR : PATT_INDEFINITE_LENGTH;
    }
    if (item->info > INFO_EIGHT_BYTES) {
        return PATT_MALFORMED_CBOR;
    }
    size_t size = (size_t)1 << (item->info - INFO_ONE_BYTE);
    const uint8_t *p = pcc_rd_bytes(rd, size);
    if (p == NULL) {
        return PATT_TRUNCATED;
    }
    for (size_t i = 0; i < size; i++) {
        item->argument = item->argument << 8 | p[i];
    }
    if (item->major == PATT_CBOR_SIMPLE && item->info == INFO_ONE_BYTE && item->argument < SIMPLE_IN_BYTE_MIN) {
        return PATT_MALFORMED_CBOR;
    }
    return PATT_VALID;
}

patt_reason_t patt_cbor_next(pcc_rd_t *rd, patt_cbor_item_t *item)
{
    memset(item, 0, sizeof(*item));
    uint8_t head = pcc_rd_u8(rd);
    if (rd->bad) {
        return PATT_TRUNCATED;
    }
    item->major = head >> 5;
    item->info = head & 31u;
    patt_reason_t reason = read_argument(rd, item);
    if (reason != PATT_VALID) {
        return reason;
    }
    if (item->major == PATT_CBOR_BYTES || item->major == PATT_CBOR_TEXT) {
        /* Compared as 64 bits: a length beyond size_t must not wrap. */
        if (item->argument > rd->left) {
            return PATT_TRUNCATED;
        }
        item->data = pcc_rd_bytes(rd, (size_t)item->argument);
    }
    return PATT_VALID;
}

/*
 * Items right inside this one. More than bytes are left (each takes at least one) is truncation; the check comes before
 * the doubling, so that nothing overflows.
 */
static patt_reason_t items_inside(const pcc_rd_t *rd, const patt_cbor_item_t *item, size_t *count)
{
    *count = 0;
    if (item->major == PATT_CBOR_TAG) {
        *count = 1;
    } else if (item->major == PATT_CBOR_ARRAY || item->major == PATT_CBOR_MAP) {
        if (item->argument > rd->left) {
            return PATT_TRUNCATED;
        }
        *count = (size_t)item->argument;
        if (item->major == PATT_CBOR_MAP) {
            if (*count > rd->left / 2u) {
                return PATT_TRUNCATED;
            }
            *count *= 2u;
        }
    }
    return PATT_VALID;
}

patt_reason_t patt_cbor_skip(pcc_rd_t *rd)
{
    patt_cbor_item_t item;
    size_t inside = 0;

    for (size_t pending = 1; pending != 0;) {
        patt_reason_t reason = patt_cbor_next(rd, &item);
        if (reason == PATT_VALID) {
            reason = items_inside(rd, &item, &inside);
        }
        if (reason != PATT_VALID) {
            return reason;
        }
        pending = pending - 1 + inside;
        if (pending > rd->left) {
            return PATT_TRUNCATED;
        }
    }
    return PATT_VALID;
}

/* Size of the UTF-8 sequence at p, 0 if it is none: the table of RFC 3629 section 4. */
static size_t utf8_sequence(const uint8_t *p, size_t left)
{
    uint8_t low = 0x80;
    uint8_t high = 0xbf;
    size_t size;

    if (p[0] < 0x80) {
        return 1;
    }
    if (p[0] >= 0xc2 && p[0] <= 0xdf) {
        size = 2;
    } else if (p[0] >= 0xe0 && p[0] <= 0xef) {
        size = 3;
        low = p[0] == 0xe0 ? 0xa0 : 0x80;  /* no longer form than needed */
        high = p[0] == 0xed ? 0x9f : 0xbf; /* no surrogates */
    } else if (p[0] >= 0xf0 && p[0] <= 0xf4) {
        size = 4;
        low = p[0] == 0xf0 ? 0x90 : 0x80;
        high = p[0] == 0xf4 ? 0x8f : 0xbf; /* not above U+10FFFF */
    } else {
        return 0;
    }
    if (left < size || p[1] < low || p[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < size; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    return size;
}

static bool utf8_ok(const uint8_t *text, size_t size)
{
    for (size_t i = 0; i < size;) {
        size_t step = utf8_sequence(text + i, size - i);
        if (step == 0) {
            return false;
        }
        i += step;
    }
    return true;
}

/* A map key, as the comparison needs it. */
typedef struct map_key {
    patt_cbor_item_t item;
    const uint8_t *encoded;
    size_t encoded_size;
} map_key_t;

static patt_reason_t read_key(pcc_rd_t *rd, map_key_t *key)
{
    pcc_rd_t head = *rd;

    key->encoded = rd->p;
    patt_reason_t reason = patt_cbor_next(&head, &key->item);
    if (reason == PATT_VALID) {
        reason = patt_cbor_skip(rd);
    }
    key->encoded_size = (size_t)(rd->p - key->encoded);
    return reason;
}

/* Numbers and strings are equal by value, however long their heads are; anything else by its encoding. */
static bool same_key(const map_key_t *a, const map_key_t *b)
{
    if (a->item.major != b->item.major) {
        return false;
    }
    switch (a->item.major) {
    case PATT_CBOR_UINT:
    case PATT_CBOR_NINT:
        return a->item.argument == b->item.argument;
    case PATT_CBOR_BYTES:
    case PATT_CBOR_TEXT:
        return a->item.argument == b->item.argument &&
               memcmp(a->item.data, b->item.data, (size_t)a->item.argument) == 0;
    default:
        return a->encoded_size == b->encoded_size && memcmp(a->encoded, b->encoded, a->encoded_size) == 0;
    }
}

/* Compare each of `count` keys of the map whose entries begin at `entries` with all before it. Quadratic, hence the
 * limit on entries. */
static patt_reason_t check_keys(pcc_rd_t entries, size_t count)
{
    pcc_rd_t at = entries;
    map_key_t key;
    map_key_t earlier;

    for (size_t i = 0; i < count; i++) {
        patt_reason_t reason = read_key(&at, &key);
        pcc_rd_t before = entries;
        for (size_t k = 0; reason == PATT_VALID && k < i; k++) {
            reason = read_key(&before, &earlier);
            if (reason == PATT_VALID && same_key(&key, &earlier)) {
                reason = PATT_DUPLICATE_KEY;
            }
            if (reason == PATT_VALID) {
                reason = patt_cbor_skip(&before);
            }
        }
        if (reason == PATT_VALID) {
            reason = patt_cbor_skip(&at);
        }
        if (reason != PATT_VALID) {
            return reason;
        }
    }
    return PATT_VALID;
}

/* The rules for one head and its string; `inside` becomes the number of items that follow within it. */
static patt_reason_t check_item(pcc_rd_t *rd, size_t *inside)
{
    patt_cbor_item_t item;

    patt_reason_t reason = patt_cbor_next(rd, &item);
    if (reason == PATT_VALID) {
        reason = items_inside(rd, &item, inside);
    }
    if (reason != PATT_VALID) {
        return reason;
    }
    if (item.major == PATT_CBOR_TEXT && !utf8_ok(item.data, (size_t)item.argument)) {
        return PATT_INVALID_UTF8;
    }
    if (item.major == PATT_CBOR_MAP) {
        return item.argument > PATT_MAP_ENTRIES_MAX ? PATT_TOO_MANY_ENTRIES : check_keys(*rd, (size_t)item.argument);
    }
    return PATT_VALID;
}

patt_reason_t patt_cbor_check(const uint8_t *bytes, size_t size)
{
    size_t pending[PATT_NESTING_MAX + 1u] = { 1 };
    size_t level = 0;
    pcc_rd_t rd = pcc_rd(bytes, size);

    for (;;) {
        while (pending[level] == 0) {
            if (level == 0) {
                return rd.left == 0 ? PATT_VALID : PATT_TRAILING_BYTES;
            }
            level--;
        }
        pending[level]--;
        size_t inside = 0;
        patt_reason_t reason = check_item(&rd, &inside);
        if (reason != PATT_VALID) {
            return reason;
        }
        if (inside != 0) {
            if (level == PATT_NESTING_MAX) {
                return PATT_TOO_DEEP;
            }
            pending[++level] = inside;
        }
    }
}

bool patt_cbor_int(const patt_cbor_item_t *item, int64_t *value)
{
    *value = 0;
    if (item->argument > INT64_MAX || (item->major != PATT_CBOR_UINT && item->major != PATT_CBOR_NINT)) {
        return false;
    }
    *value = item->major == PATT_CBOR_UINT ? (int64_t)item->argument : -1 - (int64_t)item->argument;
    return true;
}
