/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Monotonic counters and references. The part has none that survives the loss of its battery; those over one-time programmable bits are
 * not written yet, nor is a place for references. The libraries drop the promises that rest on counters when a port has none.
 */
#include "platform/platform.h"

#include <string.h>

psa_status_t plat_counter_read(uint32_t id, uint32_t *value)
{
    (void)id;
    *value = 0;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t plat_counter_raise(uint32_t id, uint32_t value)
{
    (void)id;
    (void)value;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t plat_reference_get(uint32_t component, uint8_t hash[PLAT_REFERENCE_SIZE])
{
    (void)component;
    memset(hash, 0, PLAT_REFERENCE_SIZE);
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t plat_reference_set(uint32_t component, const uint8_t hash[PLAT_REFERENCE_SIZE])
{
    (void)component;
    (void)hash;
    return PSA_ERROR_NOT_SUPPORTED;
}
