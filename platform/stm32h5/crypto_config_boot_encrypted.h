/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Feature set of the crypto library in a boot stage whose images come encrypted: crypto_config_boot.h and what
 * MCUboot's ECIES on P-256 takes.
 */
#ifndef PSA_CRYPTO_CONFIG_H
#define PSA_CRYPTO_CONFIG_H

/* Two keys at a time, and nothing kept beside it (lib/crypto/config.h). */
#define PCRYPTO_KEY_SLOT_COUNT 4
#define PCRYPTO_KEY_SLOT_SIZE 68
#define PCRYPTO_KEPT_COUNT 0

#define PSA_WANT_ALG_SHA_256 1
#define PSA_WANT_ALG_ECDSA 1
#define PSA_WANT_ECC_SECP_R1_256 1
#define PSA_WANT_KEY_TYPE_ECC_PUBLIC_KEY 1

#define PSA_WANT_ALG_ECDH 1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC 1
#define PSA_WANT_ALG_HKDF 1
#define PSA_WANT_ALG_HMAC 1
#define PSA_WANT_KEY_TYPE_HMAC 1
#define PSA_WANT_KEY_TYPE_DERIVE 1
#define PSA_WANT_ALG_CTR 1
#define PSA_WANT_KEY_TYPE_AES 1

#endif /* PSA_CRYPTO_CONFIG_H */
