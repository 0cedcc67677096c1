/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Every function that returns a status, with arguments that are wrong in turn and together: keys of every type and
 * none, algorithms of every class and none, lengths, attributes, steps, and operation objects in whatever state the
 * calls before left them. Each status must be one that the specification lists for the function
 * (documented_statuses.h); what a failing call leaves in its outputs is looked at, and no call loses a key slot.
 * Arguments come from a fixed generator: a failure repeats. Then the same while entropy, slots, flash, storage or names
 * are short, and with every algorithm as policy. In the end every status that a page lists was returned, or
 * unprovoked_statuses.h accounts for it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/config.h"
#include "lib/crypto/crypto_internal.h"
#include "lib/crypto/drbg.h"
#include "lib/crypto/mac.h"
#include "lib/crypto/message_hash.h"
#include "lib/its/its_internal.h"
#include "platform/platform.h"
#include "psa/crypto.h"
#include "psa/internal_trusted_storage.h"
#include "tests/crypto/documented_statuses.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

#define ALL_USAGE 0x0003ff07u
#define SIZE_MAX_IN 300u
#if defined(__arm__) /* SLH-DSA and groups of finite fields are minutes on an emulator */
#define SIZE_MAX_OUT SIZE_MAX_IN
#else
#define SIZE_MAX_OUT 17088u /* a signature of SLH-DSA-SHA2-128f */
#endif

/* The arguments of the next call, and its results. */
static psa_key_id_t K, K2, R;
static psa_algorithm_t A;
static uint8_t I[SIZE_MAX_IN], O[SIZE_MAX_OUT + 8], O2[SIZE_MAX_OUT + 8];
#define UNTOUCHED 0xc7
static uint8_t untouched[sizeof O]; /* what stands behind an output */
static size_t N, S, L, L2;
static psa_key_attributes_t T, G;
static psa_key_usage_t usage;
static psa_custom_key_parameters_t custom;
static psa_key_derivation_step_t step;
static psa_pake_step_t pake_step;
static psa_pake_role_t role;
static psa_pake_cipher_suite_t suite;

static psa_hash_operation_t hash, hash2;
static psa_mac_operation_t mac;
static psa_cipher_operation_t cipher;
static psa_aead_operation_t aead;
static psa_key_derivation_operation_t kdf;
static psa_sign_operation_t sign;
static psa_verify_operation_t verify;
static psa_pake_operation_t pake;
#if defined(PSA_WANT_ALG_SHAKE128)
static psa_xof_operation_t xof;
#endif

/* One wrapper a function. */
#define CALL(function, arguments)                                                                                      \
    static psa_status_t call_##function(void)                                                                          \
    {                                                                                                                  \
        return function arguments;                                                                                     \
    }
/* clang-format off */
CALL(psa_get_key_attributes, (K, &G))
CALL(psa_import_key, (&T, I, N, &R))
CALL(psa_generate_key, (&T, &R))
CALL(psa_generate_key_custom, (&T, &custom, I, N, &R))
CALL(psa_copy_key, (K, &T, &R))
CALL(psa_attach_key, (&T, I, N, &R))
CALL(psa_destroy_key, (K))
CALL(psa_purge_key, (K))
CALL(psa_export_key, (K, O, S, &L))
CALL(psa_export_public_key, (K, O, S, &L))
CALL(psa_check_key_usage, (K, A, usage))
CALL(psa_aead_encrypt, (K, A, I, N, I, N, I, N, O, S, &L))
CALL(psa_aead_decrypt, (K, A, I, N, I, N, I, N, O, S, &L))
CALL(psa_aead_encrypt_setup, (&aead, K, A))
CALL(psa_aead_decrypt_setup, (&aead, K, A))
CALL(psa_aead_set_lengths, (&aead, N, N))
CALL(psa_aead_generate_nonce, (&aead, O, S, &L))
CALL(psa_aead_set_nonce, (&aead, I, N))
CALL(psa_aead_update_ad, (&aead, I, N))
CALL(psa_aead_update, (&aead, I, N, O, S, &L))
CALL(psa_aead_finish, (&aead, O, S, &L, O2, S, &L2))
CALL(psa_aead_verify, (&aead, O, S, &L, I, N))
CALL(psa_aead_abort, (&aead))
CALL(psa_cipher_encrypt, (K, A, I, N, O, S, &L))
CALL(psa_cipher_decrypt, (K, A, I, N, O, S, &L))
CALL(psa_cipher_encrypt_setup, (&cipher, K, A))
CALL(psa_cipher_decrypt_setup, (&cipher, K, A))
CALL(psa_cipher_generate_iv, (&cipher, O, S, &L))
CALL(psa_cipher_set_iv, (&cipher, I, N))
CALL(psa_cipher_update, (&cipher, I, N, O, S, &L))
CALL(psa_cipher_finish, (&cipher, O, S, &L))
CALL(psa_cipher_abort, (&cipher))
CALL(psa_hash_compute, (A, I, N, O, S, &L))
CALL(psa_hash_compare, (A, I, N, I, N))
CALL(psa_hash_setup, (&hash, A))
CALL(psa_hash_update, (&hash, I, N))
CALL(psa_hash_finish, (&hash, O, S, &L))
CALL(psa_hash_verify, (&hash, I, N))
CALL(psa_hash_abort, (&hash))
CALL(psa_hash_suspend, (&hash, O, S, &L))
CALL(psa_hash_resume, (&hash, I, N))
CALL(psa_hash_clone, (&hash, &hash2))
CALL(psa_key_agreement, (K, I, N, A, &T, &R))
CALL(psa_raw_key_agreement, (A, K, I, N, O, S, &L))
CALL(psa_key_derivation_key_agreement, (&kdf, step, K, I, N))
CALL(psa_key_derivation_setup, (&kdf, A))
CALL(psa_key_derivation_get_capacity, (&kdf, &L))
CALL(psa_key_derivation_set_capacity, (&kdf, N))
CALL(psa_key_derivation_input_bytes, (&kdf, step, I, N))
CALL(psa_key_derivation_input_integer, (&kdf, step, N))
CALL(psa_key_derivation_input_key, (&kdf, step, K))
CALL(psa_key_derivation_output_bytes, (&kdf, O, S))
CALL(psa_key_derivation_output_key, (&T, &kdf, &R))
CALL(psa_key_derivation_output_key_custom, (&T, &kdf, &custom, I, N, &R))
CALL(psa_key_derivation_verify_bytes, (&kdf, I, N))
CALL(psa_key_derivation_verify_key, (&kdf, K))
CALL(psa_key_derivation_abort, (&kdf))
CALL(psa_encapsulate, (K, A, &T, &R, O, S, &L))
CALL(psa_decapsulate, (K, A, I, N, &T, &R))
CALL(psa_unwrap_key, (&T, K, A, I, N, &R))
CALL(psa_wrap_key, (K, A, K2, O, S, &L))
CALL(psa_mac_compute, (K, A, I, N, O, S, &L))
CALL(psa_mac_verify, (K, A, I, N, I, N))
CALL(psa_mac_sign_setup, (&mac, K, A))
CALL(psa_mac_verify_setup, (&mac, K, A))
CALL(psa_mac_update, (&mac, I, N))
CALL(psa_mac_sign_finish, (&mac, O, S, &L))
CALL(psa_mac_verify_finish, (&mac, I, N))
CALL(psa_mac_abort, (&mac))
CALL(psa_pake_setup, (&pake, K, &suite))
CALL(psa_pake_set_role, (&pake, role))
CALL(psa_pake_set_user, (&pake, I, N))
CALL(psa_pake_set_peer, (&pake, I, N))
CALL(psa_pake_set_context, (&pake, I, N))
CALL(psa_pake_output, (&pake, pake_step, O, S, &L))
CALL(psa_pake_input, (&pake, pake_step, I, N))
CALL(psa_pake_get_shared_key, (&pake, &T, &R))
CALL(psa_pake_abort, (&pake))
CALL(psa_asymmetric_encrypt, (K, A, I, N, I, N, O, S, &L))
CALL(psa_asymmetric_decrypt, (K, A, I, N, I, N, O, S, &L))
CALL(psa_generate_random, (O, S))
CALL(psa_sign_message, (K, A, I, N, O, S, &L))
CALL(psa_sign_message_with_context, (K, A, I, N, I, N, O, S, &L))
CALL(psa_verify_message, (K, A, I, N, I, N))
CALL(psa_verify_message_with_context, (K, A, I, N, I, N, I, N))
CALL(psa_sign_hash, (K, A, I, N, O, S, &L))
CALL(psa_sign_hash_with_context, (K, A, I, N, I, N, O, S, &L))
CALL(psa_verify_hash, (K, A, I, N, I, N))
CALL(psa_verify_hash_with_context, (K, A, I, N, I, N, I, N))
CALL(psa_sign_setup, (&sign, K, A))
CALL(psa_sign_set_context, (&sign, I, N))
CALL(psa_sign_update, (&sign, I, N))
CALL(psa_sign_finish, (&sign, O, S, &L))
CALL(psa_sign_abort, (&sign))
CALL(psa_verify_setup, (&verify, K, A, I, N))
CALL(psa_verify_set_context, (&verify, I, N))
CALL(psa_verify_update, (&verify, I, N))
CALL(psa_verify_finish, (&verify))
CALL(psa_verify_abort, (&verify))
#if defined(PSA_WANT_ALG_SHAKE128)
CALL(psa_xof_setup, (&xof, A))
CALL(psa_xof_set_context, (&xof, I, N))
CALL(psa_xof_update, (&xof, I, N))
CALL(psa_xof_output, (&xof, O, S))
CALL(psa_xof_abort, (&xof))
#endif
#undef CALL

static const struct function {
    const char *name;
    psa_status_t (*call)(void);
} functions[] = {
#define CALL(function, arguments) { #function, call_##function },
CALL(psa_get_key_attributes, )
CALL(psa_import_key, )
CALL(psa_generate_key, )
CALL(psa_generate_key_custom, )
CALL(psa_copy_key, )
CALL(psa_attach_key, )
CALL(psa_destroy_key, )
CALL(psa_purge_key, )
CALL(psa_export_key, )
CALL(psa_export_public_key, )
CALL(psa_check_key_usage, )
CALL(psa_aead_encrypt, )
CALL(psa_aead_decrypt, )
CALL(psa_aead_encrypt_setup, )
CALL(psa_aead_decrypt_setup, )
CALL(psa_aead_set_lengths, )
CALL(psa_aead_generate_nonce, )
CALL(psa_aead_set_nonce, )
CALL(psa_aead_update_ad, )
CALL(psa_aead_update, )
CALL(psa_aead_finish, )
CALL(psa_aead_verify, )
CALL(psa_aead_abort, )
CALL(psa_cipher_encrypt, )
CALL(psa_cipher_decrypt, )
CALL(psa_cipher_encrypt_setup, )
CALL(psa_cipher_decrypt_setup, )
CALL(psa_cipher_generate_iv, )
CALL(psa_cipher_set_iv, )
CALL(psa_cipher_update, )
CALL(psa_cipher_finish, )
CALL(psa_cipher_abort, )
CALL(psa_hash_compute, )
CALL(psa_hash_compare, )
CALL(psa_hash_setup, )
CALL(psa_hash_update, )
CALL(psa_hash_finish, )
CALL(psa_hash_verify, )
CALL(psa_hash_abort, )
CALL(psa_hash_suspend, )
CALL(psa_hash_resume, )
CALL(psa_hash_clone, )
CALL(psa_key_agreement, )
CALL(psa_raw_key_agreement, )
CALL(psa_key_derivation_key_agreement, )
CALL(psa_key_derivation_setup, )
CALL(psa_key_derivation_get_capacity, )
CALL(psa_key_derivation_set_capacity, )
CALL(psa_key_derivation_input_bytes, )
CALL(psa_key_derivation_input_integer, )
CALL(psa_key_derivation_input_key, )
CALL(psa_key_derivation_output_bytes, )
CALL(psa_key_derivation_output_key, )
CALL(psa_key_derivation_output_key_custom, )
CALL(psa_key_derivation_verify_bytes, )
CALL(psa_key_derivation_verify_key, )
CALL(psa_key_derivation_abort, )
CALL(psa_encapsulate, )
CALL(psa_decapsulate, )
CALL(psa_unwrap_key, )
CALL(psa_wrap_key, )
CALL(psa_mac_compute, )
CALL(psa_mac_verify, )
CALL(psa_mac_sign_setup, )
CALL(psa_mac_verify_setup, )
CALL(psa_mac_update, )
CALL(psa_mac_sign_finish, )
CALL(psa_mac_verify_finish, )
CALL(psa_mac_abort, )
CALL(psa_pake_setup, )
CALL(psa_pake_set_role, )
CALL(psa_pake_set_user, )
CALL(psa_pake_set_peer, )
CALL(psa_pake_set_context, )
CALL(psa_pake_output, )
CALL(psa_pake_input, )
CALL(psa_pake_get_shared_key, )
CALL(psa_pake_abort, )
CALL(psa_asymmetric_encrypt, )
CALL(psa_asymmetric_decrypt, )
CALL(psa_generate_random, )
CALL(psa_sign_message, )
CALL(psa_sign_message_with_context, )
CALL(psa_verify_message, )
CALL(psa_verify_message_with_context, )
CALL(psa_sign_hash, )
CALL(psa_sign_hash_with_context, )
CALL(psa_verify_hash, )
CALL(psa_verify_hash_with_context, )
CALL(psa_sign_setup, )
CALL(psa_sign_set_context, )
CALL(psa_sign_update, )
CALL(psa_sign_finish, )
CALL(psa_sign_abort, )
CALL(psa_verify_setup, )
CALL(psa_verify_set_context, )
CALL(psa_verify_update, )
CALL(psa_verify_finish, )
CALL(psa_verify_abort, )
#if defined(PSA_WANT_ALG_SHAKE128)
CALL(psa_xof_setup, )
CALL(psa_xof_set_context, )
CALL(psa_xof_update, )
CALL(psa_xof_output, )
CALL(psa_xof_abort, )
#endif
#undef CALL
};
/* clang-format on */
#define FUNCTIONS (sizeof functions / sizeof functions[0])

/* ---------------------------------------------------------------------------------------------------- Arguments --- */

static uint32_t seed;
static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (uint32_t)(((uint64_t)(seed >> 4) * below) >> 28);
}

static const psa_algorithm_t algorithms[] = {
    PSA_ALG_NONE,
    PSA_ALG_SHA_256,
    PSA_ALG_SHA_512,
    PSA_ALG_SHA3_256,
    PSA_ALG_MD2,
    PSA_ALG_ANY_HASH,
    PSA_ALG_HMAC(PSA_ALG_SHA_256),
    PSA_ALG_TRUNCATED_MAC(PSA_ALG_HMAC(PSA_ALG_SHA_256), 3),
    PSA_ALG_TRUNCATED_MAC(PSA_ALG_HMAC(PSA_ALG_SHA_256), 16),
    PSA_ALG_TRUNCATED_MAC(PSA_ALG_CMAC, 17),
    PSA_ALG_CMAC,
    PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(PSA_ALG_CMAC, 8),
    PSA_ALG_CTR,
    PSA_ALG_CBC_NO_PADDING,
    PSA_ALG_CBC_PKCS7,
    PSA_ALG_ECB_NO_PADDING,
    PSA_ALG_XTS,
    PSA_ALG_STREAM_CIPHER,
    PSA_ALG_CCM_STAR_NO_TAG,
    PSA_ALG_CCM_STAR_ANY_TAG,
    PSA_ALG_GCM,
    PSA_ALG_CCM,
    PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_GCM, 9),
    PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 4),
    PSA_ALG_CHACHA20_POLY1305,
    PSA_ALG_XCHACHA20_POLY1305,
    PSA_ALG_ASCON_AEAD128,
    PSA_ALG_KW,
    PSA_ALG_KWP,
    PSA_ALG_ECDSA(PSA_ALG_SHA_256),
    PSA_ALG_ECDSA_ANY,
    PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256),
    PSA_ALG_ECDSA(PSA_ALG_ANY_HASH),
    PSA_ALG_RSA_PSS(PSA_ALG_SHA_256),
    PSA_ALG_PURE_EDDSA,
    PSA_ALG_EDDSA_CTX,
    PSA_ALG_ED25519PH,
    PSA_ALG_ML_DSA,
    PSA_ALG_SLH_DSA,
    PSA_ALG_DETERMINISTIC_SLH_DSA,
    PSA_ALG_HASH_SLH_DSA(PSA_ALG_SHA_256),
    PSA_ALG_DETERMINISTIC_HASH_SLH_DSA(PSA_ALG_SHA_512),
    PSA_ALG_HASH_SLH_DSA(PSA_ALG_ANY_HASH),
    PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256),
    PSA_ALG_HKDF(PSA_ALG_SHA_256),
    PSA_ALG_HKDF_EXPAND(PSA_ALG_SHA_256),
    PSA_ALG_TLS12_PRF(PSA_ALG_SHA_256),
    PSA_ALG_TLS12_PSK_TO_MS(PSA_ALG_SHA_256),
    PSA_ALG_TLS12_ECJPAKE_TO_PMS,
    PSA_ALG_PBKDF2_HMAC(PSA_ALG_SHA_256),
    PSA_ALG_SP800_108_COUNTER_HMAC(PSA_ALG_SHA_256),
    PSA_ALG_SP800_108_COUNTER_CMAC,
    PSA_ALG_WPA3_SAE_H2E(PSA_ALG_SHA_224),
    PSA_ALG_ECDH,
    PSA_ALG_FFDH,
    PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(PSA_ALG_SHA_256)),
    PSA_ALG_ECIES_SEC1,
    PSA_ALG_ML_KEM,
    PSA_ALG_JPAKE(PSA_ALG_SHA_256),
    PSA_ALG_SPAKE2P_HMAC(PSA_ALG_SHA_256),
    PSA_ALG_SPAKE2P_MATTER,
    PSA_ALG_WPA3_SAE_FIXED(PSA_ALG_SHA_256),
    PSA_ALG_WPA3_SAE_GDH(PSA_ALG_SHA_256),
    PSA_ALG_WPA3_SAE_ANY,
    PSA_ALG_SHAKE128,
    0x7fffffffu,
    0xffffffffu,
    0x80000000u,
};
#define ALGORITHMS (sizeof algorithms / sizeof algorithms[0])

/* Keys, and an algorithm that goes with each. */
static const struct {
    psa_key_type_t type;
    size_t bits;
    psa_algorithm_t alg;
} types[] = {
    { PSA_KEY_TYPE_AES, 128, PSA_ALG_GCM },
    { PSA_KEY_TYPE_AES, 256, PSA_ALG_CTR },
    { PSA_KEY_TYPE_CHACHA20, 256, PSA_ALG_CHACHA20_POLY1305 },
    { PSA_KEY_TYPE_XCHACHA20, 256, PSA_ALG_STREAM_CIPHER },
    { PSA_KEY_TYPE_DES, 192, PSA_ALG_CBC_PKCS7 },
    { PSA_KEY_TYPE_HMAC, 256, PSA_ALG_HMAC(PSA_ALG_SHA_256) },
    { PSA_KEY_TYPE_DERIVE, 256, PSA_ALG_HKDF(PSA_ALG_SHA_256) },
    { PSA_KEY_TYPE_PASSWORD, 80, PSA_ALG_JPAKE(PSA_ALG_SHA_256) },
    { PSA_KEY_TYPE_RAW_DATA, 8, PSA_ALG_HKDF(PSA_ALG_SHA_256) },
    { PSA_KEY_TYPE_PEPPER, 128, PSA_ALG_PBKDF2_HMAC(PSA_ALG_SHA_256) },
    { PSA_KEY_TYPE_AES, 128, PSA_ALG_KWP },
    { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 256, PSA_ALG_ECDSA(PSA_ALG_SHA_256) },
    { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY), 255, PSA_ALG_ECDH },
    { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_TWISTED_EDWARDS), 255, PSA_ALG_PURE_EDDSA },
    { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY), 255, PSA_ALG_ECIES_SEC1 },
    { PSA_KEY_TYPE_AES, 128, PSA_ALG_CMAC },
#if !defined(__arm__)
    { PSA_KEY_TYPE_SLH_DSA_KEY_PAIR(PSA_SLH_DSA_FAMILY_SHA2_F), 128, PSA_ALG_HASH_SLH_DSA(PSA_ALG_SHA_256) },
    { PSA_KEY_TYPE_PASSWORD, 80, PSA_ALG_WPA3_SAE_ANY }, /* also to derive from */
#endif
};
#define TYPES (sizeof types / sizeof types[0])

#define P256 PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256)
#if defined(__arm__)
#define DH_2048 P256
#else
#define DH_2048 PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, PSA_DH_FAMILY_RFC7919, 2048)
#endif

/* What a family of calls works with: a key of the table, an algorithm, a length of input. */
static const struct {
    const char *prefix;
    size_t key;
    psa_algorithm_t alg;
    size_t size;
} working[] = {
    { "psa_hash_", 0, PSA_ALG_SHA_256, 32 },
    { "psa_xof_", 0, PSA_ALG_SHAKE128, 32 },
    { "psa_mac_", 5, PSA_ALG_HMAC(PSA_ALG_SHA_256), 32 },
    { "psa_mac_", 15, PSA_ALG_CMAC, 16 },
    { "psa_cipher_", 1, PSA_ALG_CTR, 16 },
    { "psa_cipher_", 3, PSA_ALG_STREAM_CIPHER, 24 },
    { "psa_cipher_", 4, PSA_ALG_CBC_PKCS7, 8 },
    { "psa_aead_", 0, PSA_ALG_GCM, 12 },
    { "psa_aead_", 2, PSA_ALG_CHACHA20_POLY1305, 12 },
    { "psa_key_derivation_", 6, PSA_ALG_HKDF(PSA_ALG_SHA_256), 32 },
    { "psa_sign_", 11, PSA_ALG_ECDSA(PSA_ALG_SHA_256), 32 },
    { "psa_sign_", 13, PSA_ALG_PURE_EDDSA, 32 },
    { "psa_verify_", 11, PSA_ALG_ECDSA(PSA_ALG_SHA_256), 64 },
    { "psa_key_agreement", 12, PSA_ALG_ECDH, 32 },
    { "psa_raw_key_agreement", 12, PSA_ALG_ECDH, 32 },
    { "psa_encapsulate", 14, PSA_ALG_ECIES_SEC1, 32 },
    { "psa_decapsulate", 14, PSA_ALG_ECIES_SEC1, 32 },
    { "psa_wrap_key", 10, PSA_ALG_KWP, 24 },
    { "psa_unwrap_key", 10, PSA_ALG_KWP, 24 },
    { "psa_pake_", 7, PSA_ALG_JPAKE(PSA_ALG_SHA_256), 6 },
    { "psa_copy_key", 8, 0, 0 },
    { "psa_check_key_usage", 0, PSA_ALG_GCM, 0 },
#if !defined(__arm__)
    { "psa_sign_", 16, PSA_ALG_HASH_SLH_DSA(PSA_ALG_SHA_256), 32 },
    { "psa_verify_", 16, PSA_ALG_HASH_SLH_DSA(PSA_ALG_SHA_256), 32 },
    { "psa_pake_", 17, PSA_ALG_WPA3_SAE_FIXED(PSA_ALG_SHA_256), 6 },
#endif
};
#define WORKING (sizeof working / sizeof working[0])
static psa_key_id_t keys[TYPES + 1];

static psa_key_id_t some_key(void)
{
    static const psa_key_id_t bad[] = { 0, 5, PSA_KEY_ID_USER_MAX, 0x5fffffffu, PSA_KEY_ID_VENDOR_MAX, 0xffffffffu };
    uint32_t i = draw(TYPES + 1 + 6);
    return i <= TYPES ? keys[i] : bad[i - TYPES - 1];
}

/* Types that no table of keys has. */
static const struct {
    psa_key_type_t type;
    size_t bits;
} more_types[] = {
    { PSA_KEY_TYPE_SLH_DSA_PUBLIC_KEY(PSA_SLH_DSA_FAMILY_SHA2_F), 128 }, /* any 32 bytes */
    { PSA_KEY_TYPE_WPA3_SAE_ECC(PSA_ECC_FAMILY_SECP_R1), 256 },
    { PSA_KEY_TYPE_WPA3_SAE_DH(PSA_DH_FAMILY_RFC3526), 3072 },
    { PSA_KEY_TYPE_DH_PUBLIC_KEY(PSA_DH_FAMILY_RFC7919), 2048 },
};
#define MORE_TYPES (sizeof more_types / sizeof more_types[0])

static size_t some_size(void)
{
    static const size_t sizes[] = { 0,  1,  7,  8,  12, 13, 15, 16,  17,  24,
                                    31, 32, 33, 48, 64, 65, 80, 128, 133, SIZE_MAX_IN };
    return sizes[draw(sizeof sizes / sizeof sizes[0])];
}

static void some_attributes(void)
{
    static const psa_key_lifetime_t lifetimes[] = { 0, 0, 0, 1, 0xff, 2, 0x100, 0x80000001u };
    uint32_t i = draw(TYPES + MORE_TYPES + 2);
    psa_key_type_t type = (psa_key_type_t)draw(0x10000);
    size_t bits = draw(600);
    T = psa_key_attributes_init();
    if (i < TYPES) {
        type = types[i].type;
        bits = draw(4) != 0 ? types[i].bits : bits;
    } else if (i < TYPES + MORE_TYPES) {
        type = more_types[i - TYPES].type;
        bits = draw(4) != 0 ? more_types[i - TYPES].bits : bits;
    } else if (i == TYPES + MORE_TYPES) {
        type = PSA_KEY_TYPE_NONE;
    }
    psa_set_key_type(&T, type);
    psa_set_key_bits(&T, draw(4) == 0 ? 0 : bits);
    psa_set_key_usage_flags(&T, draw(8) == 0 ? 0xffffffffu : ALL_USAGE);
    psa_set_key_algorithm(&T, algorithms[draw(ALGORITHMS)]);
    if (draw(6) == 0) {
        psa_set_key_id(&T, draw(3) == 0 ? PSA_KEY_ID_VENDOR_MIN : draw(3));
    }
    if (draw(4) == 0) {
        psa_set_key_lifetime(&T, lifetimes[draw(sizeof lifetimes / sizeof lifetimes[0])]);
    }
    /* No write-once key: it would stay for ever, and so would its name. */
    if (PSA_KEY_LIFETIME_GET_PERSISTENCE(psa_get_key_lifetime(&T)) == PSA_KEY_PERSISTENCE_READ_ONLY) {
        psa_set_key_lifetime(&T, PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(3, 0));
    }
}

static psa_pake_primitive_t some_group(void)
{
    return draw(4) == 0 ? DH_2048 : P256;
}

/* Arguments that work, but perhaps for one thing. */
static void make_working(const char *name)
{
    size_t chosen = WORKING;
    for (size_t i = 0; i < WORKING; i++) {
        if (strncmp(name, working[i].prefix, strlen(working[i].prefix)) == 0 && (chosen == WORKING || draw(2) == 0)) {
            chosen = i;
        }
    }
    if (chosen < WORKING) {
        K = draw(8) == 0 ? K : keys[working[chosen].key];
        K2 = draw(4) == 0 ? K2 : keys[1];
        A = draw(8) == 0 ? A : working[chosen].alg;
        N = draw(4) == 0 ? N : working[chosen].size;
    }
    S = draw(4) == 0 ? S : strncmp(name, "psa_sign_", 9) == 0 ? SIZE_MAX_OUT : SIZE_MAX_IN;
    if (strstr(name, "derivation_input") != NULL && draw(6) != 0) {
        step = strstr(name, "key") != NULL ? PSA_KEY_DERIVATION_INPUT_SECRET : PSA_KEY_DERIVATION_INPUT_INFO;
    }
    usage = draw(4) == 0 ? usage : draw(2) == 0 ? PSA_KEY_USAGE_ENCRYPT : PSA_KEY_USAGE_DECRYPT;
    custom.flags = draw(8) == 0;
    if (draw(3) != 0) {
        T = psa_key_attributes_init();
        psa_set_key_type(&T, strcmp(name, "psa_copy_key") == 0 ? PSA_KEY_TYPE_NONE : PSA_KEY_TYPE_DERIVE);
        psa_set_key_bits(&T, draw(2) == 0 || strcmp(name, "psa_copy_key") == 0 ? 0 : 256);
        psa_set_key_usage_flags(&T, ALL_USAGE);
        psa_set_key_algorithm(&T, PSA_ALG_HKDF(PSA_ALG_SHA_256));
    }
    role = draw(4) == 0 ? role : PSA_PAKE_ROLE_NONE;
    if (draw(4) != 0) {
        bool sae = chosen < WORKING && PSA_ALG_IS_WPA3_SAE(working[chosen].alg);
        psa_pake_cs_set_algorithm(&suite, sae ? working[chosen].alg : PSA_ALG_JPAKE(PSA_ALG_SHA_256));
        psa_pake_cs_set_primitive(&suite, some_group());
        psa_pake_cs_set_key_confirmation(&suite, sae ? PSA_PAKE_CONFIRMED_KEY : PSA_PAKE_UNCONFIRMED_KEY);
        N = strcmp(name, "psa_pake_set_peer") == 0 ? 5 : N; /* not the user's name */
    }
    if (strcmp(name, "psa_attach_key") == 0 && draw(3) != 0) {
        memcpy(I, "device/x", 8);
        N = 8;
        psa_set_key_bits(&T, 256);
    }
}

static void some_arguments(const char *name)
{
    static const psa_key_derivation_step_t steps[] = {
        PSA_KEY_DERIVATION_INPUT_SECRET,
        PSA_KEY_DERIVATION_INPUT_SALT,
        PSA_KEY_DERIVATION_INPUT_INFO,
        PSA_KEY_DERIVATION_INPUT_LABEL,
        PSA_KEY_DERIVATION_INPUT_SEED,
        PSA_KEY_DERIVATION_INPUT_PASSWORD,
        PSA_KEY_DERIVATION_INPUT_COST,
        0,
        0xffff,
    };
    K = some_key();
    K2 = some_key();
    R = 77;
    A = algorithms[draw(ALGORITHMS)];
    N = some_size();
    S = some_size();
    L = L2 = 999;
    some_attributes();
    usage = draw(8) == 0 ? 0 : 1u << draw(32);
    custom.flags = draw(4) == 0;
    step = steps[draw(9)];
    pake_step = (psa_pake_step_t)draw(10);
    role = (psa_pake_role_t)draw(5);
    suite = psa_pake_cipher_suite_init();
    psa_pake_cs_set_algorithm(&suite, algorithms[draw(ALGORITHMS)]);
    psa_pake_cs_set_primitive(&suite, draw(3) == 0 ? draw(0x7fffffff) : P256);
    for (size_t i = 0; i < sizeof I; i++) {
        I[i] = (uint8_t)draw(256);
    }
    memset(O, UNTOUCHED, sizeof O);
    memset(O2, UNTOUCHED, sizeof O2);
    if (draw(4) != 0) {
        make_working(name);
    }
}

/* ------------------------------------------------------------------------------------------------------ Judging --- */

static uint32_t statuses_of(const char *function)
{
    for (size_t i = 0; i < sizeof documented / sizeof documented[0]; i++) {
        if (strcmp(documented[i].function, function) == 0) {
            return documented[i].statuses;
        }
    }
    fail_msg("%s is not in documented_statuses.h", function);
    return 0;
}

static bool is_listed(uint32_t statuses, psa_status_t status)
{
    if (status == PSA_SUCCESS) {
        return (statuses >> 31) != 0;
    }
    return status <= PSA_ERROR_GENERIC_ERROR && status > PSA_ERROR_GENERIC_ERROR - 31 &&
           (statuses >> (PSA_ERROR_GENERIC_ERROR - status) & 1u) != 0;
}

static void make_keys(void)
{
    uint8_t point[65];
    size_t size;
    for (size_t i = 0; i < TYPES; i++) {
        psa_key_attributes_t a = psa_key_attributes_init();
        psa_set_key_type(&a, types[i].type);
        psa_set_key_bits(&a, types[i].bits);
        psa_set_key_usage_flags(&a, draw(4) == 0 ? draw(0x40000) & ALL_USAGE : ALL_USAGE);
        psa_set_key_algorithm(&a, draw(8) == 0 ? algorithms[draw(ALGORITHMS)] : types[i].alg);
        keys[i] = 0;
        if ((PSA_KEY_TYPE_IS_SLH_DSA(types[i].type) && draw(8) != 0) || /* thousands of hashes each time */
            (types[i].alg == PSA_ALG_WPA3_SAE_ANY && draw(4) != 0)) {    /* all keys together leave few slots */
            continue;
        }
        psa_status_t status = psa_generate_key(&a, &keys[i]);
        assert_true(status == PSA_SUCCESS || status == PSA_ERROR_NOT_SUPPORTED || status == PSA_ERROR_INVALID_ARGUMENT);
    }
    keys[TYPES] = 0;
    if (psa_export_public_key(keys[11], point, sizeof point, &size) == PSA_SUCCESS) {
        psa_key_attributes_t a = psa_key_attributes_init();
        psa_set_key_type(&a, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
        psa_set_key_usage_flags(&a, ALL_USAGE);
        psa_set_key_algorithm(&a, algorithms[draw(ALGORITHMS)]);
        assert_int_equal(psa_import_key(&a, point, size, &keys[TYPES]), PSA_SUCCESS);
    }
}

static void drop_keys(void)
{
    for (size_t i = 0; i <= TYPES; i++) {
        (void)psa_destroy_key(keys[i]); /* the calls may have destroyed it */
    }
}

static void abort_all(void)
{
    assert_int_equal(psa_hash_abort(&hash), PSA_SUCCESS);
    assert_int_equal(psa_hash_abort(&hash2), PSA_SUCCESS);
    assert_int_equal(psa_mac_abort(&mac), PSA_SUCCESS);
    assert_int_equal(psa_cipher_abort(&cipher), PSA_SUCCESS);
    assert_int_equal(psa_aead_abort(&aead), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_abort(&kdf), PSA_SUCCESS);
    assert_int_equal(psa_sign_abort(&sign), PSA_SUCCESS);
    assert_int_equal(psa_verify_abort(&verify), PSA_SUCCESS);
    assert_int_equal(psa_pake_abort(&pake), PSA_SUCCESS);
}

/* As many small volatile keys as there are slots: nothing holds one. */
static void assert_no_slot_lost(const char *function)
{
    static const uint8_t byte = 1;
    psa_key_attributes_t a = psa_key_attributes_init();
    psa_key_id_t made[PCRYPTO_KEY_COUNT];
    unsigned count = 0;
    psa_set_key_type(&a, PSA_KEY_TYPE_RAW_DATA);
    while (count < PCRYPTO_KEY_COUNT && psa_import_key(&a, &byte, 1, &made[count]) == PSA_SUCCESS) {
        count++;
    }
    if (count != PCRYPTO_KEY_COUNT) {
        fail_msg("%s: %u of %u slots are left", function, count, (unsigned)PCRYPTO_KEY_COUNT);
    }
    while (count > 0) {
        assert_int_equal(psa_destroy_key(made[--count]), PSA_SUCCESS);
    }
}

static bool is_creator(const char *name)
{
    return R != 77 && strcmp(name, "psa_destroy_key") != 0;
}

static unsigned succeeded[FUNCTIONS]; /* calls that worked, by function */
static uint32_t seen[FUNCTIONS];      /* statuses that it returned, as in documented_statuses.h */

static uint32_t bit_of(psa_status_t status)
{
    return 1u << (status == PSA_SUCCESS ? 31 : PSA_ERROR_GENERIC_ERROR - status);
}

static bool gives_no_bytes; /* the derivation under way */

/* The sections of these algorithms refuse bytes ("The output has to be read as a key of type", "in a single call"),
 * which the pages of the functions leave out. */
static bool is_listed_elsewhere(const struct function *f, psa_status_t status)
{
    return status == PSA_ERROR_INVALID_ARGUMENT && gives_no_bytes &&
           (strcmp(f->name, "psa_key_derivation_output_bytes") == 0 ||
            strcmp(f->name, "psa_key_derivation_verify_bytes") == 0);
}

static psa_status_t around; /* what is around fails with this; PSA_SUCCESS: nothing does */

/* One call, and all that must hold after it. */
static psa_status_t call_once(const struct function *f)
{
    psa_status_t status = f->call();

    /* psa/crypto.h: what any function may say if that is what fails. */
    if (status != around && !is_listed(statuses_of(f->name), status) && !is_listed_elsewhere(f, status)) {
        fail_msg("%s: status %d is not one of its page (key %08x, alg %08x, %u in, %u out)", f->name, (int)status,
                 (unsigned)K, (unsigned)A, (unsigned)N, (unsigned)S);
    }
    seen[f - functions] |= bit_of(status);
    if (memcmp(O + S, untouched, sizeof O - S) != 0 || memcmp(O2 + S, untouched, sizeof O2 - S) != 0) {
        fail_msg("%s: wrote beyond its output", f->name);
    }
    if (status != PSA_SUCCESS) {
        /* Lengths are 0 (or, with functions that have none, untouched), and no key is named. */
        if ((L != 0 && L != 999) || (L2 != 0 && L2 != 999) || (R != 0 && R != 77)) {
            fail_msg("%s: status %d, but lengths %u, %u, key %08x", f->name, (int)status, (unsigned)L, (unsigned)L2,
                     (unsigned)R);
        }
        return status;
    }
    succeeded[f - functions]++;
    if (strcmp(f->name, "psa_key_derivation_setup") == 0) {
        gives_no_bytes = PSA_ALG_IS_WPA3_SAE_H2E(A) || A == PSA_ALG_TLS12_ECJPAKE_TO_PMS;
    }
    if (L != 999 && strstr(f->name, "capacity") == NULL) {
        assert_true(L <= S);
    }
    if (is_creator(f->name)) {
        assert_int_not_equal(R, PSA_KEY_ID_NULL);
        sim_fail_off();
        assert_int_equal(psa_destroy_key(R), PSA_SUCCESS);
    }
    return status;
}

/* -------------------------------------------------------------------------------------------------------- Tests --- */

static int start(void **state)
{
    memset(untouched, UNTOUCHED, sizeof untouched);
    return fixture_start(state);
}

static unsigned rounds(unsigned few)
{
    return getenv("PSA_TEST_FULL") != NULL ? 40 * few : few;
}

static void every_function__arguments_wrong_in_turn__a_listed_status(void **state)
{
    (void)state;
    seed = 1;
    for (size_t f = 0; f < FUNCTIONS; f++) {
        for (unsigned round = 0; round < rounds(6); round++) {
            make_keys();
            for (unsigned i = 0; i < 12; i++) {
                some_arguments(functions[f].name);
                (void)call_once(&functions[f]);
            }
            abort_all();
            drop_keys();
            (void)psa_destroy_key(1);
            (void)psa_destroy_key(2);
            assert_no_slot_lost(functions[f].name);
        }
    }
}

/* A call of the family that the walk is in, often the next one of the header, else any. Some calls end most
 * operations. */
static size_t next_function(size_t f)
{
    size_t next = draw(6) == 0 ? draw(FUNCTIONS) : f + 1 + (draw(4) == 0);
    while (next < FUNCTIONS && draw(8) != 0 &&
           (strstr(functions[next].name, "integer") != NULL || strstr(functions[next].name, "set_capacity") != NULL ||
            strstr(functions[next].name, "generate_iv") != NULL ||
            strstr(functions[next].name, "generate_nonce") != NULL ||
            strstr(functions[next].name, "derivation_key_agreement") != NULL)) {
        next++;
    }
    return next < FUNCTIONS ? next : draw(FUNCTIONS);
}

/* Calls in any order: objects are in every state, keys vanish under them. */
static void every_function__in_any_order__a_listed_status(void **state)
{
    (void)state;
    seed = 2;
    for (unsigned round = 0; round < rounds(100); round++) {
        size_t f = draw(FUNCTIONS), home = f;
        make_keys();
        for (unsigned i = 0; i < 160; i++) {
            f = next_function(f);
            some_arguments(functions[f].name);
            home = strstr(functions[f].name, "_setup") != NULL ? f : home;
            if (call_once(&functions[f]) != PSA_SUCCESS && draw(2) == 0) {
                /* Out of the error state, and often to the beginning of the operation. */
                abort_all();
                f = draw(2) == 0 && home > 0 ? home - 1 : f;
            }
        }
        abort_all();
        drop_keys();
        (void)psa_destroy_key(1);
        (void)psa_destroy_key(2);
        assert_no_slot_lost("calls in any order");
    }
    /* The walk is worth something only if it gets through: most functions worked at times. (The steps of operations
     * are the next test's.) */
    size_t never = 0;
    for (size_t i = 0; i < FUNCTIONS; i++) {
        if (succeeded[i] == 0) {
            print_message("never worked: %s\n", functions[i].name);
            never++;
        }
    }
    assert_in_range(never, 0, 40);
}

/* Calls that are an operation, in order. */
static const struct {
    const char *family;
    size_t key;
    psa_algorithm_t alg;
    const char *calls[8];
} operations[] = {
    { "psa_hash_", 0, PSA_ALG_SHA_256, { "psa_hash_setup", "psa_hash_update", "psa_hash_update", "psa_hash_finish" } },
    { "psa_mac_", 5, PSA_ALG_HMAC(PSA_ALG_SHA_256), { "psa_mac_sign_setup", "psa_mac_update", "psa_mac_sign_finish" } },
    { "psa_mac_", 15, PSA_ALG_CMAC, { "psa_mac_sign_setup", "psa_mac_update", "psa_mac_sign_finish" } },
    { "psa_cipher_",
      1,
      PSA_ALG_CTR,
      { "psa_cipher_encrypt_setup", "psa_cipher_generate_iv", "psa_cipher_update", "psa_cipher_finish" } },
    { "psa_cipher_",
      4,
      PSA_ALG_CBC_PKCS7,
      { "psa_cipher_encrypt_setup", "psa_cipher_generate_iv", "psa_cipher_update", "psa_cipher_finish" } },
    { "psa_aead_",
      0,
      PSA_ALG_GCM,
      { "psa_aead_encrypt_setup", "psa_aead_generate_nonce", "psa_aead_update_ad", "psa_aead_update",
        "psa_aead_finish" } },
    { "psa_aead_",
      2,
      PSA_ALG_CHACHA20_POLY1305,
      { "psa_aead_encrypt_setup", "psa_aead_generate_nonce", "psa_aead_update_ad", "psa_aead_update",
        "psa_aead_finish" } },
    { "psa_sign_", 11, PSA_ALG_ECDSA(PSA_ALG_SHA_256), { "psa_sign_setup", "psa_sign_update", "psa_sign_finish" } },
    { "psa_key_derivation_",
      6,
      PSA_ALG_HKDF(PSA_ALG_SHA_256),
      { "psa_key_derivation_setup", "psa_key_derivation_input_key", "psa_key_derivation_input_bytes",
        "psa_key_derivation_output_bytes" } },
    { "psa_pake_",
      7,
      PSA_ALG_JPAKE(PSA_ALG_SHA_256),
      { "psa_pake_setup", "psa_pake_set_user", "psa_pake_set_peer", "psa_pake_output", "psa_pake_output" } },
#if !defined(__arm__)
    { "psa_pake_",
      17,
      PSA_ALG_WPA3_SAE_FIXED(PSA_ALG_SHA_256),
      { "psa_pake_setup", "psa_pake_set_user", "psa_pake_set_peer", "psa_pake_output" } },
    { "psa_key_derivation_",
      17,
      PSA_ALG_WPA3_SAE_H2E(PSA_ALG_SHA_256),
      { "psa_key_derivation_setup", "psa_key_derivation_input_bytes", "psa_key_derivation_input_key" } },
    { "psa_sign_", /* without the end, which is a hundred thousand hashes */
      16,
      PSA_ALG_HASH_SLH_DSA(PSA_ALG_SHA_256),
      { "psa_sign_setup", "psa_sign_set_context", "psa_sign_update" } },
#endif
};

static const struct function *find(const char *name)
{
    for (size_t i = 0; i < FUNCTIONS; i++) {
        if (strcmp(functions[i].name, name) == 0) {
            return &functions[i];
        }
    }
    fail_msg("no function %s", name);
    return NULL;
}

/* The n-th call of an operation, with arguments that work. */
static psa_status_t do_step(size_t o, size_t n)
{
    const char *name = operations[o].calls[n];
    some_arguments(name);
    K = keys[operations[o].key];
    A = operations[o].alg;
    bool sae = PSA_ALG_IS_WPA3_SAE(A), h2e = PSA_ALG_IS_WPA3_SAE_H2E(A);
    N = strcmp(name, "psa_pake_set_peer") == 0 || sae ? 6 : 5;
    S = strcmp(name, "psa_key_derivation_output_bytes") == 0 ? 16 : SIZE_MAX_IN;
    step = strcmp(name, "psa_key_derivation_input_key") == 0
               ? (h2e ? PSA_KEY_DERIVATION_INPUT_PASSWORD : PSA_KEY_DERIVATION_INPUT_SECRET)
               : (h2e ? PSA_KEY_DERIVATION_INPUT_SALT : PSA_KEY_DERIVATION_INPUT_INFO);
    psa_pake_cs_set_algorithm(&suite, A);
    psa_pake_cs_set_primitive(&suite, sae ? P256 : some_group());
    psa_pake_cs_set_key_confirmation(&suite, sae ? PSA_PAKE_CONFIRMED_KEY : PSA_PAKE_UNCONFIRMED_KEY);
    pake_step = sae ? PSA_PAKE_STEP_COMMIT : n == 3 ? PSA_PAKE_STEP_KEY_SHARE : PSA_PAKE_STEP_ZK_PUBLIC;
    return call_once(find(name));
}

static size_t step_count(size_t o)
{
    size_t count = 0;
    while (count < 8 && operations[o].calls[count] != NULL) {
        count++;
    }
    return count;
}

/* Every call of the family after every part of an operation. "If the operation fails, it enters an error state and must
 * be aborted": what fails there (a setup function and a query leave it as it was) leaves nothing but abort. */
static void operation__every_call_at_every_step__goes_on_or_ends_in_error(void **state)
{
    (void)state;
    seed = 4;
    for (size_t o = 0; o < sizeof operations / sizeof operations[0]; o++) {
        size_t steps = step_count(o);
        make_keys();
        for (size_t i = 0; i < TYPES; i++) { /* with their own algorithms */
            psa_key_attributes_t a = psa_key_attributes_init();
            (void)psa_destroy_key(keys[i]);
            psa_set_key_type(&a, types[i].type);
            psa_set_key_bits(&a, types[i].bits);
            psa_set_key_usage_flags(&a, ALL_USAGE);
            psa_set_key_algorithm(&a, types[i].alg);
            assert_int_equal(psa_generate_key(&a, &keys[i]), PSA_SUCCESS);
        }
        for (size_t done = 0; done <= steps; done++) {
            for (size_t f = 0; f < FUNCTIONS; f++) {
                if (strncmp(functions[f].name, operations[o].family, strlen(operations[o].family)) != 0) {
                    continue;
                }
                for (unsigned variant = 0; variant < 4; variant++) {
                    for (size_t n = 0; n < done; n++) {
                        psa_status_t status = do_step(o, n);
                        if (status != PSA_SUCCESS) {
                            fail_msg("%s: status %d", operations[o].calls[n], (int)status);
                        }
                    }
                    some_arguments(functions[f].name);
                    psa_status_t status = call_once(&functions[f]);
                    bool keeps_state =
                        strstr(functions[f].name, "setup") != NULL || strstr(functions[f].name, "_with_context") ||
                        strstr(functions[f].name, "compute") != NULL || strstr(functions[f].name, "capacity") ||
                        strstr(functions[f].name, "compare") != NULL ||
                        strcmp(functions[f].name, "psa_mac_verify") == 0 ||
                        strstr(functions[f].name, "resume") != NULL || strstr(functions[f].name, "clone") != NULL ||
                        strstr(functions[f].name, "crypt") != NULL ||
                        strstr(functions[f].name, "sign_message") != NULL ||
                        strstr(functions[f].name, "sign_hash") != NULL || status == PSA_ERROR_INSUFFICIENT_DATA;
                    if (status != PSA_SUCCESS && !keeps_state) {
                        for (size_t n = 0; n < steps; n++) {
                            psa_status_t then = do_step(o, n);
                            if (then != PSA_ERROR_BAD_STATE) {
                                fail_msg("%s gave %d after %u steps, and %s then %d", functions[f].name, (int)status,
                                         (unsigned)done, operations[o].calls[n], (int)then);
                            }
                        }
                    }
                    abort_all();
                }
            }
        }
        drop_keys();
        assert_no_slot_lost(operations[o].family);
    }
}

/* "PSA_ERROR_BAD_STATE: The library requires initializing by a call to psa_crypto_init()", of every function that may
 * say so; none works, and none stops saying what its page lists. */
static void every_function__library_not_started__bad_state(void **state)
{
    (void)state;
    seed = 3;
    for (size_t f = 0; f < FUNCTIONS; f++) {
        bool aborts = strstr(functions[f].name, "abort") != NULL;
        for (unsigned i = 0; i < 20; i++) {
            memset(keys, 0, sizeof keys);
            pcrypto_forget_init();
            some_arguments(functions[f].name);
            psa_status_t status = functions[f].call();
            if (status == PSA_SUCCESS && !aborts && !(strcmp(functions[f].name, "psa_destroy_key") == 0 && K == 0)) {
                fail_msg("%s works without psa_crypto_init()", functions[f].name);
            }
            assert_true(is_listed(statuses_of(functions[f].name), status));
            seen[f] |= bit_of(status);
        }
        abort_all();
    }
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    assert_no_slot_lost("calls before the start");
}

#if !defined(__arm__) /* minutes on an emulator */

/* ----------------------------------------------------------------------------------------- What is around fails --- */

/* Keys of the storage: one that is whole, one whose record is none. */
#define STORED 3u
#define MALFORMED 4u

static void store_malformed(void)
{
    static const uint8_t record[40] = { 'P', 'S', 'K', 9 };
    assert_int_equal(pits_set(&pits_store_its, PITS_OWNER_KEYS, (uint64_t)(uint32_t)plat_caller() << 32 | MALFORMED,
                              sizeof record, record, 0),
                     PSA_SUCCESS);
}

static void store_keys(void)
{
    psa_key_attributes_t a = psa_key_attributes_init();
    psa_key_id_t key;
    psa_set_key_id(&a, STORED);
    psa_set_key_type(&a, PSA_KEY_TYPE_AES);
    psa_set_key_bits(&a, 128);
    psa_set_key_usage_flags(&a, ALL_USAGE);
    psa_set_key_algorithm(&a, PSA_ALG_CTR);
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    store_malformed();
}

/* What fails from now on. */
typedef enum failure {
    NO_ENTROPY,
    NO_SLOT,
    FLASH_FAILS,
    FLASH_CORRUPT,
    KEY_MALFORMED,
    STORAGE_FULL,
    NAME_TAKEN,
    FAILURES
} failure_t;

static psa_key_id_t filler[PCRYPTO_KEY_COUNT];

static void fill_slots(void)
{
    static const uint8_t byte = 1;
    psa_key_attributes_t a = psa_key_attributes_init();
    psa_set_key_type(&a, PSA_KEY_TYPE_RAW_DATA);
    for (size_t i = 0; i < PCRYPTO_KEY_COUNT; i++) {
        (void)psa_import_key(&a, &byte, 1, &filler[i]);
    }
}

static void empty_slots(void)
{
    for (size_t i = 0; i < PCRYPTO_KEY_COUNT; i++) {
        (void)psa_destroy_key(filler[i]);
        filler[i] = 0;
    }
}

/* Items of a caller until there is no room. */
static void fill_storage(void)
{
    static const uint8_t item[256];
    psa_status_t status = PSA_SUCCESS;
    for (psa_storage_uid_t uid = 1; status == PSA_SUCCESS && uid < 2000; uid++) {
        status = psa_its_set(uid, sizeof item, item, 0);
    }
    for (psa_storage_uid_t uid = 3000; uid < 3400 && psa_its_set(uid, 0, item, 0) == PSA_SUCCESS; uid++) {
    }
}

static void fail_now(failure_t failure)
{
    K = failure == KEY_MALFORMED ? MALFORMED : draw(3) == 0 || failure == NO_ENTROPY ? K : STORED;
    K2 = draw(2) == 0 ? K2 : K;
    (void)psa_purge_key(STORED); /* to be read again */
    if (failure == NAME_TAKEN) {
        psa_set_key_id(&T, STORED);
        return;
    }
    if (failure == STORAGE_FULL || draw(3) == 0) {
        psa_set_key_id(&T, 1); /* what is made is to be stored */
    }
    switch (failure) {
    case NO_ENTROPY:
        pcrypto_drbg_reset();
        sim_fail_from(SIM_CALL_ENTROPY, 1, PSA_ERROR_INSUFFICIENT_ENTROPY);
        break;
    case FLASH_FAILS:
        sim_fail_from(draw(2) == 0 ? SIM_CALL_FLASH_READ : SIM_CALL_FLASH_PROG, 1, PSA_ERROR_STORAGE_FAILURE);
        break;
    case FLASH_CORRUPT:
        sim_fail_from(SIM_CALL_FLASH_READ, 1, PSA_ERROR_DATA_CORRUPT);
        break;
    default:
        break;
    }
}

/* Begin the operation that a call goes on with, as far as it may be. */
static void begin_operation(const char *name)
{
    static const char *const families[][2] = {
        { "psa_hash_", "psa_hash_setup" },
        { "psa_mac_sign_", "psa_mac_sign_setup" },
        { "psa_mac_verify_", "psa_mac_verify_setup" },
        { "psa_mac_update", "psa_mac_sign_setup" },
        { "psa_cipher_", "psa_cipher_encrypt_setup" },
        { "psa_aead_verify", "psa_aead_decrypt_setup" },
        { "psa_aead_", "psa_aead_encrypt_setup" },
        { "psa_key_derivation_", "psa_key_derivation_setup" },
        { "psa_sign_", "psa_sign_setup" },
        { "psa_verify_", "psa_verify_setup" },
        { "psa_pake_", "psa_pake_setup" },
    };
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        if (strncmp(name, families[i][0], strlen(families[i][0])) == 0 && strstr(name, "_setup") == NULL) {
            (void)call_once(find(families[i][1]));
            return;
        }
    }
}

static void every_function__what_is_around_fails__a_listed_status(void **state)
{
    (void)state;
    seed = 5;
    for (failure_t failure = NO_ENTROPY; failure < FAILURES; failure++) {
        for (size_t f = 0; f < FUNCTIONS; f++) {
            for (unsigned round = 0; round < rounds(3); round++) {
                /* A new device each time: what the failures did to the flash is not the next one's. */
                pcrypto_reset();
                pits_reset();
                sim_init(NULL);
                assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
                make_keys();
                store_keys();
                if (failure == STORAGE_FULL) {
                    fill_storage();
                }
                for (unsigned i = 0; i < 8; i++) {
                    some_arguments(functions[f].name);
                    begin_operation(functions[f].name);
                    if (failure == NO_SLOT) {
                        fill_slots();
                    }
                    fail_now(failure);
                    around = failure == NO_ENTROPY ? PSA_ERROR_INSUFFICIENT_ENTROPY
                             : failure == NO_SLOT  ? PSA_ERROR_INSUFFICIENT_MEMORY
                                                   : PSA_SUCCESS;
                    (void)call_once(&functions[f]);
                    around = PSA_SUCCESS;
                    sim_fail_off();
                    empty_slots();
                    abort_all();
                }
                drop_keys();
            }
        }
        (void)psa_destroy_key(1);
        (void)psa_destroy_key(2);
        (void)psa_purge_key(STORED);
        assert_no_slot_lost("a failure around");
    }
}

/* Every type of key with every algorithm as its policy: what then stops a call is the algorithm or the key, not the
 * policy. */
static void every_function__every_type_and_algorithm__a_listed_status(void **state)
{
    (void)state;
    seed = 6;
    for (size_t t = 0; t < TYPES; t++) {
        for (size_t a = 0; a < ALGORITHMS; a++) {
            psa_key_attributes_t attributes = psa_key_attributes_init();
            psa_key_id_t key;
            psa_set_key_type(&attributes, types[t].type);
            psa_set_key_bits(&attributes, types[t].bits);
            psa_set_key_usage_flags(&attributes, ALL_USAGE);
            psa_set_key_algorithm(&attributes, algorithms[a]);
            if (psa_generate_key(&attributes, &key) != PSA_SUCCESS) {
                continue;
            }
            for (size_t f = 0; f < FUNCTIONS; f++) {
                if (strcmp(functions[f].name, "psa_destroy_key") == 0) {
                    continue;
                }
                some_arguments(functions[f].name);
                begin_operation(functions[f].name);
                K = key;
                A = algorithms[a];
                (void)call_once(&functions[f]);
                abort_all();
            }
            (void)psa_destroy_key(key);
            (void)psa_destroy_key(1);
            (void)psa_destroy_key(2);
        }
    }
    assert_no_slot_lost("every type and algorithm");
}

/* -------------------------------------------------------------------- Operations where chance does not put them --- */

static psa_pake_operation_t peer;

static psa_key_id_t make_key(psa_key_type_t type, size_t bits, psa_key_usage_t permits, psa_algorithm_t alg,
                             psa_key_id_t id)
{
    psa_key_attributes_t a = psa_key_attributes_init();
    psa_key_id_t key;
    psa_set_key_type(&a, type);
    psa_set_key_bits(&a, bits);
    psa_set_key_usage_flags(&a, permits);
    psa_set_key_algorithm(&a, alg);
    if (id != 0) {
        psa_set_key_id(&a, id);
    }
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    return key;
}

/* A device that has nothing but the keys of the storage: STORED, of this kind, and the malformed one. */
static void new_device(psa_key_type_t type, size_t bits, psa_algorithm_t alg)
{
    pcrypto_reset();
    pits_reset();
    sim_init(NULL);
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    (void)make_key(type, bits, ALL_USAGE, alg, STORED);
    store_malformed();
}

/* Arguments of which all are in order: a key to be made is a volatile one to derive from. */
static void good_arguments(const char *name)
{
    some_arguments(name);
    memset(I, 1, sizeof I);
    N = 32;
    S = SIZE_MAX_IN;
    L = L2 = 999;
    R = 77;
    custom.flags = 0;
    T = psa_key_attributes_init();
    psa_set_key_type(&T, PSA_KEY_TYPE_DERIVE);
    psa_set_key_usage_flags(&T, PSA_KEY_USAGE_DERIVE);
    K = STORED;
    step = PSA_KEY_DERIVATION_INPUT_SECRET;
}

/* The failure, as long as the call. */
static void expect(const char *name, failure_t failure, psa_status_t status)
{
    switch (failure) {
    case NO_ENTROPY:
        pcrypto_drbg_reset();
        sim_fail_from(SIM_CALL_ENTROPY, 1, PSA_ERROR_INSUFFICIENT_ENTROPY);
        break;
    case NO_SLOT:
        fill_slots();
        break;
    case FLASH_FAILS:
        sim_fail_from(K == STORED ? SIM_CALL_FLASH_READ : SIM_CALL_FLASH_PROG, 1, PSA_ERROR_STORAGE_FAILURE);
        break;
    case FLASH_CORRUPT:
        sim_fail_from(SIM_CALL_FLASH_READ, 1, PSA_ERROR_DATA_CORRUPT);
        break;
    case KEY_MALFORMED:
        K = MALFORMED;
        break;
    case STORAGE_FULL:
        fill_storage();
        psa_set_key_id(&T, 9);
        break;
    case NAME_TAKEN:
        psa_set_key_id(&T, STORED);
        break;
    default:
        break;
    }
    (void)psa_purge_key(STORED);
    psa_status_t found = call_once(find(name));
    if (found != status) {
        fail_msg("%s: status %d, not %d", name, (int)found, (int)status);
    }
    sim_fail_off();
    empty_slots();
    abort_all();
    assert_int_equal(psa_pake_abort(&peer), PSA_SUCCESS);
}

/* What fails when a stored key is read, and how. */
static const struct {
    failure_t failure;
    psa_status_t status;
} readings[] = { { NO_SLOT, PSA_ERROR_INSUFFICIENT_MEMORY },
                 { FLASH_FAILS, PSA_ERROR_STORAGE_FAILURE },
                 { FLASH_CORRUPT, PSA_ERROR_DATA_CORRUPT },
                 { KEY_MALFORMED, PSA_ERROR_DATA_INVALID } };
#define READINGS (sizeof readings / sizeof readings[0])

#define HKDF PSA_ALG_HKDF(PSA_ALG_SHA_256)
#define X25519 PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY)
#define P256_PAIR PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)

/* A derivation that is at its output, with a secret that was a key. */
static void to_output(void)
{
    psa_key_id_t secret = make_key(PSA_KEY_TYPE_DERIVE, 256, ALL_USAGE, HKDF, 0);
    assert_int_equal(psa_key_derivation_setup(&kdf, HKDF), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&kdf, PSA_KEY_DERIVATION_INPUT_SECRET, secret), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&kdf, PSA_KEY_DERIVATION_INPUT_INFO, NULL, 0), PSA_SUCCESS);
}

/* A key that is to be stored. */
static void making__flash_fails_or_no_room_or_name__listed_statuses(void **state)
{
    (void)state;
    static const char *const makers[] = { "psa_import_key", "psa_generate_key", "psa_generate_key_custom" };
    static const failure_t failures[] = { FLASH_FAILS, STORAGE_FULL, NAME_TAKEN };
    static const psa_status_t wanted[] = { PSA_ERROR_STORAGE_FAILURE, PSA_ERROR_INSUFFICIENT_STORAGE,
                                           PSA_ERROR_ALREADY_EXISTS };
    seed = 14;
    for (size_t m = 0; m < 3; m++) {
        for (size_t i = 0; i < 3; i++) {
            new_device(PSA_KEY_TYPE_AES, 128, PSA_ALG_CTR);
            good_arguments(makers[m]);
            psa_set_key_bits(&T, 256);
            psa_set_key_id(&T, 9);
            K = 0;
            N = m == 2 ? 0 : N;
            expect(makers[m], failures[i], wanted[i]);
        }
    }
    new_device(PSA_KEY_TYPE_AES, 128, PSA_ALG_CTR);
    good_arguments("psa_copy_key");
    psa_set_key_type(&T, PSA_KEY_TYPE_NONE);
    psa_set_key_algorithm(&T, PSA_ALG_CTR);
    expect("psa_copy_key", STORAGE_FULL, PSA_ERROR_INSUFFICIENT_STORAGE);
}

static void aead_verify__lengths_that_were_not_kept__invalid_argument(void **state)
{
    (void)state;
    seed = 15;
    new_device(PSA_KEY_TYPE_AES, 128, PSA_ALG_GCM);
    good_arguments("psa_aead_verify");
    assert_int_equal(psa_aead_decrypt_setup(&aead, STORED, PSA_ALG_GCM), PSA_SUCCESS);
    assert_int_equal(psa_aead_set_lengths(&aead, 5, 5), PSA_SUCCESS);
    assert_int_equal(psa_aead_set_nonce(&aead, I, 12), PSA_SUCCESS);
    N = 16;
    expect("psa_aead_verify", FAILURES, PSA_ERROR_INVALID_ARGUMENT);
}

static void derivation__at_its_output__listed_statuses(void **state)
{
    (void)state;
    static const char *const makers[] = { "psa_key_derivation_output_key", "psa_key_derivation_output_key_custom" };
    seed = 7;
    for (size_t m = 0; m < 2; m++) {
        for (failure_t failure = NO_SLOT; failure <= FAILURES; failure++) {
            const psa_status_t wanted = failure == NO_SLOT        ? PSA_ERROR_INSUFFICIENT_MEMORY
                                        : failure == FLASH_FAILS  ? PSA_ERROR_STORAGE_FAILURE
                                        : failure == STORAGE_FULL ? PSA_ERROR_INSUFFICIENT_STORAGE
                                        : failure == NAME_TAKEN   ? PSA_ERROR_ALREADY_EXISTS
                                                                  : PSA_ERROR_NOT_SUPPORTED;
            if (failure == FLASH_CORRUPT || failure == KEY_MALFORMED) {
                continue; /* nothing is read of a key that is not there */
            }
            new_device(PSA_KEY_TYPE_AES, 128, PSA_ALG_CTR);
            to_output();
            good_arguments(makers[m]);
            N = 0;
            K = 0;
            psa_set_key_bits(&T, 256);
            if (failure == FLASH_FAILS) {
                psa_set_key_id(&T, 9);
            } else if (failure == FAILURES) {
                psa_set_key_type(&T, PSA_KEY_TYPE_SM4);
                psa_set_key_bits(&T, 128);
            }
            expect(makers[m], failure, wanted);
        }
    }
    to_output();
    good_arguments("psa_key_derivation_verify_bytes");
    N = 0;
    expect("psa_key_derivation_verify_bytes", FAILURES, PSA_SUCCESS);
    for (size_t i = 0; i <= READINGS; i++) {
        new_device(PSA_KEY_TYPE_PASSWORD_HASH, 256, HKDF);
        to_output();
        good_arguments("psa_key_derivation_verify_key");
        if (i == READINGS) {
            K = 5;
            expect("psa_key_derivation_verify_key", FAILURES, PSA_ERROR_INVALID_HANDLE);
        } else {
            expect("psa_key_derivation_verify_key", readings[i].failure, readings[i].status);
        }
    }
}

static void agreement__with_keys_that_are_not_to_be_had__listed_statuses(void **state)
{
    (void)state;
    const psa_algorithm_t combined = PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, HKDF), unknown = 0x09070000u;
    const char *const name = "psa_key_derivation_key_agreement";
    seed = 8;
    for (size_t i = 0; i < READINGS + 2; i++) {
        new_device(X25519, 255, combined);
        good_arguments(name);
        assert_int_equal(psa_key_derivation_setup(&kdf, combined), PSA_SUCCESS);
        if (i < READINGS) {
            expect(name, readings[i].failure, readings[i].status);
        } else if (i == READINGS) {
            K = 5;
            expect(name, FAILURES, PSA_ERROR_INVALID_HANDLE);
        } else {
            K = make_key(X25519, 255, ALL_USAGE, PSA_ALG_ECIES_SEC1, 0);
            expect(name, FAILURES, PSA_ERROR_NOT_PERMITTED);
        }
    }
    new_device(X25519, 255, PSA_ALG_ECDH);
    good_arguments("psa_key_agreement");
    A = PSA_ALG_ECDH;
    expect("psa_key_agreement", STORAGE_FULL, PSA_ERROR_INSUFFICIENT_STORAGE);
    new_device(X25519, 255, PSA_ALG_ECDH);
    good_arguments("psa_key_agreement");
    A = PSA_ALG_ECDH;
    expect("psa_key_agreement", NAME_TAKEN, PSA_ERROR_ALREADY_EXISTS);
    /* A policy may name an algorithm that no build has. */
    new_device(X25519, 255, unknown);
    good_arguments("psa_key_agreement");
    A = unknown;
    expect("psa_key_agreement", FAILURES, PSA_ERROR_NOT_SUPPORTED);
    good_arguments("psa_raw_key_agreement");
    A = unknown;
    expect("psa_raw_key_agreement", FAILURES, PSA_ERROR_NOT_SUPPORTED);
}

static void encapsulated_and_wrapped__no_room_or_name__listed_statuses(void **state)
{
    (void)state;
    seed = 9;
    psa_key_id_t made;
    psa_key_attributes_t derive = psa_key_attributes_init();
    psa_set_key_type(&derive, PSA_KEY_TYPE_DERIVE);
    new_device(X25519, 255, PSA_ALG_ECIES_SEC1);
    good_arguments("psa_decapsulate");
    A = PSA_ALG_ECIES_SEC1;
    assert_int_equal(psa_encapsulate(STORED, A, &derive, &made, I, sizeof I, &N), PSA_SUCCESS);
    expect("psa_decapsulate", STORAGE_FULL, PSA_ERROR_INSUFFICIENT_STORAGE);
    for (failure_t failure = STORAGE_FULL; failure <= NAME_TAKEN; failure++) {
        new_device(PSA_KEY_TYPE_AES, 128, PSA_ALG_KWP);
        good_arguments("psa_unwrap_key");
        A = PSA_ALG_KWP;
        made = make_key(PSA_KEY_TYPE_DERIVE, 128, ALL_USAGE, 0, 0);
        assert_int_equal(psa_wrap_key(STORED, A, made, I, sizeof I, &N), PSA_SUCCESS);
        expect("psa_unwrap_key", failure,
               failure == STORAGE_FULL ? PSA_ERROR_INSUFFICIENT_STORAGE : PSA_ERROR_ALREADY_EXISTS);
    }
}

static const psa_pake_step_t proof[] = { PSA_PAKE_STEP_KEY_SHARE, PSA_PAKE_STEP_ZK_PUBLIC, PSA_PAKE_STEP_ZK_PROOF };

static void begin_jpake(psa_pake_operation_t *op, bool first)
{
    psa_pake_cipher_suite_t jpake = psa_pake_cipher_suite_init();
    psa_pake_cs_set_algorithm(&jpake, PSA_ALG_JPAKE(PSA_ALG_SHA_256));
    psa_pake_cs_set_primitive(&jpake, PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256));
    psa_pake_cs_set_key_confirmation(&jpake, PSA_PAKE_UNCONFIRMED_KEY);
    assert_int_equal(psa_pake_setup(op, STORED, &jpake), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_user(op, (const uint8_t *)(first ? "a" : "b"), 1), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_peer(op, (const uint8_t *)(first ? "b" : "a"), 1), PSA_SUCCESS);
}

static void pass_on(psa_pake_operation_t *from, psa_pake_operation_t *to, size_t steps)
{
    static uint8_t said[6][65];
    static size_t size[6];
    for (size_t i = 0; i < steps; i++) {
        assert_int_equal(psa_pake_output(from, proof[i % 3], said[i], sizeof said[i], &size[i]), PSA_SUCCESS);
    }
    for (size_t i = 0; i < steps; i++) {
        assert_int_equal(psa_pake_input(to, proof[i % 3], said[i], size[i]), PSA_SUCCESS);
    }
}

static void pake__at_its_end__listed_statuses(void **state)
{
    (void)state;
    const char *const name = "psa_pake_get_shared_key";
    const psa_status_t wanted[FAILURES + 2] = { [NO_SLOT] = PSA_ERROR_INSUFFICIENT_MEMORY,
                                                [FLASH_FAILS] = PSA_ERROR_STORAGE_FAILURE,
                                                [NAME_TAKEN] = PSA_ERROR_ALREADY_EXISTS,
                                                [FAILURES] = PSA_ERROR_NOT_SUPPORTED,
                                                [FAILURES + 1] = PSA_ERROR_INVALID_ARGUMENT };
    seed = 10;
    for (failure_t failure = NO_ENTROPY; failure <= (failure_t)(FAILURES + 1); failure++) {
        if (failure != NO_ENTROPY && wanted[failure] == PSA_SUCCESS) {
            continue;
        }
        new_device(PSA_KEY_TYPE_PASSWORD, 80, PSA_ALG_JPAKE(PSA_ALG_SHA_256));
        begin_jpake(&pake, true);
        begin_jpake(&peer, false);
        good_arguments(name);
        K = 0;
        if (failure == NO_ENTROPY) {
            pake_step = PSA_PAKE_STEP_KEY_SHARE;
            expect("psa_pake_output", NO_ENTROPY, PSA_ERROR_INSUFFICIENT_ENTROPY);
            continue;
        }
        pass_on(&pake, &peer, 6);
        pass_on(&peer, &pake, 6);
        pass_on(&pake, &peer, 3);
        pass_on(&peer, &pake, 3);
        if (failure == FLASH_FAILS) {
            psa_set_key_id(&T, 9);
        } else if (failure == FAILURES) {
            psa_set_key_lifetime(&T, PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(0, 1));
        } else if (failure > FAILURES) {
            psa_set_key_type(&T, PSA_KEY_TYPE_RAW_DATA);
        }
        expect(name, failure, wanted[failure]);
    }
}

/* How a multi-part signature and a MAC begin: whose key it is, then the hash of the message. */
typedef struct signature_head {
    pcrypto_op_t op;
    pcrypto_message_hash_t hash;
} signature_head_t;

typedef struct mac_head {
    pcrypto_op_t op;
    _Alignas(8) pcrypto_mac_t mac;
} mac_head_t;

/* The hash at this offset of an operation, two bytes before the longest message that SHA-256 is defined for. */
static void lengthen(void *operation, size_t offset)
{
    pcc_hash_t *h = (pcc_hash_t *)(void *)((uint8_t *)operation + offset);
    pcc_hash_chain_t chain = { 0 };
    chain.total[0] = (UINT64_C(1) << 61) - 2;
    pcc_sha256_load(&h->u.sha256, &chain);
}

static void messages__too_long__invalid_argument(void **state)
{
    (void)state;
    const psa_algorithm_t ecdsa = PSA_ALG_ECDSA(PSA_ALG_SHA_256);
    seed = 11;
    new_device(P256_PAIR, 256, ecdsa);
    good_arguments("psa_sign_update");
    assert_int_equal(psa_sign_setup(&sign, STORED, ecdsa), PSA_SUCCESS);
    lengthen(&sign, offsetof(signature_head_t, hash.own));
    expect("psa_sign_update", FAILURES, PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_verify_setup(&verify, STORED, ecdsa, I, 64), PSA_SUCCESS);
    lengthen(&verify, offsetof(signature_head_t, hash.own));
    expect("psa_verify_update", FAILURES, PSA_ERROR_INVALID_ARGUMENT);
    psa_key_id_t key = make_key(PSA_KEY_TYPE_HMAC, 256, ALL_USAGE, PSA_ALG_HMAC(PSA_ALG_SHA_256), 0);
    assert_int_equal(psa_mac_sign_setup(&mac, key, PSA_ALG_HMAC(PSA_ALG_SHA_256)), PSA_SUCCESS);
    lengthen(&mac, offsetof(mac_head_t, mac.u.hmac.hash));
    expect("psa_mac_update", FAILURES, PSA_ERROR_INVALID_ARGUMENT);
    /* A text as long as the address space. */
    key = make_key(PSA_KEY_TYPE_AES, 128, ALL_USAGE, PSA_ALG_CTR, 0);
    assert_int_equal(psa_cipher_encrypt_setup(&cipher, key, PSA_ALG_CTR), PSA_SUCCESS);
    assert_int_equal(psa_cipher_set_iv(&cipher, I, 16), PSA_SUCCESS);
    N = SIZE_MAX;
    expect("psa_cipher_update", FAILURES, PSA_ERROR_NOT_SUPPORTED);
}

static void signature__key_or_algorithm_not_to_be_had__listed_statuses(void **state)
{
    (void)state;
    const psa_algorithm_t ecdsa = PSA_ALG_ECDSA(PSA_ALG_SHA_256);
    static const char *const of_hashes[] = { "psa_sign_hash", "psa_sign_hash_with_context", "psa_verify_hash",
                                             "psa_verify_hash_with_context" };
    seed = 12;
    new_device(P256_PAIR, 256, ecdsa);
    good_arguments("psa_sign_finish");
    assert_int_equal(psa_sign_setup(&sign, STORED, ecdsa), PSA_SUCCESS);
    expect("psa_sign_finish", NO_SLOT, PSA_ERROR_INSUFFICIENT_MEMORY);
    assert_int_equal(psa_verify_setup(&verify, STORED, ecdsa, I, 64), PSA_SUCCESS);
    expect("psa_verify_finish", NO_SLOT, PSA_ERROR_INSUFFICIENT_MEMORY);
    /* Ed448 is in no build. */
    new_device(P256_PAIR, 256, PSA_ALG_ED448PH);
    for (size_t i = 0; i < 4; i++) {
        good_arguments(of_hashes[i]);
        A = PSA_ALG_ED448PH;
        expect(of_hashes[i], FAILURES, PSA_ERROR_NOT_SUPPORTED);
    }
}

/* Padding is drawn, and so is what blinds a private operation. */
static void asymmetric_encryption__no_entropy__its_status(void **state)
{
    (void)state;
    seed = 13;
    new_device(PSA_KEY_TYPE_RSA_KEY_PAIR, 1024, PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256));
    good_arguments("psa_asymmetric_encrypt");
    A = PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256);
    expect("psa_asymmetric_encrypt", NO_ENTROPY, PSA_ERROR_INSUFFICIENT_ENTROPY);
    N = 128;
    expect("psa_asymmetric_decrypt", NO_ENTROPY, PSA_ERROR_INSUFFICIENT_ENTROPY);
}

#endif

/* In the feature set of a host over Mbed TLS 2.28: another one draws other arguments. */
#if !defined(__arm__) && !defined(PSA_WANT_ALG_SHAKE128)
#define COMPLETE 1
#include "tests/crypto/unprovoked_statuses.h"
#define RULES (sizeof unprovoked / sizeof unprovoked[0])

/* Whether a rule is for a function: by its name, or the parts before and after a star. */
static bool rule_matches(const char *rule, const char *name)
{
    const char *star = strchr(rule, '*');
    size_t before = star == NULL ? 0 : (size_t)(star - rule);
    if (star == NULL) {
        return strcmp(rule, name) == 0;
    }
    size_t after = strlen(star + 1);
    return strlen(name) >= before + after && strncmp(rule, name, before) == 0 &&
           strcmp(star + 1, name + strlen(name) - after) == 0;
}

/* Every status that a page lists was returned above, or unprovoked_statuses.h says why not; and what it says was
 * not. */
static void documented_statuses__all_provoked_or_accounted_for(void **state)
{
    (void)state;
    bool used[RULES] = { false };
    unsigned wrong = 0, open = 0;
    for (size_t f = 0; f < FUNCTIONS; f++) {
        uint32_t listed = statuses_of(functions[f].name), accounted = 0;
        for (size_t r = 0; r < RULES; r++) {
            if (rule_matches(unprovoked[r].function, functions[f].name)) {
                uint32_t covers = unprovoked[r].statuses & listed & ~seen[f] & ~accounted;
                if (unprovoked[r].kind == NEVER && (unprovoked[r].statuses & seen[f]) != 0) {
                    print_message("%s: %08x was seen, never says the rule\n", functions[f].name,
                                  (unsigned)(unprovoked[r].statuses & seen[f]));
                    wrong++;
                }
                used[r] |= covers != 0;
                accounted |= covers;
                for (; unprovoked[r].kind == OPEN && covers != 0; covers &= covers - 1u) {
                    open++;
                }
            }
        }
        if ((listed & ~seen[f] & ~accounted) != 0) {
            print_message("%s: %08x neither seen nor accounted for\n", functions[f].name,
                          (unsigned)(listed & ~seen[f] & ~accounted));
            wrong++;
        }
    }
    for (size_t r = 0; r < RULES; r++) {
        if (!used[r]) {
            print_message("the rule for %s, %08x (%s) accounts for nothing\n", unprovoked[r].function,
                          (unsigned)unprovoked[r].statuses, unprovoked[r].why);
            wrong++;
        }
    }
    print_message("%u statuses that pages list are shown by no test\n", open);
    assert_int_equal(wrong, 0);
}
#endif

/* The list has every function of the specification that returns a status, and the table above has those of the
 * build. */
static void documented_statuses__every_function_once(void **state)
{
    (void)state;
    assert_int_equal(sizeof documented / sizeof documented[0], 105);
#if defined(PSA_WANT_ALG_SHAKE128)
    assert_int_equal(FUNCTIONS, 104); /* all but psa_crypto_init() */
#else
    assert_int_equal(FUNCTIONS, 99); /* nor psa_xof_...() */
#endif
    for (size_t f = 0; f < FUNCTIONS; f++) {
        assert_true(statuses_of(functions[f].name) != 0);
        for (size_t g = 0; g < f; g++) {
            assert_string_not_equal(functions[f].name, functions[g].name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documented_statuses__every_function_once),
        cmocka_unit_test_setup_teardown(every_function__library_not_started__bad_state, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(every_function__arguments_wrong_in_turn__a_listed_status, start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(every_function__in_any_order__a_listed_status, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(operation__every_call_at_every_step__goes_on_or_ends_in_error, start,
                                        fixture_stop_stored),
#if !defined(__arm__)
        cmocka_unit_test_setup_teardown(every_function__what_is_around_fails__a_listed_status, start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(every_function__every_type_and_algorithm__a_listed_status, start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(making__flash_fails_or_no_room_or_name__listed_statuses, start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(aead_verify__lengths_that_were_not_kept__invalid_argument, start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(derivation__at_its_output__listed_statuses, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(agreement__with_keys_that_are_not_to_be_had__listed_statuses, start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(encapsulated_and_wrapped__no_room_or_name__listed_statuses, start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(pake__at_its_end__listed_statuses, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(messages__too_long__invalid_argument, start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(signature__key_or_algorithm_not_to_be_had__listed_statuses, start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(asymmetric_encryption__no_entropy__its_status, start, fixture_stop_stored),
#endif
#if defined(COMPLETE)
        cmocka_unit_test(
            documented_statuses__all_provoked_or_accounted_for), /* last: it looks at what the others saw */
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
