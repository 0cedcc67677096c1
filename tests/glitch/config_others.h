/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The feature set of a boot stage that checks all signatures that Cortex-M33 can: for tests/glitch.
 */
#ifndef PSA_CRYPTO_CONFIG_H
#define PSA_CRYPTO_CONFIG_H

#define PCRYPTO_KEY_SLOT_COUNT 2
#define PCRYPTO_KEY_SLOT_SIZE 400
#define PCRYPTO_KEPT_COUNT 0

#define PSA_WANT_ALG_SHA_256 1
#define PSA_WANT_ALG_SHA_384 1
#define PSA_WANT_ALG_ECDSA 1
#define PSA_WANT_ALG_RSA_PSS 1
#define PSA_WANT_ALG_LMS 1
#define PSA_WANT_ALG_PURE_EDDSA 1
#define PSA_WANT_ALG_SHA_512 1
#define PSA_WANT_ECC_TWISTED_EDWARDS_255 1
#define PSA_WANT_ECC_SECP_R1_256 1
#define PSA_WANT_ECC_SECP_R1_384 1
#define PSA_WANT_KEY_TYPE_ECC_PUBLIC_KEY 1
#define PSA_WANT_KEY_TYPE_RSA_PUBLIC_KEY 1
#define PSA_WANT_KEY_TYPE_LMS_PUBLIC_KEY 1

#endif /* PSA_CRYPTO_CONFIG_H */
