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

static bool read_public(uint32_t *x, uint32_t *y, const uint8_t *point)
{
    return point[0] == 0x04 && point_from_bytes(x, y, point + 1) == 0;
}

psa_status_t pcc_p256_check_public(const uint8_t *public_key)
{
    uint32_t x[8], y[8];

    return read_public(x, y, public_key) ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
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

/* A refusal if the numbers differ or `stray` is not 0, by arithmetic: there is no branch to skip. */
static uint32_t refusal(const uint32_t *a, const uint32_t *b, uint32_t stray)
{
    uint32_t any = u256_diff(a, b) | stray;

    return (uint32_t)PSA_ERROR_INVALID_SIGNATURE & (0u - ((any | (0u - any)) >> 31));
}

/* SEC 1 section 4.1.4 step 3: the leftmost bits of the hash, modulo n; a shorter one is a small number. `bytes` are not
 * zeros before: a copy that was left out must not make it 0. */
static void number_of_hash(uint32_t *e, uint8_t bytes[32], const uint8_t *hash, size_t size)
{
    size = size < 32u ? size : 32u;
    memset(bytes, 0, 32u - size);
    memcpy(bytes + 32u - size, hash, size);
    u256_from_bytes(e, bytes);
    ecdsa_m256_mod_n(e);
}

typedef struct affine {
    uint32_t x[8], y[8];
} affine_t;

/* What one skipped call leaves: no point of the curve, and a number that nobody has chosen. */
#define UNTOUCHED 0xa5

/* SEC 1 section 4.1.4. p256-m's own ends in one comparison, of which one skipped instruction makes a good signature
 * (tests/glitch): this one compares twice. What one skipped instruction would otherwise make of the sum is looked at
 * besides. (u1 + u2) s = e + r: with another u1 than e / s, 0 or e itself say, a signature can be made to fit without
 * the key; so the way for u1 = 0 makes it 0. The sum is on the curve: a call that was left out has left no point. The
 * hash is that which was passed, in register and memory. All of it is public. Products of a number in the Montgomery
 * domain and one that is not are not. */
psa_status_t pcc_p256_verify(const uint8_t *public_key, const uint8_t *hash, size_t hash_size, const uint8_t *signature)
{
    struct {
        uint32_t e[8], w[8], u1[8], u2[8];
        affine_t sum, of_q, of_g;
        uint8_t bytes[32];
    } v;
    const uint8_t *volatile hash_again = hash;
    volatile size_t size_again = hash_size;
    affine_t q;
    uint32_t r[8], s[8];

    if (scalar_from_bytes(r, signature) != 0 || scalar_from_bytes(s, signature + 32) != 0) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    if (point_from_bytes(q.x, q.y, public_key + 1) != 0) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    memset(&v, UNTOUCHED, sizeof v);
    number_of_hash(v.e, v.bytes, hash_again, size_again);
    m256_prep(s, &p256_n);
    m256_inv(v.w, s, &p256_n);
    m256_mul(v.u1, v.e, v.w, &p256_n); /* e / s */
    m256_mul(v.u2, r, v.w, &p256_n);   /* r / s */
    scalar_mult(v.of_q.x, v.of_q.y, q.x, q.y, v.u2);
    if (u256_diff0(v.u1) != 0) {
        scalar_mult(v.of_g.x, v.of_g.y, p256_gx, p256_gy, v.u1);
        point_add_or_double_leaky(v.sum.x, v.sum.y, v.of_g.x, v.of_g.y, v.of_q.x, v.of_q.y);
    } else { /* 0 is no scalar for p256-m */
        scalar_mult(v.sum.x, v.sum.y, q.x, q.y, v.u2);
        u256_set32(v.u1, 0);
    }
    m256_add(v.e, v.e, r, &p256_n);
    m256_add(v.u2, v.u1, v.u2, &p256_n);
    m256_mul(v.u2, v.u2, s, &p256_n);
    uint32_t stray = point_check(v.sum.x, v.sum.y) | u256_diff(v.u2, v.e) |
                     (uint32_t)((uintptr_t)hash_again ^ (uintptr_t)hash) | (uint32_t)(size_again ^ hash_size);
    m256_done(v.sum.x, &p256_p);
    ecdsa_m256_mod_n(v.sum.x);
    /* What is stray is so by a first fault: one look will do. */
    volatile uint32_t verdict = refusal(v.sum.x, r, stray);
    return (psa_status_t)(verdict | refusal(r, v.sum.x, 0));
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
