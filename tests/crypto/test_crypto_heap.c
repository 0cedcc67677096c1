/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The heap that Mbed TLS's big numbers are on (hosts only) runs out, from the first allocation of a call on, from the
 * second and so on: the call is PSA_ERROR_INSUFFICIENT_MEMORY, nothing of it stays allocated, and with memory again it
 * works. calloc() and free() are this program's; glibc has its own under other names, too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/crypto/crypto_internal.h"
#include "lib/crypto/ecc.h"
#include "lib/its/its_internal.h"
#include "psa/crypto.h"
#include "tests/sim/sim.h"

#define ECDSA PSA_ALG_ECDSA(PSA_ALG_SHA_256)
#define OAEP PSA_ALG_RSA_OAEP(PSA_ALG_SHA_256)
#define JPAKE PSA_ALG_JPAKE(PSA_ALG_SHA_256)
#define SAE PSA_ALG_WPA3_SAE_FIXED(PSA_ALG_SHA_256)
#define PAIR PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1)
#define LIVE_MAX 4096u

void *__libc_calloc(size_t count, size_t size);
void __libc_free(void *memory);

static bool watching;
static unsigned until_failure; /* allocations; 0: there is none */
static void *live[LIVE_MAX];
static unsigned live_count;

void *calloc(size_t count, size_t size)
{
    if (watching && until_failure == 1) {
        return NULL; /* and so on */
    }
    until_failure -= watching && until_failure != 0;
    void *memory = __libc_calloc(count, size);
    if (watching && memory != NULL && live_count < LIVE_MAX) {
        live[live_count++] = memory;
    }
    return memory;
}

void free(void *memory)
{
    for (unsigned i = live_count; memory != NULL && i-- > 0;) {
        if (live[i] == memory) {
            live[i] = live[--live_count];
            break;
        }
    }
    __libc_free(memory);
}

static psa_key_id_t key;
static uint8_t point[PSA_PAKE_OUTPUT_MAX_SIZE], made[PSA_PAKE_OUTPUT_MAX_SIZE], text[32];
static size_t point_size, size;

static psa_key_id_t generate(psa_key_type_t type, size_t bits, psa_algorithm_t alg)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t id;
    psa_set_key_type(&a, type);
    psa_set_key_bits(&a, bits);
    psa_set_key_usage_flags(&a, 0x0003ff07u);
    psa_set_key_algorithm(&a, alg);
    assert_int_equal(psa_generate_key(&a, &id), PSA_SUCCESS);
    return id;
}

/* What is to be there before the memory runs out. The curve of the call is loaded by it. */
static void p521(psa_algorithm_t alg)
{
    key = generate(PAIR, 521, alg);
    assert_int_equal(psa_export_public_key(key, point, sizeof point, &point_size), PSA_SUCCESS);
}

static void ready_ecdsa(void)
{
    p521(ECDSA);
    assert_int_equal(psa_sign_hash(key, ECDSA, text, 32, made, sizeof made, &size), PSA_SUCCESS);
}
static psa_status_t sign(void)
{
    return psa_sign_hash(key, ECDSA, text, 32, made, sizeof made, &size);
}
static psa_status_t verify(void)
{
    return psa_verify_hash(key, ECDSA, text, 32, made, size);
}

static void ready_ecdh(void)
{
    p521(PSA_ALG_ECDH);
}
static psa_status_t agree(void)
{
    return psa_raw_key_agreement(PSA_ALG_ECDH, key, point, point_size, made, sizeof made, &size);
}
static void ready_public(void) /* of a key that was imported: it is not kept with the key yet */
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, PAIR);
    memset(made, 1, 66);
    made[0] = 0;
    assert_int_equal(psa_import_key(&a, made, 66, &key), PSA_SUCCESS);
}
static psa_status_t public_half(void)
{
    return psa_export_public_key(key, made, sizeof made, &size);
}
static psa_status_t import(void)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t other;
    psa_set_key_type(&a, PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(PAIR));
    psa_status_t status = psa_import_key(&a, point, point_size, &other);
    (void)psa_destroy_key(other);
    return status;
}

static void ready_rsa(void)
{
    key = generate(PSA_KEY_TYPE_RSA_KEY_PAIR, 1024, OAEP);
    assert_int_equal(psa_asymmetric_encrypt(key, OAEP, text, 32, NULL, 0, made, sizeof made, &size), PSA_SUCCESS);
}
static psa_status_t encrypt(void)
{
    return psa_asymmetric_encrypt(key, OAEP, text, 32, NULL, 0, made, sizeof made, &size);
}
static psa_status_t decrypt(void)
{
    return psa_asymmetric_decrypt(key, OAEP, made, 128, NULL, 0, text, sizeof text, &size);
}

static psa_pake_operation_t one, other;

static psa_pake_step_t step; /* the first of the protocol */

static void begin(psa_pake_operation_t *op, psa_algorithm_t alg, psa_pake_primitive_t primitive, const char *user,
                  const char *peer)
{
    psa_pake_cipher_suite_t suite = PSA_PAKE_CIPHER_SUITE_INIT;
    psa_pake_cs_set_algorithm(&suite, alg);
    psa_pake_cs_set_primitive(&suite, primitive);
    psa_pake_cs_set_key_confirmation(&suite, alg == JPAKE ? PSA_PAKE_UNCONFIRMED_KEY : PSA_PAKE_CONFIRMED_KEY);
    assert_int_equal(psa_pake_setup(op, key, &suite), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_user(op, (const uint8_t *)user, 6), PSA_SUCCESS);
    assert_int_equal(psa_pake_set_peer(op, (const uint8_t *)peer, 6), PSA_SUCCESS);
}

static void ready_exchange(psa_algorithm_t alg, psa_pake_primitive_t primitive)
{
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, PSA_KEY_TYPE_PASSWORD);
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_DERIVE);
    psa_set_key_algorithm(&a, alg);
    assert_int_equal(psa_import_key(&a, (const uint8_t *)"TEST", 4, &key), PSA_SUCCESS);
    begin(&one, alg, primitive, "side a", "side b");
    begin(&other, alg, primitive, "side b", "side a");
    step = alg == JPAKE ? PSA_PAKE_STEP_KEY_SHARE : PSA_PAKE_STEP_COMMIT;
    assert_int_equal(psa_pake_output(&other, step, point, sizeof point, &point_size), PSA_SUCCESS);
}
static void ready_pake(void)
{
    ready_exchange(JPAKE, PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 521));
}
static void ready_pake_dh(void)
{
    ready_exchange(JPAKE, PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, PSA_DH_FAMILY_RFC7919, 2048));
}
static void ready_sae(void)
{
    ready_exchange(SAE, PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_ECC, PSA_ECC_FAMILY_SECP_R1, 256));
}
static void ready_sae_dh(void)
{
    ready_exchange(SAE, PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, PSA_DH_FAMILY_RFC3526, 3072));
}
static psa_status_t pake_output(void)
{
    return psa_pake_output(&one, step, made, sizeof made, &size);
}
static psa_status_t pake_input(void)
{
    return psa_pake_input(&one, step, point, point_size);
}

static const struct {
    const char *name;
    void (*ready)(void);
    psa_status_t (*call)(void);
} calls[] = {
    { "psa_sign_hash", ready_ecdsa, sign },
    { "psa_verify_hash", ready_ecdsa, verify },
    { "psa_raw_key_agreement", ready_ecdh, agree },
    { "psa_export_public_key", ready_public, public_half },
    { "psa_import_key", ready_ecdh, import },
    { "psa_asymmetric_encrypt", ready_rsa, encrypt },
    { "psa_asymmetric_decrypt", ready_rsa, decrypt },
    { "psa_pake_output", ready_pake, pake_output },
    { "psa_pake_input", ready_pake, pake_input },
    { "J-PAKE in a field, output", ready_pake_dh, pake_output },
    { "J-PAKE in a field, input", ready_pake_dh, pake_input },
    { "SAE, output", ready_sae, pake_output },
    { "SAE, input", ready_sae, pake_input },
    { "SAE in a field, output", ready_sae_dh, pake_output },
    { "SAE in a field, input", ready_sae_dh, pake_input },
};

static void start_again(void)
{
    pcrypto_reset();
    pits_reset();
    sim_init(NULL);
    memset(&one, 0, sizeof one);
    memset(&other, 0, sizeof other);
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
}

/* Every place up to the 24th, then some of the others: a multiplication allocates a thousand times. */
static void call__no_memory_at_some_place__insufficient_memory(void **state)
{
    (void)state;
    for (size_t c = 0; c < sizeof calls / sizeof calls[0]; c++) {
        psa_status_t status = PSA_ERROR_INSUFFICIENT_MEMORY;
        unsigned failures = 0;
        start_again();
        calls[c].ready();
        psa_pake_operation_t begun = one;
        for (unsigned place = 1; status != PSA_SUCCESS; place += 1 + (place > 24 ? place / 3 : 0)) {
            pcrypto_ecc_reset(); /* to be loaded by the call */
            watching = true;
            until_failure = place;
            status = calls[c].call();
            until_failure = 0;
            pcrypto_ecc_reset();
            watching = false;
            if (status != PSA_SUCCESS && status != PSA_ERROR_INSUFFICIENT_MEMORY) {
                fail_msg("%s: status %d without memory at place %u", calls[c].name, (int)status, place);
            }
            if (live_count != 0) {
                fail_msg("%s: %u pieces of memory are lost at place %u", calls[c].name, live_count, place);
            }
            failures += status != PSA_SUCCESS;
            one = begun; /* an error ended it */
        }
        print_message("%s: failed at %u places\n", calls[c].name, failures);
        assert_in_range(failures, 5, 100);
    }
    start_again();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(call__no_memory_at_some_place__insufficient_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
