/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Asymmetric encryption (Crypto API 1.5, "Asymmetric encryption"): RSA with PKCS#1 v1.5 and with OAEP.
 */
#include <string.h>

#include "crypto_internal.h"
#include "drbg.h"
#include "driver.h"
#include "key_material_rsa.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/rsa.h"
#include "lib/crypto/core/rsa_crypt.h"

static bool is_wanted(psa_algorithm_t alg)
{
#if defined(PSA_WANT_ALG_RSA_PKCS1V15_CRYPT)
    if (alg == PSA_ALG_RSA_PKCS1V15_CRYPT) {
        return true;
    }
#endif
#if defined(PSA_WANT_ALG_RSA_OAEP)
    if (PSA_ALG_IS_RSA_OAEP(alg)) {
        return true;
    }
#endif
    return false;
}

/* PKCS#1 v1.5 takes no salt; OAEP needs its hash function. */
static psa_status_t check(const pcrypto_key_t *key, psa_algorithm_t alg, bool encrypting, size_t salt_length)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);

    if (!PSA_ALG_IS_ASYMMETRIC_ENCRYPTION(alg)) { /* psa-arch-tests (c039) has keys of curves told from it */
        return PSA_KEY_TYPE_IS_ECC(type) ? PSA_ERROR_NOT_SUPPORTED : PSA_ERROR_INVALID_ARGUMENT;
    }
    if (!is_wanted(alg) || (PSA_ALG_IS_RSA_OAEP(alg) && pcrypto_hash_of(alg) == PCC_HASH_NONE)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    bool fits = encrypting ? PSA_KEY_TYPE_IS_RSA(type) : type == PSA_KEY_TYPE_RSA_KEY_PAIR;
    return fits && (salt_length == 0 || PSA_ALG_IS_RSA_OAEP(alg)) ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

/* Bytes of a caller: what is encrypted or decrypted, and the salt. */
typedef struct input {
    const uint8_t *data;
    size_t size;
    const uint8_t *salt;
    size_t salt_size;
} input_t;

static psa_status_t encode(psa_algorithm_t alg, const input_t *input, uint8_t *em, size_t em_size)
{
    (void)alg;
#if defined(PSA_WANT_ALG_RSA_OAEP)
    if (PSA_ALG_IS_RSA_OAEP(alg)) {
        return pcc_rsa_oaep_encode(pcrypto_hash_of(alg), input->salt, input->salt_size, input->data, input->size, em,
                                   em_size, &pcrypto_rng);
    }
#endif
#if defined(PSA_WANT_ALG_RSA_PKCS1V15_CRYPT)
    return pcc_rsa_pkcs1_crypt_encode(input->data, input->size, em, em_size, &pcrypto_rng);
#else
    return PSA_ERROR_NOT_SUPPORTED;
#endif
}

static psa_status_t encrypt(const pcrypto_key_t *key, psa_algorithm_t alg, const input_t *input, uint8_t *output,
                            size_t output_size, size_t *output_length)
{
    uint8_t em[PCC_RSA_SIZE_MAX];
    pcc_rsa_key_t rsa;

    psa_status_t status = pcrypto_rsa_read(key, &rsa);
    if (status == PSA_SUCCESS && output_size < rsa.n.size) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (status == PSA_SUCCESS) {
        status = encode(alg, input, em, rsa.n.size);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_rsa_public(&rsa, em, em);
    }
    if (status == PSA_SUCCESS) {
        memcpy(output, em, rsa.n.size);
        *output_length = rsa.n.size;
    }
    pcc_wipe(em, sizeof em);
    return status;
}

psa_status_t psa_asymmetric_encrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                    const uint8_t *salt, size_t salt_length, uint8_t *output, size_t output_size,
                                    size_t *output_length)
{
    const input_t in = { input, input_length, salt, salt_length };
    pcrypto_key_t *held;

    *output_length = 0;
    psa_status_t status = PSA_SUCCESS;
    if (pcrypto_driver_asymmetric(key, alg, true, input, input_length, salt, salt_length, output, output_size,
                                  output_length, &status)) {
        return status;
    }
    status = pcrypto_key_get_for(key, PSA_KEY_USAGE_ENCRYPT, alg, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = check(held, alg, true, salt_length);
    if (status == PSA_SUCCESS) {
        status = encrypt(held, alg, &in, output, output_size, output_length);
    }
    pcrypto_key_put(held);
    return status;
}

#if defined(PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_BASIC)
static psa_status_t decode(psa_algorithm_t alg, const input_t *input, uint8_t *em, size_t em_size, uint8_t *output,
                           size_t output_size, size_t *output_length)
{
    (void)alg;
    (void)input;
#if defined(PSA_WANT_ALG_RSA_OAEP)
    if (PSA_ALG_IS_RSA_OAEP(alg)) {
        return pcc_rsa_oaep_decode(pcrypto_hash_of(alg), input->salt, input->salt_size, em, em_size, output,
                                   output_size, output_length);
    }
#endif
#if defined(PSA_WANT_ALG_RSA_PKCS1V15_CRYPT)
    return pcc_rsa_pkcs1_crypt_decode(em, em_size, output, output_size, output_length);
#else
    return PSA_ERROR_NOT_SUPPORTED;
#endif
}

static psa_status_t decrypt(const pcrypto_key_t *key, psa_algorithm_t alg, const input_t *input, uint8_t *output,
                            size_t output_size, size_t *output_length)
{
    uint8_t em[PCC_RSA_SIZE_MAX];
    pcc_rsa_key_t rsa;

    psa_status_t status = pcrypto_rsa_read(key, &rsa);
    if (status == PSA_SUCCESS && input->size != rsa.n.size) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    }
    if (status == PSA_SUCCESS) {
        status = pcc_rsa_private(&rsa, input->data, em, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        status = decode(alg, input, em, rsa.n.size, output, output_size, output_length);
    }
    pcc_wipe(em, sizeof em);
    return status;
}

psa_status_t psa_asymmetric_decrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                    const uint8_t *salt, size_t salt_length, uint8_t *output, size_t output_size,
                                    size_t *output_length)
{
    const input_t in = { input, input_length, salt, salt_length };
    pcrypto_key_t *held;

    *output_length = 0;
    psa_status_t status = PSA_SUCCESS;
    if (pcrypto_driver_asymmetric(key, alg, false, input, input_length, salt, salt_length, output, output_size,
                                  output_length, &status)) {
        return status;
    }
    status = pcrypto_key_get_for(key, PSA_KEY_USAGE_DECRYPT, alg, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = check(held, alg, false, salt_length);
    if (status == PSA_SUCCESS) {
        status = decrypt(held, alg, &in, output, output_size, output_length);
    }
    pcrypto_key_put(held);
    return status;
}
#endif
