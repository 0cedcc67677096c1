/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * J-PAKE and SPAKE2+: vectors, and the rules of psa_pake_...() (Crypto API 1.5, "Password-authenticated key exchange").
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/core/group.h"
#include "lib/crypto/crypto_internal.h"
#include "lib/crypto/drbg.h"
#include "lib/crypto/key_material_spake2p.h"
#include "lib/crypto/pake.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"
#include "vectors.h"

#define P256 PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256)
#define JPAKE PSA_ALG_JPAKE(PSA_ALG_SHA_256)
#define SPAKE2P PSA_ALG_SPAKE2P_HMAC(PSA_ALG_SHA_256)
#define SHARE PSA_PAKE_STEP_KEY_SHARE
#define PUBLIC PSA_PAKE_STEP_ZK_PUBLIC
#define PROOF PSA_PAKE_STEP_ZK_PROOF
#define CONFIRM PSA_PAKE_STEP_CONFIRM

static const uint8_t client_id[] = { 'c', 'l', 'i', 'e', 'n', 't' };
static const uint8_t server_id[] = { 's', 'e', 'r', 'v', 'e', 'r' };
static const psa_pake_step_t proof_steps[] = { SHARE, PUBLIC, PROOF };

static psa_pake_operation_t client, server;

static int start(void **state)
{
    memset(&client, 0, sizeof client);
    memset(&server, 0, sizeof server);
    return fixture_start(state);
}

static psa_pake_cipher_suite_t suite_of(psa_algorithm_t alg, psa_pake_primitive_t primitive)
{
    psa_pake_cipher_suite_t suite = PSA_PAKE_CIPHER_SUITE_INIT;
    psa_pake_cs_set_algorithm(&suite, alg);
    psa_pake_cs_set_primitive(&suite, primitive);
    psa_pake_cs_set_key_confirmation(&suite, PSA_ALG_IS_JPAKE(alg) ? PSA_PAKE_UNCONFIRMED_KEY : PSA_PAKE_CONFIRMED_KEY);
    return suite;
}

static psa_key_id_t import(psa_key_type_t type, psa_algorithm_t alg, const void *data, size_t size)
{
    psa_key_attributes_t a = fixture_attributes(type, 0, PSA_KEY_USAGE_DERIVE | PSA_KEY_USAGE_EXPORT, alg);
    psa_key_id_t key;
    assert_int_equal(psa_import_key(&a, data, size, &key), PSA_SUCCESS);
    return key;
}

/* The error state: nothing but abort leads on. */
static void assert_error_state(psa_pake_operation_t *op)
{
    psa_pake_cipher_suite_t suite = suite_of(JPAKE, P256);
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 0, 0, PSA_ALG_NONE);
    uint8_t out[PSA_PAKE_OUTPUT_MAX_SIZE];
    size_t size = 77;
    psa_key_id_t key = 77;
    assert_int_equal(psa_pake_setup(op, 1, &suite), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_pake_set_role(op, PSA_PAKE_ROLE_NONE), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_pake_set_user(op, client_id, 6), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_pake_set_peer(op, server_id, 6), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_pake_set_context(op, client_id, 6), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_pake_output(op, SHARE, out, sizeof out, &size), PSA_ERROR_BAD_STATE);
    assert_int_equal(size, 0);
    assert_int_equal(psa_pake_input(op, SHARE, out, 65), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_pake_get_shared_key(op, &a, &key), PSA_ERROR_BAD_STATE);
    assert_int_equal(key, PSA_KEY_ID_NULL);
    assert_int_equal(psa_pake_abort(op), PSA_SUCCESS);
    static const psa_pake_operation_t inactive = PSA_PAKE_OPERATION_INIT;
    assert_memory_equal(op, &inactive, sizeof inactive);
}

/* ---------------------------------------------------------------------------------------------------- J-PAKE --- */

static void begin_jpake(psa_pake_operation_t *op, psa_key_id_t key, psa_pake_primitive_t primitive, psa_algorithm_t alg,
                        bool is_client)
{
    psa_pake_cipher_suite_t suite = suite_of(alg, primitive);
    assert_int_equal(psa_pake_setup(op, key, &suite), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_user(op, is_client ? client_id : server_id, 6), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_peer(op, is_client ? server_id : client_id, 6), PSA_SUCCESS);
}

/* What one side says in a round of so many steps, and the other hears. */
typedef struct speech {
    uint8_t bytes[6][PSA_PAKE_OUTPUT_MAX_SIZE];
    size_t size[6];
} speech_t;

static void say(psa_pake_operation_t *op, size_t steps, speech_t *speech)
{
    for (size_t i = 0; i < steps; i++) {
        assert_int_equal(
            psa_pake_output(op, proof_steps[i % 3], speech->bytes[i], sizeof speech->bytes[i], &speech->size[i]),
            PSA_SUCCESS);
    }
}

static void hear(psa_pake_operation_t *op, size_t steps, const speech_t *speech)
{
    for (size_t i = 0; i < steps; i++) {
        assert_int_equal(psa_pake_input(op, proof_steps[i % 3], speech->bytes[i], speech->size[i]), PSA_SUCCESS);
    }
}

static psa_key_id_t take_key(psa_pake_operation_t *op, psa_key_type_t type)
{
    psa_key_attributes_t a = fixture_attributes(type, 0, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
    psa_key_id_t key;
    assert_int_equal(psa_pake_get_shared_key(op, &a, &key), PSA_SUCCESS);
    return key;
}

/* The group and the hash of a published or computed handshake, and the bytes of its elements and numbers. */
typedef struct handshake {
    psa_pake_primitive_t primitive;
    psa_algorithm_t alg;
    size_t element, number;
} handshake_t;

static size_t number_of(const char *text)
{
    size_t number = 0;
    for (; text != NULL && *text != 0; text++) {
        number = 10 * number + (size_t)(*text - '0');
    }
    return number;
}

static handshake_t handshake_of(const vec_record_t *r)
{
    size_t bits = number_of(vec_text(r, "bits"));
    psa_dh_family_t family = number_of(vec_text(r, "family")) == 3526 ? PSA_DH_FAMILY_RFC3526 : PSA_DH_FAMILY_RFC7919;
    if (bits == 0) {
        return (handshake_t){ P256, JPAKE, 65, 32 };
    }
    return (handshake_t){ PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, family, bits),
                          strcmp(vec_text(r, "hash"), "sha512") == 0 ? PSA_ALG_JPAKE(PSA_ALG_SHA_512) : JPAKE, bits / 8,
                          bits / 8 };
}

static void split(const handshake_t *h, const uint8_t *all, size_t steps, speech_t *speech)
{
    for (size_t i = 0; i < steps; i++) {
        speech->size[i] = i % 3 == 2 ? h->number : h->element;
        memcpy(speech->bytes[i], all, speech->size[i]);
        all += speech->size[i];
    }
}

/* A side of the published handshake: what it drew is put into the operation, the rest is computed. */
static void replay(const vec_record_t *r, psa_pake_operation_t *op, bool is_client)
{
    static speech_t mine, one, two;
    const handshake_t h = handshake_of(r);
    size_t n;
    const uint8_t *password = vec_bytes(r, "password", &n);
    psa_key_id_t key = import(PSA_KEY_TYPE_PASSWORD, h.alg, password, n);
    begin_jpake(op, key, h.primitive, h.alg, is_client);
    say(op, 6, &mine);
    pcrypto_pake_t *inside = (pcrypto_pake_t *)(void *)op;
    memcpy(inside->u.jpake.x2, vec_bytes(r, is_client ? "x2" : "x4", &n), h.number);
    split(&h, vec_bytes(r, is_client ? "client_one" : "server_one", &n), 6, &one);
    memcpy(inside->u.jpake.g[0], one.bytes[0], h.element);
    memcpy(inside->u.jpake.g[1], one.bytes[3], h.element);
    split(&h, vec_bytes(r, is_client ? "server_one" : "client_one", &n), 6, &one);
    hear(op, 6, &one);
    say(op, 3, &mine);
    assert_memory_equal(mine.bytes[0], vec_bytes(r, is_client ? "client_two" : "server_two", &n), h.element);
    split(&h, vec_bytes(r, is_client ? "server_two" : "client_two", &n), 3, &two);
    hear(op, 3, &two);
    uint8_t out[PSA_PAKE_OUTPUT_MAX_SIZE];
    psa_key_id_t shared = take_key(op, PSA_KEY_TYPE_DERIVE);
    assert_int_equal(psa_export_key(shared, out, sizeof out, &n), PSA_SUCCESS);
    assert_int_equal(n, h.element);
    assert_memory_equal(out, vec_bytes(r, "shared", &n), h.element);
    assert_int_equal(psa_destroy_key(shared), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

static void check_jpake(const vec_record_t *r)
{
    replay(r, &client, true);
    replay(r, &server, false);
}

static void jpake__published_handshake__both_sides(void **state)
{
    (void)state;
    vec_for_each("jpake.txt", 1, check_jpake);
}

#if PCC_PAKE_DH_SIZE_MAX >= 384
static void jpake_dh__computed_handshakes__both_sides(void **state)
{
    (void)state;
    vec_for_each("jpake_dh.txt", 2, check_jpake);
}
#endif

static void run_jpake(psa_key_id_t one, psa_key_id_t other, psa_pake_primitive_t primitive, psa_algorithm_t alg,
                      size_t size, bool same)
{
    static speech_t a, b;
    static uint8_t key_a[PSA_PAKE_OUTPUT_MAX_SIZE], key_b[PSA_PAKE_OUTPUT_MAX_SIZE];
    size_t size_a, size_b;

    begin_jpake(&client, one, primitive, alg, true);
    begin_jpake(&server, other, primitive, alg, false);
    say(&client, 6, &a); /* one side speaks first, the other hears first */
    hear(&server, 6, &a);
    say(&server, 6, &b);
    hear(&client, 6, &b);
    say(&server, 3, &b);
    hear(&client, 3, &b);
    say(&client, 3, &a);
    hear(&server, 3, &a); /* with another password too: the proofs are about what was said */
    psa_key_id_t made_a = take_key(&client, PSA_KEY_TYPE_DERIVE), made_b = take_key(&server, PSA_KEY_TYPE_HMAC);
    assert_int_equal(psa_export_key(made_a, key_a, sizeof key_a, &size_a), PSA_SUCCESS);
    assert_int_equal(psa_export_key(made_b, key_b, sizeof key_b, &size_b), PSA_SUCCESS);
    assert_int_equal(size_a, size);
    assert_int_equal(size_b, size_a);
    assert_int_equal(memcmp(key_a, key_b, size_a) == 0, same);
    assert_int_equal(psa_destroy_key(made_a), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(made_b), PSA_SUCCESS);
}

static void jpake__curves_and_hashes__same_key_for_the_same_password_only(void **state)
{
    (void)state;
    const psa_pake_primitive_t primitives[] = {
        PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 192),
        PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_K1, 225),
        PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 521),
        PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_BRAINPOOL_P_R1, 256),
    };
    const size_t sizes[] = { 49, 57, 133, 65 };
    const psa_algorithm_t alg = PSA_ALG_JPAKE(PSA_ALG_SHA_512);
    psa_key_id_t one = import(PSA_KEY_TYPE_PASSWORD, alg, "secret", 6);
    psa_key_id_t other = import(PSA_KEY_TYPE_PASSWORD_HASH, alg, "Secret", 6);
    psa_key_id_t padded = import(PSA_KEY_TYPE_PASSWORD, alg, "\0secret", 7); /* the same number */
    for (size_t i = 0; i < sizeof primitives / sizeof primitives[0]; i++) {
        run_jpake(one, one, primitives[i], alg, sizes[i], true);
    }
    run_jpake(one, padded, P256, alg, 65, true);
    run_jpake(one, other, P256, alg, 65, false);
}

#if PCC_PAKE_DH_SIZE_MAX >= 256
#define DH_2048 PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, PSA_DH_FAMILY_RFC7919, 2048)

static void jpake_dh__groups__same_key_for_the_same_password_only(void **state)
{
    (void)state;
    static const psa_dh_family_t families[] = { PSA_DH_FAMILY_RFC7919, PSA_DH_FAMILY_RFC3526 };
    psa_key_id_t one = import(PSA_KEY_TYPE_PASSWORD, JPAKE, "secret", 6);
    psa_key_id_t other = import(PSA_KEY_TYPE_PASSWORD_HASH, JPAKE, "Secret", 6);
    psa_key_id_t padded = import(PSA_KEY_TYPE_PASSWORD, JPAKE, "\0secret", 7); /* the same number */
    uint8_t order[257] = { 0 }, p[PCC_DH_SIZE_MAX];
    for (size_t family = 0; family < 2; family++) {
        const psa_pake_primitive_t primitive = PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, families[family], 2048);
        run_jpake(one, padded, primitive, JPAKE, 256, true);
        run_jpake(one, other, primitive, JPAKE, 256, false);
    }
    if (PCC_PAKE_DH_SIZE_MAX >= 512 && sizeof(void *) == 8) { /* takes an emulator minutes */
        run_jpake(one, one, PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, PSA_DH_FAMILY_RFC3526, 4096), JPAKE, 512,
                  true);
    }
    /* Passwords longer than the order are reduced: 2 q + 1 is 1. */
    assert_int_equal(pcc_dh_prime(pcc_dh_group_find(PCC_DH_FAMILY_RFC7919, 2048), p), 256);
    memcpy(order + 1, p, 256); /* p = 2 q + 1 */
    psa_key_id_t reduced = import(PSA_KEY_TYPE_PASSWORD, JPAKE, order, 257);
    psa_key_id_t number_one = import(PSA_KEY_TYPE_PASSWORD, JPAKE, "\1", 1);
    run_jpake(reduced, number_one, DH_2048, JPAKE, 256, true);
    psa_pake_cipher_suite_t suite = suite_of(JPAKE, DH_2048);
    order[256]--; /* 2 q */
    psa_key_id_t zero = import(PSA_KEY_TYPE_PASSWORD, JPAKE, order, 257);
    assert_int_equal(psa_pake_setup(&client, zero, &suite), PSA_ERROR_INVALID_ARGUMENT);
}

/* Shares that are 0, 1, p - 1, p, or not of the subgroup's order; proofs for another share, 0, q, or too long. */
static void jpake_dh__bad_messages__refused(void **state)
{
    (void)state;
    static speech_t a;
    uint8_t bad[257], p[PCC_DH_SIZE_MAX];
    psa_key_id_t key = import(PSA_KEY_TYPE_PASSWORD, JPAKE, "secret", 6);
    assert_int_equal(pcc_dh_prime(pcc_dh_group_find(PCC_DH_FAMILY_RFC7919, 2048), p), 256);
    begin_jpake(&client, key, DH_2048, JPAKE, true);
    say(&client, 6, &a);
    assert_int_equal(psa_pake_abort(&client), PSA_SUCCESS);
    for (int i = 0; i < 7; i++) {
        size_t size = 256;
        memset(bad, 0, sizeof bad);
        switch (i) {
        case 1:
            bad[255] = 1;
            break;
        case 2:
        case 3:
            memcpy(bad, p, 256);
            bad[255] = (uint8_t)(bad[255] - (i == 2));
            break;
        case 4: /* p - g1 is no square, since -1 is none */
            for (int carry = 0, k = 255; k >= 0; k--) {
                int difference = p[k] - a.bytes[0][k] - carry;
                bad[k] = (uint8_t)difference;
                carry = difference < 0;
            }
            break;
        case 5:
            memcpy(bad, a.bytes[0], 256);
            size = 255;
            break;
        case 6: /* a zero before it is a byte too many */
            memcpy(bad + 1, a.bytes[0], 256);
            size = 257;
            break;
        default:
            break;
        }
        for (int step = 0; step < 2; step++) {
            begin_jpake(&server, key, DH_2048, JPAKE, false);
            if (step == 1) {
                assert_int_equal(psa_pake_input(&server, SHARE, a.bytes[0], 256), PSA_SUCCESS);
            }
            assert_int_equal(psa_pake_input(&server, step == 0 ? SHARE : PUBLIC, bad, size),
                             PSA_ERROR_INVALID_ARGUMENT);
            assert_error_state(&server);
        }
    }
    for (int i = 0; i < 6; i++) {
        size_t size = 256;
        memset(bad, 0, sizeof bad);
        if (i == 0) {
            memcpy(bad, a.bytes[5], 256);
        } else if (i == 1) { /* q */
            for (int k = 255; k >= 0; k--) {
                bad[k] = (uint8_t)((k > 0 ? p[k - 1] : 0) << 7 | p[k] >> 1);
            }
        } else if (i == 2) { /* r + q, the same modulo q */
            for (int carry = 0, k = 255; k >= 0; k--) {
                carry += a.bytes[2][k] + (uint8_t)((k > 0 ? p[k - 1] : 0) << 7 | p[k] >> 1);
                bad[k] = (uint8_t)carry;
                carry >>= 8;
            }
        } else if (i >= 4) {
            size = i == 4 ? 0 : 257;
        }
        begin_jpake(&server, key, DH_2048, JPAKE, false);
        assert_int_equal(psa_pake_input(&server, SHARE, a.bytes[0], 256), PSA_SUCCESS);
        assert_int_equal(psa_pake_input(&server, PUBLIC, a.bytes[1], 256), PSA_SUCCESS);
        assert_int_equal(psa_pake_input(&server, PROOF, bad, size),
                         size > 256 ? PSA_ERROR_INVALID_ARGUMENT : PSA_ERROR_INVALID_SIGNATURE);
        assert_error_state(&server);
    }
}

#endif

/* Each message changed: what is no point is an invalid argument, a proof that does not hold an invalid signature. */
static void jpake__changed_message__refused(void **state)
{
    (void)state;
    static speech_t a, bad;
    psa_key_id_t key = import(PSA_KEY_TYPE_PASSWORD, JPAKE, "secret", 6);
    for (size_t i = 0; i < 6; i++) {
        begin_jpake(&client, key, P256, JPAKE, true);
        begin_jpake(&server, key, P256, JPAKE, false);
        say(&client, 6, &a);
        bad = a;
        bad.bytes[i][bad.size[i] - 1] ^= 1;
        for (size_t s = 0; s < i; s++) {
            assert_int_equal(psa_pake_input(&server, proof_steps[s % 3], bad.bytes[s], bad.size[s]), PSA_SUCCESS);
        }
        assert_int_equal(psa_pake_input(&server, proof_steps[i % 3], bad.bytes[i], bad.size[i]),
                         i % 3 == 2 ? PSA_ERROR_INVALID_SIGNATURE : PSA_ERROR_INVALID_ARGUMENT);
        assert_error_state(&server);
        assert_int_equal(psa_pake_abort(&client), PSA_SUCCESS);
    }
    /* Another point or proof, valid by itself, in the place of the right one; r not below n; r = 0. */
    for (size_t i = 0; i < 4; i++) {
        begin_jpake(&client, key, P256, JPAKE, true);
        begin_jpake(&server, key, P256, JPAKE, false);
        say(&client, 6, &a);
        bad = a;
        if (i < 2) {
            memcpy(bad.bytes[i], a.bytes[3 + i], 65);
        } else {
            memset(bad.bytes[2], i == 2 ? 0xff : 0, 32);
        }
        assert_int_equal(psa_pake_input(&server, SHARE, bad.bytes[0], 65), PSA_SUCCESS);
        assert_int_equal(psa_pake_input(&server, PUBLIC, bad.bytes[1], 65), PSA_SUCCESS);
        assert_int_equal(psa_pake_input(&server, PROOF, bad.bytes[2], 32), PSA_ERROR_INVALID_SIGNATURE);
        assert_error_state(&server);
        assert_int_equal(psa_pake_abort(&client), PSA_SUCCESS);
    }
    /* Sizes: a point has one; a proof may have fewer bytes, not more. */
    begin_jpake(&server, key, P256, JPAKE, false);
    assert_int_equal(psa_pake_input(&server, SHARE, a.bytes[0], 64), PSA_ERROR_INVALID_ARGUMENT);
    assert_error_state(&server);
    begin_jpake(&server, key, P256, JPAKE, false);
    assert_int_equal(psa_pake_input(&server, SHARE, a.bytes[0], 65), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(&server, PUBLIC, a.bytes[1], 65), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(&server, PROOF, a.bytes[2], 33), PSA_ERROR_INVALID_ARGUMENT);
    assert_error_state(&server);
    begin_jpake(&server, key, P256, JPAKE, false);
    assert_int_equal(psa_pake_input(&server, SHARE, a.bytes[0], 65), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(&server, PUBLIC, a.bytes[1], 65), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(&server, PROOF, a.bytes[2], 0), PSA_ERROR_INVALID_SIGNATURE);
    assert_error_state(&server);
}

/* "If the peer identity ... does not match the data received from the peer", PSA_ERROR_INVALID_SIGNATURE; so does our
 * own speech, sent back. */
static void jpake__other_identity__invalid_signature(void **state)
{
    (void)state;
    static speech_t a;
    psa_key_id_t key = import(PSA_KEY_TYPE_PASSWORD, JPAKE, "secret", 6);
    psa_pake_cipher_suite_t suite = suite_of(JPAKE, P256);
    begin_jpake(&client, key, P256, JPAKE, true);
    say(&client, 6, &a);
    assert_int_equal(psa_pake_setup(&server, key, &suite), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_user(&server, server_id, 6), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_peer(&server, client_id, 5), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(&server, SHARE, a.bytes[0], 65), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(&server, PUBLIC, a.bytes[1], 65), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(&server, PROOF, a.bytes[2], 32), PSA_ERROR_INVALID_SIGNATURE);
    assert_error_state(&server);
    assert_int_equal(psa_pake_input(&client, SHARE, a.bytes[0], 65), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(&client, PUBLIC, a.bytes[1], 65), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(&client, PROOF, a.bytes[2], 32), PSA_ERROR_INVALID_SIGNATURE);
    assert_error_state(&client);
}

/* After `done` steps of the client's life (0 to 17: say 6, hear 6, say 3, hear 3) every call that is not the next
 * one. */
static void jpake__steps_out_of_order__bad_state(void **state)
{
    (void)state;
    static speech_t one, two;
    psa_key_id_t key = import(PSA_KEY_TYPE_PASSWORD, JPAKE, "secret", 6);
    psa_key_attributes_t at = fixture_attributes(PSA_KEY_TYPE_DERIVE, 0, 0, PSA_ALG_NONE);
    uint8_t out[PSA_PAKE_OUTPUT_MAX_SIZE];
    size_t size;
    for (size_t done = 0; done <= 18; done += done == 0 || done == 6 || done == 12 ? 1 : done % 6 == 1 ? 4 : 1) {
        for (unsigned wrong = 0; wrong < 8; wrong++) {
            begin_jpake(&client, key, P256, JPAKE, true);
            begin_jpake(&server, key, P256, JPAKE, false);
            static speech_t said;
            /* the client's state after `done` steps, with a server that goes along */
            say(&client, done < 6 ? done : 6, &said);
            if (done >= 6) {
                hear(&server, 6, &said);
                say(&server, 6, &one);
                hear(&client, done < 12 ? done - 6 : 6, &one);
            }
            if (done >= 12) {
                say(&client, done < 15 ? done - 12 : 3, &said);
            }
            if (done >= 15) {
                hear(&server, 3, &said);
                say(&server, 3, &two);
                hear(&client, done - 15, &two);
            }
            psa_key_id_t made;
            psa_status_t status = PSA_ERROR_BAD_STATE;
            psa_pake_step_t step = proof_steps[wrong % 3];
            bool at_border = done == 0 || done == 6 || done == 12 || done == 15;
            bool expected_output = done < 6 || (done >= 12 && done < 15) || (done == 12);
            bool is_next = step == proof_steps[done % 3] && done < 18;
            if (wrong < 3) { /* outputs */
                if (is_next && (expected_output || done == 18)) {
                    status = PSA_SUCCESS;
                    assert_int_equal(psa_pake_abort(&client), PSA_SUCCESS);
                } else {
                    status = psa_pake_output(&client, step, out, sizeof out, &size);
                    assert_int_equal(status, PSA_ERROR_BAD_STATE);
                    assert_error_state(&client);
                }
            } else if (wrong < 6) { /* inputs, which at the borders of rounds may come first too */
                if (is_next && (!expected_output || (at_border && done != 6 && done != 15))) {
                    assert_int_equal(psa_pake_abort(&client), PSA_SUCCESS);
                } else {
                    assert_int_equal(psa_pake_input(&client, step, said.bytes[0], 65), PSA_ERROR_BAD_STATE);
                    assert_error_state(&client);
                }
            } else if (wrong == 6) {
                if (done < 18) {
                    assert_int_equal(psa_pake_get_shared_key(&client, &at, &made), PSA_ERROR_BAD_STATE);
                    assert_int_equal(made, PSA_KEY_ID_NULL);
                    assert_error_state(&client);
                } else {
                    assert_int_equal(psa_pake_get_shared_key(&client, &at, &made), PSA_SUCCESS);
                    assert_int_equal(psa_destroy_key(made), PSA_SUCCESS);
                    assert_int_equal(psa_pake_abort(&client), PSA_SUCCESS);
                }
            } else if (done > 0) { /* settings, once the exchange has begun */
                assert_int_equal(psa_pake_set_role(&client, PSA_PAKE_ROLE_NONE), PSA_ERROR_BAD_STATE);
                assert_error_state(&client);
            } else {
                assert_int_equal(psa_pake_output(&client, CONFIRM, out, sizeof out, &size), PSA_ERROR_INVALID_ARGUMENT);
                assert_error_state(&client);
            }
            assert_int_equal(psa_pake_abort(&server), PSA_SUCCESS);
        }
    }
}

static void jpake__settings__as_specified(void **state)
{
    (void)state;
    psa_key_id_t key = import(PSA_KEY_TYPE_PASSWORD, JPAKE, "secret", 6);
    psa_pake_cipher_suite_t suite = suite_of(JPAKE, P256);
    static const uint8_t long_name[PCRYPTO_PAKE_ID_SIZE_MAX + 1] = { 1 };
    uint8_t out[PSA_PAKE_OUTPUT_MAX_SIZE];
    size_t size;
    /* Both names are needed. */
    for (int i = 0; i < 3; i++) {
        assert_int_equal(psa_pake_setup(&client, key, &suite), PSA_SUCCESS);
        if (i == 1) {
            assert_int_equal(psa_pake_set_user(&client, client_id, 6), PSA_SUCCESS);
        } else if (i == 2) {
            assert_int_equal(psa_pake_set_peer(&client, client_id, 6), PSA_SUCCESS);
        }
        assert_int_equal(psa_pake_output(&client, SHARE, out, sizeof out, &size), PSA_ERROR_BAD_STATE);
        assert_error_state(&client);
    }
    const struct {
        int call;
        const uint8_t *name;
        size_t size;
        psa_status_t status;
    } cases[] = {
        { 0, client_id, 0, PSA_ERROR_INVALID_ARGUMENT },
        { 1, client_id, 0, PSA_ERROR_INVALID_ARGUMENT },
        { 0, long_name, sizeof long_name, PSA_ERROR_NOT_SUPPORTED },
        { 1, long_name, sizeof long_name, PSA_ERROR_NOT_SUPPORTED },
        { 2, client_id, 6, PSA_ERROR_BAD_STATE }, /* "J-PAKE does not use a context" */
        { 3, NULL, PSA_PAKE_ROLE_CLIENT, PSA_ERROR_INVALID_ARGUMENT },
        { 3, NULL, PSA_PAKE_ROLE_FIRST, PSA_ERROR_INVALID_ARGUMENT },
        { 3, NULL, PSA_PAKE_ROLE_NONE, PSA_SUCCESS },
        { 0, long_name, sizeof long_name - 1, PSA_SUCCESS },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(psa_pake_setup(&client, key, &suite), PSA_SUCCESS);
        psa_status_t status = cases[i].call == 0   ? psa_pake_set_user(&client, cases[i].name, cases[i].size)
                              : cases[i].call == 1 ? psa_pake_set_peer(&client, cases[i].name, cases[i].size)
                              : cases[i].call == 2 ? psa_pake_set_context(&client, cases[i].name, cases[i].size)
                                                   : psa_pake_set_role(&client, (psa_pake_role_t)cases[i].size);
        assert_int_equal(status, cases[i].status);
        if (status == PSA_SUCCESS) {
            /* Each is set once. */
            status = cases[i].call == 0 ? psa_pake_set_user(&client, client_id, 6)
                                        : psa_pake_set_role(&client, PSA_PAKE_ROLE_NONE);
            assert_int_equal(status, PSA_ERROR_BAD_STATE);
        }
        assert_error_state(&client);
    }
    /* The two names must differ. */
    assert_int_equal(psa_pake_setup(&client, key, &suite), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_user(&client, client_id, 6), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_peer(&client, client_id, 6), PSA_ERROR_INVALID_ARGUMENT);
    assert_error_state(&client);
    /* A buffer that is too small spoils the operation like any error. */
    begin_jpake(&client, key, P256, JPAKE, true);
    assert_int_equal(psa_pake_output(&client, SHARE, out, 64, &size), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(size, 0);
    assert_error_state(&client);
}

/* ---------------------------------------------------------------------------------------------------- Set-up --- */

static void setup__bad_suites_and_keys__operation_unchanged(void **state)
{
    (void)state;
    static const uint8_t n[32] = { 0xff, 0xff, 0xff, 0xff, 0,    0,    0,    0,    0xff, 0xff, 0xff,
                                   0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                                   0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51 };
    uint8_t pair[64] = { 0 };
    pair[31] = pair[63] = 5;
    psa_key_id_t password = import(PSA_KEY_TYPE_PASSWORD, JPAKE, "secret", 6);
    psa_key_id_t zero = import(PSA_KEY_TYPE_PASSWORD, JPAKE, "\0\0", 2);
    psa_key_id_t order = import(PSA_KEY_TYPE_PASSWORD, JPAKE, n, 32); /* 0 modulo the order */
    psa_key_id_t derive = import(PSA_KEY_TYPE_DERIVE, JPAKE, "secret", 6);
    psa_key_id_t other = import(PSA_KEY_TYPE_PASSWORD, PSA_ALG_JPAKE(PSA_ALG_SHA_512), "secret", 6);
    psa_key_id_t spake = import(PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), SPAKE2P, pair, 64);
    psa_key_id_t spake_512 =
        import(PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), PSA_ALG_SPAKE2P_CMAC(PSA_ALG_SHA_384), pair, 64);
    psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_PASSWORD, 0, PSA_KEY_USAGE_EXPORT, JPAKE);
    psa_key_id_t unusable;
    assert_int_equal(psa_import_key(&a, pair, 64, &unusable), PSA_SUCCESS);
    const psa_pake_primitive_t x25519 = PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_MONTGOMERY, 255);
    const psa_pake_primitive_t ffdh = PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, PSA_DH_FAMILY_RFC7919, 2048);
    const psa_pake_primitive_t p384 = PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 384);
    const struct {
        psa_key_id_t key;
        psa_algorithm_t alg;
        psa_pake_primitive_t primitive;
        uint32_t confirmation;
        psa_status_t status;
    } cases[] = {
        { password, JPAKE, P256, PSA_PAKE_UNCONFIRMED_KEY, PSA_SUCCESS },
        { password, JPAKE, P256, PSA_PAKE_CONFIRMED_KEY, PSA_ERROR_INVALID_ARGUMENT },
        { password, JPAKE, P256, 2, PSA_ERROR_INVALID_ARGUMENT },
        { password, JPAKE, 0, PSA_PAKE_UNCONFIRMED_KEY, PSA_ERROR_NOT_SUPPORTED },
        { password, JPAKE, x25519, PSA_PAKE_UNCONFIRMED_KEY, PSA_ERROR_NOT_SUPPORTED },
        { password, JPAKE, ffdh, PSA_PAKE_UNCONFIRMED_KEY,
          PCC_PAKE_DH_SIZE_MAX >= 256 ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED },
        { password, JPAKE, ffdh + 1, PSA_PAKE_UNCONFIRMED_KEY, PSA_ERROR_NOT_SUPPORTED }, /* 2049 bits */
        { zero, JPAKE, ffdh, PSA_PAKE_UNCONFIRMED_KEY,
          PCC_PAKE_DH_SIZE_MAX >= 256 ? PSA_ERROR_INVALID_ARGUMENT : PSA_ERROR_NOT_SUPPORTED },
        { password, PSA_ALG_JPAKE(PSA_ALG_SHA_512), P256, PSA_PAKE_UNCONFIRMED_KEY, PSA_ERROR_NOT_PERMITTED },
        { password, PSA_ALG_SHA_256, P256, PSA_PAKE_UNCONFIRMED_KEY, PSA_ERROR_NOT_PERMITTED },
        { other, JPAKE, P256, PSA_PAKE_UNCONFIRMED_KEY, PSA_ERROR_NOT_PERMITTED },
        { unusable, JPAKE, P256, PSA_PAKE_UNCONFIRMED_KEY, PSA_ERROR_NOT_PERMITTED },
        { zero, JPAKE, P256, PSA_PAKE_UNCONFIRMED_KEY, PSA_ERROR_INVALID_ARGUMENT },
        { order, JPAKE, P256, PSA_PAKE_UNCONFIRMED_KEY, PSA_ERROR_INVALID_ARGUMENT },
        { derive, JPAKE, P256, PSA_PAKE_UNCONFIRMED_KEY, PSA_ERROR_INVALID_ARGUMENT },
        { 0x123, JPAKE, P256, PSA_PAKE_UNCONFIRMED_KEY, PSA_ERROR_INVALID_HANDLE },
        { spake, SPAKE2P, P256, PSA_PAKE_CONFIRMED_KEY, PSA_SUCCESS },
        { spake, SPAKE2P, P256, PSA_PAKE_UNCONFIRMED_KEY, PSA_ERROR_INVALID_ARGUMENT },
        { spake, SPAKE2P, p384, PSA_PAKE_CONFIRMED_KEY, PSA_ERROR_INVALID_ARGUMENT },
        { spake, SPAKE2P, ffdh, PSA_PAKE_CONFIRMED_KEY, PSA_ERROR_NOT_SUPPORTED },
        { spake, SPAKE2P, x25519, PSA_PAKE_CONFIRMED_KEY, PSA_ERROR_NOT_SUPPORTED },
        { spake_512, PSA_ALG_SPAKE2P_CMAC(PSA_ALG_SHA_384), P256, PSA_PAKE_CONFIRMED_KEY, PSA_ERROR_NOT_SUPPORTED },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psa_pake_cipher_suite_t suite = suite_of(cases[i].alg, cases[i].primitive);
        psa_pake_cs_set_key_confirmation(&suite, cases[i].confirmation);
        static const psa_pake_operation_t inactive = PSA_PAKE_OPERATION_INIT;
        psa_pake_operation_t op = PSA_PAKE_OPERATION_INIT;
        assert_int_equal(psa_pake_setup(&op, cases[i].key, &suite), cases[i].status);
        if (cases[i].status != PSA_SUCCESS) {
            assert_memory_equal(&op, &inactive, sizeof op);
        } else {
            /* A second setup changes nothing. */
            psa_pake_operation_t before = op;
            assert_int_equal(psa_pake_setup(&op, cases[i].key, &suite), PSA_ERROR_BAD_STATE);
            assert_memory_equal(&op, &before, sizeof op);
        }
        assert_int_equal(psa_pake_abort(&op), PSA_SUCCESS);
    }
}

/* A call on an operation that was not set up. */
static void inactive__every_call__bad_state(void **state)
{
    (void)state;
    for (int call = 0; call < 6; call++) {
        psa_pake_operation_t op = PSA_PAKE_OPERATION_INIT;
        psa_key_attributes_t a = fixture_attributes(PSA_KEY_TYPE_DERIVE, 0, 0, PSA_ALG_NONE);
        uint8_t out[65] = { 0 };
        size_t size;
        psa_key_id_t key;
        psa_status_t status = call == 0   ? psa_pake_set_role(&op, PSA_PAKE_ROLE_NONE)
                              : call == 1 ? psa_pake_set_user(&op, client_id, 6)
                              : call == 2 ? psa_pake_set_context(&op, client_id, 6)
                              : call == 3 ? psa_pake_output(&op, SHARE, out, 65, &size)
                              : call == 4 ? psa_pake_input(&op, SHARE, out, 65)
                                          : psa_pake_get_shared_key(&op, &a, &key);
        assert_int_equal(status, PSA_ERROR_BAD_STATE);
        assert_error_state(&op);
    }
}

/* --------------------------------------------------------------------------------------------------- SPAKE2+ --- */

static size_t bits_of(const vec_record_t *r)
{
    size_t bits = 0;
    for (const char *p = vec_text(r, "bits"); *p != 0; p++) {
        bits = 10 * bits + (size_t)(*p - '0');
    }
    return bits;
}

static psa_ecc_family_t family_of(const vec_record_t *r)
{
    return bits_of(r) == 255 ? PSA_ECC_FAMILY_TWISTED_EDWARDS : PSA_ECC_FAMILY_SECP_R1;
}

/* Core: both sides of a run whose secrets are known. */
static void check_spake2p(const vec_record_t *r)
{
    size_t size;
    pcc_ecc_t ecc;
    if (!PCC_HAVE_SPAKE2P_EDWARDS && bits_of(r) == 255) {
        return;
    }
    const pcc_curve_t *curve = pcc_group_find(family_of(r), bits_of(r));
    assert_int_equal(pcrypto_spake2p_ecc(curve, &ecc), PSA_SUCCESS);
    size_t n = curve->scalar_size, point = pcc_curve_public_size(curve);
    const uint8_t *w = vec_bytes(r, "w", &size), *record = vec_bytes(r, "record", &size);
    const uint8_t *secrets = vec_bytes(r, "secrets", &size), *shares = vec_bytes(r, "shares", &size);
    const char *variant = vec_text(r, "variant");
    pcc_spake2p_t run = { .ecc = &ecc,
                          .variant = strcmp(variant, "hmac") == 0   ? PCC_SPAKE2P_HMAC
                                     : strcmp(variant, "cmac") == 0 ? PCC_SPAKE2P_CMAC
                                                                    : PCC_SPAKE2P_MATTER,
                          .alg = strcmp(vec_text(r, "hash"), "sha256") == 0 ? PCC_HASH_SHA_256 : PCC_HASH_SHA_512,
                          .w0 = w,
                          .share_p = shares,
                          .share_v = shares + point };
    if (vec_text(r, "context") != NULL) {
        run.context = vec_bytes(r, "context", &run.context_size);
    }
    run.prover_id = vec_bytes(r, "prover", &run.prover_id_size);
    run.verifier_id = vec_bytes(r, "verifier", &run.verifier_id_size);
    assert_true(pcc_spake2p_is_suite(curve, run.variant, run.alg));

    uint8_t share[PCC_POINT_SIZE_MAX];
    assert_int_equal(pcc_spake2p_share(&ecc, true, w, secrets, share, &pcrypto_rng), PSA_SUCCESS);
    assert_memory_equal(share, run.share_p, point);
    assert_int_equal(pcc_spake2p_share(&ecc, false, w, secrets + n, share, &pcrypto_rng), PSA_SUCCESS);
    assert_memory_equal(share, run.share_v, point);
    for (int side = 0; side < 3; side++) { /* prover, verifier with L, verifier with w1 */
        pcc_spake2p_keys_t keys;
        assert_int_equal(pcc_spake2p_finish(&run, side == 0, secrets + (side == 0 ? 0 : n), side == 1 ? NULL : w + n,
                                            side == 1 ? record + n : NULL, &keys, &pcrypto_rng),
                         PSA_SUCCESS);
        const uint8_t *confirms = vec_bytes(r, "confirms", &size);
        assert_int_equal(size, 2u * keys.confirm_size);
        assert_memory_equal(keys.confirm_p, confirms, keys.confirm_size);
        assert_memory_equal(keys.confirm_v, confirms + keys.confirm_size, keys.confirm_size);
        const uint8_t *shared = vec_bytes(r, "shared", &size);
        assert_int_equal(size, keys.shared_size);
        assert_memory_equal(keys.shared, shared, size);
    }
    /* API: the registration record of the pair. */
    uint8_t out[200];
    psa_key_id_t key = import(PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(family_of(r)), SPAKE2P, w, 2 * n);
    assert_int_equal(psa_export_public_key(key, out, n + point - 1, &size), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_export_public_key(key, out, sizeof out, &size), PSA_SUCCESS);
    assert_int_equal(size, n + point);
    assert_memory_equal(out, record, size);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

static void spake2p__rfc_and_matter_vectors__match(void **state)
{
    (void)state;
    vec_for_each("spake2p.txt", 14, check_spake2p);
}

static void check_derived(const vec_record_t *r)
{
    const psa_algorithm_t hkdf = PSA_ALG_HKDF(PSA_ALG_SHA_256);
    static const uint8_t secret[32] = { 1 };
    if (!PCC_HAVE_SPAKE2P_EDWARDS && bits_of(r) == 255) {
        return;
    }
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_key_id_t base = import(PSA_KEY_TYPE_DERIVE, hkdf, secret, 32), made;
    uint8_t out[132];
    size_t size, expected, left;
    const uint8_t *pair = vec_bytes(r, "pair", &expected);
    psa_key_attributes_t a =
        fixture_attributes(PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(family_of(r)), bits_of(r), PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
    assert_int_equal(psa_key_derivation_setup(&op, hkdf), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&op, PSA_KEY_DERIVATION_INPUT_SECRET, base), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_INFO, NULL, 0), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_key(&a, &op, &made), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_get_capacity(&op, &left), PSA_SUCCESS);
    assert_int_equal(255 * 32 - left, expected + 16);
    assert_int_equal(psa_export_key(made, out, sizeof out, &size), PSA_SUCCESS);
    assert_int_equal(size, expected);
    assert_memory_equal(out, pair, expected);
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(base), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(made), PSA_SUCCESS);
}

static void spake2p_keys__derived__w0_and_w1_of_the_specification(void **state)
{
    (void)state;
    vec_for_each("spake2p_keys.txt", 4, check_derived);
}

static psa_status_t try_import(psa_key_type_t type, size_t bits, const uint8_t *data, size_t size)
{
    psa_key_attributes_t a = fixture_attributes(type, bits, 0, PSA_ALG_NONE);
    psa_key_id_t key;
    psa_status_t status = psa_import_key(&a, data, size, &key);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    return status;
}

static void spake2p_keys__import__formats_and_ranges(void **state)
{
    (void)state;
    const psa_key_type_t pair = PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1);
    const psa_key_type_t public_key = PSA_KEY_TYPE_SPAKE2P_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1);
    const struct {
        size_t bits, n;
    } curves[] = { { 256, 32 }, { 384, 48 }, { 521, 66 } };
    for (size_t c = 0; c < 3; c++) {
        size_t n = curves[c].n, bits = curves[c].bits, size;
        uint8_t data[200] = { 0 }, record[200];
        data[n - 1] = 2;
        data[2 * n - 1] = 3;
        psa_key_id_t key = import(pair, SPAKE2P, data, 2 * n), again;
        psa_key_attributes_t a;
        assert_int_equal(psa_get_key_attributes(key, &a), PSA_SUCCESS);
        assert_int_equal(psa_get_key_bits(&a), bits);
        assert_int_equal(psa_export_public_key(key, record, sizeof record, &size), PSA_SUCCESS);
        assert_int_equal(size, PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(pair, bits));
        again = import(public_key, SPAKE2P, record, size);
        assert_int_equal(psa_get_key_attributes(again, &a), PSA_SUCCESS);
        assert_int_equal(psa_get_key_bits(&a), bits);
        assert_int_equal(psa_destroy_key(again), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);

        assert_int_equal(try_import(pair, bits, data, 2 * n - 1), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(try_import(public_key, bits, record, size - 1), PSA_ERROR_INVALID_ARGUMENT);
        record[size - 1] ^= 1;
        assert_int_equal(try_import(public_key, bits, record, size), PSA_ERROR_INVALID_ARGUMENT);
        record[size - 1] ^= 1;
        memset(record, 0, n);
        assert_int_equal(try_import(public_key, bits, record, size), PSA_ERROR_INVALID_ARGUMENT);
        memset(record, 0xff, n);
        assert_int_equal(try_import(public_key, bits, record, size), PSA_ERROR_INVALID_ARGUMENT);
        for (size_t half = 0; half < 2; half++) {
            uint8_t bad[132];
            memcpy(bad, data, 2 * n);
            memset(bad + half * n, 0, n);
            assert_int_equal(try_import(pair, bits, bad, 2 * n), PSA_ERROR_INVALID_ARGUMENT);
            memcpy(bad + half * n, pcc_curve_find(PCC_FAMILY_SECP_R1, bits)->n, n);
            assert_int_equal(try_import(pair, bits, bad, 2 * n), PSA_ERROR_INVALID_ARGUMENT);
            bad[half * n + n - 1]--;
            assert_int_equal(try_import(pair, bits, bad, 2 * n), PSA_SUCCESS);
        }
    }
    uint8_t data[64] = { 0 };
    data[31] = data[63] = 1;
    assert_int_equal(try_import(PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_SECP_K1), 256, data, 64),
                     PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(try_import(pair, 224, data, 56), PSA_ERROR_NOT_SUPPORTED);
    psa_key_attributes_t a = fixture_attributes(pair, 256, 0, PSA_ALG_NONE);
    psa_key_id_t key;
    assert_int_equal(psa_generate_key(&a, &key), PSA_ERROR_NOT_SUPPORTED);
}

/* Keys of both sides for an algorithm: the pair, and the record as a public key. */
static void spake2p_keys(psa_algorithm_t alg, psa_key_id_t *prover, psa_key_id_t *verifier)
{
    uint8_t pair[64] = { 0 }, record[97];
    size_t size;
    pair[31] = 7;
    pair[63] = 9;
    *prover = import(PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), alg, pair, 64);
    assert_int_equal(psa_export_public_key(*prover, record, sizeof record, &size), PSA_SUCCESS);
    *verifier = import(PSA_KEY_TYPE_SPAKE2P_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), alg, record, size);
}

static void begin_spake2p(psa_pake_operation_t *op, psa_key_id_t key, psa_algorithm_t alg, bool is_client,
                          size_t name_size, const uint8_t *context, size_t context_size)
{
    psa_pake_cipher_suite_t suite = suite_of(alg, P256);
    assert_int_equal(psa_pake_setup(op, key, &suite), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_role(op, is_client ? PSA_PAKE_ROLE_CLIENT : PSA_PAKE_ROLE_SERVER), PSA_SUCCESS);
    if (name_size != 0) {
        assert_int_equal(psa_pake_set_user(op, is_client ? client_id : server_id, name_size), PSA_SUCCESS);
        assert_int_equal(psa_pake_set_peer(op, is_client ? server_id : client_id, name_size), PSA_SUCCESS);
    }
    if (context != NULL) {
        assert_int_equal(psa_pake_set_context(op, context, context_size), PSA_SUCCESS);
    }
}

/* Pass one message on; returns what the receiver says. */
static psa_status_t pass(psa_pake_operation_t *from, psa_pake_operation_t *to, psa_pake_step_t step, int change)
{
    uint8_t message[PSA_PAKE_OUTPUT_MAX_SIZE];
    size_t size;
    assert_int_equal(psa_pake_output(from, step, message, sizeof message, &size), PSA_SUCCESS);
    if (change) {
        message[size - 1] ^= 1;
    }
    return psa_pake_input(to, step, message, size);
}

static void spake2p__every_algorithm__both_sides_have_the_key(void **state)
{
    (void)state;
    const struct {
        psa_algorithm_t alg;
        size_t shared, confirm;
    } cases[] = {
        { PSA_ALG_SPAKE2P_HMAC(PSA_ALG_SHA_256), 32, 32 },
        { PSA_ALG_SPAKE2P_HMAC(PSA_ALG_SHA_512), 64, 64 },
        { PSA_ALG_SPAKE2P_CMAC(PSA_ALG_SHA_256), 32, 16 },
        { PSA_ALG_SPAKE2P_CMAC(PSA_ALG_SHA_512), 64, 16 },
        { PSA_ALG_SPAKE2P_MATTER, 16, 32 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int with_pair = 0; with_pair < 2; with_pair++) {
            psa_algorithm_t alg = cases[i].alg;
            psa_key_id_t prover, verifier;
            uint8_t message[PSA_PAKE_OUTPUT_MAX_SIZE], one[64], other[64];
            size_t size;
            spake2p_keys(alg, &prover, &verifier);
            begin_spake2p(&client, prover, alg, true, i < 3 ? 6 : 0, i == 0 ? client_id : NULL, 6);
            begin_spake2p(&server, with_pair ? prover : verifier, alg, false, i < 3 ? 6 : 0, i == 0 ? client_id : NULL,
                          6);
            assert_int_equal(pass(&client, &server, SHARE, 0), PSA_SUCCESS);
            assert_int_equal(pass(&server, &client, SHARE, 0), PSA_SUCCESS);
            assert_int_equal(psa_pake_output(&server, CONFIRM, message, sizeof message, &size), PSA_SUCCESS);
            assert_int_equal(size, cases[i].confirm);
            assert_int_equal(size, PSA_PAKE_OUTPUT_SIZE(alg, P256, CONFIRM));
            assert_int_equal(psa_pake_input(&client, CONFIRM, message, size), PSA_SUCCESS);
            assert_int_equal(pass(&client, &server, CONFIRM, 0), PSA_SUCCESS);
            psa_key_id_t key_a = take_key(&client, PSA_KEY_TYPE_DERIVE);
            psa_key_id_t key_b = take_key(&server, cases[i].shared == 64 ? PSA_KEY_TYPE_HMAC : PSA_KEY_TYPE_AES);
            assert_int_equal(psa_export_key(key_a, one, sizeof one, &size), PSA_SUCCESS);
            assert_int_equal(size, cases[i].shared);
            assert_int_equal(psa_export_key(key_b, other, sizeof other, &size), PSA_SUCCESS);
            assert_int_equal(size, cases[i].shared);
            assert_memory_equal(one, other, size);
            assert_int_equal(psa_destroy_key(key_a), PSA_SUCCESS);
            assert_int_equal(psa_destroy_key(key_b), PSA_SUCCESS);
            assert_int_equal(psa_destroy_key(prover), PSA_SUCCESS);
            assert_int_equal(psa_destroy_key(verifier), PSA_SUCCESS);
        }
    }
}

/* Names, contexts or passwords that differ: the first confirmation fails, with PSA_ERROR_INVALID_SIGNATURE. */
static void spake2p__sides_disagree__confirmation_fails(void **state)
{
    (void)state;
    psa_key_id_t prover, verifier, wrong;
    uint8_t pair[64] = { 0 };
    pair[31] = 7;
    pair[63] = 10;
    spake2p_keys(SPAKE2P, &prover, &verifier);
    wrong = import(PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), SPAKE2P, pair, 64);
    for (int i = 0; i < 6; i++) {
        const uint8_t *context = i == 1 || i == 2 ? client_id : NULL;
        begin_spake2p(&client, i == 4 ? wrong : prover, SPAKE2P, true, i == 0 ? 5 : 6, context, i == 2 ? 0 : 6);
        begin_spake2p(&server, verifier, SPAKE2P, false, 6, i == 3 ? client_id : NULL, 6);
        assert_int_equal(pass(&client, &server, SHARE, 0), PSA_SUCCESS);
        assert_int_equal(pass(&server, &client, SHARE, 0), PSA_SUCCESS);
        if (i < 5) {
            assert_int_equal(pass(&server, &client, CONFIRM, 0), PSA_ERROR_INVALID_SIGNATURE);
        } else {
            assert_int_equal(pass(&server, &client, CONFIRM, 0), PSA_SUCCESS);
            assert_int_equal(pass(&client, &server, CONFIRM, 1), PSA_ERROR_INVALID_SIGNATURE);
            assert_error_state(&server);
        }
        if (i < 5) {
            assert_error_state(&client);
        }
        assert_int_equal(psa_pake_abort(&client), PSA_SUCCESS);
        assert_int_equal(psa_pake_abort(&server), PSA_SUCCESS);
    }
    /* A share that is no point, or w0 * M itself, which would leave nothing of it. */
    begin_spake2p(&client, prover, SPAKE2P, true, 0, NULL, 0);
    begin_spake2p(&server, verifier, SPAKE2P, false, 0, NULL, 0);
    assert_int_equal(pass(&client, &server, SHARE, 1), PSA_ERROR_INVALID_ARGUMENT);
    assert_error_state(&server);
    assert_int_equal(psa_pake_abort(&client), PSA_SUCCESS);
    /* A confirmation that is cut. */
    uint8_t message[65];
    size_t size;
    begin_spake2p(&client, prover, SPAKE2P, true, 0, NULL, 0);
    begin_spake2p(&server, verifier, SPAKE2P, false, 0, NULL, 0);
    assert_int_equal(pass(&client, &server, SHARE, 0), PSA_SUCCESS);
    assert_int_equal(pass(&server, &client, SHARE, 0), PSA_SUCCESS);
    assert_int_equal(psa_pake_output(&server, CONFIRM, message, sizeof message, &size), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(&client, CONFIRM, message, size - 1), PSA_ERROR_INVALID_SIGNATURE);
    assert_error_state(&client);
    assert_int_equal(psa_pake_abort(&server), PSA_SUCCESS);
}

/* "The sequence of calls for the Prover, and the sequence for the Verifier, must be in exactly this order." */
static void spake2p__steps_out_of_order__bad_state(void **state)
{
    (void)state;
    psa_key_id_t prover, verifier, made;
    psa_key_attributes_t at = fixture_attributes(PSA_KEY_TYPE_DERIVE, 0, 0, PSA_ALG_NONE);
    uint8_t out[65] = { 0 };
    size_t size;
    spake2p_keys(SPAKE2P, &prover, &verifier);
    for (int is_client = 0; is_client < 2; is_client++) {
        for (int done = 0; done <= 4; done++) {
            for (int wrong = 0; wrong < 5; wrong++) {
                begin_spake2p(&client, prover, SPAKE2P, true, 0, NULL, 0);
                begin_spake2p(&server, verifier, SPAKE2P, false, 0, NULL, 0);
                /* The messages in their order: shareP, shareV, confirmV, confirmP. The last may be said, not heard. */
                static const psa_pake_step_t steps[4] = { SHARE, SHARE, CONFIRM, CONFIRM };
                static const bool by_client[4] = { true, false, false, true };
                for (int i = 0; i < done; i++) {
                    psa_pake_operation_t *from = by_client[i] ? &client : &server;
                    assert_int_equal(pass(from, by_client[i] ? &server : &client, steps[i], 0), PSA_SUCCESS);
                }
                psa_pake_operation_t *op = is_client ? &client : &server;
                bool next_is_output = done < 4 && by_client[done] == (is_client == 1);
                psa_pake_step_t step = wrong % 2 ? SHARE : CONFIRM;
                if (wrong < 2) {
                    if (next_is_output && step == steps[done]) {
                        assert_int_equal(psa_pake_output(op, step, out, sizeof out, &size), PSA_SUCCESS);
                    } else {
                        assert_int_equal(psa_pake_output(op, step, out, sizeof out, &size), PSA_ERROR_BAD_STATE);
                        assert_error_state(op);
                    }
                } else if (wrong < 4) {
                    if (done == 4 || next_is_output || step != steps[done]) {
                        assert_int_equal(psa_pake_input(op, step, out, 65), PSA_ERROR_BAD_STATE);
                        assert_error_state(op);
                    }
                } else if (done < 4) {
                    assert_int_equal(psa_pake_get_shared_key(op, &at, &made), PSA_ERROR_BAD_STATE);
                    assert_error_state(op);
                }
                assert_int_equal(psa_pake_abort(&client), PSA_SUCCESS);
                assert_int_equal(psa_pake_abort(&server), PSA_SUCCESS);
            }
        }
    }
}

static void spake2p__settings_and_shared_key__as_specified(void **state)
{
    (void)state;
    psa_key_id_t prover, verifier, key;
    psa_pake_cipher_suite_t suite = suite_of(SPAKE2P, P256);
    static const uint8_t long_context[PCRYPTO_PAKE_CONTEXT_SIZE_MAX + 1] = { 1 };
    uint8_t out[65];
    size_t size;
    spake2p_keys(SPAKE2P, &prover, &verifier);
    /* Without a role the operation is not fully set up. */
    assert_int_equal(psa_pake_setup(&client, prover, &suite), PSA_SUCCESS);
    assert_int_equal(psa_pake_output(&client, SHARE, out, sizeof out, &size), PSA_ERROR_BAD_STATE);
    assert_error_state(&client);
    /* "role is not compatible with the operation's key type" */
    assert_int_equal(psa_pake_setup(&client, verifier, &suite), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_role(&client, PSA_PAKE_ROLE_CLIENT), PSA_ERROR_INVALID_ARGUMENT);
    assert_error_state(&client);
    const psa_pake_role_t bad_roles[] = { PSA_PAKE_ROLE_NONE, PSA_PAKE_ROLE_FIRST, PSA_PAKE_ROLE_SECOND, 0x7f };
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(psa_pake_setup(&client, prover, &suite), PSA_SUCCESS);
        assert_int_equal(psa_pake_set_role(&client, bad_roles[i]), PSA_ERROR_INVALID_ARGUMENT);
        assert_error_state(&client);
    }
    assert_int_equal(psa_pake_setup(&client, prover, &suite), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_context(&client, long_context, sizeof long_context), PSA_ERROR_NOT_SUPPORTED);
    assert_error_state(&client);
    assert_int_equal(psa_pake_setup(&client, prover, &suite), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_context(&client, long_context, sizeof long_context - 1), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_context(&client, long_context, 1), PSA_ERROR_BAD_STATE);
    assert_error_state(&client);
    begin_spake2p(&client, prover, SPAKE2P, true, 0, NULL, 0);
    assert_int_equal(psa_pake_output(&client, PROOF, out, sizeof out, &size), PSA_ERROR_INVALID_ARGUMENT);
    assert_error_state(&client);
    /* The shared key: types and sizes. An error ends the operation. */
    const struct {
        psa_key_type_t type;
        size_t bits;
        psa_status_t status;
    } cases[] = {
        { PSA_KEY_TYPE_DERIVE, 256, PSA_SUCCESS },
        { PSA_KEY_TYPE_DERIVE, 128, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_RAW_DATA, 0, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_PASSWORD, 0, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), 0, PSA_ERROR_INVALID_ARGUMENT },
        { PSA_KEY_TYPE_AES, 256, PSA_SUCCESS },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psa_key_attributes_t a = fixture_attributes(cases[i].type, cases[i].bits, 0, PSA_ALG_NONE);
        begin_spake2p(&client, prover, SPAKE2P, true, 0, NULL, 0);
        begin_spake2p(&server, verifier, SPAKE2P, false, 0, NULL, 0);
        assert_int_equal(pass(&client, &server, SHARE, 0), PSA_SUCCESS);
        assert_int_equal(pass(&server, &client, SHARE, 0), PSA_SUCCESS);
        assert_int_equal(pass(&server, &client, CONFIRM, 0), PSA_SUCCESS);
        assert_int_equal(pass(&client, &server, CONFIRM, 0), PSA_SUCCESS);
        assert_int_equal(psa_pake_get_shared_key(&client, &a, &key), cases[i].status);
        if (cases[i].status == PSA_SUCCESS) {
            static const psa_pake_operation_t inactive = PSA_PAKE_OPERATION_INIT;
            assert_memory_equal(&client, &inactive, sizeof inactive);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        } else {
            assert_int_equal(key, PSA_KEY_ID_NULL);
            assert_error_state(&client);
        }
        assert_int_equal(psa_pake_abort(&server), PSA_SUCCESS);
    }
}

/* Objects may be moved between calls ("Multi-part operations"). */
static void spake2p__operation_moved__goes_on(void **state)
{
    (void)state;
    psa_key_id_t prover, verifier;
    spake2p_keys(SPAKE2P, &prover, &verifier);
    begin_spake2p(&client, prover, SPAKE2P, true, 6, client_id, 6);
    begin_spake2p(&server, verifier, SPAKE2P, false, 6, client_id, 6);
    psa_pake_operation_t moved = client;
    memset(&client, 0xa5, sizeof client);
    assert_int_equal(pass(&moved, &server, SHARE, 0), PSA_SUCCESS);
    client = moved;
    memset(&moved, 0xa5, sizeof moved);
    assert_int_equal(pass(&server, &client, SHARE, 0), PSA_SUCCESS);
    assert_int_equal(pass(&server, &client, CONFIRM, 0), PSA_SUCCESS);
    assert_int_equal(pass(&client, &server, CONFIRM, 0), PSA_SUCCESS);
    assert_int_equal(psa_pake_abort(&client), PSA_SUCCESS);
    assert_int_equal(psa_pake_abort(&server), PSA_SUCCESS);
}

/* ------------------------------------------------------------------------------------- SPAKE2+ on Edwards25519 --- */

#if PCC_HAVE_SPAKE2P_EDWARDS
#define EDWARDS PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_TWISTED_EDWARDS, 255)
#define EDWARDS_PAIR PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_TWISTED_EDWARDS)
#define EDWARDS_RECORD PSA_KEY_TYPE_SPAKE2P_PUBLIC_KEY(PSA_ECC_FAMILY_TWISTED_EDWARDS)

/* No elements of the prime-order group but the neutral one, or not in their one encoding. */
static const uint8_t no_points[]
                              [32] = {
                                  { 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 }, /* neutral */
                                  { 0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f }, /* order 2 */
                                  { 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 }, /* order 4 */
                                  { 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80 }, /* order 4 */
                                  { 0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
                                    0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
                                    0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05 }, /* order 8 */
                                  { 0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
                                    0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
                                    0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a }, /* order 8 */
                                  { 0xda, 0x99, 0xe2, 0x8b, 0xa5, 0x29, 0xcd, 0xde, 0x35, 0xa2, 0x5f,
                                    0xba, 0x90, 0x59, 0xe7, 0x8e, 0xca, 0xee, 0x23, 0x9f, 0x99, 0x75,
                                    0x5b, 0x9b, 0x1a, 0xa4, 0xf6, 0x5d, 0xf0, 0x08, 0x03, 0xe2 }, /* B + order 8 */
                                  { 0x95, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99,
                                    0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99,
                                    0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99, 0x99 }, /* B + order 2 */
                                  { 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                                    0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00 }, /* not on the curve */
                                  { 0xee, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f }, /* y is p + 1 */
                                  { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, /* y not below p */
                              };

static const uint8_t order[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                   0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                   0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10 };

static void edwards_pair(uint8_t pair[64])
{
    memset(pair, 0, 64);
    pair[0] = 7;
    pair[32] = 9;
}

static void spake2p_edwards_keys__import__formats_and_ranges(void **state)
{
    (void)state;
    uint8_t pair[64], record[64], data[66] = { 1 };
    size_t size;
    psa_key_attributes_t a;
    edwards_pair(pair);
    psa_key_id_t key = import(EDWARDS_PAIR, SPAKE2P, pair, 64), again, made;
    assert_int_equal(psa_get_key_attributes(key, &a), PSA_SUCCESS);
    assert_int_equal(psa_get_key_bits(&a), 255);
    assert_int_equal(psa_export_key(key, data, 63, &size), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_export_key(key, data, sizeof data, &size), PSA_SUCCESS);
    assert_int_equal(size, PSA_EXPORT_KEY_OUTPUT_SIZE(EDWARDS_PAIR, 255));
    assert_memory_equal(data, pair, 64);
    assert_int_equal(psa_export_public_key(key, record, 63, &size), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_export_public_key(key, record, sizeof record, &size), PSA_SUCCESS);
    assert_int_equal(size, PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(EDWARDS_PAIR, 255));
    again = import(EDWARDS_RECORD, SPAKE2P, record, size);
    assert_int_equal(psa_get_key_attributes(again, &a), PSA_SUCCESS);
    assert_int_equal(psa_get_key_bits(&a), 255);
    assert_int_equal(psa_check_key_usage(again, SPAKE2P, PSA_KEY_USAGE_DERIVE_PUBLIC), PSA_SUCCESS);

    const psa_key_type_t types[] = { EDWARDS_PAIR, EDWARDS_RECORD };
    for (size_t t = 0; t < 2; t++) {
        assert_int_equal(try_import(types[t], 255, record, 63), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(try_import(types[t], 255, data, 65), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(try_import(types[t], 0, record, 63), PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(try_import(types[t], 256, record, 64), PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(try_import(types[t], 448, data, 114 / 2), PSA_ERROR_NOT_SUPPORTED);
        for (size_t half = 0; half < (t == 0 ? 2 : 1); half++) { /* scalars: 0, n, above, the highest ones; n - 1 */
            memcpy(data, t == 0 ? pair : record, 64);
            memset(data + 32 * half, 0, 32);
            assert_int_equal(try_import(types[t], 0, data, 64), PSA_ERROR_INVALID_ARGUMENT);
            memcpy(data + 32 * half, order, 32);
            assert_int_equal(try_import(types[t], 0, data, 64), PSA_ERROR_INVALID_ARGUMENT);
            data[32 * half]++;
            assert_int_equal(try_import(types[t], 0, data, 64), PSA_ERROR_INVALID_ARGUMENT);
            data[32 * half] = (uint8_t)(order[0] - 1u);
            assert_int_equal(try_import(types[t], 0, data, 64), PSA_SUCCESS);
            data[32 * half + 31] |= 0x80;
            assert_int_equal(try_import(types[t], 0, data, 64), PSA_ERROR_INVALID_ARGUMENT);
            memset(data + 32 * half, 0xff, 32);
            assert_int_equal(try_import(types[t], 0, data, 64), PSA_ERROR_INVALID_ARGUMENT);
        }
    }
    memcpy(data, record, 64);
    for (size_t i = 0; i < sizeof no_points / sizeof no_points[0]; i++) {
        memcpy(data + 32, no_points[i], 32);
        assert_int_equal(try_import(EDWARDS_RECORD, 255, data, 64), PSA_ERROR_INVALID_ARGUMENT);
    }
    a = fixture_attributes(EDWARDS_PAIR, 255, 0, PSA_ALG_NONE);
    assert_int_equal(psa_generate_key(&a, &made), PSA_ERROR_NOT_SUPPORTED);
}

static void begin_edwards(psa_pake_operation_t *op, psa_key_id_t key, bool is_client)
{
    psa_pake_cipher_suite_t suite = suite_of(SPAKE2P, EDWARDS);
    assert_int_equal(psa_pake_setup(op, key, &suite), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_role(op, is_client ? PSA_PAKE_ROLE_CLIENT : PSA_PAKE_ROLE_SERVER), PSA_SUCCESS);
}

static void spake2p_edwards__both_sides__same_key(void **state)
{
    (void)state;
    uint8_t pair[64], record[64], message[PSA_PAKE_OUTPUT_MAX_SIZE], one[32], other[32];
    size_t size;
    edwards_pair(pair);
    psa_key_id_t prover = import(EDWARDS_PAIR, SPAKE2P, pair, 64);
    assert_int_equal(psa_export_public_key(prover, record, sizeof record, &size), PSA_SUCCESS);
    psa_key_id_t verifier = import(EDWARDS_RECORD, SPAKE2P, record, size);
    pair[32]++;
    psa_key_id_t wrong = import(EDWARDS_PAIR, SPAKE2P, pair, 64);
    for (int run = 0; run < 3; run++) { /* a verifier with L, one with w1; a prover with another password */
        begin_edwards(&client, run == 2 ? wrong : prover, true);
        begin_edwards(&server, run == 1 ? prover : verifier, false);
        assert_int_equal(psa_pake_output(&client, SHARE, message, sizeof message, &size), PSA_SUCCESS);
        assert_int_equal(size, PSA_PAKE_OUTPUT_SIZE(SPAKE2P, EDWARDS, SHARE));
        assert_int_equal(psa_pake_input(&server, SHARE, message, size), PSA_SUCCESS);
        assert_int_equal(pass(&server, &client, SHARE, 0), PSA_SUCCESS);
        if (run == 2) {
            assert_int_equal(pass(&server, &client, CONFIRM, 0), PSA_ERROR_INVALID_SIGNATURE);
            assert_error_state(&client);
            assert_int_equal(psa_pake_abort(&server), PSA_SUCCESS);
            return;
        }
        assert_int_equal(pass(&server, &client, CONFIRM, 0), PSA_SUCCESS);
        assert_int_equal(pass(&client, &server, CONFIRM, 0), PSA_SUCCESS);
        psa_key_id_t key_a = take_key(&client, PSA_KEY_TYPE_DERIVE), key_b = take_key(&server, PSA_KEY_TYPE_AES);
        assert_int_equal(psa_export_key(key_a, one, sizeof one, &size), PSA_SUCCESS);
        assert_int_equal(size, 32);
        assert_int_equal(psa_export_key(key_b, other, sizeof other, &size), PSA_SUCCESS);
        assert_memory_equal(one, other, 32);
        assert_int_equal(psa_destroy_key(key_a), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key_b), PSA_SUCCESS);
    }
}

/* RFC 9383 section 6: what is not in the large subgroup ends the run; so does a share that is w0 M or w0 N alone. */
static void spake2p_edwards__bad_share__invalid_argument(void **state)
{
    (void)state;
    static const uint8_t seven_m[32] = { 0xa7, 0x69, 0x8a, 0x70, 0xf6, 0x40, 0xee, 0x55, 0x51, 0x93, 0x83,
                                         0xc6, 0x7e, 0x94, 0x7c, 0x86, 0x3f, 0x2c, 0x7e, 0x44, 0x5b, 0xc7,
                                         0x32, 0x34, 0x26, 0x99, 0xcf, 0xc0, 0xf9, 0x6b, 0x51, 0x3b };
    static const uint8_t seven_n[32] = { 0xfe, 0x84, 0xce, 0xf9, 0x37, 0x57, 0xb1, 0xa0, 0x16, 0x13, 0xb4,
                                         0xbb, 0x67, 0x2b, 0xa8, 0xfe, 0xc6, 0x53, 0x89, 0x7a, 0x24, 0x6f,
                                         0xf0, 0x1d, 0x0b, 0xe8, 0xdd, 0x61, 0x68, 0x43, 0x17, 0xb4 };
    uint8_t pair[64], out[PSA_PAKE_OUTPUT_MAX_SIZE];
    size_t size;
    edwards_pair(pair);
    psa_key_id_t key = import(EDWARDS_PAIR, SPAKE2P, pair, 64);
    const size_t count = sizeof no_points / sizeof no_points[0];
    for (size_t i = 0; i < count + 2; i++) {
        begin_edwards(&server, key, false);
        psa_status_t status =
            psa_pake_input(&server, SHARE, i < count ? no_points[i] : seven_m, i == count + 1 ? 31 : 32);
        if (i == count) { /* a point of the group: nothing is left when its mask is taken off, to compute the answer */
            assert_int_equal(status, PSA_SUCCESS);
            status = psa_pake_output(&server, SHARE, out, sizeof out, &size);
            assert_int_equal(size, 0);
        }
        assert_int_equal(status, PSA_ERROR_INVALID_ARGUMENT);
        assert_error_state(&server);
        begin_edwards(&client, key, true);
        assert_int_equal(psa_pake_output(&client, SHARE, out, sizeof out, &size), PSA_SUCCESS);
        assert_int_equal(psa_pake_input(&client, SHARE, i < count ? no_points[i] : seven_n, i == count + 1 ? 31 : 32),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_error_state(&client);
    }
}

/* RFC 9383 section 4 has one suite: SHA-256 and HMAC. */
static void spake2p_edwards__other_suites__not_supported(void **state)
{
    (void)state;
    const psa_algorithm_t others[] = { PSA_ALG_SPAKE2P_HMAC(PSA_ALG_SHA_512), PSA_ALG_SPAKE2P_CMAC(PSA_ALG_SHA_256),
                                       PSA_ALG_SPAKE2P_MATTER };
    psa_pake_operation_t op = PSA_PAKE_OPERATION_INIT;
    uint8_t pair[64];
    edwards_pair(pair);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        psa_pake_cipher_suite_t suite = suite_of(others[i], EDWARDS);
        psa_key_id_t key = import(EDWARDS_PAIR, others[i], pair, 64);
        assert_int_equal(psa_pake_setup(&op, key, &suite), PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(psa_check_key_usage(key, others[i], PSA_KEY_USAGE_DERIVE), PSA_ERROR_INVALID_ARGUMENT);
    }
    psa_pake_cipher_suite_t suite = suite_of(SPAKE2P, EDWARDS);
    psa_key_id_t key = import(EDWARDS_PAIR, SPAKE2P, pair, 64);
    assert_int_equal(psa_check_key_usage(key, SPAKE2P, PSA_KEY_USAGE_DERIVE), PSA_SUCCESS);
    psa_pake_cs_set_primitive(&suite, P256); /* not the key's curve */
    assert_int_equal(psa_pake_setup(&op, key, &suite), PSA_ERROR_INVALID_ARGUMENT);
    suite = suite_of(JPAKE, EDWARDS);
    key = import(PSA_KEY_TYPE_PASSWORD, JPAKE, "secret", 6);
    assert_int_equal(psa_pake_setup(&op, key, &suite), PSA_ERROR_NOT_SUPPORTED);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(jpake__published_handshake__both_sides, start, fixture_stop),
#if PCC_PAKE_DH_SIZE_MAX >= 384
        cmocka_unit_test_setup_teardown(jpake_dh__computed_handshakes__both_sides, start, fixture_stop),
#endif
#if PCC_PAKE_DH_SIZE_MAX >= 256
        cmocka_unit_test_setup_teardown(jpake_dh__groups__same_key_for_the_same_password_only, start, fixture_stop),
        cmocka_unit_test_setup_teardown(jpake_dh__bad_messages__refused, start, fixture_stop),
#endif
        cmocka_unit_test_setup_teardown(jpake__curves_and_hashes__same_key_for_the_same_password_only, start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(jpake__changed_message__refused, start, fixture_stop),
        cmocka_unit_test_setup_teardown(jpake__other_identity__invalid_signature, start, fixture_stop),
        cmocka_unit_test_setup_teardown(jpake__steps_out_of_order__bad_state, start, fixture_stop),
        cmocka_unit_test_setup_teardown(jpake__settings__as_specified, start, fixture_stop),
        cmocka_unit_test_setup_teardown(setup__bad_suites_and_keys__operation_unchanged, start, fixture_stop),
        cmocka_unit_test_setup_teardown(inactive__every_call__bad_state, start, fixture_stop),
        cmocka_unit_test_setup_teardown(spake2p__rfc_and_matter_vectors__match, start, fixture_stop),
        cmocka_unit_test_setup_teardown(spake2p_keys__derived__w0_and_w1_of_the_specification, start, fixture_stop),
        cmocka_unit_test_setup_teardown(spake2p_keys__import__formats_and_ranges, start, fixture_stop),
        cmocka_unit_test_setup_teardown(spake2p__every_algorithm__both_sides_have_the_key, start, fixture_stop),
        cmocka_unit_test_setup_teardown(spake2p__sides_disagree__confirmation_fails, start, fixture_stop),
        cmocka_unit_test_setup_teardown(spake2p__steps_out_of_order__bad_state, start, fixture_stop),
        cmocka_unit_test_setup_teardown(spake2p__settings_and_shared_key__as_specified, start, fixture_stop),
        cmocka_unit_test_setup_teardown(spake2p__operation_moved__goes_on, start, fixture_stop),
#if PCC_HAVE_SPAKE2P_EDWARDS
        cmocka_unit_test_setup_teardown(spake2p_edwards_keys__import__formats_and_ranges, start, fixture_stop),
        cmocka_unit_test_setup_teardown(spake2p_edwards__both_sides__same_key, start, fixture_stop),
        cmocka_unit_test_setup_teardown(spake2p_edwards__bad_share__invalid_argument, start, fixture_stop),
        cmocka_unit_test_setup_teardown(spake2p_edwards__other_suites__not_supported, start, fixture_stop),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
