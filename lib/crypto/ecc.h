/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Curves of keys, and the loaded curves that all calls share.
 */
#ifndef PCRYPTO_ECC_H
#define PCRYPTO_ECC_H

#include "lib/crypto/core/ecc.h"
#include "psa/crypto.h"

/** The curve of an elliptic curve key's type and size; NULL if this build does not have it. */
static inline const pcc_curve_t *pcrypto_curve_of(psa_key_type_t type, size_t bits)
{
    return pcc_curve_find(PSA_KEY_TYPE_ECC_GET_FAMILY(type), bits);
}

/** A curve to compute on, loaded on first use and kept. Takes PLAT_LOCK_CRYPTO, so it must not be held. */
psa_status_t pcrypto_ecc(const pcc_curve_t *curve, pcc_ecc_t *ecc);

/** Unload them all. Nothing else may run. */
void pcrypto_ecc_reset(void);

#endif /* PCRYPTO_ECC_H */
