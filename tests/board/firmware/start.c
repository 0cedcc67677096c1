/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Start of the test firmware: memory, then main(). Faults end the run with status 99, so that none goes unseen.
 */
#include <stdint.h>

#include "debugger.h"

extern uint32_t stack_top, data_start, data_end, data_load, bss_start, bss_end, ram_code_start, ram_code_end,
    ram_code_load;
int main(void);
void reset(void);
void NMI_Handler(void);
void SysTick_Handler(void);

static void copy(uint32_t *to, const uint32_t *end, const uint32_t *from)
{
    while (to < end) {
        *to++ = *from++;
    }
}

__attribute__((noreturn)) void reset(void)
{
    copy(&data_start, &data_end, &data_load);
    copy(&ram_code_start, &ram_code_end, &ram_code_load);
    for (uint32_t *at = &bss_start; at < &bss_end; at++) {
        *at = 0;
    }
    debugger_exit((uint32_t)main());
}

static void fault(void)
{
    debugger_exit(99);
}

__attribute__((weak)) void NMI_Handler(void)
{
    debugger_exit(98);
}

__attribute__((weak)) void SysTick_Handler(void)
{
    debugger_exit(97);
}

typedef void (*vector_t)(void);
__attribute__((section(".vectors"), used)) static const struct {
    uint32_t *stack;
    vector_t vector[15];
} vectors = { &stack_top,
              { reset, NMI_Handler, fault, fault, fault, fault, fault, 0, 0, 0, fault, fault, 0, fault,
                SysTick_Handler } };
