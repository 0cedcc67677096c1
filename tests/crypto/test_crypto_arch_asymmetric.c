/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What psa-arch-tests expects of asymmetric decryption, signatures and key agreement, and of copies of keys: its tests
 * c040 to c044, c052, c053 and c080.
 */
#include "tests/crypto/arch.h"

#define SIGN_HASH PSA_KEY_USAGE_SIGN_HASH
#define VERIFY_HASH PSA_KEY_USAGE_VERIFY_HASH
#define SIGN_MESSAGE PSA_KEY_USAGE_SIGN_MESSAGE
#define VERIFY_MESSAGE PSA_KEY_USAGE_VERIFY_MESSAGE
#define ENCRYPT PSA_KEY_USAGE_ENCRYPT
#define DECRYPT PSA_KEY_USAGE_DECRYPT
#define DERIVE PSA_KEY_USAGE_DERIVE
#define EXPORT PSA_KEY_USAGE_EXPORT
#define COPY PSA_KEY_USAGE_COPY

#define RAW PSA_ALG_RSA_PKCS1V15_SIGN_RAW
#define PKCS1V15 PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_SHA_256)
#define CRYPT PSA_ALG_RSA_PKCS1V15_CRYPT
#define DETERMINISTIC PSA_ALG_DETERMINISTIC_ECDSA(PSA_ALG_SHA_256)
#define HKDF PSA_ALG_HKDF(PSA_ALG_SHA_256)
#define AGREE_HKDF PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, HKDF)

static uint8_t out[1200], made[300];
static size_t length, made_length;
static uint8_t point[2][97]; /* of arch_private on P-256 and P-384 */
static uint8_t hash[32];     /* SHA-256 of "sample" */

/* RFC 6979 A.2.5: a pair on P-256, and what it signs of "sample" with SHA-256. */
static const char sample[] = "sample";
#define RFC6979_PRIVATE "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"
#define RFC6979_SIGNATURE                                                                                              \
    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"                                                 \
    "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"

typedef enum kind { RSA_PAIR, RSA_PUBLIC, EC_PAIR, EC_PUBLIC, AES } kind_t;

static psa_key_id_t key_of(kind_t kind, psa_key_usage_t usage, psa_algorithm_t alg)
{
    uint8_t private[32];

    switch (kind) {
    case RSA_PAIR:
        return fixture_import(PSA_KEY_TYPE_RSA_KEY_PAIR, usage, alg, arch_rsa_pair, arch_rsa_pair_size);
    case RSA_PUBLIC:
        return fixture_import(PSA_KEY_TYPE_RSA_PUBLIC_KEY, usage, alg, arch_rsa_public, arch_rsa_public_size);
    case EC_PAIR:
    case EC_PUBLIC:
        (void)arch_hex(RFC6979_PRIVATE, private, sizeof private);
        if (kind == EC_PUBLIC) {
            psa_key_id_t pair = fixture_import(ARCH_PAIR, 0, PSA_ALG_NONE, private, sizeof private);
            assert_int_equal(psa_export_public_key(pair, out, sizeof out, &length), PSA_SUCCESS);
            assert_int_equal(psa_destroy_key(pair), PSA_SUCCESS);
            return fixture_import(ARCH_PUBLIC, usage, alg, out, length);
        }
        return fixture_import(ARCH_PAIR, usage, alg, private, sizeof private);
    default:
        return fixture_import(PSA_KEY_TYPE_AES, usage, alg, arch_bytes, 16);
    }
}

static int start(void **state)
{
    static const size_t sizes[] = { 32, 48 };

    if (fixture_start(state) != 0) {
        return -1;
    }
    arch_make_rsa();
    for (size_t i = 0; i < 2; i++) {
        psa_key_id_t key = fixture_import(ARCH_PAIR, 0, PSA_ALG_NONE, arch_private, sizes[i]);
        assert_int_equal(psa_export_public_key(key, point[i], sizeof point[i], &length), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
    return psa_hash_compute(PSA_ALG_SHA_256, (const uint8_t *)sample, 6, hash, sizeof hash, &length) == PSA_SUCCESS
               ? 0
               : -1;
}

/* ---------------------------------------------------------------------------------- c040: asymmetric decryption --- */

static const uint8_t text[22] = "a text of 22 bytes . .";

/* It decrypts what a public key encrypted, PKCS #1 v1.5 and OAEP without and with a label. */
static void c040__decrypt__what_was_encrypted(void **state)
{
    static const struct {
        psa_algorithm_t alg;
        size_t label_size;
    } good[] = { { CRYPT, 0 }, { PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256), 0 }, { PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256), 16 } };
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(good); i++) {
        const uint8_t *label = good[i].label_size != 0 ? arch_bytes : NULL;
        psa_key_id_t key = key_of(RSA_PUBLIC, ENCRYPT, good[i].alg);
        assert_int_equal(psa_asymmetric_encrypt(key, good[i].alg, text, sizeof text, label, good[i].label_size, made,
                                                sizeof made, &made_length),
                         PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        key = key_of(RSA_PAIR, DECRYPT, good[i].alg);
        assert_int_equal(psa_asymmetric_decrypt(key, good[i].alg, made, made_length, label, good[i].label_size, out,
                                                sizeof out, &length),
                         PSA_SUCCESS);
        assert_int_equal(length, sizeof text);
        assert_memory_equal(out, text, sizeof text);
        assert_int_equal(psa_asymmetric_decrypt(key, good[i].alg, made, made_length, label, good[i].label_size, out,
                                                sizeof text - 1, &length),
                         PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        arch_no_key_without_attributes(arch_rsa_pair, arch_rsa_pair_size);
        for (psa_key_id_t no_key = 0; no_key < 2; no_key++) {
            assert_int_equal(psa_asymmetric_decrypt(no_key, good[i].alg, made, made_length, label, good[i].label_size,
                                                    out, sizeof out, &length),
                             PSA_ERROR_INVALID_HANDLE);
        }
    }
}

static void c040__decrypt_with_wrong_arguments__status(void **state)
{
    static const struct {
        kind_t kind;
        psa_key_usage_t usage;
        psa_algorithm_t alg;
        size_t label_size;
        psa_status_t status;
    } bad[] = {
        { RSA_PUBLIC, DECRYPT, CRYPT, 0, PSA_ERROR_INVALID_ARGUMENT },
        { RSA_PAIR, DECRYPT, PSA_ALG_SHA_256, 0, PSA_ERROR_INVALID_ARGUMENT },
        { AES, DECRYPT, CRYPT, 0, PSA_ERROR_INVALID_ARGUMENT },
        { RSA_PAIR, ENCRYPT, CRYPT, 0, PSA_ERROR_NOT_PERMITTED },
        { RSA_PAIR, DECRYPT, CRYPT, 16, PSA_ERROR_INVALID_ARGUMENT },
    };
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(bad); i++) {
        psa_key_id_t key = key_of(bad[i].kind, bad[i].usage, bad[i].alg);
        assert_int_equal(psa_asymmetric_decrypt(key, bad[i].alg, NULL, 0, bad[i].label_size != 0 ? arch_bytes : NULL,
                                                bad[i].label_size, NULL, 0, &length),
                         bad[i].status);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* ------------------------------------------------------------------------ c041, c042, c052, c053: signatures --- */

typedef struct row {
    kind_t kind;
    psa_key_usage_t usage;
    psa_algorithm_t policy, alg;
    size_t hash_size, size; /* of the signature, or of its buffer */
    psa_status_t status;
} row_t;

static void assert_rows(const row_t *rows, size_t count, psa_status_t (*call)(const row_t *row, psa_key_id_t key))
{
    for (size_t i = 0; i < count; i++) {
        psa_key_id_t key = key_of(rows[i].kind, rows[i].usage, rows[i].policy);
        psa_status_t status = call(&rows[i], key);
        if (status != rows[i].status) {
            fail_msg("row %u: %d, expected %d", (unsigned)i, (int)status, (int)rows[i].status);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static psa_status_t sign_hash(const row_t *row, psa_key_id_t key)
{
    return psa_sign_hash(key, row->alg, row->hash_size != 0 ? hash : NULL, row->hash_size, out, row->size, &length);
}

/* What a key signs, the same key verifies. */
static void c041__sign_hash__signature_of_its_size_that_verifies(void **state)
{
    static const struct {
        kind_t kind;
        psa_algorithm_t alg;
        size_t size;
    } good[] = { { RSA_PAIR, RAW, 128 }, { RSA_PAIR, PKCS1V15, 128 }, { EC_PAIR, DETERMINISTIC, 64 } };
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(good); i++) {
        psa_key_id_t key = key_of(good[i].kind, SIGN_HASH, good[i].alg);
        assert_int_equal(psa_sign_hash(key, good[i].alg, hash, 32, made, sizeof made, &made_length), PSA_SUCCESS);
        assert_int_equal(made_length, good[i].size);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        key = key_of(good[i].kind, VERIFY_HASH, good[i].alg);
        assert_int_equal(psa_verify_hash(key, good[i].alg, hash, 32, made, made_length), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_sign_hash(10, good[i].alg, hash, 32, out, sizeof out, &length), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_sign_hash(0, good[i].alg, hash, 32, out, sizeof out, &length), PSA_ERROR_INVALID_HANDLE);
    }
}

static void c041__sign_hash_with_wrong_arguments__status(void **state)
{
    static const row_t bad[] = {
        { RSA_PUBLIC, SIGN_HASH, PKCS1V15, PKCS1V15, 0, 128, PSA_ERROR_INVALID_ARGUMENT },
        { RSA_PAIR, SIGN_HASH, PKCS1V15, PKCS1V15, 32, 127, PSA_ERROR_BUFFER_TOO_SMALL },
        { RSA_PAIR, SIGN_HASH, PSA_ALG_SHA_256, PSA_ALG_SHA_256, 0, sizeof out, PSA_ERROR_INVALID_ARGUMENT },
        { AES, SIGN_HASH, PKCS1V15, PKCS1V15, 0, sizeof out, PSA_ERROR_INVALID_ARGUMENT },
        { RSA_PAIR, ENCRYPT, PKCS1V15, PKCS1V15, 0, sizeof out, PSA_ERROR_NOT_PERMITTED },
        { RSA_PAIR, SIGN_HASH, PKCS1V15, PKCS1V15, 31, sizeof out, PSA_ERROR_INVALID_ARGUMENT },
    };
    (void)state;
    assert_rows(bad, ARCH_COUNT(bad), sign_hash);
}

static void c042__verify_hash__pairs_and_public_keys(void **state)
{
    static const struct {
        kind_t pair, public;
        psa_algorithm_t alg;
    } good[] = { { RSA_PAIR, RSA_PUBLIC, RAW },
                 { RSA_PAIR, RSA_PUBLIC, PKCS1V15 },
                 { EC_PAIR, EC_PUBLIC, DETERMINISTIC },
                 { RSA_PAIR, RSA_PUBLIC, PSA_ALG_RSA_PSS_ANY_SALT(PSA_ALG_SHA_256) } };
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(good); i++) {
        psa_key_id_t key = key_of(good[i].pair, SIGN_HASH | VERIFY_HASH, good[i].alg);
        assert_int_equal(psa_sign_hash(key, good[i].alg, hash, 32, made, sizeof made, &made_length), PSA_SUCCESS);
        assert_int_equal(psa_verify_hash(key, good[i].alg, hash, 32, made, made_length), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        key = key_of(good[i].public, VERIFY_HASH, good[i].alg);
        assert_int_equal(psa_verify_hash(key, good[i].alg, hash, 32, made, made_length), PSA_SUCCESS);
        assert_int_equal(psa_verify_hash(key, good[i].alg, hash, 32, made, made_length - 1),
                         PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(psa_verify_hash(key, good[i].alg, hash, 32, made, made_length + 1),
                         PSA_ERROR_INVALID_SIGNATURE);
        made[made_length - 1] ^= 1;
        assert_int_equal(psa_verify_hash(key, good[i].alg, hash, 32, made, made_length), PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_verify_hash(13, good[i].alg, hash, 32, made, made_length), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_verify_hash(0, good[i].alg, hash, 32, made, made_length), PSA_ERROR_INVALID_HANDLE);
    }
}

static psa_status_t verify_hash(const row_t *row, psa_key_id_t key)
{
    return psa_verify_hash(key, row->alg, hash, row->hash_size, made, row->size);
}

static void c042__verify_hash_with_wrong_arguments__status(void **state)
{
    static const row_t bad[] = {
        { RSA_PAIR, VERIFY_HASH, PSA_ALG_SHA_256, PSA_ALG_SHA_256, 32, 128, PSA_ERROR_INVALID_ARGUMENT },
        { AES, VERIFY_HASH, PKCS1V15, PKCS1V15, 32, 128, PSA_ERROR_NOT_SUPPORTED },
        { RSA_PAIR, ENCRYPT, PKCS1V15, PKCS1V15, 32, 128, PSA_ERROR_NOT_PERMITTED },
        { RSA_PAIR, VERIFY_HASH, PKCS1V15, PKCS1V15, 31, 128, PSA_ERROR_INVALID_ARGUMENT },
    };
    (void)state;
    assert_rows(bad, ARCH_COUNT(bad), verify_hash);
}

/* Differs: one of their RSA public keys comes as the SubjectPublicKeyInfo of X.509. The format is "the DER encoding of
 * the representation defined by RFC 3279 as RSAPublicKey" (Crypto API 1.5, PSA_KEY_TYPE_RSA_PUBLIC_KEY). */
static void c042__rsa_key_in_subject_public_key_info__invalid_argument(void **state)
{
    static const uint8_t head[] = { 0x30, 0x81, 0x9f, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                    0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00, 0x03, 0x81, 0x8d, 0x00 };
    psa_key_attributes_t a =
        fixture_attributes(PSA_KEY_TYPE_RSA_PUBLIC_KEY, 0, VERIFY_HASH, PSA_ALG_RSA_PSS_ANY_SALT(PSA_ALG_SHA_256));
    psa_key_id_t key;
    (void)state;

    assert_int_equal(arch_rsa_public_size, 140);
    memcpy(out, head, sizeof head);
    memcpy(out + sizeof head, arch_rsa_public, arch_rsa_public_size);
    assert_int_equal(psa_import_key(&a, out, sizeof head + arch_rsa_public_size, &key), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_import_key(&a, out + sizeof head, arch_rsa_public_size, &key), PSA_SUCCESS);
}

static psa_status_t sign_message(const row_t *row, psa_key_id_t key)
{
    return psa_sign_message(key, row->alg, (const uint8_t *)sample, row->hash_size, out, row->size, &length);
}

static void c052__sign_message__these_bytes(void **state)
{
    psa_key_id_t key = key_of(EC_PAIR, SIGN_MESSAGE, DETERMINISTIC);
    (void)state;

    assert_int_equal(psa_sign_message(key, DETERMINISTIC, (const uint8_t *)sample, 6, out, sizeof out, &length),
                     PSA_SUCCESS);
    arch_assert_hex(out, length, RFC6979_SIGNATURE);
    assert_int_equal(psa_sign_message(10, DETERMINISTIC, (const uint8_t *)sample, 6, out, sizeof out, &length),
                     PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_sign_message(0, DETERMINISTIC, (const uint8_t *)sample, 6, out, sizeof out, &length),
                     PSA_ERROR_INVALID_HANDLE);
}

static void c052__sign_message_with_wrong_arguments__status(void **state)
{
    static const row_t bad[] = {
        { RSA_PAIR, SIGN_MESSAGE, RAW, RAW, 1, sizeof out, PSA_ERROR_INVALID_ARGUMENT },
        { RSA_PUBLIC, SIGN_MESSAGE, RAW, RAW, 0, 128, PSA_ERROR_INVALID_ARGUMENT },
        { RSA_PAIR, SIGN_MESSAGE, PKCS1V15, PKCS1V15, 1, 127, PSA_ERROR_BUFFER_TOO_SMALL },
        { RSA_PAIR, SIGN_MESSAGE, PSA_ALG_SHA_256, PSA_ALG_SHA_256, 0, sizeof out, PSA_ERROR_INVALID_ARGUMENT },
        { AES, SIGN_MESSAGE, RAW, PSA_ALG_NONE, 0, sizeof out, PSA_ERROR_INVALID_ARGUMENT },
        { RSA_PAIR, ENCRYPT, DETERMINISTIC, DETERMINISTIC, 0, sizeof out, PSA_ERROR_NOT_PERMITTED },
        { RSA_PAIR, SIGN_MESSAGE, DETERMINISTIC, DETERMINISTIC, 1, sizeof out, PSA_ERROR_INVALID_ARGUMENT },
        { RSA_PAIR, SIGN_MESSAGE, RAW, DETERMINISTIC, 1, sizeof out, PSA_ERROR_NOT_PERMITTED },
    };
    (void)state;
    assert_rows(bad, ARCH_COUNT(bad), sign_message);
}

static psa_status_t verify_message(const row_t *row, psa_key_id_t key)
{
    return psa_verify_message(key, row->alg, (const uint8_t *)sample, row->hash_size, row->size != 0 ? made : NULL,
                              row->size);
}

static void c053__verify_message__pair_and_public_key(void **state)
{
    static const row_t rows[] = {
        { EC_PAIR, VERIFY_MESSAGE, DETERMINISTIC, DETERMINISTIC, 6, 64, PSA_SUCCESS },
        { EC_PUBLIC, VERIFY_MESSAGE, DETERMINISTIC, DETERMINISTIC, 6, 64, PSA_SUCCESS },
        { EC_PUBLIC, VERIFY_MESSAGE, DETERMINISTIC, DETERMINISTIC, 5, 64, PSA_ERROR_INVALID_SIGNATURE },
    };
    (void)state;

    (void)arch_hex(RFC6979_SIGNATURE, made, sizeof made);
    assert_rows(rows, ARCH_COUNT(rows), verify_message);
    assert_int_equal(psa_verify_message(13, DETERMINISTIC, (const uint8_t *)sample, 6, made, 64),
                     PSA_ERROR_INVALID_HANDLE);
    assert_int_equal(psa_verify_message(0, DETERMINISTIC, (const uint8_t *)sample, 6, made, 64),
                     PSA_ERROR_INVALID_HANDLE);
}

static void c053__verify_message_with_wrong_arguments__status(void **state)
{
    static const row_t bad[] = {
        { RSA_PAIR, VERIFY_MESSAGE, RAW, RAW, 1, 128, PSA_ERROR_INVALID_ARGUMENT },
        { RSA_PUBLIC, VERIFY_MESSAGE, RAW, RAW, 1, 128, PSA_ERROR_INVALID_ARGUMENT },
        { RSA_PAIR, VERIFY_MESSAGE, RAW, RAW, 0, 128, PSA_ERROR_INVALID_ARGUMENT },
        { RSA_PAIR, VERIFY_MESSAGE, PKCS1V15, PKCS1V15, 1, 0, PSA_ERROR_INVALID_SIGNATURE },
        { RSA_PAIR, VERIFY_MESSAGE, PKCS1V15, PKCS1V15, 1, 127, PSA_ERROR_INVALID_SIGNATURE },
        { RSA_PAIR, VERIFY_MESSAGE, PKCS1V15, PKCS1V15, 1, 128, PSA_ERROR_INVALID_SIGNATURE },
        { RSA_PAIR, VERIFY_MESSAGE, PKCS1V15, PKCS1V15, 1, 129, PSA_ERROR_INVALID_SIGNATURE },
        { RSA_PAIR, VERIFY_MESSAGE, PSA_ALG_SHA_256, PSA_ALG_SHA_256, 1, 128, PSA_ERROR_INVALID_ARGUMENT },
        { AES, VERIFY_MESSAGE, RAW, RAW, 1, 128, PSA_ERROR_INVALID_ARGUMENT },
        { RSA_PAIR, ENCRYPT, DETERMINISTIC, DETERMINISTIC, 1, 128, PSA_ERROR_NOT_PERMITTED },
    };
    (void)state;
    memset(made, 0x5a, sizeof made);
    assert_rows(bad, ARCH_COUNT(bad), verify_message);
}

/* Of the Edwards curves it signs with Ed25519ph. */
static void c052_c053__ed25519ph__verifies(void **state)
{
#if defined(PSA_WANT_ALG_ED25519PH)
    const psa_key_type_t pair = PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_TWISTED_EDWARDS);
    const psa_key_type_t public = PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_TWISTED_EDWARDS);
    psa_key_id_t key = fixture_import(pair, SIGN_MESSAGE, PSA_ALG_ED25519PH, arch_bytes, 32);

    assert_int_equal(psa_sign_message(key, PSA_ALG_ED25519PH, text, 1, made, sizeof made, &made_length), PSA_SUCCESS);
    assert_int_equal(made_length, 64);
    assert_int_equal(psa_export_public_key(key, out, sizeof out, &length), PSA_SUCCESS);
    key = fixture_import(public, VERIFY_MESSAGE, PSA_ALG_ED25519PH, out, length);
    assert_int_equal(psa_verify_message(key, PSA_ALG_ED25519PH, text, 1, made, 64), PSA_SUCCESS);
    assert_int_equal(psa_verify_message(key, PSA_ALG_ED25519PH, text, 2, made, 64), PSA_ERROR_INVALID_SIGNATURE);
#endif
    (void)state;
}

/* -------------------------------------------------------------------------------- c043, c080: key agreement --- */

static void c043__raw_agreement__both_sides_alike(void **state)
{
    static const size_t sizes[] = { 32, 48 };
    (void)state;

    for (size_t i = 0; i < 2; i++) {
        psa_key_id_t key = fixture_import(ARCH_PAIR, DERIVE, PSA_ALG_ECDH, arch_bytes, sizes[i]);
        psa_key_id_t other = fixture_import(ARCH_PAIR, DERIVE, PSA_ALG_ECDH, arch_private, sizes[i]);
        uint8_t peer[97];
        size_t peer_size;
        assert_int_equal(psa_export_public_key(key, peer, sizeof peer, &peer_size), PSA_SUCCESS);
        assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, key, point[i], peer_size, out, sizes[i], &length),
                         PSA_SUCCESS);
        assert_int_equal(length, sizes[i]);
        assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, other, peer, peer_size, made, 50, &made_length),
                         PSA_SUCCESS);
        assert_int_equal(made_length, sizes[i]);
        assert_memory_equal(made, out, sizes[i]);
        assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, key, point[i], peer_size, out, 10, &length),
                         PSA_ERROR_BUFFER_TOO_SMALL);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(other), PSA_SUCCESS);
        assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, 8, point[i], peer_size, out, 50, &length),
                         PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_raw_key_agreement(PSA_ALG_ECDH, 0, point[i], peer_size, out, 50, &length),
                         PSA_ERROR_INVALID_HANDLE);
    }
}

/* One wrong agreement: with the point of P-256, or that of P-384 for a curve that does not fit. */
typedef struct agreement {
    psa_key_type_t type;
    psa_key_usage_t usage;
    psa_algorithm_t alg;
    int curve;
    psa_status_t status;
} agreement_t;

static psa_key_id_t agreement_key(const agreement_t *row)
{
    return row->type == ARCH_PUBLIC ? fixture_import(row->type, row->usage, row->alg, point[0], 65)
                                    : fixture_import(row->type, row->usage, row->alg, arch_private, 32);
}

static void c043__raw_agreement_with_wrong_arguments__status(void **state)
{
    static const agreement_t bad[] = {
        { ARCH_PAIR, ENCRYPT, PSA_ALG_ECDH, 0, PSA_ERROR_NOT_PERMITTED },
        { ARCH_PAIR, DERIVE, PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, ARCH_NO_HASH), 0, PSA_ERROR_INVALID_ARGUMENT },
        { ARCH_PAIR, DERIVE, HKDF, 0, PSA_ERROR_INVALID_ARGUMENT },
        { ARCH_PAIR, DERIVE, PSA_ALG_ECDH, 1, PSA_ERROR_INVALID_ARGUMENT },
        { ARCH_PUBLIC, DERIVE, PSA_ALG_ECDH, 0, PSA_ERROR_INVALID_ARGUMENT },
    };
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(bad); i++) {
        psa_key_id_t key = agreement_key(&bad[i]);
        assert_int_equal(
            psa_raw_key_agreement(bad[i].alg, key, point[bad[i].curve], bad[i].curve == 0 ? 65 : 97, out, 50, &length),
            bad[i].status);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void c080__agreement_into_a_key__derives_or_is_refused(void **state)
{
    static const struct {
        agreement_t of;
        psa_key_type_t type;
        psa_key_usage_t usage;
    } rows[] = {
        { { ARCH_PAIR, DERIVE, PSA_ALG_ECDH, 0, PSA_SUCCESS }, PSA_KEY_TYPE_DERIVE, DERIVE },
        { { ARCH_PAIR, DERIVE, PSA_ALG_ECDH, 0, PSA_SUCCESS }, PSA_KEY_TYPE_RAW_DATA, DERIVE },
        { { ARCH_PAIR, ENCRYPT, PSA_ALG_ECDH, 0, PSA_ERROR_NOT_PERMITTED }, PSA_KEY_TYPE_DERIVE, DERIVE },
        { { ARCH_PAIR, DERIVE, PSA_ALG_ECDSA_ANY, 0, PSA_ERROR_INVALID_ARGUMENT }, PSA_KEY_TYPE_DERIVE, DERIVE },
        { { ARCH_PAIR, DERIVE, AGREE_HKDF, 0, PSA_ERROR_INVALID_ARGUMENT }, PSA_KEY_TYPE_DERIVE, DERIVE },
        { { ARCH_PAIR, DERIVE, PSA_ALG_ECDH, 1, PSA_ERROR_INVALID_ARGUMENT }, PSA_KEY_TYPE_DERIVE, DERIVE },
        { { ARCH_PUBLIC, DERIVE, PSA_ALG_ECDH, 0, PSA_ERROR_INVALID_ARGUMENT }, PSA_KEY_TYPE_DERIVE, DERIVE },
        { { ARCH_PAIR, DERIVE, PSA_ALG_ECDH, 0, PSA_ERROR_INVALID_ARGUMENT }, PSA_KEY_TYPE_AES, DERIVE },
        { { ARCH_PAIR, DERIVE, PSA_ALG_ECDH, 0, PSA_ERROR_INVALID_ARGUMENT }, PSA_KEY_TYPE_PASSWORD_HASH, DECRYPT },
    };
    psa_key_id_t secret;
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(rows); i++) {
        psa_key_attributes_t a = fixture_attributes(rows[i].type, 0, rows[i].usage, HKDF);
        psa_key_id_t key = agreement_key(&rows[i].of);
        const uint8_t *peer = point[rows[i].of.curve];
        size_t peer_size = rows[i].of.curve == 0 ? 65 : 97;
        psa_status_t status = psa_key_agreement(key, peer, peer_size, rows[i].of.alg, &a, &secret);
        if (status != rows[i].of.status) {
            fail_msg("row %u: %d", (unsigned)i, (int)status);
        }
        if (status == PSA_SUCCESS && rows[i].type == PSA_KEY_TYPE_DERIVE) {
            psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
            assert_int_equal(psa_key_derivation_setup(&op, HKDF), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_input_key(&op, PSA_KEY_DERIVATION_INPUT_SECRET, secret), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_INFO, arch_bytes, 16),
                             PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_output_bytes(&op, out, 32), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(secret), PSA_SUCCESS); /* of none, if there is none */
        assert_int_equal(psa_key_agreement(8, peer, peer_size, PSA_ALG_ECDH, &a, &secret), PSA_ERROR_INVALID_HANDLE);
        assert_int_equal(psa_key_agreement(0, peer, peer_size, PSA_ALG_ECDH, &a, &secret), PSA_ERROR_INVALID_HANDLE);
    }
}

/* --------------------------------------------------------------------------------------------- c044: copies --- */

/* The usage of a copy is what the original and the call both have. (The suite leaves signing's out:
 * PSA_KEY_USAGE_SIGN_HASH would show with PSA_KEY_USAGE_SIGN_MESSAGE.) */
static void c044__copy__attributes_and_material(void **state)
{
    static const struct {
        psa_key_type_t type;
        const uint8_t *data;
        size_t size, bits;
        psa_algorithm_t alg;
        psa_key_usage_t usage, wanted, expected;
    } rows[] = {
        { PSA_KEY_TYPE_AES, arch_bytes, 16, 128, PSA_ALG_CTR, COPY | EXPORT, COPY | EXPORT, COPY | EXPORT },
        { PSA_KEY_TYPE_AES, arch_bytes, 24, 192, PSA_ALG_CTR, COPY | EXPORT | ENCRYPT, COPY | EXPORT | ENCRYPT,
          COPY | EXPORT | ENCRYPT },
        { PSA_KEY_TYPE_AES, arch_bytes, 32, 256, PSA_ALG_CTR, COPY | EXPORT | DECRYPT, COPY | EXPORT | ENCRYPT,
          COPY | EXPORT },
        { PSA_KEY_TYPE_RSA_PUBLIC_KEY, arch_rsa_public, 0, 1024, RAW, COPY | EXPORT | SIGN_HASH,
          COPY | EXPORT | ENCRYPT, COPY | EXPORT },
        { PSA_KEY_TYPE_RSA_KEY_PAIR, arch_rsa_pair, 0, 1024, RAW, COPY | EXPORT, COPY | EXPORT | VERIFY_HASH,
          COPY | EXPORT },
        { PSA_KEY_TYPE_RSA_KEY_PAIR, arch_rsa_pair, 0, 1024, RAW, COPY | SIGN_HASH, COPY | EXPORT, COPY },
        { PSA_KEY_TYPE_DES, arch_des, 8, 64, PSA_ALG_CTR, COPY | EXPORT, COPY | EXPORT, COPY | EXPORT },
        { PSA_KEY_TYPE_DES, arch_des, 16, 128, PSA_ALG_CTR, COPY | EXPORT, COPY | EXPORT, COPY | EXPORT },
        { PSA_KEY_TYPE_DES, arch_des, 24, 192, PSA_ALG_CTR, COPY | EXPORT, COPY | EXPORT, COPY | EXPORT },
        { ARCH_PUBLIC, point[0], 65, 256, PSA_ALG_ECDSA_ANY, COPY | EXPORT, COPY | EXPORT, COPY | EXPORT },
        { ARCH_PAIR, arch_private, 28, 224, PSA_ALG_ECDSA_ANY, COPY | EXPORT, COPY | EXPORT, COPY | EXPORT },
    };
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(rows); i++) {
        size_t size = rows[i].type == PSA_KEY_TYPE_RSA_PUBLIC_KEY ? arch_rsa_public_size
                      : rows[i].type == PSA_KEY_TYPE_RSA_KEY_PAIR ? arch_rsa_pair_size
                                                                  : rows[i].size;
        psa_key_id_t key = fixture_import(rows[i].type, rows[i].usage, rows[i].alg, rows[i].data, size), copy;
        psa_key_attributes_t a = fixture_attributes(rows[i].type, rows[i].bits, rows[i].wanted, rows[i].alg);
        assert_int_equal(psa_copy_key(key, &a, &copy), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(psa_get_key_attributes(copy, &a), PSA_SUCCESS);
        assert_int_equal(psa_get_key_type(&a), rows[i].type);
        assert_int_equal(psa_get_key_bits(&a), rows[i].bits);
        assert_int_equal(psa_get_key_algorithm(&a), rows[i].alg);
        assert_int_equal(psa_get_key_usage_flags(&a), rows[i].expected);
        if (rows[i].expected & EXPORT) {
            assert_int_equal(psa_export_key(copy, out, sizeof out, &length), PSA_SUCCESS);
            assert_int_equal(length, size);
            assert_memory_equal(out, rows[i].data, size);
        } else {
            assert_int_equal(psa_export_key(copy, out, sizeof out, &length), PSA_ERROR_NOT_PERMITTED);
        }
        assert_int_equal(psa_destroy_key(copy), PSA_SUCCESS);
        assert_int_equal(psa_copy_key(key, &a, &copy), PSA_ERROR_INVALID_HANDLE);
    }
}

static void c044__copy_with_wrong_attributes__status(void **state)
{
    const psa_key_type_t aes = PSA_KEY_TYPE_AES;
    const struct {
        psa_key_usage_t usage;
        psa_key_type_t type;
        size_t bits;
        psa_key_lifetime_t lifetime;
        psa_status_t status;
    } rows[] = {
        { EXPORT, aes, 128, PSA_KEY_LIFETIME_VOLATILE, PSA_ERROR_NOT_PERMITTED },
        { COPY | EXPORT, aes, 128, PSA_KEY_LIFETIME_PERSISTENT, PSA_ERROR_INVALID_ARGUMENT }, /* without an id */
        { COPY | EXPORT, PSA_KEY_TYPE_DES, 128, PSA_KEY_LIFETIME_VOLATILE, PSA_ERROR_INVALID_ARGUMENT },
        { COPY | EXPORT, aes, 127, PSA_KEY_LIFETIME_VOLATILE, PSA_ERROR_INVALID_ARGUMENT },
    };
    psa_key_id_t key, copy;
    (void)state;

    for (size_t i = 0; i < ARCH_COUNT(rows); i++) {
        psa_key_attributes_t a = fixture_attributes(rows[i].type, rows[i].bits, COPY | EXPORT, PSA_ALG_CTR);
        psa_set_key_lifetime(&a, rows[i].lifetime);
        key = fixture_import(aes, rows[i].usage, PSA_ALG_CTR, arch_bytes, 16);
        assert_int_equal(psa_copy_key(key, &a, &copy), rows[i].status);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
    psa_key_attributes_t pss =
        fixture_attributes(PSA_KEY_TYPE_RSA_KEY_PAIR, 1024, COPY | EXPORT, PSA_ALG_RSA_PSS(PSA_ALG_ANY_HASH));
    key = key_of(RSA_PAIR, COPY | EXPORT, PSA_ALG_RSA_PKCS1V15_SIGN(PSA_ALG_ANY_HASH));
    assert_int_equal(psa_copy_key(key, &pss, &copy), PSA_ERROR_INVALID_ARGUMENT);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, start, fixture_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(c040__decrypt__what_was_encrypted),
        CASE(c040__decrypt_with_wrong_arguments__status),
        CASE(c041__sign_hash__signature_of_its_size_that_verifies),
        CASE(c041__sign_hash_with_wrong_arguments__status),
        CASE(c042__verify_hash__pairs_and_public_keys),
        CASE(c042__verify_hash_with_wrong_arguments__status),
        CASE(c042__rsa_key_in_subject_public_key_info__invalid_argument),
        CASE(c043__raw_agreement__both_sides_alike),
        CASE(c043__raw_agreement_with_wrong_arguments__status),
        CASE(c044__copy__attributes_and_material),
        CASE(c044__copy_with_wrong_attributes__status),
        CASE(c052__sign_message__these_bytes),
        CASE(c052__sign_message_with_wrong_arguments__status),
        CASE(c053__verify_message__pair_and_public_key),
        CASE(c053__verify_message_with_wrong_arguments__status),
        CASE(c052_c053__ed25519ph__verifies),
        CASE(c080__agreement_into_a_key__derives_or_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
