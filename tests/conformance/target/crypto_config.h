/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Feature set of the conformance suites on targets, one for all, so that their results can be compared: everything, as
 * tests/crypto/features/all_mbedtls3.h, and room in operations for what HASH holds of a hash under way.
 */
#include "psa/crypto_config.h"

#define PSA_WANT_KEY_TYPE_ARIA 1
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

#define PCRYPTO_HBS_SIGNATURE_MAX_SIZE 3072u /* of SLH-DSA's 49,856 bytes, which operations on the stack would take */

#if !defined(PCRYPTO_DRIVER_CONTEXT_SIZE) /* the test driver of tests/crypto has its own */
#define PCRYPTO_DRIVER_CONTEXT_SIZE 552
#endif
