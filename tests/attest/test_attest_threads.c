/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Tokens made and verified by several threads at once, on the POSIX port: every one is that of its own challenge. Under
 * the preset tsan this is also a search for data races.
 */
#define _POSIX_C_SOURCE 200809L

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "patt_verify.h"
#include "psa/crypto.h"
#include "psa/initial_attestation.h"

#include "lib/attest/attest_internal.h"
#include "lib/attest/config.h"
#include "platform/posix/plat_posix.h"
#include "tests/port/device_dir.h"

#define THREADS 4u
#define ROUNDS 25u

static uint8_t point[65];

typedef struct worker {
    pthread_t thread;
    uint8_t number;
    unsigned good;
} worker_t;

static void make_key(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    size_t size = 0;

    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    assert_int_equal(patt_key_generate(&attributes), PSA_SUCCESS);
    assert_int_equal(patt_public_key(point, sizeof(point), &size), PSA_SUCCESS);
    assert_int_equal(size, sizeof(point));
}

static void provision(void)
{
    plat_identity_t identity = { .implementation_id = "threads TEST implementation id..",
                                 .certification_reference = "0604565272829-10010",
                                 .verification_service = "https://verifier.example/psa" };
    plat_measurement_t measurement = { .type = "App", .version = "1.0.0", .value_size = 32, .signer_size = 32 };

    assert_int_equal(plat_posix_set_identity(&identity), PSA_SUCCESS);
    assert_int_equal(plat_posix_set_lifecycle(PLAT_LIFECYCLE_SECURED), PSA_SUCCESS);
    assert_int_equal(plat_boot_record_begin(), PSA_SUCCESS);
    assert_int_equal(plat_boot_record_add(&measurement), PSA_SUCCESS);
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
    make_key();
}

static void *work(void *ctx)
{
    worker_t *worker = ctx;
    uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];
    uint8_t challenge[64];

    for (unsigned round = 0; round < ROUNDS; round++) {
        size_t challenge_size = 32u + 16u * (round % 3u);
        size_t size = 0;
        size_t needed = 0;
        patt_token_t read;
        memset(challenge, worker->number, sizeof(challenge));
        challenge[0] = (uint8_t)round;
        patt_check_t check = {
            .point = point, .point_size = sizeof(point), .nonce = challenge, .nonce_size = challenge_size
        };
        worker->good +=
            psa_initial_attest_get_token_size(challenge_size, &needed) == PSA_SUCCESS &&
            psa_initial_attest_get_token(challenge, challenge_size, token, sizeof(token), &size) == PSA_SUCCESS &&
            size == needed && patt_token_verify(token, size, &check, &read) == PATT_VALID;
    }
    return NULL;
}

static void get_token__four_threads__each_its_own_token(void **state)
{
    worker_t workers[THREADS];
    (void)state;

    provision();
    for (uint8_t i = 0; i < THREADS; i++) {
        workers[i].number = (uint8_t)(i + 1);
        workers[i].good = 0;
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
        assert_int_equal(workers[i].good, ROUNDS);
    }
}

static int setup(void **state)
{
    (void)state;
    (void)device_dir_new();
    const char *dir = device_dir_path("device");
    return plat_posix_create(dir, NULL) == PSA_SUCCESS && plat_posix_open(dir) == PSA_SUCCESS ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    plat_posix_close();
    device_dir_remove();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(get_token__four_threads__each_its_own_token, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
