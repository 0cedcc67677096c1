/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Scalars of a curve as bytes.
 */
#include "scalar.h"

#include <string.h>

#include "ct.h"

#if PCC_HAVE_X25519 || PCC_HAVE_X448
/* decodeScalar25519 and decodeScalar448 of RFC 7748 section 5. */
static void force_bits(const pcc_curve_t *curve, uint8_t *scalar)
{
    if (curve->bits == 255) {
        scalar[0] &= 0xf8;
        scalar[31] = (uint8_t)((scalar[31] & 0x7f) | 0x40);
    } else {
        scalar[0] &= 0xfc;
        scalar[55] |= 0x80;
    }
}
#endif

/* 0 < number < n. The time tells nothing of the number but the verdict. */
static psa_status_t check_range(const pcc_curve_t *curve, const uint8_t *number)
{
    uint32_t borrow = 0, any = 0;

    /* number - n must borrow. */
    for (size_t i = curve->scalar_size; i-- > 0;) {
        borrow = (uint32_t)number[i] - curve->n[i] - borrow;
        borrow = borrow >> 31;
        any |= number[i];
    }
    return pcc_verdict((bool)(borrow & ~pcc_mask_zero(any)), PSA_ERROR_INVALID_ARGUMENT);
}

psa_status_t pcc_scalar_check(const pcc_curve_t *curve, uint8_t *scalar)
{
#if PCC_HAVE_X25519 || PCC_HAVE_X448
    if (pcc_curve_is_montgomery(curve)) {
        force_bits(curve, scalar);
        return PSA_SUCCESS;
    }
#endif
    return check_range(curve, scalar);
}

/* Clear the bits of the first byte that the order does not have. */
static void cut_bits(const pcc_curve_t *curve, uint8_t *number)
{
    number[0] &= (uint8_t)(0xffu >> (8u * curve->scalar_size - curve->order_bits));
}

psa_status_t pcc_scalar_generate(const pcc_curve_t *curve, uint8_t *scalar, const pcc_rng_t *rng)
{
    /* At least one draw in two is below n (secp224k1), so a source that fails so often is broken. */
    for (int i = 0; i < 128; i++) {
        psa_status_t status = rng->fill(rng->context, scalar, curve->scalar_size);
        if (status != PSA_SUCCESS) {
            pcc_wipe(scalar, curve->scalar_size);
            return status;
        }
        if (!pcc_curve_is_montgomery(curve)) {
            cut_bits(curve, scalar);
        }
        if (pcc_scalar_check(curve, scalar) == PSA_SUCCESS) {
            return PSA_SUCCESS;
        }
    }
    pcc_wipe(scalar, curve->scalar_size);
    return PSA_ERROR_INSUFFICIENT_ENTROPY;
}

psa_status_t pcc_scalar_from_derived(const pcc_curve_t *curve, uint8_t *scalar)
{
    unsigned carry = 1;

    if (pcc_curve_is_montgomery(curve)) {
        return pcc_scalar_check(curve, scalar);
    }
    cut_bits(curve, scalar);
    for (size_t i = curve->scalar_size; i-- > 0;) {
        carry += scalar[i];
        scalar[i] = (uint8_t)carry;
        carry >>= 8;
    }
    return carry == 0 && check_range(curve, scalar) == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST;
}

void pcc_scalar_of_hash(const pcc_curve_t *curve, const uint8_t *hash, size_t hash_size, uint8_t *number)
{
    size_t size = hash_size < curve->scalar_size ? hash_size : curve->scalar_size;

    memset(number, 0, curve->scalar_size);
    if (size > 0) {
        memcpy(number + curve->scalar_size - size, hash, size);
    }
    /* A hash of more bits than the order ends within its last byte: shift the rest out. */
    unsigned shift = size == curve->scalar_size ? 8u * curve->scalar_size - curve->order_bits : 0;
    for (size_t i = curve->scalar_size; shift != 0 && i-- > 0;) {
        unsigned above = i > 0 ? number[i - 1] : 0;
        number[i] = (uint8_t)((above << 8 | number[i]) >> shift);
    }
}

/* scalar - n where that is not negative; `over` is the bit above the scalar's bytes. */
static void subtract_order(const pcc_curve_t *curve, uint8_t *scalar, uint32_t over)
{
    uint8_t less[PCC_SCALAR_SIZE_MAX];
    uint32_t borrow = 0;

    for (size_t i = curve->scalar_size; i-- > 0;) {
        uint32_t difference = (uint32_t)scalar[i] - curve->n[i] - borrow;
        less[i] = (uint8_t)difference;
        borrow = difference >> 31;
    }
    pcc_select(pcc_mask((bool)(over | (borrow ^ 1u))), scalar, less, curve->scalar_size);
    pcc_wipe(less, sizeof less);
}

void pcc_scalar_reduce(const pcc_curve_t *curve, const uint8_t *number, size_t size, uint8_t *scalar)
{
    memset(scalar, 0, curve->scalar_size);
    for (size_t bit = 0; bit < 8 * size; bit++) {
        uint32_t carry = (uint32_t)number[bit / 8] >> (7 - bit % 8) & 1u;
        for (size_t i = curve->scalar_size; i-- > 0;) {
            carry |= (uint32_t)scalar[i] << 1;
            scalar[i] = (uint8_t)carry;
            carry >>= 8;
        }
        subtract_order(curve, scalar, carry);
    }
}
