/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, key derivation (10.6) and key agreement (10.9): vectors through the API, order of inputs, capacity,
 * what the policies of input keys allow, errors and the state model.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"
#include "vectors.h"

#define HKDF256 PSA_ALG_HKDF(PSA_ALG_SHA_256)
#define EXTRACT256 PSA_ALG_HKDF_EXTRACT(PSA_ALG_SHA_256)
#define EXPAND256 PSA_ALG_HKDF_EXPAND(PSA_ALG_SHA_256)
#define ECDH_HKDF256 PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, HKDF256)
#define SALT PSA_KEY_DERIVATION_INPUT_SALT
#define SECRET PSA_KEY_DERIVATION_INPUT_SECRET
#define INFO PSA_KEY_DERIVATION_INPUT_INFO
#define P256_PAIR PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)

static const uint8_t bytes[64] = { 1, 2, 3, 4, 5, 6, 7, 8 };
static psa_key_derivation_operation_t op;

static int start(void **state)
{
    memset(&op, 0, sizeof op);
    return fixture_start(state);
}

static psa_key_attributes_t attributes(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg, size_t bits)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, type);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, alg);
    psa_set_key_bits(&a, bits);
    return a;
}

static psa_key_id_t import_bytes(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg, const uint8_t *data,
                                 size_t size)
{
    psa_key_attributes_t a = attributes(type, usage, alg, 0);
    psa_key_id_t key;
    assert_int_equal(psa_import_key(&a, data, size, &key), PSA_SUCCESS);
    return key;
}

static psa_key_id_t secret_key(psa_algorithm_t alg, psa_key_usage_t usage)
{
    return import_bytes(PSA_KEY_TYPE_DERIVE, usage, alg, bytes, 32);
}

static void abort_op(void)
{
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
}

/* An operation that is in its error state: only abort helps. */
static void assert_error_state(void)
{
    uint8_t out[8];
    size_t capacity, used = 0;
    /* Nothing is left but the mark of the error. */
    for (size_t i = 0; i < sizeof op; i++) {
        used += ((const uint8_t *)&op)[i] != 0;
    }
    assert_int_equal(used, 1);
    assert_int_equal(psa_key_derivation_setup(&op, HKDF256), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_key_derivation_get_capacity(&op, &capacity), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_key_derivation_set_capacity(&op, 1), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_key_derivation_input_bytes(&op, INFO, bytes, 1), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, 8), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_key_derivation_verify_bytes(&op, out, 8), PSA_ERROR_BAD_STATE);
    abort_op();
}

/* HKDF with a secret from a key, ready for output. */
static void ready_hkdf(psa_key_id_t key)
{
    abort_op();
    assert_int_equal(psa_key_derivation_setup(&op, HKDF256), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&op, SECRET, key), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, INFO, bytes, 5), PSA_SUCCESS);
}

static psa_algorithm_t hash_alg_of(const vec_record_t *r)
{
    const char *name = vec_text(r, "hash");
    return strcmp(name, "sha224") == 0   ? PSA_ALG_SHA_224
           : strcmp(name, "sha256") == 0 ? PSA_ALG_SHA_256
           : strcmp(name, "sha384") == 0 ? PSA_ALG_SHA_384
                                         : PSA_ALG_SHA_512;
}

static void check_hkdf(const vec_record_t *r)
{
    size_t ikm_size, salt_size, info_size, prk_size, okm_size;
    const uint8_t *ikm = vec_bytes(r, "ikm", &ikm_size);
    const uint8_t *salt = vec_bytes(r, "salt", &salt_size);
    const uint8_t *info = vec_bytes(r, "info", &info_size);
    const uint8_t *prk = vec_bytes(r, "prk", &prk_size);
    const uint8_t *okm = vec_bytes(r, "okm", &okm_size);
    psa_algorithm_t hash = hash_alg_of(r);
    uint8_t out[256];

    for (size_t piece = 1; piece <= okm_size; piece += 13) {
        for (int info_first = 0; info_first < 2; info_first++) {
            psa_key_derivation_operation_t moved;
            assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_HKDF(hash)), PSA_SUCCESS);
            if (info_first) {
                assert_int_equal(psa_key_derivation_input_bytes(&op, INFO, info, info_size), PSA_SUCCESS);
            }
            if (salt_size > 0) {
                assert_int_equal(psa_key_derivation_input_bytes(&op, SALT, salt, salt_size), PSA_SUCCESS);
            }
            assert_int_equal(psa_key_derivation_input_bytes(&op, SECRET, ikm, ikm_size), PSA_SUCCESS);
            if (!info_first) {
                assert_int_equal(psa_key_derivation_input_bytes(&op, INFO, info, info_size), PSA_SUCCESS);
            }
            for (size_t at = 0; at < okm_size; at += piece) {
                memcpy(&moved, &op, sizeof op);
                memset(&op, 0xee, sizeof op);
                memcpy(&op, &moved, sizeof op);
                size_t n = okm_size - at < piece ? okm_size - at : piece;
                assert_int_equal(psa_key_derivation_output_bytes(&op, out + at, n), PSA_SUCCESS);
            }
            assert_memory_equal(out, okm, okm_size);
            abort_op();
        }
    }
    assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_HKDF_EXTRACT(hash)), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SALT, salt, salt_size), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SECRET, ikm, ikm_size), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, prk_size), PSA_SUCCESS);
    assert_memory_equal(out, prk, prk_size);
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, 1), PSA_ERROR_INSUFFICIENT_DATA);
    abort_op();
    assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_HKDF_EXPAND(hash)), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SECRET, prk, prk_size), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, INFO, info, info_size), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_verify_bytes(&op, okm, okm_size), PSA_SUCCESS);
    abort_op();
}

static void hkdf__standard_vectors_in_pieces__match(void **state)
{
    (void)state;
    vec_for_each("hkdf.txt", 6, check_hkdf);
}

static void setup__bad_algorithms__operation_unchanged(void **state)
{
    (void)state;
    const psa_algorithm_t invalid[] = { PSA_ALG_SHA_256, PSA_ALG_ECDH, PSA_ALG_NONE, PSA_ALG_HKDF(PSA_ALG_ANY_HASH) };
    const psa_algorithm_t unsupported[] = { PSA_ALG_HKDF(PSA_ALG_SM3), PSA_ALG_PBKDF2_HMAC(PSA_ALG_SM3),
                                            PSA_ALG_WPA3_SAE_H2E(PSA_ALG_SHA_224) };
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(psa_key_derivation_setup(&op, invalid[i]), PSA_ERROR_INVALID_ARGUMENT);
    }
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(psa_key_derivation_setup(&op, unsupported[i]), PSA_ERROR_NOT_SUPPORTED);
    }
    assert_int_equal(psa_key_derivation_setup(&op, HKDF256), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_setup(&op, HKDF256), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SALT, bytes, 4), PSA_SUCCESS);
}

/* The order that each algorithm demands; a violation spoils the operation. */
static void input__wrong_order_or_step__error_state(void **state)
{
    (void)state;
    static const struct {
        psa_algorithm_t alg;
        psa_key_derivation_step_t steps[3];
        psa_status_t last; /* of the last step that is not 0; those before succeed */
    } cases[] = {
        { HKDF256, { SALT, SALT, 0 }, PSA_ERROR_BAD_STATE },
        { HKDF256, { SECRET, SALT, 0 }, PSA_ERROR_BAD_STATE },
        { HKDF256, { SECRET, SECRET, 0 }, PSA_ERROR_BAD_STATE },
        { HKDF256, { INFO, INFO, 0 }, PSA_ERROR_BAD_STATE },
        { HKDF256, { PSA_KEY_DERIVATION_INPUT_LABEL, 0, 0 }, PSA_ERROR_INVALID_ARGUMENT },
        { HKDF256, { PSA_KEY_DERIVATION_INPUT_PASSWORD, 0, 0 }, PSA_ERROR_INVALID_ARGUMENT },
        { EXTRACT256, { SECRET, 0, 0 }, PSA_ERROR_BAD_STATE },
        { EXTRACT256, { SALT, INFO, 0 }, PSA_ERROR_INVALID_ARGUMENT },
        { EXTRACT256, { SALT, SECRET, SALT }, PSA_ERROR_BAD_STATE },
        { EXPAND256, { INFO, 0, 0 }, PSA_ERROR_BAD_STATE },
        { EXPAND256, { SALT, 0, 0 }, PSA_ERROR_INVALID_ARGUMENT },
        { EXPAND256, { SECRET, INFO, INFO }, PSA_ERROR_BAD_STATE },
        { ECDH_HKDF256, { SALT, SECRET, SECRET }, PSA_ERROR_BAD_STATE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(psa_key_derivation_setup(&op, cases[i].alg), PSA_SUCCESS);
        for (size_t s = 0; s < 3 && cases[i].steps[s] != 0; s++) {
            bool last = s == 2 || cases[i].steps[s + 1] == 0;
            assert_int_equal(psa_key_derivation_input_bytes(&op, cases[i].steps[s], bytes, 32),
                             last ? cases[i].last : PSA_SUCCESS);
        }
        assert_error_state();
    }
    /* A pseudorandom key shorter than the hash. */
    assert_int_equal(psa_key_derivation_setup(&op, EXPAND256), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SECRET, bytes, 31), PSA_ERROR_INVALID_ARGUMENT);
    assert_error_state();
}

static void output__inputs_missing_or_too_late__bad_state(void **state)
{
    (void)state;
    uint8_t out[8];
    assert_int_equal(psa_key_derivation_setup(&op, HKDF256), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SECRET, bytes, 32), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, 8), PSA_ERROR_BAD_STATE);
    assert_error_state();
    ready_hkdf(secret_key(HKDF256, PSA_KEY_USAGE_DERIVE));
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, 8), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SALT, bytes, 4), PSA_ERROR_BAD_STATE);
    assert_error_state();
}

/* Pitfall list, crypto 5: asking beyond the capacity empties it and does not spoil the operation. */
static void capacity__taken_raised_exceeded__as_specified(void **state)
{
    (void)state;
    psa_key_id_t key = secret_key(HKDF256, PSA_KEY_USAGE_DERIVE), made;
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_AES, 0, PSA_ALG_NONE, 128);
    uint8_t out[64], untouched[64];
    size_t capacity;

    ready_hkdf(key);
    assert_int_equal(psa_key_derivation_get_capacity(&op, &capacity), PSA_SUCCESS);
    assert_int_equal(capacity, 255 * 32);
    assert_int_equal(psa_key_derivation_set_capacity(&op, 255 * 32 + 1), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_key_derivation_set_capacity(&op, 40), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_set_capacity(&op, 41), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, 0), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, 30), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_get_capacity(&op, &capacity), PSA_SUCCESS);
    assert_int_equal(capacity, 10);
    memset(out, 0xa5, sizeof out);
    memset(untouched, 0xa5, sizeof untouched);
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, 11), PSA_ERROR_INSUFFICIENT_DATA);
    assert_memory_equal(out, untouched, sizeof out);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(psa_key_derivation_get_capacity(&op, &capacity), PSA_SUCCESS);
        assert_int_equal(capacity, 0);
        assert_int_equal(psa_key_derivation_output_bytes(&op, out, 1), PSA_ERROR_INSUFFICIENT_DATA);
        assert_int_equal(psa_key_derivation_verify_bytes(&op, out, 1), PSA_ERROR_INSUFFICIENT_DATA);
        assert_int_equal(psa_key_derivation_output_key(&a, &op, &made), PSA_ERROR_INSUFFICIENT_DATA);
        assert_int_equal(made, PSA_KEY_ID_NULL);
    }
    ready_hkdf(key);
    assert_int_equal(psa_key_derivation_set_capacity(&op, 15), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_key(&a, &op, &made), PSA_ERROR_INSUFFICIENT_DATA);
    assert_int_equal(psa_key_derivation_get_capacity(&op, &capacity), PSA_SUCCESS);
    assert_int_equal(capacity, 0);
    /* All of the capacity can be had: the 255th block counts one byte, not more. */
    static uint8_t all[255 * 32];
    ready_hkdf(key);
    assert_int_equal(psa_key_derivation_output_bytes(&op, all, sizeof all), PSA_SUCCESS);
    ready_hkdf(key);
    assert_int_equal(psa_key_derivation_verify_bytes(&op, all, sizeof all), PSA_SUCCESS);
    abort_op();
}

static void output_key__from_a_key__equals_the_bytes(void **state)
{
    (void)state;
    psa_key_id_t key = secret_key(HKDF256, PSA_KEY_USAGE_DERIVE), made;
    uint8_t stream[80], out[32];
    size_t length, capacity;
    psa_custom_key_parameters_t custom = PSA_CUSTOM_KEY_PARAMETERS_INIT;
    ready_hkdf(key);
    assert_int_equal(psa_key_derivation_output_bytes(&op, stream, sizeof stream), PSA_SUCCESS);
    ready_hkdf(key);
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_EXPORT, PSA_ALG_GCM, 128);
    assert_int_equal(psa_key_derivation_output_key(&a, &op, &made), PSA_SUCCESS);
    assert_int_equal(psa_export_key(made, out, 32, &length), PSA_SUCCESS);
    assert_int_equal(length, 16);
    assert_memory_equal(out, stream, 16);
    a = attributes(PSA_KEY_TYPE_HMAC, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE, 256);
    assert_int_equal(psa_key_derivation_output_key_custom(&a, &op, &custom, NULL, 0, &made), PSA_SUCCESS);
    assert_int_equal(psa_export_key(made, out, 32, &length), PSA_SUCCESS);
    assert_memory_equal(out, stream + 16, 32);
    /* P-256: the next 32 bytes as a number, plus one. */
    a = attributes(P256_PAIR, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE, 256);
    assert_int_equal(psa_key_derivation_output_key(&a, &op, &made), PSA_SUCCESS);
    assert_int_equal(psa_export_key(made, out, 32, &length), PSA_SUCCESS);
    for (size_t i = 80; i-- > 48 && ++stream[i] == 0;) {
    }
    assert_memory_equal(out, stream + 48, 32);
    assert_int_equal(psa_key_derivation_get_capacity(&op, &capacity), PSA_SUCCESS);
    assert_int_equal(capacity, 255 * 32 - 80);
    abort_op();
}

static void output_key__bad_attributes__error_state_and_no_key(void **state)
{
    (void)state;
    psa_key_id_t key = secret_key(HKDF256, PSA_KEY_USAGE_DERIVE), made;
    const psa_key_attributes_t bad[] = {
        attributes(PSA_KEY_TYPE_AES, 0, PSA_ALG_NONE, 0),
        attributes(PSA_KEY_TYPE_AES, 0, PSA_ALG_NONE, 129),
        attributes(PSA_KEY_TYPE_HMAC, 0, PSA_ALG_NONE, 12),
        attributes(PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), 0, PSA_ALG_NONE, 256),
        attributes(P256_PAIR, 0, PSA_ALG_NONE, 320),
        attributes(PSA_KEY_TYPE_RSA_KEY_PAIR, 0, PSA_ALG_NONE, 2048),
        attributes(PSA_KEY_TYPE_AES, 0x40000000, PSA_ALG_NONE, 128),
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ready_hkdf(key);
        psa_status_t status = psa_key_derivation_output_key(&bad[i], &op, &made);
        assert_true(status == PSA_ERROR_INVALID_ARGUMENT || status == PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(made, PSA_KEY_ID_NULL);
        assert_error_state();
    }
}

/* Policies of input keys: what each combination of usages allows. */
static void policy__usage_of_inputs__decides_the_outputs(void **state)
{
    (void)state;
    psa_key_id_t derive = secret_key(HKDF256, PSA_KEY_USAGE_DERIVE), made;
    psa_key_id_t verify = secret_key(HKDF256, PSA_KEY_USAGE_VERIFY_DERIVATION);
    psa_key_id_t neither = secret_key(HKDF256, PSA_KEY_USAGE_EXPORT);
    psa_key_id_t other = secret_key(PSA_ALG_HKDF(PSA_ALG_SHA_512), PSA_KEY_USAGE_DERIVE);
    psa_key_id_t raw = import_bytes(PSA_KEY_TYPE_RAW_DATA, PSA_KEY_USAGE_DERIVE, HKDF256, bytes, 32);
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_AES, 0, PSA_ALG_NONE, 128);
    uint8_t out[16], expected[16];

    ready_hkdf(derive);
    assert_int_equal(psa_key_derivation_output_bytes(&op, expected, 16), PSA_SUCCESS);
    ready_hkdf(verify);
    assert_int_equal(psa_key_derivation_verify_bytes(&op, expected, 16), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, 16), PSA_ERROR_NOT_PERMITTED);
    assert_error_state();
    ready_hkdf(verify);
    assert_int_equal(psa_key_derivation_output_key(&a, &op, &made), PSA_ERROR_NOT_PERMITTED);
    assert_error_state();
    /* A secret given as bytes makes no keys. */
    assert_int_equal(psa_key_derivation_setup(&op, HKDF256), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SECRET, bytes, 32), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, INFO, bytes, 5), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, 16), PSA_SUCCESS);
    assert_memory_equal(out, expected, 16);
    assert_int_equal(psa_key_derivation_output_key(&a, &op, &made), PSA_ERROR_NOT_PERMITTED);
    assert_error_state();
    const struct {
        psa_key_id_t key;
        psa_key_derivation_step_t step;
        psa_status_t status;
    } cases[] = {
        { neither, SECRET, PSA_ERROR_NOT_PERMITTED },
        { other, SECRET, PSA_ERROR_NOT_PERMITTED },
        { raw, SECRET, PSA_ERROR_INVALID_ARGUMENT },
        { derive, INFO, PSA_ERROR_INVALID_ARGUMENT },
        { raw, INFO, PSA_SUCCESS },
        { raw, SALT, PSA_SUCCESS },
        { 0x7ffffff0, SECRET, PSA_ERROR_INVALID_HANDLE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(psa_key_derivation_setup(&op, HKDF256), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_key(&op, cases[i].step, cases[i].key), cases[i].status);
        if (cases[i].status != PSA_SUCCESS) {
            assert_error_state();
        }
        abort_op();
    }
}

static void verify_bytes__different__invalid_signature_and_error_state(void **state)
{
    (void)state;
    psa_key_id_t key = secret_key(HKDF256, PSA_KEY_USAGE_DERIVE);
    uint8_t out[70];
    for (size_t bad = 0; bad <= 69; bad += 23) {
        ready_hkdf(key);
        assert_int_equal(psa_key_derivation_output_bytes(&op, out, 70), PSA_SUCCESS);
        out[bad] ^= 0x10;
        ready_hkdf(key);
        assert_int_equal(psa_key_derivation_verify_bytes(&op, out, 70), PSA_ERROR_INVALID_SIGNATURE);
        assert_error_state();
    }
}

static void info__too_long__not_supported(void **state)
{
    (void)state;
    static uint8_t info[2000];
    assert_int_equal(psa_key_derivation_setup(&op, HKDF256), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, INFO, info, 255), PSA_SUCCESS);
    abort_op();
    assert_int_equal(psa_key_derivation_setup(&op, HKDF256), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, INFO, info, sizeof info), PSA_ERROR_NOT_SUPPORTED);
    assert_error_state();
}

static void check_ecdh(const vec_record_t *r)
{
    size_t size;
    const uint8_t *private_key = vec_bytes(r, "private", &size);
    const uint8_t *peer = vec_bytes(r, "peer", &size);
    const uint8_t *expected = vec_bytes(r, "secret", &size);
    psa_key_id_t key = import_bytes(P256_PAIR, PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH, private_key, 32), made, direct;
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_DERIVE, PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_DERIVE, HKDF256, 0);
    uint8_t out[32], other[32];
    size_t length;

    assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, key, peer, 65, out, 32, &length), PSA_SUCCESS);
    assert_int_equal(length, 32);
    assert_memory_equal(out, expected, 32);
    assert_int_equal(psa_key_agreement(key, peer, 65, PSA_ALG_ECDH, &a, &made), PSA_SUCCESS);
    assert_int_equal(psa_export_key(made, out, 32, &length), PSA_SUCCESS);
    assert_memory_equal(out, expected, 32);
    /* A policy of agreement alone permits it with every derivation; the result is that of the agreed secret. */
    assert_int_equal(psa_key_derivation_setup(&op, ECDH_HKDF256), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_key_agreement(&op, SECRET, key, peer, 65), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, INFO, bytes, 5), PSA_SUCCESS);
    psa_key_attributes_t aes = attributes(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE, 256);
    assert_int_equal(psa_key_derivation_output_key(&aes, &op, &direct), PSA_SUCCESS);
    assert_int_equal(psa_export_key(direct, out, 32, &length), PSA_SUCCESS);
    ready_hkdf(made);
    assert_int_equal(psa_key_derivation_output_bytes(&op, other, 32), PSA_SUCCESS);
    assert_memory_equal(out, other, 32);
    abort_op();
    assert_int_equal(psa_destroy_key(direct), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(made), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

static void key_agreement__standard_vectors__match(void **state)
{
    (void)state;
    vec_for_each("ecdh_p256.txt", 6, check_ecdh);
}

static void key_agreement__bad_arguments__their_errors(void **state)
{
    (void)state;
    psa_key_id_t key = import_bytes(P256_PAIR, PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH, bytes, 32), made;
    psa_key_id_t combined = import_bytes(P256_PAIR, PSA_KEY_USAGE_DERIVE, ECDH_HKDF256, bytes, 32);
    psa_key_id_t no_usage = import_bytes(P256_PAIR, PSA_KEY_USAGE_SIGN_HASH, PSA_ALG_ECDH, bytes, 32);
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_AES, 0, PSA_ALG_NONE, 0);
    uint8_t peer[65], out[32], zero[32] = { 0 };
    size_t length = 99;
    assert_int_equal(psa_export_public_key(key, peer, 65, &length), PSA_SUCCESS);
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, key, peer, 65, out, 31, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 0);
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, key, peer, 64, out, 32, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, key, peer, 0, out, 32, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_raw_key_agreement(ECDH_HKDF256, key, peer, 65, out, 32, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, combined, peer, 65, out, 32, &length),
                     PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, no_usage, peer, 65, out, 32, &length),
                     PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_FFDH, key, peer, 65, out, 32, &length), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_key_agreement(key, peer, 65, PSA_ALG_ECDH, &a, &made), PSA_ERROR_INVALID_ARGUMENT);
    /* Keys of another type, also those whose policy names the agreement. */
    psa_key_id_t others[] = {
        import_bytes(PSA_KEY_TYPE_DERIVE, PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH, bytes, 32),
        import_bytes(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH, bytes, 32),
        import_bytes(PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH, peer, 65),
    };
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, others[i], peer, 65, out, 32, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(length, 0);
    }
    psa_set_key_type(&a, PSA_KEY_TYPE_DERIVE);
    psa_set_key_bits(&a, 128);
    assert_int_equal(psa_key_agreement(key, peer, 65, PSA_ALG_ECDH, &a, &made), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(made, PSA_KEY_ID_NULL);
    /* An invalid curve point gives nothing away. */
    peer[64] ^= 1;
    memset(out, 0, sizeof out);
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, key, peer, 65, out, 32, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_memory_equal(out, zero, 32);
    assert_int_equal(psa_key_derivation_setup(&op, ECDH_HKDF256), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_key_agreement(&op, SECRET, key, peer, 65), PSA_ERROR_INVALID_ARGUMENT);
    assert_error_state();
    peer[64] ^= 1;
    /* Into a derivation that is not set up for an agreement; a step that is not its secret. */
    assert_int_equal(psa_key_derivation_setup(&op, HKDF256), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_key_agreement(&op, SECRET, key, peer, 65), PSA_ERROR_INVALID_ARGUMENT);
    assert_error_state();
    assert_int_equal(psa_key_derivation_setup(&op, ECDH_HKDF256), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_key_agreement(&op, SALT, key, peer, 65), PSA_ERROR_INVALID_ARGUMENT);
    assert_error_state();
    assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(PSA_ALG_SHA_512))),
                     0);
    assert_int_equal(psa_key_derivation_key_agreement(&op, SECRET, combined, peer, 65), PSA_ERROR_NOT_PERMITTED);
    assert_error_state();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(hkdf__standard_vectors_in_pieces__match, start, fixture_stop),
        cmocka_unit_test_setup_teardown(setup__bad_algorithms__operation_unchanged, start, fixture_stop),
        cmocka_unit_test_setup_teardown(input__wrong_order_or_step__error_state, start, fixture_stop),
        cmocka_unit_test_setup_teardown(output__inputs_missing_or_too_late__bad_state, start, fixture_stop),
        cmocka_unit_test_setup_teardown(capacity__taken_raised_exceeded__as_specified, start, fixture_stop),
        cmocka_unit_test_setup_teardown(output_key__from_a_key__equals_the_bytes, start, fixture_stop),
        cmocka_unit_test_setup_teardown(output_key__bad_attributes__error_state_and_no_key, start, fixture_stop),
        cmocka_unit_test_setup_teardown(policy__usage_of_inputs__decides_the_outputs, start, fixture_stop),
        cmocka_unit_test_setup_teardown(verify_bytes__different__invalid_signature_and_error_state, start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(info__too_long__not_supported, start, fixture_stop),
        cmocka_unit_test_setup_teardown(key_agreement__standard_vectors__match, start, fixture_stop),
        cmocka_unit_test_setup_teardown(key_agreement__bad_arguments__their_errors, start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
