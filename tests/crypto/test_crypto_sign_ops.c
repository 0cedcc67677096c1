/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, "Multi-part asymmetric signature operations" and the functions with a context: one case a rule.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

#define ALG PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256)

static const uint8_t message[] = "a message of three pieces";

static psa_key_id_t new_pair(psa_key_usage_t usage, psa_algorithm_t alg)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    psa_set_key_type(&a, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&a, 256);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, alg);
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    return key;
}

static psa_key_id_t both(void)
{
    return new_pair(PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_MESSAGE, ALG);
}

static void signature_of(psa_key_id_t key, uint8_t signature[64])
{
    size_t length;
    assert_int_equal(psa_sign_message(key, ALG, message, sizeof message, signature, 64, &length), PSA_SUCCESS);
    assert_int_equal(length, 64);
}

/* "The signature that is calculated is the signature of the concatenation of these messages in order." */
static void sign_operation__message_in_any_pieces__signature_of_the_whole(void **state)
{
    (void)state;
    psa_key_id_t key = both();
    uint8_t whole[64], made[64];
    size_t length;
    signature_of(key, whole);
    for (size_t first = 0; first <= sizeof message; first++) {
        psa_sign_operation_t op = psa_sign_operation_init(), moved;
        assert_int_equal(psa_sign_setup(&op, key, ALG), PSA_SUCCESS);
        if (first % 2 == 0) {
            assert_int_equal(psa_sign_set_context(&op, NULL, 0), PSA_SUCCESS);
        }
        assert_int_equal(psa_sign_update(&op, message, first), PSA_SUCCESS);
        memcpy(&moved, &op, sizeof op);
        memset(&op, 0xee, sizeof op);
        assert_int_equal(psa_sign_update(&moved, NULL, 0), PSA_SUCCESS);
        assert_int_equal(psa_sign_update(&moved, message + first, sizeof message - first), PSA_SUCCESS);
        assert_int_equal(psa_sign_finish(&moved, made, sizeof made, &length), PSA_SUCCESS);
        assert_int_equal(length, 64);
        assert_memory_equal(made, whole, 64);
        /* "When this function returns successfully, the operation becomes inactive": and holds nothing. */
        psa_sign_operation_t none = PSA_SIGN_OPERATION_INIT;
        assert_memory_equal(&moved, &none, sizeof none);
    }
    /* Zero calls of update: the empty message. */
    psa_sign_operation_t op = PSA_SIGN_OPERATION_INIT;
    assert_int_equal(psa_sign_setup(&op, key, ALG), PSA_SUCCESS);
    assert_int_equal(psa_sign_finish(&op, made, sizeof made, &length), PSA_SUCCESS);
    assert_int_equal(psa_verify_message(key, ALG, NULL, 0, made, 64), PSA_SUCCESS);
}

static void verify_operation__message_in_any_pieces__verdict_on_the_whole(void **state)
{
    (void)state;
    psa_key_id_t key = both();
    uint8_t signature[64];
    signature_of(key, signature);
    for (size_t first = 0; first <= sizeof message; first++) {
        psa_verify_operation_t op = psa_verify_operation_init(), moved;
        uint8_t gone[64];
        memcpy(gone, signature, 64);
        assert_int_equal(psa_verify_setup(&op, key, ALG, gone, 64), PSA_SUCCESS);
        memset(gone, 0, 64); /* used only during the call */
        if (first % 2 == 0) {
            assert_int_equal(psa_verify_set_context(&op, NULL, 0), PSA_SUCCESS);
        }
        assert_int_equal(psa_verify_update(&op, message, first), PSA_SUCCESS);
        memcpy(&moved, &op, sizeof op);
        memset(&op, 0xee, sizeof op);
        assert_int_equal(psa_verify_update(&moved, message + first, sizeof message - first), PSA_SUCCESS);
        assert_int_equal(psa_verify_finish(&moved), PSA_SUCCESS);
        psa_verify_operation_t none = PSA_VERIFY_OPERATION_INIT;
        assert_memory_equal(&moved, &none, sizeof none);
    }
    psa_verify_operation_t op = PSA_VERIFY_OPERATION_INIT;
    assert_int_equal(psa_verify_setup(&op, key, ALG, signature, 64), PSA_SUCCESS);
    assert_int_equal(psa_verify_finish(&op), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_verify_abort(&op), PSA_SUCCESS);
}

/* "If a subsequent function call with an active operation returns an error, the operation enters an error state." */
static void assert_sign_error_state(psa_sign_operation_t *op, psa_key_id_t key)
{
    uint8_t signature[64];
    size_t length = 99;
    assert_int_equal(psa_sign_setup(op, key, ALG), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_sign_set_context(op, NULL, 0), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_sign_update(op, message, 1), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_sign_finish(op, signature, 64, &length), PSA_ERROR_BAD_STATE);
    assert_int_equal(length, 0);
    assert_int_equal(psa_sign_abort(op), PSA_SUCCESS);
    assert_int_equal(psa_sign_abort(op), PSA_SUCCESS);
    assert_int_equal(psa_sign_setup(op, key, ALG), PSA_SUCCESS);
}

static void sign_operation__errors__only_abort_helps(void **state)
{
    (void)state;
    psa_key_id_t key = both(), other = both();
    psa_sign_operation_t op = PSA_SIGN_OPERATION_INIT;
    uint8_t signature[64], whole[64];
    size_t length = 99;
    /* Calls on an inactive operation. */
    assert_int_equal(psa_sign_set_context(&op, NULL, 0), PSA_ERROR_BAD_STATE);
    assert_sign_error_state(&op, key);
    assert_int_equal(psa_sign_abort(&op), PSA_SUCCESS);
    assert_int_equal(psa_sign_update(&op, message, 1), PSA_ERROR_BAD_STATE);
    assert_sign_error_state(&op, key);
    assert_int_equal(psa_sign_abort(&op), PSA_SUCCESS);
    assert_int_equal(psa_sign_finish(&op, signature, 64, &length), PSA_ERROR_BAD_STATE);
    assert_sign_error_state(&op, key);
    /* "If psa_sign_setup() returns an error, the operation object is unchanged." */
    assert_int_equal(psa_sign_update(&op, message, sizeof message), PSA_SUCCESS);
    assert_int_equal(psa_sign_setup(&op, other, ALG), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_sign_finish(&op, signature, 64, &length), PSA_SUCCESS);
    signature_of(key, whole);
    assert_memory_equal(signature, whole, 64);
    /* A context where the algorithm has none; twice; after the message began. */
    assert_int_equal(psa_sign_setup(&op, key, ALG), PSA_SUCCESS);
    assert_int_equal(psa_sign_set_context(&op, message, 1), PSA_ERROR_INVALID_ARGUMENT);
    assert_sign_error_state(&op, key);
    assert_int_equal(psa_sign_set_context(&op, NULL, 0), PSA_SUCCESS);
    assert_int_equal(psa_sign_set_context(&op, NULL, 0), PSA_ERROR_BAD_STATE);
    assert_sign_error_state(&op, key);
    assert_int_equal(psa_sign_update(&op, NULL, 0), PSA_SUCCESS);
    assert_int_equal(psa_sign_set_context(&op, NULL, 0), PSA_ERROR_BAD_STATE);
    assert_sign_error_state(&op, key);
    /* Too small a buffer. */
    assert_int_equal(psa_sign_finish(&op, signature, 63, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 0);
    assert_sign_error_state(&op, key);
}

static void assert_verify_error_state(psa_verify_operation_t *op, psa_key_id_t key, const uint8_t *signature)
{
    assert_int_equal(psa_verify_setup(op, key, ALG, signature, 64), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_verify_set_context(op, NULL, 0), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_verify_update(op, message, 1), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_verify_finish(op), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_verify_abort(op), PSA_SUCCESS);
    assert_int_equal(psa_verify_abort(op), PSA_SUCCESS);
    assert_int_equal(psa_verify_setup(op, key, ALG, signature, 64), PSA_SUCCESS);
}

static void verify_operation__errors__only_abort_helps(void **state)
{
    (void)state;
    psa_key_id_t key = both(), other = both();
    psa_verify_operation_t op = PSA_VERIFY_OPERATION_INIT;
    uint8_t signature[64], wrong[64];
    signature_of(key, signature);
    assert_int_equal(psa_verify_set_context(&op, NULL, 0), PSA_ERROR_BAD_STATE);
    assert_verify_error_state(&op, key, signature);
    assert_int_equal(psa_verify_abort(&op), PSA_SUCCESS);
    assert_int_equal(psa_verify_update(&op, message, 1), PSA_ERROR_BAD_STATE);
    assert_verify_error_state(&op, key, signature);
    assert_int_equal(psa_verify_abort(&op), PSA_SUCCESS);
    assert_int_equal(psa_verify_finish(&op), PSA_ERROR_BAD_STATE);
    assert_verify_error_state(&op, key, signature);
    /* "If psa_verify_setup() returns an error, the operation object is unchanged." */
    assert_int_equal(psa_verify_update(&op, message, sizeof message), PSA_SUCCESS);
    assert_int_equal(psa_verify_setup(&op, other, ALG, signature, 64), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_verify_finish(&op), PSA_SUCCESS);
    assert_int_equal(psa_verify_setup(&op, key, ALG, signature, 64), PSA_SUCCESS);
    assert_int_equal(psa_verify_set_context(&op, message, 1), PSA_ERROR_INVALID_ARGUMENT);
    assert_verify_error_state(&op, key, signature);
    assert_int_equal(psa_verify_set_context(&op, NULL, 0), PSA_SUCCESS);
    assert_int_equal(psa_verify_set_context(&op, NULL, 0), PSA_ERROR_BAD_STATE);
    assert_verify_error_state(&op, key, signature);
    assert_int_equal(psa_verify_update(&op, NULL, 0), PSA_SUCCESS);
    assert_int_equal(psa_verify_set_context(&op, NULL, 0), PSA_ERROR_BAD_STATE);
    assert_verify_error_state(&op, key, signature);
    /* Not the signature: of another message, changed, cut, empty, longer than any. */
    assert_int_equal(psa_verify_update(&op, message, 1), PSA_SUCCESS);
    assert_int_equal(psa_verify_finish(&op), PSA_ERROR_INVALID_SIGNATURE);
    assert_verify_error_state(&op, key, signature);
    assert_int_equal(psa_verify_abort(&op), PSA_SUCCESS);
    memcpy(wrong, signature, 64);
    wrong[5] ^= 1;
    assert_int_equal(psa_verify_setup(&op, key, ALG, wrong, 64), PSA_SUCCESS);
    assert_int_equal(psa_verify_update(&op, message, sizeof message), PSA_SUCCESS);
    assert_int_equal(psa_verify_finish(&op), PSA_ERROR_INVALID_SIGNATURE);
    assert_verify_error_state(&op, key, signature);
    assert_int_equal(psa_verify_abort(&op), PSA_SUCCESS);
    static const uint8_t longer[PCRYPTO_VERIFY_SIGNATURE_MAX_SIZE + 1] = { 1 };
    const size_t sizes[] = { 0, 1, 63, PCRYPTO_VERIFY_SIGNATURE_MAX_SIZE + 1 };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_int_equal(psa_verify_setup(&op, key, ALG, i == 3 ? longer : signature, sizes[i]), PSA_SUCCESS);
        if (i % 2 == 1) {
            assert_int_equal(psa_verify_set_context(&op, NULL, 0), PSA_SUCCESS);
        }
        assert_int_equal(psa_verify_update(&op, message, sizeof message), PSA_SUCCESS);
        assert_int_equal(psa_verify_finish(&op), PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(psa_verify_abort(&op), PSA_SUCCESS);
        /* The order of calls is the same for it. */
        assert_int_equal(psa_verify_setup(&op, key, ALG, i == 3 ? longer : signature, sizes[i]), PSA_SUCCESS);
        if (i % 2 == 1) {
            assert_int_equal(psa_verify_set_context(&op, NULL, 0), PSA_SUCCESS);
        } else {
            assert_int_equal(psa_verify_update(&op, message, sizeof message), PSA_SUCCESS);
        }
        assert_int_equal(psa_verify_set_context(&op, NULL, 0), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_verify_finish(&op), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_verify_abort(&op), PSA_SUCCESS);
    }
}

/* The statuses of psa_sign_setup() and psa_verify_setup(). */
static void setup__bad_key_or_algorithm__refused_and_inactive(void **state)
{
    (void)state;
    psa_sign_operation_t sign = PSA_SIGN_OPERATION_INIT, none = PSA_SIGN_OPERATION_INIT;
    psa_verify_operation_t verify = PSA_VERIFY_OPERATION_INIT, nothing = PSA_VERIFY_OPERATION_INIT;
    uint8_t signature[64] = { 0 }, point[65];
    size_t length;
    psa_key_id_t may_sign = new_pair(PSA_KEY_USAGE_SIGN_MESSAGE, ALG), public_key;
    psa_key_id_t may_verify = new_pair(PSA_KEY_USAGE_VERIFY_MESSAGE, ALG);
    psa_key_id_t any = new_pair(PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH, PSA_ALG_ECDSA_ANY);
    psa_key_id_t wild = new_pair(PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH, PSA_ALG_ECDSA(PSA_ALG_ANY_HASH));
    psa_key_id_t unknown_hash =
        new_pair(PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH, PSA_ALG_ECDSA(0x02000077));
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_MESSAGE);
    psa_set_key_algorithm(&a, ALG);
    assert_int_equal(psa_export_public_key(may_sign, point, sizeof point, &length), PSA_SUCCESS);
    assert_int_equal(psa_import_key(&a, point, length, &public_key), PSA_SUCCESS);

    assert_int_equal(psa_sign_setup(&sign, 0x3fff0000, ALG), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_sign_setup(&sign, may_verify, ALG), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_sign_setup(&sign, may_sign, PSA_ALG_ECDSA(PSA_ALG_SHA_256)), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_sign_setup(&sign, any, PSA_ALG_ECDSA_ANY), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_sign_setup(&sign, wild, PSA_ALG_ECDSA(PSA_ALG_ANY_HASH)), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_sign_setup(&sign, unknown_hash, PSA_ALG_ECDSA(0x02000077)), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_sign_setup(&sign, public_key, ALG), PSA_ERROR_INVALID_ARGUMENT);
    assert_memory_equal(&sign, &none, sizeof none);

    assert_int_equal(psa_verify_setup(&verify, 0x3fff0000, ALG, signature, 64), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_verify_setup(&verify, may_sign, ALG, signature, 64), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_verify_setup(&verify, any, PSA_ALG_ECDSA_ANY, signature, 64), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_verify_setup(&verify, wild, PSA_ALG_ECDSA(PSA_ALG_ANY_HASH), signature, 64),
                     PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(psa_verify_setup(&verify, unknown_hash, PSA_ALG_ECDSA(0x02000077), signature, 64),
                     PSA_ERROR_NOT_SUPPORTED);
    assert_memory_equal(&verify, &nothing, sizeof nothing);
    /* "The hedged and deterministic versions are equivalent when verifying": the policy of ECDSA too. */
    assert_int_equal(psa_verify_setup(&verify, may_verify, PSA_ALG_ECDSA(PSA_ALG_SHA_256), signature, 64), PSA_SUCCESS);
    assert_int_equal(psa_verify_abort(&verify), PSA_SUCCESS);
    assert_int_equal(psa_verify_setup(&verify, public_key, ALG, signature, 64), PSA_SUCCESS);
    assert_int_equal(psa_verify_abort(&verify), PSA_SUCCESS);
}

/* psa_destroy_key(): "destroying the key will cause the multi-part operation to fail". */
static void destroy_key__in_use__operation_fails(void **state)
{
    (void)state;
    psa_sign_operation_t sign = PSA_SIGN_OPERATION_INIT;
    psa_verify_operation_t verify = PSA_VERIFY_OPERATION_INIT;
    psa_key_id_t key = both();
    uint8_t signature[64], zero[64] = { 0 };
    size_t length = 99;
    signature_of(key, signature);
    assert_int_equal(psa_sign_setup(&sign, key, ALG), PSA_SUCCESS);
    assert_int_equal(psa_verify_setup(&verify, key, ALG, signature, 64), PSA_SUCCESS);
    assert_int_equal(psa_verify_update(&verify, message, sizeof message), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    memset(signature, 0, 64);
    assert_int_equal(psa_sign_finish(&sign, signature, 64, &length), PSA_ERROR_BAD_STATE);
    assert_int_equal(length, 0);
    assert_memory_equal(signature, zero, 64);
    assert_int_equal(psa_verify_finish(&verify), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_sign_abort(&sign), PSA_SUCCESS);
    assert_int_equal(psa_verify_abort(&verify), PSA_SUCCESS);
}

/* "If called with a zero-length context, these functions produce the same signature as the associated function without
 * a context parameter." "It is an error to provide a non-zero-length context with an algorithm that does not accept
 * contexts." */
static void with_context__algorithm_without_one__only_the_empty_context(void **state)
{
    (void)state;
    psa_key_id_t key = new_pair(PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH, ALG);
    uint8_t hash[32] = { 9 }, plain[64], made[64];
    size_t length;
    assert_int_equal(psa_sign_hash(key, ALG, hash, 32, plain, 64, &length), PSA_SUCCESS);
    assert_int_equal(psa_sign_hash_with_context(key, ALG, hash, 32, NULL, 0, made, 64, &length), PSA_SUCCESS);
    assert_memory_equal(made, plain, 64);
    assert_int_equal(psa_verify_hash_with_context(key, ALG, hash, 32, hash, 0, made, 64), PSA_SUCCESS);
    assert_int_equal(psa_verify_hash_with_context(key, ALG, hash, 32, hash, 1, made, 64), PSA_ERROR_INVALID_ARGUMENT);
    memset(made, 0, 64);
    length = 99;
    assert_int_equal(psa_sign_hash_with_context(key, ALG, hash, 32, hash, 1, made, 64, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(length, 0);
    assert_int_equal(made[0] | made[63], 0);
    signature_of(key, plain);
    assert_int_equal(psa_sign_message_with_context(key, ALG, message, sizeof message, hash, 0, made, 64, &length),
                     PSA_SUCCESS);
    assert_memory_equal(made, plain, 64);
    assert_int_equal(psa_verify_message_with_context(key, ALG, message, sizeof message, NULL, 0, made, 64),
                     PSA_SUCCESS);
    assert_int_equal(psa_verify_message_with_context(key, ALG, message, sizeof message, hash, 1, made, 64),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_sign_message_with_context(key, ALG, message, sizeof message, hash, 300, made, 64, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
}

static void setup__before_init__bad_state(void **state)
{
    (void)state;
    psa_sign_operation_t sign = PSA_SIGN_OPERATION_INIT;
    psa_verify_operation_t verify = PSA_VERIFY_OPERATION_INIT;
    uint8_t signature[64] = { 0 };
    pcrypto_reset();
    assert_int_equal(psa_sign_setup(&sign, 1, ALG), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_verify_setup(&verify, 1, ALG, signature, 64), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    assert_int_equal(psa_sign_setup(&sign, both(), ALG), PSA_SUCCESS);
    assert_int_equal(psa_sign_abort(&sign), PSA_SUCCESS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sign_operation__message_in_any_pieces__signature_of_the_whole, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(verify_operation__message_in_any_pieces__verdict_on_the_whole, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(sign_operation__errors__only_abort_helps, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(verify_operation__errors__only_abort_helps, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(setup__bad_key_or_algorithm__refused_and_inactive, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(destroy_key__in_use__operation_fails, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(with_context__algorithm_without_one__only_the_empty_context, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(setup__before_init__bad_state, fixture_start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
