/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Sizes of the crypto library that a product may set (-DPCRYPTO_...=n). The feature set is psa/crypto_config.h.
 */
#ifndef PCRYPTO_CONFIG_H
#define PCRYPTO_CONFIG_H

#include "lib/crypto/core/config.h"

/** Keys in RAM at one time: volatile keys, cached persistent keys, and persistent keys that a call is using. A slot
 *  takes PCRYPTO_KEY_SLOT_SIZE bytes of static RAM, 40 for what is known about the key, and 24 if keys are stored. */
#ifndef PCRYPTO_KEY_SLOT_COUNT
#define PCRYPTO_KEY_SLOT_COUNT 16
#endif

/** Bytes of key material in a slot. A P-256 public key needs 65, a built-in key PLAT_BUILTIN_KEY_SIZE_MAX, an HMAC key
 *  of one SHA-512 block 128, a P-521 public key 133. */
#ifndef PCRYPTO_KEY_SLOT_SIZE
#if defined(PSA_WANT_ECC_SECP_R1_521)
#define PCRYPTO_KEY_SLOT_SIZE 136
#else
#define PCRYPTO_KEY_SLOT_SIZE 128
#endif
#endif

/* Whether there are keys as large as an element of a finite field: its own, and J-PAKE's secrets. */
#if defined(PSA_WANT_KEY_TYPE_DH_PUBLIC_KEY) || defined(PSA_WANT_KEY_TYPE_DH_KEY_PAIR_BASIC) ||                        \
    defined(PSA_WANT_KEY_TYPE_WPA3_SAE_DH) || (defined(PSA_WANT_ALG_JPAKE) && PCC_DH_SIZE_MAX != 0)
#define PCRYPTO_WITH_DH 1
#else
#define PCRYPTO_WITH_DH 0
#endif

/** Further slots, for large keys. A small key takes one of them when the others are full. */
#ifndef PCRYPTO_LARGE_KEY_COUNT
#if defined(PSA_WANT_KEY_TYPE_RSA_PUBLIC_KEY) || PCRYPTO_WITH_DH || defined(PSA_WANT_KEY_TYPE_SPAKE2P_PUBLIC_KEY) ||   \
    (defined(PSA_WANT_KEY_TYPE_SPAKE2P_KEY_PAIR_DERIVE) && defined(PSA_WANT_ECC_SECP_R1_521)) /* of 148 bytes */
#define PCRYPTO_LARGE_KEY_COUNT 4
#else
#define PCRYPTO_LARGE_KEY_COUNT 0
#endif
#endif

/** Bytes of a slot before its material, where the key store puts its header. CMake sets it with the store. */
#ifndef PCRYPTO_KEY_ROOM
#define PCRYPTO_KEY_ROOM 0u
#endif

/** Largest key material, bytes: that of a large slot. By default the largest key of the feature set: an RSA key pair of
 *  4096 bits needs 2372, an RSA public key 528, a finite-field key of 8192 bits 1024, a SPAKE2+ public key on P-521
 *  199. Larger keys get PSA_ERROR_NOT_SUPPORTED. At most 8191 (the size in bits of a key is a 16-bit number). */
#ifndef PCRYPTO_KEY_SIZE_MAX
#if defined(PCRYPTO_RSA_MAX_BITS)
#define PCRYPTO_RSA_BITS PCRYPTO_RSA_MAX_BITS
#else
#define PCRYPTO_RSA_BITS 4096
#endif
#if defined(PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_BASIC)
#define PCRYPTO_RSA_SIZE (9 * PCRYPTO_RSA_BITS / 16 + 68)
#elif defined(PSA_WANT_KEY_TYPE_RSA_PUBLIC_KEY)
#define PCRYPTO_RSA_SIZE (PCRYPTO_RSA_BITS / 8 + 16)
#else
#define PCRYPTO_RSA_SIZE 528
#endif
#if PCRYPTO_WITH_DH
#define PCRYPTO_OTHER_SIZE 1024
#else
#define PCRYPTO_OTHER_SIZE 528
#endif
#if PCRYPTO_LARGE_KEY_COUNT == 0
#define PCRYPTO_KEY_SIZE_MAX PCRYPTO_KEY_SLOT_SIZE
#else
#define PCRYPTO_KEY_SIZE_IS_DEFAULT 1
#define PCRYPTO_KEY_SIZE_MAX (PCRYPTO_RSA_SIZE > PCRYPTO_OTHER_SIZE ? PCRYPTO_RSA_SIZE : PCRYPTO_OTHER_SIZE)
#endif
#endif

/** What is computed of a key and kept beside it, so that the next call need not compute it again: an expanded AES key
 *  with GCM's subkey (at most 312 bytes, 304 on a Cortex-M33), the public half of a key pair on a curve. How many keys
 *  can have it at one time, and its largest size in bytes, a multiple of 8. 0: nothing is kept. */
#ifndef PCRYPTO_KEPT_COUNT
#define PCRYPTO_KEPT_COUNT 4
#endif
#ifndef PCRYPTO_KEPT_SIZE
#define PCRYPTO_KEPT_SIZE 312
#endif

/** Destroyed persistent keys that are remembered, so that multi-part operations that took them fail and no others do.
 *  An operation under way while more of them are destroyed fails in any case. 12 bytes of static RAM each, if keys are
 *  stored. */
#ifndef PCRYPTO_DESTROYED_COUNT
#define PCRYPTO_DESTROYED_COUNT 8
#endif

/** Random bytes are drawn from a fresh seed after this many requests. SP 800-90A allows 2^48. */
#ifndef PCRYPTO_DRBG_RESEED_INTERVAL
#define PCRYPTO_DRBG_RESEED_INTERVAL 10000
#endif

/** All slots. */
#define PCRYPTO_KEY_COUNT (PCRYPTO_KEY_SLOT_COUNT + PCRYPTO_LARGE_KEY_COUNT)

#if PCRYPTO_KEY_SLOT_COUNT < 1 || PCRYPTO_KEY_COUNT > 255
#error "PCRYPTO_KEY_SLOT_COUNT must be 1 or more, with PCRYPTO_LARGE_KEY_COUNT at most 255"
#endif
#if PCRYPTO_DESTROYED_COUNT < 1 || PCRYPTO_DESTROYED_COUNT > 255
#error "PCRYPTO_DESTROYED_COUNT must be 1 to 255"
#endif
#if PCRYPTO_DRBG_RESEED_INTERVAL < 1
#error "PCRYPTO_DRBG_RESEED_INTERVAL must be 1 or more"
#endif
#if PCRYPTO_KEY_SLOT_SIZE < 32 || PCRYPTO_KEY_SIZE_MAX < PCRYPTO_KEY_SLOT_SIZE || PCRYPTO_KEY_SIZE_MAX > 8191
#error "PCRYPTO_KEY_SLOT_SIZE must be 32 or more, PCRYPTO_KEY_SIZE_MAX not below it and at most 8191"
#endif
/* It is derived in its place: three quarters are drawn. */
#if defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_BASIC) && PCRYPTO_KEY_SLOT_SIZE < 128
#error "PCRYPTO_KEY_SLOT_SIZE must be 128 or more for SLH-DSA key pairs"
#endif
#if PCRYPTO_LARGE_KEY_COUNT == 0 && PCRYPTO_KEY_SIZE_MAX != PCRYPTO_KEY_SLOT_SIZE
#error "PCRYPTO_KEY_SIZE_MAX above PCRYPTO_KEY_SLOT_SIZE needs a PCRYPTO_LARGE_KEY_COUNT"
#endif
#if PCRYPTO_KEPT_COUNT > 254 || PCRYPTO_KEPT_SIZE % 8 != 0
#error "PCRYPTO_KEPT_COUNT must be at most 254, PCRYPTO_KEPT_SIZE a multiple of 8"
#endif

#endif /* PCRYPTO_CONFIG_H */
