/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Modular arithmetic on Mbed TLS 2.28 or 3.6.
 */
#include "modular.h"

#include <mbedtls/bignum.h>
#include <stdbool.h>

#include "ct.h"
#include "rng_adapter.h"

static psa_status_t to_status(int result, const pcc_rng_adapter_t *adapter)
{
    if (adapter->status != PSA_SUCCESS) {
        return adapter->status;
    }
    if (result == MBEDTLS_ERR_MPI_ALLOC_FAILED) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    return result == 0 ? PSA_SUCCESS : PSA_ERROR_GENERIC_ERROR;
}

typedef struct numbers {
    mbedtls_mpi m, a, b, t;
} numbers_t;

/* m, a and, unless it is NULL, b from bytes; end() frees them, whatever this returns. */
static int begin(numbers_t *n, const uint8_t *m, size_t size, const uint8_t *a, size_t a_size, const uint8_t *b)
{
    mbedtls_mpi_init(&n->m);
    mbedtls_mpi_init(&n->a);
    mbedtls_mpi_init(&n->b);
    mbedtls_mpi_init(&n->t);
    int result = mbedtls_mpi_read_binary(&n->m, m, size);
    if (result == 0) {
        result = mbedtls_mpi_read_binary(&n->a, a, a_size);
    }
    return result == 0 && b != NULL ? mbedtls_mpi_read_binary(&n->b, b, size) : result;
}

/* a, which is below m, to bytes, if all went well. */
static psa_status_t end(numbers_t *n, int result, uint8_t *out, size_t size, const pcc_rng_adapter_t *adapter)
{
    if (result == 0) {
        result = mbedtls_mpi_write_binary(&n->a, out, size);
    }
    mbedtls_mpi_free(&n->t);
    mbedtls_mpi_free(&n->b);
    mbedtls_mpi_free(&n->a);
    mbedtls_mpi_free(&n->m);
    if (result != 0) {
        pcc_wipe(out, size);
    }
    return to_status(result, adapter);
}

/* a + t m for a random t: the same modulo m, and the time of what follows tells nothing of a. */
static int blind(numbers_t *n, pcc_rng_adapter_t *adapter)
{
    int result = mbedtls_mpi_fill_random(&n->t, 16, pcc_rng_fill, adapter);
    if (result == 0) {
        result = mbedtls_mpi_mul_mpi(&n->t, &n->t, &n->m);
    }
    return result == 0 ? mbedtls_mpi_add_mpi(&n->a, &n->a, &n->t) : result;
}

/* a = a * b, or c plus or minus that. */
static int multiply(numbers_t *n, const uint8_t *c, size_t size, bool subtract, pcc_rng_adapter_t *adapter)
{
    int result = blind(n, adapter);
    if (result == 0) {
        result = mbedtls_mpi_mul_mpi(&n->a, &n->a, &n->b);
    }
    if (result == 0 && c != NULL) {
        result = mbedtls_mpi_read_binary(&n->t, c, size);
        if (result == 0) {
            result = subtract ? mbedtls_mpi_sub_mpi(&n->a, &n->t, &n->a) : mbedtls_mpi_add_mpi(&n->a, &n->t, &n->a);
        }
    }
    return result;
}

static psa_status_t combine(const uint8_t *m, size_t size, const uint8_t *a, const uint8_t *b, const uint8_t *c,
                            bool subtract, uint8_t *out, const pcc_rng_t *rng)
{
    pcc_rng_adapter_t adapter = { rng, PSA_SUCCESS };
    numbers_t n;

    int result = begin(&n, m, size, a, size, b);
    if (result == 0) {
        result = multiply(&n, c, size, subtract, &adapter);
    }
    if (result == 0) {
        result = mbedtls_mpi_mod_mpi(&n.a, &n.a, &n.m);
    }
    return end(&n, result, out, size, &adapter);
}

psa_status_t pcc_mod_multiply_add(const uint8_t *m, size_t size, const uint8_t *a, const uint8_t *b, const uint8_t *c,
                                  uint8_t *out, const pcc_rng_t *rng)
{
    return combine(m, size, a, b, c, false, out, rng);
}

psa_status_t pcc_mod_multiply_subtract(const uint8_t *m, size_t size, const uint8_t *a, const uint8_t *b,
                                       const uint8_t *c, uint8_t *out, const pcc_rng_t *rng)
{
    return combine(m, size, a, b, c, true, out, rng);
}

psa_status_t pcc_mod_reduce(const uint8_t *m, size_t size, const uint8_t *number, size_t number_size, uint8_t *out,
                            const pcc_rng_t *rng)
{
    pcc_rng_adapter_t adapter = { rng, PSA_SUCCESS };
    numbers_t n;

    int result = begin(&n, m, size, number, number_size, NULL);
    if (result == 0) {
        result = blind(&n, &adapter);
    }
    if (result == 0) {
        result = mbedtls_mpi_mod_mpi(&n.a, &n.a, &n.m);
    }
    return end(&n, result, out, size, &adapter);
}

psa_status_t pcc_mod_power(const uint8_t *m, size_t size, const uint8_t *base, size_t base_size, const uint8_t *x,
                           uint8_t *out)
{
    const pcc_rng_adapter_t adapter = { NULL, PSA_SUCCESS };
    numbers_t n;

    int result = begin(&n, m, size, base, base_size, x);
    if (result == 0) {
        result = mbedtls_mpi_exp_mod(&n.a, &n.a, &n.b, &n.m, NULL);
    }
    return end(&n, result, out, size, &adapter);
}
