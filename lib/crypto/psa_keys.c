/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key management (Crypto API 1.5, chapter 9.6 and following): create, copy, destroy, export, query.
 */
#include "crypto_internal.h"

#include <string.h>

#include "key_builtin.h"
#include "key_material.h"
#include "key_policy.h"
#include "key_slots.h"

psa_status_t psa_import_key(const psa_key_attributes_t *attributes, const uint8_t *data, size_t data_length,
                            psa_key_id_t *key)
{
    pcrypto_key_t *slot;

    *key = PSA_KEY_ID_NULL;
    psa_status_t status = pcrypto_key_new(attributes, data_length, &slot);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = pcrypto_material_import(slot, data, data_length);
    if (status != PSA_SUCCESS) {
        pcrypto_key_drop(slot);
        return status;
    }
    return pcrypto_key_commit(slot, key);
}

static psa_status_t generate(const psa_key_attributes_t *attributes, const uint8_t *custom, size_t custom_size,
                             psa_key_id_t *key)
{
    pcrypto_key_t *slot;
    size_t size;

    *key = PSA_KEY_ID_NULL;
    psa_status_t status = pcrypto_material_generated_size(attributes, &size);
    if (status == PSA_SUCCESS) {
        status = pcrypto_key_new(attributes, size, &slot);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = pcrypto_material_generate(slot, custom, custom_size);
    if (status != PSA_SUCCESS) {
        pcrypto_key_drop(slot);
        return status;
    }
    return pcrypto_key_commit(slot, key);
}

psa_status_t psa_generate_key(const psa_key_attributes_t *attributes, psa_key_id_t *key)
{
    return generate(attributes, NULL, 0, key);
}

psa_status_t psa_generate_key_custom(const psa_key_attributes_t *attributes, const psa_custom_key_parameters_t *custom,
                                     const uint8_t *custom_data, size_t custom_data_length, psa_key_id_t *key)
{
    if (custom->flags != 0) {
        *key = PSA_KEY_ID_NULL;
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return generate(attributes, custom_data, custom_data_length, key);
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

psa_status_t psa_copy_key(psa_key_id_t source_key, const psa_key_attributes_t *attributes, psa_key_id_t *target_key)
{
    pcrypto_key_t *source, *target;

    *target_key = PSA_KEY_ID_NULL;
    psa_status_t status = pcrypto_key_get(source_key, &source);
    if (status != PSA_SUCCESS) {
        return status;
    }
    psa_key_attributes_t wanted = *attributes;
    if ((psa_get_key_usage_flags(&source->attributes) & PSA_KEY_USAGE_COPY) == 0) {
        status = PSA_ERROR_NOT_PERMITTED;
    }
    if (status == PSA_SUCCESS) {
        status = copy_attributes(&source->attributes, &wanted);
    }
    if (status == PSA_SUCCESS) {
        status = pcrypto_key_new(&wanted, source->size, &target);
    }
    if (status == PSA_SUCCESS) {
        memcpy(target->material, source->material, source->size);
        target->size = source->size;
        status = pcrypto_key_commit(target, target_key);
    }
    pcrypto_key_put(source);
    return status;
}

/* The attributes of an attached key: what the implementation provides and what the application asks for must agree where
 * both speak, and both policies hold. */
static psa_status_t attach_attributes(const psa_key_attributes_t *provided, psa_key_attributes_t *wanted)
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
    if (!PSA_KEY_LIFETIME_IS_VOLATILE(psa_get_key_lifetime(attributes)) ||
        PSA_KEY_LIFETIME_GET_LOCATION(psa_get_key_lifetime(attributes)) != PSA_KEY_LOCATION_LOCAL_STORAGE) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = pcrypto_builtin_by_label(label, label_length, plat_caller(), &found);
    if (status == PSA_SUCCESS) {
        status = attach_attributes(&found.attributes, &wanted);
    }
    if (status == PSA_SUCCESS) {
        found.attributes = wanted;
        status = pcrypto_key_new(&wanted, pcrypto_builtin_size(&found), &slot);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = pcrypto_builtin_read(&found, slot);
    if (status != PSA_SUCCESS) {
        pcrypto_key_drop(slot);
        return status;
    }
    return pcrypto_key_commit(slot, key);
}

psa_status_t psa_destroy_key(psa_key_id_t key)
{
    return key == PSA_KEY_ID_NULL ? PSA_SUCCESS : pcrypto_key_destroy(key);
}

psa_status_t psa_purge_key(psa_key_id_t key)
{
    return pcrypto_key_purge(key);
}

psa_status_t psa_get_key_attributes(psa_key_id_t key, psa_key_attributes_t *attributes)
{
    pcrypto_key_t *held;

    psa_reset_key_attributes(attributes);
    psa_status_t status = pcrypto_key_get(key, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    *attributes = held->attributes;
    pcrypto_key_put(held);
    return PSA_SUCCESS;
}

psa_status_t psa_export_key(psa_key_id_t key, uint8_t *data, size_t data_size, size_t *data_length)
{
    pcrypto_key_t *held;

    *data_length = 0;
    psa_status_t status = pcrypto_key_get(key, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (!PSA_KEY_TYPE_IS_PUBLIC_KEY(psa_get_key_type(&held->attributes)) &&
        (psa_get_key_usage_flags(&held->attributes) & PSA_KEY_USAGE_EXPORT) == 0) {
        status = PSA_ERROR_NOT_PERMITTED;
    } else if (data_size < held->size) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    } else {
        memcpy(data, held->material, held->size);
        *data_length = held->size;
    }
    pcrypto_key_put(held);
    return status;
}

psa_status_t psa_export_public_key(psa_key_id_t key, uint8_t *data, size_t data_size, size_t *data_length)
{
    pcrypto_key_t *held;

    *data_length = 0;
    psa_status_t status = pcrypto_key_get(key, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = pcrypto_material_public(held, data, data_size, data_length);
    pcrypto_key_put(held);
    return status;
}
