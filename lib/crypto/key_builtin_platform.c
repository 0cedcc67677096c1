/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Provided keys: the port's table, and keys derived from the device key. DESIGN.md section 1 says which labels there
 * are.
 *
 * A derived key is SP 800-108 with CMAC under the device key of
 * label "psa crypto key", context le32(owner) || le16(type) || le16(bits) || the label of the key: callers, types and sizes
 * have keys apart, and none of them is the device key itself or what storage derives from it.
 */
#include "key_builtin.h"

#include <string.h>

#include "crypto_internal.h"
#include "driver.h"
#include "key_material.h"
#include "key_policy.h"
#include "lib/crypto/core/bytes.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/kdf_cmac.h"

#define DEVICE_LABEL "device"
#define DEVICE_LABEL_SIZE (sizeof DEVICE_LABEL - 1u)
#define LABEL_SIZE_MAX 64u

/* Else none had room, and all of them were no keys. */
_Static_assert(PCRYPTO_KEY_SIZE_MAX >= PLAT_BUILTIN_KEY_SIZE_MAX,
               "PCRYPTO_KEY_SLOT_SIZE: built-in keys need PLAT_BUILTIN_KEY_SIZE_MAX bytes");

static psa_key_lifetime_t read_only_at(psa_key_location_t location)
{
    return PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(PSA_KEY_PERSISTENCE_READ_ONLY, location);
}

/* The row of an identifier, or (label not NULL) of a label, that the owner may use. */
static const plat_builtin_key_t *find_row(psa_key_id_t id, const uint8_t *label, size_t size, int32_t owner)
{
    const plat_builtin_key_t *row;

    for (uint32_t i = 0; (row = plat_builtin_key(i)) != NULL; i++) {
        bool same = label == NULL ? row->id == id : strlen(row->label) == size && memcmp(row->label, label, size) == 0;
        if (same && (row->client == 0 || row->client == owner)) {
            return row;
        }
    }
    return NULL;
}

static void take_row(const plat_builtin_key_t *row, pcrypto_builtin_t *found)
{
    found->row = row;
    found->attributes.lifetime = read_only_at(row->location);
    psa_set_key_type(&found->attributes, row->type);
    psa_set_key_bits(&found->attributes, row->bits);
    psa_set_key_usage_flags(&found->attributes, pcrypto_usage_extend(row->usage));
    psa_set_key_algorithm(&found->attributes, row->algorithm);
    found->attributes.id = row->id;
}

/* The device key as a key to derive from. */
static void take_device_key(pcrypto_builtin_t *found)
{
    psa_set_key_type(&found->attributes, PSA_KEY_TYPE_DERIVE);
    psa_set_key_bits(&found->attributes, 256);
    psa_set_key_usage_flags(&found->attributes, PSA_KEY_USAGE_DERIVE | PSA_KEY_USAGE_VERIFY_DERIVATION);
    psa_set_key_algorithm(&found->attributes, PSA_ALG_HKDF(PSA_ALG_SHA_256));
    found->attributes.id = PLAT_KEY_ID_DEVICE;
    found->label = (const uint8_t *)DEVICE_LABEL;
    found->label_size = DEVICE_LABEL_SIZE;
}

static void begin(int32_t owner, pcrypto_builtin_t *found)
{
    memset(found, 0, sizeof *found);
    found->owner = owner;
    found->attributes.lifetime = read_only_at(PSA_KEY_LOCATION_LOCAL_STORAGE);
}

psa_status_t pcrypto_builtin_by_id(psa_key_id_t id, int32_t owner, pcrypto_builtin_t *found)
{
    begin(owner, found);
    if (id == PLAT_KEY_ID_DEVICE) {
        take_device_key(found);
        return PSA_SUCCESS;
    }
    const plat_builtin_key_t *row = find_row(id, NULL, 0, owner);
    if (row == NULL ||
        (row->location != PSA_KEY_LOCATION_LOCAL_STORAGE && !pcrypto_driver_has_location(row->location))) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    take_row(row, found);
    return PSA_SUCCESS;
}

psa_status_t pcrypto_builtin_by_label(const uint8_t *label, size_t size, int32_t owner, pcrypto_builtin_t *found)
{
    begin(owner, found);
    if (size >= DEVICE_LABEL_SIZE && size <= LABEL_SIZE_MAX && memcmp(label, DEVICE_LABEL, DEVICE_LABEL_SIZE) == 0) {
        if (size == DEVICE_LABEL_SIZE) {
            take_device_key(found);
            return PSA_SUCCESS;
        }
        if (label[DEVICE_LABEL_SIZE] == '/') {
            /* Type, size and policy are the application's, but that nobody reads it out. */
            psa_set_key_usage_flags(&found->attributes, ~PSA_KEY_USAGE_EXPORT);
            found->label = label;
            found->label_size = size;
            return PSA_SUCCESS;
        }
    }
    const plat_builtin_key_t *row = size > 0 ? find_row(0, label, size, owner) : NULL;
    if (row == NULL || row->location != PSA_KEY_LOCATION_LOCAL_STORAGE) { /* a driver's is used by its identifier */
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    take_row(row, found);
    return PSA_SUCCESS;
}

size_t pcrypto_builtin_size(const pcrypto_builtin_t *found)
{
    return found->row != NULL ? PLAT_BUILTIN_KEY_SIZE_MAX : psa_get_key_bits(&found->attributes) / 8;
}

static psa_status_t derive(const pcrypto_builtin_t *found, pcrypto_key_t *key)
{
    static const uint8_t label[] = { 'p', 's', 'a', ' ', 'c', 'r', 'y', 'p', 't', 'o', ' ', 'k', 'e', 'y' };
    uint8_t device_key[PLAT_DEVICE_KEY_SIZE];
    uint8_t context[8 + LABEL_SIZE_MAX];
    size_t size;

    /* Bytes of any value, so that what is derived is a key. */
    psa_status_t status = pcrypto_material_derived_size(&key->attributes, &size);
    if (status == PSA_SUCCESS && !PSA_KEY_TYPE_IS_UNSTRUCTURED(psa_get_key_type(&key->attributes))) {
        status = PSA_ERROR_NOT_SUPPORTED;
    }
    if (status == PSA_SUCCESS && size > key->capacity) {
        status = PSA_ERROR_NOT_SUPPORTED;
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    pcc_put_le32(context, (uint32_t)found->owner);
    pcc_put_le16(context + 4, psa_get_key_type(&key->attributes));
    pcc_put_le16(context + 6, (uint16_t)psa_get_key_bits(&key->attributes));
    memcpy(context + 8, found->label, found->label_size);
    status = plat_device_key(device_key);
    if (status == PSA_SUCCESS) {
        status = pcc_kdf_cmac(device_key, sizeof device_key, label, sizeof label, context, 8 + found->label_size,
                              key->material, size);
    }
    pcc_wipe(device_key, sizeof device_key);
    if (status == PSA_SUCCESS) {
        key->size = (uint16_t)size;
        status = pcrypto_material_from_derived(key, &size);
    }
    /* A key that its type refuses (DES, one in 2^50): this label has none. */
    return status == PSA_ERROR_DOES_NOT_EXIST ? PSA_ERROR_NOT_SUPPORTED : status;
}

/* The port's bytes are checked as an import is: a key that was provisioned badly is no key. */
static PCRYPTO_APART psa_status_t read_row(const plat_builtin_key_t *row, pcrypto_key_t *key)
{
    size_t size;
    psa_status_t status = plat_builtin_key_read(row, key->material, &size); /* which has pcrypto_builtin_size() */

    if (status != PSA_SUCCESS) {
        return status;
    }
    key->size = (uint16_t)size;
    bool good = size <= PLAT_BUILTIN_KEY_SIZE_MAX; /* what a driver knows a key by, it judges itself */
    if (good && !pcrypto_is_opaque(key)) {
        good = size > 0 && pcrypto_material_check(key) == PSA_SUCCESS;
    }
    return good ? PSA_SUCCESS : PSA_ERROR_DATA_INVALID;
}

/* The codes of the Crypto API: a device that was not given the key, or that can't deliver it now. */
static PCRYPTO_APART psa_status_t narrow(psa_status_t status)
{
    return status == PSA_ERROR_HARDWARE_FAILURE ? PSA_ERROR_CORRUPTION_DETECTED : status;
}

psa_status_t pcrypto_builtin_read(const pcrypto_builtin_t *found, pcrypto_key_t *key)
{
    return narrow(found->row != NULL ? read_row(found->row, key) : derive(found, key));
}
