/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Random number generation (Crypto API 1.5, chapter 10.12).
 */
#include "crypto_internal.h"
#include "drbg.h"

psa_status_t psa_generate_random(uint8_t *output, size_t output_size)
{
    if (!pcrypto_is_initialised()) {
        return PSA_ERROR_BAD_STATE;
    }
    return pcrypto_random(output, output_size);
}
