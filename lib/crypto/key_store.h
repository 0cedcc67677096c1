/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Where persistent keys live. CMake compiles one implementation (PSA_CRYPTO_KEY_STORE): key_store_its.c or
 * key_store_none.c. Called with PLAT_LOCK_CRYPTO held.
 */
#ifndef PCRYPTO_KEY_STORE_H
#define PCRYPTO_KEY_STORE_H

#include <stdbool.h>

#include "key_slots.h"

/** Whether the calling owner has a stored key with this id, and the bytes of its material: PSA_SUCCESS,
 *  PSA_ERROR_DOES_NOT_EXIST or a storage error. PSA_ERROR_NOT_SUPPORTED: this build stores no keys. */
psa_status_t pcrypto_store_exists(psa_key_id_t id, size_t *size);

/** Read a key with `size` bytes of material, as pcrypto_store_exists() said, into `key`, which has memory for them.
 *  Errors as above, or PSA_ERROR_DATA_CORRUPT / _INVALID. */
psa_status_t pcrypto_store_load(psa_key_id_t id, size_t size, pcrypto_key_t *key);

/** Write a new key. */
psa_status_t pcrypto_store_save(pcrypto_key_t *key);

/** Remove a key. PSA_ERROR_DOES_NOT_EXIST if there is none. */
psa_status_t pcrypto_store_remove(psa_key_id_t id);

#endif /* PCRYPTO_KEY_STORE_H */
