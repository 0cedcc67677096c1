/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Memory for Mbed TLS's big numbers: its buffer allocator, which mbedtls_config_m33.h chooses.
 */
#include "bignum_pool.h"

#include <mbedtls/memory_buffer_alloc.h>

void pcc_bignum_pool(unsigned char *pool, size_t size)
{
    mbedtls_memory_buffer_alloc_init(pool, size);
}
