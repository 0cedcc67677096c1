/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * psa_check_key_usage() says of a key what the operation says of it: each kind of key with each algorithm in each role
 * is asked about, and tried.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

#include "psa/crypto.h"
#include "tests/crypto/fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NOT_TRIED ((psa_status_t)1) /* the role has no operation with the algorithm */
#define PAIR(family) PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_##family)
#define SLH_DSA PSA_KEY_TYPE_SLH_DSA_KEY_PAIR(PSA_SLH_DSA_FAMILY_SHA2_F)
#define SIZE_MAX_OUT 17088u /* a signature of that SLH-DSA */

typedef struct kind {
    const char *name;
    psa_key_type_t type;
    uint16_t bits;
    bool is_kept; /* it takes long to make: made once, and imported */
} kind_t;

static const kind_t kinds[] = {
    { "AES-128", PSA_KEY_TYPE_AES, 128, false },
    { "AES-192", PSA_KEY_TYPE_AES, 192, false },
    { "AES-256", PSA_KEY_TYPE_AES, 256, false },
    { "two AES-192", PSA_KEY_TYPE_AES, 384, false },
    { "two AES-256", PSA_KEY_TYPE_AES, 512, false },
    { "two Camellia-192", PSA_KEY_TYPE_CAMELLIA, 384, false },
    { "DES", PSA_KEY_TYPE_DES, 64, false },
    { "Triple-DES", PSA_KEY_TYPE_DES, 192, false },
    { "ChaCha20", PSA_KEY_TYPE_CHACHA20, 256, false },
    { "XChaCha20", PSA_KEY_TYPE_XCHACHA20, 256, false },
    { "HMAC", PSA_KEY_TYPE_HMAC, 256, false },
    { "derive", PSA_KEY_TYPE_DERIVE, 256, false },
    { "longer derive", PSA_KEY_TYPE_DERIVE, 512, false },
    { "password", PSA_KEY_TYPE_PASSWORD, 128, false },
    { "hash of a password", PSA_KEY_TYPE_PASSWORD_HASH, 128, false },
    { "pepper", PSA_KEY_TYPE_PEPPER, 128, false },
    { "raw data", PSA_KEY_TYPE_RAW_DATA, 128, false },
    { "P-256", PAIR(SECP_R1), 256, false },
    { "P-521", PAIR(SECP_R1), 521, false },
    { "secp224k1", PAIR(SECP_K1), 225, false },
    { "X25519", PAIR(MONTGOMERY), 255, false },
    { "Ed25519", PAIR(TWISTED_EDWARDS), 255, false },
    { "RSA", PSA_KEY_TYPE_RSA_KEY_PAIR, 1024, true },
    { "ffdhe2048", PSA_KEY_TYPE_DH_KEY_PAIR(PSA_DH_FAMILY_RFC7919), 2048, false },
    { "SLH-DSA", SLH_DSA, 128, true },
};

static const psa_key_usage_t roles[] = {
    PSA_KEY_USAGE_ENCRYPT,        PSA_KEY_USAGE_DECRYPT,   PSA_KEY_USAGE_SIGN_MESSAGE,
    PSA_KEY_USAGE_VERIFY_MESSAGE, PSA_KEY_USAGE_SIGN_HASH, PSA_KEY_USAGE_VERIFY_HASH,
    PSA_KEY_USAGE_DERIVE,         PSA_KEY_USAGE_WRAP,      PSA_KEY_USAGE_VERIFY_DERIVATION,
    PSA_KEY_USAGE_UNWRAP,
};

/* Algorithms with a hash function, and without. */
static const psa_algorithm_t with_hash[] = {
    PSA_ALG_HMAC(0),
    PSA_ALG_TRUNCATED_MAC(PSA_ALG_HMAC(0), 8),
    PSA_ALG_RSA_PKCS1V15_SIGN(0),
    PSA_ALG_RSA_PSS(0),
    PSA_ALG_RSA_PSS_ANY_SALT(0),
    PSA_ALG_RSA_OAEP(0),
    PSA_ALG_ECDSA(0),
    PSA_ALG_DETERMINISTIC_ECDSA(0),
    PSA_ALG_HASH_SLH_DSA(0),
    PSA_ALG_HKDF(0),
    PSA_ALG_HKDF_EXTRACT(0),
    PSA_ALG_HKDF_EXPAND(0),
    PSA_ALG_TLS12_PRF(0),
    PSA_ALG_TLS12_PSK_TO_MS(0),
    PSA_ALG_PBKDF2_HMAC(0),
    PSA_ALG_SP800_108_COUNTER_HMAC(0),
    PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF(0)),
    PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_HKDF_EXPAND(0)),
    PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_TLS12_PRF(0)),
    PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_TLS12_PSK_TO_MS(0)),
    PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_PBKDF2_HMAC(0)),
    PSA_ALG_KEY_AGREEMENT(PSA_ALG_FFDH, PSA_ALG_HKDF(0)),
    PSA_ALG_KEY_AGREEMENT(PSA_ALG_FFDH, PSA_ALG_PBKDF2_HMAC(0)),
};
static const psa_algorithm_t hashes[] = {
    PSA_ALG_MD2,
    PSA_ALG_MD5,
    PSA_ALG_RIPEMD160,
    PSA_ALG_SHA_1,
    PSA_ALG_AES_MMO_ZIGBEE,
    PSA_ALG_SHA_256,
    PSA_ALG_SHA_384,
    PSA_ALG_SHA_512,
    PSA_ALG_SHA_512_256,
    PSA_ALG_SHA_256_192,
    PSA_ALG_SHA3_256,
    PSA_ALG_SM3,
    PSA_ALG_SHAKE256_256,
    PSA_ALG_SHAKE256_512,
    PSA_ALG_ASCON_HASH256,
    PSA_ALG_BLAKE2S_HASH256,
    PSA_ALG_BLAKE2B_HASH512,
};
static const psa_algorithm_t without_hash[] = {
    PSA_ALG_CMAC,
    PSA_ALG_CBC_MAC,
    PSA_ALG_TRUNCATED_MAC(PSA_ALG_CMAC, 4),
    PSA_ALG_TRUNCATED_MAC(PSA_ALG_CMAC, 9),
    PSA_ALG_STREAM_CIPHER,
    PSA_ALG_CTR,
    PSA_ALG_CFB,
    PSA_ALG_OFB,
    PSA_ALG_XTS,
    PSA_ALG_ECB_NO_PADDING,
    PSA_ALG_CBC_NO_PADDING,
    PSA_ALG_CBC_PKCS7,
    PSA_ALG_CCM_STAR_NO_TAG,
    PSA_ALG_CCM,
    PSA_ALG_GCM,
    PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 4),
    PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CCM, 5),
    PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_GCM, 13),
    PSA_ALG_CHACHA20_POLY1305,
    PSA_ALG_AEAD_WITH_SHORTENED_TAG(PSA_ALG_CHACHA20_POLY1305, 8),
    PSA_ALG_XCHACHA20_POLY1305,
    PSA_ALG_ASCON_AEAD128,
    PSA_ALG_KW,
    PSA_ALG_KWP,
    PSA_ALG_RSA_PKCS1V15_SIGN_RAW,
    PSA_ALG_RSA_PKCS1V15_CRYPT,
    PSA_ALG_ECDSA_ANY,
    PSA_ALG_PURE_EDDSA,
    PSA_ALG_EDDSA_CTX,
    PSA_ALG_ED25519PH,
    PSA_ALG_ED448PH,
    PSA_ALG_SLH_DSA,
    PSA_ALG_ECDH,
    PSA_ALG_FFDH,
    PSA_ALG_ECIES_SEC1,
    PSA_ALG_SP800_108_COUNTER_CMAC,
    PSA_ALG_PBKDF2_AES_CMAC_PRF_128,
    PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_PBKDF2_AES_CMAC_PRF_128),
    PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_SP800_108_COUNTER_CMAC),
    PSA_ALG_KEY_AGREEMENT(PSA_ALG_ECDH, PSA_ALG_TLS12_ECJPAKE_TO_PMS),
};

static uint8_t in[SIZE_MAX_OUT], out[SIZE_MAX_OUT];
static size_t length;

static psa_status_t try_cipher(psa_key_id_t key, const kind_t *kind, psa_algorithm_t alg, bool encrypt)
{
    psa_key_attributes_t secret = PSA_KEY_ATTRIBUTES_INIT;
    size_t nonce = PSA_AEAD_NONCE_LENGTH(kind->type, alg), iv = PSA_CIPHER_IV_LENGTH(kind->type, alg);
    psa_key_id_t made = 0;
    psa_status_t status = NOT_TRIED;

    if (PSA_ALG_IS_AEAD(alg)) {
        status = encrypt ? psa_aead_encrypt(key, alg, in, nonce, NULL, 0, in, 16, out, sizeof out, &length)
                         : psa_aead_decrypt(key, alg, in, nonce, NULL, 0, in, 32, out, sizeof out, &length);
    } else if (PSA_ALG_IS_CIPHER(alg)) {
        status = encrypt ? psa_cipher_encrypt(key, alg, in, 32, out, sizeof out, &length)
                         : psa_cipher_decrypt(key, alg, in, 32 + iv, out, sizeof out, &length);
    } else if (PSA_ALG_IS_ASYMMETRIC_ENCRYPTION(alg)) {
        status = encrypt ? psa_asymmetric_encrypt(key, alg, in, 0, NULL, 0, out, sizeof out, &length)
                         : psa_asymmetric_decrypt(key, alg, in, 128, NULL, 0, out, sizeof out, &length);
    } else if (PSA_ALG_IS_KEY_ENCAPSULATION(alg)) {
        psa_set_key_type(&secret, PSA_KEY_TYPE_DERIVE);
        status = PSA_ERROR_INVALID_ARGUMENT;
        if (encrypt) {
            status = psa_encapsulate(key, alg, &secret, &made, out, sizeof out, &length);
        } else if (psa_export_public_key(key, out, sizeof out, &length) == PSA_SUCCESS) {
            status = psa_decapsulate(key, alg, out, length, &secret, &made);
        }
        assert_int_equal(psa_destroy_key(made), PSA_SUCCESS);
    }
    return status;
}

static psa_status_t try_wrap(psa_key_id_t key, psa_algorithm_t alg, bool wrap)
{
    psa_key_attributes_t attributes = fixture_attributes(PSA_KEY_TYPE_RAW_DATA, 0, PSA_KEY_USAGE_EXPORT, 0);
    psa_key_id_t data, made;

    if (!PSA_ALG_IS_KEY_WRAP(alg)) {
        return NOT_TRIED;
    }
    if (!wrap) {
        return psa_unwrap_key(&attributes, key, alg, in, 40, &made);
    }
    assert_int_equal(psa_import_key(&attributes, in, 32, &data), PSA_SUCCESS);
    psa_status_t status = psa_wrap_key(key, alg, data, out, sizeof out, &length);
    assert_int_equal(psa_destroy_key(data), PSA_SUCCESS);
    return status;
}

static psa_key_id_t cmac_key; /* the secret of the one derivation that takes no bytes */

/* The inputs of a derivation are bytes, and the key takes the place of one of them. */
typedef struct inputs {
    psa_key_derivation_operation_t op;
    psa_key_derivation_step_t step; /* of the key */
    psa_key_id_t key;
    bool is_used;
    psa_algorithm_t alg;
} inputs_t;

static psa_status_t give(inputs_t *i, psa_key_derivation_step_t step)
{
    uint8_t peer[256];
    size_t size;

    if (step != i->step && step == PSA_KEY_DERIVATION_INPUT_SECRET && i->alg == PSA_ALG_SP800_108_COUNTER_CMAC) {
        return psa_key_derivation_input_key(&i->op, step, cmac_key);
    }
    if (step != i->step) {
        return psa_key_derivation_input_bytes(&i->op, step, in, 64);
    }
    i->is_used = true;
    if (!PSA_ALG_IS_KEY_AGREEMENT(i->alg)) {
        return psa_key_derivation_input_key(&i->op, step, i->key);
    }
    psa_status_t status = psa_export_public_key(i->key, peer, sizeof peer, &size);
    return status == PSA_SUCCESS ? psa_key_derivation_key_agreement(&i->op, step, i->key, peer, size) : status;
}

static psa_status_t give_all(inputs_t *i, psa_algorithm_t kdf)
{
    static const struct {
        psa_algorithm_t kdf;
        psa_key_derivation_step_t steps[4];
    } orders[] = {
        { PSA_ALG_HKDF(0),
          { PSA_KEY_DERIVATION_INPUT_SALT, PSA_KEY_DERIVATION_INPUT_SECRET, PSA_KEY_DERIVATION_INPUT_INFO } },
        { PSA_ALG_HKDF_EXTRACT(0), { PSA_KEY_DERIVATION_INPUT_SALT, PSA_KEY_DERIVATION_INPUT_SECRET } },
        { PSA_ALG_HKDF_EXPAND(0), { PSA_KEY_DERIVATION_INPUT_SECRET, PSA_KEY_DERIVATION_INPUT_INFO } },
        { PSA_ALG_TLS12_PRF(0),
          { PSA_KEY_DERIVATION_INPUT_SEED, PSA_KEY_DERIVATION_INPUT_SECRET, PSA_KEY_DERIVATION_INPUT_LABEL } },
        { PSA_ALG_TLS12_PSK_TO_MS(0),
          { PSA_KEY_DERIVATION_INPUT_SEED, PSA_KEY_DERIVATION_INPUT_OTHER_SECRET, PSA_KEY_DERIVATION_INPUT_SECRET,
            PSA_KEY_DERIVATION_INPUT_LABEL } },
        { PSA_ALG_PBKDF2_HMAC(0),
          { PSA_KEY_DERIVATION_INPUT_COST, PSA_KEY_DERIVATION_INPUT_SALT, PSA_KEY_DERIVATION_INPUT_PASSWORD } },
        { PSA_ALG_PBKDF2_AES_CMAC_PRF_128,
          { PSA_KEY_DERIVATION_INPUT_COST, PSA_KEY_DERIVATION_INPUT_SALT, PSA_KEY_DERIVATION_INPUT_PASSWORD } },
        { PSA_ALG_SP800_108_COUNTER_HMAC(0), { PSA_KEY_DERIVATION_INPUT_SECRET, PSA_KEY_DERIVATION_INPUT_CONTEXT } },
        { PSA_ALG_SP800_108_COUNTER_CMAC, { PSA_KEY_DERIVATION_INPUT_SECRET, PSA_KEY_DERIVATION_INPUT_CONTEXT } },
    };
    psa_status_t status = PSA_SUCCESS;

    for (size_t o = 0; o < COUNT(orders); o++) {
        for (size_t s = 0; orders[o].kdf == (kdf & ~0xffu) && s < 4 && orders[o].steps[s] != 0; s++) {
            psa_key_derivation_step_t step = orders[o].steps[s];
            if (status == PSA_SUCCESS) {
                status = step == PSA_KEY_DERIVATION_INPUT_COST ? psa_key_derivation_input_integer(&i->op, step, 1)
                                                               : give(i, step);
            }
        }
    }
    return status;
}

/* Bytes that are taken are the output, or what it is compared with. */
static psa_status_t take(inputs_t *i, psa_key_usage_t role)
{
    return role == PSA_KEY_USAGE_DERIVE ? psa_key_derivation_output_bytes(&i->op, out, 16)
                                        : psa_key_derivation_verify_bytes(&i->op, in, 16);
}

/* Success if the key is good for any input, or to compare with. */
static psa_status_t try_derivation(psa_key_id_t key, const kind_t *kind, psa_algorithm_t alg, psa_key_usage_t role)
{
    static const psa_key_derivation_step_t steps[] = {
        PSA_KEY_DERIVATION_INPUT_SECRET,       PSA_KEY_DERIVATION_INPUT_PASSWORD, PSA_KEY_DERIVATION_INPUT_SALT,
        PSA_KEY_DERIVATION_INPUT_OTHER_SECRET, PSA_KEY_DERIVATION_INPUT_CONTEXT,  PSA_KEY_DERIVATION_INPUT_INFO,
        PSA_KEY_DERIVATION_INPUT_SEED,
    };
    psa_algorithm_t kdf = PSA_ALG_IS_KEY_AGREEMENT(alg) ? PSA_ALG_KEY_AGREEMENT_GET_KDF(alg) : alg;
    psa_status_t told = PSA_ERROR_INVALID_ARGUMENT;

    for (size_t s = 0; s < COUNT(steps); s++) {
        inputs_t i = { PSA_KEY_DERIVATION_OPERATION_INIT, steps[s], key, false, alg };
        psa_status_t status = psa_key_derivation_setup(&i.op, alg);
        if (status != PSA_SUCCESS) {
            return status;
        }
        if (kind->type == PSA_KEY_TYPE_PASSWORD_HASH && role == PSA_KEY_USAGE_VERIFY_DERIVATION) {
            i.step = 0;
            i.is_used = true;
            status = give_all(&i, kdf);
            status = status == PSA_SUCCESS ? psa_key_derivation_verify_key(&i.op, key) : status;
        } else {
            status = give_all(&i, kdf);
            status = status == PSA_SUCCESS ? take(&i, role) : status;
        }
        assert_int_equal(psa_key_derivation_abort(&i.op), PSA_SUCCESS);
        if (i.is_used && (status == PSA_SUCCESS || status == PSA_ERROR_INVALID_SIGNATURE)) {
            told = status;
        }
    }
    return told;
}

static psa_status_t try(psa_key_id_t key, const kind_t *kind, psa_algorithm_t alg, psa_key_usage_t role)
{
    size_t hash = PSA_ALG_GET_HASH(alg) != 0 ? PSA_HASH_LENGTH(PSA_ALG_GET_HASH(alg)) : 32;
    size_t signature = PSA_SIGN_OUTPUT_SIZE(kind->type, kind->bits, alg);

    switch (role) {
    case PSA_KEY_USAGE_ENCRYPT:
    case PSA_KEY_USAGE_DECRYPT:
        return try_cipher(key, kind, alg, role == PSA_KEY_USAGE_ENCRYPT);
    case PSA_KEY_USAGE_SIGN_MESSAGE:
        return PSA_ALG_IS_MAC(alg) ? psa_mac_compute(key, alg, in, 10, out, sizeof out, &length)
                                   : psa_sign_message(key, alg, in, 10, out, sizeof out, &length);
    case PSA_KEY_USAGE_VERIFY_MESSAGE:
        return PSA_ALG_IS_MAC(alg) ? psa_mac_verify(key, alg, in, 10, in, 16)
                                   : psa_verify_message(key, alg, in, 10, in, signature);
    case PSA_KEY_USAGE_SIGN_HASH:
        return psa_sign_hash(key, alg, in, hash, out, sizeof out, &length);
    case PSA_KEY_USAGE_VERIFY_HASH:
        return psa_verify_hash(key, alg, in, hash, in, signature);
    case PSA_KEY_USAGE_WRAP:
    case PSA_KEY_USAGE_UNWRAP:
        return try_wrap(key, alg, role == PSA_KEY_USAGE_WRAP);
    default:
        break;
    }
    if (PSA_ALG_IS_STANDALONE_KEY_AGREEMENT(alg) && role == PSA_KEY_USAGE_DERIVE) {
        psa_status_t status = psa_export_public_key(key, out, sizeof out, &length);
        return status == PSA_SUCCESS ? psa_raw_key_agreement(alg, key, out, length, out, sizeof out, &length) : status;
    }
    bool derives = PSA_ALG_IS_KEY_DERIVATION(alg) || (PSA_ALG_IS_KEY_AGREEMENT(alg) && role == PSA_KEY_USAGE_DERIVE);
    return derives ? try_derivation(key, kind, alg, role) : NOT_TRIED;
}

/* What an operation says that can be done: that a signature, tag or padding is not right is no objection to the key. */
static bool is_possible(psa_status_t status)
{
    return status == PSA_SUCCESS || status == PSA_ERROR_INVALID_SIGNATURE || status == PSA_ERROR_INVALID_PADDING;
}

static uint8_t kept[PSA_EXPORT_KEY_PAIR_MAX_SIZE];
static size_t kept_size;

static void ask_and_try(const kind_t *kind, psa_algorithm_t alg)
{
    for (size_t r = 0; r < COUNT(roles); r++) {
        psa_key_attributes_t attributes = fixture_attributes(kind->type, kind->bits, roles[r], alg);
        psa_key_id_t key;
        psa_status_t status =
            kind->is_kept ? psa_import_key(&attributes, kept, kept_size, &key) : psa_generate_key(&attributes, &key);
        if (status != PSA_SUCCESS) {
            assert_int_equal(status, PSA_ERROR_INVALID_ARGUMENT); /* AES keys that only XTS has */
            continue;
        }
        psa_status_t said = psa_check_key_usage(key, alg, roles[r]);
        psa_status_t done = try(key, kind, alg, roles[r]);
        if (done != NOT_TRIED && (said == PSA_SUCCESS) != is_possible(done)) {
            fail_msg("%s, algorithm %08x, usage %06x: %d said, %d done", kind->name, (unsigned)alg, (unsigned)roles[r],
                     (int)said, (int)done);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void check_key_usage__every_key_algorithm_and_role__as_the_operation(void **state)
{
    (void)state;
    memset(in, 0x55, sizeof in); /* as a number less than every modulus, as padding wrong */
    cmac_key = fixture_import(PSA_KEY_TYPE_AES, PSA_KEY_USAGE_DERIVE, PSA_ALG_SP800_108_COUNTER_CMAC, in, 16);
    for (size_t k = 0; k < COUNT(kinds); k++) {
        if (kinds[k].is_kept) {
            psa_key_attributes_t attributes =
                fixture_attributes(kinds[k].type, kinds[k].bits, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
            psa_key_id_t key;
            assert_int_equal(psa_generate_key(&attributes, &key), PSA_SUCCESS);
            assert_int_equal(psa_export_key(key, kept, sizeof kept, &kept_size), PSA_SUCCESS);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        }
        for (size_t a = 0; a < COUNT(without_hash); a++) {
            ask_and_try(&kinds[k], without_hash[a]);
        }
        for (size_t a = 0; a < COUNT(with_hash); a++) {
            for (size_t h = 0; h < COUNT(hashes); h++) {
                /* An SLH-DSA key is checked when it is imported, which takes its time. */
                if (kinds[k].type != SLH_DSA || PSA_ALG_IS_HASH_SLH_DSA(with_hash[a])) {
                    ask_and_try(&kinds[k], with_hash[a] | (hashes[h] & 0xffu));
                }
            }
        }
    }
}

/* Sizes that an algorithm wants, or takes at most, of a key whose type fits. */
static void check_key_usage__sizes_of_one_algorithm__as_the_operation(void **state)
{
    const psa_algorithm_t pms = PSA_ALG_TLS12_ECJPAKE_TO_PMS, sae = PSA_ALG_WPA3_SAE_FIXED(PSA_ALG_SHA_256);
    const psa_pake_primitive_t p256 = PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256);
    psa_pake_cipher_suite_t suite = PSA_PAKE_CIPHER_SUITE_INIT;
    static psa_pake_operation_t pake;

    (void)state;
    memset(in, 0x04, sizeof in);
    for (size_t size = 63; size <= 67; size++) { /* a point of P-256 has 65 bytes */
        psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
        psa_status_t status = size == 65 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
        psa_key_id_t key = fixture_import(PSA_KEY_TYPE_DERIVE, PSA_KEY_USAGE_DERIVE, pms, in, size);
        assert_int_equal(psa_check_key_usage(key, pms, PSA_KEY_USAGE_DERIVE), status);
        assert_int_equal(psa_key_derivation_setup(&op, pms), PSA_SUCCESS);
        assert_int_equal(psa_key_derivation_input_key(&op, PSA_KEY_DERIVATION_INPUT_SECRET, key), status);
        assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
    psa_pake_cs_set_algorithm(&suite, sae);
    psa_pake_cs_set_primitive(&suite, p256);
    for (size_t size = PCRYPTO_PAKE_PASSWORD_SIZE_MAX; size <= PCRYPTO_PAKE_PASSWORD_SIZE_MAX + 1u; size++) {
        psa_status_t status = size <= PCRYPTO_PAKE_PASSWORD_SIZE_MAX ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED;
        psa_key_id_t key = fixture_import(PSA_KEY_TYPE_PASSWORD, PSA_KEY_USAGE_DERIVE, sae, in, size);
        assert_int_equal(psa_check_key_usage(key, sae, PSA_KEY_USAGE_DERIVE), status);
        assert_int_equal(psa_pake_setup(&pake, key, &suite), status);
        assert_int_equal(psa_pake_abort(&pake), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(check_key_usage__every_key_algorithm_and_role__as_the_operation, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(check_key_usage__sizes_of_one_algorithm__as_the_operation, fixture_start,
                                        fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
