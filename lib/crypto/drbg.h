/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The library's random generator: CTR_DRBG over plat_entropy().
 */
#ifndef PCRYPTO_DRBG_H
#define PCRYPTO_DRBG_H

#include "lib/crypto/core/rng.h"

/** Random bytes; out is zeroed on error. Takes PLAT_LOCK_CRYPTO, so it must not be held. */
psa_status_t pcrypto_random(uint8_t *out, size_t size);

/** The same for crypto-core. */
extern const pcc_rng_t pcrypto_rng;

/** Forget the state: the next request seeds anew. */
void pcrypto_drbg_reset(void);

#endif /* PCRYPTO_DRBG_H */
