/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The feature set as crypto-core sees it: groups of the PSA_WANT_ names of psa/crypto_config.h.
 */
#ifndef PCC_CONFIG_H
#define PCC_CONFIG_H

#if defined(PSA_CRYPTO_CONFIG_FILE)
#include PSA_CRYPTO_CONFIG_FILE
#else
#include "psa/crypto_config.h"
#endif

#if defined(PSA_WANT_ALG_MD5)
#define PCC_HAVE_MD5 1
#else
#define PCC_HAVE_MD5 0
#endif

#if defined(PSA_WANT_ALG_RIPEMD160)
#define PCC_HAVE_RIPEMD160 1
#else
#define PCC_HAVE_RIPEMD160 0
#endif

#if defined(PSA_WANT_ALG_SHA_1)
#define PCC_HAVE_SHA1 1
#else
#define PCC_HAVE_SHA1 0
#endif

#if defined(PSA_WANT_ALG_AES_MMO_ZIGBEE)
#define PCC_HAVE_AES_MMO 1
#else
#define PCC_HAVE_AES_MMO 0
#endif

#if defined(PSA_WANT_ALG_SHA_224) || defined(PSA_WANT_ALG_SHA_256) || defined(PSA_WANT_ALG_SHA_256_192)
#define PCC_HAVE_SHA256 1
#else
#define PCC_HAVE_SHA256 0
#endif

#if defined(PSA_WANT_ALG_SHA_384) || defined(PSA_WANT_ALG_SHA_512) || defined(PSA_WANT_ALG_SHA_512_224) ||             \
    defined(PSA_WANT_ALG_SHA_512_256)
#define PCC_HAVE_SHA512 1
#else
#define PCC_HAVE_SHA512 0
#endif

#if defined(PSA_WANT_ALG_SHA3_224) || defined(PSA_WANT_ALG_SHA3_256) || defined(PSA_WANT_ALG_SHA3_384) ||              \
    defined(PSA_WANT_ALG_SHA3_512) || defined(PSA_WANT_ALG_SHAKE128_256) || defined(PSA_WANT_ALG_SHAKE256_192) ||      \
    defined(PSA_WANT_ALG_SHAKE256_256) || defined(PSA_WANT_ALG_SHAKE256_512)
#define PCC_HAVE_SHA3 1
#else
#define PCC_HAVE_SHA3 0
#endif

/* Modes that decrypt blocks, not only encrypt them. */
#if defined(PSA_WANT_ALG_ECB_NO_PADDING) || defined(PSA_WANT_ALG_CBC_NO_PADDING) ||                                    \
    defined(PSA_WANT_ALG_CBC_PKCS7) || defined(PSA_WANT_ALG_XTS) || defined(PSA_WANT_ALG_KW) ||                        \
    defined(PSA_WANT_ALG_KWP)
#define PCC_HAVE_BLOCK_DECRYPT 1
#else
#define PCC_HAVE_BLOCK_DECRYPT 0
#endif

#if defined(PSA_WANT_ALG_CMAC) || defined(PSA_WANT_ALG_CBC_MAC)
#define PCC_HAVE_BLOCK_MAC 1
#else
#define PCC_HAVE_BLOCK_MAC 0
#endif

#if defined(PSA_WANT_ECC_SECP_R1_256)
#define PCC_HAVE_P256 1
#else
#define PCC_HAVE_P256 0
#endif

#if defined(PSA_WANT_ALG_ECDSA) || defined(PSA_WANT_ALG_DETERMINISTIC_ECDSA)
#define PCC_HAVE_ECDSA 1
#else
#define PCC_HAVE_ECDSA 0
#endif

#if defined(PSA_WANT_ECC_SECP_R1_192)
#define PCC_HAVE_SECP_R1_192 1
#else
#define PCC_HAVE_SECP_R1_192 0
#endif

#if defined(PSA_WANT_ECC_SECP_R1_224)
#define PCC_HAVE_SECP_R1_224 1
#else
#define PCC_HAVE_SECP_R1_224 0
#endif

#if defined(PSA_WANT_ECC_SECP_R1_384)
#define PCC_HAVE_SECP_R1_384 1
#else
#define PCC_HAVE_SECP_R1_384 0
#endif

#if defined(PSA_WANT_ECC_SECP_R1_521)
#define PCC_HAVE_SECP_R1_521 1
#else
#define PCC_HAVE_SECP_R1_521 0
#endif

#if defined(PSA_WANT_ECC_SECP_K1_192)
#define PCC_HAVE_SECP_K1_192 1
#else
#define PCC_HAVE_SECP_K1_192 0
#endif

#if defined(PSA_WANT_ECC_SECP_K1_225)
#define PCC_HAVE_SECP_K1_225 1
#else
#define PCC_HAVE_SECP_K1_225 0
#endif

#if defined(PSA_WANT_ECC_SECP_K1_256)
#define PCC_HAVE_SECP_K1_256 1
#else
#define PCC_HAVE_SECP_K1_256 0
#endif

#if defined(PSA_WANT_ECC_BRAINPOOL_P_R1_256)
#define PCC_HAVE_BRAINPOOL_256 1
#else
#define PCC_HAVE_BRAINPOOL_256 0
#endif

#if defined(PSA_WANT_ECC_BRAINPOOL_P_R1_384)
#define PCC_HAVE_BRAINPOOL_384 1
#else
#define PCC_HAVE_BRAINPOOL_384 0
#endif

#if defined(PSA_WANT_ECC_BRAINPOOL_P_R1_512)
#define PCC_HAVE_BRAINPOOL_512 1
#else
#define PCC_HAVE_BRAINPOOL_512 0
#endif

#if defined(PSA_WANT_ECC_MONTGOMERY_255)
#define PCC_HAVE_X25519 1
#else
#define PCC_HAVE_X25519 0
#endif

#if defined(PSA_WANT_ECC_MONTGOMERY_448)
#define PCC_HAVE_X448 1
#else
#define PCC_HAVE_X448 0
#endif

#if defined(PSA_WANT_KEY_TYPE_RSA_PUBLIC_KEY) || defined(PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_BASIC)
#define PCC_HAVE_RSA 1
#else
#define PCC_HAVE_RSA 0
#endif

#if defined(PSA_WANT_ALG_RSA_PKCS1V15_SIGN) || defined(PSA_WANT_ALG_RSA_PKCS1V15_SIGN_RAW)
#define PCC_HAVE_RSA_PKCS1V15_SIGN 1
#else
#define PCC_HAVE_RSA_PKCS1V15_SIGN 0
#endif

#if defined(PSA_WANT_ALG_RSA_PSS) || defined(PSA_WANT_ALG_RSA_PSS_ANY_SALT)
#define PCC_HAVE_RSA_PSS 1
#else
#define PCC_HAVE_RSA_PSS 0
#endif

#if defined(PSA_WANT_KEY_TYPE_SPAKE2P_PUBLIC_KEY) || defined(PSA_WANT_KEY_TYPE_SPAKE2P_KEY_PAIR_BASIC)
#define PCC_HAVE_SPAKE2P 1
#else
#define PCC_HAVE_SPAKE2P 0
#endif

/** Bytes of the largest Diffie-Hellman group, 0 if there is none. */
#if defined(PSA_WANT_DH_RFC7919_8192) || defined(PSA_WANT_DH_RFC3526_8192)
#define PCC_DH_SIZE_MAX 1024u
#elif defined(PSA_WANT_DH_RFC7919_6144) || defined(PSA_WANT_DH_RFC3526_6144)
#define PCC_DH_SIZE_MAX 768u
#elif defined(PSA_WANT_DH_RFC7919_4096) || defined(PSA_WANT_DH_RFC3526_4096)
#define PCC_DH_SIZE_MAX 512u
#elif defined(PSA_WANT_DH_RFC7919_3072) || defined(PSA_WANT_DH_RFC3526_3072)
#define PCC_DH_SIZE_MAX 384u
#elif defined(PSA_WANT_DH_RFC7919_2048) || defined(PSA_WANT_DH_RFC3526_2048)
#define PCC_DH_SIZE_MAX 256u
#else
#define PCC_DH_SIZE_MAX 0u
#endif

#if defined(PSA_WANT_ALG_WPA3_SAE_FIXED) || defined(PSA_WANT_ALG_WPA3_SAE_GDH)
#define PCC_HAVE_SAE 1
#else
#define PCC_HAVE_SAE 0
#endif

/** The looping method: a password is a key of the PAKE itself. */
#if defined(PSA_WANT_ALG_WPA3_SAE_FIXED) && defined(PSA_WANT_KEY_TYPE_PASSWORD) && defined(PSA_WANT_ALG_SHA_256)
#define PCC_HAVE_SAE_LOOP 1
#else
#define PCC_HAVE_SAE_LOOP 0
#endif

#if defined(PSA_WANT_KEY_TYPE_WPA3_SAE_ECC) || defined(PSA_WANT_KEY_TYPE_WPA3_SAE_DH)
#define PCC_HAVE_SAE_TOKEN 1
#else
#define PCC_HAVE_SAE_TOKEN 0
#endif

/** Bytes of the largest Diffie-Hellman group that PAKEs take, 0 if none: their operations hold several numbers of it,
 *  so a feature set may say PCRYPTO_PAKE_DH_BITS_MAX. */
#if !defined(PSA_WANT_ALG_JPAKE) && !PCC_HAVE_SAE && !PCC_HAVE_SAE_TOKEN
#define PCC_PAKE_DH_SIZE_MAX 0u
#elif !defined(PCRYPTO_PAKE_DH_BITS_MAX)
#define PCC_PAKE_DH_SIZE_MAX PCC_DH_SIZE_MAX
#elif PCRYPTO_PAKE_DH_BITS_MAX < 8 * PCC_DH_SIZE_MAX
#define PCC_PAKE_DH_SIZE_MAX (PCRYPTO_PAKE_DH_BITS_MAX / 8u)
#else
#define PCC_PAKE_DH_SIZE_MAX PCC_DH_SIZE_MAX
#endif

#if defined(PSA_WANT_ALG_LMS) || defined(PSA_WANT_ALG_HSS)
#define PCC_HAVE_LMS 1
#else
#define PCC_HAVE_LMS 0
#endif

#if defined(PSA_WANT_ECC_TWISTED_EDWARDS_255)
#define PCC_HAVE_ED25519 1
#else
#define PCC_HAVE_ED25519 0
#endif

#if PCC_HAVE_ED25519 &&                                                                                                \
    (defined(PSA_WANT_ALG_PURE_EDDSA) || defined(PSA_WANT_ALG_EDDSA_CTX) || defined(PSA_WANT_ALG_ED25519PH))
#define PCC_HAVE_EDDSA 1
#else
#define PCC_HAVE_EDDSA 0
#endif

#if PCC_HAVE_ED25519 && defined(PSA_WANT_ALG_SPAKE2P_HMAC)
#define PCC_HAVE_SPAKE2P_EDWARDS 1
#else
#define PCC_HAVE_SPAKE2P_EDWARDS 0
#endif

#if defined(PSA_WANT_ALG_XMSS) || defined(PSA_WANT_ALG_XMSS_MT)
#define PCC_HAVE_XMSS 1
#else
#define PCC_HAVE_XMSS 0
#endif

#define PCC_HAVE_HBS (PCC_HAVE_LMS || PCC_HAVE_XMSS)

#if defined(PSA_WANT_ALG_SLH_DSA) || defined(PSA_WANT_ALG_DETERMINISTIC_SLH_DSA) ||                                    \
    defined(PSA_WANT_ALG_HASH_SLH_DSA) || defined(PSA_WANT_ALG_DETERMINISTIC_HASH_SLH_DSA)
#define PCC_HAVE_SLH_DSA 1
#else
#define PCC_HAVE_SLH_DSA 0
#endif

#endif /* PCC_CONFIG_H */
