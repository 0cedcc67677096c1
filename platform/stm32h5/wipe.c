/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Wiping: alone, because whoever uses an accelerator needs it and nothing else of the port.
 */
#include "stm32h5_internal.h"

void plat_h5_wipe(void *bytes, size_t size)
{
    volatile uint8_t *p = bytes;
    while (size-- > 0) {
        *p++ = 0;
    }
}
