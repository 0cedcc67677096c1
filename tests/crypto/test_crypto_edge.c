/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Values at which implementations of ECDSA, ECDH and AEADs went wrong: vectors/edge_*.txt, which make_edge.py makes.
 * A signature that is not one is PSA_ERROR_INVALID_SIGNATURE; a peer's key that is none is PSA_ERROR_INVALID_ARGUMENT.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/crypto/vectors.h"
#include "tests/sim/sim.h"

static psa_ecc_family_t family_of(const vec_record_t *r)
{
    return (psa_ecc_family_t)strtoul(vec_text(r, "family"), NULL, 16);
}

static bool valid(const vec_record_t *r)
{
    return strcmp(vec_text(r, "result"), "valid") == 0;
}

static void expect(const vec_record_t *r, const char *call, psa_status_t got, psa_status_t expected)
{
    if (got != expected) {
        fail_msg("line %d, %s: %s gave %d, not %d", r->line, vec_text(r, "note"), call, (int)got, (int)expected);
    }
}

static psa_status_t import(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg, const uint8_t *data,
                           size_t size, psa_key_id_t *key)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, type);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, alg);
    return psa_import_key(&a, data, size, key);
}

/* ------------------------------------------------------------------------------------------------------------ ECDSA */

static psa_algorithm_t hash_of(const char *name)
{
    return strcmp(name, "sha1") == 0     ? PSA_ALG_SHA_1
           : strcmp(name, "sha224") == 0 ? PSA_ALG_SHA_224
           : strcmp(name, "sha256") == 0 ? PSA_ALG_SHA_256
           : strcmp(name, "sha384") == 0 ? PSA_ALG_SHA_384
                                         : PSA_ALG_SHA_512;
}

static void check_ecdsa(const vec_record_t *r)
{
    size_t public_size, digest_size, size;
    const uint8_t *public_key = vec_bytes(r, "public", &public_size);
    const uint8_t *digest = vec_bytes(r, "digest", &digest_size);
    const uint8_t *signature = vec_bytes(r, "signature", &size);
    const psa_algorithm_t algs[] = { PSA_ALG_ECDSA(hash_of(vec_text(r, "hash"))),
                                     PSA_ALG_DETERMINISTIC_ECDSA(hash_of(vec_text(r, "hash"))) };
    for (size_t i = 0; i < sizeof algs / sizeof algs[0]; i++) {
        psa_key_id_t key;
        expect(r, "psa_import_key",
               import(PSA_KEY_TYPE_ECC_PUBLIC_KEY(family_of(r)), PSA_KEY_USAGE_VERIFY_HASH, algs[i], public_key,
                      public_size, &key),
               PSA_SUCCESS);
        expect(r, "psa_verify_hash", psa_verify_hash(key, algs[i], digest, digest_size, signature, size),
               valid(r) ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void verify_hash__signatures_at_the_edges__only_those_of_the_equation(void **state)
{
    (void)state;
    vec_for_each("edge_ecdsa.txt", 648, check_ecdsa);
}

/* ------------------------------------------------------------------------------------------------------------- ECDH */

static void check_ecdh(const vec_record_t *r)
{
    size_t private_size, peer_size, size, length = 77;
    const uint8_t *private_key = vec_bytes(r, "private", &private_size);
    const uint8_t *peer = vec_bytes(r, "peer", &peer_size);
    const uint8_t *secret = vec_bytes(r, "secret", &size);
    uint8_t out[66], zeros[sizeof out] = { 0 };
    psa_key_id_t key, other = 77;
    expect(r, "psa_import_key",
           import(PSA_KEY_TYPE_ECC_KEY_PAIR(family_of(r)), PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH, private_key,
                  private_size, &key),
           PSA_SUCCESS);
    memset(out, 0, sizeof out);
    psa_status_t status = psa_raw_key_agreement(PSA_ALG_ECDH, key, peer, peer_size, out, sizeof out, &length);
    if (valid(r)) {
        expect(r, "psa_raw_key_agreement", status, PSA_SUCCESS);
        assert_int_equal(length, size);
        assert_memory_equal(out, secret, size);
    } else {
        expect(r, "psa_raw_key_agreement", status, PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(length, 0);
        assert_memory_equal(out, zeros, sizeof out);
    }
    /* As a key it is refused, too, but for the small orders of a Montgomery curve, which any 32 or 56 bytes may be
     * of. */
    if (family_of(r) != PSA_ECC_FAMILY_MONTGOMERY) {
        status = import(PSA_KEY_TYPE_ECC_PUBLIC_KEY(family_of(r)), 0, PSA_ALG_NONE, peer, peer_size, &other);
        expect(r, "psa_import_key of the peer", status, valid(r) ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_destroy_key(other), PSA_SUCCESS);
    }
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

static void raw_key_agreement__peers_at_the_edges__secret_or_refusal(void **state)
{
    (void)state;
    vec_for_each("edge_ecdh.txt", 556, check_ecdh);
}

/* ------------------------------------------------------------------------------------------------------------- AEAD */

static void check_aead(const vec_record_t *r)
{
    size_t key_size, nonce_size, ad_size, size, tag_size, length = 77;
    const uint8_t *key_bytes = vec_bytes(r, "key", &key_size);
    const uint8_t *nonce = vec_bytes(r, "nonce", &nonce_size);
    const uint8_t *ad = vec_bytes(r, "ad", &ad_size);
    const uint8_t *text = vec_bytes(r, "text", &size);
    const uint8_t *crypted = vec_bytes(r, "crypted", &size);
    const uint8_t *tag = vec_bytes(r, "tag", &tag_size);
    bool gcm = strcmp(vec_text(r, "alg"), "gcm") == 0;
    psa_algorithm_t alg = gcm ? PSA_ALG_GCM : PSA_ALG_CHACHA20_POLY1305;
    uint8_t sealed[128], out[128], zeros[128] = { 0 };
    psa_key_id_t key;
    assert_int_equal(tag_size, 16);
    assert_true(size + tag_size <= sizeof sealed);
    memcpy(out, crypted, size);
    memcpy(out + size, tag, tag_size);
    expect(r, "psa_import_key",
           import(gcm ? PSA_KEY_TYPE_AES : PSA_KEY_TYPE_CHACHA20, PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT, alg,
                  key_bytes, key_size, &key),
           PSA_SUCCESS);
    expect(r, "psa_aead_encrypt",
           psa_aead_encrypt(key, alg, nonce, nonce_size, ad, ad_size, text, size, sealed, sizeof sealed, &length),
           PSA_SUCCESS);
    assert_int_equal(length, size + tag_size);
    assert_memory_equal(sealed, out, length);
    expect(
        r, "psa_aead_decrypt",
        psa_aead_decrypt(key, alg, nonce, nonce_size, ad, ad_size, sealed, size + tag_size, out, sizeof out, &length),
        PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_memory_equal(out, text, size);
    /* Tags that differ in any byte, or are a byte short. */
    for (size_t i = 0; i < tag_size; i++) {
        sealed[size + i] ^= 0x80u;
        memset(out, 0, sizeof out);
        expect(r, "psa_aead_decrypt of a wrong tag",
               psa_aead_decrypt(key, alg, nonce, nonce_size, ad, ad_size, sealed, size + tag_size, out, sizeof out,
                                &length),
               PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(length, 0);
        assert_memory_equal(out, zeros, sizeof out);
        sealed[size + i] ^= 0x80u;
    }
    expect(r, "psa_aead_decrypt of a short tag",
           psa_aead_decrypt(key, alg, nonce, nonce_size, ad, ad_size, sealed, size + tag_size - 1u, out, sizeof out,
                            &length),
           size ? PSA_ERROR_INVALID_SIGNATURE : PSA_ERROR_INVALID_ARGUMENT);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

static void aead__counters_nonces_and_accumulators_at_the_edges__match(void **state)
{
    (void)state;
    vec_for_each("edge_aead.txt", 231, check_aead);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verify_hash__signatures_at_the_edges__only_those_of_the_equation),
        cmocka_unit_test(raw_key_agreement__peers_at_the_edges__secret_or_refusal),
        cmocka_unit_test(aead__counters_nonces_and_accumulators_at_the_edges__match),
    };
    return cmocka_run_group_tests_name("crypto_edge", tests, fixture_start, fixture_stop);
}
