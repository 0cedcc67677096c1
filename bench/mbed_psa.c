/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The same work through Mbed TLS's own PSA layer, for bench_crypto to compare with: a module of its own, loaded at run
 * time, since both sides are called psa_. Compiled once with the installed Mbed TLS and once with the source of 3.6, in
 * their default configurations.
 */
#include "mbed_psa.h"

#include <psa/crypto.h>

static const uint8_t input[64];
static const uint8_t key_bytes[16] = { 1, 2, 3 };
static psa_key_id_t gcm_key, cbc_key, hkdf_key, sign_key;

static int import(psa_key_type_t type, psa_algorithm_t alg, psa_key_usage_t usage, psa_key_id_t *key)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, type);
    psa_set_key_algorithm(&attributes, alg);
    psa_set_key_usage_flags(&attributes, usage);
    return psa_import_key(&attributes, key_bytes, sizeof key_bytes, key) == PSA_SUCCESS;
}

static int start(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH);
    return psa_crypto_init() == PSA_SUCCESS && import(PSA_KEY_TYPE_AES, PSA_ALG_GCM, PSA_KEY_USAGE_ENCRYPT, &gcm_key) &&
           import(PSA_KEY_TYPE_AES, PSA_ALG_CBC_NO_PADDING, PSA_KEY_USAGE_ENCRYPT, &cbc_key) &&
           import(PSA_KEY_TYPE_DERIVE, PSA_ALG_HKDF(PSA_ALG_SHA_256), PSA_KEY_USAGE_DERIVE, &hkdf_key) &&
           psa_generate_key(&attributes, &sign_key) == PSA_SUCCESS;
}

static int sha256(void)
{
    uint8_t hash[32];
    size_t size;
    return psa_hash_compute(PSA_ALG_SHA_256, input, 16, hash, sizeof hash, &size) == PSA_SUCCESS;
}

static int gcm(void)
{
    uint8_t out[32];
    size_t size;
    return psa_aead_encrypt(gcm_key, PSA_ALG_GCM, input, 12, NULL, 0, input, 16, out, sizeof out, &size) == PSA_SUCCESS;
}

static int cbc(void)
{
    uint8_t out[32];
    size_t size;
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    return psa_cipher_encrypt_setup(&op, cbc_key, PSA_ALG_CBC_NO_PADDING) == PSA_SUCCESS &&
           psa_cipher_set_iv(&op, input, 16) == PSA_SUCCESS &&
           psa_cipher_update(&op, input, 16, out, sizeof out, &size) == PSA_SUCCESS &&
           psa_cipher_finish(&op, out, sizeof out, &size) == PSA_SUCCESS;
}

static int hkdf(void)
{
    uint8_t out[32];
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    return psa_key_derivation_setup(&op, PSA_ALG_HKDF(PSA_ALG_SHA_256)) == PSA_SUCCESS &&
           psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_SALT, input, 16) == PSA_SUCCESS &&
           psa_key_derivation_input_key(&op, PSA_KEY_DERIVATION_INPUT_SECRET, hkdf_key) == PSA_SUCCESS &&
           psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_INFO, input, 16) == PSA_SUCCESS &&
           psa_key_derivation_output_bytes(&op, out, sizeof out) == PSA_SUCCESS &&
           psa_key_derivation_abort(&op) == PSA_SUCCESS;
}

static int sign(void)
{
    uint8_t signature[64];
    size_t size;
    return psa_sign_hash(sign_key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), input, 32, signature, sizeof signature, &size) ==
           PSA_SUCCESS;
}

const mbed_psa_t mbed_psa = { start, { sha256, gcm, cbc, hkdf, sign } };
