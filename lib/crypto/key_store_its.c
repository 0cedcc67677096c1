/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Persistent keys in internal trusted storage: the only file of the library that knows it. The format of a stored key
 * is in key_format.h.
 *
 * Keys belong to PITS_OWNER_KEYS, which no caller is: through psa_its_get() a caller could read a key that its policy
 * does not let out, and through psa_its_set() put one of its own making in place.
 */
#include "key_store.h"

#include "crypto_internal.h"
#include "key_format.h"
#include "lib/its/its_internal.h"

/* Owners' keys are apart: the owner is in the uid. */
static psa_storage_uid_t uid_of(int32_t owner, psa_key_id_t id)
{
    return (psa_storage_uid_t)(uint32_t)owner << 32 | id;
}

/* A record that does not authenticate is damaged: to the key management that is all there is to say. */
static PCRYPTO_APART psa_status_t narrow(psa_status_t status)
{
    return status == PSA_ERROR_INVALID_SIGNATURE ? PSA_ERROR_DATA_CORRUPT : status;
}

/* The record is made and taken apart in the slot itself: its header goes to the room before the material. */
_Static_assert(PCRYPTO_KEY_ROOM >= PCRYPTO_KEY_FORMAT_HEADER_SIZE, "no room for the header");

static uint8_t *record_of(const pcrypto_key_t *key)
{
    return key->material - PCRYPTO_KEY_FORMAT_HEADER_SIZE;
}

psa_status_t pcrypto_store_exists(int32_t owner, psa_key_id_t id, size_t *size)
{
    struct psa_storage_info_t info;
    psa_status_t status = narrow(pits_get_info(&pits_store_its, PITS_OWNER_KEYS, uid_of(owner, id), &info));

    /* An item that is too short or too long to be a key is read as one without material, which is none. */
    *size = 0;
    if (status == PSA_SUCCESS && info.size > PCRYPTO_KEY_FORMAT_HEADER_SIZE &&
        info.size <= PCRYPTO_KEY_FORMAT_SIZE_MAX) {
        *size = info.size - PCRYPTO_KEY_FORMAT_HEADER_SIZE;
    }
    return status;
}

psa_status_t pcrypto_store_load(int32_t owner, psa_key_id_t id, size_t size, pcrypto_key_t *key)
{
    size_t length = 0;
    psa_status_t status = narrow(pits_get(&pits_store_its, PITS_OWNER_KEYS, uid_of(owner, id), 0,
                                          PCRYPTO_KEY_FORMAT_HEADER_SIZE + size, record_of(key), &length));

    return status == PSA_SUCCESS ? pcrypto_key_decode(record_of(key), length, id, key) : status;
}

psa_status_t pcrypto_store_save(pcrypto_key_t *key)
{
    size_t length = pcrypto_key_encode(key, record_of(key));
    /* A key that is never destroyed is an item that is never removed. */
    psa_storage_create_flags_t flags =
        PSA_KEY_LIFETIME_GET_PERSISTENCE(psa_get_key_lifetime(&key->attributes)) == PSA_KEY_PERSISTENCE_READ_ONLY
            ? PSA_STORAGE_FLAG_WRITE_ONCE
            : PSA_STORAGE_FLAG_NONE;

    return narrow(pits_set(&pits_store_its, PITS_OWNER_KEYS, uid_of(key->owner, psa_get_key_id(&key->attributes)),
                           length, record_of(key), flags));
}

/* Write-once items can be removed while the device is provisioned; keys that are never destroyed can't. What is damaged
 * is the storage's own business. */
psa_status_t pcrypto_store_remove(int32_t owner, psa_key_id_t id)
{
    struct psa_storage_info_t info;

    if (pits_get_info(&pits_store_its, PITS_OWNER_KEYS, uid_of(owner, id), &info) == PSA_SUCCESS &&
        (info.flags & PSA_STORAGE_FLAG_WRITE_ONCE) != 0) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    return narrow(pits_remove(&pits_store_its, PITS_OWNER_KEYS, uid_of(owner, id)));
}
