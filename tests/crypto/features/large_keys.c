/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A feature set with large key pairs and without public keys has slots for them, and for what they are derived of; one
 * with J-PAKE over a finite field has them for its secrets. A program for check.cmake over port.c.
 */
#include "psa/crypto.h"

#if defined(PSA_WANT_ALG_FFDH)
static int try_it(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t peer[256], secret[256];
    psa_key_id_t key;
    size_t length;

    psa_set_key_type(&attributes, PSA_KEY_TYPE_DH_KEY_PAIR(PSA_DH_FAMILY_RFC7919));
    psa_set_key_bits(&attributes, 2048);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_DERIVE);
    psa_set_key_algorithm(&attributes, PSA_ALG_FFDH);
    if (psa_generate_key(&attributes, &key) != PSA_SUCCESS) {
        return 2;
    }
    if (psa_export_public_key(key, peer, sizeof peer, &length) != PSA_SUCCESS) {
        return 3;
    }
    return psa_raw_key_agreement(PSA_ALG_FFDH, key, peer, length, secret, sizeof secret, &length) == PSA_SUCCESS ? 0
                                                                                                                 : 4;
}
#elif defined(PSA_WANT_ALG_JPAKE)
static psa_pake_operation_t pakes[2];

static psa_status_t begin(unsigned side, psa_key_id_t password)
{
    static const uint8_t names[2][1] = { { 'a' }, { 'b' } };
    psa_pake_cipher_suite_t suite = PSA_PAKE_CIPHER_SUITE_INIT;

    psa_pake_cs_set_algorithm(&suite, PSA_ALG_JPAKE(PSA_ALG_SHA_256));
    psa_pake_cs_set_primitive(&suite, PSA_PAKE_PRIMITIVE(PSA_PAKE_PRIMITIVE_TYPE_DH, PSA_DH_FAMILY_RFC7919, 3072));
    psa_pake_cs_set_key_confirmation(&suite, PSA_PAKE_UNCONFIRMED_KEY);
    psa_status_t status = psa_pake_setup(&pakes[side], password, &suite);
    if (status == PSA_SUCCESS) {
        status = psa_pake_set_user(&pakes[side], names[side], 1);
    }
    return status == PSA_SUCCESS ? psa_pake_set_peer(&pakes[side], names[1 - side], 1) : status;
}

/* One side's steps of a round of so many shares. */
static psa_status_t send(unsigned side, unsigned shares)
{
    psa_status_t status = PSA_SUCCESS;
    uint8_t message[384];
    size_t length;

    for (unsigned i = 0; i < 3 * shares && status == PSA_SUCCESS; i++) {
        psa_pake_step_t step = (psa_pake_step_t)(PSA_PAKE_STEP_KEY_SHARE + i % 3);
        status = psa_pake_output(&pakes[side], step, message, sizeof message, &length);
        if (status == PSA_SUCCESS) {
            status = psa_pake_input(&pakes[1 - side], step, message, length);
        }
    }
    return status;
}

static int try_it(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    static const uint8_t password[4] = { 1, 2, 3, 4 };
    psa_key_id_t key;

    psa_set_key_type(&attributes, PSA_KEY_TYPE_PASSWORD);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_DERIVE);
    psa_set_key_algorithm(&attributes, PSA_ALG_JPAKE(PSA_ALG_SHA_256));
    if (psa_import_key(&attributes, password, sizeof password, &key) != PSA_SUCCESS || begin(0, key) != PSA_SUCCESS ||
        begin(1, key) != PSA_SUCCESS || send(0, 2) != PSA_SUCCESS || send(1, 2) != PSA_SUCCESS ||
        send(0, 1) != PSA_SUCCESS || send(1, 1) != PSA_SUCCESS) {
        return 7;
    }
    attributes = psa_key_attributes_init();
    psa_set_key_type(&attributes, PSA_KEY_TYPE_DERIVE);
    return psa_pake_get_shared_key(&pakes[0], &attributes, &key) == PSA_SUCCESS ? 0 : 8;
}
#else
static int try_it(void)
{
    const psa_algorithm_t alg = PSA_ALG_PBKDF2_HMAC(PSA_ALG_SHA_256);
    psa_key_derivation_operation_t op = PSA_KEY_DERIVATION_OPERATION_INIT;
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    static const uint8_t password[4] = { 1, 2, 3, 4 };
    psa_key_id_t key;

    psa_set_key_type(&attributes, PSA_KEY_TYPE_PASSWORD);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_DERIVE);
    psa_set_key_algorithm(&attributes, alg);
    if (psa_import_key(&attributes, password, sizeof password, &key) != PSA_SUCCESS ||
        psa_key_derivation_setup(&op, alg) != PSA_SUCCESS ||
        psa_key_derivation_input_integer(&op, PSA_KEY_DERIVATION_INPUT_COST, 1) != PSA_SUCCESS ||
        psa_key_derivation_input_bytes(&op, PSA_KEY_DERIVATION_INPUT_SALT, password, 4) != PSA_SUCCESS ||
        psa_key_derivation_input_key(&op, PSA_KEY_DERIVATION_INPUT_PASSWORD, key) != PSA_SUCCESS) {
        return 5;
    }
    psa_set_key_type(&attributes, PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 521);
    return psa_key_derivation_output_key(&attributes, &op, &key) == PSA_SUCCESS ? 0 : 6;
}
#endif

int main(void)
{
    if (psa_crypto_init() != PSA_SUCCESS) {
        return 1;
    }
    return try_it();
}
