/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The signature or tag of a token, checked over the PSA Crypto API. What that library does not have is told apart from
 * what is wrong with the token.
 */
#include "verify_internal.h"

#include "cose_tbs.h"

/* The row of the token's algorithm. */
static const patt_cose_alg_t *row_of(int64_t alg)
{
    for (size_t i = 0; i < PATT_COSE_ALG_COUNT; i++) {
        if (patt_cose_algs[i].id == alg) {
            return &patt_cose_algs[i];
        }
    }
    return NULL;
}

/* What the relying party gave as a volatile key that can only verify with this algorithm. */
static psa_status_t import_key(const patt_cose_alg_t *row, const patt_check_t *check, psa_key_id_t *key)
{
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    bool mac = patt_cose_is_mac(row);

    psa_set_key_type(&attributes, mac ? PSA_KEY_TYPE_HMAC : PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1));
    psa_set_key_bits(&attributes, row->key_bits); /* 0 for a MAC: by the size of the secret */
    psa_set_key_algorithm(&attributes, mac ? PSA_ALG_HMAC(row->hash) : PSA_ALG_ECDSA(row->hash));
    psa_set_key_usage_flags(&attributes, mac ? PSA_KEY_USAGE_VERIFY_MESSAGE : PSA_KEY_USAGE_VERIFY_HASH);
    psa_status_t status = psa_import_key(&attributes, mac ? check->secret : check->point,
                                         mac ? check->secret_size : check->point_size, key);
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

static psa_status_t verify_signature(psa_key_id_t key, const patt_cose_alg_t *row, const patt_tbs_t *tbs,
                                     const patt_span_t *signature)
{
    uint8_t digest[PATT_HASH_MAX];
    size_t digest_size = 0;

    psa_status_t status = patt_tbs_hash(tbs, row->hash, digest, &digest_size);
    if (status != PSA_SUCCESS) {
        return status;
    }
    return psa_verify_hash(key, PSA_ALG_ECDSA(row->hash), digest, digest_size, signature->p, signature->size);
}

static psa_status_t verify_mac(psa_key_id_t key, const patt_cose_alg_t *row, const patt_tbs_t *tbs,
                               const patt_span_t *tag)
{
    psa_mac_operation_t operation = PSA_MAC_OPERATION_INIT;

    psa_status_t status = psa_mac_verify_setup(&operation, key, PSA_ALG_HMAC(row->hash));
    for (size_t i = 0; status == PSA_SUCCESS && i < PATT_TBS_PIECES; i++) {
        status = psa_mac_update(&operation, tbs->piece[i], tbs->size[i]);
    }
    if (status == PSA_SUCCESS) {
        status = psa_mac_verify_finish(&operation, tag->p, tag->size);
    }
    if (status != PSA_SUCCESS) {
        (void)psa_mac_abort(&operation); /* the first error is the one to report */
    }
    return status;
}

static psa_status_t verify_with(psa_key_id_t key, const patt_cose_alg_t *row, const patt_token_t *token)
{
    patt_tbs_t tbs;
    bool mac = patt_cose_is_mac(row);

    patt_tbs_init(&tbs, mac, token->protected_header.p, token->protected_header.size, token->payload.p,
                  token->payload.size);
    return mac ? verify_mac(key, row, &tbs, &token->signature) : verify_signature(key, row, &tbs, &token->signature);
}

/* With the point or secret that the relying party gave. A point is never taken as a secret, nor the other way round. */
static patt_reason_t verify_with_given(const patt_cose_alg_t *row, const patt_token_t *token, const patt_check_t *check)
{
    psa_key_id_t key = PSA_KEY_ID_NULL;
    bool mac = patt_cose_is_mac(row);

    if (mac ? check->secret == NULL || check->secret_size == 0
            : check->point == NULL || check->point_size != patt_cose_point_size(row)) {
        return PATT_KEY_MISMATCH;
    }
    psa_status_t status = import_key(row, check, &key);
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

    if (check->key_id == PSA_KEY_ID_NULL && check->point == NULL && check->secret == NULL) {
        return PATT_NO_KEY;
    }
    if (row == NULL) {
        return PATT_ALG_UNSUPPORTED; /* the envelope's reader saw to it already */
    }
    /* r || s of fixed width or a whole tag, nothing else: no DER, no leading zeros dropped (RFC 9053 section 2.1). */
    if (token->signature.size != row->size) {
        return PATT_BAD_SIGNATURE;
    }
    if (check->key_id != PSA_KEY_ID_NULL) {
        return reason_of(verify_with(check->key_id, row, token));
    }
    return verify_with_given(row, token, check);
}
