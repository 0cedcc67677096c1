/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The device that update tests run on.
 */
#include "tests/fwu/fwu_device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/fwu/fwu_internal.h"
#include "lib/fwu/verify.h"

static uint8_t points[DEVICE_COMPONENTS][2][PFWU_POINT_SIZE];
static pfwu_key_t keys[DEVICE_COMPONENTS][2];
static pfwu_component_t rows[DEVICE_COMPONENTS];
static uint32_t row_count;
static uint32_t without_spare;

void device_without_spare(uint32_t mask)
{
    without_spare = mask;
}

const pfwu_component_t *pfwu_components(size_t *count)
{
    *count = row_count;
    return rows;
}

pfwu_component_t *device_row(uint8_t component)
{
    return &rows[component];
}

pfwu_key_t *device_keys(uint8_t component)
{
    return keys[component];
}

static void make_key(pfwu_key_t *key, uint8_t point[PFWU_POINT_SIZE], unsigned number)
{
    memset(key, 0, sizeof *key);
    key->key = point;
    key->size = PFWU_POINT_SIZE;
    key->algorithm = PFWU_ECDSA_P256;
    point[0] = 4;
    for (unsigned i = 1; i < PFWU_POINT_SIZE; i++) {
        point[i] = (uint8_t)(17u * number + 3u * i);
    }
}

/** The key hash as lib/fwu works it out. */
static void key_hash(const pfwu_key_t *key, uint8_t hash[32])
{
    static const uint8_t spki[26] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
                                      0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00 };
    if (pfwu_hash_begin(32) != PSA_SUCCESS || pfwu_hash_update(spki, sizeof spki) != PSA_SUCCESS ||
        pfwu_hash_update(key->key, key->size) != PSA_SUCCESS || pfwu_hash_finish(hash, 32) != PSA_SUCCESS) {
        abort();
    }
}

void device_init(uint32_t count, uint32_t sectors, uint32_t sector_size, uint32_t journal_sectors)
{
    sim_config_t config;
    memset(&config, 0, sizeof config);
    config.seed = 1;
    sim_config_area(&config, PLAT_AREA_FWU_JOURNAL, journal_sectors, sector_size, 16);
    for (uint8_t id = 0; id < count; id++) {
        sim_config_area(&config, PLAT_AREA_SLOT_ACTIVE(id), sectors, sector_size, 16);
        sim_config_area(&config, PLAT_AREA_SLOT_SECOND(id), sectors + (~without_spare >> id & 1u), sector_size, 16);
    }
    sim_init(&config);
    sim_torn_blank_is_breach(true);
    row_count = count;
    for (uint8_t id = 0; id < DEVICE_COMPONENTS; id++) {
        make_key(&keys[id][0], points[id][0], 2u * id);
        make_key(&keys[id][1], points[id][1], 2u * id + 1u);
        key_hash(&keys[id][1], keys[id][1].key_hash); /* one key brings its hash along, one does not */
        rows[id] = (pfwu_component_t){ .id = id,
                                       .type = id == 1 ? PFWU_TYPE_DATA : PFWU_TYPE_CODE,
                                       .mode = PFWU_MODE_SWAP,
                                       .stage = 1,
                                       .needs_trial = id != 2,
                                       .active_area = PLAT_AREA_SLOT_ACTIVE(id),
                                       .second_area = PLAT_AREA_SLOT_SECOND(id),
                                       .key_count = 2,
                                       .keys = keys[id],
                                       .counter_id = PLAT_COUNTER_FWU(id),
                                       .measurement = id == 0   ? "App"
                                                      : id == 1 ? "Data"
                                                                : "Module" };
    }
    pfwu_reset();
    fake_cipher_reset();
}

static psa_status_t sign(void *ctx, const uint8_t *region, size_t size, uint8_t *hash, uint8_t *signature,
                         size_t *signature_size)
{
    const pfwu_key_t *key = ctx;
    if (pfwu_hash_begin(32) != PSA_SUCCESS || pfwu_hash_update(region, size) != PSA_SUCCESS ||
        pfwu_hash_finish(hash, 32) != PSA_SUCCESS) {
        abort();
    }
    fake_sign(key->key, hash, signature);
    *signature_size = 64;
    return PSA_SUCCESS;
}

static psa_status_t encrypt(void *ctx, uint8_t *body, size_t size, uint8_t *wrap, size_t wrap_size)
{
    const test_spec_t *spec = ctx;
    uint32_t image_key = 0x1234567u * (spec->major + 1u) + spec->component;
    (void)wrap_size;
    fake_wrap(rows[spec->component].decrypt_key, image_key, wrap);
    fake_encrypt(image_key, body, size);
    return PSA_SUCCESS;
}

void device_make(test_image_t *image, const test_spec_t *spec)
{
    static uint8_t body[16384];
    pfwu_key_t key;
    uint8_t point[PFWU_POINT_SIZE];
    make_key(&key, point, spec->wrong_key ? 99u : 2u * spec->component + (spec->major & 1u));
    image_spec_t write = { .header_size = 32,
                           .flags = spec->flags,
                           .has_counter = true,
                           .counter = spec->counter,
                           .version = { spec->major, 0, 0, 0 },
                           .dependencies = spec->dependency,
                           .dependency_count = spec->dependency != NULL ? 1u : 0u };
    if (spec->version != NULL) {
        write.version = *spec->version;
    }
    key_hash(&key, write.key_hash);
    uint32_t random = spec->major * 2654435761u + spec->component;
    for (uint32_t i = 0; i < spec->body_size; i++) {
        random = random * 1664525u + 1013904223u;
        body[i] = (i / 64u) % 5u == 4u ? 0xff : (uint8_t)(random >> 24); /* with blank units in it */
    }
    if ((spec->flags & PFWU_IMAGE_AES128) != 0) {
        write.encrypt = encrypt;
        write.encrypt_ctx = (void *)(uintptr_t)spec;
        write.wrap_type = PFWU_TLV_ENC_EC256;
        write.wrap_size = FAKE_WRAP_SIZE;
        write.clear = spec->clear;
    }
    if (image_write(&write, body, spec->body_size, sign, &key, image->bytes, sizeof image->bytes, &image->size) !=
        PSA_SUCCESS) {
        abort();
    }
    image->body_off = 32;
    image->whole_body = write.encrypt != NULL ? (spec->body_size + 15u) / 16u * 16u : spec->body_size;
    image->body_size = write.encrypt != NULL ? (spec->body_size + 15u) / 16u * 16u : 0;
    memcpy(image->plain, image->bytes, image->size);
    if (write.encrypt != NULL && !spec->clear) {
        fake_encrypt(0x1234567u * (spec->major + 1u) + spec->component, &image->plain[32], image->body_size);
    }
}

void device_make_large(uint8_t component, uint8_t major, uint32_t counter, uint32_t body_size, uint8_t *out,
                       size_t room, uint32_t *size)
{
    pfwu_key_t key;
    uint8_t point[PFWU_POINT_SIZE];
    size_t made = 0;
    uint8_t *body = malloc(body_size);
    image_spec_t write = { .header_size = 32, .has_counter = true, .counter = counter, .version = { major, 0, 0, 0 } };
    make_key(&key, point, 2u * component + (major & 1u));
    key_hash(&key, write.key_hash);
    for (uint32_t i = 0; body != NULL && i < body_size; i++) {
        body[i] = (uint8_t)(major + i * 2654435761u / 65536u);
    }
    if (body == NULL || image_write(&write, body, body_size, sign, &key, out, room, &made) != PSA_SUCCESS) {
        abort();
    }
    free(body);
    *size = (uint32_t)made;
}

void device_provision(uint8_t component, const test_image_t *image)
{
    sim_flash_set(PLAT_AREA_SLOT_ACTIVE(component), 0, image->plain, (uint32_t)image->size);
}

void device_remove(uint8_t component)
{
    const plat_flash_area_t *area = plat_flash_area(PLAT_AREA_SLOT_ACTIVE(component));
    for (uint32_t off = 0; off < area->size; off += area->erase_size) {
        if (plat_flash_erase(area, off) != PSA_SUCCESS) {
            abort();
        }
    }
}

bool device_runs_but_for(uint8_t component, const test_image_t *image, uint32_t tail)
{
    uint8_t there[16384];
    sim_flash_get(PLAT_AREA_SLOT_ACTIVE(component), 0, there, (uint32_t)image->size);
    return memcmp(there, image->plain, image->size - tail) == 0;
}

bool device_runs(uint8_t component, const test_image_t *image)
{
    return device_runs_but_for(component, image, 0);
}

/** Units of the body, except those that are all alike, which say nothing, in an area, at any place. */
static bool leaks_into(const test_image_t *image, uint8_t area_id)
{
    const plat_flash_area_t *area = plat_flash_area(area_id);
    const uint8_t *cells = sim_flash_cells(area_id);
    for (uint32_t off = image->body_off; off + 16u <= image->body_off + image->body_size; off += 16) {
        const uint8_t *unit = &image->plain[off];
        uint32_t first;
        memcpy(&first, unit, sizeof first);
        if (memcmp(unit, &unit[1], 15) == 0) {
            continue;
        }
        for (uint32_t at = 0; at + 16u <= area->size; at += 4) {
            uint32_t word;
            memcpy(&word, &cells[at], sizeof word);
            if (word == first && memcmp(&cells[at], unit, 16) == 0) {
                return true;
            }
        }
    }
    return false;
}

bool device_leaks(uint8_t component, const test_image_t *image)
{
    return leaks_into(image, PLAT_AREA_SLOT_SECOND(component)) || leaks_into(image, PLAT_AREA_FWU_JOURNAL);
}

psa_status_t device_boot(pfwu_boot_result_t *result)
{
    sim_reboot();
    pfwu_reset();
    fake_cipher_reset();
    return pfwu_boot(1, result);
}

static psa_fwu_component_info_t info_of(uint8_t component)
{
    psa_fwu_component_info_t info;
    if (psa_fwu_query(component, &info) != PSA_SUCCESS) {
        fprintf(stderr, "query of component %u failed\n", component);
        abort();
    }
    return info;
}

uint8_t device_state(uint8_t component)
{
    return info_of(component).state;
}

psa_status_t device_error(uint8_t component)
{
    return info_of(component).error;
}

uint32_t device_counter(uint8_t component)
{
    uint32_t value = 0;
    if (plat_counter_read(PLAT_COUNTER_FWU(component), &value) != PSA_SUCCESS) {
        abort();
    }
    return value;
}

psa_status_t device_start(uint8_t component, const test_image_t *image)
{
    uint8_t manifest[1024];
    uint32_t behind = image->body_off + image->whole_body;
    if (!rows[component].detached_manifest) {
        return psa_fwu_start(component, NULL, 0);
    }
    memcpy(manifest, image->bytes, image->body_off);
    memcpy(&manifest[image->body_off], &image->bytes[behind], image->size - behind);
    return psa_fwu_start(component, manifest, image->size - image->whole_body);
}

psa_status_t device_resume(uint8_t component, const test_image_t *image, uint32_t block)
{
    bool detached = rows[component].detached_manifest;
    const uint8_t *bytes = detached ? &image->bytes[image->body_off] : image->bytes;
    uint32_t end = detached ? image->whole_body : (uint32_t)image->size;
    uint32_t off = info_of(component).impl.written;
    while (off < end) {
        uint32_t size = end - off < block ? end - off : block;
        psa_status_t status = psa_fwu_write(component, off, &bytes[off], size);
        if (status != PSA_SUCCESS) {
            return status;
        }
        off += size;
    }
    return psa_fwu_finish(component);
}

psa_status_t device_download(uint8_t component, const test_image_t *image, uint32_t block)
{
    psa_status_t status = device_start(component, image);
    return status == PSA_SUCCESS ? device_resume(component, image, block) : status;
}
