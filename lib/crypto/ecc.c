/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The loaded curves that all calls share: with Mbed TLS 2.28 loading takes longer than a signature. One place for each
 * curve of the feature set, so none is ever in the way of another.
 */
#include "ecc.h"

#include <stdbool.h>

#include "platform/platform.h"

static pcc_ecc_memory_t shared[PCC_CURVE_COUNT];
static const pcc_curve_t *loaded[PCC_CURVE_COUNT];

static bool is_loaded(const pcc_curve_t *curve)
{
    plat_lock(PLAT_LOCK_CRYPTO);
    bool is = loaded[curve->index] != NULL;
    plat_unlock(PLAT_LOCK_CRYPTO);
    return is;
}

psa_status_t pcrypto_ecc(const pcc_curve_t *curve, pcc_ecc_t *ecc)
{
    ecc->curve = curve;
    ecc->memory = &shared[curve->index];
    if (is_loaded(curve)) {
        return PSA_SUCCESS;
    }
    /* Loading is long, so it goes without the lock into an object of our own; whoever is second gives his back. */
    pcc_ecc_memory_t mine;
    psa_status_t status = pcc_ecc_load(&mine, curve);
    if (status != PSA_SUCCESS) {
        return status;
    }
    plat_lock(PLAT_LOCK_CRYPTO);
    bool second = loaded[curve->index] != NULL;
    if (!second) {
        shared[curve->index] = mine;
        loaded[curve->index] = curve;
    }
    plat_unlock(PLAT_LOCK_CRYPTO);
    if (second) {
        pcc_ecc_unload(&mine, curve);
    }
    return PSA_SUCCESS;
}

void pcrypto_ecc_reset(void)
{
    for (size_t i = 0; i < PCC_CURVE_COUNT; i++) {
        if (loaded[i] != NULL) {
            pcc_ecc_unload(&shared[i], loaded[i]);
            loaded[i] = NULL;
        }
    }
}
