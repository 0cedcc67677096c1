/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Text on the console of the STM32H573I-DK, or of the NUCLEO-H503RB for that part (PRINT_CONSOLE). A NUCLEO-H563ZI has
 * plat_stm32h5_console_nucleo.
 */
#include "print.h"

#include <string.h>

#include "platform/stm32h5/plat_stm32h5.h"

void print_start(void)
{
    plat_stm32h5_console_start(&PRINT_CONSOLE);
}

void print(const char *text)
{
    plat_stm32h5_console_write(text, strlen(text));
}

void print_number(int32_t number)
{
    char digits[12];
    size_t at = sizeof digits;
    uint32_t left = number < 0 ? 0u - (uint32_t)number : (uint32_t)number;
    do {
        digits[--at] = (char)('0' + left % 10u);
        left /= 10u;
    } while (left != 0);
    if (number < 0) {
        digits[--at] = '-';
    }
    plat_stm32h5_console_write(digits + at, sizeof digits - at);
}

void print_numbers(const char *text, const int32_t *numbers)
{
    for (; *text != 0; text++) {
        if (*text == '%') {
            print_number(*numbers++);
        } else {
            plat_stm32h5_console_write(text, 1);
        }
    }
}

void print_hex(const uint8_t *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        char pair[2] = { digits[bytes[i] >> 4], digits[bytes[i] & 0xfu] };
        plat_stm32h5_console_write(pair, sizeof pair);
    }
}
