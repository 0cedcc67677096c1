/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The bytes of a stored key. DESIGN.md section 2 is the table. Pure functions, to be fuzzed.
 */
#ifndef PCRYPTO_KEY_FORMAT_H
#define PCRYPTO_KEY_FORMAT_H

#include "key_slots.h"

/** Bytes before the material, and in all at the most. */
#define PCRYPTO_KEY_FORMAT_HEADER_SIZE 24u
#define PCRYPTO_KEY_FORMAT_SIZE_MAX (PCRYPTO_KEY_FORMAT_HEADER_SIZE + PCRYPTO_KEY_SIZE_MAX)

/** Write a key; returns the bytes written to `record`, which has PCRYPTO_KEY_FORMAT_HEADER_SIZE + key->size. The
 *  material may be in its place in the record already. */
size_t pcrypto_key_encode(const pcrypto_key_t *key, uint8_t *record);

/**
 * Read a key that was stored under `id`. PSA_ERROR_DATA_INVALID: not a stored key, of a later version, or of a size
 * that `key` has no capacity for. `key` may be half filled then. Where the record ends in key->material, nothing is
 * copied.
 */
psa_status_t pcrypto_key_decode(const uint8_t *record, size_t size, psa_key_id_t id, pcrypto_key_t *key);

#endif /* PCRYPTO_KEY_FORMAT_H */
