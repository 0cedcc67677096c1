/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Calls of drivers (driver.h): who is asked, what may come back. Compiled with PSA_CRYPTO_DRIVER_HEADER only.
 */
#include "driver.h"

#include <string.h>

#include "crypto_internal.h"
#include "driver_parts.h"
#include "key_material.h"
#include "key_policy.h"
#include "key_slots.h"
#include "key_store.h"
#include "lib/crypto/core/ct.h"

psa_status_t pcrypto_driver_narrow(psa_status_t status)
{
    bool known = status == PSA_SUCCESS || (status <= PSA_ERROR_GENERIC_ERROR && status >= PSA_ERROR_DATA_INVALID);

    return known ? status : PSA_ERROR_GENERIC_ERROR;
}

psa_status_t pcrypto_driver_finish(psa_status_t status, const pcrypto_driver_output_t *out)
{
    status = pcrypto_driver_narrow(status);
    if (status == PSA_SUCCESS && *out->length > out->size) {
        status = PSA_ERROR_CORRUPTION_DETECTED;
    }
    if (status != PSA_SUCCESS) {
        *out->length = 0;
        if (status != PSA_ERROR_NOT_SUPPORTED) {
            pcc_wipe(out->data, out->size);
        }
    }
    return status;
}

psa_status_t pcrypto_driver_part(psa_status_t status, const pcrypto_driver_output_t *out)
{
    if (status != PSA_SUCCESS) {
        pcc_wipe(out->data, out->size);
    }
    return status;
}

bool pcrypto_driver_has_location(psa_key_location_t location)
{
    return PCRYPTO_OPAQUE_HAS_LOCATION(location);
}

bool pcrypto_is_opaque(const pcrypto_key_t *key)
{
    return PSA_KEY_LIFETIME_GET_LOCATION(psa_get_key_lifetime(&key->attributes)) != PSA_KEY_LOCATION_LOCAL_STORAGE;
}

void pcrypto_driver_key_size(const psa_key_attributes_t *attributes, size_t *size)
{
    if (PSA_KEY_LIFETIME_GET_LOCATION(psa_get_key_lifetime(attributes)) != PSA_KEY_LOCATION_LOCAL_STORAGE) {
        *size = PCRYPTO_OPAQUE_KEY_SIZE(psa_get_key_type(attributes), psa_get_key_bits(attributes));
    }
}

psa_status_t pcrypto_driver_hold(int32_t owner, psa_key_id_t id, psa_key_usage_t usage, psa_algorithm_t alg,
                                 pcrypto_key_t **key)
{
    psa_status_t status = pcrypto_key_get_owned(owner, id, key);

    if (status == PSA_SUCCESS && !pcrypto_policy_permits(&(*key)->attributes, usage, alg)) {
        pcrypto_key_put(*key);
        status = PSA_ERROR_NOT_PERMITTED;
    }
    return status;
}

bool pcrypto_driver_settle(pcrypto_key_t *key, psa_status_t status)
{
    bool opaque = pcrypto_is_opaque(key);

    pcrypto_key_put(key);
    return opaque || status != PSA_ERROR_NOT_SUPPORTED;
}

bool pcrypto_driver_hash_compute(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash,
                                 size_t hash_size, size_t *hash_length, psa_status_t *status)
{
    const pcrypto_driver_output_t out = { hash, hash_size, hash_length };

    (void)alg;
    (void)input;
    (void)input_length;
    *hash_length = 0;
    *status = pcrypto_driver_finish(
        PCRYPTO_TRANSPARENT_HASH_COMPUTE(alg, input, input_length, hash, hash_size, hash_length), &out);
    if (*status == PSA_ERROR_NOT_SUPPORTED) {
        *status = pcrypto_driven_hash(alg, input, input_length, &out);
    }
    return *status != PSA_ERROR_NOT_SUPPORTED;
}

static psa_status_t compute_mac(const pcrypto_key_t *key, psa_algorithm_t alg, const uint8_t *input,
                                size_t input_length, const pcrypto_driver_output_t *mac)
{
    psa_status_t status = pcrypto_driver_finish(
        ASK(key, MAC_COMPUTE, KEY(key), alg, input, input_length, mac->data, mac->size, mac->length), mac);

    return status == PSA_ERROR_NOT_SUPPORTED ? pcrypto_driven_mac(key, alg, input, input_length, mac) : status;
}

bool pcrypto_driver_mac_compute(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                uint8_t *mac, size_t mac_size, size_t *mac_length, psa_status_t *status)
{
    const pcrypto_driver_output_t out = { mac, mac_size, mac_length };
    pcrypto_key_t *held;

    (void)input;
    (void)input_length;
    *mac_length = 0;
    *status = pcrypto_driver_hold(plat_caller(), key, PSA_KEY_USAGE_SIGN_MESSAGE, alg, &held);
    if (*status != PSA_SUCCESS) {
        return true;
    }
    *status = compute_mac(held, alg, input, input_length, &out);
    return pcrypto_driver_settle(held, *status);
}

/* Where the driver only computes MACs, the library compares. */
static psa_status_t verify_by_computing(const pcrypto_key_t *key, psa_algorithm_t alg, const uint8_t *input,
                                        size_t input_length, const uint8_t *mac, size_t mac_length)
{
    uint8_t made[PCRYPTO_HASH_ROOM]; /* no MAC is longer */
    size_t length = 0;
    const pcrypto_driver_output_t out = { made, sizeof made, &length };

    (void)alg;
    (void)input;
    (void)input_length;
    psa_status_t status = compute_mac(key, alg, input, input_length, &out);
    if (status == PSA_SUCCESS && (length != mac_length || !pcc_equal(made, mac, length))) {
        status = PSA_ERROR_INVALID_SIGNATURE;
    }
    pcc_wipe(made, sizeof made);
    return status;
}

bool pcrypto_driver_mac_verify(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                               const uint8_t *mac, size_t mac_length, psa_status_t *status)
{
    pcrypto_key_t *held;

    *status = pcrypto_driver_hold(plat_caller(), key, PSA_KEY_USAGE_VERIFY_MESSAGE, alg, &held);
    if (*status != PSA_SUCCESS) {
        return true;
    }
    *status = pcrypto_driver_narrow(ASK(held, MAC_VERIFY, KEY(held), alg, input, input_length, mac, mac_length));
    if (*status == PSA_ERROR_NOT_SUPPORTED) {
        *status = pcrypto_driven_mac_verify(held, alg, input, input_length, mac, mac_length);
    }
    if (*status == PSA_ERROR_NOT_SUPPORTED) {
        *status = verify_by_computing(held, alg, input, input_length, mac, mac_length);
    }
    return pcrypto_driver_settle(held, *status);
}

bool pcrypto_driver_cipher(psa_key_id_t key, psa_algorithm_t alg, bool encrypt, const uint8_t *input,
                           size_t input_length, uint8_t *output, size_t output_size, size_t *output_length,
                           psa_status_t *status)
{
    const pcrypto_driver_output_t out = { output, output_size, output_length };
    pcrypto_key_t *held;

    (void)input;
    (void)input_length;
    *output_length = 0;
    *status =
        pcrypto_driver_hold(plat_caller(), key, encrypt ? PSA_KEY_USAGE_ENCRYPT : PSA_KEY_USAGE_DECRYPT, alg, &held);
    if (*status != PSA_SUCCESS) {
        return true;
    }
    *status = encrypt
                  ? ASK(held, CIPHER_ENCRYPT, KEY(held), alg, input, input_length, output, output_size, output_length)
                  : ASK(held, CIPHER_DECRYPT, KEY(held), alg, input, input_length, output, output_size, output_length);
    *status = pcrypto_driver_finish(*status, &out);
    if (*status == PSA_ERROR_NOT_SUPPORTED) {
        *status = pcrypto_driven_cipher(held, alg, encrypt, input, input_length, &out);
    }
    return pcrypto_driver_settle(held, *status);
}

bool pcrypto_driver_aead(psa_key_id_t key, psa_algorithm_t alg, bool encrypt, const uint8_t *nonce, size_t nonce_length,
                         const uint8_t *ad, size_t ad_length, const uint8_t *input, size_t input_length,
                         uint8_t *output, size_t output_size, size_t *output_length, psa_status_t *status)
{
    const pcrypto_driver_output_t out = { output, output_size, output_length };
    pcrypto_key_t *held;

    (void)nonce;
    (void)nonce_length;
    (void)ad;
    (void)ad_length;
    (void)input;
    (void)input_length;
    *output_length = 0;
    *status =
        pcrypto_driver_hold(plat_caller(), key, encrypt ? PSA_KEY_USAGE_ENCRYPT : PSA_KEY_USAGE_DECRYPT, alg, &held);
    if (*status != PSA_SUCCESS) {
        return true;
    }
    *status = encrypt ? ASK(held, AEAD_ENCRYPT, KEY(held), alg, nonce, nonce_length, ad, ad_length, input, input_length,
                            output, output_size, output_length)
                      : ASK(held, AEAD_DECRYPT, KEY(held), alg, nonce, nonce_length, ad, ad_length, input, input_length,
                            output, output_size, output_length);
    *status = pcrypto_driver_finish(*status, &out);
    if (*status == PSA_ERROR_NOT_SUPPORTED) {
        *status =
            pcrypto_driven_aead(held, alg, encrypt, nonce, nonce_length, ad, ad_length, input, input_length, &out);
    }
    return pcrypto_driver_settle(held, *status);
}

/* Whether the driver of a key signs (verifies) hashes. */
static bool has_hash_entry(const pcrypto_key_t *key, bool sign)
{
    if (pcrypto_is_opaque(key)) {
        return sign ? PCRYPTO_OPAQUE_HAS_SIGN_HASH : PCRYPTO_OPAQUE_HAS_VERIFY_HASH;
    }
    return sign ? PCRYPTO_TRANSPARENT_HAS_SIGN_HASH : PCRYPTO_TRANSPARENT_HAS_VERIFY_HASH;
}

/* The hash of a message, for a driver that signs and verifies hashes only. */
static psa_status_t hash_message(const pcrypto_key_t *key, bool sign, psa_algorithm_t alg, const uint8_t *input,
                                 size_t input_length, uint8_t *hash, size_t *hash_length)
{
    if (!PSA_ALG_IS_HASH_AND_SIGN(alg) || !has_hash_entry(key, sign)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    return psa_hash_compute(PSA_ALG_GET_HASH(alg), input, input_length, hash, PCRYPTO_HASH_ROOM, hash_length);
}

bool pcrypto_driver_sign(int32_t owner, psa_key_id_t key, psa_algorithm_t alg, bool message, const uint8_t *input,
                         size_t input_length, uint8_t *signature, size_t signature_size, size_t *signature_length,
                         psa_status_t *status)
{
    const pcrypto_driver_output_t out = { signature, signature_size, signature_length };
    uint8_t hash[PCRYPTO_HASH_ROOM];
    pcrypto_key_t *held;

    *signature_length = 0;
    *status =
        pcrypto_driver_hold(owner, key, message ? PSA_KEY_USAGE_SIGN_MESSAGE : PSA_KEY_USAGE_SIGN_HASH, alg, &held);
    if (*status != PSA_SUCCESS) {
        return true;
    }
    if (message) {
        *status =
            ASK(held, SIGN_MESSAGE, KEY(held), alg, input, input_length, signature, signature_size, signature_length);
    }
    if (message && *status == PSA_ERROR_NOT_SUPPORTED) {
        *status = hash_message(held, true, alg, input, input_length, hash, &input_length);
        input = hash;
        message = *status != PSA_SUCCESS;
    }
    if (!message) {
        *status =
            ASK(held, SIGN_HASH, KEY(held), alg, input, input_length, signature, signature_size, signature_length);
    }
    *status = pcrypto_driver_finish(*status, &out);
    return pcrypto_driver_settle(held, *status);
}

bool pcrypto_driver_verify(psa_key_id_t key, psa_algorithm_t alg, bool message, const uint8_t *input,
                           size_t input_length, const uint8_t *signature, size_t signature_length, psa_status_t *status)
{
    uint8_t hash[PCRYPTO_HASH_ROOM];
    pcrypto_key_t *held;

    (void)signature;
    (void)signature_length;
    *status = pcrypto_driver_hold(plat_caller(), key,
                                  message ? PSA_KEY_USAGE_VERIFY_MESSAGE : PSA_KEY_USAGE_VERIFY_HASH, alg, &held);
    if (*status != PSA_SUCCESS) {
        return true;
    }
    if (message) {
        *status = ASK(held, VERIFY_MESSAGE, KEY(held), alg, input, input_length, signature, signature_length);
    }
    if (message && *status == PSA_ERROR_NOT_SUPPORTED) {
        *status = hash_message(held, false, alg, input, input_length, hash, &input_length);
        input = hash;
        message = *status != PSA_SUCCESS;
    }
    if (!message) {
        *status = ASK(held, VERIFY_HASH, KEY(held), alg, input, input_length, signature, signature_length);
    }
    *status = pcrypto_driver_narrow(*status);
    return pcrypto_driver_settle(held, *status);
}

bool pcrypto_driver_sign_setup(psa_key_id_t key, psa_algorithm_t alg, bool sign, psa_status_t *status)
{
    pcrypto_key_t *held;

    *status = pcrypto_driver_hold(plat_caller(), key, sign ? PSA_KEY_USAGE_SIGN_MESSAGE : PSA_KEY_USAGE_VERIFY_MESSAGE,
                                  alg, &held);
    if (*status != PSA_SUCCESS) {
        return true;
    }
    bool opaque = pcrypto_is_opaque(held);
    if (!PSA_ALG_IS_SIGN_MESSAGE(alg)) {
        *status = PSA_ERROR_INVALID_ARGUMENT;
    } else if (!PSA_ALG_IS_HASH_AND_SIGN(alg)) {
        *status = sign ? PSA_ERROR_INVALID_ARGUMENT : PSA_ERROR_NOT_SUPPORTED; /* a message in pieces is its hash */
    } else if (!has_hash_entry(held, sign)) {
        *status = PSA_ERROR_NOT_SUPPORTED;
    }
    pcrypto_key_put(held);
    return opaque;
}

bool pcrypto_driver_sign_hashed(const pcrypto_op_t *op, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                uint8_t *signature, size_t signature_size, size_t *signature_length,
                                psa_status_t *status)
{
    const pcrypto_driver_output_t out = { signature, signature_size, signature_length };
    pcrypto_key_t *held;

    (void)hash;
    (void)hash_length;
    *signature_length = 0;
    *status = pcrypto_driver_hold(op->owner, op->key, PSA_KEY_USAGE_SIGN_MESSAGE, alg, &held);
    if (*status != PSA_SUCCESS) {
        return true;
    }
    *status = pcrypto_driver_finish(
        ASK(held, SIGN_HASH, KEY(held), alg, hash, hash_length, signature, signature_size, signature_length), &out);
    return pcrypto_driver_settle(held, *status);
}

bool pcrypto_driver_verify_hashed(const pcrypto_op_t *op, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                  const uint8_t *signature, size_t signature_length, psa_status_t *status)
{
    pcrypto_key_t *held;

    (void)hash;
    (void)hash_length;
    (void)signature;
    (void)signature_length;
    *status = pcrypto_driver_hold(op->owner, op->key, PSA_KEY_USAGE_VERIFY_MESSAGE, alg, &held);
    if (*status != PSA_SUCCESS) {
        return true;
    }
    *status =
        pcrypto_driver_narrow(ASK(held, VERIFY_HASH, KEY(held), alg, hash, hash_length, signature, signature_length));
    return pcrypto_driver_settle(held, *status);
}

bool pcrypto_driver_asymmetric(psa_key_id_t key, psa_algorithm_t alg, bool encrypt, const uint8_t *input,
                               size_t input_length, const uint8_t *salt, size_t salt_length, uint8_t *output,
                               size_t output_size, size_t *output_length, psa_status_t *status)
{
    const pcrypto_driver_output_t out = { output, output_size, output_length };
    pcrypto_key_t *held;

    (void)input;
    (void)input_length;
    (void)salt;
    (void)salt_length;
    *output_length = 0;
    *status =
        pcrypto_driver_hold(plat_caller(), key, encrypt ? PSA_KEY_USAGE_ENCRYPT : PSA_KEY_USAGE_DECRYPT, alg, &held);
    if (*status != PSA_SUCCESS) {
        return true;
    }
    *status = encrypt ? ASK(held, ASYMMETRIC_ENCRYPT, KEY(held), alg, input, input_length, salt, salt_length, output,
                            output_size, output_length)
                      : ASK(held, ASYMMETRIC_DECRYPT, KEY(held), alg, input, input_length, salt, salt_length, output,
                            output_size, output_length);
    *status = pcrypto_driver_finish(*status, &out);
    return pcrypto_driver_settle(held, *status);
}

bool pcrypto_driver_agree(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *peer, size_t peer_size, uint8_t *secret,
                          size_t secret_size, size_t *secret_length, psa_status_t *status)
{
    const pcrypto_driver_output_t out = { secret, secret_size, secret_length };
    pcrypto_key_t *held;

    (void)peer;
    (void)peer_size;
    *secret_length = 0;
    *status = pcrypto_driver_hold(plat_caller(), key, PSA_KEY_USAGE_DERIVE, alg, &held);
    if (*status != PSA_SUCCESS) {
        return true;
    }
    *status = pcrypto_driver_finish(ASK(held, KEY_AGREEMENT, KEY(held), PSA_ALG_KEY_AGREEMENT_GET_BASE(alg), peer,
                                        peer_size, secret, secret_size, secret_length),
                                    &out);
    return pcrypto_driver_settle(held, *status);
}

/* --------------------------------------------------------------------------------------------------------- Keys --- */

/* The driver made a key: its length, and its size in bits against the one asked for. One that is not taken goes
 * again. */
static psa_status_t take_made(pcrypto_key_t *key, psa_status_t made, size_t length, size_t bits)
{
    size_t wanted = psa_get_key_bits(&key->attributes);
    psa_status_t status = pcrypto_driver_narrow(made);

    if (status == PSA_SUCCESS && (length > key->capacity || bits == 0 || bits >= PCRYPTO_KEY_BITS_TOO_LARGE)) {
        status = PSA_ERROR_CORRUPTION_DETECTED;
    }
    if (status == PSA_SUCCESS && wanted != 0 && bits != wanted) {
        status = PSA_ERROR_INVALID_ARGUMENT;
    }
    if (made != PSA_SUCCESS || length > key->capacity) {
        return status;
    }
    key->size = (uint16_t)length;
    if (status == PSA_SUCCESS) {
        psa_set_key_bits(&key->attributes, bits);
    } else {
        pcrypto_driver_undo(key);
    }
    return status;
}

/* A location that stores keys finds a place first. The place is in the slot's memory then, so all of it is the
 * key's. */
static psa_status_t allocate(pcrypto_key_t *key)
{
    key->size = key->capacity;
    return pcrypto_driver_narrow(PCRYPTO_OPAQUE_ALLOCATE_KEY(&key->attributes, key->material, key->capacity));
}

bool pcrypto_driver_import(pcrypto_key_t *key, const uint8_t *data, size_t size, psa_status_t *status)
{
    size_t length = 0, bits = psa_get_key_bits(&key->attributes);

    (void)data;
    (void)size;
    (void)bits;
    if (pcrypto_is_opaque(key)) {
        *status = allocate(key);
        if (*status == PSA_SUCCESS) {
            *status =
                PCRYPTO_OPAQUE_IMPORT_KEY(&key->attributes, data, size, key->material, key->capacity, &length, &bits);
            *status = take_made(key, *status, length, bits);
        }
        return true;
    }
    if (!PSA_KEY_TYPE_IS_ASYMMETRIC(psa_get_key_type(&key->attributes))) {
        return false;
    }
    *status =
        PCRYPTO_TRANSPARENT_IMPORT_KEY(&key->attributes, data, size, key->material, key->capacity, &length, &bits);
    if (*status == PSA_ERROR_NOT_SUPPORTED) {
        return false;
    }
    *status = take_made(key, *status, length, bits);
    return true;
}

bool pcrypto_driver_generate(pcrypto_key_t *key, psa_status_t *status)
{
    size_t length = 0, bits = psa_get_key_bits(&key->attributes);

    if (pcrypto_is_opaque(key)) {
        *status = allocate(key);
        if (*status == PSA_SUCCESS) {
            *status = PCRYPTO_OPAQUE_GENERATE_KEY(&key->attributes, key->material, key->capacity, &length);
            *status = take_made(key, *status, length, bits);
        }
        return true;
    }
    if (!PSA_KEY_TYPE_IS_KEY_PAIR(psa_get_key_type(&key->attributes))) {
        return false;
    }
    *status = PCRYPTO_TRANSPARENT_GENERATE_KEY(&key->attributes, key->material, key->capacity, &length);
    if (*status == PSA_ERROR_NOT_SUPPORTED) {
        return false;
    }
    *status = take_made(key, *status, length, bits);
    return true;
}

bool pcrypto_driver_export(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length,
                           psa_status_t *status)
{
    const pcrypto_driver_output_t output = { out, out_size, length };

    if (!pcrypto_is_opaque(key)) {
        return false;
    }
    *status = pcrypto_driver_finish(PCRYPTO_OPAQUE_EXPORT_KEY(KEY(key), out, out_size, length), &output);
    return true;
}

bool pcrypto_driver_export_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length,
                                  psa_status_t *status)
{
    const pcrypto_driver_output_t output = { out, out_size, length };

    if (!PSA_KEY_TYPE_IS_ASYMMETRIC(psa_get_key_type(&key->attributes))) {
        *status = PSA_ERROR_INVALID_ARGUMENT;
        return pcrypto_is_opaque(key);
    }
    *status = pcrypto_driver_finish(ASK(key, EXPORT_PUBLIC_KEY, KEY(key), out, out_size, length), &output);
    return pcrypto_is_opaque(key) || *status != PSA_ERROR_NOT_SUPPORTED;
}

bool pcrypto_driver_secret(psa_key_id_t key, psa_key_usage_t usage, psa_algorithm_t alg, pcrypto_key_t *clear,
                           uint8_t *secret, size_t secret_size, psa_status_t *status)
{
    pcrypto_key_t *held;
    size_t size = 0;

    *status = pcrypto_driver_hold(plat_caller(), key, usage, alg, &held);
    if (*status != PSA_SUCCESS) {
        return true;
    }
    bool is_there = pcrypto_driver_export(held, secret, secret_size, &size, status);
    *clear = *held;
    clear->material = secret;
    clear->size = (uint16_t)size;
    pcrypto_key_put(held);
    return is_there;
}

static psa_key_location_t location_of(const pcrypto_key_t *key)
{
    return PSA_KEY_LIFETIME_GET_LOCATION(psa_get_key_lifetime(&key->attributes));
}

/* Out of a location into RAM. What is there afterwards is of the size of its type and bits: the library relies on
 * it. */
static psa_status_t bring_out(const pcrypto_key_t *source, pcrypto_key_t *target)
{
    size_t length = 0;
    const pcrypto_driver_output_t out = { target->material, target->capacity, &length };

    (void)source;
    psa_status_t status = pcrypto_driver_finish(
        PCRYPTO_OPAQUE_EXPORT_KEY(KEY(source), target->material, target->capacity, &length), &out);
    target->size = (uint16_t)length;
    if (status == PSA_SUCCESS && !pcrypto_material_size_is_valid(&target->attributes, length)) {
        status = PSA_ERROR_CORRUPTION_DETECTED;
    }
    return status;
}

bool pcrypto_driver_copy(const pcrypto_key_t *source, pcrypto_key_t *target, psa_status_t *status)
{
    size_t length = 0;

    if (!pcrypto_is_opaque(source)) {
        /* Into a location, or between two keys in the clear. */
        return pcrypto_is_opaque(target) && pcrypto_driver_import(target, source->material, source->size, status);
    }
    if (!pcrypto_is_opaque(target)) {
        *status = bring_out(source, target);
    } else if (location_of(source) != location_of(target)) {
        *status = PSA_ERROR_NOT_SUPPORTED;
    } else {
        *status = allocate(target);
        if (*status == PSA_SUCCESS) {
            *status = PCRYPTO_OPAQUE_COPY_KEY(&target->attributes, source->material, source->size, target->material,
                                              target->capacity, &length);
            *status = take_made(target, *status, length, psa_get_key_bits(&source->attributes));
        }
    }
    return true;
}

/* A stored key, read beside the slots. */
static psa_status_t load_apart(int32_t owner, psa_key_id_t id, uint8_t memory[PCRYPTO_KEY_ROOM + PCRYPTO_KEY_SIZE_MAX],
                               pcrypto_key_t *key)
{
    size_t size;

    memset(key, 0, sizeof *key);
    key->owner = owner;
    key->material = memory + PCRYPTO_KEY_ROOM;
    key->capacity = PCRYPTO_KEY_SIZE_MAX;
    plat_lock(PLAT_LOCK_CRYPTO);
    psa_status_t status = pcrypto_store_exists(owner, id, &size);
    if (status == PSA_SUCCESS) {
        status = pcrypto_store_load(owner, id, size, key);
    }
    plat_unlock(PLAT_LOCK_CRYPTO);
    return status;
}

/* What the location has of a key goes, unless it is there for ever, or the location's own. */
static psa_status_t destroy_held(const pcrypto_key_t *key)
{
    bool read_only =
        PSA_KEY_LIFETIME_GET_PERSISTENCE(psa_get_key_lifetime(&key->attributes)) == PSA_KEY_PERSISTENCE_READ_ONLY;

    return pcrypto_is_opaque(key) && !read_only && !key->attached
               ? pcrypto_driver_narrow(PCRYPTO_OPAQUE_DESTROY_KEY(KEY(key)))
               : PSA_SUCCESS;
}

/* All slots are taken: the key is read beside them, since without it its location could not be told. */
static psa_status_t destroy_apart(int32_t owner, psa_key_id_t id)
{
    uint8_t memory[PCRYPTO_KEY_ROOM + PCRYPTO_KEY_SIZE_MAX];
    pcrypto_key_t key;

    psa_status_t status = load_apart(owner, id, memory, &key);
    status = status == PSA_SUCCESS ? destroy_held(&key) : PSA_ERROR_INSUFFICIENT_MEMORY;
    pcc_wipe(memory, sizeof memory);
    return status;
}

bool pcrypto_driver_destroy(int32_t owner, psa_key_id_t key, psa_status_t *status)
{
    pcrypto_key_t *held;

    *status = pcrypto_key_get_owned(owner, key, &held);
    if (*status == PSA_ERROR_INSUFFICIENT_MEMORY) {
        *status = destroy_apart(owner, key);
        return *status != PSA_SUCCESS;
    }
    /* What can't be read is removed all the same: below, by its name alone. */
    if (*status != PSA_SUCCESS) {
        return false;
    }
    *status = destroy_held(held);
    pcrypto_key_put(held);
    return *status != PSA_SUCCESS;
}

void pcrypto_driver_undo(const pcrypto_key_t *key)
{
    if (pcrypto_is_opaque(key)) {
        (void)PCRYPTO_OPAQUE_DESTROY_KEY(KEY(key));
    }
}

bool pcrypto_driver_attach(const psa_key_attributes_t *attributes, const uint8_t *label, size_t label_length,
                           pcrypto_key_t **key, psa_status_t *status)
{
    psa_key_attributes_t provided = PSA_KEY_ATTRIBUTES_INIT;
    uint64_t slot_number = 0;
    size_t length = 0;

    if (!pcrypto_driver_has_location(PSA_KEY_LIFETIME_GET_LOCATION(psa_get_key_lifetime(attributes)))) {
        return false;
    }
    *status = PSA_ERROR_DOES_NOT_EXIST;
    if (label_length == 0 || label_length > 8) {
        return true;
    }
    for (size_t i = 0; i < label_length; i++) {
        slot_number = slot_number << 8 | label[i];
    }
    (void)slot_number;
    *status = pcrypto_key_new_owned(plat_caller(), attributes, PCRYPTO_KEY_SLOT_SIZE, key);
    if (*status != PSA_SUCCESS) {
        return true;
    }
    psa_set_key_lifetime(&provided, psa_get_key_lifetime(attributes));
    *status = pcrypto_driver_narrow(
        PCRYPTO_OPAQUE_GET_BUILTIN_KEY(slot_number, &provided, (*key)->material, (*key)->capacity, &length));
    if (*status == PSA_SUCCESS && length > (*key)->capacity) {
        *status = PSA_ERROR_CORRUPTION_DETECTED;
    }
    if (*status == PSA_SUCCESS) {
        *status = pcrypto_attach_attributes(&provided, &(*key)->attributes);
        (*key)->size = (uint16_t)length;
        (*key)->attached = true;
    }
    if (*status != PSA_SUCCESS) {
        pcrypto_key_drop(*key);
    }
    return true;
}

psa_status_t pcrypto_driver_init(void)
{
    return pcrypto_driver_narrow(PCRYPTO_DRIVER_INIT());
}
