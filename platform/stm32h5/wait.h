/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Waiting for a register, not for ever.
 */
#ifndef STM32H5_WAIT_H
#define STM32H5_WAIT_H

#include <stdbool.h>
#include <stdint.h>

static inline bool wait_for(volatile const uint32_t *reg, uint32_t mask, uint32_t wanted, uint32_t polls)
{
    while (polls-- > 0) {
        if ((*reg & mask) == wanted) {
            return true;
        }
    }
    return false;
}

#endif /* STM32H5_WAIT_H */
