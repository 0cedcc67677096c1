/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the units on AHB2 (RNG, HASH, AES, SAES, PKA) have in common: a clock, a reset, and waiting for a register, not
 * for ever.
 */
#ifndef STM32H5_WAIT_H
#define STM32H5_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#define PLAT_H5_POLLS 0x00100000u /* at least 16 ms at 250 MHz */

/** Until the bits of the mask are as wanted, at most `polls` times. */
bool plat_h5_wait(volatile const uint32_t *reg, uint32_t mask, uint32_t wanted, uint32_t polls);
/** The same, PLAT_H5_POLLS times. */
bool plat_h5_wait_short(volatile const uint32_t *reg, uint32_t mask, uint32_t wanted);

/** Bits as in RCC_AHB2ENR. */
void plat_h5_unit_clock(uint32_t units);
/** What is in the unit's registers goes. */
void plat_h5_unit_reset(uint32_t units);

#endif /* STM32H5_WAIT_H */
