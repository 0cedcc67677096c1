/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A PSA crypto driver for tests: an accelerator that does what the test tells it, and a location whose keys are
 * wrapped. This header is the glue that a vendor's driver needs: the names of its entry points.
 */
#ifndef TESTS_CRYPTO_TEST_DRIVER_H
#define TESTS_CRYPTO_TEST_DRIVER_H

#include "psa/crypto.h"

#define TEST_LOCATION 0x800001u
/** Bytes of the wrapped form beyond the key: a place number and a check. */
#define TEST_WRAP_SIZE 8u

/** What the driver does: `status` from every entry point that is asked (PSA_SUCCESS: it works), after how many calls it
 *  was asked, which one was asked last, how often the location for a signature; `length_excess` is added to the lengths
 *  that it reports. */
typedef struct test_driver {
    psa_status_t transparent, opaque, init;
    unsigned asked;
    const char *last;
    unsigned signs;
    size_t length_excess;
    unsigned places; /* in use in the location */
    /* Operations of several calls (test_driver_parts.c): what setup returns, how often an entry point was asked,
     * contexts that neither their finish nor abort has ended; the entry point that fails, and how. */
    psa_status_t multi, part_status;
    unsigned parts;
    int live;
    const char *part_fails;
    int verifies; /* the location verifies signatures */
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
psa_status_t test_verify_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                              psa_algorithm_t alg, const uint8_t *hash, size_t hash_length, const uint8_t *signature,
                              size_t signature_length);
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
psa_status_t test_opaque_verify_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                     psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                     const uint8_t *signature, size_t signature_length);
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

/* Operations of several calls. The accelerator's are toys with recognisable results: a hash and a MAC of equal bytes, a
 * cipher and an AEAD that hold one byte back until the end. The location's are the library's own, with a key in the
 * clear. */
typedef struct test_toy {
    uint32_t magic;
    psa_algorithm_t alg;
    uint8_t sum, key, held, holds, has_iv, has_lengths;
    uint8_t filler[600]; /* larger than the default object has room for: PCRYPTO_DRIVER_CONTEXT_SIZE */
} test_toy_t;
/** What a secure element has: the number of a session, 1 and up. */
typedef struct test_session {
    unsigned number;
} test_session_t;

#define TEST_KEY const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size
#define TEST_OUT uint8_t *out, size_t out_size, size_t *length

psa_status_t test_hash_setup(test_toy_t *op, psa_algorithm_t alg);
psa_status_t test_hash_update(test_toy_t *op, const uint8_t *input, size_t size);
psa_status_t test_hash_finish(test_toy_t *op, TEST_OUT);
psa_status_t test_hash_abort(test_toy_t *op);
psa_status_t test_mac_sign_setup(test_toy_t *op, TEST_KEY, psa_algorithm_t alg);
psa_status_t test_mac_update(test_toy_t *op, const uint8_t *input, size_t size);
psa_status_t test_mac_sign_finish(test_toy_t *op, TEST_OUT);
psa_status_t test_mac_abort(test_toy_t *op);
psa_status_t test_cipher_encrypt_setup(test_toy_t *op, TEST_KEY, psa_algorithm_t alg);
psa_status_t test_cipher_decrypt_setup(test_toy_t *op, TEST_KEY, psa_algorithm_t alg);
psa_status_t test_cipher_set_iv(test_toy_t *op, const uint8_t *iv, size_t size);
psa_status_t test_cipher_update(test_toy_t *op, const uint8_t *input, size_t size, TEST_OUT);
psa_status_t test_cipher_finish(test_toy_t *op, TEST_OUT);
psa_status_t test_cipher_abort(test_toy_t *op);
psa_status_t test_aead_encrypt_setup(test_toy_t *op, TEST_KEY, psa_algorithm_t alg);
psa_status_t test_aead_decrypt_setup(test_toy_t *op, TEST_KEY, psa_algorithm_t alg);
psa_status_t test_aead_set_lengths(test_toy_t *op, size_t ad_length, size_t text_length);
psa_status_t test_aead_set_nonce(test_toy_t *op, const uint8_t *nonce, size_t size);
psa_status_t test_aead_update_ad(test_toy_t *op, const uint8_t *input, size_t size);
psa_status_t test_aead_update(test_toy_t *op, const uint8_t *input, size_t size, TEST_OUT);
psa_status_t test_aead_finish(test_toy_t *op, TEST_OUT, uint8_t *tag, size_t tag_size, size_t *tag_length);
psa_status_t test_aead_verify(test_toy_t *op, TEST_OUT, const uint8_t *tag, size_t tag_length);
psa_status_t test_aead_abort(test_toy_t *op);

/** The key in the clear, in local storage, with the same type and policy; to be destroyed. */
psa_status_t test_unwrap(TEST_KEY, psa_key_id_t *id);
psa_status_t test_opaque_mac_sign_setup(test_session_t *op, TEST_KEY, psa_algorithm_t alg);
psa_status_t test_opaque_mac_verify_setup(test_session_t *op, TEST_KEY, psa_algorithm_t alg);
psa_status_t test_opaque_mac_update(test_session_t *op, const uint8_t *input, size_t size);
psa_status_t test_opaque_mac_sign_finish(test_session_t *op, TEST_OUT);
psa_status_t test_opaque_mac_verify_finish(test_session_t *op, const uint8_t *mac, size_t size);
psa_status_t test_opaque_mac_abort(test_session_t *op);
psa_status_t test_opaque_cipher_encrypt_setup(test_session_t *op, TEST_KEY, psa_algorithm_t alg);
psa_status_t test_opaque_cipher_decrypt_setup(test_session_t *op, TEST_KEY, psa_algorithm_t alg);
psa_status_t test_opaque_cipher_set_iv(test_session_t *op, const uint8_t *iv, size_t size);
psa_status_t test_opaque_cipher_update(test_session_t *op, const uint8_t *input, size_t size, TEST_OUT);
psa_status_t test_opaque_cipher_finish(test_session_t *op, TEST_OUT);
psa_status_t test_opaque_cipher_abort(test_session_t *op);
psa_status_t test_opaque_aead_encrypt_setup(test_session_t *op, TEST_KEY, psa_algorithm_t alg);
psa_status_t test_opaque_aead_decrypt_setup(test_session_t *op, TEST_KEY, psa_algorithm_t alg);
psa_status_t test_opaque_aead_set_lengths(test_session_t *op, size_t ad_length, size_t text_length);
psa_status_t test_opaque_aead_set_nonce(test_session_t *op, const uint8_t *nonce, size_t size);
psa_status_t test_opaque_aead_update_ad(test_session_t *op, const uint8_t *input, size_t size);
psa_status_t test_opaque_aead_update(test_session_t *op, const uint8_t *input, size_t size, TEST_OUT);
psa_status_t test_opaque_aead_finish(test_session_t *op, TEST_OUT, uint8_t *tag, size_t tag_size, size_t *tag_length);
psa_status_t test_opaque_aead_verify(test_session_t *op, TEST_OUT, const uint8_t *tag, size_t tag_length);
psa_status_t test_opaque_aead_abort(test_session_t *op);

#define PCRYPTO_DRIVER_INIT test_driver_init
#define PCRYPTO_TRANSPARENT_HASH_COMPUTE test_hash_compute
#define PCRYPTO_TRANSPARENT_MAC_COMPUTE test_mac_compute
#define PCRYPTO_TRANSPARENT_AEAD_ENCRYPT test_aead_encrypt
#define PCRYPTO_TRANSPARENT_SIGN_HASH test_sign_hash
#define PCRYPTO_TRANSPARENT_VERIFY_HASH test_verify_hash
#define PCRYPTO_TRANSPARENT_VERIFY_MESSAGE test_verify_message
#define PCRYPTO_TRANSPARENT_GENERATE_KEY test_generate_key
#define PCRYPTO_OPAQUE_LOCATION TEST_LOCATION
#define PCRYPTO_OPAQUE_KEY_SIZE(type, bits) ((void)(type), (size_t)(TEST_WRAP_SIZE + ((bits) + 7u) / 8u + 32u))
#define PCRYPTO_OPAQUE_MAC_COMPUTE test_opaque_mac_compute
#define PCRYPTO_OPAQUE_CIPHER_ENCRYPT test_opaque_cipher_encrypt
#define PCRYPTO_OPAQUE_CIPHER_DECRYPT test_opaque_cipher_decrypt
#define PCRYPTO_OPAQUE_SIGN_HASH test_opaque_sign_hash
#define PCRYPTO_OPAQUE_VERIFY_HASH test_opaque_verify_hash
#define PCRYPTO_OPAQUE_KEY_AGREEMENT test_opaque_key_agreement
#define PCRYPTO_OPAQUE_IMPORT_KEY test_opaque_import_key
#define PCRYPTO_OPAQUE_GENERATE_KEY test_opaque_generate_key
#define PCRYPTO_OPAQUE_EXPORT_KEY test_opaque_export_key
#define PCRYPTO_OPAQUE_EXPORT_PUBLIC_KEY test_opaque_export_public_key
#define PCRYPTO_OPAQUE_COPY_KEY test_opaque_copy_key
#define PCRYPTO_OPAQUE_ALLOCATE_KEY test_opaque_allocate_key
#define PCRYPTO_OPAQUE_DESTROY_KEY test_opaque_destroy_key
#define PCRYPTO_OPAQUE_GET_BUILTIN_KEY test_opaque_get_builtin_key

#define PCRYPTO_TRANSPARENT_HASH_OPERATION_T test_toy_t
#define PCRYPTO_TRANSPARENT_HASH_SETUP test_hash_setup
#define PCRYPTO_TRANSPARENT_HASH_UPDATE test_hash_update
#define PCRYPTO_TRANSPARENT_HASH_FINISH test_hash_finish
#define PCRYPTO_TRANSPARENT_HASH_ABORT test_hash_abort
#define PCRYPTO_TRANSPARENT_MAC_OPERATION_T test_toy_t
#define PCRYPTO_TRANSPARENT_MAC_SIGN_SETUP test_mac_sign_setup
#define PCRYPTO_TRANSPARENT_MAC_UPDATE test_mac_update
#define PCRYPTO_TRANSPARENT_MAC_SIGN_FINISH test_mac_sign_finish
#define PCRYPTO_TRANSPARENT_MAC_ABORT test_mac_abort
#define PCRYPTO_TRANSPARENT_CIPHER_OPERATION_T test_toy_t
#define PCRYPTO_TRANSPARENT_CIPHER_ENCRYPT_SETUP test_cipher_encrypt_setup
#define PCRYPTO_TRANSPARENT_CIPHER_DECRYPT_SETUP test_cipher_decrypt_setup
#define PCRYPTO_TRANSPARENT_CIPHER_SET_IV test_cipher_set_iv
#define PCRYPTO_TRANSPARENT_CIPHER_UPDATE test_cipher_update
#define PCRYPTO_TRANSPARENT_CIPHER_FINISH test_cipher_finish
#define PCRYPTO_TRANSPARENT_CIPHER_ABORT test_cipher_abort
#define PCRYPTO_TRANSPARENT_AEAD_OPERATION_T test_toy_t
#define PCRYPTO_TRANSPARENT_AEAD_ENCRYPT_SETUP test_aead_encrypt_setup
#define PCRYPTO_TRANSPARENT_AEAD_DECRYPT_SETUP test_aead_decrypt_setup
#define PCRYPTO_TRANSPARENT_AEAD_SET_LENGTHS test_aead_set_lengths
#define PCRYPTO_TRANSPARENT_AEAD_SET_NONCE test_aead_set_nonce
#define PCRYPTO_TRANSPARENT_AEAD_UPDATE_AD test_aead_update_ad
#define PCRYPTO_TRANSPARENT_AEAD_UPDATE test_aead_update
#define PCRYPTO_TRANSPARENT_AEAD_FINISH test_aead_finish
#define PCRYPTO_TRANSPARENT_AEAD_VERIFY test_aead_verify
#define PCRYPTO_TRANSPARENT_AEAD_ABORT test_aead_abort
#define PCRYPTO_OPAQUE_MAC_OPERATION_T test_session_t
#define PCRYPTO_OPAQUE_MAC_SIGN_SETUP test_opaque_mac_sign_setup
#define PCRYPTO_OPAQUE_MAC_UPDATE test_opaque_mac_update
#define PCRYPTO_OPAQUE_MAC_SIGN_FINISH test_opaque_mac_sign_finish
#define PCRYPTO_OPAQUE_MAC_ABORT test_opaque_mac_abort
#define PCRYPTO_OPAQUE_MAC_VERIFY_SETUP test_opaque_mac_verify_setup
#define PCRYPTO_OPAQUE_MAC_VERIFY_FINISH test_opaque_mac_verify_finish
#define PCRYPTO_OPAQUE_CIPHER_OPERATION_T test_session_t
#define PCRYPTO_OPAQUE_CIPHER_ENCRYPT_SETUP test_opaque_cipher_encrypt_setup
#define PCRYPTO_OPAQUE_CIPHER_DECRYPT_SETUP test_opaque_cipher_decrypt_setup
#define PCRYPTO_OPAQUE_CIPHER_SET_IV test_opaque_cipher_set_iv
#define PCRYPTO_OPAQUE_CIPHER_UPDATE test_opaque_cipher_update
#define PCRYPTO_OPAQUE_CIPHER_FINISH test_opaque_cipher_finish
#define PCRYPTO_OPAQUE_CIPHER_ABORT test_opaque_cipher_abort
#define PCRYPTO_OPAQUE_AEAD_OPERATION_T test_session_t
#define PCRYPTO_OPAQUE_AEAD_ENCRYPT_SETUP test_opaque_aead_encrypt_setup
#define PCRYPTO_OPAQUE_AEAD_DECRYPT_SETUP test_opaque_aead_decrypt_setup
#define PCRYPTO_OPAQUE_AEAD_SET_LENGTHS test_opaque_aead_set_lengths
#define PCRYPTO_OPAQUE_AEAD_SET_NONCE test_opaque_aead_set_nonce
#define PCRYPTO_OPAQUE_AEAD_UPDATE_AD test_opaque_aead_update_ad
#define PCRYPTO_OPAQUE_AEAD_UPDATE test_opaque_aead_update
#define PCRYPTO_OPAQUE_AEAD_FINISH test_opaque_aead_finish
#define PCRYPTO_OPAQUE_AEAD_VERIFY test_opaque_aead_verify
#define PCRYPTO_OPAQUE_AEAD_ABORT test_opaque_aead_abort

#endif /* TESTS_CRYPTO_TEST_DRIVER_H */
