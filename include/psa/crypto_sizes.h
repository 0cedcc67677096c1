/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Sizes of buffers for the Crypto API (PSA Certified Crypto API 1.5, IHI 0086, the "Support macros" of each chapter),
 * in bytes unless the name says otherwise.
 *
 * A macro with arguments knows every key type and algorithm of the specification, also those that this build lacks, and
 * is 0 where the arguments don't go together. Each is of type size_t and a constant expression for constant arguments;
 * an argument may be evaluated more than once. A ..._MAX_SIZE macro covers what the feature set (crypto_config.h) has
 * and no more, so that a small build has small buffers; it is 0 if there is nothing to cover. Names that begin with
 * PCRYPTO_ are this header's own.
 */
#ifndef PSA_CRYPTO_SIZES_H
#define PSA_CRYPTO_SIZES_H

#include "psa/crypto_types.h"
#include "psa/crypto_values.h"

/** The larger of two. */
#define PCRYPTO_MAX(a, b) ((a) > (b) ? (a) : (b))
/** Bytes that hold so many bits. */
#define PCRYPTO_BYTES(bits) (((size_t)(bits) + 7u) / 8u)
/** The next multiple of a block of 1, 2, 4, ... bytes. */
#define PCRYPTO_ROUND_UP(block, size) (((size_t)(size) + ((block)-1u)) & ~(size_t)((block)-1u))

/** Key types that are 128-bit block ciphers, and all block ciphers. */
#define PCRYPTO_IS_BLOCK_128(key_type)                                                                                 \
    ((key_type) == PSA_KEY_TYPE_AES || (key_type) == PSA_KEY_TYPE_ARIA || (key_type) == PSA_KEY_TYPE_CAMELLIA ||       \
     (key_type) == PSA_KEY_TYPE_SM4)
#define PCRYPTO_IS_BLOCK(key_type) (PCRYPTO_IS_BLOCK_128(key_type) || (key_type) == PSA_KEY_TYPE_DES)

/* ------------------------------------------------------------------------------------------------------ Hashes --- */

/** Bytes of a hash. Takes a hash or an HMAC algorithm. */
#define PSA_HASH_LENGTH(alg)                                                                                           \
    ((size_t)((PSA_ALG_IS_HASH(alg) || PSA_ALG_IS_HMAC(alg)) ? PCRYPTO_HASH_LENGTH(PSA_ALG_GET_HASH(alg)) : 0u))
#define PCRYPTO_HASH_LENGTH(hash)                                                                                      \
    ((hash) == PSA_ALG_SHA_256 || (hash) == PSA_ALG_SHA_512_256 || (hash) == PSA_ALG_SHA3_256 ||                       \
             (hash) == PSA_ALG_SHAKE128_256 || (hash) == PSA_ALG_SHAKE256_256 || (hash) == PSA_ALG_SM3 ||              \
             (hash) == PSA_ALG_ASCON_HASH256 || (hash) == PSA_ALG_BLAKE2S_HASH256 ||                                   \
             (hash) == PSA_ALG_BLAKE2SP_HASH256                                                                        \
         ? 32u                                                                                                         \
     : (hash) == PSA_ALG_SHA_512 || (hash) == PSA_ALG_SHA3_512 || (hash) == PSA_ALG_SHAKE256_512 ||                    \
             (hash) == PSA_ALG_BLAKE2B_HASH512 || (hash) == PSA_ALG_BLAKE2BP_HASH512                                   \
         ? 64u                                                                                                         \
     : (hash) == PSA_ALG_SHA_384 || (hash) == PSA_ALG_SHA3_384                                  ? 48u                  \
     : (hash) == PSA_ALG_SHA_224 || (hash) == PSA_ALG_SHA_512_224 || (hash) == PSA_ALG_SHA3_224 ? 28u                  \
     : (hash) == PSA_ALG_SHA_256_192 || (hash) == PSA_ALG_SHAKE256_192                          ? 24u                  \
     : (hash) == PSA_ALG_SHA_1 || (hash) == PSA_ALG_RIPEMD160                                   ? 20u                  \
     : (hash) == PSA_ALG_MD2 || (hash) == PSA_ALG_MD4 || (hash) == PSA_ALG_MD5 || (hash) == PSA_ALG_AES_MMO_ZIGBEE     \
         ? 16u                                                                                                         \
         : 0u)

/** Bytes that a hash takes in at a time: the block of HMAC, the rate of a sponge. */
#define PSA_HASH_BLOCK_LENGTH(alg)                                                                                     \
    ((size_t)((alg) == PSA_ALG_SHA_256 || (alg) == PSA_ALG_SHA_224 || (alg) == PSA_ALG_SHA_256_192 ||                  \
                      (alg) == PSA_ALG_SHA_1 || (alg) == PSA_ALG_MD5 || (alg) == PSA_ALG_MD4 ||                        \
                      (alg) == PSA_ALG_RIPEMD160 || (alg) == PSA_ALG_SM3 || (alg) == PSA_ALG_BLAKE2S_HASH256           \
                  ? 64u                                                                                                \
              : (alg) == PSA_ALG_SHA_512 || (alg) == PSA_ALG_SHA_384 || (alg) == PSA_ALG_SHA_512_224 ||                \
                      (alg) == PSA_ALG_SHA_512_256 || (alg) == PSA_ALG_BLAKE2B_HASH512                                 \
                  ? 128u                                                                                               \
              : (alg) == PSA_ALG_SHA3_256 || (alg) == PSA_ALG_SHAKE256_512 || (alg) == PSA_ALG_SHAKE256_256 ||         \
                      (alg) == PSA_ALG_SHAKE256_192                                                                    \
                  ? 136u                                                                                               \
              : (alg) == PSA_ALG_SHA3_224                                              ? 144u                          \
              : (alg) == PSA_ALG_SHA3_384                                              ? 104u                          \
              : (alg) == PSA_ALG_SHA3_512                                              ? 72u                           \
              : (alg) == PSA_ALG_SHAKE128_256                                          ? 168u                          \
              : (alg) == PSA_ALG_BLAKE2SP_HASH256 || (alg) == PSA_ALG_BLAKE2BP_HASH512 ? 512u                          \
              : (alg) == PSA_ALG_MD2 || (alg) == PSA_ALG_AES_MMO_ZIGBEE                ? 16u                           \
              : (alg) == PSA_ALG_ASCON_HASH256                                         ? 8u                            \
                                                                                       : 0u))

/** Parts and size of what psa_hash_suspend() gives ("Hash suspend state"); 0 for hashes that can't be suspended. */
#define PSA_HASH_SUSPEND_ALGORITHM_FIELD_LENGTH ((size_t)4)
#define PSA_HASH_SUSPEND_INPUT_LENGTH_FIELD_LENGTH(alg)                                                                \
    ((size_t)((alg) == PSA_ALG_SHA_256 || (alg) == PSA_ALG_SHA_224 || (alg) == PSA_ALG_SHA_1 ||                        \
                      (alg) == PSA_ALG_MD5 || (alg) == PSA_ALG_MD4 || (alg) == PSA_ALG_RIPEMD160                       \
                  ? 8u                                                                                                 \
              : (alg) == PSA_ALG_SHA_512 || (alg) == PSA_ALG_SHA_384 || (alg) == PSA_ALG_SHA_512_224 ||                \
                      (alg) == PSA_ALG_SHA_512_256                                                                     \
                  ? 16u                                                                                                \
              : (alg) == PSA_ALG_MD2 ? 1u                                                                              \
                                     : 0u))
#define PSA_HASH_SUSPEND_HASH_STATE_FIELD_LENGTH(alg)                                                                  \
    ((size_t)((alg) == PSA_ALG_SHA_256 || (alg) == PSA_ALG_SHA_224 ? 32u                                               \
              : (alg) == PSA_ALG_SHA_512 || (alg) == PSA_ALG_SHA_384 || (alg) == PSA_ALG_SHA_512_224 ||                \
                      (alg) == PSA_ALG_SHA_512_256 || (alg) == PSA_ALG_MD2                                             \
                  ? 64u                                                                                                \
              : (alg) == PSA_ALG_SHA_1 || (alg) == PSA_ALG_RIPEMD160 ? 20u                                             \
              : (alg) == PSA_ALG_MD5 || (alg) == PSA_ALG_MD4         ? 16u                                             \
                                                                     : 0u))
#define PSA_HASH_SUSPEND_OUTPUT_SIZE(alg)                                                                              \
    (PSA_HASH_SUSPEND_HASH_STATE_FIELD_LENGTH(alg) == 0u                                                               \
         ? (size_t)0                                                                                                   \
         : PSA_HASH_SUSPEND_ALGORITHM_FIELD_LENGTH + PSA_HASH_SUSPEND_INPUT_LENGTH_FIELD_LENGTH(alg) +                 \
               PSA_HASH_SUSPEND_HASH_STATE_FIELD_LENGTH(alg) + PSA_HASH_BLOCK_LENGTH(alg) - 1u)

#if defined(PSA_WANT_ALG_SHA_512) || defined(PSA_WANT_ALG_SHA3_512) || defined(PSA_WANT_ALG_SHAKE256_512) ||           \
    defined(PSA_WANT_ALG_BLAKE2B_HASH512) || defined(PSA_WANT_ALG_BLAKE2BP_HASH512)
#define PSA_HASH_MAX_SIZE 64u
#elif defined(PSA_WANT_ALG_SHA_384) || defined(PSA_WANT_ALG_SHA3_384)
#define PSA_HASH_MAX_SIZE 48u
#elif defined(PSA_WANT_ALG_SHA_256) || defined(PSA_WANT_ALG_SHA_512_256) || defined(PSA_WANT_ALG_SHA3_256) ||          \
    defined(PSA_WANT_ALG_SHAKE128_256) || defined(PSA_WANT_ALG_SHAKE256_256) || defined(PSA_WANT_ALG_SM3) ||           \
    defined(PSA_WANT_ALG_ASCON_HASH256) || defined(PSA_WANT_ALG_BLAKE2S_HASH256) ||                                    \
    defined(PSA_WANT_ALG_BLAKE2SP_HASH256)
#define PSA_HASH_MAX_SIZE 32u
#elif defined(PSA_WANT_ALG_SHA_224) || defined(PSA_WANT_ALG_SHA_512_224) || defined(PSA_WANT_ALG_SHA3_224)
#define PSA_HASH_MAX_SIZE 28u
#elif defined(PSA_WANT_ALG_SHA_256_192) || defined(PSA_WANT_ALG_SHAKE256_192)
#define PSA_HASH_MAX_SIZE 24u
#elif defined(PSA_WANT_ALG_SHA_1) || defined(PSA_WANT_ALG_RIPEMD160)
#define PSA_HASH_MAX_SIZE 20u
#elif defined(PSA_WANT_ALG_MD2) || defined(PSA_WANT_ALG_MD4) || defined(PSA_WANT_ALG_MD5) ||                           \
    defined(PSA_WANT_ALG_AES_MMO_ZIGBEE)
#define PSA_HASH_MAX_SIZE 16u
#else
#define PSA_HASH_MAX_SIZE 0u /* no hash at all */
#endif

#if defined(PSA_WANT_ALG_SHA_512) || defined(PSA_WANT_ALG_SHA_384) || defined(PSA_WANT_ALG_SHA_512_224) ||             \
    defined(PSA_WANT_ALG_SHA_512_256)
#define PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE 211u /* 4 + 16 + 64 + 127 */
#elif defined(PSA_WANT_ALG_SHA_256) || defined(PSA_WANT_ALG_SHA_224)
#define PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE 107u /* 4 + 8 + 32 + 63 */
#elif defined(PSA_WANT_ALG_SHA_1) || defined(PSA_WANT_ALG_RIPEMD160)
#define PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE 95u /* 4 + 8 + 20 + 63 */
#elif defined(PSA_WANT_ALG_MD5) || defined(PSA_WANT_ALG_MD4)
#define PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE 91u /* 4 + 8 + 16 + 63 */
#elif defined(PSA_WANT_ALG_MD2)
#define PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE 84u /* 4 + 1 + 64 + 15 */
#else
#define PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE 0u
#endif

/* ----------------------------------------------------------------------------------------------- Block ciphers --- */

/** Largest block of a block cipher. */
#if defined(PSA_WANT_KEY_TYPE_AES) || defined(PSA_WANT_KEY_TYPE_ARIA) || defined(PSA_WANT_KEY_TYPE_CAMELLIA) ||        \
    defined(PSA_WANT_KEY_TYPE_SM4)
#define PSA_BLOCK_CIPHER_BLOCK_MAX_SIZE 16u
#elif defined(PSA_WANT_KEY_TYPE_DES)
#define PSA_BLOCK_CIPHER_BLOCK_MAX_SIZE 8u
#else
#define PSA_BLOCK_CIPHER_BLOCK_MAX_SIZE 0u
#endif

/* -------------------------------------------------------------------------------------------------------- MACs --- */

/** Bytes of a MAC: what it was truncated to, else the hash's or the block's. Of a wildcard, the least that it
 *  allows. */
#define PSA_MAC_LENGTH(key_type, key_bits, alg)                                                                        \
    ((size_t)(!PSA_ALG_IS_MAC(alg)                                 ? 0u                                                \
              : ((alg)&0x003f0000u) != 0u                          ? ((alg)&0x003f0000u) >> 16                         \
              : PSA_ALG_IS_BLOCK_CIPHER_MAC(alg)                   ? PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type)           \
              : PSA_ALG_IS_HMAC(alg) || PSA_ALG_IS_BLAKE2_MAC(alg) ? PCRYPTO_HASH_LENGTH(PSA_ALG_GET_HASH(alg))        \
                                                                   : 0u))

#if defined(PSA_WANT_ALG_HMAC)
#define PCRYPTO_HMAC_MAX_SIZE PSA_HASH_MAX_SIZE
#else
#define PCRYPTO_HMAC_MAX_SIZE 0u
#endif
#if defined(PSA_WANT_ALG_CMAC) || defined(PSA_WANT_ALG_CBC_MAC)
#define PCRYPTO_BLOCK_MAC_MAX_SIZE PSA_BLOCK_CIPHER_BLOCK_MAX_SIZE
#else
#define PCRYPTO_BLOCK_MAC_MAX_SIZE 0u
#endif
#if defined(PSA_WANT_ALG_BLAKE2_MAC)
#define PCRYPTO_BLAKE2_MAC_MAX_SIZE 64u
#else
#define PCRYPTO_BLAKE2_MAC_MAX_SIZE 0u
#endif
#define PSA_MAC_MAX_SIZE                                                                                               \
    PCRYPTO_MAX(PCRYPTO_HMAC_MAX_SIZE, PCRYPTO_MAX(PCRYPTO_BLOCK_MAC_MAX_SIZE, PCRYPTO_BLAKE2_MAC_MAX_SIZE))

/* ----------------------------------------------------------------------------------------------------- Ciphers --- */

/** Whether the algorithm is a mode of block ciphers that takes whole blocks in, and whether one that takes any
 *  bytes. */
#define PCRYPTO_CIPHER_IN_BLOCKS(key_type, alg)                                                                        \
    (PCRYPTO_IS_BLOCK(key_type) && ((alg) == PSA_ALG_CBC_NO_PADDING || (alg) == PSA_ALG_CBC_PKCS7 ||                   \
                                    (alg) == PSA_ALG_ECB_NO_PADDING || (alg) == PSA_ALG_XTS))
#define PCRYPTO_CIPHER_IN_BYTES(key_type, alg)                                                                         \
    ((PCRYPTO_IS_BLOCK(key_type) && ((alg) == PSA_ALG_CTR || (alg) == PSA_ALG_CFB || (alg) == PSA_ALG_OFB)) ||         \
     (PCRYPTO_IS_BLOCK_128(key_type) && (alg) == PSA_ALG_CCM_STAR_NO_TAG) ||                                           \
     ((alg) == PSA_ALG_STREAM_CIPHER && ((key_type) == PSA_KEY_TYPE_CHACHA20 ||                                        \
                                         (key_type) == PSA_KEY_TYPE_XCHACHA20 || (key_type) == PSA_KEY_TYPE_ARC4)))
#define PCRYPTO_CIPHER_FITS(key_type, alg)                                                                             \
    (PCRYPTO_CIPHER_IN_BLOCKS(key_type, alg) || PCRYPTO_CIPHER_IN_BYTES(key_type, alg))

/** Bytes of the IV that the library makes, and that psa_cipher_encrypt() puts before the ciphertext. */
#define PSA_CIPHER_IV_LENGTH(key_type, alg)                                                                            \
    ((size_t)(!PCRYPTO_CIPHER_FITS(key_type, alg) || (alg) == PSA_ALG_ECB_NO_PADDING ? 0u                              \
              : (alg) == PSA_ALG_CCM_STAR_NO_TAG                                     ? 13u                             \
              : (alg) != PSA_ALG_STREAM_CIPHER       ? PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type)                         \
              : (key_type) == PSA_KEY_TYPE_CHACHA20  ? 12u                                                             \
              : (key_type) == PSA_KEY_TYPE_XCHACHA20 ? 24u                                                             \
                                                     : 0u))
#if defined(PSA_WANT_ALG_CTR) || defined(PSA_WANT_ALG_CFB) || defined(PSA_WANT_ALG_OFB) ||                             \
    defined(PSA_WANT_ALG_CBC_NO_PADDING) || defined(PSA_WANT_ALG_CBC_PKCS7) || defined(PSA_WANT_ALG_XTS)
#define PCRYPTO_BLOCK_IV_MAX_SIZE PSA_BLOCK_CIPHER_BLOCK_MAX_SIZE
#elif defined(PSA_WANT_ALG_CCM_STAR_NO_TAG)
#define PCRYPTO_BLOCK_IV_MAX_SIZE 13u
#else
#define PCRYPTO_BLOCK_IV_MAX_SIZE 0u
#endif
#if defined(PSA_WANT_ALG_STREAM_CIPHER) && defined(PSA_WANT_KEY_TYPE_XCHACHA20)
#define PCRYPTO_STREAM_IV_MAX_SIZE 24u
#elif defined(PSA_WANT_ALG_STREAM_CIPHER) && defined(PSA_WANT_KEY_TYPE_CHACHA20)
#define PCRYPTO_STREAM_IV_MAX_SIZE 12u
#else
#define PCRYPTO_STREAM_IV_MAX_SIZE 0u
#endif
#define PSA_CIPHER_IV_MAX_SIZE PCRYPTO_MAX(PCRYPTO_BLOCK_IV_MAX_SIZE, PCRYPTO_STREAM_IV_MAX_SIZE)

/** psa_cipher_encrypt(): IV and ciphertext. */
#define PSA_CIPHER_ENCRYPT_OUTPUT_SIZE(key_type, alg, input_length)                                                    \
    ((size_t)(!PCRYPTO_CIPHER_FITS(key_type, alg) ? 0u                                                                 \
              : (alg) == PSA_ALG_CBC_PKCS7                                                                             \
                  ? PSA_CIPHER_IV_LENGTH(key_type, alg) +                                                              \
                        PCRYPTO_ROUND_UP(PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type), (size_t)(input_length) + 1u)         \
                  : PSA_CIPHER_IV_LENGTH(key_type, alg) + (size_t)(input_length)))
#if defined(PSA_WANT_ALG_CBC_PKCS7)
#define PSA_CIPHER_ENCRYPT_OUTPUT_MAX_SIZE(input_length)                                                               \
    (PSA_CIPHER_IV_MAX_SIZE + PCRYPTO_ROUND_UP(16u, (size_t)(input_length) + 1u))
#else
#define PSA_CIPHER_ENCRYPT_OUTPUT_MAX_SIZE(input_length) (PSA_CIPHER_IV_MAX_SIZE + (size_t)(input_length))
#endif

/** psa_cipher_decrypt(): the plaintext of an IV and ciphertext. */
#define PSA_CIPHER_DECRYPT_OUTPUT_SIZE(key_type, alg, input_length)                                                    \
    ((size_t)(PCRYPTO_CIPHER_FITS(key_type, alg) && (size_t)(input_length) > PSA_CIPHER_IV_LENGTH(key_type, alg)       \
                  ? (size_t)(input_length)-PSA_CIPHER_IV_LENGTH(key_type, alg)                                         \
                  : 0u))
#define PSA_CIPHER_DECRYPT_OUTPUT_MAX_SIZE(input_length) ((size_t)(input_length))

/** psa_cipher_update(): modes that work in blocks may have one block waiting. */
#define PSA_CIPHER_UPDATE_OUTPUT_SIZE(key_type, alg, input_length)                                                     \
    ((size_t)(PCRYPTO_CIPHER_IN_BLOCKS(key_type, alg)                                                                  \
                  ? PCRYPTO_ROUND_UP(PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type), input_length)                            \
              : PCRYPTO_CIPHER_IN_BYTES(key_type, alg) ? (size_t)(input_length)                                        \
                                                       : 0u))
/** psa_cipher_finish(): the padded block, or the last two blocks of XTS. */
#define PSA_CIPHER_FINISH_OUTPUT_SIZE(key_type, alg)                                                                   \
    ((size_t)(!PCRYPTO_CIPHER_IN_BLOCKS(key_type, alg) ? 0u                                                            \
              : (alg) == PSA_ALG_CBC_PKCS7             ? PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type)                       \
              : (alg) == PSA_ALG_XTS                   ? 2u * PSA_BLOCK_CIPHER_BLOCK_LENGTH(key_type)                  \
                                                       : 0u))
#if defined(PSA_WANT_ALG_CBC_NO_PADDING) || defined(PSA_WANT_ALG_CBC_PKCS7) || defined(PSA_WANT_ALG_ECB_NO_PADDING) || \
    defined(PSA_WANT_ALG_XTS)
#define PSA_CIPHER_UPDATE_OUTPUT_MAX_SIZE(input_length) PCRYPTO_ROUND_UP(16u, input_length)
#else
#define PSA_CIPHER_UPDATE_OUTPUT_MAX_SIZE(input_length) ((size_t)(input_length))
#endif
#if defined(PSA_WANT_ALG_XTS)
#define PSA_CIPHER_FINISH_OUTPUT_MAX_SIZE (2u * PSA_BLOCK_CIPHER_BLOCK_MAX_SIZE)
#elif defined(PSA_WANT_ALG_CBC_PKCS7)
#define PSA_CIPHER_FINISH_OUTPUT_MAX_SIZE PSA_BLOCK_CIPHER_BLOCK_MAX_SIZE
#else
#define PSA_CIPHER_FINISH_OUTPUT_MAX_SIZE 0u
#endif

/* ------------------------------------------------------------------------------------------------------- AEADs --- */

/** The AEAD without its tag length, and whether a key type goes with it. */
#define PCRYPTO_AEAD_BASE(alg) PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG(alg)
#define PCRYPTO_AEAD_FITS(key_type, alg)                                                                               \
    ((PCRYPTO_IS_BLOCK_128(key_type) &&                                                                                \
      (PCRYPTO_AEAD_BASE(alg) == PSA_ALG_CCM || PCRYPTO_AEAD_BASE(alg) == PSA_ALG_GCM)) ||                             \
     ((key_type) == PSA_KEY_TYPE_CHACHA20 && PCRYPTO_AEAD_BASE(alg) == PSA_ALG_CHACHA20_POLY1305) ||                   \
     ((key_type) == PSA_KEY_TYPE_XCHACHA20 && PCRYPTO_AEAD_BASE(alg) == PSA_ALG_XCHACHA20_POLY1305) ||                 \
     ((key_type) == PSA_KEY_TYPE_ASCON && PCRYPTO_AEAD_BASE(alg) == PSA_ALG_ASCON_AEAD128))
/** Whether an AEAD works in blocks of 16 bytes, so that an implementation may hold back part of one. */
#define PCRYPTO_AEAD_IN_BLOCKS(key_type, alg)                                                                          \
    (PCRYPTO_AEAD_FITS(key_type, alg) &&                                                                               \
     (PSA_ALG_IS_AEAD_ON_BLOCK_CIPHER(alg) || PCRYPTO_AEAD_BASE(alg) == PSA_ALG_ASCON_AEAD128))
#define PCRYPTO_AEAD_TAG(alg) (((alg)&0x003f0000u) >> 16)

/** Bytes of the tag. Of a wildcard, the least that it allows. */
#define PSA_AEAD_TAG_LENGTH(key_type, key_bits, alg)                                                                   \
    ((size_t)(PCRYPTO_AEAD_FITS(key_type, alg) ? PCRYPTO_AEAD_TAG(alg) : 0u))
/** Bytes of the nonce that the library makes; CCM's is shorter for messages of 64 KiB and more. */
#define PSA_AEAD_NONCE_LENGTH(key_type, alg)                                                                           \
    ((size_t)(!PCRYPTO_AEAD_FITS(key_type, alg)                      ? 0u                                              \
              : PCRYPTO_AEAD_BASE(alg) == PSA_ALG_CCM                ? 13u                                             \
              : PCRYPTO_AEAD_BASE(alg) == PSA_ALG_XCHACHA20_POLY1305 ? 24u                                             \
              : PCRYPTO_AEAD_BASE(alg) == PSA_ALG_ASCON_AEAD128      ? 16u                                             \
                                                                     : 12u))

/** psa_aead_encrypt(): ciphertext and tag. */
#define PSA_AEAD_ENCRYPT_OUTPUT_SIZE(key_type, alg, plaintext_length)                                                  \
    ((size_t)(PCRYPTO_AEAD_FITS(key_type, alg) ? (size_t)(plaintext_length) + PCRYPTO_AEAD_TAG(alg) : 0u))
/** psa_aead_decrypt(): the plaintext of a ciphertext and tag. */
#define PSA_AEAD_DECRYPT_OUTPUT_SIZE(key_type, alg, ciphertext_length)                                                 \
    ((size_t)(PCRYPTO_AEAD_FITS(key_type, alg) && (size_t)(ciphertext_length) > PCRYPTO_AEAD_TAG(alg)                  \
                  ? (size_t)(ciphertext_length)-PCRYPTO_AEAD_TAG(alg)                                                  \
                  : 0u))
/** psa_aead_update(), psa_aead_finish() without the tag, psa_aead_verify(). */
#define PSA_AEAD_UPDATE_OUTPUT_SIZE(key_type, alg, input_length)                                                       \
    ((size_t)(PCRYPTO_AEAD_IN_BLOCKS(key_type, alg) ? PCRYPTO_ROUND_UP(16u, input_length)                              \
              : PCRYPTO_AEAD_FITS(key_type, alg)    ? (size_t)(input_length)                                           \
                                                    : 0u))
#define PSA_AEAD_FINISH_OUTPUT_SIZE(key_type, alg) ((size_t)(PCRYPTO_AEAD_IN_BLOCKS(key_type, alg) ? 16u : 0u))
#define PSA_AEAD_VERIFY_OUTPUT_SIZE(key_type, alg) ((size_t)(PCRYPTO_AEAD_IN_BLOCKS(key_type, alg) ? 16u : 0u))

#if defined(PSA_WANT_ALG_CCM) || defined(PSA_WANT_ALG_GCM) || defined(PSA_WANT_ALG_ASCON_AEAD128)
#define PSA_AEAD_TAG_MAX_SIZE 16u
#define PSA_AEAD_UPDATE_OUTPUT_MAX_SIZE(input_length) PCRYPTO_ROUND_UP(16u, input_length)
#define PSA_AEAD_FINISH_OUTPUT_MAX_SIZE 16u
#define PSA_AEAD_VERIFY_OUTPUT_MAX_SIZE 16u
#else
#if defined(PSA_WANT_ALG_CHACHA20_POLY1305) || defined(PSA_WANT_ALG_XCHACHA20_POLY1305)
#define PSA_AEAD_TAG_MAX_SIZE 16u
#else
#define PSA_AEAD_TAG_MAX_SIZE 0u
#endif
#define PSA_AEAD_UPDATE_OUTPUT_MAX_SIZE(input_length) ((size_t)(input_length))
#define PSA_AEAD_FINISH_OUTPUT_MAX_SIZE 0u
#define PSA_AEAD_VERIFY_OUTPUT_MAX_SIZE 0u
#endif
#define PSA_AEAD_ENCRYPT_OUTPUT_MAX_SIZE(plaintext_length) ((size_t)(plaintext_length) + PSA_AEAD_TAG_MAX_SIZE)
#define PSA_AEAD_DECRYPT_OUTPUT_MAX_SIZE(ciphertext_length) ((size_t)(ciphertext_length))
#if defined(PSA_WANT_ALG_XCHACHA20_POLY1305)
#define PSA_AEAD_NONCE_MAX_SIZE 24u
#elif defined(PSA_WANT_ALG_ASCON_AEAD128)
#define PSA_AEAD_NONCE_MAX_SIZE 16u
#elif defined(PSA_WANT_ALG_CCM)
#define PSA_AEAD_NONCE_MAX_SIZE 13u
#elif defined(PSA_WANT_ALG_GCM) || defined(PSA_WANT_ALG_CHACHA20_POLY1305)
#define PSA_AEAD_NONCE_MAX_SIZE 12u
#else
#define PSA_AEAD_NONCE_MAX_SIZE 0u
#endif

/* ---------------------------------------------------------------------------------------------- Key derivation --- */

/** Longest pre-shared key that PSA_ALG_TLS12_PSK_TO_MS() takes. */
#define PSA_TLS12_PSK_TO_MS_PSK_MAX_SIZE 128u
/** Bytes that PSA_ALG_TLS12_ECJPAKE_TO_PMS gives. */
#define PSA_TLS12_ECJPAKE_TO_PMS_OUTPUT_SIZE 32

/* --------------------------------------------------------------------------------------------- The feature set --- */

/** Bytes of the largest field of Weierstrass, Montgomery and Edwards curves; Edwards with the sign bit of Ed448. */
#if defined(PSA_WANT_ECC_SECT_K1_571) || defined(PSA_WANT_ECC_SECT_R1_571)
#define PCRYPTO_WEIERSTRASS_MAX_BYTES 72u
#elif defined(PSA_WANT_ECC_SECP_R1_521)
#define PCRYPTO_WEIERSTRASS_MAX_BYTES 66u
#elif defined(PSA_WANT_ECC_BRAINPOOL_P_R1_512)
#define PCRYPTO_WEIERSTRASS_MAX_BYTES 64u
#elif defined(PSA_WANT_ECC_SECT_K1_409) || defined(PSA_WANT_ECC_SECT_R1_409)
#define PCRYPTO_WEIERSTRASS_MAX_BYTES 52u
#elif defined(PSA_WANT_ECC_SECP_R1_384) || defined(PSA_WANT_ECC_BRAINPOOL_P_R1_384)
#define PCRYPTO_WEIERSTRASS_MAX_BYTES 48u
#elif defined(PSA_WANT_ECC_BRAINPOOL_P_R1_320)
#define PCRYPTO_WEIERSTRASS_MAX_BYTES 40u
#elif defined(PSA_WANT_ECC_SECT_K1_283) || defined(PSA_WANT_ECC_SECT_R1_283)
#define PCRYPTO_WEIERSTRASS_MAX_BYTES 36u
#elif defined(PSA_WANT_ECC_SECP_R1_256) || defined(PSA_WANT_ECC_SECP_K1_256) ||                                        \
    defined(PSA_WANT_ECC_BRAINPOOL_P_R1_256) || defined(PSA_WANT_ECC_FRP_256)
#define PCRYPTO_WEIERSTRASS_MAX_BYTES 32u
#elif defined(PSA_WANT_ECC_SECT_K1_233) || defined(PSA_WANT_ECC_SECT_K1_239) || defined(PSA_WANT_ECC_SECT_R1_233)
#define PCRYPTO_WEIERSTRASS_MAX_BYTES 30u
#elif defined(PSA_WANT_ECC_SECP_K1_225)
#define PCRYPTO_WEIERSTRASS_MAX_BYTES 29u
#elif defined(PSA_WANT_ECC_SECP_R1_224) || defined(PSA_WANT_ECC_BRAINPOOL_P_R1_224)
#define PCRYPTO_WEIERSTRASS_MAX_BYTES 28u
#elif defined(PSA_WANT_ECC_SECP_R1_192) || defined(PSA_WANT_ECC_SECP_K1_192) || defined(PSA_WANT_ECC_BRAINPOOL_P_R1_192)
#define PCRYPTO_WEIERSTRASS_MAX_BYTES 24u
#elif defined(PSA_WANT_ECC_SECT_K1_163) || defined(PSA_WANT_ECC_SECT_R1_163) || defined(PSA_WANT_ECC_SECT_R2_163)
#define PCRYPTO_WEIERSTRASS_MAX_BYTES 21u
#elif defined(PSA_WANT_ECC_SECP_R2_160) || defined(PSA_WANT_ECC_BRAINPOOL_P_R1_160)
#define PCRYPTO_WEIERSTRASS_MAX_BYTES 20u
#else
#define PCRYPTO_WEIERSTRASS_MAX_BYTES 0u
#endif
#if defined(PSA_WANT_ECC_MONTGOMERY_448)
#define PCRYPTO_MONTGOMERY_MAX_BYTES 56u
#elif defined(PSA_WANT_ECC_MONTGOMERY_255)
#define PCRYPTO_MONTGOMERY_MAX_BYTES 32u
#else
#define PCRYPTO_MONTGOMERY_MAX_BYTES 0u
#endif
#if defined(PSA_WANT_ECC_TWISTED_EDWARDS_448)
#define PCRYPTO_EDWARDS_MAX_BYTES 57u
#elif defined(PSA_WANT_ECC_TWISTED_EDWARDS_255)
#define PCRYPTO_EDWARDS_MAX_BYTES 32u
#else
#define PCRYPTO_EDWARDS_MAX_BYTES 0u
#endif

/** Bytes of the largest Diffie-Hellman group. */
#if defined(PSA_WANT_DH_RFC7919_8192) || defined(PSA_WANT_DH_RFC3526_8192)
#define PCRYPTO_DH_MAX_BYTES 1024u
#elif defined(PSA_WANT_DH_RFC7919_6144) || defined(PSA_WANT_DH_RFC3526_6144)
#define PCRYPTO_DH_MAX_BYTES 768u
#elif defined(PSA_WANT_DH_RFC7919_4096) || defined(PSA_WANT_DH_RFC3526_4096)
#define PCRYPTO_DH_MAX_BYTES 512u
#elif defined(PSA_WANT_DH_RFC7919_3072) || defined(PSA_WANT_DH_RFC3526_3072)
#define PCRYPTO_DH_MAX_BYTES 384u
#elif defined(PSA_WANT_DH_RFC7919_2048) || defined(PSA_WANT_DH_RFC3526_2048)
#define PCRYPTO_DH_MAX_BYTES 256u
#else
#define PCRYPTO_DH_MAX_BYTES 0u
#endif

/** Bytes of the largest RSA modulus. The feature set may say PCRYPTO_RSA_MAX_BITS; it is 4096 by default. */
#if defined(PSA_WANT_KEY_TYPE_RSA_PUBLIC_KEY) || defined(PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_BASIC)
#ifndef PCRYPTO_RSA_MAX_BITS
#define PCRYPTO_RSA_MAX_BITS 4096u
#endif
#define PCRYPTO_RSA_MAX_BYTES ((PCRYPTO_RSA_MAX_BITS + 7u) / 8u)
#else
#define PCRYPTO_RSA_MAX_BYTES 0u
#endif

/* -------------------------------------------------------------------------------------------------- Key export --- */

/** Keys on elliptic curves: a private key, and a public key (a point with 0x04 before it, or one coordinate). */
#define PCRYPTO_ECC_PRIVATE_SIZE(family, bits)                                                                         \
    ((family) == PSA_ECC_FAMILY_TWISTED_EDWARDS ? PCRYPTO_BYTES((bits) + 1u) : PCRYPTO_BYTES(bits))
#define PCRYPTO_ECC_PUBLIC_SIZE(family, bits)                                                                          \
    ((family) == PSA_ECC_FAMILY_TWISTED_EDWARDS ? PCRYPTO_BYTES((bits) + 1u)                                           \
     : (family) == PSA_ECC_FAMILY_MONTGOMERY    ? PCRYPTO_BYTES(bits)                                                  \
                                                : 2u * PCRYPTO_BYTES(bits) + 1u)
/** RSA keys in DER (RFC 8017, A.1): n of so many bytes, e of 4 at the most, 4 bytes of tag and length to a number. */
#define PCRYPTO_RSA_PUBLIC_SIZE(n) ((n) + 16u)
#define PCRYPTO_RSA_PAIR_SIZE(n) (2u * (n) + 5u * (((n) + 1u) / 2u) + 49u)

/** The data of a public key. */
#define PCRYPTO_PUBLIC_SIZE(type, bits)                                                                                \
    (PSA_KEY_TYPE_IS_ECC_PUBLIC_KEY(type)       ? PCRYPTO_ECC_PUBLIC_SIZE(PSA_KEY_TYPE_ECC_GET_FAMILY(type), bits)     \
     : (type) == PSA_KEY_TYPE_RSA_PUBLIC_KEY    ? PCRYPTO_RSA_PUBLIC_SIZE(PCRYPTO_BYTES(bits))                         \
     : PSA_KEY_TYPE_IS_DH_PUBLIC_KEY(type)      ? PCRYPTO_BYTES(bits)                                                  \
     : (type) == PSA_KEY_TYPE_ML_DSA_PUBLIC_KEY ? ((bits) == 128u   ? 1312u                                            \
                                                   : (bits) == 192u ? 1952u                                            \
                                                   : (bits) == 256u ? 2592u                                            \
                                                                    : 0u)                                              \
     : (type) == PSA_KEY_TYPE_ML_KEM_PUBLIC_KEY ? ((bits) == 512u    ? 800u                                            \
                                                   : (bits) == 768u  ? 1184u                                           \
                                                   : (bits) == 1024u ? 1568u                                           \
                                                                     : 0u)                                             \
     : PSA_KEY_TYPE_IS_SLH_DSA_PUBLIC_KEY(type) ? 2u * PCRYPTO_BYTES(bits)                                             \
     : PSA_KEY_TYPE_IS_SPAKE2P_PUBLIC_KEY(type)                                                                        \
         ? PCRYPTO_ECC_PRIVATE_SIZE(PSA_KEY_TYPE_SPAKE2P_GET_FAMILY(type), bits) +                                     \
               PCRYPTO_ECC_PUBLIC_SIZE(PSA_KEY_TYPE_SPAKE2P_GET_FAMILY(type), bits)                                    \
     : (type) == PSA_KEY_TYPE_LMS_PUBLIC_KEY ? 24u + PCRYPTO_BYTES(bits)                                               \
     : (type) == PSA_KEY_TYPE_HSS_PUBLIC_KEY ? 28u + PCRYPTO_BYTES(bits)                                               \
     : (type) == PSA_KEY_TYPE_XMSS_PUBLIC_KEY || (type) == PSA_KEY_TYPE_XMSS_MT_PUBLIC_KEY                             \
         ? 4u + 2u * PCRYPTO_BYTES(bits)                                                                               \
         : 0u)
/** The data of a key that is not a public key. */
#define PCRYPTO_SECRET_SIZE(type, bits)                                                                                \
    (PSA_KEY_TYPE_IS_UNSTRUCTURED(type)       ? PCRYPTO_BYTES(bits)                                                    \
     : PSA_KEY_TYPE_IS_ECC_KEY_PAIR(type)     ? PCRYPTO_ECC_PRIVATE_SIZE(PSA_KEY_TYPE_ECC_GET_FAMILY(type), bits)      \
     : (type) == PSA_KEY_TYPE_RSA_KEY_PAIR    ? PCRYPTO_RSA_PAIR_SIZE(PCRYPTO_BYTES(bits))                             \
     : PSA_KEY_TYPE_IS_DH_KEY_PAIR(type)      ? PCRYPTO_BYTES(bits)                                                    \
     : (type) == PSA_KEY_TYPE_ML_DSA_KEY_PAIR ? 32u                                                                    \
     : (type) == PSA_KEY_TYPE_ML_KEM_KEY_PAIR ? 64u                                                                    \
     : PSA_KEY_TYPE_IS_SLH_DSA_KEY_PAIR(type) ? 4u * PCRYPTO_BYTES(bits)                                               \
     : PSA_KEY_TYPE_IS_SPAKE2P_KEY_PAIR(type)                                                                          \
         ? 2u * PCRYPTO_ECC_PRIVATE_SIZE(PSA_KEY_TYPE_SPAKE2P_GET_FAMILY(type), bits)                                  \
     : PSA_KEY_TYPE_IS_WPA3_SAE_ECC(type) ? 2u * PCRYPTO_BYTES(bits)                                                   \
     : PSA_KEY_TYPE_IS_WPA3_SAE_DH(type)  ? PCRYPTO_BYTES(bits)                                                        \
                                          : 0u)
#define PCRYPTO_KEY_DATA_SIZE(type, bits)                                                                              \
    (PSA_KEY_TYPE_IS_PUBLIC_KEY(type) ? PCRYPTO_PUBLIC_SIZE(type, bits) : PCRYPTO_SECRET_SIZE(type, bits))

/** psa_export_public_key() for a key of this type and size; 0 for symmetric keys. */
#define PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(key_type, key_bits)                                                          \
    ((size_t)(PSA_KEY_TYPE_IS_ASYMMETRIC(key_type)                                                                     \
                  ? PCRYPTO_PUBLIC_SIZE(PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(key_type), key_bits)                       \
                  : 0u))
/** psa_export_key() as well as psa_export_public_key() for a key of this type and size. Of a pair, that is the larger
 *  of the two: for RSA and SLH-DSA the pair, for all others the public key. */
#define PSA_EXPORT_KEY_OUTPUT_SIZE(key_type, key_bits)                                                                 \
    ((size_t)((key_type) == PSA_KEY_TYPE_RSA_KEY_PAIR      ? PCRYPTO_RSA_PAIR_SIZE(PCRYPTO_BYTES(key_bits))            \
              : PSA_KEY_TYPE_IS_SLH_DSA_KEY_PAIR(key_type) ? 4u * PCRYPTO_BYTES(key_bits)                              \
              : PSA_KEY_TYPE_IS_ASYMMETRIC(key_type)                                                                   \
                  ? PCRYPTO_PUBLIC_SIZE(PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(key_type), key_bits)                       \
              : PSA_KEY_TYPE_IS_UNSTRUCTURED(key_type) || PSA_KEY_TYPE_IS_WPA3_SAE_DH(key_type)                        \
                  ? PCRYPTO_BYTES(key_bits)                                                                            \
              : PSA_KEY_TYPE_IS_WPA3_SAE_ECC(key_type) ? 2u * PCRYPTO_BYTES(key_bits)                                  \
                                                       : 0u))

#if PCRYPTO_WEIERSTRASS_MAX_BYTES > 0
#define PCRYPTO_POINT_MAX_BYTES (2u * PCRYPTO_WEIERSTRASS_MAX_BYTES + 1u)
#else
#define PCRYPTO_POINT_MAX_BYTES 0u
#endif
#define PCRYPTO_ECC_PRIVATE_MAX_SIZE                                                                                   \
    PCRYPTO_MAX(PCRYPTO_WEIERSTRASS_MAX_BYTES, PCRYPTO_MAX(PCRYPTO_MONTGOMERY_MAX_BYTES, PCRYPTO_EDWARDS_MAX_BYTES))
#define PCRYPTO_ECC_PUBLIC_MAX_SIZE                                                                                    \
    PCRYPTO_MAX(PCRYPTO_POINT_MAX_BYTES, PCRYPTO_MAX(PCRYPTO_MONTGOMERY_MAX_BYTES, PCRYPTO_EDWARDS_MAX_BYTES))
#if PCRYPTO_RSA_MAX_BYTES > 0
#define PCRYPTO_RSA_PUBLIC_MAX_SIZE PCRYPTO_RSA_PUBLIC_SIZE(PCRYPTO_RSA_MAX_BYTES)
#define PCRYPTO_RSA_PAIR_MAX_SIZE PCRYPTO_RSA_PAIR_SIZE(PCRYPTO_RSA_MAX_BYTES)
#else
#define PCRYPTO_RSA_PUBLIC_MAX_SIZE 0u
#define PCRYPTO_RSA_PAIR_MAX_SIZE 0u
#endif
/* The largest public key and pair of the kinds that have a fixed set of parameters. */
#if defined(PSA_WANT_KEY_TYPE_ML_DSA_PUBLIC_KEY) || defined(PSA_WANT_KEY_TYPE_ML_DSA_KEY_PAIR_BASIC)
#define PCRYPTO_FIXED_PUBLIC_MAX_SIZE 2592u
#elif defined(PSA_WANT_KEY_TYPE_ML_KEM_PUBLIC_KEY) || defined(PSA_WANT_KEY_TYPE_ML_KEM_KEY_PAIR_BASIC)
#define PCRYPTO_FIXED_PUBLIC_MAX_SIZE 1568u
#elif defined(PSA_WANT_KEY_TYPE_XMSS_PUBLIC_KEY) || defined(PSA_WANT_KEY_TYPE_XMSS_MT_PUBLIC_KEY)
#define PCRYPTO_FIXED_PUBLIC_MAX_SIZE 68u
#elif defined(PSA_WANT_KEY_TYPE_SLH_DSA_PUBLIC_KEY) || defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_BASIC)
#define PCRYPTO_FIXED_PUBLIC_MAX_SIZE 64u
#elif defined(PSA_WANT_KEY_TYPE_HSS_PUBLIC_KEY)
#define PCRYPTO_FIXED_PUBLIC_MAX_SIZE 60u
#elif defined(PSA_WANT_KEY_TYPE_LMS_PUBLIC_KEY)
#define PCRYPTO_FIXED_PUBLIC_MAX_SIZE 56u
#else
#define PCRYPTO_FIXED_PUBLIC_MAX_SIZE 0u
#endif
#if defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_BASIC)
#define PCRYPTO_FIXED_PAIR_MAX_SIZE 128u
#elif defined(PSA_WANT_KEY_TYPE_ML_KEM_KEY_PAIR_BASIC)
#define PCRYPTO_FIXED_PAIR_MAX_SIZE 64u
#elif defined(PSA_WANT_KEY_TYPE_ML_DSA_KEY_PAIR_BASIC)
#define PCRYPTO_FIXED_PAIR_MAX_SIZE 32u
#else
#define PCRYPTO_FIXED_PAIR_MAX_SIZE 0u
#endif
#if defined(PSA_WANT_KEY_TYPE_SPAKE2P_PUBLIC_KEY) || defined(PSA_WANT_KEY_TYPE_SPAKE2P_KEY_PAIR_BASIC)
#define PCRYPTO_SPAKE2P_PUBLIC_MAX_SIZE                                                                                \
    PCRYPTO_MAX(PCRYPTO_WEIERSTRASS_MAX_BYTES + PCRYPTO_POINT_MAX_BYTES, 2u * PCRYPTO_EDWARDS_MAX_BYTES)
#define PCRYPTO_SPAKE2P_PAIR_MAX_SIZE PCRYPTO_MAX(2u * PCRYPTO_WEIERSTRASS_MAX_BYTES, 2u * PCRYPTO_EDWARDS_MAX_BYTES)
#else
#define PCRYPTO_SPAKE2P_PUBLIC_MAX_SIZE 0u
#define PCRYPTO_SPAKE2P_PAIR_MAX_SIZE 0u
#endif

/** psa_export_public_key() and psa_export_key() of any public key; psa_export_key() of any pair; either. */
#define PSA_EXPORT_PUBLIC_KEY_MAX_SIZE                                                                                 \
    PCRYPTO_MAX(PCRYPTO_MAX(PCRYPTO_ECC_PUBLIC_MAX_SIZE, PCRYPTO_RSA_PUBLIC_MAX_SIZE),                                 \
                PCRYPTO_MAX(PCRYPTO_MAX(PCRYPTO_DH_MAX_BYTES, PCRYPTO_FIXED_PUBLIC_MAX_SIZE),                          \
                            PCRYPTO_SPAKE2P_PUBLIC_MAX_SIZE))
#define PSA_EXPORT_KEY_PAIR_MAX_SIZE                                                                                   \
    PCRYPTO_MAX(                                                                                                       \
        PCRYPTO_MAX(PCRYPTO_ECC_PRIVATE_MAX_SIZE, PCRYPTO_RSA_PAIR_MAX_SIZE),                                          \
        PCRYPTO_MAX(PCRYPTO_MAX(PCRYPTO_DH_MAX_BYTES, PCRYPTO_FIXED_PAIR_MAX_SIZE), PCRYPTO_SPAKE2P_PAIR_MAX_SIZE))
#define PSA_EXPORT_ASYMMETRIC_KEY_MAX_SIZE PCRYPTO_MAX(PSA_EXPORT_PUBLIC_KEY_MAX_SIZE, PSA_EXPORT_KEY_PAIR_MAX_SIZE)

/* ------------------------------------------------------------------------------------------------ Key wrapping --- */

/** psa_wrap_key() for a key of this type and size: the next multiple of 8, and 8 (SP 800-38F). */
#define PSA_WRAP_KEY_OUTPUT_SIZE(wrap_key_type, alg, key_type, key_bits)                                               \
    ((size_t)(PCRYPTO_IS_BLOCK_128(wrap_key_type) && ((alg) == PSA_ALG_KW || (alg) == PSA_ALG_KWP)                     \
                  ? PCRYPTO_ROUND_UP(8u, PCRYPTO_KEY_DATA_SIZE(key_type, key_bits)) + 8u                               \
                  : 0u))
#if defined(PSA_WANT_ALG_KW) || defined(PSA_WANT_ALG_KWP)
#define PSA_WRAP_KEY_PAIR_MAX_SIZE ((PSA_EXPORT_KEY_PAIR_MAX_SIZE + 7u) / 8u * 8u + 8u)
#else
#define PSA_WRAP_KEY_PAIR_MAX_SIZE 0u
#endif

/* -------------------------------------------------------------------------------------------------- Signatures --- */

/** SLH-DSA signatures (FIPS 205, table 2), by the size of the key and whether the family is a small or a fast one. */
#define PCRYPTO_SLH_DSA_SIGNATURE(family, bits)                                                                        \
    ((family) == PSA_SLH_DSA_FAMILY_SHA2_S || (family) == PSA_SLH_DSA_FAMILY_SHAKE_S   ? ((bits) == 128u   ? 7856u     \
                                                                                          : (bits) == 192u ? 16224u    \
                                                                                          : (bits) == 256u ? 29792u    \
                                                                                                           : 0u)       \
     : (family) == PSA_SLH_DSA_FAMILY_SHA2_F || (family) == PSA_SLH_DSA_FAMILY_SHAKE_F ? ((bits) == 128u   ? 17088u    \
                                                                                          : (bits) == 192u ? 35664u    \
                                                                                          : (bits) == 256u ? 49856u    \
                                                                                                           : 0u)       \
                                                                                       : 0u)
#define PCRYPTO_IS_EDWARDS(key_type)                                                                                   \
    (PSA_KEY_TYPE_IS_ECC(key_type) && PSA_KEY_TYPE_ECC_GET_FAMILY(key_type) == PSA_ECC_FAMILY_TWISTED_EDWARDS)
#define PCRYPTO_IS_WEIERSTRASS(key_type)                                                                               \
    (PSA_KEY_TYPE_IS_ECC(key_type) && PSA_KEY_TYPE_ECC_GET_FAMILY(key_type) != PSA_ECC_FAMILY_TWISTED_EDWARDS &&       \
     PSA_KEY_TYPE_ECC_GET_FAMILY(key_type) != PSA_ECC_FAMILY_MONTGOMERY)

/** psa_sign_message(), psa_sign_hash() and their like; 0 for algorithms that can only verify. */
#define PSA_SIGN_OUTPUT_SIZE(key_type, key_bits, alg)                                                                  \
    ((size_t)(PCRYPTO_IS_WEIERSTRASS(key_type) && PSA_ALG_IS_ECDSA(alg) ? 2u * PCRYPTO_BYTES(key_bits)                 \
              : PCRYPTO_IS_EDWARDS(key_type) &&                                                                        \
                      ((alg) == PSA_ALG_PURE_EDDSA || (alg) == PSA_ALG_EDDSA_CTX || PSA_ALG_IS_HASH_EDDSA(alg))        \
                  ? 2u * PCRYPTO_BYTES((key_bits) + 1u)                                                                \
              : PSA_KEY_TYPE_IS_RSA(key_type) && (PSA_ALG_IS_RSA_PKCS1V15_SIGN(alg) || PSA_ALG_IS_RSA_PSS(alg))        \
                  ? PCRYPTO_BYTES(key_bits)                                                                            \
              : PSA_KEY_TYPE_IS_ML_DSA(key_type) && (PSA_ALG_IS_ML_DSA(alg) || PSA_ALG_IS_HASH_ML_DSA(alg))            \
                  ? ((key_bits) == 128u   ? 2420u                                                                      \
                     : (key_bits) == 192u ? 3309u                                                                      \
                     : (key_bits) == 256u ? 4627u                                                                      \
                                          : 0u)                                                                        \
              : PSA_KEY_TYPE_IS_SLH_DSA(key_type) && (PSA_ALG_IS_SLH_DSA(alg) || PSA_ALG_IS_HASH_SLH_DSA(alg))         \
                  ? PCRYPTO_SLH_DSA_SIGNATURE(PSA_KEY_TYPE_SLH_DSA_GET_FAMILY(key_type), key_bits)                     \
                  : 0u))

#if defined(PSA_WANT_ALG_SLH_DSA) || defined(PSA_WANT_ALG_DETERMINISTIC_SLH_DSA) ||                                    \
    defined(PSA_WANT_ALG_HASH_SLH_DSA) || defined(PSA_WANT_ALG_DETERMINISTIC_HASH_SLH_DSA)
#define PCRYPTO_FIXED_SIGNATURE_MAX_SIZE 49856u
#elif defined(PSA_WANT_ALG_ML_DSA) || defined(PSA_WANT_ALG_DETERMINISTIC_ML_DSA) ||                                    \
    defined(PSA_WANT_ALG_HASH_ML_DSA) || defined(PSA_WANT_ALG_DETERMINISTIC_HASH_ML_DSA)
#define PCRYPTO_FIXED_SIGNATURE_MAX_SIZE 4627u
#else
#define PCRYPTO_FIXED_SIGNATURE_MAX_SIZE 0u
#endif
#if defined(PSA_WANT_ALG_ECDSA) || defined(PSA_WANT_ALG_ECDSA_ANY) || defined(PSA_WANT_ALG_DETERMINISTIC_ECDSA)
#define PCRYPTO_ECDSA_MAX_SIZE (2u * PCRYPTO_WEIERSTRASS_MAX_BYTES)
#else
#define PCRYPTO_ECDSA_MAX_SIZE 0u
#endif
#if defined(PSA_WANT_ALG_PURE_EDDSA) || defined(PSA_WANT_ALG_EDDSA_CTX) || defined(PSA_WANT_ALG_ED25519PH) ||          \
    defined(PSA_WANT_ALG_ED448PH)
#define PCRYPTO_EDDSA_MAX_SIZE (2u * PCRYPTO_EDWARDS_MAX_BYTES)
#else
#define PCRYPTO_EDDSA_MAX_SIZE 0u
#endif
#if defined(PSA_WANT_ALG_RSA_PKCS1V15_SIGN) || defined(PSA_WANT_ALG_RSA_PKCS1V15_SIGN_RAW) ||                          \
    defined(PSA_WANT_ALG_RSA_PSS) || defined(PSA_WANT_ALG_RSA_PSS_ANY_SALT)
#define PCRYPTO_RSA_SIGNATURE_MAX_SIZE PCRYPTO_RSA_MAX_BYTES
#else
#define PCRYPTO_RSA_SIGNATURE_MAX_SIZE 0u
#endif
#define PCRYPTO_CURVE_OR_RSA_SIGNATURE_MAX_SIZE                                                                        \
    PCRYPTO_MAX(PCRYPTO_MAX(PCRYPTO_ECDSA_MAX_SIZE, PCRYPTO_EDDSA_MAX_SIZE), PCRYPTO_RSA_SIGNATURE_MAX_SIZE)
#define PSA_SIGNATURE_MAX_SIZE PCRYPTO_MAX(PCRYPTO_CURVE_OR_RSA_SIGNATURE_MAX_SIZE, PCRYPTO_FIXED_SIGNATURE_MAX_SIZE)

/* What an operation object has room for: the context, if an algorithm has one; the signature to verify. Signatures of
 * hash-based algorithms have very different lengths. The feature set may say PCRYPTO_HBS_SIGNATURE_MAX_SIZE; the
 * default suffices for every SLH-DSA signature if there is SLH-DSA, else for every LMS parameter set with w = 4 or 8,
 * for HSS of two such levels of up to 10 with w = 8, and for XMSS. */
#if defined(PSA_WANT_ALG_EDDSA_CTX) || defined(PSA_WANT_ALG_ED25519PH) || defined(PSA_WANT_ALG_ED448PH) ||             \
    defined(PSA_WANT_ALG_SLH_DSA) || defined(PSA_WANT_ALG_DETERMINISTIC_SLH_DSA) ||                                    \
    defined(PSA_WANT_ALG_HASH_SLH_DSA) || defined(PSA_WANT_ALG_DETERMINISTIC_HASH_SLH_DSA)
#define PCRYPTO_SIGN_CONTEXT_MAX_SIZE 255u
#else
#define PCRYPTO_SIGN_CONTEXT_MAX_SIZE 0u
#endif
#if defined(PSA_WANT_ALG_SLH_DSA) || defined(PSA_WANT_ALG_DETERMINISTIC_SLH_DSA) ||                                    \
    defined(PSA_WANT_ALG_HASH_SLH_DSA) || defined(PSA_WANT_ALG_DETERMINISTIC_HASH_SLH_DSA)
#ifndef PCRYPTO_HBS_SIGNATURE_MAX_SIZE
#define PCRYPTO_HBS_SIGNATURE_MAX_SIZE PCRYPTO_FIXED_SIGNATURE_MAX_SIZE
#endif
#elif defined(PSA_WANT_ALG_LMS) || defined(PSA_WANT_ALG_HSS) || defined(PSA_WANT_ALG_XMSS) ||                          \
    defined(PSA_WANT_ALG_XMSS_MT)
#ifndef PCRYPTO_HBS_SIGNATURE_MAX_SIZE
#define PCRYPTO_HBS_SIGNATURE_MAX_SIZE 3072u
#endif
#else
#define PCRYPTO_HBS_SIGNATURE_MAX_SIZE 0u
#endif
#define PCRYPTO_VERIFY_SIGNATURE_MAX_SIZE                                                                              \
    PCRYPTO_MAX(1u, PCRYPTO_MAX(PCRYPTO_CURVE_OR_RSA_SIGNATURE_MAX_SIZE, PCRYPTO_HBS_SIGNATURE_MAX_SIZE))

/* --------------------------------------------------------------------------------------- Public-key encryption --- */

/** psa_asymmetric_encrypt() and psa_asymmetric_decrypt(): RSA takes 11 bytes off for PKCS#1 v1.5, and two hashes and 2
 *  for OAEP (RFC 8017, 7.1 and 7.2). */
#define PCRYPTO_RSA_CRYPT_FITS(key_type, alg)                                                                          \
    (PSA_KEY_TYPE_IS_RSA(key_type) && ((alg) == PSA_ALG_RSA_PKCS1V15_CRYPT || PSA_ALG_IS_RSA_OAEP(alg)))
#define PCRYPTO_RSA_CRYPT_OVERHEAD(alg)                                                                                \
    ((alg) == PSA_ALG_RSA_PKCS1V15_CRYPT ? 11u : 2u * PCRYPTO_HASH_LENGTH(PSA_ALG_GET_HASH(alg)) + 2u)
#define PSA_ASYMMETRIC_ENCRYPT_OUTPUT_SIZE(key_type, key_bits, alg)                                                    \
    ((size_t)(PCRYPTO_RSA_CRYPT_FITS(key_type, alg) ? PCRYPTO_BYTES(key_bits) : 0u))
#define PSA_ASYMMETRIC_DECRYPT_OUTPUT_SIZE(key_type, key_bits, alg)                                                    \
    ((size_t)(PCRYPTO_RSA_CRYPT_FITS(key_type, alg) && PCRYPTO_BYTES(key_bits) > PCRYPTO_RSA_CRYPT_OVERHEAD(alg)       \
                  ? PCRYPTO_BYTES(key_bits) - PCRYPTO_RSA_CRYPT_OVERHEAD(alg)                                          \
                  : 0u))
#if defined(PSA_WANT_ALG_RSA_PKCS1V15_CRYPT) || defined(PSA_WANT_ALG_RSA_OAEP)
#define PSA_ASYMMETRIC_ENCRYPT_OUTPUT_MAX_SIZE PCRYPTO_RSA_MAX_BYTES
#define PSA_ASYMMETRIC_DECRYPT_OUTPUT_MAX_SIZE (PCRYPTO_RSA_MAX_BYTES > 11u ? PCRYPTO_RSA_MAX_BYTES - 11u : 0u)
#else
#define PSA_ASYMMETRIC_ENCRYPT_OUTPUT_MAX_SIZE 0u
#define PSA_ASYMMETRIC_DECRYPT_OUTPUT_MAX_SIZE 0u
#endif

/* -------------------------------------------------------------------------------- Key agreement, encapsulation --- */

/** psa_raw_key_agreement(): one coordinate, or an element of the group. */
#define PSA_RAW_KEY_AGREEMENT_OUTPUT_SIZE(key_type, key_bits)                                                          \
    ((size_t)((PSA_KEY_TYPE_IS_ECC(key_type) && !PCRYPTO_IS_EDWARDS(key_type)) || PSA_KEY_TYPE_IS_DH(key_type)         \
                  ? PCRYPTO_BYTES(key_bits)                                                                            \
                  : 0u))
#if defined(PSA_WANT_ALG_ECDH)
#define PCRYPTO_ECDH_MAX_SIZE PCRYPTO_MAX(PCRYPTO_WEIERSTRASS_MAX_BYTES, PCRYPTO_MONTGOMERY_MAX_BYTES)
#else
#define PCRYPTO_ECDH_MAX_SIZE 0u
#endif
#if defined(PSA_WANT_ALG_FFDH)
#define PCRYPTO_FFDH_MAX_SIZE PCRYPTO_DH_MAX_BYTES
#else
#define PCRYPTO_FFDH_MAX_SIZE 0u
#endif
#define PSA_RAW_KEY_AGREEMENT_OUTPUT_MAX_SIZE PCRYPTO_MAX(PCRYPTO_ECDH_MAX_SIZE, PCRYPTO_FFDH_MAX_SIZE)

/** psa_encapsulate(): a public key for ECIES, a ciphertext for ML-KEM (FIPS 203, table 3). */
#define PSA_ENCAPSULATE_CIPHERTEXT_SIZE(key_type, key_bits, alg)                                                       \
    ((size_t)((alg) == PSA_ALG_ECIES_SEC1 && PSA_KEY_TYPE_IS_ECC(key_type) && !PCRYPTO_IS_EDWARDS(key_type)            \
                  ? PCRYPTO_ECC_PUBLIC_SIZE(PSA_KEY_TYPE_ECC_GET_FAMILY(key_type), key_bits)                           \
              : (alg) == PSA_ALG_ML_KEM && PSA_KEY_TYPE_IS_ML_KEM(key_type) ? ((key_bits) == 512u    ? 768u            \
                                                                               : (key_bits) == 768u  ? 1088u           \
                                                                               : (key_bits) == 1024u ? 1568u           \
                                                                                                     : 0u)             \
                                                                            : 0u))
#if defined(PSA_WANT_ALG_ML_KEM)
#define PSA_ENCAPSULATE_CIPHERTEXT_MAX_SIZE 1568u
#elif defined(PSA_WANT_ALG_ECIES_SEC1)
#define PSA_ENCAPSULATE_CIPHERTEXT_MAX_SIZE PCRYPTO_MAX(PCRYPTO_POINT_MAX_BYTES, PCRYPTO_MONTGOMERY_MAX_BYTES)
#else
#define PSA_ENCAPSULATE_CIPHERTEXT_MAX_SIZE 0u
#endif

/* -------------------------------------------------------------------------------------------------------- PAKE --- */

/** An element of the group, as a public key has it; a number below the group's order; both coordinates or the
 *  element. */
#define PCRYPTO_PAKE_IS_ECC(primitive) (PSA_PAKE_PRIMITIVE_GET_TYPE(primitive) == PSA_PAKE_PRIMITIVE_TYPE_ECC)
#define PCRYPTO_PAKE_SCALAR(primitive) PCRYPTO_BYTES(PSA_PAKE_PRIMITIVE_GET_BITS(primitive))
#define PCRYPTO_PAKE_SHARE(primitive)                                                                                  \
    (PCRYPTO_PAKE_IS_ECC(primitive)                                                                                    \
         ? PCRYPTO_ECC_PUBLIC_SIZE(PSA_PAKE_PRIMITIVE_GET_FAMILY(primitive), PSA_PAKE_PRIMITIVE_GET_BITS(primitive))   \
         : PCRYPTO_PAKE_SCALAR(primitive))
#define PCRYPTO_PAKE_COORDINATES(primitive)                                                                            \
    ((PCRYPTO_PAKE_IS_ECC(primitive) ? 2u : 1u) * PCRYPTO_PAKE_SCALAR(primitive))
#define PCRYPTO_PAKE_CONFIRMATION(alg)                                                                                 \
    (PSA_ALG_IS_SPAKE2P_CMAC(alg) ? 16u                                                                                \
     : PSA_ALG_IS_WPA3_SAE(alg)   ? 2u + PCRYPTO_HASH_LENGTH(PSA_ALG_GET_HASH(alg))                                    \
                                  : PCRYPTO_HASH_LENGTH(PSA_ALG_GET_HASH(alg)))
/** Steps that go both ways. */
#define PCRYPTO_PAKE_STEP_SIZE(alg, primitive, step)                                                                   \
    (PSA_ALG_IS_JPAKE(alg) && ((step) == PSA_PAKE_STEP_KEY_SHARE || (step) == PSA_PAKE_STEP_ZK_PUBLIC)                 \
         ? PCRYPTO_PAKE_SHARE(primitive)                                                                               \
     : PSA_ALG_IS_JPAKE(alg) && (step) == PSA_PAKE_STEP_ZK_PROOF    ? PCRYPTO_PAKE_SCALAR(primitive)                   \
     : PSA_ALG_IS_SPAKE2P(alg) && (step) == PSA_PAKE_STEP_KEY_SHARE ? PCRYPTO_PAKE_SHARE(primitive)                    \
     : PSA_ALG_IS_WPA3_SAE(alg) && (step) == PSA_PAKE_STEP_COMMIT                                                      \
         ? PCRYPTO_PAKE_SCALAR(primitive) + PCRYPTO_PAKE_COORDINATES(primitive)                                        \
     : (PSA_ALG_IS_SPAKE2P(alg) || PSA_ALG_IS_WPA3_SAE(alg)) && (step) == PSA_PAKE_STEP_CONFIRM                        \
         ? PCRYPTO_PAKE_CONFIRMATION(alg)                                                                              \
         : 0u)
/** psa_pake_output(). */
#define PSA_PAKE_OUTPUT_SIZE(alg, primitive, output_step)                                                              \
    ((size_t)(PSA_ALG_IS_WPA3_SAE(alg) && (output_step) == PSA_PAKE_STEP_KEY_ID                                        \
                  ? 16u                                                                                                \
                  : PCRYPTO_PAKE_STEP_SIZE(alg, primitive, output_step)))
/** psa_pake_input(). The salt of WPA3-SAE is a hash's length of zeros or a list of rejected groups, 2 bytes to each; 64
 *  bytes cover both. */
#define PSA_PAKE_INPUT_SIZE(alg, primitive, input_step)                                                                \
    ((size_t)(PSA_ALG_IS_WPA3_SAE(alg) && (input_step) == PSA_PAKE_STEP_SALT ? 64u                                     \
              : PSA_ALG_IS_WPA3_SAE(alg) && (input_step) == PSA_PAKE_STEP_CONFIRM_COUNT                                \
                  ? 2u                                                                                                 \
                  : PCRYPTO_PAKE_STEP_SIZE(alg, primitive, input_step)))
/** The largest Diffie-Hellman group that PAKEs take, in bits: a feature set may define a smaller one than it wants
 *  for key agreement, 0 for none, since an operation of J-PAKE has eleven numbers of this size. */
#ifndef PCRYPTO_PAKE_DH_BITS_MAX
#define PCRYPTO_PAKE_DH_MAX_BYTES PCRYPTO_DH_MAX_BYTES
#else
#define PCRYPTO_PAKE_DH_MAX_BYTES                                                                                      \
    (PCRYPTO_PAKE_DH_BITS_MAX / 8u < PCRYPTO_DH_MAX_BYTES ? PCRYPTO_PAKE_DH_BITS_MAX / 8u : PCRYPTO_DH_MAX_BYTES)
#endif
#if defined(PSA_WANT_ALG_JPAKE)
#define PCRYPTO_JPAKE_MAX_SIZE PCRYPTO_MAX(PCRYPTO_ECC_PUBLIC_MAX_SIZE, PCRYPTO_PAKE_DH_MAX_BYTES)
#else
#define PCRYPTO_JPAKE_MAX_SIZE 0u
#endif
#if defined(PSA_WANT_ALG_SPAKE2P_HMAC)
#define PCRYPTO_SPAKE2P_MAX_SIZE PCRYPTO_MAX(PCRYPTO_ECC_PUBLIC_MAX_SIZE, PCRYPTO_MAX(PSA_HASH_MAX_SIZE, 32u))
#elif defined(PSA_WANT_ALG_SPAKE2P_MATTER) || defined(PSA_WANT_ALG_SPAKE2P_CMAC)
#define PCRYPTO_SPAKE2P_MAX_SIZE PCRYPTO_MAX(PCRYPTO_ECC_PUBLIC_MAX_SIZE, 32u)
#else
#define PCRYPTO_SPAKE2P_MAX_SIZE 0u
#endif
#if defined(PSA_WANT_ALG_WPA3_SAE_FIXED) || defined(PSA_WANT_ALG_WPA3_SAE_GDH)
#define PCRYPTO_WPA3_SAE_OUTPUT_MAX_SIZE                                                                               \
    PCRYPTO_MAX(PCRYPTO_MAX(3u * PCRYPTO_WEIERSTRASS_MAX_BYTES, 2u * PCRYPTO_PAKE_DH_MAX_BYTES),                       \
                PCRYPTO_MAX(PSA_HASH_MAX_SIZE + 2u, 16u))
#define PCRYPTO_WPA3_SAE_INPUT_MAX_SIZE PCRYPTO_MAX(PCRYPTO_WPA3_SAE_OUTPUT_MAX_SIZE, 64u)
#else
#define PCRYPTO_WPA3_SAE_OUTPUT_MAX_SIZE 0u
#define PCRYPTO_WPA3_SAE_INPUT_MAX_SIZE 0u
#endif
#define PSA_PAKE_OUTPUT_MAX_SIZE                                                                                       \
    PCRYPTO_MAX(PCRYPTO_WPA3_SAE_OUTPUT_MAX_SIZE, PCRYPTO_MAX(PCRYPTO_JPAKE_MAX_SIZE, PCRYPTO_SPAKE2P_MAX_SIZE))
#define PSA_PAKE_INPUT_MAX_SIZE                                                                                        \
    PCRYPTO_MAX(PCRYPTO_WPA3_SAE_INPUT_MAX_SIZE, PCRYPTO_MAX(PCRYPTO_JPAKE_MAX_SIZE, PCRYPTO_SPAKE2P_MAX_SIZE))

#endif /* PSA_CRYPTO_SIZES_H */
