/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A driver may have algorithms and curves that the feature set does not: what they make is longer than anything of the
 * feature set, IVs, hashes, MACs and shared secrets. A program for check.cmake over port.c, under AddressSanitizer.
 */
#include <string.h>

#include "driver_more_driver.h"

/* ------------------------------------------------------------------------------------------------------- Driver --- */

/* In place of cryptography: 64 bytes that tell of the sum of the input; text plus the sum of the IV. */
#define LONG_SIZE 64u

static uint32_t sum_of(uint32_t sum, const uint8_t *input, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        sum += input[i];
    }
    return sum;
}

psa_status_t more_hash_setup(more_operation_t *operation, psa_algorithm_t alg)
{
    *operation = 1;
    return alg == PSA_ALG_SHA_512 ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t more_hash_update(more_operation_t *operation, const uint8_t *input, size_t input_length)
{
    *operation = sum_of(*operation, input, input_length);
    return PSA_SUCCESS;
}

psa_status_t more_hash_finish(more_operation_t *operation, uint8_t *hash, size_t hash_size, size_t *hash_length)
{
    if (hash_size < LONG_SIZE) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    memset(hash, (int)(*operation & 0xffu), LONG_SIZE);
    *hash_length = LONG_SIZE;
    return PSA_SUCCESS;
}

psa_status_t more_abort(more_operation_t *operation)
{
    *operation = 0;
    return PSA_SUCCESS;
}

psa_status_t more_hash_compute(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash,
                               size_t hash_size, size_t *hash_length)
{
    more_operation_t operation;

    if (more_hash_setup(&operation, alg) != PSA_SUCCESS) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    (void)more_hash_update(&operation, input, input_length);
    return more_hash_finish(&operation, hash, hash_size, hash_length);
}

psa_status_t more_mac_setup(more_operation_t *operation, const psa_key_attributes_t *attributes, const uint8_t *key,
                            size_t key_size, psa_algorithm_t alg)
{
    (void)attributes;
    *operation = sum_of(2, key, key_size);
    return alg == PSA_ALG_HMAC(PSA_ALG_SHA_512) ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t more_mac_compute(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                              psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *mac,
                              size_t mac_size, size_t *mac_length)
{
    more_operation_t operation;

    if (more_mac_setup(&operation, attributes, key, key_size, alg) != PSA_SUCCESS) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    (void)more_hash_update(&operation, input, input_length);
    return more_hash_finish(&operation, mac, mac_size, mac_length);
}

psa_status_t more_cipher_setup(more_operation_t *operation, const psa_key_attributes_t *attributes, const uint8_t *key,
                               size_t key_size, psa_algorithm_t alg)
{
    (void)attributes;
    *operation = sum_of(3, key, key_size);
    return alg == PSA_ALG_CTR ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t more_cipher_set_iv(more_operation_t *operation, const uint8_t *iv, size_t iv_length)
{
    *operation = sum_of(*operation, iv, iv_length);
    return iv_length == 16 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

psa_status_t more_cipher_update(more_operation_t *operation, const uint8_t *input, size_t input_length, uint8_t *output,
                                size_t output_size, size_t *output_length)
{
    if (output_size < input_length) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    for (size_t i = 0; i < input_length; i++) {
        output[i] = (uint8_t)(input[i] ^ *operation);
    }
    *output_length = input_length;
    return PSA_SUCCESS;
}

psa_status_t more_cipher_finish(more_operation_t *operation, uint8_t *output, size_t output_size, size_t *output_length)
{
    (void)operation;
    (void)output;
    (void)output_size;
    *output_length = 0;
    return PSA_SUCCESS;
}

#define SECRET_SIZE 66u /* of P-521 */

psa_status_t more_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t data_size,
                             uint8_t *key, size_t key_size, size_t *key_length, size_t *bits)
{
    if (psa_get_key_type(attributes) != PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1) || data_size != SECRET_SIZE) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (key_size < data_size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    memcpy(key, data, data_size);
    *key_length = data_size;
    *bits = 521;
    return PSA_SUCCESS;
}

psa_status_t more_key_agreement(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                psa_algorithm_t alg, const uint8_t *peer, size_t peer_size, uint8_t *secret,
                                size_t secret_size, size_t *secret_length)
{
    if (alg != PSA_ALG_ECDH || psa_get_key_bits(attributes) != 521) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (secret_size < SECRET_SIZE) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    memset(secret, (int)(sum_of(sum_of(0, key, key_size), peer, peer_size) & 0xffu), SECRET_SIZE);
    *secret_length = SECRET_SIZE;
    return PSA_SUCCESS;
}

/* -------------------------------------------------------------------------------------------------------- Tests --- */

static const uint8_t text[16] = { 1, 2, 3 };

static psa_key_id_t import(psa_key_type_t type, psa_algorithm_t alg, psa_key_usage_t usage)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = PSA_KEY_ID_NULL;

    psa_set_key_type(&attributes, type);
    psa_set_key_algorithm(&attributes, alg);
    psa_set_key_usage_flags(&attributes, usage);
    return psa_import_key(&attributes, text, sizeof text, &key) == PSA_SUCCESS ? key : PSA_KEY_ID_NULL;
}

static int try_hash(void)
{
    psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT;
    uint8_t hash[LONG_SIZE];
    size_t length;

    if (psa_hash_compute(PSA_ALG_SHA_512, text, sizeof text, hash, sizeof hash, &length) != PSA_SUCCESS ||
        length != sizeof hash) {
        return 10;
    }
    if (psa_hash_compare(PSA_ALG_SHA_512, text, sizeof text, hash, length) != PSA_SUCCESS) {
        return 11;
    }
    if (psa_hash_setup(&operation, PSA_ALG_SHA_512) != PSA_SUCCESS ||
        psa_hash_update(&operation, text, sizeof text) != PSA_SUCCESS ||
        psa_hash_verify(&operation, hash, length) != PSA_SUCCESS) {
        return 12;
    }
    hash[0] ^= 1;
    return psa_hash_compare(PSA_ALG_SHA_512, text, sizeof text, hash, length) == PSA_ERROR_INVALID_SIGNATURE ? 0 : 13;
}

static int try_mac(void)
{
    const psa_algorithm_t alg = PSA_ALG_HMAC(PSA_ALG_SHA_512);
    psa_key_id_t key = import(PSA_KEY_TYPE_HMAC, alg, PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_MESSAGE);
    psa_mac_operation_t operation = PSA_MAC_OPERATION_INIT;
    uint8_t mac[LONG_SIZE];
    size_t length;

    if (psa_mac_compute(key, alg, text, sizeof text, mac, sizeof mac, &length) != PSA_SUCCESS || length != sizeof mac) {
        return 20;
    }
    if (psa_mac_verify(key, alg, text, sizeof text, mac, length) != PSA_SUCCESS) {
        return 21;
    }
    if (psa_mac_verify_setup(&operation, key, alg) != PSA_SUCCESS ||
        psa_mac_update(&operation, text, sizeof text) != PSA_SUCCESS ||
        psa_mac_verify_finish(&operation, mac, length) != PSA_SUCCESS) {
        return 22;
    }
    mac[0] ^= 1;
    return psa_mac_verify(key, alg, text, sizeof text, mac, length) == PSA_ERROR_INVALID_SIGNATURE ? 0 : 23;
}

static int try_cipher(void)
{
    psa_key_id_t key = import(PSA_KEY_TYPE_AES, PSA_ALG_CTR, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT);
    uint8_t crypted[16 + sizeof text], plain[sizeof text];
    size_t length;

    if (psa_cipher_encrypt(key, PSA_ALG_CTR, text, sizeof text, crypted, sizeof crypted, &length) != PSA_SUCCESS ||
        length != sizeof crypted) {
        return 30;
    }
    return psa_cipher_decrypt(key, PSA_ALG_CTR, crypted, length, plain, sizeof plain, &length) == PSA_SUCCESS &&
                   length == sizeof text && memcmp(plain, text, sizeof text) == 0
               ? 0
               : 31;
}

/* A pair on P-521, for one of the three ways to agree. */
static psa_key_id_t import_pair(psa_algorithm_t alg)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    const uint8_t private_key[SECRET_SIZE] = { 1 };
    psa_key_id_t key = PSA_KEY_ID_NULL;

    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_algorithm(&attributes, alg);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_DERIVE);
    return psa_import_key(&attributes, private_key, sizeof private_key, &key) == PSA_SUCCESS ? key : PSA_KEY_ID_NULL;
}

static int try_agreement(void)
{
    const psa_algorithm_t combined = PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(PSA_ALG_SHA_256));
    const uint8_t peer[1 + 2 * SECRET_SIZE] = { 4, 1 };
    psa_key_derivation_operation_t operation = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t pair = import_pair(PSA_ALG_ECDH), made;
    uint8_t secret[SECRET_SIZE];
    size_t length;

    if (psa_raw_key_agreement(PSA_ALG_ECDH, pair, peer, sizeof peer, secret, sizeof secret, &length) != PSA_SUCCESS ||
        length != sizeof secret || secret[SECRET_SIZE - 1u] != 6) {
        return 40;
    }
    psa_set_key_type(&attributes, PSA_KEY_TYPE_DERIVE);
    if (psa_key_agreement(pair, peer, sizeof peer, PSA_ALG_ECDH, &attributes, &made) != PSA_SUCCESS ||
        psa_get_key_attributes(made, &attributes) != PSA_SUCCESS || psa_get_key_bits(&attributes) != 8u * SECRET_SIZE) {
        return 41;
    }
    return psa_key_derivation_setup(&operation, combined) == PSA_SUCCESS &&
                   psa_key_derivation_key_agreement(&operation, PSA_KEY_DERIVATION_INPUT_SECRET, import_pair(combined),
                                                    peer, sizeof peer) == PSA_SUCCESS
               ? 0
               : 42;
}

int main(void)
{
    if (psa_crypto_init() != PSA_SUCCESS) {
        return 1;
    }
    int failed = try_hash();
    if (failed == 0) {
        failed = try_mac();
    }
    if (failed == 0) {
        failed = try_cipher();
    }
    return failed == 0 ? try_agreement() : failed;
}
