/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Objects of the public headers as a program uses them: initialisers, attributes, PAKE cipher suites.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "psa/crypto.h"

static psa_hash_operation_t static_hash = PSA_HASH_OPERATION_INIT;
static psa_key_attributes_t static_attributes = PSA_KEY_ATTRIBUTES_INIT;

static void assert_zero(const void *object, size_t size)
{
    const uint8_t *bytes = object;
    for (size_t i = 0; i < size; i++) {
        assert_int_equal(bytes[i], 0);
    }
}

/* Crypto API, "Multi-part operations": zero bytes, the macro and the function are the same inactive state. */
#define CHECK_OPERATION(family, FAMILY)                                                                                \
    do {                                                                                                               \
        psa_##family##_operation_t by_macro = PSA_##FAMILY##_OPERATION_INIT;                                           \
        psa_##family##_operation_t by_function;                                                                        \
        memset(&by_function, 0xa5, sizeof by_function);                                                                \
        by_function = psa_##family##_operation_init();                                                                 \
        assert_zero(&by_macro, sizeof by_macro);                                                                       \
        assert_zero(&by_function, sizeof by_function);                                                                 \
        assert_int_equal(sizeof by_macro, 8u * (size_t)PSA_##FAMILY##_OPERATION_SIZE_WORDS);                           \
        assert_int_equal((uintptr_t)&by_macro % sizeof(void *), 0);                                                    \
    } while (0)

static void operation_init__every_family__all_bytes_zero(void **state)
{
    (void)state;
    CHECK_OPERATION(hash, HASH);
    CHECK_OPERATION(xof, XOF);
    CHECK_OPERATION(mac, MAC);
    CHECK_OPERATION(cipher, CIPHER);
    CHECK_OPERATION(aead, AEAD);
    CHECK_OPERATION(key_derivation, KEY_DERIVATION);
    CHECK_OPERATION(sign, SIGN);
    CHECK_OPERATION(verify, VERIFY);
    CHECK_OPERATION(pake, PAKE);
    assert_zero(&static_hash, sizeof static_hash);
}

static void key_attributes_init__fresh__values_of_the_specification(void **state)
{
    (void)state;
    psa_key_attributes_t attributes;
    memset(&attributes, 0xa5, sizeof attributes);
    psa_reset_key_attributes(&attributes);
    assert_memory_equal(&attributes, &static_attributes, sizeof attributes);
    assert_zero(&attributes, sizeof attributes);
    attributes = psa_key_attributes_init();
    assert_int_equal(psa_get_key_lifetime(&attributes), PSA_KEY_LIFETIME_VOLATILE);
    assert_int_equal(psa_get_key_id(&attributes), PSA_KEY_ID_NULL);
    assert_int_equal(psa_get_key_type(&attributes), PSA_KEY_TYPE_NONE);
    assert_int_equal(psa_get_key_bits(&attributes), 0);
    assert_int_equal(psa_get_key_usage_flags(&attributes), 0);
    assert_int_equal(psa_get_key_algorithm(&attributes), PSA_ALG_NONE);
    assert_int_equal(sizeof attributes, 20);
}

static void set_key__every_attribute__read_back(void **state)
{
    (void)state;
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_EXPORT);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    assert_int_equal(psa_get_key_type(&attributes), 0x7112);
    assert_int_equal(psa_get_key_bits(&attributes), 256);
    assert_int_equal(psa_get_key_usage_flags(&attributes), 0x1001);
    assert_int_equal(psa_get_key_algorithm(&attributes), 0x06000609);
}

static void set_key_id__volatile_lifetime__becomes_persistent_in_its_location(void **state)
{
    (void)state;
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_id(&attributes, 0x1234);
    assert_int_equal(psa_get_key_id(&attributes), 0x1234);
    assert_int_equal(psa_get_key_lifetime(&attributes), PSA_KEY_LIFETIME_PERSISTENT);

    psa_set_key_lifetime(&attributes, 0x00000100);
    psa_set_key_id(&attributes, 1);
    assert_int_equal(psa_get_key_lifetime(&attributes), 0x00000101);
}

static void set_key_id__persistent_lifetime__keeps_it(void **state)
{
    (void)state;
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_lifetime(&attributes, 0x800000ff);
    psa_set_key_id(&attributes, 7);
    assert_int_equal(psa_get_key_lifetime(&attributes), 0x800000ff);
    assert_int_equal(psa_get_key_id(&attributes), 7);
}

static void set_key_lifetime__volatile__takes_the_id_away(void **state)
{
    (void)state;
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_id(&attributes, 7);
    psa_set_key_lifetime(&attributes, PSA_KEY_LIFETIME_PERSISTENT);
    assert_int_equal(psa_get_key_id(&attributes), 7);
    psa_set_key_lifetime(&attributes, 0x80000000);
    assert_int_equal(psa_get_key_id(&attributes), PSA_KEY_ID_NULL);
    assert_int_equal(psa_get_key_lifetime(&attributes), 0x80000000);
}

static void set_key_bits__too_large__is_no_size_of_a_key(void **state)
{
    (void)state;
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_bits(&attributes, 65528);
    assert_int_equal(psa_get_key_bits(&attributes), 65528);
    psa_set_key_bits(&attributes, 65536 + 128);
    assert_int_equal(psa_get_key_bits(&attributes), 65535);
    psa_set_key_bits(&attributes, SIZE_MAX);
    assert_int_equal(psa_get_key_bits(&attributes), 65535);
}

static void pake_cipher_suite__every_field__read_back(void **state)
{
    (void)state;
    psa_pake_cipher_suite_t suite = PSA_PAKE_CIPHER_SUITE_INIT;
    assert_int_equal(psa_pake_cs_get_algorithm(&suite), PSA_ALG_NONE);
    assert_int_equal(psa_pake_cs_get_key_confirmation(&suite), PSA_PAKE_CONFIRMED_KEY);
    psa_pake_cs_set_algorithm(&suite, PSA_ALG_SPAKE2P_MATTER);
    psa_pake_cs_set_primitive(&suite, PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256));
    psa_pake_cs_set_key_confirmation(&suite, PSA_PAKE_UNCONFIRMED_KEY);
    assert_int_equal(psa_pake_cs_get_algorithm(&suite), 0x0a000609);
    assert_int_equal(psa_pake_cs_get_primitive(&suite), 0x01120100);
    assert_int_equal(psa_pake_cs_get_key_confirmation(&suite), 1);
    suite = psa_pake_cipher_suite_init();
    assert_int_equal(psa_pake_cs_get_primitive(&suite), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operation_init__every_family__all_bytes_zero),
        cmocka_unit_test(key_attributes_init__fresh__values_of_the_specification),
        cmocka_unit_test(set_key__every_attribute__read_back),
        cmocka_unit_test(set_key_id__volatile_lifetime__becomes_persistent_in_its_location),
        cmocka_unit_test(set_key_id__persistent_lifetime__keeps_it),
        cmocka_unit_test(set_key_lifetime__volatile__takes_the_id_away),
        cmocka_unit_test(set_key_bits__too_large__is_no_size_of_a_key),
        cmocka_unit_test(pake_cipher_suite__every_field__read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
