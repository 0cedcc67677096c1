/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Leaving a boot stage that takes interrupts, a recovery with a clock say: a tick or a PendSV that waits does not come
 * in the next stage, whose memory is not set up yet. The next stage is a few instructions, which end the test.
 */
#include <stdint.h>

#include "platform/stm32h5/plat_stm32h5.h"
#include "tests/board/firmware/debugger.h"

#define FLASH_BASE 0x08000000u
#define SYST_CSR (*(volatile uint32_t *)0xE000E010u)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014u)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018u)
#define SCB_ICSR (*(volatile uint32_t *)0xE000ED04u)
#define ICSR_PENDSVSET (1u << 28)
#define ICSR_PENDSTSET (1u << 26)

#define IMAGE_WORDS 48u
#define VECTORS 16u
#define CODE_WORDS 8u

void SysTick_Handler(void);
void SysTick_Handler(void)
{
}

/* movs r0, #DEBUGGER_EXIT; ldr r1, block; bkpt 0xab; b .; block: */
static void put_end(uint32_t *image, uint32_t base, uint32_t at, uint32_t status)
{
    image[at] = 0x49012000u | DEBUGGER_EXIT;
    image[at + 1u] = 0xe7febeabu;
    image[at + 2u] = base + 4u * (at + 3u);
    image[at + 3u] = 0x20026u;
    image[at + 4u] = status;
}

int main(void)
{
    static uint32_t image[IMAGE_WORDS];
    const plat_flash_area_t *area = plat_flash_area(PLAT_AREA_FWU_JOURNAL);
    const uint32_t base = FLASH_BASE + area->base;
    image[0] = 0x20001000u;
    for (uint32_t i = 1; i < VECTORS; i++) {
        image[i] = base + 4u * (i == 1u ? VECTORS : VECTORS + CODE_WORDS) + 1u;
    }
    put_end(image, base, VECTORS, 0);
    put_end(image, base, VECTORS + CODE_WORDS, 97);
    if (plat_flash_erase(area, 0) != PSA_SUCCESS || plat_flash_prog(area, 0, image, sizeof image) != PSA_SUCCESS) {
        return 1;
    }
    __asm__ volatile("cpsid i" ::: "memory");
    SYST_RVR = 1;
    SYST_CVR = 0;
    SYST_CSR = 7u;
    SCB_ICSR = ICSR_PENDSVSET | ICSR_PENDSTSET;
    psa_status_t status = plat_leave_stage(area, 0, 0);
    (void)status;
    return 2;
}
