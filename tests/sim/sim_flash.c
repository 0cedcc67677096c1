/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Flash of the simulated port: cells, the state of each unit, what a cut leaves of them, and the rules of use.
 */
#include "tests/sim/sim_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

sim_flash_t sim_flashes[SIM_AREA_MAX];
size_t sim_flash_count;

static uint32_t unit_of(const sim_flash_t *flash, uint32_t off)
{
    return off / flash->area.prog_size;
}

static sim_sector_t *sector_at(sim_flash_t *flash, uint32_t off)
{
    return &flash->sectors[off / flash->area.erase_size];
}

/* ------------------------------------------------------------------------------------------------------- Build --- */

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL) {
        fprintf(stderr, "sim: out of memory\n");
        abort();
    }
    return memory;
}

static bool geometry_is_sane(const sim_area_config_t *config)
{
    return config->prog_size >= 1 && config->prog_size <= PLAT_FLASH_PROG_SIZE_MAX &&
           (config->prog_size & (config->prog_size - 1u)) == 0 && config->erase_size >= config->prog_size &&
           config->erase_size % config->prog_size == 0 && config->sector_count <= UINT32_MAX / config->erase_size;
}

static void area_build(sim_flash_t *flash, const sim_area_config_t *config, uint32_t base)
{
    uint32_t size = config->sector_count * config->erase_size;
    flash->area = (plat_flash_area_t){ .base = base,
                                       .size = size,
                                       .erase_size = config->erase_size,
                                       .prog_size = config->prog_size,
                                       .id = config->id,
                                       .erased = config->erased };
    flash->sector_count = config->sector_count;
    flash->cells = allocate(size, 1);
    flash->units = allocate(size / config->prog_size, 1);
    flash->sectors = allocate(config->sector_count, sizeof *flash->sectors);
    for (uint32_t i = 0; i < config->sector_count; i++) {
        flash->sectors[i].dirty = true; /* equal to no snapshot */
    }
    memset(flash->cells, config->erased, size);
    bool storage = config->id == PLAT_AREA_ITS || config->id == PLAT_AREA_PS;
    flash->need_lock = storage ? (int)PLAT_LOCK_ITS : SIM_NO_LOCK;
}

void sim_flash_build(const sim_config_t *config)
{
    for (size_t i = 0; i < sim_flash_count; i++) {
        free(sim_flashes[i].cells);
        free(sim_flashes[i].units);
        free(sim_flashes[i].sectors);
    }
    memset(sim_flashes, 0, sizeof sim_flashes);
    sim_flash_count = 0;
    uint32_t base = 0;
    for (size_t i = 0; i < config->area_count; i++) {
        if (config->areas[i].sector_count == 0) {
            continue;
        }
        if (!geometry_is_sane(&config->areas[i])) {
            sim_breach("sim_init: area 0x%02x has no possible geometry", config->areas[i].id);
            continue;
        }
        sim_flash_t *flash = &sim_flashes[sim_flash_count++];
        area_build(flash, &config->areas[i], base);
        base += flash->area.size;
    }
}

static sim_flash_t *find_flash(uint8_t area_id)
{
    for (size_t i = 0; i < sim_flash_count; i++) {
        if (sim_flashes[i].area.id == area_id) {
            return &sim_flashes[i];
        }
    }
    return NULL;
}

sim_flash_t *sim_flash_shown(sim_flash_t *flash)
{
    uint32_t component = (flash->area.id - PLAT_AREA_SLOT_ACTIVE(0u)) / 2u;
    bool slot = flash->area.id >= PLAT_AREA_SLOT_ACTIVE(0u) && component < SIM_COMPONENT_MAX;
    return slot && (sim_device.banks >> component & 1u) != 0 ? find_flash(flash->area.id ^ 1u) : flash;
}

sim_flash_t *sim_flash_of(uint8_t area_id)
{
    sim_flash_t *flash = find_flash(area_id);
    if (flash != NULL) {
        return sim_flash_shown(flash);
    }
    sim_breach("the device has no area 0x%02x", area_id);
    abort();
}

void sim_need_lock(uint8_t area_id, int lock)
{
    sim_flash_of(area_id)->need_lock = lock;
}

void sim_bad_sector(uint8_t area_id, uint32_t sector, bool erase_fails, bool prog_fails)
{
    sim_flash_t *flash = sim_flash_of(area_id);
    if (sector >= flash->sector_count) {
        sim_breach("sim_bad_sector: area 0x%02x has no sector %u", area_id, sector);
        return;
    }
    flash->sectors[sector].erase_fails = erase_fails;
    flash->sectors[sector].prog_fails = prog_fails;
    flash->sectors[sector].dirty = true;
}

void sim_endurance(uint32_t erases)
{
    sim_bench.endurance = erases;
}

/* ------------------------------------------------------------------------------------------------------- Rules --- */

/** The flash behind an area object, after the rules that hold for every call; NULL after a breach. */
static sim_flash_t *checked(const plat_flash_area_t *area, uint32_t off, const void *memory, uint32_t size,
                            const char *call)
{
    sim_flash_t *flash = NULL;
    for (size_t i = 0; i < sim_flash_count; i++) {
        flash = area == &sim_flashes[i].area ? &sim_flashes[i] : flash;
    }
    if (flash == NULL) {
        sim_breach("%s: the area is not one of plat_flash_area()", call);
        return NULL;
    }
    if (flash->need_lock != SIM_NO_LOCK && !sim_device.session.held[flash->need_lock]) {
        sim_breach("%s: area 0x%02x without lock %d", call, area->id, flash->need_lock);
    }
    if (off > area->size || size > area->size - off) {
        sim_breach("%s: area 0x%02x, %u bytes at %u are out of its %u bytes", call, area->id, size, off, area->size);
        return NULL;
    }
    if (memory == NULL && size != 0) {
        sim_breach("%s: NULL for %u bytes", call, size);
        return NULL;
    }
    return sim_flash_shown(flash);
}

static bool overlaps_cells(const sim_flash_t *flash, const void *memory, uint32_t size)
{
    uintptr_t a = (uintptr_t)memory;
    uintptr_t b = (uintptr_t)flash->cells;
    return a < b + flash->area.size && b < a + size;
}

/* -------------------------------------------------------------------------------------------------------- Read --- */

/** Each bit by chance from a or b. */
static void mix(uint8_t *out, const uint8_t *a, const uint8_t *b, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        uint8_t choice = (uint8_t)sim_chance(256);
        out[i] = (uint8_t)((a[i] & choice) | (b[i] & ~choice));
    }
}

/** What reading one unit delivers now. */
static psa_status_t read_unit(const sim_flash_t *flash, uint32_t unit, uint8_t out[PLAT_FLASH_PROG_SIZE_MAX])
{
    uint32_t size = flash->area.prog_size;
    const uint8_t *cells = &flash->cells[(size_t)unit * size];
    uint8_t erased[PLAT_FLASH_PROG_SIZE_MAX];
    memset(erased, flash->area.erased, size);
    memcpy(out, cells, size);
    switch ((sim_unit_t)flash->units[unit]) {
    case SIM_UNIT_ERASED:
    case SIM_UNIT_BLANK:
        memcpy(out, erased, size);
        return PSA_SUCCESS;
    case SIM_UNIT_UNSTABLE:
        mix(out, erased, cells, size);
        return PSA_SUCCESS;
    case SIM_UNIT_WEAK:
        if (sim_chance(2) == 0) {
            memcpy(out, erased, size);
        }
        return PSA_SUCCESS;
    case SIM_UNIT_ECC:
        memset(out, 0, size);
        return PSA_ERROR_DATA_CORRUPT;
    case SIM_UNIT_CORRECTED:
        return PLAT_FLASH_CORRECTED;
    case SIM_UNIT_DONE:
    default:
        return PSA_SUCCESS;
    }
}

static psa_status_t read_units(sim_flash_t *flash, uint32_t off, uint8_t *dst, uint32_t size)
{
    psa_status_t result = PSA_SUCCESS;
    uint32_t unit_size = flash->area.prog_size;
    while (size > 0) {
        uint8_t bytes[PLAT_FLASH_PROG_SIZE_MAX];
        uint32_t skip = off % unit_size;
        uint32_t part = unit_size - skip < size ? unit_size - skip : size;
        psa_status_t status = read_unit(flash, unit_of(flash, off), bytes);
        memcpy(dst, &bytes[skip], part);
        if (status < 0 || result == PSA_SUCCESS) {
            result = status;
        }
        flash->stats.units_read++;
        sim_bench.stats.units_read++;
        off += part;
        dst += part;
        size -= part;
    }
    return result;
}

/** An injected failure: as bad as the contract allows. */
static psa_status_t read_failed(const sim_flash_t *flash, uint32_t off, uint8_t *dst, uint32_t size,
                                psa_status_t status)
{
    uint32_t victim = off + sim_chance(size);
    uint32_t first = victim - victim % flash->area.prog_size;
    uint32_t last = first + flash->area.prog_size;
    if (status == PLAT_FLASH_CORRECTED) {
        dst[victim - off] ^= (uint8_t)(sim_chance(2) << sim_chance(8));
    } else if (status == PSA_ERROR_DATA_CORRUPT) {
        first = first < off ? off : first;
        last = last > off + size ? off + size : last;
        memset(&dst[first - off], 0, last - first);
    } else {
        memset(dst, 0, size);
    }
    return status;
}

const plat_flash_area_t *plat_flash_area(uint8_t id)
{
    for (size_t i = 0; i < sim_flash_count; i++) {
        if (sim_flashes[i].area.id == id) {
            return &sim_flashes[i].area;
        }
    }
    return NULL;
}

psa_status_t plat_flash_read(const plat_flash_area_t *area, uint32_t off, void *dst, uint32_t size)
{
    sim_flash_t *flash = checked(area, off, dst, size, "plat_flash_read");
    if (flash == NULL) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (size == 0) {
        return PSA_SUCCESS;
    }
    flash->stats.read_calls++;
    flash->stats.bytes_read += size;
    sim_bench.stats.read_calls++;
    sim_bench.stats.bytes_read += size;
    psa_status_t failure = PSA_SUCCESS;
    bool fails = sim_call_fails(SIM_CALL_FLASH_READ, &failure);
    psa_status_t status = read_units(flash, off, dst, size);
    return fails ? read_failed(flash, off, dst, size, failure) : status;
}

/* ----------------------------------------------------------------------------------------------------- Program --- */

static sim_tear_t settle(sim_tear_t tear)
{
    return tear == SIM_TEAR_RANDOM ? (sim_tear_t)sim_chance(SIM_TEAR_COUNT) : tear;
}

/** Leave a unit as the tear says: between `old` (what it reads as before) and `new`. */
static void tear_unit(sim_flash_t *flash, uint32_t unit, const uint8_t *old, const uint8_t *new, sim_tear_t tear)
{
    uint32_t size = flash->area.prog_size;
    uint8_t *cells = &flash->cells[(size_t)unit * size];
    uint8_t bytes[PLAT_FLASH_PROG_SIZE_MAX];
    uint8_t state = SIM_UNIT_DONE;
    memcpy(bytes, new, size);
    switch (tear) {
    case SIM_TEAR_NOTHING:
    case SIM_TEAR_RANDOM:
        return;
    case SIM_TEAR_ERASED:
        state = SIM_UNIT_BLANK;
        break;
    case SIM_TEAR_COMPLETE:
        break;
    case SIM_TEAR_MIX:
        mix(bytes, old, new, size);
        break;
    case SIM_TEAR_UNSTABLE:
        state = SIM_UNIT_UNSTABLE;
        break;
    case SIM_TEAR_ECC:
        state = SIM_UNIT_ECC;
        break;
    case SIM_TEAR_CORRECTED_WRONG:
        mix(bytes, old, new, size);
        if (memcmp(bytes, new, size) == 0) {
            bytes[sim_chance(size)] ^= 1u;
        }
        state = SIM_UNIT_CORRECTED;
        break;
    case SIM_TEAR_CORRECTED_RIGHT:
        state = SIM_UNIT_CORRECTED;
        break;
    case SIM_TEAR_WEAK:
        state = SIM_UNIT_WEAK;
        break;
    }
    /* A mix of few bits may show none of the new ones: that is the unit which reads as erased. */
    bool shows_nothing = tear == SIM_TEAR_MIX || tear == SIM_TEAR_CORRECTED_WRONG;
    for (uint32_t i = 0; i < size; i++) {
        shows_nothing = shows_nothing && bytes[i] == flash->area.erased;
    }
    memcpy(cells, bytes, size);
    flash->units[unit] = shows_nothing ? SIM_UNIT_BLANK : state;
}

/** Whether a unit may be read as erased by one who does not know what happened to it. */
static bool looks_blank(uint8_t state)
{
    return state == SIM_UNIT_BLANK || state == SIM_UNIT_UNSTABLE || state == SIM_UNIT_WEAK;
}

/** Whether the units may be programmed; PSA_ERROR_NOT_PERMITTED after a breach. */
static psa_status_t check_units(sim_flash_t *flash, uint32_t off, uint32_t size)
{
    for (uint32_t at = off; at < off + size; at += flash->area.prog_size) {
        uint8_t state = flash->units[unit_of(flash, at)];
        if (sector_at(flash, at)->torn) {
            sim_breach("plat_flash_prog: area 0x%02x, unit at %u is in a sector whose erase did not finish",
                       flash->area.id, at);
            return PSA_ERROR_NOT_PERMITTED;
        }
        if (state != SIM_UNIT_ERASED && (!looks_blank(state) || sim_bench.torn_blank_is_breach)) {
            sim_breach("plat_flash_prog: area 0x%02x, unit at %u was programmed already", flash->area.id, at);
            return PSA_ERROR_NOT_PERMITTED;
        }
    }
    return PSA_SUCCESS;
}

/** Program one unit that passed check_units(). */
static psa_status_t program_unit(sim_flash_t *flash, uint32_t off, const uint8_t *src, bool fails)
{
    uint32_t unit = unit_of(flash, off);
    uint8_t erased[PLAT_FLASH_PROG_SIZE_MAX];
    memset(erased, flash->area.erased, sizeof erased);
    sector_at(flash, off)->dirty = true;
    flash->stats.units_programmed++;
    flash->stats.bytes_programmed += flash->area.prog_size;
    sim_bench.stats.units_programmed++;
    sim_bench.stats.bytes_programmed += flash->area.prog_size;
    sim_tear_t tear;
    if (sim_point_cuts(&tear)) {
        tear_unit(flash, unit, erased, src, settle(tear));
        sim_power_off();
    }
    if (fails) {
        sim_tear_t left = settle(SIM_TEAR_RANDOM);
        tear_unit(flash, unit, erased, src, left == SIM_TEAR_NOTHING ? SIM_TEAR_ERASED : left);
        return PSA_ERROR_STORAGE_FAILURE;
    }
    if (looks_blank(flash->units[unit]) && sim_chance(3) != 0) {
        tear_unit(flash, unit, erased, src, sim_chance(2) == 0 ? SIM_TEAR_ECC : SIM_TEAR_CORRECTED_WRONG);
        return PSA_ERROR_STORAGE_FAILURE;
    }
    tear_unit(flash, unit, erased, src, SIM_TEAR_COMPLETE);
    return PSA_SUCCESS;
}

psa_status_t plat_flash_prog(const plat_flash_area_t *area, uint32_t off, const void *src, uint32_t size)
{
    sim_flash_t *flash = checked(area, off, src, size, "plat_flash_prog");
    if (flash == NULL) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (off % area->prog_size != 0 || size % area->prog_size != 0) {
        sim_breach("plat_flash_prog: area 0x%02x, %u bytes at %u are not whole units of %u", area->id, size, off,
                   area->prog_size);
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (size == 0) {
        return PSA_SUCCESS;
    }
    if (overlaps_cells(flash, src, size)) {
        sim_breach("plat_flash_prog: area 0x%02x, the source lies in the area", area->id);
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = check_units(flash, off, size);
    if (status != PSA_SUCCESS) {
        return status;
    }
    flash->stats.prog_calls++;
    sim_bench.stats.prog_calls++;
    psa_status_t failure = PSA_SUCCESS;
    bool fails = sim_call_fails(SIM_CALL_FLASH_PROG, &failure);
    uint32_t victim = fails ? sim_chance(size / area->prog_size) : 0;
    const uint8_t *bytes = src;
    for (uint32_t done = 0; done < size; done += area->prog_size) {
        bool unit_fails = fails && done / area->prog_size == victim;
        if (sector_at(flash, off + done)->prog_fails) {
            unit_fails = true;
            failure = PSA_ERROR_STORAGE_FAILURE;
        }
        status = program_unit(flash, off + done, &bytes[done], unit_fails);
        if (status != PSA_SUCCESS) {
            return unit_fails ? failure : status;
        }
    }
    return PSA_SUCCESS;
}

/* ------------------------------------------------------------------------------------------------------- Erase --- */

static void erase_units(sim_flash_t *flash, uint32_t off)
{
    memset(&flash->cells[off], flash->area.erased, flash->area.erase_size);
    memset(&flash->units[unit_of(flash, off)], SIM_UNIT_ERASED, flash->area.erase_size / flash->area.prog_size);
    sector_at(flash, off)->torn = false;
}

/** What a torn erase makes of one unit: old, erased, or what the tear names. */
static void tear_erased_unit(sim_flash_t *flash, uint32_t unit, sim_tear_t tear)
{
    static const sim_tear_t kinds[] = {
        SIM_TEAR_MIX, SIM_TEAR_UNSTABLE, SIM_TEAR_ECC, SIM_TEAR_CORRECTED_WRONG, SIM_TEAR_CORRECTED_RIGHT, SIM_TEAR_WEAK
    };
    uint8_t erased[PLAT_FLASH_PROG_SIZE_MAX];
    uint8_t old[PLAT_FLASH_PROG_SIZE_MAX];
    memset(erased, flash->area.erased, sizeof erased);
    memcpy(old, &flash->cells[(size_t)unit * flash->area.prog_size], flash->area.prog_size);
    uint32_t choice = sim_chance(tear == SIM_TEAR_ERASED ? 2 : 3);
    if (choice == 0) {
        return; /* old */
    }
    if (choice == 1) {
        memcpy(&flash->cells[(size_t)unit * flash->area.prog_size], erased, flash->area.prog_size);
        flash->units[unit] = SIM_UNIT_BLANK;
        return;
    }
    tear = tear == SIM_TEAR_RANDOM ? kinds[sim_chance(6)] : tear;
    tear_unit(flash, unit, erased, old, tear);
}

static void tear_sector(sim_flash_t *flash, uint32_t off, sim_tear_t tear)
{
    if (tear == SIM_TEAR_RANDOM) {
        /* the whole outcomes keep the share that they have among the plain tears */
        uint32_t choice = sim_chance(SIM_TEAR_COUNT);
        tear = choice <= (uint32_t)SIM_TEAR_COMPLETE ? (sim_tear_t)choice : SIM_TEAR_RANDOM;
    }
    if (tear == SIM_TEAR_NOTHING) {
        return;
    }
    if (tear == SIM_TEAR_COMPLETE) {
        erase_units(flash, off);
        return;
    }
    sector_at(flash, off)->torn = true;
    uint32_t first = unit_of(flash, off);
    for (uint32_t i = 0; i < flash->area.erase_size / flash->area.prog_size; i++) {
        tear_erased_unit(flash, first + i, tear);
    }
}

psa_status_t plat_flash_erase(const plat_flash_area_t *area, uint32_t off)
{
    sim_flash_t *flash = checked(area, off, "", 0, "plat_flash_erase");
    if (flash == NULL) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (off % area->erase_size != 0 || off == area->size) {
        sim_breach("plat_flash_erase: area 0x%02x has no sector at %u", area->id, off);
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    sim_sector_t *sector = sector_at(flash, off);
    sector->dirty = true;
    sector->erases++;
    flash->stats.erases++;
    sim_bench.stats.erases++;
    psa_status_t failure = PSA_ERROR_STORAGE_FAILURE;
    bool fails = sim_call_fails(SIM_CALL_FLASH_ERASE, &failure);
    sim_tear_t tear;
    if (sim_point_cuts(&tear)) {
        tear_sector(flash, off, tear);
        sim_power_off();
    }
    if (sector->erase_fails || (sim_bench.endurance != 0 && sector->erases > sim_bench.endurance)) {
        fails = true;
        failure = PSA_ERROR_STORAGE_FAILURE;
    }
    if (fails) {
        tear_sector(flash, off, SIM_TEAR_RANDOM);
        sector->torn = true;
        return failure;
    }
    erase_units(flash, off);
    return PSA_SUCCESS;
}

/* ------------------------------------------------------------------------------------------------- Statistics --- */

void sim_stats(sim_stats_t *stats)
{
    *stats = sim_bench.stats;
}

void sim_stats_area(uint8_t area_id, sim_stats_t *stats)
{
    *stats = sim_flash_of(area_id)->stats;
}

void sim_stats_reset(void)
{
    memset(&sim_bench.stats, 0, sizeof sim_bench.stats);
    for (size_t i = 0; i < sim_flash_count; i++) {
        memset(&sim_flashes[i].stats, 0, sizeof sim_flashes[i].stats);
    }
    sim_bench.points = 0;
}

uint32_t sim_erases(uint8_t area_id, uint32_t sector)
{
    sim_flash_t *flash = sim_flash_of(area_id);
    if (sector >= flash->sector_count) {
        sim_breach("sim_erases: area 0x%02x has no sector %u", area_id, sector);
        return 0;
    }
    return flash->sectors[sector].erases;
}

/* ----------------------------------------------------------------------------------------------------- Content --- */

static sim_flash_t *content(uint8_t area_id, uint32_t off, uint32_t size, const char *call)
{
    sim_flash_t *flash = sim_flash_of(area_id);
    if (off > flash->area.size || size > flash->area.size - off) {
        sim_breach("%s: area 0x%02x, %u bytes at %u are out of the area", call, area_id, size, off);
        abort();
    }
    return flash;
}

void sim_flash_get(uint8_t area_id, uint32_t off, void *dst, uint32_t size)
{
    memcpy(dst, &content(area_id, off, size, "sim_flash_get")->cells[off], size);
}

const uint8_t *sim_flash_cells(uint8_t area_id)
{
    return sim_flash_of(area_id)->cells;
}

void sim_flash_set(uint8_t area_id, uint32_t off, const void *src, uint32_t size)
{
    sim_flash_t *flash = content(area_id, off, size, "sim_flash_set");
    uint32_t unit_size = flash->area.prog_size;
    if (size == 0) {
        return;
    }
    memcpy(&flash->cells[off], src, size);
    for (uint32_t unit = unit_of(flash, off); unit <= unit_of(flash, off + size - 1); unit++) {
        bool blank = true;
        for (uint32_t i = 0; i < unit_size; i++) {
            blank = blank && flash->cells[(size_t)unit * unit_size + i] == flash->area.erased;
        }
        flash->units[unit] = blank ? SIM_UNIT_ERASED : SIM_UNIT_DONE;
        sector_at(flash, unit * unit_size)->dirty = true;
    }
}

sim_unit_t sim_flash_unit(uint8_t area_id, uint32_t off)
{
    sim_flash_t *flash = content(area_id, off, 1, "sim_flash_unit");
    return (sim_unit_t)flash->units[unit_of(flash, off)];
}

void sim_flash_set_unit(uint8_t area_id, uint32_t off, sim_unit_t unit)
{
    sim_flash_t *flash = content(area_id, off, 1, "sim_flash_set_unit");
    uint32_t unit_size = flash->area.prog_size;
    flash->units[unit_of(flash, off)] = (uint8_t)unit;
    if (unit == SIM_UNIT_ERASED) {
        memset(&flash->cells[off - off % unit_size], flash->area.erased, unit_size);
    }
    sector_at(flash, off)->dirty = true;
}

bool sim_flash_torn_erase(uint8_t area_id, uint32_t off)
{
    return sector_at(content(area_id, off, 1, "sim_flash_torn_erase"), off)->torn;
}

uint32_t sim_flash_find(uint8_t area_id, uint32_t from, const void *bytes, uint32_t size)
{
    sim_flash_t *flash = sim_flash_of(area_id);
    for (uint32_t off = from; size <= flash->area.size && off <= flash->area.size - size; off++) {
        if (memcmp(&flash->cells[off], bytes, size) == 0) {
            return off;
        }
    }
    return SIM_NOT_FOUND;
}
