/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Signatures that a whole PKA makes and verifies for the crypto library (lib/crypto/driver.h): H573 and H533. ECDSA
 * or RSA, by the key.
 */
#ifndef STM32H5_DRIVER_SIGNATURES_H
#define STM32H5_DRIVER_SIGNATURES_H

#include "psa/crypto.h"

psa_status_t plat_h5_driver_any_sign_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                          psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                          uint8_t *signature, size_t signature_size, size_t *signature_length);
psa_status_t plat_h5_driver_any_sign_message(const psa_key_attributes_t *attributes, const uint8_t *key,
                                             size_t key_size, psa_algorithm_t alg, const uint8_t *input,
                                             size_t input_length, uint8_t *signature, size_t signature_size,
                                             size_t *signature_length);
psa_status_t plat_h5_driver_any_verify_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                            psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                            const uint8_t *signature, size_t signature_length);
psa_status_t plat_h5_driver_any_verify_message(const psa_key_attributes_t *attributes, const uint8_t *key,
                                               size_t key_size, psa_algorithm_t alg, const uint8_t *input,
                                               size_t input_length, const uint8_t *signature, size_t signature_length);
#define PCRYPTO_TRANSPARENT_SIGN_HASH plat_h5_driver_any_sign_hash
#define PCRYPTO_TRANSPARENT_SIGN_MESSAGE plat_h5_driver_any_sign_message
#define PCRYPTO_TRANSPARENT_VERIFY_HASH plat_h5_driver_any_verify_hash
#define PCRYPTO_TRANSPARENT_VERIFY_MESSAGE plat_h5_driver_any_verify_message

#endif /* STM32H5_DRIVER_SIGNATURES_H */
