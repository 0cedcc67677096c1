/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Intel HEX, written to memory: data with extended linear addresses, as programmers of 32-bit parts read it.
 */
#ifndef INTEL_HEX_H
#define INTEL_HEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A HEX file under construction. Zeroed: empty. */
typedef struct intel_hex {
    char *text; /* on the heap */
    size_t size;
    size_t capacity;
    uint32_t upper; /* high half of the address in force */
    bool failed;    /* out of memory: nothing more is added */
} intel_hex_t;

/** Add bytes that stand at an address; address + size is at most 2^32. */
void intel_hex_data(intel_hex_t *hex, uint32_t address, const uint8_t *bytes, size_t size);

/** Add the end record; false if memory ran out since the start. */
bool intel_hex_end(intel_hex_t *hex);

void intel_hex_free(intel_hex_t *hex);

#endif /* INTEL_HEX_H */
