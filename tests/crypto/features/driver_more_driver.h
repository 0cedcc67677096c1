/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A driver of SHA-512, HMAC-SHA-512, AES-CTR and P-521, which the feature set does not have; driver_more.c is behind.
 */
#ifndef TESTS_CRYPTO_DRIVER_MORE_DRIVER_H
#define TESTS_CRYPTO_DRIVER_MORE_DRIVER_H

#include "psa/crypto.h"

typedef uint32_t more_operation_t;

psa_status_t more_hash_compute(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash,
                               size_t hash_size, size_t *hash_length);
psa_status_t more_hash_setup(more_operation_t *operation, psa_algorithm_t alg);
psa_status_t more_hash_update(more_operation_t *operation, const uint8_t *input, size_t input_length);
psa_status_t more_hash_finish(more_operation_t *operation, uint8_t *hash, size_t hash_size, size_t *hash_length);
psa_status_t more_abort(more_operation_t *operation);
psa_status_t more_mac_compute(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                              psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *mac,
                              size_t mac_size, size_t *mac_length);
psa_status_t more_mac_setup(more_operation_t *operation, const psa_key_attributes_t *attributes, const uint8_t *key,
                            size_t key_size, psa_algorithm_t alg);
psa_status_t more_cipher_setup(more_operation_t *operation, const psa_key_attributes_t *attributes, const uint8_t *key,
                               size_t key_size, psa_algorithm_t alg);
psa_status_t more_cipher_set_iv(more_operation_t *operation, const uint8_t *iv, size_t iv_length);
psa_status_t more_cipher_update(more_operation_t *operation, const uint8_t *input, size_t input_length, uint8_t *output,
                                size_t output_size, size_t *output_length);
psa_status_t more_cipher_finish(more_operation_t *operation, uint8_t *output, size_t output_size,
                                size_t *output_length);
psa_status_t more_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t data_size,
                             uint8_t *key, size_t key_size, size_t *key_length, size_t *bits);
psa_status_t more_key_agreement(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                psa_algorithm_t alg, const uint8_t *peer, size_t peer_size, uint8_t *secret,
                                size_t secret_size, size_t *secret_length);

#define PCRYPTO_TRANSPARENT_IMPORT_KEY more_import_key
#define PCRYPTO_TRANSPARENT_KEY_AGREEMENT more_key_agreement
#define PCRYPTO_TRANSPARENT_HASH_COMPUTE more_hash_compute
#define PCRYPTO_TRANSPARENT_HASH_OPERATION_T more_operation_t
#define PCRYPTO_TRANSPARENT_HASH_SETUP more_hash_setup
#define PCRYPTO_TRANSPARENT_HASH_UPDATE more_hash_update
#define PCRYPTO_TRANSPARENT_HASH_FINISH more_hash_finish
#define PCRYPTO_TRANSPARENT_HASH_ABORT more_abort
#define PCRYPTO_TRANSPARENT_MAC_COMPUTE more_mac_compute
#define PCRYPTO_TRANSPARENT_MAC_OPERATION_T more_operation_t
#define PCRYPTO_TRANSPARENT_MAC_SIGN_SETUP more_mac_setup
#define PCRYPTO_TRANSPARENT_MAC_UPDATE more_hash_update
#define PCRYPTO_TRANSPARENT_MAC_SIGN_FINISH more_hash_finish
#define PCRYPTO_TRANSPARENT_MAC_ABORT more_abort
#define PCRYPTO_TRANSPARENT_CIPHER_OPERATION_T more_operation_t
#define PCRYPTO_TRANSPARENT_CIPHER_ENCRYPT_SETUP more_cipher_setup
#define PCRYPTO_TRANSPARENT_CIPHER_DECRYPT_SETUP more_cipher_setup
#define PCRYPTO_TRANSPARENT_CIPHER_SET_IV more_cipher_set_iv
#define PCRYPTO_TRANSPARENT_CIPHER_UPDATE more_cipher_update
#define PCRYPTO_TRANSPARENT_CIPHER_FINISH more_cipher_finish
#define PCRYPTO_TRANSPARENT_CIPHER_ABORT more_abort

#endif /* TESTS_CRYPTO_DRIVER_MORE_DRIVER_H */
