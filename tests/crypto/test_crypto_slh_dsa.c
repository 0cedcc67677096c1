/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Crypto API 1.5, "Stateless Hash-based signature algorithms" and "Stateless Hash-based signature keys". With the
 * argument "s": the vectors of the small parameter sets, whose signatures take seconds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/slh.h"
#include "lib/crypto/crypto_internal.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/crypto/vectors.h"
#include "tests/sim/sim.h"

#define FAMILY_S PSA_SLH_DSA_FAMILY_SHA2_S
#define FAMILY_F PSA_SLH_DSA_FAMILY_SHA2_F
#define PAIR PSA_KEY_TYPE_SLH_DSA_KEY_PAIR(FAMILY_F)
#define PUBLIC PSA_KEY_TYPE_SLH_DSA_PUBLIC_KEY(FAMILY_F)
#define ALL (PSA_KEY_USAGE_SIGN_HASH | PSA_KEY_USAGE_VERIFY_HASH | PSA_KEY_USAGE_EXPORT | PSA_KEY_USAGE_COPY)
#define HASH_ALG PSA_ALG_HASH_SLH_DSA(PSA_ALG_SHA_256)
#define DETERMINISTIC_HASH_ALG PSA_ALG_DETERMINISTIC_HASH_SLH_DSA(PSA_ALG_SHA_256)
#define SIZE_128F 17088u
#define SIZE_MAX_OF_ALL 49856u
#define FITS(size) ((size) <= PCRYPTO_VERIFY_SIGNATURE_MAX_SIZE)

static uint8_t made[SIZE_MAX_OF_ALL + 1], again[SIZE_MAX_OF_ALL + 1];
static psa_verify_operation_t verify_op; /* large */
static const uint8_t message[] = "message";
static const size_t message_size = sizeof message - 1;

static psa_status_t import_for(psa_key_usage_t usage, psa_key_type_t type, psa_algorithm_t alg, size_t bits,
                               const uint8_t *data, size_t size, psa_key_id_t *key)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, type);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, alg);
    psa_set_key_bits(&a, bits);
    return psa_import_key(&a, data, size, key);
}

static psa_status_t import(psa_key_type_t type, psa_algorithm_t alg, size_t bits, const uint8_t *data, size_t size,
                           psa_key_id_t *key)
{
    return import_for(ALL, type, alg, bits, data, size, key);
}

static psa_key_id_t generate(psa_algorithm_t alg)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key;
    psa_set_key_type(&a, PAIR);
    psa_set_key_usage_flags(&a, ALL);
    psa_set_key_algorithm(&a, alg);
    psa_set_key_bits(&a, 128);
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    return key;
}

static psa_status_t verify_in_pieces(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *context, size_t context_size,
                                     const uint8_t *m, size_t m_size, const uint8_t *s, size_t s_size)
{
    memset(&verify_op, 0, sizeof verify_op);
    psa_status_t status = psa_verify_setup(&verify_op, key, alg, s, s_size);
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (context_size != 0) {
        assert_int_equal(psa_verify_set_context(&verify_op, context, context_size), PSA_SUCCESS);
    }
    assert_int_equal(psa_verify_update(&verify_op, m, m_size / 3), PSA_SUCCESS);
    assert_int_equal(psa_verify_update(&verify_op, m + m_size / 3, m_size - m_size / 3), PSA_SUCCESS);
    status = psa_verify_finish(&verify_op);
    assert_int_equal(psa_verify_abort(&verify_op), PSA_SUCCESS);
    return status;
}

/* ------------------------------------------------------------------------------------------------------ Vectors --- */

static const struct {
    const char *name;
    psa_algorithm_t alg;
    uint8_t oid; /* behind 2.16.840.1.101.3.4.2 */
} prehashes[] = {
    { "sha256", PSA_ALG_SHA_256, 1 },
    { "sha384", PSA_ALG_SHA_384, 2 },
    { "sha512", PSA_ALG_SHA_512, 3 },
    { "sha512_256", PSA_ALG_SHA_512_256, 6 },
    { "sha3_256", PSA_ALG_SHA3_256, 8 },
    { "sha3_384", PSA_ALG_SHA3_384, 9 },
    { "sha3_512", PSA_ALG_SHA3_512, 10 },
    { "shake128_256", PSA_ALG_SHAKE128_256, 11 },
    { "shake256_512", PSA_ALG_SHAKE256_512, 12 },
    { "sm3", PSA_ALG_SM3, 0 },
};

typedef struct signed_message {
    psa_slh_dsa_family_t family;
    size_t bits;
    psa_algorithm_t alg;  /* deterministic */
    psa_algorithm_t hash; /* of HashSLH-DSA, else 0 */
    const uint8_t *private_key, *message, *context;
    size_t private_size, message_size, context_size;
    pcc_slh_key_t slh;
} signed_message_t;

/* False: its hash functions are not in this build. */
static bool take(const vec_record_t *record, signed_message_t *r)
{
    const char *set = vec_text(record, "set"), *prehash = vec_text(record, "prehash");
    bool shake = strncmp(set, "shake-", 6) == 0, small = set[strlen(set) - 1] == 's';
    const char *number = strchr(set, '-') + 1;
    r->family = shake ? (small ? PSA_SLH_DSA_FAMILY_SHAKE_S : PSA_SLH_DSA_FAMILY_SHAKE_F) : small ? FAMILY_S : FAMILY_F;
    r->bits = (size_t)strtoul(number, NULL, 10);
    r->private_key = vec_bytes(record, "private", &r->private_size);
    r->message_size = 0;
    r->message = vec_text(record, "message") != NULL ? vec_bytes(record, "message", &r->message_size) : NULL;
    r->context_size = 0;
    r->context = vec_text(record, "context") != NULL ? vec_bytes(record, "context", &r->context_size) : NULL;
    r->alg = PSA_ALG_DETERMINISTIC_SLH_DSA;
    r->hash = 0;
    if (prehash != NULL) {
        size_t i = 0;
        while (strcmp(prehash, prehashes[i].name) != 0) {
            i++;
            assert_true(i < sizeof prehashes / sizeof prehashes[0]);
        }
        r->hash = prehashes[i].alg;
        r->alg = PSA_ALG_DETERMINISTIC_HASH_SLH_DSA(r->hash);
    }
    size_t n = r->bits / 8;
    r->slh = (pcc_slh_key_t){ pcc_slh_find(r->family, r->bits), r->private_key, r->private_key + n,
                              r->private_key + 2 * n, r->private_key + 3 * n };
    assert_int_equal(r->private_size, 4 * n);
    assert_int_equal(r->slh.set == NULL, shake && pcc_hash_size(PCC_HASH_SHAKE256_256) == 0);
    return r->slh.set != NULL &&
           (r->hash == 0 || pcrypto_hash_of(r->hash) != PCC_HASH_NONE || vec_text(record, "hash") != NULL);
}

static size_t signature_size_of(const signed_message_t *r)
{
    return PSA_SIGN_OUTPUT_SIZE(PSA_KEY_TYPE_SLH_DSA_KEY_PAIR(r->family), r->bits, r->alg);
}

static void assert_digest(const vec_record_t *record, const uint8_t *signature, size_t size)
{
    uint8_t digest[32];
    size_t length;
    const uint8_t *expected = vec_bytes(record, "digest", &length);
    assert_int_equal(psa_hash_compute(PSA_ALG_SHA_256, signature, size, digest, sizeof digest, &length), PSA_SUCCESS);
    if (memcmp(digest, expected, sizeof digest) != 0) {
        fail_msg("record at line %d: another signature", record->line);
    }
}

/* A hedged signature with random bytes that are known: below the API. */
static void sign_hedged(const vec_record_t *record, const signed_message_t *r, size_t size)
{
    uint8_t hash[64], oid[11] = { 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0 };
    pcc_slh_message_t what = { r->context, r->context_size, NULL, 0, r->message, r->message_size };
    size_t random_size;
    const uint8_t *random = vec_bytes(record, "random", &random_size);
    assert_int_equal(random_size, r->bits / 8);
    if (r->hash != 0) {
        for (size_t i = 0; i < sizeof prehashes / sizeof prehashes[0]; i++) {
            oid[10] = prehashes[i].alg == r->hash ? prehashes[i].oid : oid[10];
        }
        assert_int_equal(psa_hash_compute(r->hash, r->message, r->message_size, hash, sizeof hash, &what.size),
                         PSA_SUCCESS);
        what.oid = oid;
        what.oid_size = sizeof oid;
        what.data = hash;
    }
    assert_int_equal(size, pcc_slh_signature_size(r->slh.set));
    assert_int_equal(pcc_slh_sign(&r->slh, &what, random, made), PSA_SUCCESS);
}

static void sign_deterministic(const signed_message_t *r, psa_key_id_t key, size_t size)
{
    psa_sign_operation_t op = PSA_SIGN_OPERATION_INIT;
    uint8_t hash[64];
    size_t length, hash_size;
    assert_int_equal(psa_sign_message_with_context(key, r->alg, r->message, r->message_size, r->context,
                                                   r->context_size, made, size - 1, &length),
                     PSA_ERROR_BUFFER_TOO_SMALL);
    assert_int_equal(length, 0);
    assert_int_equal(psa_sign_message_with_context(key, r->alg, r->message, r->message_size, r->context,
                                                   r->context_size, made, size, &length),
                     PSA_SUCCESS);
    assert_int_equal(length, size);
    if (r->hash != PSA_ALG_SHA_256 || r->bits != 128) { /* SHAKE takes its time */
        return;
    }
    assert_int_equal(psa_hash_compute(r->hash, r->message, r->message_size, hash, sizeof hash, &hash_size),
                     PSA_SUCCESS);
    assert_int_equal(psa_sign_hash_with_context(key, r->alg, hash, hash_size, r->context, r->context_size, again,
                                                sizeof again, &length),
                     PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_memory_equal(again, made, size);
    assert_int_equal(psa_sign_setup(&op, key, r->alg), PSA_SUCCESS);
    assert_int_equal(psa_sign_set_context(&op, r->context, r->context_size), PSA_SUCCESS);
    assert_int_equal(psa_sign_update(&op, r->message, 1), PSA_SUCCESS);
    assert_int_equal(psa_sign_update(&op, r->message + 1, r->message_size - 1), PSA_SUCCESS);
    memset(again, 0, size);
    assert_int_equal(psa_sign_finish(&op, again, size, &length), PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_memory_equal(again, made, size);
}

static void verify_all_ways(const signed_message_t *r, psa_key_id_t key, size_t size)
{
    uint8_t hash[64];
    size_t hash_size;
    const psa_algorithm_t hedged = r->hash != 0 ? PSA_ALG_HASH_SLH_DSA(r->hash) : (psa_algorithm_t)PSA_ALG_SLH_DSA;
    const psa_algorithm_t algs[] = { r->alg, hedged };
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(psa_verify_message_with_context(key, algs[i], r->message, r->message_size, r->context,
                                                         r->context_size, made, size),
                         PSA_SUCCESS);
    }
    assert_int_equal(
        verify_in_pieces(key, hedged, r->context, r->context_size, r->message, r->message_size, made, size),
        FITS(size) ? PSA_SUCCESS : PSA_ERROR_INSUFFICIENT_MEMORY);
    if (r->hash != 0) {
        assert_int_equal(psa_hash_compute(r->hash, r->message, r->message_size, hash, sizeof hash, &hash_size),
                         PSA_SUCCESS);
        assert_int_equal(
            psa_verify_hash_with_context(key, hedged, hash, hash_size, r->context, r->context_size, made, size),
            PSA_SUCCESS);
        hash[hash_size - 1] ^= 1;
        assert_int_equal(
            psa_verify_hash_with_context(key, hedged, hash, hash_size, r->context, r->context_size, made, size),
            PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(
            psa_verify_hash_with_context(key, hedged, hash, hash_size - 1, r->context, r->context_size, made, size),
            PSA_ERROR_INVALID_ARGUMENT);
    }
}

/* Whatever byte is changed, at samples of each part, and wherever it is cut, it is no signature. */
static void refuse_changed(const signed_message_t *r, psa_key_id_t key, size_t size)
{
    const size_t n = r->bits / 8, parts = size / n;
    for (size_t part = 0; part < parts; part += part < 3 || part + 4 > parts ? 1 : parts / 24) {
        size_t at = part * n + part % n;
        made[at] ^= (uint8_t)(1u << part % 8);
        assert_int_equal(psa_verify_message_with_context(key, r->alg, r->message, r->message_size, r->context,
                                                         r->context_size, made, size),
                         PSA_ERROR_INVALID_SIGNATURE);
        made[at] ^= (uint8_t)(1u << part % 8);
    }
    made[size] = 0;
    const size_t sizes[] = { 0, 1, n, size - n, size - 1, size + 1 };
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        uint8_t *cut = malloc(sizes[i] + 1); /* of its own, so that a sanitiser sees a read beyond */
        assert_non_null(cut);
        memcpy(cut, made, sizes[i]);
        assert_int_equal(psa_verify_message_with_context(key, r->alg, r->message, r->message_size, r->context,
                                                         r->context_size, cut, sizes[i]),
                         PSA_ERROR_INVALID_SIGNATURE);
        if (sizes[i] <= size && FITS(sizes[i])) {
            assert_int_equal(
                verify_in_pieces(key, r->alg, r->context, r->context_size, r->message, r->message_size, cut, sizes[i]),
                PSA_ERROR_INVALID_SIGNATURE);
        }
        free(cut);
    }
    /* Another message, another context, the other kind of algorithm. */
    assert_int_equal(psa_verify_message_with_context(key, r->alg, r->message, r->message_size + (r->message_size == 0),
                                                     message, 3, made, size),
                     PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_verify_message_with_context(key, r->alg, message, message_size - 1, r->context,
                                                     r->context_size, made, size),
                     PSA_ERROR_INVALID_SIGNATURE);
}

static unsigned checked, not_in_build;

/* A hash that the caller brings along. */
static void check_hash(const vec_record_t *record, const signed_message_t *r, psa_key_id_t key, size_t size)
{
    size_t hash_size, length;
    const uint8_t *hash = vec_bytes(record, "hash", &hash_size);
    assert_int_equal(psa_sign_hash(key, r->alg, hash, hash_size, made, size, &length), PSA_SUCCESS);
    assert_int_equal(length, size);
    assert_digest(record, made, size);
    assert_int_equal(psa_verify_hash(key, r->alg, hash, hash_size, made, size), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    checked++;
}

/* Minutes a signature on an emulator. The same code on a host checks all of them. */
static bool takes_too_long(const signed_message_t *r)
{
#if defined(__arm__)
    bool shake = r->family == PSA_SLH_DSA_FAMILY_SHAKE_F || r->family == PSA_SLH_DSA_FAMILY_SHAKE_S;
    return r->bits != 128 || (r->hash != 0 && r->hash != PSA_ALG_SHA_256 && r->hash != PSA_ALG_SM3) ||
           (shake && (r->hash != 0 || r->context_size == 255));
#else
    (void)r;
    return false;
#endif
}

#if defined(__arm__)
#define CHECKED_WITH_SHAKE 7
#else
#define CHECKED_WITH_SHAKE 34
#endif

static void check_record(const vec_record_t *record)
{
    uint8_t public_key[64];
    size_t length, size;
    signed_message_t r;
    psa_key_id_t pair, key;
    if (!take(record, &r)) {
        not_in_build++;
        return;
    }
    if (takes_too_long(&r)) {
        return;
    }
    size = signature_size_of(&r);
    assert_int_equal(import(PSA_KEY_TYPE_SLH_DSA_KEY_PAIR(r.family), r.alg, 0, r.private_key, r.private_size, &pair),
                     PSA_SUCCESS);
    if (vec_text(record, "hash") != NULL) {
        check_hash(record, &r, pair, size);
        return;
    }
    assert_int_equal(psa_export_public_key(pair, public_key, sizeof public_key, &length), PSA_SUCCESS);
    assert_int_equal(length, r.private_size / 2);
    assert_memory_equal(public_key, r.private_key + length, length);
    assert_int_equal(import(PSA_KEY_TYPE_SLH_DSA_PUBLIC_KEY(r.family), r.alg, r.bits, public_key, length, &key),
                     PSA_SUCCESS);
    if (vec_text(record, "random") != NULL) {
        sign_hedged(record, &r, size);
    } else {
        sign_deterministic(&r, pair, size);
    }
    assert_digest(record, made, size);
    if (vec_text(record, "begins") != NULL) {
        const uint8_t *begins = vec_bytes(record, "begins", &length);
        assert_int_equal(length, 64);
        assert_memory_equal(made, begins, length);
    }
    verify_all_ways(&r, key, size);
    if (r.hash == 0 || r.hash == PSA_ALG_SHA_256) {
        verify_all_ways(&r, pair, size);
        refuse_changed(&r, key, size);
    }
    assert_int_equal(psa_destroy_key(pair), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    checked++;
}

static void sign_and_verify__vectors__as_they_say(void **state)
{
    (void)state;
    const bool shake = pcc_hash_size(PCC_HASH_SHAKE256_256) != 0;
    checked = not_in_build = 0;
    vec_for_each("slh_dsa.txt", 34, check_record);
    assert_int_equal(checked, shake ? CHECKED_WITH_SHAKE : 13);
    assert_int_equal(not_in_build, shake ? 0 : 21);
}

/* ---------------------------------------------------------------------------------------- Small parameter sets --- */

/* Their signatures that are in the file, to verify. */
static void verify_record(const vec_record_t *record)
{
    size_t size, length;
    signed_message_t r;
    psa_key_id_t key;
    if (vec_text(record, "signature") == NULL || !take(record, &r)) {
        return;
    }
    const uint8_t *signature = vec_bytes(record, "signature", &size);
    length = r.private_size / 2;
    assert_int_equal(size, signature_size_of(&r));
    assert_digest(record, signature, size);
    assert_int_equal(import(PSA_KEY_TYPE_SLH_DSA_PUBLIC_KEY(r.family), r.alg, 0, r.private_key + length, length, &key),
                     PSA_SUCCESS);
    memcpy(made, signature, size);
    verify_all_ways(&r, key, size);
    refuse_changed(&r, key, size);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    checked++;
}

static void verify__small_sets__as_they_say(void **state)
{
    (void)state;
    checked = 0;
    vec_for_each("slh_dsa_s.txt", 12, verify_record);
    assert_int_equal(checked, pcc_hash_size(PCC_HASH_SHAKE256_256) != 0 ? 2 : 1);
}

static void sign_and_verify__small_sets__as_they_say(void **state)
{
    (void)state;
    const bool shake = pcc_hash_size(PCC_HASH_SHAKE256_256) != 0;
    checked = not_in_build = 0;
    vec_for_each("slh_dsa_s.txt", 12, check_record);
    assert_int_equal(checked, shake ? 12 : 6);
    assert_int_equal(not_in_build, shake ? 0 : 6);
}

/* --------------------------------------------------------------------------------------------------------- Keys --- */

/* A key by the specification's numbers: 4n and 2n bytes, bits 8n. */
static void keys__generate_export_import__sizes_and_parts(void **state)
{
    (void)state;
    static const psa_slh_dsa_family_t families[] = { PSA_SLH_DSA_FAMILY_SHA2_F, PSA_SLH_DSA_FAMILY_SHAKE_F };
    uint8_t pair[128], copy[128], public_key[64];
    unsigned count = 0;
    for (size_t f = 0; f < 2; f++) {
        for (size_t bits = 128; bits <= 256; bits += 64) {
            psa_key_type_t type = PSA_KEY_TYPE_SLH_DSA_KEY_PAIR(families[f]);
            psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
            psa_key_id_t key;
            size_t length, n = bits / 8;
            psa_set_key_type(&a, type);
            psa_set_key_usage_flags(&a, ALL);
            psa_set_key_algorithm(&a, PSA_ALG_SLH_DSA);
            psa_set_key_bits(&a, bits);
            psa_status_t status = psa_generate_key(&a, &key);
            if (pcc_slh_find(families[f], bits) == NULL) {
                assert_int_equal(status, PSA_ERROR_NOT_SUPPORTED);
                continue;
            }
            count++;
            assert_int_equal(status, PSA_SUCCESS);
            assert_int_equal(psa_export_key(key, pair, sizeof pair, &length), PSA_SUCCESS);
            assert_int_equal(length, 4 * n);
            assert_int_equal(PSA_EXPORT_KEY_OUTPUT_SIZE(type, bits), 4 * n);
            assert_int_equal(psa_export_key(key, copy, length - 1, &length), PSA_ERROR_BUFFER_TOO_SMALL);
            assert_int_equal(psa_export_public_key(key, public_key, sizeof public_key, &length), PSA_SUCCESS);
            assert_int_equal(length, 2 * n);
            assert_int_equal(PSA_EXPORT_PUBLIC_KEY_OUTPUT_SIZE(type, bits), 2 * n);
            assert_memory_equal(public_key, pair + 2 * n, 2 * n);
            assert_int_equal(psa_export_public_key(key, public_key, 2 * n - 1, &length), PSA_ERROR_BUFFER_TOO_SMALL);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
            assert_int_equal(import(type, PSA_ALG_SLH_DSA, bits, pair, 4 * n, &key), PSA_SUCCESS);
            assert_int_equal(psa_get_key_attributes(key, &a), PSA_SUCCESS);
            assert_int_equal(psa_get_key_bits(&a), bits);
            assert_int_equal(psa_export_key(key, copy, sizeof copy, &length), PSA_SUCCESS);
            assert_memory_equal(copy, pair, 4 * n);
            assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        }
    }
    assert_int_equal(count, pcc_hash_size(PCC_HASH_SHAKE256_256) != 0 ? 6 : 3);
}

/* The roots are those of somebody else, or the import would refuse them. */
static void check_key(const vec_record_t *record)
{
    signed_message_t r;
    psa_key_id_t key;
    const char *set = vec_text(record, "set");
    if (set[strlen(set) - 1] == 's' && CHECKED_WITH_SHAKE != 34) {
        return; /* minutes on an emulator */
    }
    if (!take(record, &r)) {
        not_in_build++;
        return;
    }
    checked++;
    assert_int_equal(
        import(PSA_KEY_TYPE_SLH_DSA_KEY_PAIR(r.family), PSA_ALG_SLH_DSA, 128, r.private_key, r.private_size, &key),
        PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
}

static void import__keys_of_acvp__taken(void **state)
{
    (void)state;
    const bool shake = pcc_hash_size(PCC_HASH_SHAKE256_256) != 0;
    checked = not_in_build = 0;
    vec_for_each("slh_dsa_keys.txt", 4, check_key);
    assert_int_equal(checked + not_in_build, CHECKED_WITH_SHAKE == 34 ? 4 : 2);
    assert_int_equal(checked, (shake ? 2 : 1) * (CHECKED_WITH_SHAKE == 34 ? 2 : 1));
}

/* Every size but the right ones, every byte of the root (the seeds are any bytes), bits and families that nobody
 * has. */
static void import__malformed__refused(void **state)
{
    (void)state;
    uint8_t data[129] = { 0 };
    psa_key_id_t key = generate(PSA_ALG_SLH_DSA);
    size_t length;
    assert_int_equal(psa_export_key(key, data, sizeof data, &length), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    for (size_t size = 0; size < sizeof data; size++) {
        psa_status_t expected = size == 64 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
        assert_int_equal(import(PAIR, PSA_ALG_SLH_DSA, 128, data, size, &key), expected);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        expected = size == 32 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
        assert_int_equal(import(PUBLIC, PSA_ALG_SLH_DSA, 128, data, size, &key), expected);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        /* No bits: the size must be one of the family's. */
        psa_status_t status = import(PUBLIC, PSA_ALG_SLH_DSA, 0, data, size, &key);
        if (size == 32 || size == 48 || size == 64) {
            assert_int_equal(status, PSA_SUCCESS);
        } else {
            assert_true(status == PSA_ERROR_INVALID_ARGUMENT || (size != 0 && status == PSA_ERROR_NOT_SUPPORTED));
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
    for (size_t at = 0; at < 64; at++) {
        data[at] ^= 0x10;
        /* SK.prf alone is not in the root. */
        assert_int_equal(import(PAIR, PSA_ALG_SLH_DSA, 0, data, 64, &key),
                         at >= 16 && at < 32 ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        data[at] ^= 0x10;
    }
    const size_t bits[] = { 8, 120, 127, 129, 192, 256, 384, 512 };
    for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++) {
        psa_status_t expected = bits[i] == 192 || bits[i] == 256 ? PSA_ERROR_INVALID_ARGUMENT : PSA_ERROR_NOT_SUPPORTED;
        assert_int_equal(import(PAIR, PSA_ALG_SLH_DSA, bits[i], data, 64, &key), expected);
        assert_int_equal(import(PUBLIC, PSA_ALG_SLH_DSA, bits[i], data + 32, 32, &key), expected);
    }
    for (unsigned family = 0; family < 128; family++) {
        bool shake = family == PSA_SLH_DSA_FAMILY_SHAKE_F || family == PSA_SLH_DSA_FAMILY_SHAKE_S;
        bool known = family == FAMILY_F || family == FAMILY_S || (shake && pcc_hash_size(PCC_HASH_SHAKE256_256) != 0);
        psa_status_t status = import(PSA_KEY_TYPE_SLH_DSA_PUBLIC_KEY(family), PSA_ALG_SLH_DSA, 0, data + 32, 32, &key);
        assert_int_equal(status, known ? PSA_SUCCESS : PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

static void generate__what_is_none__refused(void **state)
{
    (void)state;
    const psa_key_type_t types[] = { PAIR, PUBLIC, PSA_KEY_TYPE_SLH_DSA_KEY_PAIR(0x01),
                                     PSA_KEY_TYPE_SLH_DSA_KEY_PAIR(0x7f) };
    const size_t bits[] = { 0, 1, 64, 127, 129, 255, 320, 512 };
    for (size_t t = 0; t < sizeof types / sizeof types[0]; t++) {
        for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++) {
            psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
            psa_key_id_t key = 1;
            psa_set_key_type(&a, types[t]);
            psa_set_key_bits(&a, bits[i]);
            assert_int_equal(psa_generate_key(&a, &key),
                             types[t] == PUBLIC || bits[i] == 0 ? PSA_ERROR_INVALID_ARGUMENT : PSA_ERROR_NOT_SUPPORTED);
            assert_int_equal(key, PSA_KEY_ID_NULL);
        }
    }
}

/* "n bytes are drawn as SK.seed, n as SK.prf, n as PK.seed." */
static void derive__three_seeds__and_their_root(void **state)
{
    (void)state;
    psa_key_derivation_operation_t kdf = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t drawn[100], pair[128];
    psa_key_id_t base, key;
    size_t length;
    psa_set_key_type(&a, PSA_KEY_TYPE_DERIVE);
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_DERIVE);
    psa_set_key_algorithm(&a, PSA_ALG_HKDF(PSA_ALG_SHA_256));
    assert_int_equal(psa_import_key(&a, message, message_size, &base), PSA_SUCCESS);
    for (size_t bits = 128; bits <= 256; bits += 64) {
        size_t n = bits / 8;
        for (size_t round = 0; round < 2; round++) {
            assert_int_equal(psa_key_derivation_setup(&kdf, PSA_ALG_HKDF(PSA_ALG_SHA_256)), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_input_key(&kdf, PSA_KEY_DERIVATION_INPUT_SECRET, base), PSA_SUCCESS);
            assert_int_equal(psa_key_derivation_input_bytes(&kdf, PSA_KEY_DERIVATION_INPUT_INFO, NULL, 0), PSA_SUCCESS);
            if (round == 0) {
                assert_int_equal(psa_key_derivation_output_bytes(&kdf, drawn, 3 * n + 4), PSA_SUCCESS);
            } else {
                psa_key_attributes_t wanted = PSA_KEY_ATTRIBUTES_INIT;
                psa_set_key_type(&wanted, PAIR);
                psa_set_key_bits(&wanted, 100);
                assert_int_equal(psa_key_derivation_output_key(&wanted, &kdf, &key), PSA_ERROR_NOT_SUPPORTED);
                assert_int_equal(psa_key_derivation_abort(&kdf), PSA_SUCCESS);
                assert_int_equal(psa_key_derivation_setup(&kdf, PSA_ALG_HKDF(PSA_ALG_SHA_256)), PSA_SUCCESS);
                assert_int_equal(psa_key_derivation_input_key(&kdf, PSA_KEY_DERIVATION_INPUT_SECRET, base),
                                 PSA_SUCCESS);
                assert_int_equal(psa_key_derivation_input_bytes(&kdf, PSA_KEY_DERIVATION_INPUT_INFO, NULL, 0),
                                 PSA_SUCCESS);
                psa_set_key_bits(&wanted, bits);
                psa_set_key_usage_flags(&wanted, ALL);
                psa_set_key_algorithm(&wanted, PSA_ALG_SLH_DSA);
                assert_int_equal(psa_key_derivation_output_key(&wanted, &kdf, &key), PSA_SUCCESS);
                assert_int_equal(psa_export_key(key, pair, sizeof pair, &length), PSA_SUCCESS);
                assert_int_equal(length, 4 * n);
                assert_memory_equal(pair, drawn, 3 * n);
                assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
                /* What comes next is what comes behind the seeds; and the root is right, or the import would refuse
                 * it. */
                assert_int_equal(psa_key_derivation_output_bytes(&kdf, drawn, 4), PSA_SUCCESS);
                assert_int_equal(import(PAIR, PSA_ALG_SLH_DSA, bits, pair, 4 * n, &key), PSA_SUCCESS);
                assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
            }
            assert_int_equal(psa_key_derivation_abort(&kdf), PSA_SUCCESS);
            if (round == 0) {
                memcpy(again, drawn + 3 * n, 4);
            } else {
                assert_memory_equal(drawn, again, 4);
            }
        }
    }
}

/* Stored and loaded; one of the format's lengths. */
static void persistent_key__loaded_again__signs(void **state)
{
    (void)state;
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key, copy;
    size_t length;
    psa_set_key_type(&a, PAIR);
    psa_set_key_bits(&a, 128);
    psa_set_key_usage_flags(&a, ALL);
    psa_set_key_algorithm(&a, PSA_ALG_SLH_DSA);
    psa_set_key_id(&a, 5);
    assert_int_equal(psa_generate_key(&a, &key), PSA_SUCCESS);
    assert_int_equal(psa_sign_message(key, PSA_ALG_SLH_DSA, message, message_size, made, sizeof made, &length),
                     PSA_SUCCESS);
    pcrypto_reset();
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    assert_int_equal(psa_verify_message(key, PSA_ALG_SLH_DSA, message, message_size, made, length), PSA_SUCCESS);
    psa_set_key_id(&a, 0);
    psa_set_key_lifetime(&a, PSA_KEY_LIFETIME_VOLATILE);
    assert_int_equal(psa_copy_key(key, &a, &copy), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    assert_int_equal(psa_verify_message(copy, PSA_ALG_SLH_DSA, message, message_size, made, length), PSA_SUCCESS);
}

/* -------------------------------------------------------------------------------------------------------- Policy
 * --- */

/* "When computing a signature, [...] treating hedged and deterministic versions as distinct. When verifying, [...]
 * equivalent." */
static void policy__hedged_and_deterministic__two_to_sign_one_to_verify(void **state)
{
    (void)state;
    const psa_algorithm_t algs[] = { PSA_ALG_SLH_DSA, PSA_ALG_DETERMINISTIC_SLH_DSA, HASH_ALG, DETERMINISTIC_HASH_ALG };
    size_t length;
    for (size_t policy = 0; policy < 4; policy++) {
        psa_key_id_t key = generate(algs[policy]);
        assert_int_equal(psa_sign_message(key, algs[policy], message, message_size, made, sizeof made, &length),
                         PSA_SUCCESS);
        for (size_t used = 0; used < 4; used++) {
            assert_int_equal(psa_verify_message(key, algs[used], message, message_size, made, length),
                             used / 2 == policy / 2 ? PSA_SUCCESS : PSA_ERROR_NOT_PERMITTED);
            assert_int_equal(psa_check_key_usage(key, algs[used], PSA_KEY_USAGE_VERIFY_MESSAGE),
                             used / 2 == policy / 2 ? PSA_SUCCESS : PSA_ERROR_NOT_PERMITTED);
            assert_int_equal(psa_check_key_usage(key, algs[used], PSA_KEY_USAGE_SIGN_MESSAGE),
                             used == policy ? PSA_SUCCESS : PSA_ERROR_NOT_PERMITTED);
            if (used != policy) {
                size_t none = 1;
                assert_int_equal(psa_sign_message(key, algs[used], message, message_size, again, sizeof again, &none),
                                 PSA_ERROR_NOT_PERMITTED);
                assert_int_equal(none, 0);
            }
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* PSA_ALG_ANY_HASH permits every hash and not the pure algorithm. */
static void policy__any_hash__permits_each(void **state)
{
    (void)state;
    const psa_algorithm_t other = PSA_ALG_HASH_SLH_DSA(PSA_ALG_SHA_512);
    psa_key_id_t key = generate(PSA_ALG_HASH_SLH_DSA(PSA_ALG_ANY_HASH));
    size_t length;
    assert_int_equal(psa_sign_message(key, other, message, message_size, made, sizeof made, &length), PSA_SUCCESS);
    assert_int_equal(psa_verify_message(key, other, message, message_size, made, length), PSA_SUCCESS);
    assert_int_equal(psa_verify_message(key, PSA_ALG_DETERMINISTIC_HASH_SLH_DSA(PSA_ALG_SHA_512), message, message_size,
                                        made, length),
                     PSA_SUCCESS);
    assert_int_equal(psa_verify_message(key, HASH_ALG, message, message_size, made, length),
                     PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_verify_message(key, PSA_ALG_SLH_DSA, message, message_size, made, length),
                     PSA_ERROR_NOT_PERMITTED);
    assert_int_equal(
        psa_verify_message(key, PSA_ALG_HASH_SLH_DSA(PSA_ALG_ANY_HASH), message, message_size, made, length),
        PSA_ERROR_NOT_PERMITTED);
    /* A hash may be brought along, also of a function that is not in the build; it is its name that is signed. */
    uint8_t hash[64] = { 0 };
    const psa_algorithm_t sha3 = PSA_ALG_HASH_SLH_DSA(PSA_ALG_SHA3_256);
    assert_int_equal(psa_sign_hash(key, sha3, hash, 32, made, sizeof made, &length), PSA_SUCCESS);
    assert_int_equal(psa_verify_hash(key, sha3, hash, 32, made, length), PSA_SUCCESS);
    assert_int_equal(psa_verify_hash(key, HASH_ALG, hash, 32, made, length), PSA_ERROR_INVALID_SIGNATURE);
    assert_int_equal(psa_verify_hash(key, sha3, hash, 31, made, length), PSA_ERROR_INVALID_ARGUMENT);
    /* Hash functions that HashSLH-DSA has no name for. */
    const psa_algorithm_t nameless[] = { PSA_ALG_SHA_1,       PSA_ALG_MD5,       PSA_ALG_SHA_224, PSA_ALG_SHA_512_224,
                                         PSA_ALG_SHA_256_192, PSA_ALG_RIPEMD160, PSA_ALG_SHA3_224 };
    for (size_t i = 0; i < sizeof nameless / sizeof nameless[0]; i++) {
        psa_algorithm_t alg = PSA_ALG_HASH_SLH_DSA(nameless[i]);
        psa_sign_operation_t op = PSA_SIGN_OPERATION_INIT;
        assert_int_equal(psa_sign_message(key, alg, message, message_size, made, sizeof made, &length),
                         PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(psa_verify_hash(key, alg, hash, PSA_HASH_LENGTH(nameless[i]), made, SIZE_128F),
                         PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(psa_sign_setup(&op, key, alg), PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(psa_check_key_usage(key, alg, PSA_KEY_USAGE_SIGN_HASH), PSA_ERROR_NOT_SUPPORTED);
    }
}

/* "It cannot be used to sign hashes"; "with the multi-part verify operation, but not with the multi-part sign
 * operation". */
static void pure__hashes_and_pieces__refused_to_sign(void **state)
{
    (void)state;
    const psa_algorithm_t algs[] = { PSA_ALG_SLH_DSA, PSA_ALG_DETERMINISTIC_SLH_DSA };
    uint8_t hash[32] = { 1 };
    size_t length = 9;
    for (size_t i = 0; i < 2; i++) {
        psa_sign_operation_t op = PSA_SIGN_OPERATION_INIT;
        psa_key_id_t key = generate(algs[i]);
        assert_int_equal(psa_sign_hash(key, algs[i], hash, 32, made, sizeof made, &length), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(length, 0);
        assert_int_equal(psa_verify_hash(key, algs[i], hash, 32, made, SIZE_128F), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_sign_setup(&op, key, algs[i]), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_check_key_usage(key, algs[i], PSA_KEY_USAGE_SIGN_HASH), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_check_key_usage(key, algs[i], PSA_KEY_USAGE_VERIFY_HASH), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* Keys of other types, and public keys to sign with. */
static void key__of_another_kind__refused(void **state)
{
    (void)state;
    const psa_algorithm_t algs[] = { PSA_ALG_SLH_DSA, PSA_ALG_DETERMINISTIC_SLH_DSA, HASH_ALG, DETERMINISTIC_HASH_ALG };
    uint8_t data[32] = { 7 };
    size_t length;
    psa_key_id_t key;
    for (size_t i = 0; i < 4; i++) {
        psa_sign_operation_t op = PSA_SIGN_OPERATION_INIT;
        assert_int_equal(import(PSA_KEY_TYPE_HMAC, algs[i], 0, data, 32, &key), PSA_SUCCESS);
        assert_int_equal(psa_sign_message(key, algs[i], message, message_size, made, sizeof made, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_verify_message(key, algs[i], message, message_size, made, SIZE_128F),
                         PSA_ERROR_NOT_SUPPORTED);
        assert_int_equal(psa_check_key_usage(key, algs[i], PSA_KEY_USAGE_VERIFY_MESSAGE), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
        assert_int_equal(import(PUBLIC, algs[i], 0, data, 32, &key), PSA_SUCCESS);
        assert_int_equal(psa_sign_message(key, algs[i], message, message_size, made, sizeof made, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_sign_setup(&op, key, algs[i]), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_check_key_usage(key, algs[i], PSA_KEY_USAGE_SIGN_MESSAGE), PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
    /* An algorithm of another family under a key of this one. */
    assert_int_equal(import(PUBLIC, PSA_ALG_LMS, 0, data, 32, &key), PSA_SUCCESS);
    assert_int_equal(psa_verify_message(key, PSA_ALG_LMS, message, message_size, made, 32), PSA_ERROR_INVALID_ARGUMENT);
}

/* ------------------------------------------------------------------------------------------------- Signing calls
 * --- */

static void context__255_bytes_and_256(void **state)
{
    (void)state;
    const psa_algorithm_t algs[] = { PSA_ALG_SLH_DSA, HASH_ALG };
    static uint8_t context[256] = { 5 };
    size_t length;
    for (size_t i = 0; i < 2; i++) {
        psa_sign_operation_t op = PSA_SIGN_OPERATION_INIT;
        psa_key_id_t key = generate(algs[i]);
        assert_int_equal(psa_sign_message_with_context(key, algs[i], message, message_size, context, 256, made,
                                                       sizeof made, &length),
                         PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(length, 0);
        assert_int_equal(psa_sign_message_with_context(key, algs[i], message, message_size, context, 255, made,
                                                       sizeof made, &length),
                         PSA_SUCCESS);
        assert_int_equal(
            psa_verify_message_with_context(key, algs[i], message, message_size, context, 255, made, length),
            PSA_SUCCESS);
        assert_int_equal(
            psa_verify_message_with_context(key, algs[i], message, message_size, context, 256, made, length),
            PSA_ERROR_INVALID_ARGUMENT);
        assert_int_equal(
            psa_verify_message_with_context(key, algs[i], message, message_size, context, 254, made, length),
            PSA_ERROR_INVALID_SIGNATURE);
        assert_int_equal(psa_verify_message(key, algs[i], message, message_size, made, length),
                         PSA_ERROR_INVALID_SIGNATURE);
        if (FITS(length)) {
            memset(&verify_op, 0, sizeof verify_op);
            assert_int_equal(psa_verify_setup(&verify_op, key, algs[i], made, length), PSA_SUCCESS);
            assert_int_equal(psa_verify_set_context(&verify_op, context, 256), PSA_ERROR_INVALID_ARGUMENT);
            assert_int_equal(psa_verify_abort(&verify_op), PSA_SUCCESS);
        }
        if (algs[i] == HASH_ALG) {
            assert_int_equal(psa_sign_setup(&op, key, algs[i]), PSA_SUCCESS);
            assert_int_equal(psa_sign_set_context(&op, context, 256), PSA_ERROR_INVALID_ARGUMENT);
            assert_int_equal(psa_sign_abort(&op), PSA_SUCCESS);
        }
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
}

/* "Each invocation returns a different, equally valid signature"; the deterministic one the same. */
static void hedged__twice__differs(void **state)
{
    (void)state;
    psa_key_id_t key = generate(PSA_ALG_SLH_DSA);
    size_t length;
    assert_int_equal(psa_sign_message(key, PSA_ALG_SLH_DSA, message, message_size, made, sizeof made, &length),
                     PSA_SUCCESS);
    assert_int_equal(length, SIZE_128F);
    assert_int_equal(psa_sign_message(key, PSA_ALG_SLH_DSA, message, message_size, again, sizeof again, &length),
                     PSA_SUCCESS);
    assert_memory_not_equal(made, again, 16);
    assert_int_equal(psa_verify_message(key, PSA_ALG_SLH_DSA, message, message_size, made, length), PSA_SUCCESS);
    assert_int_equal(psa_verify_message(key, PSA_ALG_SLH_DSA, message, message_size, again, length), PSA_SUCCESS);
    assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    key = generate(PSA_ALG_DETERMINISTIC_SLH_DSA);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(psa_sign_message(key, PSA_ALG_DETERMINISTIC_SLH_DSA, message, message_size,
                                          i == 0 ? made : again, SIZE_128F, &length),
                         PSA_SUCCESS);
    }
    assert_memory_equal(made, again, SIZE_128F);
}

/* A hedged signature needs random bytes, a deterministic one does not. */
static void sign__no_entropy__its_status_and_no_signature(void **state)
{
    (void)state;
    const psa_algorithm_t hedged[] = { PSA_ALG_SLH_DSA, HASH_ALG };
    uint8_t pair[64];
    size_t length;
    psa_key_id_t key = generate(PSA_ALG_SLH_DSA);
    assert_int_equal(psa_export_key(key, pair, sizeof pair, &length), PSA_SUCCESS);
    for (size_t i = 0; i < 2; i++) {
        pcrypto_reset();
        assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
        assert_int_equal(import(PAIR, hedged[i], 0, pair, sizeof pair, &key), PSA_SUCCESS);
        sim_fail_at(SIM_CALL_ENTROPY, 1, PSA_ERROR_INSUFFICIENT_ENTROPY);
        memset(made, 0x3c, 32);
        length = 5;
        assert_int_equal(psa_sign_message(key, hedged[i], message, message_size, made, sizeof made, &length),
                         PSA_ERROR_INSUFFICIENT_ENTROPY);
        assert_true(sim_fail_struck());
        assert_int_equal(length, 0);
        assert_int_equal(made[0], 0x3c);
        assert_int_equal(psa_destroy_key(key), PSA_SUCCESS);
    }
    pcrypto_reset();
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    assert_int_equal(import(PAIR, PSA_ALG_DETERMINISTIC_SLH_DSA, 0, pair, sizeof pair, &key), PSA_SUCCESS);
    sim_fail_from(SIM_CALL_ENTROPY, 1, PSA_ERROR_INSUFFICIENT_ENTROPY);
    assert_int_equal(
        psa_sign_message(key, PSA_ALG_DETERMINISTIC_SLH_DSA, message, message_size, made, sizeof made, &length),
        PSA_SUCCESS);
    assert_int_equal(length, SIZE_128F);
}

/* Message, context and signature in one memory. */
static void sign__overlapping_buffers__as_apart(void **state)
{
    (void)state;
    static const size_t places[] = { 0, 1, 16, 300, SIZE_128F - 100 };
    const psa_algorithm_t alg = PSA_ALG_DETERMINISTIC_SLH_DSA;
    psa_key_id_t key = generate(alg);
    uint8_t text[100];
    size_t length;
    memset(text, 0x5a, sizeof text);
    assert_int_equal(psa_sign_message_with_context(key, alg, text, 100, text, 33, again, sizeof again, &length),
                     PSA_SUCCESS);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        memset(made, 0, sizeof made);
        memcpy(made + places[i], text, 100);
        assert_int_equal(psa_sign_message_with_context(key, alg, made + places[i], 100, made + places[i], 33, made,
                                                       SIZE_128F, &length),
                         PSA_SUCCESS);
        assert_memory_equal(made, again, SIZE_128F);
    }
}

/* Below the API: a key whose parts are not of one key makes no signature, and leaves none. */
static void sign__parts_of_two_keys__corruption(void **state)
{
    (void)state;
    uint8_t parts[64], root[PCC_SLH_N_MAX];
    static const uint8_t zeros[SIZE_128F] = { 0 };
    const pcc_slh_message_t what = { NULL, 0, NULL, 0, message, message_size };
    memset(parts, 9, sizeof parts);
    pcc_slh_key_t key = { pcc_slh_find(FAMILY_F, 128), parts, parts + 16, parts + 32, parts + 48 };
    assert_int_equal(pcc_slh_root(&key, root), PSA_SUCCESS);
    memcpy(parts + 48, root, 16);
    assert_int_equal(pcc_slh_sign(&key, &what, NULL, made), PSA_SUCCESS);
    parts[50] ^= 1;
    assert_int_equal(pcc_slh_sign(&key, &what, NULL, made), PSA_ERROR_CORRUPTION_DETECTED);
    assert_memory_equal(made, zeros, SIZE_128F);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sign_and_verify__vectors__as_they_say, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(verify__small_sets__as_they_say, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(keys__generate_export_import__sizes_and_parts, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(import__keys_of_acvp__taken, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(import__malformed__refused, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(generate__what_is_none__refused, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(derive__three_seeds__and_their_root, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(persistent_key__loaded_again__signs, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(policy__hedged_and_deterministic__two_to_sign_one_to_verify, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(policy__any_hash__permits_each, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(pure__hashes_and_pieces__refused_to_sign, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(key__of_another_kind__refused, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(context__255_bytes_and_256, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(hedged__twice__differs, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(sign__no_entropy__its_status_and_no_signature, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(sign__overlapping_buffers__as_apart, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(sign__parts_of_two_keys__corruption, fixture_start, fixture_stop),
    };
    const struct CMUnitTest small[] = {
        cmocka_unit_test_setup_teardown(sign_and_verify__small_sets__as_they_say, fixture_start, fixture_stop),
    };
    return argc > 1 && strcmp(argv[1], "s") == 0 ? cmocka_run_group_tests(small, NULL, NULL)
                                                 : cmocka_run_group_tests(tests, NULL, NULL);
}
