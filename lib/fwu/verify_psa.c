/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Cryptography of the boot path over the PSA Crypto API. Keys are volatile and gone when the call returns.
 */
#include "verify.h"

#include <string.h>

#include "psa/crypto.h"

static psa_hash_operation_t operation;

psa_status_t pfwu_hash_begin(void)
{
    psa_status_t status = psa_crypto_init();
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = psa_hash_abort(&operation);
    if (status != PSA_SUCCESS) {
        return status;
    }
    return psa_hash_setup(&operation, PSA_ALG_SHA_256);
}

psa_status_t pfwu_hash_update(const uint8_t *data, size_t size)
{
    return psa_hash_update(&operation, data, size);
}

psa_status_t pfwu_hash_finish(uint8_t hash[32])
{
    size_t size = 0;
    psa_status_t status = psa_hash_finish(&operation, hash, 32, &size);
    if (status == PSA_SUCCESS && size == 32u) {
        return PSA_SUCCESS;
    }
    memset(hash, 0, 32);
    return status == PSA_SUCCESS ? PSA_ERROR_CORRUPTION_DETECTED : status;
}

psa_status_t pfwu_signature_check(const uint8_t point[65], const uint8_t hash[32], const uint8_t signature[64],
                                  pfwu_bool_t *good)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_key_id_t key = PSA_KEY_ID_NULL;
    *good = PFWU_NO;
    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, 256);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_HASH);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(PSA_ALG_SHA_256));
    psa_status_t status = psa_import_key(&attributes, point, 65, &key);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = psa_verify_hash(key, PSA_ALG_ECDSA(PSA_ALG_SHA_256), hash, 32, signature, 64);
    psa_status_t destroyed = psa_destroy_key(key);
    /* By arithmetic: a branch in front of it could be skipped, and a compiler drops a second one that asks the same. */
    *good = PFWU_YES ^ ((uint32_t)status | (uint32_t)destroyed);
    return status != PSA_SUCCESS ? status : destroyed;
}
