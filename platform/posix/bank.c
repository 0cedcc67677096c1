/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Banks of the POSIX port: which components' slots are exchanged, in a small file that is replaced whole.
 */
#include "platform/posix/flash_file.h"

#include <string.h>

static const char kind[8] = { 'P', 'S', 'A', 'b', 'a', 'n', 'k', 's' };
static const char name[] = "banks";

#define COMPONENT_COUNT 32u

/** One bit a component. */
static uint32_t exchanged;

psa_status_t plat_px_banks_open(int dir, const char *dir_name)
{
    uint8_t payload[4];
    size_t length;
    exchanged = 0;
    psa_status_t status = plat_px_load(dir, dir_name, name, kind, payload, sizeof payload, &length);
    if (status == PSA_ERROR_DOES_NOT_EXIST) {
        return PSA_SUCCESS; /* none ever was */
    }
    if (status == PSA_SUCCESS && length != sizeof payload) {
        status = plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/%s: damaged: wrong size", dir_name, name);
    }
    if (status == PSA_SUCCESS) {
        exchanged = plat_px_get32(payload);
    }
    return status;
}

static const plat_flash_area_t *find(uint32_t id)
{
    for (uint32_t i = 0; i < plat_px_flash_table.area_count; i++) {
        if (plat_px_flash_table.areas[i].id == id) {
            return &plat_px_flash_table.areas[i];
        }
    }
    return NULL;
}

const plat_flash_area_t *plat_px_flash_shown(const plat_flash_area_t *area)
{
    if (area->id < PLAT_AREA_SLOT_ACTIVE(0u) || area->id > PLAT_AREA_SLOT_SECOND(COMPONENT_COUNT - 1u)) {
        return area;
    }
    uint32_t component = (area->id - PLAT_AREA_SLOT_ACTIVE(0u)) / 2u;
    return (exchanged >> component & 1u) != 0 ? find(area->id ^ 1u) : area;
}

/** Whether the slots of a component can be exchanged: they are alike. */
static psa_status_t check_component(uint32_t component)
{
    const plat_flash_area_t *active = component < COMPONENT_COUNT ? find(PLAT_AREA_SLOT_ACTIVE(component)) : NULL;
    const plat_flash_area_t *second = component < COMPONENT_COUNT ? find(PLAT_AREA_SLOT_SECOND(component)) : NULL;
    if (active == NULL || second == NULL || active->size != second->size || active->erase_size != second->erase_size ||
        active->prog_size != second->prog_size || active->erased != second->erased) {
        return plat_px_fail(PSA_ERROR_NOT_SUPPORTED, "%s: component %u has no two slots of one size",
                            plat_px_dir_name(), (unsigned)component);
    }
    return PSA_SUCCESS;
}

psa_status_t plat_bank(uint32_t component, uint32_t *bank)
{
    *bank = 0;
    psa_status_t status = plat_px_enter();
    if (status != PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    status = check_component(component);
    if (status == PSA_SUCCESS) {
        *bank = exchanged >> component & 1u;
    }
    plat_px_leave();
    return status;
}

static psa_status_t store(uint32_t value)
{
    uint8_t payload[4];
    plat_px_put32(payload, value);
    psa_status_t status = plat_px_store(plat_px_dir(), plat_px_dir_name(), name, kind, payload, sizeof payload);
    if (status != PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    exchanged = value;
    return PSA_SUCCESS;
}

psa_status_t plat_bank_select(uint32_t component, uint32_t bank)
{
    if (bank > 1u) {
        return plat_px_fail(PSA_ERROR_INVALID_ARGUMENT, "there is no bank %u", (unsigned)bank);
    }
    psa_status_t status = plat_px_enter();
    if (status != PSA_SUCCESS) {
        return PSA_ERROR_STORAGE_FAILURE;
    }
    status = check_component(component);
    if (status == PSA_SUCCESS && (exchanged >> component & 1u) != bank) {
        status = store((exchanged & ~(1u << component)) | bank << component);
    }
    plat_px_leave();
    return status;
}
