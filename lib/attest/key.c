/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Provisioning of the attestation key, as the service's own.
 */
#include "patt_key.h"

#include "attest_internal.h"
#include "config.h"
#include "cose_envelope.h"
#include "lib/crypto/owned_keys.h"
#include "token_size.h"

/* What is asked for, as the service's: it signs, and that is all anybody can do with it. */
static psa_key_attributes_t own_attributes(const psa_key_attributes_t *wanted)
{
    psa_key_attributes_t attributes = *wanted;
    psa_key_usage_t sign =
        psa_get_key_type(wanted) == PSA_KEY_TYPE_HMAC ? PSA_KEY_USAGE_SIGN_MESSAGE : PSA_KEY_USAGE_SIGN_HASH;

    psa_set_key_lifetime(&attributes,
                         PSA_KEY_LIFETIME_FROM_PERSISTENCE_AND_LOCATION(
                             PSA_KEY_PERSISTENCE_DEFAULT, PSA_KEY_LIFETIME_GET_LOCATION(psa_get_key_lifetime(wanted))));
    psa_set_key_id(&attributes, PATT_KEY_ID);
    psa_set_key_usage_flags(&attributes, (psa_get_key_usage_flags(wanted) & PSA_KEY_USAGE_CACHE) | sign);
    return attributes;
}

/* Nothing to sign with, and nothing left of an earlier key: an instance id without a key. */
static psa_status_t check_none(void)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;

    psa_status_t status = pcrypto_owned_attributes(PLAT_CLIENT_ATTESTATION, PATT_KEY_ID, &attributes);
    if (status == PSA_SUCCESS) {
        return PSA_ERROR_ALREADY_EXISTS;
    }
    if (status != PSA_ERROR_INVALID_HANDLE) {
        return status;
    }
    status = pcrypto_owned_destroy(PLAT_CLIENT_ATTESTATION, PATT_INSTANCE_ID_KEY_ID);
    return status == PSA_ERROR_INVALID_HANDLE ? PSA_SUCCESS : status;
}

/* The instance id of a MAC key, which can't be made of the key later. Stored before the key: an id without a
 * key is none, and goes when the next one is provisioned. */
static psa_status_t store_instance_id(const psa_key_attributes_t *key, const uint8_t *secret, size_t size)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    uint8_t id[PATT_INSTANCE_ID_SIZE];
    psa_key_id_t made = PSA_KEY_ID_NULL;

    if (size < PSA_HASH_LENGTH(PSA_ALG_GET_HASH(psa_get_key_algorithm(key)))) {
        return PSA_ERROR_INVALID_ARGUMENT; /* weaker than its tags */
    }
    psa_status_t status = patt_instance_id_of_secret(secret, size, id);
    if (status != PSA_SUCCESS) {
        return status;
    }
    psa_set_key_type(&attributes, PSA_KEY_TYPE_RAW_DATA);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_EXPORT);
    psa_set_key_lifetime(&attributes, PSA_KEY_LIFETIME_PERSISTENT);
    psa_set_key_id(&attributes, PATT_INSTANCE_ID_KEY_ID);
    return pcrypto_owned_import(PLAT_CLIENT_ATTESTATION, &attributes, id, sizeof(id), &made);
}

/* A key that can't make tokens is none. */
static psa_status_t check_made(void)
{
    patt_signer_t signer;

    psa_status_t status = patt_signer_open(PLAT_CLIENT_ATTESTATION, PATT_KEY_ID, &signer);
    if (status != PSA_SUCCESS) {
        (void)pcrypto_owned_destroy(PLAT_CLIENT_ATTESTATION, PATT_KEY_ID); /* the first error is the one to report */
    }
    return status;
}

psa_status_t patt_key_generate(const psa_key_attributes_t *wanted)
{
    psa_key_attributes_t attributes = own_attributes(wanted);
    psa_key_id_t made = PSA_KEY_ID_NULL;

    if (psa_get_key_type(wanted) == PSA_KEY_TYPE_HMAC) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    patt_size_forget();
    psa_status_t status = check_none();
    if (status == PSA_SUCCESS) {
        status = pcrypto_owned_generate(PLAT_CLIENT_ATTESTATION, &attributes, &made);
    }
    if (status == PSA_SUCCESS) {
        status = check_made();
    }
    patt_size_forget();
    return status;
}

static psa_status_t import(const psa_key_attributes_t *attributes, const uint8_t *data, size_t size)
{
    psa_key_id_t made = PSA_KEY_ID_NULL;
    psa_status_t status = PSA_SUCCESS;

    if (psa_get_key_type(attributes) == PSA_KEY_TYPE_HMAC) {
        status = store_instance_id(attributes, data, size);
    }
    if (status == PSA_SUCCESS) {
        status = pcrypto_owned_import(PLAT_CLIENT_ATTESTATION, attributes, data, size, &made);
    }
    return status == PSA_SUCCESS ? check_made() : status;
}

psa_status_t patt_key_import(const psa_key_attributes_t *wanted, const uint8_t *data, size_t size)
{
    psa_key_attributes_t attributes = own_attributes(wanted);

    patt_size_forget();
    psa_status_t status = check_none();
    if (status == PSA_SUCCESS) {
        status = import(&attributes, data, size);
    }
    patt_size_forget();
    return status;
}

psa_status_t patt_key_destroy(void)
{
    patt_size_forget();
    psa_status_t status = pcrypto_owned_destroy(PLAT_CLIENT_ATTESTATION, PATT_KEY_ID);
    if (status == PSA_SUCCESS) {
        status = pcrypto_owned_destroy(PLAT_CLIENT_ATTESTATION, PATT_INSTANCE_ID_KEY_ID);
        status = status == PSA_ERROR_INVALID_HANDLE ? PSA_SUCCESS : status;
    }
    patt_size_forget();
    return status;
}
