/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The Crypto API (PSA Certified Crypto API 1.5, IHI 0086): its functions. Types and numbers are in crypto_types.h and
 * crypto_values.h, buffer sizes in crypto_sizes.h, objects in crypto_struct.h, the feature set in crypto_config.h; this
 * header includes them all. Chapter names below are the specification's.
 *
 * What is there. All functions of version 1.5 are declared; the library of a release has those of the families that it
 * has code for. A function that is not there is an undefined reference when the program is linked, never a call that
 * answers PSA_ERROR_NOT_SUPPORTED. An algorithm, key type or size that the feature set leaves out of a family that is
 * there is PSA_ERROR_NOT_SUPPORTED.
 *
 * What holds everywhere.
 *  - Lengths and sizes are bytes; key sizes are bits.
 *  - Buffers belong to the caller and are used only during the call. A buffer of 0 bytes may be NULL, no other pointer
 *    may. Inputs and outputs may overlap in any way and the result is the same; outputs must not overlap one another.
 *  - On error an output buffer is unchanged or zeroed, *length is 0 and *key is PSA_KEY_ID_NULL. (The specification
 *    leaves this open, so portable code does not rely on it.)
 *  - Not to be called from an interrupt. With a port that has locks, calls from several threads are safe as long as no
 *    operation object is shared and no key is destroyed while another thread uses it.
 *  - The library takes no memory from a heap. Mbed TLS's big numbers do; firmware gives them a pool of fixed size.
 *
 * Operations in several parts (hash, MAC, cipher, AEAD, derivation, ...). An object is inactive until a ..._setup()
 * call succeeds; a setup that fails leaves it inactive. Any later call that fails puts the object in an error state, in
 * which only ..._abort() works. The last call (finish, verify) makes it inactive again and wipes it; ..._abort() does
 * so at any time, and on an inactive object does nothing. An operation that is given up must be aborted: it holds
 * secrets. Destroying the key of an operation makes its next call fail.
 *
 * Errors that any function may return where they make sense, and that are not repeated below:
 *  - PSA_ERROR_INVALID_HANDLE        there is no key with this identifier
 *  - PSA_ERROR_NOT_PERMITTED         the key's usage flags or algorithm forbid it
 *  - PSA_ERROR_NOT_SUPPORTED         the feature set or the release does not have it
 *  - PSA_ERROR_INVALID_ARGUMENT      an argument can never work; key, algorithm and lengths don't go together
 *  - PSA_ERROR_BUFFER_TOO_SMALL      an output does not fit; the size macro named with the function tells what does
 *  - PSA_ERROR_BAD_STATE             the operation is not in the state for this call, or psa_crypto_init() is missing
 *  - PSA_ERROR_INSUFFICIENT_MEMORY   no free key slot, or the pool for big numbers is used up
 *  - PSA_ERROR_INSUFFICIENT_ENTROPY  the random generator can't be seeded
 *  - PSA_ERROR_STORAGE_FAILURE       a stored key can't be read ...
 *  - PSA_ERROR_DATA_CORRUPT          ... or has lost bits ...
 *  - PSA_ERROR_DATA_INVALID          ... or is in a form that this version does not know
 *  - PSA_ERROR_HARDWARE_FAILURE, PSA_ERROR_COMMUNICATION_FAILURE, PSA_ERROR_CORRUPTION_DETECTED and
 *    PSA_ERROR_GENERIC_ERROR         an accelerator or a check inside failed; nothing was output
 * Where several apply, any of them may come.
 */
#ifndef PSA_CRYPTO_H
#define PSA_CRYPTO_H

#include "psa/crypto_platform.h"
#include "psa/crypto_types.h"
#include "psa/crypto_values.h"
#include "psa/crypto_sizes.h"
#include "psa/crypto_struct.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- Library management reference, Key attributes --- */

/**
 * Start the library. Must succeed before any other function that returns a status; may be called again at any time, and
 * then does nothing. It reads neither entropy nor stored keys: the random generator seeds itself from the port at its
 * first request, which is PSA_ERROR_INSUFFICIENT_ENTROPY if the port has none to give, and keys load when they are used
 * first. An error is that of a driver; the library stays shut.
 */
psa_status_t psa_crypto_init(void);

/**
 * Read what is known about a key: identifier, lifetime, type, size, usage and algorithm. No usage flag is needed.
 *
 * attributes   as PSA_KEY_ATTRIBUTES_INIT on error
 */
psa_status_t psa_get_key_attributes(psa_key_id_t key, psa_key_attributes_t *attributes);

/**
 * Whether a key may, and this library can, do what usage and algorithm say; nothing is done.
 *
 * alg     the algorithm, no wildcard; PSA_ALG_NONE for export, copy and cache
 * usage   one PSA_KEY_USAGE_...
 *
 * PSA_SUCCESS                 it may and can
 * PSA_ERROR_NOT_PERMITTED     the key's policy forbids it
 * PSA_ERROR_INVALID_ARGUMENT  key, algorithm and usage don't go together
 */
psa_status_t psa_check_key_usage(psa_key_id_t key, psa_algorithm_t alg, psa_key_usage_t usage);

/* ------------------------------------------------------------------------------------ Key management reference ---
 *
 * Functions that make a key read its attributes: type, size where it is not in the data, usage flags, algorithm, and
 * for a key that is to be stored the identifier. *key is that identifier, or one that the library chose for a volatile
 * key. Success for a key that is to be stored means that it is in storage and survives a power cut. Their errors:
 *  - PSA_ERROR_ALREADY_EXISTS        a stored key has this identifier; it is left alone
 *  - PSA_ERROR_INSUFFICIENT_MEMORY   all key slots are taken
 *  - PSA_ERROR_INSUFFICIENT_STORAGE  no room to store it
 *  - PSA_ERROR_NOT_SUPPORTED         type, size or location is not in this build; to be stored, where there is no store
 *  - PSA_ERROR_INVALID_ARGUMENT      the attributes make no sense, or the identifier is not between PSA_KEY_ID_USER_MIN
 *                                    and PSA_KEY_ID_USER_MAX
 */

/**
 * Make a key from its data.
 *
 * data   data_length bytes in the format of the key type: the key itself for symmetric keys, the private number
 *        big-endian for Weierstrass curves (RFC 5915), 0x04 and both coordinates for their public keys (SEC 1, 2.3.3).
 *        A size in the attributes must agree with the data; 0 takes it from there.
 *
 * PSA_ERROR_INVALID_ARGUMENT  the data is not a key of this type: wrong length, number out of range, point off the
 *                             curve
 */
psa_status_t psa_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t data_length,
                            psa_key_id_t *key);

/**
 * Make a key from random bytes: a symmetric key or a key pair, not a public key. The attributes tell the size.
 */
psa_status_t psa_generate_key(const psa_key_attributes_t *attributes, psa_key_id_t *key);

/**
 * As psa_generate_key(), with a say in how: for RSA the public exponent in custom_data, little-endian; every other type
 * takes only PSA_CUSTOM_KEY_PARAMETERS_INIT and no custom_data.
 */
psa_status_t psa_generate_key_custom(const psa_key_attributes_t *attributes, const psa_custom_key_parameters_t *custom,
                                     const uint8_t *custom_data, size_t custom_data_length, psa_key_id_t *key);

/**
 * Make a key with the data of another, under another identifier, lifetime or narrower policy. The source needs
 * PSA_KEY_USAGE_COPY. The copy may do what both the source and the attributes allow; type and size of the attributes
 * are 0 or the source's.
 *
 * PSA_ERROR_INVALID_ARGUMENT  the two policies have no algorithm in common, or the attributes want another type or size
 */
psa_status_t psa_copy_key(psa_key_id_t source_key, const psa_key_attributes_t *attributes, psa_key_id_t *target_key);

/**
 * Give an identifier to a key that the device has already, in the location that the attributes name.
 *
 * label   label_length bytes that tell the location which key
 *
 * PSA_ERROR_DOES_NOT_EXIST    the location has no such key
 * PSA_ERROR_INVALID_ARGUMENT  the lifetime is not a volatile one
 */
psa_status_t psa_attach_key(const psa_key_attributes_t *attributes, const uint8_t *label, size_t label_length,
                            psa_key_id_t *key);

/**
 * Wipe a key from memory and, if it is stored, from storage; then the identifier is free. PSA_KEY_ID_NULL succeeds and
 * does nothing. No usage flag is needed.
 *
 * Multi-part operations that took the key (derivations too, for each key that was an input) fail from then on: their
 * next call, other than abort, wipes what they hold and is PSA_ERROR_BAD_STATE. A call that is running in another
 * thread ends as if it had been before.
 *
 * PSA_ERROR_NOT_PERMITTED    the key is read-only
 * PSA_ERROR_STORAGE_FAILURE  the copy in memory is gone, the one in storage may still be there: call again
 */
psa_status_t psa_destroy_key(psa_key_id_t key);

/**
 * Wipe the copy of a stored key that is kept in memory, if no operation uses it. It loads again when it is used. Does
 * nothing to a volatile key.
 */
psa_status_t psa_purge_key(psa_key_id_t key);

/**
 * Read a key out, in the format of psa_import_key(). Needs PSA_KEY_USAGE_EXPORT, unless it is a public key.
 *
 * data   data_size bytes, PSA_EXPORT_KEY_OUTPUT_SIZE(); for asymmetric keys PSA_EXPORT_ASYMMETRIC_KEY_MAX_SIZE suffices
 */
psa_status_t psa_export_key(psa_key_id_t key, uint8_t *data, size_t data_size, size_t *data_length);

/**
 * Read out a public key, or the public key of a pair, in the format of psa_import_key(). No usage flag is needed.
 *
 * data   data_size bytes, PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE() or PSA_EXPORT_PUBLIC_KEY_MAX_SIZE
 *
 * PSA_ERROR_INVALID_ARGUMENT  a symmetric key
 */
psa_status_t psa_export_public_key(psa_key_id_t key, uint8_t *data, size_t data_size, size_t *data_length);

/* --------------------------------------------------------------------------------------------- Message digests --- */

/**
 * Hash of a message.
 *
 * hash   hash_size bytes, PSA_HASH_LENGTH(alg) or PSA_HASH_MAX_SIZE
 */
psa_status_t psa_hash_compute(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash,
                              size_t hash_size, size_t *hash_length);

/**
 * Compare the hash of a message with an expected one, in constant time.
 *
 * PSA_ERROR_INVALID_SIGNATURE  it differs, or hash_length is not that of the algorithm
 */
psa_status_t psa_hash_compare(psa_algorithm_t alg, const uint8_t *input, size_t input_length, const uint8_t *hash,
                              size_t hash_length);

/** Begin a hash in several parts. */
psa_status_t psa_hash_setup(psa_hash_operation_t *operation, psa_algorithm_t alg);

/** Hash more of the message, input_length bytes. */
psa_status_t psa_hash_update(psa_hash_operation_t *operation, const uint8_t *input, size_t input_length);

/**
 * End with the hash.
 *
 * hash   hash_size bytes, PSA_HASH_LENGTH(alg) or PSA_HASH_MAX_SIZE
 */
psa_status_t psa_hash_finish(psa_hash_operation_t *operation, uint8_t *hash, size_t hash_size, size_t *hash_length);

/**
 * End by comparing with an expected hash, in constant time.
 *
 * PSA_ERROR_INVALID_SIGNATURE  it differs, or hash_length is not that of the algorithm
 */
psa_status_t psa_hash_verify(psa_hash_operation_t *operation, const uint8_t *hash, size_t hash_length);

/** Give the operation up. */
psa_status_t psa_hash_abort(psa_hash_operation_t *operation);

/**
 * End with what is needed to go on later, elsewhere, or after a reboot, in the portable form of "Hash suspend state".
 * It tells as much about the message as the message's hash, or more: keep it as secret.
 *
 * hash_state   hash_state_size bytes, PSA_HASH_SUSPEND_OUTPUT_SIZE(alg) or PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE
 */
psa_status_t psa_hash_suspend(psa_hash_operation_t *operation, uint8_t *hash_state, size_t hash_state_size,
                              size_t *hash_state_length);

/**
 * Begin where psa_hash_suspend() ended. The state is not authenticated: a forged one gives a wrong hash.
 *
 * PSA_ERROR_INVALID_ARGUMENT  not such a state: lengths and counts don't agree
 */
psa_status_t psa_hash_resume(psa_hash_operation_t *operation, const uint8_t *hash_state, size_t hash_state_length);

/** Copy an active operation into an inactive object; both go on independently. */
psa_status_t psa_hash_clone(const psa_hash_operation_t *source_operation, psa_hash_operation_t *target_operation);

/* --------------------------------------------------------------------------------- Extendable-output functions --- */

/** Begin an extendable output function. It ends with psa_xof_abort(). */
psa_status_t psa_xof_setup(psa_xof_operation_t *operation, psa_algorithm_t alg);

/** Set the context, first of all and only for an algorithm with PSA_ALG_XOF_HAS_CONTEXT(). */
psa_status_t psa_xof_set_context(psa_xof_operation_t *operation, const uint8_t *context, size_t context_length);

/** Take more input in; no longer after the first psa_xof_output(). */
psa_status_t psa_xof_update(psa_xof_operation_t *operation, const uint8_t *input, size_t input_length);

/** Give the next output_length bytes of output. */
psa_status_t psa_xof_output(psa_xof_operation_t *operation, uint8_t *output, size_t output_length);

/** End the operation. */
psa_status_t psa_xof_abort(psa_xof_operation_t *operation);

/* -------------------------------------------------------------------------------- Message authentication codes --- */

/**
 * MAC of a message. The key needs PSA_KEY_USAGE_SIGN_MESSAGE.
 *
 * mac   mac_size bytes, PSA_MAC_LENGTH(key type, bits, alg) or PSA_MAC_MAX_SIZE
 */
psa_status_t psa_mac_compute(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                             uint8_t *mac, size_t mac_size, size_t *mac_length);

/**
 * Check a MAC in constant time. The key needs PSA_KEY_USAGE_VERIFY_MESSAGE.
 *
 * PSA_ERROR_INVALID_SIGNATURE  it differs, or mac_length is not that of the algorithm
 */
psa_status_t psa_mac_verify(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                            const uint8_t *mac, size_t mac_length);

/** Begin a MAC in several parts, to end with psa_mac_sign_finish(). The key needs PSA_KEY_USAGE_SIGN_MESSAGE. */
psa_status_t psa_mac_sign_setup(psa_mac_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg);

/** Begin a MAC in several parts, to end with psa_mac_verify_finish(). The key needs PSA_KEY_USAGE_VERIFY_MESSAGE. */
psa_status_t psa_mac_verify_setup(psa_mac_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg);

/** Take in more of the message, input_length bytes. */
psa_status_t psa_mac_update(psa_mac_operation_t *operation, const uint8_t *input, size_t input_length);

/**
 * End with the MAC.
 *
 * mac   mac_size bytes, PSA_MAC_LENGTH(key type, bits, alg) or PSA_MAC_MAX_SIZE
 */
psa_status_t psa_mac_sign_finish(psa_mac_operation_t *operation, uint8_t *mac, size_t mac_size, size_t *mac_length);

/**
 * End by checking a MAC in constant time.
 *
 * PSA_ERROR_INVALID_SIGNATURE  it differs, or mac_length is not that of the algorithm
 */
psa_status_t psa_mac_verify_finish(psa_mac_operation_t *operation, const uint8_t *mac, size_t mac_length);

/** Give the operation up. */
psa_status_t psa_mac_abort(psa_mac_operation_t *operation);

/* ------------------------------------------------------------------------------------- Unauthenticated ciphers ---
 *
 * None of these notices a changed ciphertext: use an AEAD unless a protocol asks for a bare cipher.
 */

/**
 * Encrypt a message under a fresh random IV. The key needs PSA_KEY_USAGE_ENCRYPT.
 *
 * output   output_size bytes, PSA_CIPHER_ENCRYPT_OUTPUT_SIZE(key type, alg, input_length): first the IV of
 *          PSA_CIPHER_IV_LENGTH() bytes, if the algorithm has one, then the ciphertext
 */
psa_status_t psa_cipher_encrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                uint8_t *output, size_t output_size, size_t *output_length);

/**
 * Decrypt what psa_cipher_encrypt() gave. The key needs PSA_KEY_USAGE_DECRYPT.
 *
 * output   output_size bytes, PSA_CIPHER_DECRYPT_OUTPUT_SIZE(key type, alg, input_length)
 *
 * PSA_ERROR_INVALID_ARGUMENT  input_length is less than the IV, or not in whole blocks where it must be
 * PSA_ERROR_INVALID_PADDING   the padding is wrong; nobody outside may learn it
 */
psa_status_t psa_cipher_decrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                uint8_t *output, size_t output_size, size_t *output_length);

/** Begin to encrypt in several parts. The key needs PSA_KEY_USAGE_ENCRYPT. The IV comes next, if the algorithm has
 *  one. */
psa_status_t psa_cipher_encrypt_setup(psa_cipher_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg);

/** Begin to decrypt in several parts. The key needs PSA_KEY_USAGE_DECRYPT. The IV comes next, if the algorithm has
 *  one. */
psa_status_t psa_cipher_decrypt_setup(psa_cipher_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg);

/**
 * Make a random IV and use it, in an encryption only.
 *
 * iv   iv_size bytes, PSA_CIPHER_IV_LENGTH(key type, alg) or PSA_CIPHER_IV_MAX_SIZE; it is not secret and goes with the
 *      ciphertext
 */
psa_status_t psa_cipher_generate_iv(psa_cipher_operation_t *operation, uint8_t *iv, size_t iv_size, size_t *iv_length);

/**
 * Set the IV: of a decryption, or of an encryption whose protocol prescribes it. In CTR mode it is the first counter
 * block, filled up with zeros on the right if it is shorter than a block, and no counter block may come twice under a
 * key.
 */
psa_status_t psa_cipher_set_iv(psa_cipher_operation_t *operation, const uint8_t *iv, size_t iv_length);

/**
 * Encrypt or decrypt more of the message.
 *
 * output   output_size bytes, PSA_CIPHER_UPDATE_OUTPUT_SIZE(key type, alg, input_length)
 */
psa_status_t psa_cipher_update(psa_cipher_operation_t *operation, const uint8_t *input, size_t input_length,
                               uint8_t *output, size_t output_size, size_t *output_length);

/**
 * End with what is still due.
 *
 * output   output_size bytes, PSA_CIPHER_FINISH_OUTPUT_SIZE(key type, alg)
 *
 * PSA_ERROR_INVALID_ARGUMENT  the message is not in whole blocks and the mode does not pad
 * PSA_ERROR_INVALID_PADDING   the padding is wrong; nobody outside may learn it
 */
psa_status_t psa_cipher_finish(psa_cipher_operation_t *operation, uint8_t *output, size_t output_size,
                               size_t *output_length);

/** Give the operation up. */
psa_status_t psa_cipher_abort(psa_cipher_operation_t *operation);

/* --------------------------------------------------------------- Authenticated encryption with associated data ---
 *
 * A nonce must never come twice under a key: with GCM and CCM that gives away plaintext and, with GCM, the means to
 * forge.
 */

/**
 * Encrypt and authenticate a message, authenticate additional data. The key needs PSA_KEY_USAGE_ENCRYPT.
 *
 * nonce        GCM 1 byte and more, 12 is right; CCM 7 to 13, which leaves 15 - nonce_length bytes to count the message
 * ciphertext   ciphertext_size bytes, PSA_AEAD_ENCRYPT_OUTPUT_SIZE(key type, alg, plaintext_length): ciphertext and tag
 */
psa_status_t psa_aead_encrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *nonce, size_t nonce_length,
                              const uint8_t *additional_data, size_t additional_data_length, const uint8_t *plaintext,
                              size_t plaintext_length, uint8_t *ciphertext, size_t ciphertext_size,
                              size_t *ciphertext_length);

/**
 * Check and decrypt what psa_aead_encrypt() gave, with the same nonce and additional data. The key needs
 * PSA_KEY_USAGE_DECRYPT. No byte of plaintext comes out unless the tag is right.
 *
 * plaintext   plaintext_size bytes, PSA_AEAD_DECRYPT_OUTPUT_SIZE(key type, alg, ciphertext_length)
 *
 * PSA_ERROR_INVALID_SIGNATURE  the tag is wrong: nonce, additional data or ciphertext is not what was encrypted
 */
psa_status_t psa_aead_decrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *nonce, size_t nonce_length,
                              const uint8_t *additional_data, size_t additional_data_length, const uint8_t *ciphertext,
                              size_t ciphertext_length, uint8_t *plaintext, size_t plaintext_size,
                              size_t *plaintext_length);

/**
 * Begin to encrypt in several parts: lengths (CCM must, others may), nonce, additional data, message, finish. The key
 * needs PSA_KEY_USAGE_ENCRYPT.
 */
psa_status_t psa_aead_encrypt_setup(psa_aead_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg);

/**
 * Begin to decrypt in several parts: lengths (CCM must, others may), nonce, additional data, message, verify. The key
 * needs PSA_KEY_USAGE_DECRYPT. What psa_aead_update() gives is not authenticated until psa_aead_verify() succeeds:
 * until then nothing may act on it, and if it fails all of it must be wiped.
 */
psa_status_t psa_aead_decrypt_setup(psa_aead_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg);

/**
 * Announce the length of additional data and message, before the nonce. What comes must then be exactly as long.
 *
 * PSA_ERROR_INVALID_ARGUMENT  too long for the algorithm
 */
psa_status_t psa_aead_set_lengths(psa_aead_operation_t *operation, size_t ad_length, size_t plaintext_length);

/**
 * Make a random nonce and use it, in an encryption only.
 *
 * nonce   nonce_size bytes, PSA_AEAD_NONCE_LENGTH(key type, alg) or PSA_AEAD_NONCE_MAX_SIZE; it is not secret and goes
 *         with the ciphertext
 */
psa_status_t psa_aead_generate_nonce(psa_aead_operation_t *operation, uint8_t *nonce, size_t nonce_size,
                                     size_t *nonce_length);

/** Set the nonce: of a decryption, or of an encryption whose protocol makes nonces. Lengths as psa_aead_encrypt(). */
psa_status_t psa_aead_set_nonce(psa_aead_operation_t *operation, const uint8_t *nonce, size_t nonce_length);

/**
 * Take in more of the additional data, after the nonce and before the message.
 *
 * PSA_ERROR_INVALID_ARGUMENT  more than was announced
 */
psa_status_t psa_aead_update_ad(psa_aead_operation_t *operation, const uint8_t *input, size_t input_length);

/**
 * Encrypt or decrypt more of the message.
 *
 * output   output_size bytes, PSA_AEAD_UPDATE_OUTPUT_SIZE(key type, alg, input_length)
 *
 * PSA_ERROR_INVALID_ARGUMENT  more than was announced, or less additional data than was
 */
psa_status_t psa_aead_update(psa_aead_operation_t *operation, const uint8_t *input, size_t input_length,
                             uint8_t *output, size_t output_size, size_t *output_length);

/**
 * End an encryption with what is still due of the ciphertext, and the tag.
 *
 * ciphertext   ciphertext_size bytes, PSA_AEAD_FINISH_OUTPUT_SIZE(key type, alg)
 * tag          tag_size bytes, PSA_AEAD_TAG_LENGTH(key type, bits, alg) or PSA_AEAD_TAG_MAX_SIZE
 *
 * PSA_ERROR_INVALID_ARGUMENT  less came than was announced
 */
psa_status_t psa_aead_finish(psa_aead_operation_t *operation, uint8_t *ciphertext, size_t ciphertext_size,
                             size_t *ciphertext_length, uint8_t *tag, size_t tag_size, size_t *tag_length);

/**
 * End a decryption by checking the tag in constant time, with what is still due of the plaintext.
 *
 * plaintext   plaintext_size bytes, PSA_AEAD_VERIFY_OUTPUT_SIZE(key type, alg)
 * tag         tag_length bytes
 *
 * PSA_ERROR_INVALID_SIGNATURE  the tag is wrong: wipe all plaintext that psa_aead_update() gave
 * PSA_ERROR_INVALID_ARGUMENT   less came than was announced
 */
psa_status_t psa_aead_verify(psa_aead_operation_t *operation, uint8_t *plaintext, size_t plaintext_size,
                             size_t *plaintext_length, const uint8_t *tag, size_t tag_length);

/** Give the operation up. */
psa_status_t psa_aead_abort(psa_aead_operation_t *operation);

/* ------------------------------------------------------------------------------------------------ Key wrapping --- */

/**
 * Make a key from what psa_wrap_key() gave. The wrapping key needs PSA_KEY_USAGE_UNWRAP. The wrapped data carries no
 * attributes: they must come from the caller as for psa_import_key(), whose errors are also this function's. Takes the
 * size of the largest key (PCRYPTO_KEY_SIZE_MAX) on the stack.
 *
 * PSA_ERROR_INVALID_SIGNATURE  the data was not wrapped with this key, or was changed, or has no length that wrapping
 *                              gives
 */
psa_status_t psa_unwrap_key(const psa_key_attributes_t *attributes, psa_key_id_t wrapping_key, psa_algorithm_t alg,
                            const uint8_t *data, size_t data_length, psa_key_id_t *key);

/**
 * Read a key out encrypted and authenticated under another. The wrapping key needs PSA_KEY_USAGE_WRAP, the wrapped one
 * PSA_KEY_USAGE_EXPORT, also if it is a public key. Takes the size of the largest key (PCRYPTO_KEY_SIZE_MAX) on the
 * stack.
 *
 * data   data_size bytes, PSA_WRAP_KEY_OUTPUT_SIZE(wrapping key type, alg, key type, bits)
 *
 * PSA_ERROR_INVALID_ARGUMENT  KW can't wrap a key of this size: it takes 16 bytes and more, in multiples of 8
 */
psa_status_t psa_wrap_key(psa_key_id_t wrapping_key, psa_algorithm_t alg, psa_key_id_t key, uint8_t *data,
                          size_t data_size, size_t *data_length);

/* ---------------------------------------------------------------------------------------------- Key derivation ---
 *
 * Set up, give the inputs that the algorithm wants, in its order, take outputs, abort:
 *
 *   HKDF                             [SALT] SECRET, and INFO at any time
 *   HKDF_EXTRACT                     SALT SECRET
 *   HKDF_EXPAND                      SECRET INFO
 *   SP800_108_COUNTER_HMAC, _CMAC    SECRET [LABEL] [CONTEXT]; CMAC's secret only as a key of its block cipher
 *   TLS12_PRF                        SEED SECRET LABEL
 *   TLS12_PSK_TO_MS                  SEED [OTHER_SECRET] SECRET LABEL
 *   TLS12_ECJPAKE_TO_PMS             SECRET, a point of 65 bytes; the 32 bytes of output are taken in one call
 *   PBKDF2_HMAC, _AES_CMAC_PRF_128   COST (1 to 2^32 - 1) SALT... PASSWORD
 *   WPA3_SAE_H2E                     SALT (the network's name, at most 32 bytes) PASSWORD [INFO]; the output is one
 *                                    PSA_KEY_TYPE_WPA3_SAE_ECC() or _DH(), whose group has this hash, and no bytes
 *
 * [] may be left out, ... may come again. Info, label with context, seed with label, and salt are kept in the
 * operation: 288 bytes at the most, PSA_ERROR_NOT_SUPPORTED beyond. A combined algorithm (PSA_ALG_KEY_AGREEMENT())
 * takes its SECRET, PASSWORD or OTHER_SECRET from the agreement, or as bytes or a key; none may be left out. Output is
 * a stream: each byte comes out once, in order, whatever functions take it. With SP800_108_COUNTER the capacity at the
 * first output goes into all of the output. PSA_ERROR_INSUFFICIENT_DATA leaves the operation active, with a capacity of
 * 0; it is no error state.
 */

/** Begin a derivation: a derivation algorithm, or PSA_ALG_KEY_AGREEMENT() of an agreement and one. */
psa_status_t psa_key_derivation_setup(psa_key_derivation_operation_t *operation, psa_algorithm_t alg);

/** Bytes that can still be taken. */
psa_status_t psa_key_derivation_get_capacity(const psa_key_derivation_operation_t *operation, size_t *capacity);

/**
 * Lower the number of bytes that can still be taken.
 *
 * PSA_ERROR_INVALID_ARGUMENT  it is lower already; this leaves the operation as it is
 */
psa_status_t psa_key_derivation_set_capacity(psa_key_derivation_operation_t *operation, size_t capacity);

/**
 * Give an input as bytes. A secret that comes in this way gives bytes, not keys: psa_key_derivation_output_key() wants
 * the secret from a key.
 *
 * data   data_length bytes
 *
 * PSA_ERROR_INVALID_ARGUMENT  the algorithm has no such input, or not this one in this form
 * PSA_ERROR_BAD_STATE         it came already, or something must come before it
 */
psa_status_t psa_key_derivation_input_bytes(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step,
                                            const uint8_t *data, size_t data_length);

/** Give an input as a number: the cost of PBKDF2, PSA_ERROR_NOT_SUPPORTED beyond 2^32 - 1. Otherwise errors as
 *  psa_key_derivation_input_bytes(). */
psa_status_t psa_key_derivation_input_integer(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step,
                                              uint64_t value);

/**
 * Give an input as a key. It needs PSA_KEY_USAGE_DERIVE or, if the output is only to be compared,
 * PSA_KEY_USAGE_VERIFY_DERIVATION, and the operation's algorithm. Secrets are keys of type DERIVE (HKDF), HMAC,
 * PASSWORD, ...; other inputs may be RAW_DATA. Errors as psa_key_derivation_input_bytes().
 */
psa_status_t psa_key_derivation_input_key(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step,
                                          psa_key_id_t key);

/**
 * Take the next output_length bytes of output.
 *
 * PSA_ERROR_INSUFFICIENT_DATA  fewer are left: none comes out, and the capacity is 0 from now on
 * PSA_ERROR_NOT_PERMITTED      an input key has PSA_KEY_USAGE_VERIFY_DERIVATION only
 */
psa_status_t psa_key_derivation_output_bytes(psa_key_derivation_operation_t *operation, uint8_t *output,
                                             size_t output_length);

/**
 * Make a key from the next bytes of output: type and size are those of the attributes, and so many bytes are taken as
 * the key type's derivation says (for most the size of the key, for elliptic curves again until the number fits).
 * Otherwise as the functions that make a key.
 *
 * PSA_ERROR_INSUFFICIENT_DATA  fewer are left: no key, and the capacity is 0 from now on
 * PSA_ERROR_NOT_PERMITTED      the secret did not come from a key, or an input key has only VERIFY_DERIVATION
 */
psa_status_t psa_key_derivation_output_key(const psa_key_attributes_t *attributes,
                                           psa_key_derivation_operation_t *operation, psa_key_id_t *key);

/** As psa_key_derivation_output_key(), with a say in how; see psa_generate_key_custom(). */
psa_status_t psa_key_derivation_output_key_custom(const psa_key_attributes_t *attributes,
                                                  psa_key_derivation_operation_t *operation,
                                                  const psa_custom_key_parameters_t *custom, const uint8_t *custom_data,
                                                  size_t custom_data_length, psa_key_id_t *key);

/**
 * Compare the next output_length bytes of output with expected ones, in constant time. They are taken either way.
 *
 * PSA_ERROR_INVALID_SIGNATURE  they differ
 * PSA_ERROR_INSUFFICIENT_DATA  fewer are left; the capacity is 0 from now on
 */
psa_status_t psa_key_derivation_verify_bytes(psa_key_derivation_operation_t *operation, const uint8_t *expected_output,
                                             size_t output_length);

/**
 * As psa_key_derivation_verify_bytes(), with the expected bytes in a key of type PASSWORD_HASH that has
 * PSA_KEY_USAGE_VERIFY_DERIVATION and the operation's algorithm.
 */
psa_status_t psa_key_derivation_verify_key(psa_key_derivation_operation_t *operation, psa_key_id_t expected);

/** End the derivation. */
psa_status_t psa_key_derivation_abort(psa_key_derivation_operation_t *operation);

/* ---------------------------------------------------------------------------------------- Asymmetric signature ---
 *
 * ECDSA signatures are r and s, each as long as the curve's field, big-endian, without DER.
 */

/**
 * Sign a message, hashing it with the algorithm's hash if it has one. The key needs PSA_KEY_USAGE_SIGN_MESSAGE.
 *
 * PureEdDSA and SLH-DSA read the message twice: let it not change meanwhile. SLH-DSA takes 3.3 KB of stack and, by the
 * parameter set, 100 thousand to 4 million hashes.
 *
 * signature   signature_size bytes, PSA_SIGN_OUTPUT_SIZE(key type, bits, alg) or PSA_SIGNATURE_MAX_SIZE
 */
psa_status_t psa_sign_message(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                              uint8_t *signature, size_t signature_size, size_t *signature_length);

/** As psa_sign_message(), with a context; empty unless PSA_ALG_SIGN_SUPPORTS_CONTEXT(alg). */
psa_status_t psa_sign_message_with_context(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input,
                                           size_t input_length, const uint8_t *context, size_t context_length,
                                           uint8_t *signature, size_t signature_size, size_t *signature_length);

/**
 * Check the signature of a message. The key, a pair or a public key, needs PSA_KEY_USAGE_VERIFY_MESSAGE.
 *
 * PSA_ERROR_INVALID_SIGNATURE  it is not a signature of this message by this key, whatever is wrong with it
 */
psa_status_t psa_verify_message(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                const uint8_t *signature, size_t signature_length);

/** As psa_verify_message(), with a context; empty unless PSA_ALG_SIGN_SUPPORTS_CONTEXT(alg). */
psa_status_t psa_verify_message_with_context(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input,
                                             size_t input_length, const uint8_t *context, size_t context_length,
                                             const uint8_t *signature, size_t signature_length);

/**
 * Sign a hash that the caller made. The key needs PSA_KEY_USAGE_SIGN_HASH.
 *
 * hash        hash_length bytes, PSA_HASH_LENGTH(PSA_ALG_GET_HASH(alg)); 1 and more for PSA_ALG_ECDSA_ANY, as many as
 *             the padding leaves for PSA_ALG_RSA_PKCS1V15_SIGN_RAW
 * signature   signature_size bytes, PSA_SIGN_OUTPUT_SIZE(key type, bits, alg) or PSA_SIGNATURE_MAX_SIZE
 */
psa_status_t psa_sign_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                           uint8_t *signature, size_t signature_size, size_t *signature_length);

/** As psa_sign_hash(), with a context; empty unless PSA_ALG_SIGN_SUPPORTS_CONTEXT(alg). */
psa_status_t psa_sign_hash_with_context(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                        const uint8_t *context, size_t context_length, uint8_t *signature,
                                        size_t signature_size, size_t *signature_length);

/**
 * Check the signature of a hash that the caller made. The key, a pair or a public key, needs PSA_KEY_USAGE_VERIFY_HASH.
 *
 * PSA_ERROR_INVALID_SIGNATURE  it is not a signature of this hash by this key, whatever is wrong with it
 */
psa_status_t psa_verify_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                             const uint8_t *signature, size_t signature_length);

/** As psa_verify_hash(), with a context; empty unless PSA_ALG_SIGN_SUPPORTS_CONTEXT(alg). */
psa_status_t psa_verify_hash_with_context(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash,
                                          size_t hash_length, const uint8_t *context, size_t context_length,
                                          const uint8_t *signature, size_t signature_length);

/** Begin to sign a message in several parts. The key needs PSA_KEY_USAGE_SIGN_MESSAGE. Not for algorithms that need the
 *  message twice (PureEdDSA, SLH-DSA). */
psa_status_t psa_sign_setup(psa_sign_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg);

/** Set the context, before the message; without it the context is empty. */
psa_status_t psa_sign_set_context(psa_sign_operation_t *operation, const uint8_t *context, size_t context_length);

/** Take in more of the message, input_length bytes. */
psa_status_t psa_sign_update(psa_sign_operation_t *operation, const uint8_t *input, size_t input_length);

/**
 * End with the signature.
 *
 * signature   signature_size bytes, PSA_SIGN_OUTPUT_SIZE(key type, bits, alg) or PSA_SIGNATURE_MAX_SIZE
 */
psa_status_t psa_sign_finish(psa_sign_operation_t *operation, uint8_t *signature, size_t signature_size,
                             size_t *signature_length);

/** Give the operation up. */
psa_status_t psa_sign_abort(psa_sign_operation_t *operation);

/**
 * Begin to check the signature of a message in several parts. The key needs PSA_KEY_USAGE_VERIFY_MESSAGE.
 *
 * signature   signature_length bytes, used only during this call
 *
 * PSA_ERROR_INSUFFICIENT_MEMORY  the operation object has no room for this signature of a hash-based algorithm
 */
psa_status_t psa_verify_setup(psa_verify_operation_t *operation, psa_key_id_t key, psa_algorithm_t alg,
                              const uint8_t *signature, size_t signature_length);

/** Set the context, before the message; without it the context is empty. */
psa_status_t psa_verify_set_context(psa_verify_operation_t *operation, const uint8_t *context, size_t context_length);

/** Take in more of the message, input_length bytes. */
psa_status_t psa_verify_update(psa_verify_operation_t *operation, const uint8_t *input, size_t input_length);

/**
 * End with the verdict.
 *
 * PSA_ERROR_INVALID_SIGNATURE  it is not a signature of this message by this key
 */
psa_status_t psa_verify_finish(psa_verify_operation_t *operation);

/** Give the operation up. */
psa_status_t psa_verify_abort(psa_verify_operation_t *operation);

/* --------------------------------------------------------------------------------------- Asymmetric encryption --- */

/**
 * Encrypt a short message to a public key. It needs PSA_KEY_USAGE_ENCRYPT.
 *
 * salt     salt_length bytes, the label of OAEP; empty for other algorithms
 * output   output_size bytes, PSA_ASYMMETRIC_ENCRYPT_OUTPUT_SIZE(key type, bits, alg)
 */
psa_status_t psa_asymmetric_encrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                    const uint8_t *salt, size_t salt_length, uint8_t *output, size_t output_size,
                                    size_t *output_length);

/**
 * Decrypt what psa_asymmetric_encrypt() gave. The key pair needs PSA_KEY_USAGE_DECRYPT.
 *
 * output   output_size bytes, PSA_ASYMMETRIC_DECRYPT_OUTPUT_SIZE(key type, bits, alg)
 *
 * PSA_ERROR_INVALID_PADDING  the padding is wrong; with PKCS#1 v1.5 nobody outside may learn it, not even by time
 */
psa_status_t psa_asymmetric_decrypt(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                    const uint8_t *salt, size_t salt_length, uint8_t *output, size_t output_size,
                                    size_t *output_length);

/* ----------------------------------------------------------------------------------------------- Key agreement ---
 *
 * The peer's public key comes as data in the format of psa_import_key() and is checked: an invalid one is
 * PSA_ERROR_INVALID_ARGUMENT. The shared secret is not uniform: derive from it, do not use it as a key.
 */

/**
 * Agree on a secret and keep it as a key. The private key needs PSA_KEY_USAGE_DERIVE and the algorithm.
 *
 * attributes   of the new key: type DERIVE, RAW_DATA, HMAC or PASSWORD; the size is 0 or that of the secret. Otherwise
 *              as the functions that make a key.
 */
psa_status_t psa_key_agreement(psa_key_id_t private_key, const uint8_t *peer_key, size_t peer_key_length,
                               psa_algorithm_t alg, const psa_key_attributes_t *attributes, psa_key_id_t *key);

/**
 * Agree on a secret and give it out. The private key needs PSA_KEY_USAGE_DERIVE and the algorithm.
 *
 * output   output_size bytes, PSA_RAW_KEY_AGREEMENT_OUTPUT_SIZE(key type, bits); for a Weierstrass curve the x
 *          coordinate, big-endian
 */
psa_status_t psa_raw_key_agreement(psa_algorithm_t alg, psa_key_id_t private_key, const uint8_t *peer_key,
                                   size_t peer_key_length, uint8_t *output, size_t output_size, size_t *output_length);

/**
 * Agree on a secret and give it to a derivation as its input `step`. The derivation was set up with the
 * PSA_ALG_KEY_AGREEMENT() that the private key permits, with PSA_KEY_USAGE_DERIVE.
 */
psa_status_t psa_key_derivation_key_agreement(psa_key_derivation_operation_t *operation, psa_key_derivation_step_t step,
                                              psa_key_id_t private_key, const uint8_t *peer_key,
                                              size_t peer_key_length);

/* ------------------------------------------------------------------------------------------- Key encapsulation --- */

/**
 * Make a secret and encapsulate it to a public key (or to the public half of a pair), which needs
 * PSA_KEY_USAGE_ENCRYPT.
 *
 * alg          PSA_ALG_ECIES_SEC1: with a key on any curve of this build, the secret is that of ECDH with a key made
 *              for the call, the ciphertext is this key's public half
 * attributes   of the secret, output_key: type PSA_KEY_TYPE_DERIVE or PSA_KEY_TYPE_HMAC (it is biased), size 0 or its
 *              own
 * ciphertext   ciphertext_size bytes, PSA_ENCAPSULATE_CIPHERTEXT_SIZE(key type, bits, alg), to be sent
 *
 * On an error there is no key, *output_key is PSA_KEY_ID_NULL and *ciphertext_length 0.
 */
psa_status_t psa_encapsulate(psa_key_id_t key, psa_algorithm_t alg, const psa_key_attributes_t *attributes,
                             psa_key_id_t *output_key, uint8_t *ciphertext, size_t ciphertext_size,
                             size_t *ciphertext_length);

/**
 * The secret of a ciphertext that psa_encapsulate() gave. The key pair needs PSA_KEY_USAGE_DECRYPT. A changed
 * ciphertext may well succeed and give another secret. Attributes as psa_encapsulate().
 *
 * PSA_ERROR_INVALID_ARGUMENT  the ciphertext is not as long as a public key of this curve, or is none
 */
psa_status_t psa_decapsulate(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *ciphertext, size_t ciphertext_length,
                             const psa_key_attributes_t *attributes, psa_key_id_t *output_key);

/* ------------------------------------------------------------------ Password-authenticated key exchange (PAKE) ---
 *
 * Set up, set role, user, peer and context as the algorithm wants, exchange the steps of its protocol in their order,
 * take the key. Setup that fails leaves the operation as it is; any other error ends it, and only psa_pake_abort()
 * leads on.
 *
 *                J-PAKE (RFC 8236)                           SPAKE2+ (RFC 9383; PSA_ALG_SPAKE2P_MATTER: draft 02)
 *   group        any Weierstrass curve or Diffie-Hellman     P-256; P-384, P-521 with HMAC, P-521 with SHA-512 alone;
 *                group of this build                         Edwards25519 with HMAC and SHA-256
 *   password     PSA_KEY_TYPE_PASSWORD or _PASSWORD_HASH,    PSA_KEY_TYPE_SPAKE2P_KEY_PAIR, derived from a password;
 *                a number that is not 0 modulo the order     the server may have the public key instead
 *   confirmation PSA_PAKE_UNCONFIRMED_KEY                    PSA_PAKE_CONFIRMED_KEY
 *   role         none, or PSA_PAKE_ROLE_NONE                 PSA_PAKE_ROLE_CLIENT or _SERVER, needed
 *   names        user and peer, needed, not empty, unlike    optional
 *   context      PSA_ERROR_BAD_STATE                         optional; an empty one is not the same as none
 *   steps        KEY_SHARE, ZK_PUBLIC, ZK_PROOF: twice in    client: output KEY_SHARE, input KEY_SHARE, input CONFIRM,
 *                the first round, once in the second; in a   output CONFIRM; server: input KEY_SHARE, output KEY_SHARE,
 *                round one side first, then the other        output CONFIRM, input CONFIRM
 *   key          an element, PSA_KEY_TYPE_DERIVE or _HMAC    as long as the hash (Matter: half), also a block cipher's
 *
 *                WPA3-SAE (IEEE 802.11 section 12.4)
 *   group        P-256, P-384, P-521, Brainpool P256r1, P384r1, P512r1; RFC 3526 of 3072 bits and more
 *   password     looping: PSA_KEY_TYPE_PASSWORD, at most PCRYPTO_PAKE_PASSWORD_SIZE_MAX bytes, FIXED with SHA-256;
 *                hash-to-element: a token of the group (PSA_ALG_WPA3_SAE_H2E()), FIXED or GDH with the group's hash
 *   confirmation PSA_PAKE_CONFIRMED_KEY
 *   role         none, or PSA_PAKE_ROLE_NONE; no context
 *   names        MAC addresses, 6 bytes, needed, unlike
 *   steps        output and input COMMIT, in either order; input SALT (of zeros, as long as the hash, or the rejected
 *                groups, at most 64 bytes); then as often as wanted input CONFIRM_COUNT (2 bytes) and output CONFIRM,
 *                and input CONFIRM; after both output KEY_ID, if it is wanted
 *   key          the PMK, FIXED: 32 bytes, GDH: as long as the hash; also a block cipher's
 */

/**
 * Begin. The password key needs PSA_KEY_USAGE_DERIVE and the cipher suite's algorithm; what is needed of it is copied.
 *
 * PSA_ERROR_INVALID_ARGUMENT  no PAKE algorithm, a key of another type or size, a password of 0, J-PAKE with
 *                             confirmation, SPAKE2+ without
 * PSA_ERROR_NOT_SUPPORTED     a hash, group or cipher suite that this build does not have, a password that is too long,
 *                             WPA3-SAE without confirmation
 */
psa_status_t psa_pake_setup(psa_pake_operation_t *operation, psa_key_id_t password_key,
                            const psa_pake_cipher_suite_t *cipher_suite);

/**
 * Set the part that this side plays, if the algorithm has parts. Once, before the first step.
 *
 * PSA_ERROR_INVALID_ARGUMENT  not a role of the algorithm; PSA_PAKE_ROLE_CLIENT with a public key
 */
psa_status_t psa_pake_set_role(psa_pake_operation_t *operation, psa_pake_role_t role);

/**
 * Set the name of this side, user_id_len bytes, at most PCRYPTO_PAKE_ID_SIZE_MAX. Once, before the first step.
 *
 * PSA_ERROR_NOT_SUPPORTED     a longer one
 * PSA_ERROR_INVALID_ARGUMENT  J-PAKE: an empty one, or the peer's; WPA3-SAE: not 6 bytes, or the peer's
 */
psa_status_t psa_pake_set_user(psa_pake_operation_t *operation, const uint8_t *user_id, size_t user_id_len);

/** Set the name of the other side, peer_id_len bytes. As psa_pake_set_user(). */
psa_status_t psa_pake_set_peer(psa_pake_operation_t *operation, const uint8_t *peer_id, size_t peer_id_len);

/** Set what both sides must agree on besides, context_len bytes, at most PCRYPTO_PAKE_CONTEXT_SIZE_MAX (a longer one is
 *  PSA_ERROR_NOT_SUPPORTED). Once, before the first step. */
psa_status_t psa_pake_set_context(psa_pake_operation_t *operation, const uint8_t *context, size_t context_len);

/**
 * Make the message of a step, to be sent.
 *
 * output   output_size bytes, PSA_PAKE_OUTPUT_SIZE(alg, primitive, step) or PSA_PAKE_OUTPUT_MAX_SIZE
 *
 * PSA_ERROR_BAD_STATE         another step is next, or a name or role is missing
 * PSA_ERROR_INVALID_ARGUMENT  not a step of the algorithm
 */
psa_status_t psa_pake_output(psa_pake_operation_t *operation, psa_pake_step_t step, uint8_t *output, size_t output_size,
                             size_t *output_length);

/**
 * Take the other side's message of a step, input_length bytes.
 *
 * PSA_ERROR_BAD_STATE          another step is next, or a name or role is missing
 * PSA_ERROR_INVALID_ARGUMENT   not a step of the algorithm; a share or commit that is none, or of another size
 * PSA_ERROR_INVALID_SIGNATURE  a proof or confirmation is wrong: the other side does not know the password, or has
 *                              other names or another context
 */
psa_status_t psa_pake_input(psa_pake_operation_t *operation, psa_pake_step_t step, const uint8_t *input,
                            size_t input_length);

/**
 * End with the shared key: the operation is inactive then. Attributes as psa_key_agreement(), type as above, size 0 or
 * that of the key. On an error *key is PSA_KEY_ID_NULL.
 *
 * PSA_ERROR_BAD_STATE  not all steps are done
 */
psa_status_t psa_pake_get_shared_key(psa_pake_operation_t *operation, const psa_key_attributes_t *attributes,
                                     psa_key_id_t *key);

/** Give the operation up, in any state; what it held is wiped. */
psa_status_t psa_pake_abort(psa_pake_operation_t *operation);

/* ------------------------------------------------------------------------------------ Random number generation --- */

/**
 * Random bytes from the library's generator, which the port's entropy source seeds. For a key, psa_generate_key().
 *
 * output   output_size bytes; not to be used unless the call succeeds
 */
psa_status_t psa_generate_random(uint8_t *output, size_t output_size);

#ifdef __cplusplus
}
#endif

#endif /* PSA_CRYPTO_H */
