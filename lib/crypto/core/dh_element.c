/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The subgroup of prime order of a Diffie-Hellman group on Mbed TLS 2.28 or 3.6. All primes of the build are 7 modulo
 * 8, so 2 is a square and generates it, and -1 is none.
 */
#include "dh_element.h"

#include <mbedtls/bignum.h>
#include <string.h>

#include "ct.h"

/* Write q = (p - 1) / 2; returns its bytes. p is odd, so the shift alone does it. */
static size_t order_of(const pcc_dh_group_t *group, uint8_t *q)
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
    size_t size = order_of(group, q);
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
    for (size_t i = order_of(group, q); i-- > 0;) {
        borrow = (uint32_t)x[i] - q[i] - borrow;
        borrow = borrow >> 31;
        any |= x[i];
    }
    return borrow != 0 && any != 0 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
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
    size_t room = order_of(group, q);

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

/* The caller's generator in Mbed TLS's shape, with the status that it had. */
typedef struct rng_adapter {
    const pcc_rng_t *rng;
    psa_status_t status;
} rng_adapter_t;

static int fill(void *context, unsigned char *out, size_t size)
{
    rng_adapter_t *adapter = (rng_adapter_t *)context;

    adapter->status = adapter->rng->fill(adapter->rng->context, out, size);
    return adapter->status == PSA_SUCCESS ? 0 : MBEDTLS_ERR_MPI_BAD_INPUT_DATA;
}

static psa_status_t to_status(int result, const rng_adapter_t *adapter)
{
    if (adapter->status != PSA_SUCCESS) {
        return adapter->status;
    }
    if (result == MBEDTLS_ERR_MPI_ALLOC_FAILED) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    return result == 0 ? PSA_SUCCESS : PSA_ERROR_GENERIC_ERROR;
}

/* The numbers of a product. */
typedef struct numbers {
    mbedtls_mpi m, a, b, t;
} numbers_t;

/* a + t m for a random t: the same modulo m, and the time of what follows tells nothing of a. */
static int blind(numbers_t *n, rng_adapter_t *adapter)
{
    int result = mbedtls_mpi_fill_random(&n->t, 16, fill, adapter);
    if (result == 0) {
        result = mbedtls_mpi_mul_mpi(&n->t, &n->t, &n->m);
    }
    return result == 0 ? mbedtls_mpi_add_mpi(&n->a, &n->a, &n->t) : result;
}

static int multiply(numbers_t *n, const uint8_t *from, size_t size, rng_adapter_t *adapter)
{
    int result = blind(n, adapter);
    if (result == 0) {
        result = mbedtls_mpi_mul_mpi(&n->a, &n->a, &n->b);
    }
    if (result == 0 && from != NULL) {
        result = mbedtls_mpi_read_binary(&n->t, from, size);
        if (result == 0) {
            result = mbedtls_mpi_sub_mpi(&n->a, &n->t, &n->a);
        }
    }
    return result == 0 ? mbedtls_mpi_mod_mpi(&n->a, &n->a, &n->m) : result;
}

/* a * b modulo m, or from - a * b. */
static psa_status_t multiply_modulo(const uint8_t *m, size_t size, const uint8_t *a, const uint8_t *b,
                                    const uint8_t *from, uint8_t *out, const pcc_rng_t *rng)
{
    rng_adapter_t adapter = { rng, PSA_SUCCESS };
    numbers_t n;

    mbedtls_mpi_init(&n.m);
    mbedtls_mpi_init(&n.a);
    mbedtls_mpi_init(&n.b);
    mbedtls_mpi_init(&n.t);
    int result = mbedtls_mpi_read_binary(&n.m, m, size);
    if (result == 0) {
        result = mbedtls_mpi_read_binary(&n.a, a, size);
    }
    if (result == 0) {
        result = mbedtls_mpi_read_binary(&n.b, b, size);
    }
    if (result == 0) {
        result = multiply(&n, from, size, &adapter);
    }
    if (result == 0) {
        result = mbedtls_mpi_write_binary(&n.a, out, size);
    }
    mbedtls_mpi_free(&n.t);
    mbedtls_mpi_free(&n.b);
    mbedtls_mpi_free(&n.a);
    mbedtls_mpi_free(&n.m);
    if (result != 0) {
        pcc_wipe(out, size);
    }
    return to_status(result, &adapter);
}

psa_status_t pcc_dh_multiply(const pcc_dh_group_t *group, const uint8_t *a, const uint8_t *b, uint8_t *out,
                             const pcc_rng_t *rng)
{
    uint8_t p[PCC_DH_SIZE_MAX];
    size_t size = pcc_dh_prime(group, p);

    psa_status_t status = multiply_modulo(p, size, a, b, NULL, out, rng);
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
    size_t size = order_of(group, q);

    return multiply_modulo(q, size, a, b, from, out, rng);
}
