/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * DER, written from its end, because lengths stand before what they count; and read through Mbed TLS.
 */
#ifndef DER_H
#define DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DER_SEQUENCE 0x30u
#define DER_INTEGER 0x02u
#define DER_BIT_STRING 0x03u
#define DER_OCTET_STRING 0x04u
#define DER_NULL 0x05u
#define DER_OID 0x06u

/** What is written stands in bytes[start..size-1]. */
typedef struct der_writer {
    uint8_t *bytes;
    size_t size, start;
    bool bad; /* it did not fit */
} der_writer_t;

der_writer_t der_writer(uint8_t *bytes, size_t size);

/** Bytes in front of what is there. */
void der_put(der_writer_t *der, const void *bytes, size_t size);

/** Tag and length in front of all from `end` on back: der->start when its contents were begun. */
void der_head(der_writer_t *der, uint8_t tag, size_t end);

/** A whole element, of given contents, and a number. */
void der_element(der_writer_t *der, uint8_t tag, const void *bytes, size_t size);
void der_number(der_writer_t *der, uint32_t number);

/** What is left to read. */
typedef struct der_reader {
    uint8_t *p;
    const uint8_t *end;
    bool bad; /* something was not there: all after it is empty */
} der_reader_t;

der_reader_t der_reader(uint8_t *bytes, size_t size);

/** The contents of the next element, which must have this tag. Not there: an empty one that is bad, as is `der`. */
der_reader_t der_enter(der_reader_t *der, uint8_t tag);

/** Whether the next element has this tag. */
bool der_is(const der_reader_t *der, uint8_t tag);

/** The next element must be these contents under this tag. */
void der_expect(der_reader_t *der, uint8_t tag, const void *bytes, size_t size);

/** The next element as a number below 2^31. */
uint32_t der_get_number(der_reader_t *der);

/** All was there, and nothing is left. */
bool der_done(const der_reader_t *der);

/** Bytes left. */
size_t der_left(const der_reader_t *der);

#endif /* DER_H */
