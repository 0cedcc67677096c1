/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Snapshots of the simulated device. Sectors carry a mark when they are touched, so that going back to the snapshot
 * that the device came from copies only those: a campaign of many short runs over much flash stays fast.
 */
#include "tests/sim/sim_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct flash_copy {
    plat_flash_area_t area;
    uint8_t *cells;
    uint8_t *units;
    sim_sector_t *sectors;
} flash_copy_t;

struct sim_snapshot {
    sim_device_t device;
    size_t flash_count;
    flash_copy_t flashes[SIM_AREA_MAX];
};

/** The snapshot that unmarked sectors are equal to. */
static const sim_snapshot_t *base;

static void *copy_of(const void *from, size_t size)
{
    void *to = malloc(size);
    if (to == NULL) {
        fprintf(stderr, "sim: out of memory\n");
        abort();
    }
    memcpy(to, from, size);
    return to;
}

sim_snapshot_t *sim_snapshot_new(void)
{
    sim_snapshot_t *snapshot = calloc(1, sizeof *snapshot);
    if (snapshot == NULL) {
        fprintf(stderr, "sim: out of memory\n");
        abort();
    }
    snapshot->device = sim_device;
    snapshot->flash_count = sim_flash_count;
    for (size_t i = 0; i < sim_flash_count; i++) {
        sim_flash_t *flash = &sim_flashes[i];
        for (uint32_t sector = 0; sector < flash->sector_count; sector++) {
            flash->sectors[sector].dirty = false;
        }
        snapshot->flashes[i].area = flash->area;
        snapshot->flashes[i].cells = copy_of(flash->cells, flash->area.size);
        snapshot->flashes[i].units = copy_of(flash->units, flash->area.size / flash->area.prog_size);
        snapshot->flashes[i].sectors = copy_of(flash->sectors, flash->sector_count * sizeof *flash->sectors);
    }
    base = snapshot;
    return snapshot;
}

static void restore_sector(sim_flash_t *flash, const flash_copy_t *copy, uint32_t sector)
{
    size_t size = flash->area.erase_size;
    size_t units = size / flash->area.prog_size;
    memcpy(&flash->cells[sector * size], &copy->cells[sector * size], size);
    memcpy(&flash->units[sector * units], &copy->units[sector * units], units);
    flash->sectors[sector] = copy->sectors[sector];
}

/** Whether the device still has the areas that it had. */
static bool same_areas(const sim_snapshot_t *snapshot)
{
    bool same = snapshot->flash_count == sim_flash_count;
    for (size_t i = 0; same && i < sim_flash_count; i++) {
        const plat_flash_area_t *then = &snapshot->flashes[i].area;
        const plat_flash_area_t *now = &sim_flashes[i].area;
        same = then->id == now->id && then->size == now->size && then->erase_size == now->erase_size &&
               then->prog_size == now->prog_size && then->erased == now->erased;
    }
    return same;
}

void sim_snapshot_restore(const sim_snapshot_t *snapshot)
{
    if (!same_areas(snapshot)) {
        sim_breach("sim_snapshot_restore: the snapshot is of another device");
        return;
    }
    sim_device = snapshot->device;
    for (size_t i = 0; i < sim_flash_count; i++) {
        sim_flash_t *flash = &sim_flashes[i];
        for (uint32_t sector = 0; sector < flash->sector_count; sector++) {
            if (base != snapshot || flash->sectors[sector].dirty) {
                restore_sector(flash, &snapshot->flashes[i], sector);
            }
        }
    }
    base = snapshot;
}

void sim_snapshot_free(sim_snapshot_t *snapshot)
{
    if (snapshot == NULL) {
        return;
    }
    for (size_t i = 0; i < snapshot->flash_count; i++) {
        free(snapshot->flashes[i].cells);
        free(snapshot->flashes[i].units);
        free(snapshot->flashes[i].sectors);
    }
    if (base == snapshot) {
        base = NULL;
    }
    free(snapshot);
}
