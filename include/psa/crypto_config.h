/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The feature set of the crypto library, in the names that all PSA Crypto implementations share (PSA_WANT_...).
 *
 * An option that is defined (to 1) is in the library; one that is not defined costs no byte, and what needs it answers
 * PSA_ERROR_NOT_SUPPORTED. Take a line away to make the library smaller. To add one, write its name after the pattern
 * here (PSA_WANT_ALG_<algorithm>, PSA_WANT_KEY_TYPE_<key type>, PSA_WANT_ECC_<family>_<bits>); the configuration step
 * of the build refuses a name that this release does not have. Use your own copy, named by PSA_CRYPTO_CONFIG_FILE, in
 * place of this file rather than editing it.
 */
#ifndef PSA_CRYPTO_CONFIG_H
#define PSA_CRYPTO_CONFIG_H

/* ------------------------------------------------------------------------------------------------------ Hashes --- */

/** SHA-224 and SHA-256 (FIPS 180-4). One piece of code: the second of the two costs nearly nothing. SHA-256 is what the
 *  random generator, boot images and tokens need. */
#define PSA_WANT_ALG_SHA_224 1
#define PSA_WANT_ALG_SHA_256 1
/** SHA-384 and SHA-512 (FIPS 180-4), again one piece of code, with 64-bit arithmetic. */
#define PSA_WANT_ALG_SHA_384 1
#define PSA_WANT_ALG_SHA_512 1
/** SHA-512 cut short, from another beginning (FIPS 180-4): shares the code. */
#define PSA_WANT_ALG_SHA_512_224 1
#define PSA_WANT_ALG_SHA_512_256 1
/** The first 192 bits of SHA-256, for hash-based signatures (SP 800-208). Not for HMAC. */
#define PSA_WANT_ALG_SHA_256_192 1
/** Hash functions of old protocols, broken or near it: not for new designs. */
#define PSA_WANT_ALG_SHA_1 1
#define PSA_WANT_ALG_RIPEMD160 1
#define PSA_WANT_ALG_MD5 1
/** The hash function of Zigbee: Matyas-Meyer-Oseas over AES-128. */
#define PSA_WANT_ALG_AES_MMO_ZIGBEE 1

/* -------------------------------------------------------------------------------------------------------- MACs --- */

/** HMAC (RFC 2104) with every hash above. HKDF, TLS 1.2 and deterministic ECDSA rest on it. */
#define PSA_WANT_ALG_HMAC 1
/** CMAC (SP 800-38B) with every block cipher below. */
#define PSA_WANT_ALG_CMAC 1
/** CBC-MAC (ISO/IEC 9797-1), zeros to the end of the last block: for old protocols with messages of one length. */
#define PSA_WANT_ALG_CBC_MAC 1

/* ------------------------------------------------------------------------------------------- Ciphers and AEADs --- */

/** Block ciphers in counter mode, cipher and output feedback, ECB, CBC without and with PKCS #7 padding (SP 800-38A).
 *  No authentication: prefer an AEAD. */
#define PSA_WANT_ALG_CTR 1
#define PSA_WANT_ALG_CFB 1
#define PSA_WANT_ALG_OFB 1
#define PSA_WANT_ALG_ECB_NO_PADDING 1
#define PSA_WANT_ALG_CBC_NO_PADDING 1
#define PSA_WANT_ALG_CBC_PKCS7 1
/** XTS (IEEE 1619) for disk sectors. */
#define PSA_WANT_ALG_XTS 1
/** CCM* without a tag (IEEE 802.15.4), nonces of 7 to 13 bytes. */
#define PSA_WANT_ALG_CCM_STAR_NO_TAG 1
/** ChaCha20 (RFC 8439 and original) and XChaCha20, without authentication. */
#define PSA_WANT_ALG_STREAM_CIPHER 1
/** GCM (SP 800-38D), tags of 4, 8 and 12 to 16 bytes, nonces of 1 byte and more. */
#define PSA_WANT_ALG_GCM 1
/** CCM (SP 800-38C), tags of 4 to 16 bytes (even), nonces of 7 to 13. The smallest AEAD. */
#define PSA_WANT_ALG_CCM 1
/** ChaCha20-Poly1305 (RFC 8439), and with the longer nonce XChaCha20-Poly1305. */
#define PSA_WANT_ALG_CHACHA20_POLY1305 1
#define PSA_WANT_ALG_XCHACHA20_POLY1305 1

/* ------------------------------------------------------------------------------------------------ Key wrapping --- */

/** Key wrap without and with padding (SP 800-38F) over a block cipher with blocks of 16 bytes. Takes the size of the
 *  largest key on the stack. */
#define PSA_WANT_ALG_KW 1
#define PSA_WANT_ALG_KWP 1

/* -------------------------------------------------------------------------------------------------- Signatures --- */

/** ECDSA with a random k (FIPS 186-5), and its verification. */
#define PSA_WANT_ALG_ECDSA 1
/** ECDSA with k from message and key (RFC 6979): needs no random bytes to sign. Needs HMAC. Verifies the same. */
#define PSA_WANT_ALG_DETERMINISTIC_ECDSA 1

/** RSA with PKCS#1 v1.5 (RFC 8017 section 8.2): of a hash by its name, and of bytes as they are. The names of all hash
 *  functions are known, also of those that are not in the library: a hash can be brought along. */
#define PSA_WANT_ALG_RSA_PKCS1V15_SIGN 1
#define PSA_WANT_ALG_RSA_PKCS1V15_SIGN_RAW 1
/** RSA-PSS (RFC 8017 section 8.1), with the standard salt, and verified with whatever salt. */
#define PSA_WANT_ALG_RSA_PSS 1
#define PSA_WANT_ALG_RSA_PSS_ANY_SALT 1

/** EdDSA over Edwards25519 (RFC 8032): Ed25519, Ed25519ctx with a context, Ed25519ph of a hash. Needs SHA-512. */
#define PSA_WANT_ALG_PURE_EDDSA 1
#define PSA_WANT_ALG_EDDSA_CTX 1
#define PSA_WANT_ALG_ED25519PH 1
/** Leighton-Micali signatures, to verify: single trees and hierarchies (RFC 8554), with the parameter sets of SP
 *  800-208 whose hash function is here: SHA-256, and SHAKE256 with PSA_WANT_ALG_SHAKE256_256. Nothing but hashing. */
#define PSA_WANT_ALG_LMS 1
#define PSA_WANT_ALG_HSS 1
/** XMSS and its hierarchies (RFC 8391), to verify, with the parameter sets that SP 800-208 approves; hash functions as
 *  for LMS. */
#define PSA_WANT_ALG_XMSS 1
#define PSA_WANT_ALG_XMSS_MT 1
/** SLH-DSA (FIPS 205), to verify, and to sign where key pairs are wanted: of messages and of their hashes, hedged and
 *  deterministic. The parameter sets are those whose hash functions are here: SHA2-128 with SHA-256, SHA2-192 and -256
 *  with SHA-512 besides, SHAKE with PSA_WANT_ALG_SHAKE256_256 and PSA_WANT_ALG_SHAKE256_512. Signatures have up to
 *  49,856 bytes, and a psa_verify_operation_t room for one; PCRYPTO_HBS_SIGNATURE_MAX_SIZE, which may be defined here,
 *  sets another limit for them and those above. */
#define PSA_WANT_ALG_SLH_DSA 1
#define PSA_WANT_ALG_DETERMINISTIC_SLH_DSA 1
#define PSA_WANT_ALG_HASH_SLH_DSA 1
#define PSA_WANT_ALG_DETERMINISTIC_HASH_SLH_DSA 1

/* --------------------------------------------------------------------------------------- Public-key encryption --- */

/** RSA with PKCS#1 v1.5 (RFC 8017 section 7.2), for old protocols: see psa_asymmetric_decrypt(). */
#define PSA_WANT_ALG_RSA_PKCS1V15_CRYPT 1
/** RSA-OAEP (RFC 8017 section 7.1). */
#define PSA_WANT_ALG_RSA_OAEP 1

/* -------------------------------------------------------------------------------- Key agreement and derivation --- */

/** Key encapsulation as in ECIES (SEC 1 section 5.1), over every curve below. */
#define PSA_WANT_ALG_ECIES_SEC1 1
/** Diffie-Hellman in a finite field (SP 800-56A), in the groups below. */
#define PSA_WANT_ALG_FFDH 1
/** Elliptic curve Diffie-Hellman (SEC 1, section 3.3.1). */
#define PSA_WANT_ALG_ECDH 1
/** HKDF whole, and its halves for protocols that use them apart (RFC 5869). Need HMAC. */
#define PSA_WANT_ALG_HKDF 1
#define PSA_WANT_ALG_HKDF_EXTRACT 1
#define PSA_WANT_ALG_HKDF_EXPAND 1
/** The counter-mode KDF of SP 800-108, over HMAC and over CMAC. */
#define PSA_WANT_ALG_SP800_108_COUNTER_HMAC 1
#define PSA_WANT_ALG_SP800_108_COUNTER_CMAC 1
/** What TLS 1.2 derives its secrets with (RFC 5246, 4279, 5489; Thread's EC J-PAKE). */
#define PSA_WANT_ALG_TLS12_PRF 1
#define PSA_WANT_ALG_TLS12_PSK_TO_MS 1
#define PSA_WANT_ALG_TLS12_ECJPAKE_TO_PMS 1
/** From passwords (RFC 8018): slow on purpose. */
#define PSA_WANT_ALG_PBKDF2_HMAC 1
#define PSA_WANT_ALG_PBKDF2_AES_CMAC_PRF_128 1

/* ------------------------------------------------------------------------------------------------------- PAKEs --- */

/** J-PAKE (RFC 8236) over the curves below but X25519 and X448, and over the Diffie-Hellman groups. */
#define PSA_WANT_ALG_JPAKE 1
/** SPAKE2+ (RFC 9383) over P-256, P-384, P-521 and Edwards25519, confirmed by HMAC or, over P-256, by CMAC; and as
 *  Matter has it. */
#define PSA_WANT_ALG_SPAKE2P_HMAC 1
#define PSA_WANT_ALG_SPAKE2P_CMAC 1
#define PSA_WANT_ALG_SPAKE2P_MATTER 1
/** WPA3-SAE (IEEE 802.11) over P-256, P-384, P-521, the Brainpool curves and the groups of RFC 3526 from 3072 bits:
 *  by the looping method, by hash-to-element, with keys of fixed size and of the group's. */
#define PSA_WANT_ALG_WPA3_SAE_FIXED 1
#define PSA_WANT_ALG_WPA3_SAE_GDH 1
#define PSA_WANT_ALG_WPA3_SAE_H2E 1

/* ------------------------------------------------------------------------------------------------------ Curves --- */

/** P-256, also called secp256r1 and prime256v1 (SP 800-186). */
#define PSA_WANT_ECC_SECP_R1_256 1
/** The other prime curves of SP 800-186, P-192 to P-521. P-192 is for old data only. */
#define PSA_WANT_ECC_SECP_R1_192 1
#define PSA_WANT_ECC_SECP_R1_224 1
#define PSA_WANT_ECC_SECP_R1_384 1
#define PSA_WANT_ECC_SECP_R1_521 1
/** The Koblitz curves of SEC 2. secp224k1 has keys of 225 bits, and is named so. */
#define PSA_WANT_ECC_SECP_K1_192 1
#define PSA_WANT_ECC_SECP_K1_225 1
#define PSA_WANT_ECC_SECP_K1_256 1
/** The Brainpool curves (RFC 5639). */
#define PSA_WANT_ECC_BRAINPOOL_P_R1_256 1
#define PSA_WANT_ECC_BRAINPOOL_P_R1_384 1
#define PSA_WANT_ECC_BRAINPOOL_P_R1_512 1
/** X25519 and X448 (RFC 7748), for ECDH. */
#define PSA_WANT_ECC_MONTGOMERY_255 1
#define PSA_WANT_ECC_MONTGOMERY_448 1
/** Edwards25519, for EdDSA (RFC 8032), by libsodium. */
#define PSA_WANT_ECC_TWISTED_EDWARDS_255 1

/* ---------------------------------------------------------------------------------------- Diffie-Hellman groups --- */

/** The groups of RFC 7919 (TLS) and RFC 3526 (IKE), by the bits of their prime. Keys are as long as the prime. */
#define PSA_WANT_DH_RFC7919_2048 1
#define PSA_WANT_DH_RFC7919_3072 1
#define PSA_WANT_DH_RFC7919_4096 1
#define PSA_WANT_DH_RFC7919_6144 1
#define PSA_WANT_DH_RFC7919_8192 1
#define PSA_WANT_DH_RFC3526_2048 1
#define PSA_WANT_DH_RFC3526_3072 1
#define PSA_WANT_DH_RFC3526_4096 1
#define PSA_WANT_DH_RFC3526_6144 1
#define PSA_WANT_DH_RFC3526_8192 1

/* --------------------------------------------------------------------------------------------------- Key types --- */

/** AES keys of 128, 192 and 256 bits, for XTS twice that. */
#define PSA_WANT_KEY_TYPE_AES 1
/** Camellia keys (RFC 3713) of the same sizes. */
#define PSA_WANT_KEY_TYPE_CAMELLIA 1
/** DES and Triple-DES keys (SP 800-67) of 64, 128 and 192 bits: weak, for old data. */
#define PSA_WANT_KEY_TYPE_DES 1
/** ChaCha20 and XChaCha20 keys of 256 bits. */
#define PSA_WANT_KEY_TYPE_CHACHA20 1
#define PSA_WANT_KEY_TYPE_XCHACHA20 1
/** HMAC keys, 8 bits and more, in whole bytes. */
#define PSA_WANT_KEY_TYPE_HMAC 1
/** Secrets to derive from. */
#define PSA_WANT_KEY_TYPE_DERIVE 1
/** Passwords, what is derived of them to verify them, and what is mixed into that derivation. */
#define PSA_WANT_KEY_TYPE_PASSWORD 1
#define PSA_WANT_KEY_TYPE_PASSWORD_HASH 1
#define PSA_WANT_KEY_TYPE_PEPPER 1
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
/** Keys of SPAKE2+: the verifier's, and the prover's, which are derived from a password. */
#define PSA_WANT_KEY_TYPE_SPAKE2P_PUBLIC_KEY 1
#define PSA_WANT_KEY_TYPE_SPAKE2P_KEY_PAIR_BASIC 1
#define PSA_WANT_KEY_TYPE_SPAKE2P_KEY_PAIR_IMPORT 1
#define PSA_WANT_KEY_TYPE_SPAKE2P_KEY_PAIR_EXPORT 1
#define PSA_WANT_KEY_TYPE_SPAKE2P_KEY_PAIR_DERIVE 1
/** Password tokens of WPA3-SAE. */
#define PSA_WANT_KEY_TYPE_WPA3_SAE_ECC 1
#define PSA_WANT_KEY_TYPE_WPA3_SAE_DH 1
/** The same for Diffie-Hellman keys in the groups above. */
#define PSA_WANT_KEY_TYPE_DH_PUBLIC_KEY 1
#define PSA_WANT_KEY_TYPE_DH_KEY_PAIR_BASIC 1
#define PSA_WANT_KEY_TYPE_DH_KEY_PAIR_IMPORT 1
#define PSA_WANT_KEY_TYPE_DH_KEY_PAIR_EXPORT 1
#define PSA_WANT_KEY_TYPE_DH_KEY_PAIR_GENERATE 1
#define PSA_WANT_KEY_TYPE_DH_KEY_PAIR_DERIVE 1
/** RSA public keys and key pairs (use, bring in, read out, make) of 1024 bits and more; PCRYPTO_RSA_MAX_BITS, which may
 *  be defined here, is the largest, 4096 by default. */
#define PSA_WANT_KEY_TYPE_RSA_PUBLIC_KEY 1
#define PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_BASIC 1
#define PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_IMPORT 1
#define PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_EXPORT 1
#define PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_GENERATE 1
/** LMS and HSS public keys. */
#define PSA_WANT_KEY_TYPE_LMS_PUBLIC_KEY 1
#define PSA_WANT_KEY_TYPE_HSS_PUBLIC_KEY 1
/** XMSS and XMSS^MT public keys. */
#define PSA_WANT_KEY_TYPE_XMSS_PUBLIC_KEY 1
#define PSA_WANT_KEY_TYPE_XMSS_MT_PUBLIC_KEY 1
/** SLH-DSA public keys and key pairs. */
#define PSA_WANT_KEY_TYPE_SLH_DSA_PUBLIC_KEY 1
#define PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_BASIC 1
#define PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_IMPORT 1
#define PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_EXPORT 1
#define PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_GENERATE 1
#define PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_DERIVE 1

#endif /* PSA_CRYPTO_CONFIG_H */
