/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * No image comes encrypted in this build: all lie in one piece, in plain. A row that would have it otherwise moves
 * nothing.
 */
#include "swap_bodies.h"

#include "swap.h"

psa_status_t pfwu_place_read(const pfwu_place_t *place, uint32_t off, void *dst, uint32_t size)
{
    return pfwu_flash_read(place->area, place->off + off, dst, size);
}

psa_status_t pfwu_bodies_begin(const pfwu_component_t *component, uint32_t new_count)
{
    (void)component;
    (void)new_count;
    return PSA_ERROR_STORAGE_FAILURE;
}

psa_status_t pfwu_bodies_open(const pfwu_component_t *component, pfwu_bodies_t *bodies)
{
    (void)bodies;
    return component->decrypt_key == 0 ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}

psa_status_t pfwu_bodies_open_old(const pfwu_component_t *component, uint32_t moved, pfwu_bodies_t *bodies)
{
    (void)moved;
    return pfwu_bodies_open(component, bodies);
}

void pfwu_bodies_close(pfwu_bodies_t *bodies)
{
    (void)bodies;
}

bool pfwu_bodies_sector_damaged(const plat_flash_area_t *area, uint32_t sector)
{
    (void)area;
    (void)sector;
    return false; /* what can't be read is left out of a backup in plain */
}

psa_status_t pfwu_bodies_no_backup(const pfwu_component_t *component)
{
    (void)component;
    return PSA_SUCCESS; /* those in plain need not be opened */
}

psa_status_t pfwu_bodies_remove_new(const pfwu_component_t *component)
{
    (void)component;
    return PSA_SUCCESS; /* there always is a backup of what was moved */
}
