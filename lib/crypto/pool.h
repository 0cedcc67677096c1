/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Memory for big numbers in firmware. CMake compiles pool.c for PSA_CRYPTO_POOL=n bytes, pool_none.c for 0.
 */
#ifndef PCRYPTO_POOL_H
#define PCRYPTO_POOL_H

/** Give the pool to Mbed TLS: once, before anything is allocated of it. */
void pcrypto_pool_start(void);

#endif /* PCRYPTO_POOL_H */
