/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * crypto-core: P-256 against the standards' vectors, and its checks of keys and signatures.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/core/ecc_p256.h"
#include "vectors.h"

static pcc_p256_t curve;

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

static const uint8_t order[32] = {
    0xff, 0xff, 0xff, 0xff, 0,    0,    0,    0,    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
};

static int load(void **state)
{
    (void)state;
    return pcc_p256_load(&curve) == PSA_SUCCESS ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    pcc_p256_unload(&curve);
    return 0;
}

static size_t hash_of(const vec_record_t *r, pcc_hash_alg_t *alg, uint8_t hash[64])
{
    static const struct {
        const char *name;
        pcc_hash_alg_t alg;
    } names[] = { { "sha224", PCC_HASH_SHA_224 },
                  { "sha256", PCC_HASH_SHA_256 },
                  { "sha384", PCC_HASH_SHA_384 },
                  { "sha512", PCC_HASH_SHA_512 } };
    size_t size;
    const uint8_t *message = vec_bytes(r, "message", &size);
    pcc_hash_t h;

    *alg = PCC_HASH_NONE;
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(vec_text(r, "hash"), names[i].name) == 0) {
            *alg = names[i].alg;
        }
    }
    assert_int_equal(pcc_hash_start(&h, *alg), PSA_SUCCESS);
    assert_int_equal(pcc_hash_update(&h, message, size), PSA_SUCCESS);
    assert_int_equal(pcc_hash_finish(&h, hash), PSA_SUCCESS);
    return pcc_hash_size(*alg);
}

static void check_ecdsa(const vec_record_t *r)
{
    size_t size;
    const uint8_t *private_key = vec_bytes(r, "private", &size);
    const uint8_t *public_key = vec_bytes(r, "public", &size);
    const uint8_t *signature = vec_bytes(r, "signature", &size);
    uint8_t hash[64], made[64], point[65];
    pcc_hash_alg_t alg;
    size_t hash_size = hash_of(r, &alg, hash);

    assert_int_equal(pcc_p256_check_private(private_key), PSA_SUCCESS);
    assert_int_equal(pcc_p256_check_public(&curve, public_key), PSA_SUCCESS);
    assert_int_equal(pcc_p256_public(&curve, private_key, point, &rng), PSA_SUCCESS);
    assert_memory_equal(point, public_key, 65);
    assert_int_equal(pcc_p256_sign(&curve, private_key, alg, hash, hash_size, made, &rng), PSA_SUCCESS);
    assert_memory_equal(made, signature, 64);
    assert_int_equal(pcc_p256_verify(&curve, public_key, hash, hash_size, made), PSA_SUCCESS);
    assert_int_equal(pcc_p256_sign(&curve, private_key, PCC_HASH_NONE, hash, hash_size, made, &rng), PSA_SUCCESS);
    assert_memory_not_equal(made, signature, 64);
    assert_int_equal(pcc_p256_verify(&curve, public_key, hash, hash_size, made), PSA_SUCCESS);
    hash[0] ^= 0x80;
    assert_int_equal(pcc_p256_verify(&curve, public_key, hash, hash_size, made), PSA_ERROR_INVALID_SIGNATURE);
}

static void ecdsa__standard_vectors__match(void **state)
{
    (void)state;
    vec_for_each("ecdsa_p256.txt", 18, check_ecdsa);
}

static void check_ecdh(const vec_record_t *r)
{
    size_t size;
    const uint8_t *private_key = vec_bytes(r, "private", &size);
    const uint8_t *peer = vec_bytes(r, "peer", &size);
    const uint8_t *expected = vec_bytes(r, "secret", &size);
    uint8_t secret[32];

    assert_int_equal(pcc_p256_ecdh(&curve, private_key, peer, secret, &rng), PSA_SUCCESS);
    assert_memory_equal(secret, expected, 32);
}

static void ecdh__standard_vectors__match(void **state)
{
    (void)state;
    vec_for_each("ecdh_p256.txt", 6, check_ecdh);
}

static void check_private__ends_of_the_range__exact(void **state)
{
    (void)state;
    uint8_t key[32] = { 0 };

    assert_int_equal(pcc_p256_check_private(key), PSA_ERROR_INVALID_ARGUMENT);
    key[31] = 1;
    assert_int_equal(pcc_p256_check_private(key), PSA_SUCCESS);
    memcpy(key, order, 32);
    assert_int_equal(pcc_p256_check_private(key), PSA_ERROR_INVALID_ARGUMENT);
    key[31]--;
    assert_int_equal(pcc_p256_check_private(key), PSA_SUCCESS);
    key[31] += 2;
    assert_int_equal(pcc_p256_check_private(key), PSA_ERROR_INVALID_ARGUMENT);
    memset(key, 0xff, 32);
    assert_int_equal(pcc_p256_check_private(key), PSA_ERROR_INVALID_ARGUMENT);
}

static void check_public__not_a_point__invalid_argument(void **state)
{
    (void)state;
    uint8_t key[32] = { 0 }, point[65], bad[65], secret[32];

    key[31] = 9;
    assert_int_equal(pcc_p256_public(&curve, key, point, &rng), PSA_SUCCESS);
    memset(bad, 0, sizeof bad);
    assert_int_equal(pcc_p256_check_public(&curve, bad), PSA_ERROR_INVALID_ARGUMENT);
    bad[0] = 4;
    assert_int_equal(pcc_p256_check_public(&curve, bad), PSA_ERROR_INVALID_ARGUMENT);
    memset(bad + 1, 0xff, 64);
    assert_int_equal(pcc_p256_check_public(&curve, bad), PSA_ERROR_INVALID_ARGUMENT);
    for (size_t i = 0; i < 65; i += 8) {
        memcpy(bad, point, 65);
        bad[i] ^= 1;
        assert_int_equal(pcc_p256_check_public(&curve, bad), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(pcc_p256_ecdh(&curve, key, bad, secret, &rng), PSA_ERROR_INVALID_ARGUMENT);
    }
}

/* r and s outside [1, n - 1], and swapped: FIPS 186-5 section 6.4.2 step 1. */
static void verify__values_out_of_range__invalid_signature(void **state)
{
    (void)state;
    uint8_t key[32] = { 0 }, point[65], hash[32] = { 1 }, good[64], bad[64];
    static const uint8_t zero[32];
    uint8_t ones[32];

    memset(ones, 0xff, sizeof ones);
    key[31] = 9;
    assert_int_equal(pcc_p256_public(&curve, key, point, &rng), PSA_SUCCESS);
    assert_int_equal(pcc_p256_sign(&curve, key, PCC_HASH_NONE, hash, 32, good, &rng), PSA_SUCCESS);
    assert_int_equal(pcc_p256_verify(&curve, point, hash, 32, good), PSA_SUCCESS);
    const uint8_t *wrong[] = { zero, order, ones };
    for (size_t i = 0; i < 3; i++) {
        for (size_t half = 0; half < 2; half++) {
            memcpy(bad, good, 64);
            memcpy(bad + 32 * half, wrong[i], 32);
            assert_int_equal(pcc_p256_verify(&curve, point, hash, 32, bad), PSA_ERROR_INVALID_SIGNATURE);
        }
        memcpy(bad, wrong[i], 32);
        memcpy(bad + 32, wrong[i], 32);
        assert_int_equal(pcc_p256_verify(&curve, point, hash, 32, bad), PSA_ERROR_INVALID_SIGNATURE);
    }
    memcpy(bad, good + 32, 32);
    memcpy(bad + 32, good, 32);
    assert_int_equal(pcc_p256_verify(&curve, point, hash, 32, bad), PSA_ERROR_INVALID_SIGNATURE);
}

/* SEC 1 section 4.1.3 step 5: of a longer hash the first 32 bytes count, a shorter one counts whole; a zero hash signs. */
static void sign__hash_sizes__verify_alike(void **state)
{
    (void)state;
    uint8_t key[32] = { 0 }, point[65], hash[64] = { 0 }, signature[64];

    key[31] = 9;
    assert_int_equal(pcc_p256_public(&curve, key, point, &rng), PSA_SUCCESS);
    for (size_t size = 0; size <= 64; size += 4) {
        memset(hash, size % 8 ? 0 : 0xff, sizeof hash);
        assert_int_equal(pcc_p256_sign(&curve, key, PCC_HASH_NONE, hash, size, signature, &rng), PSA_SUCCESS);
        assert_int_equal(pcc_p256_verify(&curve, point, hash, size, signature), PSA_SUCCESS);
        if (size > 32) {
            hash[size - 1] ^= 1;
            assert_int_equal(pcc_p256_verify(&curve, point, hash, size, signature), PSA_SUCCESS);
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

/* The nonce of RFC 6979 is safe only for the hash that it was made from: with the nonce of one hash and the signature of
 * another, two signatures give the private key away. So the hash is read once. */
static void sign__hash_changes_meanwhile__signature_of_the_hash_at_the_call(void **state)
{
    (void)state;
    uint8_t key[32] = { 0 }, hash[64], expected[64], signature[64];
    const pcc_rng_t changing = { fill_and_change, hash };
    const size_t sizes[] = { 20, 32, 64 };

    key[31] = 9;
    for (size_t i = 0; i < 3; i++) {
        memset(hash, 0x42, sizeof hash);
        assert_int_equal(pcc_p256_sign(&curve, key, PCC_HASH_SHA_256, hash, sizes[i], expected, &rng), PSA_SUCCESS);
        assert_int_equal(pcc_p256_sign(&curve, key, PCC_HASH_SHA_256, hash, sizes[i], signature, &changing),
                         PSA_SUCCESS);
        assert_memory_equal(signature, expected, 64);
    }
}

static void generator_fails__every_use__its_status(void **state)
{
    (void)state;
    uint8_t key[32], hash[32] = { 0 }, signature[64];

    memset(key, 0xa5, sizeof key);
    memset(signature, 0xa5, sizeof signature);
    assert_int_equal(pcc_p256_generate(key, &no_rng), PSA_ERROR_HARDWARE_FAILURE);
    assert_memory_equal(key, (uint8_t[32]){ 0 }, 32);
    key[31] = 9;
    assert_int_equal(pcc_p256_sign(&curve, key, PCC_HASH_NONE, hash, 32, signature, &no_rng),
                     PSA_ERROR_HARDWARE_FAILURE);
    assert_memory_equal(signature, (uint8_t[64]){ 0 }, 64);
}

static void generate__good_generator__valid_keys(void **state)
{
    (void)state;
    uint8_t a[32], b[32];
    assert_int_equal(pcc_p256_generate(a, &rng), PSA_SUCCESS);
    assert_int_equal(pcc_p256_generate(b, &rng), PSA_SUCCESS);
    assert_int_equal(pcc_p256_check_private(a), PSA_SUCCESS);
    assert_memory_not_equal(a, b, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ecdsa__standard_vectors__match),
        cmocka_unit_test(ecdh__standard_vectors__match),
        cmocka_unit_test(check_private__ends_of_the_range__exact),
        cmocka_unit_test(check_public__not_a_point__invalid_argument),
        cmocka_unit_test(verify__values_out_of_range__invalid_signature),
        cmocka_unit_test(sign__hash_sizes__verify_alike),
        cmocka_unit_test(sign__hash_changes_meanwhile__signature_of_the_hash_at_the_call),
        cmocka_unit_test(generator_fails__every_use__its_status),
        cmocka_unit_test(generate__good_generator__valid_keys),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
