/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The component table seen from inside.
 */
#include "table.h"

#include <string.h>

#include "algorithm.h"

#define SECTORS_MAX 32767u /* steps of a swap, two a sector, count in 16 bits */

uint8_t pfwu_buffer[PFWU_BUFFER_SIZE];

_Static_assert(PFWU_BUFFER_SIZE % (2u * PLAT_FLASH_PROG_SIZE_MAX) == 0, "chunks, and half ones, are whole units");

const pfwu_component_t *pfwu_component(uint8_t id)
{
    size_t count = 0;
    const pfwu_component_t *rows = pfwu_components(&count);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].id == id) {
            return &rows[i];
        }
    }
    return NULL;
}

static bool areas_fit(const pfwu_component_t *row)
{
    const plat_flash_area_t *active = plat_flash_area(row->active_area);
    const plat_flash_area_t *second = plat_flash_area(row->second_area);
    return active != NULL && second != NULL && active->erase_size != 0 && active->erase_size == second->erase_size &&
           active->prog_size == second->prog_size && active->prog_size <= 1u << PSA_FWU_LOG2_WRITE_ALIGN &&
           active->erased == second->erased && active->size >= active->erase_size && second->size >= active->size &&
           (second->size == active->size || second->size == active->size + active->erase_size) &&
           active->size / active->erase_size <= SECTORS_MAX;
}

static bool key_fits(const pfwu_key_t *key)
{
    const pfwu_algorithm_info_t *info = pfwu_algorithm_info(key->algorithm);
    return info != NULL && key->key != NULL && key->size != 0 && (info->key_size == 0 || info->key_size == key->size);
}

static bool keys_fit(const pfwu_component_t *row)
{
    for (size_t i = 0; row->keys != NULL && i < row->key_count; i++) {
        if (!key_fits(&row->keys[i])) {
            return false;
        }
    }
    return row->keys != NULL && row->key_count != 0;
}

static bool row_fits(const pfwu_component_t *row)
{
    return row->id < PFWU_COMPONENTS_MAX && row->type <= PFWU_TYPE_DATA && row->stage != 0 && keys_fit(row) &&
           row->measurement != NULL && strlen(row->measurement) <= PLAT_MEASUREMENT_TYPE_MAX && areas_fit(row) &&
           pfwu_mode_fits(row) && (!row->detached_manifest || pfwu_spare(row) == 1u);
}

/** An image does not name its component: what tells images of two components apart is who signed them. */
static bool share_key(const pfwu_component_t *one, const pfwu_component_t *other)
{
    for (size_t i = 0; i < one->key_count; i++) {
        for (size_t k = 0; k < other->key_count; k++) {
            const pfwu_key_t *a = &one->keys[i];
            const pfwu_key_t *b = &other->keys[k];
            if (a->size == b->size && memcmp(a->key, b->key, a->size) == 0) {
                return true;
            }
        }
    }
    return false;
}

psa_status_t pfwu_table_check(void)
{
    size_t count = 0;
    const pfwu_component_t *rows = pfwu_components(&count);
    uint32_t seen = 0;
    for (size_t i = 0; i < count; i++) {
        if (!row_fits(&rows[i]) || (seen >> rows[i].id & 1u) != 0) {
            return PSA_ERROR_INVALID_ARGUMENT;
        }
        seen |= 1u << rows[i].id;
        for (size_t k = 0; k < i; k++) {
            if (share_key(&rows[i], &rows[k])) {
                return PSA_ERROR_INVALID_ARGUMENT;
            }
        }
    }
    return PSA_SUCCESS;
}

pfwu_place_t pfwu_place_active(const pfwu_component_t *component)
{
    const plat_flash_area_t *area = plat_flash_area(component->active_area);
    return (pfwu_place_t){ .area = area, .size = area->size, .kind = PFWU_KIND_ACTIVE };
}

bool pfwu_set_can_be(uint32_t mask)
{
    size_t count = 0;
    const pfwu_component_t *rows = pfwu_components(&count);
    bool trial = false;
    bool overwrite = false;
    for (size_t i = 0; i < count; i++) {
        bool member = (mask >> rows[i].id & 1u) != 0;
        trial = trial || (member && rows[i].needs_trial);
        overwrite = overwrite || (member && rows[i].mode == PFWU_MODE_OVERWRITE);
    }
    return !(trial && overwrite);
}

uint32_t pfwu_spare(const pfwu_component_t *component)
{
    const plat_flash_area_t *active = plat_flash_area(component->active_area);
    return (plat_flash_area(component->second_area)->size - active->size) / active->erase_size;
}

pfwu_place_t pfwu_place_download(const pfwu_component_t *component)
{
    const plat_flash_area_t *area = plat_flash_area(component->second_area);
    uint32_t spare = pfwu_spare(component) * area->erase_size;
    return (pfwu_place_t){ .area = area, .off = spare, .size = area->size - spare, .kind = PFWU_KIND_DOWNLOAD };
}

pfwu_place_t pfwu_place_backup(const pfwu_component_t *component)
{
    const plat_flash_area_t *area = plat_flash_area(component->second_area);
    uint32_t spare = pfwu_spare(component) * area->erase_size;
    return (pfwu_place_t){ .area = area, .size = area->size - spare, .kind = PFWU_KIND_BACKUP };
}

psa_status_t pfwu_flash_read(const plat_flash_area_t *area, uint32_t off, void *dst, uint32_t size)
{
    psa_status_t status = plat_flash_read(area, off, dst, size);
    if (status != PSA_SUCCESS) {
        status = plat_flash_read(area, off, dst, size);
    }
    return status == PLAT_FLASH_CORRECTED ? PSA_SUCCESS : status;
}

static psa_status_t read_place(const void *ctx, uint32_t off, void *dst, uint32_t size)
{
    return pfwu_place_read(ctx, off, dst, size);
}

pfwu_image_source_t pfwu_place_source(const pfwu_place_t *place)
{
    return (pfwu_image_source_t){ read_place, place, place->size };
}

uint32_t pfwu_place_sectors(const pfwu_place_t *place, uint32_t size)
{
    return size / place->area->erase_size + (size % place->area->erase_size != 0 ? 1u : 0u);
}
