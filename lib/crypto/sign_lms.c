/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Verification of LMS and HSS signatures (Crypto API 1.5, "Leighton-Micali Signature algorithms").
 */
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/lms.h"
#include "sign.h"

psa_status_t pcrypto_lms_sign_check(const pcrypto_key_t *key, psa_algorithm_t alg, bool signing)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);

    if (signing) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
#if defined(PSA_WANT_ALG_LMS)
    if (alg == PSA_ALG_LMS) {
        return type == PSA_KEY_TYPE_LMS_PUBLIC_KEY ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
    }
#endif
#if defined(PSA_WANT_ALG_HSS)
    if (alg == PSA_ALG_HSS) {
        return type == PSA_KEY_TYPE_HSS_PUBLIC_KEY ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
    }
#endif
    (void)type;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_lms_begin(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                               size_t signature_length, pcc_hash_t *hash)
{
    psa_status_t status = PSA_ERROR_NOT_SUPPORTED;

    (void)what;
#if defined(PSA_WANT_ALG_LMS)
    if (what->alg == PSA_ALG_LMS) {
        pcc_lms_key_t lms;
        status = pcc_lms_read_public(key->material, key->size, &lms);
        return status == PSA_SUCCESS ? pcc_lms_begin(&lms, signature, signature_length, hash) : status;
    }
#endif
#if defined(PSA_WANT_ALG_HSS)
    pcc_hss_key_t hss;
    status = pcc_hss_read_public(key->material, key->size, &hss);
    if (status == PSA_SUCCESS) {
        status = pcc_hss_begin(&hss, signature, signature_length, hash);
    }
#endif
    return status;
}

psa_status_t pcrypto_lms_verify(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                size_t signature_length)
{
    psa_status_t status = PSA_ERROR_NOT_SUPPORTED;

#if defined(PSA_WANT_ALG_LMS)
    if (what->alg == PSA_ALG_LMS) {
        pcc_lms_key_t lms;
        status = pcc_lms_read_public(key->material, key->size, &lms);
        return status == PSA_SUCCESS ? pcc_lms_verify(&lms, what->data, signature, signature_length)
                                     : pcc_refused(status);
    }
#endif
#if defined(PSA_WANT_ALG_HSS)
    pcc_hss_key_t hss;
    status = pcc_hss_read_public(key->material, key->size, &hss);
    if (status == PSA_SUCCESS) {
        status = pcc_hss_verify(&hss, what->data, signature, signature_length);
    }
#endif
    return status;
}
