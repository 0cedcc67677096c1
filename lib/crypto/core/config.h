/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The feature set as crypto-core sees it: groups of the PSA_WANT_ names of psa/crypto_config.h.
 */
#ifndef PCC_CONFIG_H
#define PCC_CONFIG_H

#if defined(PSA_CRYPTO_CONFIG_FILE)
#include PSA_CRYPTO_CONFIG_FILE
#else
#include "psa/crypto_config.h"
#endif

#if defined(PSA_WANT_ALG_SHA_224) || defined(PSA_WANT_ALG_SHA_256)
#define PCC_HAVE_SHA256 1
#else
#define PCC_HAVE_SHA256 0
#endif

#if defined(PSA_WANT_ALG_SHA_384) || defined(PSA_WANT_ALG_SHA_512)
#define PCC_HAVE_SHA512 1
#else
#define PCC_HAVE_SHA512 0
#endif

#if defined(PSA_WANT_ECC_SECP_R1_256)
#define PCC_HAVE_P256 1
#else
#define PCC_HAVE_P256 0
#endif

#if defined(PSA_WANT_ALG_ECDSA) || defined(PSA_WANT_ALG_DETERMINISTIC_ECDSA)
#define PCC_HAVE_ECDSA 1
#else
#define PCC_HAVE_ECDSA 0
#endif

#endif /* PCC_CONFIG_H */
