/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * No key is provided: for boot stages.
 */
#include "key_builtin.h"

psa_status_t pcrypto_builtin_by_id(psa_key_id_t id, int32_t owner, pcrypto_builtin_t *found)
{
    (void)id;
    (void)owner;
    (void)found;
    return PSA_ERROR_DOES_NOT_EXIST;
}

psa_status_t pcrypto_builtin_by_label(const uint8_t *label, size_t size, int32_t owner, pcrypto_builtin_t *found)
{
    (void)label;
    (void)size;
    (void)owner;
    (void)found;
    return PSA_ERROR_DOES_NOT_EXIST;
}

size_t pcrypto_builtin_size(const pcrypto_builtin_t *found)
{
    (void)found;
    return 0;
}

psa_status_t pcrypto_builtin_read(const pcrypto_builtin_t *found, pcrypto_key_t *key)
{
    (void)found;
    (void)key;
    return PSA_ERROR_DOES_NOT_EXIST;
}
