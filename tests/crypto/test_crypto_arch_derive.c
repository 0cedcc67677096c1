/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What psa-arch-tests expects of key derivation and of key agreement inside of it: its tests c008, c009 and c018 to
 * c023.
 */
#include "tests/crypto/arch.h"

#define HKDF PSA_ALG_HKDF(PSA_ALG_SHA_256)
#define PRF PSA_ALG_TLS12_PRF(PSA_ALG_SHA_256)
#define PSK_TO_MS PSA_ALG_TLS12_PSK_TO_MS(PSA_ALG_SHA_256)
#define AGREED(kdf) PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, kdf)
#define AGREED_DH(kdf) PSA_ALG_KEY_AGREEMENT(PSA_ALG_FFDH, kdf)
#define SECRET PSA_KEY_DERIVATION_INPUT_SECRET
#define OTHER PSA_KEY_DERIVATION_INPUT_OTHER_SECRET
#define SALT PSA_KEY_DERIVATION_INPUT_SALT
#define INFO PSA_KEY_DERIVATION_INPUT_INFO
#define LABEL PSA_KEY_DERIVATION_INPUT_LABEL
#define SEED PSA_KEY_DERIVATION_INPUT_SEED
#define DERIVE PSA_KEY_USAGE_DERIVE
#define DH_PAIR PSA_KEY_TYPE_DH_KEY_PAIR(PSA_DH_FAMILY_RFC7919)
#define DH_PUBLIC PSA_KEY_TYPE_DH_PUBLIC_KEY(PSA_DH_FAMILY_RFC7919)

static psa_key_derivation_operation_t op;
static uint8_t out[128];

static int start(void **state)
{
    memset(&op, 0, sizeof op);
    return fixture_start(state);
}

static void assert_aborted(void)
{
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
}

static void c008__setup__known_and_unknown_algorithms(void **state)
{
    static const struct {
        psa_algorithm_t alg;
        psa_status_t status;
    } rows[] = {
        { AGREED(HKDF), PSA_SUCCESS },
        { AGREED(PSA_ALG_HKDF(0)), PSA_ERROR_NOT_SUPPORTED },
        { AGREED(ARCH_NO_HASH), PSA_ERROR_INVALID_ARGUMENT },
        { ARCH_NO_ALG, PSA_ERROR_INVALID_ARGUMENT },
    };
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(rows); i++) {
        assert_int_equal(psa_key_derivation_setup(&op, rows[i].alg), rows[i].status);
        assert_aborted();
    }
}

/* A combined algorithm takes its secret as bytes too. */
static void c009__input_bytes__steps_of_the_algorithm(void **state)
{
    static const struct {
        psa_key_derivation_step_t step;
        psa_status_t status;
    } rows[] = {
        { INFO, PSA_SUCCESS },
        { SECRET, PSA_SUCCESS },
        { SALT, PSA_SUCCESS },
        { LABEL, PSA_ERROR_INVALID_ARGUMENT },
        { SEED, PSA_ERROR_INVALID_ARGUMENT },
        { 0xffff, PSA_ERROR_INVALID_ARGUMENT },
    };
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(rows); i++) {
        assert_int_equal(psa_key_derivation_setup(&op, AGREED(HKDF)), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_bytes(&op, rows[i].step, arch_bytes, 16), rows[i].status);
        assert_aborted();
        assert_int_equal(psa_key_derivation_input_bytes(&op, rows[i].step, arch_bytes, 16), PSA_ERROR_BAD_STATE);
        assert_aborted();
    }
}

/* ----------------------------------------------------------------------------------------- c018: input of a key --- */

static void c018__input_key__type_step_and_policy(void **state)
{
    static const struct {
        psa_key_type_t type;
        size_t size;
        psa_key_usage_t usage;
        psa_algorithm_t alg;
        psa_key_derivation_step_t step;
        psa_status_t status;
    } bad[] = {
        { PSA_KEY_TYPE_DERIVE, 16, PSA_KEY_USAGE_EXPORT, HKDF, SECRET, PSA_ERROR_NOT_PERMITTED },
        { PSA_KEY_TYPE_DERIVE, 16, DERIVE, HKDF, LABEL, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_DERIVE, 16, DERIVE, HKDF, INFO, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_DERIVE, 16, DERIVE, HKDF, SEED, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_DERIVE, 16, DERIVE, HKDF, SALT, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_AES, 24, DERIVE, HKDF, SECRET, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_DERIVE, 32, DERIVE, PSA_ALG_CTR, SECRET, PSA_ERROR_NOT_PERMITTED },
        { PSA_KEY_TYPE_DERIVE, 16, DERIVE, HKDF, 0, PSA_ERROR_INVALID_ARGUMENT },
    };
    (void)state;

    psa_key_id_t key = fixture_import(PSA_KEY_TYPE_DERIVE, DERIVE, HKDF, arch_bytes, 16);
    assert_int_equal(psa_key_derivation_input_key(&op, SECRET, key), PSA_ERROR_BAD_STATE);
    assert_aborted();
    assert_int_equal(psa_key_derivation_setup(&op, HKDF), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&op, SECRET, key), PSA_SUCCESS);
    assert_aborted();
    arch_no_key_without_attributes(arch_bytes, 16);
    for (size_t i = 0; i < ARCH_COUNT(bad); i++) {
        key = fixture_import(bad[i].type, bad[i].usage, bad[i].alg, arch_bytes, bad[i].size);
        assert_int_equal(psa_key_derivation_setup(&op, HKDF), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_key(&op, bad[i].step, key), bad[i].status);
        assert_aborted();
    }
#if defined(PSA_WANT_ALG_RSA_OAEP)
    arch_make_rsa();
    for (int half = 0; half < 2; half++) {
        key = half ? fixture_import(PSA_KEY_TYPE_RSA_PUBLIC_KEY, DERIVE, HKDF, arch_rsa_public, arch_rsa_public_size)
                   : fixture_import(PSA_KEY_TYPE_RSA_KEY_PAIR, DERIVE, HKDF, arch_rsa_pair, arch_rsa_pair_size);
        assert_int_equal(psa_key_derivation_setup(&op, HKDF), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_key(&op, SECRET, key), PSA_ERROR_INVALID_ARGUMENT);
        assert_aborted();
    }
#endif
}

/* A key that is not there is told from a state that is not right: also a key that was an input and is destroyed. */
static void c018__input_of_no_key__invalid_handle(void **state)
{
    (void)state;
    psa_key_id_t key = fixture_import(PSA_KEY_TYPE_DERIVE, DERIVE, HKDF, arch_bytes, 16);
    assert_int_equal(psa_key_derivation_setup(&op, HKDF), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&op, SECRET, key), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&op, SECRET, key), PSA_ERROR_INVALID_HANDLE);
    assert_aborted();
    for (psa_key_id_t none = 0; none <= 11; none += 11) {
        assert_int_equal(psa_key_derivation_setup(&op, HKDF), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_key(&op, SECRET, none), PSA_ERROR_INVALID_HANDLE);
        assert_aborted();
    }
}

/* ---------------------------------------------------------------------------------------------- c019: agreement --- */

static uint8_t point[2][97]; /* of a peer on P-256, P-384 */

static void make_points(void)
{
    for (size_t i = 0; i < 2; i++) {
        size_t length;
        psa_key_id_t key = fixture_import(ARCH_PAIR, 0, PSA_ALG_NONE, arch_private + 16, i == 0 ? 32 : 48);
        assert_int_equal(psa_export_public_key(key, point[i], sizeof point[i], &length), PSA_SUCCESS);
        assert_int_equal(length, i == 0 ? 65 : 97);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

typedef struct agreement {
    psa_key_type_t type;
    const uint8_t *data;
    size_t size;
    psa_key_usage_t usage;
    psa_algorithm_t alg;
    psa_key_derivation_step_t step;
    const uint8_t *peer;
    size_t peer_size;
    psa_status_t status;
} agreement_t;

static void assert_agreements(const agreement_t *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const agreement_t *row = &rows[i];
        psa_key_id_t key = fixture_import(row->type, row->usage, row->alg, row->data, row->size);
        assert_int_equal(psa_key_derivation_setup(&op, row->alg), PSA_SUCCESS);
        if (row->step == OTHER) {
            /* Differs: they give no seed. TLS12_PSK_TO_MS has inputs "which must be passed in the order given here",
             * the seed first: so it is here, and an agreement before it is BAD_STATE. */
            assert_int_equal(psa_key_derivation_key_agreement(&op, row->step, key, row->peer, row->peer_size),
                             PSA_ERROR_BAD_STATE);
            assert_aborted();
            assert_int_equal(psa_key_derivation_setup(&op, row->alg), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_input_bytes(&op, SEED, arch_bytes, 32), PSA_SUCCESS);
        }
        assert_int_equal(psa_key_derivation_key_agreement(&op, row->step, key, row->peer, row->peer_size), row->status);
        assert_aborted();
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void c019__ecdh__into_a_derivation(void **state)
{
    static const agreement_t rows[] = {
        { ARCH_PAIR, arch_private, 32, DERIVE, AGREED(HKDF), SECRET, point[0], 65, PSA_SUCCESS },
        { ARCH_PAIR, arch_private, 32, DERIVE, AGREED(PSK_TO_MS), OTHER, point[0], 65, PSA_SUCCESS },
        { ARCH_PAIR, arch_private, 32, DERIVE, AGREED(HKDF), LABEL, point[0], 65, PSA_ERROR_INVALID_ARGUMENT },
        { ARCH_PAIR, arch_private, 48, DERIVE, AGREED(HKDF), SECRET, point[1], 97, PSA_SUCCESS },
        { ARCH_PAIR, arch_private, 32, PSA_KEY_USAGE_ENCRYPT, AGREED(HKDF), SECRET, point[0], 65,
          PSA_ERROR_NOT_PERMITTED },
        { ARCH_PAIR, arch_private, 32, DERIVE, HKDF, SECRET, point[0], 65, PSA_ERROR_INVALID_ARGUMENT },
        { ARCH_PAIR, arch_private, 32, DERIVE, AGREED(HKDF), SECRET, point[1], 97, PSA_ERROR_INVALID_ARGUMENT },
        { ARCH_PAIR, arch_private, 32, DERIVE, AGREED(PSK_TO_MS), INFO, point[0], 65, PSA_ERROR_INVALID_ARGUMENT },
        { ARCH_PUBLIC, point[0], 65, DERIVE, AGREED(HKDF), SECRET, point[0], 65, PSA_ERROR_INVALID_ARGUMENT },
    };
    (void)state;

    make_points();
    assert_agreements(rows, ARCH_COUNT(rows));
}

/* The second of the two calls finds an operation in the error state and no key: it is the key that they ask for. */
static void c019__agreement_with_no_key__invalid_handle(void **state)
{
    (void)state;
    make_points();
    assert_int_equal(psa_key_derivation_setup(&op, AGREED(HKDF)), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_key_agreement(&op, SECRET, 8, point[0], 65), PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_key_derivation_key_agreement(&op, SECRET, PSA_KEY_ID_NULL, point[0], 65),
                     PSA_ERROR_INVALID_HANDLE);
    assert_aborted();
}

#if defined(PSA_WANT_ALG_FFDH)
static uint8_t dh_private[512], dh_public[512];

static void make_dh(size_t bits)
{
    psa_key_attributes_t a = fixture_attributes(DH_PAIR, bits, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
    psa_key_id_t key;
    size_t length;

    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    assert_int_equal(psa_export_key(key, dh_private, sizeof dh_private, &length), PSA_SUCCESS);
    assert_int_equal(length, bits / 8);
    assert_int_equal(psa_export_public_key(key, dh_public, sizeof dh_public, &length), PSA_SUCCESS);
    assert_int_equal(length, bits / 8);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

static void c019__ffdh__into_a_derivation(void **state)
{
    static const agreement_t rows[] = {
        { DH_PAIR, dh_private, 256, DERIVE, AGREED_DH(HKDF), SECRET, dh_public, 256, PSA_SUCCESS },
        { DH_PAIR, dh_private, 256, DERIVE, AGREED_DH(HKDF), LABEL, dh_public, 256, PSA_ERROR_INVALID_ARGUMENT },
        { DH_PAIR, dh_private, 256, PSA_KEY_USAGE_ENCRYPT, AGREED_DH(HKDF), SECRET, dh_public, 256,
          PSA_ERROR_NOT_PERMITTED },
        { DH_PAIR, dh_private, 256, DERIVE, HKDF, SECRET, dh_public, 256, PSA_ERROR_INVALID_ARGUMENT },
        { DH_PAIR, dh_private, 256, DERIVE, AGREED_DH(HKDF), SECRET, dh_public, 512, PSA_ERROR_INVALID_ARGUMENT },
        { DH_PAIR, dh_private, 256, DERIVE, AGREED_DH(PSK_TO_MS), SECRET, dh_public, 512, PSA_ERROR_INVALID_ARGUMENT },
        { DH_PUBLIC, dh_public, 256, DERIVE, AGREED_DH(HKDF), SECRET, dh_private, 256, PSA_ERROR_INVALID_ARGUMENT },
    };
    (void)state;

    make_dh(2048);
    assert_agreements(rows, ARCH_COUNT(rows));
#if !defined(__arm__) /* where they take long */
    for (size_t bits = 3072; bits <= 4096; bits += 1024) {
        agreement_t row = rows[0];
        make_dh(bits);
        row.size = row.peer_size = bits / 8;
        assert_agreements(&row, 1);
    }
#endif
}
#endif

/* ------------------------------------------------------------------------------------------- c020, c021: output --- */

/* Combined algorithms whose secret is a key, not an agreement: 42 bytes may be taken. */
static void c020__output_bytes__as_many_as_there_are(void **state)
{
    static const struct {
        psa_algorithm_t kdf;
        psa_key_derivation_step_t steps[3];
        size_t size;
        psa_status_t status;
        const char *expected; /* OpenSSL's */
    } rows[] = {
        { HKDF,
          { SALT, SECRET, INFO },
          42,
          PSA_SUCCESS,
          "e99dfd91f01a7cc98f60c4cfcbc4a07697fcb5c7b626b4e90dbf9ea97dabb15bc1112527d307839b18bc" },
        { HKDF,
          { SECRET, INFO, 0 },
          42,
          PSA_SUCCESS,
          "156a0d1fe8ee7bc239f55b1649d6e8f8fbb2e1b13327a87807a33433f4a892bfb34e428705facfc300cc" },
        { HKDF, { SALT, SECRET, INFO }, 43, PSA_ERROR_INSUFFICIENT_DATA, NULL },
        { HKDF, { SALT, SECRET, 0 }, 42, PSA_ERROR_BAD_STATE, NULL },
        { HKDF, { 0, 0, 0 }, 42, PSA_ERROR_BAD_STATE, NULL },
        { PRF,
          { SEED, SECRET, LABEL },
          42,
          PSA_SUCCESS,
          "1cbddd85597131ca6bbf874d9828a4fd08d76071f6fe811855e1cbd5100749c2eafa27de93ce753a0d0a" },
        { PRF, { SEED, SECRET, LABEL }, 43, PSA_ERROR_INSUFFICIENT_DATA, NULL },
        { PRF, { 0, 0, 0 }, 42, PSA_ERROR_BAD_STATE, NULL },
    };
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(rows); i++) {
        psa_algorithm_t alg = AGREED(rows[i].kdf);
        psa_key_id_t key = fixture_import(PSA_KEY_TYPE_DERIVE, DERIVE, alg, arch_bytes, 16);
        assert_int_equal(psa_key_derivation_setup(&op, alg), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_set_capacity(&op, 42), PSA_SUCCESS);
        for (size_t j = 0; j < 3 && rows[i].steps[j] != 0; j++) {
            psa_key_derivation_step_t step = rows[i].steps[j];
            assert_int_equal(step == SECRET ? psa_key_derivation_input_key(&op, step, key)
                                            : psa_key_derivation_input_bytes(&op, step, arch_bytes + 16, 4),
                             PSA_SUCCESS);
        }
        assert_int_equal(psa_key_derivation_output_bytes(&op, out, rows[i].size), rows[i].status);
        if (rows[i].status == PSA_SUCCESS) {
            arch_assert_hex(out, 42, rows[i].expected);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_aborted();
        assert_int_equal(psa_key_derivation_output_bytes(&op, out, rows[i].size), PSA_ERROR_BAD_STATE);
        assert_aborted();
    }
}

static psa_key_id_t source; /* of c021, a key for the combined algorithm */

static void begin_c021(size_t capacity, psa_key_derivation_step_t salt)
{
    source = fixture_import(PSA_KEY_TYPE_DERIVE, DERIVE, AGREED(HKDF), arch_bytes, 16);
    assert_int_equal(psa_key_derivation_setup(&op, AGREED(HKDF)), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_set_capacity(&op, capacity), PSA_SUCCESS);
    if (salt != 0) {
        assert_int_equal(psa_key_derivation_input_bytes(&op, salt, arch_bytes + 16, 16), PSA_SUCCESS);
    }
    assert_int_equal(psa_key_derivation_input_key(&op, SECRET, source), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, INFO, arch_bytes + 16, 4), PSA_SUCCESS);
}

static void c021__output_key__then_insufficient_data_then_bad_state(void **state)
{
    static const struct {
        psa_key_type_t type;
        size_t bits;
        psa_key_derivation_step_t salt;
    } good[] = {
        { PSA_KEY_TYPE_AES, 256, 0 },
        { PSA_KEY_TYPE_AES, 256, SALT },
        { PSA_KEY_TYPE_DES, 192, 0 },
    };
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(good); i++) {
        psa_key_attributes_t a = fixture_attributes(good[i].type, good[i].bits, PSA_KEY_USAGE_EXPORT, PSA_ALG_CTR);
        psa_key_id_t derived;
        begin_c021(32, good[i].salt);
        assert_int_equal(psa_key_derivation_output_key(&a, &op, &derived), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(derived), PSA_SUCCESS);
        /* What is used up needs its key no more; DES has 8 of the 32 bytes left, with which it would. */
        if (good[i].bits == 256) {
            assert_int_equal(psa_destroy_key(source), PSA_SUCCESS);
        }
        assert_int_equal(psa_key_derivation_output_key(&a, &op, &derived), PSA_ERROR_INSUFFICIENT_DATA);
        assert_aborted();
        assert_int_equal(psa_key_derivation_output_key(&a, &op, &derived), PSA_ERROR_BAD_STATE);
        assert_aborted();
    }
}

static void c021__output_of_no_key__its_status(void **state)
{
    static const struct {
        size_t capacity;
        psa_key_type_t type;
        size_t bits;
        psa_algorithm_t alg;
        psa_status_t status;
    } bad[] = {
        { 16, PSA_KEY_TYPE_AES, 256, PSA_ALG_CTR, PSA_ERROR_INSUFFICIENT_DATA },
        { 256, ARCH_PUBLIC, 256, PSA_ALG_ECDSA_ANY, PSA_ERROR_INVALID_ARGUMENT },
        { 28, ARCH_PAIR, 220, PSA_ALG_ECDSA_ANY, PSA_ERROR_INVALID_ARGUMENT },
        { 256, PSA_KEY_TYPE_RSA_PUBLIC_KEY, 2048, PSA_ALG_RSA_PKCS1V15_SIGN_RAW, PSA_ERROR_INVALID_ARGUMENT },
        { 256, ARCH_PAIR, 2046, PSA_ALG_RSA_PKCS1V15_SIGN_RAW, PSA_ERROR_INVALID_ARGUMENT },
        { 32, PSA_KEY_TYPE_AES, 144, PSA_ALG_CTR, PSA_ERROR_INVALID_ARGUMENT },
    };
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(bad); i++) {
        psa_key_attributes_t a = fixture_attributes(bad[i].type, bad[i].bits, PSA_KEY_USAGE_EXPORT, bad[i].alg);
        psa_key_id_t derived;
        begin_c021(bad[i].capacity, 0);
        assert_int_equal(psa_key_derivation_output_key(&a, &op, &derived), bad[i].status);
        assert_int_equal(psa_destroy_key(source), PSA_SUCCESS);
        assert_aborted();
    }
}

/* ---------------------------------------------------------------------------------- c022, c023: abort, capacity --- */

static void c022__abort__of_every_object_that_is_inactive(void **state)
{
    psa_key_derivation_operation_t by_call = psa_key_derivation_operation_init();
    psa_key_derivation_operation_t by_macro = PSA_KEY_DERIVATION_OPERATION_INIT;
    (void)state;

    assert_int_equal(psa_key_derivation_abort(&by_call), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_abort(&by_macro), PSA_SUCCESS);
    assert_aborted();
    assert_int_equal(psa_key_derivation_output_bytes(&by_call, out, sizeof out), PSA_ERROR_BAD_STATE);
}

static void c023__capacity__lowered_only(void **state)
{
    size_t capacity;
    (void)state;

    for (size_t wanted = 42; wanted <= 8160; wanted += 8160 - 42) {
        assert_int_equal(psa_key_derivation_setup(&op, HKDF), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_set_capacity(&op, wanted), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_get_capacity(&op, &capacity), PSA_SUCCESS);
        assert_int_equal(capacity, wanted);
        assert_aborted();
        assert_int_equal(psa_key_derivation_set_capacity(&op, wanted), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_key_derivation_get_capacity(&op, &capacity), PSA_ERROR_BAD_STATE);
        assert_aborted();
    }
    assert_int_equal(psa_key_derivation_setup(&op, HKDF), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_set_capacity(&op, 10000), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_key_derivation_set_capacity(&op, 42), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_set_capacity(&op, 10000), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_key_derivation_get_capacity(&op, &capacity), PSA_SUCCESS);
    assert_int_equal(capacity, 42);
    assert_aborted();
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, start, fixture_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(c008__setup__known_and_unknown_algorithms),
        CASE(c009__input_bytes__steps_of_the_algorithm),
        CASE(c018__input_key__type_step_and_policy),
        CASE(c018__input_of_no_key__invalid_handle),
        CASE(c019__ecdh__into_a_derivation),
        CASE(c019__agreement_with_no_key__invalid_handle),
#if defined(PSA_WANT_ALG_FFDH)
        CASE(c019__ffdh__into_a_derivation),
#endif
        CASE(c020__output_bytes__as_many_as_there_are),
        CASE(c021__output_key__then_insufficient_data_then_bad_state),
        CASE(c021__output_of_no_key__its_status),
        CASE(c022__abort__of_every_object_that_is_inactive),
        CASE(c023__capacity__lowered_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
