/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Waiting, clocks and resets of units (wait.h). Functions and not inline: a boot stage calls each of them many times.
 */
#include "wait.h"

#include "registers.h"

bool plat_h5_wait(volatile const uint32_t *reg, uint32_t mask, uint32_t wanted, uint32_t polls)
{
    while (polls-- > 0) {
        if ((*reg & mask) == wanted) {
            return true;
        }
    }
    return false;
}

bool plat_h5_wait_short(volatile const uint32_t *reg, uint32_t mask, uint32_t wanted)
{
    return plat_h5_wait(reg, mask, wanted, PLAT_H5_POLLS);
}

void plat_h5_unit_clock(uint32_t units)
{
    RCC_AHB2ENR |= units;
    (void)RCC_AHB2ENR; /* the clock runs after a read back */
}

void plat_h5_unit_reset(uint32_t units)
{
    RCC_AHB2RSTR |= units;
    RCC_AHB2RSTR &= ~units;
}
