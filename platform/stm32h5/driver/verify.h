/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * PSA_CRYPTO_DRIVER_HEADER of H563, H562 and H523: HASH, and a PKA that verifies.
 */
#ifndef STM32H5_DRIVER_VERIFY_H
#define STM32H5_DRIVER_VERIFY_H

#include "hash.h"
#include "pka_verify.h"

#define PCRYPTO_TRANSPARENT_VERIFY_HASH plat_h5_driver_verify_hash
#define PCRYPTO_TRANSPARENT_VERIFY_MESSAGE plat_h5_driver_verify_message

#endif /* STM32H5_DRIVER_VERIFY_H */
