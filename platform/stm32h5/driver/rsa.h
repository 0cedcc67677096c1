/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * RSA by a whole PKA, for signatures.c. PSA_ERROR_NOT_SUPPORTED: software's.
 */
#ifndef STM32H5_DRIVER_RSA_H
#define STM32H5_DRIVER_RSA_H

#include "psa/crypto.h"

/** The hash of a message that an algorithm signs; `hash` has PSA_HASH_MAX_SIZE bytes. */
psa_status_t plat_h5_driver_rsa_hash(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash,
                                     size_t *length);
psa_status_t plat_h5_driver_rsa_sign_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                          psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                          uint8_t *signature, size_t signature_size, size_t *signature_length);
psa_status_t plat_h5_driver_rsa_verify_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                            psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                            const uint8_t *signature, size_t signature_length);

#endif /* STM32H5_DRIVER_RSA_H */
