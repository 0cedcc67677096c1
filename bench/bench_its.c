/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What internal trusted storage costs in flash: 64 KB in 8 sectors of 8 KB, 16-byte units, on the simulated port. Counts
 * of flash operations, not times: the same at every run.
 */
#include <stdint.h>
#include <string.h>

#include "psa/internal_trusted_storage.h"
#include "lib/its/its_internal.h"
#include "tests/sim/sim.h"

#include "bench.h"

#define FIGURE "its"
#define SECTORS 8u

static const uint8_t zeros[256];

static void set(psa_storage_uid_t uid, size_t size, uint32_t content)
{
    uint8_t data[256] = { 0 };
    memcpy(data, &content, sizeof content);
    BENCH_CHECK(psa_its_set(uid, size, data, PSA_STORAGE_FLAG_NONE) == PSA_SUCCESS);
}

static void fresh_device(void)
{
    sim_init(NULL);
    pits_reset();
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
    double most = 0;
    for (uint32_t sector = 0; sector < SECTORS; sector++) {
        most = sim_erases(PLAT_AREA_ITS, sector) > most ? sim_erases(PLAT_AREA_ITS, sector) : most;
    }
    bench_at_least(FIGURE, "overwrites until a sector has 10000 erases", COUNT * (10000 / most), "overwrites", 10e6);
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
    double most = 0;
    double sum = 0;
    for (uint32_t sector = 0; sector < SECTORS; sector++) {
        double erases = sim_erases(PLAT_AREA_ITS, sector);
        most = erases > most ? erases : most;
        sum += erases;
    }
    bench_at_most(FIGURE, "most worn sector to mean, 16 still items and a hot one", most * SECTORS / sum, "ratio",
                  1.02);
    bench_at_least(FIGURE, "overwrites until a sector has 10000 erases, beside 16 still items", SETS * (10000 / most),
                   "overwrites", 9.2e6);
}

static void capacity(void)
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
}

/* Erases per 1000 overwrites of 64-byte items, at random, with this many of them in the area. */
static void fill_level(uint32_t items, double target)
{
    enum { SETS = 20000 };
    char name[60];
    uint32_t random = 1;
    fresh_device();
    for (uint32_t uid = 1; uid <= items; uid++) {
        set(uid, 64, uid);
    }
    sim_stats_reset();
    for (uint32_t i = 0; i < SETS; i++) {
        random = random * 1664525u + 1013904223u;
        set(1u + (random >> 8) % items, 64, i);
    }
    sim_stats_t stats;
    sim_stats_area(PLAT_AREA_ITS, &stats);
    snprintf(name, sizeof name, "erases per 1000 overwrites, %u items of 64 bytes", (unsigned)items);
    bench_at_most(FIGURE, name, (double)stats.erases * 1000 / SETS, "erases", target);
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
    wear();
    capacity();
    fill_level(100, 12);
    fill_level(300, 16);
    fill_level(500, 45);
    fill_level(546, 65);
    reads();
    boot();
    return 0;
}
