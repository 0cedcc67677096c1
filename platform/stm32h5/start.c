/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Start-up: memory, what must not be cached, time enough for a boot. stm32h5.ld places it.
 */
#include "stm32h5_internal.h"
#include "plat_stm32h5.h"

#include <string.h>

extern uint32_t data_start, data_end, data_load, bss_start, bss_end;
int main(void);
void NMI_Handler(void);
void HardFault_Handler(void);
void SysTick_Handler(void);

/* From one-time programmable bytes to the end of the code region: nothing there may be cached. */
#define UNCACHED_FIRST 0x08FFF000u
#define UNCACHED_LAST 0x0BFFFFFFu
#define REGION 7u
#define MAIR_NONCACHEABLE 0x44u
#define RBAR_EXECUTE_NEVER 1u
#define RBAR_READ_WRITE (1u << 1)
#define RLAR_ENABLE 1u

void plat_stm32h5_start(void)
{
    MPU_CTRL = 0;
    MPU_MAIR0 = MAIR_NONCACHEABLE;
    MPU_RNR = REGION;
    MPU_RBAR = UNCACHED_FIRST | RBAR_READ_WRITE | RBAR_EXECUTE_NEVER;
    MPU_RLAR = (UNCACHED_LAST & ~0x1Fu) | RLAR_ENABLE;
    MPU_CTRL = MPU_CTRL_PRIVDEFENA | MPU_CTRL_ENABLE;
    barrier();
    while ((ICACHE_SR & ICACHE_SR_BUSYF) != 0) { /* the hardware invalidates it after reset */
    }
    ICACHE_CR |= ICACHE_CR_EN;
    if ((FLASH_OPTSR_CUR & FLASH_OPTSR_IWDG_SW) == 0) { /* started by hardware, with 512 ms: too few to verify large images */
        plat_stm32h5_watchdog_start(PLAT_STM32H5_WATCHDOG_MAX_MS);
    }
}

PLAT_NORETURN void plat_stm32h5_reset(void)
{
    memcpy(&data_start, &data_load, (size_t)((uintptr_t)&data_end - (uintptr_t)&data_start));
    memset(&bss_start, 0, (size_t)((uintptr_t)&bss_end - (uintptr_t)&bss_start));
    plat_stm32h5_start();
    (void)main();
    HardFault_Handler();
    for (;;) {
    }
}

__attribute__((weak)) void HardFault_Handler(void)
{
    __asm__ volatile("cpsid i");
    for (;;) {
    }
}

__attribute__((weak)) void NMI_Handler(void)
{
    if (!plat_stm32h5_nmi()) {
        HardFault_Handler();
    }
}

__attribute__((weak)) void SysTick_Handler(void)
{
}
