/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, extendable-output functions: SHAKE's vectors with input and output in pieces, and the state model.
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

static psa_xof_operation_t op;

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

static void abort_op(void)
{
    assert_int_equal(psa_xof_abort(&op), PSA_SUCCESS);
    assert_inactive();
}

/* The error state: nothing but its mark is left, only abort helps. */
static void assert_error_state(void)
{
    uint8_t out[8] = { 0 };
    size_t used = 0;
    for (size_t i = 0; i < sizeof op; i++) {
        used += ((const uint8_t *)&op)[i] != 0;
    }
    assert_int_equal(used, 1);
    assert_int_equal(psa_xof_setup(&op, PSA_ALG_SHAKE128), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_xof_set_context(&op, out, 1), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_xof_update(&op, out, 1), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_xof_output(&op, out, 1), PSA_ERROR_BAD_STATE);
    abort_op();
}

/* "The result does not depend on how the overall input is fragmented", nor does the output. */
static void check_shake(psa_algorithm_t alg, const uint8_t *in, size_t in_size, const uint8_t *expected, size_t size)
{
    uint8_t out[512];
    for (size_t piece = 1; piece <= size; piece += piece < 10 ? 1 : 39) {
        assert_int_equal(psa_xof_setup(&op, alg), PSA_SUCCESS);
        for (size_t at = 0; at < in_size; at += piece) {
            assert_int_equal(psa_xof_update(&op, in + at, in_size - at < piece ? in_size - at : piece), PSA_SUCCESS);
        }
        for (size_t at = 0; at < size; at += piece) {
            assert_int_equal(psa_xof_output(&op, out + at, size - at < piece ? size - at : piece), PSA_SUCCESS);
            assert_int_equal(psa_xof_output(&op, NULL, 0), PSA_SUCCESS);
        }
        assert_memory_equal(out, expected, size);
        abort_op();
    }
}

static void check_record(const vec_record_t *r)
{
    size_t in_size, size;
    const uint8_t *in = vec_bytes(r, "in", &in_size);
    const uint8_t *out = vec_bytes(r, "shake128", &size);
    check_shake(PSA_ALG_SHAKE128, in, in_size, out, size);
    out = vec_bytes(r, "shake256", &size);
    check_shake(PSA_ALG_SHAKE256, in, in_size, out, size);
}

static void xof__vectors__reproduced(void **state)
{
    (void)state;
    vec_for_each("sha3.txt", 25, check_record);
}

/* "The application must initialize it by any of the following means" */
static void xof_object__initialised_in_each_way__can_be_set_up(void **state)
{
    (void)state;
    static psa_xof_operation_t of_zeros;
    psa_xof_operation_t ways[4] = { PSA_XOF_OPERATION_INIT, psa_xof_operation_init(), of_zeros };
    uint8_t out[8];
    memset(&ways[3], 0, sizeof ways[3]);
    for (size_t w = 0; w < 4; w++) {
        op = ways[w];
        assert_int_equal(psa_xof_setup(&op, PSA_ALG_SHAKE128), PSA_SUCCESS);
        assert_int_equal(psa_xof_output(&op, out, sizeof out), PSA_SUCCESS);
        abort_op();
        abort_op(); /* has no effect */
        assert_int_equal(psa_xof_setup(&op, PSA_ALG_SHAKE128), PSA_SUCCESS);
        abort_op();
    }
}

static void xof_setup__bad_arguments__object_unchanged(void **state)
{
    (void)state;
    static const struct {
        psa_algorithm_t alg;
        psa_status_t status;
    } cases[] = {
        { PSA_ALG_NONE, PSA_ERROR_INVALID_ARGUMENT },       { PSA_ALG_SHAKE256_512, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_ALG_SHA_256, PSA_ERROR_INVALID_ARGUMENT },    { PSA_ALG_ASCON_XOF128, PSA_ERROR_NOT_SUPPORTED },
        { PSA_ALG_ASCON_CXOF128, PSA_ERROR_NOT_SUPPORTED }, { PSA_ALG_SHAKE128 | 0x8000u, PSA_ERROR_NOT_SUPPORTED },
        { PSA_ALG_SHAKE128 | 1u, PSA_ERROR_NOT_SUPPORTED },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(psa_xof_setup(&op, cases[i].alg), cases[i].status);
        assert_inactive();
    }
    pcrypto_reset();
    assert_int_equal(psa_xof_setup(&op, PSA_ALG_SHAKE128), PSA_ERROR_BAD_STATE);
    assert_inactive();
}

static void xof_setup__active_object__goes_on_unchanged(void **state)
{
    (void)state;
    uint8_t out[8], expected[8];
    assert_int_equal(psa_xof_setup(&op, PSA_ALG_SHAKE128), PSA_SUCCESS);
    assert_int_equal(psa_xof_output(&op, expected, 8), PSA_SUCCESS);
    abort_op();
    assert_int_equal(psa_xof_setup(&op, PSA_ALG_SHAKE128), PSA_SUCCESS);
    assert_int_equal(psa_xof_setup(&op, PSA_ALG_SHAKE256), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_xof_output(&op, out, 8), PSA_SUCCESS);
    assert_memory_equal(out, expected, 8);
    abort_op();
}

/* "It must be active, and no call to psa_xof_output() has been made" */
static void xof_update__after_output__error_state(void **state)
{
    (void)state;
    uint8_t out[8] = { 0 };
    assert_int_equal(psa_xof_setup(&op, PSA_ALG_SHAKE256), PSA_SUCCESS);
    assert_int_equal(psa_xof_output(&op, out, 0), PSA_SUCCESS);
    assert_int_equal(psa_xof_update(&op, out, 0), PSA_ERROR_BAD_STATE);
    assert_error_state();
}

static void xof__inactive_object__bad_state(void **state)
{
    (void)state;
    uint8_t out[8] = { 0 };
    assert_int_equal(psa_xof_update(&op, out, 1), PSA_ERROR_BAD_STATE);
    assert_error_state();
    assert_int_equal(psa_xof_output(&op, out, 1), PSA_ERROR_BAD_STATE);
    assert_error_state();
    assert_int_equal(psa_xof_set_context(&op, out, 1), PSA_ERROR_BAD_STATE);
    assert_error_state();
    abort_op();
}

/* "The algorithm does not support a context value"; after other calls the state is the error. */
static void xof_set_context__shake__refused(void **state)
{
    (void)state;
    uint8_t out[8] = { 0 };
    assert_int_equal(psa_xof_setup(&op, PSA_ALG_SHAKE256), PSA_SUCCESS);
    assert_int_equal(psa_xof_set_context(&op, out, 0), PSA_ERROR_INVALID_ARGUMENT);
    assert_error_state();
    assert_int_equal(psa_xof_setup(&op, PSA_ALG_SHAKE256), PSA_SUCCESS);
    assert_int_equal(psa_xof_output(&op, out, 8), PSA_SUCCESS);
    assert_int_equal(psa_xof_set_context(&op, out, 0), PSA_ERROR_BAD_STATE);
    assert_error_state();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(xof__vectors__reproduced, start, fixture_stop),
        cmocka_unit_test_setup_teardown(xof_object__initialised_in_each_way__can_be_set_up, start, fixture_stop),
        cmocka_unit_test_setup_teardown(xof_setup__bad_arguments__object_unchanged, start, fixture_stop),
        cmocka_unit_test_setup_teardown(xof_setup__active_object__goes_on_unchanged, start, fixture_stop),
        cmocka_unit_test_setup_teardown(xof_update__after_output__error_state, start, fixture_stop),
        cmocka_unit_test_setup_teardown(xof__inactive_object__bad_state, start, fixture_stop),
        cmocka_unit_test_setup_teardown(xof_set_context__shake__refused, start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
