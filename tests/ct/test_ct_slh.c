/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Constant time of signing with SLH-DSA: both secret seeds, and all that is hashed from them. Public is what a
 * signature shows, which the functions below (--wrap of the linker) say where it comes by: the randomiser and the
 * hash of the message that choose the leaves, the roots that one-time keys sign, and that the topmost root is the
 * key's. Run under valgrind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <valgrind/memcheck.h>

#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/slh_internal.h"

#define SECRET(object) (void)VALGRIND_MAKE_MEM_UNDEFINED(&(object), sizeof(object))
#define PUBLIC(object) (void)VALGRIND_MAKE_MEM_DEFINED(&(object), sizeof(object))

psa_status_t __real_pcc_slh_choose(const pcc_slh_key_t *key, const uint8_t *random, const uint8_t *hash,
                                   pcc_slh_choice_t *choice);
psa_status_t __wrap_pcc_slh_choose(const pcc_slh_key_t *key, const uint8_t *random, const uint8_t *hash,
                                   pcc_slh_choice_t *choice);
void __real_pcc_slh_split(const pcc_slh_set_t *set, const uint8_t *value, uint8_t *digits);
void __wrap_pcc_slh_split(const pcc_slh_set_t *set, const uint8_t *value, uint8_t *digits);
bool __real_pcc_equal(const void *a, const void *b, size_t size);
bool __wrap_pcc_equal(const void *a, const void *b, size_t size);

psa_status_t __wrap_pcc_slh_choose(const pcc_slh_key_t *key, const uint8_t *random, const uint8_t *hash,
                                   pcc_slh_choice_t *choice)
{
    (void)VALGRIND_MAKE_MEM_DEFINED(random, key->set->n);
    (void)VALGRIND_MAKE_MEM_DEFINED(hash, PCC_HASH_SIZE_MAX);
    return __real_pcc_slh_choose(key, random, hash, choice);
}

void __wrap_pcc_slh_split(const pcc_slh_set_t *set, const uint8_t *value, uint8_t *digits)
{
    (void)VALGRIND_MAKE_MEM_DEFINED(value, set->n);
    __real_pcc_slh_split(set, value, digits);
}

bool __wrap_pcc_equal(const void *a, const void *b, size_t size)
{
    bool equal = __real_pcc_equal(a, b, size);
    PUBLIC(equal);
    return equal;
}

static void sign(uint8_t family, size_t bits)
{
    static uint8_t seeds[2][PCC_SLH_N_MAX] = { { 1, 2 }, { 3, 4 } }, signature[50000];
    uint8_t seed[PCC_SLH_N_MAX] = { 5 }, root[PCC_SLH_N_MAX], digest[PCC_HASH_SIZE_MAX];
    static const uint8_t text[] = { 'm' };
    const pcc_slh_message_t message = { .data = text, .size = sizeof text };
    const pcc_slh_key_t key = { pcc_slh_find(family, bits), seeds[0], seeds[1], seed, root };
    pcc_hash_t hash;
    assert_non_null(key.set);
    size_t size = pcc_slh_signature_size(key.set);
    assert_true(size <= sizeof signature);
    SECRET(seeds);
    assert_int_equal(pcc_slh_root(&key, root), PSA_SUCCESS);
    PUBLIC(root);
    assert_int_equal(pcc_slh_sign(&key, &message, NULL, signature), PSA_SUCCESS);
    PUBLIC(signature);
    PUBLIC(seeds);
    assert_int_equal(pcc_slh_begin(&key, &message, signature, size, &hash), PSA_SUCCESS);
    assert_int_equal(pcc_hash_update(&hash, text, sizeof text), PSA_SUCCESS);
    assert_int_equal(pcc_hash_finish(&hash, digest), PSA_SUCCESS);
    assert_int_equal(pcc_slh_verify(&key, digest, signature, size), PSA_SUCCESS);
}

/* SHA2-128f with SHA-256 alone, SHA2-192f with SHA-512 beside it. */
static void slh_dsa_sign__secret_seeds__signature_only(void **state)
{
    (void)state;
    assert_true(RUNNING_ON_VALGRIND);
    sign(0x04, 128);
    sign(0x04, 192);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slh_dsa_sign__secret_seeds__signature_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
