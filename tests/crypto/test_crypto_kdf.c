/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, key derivation: every algorithm's vectors through the API, the order of the inputs of each, what its
 * inputs may be, passwords and their hashes. test_crypto_derive.c has the rules that all algorithms share.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "lib/crypto/kdf.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"
#include "vectors.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define DERIVE PSA_KEY_USAGE_DERIVE
#define VERIFY PSA_KEY_USAGE_VERIFY_DERIVATION

#define SALT PSA_KEY_DERIVATION_INPUT_SALT
#define SECRET PSA_KEY_DERIVATION_INPUT_SECRET
#define OTHER PSA_KEY_DERIVATION_INPUT_OTHER_SECRET
#define INFO PSA_KEY_DERIVATION_INPUT_INFO
#define LABEL PSA_KEY_DERIVATION_INPUT_LABEL
#define CONTEXT PSA_KEY_DERIVATION_INPUT_CONTEXT
#define SEED PSA_KEY_DERIVATION_INPUT_SEED
#define COST PSA_KEY_DERIVATION_INPUT_COST
#define PASSWORD PSA_KEY_DERIVATION_INPUT_PASSWORD

static const uint8_t bytes[129] = { 1, 2, 3, 4, 5, 6, 7, 8 };
static const uint8_t point[65] = { 4, 5, 6 }; /* EC J-PAKE's */
static psa_key_derivation_operation_t op;
static psa_key_id_t given[8]; /* keys that are inputs of op: they must live as long as it uses them */
static size_t given_count;

static int start(void **state)
{
    memset(&op, 0, sizeof op);
    return fixture_start(state);
}

static psa_key_id_t import_key(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg, const uint8_t *data,
                               size_t size)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    psa_set_key_type(&a, type);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, alg);
    assert_int_equal(psa_import_key(&a, data, size, &key), PSA_SUCCESS);
    return key;
}

static psa_status_t give_key(psa_key_derivation_step_t step, psa_key_id_t key)
{
    assert_in_range(given_count, 0, COUNT(given) - 1);
    given[given_count++] = key;
    return psa_key_derivation_input_key(&op, step, key);
}

static void abort_op(void)
{
    static const psa_key_derivation_operation_t inactive;
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
    assert_memory_equal(&op, &inactive, sizeof op);
    while (given_count > 0) {
        assert_int_equal(psa_destroy_key(given[--given_count]), PSA_SUCCESS);
    }
}

/* The error state: nothing but its mark is left, only abort helps. */
static void assert_error_state(void)
{
    uint8_t out[8];
    size_t used = 0;
    for (size_t i = 0; i < sizeof op; i++) {
        used += ((const uint8_t *)&op)[i] != 0;
    }
    assert_int_equal(used, 1);
    assert_int_equal(psa_key_derivation_input_integer(&op, COST, 1), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SALT, bytes, 1), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, 8), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_key_derivation_verify_key(&op, 1), PSA_ERROR_BAD_STATE);
    abort_op();
}

/* ------------------------------------------------------------------------------------------------------ Vectors --- */

typedef struct name {
    const char *name;
    uint32_t value;
} name_t;

static const name_t algs[] = { { "hkdf", PSA_ALG_HKDF(0) },
                               { "counter_hmac", PSA_ALG_SP800_108_COUNTER_HMAC(0) },
                               { "counter_cmac", PSA_ALG_SP800_108_COUNTER_CMAC },
                               { "tls12_prf", PSA_ALG_TLS12_PRF(0) },
                               { "tls12_psk_to_ms", PSA_ALG_TLS12_PSK_TO_MS(0) },
                               { "tls12_ecjpake_to_pms", PSA_ALG_TLS12_ECJPAKE_TO_PMS },
                               { "pbkdf2_hmac", PSA_ALG_PBKDF2_HMAC(0) },
                               { "pbkdf2_cmac", PSA_ALG_PBKDF2_AES_CMAC_PRF_128 } };
static const name_t hashes[] = { { "md5", 0x03 },        { "ripemd160", 0x04 }, { "sha1", 0x05 },
                                 { "aes_mmo", 0x07 },    { "sha224", 0x08 },    { "sha256", 0x09 },
                                 { "sha384", 0x0a },     { "sha512", 0x0b },    { "sha512_224", 0x0c },
                                 { "sha512_256", 0x0d }, { "sha3_224", 0x10 },  { "sha3_256", 0x11 },
                                 { "sha3_384", 0x12 },   { "sha3_512", 0x13 } };
static const name_t ciphers[] = { { "aes", PSA_KEY_TYPE_AES },
                                  { "aria", PSA_KEY_TYPE_ARIA },
                                  { "camellia", PSA_KEY_TYPE_CAMELLIA } };
/* The steps in an order that is right for all algorithms; "cost" is the number. */
static const name_t fields[] = { { "cost", COST },   { "salt", SALT },      { "salt2", SALT },        { "seed", SEED },
                                 { "other", OTHER }, { "secret", SECRET },  { "password", PASSWORD }, { "info", INFO },
                                 { "label", LABEL }, { "context", CONTEXT } };

static uint32_t value_of(const vec_record_t *r, const char *field, const name_t *names, size_t count)
{
    const char *text = vec_text(r, field);
    for (size_t i = 0; text != NULL && i < count; i++) {
        if (strcmp(names[i].name, text) == 0) {
            return names[i].value;
        }
    }
    fail_msg("line %d: %s", r->line, field);
    return 0;
}

static psa_algorithm_t alg_of(const vec_record_t *r)
{
    psa_algorithm_t alg = value_of(r, "alg", algs, COUNT(algs));
    return vec_text(r, "hash") != NULL ? alg | value_of(r, "hash", hashes, COUNT(hashes)) : alg;
}

static bool counts_capacity(psa_algorithm_t alg)
{
    return PSA_ALG_IS_SP800_108_COUNTER_HMAC(alg) || alg == PSA_ALG_SP800_108_COUNTER_CMAC;
}

/* The type that a key for a step has. */
static psa_key_type_t type_of(const vec_record_t *r, psa_key_derivation_step_t step)
{
    return vec_text(r, "cipher") != NULL && step == SECRET
               ? (psa_key_type_t)value_of(r, "cipher", ciphers, COUNT(ciphers))
           : step == SECRET   ? PSA_KEY_TYPE_DERIVE
           : step == PASSWORD ? PSA_KEY_TYPE_PASSWORD
                              : PSA_KEY_TYPE_RAW_DATA;
}

/* Set up and give all inputs: those that may be bytes as bytes, or all as keys with this usage. */
static void give_inputs(const vec_record_t *r, psa_key_usage_t usage)
{
    psa_algorithm_t alg = alg_of(r);
    size_t size, out_size;
    (void)vec_bytes(r, "out", &out_size);
    assert_int_equal(psa_key_derivation_setup(&op, alg), PSA_SUCCESS);
    if (counts_capacity(alg)) {
        assert_int_equal(psa_key_derivation_set_capacity(&op, out_size), PSA_SUCCESS);
    }
    for (size_t i = 0; i < COUNT(fields); i++) {
        psa_key_derivation_step_t step = (psa_key_derivation_step_t)fields[i].value;
        if (vec_text(r, fields[i].name) == NULL) {
            continue;
        }
        if (step == COST) {
            uint64_t cost = strtoull(vec_text(r, "cost"), NULL, 10);
            assert_int_equal(psa_key_derivation_input_integer(&op, COST, cost), PSA_SUCCESS);
            continue;
        }
        const uint8_t *data = vec_bytes(r, fields[i].name, &size);
        bool only_key = alg == PSA_ALG_SP800_108_COUNTER_CMAC && step == SECRET;
        if ((usage == 0 && !only_key) || size == 0) {
            assert_int_equal(psa_key_derivation_input_bytes(&op, step, data, size), PSA_SUCCESS);
        } else {
            psa_key_id_t key = import_key(type_of(r, step), usage == 0 ? DERIVE : usage, alg, data, size);
            assert_int_equal(give_key(step, key), PSA_SUCCESS);
        }
    }
}

/* The output in one call and in pieces, compared right and wrong, as a key. */
static void check_record(const vec_record_t *r)
{
    static uint8_t out[512];
    psa_algorithm_t alg = alg_of(r);
    bool slow = vec_text(r, "cost") != NULL && strlen(vec_text(r, "cost")) > 4;
    bool at_once = alg == PSA_ALG_TLS12_ECJPAKE_TO_PMS;
    size_t size, length;
    const uint8_t *expected = vec_bytes(r, "out", &size);

    give_inputs(r, 0);
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, size), PSA_SUCCESS);
    assert_memory_equal(out, expected, size);
    abort_op();
    if (slow) {
        return; /* seconds on an emulated Cortex-M33; the records beside it go through the rest */
    }
    for (size_t piece = 1; piece < size && !at_once; piece += piece < 3 ? 1 : 29) {
        give_inputs(r, 0);
        for (size_t at = 0; at < size; at += piece) {
            size_t n = size - at < piece ? size - at : piece;
            assert_int_equal(psa_key_derivation_output_bytes(&op, out, n), PSA_SUCCESS);
            assert_memory_equal(out, expected + at, n);
        }
        abort_op();
    }
    give_inputs(r, VERIFY);
    assert_int_equal(psa_key_derivation_verify_bytes(&op, expected, size), PSA_SUCCESS);
    abort_op();
    memcpy(out, expected, size);
    out[size - 1] ^= 0x40;
    give_inputs(r, 0);
    assert_int_equal(psa_key_derivation_verify_bytes(&op, out, size), PSA_ERROR_INVALID_SIGNATURE);
    assert_error_state();
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    psa_set_key_type(&a, PSA_KEY_TYPE_DERIVE);
    psa_set_key_bits(&a, 8 * size);
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_EXPORT);
    give_inputs(r, DERIVE);
    assert_int_equal(psa_key_derivation_output_key(&a, &op, &key), PSA_SUCCESS);
    assert_int_equal(psa_export_key(key, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_memory_equal(out, expected, size);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    abort_op();
}

static void hkdf__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("kdf_hkdf.txt", 24, check_record);
}

static void sp800_108_counter_hmac__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("kdf_counter_hmac.txt", 35, check_record);
}

static void sp800_108_counter_cmac__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("kdf_counter_cmac.txt", 18, check_record);
#if defined(PSA_WANT_KEY_TYPE_ARIA)
    vec_for_each("kdf_counter_aria.txt", 9, check_record);
#endif
}

static void tls12__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("kdf_tls12.txt", 34, check_record);
}

static void pbkdf2__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("kdf_pbkdf2.txt", 59, check_record);
}

#if defined(PSA_WANT_ALG_SHA3_256)
static void kdfs_with_sha3__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("kdf_sha3.txt", 20, check_record);
}
#endif

/* ------------------------------------------------------------------------------------------------------- Inputs --- */

#define OPTIONAL 1u
#define REPEATED 2u
#define ANY_TIME 4u
#define ONLY_KEY 8u

/* The specification's list of inputs of each algorithm, in its order. */
static const struct algorithm {
    psa_algorithm_t alg;
    struct {
        psa_key_derivation_step_t step;
        unsigned rules;
    } steps[5];
    size_t output; /* bytes to take */
} algorithms[] = {
    { PSA_ALG_HKDF(PSA_ALG_SHA_256), { { SALT, OPTIONAL }, { SECRET, 0 }, { INFO, ANY_TIME } }, 8 },
    { PSA_ALG_HKDF_EXTRACT(PSA_ALG_SHA_256), { { SALT, 0 }, { SECRET, 0 } }, 8 },
    { PSA_ALG_HKDF_EXPAND(PSA_ALG_SHA_256), { { SECRET, 0 }, { INFO, 0 } }, 8 },
    { PSA_ALG_SP800_108_COUNTER_HMAC(PSA_ALG_SHA_256),
      { { SECRET, 0 }, { LABEL, OPTIONAL }, { CONTEXT, OPTIONAL } },
      8 },
    { PSA_ALG_SP800_108_COUNTER_CMAC, { { SECRET, ONLY_KEY }, { LABEL, OPTIONAL }, { CONTEXT, OPTIONAL } }, 8 },
    { PSA_ALG_TLS12_PRF(PSA_ALG_SHA_256), { { SEED, 0 }, { SECRET, 0 }, { LABEL, 0 } }, 8 },
    { PSA_ALG_TLS12_PSK_TO_MS(PSA_ALG_SHA_256), { { SEED, 0 }, { OTHER, OPTIONAL }, { SECRET, 0 }, { LABEL, 0 } }, 8 },
    { PSA_ALG_TLS12_ECJPAKE_TO_PMS, { { SECRET, 0 } }, 32 },
    { PSA_ALG_PBKDF2_HMAC(PSA_ALG_SHA_256), { { COST, 0 }, { SALT, REPEATED }, { PASSWORD, 0 } }, 8 },
    { PSA_ALG_PBKDF2_AES_CMAC_PRF_128, { { COST, 0 }, { SALT, REPEATED }, { PASSWORD, 0 } }, 8 },
};

static psa_key_id_t cipher_key; /* for the algorithm that takes no other secret */

/* An input that is good in itself. */
static psa_status_t give(const struct algorithm *a, psa_key_derivation_step_t step)
{
    /* A label without zeros; a secret that EXPAND takes and EC J-PAKE's point. */
    static const uint8_t label[5] = { 'l', 'a', 'b', 'e', 'l' };
    if (step == COST) {
        return psa_key_derivation_input_integer(&op, COST, 2);
    }
    if (step == SECRET && a->alg == PSA_ALG_SP800_108_COUNTER_CMAC) {
        return psa_key_derivation_input_key(&op, SECRET, cipher_key);
    }
    if (step == SECRET && a->alg == PSA_ALG_TLS12_ECJPAKE_TO_PMS) {
        return psa_key_derivation_input_bytes(&op, SECRET, point, sizeof point);
    }
    return step == SECRET ? psa_key_derivation_input_bytes(&op, step, bytes, 32)
                          : psa_key_derivation_input_bytes(&op, step, label, sizeof label);
}

static size_t step_count(const struct algorithm *a)
{
    size_t count = 0;
    while (a->steps[count].step != 0) {
        count++;
    }
    return count;
}

/* What the rules say of a sequence of steps (indices): the place of the first that is refused, its length if none
 * is. */
static size_t first_refused(const struct algorithm *a, const size_t *sequence, size_t length)
{
    unsigned came = 0;
    size_t last = 0; /* 1 + the last ordered one */
    for (size_t i = 0; i < length; i++) {
        size_t at = sequence[i];
        unsigned rules = a->steps[at].rules;
        bool again = (came & 1u << at) != 0;
        if (rules & ANY_TIME) {
            if (again) {
                return i;
            }
            came |= 1u << at;
            continue;
        }
        if ((again && !((rules & REPEATED) && last == at + 1)) || at + 1 < last) {
            return i;
        }
        for (size_t before = last; before < at; before++) {
            if ((a->steps[before].rules & (OPTIONAL | ANY_TIME)) == 0) {
                return i;
            }
        }
        came |= 1u << at;
        last = at + 1;
    }
    return length;
}

static bool is_complete(const struct algorithm *a, const size_t *sequence, size_t length)
{
    for (size_t at = 0; at < step_count(a); at++) {
        bool came = (a->steps[at].rules & OPTIONAL) != 0;
        for (size_t i = 0; i < length; i++) {
            came |= sequence[i] == at;
        }
        if (!came) {
            return false;
        }
    }
    return true;
}

/* Every sequence of up to five inputs of every algorithm: accepted as far as the specification's order goes, BAD_STATE
 * at the first input out of turn, output when and only when all that must come came. */
static void inputs__every_sequence__as_the_specification_orders(void **state)
{
    (void)state;
    size_t complete = 0;
    cipher_key = import_key(PSA_KEY_TYPE_AES, DERIVE, PSA_ALG_SP800_108_COUNTER_CMAC, bytes, 16);
    for (size_t n = 0; n < COUNT(algorithms); n++) {
        const struct algorithm *a = &algorithms[n];
        size_t count = step_count(a), sequences = 1;
        for (size_t length = 0; length <= 5; length++, sequences *= count) {
            for (size_t s = 0; s < sequences; s++) {
                size_t sequence[5], rest = s, at = 0;
                uint8_t out[32];
                for (size_t i = 0; i < length; i++, rest /= count) {
                    sequence[i] = rest % count;
                }
                size_t refused = first_refused(a, sequence, length);
                assert_int_equal(psa_key_derivation_setup(&op, a->alg), PSA_SUCCESS);
                while (at < length && at < refused) {
                    assert_int_equal(give(a, a->steps[sequence[at++]].step), PSA_SUCCESS);
                }
                if (refused < length) {
                    assert_int_equal(give(a, a->steps[sequence[refused]].step), PSA_ERROR_BAD_STATE);
                    assert_error_state();
                } else if (is_complete(a, sequence, length)) {
                    complete++;
                    assert_int_equal(psa_key_derivation_output_bytes(&op, out, a->output), PSA_SUCCESS);
                    /* "must not have produced any output yet" */
                    assert_int_equal(give(a, a->steps[0].step), PSA_ERROR_BAD_STATE);
                    assert_error_state();
                } else {
                    assert_int_equal(psa_key_derivation_output_bytes(&op, out, a->output), PSA_ERROR_BAD_STATE);
                    assert_error_state();
                }
                abort_op();
            }
        }
    }
    assert_int_equal(complete, 25);
}

/* "step is not compatible with the operation's algorithm", "step does not permit direct inputs / numerical inputs". */
static void inputs__steps_of_other_algorithms__invalid_argument(void **state)
{
    (void)state;
    static const psa_key_derivation_step_t steps[] = { SECRET, PASSWORD, OTHER,   LABEL, SALT,  INFO,
                                                       SEED,   COST,     CONTEXT, 0,     0xffff };
    for (size_t n = 0; n < COUNT(algorithms); n++) {
        for (size_t i = 0; i < COUNT(steps); i++) {
            bool known = false, only_key = false;
            for (size_t at = 0; at < step_count(&algorithms[n]); at++) {
                known |= algorithms[n].steps[at].step == steps[i];
                only_key |= algorithms[n].steps[at].step == steps[i] && (algorithms[n].steps[at].rules & ONLY_KEY);
            }
            psa_key_id_t key = import_key(PSA_KEY_TYPE_RAW_DATA, DERIVE, algorithms[n].alg, bytes, 32);
            if (!known || only_key || steps[i] == COST) {
                assert_int_equal(psa_key_derivation_setup(&op, algorithms[n].alg), PSA_SUCCESS);
                assert_int_equal(psa_key_derivation_input_bytes(&op, steps[i], bytes, 32), PSA_ERROR_INVALID_ARGUMENT);
                assert_error_state();
            }
            if (!known || steps[i] == COST) {
                assert_int_equal(psa_key_derivation_setup(&op, algorithms[n].alg), PSA_SUCCESS);
                assert_int_equal(psa_key_derivation_input_key(&op, steps[i], key), PSA_ERROR_INVALID_ARGUMENT);
                assert_error_state();
            }
            if (!known || steps[i] != COST) {
                assert_int_equal(psa_key_derivation_setup(&op, algorithms[n].alg), PSA_SUCCESS);
                assert_int_equal(psa_key_derivation_input_integer(&op, steps[i], 2), PSA_ERROR_INVALID_ARGUMENT);
                assert_error_state();
            }
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        }
    }
}

/* The compatible key types of each algorithm ("Compatible key types", appendix INDEX-compat). */
static void input_key__every_type_for_every_step__as_the_specification_lists(void **state)
{
    (void)state;
    static const psa_key_type_t types[] = { PSA_KEY_TYPE_RAW_DATA, PSA_KEY_TYPE_DERIVE,        PSA_KEY_TYPE_HMAC,
                                            PSA_KEY_TYPE_PASSWORD, PSA_KEY_TYPE_PASSWORD_HASH, PSA_KEY_TYPE_PEPPER,
                                            PSA_KEY_TYPE_AES,      PSA_KEY_TYPE_CAMELLIA };
    size_t accepted = 0;
    for (size_t n = 0; n < COUNT(algorithms); n++) {
        const struct algorithm *a = &algorithms[n];
        for (size_t at = 0; at < step_count(a); at++) {
            for (size_t t = 0; t < COUNT(types); t++) {
                psa_key_derivation_step_t step = a->steps[at].step;
                bool cmac = a->alg == PSA_ALG_SP800_108_COUNTER_CMAC;
                bool good =
                    step == SECRET
                        ? (cmac ? types[t] == PSA_KEY_TYPE_AES || types[t] == PSA_KEY_TYPE_CAMELLIA
                                : types[t] == PSA_KEY_TYPE_DERIVE ||
                                      (types[t] == PSA_KEY_TYPE_HMAC && PSA_ALG_IS_SP800_108_COUNTER_HMAC(a->alg)))
                    : step == PASSWORD ? types[t] == PSA_KEY_TYPE_DERIVE || types[t] == PSA_KEY_TYPE_PASSWORD
                    : step == OTHER    ? types[t] == PSA_KEY_TYPE_DERIVE || types[t] == PSA_KEY_TYPE_RAW_DATA
                    : step == COST
                        ? false
                        : types[t] == PSA_KEY_TYPE_RAW_DATA || (types[t] == PSA_KEY_TYPE_PEPPER && step == SALT &&
                                                                PSA_ALG_IS_KEY_DERIVATION_STRETCHING(a->alg));
                bool is_point = a->alg == PSA_ALG_TLS12_ECJPAKE_TO_PMS;
                static const uint8_t data[32] = "a key without a zero in it  ....";
                psa_status_t expected = good ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
                psa_key_id_t key =
                    import_key(types[t], DERIVE, a->alg, is_point && types[t] == PSA_KEY_TYPE_DERIVE ? point : data,
                               is_point && types[t] == PSA_KEY_TYPE_DERIVE ? sizeof point : sizeof data);
                assert_int_equal(psa_key_derivation_setup(&op, a->alg), PSA_SUCCESS);
                for (size_t before = 0; before < at; before++) {
                    if (a->steps[before].step != SECRET || !cmac) {
                        assert_int_equal(give(a, a->steps[before].step), PSA_SUCCESS);
                    } else {
                        psa_key_id_t aes = import_key(PSA_KEY_TYPE_AES, DERIVE, a->alg, bytes, 16);
                        assert_int_equal(give_key(SECRET, aes), PSA_SUCCESS);
                    }
                }
                assert_int_equal(psa_key_derivation_input_key(&op, step, key), expected);
                accepted += good;
                assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
                abort_op();
            }
        }
    }
    assert_int_equal(accepted, 32);
}

static void input_integer__costs__their_limits(void **state)
{
    (void)state;
    static const struct {
        uint64_t cost;
        psa_status_t status;
    } cases[] = { { 0, PSA_ERROR_INVALID_ARGUMENT },
                  { 1, PSA_SUCCESS },
                  { UINT32_MAX, PSA_SUCCESS },
                  { (uint64_t)UINT32_MAX + 1, PSA_ERROR_NOT_SUPPORTED },
                  { UINT64_MAX, PSA_ERROR_NOT_SUPPORTED } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_PBKDF2_HMAC(PSA_ALG_SHA_256)), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_integer(&op, COST, cases[i].cost), cases[i].status);
        if (cases[i].status != PSA_SUCCESS) {
            assert_error_state();
        }
        abort_op();
    }
    assert_int_equal(psa_key_derivation_input_integer(&op, COST, 1), PSA_ERROR_BAD_STATE);
    assert_error_state();
}

/* Sizes and contents that an algorithm refuses. */
static void inputs__bad_values__their_errors(void **state)
{
    (void)state;
    static const uint8_t zero_in_label[3] = { 'a', 0, 'b' };
    uint8_t bad_point[66] = { 2 };
    /* "If provided, it must not contain any null bytes" */
    for (int cmac = 0; cmac < 2; cmac++) {
        psa_algorithm_t alg = cmac ? PSA_ALG_SP800_108_COUNTER_CMAC : PSA_ALG_SP800_108_COUNTER_HMAC(PSA_ALG_SHA_256);
        psa_key_id_t key = import_key(cmac ? PSA_KEY_TYPE_AES : PSA_KEY_TYPE_HMAC, DERIVE, alg, bytes, 16);
        for (size_t size = 1; size <= 3; size++) {
            assert_int_equal(psa_key_derivation_setup(&op, alg), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_input_key(&op, SECRET, key), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_input_bytes(&op, LABEL, zero_in_label, size),
                             size == 1 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
            abort_op();
        }
    }
    /* "For secp256r1, the input is exactly 65 bytes" */
    for (size_t size = 0; size <= 66; size++) {
        assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_TLS12_ECJPAKE_TO_PMS), PSA_SUCCESS);
        bad_point[0] = size == 65 ? 2 : 4; /* a compressed one is not uncompressed */
        assert_int_equal(psa_key_derivation_input_bytes(&op, SECRET, bad_point, size), PSA_ERROR_INVALID_ARGUMENT);
        assert_error_state();
    }
    /* "The PSK must not be larger than PSA_TLS12_PSK_TO_MS_PSK_MAX_SIZE" */
    assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_TLS12_PSK_TO_MS(PSA_ALG_SHA_384)), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SEED, bytes, 64), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SECRET, bytes, PSA_TLS12_PSK_TO_MS_PSK_MAX_SIZE + 1),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_error_state();
    /* The other secret's length has 16 bits. */
    static uint8_t large[0x10000];
    for (size_t size = 0xffff; size <= 0x10000; size++) {
        assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_TLS12_PSK_TO_MS(PSA_ALG_SHA_256)), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_bytes(&op, SEED, bytes, 64), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_bytes(&op, OTHER, large, size),
                         size == 0xffff ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
        abort_op();
    }
    /* The premaster secret with the longest other secret: 65555 bytes, in 16 bits a short key. From Python's hmac. */
    static const uint8_t longest[16] = { 0x3f, 0xb6, 0xa2, 0x79, 0x0c, 0x0a, 0xf6, 0x61,
                                         0x0d, 0x34, 0xa3, 0x44, 0x81, 0x8d, 0xd9, 0xea };
    assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_TLS12_PSK_TO_MS(PSA_ALG_SHA_256)), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SEED, bytes, 64), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, OTHER, large, 0xffff), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SECRET, bytes, 16), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, LABEL, bytes, 13), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_verify_bytes(&op, longest, 16), PSA_SUCCESS);
    abort_op();
    /* Inputs that are kept have 288 bytes in all. */
    assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_PBKDF2_HMAC(PSA_ALG_SHA_1)), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_integer(&op, COST, 1), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SALT, large, 200), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SALT, large, 88), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SALT, large, 1), PSA_ERROR_NOT_SUPPORTED);
    assert_error_state();
}

static void setup__hashes_that_an_algorithm_does_not_have__not_supported(void **state)
{
    (void)state;
    static const psa_algorithm_t unsupported[] = {
        /* "can be used with either SHA-256 or SHA-384" */
        PSA_ALG_TLS12_PRF(PSA_ALG_SHA_512),
        PSA_ALG_TLS12_PSK_TO_MS(PSA_ALG_SHA_1),
        /* not in the table of hashes for HMAC */
        PSA_ALG_HKDF(PSA_ALG_SHA_256_192),
        PSA_ALG_PBKDF2_HMAC(PSA_ALG_SHAKE256_512),
        PSA_ALG_PBKDF2_HMAC(0),
        PSA_ALG_SP800_108_COUNTER_HMAC(PSA_ALG_ASCON_HASH256),
        /* bits beside the algorithm */
        PSA_ALG_SP800_108_COUNTER_CMAC | 1u,
        PSA_ALG_PBKDF2_AES_CMAC_PRF_128 | 9u,
        PSA_ALG_TLS12_ECJPAKE_TO_PMS ^ 1u,
        0x080000ffu ^ 0xf6u,
        /* a shared secret is no block cipher's key, and no point */
        PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_SP800_108_COUNTER_CMAC),
        PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_TLS12_ECJPAKE_TO_PMS),
    };
    static const psa_key_derivation_operation_t inactive;
    for (size_t i = 0; i < COUNT(unsupported); i++) {
        assert_int_equal(psa_key_derivation_setup(&op, unsupported[i]), PSA_ERROR_NOT_SUPPORTED);
        assert_memory_equal(&op, &inactive, sizeof op);
    }
    assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_PBKDF2_HMAC(PSA_ALG_ANY_HASH)), PSA_ERROR_INVALID_ARGUMENT);
}

/* ----------------------------------------------------------------------------------------------------- Capacity --- */

static void capacity__at_setup__the_algorithms_own(void **state)
{
    (void)state;
    static const struct {
        psa_algorithm_t alg;
        size_t capacity;
    } cases[] = {
        { PSA_ALG_HKDF(PSA_ALG_SHA_512), 255 * 64 },
        { PSA_ALG_HKDF_EXTRACT(PSA_ALG_SHA_1), 20 },
        { PSA_ALG_HKDF_EXPAND(PSA_ALG_MD5), 255 * 16 },
        { PSA_ALG_SP800_108_COUNTER_HMAC(PSA_ALG_SHA_256), 0x1fffffff },
        { PSA_ALG_SP800_108_COUNTER_CMAC, 0x1fffffff },
        { PSA_ALG_TLS12_PRF(PSA_ALG_SHA_256), PSA_KEY_DERIVATION_UNLIMITED_CAPACITY },
        { PSA_ALG_TLS12_PSK_TO_MS(PSA_ALG_SHA_384), PSA_KEY_DERIVATION_UNLIMITED_CAPACITY },
        { PSA_ALG_TLS12_ECJPAKE_TO_PMS, 32 },
#if SIZE_MAX > 0xffffffff
        { PSA_ALG_PBKDF2_HMAC(PSA_ALG_SHA_256), 0xffffffffu * (size_t)32 },
        { PSA_ALG_PBKDF2_AES_CMAC_PRF_128, 0xffffffffu * (size_t)16 },
#endif
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t capacity = 1;
        assert_int_equal(psa_key_derivation_setup(&op, cases[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_get_capacity(&op, &capacity), PSA_SUCCESS);
        assert_true(capacity == cases[i].capacity);
        abort_op();
    }
}

/* SP 800-108: "the value of L is calculated as L = 8 * cap ... when the first output is requested. Subsequent calls to
 * psa_key_derivation_set_capacity() are not permitted." */
static void sp800_108__capacity__counts_until_the_first_output(void **state)
{
    (void)state;
    uint8_t with_10[10], with_8[8], out[10];
    psa_algorithm_t alg = PSA_ALG_SP800_108_COUNTER_HMAC(PSA_ALG_SHA_256);
    assert_int_equal(psa_key_derivation_setup(&op, alg), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SECRET, bytes, 32), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_set_capacity(&op, 10), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&op, with_10, 4), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&op, with_10 + 4, 6), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, 1), PSA_ERROR_INSUFFICIENT_DATA);
    abort_op();
    /* Another capacity is another output, and what counts is the capacity at the first output, not before. */
    assert_int_equal(psa_key_derivation_setup(&op, alg), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_set_capacity(&op, 10), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SECRET, bytes, 32), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_set_capacity(&op, 8), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&op, with_8, 8), PSA_SUCCESS);
    assert_memory_not_equal(with_8, with_10, 8);
    abort_op();
    for (size_t capacity = 0; capacity <= 20; capacity += 5) {
        assert_int_equal(psa_key_derivation_setup(&op, alg), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_set_capacity(&op, 10), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_bytes(&op, SECRET, bytes, 32), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_output_bytes(&op, out, 1), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_set_capacity(&op, capacity), PSA_ERROR_BAD_STATE);
        assert_error_state();
    }
}

/* "The 32-byte output has to be read in a single call" */
static void ecjpake_to_pms__output_in_pieces__refused(void **state)
{
    (void)state;
    uint8_t out[33], key_bytes[32];
    for (size_t size = 0; size <= 33; size++) {
        assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_TLS12_ECJPAKE_TO_PMS), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_bytes(&op, SECRET, point, sizeof point), PSA_SUCCESS);
        psa_status_t status = psa_key_derivation_output_bytes(&op, out, size);
        assert_int_equal(status, size < 32    ? PSA_ERROR_INVALID_ARGUMENT
                                 : size == 32 ? PSA_SUCCESS
                                              : PSA_ERROR_INSUFFICIENT_DATA);
        abort_op();
    }
    /* A smaller capacity makes no piece of it readable. */
    for (size_t capacity = 0; capacity < 32; capacity++) {
        for (size_t size = 0; size <= 32; size++) {
            assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_TLS12_ECJPAKE_TO_PMS), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_input_bytes(&op, SECRET, point, sizeof point), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_set_capacity(&op, capacity), PSA_SUCCESS);
            psa_status_t expected = size > capacity ? PSA_ERROR_INSUFFICIENT_DATA : PSA_ERROR_INVALID_ARGUMENT;
            assert_int_equal(psa_key_derivation_output_bytes(&op, out, size),
                             capacity == 0 && size == 0 ? PSA_SUCCESS : expected);
            abort_op();
        }
    }
    psa_key_id_t secret = import_key(PSA_KEY_TYPE_DERIVE, DERIVE, PSA_ALG_TLS12_ECJPAKE_TO_PMS, point, sizeof point);
    for (size_t size = 16; size <= 48; size += 16) {
        psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
        psa_key_id_t key;
        size_t length;
        psa_set_key_type(&a, PSA_KEY_TYPE_DERIVE);
        psa_set_key_bits(&a, 8 * size);
        psa_set_key_usage_flags(&a, PSA_KEY_USAGE_EXPORT);
        assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_TLS12_ECJPAKE_TO_PMS), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_key(&op, SECRET, secret), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_output_key(&a, &op, &key), size < 32    ? PSA_ERROR_INVALID_ARGUMENT
                                                                       : size == 32 ? PSA_SUCCESS
                                                                                    : PSA_ERROR_INSUFFICIENT_DATA);
        if (size == 32) {
            assert_int_equal(psa_export_key(key, key_bytes, 32, &length), PSA_SUCCESS);
            assert_memory_equal(key_bytes, out, 32);
        }
        abort_op();
    }
}

/* ------------------------------------------------------------------------------------------------- Derived keys --- */

static void set_parity(uint8_t *key, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned ones = 0;
        for (unsigned bit = 1; bit < 8; bit++) {
            ones += (unsigned)key[i] >> bit & 1u;
        }
        key[i] = (uint8_t)((key[i] & 0xfe) | (1u ^ (ones & 1u)));
    }
}

/* An operation whose output is the same each time. */
static void begin_stream(psa_key_id_t secret)
{
    assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_HKDF(PSA_ALG_SHA_256)), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&op, SECRET, secret), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, INFO, bytes, 4), PSA_SUCCESS);
}

/* "will draw m/8 bytes of output and use these as the key data", with DES's parity bits set: these bytes of the stream
 * and no others, from the middle of a block on. test_crypto_ecc.c and test_crypto_ffdh.c have the asymmetric types. */
static void output_key__every_symmetric_type__the_procedure_of_the_type(void **state)
{
    (void)state;
    static const struct {
        psa_key_type_t type;
        size_t bits;
    } cases[] = {
        { PSA_KEY_TYPE_RAW_DATA, 8 },
        { PSA_KEY_TYPE_DERIVE, 8 * 128 },
        { PSA_KEY_TYPE_HMAC, 8 * 65 },
        { PSA_KEY_TYPE_PASSWORD, 8 * 20 },
        { PSA_KEY_TYPE_PEPPER, 8 * 33 },
        { PSA_KEY_TYPE_AES, 128 },
        { PSA_KEY_TYPE_AES, 192 },
        { PSA_KEY_TYPE_AES, 256 },
        { PSA_KEY_TYPE_CAMELLIA, 128 },
        { PSA_KEY_TYPE_CAMELLIA, 256 },
        { PSA_KEY_TYPE_DES, 64 },
        { PSA_KEY_TYPE_DES, 128 },
        { PSA_KEY_TYPE_DES, 192 },
#if defined(PSA_WANT_KEY_TYPE_ARIA)
        { PSA_KEY_TYPE_ARIA, 192 },
#endif
#if defined(PSA_WANT_KEY_TYPE_CHACHA20)
        { PSA_KEY_TYPE_CHACHA20, 256 },
#endif
#if defined(PSA_WANT_KEY_TYPE_XCHACHA20)
        { PSA_KEY_TYPE_XCHACHA20, 256 },
#endif
    };
    psa_key_id_t secret = import_key(PSA_KEY_TYPE_DERIVE, DERIVE, PSA_ALG_HKDF(PSA_ALG_SHA_256), bytes, 32);
    for (size_t i = 0; i < COUNT(cases); i++) {
        uint8_t stream[160], key_bytes[128], after[8];
        size_t size = cases[i].bits / 8, length, before, left;
        psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
        psa_key_id_t key;
        begin_stream(secret);
        assert_int_equal(psa_key_derivation_output_bytes(&op, stream, sizeof stream), PSA_SUCCESS);
        abort_op();
        if (cases[i].type == PSA_KEY_TYPE_DES) {
            set_parity(stream + 5, size);
        }
        psa_set_key_type(&a, cases[i].type);
        psa_set_key_bits(&a, cases[i].bits);
        psa_set_key_usage_flags(&a, PSA_KEY_USAGE_EXPORT);
        begin_stream(secret);
        assert_int_equal(psa_key_derivation_output_bytes(&op, after, 5), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_get_capacity(&op, &before), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_output_key(&a, &op, &key), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_get_capacity(&op, &left), PSA_SUCCESS);
        assert_int_equal(before - left, size);
        assert_int_equal(psa_key_derivation_output_bytes(&op, after, 8), PSA_SUCCESS);
        assert_memory_equal(after, stream + 5 + size, 8);
        assert_int_equal(psa_export_key(key, key_bytes, sizeof key_bytes, &length), PSA_SUCCESS);
        assert_int_equal(length, size);
        assert_memory_equal(key_bytes, stream + 5, size);
        abort_op();
        /* One byte less than the key needs: no key, and nothing is left. */
        begin_stream(secret);
        assert_int_equal(psa_key_derivation_set_capacity(&op, size - 1), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_output_key(&a, &op, &key), PSA_ERROR_INSUFFICIENT_DATA);
        assert_int_equal(key, PSA_KEY_ID_NULL);
        assert_int_equal(psa_key_derivation_get_capacity(&op, &left), PSA_SUCCESS);
        assert_int_equal(left, 0);
        abort_op();
    }
}

/* output_key: "the key size is not valid for the key type", "the key type is invalid, or is an asymmetric public-key
 * type", "the production parameters are invalid"; the operation is then in its error state. */
static void output_key__bad_attributes_or_parameters__invalid_argument(void **state)
{
    (void)state;
    static const struct {
        psa_key_type_t type;
        size_t bits;
    } cases[] = { { PSA_KEY_TYPE_RAW_DATA, 0 },
                  { PSA_KEY_TYPE_RAW_DATA, 12 },
                  { PSA_KEY_TYPE_AES, 0 },
                  { PSA_KEY_TYPE_AES, 136 },
                  { PSA_KEY_TYPE_DES, 72 },
                  { PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), 256 },
                  { PSA_KEY_TYPE_RSA_PUBLIC_KEY, 2048 } };
    psa_key_id_t secret = import_key(PSA_KEY_TYPE_DERIVE, DERIVE, PSA_ALG_HKDF(PSA_ALG_SHA_256), bytes, 32);
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_custom_key_parameters_t custom = PSA_CUSTOM_KEY_PARAMETERS_INIT;
    psa_key_id_t key;
    for (size_t i = 0; i < COUNT(cases); i++) {
        psa_set_key_type(&a, cases[i].type);
        psa_set_key_bits(&a, cases[i].bits);
        begin_stream(secret);
        assert_int_equal(psa_key_derivation_output_key(&a, &op, &key), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(key, PSA_KEY_ID_NULL);
        assert_error_state();
    }
    psa_set_key_type(&a, PSA_KEY_TYPE_AES);
    psa_set_key_bits(&a, 128);
    begin_stream(secret);
    assert_int_equal(psa_key_derivation_output_key_custom(&a, &op, &custom, bytes, 0, &key), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_key_custom(&a, &op, &custom, bytes, 3, &key),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(key, PSA_KEY_ID_NULL);
    assert_error_state();
    custom.flags = 1;
    begin_stream(secret);
    assert_int_equal(psa_key_derivation_output_key_custom(&a, &op, &custom, NULL, 0, &key), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(key, PSA_KEY_ID_NULL);
    assert_error_state();
}

/* ---------------------------------------------------------------------------------------------------- Passwords --- */

#define PBKDF2 PSA_ALG_PBKDF2_HMAC(PSA_ALG_SHA_256)

static void begin_password(psa_key_id_t password, psa_key_id_t pepper)
{
    assert_int_equal(psa_key_derivation_setup(&op, PBKDF2), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_integer(&op, COST, 3), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SALT, bytes, 16), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&op, SALT, pepper), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&op, PASSWORD, password), PSA_SUCCESS);
}

static psa_key_attributes_t hash_attributes(psa_algorithm_t alg)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, PSA_KEY_TYPE_PASSWORD_HASH);
    psa_set_key_bits(&a, 256);
    psa_set_key_algorithm(&a, alg);
    psa_set_key_usage_flags(&a, VERIFY);
    return a;
}

/* The life of a password: its hash is made once, and verified later by keys that permit nothing else. */
static void password__hashed_and_verified__right_one_only(void **state)
{
    (void)state;
    psa_key_id_t password = import_key(PSA_KEY_TYPE_PASSWORD, DERIVE, PBKDF2, bytes, 9);
    psa_key_id_t pepper = import_key(PSA_KEY_TYPE_PEPPER, DERIVE, PBKDF2, bytes, 20);
    psa_key_id_t same = import_key(PSA_KEY_TYPE_PASSWORD, VERIFY, PBKDF2, bytes, 9);
    psa_key_id_t other = import_key(PSA_KEY_TYPE_PASSWORD, VERIFY, PBKDF2, bytes + 1, 9);
    psa_key_attributes_t a = hash_attributes(PBKDF2);
    psa_key_id_t hash;
    uint8_t out[32];

    begin_password(password, pepper);
    assert_int_equal(psa_key_derivation_output_key(&a, &op, &hash), PSA_SUCCESS);
    abort_op();
    begin_password(same, pepper);
    assert_int_equal(psa_key_derivation_verify_key(&op, hash), PSA_SUCCESS);
    /* The next 32 bytes are others. */
    assert_int_equal(psa_key_derivation_verify_key(&op, hash), PSA_ERROR_INVALID_SIGNATURE);
    assert_error_state();
    begin_password(other, pepper);
    assert_int_equal(psa_key_derivation_verify_key(&op, hash), PSA_ERROR_INVALID_SIGNATURE);
    assert_error_state();
    /* A password that may only be verified gives neither bytes nor a key. */
    begin_password(same, pepper);
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, 32), PSA_ERROR_NOT_PERMITTED);
    assert_error_state();
    begin_password(same, pepper);
    assert_int_equal(psa_key_derivation_output_key(&a, &op, &hash), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(hash, PSA_KEY_ID_NULL);
    assert_error_state();
}

/* output_key: "the permitted-algorithm policy must be either the same as the current operation's algorithm, or NONE" */
static void password_hash__policy_of_another_algorithm__invalid_argument(void **state)
{
    (void)state;
    static const psa_algorithm_t policies[] = { PSA_ALG_PBKDF2_HMAC(PSA_ALG_SHA_512), PSA_ALG_PBKDF2_AES_CMAC_PRF_128,
                                                PSA_ALG_HKDF(PSA_ALG_SHA_256) };
    psa_key_id_t password = import_key(PSA_KEY_TYPE_PASSWORD, DERIVE, PBKDF2, bytes, 9);
    psa_key_id_t pepper = import_key(PSA_KEY_TYPE_PEPPER, DERIVE, PBKDF2, bytes, 20);
    psa_key_id_t hash;
    for (size_t i = 0; i < COUNT(policies); i++) {
        psa_key_attributes_t a = hash_attributes(policies[i]);
        begin_password(password, pepper);
        assert_int_equal(psa_key_derivation_output_key(&a, &op, &hash), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(hash, PSA_KEY_ID_NULL);
        assert_error_state();
    }
    psa_key_attributes_t a = hash_attributes(PSA_ALG_NONE);
    begin_password(password, pepper);
    assert_int_equal(psa_key_derivation_output_key(&a, &op, &hash), PSA_SUCCESS);
    abort_op();
}

static void verify_key__bad_keys__their_errors(void **state)
{
    (void)state;
    psa_key_id_t password = import_key(PSA_KEY_TYPE_PASSWORD, DERIVE, PBKDF2, bytes, 9);
    psa_key_id_t pepper = import_key(PSA_KEY_TYPE_PEPPER, DERIVE, PBKDF2, bytes, 20);
    psa_key_id_t hash = import_key(PSA_KEY_TYPE_PASSWORD_HASH, VERIFY, PBKDF2, bytes, 32);
    const struct {
        psa_key_id_t key;
        psa_status_t status;
    } cases[] = {
        { import_key(PSA_KEY_TYPE_RAW_DATA, VERIFY, PBKDF2, bytes, 32), PSA_ERROR_INVALID_ARGUMENT },
        { import_key(PSA_KEY_TYPE_DERIVE, VERIFY, PBKDF2, bytes, 32), PSA_ERROR_INVALID_ARGUMENT },
        { import_key(PSA_KEY_TYPE_PASSWORD_HASH, DERIVE, PBKDF2, bytes, 32), PSA_ERROR_NOT_PERMITTED },
        { import_key(PSA_KEY_TYPE_PASSWORD_HASH, VERIFY, PSA_ALG_PBKDF2_AES_CMAC_PRF_128, bytes, 32),
          PSA_ERROR_NOT_PERMITTED },
        { import_key(PSA_KEY_TYPE_PASSWORD_HASH, VERIFY, PSA_ALG_NONE, bytes, 32), PSA_ERROR_NOT_PERMITTED },
        { 0x7fffffff, PSA_ERROR_INVALID_HANDLE },
        { PSA_KEY_ID_NULL, PSA_ERROR_INVALID_HANDLE },
        { hash, PSA_ERROR_INVALID_SIGNATURE },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        begin_password(password, pepper);
        assert_int_equal(psa_key_derivation_verify_key(&op, cases[i].key), cases[i].status);
        assert_error_state();
    }
    /* Not all inputs there. */
    assert_int_equal(psa_key_derivation_setup(&op, PBKDF2), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_verify_key(&op, hash), PSA_ERROR_BAD_STATE);
    assert_error_state();
    /* More than there is: the operation is empty, but not spoilt. */
    size_t capacity = 1;
    begin_password(password, pepper);
    assert_int_equal(psa_key_derivation_set_capacity(&op, 31), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_verify_key(&op, hash), PSA_ERROR_INSUFFICIENT_DATA);
    assert_int_equal(psa_key_derivation_get_capacity(&op, &capacity), PSA_SUCCESS);
    assert_int_equal(capacity, 0);
    assert_int_equal(psa_key_derivation_verify_key(&op, hash), PSA_ERROR_INSUFFICIENT_DATA);
    abort_op();
}

/* "These keys cannot be used in the PSA_KEY_DERIVATION_INPUT_SECRET input step" is in the table of types above; a
 * password given as bytes derives no keys, and a password hash is no password. */
static void output_key__password_as_bytes__not_permitted(void **state)
{
    (void)state;
    psa_key_attributes_t a = hash_attributes(PBKDF2);
    psa_key_id_t key;
    assert_int_equal(psa_key_derivation_setup(&op, PBKDF2), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_integer(&op, COST, 3), PSA_SUCCESS);
    psa_key_id_t salt = import_key(PSA_KEY_TYPE_RAW_DATA, DERIVE, PBKDF2, bytes, 16);
    assert_int_equal(psa_key_derivation_input_key(&op, SALT, salt), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, PASSWORD, bytes, 9), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_key(&a, &op, &key), PSA_ERROR_NOT_PERMITTED);
    assert_error_state();
}

static void password_types__generated_derived_exported__as_bytes(void **state)
{
    (void)state;
    static const psa_key_type_t types[] = { PSA_KEY_TYPE_PASSWORD, PSA_KEY_TYPE_PASSWORD_HASH, PSA_KEY_TYPE_PEPPER };
    for (size_t i = 0; i < COUNT(types); i++) {
        psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
        psa_key_id_t key;
        uint8_t out[16];
        size_t length;
        psa_set_key_type(&a, types[i]);
        psa_set_key_bits(&a, 128);
        psa_set_key_usage_flags(&a, PSA_KEY_USAGE_EXPORT);
        assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
        assert_int_equal(psa_export_key(key, out, 16, &length), PSA_SUCCESS);
        assert_int_equal(length, 16);
        psa_set_key_bits(&a, 127);
        assert_int_equal(psa_generate_key(&a, &key), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_import_key(&a, bytes, 0, &key), PSA_ERROR_INVALID_ARGUMENT);
    }
}

/* ----------------------------------------------------------------------------------- Combined with an agreement --- */

#if defined(PSA_WANT_ALG_ECDH)
static const uint8_t private_bytes[32] = { 7 };

static psa_key_id_t pair(psa_algorithm_t alg)
{
    return import_key(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), DERIVE, alg, private_bytes, 32);
}

/* PSK-to-MS takes the shared secret as the other secret: the same as the two calls apart. */
static void psk_to_ms__with_ecdh__other_secret_is_the_shared_one(void **state)
{
    (void)state;
    psa_algorithm_t kdf = PSA_ALG_TLS12_PSK_TO_MS(PSA_ALG_SHA_256), alg = PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, kdf);
    psa_key_id_t key = pair(alg), standalone = pair(PSA_ALG_ECDH);
    psa_key_id_t psk = import_key(PSA_KEY_TYPE_DERIVE, DERIVE, alg, bytes, 16);
    uint8_t peer[65], shared[32], out[48], expected[48];
    size_t length;
    assert_int_equal(psa_export_public_key(key, peer, sizeof peer, &length), PSA_SUCCESS);
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, standalone, peer, 65, shared, 32, &length), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_setup(&op, kdf), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SEED, bytes, 64), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, OTHER, shared, 32), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SECRET, bytes, 16), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, LABEL, bytes, 13), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&op, expected, 48), PSA_SUCCESS);
    abort_op();
    assert_int_equal(psa_key_derivation_setup(&op, alg), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SEED, bytes, 64), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_key_agreement(&op, OTHER, key, peer, 65), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&op, SECRET, psk), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, LABEL, bytes, 13), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, 48), PSA_SUCCESS);
    assert_memory_equal(out, expected, 48);
    abort_op();
    /* In the combined algorithm the shared secret is not to be left out, nor to come as another input; from where it
     * comes is the caller's matter. */
    assert_int_equal(psa_key_derivation_setup(&op, alg), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SEED, bytes, 64), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&op, SECRET, psk), PSA_ERROR_BAD_STATE);
    assert_error_state();
    assert_int_equal(psa_key_derivation_setup(&op, alg), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SEED, bytes, 64), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, OTHER, shared, 32), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&op, SECRET, psk), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, LABEL, bytes, 13), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_bytes(&op, out, 48), PSA_SUCCESS);
    assert_memory_equal(out, expected, 48);
    abort_op();
    assert_int_equal(psa_key_derivation_setup(&op, alg), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SEED, bytes, 64), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_key_agreement(&op, SECRET, key, peer, 65), PSA_ERROR_INVALID_ARGUMENT);
    assert_error_state();
    /* Only the pre-shared key makes keys: without one from the key store none is derived. */
    psa_key_attributes_t a = hash_attributes(PSA_ALG_NONE);
    psa_key_id_t derived;
    psa_set_key_type(&a, PSA_KEY_TYPE_DERIVE);
    assert_int_equal(psa_key_derivation_setup(&op, alg), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SEED, bytes, 64), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_key_agreement(&op, OTHER, key, peer, 65), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, SECRET, bytes, 16), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, LABEL, bytes, 13), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_key(&a, &op, &derived), PSA_ERROR_NOT_PERMITTED);
    assert_error_state();
}

/* PBKDF2's password may be a shared secret: "a high-entropy secret, for example ... the shared secret resulting from a
 * key agreement". */
static void pbkdf2__with_ecdh__password_is_the_shared_secret(void **state)
{
    (void)state;
    psa_algorithm_t alg = PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PBKDF2);
    psa_key_id_t key = pair(alg), standalone = pair(PSA_ALG_ECDH);
    uint8_t peer[65], shared[32], out[32], expected[32];
    size_t length;
    assert_int_equal(psa_export_public_key(key, peer, sizeof peer, &length), PSA_SUCCESS);
    assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, standalone, peer, 65, shared, 32, &length), PSA_SUCCESS);
    for (int combined = 0; combined < 2; combined++) {
        assert_int_equal(psa_key_derivation_setup(&op, combined ? alg : PBKDF2), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_integer(&op, COST, 3), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_bytes(&op, SALT, bytes, 16), PSA_SUCCESS);
        assert_int_equal(combined ? psa_key_derivation_key_agreement(&op, PASSWORD, key, peer, 65)
                                  : psa_key_derivation_input_bytes(&op, PASSWORD, shared, 32),
                         PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_output_bytes(&op, combined ? out : expected, 32), PSA_SUCCESS);
        abort_op();
    }
    assert_memory_equal(out, expected, 32);
}
#endif

/* The PRF of TLS has no end: no output comes again where the numbers of its blocks are used up. */
static void tls12_prf__numbers_of_blocks_used_up__goes_on(void **state)
{
    (void)state;
    uint8_t all[4][32], out[2][32];
    for (int late = 0; late < 2; late++) {
        assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_TLS12_PRF(PSA_ALG_SHA_256)), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_SEED, bytes, 8), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_SECRET, bytes, 16), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_LABEL, bytes, 4), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_output_bytes(&op, all[0], late ? 64 : 128), PSA_SUCCESS);
        if (late) {
            const uint32_t last = UINT32_MAX;
            memcpy((uint8_t *)&op + offsetof(pcrypto_kdf_op_t, block_count), &last, sizeof last);
            assert_int_equal(psa_key_derivation_output_bytes(&op, out[0], 64), PSA_SUCCESS);
            assert_memory_equal(out, all[2], 64);
        }
        abort_op();
    }
}

/* An operation is moved as bytes between any two calls. */
static void operation__moved_between_calls__same_output(void **state)
{
    (void)state;
    cipher_key = import_key(PSA_KEY_TYPE_AES, DERIVE, PSA_ALG_SP800_108_COUNTER_CMAC, bytes, 16);
    for (size_t n = 0; n < COUNT(algorithms); n++) {
        const struct algorithm *a = &algorithms[n];
        uint8_t out[2][64];
        for (int move = 0; move < 2; move++) {
            size_t size = a->output == 32 || a->alg == PSA_ALG_HKDF_EXTRACT(PSA_ALG_SHA_256) ? 32 : 64;
            assert_int_equal(psa_key_derivation_setup(&op, a->alg), PSA_SUCCESS);
            for (size_t at = 0; at <= step_count(a); at++) {
                if (move) {
                    psa_key_derivation_operation_t elsewhere;
                    memcpy(&elsewhere, &op, sizeof op);
                    memset(&op, 0xee, sizeof op);
                    memcpy(&op, &elsewhere, sizeof op);
                }
                if (at < step_count(a)) {
                    assert_int_equal(give(a, a->steps[at].step), PSA_SUCCESS);
                }
            }
            assert_int_equal(psa_key_derivation_output_bytes(&op, out[move], size), PSA_SUCCESS);
            if (move) {
                assert_memory_equal(out[0], out[1], size);
            }
            abort_op();
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(hkdf__vectors__reproduced, start, fixture_stop),
        cmocka_unit_test_setup_teardown(sp800_108_counter_hmac__vectors__reproduced, start, fixture_stop),
        cmocka_unit_test_setup_teardown(sp800_108_counter_cmac__vectors__reproduced, start, fixture_stop),
        cmocka_unit_test_setup_teardown(tls12__vectors__reproduced, start, fixture_stop),
        cmocka_unit_test_setup_teardown(pbkdf2__vectors__reproduced, start, fixture_stop),
#if defined(PSA_WANT_ALG_SHA3_256)
        cmocka_unit_test_setup_teardown(kdfs_with_sha3__vectors__reproduced, start, fixture_stop),
#endif
        cmocka_unit_test_setup_teardown(inputs__every_sequence__as_the_specification_orders, start, fixture_stop),
        cmocka_unit_test_setup_teardown(inputs__steps_of_other_algorithms__invalid_argument, start, fixture_stop),
        cmocka_unit_test_setup_teardown(input_key__every_type_for_every_step__as_the_specification_lists, start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(input_integer__costs__their_limits, start, fixture_stop),
        cmocka_unit_test_setup_teardown(inputs__bad_values__their_errors, start, fixture_stop),
        cmocka_unit_test_setup_teardown(setup__hashes_that_an_algorithm_does_not_have__not_supported, start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(capacity__at_setup__the_algorithms_own, start, fixture_stop),
        cmocka_unit_test_setup_teardown(sp800_108__capacity__counts_until_the_first_output, start, fixture_stop),
        cmocka_unit_test_setup_teardown(ecjpake_to_pms__output_in_pieces__refused, start, fixture_stop),
        cmocka_unit_test_setup_teardown(output_key__every_symmetric_type__the_procedure_of_the_type, start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(output_key__bad_attributes_or_parameters__invalid_argument, start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(password__hashed_and_verified__right_one_only, start, fixture_stop),
        cmocka_unit_test_setup_teardown(password_hash__policy_of_another_algorithm__invalid_argument, start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(verify_key__bad_keys__their_errors, start, fixture_stop),
        cmocka_unit_test_setup_teardown(output_key__password_as_bytes__not_permitted, start, fixture_stop),
        cmocka_unit_test_setup_teardown(password_types__generated_derived_exported__as_bytes, start, fixture_stop),
#if defined(PSA_WANT_ALG_ECDH)
        cmocka_unit_test_setup_teardown(psk_to_ms__with_ecdh__other_secret_is_the_shared_one, start, fixture_stop),
        cmocka_unit_test_setup_teardown(pbkdf2__with_ecdh__password_is_the_shared_secret, start, fixture_stop),
#endif
        cmocka_unit_test_setup_teardown(tls12_prf__numbers_of_blocks_used_up__goes_on, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(operation__moved_between_calls__same_output, start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
