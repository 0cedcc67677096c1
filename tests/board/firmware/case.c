/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the files of cases share.
 */
#include "case.h"

typedef uint32_t (*case_t)(void);
/** Put here by the test: the function to run. */
const volatile case_t test_entry __attribute__((section(".rodata.entry"))) = 0;

int main(void)
{
    return (int)test_entry();
}

void rng_start(void)
{
    RCC_CR |= RCC_CR_HSI48ON;
    while ((RCC_CR & RCC_CR_HSI48RDY) == 0) {
    }
    RCC_AHB2ENR |= RCC_AHB2ENR_RNGEN;
    RNG_CR = RNG_CR_NIST | RNG_CR_CONDRST;
    RNG_HTCR = RNG_HTCR_NIST;
    RNG_NSCR = RNG_NSCR_NIST;
    RNG_CR = RNG_CR_NIST;
    while ((RNG_CR & RNG_CR_CONDRST) != 0) {
    }
    RNG_CR = RNG_CR_NIST | RNG_CR_RNGEN;
}
