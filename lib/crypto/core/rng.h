/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A source of random bytes, for what draws them: keys, nonces, blinding.
 */
#ifndef PCC_RNG_H
#define PCC_RNG_H

#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

/** On an error it fills nothing. */
typedef struct pcc_rng {
    psa_status_t (*fill)(void *context, uint8_t *out, size_t size);
    void *context;
} pcc_rng_t;

#endif /* PCC_RNG_H */
