/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * P-256 on p256-m, which Mbed TLS 3.6 has in its source tree: small, no heap, constant time, for Cortex-M.
 *
 * p256-m's own signing draws its nonce from a function without context, which would have to be global here and could
 * not be that of RFC 6979. So this file takes p256-m in whole, as source, and signs with the parts that it keeps to
 * itself.
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

/* A refusal if something is not 0, by arithmetic: there is no branch to skip. */
static uint32_t refused_if(uint32_t any)
{
    return (uint32_t)PSA_ERROR_INVALID_SIGNATURE & (0u - ((any | (0u - any)) >> 31));
}

/* A refusal if the numbers differ. */
static uint32_t refusal(const uint32_t *a, const uint32_t *b)
{
    return refused_if(u256_diff(a, b));
}

/* Not 0 if a number is, looked at in memory once more whatever the compiler knows of it. */
static uint32_t look_again(const volatile uint32_t *number)
{
    uint32_t any = 0;
    for (unsigned i = 0; i < 8u; i++) {
        any |= number[i];
    }
    return any;
}

/* Not 0 unless u1 s = e and u2 s = r modulo n. With another u1 than e / s, 0 or e itself say, a signature can be made
 * to fit without the key. */
static uint32_t differs_from_quotients(const uint32_t *u1, const uint32_t *u2, const uint8_t *hash, size_t hash_size,
                                       const uint8_t *signature)
{
    uint32_t s[8], e[8], r[8], product[8];

    u256_from_bytes(r, signature);
    u256_from_bytes(s, signature + 32);
    ecdsa_m256_from_hash(e, hash, hash_size);
    m256_prep(r, &p256_n);
    m256_prep(s, &p256_n);
    memcpy(product, u1, sizeof product);
    m256_prep(product, &p256_n);
    m256_mul(product, product, s, &p256_n);
    uint32_t differ = u256_diff(product, e);
    memcpy(product, u2, sizeof product);
    m256_prep(product, &p256_n);
    m256_mul(product, product, s, &p256_n);
    return differ | u256_diff(product, r);
}

/* SEC 1 section 4.1.4. p256-m's own ends in one comparison, of which one skipped instruction makes a good signature
 * (tests/glitch): this one compares twice. What one skipped instruction would otherwise make of the sum is looked at
 * besides: numbers that are not e / s and r / s, a call that left a point as it was (0, which is not on the curve), and
 * the way for e / s = 0 taken with another. All of it is public. */
psa_status_t pcc_p256_verify(const uint8_t *public_key, const uint8_t *hash, size_t hash_size, const uint8_t *signature)
{
    uint32_t r[8], w[8], u1[8], u2[8], qx[8], qy[8];
    uint32_t x[8] = { 0 }, y[8] = { 0 }, x1[8] = { 0 }, y1[8] = { 0 }, x2[8] = { 0 }, y2[8] = { 0 }, stray = 0;

    if (scalar_from_bytes(r, signature) != 0 || scalar_from_bytes(w, signature + 32) != 0) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    if (point_from_bytes(qx, qy, public_key + 1) != 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    ecdsa_m256_from_hash(u1, hash, hash_size);
    m256_prep(w, &p256_n);
    m256_inv(w, w, &p256_n);
    m256_mul(u1, u1, w, &p256_n); /* e / s */
    m256_done(u1, &p256_n);
    memcpy(u2, r, sizeof u2);
    m256_prep(u2, &p256_n);
    m256_mul(u2, u2, w, &p256_n); /* r / s */
    m256_done(u2, &p256_n);
    scalar_mult(x2, y2, qx, qy, u2);
    if (u256_diff0(u1) != 0) {
        scalar_mult(x1, y1, p256_gx, p256_gy, u1);
        point_add_or_double_leaky(x, y, x1, y1, x2, y2);
    } else {
        memcpy(x, x2, sizeof x); /* 0 is no scalar for p256-m */
        memcpy(y, y2, sizeof y);
        stray = look_again(u1);
    }
    stray |= point_check(x, y) | differs_from_quotients(u1, u2, hash, hash_size, signature);
    m256_done(x, &p256_p);
    ecdsa_m256_mod_n(x);
    volatile uint32_t first = refusal(x, r) | refused_if(stray), second = refusal(r, x) | refused_if(stray);
    return (psa_status_t)(first | second);
}

/* Write x and y as a public key. The point at infinity is no pair of coordinates: x and y are 0 for it. */
static psa_status_t write_public(uint8_t *out, const uint32_t *x, const uint32_t *y)
{
    if (u256_diff0(x) == 0 && u256_diff0(y) == 0) {
        pcc_wipe(out, 65);
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    out[0] = 0x04;
    point_to_bytes(out + 1, x, y);
    return PSA_SUCCESS;
}

/* Points of a PAKE are secrets, those that it ends in and those without their mask. */
static void wipe_point(uint32_t *x, uint32_t *y)
{
    pcc_wipe(x, 8u * sizeof *x);
    pcc_wipe(y, 8u * sizeof *y);
}

psa_status_t pcc_p256_base(uint8_t *out)
{
    return write_public(out, p256_gx, p256_gy);
}

static bool read_public(uint32_t *x, uint32_t *y, const uint8_t *point)
{
    return point[0] == 0x04 && point_from_bytes(x, y, point + 1) == 0;
}

psa_status_t pcc_p256_multiply(const uint8_t *scalar, const uint8_t *point, uint8_t *out)
{
    uint32_t x[8], y[8], k[8], rx[8], ry[8];

    memcpy(x, p256_gx, sizeof x);
    memcpy(y, p256_gy, sizeof y);
    if ((point != NULL && !read_public(x, y, point)) || scalar_from_bytes(k, scalar) != 0) {
        pcc_wipe(out, 65);
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    scalar_mult(rx, ry, x, y, k);
    pcc_wipe(k, sizeof k);
    psa_status_t status = write_public(out, rx, ry);
    wipe_point(x, y);
    wipe_point(rx, ry);
    return status;
}

psa_status_t pcc_p256_add(const uint8_t *a, const uint8_t *b, bool subtract, uint8_t *out)
{
    uint32_t ax[8], ay[8], bx[8], by[8], rx[8], ry[8];

    if (!read_public(ax, ay, a) || !read_public(bx, by, b)) {
        pcc_wipe(out, 65);
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    if (subtract) {
        uint32_t zero[8];
        u256_set32(zero, 0);
        m256_sub_p(by, zero, by);
    }
    point_add_or_double_leaky(rx, ry, ax, ay, bx, by);
    psa_status_t status = write_public(out, rx, ry);
    wipe_point(ax, ay);
    wipe_point(bx, by);
    wipe_point(rx, ry);
    return status;
}

psa_status_t pcc_p256_multiply_scalars(const uint8_t *a, const uint8_t *b, const uint8_t *from, uint8_t *out)
{
    uint32_t x[8], y[8], z[8];
    int result = m256_from_bytes(x, a, &p256_n);

    u256_set32(z, 0);
    result |= m256_from_bytes(y, b, &p256_n);
    m256_mul(x, x, y, &p256_n);
    if (from != NULL) {
        result |= m256_from_bytes(z, from, &p256_n);
        m256_sub(x, z, x, &p256_n);
    }
    m256_to_bytes(out, x, &p256_n);
    pcc_wipe(x, sizeof x);
    pcc_wipe(y, sizeof y);
    pcc_wipe(z, sizeof z);
    if (result != 0) {
        pcc_wipe(out, 32);
    }
    return result == 0 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}
