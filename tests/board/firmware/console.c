/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Says which start of the board this is, counted in flash, and gives back one line that was typed.
 */
#include "case.h"

#define COUNTS 0x08180000u /* one unit for each start */

int main(void);

static void put(uint32_t c)
{
    while ((REG32(0x4001381Cu) & USART_ISR_TXE) == 0) {
    }
    REG32(0x40013828u) = c;
}

static uint32_t take(void)
{
    while ((REG32(0x4001381Cu) & USART_ISR_RXNE) == 0) {
    }
    return REG32(0x40013824u);
}

static void text(const char *s)
{
    while (*s != 0) {
        put((uint8_t)*s++);
    }
}

int main(void)
{
    uint32_t start = 0;
    while (start < 9 && REG32(COUNTS + 16 * start) != 0xffffffffu) {
        start++;
    }
    FLASH_NSKEYR = FLASH_NSKEYR_KEY1;
    FLASH_NSKEYR = FLASH_NSKEYR_KEY2;
    FLASH_NSCR = FLASH_NSCR_PG;
    for (uint32_t i = 0; i < 4; i++) {
        REG32(COUNTS + 16 * start + 4 * i) = start;
    }
    while ((FLASH_NSSR & (FLASH_NSSR_BSY | FLASH_NSSR_WBNE)) != 0) {
    }
    REG32(0x44020CA4u) |= 1u << 14;
    REG32(0x4001380Cu) = 556;
    REG32(0x40013800u) = USART_CR1_UE | USART_CR1_RE | USART_CR1_TE;
    text("start ");
    put('1' + start);
    text(", you say: ");
    for (uint32_t c = take(); c != '\n'; c = take()) {
        put(c);
    }
    put('\n');
    return 0;
}
