/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Hide protection levels, as option-byte keys and the hardware key see them: the present level plus NEXTHDPL. So a
 * lower level can use what belongs to a higher one, and never the other way.
 */
#include "stm32h5_internal.h"

const uint8_t plat_h5_level_codes[PLAT_H5_LEVELS + 1u] = { 0, 0x51u, 0x8Au, 0x6Fu };

unsigned plat_h5_level(void)
{
    RCC_APB3ENR |= RCC_APB3ENR_SBSEN;
    (void)RCC_APB3ENR; /* the clock runs after a read back */
    unsigned level = PLAT_H5_LEVELS;
    while (level > 0 && plat_h5_level_codes[level] != (SBS_HDPLSR & 0xFFu)) {
        level--;
    }
    return level;
}

psa_status_t plat_h5_level_enter(unsigned level)
{
    unsigned now = plat_h5_level();
    if (now == 0 || now > level) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    SBS_NEXTHDPLCR = level - now;
    barrier();
    return PSA_SUCCESS;
}

void plat_h5_level_leave(void)
{
    SBS_NEXTHDPLCR = 0;
    barrier();
}
