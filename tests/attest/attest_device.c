/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * A simulated device with the facts of a vector.
 */
#include "attest_device.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "patt_verify.h"

#include "lib/attest/attest_internal.h"
#include "lib/attest/config.h"
#include "lib/crypto/crypto_internal.h"
#include "lib/crypto/owned_keys.h"
#include "lib/its/its_internal.h"
#include "tests/sim/sim_internal.h"

static uint8_t point[ATTEST_POINT_SIZE];

void attest_device_new(void)
{
    sim_init(NULL);
    sim_set_identity(NULL);
    pits_reset();
    pcrypto_reset();
    patt_reset();
    assert_int_equal(psa_crypto_init(), PSA_SUCCESS);
}

static void copy_text(char *out, size_t capacity, patt_span_t text)
{
    assert_true(text.size < capacity);
    memset(out, 0, capacity);
    if (text.p != NULL) {
        memcpy(out, text.p, text.size);
    }
}

static void add_component(const patt_component_t *component)
{
    plat_measurement_t measurement = { 0 };

    copy_text(measurement.type, sizeof(measurement.type), component->type);
    copy_text(measurement.version, sizeof(measurement.version), component->version);
    measurement.value_size = (uint8_t)component->value.size;
    memcpy(measurement.value, component->value.p, component->value.size);
    measurement.signer_size = (uint8_t)component->signer.size;
    memcpy(measurement.signer, component->signer.p, component->signer.size);
    assert_int_equal(plat_boot_record_add(&measurement), PSA_SUCCESS);
}

void attest_device_facts(const attest_vector_t *vector)
{
    static char reference[32];
    static char service[80];
    plat_identity_t identity;
    patt_token_t token;
    patt_component_t component;

    assert_int_equal(patt_token_parse(vector->token, vector->length, &token), PATT_VALID);
    copy_text(reference, sizeof(reference), token.certification_reference);
    if (token.certification_reference.size == 13) { /* legacy: the port has the whole reference */
        memcpy(reference + 13, "-10010", 7);
    }
    copy_text(service, sizeof(service), token.verification_service);
    memcpy(identity.implementation_id, token.implementation_id.p, sizeof(identity.implementation_id));
    identity.certification_reference = reference;
    identity.verification_service = service;
    sim_set_identity(&identity);
    sim_set_lifecycle(token.lifecycle);
    sim_set_caller(token.client_id);
    assert_int_equal(plat_boot_record_begin(), PSA_SUCCESS);
    /* The port draws the seed; only here it has to be a known one. */
    assert_int_equal(token.boot_seed.size, sizeof(sim_device.session.boot_seed));
    memcpy(sim_device.session.boot_seed, token.boot_seed.p, token.boot_seed.size);
    for (size_t i = 0; i < token.component_count; i++) {
        assert_true(patt_token_component(&token, i, &component));
        add_component(&component);
    }
}

void attest_device_record(unsigned count, uint8_t hash_size)
{
    plat_measurement_t measurement = { 0 };

    memset(measurement.type, 'T', PLAT_MEASUREMENT_TYPE_MAX);
    memset(measurement.version, '9', PLAT_MEASUREMENT_VERSION_MAX);
    memset(measurement.value, 0x5a, hash_size);
    memset(measurement.signer, 0xa5, hash_size);
    measurement.value_size = hash_size;
    measurement.signer_size = hash_size;
    patt_reset(); /* another boot */
    assert_int_equal(plat_boot_record_begin(), PSA_SUCCESS);
    for (unsigned i = 0; i < count; i++) {
        assert_int_equal(plat_boot_record_add(&measurement), PSA_SUCCESS);
    }
}

/* As the service's key, past what patt_key_import() would refuse: what was stored by other means may be anything. */
static void import(psa_key_attributes_t *attributes, psa_key_id_t id, const uint8_t *bytes, size_t size)
{
    psa_key_id_t key = PSA_KEY_ID_NULL;

    psa_set_key_lifetime(attributes, PSA_KEY_LIFETIME_PERSISTENT);
    psa_set_key_id(attributes, id);
    assert_int_equal(pcrypto_owned_import(PLAT_CLIENT_ATTESTATION, attributes, bytes, size, &key), PSA_SUCCESS);
    assert_int_equal(key, id);
    patt_reset();
}

void attest_device_curve_key(const char *name, psa_key_usage_t usage, psa_algorithm_t alg)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t scalar[66];

    size_t size = attest_key(name, "d_hex", scalar, sizeof(scalar));
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_algorithm(&attributes, alg);
    psa_set_key_usage_flags(&attributes, usage);
    import(&attributes, PATT_KEY_ID, scalar, size);
}

void attest_device_key(psa_key_usage_t usage, psa_algorithm_t alg)
{
    attest_device_curve_key("attest-iak-p256", usage, alg);
}

void attest_device_mac_key(const char *name, psa_key_usage_t usage, psa_algorithm_t alg)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t secret[64];
    uint8_t id[PATT_INSTANCE_ID_SIZE];

    size_t size = attest_key(name, "k_hex", secret, sizeof(secret));
    psa_set_key_type(&attributes, PSA_KEY_TYPE_HMAC);
    psa_set_key_algorithm(&attributes, alg);
    psa_set_key_usage_flags(&attributes, usage);
    import(&attributes, PATT_KEY_ID, secret, size);
    assert_int_equal(patt_instance_id_of_secret(secret, size, id), PSA_SUCCESS);
    attributes = psa_key_attributes_init();
    psa_set_key_type(&attributes, PSA_KEY_TYPE_RAW_DATA);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_EXPORT);
    import(&attributes, PATT_INSTANCE_ID_KEY_ID, id, sizeof(id));
}

const uint8_t *attest_device_point(void)
{
    assert_int_equal(attest_key("attest-iak-p256", "public_point_hex", point, sizeof(point)), sizeof(point));
    return point;
}

int attest_device_end(void **state)
{
    (void)state;
    sim_fail_off();
    return patt_key_destroy() == PSA_ERROR_STORAGE_FAILURE ? -1 : 0;
}
