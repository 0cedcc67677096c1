/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What psa-arch-tests expects of initialisation, keys and their attributes, and random bytes: its tests c001 to c005,
 * c010, c016 and c017.
 */
#include "tests/crypto/arch.h"

static uint8_t out[1200];
static size_t length;

/* ----------------------------------------------------------------------------------------- c001: initialisation --- */

/* It takes PSA_SUCCESS too for what comes before the first psa_crypto_init(). */
static void c001__random_before_init__bad_state(void **state)
{
    (void)state;
    assert_int_equal(psa_generate_random(out, 32), PSA_ERROR_BAD_STATE);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    }
    assert_int_equal(psa_generate_random(out, 32), PSA_SUCCESS);
}

static int start_uninitialised(void **state)
{
    (void)state;
    sim_init(NULL);
    pcrypto_reset();
    return 0;
}

/* -------------------------------------------------------------------------- c002 to c005: one key after another --- */

static uint8_t ec_point[3][133]; /* of arch_private on P-256, P-384, P-521 */

/* Every kind of key that they import. size is that of the material, public_size that of its public half, 0: it has
 * none. */
static struct kind {
    psa_key_type_t type;
    const uint8_t *data;
    size_t size, bits, public_size;
    psa_algorithm_t alg; /* of c005 */
} kinds[] = {
    { PSA_KEY_TYPE_AES, arch_bytes, 16, 128, 0, PSA_ALG_CTR },
    { PSA_KEY_TYPE_AES, arch_bytes, 24, 192, 0, PSA_ALG_CTR },
    { PSA_KEY_TYPE_AES, arch_bytes, 32, 256, 0, PSA_ALG_CTR },
    { PSA_KEY_TYPE_DES, arch_des, 8, 64, 0, PSA_ALG_CTR },
    { PSA_KEY_TYPE_DES, arch_des, 16, 128, 0, PSA_ALG_CTR },
    { PSA_KEY_TYPE_DES, arch_des, 24, 192, 0, PSA_ALG_CTR },
    { ARCH_PAIR, arch_private, 28, 224, 57, PSA_ALG_ECDSA_ANY },
    { ARCH_PUBLIC, ec_point[0], 65, 256, 65, PSA_ALG_ECDSA_ANY },
    { ARCH_PAIR, arch_private, 48, 384, 97, PSA_ALG_ECDSA_ANY },
    { ARCH_PUBLIC, ec_point[1], 97, 384, 97, PSA_ALG_ECDSA_ANY },
    { ARCH_PAIR, arch_private, 66, 521, 133, PSA_ALG_ECDSA_ANY },
    { ARCH_PUBLIC, ec_point[2], 133, 521, 133, PSA_ALG_ECDSA_ANY },
#if defined(PSA_WANT_ALG_RSA_OAEP)
    { PSA_KEY_TYPE_RSA_PUBLIC_KEY, arch_rsa_public, 0, 1024, 0, PSA_ALG_RSA_PKCS1V15_SIGN_RAW },
    { PSA_KEY_TYPE_RSA_KEY_PAIR, arch_rsa_pair, 0, 1024, 0, PSA_ALG_RSA_PKCS1V15_SIGN_RAW },
#endif
};

static void public_of(psa_key_type_t type, const uint8_t *data, size_t size, uint8_t *point, size_t room)
{
    psa_key_id_t key = fixture_import(type, 0, PSA_ALG_NONE, data, size);

    assert_int_equal(psa_export_public_key(key, point, room, &length), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

static int start_with_kinds(void **state)
{
    static const size_t sizes[] = { 32, 48, 66 };

    if (fixture_start(state) != 0) {
        return -1;
    }
    for (size_t i = 0; i < 3; i++) {
        public_of(ARCH_PAIR, arch_private, sizes[i], ec_point[i], sizeof ec_point[i]);
    }
#if defined(PSA_WANT_ALG_RSA_OAEP)
    arch_make_rsa();
    kinds[ARCH_COUNT(kinds) - 2].size = arch_rsa_public_size;
    kinds[ARCH_COUNT(kinds) - 2].public_size = arch_rsa_public_size;
    kinds[ARCH_COUNT(kinds) - 1].size = arch_rsa_pair_size;
    kinds[ARCH_COUNT(kinds) - 1].public_size = arch_rsa_public_size;
#endif
    return 0;
}

static void c002__every_kind_of_key__type_and_bits_of_its_data(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARCH_COUNT(kinds); i++) {
        for (int told = 0; told < 2; told++) { /* the size in bits is told, or is worked out */
            psa_key_attributes_t a =
                fixture_attributes(kinds[i].type, told ? kinds[i].bits : 0, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
            psa_key_attributes_t got = PSA_KEY_ATTRIBUTES_INIT;
            psa_key_id_t key;
            assert_int_equal(psa_import_key(&a, kinds[i].data, kinds[i].size, &key), PSA_SUCCESS);
            assert_int_equal(psa_get_key_attributes(key, &got), PSA_SUCCESS);
            assert_int_equal(psa_get_key_type(&got), kinds[i].type);
            assert_int_equal(psa_get_key_bits(&got), kinds[i].bits);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
            arch_no_key_without_attributes(kinds[i].data, kinds[i].size);
        }
    }
}

static void c002__bits_and_data_disagree__invalid_argument(void **state)
{
    static const struct {
        psa_key_type_t type;
        const uint8_t *data;
        size_t size, bits;
        psa_status_t status;
    } bad[] = {
        { PSA_KEY_TYPE_AES, arch_bytes, 16, 129, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_AES, arch_bytes, 34, 272, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_AES, arch_bytes, 18, 144, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_NONE, arch_bytes, 16, 128, PSA_ERROR_NOT_SUPPORTED },
        { ARCH_PUBLIC, ec_point[0], 65, 224, PSA_ERROR_INVALID_ARGUMENT },
        { ARCH_PUBLIC, ec_point[1], 97, 256, PSA_ERROR_INVALID_ARGUMENT },
        { ARCH_PUBLIC, ec_point[2], 133, 528, PSA_ERROR_INVALID_ARGUMENT },
        { ARCH_PUBLIC, ec_point[2], 133, 256, PSA_ERROR_INVALID_ARGUMENT },
        { ARCH_PAIR, arch_private, 66, 528, PSA_ERROR_INVALID_ARGUMENT },
    };
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(bad); i++) {
        psa_key_attributes_t a = fixture_attributes(bad[i].type, bad[i].bits, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
        psa_key_id_t key = 77;
        assert_int_equal(psa_import_key(&a, bad[i].data, bad[i].size, &key), bad[i].status);
        assert_int_equal(key, PSA_KEY_ID_NULL);
    }
}

/* Differs: they import keys of DES with wrong parity, in c002 to c005 and where ciphers have them. "The parity bits
 * in each 64-bit DES key element must be correct" (Crypto API 1.5, PSA_KEY_TYPE_DES). */
static void c002__des_with_wrong_parity__invalid_argument(void **state)
{
    (void)state;
    for (size_t size = 8; size <= 24; size += 8) {
        psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DES, 8 * size, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
        psa_key_id_t key;
        assert_int_equal(psa_import_key(&a, arch_bytes, size, &key), PSA_ERROR_INVALID_ARGUMENT);
    }
}

static void c003__export__what_was_imported(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARCH_COUNT(kinds); i++) {
        psa_key_id_t key =
            fixture_import(kinds[i].type, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE, kinds[i].data, kinds[i].size);
        assert_int_equal(psa_export_key(key, out, sizeof out, &length), PSA_SUCCESS);
        assert_int_equal(length, kinds[i].size);
        assert_memory_equal(out, kinds[i].data, length);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_export_key(key, out, sizeof out, &length), PSA_ERROR_INVALID_HANDLE);
    }
}

static void c003__no_permission_or_no_room__its_status(void **state)
{
    (void)state;
    psa_key_id_t key = fixture_import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_VERIFY_MESSAGE, PSA_ALG_NONE, arch_bytes, 16);
    assert_int_equal(psa_export_key(key, out, sizeof out, &length), PSA_ERROR_NOT_PERMITTED);
    key = fixture_import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE, arch_bytes, 16);
    assert_int_equal(psa_export_key(key, out, 14, &length), PSA_ERROR_BUFFER_TOO_SMALL);
}

static void c004__export_public__public_half_or_invalid_argument(void **state)
{
    uint8_t half[160];
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(kinds); i++) {
        psa_key_id_t key = fixture_import(kinds[i].type, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE, kinds[i].data, kinds[i].size);
        psa_status_t status = psa_export_public_key(key, out, sizeof out, &length);
        if (kinds[i].public_size == 0) {
            assert_int_equal(status, PSA_ERROR_INVALID_ARGUMENT);
            continue;
        }
        assert_int_equal(status, PSA_SUCCESS);
        assert_int_equal(length, kinds[i].public_size);
        memcpy(half, out, length);
        if (PSA_KEY_TYPE_IS_PUBLIC_KEY(kinds[i].type)) {
            assert_memory_equal(half, kinds[i].data, kinds[i].public_size);
        }
        assert_int_equal(psa_export_public_key(key, out, kinds[i].public_size - 1, &length),
                         PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_export_public_key(key, out, sizeof out, &length), PSA_ERROR_INVALID_HANDLE);
        /* The half is a key of its type and size. */
        key = fixture_import(PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(kinds[i].type), 0, PSA_ALG_NONE, half,
                          kinds[i].public_size);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void assert_attributes_empty(const psa_key_attributes_t *a)
{
    assert_int_equal(psa_get_key_type(a), 0);
    assert_int_equal(psa_get_key_id(a), 0);
    assert_int_equal(psa_get_key_lifetime(a), 0);
    assert_int_equal(psa_get_key_usage_flags(a), 0);
    assert_int_equal(psa_get_key_algorithm(a), 0);
    assert_int_equal(psa_get_key_bits(a), 0);
}

/* The id that they name in attributes before the volatile lifetime is forgotten with it. */
static void c005__destroyed_key__gone_with_its_attributes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARCH_COUNT(kinds); i++) {
        psa_key_attributes_t a = fixture_attributes(kinds[i].type, kinds[i].bits, PSA_KEY_USAGE_EXPORT, kinds[i].alg);
        psa_key_attributes_t got = PSA_KEY_ATTRIBUTES_INIT;
        psa_key_id_t key;
        psa_set_key_id(&a, (psa_key_id_t)(0x12 + i));
        psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_VOLATILE);
        assert_int_equal(psa_import_key(&a, kinds[i].data, kinds[i].size, &key), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(PSA_KEY_ID_NULL), PSA_SUCCESS);
        assert_int_equal(psa_get_key_attributes(key, &got), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_get_key_attributes(key, &got), PSA_ERROR_INVALID_HANDLE);
        assert_attributes_empty(&got);
        assert_int_equal(psa_destroy_key(key), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_destroy_key(PSA_KEY_ID_NULL), PSA_SUCCESS);
    }
}

/* --------------------------------------------------------------------------------------------- c010: attributes --- */

static void c010__attributes__read_back_and_reset(void **state)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    (void)state;

    assert_attributes_empty(&a);
    a = fixture_attributes(PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT, PSA_ALG_CCM);
    psa_set_key_id(&a, 0x1234);
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_PERSISTENT);
    assert_int_equal(psa_get_key_type(&a), PSA_KEY_TYPE_AES);
    assert_int_equal(psa_get_key_id(&a), 0x1234);
    assert_int_equal(psa_get_key_lifetime(&a), PSA_KEY_LIFETIME_PERSISTENT);
    assert_int_equal(psa_get_key_usage_flags(&a), PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT);
    assert_int_equal(psa_get_key_algorithm(&a), PSA_ALG_CCM);
    assert_int_equal(psa_get_key_bits(&a), 128);
    psa_reset_key_attributes(&a);
    assert_attributes_empty(&a);
}

/* --------------------------------------------------------------------------------------------- c016: generation --- */

#define SIGN_AND_VERIFY                                                                                                \
    (PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_SIGN_MESSAGE | PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_VERIFY_MESSAGE)

static void c016__generate__attributes_and_size(void **state)
{
    static const struct {
        psa_key_type_t type;
        size_t bits;
        psa_key_usage_t usage;
        psa_algorithm_t alg;
        size_t least, most;
    } good[] = {
        { PSA_KEY_TYPE_AES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR, 16, 16 },
        { PSA_KEY_TYPE_AES, 192, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR, 24, 24 },
        { PSA_KEY_TYPE_AES, 256, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR, 32, 32 },
        { PSA_KEY_TYPE_DES, 64, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR, 8, 8 },
        { PSA_KEY_TYPE_DES, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR, 16, 16 },
        { PSA_KEY_TYPE_DES, 192, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR, 24, 24 },
        { ARCH_PAIR, 224, PSA_KEY_USAGE_EXPORT, PSA_ALG_ECDSA_ANY, 28, 28 },
#if defined(PSA_WANT_ALG_RSA_OAEP) && !defined(__arm__) /* where it takes long */
        { PSA_KEY_TYPE_RSA_KEY_PAIR, 2048, PSA_KEY_USAGE_EXPORT | SIGN_AND_VERIFY, PSA_ALG_RSA_PKCS1V15_SIGN_RAW, 1,
          PSA_EXPORT_KEY_OUTPUT_SIZE(PSA_KEY_TYPE_RSA_KEY_PAIR, 2048) },
#endif
    };
    static uint8_t pair[1400];
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(good); i++) {
        psa_key_attributes_t a = fixture_attributes(good[i].type, good[i].bits, good[i].usage, good[i].alg);
        psa_key_attributes_t got = PSA_KEY_ATTRIBUTES_INIT;
        psa_key_id_t key;
        assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
        assert_int_equal(psa_get_key_attributes(key, &got), PSA_SUCCESS);
        assert_int_equal(psa_get_key_type(&got), good[i].type);
        assert_int_equal(psa_get_key_bits(&got), good[i].bits);
        assert_int_equal(psa_get_key_usage_flags(&got), good[i].usage);
        assert_int_equal(psa_get_key_algorithm(&got), good[i].alg);
        assert_int_equal(psa_export_key(key, pair, sizeof pair, &length), PSA_SUCCESS);
        assert_in_range(length, good[i].least, good[i].most);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        /* c002 to c004 have it as data. */
        assert_int_equal(psa_import_key(&a, pair, length, &key), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void c016__generate_what_cannot_be__its_status(void **state)
{
    static const struct {
        psa_key_type_t type;
        size_t bits;
        psa_key_usage_t usage;
        psa_algorithm_t alg;
        psa_status_t status;
    } bad[] = {
        { PSA_KEY_TYPE_RSA_PUBLIC_KEY, 2048, PSA_KEY_USAGE_EXPORT | SIGN_AND_VERIFY, PSA_ALG_RSA_PKCS1V15_SIGN_RAW,
          PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_NONE, 128, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR, PSA_ERROR_NOT_SUPPORTED },
        { PSA_KEY_TYPE_AES, 128, 0xffffffffu, PSA_ALG_CTR, PSA_ERROR_INVALID_ARGUMENT },
    };
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(bad); i++) {
        psa_key_attributes_t a = fixture_attributes(bad[i].type, bad[i].bits, bad[i].usage, bad[i].alg);
        psa_key_id_t key;
        assert_int_equal(psa_generate_key(&a, &key), bad[i].status);
    }
}

/* ------------------------------------------------------------------------------------------- c017: random bytes --- */

static void c017__random__every_byte_asked_for_and_no_more(void **state)
{
    static const size_t sizes[] = { 0, 16, 24, 32, 64, 128, 256, 512, 1000 };
    static uint8_t ever[1000];
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(sizes); i++) {
        memset(ever, 0, sizeof ever);
        for (int run = 0; run < 10; run++) {
            memset(out, 0, sizeof out);
            memset(out + sizes[i], 0xa7, 20);
            assert_int_equal(psa_generate_random(out, sizes[i]), PSA_SUCCESS);
            for (size_t j = 0; j < sizes[i]; j++) {
                ever[j] |= out[j];
            }
            for (size_t j = 0; j < 20; j++) {
                assert_int_equal(out[sizes[i] + j], 0xa7);
            }
        }
        for (size_t j = 0; j < sizes[i]; j++) {
            assert_int_not_equal(ever[j], 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(c001__random_before_init__bad_state, start_uninitialised, fixture_stop),
        cmocka_unit_test_setup_teardown(c002__every_kind_of_key__type_and_bits_of_its_data, start_with_kinds,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(c002__bits_and_data_disagree__invalid_argument, start_with_kinds, fixture_stop),
        cmocka_unit_test_setup_teardown(c002__des_with_wrong_parity__invalid_argument, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(c003__export__what_was_imported, start_with_kinds, fixture_stop),
        cmocka_unit_test_setup_teardown(c003__no_permission_or_no_room__its_status, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(c004__export_public__public_half_or_invalid_argument, start_with_kinds,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(c005__destroyed_key__gone_with_its_attributes, start_with_kinds, fixture_stop),
        cmocka_unit_test_setup_teardown(c010__attributes__read_back_and_reset, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(c016__generate__attributes_and_size, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(c016__generate_what_cannot_be__its_status, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(c017__random__every_byte_asked_for_and_no_more, fixture_start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
