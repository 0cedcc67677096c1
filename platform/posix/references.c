/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * References of the POSIX port: a file that is replaced whole. Any process of this user can write it, as it can the
 * rest.
 */
#include "platform/posix/posix_internal.h"

#include <string.h>

static const char kind[8] = { 'P', 'S', 'A', 'r', 'e', 'f', 'e', 'r' };
static const char name[] = "references";

/* Payload: one for each component; all zeros: none. */
#define COMPONENT_COUNT 32u
#define SIZE (COMPONENT_COUNT * PLAT_REFERENCE_SIZE)

static psa_status_t load(uint8_t all[SIZE])
{
    size_t length;
    psa_status_t status = plat_px_load(plat_px_dir(), plat_px_dir_name(), name, kind, all, SIZE, &length);
    if (status == PSA_ERROR_DOES_NOT_EXIST) {
        memset(all, 0, SIZE);
        return PSA_SUCCESS;
    }
    if (status == PSA_SUCCESS && length != SIZE) {
        status = plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/%s: damaged: wrong size", plat_px_dir_name(), name);
    }
    return status == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}

psa_status_t plat_reference_get(uint32_t component, uint8_t hash[PLAT_REFERENCE_SIZE])
{
    static const uint8_t none[PLAT_REFERENCE_SIZE];
    uint8_t all[SIZE];
    memset(hash, 0, PLAT_REFERENCE_SIZE);
    if (component >= COMPONENT_COUNT) {
        return plat_px_fail(PSA_ERROR_NOT_SUPPORTED, "there is no component %u", (unsigned)component);
    }
    psa_status_t status = plat_px_enter();
    if (status != PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    status = load(all);
    if (status == PSA_SUCCESS) {
        memcpy(hash, &all[component * PLAT_REFERENCE_SIZE], PLAT_REFERENCE_SIZE);
        if (memcmp(hash, none, sizeof none) == 0) {
            status = plat_px_fail(PSA_ERROR_DOES_NOT_EXIST, "component %u has no reference", (unsigned)component);
        }
    }
    plat_px_leave();
    return status;
}

psa_status_t plat_reference_set(uint32_t component, const uint8_t hash[PLAT_REFERENCE_SIZE])
{
    uint8_t all[SIZE];
    if (component >= COMPONENT_COUNT) {
        return plat_px_fail(PSA_ERROR_NOT_SUPPORTED, "there is no component %u", (unsigned)component);
    }
    psa_status_t status = plat_px_enter();
    if (status != PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    status = load(all);
    if (status != PSA_SUCCESS) {
        memset(all, 0, sizeof all); /* damaged: begin anew, the others are checked by their signatures once more */
    }
    memcpy(&all[component * PLAT_REFERENCE_SIZE], hash, PLAT_REFERENCE_SIZE);
    status = plat_px_store(plat_px_dir(), plat_px_dir_name(), name, kind, all, sizeof all);
    plat_px_leave();
    return status == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}
