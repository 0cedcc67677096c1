/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A message of secret length goes out without telling the length by time or addresses.
 */
#include <string.h>

#include "ct.h"
#include "rsa_crypt.h"

/* Move the bytes to the left by `by` places, zeros come in: a step for each bit of `by`. */
static void shift_left(uint8_t *data, size_t room, uint32_t by)
{
    for (size_t step = 1; step <= room; step <<= 1) {
        uint32_t mask = ~pcc_mask_zero(by & (uint32_t)step);
        for (size_t i = 0; i < room; i++) {
            uint8_t from = i + step < room ? data[i + step] : 0; /* i, step and room are public */
            data[i] = (uint8_t)((from & mask) | (data[i] & ~mask));
        }
    }
}

psa_status_t pcc_rsa_deliver(uint8_t *data, size_t room, uint32_t size, uint32_t bad, uint8_t *out, size_t out_size,
                             size_t *out_length)
{
    uint32_t limit = out_size < room ? (uint32_t)out_size : (uint32_t)room;
    uint32_t too_long = pcc_mask_less(limit, size) & ~bad, good = ~(bad | too_long);

    shift_left(data, room, (uint32_t)room - size);
    for (size_t i = 0; i < limit; i++) {
        out[i] = (uint8_t)(data[i] & good);
    }
    *out_length = size & good;
    return (psa_status_t)((bad & (uint32_t)PSA_ERROR_INVALID_PADDING) |
                          (too_long & (uint32_t)PSA_ERROR_BUFFER_TOO_SMALL));
}
