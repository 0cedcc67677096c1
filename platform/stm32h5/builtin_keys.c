/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Built-in keys: this port has none. A product with an attestation key in its option-byte keys compiles a file of its own
 * in place of this one.
 */
#include "platform/platform.h"

#include <string.h>

const plat_builtin_key_t *plat_builtin_key(uint32_t index)
{
    (void)index;
    return NULL;
}

psa_status_t plat_builtin_key_read(const plat_builtin_key_t *key, uint8_t *material, size_t *length)
{
    (void)key;
    memset(material, 0, PLAT_BUILTIN_KEY_SIZE_MAX);
    *length = 0;
    return PSA_ERROR_DOES_NOT_EXIST;
}
