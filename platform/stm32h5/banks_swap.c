/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Exchange of the banks (PSA_STM32H5_BANKS=swap): option byte SWAP_BANK and a reset have the slots of component 0,
 * which lie at one place of each bank, change places. All other areas stay in their physical bank, so that their
 * addresses change instead. Whoever runs at reset lies in both banks.
 */
#include "stm32h5_internal.h"

#include "banks.h"

static bool exchanged(void)
{
    return (FLASH_OPTCR & FLASH_OPTCR_SWAP_BANK) != 0; /* since the reset */
}

uint32_t plat_h5_base(const plat_flash_area_t *area)
{
    bool moves = area->id == PLAT_AREA_SLOT_ACTIVE(BANKED) || area->id == PLAT_AREA_SLOT_SECOND(BANKED);
    return moves || !exchanged() ? area->base : area->base ^ FLASH_BANK_SIZE;
}

psa_status_t plat_bank(uint32_t component, uint32_t *bank)
{
    *bank = 0;
    if (component != BANKED) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    *bank = exchanged() ? 1u : 0u;
    return PSA_SUCCESS;
}

/* The option bytes are written all or none. What they say counts from the next reset on. */
static psa_status_t program_option(bool exchange)
{
    psa_status_t status = plat_h5_flash_unlock();
    if (status != PSA_SUCCESS) {
        return status;
    }
    if ((FLASH_OPTCR & FLASH_OPTCR_OPTLOCK) != 0) {
        FLASH_OPTKEYR = FLASH_OPTKEYR_KEY1;
        FLASH_OPTKEYR = FLASH_OPTKEYR_KEY2;
    }
    FLASH_OPTSR_PRG = (FLASH_OPTSR_CUR & ~FLASH_OPTSR_SWAP_BANK) | (exchange ? FLASH_OPTSR_SWAP_BANK : 0u);
    FLASH_OPTCR |= FLASH_OPTCR_OPTSTRT;
    barrier();
    status = plat_h5_flash_finish();
    FLASH_OPTCR |= FLASH_OPTCR_OPTLOCK;
    bool is_so = ((FLASH_OPTSR_CUR & FLASH_OPTSR_SWAP_BANK) != 0) == exchange;
    return status == PSA_SUCCESS && is_so ? PSA_SUCCESS : PSA_ERROR_STORAGE_FAILURE;
}

psa_status_t plat_bank_select(uint32_t component, uint32_t bank)
{
    psa_status_t status = PSA_SUCCESS;
    if (component != BANKED) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    if (bank > 1u) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    plat_lock(PLAT_LOCK_PLATFORM);
    /* Also where somebody else changed the option and the reset is still to come. */
    if (((FLASH_OPTSR_CUR & FLASH_OPTSR_SWAP_BANK) != 0) != (bank == 1u)) {
        status = program_option(bank == 1u);
    }
    plat_unlock(PLAT_LOCK_PLATFORM);
    if (status == PSA_SUCCESS && exchanged() != (bank == 1u)) {
        status = plat_reboot();
    }
    return status;
}
