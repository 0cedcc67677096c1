/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Memory for Mbed TLS's big numbers where there is no heap of the C library.
 */
#ifndef PCC_BIGNUM_POOL_H
#define PCC_BIGNUM_POOL_H

#include <stddef.h>

/** From now on Mbed TLS allocates from `size` bytes at `pool`, aligned for any object, which stay its own. Nothing of
 *  Mbed TLS may be allocated, and no other thread use it, during the call. */
void pcc_bignum_pool(unsigned char *pool, size_t size);

#endif /* PCC_BIGNUM_POOL_H */
