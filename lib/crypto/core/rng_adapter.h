/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A generator in the shape that Mbed TLS wants, for the adapters over its big numbers.
 */
#ifndef PCC_RNG_ADAPTER_H
#define PCC_RNG_ADAPTER_H

#include "rng.h"

/** The context of pcc_rng_fill(): the caller's generator, and the status that it had last. Mbed TLS gives back some
 *  error of its own where the generator fails, so this one is looked at first. */
typedef struct pcc_rng_adapter {
    const pcc_rng_t *rng;
    psa_status_t status;
} pcc_rng_adapter_t;

static inline int pcc_rng_fill(void *context, unsigned char *out, size_t size)
{
    pcc_rng_adapter_t *adapter = (pcc_rng_adapter_t *)context;

    adapter->status = adapter->rng->fill(adapter->rng->context, out, size);
    return adapter->status == PSA_SUCCESS ? 0 : -1;
}

#endif /* PCC_RNG_ADAPTER_H */
