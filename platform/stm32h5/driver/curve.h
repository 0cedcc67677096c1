/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The curves that PKA computes for the crypto library: P-256, and P-384 where the feature set has it.
 */
#ifndef STM32H5_DRIVER_CURVE_H
#define STM32H5_DRIVER_CURVE_H

#include "lib/crypto/core/curve.h"
#include "platform/stm32h5/accelerators.h"
#include "psa/crypto.h"

/** Whether this feature set has a curve of PKA. */
#define PLAT_H5_HAVE_CURVES (PCC_HAVE_P256 || PCC_HAVE_SECP_R1_384)

/** False: not a curve of PKA. */
bool plat_h5_driver_curve(const psa_key_attributes_t *attributes, const pcc_curve_t **curve, plat_h5_curve_t *unit);
/** Whether the hash has the size that the algorithm says. */
bool plat_h5_driver_hash_fits(psa_algorithm_t alg, size_t hash_length);

#endif /* STM32H5_DRIVER_CURVE_H */
