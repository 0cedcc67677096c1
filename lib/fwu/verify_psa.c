/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Cryptography of the boot path over the PSA Crypto API. Keys are volatile and gone when the call returns. What the
 * feature set lacks the API refuses at run time: a key of that kind verifies nothing.
 */
#include "verify.h"

#include <string.h>

#include "psa/crypto.h"

static psa_hash_operation_t operation;

/** How the keys of an algorithm are imported and used. */
typedef struct way {
    psa_key_type_t type;
    psa_algorithm_t alg;
    uint16_t bits; /* 0: as the key says */
    bool message;  /* it signs messages, not hashes */
} way_t;

static const way_t ways[] = {
    [PFWU_ECDSA_P256] = { PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), PSA_ALG_ECDSA(PSA_ALG_SHA_256), 256,
                          false },
    [PFWU_ECDSA_P384] = { PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), PSA_ALG_ECDSA(PSA_ALG_SHA_384), 384,
                          false },
    [PFWU_RSA_PSS_3072] = { PSA_KEY_TYPE_RSA_PUBLIC_KEY, PSA_ALG_RSA_PSS(PSA_ALG_SHA_256), 3072, false },
    [PFWU_ED25519] = { PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_TWISTED_EDWARDS), PSA_ALG_PURE_EDDSA, 255, true },
    [PFWU_LMS] = { PSA_KEY_TYPE_LMS_PUBLIC_KEY, PSA_ALG_LMS, 0, true },
    [PFWU_RSA_PSS_2048] = { PSA_KEY_TYPE_RSA_PUBLIC_KEY, PSA_ALG_RSA_PSS(PSA_ALG_SHA_256), 2048, false },
};

psa_status_t pfwu_hash_begin(size_t size)
{
    psa_status_t status = psa_crypto_init();
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = psa_hash_abort(&operation);
    if (status != PSA_SUCCESS) {
        return status;
    }
    return psa_hash_setup(&operation, size == 32u ? PSA_ALG_SHA_256 : PSA_ALG_SHA_384);
}

psa_status_t pfwu_hash_update(const uint8_t *data, size_t size)
{
    return psa_hash_update(&operation, data, size);
}

psa_status_t pfwu_hash_finish(uint8_t *hash, size_t size)
{
    size_t length = 0;
    psa_status_t status = psa_hash_finish(&operation, hash, size, &length);
    if (status == PSA_SUCCESS && length == size) {
        return PSA_SUCCESS;
    }
    memset(hash, 0, size);
    return status == PSA_SUCCESS ? PSA_ERROR_CORRUPTION_DETECTED : status;
}

static psa_status_t import(const pfwu_key_t *key, const way_t *way, psa_key_id_t *id)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_type(&attributes, way->type);
    psa_set_key_bits(&attributes, way->bits);
    psa_set_key_usage_flags(&attributes, way->message ? PSA_KEY_USAGE_VERIFY_MESSAGE : PSA_KEY_USAGE_VERIFY_HASH);
    psa_set_key_algorithm(&attributes, way->alg);
    return psa_import_key(&attributes, key->key, key->size, id);
}

psa_status_t pfwu_signature_check(const pfwu_key_t *key, const uint8_t *hash, size_t hash_size,
                                  const uint8_t *signature, size_t size, pfwu_bool_t *good)
{
    psa_key_id_t id = PSA_KEY_ID_NULL;
    *good = PFWU_NO;
    if (key->algorithm >= sizeof ways / sizeof ways[0]) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    const way_t *way = &ways[key->algorithm];
    psa_status_t status = psa_crypto_init(); /* nothing was hashed if the image's hash is only promised */
    if (status == PSA_SUCCESS) {
        status = import(key, way, &id);
    }
    if (status != PSA_SUCCESS) {
        return status;
    }
    /* In memory and read twice: see lib/fwu/DESIGN.md section 9. */
    volatile psa_status_t verdict = PSA_ERROR_CORRUPTION_DETECTED;
    verdict = way->message ? pfwu_message_check(id, way->alg, hash, hash_size, signature, size)
                           : psa_verify_hash(id, way->alg, hash, hash_size, signature, size);
    psa_status_t destroyed = psa_destroy_key(id);
    psa_status_t first = verdict, second = verdict;
    /* By arithmetic: a branch in front of it could be skipped, and a compiler drops a second one that asks the same. */
    *good = PFWU_YES ^ ((uint32_t)first | (uint32_t)second | (uint32_t)destroyed);
    return first != PSA_SUCCESS ? first : destroyed;
}
