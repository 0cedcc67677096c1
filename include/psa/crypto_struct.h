/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The objects of the Crypto API (PSA Certified Crypto API 1.5, IHI 0086): complete types, so that callers can have them
 * on the stack or static, with their initialisers and the functions that only set and read a field.
 *
 * An operation object is storage that the library alone understands. All bytes zero is the inactive state, which is
 * what the ..._INIT macros, the ..._operation_init() functions, memset() and a static object without initialiser give.
 * It belongs to the caller, who may move it as bytes between calls, but must not go on with both the original and a
 * copy (psa_hash_clone() is the way to copy), nor use it from two threads at once. It holds secrets until it is
 * finished or aborted.
 */
#ifndef PSA_CRYPTO_STRUCT_H
#define PSA_CRYPTO_STRUCT_H

#include "psa/crypto_sizes.h"
#include "psa/crypto_types.h"
#include "psa/crypto_values.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Longest names (psa_pake_set_user(), psa_pake_set_peer()) and longest context (psa_pake_set_context()) of a PAKE that
 *  this library takes, bytes; longer ones are PSA_ERROR_NOT_SUPPORTED. A feature set may define other ones, to 255. */
#ifndef PCRYPTO_PAKE_ID_SIZE_MAX
#define PCRYPTO_PAKE_ID_SIZE_MAX 64u
#endif
#ifndef PCRYPTO_PAKE_CONTEXT_SIZE_MAX
#define PCRYPTO_PAKE_CONTEXT_SIZE_MAX 128u
#endif
/** Longest password of WPA3-SAE's looping method that is taken, bytes; longer ones can be made a token. A feature set
 *  may define another one, to 255. */
#ifndef PCRYPTO_PAKE_PASSWORD_SIZE_MAX
#define PCRYPTO_PAKE_PASSWORD_SIZE_MAX 128u
#endif

/** Bytes that the context of a driver's operation takes, if a product has drivers for operations of several calls
 *  (lib/crypto/driver.h) whose contexts are larger than the library's own; a feature set defines it. */
#ifndef PCRYPTO_DRIVER_CONTEXT_SIZE
#define PCRYPTO_DRIVER_CONTEXT_SIZE 0u
#endif
#define PCRYPTO_DRIVER_CONTEXT_WORDS ((PCRYPTO_DRIVER_CONTEXT_SIZE + 7u) / 8u)

/* Sizes of the operation objects in words of 8 bytes, of what this feature set puts into them at most, over every Mbed
 * TLS that is supported; the library checks them when it is compiled. Who sets an object up pays for each word: it is
 * zeroed, and wiped in the end. */
#if UINTPTR_MAX > 0xffffffffu /* the expanded key of a block cipher */
#define PCRYPTO_BLOCK_KEY_SIZE_WORDS 37u
#else
#define PCRYPTO_BLOCK_KEY_SIZE_WORDS 36u
#endif
#if defined(PSA_WANT_ALG_SHA3_224) || defined(PSA_WANT_ALG_SHA3_256) || defined(PSA_WANT_ALG_SHA3_384) ||              \
    defined(PSA_WANT_ALG_SHA3_512) || defined(PSA_WANT_ALG_SHAKE128_256) || defined(PSA_WANT_ALG_SHAKE256_192) ||      \
    defined(PSA_WANT_ALG_SHAKE256_256) || defined(PSA_WANT_ALG_SHAKE256_512)
#define PCRYPTO_HASH_STATE_SIZE_WORDS 28u /* a running hash */
#define PCRYPTO_HASH_BLOCK_SIZE_WORDS 18u /* a block of HMAC's */
#define PCRYPTO_HASH_SIZE_WORDS 8u        /* a hash */
#elif defined(PSA_WANT_ALG_SHA_384) || defined(PSA_WANT_ALG_SHA_512) || defined(PSA_WANT_ALG_SHA_512_224) ||           \
    defined(PSA_WANT_ALG_SHA_512_256)
#define PCRYPTO_HASH_STATE_SIZE_WORDS 28u
#define PCRYPTO_HASH_BLOCK_SIZE_WORDS 16u
#define PCRYPTO_HASH_SIZE_WORDS 8u
#else
#define PCRYPTO_HASH_STATE_SIZE_WORDS 15u
#define PCRYPTO_HASH_BLOCK_SIZE_WORDS 8u
#define PCRYPTO_HASH_SIZE_WORDS 4u
#endif
#define PCRYPTO_HMAC_SIZE_WORDS (PCRYPTO_HASH_STATE_SIZE_WORDS + PCRYPTO_HASH_BLOCK_SIZE_WORDS + 1u)
#define PSA_HASH_OPERATION_SIZE_WORDS PCRYPTO_MAX(PCRYPTO_HASH_STATE_SIZE_WORDS + 1u, PCRYPTO_DRIVER_CONTEXT_WORDS + 1u)
#define PSA_MAC_OPERATION_SIZE_WORDS                                                                                   \
    PCRYPTO_MAX(PCRYPTO_MAX(PCRYPTO_HMAC_SIZE_WORDS, PCRYPTO_BLOCK_KEY_SIZE_WORDS + 5u) + 3u,                          \
                PCRYPTO_DRIVER_CONTEXT_WORDS + 2u)
#define PSA_CIPHER_OPERATION_SIZE_WORDS                                                                                \
    PCRYPTO_MAX(PCRYPTO_BLOCK_KEY_SIZE_WORDS + 11u, PCRYPTO_DRIVER_CONTEXT_WORDS + 2u)
#define PSA_AEAD_OPERATION_SIZE_WORDS PCRYPTO_MAX(PCRYPTO_BLOCK_KEY_SIZE_WORDS + 26u, PCRYPTO_DRIVER_CONTEXT_WORDS + 5u)
#define PSA_KEY_DERIVATION_OPERATION_SIZE_WORDS (PCRYPTO_HMAC_SIZE_WORDS + 2u * PCRYPTO_HASH_SIZE_WORDS + 45u)
#define PSA_XOF_OPERATION_SIZE_WORDS 28
#define PSA_SIGN_OPERATION_SIZE_WORDS (PSA_HASH_OPERATION_SIZE_WORDS + 3 + (PCRYPTO_SIGN_CONTEXT_MAX_SIZE + 7u) / 8u)
#define PSA_VERIFY_OPERATION_SIZE_WORDS (PSA_SIGN_OPERATION_SIZE_WORDS + (PCRYPTO_VERIFY_SIGNATURE_MAX_SIZE + 7u) / 8u)
#if defined(PSA_WANT_ALG_JPAKE) || defined(PSA_WANT_ALG_SPAKE2P_HMAC) || defined(PSA_WANT_ALG_SPAKE2P_CMAC) ||         \
    defined(PSA_WANT_ALG_SPAKE2P_MATTER) || defined(PSA_WANT_ALG_WPA3_SAE_FIXED) || defined(PSA_WANT_ALG_WPA3_SAE_GDH)
/* Four scalars and seven points of J-PAKE, or two, three, a context and keys of SPAKE2+; both sides' names. */
#define PCRYPTO_PAKE_SCALAR_SIZE                                                                                       \
    PCRYPTO_MAX(PCRYPTO_MAX(PCRYPTO_WEIERSTRASS_MAX_BYTES, PCRYPTO_MONTGOMERY_MAX_BYTES), 32u)
#if defined(PSA_WANT_ALG_JPAKE)
#define PCRYPTO_JPAKE_SIZE PCRYPTO_MAX(18u * PCRYPTO_PAKE_SCALAR_SIZE, 11u * PCRYPTO_PAKE_DH_MAX_BYTES)
#else
#define PCRYPTO_JPAKE_SIZE 0u
#endif
/* Of WPA3-SAE three elements, a scalar, two commits (a scalar and an element each), and keys. */
#if defined(PSA_WANT_ALG_WPA3_SAE_FIXED) || defined(PSA_WANT_ALG_WPA3_SAE_GDH)
#define PCRYPTO_SAE_SIZE                                                                                               \
    (PCRYPTO_MAX(11u * PCRYPTO_PAKE_SCALAR_SIZE, 7u * PCRYPTO_PAKE_DH_MAX_BYTES) + PCRYPTO_PAKE_PASSWORD_SIZE_MAX +    \
     160u)
#else
#define PCRYPTO_SAE_SIZE 0u
#endif
#define PSA_PAKE_OPERATION_SIZE_WORDS                                                                                  \
    ((64u + 2u * PCRYPTO_PAKE_ID_SIZE_MAX +                                                                            \
      PCRYPTO_MAX(PCRYPTO_MAX(PCRYPTO_JPAKE_SIZE, PCRYPTO_SAE_SIZE),                                                   \
                  8u * PCRYPTO_PAKE_SCALAR_SIZE + PCRYPTO_PAKE_CONTEXT_SIZE_MAX + 192u) +                              \
      7u) /                                                                                                            \
     8u)
#else
#define PSA_PAKE_OPERATION_SIZE_WORDS 1
#endif

/* ------------------------------------------------------------------------------------------- Operation objects --- */

/** Multi-part hash: psa_hash_setup() to psa_hash_finish(), psa_hash_verify(), psa_hash_suspend() or
 *  psa_hash_abort(). */
typedef struct psa_hash_operation_t {
    uint64_t opaque[PSA_HASH_OPERATION_SIZE_WORDS];
} psa_hash_operation_t;

/** Extendable output function: psa_xof_setup() to psa_xof_abort(). */
typedef struct psa_xof_operation_t {
    uint64_t opaque[PSA_XOF_OPERATION_SIZE_WORDS];
} psa_xof_operation_t;

/** Multi-part MAC: psa_mac_sign_setup() or psa_mac_verify_setup() to the matching finish or psa_mac_abort(). */
typedef struct psa_mac_operation_t {
    uint64_t opaque[PSA_MAC_OPERATION_SIZE_WORDS];
} psa_mac_operation_t;

/** Multi-part cipher: psa_cipher_encrypt_setup() or psa_cipher_decrypt_setup() to psa_cipher_finish() or abort. */
typedef struct psa_cipher_operation_t {
    uint64_t opaque[PSA_CIPHER_OPERATION_SIZE_WORDS];
} psa_cipher_operation_t;

/** Multi-part AEAD: psa_aead_encrypt_setup() or psa_aead_decrypt_setup() to finish, verify or abort. */
typedef struct psa_aead_operation_t {
    uint64_t opaque[PSA_AEAD_OPERATION_SIZE_WORDS];
} psa_aead_operation_t;

/** Key derivation: psa_key_derivation_setup() to psa_key_derivation_abort(). */
typedef struct psa_key_derivation_operation_t {
    uint64_t opaque[PSA_KEY_DERIVATION_OPERATION_SIZE_WORDS];
} psa_key_derivation_operation_t;

/** Multi-part signature: psa_sign_setup() to psa_sign_finish() or abort. */
typedef struct psa_sign_operation_t {
    uint64_t opaque[PSA_SIGN_OPERATION_SIZE_WORDS];
} psa_sign_operation_t;

/** Multi-part verification: psa_verify_setup() to psa_verify_finish() or abort. */
typedef struct psa_verify_operation_t {
    uint64_t opaque[PSA_VERIFY_OPERATION_SIZE_WORDS];
} psa_verify_operation_t;

/** Password-authenticated key exchange: psa_pake_setup() to psa_pake_get_shared_key() or abort. */
typedef struct psa_pake_operation_t {
    uint64_t opaque[PSA_PAKE_OPERATION_SIZE_WORDS];
} psa_pake_operation_t;

/** Inactive objects. */
#define PSA_HASH_OPERATION_INIT                                                                                        \
    {                                                                                                                  \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }
#define PSA_XOF_OPERATION_INIT                                                                                         \
    {                                                                                                                  \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }
#define PSA_MAC_OPERATION_INIT                                                                                         \
    {                                                                                                                  \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }
#define PSA_CIPHER_OPERATION_INIT                                                                                      \
    {                                                                                                                  \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }
#define PSA_AEAD_OPERATION_INIT                                                                                        \
    {                                                                                                                  \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }
#define PSA_KEY_DERIVATION_OPERATION_INIT                                                                              \
    {                                                                                                                  \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }
#define PSA_SIGN_OPERATION_INIT                                                                                        \
    {                                                                                                                  \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }
#define PSA_VERIFY_OPERATION_INIT                                                                                      \
    {                                                                                                                  \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }
#define PSA_PAKE_OPERATION_INIT                                                                                        \
    {                                                                                                                  \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }

/** Inactive objects, to assign. */
static inline psa_hash_operation_t psa_hash_operation_init(void)
{
    const psa_hash_operation_t inactive = PSA_HASH_OPERATION_INIT;
    return inactive;
}

static inline psa_xof_operation_t psa_xof_operation_init(void)
{
    const psa_xof_operation_t inactive = PSA_XOF_OPERATION_INIT;
    return inactive;
}

static inline psa_mac_operation_t psa_mac_operation_init(void)
{
    const psa_mac_operation_t inactive = PSA_MAC_OPERATION_INIT;
    return inactive;
}

static inline psa_cipher_operation_t psa_cipher_operation_init(void)
{
    const psa_cipher_operation_t inactive = PSA_CIPHER_OPERATION_INIT;
    return inactive;
}

static inline psa_aead_operation_t psa_aead_operation_init(void)
{
    const psa_aead_operation_t inactive = PSA_AEAD_OPERATION_INIT;
    return inactive;
}

static inline psa_key_derivation_operation_t psa_key_derivation_operation_init(void)
{
    const psa_key_derivation_operation_t inactive = PSA_KEY_DERIVATION_OPERATION_INIT;
    return inactive;
}

static inline psa_sign_operation_t psa_sign_operation_init(void)
{
    const psa_sign_operation_t inactive = PSA_SIGN_OPERATION_INIT;
    return inactive;
}

static inline psa_verify_operation_t psa_verify_operation_init(void)
{
    const psa_verify_operation_t inactive = PSA_VERIFY_OPERATION_INIT;
    return inactive;
}

static inline psa_pake_operation_t psa_pake_operation_init(void)
{
    const psa_pake_operation_t inactive = PSA_PAKE_OPERATION_INIT;
    return inactive;
}

/* ---------------------------------------------------------------------------------------------- Key attributes --- */

/**
 * What is known about a key besides its material: 20 bytes, no resources behind them. Read and write the fields through
 * the functions below only.
 */
typedef struct psa_key_attributes_t {
    psa_key_type_t type;
    uint16_t bits;
    psa_key_lifetime_t lifetime;
    psa_key_id_t id;
    psa_key_usage_t usage;
    psa_algorithm_t alg;
} psa_key_attributes_t;

/** Attributes of a volatile key without type, size, usage or algorithm. All bytes zero is the same. */
#define PSA_KEY_ATTRIBUTES_INIT                                                                                        \
    {                                                                                                                  \
        0, 0, 0, 0, 0, 0                                                                                               \
    }

/** psa_key_attributes_t.bits of a size that does not fit; no key has this size, so creating one fails. */
#define PCRYPTO_KEY_BITS_TOO_LARGE 0xffffu

/** The attributes of PSA_KEY_ATTRIBUTES_INIT, to assign. */
static inline psa_key_attributes_t psa_key_attributes_init(void)
{
    const psa_key_attributes_t none = PSA_KEY_ATTRIBUTES_INIT;
    return none;
}

/** Back to PSA_KEY_ATTRIBUTES_INIT. With libpsa there is nothing to free; portable code calls it all the same. */
static inline void psa_reset_key_attributes(psa_key_attributes_t *attributes)
{
    *attributes = psa_key_attributes_init();
}

/** Name the key: makes a volatile lifetime persistent and leaves any other as it is. */
static inline void psa_set_key_id(psa_key_attributes_t *attributes, psa_key_id_t id)
{
    attributes->id = id;
    if (PSA_KEY_LIFETIME_IS_VOLATILE(attributes->lifetime)) {
        attributes->lifetime = PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(
            PSA_KEY_PERSISTENCE_DEFAULT, PSA_KEY_LIFETIME_GET_LOCATION(attributes->lifetime));
    }
}

/** The name; PSA_KEY_ID_NULL if none was set. */
static inline psa_key_id_t psa_get_key_id(const psa_key_attributes_t *attributes)
{
    return attributes->id;
}

/** Set how long and where the key lives. A volatile lifetime takes the name away. */
static inline void psa_set_key_lifetime(psa_key_attributes_t *attributes, psa_key_lifetime_t lifetime)
{
    attributes->lifetime = lifetime;
    if (PSA_KEY_LIFETIME_IS_VOLATILE(lifetime)) {
        attributes->id = PSA_KEY_ID_NULL;
    }
}

/** How long and where the key lives. */
static inline psa_key_lifetime_t psa_get_key_lifetime(const psa_key_attributes_t *attributes)
{
    return attributes->lifetime;
}

/** Set the kind of key. */
static inline void psa_set_key_type(psa_key_attributes_t *attributes, psa_key_type_t type)
{
    attributes->type = type;
}

/** The kind of key. */
static inline psa_key_type_t psa_get_key_type(const psa_key_attributes_t *attributes)
{
    return attributes->type;
}

/** Set the size in bits, 0 to leave it open (import only). A size above 65534 becomes 65535, which is no key's. */
static inline void psa_set_key_bits(psa_key_attributes_t *attributes, size_t bits)
{
    attributes->bits = (uint16_t)(bits < PCRYPTO_KEY_BITS_TOO_LARGE ? bits : PCRYPTO_KEY_BITS_TOO_LARGE);
}

/** The size in bits; 0 if it was left open. */
static inline size_t psa_get_key_bits(const psa_key_attributes_t *attributes)
{
    return attributes->bits;
}

/** Set what the key may be used for. Creating the key adds the ..._MESSAGE usage to the ..._HASH usage of its kind. */
static inline void psa_set_key_usage_flags(psa_key_attributes_t *attributes, psa_key_usage_t usage_flags)
{
    attributes->usage = usage_flags;
}

/** What the key may be used for. */
static inline psa_key_usage_t psa_get_key_usage_flags(const psa_key_attributes_t *attributes)
{
    return attributes->usage;
}

/** Set the one algorithm, or wildcard of algorithms, that the key may be used with. */
static inline void psa_set_key_algorithm(psa_key_attributes_t *attributes, psa_algorithm_t alg)
{
    attributes->alg = alg;
}

/** The permitted algorithm. */
static inline psa_algorithm_t psa_get_key_algorithm(const psa_key_attributes_t *attributes)
{
    return attributes->alg;
}

/** How to make a key other than by default. Only RSA knows such a way; `flags` is always 0. */
typedef struct psa_custom_key_parameters_t {
    uint32_t flags;
} psa_custom_key_parameters_t;

/** The default way. */
#define PSA_CUSTOM_KEY_PARAMETERS_INIT                                                                                 \
    {                                                                                                                  \
        0                                                                                                              \
    }

/* ------------------------------------------------------------------------------------------ PAKE cipher suites --- */

/** Algorithm, group and confirmation of a PAKE. Read and write the fields through the functions below only. */
typedef struct psa_pake_cipher_suite_t {
    psa_algorithm_t alg;
    psa_pake_primitive_t primitive;
    uint32_t key_confirmation;
} psa_pake_cipher_suite_t;

/** No algorithm, no group, key confirmation on. */
#define PSA_PAKE_CIPHER_SUITE_INIT                                                                                     \
    {                                                                                                                  \
        PSA_ALG_NONE, 0, PSA_PAKE_CONFIRMED_KEY                                                                        \
    }

/** The cipher suite of PSA_PAKE_CIPHER_SUITE_INIT, to assign. */
static inline psa_pake_cipher_suite_t psa_pake_cipher_suite_init(void)
{
    const psa_pake_cipher_suite_t none = PSA_PAKE_CIPHER_SUITE_INIT;
    return none;
}

/** The PAKE algorithm. */
static inline psa_algorithm_t psa_pake_cs_get_algorithm(const psa_pake_cipher_suite_t *cipher_suite)
{
    return cipher_suite->alg;
}

/** Set the PAKE algorithm, with its hash. psa_pake_setup() checks it. */
static inline void psa_pake_cs_set_algorithm(psa_pake_cipher_suite_t *cipher_suite, psa_algorithm_t alg)
{
    cipher_suite->alg = alg;
}

/** The group. */
static inline psa_pake_primitive_t psa_pake_cs_get_primitive(const psa_pake_cipher_suite_t *cipher_suite)
{
    return cipher_suite->primitive;
}

/** Set the group, PSA_PAKE_PRIMITIVE(). psa_pake_setup() checks it. */
static inline void psa_pake_cs_set_primitive(psa_pake_cipher_suite_t *cipher_suite, psa_pake_primitive_t primitive)
{
    cipher_suite->primitive = primitive;
}

/** PSA_PAKE_CONFIRMED_KEY or PSA_PAKE_UNCONFIRMED_KEY. */
static inline uint32_t psa_pake_cs_get_key_confirmation(const psa_pake_cipher_suite_t *cipher_suite)
{
    return cipher_suite->key_confirmation;
}

/** Set whether the PAKE confirms that both sides have the key. psa_pake_setup() checks it. */
static inline void psa_pake_cs_set_key_confirmation(psa_pake_cipher_suite_t *cipher_suite, uint32_t key_confirmation)
{
    cipher_suite->key_confirmation = key_confirmation;
}

#ifdef __cplusplus
}
#endif

#endif /* PSA_CRYPTO_STRUCT_H */
