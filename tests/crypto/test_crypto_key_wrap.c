/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, chapter 10.7 "Key wrapping": KW and KWP over every block cipher, forgeries, padding, the policies of
 * both keys, attributes, sizes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/core/block.h"
#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"
#include "vectors.h"

#define WRAPS (PSA_KEY_USAGE_WRAP | PSA_KEY_USAGE_UNWRAP)
static const uint8_t key_bytes[64] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };

static psa_key_attributes_t attributes(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, type);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, alg);
    return a;
}

static psa_key_id_t import(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg, const uint8_t *data,
                           size_t size)
{
    psa_key_attributes_t a = attributes(type, usage, alg);
    psa_key_id_t key;
    assert_int_equal(psa_import_key(&a, data, size, &key), PSA_SUCCESS);
    return key;
}

static unsigned checked;

static void check_vector(const vec_record_t *r)
{
    size_t key_size, size, wrapped_size, length;
    const uint8_t *key = vec_bytes(r, "key", &key_size);
    const uint8_t *data = vec_bytes(r, "data", &size);
    const uint8_t *wrapped = vec_bytes(r, "wrapped", &wrapped_size);
    const char *type_name = vec_text(r, "type");
    psa_algorithm_t alg = strcmp(vec_text(r, "alg"), "kw") == 0 ? PSA_ALG_KW : PSA_ALG_KWP;
    psa_key_type_t type = strcmp(type_name, "aes") == 0    ? PSA_KEY_TYPE_AES
                          : strcmp(type_name, "aria") == 0 ? PSA_KEY_TYPE_ARIA
                                                           : PSA_KEY_TYPE_CAMELLIA;
    psa_key_attributes_t a = attributes(type, WRAPS, alg);
    psa_key_id_t wrapping, back;
    uint8_t out[160], zeros[160] = { 0 };
    psa_status_t status = psa_import_key(&a, key, key_size, &wrapping);
#if !defined(PSA_WANT_KEY_TYPE_ARIA)
    if (type == PSA_KEY_TYPE_ARIA) {
        assert_int_equal(status, PSA_ERROR_NOT_SUPPORTED);
        return;
    }
#endif
    assert_int_equal(status, PSA_SUCCESS);
    psa_key_id_t raw = import(PSA_KEY_TYPE_RAW_DATA, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE, data, size);
    assert_int_equal(PSA_WRAP_KEY_OUTPUT_SIZE(type, alg, PSA_KEY_TYPE_RAW_DATA, 8 * size), wrapped_size);
    memset(out, 0xa5, sizeof out);
    assert_int_equal(psa_wrap_key(wrapping, alg, raw, out, wrapped_size, &length), PSA_SUCCESS);
    assert_int_equal(length, wrapped_size);
    assert_memory_equal(out, wrapped, wrapped_size);
    assert_int_equal(out[wrapped_size], 0xa5);
    memset(out, 0, sizeof out);
    assert_int_equal(psa_wrap_key(wrapping, alg, raw, out, wrapped_size - 1, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 0);
    assert_memory_equal(out, zeros, sizeof out);
    assert_int_equal(psa_destroy_key(raw), PSA_SUCCESS);

    a = attributes(PSA_KEY_TYPE_RAW_DATA, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
    assert_int_equal(psa_unwrap_key(&a, wrapping, alg, wrapped, wrapped_size, &back), PSA_SUCCESS);
    assert_int_equal(psa_export_key(back, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_memory_equal(out, data, size);
    assert_int_equal(psa_destroy_key(back), PSA_SUCCESS);
    /* With the size in the attributes, and with another. */
    psa_set_key_bits(&a, 8 * size);
    assert_int_equal(psa_unwrap_key(&a, wrapping, alg, wrapped, wrapped_size, &back), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(back), PSA_SUCCESS);
    psa_set_key_bits(&a, 8 * size + 8);
    assert_int_equal(psa_unwrap_key(&a, wrapping, alg, wrapped, wrapped_size, &back), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(back, PSA_KEY_ID_NULL);
    psa_set_key_bits(&a, 0);
    /* Every bit counts, and every byte. */
    for (size_t bit = 0; bit < 8 * wrapped_size; bit++) {
        memcpy(out, wrapped, wrapped_size);
        out[bit / 8] ^= (uint8_t)(1u << bit % 8);
        back = 77;
        assert_int_equal(psa_unwrap_key(&a, wrapping, alg, out, wrapped_size, &back), PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(back, PSA_KEY_ID_NULL);
    }
    for (size_t cut = 0; cut < wrapped_size; cut++) {
        assert_int_equal(psa_unwrap_key(&a, wrapping, alg, wrapped, cut, &back), PSA_ERROR_INVALID_SIGNATURE);
    }
    assert_int_equal(psa_destroy_key(wrapping), PSA_SUCCESS);
    checked++;
}

static void key_wrap__standard_vectors__match(void **state)
{
    (void)state;
    checked = 0;
    vec_for_each("key_wrap.txt", 33, check_vector);
#if defined(PSA_WANT_KEY_TYPE_ARIA)
    assert_int_equal(checked, 33);
#else
    assert_int_equal(checked, 27);
#endif
}

/* SP 800-38F section 5.3.1: KW takes two semiblocks or more, KWP one byte or more. */
static void wrap_key__sizes_of_keys__as_the_algorithm_takes(void **state)
{
    (void)state;
    psa_key_id_t kw = import(PSA_KEY_TYPE_AES, WRAPS, PSA_ALG_KW, key_bytes, 16);
    psa_key_id_t kwp = import(PSA_KEY_TYPE_AES, WRAPS, PSA_ALG_KWP, key_bytes, 16);
    for (size_t size = 1; size <= 40; size++) {
        psa_key_id_t key = import(PSA_KEY_TYPE_RAW_DATA, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE, key_bytes, size);
        uint8_t out[64];
        size_t length = 99;
        bool good = size >= 16 && size % 8 == 0;
        assert_int_equal(psa_wrap_key(kw, PSA_ALG_KW, key, out, sizeof out, &length),
                         good ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(length, good ? size + 8 : 0);
        assert_int_equal(psa_wrap_key(kwp, PSA_ALG_KWP, key, out, sizeof out, &length), PSA_SUCCESS);
        assert_int_equal(length, (size + 7) / 8 * 8 + 8);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* W of the standard, for plaintexts that no wrapping would make. */
static size_t wrap_anything(const uint8_t *key, const uint8_t *plain, size_t size, uint8_t *out)
{
    pcc_block_t aes;
    uint8_t block[16];
    size_t n = size / 8 - 1;
    memcpy(out, plain, size);
    assert_int_equal(pcc_block_set_key(&aes, PCC_BLOCK_AES, key, 16), PSA_SUCCESS);
    if (n == 1) {
        assert_int_equal(pcc_block_encrypt(&aes, out, out), PSA_SUCCESS);
        return size;
    }
    for (size_t t = 1; t <= 6 * n; t++) {
        uint8_t *r = out + 8 + 8 * ((t - 1) % n);
        memcpy(block, out, 8);
        memcpy(block + 8, r, 8);
        assert_int_equal(pcc_block_encrypt(&aes, block, block), PSA_SUCCESS);
        block[7] ^= (uint8_t)t;
        memcpy(out, block, 8);
        memcpy(r, block + 8, 8);
    }
    return size;
}

/* SP 800-38F algorithm 6, steps 5 to 8: the marker, the length and the zeros. */
static void unwrap_key_kwp__every_padding__right_or_invalid_signature(void **state)
{
    (void)state;
    psa_key_id_t kwp = import(PSA_KEY_TYPE_AES, WRAPS, PSA_ALG_KWP, key_bytes, 16);
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_RAW_DATA, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
    for (size_t room = 8; room <= 32; room += 8) {
        for (uint32_t told = 0; told <= 48; told++) {
            uint8_t plain[40] = { 0xa6, 0x59, 0x59, 0xa6 }, wrapped[40], out[40];
            psa_key_id_t key;
            size_t length;
            bool good = told <= room && told + 8 > room;
            plain[7] = (uint8_t)told;
            memset(plain + 8, 0x3c, told < room ? told : room);
            size_t size = wrap_anything(key_bytes, plain, 8 + room, wrapped);
            assert_int_equal(psa_unwrap_key(&a, kwp, PSA_ALG_KWP, wrapped, size, &key),
                             !good       ? PSA_ERROR_INVALID_SIGNATURE
                             : told == 0 ? PSA_ERROR_INVALID_ARGUMENT
                                         : PSA_SUCCESS);
            if (good && told > 0) {
                assert_int_equal(psa_export_key(key, out, sizeof out, &length), PSA_SUCCESS);
                assert_int_equal(length, told);
                assert_memory_equal(out, plain + 8, told);
                assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
                for (size_t at = told; at < room; at++) {
                    plain[8 + at] = 0x80;
                    size = wrap_anything(key_bytes, plain, 8 + room, wrapped);
                    plain[8 + at] = 0;
                    assert_int_equal(psa_unwrap_key(&a, kwp, PSA_ALG_KWP, wrapped, size, &key),
                                     PSA_ERROR_INVALID_SIGNATURE);
                }
                for (size_t bit = 0; bit < 56; bit++) { /* the marker; a length beyond 8 bits is too long */
                    plain[bit / 8] ^= (uint8_t)(1u << bit % 8);
                    size = wrap_anything(key_bytes, plain, 8 + room, wrapped);
                    plain[bit / 8] ^= (uint8_t)(1u << bit % 8);
                    assert_int_equal(psa_unwrap_key(&a, kwp, PSA_ALG_KWP, wrapped, size, &key),
                                     PSA_ERROR_INVALID_SIGNATURE);
                }
            }
        }
    }
}

/* A key of each algorithm does not unwrap what the other wrapped. */
static void unwrap_key__the_other_algorithm__invalid_signature(void **state)
{
    (void)state;
    psa_key_id_t kw = import(PSA_KEY_TYPE_AES, WRAPS, PSA_ALG_KW, key_bytes, 16);
    psa_key_id_t kwp = import(PSA_KEY_TYPE_AES, WRAPS, PSA_ALG_KWP, key_bytes, 16);
    psa_key_id_t key = import(PSA_KEY_TYPE_RAW_DATA, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE, key_bytes, 32), back;
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_RAW_DATA, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
    uint8_t wrapped[64];
    size_t length;
    assert_int_equal(psa_wrap_key(kw, PSA_ALG_KW, key, wrapped, sizeof wrapped, &length), PSA_SUCCESS);
    assert_int_equal(psa_unwrap_key(&a, kwp, PSA_ALG_KWP, wrapped, length, &back), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_wrap_key(kwp, PSA_ALG_KWP, key, wrapped, sizeof wrapped, &length), PSA_SUCCESS);
    assert_int_equal(psa_unwrap_key(&a, kw, PSA_ALG_KW, wrapped, length, &back), PSA_ERROR_INVALID_SIGNATURE);
}

static void key_wrap__policies_and_bad_arguments__their_errors(void **state)
{
    (void)state;
    psa_key_id_t kw = import(PSA_KEY_TYPE_AES, WRAPS, PSA_ALG_KW, key_bytes, 16);
    psa_key_id_t wraps = import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_WRAP, PSA_ALG_KW, key_bytes, 16);
    psa_key_id_t unwraps = import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_UNWRAP, PSA_ALG_KW, key_bytes, 16);
    psa_key_id_t encrypts =
        import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT, PSA_ALG_KW, key_bytes, 16);
    psa_key_id_t des =
        import(PSA_KEY_TYPE_DES, WRAPS, PSA_ALG_KW, (const uint8_t *)"\x0b\x0b\x0b\x0b\x0b\x0b\x0b\x0b", 8);
    psa_key_id_t raw = import(PSA_KEY_TYPE_RAW_DATA, WRAPS, PSA_ALG_KW, key_bytes, 16);
    psa_key_id_t gcm = import(PSA_KEY_TYPE_AES, WRAPS, PSA_ALG_GCM, key_bytes, 16);
    psa_key_id_t unknown = import(PSA_KEY_TYPE_AES, WRAPS, (psa_algorithm_t)0x0b400700, key_bytes, 16);
    psa_key_id_t key = import(PSA_KEY_TYPE_HMAC, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE, key_bytes, 32);
    psa_key_id_t secret = import(PSA_KEY_TYPE_HMAC, PSA_KEY_USAGE_COPY, PSA_ALG_NONE, key_bytes, 32), back;
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_HMAC, PSA_KEY_USAGE_SIGN_MESSAGE, PSA_ALG_HMAC(PSA_ALG_SHA_256));
    uint8_t wrapped[64], out[64];
    size_t size, length = 99;

    assert_int_equal(psa_wrap_key(wraps, PSA_ALG_KW, key, wrapped, sizeof wrapped, &size), PSA_SUCCESS);
    static const struct {
        psa_algorithm_t alg;
        psa_status_t wrap, unwrap;
    } expected[] = {
        { PSA_ALG_KW, PSA_SUCCESS, PSA_ERROR_NOT_PERMITTED },                    /* wraps */
        { PSA_ALG_KW, PSA_ERROR_NOT_PERMITTED, PSA_SUCCESS },                    /* unwraps */
        { PSA_ALG_KW, PSA_ERROR_NOT_PERMITTED, PSA_ERROR_NOT_PERMITTED },        /* encrypts */
        { PSA_ALG_KW, PSA_ERROR_INVALID_ARGUMENT, PSA_ERROR_INVALID_ARGUMENT },  /* des: blocks of 8 bytes */
        { PSA_ALG_KW, PSA_ERROR_INVALID_ARGUMENT, PSA_ERROR_INVALID_ARGUMENT },  /* raw */
        { PSA_ALG_GCM, PSA_ERROR_INVALID_ARGUMENT, PSA_ERROR_INVALID_ARGUMENT }, /* no key wrapping */
        { (psa_algorithm_t)0x0b400700, PSA_ERROR_NOT_SUPPORTED, PSA_ERROR_NOT_SUPPORTED },
        { PSA_ALG_KWP, PSA_ERROR_NOT_PERMITTED, PSA_ERROR_NOT_PERMITTED }, /* kw, for KWP */
    };
    const psa_key_id_t keys[] = { wraps, unwraps, encrypts, des, raw, gcm, unknown, kw };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        assert_int_equal(psa_wrap_key(keys[i], expected[i].alg, key, out, sizeof out, &length), expected[i].wrap);
        assert_int_equal(length, expected[i].wrap == PSA_SUCCESS ? size : 0);
        back = 99;
        assert_int_equal(psa_unwrap_key(&a, keys[i], expected[i].alg, wrapped, size, &back), expected[i].unwrap);
        assert_int_equal(back != PSA_KEY_ID_NULL, expected[i].unwrap == PSA_SUCCESS);
    }
    /* The key that is wrapped: its flag, its being there. */
    assert_int_equal(psa_wrap_key(kw, PSA_ALG_KW, secret, out, sizeof out, &length), PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(length, 0);
    assert_int_equal(psa_destroy_key(secret), PSA_SUCCESS);
    assert_int_equal(psa_wrap_key(kw, PSA_ALG_KW, secret, out, sizeof out, &length), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_wrap_key(secret, PSA_ALG_KW, key, out, sizeof out, &length), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_unwrap_key(&a, secret, PSA_ALG_KW, wrapped, size, &back), PSA_ERROR_INVALID_HANDLE);
    /* The attributes are judged as for an import; data that is no key of the type; no key is left of a failure. */
    static const struct {
        psa_key_type_t type;
        psa_key_usage_t usage;
        psa_status_t status;
    } made[] = {
        { PSA_KEY_TYPE_AES, PSA_KEY_USAGE_ENCRYPT, PSA_SUCCESS },
        { PSA_KEY_TYPE_DES, PSA_KEY_USAGE_ENCRYPT, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_ASCON, PSA_KEY_USAGE_ENCRYPT, PSA_ERROR_NOT_SUPPORTED },
        { PSA_KEY_TYPE_AES, (psa_key_usage_t)0x40000000, PSA_ERROR_INVALID_ARGUMENT },
    };
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
        a = attributes(made[i].type, made[i].usage, PSA_ALG_CTR);
        assert_int_equal(psa_unwrap_key(&a, kw, PSA_ALG_KW, wrapped, size, &back), made[i].status);
        assert_int_equal(back != PSA_KEY_ID_NULL, made[i].status == PSA_SUCCESS);
        if (back != PSA_KEY_ID_NULL) {
            psa_key_attributes_t got;
            assert_int_equal(psa_get_key_attributes(back, &got), PSA_SUCCESS);
            assert_int_equal(psa_get_key_bits(&got), 256);
            assert_int_equal(psa_get_key_type(&got), made[i].type);
            assert_int_equal(psa_get_key_usage_flags(&got), made[i].usage);
            assert_int_equal(psa_export_key(back, out, sizeof out, &length), PSA_ERROR_NOT_PERMITTED);
        }
        assert_int_equal(psa_destroy_key(back), PSA_SUCCESS);
    }
    /* More than the largest key. */
    static uint8_t much[10000];
    assert_int_equal(psa_unwrap_key(&a, kw, PSA_ALG_KW, much, sizeof much, &back), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_unwrap_key(&a, kw, PSA_ALG_KW, NULL, 0, &back), PSA_ERROR_INVALID_SIGNATURE);
}

/* A key pair, and its public half, which may be wrapped only with the usage flag. */
static void key_wrap__key_pair__comes_back(void **state)
{
    (void)state;
    psa_key_id_t kwp = import(PSA_KEY_TYPE_AES, WRAPS, PSA_ALG_KWP, key_bytes, 32), pair, back, public_key;
    psa_key_attributes_t a = attributes(PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1),
                                        PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_SIGN_HASH, PSA_ALG_ECDSA_ANY);
    uint8_t wrapped[PSA_WRAP_KEY_PAIR_MAX_SIZE], point[65], other[65];
    size_t size, length;
    psa_set_key_bits(&a, 256);
    assert_int_equal(psa_generate_key(&a, &pair), PSA_SUCCESS);
    assert_int_equal(psa_wrap_key(kwp, PSA_ALG_KWP, pair, wrapped, sizeof wrapped, &size), PSA_SUCCESS);
    assert_int_equal(size, PSA_WRAP_KEY_OUTPUT_SIZE(PSA_KEY_TYPE_AES, PSA_ALG_KWP, psa_get_key_type(&a), 256));
    assert_int_equal(psa_unwrap_key(&a, kwp, PSA_ALG_KWP, wrapped, size, &back), PSA_SUCCESS);
    assert_int_equal(psa_export_public_key(pair, point, sizeof point, &length), PSA_SUCCESS);
    assert_int_equal(psa_export_public_key(back, other, sizeof other, &length), PSA_SUCCESS);
    assert_memory_equal(point, other, sizeof point);

    public_key = import(PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), PSA_KEY_USAGE_VERIFY_HASH,
                        PSA_ALG_ECDSA_ANY, point, sizeof point);
    uint8_t out[96];
    assert_int_equal(psa_wrap_key(kwp, PSA_ALG_KWP, public_key, out, sizeof out, &length), PSA_ERROR_NOT_PERMITTED);
    public_key = import(PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), PSA_KEY_USAGE_EXPORT, PSA_ALG_ECDSA_ANY,
                        point, sizeof point);
    assert_int_equal(psa_wrap_key(kwp, PSA_ALG_KWP, public_key, out, sizeof out, &length), PSA_SUCCESS);
    assert_int_equal(length, 80);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(key_wrap__standard_vectors__match, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(wrap_key__sizes_of_keys__as_the_algorithm_takes, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(unwrap_key_kwp__every_padding__right_or_invalid_signature, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(unwrap_key__the_other_algorithm__invalid_signature, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(key_wrap__policies_and_bad_arguments__their_errors, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(key_wrap__key_pair__comes_back, fixture_start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
