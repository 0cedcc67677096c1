/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * RSA signatures: PKCS#1 v1.5 of a hash and of bytes as they are, PSS (Crypto API 1.5, "RSA signature algorithms").
 */
#include <string.h>

#include "crypto_internal.h"
#include "drbg.h"
#include "key_material_rsa.h"
#include "lib/crypto/core/ct.h"
#include "lib/crypto/core/rsa.h"
#include "lib/crypto/core/rsa_sign.h"
#include "sign.h"

static bool is_wanted(psa_algorithm_t alg)
{
#if defined(PSA_WANT_ALG_RSA_PKCS1V15_SIGN_RAW)
    if (alg == PSA_ALG_RSA_PKCS1V15_SIGN_RAW) {
        return true;
    }
#endif
#if defined(PSA_WANT_ALG_RSA_PKCS1V15_SIGN)
    if (PSA_ALG_IS_RSA_PKCS1V15_SIGN(alg) && alg != PSA_ALG_RSA_PKCS1V15_SIGN_RAW) {
        return true;
    }
#endif
#if defined(PSA_WANT_ALG_RSA_PSS)
    if (PSA_ALG_IS_RSA_PSS_STANDARD_SALT(alg)) {
        return true;
    }
#endif
#if defined(PSA_WANT_ALG_RSA_PSS_ANY_SALT)
    if (PSA_ALG_IS_RSA_PSS_ANY_SALT(alg)) {
        return true;
    }
#endif
    return false;
}

/* PSS hashes more than the message. */
psa_status_t pcrypto_rsa_sign_check(const pcrypto_key_t *key, psa_algorithm_t alg, bool signing)
{
    psa_key_type_t type = psa_get_key_type(&key->attributes);

    if (!is_wanted(alg) || (PSA_ALG_IS_RSA_PSS(alg) && pcrypto_hash_of(alg) == PCC_HASH_NONE)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
    bool fits = signing ? type == PSA_KEY_TYPE_RSA_KEY_PAIR : PSA_KEY_TYPE_IS_RSA(type);
    return fits ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

static psa_status_t encode(const pcc_rsa_key_t *key, const pcrypto_signed_t *what, uint8_t em[PCC_RSA_SIZE_MAX])
{
#if PCC_HAVE_RSA_PSS
    if (PSA_ALG_IS_RSA_PSS(what->alg)) {
        return pcc_rsa_pss_encode(pcrypto_hash_of(what->alg), what->data, em, pcc_rsa_bits(key) - 1, &pcrypto_rng);
    }
#endif
#if PCC_HAVE_RSA_PKCS1V15_SIGN
    return pcc_rsa_pkcs1_sign_encode((uint8_t)PSA_ALG_GET_HASH(what->alg), what->data, what->size, em, key->n.size);
#else
    return PSA_ERROR_NOT_SUPPORTED;
#endif
}

#if defined(PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_BASIC)
psa_status_t pcrypto_rsa_sign(const pcrypto_key_t *key, const pcrypto_signed_t *what, uint8_t *signature,
                              size_t signature_size, size_t *signature_length)
{
    uint8_t em[PCC_RSA_SIZE_MAX];
    pcc_rsa_key_t rsa;

    psa_status_t status = pcrypto_rsa_read(key, &rsa);
    if (status == PSA_SUCCESS && signature_size < rsa.n.size) {
        status = PSA_ERROR_BUFFER_TOO_SMALL;
    }
    if (status == PSA_SUCCESS) {
        status = encode(&rsa, what, em);
    }
    if (status == PSA_SUCCESS) {
        status = pcc_rsa_private(&rsa, em, em, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        memcpy(signature, em, rsa.n.size);
        *signature_length = rsa.n.size;
    }
    return status;
}
#endif

psa_status_t pcrypto_rsa_verify(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                size_t signature_length)
{
    uint8_t em[PCC_RSA_SIZE_MAX], expected[PCC_RSA_SIZE_MAX];
    pcc_rsa_key_t rsa;

    psa_status_t status = pcrypto_rsa_read(key, &rsa);
    if (status != PSA_SUCCESS) {
        return pcc_refused(status);
    }
    if (signature_length != rsa.n.size) {
        return PSA_ERROR_INVALID_SIGNATURE;
    }
    status = pcc_rsa_public(&rsa, signature, em);
    if (status != PSA_SUCCESS) {
        /* A number that is not below the modulus is no signature. */
        return status == PSA_ERROR_INVALID_ARGUMENT ? PSA_ERROR_INVALID_SIGNATURE : pcc_refused(status);
    }
#if PCC_HAVE_RSA_PSS
    if (PSA_ALG_IS_RSA_PSS(what->alg)) {
        return pcc_rsa_pss_verify(pcrypto_hash_of(what->alg), what->data, PSA_ALG_IS_RSA_PSS_ANY_SALT(what->alg), em,
                                  pcc_rsa_bits(&rsa) - 1);
    }
#endif
    status = encode(&rsa, what, expected);
    if (status != PSA_SUCCESS) {
        return pcc_refused(status);
    }
    return pcc_verdict_twice(em, expected, rsa.n.size, PSA_ERROR_INVALID_SIGNATURE);
}
