/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Fuzz target: any bytes imported as an asymmetric key, of every curve, Diffie-Hellman group, of SPAKE2+ and of
 * SLH-DSA. What is taken has the size of its type, is exported as it was taken, and its export can be imported again.
 *
 * Input: kind (below), then the data.
 */
#include <stdlib.h>
#include <string.h>

#include "psa/crypto.h"
#include "tests/sim/sim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int condition)
{
    if (!condition) {
        abort();
    }
}

static const psa_key_type_t types[] = {
    PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1),
    PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1),
    PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_K1),
    PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_K1),
    PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_BRAINPOOL_P_R1),
    PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_BRAINPOOL_P_R1),
    PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_MONTGOMERY),
    PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_MONTGOMERY),
    PSA_KEY_TYPE_DH_PUBLIC_KEY(PSA_DH_FAMILY_RFC7919),
    PSA_KEY_TYPE_DH_KEY_PAIR(PSA_DH_FAMILY_RFC3526),
    PSA_KEY_TYPE_SPAKE2P_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1),
    PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1),
    PSA_KEY_TYPE_SPAKE2P_PUBLIC_KEY(PSA_ECC_FAMILY_TWISTED_EDWARDS),
    PSA_KEY_TYPE_SPAKE2P_KEY_PAIR(PSA_ECC_FAMILY_TWISTED_EDWARDS),
    PSA_KEY_TYPE_SLH_DSA_PUBLIC_KEY(PSA_SLH_DSA_FAMILY_SHA2_F),
    PSA_KEY_TYPE_SLH_DSA_KEY_PAIR(PSA_SLH_DSA_FAMILY_SHA2_F),
};
#define TYPES (sizeof types / sizeof types[0])

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int started;
    uint8_t out[1024], again[1024];
    size_t length, length_again;
    psa_key_id_t key, second;

    if (!started) {
        sim_init(NULL);
        check(psa_crypto_init() == PSA_SUCCESS);
        started = 1;
    }
    if (size < 1) {
        return 0;
    }
    psa_key_type_t type = types[data[0] % TYPES];
    psa_key_attributes_t a = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&a, type);
    psa_set_key_usage_flags(&a, PSA_KEY_USAGE_EXPORT);
    psa_status_t status = psa_import_key(&a, data + 1, size - 1, &key);
    check(status == PSA_SUCCESS || status == PSA_ERROR_INVALID_ARGUMENT || status == PSA_ERROR_NOT_SUPPORTED);
    if (status != PSA_SUCCESS) {
        check(key == PSA_KEY_ID_NULL);
        return 0;
    }
    check(psa_get_key_attributes(key, &a) == PSA_SUCCESS);
    check(psa_export_key(key, out, sizeof out, &length) == PSA_SUCCESS);
    check(length == size - 1 && length <= PSA_EXPORT_KEY_OUTPUT_SIZE(type, psa_get_key_bits(&a)));
    if (PSA_KEY_TYPE_IS_ECC_KEY_PAIR(type) && PSA_KEY_TYPE_ECC_GET_FAMILY(type) == PSA_ECC_FAMILY_MONTGOMERY) {
        check(memcmp(out + 1, data + 2, length - 2) == 0); /* forced bits are in the first and the last byte */
    } else {
        check(memcmp(out, data + 1, length) == 0);
    }
    psa_key_attributes_t b = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&b, type);
    psa_set_key_bits(&b, psa_get_key_bits(&a));
    psa_set_key_usage_flags(&b, PSA_KEY_USAGE_EXPORT);
    check(psa_import_key(&b, out, length, &second) == PSA_SUCCESS);
    check(psa_export_key(second, again, sizeof again, &length_again) == PSA_SUCCESS);
    check(length_again == length && memcmp(out, again, length) == 0);
    check(psa_destroy_key(second) == PSA_SUCCESS);
    /* The public key of a pair is one. (A Diffie-Hellman power takes long: not here.) */
    if (PSA_KEY_TYPE_IS_KEY_PAIR(type) && !PSA_KEY_TYPE_IS_DH(type)) {
        check(psa_export_public_key(key, out, sizeof out, &length) == PSA_SUCCESS);
        psa_key_attributes_t p = PSA_KEY_ATTRIBUTES_INIT;
        psa_set_key_type(&p, PSA_KEY_TYPE_PUBLIC_KEY_OF_KEY_PAIR(type));
        psa_set_key_bits(&p, psa_get_key_bits(&a));
        check(psa_import_key(&p, out, length, &second) == PSA_SUCCESS);
        check(psa_destroy_key(second) == PSA_SUCCESS);
    }
    check(psa_destroy_key(key) == PSA_SUCCESS);
    return 0;
}
