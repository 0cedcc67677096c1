/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * P-256 on p256-m, which Mbed TLS 3.6 has in its source tree: small, no heap, constant time, for Cortex-M.
 *
 * p256-m's own signing draws its nonce from a function without context, which would have to be global here and could not
 * be that of RFC 6979. So this file takes p256-m in whole, as source, and signs with the parts that it keeps to itself.
 */
#include "ecc_p256.h"

#include <string.h>

#include "ct.h"
#include "ecc_p256_scalar.h"

/* Names that p256-m gives to the linker: ours here, so that they meet no other copy of it. */
#define p256_generate_random pcc_p256m_generate_random
#define p256_gen_keypair pcc_p256m_gen_keypair
#define p256_ecdh_shared_secret pcc_p256m_ecdh_shared_secret
#define p256_ecdsa_sign pcc_p256m_ecdsa_sign
#define p256_ecdsa_verify pcc_p256m_ecdsa_verify
#define p256_validate_pubkey pcc_p256m_validate_pubkey
#define p256_validate_privkey pcc_p256m_validate_privkey
#define p256_public_from_private pcc_p256m_public_from_private

/* p256-m includes psa/crypto.h for its generator, which nothing here calls. */
#define PSA_CRYPTO_H
#define MBEDTLS_PSA_P256M_DRIVER_ENABLED
#define psa_generate_random no_random
static int no_random(uint8_t *out, size_t size)
{
    memset(out, 0, size);
    return -1;
}

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#endif
#include <p256-m.c>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

static psa_status_t to_status(int result)
{
    switch (result) {
    case P256_SUCCESS:
        return PSA_SUCCESS;
    case P256_INVALID_SIGNATURE:
        return PSA_ERROR_INVALID_SIGNATURE;
    case P256_INVALID_PUBKEY:
    case P256_INVALID_PRIVKEY:
        return PSA_ERROR_INVALID_ARGUMENT;
    default:
        return PSA_ERROR_GENERIC_ERROR;
    }
}

/* p256-m keeps nothing between calls. */
psa_status_t pcc_p256_load(pcc_p256_t *curve)
{
    memset(curve, 0, sizeof *curve);
    return PSA_SUCCESS;
}

void pcc_p256_unload(pcc_p256_t *curve)
{
    (void)curve;
}

psa_status_t pcc_p256_check_public(const pcc_p256_t *curve, const uint8_t public_key[PCC_P256_PUBLIC_SIZE])
{
    (void)curve;
    return public_key[0] == 0x04 ? to_status(p256_validate_pubkey(public_key + 1)) : PSA_ERROR_INVALID_ARGUMENT;
}

psa_status_t pcc_p256_public(const pcc_p256_t *curve, const uint8_t private_key[PCC_P256_PRIVATE_SIZE],
                             uint8_t public_key[PCC_P256_PUBLIC_SIZE], const pcc_rng_t *rng)
{
    (void)curve;
    (void)rng; /* constant time: nothing to blind */
    public_key[0] = 0x04;
    return to_status(p256_public_from_private(public_key + 1, private_key));
}

psa_status_t pcc_p256_ecdh(const pcc_p256_t *curve, const uint8_t private_key[PCC_P256_PRIVATE_SIZE],
                           const uint8_t peer[PCC_P256_PUBLIC_SIZE], uint8_t secret[PCC_P256_SECRET_SIZE],
                           const pcc_rng_t *rng)
{
    (void)curve;
    (void)rng;
    if (peer[0] != 0x04) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return to_status(p256_ecdh_shared_secret(secret, private_key, peer + 1));
}

/* The nonce of a signature: of RFC 6979, or random. */
static psa_status_t draw_nonce(const uint8_t *private_key, pcc_hash_alg_t alg, const uint8_t *hash, size_t hash_size,
                               const pcc_rng_t *rng, uint8_t nonce[32])
{
#if defined(PSA_WANT_ALG_DETERMINISTIC_ECDSA)
    if (alg != PCC_HASH_NONE) {
        return pcc_p256_nonce(private_key, alg, hash, hash_size, nonce);
    }
#else
    (void)private_key;
    (void)alg;
    (void)hash;
    (void)hash_size;
#endif
    return pcc_p256_generate(nonce, rng);
}

/* SEC 1 section 4.1.3 with the nonce given; r and s of 0 (2^-256 each) are errors. p256-m's notation: numbers are eight
 * words; m256_prep() takes one into the Montgomery domain of a modulus, m256_done() out of it. */
static int sign_with_nonce(uint8_t *signature, const uint8_t *private_key, const uint8_t *nonce, const uint8_t *hash,
                           size_t hash_size)
{
    uint32_t k[8], d[8], r[8], e[8];
    int result = P256_INVALID_PRIVKEY;

    if (scalar_from_bytes(k, nonce) == 0 && scalar_from_bytes(d, private_key) == 0) {
        scalar_mult(r, e, p256_gx, p256_gy, k);
        m256_done(r, &p256_p);
        ecdsa_m256_mod_n(r);
        result = u256_diff0(r) != 0 ? P256_SUCCESS : P256_RANDOM_FAILED;
    }
    if (result == P256_SUCCESS) {
        u256_to_bytes(signature, r);
        ecdsa_m256_from_hash(e, hash, hash_size);
        m256_prep(r, &p256_n);
        m256_prep(d, &p256_n);
        m256_prep(k, &p256_n);
        m256_mul(d, r, d, &p256_n); /* r d */
        m256_add(d, e, d, &p256_n); /* e + r d */
        m256_inv(k, k, &p256_n);
        m256_mul(d, k, d, &p256_n); /* s = (e + r d) / k */
        result = u256_diff0(d) != 0 ? P256_SUCCESS : P256_RANDOM_FAILED;
        m256_to_bytes(signature + 32, d, &p256_n);
    }
    pcc_wipe(k, sizeof k);
    pcc_wipe(d, sizeof d);
    return result;
}

psa_status_t pcc_p256_sign(const pcc_p256_t *curve, const uint8_t private_key[PCC_P256_PRIVATE_SIZE],
                           pcc_hash_alg_t alg, const uint8_t *hash, size_t hash_size,
                           uint8_t signature[PCC_P256_SIGNATURE_SIZE], const pcc_rng_t *rng)
{
    uint8_t nonce[32], taken[32];

    (void)curve;
    hash_size = pcc_p256_take_hash(hash, hash_size, taken);
    psa_status_t status = draw_nonce(private_key, alg, taken, hash_size, rng, nonce);
    if (status == PSA_SUCCESS) {
        status = to_status(sign_with_nonce(signature, private_key, nonce, taken, hash_size));
    }
    pcc_wipe(nonce, sizeof nonce);
    if (status != PSA_SUCCESS) {
        pcc_wipe(signature, PCC_P256_SIGNATURE_SIZE);
    }
    return status;
}

psa_status_t pcc_p256_verify(const pcc_p256_t *curve, const uint8_t public_key[PCC_P256_PUBLIC_SIZE],
                             const uint8_t *hash, size_t hash_size, const uint8_t signature[PCC_P256_SIGNATURE_SIZE])
{
    (void)curve;
    return to_status(p256_ecdsa_verify(signature, public_key + 1, hash, hash_size));
}
