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
 *     families of operations of several calls, below
 *     IMPORT_KEY, GENERATE_KEY (transparent: of key pairs and public keys), EXPORT_PUBLIC_KEY
 *     EXPORT_KEY, COPY_KEY, ALLOCATE_KEY, DESTROY_KEY, GET_BUILTIN_KEY (opaque)
 *     PCRYPTO_DRIVER_INIT              called once by psa_crypto_init(), which fails with it; PLAT_LOCK_CRYPTO is held
 *
 * - An entry point that the header does not name is not there. A transparent one that returns PSA_ERROR_NOT_SUPPORTED falls
 *   back to the library's own code, and has then written nothing to its outputs. An opaque one has nothing behind it:
 *   keys of a location are used by its driver only. Key derivation is the library's: an input in a location comes by
 *   EXPORT_KEY (which may refuse), whatever the key's usage says of exports, and a key that is derived into a location
 *   goes there by IMPORT_KEY. Exceptions that the interface knows: a MAC is verified by computing it, a message signed
 *   or verified by its hash, and a single-part call done by the entry points of several, where there are only those.
 * - Several drivers: the header names functions of the product's own that ask them in turn (transparent) or by the location in
 *   the key's attributes (opaque; PCRYPTO_OPAQUE_HAS_LOCATION(location) then says which there are).
 * - The library has checked the key's policy before, and holds the key meanwhile. No lock is held, but by init: a driver
 *   guards its own hardware. Buffers may overlap as the caller's do.
 * - KEY_AGREEMENT has the order of Mbed TLS's drivers, the key before the algorithm, not the interface's.
 * - Without a header the calls below are the constant false, and cost nothing.
 *
 * Operations of several calls: a family of entry points and the type of their context, named whole (or a compile error) as
 * PCRYPTO_TRANSPARENT_<name> and, but for hashes, PCRYPTO_OPAQUE_<name>. KEY: const psa_key_attributes_t *attributes, const
 * uint8_t *key, size_t key_size; IN: const uint8_t *input, size_t input_length; OUT: uint8_t *output, size_t output_size,
 * size_t *output_length; each entry point has a pointer to the context first.
 *     HASH_OPERATION_T      HASH_SETUP(alg)  HASH_UPDATE(IN)  HASH_FINISH(OUT)  HASH_ABORT()
 *     MAC_OPERATION_T       MAC_SIGN_SETUP(KEY, alg)  MAC_UPDATE(IN)  MAC_SIGN_FINISH(OUT)  MAC_ABORT(), and if the driver
 *                           compares by itself: MAC_VERIFY_SETUP(KEY, alg)  MAC_VERIFY_FINISH(IN)
 *     CIPHER_OPERATION_T    CIPHER_ENCRYPT_SETUP(KEY, alg)  CIPHER_DECRYPT_SETUP(KEY, alg)  CIPHER_SET_IV(IN)
 *                           CIPHER_UPDATE(IN, OUT)  CIPHER_FINISH(OUT)  CIPHER_ABORT()
 *     AEAD_OPERATION_T      AEAD_ENCRYPT_SETUP(KEY, alg)  AEAD_DECRYPT_SETUP(KEY, alg)
 *                           AEAD_SET_LENGTHS(size_t ad_length, size_t text_length)  AEAD_SET_NONCE(IN)  AEAD_UPDATE_AD(IN)
 *                           AEAD_UPDATE(IN, OUT)  AEAD_FINISH(OUT, OUT of the tag)  AEAD_VERIFY(OUT, IN, the tag)  AEAD_ABORT()
 * - A context is all zero before setup. It lies in the caller's object, may be moved and (hash) copied as bytes between
 *   calls, and is wiped at the end. If one is larger than the object has room for, the feature set gives its size,
 *   PCRYPTO_DRIVER_CONTEXT_SIZE (psa/crypto_struct.h). Nothing of the hardware is held between calls.
 * - Only a setup falls back. The library checks the order of the calls and the lengths that were declared, and generates IVs
 *   and nonces. What may be held back between calls is the driver's affair; the lengths are what it says.
 * - A message that is signed or verified in pieces is hashed by HASH_SETUP to HASH_ABORT, or by the library, and its
 *   hash signed by SIGN_HASH or verified by VERIFY_HASH; the interface has no family for it. So algorithms that do not
 *   sign a hash, and signatures with a context, are none of a driver's. The key is asked for again at the end.
 * - An entry point that fails, a call out of order and a key that was destroyed are followed by ABORT. A setup that failed
 *   and a finish or verify are not, but for HASH_FINISH, which always is (Crypto Driver Interface, "General considerations on
 *   multi-part operations").
 * - psa_hash_suspend() on such an operation is PSA_ERROR_NOT_SUPPORTED: no entry point gives its state.
 *
 * Below the operations, a primitive is replaced as a file: -DPSA_CRYPTO_CORE_REPLACE=sha256.c=<file>;aes.c=<file> compiles
 * the given files in place of lib/crypto/core/sha256.c and aes.c, with the same header. Every mode, MAC and derivation above
 * then runs on it (STM32H5: HASH, SAES and PKA are such files).
 */
#ifndef PCRYPTO_DRIVER_H
#define PCRYPTO_DRIVER_H

#include "key_slots.h"
#include "key_use.h"
#include "lib/crypto/core/hash.h"

/* What the library keeps before a driver's context in an operation object, bytes (psa/crypto_struct.h). */
#define PCRYPTO_DRIVER_HEAD_HASH 8u
#define PCRYPTO_DRIVER_HEAD_AEAD 40u

#if defined(PSA_CRYPTO_DRIVER_HEADER)

#define PCRYPTO_HAS_DRIVER 1

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

/*
 * Operations of several calls. The setups answer as the calls above, of an operation that pcrypto_op_begin() began. On success
 * they have put the kind of driver into it, and the driver's context is where the library's own state would be. The other
 * calls return false for an operation that is not a driver's. The states were checked before; an error, also that of a
 * key that was destroyed, is for the caller to end the operation by, which calls abort.
 */
bool pcrypto_driver_hash_setup(void *context, psa_algorithm_t alg, psa_status_t *status);
bool pcrypto_driver_hash_update(bool driven, void *context, const uint8_t *input, size_t input_length,
                                psa_status_t *status);
bool pcrypto_driver_hash_finish(bool driven, void *context, uint8_t *hash, size_t hash_size, size_t *hash_length,
                                psa_status_t *status);
void pcrypto_driver_hash_abort(bool driven, void *context);

bool pcrypto_driver_mac_setup(pcrypto_op_t *op, void *context, psa_algorithm_t alg, bool verify, psa_status_t *status);
bool pcrypto_driver_mac_update(const pcrypto_op_t *op, void *context, const uint8_t *input, size_t input_length,
                               psa_status_t *status);
bool pcrypto_driver_mac_sign_finish(pcrypto_op_t *op, void *context, uint8_t *mac, size_t mac_size, size_t *mac_length,
                                    psa_status_t *status);
bool pcrypto_driver_mac_verify_finish(pcrypto_op_t *op, void *context, const uint8_t *mac, size_t mac_length,
                                      psa_status_t *status);
void pcrypto_driver_mac_abort(pcrypto_op_t *op, void *context);

/* Signatures: a driver's hash is the context, and the mark of it in the head of the operation is the caller's affair (message_hash.h). The
 * setup settles the calls of a key in a location; ..._hashed() ask SIGN_HASH and VERIFY_HASH for the key. */
bool pcrypto_driver_sign_setup(psa_key_id_t key, psa_algorithm_t alg, bool sign, psa_status_t *status);
bool pcrypto_driver_sign_hashed(const pcrypto_op_t *op, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                uint8_t *signature, size_t signature_size, size_t *signature_length,
                                psa_status_t *status);
bool pcrypto_driver_verify_hashed(const pcrypto_op_t *op, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                  const uint8_t *signature, size_t signature_length, psa_status_t *status);

bool pcrypto_driver_cipher_setup(pcrypto_op_t *op, void *context, psa_algorithm_t alg, bool encrypt,
                                 psa_status_t *status);
bool pcrypto_driver_op_encrypts(const pcrypto_op_t *op);
bool pcrypto_driver_cipher_set_iv(const pcrypto_op_t *op, void *context, const uint8_t *iv, size_t iv_length,
                                  psa_status_t *status);
bool pcrypto_driver_cipher_update(const pcrypto_op_t *op, void *context, const uint8_t *input, size_t input_length,
                                  uint8_t *output, size_t output_size, size_t *output_length, psa_status_t *status);
bool pcrypto_driver_cipher_finish(pcrypto_op_t *op, void *context, uint8_t *output, size_t output_size,
                                  size_t *output_length, psa_status_t *status);
void pcrypto_driver_cipher_abort(pcrypto_op_t *op, void *context);

bool pcrypto_driver_aead_setup(pcrypto_op_t *op, void *context, psa_algorithm_t alg, bool encrypt,
                               psa_status_t *status);
bool pcrypto_driver_aead_needs_lengths(const pcrypto_op_t *op);
size_t pcrypto_driver_aead_nonce_size(const pcrypto_op_t *op, size_t text_length);
bool pcrypto_driver_aead_set_lengths(const pcrypto_op_t *op, void *context, size_t ad_length, size_t text_length,
                                     psa_status_t *status);
bool pcrypto_driver_aead_set_nonce(const pcrypto_op_t *op, void *context, const uint8_t *nonce, size_t nonce_length,
                                   psa_status_t *status);
bool pcrypto_driver_aead_update_ad(const pcrypto_op_t *op, void *context, const uint8_t *input, size_t input_length,
                                   psa_status_t *status);
bool pcrypto_driver_aead_update(const pcrypto_op_t *op, void *context, const uint8_t *input, size_t input_length,
                                uint8_t *output, size_t output_size, size_t *output_length, psa_status_t *status);
bool pcrypto_driver_aead_finish(pcrypto_op_t *op, void *context, uint8_t *ciphertext, size_t ciphertext_size,
                                size_t *ciphertext_length, uint8_t *tag, size_t tag_size, size_t *tag_length,
                                psa_status_t *status);
bool pcrypto_driver_aead_verify(pcrypto_op_t *op, void *context, uint8_t *plaintext, size_t plaintext_size,
                                size_t *plaintext_length, const uint8_t *tag, size_t tag_length, psa_status_t *status);
void pcrypto_driver_aead_abort(pcrypto_op_t *op, void *context);

/** A key in a location in the clear, as EXPORT_KEY says, for a derivation that its policy allows. True: it is such a
 *  key. On success *clear has its attributes, and `secret`, which the caller wipes, its material. It is not held. */
bool pcrypto_driver_secret(psa_key_id_t key, psa_key_usage_t usage, psa_algorithm_t alg, pcrypto_key_t *clear,
                           uint8_t *secret, size_t secret_size, psa_status_t *status);

/* The same as for single-part calls, for the making of keys, on slots: those in the making, and held ones. */
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

#define PCRYPTO_HAS_DRIVER 0
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
#define pcrypto_driver_hash_setup(...) false
#define pcrypto_driver_hash_update(...) false
#define pcrypto_driver_hash_finish(...) false
#define pcrypto_driver_hash_abort(op, context) ((void)(op), (void)(context))
#define pcrypto_driver_mac_setup(...) false
#define pcrypto_driver_mac_update(...) false
#define pcrypto_driver_mac_sign_finish(...) false
#define pcrypto_driver_mac_verify_finish(...) false
#define pcrypto_driver_mac_abort(op, context) ((void)(op), (void)(context))
#define pcrypto_driver_sign_setup(...) false
#define pcrypto_driver_sign_hashed(...) false
#define pcrypto_driver_verify_hashed(...) false
#define pcrypto_driver_cipher_setup(...) false
#define pcrypto_driver_op_encrypts(op) false
#define pcrypto_driver_cipher_set_iv(...) false
#define pcrypto_driver_cipher_update(...) false
#define pcrypto_driver_cipher_finish(...) false
#define pcrypto_driver_cipher_abort(op, context) ((void)(op), (void)(context))
#define pcrypto_driver_aead_setup(...) false
#define pcrypto_driver_aead_needs_lengths(op) false
#define pcrypto_driver_aead_nonce_size(op, text_length) ((size_t)0)
#define pcrypto_driver_aead_set_lengths(...) false
#define pcrypto_driver_aead_set_nonce(...) false
#define pcrypto_driver_aead_update_ad(...) false
#define pcrypto_driver_aead_update(...) false
#define pcrypto_driver_aead_finish(...) false
#define pcrypto_driver_aead_verify(...) false
#define pcrypto_driver_aead_abort(op, context) ((void)(op), (void)(context))
#define pcrypto_driver_secret(...) false
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

/** Bytes for any hash: a driver may have longer ones than the feature set. */
#define PCRYPTO_HASH_ROOM (PCRYPTO_HAS_DRIVER ? 64u : PCC_HASH_SIZE_MAX)

#endif /* PCRYPTO_DRIVER_H */
