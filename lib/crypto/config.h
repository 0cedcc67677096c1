/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Sizes of the crypto library that a product may set (-DPCRYPTO_...=n). The feature set is psa/crypto_config.h.
 */
#ifndef PCRYPTO_CONFIG_H
#define PCRYPTO_CONFIG_H

/** Keys in RAM at one time: volatile keys, cached persistent keys, and persistent keys that a call is using. A slot
 *  takes PCRYPTO_KEY_SIZE_MAX + 32 bytes of static RAM. */
#ifndef PCRYPTO_KEY_SLOT_COUNT
#define PCRYPTO_KEY_SLOT_COUNT 16
#endif

/** Largest key material, bytes. A P-256 public key needs 65, an HMAC key of one SHA-512 block 128. Larger keys get
 *  PSA_ERROR_NOT_SUPPORTED. At most 8191 (the size in bits of a key is a 16-bit number). */
#ifndef PCRYPTO_KEY_SIZE_MAX
#define PCRYPTO_KEY_SIZE_MAX 128
#endif

/** Random bytes are drawn from a fresh seed after this many requests. SP 800-90A allows 2^48. */
#ifndef PCRYPTO_DRBG_RESEED_INTERVAL
#define PCRYPTO_DRBG_RESEED_INTERVAL 10000
#endif

#if PCRYPTO_KEY_SLOT_COUNT < 1 || PCRYPTO_KEY_SLOT_COUNT > 255
#error "PCRYPTO_KEY_SLOT_COUNT must be 1 to 255"
#endif
#if PCRYPTO_DRBG_RESEED_INTERVAL < 1
#error "PCRYPTO_DRBG_RESEED_INTERVAL must be 1 or more"
#endif
#if PCRYPTO_KEY_SIZE_MAX < 65 || PCRYPTO_KEY_SIZE_MAX > 8191
#error "PCRYPTO_KEY_SIZE_MAX must be 65 to 8191"
#endif

#endif /* PCRYPTO_CONFIG_H */
