/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Monotonic counters. The part has none that survives the loss of its battery; those over one-time programmable bits are
 * not written yet. The libraries drop the promises that rest on counters when a port has none.
 */
#include "platform/platform.h"

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
