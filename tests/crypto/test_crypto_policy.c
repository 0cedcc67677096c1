/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key policies (Crypto API 1.5, "Key policies"): the permitted algorithm with its eight exceptions, and
 * psa_check_key_usage().
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "lib/crypto/key_policy.h"
#include "platform/platform.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

#define SIGN PSA_KEY_USAGE_SIGN_HASH
#define VERIFY PSA_KEY_USAGE_VERIFY_HASH
#define ENCRYPT PSA_KEY_USAGE_ENCRYPT
#define DERIVE PSA_KEY_USAGE_DERIVE
#define MAC PSA_KEY_USAGE_SIGN_MESSAGE
#define ECC PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)
#define ECC_PUBLIC PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1)
#define ALL 0x0003ff07u

typedef struct rule {
    psa_key_type_t type;
    psa_algorithm_t policy, alg;
    psa_key_usage_t usage;
    bool permitted;
} rule_t;

static void assert_rules(const rule_t *rules, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
        psa_set_key_type(&a, rules[i].type);
        psa_set_key_usage_flags(&a, ALL);
        psa_set_key_algorithm(&a, rules[i].policy);
        if (pcrypto_policy_permits(&a, rules[i].usage, rules[i].alg) != rules[i].permitted) {
            fail_msg("rule %u: policy %08x, algorithm %08x", (unsigned)i, (unsigned)rules[i].policy,
                     (unsigned)rules[i].alg);
        }
        /* Without the usage, never. */
        psa_set_key_usage_flags(&a, ALL & ~rules[i].usage);
        assert_false(pcrypto_policy_permits(&a, rules[i].usage, rules[i].alg));
    }
}
#define RULES(rules) assert_rules(rules, sizeof(rules) / sizeof((rules)[0]))

/* "the permitted algorithm value must exactly match the requested algorithm"; "If the permitted algorithm is
 * PSA_ALG_NONE, no cryptographic operation is permitted"; a wildcard is no algorithm to use. */
static void policy__no_exception__exact_match(void **state)
{
    (void)state;
    const rule_t rules[] = {
        { PSA_KEY_TYPE_AES, PSA_ALG_GCM, PSA_ALG_GCM, ENCRYPT, true },
        { PSA_KEY_TYPE_AES, PSA_ALG_GCM, PSA_ALG_CCM, ENCRYPT, false },
        { PSA_KEY_TYPE_AES, PSA_ALG_NONE, PSA_ALG_GCM, ENCRYPT, false },
        { PSA_KEY_TYPE_AES, PSA_ALG_NONE, PSA_ALG_NONE, ENCRYPT, false },
        { PSA_KEY_TYPE_AES, PSA_ALG_GCM, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_GCM, 12), ENCRYPT, false },
        { PSA_KEY_TYPE_AES, PSA_ALG_CTR, PSA_ALG_CCM_STAR_NO_TAG, ENCRYPT, false },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_HMAC(PSA_ALG_SHA_256), PSA_ALG_HMAC(PSA_ALG_SHA_384), MAC, false },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_HMAC(PSA_ALG_SHA_256), PSA_ALG_TRUNCATED_MAC(PSA_ALG_HMAC(PSA_ALG_SHA_256), 16),
          MAC, false },
        { PSA_KEY_TYPE_DERIVE, PSA_ALG_HKDF(PSA_ALG_SHA_256), PSA_ALG_HKDF_EXPAND(PSA_ALG_SHA_256), DERIVE, false },
        { ECC, PSA_ALG_ECDSA(PSA_ALG_ANY_HASH), PSA_ALG_ECDSA(PSA_ALG_ANY_HASH), SIGN, false },
        { PSA_KEY_TYPE_AES, PSA_ALG_CCM_STAR_ANY_TAG, PSA_ALG_CCM_STAR_ANY_TAG, ENCRYPT, false },
        { PSA_KEY_TYPE_PASSWORD, PSA_ALG_WPA3_SAE_ANY, PSA_ALG_WPA3_SAE_ANY, DERIVE, false },
    };
    RULES(rules);
}

/* 1: "considered equivalent for verification, but not for computing the signature". */
static void policy__ecdsa_and_deterministic__alike_for_verification(void **state)
{
    (void)state;
    const psa_algorithm_t e = PSA_ALG_ECDSA(PSA_ALG_SHA_256), d = PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256);
    const psa_algorithm_t any_e = PSA_ALG_ECDSA(PSA_ALG_ANY_HASH),
                          any_d = PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_ANY_HASH);
    const rule_t rules[] = {
        { ECC, e, d, VERIFY, true },
        { ECC, d, e, VERIFY, true },
        { ECC, e, d, PSA_KEY_USAGE_VERIFY_MESSAGE, true },
        { ECC, e, d, SIGN, false },
        { ECC, d, e, SIGN, false },
        { ECC, any_e, d, VERIFY, true },
        { ECC, any_d, e, VERIFY, true },
        { ECC, any_e, d, SIGN, false },
        { ECC, e, PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_384), VERIFY, false },
        { ECC, any_d, PSA_ALG_ECDSA_ANY, VERIFY, false },
        { ECC, d, PSA_ALG_ECDSA_ANY, VERIFY, false },
        { ECC, PSA_ALG_ECDSA_ANY, d, VERIFY, false },
        { PSA_KEY_TYPE_RSA_KEY_PAIR, PSA_ALG_RSA_PSS(PSA_ALG_SHA_256), PSA_ALG_RSA_PSS_ANY_SALT(PSA_ALG_SHA_256),
          VERIFY, false },
    };
    RULES(rules);
}

/* 2: "A signature algorithm constructed with PSA_ALG_ANY_HASH permits the specified signature scheme with any hash". */
static void policy__any_hash__every_hash_of_the_scheme(void **state)
{
    (void)state;
    const psa_key_type_t rsa = PSA_KEY_TYPE_RSA_KEY_PAIR;
    const rule_t rules[] = {
        { ECC, PSA_ALG_ECDSA(PSA_ALG_ANY_HASH), PSA_ALG_ECDSA(PSA_ALG_SHA_256), SIGN, true },
        { ECC, PSA_ALG_ECDSA(PSA_ALG_ANY_HASH), PSA_ALG_ECDSA(PSA_ALG_SHA3_512), SIGN, true },
        { ECC, PSA_ALG_ECDSA(PSA_ALG_ANY_HASH), PSA_ALG_ECDSA_ANY, SIGN, false },
        { ECC, PSA_ALG_ECDSA_ANY, PSA_ALG_ECDSA(PSA_ALG_SHA_256), SIGN, false },
        { rsa, PSA_ALG_RSA_PSS(PSA_ALG_ANY_HASH), PSA_ALG_RSA_PSS(PSA_ALG_SHA_512), SIGN, true },
        { rsa, PSA_ALG_RSA_PSS(PSA_ALG_ANY_HASH), PSA_ALG_RSA_PSS_ANY_SALT(PSA_ALG_SHA_512), SIGN, false },
        { rsa, PSA_ALG_RSA_PSS_ANY_SALT(PSA_ALG_ANY_HASH), PSA_ALG_RSA_PSS_ANY_SALT(PSA_ALG_SHA_1), VERIFY, true },
        { rsa, PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_ANY_HASH), PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_SHA_1), SIGN, true },
        { rsa, PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_ANY_HASH), PSA_ALG_RSA_PSS(PSA_ALG_SHA_1), SIGN, false },
        { rsa, PSA_ALG_RSA_PSS(PSA_ALG_ANY_HASH), 0x06000300u, SIGN, false }, /* no scheme: PSS without a hash */
        /* Not signatures: the low byte is a hash there too, but there is no such wildcard. */
        { PSA_KEY_TYPE_HMAC, PSA_ALG_HMAC(PSA_ALG_ANY_HASH), PSA_ALG_HMAC(PSA_ALG_SHA_256), MAC, false },
        { PSA_KEY_TYPE_DERIVE, PSA_ALG_HKDF(PSA_ALG_ANY_HASH), PSA_ALG_HKDF(PSA_ALG_SHA_256), DERIVE, false },
    };
    RULES(rules);
}

/* 3: "PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_ANY_HASH) also permits the PSA_ALG_RSA_PKCS1V15_SIGN_RAW signature
 * algorithm". */
static void policy__pkcs1v15_any_hash__raw_too(void **state)
{
    (void)state;
#if defined(PSA_WANT_ALG_RSA_PKCS1V15_SIGN)
    const bool has_it = true;
#else
    const bool has_it = false;
#endif
    const psa_key_type_t rsa = PSA_KEY_TYPE_RSA_KEY_PAIR;
    const rule_t rules[] = {
        { rsa, PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_ANY_HASH), PSA_ALG_RSA_PKCS1V15_SIGN_RAW, SIGN, has_it },
        { rsa, PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_SHA_256), PSA_ALG_RSA_PKCS1V15_SIGN_RAW, SIGN, false },
        { rsa, PSA_ALG_RSA_PKCS1V15_SIGN_RAW, PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_SHA_256), SIGN, false },
    };
    RULES(rules);
}

/* 4: "A standalone key-agreement algorithm also permits the specified key-agreement scheme to be combined with any
 * key-derivation algorithm". */
static void policy__key_agreement_alone__with_every_derivation(void **state)
{
    (void)state;
    const psa_algorithm_t hkdf = PSA_ALG_HKDF(PSA_ALG_SHA_256);
    const psa_algorithm_t combined = PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, hkdf);
    const rule_t rules[] = {
        { ECC, PSA_ALG_ECDH, combined, DERIVE, true },
        { ECC, PSA_ALG_ECDH, PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_TLS12_PRF(PSA_ALG_SHA_384)), DERIVE, true },
        { ECC, PSA_ALG_ECDH, PSA_ALG_KEY_AGREEMENT(PSA_ALG_FFDH, hkdf), DERIVE, false },
        { ECC, PSA_ALG_ECDH, hkdf, DERIVE, false },
        { ECC, combined, PSA_ALG_ECDH, DERIVE, false },
        { ECC, combined, PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(PSA_ALG_SHA_384)), DERIVE, false },
        { ECC, combined, hkdf, DERIVE, false },
    };
    RULES(rules);
}

/* 5: "permits any MAC algorithm from the same base class (for example, CMAC) which computes or verifies a MAC length
 * greater than or equal to the length encoded in the wildcard algorithm". */
static void policy__mac_of_at_least__that_length_and_longer(void **state)
{
    (void)state;
    const psa_algorithm_t h = PSA_ALG_HMAC(PSA_ALG_SHA_256), c = PSA_ALG_CMAC;
    const rule_t rules[] = {
        { PSA_KEY_TYPE_HMAC, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(h, 16), PSA_ALG_TRUNCATED_MAC(h, 16), MAC, true },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(h, 16), PSA_ALG_TRUNCATED_MAC(h, 15), MAC, false },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(h, 16), PSA_ALG_TRUNCATED_MAC(h, 31), MAC, true },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(h, 16), h, MAC, true },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(h, 32), h, MAC, true },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(h, 33), h, MAC, false },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(h, 16), PSA_ALG_HMAC(PSA_ALG_SHA_384), MAC, false },
        { PSA_KEY_TYPE_AES, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(c, 12), c, MAC, true },
        { PSA_KEY_TYPE_AES, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(c, 16), c, MAC, true },
        { PSA_KEY_TYPE_AES, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(c, 12), PSA_ALG_TRUNCATED_MAC(c, 11), MAC, false },
        { PSA_KEY_TYPE_AES, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(c, 12), PSA_ALG_CBC_MAC, MAC, false },
        /* A block of Triple-DES is 8 bytes. */
        { PSA_KEY_TYPE_DES, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(c, 8), c, MAC, true },
        { PSA_KEY_TYPE_DES, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(c, 12), c, MAC, false },
        { PSA_KEY_TYPE_HMAC, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(h, 16), PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(h, 16), MAC,
          false },
    };
    RULES(rules);
}

/* 6: the same of AEADs and their tags. */
static void policy__tag_of_at_least__that_length_and_longer(void **state)
{
    (void)state;
    const psa_algorithm_t wild = PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_CCM, 8);
    const rule_t rules[] = {
        { PSA_KEY_TYPE_AES, wild, PSA_ALG_CCM, ENCRYPT, true },
        { PSA_KEY_TYPE_AES, wild, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 8), ENCRYPT, true },
        { PSA_KEY_TYPE_AES, wild, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 10), ENCRYPT, true },
        { PSA_KEY_TYPE_AES, wild, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 6), ENCRYPT, false },
        { PSA_KEY_TYPE_AES, wild, PSA_ALG_GCM, ENCRYPT, false },
        { PSA_KEY_TYPE_AES, wild, PSA_ALG_CCM_STAR_NO_TAG, ENCRYPT, false },
        { PSA_KEY_TYPE_CHACHA20, PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_CHACHA20_POLY1305, 16),
          PSA_ALG_CHACHA20_POLY1305, ENCRYPT, true },
        { PSA_KEY_TYPE_CHACHA20, PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_CHACHA20_POLY1305, 16),
          PSA_ALG_XCHACHA20_POLY1305, ENCRYPT, false },
    };
    RULES(rules);
}

/* 7: "permits the PSA_ALG_CCM_STAR_NO_TAG cipher algorithm, the PSA_ALG_CCM AEAD algorithm, and the
 * PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, tag_length) truncated-tag AEAD algorithm for tag_length equal to 4, 8 or
 * 16". */
static void policy__ccm_star_any_tag__its_five(void **state)
{
    (void)state;
    const psa_algorithm_t any = PSA_ALG_CCM_STAR_ANY_TAG;
    const rule_t rules[] = {
        { PSA_KEY_TYPE_AES, any, PSA_ALG_CCM_STAR_NO_TAG, ENCRYPT, true },
        { PSA_KEY_TYPE_AES, any, PSA_ALG_CCM, ENCRYPT, true },
        { PSA_KEY_TYPE_AES, any, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 4), ENCRYPT, true },
        { PSA_KEY_TYPE_AES, any, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 8), ENCRYPT, true },
        { PSA_KEY_TYPE_AES, any, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 16), ENCRYPT, true },
        { PSA_KEY_TYPE_AES, any, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 6), ENCRYPT, false },
        { PSA_KEY_TYPE_AES, any, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 12), ENCRYPT, false },
        { PSA_KEY_TYPE_AES, any, PSA_ALG_GCM, ENCRYPT, false },
        { PSA_KEY_TYPE_AES, any, PSA_ALG_CTR, ENCRYPT, false },
    };
    RULES(rules);
}

/* 8: "permits a password key or WPA3-SAE password token key to be used with any WPA3-SAE cipher suite". */
static void policy__wpa3_sae_any__every_suite(void **state)
{
    (void)state;
    const rule_t rules[] = {
        { PSA_KEY_TYPE_PASSWORD, PSA_ALG_WPA3_SAE_ANY, PSA_ALG_WPA3_SAE_FIXED(PSA_ALG_SHA_256), DERIVE, true },
        { PSA_KEY_TYPE_PASSWORD, PSA_ALG_WPA3_SAE_ANY, PSA_ALG_WPA3_SAE_GDH(PSA_ALG_SHA_384), DERIVE, true },
        { PSA_KEY_TYPE_PASSWORD, PSA_ALG_WPA3_SAE_ANY, PSA_ALG_WPA3_SAE_H2E(PSA_ALG_SHA_512), DERIVE, true },
        { PSA_KEY_TYPE_WPA3_SAE_ECC(PSA_ECC_FAMILY_SECP_R1), PSA_ALG_WPA3_SAE_ANY,
          PSA_ALG_WPA3_SAE_GDH(PSA_ALG_SHA_256), DERIVE, true },
        { PSA_KEY_TYPE_WPA3_SAE_ECC(PSA_ECC_FAMILY_SECP_R1), PSA_ALG_WPA3_SAE_ANY,
          PSA_ALG_WPA3_SAE_H2E(PSA_ALG_SHA_256), DERIVE, false },
        { PSA_KEY_TYPE_PASSWORD, PSA_ALG_WPA3_SAE_H2E(PSA_ALG_ANY_HASH), PSA_ALG_WPA3_SAE_H2E(PSA_ALG_SHA_256), DERIVE,
          true },
        { PSA_KEY_TYPE_PASSWORD, PSA_ALG_WPA3_SAE_H2E(PSA_ALG_ANY_HASH), PSA_ALG_WPA3_SAE_FIXED(PSA_ALG_SHA_256),
          DERIVE, false },
        { PSA_KEY_TYPE_PASSWORD, PSA_ALG_WPA3_SAE_ANY, PSA_ALG_JPAKE(PSA_ALG_SHA_256), DERIVE, false },
        { PSA_KEY_TYPE_PASSWORD, PSA_ALG_WPA3_SAE_FIXED(PSA_ALG_SHA_256), PSA_ALG_WPA3_SAE_GDH(PSA_ALG_SHA_256), DERIVE,
          false },
    };
    RULES(rules);
}

/* ---------------------------------------------------------------------------------------- psa_check_key_usage() --- */

static psa_key_id_t make(psa_key_type_t type, size_t bits, psa_key_usage_t usage, psa_algorithm_t alg)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t pair, key = 0;
    uint8_t point[65];
    size_t length;
    psa_set_key_type(&a, type);
    psa_set_key_bits(&a, bits);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, alg);
    if (type != ECC_PUBLIC) {
        assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
        return key;
    }
    psa_set_key_type(&a, ECC);
    assert_int_equal(psa_generate_key(&a, &pair), PSA_SUCCESS);
    assert_int_equal(psa_export_public_key(pair, point, sizeof point, &length), PSA_SUCCESS);
    psa_set_key_type(&a, ECC_PUBLIC);
    assert_int_equal(psa_import_key(&a, point, length, &key), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(pair), PSA_SUCCESS);
    return key;
}

static void check_key_usage__each_condition__its_status(void **state)
{
    (void)state;
    const psa_algorithm_t ecdsa = PSA_ALG_ECDSA(PSA_ALG_SHA_256), any = PSA_ALG_ECDSA(PSA_ALG_ANY_HASH);
    const psa_algorithm_t hmac = PSA_ALG_HMAC(PSA_ALG_SHA_256), hkdf = PSA_ALG_HKDF(PSA_ALG_SHA_256);
    const psa_status_t ok = PSA_SUCCESS, bad = PSA_ERROR_INVALID_ARGUMENT, no = PSA_ERROR_NOT_PERMITTED,
                       none = PSA_ERROR_NOT_SUPPORTED;
    const struct {
        psa_key_type_t type;
        size_t bits;
        psa_key_usage_t has;
        psa_algorithm_t policy, alg;
        psa_key_usage_t usage;
        psa_status_t status;
    } cases[] = {
        /* Key management: PSA_ALG_NONE, and the flag. */
        { PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_GCM, 0, PSA_KEY_USAGE_EXPORT, ok },
        { PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_GCM, PSA_ALG_GCM, PSA_KEY_USAGE_EXPORT, bad },
        { PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_GCM, 0, PSA_KEY_USAGE_COPY, no },
        { PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_CACHE, PSA_ALG_GCM, 0, PSA_KEY_USAGE_CACHE, ok },
        { ECC_PUBLIC, 256, 0, ecdsa, 0, PSA_KEY_USAGE_EXPORT, ok },
        /* One known flag. */
        { PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_GCM, PSA_ALG_GCM, 0, bad },
        { PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_GCM, PSA_ALG_GCM, ENCRYPT | PSA_KEY_USAGE_DECRYPT, bad },
        { PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_GCM, PSA_ALG_GCM, 0x00040000u, bad },
        { PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_GCM, PSA_ALG_GCM, 0x00000008u, bad },
        /* A specific algorithm. */
        { PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_GCM, PSA_ALG_NONE, ENCRYPT, bad },
        { ECC, 256, ALL, any, any, SIGN, bad },
        { ECC, 256, ALL, any, ecdsa, SIGN, ok },
        { PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_GCM, PSA_ALG_SHA_256, ENCRYPT, bad },
        { PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_GCM, 4),
          PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_GCM, 9), ENCRYPT, bad },
        { PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_GCM, 4),
          PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_GCM, 8), ENCRYPT, ok },
        { PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_CCM, PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 5), ENCRYPT, bad },
        { PSA_KEY_TYPE_HMAC, 256, ALL, hmac, PSA_ALG_TRUNCATED_MAC(hmac, 33), MAC, bad },
        { PSA_KEY_TYPE_HMAC, 256, ALL, hmac, PSA_ALG_TRUNCATED_MAC(hmac, 3), MAC, bad },
        { PSA_KEY_TYPE_HMAC, 256, ALL, hmac, PSA_ALG_HMAC(PSA_ALG_MD2), MAC, none },
        { PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_GCM, PSA_ALG_ASCON_AEAD128, ENCRYPT, none },
        /* A role of the algorithm. */
        { PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_GCM, PSA_ALG_GCM, ENCRYPT, ok },
        { PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_GCM, PSA_ALG_GCM, PSA_KEY_USAGE_DECRYPT, ok },
        { PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_GCM, PSA_ALG_GCM, SIGN, bad },
        { PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_GCM, PSA_ALG_GCM, DERIVE, bad },
        { ECC, 256, ALL, PSA_ALG_ECDSA_ANY, PSA_ALG_ECDSA_ANY, PSA_KEY_USAGE_SIGN_MESSAGE, bad },
        { ECC, 256, ALL, PSA_ALG_ECDSA_ANY, PSA_ALG_ECDSA_ANY, SIGN, ok },
        { PSA_KEY_TYPE_HMAC, 256, ALL, hmac, hmac, SIGN, bad },
        { PSA_KEY_TYPE_HMAC, 256, ALL, hmac, hmac, PSA_KEY_USAGE_VERIFY_MESSAGE, ok },
        /* A compatible key, of the right half. */
        { PSA_KEY_TYPE_AES, 128, ALL, ecdsa, ecdsa, SIGN, bad },
        { PSA_KEY_TYPE_HMAC, 256, ALL, PSA_ALG_GCM, PSA_ALG_GCM, ENCRYPT, bad },
        { PSA_KEY_TYPE_AES, 128, ALL, hmac, hmac, MAC, bad },
        { PSA_KEY_TYPE_DERIVE, 256, ALL, hkdf, hkdf, DERIVE, ok },
        { PSA_KEY_TYPE_DERIVE, 256, ALL, hkdf, hkdf, PSA_KEY_USAGE_VERIFY_DERIVATION, ok },
        { PSA_KEY_TYPE_AES, 128, ALL, hkdf, hkdf, DERIVE, bad },
        { ECC_PUBLIC, 256, ALL, ecdsa, ecdsa, SIGN, bad },
        { ECC_PUBLIC, 256, ALL, ecdsa, ecdsa, VERIFY, ok },
        { ECC_PUBLIC, 256, ALL, PSA_ALG_ECDH, PSA_ALG_ECDH, DERIVE, bad },
        /* The permission: usage and algorithm. */
        { PSA_KEY_TYPE_AES, 128, ENCRYPT, PSA_ALG_GCM, PSA_ALG_GCM, PSA_KEY_USAGE_DECRYPT, no },
        { PSA_KEY_TYPE_AES, 128, ALL, PSA_ALG_GCM, PSA_ALG_CCM, ENCRYPT, no },
        { ECC, 256, VERIFY, ecdsa, PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256), VERIFY, ok },
        { ECC, 256, SIGN, ecdsa, PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256), SIGN, no },
        /* The other side's half of a key agreement: "regardless of the key's policy". */
        { ECC, 256, 0, 0, PSA_ALG_ECDH, PSA_KEY_USAGE_DERIVE_PUBLIC, ok },
        { ECC_PUBLIC, 256, 0, 0, PSA_ALG_ECDH, PSA_KEY_USAGE_DERIVE_PUBLIC, ok },
        { ECC, 256, DERIVE, PSA_ALG_ECDH, PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, hkdf), DERIVE, ok },
        { ECC, 256, 0, PSA_ALG_ECDH, PSA_ALG_ECDH, DERIVE, no },
        { PSA_KEY_TYPE_DERIVE, 256, ALL, hkdf, hkdf, PSA_KEY_USAGE_DERIVE_PUBLIC, bad },
        { PSA_KEY_TYPE_AES, 128, 0, 0, PSA_ALG_ECDH, PSA_KEY_USAGE_DERIVE_PUBLIC, bad },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psa_key_id_t key = make(cases[i].type, cases[i].bits, cases[i].has, cases[i].policy);
        psa_status_t status = psa_check_key_usage(key, cases[i].alg, cases[i].usage);
        if (status != cases[i].status) {
            fail_msg("case %u: status %d, expected %d", (unsigned)i, (int)status, (int)cases[i].status);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_check_key_usage(key, cases[i].alg, cases[i].usage), PSA_ERROR_INVALID_HANDLE);
    }
    assert_int_equal(psa_check_key_usage(PSA_KEY_ID_NULL, PSA_ALG_GCM, ENCRYPT), PSA_ERROR_INVALID_HANDLE);
    pcrypto_forget_init();
    assert_int_equal(psa_check_key_usage(1, PSA_ALG_GCM, ENCRYPT), PSA_ERROR_BAD_STATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(policy__no_exception__exact_match),
        cmocka_unit_test(policy__ecdsa_and_deterministic__alike_for_verification),
        cmocka_unit_test(policy__any_hash__every_hash_of_the_scheme),
        cmocka_unit_test(policy__pkcs1v15_any_hash__raw_too),
        cmocka_unit_test(policy__key_agreement_alone__with_every_derivation),
        cmocka_unit_test(policy__mac_of_at_least__that_length_and_longer),
        cmocka_unit_test(policy__tag_of_at_least__that_length_and_longer),
        cmocka_unit_test(policy__ccm_star_any_tag__its_five),
        cmocka_unit_test(policy__wpa3_sae_any__every_suite),
        cmocka_unit_test_setup_teardown(check_key_usage__each_condition__its_status, fixture_start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
