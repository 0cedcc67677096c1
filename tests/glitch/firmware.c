/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A boot stage for Cortex-M33 with the least port: flash is RAM, which the emulator fills; there is one counter. It
 * ends in glitch_jump() or in glitch_stop(). What is tested is everything that runs between glitch_main() and there.
 */
#include <string.h>

#include "pfwu.h"

#define SECTOR 1024u
#define SLOT_SECTORS 3u

int main(void);
void _exit(int code);
void glitch_jump(const plat_flash_area_t *area, uint32_t off);
void glitch_stop(psa_status_t status);

/* The emulator writes these before it starts. */
uint8_t glitch_journal[2u * SECTOR], glitch_active[SLOT_SECTORS * SECTOR], glitch_second[(SLOT_SECTORS + 1u) * SECTOR];
uint8_t glitch_key[512];
uint32_t glitch_key_size, glitch_algorithm, glitch_counter, glitch_verify_only;

static const plat_flash_area_t areas[] = {
    { .id = PLAT_AREA_FWU_JOURNAL,
      .erased = 0xff,
      .prog_size = 16,
      .erase_size = SECTOR,
      .size = sizeof glitch_journal },
    { .id = PLAT_AREA_SLOT_ACTIVE(0),
      .erased = 0xff,
      .prog_size = 16,
      .erase_size = SECTOR,
      .size = sizeof glitch_active },
    { .id = PLAT_AREA_SLOT_SECOND(0),
      .erased = 0xff,
      .prog_size = 16,
      .erase_size = SECTOR,
      .size = sizeof glitch_second },
};
static uint8_t *const cells[] = { glitch_journal, glitch_active, glitch_second };

static pfwu_key_t key = { .key = glitch_key };
static const pfwu_component_t row = { .stage = 1,
                                      .needs_trial = true,
                                      .active_area = PLAT_AREA_SLOT_ACTIVE(0),
                                      .second_area = PLAT_AREA_SLOT_SECOND(0),
                                      .key_count = 1,
                                      .keys = &key,
                                      .counter_id = PLAT_COUNTER_FWU(0),
                                      .measurement = "App" };

const pfwu_component_t *pfwu_components(size_t *count)
{
    *count = 1;
    return &row;
}

/* --------------------------------------------------------------------------------------------------------- Port --- */

const plat_flash_area_t *plat_flash_area(uint8_t id)
{
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
        if (areas[i].id == id) {
            return &areas[i];
        }
    }
    return NULL;
}

/** The bytes of a range, NULL if there is no such range. */
static uint8_t *range(const plat_flash_area_t *area, uint32_t off, uint32_t size)
{
    for (size_t i = 0; i < sizeof areas / sizeof areas[0]; i++) {
        if (area == &areas[i] && off <= area->size && size <= area->size - off) {
            return &cells[i][off];
        }
    }
    return NULL;
}

psa_status_t plat_flash_read(const plat_flash_area_t *area, uint32_t off, void *dst, uint32_t size)
{
    const uint8_t *from = range(area, off, size);
    if (from == NULL) {
        memset(dst, 0, size);
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memcpy(dst, from, size);
    return PSA_SUCCESS;
}

psa_status_t plat_flash_prog(const plat_flash_area_t *area, uint32_t off, const void *src, uint32_t size)
{
    uint8_t *to = range(area, off, size);
    if (to == NULL) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memcpy(to, src, size);
    return PSA_SUCCESS;
}

psa_status_t plat_flash_erase(const plat_flash_area_t *area, uint32_t off)
{
    uint8_t *to = range(area, off, SECTOR);
    if (to == NULL) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memset(to, 0xff, SECTOR);
    return PSA_SUCCESS;
}

psa_status_t plat_counter_read(uint32_t id, uint32_t *value)
{
    *value = id == PLAT_COUNTER_FWU(0) ? glitch_counter : 0;
    return id == PLAT_COUNTER_FWU(0) ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t plat_counter_raise(uint32_t id, uint32_t value)
{
    (void)id;
    glitch_counter = value;
    return PSA_SUCCESS;
}

psa_status_t plat_reference_get(uint32_t component, uint8_t hash[PLAT_REFERENCE_SIZE])
{
    (void)component;
    memset(hash, 0, PLAT_REFERENCE_SIZE);
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t plat_reference_set(uint32_t component, const uint8_t hash[PLAT_REFERENCE_SIZE])
{
    (void)component;
    (void)hash;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t plat_boot_record_begin(void)
{
    return PSA_SUCCESS;
}

psa_status_t plat_boot_record_add(const plat_measurement_t *measurement)
{
    (void)measurement;
    return PSA_SUCCESS;
}

psa_status_t plat_bank(uint32_t component, uint32_t *bank)
{
    (void)component;
    *bank = 0;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t plat_bank_select(uint32_t component, uint32_t bank)
{
    (void)component;
    (void)bank;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t plat_reboot(void)
{
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t plat_entropy(uint8_t *out, size_t size)
{
    memset(out, 0, size);
    return PSA_ERROR_HARDWARE_FAILURE;
}

int32_t plat_caller(void)
{
    return -1;
}

uint32_t plat_copy_number(void)
{
    return 0;
}

void plat_lock(plat_lock_id_t id)
{
    (void)id;
}

void plat_unlock(plat_lock_id_t id)
{
    (void)id;
}

void plat_assert_failed(const char *file, int line, const char *what)
{
    (void)file;
    (void)line;
    (void)what;
    for (;;) {
    }
}

/** For newlib: Mbed TLS's memory pool would end the program. */
void _exit(int code)
{
    (void)code;
    for (;;) {
    }
}

/** As a port does it: only what is an area of the device is run. */
psa_status_t plat_leave_stage(const plat_flash_area_t *area, uint32_t off, uint32_t header_size)
{
    (void)header_size;
    if (area != &areas[1]) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    glitch_jump(area, off);
    return PSA_ERROR_GENERIC_ERROR;
}

/* -------------------------------------------------------------------------------------------------------- Stage --- */

/** The emulator stops here: the image runs. */
__attribute__((noinline, noclone)) void glitch_jump(const plat_flash_area_t *area, uint32_t off)
{
    __asm volatile("" : : "r"(area), "r"(off) : "memory");
}

/** Or here: it does not. */
__attribute__((noinline, noclone)) void glitch_stop(psa_status_t status)
{
    __asm volatile("" : : "r"(status) : "memory");
    for (;;) {
    }
}

/** As include/pfwu.h shows it. */
int main(void)
{
    pfwu_boot_result_t result;
    key.size = (uint16_t)glitch_key_size;
    key.algorithm = (uint8_t)glitch_algorithm;
    psa_status_t status = glitch_verify_only != 0 ? pfwu_boot_verify(1, &result) : pfwu_boot(1, &result);
    if (status == PSA_SUCCESS) {
        status = plat_leave_stage(result.run_area, result.run_off, result.run_header_size);
    }
    glitch_stop(status);
    return 0;
}
