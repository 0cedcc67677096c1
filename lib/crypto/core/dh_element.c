/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The subgroup of prime order of a Diffie-Hellman group. All primes of the build are 7 modulo
 * 8, so 2 is a square and generates it, and -1 is none.
 */
#include "dh_element.h"

#include <string.h>

#include "ct.h"
#include "modular.h"

/* p is odd, so the shift alone does it. */
size_t pcc_dh_order(const pcc_dh_group_t *group, uint8_t *q)
{
    size_t size = pcc_dh_prime(group, q);

    for (size_t i = size; i-- > 0;) {
        unsigned above = i > 0 ? q[i - 1] : 0;
        q[i] = (uint8_t)((above << 8 | q[i]) >> 1);
    }
    return size;
}

psa_status_t pcc_dh_check_element(const pcc_dh_group_t *group, const uint8_t *y)
{
    uint8_t q[PCC_DH_SIZE_MAX], power[PCC_DH_SIZE_MAX];
    size_t size = pcc_dh_order(group, q);
    uint32_t other = 0;

    psa_status_t status = pcc_ffdh_check_public(group, y);
    if (status == PSA_SUCCESS) {
        status = pcc_ffdh_power(group, y, size, q, power);
    }
    if (status == PSA_SUCCESS) {
        power[size - 1] ^= 1;
        for (size_t i = 0; i < size; i++) {
            other |= power[i];
        }
    }
    return status == PSA_SUCCESS && other != 0 ? PSA_ERROR_INVALID_ARGUMENT : status;
}

psa_status_t pcc_dh_check_scalar(const pcc_dh_group_t *group, const uint8_t *x)
{
    uint8_t q[PCC_DH_SIZE_MAX];
    uint32_t borrow = 0, any = 0;

    /* x - q must borrow. */
    for (size_t i = pcc_dh_order(group, q); i-- > 0;) {
        borrow = (uint32_t)x[i] - q[i] - borrow;
        borrow = borrow >> 31;
        any |= x[i];
    }
    return pcc_verdict((bool)(borrow & ~pcc_mask_zero(any)), PSA_ERROR_INVALID_ARGUMENT);
}

psa_status_t pcc_dh_draw_scalar(const pcc_dh_group_t *group, uint8_t *x, const pcc_rng_t *rng)
{
    size_t size = group->bits / 8u;

    psa_status_t status = rng->fill(rng->context, x, size);
    if (status == PSA_SUCCESS) {
        x[0] &= 0x7f; /* q begins with 63 ones: of 2^63 draws one is not below it */
        status = pcc_dh_check_scalar(group, x) == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_INSUFFICIENT_ENTROPY;
    }
    if (status != PSA_SUCCESS) {
        pcc_wipe(x, size);
    }
    return status;
}

/* x - q where that is not negative; x is below 2 q. */
static void subtract_order(const uint8_t *q, uint8_t *x, size_t size)
{
    uint8_t less[PCC_DH_SIZE_MAX];
    uint32_t borrow = 0;

    for (size_t i = size; i-- > 0;) {
        uint32_t difference = (uint32_t)x[i] - q[i] - borrow;
        less[i] = (uint8_t)difference;
        borrow = difference >> 31;
    }
    pcc_select(pcc_mask_zero(borrow), x, less, size);
    pcc_wipe(less, sizeof less);
}

void pcc_dh_reduce(const pcc_dh_group_t *group, const uint8_t *number, size_t size, uint8_t *x)
{
    uint8_t q[PCC_DH_SIZE_MAX];
    size_t room = pcc_dh_order(group, q);

    memset(x, 0, room);
    if (size < room) { /* hashes and passwords: below q already */
        if (size != 0) {
            memcpy(x + room - size, number, size);
        }
        return;
    }
    /* Bit by bit. What is below q is below 2^(8 size - 1), so nothing is shifted out. */
    for (size_t bit = 0; bit < 8 * size; bit++) {
        uint32_t carry = (uint32_t)number[bit / 8] >> (7 - bit % 8) & 1u;
        for (size_t i = room; i-- > 0;) {
            carry |= (uint32_t)x[i] << 1;
            x[i] = (uint8_t)carry;
            carry >>= 8;
        }
        subtract_order(q, x, room);
    }
}

psa_status_t pcc_dh_multiply(const pcc_dh_group_t *group, const uint8_t *a, const uint8_t *b, uint8_t *out,
                             const pcc_rng_t *rng)
{
    uint8_t p[PCC_DH_SIZE_MAX];
    size_t size = pcc_dh_prime(group, p);

    psa_status_t status = pcc_mod_multiply_add(p, size, a, b, NULL, out, rng);
    if (status == PSA_SUCCESS && pcc_ffdh_check_public(group, out) != PSA_SUCCESS) {
        pcc_wipe(out, size);
        status = PSA_ERROR_INVALID_ARGUMENT; /* 1; p - 1 is no square */
    }
    return status;
}

psa_status_t pcc_dh_multiply_scalars(const pcc_dh_group_t *group, const uint8_t *a, const uint8_t *b,
                                     const uint8_t *from, uint8_t *out, const pcc_rng_t *rng)
{
    uint8_t q[PCC_DH_SIZE_MAX];
    size_t size = pcc_dh_order(group, q);

    return from != NULL ? pcc_mod_multiply_subtract(q, size, a, b, from, out, rng)
                        : pcc_mod_multiply_add(q, size, a, b, NULL, out, rng);
}
