/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Programs on the emulated Cortex-M33 (QEMU mps2-an505).
 */
#ifndef TESTS_M33_H
#define TESTS_M33_H

#include <stdint.h>

/** Memory for the big numbers of Mbed TLS, bytes. */
#define M33_POOL_SIZE 0x20000u

/** Start the counter at 0, and read it: ticks of the processor's clock. Under `run --count` a tick is a fixed number of
 *  instructions, which a program finds by counting a loop that it knows. */
void m33_count_start(void);
uint64_t m33_count(void);

#endif /* TESTS_M33_H */
