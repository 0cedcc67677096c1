/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PSA_CRYPTO_DRIVER_HEADER of H563, H562 and H523: HASH, and a PKA that verifies.
 */
#ifndef STM32H5_DRIVER_VERIFY_H
#define STM32H5_DRIVER_VERIFY_H

#include "hash.h"
#include "pka_verify.h"

#endif /* STM32H5_DRIVER_VERIFY_H */
