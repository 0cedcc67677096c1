/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * RSA on Mbed TLS 2.28 or 3.6. Big numbers are on Mbed TLS's heap; each function gives all back before it returns.
 */
#include "rsa.h"

#include <mbedtls/bignum.h>
#include <mbedtls/rsa.h>
#include <mbedtls/version.h>

#include "ct.h"
#include "rng_adapter.h"

/* Errors of Mbed TLS are a module's own plus one of the big numbers in the low 7 bits. */
static psa_status_t to_status(int result, const pcc_rng_adapter_t *adapter)
{
    const int own = -result & ~0x7f, number = -(-result & 0x7f);

    if (adapter != NULL && adapter->status != PSA_SUCCESS) {
        return adapter->status;
    }
    if (result == 0) {
        return PSA_SUCCESS;
    }
    if (number == MBEDTLS_ERR_MPI_ALLOC_FAILED) {
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    }
    if (own == -MBEDTLS_ERR_RSA_VERIFY_FAILED) {
        return PSA_ERROR_CORRUPTION_DETECTED;
    }
    return number == MBEDTLS_ERR_MPI_BAD_INPUT_DATA || own == -MBEDTLS_ERR_RSA_BAD_INPUT_DATA
               ? PSA_ERROR_INVALID_ARGUMENT
               : PSA_ERROR_GENERIC_ERROR;
}

static void init(mbedtls_rsa_context *rsa)
{
#if MBEDTLS_VERSION_NUMBER < 0x03000000
    mbedtls_rsa_init(rsa, MBEDTLS_RSA_PKCS_V15, 0);
#else
    mbedtls_rsa_init(rsa);
#endif
}

psa_status_t pcc_rsa_public(const pcc_rsa_key_t *key, const uint8_t *in, uint8_t *out)
{
    mbedtls_rsa_context rsa;

    init(&rsa);
    int result = mbedtls_rsa_import_raw(&rsa, key->n.p, key->n.size, NULL, 0, NULL, 0, NULL, 0, key->e.p, key->e.size);
    if (result == 0) {
        result = mbedtls_rsa_complete(&rsa);
    }
    if (result == 0) {
        result = mbedtls_rsa_public(&rsa, in, out);
    }
    mbedtls_rsa_free(&rsa);
    return to_status(result, NULL);
}

psa_status_t pcc_rsa_private(const pcc_rsa_key_t *key, const uint8_t *in, uint8_t *out, const pcc_rng_t *rng)
{
    pcc_rng_adapter_t adapter = { rng, PSA_SUCCESS };
    mbedtls_rsa_context rsa;

    init(&rsa);
    int result = mbedtls_rsa_import_raw(&rsa, key->n.p, key->n.size, key->p.p, key->p.size, key->q.p, key->q.size,
                                        key->d.p, key->d.size, key->e.p, key->e.size);
    if (result == 0) {
        result = mbedtls_rsa_complete(&rsa);
    }
    if (result == 0) {
        result = mbedtls_rsa_private(&rsa, pcc_rng_fill, &adapter, in, out);
    }
    mbedtls_rsa_free(&rsa);
    if (result != 0) {
        pcc_wipe(out, key->n.size);
    }
    return to_status(result, &adapter);
}

/* ---------------------------------------------------------------------------------------------- Check of a pair --- */

/* n, e, d, p, q, dp, dq, qp and two to compute with. */
enum { N, E, D, P, Q, DP, DQ, QP, T, U, NUMBERS };

/* Whether numbers[a] * numbers[b] is 1 modulo numbers[m]: 1, 0, or a negative error. T is overwritten. */
static int is_inverse(mbedtls_mpi *numbers, int a, int b, int m)
{
    int result = mbedtls_mpi_mul_mpi(&numbers[T], &numbers[a], &numbers[b]);

    if (result == 0) {
        result = mbedtls_mpi_mod_mpi(&numbers[T], &numbers[T], &numbers[m]);
    }
    return result != 0 ? result : mbedtls_mpi_cmp_int(&numbers[T], 1) == 0;
}

/* Whether e d = 1 modulo prime - 1 and remainder = d modulo prime - 1. T and U are overwritten. */
static int is_exponent(mbedtls_mpi *numbers, int prime, int remainder)
{
    int result = mbedtls_mpi_sub_int(&numbers[U], &numbers[prime], 1);

    if (result == 0) {
        result = is_inverse(numbers, E, D, U);
        if (result <= 0) {
            return result;
        }
        result = mbedtls_mpi_mod_mpi(&numbers[T], &numbers[D], &numbers[U]);
    }
    return result != 0 ? result : mbedtls_mpi_cmp_mpi(&numbers[T], &numbers[remainder]) == 0;
}

static int is_consistent(mbedtls_mpi *numbers)
{
    int result = mbedtls_mpi_mul_mpi(&numbers[T], &numbers[P], &numbers[Q]);

    if (result != 0) {
        return result;
    }
    if (mbedtls_mpi_cmp_mpi(&numbers[T], &numbers[N]) != 0 || mbedtls_mpi_cmp_mpi(&numbers[D], &numbers[N]) >= 0 ||
        mbedtls_mpi_cmp_mpi(&numbers[QP], &numbers[P]) >= 0 || mbedtls_mpi_cmp_int(&numbers[P], 1) == 0 ||
        mbedtls_mpi_cmp_int(&numbers[Q], 1) == 0) {
        return 0;
    }
    result = is_exponent(numbers, P, DP);
    if (result > 0) {
        result = is_exponent(numbers, Q, DQ);
    }
    if (result > 0) {
        result = is_inverse(numbers, QP, Q, P);
    }
    return result;
}

psa_status_t pcc_rsa_check_pair(const pcc_rsa_key_t *key)
{
    const pcc_rsa_number_t *const parts[] = {
        &key->n, &key->e, &key->d, &key->p, &key->q, &key->dp, &key->dq, &key->qp
    };
    mbedtls_mpi numbers[NUMBERS];
    int result = 0;

    for (int i = 0; i < NUMBERS; i++) {
        mbedtls_mpi_init(&numbers[i]);
    }
    for (int i = 0; i < T && result == 0; i++) {
        result = mbedtls_mpi_read_binary(&numbers[i], parts[i]->p, parts[i]->size);
    }
    if (result == 0) {
        result = is_consistent(numbers);
    }
    for (int i = 0; i < NUMBERS; i++) {
        mbedtls_mpi_free(&numbers[i]);
    }
    return result > 0 ? PSA_SUCCESS : result == 0 ? PSA_ERROR_INVALID_ARGUMENT : to_status(result, NULL);
}

/* --------------------------------------------------------------------------------------------------- Generation --- */

#if defined(PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_GENERATE)
/* One number in its place in a buffer, without leading zeros. */
static int take(const mbedtls_mpi *number, uint8_t **at, pcc_rsa_number_t *out)
{
    out->p = *at;
    out->size = mbedtls_mpi_size(number);
    *at += out->size;
    return mbedtls_mpi_write_binary(number, (uint8_t *)(uintptr_t)out->p, out->size);
}

/* Take the numbers of a pair out of Mbed TLS's object. `buffer` holds them all. */
static int take_all(const mbedtls_rsa_context *rsa, uint8_t *buffer, pcc_rsa_key_t *key)
{
    pcc_rsa_number_t *const parts[] = { &key->n, &key->e, &key->d, &key->p, &key->q, &key->dp, &key->dq, &key->qp };
    mbedtls_mpi numbers[T];

    for (int i = 0; i < T; i++) {
        mbedtls_mpi_init(&numbers[i]);
    }
    int result = mbedtls_rsa_export(rsa, &numbers[N], &numbers[P], &numbers[Q], &numbers[D], &numbers[E]);
    if (result == 0) {
        result = mbedtls_rsa_export_crt(rsa, &numbers[DP], &numbers[DQ], &numbers[QP]);
    }
    for (int i = 0; i < T && result == 0; i++) {
        result = take(&numbers[i], &buffer, parts[i]);
    }
    for (int i = 0; i < T; i++) {
        mbedtls_mpi_free(&numbers[i]);
    }
    return result;
}

psa_status_t pcc_rsa_generate(size_t bits, uint32_t e, uint8_t *der, size_t capacity, size_t *size,
                              const pcc_rng_t *rng)
{
    /* n and d, five halves, e. */
    uint8_t buffer[2 * PCC_RSA_SIZE_MAX + 5 * ((PCC_RSA_SIZE_MAX + 1) / 2) + 4];
    pcc_rng_adapter_t adapter = { rng, PSA_SUCCESS };
    mbedtls_rsa_context rsa;
    pcc_rsa_key_t key;

    init(&rsa);
    int result = mbedtls_rsa_gen_key(&rsa, pcc_rng_fill, &adapter, (unsigned)bits, (int)e);
    if (result == 0) {
        result = take_all(&rsa, buffer, &key);
    }
    mbedtls_rsa_free(&rsa);
    psa_status_t status = to_status(result, &adapter);
    if (status == PSA_SUCCESS) {
        status = pcc_rsa_write_pair(&key, der, capacity, size);
    }
    pcc_wipe(buffer, sizeof buffer);
    if (status != PSA_SUCCESS) {
        pcc_wipe(der, capacity);
    }
    return status;
}
#endif
