/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The loaded curve that all calls share: with Mbed TLS 2.28 loading takes longer than a signature.
 */
#include "ecc.h"

#include <stdbool.h>

#include "platform/platform.h"

static pcc_p256_t shared;
static bool loaded;

static bool is_loaded(void)
{
    plat_lock(PLAT_LOCK_CRYPTO);
    bool is = loaded;
    plat_unlock(PLAT_LOCK_CRYPTO);
    return is;
}

psa_status_t pcrypto_p256(const pcc_p256_t **curve)
{
    *curve = &shared;
    if (is_loaded()) {
        return PSA_SUCCESS;
    }
    /* Loading is long, so it goes without the lock into an object of our own; whoever is second gives his back. */
    pcc_p256_t mine;
    psa_status_t status = pcc_p256_load(&mine);
    if (status != PSA_SUCCESS) {
        return status;
    }
    plat_lock(PLAT_LOCK_CRYPTO);
    bool second = loaded;
    if (!second) {
        shared = mine;
        loaded = true;
    }
    plat_unlock(PLAT_LOCK_CRYPTO);
    if (second) {
        pcc_p256_unload(&mine);
    }
    return PSA_SUCCESS;
}

void pcrypto_ecc_reset(void)
{
    if (loaded) {
        pcc_p256_unload(&shared);
        loaded = false;
    }
}
