/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The statuses that a page of the Crypto API lists and that test_crypto_conformance.c does not provoke: why the library
 * never returns them, which other test shows them, or that nothing does. A rule is for a function, or for all whose
 * names begin as it does before a star. A rule that accounts for nothing, and a NEVER that was seen, fail the test.
 */
#ifndef TESTS_CRYPTO_UNPROVOKED_STATUSES_H
#define TESTS_CRYPTO_UNPROVOKED_STATUSES_H

#include "psa/crypto.h"

#define ST(name) (1u << (PSA_ERROR_GENERIC_ERROR - PSA_ERROR_##name))
#define WORKS (1u << 31)
#define STORED_KEY (ST(STORAGE_FAILURE) | ST(DATA_CORRUPT) | ST(DATA_INVALID))

typedef enum unprovoked_kind {
    NEVER,     /* the library does not return it; `why` */
    ELSEWHERE, /* the test `why` returns it */
    OPEN,      /* it may come, and no test shows it */
} unprovoked_kind_t;

static const struct unprovoked {
    const char *function;
    uint32_t statuses;
    unprovoked_kind_t kind;
    const char *why;
} unprovoked[] = {
    { "*", ST(COMMUNICATION_FAILURE) | ST(CORRUPTION_DETECTED), NEVER, "drivers alone say so: crypto.driver" },

    /* Making and ending keys. */
    { "psa_import_key", ST(NOT_PERMITTED) | ST(DATA_CORRUPT) | ST(DATA_INVALID), NEVER,
      "no policy on making keys; nothing is read of a key that is not there" },
    { "psa_generate_key*", ST(NOT_PERMITTED) | ST(DATA_CORRUPT) | ST(DATA_INVALID), NEVER, "the same" },
    { "psa_attach_key", ST(NOT_PERMITTED) | STORED_KEY, NEVER, "what is attached is not stored" },
    { "psa_copy_key", ST(NOT_SUPPORTED), ELSEWHERE, "crypto.driver" },
    { "psa_destroy_key", ST(DATA_INVALID), NEVER, "a key is destroyed by its name, whatever it holds" },
    { "psa_destroy_key", ST(NOT_PERMITTED), ELSEWHERE, "crypto.provided" },
    { "psa_purge_key", ST(DATA_INVALID), NEVER, "nothing is read" },
    { "psa_export_*", ST(NOT_SUPPORTED), ELSEWHERE, "crypto.driver" },

    /* Operations: what they need of a key is in them, so their calls after setup read none. */
    { "psa_aead_set_*", ST(INSUFFICIENT_MEMORY) | STORED_KEY, NEVER, "no key is read" },
    { "psa_aead_generate_nonce", ST(INSUFFICIENT_MEMORY) | STORED_KEY, NEVER, "no key is read" },
    { "psa_aead_update*", ST(INSUFFICIENT_MEMORY) | STORED_KEY, NEVER, "no key is read" },
    { "psa_aead_finish", ST(INSUFFICIENT_MEMORY) | STORED_KEY, NEVER, "no key is read" },
    { "psa_aead_verify", ST(INSUFFICIENT_MEMORY) | STORED_KEY, NEVER, "no key is read" },
    { "psa_cipher_generate_iv", ST(INSUFFICIENT_MEMORY) | STORED_KEY, NEVER, "no key is read" },
    { "psa_cipher_set_iv", ST(INSUFFICIENT_MEMORY) | STORED_KEY, NEVER, "no key is read" },
    { "psa_cipher_update", ST(INSUFFICIENT_MEMORY) | STORED_KEY, NEVER, "no key is read" },
    { "psa_cipher_finish", ST(INSUFFICIENT_MEMORY) | STORED_KEY, NEVER, "no key is read" },
    { "psa_mac_update", ST(INSUFFICIENT_MEMORY) | STORED_KEY, NEVER, "no key is read" },
    { "psa_mac_sign_finish", ST(INSUFFICIENT_MEMORY) | STORED_KEY, NEVER, "no key is read" },
    { "psa_mac_verify_finish", ST(INSUFFICIENT_MEMORY) | STORED_KEY, NEVER, "no key is read" },
    { "psa_hash_*", ST(INSUFFICIENT_MEMORY), NEVER, "hashes need no memory but their object" },
    { "psa_generate_random", ST(INSUFFICIENT_MEMORY) | ST(NOT_SUPPORTED), NEVER, "it needs none; it is always there" },
    { "psa_key_derivation_setup", ST(INSUFFICIENT_MEMORY), NEVER, "no key is read" },
    { "psa_key_derivation_input_bytes", ST(INSUFFICIENT_MEMORY) | STORED_KEY, NEVER, "no key is read" },
    { "psa_key_derivation_input_integer", ST(INSUFFICIENT_MEMORY) | STORED_KEY, NEVER, "no key is read" },
    { "psa_key_derivation_output_bytes", ST(INSUFFICIENT_MEMORY) | STORED_KEY, NEVER, "no key is read" },
    { "psa_key_derivation_verify_bytes", ST(INSUFFICIENT_MEMORY) | STORED_KEY, NEVER, "no key is read" },
    { "psa_pake_set_*", ST(INSUFFICIENT_MEMORY), NEVER, "no key is read" },
    { "psa_pake_output", STORED_KEY, NEVER, "no key is read" },
    { "psa_pake_input", STORED_KEY, NEVER, "no key is read" },
    { "psa_sign_set_context", ST(INSUFFICIENT_MEMORY), NEVER, "no key is read" },
    { "psa_sign_update", ST(INSUFFICIENT_MEMORY), NEVER, "no key is read" },
    { "psa_sign_setup", ST(INSUFFICIENT_ENTROPY), NEVER, "random numbers are drawn by finish" },
    { "psa_verify_setup", ST(INSUFFICIENT_ENTROPY), NEVER, "none are drawn" },
    { "psa_verify_set_context", ST(INSUFFICIENT_MEMORY), NEVER, "no key is read" },
    { "psa_verify_update", ST(INSUFFICIENT_MEMORY), NEVER, "no key is read" },
    { "psa_aead_abort", ST(BAD_STATE), NEVER, "abort works in every state" },
    { "psa_cipher_abort", ST(BAD_STATE), NEVER, "abort works in every state" },
    { "psa_hash_abort", ST(BAD_STATE), NEVER, "abort works in every state" },
    { "psa_mac_abort", ST(BAD_STATE), NEVER, "abort works in every state" },
    { "psa_key_derivation_abort", ST(BAD_STATE), NEVER, "abort works in every state" },
    { "psa_pake_abort", ST(BAD_STATE), NEVER, "abort works in every state" },
    { "psa_sign_abort", ST(BAD_STATE), NEVER, "abort works in every state" },
    { "psa_verify_abort", ST(BAD_STATE), NEVER, "abort works in every state" },

    /* What needs more than arguments drawn by chance. */
    { "psa_aead_decrypt", WORKS, ELSEWHERE, "crypto.aead" },
    { "psa_aead_verify", WORKS, ELSEWHERE, "crypto.aead" },
    { "psa_aead_verify", ST(BUFFER_TOO_SMALL), NEVER, "no text is held back" },
    { "psa_aead_set_lengths", ST(INVALID_ARGUMENT), ELSEWHERE, "crypto.aead" },
    { "psa_aead_set_lengths", ST(NOT_SUPPORTED), NEVER, "what does not fit is an argument that never works" },
    { "psa_aead_set_nonce", ST(NOT_SUPPORTED), ELSEWHERE, "crypto.aead" },
    { "psa_aead_update*", ST(NOT_SUPPORTED), NEVER, "setup has refused what is not there" },
    { "psa_cipher_set_iv", ST(NOT_SUPPORTED), NEVER, "setup has refused what is not there" },
    { "psa_cipher_update", ST(INVALID_ARGUMENT), ELSEWHERE, "crypto.cipher" },
    { "psa_cipher_finish", ST(BUFFER_TOO_SMALL), ELSEWHERE, "crypto.cipher" },
    { "psa_hash_compare", WORKS, ELSEWHERE, "crypto.hash" },
    { "psa_hash_verify", WORKS, ELSEWHERE, "crypto.hash" },
    { "psa_hash_resume", WORKS, ELSEWHERE, "crypto.hash" },
    { "psa_hash_update", ST(NOT_SUPPORTED), NEVER, "setup has refused what is not there" },
    { "psa_hash_update", ST(INVALID_ARGUMENT), ELSEWHERE, "crypto.hash" },
    { "psa_hash_suspend", ST(NOT_SUPPORTED), ELSEWHERE, "crypto.hash" },
    { "psa_mac_verify", WORKS, ELSEWHERE, "crypto.mac" },
    { "psa_mac_verify_finish", WORKS, ELSEWHERE, "crypto.mac" },
    { "psa_mac_update", ST(NOT_SUPPORTED), NEVER, "setup has refused what is not there" },
    { "psa_key_derivation_key_agreement", WORKS, ELSEWHERE, "crypto.kdf" },
    { "psa_key_derivation_key_agreement", ST(NOT_SUPPORTED), NEVER, "setup has refused what is not there" },
    { "psa_key_derivation_input_integer", WORKS | ST(NOT_SUPPORTED), ELSEWHERE, "crypto.kdf" },
    { "psa_key_derivation_input_key", ST(NOT_SUPPORTED), ELSEWHERE, "crypto.driver" },
    { "psa_key_derivation_output_bytes", ST(NOT_PERMITTED) | ST(INSUFFICIENT_DATA), ELSEWHERE, "crypto.kdf" },
    { "psa_key_derivation_output_key*", WORKS | ST(NOT_PERMITTED) | ST(INSUFFICIENT_DATA), ELSEWHERE, "crypto.kdf" },
    { "psa_key_derivation_output_key*", ST(DATA_CORRUPT) | ST(DATA_INVALID), NEVER,
      "nothing is read of a key that is not there" },
    { "psa_key_derivation_verify_bytes", ST(INSUFFICIENT_DATA), ELSEWHERE, "crypto.kdf" },
    { "psa_key_derivation_verify_key", WORKS | ST(INVALID_SIGNATURE) | ST(INSUFFICIENT_DATA), ELSEWHERE, "crypto.kdf" },
    { "psa_decapsulate", ST(INVALID_SIGNATURE), NEVER, "ECIES has no check of its own" },
    { "psa_wrap_key", ST(NOT_SUPPORTED), ELSEWHERE, "crypto.key_wrap" },
    { "psa_unwrap_key", WORKS | ST(NOT_SUPPORTED), ELSEWHERE, "crypto.key_wrap" },
    { "psa_pake_set_role", ST(NOT_SUPPORTED), NEVER, "roles are right or wrong" },
    { "psa_pake_set_context", WORKS | ST(NOT_SUPPORTED) | ST(INVALID_ARGUMENT), ELSEWHERE, "crypto.pake" },
    { "psa_pake_output", ST(NOT_SUPPORTED), NEVER, "setup has refused what is not there" },
    { "psa_pake_output", ST(INSUFFICIENT_MEMORY), ELSEWHERE, "crypto.heap" },
    { "psa_pake_input", WORKS | ST(INVALID_SIGNATURE), ELSEWHERE, "crypto.pake" },
    { "psa_pake_input", ST(NOT_SUPPORTED), NEVER, "setup has refused what is not there" },
    { "psa_pake_input", ST(INSUFFICIENT_MEMORY), ELSEWHERE, "crypto.heap" },
    { "psa_pake_get_shared_key", WORKS, ELSEWHERE, "crypto.pake" },
    { "psa_pake_get_shared_key", ST(NOT_PERMITTED) | ST(DATA_CORRUPT) | ST(DATA_INVALID), NEVER,
      "no policy on making keys; nothing is read of a key that is not there" },
    { "psa_asymmetric_*", WORKS | ST(BUFFER_TOO_SMALL) | ST(INVALID_PADDING) | ST(NOT_SUPPORTED), ELSEWHERE,
      "crypto.rsa" },
    { "psa_sign_message_with_context", ST(INSUFFICIENT_ENTROPY), ELSEWHERE, "crypto.slh_dsa" },
    { "psa_sign_set_context", ST(NOT_SUPPORTED), NEVER, "setup has refused what is not there" },
    { "psa_sign_update", ST(NOT_SUPPORTED), NEVER, "setup has refused what is not there" },
    { "psa_verify_*", WORKS | ST(INVALID_SIGNATURE), ELSEWHERE, "crypto.eddsa" },
    { "psa_verify_set_context", ST(NOT_SUPPORTED), NEVER, "setup has refused what is not there" },
    { "psa_verify_update", ST(NOT_SUPPORTED), NEVER, "setup has refused what is not there" },
};

#endif /* TESTS_CRYPTO_UNPROVOKED_STATUSES_H */
