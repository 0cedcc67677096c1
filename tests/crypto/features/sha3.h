/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The default feature set and SHA-3, over an installed Mbed TLS 2.28 (preset host-sha3).
 */
#include "psa/crypto_config.h"

#define PSA_WANT_ALG_SHA3_224 1
#define PSA_WANT_ALG_SHA3_256 1
#define PSA_WANT_ALG_SHA3_384 1
#define PSA_WANT_ALG_SHA3_512 1
#define PSA_WANT_ALG_SHAKE128_256 1
#define PSA_WANT_ALG_SHAKE256_192 1
#define PSA_WANT_ALG_SHAKE256_256 1
#define PSA_WANT_ALG_SHAKE256_512 1
#define PSA_WANT_ALG_SHAKE128 1
#define PSA_WANT_ALG_SHAKE256 1
