/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What psa-arch-tests expects of MACs, ciphers and AEADs, and of copies and states of hash operations: its tests c045
 * to c051 and c054 to c065, and c081.
 */
#include "tests/crypto/arch.h"
#include "tests/crypto/driven.h"

#define ENCRYPT PSA_KEY_USAGE_ENCRYPT
#define DECRYPT PSA_KEY_USAGE_DECRYPT
#define SIGN PSA_KEY_USAGE_SIGN_HASH
#define VERIFY PSA_KEY_USAGE_VERIFY_HASH

#define HMAC224 PSA_ALG_HMAC(PSA_ALG_SHA_224)
#define HMAC PSA_ALG_HMAC(PSA_ALG_SHA_256)
#define CCM4 PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 4)

static uint8_t out[320];
static size_t length;

/* ------------------------------------------------------------------------- c046 to c049: message authentication --- */

/* RFC 4231 test case 1, and CMAC of AES-128 (RFC 4493 example 2, whose key arch_bytes begins with). */
static const uint8_t hmac_key[20] = { 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11 };
static const uint8_t hmac_text[] = "Hi There";
static const uint8_t cmac_text[16] = { 0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96,
                                       0xe9, 0x3d, 0x7e, 0x11, 0x73, 0x93, 0x17, 0x2a };
#define HMAC_224 "896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22"
#define HMAC_256 "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
#define HMAC_512                                                                                                       \
    "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"                                                 \
    "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"
#define CMAC_128 "070a16b46b4d4144f79bdd9dd04a287c"

/* Right ones. The policy may be a wildcard. */
static const struct mac {
    psa_key_type_t type;
    psa_algorithm_t policy, alg;
    const char *mac;
} macs[] = {
    { PSA_KEY_TYPE_HMAC, HMAC224, HMAC224, HMAC_224 },
    { PSA_KEY_TYPE_HMAC, HMAC, HMAC, HMAC_256 },
    { PSA_KEY_TYPE_HMAC, PSA_ALG_HMAC(PSA_ALG_SHA_512), PSA_ALG_HMAC(PSA_ALG_SHA_512), HMAC_512 },
    { PSA_KEY_TYPE_HMAC, PSA_ALG_TRUNCATED_MAC(HMAC224, 8), PSA_ALG_TRUNCATED_MAC(HMAC224, 8), "896fb1128abbdf19" },
    { PSA_KEY_TYPE_HMAC, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(HMAC, 20), HMAC, HMAC_256 },
    { PSA_KEY_TYPE_HMAC, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(HMAC, 20), PSA_ALG_TRUNCATED_MAC(HMAC, 20),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200" },
    { PSA_KEY_TYPE_HMAC, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(HMAC224, 8), PSA_ALG_TRUNCATED_MAC(HMAC224, 8),
      "896fb1128abbdf19" },
    { PSA_KEY_TYPE_AES, PSA_ALG_CMAC, PSA_ALG_CMAC, CMAC_128 },
};

static psa_key_id_t mac_key(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg)
{
    return type == PSA_KEY_TYPE_HMAC ? fixture_import(type, usage, alg, hmac_key, sizeof hmac_key)
                                     : fixture_import(type, usage, alg, arch_bytes, 16);
}

static const uint8_t *mac_text(const struct mac *mac, size_t *size)
{
    *size = mac->type == PSA_KEY_TYPE_HMAC ? sizeof hmac_text - 1 : sizeof cmac_text;
    return mac->type == PSA_KEY_TYPE_HMAC ? hmac_text : cmac_text;
}

static void c046_c048__mac__in_one_and_in_several_calls(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARCH_COUNT(macs); i++) {
        psa_key_id_t key = mac_key(macs[i].type, SIGN, macs[i].policy);
        psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;
        size_t size;
        const uint8_t *text = mac_text(&macs[i], &size);
        assert_int_equal(psa_mac_compute(key, macs[i].alg, text, size, out, 64, &length), PSA_SUCCESS);
        arch_assert_hex(out, length, macs[i].mac);
        assert_int_equal(psa_mac_compute(key, macs[i].alg, text, size, out, length - 1, &length),
                         PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(psa_mac_sign_setup(&op, key, macs[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_mac_update(&op, text, size), PSA_SUCCESS);
        assert_int_equal(psa_mac_sign_finish(&op, out, 64, &length), PSA_SUCCESS);
        arch_assert_hex(out, length, macs[i].mac);
        assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_mac_compute(key, macs[i].alg, text, size, out, 64, &length), PSA_ERROR_INVALID_HANDLE);
    }
}

static void c047_c049__mac__verified_in_one_and_in_several_calls(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARCH_COUNT(macs); i++) {
        psa_key_id_t key = mac_key(macs[i].type, VERIFY, macs[i].policy);
        psa_mac_operation_t op = PSA_MAC_OPERATION_INIT;
        size_t size;
        const uint8_t *text = mac_text(&macs[i], &size);
        length = arch_hex(macs[i].mac, out, sizeof out);
        assert_int_equal(psa_mac_verify(key, macs[i].alg, text, size, out, length), PSA_SUCCESS);
        assert_int_equal(psa_mac_verify(key, macs[i].alg, text, size, out, length - 2), PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(psa_mac_verify_setup(&op, key, macs[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_mac_update(&op, text, size), PSA_SUCCESS);
        assert_int_equal(psa_mac_verify_finish(&op, out, length), PSA_SUCCESS);
        assert_int_equal(psa_mac_abort(&op), PSA_SUCCESS);
        out[length - 1] ^= 2;
        assert_int_equal(psa_mac_verify(key, macs[i].alg, text, size, out, length), PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_mac_verify(key, macs[i].alg, text, size, out, length), PSA_ERROR_INVALID_HANDLE);
    }
}

static void c046_c047__mac_with_wrong_arguments__status(void **state)
{
    static const struct {
        psa_key_type_t type;
        bool may;
        psa_algorithm_t policy, alg;
        psa_status_t status;
    } bad[] = {
        { PSA_KEY_TYPE_HMAC, true, PSA_ALG_CMAC, PSA_ALG_CMAC, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_HMAC, false, HMAC224, HMAC224, PSA_ERROR_NOT_PERMITTED },
        { PSA_KEY_TYPE_HMAC, true, PSA_ALG_TRUNCATED_MAC(HMAC, 1), PSA_ALG_TRUNCATED_MAC(HMAC, 1),
          PSA_ERROR_NOT_SUPPORTED },
        { PSA_KEY_TYPE_HMAC, true, PSA_ALG_TRUNCATED_MAC(HMAC, 33), PSA_ALG_TRUNCATED_MAC(HMAC, 33),
          PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_HMAC, true, PSA_ALG_HMAC(0), PSA_ALG_HMAC(0), PSA_ERROR_NOT_SUPPORTED },
        { PSA_KEY_TYPE_HMAC, true, PSA_ALG_AT_LEAST_THIS_LENGTH_MAC(HMAC, 20), PSA_ALG_TRUNCATED_MAC(HMAC, 10),
          PSA_ERROR_NOT_PERMITTED },
        { PSA_KEY_TYPE_RAW_DATA, true, PSA_ALG_CMAC, PSA_ALG_CMAC, PSA_ERROR_INVALID_ARGUMENT },
    };
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(bad); i++) {
        psa_key_id_t key = mac_key(bad[i].type, bad[i].may ? SIGN | VERIFY : PSA_KEY_USAGE_EXPORT, bad[i].policy);
        assert_int_equal(psa_mac_compute(key, bad[i].alg, hmac_text, 8, out, 64, &length), bad[i].status);
        assert_int_equal(psa_mac_verify(key, bad[i].alg, hmac_text, 8, out, 32), bad[i].status);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* --------------------------------------------------------------------------------------- c050, c051: ciphers --- */

static const struct cipher {
    psa_key_type_t type;
    size_t key_size, block;
    psa_algorithm_t alg;
    size_t size, made; /* of a text and what becomes of it, the IV in front */
} ciphers[] = {
    { PSA_KEY_TYPE_AES, 16, 16, PSA_ALG_CBC_NO_PADDING, 16, 32 },
    { PSA_KEY_TYPE_AES, 16, 16, PSA_ALG_CBC_PKCS7, 16, 48 },
    { PSA_KEY_TYPE_AES, 16, 16, PSA_ALG_CBC_PKCS7, 15, 32 },
    { PSA_KEY_TYPE_AES, 16, 16, PSA_ALG_CTR, 16, 32 },
    { PSA_KEY_TYPE_AES, 16, 16, PSA_ALG_CTR, 15, 31 },
    { PSA_KEY_TYPE_DES, 8, 8, PSA_ALG_CBC_NO_PADDING, 8, 16 },
    { PSA_KEY_TYPE_DES, 16, 8, PSA_ALG_CBC_NO_PADDING, 8, 16 },
    { PSA_KEY_TYPE_DES, 24, 8, PSA_ALG_CBC_NO_PADDING, 8, 16 },
#if defined(PSA_WANT_KEY_TYPE_ARIA)
    { PSA_KEY_TYPE_ARIA, 16, 16, PSA_ALG_CBC_NO_PADDING, 16, 32 },
#endif
};

static psa_key_id_t cipher_key(const struct cipher *cipher, psa_key_usage_t usage)
{
    return fixture_import(cipher->type, usage, cipher->alg, cipher->type == PSA_KEY_TYPE_DES ? arch_des : arch_bytes,
                          cipher->key_size);
}

static void c050_c051__cipher__text_comes_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARCH_COUNT(ciphers); i++) {
        uint8_t text[64];
        size_t text_size;
        psa_key_id_t key = cipher_key(&ciphers[i], ENCRYPT);
        assert_int_equal(psa_cipher_encrypt(key, ciphers[i].alg, cmac_text, ciphers[i].size, out,
                                            PSA_CIPHER_ENCRYPT_OUTPUT_MAX_SIZE(ciphers[i].size), &length),
                         PSA_SUCCESS);
        assert_int_equal(length, ciphers[i].made);
        assert_int_equal(psa_cipher_decrypt(key, ciphers[i].alg, out, length, text, sizeof text, &text_size),
                         PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_cipher_encrypt(key, ciphers[i].alg, cmac_text, ciphers[i].size, out, sizeof out, &length),
                         PSA_ERROR_INVALID_HANDLE);
        key = cipher_key(&ciphers[i], DECRYPT);
        assert_int_equal(psa_cipher_decrypt(key, ciphers[i].alg, out, ciphers[i].made, text, 32, &text_size),
                         PSA_SUCCESS);
        assert_int_equal(text_size, ciphers[i].size);
        assert_memory_equal(text, cmac_text, text_size);
        assert_int_equal(psa_cipher_encrypt(key, ciphers[i].alg, cmac_text, ciphers[i].size, out, sizeof out, &length),
                         PSA_ERROR_NOT_PERMITTED);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_cipher_decrypt(key, ciphers[i].alg, out, ciphers[i].made, text, 32, &text_size),
                         PSA_ERROR_INVALID_HANDLE);
    }
}

/* Their inputs of one block are an IV and no text. */
static void c051__decrypt_of_an_iv_alone__no_text(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARCH_COUNT(ciphers); i++) {
        if (ciphers[i].alg == PSA_ALG_CBC_NO_PADDING) {
            psa_key_id_t key = cipher_key(&ciphers[i], DECRYPT);
            length = 77;
            assert_int_equal(psa_cipher_decrypt(key, ciphers[i].alg, arch_bytes, ciphers[i].block, out, 32, &length),
                             PSA_SUCCESS);
            assert_int_equal(length, 0);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        }
    }
}

static void c050_c051__cipher_with_wrong_sizes__status(void **state)
{
    const psa_algorithm_t cbc = PSA_ALG_CBC_NO_PADDING;
    psa_key_id_t key = fixture_import(PSA_KEY_TYPE_AES, ENCRYPT | DECRYPT, cbc, arch_bytes, 16);
    (void)state;

    assert_int_equal(psa_cipher_encrypt(key, cbc, cmac_text, 5, out, PSA_CIPHER_ENCRYPT_OUTPUT_MAX_SIZE(5), &length),
                     PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_cipher_decrypt(key, cbc, arch_bytes, 21, out, 16, &length), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_cipher_decrypt(key, cbc, arch_bytes, 32, out, 10, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    key = fixture_import(PSA_KEY_TYPE_AES, ENCRYPT | DECRYPT, PSA_ALG_CBC_PKCS7, arch_bytes, 16);
    assert_int_equal(psa_cipher_encrypt(key, PSA_ALG_CBC_PKCS7, cmac_text, 16, out, 15, &length),
                     PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_cipher_decrypt(key, PSA_ALG_CBC_PKCS7, arch_bytes, 32, out,
                                        PSA_CIPHER_DECRYPT_OUTPUT_MAX_SIZE(32), &length),
                     PSA_ERROR_INVALID_PADDING);
}

/* ------------------------------------------------------------------------- c054 to c063: AEADs in several calls --- */

typedef psa_status_t (*aead_setup_t)(psa_aead_operation_t *op, psa_key_id_t key, psa_algorithm_t alg);

static const struct {
    aead_setup_t setup;
    psa_key_usage_t usage, other;
} sides[] = { { psa_aead_encrypt_setup, ENCRYPT, DECRYPT }, { psa_aead_decrypt_setup, DECRYPT, ENCRYPT } };

static const psa_algorithm_t aeads[] = { PSA_ALG_CCM, CCM4, PSA_ALG_GCM };

static void c054_c055__setup__status(void **state)
{
    static const struct {
        psa_key_type_t type;
        psa_algorithm_t policy, alg;
        bool may;
        psa_status_t status;
    } rows[] = {
        { PSA_KEY_TYPE_AES, PSA_ALG_CCM, PSA_ALG_CCM, true, PSA_SUCCESS },
        { PSA_KEY_TYPE_AES, CCM4, CCM4, true, PSA_SUCCESS },
        { PSA_KEY_TYPE_AES, PSA_ALG_CCM, PSA_ALG_AEAD_WITH_DEFAULT_LENGTH_TAG(CCM4), true, PSA_SUCCESS },
        { PSA_KEY_TYPE_AES, PSA_ALG_GCM, PSA_ALG_GCM, true, PSA_SUCCESS },
        { PSA_KEY_TYPE_AES, PSA_ALG_CCM, CCM4, true, PSA_ERROR_NOT_PERMITTED },
        { PSA_KEY_TYPE_DES, PSA_ALG_CCM, PSA_ALG_CCM, true, PSA_ERROR_INVALID_ARGUMENT }, /* or not supported */
        { PSA_KEY_TYPE_AES, PSA_ALG_CFB, PSA_ALG_CFB, true,
          PSA_ERROR_INVALID_ARGUMENT }, /* not supported; never compiled */
        { PSA_KEY_TYPE_AES, PSA_ALG_GCM, PSA_ALG_GCM, false, PSA_ERROR_NOT_PERMITTED },
    };
    (void)state;

    for (size_t i = 0; i < 2 * ARCH_COUNT(rows); i++) {
        size_t at = i / 2, side = i % 2;
        bool des = rows[at].type == PSA_KEY_TYPE_DES;
        psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
        psa_key_id_t key = fixture_import(rows[at].type, rows[at].may ? sides[side].usage : sides[side].other,
                                          rows[at].policy, des ? arch_des : arch_bytes, des ? 8 : 16);
        psa_status_t status = sides[side].setup(&op, key, rows[at].alg);
        if (status != rows[at].status) {
            fail_msg("row %u: %d", (unsigned)at, (int)status);
        }
        assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(sides[side].setup(&op, key, rows[at].alg), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
    }
}

/* An operation of a side that was told the lengths. */
static psa_key_id_t begin(psa_aead_operation_t *op, size_t side, psa_algorithm_t alg, size_t ad, size_t text)
{
    psa_key_id_t key = fixture_import(PSA_KEY_TYPE_AES, sides[side].usage, alg, arch_bytes, 16);

    assert_int_equal(sides[side].setup(op, key, alg), PSA_SUCCESS);
    assert_int_equal(psa_aead_set_lengths(op, ad, text), PSA_SUCCESS);
    return key;
}

static void end(psa_aead_operation_t *op, psa_key_id_t key)
{
    assert_int_equal(psa_aead_abort(op), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

static void c056__generate_nonce__once_and_to_encrypt(void **state)
{
    const size_t size = PSA_AEAD_NONCE_LENGTH(PSA_KEY_TYPE_AES, PSA_ALG_CCM);
    psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
    (void)state;

    assert_int_equal(psa_aead_generate_nonce(&op, out, sizeof out, &length), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
    for (size_t i = 0; i < ARCH_COUNT(aeads); i++) {
        psa_key_id_t key = begin(&op, 0, aeads[i], 0, 0);
        assert_int_equal(psa_aead_generate_nonce(&op, out, sizeof out, &length), PSA_SUCCESS);
        assert_int_equal(length, PSA_AEAD_NONCE_LENGTH(PSA_KEY_TYPE_AES, aeads[i]));
        assert_int_equal(psa_aead_generate_nonce(&op, out, sizeof out, &length), PSA_ERROR_BAD_STATE);
        end(&op, key);
        key = begin(&op, 1, aeads[i], 0, 0);
        assert_int_equal(psa_aead_generate_nonce(&op, out, sizeof out, &length), PSA_ERROR_BAD_STATE);
        end(&op, key);
    }
    psa_key_id_t key = begin(&op, 0, PSA_ALG_CCM, 0, 0);
    assert_int_equal(psa_aead_generate_nonce(&op, out, size - 1, &length), PSA_ERROR_BUFFER_TOO_SMALL);
    end(&op, key);
}

static void c057__set_nonce__once_and_of_the_right_size(void **state)
{
    psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
    (void)state;

    assert_int_equal(psa_aead_set_nonce(&op, arch_bytes, 13), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
    for (size_t i = 0; i < 2 * ARCH_COUNT(aeads); i++) {
        psa_key_id_t key = begin(&op, i % 2, aeads[i / 2], 0, 0);
        assert_int_equal(psa_aead_set_nonce(&op, arch_bytes, 13), PSA_SUCCESS);
        assert_int_equal(psa_aead_set_nonce(&op, arch_bytes, 13), PSA_ERROR_BAD_STATE);
        end(&op, key);
    }
    for (size_t i = 0; i < 4; i++) { /* of CCM, on both sides: too short and too long */
        psa_key_id_t key = begin(&op, i % 2, PSA_ALG_CCM, 0, 0);
        assert_int_equal(psa_aead_set_nonce(&op, arch_bytes, i < 2 ? 6 : 14), PSA_ERROR_INVALID_ARGUMENT);
        end(&op, key);
    }
}

static void c058__set_lengths__any_in_an_active_operation(void **state)
{
    static const size_t ad[] = { 8, 0, 8 }, text[] = { 32, 32, 0 };
    psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
    (void)state;

    for (size_t i = 0; i < 2 * ARCH_COUNT(aeads); i++) {
        for (size_t j = 0; j < ARCH_COUNT(ad); j++) {
            psa_key_id_t key = begin(&op, i % 2, aeads[i / 2], ad[j], text[j]);
            end(&op, key);
        }
    }
    assert_int_equal(psa_aead_set_lengths(&op, 8, 32), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_aead_set_lengths(&op, 8, 32), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
}

static void c059__update_ad__what_was_told_and_no_more(void **state)
{
    psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
    (void)state;

    for (size_t i = 0; i < 2 * ARCH_COUNT(aeads); i++) {
        for (size_t told = 0; told <= 8; told += 8) {
            for (size_t text = 0; text <= 32; text += 32) {
                psa_key_id_t key = begin(&op, i % 2, aeads[i / 2], told, text);
                assert_int_equal(psa_aead_set_nonce(&op, arch_bytes, 13), PSA_SUCCESS);
                assert_int_equal(psa_aead_update_ad(&op, told != 0 ? arch_bytes : NULL, told), PSA_SUCCESS);
                end(&op, key);
            }
        }
        psa_key_id_t key = begin(&op, i % 2, aeads[i / 2], 8, 32);
        assert_int_equal(psa_aead_set_nonce(&op, arch_bytes, 13), PSA_SUCCESS);
        assert_int_equal(psa_aead_update_ad(&op, arch_bytes, 9), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_aead_update_ad(&op, arch_bytes, 9), PSA_ERROR_BAD_STATE);
        end(&op, key);
        assert_int_equal(psa_aead_update_ad(&op, arch_bytes, 8), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
    }
}

/* What several calls have to come to is what one call makes: crypto.aead has vectors of that. */
static void whole(psa_algorithm_t alg, size_t ad, const uint8_t *text, size_t size, uint8_t *made, size_t *made_size)
{
    psa_key_id_t key = fixture_import(PSA_KEY_TYPE_AES, ENCRYPT, alg, arch_bytes, 16);

    assert_int_equal(psa_aead_encrypt(key, alg, arch_bytes, 13, arch_bytes, ad, text, size, made, 80, made_size),
                     PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

static psa_key_id_t begin_text(psa_aead_operation_t *op, size_t side, psa_algorithm_t alg, size_t told_ad, size_t ad,
                               size_t text)
{
    psa_key_id_t key = begin(op, side, alg, told_ad, text);

    assert_int_equal(psa_aead_set_nonce(op, arch_bytes, 13), PSA_SUCCESS);
    assert_int_equal(psa_aead_update_ad(op, ad != 0 ? arch_bytes : NULL, ad), PSA_SUCCESS);
    return key;
}

static void c060__update__text_in_its_length(void **state)
{
    static const struct {
        size_t told_ad, ad, told, size, room;
        psa_status_t status;
    } rows[] = {
        { 32, 32, 24, 24, sizeof out, PSA_SUCCESS },
        { 0, 0, 24, 24, sizeof out, PSA_SUCCESS },
        { 32, 32, 0, 0, sizeof out, PSA_SUCCESS },
        { 32, 32, 24, 24, 15, PSA_ERROR_BUFFER_TOO_SMALL },
        { 32, 30, 24, 24, sizeof out, PSA_ERROR_INVALID_ARGUMENT },
        { 32, 32, 23, 24, sizeof out, PSA_ERROR_INVALID_ARGUMENT },
    };
    psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
    (void)state;

    for (size_t i = 0; i < 4 * ARCH_COUNT(rows); i++) {
        size_t at = i / 4, side = i % 2;
        psa_algorithm_t alg = i % 4 < 2 ? PSA_ALG_CCM : CCM4;
        uint8_t sealed[80];
        size_t sealed_size;
        whole(alg, rows[at].told_ad, arch_bytes, rows[at].size, sealed, &sealed_size);
        psa_key_id_t key = begin_text(&op, side, alg, rows[at].told_ad, rows[at].ad, rows[at].told);
        const uint8_t *in = rows[at].size == 0 ? NULL : side == 0 ? arch_bytes : sealed;
        assert_int_equal(psa_aead_update(&op, in, rows[at].size, out, rows[at].room, &length), rows[at].status);
        if (rows[at].status == PSA_SUCCESS) {
            assert_in_range(length, 0, rows[at].size);
            assert_memory_equal(out, side == 0 ? sealed : arch_bytes, length);
        } else {
            assert_int_equal(psa_aead_update(&op, in, rows[at].size, out, sizeof out, &length), PSA_ERROR_BAD_STATE);
        }
        end(&op, key);
        assert_int_equal(psa_aead_update(&op, in, rows[at].size, out, sizeof out, &length), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
    }
}

static void c061__finish__text_and_tag(void **state)
{
    psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(aeads); i++) {
        uint8_t sealed[80], tag[32];
        size_t sealed_size, more, tag_size;
        whole(aeads[i], 32, arch_bytes, 24, sealed, &sealed_size);
        psa_key_id_t key = begin_text(&op, 0, aeads[i], 32, 32, 24);
        assert_int_equal(psa_aead_update(&op, arch_bytes, 24, out, sizeof out, &length), PSA_SUCCESS);
        assert_int_equal(psa_aead_finish(&op, out + length, sizeof out - length, &more, tag, sizeof tag, &tag_size),
                         PSA_SUCCESS);
        assert_int_equal(length + more, 24);
        assert_memory_equal(out, sealed, 24);
        assert_int_equal(tag_size, sealed_size - 24);
        assert_memory_equal(tag, sealed + 24, tag_size);
        end(&op, key);
        assert_int_equal(psa_aead_finish(&op, out, sizeof out, &more, tag, sizeof tag, &tag_size), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
    }
    for (size_t i = 0; i < 2; i++) { /* no room for the tag; less text than was told */
        uint8_t tag[32];
        size_t more, tag_size;
        psa_key_id_t key = begin_text(&op, 0, PSA_ALG_CCM, 32, 32, i == 0 ? 24 : 30);
        assert_int_equal(psa_aead_update(&op, arch_bytes, 24, out, sizeof out, &length), PSA_SUCCESS);
        assert_int_equal(
            psa_aead_finish(&op, out + length, sizeof out - length, &more, tag, i == 0 ? 10 : 32, &tag_size),
            i == 0 ? PSA_ERROR_BUFFER_TOO_SMALL : PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_aead_finish(&op, out, sizeof out, &more, tag, sizeof tag, &tag_size), PSA_ERROR_BAD_STATE);
        end(&op, key);
    }
}

static void c062__abort__any_operation(void **state)
{
    psa_aead_operation_t op[3] = { PSA_AEAD_OPERATION_INIT, psa_aead_operation_init() }; /* and one of zeros */
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(op); i++) {
        assert_int_equal(psa_aead_abort(&op[i]), PSA_SUCCESS);
    }
    for (size_t i = 0; i < 2 * ARCH_COUNT(aeads); i++) {
        psa_key_id_t key = fixture_import(PSA_KEY_TYPE_AES, sides[i % 2].usage, aeads[i / 2], arch_bytes, 16);
        assert_int_equal(sides[i % 2].setup(&op[0], key, aeads[i / 2]), PSA_SUCCESS);
        end(&op[0], key);
    }
}

/* Differs: it begins ChaCha20-Poly1305 with a key of AES. "Compatible key types: PSA_KEY_TYPE_CHACHA20". */
static void c062__chacha20_poly1305_with_an_aes_key__invalid_argument(void **state)
{
#if defined(PSA_WANT_ALG_CHACHA20_POLY1305)
    for (size_t side = 0; side < 2; side++) {
        const psa_algorithm_t alg = PSA_ALG_CHACHA20_POLY1305;
        psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
        psa_key_id_t key = fixture_import(PSA_KEY_TYPE_AES, sides[side].usage, alg, arch_bytes, 16);
        assert_int_equal(sides[side].setup(&op, key, alg), PSA_ERROR_INVALID_ARGUMENT);
        key = fixture_import(PSA_KEY_TYPE_CHACHA20, sides[side].usage, alg, arch_bytes, 32);
        assert_int_equal(sides[side].setup(&op, key, alg), PSA_SUCCESS);
        end(&op, key);
    }
#endif
    (void)state;
}

static void c063__verify__text_and_verdict(void **state)
{
    psa_aead_operation_t op = PSA_AEAD_OPERATION_INIT;
    uint8_t sealed[80];
    size_t sealed_size, more;
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(aeads); i++) {
        whole(aeads[i], 32, arch_bytes, 24, sealed, &sealed_size);
        psa_key_id_t key = begin_text(&op, 1, aeads[i], 32, 32, 24);
        assert_int_equal(psa_aead_update(&op, sealed, 24, out, sizeof out, &length), PSA_SUCCESS);
        assert_int_equal(
            psa_aead_verify(&op, out + length, PSA_AEAD_VERIFY_OUTPUT_MAX_SIZE, &more, sealed + 24, sealed_size - 24),
            PSA_SUCCESS);
        assert_int_equal(length + more, 24);
        assert_memory_equal(out, arch_bytes, 24);
        end(&op, key);
        assert_int_equal(psa_aead_verify(&op, out, sizeof out, &more, sealed + 24, 16), PSA_ERROR_BAD_STATE);
        assert_int_equal(psa_aead_abort(&op), PSA_SUCCESS);
    }
    whole(PSA_ALG_CCM, 32, arch_bytes, 24, sealed, &sealed_size);
    for (size_t i = 0; i < 2;
         i++) { /* no room at the end, of which none is needed: success will do; less text than told */
        psa_key_id_t key = begin_text(&op, 1, PSA_ALG_CCM, 32, 32, i == 0 ? 24 : 30);
        assert_int_equal(psa_aead_update(&op, sealed, 24, out, sizeof out, &length), PSA_SUCCESS);
        psa_status_t status =
            psa_aead_verify(&op, out + length, i == 0 ? 0 : sizeof out - length, &more, sealed + 24, 16);
        if (i == 0 && length == 24) {
            assert_int_equal(status, PSA_SUCCESS);
        } else {
            assert_int_equal(status, i == 0 ? PSA_ERROR_BUFFER_TOO_SMALL : PSA_ERROR_INVALID_ARGUMENT);
        }
        assert_int_equal(psa_aead_verify(&op, out, sizeof out, &more, sealed + 24, 16), PSA_ERROR_BAD_STATE);
        end(&op, key);
    }
}

/* ---------------------------------------------------------------------------- c045, c064, c065: hash operations --- */

/* All that it knows and the build has, with the bytes of the state between the algorithm's identifier and the input
 * that waits (Crypto API 1.5, "Hash suspend state"), and of a number of input bytes. */
static const struct {
    psa_algorithm_t alg;
    size_t state, number;
} hashes[] = {
    { PSA_ALG_MD5, 16, 8 },     { PSA_ALG_RIPEMD160, 20, 8 }, { PSA_ALG_SHA_1, 20, 8 },    { PSA_ALG_SHA_224, 32, 8 },
    { PSA_ALG_SHA_256, 32, 8 }, { PSA_ALG_SHA_384, 64, 16 },  { PSA_ALG_SHA_512, 64, 16 },
};

static void c045__clone__both_go_on(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARCH_COUNT(hashes); i++) {
        psa_hash_operation_t source = PSA_HASH_OPERATION_INIT, target = PSA_HASH_OPERATION_INIT;
        uint8_t expected[64];
        size_t size;
        assert_int_equal(psa_hash_compute(hashes[i].alg, arch_bytes, 1, expected, sizeof expected, &size), PSA_SUCCESS);
        assert_int_equal(size, PSA_HASH_LENGTH(hashes[i].alg));
        assert_int_equal(psa_hash_setup(&source, hashes[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_hash_clone(&source, &target), PSA_SUCCESS);
        assert_int_equal(psa_hash_update(&source, arch_bytes, 1), PSA_SUCCESS);
        assert_int_equal(psa_hash_update(&target, arch_bytes, 1), PSA_SUCCESS);
        assert_int_equal(psa_hash_finish(&source, out, sizeof out, &length), PSA_SUCCESS);
        assert_int_equal(length, size);
        assert_memory_equal(out, expected, size);
        assert_int_equal(psa_hash_finish(&target, out, sizeof out, &length), PSA_SUCCESS);
        assert_int_equal(length, size);
        assert_memory_equal(out, expected, size);
        assert_int_equal(psa_hash_clone(&source, &target), PSA_ERROR_BAD_STATE); /* of one that ended */
        assert_int_equal(psa_hash_abort(&source), PSA_SUCCESS);
        assert_int_equal(psa_hash_abort(&target), PSA_SUCCESS);
        assert_int_equal(psa_hash_setup(&source, hashes[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_hash_clone(&source, &target), PSA_SUCCESS);
        assert_int_equal(psa_hash_clone(&source, &target), PSA_ERROR_BAD_STATE); /* into one in use */
        assert_int_equal(psa_hash_abort(&source), PSA_SUCCESS);
        assert_int_equal(psa_hash_abort(&target), PSA_SUCCESS);
    }
}

/* A hash under way, of one byte. False: a driver has it, so that it can't be suspended. */
static bool begin_suspendable(psa_hash_operation_t *op, psa_algorithm_t alg)
{
    assert_int_equal(psa_hash_setup(op, alg), PSA_SUCCESS);
    assert_int_equal(psa_hash_update(op, arch_bytes, 1), PSA_SUCCESS);
    if (CAN_SUSPEND(alg)) {
        return true;
    }
    assert_int_equal(psa_hash_suspend(op, out, sizeof out, &length), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_hash_abort(op), PSA_SUCCESS);
    return false;
}

/* Differs: it has states as long as the hash. They have a format (Crypto API 1.5, "Hash suspend state"), of
 * PSA_HASH_SUSPEND_OUTPUT_MAX_SIZE bytes at most. What else it asks holds. */
static void c064__suspend__state_of_the_specified_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARCH_COUNT(hashes); i++) {
        psa_hash_operation_t op = PSA_HASH_OPERATION_INIT;
        if (!begin_suspendable(&op, hashes[i].alg)) {
            continue;
        }
        assert_int_equal(psa_hash_suspend(&op, out, sizeof out, &length), PSA_SUCCESS);
        assert_int_equal(length, 4 + hashes[i].number + hashes[i].state + 1);
        length = 77;
        assert_int_equal(psa_hash_suspend(&op, out, sizeof out, &length), PSA_ERROR_BAD_STATE);
        assert_int_equal(length, 0); /* where it expects the first call's */
        assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_hash_setup(&op, hashes[i].alg), PSA_SUCCESS);
        assert_int_equal(psa_hash_suspend(&op, out, 10, &length), PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
    }
}

/* Differs: it resumes as many bytes as the hash has, and calls an inactive operation, the one kind that can be
 * resumed, a bad state. */
static void c065__resume__what_was_suspended(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARCH_COUNT(hashes); i++) {
        psa_hash_operation_t op = PSA_HASH_OPERATION_INIT;
        uint8_t expected[64];
        size_t size;
        assert_int_equal(psa_hash_compute(hashes[i].alg, arch_bytes, 1, expected, sizeof expected, &size), PSA_SUCCESS);
        if (!begin_suspendable(&op, hashes[i].alg)) {
            continue;
        }
        assert_int_equal(psa_hash_suspend(&op, out, sizeof out, &length), PSA_SUCCESS);
        assert_int_equal(psa_hash_resume(&op, out, size), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_hash_resume(&op, out, length - 1), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_hash_resume(&op, out + 1, length), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_hash_resume(&op, out, length), PSA_SUCCESS);
        assert_int_equal(psa_hash_resume(&op, out, length), PSA_ERROR_BAD_STATE); /* in use */
        assert_int_equal(psa_hash_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_hash_resume(&op, out, length), PSA_SUCCESS);
        assert_int_equal(psa_hash_finish(&op, out, sizeof out, &length), PSA_SUCCESS);
        assert_int_equal(length, size);
        assert_memory_equal(out, expected, size);
    }
}

/* Not applicable: c081 counts how many hash operations there may be at once, where a product says that there is a
 * limit. Here is none: an operation is memory of its caller. */
static void c081__hash_operations__as_many_as_there_is_memory_for(void **state)
{
    static psa_hash_operation_t ops[100];
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(ops); i++) {
        assert_int_equal(psa_hash_setup(&ops[i], PSA_ALG_SHA_256), PSA_SUCCESS);
    }
    for (size_t i = 0; i < ARCH_COUNT(ops); i++) {
        assert_int_equal(psa_hash_abort(&ops[i]), PSA_SUCCESS);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_start, fixture_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(c045__clone__both_go_on),
        CASE(c046_c048__mac__in_one_and_in_several_calls),
        CASE(c047_c049__mac__verified_in_one_and_in_several_calls),
        CASE(c046_c047__mac_with_wrong_arguments__status),
        CASE(c050_c051__cipher__text_comes_back),
        CASE(c051__decrypt_of_an_iv_alone__no_text),
        CASE(c050_c051__cipher_with_wrong_sizes__status),
        CASE(c054_c055__setup__status),
        CASE(c056__generate_nonce__once_and_to_encrypt),
        CASE(c057__set_nonce__once_and_of_the_right_size),
        CASE(c058__set_lengths__any_in_an_active_operation),
        CASE(c059__update_ad__what_was_told_and_no_more),
        CASE(c060__update__text_in_its_length),
        CASE(c061__finish__text_and_tag),
        CASE(c062__abort__any_operation),
        CASE(c062__chacha20_poly1305_with_an_aes_key__invalid_argument),
        CASE(c063__verify__text_and_verdict),
        CASE(c064__suspend__state_of_the_specified_size),
        CASE(c065__resume__what_was_suspended),
        CASE(c081__hash_operations__as_many_as_there_is_memory_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
