/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PSA_CRYPTO_DRIVER_HEADER of H573 and H533: HASH, SAES or AES, and a whole PKA.
 */
#ifndef STM32H5_DRIVER_FULL_H
#define STM32H5_DRIVER_FULL_H

#include "driver_aes.h"
#include "driver_hash.h"
#include "driver_pka.h"
#include "driver_pka_verify.h"

#endif /* STM32H5_DRIVER_FULL_H */
