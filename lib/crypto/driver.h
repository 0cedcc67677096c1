/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The seam for drivers: accelerators that take over an operation with a key in the clear (transparent drivers), and
 * locations whose keys only the driver can use (opaque drivers). Shaped after the PSA Crypto Driver Interface 1.0: its entry
 * points, their parameters and their fall-back, so that a vendor's driver fits with a list of names.
 *
 * A product gives -DPSA_CRYPTO_DRIVER_HEADER=<file>, a header that says which entry points there are, and the sources or
 * libraries behind it with -DPSA_CRYPTO_DRIVER_SOURCES=<files>. The header declares them and names each one, for example
 *
 *     #define PCRYPTO_TRANSPARENT_AEAD_ENCRYPT acme_aead_encrypt     // "transparent", entry point "aead_encrypt"
 *     #define PCRYPTO_OPAQUE_LOCATION 0x800001u                      // PSA_KEY_LOCATION_acme
 *     #define PCRYPTO_OPAQUE_KEY_SIZE(type, bits) 64u                // "key_context": bytes of its keys
 *     #define PCRYPTO_OPAQUE_SIGN_HASH acme_sign_hash
 *
 * Entry points, transparent and opaque unless said otherwise:
 *     HASH_COMPUTE (transparent)       MAC_COMPUTE  MAC_VERIFY        CIPHER_ENCRYPT  CIPHER_DECRYPT
 *     AEAD_ENCRYPT  AEAD_DECRYPT       SIGN_HASH  VERIFY_HASH  SIGN_MESSAGE  VERIFY_MESSAGE
 *     ASYMMETRIC_ENCRYPT  ASYMMETRIC_DECRYPT                          KEY_AGREEMENT
 *     IMPORT_KEY, GENERATE_KEY (transparent: of key pairs and public keys), EXPORT_PUBLIC_KEY
 *     EXPORT_KEY, COPY_KEY, ALLOCATE_KEY, DESTROY_KEY, GET_BUILTIN_KEY (opaque)
 *     PCRYPTO_DRIVER_INIT              called once by psa_crypto_init(), which fails with it
 *
 * - An entry point that the header does not name is not there. A transparent one that returns PSA_ERROR_NOT_SUPPORTED falls
 *   back to the library's own code, and has then written nothing to its outputs. An opaque one has nothing behind it: keys of
 *   a location are used by its driver only, and multi-part operations and key derivations with them are
 *   PSA_ERROR_NOT_SUPPORTED. Two exceptions that the interface knows: a MAC is verified by computing it, and a message signed
 *   or verified by its hash, where the driver has only that.
 * - Several drivers: the header names functions of the product's own that ask them in turn (transparent) or by the location in
 *   the key's attributes (opaque; PCRYPTO_OPAQUE_HAS_LOCATION(location) then says which there are).
 * - The library has checked the key's policy before, and holds the key meanwhile. No lock is held: a driver guards its own
 *   hardware. Buffers may overlap as the caller's do.
 * - Without a header the calls below are the constant false, and cost nothing.
 *
 * Below the operations, a primitive is replaced as a file: -DPSA_CRYPTO_CORE_REPLACE=sha256.c=<file>;aes.c=<file> compiles
 * the given files in place of lib/crypto/core/sha256.c and aes.c, with the same header. Every mode, MAC and derivation above
 * then runs on it (STM32H5: HASH, SAES and PKA are such files).
 */
#ifndef PCRYPTO_DRIVER_H
#define PCRYPTO_DRIVER_H

#include "key_slots.h"

#if defined(PSA_CRYPTO_DRIVER_HEADER)

#include "key_builtin.h"

/** Whether there is a driver for keys of this location. */
bool pcrypto_driver_has_location(psa_key_location_t location);

/** Whether a key is its driver's, so that the library's own code must not touch its material. */
bool pcrypto_is_opaque(const pcrypto_key_t *key);

/** Bytes of slot memory for a new key, where its location is a driver's; else *size stays. */
void pcrypto_driver_key_size(const psa_key_attributes_t *attributes, size_t *size);

/*
 * Each of the following returns true when a driver (or the check of the key before it) has settled the call, with *status and
 * the outputs as the call returns them, and false when the library's own code is to do it.
 */
bool pcrypto_driver_hash_compute(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash,
                                 size_t hash_size, size_t *hash_length, psa_status_t *status);
bool pcrypto_driver_mac_compute(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                uint8_t *mac, size_t mac_size, size_t *mac_length, psa_status_t *status);
bool pcrypto_driver_mac_verify(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                               const uint8_t *mac, size_t mac_length, psa_status_t *status);
bool pcrypto_driver_cipher(psa_key_id_t key, psa_algorithm_t alg, bool encrypt, const uint8_t *input,
                           size_t input_length, uint8_t *output, size_t output_size, size_t *output_length,
                           psa_status_t *status);
bool pcrypto_driver_aead(psa_key_id_t key, psa_algorithm_t alg, bool encrypt, const uint8_t *nonce, size_t nonce_length,
                         const uint8_t *ad, size_t ad_length, const uint8_t *input, size_t input_length,
                         uint8_t *output, size_t output_size, size_t *output_length, psa_status_t *status);
bool pcrypto_driver_sign(int32_t owner, psa_key_id_t key, psa_algorithm_t alg, bool message, const uint8_t *input,
                         size_t input_length, uint8_t *signature, size_t signature_size, size_t *signature_length,
                         psa_status_t *status);
bool pcrypto_driver_verify(psa_key_id_t key, psa_algorithm_t alg, bool message, const uint8_t *input,
                           size_t input_length, const uint8_t *signature, size_t signature_length,
                           psa_status_t *status);
bool pcrypto_driver_asymmetric(psa_key_id_t key, psa_algorithm_t alg, bool encrypt, const uint8_t *input,
                               size_t input_length, const uint8_t *salt, size_t salt_length, uint8_t *output,
                               size_t output_size, size_t *output_length, psa_status_t *status);
bool pcrypto_driver_agree(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *peer, size_t peer_size, uint8_t *secret,
                          size_t secret_size, size_t *secret_length, psa_status_t *status);

/* The same for the making of keys, on slots: those in the making, and held ones. */
bool pcrypto_driver_import(pcrypto_key_t *key, const uint8_t *data, size_t size, psa_status_t *status);
bool pcrypto_driver_generate(pcrypto_key_t *key, psa_status_t *status);
bool pcrypto_driver_export(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length,
                           psa_status_t *status);
bool pcrypto_driver_export_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length,
                                  psa_status_t *status);
/** A copy that leaves or enters a location, or stays in it. */
bool pcrypto_driver_copy(const pcrypto_key_t *source, pcrypto_key_t *target, psa_status_t *status);
/** Tell the driver that a key of its location is destroyed; true: it could not, and the key stays. */
bool pcrypto_driver_destroy(int32_t owner, psa_key_id_t key, psa_status_t *status);
/** A key that could not be kept is taken back from the driver. */
void pcrypto_driver_undo(const pcrypto_key_t *key);
/** psa_attach_key() in a driver's location: the label is the slot number, 1 to 8 bytes, big-endian. */
bool pcrypto_driver_attach(const psa_key_attributes_t *attributes, const uint8_t *label, size_t label_length,
                           pcrypto_key_t **key, psa_status_t *status);
/** The driver's own start. */
psa_status_t pcrypto_driver_init(void);

#else /* no driver */

#define pcrypto_driver_has_location(location) ((void)(location), false)
#define pcrypto_is_opaque(key) ((void)(key), false)
#define pcrypto_driver_key_size(attributes, size) ((void)(attributes), (void)(size))
#define pcrypto_driver_hash_compute(...) false
#define pcrypto_driver_mac_compute(...) false
#define pcrypto_driver_mac_verify(...) false
#define pcrypto_driver_cipher(...) false
#define pcrypto_driver_aead(...) false
#define pcrypto_driver_sign(...) false
#define pcrypto_driver_verify(...) false
#define pcrypto_driver_asymmetric(...) false
#define pcrypto_driver_agree(...) false
#define pcrypto_driver_import(...) false
#define pcrypto_driver_generate(...) false
#define pcrypto_driver_export(...) false
#define pcrypto_driver_export_public(...) false
#define pcrypto_driver_copy(...) false
#define pcrypto_driver_destroy(...) false
#define pcrypto_driver_undo(key) ((void)(key))
#define pcrypto_driver_attach(...) false
#define pcrypto_driver_init() PSA_SUCCESS

#endif

#endif /* PCRYPTO_DRIVER_H */
