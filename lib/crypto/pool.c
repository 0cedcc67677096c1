/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Memory for big numbers: PSA_CRYPTO_POOL bytes of static RAM.
 */
#include "pool.h"

#include <stdint.h>

#include "lib/crypto/core/bignum_pool.h"

static uint64_t pool[PCRYPTO_POOL_SIZE / 8u];

void pcrypto_pool_start(void)
{
    pcc_bignum_pool((unsigned char *)pool, sizeof pool);
}
