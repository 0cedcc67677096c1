/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The independent watchdog, on the 32 kHz oscillator divided by 256: 8 ms a step.
 */
#include "stm32h5_internal.h"
#include "plat_stm32h5.h"
#include "wait.h"

#define DIVIDE_BY_256 6u
#define STEP_MS 8u
#define STEPS_MAX 4096u

void plat_stm32h5_watchdog_refresh(void)
{
    IWDG_KR = IWDG_KR_REFRESH;
}

void plat_stm32h5_watchdog_start(uint32_t ms)
{
    uint32_t steps = ms / STEP_MS + 1u;
    IWDG_KR = IWDG_KR_START;
    IWDG_KR = IWDG_KR_UNLOCK;
    IWDG_PR = DIVIDE_BY_256;
    IWDG_RLR = (steps < STEPS_MAX ? steps : STEPS_MAX) - 1u;
    (void)plat_h5_wait_short(&IWDG_SR, UINT32_MAX, 0); /* the registers cross a clock domain */
    IWDG_KR = IWDG_KR_REFRESH;
}
