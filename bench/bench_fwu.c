/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What an update costs in flash operations: slots of 640 KB in 8 KB sectors, two images of 512,000 bytes, one
 * component, a journal of two sectors. Real images on the simulated flash; hash and signature are the test's, since
 * only flash is counted.
 */
#include <string.h>

#include "bench.h"

#include "lib/fwu/fwu_internal.h"
#include "lib/fwu/verify.h"
#include "pfwu.h"
#include "psa/update.h"
#include "tests/fwu/fwu_device.h"
#include "tests/sim/sim.h"
#include "tools/psa/image_write.h"

#define SECTOR 8192u
#define SECTORS 80u
#define IMAGE_SIZE 512000u

static uint8_t image[2][IMAGE_SIZE + 512u];
static size_t image_size[2];
#define FIGURE "fwu"

static psa_status_t sign(void *ctx, const uint8_t *region, size_t size, uint8_t *hash, uint8_t *signature,
                         size_t *signature_size)
{
    *signature_size = 64;
    BENCH_CHECK(pfwu_hash_begin(32) == PSA_SUCCESS);
    BENCH_CHECK(pfwu_hash_update(region, size) == PSA_SUCCESS);
    BENCH_CHECK(pfwu_hash_finish(hash, 32) == PSA_SUCCESS);
    fake_sign(ctx, hash, signature);
    return PSA_SUCCESS;
}

/** An image that takes IMAGE_SIZE bytes in all, without blank units. */
static void make(unsigned i)
{
    static uint8_t body[IMAGE_SIZE];
    pfwu_key_t key = device_row(0)->keys[1];
    image_spec_t spec = { .header_size = 0x400, .has_counter = true, .counter = i + 1u };
    spec.version.major = (uint8_t)(i + 1u);
    memcpy(spec.key_hash, key.key_hash, sizeof key.key_hash);
    uint32_t random = i + 1u;
    for (uint32_t k = 0; k < sizeof body; k++) {
        random = random * 1664525u + 1013904223u;
        body[k] = (uint8_t)(random >> 24);
    }
    size_t rest = 0x400u + image_overhead(&spec);
    BENCH_CHECK(image_write(&spec, body, IMAGE_SIZE - rest, sign, (void *)(uintptr_t)key.key, image[i], sizeof image[i],
                            &image_size[i]) == PSA_SUCCESS);
}

static sim_stats_t all_of(void)
{
    sim_stats_t stats;
    sim_stats(&stats);
    return stats;
}

static void boot(void)
{
    pfwu_boot_result_t result;
    sim_reboot();
    pfwu_reset();
    sim_stats_reset();
    BENCH_CHECK(pfwu_boot(1, &result) == PSA_SUCCESS);
}

static void download(void)
{
    sim_stats_reset();
    BENCH_CHECK(psa_fwu_start(0, NULL, 0) == PSA_SUCCESS);
    for (uint32_t off = 0; off < image_size[1]; off += 1024u) {
        uint32_t size = image_size[1] - off < 1024u ? (uint32_t)image_size[1] - off : 1024u;
        BENCH_CHECK(psa_fwu_write(0, off, &image[1][off], size) == PSA_SUCCESS);
    }
    BENCH_CHECK(psa_fwu_finish(0) == PSA_SUCCESS);
    BENCH_CHECK(psa_fwu_install() == PSA_SUCCESS_REBOOT);
}

int main(void)
{
    sim_stats_t stats, journal;
    device_init(1, SECTORS, SECTOR, 2);
    make(0);
    make(1);
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(0), 0, image[0], (uint32_t)image_size[0]);
    uint32_t n = (uint32_t)(image_size[1] + SECTOR - 1u) / SECTOR;

    boot();
    stats = all_of();
    bench_at_most(FIGURE, "idle boot, erases", (double)stats.erases, "erases", 0);
    bench_at_most(FIGURE, "idle boot, programmed", (double)stats.bytes_programmed, "bytes", 0);
    sim_stats_area(PLAT_AREA_SLOT_ACTIVE(0), &stats);
    bench_at_most(FIGURE, "idle boot, read of the image of 512,000 bytes", (double)stats.bytes_read, "bytes",
                  (double)image_size[0]);

    BENCH_CHECK(psa_fwu_start(0, NULL, 0) == PSA_SUCCESS);
    BENCH_CHECK(psa_fwu_cancel(0) == PSA_SUCCESS);
    BENCH_CHECK(psa_fwu_clean(0) == PSA_SUCCESS);
    boot();
    download();
    stats = all_of();
    sim_stats_area(PLAT_AREA_FWU_JOURNAL, &journal);
    bench_at_most(FIGURE, "download and install request, journal erases", (double)journal.erases, "erases", 1);
    bench_at_most(FIGURE, "download and install request, journal bytes", (double)journal.bytes_programmed, "bytes",
                  80.0 * 16.0);
    bench_at_most(FIGURE, "download, bytes over the image", (double)stats.bytes_programmed - (double)image_size[1],
                  "bytes", 1300);

    boot();
    stats = all_of();
    sim_stats_area(PLAT_AREA_FWU_JOURNAL, &journal);
    bench_at_most(FIGURE, "update boot, erases", (double)stats.erases, "erases", 2.0 * n + 1.0);
    bench_at_most(FIGURE, "update boot, programmed", (double)stats.bytes_programmed, "bytes", 1034288);
    bench_at_most(FIGURE, "update boot, journal units", (double)journal.units_programmed, "units", 2.0 * n + 10.0);
    boot(); /* nobody accepted */
    stats = all_of();
    bench_at_most(FIGURE, "roll-back boot, erases", (double)stats.erases, "erases", n + 1.0);
    bench_at_most(FIGURE, "roll-back boot, programmed", (double)stats.bytes_programmed, "bytes",
                  n * (double)SECTOR + 80.0 * 16.0);

    BENCH_CHECK(psa_fwu_clean(0) == PSA_SUCCESS);
    boot();
    download();
    boot();
    BENCH_CHECK(psa_fwu_accept() == PSA_SUCCESS);
    sim_stats_reset();
    BENCH_CHECK(psa_fwu_clean(0) == PSA_SUCCESS);
    stats = all_of();
    bench_at_most(FIGURE, "clean, erases", (double)stats.erases, "erases", n + 1.0);
    return 0;
}
