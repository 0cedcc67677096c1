/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The numbers of the Crypto API (PSA Certified Crypto API 1.5, IHI 0086): key identifiers, lifetimes, usages, key
 * types, algorithms, steps, and the macros that build and take apart key types and algorithms.
 *
 * All of the specification is here, also what this library or this build has no code for: a value that exists is not a
 * promise that it works (crypto_config.h says what does). A macro that builds on a hash, a key type or an algorithm
 * takes one of the right kind; for any other its value has no meaning. Macros may evaluate an argument more than once.
 * With constant arguments each is a constant expression.
 */
#ifndef PSA_CRYPTO_VALUES_H
#define PSA_CRYPTO_VALUES_H

#include "psa/crypto_types.h"

/** Version of the API that these headers declare. */
#define PSA_CRYPTO_API_VERSION_MAJOR 1
#define PSA_CRYPTO_API_VERSION_MINOR 5

/* PSA_ERROR_INSUFFICIENT_ENTROPY and PSA_ERROR_INVALID_PADDING come with psa/error.h. */

/* ----------------------------------------------------------------------------------------------------- Key ids --- */

#define PSA_KEY_ID_NULL ((psa_key_id_t)0)                /**< no key */
#define PSA_KEY_ID_USER_MIN ((psa_key_id_t)0x00000001)   /**< the application's own names ... */
#define PSA_KEY_ID_USER_MAX ((psa_key_id_t)0x3fffffff)   /**< ... up to here */
#define PSA_KEY_ID_VENDOR_MIN ((psa_key_id_t)0x40000000) /**< names that the library gives: volatile keys, ... */
#define PSA_KEY_ID_VENDOR_MAX ((psa_key_id_t)0x7fffffff) /**< ... built-in keys */

/* --------------------------------------------------------------------------------------------------- Lifetimes --- */

#define PSA_KEY_PERSISTENCE_VOLATILE ((psa_key_persistence_t)0x00)  /**< gone with the reboot or psa_destroy_key() */
#define PSA_KEY_PERSISTENCE_DEFAULT ((psa_key_persistence_t)0x01)   /**< stored until psa_destroy_key() */
#define PSA_KEY_PERSISTENCE_READ_ONLY ((psa_key_persistence_t)0xff) /**< there for ever; can't be destroyed */

#define PSA_KEY_LOCATION_LOCAL_STORAGE ((psa_key_location_t)0x000000)          /**< used by the library itself */
#define PSA_KEY_LOCATION_PRIMARY_SECURE_ELEMENT ((psa_key_location_t)0x000001) /**< never leaves a secure element */

#define PSA_KEY_LIFETIME_VOLATILE ((psa_key_lifetime_t)0x00000000)   /**< volatile, local: the default */
#define PSA_KEY_LIFETIME_PERSISTENT ((psa_key_lifetime_t)0x00000001) /**< stored, local: what psa_set_key_id() gives */

/** Lifetimes to parts and back. */
#define PSA_KEY_LIFETIME_GET_PERSISTENCE(lifetime) ((psa_key_persistence_t)((lifetime)&0x000000ffu))
#define PSA_KEY_LIFETIME_GET_LOCATION(lifetime) ((psa_key_location_t)((lifetime) >> 8))
#define PSA_KEY_LIFETIME_IS_VOLATILE(lifetime)                                                                         \
    (PSA_KEY_LIFETIME_GET_PERSISTENCE(lifetime) == PSA_KEY_PERSISTENCE_VOLATILE)
#define PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(persistence, location)                                          \
    ((psa_key_lifetime_t)(((psa_key_lifetime_t)(location) << 8) | (persistence)))

/* ------------------------------------------------------------------------------------------------------ Usages --- */

#define PSA_KEY_USAGE_EXPORT ((psa_key_usage_t)0x00000001)            /**< read it out; a public key always can be */
#define PSA_KEY_USAGE_COPY ((psa_key_usage_t)0x00000002)              /**< psa_copy_key() */
#define PSA_KEY_USAGE_CACHE ((psa_key_usage_t)0x00000004)             /**< a persistent key may stay in RAM */
#define PSA_KEY_USAGE_DERIVE_PUBLIC ((psa_key_usage_t)0x00000080)     /**< for psa_check_key_usage(): the public part */
#define PSA_KEY_USAGE_ENCRYPT ((psa_key_usage_t)0x00000100)           /**< ciphers, AEADs, public-key encryption */
#define PSA_KEY_USAGE_DECRYPT ((psa_key_usage_t)0x00000200)           /**< the way back */
#define PSA_KEY_USAGE_SIGN_MESSAGE ((psa_key_usage_t)0x00000400)      /**< MACs, signatures of messages */
#define PSA_KEY_USAGE_VERIFY_MESSAGE ((psa_key_usage_t)0x00000800)    /**< their check */
#define PSA_KEY_USAGE_SIGN_HASH ((psa_key_usage_t)0x00001000)         /**< signatures of hashes; includes messages */
#define PSA_KEY_USAGE_VERIFY_HASH ((psa_key_usage_t)0x00002000)       /**< their check; includes messages */
#define PSA_KEY_USAGE_DERIVE ((psa_key_usage_t)0x00004000)            /**< derive from it, agree with it, PAKE */
#define PSA_KEY_USAGE_VERIFY_DERIVATION ((psa_key_usage_t)0x00008000) /**< compare with what is derived */
#define PSA_KEY_USAGE_WRAP ((psa_key_usage_t)0x00010000)              /**< encrypt other keys */
#define PSA_KEY_USAGE_UNWRAP ((psa_key_usage_t)0x00020000)            /**< and back */

/* -------------------------------------------------------------------------------------- Families of key groups --- */

/** Elliptic curves (SEC 2, RFC 5639, RFC 7748, RFC 8032), with the sizes in bits that there are. */
#define PSA_ECC_FAMILY_SECP_K1 ((psa_ecc_family_t)0x17)         /**< 192, 225 (secp224k1), 256 */
#define PSA_ECC_FAMILY_SECP_R1 ((psa_ecc_family_t)0x12)         /**< 192, 224, 256, 384, 521: the NIST curves */
#define PSA_ECC_FAMILY_SECP_R2 ((psa_ecc_family_t)0x1b)         /**< 160 */
#define PSA_ECC_FAMILY_SECT_K1 ((psa_ecc_family_t)0x27)         /**< 163, 233, 239, 283, 409, 571 */
#define PSA_ECC_FAMILY_SECT_R1 ((psa_ecc_family_t)0x22)         /**< 163, 233, 283, 409, 571 */
#define PSA_ECC_FAMILY_SECT_R2 ((psa_ecc_family_t)0x2b)         /**< 163 */
#define PSA_ECC_FAMILY_BRAINPOOL_P_R1 ((psa_ecc_family_t)0x30)  /**< 160, 192, 224, 256, 320, 384, 512 */
#define PSA_ECC_FAMILY_FRP ((psa_ecc_family_t)0x33)             /**< 256 */
#define PSA_ECC_FAMILY_MONTGOMERY ((psa_ecc_family_t)0x41)      /**< 255 (Curve25519), 448 */
#define PSA_ECC_FAMILY_TWISTED_EDWARDS ((psa_ecc_family_t)0x42) /**< 255 (Ed25519), 448 */

/** Diffie-Hellman groups. */
#define PSA_DH_FAMILY_RFC7919 ((psa_dh_family_t)0x03) /**< 2048, 3072, 4096, 6144, 8192 */
#define PSA_DH_FAMILY_RFC3526 ((psa_dh_family_t)0x05) /**< the same sizes */

/** SLH-DSA parameter sets (FIPS 205), each with 128, 192 and 256 bits; S is small, F is fast. */
#define PSA_SLH_DSA_FAMILY_SHA2_S ((psa_slh_dsa_family_t)0x02)
#define PSA_SLH_DSA_FAMILY_SHA2_F ((psa_slh_dsa_family_t)0x04)
#define PSA_SLH_DSA_FAMILY_SHAKE_S ((psa_slh_dsa_family_t)0x0b)
#define PSA_SLH_DSA_FAMILY_SHAKE_F ((psa_slh_dsa_family_t)0x0d)

/* --------------------------------------------------------------------------------------------------- Key types --- */

#define PSA_KEY_TYPE_NONE ((psa_key_type_t)0x0000) /**< no type */

/** Keys without a structure: so many bytes. */
#define PSA_KEY_TYPE_RAW_DATA ((psa_key_type_t)0x1001)      /**< data */
#define PSA_KEY_TYPE_HMAC ((psa_key_type_t)0x1100)          /**< HMAC */
#define PSA_KEY_TYPE_BLAKE2 ((psa_key_type_t)0x1103)        /**< keyed BLAKE2 */
#define PSA_KEY_TYPE_DERIVE ((psa_key_type_t)0x1200)        /**< a good secret, to derive from */
#define PSA_KEY_TYPE_PASSWORD ((psa_key_type_t)0x1203)      /**< a weak secret, to be stretched */
#define PSA_KEY_TYPE_PASSWORD_HASH ((psa_key_type_t)0x1205) /**< a stretched secret, to compare with */
#define PSA_KEY_TYPE_PEPPER ((psa_key_type_t)0x1206)        /**< a secret salt */

/** Keys of ciphers. Sizes in bits; twice as many for XTS. */
#define PSA_KEY_TYPE_ARC4 ((psa_key_type_t)0x2002)      /**< 40 to 2048. Broken. */
#define PSA_KEY_TYPE_CHACHA20 ((psa_key_type_t)0x2004)  /**< 256 */
#define PSA_KEY_TYPE_XCHACHA20 ((psa_key_type_t)0x2007) /**< 256 */
#define PSA_KEY_TYPE_ASCON ((psa_key_type_t)0x2008)     /**< 128; 256 with nonce masking */
#define PSA_KEY_TYPE_DES ((psa_key_type_t)0x2301)       /**< 64, 128, 192: DES and Triple-DES. Weak. */
#define PSA_KEY_TYPE_AES ((psa_key_type_t)0x2400)       /**< 128, 192, 256 */
#define PSA_KEY_TYPE_CAMELLIA ((psa_key_type_t)0x2403)  /**< 128, 192, 256 */
#define PSA_KEY_TYPE_SM4 ((psa_key_type_t)0x2405)       /**< 128 */
#define PSA_KEY_TYPE_ARIA ((psa_key_type_t)0x2406)      /**< 128, 192, 256 */

/** Password tokens of WPA3-SAE, from a psa_ecc_family_t and a psa_dh_family_t, and back. */
#define PSA_KEY_TYPE_WPA3_SAE_ECC(curve) ((psa_key_type_t)(0x3280u | ((curve)&0x007fu)))
#define PSA_KEY_TYPE_WPA3_SAE_DH(family) ((psa_key_type_t)(0x3300u | ((family)&0x007fu)))
#define PSA_KEY_TYPE_IS_WPA3_SAE_ECC(type) (((type)&0xff80u) == 0x3280u)
#define PSA_KEY_TYPE_IS_WPA3_SAE_DH(type) (((type)&0xff80u) == 0x3300u)
#define PSA_KEY_TYPE_WPA3_SAE_ECC_GET_FAMILY(type) ((psa_ecc_family_t)((type)&0x007fu))
#define PSA_KEY_TYPE_WPA3_SAE_DH_GET_FAMILY(type) ((psa_dh_family_t)((type)&0x007fu))

/** RSA: the size is that of the modulus. */
#define PSA_KEY_TYPE_RSA_PUBLIC_KEY ((psa_key_type_t)0x4001)
#define PSA_KEY_TYPE_RSA_KEY_PAIR ((psa_key_type_t)0x7001)
#define PSA_KEY_TYPE_IS_RSA(type) (PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(type) == 0x4001u)

/** Elliptic curves, from a psa_ecc_family_t and back. */
#define PSA_KEY_TYPE_ECC_PUBLIC_KEY(curve) ((psa_key_type_t)(0x4100u | ((curve)&0x007fu)))
#define PSA_KEY_TYPE_ECC_KEY_PAIR(curve) ((psa_key_type_t)(0x7100u | ((curve)&0x007fu)))
#define PSA_KEY_TYPE_IS_ECC(type) ((PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(type) & 0xff80u) == 0x4100u)
#define PSA_KEY_TYPE_IS_ECC_KEY_PAIR(type) (((type)&0xff80u) == 0x7100u)
#define PSA_KEY_TYPE_IS_ECC_PUBLIC_KEY(type) (((type)&0xff80u) == 0x4100u)
#define PSA_KEY_TYPE_ECC_GET_FAMILY(type) ((psa_ecc_family_t)((type)&0x007fu))

/** Diffie-Hellman, from a psa_dh_family_t and back. */
#define PSA_KEY_TYPE_DH_PUBLIC_KEY(group) ((psa_key_type_t)(0x4200u | ((group)&0x007fu)))
#define PSA_KEY_TYPE_DH_KEY_PAIR(group) ((psa_key_type_t)(0x7200u | ((group)&0x007fu)))
#define PSA_KEY_TYPE_IS_DH(type) ((PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(type) & 0xff80u) == 0x4200u)
#define PSA_KEY_TYPE_IS_DH_KEY_PAIR(type) (((type)&0xff80u) == 0x7200u)
#define PSA_KEY_TYPE_IS_DH_PUBLIC_KEY(type) (((type)&0xff80u) == 0x4200u)
#define PSA_KEY_TYPE_DH_GET_FAMILY(type) ((psa_dh_family_t)((type)&0x007fu))

/** Stateful hash-based signatures, to verify only (SP 800-208). The key data names the parameters; the size is that of
 *  the hash, 192 or 256 bits. */
#define PSA_KEY_TYPE_LMS_PUBLIC_KEY ((psa_key_type_t)0x4007)
#define PSA_KEY_TYPE_HSS_PUBLIC_KEY ((psa_key_type_t)0x4008)
#define PSA_KEY_TYPE_XMSS_PUBLIC_KEY ((psa_key_type_t)0x400B)
#define PSA_KEY_TYPE_XMSS_MT_PUBLIC_KEY ((psa_key_type_t)0x400D)

/** ML-DSA (FIPS 204): 128 bits for ML-DSA-44, 192 for ML-DSA-65, 256 for ML-DSA-87. */
#define PSA_KEY_TYPE_ML_DSA_PUBLIC_KEY ((psa_key_type_t)0x4002)
#define PSA_KEY_TYPE_ML_DSA_KEY_PAIR ((psa_key_type_t)0x7002)
#define PSA_KEY_TYPE_IS_ML_DSA(type) (PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(type) == 0x4002u)

/** SLH-DSA (FIPS 205), from a psa_slh_dsa_family_t and back. */
#define PSA_KEY_TYPE_SLH_DSA_PUBLIC_KEY(set) ((psa_key_type_t)(0x4180u | ((set)&0x007fu)))
#define PSA_KEY_TYPE_SLH_DSA_KEY_PAIR(set) ((psa_key_type_t)(0x7180u | ((set)&0x007fu)))
#define PSA_KEY_TYPE_IS_SLH_DSA(type) ((PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(type) & 0xff80u) == 0x4180u)
#define PSA_KEY_TYPE_IS_SLH_DSA_KEY_PAIR(type) (((type)&0xff80u) == 0x7180u)
#define PSA_KEY_TYPE_IS_SLH_DSA_PUBLIC_KEY(type) (((type)&0xff80u) == 0x4180u)
#define PSA_KEY_TYPE_SLH_DSA_GET_FAMILY(type) ((psa_slh_dsa_family_t)((type)&0x007fu))

/** ML-KEM (FIPS 203): 512, 768, 1024 bits. */
#define PSA_KEY_TYPE_ML_KEM_PUBLIC_KEY ((psa_key_type_t)0x4004)
#define PSA_KEY_TYPE_ML_KEM_KEY_PAIR ((psa_key_type_t)0x7004)
#define PSA_KEY_TYPE_IS_ML_KEM(type) (PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(type) == 0x4004u)

/** SPAKE2+ (RFC 9383): the pair is the prover's, the public key the verifier's. From a psa_ecc_family_t and back. */
#define PSA_KEY_TYPE_SPAKE2P_PUBLIC_KEY(curve) ((psa_key_type_t)(0x4400u | ((curve)&0x007fu)))
#define PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(curve) ((psa_key_type_t)(0x7400u | ((curve)&0x007fu)))
#define PSA_KEY_TYPE_IS_SPAKE2P(type) ((PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(type) & 0xff80u) == 0x4400u)
#define PSA_KEY_TYPE_IS_SPAKE2P_KEY_PAIR(type) (((type)&0xff80u) == 0x7400u)
#define PSA_KEY_TYPE_IS_SPAKE2P_PUBLIC_KEY(type) (((type)&0xff80u) == 0x4400u)
#define PSA_KEY_TYPE_SPAKE2P_GET_FAMILY(type) ((psa_ecc_family_t)((type)&0x007fu))

/** Classes of key types. */
#define PSA_KEY_TYPE_IS_UNSTRUCTURED(type) (((type)&0x7000u) == 0x1000u || ((type)&0x7000u) == 0x2000u)
#define PSA_KEY_TYPE_IS_ASYMMETRIC(type) (((type)&0x4000u) == 0x4000u)
#define PSA_KEY_TYPE_IS_PUBLIC_KEY(type) (((type)&0x7000u) == 0x4000u)
#define PSA_KEY_TYPE_IS_KEY_PAIR(type) (((type)&0x7000u) == 0x7000u)
/** From one half of an asymmetric key type to the other; what is there already stays. */
#define PSA_KEY_TYPE_KEY_PAIR_OF_PUBLIC_KEY(type) ((psa_key_type_t)((type) | 0x3000u))
#define PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(type) ((psa_key_type_t)((type) & ~0x3000u))

/** Bytes in a block of a cipher's key type; 1 for stream ciphers. Of no meaning for other key types. */
#define PSA_BLOCK_CIPHER_BLOCK_LENGTH(type) (1u << (((unsigned)(type) >> 8) & 7u))

/* ---------------------------------------------------------------------------------- Algorithms: what they have --- */

#define PSA_ALG_NONE ((psa_algorithm_t)0) /**< no algorithm; forbids all use in a key's policy */

/** Kinds of algorithms. */
#define PSA_ALG_IS_HASH(alg) (((alg)&0x7f000000u) == 0x02000000u)
#define PSA_ALG_IS_XOF(alg) (((alg)&0x7f000000u) == 0x0D000000u)
#define PSA_ALG_IS_MAC(alg) (((alg)&0x7f000000u) == 0x03000000u)
#define PSA_ALG_IS_CIPHER(alg) (((alg)&0x7f000000u) == 0x04000000u)
#define PSA_ALG_IS_AEAD(alg) (((alg)&0x7f000000u) == 0x05000000u)
#define PSA_ALG_IS_SIGN(alg) (((alg)&0x7f000000u) == 0x06000000u)
#define PSA_ALG_IS_ASYMMETRIC_ENCRYPTION(alg) (((alg)&0x7f000000u) == 0x07000000u)
#define PSA_ALG_IS_KEY_DERIVATION(alg) (((alg)&0x7f000000u) == 0x08000000u)
#define PSA_ALG_IS_KEY_AGREEMENT(alg) (((alg)&0x7f000000u) == 0x09000000u)
#define PSA_ALG_IS_PAKE(alg) (((alg)&0x7f000000u) == 0x0a000000u)
#define PSA_ALG_IS_KEY_WRAP(alg) (((alg)&0x7f000000u) == 0x0b000000u)
#define PSA_ALG_IS_KEY_ENCAPSULATION(alg) (((alg)&0x7f000000u) == 0x0c000000u)

/** Whether it stands for several algorithms, so that only a key's policy can have it. */
#define PSA_ALG_IS_WILDCARD(alg)                                                                                       \
    (PSA_ALG_GET_HASH(alg) == PSA_ALG_ANY_HASH || ((alg)&0x7f008000u) == 0x03008000u ||                                \
     ((alg)&0x7f008000u) == 0x05008000u || (alg) == PSA_ALG_CCM_STAR_ANY_TAG)

/** The hash that an algorithm is built on, or PSA_ALG_NONE. Only for algorithms that take a hash as a parameter. */
#define PSA_ALG_GET_HASH(alg)                                                                                          \
    ((psa_algorithm_t)(((alg)&0x000000ffu) == 0u ? PSA_ALG_NONE : (0x02000000u | ((alg)&0x000000ffu))))

/* ------------------------------------------------------------------------------------------------------ Hashes --- */

#define PSA_ALG_MD2 ((psa_algorithm_t)0x02000001)              /**< RFC 1319. Broken. */
#define PSA_ALG_MD4 ((psa_algorithm_t)0x02000002)              /**< RFC 1320. Broken. */
#define PSA_ALG_MD5 ((psa_algorithm_t)0x02000003)              /**< RFC 1321. Broken. */
#define PSA_ALG_RIPEMD160 ((psa_algorithm_t)0x02000004)        /**< RIPEMD-160 */
#define PSA_ALG_SHA_1 ((psa_algorithm_t)0x02000005)            /**< FIPS 180-4. Broken. */
#define PSA_ALG_AES_MMO_ZIGBEE ((psa_algorithm_t)0x02000007)   /**< Zigbee's hash from AES-128 */
#define PSA_ALG_SHA_224 ((psa_algorithm_t)0x02000008)          /**< FIPS 180-4 */
#define PSA_ALG_SHA_256 ((psa_algorithm_t)0x02000009)          /**< FIPS 180-4 */
#define PSA_ALG_SHA_384 ((psa_algorithm_t)0x0200000a)          /**< FIPS 180-4 */
#define PSA_ALG_SHA_512 ((psa_algorithm_t)0x0200000b)          /**< FIPS 180-4 */
#define PSA_ALG_SHA_512_224 ((psa_algorithm_t)0x0200000c)      /**< FIPS 180-4 */
#define PSA_ALG_SHA_512_256 ((psa_algorithm_t)0x0200000d)      /**< FIPS 180-4 */
#define PSA_ALG_SHA_256_192 ((psa_algorithm_t)0x0200000E)      /**< SP 800-208: 192 bits of SHA-256 */
#define PSA_ALG_SHA3_224 ((psa_algorithm_t)0x02000010)         /**< FIPS 202 */
#define PSA_ALG_SHA3_256 ((psa_algorithm_t)0x02000011)         /**< FIPS 202 */
#define PSA_ALG_SHA3_384 ((psa_algorithm_t)0x02000012)         /**< FIPS 202 */
#define PSA_ALG_SHA3_512 ((psa_algorithm_t)0x02000013)         /**< FIPS 202 */
#define PSA_ALG_SM3 ((psa_algorithm_t)0x02000014)              /**< GM/T 0004 */
#define PSA_ALG_SHAKE256_512 ((psa_algorithm_t)0x02000015)     /**< 512 bits of SHAKE256 */
#define PSA_ALG_SHAKE128_256 ((psa_algorithm_t)0x02000016)     /**< 256 bits of SHAKE128 */
#define PSA_ALG_SHAKE256_192 ((psa_algorithm_t)0x02000017)     /**< 192 bits of SHAKE256 */
#define PSA_ALG_SHAKE256_256 ((psa_algorithm_t)0x02000018)     /**< 256 bits of SHAKE256 */
#define PSA_ALG_ASCON_HASH256 ((psa_algorithm_t)0x02000019)    /**< SP 800-232 */
#define PSA_ALG_BLAKE2S_HASH256 ((psa_algorithm_t)0x0200001C)  /**< RFC 7693 */
#define PSA_ALG_BLAKE2SP_HASH256 ((psa_algorithm_t)0x0200001D) /**< BLAKE2sp */
#define PSA_ALG_BLAKE2B_HASH512 ((psa_algorithm_t)0x0200001E)  /**< RFC 7693 */
#define PSA_ALG_BLAKE2BP_HASH512 ((psa_algorithm_t)0x0200001F) /**< BLAKE2bp */
#define PSA_ALG_IS_BLAKE2_HASH(alg) (((alg)&0x7ffffffcu) == 0x0200001cu)
/** In a key's policy: any hash, where an algorithm takes one as a parameter (signatures). */
#define PSA_ALG_ANY_HASH ((psa_algorithm_t)0x020000ff)

/* --------------------------------------------------------------------------------- Extendable output functions --- */

#define PSA_ALG_SHAKE128 ((psa_algorithm_t)0x0D000100)      /**< FIPS 202 */
#define PSA_ALG_SHAKE256 ((psa_algorithm_t)0x0D000200)      /**< FIPS 202 */
#define PSA_ALG_ASCON_XOF128 ((psa_algorithm_t)0x0D000300)  /**< SP 800-232 */
#define PSA_ALG_ASCON_CXOF128 ((psa_algorithm_t)0x0D008300) /**< SP 800-232, with a context */
/** Whether it takes a context. */
#define PSA_ALG_XOF_HAS_CONTEXT(alg) (((alg)&0x00008000u) != 0u)

/* -------------------------------------------------------------------------------------------------------- MACs --- */

#define PSA_ALG_HMAC(hash_alg) ((psa_algorithm_t)(0x03800000u | ((hash_alg)&0x000000ffu))) /**< RFC 2104 */
#define PSA_ALG_CBC_MAC ((psa_algorithm_t)0x03c00100) /**< only for one fixed length */
#define PSA_ALG_CMAC ((psa_algorithm_t)0x03c00200)    /**< SP 800-38B */
#define PSA_ALG_BLAKE2_MAC(hash_alg) ((psa_algorithm_t)(0x03800300u | ((hash_alg)&0x000000ffu))) /**< RFC 7693 */
/** The same MAC cut to its first mac_length bytes; whole again; and as a wildcard, cut to min_mac_length or more. */
#define PSA_ALG_TRUNCATED_MAC(mac_alg, mac_length)                                                                     \
    ((psa_algorithm_t)(((mac_alg) & ~0x003f8000u) | (((mac_length)&0x3fu) << 16)))
#define PSA_ALG_FULL_LENGTH_MAC(mac_alg) ((psa_algorithm_t)((mac_alg) & ~0x003f8000u))
#define PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(mac_alg, min_mac_length)                                                      \
    ((psa_algorithm_t)(PSA_ALG_TRUNCATED_MAC(mac_alg, min_mac_length) | 0x00008000u))
#define PSA_ALG_IS_HMAC(alg) (((alg)&0x7fc0ff00u) == 0x03800000u)
#define PSA_ALG_IS_BLAKE2_MAC(alg) (((alg)&0x7fc0ff00u) == 0x03800300u)
#define PSA_ALG_IS_BLOCK_CIPHER_MAC(alg) (((alg)&0x7fc00000u) == 0x03c00000u)

/* ----------------------------------------------------------------------------------------------------- Ciphers --- */

#define PSA_ALG_STREAM_CIPHER ((psa_algorithm_t)0x04800100)    /**< a stream cipher, by the key's type */
#define PSA_ALG_CTR ((psa_algorithm_t)0x04c01000)              /**< SP 800-38A; the IV is the first counter block */
#define PSA_ALG_CFB ((psa_algorithm_t)0x04c01100)              /**< SP 800-38A, whole blocks fed back */
#define PSA_ALG_OFB ((psa_algorithm_t)0x04c01200)              /**< SP 800-38A */
#define PSA_ALG_CCM_STAR_NO_TAG ((psa_algorithm_t)0x04c01300)  /**< IEEE 802.15.4 CCM* without a tag */
#define PSA_ALG_CCM_STAR_ANY_TAG ((psa_algorithm_t)0x04c09300) /**< in a key's policy: CCM* with or without a tag */
#define PSA_ALG_XTS ((psa_algorithm_t)0x0440ff00)              /**< IEEE 1619, with a key of double size */
#define PSA_ALG_ECB_NO_PADDING ((psa_algorithm_t)0x04404400)   /**< single blocks. Not a way to encrypt messages. */
#define PSA_ALG_CBC_NO_PADDING ((psa_algorithm_t)0x04404000)   /**< SP 800-38A, whole blocks only */
#define PSA_ALG_CBC_PKCS7 ((psa_algorithm_t)0x04404100)        /**< SP 800-38A with the padding of RFC 2315, 10.3 */
#define PSA_ALG_IS_STREAM_CIPHER(alg) (((alg)&0x7f800000u) == 0x04800000u)

/* ------------------------------------------------------------------------------------------------------- AEADs --- */

#define PSA_ALG_CCM ((psa_algorithm_t)0x05500100)                /**< SP 800-38C; lengths are needed before data */
#define PSA_ALG_GCM ((psa_algorithm_t)0x05500200)                /**< SP 800-38D */
#define PSA_ALG_CHACHA20_POLY1305 ((psa_algorithm_t)0x05100500)  /**< RFC 8439 */
#define PSA_ALG_XCHACHA20_POLY1305 ((psa_algorithm_t)0x05100600) /**< the same with a nonce of 24 bytes */
#define PSA_ALG_ASCON_AEAD128 ((psa_algorithm_t)0x05100700)      /**< SP 800-232 */
/** The same AEAD with a tag of tag_length bytes; with its own length again (16); and as a wildcard, min_tag_length or
 *  more. The default is PSA_ALG_NONE for what is not an AEAD of the specification. */
#define PSA_ALG_AEAD_WITH_SHORTENED_TAG(aead_alg, tag_length)                                                          \
    ((psa_algorithm_t)(((aead_alg) & ~0x003f8000u) | (((tag_length)&0x3fu) << 16)))
#define PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG(aead_alg)                                                                 \
    (((aead_alg) & ~0x003f8000u) == 0x05400100u   ? PSA_ALG_CCM                                                        \
     : ((aead_alg) & ~0x003f8000u) == 0x05400200u ? PSA_ALG_GCM                                                        \
     : ((aead_alg) & ~0x003f8000u) == 0x05000500u ? PSA_ALG_CHACHA20_POLY1305                                          \
     : ((aead_alg) & ~0x003f8000u) == 0x05000600u ? PSA_ALG_XCHACHA20_POLY1305                                         \
     : ((aead_alg) & ~0x003f8000u) == 0x05000700u ? PSA_ALG_ASCON_AEAD128                                              \
                                                  : PSA_ALG_NONE)
#define PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(aead_alg, min_tag_length)                                           \
    ((psa_algorithm_t)(PSA_ALG_AEAD_WITH_SHORTENED_TAG(aead_alg, min_tag_length) | 0x00008000u))
#define PSA_ALG_IS_AEAD_ON_BLOCK_CIPHER(alg) (((alg)&0x7f400000u) == 0x05400000u)

/* ------------------------------------------------------------------------------------------------ Key wrapping --- */

#define PSA_ALG_KW ((psa_algorithm_t)0x0B400100)  /**< SP 800-38F, RFC 3394: keys in multiples of 8 bytes */
#define PSA_ALG_KWP ((psa_algorithm_t)0x0BC00200) /**< SP 800-38F, RFC 5649: keys of any length */

/* -------------------------------------------------------------------------------------------------- Signatures --- */

/** RSA (RFC 8017): PKCS#1 v1.5 with a named hash, PKCS#1 v1.5 of bytes as they are, PSS with a salt as long as the
 *  hash, PSS that verifies any salt length. */
#define PSA_ALG_RSA_PKCS1V15_SIGN(hash_alg) ((psa_algorithm_t)(0x06000200u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_RSA_PKCS1V15_SIGN_RAW ((psa_algorithm_t)0x06000200)
#define PSA_ALG_RSA_PSS(hash_alg) ((psa_algorithm_t)(0x06000300u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_RSA_PSS_ANY_SALT(hash_alg) ((psa_algorithm_t)(0x06001300u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_IS_RSA_PKCS1V15_SIGN(alg) (((alg) & ~0x000000ffu) == 0x06000200u)
#define PSA_ALG_IS_RSA_PSS(alg) (((alg) & ~0x000010ffu) == 0x06000300u)
#define PSA_ALG_IS_RSA_PSS_ANY_SALT(alg) (((alg) & ~0x000000ffu) == 0x06001300u)
#define PSA_ALG_IS_RSA_PSS_STANDARD_SALT(alg) (((alg) & ~0x000000ffu) == 0x06000300u)

/** ECDSA (FIPS 186-5): with a random k; of a hash as it is; with the k of RFC 6979. */
#define PSA_ALG_ECDSA(hash_alg) ((psa_algorithm_t)(0x06000600u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_ECDSA_ANY ((psa_algorithm_t)0x06000600)
#define PSA_ALG_DETERMINISTIC_ECDSA(hash_alg) ((psa_algorithm_t)(0x06000700u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_IS_ECDSA(alg) (((alg) & ~0x000001ffu) == 0x06000600u)
#define PSA_ALG_IS_DETERMINISTIC_ECDSA(alg) (((alg) & ~0x000000ffu) == 0x06000700u)
#define PSA_ALG_IS_RANDOMIZED_ECDSA(alg) (((alg) & ~0x000000ffu) == 0x06000600u)

/** EdDSA (RFC 8032): Ed25519 and Ed448 without a context, with one (Ed25519ctx, Ed448), and of a hash. */
#define PSA_ALG_PURE_EDDSA ((psa_algorithm_t)0x06000800)
#define PSA_ALG_EDDSA_CTX ((psa_algorithm_t)0x06000A00)
#define PSA_ALG_ED25519PH ((psa_algorithm_t)0x0600090B)
#define PSA_ALG_ED448PH ((psa_algorithm_t)0x06000915)
#define PSA_ALG_IS_HASH_EDDSA(alg) (((alg) & ~0x000000ffu) == 0x06000900u)

/** SLH-DSA (FIPS 205): of messages and of hashes, hedged and deterministic. */
#define PSA_ALG_SLH_DSA ((psa_algorithm_t)0x06004000)
#define PSA_ALG_DETERMINISTIC_SLH_DSA ((psa_algorithm_t)0x06004100)
#define PSA_ALG_HASH_SLH_DSA(hash_alg) ((psa_algorithm_t)(0x06004200u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_DETERMINISTIC_HASH_SLH_DSA(hash_alg) ((psa_algorithm_t)(0x06004300u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_IS_SLH_DSA(alg) (((alg) & ~0x00000100u) == 0x06004000u)
#define PSA_ALG_IS_HASH_SLH_DSA(alg) (((alg) & ~0x000001ffu) == 0x06004200u)
#define PSA_ALG_IS_DETERMINISTIC_HASH_SLH_DSA(alg) (((alg) & ~0x000000ffu) == 0x06004300u)
#define PSA_ALG_IS_HEDGED_HASH_SLH_DSA(alg) (((alg) & ~0x000000ffu) == 0x06004200u)

/** ML-DSA (FIPS 204): of messages and of hashes, hedged and deterministic. */
#define PSA_ALG_ML_DSA ((psa_algorithm_t)0x06004400)
#define PSA_ALG_DETERMINISTIC_ML_DSA ((psa_algorithm_t)0x06004500)
#define PSA_ALG_HASH_ML_DSA(hash_alg) ((psa_algorithm_t)(0x06004600u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_DETERMINISTIC_HASH_ML_DSA(hash_alg) ((psa_algorithm_t)(0x06004700u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_IS_ML_DSA(alg) (((alg) & ~0x00000100u) == 0x06004400u)
#define PSA_ALG_IS_HASH_ML_DSA(alg) (((alg) & ~0x000001ffu) == 0x06004600u)
#define PSA_ALG_IS_DETERMINISTIC_HASH_ML_DSA(alg) (((alg) & ~0x000000ffu) == 0x06004700u)
#define PSA_ALG_IS_HEDGED_HASH_ML_DSA(alg) (((alg) & ~0x000000ffu) == 0x06004600u)

/** Stateful hash-based signatures (RFC 8554, RFC 8391): to verify only. */
#define PSA_ALG_LMS ((psa_algorithm_t)0x06004800)
#define PSA_ALG_HSS ((psa_algorithm_t)0x06004900)
#define PSA_ALG_XMSS ((psa_algorithm_t)0x06004A00)
#define PSA_ALG_XMSS_MT ((psa_algorithm_t)0x06004B00)

/** What a signature algorithm takes: messages; hashes; messages by way of PSA_ALG_GET_HASH() of them; a context. */
#define PSA_ALG_IS_SIGN_MESSAGE(alg)                                                                                   \
    (PSA_ALG_IS_SIGN(alg) && (alg) != PSA_ALG_ECDSA_ANY && (alg) != PSA_ALG_RSA_PKCS1V15_SIGN_RAW)
#define PSA_ALG_IS_SIGN_HASH(alg)                                                                                      \
    (PSA_ALG_IS_HASH_AND_SIGN(alg) || (alg) == PSA_ALG_RSA_PKCS1V15_SIGN_RAW || (alg) == PSA_ALG_ECDSA_ANY)
#define PSA_ALG_IS_HASH_AND_SIGN(alg)                                                                                  \
    (PSA_ALG_IS_RSA_PSS(alg) || PSA_ALG_IS_RSA_PKCS1V15_SIGN(alg) || PSA_ALG_IS_ECDSA(alg) ||                          \
     PSA_ALG_IS_HASH_EDDSA(alg) || PSA_ALG_IS_HASH_ML_DSA(alg) || PSA_ALG_IS_HASH_SLH_DSA(alg))
#define PSA_ALG_SIGN_SUPPORTS_CONTEXT(alg)                                                                             \
    ((alg) == PSA_ALG_EDDSA_CTX || PSA_ALG_IS_HASH_EDDSA(alg) || PSA_ALG_IS_ML_DSA(alg) ||                             \
     PSA_ALG_IS_HASH_ML_DSA(alg) || PSA_ALG_IS_SLH_DSA(alg) || PSA_ALG_IS_HASH_SLH_DSA(alg))

/* --------------------------------------------------------------------------------------- Public-key encryption --- */

#define PSA_ALG_RSA_PKCS1V15_CRYPT ((psa_algorithm_t)0x07000200) /**< RFC 8017. Its padding is an oracle's delight. */
#define PSA_ALG_RSA_OAEP(hash_alg) ((psa_algorithm_t)(0x07000300u | ((hash_alg)&0x000000ffu))) /**< RFC 8017 */
#define PSA_ALG_IS_RSA_OAEP(alg) (((alg) & ~0x000000ffu) == 0x07000300u)

/* ---------------------------------------------------------------------------------------------- Key derivation --- */

/** HKDF (RFC 5869), whole and in its halves. */
#define PSA_ALG_HKDF(hash_alg) ((psa_algorithm_t)(0x08000100u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_HKDF_EXTRACT(hash_alg) ((psa_algorithm_t)(0x08000400u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_HKDF_EXPAND(hash_alg) ((psa_algorithm_t)(0x08000500u | ((hash_alg)&0x000000ffu)))
/** SP 800-108 in counter mode. */
#define PSA_ALG_SP800_108_COUNTER_HMAC(hash_alg) ((psa_algorithm_t)(0x08000700u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_SP800_108_COUNTER_CMAC ((psa_algorithm_t)0x08000800)
/** TLS 1.2 (RFC 5246, RFC 4279, and EC J-PAKE for Thread). */
#define PSA_ALG_TLS12_PRF(hash_alg) ((psa_algorithm_t)(0x08000200u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_TLS12_PSK_TO_MS(hash_alg) ((psa_algorithm_t)(0x08000300u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_TLS12_ECJPAKE_TO_PMS ((psa_algorithm_t)0x08000609)
/** From passwords: PBKDF2 (RFC 8018) and the hash-to-element of WPA3-SAE (IEEE 802.11). */
#define PSA_ALG_PBKDF2_HMAC(hash_alg) ((psa_algorithm_t)(0x08800100u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_PBKDF2_AES_CMAC_PRF_128 ((psa_algorithm_t)0x08800200)
#define PSA_ALG_WPA3_SAE_H2E(hash_alg) ((psa_algorithm_t)(0x08800400u | ((hash_alg)&0x000000ffu)))

#define PSA_ALG_IS_KEY_DERIVATION_STRETCHING(alg) (((alg)&0x7f800000u) == 0x08800000u)
#define PSA_ALG_IS_HKDF(alg) (((alg) & ~0x000000ffu) == 0x08000100u)
#define PSA_ALG_IS_HKDF_EXTRACT(alg) (((alg) & ~0x000000ffu) == 0x08000400u)
#define PSA_ALG_IS_HKDF_EXPAND(alg) (((alg) & ~0x000000ffu) == 0x08000500u)
#define PSA_ALG_IS_SP800_108_COUNTER_HMAC(alg) (((alg) & ~0x000000ffu) == 0x08000700u)
#define PSA_ALG_IS_TLS12_PRF(alg) (((alg) & ~0x000000ffu) == 0x08000200u)
#define PSA_ALG_IS_TLS12_PSK_TO_MS(alg) (((alg) & ~0x000000ffu) == 0x08000300u)
#define PSA_ALG_IS_PBKDF2_HMAC(alg) (((alg) & ~0x000000ffu) == 0x08800100u)
#define PSA_ALG_IS_WPA3_SAE_H2E(alg) (((alg) & ~0x000000ffu) == 0x08800400u)

/** Inputs of a derivation. Each algorithm says which it takes and in which order. The numbers are the usual ones. */
#define PSA_KEY_DERIVATION_INPUT_SECRET ((psa_key_derivation_step_t)0x0101)       /**< the secret; from a key */
#define PSA_KEY_DERIVATION_INPUT_PASSWORD ((psa_key_derivation_step_t)0x0102)     /**< a weak secret */
#define PSA_KEY_DERIVATION_INPUT_OTHER_SECRET ((psa_key_derivation_step_t)0x0103) /**< a second secret */
#define PSA_KEY_DERIVATION_INPUT_LABEL ((psa_key_derivation_step_t)0x0201)        /**< what for */
#define PSA_KEY_DERIVATION_INPUT_SALT ((psa_key_derivation_step_t)0x0202)         /**< random, not secret */
#define PSA_KEY_DERIVATION_INPUT_INFO ((psa_key_derivation_step_t)0x0203)         /**< what for, in HKDF */
#define PSA_KEY_DERIVATION_INPUT_SEED ((psa_key_derivation_step_t)0x0204)         /**< not secret, in TLS */
#define PSA_KEY_DERIVATION_INPUT_COST ((psa_key_derivation_step_t)0x0205)         /**< number of rounds */
#define PSA_KEY_DERIVATION_INPUT_CONTEXT ((psa_key_derivation_step_t)0x0206)      /**< for whom and when */

/** Capacity of a derivation without a limit of its own; no output reaches it. */
#define PSA_KEY_DERIVATION_UNLIMITED_CAPACITY ((size_t)-1)

/* -------------------------------------------------------------------------------- Key agreement, encapsulation --- */

#define PSA_ALG_FFDH ((psa_algorithm_t)0x09010000) /**< SP 800-56A, finite fields */
#define PSA_ALG_ECDH ((psa_algorithm_t)0x09020000) /**< SEC 1, RFC 7748 */
/** An agreement whose secret goes straight into a derivation; its parts; and whether there is no derivation. */
#define PSA_ALG_KEY_AGREEMENT(ka_alg, kdf_alg) ((psa_algorithm_t)((ka_alg) | (kdf_alg)))
#define PSA_ALG_KEY_AGREEMENT_GET_BASE(alg) ((psa_algorithm_t)((alg)&0xff7f0000u))
#define PSA_ALG_KEY_AGREEMENT_GET_KDF(alg) ((psa_algorithm_t)((alg)&0xfe80ffffu))
#define PSA_ALG_IS_STANDALONE_KEY_AGREEMENT(alg) (((alg)&0x7f00ffffu) == 0x09000000u)
#define PSA_ALG_IS_RAW_KEY_AGREEMENT(alg) PSA_ALG_IS_STANDALONE_KEY_AGREEMENT(alg) /**< the older name */
#define PSA_ALG_IS_FFDH(alg) (((alg)&0x7fff0000u) == 0x09010000u)
#define PSA_ALG_IS_ECDH(alg) (((alg)&0x7fff0000u) == 0x09020000u)

#define PSA_ALG_ECIES_SEC1 ((psa_algorithm_t)0x0c000100) /**< SEC 1, 5.1, without the symmetric part */
#define PSA_ALG_ML_KEM ((psa_algorithm_t)0x0c000200)     /**< FIPS 203 */

/* -------------------------------------------------------------------------------------------------------- PAKE --- */

#define PSA_PAKE_PRIMITIVE_TYPE_ECC ((psa_pake_primitive_type_t)0x01) /**< the family is a psa_ecc_family_t */
#define PSA_PAKE_PRIMITIVE_TYPE_DH ((psa_pake_primitive_type_t)0x02)  /**< the family is a psa_dh_family_t */
/** The group of a PAKE, and its parts. 0 if pake_bits does not fit 16 bits. */
#define PSA_PAKE_PRIMITIVE(pake_type, pake_family, pake_bits)                                                          \
    ((((pake_bits)&0xffffu) != (pake_bits))                                                                            \
         ? (psa_pake_primitive_t)0                                                                                     \
         : (psa_pake_primitive_t)(((psa_pake_primitive_t)(pake_type) << 24) |                                          \
                                  ((psa_pake_primitive_t)(pake_family) << 16) | (psa_pake_primitive_t)(pake_bits)))
#define PSA_PAKE_PRIMITIVE_GET_TYPE(pake_primitive) ((psa_pake_primitive_type_t)(((pake_primitive) >> 24) & 0xffu))
#define PSA_PAKE_PRIMITIVE_GET_FAMILY(pake_primitive) ((psa_pake_family_t)(((pake_primitive) >> 16) & 0xffu))
#define PSA_PAKE_PRIMITIVE_GET_BITS(pake_primitive) ((size_t)((pake_primitive)&0xffffu))

/** Whether both sides prove that they have the key before it can be used. */
#define PSA_PAKE_CONFIRMED_KEY 0
#define PSA_PAKE_UNCONFIRMED_KEY 1

#define PSA_PAKE_ROLE_NONE ((psa_pake_role_t)0x00)   /**< the algorithm has no roles */
#define PSA_PAKE_ROLE_FIRST ((psa_pake_role_t)0x01)  /**< first in the transcript */
#define PSA_PAKE_ROLE_SECOND ((psa_pake_role_t)0x02) /**< second in the transcript */
#define PSA_PAKE_ROLE_CLIENT ((psa_pake_role_t)0x11) /**< knows the password */
#define PSA_PAKE_ROLE_SERVER ((psa_pake_role_t)0x12) /**< knows what was registered */

#define PSA_PAKE_STEP_KEY_SHARE ((psa_pake_step_t)0x01)     /**< a public key */
#define PSA_PAKE_STEP_ZK_PUBLIC ((psa_pake_step_t)0x02)     /**< public key of a proof (RFC 8235) */
#define PSA_PAKE_STEP_ZK_PROOF ((psa_pake_step_t)0x03)      /**< the proof */
#define PSA_PAKE_STEP_CONFIRM ((psa_pake_step_t)0x04)       /**< proof of having the key */
#define PSA_PAKE_STEP_SALT ((psa_pake_step_t)0x05)          /**< salt of the shared secret */
#define PSA_PAKE_STEP_COMMIT ((psa_pake_step_t)0x06)        /**< scalar and element of WPA3-SAE */
#define PSA_PAKE_STEP_CONFIRM_COUNT ((psa_pake_step_t)0x07) /**< counter of WPA3-SAE's confirmation */
#define PSA_PAKE_STEP_KEY_ID ((psa_pake_step_t)0x08)        /**< name of the key in WPA3-SAE */

#define PSA_ALG_JPAKE(hash_alg) ((psa_algorithm_t)(0x0a000100u | ((hash_alg)&0x000000ffu))) /**< RFC 8236 */
/** SPAKE2+ (RFC 9383) confirmed by HMAC, by CMAC, and as Matter has it. */
#define PSA_ALG_SPAKE2P_HMAC(hash_alg) ((psa_algorithm_t)(0x0a000400u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_SPAKE2P_CMAC(hash_alg) ((psa_algorithm_t)(0x0a000500u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_SPAKE2P_MATTER ((psa_algorithm_t)0x0A000609)
/** WPA3-SAE (IEEE 802.11) with a key of fixed size, with one as large as the group wants; in a key's policy, both. */
#define PSA_ALG_WPA3_SAE_FIXED(hash_alg) ((psa_algorithm_t)(0x0a000800u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_WPA3_SAE_GDH(hash_alg) ((psa_algorithm_t)(0x0a000900u | ((hash_alg)&0x000000ffu)))
#define PSA_ALG_WPA3_SAE_ANY ((psa_algorithm_t)0x0a0088ff)
#define PSA_ALG_IS_JPAKE(alg) (((alg) & ~0x000000ffu) == 0x0a000100u)
#define PSA_ALG_IS_SPAKE2P(alg) (((alg) & ~0x000003ffu) == 0x0a000400u)
#define PSA_ALG_IS_SPAKE2P_HMAC(alg) (((alg) & ~0x000000ffu) == 0x0a000400u)
#define PSA_ALG_IS_SPAKE2P_CMAC(alg) (((alg) & ~0x000000ffu) == 0x0a000500u)
#define PSA_ALG_IS_WPA3_SAE(alg) (((alg) & ~0x000001ffu) == 0x0a000800u)
#define PSA_ALG_IS_WPA3_SAE_FIXED(alg) (((alg) & ~0x000000ffu) == 0x0a000800u)
#define PSA_ALG_IS_WPA3_SAE_GDH(alg) (((alg) & ~0x000000ffu) == 0x0a000900u)

#endif /* PSA_CRYPTO_VALUES_H */
