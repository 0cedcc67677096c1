/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The agent's records as items of internal trusted storage.
 */
#include "agent_memory_its.h"

#include "psa/internal_trusted_storage.h"

static bool load(void *ctx, psa_fwu_component_t component, uint8_t record[AGENT_RECORD_SIZE])
{
    size_t size = 0;
    (void)ctx;
    return psa_its_get(AGENT_MEMORY_ITS_UID + component, 0, AGENT_RECORD_SIZE, record, &size) == PSA_SUCCESS &&
           size == AGENT_RECORD_SIZE;
}

static bool store(void *ctx, psa_fwu_component_t component, const uint8_t record[AGENT_RECORD_SIZE])
{
    (void)ctx;
    return psa_its_set(AGENT_MEMORY_ITS_UID + component, AGENT_RECORD_SIZE, record, PSA_STORAGE_FLAG_NONE) ==
           PSA_SUCCESS;
}

const agent_memory_t agent_memory_its = { load, store, NULL };
