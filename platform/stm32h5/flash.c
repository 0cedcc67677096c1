/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The embedded flash: quad-word programming, sector erase, reads that survive ECC errors (RM0481 chapter 7).
 */
#include "area_its.h"
#include "edata.h"
#include "stm32h5_internal.h"
#include "plat_stm32h5.h"
#include "wait.h"

#include <string.h>

/* Polls of the status register before the flash counts as dead: an erase takes 10 ms at the most, this is at least
 * 130 ms at 250 MHz. */
#define POLLS_MAX 0x00800000u

/* Set around the loads of plat_h5_read_unit(); the NMI handler answers only for those. */
static volatile bool reading;
static volatile bool unreadable;

bool plat_stm32h5_nmi(void)
{
    if (!reading || (FLASH_ECCDETR & FLASH_ECCDETR_ECCD) == 0) {
        return false;
    }
    FLASH_ECCDETR = FLASH_ECCDETR_ECCD;
    unreadable = true;
    return true;
}

static bool in_area(const plat_flash_area_t *area, uint32_t off, uint32_t size)
{
    return off <= area->size && size <= area->size - off;
}

static psa_status_t wait_ready(void)
{
    return plat_h5_wait(&FLASH_NSSR, FLASH_NSSR_BSY | FLASH_NSSR_WBNE | FLASH_NSSR_DBNE, 0, POLLS_MAX)
               ? PSA_SUCCESS
               : PSA_ERROR_STORAGE_FAILURE;
}

/* The instruction cache keeps data of the flash too: a line from before a write would hide what is in the array, and a
 * cached unit raises no ECC event. */
void plat_h5_invalidate_cache(void)
{
    if ((ICACHE_CR & ICACHE_CR_EN) == 0) {
        return;
    }
    (void)plat_h5_wait_short(&ICACHE_SR, ICACHE_SR_BUSYF, 0);
    ICACHE_CR |= ICACHE_CR_CACHEINV;
    (void)plat_h5_wait_short(&ICACHE_SR, ICACHE_SR_BUSYF, 0);
    barrier();
}

/* One whole unit, judged alone: the hardware keeps only the first ECC address, so errors are cleared before and looked
 * at after each unit. */
psa_status_t plat_h5_read_unit(uint32_t address, uint32_t words[UNIT_WORDS])
{
    FLASH_ECCDETR = FLASH_ECCDETR_ECCD;
    FLASH_ECCCORR = FLASH_ECCCORR_ECCC;
    unreadable = false;
    reading = true;
    barrier();
    for (uint32_t i = 0; i < UNIT_WORDS; i++) {
        words[i] = REG32(address + 4u * i);
    }
    barrier();
    reading = false;
    if (unreadable || (FLASH_ECCDETR & FLASH_ECCDETR_ECCD) != 0) {
        FLASH_ECCDETR = FLASH_ECCDETR_ECCD;
        memset(words, 0, FLASH_UNIT_SIZE);
        return PSA_ERROR_DATA_CORRUPT;
    }
    if ((FLASH_ECCCORR & FLASH_ECCCORR_ECCC) != 0) {
        FLASH_ECCCORR = FLASH_ECCCORR_ECCC;
        return PLAT_FLASH_CORRECTED;
    }
    return PSA_SUCCESS;
}

static bool in_edata(const plat_flash_area_t *area)
{
    return ITS_IN_EDATA && area->base >= EDATA_OFFSET;
}

psa_status_t plat_h5_flash_read(const plat_flash_area_t *area, uint32_t off, void *dst, uint32_t size)
{
    if (in_edata(area)) {
        return plat_h5_edata_read(area, off, dst, size);
    }
    if (!in_area(area, off, size)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    uint8_t *out = dst;
    uint32_t base = plat_h5_base(area);
    psa_status_t worst = PSA_SUCCESS;
    plat_h5_invalidate_cache();
    while (size > 0) {
        uint32_t words[UNIT_WORDS];
        uint32_t skip = off % FLASH_UNIT_SIZE;
        uint32_t piece = FLASH_UNIT_SIZE - skip < size ? FLASH_UNIT_SIZE - skip : size;
        psa_status_t status = plat_h5_read_unit(FLASH_MEMORY_BASE + base + off - skip, words);
        memcpy(out, (const uint8_t *)words + skip, piece);
        if (status < 0 || worst == PSA_SUCCESS) {
            worst = status;
        }
        out += piece;
        off += piece;
        size -= piece;
    }
    return worst;
}

static psa_status_t unit_is_erased(uint32_t address)
{
    uint32_t words[UNIT_WORDS];
    psa_status_t status = plat_h5_read_unit(address, words);
    if (status != PSA_SUCCESS || (words[0] & words[1] & words[2] & words[3]) != UINT32_MAX) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    return PSA_SUCCESS;
}

/* Open the control register. Left locked between calls, so that stray code can't write flash. */
psa_status_t plat_h5_flash_unlock(void)
{
    psa_status_t status = wait_ready();
    if (status != PSA_SUCCESS) {
        return status;
    }
    FLASH_NSCCR = FLASH_NSSR_ERRORS | FLASH_NSSR_EOP; /* an old error must not be blamed on this operation */
    if ((FLASH_NSCR & FLASH_NSCR_LOCK) != 0) {
        FLASH_NSKEYR = FLASH_NSKEYR_KEY1;
        FLASH_NSKEYR = FLASH_NSKEYR_KEY2;
    }
    return (FLASH_NSCR & FLASH_NSCR_LOCK) == 0 ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}

/* Wait for the end of the operation, judge it, close the control register whatever happened. */
psa_status_t plat_h5_flash_finish(void)
{
    psa_status_t status = wait_ready();
    if ((FLASH_NSSR & FLASH_NSSR_ERRORS) != 0) {
        status = PSA_ERROR_STORAGE_FAILURE;
    }
    FLASH_NSCCR = FLASH_NSSR_ERRORS | FLASH_NSSR_EOP;
    FLASH_NSCR = FLASH_NSCR_LOCK;
    return status;
}

/* Four stores with nothing between them: an interrupt that touches flash would spoil the write buffer. */
void plat_h5_store_unit(uint32_t address, const uint32_t words[UNIT_WORDS])
{
    uint32_t primask;
    __asm__ volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask)::"memory");
    barrier();
    for (uint32_t i = 0; i < UNIT_WORDS; i++) {
        REG32(address + 4u * i) = words[i];
    }
    barrier();
    __asm__ volatile("msr primask, %0" ::"r"(primask) : "memory");
}

static psa_status_t program_unit(uint32_t address, const uint32_t words[UNIT_WORDS])
{
    psa_status_t status = unit_is_erased(address);
    if (status == PSA_SUCCESS) {
        status = plat_h5_flash_unlock();
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    FLASH_NSCR = FLASH_NSCR_PG;
    plat_h5_store_unit(address, words);
    return plat_h5_flash_finish();
}

psa_status_t plat_h5_flash_prog(const plat_flash_area_t *area, uint32_t off, const void *src, uint32_t size)
{
    if (in_edata(area)) {
        return plat_h5_edata_prog(area, off, src, size);
    }
    if (!in_area(area, off, size) || off % FLASH_UNIT_SIZE != 0 || size % FLASH_UNIT_SIZE != 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    const uint8_t *in = src;
    plat_h5_invalidate_cache();
    for (uint32_t done = 0; done < size; done += FLASH_UNIT_SIZE) {
        uint32_t words[UNIT_WORDS];
        uint32_t address = FLASH_MEMORY_BASE + plat_h5_base(area) + off + done;
        memcpy(words, in + done, sizeof words);
        psa_status_t status = program_unit(address, words);
        if (status != PSA_SUCCESS) {
            return status;
        }
        uint32_t back[UNIT_WORDS];
        plat_h5_invalidate_cache();
        plat_stm32h5_watchdog_refresh();
        if (plat_h5_read_unit(address, back) != PSA_SUCCESS || memcmp(back, words, sizeof words) != 0) {
            return PSA_ERROR_STORAGE_FAILURE;
        }
    }
    return PSA_SUCCESS;
}

/* A sector of the high-cycle area is erased as the sector of the bank whose place it takes: where that one starts. */
static uint32_t erased_as(const plat_flash_area_t *area, uint32_t off)
{
    if (!in_edata(area)) {
        return plat_h5_base(area) + off;
    }
    uint32_t sector = (area->base - EDATA_OFFSET + off) / EDATA_SECTOR_SIZE;
    return FLASH_BANK_SIZE - (EDATA_SECTORS_MAX - sector) * FLASH_SECTOR_SIZE;
}

psa_status_t plat_h5_flash_erase(const plat_flash_area_t *area, uint32_t off)
{
    if (off >= area->size || off % area->erase_size != 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = plat_h5_flash_unlock();
    if (status != PSA_SUCCESS) {
        return status;
    }
    uint32_t start = erased_as(area, off);
    uint32_t sector = start % FLASH_BANK_SIZE / FLASH_SECTOR_SIZE;
    /* Addresses follow a bank swap, the erase command does not: it names the physical bank. */
    bool second = start >= FLASH_BANK_SIZE;
    bool swapped = (FLASH_OPTCR & FLASH_OPTCR_SWAP_BANK) != 0;
    uint32_t job = FLASH_NSCR_SER | sector << FLASH_NSCR_SNB_SHIFT | (second != swapped ? FLASH_NSCR_BKSEL : 0u);
    FLASH_NSCR = job;
    FLASH_NSCR = job | FLASH_NSCR_START;
    barrier();
    status = plat_h5_flash_finish();
    plat_stm32h5_watchdog_refresh();
    plat_h5_invalidate_cache();
    if (in_edata(area)) {
        return status == PSA_SUCCESS ? plat_h5_edata_check_erased(area, off) : status;
    }
    for (uint32_t unit = 0; unit < FLASH_SECTOR_SIZE && status == PSA_SUCCESS; unit += FLASH_UNIT_SIZE) {
        if (unit_is_erased(FLASH_MEMORY_BASE + start + unit) != PSA_SUCCESS) {
            status = PSA_ERROR_STORAGE_FAILURE;
        }
    }
    return status;
}

/* One controller, one set of ECC flags, for storage and slots alike. */

psa_status_t plat_flash_read(const plat_flash_area_t *area, uint32_t off, void *dst, uint32_t size)
{
    plat_lock(PLAT_LOCK_PLATFORM);
    psa_status_t status = plat_h5_flash_read(area, off, dst, size);
    plat_unlock(PLAT_LOCK_PLATFORM);
    return status;
}

psa_status_t plat_flash_prog(const plat_flash_area_t *area, uint32_t off, const void *src, uint32_t size)
{
    plat_lock(PLAT_LOCK_PLATFORM);
    psa_status_t status = plat_h5_flash_prog(area, off, src, size);
    plat_unlock(PLAT_LOCK_PLATFORM);
    return status;
}

psa_status_t plat_flash_erase(const plat_flash_area_t *area, uint32_t off)
{
    plat_lock(PLAT_LOCK_PLATFORM);
    psa_status_t status = plat_h5_flash_erase(area, off);
    plat_unlock(PLAT_LOCK_PLATFORM);
    return status;
}
