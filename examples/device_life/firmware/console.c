/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * USART1 as an output (RM0481, chapters RCC, GPIO, USART), secure aliases.
 */
#include "console.h"

#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

#define RCC_AHB2ENR REGISTER(0x54020C8Cu)
#define RCC_APB2ENR REGISTER(0x54020CA4u)
#define GPIOA_MODER REGISTER(0x52020000u)
#define GPIOA_AFRH REGISTER(0x52020024u)
#define USART1_CR1 REGISTER(0x50013800u)
#define USART1_BRR REGISTER(0x5001380Cu)
#define USART1_ISR REGISTER(0x5001381Cu)
#define USART1_TDR REGISTER(0x50013828u)

#define USART_CR1_UE (1u << 0)
#define USART_CR1_TE (1u << 3)
#define USART_ISR_TXE (1u << 7)

void console_start(void)
{
    RCC_AHB2ENR |= 1u << 0;  /* GPIOA */
    RCC_APB2ENR |= 1u << 14; /* USART1 */
    (void)RCC_APB2ENR;
    GPIOA_MODER = (GPIOA_MODER & ~(3u << 18)) | 2u << 18; /* PA9: alternate function */
    GPIOA_AFRH = (GPIOA_AFRH & ~(15u << 4)) | 7u << 4;
    USART1_BRR = (64000000u + 115200u / 2u) / 115200u;
    USART1_CR1 = USART_CR1_UE | USART_CR1_TE;
}

static void put(char c)
{
    while (!(USART1_ISR & USART_ISR_TXE)) {
    }
    USART1_TDR = (uint8_t)c;
}

void console_text(const char *text)
{
    while (*text) {
        put(*text++);
    }
}

void console_hex(const uint8_t *p, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        put(digits[p[i] >> 4]);
        put(digits[p[i] & 15u]);
    }
    console_text("\r\n");
}
