/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Asymmetric signature (Crypto API 1.5, chapter 10.7): ECDSA over P-256.
 */
#include "crypto_internal.h"

#include <string.h>

#include "drbg.h"
#include "ecc.h"
#include "key_material.h"
#include "key_slots.h"
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/ct.h"

static bool is_wanted(psa_algorithm_t alg)
{
#if defined(PSA_WANT_ALG_DETERMINISTIC_ECDSA)
    if (PSA_ALG_IS_DETERMINISTIC_ECDSA(alg)) {
        return true;
    }
#endif
#if defined(PSA_WANT_ALG_ECDSA)
    if (PSA_ALG_IS_RANDOMIZED_ECDSA(alg)) {
        return true;
    }
#endif
    return false;
}

/* Whether this build signs with `alg`. A hash that it can't compute is of no matter where the caller brings one, but for
 * the nonce of deterministic ECDSA. */
static psa_status_t check_alg(psa_algorithm_t alg, bool message)
{
    if (!PSA_ALG_IS_SIGN(alg) || PSA_ALG_IS_WILDCARD(alg) || (message && !PSA_ALG_IS_SIGN_MESSAGE(alg))) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (!is_wanted(alg)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if ((message || PSA_ALG_IS_DETERMINISTIC_ECDSA(alg)) && pcrypto_hash_of(alg) == PCC_HASH_NONE) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    return PSA_SUCCESS;
}

/* The hash has the length of its function; with PSA_ALG_ECDSA_ANY it may have any. An empty one (the length of a function
 * that nobody knows, too) is the number 0, under which a signature can be made without the key. */
static psa_status_t check_hash_length(psa_algorithm_t alg, size_t hash_length)
{
    psa_algorithm_t hash_alg = PSA_ALG_GET_HASH(alg);

    if (hash_length == 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (hash_alg == PSA_ALG_NONE) {
        return PSA_SUCCESS;
    }
    return hash_length == PSA_HASH_LENGTH(hash_alg) ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

/* Hash a message with the hash function of the signature algorithm, into PCC_HASH_SIZE_MAX bytes. */
static psa_status_t hash_message(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash,
                                 size_t *hash_length)
{
    return psa_hash_compute(PSA_ALG_GET_HASH(alg), input, input_length, hash, PCC_HASH_SIZE_MAX, hash_length);
}

#if defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC)
/* Sign with a held key. */
static psa_status_t sign_with(const pcrypto_key_t *key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                              uint8_t *signature, size_t signature_size)
{
    pcc_hash_alg_t nonce_hash = PSA_ALG_IS_DETERMINISTIC_ECDSA(alg) ? pcrypto_hash_of(alg) : PCC_HASH_NONE;
    uint8_t made[PCC_P256_SIGNATURE_SIZE];
    const pcc_p256_t *curve;

    if (!PSA_KEY_TYPE_IS_ECC_KEY_PAIR(psa_get_key_type(&key->attributes))) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (signature_size < sizeof made) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = pcrypto_p256(&curve);
    if (status == PSA_SUCCESS) {
        status = pcc_p256_sign(curve, key->material, nonce_hash, hash, hash_length, made, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        memcpy(signature, made, sizeof made);
    }
    return status;
}

static psa_status_t sign(psa_key_id_t key, psa_key_usage_t usage, psa_algorithm_t alg, const uint8_t *input,
                         size_t input_length, uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    bool message = usage == PSA_KEY_USAGE_SIGN_MESSAGE;
    uint8_t hash[PCC_HASH_SIZE_MAX];
    pcrypto_key_t *held;

    *signature_length = 0;
    psa_status_t status = pcrypto_key_get_for(key, usage, alg, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = check_alg(alg, message);
    if (status == PSA_SUCCESS && message) {
        status = hash_message(alg, input, input_length, hash, &input_length);
        input = hash;
    }
    if (status == PSA_SUCCESS) {
        status = check_hash_length(alg, input_length);
    }
    if (status == PSA_SUCCESS) {
        status = sign_with(held, alg, input, input_length, signature, signature_size);
    }
    if (status == PSA_SUCCESS) {
        *signature_length = PCC_P256_SIGNATURE_SIZE;
    }
    pcrypto_key_put(held);
    return status;
}

psa_status_t psa_sign_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                           uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    return sign(key, PSA_KEY_USAGE_SIGN_HASH, alg, hash, hash_length, signature, signature_size, signature_length);
}

psa_status_t psa_sign_message(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                              uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    return sign(key, PSA_KEY_USAGE_SIGN_MESSAGE, alg, input, input_length, signature, signature_size, signature_length);
}
#endif

/* Verify with a held key, of either half. */
static psa_status_t verify_with(const pcrypto_key_t *key, const uint8_t *hash, size_t hash_length,
                                const uint8_t *signature, size_t signature_length)
{
    uint8_t public_key[PCC_P256_PUBLIC_SIZE];
    const pcc_p256_t *curve;
    size_t size;

    if (!PSA_KEY_TYPE_IS_ECC(psa_get_key_type(&key->attributes))) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (signature_length != PCC_P256_SIGNATURE_SIZE) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    psa_status_t status = pcrypto_material_public(key, public_key, sizeof public_key, &size);
    if (status == PSA_SUCCESS) {
        status = pcrypto_p256(&curve);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_p256_verify(curve, public_key, hash, hash_length, signature);
    }
    return status;
}

static psa_status_t verify(psa_key_id_t key, psa_key_usage_t usage, psa_algorithm_t alg, const uint8_t *input,
                           size_t input_length, const uint8_t *signature, size_t signature_length)
{
    bool message = usage == PSA_KEY_USAGE_VERIFY_MESSAGE;
    uint8_t hash[PCC_HASH_SIZE_MAX];
    pcrypto_key_t *held;

    psa_status_t status = pcrypto_key_get_for(key, usage, alg, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = check_alg(alg, message);
    if (status == PSA_SUCCESS && message) {
        status = hash_message(alg, input, input_length, hash, &input_length);
        input = hash;
    }
    if (status == PSA_SUCCESS) {
        status = check_hash_length(alg, input_length);
    }
    if (status == PSA_SUCCESS) {
        status = verify_with(held, input, input_length, signature, signature_length);
    }
    pcrypto_key_put(held);
    return status;
}

psa_status_t psa_verify_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                             const uint8_t *signature, size_t signature_length)
{
    return verify(key, PSA_KEY_USAGE_VERIFY_HASH, alg, hash, hash_length, signature, signature_length);
}

psa_status_t psa_verify_message(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                const uint8_t *signature, size_t signature_length)
{
    return verify(key, PSA_KEY_USAGE_VERIFY_MESSAGE, alg, input, input_length, signature, signature_length);
}
