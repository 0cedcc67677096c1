/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The loaded curve that all calls share.
 */
#ifndef PCRYPTO_ECC_H
#define PCRYPTO_ECC_H

#include "lib/crypto/core/ecc_p256.h"

/** The curve P-256, loaded on first use and kept. Takes PLAT_LOCK_CRYPTO, so it must not be held. */
psa_status_t pcrypto_p256(const pcc_p256_t **curve);

/** Unload it. Nothing else may run. */
void pcrypto_ecc_reset(void);

#endif /* PCRYPTO_ECC_H */
