/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Constant time of WPA3-SAE and J-PAKE above the arithmetic of Mbed TLS: passwords, elements made of them, scalars
 * and keys are secret. Run under valgrind.
 *
 * What Mbed TLS's numbers and points tell of their operands is said in modular.h and DESIGN.md and not judged here:
 * the linker puts the functions below (--wrap) before theirs; these are given defined copies, and what they return of
 * secrets is secret again. Public are what the protocols send (a commit's scalar) and verdicts: of pcc_verdict() and
 * of the check of a Diffie-Hellman element.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <valgrind/memcheck.h>

#include <string.h>

#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/dh_element.h"
#include "lib/crypto/core/modular.h"
#include "lib/crypto/core/sae.h"
#include "lib/crypto/core/scalar.h"
#include "lib/crypto/core/schnorr.h"

#define SECRET_BYTES(p, size) (void)VALGRIND_MAKE_MEM_UNDEFINED(p, size)
#define PUBLIC_BYTES(p, size) (void)VALGRIND_MAKE_MEM_DEFINED(p, size)
#define SECRET(object) SECRET_BYTES(&(object), sizeof(object))
#define PUBLIC(object) PUBLIC_BYTES(&(object), sizeof(object))
#define ROOM (2u * PCC_PAKE_ELEMENT_MAX)

/* --------------------------------------------------------------------------------------------------- The border --- */

psa_status_t __real_pcc_mod_multiply_add(const uint8_t *m, size_t size, const uint8_t *a, const uint8_t *b,
                                         const uint8_t *c, uint8_t *out, const pcc_rng_t *rng);
psa_status_t __wrap_pcc_mod_multiply_add(const uint8_t *m, size_t size, const uint8_t *a, const uint8_t *b,
                                         const uint8_t *c, uint8_t *out, const pcc_rng_t *rng);
psa_status_t __real_pcc_mod_multiply_subtract(const uint8_t *m, size_t size, const uint8_t *a, const uint8_t *b,
                                              const uint8_t *c, uint8_t *out, const pcc_rng_t *rng);
psa_status_t __wrap_pcc_mod_multiply_subtract(const uint8_t *m, size_t size, const uint8_t *a, const uint8_t *b,
                                              const uint8_t *c, uint8_t *out, const pcc_rng_t *rng);
psa_status_t __real_pcc_mod_reduce(const uint8_t *m, size_t size, const uint8_t *number, size_t number_size,
                                   uint8_t *out, const pcc_rng_t *rng);
psa_status_t __wrap_pcc_mod_reduce(const uint8_t *m, size_t size, const uint8_t *number, size_t number_size,
                                   uint8_t *out, const pcc_rng_t *rng);
psa_status_t __real_pcc_mod_power(const uint8_t *m, size_t size, const uint8_t *base, size_t base_size,
                                  const uint8_t *x, uint8_t *out);
psa_status_t __wrap_pcc_mod_power(const uint8_t *m, size_t size, const uint8_t *base, size_t base_size,
                                  const uint8_t *x, uint8_t *out);
psa_status_t __real_pcc_ecc_multiply(const pcc_ecc_t *ecc, const uint8_t *scalar, const uint8_t *point, uint8_t *out,
                                     const pcc_rng_t *rng);
psa_status_t __wrap_pcc_ecc_multiply(const pcc_ecc_t *ecc, const uint8_t *scalar, const uint8_t *point, uint8_t *out,
                                     const pcc_rng_t *rng);
psa_status_t __real_pcc_ecc_add(const pcc_ecc_t *ecc, const uint8_t *a, const uint8_t *b, bool subtract, uint8_t *out);
psa_status_t __wrap_pcc_ecc_add(const pcc_ecc_t *ecc, const uint8_t *a, const uint8_t *b, bool subtract, uint8_t *out);
psa_status_t __real_pcc_ecc_multiply_scalars(const pcc_ecc_t *ecc, const uint8_t *a, const uint8_t *b,
                                             const uint8_t *from, uint8_t *out, const pcc_rng_t *rng);
psa_status_t __wrap_pcc_ecc_multiply_scalars(const pcc_ecc_t *ecc, const uint8_t *a, const uint8_t *b,
                                             const uint8_t *from, uint8_t *out, const pcc_rng_t *rng);
psa_status_t __real_pcc_pake_draw(const pcc_pake_group_t *group, uint8_t *scalar, const pcc_rng_t *rng);
psa_status_t __wrap_pcc_pake_draw(const pcc_pake_group_t *group, uint8_t *scalar, const pcc_rng_t *rng);
psa_status_t __real_pcc_pake_multiply_scalars(const pcc_pake_group_t *group, const uint8_t *a, const uint8_t *b,
                                              const uint8_t *from, uint8_t *out, const pcc_rng_t *rng);
psa_status_t __wrap_pcc_pake_multiply_scalars(const pcc_pake_group_t *group, const uint8_t *a, const uint8_t *b,
                                              const uint8_t *from, uint8_t *out, const pcc_rng_t *rng);
psa_status_t __real_pcc_ffdh_check_public(const pcc_dh_group_t *group, const uint8_t *y);
psa_status_t __wrap_pcc_ffdh_check_public(const pcc_dh_group_t *group, const uint8_t *y);
int32_t __real_pcc_verdict(bool good, int32_t error);
int32_t __wrap_pcc_verdict(bool good, int32_t error);

/* Whether an argument of the call under way was secret. */
static bool tainted;

/* A defined copy; NULL stays NULL. */
static const uint8_t *defined(const uint8_t *bytes, size_t size, uint8_t copy[ROOM])
{
    uint8_t undefined_bits[ROOM] = { 0 };
    if (bytes == NULL) {
        return NULL;
    }
    assert_true(size <= ROOM);
    assert_int_equal(VALGRIND_GET_VBITS(bytes, undefined_bits, size), 1);
    for (size_t i = 0; i < size; i++) {
        tainted |= undefined_bits[i] != 0;
    }
    memcpy(copy, bytes, size);
    PUBLIC_BYTES(copy, size);
    return copy;
}

/* What came of the arguments. */
static psa_status_t deliver(psa_status_t status, uint8_t *out, size_t size)
{
    if (tainted) {
        SECRET_BYTES(out, size);
    }
    tainted = false;
    return status;
}

psa_status_t __wrap_pcc_mod_multiply_add(const uint8_t *m, size_t size, const uint8_t *a, const uint8_t *b,
                                         const uint8_t *c, uint8_t *out, const pcc_rng_t *rng)
{
    uint8_t da[ROOM], db[ROOM], dc[ROOM];
    psa_status_t status = __real_pcc_mod_multiply_add(m, size, defined(a, size, da), defined(b, size, db),
                                                      defined(c, size, dc), out, rng);
    return deliver(status, out, size);
}

psa_status_t __wrap_pcc_mod_multiply_subtract(const uint8_t *m, size_t size, const uint8_t *a, const uint8_t *b,
                                              const uint8_t *c, uint8_t *out, const pcc_rng_t *rng)
{
    uint8_t da[ROOM], db[ROOM], dc[ROOM];
    psa_status_t status = __real_pcc_mod_multiply_subtract(m, size, defined(a, size, da), defined(b, size, db),
                                                           defined(c, size, dc), out, rng);
    return deliver(status, out, size);
}

psa_status_t __wrap_pcc_mod_reduce(const uint8_t *m, size_t size, const uint8_t *number, size_t number_size,
                                   uint8_t *out, const pcc_rng_t *rng)
{
    uint8_t copy[ROOM];
    psa_status_t status = __real_pcc_mod_reduce(m, size, defined(number, number_size, copy), number_size, out, rng);
    return deliver(status, out, size);
}

psa_status_t __wrap_pcc_mod_power(const uint8_t *m, size_t size, const uint8_t *base, size_t base_size,
                                  const uint8_t *x, uint8_t *out)
{
    uint8_t db[ROOM], dx[ROOM];
    psa_status_t status =
        __real_pcc_mod_power(m, size, defined(base, base_size, db), base_size, defined(x, size, dx), out);
    return deliver(status, out, size);
}

psa_status_t __wrap_pcc_ecc_multiply(const pcc_ecc_t *ecc, const uint8_t *scalar, const uint8_t *point, uint8_t *out,
                                     const pcc_rng_t *rng)
{
    uint8_t ds[ROOM], dp[ROOM];
    size_t size = pcc_curve_public_size(ecc->curve);
    psa_status_t status =
        __real_pcc_ecc_multiply(ecc, defined(scalar, ecc->curve->scalar_size, ds), defined(point, size, dp), out, rng);
    return deliver(status, out, size);
}

psa_status_t __wrap_pcc_ecc_add(const pcc_ecc_t *ecc, const uint8_t *a, const uint8_t *b, bool subtract, uint8_t *out)
{
    uint8_t da[ROOM], db[ROOM];
    size_t size = pcc_curve_public_size(ecc->curve);
    psa_status_t status = __real_pcc_ecc_add(ecc, defined(a, size, da), defined(b, size, db), subtract, out);
    return deliver(status, out, size);
}

psa_status_t __wrap_pcc_ecc_multiply_scalars(const pcc_ecc_t *ecc, const uint8_t *a, const uint8_t *b,
                                             const uint8_t *from, uint8_t *out, const pcc_rng_t *rng)
{
    uint8_t da[ROOM], db[ROOM], df[ROOM];
    size_t size = ecc->curve->scalar_size;
    psa_status_t status = __real_pcc_ecc_multiply_scalars(ecc, defined(a, size, da), defined(b, size, db),
                                                          defined(from, size, df), out, rng);
    return deliver(status, out, size);
}

/* A draw that is refused is never used, so that it was is public; what is taken is not. */
psa_status_t __wrap_pcc_pake_draw(const pcc_pake_group_t *group, uint8_t *scalar, const pcc_rng_t *rng)
{
    psa_status_t status = __real_pcc_pake_draw(group, scalar, rng);
    SECRET_BYTES(scalar, pcc_pake_scalar_size(group));
    return status;
}

/* The scalar of a commit and the proof of J-PAKE are sent; the product of x2 and s is not. */
static bool product_is_sent;

psa_status_t __wrap_pcc_pake_multiply_scalars(const pcc_pake_group_t *group, const uint8_t *a, const uint8_t *b,
                                              const uint8_t *from, uint8_t *out, const pcc_rng_t *rng)
{
    psa_status_t status = __real_pcc_pake_multiply_scalars(group, a, b, from, out, rng);
    if (product_is_sent) {
        PUBLIC_BYTES(out, pcc_pake_scalar_size(group));
    }
    return status;
}

psa_status_t __wrap_pcc_ffdh_check_public(const pcc_dh_group_t *group, const uint8_t *y)
{
    psa_status_t status = __real_pcc_ffdh_check_public(group, y);
    PUBLIC(status);
    return status;
}

int32_t __wrap_pcc_verdict(bool good, int32_t error)
{
    int32_t verdict = __real_pcc_verdict(good, error);
    PUBLIC(verdict);
    return verdict;
}

/* ------------------------------------------------------------------------------------------------- The groups --- */

static psa_status_t fill(void *context, uint8_t *out, size_t size)
{
    static uint8_t next;
    (void)context;
    for (size_t i = 0; i < size; i++) {
        next = (uint8_t)(next * 5u + 1u);
        out[i] = next;
    }
    return PSA_SUCCESS;
}

static const pcc_rng_t rng = { fill, NULL };

static int under_valgrind(void **state)
{
    (void)state;
    return RUNNING_ON_VALGRIND ? 0 : -1;
}

/* One test for each group of a kind: what differs is the size, and with 521 bits that the last byte is not whole. */
static void for_groups(void (*test)(const pcc_pake_group_t *group))
{
    static const struct {
        unsigned family;
        size_t bits;
    } curves[] = { { PCC_FAMILY_SECP_R1, 256 }, { PCC_FAMILY_SECP_R1, 521 } };
    pcc_ecc_memory_t memory;
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++) {
        const pcc_pake_group_t group = { { pcc_curve_find(curves[i].family, curves[i].bits), &memory }, NULL };
        assert_non_null(group.ecc.curve);
        assert_int_equal(pcc_ecc_load(&memory, group.ecc.curve), PSA_SUCCESS);
        test(&group);
        pcc_ecc_unload(&memory, group.ecc.curve);
    }
    const pcc_pake_group_t field = { { NULL, NULL }, pcc_dh_group_find(PCC_DH_FAMILY_RFC3526, 3072) };
    assert_non_null(field.dh);
    test(&field);
}

static const uint8_t addresses[2 * PCC_SAE_ADDRESS_SIZE] = { 9, 8, 7, 6, 5, 4, 3 };

/* -------------------------------------------------------------------------------------------------------- SAE --- */

static void make_elements(const pcc_pake_group_t *group)
{
    uint8_t password[] = { 's', 'e', 'c', 'r', 'e', 't' }, seed[PCC_HASH_SIZE_MAX] = { 1, 2, 3 };
    uint8_t element[PCC_PAKE_ELEMENT_MAX], token[PCC_PAKE_ELEMENT_MAX];
    SECRET(password);
    SECRET(seed);
    assert_int_equal(pcc_sae_element_of_password(group, password, sizeof password, addresses, element, &rng),
                     PSA_SUCCESS);
    assert_int_equal(pcc_sae_token(group, seed, token, &rng), PSA_SUCCESS);
    assert_int_equal(pcc_sae_element_of_token(group, token, addresses, element, &rng), PSA_SUCCESS);
    /* They are elements, whatever valgrind thought of them. */
    PUBLIC(element);
    PUBLIC(token);
    assert_int_equal(pcc_pake_check_element(group, token), PSA_SUCCESS);
    assert_int_equal(pcc_pake_check_element(group, element), PSA_SUCCESS);
}

static void sae__password_and_seed__no_leak(void **state)
{
    (void)state;
    for_groups(make_elements);
}

static void run_sae(const pcc_pake_group_t *group)
{
    static uint8_t rand[2][PCC_PAKE_SCALAR_MAX], commit[2][PCC_SAE_COMMIT_MAX], element[PCC_PAKE_ELEMENT_MAX];
    static uint8_t sum[2][PCC_PAKE_ELEMENT_MAX], confirm[2][PCC_HASH_SIZE_MAX];
    const uint8_t count[PCC_SAE_COUNT_SIZE] = { 1 }, salt[PCC_HASH_SIZE_MAX] = { 0 };
    pcc_hash_alg_t alg = pcc_sae_hash(group);
    size_t size = pcc_hash_size(alg);
    pcc_sae_keys_t keys[2];
    assert_int_equal(pcc_pake_base(group, element), PSA_SUCCESS); /* does for a password's */
    for (int i = 0; i < 2; i++) {
        SECRET(element);
        product_is_sent = true;
        assert_int_equal(pcc_sae_commit(group, element, rand[i], commit[i], &rng), PSA_SUCCESS);
        product_is_sent = false;
        PUBLIC(commit[i]);
    }
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pcc_sae_take_commit(group, element, commit[1 - i], sum[i], &rng), PSA_SUCCESS);
        assert_int_equal(pcc_sae_derive_keys(group, alg, rand[i], sum[i], commit[i], commit[1 - i], salt, size,
                                             PCC_SAE_PMK_SIZE, &keys[i], &rng),
                         PSA_SUCCESS);
        assert_int_equal(pcc_sae_confirm(group, alg, keys[i].kck, count, commit[0], commit[1], confirm[i]),
                         PSA_SUCCESS);
    }
    PUBLIC(keys);
    PUBLIC(confirm);
    PUBLIC(rand);
    assert_memory_equal(keys[0].pmk, keys[1].pmk, PCC_SAE_PMK_SIZE);
    assert_memory_equal(confirm[0], confirm[1], size);
}

static void sae__element_and_scalars__no_leak(void **state)
{
    (void)state;
    for_groups(run_sae);
}

/* ----------------------------------------------------------------------------------------------------- J-PAKE --- */

static void run_jpake_side(const pcc_pake_group_t *group)
{
    uint8_t password[600], s[PCC_PAKE_SCALAR_MAX], x[PCC_PAKE_SCALAR_MAX], v[PCC_PAKE_SCALAR_MAX],
        r[PCC_PAKE_SCALAR_MAX];
    uint8_t base[PCC_PAKE_ELEMENT_MAX], share[PCC_PAKE_ELEMENT_MAX], commitment[PCC_PAKE_ELEMENT_MAX];
    static const uint8_t id[] = { 'a' };
    (void)fill(NULL, password, sizeof password);
    for (size_t size = 6; size <= sizeof password;
         size += sizeof password - 6) { /* shorter and longer than the order */
        SECRET(password);
        pcc_pake_reduce(group, password, size, s);
        psa_status_t verdict = pcc_pake_check_scalar(group, s);
        PUBLIC(verdict);
        assert_int_equal(verdict, PSA_SUCCESS);
    }
    assert_int_equal(pcc_pake_base(group, base), PSA_SUCCESS);
    assert_int_equal(pcc_pake_draw(group, x, &rng), PSA_SUCCESS);
    assert_int_equal(pcc_pake_draw(group, v, &rng), PSA_SUCCESS);
    assert_int_equal(pcc_pake_multiply_scalars(group, x, s, NULL, x, &rng), PSA_SUCCESS);
    assert_int_equal(pcc_pake_multiply(group, x, base, share, &rng), PSA_SUCCESS);
    assert_int_equal(pcc_pake_multiply(group, v, base, commitment, &rng), PSA_SUCCESS);
    PUBLIC(share);
    PUBLIC(commitment);
    const pcc_schnorr_t proof = { base, share, commitment, id, sizeof id, PCC_HASH_SHA_256 };
    assert_int_equal(pcc_schnorr_prove(group, &proof, x, v, r, &rng), PSA_SUCCESS);
    PUBLIC(r);
    assert_int_equal(pcc_schnorr_verify(group, &proof, r, &rng), PSA_SUCCESS);
    /* The secret is made by additions. */
    SECRET(share);
    assert_int_equal(pcc_pake_add(group, share, commitment, share, &rng), PSA_SUCCESS);
}

static void jpake__password_and_scalars__no_leak(void **state)
{
    (void)state;
    for_groups(run_jpake_side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(sae__password_and_seed__no_leak, under_valgrind),
        cmocka_unit_test_setup(sae__element_and_scalars__no_leak, under_valgrind),
        cmocka_unit_test_setup(jpake__password_and_scalars__no_leak, under_valgrind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
