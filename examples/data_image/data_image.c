/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A data image: header, body, signed records, then unsigned records with the signature. Nothing in it is believed
 * before the signature was verified, beyond where the parts are; and that only as far as they lie inside the bytes.
 */
#include "data_image.h"

#include <stdbool.h>
#include <string.h>

#define MAGIC 0x96f3b83du
#define HEADER_SIZE 32u
#define FLAGS_TAKEN 0x10u /* "not bootable"; none that would make the body something else than it is */
#define INFO_PROTECTED 0x6908u
#define INFO_UNPROTECTED 0x6907u
#define TLV_ECDSA 0x22u
#define TLV_COUNTER 0x50u
#define SCALAR 32u

/** Where the parts are. */
typedef struct parts {
    size_t body_off, body_size, protected_off, signed_size;
} parts_t;

static uint16_t le16(const uint8_t *p)
{
    return (uint16_t)(p[0] | p[1] << 8);
}

static uint32_t le32(const uint8_t *p)
{
    return (uint32_t)le16(p) | (uint32_t)le16(p + 2) << 16;
}

/** The header; its sizes are taken off what is left one by one, so that no sum can wrap. */
static bool read_header(const uint8_t *bytes, size_t size, parts_t *parts)
{
    if (size < HEADER_SIZE || le32(bytes) != MAGIC || (le32(bytes + 16) & ~FLAGS_TAKEN) != 0) {
        return false;
    }
    size_t header_size = le16(bytes + 8), protected_size = le16(bytes + 10), body_size = le32(bytes + 12);
    if (header_size < HEADER_SIZE || header_size > size || body_size > size - header_size ||
        protected_size > size - header_size - body_size) {
        return false;
    }
    parts->body_off = header_size;
    parts->body_size = body_size;
    parts->protected_off = header_size + body_size;
    parts->signed_size = header_size + body_size + protected_size;
    return true;
}

/** The one record of a type in an area that begins at `off` and must end by `end`; *found is NULL if there is none.
 *  False: the area is not well-formed, or has two of them. */
static bool find_record(const uint8_t *bytes, size_t off, size_t end, uint16_t info, uint16_t type,
                        const uint8_t **found, size_t *found_size)
{
    *found = NULL;
    *found_size = 0;
    if (end - off < 4u || le16(bytes + off) != info || le16(bytes + off + 2) < 4u ||
        le16(bytes + off + 2) > end - off) {
        return false;
    }
    end = off + le16(bytes + off + 2);
    for (off += 4u; off < end;) {
        if (end - off < 4u || le16(bytes + off + 2) > end - off - 4u) {
            return false;
        }
        size_t length = le16(bytes + off + 2);
        if (le16(bytes + off) == type) {
            if (*found != NULL) {
                return false;
            }
            *found = bytes + off + 4;
            *found_size = length;
        }
        off += 4u + length;
    }
    return true;
}

/** A DER INTEGER at *p, right-aligned into 32 bytes; *p moves behind it. */
static bool get_integer(const uint8_t **p, const uint8_t *end, uint8_t out[SCALAR])
{
    if (end - *p < 3 || (*p)[0] != 0x02 || (*p)[1] == 0 || (*p)[1] > end - *p - 2) {
        return false;
    }
    size_t length = (*p)[1];
    const uint8_t *value = *p + 2;
    *p = value + length;
    if (length == SCALAR + 1u && value[0] == 0) { /* the sign's zero */
        value++;
        length--;
    }
    if (length > SCALAR) {
        return false;
    }
    memset(out, 0, SCALAR);
    memcpy(out + SCALAR - length, value, length);
    return true;
}

/** ECDSA-Sig-Value to r and s, as the PSA Crypto API takes them. */
static bool get_signature(const uint8_t *der, size_t size, uint8_t out[2 * SCALAR])
{
    if (size < 2u || der[0] != 0x30 || der[1] != size - 2u) {
        return false;
    }
    const uint8_t *p = der + 2, *end = der + size;
    return get_integer(&p, end, out) && get_integer(&p, end, out + SCALAR) && p == end;
}

/** What the signed records tell. */
static bool read_counter(const uint8_t *bytes, const parts_t *parts, uint32_t *counter)
{
    const uint8_t *record = NULL;
    size_t size = 0;
    *counter = 0;
    if (parts->protected_off == parts->signed_size) {
        return true; /* there are none */
    }
    if (!find_record(bytes, parts->protected_off, parts->signed_size, INFO_PROTECTED, TLV_COUNTER, &record, &size) ||
        (record != NULL && size != 4u)) {
        return false;
    }
    *counter = record != NULL ? le32(record) : 0;
    return true;
}

psa_status_t data_image_open(const uint8_t *bytes, size_t size, psa_key_id_t key, uint32_t min_counter,
                             data_image_t *image)
{
    parts_t parts;
    const uint8_t *der = NULL;
    size_t der_size = 0;
    uint8_t signature[2 * SCALAR];
    uint32_t counter = 0;
    memset(image, 0, sizeof *image);
    if (!read_header(bytes, size, &parts) ||
        !find_record(bytes, parts.signed_size, size, INFO_UNPROTECTED, TLV_ECDSA, &der, &der_size) || der == NULL ||
        !get_signature(der, der_size, signature)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status =
        psa_verify_message(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), bytes, parts.signed_size, signature, sizeof signature);
    if (status != PSA_SUCCESS) {
        return status;
    }
    /* From here on everything up to signed_size is the signer's word. */
    if (!read_counter(bytes, &parts, &counter)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (counter < min_counter) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    *image = (data_image_t){ .body = bytes + parts.body_off,
                             .body_size = parts.body_size,
                             .major = bytes[20],
                             .minor = bytes[21],
                             .revision = le16(bytes + 22),
                             .build = le32(bytes + 24),
                             .counter = counter };
    return PSA_SUCCESS;
}
