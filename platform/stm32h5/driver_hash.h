/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What HASH takes over from the crypto library (lib/crypto/driver.h): on every part.
 */
#ifndef STM32H5_DRIVER_HASH_H
#define STM32H5_DRIVER_HASH_H

#include "psa/crypto.h"

psa_status_t plat_h5_driver_hash_compute(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash,
                                         size_t hash_size, size_t *hash_length);
#define PCRYPTO_TRANSPARENT_HASH_COMPUTE plat_h5_driver_hash_compute

#endif /* STM32H5_DRIVER_HASH_H */
