/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Key agreement (Crypto API 1.5, chapter 10.9): ECDH and FFDH.
 */
#include "agree.h"

#include <string.h>

#include "crypto_internal.h"
#include "drbg.h"
#include "driver.h"
#include "ecc.h"
#include "key_material.h"
#include "key_slots.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/ffdh.h"

#if defined(PSA_WANT_ALG_ECDH)
/* ECDH with the peer's bytes, which are checked to be a key on the same curve. */
static psa_status_t ecdh(const pcrypto_key_t *key, const uint8_t *peer, size_t peer_size, uint8_t *secret,
                         size_t *secret_size)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);
    pcc_ecc_t ecc;

    if (!PSA_KEY_TYPE_IS_ECC_KEY_PAIR(type)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    const pcc_curve_t *curve = pcrypto_curve_of(type, psa_get_key_bits(&key->attributes));
    if (curve == NULL || peer_size != pcc_curve_public_size(curve)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = pcrypto_ecc(curve, &ecc);
    if (status == PSA_SUCCESS) {
        status = pcc_ecc_ecdh(&ecc, key->material, peer, secret, &pcrypto_rng);
        *secret_size = curve->field_size;
    }
    return status;
}

#endif

#if defined(PSA_WANT_ALG_FFDH)
/* The same in a finite field. */
static psa_status_t ffdh(const pcrypto_key_t *key, const uint8_t *peer, size_t peer_size, uint8_t *secret,
                         size_t *secret_size)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);
    const pcc_dh_group_t *group = NULL;

    if (PSA_KEY_TYPE_IS_DH_KEY_PAIR(type)) {
        group = pcc_dh_group_find(PSA_KEY_TYPE_DH_GET_FAMILY(type), psa_get_key_bits(&key->attributes));
    }
    if (group == NULL || peer_size != group->bits / 8u) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    *secret_size = peer_size;
    return pcc_ffdh_agree(group, key->material, peer, secret);
}
#endif

static psa_status_t agree_with(const pcrypto_key_t *key, psa_algorithm_t alg, const uint8_t *peer, size_t peer_size,
                               uint8_t *secret, size_t *secret_size)
{
    if (!PSA_ALG_IS_KEY_AGREEMENT(alg)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
#if defined(PSA_WANT_ALG_ECDH)
    if (PSA_ALG_KEY_AGREEMENT_GET_BASE(alg) == PSA_ALG_ECDH) {
        return ecdh(key, peer, peer_size, secret, secret_size);
    }
#endif
#if defined(PSA_WANT_ALG_FFDH)
    if (PSA_ALG_KEY_AGREEMENT_GET_BASE(alg) == PSA_ALG_FFDH) {
        return ffdh(key, peer, peer_size, secret, secret_size);
    }
#endif
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_agree(psa_key_id_t private_key, psa_algorithm_t alg, const uint8_t *peer, size_t peer_size,
                           uint8_t secret[PCRYPTO_SECRET_SIZE_MAX], size_t *secret_size)
{
    psa_status_t status = PSA_SUCCESS;
    pcrypto_key_t *held;

    *secret_size = 0;
    if (pcrypto_driver_agree(private_key, alg, peer, peer_size, secret, PCRYPTO_SECRET_SIZE_MAX, secret_size,
                             &status)) {
        return status;
    }
    status = pcrypto_key_get_for(private_key, PSA_KEY_USAGE_DERIVE, alg, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = agree_with(held, alg, peer, peer_size, secret, secret_size);
    pcrypto_key_put(held);
    if (status != PSA_SUCCESS) {
        *secret_size = 0;
        pcc_wipe(secret, PCRYPTO_SECRET_SIZE_MAX);
    }
    return status;
}

/* The same, with no key derivation behind it. */
static psa_status_t agree_alone(psa_key_id_t private_key, psa_algorithm_t alg, const uint8_t *peer, size_t peer_size,
                                uint8_t secret[PCRYPTO_SECRET_SIZE_MAX], size_t *secret_size)
{
    return PSA_ALG_IS_STANDALONE_KEY_AGREEMENT(alg)
               ? pcrypto_agree(private_key, alg, peer, peer_size, secret, secret_size)
               : PSA_ERROR_INVALID_ARGUMENT;
}

psa_status_t psa_raw_key_agreement(psa_algorithm_t alg, psa_key_id_t private_key, const uint8_t *peer_key,
                                   size_t peer_key_length, uint8_t *output, size_t output_size, size_t *output_length)
{
    uint8_t secret[PCRYPTO_SECRET_SIZE_MAX];
    size_t size = 0;

    *output_length = 0;
    psa_status_t status = agree_alone(private_key, alg, peer_key, peer_key_length, secret, &size);
    if (status == PSA_SUCCESS && output_size < size) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (status == PSA_SUCCESS) {
        memcpy(output, secret, size);
        *output_length = size;
    }
    pcc_wipe(secret, sizeof secret);
    return status;
}

/* A shared secret may become a key to derive from, not one to encrypt with: it is biased. */
static psa_status_t check_type(const psa_key_attributes_t *attributes)
{
    psa_key_type_t type = psa_get_key_type(attributes);

    return type == PSA_KEY_TYPE_DERIVE || type == PSA_KEY_TYPE_RAW_DATA || type == PSA_KEY_TYPE_HMAC ||
                   type == PSA_KEY_TYPE_PASSWORD
               ? PSA_SUCCESS
               : PSA_ERROR_INVALID_ARGUMENT;
}

psa_status_t psa_key_agreement(psa_key_id_t private_key, const uint8_t *peer_key, size_t peer_key_length,
                               psa_algorithm_t alg, const psa_key_attributes_t *attributes, psa_key_id_t *key)
{
    uint8_t secret[PCRYPTO_SECRET_SIZE_MAX];
    size_t size = 0;

    *key = PSA_KEY_ID_NULL;
    psa_status_t status = agree_alone(private_key, alg, peer_key, peer_key_length, secret, &size);
    if (status == PSA_SUCCESS) {
        status = check_type(attributes);
    }
    if (status == PSA_SUCCESS) {
        status = psa_import_key(attributes, secret, size, key);
    }
    pcc_wipe(secret, sizeof secret);
    return status;
}
