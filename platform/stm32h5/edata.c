/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The high-cycle data area: sectors of 6 KB that bear 100,000 erases, programmed in half-words that have ECC of their
 * own (RM0481 chapter 7.3.10). A half-word that was never programmed since the erase reads with a double error whose
 * raw data are all ones; the interrupt of such errors is masked here, and the flags are asked instead.
 */
#include "edata.h"

#include <string.h>

#define VIRGIN 0xFFFFu

static bool in_area(const plat_flash_area_t *area, uint32_t off, uint32_t size)
{
    return off <= area->size && size <= area->size - off;
}

static uint32_t address_of(const plat_flash_area_t *area, uint32_t off)
{
    return FLASH_MEMORY_BASE + area->base + off;
}

static void mask_errors(bool on)
{
    RCC_APB3ENR |= RCC_APB3ENR_SBSEN;
    (void)RCC_APB3ENR;
    SBS_ECCNMIR = on ? SBS_ECCNMIR_EDATA : 0u;
    barrier();
}

/* One half-word, judged alone. *virgin: it can be programmed. Zero if it can't be read. */
static psa_status_t read_half(uint32_t address, uint16_t *value, bool *virgin)
{
    FLASH_ECCDETR = FLASH_ECCDETR_ECCD;
    FLASH_ECCCORR = FLASH_ECCCORR_ECCC;
    barrier();
    *value = *(volatile const uint16_t *)address;
    barrier();
    *virgin = false;
    if ((FLASH_ECCDETR & FLASH_ECCDETR_ECCD) != 0) {
        *virgin = (FLASH_ECCDR & 0xFFFFu) == VIRGIN;
        *value = *virgin ? VIRGIN : 0u;
        FLASH_ECCDETR = FLASH_ECCDETR_ECCD;
        return *virgin ? PSA_SUCCESS : PSA_ERROR_DATA_CORRUPT;
    }
    if ((FLASH_ECCCORR & FLASH_ECCCORR_ECCC) != 0) {
        FLASH_ECCCORR = FLASH_ECCCORR_ECCC;
        return PLAT_FLASH_CORRECTED;
    }
    return PSA_SUCCESS;
}

psa_status_t plat_h5_edata_read(const plat_flash_area_t *area, uint32_t off, void *dst, uint32_t size)
{
    if (!in_area(area, off, size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    uint8_t *out = dst;
    psa_status_t worst = PSA_SUCCESS;
    mask_errors(true);
    while (size > 0) {
        uint16_t value;
        bool virgin;
        uint32_t skip = off % 2u, piece = 2u - skip < size ? 2u - skip : size;
        psa_status_t status = read_half(address_of(area, off - skip), &value, &virgin);
        memcpy(out, (const uint8_t *)&value + skip, piece);
        if (status < 0 || worst == PSA_SUCCESS) {
            worst = status;
        }
        out += piece;
        off += piece;
        size -= piece;
    }
    mask_errors(false);
    return worst;
}

/* All ones are what is there already: a half-word of them stays virgin. */
static psa_status_t program_half(uint32_t address, uint16_t value)
{
    uint16_t back;
    bool virgin;
    if (read_half(address, &back, &virgin) != PSA_SUCCESS || !virgin) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    if (value == VIRGIN) {
        return PSA_SUCCESS;
    }
    psa_status_t status = plat_h5_flash_unlock();
    if (status != PSA_SUCCESS) {
        return status;
    }
    FLASH_NSCR = FLASH_NSCR_PG;
    barrier();
    *(volatile uint16_t *)address = value;
    barrier();
    status = plat_h5_flash_finish();
    if (status == PSA_SUCCESS && (read_half(address, &back, &virgin) != PSA_SUCCESS || virgin || back != value)) {
        status = PSA_ERROR_STORAGE_FAILURE;
    }
    return status;
}

psa_status_t plat_h5_edata_prog(const plat_flash_area_t *area, uint32_t off, const void *src, uint32_t size)
{
    if (!in_area(area, off, size) || off % EDATA_UNIT_SIZE != 0 || size % EDATA_UNIT_SIZE != 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    const uint8_t *in = src;
    psa_status_t status = PSA_SUCCESS;
    mask_errors(true);
    for (uint32_t done = 0; done < size && status == PSA_SUCCESS; done += EDATA_UNIT_SIZE) {
        uint16_t value;
        memcpy(&value, in + done, sizeof value);
        status = program_half(address_of(area, off + done), value);
        plat_stm32h5_watchdog_refresh();
    }
    mask_errors(false);
    return status;
}

psa_status_t plat_h5_edata_check_erased(const plat_flash_area_t *area, uint32_t off)
{
    psa_status_t status = PSA_SUCCESS;
    mask_errors(true);
    for (uint32_t at = 0; at < EDATA_SECTOR_SIZE && status == PSA_SUCCESS; at += EDATA_UNIT_SIZE) {
        uint16_t value;
        bool virgin;
        if (read_half(address_of(area, off + at), &value, &virgin) != PSA_SUCCESS || !virgin) {
            status = PSA_ERROR_STORAGE_FAILURE;
        }
    }
    mask_errors(false);
    return status;
}
