/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PSA_CRYPTO_DRIVER_HEADER of H573 and H533: HASH, SAES or AES, and a whole PKA.
 */
#ifndef STM32H5_DRIVER_FULL_H
#define STM32H5_DRIVER_FULL_H

#include "aes.h"
#include "hash.h"
#include "pka.h"
#include "signatures.h"

#endif /* STM32H5_DRIVER_FULL_H */
