/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Group operations on Edwards25519 by libsodium, whose functions refuse points outside of the prime-order group and
 * signal a neutral result of a multiplication.
 */
#include "edwards.h"

#include <sodium/crypto_core_ed25519.h>
#include <sodium/crypto_scalarmult_ed25519.h>
#include <string.h>

#include "ct.h"

#define SIZE 32u
#define WIDE_SIZE 64u /* of a number that libsodium reduces */

/* n NULL: no code that takes scalars for big-endian numbers below n. */
const pcc_curve_t pcc_edwards25519 = { NULL, 255, 253, PCC_FAMILY_TWISTED_EDWARDS, 0, SIZE, SIZE };

static const uint8_t zero[SIZE];
static const uint8_t neutral[SIZE] = { 1 }; /* (0, 1) */

psa_status_t pcc_edwards_check_scalar(const uint8_t *scalar)
{
    uint8_t wide[WIDE_SIZE] = { 0 }, reduced[SIZE];

    memcpy(wide, scalar, SIZE);
    crypto_core_ed25519_scalar_reduce(reduced, wide);
    bool good = pcc_equal(reduced, scalar, SIZE);
    good &= !pcc_equal(scalar, zero, SIZE);
    pcc_wipe(wide, sizeof wide);
    pcc_wipe(reduced, sizeof reduced);
    return good ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

psa_status_t pcc_edwards_generate(uint8_t *scalar, const pcc_rng_t *rng)
{
    uint8_t wide[WIDE_SIZE];

    psa_status_t status = rng->fill(rng->context, wide, sizeof wide);
    if (status == PSA_SUCCESS) {
        /* 512 bits modulo 252 and a bit: no bias that could be seen, and 0 once in 2^252 times. */
        crypto_core_ed25519_scalar_reduce(scalar, wide);
        status = pcc_edwards_check_scalar(scalar) == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_INSUFFICIENT_ENTROPY;
    }
    pcc_wipe(wide, sizeof wide);
    return status;
}

void pcc_edwards_reduce(const uint8_t *number, size_t size, uint8_t *scalar)
{
    uint8_t wide[WIDE_SIZE] = { 0 };

    for (size_t i = 0; i < size; i++) {
        wide[i] = number[size - 1 - i];
    }
    crypto_core_ed25519_scalar_reduce(scalar, wide);
    pcc_wipe(wide, sizeof wide);
}

psa_status_t pcc_edwards_check_point(const uint8_t *point)
{
    return crypto_core_ed25519_is_valid_point(point) == 1 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

psa_status_t pcc_edwards_multiply(const uint8_t *scalar, const uint8_t *point, uint8_t *out)
{
    int failed = point == NULL ? crypto_scalarmult_ed25519_base_noclamp(out, scalar)
                               : crypto_scalarmult_ed25519_noclamp(out, scalar, point);

    if (failed) {
        pcc_wipe(out, SIZE);
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return PSA_SUCCESS;
}

psa_status_t pcc_edwards_add(const uint8_t *a, const uint8_t *b, bool subtract, uint8_t *out)
{
    int failed = subtract ? crypto_core_ed25519_sub(out, a, b) : crypto_core_ed25519_add(out, a, b);

    if (failed || pcc_equal(out, neutral, SIZE)) {
        pcc_wipe(out, SIZE);
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return PSA_SUCCESS;
}

psa_status_t pcc_edwards_clear(uint8_t *point)
{
    psa_status_t status = PSA_SUCCESS;

    for (int doubling = 0; doubling < 3 && status == PSA_SUCCESS; doubling++) {
        status = pcc_edwards_add(point, point, false, point);
    }
    return status;
}
