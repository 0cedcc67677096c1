/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The choice of the implementation by curve, and what of ECDSA is the same for both. CMake defines PCC_ECC_P256M and
 * PCC_ECC_ECP for those that are in the build.
 */
#include "ecc.h"

#include <string.h>

#include "ct.h"
#include "scalar.h"

#if PCC_ECC_P256M && PCC_ECC_ECP
#define IS_P256M(curve) ((curve)->family == PCC_FAMILY_SECP_R1 && (curve)->bits == 256)
#elif PCC_ECC_P256M
#define IS_P256M(curve) ((void)(curve), true)
#endif

psa_status_t pcc_ecc_load(pcc_ecc_memory_t *memory, const pcc_curve_t *curve)
{
#if PCC_ECC_P256M
    if (IS_P256M(curve)) {
        memset(memory, 0, sizeof *memory);
        return PSA_SUCCESS;
    }
#endif
#if PCC_ECC_ECP
    return pcc_ecp_load(memory, curve);
#endif
}

void pcc_ecc_unload(pcc_ecc_memory_t *memory, const pcc_curve_t *curve)
{
#if PCC_ECC_P256M
    if (IS_P256M(curve)) {
        return;
    }
#endif
#if PCC_ECC_ECP
    (void)curve;
    pcc_ecp_unload(memory);
#else
    (void)memory;
#endif
}

psa_status_t pcc_ecc_check_public(const pcc_ecc_t *ecc, const uint8_t *public_key)
{
#if PCC_ECC_P256M
    if (IS_P256M(ecc->curve)) {
        return pcc_p256_check_public(public_key);
    }
#endif
#if PCC_ECC_ECP
    return pcc_ecp_check_public(ecc, public_key);
#endif
}

psa_status_t pcc_ecc_public(const pcc_ecc_t *ecc, const uint8_t *private_key, uint8_t *public_key, const pcc_rng_t *rng)
{
#if PCC_ECC_P256M
    if (IS_P256M(ecc->curve)) {
        return pcc_p256_public(private_key, public_key);
    }
#endif
#if PCC_ECC_ECP
    return pcc_ecp_public(ecc, private_key, public_key, rng);
#else
    (void)rng;
#endif
}

psa_status_t pcc_ecc_ecdh(const pcc_ecc_t *ecc, const uint8_t *private_key, const uint8_t *peer, uint8_t *secret,
                          const pcc_rng_t *rng)
{
#if PCC_ECC_P256M
    if (IS_P256M(ecc->curve)) {
        return pcc_p256_ecdh(private_key, peer, secret);
    }
#endif
#if PCC_ECC_ECP
    return pcc_ecp_ecdh(ecc, private_key, peer, secret, rng);
#else
    (void)rng;
#endif
}

static psa_status_t sign_number(const pcc_ecc_t *ecc, const uint8_t *private_key, const uint8_t *nonce,
                                const uint8_t *number, uint8_t *signature, const pcc_rng_t *rng)
{
#if PCC_ECC_P256M
    if (IS_P256M(ecc->curve)) {
        return pcc_p256_sign_number(private_key, nonce, number, signature);
    }
#endif
#if PCC_ECC_ECP
    return pcc_ecp_sign_number(ecc, private_key, nonce, number, signature, rng);
#else
    (void)rng;
#endif
}

/* The nonce of a signature: of RFC 6979, or random. */
static psa_status_t draw_nonce(const pcc_curve_t *curve, const uint8_t *private_key, pcc_hash_alg_t alg,
                               const uint8_t *number, const pcc_rng_t *rng, uint8_t *nonce)
{
#if defined(PSA_WANT_ALG_DETERMINISTIC_ECDSA)
    if (alg != PCC_HASH_NONE) {
        return pcc_ecdsa_nonce(curve, private_key, alg, number, nonce);
    }
#else
    (void)private_key;
    (void)alg;
    (void)number;
#endif
    return pcc_scalar_generate(curve, nonce, rng);
}

psa_status_t pcc_ecc_sign(const pcc_ecc_t *ecc, const uint8_t *private_key, pcc_hash_alg_t alg, const uint8_t *hash,
                          size_t hash_size, uint8_t *signature, const pcc_rng_t *rng)
{
    uint8_t nonce[PCC_SCALAR_SIZE_MAX], number[PCC_SCALAR_SIZE_MAX];

    pcc_scalar_of_hash(ecc->curve, hash, hash_size, number);
    psa_status_t status = draw_nonce(ecc->curve, private_key, alg, number, rng, nonce);
    if (status == PSA_SUCCESS) {
        status = sign_number(ecc, private_key, nonce, number, signature, rng);
    }
    pcc_wipe(nonce, sizeof nonce);
    if (status != PSA_SUCCESS) {
        pcc_wipe(signature, 2u * ecc->curve->scalar_size);
    }
    return status;
}

psa_status_t pcc_ecc_verify(const pcc_ecc_t *ecc, const uint8_t *public_key, const uint8_t *hash, size_t hash_size,
                            const uint8_t *signature)
{
#if PCC_ECC_P256M
    if (IS_P256M(ecc->curve)) {
        return pcc_p256_verify(public_key, hash, hash_size, signature);
    }
#endif
#if PCC_ECC_ECP
    return pcc_ecp_verify(ecc, public_key, hash, hash_size, signature);
#endif
}

psa_status_t pcc_ecc_base(const pcc_ecc_t *ecc, uint8_t *out)
{
#if PCC_ECC_P256M
    if (IS_P256M(ecc->curve)) {
        return pcc_p256_base(out);
    }
#endif
#if PCC_ECC_ECP
    return pcc_ecp_base(ecc, out);
#endif
}

psa_status_t pcc_ecc_multiply(const pcc_ecc_t *ecc, const uint8_t *scalar, const uint8_t *point, uint8_t *out,
                              const pcc_rng_t *rng)
{
#if PCC_ECC_P256M
    if (IS_P256M(ecc->curve)) {
        return pcc_p256_multiply(scalar, point, out);
    }
#endif
#if PCC_ECC_ECP
    return pcc_ecp_multiply(ecc, scalar, point, out, rng);
#else
    (void)rng;
#endif
}

psa_status_t pcc_ecc_add(const pcc_ecc_t *ecc, const uint8_t *a, const uint8_t *b, bool subtract, uint8_t *out)
{
#if PCC_ECC_P256M
    if (IS_P256M(ecc->curve)) {
        return pcc_p256_add(a, b, subtract, out);
    }
#endif
#if PCC_ECC_ECP
    return pcc_ecp_add(ecc, a, b, subtract, out);
#endif
}

psa_status_t pcc_ecc_multiply_scalars(const pcc_ecc_t *ecc, const uint8_t *a, const uint8_t *b, const uint8_t *from,
                                      uint8_t *out, const pcc_rng_t *rng)
{
#if PCC_ECC_P256M
    if (IS_P256M(ecc->curve)) {
        return pcc_p256_multiply_scalars(a, b, from, out);
    }
#endif
#if PCC_ECC_ECP
    return pcc_ecp_multiply_scalars(ecc, a, b, from, out, rng);
#else
    (void)rng;
#endif
}
