/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, message digests: every hash function's vectors through the API, in one call and in pieces, and
 * running hashes suspended and resumed ("Hash suspend state").
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/driven.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"
#include "vectors.h"

typedef struct name {
    const char *name;
    psa_algorithm_t alg;
} name_t;

static const name_t sha2[] = { { "sha224", PSA_ALG_SHA_224 },
                               { "sha256", PSA_ALG_SHA_256 },
                               { "sha384", PSA_ALG_SHA_384 },
                               { "sha512", PSA_ALG_SHA_512 } };
static const name_t others[] = { { "md5", PSA_ALG_MD5 },
                                 { "ripemd160", PSA_ALG_RIPEMD160 },
                                 { "sha1", PSA_ALG_SHA_1 },
                                 { "sha512_224", PSA_ALG_SHA_512_224 },
                                 { "sha512_256", PSA_ALG_SHA_512_256 },
                                 { "sha256_192", PSA_ALG_SHA_256_192 },
                                 { "aes_mmo", PSA_ALG_AES_MMO_ZIGBEE } };
static const name_t sha3[] = { { "sha3_224", PSA_ALG_SHA3_224 },     { "sha3_256", PSA_ALG_SHA3_256 },
                               { "sha3_384", PSA_ALG_SHA3_384 },     { "sha3_512", PSA_ALG_SHA3_512 },
                               { "shake128", PSA_ALG_SHAKE128_256 }, { "shake256", PSA_ALG_SHAKE256_192 },
                               { "shake256", PSA_ALG_SHAKE256_256 }, { "shake256", PSA_ALG_SHAKE256_512 } };
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static psa_hash_operation_t op;

static int start(void **state)
{
    memset(&op, 0, sizeof op);
    return fixture_start(state);
}

static void assert_inactive(void)
{
    for (size_t i = 0; i < sizeof op; i++) {
        assert_int_equal(((const uint8_t *)&op)[i], 0);
    }
}

/* The error state: nothing but its mark is left, only abort helps. */
static void assert_error_state(void)
{
    uint8_t out[64];
    size_t length, used = 0;
    for (size_t i = 0; i < sizeof op; i++) {
        used += ((const uint8_t *)&op)[i] != 0;
    }
    assert_int_equal(used, 1);
    assert_int_equal(psa_hash_setup(&op, PSA_ALG_SHA_256), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_resume(&op, out, 0), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_update(&op, out, 0), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_finish(&op, out, sizeof out, &length), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_suspend(&op, out, sizeof out, &length), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
    assert_inactive();
}

/* One message and its hash: whole, compared, in two pieces cut at every place, cloned, at every buffer size. */
static void check_hash(psa_algorithm_t alg, const uint8_t *in, size_t in_size, const uint8_t *expected, size_t size)
{
    uint8_t out[PSA_HASH_MAX_SIZE], wrong[PSA_HASH_MAX_SIZE];
    psa_hash_operation_t clone;
    size_t length;

    assert_int_equal(size, PSA_HASH_LENGTH(alg));
    assert_int_equal(psa_hash_compute(alg, in, in_size, out, size, &length), PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_memory_equal(out, expected, size);
    assert_int_equal(psa_hash_compute(alg, in, in_size, out, size - 1, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 0);
    assert_int_equal(psa_hash_compare(alg, in, in_size, expected, size), PSA_SUCCESS);
    assert_int_equal(psa_hash_compare(alg, in, in_size, expected, size - 1), PSA_ERROR_INVALID_SIGNATURE);
    memcpy(wrong, expected, size);
    wrong[size - 1] ^= 0x80;
    assert_int_equal(psa_hash_compare(alg, in, in_size, wrong, size), PSA_ERROR_INVALID_SIGNATURE);
    for (size_t cut = 0; cut <= in_size; cut++) {
        memset(&clone, 0, sizeof clone);
        assert_int_equal(psa_hash_setup(&op, alg), PSA_SUCCESS);
        assert_int_equal(psa_hash_update(&op, in, cut), PSA_SUCCESS);
        assert_int_equal(psa_hash_clone(&op, &clone), PSA_SUCCESS);
        assert_int_equal(psa_hash_update(&op, in + cut, in_size - cut), PSA_SUCCESS);
        assert_int_equal(psa_hash_finish(&op, out, size, &length), PSA_SUCCESS);
        assert_int_equal(length, size);
        assert_memory_equal(out, expected, size);
        assert_inactive();
        assert_int_equal(psa_hash_update(&clone, in + cut, in_size - cut), PSA_SUCCESS);
        assert_int_equal(psa_hash_verify(&clone, expected, size), PSA_SUCCESS);
    }
    assert_int_equal(psa_hash_setup(&op, alg), PSA_SUCCESS);
    assert_int_equal(psa_hash_update(&op, in, in_size), PSA_SUCCESS);
    assert_int_equal(psa_hash_verify(&op, wrong, size), PSA_ERROR_INVALID_SIGNATURE);
    assert_error_state();
}

static void check_record(const vec_record_t *r, const name_t *names, size_t count)
{
    size_t in_size, size;
    const uint8_t *in = vec_bytes(r, "in", &in_size);
    for (size_t i = 0; i < count; i++) {
        const uint8_t *hash = vec_bytes(r, names[i].name, &size);
        /* SHAKE's vectors are longer than the hashes that are cut from it. */
        check_hash(names[i].alg, in, in_size, hash, size < 400 ? size : PSA_HASH_LENGTH(names[i].alg));
    }
}

static void check_sha2(const vec_record_t *r)
{
    check_record(r, sha2, COUNT(sha2));
}

static void check_others(const vec_record_t *r)
{
    check_record(r, others, COUNT(others));
}

static void sha2__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("sha2.txt", 18, check_sha2);
}

static void other_hashes__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("hash.txt", 32, check_others);
}

#if defined(PSA_WANT_ALG_SHA3_256)
static void check_sha3(const vec_record_t *r)
{
    check_record(r, sha3, COUNT(sha3));
}

static void sha3__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("sha3.txt", 25, check_sha3);
}
#else
static void sha3__not_in_this_build__not_supported(void **state)
{
    (void)state;
    uint8_t out[64];
    size_t length;
    for (size_t i = 0; i < COUNT(sha3); i++) {
        assert_int_equal(psa_hash_compute(sha3[i].alg, out, 0, out, sizeof out, &length), PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(psa_hash_setup(&op, sha3[i].alg), PSA_ERROR_NOT_SUPPORTED);
        assert_inactive();
    }
}
#endif

/* Zigbee specification annex C.5.4 to C.5.6: the long messages, on both sides of 2^16 bits. */
static void aes_mmo__long_messages__of_the_standard(void **state)
{
    (void)state;
    static const struct {
        size_t size;
        uint8_t hash[16];
    } cases[] = {
        { 8191, { 0x24, 0xec, 0x2f, 0xe7, 0x5b, 0xbf, 0xfc, 0xb3, 0x47, 0x89, 0xbc, 0x06, 0x10, 0xe7, 0xf1, 0x65 } },
        { 8192, { 0xdc, 0x6b, 0x06, 0x87, 0xf0, 0x9f, 0x86, 0x07, 0x13, 0x1c, 0x17, 0x0b, 0x3b, 0xd3, 0x15, 0x91 } },
        { 8201, { 0x72, 0xc9, 0xb1, 0x5e, 0x17, 0x8a, 0xa8, 0x43, 0xe4, 0xa1, 0x6c, 0x58, 0xe3, 0x36, 0x43, 0xa3 } },
        /* beyond the annex: the length no longer fits into the last block; made with python3-cryptography */
        { 8202, { 0xbc, 0x98, 0x28, 0xd5, 0x9b, 0x2a, 0xa3, 0x23, 0xda, 0xf2, 0x0b, 0xe5, 0xf2, 0xe6, 0x65, 0x11 } },
        { 8206, { 0xef, 0xbe, 0x1e, 0x7d, 0x68, 0x51, 0x6d, 0x06, 0x3d, 0x6f, 0x07, 0xfc, 0xd7, 0xe0, 0x7f, 0xfe } },
    };
    static uint8_t in[8206];
    uint8_t out[16];
    size_t length;
    for (size_t i = 0; i < sizeof in; i++) {
        in[i] = (uint8_t)i;
    }
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(psa_hash_compute(PSA_ALG_AES_MMO_ZIGBEE, in, cases[i].size, out, 16, &length), PSA_SUCCESS);
        assert_memory_equal(out, cases[i].hash, 16);
    }
}

/* "This hash function can operate on input strings of up to 2^29 - 1 bytes": the length is refused before a byte is
 * read. */
static void aes_mmo__more_than_it_is_defined_for__refused(void **state)
{
    (void)state;
    static const uint8_t in[16];
    uint8_t out[16];
    size_t length;
    assert_int_equal(psa_hash_setup(&op, PSA_ALG_AES_MMO_ZIGBEE), PSA_SUCCESS);
    assert_int_equal(psa_hash_update(&op, in, 1), PSA_SUCCESS);
    assert_int_equal(psa_hash_update(&op, in, 0x1fffffff), PSA_ERROR_INVALID_ARGUMENT);
    assert_error_state();
    assert_int_equal(psa_hash_compute(PSA_ALG_AES_MMO_ZIGBEE, in, 0x20000000, out, 16, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(length, 0);
}

static psa_algorithm_t alg_of(const vec_record_t *r)
{
    const char *name = vec_text(r, "alg");
    for (size_t i = 0; i < COUNT(sha2) + COUNT(others); i++) {
        const name_t *n = i < COUNT(sha2) ? &sha2[i] : &others[i - COUNT(sha2)];
        if (strcmp(n->name, name) == 0) {
            return n->alg;
        }
    }
    fail_msg("line %d: no algorithm '%s'", r->line, name);
    return 0;
}

/* A state is exactly as the format says, for every way to come to it, and goes on to the right hash. */
static void check_suspend(const vec_record_t *r)
{
    size_t in_size, rest_size, expected_size, hash_size, length;
    const uint8_t *in = vec_bytes(r, "in", &in_size);
    const uint8_t *rest = vec_bytes(r, "rest", &rest_size);
    const uint8_t *expected = vec_bytes(r, "state", &expected_size);
    const uint8_t *hash = vec_bytes(r, "hash", &hash_size);
    psa_algorithm_t alg = alg_of(r);
    uint8_t saved[PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE + 1];

    assert_true(expected_size <= PSA_HASH_SUSPEND_OUTPUT_SIZE(alg));
    for (size_t cut = 0; cut <= in_size; cut++) {
        memset(saved, 0xa5, sizeof saved);
        assert_int_equal(psa_hash_setup(&op, alg), PSA_SUCCESS);
        assert_int_equal(psa_hash_update(&op, in, cut), PSA_SUCCESS);
        if (!CAN_SUSPEND(alg)) {
            assert_int_equal(psa_hash_suspend(&op, saved, sizeof saved, &length), PSA_ERROR_NOT_SUPPORTED);
            assert_int_equal(length, 0);
            assert_error_state();
            continue;
        }
        assert_int_equal(psa_hash_suspend(&op, saved, sizeof saved, &length), PSA_SUCCESS);
        assert_inactive();
        assert_int_equal(psa_hash_resume(&op, saved, length), PSA_SUCCESS);
        assert_int_equal(psa_hash_update(&op, in + cut, in_size - cut), PSA_SUCCESS);
        assert_int_equal(psa_hash_suspend(&op, saved, expected_size, &length), PSA_SUCCESS);
        assert_int_equal(length, expected_size);
        assert_memory_equal(saved, expected, expected_size);
    }
    assert_int_equal(psa_hash_resume(&op, expected, expected_size), PSA_SUCCESS);
    assert_int_equal(psa_hash_update(&op, rest, rest_size), PSA_SUCCESS);
    assert_int_equal(psa_hash_verify(&op, hash, hash_size), PSA_SUCCESS);

    assert_int_equal(psa_hash_resume(&op, expected, expected_size), PSA_SUCCESS);
    assert_int_equal(psa_hash_suspend(&op, saved, expected_size - 1, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 0);
    assert_error_state();
    for (size_t size = 0; size < expected_size; size++) {
        assert_int_equal(psa_hash_resume(&op, expected, size), PSA_ERROR_INVALID_ARGUMENT);
        assert_inactive();
    }
    memcpy(saved, expected, expected_size);
    saved[expected_size] = 0;
    assert_int_equal(psa_hash_resume(&op, saved, expected_size + 1), PSA_ERROR_INVALID_ARGUMENT);
    assert_inactive();
    /* Before the end of the first block there is but one chaining value. */
    size_t header = 4 + PSA_HASH_SUSPEND_INPUT_LENGTH_FIELD_LENGTH(alg);
    saved[header + PSA_HASH_SUSPEND_HASH_STATE_FIELD_LENGTH(alg) - 1] ^= 1;
    assert_int_equal(psa_hash_resume(&op, saved, expected_size),
                     in_size < PSA_HASH_BLOCK_LENGTH(alg) ? PSA_ERROR_INVALID_ARGUMENT : PSA_SUCCESS);
    assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
}

static void suspend__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("hash_suspend.txt", 72, check_suspend);
}

/* A state of `alg` after a message of this length, 0 modulo the block, big-endian in the field. */
static size_t long_state(psa_algorithm_t alg, uint8_t top, uint8_t below, uint8_t *out)
{
    size_t field = PSA_HASH_SUSPEND_INPUT_LENGTH_FIELD_LENGTH(alg);
    size_t used = PSA_HASH_BLOCK_LENGTH(alg) - 1;
    size_t size = 4 + field + PSA_HASH_SUSPEND_HASH_STATE_FIELD_LENGTH(alg) + used;
    memset(out, 0x5a, size);
    memset(out, 0, 4);
    out[0] = (uint8_t)(alg >> 24);
    out[3] = (uint8_t)alg;
    memset(out + 4, below, field);
    out[4] = top;
    return size;
}

/* "The total input for the operation is too large for the hash algorithm" (psa_hash_update()): FIPS 180-4's functions
 * take less than 2^64 or 2^128 bits, MD5 and RIPEMD-160 have no limit. */
static void resume__at_the_longest_message__one_byte_more_is_refused(void **state)
{
    (void)state;
    static const psa_algorithm_t limited[] = { PSA_ALG_SHA_1,      PSA_ALG_SHA_224, PSA_ALG_SHA_256,
                                               PSA_ALG_SHA_384,    PSA_ALG_SHA_512, PSA_ALG_SHA_512_224,
                                               PSA_ALG_SHA_512_256 };
    static const psa_algorithm_t unlimited[] = { PSA_ALG_MD5, PSA_ALG_RIPEMD160 };
    uint8_t saved[PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE], hash[64];
    size_t length;
    for (size_t i = 0; i < COUNT(limited); i++) {
        size_t size = long_state(limited[i], 0x1f, 0xff, saved);
        assert_int_equal(psa_hash_resume(&op, saved, size), PSA_SUCCESS);
        assert_int_equal(psa_hash_update(&op, saved, 0), PSA_SUCCESS);
        assert_int_equal(psa_hash_update(&op, saved, 1), PSA_ERROR_INVALID_ARGUMENT);
        assert_error_state();
        assert_int_equal(psa_hash_resume(&op, saved, size), PSA_SUCCESS);
        assert_int_equal(psa_hash_finish(&op, hash, sizeof hash, &length), PSA_SUCCESS);
        size = long_state(limited[i], 0x20, 0xff, saved);
        assert_int_equal(psa_hash_resume(&op, saved, size), PSA_ERROR_INVALID_ARGUMENT);
        assert_inactive();
    }
    for (size_t i = 0; i < COUNT(unlimited); i++) {
        size_t size = long_state(unlimited[i], 0xff, 0xff, saved);
        assert_int_equal(psa_hash_resume(&op, saved, size), PSA_SUCCESS);
        assert_int_equal(psa_hash_update(&op, saved, 1), PSA_SUCCESS);
        assert_int_equal(psa_hash_finish(&op, hash, sizeof hash, &length), PSA_SUCCESS);
    }
}

/* "Hash suspend and resume is not defined for the SM3 algorithm and the SHA3 family"; the table of field sizes names no
 * others than those of hash_suspend.txt. */
static void suspend__hash_without_a_format__not_supported(void **state)
{
    (void)state;
    static const psa_algorithm_t algs[] = {
        PSA_ALG_AES_MMO_ZIGBEE,
        PSA_ALG_SHA_256_192,
#if defined(PSA_WANT_ALG_SHA3_256)
        PSA_ALG_SHA3_224,
        PSA_ALG_SHA3_256,
        PSA_ALG_SHA3_384,
        PSA_ALG_SHA3_512,
        PSA_ALG_SHAKE256_512,
#endif
    };
    uint8_t saved[PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE] = { 0 };
    size_t length = 99;
    for (size_t i = 0; i < COUNT(algs); i++) {
        assert_int_equal(PSA_HASH_SUSPEND_OUTPUT_SIZE(algs[i]), 0);
        assert_int_equal(psa_hash_setup(&op, algs[i]), PSA_SUCCESS);
        assert_int_equal(psa_hash_suspend(&op, saved, sizeof saved, &length), PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(length, 0);
        assert_error_state();
        saved[0] = 0x02;
        saved[3] = (uint8_t)algs[i];
        assert_int_equal(psa_hash_resume(&op, saved, sizeof saved), PSA_ERROR_NOT_SUPPORTED);
        assert_inactive();
    }
}

static void resume__foreign_algorithms__their_errors(void **state)
{
    (void)state;
    static const struct {
        psa_algorithm_t alg;
        psa_status_t status;
    } cases[] = {
        { PSA_ALG_MD2, PSA_ERROR_NOT_SUPPORTED },         { PSA_ALG_MD4, PSA_ERROR_NOT_SUPPORTED },
        { PSA_ALG_SM3, PSA_ERROR_NOT_SUPPORTED },         { 0x020000feu, PSA_ERROR_NOT_SUPPORTED },
        { 0x82000009u, PSA_ERROR_NOT_SUPPORTED },         { 0x02000109u, PSA_ERROR_NOT_SUPPORTED },
        { PSA_ALG_NONE, PSA_ERROR_INVALID_ARGUMENT },     { PSA_ALG_ANY_HASH, PSA_ERROR_INVALID_ARGUMENT },
        { 0x03800009u, PSA_ERROR_INVALID_ARGUMENT },      { 0xffffffffu, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_ALG_SHAKE128, PSA_ERROR_INVALID_ARGUMENT },
    };
    uint8_t saved[PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE] = { 0 };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (size_t size = 4; size <= sizeof saved; size++) {
            saved[0] = (uint8_t)(cases[i].alg >> 24);
            saved[1] = (uint8_t)(cases[i].alg >> 16);
            saved[2] = (uint8_t)(cases[i].alg >> 8);
            saved[3] = (uint8_t)cases[i].alg;
            assert_int_equal(psa_hash_resume(&op, saved, size), cases[i].status);
            assert_inactive();
        }
    }
}

static void suspend_resume__wrong_states__bad_state(void **state)
{
    (void)state;
    uint8_t saved[PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE], hash[32], expected[32];
    size_t size, length = 99;
    /* Inactive: nothing to suspend. */
    assert_int_equal(psa_hash_suspend(&op, saved, sizeof saved, &length), PSA_ERROR_BAD_STATE);
    assert_int_equal(length, 0);
    assert_error_state();
    /* Active: nothing may be resumed into it, and it goes on unchanged. */
    assert_int_equal(psa_hash_setup(&op, SUSPENDABLE(PSA_ALG_SHA_512)), PSA_SUCCESS);
    assert_int_equal(psa_hash_suspend(&op, saved, sizeof saved, &size), PSA_SUCCESS);
    assert_int_equal(psa_hash_setup(&op, PSA_ALG_SHA_256), PSA_SUCCESS);
    assert_int_equal(psa_hash_update(&op, saved, 3), PSA_SUCCESS);
    assert_int_equal(psa_hash_resume(&op, saved, size), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_finish(&op, hash, 32, &length), PSA_SUCCESS);
    assert_int_equal(psa_hash_compute(PSA_ALG_SHA_256, saved, 3, expected, 32, &length), PSA_SUCCESS);
    assert_memory_equal(hash, expected, 32);
    /* Not initialised. */
    pcrypto_reset();
    assert_int_equal(psa_hash_resume(&op, saved, size), PSA_ERROR_BAD_STATE);
    assert_inactive();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sha2__vectors__reproduced, start, fixture_stop),
        cmocka_unit_test_setup_teardown(other_hashes__vectors__reproduced, start, fixture_stop),
#if defined(PSA_WANT_ALG_SHA3_256)
        cmocka_unit_test_setup_teardown(sha3__vectors__reproduced, start, fixture_stop),
#else
        cmocka_unit_test_setup_teardown(sha3__not_in_this_build__not_supported, start, fixture_stop),
#endif
        cmocka_unit_test_setup_teardown(aes_mmo__long_messages__of_the_standard, start, fixture_stop),
        cmocka_unit_test_setup_teardown(aes_mmo__more_than_it_is_defined_for__refused, start, fixture_stop),
        cmocka_unit_test_setup_teardown(suspend__vectors__reproduced, start, fixture_stop),
        cmocka_unit_test_setup_teardown(resume__at_the_longest_message__one_byte_more_is_refused, start, fixture_stop),
        cmocka_unit_test_setup_teardown(suspend__hash_without_a_format__not_supported, start, fixture_stop),
        cmocka_unit_test_setup_teardown(resume__foreign_algorithms__their_errors, start, fixture_stop),
        cmocka_unit_test_setup_teardown(suspend_resume__wrong_states__bad_state, start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
