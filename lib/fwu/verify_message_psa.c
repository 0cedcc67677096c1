/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Signatures of messages: Ed25519, LMS.
 */
#include "psa/crypto.h"
#include "verify.h"

psa_status_t pfwu_message_check(uint32_t psa_key, uint32_t psa_alg, const uint8_t *message, size_t message_size,
                                const uint8_t *signature, size_t size)
{
    return psa_verify_message(psa_key, psa_alg, message, message_size, signature, size);
}
