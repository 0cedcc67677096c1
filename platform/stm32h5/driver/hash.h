/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What HASH takes over from the crypto library (lib/crypto/driver.h): on every part.
 */
#ifndef STM32H5_DRIVER_HASH_H
#define STM32H5_DRIVER_HASH_H

#include "platform/stm32h5/accelerators.h"
#include "psa/crypto.h"

psa_status_t plat_h5_driver_hash_compute(psa_algorithm_t alg, const uint8_t *input, size_t input_length, uint8_t *hash,
                                         size_t hash_size, size_t *hash_length);
#define PCRYPTO_TRANSPARENT_HASH_COMPUTE plat_h5_driver_hash_compute

/* In several calls too, where the feature set gives operations the room for a context (PCRYPTO_DRIVER_CONTEXT_SIZE
 * 552). */
#if PCRYPTO_DRIVER_CONTEXT_SIZE > 0
psa_status_t plat_h5_driver_hash_setup(plat_h5_hash_t *operation, psa_algorithm_t alg);
psa_status_t plat_h5_driver_hash_update(plat_h5_hash_t *operation, const uint8_t *input, size_t input_length);
psa_status_t plat_h5_driver_hash_finish(plat_h5_hash_t *operation, uint8_t *hash, size_t hash_size,
                                        size_t *hash_length);
psa_status_t plat_h5_driver_hash_abort(plat_h5_hash_t *operation);
#define PCRYPTO_TRANSPARENT_HASH_OPERATION_T plat_h5_hash_t
#define PCRYPTO_TRANSPARENT_HASH_SETUP plat_h5_driver_hash_setup
#define PCRYPTO_TRANSPARENT_HASH_UPDATE plat_h5_driver_hash_update
#define PCRYPTO_TRANSPARENT_HASH_FINISH plat_h5_driver_hash_finish
#define PCRYPTO_TRANSPARENT_HASH_ABORT plat_h5_driver_hash_abort
#endif

#endif /* STM32H5_DRIVER_HASH_H */
