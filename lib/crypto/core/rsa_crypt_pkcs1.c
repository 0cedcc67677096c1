/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * EME-PKCS1-v1_5 (RFC 8017 section 7.2).
 */
#include <string.h>

#include "ct.h"
#include "rsa_crypt.h"

#define PADDING_MIN 8u
#define OVERHEAD (3u + PADDING_MIN) /* 00 02, padding, 00 */

/* Random bytes that are not 0. A generator that gives no others for so long is broken. */
static psa_status_t fill_nonzero(uint8_t *out, size_t size, const pcc_rng_t *rng)
{
    psa_status_t status = rng->fill(rng->context, out, size);

    for (size_t i = 0; i < size && status == PSA_SUCCESS; i++) {
        for (unsigned tries = 0; out[i] == 0 && status == PSA_SUCCESS; tries++) {
            status = tries < 64 ? rng->fill(rng->context, out + i, 1) : PSA_ERROR_INSUFFICIENT_ENTROPY;
        }
    }
    return status;
}

psa_status_t pcc_rsa_pkcs1_crypt_encode(const uint8_t *message, size_t size, uint8_t *em, size_t em_size,
                                        const pcc_rng_t *rng)
{
    if (em_size < OVERHEAD || size > em_size - OVERHEAD) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    size_t padding = em_size - 3 - size;
    em[0] = 0x00;
    em[1] = 0x02;
    em[2 + padding] = 0x00;
    if (size != 0) {
        memcpy(em + 3 + padding, message, size);
    }
    return fill_nonzero(em + 2, padding, rng);
}

psa_status_t pcc_rsa_pkcs1_crypt_decode(uint8_t *em, size_t em_size, uint8_t *out, size_t out_size, size_t *size)
{
    uint32_t bad = em[0] | (uint32_t)(em[1] ^ 0x02), ended = 0, padding = 0;

    for (size_t i = 2; i < em_size; i++) {
        ended |= pcc_mask_zero(em[i]);
        padding += 1u & ~ended;
    }
    bad = ~pcc_mask_zero(bad) | ~ended | pcc_mask_less(padding, PADDING_MIN);
    uint32_t length = ((uint32_t)em_size - 3 - padding) & ~bad;
    return pcc_rsa_deliver(em + OVERHEAD, em_size - OVERHEAD, length, bad, out, out_size, size);
}
