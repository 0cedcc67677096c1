/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The library's random generator (SP 800-90A CTR_DRBG, seeded and reseeded with full entropy from the port).
 */
#include "drbg.h"

#include <stdbool.h>

#include "config.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/ctr_drbg.h"
#include "platform/platform.h"

/* Bytes generated in one hold of the lock, so that a large request does not keep others waiting. */
#define PIECE 256u

static pcc_ctr_drbg_t drbg;
static uint32_t requests_left; /* until a new seed is needed; 0 at first, so the first request seeds */
static uint32_t seeded_copy;   /* plat_copy_number() when the seed was drawn */

/* Mix a fresh seed in. The source may take its time: it is asked without the lock. */
static psa_status_t reseed(void)
{
    uint8_t seed[PCC_CTR_DRBG_SEED_SIZE];
    uint32_t copy = plat_copy_number();
    psa_status_t status = plat_entropy(seed, sizeof seed);

    if (status == PSA_SUCCESS) {
        plat_lock(PLAT_LOCK_CRYPTO);
        /* Instantiating is reseeding from the zero state, which is what the static object starts as. */
        status = pcc_ctr_drbg_reseed(&drbg, seed);
        if (status == PSA_SUCCESS) {
            requests_left = PCRYPTO_DRBG_RESEED_INTERVAL;
            seeded_copy = copy;
        }
        plat_unlock(PLAT_LOCK_CRYPTO);
    }
    pcc_wipe(seed, sizeof seed);
    return status;
}

/* One request, if the seed is still good; *done says whether it was. */
static psa_status_t generate(uint8_t *out, size_t size, bool *done)
{
    psa_status_t status = PSA_SUCCESS;

    plat_lock(PLAT_LOCK_CRYPTO);
    /* After fork() two programs have this state: the child's is worth nothing. */
    *done = requests_left > 0 && seeded_copy == plat_copy_number();
    if (*done) {
        requests_left--;
        status = pcc_ctr_drbg_generate(&drbg, out, size);
    }
    plat_unlock(PLAT_LOCK_CRYPTO);
    return status;
}

psa_status_t pcrypto_random(uint8_t *out, size_t size)
{
    psa_status_t status = PSA_SUCCESS;

    for (size_t at = 0; at < size && status == PSA_SUCCESS;) {
        size_t n = size - at < PIECE ? size - at : PIECE;
        bool done;
        status = generate(out + at, n, &done);
        if (status == PSA_SUCCESS && !done) {
            status = reseed();
        } else {
            at += n;
        }
    }
    if (status != PSA_SUCCESS) {
        pcc_wipe(out, size);
    }
    return status;
}

static psa_status_t fill(void *context, uint8_t *out, size_t size)
{
    (void)context;
    return pcrypto_random(out, size);
}

const pcc_rng_t pcrypto_rng = { fill, NULL };

void pcrypto_drbg_reset(void)
{
    pcc_wipe(&drbg, sizeof drbg);
    requests_left = 0;
}
