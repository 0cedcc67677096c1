/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key management (Crypto API 1.5, chapter 9.6 and following): create, copy, destroy, export, query.
 */
#include "crypto_internal.h"

#include <string.h>

#include "driver.h"
#include "key_builtin.h"
#include "key_kept.h"
#include "key_material.h"
#include "key_parts.h"
#include "key_policy.h"
#include "key_slots.h"
#include "owned_keys.h"

psa_status_t pcrypto_owned_import(int32_t owner, const psa_key_attributes_t *attributes, const uint8_t *data,
                                  size_t data_length, psa_key_id_t *key)
{
    size_t size = data_length;
    pcrypto_key_t *slot;

    *key = PSA_KEY_ID_NULL;
    pcrypto_driver_key_size(attributes, &size);
    psa_status_t status = pcrypto_key_new_owned(owner, attributes, size, &slot);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (!pcrypto_driver_import(slot, data, data_length, &status)) {
        status = pcrypto_material_import(slot, data, data_length);
    }
    return pcrypto_key_commit(slot, status, key);
}

psa_status_t psa_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t data_length,
                            psa_key_id_t *key)
{
    return pcrypto_owned_import(plat_caller(), attributes, data, data_length, key);
}

/* What a driver generates in its location is its own business, but the size that every key must have. */
static psa_status_t generated_size(const psa_key_attributes_t *attributes, size_t *size)
{
    if (!pcrypto_driver_has_location(PSA_KEY_LIFETIME_GET_LOCATION(psa_get_key_lifetime(attributes)))) {
        return pcrypto_material_generated_size(attributes, size);
    }
    pcrypto_driver_key_size(attributes, size);
    return PSA_KEY_TYPE_IS_PUBLIC_KEY(psa_get_key_type(attributes)) || psa_get_key_bits(attributes) == 0
               ? PSA_ERROR_INVALID_ARGUMENT
               : PSA_SUCCESS;
}

static psa_status_t generate(int32_t owner, const psa_key_attributes_t *attributes, const uint8_t *custom,
                             size_t custom_size, psa_key_id_t *key)
{
    pcrypto_key_t *slot;
    size_t size;

    *key = PSA_KEY_ID_NULL;
    psa_status_t status = generated_size(attributes, &size);
    if (status == PSA_SUCCESS) {
        status = pcrypto_key_new_owned(owner, attributes, size, &slot);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (custom_size > 0 || !pcrypto_driver_generate(slot, &status)) {
        status =
            pcrypto_is_opaque(slot) ? PSA_ERROR_NOT_SUPPORTED : pcrypto_material_generate(slot, custom, custom_size);
    }
    return pcrypto_key_commit(slot, status, key);
}

psa_status_t pcrypto_owned_generate(int32_t owner, const psa_key_attributes_t *attributes, psa_key_id_t *key)
{
    return generate(owner, attributes, NULL, 0, key);
}

psa_status_t psa_generate_key(const psa_key_attributes_t *attributes, psa_key_id_t *key)
{
    return pcrypto_owned_generate(plat_caller(), attributes, key);
}

psa_status_t psa_generate_key_custom(const psa_key_attributes_t *attributes, const psa_custom_key_parameters_t *custom,
                                     const uint8_t *custom_data, size_t custom_data_length, psa_key_id_t *key)
{
    if (custom->flags != 0) {
        *key = PSA_KEY_ID_NULL;
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return generate(plat_caller(), attributes, custom_data, custom_data_length, key);
}

/* Some locations let a key out only where its policy lets everybody. */
static psa_status_t check_copy(const pcrypto_key_t *source, const psa_key_attributes_t *copy)
{
    psa_key_usage_t usage = psa_get_key_usage_flags(&source->attributes);
    bool leaves = pcrypto_is_opaque(source) && PSA_KEY_LIFETIME_GET_LOCATION(psa_get_key_lifetime(copy)) !=
                                                   PSA_KEY_LIFETIME_GET_LOCATION(source->attributes.lifetime);

    return (usage & PSA_KEY_USAGE_COPY) != 0 && (!leaves || (usage & PSA_KEY_USAGE_EXPORT) != 0)
               ? PSA_SUCCESS
               : PSA_ERROR_NOT_PERMITTED;
}

/* The attributes of a copy: those asked for, within what the source allows. */
static psa_status_t copy_attributes(const psa_key_attributes_t *source, psa_key_attributes_t *copy)
{
    psa_algorithm_t alg;
    psa_key_type_t type = psa_get_key_type(copy);
    size_t bits = psa_get_key_bits(copy);

    if ((type != PSA_KEY_TYPE_NONE && type != psa_get_key_type(source)) ||
        (bits != 0 && bits != psa_get_key_bits(source)) || !pcrypto_usage_is_valid(psa_get_key_usage_flags(copy)) ||
        !pcrypto_policy_intersect(psa_get_key_type(source), psa_get_key_algorithm(source), psa_get_key_algorithm(copy),
                                  &alg)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_set_key_type(copy, psa_get_key_type(source));
    psa_set_key_bits(copy, psa_get_key_bits(source));
    psa_set_key_algorithm(copy, alg);
    psa_set_key_usage_flags(copy,
                            pcrypto_usage_extend(psa_get_key_usage_flags(copy)) & psa_get_key_usage_flags(source));
    return PSA_SUCCESS;
}

/* Bytes that the copy takes at the most: as many as the source, but where it changes its location. */
static size_t copy_size(const pcrypto_key_t *source, const psa_key_attributes_t *wanted)
{
    size_t size = source->size;

    if (pcrypto_is_opaque(source)) {
        size = PSA_EXPORT_KEY_OUTPUT_SIZE(psa_get_key_type(wanted), psa_get_key_bits(wanted));
    }
    pcrypto_driver_key_size(wanted, &size);
    return size;
}

static psa_status_t copy_to(const pcrypto_key_t *source, const psa_key_attributes_t *wanted, psa_key_id_t *target_key)
{
    pcrypto_key_t *target;

    psa_status_t status = pcrypto_key_new_owned(source->owner, wanted, copy_size(source, wanted), &target);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (!pcrypto_driver_copy(source, target, &status)) {
        memcpy(target->material, source->material, source->size);
        target->size = source->size;
    }
    return pcrypto_key_commit(target, status, target_key);
}

psa_status_t psa_copy_key(psa_key_id_t source_key, const psa_key_attributes_t *attributes, psa_key_id_t *target_key)
{
    pcrypto_key_t *source;

    *target_key = PSA_KEY_ID_NULL;
    psa_status_t status = pcrypto_key_get(source_key, &source);
    if (status != PSA_SUCCESS) {
        return status;
    }
    psa_key_attributes_t wanted = *attributes;
    status = check_copy(source, &wanted);
    if (status == PSA_SUCCESS) {
        status = copy_attributes(&source->attributes, &wanted);
    }
    if (status == PSA_SUCCESS) {
        status = copy_to(source, &wanted, target_key);
    }
    pcrypto_key_put(source);
    return status;
}

psa_status_t pcrypto_attach_attributes(const psa_key_attributes_t *provided, psa_key_attributes_t *wanted)
{
    psa_key_type_t type = psa_get_key_type(provided);
    size_t bits = psa_get_key_bits(provided);
    psa_algorithm_t alg;

    if (!pcrypto_usage_is_valid(psa_get_key_usage_flags(wanted))) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_set_key_usage_flags(wanted,
                            pcrypto_usage_extend(psa_get_key_usage_flags(wanted)) & psa_get_key_usage_flags(provided));
    if (type == PSA_KEY_TYPE_NONE) {
        return PSA_SUCCESS;
    }
    if ((psa_get_key_type(wanted) != PSA_KEY_TYPE_NONE && psa_get_key_type(wanted) != type) ||
        (psa_get_key_bits(wanted) != 0 && psa_get_key_bits(wanted) != bits) ||
        !pcrypto_policy_intersect(type, psa_get_key_algorithm(provided), psa_get_key_algorithm(wanted), &alg)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_set_key_type(wanted, type);
    psa_set_key_bits(wanted, bits);
    psa_set_key_algorithm(wanted, alg);
    return PSA_SUCCESS;
}

psa_status_t psa_attach_key(const psa_key_attributes_t *attributes, const uint8_t *label, size_t label_length,
                            psa_key_id_t *key)
{
    psa_key_attributes_t wanted = *attributes;
    pcrypto_builtin_t found;
    pcrypto_key_t *slot;

    *key = PSA_KEY_ID_NULL;
    if (!pcrypto_is_initialised()) {
        return PSA_ERROR_BAD_STATE;
    }
    psa_status_t status = PSA_ERROR_INVALID_ARGUMENT;
    if (!PSA_KEY_LIFETIME_IS_VOLATILE(psa_get_key_lifetime(attributes))) {
        return status;
    }
    if (pcrypto_driver_attach(attributes, label, label_length, &slot, &status)) {
        return status == PSA_SUCCESS ? pcrypto_key_commit(slot, status, key) : status;
    }
    if (PSA_KEY_LIFETIME_GET_LOCATION(psa_get_key_lifetime(attributes)) != PSA_KEY_LOCATION_LOCAL_STORAGE) {
        return status;
    }
    status = pcrypto_builtin_by_label(label, label_length, plat_caller(), &found);
    if (status == PSA_SUCCESS) {
        status = pcrypto_attach_attributes(&found.attributes, &wanted);
    }
    if (status == PSA_SUCCESS) {
        found.attributes = wanted;
        status = pcrypto_key_new(&wanted, pcrypto_builtin_size(&found), &slot);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = pcrypto_builtin_read(&found, slot);
    return pcrypto_key_commit(slot, status, key);
}

psa_status_t pcrypto_owned_destroy(int32_t owner, psa_key_id_t key)
{
    psa_status_t status = PSA_SUCCESS;

    if (key == PSA_KEY_ID_NULL || pcrypto_driver_destroy(owner, key, &status)) {
        return status;
    }
    return pcrypto_key_destroy(owner, key);
}

psa_status_t psa_destroy_key(psa_key_id_t key)
{
    return pcrypto_owned_destroy(plat_caller(), key);
}

psa_status_t psa_purge_key(psa_key_id_t key)
{
    return pcrypto_key_purge(key);
}

psa_status_t pcrypto_owned_attributes(int32_t owner, psa_key_id_t key, psa_key_attributes_t *attributes)
{
    pcrypto_key_t *held;

    psa_reset_key_attributes(attributes);
    psa_status_t status = pcrypto_key_get_owned(owner, key, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    *attributes = held->attributes;
    pcrypto_key_put(held);
    return PSA_SUCCESS;
}

psa_status_t psa_get_key_attributes(psa_key_id_t key, psa_key_attributes_t *attributes)
{
    return pcrypto_owned_attributes(plat_caller(), key, attributes);
}

psa_status_t pcrypto_owned_export(int32_t owner, psa_key_id_t key, uint8_t *data, size_t data_size, size_t *data_length)
{
    pcrypto_key_t *held;

    *data_length = 0;
    psa_status_t status = pcrypto_key_get_owned(owner, key, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (!PSA_KEY_TYPE_IS_PUBLIC_KEY(psa_get_key_type(&held->attributes)) &&
        (psa_get_key_usage_flags(&held->attributes) & PSA_KEY_USAGE_EXPORT) == 0) {
        status = PSA_ERROR_NOT_PERMITTED;
    } else if (!pcrypto_is_read_out(psa_get_key_type(&held->attributes))) {
        status = PSA_ERROR_NOT_SUPPORTED;
    } else if (pcrypto_driver_export(held, data, data_size, data_length, &status)) {
        /* settled */
    } else if (data_size < held->size) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    } else {
        memcpy(data, held->material, held->size);
        *data_length = held->size;
    }
    pcrypto_key_put(held);
    return status;
}

psa_status_t psa_export_key(psa_key_id_t key, uint8_t *data, size_t data_size, size_t *data_length)
{
    return pcrypto_owned_export(plat_caller(), key, data, data_size, data_length);
}

/* The public half of an elliptic curve key pair, as it is kept with the key: computing it costs as much as a
 * signature. */
typedef struct public_half {
    uint16_t size;
    uint8_t bytes[133]; /* P-521 */
} public_half_t;

_Static_assert(sizeof(public_half_t) <= PCRYPTO_KEPT_SIZE || PCRYPTO_KEPT_COUNT == 0, "a public half can't be kept");

/* What is kept, or kept from now on; NULL: nothing. */
static const public_half_t *public_half_of(pcrypto_key_t *held)
{
    const public_half_t *half = pcrypto_kept(held, PCRYPTO_KEPT_PUBLIC);
    size_t size = 0;

    if (half != NULL || !PSA_KEY_TYPE_IS_ECC_KEY_PAIR(psa_get_key_type(&held->attributes))) {
        return half;
    }
    public_half_t *fresh = pcrypto_kept_begin(held, PCRYPTO_KEPT_PUBLIC, sizeof *fresh);
    if (fresh == NULL) {
        return NULL;
    }
    psa_status_t status = pcrypto_material_public(held, fresh->bytes, sizeof fresh->bytes, &size);
    fresh->size = (uint16_t)size;
    pcrypto_kept_end(held, status == PSA_SUCCESS);
    return status == PSA_SUCCESS ? fresh : NULL;
}

static psa_status_t export_public(pcrypto_key_t *held, uint8_t *data, size_t data_size, size_t *data_length)
{
    const public_half_t *half = public_half_of(held);

    if (half == NULL) {
        return pcrypto_material_public(held, data, data_size, data_length);
    }
    if (data_size < half->size) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    memcpy(data, half->bytes, half->size);
    *data_length = half->size;
    return PSA_SUCCESS;
}

psa_status_t pcrypto_owned_export_public(int32_t owner, psa_key_id_t key, uint8_t *data, size_t data_size,
                                         size_t *data_length)
{
    pcrypto_key_t *held;

    *data_length = 0;
    psa_status_t status = pcrypto_key_get_owned(owner, key, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (!pcrypto_driver_export_public(held, data, data_size, data_length, &status)) {
        status = export_public(held, data, data_size, data_length);
    }
    pcrypto_key_put(held);
    return status;
}

psa_status_t psa_export_public_key(psa_key_id_t key, uint8_t *data, size_t data_size, size_t *data_length)
{
    return pcrypto_owned_export_public(plat_caller(), key, data, data_size, data_length);
}
