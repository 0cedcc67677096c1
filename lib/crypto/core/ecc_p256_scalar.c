/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Private keys of P-256 as bytes: their range, and drawing one.
 */
#include "ecc_p256_scalar.h"

#include <string.h>

#include "ct.h"

const uint8_t pcc_p256_n[32] = {
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
};

size_t pcc_p256_take_hash(const uint8_t *hash, size_t hash_size, uint8_t taken[32])
{
    size_t size = hash_size < 32 ? hash_size : 32;

    if (size > 0) {
        memcpy(taken, hash, size);
    }
    return size;
}

psa_status_t pcc_p256_check_private(const uint8_t private_key[PCC_P256_PRIVATE_SIZE])
{
    uint32_t borrow = 0, any = 0;

    /* private_key - n must borrow. */
    for (size_t i = sizeof pcc_p256_n; i-- > 0;) {
        borrow = (uint32_t)private_key[i] - pcc_p256_n[i] - borrow;
        borrow = borrow >> 31;
        any |= private_key[i];
    }
    return borrow != 0 && any != 0 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

psa_status_t pcc_p256_generate(uint8_t private_key[PCC_P256_PRIVATE_SIZE], const pcc_rng_t *rng)
{
    /* FIPS 186-5 appendix A.2.2 (rejection). One draw in 2^32 is out of range: a source that fails so often is broken. */
    for (int i = 0; i < 8; i++) {
        psa_status_t status = rng->fill(rng->context, private_key, PCC_P256_PRIVATE_SIZE);
        if (status == PSA_SUCCESS && pcc_p256_check_private(private_key) == PSA_SUCCESS) {
            return PSA_SUCCESS;
        }
        pcc_wipe(private_key, PCC_P256_PRIVATE_SIZE);
        if (status != PSA_SUCCESS) {
            return status;
        }
    }
    return PSA_ERROR_INSUFFICIENT_ENTROPY;
}
