/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Forgetting all RAM state, for tests: a file of its own, so that products do not link it.
 */
#include "crypto_internal.h"

#include "drbg.h"
#include "key_slots.h"
#include "key_use.h"
#include "lib/crypto/core/config.h"
#include "ecc.h"

void pcrypto_reset(void)
{
    pcrypto_key_slots_reset();
    pcrypto_use_reset();
    pcrypto_drbg_reset();
#if PCC_CURVE_COUNT != 0
    pcrypto_ecc_reset();
#endif
    pcrypto_forget_init();
}
