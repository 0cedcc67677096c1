/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * SHA-384 and SHA-512 (FIPS 180-4).
 */
#ifndef PCC_SHA512_H
#define PCC_SHA512_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

/** Running state. Opaque; may be moved and copied as bytes (a copy goes on independently). Wipe it when done. */
typedef struct pcc_sha512 {
    uint64_t opaque[27];
} pcc_sha512_t;

/** Begin; is384 selects SHA-384. */
psa_status_t pcc_sha512_start(pcc_sha512_t *sha, bool is384);

/** Message, in pieces of any size. */
psa_status_t pcc_sha512_update(pcc_sha512_t *sha, const uint8_t *in, size_t size);

/** The hash: always 64 bytes are written, for SHA-384 the first 48 count. The state is used up. */
psa_status_t pcc_sha512_finish(pcc_sha512_t *sha, uint8_t hash[64]);

#endif /* PCC_SHA512_H */
