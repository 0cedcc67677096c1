/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The signature of a token, checked over the PSA Crypto API. What that library does not have is told apart from what is
 * wrong with the token.
 */
#include "verify_internal.h"

#include "cose_hash.h"

/* The row of the token's algorithm, NULL for a MAC. */
static const patt_cose_alg_t *row_of(int64_t alg)
{
    for (size_t i = 0; i < PATT_COSE_ALG_COUNT; i++) {
        if (patt_cose_algs[i].id == alg) {
            return &patt_cose_algs[i];
        }
    }
    return NULL;
}

/* A public point as a volatile key that can only verify with this algorithm. */
static psa_status_t import_point(const patt_cose_alg_t *row, const patt_check_t *check, psa_key_id_t *key)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;

    psa_set_key_type(&attributes, PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, row->key_bits);
    psa_set_key_algorithm(&attributes, PSA_ALG_ECDSA(row->hash));
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_VERIFY_HASH);
    psa_status_t status = psa_import_key(&attributes, check->point, check->point_size, key);
    psa_reset_key_attributes(&attributes);
    return status;
}

static patt_reason_t reason_of(psa_status_t status)
{
    switch (status) {
    case PSA_SUCCESS:
        return PATT_VALID;
    case PSA_ERROR_INVALID_SIGNATURE:
        return PATT_BAD_SIGNATURE;
    case PSA_ERROR_NOT_SUPPORTED:
        return PATT_ALG_NOT_IN_BUILD;
    case PSA_ERROR_INVALID_ARGUMENT:
    case PSA_ERROR_NOT_PERMITTED:
        return PATT_KEY_MISMATCH;
    case PSA_ERROR_INVALID_HANDLE:
    case PSA_ERROR_DOES_NOT_EXIST:
        return PATT_NO_KEY;
    default:
        return PATT_CRYPTO_FAILED;
    }
}

static psa_status_t verify_with(psa_key_id_t key, const patt_cose_alg_t *row, const patt_token_t *token)
{
    uint8_t digest[PATT_HASH_MAX];
    size_t digest_size = 0;

    psa_status_t status = patt_cose_hash(row->hash, token->protected_header.p, token->protected_header.size,
                                         token->payload.p, token->payload.size, digest, &digest_size);
    if (status != PSA_SUCCESS) {
        return status;
    }
    return psa_verify_hash(key, PSA_ALG_ECDSA(row->hash), digest, digest_size, token->signature.p,
                           token->signature.size);
}

static patt_reason_t verify_with_point(const patt_cose_alg_t *row, const patt_token_t *token, const patt_check_t *check)
{
    psa_key_id_t key = PSA_KEY_ID_NULL;

    if (check->point_size != 1u + 2u * (size_t)row->coordinate) {
        return PATT_KEY_MISMATCH;
    }
    psa_status_t status = import_point(row, check, &key);
    if (status != PSA_SUCCESS) {
        return reason_of(status);
    }
    status = verify_with(key, row, token);
    psa_status_t destroyed = psa_destroy_key(key);
    return reason_of(status != PSA_SUCCESS ? status : destroyed);
}

patt_reason_t patt_signature_verify(const patt_token_t *token, const patt_check_t *check)
{
    const patt_cose_alg_t *row = row_of(token->alg);

    if (check->key_id == PSA_KEY_ID_NULL && check->point == NULL) {
        return PATT_NO_KEY;
    }
    if (row == NULL) {
        return PATT_ALG_NOT_IN_BUILD;
    }
    /* r || s of fixed width, nothing else: no DER, no leading zeros dropped (RFC 9053 section 2.1). */
    if (token->signature.size != 2u * (size_t)row->coordinate) {
        return PATT_BAD_SIGNATURE;
    }
    if (check->key_id != PSA_KEY_ID_NULL) {
        return reason_of(verify_with(check->key_id, row, token));
    }
    return verify_with_point(row, token, check);
}
