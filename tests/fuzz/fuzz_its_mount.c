/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Fuzz target: storage over any flash. The input is a list of things done to the area of a device that holds items
 * (bytes overwritten, units made unreadable or unstable, pieces pasted elsewhere, sectors erased) while it is off, with
 * calls in between. Promises: no call answers with a code that its page does not list, no call breaks the port's
 * contract, and what psa_its_get() delivers was once set under this uid, whole.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crypto/core/bytes.h"
#include "lib/its/its_internal.h"
#include "psa/internal_trusted_storage.h"
#include "tests/sim/sim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SECTORS 3u
#define SECTOR_SIZE 1024u
#define AREA_SIZE (SECTORS * SECTOR_SIZE)
#define UNIT_SIZE 16u
#define UIDS 6u
#define ITEM_MAX 64u

/* Every version of an item is `size` times one byte, and the byte tells uid and version. */
static uint8_t pattern(uint32_t uid, uint32_t version)
{
    return (uint8_t)(uid << 5 | (version & 0x1fu));
}

static void require(bool promise)
{
    if (!promise) {
        abort();
    }
}

static void set(uint32_t uid, uint32_t version)
{
    uint8_t item[ITEM_MAX];
    memset(item, pattern(uid, version), sizeof item);
    psa_status_t status = psa_its_set(uid, 8u + 8u * (version % 8u), item, PSA_STORAGE_FLAG_NONE);
    require(status == PSA_SUCCESS || status == PSA_ERROR_INSUFFICIENT_STORAGE || status == PSA_ERROR_STORAGE_FAILURE ||
            status == PSA_ERROR_GENERIC_ERROR);
}

static void get(uint32_t uid)
{
    uint8_t item[ITEM_MAX];
    size_t length = 1;
    psa_status_t status = psa_its_get(uid, 0, sizeof item, item, &length);
    require(status == PSA_SUCCESS || status == PSA_ERROR_DOES_NOT_EXIST || status == PSA_ERROR_STORAGE_FAILURE ||
            status == PSA_ERROR_GENERIC_ERROR);
    if (status != PSA_SUCCESS) {
        require(length == 0);
        return;
    }
    require(length >= 8u && length <= ITEM_MAX);
    require(item[0] >> 5 == uid && length == 8u + 8u * ((item[0] & 0x1fu) % 8u));
    for (size_t i = 1; i < length; i++) {
        require(item[i] == item[0]);
    }
}

static void remove_item(uint32_t uid)
{
    psa_status_t status = psa_its_remove(uid);
    require(status == PSA_SUCCESS || status == PSA_ERROR_DOES_NOT_EXIST || status == PSA_ERROR_STORAGE_FAILURE ||
            status == PSA_ERROR_GENERIC_ERROR);
}

static void restart(void)
{
    sim_reboot();
    pits_reset();
}

/* Free space that somebody else wrote to: no power cut leaves that, and a service that looked at all of it before each
 * write would be slow for nothing. The port refuses the program; any other breach is a fault. */
static void breach(const char *what)
{
    require(strstr(what, "was programmed already") != NULL);
}

static sim_snapshot_t *device_with_items(void)
{
    sim_config_t config;
    sim_config_default(&config);
    sim_config_area(&config, PLAT_AREA_ITS, SECTORS, SECTOR_SIZE, UNIT_SIZE);
    sim_init(&config);
    pits_reset();
    for (uint32_t version = 0; version < 8u; version++) {
        for (uint32_t uid = 1; uid < UIDS; uid++) {
            set(uid, version);
        }
    }
    remove_item(2);
    sim_on_breach(breach);
    return sim_snapshot_new();
}

/* One thing done to the flash or asked of the service; false at the end of the input. Flash changes behind the
 * service's back only while the device is off. */
static bool step(pcc_rd_t *in)
{
    static bool powered_off;
    uint8_t bytes[256];
    uint32_t what = pcc_rd_u8(in) % 8u;
    uint32_t off = pcc_rd_le16(in) % AREA_SIZE;
    uint32_t count = pcc_rd_u8(in);
    if (in->bad) {
        return false;
    }
    count = count > AREA_SIZE - off ? AREA_SIZE - off : count;
    uint32_t uid = 1 + off % (UIDS - 1u);
    if (what >= 4u && powered_off) {
        restart();
    }
    powered_off = what < 4u;
    switch (what) {
    case 0: {
        const uint8_t *src = pcc_rd_bytes(in, count);
        if (src != NULL) {
            sim_flash_set(PLAT_AREA_ITS, off, src, count);
        }
        break;
    }
    case 1:
        sim_flash_set_unit(PLAT_AREA_ITS, off - off % UNIT_SIZE, (sim_unit_t)(count % (SIM_UNIT_WEAK + 1u)));
        break;
    case 2: {
        uint32_t to = pcc_rd_le16(in) % AREA_SIZE;
        count = count > AREA_SIZE - to ? AREA_SIZE - to : count;
        sim_flash_get(PLAT_AREA_ITS, off, bytes, count);
        sim_flash_set(PLAT_AREA_ITS, to, bytes, count);
        break;
    }
    case 3:
        memset(bytes, 0xff, sizeof bytes);
        for (uint32_t at = off - off % SECTOR_SIZE, end = at + SECTOR_SIZE; at < end; at += (uint32_t)sizeof bytes) {
            sim_flash_set(PLAT_AREA_ITS, at, bytes, sizeof bytes);
        }
        break;
    case 4:
        restart();
        break;
    case 5:
        set(uid, count);
        break;
    case 6:
        get(uid);
        break;
    default:
        remove_item(uid);
        break;
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static sim_snapshot_t *start;
    if (start == NULL) {
        start = device_with_items();
    }
    sim_snapshot_restore(start);
    sim_seed(1);
    pits_reset();
    pcc_rd_t in = pcc_rd(data, size);
    while (step(&in)) {
    }
    restart();
    for (uint32_t uid = 1; uid < UIDS; uid++) {
        get(uid);
    }
    return 0;
}
