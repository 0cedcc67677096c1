/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Persistent keys in internal trusted storage: the only file of the library that includes the storage API. The format of
 * a stored key is in key_format.h.
 */
#include "key_store.h"

#include "key_format.h"
#include "lib/crypto/core/ct.h"
#include "psa/internal_trusted_storage.h"

/* Keys have a range of uids of their own, so that an application's uids never meet them (DESIGN.md section 2). The owner
 * of an item is the caller of the service, here as for every item: that is what keeps the keys of callers apart. */
static psa_storage_uid_t uid_of(psa_key_id_t id)
{
    return PCRYPTO_KEY_UID_BASE | id;
}

psa_status_t pcrypto_store_exists(psa_key_id_t id)
{
    struct psa_storage_info_t info;

    return psa_its_get_info(uid_of(id), &info);
}

psa_status_t pcrypto_store_load(psa_key_id_t id, pcrypto_key_t *key)
{
    uint8_t record[PCRYPTO_KEY_FORMAT_SIZE_MAX];
    size_t length = 0;
    struct psa_storage_info_t info;

    /* The size first: psa_its_get() would cut a longer item to the buffer without a word. */
    psa_status_t status = psa_its_get_info(uid_of(id), &info);
    if (status == PSA_SUCCESS && info.size > sizeof record) {
        status = PSA_ERROR_DATA_INVALID;
    }
    if (status == PSA_SUCCESS) {
        status = psa_its_get(uid_of(id), 0, info.size, record, &length);
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

    psa_status_t status = psa_its_set(uid_of(psa_get_key_id(&key->attributes)), length, record, PSA_STORAGE_FLAG_NONE);
    pcc_wipe(record, sizeof record);
    return status;
}

psa_status_t pcrypto_store_remove(psa_key_id_t id)
{
    return psa_its_remove(uid_of(id));
}
