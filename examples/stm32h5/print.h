/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Text on the console, without printf.
 */
#ifndef EXAMPLE_PRINT_H
#define EXAMPLE_PRINT_H

#include <stddef.h>
#include <stdint.h>

void print_start(void);
void print(const char *text);
void print_number(int32_t number);
/** The text, with the next of the numbers in place of each '%'. */
void print_numbers(const char *text, const int32_t *numbers);
void print_hex(const uint8_t *bytes, size_t size);

#endif /* EXAMPLE_PRINT_H */
