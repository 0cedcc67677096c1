/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, "Leighton-Micali Signature algorithms", "XMSS and XMSS^MT algorithms", and their keys.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/crypto/vectors.h"
#include "tests/sim/sim.h"

static const struct {
    const char *name;
    unsigned records, shake, valid, valid_shake; /* how many; those with SHAKE256; valid ones */
} files[2] = { { "lms.txt", 32, 9, 28, 9 }, { "xmss.txt", 32, 6, 21, 6 } };

static psa_status_t import(psa_key_type_t type, psa_algorithm_t alg, size_t bits, const uint8_t *data, size_t size,
                           psa_key_id_t *key)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, type);
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_VERIFY_HASH);
    psa_set_key_algorithm(&a, alg);
    psa_set_key_bits(&a, bits);
    return psa_import_key(&a, data, size, key);
}

static psa_status_t verify_in_pieces(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *m, size_t m_size,
                                     const uint8_t *s, size_t s_size)
{
    psa_verify_operation_t op = PSA_VERIFY_OPERATION_INIT;
    psa_status_t status = psa_verify_setup(&op, key, alg, s, s_size);
    if (status != PSA_SUCCESS) {
        return status;
    }
    assert_int_equal(psa_verify_update(&op, m, m_size / 2), PSA_SUCCESS);
    assert_int_equal(psa_verify_update(&op, m + m_size / 2, m_size - m_size / 2), PSA_SUCCESS);
    status = psa_verify_finish(&op);
    assert_int_equal(psa_verify_abort(&op), PSA_SUCCESS);
    return status;
}

/* One record; *key is imported for it. False: its hash function is not in this build, which the import says. */
typedef struct signed_message {
    psa_algorithm_t alg;
    psa_key_type_t type;
    psa_key_id_t key;
    const uint8_t *message, *signature, *public_key;
    size_t message_size, signature_size, public_size;
    psa_status_t expected;
} signed_message_t;

static bool take(const vec_record_t *record, signed_message_t *r)
{
    static const struct {
        const char *name;
        psa_algorithm_t alg;
        psa_key_type_t type;
    } algs[] = { { "lms", PSA_ALG_LMS, PSA_KEY_TYPE_LMS_PUBLIC_KEY },
                 { "hss", PSA_ALG_HSS, PSA_KEY_TYPE_HSS_PUBLIC_KEY },
                 { "xmss", PSA_ALG_XMSS, PSA_KEY_TYPE_XMSS_PUBLIC_KEY },
                 { "mt", PSA_ALG_XMSS_MT, PSA_KEY_TYPE_XMSS_MT_PUBLIC_KEY } };
    size_t i = 0;
    while (strcmp(vec_text(record, "alg"), algs[i].name) != 0) {
        i++;
        assert_true(i < sizeof algs / sizeof algs[0]);
    }
    bool shake = strcmp(vec_text(record, "hash"), "shake") == 0;
    r->alg = algs[i].alg;
    r->type = algs[i].type;
    r->public_key = vec_bytes(record, "public", &r->public_size);
    r->message = vec_bytes(record, "message", &r->message_size);
    r->signature = vec_bytes(record, "signature", &r->signature_size);
    r->expected = strcmp(vec_text(record, "result"), "valid") == 0 ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE;
    psa_status_t status = import(r->type, r->alg, 0, r->public_key, r->public_size, &r->key);
    if (shake && pcc_hash_size(PCC_HASH_SHAKE256_256) == 0) {
        assert_int_equal(status, PSA_ERROR_NOT_SUPPORTED);
        return false;
    }
    assert_int_equal(status, PSA_SUCCESS);
    return true;
}

static unsigned checked, valid;

static void check_record(const vec_record_t *record)
{
    signed_message_t r;
    if (!take(record, &r)) {
        return;
    }
    psa_status_t status = psa_verify_message(r.key, r.alg, r.message, r.message_size, r.signature, r.signature_size);
    if (status != r.expected) {
        fail_msg("record at line %d: %d", record->line, (int)status);
    }
    assert_int_equal(psa_verify_message_with_context(r.key, r.alg, r.message, r.message_size, NULL, 0, r.signature,
                                                     r.signature_size),
                     r.expected);
    assert_int_equal(verify_in_pieces(r.key, r.alg, r.message, r.message_size, r.signature, r.signature_size),
                     r.signature_size > PCRYPTO_VERIFY_SIGNATURE_MAX_SIZE ? PSA_ERROR_INSUFFICIENT_MEMORY : r.expected);
    assert_int_equal(psa_destroy_key(r.key), PSA_SUCCESS);
    checked++;
    valid += r.expected == PSA_SUCCESS;
}

static void verify__vectors__as_they_say(void **state)
{
    (void)state;
    bool shake = pcc_hash_size(PCC_HASH_SHAKE256_256) != 0;
    for (size_t i = 0; i < 2; i++) {
        checked = valid = 0;
        vec_for_each(files[i].name, files[i].records, check_record);
        assert_int_equal(checked, files[i].records - (shake ? 0 : files[i].shake));
        assert_int_equal(valid, files[i].valid - (shake ? 0 : files[i].valid_shake));
    }
}

/* Whatever byte of a valid signature or of its message is changed, and wherever it is cut, it is no signature. */
static void check_changed(const vec_record_t *record)
{
    signed_message_t r;
    size_t size;
    /* Long signatures have the same parts, only more of them. */
    (void)vec_bytes(record, "signature", &size);
    if (strcmp(vec_text(record, "result"), "valid") != 0 || (size > 2700 && getenv("PSA_TEST_FULL") == NULL) ||
        !take(record, &r)) {
        return;
    }
    uint8_t *changed = malloc(r.signature_size + 1);
    assert_non_null(changed);
    for (size_t at = 0; at < r.signature_size; at += at < 80 || at + 40 > r.signature_size ? 1 : 499) {
        memcpy(changed, r.signature, r.signature_size);
        changed[at] ^= (uint8_t)(1u << at % 8);
        assert_int_equal(psa_verify_message(r.key, r.alg, r.message, r.message_size, changed, r.signature_size),
                         PSA_ERROR_INVALID_SIGNATURE);
    }
    memcpy(changed, r.signature, r.signature_size);
    changed[r.signature_size] = 0;
    assert_int_equal(psa_verify_message(r.key, r.alg, r.message, r.message_size, changed, r.signature_size + 1),
                     PSA_ERROR_INVALID_SIGNATURE);
    for (size = 0; size < r.signature_size; size += 97) {
        uint8_t *cut = malloc(size + 1); /* of its own, so that a sanitiser sees a read beyond */
        assert_non_null(cut);
        memcpy(cut, r.signature, size);
        assert_int_equal(psa_verify_message(r.key, r.alg, r.message, r.message_size, cut, size),
                         PSA_ERROR_INVALID_SIGNATURE);
        free(cut);
    }
    if (r.message_size > 0) {
        uint8_t *message = malloc(r.message_size);
        assert_non_null(message);
        memcpy(message, r.message, r.message_size);
        message[r.message_size - 1] ^= 1;
        assert_int_equal(psa_verify_message(r.key, r.alg, message, r.message_size, r.signature, r.signature_size),
                         PSA_ERROR_INVALID_SIGNATURE);
        free(message);
    }
    free(changed);
    assert_int_equal(psa_destroy_key(r.key), PSA_SUCCESS);
}

static void verify__changed_or_cut__invalid(void **state)
{
    (void)state;
    vec_for_each(files[0].name, files[0].records, check_changed);
    vec_for_each(files[1].name, files[1].records, check_changed);
}

/* A parameter set that this release does not have, or that nobody has. */
static void refuse(const signed_message_t *r, size_t at, uint8_t value)
{
    uint8_t changed[80];
    psa_key_id_t key;
    memcpy(changed, r->public_key, r->public_size);
    changed[at] = value;
    assert_int_equal(import(r->type, r->alg, 0, changed, r->public_size, &key), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(key, PSA_KEY_ID_NULL);
}

static void refuse_parameters_lms(const signed_message_t *r)
{
    const uint8_t lms_types[] = { 0, 4, 25, 255 }, ots_types[] = { 0, 17, 255 };
    size_t at = r->alg == PSA_ALG_HSS ? 7 : 3;
    for (size_t i = 0; i < sizeof lms_types; i++) {
        refuse(r, at, lms_types[i]);
    }
    for (size_t i = 0; i < sizeof ots_types; i++) {
        refuse(r, at + 4, ots_types[i]);
    }
    refuse(r, at + 4, (uint8_t)((r->public_key[at + 4] + 3) % 16 + 1)); /* the width of another hash function */
    if (r->alg == PSA_ALG_HSS) {
        refuse(r, 3, 0);
        refuse(r, 3, 9);
    }
}

/* SP 800-208 approves neither SHA-512 nor SHAKE128, nor SHAKE256 of 512 bits. */
static void refuse_parameters_xmss(const signed_message_t *r)
{
    const uint8_t single[] = { 0, 4, 6, 7, 9, 10, 12, 22, 255 }, multi[] = { 0, 9, 16, 17, 24, 25, 32, 0x39, 255 };
    const uint8_t *numbers = r->alg == PSA_ALG_XMSS ? single : multi;
    for (size_t i = 0; i < sizeof single; i++) {
        refuse(r, 3, numbers[i]);
    }
    refuse(r, 2, 1);
    refuse(r, 0, 1);
}

/* Keys: "The bit size is the output length, in bits, of the hash function identified by the parameter set". */
static void check_key(const vec_record_t *record)
{
    signed_message_t r;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t out[80], longer[80];
    size_t length, bits = 192;
    psa_key_id_t key;
    if (!take(record, &r)) {
        return;
    }
    if (r.public_size != PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(r.type, bits)) {
        bits = 256;
    }
    assert_int_equal(psa_get_key_attributes(r.key, &a), PSA_SUCCESS);
    assert_int_equal(psa_get_key_bits(&a), bits);
    assert_int_equal(PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(r.type, bits), r.public_size);
    assert_int_equal(psa_export_public_key(r.key, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(length, r.public_size);
    assert_memory_equal(out, r.public_key, length);
    assert_int_equal(psa_export_key(r.key, out, length - 1, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_destroy_key(r.key), PSA_SUCCESS);
    assert_int_equal(import(r.type, r.alg, bits ^ 448, r.public_key, r.public_size, &key), PSA_ERROR_INVALID_ARGUMENT);
    for (size_t size = 0; size < r.public_size; size++) {
        assert_int_equal(import(r.type, r.alg, 0, r.public_key, size, &key), PSA_ERROR_INVALID_ARGUMENT);
    }
    memcpy(longer, r.public_key, r.public_size);
    longer[r.public_size] = 0;
    assert_int_equal(import(r.type, r.alg, 0, longer, r.public_size + 1, &key), PSA_ERROR_INVALID_ARGUMENT);
    if (r.alg == PSA_ALG_LMS || r.alg == PSA_ALG_HSS) {
        refuse_parameters_lms(&r);
    } else {
        refuse_parameters_xmss(&r);
    }
}

static void keys__import_and_export__by_the_parameter_set(void **state)
{
    (void)state;
    vec_for_each(files[0].name, files[0].records, check_key);
    vec_for_each(files[1].name, files[1].records, check_key);
}

static signed_message_t first;
static uint8_t first_public[60];

static void keep_first(const vec_record_t *record)
{
    if (first.public_size == 0) {
        first.public_key = vec_bytes(record, "public", &first.public_size);
        memcpy(first_public, first.public_key, first.public_size);
    }
}

/* "It cannot be used to sign messages, or sign or verify hashes." */
/* "It cannot be used to sign messages, or sign or verify hashes": each of the four algorithms, with a good key of its
 * own that has every usage, and with what would be the hash's and the signature's sizes. */
static unsigned refused_algs;

static void refuse_signing(const vec_record_t *record)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_sign_operation_t sign = PSA_SIGN_OPERATION_INIT;
    static uint8_t out[8000];
    size_t length = 99;
    signed_message_t r;
    psa_key_id_t key;
    if (!take(record, &r)) {
        return;
    }
    assert_int_equal(psa_destroy_key(r.key), PSA_SUCCESS);
    psa_set_key_type(&a, r.type);
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_SIGN_HASH);
    psa_set_key_algorithm(&a, r.alg);
    assert_int_equal(psa_import_key(&a, r.public_key, r.public_size, &key), PSA_SUCCESS);
    assert_int_equal(psa_sign_message(key, r.alg, r.message, r.message_size, out, sizeof out, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(length, 0);
    assert_int_equal(psa_sign_setup(&sign, key, r.alg), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_sign_hash(key, r.alg, r.public_key, 32, out, sizeof out, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(length, 0);
    assert_int_equal(psa_verify_hash(key, r.alg, r.public_key, 32, r.signature, r.signature_size),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    refused_algs |= 1u << (r.alg == PSA_ALG_LMS ? 0 : r.alg == PSA_ALG_HSS ? 1 : r.alg == PSA_ALG_XMSS ? 2 : 3);
}

static void hash_based__signing_and_hashes__refused(void **state)
{
    (void)state;
    refused_algs = 0;
    vec_for_each(files[0].name, files[0].records, refuse_signing);
    vec_for_each(files[1].name, files[1].records, refuse_signing);
    assert_int_equal(refused_algs, 15);
}

static void other_calls__refused(void **state)
{
    (void)state;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_sign_operation_t sign = PSA_SIGN_OPERATION_INIT;
    uint8_t out[64] = { 0 };
    size_t length = 99;
    psa_key_id_t key, other;
    first.public_size = 0;
    vec_for_each(files[0].name, files[0].records, keep_first);
    psa_set_key_type(&a, PSA_KEY_TYPE_HSS_PUBLIC_KEY);
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_SIGN_HASH);
    psa_set_key_algorithm(&a, PSA_ALG_HSS);
    assert_int_equal(psa_import_key(&a, first_public, 60, &key), PSA_SUCCESS);
    assert_int_equal(psa_sign_message(key, PSA_ALG_HSS, out, 3, out, 64, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(length, 0);
    assert_int_equal(psa_sign_setup(&sign, key, PSA_ALG_HSS), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_sign_hash(key, PSA_ALG_HSS, out, 32, out, 64, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_verify_hash(key, PSA_ALG_HSS, out, 32, out, 64), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_verify_message_with_context(key, PSA_ALG_HSS, out, 3, out, 1, out, 64),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_verify_message(key, PSA_ALG_LMS, out, 3, out, 64), PSA_ERROR_NOT_PERMITTED);
    /* A key of the other type. */
    psa_set_key_algorithm(&a, PSA_ALG_LMS);
    assert_int_equal(psa_import_key(&a, first_public, 60, &other), PSA_SUCCESS);
    assert_int_equal(psa_verify_message(other, PSA_ALG_LMS, out, 3, out, 64), PSA_ERROR_INVALID_ARGUMENT);
    psa_set_key_bits(&a, 256);
    assert_int_equal(psa_generate_key(&a, &other), PSA_ERROR_INVALID_ARGUMENT);
    const psa_algorithm_t xmss[] = { PSA_ALG_XMSS, PSA_ALG_XMSS_MT };
    for (size_t i = 0; i < 2; i++) {
        psa_set_key_algorithm(&a, xmss[i]);
        assert_int_equal(psa_import_key(&a, first_public, 60, &other), PSA_SUCCESS);
        assert_int_equal(psa_verify_message(other, xmss[i], out, 3, out, 64), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_sign_message(other, xmss[i], out, 3, out, 64, &length), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_destroy_key(other), PSA_SUCCESS);
    }
}

static void persistent_key__loaded_again__verifies(void **state)
{
    (void)state;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t out[60];
    size_t length;
    psa_key_id_t key;
    first.public_size = 0;
    vec_for_each(files[0].name, files[0].records, keep_first);
    psa_set_key_type(&a, PSA_KEY_TYPE_HSS_PUBLIC_KEY);
    psa_set_key_id(&a, 5);
    assert_int_equal(psa_import_key(&a, first_public, 60, &key), PSA_SUCCESS);
    pcrypto_reset();
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    assert_int_equal(psa_export_key(key, out, sizeof out, &length), PSA_SUCCESS);
    assert_memory_equal(out, first_public, 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(verify__vectors__as_they_say, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(verify__changed_or_cut__invalid, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(keys__import_and_export__by_the_parameter_set, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(other_calls__refused, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(hash_based__signing_and_hashes__refused, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(persistent_key__loaded_again__verifies, fixture_start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
