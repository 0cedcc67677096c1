/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Boot facts of the POSIX port: the boot record with its seed in a file, so that the process that plays the boot stage
 * and the one that plays the application share it; a reboot is a request to the program.
 */
#include "platform/posix/posix_internal.h"

#include <string.h>

static const char kind[8] = { 'P', 'S', 'A', 'b', 'o', 'o', 't', 'r' };
static const char name[] = "boot-record";

/* Payload: seed[32] | count, 4 bytes | measurements: type[16] version[24] signer_size value_size signer[64]
 * value[64]. */
#define TYPE_SIZE (PLAT_MEASUREMENT_TYPE_MAX + 1u)
#define VERSION_SIZE (PLAT_MEASUREMENT_VERSION_MAX + 1u)
#define MEASUREMENT_SIZE (TYPE_SIZE + VERSION_SIZE + 2u + 2u * PLAT_MEASUREMENT_HASH_MAX)
#define HEAD_SIZE (PLAT_BOOT_SEED_SIZE + 4u)
#define RECORD_SIZE (HEAD_SIZE + PLAT_BOOT_RECORD_MAX * MEASUREMENT_SIZE)

static bool reboot_requested;

void plat_px_boot_close(void)
{
    reboot_requested = false;
}

static uint32_t record_count(const uint8_t *record)
{
    return plat_px_get32(&record[PLAT_BOOT_SEED_SIZE]);
}

static psa_status_t load(uint8_t record[RECORD_SIZE])
{
    size_t length;
    psa_status_t status = plat_px_load(plat_px_dir(), plat_px_dir_name(), name, kind, record, RECORD_SIZE, &length);
    if (status == PSA_ERROR_DATA_INVALID) {
        return PSA_ERROR_DATA_CORRUPT;
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (length < HEAD_SIZE || record_count(record) > PLAT_BOOT_RECORD_MAX ||
        length != HEAD_SIZE + record_count(record) * MEASUREMENT_SIZE) {
        return plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/%s: damaged: wrong size", plat_px_dir_name(), name);
    }
    return PSA_SUCCESS;
}

static psa_status_t store(const uint8_t *record)
{
    return plat_px_store(plat_px_dir(), plat_px_dir_name(), name, kind, record,
                         HEAD_SIZE + record_count(record) * MEASUREMENT_SIZE);
}

/* ------------------------------------------------------------------------------------------------ Measurements --- */

static bool hash_size_is_valid(uint8_t size)
{
    return size == 32 || size == 48 || size == 64;
}

static bool is_valid(const plat_measurement_t *measurement)
{
    return memchr(measurement->type, 0, TYPE_SIZE) != NULL && memchr(measurement->version, 0, VERSION_SIZE) != NULL &&
           hash_size_is_valid(measurement->signer_size) && hash_size_is_valid(measurement->value_size);
}

static void encode(const plat_measurement_t *measurement, uint8_t *bytes)
{
    memset(bytes, 0, MEASUREMENT_SIZE);
    memcpy(bytes, measurement->type, strlen(measurement->type));
    bytes += TYPE_SIZE;
    memcpy(bytes, measurement->version, strlen(measurement->version));
    bytes += VERSION_SIZE;
    bytes[0] = measurement->signer_size;
    bytes[1] = measurement->value_size;
    memcpy(&bytes[2], measurement->signer, measurement->signer_size);
    memcpy(&bytes[2 + PLAT_MEASUREMENT_HASH_MAX], measurement->value, measurement->value_size);
}

static void decode(const uint8_t *bytes, plat_measurement_t *measurement)
{
    memcpy(measurement->type, bytes, TYPE_SIZE);
    bytes += TYPE_SIZE;
    memcpy(measurement->version, bytes, VERSION_SIZE);
    bytes += VERSION_SIZE;
    measurement->signer_size = bytes[0];
    measurement->value_size = bytes[1];
    memcpy(measurement->signer, &bytes[2], PLAT_MEASUREMENT_HASH_MAX);
    memcpy(measurement->value, &bytes[2 + PLAT_MEASUREMENT_HASH_MAX], PLAT_MEASUREMENT_HASH_MAX);
}

/* ------------------------------------------------------------------------------------------------------- Calls --- */

psa_status_t plat_boot_record_begin(void)
{
    uint8_t record[RECORD_SIZE];
    psa_status_t status = plat_entropy(record, PLAT_BOOT_SEED_SIZE);
    if (status != PSA_SUCCESS) {
        return status;
    }
    plat_px_put32(&record[PLAT_BOOT_SEED_SIZE], 0);
    status = plat_px_enter();
    if (status == PSA_SUCCESS) {
        status = store(record);
        plat_px_leave();
    }
    return status;
}

static psa_status_t add(const plat_measurement_t *measurement)
{
    uint8_t record[RECORD_SIZE];
    psa_status_t status = load(record);
    if (status == PSA_ERROR_DOES_NOT_EXIST) {
        return plat_px_fail(PSA_ERROR_BAD_STATE, "%s/%s: no boot record was begun", plat_px_dir_name(), name);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    uint32_t count = record_count(record);
    if (count == PLAT_BOOT_RECORD_MAX) {
        return plat_px_fail(PSA_ERROR_INSUFFICIENT_MEMORY, "%s/%s: is full", plat_px_dir_name(), name);
    }
    encode(measurement, &record[HEAD_SIZE + count * MEASUREMENT_SIZE]);
    plat_px_put32(&record[PLAT_BOOT_SEED_SIZE], count + 1u);
    return store(record);
}

psa_status_t plat_boot_record_add(const plat_measurement_t *measurement)
{
    psa_status_t status = plat_px_enter();
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = is_valid(measurement)
                 ? add(measurement)
                 : plat_px_fail(PSA_ERROR_INVALID_ARGUMENT, "measurement has impossible sizes or texts");
    plat_px_leave();
    return status;
}

static psa_status_t get(uint32_t index, plat_measurement_t *measurement)
{
    uint8_t record[RECORD_SIZE];
    plat_measurement_t found;
    psa_status_t status = load(record);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (index >= record_count(record)) {
        return plat_px_fail(PSA_ERROR_DOES_NOT_EXIST, "%s/%s: has no measurement %u", plat_px_dir_name(), name,
                            (unsigned)index);
    }
    decode(&record[HEAD_SIZE + index * MEASUREMENT_SIZE], &found);
    if (!is_valid(&found)) {
        return plat_px_fail(PSA_ERROR_DATA_CORRUPT, "%s/%s: damaged: measurement %u", plat_px_dir_name(), name,
                            (unsigned)index);
    }
    *measurement = found;
    return PSA_SUCCESS;
}

psa_status_t plat_boot_record_get(uint32_t index, plat_measurement_t *measurement)
{
    memset(measurement, 0, sizeof *measurement);
    psa_status_t status = plat_px_enter();
    if (status == PSA_SUCCESS) {
        status = get(index, measurement);
        plat_px_leave();
    }
    return status;
}

psa_status_t plat_boot_seed(uint8_t seed[PLAT_BOOT_SEED_SIZE])
{
    uint8_t record[RECORD_SIZE];
    memset(seed, 0, PLAT_BOOT_SEED_SIZE);
    psa_status_t status = plat_px_enter();
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = load(record);
    if (status == PSA_SUCCESS) {
        memcpy(seed, record, PLAT_BOOT_SEED_SIZE);
    }
    plat_px_leave();
    return status;
}

psa_status_t plat_reboot(void)
{
    plat_px_mutex_take();
    reboot_requested = true;
    plat_px_mutex_give();
    return PSA_SUCCESS;
}

bool plat_posix_reboot_requested(void)
{
    plat_px_mutex_take();
    bool requested = reboot_requested;
    plat_px_mutex_give();
    return requested;
}
