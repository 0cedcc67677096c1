/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * No pool of the library's: Mbed TLS has the heap of the C library, or the product gives it memory.
 */
#include "pool.h"

void pcrypto_pool_start(void)
{
}
