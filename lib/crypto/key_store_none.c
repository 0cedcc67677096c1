/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * No persistent keys: for boot stages and products without storage.
 */
#include "key_store.h"

psa_status_t pcrypto_store_exists(psa_key_id_t id, size_t *size)
{
    (void)id;
    *size = 0;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_store_load(psa_key_id_t id, size_t size, pcrypto_key_t *key)
{
    (void)id;
    (void)size;
    (void)key;
    return PSA_ERROR_DOES_NOT_EXIST;
}

psa_status_t pcrypto_store_save(pcrypto_key_t *key)
{
    (void)key;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_store_remove(psa_key_id_t id)
{
    (void)id;
    return PSA_ERROR_DOES_NOT_EXIST;
}
