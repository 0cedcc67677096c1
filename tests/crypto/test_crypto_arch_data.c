/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What psa-arch-tests expects of hash functions (its tests c006, c007, c011 to c015), AEAD (c024, c025), MACs (c026 to
 * c031), ciphers (c032 to c038) and asymmetric encryption (c039). Ciphertexts, tags and MACs are OpenSSL's and
 * Python's, mostly of the plaintext and the first key of SP 800-38A; hashes are those of "abc".
 */
#include "tests/crypto/arch.h"

#define SIGN PSA_KEY_USAGE_SIGN_MESSAGE
#define VERIFY PSA_KEY_USAGE_VERIFY_MESSAGE
#define ENCRYPT PSA_KEY_USAGE_ENCRYPT
#define DECRYPT PSA_KEY_USAGE_DECRYPT
#define HMAC_256 PSA_ALG_HMAC(PSA_ALG_SHA_256)
#define CBC PSA_ALG_CBC_NO_PADDING

static const uint8_t plain[32] = { 0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96, 0xe9, 0x3d, 0x7e,
                                   0x11, 0x73, 0x93, 0x17, 0x2a, 0xae, 0x2d, 0x8a, 0x57, 0x1e, 0x03,
                                   0xac, 0x9c, 0x9e, 0xb7, 0x6f, 0xac, 0x45, 0xaf, 0x8e, 0x51 };
static const uint8_t iv[17] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
static const uint8_t nonce[13] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc };
static const uint8_t message[3] = { 'a', 'b', 'c' };
static uint8_t extra[32], out[1200];
static size_t length;

static int start(void **state)
{
    for (size_t i = 0; i < sizeof extra; i++) {
        extra[i] = (uint8_t)(0x40 + i);
    }
    return fixture_start(state);
}

/* ------------------------------------------------------------------------------------- c006, c007, c011 to c015 --- */

static const struct {
    psa_algorithm_t alg;
    const char *expected;
} hashes[] = {
    { PSA_ALG_MD5, "900150983cd24fb0d6963f7d28e17f72" },
    { PSA_ALG_RIPEMD160, "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc" },
    { PSA_ALG_SHA_1, "a9993e364706816aba3e25717850c26c9cd0d89d" },
    { PSA_ALG_SHA_224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7" },
    { PSA_ALG_SHA_256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { PSA_ALG_SHA_384, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                       "8086072ba1e7cc2358baeca134c825a7" },
    { PSA_ALG_SHA_512, "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                       "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
    { PSA_ALG_SHA_512_224, "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa" },
    { PSA_ALG_SHA_512_256, "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23" },
#if defined(PSA_WANT_ALG_SHA3_256) && defined(PSA_WANT_ALG_SHA3_512)
    { PSA_ALG_SHA3_256, "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532" },
    { PSA_ALG_SHA3_512, "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
                        "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0" },
#endif
};

static void c006__hash_compute__the_hash_or_its_status(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARCH_COUNT(hashes); i++) {
        assert_int_equal(psa_hash_compute(hashes[i].alg, message, 3, out, sizeof out, &length), PSA_SUCCESS);
        arch_assert_hex(out, length, hashes[i].expected);
    }
    assert_int_equal(psa_hash_compute(PSA_ALG_SHA_512, message, 3, out, 60, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_hash_compute(ARCH_NO_HASH, message, 3, out, sizeof out, &length), PSA_ERROR_NOT_SUPPORTED);
}

static void c007__hash_compare__right_and_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARCH_COUNT(hashes); i++) {
        size_t size = arch_hex(hashes[i].expected, out, sizeof out);
        assert_int_equal(psa_hash_compare(hashes[i].alg, message, 3, out, size), PSA_SUCCESS);
        assert_int_equal(psa_hash_compare(hashes[i].alg, message, 3, out, size - 1), PSA_ERROR_INVALID_SIGNATURE);
        out[size - 1] ^= 1;
        assert_int_equal(psa_hash_compare(hashes[i].alg, message, 3, out, size), PSA_ERROR_INVALID_SIGNATURE);
    }
    assert_int_equal(psa_hash_compare(ARCH_NO_HASH, message, 3, out, 32), PSA_ERROR_NOT_SUPPORTED);
}

/* Their objects are bytes of zeros. */
static void c011__hash_setup__known_and_unknown_algorithms(void **state)
{
    psa_hash_operation_t op;
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(hashes); i++) {
        memset(&op, 0, sizeof op);
        assert_int_equal(psa_hash_setup(&op, hashes[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_hash_setup(&op, hashes[i].alg), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
    }
    assert_int_equal(psa_hash_setup(&op, ARCH_NO_HASH), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_hash_setup(&op, ARCH_NO_ALG), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_hash_setup(&op, PSA_ALG_CTR), PSA_ERROR_INVALID_ARGUMENT);
}

static void c012__hash_update__in_its_state_only(void **state)
{
    psa_hash_operation_t op;
    uint8_t right[64];
    (void)state;

    memset(&op, 0, sizeof op);
    assert_int_equal(psa_hash_update(&op, message, 3), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
    for (size_t i = 0; i < ARCH_COUNT(hashes); i++) {
        size_t size = arch_hex(hashes[i].expected, right, sizeof right);
        assert_int_equal(psa_hash_setup(&op, hashes[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_hash_update(&op, message, 3), PSA_SUCCESS);
        assert_int_equal(psa_hash_verify(&op, right, size), PSA_SUCCESS);
        assert_int_equal(psa_hash_update(&op, message, 3), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
    }
}

static void c013__hash_verify__right_wrong_and_again(void **state)
{
    psa_hash_operation_t op;
    uint8_t right[64];
    (void)state;

    memset(&op, 0, sizeof op);
    for (size_t i = 0; i < ARCH_COUNT(hashes); i++) {
        size_t size = arch_hex(hashes[i].expected, right, sizeof right);
        for (int wrong = 0; wrong < 3; wrong++) { /* right, too short, another */
            right[0] ^= wrong == 2;
            assert_int_equal(psa_hash_setup(&op, hashes[i].alg), PSA_SUCCESS);
            assert_int_equal(psa_hash_update(&op, message, 3), PSA_SUCCESS);
            assert_int_equal(psa_hash_verify(&op, right, wrong == 1 ? size - 1 : size),
                             wrong ? PSA_ERROR_INVALID_SIGNATURE : PSA_SUCCESS);
            assert_int_equal(psa_hash_verify(&op, right, size), PSA_ERROR_BAD_STATE);
            assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
        }
    }
    assert_int_equal(psa_hash_verify(&op, right, 32), PSA_ERROR_BAD_STATE);
}

static void c014__hash_finish__the_hash_or_its_status(void **state)
{
    psa_hash_operation_t op;
    (void)state;

    memset(&op, 0, sizeof op);
    for (size_t i = 0; i < ARCH_COUNT(hashes); i++) {
        size_t size = PSA_HASH_LENGTH(hashes[i].alg);
        assert_int_equal(psa_hash_setup(&op, hashes[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_hash_update(&op, message, 3), PSA_SUCCESS);
        assert_int_equal(psa_hash_finish(&op, out, size, &length), PSA_SUCCESS);
        arch_assert_hex(out, length, hashes[i].expected);
        assert_int_equal(psa_hash_finish(&op, out, size, &length), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_hash_setup(&op, hashes[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_hash_update(&op, message, 3), PSA_SUCCESS);
        assert_int_equal(psa_hash_finish(&op, out, size - 1, &length), PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
    }
}

static void c015__hash_abort__any_number_of_times(void **state)
{
    psa_hash_operation_t op;
    (void)state;

    memset(&op, 0, sizeof op);
    for (size_t i = 0; i < ARCH_COUNT(hashes); i++) {
        assert_int_equal(psa_hash_setup(&op, hashes[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_hash_update(&op, message, 3), PSA_SUCCESS);
        assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_hash_finish(&op, out, 64, &length), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
    }
}

/* --------------------------------------------------------------------------------------------- c024, c025: AEAD --- */

#define CCM_4 PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 4)
#define CCM_0 PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 0)
#define CCM_FROM(n) PSA_ALG_AEAD_WITH_AT_LEAST_THIS_LENGTH_TAG(PSA_ALG_CCM, n)

typedef struct sealed {
    psa_algorithm_t policy, alg;
    size_t nonce_size, extra_size, size;
    const char *text; /* ciphertext and tag; NULL: not permitted */
} sealed_t;

static const sealed_t sealed[] = {
    { PSA_ALG_CCM, PSA_ALG_CCM, 13, 8, 23,
      "3ace6c92516cef1b0ba0126335f2ce0f92a23c6de279f4f24754f9e82c5e7ba86c17a079af90b7" },
    { PSA_ALG_CCM, PSA_ALG_CCM, 13, 32, 24,
      "3ace6c92516cef1b0ba0126335f2ce0f92a23c6de279f439ef1dd0037935a70944a7fc9954188603" },
    { CCM_4, CCM_4, 13, 32, 24, "3ace6c92516cef1b0ba0126335f2ce0f92a23c6de279f439885b43d2" },
    { CCM_FROM(4), PSA_ALG_CCM, 13, 8, 23,
      "3ace6c92516cef1b0ba0126335f2ce0f92a23c6de279f4f24754f9e82c5e7ba86c17a079af90b7" },
    { CCM_FROM(4), CCM_4, 13, 32, 24, "3ace6c92516cef1b0ba0126335f2ce0f92a23c6de279f439885b43d2" },
    { CCM_FROM(8), CCM_4, 13, 32, 24, NULL },
    { PSA_ALG_CCM, PSA_ALG_CCM, 13, 0, 24,
      "3ace6c92516cef1b0ba0126335f2ce0f92a23c6de279f43929141c77ebf99706861bacc0a6a638d5" },
    { PSA_ALG_CCM, PSA_ALG_CCM, 13, 32, 0, "2833101cc14d0cff7100f093baeea3be" },
    { PSA_ALG_GCM, PSA_ALG_GCM, 12, 12, 24,
      "23c4ecce58ad9c21a46f9b3612ff3819a7ed8a8d14a8181c0a33c4ac2b17c6ff8fcbc51c94e3ab5e" },
};

static void c024__aead_encrypt__ciphertext_and_tag(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARCH_COUNT(sealed); i++) {
        const sealed_t *row = &sealed[i];
        const uint8_t *ad = row->extra_size == 0 ? NULL : extra, *text = row->size == 0 ? NULL : plain;
        psa_key_id_t key = fixture_import(PSA_KEY_TYPE_AES, ENCRYPT, row->policy, arch_bytes, 16);
        psa_status_t status = psa_aead_encrypt(key, row->alg, nonce, row->nonce_size, ad, row->extra_size, text,
                                               row->size, out, sizeof out, &length);
        assert_int_equal(status, row->text == NULL ? PSA_ERROR_NOT_PERMITTED : PSA_SUCCESS);
        if (row->text != NULL) {
            arch_assert_hex(out, length, row->text);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_aead_encrypt(key, row->alg, nonce, row->nonce_size, ad, row->extra_size, text, row->size,
                                          out, sizeof out, &length),
                         PSA_ERROR_INVALID_HANDLE);
    }
    arch_no_key_without_attributes(arch_bytes, 16);
}

static void c025__aead_decrypt__plaintext(void **state)
{
    uint8_t text[64];
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(sealed); i++) {
        const sealed_t *row = &sealed[i];
        const uint8_t *ad = row->extra_size == 0 ? NULL : extra;
        size_t size = row->text == NULL ? 28 : arch_hex(row->text, text, sizeof text);
        psa_key_id_t key = fixture_import(PSA_KEY_TYPE_AES, DECRYPT, row->policy, arch_bytes, 16);
        psa_status_t status = psa_aead_decrypt(key, row->alg, nonce, row->nonce_size, ad, row->extra_size, text, size,
                                               out, sizeof out, &length);
        assert_int_equal(status, row->text == NULL ? PSA_ERROR_NOT_PERMITTED : PSA_SUCCESS);
        if (row->text != NULL) {
            assert_int_equal(length, row->size);
            assert_memory_equal(out, plain, row->size);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_aead_decrypt(key, row->alg, nonce, row->nonce_size, ad, row->extra_size, text, size, out,
                                          sizeof out, &length),
                         PSA_ERROR_INVALID_HANDLE);
    }
}

/* What both directions refuse; of an algorithm that is no AEAD they take NOT_SUPPORTED, too. */
static void c024_c025__aead_of_wrong_arguments__its_status(void **state)
{
    static const struct {
        psa_algorithm_t alg;
        psa_key_usage_t encrypt, decrypt;
        size_t nonce_size;
        psa_status_t status;
    } bad[] = {
        { PSA_ALG_CFB, ENCRYPT, DECRYPT, 0, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_ALG_CCM, DECRYPT, ENCRYPT, 0, PSA_ERROR_NOT_PERMITTED },
        { PSA_ALG_CCM, ENCRYPT, DECRYPT, 0, PSA_ERROR_INVALID_ARGUMENT },
        { CCM_0, ENCRYPT, DECRYPT, 13, PSA_ERROR_INVALID_ARGUMENT },
    };
    uint8_t text[64];
    (void)state;

    size_t size = arch_hex(sealed[1].text, text, sizeof text);
    for (size_t i = 0; i < ARCH_COUNT(bad); i++) {
        const uint8_t *n = bad[i].nonce_size == 0 ? NULL : nonce;
        psa_key_id_t key = fixture_import(PSA_KEY_TYPE_AES, bad[i].encrypt, bad[i].alg, arch_bytes, 16);
        assert_int_equal(
            psa_aead_encrypt(key, bad[i].alg, n, bad[i].nonce_size, extra, 32, plain, 24, out, sizeof out, &length),
            bad[i].status);
        key = fixture_import(PSA_KEY_TYPE_AES, bad[i].decrypt, bad[i].alg, arch_bytes, 16);
        assert_int_equal(
            psa_aead_decrypt(key, bad[i].alg, n, bad[i].nonce_size, extra, 32, text, size, out, sizeof out, &length),
            bad[i].status);
    }
    /* No bytes at all, as they have it for the first two. */
    psa_key_id_t key = fixture_import(PSA_KEY_TYPE_AES, ENCRYPT, PSA_ALG_CFB, arch_bytes, 16);
    assert_int_equal(psa_aead_encrypt(key, PSA_ALG_CFB, NULL, 0, NULL, 0, NULL, 0, NULL, 0, &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    key = fixture_import(PSA_KEY_TYPE_AES, DECRYPT, PSA_ALG_CCM, arch_bytes, 16);
    assert_int_equal(psa_aead_encrypt(key, PSA_ALG_CCM, NULL, 0, NULL, 0, NULL, 0, NULL, 0, &length),
                     PSA_ERROR_NOT_PERMITTED);
    key = fixture_import(PSA_KEY_TYPE_AES, ENCRYPT, PSA_ALG_CCM, arch_bytes, 16);
    assert_int_equal(psa_aead_decrypt(key, PSA_ALG_CCM, NULL, 0, NULL, 0, NULL, 0, NULL, 0, &length),
                     PSA_ERROR_NOT_PERMITTED);
}

static void c024_c025__aead_without_room_or_with_another_tag__its_status(void **state)
{
    uint8_t text[64];
    (void)state;

    size_t size = arch_hex(sealed[1].text, text, sizeof text);
    psa_key_id_t key = fixture_import(PSA_KEY_TYPE_AES, ENCRYPT | DECRYPT, PSA_ALG_CCM, arch_bytes, 16);
    assert_int_equal(psa_aead_encrypt(key, PSA_ALG_CCM, nonce, 13, extra, 32, plain, 24, out, size - 1, &length),
                     PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_aead_decrypt(key, PSA_ALG_CCM, nonce, 13, extra, 32, text, size, out, 23, &length),
                     PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_aead_decrypt(key, PSA_ALG_CCM, nonce, 13, extra, 32, text, size - 1, out, sizeof out, &length),
                     PSA_ERROR_INVALID_SIGNATURE);
    text[size - 1] ^= 0x80;
    assert_int_equal(psa_aead_decrypt(key, PSA_ALG_CCM, nonce, 13, extra, 32, text, size, out, sizeof out, &length),
                     PSA_ERROR_INVALID_SIGNATURE);
}

/* ------------------------------------------------------------------------------------------- c026 to c031: MACs --- */

static psa_status_t setup_mac(psa_mac_operation_t *op, bool verify, psa_key_id_t key, psa_algorithm_t alg)
{
    return verify ? psa_mac_verify_setup(op, key, alg) : psa_mac_sign_setup(op, key, alg);
}

/* c026 and c029: the same of both. */
static void c026_c029__mac_setup__type_usage_and_algorithm(void **state)
{
    static const struct {
        psa_key_type_t type;
        size_t size;
        bool wrong_usage;
        psa_algorithm_t alg;
        psa_status_t status;
    } rows[] = {
        { PSA_KEY_TYPE_HMAC, 64, false, HMAC_256, PSA_SUCCESS },
        { PSA_KEY_TYPE_AES, 16, false, PSA_ALG_CMAC, PSA_SUCCESS },
        { PSA_KEY_TYPE_HMAC, 64, false, PSA_ALG_CMAC, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_HMAC, 16, false, PSA_ALG_CMAC, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_HMAC, 64, true, HMAC_256, PSA_ERROR_NOT_PERMITTED },
        { PSA_KEY_TYPE_RAW_DATA, 16, false, HMAC_256, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_HMAC, 64, false, PSA_ALG_TRUNCATED_MAC(HMAC_256, 33), PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_HMAC, 64, false, PSA_ALG_TRUNCATED_MAC(HMAC_256, 1), PSA_ERROR_NOT_SUPPORTED },
        { PSA_KEY_TYPE_HMAC, 64, false, PSA_ALG_HMAC(0), PSA_ERROR_NOT_SUPPORTED },
        { PSA_KEY_TYPE_AES, 16, false, CBC, PSA_ERROR_INVALID_ARGUMENT },
    };
    psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;
    (void)state;

    for (int verify = 0; verify < 2; verify++) {
        for (size_t i = 0; i < ARCH_COUNT(rows); i++) {
            psa_key_usage_t usage = verify ? VERIFY : SIGN;
            if (rows[i].wrong_usage) {
                usage = verify ? PSA_KEY_USAGE_DERIVE : PSA_KEY_USAGE_EXPORT;
            }
            psa_key_id_t key = fixture_import(rows[i].type, usage, rows[i].alg, arch_bytes, rows[i].size);
            for (int twice = 0; twice < 2; twice++) {
                assert_int_equal(setup_mac(&op, verify, key, rows[i].alg), rows[i].status);
                assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
            }
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        }
        for (psa_key_id_t none = 0; none <= 11; none += 11) {
            assert_int_equal(setup_mac(&op, verify, none, HMAC_256), PSA_ERROR_INVALID_HANDLE);
        }
    }
}

static const struct {
    psa_key_type_t type;
    size_t size;
    psa_algorithm_t alg;
    const char *expected; /* of 16 bytes */
} macs[] = {
    { PSA_KEY_TYPE_HMAC, 64, PSA_ALG_HMAC(PSA_ALG_SHA_224),
      "60b522660ac4324d6cf531dcfd7ada4d8d34c9f1005e376d2f45cc5e" },
    { PSA_KEY_TYPE_HMAC, 64, HMAC_256, "e68515a6af84b3d884d761baa44983a019f7cb3d4734d1c1456a99904c59b3f2" },
    { PSA_KEY_TYPE_HMAC, 64, PSA_ALG_HMAC(PSA_ALG_SHA_512),
      "fe26cfd8f6c482a83085033e2e00964094e8d6cb4b3214f6ae1fa350ac41f61d"
      "16f9e6f04844e21410abc584b9be14486deaa8c2861bbc2c8664699e87762a64" },
    { PSA_KEY_TYPE_HMAC, 32, PSA_ALG_HMAC(PSA_ALG_SHA_512),
      "c3ffe8555d8f269dfc3b4bc8f708a1555f02a40f519cb7e9d80016cfe4b9719a"
      "da8be9b20d72676d4a627550328d8fd92b6e77f6de3b26fcc53cd97b1f8e218e" },
    { PSA_KEY_TYPE_HMAC, 64, PSA_ALG_TRUNCATED_MAC(PSA_ALG_HMAC(PSA_ALG_SHA_224), 8), "60b522660ac4324d" },
    { PSA_KEY_TYPE_AES, 16, PSA_ALG_CMAC, "070a16b46b4d4144f79bdd9dd04a287c" },
};

/* c027, c028 and what c031 has of signing; its keys have SIGN_HASH, which gives SIGN_MESSAGE. */
static void c027_c028_c031__mac_signed__in_pieces_or_aborted(void **state)
{
    psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;
    (void)state;

    assert_int_equal(psa_mac_update(&op, plain, 8), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
    assert_int_equal(psa_mac_sign_finish(&op, out, sizeof out, &length), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
    for (size_t i = 0; i < ARCH_COUNT(macs); i++) {
        psa_key_id_t key =
            fixture_import(macs[i].type, i % 2 ? SIGN : PSA_KEY_USAGE_SIGN_HASH, macs[i].alg, arch_bytes, macs[i].size);
        assert_int_equal(psa_mac_sign_setup(&op, key, macs[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_mac_update(&op, plain, 8), PSA_SUCCESS);
        assert_int_equal(psa_mac_update(&op, plain + 8, 8), PSA_SUCCESS);
        assert_int_equal(psa_mac_sign_finish(&op, out, sizeof out, &length), PSA_SUCCESS);
        arch_assert_hex(out, length, macs[i].expected);
        assert_int_equal(psa_mac_sign_finish(&op, out, sizeof out, &length), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
        /* No room, */
        assert_int_equal(psa_mac_sign_setup(&op, key, macs[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_mac_update(&op, plain, 16), PSA_SUCCESS);
        assert_int_equal(psa_mac_sign_finish(&op, out, strlen(macs[i].expected) / 2 - 1, &length),
                         PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
        /* and aborted, more than once. */
        assert_int_equal(psa_mac_sign_setup(&op, key, macs[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_mac_update(&op, plain, 16), PSA_SUCCESS);
        assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_mac_sign_finish(&op, out, sizeof out, &length), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void c030__mac_verified__right_wrong_and_again(void **state)
{
    psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;
    uint8_t right[66] = { 0 };
    (void)state;

    assert_int_equal(psa_mac_verify_finish(&op, right, 28), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
    for (size_t i = 0; i < ARCH_COUNT(macs); i++) {
        size_t size = arch_hex(macs[i].expected, right, sizeof right);
        psa_key_id_t key = fixture_import(macs[i].type, VERIFY, macs[i].alg, arch_bytes, macs[i].size);
        for (int wrong = 0; wrong < 3; wrong++) { /* right, two bytes too many, another */
            right[size / 2] ^= wrong == 2;
            assert_int_equal(psa_mac_verify_setup(&op, key, macs[i].alg), PSA_SUCCESS);
            assert_int_equal(psa_mac_update(&op, plain, 16), PSA_SUCCESS);
            assert_int_equal(psa_mac_verify_finish(&op, right, wrong == 1 ? size + 2 : size),
                             wrong ? PSA_ERROR_INVALID_SIGNATURE : PSA_SUCCESS);
            assert_int_equal(psa_mac_verify_finish(&op, right, size), PSA_ERROR_BAD_STATE);
            assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* ---------------------------------------------------------------------------------------- c032 to c038: ciphers --- */

static psa_status_t setup_cipher(psa_cipher_operation_t *op, bool decrypt, psa_key_id_t key, psa_algorithm_t alg)
{
    return decrypt ? psa_cipher_decrypt_setup(op, key, alg) : psa_cipher_encrypt_setup(op, key, alg);
}

/* Where they take INVALID_ARGUMENT or NOT_SUPPORTED. */
#define UNUSABLE 1

static void c032_c033__cipher_setup__type_usage_and_algorithm(void **state)
{
    static uint8_t point[65];
    const struct {
        psa_key_type_t type;
        const uint8_t *data;
        size_t size;
        bool wrong_usage;
        psa_algorithm_t alg;
        int status;
    } rows[] = {
        { PSA_KEY_TYPE_AES, arch_bytes, 16, false, PSA_ALG_CTR, PSA_SUCCESS },
        { PSA_KEY_TYPE_AES, arch_bytes, 24, false, PSA_ALG_CTR, PSA_SUCCESS },
        { PSA_KEY_TYPE_AES, arch_bytes, 32, false, PSA_ALG_CTR, PSA_SUCCESS },
        { PSA_KEY_TYPE_DES, arch_des, 8, false, CBC, PSA_SUCCESS },
        { PSA_KEY_TYPE_DES, arch_des, 16, false, CBC, PSA_SUCCESS },
        { PSA_KEY_TYPE_DES, arch_des, 24, false, CBC, PSA_SUCCESS },
        { PSA_KEY_TYPE_RAW_DATA, arch_bytes, 16, false, PSA_ALG_CTR, UNUSABLE },
        { PSA_KEY_TYPE_AES, arch_bytes, 16, false, PSA_ALG_CMAC, UNUSABLE },
        { PSA_KEY_TYPE_AES, arch_bytes, 16, false, PSA_ALG_NONE, UNUSABLE },
        /* Differs: they have UNUSABLE here. CTR is "defined for block ciphers" and is among the algorithms of DES. */
        { PSA_KEY_TYPE_DES, arch_des, 16, false, PSA_ALG_CTR, PSA_SUCCESS },
        { PSA_KEY_TYPE_AES, arch_bytes, 16, true, PSA_ALG_CTR, PSA_ERROR_NOT_PERMITTED },
        { ARCH_PUBLIC, point, 65, false, PSA_ALG_ECDSA_ANY, UNUSABLE },
        { ARCH_PAIR, arch_private, 28, false, PSA_ALG_ECDSA_ANY, UNUSABLE },
#if defined(PSA_WANT_ALG_RSA_OAEP)
        { PSA_KEY_TYPE_RSA_PUBLIC_KEY, arch_rsa_public, 0, false, PSA_ALG_RSA_PKCS1V15_SIGN_RAW, UNUSABLE },
        { PSA_KEY_TYPE_RSA_KEY_PAIR, arch_rsa_pair, 0, false, PSA_ALG_RSA_PKCS1V15_SIGN_RAW, UNUSABLE },
#endif
    };
    psa_cipher_operation_t op;
    (void)state;

    memset(&op, 0, sizeof op);
    psa_key_id_t pair = fixture_import(ARCH_PAIR, 0, PSA_ALG_NONE, arch_private, 32);
    assert_int_equal(psa_export_public_key(pair, point, sizeof point, &length), PSA_SUCCESS);
#if defined(PSA_WANT_ALG_RSA_OAEP)
    arch_make_rsa();
#endif
    for (int decrypt = 0; decrypt < 2; decrypt++) {
        for (size_t i = 0; i < ARCH_COUNT(rows); i++) {
            bool encrypts = (decrypt == 1) == rows[i].wrong_usage;
            size_t size = rows[i].size;
#if defined(PSA_WANT_ALG_RSA_OAEP)
            if (size == 0) {
                size = rows[i].data == arch_rsa_pair ? arch_rsa_pair_size : arch_rsa_public_size;
            }
#endif
            psa_key_id_t key =
                fixture_import(rows[i].type, encrypts ? ENCRYPT : DECRYPT, rows[i].alg, rows[i].data, size);
            for (int twice = 0; twice < 2; twice++) {
                psa_status_t status = setup_cipher(&op, decrypt, key, rows[i].alg);
                if (rows[i].status != UNUSABLE || status != PSA_ERROR_NOT_SUPPORTED) {
                    assert_int_equal(status, rows[i].status == UNUSABLE ? PSA_ERROR_INVALID_ARGUMENT : rows[i].status);
                }
                assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
            }
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        }
        for (psa_key_id_t none = 0; none <= 16; none += 16) {
            assert_int_equal(setup_cipher(&op, decrypt, none, PSA_ALG_CTR), PSA_ERROR_INVALID_HANDLE);
        }
        assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
    }
    arch_no_key_without_attributes(arch_bytes, 16);
}

static const struct {
    psa_key_type_t type;
    const uint8_t *data;
    size_t size, iv_size;
    psa_algorithm_t alg;
} ciphers[] = {
    { PSA_KEY_TYPE_AES, arch_bytes, 16, 16, PSA_ALG_CTR },
    { PSA_KEY_TYPE_AES, arch_bytes, 24, 16, PSA_ALG_CTR },
    { PSA_KEY_TYPE_AES, arch_bytes, 32, 16, PSA_ALG_CTR },
    { PSA_KEY_TYPE_AES, arch_bytes, 16, 16, CBC },
    { PSA_KEY_TYPE_AES, arch_bytes, 16, 16, PSA_ALG_CBC_PKCS7 },
    { PSA_KEY_TYPE_DES, arch_des, 8, 8, CBC },
    { PSA_KEY_TYPE_DES, arch_des, 16, 8, CBC },
    { PSA_KEY_TYPE_DES, arch_des, 24, 8, CBC },
};

static psa_key_id_t cipher_key(size_t i)
{
    return fixture_import(ciphers[i].type, ENCRYPT | DECRYPT, ciphers[i].alg, ciphers[i].data, ciphers[i].size);
}

static void c034__generate_iv__once(void **state)
{
    static const uint8_t zeros[16];
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(ciphers); i++) {
        psa_key_id_t key = cipher_key(i);
        assert_int_equal(psa_cipher_encrypt_setup(&op, key, ciphers[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_cipher_generate_iv(&op, out, sizeof out, &length), PSA_SUCCESS);
        assert_int_equal(length, ciphers[i].iv_size);
        assert_memory_not_equal(out, zeros, length);
        assert_int_equal(psa_cipher_generate_iv(&op, out, sizeof out, &length), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_cipher_encrypt_setup(&op, key, ciphers[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_cipher_generate_iv(&op, out, ciphers[i].iv_size / 2, &length), PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* An IV of 8 or of 17 bytes for 16, and of 4 or 16 for 8, is none, and after it as after a good one there is no
 * other. Differs: they have 8 bytes refused for CTR. "If the IV passed to psa_cipher_set_iv() is shorter than a
 * cipher block, the initial counter block is formed by padding the end of the IV with zero bytes" (Crypto API 1.5,
 * PSA_ALG_CTR). */
static void c035__set_iv__once_and_of_its_size(void **state)
{
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(ciphers); i++) {
        size_t right = ciphers[i].iv_size;
        const size_t sizes[] = { right, right / 2, right == 16 ? 17 : 16 };
        psa_key_id_t key = cipher_key(i);
        for (size_t j = 0; j < 3; j++) {
            assert_int_equal(psa_cipher_encrypt_setup(&op, key, ciphers[i].alg), PSA_SUCCESS);
            bool good = j == 0 || (j == 1 && ciphers[i].alg == PSA_ALG_CTR);
            assert_int_equal(psa_cipher_set_iv(&op, iv, sizes[j]), good ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
            assert_int_equal(psa_cipher_set_iv(&op, iv, sizes[j]), PSA_ERROR_BAD_STATE);
            assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* One call of update and one of finish: what goes in, what comes out of the first, and of both. */
typedef struct pieces {
    size_t cipher; /* of ciphers */
    bool decrypt;
    const char *in;
    size_t in_size, updated;
    const char *out; /* of both calls; NULL: the second one is INVALID_ARGUMENT */
} pieces_t;

#define P16 "6bc1bee22e409f96e93d7e117393172a"
#define P15 "6bc1bee22e409f96e93d7e11739317"
#define P8 "6bc1bee22e409f96"
#define CBC_OF_P16 "7649abac8119b246cee98e9b12e9197d"
#define PADDED_P16 CBC_OF_P16 "8964e0b149c10b7b682e6e39aaeb731c"
#define PADDED_P15 "9be1e579d107a136c031b645a88da750"
#define CTR_OF_P16 "3b3fd92eb72dad20333449f8e83cfb4a"
#define CTR_OF_P15 "3b3fd92eb72dad20333449f8e83cfb"

static const pieces_t pieces[] = {
    { 3, false, P16, 16, 16, CBC_OF_P16 },       { 3, false, P16, 5, 0, NULL },
    { 4, false, P16, 16, 16, PADDED_P16 },       { 4, false, P16, 15, 0, PADDED_P15 },
    { 0, false, P16, 16, 16, CTR_OF_P16 },       { 0, false, P16, 15, 15, CTR_OF_P15 },
    { 5, false, P16, 8, 8, "498f28fc0efbbbd4" }, { 6, false, P16, 8, 8, "ebbbf774adb48eb5" },
    { 7, false, P16, 8, 8, "df4fb48a5c3414fa" }, { 3, true, CBC_OF_P16, 16, 16, P16 },
    { 3, true, CBC_OF_P16, 5, 0, NULL },         { 4, true, PADDED_P16, 32, 16, P16 },
    { 4, true, PADDED_P15, 16, 0, P15 },         { 4, true, PADDED_P15, 15, 0, NULL },
    { 0, true, CTR_OF_P16, 16, 16, P16 },        { 0, true, CTR_OF_P16, 15, 15, P15 },
    { 5, true, "498f28fc0efbbbd4", 8, 8, P8 },   { 6, true, "ebbbf774adb48eb5", 8, 8, P8 },
    { 7, true, "df4fb48a5c3414fa", 8, 8, P8 },
};

static void begin_pieces(psa_cipher_operation_t *op, psa_key_id_t key, const pieces_t *row)
{
    size_t size = ciphers[row->cipher].iv_size;

    memset(op, 0, sizeof *op);
    assert_int_equal(setup_cipher(op, row->decrypt, key, ciphers[row->cipher].alg), PSA_SUCCESS);
    assert_int_equal(psa_cipher_set_iv(op, iv, size), PSA_SUCCESS);
}

static void c036_c037__update_and_finish__as_soon_as_blocks_are_whole(void **state)
{
    psa_cipher_operation_t op, none;
    uint8_t in[32];
    size_t finished;
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(pieces); i++) {
        const pieces_t *row = &pieces[i];
        psa_key_id_t key = cipher_key(row->cipher);
        arch_hex(row->in, in, sizeof in);
        begin_pieces(&op, key, row);
        assert_int_equal(psa_cipher_update(&op, in, row->in_size, out, sizeof out, &length), PSA_SUCCESS);
        assert_int_equal(length, row->updated);
        assert_int_equal(psa_cipher_finish(&op, out + length, sizeof out - length, &finished),
                         row->out == NULL ? PSA_ERROR_INVALID_ARGUMENT : PSA_SUCCESS);
        if (row->out != NULL) {
            arch_assert_hex(out, length + finished, row->out);
        }
        assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
        memset(&none, 0, sizeof none);
        assert_int_equal(psa_cipher_finish(&none, out, sizeof out, &finished), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_cipher_abort(&none), PSA_SUCCESS);
        /* A byte less than there is room for: of the first call, or of the second. */
        begin_pieces(&op, key, row);
        if (row->updated > 0) {
            assert_int_equal(psa_cipher_update(&op, in, row->in_size, out, row->updated - 1, &length),
                             PSA_ERROR_BUFFER_TOO_SMALL);
        } else {
            assert_int_equal(psa_cipher_update(&op, in, row->in_size, NULL, 0, &length), PSA_SUCCESS);
            assert_int_equal(psa_cipher_finish(&op, NULL, 0, &finished),
                             row->out == NULL ? PSA_ERROR_INVALID_ARGUMENT : PSA_ERROR_BUFFER_TOO_SMALL);
        }
        assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
    psa_key_id_t key = cipher_key(4);
    begin_pieces(&op, key, &pieces[2]);
    assert_int_equal(psa_cipher_update(&op, plain, 16, out, 20, &length), PSA_SUCCESS);
    assert_int_equal(psa_cipher_finish(&op, out + length, 20 - length, &finished), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
}

static void c036__update_of_inactive_objects__bad_state(void **state)
{
    psa_cipher_operation_t ops[3] = { psa_cipher_operation_init(), PSA_CIPHER_OPERATION_INIT };
    (void)state;

    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(psa_cipher_update(&ops[i], NULL, 0, NULL, 0, &length), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_cipher_abort(&ops[i]), PSA_SUCCESS);
    }
}

static void c038__cipher_abort__any_number_of_times(void **state)
{
    psa_cipher_operation_t op = PSA_CIPHER_OPERATION_INIT;
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(ciphers); i++) {
        psa_key_id_t key = cipher_key(i);
        for (int decrypt = 0; decrypt < 2; decrypt++) {
            assert_int_equal(setup_cipher(&op, decrypt, key, ciphers[i].alg), PSA_SUCCESS);
            assert_int_equal(psa_cipher_set_iv(&op, iv, ciphers[i].iv_size), PSA_SUCCESS);
            assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
            assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
            assert_int_equal(psa_cipher_update(&op, plain, 16, out, sizeof out, &length), PSA_ERROR_BAD_STATE);
            assert_int_equal(psa_cipher_abort(&op), PSA_SUCCESS);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* ---------------------------------------------------------------------------------- c039: asymmetric encryption --- */

#if defined(PSA_WANT_ALG_RSA_OAEP)
#define V15 PSA_ALG_RSA_PKCS1V15_CRYPT
#define OAEP PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256)

static void c039__asymmetric_encrypt__and_back(void **state)
{
    static const struct {
        psa_algorithm_t alg;
        const uint8_t *label;
        size_t label_size;
    } rows[] = { { V15, NULL, 0 }, { OAEP, NULL, 0 }, { OAEP, plain, 16 } };
    uint8_t back[22];
    (void)state;

    arch_make_rsa();
    for (size_t i = 0; i < ARCH_COUNT(rows); i++) {
        psa_algorithm_t alg = rows[i].alg;
        psa_key_id_t half =
            fixture_import(PSA_KEY_TYPE_RSA_PUBLIC_KEY, ENCRYPT, alg, arch_rsa_public, arch_rsa_public_size);
        psa_key_id_t pair =
            fixture_import(PSA_KEY_TYPE_RSA_KEY_PAIR, ENCRYPT | DECRYPT, alg, arch_rsa_pair, arch_rsa_pair_size);
        for (int by_pair = 0; by_pair < 2; by_pair++) {
            assert_int_equal(psa_asymmetric_encrypt(by_pair ? pair : half, alg, plain, 22, rows[i].label,
                                                    rows[i].label_size, out, sizeof out, &length),
                             PSA_SUCCESS);
            assert_int_equal(length, 128);
            assert_int_equal(
                psa_asymmetric_decrypt(pair, alg, out, 128, rows[i].label, rows[i].label_size, back, 22, &length),
                PSA_SUCCESS);
            assert_int_equal(length, 22);
            assert_memory_equal(back, plain, 22);
        }
        assert_int_equal(
            psa_asymmetric_encrypt(pair, alg, plain, 22, rows[i].label, rows[i].label_size, out, 127, &length),
            PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(psa_destroy_key(half), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(pair), PSA_SUCCESS);
    }
    for (psa_key_id_t none = 0; none <= 11; none += 11) {
        assert_int_equal(psa_asymmetric_encrypt(none, V15, plain, 22, NULL, 0, out, sizeof out, &length),
                         PSA_ERROR_INVALID_HANDLE);
    }
}

static void c039__asymmetric_encrypt_with_wrong_arguments__its_status(void **state)
{
    uint8_t point[65];
    (void)state;

    arch_make_rsa();
    psa_key_id_t pair = fixture_import(ARCH_PAIR, 0, PSA_ALG_NONE, arch_private, 32);
    assert_int_equal(psa_export_public_key(pair, point, sizeof point, &length), PSA_SUCCESS);
    const struct {
        psa_key_type_t type;
        const uint8_t *data;
        size_t size;
        psa_key_usage_t usage;
        psa_algorithm_t alg;
        size_t label_size;
        psa_status_t status;
    } bad[] = {
        { PSA_KEY_TYPE_RSA_PUBLIC_KEY, arch_rsa_public, arch_rsa_public_size, ENCRYPT, PSA_ALG_SHA_256, 0,
          PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_AES, arch_bytes, 16, ENCRYPT, V15, 0, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_RSA_PUBLIC_KEY, arch_rsa_public, arch_rsa_public_size, DECRYPT, V15, 0,
          PSA_ERROR_NOT_PERMITTED },
        { PSA_KEY_TYPE_RSA_PUBLIC_KEY, arch_rsa_public, arch_rsa_public_size, ENCRYPT, V15, 16,
          PSA_ERROR_INVALID_ARGUMENT },
        { ARCH_PUBLIC, point, 65, ENCRYPT, PSA_ALG_ECDSA_ANY, 0, PSA_ERROR_NOT_SUPPORTED },
    };

    for (size_t i = 0; i < ARCH_COUNT(bad); i++) {
        psa_key_id_t key = fixture_import(bad[i].type, bad[i].usage, bad[i].alg, bad[i].data, bad[i].size);
        assert_int_equal(psa_asymmetric_encrypt(key, bad[i].alg, NULL, 0, bad[i].label_size == 0 ? NULL : plain,
                                                bad[i].label_size, out, sizeof out, &length),
                         bad[i].status);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}
#endif

#define CASE(name) cmocka_unit_test_setup_teardown(name, start, fixture_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(c006__hash_compute__the_hash_or_its_status),
        CASE(c007__hash_compare__right_and_wrong),
        CASE(c011__hash_setup__known_and_unknown_algorithms),
        CASE(c012__hash_update__in_its_state_only),
        CASE(c013__hash_verify__right_wrong_and_again),
        CASE(c014__hash_finish__the_hash_or_its_status),
        CASE(c015__hash_abort__any_number_of_times),
        CASE(c024__aead_encrypt__ciphertext_and_tag),
        CASE(c025__aead_decrypt__plaintext),
        CASE(c024_c025__aead_of_wrong_arguments__its_status),
        CASE(c024_c025__aead_without_room_or_with_another_tag__its_status),
        CASE(c026_c029__mac_setup__type_usage_and_algorithm),
        CASE(c027_c028_c031__mac_signed__in_pieces_or_aborted),
        CASE(c030__mac_verified__right_wrong_and_again),
        CASE(c032_c033__cipher_setup__type_usage_and_algorithm),
        CASE(c034__generate_iv__once),
        CASE(c035__set_iv__once_and_of_its_size),
        CASE(c036_c037__update_and_finish__as_soon_as_blocks_are_whole),
        CASE(c036__update_of_inactive_objects__bad_state),
        CASE(c038__cipher_abort__any_number_of_times),
#if defined(PSA_WANT_ALG_RSA_OAEP)
        CASE(c039__asymmetric_encrypt__and_back),
        CASE(c039__asymmetric_encrypt_with_wrong_arguments__its_status),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
