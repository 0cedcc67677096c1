/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The start of the library and what belongs to no family (Crypto API 1.5, "Library management").
 */
#include "crypto_internal.h"

#include <string.h>

#include "driver.h"

#include "platform/platform.h"
#include "pool.h"

static bool initialised;

bool pcrypto_is_initialised(void)
{
    return initialised;
}

/* Nothing is read, seeded or allocated here: keys load and the generator seeds itself on first use, so that a boot
 * stage that only verifies needs neither storage nor entropy. */
psa_status_t psa_crypto_init(void)
{
    psa_status_t status = PSA_SUCCESS;

    plat_lock(PLAT_LOCK_CRYPTO);
    if (!initialised) {
        status = pcrypto_driver_init();
        if (status == PSA_SUCCESS) {
            pcrypto_pool_start();
            initialised = true; /* written once: whoever was told PSA_SUCCESS reads it without the lock */
        }
    }
    plat_unlock(PLAT_LOCK_CRYPTO);
    return status;
}

void pcrypto_forget_init(void)
{
    initialised = false;
}

pcc_hash_alg_t pcrypto_hash_of(psa_algorithm_t alg)
{
    pcc_hash_alg_t hash = (pcc_hash_alg_t)(alg & 0xffu);

    return pcc_hash_size(hash) != 0 ? hash : PCC_HASH_NONE;
}

const uint8_t *pcrypto_stream_source(const uint8_t *in, size_t size, uint8_t *out)
{
    if ((uintptr_t)in < (uintptr_t)out && pcrypto_overlap(in, size, out, size)) {
        memmove(out, in, size);
        return out;
    }
    return in;
}
