/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Owns what the storage tests share.
 */
#include "env.h"

#include "lib/its/record.h"

bool env_full(void)
{
    const char *full = getenv("PSA_TEST_FULL");
    return full && strcmp(full, "1") == 0;
}

uint32_t env_some(uint32_t count)
{
    const char *thin = getenv("ITS_THIN");
    uint32_t part = thin && !env_full() ? (uint32_t)atoi(thin) : 1u;
    return count > part ? count / part : 1u;
}

void env_device(uint32_t sectors, uint32_t erase_size, uint16_t prog_size)
{
    sim_config_t config;
    sim_config_default(&config);
    sim_config_area(&config, PLAT_AREA_ITS, sectors, erase_size, prog_size);
    sim_config_area(&config, PLAT_AREA_PS, sectors, erase_size, prog_size);
    sim_init(&config);
    pits_reset();
}

void env_reboot(void)
{
    sim_reboot();
    pits_reset();
}

uint32_t env_random(uint32_t *state)
{
    uint32_t x = *state ? *state : 1u;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    *state = x;
    return x;
}

void env_fill(uint8_t *out, size_t size, uint64_t uid, uint32_t version)
{
    uint32_t state = (uint32_t)uid * 2654435761u ^ version * 40503u ^ 0x5a5a5a5au;
    for (size_t i = 0; i < size; i++) {
        out[i] = (uint8_t)(env_random(&state) >> 11);
    }
}

psa_status_t env_set(uint32_t i, uint32_t size, uint32_t version)
{
    static uint8_t data[ENV_SIZE_MAX];
    env_fill(data, size, i + 1u, version);
    return psa_its_set(i + 1u, size, data, PSA_STORAGE_FLAG_NONE);
}

bool env_is(uint32_t i, const env_item_t *item)
{
    static uint8_t want[ENV_SIZE_MAX], got[ENV_SIZE_MAX];
    struct psa_storage_info_t info;
    size_t length = 99;
    psa_status_t status = psa_its_get(i + 1u, 0, sizeof got, got, &length);
    if (!item->exists) {
        return status == PSA_ERROR_DOES_NOT_EXIST && length == 0;
    }
    env_fill(want, item->size, i + 1u, item->version);
    return status == PSA_SUCCESS && length == item->size && memcmp(want, got, length) == 0 &&
           psa_its_get_info(i + 1u, &info) == PSA_SUCCESS && info.size == item->size && info.flags == item->flags;
}

void env_check(const env_model_t *model, uint32_t count, const char *what)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!env_is(i, &model->items[i])) {
            uint8_t byte;
            size_t length;
            psa_status_t status = psa_its_get(i + 1u, 0, 1, &byte, &length);
            fail_msg("%s: item %u is not version %u of %u bytes (exists %d, get gives %d)", what, i,
                     model->items[i].version, model->items[i].size, model->items[i].exists, (int)status);
        }
    }
}

void env_dump(void)
{
    const plat_flash_area_t *area = plat_flash_area(PLAT_AREA_ITS);
    uint32_t cell = pits_cell_size(area->prog_size);
    static const char *const types[] = { "session", "item", "reserved", "tombstone" };
    for (uint32_t at = 0; at < area->size; at += cell) {
        uint8_t bytes[PITS_HEADER_SIZE];
        static uint8_t salt[PITS_SALT_SIZE];
        pits_header_t record;
        sim_flash_get(PLAT_AREA_ITS, at, bytes, sizeof bytes);
        sim_unit_t unit = sim_flash_unit(PLAT_AREA_ITS, at);
        if (at % area->erase_size == 0) {
            printf("sector %u%s\n", at / area->erase_size,
                   sim_flash_torn_erase(PLAT_AREA_ITS, at) ? ", erase not finished" : "");
        }
        bool session = (bytes[0] & PITS_TYPE_BITS) == PITS_SESSION && pits_header_size(bytes, bytes, cell);
        if (session) {
            memcpy(salt, bytes + 8, sizeof salt);
        }
        if (pits_header_decode(bytes, salt, &record)) {
            printf("  %3u %s%s owner or epoch %d uid %u len %u (%u cells)\n", at % area->erase_size / cell,
                   record.copy ? "copied " : "", types[record.type], (int)record.owner, (unsigned)record.uid,
                   record.len, pits_header_size(bytes, salt, cell) / cell);
        }
        if (unit != SIM_UNIT_ERASED && unit != SIM_UNIT_DONE) {
            printf("  %3u unit state %d\n", at % area->erase_size / cell, unit);
        }
    }
    fflush(stdout);
}
