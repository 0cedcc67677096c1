/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What a PKA that only verifies takes over from the crypto library (lib/crypto/driver.h): H563, H562 and H523.
 */
#ifndef STM32H5_DRIVER_PKA_VERIFY_H
#define STM32H5_DRIVER_PKA_VERIFY_H

#include "psa/crypto.h"

psa_status_t plat_h5_driver_verify_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                        psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                        const uint8_t *signature, size_t signature_length);
psa_status_t plat_h5_driver_verify_message(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                           psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                           const uint8_t *signature, size_t signature_length);

#endif /* STM32H5_DRIVER_PKA_VERIFY_H */
