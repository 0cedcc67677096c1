/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Life cycle, boot record, restart.
 */
#include "stm32h5_internal.h"

#include <string.h>

/* Product states (FLASH_OPTSR), one byte each, chosen by ST to be far apart. */
enum product_state {
    PRODUCT_STATE_PROVISIONING = 0x17,
    PRODUCT_STATE_IROT_PROVISIONED = 0x2E,
    PRODUCT_STATE_LOCKED = 0x5C,
    PRODUCT_STATE_CLOSED = 0x72,
    PRODUCT_STATE_REGRESSION = 0x9A,
    PRODUCT_STATE_NS_REGRESSION = 0xA3,
    PRODUCT_STATE_TZ_CLOSED = 0xC6,
    PRODUCT_STATE_OPEN = 0xED,
};

/* A closed device whose debug was opened by debug authentication is a device under debug. */
static uint16_t closed_lifecycle(void)
{
    RCC_APB3ENR |= RCC_APB3ENR_SBSEN;
    (void)RCC_APB3ENR; /* the clock runs after a read back */
    uint32_t dbgcr = SBS_DBGCR;
    if (SBS_DBGCR_DBG_UNLOCK(dbgcr) != SBS_DBGCR_DBG_UNLOCK_OPEN) {
        return PLAT_LIFECYCLE_SECURED;
    }
    return SBS_DBGCR_DBG_AUTH_SEC(dbgcr) == SBS_DBGCR_DBG_AUTH_SEC_NS_ONLY ? PLAT_LIFECYCLE_NON_PSA_ROT_DEBUG
                                                                           : PLAT_LIFECYCLE_RECOVERABLE_PSA_ROT_DEBUG;
}

uint16_t plat_lifecycle(void)
{
    switch (FLASH_OPTSR_PRODUCT_STATE(FLASH_OPTSR_CUR)) {
    case PRODUCT_STATE_PROVISIONING:
    case PRODUCT_STATE_IROT_PROVISIONED:
        return PLAT_LIFECYCLE_PSA_ROT_PROVISIONING;
    case PRODUCT_STATE_TZ_CLOSED:
        return PART_HAS_TRUSTZONE ? PLAT_LIFECYCLE_NON_PSA_ROT_DEBUG : PLAT_LIFECYCLE_UNKNOWN;
    case PRODUCT_STATE_CLOSED:
    case PRODUCT_STATE_LOCKED:
        return closed_lifecycle();
    case PRODUCT_STATE_REGRESSION:
    case PRODUCT_STATE_NS_REGRESSION:
        return PLAT_LIFECYCLE_DECOMMISSIONED;
    case PRODUCT_STATE_OPEN:
    default:
        return PLAT_LIFECYCLE_UNKNOWN;
    }
}

/* The boot record lies in RAM that no stage initialises; the linker scripts of all stages put the section at one
 * address. The check tells a record from what RAM holds after power on. */
#define RECORD_MAGIC 0x70736152u

static struct boot_record {
    uint32_t magic;
    uint32_t count;
    uint8_t seed[PLAT_BOOT_SEED_SIZE];
    plat_measurement_t measurements[PLAT_BOOT_RECORD_MAX];
    uint32_t check;
} record __attribute__((section(".noinit.plat_boot_record")));

static uint32_t record_check(void)
{
    return plat_h5_crc32(&record, offsetof(struct boot_record, check));
}

static bool record_begun(void)
{
    return record.magic == RECORD_MAGIC;
}

static bool record_whole(void)
{
    return record_begun() && record.count <= PLAT_BOOT_RECORD_MAX && record.check == record_check();
}

psa_status_t plat_boot_record_begin(void)
{
    memset(&record, 0, sizeof record);
    psa_status_t status = plat_entropy(record.seed, sizeof record.seed);
    if (status == PSA_SUCCESS) {
        record.magic = RECORD_MAGIC;
        record.check = record_check();
    }
    return status;
}

static bool is_hash_size(uint8_t size)
{
    return size % 16u == 0 && size >= 32u && size <= 64u;
}

psa_status_t plat_boot_record_add(const plat_measurement_t *measurement)
{
    if (!record_begun()) {
        return PSA_ERROR_BAD_STATE;
    }
    if (!record_whole()) {
        return PSA_ERROR_DATA_CORRUPT;
    }
    if (memchr(measurement->type, 0, sizeof measurement->type) == NULL ||
        memchr(measurement->version, 0, sizeof measurement->version) == NULL ||
        !is_hash_size(measurement->signer_size) || !is_hash_size(measurement->value_size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (record.count == PLAT_BOOT_RECORD_MAX) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    record.measurements[record.count++] = *measurement;
    record.check = record_check();
    return PSA_SUCCESS;
}

psa_status_t plat_boot_record_get(uint32_t index, plat_measurement_t *measurement)
{
    memset(measurement, 0, sizeof *measurement);
    if (!record_begun()) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    if (!record_whole()) {
        return PSA_ERROR_DATA_CORRUPT;
    }
    if (index >= record.count) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    *measurement = record.measurements[index];
    return PSA_SUCCESS;
}

psa_status_t plat_boot_seed(uint8_t seed[PLAT_BOOT_SEED_SIZE])
{
    memset(seed, 0, PLAT_BOOT_SEED_SIZE);
    if (!record_whole()) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    memcpy(seed, record.seed, sizeof record.seed);
    return PSA_SUCCESS;
}

psa_status_t plat_reboot(void)
{
    barrier();
    SCB_AIRCR = SCB_AIRCR_VECTKEY | (SCB_AIRCR & SCB_AIRCR_PRIGROUP) | SCB_AIRCR_SYSRESETREQ;
    barrier();
    for (;;) {
    }
}
