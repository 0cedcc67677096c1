/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Everything that this release has over Mbed TLS 3.6 (preset host-mbedtls3): the default feature set, which works over
 * 2.28 too, and what 2.28 has no primitive for.
 */
#include "psa/crypto_config.h"

/* ARIA is off in Debian's 2.28. */
#define PSA_WANT_KEY_TYPE_ARIA 1
