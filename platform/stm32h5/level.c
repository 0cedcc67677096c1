/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The hide protection level.
 */
#include "stm32h5_internal.h"

unsigned plat_h5_level(void)
{
    RCC_APB3ENR |= RCC_APB3ENR_SBSEN;
    (void)RCC_APB3ENR; /* the clock runs after a read back */
    switch (SBS_HDPLSR & 0xFFu) {
    case 0x51u:
        return 1;
    case 0x8Au:
        return 2;
    case 0x6Fu:
        return 3;
    default:
        return 0;
    }
}
