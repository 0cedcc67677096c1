/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What the crypto headers take from their surroundings: the C types and the feature set.
 *
 * The feature set is psa/crypto_config.h. A product with another one defines PSA_CRYPTO_CONFIG_FILE, in quotes or angle
 * brackets, for the library's build and for every file that includes psa/crypto.h: the sizes of operation objects and
 * the ..._MAX_SIZE macros follow from it, so both sides must see the same.
 */
#ifndef PSA_CRYPTO_PLATFORM_H
#define PSA_CRYPTO_PLATFORM_H

#include <stddef.h>
#include <stdint.h>

#include "psa/error.h"

#if defined(PSA_CRYPTO_CONFIG_FILE)
#include PSA_CRYPTO_CONFIG_FILE
#else
#include "psa/crypto_config.h"
#endif

#endif /* PSA_CRYPTO_PLATFORM_H */
