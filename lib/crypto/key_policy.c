/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The rules of key policies, one function a rule (Crypto API 1.5, "Permitted algorithms").
 */
#include "key_policy.h"

#include "lib/crypto/core/hash.h"

/* Fields of algorithm identifiers (Crypto API 1.5, appendix B "Algorithm and key type encoding"). */
#define HASH_FIELD 0x000000ffu
#define LENGTH_FIELD 0x003f0000u  /* of MACs and AEADs */
#define AT_LEAST_FLAG 0x00008000u /* of MACs and AEADs in policies */

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

/* A signature with PSA_ALG_ANY_HASH permits every hash, but not the algorithm without one (PSA_ALG_ECDSA_ANY). */
static bool any_hash_permits(psa_algorithm_t policy, psa_algorithm_t alg)
{
    return PSA_ALG_IS_SIGN(policy) && PSA_ALG_IS_SIGN(alg) && PSA_ALG_GET_HASH(policy) == PSA_ALG_ANY_HASH &&
           PSA_ALG_GET_HASH(alg) != 0 && (policy & ~HASH_FIELD) == (alg & ~HASH_FIELD);
}

/* Key agreement alone permits it with every key derivation. */
static bool agreement_permits(psa_algorithm_t policy, psa_algorithm_t alg)
{
    return PSA_ALG_IS_STANDALONE_KEY_AGREEMENT(policy) && PSA_ALG_IS_KEY_AGREEMENT(alg) &&
           PSA_ALG_KEY_AGREEMENT_GET_BASE(alg) == policy;
}

#if defined(PSA_WANT_ALG_HMAC)
size_t pcrypto_mac_size(psa_algorithm_t alg)
{
    size_t size = (alg & LENGTH_FIELD) >> 16;

    return size != 0 ? size : pcc_hash_size((pcc_hash_alg_t)(alg & HASH_FIELD));
}

/* An at-least-this-length wildcard permits its MAC from that length on. */
static bool mac_wildcard_permits(psa_algorithm_t policy, psa_algorithm_t alg)
{
    return PSA_ALG_IS_MAC(policy) && (policy & AT_LEAST_FLAG) != 0 && PSA_ALG_IS_MAC(alg) &&
           PSA_ALG_FULL_LENGTH_MAC(policy) == PSA_ALG_FULL_LENGTH_MAC(alg) &&
           pcrypto_mac_size(policy) <= pcrypto_mac_size(alg);
}
#endif

#if defined(PSA_WANT_ALG_CCM) || defined(PSA_WANT_ALG_GCM)
/* The same for the tags of AEADs, whose length is always in the identifier. */
static bool aead_wildcard_permits(psa_algorithm_t policy, psa_algorithm_t alg)
{
    const psa_algorithm_t base = ~(LENGTH_FIELD | AT_LEAST_FLAG);

    return PSA_ALG_IS_AEAD(policy) && (policy & AT_LEAST_FLAG) != 0 && (policy & base) == (alg & base) &&
           (policy & LENGTH_FIELD) <= (alg & LENGTH_FIELD);
}
#endif

/* ECDSA and deterministic ECDSA with the same hash make signatures that verify alike. */
static bool verifies_alike(psa_algorithm_t policy, psa_algorithm_t alg, psa_algorithm_t *as)
{
    if (!PSA_ALG_IS_ECDSA(policy) || !PSA_ALG_IS_ECDSA(alg) || PSA_ALG_GET_HASH(alg) == 0) {
        return false;
    }
    *as = PSA_ALG_IS_DETERMINISTIC_ECDSA(policy) ? PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_GET_HASH(alg))
                                                 : PSA_ALG_ECDSA(PSA_ALG_GET_HASH(alg));
    return true;
}

/* `alg` is what `policy` says, or within its wildcard. */
static bool covers(psa_algorithm_t policy, psa_algorithm_t alg)
{
    if (policy == alg || any_hash_permits(policy, alg) || agreement_permits(policy, alg)) {
        return true;
    }
#if defined(PSA_WANT_ALG_HMAC)
    if (mac_wildcard_permits(policy, alg)) {
        return true;
    }
#endif
#if defined(PSA_WANT_ALG_CCM) || defined(PSA_WANT_ALG_GCM)
    if (aead_wildcard_permits(policy, alg)) {
        return true;
    }
#endif
    return false;
}

bool pcrypto_policy_permits(const psa_key_attributes_t *attributes, psa_key_usage_t usage, psa_algorithm_t alg)
{
    psa_algorithm_t policy = psa_get_key_algorithm(attributes);
    psa_algorithm_t as;

    if ((psa_get_key_usage_flags(attributes) & usage) != usage || alg == PSA_ALG_NONE || policy == PSA_ALG_NONE ||
        PSA_ALG_IS_WILDCARD(alg)) {
        return false;
    }
    if (covers(policy, alg)) {
        return true;
    }
    bool verifying = (usage & (PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_VERIFY_MESSAGE)) != 0;
    return verifying && verifies_alike(policy, alg, &as) && covers(policy, as);
}

/* Two at-least-this-length wildcards of one algorithm have the longer one in common: covers() says so too. */
bool pcrypto_policy_intersect(psa_algorithm_t a, psa_algorithm_t b, psa_algorithm_t *common)
{
    if (covers(a, b)) {
        *common = b;
        return true;
    }
    if (covers(b, a)) {
        *common = a;
        return true;
    }
    return false;
}
