/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Verification of XMSS and XMSS^MT signatures (Crypto API 1.5, "XMSS and XMSS^MT algorithms").
 */
#include "lib/crypto/core/config.h"
#include "lib/crypto/core/xmss.h"
#include "sign.h"

psa_status_t pcrypto_xmss_sign_check(const pcrypto_key_t *key, psa_algorithm_t alg, bool signing)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);

    if (signing) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
#if defined(PSA_WANT_ALG_XMSS)
    if (alg == PSA_ALG_XMSS) {
        return type == PSA_KEY_TYPE_XMSS_PUBLIC_KEY ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
    }
#endif
#if defined(PSA_WANT_ALG_XMSS_MT)
    if (alg == PSA_ALG_XMSS_MT) {
        return type == PSA_KEY_TYPE_XMSS_MT_PUBLIC_KEY ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
    }
#endif
    (void)type;
    return PSA_ERROR_NOT_SUPPORTED;
}

static psa_status_t read_key(const pcrypto_key_t *key, psa_algorithm_t alg, pcc_xmss_key_t *xmss)
{
    return pcc_xmss_read_public(key->material, key->size, alg == PSA_ALG_XMSS_MT, xmss);
}

psa_status_t pcrypto_xmss_begin(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                size_t signature_length, pcc_hash_t *hash)
{
    pcc_xmss_key_t xmss;

    psa_status_t status = read_key(key, what->alg, &xmss);
    return status == PSA_SUCCESS ? pcc_xmss_begin(&xmss, signature, signature_length, hash) : status;
}

psa_status_t pcrypto_xmss_verify(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                 size_t signature_length)
{
    pcc_xmss_key_t xmss;

    psa_status_t status = read_key(key, what->alg, &xmss);
    return status == PSA_SUCCESS ? pcc_xmss_verify(&xmss, what->data, signature, signature_length) : status;
}
