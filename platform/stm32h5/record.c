/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the factory writes once, in option-byte keys of the services' level: identity, and the secrets of parts that
 * have no SAES. Little-endian:
 *
 *     offset size
 *     0      4    magic
 *     4      4    CRC-32 (ISO 3309) of bytes 8 to 191
 *     8      32   implementation id
 *     40     20   certification reference, text ending with 0
 *     60     66   verification service, text ending with 0
 *     126    2    0
 *     128    32   device secret
 *     160    32   attestation secret
 */
#include "stm32h5_internal.h"
#include "plat_stm32h5.h"

#include <string.h>

#define RECORD_MAGIC 0x52415350u /* "PSAR" */
#define RECORD_ENTRIES (RECORD_BYTES / FLASH_UNIT_SIZE)

uint32_t plat_h5_crc32(const void *bytes, size_t size)
{
    const uint8_t *p = bytes;
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < size; i++) {
        crc ^= p[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (0xEDB88320u & (0u - (crc & 1u)));
        }
    }
    return ~crc;
}

static uint32_t get32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void put32(uint8_t *p, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) {
        p[i] = (uint8_t)(value >> (8u * i));
    }
}

static psa_status_t judge(const uint8_t record[RECORD_BYTES])
{
    if (get32(record) != RECORD_MAGIC || get32(record + 4) != plat_h5_crc32(record + 8, RECORD_BYTES - 8u) ||
        record[RECORD_REFERENCE + RECORD_REFERENCE_SIZE - 1u] != 0 ||
        record[RECORD_SERVICE + RECORD_SERVICE_SIZE - 1u] != 0) {
        return PSA_ERROR_DATA_CORRUPT;
    }
    return PSA_SUCCESS;
}

psa_status_t plat_h5_record(uint8_t record[RECORD_BYTES])
{
    uint32_t words[UNIT_WORDS];
    uint8_t ones = 0xFF;
    psa_status_t status = PSA_SUCCESS;
    plat_lock(PLAT_LOCK_PLATFORM);
    for (uint32_t i = 0; i < RECORD_ENTRIES && status == PSA_SUCCESS; i++) {
        status = plat_h5_obk_read(OBK_LEVEL_SERVICES, OBK_SERVICES_FIRST + i, words);
        status = status == PLAT_FLASH_CORRECTED ? PSA_SUCCESS : status; /* the CRC decides */
        memcpy(record + i * FLASH_UNIT_SIZE, words, FLASH_UNIT_SIZE);
    }
    plat_unlock(PLAT_LOCK_PLATFORM);
    plat_h5_wipe(words, sizeof words);
    for (uint32_t i = 0; i < RECORD_BYTES && status == PSA_SUCCESS; i++) {
        ones &= record[i];
    }
    if (status == PSA_SUCCESS) {
        status = ones == 0xFFu ? PSA_ERROR_DOES_NOT_EXIST : judge(record);
    }
    if (status != PSA_SUCCESS) {
        plat_h5_wipe(record, RECORD_BYTES);
    }
    return status;
}

static bool put_text(uint8_t *to, size_t room, const char *text)
{
    size_t length = strlen(text);
    if (length >= room) {
        return false;
    }
    memcpy(to, text, length);
    return true;
}

psa_status_t plat_stm32h5_provision(const plat_identity_t *identity)
{
    uint8_t record[RECORD_BYTES];
    psa_status_t status = plat_h5_record(record);
    plat_h5_wipe(record, sizeof record);
    if (status != PSA_ERROR_DOES_NOT_EXIST) {
        return status == PSA_SUCCESS ? PSA_ERROR_NOT_PERMITTED : status;
    }
    memcpy(record + RECORD_IMPLEMENTATION_ID, identity->implementation_id, sizeof identity->implementation_id);
    if (!put_text(record + RECORD_REFERENCE, RECORD_REFERENCE_SIZE, identity->certification_reference) ||
        !put_text(record + RECORD_SERVICE, RECORD_SERVICE_SIZE, identity->verification_service)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    status = plat_entropy(record + RECORD_DEVICE_SECRET, 64);
    put32(record, RECORD_MAGIC);
    put32(record + 4, plat_h5_crc32(record + 8, RECORD_BYTES - 8u));
    uint32_t words[RECORD_ENTRIES][UNIT_WORDS];
    memcpy(words, record, sizeof words);
    if (status == PSA_SUCCESS) { /* in one step: a cut leaves a device that was never provisioned */
        plat_lock(PLAT_LOCK_PLATFORM);
        status = plat_h5_obk_insert(OBK_LEVEL_SERVICES, OBK_SERVICES_FIRST, (const uint32_t(*)[UNIT_WORDS])words,
                                    RECORD_ENTRIES);
        plat_unlock(PLAT_LOCK_PLATFORM);
    }
    plat_h5_wipe(words, sizeof words);
    plat_h5_wipe(record, sizeof record);
    return status;
}

/* What plat_identity() points at: read once. */
static char reference[RECORD_REFERENCE_SIZE], service[RECORD_SERVICE_SIZE];

psa_status_t plat_identity(plat_identity_t *identity)
{
    uint8_t record[RECORD_BYTES];
    memset(identity, 0, sizeof *identity);
    psa_status_t status = plat_h5_record(record);
    if (status == PSA_SUCCESS) {
        memcpy(identity->implementation_id, record + RECORD_IMPLEMENTATION_ID, sizeof identity->implementation_id);
        memcpy(reference, record + RECORD_REFERENCE, sizeof reference);
        memcpy(service, record + RECORD_SERVICE, sizeof service);
        identity->certification_reference = reference;
        identity->verification_service = service;
    }
    plat_h5_wipe(record, sizeof record);
    return status == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST;
}
