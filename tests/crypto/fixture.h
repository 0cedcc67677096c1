/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What most tests of the Crypto API begin and end with: a simulated device that holds nothing, and the library started
 * on it. Header only; cmocka.h comes before.
 */
#ifndef TESTS_CRYPTO_FIXTURE_H
#define TESTS_CRYPTO_FIXTURE_H

#include "lib/crypto/crypto_internal.h"
#include "lib/its/its_internal.h"
#include "psa/crypto.h"
#include "tests/sim/sim.h"

static inline int fixture_start(void **state)
{
    (void)state;
    sim_init(NULL);
    return psa_crypto_init() == PSA_SUCCESS ? 0 : -1;
}

static inline int fixture_stop(void **state)
{
    (void)state;
    pcrypto_reset();
    return 0;
}

/* The same where keys were stored. */
static inline int fixture_stop_stored(void **state)
{
    sim_fail_off();
    pits_reset();
    return fixture_stop(state);
}

static inline psa_key_attributes_t fixture_attributes(psa_key_type_t type, size_t bits, psa_key_usage_t usage,
                                                      psa_algorithm_t alg)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, type);
    psa_set_key_bits(&a, bits);
    psa_set_key_usage_flags(&a, usage);
    psa_set_key_algorithm(&a, alg);
    return a;
}

/* A volatile key of these bytes. */
static inline psa_key_id_t fixture_import(psa_key_type_t type, psa_key_usage_t usage, psa_algorithm_t alg,
                                          const uint8_t *data, size_t size)
{
    psa_key_attributes_t a = fixture_attributes(type, 0, usage, alg);
    psa_key_id_t key;
    assert_int_equal(psa_import_key(&a, data, size, &key), PSA_SUCCESS);
    return key;
}

#endif /* TESTS_CRYPTO_FIXTURE_H */
