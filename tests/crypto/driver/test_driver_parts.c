/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The test driver's operations of several calls (test_driver.h). Every context counts as alive until the entry point
 * that the Crypto Driver Interface names as its last has been called: a finish, or abort; after a hash's finish, abort.
 */
#include <string.h>

#include "test_driver.h"

#define MAGIC 0x70796f74u

static psa_status_t asked(const char *entry)
{
    test_driver.parts++;
    test_driver.last = entry;
    return test_driver.part_fails != NULL && strcmp(test_driver.part_fails, entry) == 0 ? test_driver.part_status
                                                                                        : PSA_SUCCESS;
}

/* ------------------------------------------------------------------------------------------- The accelerator's --- */

/* A context that is not all zero before setup, or was not set up before another call, is a mistake of the library. */
static psa_status_t set_up(test_toy_t *op, const uint8_t *key, psa_algorithm_t alg, const char *entry)
{
    const test_toy_t zero = { 0 };

    test_driver.parts++;
    if (memcmp(op, &zero, sizeof zero) != 0) {
        return PSA_ERROR_PROGRAMMER_ERROR;
    }
    op->magic = 0xdeadbeefu; /* what a failed setup leaves is for the library to forget */
    if (test_driver.multi != PSA_SUCCESS) {
        return test_driver.multi;
    }
    test_driver.last = entry;
    op->magic = MAGIC;
    op->filler[sizeof op->filler - 1] = 0x77; /* the context is kept to its last byte */
    op->alg = alg;
    op->key = key != NULL ? key[0] : 0;
    test_driver.live++;
    return PSA_SUCCESS;
}

static psa_status_t step(test_toy_t *op, const char *entry)
{
    psa_status_t status = asked(entry);

    return op->magic == MAGIC && op->filler[sizeof op->filler - 1] == 0x77 ? status : PSA_ERROR_PROGRAMMER_ERROR;
}

static psa_status_t done(test_toy_t *op, psa_status_t status)
{
    if (op->magic == MAGIC) {
        test_driver.live--;
        op->magic = 0;
        return status;
    }
    return PSA_ERROR_PROGRAMMER_ERROR;
}

/* Output of a step that fails may be anything. */
static psa_status_t dirty(psa_status_t status, uint8_t *out, size_t out_size, size_t *length)
{
    memset(out, 0x5e, out_size);
    *length = out_size;
    return status;
}

static void add(test_toy_t *op, const uint8_t *input, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        op->sum = (uint8_t)(op->sum + input[i]);
    }
}

static psa_status_t give_sum(const test_toy_t *op, size_t size, uint8_t *out, size_t out_size, size_t *length)
{
    if (out_size < size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    memset(out, op->sum ^ op->key, size);
    *length = size + test_driver.length_excess;
    return PSA_SUCCESS;
}

psa_status_t test_hash_setup(test_toy_t *op, psa_algorithm_t alg)
{
    return set_up(op, NULL, alg, "hash_setup");
}

psa_status_t test_hash_update(test_toy_t *op, const uint8_t *input, size_t size)
{
    psa_status_t status = step(op, "hash_update");
    add(op, input, size);
    return status;
}

psa_status_t test_hash_finish(test_toy_t *op, uint8_t *out, size_t out_size, size_t *length)
{
    psa_status_t status = step(op, "hash_finish");
    return status == PSA_SUCCESS ? give_sum(op, PSA_HASH_LENGTH(op->alg), out, out_size, length)
                                 : dirty(status, out, out_size, length);
}

psa_status_t test_hash_abort(test_toy_t *op)
{
    return done(op, step(op, "hash_abort"));
}

psa_status_t test_mac_sign_setup(test_toy_t *op, const psa_key_attributes_t *attributes, const uint8_t *key,
                                 size_t key_size, psa_algorithm_t alg)
{
    return psa_get_key_bits(attributes) == 8 * key_size ? set_up(op, key, alg, "mac_sign_setup")
                                                        : PSA_ERROR_PROGRAMMER_ERROR;
}

psa_status_t test_mac_update(test_toy_t *op, const uint8_t *input, size_t size)
{
    psa_status_t status = step(op, "mac_update");
    add(op, input, size);
    return status;
}

psa_status_t test_mac_sign_finish(test_toy_t *op, uint8_t *out, size_t out_size, size_t *length)
{
    psa_status_t status = step(op, "mac_sign_finish");
    status = status == PSA_SUCCESS ? give_sum(op, 32, out, out_size, length) : dirty(status, out, out_size, length);
    return done(op, status);
}

psa_status_t test_mac_abort(test_toy_t *op)
{
    return done(op, step(op, "mac_abort"));
}

psa_status_t test_cipher_encrypt_setup(test_toy_t *op, const psa_key_attributes_t *attributes, const uint8_t *key,
                                       size_t key_size, psa_algorithm_t alg)
{
    (void)attributes;
    (void)key_size;
    return set_up(op, key, alg, "cipher_encrypt_setup");
}

psa_status_t test_cipher_decrypt_setup(test_toy_t *op, const psa_key_attributes_t *attributes, const uint8_t *key,
                                       size_t key_size, psa_algorithm_t alg)
{
    (void)attributes;
    (void)key_size;
    return set_up(op, key, alg, "cipher_decrypt_setup");
}

psa_status_t test_cipher_set_iv(test_toy_t *op, const uint8_t *iv, size_t size)
{
    psa_status_t status = step(op, "cipher_set_iv");
    if (status == PSA_SUCCESS && size != 16) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    }
    op->key ^= size > 0 ? iv[0] : 0u;
    op->has_iv = 1;
    return status;
}

/* The text with one byte turned round and one held back. */
static psa_status_t text(test_toy_t *op, const uint8_t *input, size_t size, uint8_t *out, size_t out_size,
                         size_t *length)
{
    size_t given = 0;

    if (op->has_iv == 0) {
        return PSA_ERROR_PROGRAMMER_ERROR;
    }
    for (size_t i = 0; i < size; i++) {
        if (op->holds != 0) {
            if (given == out_size) {
                return PSA_ERROR_BUFFER_TOO_SMALL;
            }
            out[given++] = op->held;
        }
        op->held = input[i] ^ op->key;
        op->holds = 1;
    }
    *length = given + test_driver.length_excess;
    return PSA_SUCCESS;
}

static psa_status_t last(test_toy_t *op, uint8_t *out, size_t out_size, size_t *length)
{
    if (out_size < op->holds) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (op->holds != 0) {
        out[0] = op->held;
    }
    *length = op->holds + test_driver.length_excess;
    return PSA_SUCCESS;
}

psa_status_t test_cipher_update(test_toy_t *op, const uint8_t *input, size_t size, uint8_t *out, size_t out_size,
                                size_t *length)
{
    psa_status_t status = step(op, "cipher_update");
    return status == PSA_SUCCESS ? text(op, input, size, out, out_size, length) : dirty(status, out, out_size, length);
}

psa_status_t test_cipher_finish(test_toy_t *op, uint8_t *out, size_t out_size, size_t *length)
{
    psa_status_t status = step(op, "cipher_finish");
    return done(op, status == PSA_SUCCESS ? last(op, out, out_size, length) : dirty(status, out, out_size, length));
}

psa_status_t test_cipher_abort(test_toy_t *op)
{
    return done(op, step(op, "cipher_abort"));
}

psa_status_t test_aead_encrypt_setup(test_toy_t *op, const psa_key_attributes_t *attributes, const uint8_t *key,
                                     size_t key_size, psa_algorithm_t alg)
{
    (void)attributes;
    (void)key_size;
    return set_up(op, key, alg, "aead_encrypt_setup");
}

psa_status_t test_aead_decrypt_setup(test_toy_t *op, const psa_key_attributes_t *attributes, const uint8_t *key,
                                     size_t key_size, psa_algorithm_t alg)
{
    (void)attributes;
    (void)key_size;
    return set_up(op, key, alg, "aead_decrypt_setup");
}

psa_status_t test_aead_set_lengths(test_toy_t *op, size_t ad_length, size_t text_length)
{
    (void)ad_length;
    psa_status_t status = step(op, "aead_set_lengths");
    op->has_lengths = 1;
    return status == PSA_SUCCESS && text_length > 0x1000000u ? PSA_ERROR_NOT_SUPPORTED : status;
}

psa_status_t test_aead_set_nonce(test_toy_t *op, const uint8_t *nonce, size_t size)
{
    psa_status_t status = step(op, "aead_set_nonce");
    op->key ^= size > 0 ? nonce[0] : 0u;
    op->sum = (uint8_t)(op->sum + size);
    op->has_iv = 1;
    return status;
}

psa_status_t test_aead_update_ad(test_toy_t *op, const uint8_t *input, size_t size)
{
    psa_status_t status = step(op, "aead_update_ad");
    add(op, input, size);
    return op->has_iv != 0 ? status : PSA_ERROR_PROGRAMMER_ERROR;
}

psa_status_t test_aead_update(test_toy_t *op, const uint8_t *input, size_t size, uint8_t *out, size_t out_size,
                              size_t *length)
{
    psa_status_t status = step(op, "aead_update");
    return status == PSA_SUCCESS ? text(op, input, size, out, out_size, length) : dirty(status, out, out_size, length);
}

psa_status_t test_aead_finish(test_toy_t *op, uint8_t *out, size_t out_size, size_t *length, uint8_t *tag,
                              size_t tag_size, size_t *tag_length)
{
    psa_status_t status = step(op, "aead_finish");
    status = status == PSA_SUCCESS ? last(op, out, out_size, length) : dirty(status, out, out_size, length);
    if (status == PSA_SUCCESS) {
        status = give_sum(op, 16, tag, tag_size, tag_length);
    } else {
        (void)dirty(status, tag, tag_size, tag_length);
    }
    return done(op, status);
}

psa_status_t test_aead_verify(test_toy_t *op, uint8_t *out, size_t out_size, size_t *length, const uint8_t *tag,
                              size_t tag_length)
{
    psa_status_t status = step(op, "aead_verify");
    status = status == PSA_SUCCESS ? last(op, out, out_size, length) : dirty(status, out, out_size, length);
    if (status == PSA_SUCCESS && (tag_length != 16 || tag[0] != (op->sum ^ op->key))) {
        status = PSA_ERROR_INVALID_SIGNATURE;
    }
    return done(op, status);
}

psa_status_t test_aead_abort(test_toy_t *op)
{
    return done(op, step(op, "aead_abort"));
}

/* ---------------------------------------------------------------------------------------------- The location's --- */

#define SESSIONS 3u

static struct {
    psa_key_id_t key; /* in the clear, as long as the session; 0: free */
    union {
        psa_mac_operation_t mac;
        psa_cipher_operation_t cipher;
        psa_aead_operation_t aead;
    } op;
} sessions[SESSIONS + 1u];

/* Setup: a session with the key in the clear. */
#define OPEN(entry, call)                                                                                              \
    do {                                                                                                               \
        psa_status_t status = asked(entry);                                                                            \
        if (status == PSA_SUCCESS) {                                                                                   \
            status = test_driver.multi;                                                                                \
        }                                                                                                              \
        if (status == PSA_SUCCESS && op->number != 0) {                                                                \
            status = PSA_ERROR_PROGRAMMER_ERROR;                                                                       \
        }                                                                                                              \
        if (status == PSA_SUCCESS) {                                                                                   \
            op->number = free_session();                                                                               \
            status = op->number == 0 ? PSA_ERROR_INSUFFICIENT_MEMORY                                                   \
                                     : test_unwrap(attributes, key, key_size, &sessions[op->number].key);              \
        }                                                                                                              \
        if (status == PSA_SUCCESS) {                                                                                   \
            status = within(call);                                                                                     \
            test_driver.live++;                                                                                        \
            if (status != PSA_SUCCESS) {                                                                               \
                (void)close_session(op, status);                                                                       \
            }                                                                                                          \
        }                                                                                                              \
        test_driver.last = entry;                                                                                      \
        return status;                                                                                                 \
    } while (0)

static unsigned free_session(void)
{
    for (unsigned i = 1; i <= SESSIONS; i++) {
        if (sessions[i].key == 0) {
            memset(&sessions[i], 0, sizeof sessions[i]);
            return i;
        }
    }
    return 0;
}

static psa_status_t close_session(test_session_t *op, psa_status_t status)
{
    if (op->number == 0 || op->number > SESSIONS || sessions[op->number].key == 0) {
        return PSA_ERROR_PROGRAMMER_ERROR;
    }
    (void)psa_destroy_key(sessions[op->number].key);
    sessions[op->number].key = 0;
    op->number = 0;
    test_driver.live--;
    return status;
}

/* The library's own work inside of the driver, which is not the accelerator's. */
static psa_status_t multi;
static void aside(void)
{
    multi = test_driver.multi;
    test_driver.multi = PSA_ERROR_NOT_SUPPORTED;
}
static psa_status_t back(psa_status_t status)
{
    test_driver.multi = multi;
    return status;
}
#define within(call) (aside(), back(call))

#define STEP(entry, call)                                                                                              \
    do {                                                                                                               \
        psa_status_t status = asked(entry);                                                                            \
        return status == PSA_SUCCESS ? within(call) : status;                                                          \
    } while (0)

#define LAST(entry, call)                                                                                              \
    do {                                                                                                               \
        psa_status_t status = asked(entry);                                                                            \
        if (status == PSA_SUCCESS) {                                                                                   \
            status = within(call);                                                                                     \
        }                                                                                                              \
        return close_session(op, status);                                                                              \
    } while (0)

psa_status_t test_opaque_mac_sign_setup(test_session_t *op, const psa_key_attributes_t *attributes, const uint8_t *key,
                                        size_t key_size, psa_algorithm_t alg)
{
    OPEN("mac_sign_setup", psa_mac_sign_setup(&sessions[op->number].op.mac, sessions[op->number].key, alg));
}

psa_status_t test_opaque_mac_verify_setup(test_session_t *op, const psa_key_attributes_t *attributes,
                                          const uint8_t *key, size_t key_size, psa_algorithm_t alg)
{
    OPEN("mac_verify_setup", psa_mac_verify_setup(&sessions[op->number].op.mac, sessions[op->number].key, alg));
}

psa_status_t test_opaque_mac_update(test_session_t *op, const uint8_t *input, size_t size)
{
    STEP("mac_update", psa_mac_update(&sessions[op->number].op.mac, input, size));
}

psa_status_t test_opaque_mac_sign_finish(test_session_t *op, uint8_t *out, size_t out_size, size_t *length)
{
    LAST("mac_sign_finish", psa_mac_sign_finish(&sessions[op->number].op.mac, out, out_size, length));
}

psa_status_t test_opaque_mac_verify_finish(test_session_t *op, const uint8_t *mac, size_t size)
{
    LAST("mac_verify_finish", psa_mac_verify_finish(&sessions[op->number].op.mac, mac, size));
}

psa_status_t test_opaque_mac_abort(test_session_t *op)
{
    LAST("mac_abort", psa_mac_abort(&sessions[op->number].op.mac));
}

psa_status_t test_opaque_cipher_encrypt_setup(test_session_t *op, const psa_key_attributes_t *attributes,
                                              const uint8_t *key, size_t key_size, psa_algorithm_t alg)
{
    OPEN("cipher_encrypt_setup",
         psa_cipher_encrypt_setup(&sessions[op->number].op.cipher, sessions[op->number].key, alg));
}

psa_status_t test_opaque_cipher_decrypt_setup(test_session_t *op, const psa_key_attributes_t *attributes,
                                              const uint8_t *key, size_t key_size, psa_algorithm_t alg)
{
    OPEN("cipher_decrypt_setup",
         psa_cipher_decrypt_setup(&sessions[op->number].op.cipher, sessions[op->number].key, alg));
}

psa_status_t test_opaque_cipher_set_iv(test_session_t *op, const uint8_t *iv, size_t size)
{
    STEP("cipher_set_iv", psa_cipher_set_iv(&sessions[op->number].op.cipher, iv, size));
}

psa_status_t test_opaque_cipher_update(test_session_t *op, const uint8_t *input, size_t size, uint8_t *out,
                                       size_t out_size, size_t *length)
{
    STEP("cipher_update", psa_cipher_update(&sessions[op->number].op.cipher, input, size, out, out_size, length));
}

psa_status_t test_opaque_cipher_finish(test_session_t *op, uint8_t *out, size_t out_size, size_t *length)
{
    LAST("cipher_finish", psa_cipher_finish(&sessions[op->number].op.cipher, out, out_size, length));
}

psa_status_t test_opaque_cipher_abort(test_session_t *op)
{
    LAST("cipher_abort", psa_cipher_abort(&sessions[op->number].op.cipher));
}

psa_status_t test_opaque_aead_encrypt_setup(test_session_t *op, const psa_key_attributes_t *attributes,
                                            const uint8_t *key, size_t key_size, psa_algorithm_t alg)
{
    OPEN("aead_encrypt_setup", psa_aead_encrypt_setup(&sessions[op->number].op.aead, sessions[op->number].key, alg));
}

psa_status_t test_opaque_aead_decrypt_setup(test_session_t *op, const psa_key_attributes_t *attributes,
                                            const uint8_t *key, size_t key_size, psa_algorithm_t alg)
{
    OPEN("aead_decrypt_setup", psa_aead_decrypt_setup(&sessions[op->number].op.aead, sessions[op->number].key, alg));
}

psa_status_t test_opaque_aead_set_lengths(test_session_t *op, size_t ad_length, size_t text_length)
{
    STEP("aead_set_lengths", psa_aead_set_lengths(&sessions[op->number].op.aead, ad_length, text_length));
}

psa_status_t test_opaque_aead_set_nonce(test_session_t *op, const uint8_t *nonce, size_t size)
{
    STEP("aead_set_nonce", psa_aead_set_nonce(&sessions[op->number].op.aead, nonce, size));
}

psa_status_t test_opaque_aead_update_ad(test_session_t *op, const uint8_t *input, size_t size)
{
    STEP("aead_update_ad", psa_aead_update_ad(&sessions[op->number].op.aead, input, size));
}

psa_status_t test_opaque_aead_update(test_session_t *op, const uint8_t *input, size_t size, uint8_t *out,
                                     size_t out_size, size_t *length)
{
    STEP("aead_update", psa_aead_update(&sessions[op->number].op.aead, input, size, out, out_size, length));
}

psa_status_t test_opaque_aead_finish(test_session_t *op, uint8_t *out, size_t out_size, size_t *length, uint8_t *tag,
                                     size_t tag_size, size_t *tag_length)
{
    LAST("aead_finish",
         psa_aead_finish(&sessions[op->number].op.aead, out, out_size, length, tag, tag_size, tag_length));
}

psa_status_t test_opaque_aead_verify(test_session_t *op, uint8_t *out, size_t out_size, size_t *length,
                                     const uint8_t *tag, size_t tag_length)
{
    LAST("aead_verify", psa_aead_verify(&sessions[op->number].op.aead, out, out_size, length, tag, tag_length));
}

psa_status_t test_opaque_aead_abort(test_session_t *op)
{
    LAST("aead_abort", psa_aead_abort(&sessions[op->number].op.aead));
}
