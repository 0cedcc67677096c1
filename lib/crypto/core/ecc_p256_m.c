/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * P-256 on p256-m, which Mbed TLS 3.6 has in its source tree: small, no heap, constant time, for Cortex-M.
 *
 * p256-m's own signing draws its nonce from a function without context, which would have to be global here and could not
 * be that of RFC 6979. So this file takes p256-m in whole, as source, and signs with the parts that it keeps to itself.
 */
#include "ecc.h"

#include <string.h>

#include "ct.h"

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

psa_status_t pcc_p256_check_public(const uint8_t *public_key)
{
    return public_key[0] == 0x04 ? to_status(p256_validate_pubkey(public_key + 1)) : PSA_ERROR_INVALID_ARGUMENT;
}

/* p256-m is constant-time: there is nothing to blind. */
psa_status_t pcc_p256_public(const uint8_t *private_key, uint8_t *public_key)
{
    public_key[0] = 0x04;
    return to_status(p256_public_from_private(public_key + 1, private_key));
}

psa_status_t pcc_p256_ecdh(const uint8_t *private_key, const uint8_t *peer, uint8_t *secret)
{
    int result = P256_INVALID_PUBKEY;

    if (peer[0] == 0x04) {
        result = p256_ecdh_shared_secret(secret, private_key, peer + 1);
    }
    if (result != P256_SUCCESS) {
        pcc_wipe(secret, 32);
    }
    return to_status(result);
}

/* SEC 1 section 4.1.3 with the nonce given; r and s of 0 (2^-256 each) are errors. p256-m's notation: numbers are eight
 * words; m256_prep() takes one into the Montgomery domain of a modulus, m256_done() out of it. */
psa_status_t pcc_p256_sign_number(const uint8_t *private_key, const uint8_t *nonce, const uint8_t *number,
                                  uint8_t *signature)
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
        ecdsa_m256_from_hash(e, number, 32);
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
    return to_status(result);
}

psa_status_t pcc_p256_verify(const uint8_t *public_key, const uint8_t *hash, size_t hash_size, const uint8_t *signature)
{
    return to_status(p256_ecdsa_verify(signature, public_key + 1, hash, hash_size));
}
