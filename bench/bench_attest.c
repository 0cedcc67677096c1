/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Tokens made and verified, beside the bare signature and its verification in the same run: medians of rounds in which
 * the four take turns.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"
#include "lib/attest/attest_internal.h"
#include "lib/attest/config.h"
#include "lib/crypto/owned_keys.h"
#include "patt_verify.h"
#include "psa/crypto.h"
#include "psa/initial_attestation.h"
#include "tests/sim/sim.h"

#define ROUNDS 151u
#define ALG PSA_ALG_ECDSA(PSA_ALG_SHA_256)

static uint8_t challenge[32] = { 1 };
static uint8_t digest[32] = { 2 };
static uint8_t signature[64];
static uint8_t token[PSA_INITIAL_ATTEST_MAX_TOKEN_SIZE];
static size_t token_size;
static uint8_t point[65];
static psa_key_id_t public_key;

static void make_device(void)
{
    static const plat_identity_t identity = { { 7 }, "0604565272829-10010", "https://verifier.example/psa" };
    static const char *const types[] = { "BL", "PRoT", "App" };
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    size_t size = 0;

    sim_init(NULL);
    sim_set_identity(&identity);
    BENCH_CHECK(psa_crypto_init() == PSA_SUCCESS);
    BENCH_CHECK(plat_boot_record_begin() == PSA_SUCCESS);
    for (size_t i = 0; i < 3; i++) {
        plat_measurement_t measurement = { .version = "1.2.3", .signer_size = 32, .value_size = 32 };
        memcpy(measurement.type, types[i], strlen(types[i]));
        BENCH_CHECK(plat_boot_record_add(&measurement) == PSA_SUCCESS);
    }
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_algorithm(&attributes, ALG);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_CACHE);
    BENCH_CHECK(patt_key_generate(&attributes) == PSA_SUCCESS);
    BENCH_CHECK(patt_public_key(point, sizeof(point), &size) == PSA_SUCCESS && size == sizeof(point));
    attributes = psa_key_attributes_init();
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_algorithm(&attributes, ALG);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_HASH);
    BENCH_CHECK(psa_import_key(&attributes, point, sizeof(point), &public_key) == PSA_SUCCESS);
}

static void sign(void)
{
    size_t size = 0;
    BENCH_CHECK(pcrypto_owned_sign_hash(PLAT_CLIENT_ATTESTATION, PATT_KEY_ID, ALG, digest, sizeof(digest), signature,
                                        sizeof(signature), &size) == PSA_SUCCESS);
}

static void make_token(void)
{
    BENCH_CHECK(psa_initial_attest_get_token(challenge, sizeof(challenge), token, sizeof(token), &token_size) ==
                PSA_SUCCESS);
}

static void verify(void)
{
    BENCH_CHECK(psa_verify_hash(public_key, ALG, digest, sizeof(digest), signature, sizeof(signature)) == PSA_SUCCESS);
}

static void verify_token(void)
{
    const patt_check_t check = { .key_id = public_key, .nonce = challenge, .nonce_size = sizeof(challenge) };
    patt_token_t result;
    BENCH_CHECK(patt_token_verify(token, token_size, &check, &result) == PATT_VALID);
}

static double seconds(void)
{
    struct timespec now;
    BENCH_CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(void)
{
    static void (*const works[])(void) = { sign, make_token, verify, verify_token };
    static double times[4][ROUNDS];
    double median[4];

    make_device();
    for (size_t round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < 4; i++) {
            double start = seconds();
            works[i]();
            times[i][round] = seconds() - start;
        }
    }
    for (size_t i = 0; i < 4; i++) {
        qsort(times[i], ROUNDS, sizeof(times[i][0]), by_value);
        median[i] = times[i][ROUNDS / 2];
    }
    bench_figure("attest", "host, tokens made per second", 1.0 / median[1], "tokens/s");
    bench_figure("attest", "host, tokens verified per second", 1.0 / median[3], "tokens/s");
    bench_at_most("attest", "host, a token made", median[1] / median[0], "token/signature", 1.03);
    bench_at_most("attest", "host, a token verified", median[3] / median[2], "token/verification", 1.03);
    return 0;
}
