/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A case of the board's own test: a function that test_board.c names. It returns 0 if what it saw was right.
 */
#ifndef TESTS_BOARD_FIRMWARE_CASE_H
#define TESTS_BOARD_FIRMWARE_CASE_H

#include <stdint.h>

#include "debugger.h"
#include "platform/stm32h5/registers.h"

#define CASE(name)                                                                                                     \
    uint32_t case_##name(void);                                                                                        \
    uint32_t __attribute__((used, noinline)) case_##name(void)

/** Bring up the random number generator. */
void rng_start(void);

#endif /* TESTS_BOARD_FIRMWARE_CASE_H */
