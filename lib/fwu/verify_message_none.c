/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * No algorithm of the feature set signs messages only.
 */
#include "verify.h"

psa_status_t pfwu_message_check(uint32_t psa_key, uint32_t psa_alg, const uint8_t *message, size_t message_size,
                                const uint8_t *signature, size_t size)
{
    (void)psa_key;
    (void)psa_alg;
    (void)message;
    (void)message_size;
    (void)signature;
    (void)size;
    return PSA_ERROR_NOT_SUPPORTED;
}
