/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Feature set of the crypto library in a boot stage (preset stm32h5-boot): hash an image, verify its signature, nothing
 * else. Same names as include/psa/crypto_config.h, which explains them; installed in its place by such a build.
 */
#ifndef PSA_CRYPTO_CONFIG_H
#define PSA_CRYPTO_CONFIG_H

/* Two keys at a time, and nothing kept beside it (lib/crypto/config.h). */
#define PCRYPTO_KEY_SLOT_COUNT 2
#define PCRYPTO_KEY_SLOT_SIZE 68
#define PCRYPTO_KEPT_COUNT 0

#define PSA_WANT_ALG_SHA_256 1
#define PSA_WANT_ALG_ECDSA 1
#define PSA_WANT_ECC_SECP_R1_256 1
#define PSA_WANT_KEY_TYPE_ECC_PUBLIC_KEY 1

#endif /* PSA_CRYPTO_CONFIG_H */
