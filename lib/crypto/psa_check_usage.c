/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa_check_key_usage() (Crypto API 1.5, "Key policies"): what can be told of a key's use from its attributes, from one
 * table of algorithms. The lines of an algorithm that this build does not have are not in the table.
 */
#include "crypto_internal.h"

#include "key_material_sae.h"
#include "key_parts.h"
#include "key_policy.h"
#include "key_slots.h"
#include "lib/crypto/core/config.h"
#include "sign.h"

/* Which keys go with an algorithm. */
typedef enum keys {
    KEYS_HMAC,
    KEYS_BLOCK,
    KEYS_BLOCK_16, /* of ciphers with blocks of 16 bytes */
    KEYS_BLOCK_16_OR_DATA,
    KEYS_XTS,
    KEYS_STREAM,
    KEYS_CHACHA20,
    KEYS_XCHACHA20,
    KEYS_RSA,
    KEYS_WEIERSTRASS,
    KEYS_EDWARDS,
    KEYS_ECDH,
    KEYS_FFDH,
    KEYS_DERIVE, /* and below, of derivations: what any of their inputs may be */
    KEYS_DERIVE_OR_DATA,
    KEYS_DERIVE_HMAC_OR_DATA,
    KEYS_TO_STRETCH,
    KEYS_PASSWORD,
    KEYS_SPAKE2P,
    KEYS_SAE, /* tokens, and passwords */
    KEYS_LMS,
    KEYS_HSS,
    KEYS_XMSS,
    KEYS_XMSS_MT,
    KEYS_SLH_DSA,
} keys_t;

#define ENCRYPTION (PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT)
#define MESSAGES (PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_MESSAGE)
#define HASHES (PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH)
#define DERIVATION (PSA_KEY_USAGE_DERIVE | PSA_KEY_USAGE_VERIFY_DERIVATION)
#define AGREEMENT (PSA_KEY_USAGE_DERIVE | PSA_KEY_USAGE_DERIVE_PUBLIC)
#define WRAPPING (PSA_KEY_USAGE_WRAP | PSA_KEY_USAGE_UNWRAP)
#define OF_AGREED 0x80000000u /* beside the roles of a derivation: an agreement goes with it */

/* Which hash functions go with an algorithm. */
typedef enum hashes {
    HASH_NONE,    /* it has none */
    HASH_HERE,    /* those of this build */
    HASH_HMAC,    /* of them, those that HMAC is defined with */
    HASH_NONCE,   /* the same to sign, all of this build to verify */
    HASH_TLS,     /* SHA-256 and SHA-384 */
    HASH_BROUGHT, /* those of this build; of a hash that the caller brings along, all that there are */
    HASH_NAMED,   /* of these, those that have an object identifier */
} hashes_t;

#define EXACT 0xffffffffu
#define ANY_HASH_OF 0xffffff00u    /* the low byte is a hash */
#define ANY_DERIVATION 0xff7f0000u /* the low bits, with 0x00800000, are a derivation */
#define ANY_MAC_LENGTH 0xffc0ffffu /* bits 16 to 21 are a length */
#define ANY_TAG_LENGTH 0xffc0ffffu

typedef struct algorithm {
    uint32_t mask;
    psa_algorithm_t alg;
    uint32_t roles;
    keys_t keys;
    hashes_t hashes;
} algorithm_t;

static const algorithm_t algorithms[] = {
#if defined(PSA_WANT_ALG_HMAC)
    { ANY_MAC_LENGTH & ANY_HASH_OF, PSA_ALG_HMAC(0), MESSAGES, KEYS_HMAC, HASH_HMAC },
#endif
#if defined(PSA_WANT_ALG_CMAC)
    { ANY_MAC_LENGTH, PSA_ALG_CMAC, MESSAGES, KEYS_BLOCK, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_CBC_MAC)
    { ANY_MAC_LENGTH, PSA_ALG_CBC_MAC, MESSAGES, KEYS_BLOCK, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_STREAM_CIPHER)
    { EXACT, PSA_ALG_STREAM_CIPHER, ENCRYPTION, KEYS_STREAM, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_CTR)
    { EXACT, PSA_ALG_CTR, ENCRYPTION, KEYS_BLOCK, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_CFB)
    { EXACT, PSA_ALG_CFB, ENCRYPTION, KEYS_BLOCK, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_OFB)
    { EXACT, PSA_ALG_OFB, ENCRYPTION, KEYS_BLOCK, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_ECB_NO_PADDING)
    { EXACT, PSA_ALG_ECB_NO_PADDING, ENCRYPTION, KEYS_BLOCK, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_CBC_NO_PADDING)
    { EXACT, PSA_ALG_CBC_NO_PADDING, ENCRYPTION, KEYS_BLOCK, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_CBC_PKCS7)
    { EXACT, PSA_ALG_CBC_PKCS7, ENCRYPTION, KEYS_BLOCK, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_XTS)
    { EXACT, PSA_ALG_XTS, ENCRYPTION, KEYS_XTS, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_CCM_STAR_NO_TAG)
    { EXACT, PSA_ALG_CCM_STAR_NO_TAG, ENCRYPTION, KEYS_BLOCK_16, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_CCM)
    { ANY_TAG_LENGTH, PSA_ALG_CCM &ANY_TAG_LENGTH, ENCRYPTION, KEYS_BLOCK_16, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_GCM)
    { ANY_TAG_LENGTH, PSA_ALG_GCM &ANY_TAG_LENGTH, ENCRYPTION, KEYS_BLOCK_16, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_CHACHA20_POLY1305)
    { EXACT, PSA_ALG_CHACHA20_POLY1305, ENCRYPTION, KEYS_CHACHA20, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_XCHACHA20_POLY1305)
    { EXACT, PSA_ALG_XCHACHA20_POLY1305, ENCRYPTION, KEYS_XCHACHA20, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_KW)
    { EXACT, PSA_ALG_KW, WRAPPING, KEYS_BLOCK_16, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_KWP)
    { EXACT, PSA_ALG_KWP, WRAPPING, KEYS_BLOCK_16, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_RSA_PKCS1V15_SIGN_RAW)
    { EXACT, PSA_ALG_RSA_PKCS1V15_SIGN_RAW, HASHES, KEYS_RSA, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_RSA_PKCS1V15_SIGN)
    { ANY_HASH_OF, PSA_ALG_RSA_PKCS1V15_SIGN(0), HASHES | MESSAGES, KEYS_RSA, HASH_NAMED },
#endif
#if defined(PSA_WANT_ALG_RSA_PSS)
    { ANY_HASH_OF, PSA_ALG_RSA_PSS(0), HASHES | MESSAGES, KEYS_RSA, HASH_HERE },
#endif
#if defined(PSA_WANT_ALG_RSA_PSS_ANY_SALT)
    { ANY_HASH_OF, PSA_ALG_RSA_PSS_ANY_SALT(0), HASHES | MESSAGES, KEYS_RSA, HASH_HERE },
#endif
#if defined(PSA_WANT_ALG_RSA_PKCS1V15_CRYPT)
    { EXACT, PSA_ALG_RSA_PKCS1V15_CRYPT, ENCRYPTION, KEYS_RSA, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_RSA_OAEP)
    { ANY_HASH_OF, PSA_ALG_RSA_OAEP(0), ENCRYPTION, KEYS_RSA, HASH_HERE },
#endif
#if defined(PSA_WANT_ALG_ECDSA)
    { EXACT, PSA_ALG_ECDSA_ANY, HASHES, KEYS_WEIERSTRASS, HASH_NONE },
    { ANY_HASH_OF, PSA_ALG_ECDSA(0), HASHES | MESSAGES, KEYS_WEIERSTRASS, HASH_BROUGHT },
#endif
#if defined(PSA_WANT_ALG_DETERMINISTIC_ECDSA)
    { ANY_HASH_OF, PSA_ALG_DETERMINISTIC_ECDSA(0), HASHES | MESSAGES, KEYS_WEIERSTRASS, HASH_NONCE },
#endif
#if defined(PSA_WANT_ALG_PURE_EDDSA)
    { EXACT, PSA_ALG_PURE_EDDSA, MESSAGES, KEYS_EDWARDS, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_EDDSA_CTX)
    { EXACT, PSA_ALG_EDDSA_CTX, MESSAGES, KEYS_EDWARDS, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_ED25519PH)
    { EXACT, PSA_ALG_ED25519PH, HASHES | MESSAGES, KEYS_EDWARDS, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_LMS)
    { EXACT, PSA_ALG_LMS, MESSAGES, KEYS_LMS, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_HSS)
    { EXACT, PSA_ALG_HSS, MESSAGES, KEYS_HSS, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_XMSS)
    { EXACT, PSA_ALG_XMSS, MESSAGES, KEYS_XMSS, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_XMSS_MT)
    { EXACT, PSA_ALG_XMSS_MT, MESSAGES, KEYS_XMSS_MT, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_SLH_DSA)
    { EXACT, PSA_ALG_SLH_DSA, MESSAGES, KEYS_SLH_DSA, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_DETERMINISTIC_SLH_DSA)
    { EXACT, PSA_ALG_DETERMINISTIC_SLH_DSA, MESSAGES, KEYS_SLH_DSA, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_HASH_SLH_DSA)
    { ANY_HASH_OF, PSA_ALG_HASH_SLH_DSA(0), HASHES | MESSAGES, KEYS_SLH_DSA, HASH_BROUGHT },
#endif
#if defined(PSA_WANT_ALG_DETERMINISTIC_HASH_SLH_DSA)
    { ANY_HASH_OF, PSA_ALG_DETERMINISTIC_HASH_SLH_DSA(0), HASHES | MESSAGES, KEYS_SLH_DSA, HASH_BROUGHT },
#endif
#if defined(PSA_WANT_ALG_HKDF)
    { ANY_HASH_OF, PSA_ALG_HKDF(0), DERIVATION | OF_AGREED, KEYS_DERIVE_OR_DATA, HASH_HMAC },
#endif
#if defined(PSA_WANT_ALG_HKDF_EXTRACT)
    { ANY_HASH_OF, PSA_ALG_HKDF_EXTRACT(0), DERIVATION | OF_AGREED, KEYS_DERIVE_OR_DATA, HASH_HMAC },
#endif
#if defined(PSA_WANT_ALG_HKDF_EXPAND)
    { ANY_HASH_OF, PSA_ALG_HKDF_EXPAND(0), DERIVATION | OF_AGREED, KEYS_DERIVE_OR_DATA, HASH_HMAC },
#endif
#if defined(PSA_WANT_ALG_TLS12_PRF)
    { ANY_HASH_OF, PSA_ALG_TLS12_PRF(0), DERIVATION | OF_AGREED, KEYS_DERIVE_OR_DATA, HASH_TLS },
#endif
#if defined(PSA_WANT_ALG_TLS12_PSK_TO_MS)
    { ANY_HASH_OF, PSA_ALG_TLS12_PSK_TO_MS(0), DERIVATION | OF_AGREED, KEYS_DERIVE_OR_DATA, HASH_TLS },
#endif
#if defined(PSA_WANT_ALG_TLS12_ECJPAKE_TO_PMS)
    { EXACT, PSA_ALG_TLS12_ECJPAKE_TO_PMS, DERIVATION, KEYS_DERIVE, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_SP800_108_COUNTER_HMAC)
    { ANY_HASH_OF, PSA_ALG_SP800_108_COUNTER_HMAC(0), DERIVATION | OF_AGREED, KEYS_DERIVE_HMAC_OR_DATA, HASH_HMAC },
#endif
#if defined(PSA_WANT_ALG_SP800_108_COUNTER_CMAC)
    { EXACT, PSA_ALG_SP800_108_COUNTER_CMAC, DERIVATION, KEYS_BLOCK_16_OR_DATA, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_PBKDF2_HMAC)
    { ANY_HASH_OF, PSA_ALG_PBKDF2_HMAC(0), DERIVATION | OF_AGREED, KEYS_TO_STRETCH, HASH_HMAC },
#endif
#if defined(PSA_WANT_ALG_PBKDF2_AES_CMAC_PRF_128)
    { EXACT, PSA_ALG_PBKDF2_AES_CMAC_PRF_128, DERIVATION | OF_AGREED, KEYS_TO_STRETCH, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_ECDH)
    { ANY_DERIVATION, PSA_ALG_ECDH, AGREEMENT, KEYS_ECDH, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_FFDH)
    { ANY_DERIVATION, PSA_ALG_FFDH, AGREEMENT, KEYS_FFDH, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_ECIES_SEC1)
    { EXACT, PSA_ALG_ECIES_SEC1, ENCRYPTION, KEYS_ECDH, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_JPAKE)
    { ANY_HASH_OF, PSA_ALG_JPAKE(0), PSA_KEY_USAGE_DERIVE, KEYS_PASSWORD, HASH_HERE },
#endif
#if defined(PSA_WANT_ALG_SPAKE2P_HMAC)
    { ANY_HASH_OF, PSA_ALG_SPAKE2P_HMAC(0), AGREEMENT, KEYS_SPAKE2P, HASH_HERE },
#endif
#if defined(PSA_WANT_ALG_SPAKE2P_CMAC)
    { ANY_HASH_OF, PSA_ALG_SPAKE2P_CMAC(0), AGREEMENT, KEYS_SPAKE2P, HASH_HERE },
#endif
#if defined(PSA_WANT_ALG_SPAKE2P_MATTER)
    { EXACT, PSA_ALG_SPAKE2P_MATTER, AGREEMENT, KEYS_SPAKE2P, HASH_NONE },
#endif
#if defined(PSA_WANT_ALG_WPA3_SAE_H2E)
    { ANY_HASH_OF, PSA_ALG_WPA3_SAE_H2E(0), PSA_KEY_USAGE_DERIVE, KEYS_TO_STRETCH, HASH_HERE },
#endif
#if defined(PSA_WANT_ALG_WPA3_SAE_FIXED)
    { ANY_HASH_OF, PSA_ALG_WPA3_SAE_FIXED(0), PSA_KEY_USAGE_DERIVE, KEYS_SAE, HASH_HERE },
#endif
#if defined(PSA_WANT_ALG_WPA3_SAE_GDH)
    { ANY_HASH_OF, PSA_ALG_WPA3_SAE_GDH(0), PSA_KEY_USAGE_DERIVE, KEYS_SAE, HASH_HERE },
#endif
    { EXACT, PSA_ALG_NONE, 0, KEYS_HMAC, HASH_NONE }, /* end */
};

static const algorithm_t *row_of(psa_algorithm_t alg)
{
    for (const algorithm_t *a = algorithms; a->alg != PSA_ALG_NONE; a++) {
        if ((alg & a->mask) == a->alg) {
            return a;
        }
    }
    return NULL;
}

/* Hash functions by their low bytes, below 32: all that the specification has, and those in its table "OID to use for
 * RSA PKCS#1 v1.5". */
#define KNOWN 0xf3ff7fbeu
#define NAMED 0x001f3f3eu

static bool is_among(uint32_t functions, psa_algorithm_t alg)
{
    uint32_t function = alg & 0xffu;

    return function < 32 && (functions >> function & 1u) != 0;
}

/* Whether the algorithm's hash function goes with it. */
static bool hash_is_valid(const algorithm_t *row, psa_algorithm_t alg, psa_key_usage_t usage)
{
    const pcc_hash_alg_t hash = pcrypto_hash_of(alg);
    const bool is_here = hash != PCC_HASH_NONE, is_here_or_brought = is_here || (usage & HASHES) != 0;
    const bool signs = (usage & (PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_SIGN_MESSAGE)) != 0;

    switch (row->hashes) {
    case HASH_HERE:
        return is_here;
    case HASH_HMAC:
        return pcc_hash_block_size(hash) != 0;
    case HASH_NONCE:
        return signs ? pcc_hash_block_size(hash) != 0 : is_here;
    case HASH_TLS:
        return hash == PCC_HASH_SHA_256 || hash == PCC_HASH_SHA_384;
    case HASH_BROUGHT:
        return is_here_or_brought && is_among(KNOWN, alg);
    case HASH_NAMED:
        return is_here_or_brought && is_among(NAMED, alg);
    default:
        return true;
    }
}

/* The row of an algorithm that this build can use so, NULL if it can't: with an agreement, its derivation too. */
static const algorithm_t *find(psa_algorithm_t alg, psa_key_usage_t usage)
{
    const algorithm_t *row = row_of(alg);

    if (row == NULL || !hash_is_valid(row, alg, usage)) {
        return NULL;
    }
    if (row->mask == ANY_DERIVATION && alg != row->alg) {
        psa_algorithm_t kdf = PSA_ALG_KEY_AGREEMENT_GET_KDF(alg);
        const algorithm_t *derivation = row_of(kdf);
        bool fits = derivation != NULL && (derivation->roles & OF_AGREED) != 0 && hash_is_valid(derivation, kdf, usage);
        return fits ? row : NULL;
    }
    return row;
}

/* Usages that algorithms of this class can have at all: the others are invalid for it, whether the build has it or
 * not. */
static psa_key_usage_t roles_of_class(psa_algorithm_t alg)
{
    if (PSA_ALG_IS_MAC(alg)) {
        return MESSAGES;
    }
    if (PSA_ALG_IS_SIGN(alg)) {
        return (PSA_ALG_IS_SIGN_HASH(alg) ? HASHES : 0u) | (PSA_ALG_IS_SIGN_MESSAGE(alg) ? MESSAGES : 0u);
    }
    if (PSA_ALG_IS_CIPHER(alg) || PSA_ALG_IS_AEAD(alg) || PSA_ALG_IS_ASYMMETRIC_ENCRYPTION(alg) ||
        PSA_ALG_IS_KEY_ENCAPSULATION(alg)) {
        return ENCRYPTION;
    }
    if (PSA_ALG_IS_KEY_DERIVATION(alg)) {
        return DERIVATION;
    }
    if (PSA_ALG_IS_KEY_WRAP(alg)) {
        return WRAPPING;
    }
    return PSA_ALG_IS_KEY_AGREEMENT(alg) || PSA_ALG_IS_PAKE(alg) ? AGREEMENT : 0u;
}

static bool is_montgomery(psa_key_type_t type)
{
    return PSA_KEY_TYPE_ECC_GET_FAMILY(type) == PSA_ECC_FAMILY_MONTGOMERY;
}

static bool is_edwards(psa_key_type_t type)
{
    return PSA_KEY_TYPE_ECC_GET_FAMILY(type) == PSA_ECC_FAMILY_TWISTED_EDWARDS;
}

/* A block cipher's key; of XTS it is twice as long as the cipher's. */
static bool is_block_key(psa_key_type_t type, size_t bits)
{
    return (type & 0x7000u) == 0x2000u && PSA_BLOCK_CIPHER_BLOCK_LENGTH(type) > 1 &&
           (type == PSA_KEY_TYPE_DES || bits <= 256);
}

static bool type_matches(keys_t keys, psa_key_type_t type, size_t bits, psa_key_usage_t usage)
{
    if (usage == PSA_KEY_USAGE_VERIFY_DERIVATION && type == PSA_KEY_TYPE_PASSWORD_HASH) {
        return true; /* what psa_key_derivation_verify_key() compares with */
    }
    switch (keys) {
    case KEYS_HMAC:
        return type == PSA_KEY_TYPE_HMAC;
    case KEYS_BLOCK:
        return is_block_key(type, bits);
    case KEYS_BLOCK_16:
        return is_block_key(type, bits) && type != PSA_KEY_TYPE_DES;
    case KEYS_BLOCK_16_OR_DATA:
        return (is_block_key(type, bits) && type != PSA_KEY_TYPE_DES) || type == PSA_KEY_TYPE_RAW_DATA;
    case KEYS_XTS:
        return (type & 0x7000u) == 0x2000u && PSA_BLOCK_CIPHER_BLOCK_LENGTH(type) == 16 &&
               (bits == 256 || bits == 384 || bits == 512);
    case KEYS_STREAM:
        return type == PSA_KEY_TYPE_CHACHA20 || type == PSA_KEY_TYPE_XCHACHA20;
    case KEYS_CHACHA20:
        return type == PSA_KEY_TYPE_CHACHA20;
    case KEYS_XCHACHA20:
        return type == PSA_KEY_TYPE_XCHACHA20;
    case KEYS_RSA:
        return PSA_KEY_TYPE_IS_RSA(type);
    case KEYS_WEIERSTRASS:
        return PSA_KEY_TYPE_IS_ECC(type) && !is_montgomery(type) && !is_edwards(type);
    case KEYS_EDWARDS:
        return PSA_KEY_TYPE_IS_ECC(type) && is_edwards(type);
    case KEYS_ECDH:
        return PSA_KEY_TYPE_IS_ECC(type) && !is_edwards(type);
    case KEYS_FFDH:
        return PSA_KEY_TYPE_IS_DH(type);
    case KEYS_DERIVE:
        return type == PSA_KEY_TYPE_DERIVE;
    case KEYS_DERIVE_OR_DATA:
        return type == PSA_KEY_TYPE_DERIVE || type == PSA_KEY_TYPE_RAW_DATA;
    case KEYS_DERIVE_HMAC_OR_DATA:
        return type == PSA_KEY_TYPE_DERIVE || type == PSA_KEY_TYPE_HMAC || type == PSA_KEY_TYPE_RAW_DATA;
    case KEYS_TO_STRETCH:
        return type == PSA_KEY_TYPE_DERIVE || type == PSA_KEY_TYPE_PASSWORD || type == PSA_KEY_TYPE_PEPPER ||
               type == PSA_KEY_TYPE_RAW_DATA;
    case KEYS_PASSWORD:
        return type == PSA_KEY_TYPE_PASSWORD || type == PSA_KEY_TYPE_PASSWORD_HASH;
    case KEYS_SPAKE2P:
        return PSA_KEY_TYPE_IS_SPAKE2P(type);
    case KEYS_SAE:
        return type == PSA_KEY_TYPE_PASSWORD || pcrypto_sae_is(type);
    case KEYS_LMS:
        return type == PSA_KEY_TYPE_LMS_PUBLIC_KEY;
    case KEYS_HSS:
        return type == PSA_KEY_TYPE_HSS_PUBLIC_KEY;
    case KEYS_XMSS:
        return type == PSA_KEY_TYPE_XMSS_PUBLIC_KEY;
    case KEYS_XMSS_MT:
        return type == PSA_KEY_TYPE_XMSS_MT_PUBLIC_KEY;
#if PCC_HAVE_SLH_DSA
    case KEYS_SLH_DSA:
        return PSA_KEY_TYPE_IS_SLH_DSA(type);
#endif
    default:
        return false;
    }
}

/* Half of the roles is the public key's; the others need a secret. */
static bool half_matches(psa_key_type_t type, psa_key_usage_t usage)
{
    const psa_key_usage_t of_public =
        PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_VERIFY_MESSAGE | PSA_KEY_USAGE_DERIVE_PUBLIC;
    return !PSA_KEY_TYPE_IS_PUBLIC_KEY(type) || (usage & of_public) != 0;
}

/* Lengths in the identifier: SP 800-38C has tags of 4, 6 to 16 bytes, SP 800-38D of 4, 8, 12 to 16; a MAC is no longer
 * than its algorithm makes it, and shorter than 4 bytes not to be had. */
static bool length_is_valid(psa_key_type_t type, psa_algorithm_t alg)
{
    size_t length = alg >> 16 & 0x3fu;

    if (PSA_ALG_IS_MAC(alg)) {
        return length == 0 || (length >= 4 && length <= pcrypto_mac_size(type, PSA_ALG_FULL_LENGTH_MAC(alg)));
    }
    if (PSA_ALG_IS_AEAD(alg) && PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG(alg) == PSA_ALG_CCM) {
        return length >= 4 && length <= 16 && length % 2 == 0;
    }
    if (PSA_ALG_IS_AEAD(alg) && PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG(alg) == PSA_ALG_GCM) {
        return length == 4 || length == 8 || (length >= 12 && length <= 16);
    }
    return true;
}

#if defined(PSA_WANT_KEY_TYPE_RSA_PUBLIC_KEY)
/* RFC 8017: OAEP takes two hashes and 2 bytes, PSS one, its salt and 2. */
static bool rsa_is_large_enough(size_t bits, psa_algorithm_t alg)
{
    size_t hash = pcc_hash_size(pcrypto_hash_of(alg));

    if (PSA_ALG_IS_RSA_OAEP(alg)) {
        return (bits + 7) / 8 >= 2 * hash + 2;
    }
    return !PSA_ALG_IS_RSA_PSS(alg) || bits / 8 >= hash + 2;
}
#endif

#if defined(PSA_WANT_ALG_HKDF_EXPAND)
/* RFC 5869 section 2.3: what is expanded is at least a hash long, a key or the secret of an agreement. */
static bool can_be_expanded(psa_key_type_t type, size_t bits, psa_algorithm_t alg)
{
    bool agreed = PSA_ALG_IS_KEY_AGREEMENT(alg);
    psa_algorithm_t kdf = agreed ? PSA_ALG_KEY_AGREEMENT_GET_KDF(alg) : alg;

    return !PSA_ALG_IS_HKDF_EXPAND(kdf) || (!agreed && type != PSA_KEY_TYPE_DERIVE) ||
           (bits + 7) / 8 >= pcc_hash_size(pcrypto_hash_of(kdf));
}
#endif

#if defined(PSA_WANT_ALG_SPAKE2P_HMAC) || defined(PSA_WANT_ALG_SPAKE2P_CMAC) || defined(PSA_WANT_ALG_SPAKE2P_MATTER)
/* The cipher suites of RFC 9383 and of Matter: SHA-256 or SHA-512, the longer one for the widest curves and not for
 * Edwards25519; CMAC and Matter go with P-256. */
static bool spake2p_has_suite(size_t bits, psa_algorithm_t alg)
{
    pcc_hash_alg_t hash = pcrypto_hash_of(alg);

    if (alg == PSA_ALG_SPAKE2P_MATTER) {
        return bits == 256;
    }
    return (hash == PCC_HASH_SHA_512 ? bits != 255 : hash == PCC_HASH_SHA_256 && bits < 448) &&
           (PSA_ALG_IS_SPAKE2P_HMAC(alg) || bits == 256);
}
#endif

#if PCC_HAVE_SAE || defined(PSA_WANT_ALG_WPA3_SAE_H2E)
/* A password goes with the looping method, which is SHA-256, and is made a token with the three hash functions that
 * groups have; a token goes with that of its group. */
static bool sae_has_suite(psa_key_type_t type, size_t bits, psa_algorithm_t alg)
{
    pcc_hash_alg_t hash = pcrypto_hash_of(alg);

    if (PSA_ALG_IS_WPA3_SAE_H2E(alg)) {
        return hash == PCC_HASH_SHA_256 || hash == PCC_HASH_SHA_384 || hash == PCC_HASH_SHA_512;
    }
#if PCC_HAVE_SAE_TOKEN
    pcc_pake_group_t group;
    if (pcrypto_sae_is(type)) {
        return pcrypto_sae_group(type, bits, &group) && pcc_sae_hash(&group) == hash;
    }
#endif
    (void)bits;
    return type == PSA_KEY_TYPE_PASSWORD && alg == PSA_ALG_WPA3_SAE_FIXED(PSA_ALG_SHA_256);
}
#endif

/* All but the key's policy. */
static psa_status_t check(const psa_key_attributes_t *attributes, psa_algorithm_t alg, psa_key_usage_t usage)
{
    psa_key_type_t type = psa_get_key_type(attributes);
    size_t bits = psa_get_key_bits(attributes);

    if (alg == PSA_ALG_NONE || pcrypto_is_wildcard(alg) || (roles_of_class(alg) & usage) == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    const algorithm_t *found = find(alg, usage);
    if (found == NULL) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
#if PCC_HAVE_SLH_DSA
    if (found->keys == KEYS_SLH_DSA && !pcrypto_slh_dsa_has_hash(alg)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
#endif
    if ((found->roles & usage) == 0 || !type_matches(found->keys, type, bits, usage) || !half_matches(type, usage) ||
        !length_is_valid(type, alg)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
#if defined(PSA_WANT_KEY_TYPE_RSA_PUBLIC_KEY)
    if (found->keys == KEYS_RSA && !rsa_is_large_enough(bits, alg)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
#endif
#if defined(PSA_WANT_ALG_HKDF_EXPAND)
    if (!can_be_expanded(type, bits, alg)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
#endif
#if defined(PSA_WANT_ALG_TLS12_ECJPAKE_TO_PMS)
    if (found->keys == KEYS_DERIVE && type == PSA_KEY_TYPE_DERIVE && bits != 8u * 65u) { /* a point of P-256 */
        return PSA_ERROR_INVALID_ARGUMENT;
    }
#endif
#if defined(PSA_WANT_ALG_SPAKE2P_HMAC) || defined(PSA_WANT_ALG_SPAKE2P_CMAC) || defined(PSA_WANT_ALG_SPAKE2P_MATTER)
    if (found->keys == KEYS_SPAKE2P && !spake2p_has_suite(bits, alg)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
#endif
#if PCC_HAVE_SAE || defined(PSA_WANT_ALG_WPA3_SAE_H2E)
    if ((PSA_ALG_IS_WPA3_SAE(alg) || PSA_ALG_IS_WPA3_SAE_H2E(alg)) && !sae_has_suite(type, bits, alg)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (PSA_ALG_IS_WPA3_SAE(alg) && type == PSA_KEY_TYPE_PASSWORD && bits > 8u * PCRYPTO_PAKE_PASSWORD_SIZE_MAX) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
#endif
    return PSA_SUCCESS;
}

static psa_status_t check_management(const psa_key_attributes_t *attributes, psa_algorithm_t alg, psa_key_usage_t usage)
{
    if (alg != PSA_ALG_NONE) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (usage == PSA_KEY_USAGE_EXPORT && !pcrypto_is_read_out(psa_get_key_type(attributes))) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    bool is_public = PSA_KEY_TYPE_IS_PUBLIC_KEY(psa_get_key_type(attributes));
    return (psa_get_key_usage_flags(attributes) & usage) != 0 || (usage == PSA_KEY_USAGE_EXPORT && is_public)
               ? PSA_SUCCESS
               : PSA_ERROR_NOT_PERMITTED;
}

/* Who has the key as the other side's may use it whatever its policy, since it can be exported. With SPAKE2+ it is the
 * verifier's, who needs the permission to derive. */
static bool is_permitted(const psa_key_attributes_t *attributes, psa_algorithm_t alg, psa_key_usage_t usage)
{
    if (usage == PSA_KEY_USAGE_DERIVE_PUBLIC) {
        if (PSA_ALG_IS_KEY_AGREEMENT(alg)) {
            return true;
        }
        usage = PSA_KEY_USAGE_DERIVE;
    }
    return pcrypto_policy_permits(attributes, usage, alg);
}

psa_status_t psa_check_key_usage(psa_key_id_t key, psa_algorithm_t alg, psa_key_usage_t usage)
{
    const psa_key_usage_t management = PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_COPY | PSA_KEY_USAGE_CACHE;
    pcrypto_key_t *held;

    psa_status_t status = pcrypto_key_get(key, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (usage == 0 || (usage & (usage - 1u)) != 0 || !pcrypto_usage_is_valid(usage & ~PSA_KEY_USAGE_DERIVE_PUBLIC)) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    } else if ((usage & management) != 0) {
        status = check_management(&held->attributes, alg, usage);
    } else {
        status = check(&held->attributes, alg, usage);
        if (status == PSA_SUCCESS && !is_permitted(&held->attributes, alg, usage)) {
            status = PSA_ERROR_NOT_PERMITTED;
        }
    }
    pcrypto_key_put(held);
    return status;
}
