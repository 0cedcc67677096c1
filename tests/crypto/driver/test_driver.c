/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The driver for tests. Its location wraps keys by turning their bits round, behind a place number that it gives out
 * and takes back; it works on them with the library's own calls, with a key in the clear for the length of a call.
 */
#include "test_driver.h"

#include <string.h>

#define BUILTIN_SLOT 0x0102u

test_driver_t test_driver = { .multi = PSA_ERROR_NOT_SUPPORTED };

static psa_status_t asked(const char *entry, psa_status_t status)
{
    test_driver.asked++;
    test_driver.last = entry;
    return status;
}

psa_status_t test_driver_init(void)
{
    return test_driver.init;
}

/* -------------------------------------------------------------------------------------------------- Transparent --- */

/* Recognisable bytes instead of the true result: who made them is then beyond doubt. */
static psa_status_t mark(uint8_t *out, size_t size, size_t out_size, size_t *length)
{
    if (out_size < size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    memset(out, 0xd5, size);
    *length = size + test_driver.length_excess;
    return PSA_SUCCESS;
}

/* What a driver that fails may leave in an output: a secret that must not get out. */
static psa_status_t fail_dirty(psa_status_t status, uint8_t *out, size_t out_size, size_t *length)
{
    if (status != PSA_ERROR_NOT_SUPPORTED) {
        memset(out, 0x5e, out_size);
        *length = out_size;
    }
    return status;
}

psa_status_t test_hash_compute(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash,
                               size_t hash_size, size_t *hash_length)
{
    (void)input;
    (void)input_length;
    psa_status_t status = asked("hash_compute", test_driver.transparent);
    return status == PSA_SUCCESS ? mark(hash, PSA_HASH_LENGTH(alg), hash_size, hash_length)
                                 : fail_dirty(status, hash, hash_size, hash_length);
}

psa_status_t test_mac_compute(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                              psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *mac,
                              size_t mac_size, size_t *mac_length)
{
    (void)key;
    (void)input;
    (void)input_length;
    psa_status_t status = asked("mac_compute", test_driver.transparent);
    if (psa_get_key_bits(attributes) != 8 * key_size) {
        return PSA_ERROR_CORRUPTION_DETECTED;
    }
    return status == PSA_SUCCESS ? mark(mac, PSA_MAC_LENGTH(psa_get_key_type(attributes), 0, alg), mac_size, mac_length)
                                 : fail_dirty(status, mac, mac_size, mac_length);
}

psa_status_t test_aead_encrypt(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                               psa_algorithm_t alg, const uint8_t *nonce, size_t nonce_length, const uint8_t *ad,
                               size_t ad_length, const uint8_t *input, size_t input_length, uint8_t *output,
                               size_t output_size, size_t *output_length)
{
    (void)attributes;
    (void)key;
    (void)key_size;
    (void)alg;
    (void)nonce;
    (void)nonce_length;
    (void)ad;
    (void)ad_length;
    (void)input;
    psa_status_t status = asked("aead_encrypt", test_driver.transparent);
    return status == PSA_SUCCESS ? mark(output, input_length + 16, output_size, output_length)
                                 : fail_dirty(status, output, output_size, output_length);
}

psa_status_t test_sign_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                            psa_algorithm_t alg, const uint8_t *hash, size_t hash_length, uint8_t *signature,
                            size_t signature_size, size_t *signature_length)
{
    (void)attributes;
    (void)key;
    (void)key_size;
    (void)alg;
    (void)hash;
    (void)hash_length;
    psa_status_t status = asked("sign_hash", test_driver.transparent);
    return status == PSA_SUCCESS ? mark(signature, 64, signature_size, signature_length)
                                 : fail_dirty(status, signature, signature_size, signature_length);
}

psa_status_t test_verify_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                              psa_algorithm_t alg, const uint8_t *hash, size_t hash_length, const uint8_t *signature,
                              size_t signature_length)
{
    (void)attributes;
    (void)key;
    (void)key_size;
    (void)alg;
    (void)hash;
    psa_status_t status = asked("verify_hash", test_driver.transparent);
    if (status == PSA_SUCCESS && (hash_length != 32 || signature_length != 64 || signature[0] != 0xd5)) {
        status = PSA_ERROR_INVALID_SIGNATURE;
    }
    return status;
}

psa_status_t test_verify_message(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                 psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                 const uint8_t *signature, size_t signature_length)
{
    (void)attributes;
    (void)key;
    (void)key_size;
    (void)alg;
    (void)input;
    (void)input_length;
    psa_status_t status = asked("verify_message", test_driver.transparent);
    if (status == PSA_SUCCESS && (signature_length != 64 || signature[0] != 0xd5)) {
        status = PSA_ERROR_INVALID_SIGNATURE;
    }
    return status;
}

psa_status_t test_generate_key(const psa_key_attributes_t *attributes, uint8_t *key, size_t key_size, size_t *length)
{
    psa_status_t status = asked("generate_key", test_driver.transparent);
    return status == PSA_SUCCESS ? mark(key, psa_get_key_bits(attributes) / 8, key_size, length)
                                 : fail_dirty(status, key, key_size, length);
}

/* ------------------------------------------------------------------------------------------------------- Opaque --- */

static void turn(const uint8_t *in, size_t size, uint8_t *out)
{
    for (size_t i = 0; i < size; i++) {
        out[i] = (uint8_t)~in[i];
    }
}

static psa_status_t wrap(const uint8_t *data, size_t size, uint8_t *key, size_t key_size, size_t *length)
{
    if (key_size < TEST_WRAP_SIZE + size) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    if (memcmp(key, "place ok", 8) != 0) {
        return PSA_ERROR_CORRUPTION_DETECTED; /* allocate_key was not called on this buffer */
    }
    memcpy(key, "wrapped:", 8);
    turn(data, size, key + TEST_WRAP_SIZE);
    *length = TEST_WRAP_SIZE + size + test_driver.length_excess;
    test_driver.places++;
    return PSA_SUCCESS;
}

psa_status_t test_unwrap(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size, psa_key_id_t *id)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t clear[128];

    *id = 0;
    if (key_size < TEST_WRAP_SIZE || key_size - TEST_WRAP_SIZE > sizeof clear || memcmp(key, "wrapped:", 8) != 0) {
        return PSA_ERROR_CORRUPTION_DETECTED;
    }
    turn(key + TEST_WRAP_SIZE, key_size - TEST_WRAP_SIZE, clear);
    psa_set_key_type(&a, psa_get_key_type(attributes));
    psa_set_key_usage_flags(&a, psa_get_key_usage_flags(attributes) | PSA_KEY_USAGE_EXPORT);
    psa_set_key_algorithm(&a, psa_get_key_algorithm(attributes));
    return psa_import_key(&a, clear, key_size - TEST_WRAP_SIZE, id);
}

psa_status_t test_opaque_allocate_key(const psa_key_attributes_t *attributes, uint8_t *key, size_t key_size)
{
    (void)attributes;
    if (key_size < TEST_WRAP_SIZE) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    memcpy(key, "place ok", 8);
    return PSA_SUCCESS;
}

psa_status_t test_opaque_destroy_key(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size)
{
    (void)attributes;
    psa_status_t status = asked("destroy_key", test_driver.opaque);
    if (status == PSA_SUCCESS && (key_size < TEST_WRAP_SIZE || memcmp(key, "wrapped:", 8) != 0)) {
        return PSA_ERROR_CORRUPTION_DETECTED;
    }
    if (status == PSA_SUCCESS) {
        test_driver.places--;
    }
    return status;
}

psa_status_t test_opaque_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t size,
                                    uint8_t *key, size_t key_size, size_t *length, size_t *bits)
{
    psa_status_t status = asked("import_key", test_driver.opaque);
    if (status != PSA_SUCCESS) {
        return fail_dirty(status, key, key_size, length);
    }
    if (psa_get_key_type(attributes) == PSA_KEY_TYPE_RAW_DATA) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    *bits = 8 * size;
    return wrap(data, size, key, key_size, length);
}

psa_status_t test_opaque_generate_key(const psa_key_attributes_t *attributes, uint8_t *key, size_t key_size,
                                      size_t *length)
{
    uint8_t made[32];
    size_t size = psa_get_key_bits(attributes) / 8;
    psa_status_t status = asked("generate_key", test_driver.opaque);
    if (status != PSA_SUCCESS) {
        return fail_dirty(status, key, key_size, length);
    }
    if (size > sizeof made) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    status = psa_generate_random(made, size);
    return status == PSA_SUCCESS ? wrap(made, size, key, key_size, length) : status;
}

psa_status_t test_opaque_copy_key(const psa_key_attributes_t *attributes, const uint8_t *source, size_t source_size,
                                  uint8_t *key, size_t key_size, size_t *length)
{
    uint8_t clear[128];
    (void)attributes;
    psa_status_t status = asked("copy_key", test_driver.opaque);
    turn(source + TEST_WRAP_SIZE, source_size - TEST_WRAP_SIZE, clear);
    return status == PSA_SUCCESS ? wrap(clear, source_size - TEST_WRAP_SIZE, key, key_size, length) : status;
}

psa_status_t test_opaque_get_builtin_key(uint64_t slot, psa_key_attributes_t *attributes, uint8_t *key, size_t key_size,
                                         size_t *length)
{
    psa_status_t status = asked("get_builtin_key", test_driver.opaque);
    if (status == PSA_SUCCESS && slot != BUILTIN_SLOT) {
        status = PSA_ERROR_DOES_NOT_EXIST;
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    psa_set_key_type(attributes, PSA_KEY_TYPE_AES);
    psa_set_key_bits(attributes, 128);
    psa_set_key_usage_flags(attributes, PSA_KEY_USAGE_ENCRYPT);
    psa_set_key_algorithm(attributes, PSA_ALG_CTR);
    memcpy(key, "place ok", 8);
    return wrap((const uint8_t *)"0123456789abcdef", 16, key, key_size, length);
}

#define WITH_CLEAR_KEY(entry, call)                                                                                    \
    do {                                                                                                               \
        psa_key_id_t id;                                                                                               \
        psa_status_t status = asked(entry, test_driver.opaque);                                                        \
        if (status == PSA_SUCCESS) {                                                                                   \
            status = test_unwrap(attributes, key, key_size, &id);                                                      \
            if (status == PSA_SUCCESS) {                                                                               \
                status = (call);                                                                                       \
                (void)psa_destroy_key(id);                                                                             \
                test_driver.last = entry;                                                                              \
            }                                                                                                          \
        }                                                                                                              \
        return status;                                                                                                 \
    } while (0)

psa_status_t test_opaque_mac_compute(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                     psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *mac,
                                     size_t mac_size, size_t *mac_length)
{
    WITH_CLEAR_KEY("mac_compute", psa_mac_compute(id, alg, input, input_length, mac, mac_size, mac_length));
}

psa_status_t test_opaque_cipher_encrypt(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                        psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *output,
                                        size_t output_size, size_t *output_length)
{
    WITH_CLEAR_KEY("cipher_encrypt",
                   psa_cipher_encrypt(id, alg, input, input_length, output, output_size, output_length));
}

psa_status_t test_opaque_cipher_decrypt(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                        psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *output,
                                        size_t output_size, size_t *output_length)
{
    WITH_CLEAR_KEY("cipher_decrypt",
                   psa_cipher_decrypt(id, alg, input, input_length, output, output_size, output_length));
}

psa_status_t test_opaque_sign_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                   psa_algorithm_t alg, const uint8_t *hash, size_t hash_length, uint8_t *signature,
                                   size_t signature_size, size_t *signature_length)
{
    test_driver.signs++;
    WITH_CLEAR_KEY("sign_hash", psa_sign_hash(id, alg, hash, hash_length, signature, signature_size, signature_length));
}

psa_status_t test_opaque_verify_hash(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                     psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                     const uint8_t *signature, size_t signature_length)
{
    if (!test_driver.verifies) {
        return asked("verify_hash", PSA_ERROR_NOT_SUPPORTED);
    }
    WITH_CLEAR_KEY("verify_hash", psa_verify_hash(id, alg, hash, hash_length, signature, signature_length));
}

psa_status_t test_opaque_key_agreement(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                       psa_algorithm_t alg, const uint8_t *peer, size_t peer_size, uint8_t *secret,
                                       size_t secret_size, size_t *secret_length)
{
    WITH_CLEAR_KEY("key_agreement",
                   psa_raw_key_agreement(alg, id, peer, peer_size, secret, secret_size, secret_length));
}

static psa_status_t export_clear(psa_key_id_t id, uint8_t *data, size_t data_size, size_t *length)
{
    psa_status_t status = psa_export_key(id, data, data_size, length);
    *length += status == PSA_SUCCESS ? test_driver.length_excess : 0;
    return status;
}

psa_status_t test_opaque_export_key(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                    uint8_t *data, size_t data_size, size_t *length)
{
    WITH_CLEAR_KEY("export_key", export_clear(id, data, data_size, length));
}

psa_status_t test_opaque_export_public_key(const psa_key_attributes_t *attributes, const uint8_t *key, size_t key_size,
                                           uint8_t *data, size_t data_size, size_t *length)
{
    WITH_CLEAR_KEY("export_public_key", psa_export_public_key(id, data, data_size, length));
}
