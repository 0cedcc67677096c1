/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The rules of key policies, one function a rule (Crypto API 1.5, "Permitted algorithms").
 */
#include "key_policy.h"

#include "crypto_internal.h"
#include "lib/crypto/core/hash.h"

/* Fields of algorithm identifiers (Crypto API 1.5, appendix B "Algorithm and key type encoding"). */
#define HASH_FIELD 0x000000ffu
#define LENGTH_FIELD 0x003f0000u  /* of MACs and AEADs */
#define AT_LEAST_FLAG 0x00008000u /* of MACs and AEADs in policies */

/* Rules of families that this build does not have are not compiled. */
#if defined(PSA_WANT_ALG_HMAC) || defined(PSA_WANT_ALG_CMAC) || defined(PSA_WANT_ALG_CBC_MAC)
#define WITH_MAC 1
#else
#define WITH_MAC 0
#endif
#if defined(PSA_WANT_ALG_CCM) || defined(PSA_WANT_ALG_GCM) || defined(PSA_WANT_ALG_CHACHA20_POLY1305) ||               \
    defined(PSA_WANT_ALG_XCHACHA20_POLY1305)
#define WITH_AEAD 1
#else
#define WITH_AEAD 0
#endif
#if defined(PSA_WANT_ALG_CCM) || defined(PSA_WANT_ALG_CCM_STAR_NO_TAG)
#define WITH_CCM 1
#else
#define WITH_CCM 0
#endif
#if defined(PSA_WANT_ALG_ECDH) || defined(PSA_WANT_ALG_FFDH)
#define WITH_AGREEMENT 1
#else
#define WITH_AGREEMENT 0
#endif
#if defined(PSA_WANT_KEY_TYPE_PASSWORD) || defined(PSA_WANT_KEY_TYPE_WPA3_SAE_ECC) ||                                  \
    defined(PSA_WANT_KEY_TYPE_WPA3_SAE_DH)
#define WITH_SAE 1
#else
#define WITH_SAE 0
#endif
#if defined(PSA_WANT_ALG_RSA_PKCS1V15_SIGN) || defined(PSA_WANT_ALG_RSA_PKCS1V15_SIGN_RAW)
#define WITH_PKCS1V15 1
#else
#define WITH_PKCS1V15 0
#endif

bool pcrypto_usage_is_valid(psa_key_usage_t usage)
{
    const psa_key_usage_t known = PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_COPY | PSA_KEY_USAGE_CACHE |
                                  PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT | PSA_KEY_USAGE_SIGN_MESSAGE |
                                  PSA_KEY_USAGE_VERIFY_MESSAGE | PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH |
                                  PSA_KEY_USAGE_DERIVE | PSA_KEY_USAGE_VERIFY_DERIVATION | PSA_KEY_USAGE_WRAP |
                                  PSA_KEY_USAGE_UNWRAP;
    return (usage & ~known) == 0;
}

psa_key_usage_t pcrypto_usage_extend(psa_key_usage_t usage)
{
    if (usage & PSA_KEY_USAGE_SIGN_HASH) {
        usage |= PSA_KEY_USAGE_SIGN_MESSAGE;
    }
    if (usage & PSA_KEY_USAGE_VERIFY_HASH) {
        usage |= PSA_KEY_USAGE_VERIFY_MESSAGE;
    }
    return usage;
}

static bool has_any_hash(psa_algorithm_t alg)
{
    return (alg & HASH_FIELD) == (PSA_ALG_ANY_HASH & HASH_FIELD);
}

/* The category of an algorithm, "Algorithm and key type encoding". */
#define CATEGORY(alg) ((alg)&0x7f000000u)

/* A signature with PSA_ALG_ANY_HASH permits every hash, but not the algorithm without one (PSA_ALG_ECDSA_ANY). PKCS#1
 * v1.5 permits that too (PSA_ALG_RSA_PKCS1V15_SIGN_RAW). */
static bool any_hash_permits(psa_algorithm_t policy, psa_algorithm_t alg)
{
    return has_any_hash(policy) && (policy & ~HASH_FIELD) == (alg & ~HASH_FIELD) &&
           ((alg & HASH_FIELD) != 0 || (WITH_PKCS1V15 && alg == PSA_ALG_RSA_PKCS1V15_SIGN_RAW));
}

/* Key agreement alone permits it with every key derivation. */
static bool agreement_permits(psa_algorithm_t policy, psa_algorithm_t alg)
{
    return PSA_ALG_KEY_AGREEMENT_GET_BASE(alg) == policy;
}

PCRYPTO_APART size_t pcrypto_mac_size(psa_key_type_t type, psa_algorithm_t alg)
{
    size_t size = (alg & LENGTH_FIELD) >> 16;

    if (size != 0) {
        return size;
    }
    return PSA_ALG_IS_BLOCK_CIPHER_MAC(alg) ? PSA_BLOCK_CIPHER_BLOCK_LENGTH(type)
                                            : pcc_hash_size((pcc_hash_alg_t)(alg & HASH_FIELD));
}

/* An at-least-this-length wildcard permits its MAC from that length on, and its AEAD from that length of the tag on.
 * (Which is always in the identifier: of an AEAD, pcrypto_mac_size() gives the field alone.) */
static bool at_least_permits(psa_key_type_t type, psa_algorithm_t policy, psa_algorithm_t alg)
{
    const psa_algorithm_t base = ~(LENGTH_FIELD | AT_LEAST_FLAG);

    return (policy & AT_LEAST_FLAG) != 0 && (policy & base) == (alg & base) &&
           pcrypto_mac_size(type, policy) <= pcrypto_mac_size(type, alg);
}

/* CCM* as a cipher, and as an AEAD with the tag lengths that it has: 4, 8 and 16. */
static bool ccm_star_permits(psa_algorithm_t policy, psa_algorithm_t alg)
{
    return policy == PSA_ALG_CCM_STAR_ANY_TAG && (alg == PSA_ALG_CCM_STAR_NO_TAG || alg == PSA_ALG_CCM ||
                                                  alg == PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 4) ||
                                                  alg == PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 8));
}

/* "Any WPA3-SAE cipher suite", and of a password also the derivation of tokens ("PSA_ALG_WPA3_SAE_ANY"); that one
 * with any hash function ("PSA_ALG_WPA3_SAE_H2E", hash_alg). */
static bool wpa3_permits(psa_key_type_t type, psa_algorithm_t policy, psa_algorithm_t alg)
{
    if (PSA_ALG_IS_WPA3_SAE_H2E(alg)) {
        return policy == PSA_ALG_WPA3_SAE_H2E(PSA_ALG_ANY_HASH) ||
               (policy == PSA_ALG_WPA3_SAE_ANY && type == PSA_KEY_TYPE_PASSWORD);
    }
    return policy == PSA_ALG_WPA3_SAE_ANY && PSA_ALG_IS_WPA3_SAE(alg);
}

/* `alg` is what `policy` says, or within its wildcard, which is of one kind in each category of algorithms. */
static bool covers(psa_key_type_t type, psa_algorithm_t policy, psa_algorithm_t alg)
{
    if (policy == alg) {
        return true;
    }
    switch (CATEGORY(policy)) {
    case CATEGORY(PSA_ALG_ECDSA_ANY):
        return any_hash_permits(policy, alg);
    case CATEGORY(PSA_ALG_CMAC):
        return WITH_MAC && at_least_permits(type, policy, alg);
    case CATEGORY(PSA_ALG_GCM):
        return WITH_AEAD && at_least_permits(type, policy, alg);
    case CATEGORY(PSA_ALG_CCM_STAR_ANY_TAG):
        return WITH_CCM && ccm_star_permits(policy, alg);
    case CATEGORY(PSA_ALG_ECDH):
        return WITH_AGREEMENT && agreement_permits(policy, alg);
    case CATEGORY(PSA_ALG_WPA3_SAE_ANY):
    case CATEGORY(PSA_ALG_WPA3_SAE_H2E(0)):
        return WITH_SAE && wpa3_permits(type, policy, alg);
    default:
        return false;
    }
}

/* ECDSA and deterministic ECDSA with the same hash make signatures that verify alike. */
static bool verifies_alike(psa_key_type_t type, psa_algorithm_t policy, psa_algorithm_t alg)
{
    const psa_algorithm_t deterministic = PSA_ALG_ECDSA(0) ^ PSA_ALG_DETERMINISTIC_ECDSA(0);

    return PSA_ALG_IS_ECDSA(policy) && PSA_ALG_IS_ECDSA(alg) && PSA_ALG_GET_HASH(alg) != 0 &&
           covers(type, policy, alg ^ deterministic);
}

/* So do hedged and deterministic SLH-DSA, and HashSLH-DSA with the same hash. */
static bool slh_dsa_verifies_alike(psa_key_type_t type, psa_algorithm_t policy, psa_algorithm_t alg)
{
    return (PSA_ALG_IS_SLH_DSA(alg) || PSA_ALG_IS_HASH_SLH_DSA(alg)) &&
           covers(type, policy, alg ^ PSA_ALG_SLH_DSA ^ PSA_ALG_DETERMINISTIC_SLH_DSA);
}

bool pcrypto_is_wildcard(psa_algorithm_t alg)
{
    return has_any_hash(alg) || ((WITH_MAC || WITH_AEAD || WITH_CCM) && PSA_ALG_IS_WILDCARD(alg));
}

bool pcrypto_policy_permits(const psa_key_attributes_t *attributes, psa_key_usage_t usage, psa_algorithm_t alg)
{
    psa_key_type_t type = psa_get_key_type(attributes);
    psa_algorithm_t policy = psa_get_key_algorithm(attributes);

    if ((psa_get_key_usage_flags(attributes) & usage) != usage || alg == PSA_ALG_NONE || pcrypto_is_wildcard(alg)) {
        return false;
    }
    if (covers(type, policy, alg)) {
        return true;
    }
    bool verifying = (usage & (PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_VERIFY_MESSAGE)) != 0;
    return verifying &&
           (verifies_alike(type, policy, alg) || (PCC_HAVE_SLH_DSA && slh_dsa_verifies_alike(type, policy, alg)));
}

/* Two at-least-this-length wildcards of one algorithm have the longer one in common: covers() says so too. */
bool pcrypto_policy_intersect(psa_key_type_t type, psa_algorithm_t a, psa_algorithm_t b, psa_algorithm_t *common)
{
    if (covers(type, a, b)) {
        *common = b;
        return true;
    }
    if (covers(type, b, a)) {
        *common = a;
        return true;
    }
    return false;
}
