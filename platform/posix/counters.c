/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Monotonic counters of the POSIX port: a file that is replaced whole at each raise.
 */
#include "platform/posix/posix_internal.h"

#include <string.h>

static const char kind[8] = { 'P', 'S', 'A', 'c', 'o', 'u', 'n', 't' };
static const char name[] = "counters";

/* Payload: the values of FWU(0) to FWU(31), of ITS and of PS, of FWU_KEYS(0) to FWU_KEYS(31), 4 bytes each. Files of
 * earlier versions end before the last ones, which are 0 then. */
#define COMPONENT_COUNT 32u
#define KEYS_AT (COMPONENT_COUNT + 2u)
#define COUNTER_COUNT (KEYS_AT + COMPONENT_COUNT)

psa_status_t plat_px_counters_create(int dir, const char *dir_name)
{
    const uint8_t zeros[4 * COUNTER_COUNT] = { 0 };
    return plat_px_store(dir, dir_name, name, kind, zeros, sizeof zeros);
}

/** Place of a counter; COUNTER_COUNT if there is none. */
static uint32_t index_of(uint32_t id)
{
    if (id == PLAT_COUNTER_ITS) {
        return COMPONENT_COUNT;
    }
    if (id == PLAT_COUNTER_PS) {
        return COMPONENT_COUNT + 1u;
    }
    if (id >= PLAT_COUNTER_FWU(0u) && id < PLAT_COUNTER_FWU(COMPONENT_COUNT)) {
        return id - PLAT_COUNTER_FWU(0u);
    }
    if (id >= PLAT_COUNTER_FWU_KEYS(0u) && id < PLAT_COUNTER_FWU_KEYS(COMPONENT_COUNT)) {
        return KEYS_AT + id - PLAT_COUNTER_FWU_KEYS(0u);
    }
    return COUNTER_COUNT;
}

static psa_status_t load(uint8_t values[4 * COUNTER_COUNT])
{
    size_t length;
    psa_status_t status =
        plat_px_load(plat_px_dir(), plat_px_dir_name(), name, kind, values, 4 * COUNTER_COUNT, &length);
    if (status == PSA_SUCCESS && length == 4 * KEYS_AT) {
        memset(&values[length], 0, 4 * COUNTER_COUNT - length);
        length = 4 * COUNTER_COUNT;
    }
    if (status == PSA_SUCCESS && length != 4 * COUNTER_COUNT) {
        status = plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/%s: damaged: wrong size", plat_px_dir_name(), name);
    }
    return status == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}

static psa_status_t raise_to(uint32_t index, uint32_t value)
{
    uint8_t values[4 * COUNTER_COUNT];
    psa_status_t status = load(values);
    if (status != PSA_SUCCESS || value <= plat_px_get32(&values[4 * index])) {
        return status;
    }
    plat_px_put32(&values[4 * index], value);
    status = plat_px_store(plat_px_dir(), plat_px_dir_name(), name, kind, values, sizeof values);
    return status == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}

psa_status_t plat_counter_read(uint32_t id, uint32_t *value)
{
    uint8_t values[4 * COUNTER_COUNT];
    uint32_t index = index_of(id);
    *value = 0;
    if (index == COUNTER_COUNT) {
        return plat_px_fail(PSA_ERROR_NOT_SUPPORTED, "there is no counter 0x%x", (unsigned)id);
    }
    psa_status_t status = plat_px_enter();
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = load(values);
    if (status == PSA_SUCCESS) {
        *value = plat_px_get32(&values[4 * index]);
    }
    plat_px_leave();
    return status;
}

psa_status_t plat_counter_raise(uint32_t id, uint32_t value)
{
    uint32_t index = index_of(id);
    if (index == COUNTER_COUNT) {
        return plat_px_fail(PSA_ERROR_NOT_SUPPORTED, "there is no counter 0x%x", (unsigned)id);
    }
    psa_status_t status = plat_px_enter();
    if (status == PSA_SUCCESS) {
        status = raise_to(index, value);
        plat_px_leave();
    }
    return status;
}
