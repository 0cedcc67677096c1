/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What internal trusted storage costs in flash: 64 KB in 8 sectors of 8 KB, 16-byte units, unless a figure says
 * otherwise, on the simulated port. Counts of flash operations, not times: the same at every run.
 */
#include <stdint.h>
#include <string.h>

#include "psa/internal_trusted_storage.h"
#include "lib/its/its_internal.h"
#include "tests/sim/sim.h"

#include "bench.h"

#define FIGURE "its"
#define SECTORS 8u

#define ITEM_MAX 7168u

static const uint8_t zeros[ITEM_MAX];

static void set(psa_storage_uid_t uid, size_t size, uint32_t content)
{
    static uint8_t data[ITEM_MAX];
    memcpy(data, &content, sizeof content);
    BENCH_CHECK(psa_its_set(uid, size, data, PSA_STORAGE_FLAG_NONE) == PSA_SUCCESS);
}

static void fresh_device(void)
{
    sim_init(NULL);
    pits_reset();
}

static uint32_t random_state;

static uint32_t random_below(uint32_t bound)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % bound;
}

/* Erases of the most worn sector. */
static double most_erases(uint32_t sectors)
{
    double most = 0;
    for (uint32_t sector = 0; sector < sectors; sector++) {
        most = sim_erases(PLAT_AREA_ITS, sector) > most ? sim_erases(PLAT_AREA_ITS, sector) : most;
    }
    return most;
}

static void overwrites(void)
{
    enum { COUNT = 300000 };
    fresh_device();
    set(1, 32, 0);
    sim_stats_reset();
    for (uint32_t i = 0; i < COUNT; i++) {
        set(1, 32, i);
    }
    sim_stats_t stats;
    sim_stats_area(PLAT_AREA_ITS, &stats);
    bench_at_most(FIGURE, "programmed per overwrite of 32 bytes", (double)stats.bytes_programmed / COUNT, "bytes",
                  64.5);
    bench_at_most(FIGURE, "erases per 1000 overwrites of 32 bytes", (double)stats.erases * 1000 / COUNT, "erases", 7.9);
    bench_at_least(FIGURE, "overwrites until a sector has 10000 erases", COUNT * (10000 / most_erases(SECTORS)),
                   "overwrites", 10e6);
}

/* STM32H5's high-cycle area: 6 KB sectors of 2-byte units that bear 100,000 erases. */
static void high_cycle(void)
{
    enum { COUNT = 300000 };
    sim_config_t config;
    sim_config_default(&config);
    sim_config_area(&config, PLAT_AREA_ITS, SECTORS, 6144, 2);
    sim_init(&config);
    pits_reset();
    for (uint32_t i = 0; i < COUNT; i++) {
        set(1, 32, i);
    }
    sim_stats_t stats;
    sim_stats_area(PLAT_AREA_ITS, &stats);
    bench_figure(FIGURE, "high-cycle area 8 x 6 KB, programmed per overwrite of 32 bytes",
                 (double)stats.bytes_programmed / COUNT, "bytes");
    bench_at_least(FIGURE, "high-cycle area 8 x 6 KB, overwrites until a sector has 100000 erases",
                   COUNT * (100000 / most_erases(SECTORS)), "overwrites", 75e6);
}

static void wear(void)
{
    enum { STATIC_ITEMS = 16, SETS = 300000 };
    fresh_device();
    for (uint32_t i = 0; i < STATIC_ITEMS; i++) {
        set(100 + i, 64, i);
    }
    for (uint32_t i = 0; i < SETS; i++) {
        set(1, 32, i);
    }
    double most = most_erases(SECTORS);
    double sum = 0;
    for (uint32_t sector = 0; sector < SECTORS; sector++) {
        sum += sim_erases(PLAT_AREA_ITS, sector);
    }
    bench_at_most(FIGURE, "most worn sector to mean, 16 still items and a hot one", most * SECTORS / sum, "ratio",
                  1.02);
    bench_at_least(FIGURE, "overwrites until a sector has 10000 erases, beside 16 still items", SETS * (10000 / most),
                   "overwrites", 9.2e6);
}

static uint32_t capacity(void)
{
    fresh_device();
    uint32_t count = 0;
    while (psa_its_set(count + 1, 64, zeros, PSA_STORAGE_FLAG_NONE) == PSA_SUCCESS) {
        count++;
    }
    /* A full area that can't be changed any more would be no area. */
    for (uint32_t uid = 1; uid <= count; uid++) {
        set(uid, 64, uid);
    }
    for (uint32_t uid = 1; uid <= count; uid++) {
        BENCH_CHECK(psa_its_remove(uid) == PSA_SUCCESS);
    }
    bench_at_least(FIGURE, "items of 64 bytes in 64 KB, all overwritable and removable", count, "items", 546);
    return count;
}

/* What random overwrites cost. */
typedef struct cost {
    double erases_per_1000;
    double bytes_per_set;
    double worst_erases; /* of any one set */
    double worst_bytes;
} cost_t;

static cost_t overwrite_at_random(uint32_t items, size_t size, uint32_t sets)
{
    cost_t cost = { 0, 0, 0, 0 };
    sim_stats_t before, after;
    sim_stats_reset();
    sim_stats_area(PLAT_AREA_ITS, &before);
    for (uint32_t i = 0; i < sets; i++) {
        set(1u + random_below(items), size, i);
        sim_stats_area(PLAT_AREA_ITS, &after);
        double erases = (double)(after.erases - before.erases);
        double bytes = (double)(after.bytes_programmed - before.bytes_programmed);
        cost.worst_erases = erases > cost.worst_erases ? erases : cost.worst_erases;
        cost.worst_bytes = bytes > cost.worst_bytes ? bytes : cost.worst_bytes;
        before = after;
    }
    cost.erases_per_1000 = (double)after.erases * 1000 / sets;
    cost.bytes_per_set = (double)after.bytes_programmed / sets;
    return cost;
}

/* A new area with this many items, all there and the same after a reboot. */
static void fill_with(uint32_t items, size_t size)
{
    random_state = 1;
    fresh_device();
    for (uint32_t uid = 1; uid <= items; uid++) {
        set(uid, size, uid);
    }
}

/* Erases per 1000 overwrites of 64-byte items, at random, with this many of them in the area; target 0: none is set. */
static void fill_level(uint32_t items, double target)
{
    char name[80];
    fill_with(items, 64);
    cost_t cost = overwrite_at_random(items, 64, 20000);
    snprintf(name, sizeof name, "erases per 1000 overwrites, %u items of 64 bytes", (unsigned)items);
    if (target != 0) {
        bench_at_most(FIGURE, name, cost.erases_per_1000, "erases", target);
    } else {
        bench_figure(FIGURE, name, cost.erases_per_1000, "erases");
    }
}

/* The worst of single sets. A record of 64 bytes takes 96, seven sectors of 8176 bytes hold 595 of them: 85 % is
 * 505. */
static void worst_set(void)
{
    static const uint32_t levels[] = { 100, 300, 400, 433, 450, 505 };
    double erases = 0, bytes = 0;
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
        fill_with(levels[i], 64);
        cost_t cost = overwrite_at_random(levels[i], 64, 20000);
        erases = cost.worst_erases > erases ? cost.worst_erases : erases;
        bytes = cost.worst_bytes > bytes ? cost.worst_bytes : bytes;
    }
    bench_at_most(FIGURE, "worst single set below 85 % fill, erases", erases, "erases", 1);
    bench_at_most(FIGURE, "worst single set below 85 % fill, programmed", bytes, "bytes", 7.2 * 1024);
}

/* Where littlefs and others give up: this much of what fits. All items can be overwritten, then removed. */
static void nearly_full(uint32_t capacity, uint32_t percent)
{
    char name[80];
    uint32_t items = capacity * percent / 100u;
    fill_with(items, 64);
    cost_t cost = overwrite_at_random(items, 64, 20000);
    snprintf(name, sizeof name, "%u %% of the items that fit (%u): erases per 1000 overwrites", (unsigned)percent,
             (unsigned)items);
    bench_figure(FIGURE, name, cost.erases_per_1000, "erases");
    snprintf(name, sizeof name, "%u %% of the items that fit: programmed per overwrite", (unsigned)percent);
    bench_figure(FIGURE, name, cost.bytes_per_set, "bytes");
    snprintf(name, sizeof name, "%u %% of the items that fit: erases of the worst set", (unsigned)percent);
    bench_figure(FIGURE, name, cost.worst_erases, "erases");
    for (uint32_t uid = 1; uid <= items; uid++) {
        BENCH_CHECK(psa_its_remove(uid) == PSA_SUCCESS);
    }
}

static void many_tiny(void)
{
    enum { ITEMS = 1000 };
    fill_with(ITEMS, 1);
    cost_t cost = overwrite_at_random(ITEMS, 1, 1000);
    bench_figure(FIGURE, "1000 items of 1 byte, erases per 1000 overwrites", cost.erases_per_1000, "erases");
    bench_figure(FIGURE, "1000 items of 1 byte, programmed per overwrite", cost.bytes_per_set, "bytes");
    sim_reboot();
    pits_reset();
    sim_stats_reset();
    struct psa_storage_info_t info;
    BENCH_CHECK(psa_its_get_info(ITEMS, &info) == PSA_SUCCESS && info.size == 1);
    sim_stats_t stats;
    sim_stats_area(PLAT_AREA_ITS, &stats);
    bench_figure(FIGURE, "1000 items of 1 byte, read at boot", (double)stats.bytes_read, "bytes");
    for (uint32_t uid = 1; uid <= ITEMS; uid++) {
        BENCH_CHECK(psa_its_remove(uid) == PSA_SUCCESS);
    }
}

static void one_large(void)
{
    fill_with(1, ITEM_MAX);
    cost_t cost = overwrite_at_random(1, ITEM_MAX, 2000);
    bench_at_most(FIGURE, "one item of 7 KB, programmed per overwrite", cost.bytes_per_set, "bytes", ITEM_MAX + 64);
    bench_at_most(FIGURE, "one item of 7 KB, erases of the worst overwrite", cost.worst_erases, "erases", 1);
    uint32_t count = 1;
    while (psa_its_set(count + 1u, ITEM_MAX, zeros, PSA_STORAGE_FLAG_NONE) == PSA_SUCCESS) {
        count++;
    }
    cost = overwrite_at_random(count, ITEM_MAX, 500);
    bench_figure(FIGURE, "items of 7 KB that fit, all overwritable and removable", count, "items");
    bench_figure(FIGURE, "area full of items of 7 KB, erases per 1000 overwrites", cost.erases_per_1000, "erases");
    for (uint32_t uid = 1; uid <= count; uid++) {
        BENCH_CHECK(psa_its_remove(uid) == PSA_SUCCESS);
    }
}

static void reads(void)
{
    enum { ITEMS = 100 };
    fresh_device();
    for (uint32_t uid = 1; uid <= ITEMS; uid++) {
        set(uid, 64, uid);
    }
    sim_stats_t stats;
    uint8_t data[64];
    size_t size;
    sim_stats_reset();
    for (uint32_t uid = 1; uid <= ITEMS; uid++) {
        BENCH_CHECK(psa_its_get(uid, 0, sizeof data, data, &size) == PSA_SUCCESS && size == sizeof data);
    }
    sim_stats_area(PLAT_AREA_ITS, &stats);
    bench_at_most(FIGURE, "read per get of 64 bytes, 100 items", (double)stats.bytes_read / ITEMS, "bytes", 96);
    sim_stats_reset();
    BENCH_CHECK(psa_its_get(ITEMS + 1, 0, sizeof data, data, &size) == PSA_ERROR_DOES_NOT_EXIST);
    sim_stats_area(PLAT_AREA_ITS, &stats);
    bench_at_most(FIGURE, "read per get that misses, 100 items", (double)stats.bytes_read, "bytes", 0);
}

static void boot(void)
{
    fresh_device();
    for (uint32_t uid = 1; psa_its_set(uid, 64, zeros, PSA_STORAGE_FLAG_NONE) == PSA_SUCCESS; uid++) {
    }
    sim_reboot();
    pits_reset();
    sim_stats_reset();
    struct psa_storage_info_t info;
    BENCH_CHECK(psa_its_get_info(1, &info) == PSA_SUCCESS);
    sim_stats_t stats;
    sim_stats_area(PLAT_AREA_ITS, &stats);
    bench_at_most(FIGURE, "erases and programs of a boot without a write",
                  (double)(stats.erases + stats.units_programmed), "operations", 0);
    bench_at_most(FIGURE, "read at boot, area full of items of 64 bytes", (double)stats.bytes_read, "bytes",
                  10.3 * 1024);
}

int main(void)
{
    overwrites();
    high_cycle();
    wear();
    uint32_t fit = capacity();
    fill_level(100, 12);
    fill_level(300, 16);
    fill_level(400, 0);
    fill_level(433, 0); /* as full as PITS_READY goes */
    fill_level(500, 45);
    fill_level(546, 65);
    worst_set();
    nearly_full(fit, 90);
    nearly_full(fit, 97);
    many_tiny();
    one_large();
    reads();
    boot();
    return 0;
}
