/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Where a driver keeps a hash under way (HASH_DRIVEN: SHA-1 and SHA-2 are with HASH) it can't be suspended
 * (lib/crypto/driver.h), which the specification allows. Hashes in software can.
 */
#ifndef TESTS_CRYPTO_DRIVEN_H
#define TESTS_CRYPTO_DRIVEN_H

#include "psa/crypto.h"

#if defined(HASH_DRIVEN)
#define CAN_SUSPEND(alg) ((alg) < PSA_ALG_SHA_1) /* MD5, RIPEMD-160 */
#define SUSPENDABLE(alg) PSA_ALG_RIPEMD160
#else
#define CAN_SUSPEND(alg) ((void)(alg), 1)
#define SUSPENDABLE(alg) (alg)
#endif

#endif /* TESTS_CRYPTO_DRIVEN_H */
