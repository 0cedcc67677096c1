/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * DER.
 */
#include "der.h"

#include <string.h>

#include <mbedtls/asn1.h>

der_writer_t der_writer(uint8_t *bytes, size_t size)
{
    return (der_writer_t){ bytes, size, size, false };
}

void der_put(der_writer_t *der, const void *bytes, size_t size)
{
    if (der->bad || size > der->start) {
        der->bad = true;
        return;
    }
    der->start -= size;
    if (size > 0) {
        memcpy(der->bytes + der->start, bytes, size);
    }
}

void der_head(der_writer_t *der, uint8_t tag, size_t end)
{
    size_t size = end - der->start;
    uint8_t head[4] = { tag, 0x82, (uint8_t)(size >> 8), (uint8_t)size };
    if (size >= 0x10000u) {
        der->bad = true;
    } else if (size >= 0x100u) {
        der_put(der, head, 4);
    } else if (size >= 0x80u) {
        head[1] = 0x81;
        head[2] = (uint8_t)size;
        der_put(der, head, 3);
    } else {
        head[1] = (uint8_t)size;
        der_put(der, head, 2);
    }
}

void der_element(der_writer_t *der, uint8_t tag, const void *bytes, size_t size)
{
    size_t end = der->start;
    der_put(der, bytes, size);
    der_head(der, tag, end);
}

void der_number(der_writer_t *der, uint32_t number)
{
    size_t end = der->start;
    uint8_t byte;
    do {
        byte = (uint8_t)number;
        der_put(der, &byte, 1);
        number >>= 8;
    } while (number != 0);
    if ((byte & 0x80u) != 0) {
        byte = 0;
        der_put(der, &byte, 1);
    }
    der_head(der, DER_INTEGER, end);
}

der_reader_t der_reader(uint8_t *bytes, size_t size)
{
    return (der_reader_t){ bytes, bytes + size, false };
}

static der_reader_t fail(der_reader_t *der)
{
    der->bad = true;
    der->p += der_left(der);
    return (der_reader_t){ der->p, der->p, true };
}

der_reader_t der_enter(der_reader_t *der, uint8_t tag)
{
    size_t size = 0;
    if (der->bad || mbedtls_asn1_get_tag(&der->p, der->end, &size, tag) != 0) {
        return fail(der);
    }
    der_reader_t inner = { der->p, der->p + size, false };
    der->p += size;
    return inner;
}

bool der_is(const der_reader_t *der, uint8_t tag)
{
    return !der->bad && der->p < der->end && der->p[0] == tag;
}

void der_expect(der_reader_t *der, uint8_t tag, const void *bytes, size_t size)
{
    der_reader_t inner = der_enter(der, tag);
    if (inner.bad || der_left(&inner) != size || (size > 0 && memcmp(inner.p, bytes, size) != 0)) {
        fail(der);
    }
}

uint32_t der_get_number(der_reader_t *der)
{
    int number = 0;
    if (der->bad || mbedtls_asn1_get_int(&der->p, der->end, &number) != 0 || number < 0) {
        fail(der);
        return 0;
    }
    return (uint32_t)number;
}

bool der_done(const der_reader_t *der)
{
    return !der->bad && der->p == der->end;
}

size_t der_left(const der_reader_t *der)
{
    return (size_t)(der->end - der->p);
}
