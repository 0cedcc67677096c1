/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SHA-224 and SHA-256 (FIPS 180-4).
 */
#ifndef PCC_SHA256_H
#define PCC_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

/** Running state. Opaque; may be moved and copied as bytes (a copy goes on independently). Wipe it when done. */
typedef struct pcc_sha256 {
    uint32_t opaque[28];
} pcc_sha256_t;

/** Begin; is224 selects SHA-224. */
psa_status_t pcc_sha256_start(pcc_sha256_t *sha, bool is224);

/** Message, in pieces of any size. */
psa_status_t pcc_sha256_update(pcc_sha256_t *sha, const uint8_t *in, size_t size);

/** The hash: always 32 bytes are written, for SHA-224 the first 28 count. The state is used up. */
psa_status_t pcc_sha256_finish(pcc_sha256_t *sha, uint8_t hash[32]);

#endif /* PCC_SHA256_H */
