/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What SAES or AES takes over from the crypto library (lib/crypto/driver.h): H573 and H533.
 */
#ifndef STM32H5_DRIVER_AES_H
#define STM32H5_DRIVER_AES_H

#include "psa/crypto.h"

psa_status_t plat_h5_driver_cipher_encrypt(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                           psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                           uint8_t *output, size_t output_size, size_t *output_length);
psa_status_t plat_h5_driver_cipher_decrypt(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                           psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                           uint8_t *output, size_t output_size, size_t *output_length);
psa_status_t plat_h5_driver_aead_encrypt(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                         psa_algorithm_t alg, const uint8_t *nonce, size_t nonce_length,
                                         const uint8_t *ad, size_t ad_length, const uint8_t *input, size_t input_length,
                                         uint8_t *output, size_t output_size, size_t *output_length);
psa_status_t plat_h5_driver_aead_decrypt(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                         psa_algorithm_t alg, const uint8_t *nonce, size_t nonce_length,
                                         const uint8_t *ad, size_t ad_length, const uint8_t *input, size_t input_length,
                                         uint8_t *output, size_t output_size, size_t *output_length);
#define PCRYPTO_TRANSPARENT_CIPHER_ENCRYPT plat_h5_driver_cipher_encrypt
#define PCRYPTO_TRANSPARENT_CIPHER_DECRYPT plat_h5_driver_cipher_decrypt
#define PCRYPTO_TRANSPARENT_AEAD_ENCRYPT plat_h5_driver_aead_encrypt
#define PCRYPTO_TRANSPARENT_AEAD_DECRYPT plat_h5_driver_aead_decrypt

#endif /* STM32H5_DRIVER_AES_H */
