/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What a whole PKA takes over from the crypto library beside verifying (lib/crypto/driver.h): H573 and H533.
 */
#ifndef STM32H5_DRIVER_PKA_H
#define STM32H5_DRIVER_PKA_H

#include "psa/crypto.h"

psa_status_t plat_h5_driver_sign_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                      psa_algorithm_t alg, const uint8_t *hash, size_t hash_length, uint8_t *signature,
                                      size_t signature_size, size_t *signature_length);
psa_status_t plat_h5_driver_sign_message(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                         psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                         uint8_t *signature, size_t signature_size, size_t *signature_length);
psa_status_t plat_h5_driver_key_agreement(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                          psa_algorithm_t alg, const uint8_t *peer, size_t peer_size, uint8_t *secret,
                                          size_t secret_size, size_t *secret_length);
psa_status_t plat_h5_driver_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t size,
                                       uint8_t *key, size_t key_size, size_t *length, size_t *bits);
psa_status_t plat_h5_driver_export_public_key(const psa_key_attributes_t *attributes, const uint8_t *key,
                                              size_t key_size, uint8_t *data, size_t data_size, size_t *length);
#define PCRYPTO_TRANSPARENT_KEY_AGREEMENT plat_h5_driver_key_agreement
#define PCRYPTO_TRANSPARENT_IMPORT_KEY plat_h5_driver_import_key
#define PCRYPTO_TRANSPARENT_EXPORT_PUBLIC_KEY plat_h5_driver_export_public_key

#endif /* STM32H5_DRIVER_PKA_H */
