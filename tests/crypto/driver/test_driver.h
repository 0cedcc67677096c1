/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A PSA crypto driver for tests: an accelerator that does what the test tells it, and a location whose keys are wrapped.
 * This header is the glue that a vendor's driver needs: the names of its entry points.
 */
#ifndef TESTS_CRYPTO_TEST_DRIVER_H
#define TESTS_CRYPTO_TEST_DRIVER_H

#include "psa/crypto.h"

#define TEST_LOCATION 0x800001u
/** Bytes of the wrapped form beyond the key: a place number and a check. */
#define TEST_WRAP_SIZE 8u

/** What the driver does: `status` from every entry point that is asked (PSA_SUCCESS: it works), after how many calls it was
 *  asked, which one was asked last; `length_excess` is added to the lengths that it reports. */
typedef struct test_driver {
    psa_status_t transparent, opaque, init;
    unsigned asked;
    const char *last;
    size_t length_excess;
    unsigned places; /* in use in the location */
} test_driver_t;
extern test_driver_t test_driver;

psa_status_t test_driver_init(void);
psa_status_t test_hash_compute(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash,
                               size_t hash_size, size_t *hash_length);
psa_status_t test_mac_compute(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                              psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *mac,
                              size_t mac_size, size_t *mac_length);
psa_status_t test_aead_encrypt(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                               psa_algorithm_t alg, const uint8_t *nonce, size_t nonce_length, const uint8_t *ad,
                               size_t ad_length, const uint8_t *input, size_t input_length, uint8_t *output,
                               size_t output_size, size_t *output_length);
psa_status_t test_sign_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                            psa_algorithm_t alg, const uint8_t *hash, size_t hash_length, uint8_t *signature,
                            size_t signature_size, size_t *signature_length);
psa_status_t test_verify_message(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                 psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                 const uint8_t *signature, size_t signature_length);
psa_status_t test_generate_key(const psa_key_attributes_t *attributes, uint8_t *key, size_t key_size, size_t *length);

psa_status_t test_opaque_mac_compute(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                     psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *mac,
                                     size_t mac_size, size_t *mac_length);
psa_status_t test_opaque_cipher_encrypt(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                        psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *output,
                                        size_t output_size, size_t *output_length);
psa_status_t test_opaque_cipher_decrypt(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                        psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *output,
                                        size_t output_size, size_t *output_length);
psa_status_t test_opaque_sign_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                   psa_algorithm_t alg, const uint8_t *hash, size_t hash_length, uint8_t *signature,
                                   size_t signature_size, size_t *signature_length);
psa_status_t test_opaque_key_agreement(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                       psa_algorithm_t alg, const uint8_t *peer, size_t peer_size, uint8_t *secret,
                                       size_t secret_size, size_t *secret_length);
psa_status_t test_opaque_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t size,
                                    uint8_t *key, size_t key_size, size_t *length, size_t *bits);
psa_status_t test_opaque_generate_key(const psa_key_attributes_t *attributes, uint8_t *key, size_t key_size,
                                      size_t *length);
psa_status_t test_opaque_export_key(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                    uint8_t *data, size_t data_size, size_t *length);
psa_status_t test_opaque_export_public_key(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                           uint8_t *data, size_t data_size, size_t *length);
psa_status_t test_opaque_copy_key(const psa_key_attributes_t *attributes, const uint8_t *source, size_t source_size,
                                  uint8_t *key, size_t key_size, size_t *length);
psa_status_t test_opaque_allocate_key(const psa_key_attributes_t *attributes, uint8_t *key, size_t key_size);
psa_status_t test_opaque_destroy_key(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size);
psa_status_t test_opaque_get_builtin_key(uint64_t slot, psa_key_attributes_t *attributes, uint8_t *key, size_t key_size,
                                         size_t *length);

#define PCRYPTO_DRIVER_INIT test_driver_init
#define PCRYPTO_TRANSPARENT_HASH_COMPUTE test_hash_compute
#define PCRYPTO_TRANSPARENT_MAC_COMPUTE test_mac_compute
#define PCRYPTO_TRANSPARENT_AEAD_ENCRYPT test_aead_encrypt
#define PCRYPTO_TRANSPARENT_SIGN_HASH test_sign_hash
#define PCRYPTO_TRANSPARENT_VERIFY_MESSAGE test_verify_message
#define PCRYPTO_TRANSPARENT_GENERATE_KEY test_generate_key
#define PCRYPTO_OPAQUE_LOCATION TEST_LOCATION
#define PCRYPTO_OPAQUE_KEY_SIZE(type, bits) ((void)(type), (size_t)(TEST_WRAP_SIZE + ((bits) + 7u) / 8u + 32u))
#define PCRYPTO_OPAQUE_MAC_COMPUTE test_opaque_mac_compute
#define PCRYPTO_OPAQUE_CIPHER_ENCRYPT test_opaque_cipher_encrypt
#define PCRYPTO_OPAQUE_CIPHER_DECRYPT test_opaque_cipher_decrypt
#define PCRYPTO_OPAQUE_SIGN_HASH test_opaque_sign_hash
#define PCRYPTO_OPAQUE_KEY_AGREEMENT test_opaque_key_agreement
#define PCRYPTO_OPAQUE_IMPORT_KEY test_opaque_import_key
#define PCRYPTO_OPAQUE_GENERATE_KEY test_opaque_generate_key
#define PCRYPTO_OPAQUE_EXPORT_KEY test_opaque_export_key
#define PCRYPTO_OPAQUE_EXPORT_PUBLIC_KEY test_opaque_export_public_key
#define PCRYPTO_OPAQUE_COPY_KEY test_opaque_copy_key
#define PCRYPTO_OPAQUE_ALLOCATE_KEY test_opaque_allocate_key
#define PCRYPTO_OPAQUE_DESTROY_KEY test_opaque_destroy_key
#define PCRYPTO_OPAQUE_GET_BUILTIN_KEY test_opaque_get_builtin_key

#endif /* TESTS_CRYPTO_TEST_DRIVER_H */
