/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, message digests (10.2) and asymmetric signature (10.7): the rules of each call, and the state model
 * of multi-part operations ("Multi-part operations").
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

static const uint8_t abc_sha256[32] = { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40,
                                        0xde, 0x5d, 0xae, 0x22, 0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17,
                                        0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad };
static const uint8_t abc[3] = { 'a', 'b', 'c' };

static psa_key_id_t new_pair(psa_key_usage_t usage, psa_algorithm_t alg)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    psa_set_key_type(&a, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&a, 256);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, alg);
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    return key;
}

static void hash_compute__known_message__hash(void **state)
{
    (void)state;
    uint8_t hash[40];
    size_t length = 99;
    memset(hash, 0xa5, sizeof hash);
    assert_int_equal(psa_hash_compute(PSA_ALG_SHA_256, abc, 3, hash, sizeof hash, &length), PSA_SUCCESS);
    assert_int_equal(length, 32);
    assert_memory_equal(hash, abc_sha256, 32);
    assert_int_equal(hash[32], 0xa5);
    assert_int_equal(psa_hash_compute(PSA_ALG_SHA_256, NULL, 0, hash, sizeof hash, &length), PSA_SUCCESS);
    assert_int_equal(hash[0], 0xe3);
}

static void hash_compute__output_over_input__same_hash(void **state)
{
    (void)state;
    for (size_t at = 0; at <= 40; at++) {
        uint8_t buffer[80] = { 0 };
        size_t length;
        memcpy(buffer + 20, abc, 3);
        assert_int_equal(psa_hash_compute(PSA_ALG_SHA_256, buffer + 20, 3, buffer + at, 32, &length), PSA_SUCCESS);
        assert_memory_equal(buffer + at, abc_sha256, 32);
    }
}

static void hash_compute__bad_arguments__their_errors(void **state)
{
    (void)state;
    uint8_t hash[64];
    size_t length = 99;
    assert_int_equal(psa_hash_compute(PSA_ALG_SHA_256, abc, 3, hash, 31, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 0);
    assert_int_equal(psa_hash_compute(PSA_ALG_SM3, abc, 3, hash, 64, &length), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_hash_compute(PSA_ALG_ANY_HASH, abc, 3, hash, 64, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_hash_compute(PSA_ALG_HMAC(PSA_ALG_SHA_256), abc, 3, hash, 64, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_hash_compute(PSA_ALG_NONE, abc, 3, hash, 64, &length), PSA_ERROR_INVALID_ARGUMENT);
}

/* Identifiers that differ from a known one in a bit that its macros do not look at name no algorithm of this library:
 * what they may mean one day is not known today. */
static void every_setup__bits_beside_the_algorithm__refused(void **state)
{
    (void)state;
    const psa_algorithm_t beside[] = { 0x80000000u, 0x00000100u, 0x00008000u, 0x00400000u };
    uint8_t out[64];
    size_t length;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        assert_int_not_equal(psa_hash_compute(PSA_ALG_SHA_256 ^ beside[i], abc, 3, out, 64, &length), PSA_SUCCESS);
        assert_int_equal(length, 0);
        psa_set_key_type(&a, PSA_KEY_TYPE_HMAC);
        psa_set_key_usage_flags(&a, PSA_KEY_USAGE_SIGN_MESSAGE);
        psa_set_key_algorithm(&a, PSA_ALG_HMAC(PSA_ALG_SHA_256) ^ beside[i]);
        assert_int_equal(psa_import_key(&a, abc, 3, &key), PSA_SUCCESS);
        assert_int_not_equal(psa_mac_compute(key, PSA_ALG_HMAC(PSA_ALG_SHA_256) ^ beside[i], abc, 3, out, 64, &length),
                             PSA_SUCCESS);
        assert_int_equal(length, 0);
        psa_set_key_type(&a, PSA_KEY_TYPE_AES);
        psa_set_key_usage_flags(&a, PSA_KEY_USAGE_ENCRYPT);
        psa_set_key_algorithm(&a, PSA_ALG_GCM ^ beside[i]);
        assert_int_equal(psa_import_key(&a, abc_sha256, 32, &key), PSA_SUCCESS);
        assert_int_not_equal(
            psa_aead_encrypt(key, PSA_ALG_GCM ^ beside[i], abc_sha256, 12, NULL, 0, abc, 3, out, 64, &length),
            PSA_SUCCESS);
        assert_int_equal(length, 0);
    }
}

static void hash_compare__right_and_wrong__told_apart(void **state)
{
    (void)state;
    uint8_t wrong[33] = { 0 };
    memcpy(wrong, abc_sha256, 32);
    assert_int_equal(psa_hash_compare(PSA_ALG_SHA_256, abc, 3, wrong, 32), PSA_SUCCESS);
    assert_int_equal(psa_hash_compare(PSA_ALG_SHA_256, abc, 3, wrong, 31), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_hash_compare(PSA_ALG_SHA_256, abc, 3, wrong, 33), PSA_ERROR_INVALID_SIGNATURE);
    wrong[31] ^= 1;
    assert_int_equal(psa_hash_compare(PSA_ALG_SHA_256, abc, 3, wrong, 32), PSA_ERROR_INVALID_SIGNATURE);
}

static void hash_operation__pieces_clone_move__same_hash(void **state)
{
    (void)state;
    psa_hash_operation_t a = PSA_HASH_OPERATION_INIT, b = psa_hash_operation_init(), moved;
    uint8_t hash[32];
    size_t length;
    assert_int_equal(psa_hash_setup(&a, PSA_ALG_SHA_256), PSA_SUCCESS);
    assert_int_equal(psa_hash_update(&a, abc, 1), PSA_SUCCESS);
    assert_int_equal(psa_hash_clone(&a, &b), PSA_SUCCESS);
    assert_int_equal(psa_hash_update(&a, NULL, 0), PSA_SUCCESS);
    assert_int_equal(psa_hash_update(&a, abc + 1, 2), PSA_SUCCESS);
    memcpy(&moved, &a, sizeof a);
    memset(&a, 0xee, sizeof a);
    assert_int_equal(psa_hash_finish(&moved, hash, sizeof hash, &length), PSA_SUCCESS);
    assert_memory_equal(hash, abc_sha256, 32);
    assert_int_equal(psa_hash_update(&b, abc + 1, 2), PSA_SUCCESS);
    assert_int_equal(psa_hash_verify(&b, abc_sha256, 32), PSA_SUCCESS);
    /* Finished means inactive: it can be set up again at once. */
    assert_int_equal(psa_hash_setup(&b, PSA_ALG_SHA_512), PSA_SUCCESS);
    assert_int_equal(psa_hash_abort(&b), PSA_SUCCESS);
    assert_int_equal(psa_hash_abort(&b), PSA_SUCCESS);
}

/* "the operation object will enter the error state": only abort helps. */
static void assert_error_state(psa_hash_operation_t *op)
{
    psa_hash_operation_t other = PSA_HASH_OPERATION_INIT;
    uint8_t hash[32];
    size_t length;
    assert_int_equal(psa_hash_setup(op, PSA_ALG_SHA_256), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_update(op, abc, 3), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_finish(op, hash, 32, &length), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_verify(op, abc_sha256, 32), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_clone(op, &other), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_abort(op), PSA_SUCCESS);
    assert_int_equal(psa_hash_setup(op, PSA_ALG_SHA_256), PSA_SUCCESS);
}

static void hash_operation__any_error__only_abort_helps(void **state)
{
    (void)state;
    psa_hash_operation_t op = PSA_HASH_OPERATION_INIT;
    uint8_t hash[32];
    size_t length = 99;
    /* A failing setup leaves it inactive. */
    assert_int_equal(psa_hash_setup(&op, PSA_ALG_SM3), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_hash_setup(&op, PSA_ALG_HKDF(PSA_ALG_SHA_256)), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_hash_setup(&op, PSA_ALG_SHA_256), PSA_SUCCESS);
    /* Setup of an active one: "If psa_hash_setup() returns an error, the operation object is unchanged." */
    assert_int_equal(psa_hash_setup(&op, PSA_ALG_SHA_512), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_update(&op, abc, 3), PSA_SUCCESS);
    assert_int_equal(psa_hash_verify(&op, abc_sha256, 32), PSA_SUCCESS);
    assert_int_equal(psa_hash_setup(&op, PSA_ALG_SHA_256), PSA_SUCCESS);
    /* Too small a buffer, a wrong hash, a hash of wrong length. */
    assert_int_equal(psa_hash_finish(&op, hash, 31, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 0);
    assert_error_state(&op);
    assert_int_equal(psa_hash_verify(&op, abc_sha256, 32), PSA_ERROR_INVALID_SIGNATURE);
    assert_error_state(&op);
    assert_int_equal(psa_hash_verify(&op, abc_sha256, 31), PSA_ERROR_INVALID_SIGNATURE);
    assert_error_state(&op);
    /* Cloning onto an active one. */
    psa_hash_operation_t source = PSA_HASH_OPERATION_INIT;
    assert_int_equal(psa_hash_setup(&source, PSA_ALG_SHA_256), PSA_SUCCESS);
    assert_int_equal(psa_hash_update(&op, abc, 3), PSA_SUCCESS);
    assert_int_equal(psa_hash_clone(&source, &op), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_verify(&op, abc_sha256, 32), PSA_SUCCESS);
    /* Use of an inactive one. */
    assert_int_equal(psa_hash_update(&op, abc, 3), PSA_ERROR_BAD_STATE);
    assert_error_state(&op);
    assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
    assert_int_equal(psa_hash_abort(&source), PSA_SUCCESS);
}

static void sign_hash__all_algorithms__verify(void **state)
{
    (void)state;
    const psa_algorithm_t algs[] = { PSA_ALG_ECDSA(PSA_ALG_SHA_256), PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256) };
    for (size_t i = 0; i < 2; i++) {
        psa_key_id_t key = new_pair(PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH, algs[i]);
        uint8_t signature[64], again[64];
        size_t length;
        assert_int_equal(psa_sign_hash(key, algs[i], abc_sha256, 32, signature, 64, &length), PSA_SUCCESS);
        assert_int_equal(length, 64);
        assert_int_equal(psa_verify_hash(key, algs[i], abc_sha256, 32, signature, 64), PSA_SUCCESS);
        assert_int_equal(psa_verify_message(key, algs[i], abc, 3, signature, 64), PSA_SUCCESS);
        assert_int_equal(psa_sign_message(key, algs[i], abc, 3, again, 64, &length), PSA_SUCCESS);
        assert_int_equal(psa_verify_hash(key, algs[i], abc_sha256, 32, again, 64), PSA_SUCCESS);
        assert_int_equal(memcmp(signature, again, 64) == 0, i == 1);
        signature[63] ^= 1;
        assert_int_equal(psa_verify_hash(key, algs[i], abc_sha256, 32, signature, 64), PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(psa_verify_hash(key, algs[i], abc_sha256, 32, again, 63), PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(psa_verify_message(key, algs[i], abc, 2, again, 64), PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void verify_hash__exported_public_key__verifies(void **state)
{
    (void)state;
    psa_algorithm_t alg = PSA_ALG_ECDSA(PSA_ALG_SHA_256);
    psa_key_id_t pair = new_pair(PSA_KEY_USAGE_SIGN_HASH, alg), key;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t point[65], signature[64];
    size_t length;
    assert_int_equal(psa_export_public_key(pair, point, 65, &length), PSA_SUCCESS);
    assert_int_equal(psa_sign_hash(pair, alg, abc_sha256, 32, signature, 64, &length), PSA_SUCCESS);
    psa_set_key_type(&a, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_VERIFY_HASH);
    psa_set_key_algorithm(&a, alg);
    assert_int_equal(psa_import_key(&a, point, 65, &key), PSA_SUCCESS);
    assert_int_equal(psa_verify_hash(key, alg, abc_sha256, 32, signature, 64), PSA_SUCCESS);
    assert_int_equal(psa_verify_hash(pair, alg, abc_sha256, 32, signature, 64), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_sign_hash(key, alg, abc_sha256, 32, signature, 64, &length), PSA_ERROR_NOT_PERMITTED);
}

static void sign_hash__bad_arguments__their_errors(void **state)
{
    (void)state;
    psa_algorithm_t alg = PSA_ALG_ECDSA(PSA_ALG_SHA_256);
    psa_key_id_t key = new_pair(PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH, alg);
    psa_key_id_t any = new_pair(PSA_KEY_USAGE_SIGN_HASH, PSA_ALG_ECDSA_ANY);
    psa_key_id_t message_only = new_pair(PSA_KEY_USAGE_SIGN_MESSAGE, alg);
    uint8_t signature[64];
    size_t length = 99;
    assert_int_equal(psa_sign_hash(key, alg, abc_sha256, 32, signature, 63, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 0);
    assert_int_equal(psa_sign_hash(key, alg, abc_sha256, 31, signature, 64, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_verify_hash(key, alg, abc_sha256, 31, signature, 64), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_sign_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_384), abc_sha256, 32, signature, 64, &length),
                     PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_sign_hash(message_only, alg, abc_sha256, 32, signature, 64, &length), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_sign_message(message_only, alg, abc, 3, signature, 64, &length), PSA_SUCCESS);
    /* Any length of hash with ECDSA_ANY, which signs no messages. */
    assert_int_equal(psa_sign_hash(any, PSA_ALG_ECDSA_ANY, abc_sha256, 20, signature, 64, &length), PSA_SUCCESS);
    assert_int_equal(psa_sign_message(any, PSA_ALG_ECDSA_ANY, abc, 3, signature, 64, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_sign_hash(0x40000077, alg, abc_sha256, 32, signature, 64, &length), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_sign_hash(PSA_KEY_ID_NULL, alg, abc_sha256, 32, signature, 64, &length),
                     PSA_ERROR_INVALID_HANDLE);
}

/* "Permitted algorithms": equivalent for verification, but not for computing the signature. */
/* A policy that allows a signature does not make a key of bytes, or a public key, one that can make it: their material
 * would be taken for a private key. */
static void sign_hash__key_of_another_type__invalid_argument(void **state)
{
    (void)state;
    psa_algorithm_t alg = PSA_ALG_ECDSA(PSA_ALG_SHA_256);
    psa_key_id_t pair = new_pair(PSA_KEY_USAGE_SIGN_HASH, alg), key;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t material[65], signature[64];
    size_t length;
    assert_int_equal(psa_export_public_key(pair, material, 65, &length), PSA_SUCCESS);
    const psa_key_type_t types[] = { PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), PSA_KEY_TYPE_AES,
                                     PSA_KEY_TYPE_HMAC, PSA_KEY_TYPE_RAW_DATA, PSA_KEY_TYPE_DERIVE };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        psa_set_key_type(&a, types[i]);
        psa_set_key_usage_flags(&a, PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH);
        psa_set_key_algorithm(&a, alg);
        assert_int_equal(psa_import_key(&a, material, i == 0 ? 65 : 32, &key), PSA_SUCCESS);
        assert_int_equal(psa_sign_hash(key, alg, abc_sha256, 32, signature, 64, &length), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(length, 0);
        assert_int_equal(psa_sign_message(key, alg, abc, 3, signature, 64, &length), PSA_ERROR_INVALID_ARGUMENT);
        if (i > 0) {
            assert_int_equal(psa_verify_hash(key, alg, abc_sha256, 32, signature, 64), PSA_ERROR_NOT_SUPPORTED);
        }
    }
}

static void verify_hash__ecdsa_and_deterministic__alike_for_verify_only(void **state)
{
    (void)state;
    psa_algorithm_t random = PSA_ALG_ECDSA(PSA_ALG_SHA_256), fixed = PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256);
    psa_key_usage_t usage = PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH;
    psa_key_id_t a = new_pair(usage, random), b = new_pair(usage, fixed);
    psa_key_id_t c = new_pair(usage, PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_ANY_HASH));
    uint8_t signature[64];
    size_t length;
    assert_int_equal(psa_sign_hash(a, random, abc_sha256, 32, signature, 64, &length), PSA_SUCCESS);
    assert_int_equal(psa_verify_hash(a, fixed, abc_sha256, 32, signature, 64), PSA_SUCCESS);
    assert_int_equal(psa_verify_message(a, fixed, abc, 3, signature, 64), PSA_SUCCESS);
    assert_int_equal(psa_sign_hash(a, fixed, abc_sha256, 32, signature, 64, &length), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_sign_hash(b, random, abc_sha256, 32, signature, 64, &length), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_sign_hash(c, fixed, abc_sha256, 32, signature, 64, &length), PSA_SUCCESS);
    assert_int_equal(psa_verify_hash(c, random, abc_sha256, 32, signature, 64), PSA_SUCCESS);
    assert_int_equal(psa_verify_hash(a, PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_512), abc_sha256, 32, signature, 64),
                     PSA_ERROR_NOT_PERMITTED);
}

/* PSA_ALG_ANY_HASH permits every hash, but not PSA_ALG_ECDSA_ANY, and is no algorithm to sign with. */
static void sign_hash__any_hash_policy__every_hash_but_none(void **state)
{
    (void)state;
    psa_key_id_t key = new_pair(PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH, PSA_ALG_ECDSA(PSA_ALG_ANY_HASH));
    psa_key_id_t any = new_pair(PSA_KEY_USAGE_SIGN_HASH, PSA_ALG_ECDSA_ANY);
    uint8_t hash[64] = { 1 }, signature[64];
    size_t length;
    assert_int_equal(psa_sign_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, signature, 64, &length), PSA_SUCCESS);
    assert_int_equal(psa_sign_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_512), hash, 64, signature, 64, &length), PSA_SUCCESS);
    /* A hash function that this build can't compute can still be signed. */
    assert_int_equal(psa_sign_hash(key, PSA_ALG_ECDSA(PSA_ALG_SM3), hash, 32, signature, 64, &length),
                     PSA_SUCCESS);
    assert_int_equal(psa_sign_message(key, PSA_ALG_ECDSA(PSA_ALG_SM3), hash, 32, signature, 64, &length),
                     PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_sign_hash(key, PSA_ALG_ECDSA_ANY, hash, 32, signature, 64, &length), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_verify_hash(key, PSA_ALG_ECDSA_ANY, hash, 32, signature, 64), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_sign_hash(any, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, signature, 64, &length),
                     PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_sign_hash(key, PSA_ALG_ECDSA(PSA_ALG_ANY_HASH), hash, 32, signature, 64, &length),
                     PSA_ERROR_NOT_PERMITTED);
}

/* A hash that nobody knows has no length, but an empty one is not its: e = 0, under which anybody makes signatures. The
 * same holds for an empty "hash" of any function at all. */
static void sign_hash__hash_of_no_length__refused(void **state)
{
    (void)state;
    const psa_algorithm_t algs[] = { PSA_ALG_ECDSA(0x02000077u), PSA_ALG_ECDSA_ANY };
    uint8_t signature[64];
    size_t length;
    for (size_t i = 0; i < 2; i++) {
        psa_key_id_t key = new_pair(PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH, algs[i]);
        memset(signature, 0x11, sizeof signature);
        assert_int_not_equal(psa_sign_hash(key, algs[i], abc, 0, signature, 64, &length), PSA_SUCCESS);
        assert_int_equal(length, 0);
        assert_int_equal(psa_verify_hash(key, algs[i], abc, 0, signature, 64), PSA_ERROR_INVALID_ARGUMENT);
    }
}

static void sign_hash__signature_over_hash__same_signature(void **state)
{
    (void)state;
    psa_algorithm_t alg = PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256);
    psa_key_id_t key = new_pair(PSA_KEY_USAGE_SIGN_HASH, alg);
    uint8_t expected[64];
    size_t length;
    assert_int_equal(psa_sign_hash(key, alg, abc_sha256, 32, expected, 64, &length), PSA_SUCCESS);
    for (size_t at = 0; at <= 96; at += 8) {
        uint8_t buffer[160];
        memcpy(buffer + 48, abc_sha256, 32);
        assert_int_equal(psa_sign_hash(key, alg, buffer + 48, 32, buffer + at, 64, &length), PSA_SUCCESS);
        assert_memory_equal(buffer + at, expected, 64);
    }
}

static void every_call__before_init__bad_state(void **state)
{
    (void)state;
    psa_hash_operation_t op = PSA_HASH_OPERATION_INIT;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t b[64];
    size_t length;
    psa_key_id_t key = 1;
    pcrypto_reset();
    assert_int_equal(psa_hash_compute(PSA_ALG_SHA_256, abc, 3, b, 64, &length), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_setup(&op, PSA_ALG_SHA_256), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_generate_random(b, 8), PSA_ERROR_BAD_STATE);
    psa_set_key_type(&a, PSA_KEY_TYPE_RAW_DATA);
    assert_int_equal(psa_import_key(&a, abc, 3, &key), PSA_ERROR_BAD_STATE);
    assert_int_equal(key, PSA_KEY_ID_NULL);
    assert_int_equal(psa_export_key(1, b, 64, &length), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_destroy_key(1), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_sign_hash(1, PSA_ALG_ECDSA(PSA_ALG_SHA_256), abc_sha256, 32, b, 64, &length),
                     PSA_ERROR_BAD_STATE);
    /* The failed setup left it inactive. */
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    assert_int_equal(psa_hash_setup(&op, PSA_ALG_SHA_256), PSA_SUCCESS);
}

/* DESIGN.md: init touches neither entropy nor storage. */
static void crypto_init__any_time__touches_nothing(void **state)
{
    (void)state;
    sim_stats_t stats;
    uint8_t hash[32];
    size_t length;
    pcrypto_reset();
    sim_stats_reset();
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    assert_int_equal(psa_hash_compute(PSA_ALG_SHA_256, abc, 3, hash, 32, &length), PSA_SUCCESS);
    sim_stats(&stats);
    assert_int_equal(stats.calls[SIM_CALL_ANY], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_setup__bits_beside_the_algorithm__refused, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(sign_hash__hash_of_no_length__refused, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(sign_hash__key_of_another_type__invalid_argument, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(hash_compute__known_message__hash, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(hash_compute__output_over_input__same_hash, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(hash_compute__bad_arguments__their_errors, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(hash_compare__right_and_wrong__told_apart, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(hash_operation__pieces_clone_move__same_hash, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(hash_operation__any_error__only_abort_helps, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(sign_hash__all_algorithms__verify, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(verify_hash__exported_public_key__verifies, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(sign_hash__bad_arguments__their_errors, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(verify_hash__ecdsa_and_deterministic__alike_for_verify_only, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(sign_hash__any_hash_policy__every_hash_but_none, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(sign_hash__signature_over_hash__same_signature, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(every_call__before_init__bad_state, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(crypto_init__any_time__touches_nothing, fixture_start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
