/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Fuzz target: any flash content. The input is an area image, taken as it is or, for the second half of the first
 * byte's values, sealed with the device's own key as far as its headers go: a forger's dream, which leads the mount
 * behind the first check. Then calls, drawn from the last bytes of the input. Promises: nothing crashes or hangs, codes
 * are those of the call's page, what an image that nobody sealed serves is what the golden image's owner stored, and on
 * it what a set that succeeded has stored is there, also after a reboot.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crypto/core/bytes.h"
#include "lib/its/its_internal.h"
#include "lib/its/record.h"
#include "lib/its/seal.h"
#include "psa/internal_trusted_storage.h"
#include "tests/sim/sim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SECTORS 3u
#define SECTOR_SIZE 1024u
#define AREA_SIZE (SECTORS * SECTOR_SIZE)
#define CELL 16u
#define CELLS (SECTOR_SIZE / CELL)
#define UIDS 12u
#define ITEM_MAX 1100u
#define CALLS_MAX 40u

static void require(bool promise)
{
    if (!promise) {
        abort();
    }
}

/* Free space that is not blank: the port refuses the program, and the log moves on. Any other breach is a fault. */
static void breach(const char *what)
{
    require(strstr(what, "was programmed already") != NULL);
}

/* The device of tests/golden/its-v2.bin. */
static void power_up(void)
{
    sim_config_t config;
    uint8_t key[PLAT_DEVICE_KEY_SIZE];
    for (unsigned i = 0; i < sizeof key; i++) {
        key[i] = (uint8_t)i;
    }
    sim_config_default(&config);
    sim_config_area(&config, PLAT_AREA_ITS, SECTORS, SECTOR_SIZE, CELL);
    sim_init(&config);
    sim_set_device_key(key);
    sim_counter_supported(PLAT_COUNTER_ITS, false);
    sim_on_breach(breach);
    pits_reset();
}

static void reboot(void)
{
    sim_reboot();
    pits_reset();
}

/* ---------------------------------------------------------------------------------------------------------- The forger */

/* Seal the text under the header at `at`: its tag. */
static void seal(pits_seal_key_t *key, const uint8_t *salt, uint32_t epoch, uint32_t at, uint8_t *header)
{
    uint8_t binding[PITS_BINDING_SIZE], *text = header + CELL;
    uint32_t text_size = pits_header_len(header);
    pits_seal_t op;
    pits_bind(salt, at, header, epoch, binding);
    pits_seal_start(&op, key, true, binding, text_size);
    pits_seal_update(&op, text, text_size);
    require(pits_seal_finish(&op, text + text_size) == PSA_SUCCESS);
}

/* The header that 16 bytes can pass for; false: none. */
static bool shape(const uint8_t *at, bool first, uint32_t epoch, pits_header_t *header)
{
    *header = (pits_header_t){ .uid = 1u + at[4] % UIDS,
                               .owner = -1,
                               .len = pcc_get_le16(at + 12) % 100u,
                               .flags = at[14] & 7u,
                               .type = (uint8_t)(1u + at[14] / 8u % 3u),
                               .copy = (at[14] & 0x80u) != 0 };
    header->len = header->type == PITS_TOMBSTONE ? 0 : header->len;
    if (first || at[15] < 0x20u) { /* a session begins */
        *header = (pits_header_t){ .uid = pcc_get_le64(at + 8), .owner = (int32_t)epoch, .flags = PITS_FORMAT };
    }
    return first || at[15] < 0xe0u;
}

/* Make every sector authentic, and along its cells every record and session header that its bytes can pass for. */
static void forge(uint8_t *image)
{
    uint8_t area_key[PITS_KEY_SIZE];
    pits_seal_key_t key;
    require(pits_seal_derive(PLAT_AREA_ITS, area_key) == PSA_SUCCESS);
    require(pits_seal_open(&key, area_key) == PSA_SUCCESS);
    for (uint32_t s = 0; s < SECTORS; s++) {
        uint8_t *sector = image + s * SECTOR_SIZE, salt[PITS_SALT_SIZE];
        uint32_t epoch = 1u + sector[4] % 8u;
        for (uint32_t cell = 0; cell + 2u <= CELLS;) {
            uint8_t *at = sector + cell * CELL;
            pits_header_t header;
            uint32_t cells = 1;
            if (shape(at, cell == 0, epoch, &header) && pits_record_size(header.len, CELL) <= (CELLS - cell) * CELL) {
                if (header.type == PITS_SESSION) {
                    memcpy(salt, at + 8, sizeof salt);
                }
                pits_header_encode(&header, salt, at);
                cells = pits_record_size(header.len, CELL) / CELL;
                seal(&key, salt, epoch, (uint32_t)(at - image), at);
            }
            cell += cells;
        }
    }
    pits_seal_close(&key);
}

/* ------------------------------------------------------------------------------------------------------------- Calls */

/* What an item must be, once this run has set or removed it: its one byte, repeated. */
static struct {
    bool known, exists;
    size_t size;
    uint8_t byte;
} items[UIDS + 1u];

static bool whole(const uint8_t *got, size_t length, size_t size, uint8_t byte)
{
    for (size_t i = 0; i < length; i++) {
        if (got[i] != byte) {
            return false;
        }
    }
    return length == size;
}

static void get(uint32_t uid, bool forged)
{
    static uint8_t got[ITEM_MAX];
    size_t length = 1;
    struct psa_storage_info_t info;
    psa_status_t status = psa_its_get(uid, 0, sizeof got, got, &length);
    require(status == PSA_SUCCESS || status == PSA_ERROR_DOES_NOT_EXIST || status == PSA_ERROR_STORAGE_FAILURE);
    require(status == PSA_SUCCESS || length == 0);
    if (items[uid].known && !forged) {
        require(items[uid].exists ? status == PSA_SUCCESS && whole(got, length, items[uid].size, items[uid].byte)
                                  : status == PSA_ERROR_DOES_NOT_EXIST);
    } else if (status == PSA_SUCCESS && !forged) {
        /* Items of the golden image are written by env_fill() of tests/its: size and first byte tell the version. */
        bool stored = false;
        for (uint32_t n = 0; n < 60u && !stored; n++) {
            uint32_t state = uid * 2654435761u ^ n * 40503u ^ 0x5a5a5a5au;
            stored = n % 9u == uid - 1u && length == (n * 37u) % 70u;
            for (size_t i = 0; stored && i < length; i++) {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                stored = got[i] == (uint8_t)(state >> 11);
            }
        }
        require(stored);
    }
    status = psa_its_get_info(uid, &info);
    require(status == PSA_SUCCESS || status == PSA_ERROR_DOES_NOT_EXIST || status == PSA_ERROR_STORAGE_FAILURE);
}

static void set(uint32_t uid, size_t size, uint8_t byte)
{
    static uint8_t data[ITEM_MAX];
    memset(data, byte, sizeof data);
    psa_status_t status = psa_its_set(uid, size, data, byte & 6u);
    require(status == PSA_SUCCESS || status == PSA_ERROR_INSUFFICIENT_STORAGE || status == PSA_ERROR_STORAGE_FAILURE ||
            status == PSA_ERROR_NOT_PERMITTED);
    if (status == PSA_SUCCESS) {
        items[uid].known = items[uid].exists = true;
        items[uid].size = size;
        items[uid].byte = byte;
    } else if (status == PSA_ERROR_STORAGE_FAILURE) {
        items[uid].known = false; /* old or new */
    }
}

static void remove_item(uint32_t uid)
{
    psa_status_t status = psa_its_remove(uid);
    require(status == PSA_SUCCESS || status == PSA_ERROR_DOES_NOT_EXIST || status == PSA_ERROR_STORAGE_FAILURE ||
            status == PSA_ERROR_NOT_PERMITTED);
    if (status == PSA_SUCCESS || status == PSA_ERROR_DOES_NOT_EXIST) {
        items[uid].known = true;
        items[uid].exists = false;
    } else if (status == PSA_ERROR_STORAGE_FAILURE) {
        items[uid].known = false;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t image[AREA_SIZE];
    if (size < 1) {
        return 0;
    }
    bool forged = data[0] >= 0x80u;
    uint32_t content = size - 1u < AREA_SIZE ? (uint32_t)size - 1u : AREA_SIZE;
    power_up();
    memset(items, 0, sizeof items);
    memset(image, 0xff, sizeof image);
    memcpy(image, data + 1, content);
    if (forged) {
        forge(image);
    }
    sim_flash_set(PLAT_AREA_ITS, 0, image, sizeof image);
    const uint8_t *calls = data + 1u + content;
    size_t count = size - 1u - content;
    for (size_t i = 0; i + 2u < count && i < 3u * CALLS_MAX; i += 3u) {
        uint32_t uid = 1u + calls[i + 1u] % UIDS;
        switch (calls[i] % 4u) {
        case 0:
            get(uid, forged);
            break;
        case 1:
            remove_item(uid);
            break;
        case 2:
            reboot();
            break;
        default:
            set(uid, (calls[i] >> 2) * 16u + calls[i + 1u] / 16u, calls[i + 2u]);
            break;
        }
    }
    for (uint32_t uid = 1; uid <= UIDS; uid++) {
        get(uid, forged);
    }
    reboot();
    for (uint32_t uid = 1; uid <= UIDS; uid++) {
        get(uid, forged);
    }
    return 0;
}
