/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The least start of a Cortex-M33 image: vectors, memory set up, main(). Nothing of the C library's own.
 */
#include <stdint.h>
#include <string.h>

extern uint32_t __StackTop[], __data_start__[], __data_end__[], __etext[], __bss_start__[], __bss_end__[];
int main(void);
void m33_reset(void);

__attribute__((section(".vectors"), used)) static void (*const vectors[])(void) = { (void (*)(void))__StackTop,
                                                                                    m33_reset };

void m33_reset(void)
{
    memcpy(__data_start__, __etext, (size_t)((uint8_t *)__data_end__ - (uint8_t *)__data_start__));
    memset(__bss_start__, 0, (size_t)((uint8_t *)__bss_end__ - (uint8_t *)__bss_start__));
    (void)main();
    for (;;) {
    }
}
