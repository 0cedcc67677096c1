/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Finite field Diffie-Hellman over modular.h.
 */
#include "ffdh.h"

#include <string.h>

#include "ct.h"
#include "modular.h"

/* 0 < number < p - less, less being 0 or 1. The time tells nothing of the number but the verdict. */
static psa_status_t check_range(const pcc_dh_group_t *group, const uint8_t *number, uint32_t less)
{
    uint8_t p[PCC_DH_SIZE_MAX];
    uint32_t borrow = 0, any = 0;
    size_t size = pcc_dh_prime(group, p);

    p[size - 1] = (uint8_t)(p[size - 1] - less); /* p is odd */
    for (size_t i = size; i-- > 0;) {
        borrow = (uint32_t)number[i] - p[i] - borrow;
        borrow = borrow >> 31;
        any |= number[i];
    }
    return pcc_verdict((bool)(borrow & ~pcc_mask_zero(any)), PSA_ERROR_INVALID_ARGUMENT);
}

psa_status_t pcc_ffdh_check_private(const pcc_dh_group_t *group, const uint8_t *x)
{
    return check_range(group, x, 0);
}

psa_status_t pcc_ffdh_check_public(const pcc_dh_group_t *group, const uint8_t *y)
{
    size_t last = group->bits / 8u - 1u;
    uint32_t above_one = y[last] >> 1;

    for (size_t i = 0; i < last; i++) {
        above_one |= y[i];
    }
    uint32_t range = (uint32_t)check_range(group, y, 1);
    return (psa_status_t)(range | ((uint32_t)PSA_ERROR_INVALID_ARGUMENT & pcc_mask_zero(above_one)));
}

psa_status_t pcc_ffdh_generate(const pcc_dh_group_t *group, uint8_t *x, const pcc_rng_t *rng)
{
    size_t size = group->bits / 8u;

    memset(x, 0, size);
    psa_status_t status = rng->fill(rng->context, x + size - group->exponent_size, group->exponent_size);
    if (status == PSA_SUCCESS && check_range(group, x, 0) != PSA_SUCCESS) {
        status = PSA_ERROR_INSUFFICIENT_ENTROPY; /* zeros: 2^-232 if the source works */
    }
    if (status != PSA_SUCCESS) {
        pcc_wipe(x, size);
    }
    return status;
}

psa_status_t pcc_ffdh_from_derived(const pcc_dh_group_t *group, uint8_t *x)
{
    unsigned carry = 1;

    for (size_t i = group->bits / 8u; i-- > 0;) {
        carry += x[i];
        x[i] = (uint8_t)carry;
        carry >>= 8;
    }
    return carry == 0 && check_range(group, x, 0) == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST;
}

psa_status_t pcc_ffdh_power(const pcc_dh_group_t *group, const uint8_t *base, size_t base_size, const uint8_t *x,
                            uint8_t *out)
{
    uint8_t prime[PCC_DH_SIZE_MAX];
    size_t size = pcc_dh_prime(group, prime);

    return pcc_mod_power(prime, size, base, base_size, x, out);
}

psa_status_t pcc_ffdh_public(const pcc_dh_group_t *group, const uint8_t *x, uint8_t *y)
{
    static const uint8_t generator = 2;

    return pcc_ffdh_power(group, &generator, 1, x, y);
}

psa_status_t pcc_ffdh_agree(const pcc_dh_group_t *group, const uint8_t *x, const uint8_t *peer, uint8_t *secret)
{
    size_t size = group->bits / 8u;

    /* Checked and used is one copy: the peer's bytes may be in memory that changes. */
    memmove(secret, peer, size);
    psa_status_t status = pcc_ffdh_check_public(group, secret);
    if (status == PSA_SUCCESS) {
        status = pcc_ffdh_power(group, secret, size, x, secret);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_ffdh_check_public(group, secret); /* 1 and p - 1 are not in the range of public keys */
    }
    if (status != PSA_SUCCESS) {
        pcc_wipe(secret, size);
    }
    return status;
}
