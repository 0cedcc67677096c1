/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Everything that this release has over Mbed TLS 3.6 (preset host-mbedtls3): the default feature set, which works over
 * 2.28 too, and what 2.28 has no primitive for.
 */
#include "psa/crypto_config.h"

/* ARIA is off in Debian's 2.28. */
#define PSA_WANT_KEY_TYPE_ARIA 1
/* SHA-3, and SHAKE as hashes of one length and as extendable output functions (FIPS 202). */
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
