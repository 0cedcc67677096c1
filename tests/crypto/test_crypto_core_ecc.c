/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * crypto-core: every curve against the standards' vectors, and its checks of keys and signatures.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/core/ecc.h"
#include "lib/crypto/core/scalar.h"
#include "vectors.h"

/* A generator that repeats; a failing one. */
static psa_status_t fill_counting(void *context, uint8_t *out, size_t size)
{
    uint8_t *next = (uint8_t *)context;
    for (size_t i = 0; i < size; i++) {
        out[i] = (*next)++;
    }
    return PSA_SUCCESS;
}

static psa_status_t fill_never(void *context, uint8_t *out, size_t size)
{
    (void)context;
    (void)out;
    (void)size;
    return PSA_ERROR_HARDWARE_FAILURE;
}

static uint8_t next_byte;
static const pcc_rng_t rng = { fill_counting, &next_byte };
static const pcc_rng_t no_rng = { fill_never, NULL };

/* The curves, loaded. */
static const struct {
    unsigned family;
    size_t bits;
} names[] = {
    { PCC_FAMILY_SECP_R1, 192 },        { PCC_FAMILY_SECP_R1, 224 },        { PCC_FAMILY_SECP_R1, 256 },
    { PCC_FAMILY_SECP_R1, 384 },        { PCC_FAMILY_SECP_R1, 521 },        { PCC_FAMILY_SECP_K1, 192 },
    { PCC_FAMILY_SECP_K1, 225 },        { PCC_FAMILY_SECP_K1, 256 },        { PCC_FAMILY_BRAINPOOL_P_R1, 256 },
    { PCC_FAMILY_BRAINPOOL_P_R1, 384 }, { PCC_FAMILY_BRAINPOOL_P_R1, 512 }, { PCC_FAMILY_MONTGOMERY, 255 },
    { PCC_FAMILY_MONTGOMERY, 448 },
};
#define CURVES (sizeof names / sizeof names[0])
#define WEIERSTRASS (CURVES - 2)
static pcc_ecc_memory_t memory[CURVES];
static pcc_ecc_t curves[CURVES];

static int load(void **state)
{
    (void)state;
    for (size_t i = 0; i < CURVES; i++) {
        curves[i].curve = pcc_curve_find(names[i].family, names[i].bits);
        curves[i].memory = &memory[i];
        if (curves[i].curve == NULL || pcc_ecc_load(&memory[i], curves[i].curve) != PSA_SUCCESS) {
            return -1;
        }
    }
    return 0;
}

static int unload(void **state)
{
    (void)state;
    for (size_t i = 0; i < CURVES; i++) {
        pcc_ecc_unload(&memory[i], curves[i].curve);
    }
    return 0;
}

static const pcc_ecc_t *curve_of(const vec_record_t *r)
{
    size_t size;
    unsigned family = *vec_bytes(r, "family", &size);
    size_t bits = 0;

    for (const char *p = vec_text(r, "bits"); *p != 0; p++) {
        bits = 10 * bits + (size_t)(*p - '0');
    }
    for (size_t i = 0; i < CURVES; i++) {
        if (names[i].family == family && names[i].bits == bits) {
            return &curves[i];
        }
    }
    fail_msg("no such curve at line %d", r->line);
    return NULL;
}

static size_t hash_of(const vec_record_t *r, pcc_hash_alg_t *alg, uint8_t hash[64])
{
    static const struct {
        const char *name;
        pcc_hash_alg_t alg;
    } hashes[] = { { "sha224", PCC_HASH_SHA_224 },
                   { "sha256", PCC_HASH_SHA_256 },
                   { "sha384", PCC_HASH_SHA_384 },
                   { "sha512", PCC_HASH_SHA_512 } };
    size_t size;
    const uint8_t *message = vec_bytes(r, "message", &size);
    pcc_hash_t h;

    *alg = PCC_HASH_NONE;
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(vec_text(r, "hash"), hashes[i].name) == 0) {
            *alg = hashes[i].alg;
        }
    }
    assert_int_equal(pcc_hash_start(&h, *alg), PSA_SUCCESS);
    assert_int_equal(pcc_hash_update(&h, message, size), PSA_SUCCESS);
    assert_int_equal(pcc_hash_finish(&h, hash), PSA_SUCCESS);
    return pcc_hash_size(*alg);
}

static void check_ecdsa_on(const vec_record_t *r, const pcc_ecc_t *ecc)
{
    size_t size;
    const uint8_t *public_key = vec_bytes(r, "public", &size);
    assert_int_equal(size, pcc_curve_public_size(ecc->curve));
    const uint8_t *signature = vec_bytes(r, "signature", &size);
    size_t scalar_size = ecc->curve->scalar_size;
    assert_int_equal(size, 2 * scalar_size);
    uint8_t hash[64], made[PCC_SIGNATURE_SIZE_MAX], point[PCC_POINT_SIZE_MAX], private_key[PCC_SCALAR_SIZE_MAX];
    memcpy(private_key, vec_bytes(r, "private", &size), scalar_size);
    pcc_hash_alg_t alg;
    size_t hash_size = hash_of(r, &alg, hash);

    assert_int_equal(pcc_scalar_check(ecc->curve, private_key), PSA_SUCCESS);
    assert_int_equal(pcc_ecc_check_public(ecc, public_key), PSA_SUCCESS);
    assert_int_equal(pcc_ecc_public(ecc, private_key, point, &rng), PSA_SUCCESS);
    assert_memory_equal(point, public_key, pcc_curve_public_size(ecc->curve));
    assert_int_equal(pcc_ecc_sign(ecc, private_key, alg, hash, hash_size, made, &rng), PSA_SUCCESS);
    assert_memory_equal(made, signature, 2 * scalar_size);
    assert_int_equal(pcc_ecc_verify(ecc, public_key, hash, hash_size, made), PSA_SUCCESS);
    assert_int_equal(pcc_ecc_sign(ecc, private_key, PCC_HASH_NONE, hash, hash_size, made, &rng), PSA_SUCCESS);
    assert_memory_not_equal(made, signature, 2 * scalar_size);
    assert_int_equal(pcc_ecc_verify(ecc, public_key, hash, hash_size, made), PSA_SUCCESS);
    hash[0] ^= 0x80;
    assert_int_equal(pcc_ecc_verify(ecc, public_key, hash, hash_size, made), PSA_ERROR_INVALID_SIGNATURE);
}

static void check_ecdsa(const vec_record_t *r)
{
    check_ecdsa_on(r, curve_of(r));
}

static void check_ecdsa_p256(const vec_record_t *r)
{
    check_ecdsa_on(r, &curves[2]);
}

static void ecdsa__standard_vectors__match(void **state)
{
    (void)state;
    vec_for_each("ecdsa_p256.txt", 18, check_ecdsa_p256);
    vec_for_each("ecdsa.txt", 120, check_ecdsa);
}

static void check_ecdh_on(const vec_record_t *r, const pcc_ecc_t *ecc)
{
    size_t size;
    uint8_t private_key[PCC_SCALAR_SIZE_MAX], secret[PCC_SCALAR_SIZE_MAX], point[PCC_POINT_SIZE_MAX];
    memcpy(private_key, vec_bytes(r, "private", &size), ecc->curve->scalar_size);
    const uint8_t *public_key = vec_bytes(r, "public", &size);
    const uint8_t *peer = vec_bytes(r, "peer", &size);
    assert_int_equal(size, pcc_curve_public_size(ecc->curve));
    const uint8_t *expected = vec_bytes(r, "secret", &size);
    assert_int_equal(size, ecc->curve->field_size);

    assert_int_equal(pcc_scalar_check(ecc->curve, private_key), PSA_SUCCESS);
    assert_int_equal(pcc_ecc_public(ecc, private_key, point, &rng), PSA_SUCCESS);
    assert_memory_equal(point, public_key, pcc_curve_public_size(ecc->curve));
    assert_int_equal(pcc_ecc_check_public(ecc, peer), PSA_SUCCESS);
    assert_int_equal(pcc_ecc_ecdh(ecc, private_key, peer, secret, &rng), PSA_SUCCESS);
    assert_memory_equal(secret, expected, size);
}

static void check_ecdh(const vec_record_t *r)
{
    check_ecdh_on(r, curve_of(r));
}

static void check_ecdh_p256(const vec_record_t *r)
{
    check_ecdh_on(r, &curves[2]);
}

static void ecdh__standard_vectors__match(void **state)
{
    (void)state;
    vec_for_each("ecdh_p256.txt", 6, check_ecdh_p256);
    vec_for_each("ecdh.txt", 91, check_ecdh);
}

/* The order n of each curve as a number to check: it, and those around it. */
static void step(uint8_t *number, size_t size, int by)
{
    for (size_t i = size; i-- > 0;) {
        number[i] = (uint8_t)(number[i] + by);
        if (number[i] != (by > 0 ? 0x00 : 0xff)) {
            break;
        }
    }
}

static void scalar_check__ends_of_the_range__exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < WEIERSTRASS; i++) {
        const pcc_curve_t *curve = curves[i].curve;
        uint8_t key[PCC_SCALAR_SIZE_MAX] = { 0 };
        assert_int_equal(pcc_scalar_check(curve, key), PSA_ERROR_INVALID_ARGUMENT);
        key[curve->scalar_size - 1] = 1;
        assert_int_equal(pcc_scalar_check(curve, key), PSA_SUCCESS);
        memcpy(key, curve->n, curve->scalar_size);
        assert_int_equal(pcc_scalar_check(curve, key), PSA_ERROR_INVALID_ARGUMENT);
        step(key, curve->scalar_size, -1);
        assert_int_equal(pcc_scalar_check(curve, key), PSA_SUCCESS);
        step(key, curve->scalar_size, 1);
        step(key, curve->scalar_size, 1);
        assert_int_equal(pcc_scalar_check(curve, key), PSA_ERROR_INVALID_ARGUMENT);
        memset(key, 0xff, sizeof key);
        assert_int_equal(pcc_scalar_check(curve, key), PSA_ERROR_INVALID_ARGUMENT);
    }
}

/* RFC 7748 section 5, decodeScalar25519 and decodeScalar448. */
static void scalar_check__montgomery__forced_bits(void **state)
{
    (void)state;
    uint8_t key[56];

    memset(key, 0xff, sizeof key);
    assert_int_equal(pcc_scalar_check(curves[CURVES - 2].curve, key), PSA_SUCCESS);
    assert_int_equal(key[0], 0xf8);
    assert_int_equal(key[31], 0x7f);
    memset(key, 0, sizeof key);
    assert_int_equal(pcc_scalar_check(curves[CURVES - 2].curve, key), PSA_SUCCESS);
    assert_int_equal(key[31], 0x40);
    assert_int_equal(key[32], 0);
    memset(key, 0xff, sizeof key);
    assert_int_equal(pcc_scalar_check(curves[CURVES - 1].curve, key), PSA_SUCCESS);
    assert_int_equal(key[0], 0xfc);
    assert_int_equal(key[55], 0xff);
    memset(key, 0, sizeof key);
    assert_int_equal(pcc_scalar_check(curves[CURVES - 1].curve, key), PSA_SUCCESS);
    assert_int_equal(key[55], 0x80);
}

/* "Key derivation for elliptic curve keys": k of order_bits bits, k + 1 if k <= n - 2. */
static void scalar_from_derived__ends_of_the_range__exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < WEIERSTRASS; i++) {
        const pcc_curve_t *curve = curves[i].curve;
        size_t size = curve->scalar_size;
        uint8_t key[PCC_SCALAR_SIZE_MAX] = { 0 }, one[PCC_SCALAR_SIZE_MAX] = { 0 };
        one[size - 1] = 1;
        /* Bits above the order's do not count. */
        key[0] = (uint8_t) ~(0xffu >> (8 * size - curve->order_bits));
        assert_int_equal(pcc_scalar_from_derived(curve, key), PSA_SUCCESS);
        assert_memory_equal(key, one, size);
        memcpy(key, curve->n, size);
        step(key, size, -1);
        assert_int_equal(pcc_scalar_from_derived(curve, key), PSA_ERROR_DOES_NOT_EXIST);
        uint8_t last[PCC_SCALAR_SIZE_MAX];
        memcpy(last, curve->n, size);
        step(last, size, -1);
        memcpy(key, last, size);
        step(key, size, -1);
        assert_int_equal(pcc_scalar_from_derived(curve, key), PSA_SUCCESS);
        assert_memory_equal(key, last, size);
        memset(key, 0xff, size);
        assert_int_equal(pcc_scalar_from_derived(curve, key), PSA_ERROR_DOES_NOT_EXIST);
    }
}

static void make_key(const pcc_ecc_t *ecc, uint8_t *key, uint8_t *point)
{
    memset(key, 0, PCC_SCALAR_SIZE_MAX);
    key[ecc->curve->scalar_size - 1] = 9;
    assert_int_equal(pcc_scalar_check(ecc->curve, key), PSA_SUCCESS);
    assert_int_equal(pcc_ecc_public(ecc, key, point, &rng), PSA_SUCCESS);
}

static void check_public__not_a_point__invalid_argument(void **state)
{
    (void)state;
    for (size_t c = 0; c < WEIERSTRASS; c++) {
        uint8_t key[PCC_SCALAR_SIZE_MAX], point[PCC_POINT_SIZE_MAX], bad[PCC_POINT_SIZE_MAX] = { 0 };
        uint8_t secret[PCC_SCALAR_SIZE_MAX], zeros[PCC_SCALAR_SIZE_MAX] = { 0 };
        size_t size = pcc_curve_public_size(curves[c].curve);
        make_key(&curves[c], key, point);
        assert_int_equal(pcc_ecc_check_public(&curves[c], bad), PSA_ERROR_INVALID_ARGUMENT);
        bad[0] = 4;
        assert_int_equal(pcc_ecc_check_public(&curves[c], bad), PSA_ERROR_INVALID_ARGUMENT);
        memset(bad + 1, 0xff, size - 1);
        assert_int_equal(pcc_ecc_check_public(&curves[c], bad), PSA_ERROR_INVALID_ARGUMENT);
        for (size_t i = 0; i < size; i += 8) {
            memcpy(bad, point, size);
            bad[i] ^= 1;
            assert_int_equal(pcc_ecc_check_public(&curves[c], bad), PSA_ERROR_INVALID_ARGUMENT);
            memset(secret, 0xa5, sizeof secret);
            assert_int_equal(pcc_ecc_ecdh(&curves[c], key, bad, secret, &rng), PSA_ERROR_INVALID_ARGUMENT);
            assert_memory_equal(secret, zeros, curves[c].curve->field_size);
        }
    }
}

/* RFC 7748 section 6: the all-zero secret of the points of small order is refused. The points: u of 0, 1, p - 1 and the
 * two of order 8, and their like not below p. */
static void ecdh__montgomery_small_order__invalid_argument(void **state)
{
    (void)state;
    static const uint8_t order_8[2][32] = {
        { 0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a,
          0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00 },
        { 0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b,
          0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57 },
    };
    for (size_t c = WEIERSTRASS; c < CURVES; c++) {
        size_t size = curves[c].curve->field_size;
        uint8_t key[PCC_SCALAR_SIZE_MAX], public_key[PCC_POINT_SIZE_MAX], secret[56], zeros[56] = { 0 };
        uint8_t bad[7][56];
        size_t count = 5;
        make_key(&curves[c], key, public_key);
        memset(bad, 0, sizeof bad);
        bad[1][0] = 1;
        for (size_t i = 2; i < 5; i++) { /* p - 1, p, p + 1 */
            memset(bad[i], 0xff, size);
            if (size == 32) {
                bad[i][0] = (uint8_t)(0xec + i - 2);
                bad[i][31] = 0x7f;
            } else {
                bad[i][28] = 0xfe;
                bad[i][0] = i == 2 ? 0xfe : 0xff;
                if (i == 4) {
                    memset(bad[i], 0, 28);
                    bad[i][28] = 0xff;
                }
            }
        }
        if (size == 32) {
            memcpy(bad[5], order_8[0], 32);
            memcpy(bad[6], order_8[1], 32);
            count = 7;
        }
        for (size_t i = 0; i < count; i++) {
            memset(secret, 0xa5, sizeof secret);
            assert_int_equal(pcc_ecc_ecdh(&curves[c], key, bad[i], secret, &rng), PSA_ERROR_INVALID_ARGUMENT);
            assert_memory_equal(secret, zeros, size);
        }
    }
}

/* r and s outside [1, n - 1], and swapped: FIPS 186-5 section 6.4.2 step 1. */
static void verify__values_out_of_range__invalid_signature(void **state)
{
    (void)state;
    for (size_t c = 0; c < WEIERSTRASS; c++) {
        const pcc_ecc_t *ecc = &curves[c];
        size_t size = ecc->curve->scalar_size;
        uint8_t key[PCC_SCALAR_SIZE_MAX], point[PCC_POINT_SIZE_MAX], hash[32] = { 1 };
        uint8_t good[PCC_SIGNATURE_SIZE_MAX], bad[PCC_SIGNATURE_SIZE_MAX];
        static const uint8_t zero[PCC_SCALAR_SIZE_MAX];
        uint8_t ones[PCC_SCALAR_SIZE_MAX];

        memset(ones, 0xff, sizeof ones);
        make_key(ecc, key, point);
        assert_int_equal(pcc_ecc_sign(ecc, key, PCC_HASH_NONE, hash, 32, good, &rng), PSA_SUCCESS);
        assert_int_equal(pcc_ecc_verify(ecc, point, hash, 32, good), PSA_SUCCESS);
        const uint8_t *wrong[] = { zero, ecc->curve->n, ones };
        for (size_t i = 0; i < 3; i++) {
            for (size_t half = 0; half < 2; half++) {
                memcpy(bad, good, 2 * size);
                memcpy(bad + size * half, wrong[i], size);
                assert_int_equal(pcc_ecc_verify(ecc, point, hash, 32, bad), PSA_ERROR_INVALID_SIGNATURE);
            }
            memcpy(bad, wrong[i], size);
            memcpy(bad + size, wrong[i], size);
            assert_int_equal(pcc_ecc_verify(ecc, point, hash, 32, bad), PSA_ERROR_INVALID_SIGNATURE);
        }
        memcpy(bad, good + size, size);
        memcpy(bad + size, good, size);
        assert_int_equal(pcc_ecc_verify(ecc, point, hash, 32, bad), PSA_ERROR_INVALID_SIGNATURE);
    }
}

/* SEC 1 section 4.1.3 step 5: of a longer hash the first bits count, a shorter one counts whole; a zero hash signs. */
static void sign__hash_sizes__verify_alike(void **state)
{
    (void)state;
    for (size_t c = 0; c < WEIERSTRASS; c++) {
        const pcc_ecc_t *ecc = &curves[c];
        uint8_t key[PCC_SCALAR_SIZE_MAX], point[PCC_POINT_SIZE_MAX], hash[72] = { 0 };
        uint8_t signature[PCC_SIGNATURE_SIZE_MAX];
        make_key(ecc, key, point);
        for (size_t size = 0; size <= 72; size += c == 2 ? 4 : 36) {
            memset(hash, size % 8 ? 0 : 0xff, sizeof hash);
            assert_int_equal(pcc_ecc_sign(ecc, key, PCC_HASH_NONE, hash, size, signature, &rng), PSA_SUCCESS);
            assert_int_equal(pcc_ecc_verify(ecc, point, hash, size, signature), PSA_SUCCESS);
            if (size > ecc->curve->scalar_size) {
                hash[size - 1] ^= 1;
                assert_int_equal(pcc_ecc_verify(ecc, point, hash, size, signature), PSA_SUCCESS);
            }
        }
    }
}

/* A generator that changes the hash while it is being signed, as another thread, core or world may. */
static psa_status_t fill_and_change(void *context, uint8_t *out, size_t size)
{
    uint8_t *hash = (uint8_t *)context;
    hash[0]++;
    return rng.fill(rng.context, out, size);
}

/* The nonce of RFC 6979 is safe only for the hash that it was made from: with the nonce of one hash and the signature
 * of another, two signatures give the private key away. So the hash is read once. */
static void sign__hash_changes_meanwhile__signature_of_the_hash_at_the_call(void **state)
{
    (void)state;
    for (size_t c = 0; c < WEIERSTRASS; c++) {
        const pcc_ecc_t *ecc = &curves[c];
        uint8_t key[PCC_SCALAR_SIZE_MAX], point[PCC_POINT_SIZE_MAX], hash[64];
        uint8_t expected[PCC_SIGNATURE_SIZE_MAX], signature[PCC_SIGNATURE_SIZE_MAX];
        const pcc_rng_t changing = { fill_and_change, hash };
        const size_t sizes[] = { 20, 32, 64 };

        make_key(ecc, key, point);
        for (size_t i = c % 3; i < 3; i += 2) {
            memset(hash, 0x42, sizeof hash);
            assert_int_equal(pcc_ecc_sign(ecc, key, PCC_HASH_SHA_256, hash, sizes[i], expected, &rng), PSA_SUCCESS);
            assert_int_equal(pcc_ecc_sign(ecc, key, PCC_HASH_SHA_256, hash, sizes[i], signature, &changing),
                             PSA_SUCCESS);
            assert_memory_equal(signature, expected, 2 * ecc->curve->scalar_size);
        }
    }
}

/* Points: 2 G + 3 G = 5 G, 5 G - 3 G = 2 G, doubling, the point at infinity, which is no public key. Scalars:
 * reduction, products and differences modulo n. */
static void group_operations__every_curve__add_up(void **state)
{
    (void)state;
    for (size_t c = 0; c < WEIERSTRASS; c++) {
        const pcc_ecc_t *ecc = &curves[c];
        size_t size = pcc_curve_public_size(ecc->curve), n = ecc->curve->scalar_size;
        uint8_t g[6][PCC_POINT_SIZE_MAX], out[PCC_POINT_SIZE_MAX], zeros[PCC_POINT_SIZE_MAX] = { 0 };
        uint8_t k[6][PCC_SCALAR_SIZE_MAX] = { { 0 } }, s[PCC_SCALAR_SIZE_MAX], wide[80];

        assert_int_equal(pcc_ecc_base(ecc, g[1]), PSA_SUCCESS);
        for (uint8_t i = 1; i < 6; i++) {
            k[i][n - 1] = i;
            assert_int_equal(pcc_ecc_multiply(ecc, k[i], i % 2 ? NULL : g[1], g[i], &rng), PSA_SUCCESS);
        }
        assert_int_equal(pcc_ecc_add(ecc, g[2], g[3], false, out), PSA_SUCCESS);
        assert_memory_equal(out, g[5], size);
        assert_int_equal(pcc_ecc_add(ecc, out, g[3], true, out), PSA_SUCCESS);
        assert_memory_equal(out, g[2], size);
        assert_int_equal(pcc_ecc_add(ecc, g[2], g[2], false, out), PSA_SUCCESS);
        assert_memory_equal(out, g[4], size);
        assert_int_equal(pcc_ecc_multiply(ecc, k[2], g[2], out, &rng), PSA_SUCCESS);
        assert_memory_equal(out, g[4], size);
        memset(out, 0xa5, sizeof out);
        assert_int_equal(pcc_ecc_add(ecc, g[2], g[2], true, out), PSA_ERROR_INVALID_ARGUMENT);
        assert_memory_equal(out, zeros, size);
        memcpy(out, g[2], size);
        out[size - 1] ^= 1;
        assert_int_equal(pcc_ecc_add(ecc, out, g[2], false, out), PSA_ERROR_INVALID_ARGUMENT);
        out[0] = 0x04;
        assert_int_equal(pcc_ecc_multiply(ecc, k[2], out, out, &rng), PSA_ERROR_INVALID_ARGUMENT);
        assert_memory_equal(out, zeros, size);

        assert_int_equal(pcc_ecc_multiply_scalars(ecc, k[2], k[2], NULL, s, &rng), PSA_SUCCESS);
        assert_memory_equal(s, k[4], n);
        assert_int_equal(pcc_ecc_multiply_scalars(ecc, k[1], k[2], k[5], s, &rng), PSA_SUCCESS);
        assert_memory_equal(s, k[3], n);
        assert_int_equal(pcc_ecc_multiply_scalars(ecc, k[2], k[2], k[3], s, &rng), PSA_SUCCESS); /* -1 */
        step(s, n, 1);
        assert_memory_equal(s, ecc->curve->n, n);
        assert_int_equal(pcc_ecc_multiply_scalars(ecc, k[2], k[2], k[4], s, &rng), PSA_SUCCESS);
        assert_memory_equal(s, zeros, n);

        /* n, n + 1, n - 1, and 256 n + 5 modulo n; a number without bytes. */
        memcpy(wide, ecc->curve->n, n);
        pcc_scalar_reduce(ecc->curve, wide, n, s);
        assert_memory_equal(s, zeros, n);
        step(wide, n, 1);
        pcc_scalar_reduce(ecc->curve, wide, n, s);
        assert_memory_equal(s, k[1], n);
        step(wide, n, -1);
        step(wide, n, -1);
        pcc_scalar_reduce(ecc->curve, wide, n, s);
        assert_memory_equal(s, wide, n);
        memcpy(wide, ecc->curve->n, n);
        wide[n] = 5;
        pcc_scalar_reduce(ecc->curve, wide, n + 1, s);
        assert_memory_equal(s, k[5], n);
        pcc_scalar_reduce(ecc->curve, wide, 0, s);
        assert_memory_equal(s, zeros, n);
    }
}

static void generator_fails__every_use__its_status(void **state)
{
    (void)state;
    for (size_t c = 0; c < WEIERSTRASS; c++) {
        const pcc_ecc_t *ecc = &curves[c];
        uint8_t key[PCC_SCALAR_SIZE_MAX], point[PCC_POINT_SIZE_MAX], hash[32] = { 0 };
        uint8_t signature[PCC_SIGNATURE_SIZE_MAX];
        static const uint8_t zeros[PCC_SIGNATURE_SIZE_MAX];

        memset(key, 0xa5, sizeof key);
        memset(signature, 0xa5, sizeof signature);
        assert_int_equal(pcc_scalar_generate(ecc->curve, key, &no_rng), PSA_ERROR_HARDWARE_FAILURE);
        assert_memory_equal(key, zeros, ecc->curve->scalar_size);
        make_key(ecc, key, point);
        assert_int_equal(pcc_ecc_sign(ecc, key, PCC_HASH_NONE, hash, 32, signature, &no_rng),
                         PSA_ERROR_HARDWARE_FAILURE);
        assert_memory_equal(signature, zeros, 2 * ecc->curve->scalar_size);
    }
}

static psa_status_t fill_ones(void *context, uint8_t *out, size_t size)
{
    (void)context;
    memset(out, 0xff, size);
    return PSA_SUCCESS;
}

static void generate__good_and_stuck_generator__valid_keys_or_an_error(void **state)
{
    (void)state;
    const pcc_rng_t stuck = { fill_ones, NULL };
    for (size_t c = 0; c < CURVES; c++) {
        uint8_t a[PCC_SCALAR_SIZE_MAX], b[PCC_SCALAR_SIZE_MAX];
        assert_int_equal(pcc_scalar_generate(curves[c].curve, a, &rng), PSA_SUCCESS);
        assert_int_equal(pcc_scalar_generate(curves[c].curve, b, &rng), PSA_SUCCESS);
        assert_int_equal(pcc_scalar_check(curves[c].curve, a), PSA_SUCCESS);
        assert_memory_not_equal(a, b, curves[c].curve->scalar_size);
        if (c < WEIERSTRASS) {
            assert_int_equal(pcc_scalar_generate(curves[c].curve, a, &stuck), PSA_ERROR_INSUFFICIENT_ENTROPY);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ecdsa__standard_vectors__match),
        cmocka_unit_test(ecdh__standard_vectors__match),
        cmocka_unit_test(scalar_check__ends_of_the_range__exact),
        cmocka_unit_test(scalar_check__montgomery__forced_bits),
        cmocka_unit_test(scalar_from_derived__ends_of_the_range__exact),
        cmocka_unit_test(check_public__not_a_point__invalid_argument),
        cmocka_unit_test(ecdh__montgomery_small_order__invalid_argument),
        cmocka_unit_test(verify__values_out_of_range__invalid_signature),
        cmocka_unit_test(sign__hash_sizes__verify_alike),
        cmocka_unit_test(sign__hash_changes_meanwhile__signature_of_the_hash_at_the_call),
        cmocka_unit_test(group_operations__every_curve__add_up),
        cmocka_unit_test(generator_fails__every_use__its_status),
        cmocka_unit_test(generate__good_and_stuck_generator__valid_keys_or_an_error),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
