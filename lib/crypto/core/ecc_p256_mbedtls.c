/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * P-256 on Mbed TLS 2.28 or 3.6. Big numbers are on Mbed TLS's heap; each function gives all back before it returns.
 */
#include "ecc_p256.h"

#include <mbedtls/ecdh.h>
#include <mbedtls/ecdsa.h>
#include <mbedtls/ecp.h>
#include <mbedtls/md.h>
#include <mbedtls/version.h>

#include "ct.h"
#include "ecc_p256_scalar.h"

_Static_assert(sizeof(mbedtls_ecp_group) <= sizeof(pcc_p256_t), "pcc_p256_t too small");
_Static_assert(_Alignof(mbedtls_ecp_group) <= _Alignof(pcc_p256_t), "pcc_p256_t not aligned");

/* Mbed TLS takes the group as variable because 2.28 keeps a table in it when it first multiplies the base point; that
 * was done in pcc_p256_load(), so it only reads from then on. */
static mbedtls_ecp_group *group_of(const pcc_p256_t *curve)
{
    return (mbedtls_ecp_group *)(void *)(uintptr_t)curve;
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
    return adapter->status == PSA_SUCCESS ? 0 : MBEDTLS_ERR_ECP_RANDOM_FAILED;
}

static psa_status_t to_status(int result, const rng_adapter_t *adapter)
{
    if (adapter != NULL && adapter->status != PSA_SUCCESS) {
        return adapter->status;
    }
    switch (result) {
    case 0:
        return PSA_SUCCESS;
    case MBEDTLS_ERR_MPI_ALLOC_FAILED:
    case MBEDTLS_ERR_ECP_ALLOC_FAILED:
        return PSA_ERROR_INSUFFICIENT_MEMORY;
    case MBEDTLS_ERR_ECP_VERIFY_FAILED:
        return PSA_ERROR_INVALID_SIGNATURE;
    case MBEDTLS_ERR_ECP_RANDOM_FAILED:
        return PSA_ERROR_INSUFFICIENT_ENTROPY;
    case MBEDTLS_ERR_ECP_INVALID_KEY:
    case MBEDTLS_ERR_ECP_BAD_INPUT_DATA:
    case MBEDTLS_ERR_ECP_FEATURE_UNAVAILABLE:
        return PSA_ERROR_INVALID_ARGUMENT;
    default:
        return PSA_ERROR_GENERIC_ERROR;
    }
}

psa_status_t pcc_p256_load(pcc_p256_t *curve)
{
    mbedtls_ecp_group *group = group_of(curve);

    mbedtls_ecp_group_init(group);
    int result = mbedtls_ecp_group_load(group, MBEDTLS_ECP_DP_SECP256R1);
#if MBEDTLS_VERSION_NUMBER < 0x03000000
    /* 2.28 makes the table of multiples of the base point now and keeps it; 3.6 has it in constant memory. */
    mbedtls_ecp_point product;
    mbedtls_mpi two;
    mbedtls_ecp_point_init(&product);
    mbedtls_mpi_init(&two);
    if (result == 0) {
        result = mbedtls_mpi_lset(&two, 2);
    }
    if (result == 0) {
        result = mbedtls_ecp_mul(group, &product, &two, &group->G, NULL, NULL);
    }
    mbedtls_mpi_free(&two);
    mbedtls_ecp_point_free(&product);
#endif
    if (result != 0) {
        pcc_p256_unload(curve);
    }
    return to_status(result, NULL);
}

void pcc_p256_unload(pcc_p256_t *curve)
{
    mbedtls_ecp_group_free(group_of(curve));
}

psa_status_t pcc_p256_check_public(const pcc_p256_t *curve, const uint8_t public_key[PCC_P256_PUBLIC_SIZE])
{
    mbedtls_ecp_point point;

    if (public_key[0] != 0x04) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    mbedtls_ecp_point_init(&point);
    int result = mbedtls_ecp_point_read_binary(group_of(curve), &point, public_key, PCC_P256_PUBLIC_SIZE);
    if (result == 0) {
        result = mbedtls_ecp_check_pubkey(group_of(curve), &point);
    }
    mbedtls_ecp_point_free(&point);
    return to_status(result, NULL);
}

psa_status_t pcc_p256_public(const pcc_p256_t *curve, const uint8_t private_key[PCC_P256_PRIVATE_SIZE],
                             uint8_t public_key[PCC_P256_PUBLIC_SIZE], const pcc_rng_t *rng)
{
    rng_adapter_t adapter = { rng, PSA_SUCCESS };
    mbedtls_ecp_group *group = group_of(curve);
    mbedtls_ecp_point point;
    mbedtls_mpi d;
    size_t size = 0;

    mbedtls_ecp_point_init(&point);
    mbedtls_mpi_init(&d);
    int result = mbedtls_mpi_read_binary(&d, private_key, PCC_P256_PRIVATE_SIZE);
    if (result == 0) {
        result = mbedtls_ecp_mul(group, &point, &d, &group->G, fill, &adapter);
    }
    if (result == 0) {
        result = mbedtls_ecp_point_write_binary(group, &point, MBEDTLS_ECP_PF_UNCOMPRESSED, &size, public_key,
                                                PCC_P256_PUBLIC_SIZE);
    }
    mbedtls_mpi_free(&d);
    mbedtls_ecp_point_free(&point);
    if (result != 0) {
        pcc_wipe(public_key, PCC_P256_PUBLIC_SIZE);
    }
    return to_status(result, &adapter);
}

psa_status_t pcc_p256_ecdh(const pcc_p256_t *curve, const uint8_t private_key[PCC_P256_PRIVATE_SIZE],
                           const uint8_t peer[PCC_P256_PUBLIC_SIZE], uint8_t secret[PCC_P256_SECRET_SIZE],
                           const pcc_rng_t *rng)
{
    rng_adapter_t adapter = { rng, PSA_SUCCESS };
    mbedtls_ecp_group *group = group_of(curve);
    mbedtls_ecp_point point;
    mbedtls_mpi d, z;

    psa_status_t status = pcc_p256_check_public(curve, peer);
    if (status != PSA_SUCCESS) {
        return status;
    }
    mbedtls_ecp_point_init(&point);
    mbedtls_mpi_init(&d);
    mbedtls_mpi_init(&z);
    int result = mbedtls_mpi_read_binary(&d, private_key, PCC_P256_PRIVATE_SIZE);
    if (result == 0) {
        result = mbedtls_ecp_point_read_binary(group, &point, peer, PCC_P256_PUBLIC_SIZE);
    }
    if (result == 0) {
        result = mbedtls_ecdh_compute_shared(group, &z, &point, &d, fill, &adapter);
    }
    if (result == 0) {
        result = mbedtls_mpi_write_binary(&z, secret, PCC_P256_SECRET_SIZE);
    }
    mbedtls_mpi_free(&z);
    mbedtls_mpi_free(&d);
    mbedtls_ecp_point_free(&point);
    if (result != 0) {
        pcc_wipe(secret, PCC_P256_SECRET_SIZE);
    }
    return to_status(result, &adapter);
}

static mbedtls_md_type_t md_type_of(pcc_hash_alg_t alg)
{
    switch (alg) {
    case PCC_HASH_SHA_224:
        return MBEDTLS_MD_SHA224;
    case PCC_HASH_SHA_256:
        return MBEDTLS_MD_SHA256;
    case PCC_HASH_SHA_384:
        return MBEDTLS_MD_SHA384;
    case PCC_HASH_SHA_512:
        return MBEDTLS_MD_SHA512;
    default:
        return MBEDTLS_MD_NONE;
    }
}

psa_status_t pcc_p256_sign(const pcc_p256_t *curve, const uint8_t private_key[PCC_P256_PRIVATE_SIZE],
                           pcc_hash_alg_t alg, const uint8_t *hash, size_t hash_size,
                           uint8_t signature[PCC_P256_SIGNATURE_SIZE], const pcc_rng_t *rng)
{
    rng_adapter_t adapter = { rng, PSA_SUCCESS };
    mbedtls_ecp_group *group = group_of(curve);
    uint8_t taken[32];
    mbedtls_mpi d, r, s;

    hash_size = pcc_p256_take_hash(hash, hash_size, taken);
    mbedtls_mpi_init(&d);
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    int result = mbedtls_mpi_read_binary(&d, private_key, PCC_P256_PRIVATE_SIZE);
    if (result == 0 && alg == PCC_HASH_NONE) {
        result = mbedtls_ecdsa_sign(group, &r, &s, &d, taken, hash_size, fill, &adapter);
    } else if (result == 0) {
        result = mbedtls_ecdsa_sign_det_ext(group, &r, &s, &d, taken, hash_size, md_type_of(alg), fill, &adapter);
    }
    if (result == 0) {
        result = mbedtls_mpi_write_binary(&r, signature, 32);
    }
    if (result == 0) {
        result = mbedtls_mpi_write_binary(&s, signature + 32, 32);
    }
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    mbedtls_mpi_free(&d);
    if (result != 0) {
        pcc_wipe(signature, PCC_P256_SIGNATURE_SIZE);
    }
    return to_status(result, &adapter);
}

psa_status_t pcc_p256_verify(const pcc_p256_t *curve, const uint8_t public_key[PCC_P256_PUBLIC_SIZE],
                             const uint8_t *hash, size_t hash_size, const uint8_t signature[PCC_P256_SIGNATURE_SIZE])
{
    mbedtls_ecp_group *group = group_of(curve);
    mbedtls_ecp_point point;
    mbedtls_mpi r, s;

    mbedtls_ecp_point_init(&point);
    mbedtls_mpi_init(&r);
    mbedtls_mpi_init(&s);
    int result = mbedtls_ecp_point_read_binary(group, &point, public_key, PCC_P256_PUBLIC_SIZE);
    if (result == 0) {
        result = mbedtls_mpi_read_binary(&r, signature, 32);
    }
    if (result == 0) {
        result = mbedtls_mpi_read_binary(&s, signature + 32, 32);
    }
    if (result == 0) {
        result = mbedtls_ecdsa_verify(group, hash, hash_size, &point, &r, &s);
    }
    mbedtls_mpi_free(&s);
    mbedtls_mpi_free(&r);
    mbedtls_ecp_point_free(&point);
    return to_status(result, NULL);
}
