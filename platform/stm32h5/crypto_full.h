/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PSA_CRYPTO_DRIVER_HEADER of H573 and H533: HASH, SAES or AES, and a whole PKA.
 */
#ifndef STM32H5_CRYPTO_FULL_H
#define STM32H5_CRYPTO_FULL_H

#include "crypto_aes.h"
#include "crypto_hash.h"
#include "crypto_pka.h"
#include "crypto_pka_verify.h"

#endif /* STM32H5_CRYPTO_FULL_H */
