/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Persistent keys in internal trusted storage: the only file of the library that knows it. The format of a stored key is
 * in key_format.h.
 *
 * Keys belong to PITS_OWNER_KEYS, which no caller is: through psa_its_get() a caller could read a key that its policy
 * does not let out, and through psa_its_set() put one of its own making in place.
 */
#include "key_store.h"

#include "key_format.h"
#include "lib/crypto/core/ct.h"
#include "lib/its/its_internal.h"

/* Callers' keys are apart: the caller is in the uid. */
static psa_storage_uid_t uid_of(psa_key_id_t id)
{
    return (psa_storage_uid_t)(uint32_t)plat_caller() << 32 | id;
}

/* A record that does not authenticate is damaged: to the key management that is all there is to say. */
static psa_status_t narrow(psa_status_t status)
{
    return status == PSA_ERROR_INVALID_SIGNATURE ? PSA_ERROR_DATA_CORRUPT : status;
}

psa_status_t pcrypto_store_exists(psa_key_id_t id)
{
    struct psa_storage_info_t info;

    return narrow(pits_get_info(&pits_store_its, PITS_OWNER_KEYS, uid_of(id), &info));
}

psa_status_t pcrypto_store_load(psa_key_id_t id, pcrypto_key_t *key)
{
    uint8_t record[PCRYPTO_KEY_FORMAT_SIZE_MAX];
    size_t length = 0;
    struct psa_storage_info_t info;

    /* The size first: pits_get() would cut a longer item to the buffer without a word. */
    psa_status_t status = narrow(pits_get_info(&pits_store_its, PITS_OWNER_KEYS, uid_of(id), &info));
    if (status == PSA_SUCCESS && info.size > sizeof record) {
        status = PSA_ERROR_DATA_INVALID;
    }
    if (status == PSA_SUCCESS) {
        status = narrow(pits_get(&pits_store_its, PITS_OWNER_KEYS, uid_of(id), 0, info.size, record, &length));
    }
    if (status == PSA_SUCCESS) {
        status = pcrypto_key_decode(record, length, id, key);
    }
    pcc_wipe(record, sizeof record);
    return status;
}

psa_status_t pcrypto_store_save(const pcrypto_key_t *key)
{
    uint8_t record[PCRYPTO_KEY_FORMAT_SIZE_MAX];
    size_t length = pcrypto_key_encode(key, record);

    psa_status_t status = pits_set(&pits_store_its, PITS_OWNER_KEYS, uid_of(psa_get_key_id(&key->attributes)), length,
                                   record, PSA_STORAGE_FLAG_NONE);
    pcc_wipe(record, sizeof record);
    return narrow(status);
}

psa_status_t pcrypto_store_remove(psa_key_id_t id)
{
    return narrow(pits_remove(&pits_store_its, PITS_OWNER_KEYS, uid_of(id)));
}
