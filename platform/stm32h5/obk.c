/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Option-byte keys (RM0481 chapter 7): read, program a virgin entry, exchange the sector. The region must not be cached
 * (start.c).
 */
#include "stm32h5_internal.h"

#include <string.h>

static uint32_t address_of(uint32_t entry)
{
    return OBK_MEMORY_BASE + entry * FLASH_UNIT_SIZE;
}

psa_status_t plat_h5_obk_read(unsigned level, uint32_t entry, uint32_t words[UNIT_WORDS])
{
    memset(words, 0, FLASH_UNIT_SIZE);
    psa_status_t status = plat_h5_level_enter(level);
    if (status == PSA_SUCCESS) {
        status = plat_h5_read_unit(address_of(entry), words);
        plat_h5_level_leave();
    }
    return status;
}

/* Open the keys' register; plat_h5_flash_unlock() has been called. */
static psa_status_t unlock_keys(void)
{
    if ((FLASH_NSOBKCFGR & FLASH_NSOBKCFGR_LOCK) != 0) {
        FLASH_NSOBKKEYR = FLASH_NSOBKKEYR_KEY1;
        FLASH_NSOBKKEYR = FLASH_NSOBKKEYR_KEY2;
    }
    return (FLASH_NSOBKCFGR & FLASH_NSOBKCFGR_LOCK) == 0 ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}

/* Wait, judge, and open the control register again for the next step. */
static psa_status_t step(void)
{
    psa_status_t status = plat_h5_flash_finish();
    return status == PSA_SUCCESS ? plat_h5_flash_unlock() : status;
}

static psa_status_t open_keys(unsigned level)
{
    psa_status_t status = plat_h5_level_enter(level);
    if (status == PSA_SUCCESS) {
        status = plat_h5_flash_unlock();
    }
    return status == PSA_SUCCESS ? unlock_keys() : status;
}

static psa_status_t close_keys(psa_status_t status)
{
    psa_status_t end = plat_h5_flash_finish();
    if ((FLASH_NSOBKCFGR & FLASH_NSOBKCFGR_LOCK) == 0) {
        FLASH_NSOBKCFGR = 0;
        FLASH_NSOBKCFGR = FLASH_NSOBKCFGR_LOCK;
    }
    plat_h5_level_leave();
    return status == PSA_SUCCESS ? end : status;
}

static psa_status_t reads_as(unsigned level, uint32_t entry, const uint32_t words[UNIT_WORDS])
{
    uint32_t back[UNIT_WORDS];
    psa_status_t status = plat_h5_obk_read(level, entry, back);
    bool same = status == PSA_SUCCESS && memcmp(back, words, sizeof back) == 0;
    plat_h5_wipe(back, sizeof back);
    return same ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}

/* Program entries, which are virgin: in the alternate sector, if the hardware is then to copy what else is below entry
 * `kept`, and to exchange the two. */
static psa_status_t fill(uint32_t first, const uint32_t (*words)[UNIT_WORDS], uint32_t count, uint32_t kept)
{
    psa_status_t status = PSA_SUCCESS;
    if (kept != 0) {
        FLASH_NSOBKCFGR = FLASH_NSOBKCFGR_ALT_SECT;
        FLASH_NSOBKCFGR = FLASH_NSOBKCFGR_ALT_SECT | FLASH_NSOBKCFGR_ALT_SECT_ERASE;
        status = step();
    }
    for (uint32_t i = 0; status == PSA_SUCCESS && i < count; i++) {
        FLASH_NSCR = FLASH_NSCR_PG;
        plat_h5_store_unit(address_of(first + i), words[i]);
        status = step();
    }
    if (status == PSA_SUCCESS && kept != 0) {
        FLASH_NSOBKCFGR = FLASH_NSOBKCFGR_ALT_SECT | FLASH_NSOBKCFGR_SWAP_OFFSET(kept) | FLASH_NSOBKCFGR_SWAP_SECT_REQ;
        status = step();
    }
    return status;
}

static psa_status_t write_entries(unsigned level, uint32_t first, const uint32_t (*words)[UNIT_WORDS], uint32_t count,
                                  uint32_t kept)
{
    psa_status_t status = open_keys(level);
    if (status == PSA_SUCCESS) {
        status = fill(first, words, count, kept);
    }
    status = close_keys(status);
    for (uint32_t i = 0; status == PSA_SUCCESS && i < count; i++) {
        status = reads_as(level, first + i, words[i]);
    }
    return status;
}

psa_status_t plat_h5_obk_prog(unsigned level, uint32_t entry, const uint32_t words[UNIT_WORDS])
{
    return write_entries(level, entry, (const uint32_t(*)[UNIT_WORDS])words, 1, 0);
}

psa_status_t plat_h5_obk_replace(unsigned level, uint32_t first, const uint32_t (*words)[UNIT_WORDS], uint32_t count)
{
    return write_entries(level, first, words, count, first);
}

psa_status_t plat_h5_obk_insert(unsigned level, uint32_t first, const uint32_t (*words)[UNIT_WORDS], uint32_t count)
{
    return write_entries(level, first, words, count, OBK_COUNTERS_END);
}
