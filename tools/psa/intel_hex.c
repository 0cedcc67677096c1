/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns the records of Intel HEX (Hexadecimal Object File Format Specification, revision A): data 00, end 01, extended
 * linear address 04.
 */
#include "intel_hex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATA_MAX 16u
#define LINE_MAX (1u + 2u * (4u + DATA_MAX + 1u) + 2u)

enum { RECORD_DATA = 0, RECORD_END = 1, RECORD_UPPER_ADDRESS = 4 };

static bool make_room(intel_hex_t *hex)
{
    if (hex->capacity - hex->size > LINE_MAX) {
        return true;
    }
    size_t capacity = hex->capacity ? 2u * hex->capacity : 16384u;
    char *grown = realloc(hex->text, capacity);
    if (grown == NULL) {
        hex->failed = true;
        return false;
    }
    hex->text = grown;
    hex->capacity = capacity;
    return true;
}

/* One line: ":", count, address, type, data, and a checksum that makes the sum of all bytes 0. */
static void add_record(intel_hex_t *hex, uint8_t type, uint16_t address, const uint8_t *data, uint8_t count)
{
    const uint8_t head[4] = { count, (uint8_t)(address >> 8), (uint8_t)address, type };
    unsigned sum = 0;
    if (hex->failed || !make_room(hex)) {
        return;
    }
    char *to = hex->text + hex->size;
    *to++ = ':';
    for (size_t i = 0; i < sizeof(head) + count; i++) {
        uint8_t byte = i < sizeof(head) ? head[i] : data[i - sizeof(head)];
        to += snprintf(to, 3, "%02X", byte);
        sum += byte;
    }
    to += snprintf(to, 4, "%02X\n", (unsigned)(uint8_t)(0u - sum));
    hex->size = (size_t)(to - hex->text);
}

void intel_hex_data(intel_hex_t *hex, uint32_t address, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        uint32_t to_line = DATA_MAX - address % DATA_MAX; /* lines begin at multiples, so none crosses 64 KB */
        size_t part = size < to_line ? size : to_line;
        if (address >> 16 != hex->upper) {
            hex->upper = address >> 16;
            const uint8_t upper[2] = { (uint8_t)(hex->upper >> 8), (uint8_t)hex->upper };
            add_record(hex, RECORD_UPPER_ADDRESS, 0, upper, sizeof(upper));
        }
        add_record(hex, RECORD_DATA, (uint16_t)address, bytes, (uint8_t)part);
        address += (uint32_t)part;
        bytes += part;
        size -= part;
    }
}

bool intel_hex_end(intel_hex_t *hex)
{
    add_record(hex, RECORD_END, 0, NULL, 0);
    return !hex->failed;
}

void intel_hex_free(intel_hex_t *hex)
{
    free(hex->text);
    *hex = (intel_hex_t){ 0 };
}
