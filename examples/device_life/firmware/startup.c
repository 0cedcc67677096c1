/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Vector table and start-up of the demo's application on a Cortex-M33 (Arm v8-M Architecture Reference Manual B3).
 */
#include <stdint.h>
#include <string.h>

#include "platform/stm32h5/plat_stm32h5.h"

extern uint32_t image_stack_top[];
extern uint8_t image_data_load[];
extern uint8_t image_data_start[];
extern uint8_t image_data_end[];
extern uint8_t image_bss_start[];
extern uint8_t image_bss_end[];

int main(void);
void reset_handler(void);
static void stop(void);

/* Nothing sensible is left to do: wait for the watchdog or a person. */
static void stop(void)
{
    for (;;) {
        __asm volatile("wfi");
    }
}

void reset_handler(void)
{
    memcpy(image_data_start, image_data_load, (uintptr_t)image_data_end - (uintptr_t)image_data_start);
    memset(image_bss_start, 0, (uintptr_t)image_bss_end - (uintptr_t)image_bss_start);
    (void)main();
    stop();
}

/* The flash port takes back its own uncorrectable reads; any other cause is not survivable here. */
static void nmi_handler(void)
{
    if (!plat_stm32h5_nmi()) {
        stop();
    }
}

typedef void (*vector_t)(void);

__attribute__((section(".vectors"), used)) static const vector_t vectors[16] = {
    (vector_t)(uintptr_t)image_stack_top,
    reset_handler,
    nmi_handler,
    stop,
    stop,
    stop,
    stop,
    stop,
    0,
    0,
    0,
    stop,
    stop,
    0,
    stop,
    stop,
};
