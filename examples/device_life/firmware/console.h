/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Text on the log pins of the STM32H573I-DK: USART1, PA9, 115200 8N1.
 */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stddef.h>
#include <stdint.h>

/** Set up the pin and the USART, for the 64 MHz that the part starts with. */
void console_start(void);

/** Send a text that ends with 0; waits until it is out. */
void console_text(const char *text);

/** Send bytes as hexadecimal and a line end. */
void console_hex(const uint8_t *p, size_t size);

#endif /* CONSOLE_H */
