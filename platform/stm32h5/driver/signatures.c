/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Driver of the crypto library: which file a signature is for, by its key.
 */
#include "signatures.h"

#include <stdbool.h>

#include "pka.h"
#include "pka_verify.h"
#include "rsa.h"

static bool is_rsa(const psa_key_attributes_t *attributes)
{
    return PSA_KEY_TYPE_IS_RSA(psa_get_key_type(attributes));
}

psa_status_t plat_h5_driver_any_sign_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                          psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                          uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    return is_rsa(attributes) ? plat_h5_driver_rsa_sign_hash(attributes, key, key_size, alg, hash, hash_length,
                                                             signature, signature_size, signature_length)
                              : plat_h5_driver_sign_hash(attributes, key, key_size, alg, hash, hash_length, signature,
                                                         signature_size, signature_length);
}

psa_status_t plat_h5_driver_any_sign_message(const psa_key_attributes_t *attributes, const uint8_t *key,
                                             size_t key_size, psa_algorithm_t alg, const uint8_t *input,
                                             size_t input_length, uint8_t *signature, size_t signature_size,
                                             size_t *signature_length)
{
    uint8_t hash[PCRYPTO_MAX(PSA_HASH_MAX_SIZE, 1u)];
    size_t length = 0;
    if (!is_rsa(attributes)) {
        return plat_h5_driver_sign_message(attributes, key, key_size, alg, input, input_length, signature,
                                           signature_size, signature_length);
    }
    psa_status_t status = plat_h5_driver_rsa_hash(alg, input, input_length, hash, &length);
    return status != PSA_SUCCESS ? status
                                 : plat_h5_driver_rsa_sign_hash(attributes, key, key_size, alg, hash, length, signature,
                                                                signature_size, signature_length);
}

psa_status_t plat_h5_driver_any_verify_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                            psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                            const uint8_t *signature, size_t signature_length)
{
    return is_rsa(attributes) ? plat_h5_driver_rsa_verify_hash(attributes, key, key_size, alg, hash, hash_length,
                                                               signature, signature_length)
                              : plat_h5_driver_verify_hash(attributes, key, key_size, alg, hash, hash_length, signature,
                                                           signature_length);
}

psa_status_t plat_h5_driver_any_verify_message(const psa_key_attributes_t *attributes, const uint8_t *key,
                                               size_t key_size, psa_algorithm_t alg, const uint8_t *input,
                                               size_t input_length, const uint8_t *signature, size_t signature_length)
{
    uint8_t hash[PCRYPTO_MAX(PSA_HASH_MAX_SIZE, 1u)];
    size_t length = 0;
    if (!is_rsa(attributes)) {
        return plat_h5_driver_verify_message(attributes, key, key_size, alg, input, input_length, signature,
                                             signature_length);
    }
    psa_status_t status = plat_h5_driver_rsa_hash(alg, input, input_length, hash, &length);
    return status != PSA_SUCCESS ? status
                                 : plat_h5_driver_rsa_verify_hash(attributes, key, key_size, alg, hash, length,
                                                                  signature, signature_length);
}
