/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the simulated device has beside flash: entropy, device key, counters, identity, life cycle, boot record, locks.
 */
#include "tests/sim/sim_internal.h"

#include <string.h>

sim_device_t sim_device;

void sim_seed(uint64_t seed)
{
    sim_device.tear_random = seed ^ 0x7465617273u;
    sim_device.entropy_random = seed ^ 0x656e74726f7079u;
}

void sim_device_build(uint64_t seed)
{
    memset(&sim_device, 0, sizeof sim_device);
    sim_seed(seed);
    uint8_t key[PLAT_DEVICE_KEY_SIZE];
    for (size_t i = 0; i < sizeof key; i++) {
        key[i] = (uint8_t)(0xd0u + i);
    }
    sim_set_device_key(key);
    plat_identity_t identity = { .certification_reference = "1234567890128-10010",
                                 .verification_service = "https://verifier.example/sim" };
    memset(identity.implementation_id, 0x1d, sizeof identity.implementation_id);
    sim_set_identity(&identity);
    sim_device.lifecycle = PLAT_LIFECYCLE_SECURED;
    sim_device.caller = -1;
}

void sim_reboot(void)
{
    memset(&sim_device.session, 0, sizeof sim_device.session);
    sim_device.banks ^= sim_device.banks_late;
    sim_device.banks_late = 0;
}

/* ------------------------------------------------------------------------------------------ Entropy, device key --- */

static void draw(uint8_t *out, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        out[i] = (uint8_t)(sim_random(&sim_device.entropy_random) >> 56);
    }
}

uint32_t plat_copy_number(void)
{
    return 0;
}

psa_status_t plat_entropy(uint8_t *out, size_t size)
{
    psa_status_t failure;
    if (size == 0) {
        return PSA_SUCCESS;
    }
    if (sim_call_fails(SIM_CALL_ENTROPY, &failure)) {
        memset(out, 0, size);
        return failure;
    }
    draw(out, size);
    return PSA_SUCCESS;
}

void sim_set_device_key(const uint8_t key[PLAT_DEVICE_KEY_SIZE])
{
    sim_device.has_key = key != NULL;
    if (key != NULL) {
        memcpy(sim_device.key, key, sizeof sim_device.key);
    }
}

psa_status_t plat_device_key(uint8_t key[PLAT_DEVICE_KEY_SIZE])
{
    psa_status_t failure;
    memset(key, 0, PLAT_DEVICE_KEY_SIZE);
    if (sim_call_fails(SIM_CALL_DEVICE_KEY, &failure)) {
        return failure;
    }
    if (!sim_device.has_key) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    uint8_t change = 0;
    switch (PLAT_LIFECYCLE_MAJOR(sim_device.lifecycle)) {
    case PLAT_LIFECYCLE_PSA_ROT_PROVISIONING:
    case PLAT_LIFECYCLE_SECURED:
    case PLAT_LIFECYCLE_NON_PSA_ROT_DEBUG:
        break;
    case PLAT_LIFECYCLE_DECOMMISSIONED:
        return PSA_ERROR_NOT_PERMITTED;
    default:
        change = 0xa5;
    }
    for (size_t i = 0; i < PLAT_DEVICE_KEY_SIZE; i++) {
        key[i] = (uint8_t)(sim_device.key[i] ^ change);
    }
    return PSA_SUCCESS;
}

void sim_set_builtin_keys(const plat_builtin_key_t *rows, size_t count,
                          const uint8_t (*material)[PLAT_BUILTIN_KEY_SIZE_MAX], const size_t *lengths)
{
    sim_device.builtin_rows = rows;
    sim_device.builtin_count = count;
    sim_device.builtin_material = material;
    sim_device.builtin_lengths = lengths;
}

const plat_builtin_key_t *plat_builtin_key(uint32_t index)
{
    return index < sim_device.builtin_count ? &sim_device.builtin_rows[index] : NULL;
}

psa_status_t plat_builtin_key_read(const plat_builtin_key_t *key, uint8_t *material, size_t *length)
{
    psa_status_t failure;
    size_t index = (size_t)(key - sim_device.builtin_rows);
    memset(material, 0, PLAT_BUILTIN_KEY_SIZE_MAX);
    *length = 0;
    if (sim_call_fails(SIM_CALL_DEVICE_KEY, &failure)) {
        return failure;
    }
    if (index >= sim_device.builtin_count || sim_device.builtin_lengths[index] == 0) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    *length = sim_device.builtin_lengths[index];
    memcpy(material, sim_device.builtin_material[index], *length);
    return PSA_SUCCESS;
}

/* ---------------------------------------------------------------------------------------------------- Counters --- */

/** Place of a counter; SIM_COUNTER_COUNT if there is none. */
static uint32_t counter_index(uint32_t id)
{
    if (id == PLAT_COUNTER_ITS) {
        return SIM_COMPONENT_MAX;
    }
    if (id == PLAT_COUNTER_PS) {
        return SIM_COMPONENT_MAX + 1u;
    }
    if (id >= PLAT_COUNTER_FWU(0u) && id < PLAT_COUNTER_FWU(SIM_COMPONENT_MAX)) {
        return id - PLAT_COUNTER_FWU(0u);
    }
    if (id >= PLAT_COUNTER_FWU_KEYS(0u) && id < PLAT_COUNTER_FWU_KEYS(SIM_COMPONENT_MAX)) {
        return SIM_COMPONENT_MAX + 2u + id - PLAT_COUNTER_FWU_KEYS(0u);
    }
    return SIM_COUNTER_COUNT;
}

void sim_set_counter(uint32_t id, uint32_t value)
{
    uint32_t index = counter_index(id);
    if (index == SIM_COUNTER_COUNT) {
        sim_breach("sim_set_counter: there is no counter 0x%x", id);
        return;
    }
    sim_device.counters[index] = value;
}

void sim_counter_supported(uint32_t id, bool supported)
{
    uint32_t index = counter_index(id);
    if (index == SIM_COUNTER_COUNT) {
        sim_breach("sim_counter_supported: there is no counter 0x%x", id);
        return;
    }
    sim_device.counter_missing[index] = !supported;
}

psa_status_t plat_counter_read(uint32_t id, uint32_t *value)
{
    psa_status_t failure;
    uint32_t index = counter_index(id);
    *value = 0;
    if (sim_call_fails(SIM_CALL_COUNTER_READ, &failure)) {
        return failure;
    }
    if (index == SIM_COUNTER_COUNT || sim_device.counter_missing[index]) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    *value = sim_device.counters[index];
    return PSA_SUCCESS;
}

/** Whether an interrupted raise or exchange went through. */
static bool raise_went_through(sim_tear_t tear)
{
    switch (tear) {
    case SIM_TEAR_NOTHING:
    case SIM_TEAR_ERASED:
        return false;
    case SIM_TEAR_COMPLETE:
        return true;
    default:
        return sim_chance(2) == 0;
    }
}

psa_status_t plat_counter_raise(uint32_t id, uint32_t value)
{
    psa_status_t failure;
    uint32_t index = counter_index(id);
    bool fails = sim_call_fails(SIM_CALL_COUNTER_RAISE, &failure);
    if (index == SIM_COUNTER_COUNT || sim_device.counter_missing[index]) {
        return fails ? failure : PSA_ERROR_NOT_SUPPORTED;
    }
    if (value <= sim_device.counters[index]) {
        return fails ? failure : PSA_SUCCESS;
    }
    sim_tear_t tear;
    if (sim_point_cuts(&tear)) {
        if (raise_went_through(tear)) {
            sim_device.counters[index] = value;
        }
        sim_power_off();
    }
    if (!fails || raise_went_through(SIM_TEAR_RANDOM)) {
        sim_device.counters[index] = value;
    }
    return fails ? failure : PSA_SUCCESS;
}

/* ----------------------------------------------------------------------------------- Identity, life cycle, boot --- */

static void copy_text(char to[SIM_TEXT_MAX], const char *from)
{
    memset(to, 0, SIM_TEXT_MAX);
    strncpy(to, from, SIM_TEXT_MAX - 1u);
}

void sim_set_identity(const plat_identity_t *identity)
{
    sim_device.has_identity = identity != NULL;
    if (identity != NULL) {
        memcpy(sim_device.implementation_id, identity->implementation_id, sizeof sim_device.implementation_id);
        copy_text(sim_device.certification_reference, identity->certification_reference);
        copy_text(sim_device.verification_service, identity->verification_service);
    }
}

psa_status_t plat_identity(plat_identity_t *identity)
{
    psa_status_t failure;
    memset(identity, 0, sizeof *identity);
    if (sim_call_fails(SIM_CALL_IDENTITY, &failure)) {
        return failure;
    }
    if (!sim_device.has_identity) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    memcpy(identity->implementation_id, sim_device.implementation_id, sizeof identity->implementation_id);
    identity->certification_reference = sim_device.certification_reference;
    identity->verification_service = sim_device.verification_service;
    return PSA_SUCCESS;
}

void sim_set_lifecycle(uint16_t lifecycle)
{
    sim_device.lifecycle = lifecycle;
}

uint16_t plat_lifecycle(void)
{
    psa_status_t failure;
    return sim_call_fails(SIM_CALL_LIFECYCLE, &failure) ? PLAT_LIFECYCLE_UNKNOWN : sim_device.lifecycle;
}

psa_status_t plat_boot_seed(uint8_t seed[PLAT_BOOT_SEED_SIZE])
{
    psa_status_t failure;
    memset(seed, 0, PLAT_BOOT_SEED_SIZE);
    if (sim_call_fails(SIM_CALL_BOOT_SEED, &failure)) {
        return failure;
    }
    if (!sim_device.session.begun) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    memcpy(seed, sim_device.session.boot_seed, PLAT_BOOT_SEED_SIZE);
    return PSA_SUCCESS;
}

psa_status_t plat_boot_record_begin(void)
{
    psa_status_t failure;
    if (sim_call_fails(SIM_CALL_BOOT_RECORD_BEGIN, &failure)) {
        return failure;
    }
    sim_device.session.begun = true;
    sim_device.session.damaged = false;
    sim_device.session.measurement_count = 0;
    draw(sim_device.session.boot_seed, PLAT_BOOT_SEED_SIZE);
    return PSA_SUCCESS;
}

static bool hash_size_is_valid(uint8_t size)
{
    return size == 32 || size == 48 || size == 64;
}

psa_status_t plat_boot_record_add(const plat_measurement_t *measurement)
{
    psa_status_t failure;
    if (sim_call_fails(SIM_CALL_BOOT_RECORD_ADD, &failure)) {
        return failure;
    }
    if (!sim_device.session.begun) {
        return PSA_ERROR_BAD_STATE;
    }
    if (memchr(measurement->type, 0, sizeof measurement->type) == NULL ||
        memchr(measurement->version, 0, sizeof measurement->version) == NULL ||
        !hash_size_is_valid(measurement->signer_size) || !hash_size_is_valid(measurement->value_size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (sim_device.session.measurement_count == PLAT_BOOT_RECORD_MAX) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    sim_device.session.measurements[sim_device.session.measurement_count++] = *measurement;
    return PSA_SUCCESS;
}

psa_status_t plat_boot_record_get(uint32_t index, plat_measurement_t *measurement)
{
    psa_status_t failure;
    memset(measurement, 0, sizeof *measurement);
    if (sim_call_fails(SIM_CALL_BOOT_RECORD_GET, &failure)) {
        return failure;
    }
    if (sim_device.session.damaged) {
        return PSA_ERROR_DATA_CORRUPT;
    }
    if (index >= sim_device.session.measurement_count) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    *measurement = sim_device.session.measurements[index];
    return PSA_SUCCESS;
}

void sim_damage_boot_record(void)
{
    sim_device.session.damaged = true;
}

void sim_set_caller(int32_t caller)
{
    sim_device.caller = caller;
}

int32_t plat_caller(void)
{
    return sim_device.caller;
}

void sim_reboot_jumps(bool jumps)
{
    sim_bench.reboot_jumps = jumps;
}

bool sim_reboot_requested(void)
{
    return sim_device.session.reboot_requested;
}

psa_status_t plat_reboot(void)
{
    psa_status_t failure;
    if (sim_call_fails(SIM_CALL_REBOOT, &failure)) {
        return failure;
    }
    if (sim_bench.reboot_jumps) {
        sim_reboot();
        sim_end_run(SIM_REBOOTED);
    }
    sim_device.session.reboot_requested = true;
    return PSA_SUCCESS;
}

void sim_leave_works(bool works)
{
    sim_bench.leave_works = works;
}

const plat_flash_area_t *sim_left(uint32_t *off, uint32_t *header_size)
{
    *off = sim_bench.left_off;
    *header_size = sim_bench.left_header_size;
    return sim_bench.left_area;
}

psa_status_t plat_leave_stage(const plat_flash_area_t *area, uint32_t off, uint32_t header_size)
{
    psa_status_t failure;
    if (sim_call_fails(SIM_CALL_LEAVE_STAGE, &failure)) {
        return failure;
    }
    if (!sim_bench.leave_works) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    sim_bench.left_area = area;
    sim_bench.left_off = off;
    sim_bench.left_header_size = header_size;
    sim_end_run(SIM_LEFT);
}

/* -------------------------------------------------------------------------------------------------------- Lock --- */

void plat_lock(plat_lock_id_t id)
{
    if ((unsigned)id >= SIM_LOCK_COUNT) {
        sim_breach("plat_lock: there is no lock %d", (int)id);
        return;
    }
    for (unsigned held = (unsigned)id; held < SIM_LOCK_COUNT; held++) {
        if (sim_device.session.held[held]) {
            sim_breach("plat_lock: lock %d while lock %u is held", (int)id, held);
            return;
        }
    }
    sim_device.session.held[id] = true;
}

void plat_unlock(plat_lock_id_t id)
{
    if ((unsigned)id >= SIM_LOCK_COUNT || !sim_device.session.held[id]) {
        sim_breach("plat_unlock: lock %d is not held", (int)id);
        return;
    }
    sim_device.session.held[id] = false;
}

/* -------------------------------------------------------------------------------------------------------- Banks --- */

void sim_banks_supported(bool supported)
{
    sim_device.no_banks = supported ? 0 : UINT32_MAX;
}

void sim_banks_late(uint32_t count)
{
    sim_bench.banks_late = count;
}

static bool has_banks(uint32_t component)
{
    if (component >= SIM_COMPONENT_MAX || (sim_device.no_banks >> component & 1u) != 0) {
        return false;
    }
    const plat_flash_area_t *active = plat_flash_area(PLAT_AREA_SLOT_ACTIVE(component));
    const plat_flash_area_t *second = plat_flash_area(PLAT_AREA_SLOT_SECOND(component));
    return active != NULL && second != NULL && active->size == second->size &&
           active->erase_size == second->erase_size && active->prog_size == second->prog_size;
}

psa_status_t plat_bank(uint32_t component, uint32_t *bank)
{
    psa_status_t status;
    *bank = 0;
    if (sim_call_fails(SIM_CALL_BANK, &status)) {
        return status;
    }
    if (!has_banks(component)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    *bank = sim_device.banks >> component & 1u;
    return PSA_SUCCESS;
}

static void exchange(uint32_t component, uint32_t bank)
{
    sim_device.banks = (sim_device.banks & ~(1u << component)) | bank << component;
}

psa_status_t plat_bank_select(uint32_t component, uint32_t bank)
{
    psa_status_t status;
    sim_tear_t tear;
    bool fails = sim_call_fails(SIM_CALL_BANK_SELECT, &status);
    if (bank > 1u) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (!has_banks(component)) {
        return fails ? status : PSA_ERROR_NOT_SUPPORTED;
    }
    if (!fails) {
        sim_device.banks_late &= ~(1u << component);
    }
    if ((sim_device.banks >> component & 1u) == bank) {
        return fails ? status : PSA_SUCCESS;
    }
    if (!fails && sim_bench.banks_late != 0) {
        sim_bench.banks_late--;
        sim_device.banks_late |= 1u << component;
        return PSA_ERROR_STORAGE_FAILURE;
    }
    if (fails) {
        if (raise_went_through(SIM_TEAR_RANDOM)) {
            exchange(component, bank);
        }
        return status;
    }
    if (sim_point_cuts(&tear)) {
        if (raise_went_through(tear)) {
            exchange(component, bank);
        }
        sim_power_off();
    }
    exchange(component, bank);
    if (sim_bench.reboot_jumps) {
        sim_end_run(SIM_REBOOTED);
    }
    return PSA_SUCCESS;
}

/* --------------------------------------------------------------------------------------------------- References --- */

psa_status_t plat_reference_get(uint32_t component, uint8_t hash[PLAT_REFERENCE_SIZE])
{
    static const uint8_t none[PLAT_REFERENCE_SIZE];
    psa_status_t status;
    memset(hash, 0, PLAT_REFERENCE_SIZE);
    if (component >= SIM_COMPONENT_MAX) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (sim_call_fails(SIM_CALL_REFERENCE_GET, &status)) {
        return status;
    }
    memcpy(hash, sim_device.references[component], PLAT_REFERENCE_SIZE);
    return memcmp(hash, none, sizeof none) == 0 ? PSA_ERROR_DOES_NOT_EXIST : PSA_SUCCESS;
}

psa_status_t plat_reference_set(uint32_t component, const uint8_t hash[PLAT_REFERENCE_SIZE])
{
    psa_status_t status;
    sim_tear_t tear;
    if (component >= SIM_COMPONENT_MAX) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    bool fails = sim_call_fails(SIM_CALL_REFERENCE_SET, &status);
    bool cut = sim_point_cuts(&tear);
    if (cut || fails) {
        tear = cut ? tear : SIM_TEAR_RANDOM;
        memset(sim_device.references[component], 0, PLAT_REFERENCE_SIZE);
    }
    if ((!cut && !fails) || raise_went_through(tear)) {
        memcpy(sim_device.references[component], hash, PLAT_REFERENCE_SIZE);
    }
    if (cut) {
        sim_power_off();
    }
    return fails ? status : PSA_SUCCESS;
}
