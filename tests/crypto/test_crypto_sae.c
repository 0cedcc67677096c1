/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * WPA3-SAE: vectors, the derivation of tokens, and the rules of its PAKE (Crypto API 1.5, "The WPA3-SAE protocol").
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/core/sae_curve.h"
#include "lib/crypto/crypto_internal.h"
#include "lib/crypto/drbg.h"
#include "lib/crypto/ecc.h"
#include "lib/crypto/pake.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"
#include "vectors.h"

#define P256 PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256)
#define FIXED PSA_ALG_WPA3_SAE_FIXED(PSA_ALG_SHA_256)
#define GDH PSA_ALG_WPA3_SAE_GDH(PSA_ALG_SHA_256)
#define H2E PSA_ALG_WPA3_SAE_H2E(PSA_ALG_SHA_256)
#define TOKEN PSA_KEY_TYPE_WPA3_SAE_ECC(PSA_ECC_FAMILY_SECP_R1)
#define COMMIT PSA_PAKE_STEP_COMMIT
#define SALT PSA_PAKE_STEP_SALT
#define COUNT PSA_PAKE_STEP_CONFIRM_COUNT
#define CONFIRM PSA_PAKE_STEP_CONFIRM
#define KEY_ID PSA_PAKE_STEP_KEY_ID

static const uint8_t mac_a[6] = { 2, 0, 0, 0, 0, 1 }, mac_b[6] = { 2, 0, 0, 0, 0, 2 };
static const uint8_t zeros[64] = { 0 };

static psa_pake_operation_t a, b;

static int start(void **state)
{
    memset(&a, 0, sizeof a);
    memset(&b, 0, sizeof b);
    return fixture_start(state);
}

static psa_key_id_t import(psa_key_type_t type, psa_algorithm_t alg, const void *data, size_t size)
{
    psa_key_attributes_t at = fixture_attributes(type, 0, PSA_KEY_USAGE_DERIVE | PSA_KEY_USAGE_EXPORT, alg);
    psa_key_id_t key;
    assert_int_equal(psa_import_key(&at, data, size, &key), PSA_SUCCESS);
    return key;
}

/* ---------------------------------------------------------------------------------------------------- Vectors --- */

/* The group of a record. */
typedef struct group {
    psa_pake_primitive_t primitive;
    psa_key_type_t type;
    size_t bits, size;
    psa_algorithm_t hash;
    pcc_pake_group_t math;
} group_t;

static group_t group_of(const vec_record_t *r)
{
    const char *family = vec_text(r, "family");
    group_t g = { 0 };
    for (const char *p = vec_text(r, "bits"); *p != 0; p++) {
        g.bits = 10 * g.bits + (size_t)(*p - '0');
    }
    g.size = (g.bits + 7) / 8;
    if (strcmp(family, "rfc3526") == 0) {
        g.primitive = PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, PSA_DH_FAMILY_RFC3526, g.bits);
        g.type = PSA_KEY_TYPE_WPA3_SAE_DH(PSA_DH_FAMILY_RFC3526);
        g.hash = g.bits == 3072 ? PSA_ALG_SHA_384 : PSA_ALG_SHA_512;
        g.math.dh = pcc_dh_group_find(PSA_DH_FAMILY_RFC3526, g.bits);
        assert_non_null(g.math.dh);
        return g;
    }
    psa_ecc_family_t ecc = strcmp(family, "secp_r1") == 0 ? PSA_ECC_FAMILY_SECP_R1 : PSA_ECC_FAMILY_BRAINPOOL_P_R1;
    g.primitive = PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, ecc, g.bits);
    g.type = PSA_KEY_TYPE_WPA3_SAE_ECC(ecc);
    g.hash = g.bits == 256 ? PSA_ALG_SHA_256 : g.bits == 384 ? PSA_ALG_SHA_384 : PSA_ALG_SHA_512;
    assert_int_equal(pcrypto_ecc(pcc_curve_find(ecc, g.bits), &g.math.ecc), PSA_SUCCESS);
    return g;
}

static void check_map(const vec_record_t *r)
{
    const group_t g = group_of(r);
    size_t size;
    uint8_t point[2 * PCC_SCALAR_SIZE_MAX];
    const uint8_t *u = vec_bytes(r, "u", &size);
    assert_int_equal(size, g.size);
    assert_int_equal(pcc_sae_curve_map(pcc_sae_curve_find(g.math.ecc.curve), u, point, &pcrypto_rng), PSA_SUCCESS);
    assert_memory_equal(point, vec_bytes(r, "point", &size), size);
}

static void map__vectors__match(void **state)
{
    (void)state;
    vec_for_each("sae_map.txt", 34, check_map);
}

/* The inputs of a derivation of a token. */
static psa_status_t begin_token(psa_key_derivation_operation_t *op, psa_algorithm_t hash, const vec_record_t *r)
{
    size_t size;
    const uint8_t *password = vec_bytes(r, "password", &size);
    psa_key_id_t key = import(PSA_KEY_TYPE_PASSWORD, PSA_ALG_WPA3_SAE_ANY, password, size);
    const uint8_t *ssid = vec_bytes(r, "ssid", &size);
    memset(op, 0, sizeof *op);
    assert_int_equal(psa_key_derivation_setup(op, PSA_ALG_WPA3_SAE_H2E(hash)), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(op, PSA_KEY_DERIVATION_INPUT_SALT, ssid, size), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(op, PSA_KEY_DERIVATION_INPUT_PASSWORD, key), PSA_SUCCESS);
    if (vec_text(r, "identifier") != NULL) {
        const uint8_t *identifier = vec_bytes(r, "identifier", &size);
        assert_int_equal(psa_key_derivation_input_bytes(op, PSA_KEY_DERIVATION_INPUT_INFO, identifier, size),
                         PSA_SUCCESS);
    }
    return PSA_SUCCESS;
}

/* The token of a record as a key. */
static psa_key_id_t token_of(const vec_record_t *r, const group_t *g, psa_algorithm_t alg)
{
    psa_key_derivation_operation_t op;
    psa_key_id_t key;
    psa_key_attributes_t at = fixture_attributes(g->type, g->bits, PSA_KEY_USAGE_DERIVE | PSA_KEY_USAGE_EXPORT, alg);
    assert_int_equal(begin_token(&op, g->hash, r), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_key(&at, &op, &key), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
    return key;
}

static void check_token(const vec_record_t *r)
{
    const group_t g = group_of(r);
    psa_key_attributes_t at;
    uint8_t out[PCC_PAKE_DH_SIZE_MAX], token[PCC_PAKE_ELEMENT_MAX], element[PCC_PAKE_ELEMENT_MAX], both[12];
    size_t size, expected, at_byte = pcc_sae_element_at(&g.math);
    psa_key_id_t key = token_of(r, &g, PSA_ALG_NONE);
    const uint8_t *wanted = vec_bytes(r, "token", &expected);
    assert_int_equal(psa_export_key(key, out, sizeof out, &size), PSA_SUCCESS);
    assert_int_equal(size, expected);
    assert_int_equal(size, PSA_EXPORT_KEY_OUTPUT_SIZE(g.type, g.bits));
    assert_memory_equal(out, wanted, size);
    assert_int_equal(psa_get_key_attributes(key, &at), PSA_SUCCESS);
    assert_int_equal(psa_get_key_bits(&at), g.bits);
    assert_int_equal(psa_get_key_type(&at), g.type);
    /* It is imported as it was exported, with its size found. */
    psa_key_id_t again = import(g.type, PSA_ALG_NONE, out, size);
    assert_int_equal(psa_get_key_attributes(again, &at), PSA_SUCCESS);
    assert_int_equal(psa_get_key_bits(&at), g.bits);

    token[0] = 4;
    memcpy(token + at_byte, out, size);
    const uint8_t *addresses = vec_bytes(r, "addresses", &size);
    for (int turned = 0; turned < 2; turned++) {
        pcc_sae_addresses(addresses + 6 * turned, addresses + 6 - 6 * turned, both);
        assert_int_equal(pcc_sae_element_of_token(&g.math, token, both, element, &pcrypto_rng), PSA_SUCCESS);
        assert_memory_equal(element + at_byte, vec_bytes(r, "element", &size), expected);
    }
    pcrypto_reset();
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
}

static void token__vectors__match(void **state)
{
    (void)state;
    vec_for_each("sae_token.txt", 10, check_token);
}

/* A generator that gives what a record says first: rand, then minus the mask. */
typedef struct told {
    const uint8_t *first[2];
    size_t size;
    unsigned count;
} told_t;

static psa_status_t fill_told(void *context, uint8_t *out, size_t size)
{
    told_t *told = (told_t *)context;
    if (told->count < 2) {
        assert_int_equal(size, told->size);
        memcpy(out, told->first[told->count++], size);
        return PSA_SUCCESS;
    }
    return pcrypto_random(out, size);
}

/* q - mask, by subtraction from 0. */
static void negate_scalar(const group_t *g, const uint8_t *mask, uint8_t *out)
{
    uint8_t one[PCC_PAKE_SCALAR_MAX] = { 0 };
    one[g->size - 1] = 1;
    assert_int_equal(
        pcc_pake_multiply_scalars(&g->math, mask, one, (const uint8_t[PCC_PAKE_SCALAR_MAX]){ 0 }, out, &pcrypto_rng),
        PSA_SUCCESS);
}

/* Core: the password element by looping, and the commit of rand and mask. */
static void check_commit(const vec_record_t *r, const group_t *g)
{
    uint8_t element[PCC_PAKE_ELEMENT_MAX], rand[PCC_PAKE_SCALAR_MAX], minus[PCC_PAKE_SCALAR_MAX], both[12];
    static uint8_t commit[PCC_SAE_COMMIT_MAX];
    size_t size, n, at_byte = pcc_sae_element_at(&g->math);
    const uint8_t *wanted = vec_bytes(r, "element", &n), *addresses = vec_bytes(r, "addresses", &size);
    element[0] = 4;
    memcpy(element + at_byte, wanted, n);
    if (strcmp(vec_text(r, "variant"), "loop") == 0) {
        const uint8_t *password = vec_bytes(r, "password", &size);
        memset(element, 0, sizeof element);
        pcc_sae_addresses(addresses + 6, addresses, both);
        assert_int_equal(pcc_sae_element_of_password(&g->math, password, size, both, element, &pcrypto_rng),
                         PSA_SUCCESS);
        assert_memory_equal(element + at_byte, wanted, n);
    }
    negate_scalar(g, vec_bytes(r, "mask", &size), minus);
    told_t told = { { vec_bytes(r, "rand", &size), minus }, g->size, 0 };
    const pcc_rng_t rng = { fill_told, &told };
    assert_int_equal(pcc_sae_commit(&g->math, element, rand, commit, &rng), PSA_SUCCESS);
    assert_memory_equal(rand, told.first[0], g->size);
    assert_memory_equal(commit, vec_bytes(r, "own", &size), size);
    assert_int_equal(size, g->size + n);
}

static psa_pake_cipher_suite_t suite_of(psa_algorithm_t alg, psa_pake_primitive_t primitive)
{
    psa_pake_cipher_suite_t suite = PSA_PAKE_CIPHER_SUITE_INIT;
    psa_pake_cs_set_algorithm(&suite, alg);
    psa_pake_cs_set_primitive(&suite, primitive);
    return suite; /* confirmed, as it is initialised */
}

static void begin(psa_pake_operation_t *op, psa_key_id_t key, psa_algorithm_t alg, psa_pake_primitive_t primitive,
                  const uint8_t *user, const uint8_t *peer)
{
    psa_pake_cipher_suite_t suite = suite_of(alg, primitive);
    assert_int_equal(psa_pake_setup(op, key, &suite), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_user(op, user, 6), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_peer(op, peer, 6), PSA_SUCCESS);
}

static psa_key_id_t take_key(psa_pake_operation_t *op, psa_key_type_t type)
{
    psa_key_attributes_t at = fixture_attributes(type, 0, PSA_KEY_USAGE_EXPORT, PSA_ALG_NONE);
    psa_key_id_t key;
    assert_int_equal(psa_pake_get_shared_key(op, &at, &key), PSA_SUCCESS);
    return key;
}

/* API: a run whose commit and rand are put into the operation. */
static void check_run(const vec_record_t *r)
{
    const group_t g = group_of(r);
    const char *variant = vec_text(r, "variant");
    bool loop = strcmp(variant, "loop") == 0, gdh = strcmp(variant, "gdh") == 0;
    psa_algorithm_t hash = loop ? PSA_ALG_SHA_256 : g.hash;
    psa_algorithm_t alg = gdh ? PSA_ALG_WPA3_SAE_GDH(hash) : PSA_ALG_WPA3_SAE_FIXED(hash);
    size_t size, n, hash_size = PSA_HASH_LENGTH(hash), pmk_size = gdh ? hash_size : 32;
    static uint8_t out[PSA_PAKE_OUTPUT_MAX_SIZE];
    check_commit(r, &g);

    const uint8_t *addresses = vec_bytes(r, "addresses", &size), *password = vec_bytes(r, "password", &n);
    psa_key_id_t key =
        loop ? import(PSA_KEY_TYPE_PASSWORD, PSA_ALG_WPA3_SAE_ANY, password, n) : token_of(r, &g, PSA_ALG_WPA3_SAE_ANY);
    begin(&a, key, alg, g.primitive, addresses, addresses + 6);
    assert_int_equal(psa_pake_output(&a, COMMIT, out, sizeof out, &size), PSA_SUCCESS);
    assert_int_equal(size, PSA_PAKE_OUTPUT_SIZE(alg, g.primitive, COMMIT));
    pcrypto_pake_t *inside = (pcrypto_pake_t *)(void *)&a;
    memcpy(inside->u.sae.rand, vec_bytes(r, "rand", &n), g.size);
    memcpy(inside->u.sae.own, vec_bytes(r, "own", &n), size);
    const uint8_t *peer = vec_bytes(r, "peer", &n), *counts = vec_bytes(r, "counts", &size);
    assert_int_equal(psa_pake_input(&a, COMMIT, peer, n), PSA_SUCCESS);
    const uint8_t *salt = vec_bytes(r, "salt", &n), *confirms = vec_bytes(r, "confirms", &size);
    assert_int_equal(size, 2 * (2 + hash_size));
    assert_int_equal(psa_pake_input(&a, SALT, salt, n), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(&a, COUNT, counts, 2), PSA_SUCCESS);
    assert_int_equal(psa_pake_output(&a, CONFIRM, out, sizeof out, &size), PSA_SUCCESS);
    assert_int_equal(size, 2 + hash_size);
    assert_int_equal(size, PSA_PAKE_OUTPUT_SIZE(alg, g.primitive, CONFIRM));
    assert_memory_equal(out, confirms, size);
    assert_int_equal(psa_pake_input(&a, CONFIRM, confirms + size, size), PSA_SUCCESS);
    const uint8_t *keys = vec_bytes(r, "keys", &n);
    assert_int_equal(n, hash_size + pmk_size + 16);
    assert_int_equal(psa_pake_output(&a, KEY_ID, out, sizeof out, &size), PSA_SUCCESS);
    assert_int_equal(size, 16);
    assert_memory_equal(out, keys + hash_size + pmk_size, 16);
    psa_key_id_t shared = take_key(&a, PSA_KEY_TYPE_DERIVE);
    assert_int_equal(psa_export_key(shared, out, sizeof out, &size), PSA_SUCCESS);
    assert_int_equal(size, pmk_size);
    assert_memory_equal(out, keys + hash_size, pmk_size);
    pcrypto_reset();
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
}

static void run__vectors__match(void **state)
{
    (void)state;
    vec_for_each("sae_run.txt", 24, check_run);
}

/* Counts what is drawn: two numbers for the blinding of each round. */
static psa_status_t fill_counted(void *context, uint8_t *out, size_t size)
{
    ++*(unsigned *)context;
    return pcrypto_random(out, size);
}

/* 40 rounds on a curve whichever of them finds the element. */
static void loop__any_password__as_many_rounds(void **state)
{
    (void)state;
    pcc_pake_group_t group = { { NULL, NULL }, NULL };
    uint8_t element[65], both[12];
    assert_int_equal(pcrypto_ecc(pcc_curve_find(PCC_FAMILY_SECP_R1, 256), &group.ecc), PSA_SUCCESS);
    pcc_sae_addresses(mac_a, mac_b, both);
    for (uint8_t password = 0; password < 8; password++) {
        unsigned count = 0;
        const pcc_rng_t rng = { fill_counted, &count };
        assert_int_equal(pcc_sae_element_of_password(&group, &password, 1, both, element, &rng), PSA_SUCCESS);
        assert_int_equal(count, 2 * 40);
    }
}

/* ------------------------------------------------------------------------------------------------ Both sides --- */

/* The error state: nothing but abort leads on. */
static void assert_error_state(psa_pake_operation_t *op)
{
    uint8_t out[2] = { 0 };
    size_t size;
    assert_int_equal(psa_pake_output(op, KEY_ID, out, sizeof out, &size), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_pake_input(op, COUNT, out, 2), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_pake_set_user(op, mac_a, 6), PSA_ERROR_BAD_STATE);
    assert_int_equal(psa_pake_abort(op), PSA_SUCCESS);
    static const psa_pake_operation_t inactive = PSA_PAKE_OPERATION_INIT;
    assert_memory_equal(op, &inactive, sizeof inactive);
}

/* A token of P-256 by derivation. */
static psa_key_id_t derive_token(psa_algorithm_t policy, const char *password)
{
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_key_id_t key = import(PSA_KEY_TYPE_PASSWORD, H2E, password, strlen(password)), token;
    psa_key_attributes_t at = fixture_attributes(TOKEN, 256, PSA_KEY_USAGE_DERIVE | PSA_KEY_USAGE_EXPORT, policy);
    assert_int_equal(psa_key_derivation_setup(&op, H2E), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_SALT, mac_a, 6), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&op, PSA_KEY_DERIVATION_INPUT_PASSWORD, key), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_key(&at, &op, &token), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    return token;
}

/* What one side says, the other hears; the status of the hearing. */
static psa_status_t pass(psa_pake_operation_t *from, psa_pake_operation_t *to, psa_pake_step_t step, size_t flip)
{
    static uint8_t message[PSA_PAKE_OUTPUT_MAX_SIZE];
    size_t size;
    assert_int_equal(psa_pake_output(from, step, message, sizeof message, &size), PSA_SUCCESS);
    if (flip != 0) {
        message[flip - 1] ^= 1;
    }
    return psa_pake_input(to, step, message, size);
}

static void exchange(void)
{
    assert_int_equal(pass(&a, &b, COMMIT, 0), PSA_SUCCESS);
    assert_int_equal(pass(&b, &a, COMMIT, 0), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(&a, SALT, zeros, 32), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(&b, SALT, zeros, 32), PSA_SUCCESS);
}

static void confirm(void)
{
    assert_int_equal(psa_pake_input(&a, COUNT, mac_a, 2), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(&b, COUNT, mac_b, 2), PSA_SUCCESS);
    assert_int_equal(pass(&a, &b, CONFIRM, 0), PSA_SUCCESS);
    assert_int_equal(pass(&b, &a, CONFIRM, 0), PSA_SUCCESS);
}

/* A password and a token, with each algorithm; either side may hear before it speaks; more confirms after the first. */
static void sae__both_sides__same_key(void **state)
{
    (void)state;
    psa_key_id_t password = import(PSA_KEY_TYPE_PASSWORD, PSA_ALG_WPA3_SAE_ANY, "secret", 6);
    psa_key_id_t token = derive_token(PSA_ALG_WPA3_SAE_ANY, "secret");
    for (int i = 0; i < 3; i++) {
        psa_algorithm_t alg = i == 2 ? GDH : FIXED;
        uint8_t one[64], other[64];
        size_t size;
        begin(&a, i == 0 ? password : token, alg, P256, mac_a, mac_b);
        begin(&b, i == 0 ? password : token, alg, P256, mac_b, mac_a);
        if (i == 1) {
            assert_int_equal(psa_pake_set_role(&a, PSA_PAKE_ROLE_NONE), PSA_SUCCESS);
        }
        exchange();
        confirm();
        confirm();
        assert_int_equal(psa_pake_output(&a, KEY_ID, one, 16, &size), PSA_SUCCESS);
        assert_int_equal(psa_pake_output(&b, KEY_ID, other, 16, &size), PSA_SUCCESS);
        assert_memory_equal(one, other, 16);
        confirm();
        psa_key_id_t key_a = take_key(&a, PSA_KEY_TYPE_HMAC), key_b = take_key(&b, PSA_KEY_TYPE_AES);
        assert_int_equal(psa_export_key(key_a, one, sizeof one, &size), PSA_SUCCESS);
        assert_int_equal(size, 32);
        assert_int_equal(psa_export_key(key_b, other, sizeof other, &size), PSA_SUCCESS);
        assert_int_equal(size, 32);
        assert_memory_equal(one, other, 32);
        assert_int_equal(psa_destroy_key(key_a), PSA_SUCCESS);
        assert_int_equal(psa_destroy_key(key_b), PSA_SUCCESS);
    }
}

/* Another password, address or salt: the confirm does not hold. A confirm that is changed, cut, sent back or of an old
 * count. */
static void sae__sides_disagree__confirmation_fails(void **state)
{
    (void)state;
    psa_key_id_t one = import(PSA_KEY_TYPE_PASSWORD, FIXED, "secret", 6);
    psa_key_id_t other = import(PSA_KEY_TYPE_PASSWORD, FIXED, "Secret", 6);
    static const uint8_t mac_c[6] = { 2, 0, 0, 0, 0, 3 }, groups[2] = { 20, 0 };
    uint8_t message[34], mine[34];
    size_t size;
    for (int i = 0; i < 9; i++) {
        begin(&a, one, FIXED, P256, mac_a, i == 1 ? mac_c : mac_b);
        begin(&b, i == 0 ? other : one, FIXED, P256, mac_b, mac_a);
        if (i != 2) {
            exchange();
        } else {
            assert_int_equal(pass(&a, &b, COMMIT, 0), PSA_SUCCESS);
            assert_int_equal(pass(&b, &a, COMMIT, 0), PSA_SUCCESS);
            assert_int_equal(psa_pake_input(&a, SALT, zeros, 32), PSA_SUCCESS);
            assert_int_equal(psa_pake_input(&b, SALT, groups, 2), PSA_SUCCESS);
        }
        assert_int_equal(psa_pake_input(&a, COUNT, mac_a, 2), PSA_SUCCESS);
        assert_int_equal(psa_pake_input(&b, COUNT, mac_a, 2), PSA_SUCCESS);
        if (i < 3) {
            assert_int_equal(pass(&a, &b, CONFIRM, 0), PSA_ERROR_INVALID_SIGNATURE);
        } else if (i < 6) { /* the counter, the confirm */
            assert_int_equal(pass(&a, &b, CONFIRM, i == 3 ? 1 : i == 4 ? 3 : 34), PSA_ERROR_INVALID_SIGNATURE);
        } else {
            assert_int_equal(psa_pake_output(&a, CONFIRM, message, sizeof message, &size), PSA_SUCCESS);
            assert_int_equal(psa_pake_output(&b, CONFIRM, mine, sizeof mine, &size), PSA_SUCCESS);
            assert_int_equal(psa_pake_input(&b, CONFIRM, i == 8 ? mine : message,
                                            i == 8   ? 34
                                            : i == 6 ? 33
                                                     : 0),
                             PSA_ERROR_INVALID_SIGNATURE);
        }
        assert_error_state(&b);
        assert_int_equal(psa_pake_abort(&a), PSA_SUCCESS);
    }
}

/* Scalars of 0, 1, the order and more; elements that are none; our own commit; other sizes. */
static void sae__bad_commit__invalid_argument(void **state)
{
    (void)state;
    psa_key_id_t key = import(PSA_KEY_TYPE_PASSWORD, FIXED, "secret", 6);
    const uint8_t *n = pcc_curve_find(PCC_FAMILY_SECP_R1, 256)->n;
    uint8_t good[97], bad[97];
    size_t size;
    begin(&a, key, FIXED, P256, mac_a, mac_b);
    assert_int_equal(psa_pake_output(&a, COMMIT, good, sizeof good, &size), PSA_SUCCESS);
    assert_int_equal(size, 96);
    assert_int_equal(psa_pake_abort(&a), PSA_SUCCESS);
    for (int i = 0; i < 10; i++) {
        begin(&b, key, FIXED, P256, mac_b, mac_a);
        memcpy(bad, good, 96);
        size = 96;
        if (i < 4) {
            memset(bad, i == 2 ? 0xff : 0, 32);
            bad[31] = (uint8_t)(i == 1 ? 1 : bad[31]);
            if (i == 3) {
                memcpy(bad, n, 32);
            }
        } else if (i == 4) {
            bad[95] ^= 1; /* not on the curve */
        } else if (i == 5) {
            memset(bad + 32, 0, 64);
        } else if (i == 6) {
            memset(bad + 32, 0xff, 32); /* x not below p */
        } else if (i < 9) {
            size = i == 7 ? 95 : 97;
        } else { /* sent back */
            assert_int_equal(psa_pake_output(&b, COMMIT, bad, 96, &size), PSA_SUCCESS);
        }
        assert_int_equal(psa_pake_input(&b, COMMIT, bad, size), PSA_ERROR_INVALID_ARGUMENT);
        assert_error_state(&b);
    }
    /* n - 1 is a scalar: only the confirm tells. */
    begin(&b, key, FIXED, P256, mac_b, mac_a);
    memcpy(bad, n, 32);
    bad[31]--;
    memcpy(bad + 32, good + 32, 64);
    assert_int_equal(psa_pake_input(&b, COMMIT, bad, 96), PSA_SUCCESS);
    assert_int_equal(psa_pake_abort(&b), PSA_SUCCESS);
    /* An element that takes away what the scalar brings leaves the neutral one. */
    pcc_pake_group_t group = { { NULL, NULL }, NULL };
    uint8_t element[65], product[65], both[12], minus[32], one[32] = { 0 };
    one[31] = 1;
    assert_int_equal(pcrypto_ecc(pcc_curve_find(PCC_FAMILY_SECP_R1, 256), &group.ecc), PSA_SUCCESS);
    pcc_sae_addresses(mac_a, mac_b, both);
    assert_int_equal(pcc_sae_element_of_password(&group, (const uint8_t *)"secret", 6, both, element, &pcrypto_rng),
                     PSA_SUCCESS);
    assert_int_equal(pcc_pake_multiply_scalars(&group, good, one, zeros, minus, &pcrypto_rng), PSA_SUCCESS);
    assert_int_equal(pcc_pake_multiply(&group, minus, element, product, &pcrypto_rng), PSA_SUCCESS);
    memcpy(bad, good, 32);
    memcpy(bad + 32, product + 1, 64);
    begin(&b, key, FIXED, P256, mac_b, mac_a);
    assert_int_equal(psa_pake_input(&b, COMMIT, bad, 96), PSA_ERROR_INVALID_ARGUMENT);
    assert_error_state(&b);
}

/* How far a run has come. */
enum { NOTHING, SPOKEN, HEARD, COMMITTED, SALTED, COUNTED, SAID, CHECKED, BOTH, STAGES };

static void bring_to(int stage)
{
    uint8_t message[PSA_PAKE_OUTPUT_MAX_SIZE];
    size_t size;
    if (stage == SPOKEN) {
        assert_int_equal(psa_pake_output(&a, COMMIT, message, sizeof message, &size), PSA_SUCCESS);
    } else if (stage == HEARD) {
        assert_int_equal(pass(&b, &a, COMMIT, 0), PSA_SUCCESS);
    } else if (stage == COMMITTED) {
        assert_int_equal(pass(&a, &b, COMMIT, 0), PSA_SUCCESS);
        assert_int_equal(pass(&b, &a, COMMIT, 0), PSA_SUCCESS);
    } else if (stage >= SALTED) {
        exchange();
        assert_int_equal(psa_pake_input(&b, COUNT, mac_b, 2), PSA_SUCCESS);
        if (stage >= COUNTED && stage != CHECKED) {
            assert_int_equal(psa_pake_input(&a, COUNT, mac_a, 2), PSA_SUCCESS);
        }
        if (stage == SAID || stage == BOTH) {
            assert_int_equal(pass(&a, &b, CONFIRM, 0), PSA_SUCCESS);
        }
        if (stage >= CHECKED) {
            assert_int_equal(pass(&b, &a, CONFIRM, 0), PSA_SUCCESS);
        }
    }
}

/* At each stage each call: outputs of three steps, inputs of four, the shared key. '+' works. */
static void sae__every_step_at_every_stage__as_specified(void **state)
{
    (void)state;
    static const psa_pake_step_t steps[7] = { COMMIT, CONFIRM, KEY_ID, COMMIT, SALT, COUNT, CONFIRM };
    static const char *const works[STAGES] = {
        "+..+....", /* nothing */
        "...+....", /* our commit was said */
        "+.......", /* the peer's was heard */
        "....+...", /* both */
        ".....++.", /* salted: confirms may be heard, and said with a count */
        ".+...++.", /* a count is there */
        ".....++.", /* a confirm was said: the next needs another count */
        ".....++.", /* only the peer's was heard */
        "..+..+++", /* both */
    };
    psa_key_id_t key = import(PSA_KEY_TYPE_PASSWORD, FIXED, "secret", 6);
    for (int stage = 0; stage < STAGES; stage++) {
        for (int call = 0; call < 8; call++) {
            uint8_t message[PSA_PAKE_OUTPUT_MAX_SIZE] = { 0 };
            size_t size = 32;
            psa_key_attributes_t at = fixture_attributes(PSA_KEY_TYPE_DERIVE, 0, 0, PSA_ALG_NONE);
            psa_key_id_t made;
            psa_status_t status;
            begin(&a, key, FIXED, P256, mac_a, mac_b);
            begin(&b, key, FIXED, P256, mac_b, mac_a);
            bring_to(stage);
            if (call < 3) {
                status = psa_pake_output(&a, steps[call], message, sizeof message, &size);
            } else if (call == 7) {
                status = psa_pake_get_shared_key(&a, &at, &made);
                assert_true((status == PSA_SUCCESS) == (made != PSA_KEY_ID_NULL));
            } else {
                bool has = steps[call] == COMMIT ? stage < HEARD : steps[call] == CONFIRM && stage >= SALTED;
                if (has && stage >= SALTED) { /* a good one */
                    (void)psa_pake_input(&b, COUNT, mac_b, 2);
                }
                if (has) {
                    assert_int_equal(psa_pake_output(&b, steps[call], message, sizeof message, &size), PSA_SUCCESS);
                }
                status = psa_pake_input(&a, steps[call], message, steps[call] == COUNT ? 2 : size);
            }
            if (works[stage][call] == '+') {
                assert_int_equal(status, PSA_SUCCESS);
            } else {
                assert_int_equal(status, PSA_ERROR_BAD_STATE);
                assert_error_state(&a);
            }
            assert_int_equal(psa_pake_abort(&a), PSA_SUCCESS);
            assert_int_equal(psa_pake_abort(&b), PSA_SUCCESS);
        }
    }
}

static void sae__settings_and_inputs__as_specified(void **state)
{
    (void)state;
    psa_key_id_t key = import(PSA_KEY_TYPE_PASSWORD, FIXED, "secret", 6);
    psa_pake_cipher_suite_t suite = suite_of(FIXED, P256);
    uint8_t out[96];
    size_t size;
    const struct {
        int call;
        size_t size;
        psa_status_t status;
    } cases[] = {
        { 0, 6, PSA_SUCCESS },
        { 0, 5, PSA_ERROR_INVALID_ARGUMENT },
        { 0, 7, PSA_ERROR_INVALID_ARGUMENT },
        { 0, 0, PSA_ERROR_INVALID_ARGUMENT },
        { 1, 6, PSA_SUCCESS },
        { 1, 8, PSA_ERROR_INVALID_ARGUMENT },
        { 2, 6, PSA_ERROR_BAD_STATE }, /* "WPA-SAE does not use a context" */
        { 3, PSA_PAKE_ROLE_NONE, PSA_SUCCESS },
        { 3, PSA_PAKE_ROLE_FIRST, PSA_ERROR_INVALID_ARGUMENT },
        { 3, PSA_PAKE_ROLE_CLIENT, PSA_ERROR_INVALID_ARGUMENT },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(psa_pake_setup(&a, key, &suite), PSA_SUCCESS);
        psa_status_t status = cases[i].call == 0   ? psa_pake_set_user(&a, zeros, cases[i].size)
                              : cases[i].call == 1 ? psa_pake_set_peer(&a, zeros, cases[i].size)
                              : cases[i].call == 2 ? psa_pake_set_context(&a, zeros, cases[i].size)
                                                   : psa_pake_set_role(&a, (psa_pake_role_t)cases[i].size);
        assert_int_equal(status, cases[i].status);
        if (status != PSA_SUCCESS) {
            assert_error_state(&a);
        } else { /* both addresses are needed */
            assert_int_equal(psa_pake_output(&a, COMMIT, out, sizeof out, &size), PSA_ERROR_BAD_STATE);
            assert_error_state(&a);
        }
    }
    assert_int_equal(psa_pake_setup(&a, key, &suite), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_user(&a, mac_a, 6), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_peer(&a, mac_a, 6), PSA_ERROR_INVALID_ARGUMENT);
    assert_error_state(&a);
    /* Steps of other protocols, and in the wrong direction. */
    static const psa_pake_step_t no_output[] = { SALT, COUNT, PSA_PAKE_STEP_KEY_SHARE, PSA_PAKE_STEP_ZK_PROOF, 0, 9 };
    static const psa_pake_step_t no_input[] = { KEY_ID, PSA_PAKE_STEP_KEY_SHARE, PSA_PAKE_STEP_ZK_PUBLIC, 0, 9 };
    for (size_t i = 0; i < sizeof no_output; i++) {
        begin(&a, key, FIXED, P256, mac_a, mac_b);
        assert_int_equal(psa_pake_output(&a, no_output[i], out, sizeof out, &size), PSA_ERROR_INVALID_ARGUMENT);
        assert_error_state(&a);
    }
    for (size_t i = 0; i < sizeof no_input; i++) {
        begin(&a, key, FIXED, P256, mac_a, mac_b);
        assert_int_equal(psa_pake_input(&a, no_input[i], out, 16), PSA_ERROR_INVALID_ARGUMENT);
        assert_error_state(&a);
    }
    /* Salts and counters. */
    const struct {
        psa_pake_step_t step;
        size_t size;
        psa_status_t status;
    } inputs[] = {
        { SALT, 0, PSA_SUCCESS },
        { SALT, 2, PSA_SUCCESS },
        { SALT, 64, PSA_SUCCESS },
        { SALT, 31, PSA_ERROR_INVALID_ARGUMENT },
        { SALT, 66, PSA_ERROR_NOT_SUPPORTED },
        { COUNT, 2, PSA_SUCCESS },
        { COUNT, 1, PSA_ERROR_INVALID_ARGUMENT },
        { COUNT, 3, PSA_ERROR_INVALID_ARGUMENT },
    };
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        static const uint8_t bytes[66] = { 0 };
        begin(&a, key, FIXED, P256, mac_a, mac_b);
        begin(&b, key, FIXED, P256, mac_b, mac_a);
        bring_to(inputs[i].step == SALT ? COMMITTED : SALTED);
        assert_int_equal(psa_pake_input(&a, inputs[i].step, bytes, inputs[i].size), inputs[i].status);
        if (inputs[i].status != PSA_SUCCESS) {
            assert_error_state(&a);
        }
        assert_int_equal(psa_pake_abort(&a), PSA_SUCCESS);
        assert_int_equal(psa_pake_abort(&b), PSA_SUCCESS);
    }
    /* A key that the secret is too long or not meant for. */
    static const psa_key_type_t types[] = { PSA_KEY_TYPE_PASSWORD, PSA_KEY_TYPE_CHACHA20, PSA_KEY_TYPE_RAW_DATA };
    for (size_t i = 0; i < 3; i++) {
        psa_key_attributes_t at = fixture_attributes(types[i], 0, 0, PSA_ALG_NONE);
        psa_key_id_t made;
        begin(&a, key, FIXED, P256, mac_a, mac_b);
        begin(&b, key, FIXED, P256, mac_b, mac_a);
        exchange();
        confirm();
        assert_int_equal(psa_pake_get_shared_key(&a, &at, &made), PSA_ERROR_INVALID_ARGUMENT);
        assert_error_state(&a);
        assert_int_equal(psa_pake_abort(&b), PSA_SUCCESS);
    }
}

static void setup__suites_and_keys__as_specified(void **state)
{
    (void)state;
    static const uint8_t long_password[PCRYPTO_PAKE_PASSWORD_SIZE_MAX + 1] = { 1 };
    psa_key_id_t password = import(PSA_KEY_TYPE_PASSWORD, PSA_ALG_WPA3_SAE_ANY, "secret", 6);
    psa_key_id_t longest = import(PSA_KEY_TYPE_PASSWORD, FIXED, long_password, sizeof long_password - 1);
    psa_key_id_t longer = import(PSA_KEY_TYPE_PASSWORD, FIXED, long_password, sizeof long_password);
    psa_key_id_t token = derive_token(PSA_ALG_WPA3_SAE_ANY, "secret"), fixed = derive_token(FIXED, "secret");
    psa_key_id_t derive = import(PSA_KEY_TYPE_DERIVE, FIXED, "secret", 6);
    const psa_pake_primitive_t p384 = PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 384);
    const psa_pake_primitive_t p224 = PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 224);
    const psa_pake_primitive_t k256 = PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_K1, 256);
    const psa_pake_primitive_t bp256 =
        PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_BRAINPOOL_P_R1, 256);
    const psa_pake_primitive_t x25519 = PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_MONTGOMERY, 255);
    const psa_pake_primitive_t edwards =
        PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_TWISTED_EDWARDS, 255);
    const psa_pake_primitive_t dh_3072 = PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, PSA_DH_FAMILY_RFC3526, 3072);
    const psa_pake_primitive_t dh_2048 = PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, PSA_DH_FAMILY_RFC3526, 2048);
    const psa_pake_primitive_t ffdhe = PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, PSA_DH_FAMILY_RFC7919, 3072);
    const struct {
        psa_key_id_t key;
        psa_algorithm_t alg;
        psa_pake_primitive_t primitive;
        psa_status_t status;
    } cases[] = {
        { password, FIXED, P256, PSA_SUCCESS },
        { password, FIXED, p384, PSA_SUCCESS }, /* looping is SHA-256 in every group */
        { password, FIXED, bp256, PSA_SUCCESS },
        { password, FIXED, dh_3072, PSA_SUCCESS },
        { password, GDH, P256, PSA_ERROR_INVALID_ARGUMENT },
        { password, PSA_ALG_WPA3_SAE_FIXED(PSA_ALG_SHA_384), p384, PSA_ERROR_INVALID_ARGUMENT },
        { password, FIXED, p224, PSA_ERROR_NOT_SUPPORTED },
        { password, FIXED, k256, PSA_ERROR_NOT_SUPPORTED },
        { password, FIXED, x25519, PSA_ERROR_NOT_SUPPORTED },
        { password, FIXED, edwards, PSA_ERROR_NOT_SUPPORTED },
        { password, FIXED, dh_2048, PSA_ERROR_NOT_SUPPORTED },
        { password, FIXED, ffdhe, PSA_ERROR_NOT_SUPPORTED },
        { password, FIXED, 0, PSA_ERROR_NOT_SUPPORTED },
        { longest, FIXED, P256, PSA_SUCCESS },
        { longer, FIXED, P256, PSA_ERROR_NOT_SUPPORTED },
        { token, FIXED, P256, PSA_SUCCESS },
        { token, GDH, P256, PSA_SUCCESS },
        { token, PSA_ALG_WPA3_SAE_GDH(PSA_ALG_SHA_384), P256, PSA_ERROR_INVALID_ARGUMENT },
        { token, FIXED, p384, PSA_ERROR_INVALID_ARGUMENT },
        { token, FIXED, bp256, PSA_ERROR_INVALID_ARGUMENT },
        { token, FIXED, dh_3072, PSA_ERROR_INVALID_ARGUMENT },
        { fixed, FIXED, P256, PSA_SUCCESS },
        { fixed, GDH, P256, PSA_ERROR_NOT_PERMITTED },
        { derive, FIXED, P256, PSA_ERROR_INVALID_ARGUMENT },
        { 0x123, FIXED, P256, PSA_ERROR_INVALID_HANDLE },
    };
    static const psa_pake_operation_t inactive = PSA_PAKE_OPERATION_INIT;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psa_pake_cipher_suite_t suite = suite_of(cases[i].alg, cases[i].primitive);
        assert_int_equal(psa_pake_setup(&a, cases[i].key, &suite), cases[i].status);
        if (cases[i].status != PSA_SUCCESS) {
            assert_memory_equal(&a, &inactive, sizeof a);
        }
        assert_int_equal(psa_pake_abort(&a), PSA_SUCCESS);
    }
    psa_pake_cipher_suite_t suite = suite_of(FIXED, P256);
    psa_pake_cs_set_key_confirmation(&suite, PSA_PAKE_UNCONFIRMED_KEY);
    assert_int_equal(psa_pake_setup(&a, password, &suite), PSA_ERROR_NOT_SUPPORTED);
    assert_memory_equal(&a, &inactive, sizeof a);
}

/* ----------------------------------------------------------------------------------------------------- Tokens --- */

static psa_status_t try_import(psa_key_type_t type, size_t bits, const uint8_t *data, size_t size)
{
    psa_key_attributes_t at = fixture_attributes(type, bits, 0, PSA_ALG_NONE);
    psa_key_id_t key;
    psa_status_t status = psa_import_key(&at, data, size, &key);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    return status;
}

static void token__import__formats_and_ranges(void **state)
{
    (void)state;
    uint8_t data[66], out[64];
    size_t size;
    psa_key_id_t token = derive_token(PSA_ALG_NONE, "secret");
    assert_int_equal(psa_export_key(token, data, 63, &size), PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(psa_export_key(token, data, sizeof data, &size), PSA_SUCCESS);
    assert_int_equal(size, 64);
    assert_int_equal(psa_export_public_key(token, out, sizeof out, &size), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(try_import(TOKEN, 256, data, 64), PSA_SUCCESS);
    assert_int_equal(try_import(TOKEN, 0, data, 64), PSA_SUCCESS);
    assert_int_equal(try_import(TOKEN, 256, data, 63), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(try_import(TOKEN, 256, data, 65), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(try_import(TOKEN, 384, data, 64), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(try_import(TOKEN, 224, data, 56), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(try_import(PSA_KEY_TYPE_WPA3_SAE_ECC(PSA_ECC_FAMILY_SECP_K1), 256, data, 64),
                     PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(try_import(PSA_KEY_TYPE_WPA3_SAE_ECC(PSA_ECC_FAMILY_BRAINPOOL_P_R1), 256, data, 64),
                     PSA_ERROR_INVALID_ARGUMENT); /* not on that curve */
    data[63] ^= 1;
    assert_int_equal(try_import(TOKEN, 256, data, 64), PSA_ERROR_INVALID_ARGUMENT);
    memset(data, 0, sizeof data);
    assert_int_equal(try_import(TOKEN, 256, data, 64), PSA_ERROR_INVALID_ARGUMENT);
    /* Stored, and read again. */
    psa_key_attributes_t stored = fixture_attributes(TOKEN, 256, PSA_KEY_USAGE_EXPORT, FIXED);
    psa_set_key_id(&stored, 7);
    psa_set_key_lifetime(&stored, PSA_KEY_LIFETIME_PERSISTENT);
    psa_key_id_t persistent;
    assert_int_equal(psa_export_key(token, data, sizeof data, &size), PSA_SUCCESS);
    assert_int_equal(psa_import_key(&stored, data, 64, &persistent), PSA_SUCCESS);
    pcrypto_reset();
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    assert_int_equal(psa_export_key(7, out, sizeof out, &size), PSA_SUCCESS);
    assert_memory_equal(out, data, 64);
    assert_int_equal(psa_destroy_key(7), PSA_SUCCESS);
    /* Neither generated, nor derived by anything else. */
    psa_key_attributes_t at = fixture_attributes(TOKEN, 256, 0, PSA_ALG_NONE);
    psa_key_id_t key;
    assert_int_equal(psa_generate_key(&at, &key), PSA_ERROR_NOT_SUPPORTED);
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_key_id_t secret = import(PSA_KEY_TYPE_DERIVE, PSA_ALG_HKDF(PSA_ALG_SHA_256), zeros, 32);
    assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_HKDF(PSA_ALG_SHA_256)), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_key(&op, PSA_KEY_DERIVATION_INPUT_SECRET, secret), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_INFO, NULL, 0), PSA_SUCCESS);
    assert_int_equal(psa_key_derivation_output_key(&at, &op, &key), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
}

#if PCC_PAKE_DH_SIZE_MAX >= 384
/* Elements of a finite field: in [2, p - 2], and squares. */
static void token_dh__import__formats_and_ranges(void **state)
{
    (void)state;
    const psa_key_type_t type = PSA_KEY_TYPE_WPA3_SAE_DH(PSA_DH_FAMILY_RFC3526);
    uint8_t data[385] = { 0 };
    data[383] = 4;
    assert_int_equal(try_import(type, 3072, data, 384), PSA_SUCCESS);
    assert_int_equal(try_import(type, 0, data, 384), PSA_SUCCESS);
    assert_int_equal(try_import(type, 3072, data, 383), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(try_import(type, 3072, data, 385), PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(try_import(PSA_KEY_TYPE_WPA3_SAE_DH(PSA_DH_FAMILY_RFC7919), 3072, data, 384),
                     PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(try_import(type, 2048, data, 256), PSA_ERROR_NOT_SUPPORTED);
    data[383] = 1;
    assert_int_equal(try_import(type, 3072, data, 384), PSA_ERROR_INVALID_ARGUMENT);
    data[383] = 0;
    assert_int_equal(try_import(type, 3072, data, 384), PSA_ERROR_INVALID_ARGUMENT);
    (void)pcc_dh_prime(pcc_dh_group_find(PCC_DH_FAMILY_RFC3526, 3072), data);
    assert_int_equal(try_import(type, 3072, data, 384), PSA_ERROR_INVALID_ARGUMENT);
    data[383] = (uint8_t)(data[383] - 4); /* p - 4 is no square */
    assert_int_equal(try_import(type, 3072, data, 384), PSA_ERROR_INVALID_ARGUMENT);
}

static void sae_dh__bad_commit__invalid_argument(void **state)
{
    (void)state;
    const psa_pake_primitive_t primitive = PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, PSA_DH_FAMILY_RFC3526, 3072);
    psa_key_id_t key = import(PSA_KEY_TYPE_PASSWORD, FIXED, "secret", 6);
    static uint8_t good[768], bad[769];
    uint8_t p[PCC_DH_SIZE_MAX];
    size_t size;
    (void)pcc_dh_prime(pcc_dh_group_find(PCC_DH_FAMILY_RFC3526, 3072), p);
    begin(&a, key, FIXED, primitive, mac_a, mac_b);
    assert_int_equal(psa_pake_output(&a, COMMIT, good, sizeof good, &size), PSA_SUCCESS);
    assert_int_equal(size, 768);
    for (int i = 0; i < 8; i++) {
        memcpy(bad, good, 768);
        size = 768;
        if (i < 2) {
            memset(bad, 0, 384);
            bad[383] = (uint8_t)i; /* 0 and 1 are no scalars */
        } else if (i == 2) {
            memcpy(bad, p, 384); /* above the order */
        } else if (i < 5) {
            memset(bad + 384, 0, 384);
            bad[767] = (uint8_t)(i - 3); /* 0 and 1 are no elements */
        } else if (i == 5) {
            memcpy(bad + 384, p, 384);
            bad[767] = (uint8_t)(bad[767] - 4);
        } else {
            size = i == 6 ? 767 : 769;
        }
        begin(&b, key, FIXED, primitive, mac_b, mac_a);
        assert_int_equal(psa_pake_input(&b, COMMIT, bad, size), PSA_ERROR_INVALID_ARGUMENT);
        assert_error_state(&b);
    }
    begin(&b, key, FIXED, primitive, mac_b, mac_a);
    assert_int_equal(psa_pake_input(&b, COMMIT, good, 768), PSA_SUCCESS);
    assert_int_equal(pass(&b, &a, COMMIT, 0), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(&a, SALT, zeros, 32), PSA_SUCCESS);
    assert_int_equal(psa_pake_input(&b, SALT, zeros, 32), PSA_SUCCESS);
    confirm();
    psa_key_id_t key_a = take_key(&a, PSA_KEY_TYPE_AES), key_b = take_key(&b, PSA_KEY_TYPE_AES);
    uint8_t one[32], other[32];
    assert_int_equal(psa_export_key(key_a, one, 32, &size), PSA_SUCCESS);
    assert_int_equal(psa_export_key(key_b, other, 32, &size), PSA_SUCCESS);
    assert_memory_equal(one, other, 32);
}
#endif

/* The order of the inputs, and what may be read. */
static void h2e__inputs_and_output__as_specified(void **state)
{
    (void)state;
    const psa_key_derivation_step_t salt = PSA_KEY_DERIVATION_INPUT_SALT, info = PSA_KEY_DERIVATION_INPUT_INFO,
                                    password = PSA_KEY_DERIVATION_INPUT_PASSWORD;
    psa_key_id_t key = import(PSA_KEY_TYPE_PASSWORD, H2E, "secret", 6), made;
    static const uint8_t ssid[33] = { 1 };
    uint8_t out[64];
    size_t capacity;
    psa_key_attributes_t at = fixture_attributes(TOKEN, 256, 0, PSA_ALG_NONE);
    for (int i = 0; i < 16; i++) {
        psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
        psa_status_t status = PSA_SUCCESS, wanted = PSA_ERROR_BAD_STATE;
        assert_int_equal(psa_key_derivation_setup(&op, H2E), PSA_SUCCESS);
        if (i == 0) {
            status = psa_key_derivation_input_key(&op, password, key);
        } else if (i == 1) {
            status = psa_key_derivation_input_bytes(&op, info, ssid, 6);
        } else if (i == 2) {
            status = psa_key_derivation_input_bytes(&op, salt, ssid, 33);
            wanted = PSA_ERROR_INVALID_ARGUMENT;
        } else if (i == 3) {
            status = psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_SECRET, ssid, 32);
            wanted = PSA_ERROR_INVALID_ARGUMENT;
        } else {
            assert_int_equal(psa_key_derivation_input_bytes(&op, salt, ssid, 32), PSA_SUCCESS);
            if (i == 4) {
                status = psa_key_derivation_input_bytes(&op, salt, ssid, 32);
            } else if (i == 5) {
                status = psa_key_derivation_output_key(&at, &op, &made);
            } else if (i == 6) { /* bytes are a password too, but no key comes of them */
                assert_int_equal(psa_key_derivation_input_bytes(&op, password, ssid, 6), PSA_SUCCESS);
                status = psa_key_derivation_output_key(&at, &op, &made);
                wanted = PSA_ERROR_NOT_PERMITTED;
            } else {
                assert_int_equal(psa_key_derivation_input_key(&op, password, key), PSA_SUCCESS);
            }
        }
        if (i == 7) {
            status = psa_key_derivation_output_bytes(&op, out, 32);
            wanted = PSA_ERROR_INVALID_ARGUMENT;
        } else if (i == 8) {
            status = psa_key_derivation_output_bytes(&op, out, 0);
            wanted = PSA_ERROR_INVALID_ARGUMENT;
        } else if (i == 9) {
            status = psa_key_derivation_verify_bytes(&op, out, 32);
            wanted = PSA_ERROR_INVALID_ARGUMENT;
        } else if (i >= 10 && i < 14) { /* other types, a group that the hash is not of, no group, no size */
            psa_key_attributes_t other = i == 10   ? fixture_attributes(PSA_KEY_TYPE_DERIVE, 256, 0, PSA_ALG_NONE)
                                         : i == 11 ? fixture_attributes(TOKEN, 384, 0, PSA_ALG_NONE)
                                         : i == 12 ? fixture_attributes(TOKEN, 224, 0, PSA_ALG_NONE)
                                                   : fixture_attributes(TOKEN, 0, 0, PSA_ALG_NONE);
            status = psa_key_derivation_output_key(&other, &op, &made);
            wanted = i == 12 ? PSA_ERROR_NOT_SUPPORTED : PSA_ERROR_INVALID_ARGUMENT;
        } else if (i == 14) { /* one key, and no more */
            assert_int_equal(psa_key_derivation_output_key(&at, &op, &made), PSA_SUCCESS);
            assert_int_equal(psa_destroy_key(made), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_get_capacity(&op, &capacity), PSA_SUCCESS);
            assert_int_equal(capacity, 0);
            assert_int_equal(psa_key_derivation_output_key(&at, &op, &made), PSA_ERROR_INSUFFICIENT_DATA);
            status = psa_key_derivation_input_bytes(&op, info, ssid, 6);
        } else if (i == 15) { /* a capacity that is too small for it */
            assert_int_equal(psa_key_derivation_set_capacity(&op, 63), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_output_key(&at, &op, &made), PSA_ERROR_INSUFFICIENT_DATA);
            status = PSA_ERROR_BAD_STATE;
        }
        assert_int_equal(status, wanted);
        assert_int_equal(psa_key_derivation_abort(&op), PSA_SUCCESS);
    }
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_WPA3_SAE_H2E(PSA_ALG_SHA_224)), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_WPA3_SAE_H2E(PSA_ALG_SHA_1)), PSA_ERROR_NOT_SUPPORTED);
    assert_int_equal(psa_key_derivation_setup(&op, PSA_ALG_WPA3_SAE_H2E(PSA_ALG_ANY_HASH)), PSA_ERROR_INVALID_ARGUMENT);
}

static void check_key_usage__suites__usable_or_not(void **state)
{
    (void)state;
    const psa_algorithm_t fixed_384 = PSA_ALG_WPA3_SAE_FIXED(PSA_ALG_SHA_384);
    psa_key_id_t any = import(PSA_KEY_TYPE_PASSWORD, PSA_ALG_WPA3_SAE_ANY, "secret", 6);
    psa_key_id_t fixed = import(PSA_KEY_TYPE_PASSWORD, FIXED, "secret", 6);
    psa_key_id_t any_hash = import(PSA_KEY_TYPE_PASSWORD, PSA_ALG_WPA3_SAE_H2E(PSA_ALG_ANY_HASH), "secret", 6);
    psa_key_id_t token = derive_token(PSA_ALG_WPA3_SAE_ANY, "secret"), gdh = derive_token(GDH, "secret");
    const struct {
        psa_key_id_t key;
        psa_algorithm_t alg;
        psa_status_t status;
    } cases[] = {
        { any, FIXED, PSA_SUCCESS },
        { any, fixed_384, PSA_ERROR_INVALID_ARGUMENT }, /* looping is SHA-256 */
        { any, GDH, PSA_ERROR_INVALID_ARGUMENT },
        { any, H2E, PSA_SUCCESS },
        { any, PSA_ALG_WPA3_SAE_H2E(PSA_ALG_SHA_512), PSA_SUCCESS },
        { any, PSA_ALG_WPA3_SAE_H2E(PSA_ALG_SHA_224), PSA_ERROR_INVALID_ARGUMENT },
        { any, PSA_ALG_WPA3_SAE_ANY, PSA_ERROR_INVALID_ARGUMENT },
        { fixed, FIXED, PSA_SUCCESS },
        { fixed, H2E, PSA_ERROR_NOT_PERMITTED },
        { any_hash, PSA_ALG_WPA3_SAE_H2E(PSA_ALG_SHA_384), PSA_SUCCESS },
        { any_hash, FIXED, PSA_ERROR_NOT_PERMITTED },
        { token, FIXED, PSA_SUCCESS },
        { token, GDH, PSA_SUCCESS },
        { token, fixed_384, PSA_ERROR_INVALID_ARGUMENT },
        { token, H2E, PSA_ERROR_INVALID_ARGUMENT },
        { gdh, GDH, PSA_SUCCESS },
        { gdh, FIXED, PSA_ERROR_NOT_PERMITTED },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(psa_check_key_usage(cases[i].key, cases[i].alg, PSA_KEY_USAGE_DERIVE), cases[i].status);
    }
    assert_int_equal(psa_check_key_usage(token, FIXED, PSA_KEY_USAGE_SIGN_HASH), PSA_ERROR_INVALID_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(map__vectors__match, start, fixture_stop),
        cmocka_unit_test_setup_teardown(token__vectors__match, start, fixture_stop),
        cmocka_unit_test_setup_teardown(run__vectors__match, start, fixture_stop),
        cmocka_unit_test_setup_teardown(loop__any_password__as_many_rounds, start, fixture_stop),
        cmocka_unit_test_setup_teardown(sae__both_sides__same_key, start, fixture_stop),
        cmocka_unit_test_setup_teardown(sae__sides_disagree__confirmation_fails, start, fixture_stop),
        cmocka_unit_test_setup_teardown(sae__bad_commit__invalid_argument, start, fixture_stop),
        cmocka_unit_test_setup_teardown(sae__every_step_at_every_stage__as_specified, start, fixture_stop),
        cmocka_unit_test_setup_teardown(sae__settings_and_inputs__as_specified, start, fixture_stop),
        cmocka_unit_test_setup_teardown(setup__suites_and_keys__as_specified, start, fixture_stop),
        cmocka_unit_test_setup_teardown(token__import__formats_and_ranges, start, fixture_stop),
#if PCC_PAKE_DH_SIZE_MAX >= 384
        cmocka_unit_test_setup_teardown(token_dh__import__formats_and_ranges, start, fixture_stop),
        cmocka_unit_test_setup_teardown(sae_dh__bad_commit__invalid_argument, start, fixture_stop),
#endif
        cmocka_unit_test_setup_teardown(h2e__inputs_and_output__as_specified, start, fixture_stop),
        cmocka_unit_test_setup_teardown(check_key_usage__suites__usable_or_not, start, fixture_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
