/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Feature set of the crypto library in firmware for the STM32H5 (preset stm32h5): what a connected device uses, small
 * and without a heap. In the names that all PSA Crypto implementations share (PSA_WANT_...).
 *
 * An option that is defined (to 1) is in the library; one that is not defined costs no byte, and what needs it answers
 * PSA_ERROR_NOT_SUPPORTED. Take a line away to make the library smaller. To add one, write its name after the pattern
 * here (PSA_WANT_ALG_<algorithm>, PSA_WANT_KEY_TYPE_<key type>, PSA_WANT_ECC_<family>_<bits>); the configuration step
 * of the build refuses a name that this release does not have. Use your own copy, named by PSA_CRYPTO_CONFIG_FILE, in
 * place of this file rather than editing it.
 */
#ifndef PSA_CRYPTO_CONFIG_H
#define PSA_CRYPTO_CONFIG_H

/* Keys in RAM, and those of them that keep an expanded AES key (lib/crypto/config.h). */
#define PCRYPTO_KEY_SLOT_COUNT 8
#define PCRYPTO_KEPT_COUNT 2
#define PCRYPTO_KEPT_SIZE 304

/* ------------------------------------------------------------------------------------------------------ Hashes --- */

/** SHA-224 and SHA-256 (FIPS 180-4). One piece of code: the second of the two costs nearly nothing. SHA-256 is what the
 *  random generator, boot images and tokens need. */
#define PSA_WANT_ALG_SHA_224 1
#define PSA_WANT_ALG_SHA_256 1
/** SHA-384 and SHA-512 (FIPS 180-4), again one piece of code, with 64-bit arithmetic. */
#define PSA_WANT_ALG_SHA_384 1
#define PSA_WANT_ALG_SHA_512 1

/* -------------------------------------------------------------------------------------------------------- MACs --- */

/** HMAC (RFC 2104) with every hash above. HKDF, TLS 1.2 and deterministic ECDSA rest on it. */
#define PSA_WANT_ALG_HMAC 1

/* ------------------------------------------------------------------------------------------- Ciphers and AEADs --- */

/** AES in counter mode (SP 800-38A). No authentication: prefer an AEAD. */
#define PSA_WANT_ALG_CTR 1
/** AES-GCM (SP 800-38D), tags of 4, 8 and 12 to 16 bytes, nonces of 1 byte and more. */
#define PSA_WANT_ALG_GCM 1
/** AES-CCM (SP 800-38C), tags of 4 to 16 bytes (even), nonces of 7 to 13. The smallest AEAD. */
#define PSA_WANT_ALG_CCM 1

/* -------------------------------------------------------------------------------------------------- Signatures --- */

/** ECDSA with a random k (FIPS 186-5), and its verification. */
#define PSA_WANT_ALG_ECDSA 1
/** ECDSA with k from message and key (RFC 6979): needs no random bytes to sign. Needs HMAC. Verifies the same. */
#define PSA_WANT_ALG_DETERMINISTIC_ECDSA 1

/* -------------------------------------------------------------------------------- Key agreement and derivation --- */

/** Elliptic curve Diffie-Hellman (SEC 1, section 3.3.1). */
#define PSA_WANT_ALG_ECDH 1
/** HKDF whole, and its halves for protocols that use them apart (RFC 5869). Need HMAC. */
#define PSA_WANT_ALG_HKDF 1
#define PSA_WANT_ALG_HKDF_EXTRACT 1
#define PSA_WANT_ALG_HKDF_EXPAND 1

/* ------------------------------------------------------------------------------------------------------ Curves --- */

/** P-256, also called secp256r1 and prime256v1 (SP 800-186). */
#define PSA_WANT_ECC_SECP_R1_256 1

/* --------------------------------------------------------------------------------------------------- Key types --- */

/** AES keys of 128, 192 and 256 bits. */
#define PSA_WANT_KEY_TYPE_AES 1
/** HMAC keys, 8 bits and more, in whole bytes. */
#define PSA_WANT_KEY_TYPE_HMAC 1
/** Secrets to derive from. */
#define PSA_WANT_KEY_TYPE_DERIVE 1
/** Data kept like a key, without a use in cryptography. */
#define PSA_WANT_KEY_TYPE_RAW_DATA 1
/** Public keys on the curves above: import, export, verify. */
#define PSA_WANT_KEY_TYPE_ECC_PUBLIC_KEY 1
/** Key pairs on the curves above: use them (basic), bring them in, read them out, make them at random or derive
 *  them. */
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC 1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_IMPORT 1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_EXPORT 1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_GENERATE 1
#define PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_DERIVE 1

#endif /* PSA_CRYPTO_CONFIG_H */
