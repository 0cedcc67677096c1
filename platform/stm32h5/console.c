/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A console on a USART, polled.
 */
#include "stm32h5_internal.h"
#include "plat_stm32h5.h"

#define CLOCK 64000000u
#define BAUD 115200u
#define POLLS_MAX 0x00010000u /* a byte takes 87 us */

const plat_stm32h5_console_t plat_stm32h5_console_dk = { .usart = 0x40013800u,
                                                         .enable_offset = 0xA4u,
                                                         .enable_bit = 14,
                                                         .port = 0,
                                                         .tx = 9,
                                                         .rx = 10,
                                                         .alternate_function = 7 };
const plat_stm32h5_console_t plat_stm32h5_console_nucleo = {
    .usart = 0x40004800u, .enable_offset = 0x9Cu, .enable_bit = 18, .port = 3, .tx = 8, .rx = 9, .alternate_function = 7
};
const plat_stm32h5_console_t plat_stm32h5_console_nucleo_h503 = {
    .usart = 0x40004800u, .enable_offset = 0x9Cu, .enable_bit = 18, .port = 0, .tx = 4, .rx = 3, .alternate_function = 13
};

static uint32_t usart; /* base of the one that was started */

static void pin(const plat_stm32h5_console_t *console, uint32_t number)
{
    uint32_t base = GPIO_BASE(console->port), function = base + GPIO_AFRL + 4u * (number / 8u),
             shift = 4u * (number % 8u);
    REG32(function) = (REG32(function) & ~(0xFu << shift)) | (uint32_t)console->alternate_function << shift;
    REG32(base + GPIO_MODER) = (REG32(base + GPIO_MODER) & ~(3u << (2u * number))) | 2u << (2u * number);
}

void plat_stm32h5_console_start(const plat_stm32h5_console_t *console)
{
    RCC_AHB2ENR |= RCC_AHB2ENR_GPIOEN(console->port);
    REG32(RCC_BASE + console->enable_offset) |= 1u << console->enable_bit;
    (void)REG32(RCC_BASE + console->enable_offset);
    pin(console, console->tx);
    pin(console, console->rx);
    usart = console->usart;
    REG32(usart + USART_CR1) = 0;
    REG32(usart + USART_BRR) = (CLOCK + BAUD / 2u) / BAUD;
    REG32(usart + USART_CR1) = USART_CR1_UE | USART_CR1_TE | USART_CR1_RE;
}

void plat_stm32h5_console_write(const char *text, size_t size)
{
    for (size_t i = 0; i < size && usart != 0; i++) {
        uint32_t polls = 0;
        while ((REG32(usart + USART_ISR) & USART_ISR_TXE) == 0) {
            if (++polls == POLLS_MAX) {
                return;
            }
        }
        REG32(usart + USART_TDR) = (uint8_t)text[i];
    }
}

int plat_stm32h5_console_read(void)
{
    if (usart == 0 || (REG32(usart + USART_ISR) & USART_ISR_RXNE) == 0) {
        return -1;
    }
    return (int)(REG32(usart + USART_RDR) & 0xFFu);
}
