/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Contexts kept with keys in RAM (DESIGN.md section 1): who sees one, and when it goes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "lib/crypto/key_kept.h"
#include "lib/its/its_internal.h"
#include "platform/platform.h"
#include "psa/crypto.h"
#include "tests/crypto/fixture.h"
#include "tests/sim/sim.h"

#define KEY_ID 0x1234u
#define KIND PCRYPTO_KEPT_BLOCK
#define SIZE 64u

/* A volatile key for id 0, else a persistent one, held. */
static pcrypto_key_t *hold(psa_key_id_t id, psa_key_usage_t usage)
{
    static const uint8_t bytes[32] = { 1, 2, 3, 4, 5, 6, 7, 8 };
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    pcrypto_key_t *key;
    psa_set_key_type(&a, PSA_KEY_TYPE_AES);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, PSA_ALG_GCM);
    if (id != 0) {
        psa_set_key_id(&a, id);
    }
    assert_int_equal(psa_import_key(&a, bytes, sizeof bytes, &id), PSA_SUCCESS);
    assert_int_equal(pcrypto_key_get(id, &key), PSA_SUCCESS);
    return key;
}

static uint8_t *keep(pcrypto_key_t *key)
{
    uint8_t *memory = pcrypto_kept_begin(key, KIND, SIZE);
    assert_non_null(memory);
    memset(memory, 0x5a, SIZE);
    pcrypto_kept_end(key, true);
    assert_ptr_equal(pcrypto_kept(key, KIND), memory);
    return memory;
}

static void assert_gone(const uint8_t *memory)
{
    for (size_t i = 0; i < SIZE; i++) {
        assert_int_equal(memory[i], 0);
    }
}

static void kept__made_once__seen_by_every_holder_when_complete(void **state)
{
    (void)state;
    pcrypto_key_t *key = hold(0, 0), *other;
    assert_null(pcrypto_kept(key, KIND));
    uint8_t *memory = pcrypto_kept_begin(key, KIND, SIZE);
    assert_non_null(memory);
    assert_int_equal((uintptr_t)memory % 8, 0);
    memory[0] = 1;
    assert_int_equal(pcrypto_key_get(psa_get_key_id(&key->attributes), &other), PSA_SUCCESS);
    assert_null(pcrypto_kept(other, KIND));             /* not complete */
    assert_null(pcrypto_kept_begin(other, KIND, SIZE)); /* in the making by another */
    pcrypto_kept_end(key, true);
    assert_ptr_equal(pcrypto_kept(other, KIND), memory);
    assert_null(pcrypto_kept(other, PCRYPTO_KEPT_AEAD)); /* of another kind */
    assert_null(pcrypto_kept_begin(other, PCRYPTO_KEPT_AEAD, SIZE));
    pcrypto_key_put(key);
    pcrypto_key_put(other);
    assert_int_equal(pcrypto_key_get(psa_get_key_id(&key->attributes), &other), PSA_SUCCESS);
    assert_ptr_equal(pcrypto_kept(other, KIND), memory);
    assert_int_equal(memory[0], 1);
    pcrypto_key_put(other);
}

static void kept__not_good_or_too_large__nothing_kept(void **state)
{
    (void)state;
    pcrypto_key_t *key = hold(0, 0);
    assert_null(pcrypto_kept_begin(key, KIND, PCRYPTO_KEPT_SIZE + 1u));
    uint8_t *memory = pcrypto_kept_begin(key, KIND, PCRYPTO_KEPT_SIZE);
    assert_non_null(memory);
    memset(memory, 0x5a, SIZE);
    pcrypto_kept_end(key, false);
    assert_null(pcrypto_kept(key, KIND));
    assert_gone(memory);
    (void)keep(key);
    pcrypto_key_put(key);
}

static void kept__key_leaves_ram__wiped(void **state)
{
    (void)state;
    const psa_key_usage_t cached = PSA_KEY_USAGE_CACHE;
    psa_key_id_t id;
    pcrypto_key_t *key;

    key = hold(0, 0); /* destroyed */
    id = psa_get_key_id(&key->attributes);
    uint8_t *memory = keep(key);
    pcrypto_key_put(key);
    assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
    assert_gone(memory);

    key = hold(0, 0); /* destroyed while held */
    id = psa_get_key_id(&key->attributes);
    memory = keep(key);
    assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);
    assert_ptr_equal(pcrypto_kept(key, KIND), memory);
    assert_int_equal(memory[0], 0x5a);
    pcrypto_key_put(key);
    assert_gone(memory);

    key = hold(0, 0); /* purged: the volatile key stays, what is kept goes */
    id = psa_get_key_id(&key->attributes);
    memory = keep(key);
    pcrypto_key_put(key);
    assert_int_equal(psa_purge_key(id), PSA_SUCCESS);
    assert_gone(memory);
    assert_int_equal(pcrypto_key_get(id, &key), PSA_SUCCESS);
    assert_null(pcrypto_kept(key, KIND));
    memory = keep(key); /* purged while held */
    assert_int_equal(psa_purge_key(id), PSA_SUCCESS);
    assert_int_equal(memory[0], 0x5a);
    pcrypto_key_put(key);
    assert_gone(memory);
    assert_int_equal(pcrypto_key_get(id, &key), PSA_SUCCESS);
    memory = keep(key); /* the purge is over: kept beyond the next holder again */
    pcrypto_key_put(key);
    assert_int_equal(memory[0], 0x5a);
    assert_int_equal(psa_destroy_key(id), PSA_SUCCESS);

    key = hold(KEY_ID, 0); /* not cached */
    memory = keep(key);
    pcrypto_key_put(key);
    assert_gone(memory);
    assert_int_equal(psa_destroy_key(KEY_ID), PSA_SUCCESS);

    key = hold(KEY_ID, cached); /* cached, then purged */
    memory = keep(key);
    pcrypto_key_put(key);
    assert_int_equal(memory[0], 0x5a);
    assert_int_equal(psa_purge_key(KEY_ID), PSA_SUCCESS);
    assert_gone(memory);

    assert_int_equal(pcrypto_key_get(KEY_ID, &key), PSA_SUCCESS); /* cached, then evicted */
    memory = keep(key);
    pcrypto_key_put(key);
    assert_int_equal(memory[0], 0x5a);
    for (unsigned i = 0; i < PCRYPTO_KEY_COUNT; i++) {
        pcrypto_key_put(hold(0, 0));
    }
    assert_gone(memory);
}

static void kept__pool_used_up__held_keys_keep_theirs(void **state)
{
    (void)state;
    pcrypto_key_t *keys[PCRYPTO_KEPT_COUNT + 1u];
    uint8_t *memory[PCRYPTO_KEPT_COUNT];
    for (size_t i = 0; i < PCRYPTO_KEPT_COUNT; i++) {
        keys[i] = hold(0, 0);
        memory[i] = keep(keys[i]);
    }
    keys[PCRYPTO_KEPT_COUNT] = hold(0, 0);
    assert_null(pcrypto_kept_begin(keys[PCRYPTO_KEPT_COUNT], KIND, SIZE));
    for (size_t i = 0; i < PCRYPTO_KEPT_COUNT; i++) {
        assert_ptr_equal(pcrypto_kept(keys[i], KIND), memory[i]);
        assert_int_equal(memory[i][0], 0x5a);
    }
    pcrypto_key_put(keys[1]);
    uint8_t *taken = pcrypto_kept_begin(keys[PCRYPTO_KEPT_COUNT], KIND, SIZE);
    assert_ptr_equal(taken, memory[1]);
    assert_gone(taken);
    pcrypto_kept_end(keys[PCRYPTO_KEPT_COUNT], true);
    assert_int_equal(pcrypto_key_get(psa_get_key_id(&keys[1]->attributes), &keys[1]), PSA_SUCCESS);
    assert_null(pcrypto_kept(keys[1], KIND));
    for (size_t i = 0; i <= PCRYPTO_KEPT_COUNT; i++) {
        pcrypto_key_put(keys[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(kept__made_once__seen_by_every_holder_when_complete, fixture_start,
                                        fixture_stop_stored),
        cmocka_unit_test_setup_teardown(kept__not_good_or_too_large__nothing_kept, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(kept__key_leaves_ram__wiped, fixture_start, fixture_stop_stored),
        cmocka_unit_test_setup_teardown(kept__pool_used_up__held_keys_keep_theirs, fixture_start, fixture_stop_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
