/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * For the tests of what psa-arch-tests expects (lib/crypto/DESIGN.md, "Arm's conformance tests"): keys, and bytes from
 * hex. Names of cases begin with the number of Arm's test.
 */
#ifndef TESTS_CRYPTO_ARCH_H
#define TESTS_CRYPTO_ARCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/crypto/fixture.h"

#define ARCH_COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Algorithms that are none: of no category, and a hash function that nobody defined. */
#define ARCH_NO_ALG ((psa_algorithm_t)0xffffffff)
#define ARCH_NO_HASH ((psa_algorithm_t)0x02ffffff)

#define ARCH_PAIR PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)
#define ARCH_PUBLIC PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1)

/* Bytes of symmetric keys: AES-128's of SP 800-38A first. Its beginning has bytes of even parity: no key of DES. */
static const uint8_t arch_bytes[64] = { 0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88,
                                        0x09, 0xcf, 0x4f, 0x3c, 0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe,
                                        0x11, 0x21, 0x31, 0x41, 0x51, 0x61, 0x71, 0x81, 0x0f, 0x1e, 0x2d, 0x3c };
/* Three keys of DES (SP 800-67's), parity as it must be. */
static const uint8_t arch_des[24] = { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x23, 0x45, 0x67, 0x89,
                                      0xab, 0xcd, 0xef, 0x01, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0x01, 0x23 };
/* A private key, big-endian: below the order of P-224, P-256, P-384 and (two zero bits first) P-521 at its 66 bytes. */
static const uint8_t arch_private[66] = {
    0x00, 0x42, 0x17, 0x8c, 0x55, 0xe1, 0x09, 0x3a, 0x7d, 0xc4, 0x61, 0x2e, 0xb8,
    0x90, 0x0d, 0xf3, 0x26, 0x5b, 0xa7, 0x18, 0xce, 0x34, 0x6f, 0x82, 0xd9, 0x01,
    0x4c, 0xbb, 0x73, 0x2a, 0xe6, 0x95, 0x58, 0x0f, 0xc1, 0x37, 0x64, 0xad, 0x1b
};

/* What nearly every test of theirs ends with: the same bytes with attributes that were reset make no key. */
static inline void arch_no_key_without_attributes(const uint8_t *data, size_t size)
{
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_ENCRYPT, PSA_ALG_CTR);
    psa_key_id_t key = 77;

    psa_reset_key_attributes(&a);
    assert_int_equal(psa_import_key(&a, data, size, &key), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(key, PSA_KEY_ID_NULL);
}

/* The bytes of a line of hex; returns how many. */
static inline size_t arch_hex(const char *text, uint8_t *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    size_t count = strlen(text) / 2;

    assert_true(count <= size);
    for (size_t i = 0; i < count; i++) {
        const char *high = strchr(digits, text[2 * i]), *low = strchr(digits, text[2 * i + 1]);
        assert_true(high != NULL && low != NULL);
        bytes[i] = (uint8_t)((high - digits) << 4 | (low - digits));
    }
    return count;
}

static inline void arch_assert_hex(const uint8_t *bytes, size_t size, const char *expected)
{
    uint8_t right[256];

    assert_int_equal(size, arch_hex(expected, right, sizeof right));
    assert_memory_equal(bytes, right, size);
}

#if defined(PSA_WANT_ALG_RSA_OAEP)
/* The DER of an RSA pair of 1024 bits, made once, and of its public half. */
static uint8_t arch_rsa_pair[PSA_EXPORT_KEY_OUTPUT_SIZE(PSA_KEY_TYPE_RSA_KEY_PAIR, 1024)];
static uint8_t arch_rsa_public[PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(PSA_KEY_TYPE_RSA_KEY_PAIR, 1024)];
static size_t arch_rsa_pair_size, arch_rsa_public_size;

static inline void arch_make_rsa(void)
{
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_RSA_KEY_PAIR, 1024, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
    psa_key_id_t key;

    if (arch_rsa_pair_size == 0) {
        assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
        assert_int_equal(psa_export_key(key, arch_rsa_pair, sizeof arch_rsa_pair, &arch_rsa_pair_size), PSA_SUCCESS);
        assert_int_equal(psa_export_public_key(key, arch_rsa_public, sizeof arch_rsa_public, &arch_rsa_public_size),
                         PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}
#endif

#endif /* TESTS_CRYPTO_ARCH_H */
