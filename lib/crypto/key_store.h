/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Where persistent keys live: key_store_its.c (PSA_CRYPTO_KEY_STORE=its), or nowhere (none), as constants, so that a
 * build without them has no code for them. Called with PLAT_LOCK_CRYPTO held.
 */
#ifndef PCRYPTO_KEY_STORE_H
#define PCRYPTO_KEY_STORE_H

#include <stdbool.h>

#include "key_slots.h"

#if !defined(PCRYPTO_NO_KEY_STORE)

/** Whether the owner has a stored key with this id, and the bytes of its material: PSA_SUCCESS,
 *  PSA_ERROR_DOES_NOT_EXIST or a storage error. PSA_ERROR_NOT_SUPPORTED: this build stores no keys. */
psa_status_t pcrypto_store_exists(int32_t owner, psa_key_id_t id, size_t *size);

/** Read a key with `size` bytes of material, as pcrypto_store_exists() said, into `key`, which has memory for them.
 *  Errors as above, or PSA_ERROR_DATA_CORRUPT / _INVALID. */
psa_status_t pcrypto_store_load(int32_t owner, psa_key_id_t id, size_t size, pcrypto_key_t *key);

/** Write a new key, of key->owner. */
psa_status_t pcrypto_store_save(pcrypto_key_t *key);

/** Remove a key. PSA_ERROR_DOES_NOT_EXIST if there is none. */
psa_status_t pcrypto_store_remove(int32_t owner, psa_key_id_t id);

#else /* no persistent keys: for boot stages and products without storage */

static inline psa_status_t pcrypto_store_exists(int32_t owner, psa_key_id_t id, size_t *size)
{
    (void)owner;
    (void)id;
    *size = 0;
    return PSA_ERROR_NOT_SUPPORTED;
}

static inline psa_status_t pcrypto_store_load(int32_t owner, psa_key_id_t id, size_t size, pcrypto_key_t *key)
{
    (void)owner;
    (void)id;
    (void)size;
    (void)key;
    return PSA_ERROR_DOES_NOT_EXIST;
}

static inline psa_status_t pcrypto_store_save(pcrypto_key_t *key)
{
    (void)key;
    return PSA_ERROR_NOT_SUPPORTED;
}

static inline psa_status_t pcrypto_store_remove(int32_t owner, psa_key_id_t id)
{
    (void)owner;
    (void)id;
    return PSA_ERROR_DOES_NOT_EXIST;
}

#endif

#endif /* PCRYPTO_KEY_STORE_H */
