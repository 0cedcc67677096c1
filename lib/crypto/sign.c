/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * The choice of a signature family by algorithm. A family that is not in the build costs nothing.
 */
#include "sign.h"

#include "crypto_internal.h"
#include "lib/crypto/core/config.h"

#if PCC_HAVE_EDDSA
static bool is_eddsa(psa_algorithm_t alg)
{
    return alg == PSA_ALG_PURE_EDDSA || alg == PSA_ALG_EDDSA_CTX || alg == PSA_ALG_ED25519PH;
}
#endif

#if PCC_HAVE_SLH_DSA
static bool is_slh_dsa(psa_algorithm_t alg)
{
    return PSA_ALG_IS_SLH_DSA(alg) || PSA_ALG_IS_HASH_SLH_DSA(alg);
}
#endif

psa_status_t pcrypto_sign_check(const pcrypto_key_t *key, psa_algorithm_t alg, bool signing)
{
    /* Of the two that apply, psa-arch-tests (c041, c042) has it invalid to sign with it, not supported to verify. */
    if (!signing && !PSA_KEY_TYPE_IS_ASYMMETRIC(psa_get_key_type(&key->attributes))) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
#if PCC_HAVE_ECDSA
    if (PSA_ALG_IS_ECDSA(alg)) {
        return pcrypto_ecdsa_check(key, alg, signing);
    }
#endif
#if PCC_HAVE_RSA_PKCS1V15_SIGN || PCC_HAVE_RSA_PSS
    if (PSA_ALG_IS_RSA_PKCS1V15_SIGN(alg) || PSA_ALG_IS_RSA_PSS(alg)) {
        return pcrypto_rsa_sign_check(key, alg, signing);
    }
#endif
#if PCC_HAVE_EDDSA
    if (is_eddsa(alg)) {
        return pcrypto_eddsa_check(key, alg, signing);
    }
#endif
#if PCC_HAVE_LMS
    if (alg == PSA_ALG_LMS || alg == PSA_ALG_HSS) {
        return pcrypto_lms_sign_check(key, alg, signing);
    }
#endif
#if PCC_HAVE_XMSS
    if (alg == PSA_ALG_XMSS || alg == PSA_ALG_XMSS_MT) {
        return pcrypto_xmss_sign_check(key, alg, signing);
    }
#endif
#if PCC_HAVE_SLH_DSA
    if (is_slh_dsa(alg)) {
        return pcrypto_slh_dsa_check(key, alg, signing);
    }
#endif
    (void)key;
    (void)alg;
    (void)signing;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_sign_with(const pcrypto_key_t *key, const pcrypto_signed_t *what, uint8_t *signature,
                               size_t signature_size, size_t *signature_length)
{
#if PCC_HAVE_ECDSA && defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC)
    if (PSA_ALG_IS_ECDSA(what->alg)) {
        return pcrypto_ecdsa_sign(key, what, signature, signature_size, signature_length);
    }
#endif
#if (PCC_HAVE_RSA_PKCS1V15_SIGN || PCC_HAVE_RSA_PSS) && defined(PSA_WANT_KEY_TYPE_RSA_KEY_PAIR_BASIC)
    if (PSA_ALG_IS_RSA_PKCS1V15_SIGN(what->alg) || PSA_ALG_IS_RSA_PSS(what->alg)) {
        return pcrypto_rsa_sign(key, what, signature, signature_size, signature_length);
    }
#endif
#if PCC_HAVE_EDDSA && defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC)
    if (is_eddsa(what->alg)) {
        return pcrypto_eddsa_sign(key, what, signature, signature_size, signature_length);
    }
#endif
#if PCC_HAVE_SLH_DSA && defined(PSA_WANT_KEY_TYPE_SLH_DSA_KEY_PAIR_BASIC)
    if (is_slh_dsa(what->alg)) {
        return pcrypto_slh_dsa_sign(key, what, signature, signature_size, signature_length);
    }
#endif
    (void)key;
    (void)what;
    (void)signature;
    (void)signature_size;
    (void)signature_length;
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_verify_begin(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                  size_t signature_length, pcc_hash_t *hash)
{
    if (PSA_ALG_IS_HASH_AND_SIGN(what->alg)) {
        return pcc_hash_start(hash, pcrypto_hash_of(what->alg));
    }
#if PCC_HAVE_EDDSA
    if (is_eddsa(what->alg)) {
        return pcrypto_eddsa_begin(key, what, signature, signature_length, hash);
    }
#endif
#if PCC_HAVE_LMS
    if (what->alg == PSA_ALG_LMS || what->alg == PSA_ALG_HSS) {
        return pcrypto_lms_begin(key, what, signature, signature_length, hash);
    }
#endif
#if PCC_HAVE_XMSS
    if (what->alg == PSA_ALG_XMSS || what->alg == PSA_ALG_XMSS_MT) {
        return pcrypto_xmss_begin(key, what, signature, signature_length, hash);
    }
#endif
#if PCC_HAVE_SLH_DSA
    if (is_slh_dsa(what->alg)) {
        return pcrypto_slh_dsa_begin(key, what, signature, signature_length, hash);
    }
#endif
    (void)key;
    (void)signature;
    (void)signature_length;
    return PSA_ERROR_NOT_SUPPORTED;
}

bool pcrypto_signature_may_be_longer(psa_algorithm_t alg)
{
#if PCC_HAVE_SLH_DSA
    if (is_slh_dsa(alg)) {
        return PCRYPTO_VERIFY_SIGNATURE_MAX_SIZE < PSA_SIGNATURE_MAX_SIZE;
    }
#endif
    return alg == PSA_ALG_LMS || alg == PSA_ALG_HSS || alg == PSA_ALG_XMSS || alg == PSA_ALG_XMSS_MT;
}

psa_status_t pcrypto_verify_with(const pcrypto_key_t *key, const pcrypto_signed_t *what, const uint8_t *signature,
                                 size_t signature_length)
{
#if PCC_HAVE_ECDSA
    if (PSA_ALG_IS_ECDSA(what->alg)) {
        return pcrypto_ecdsa_verify(key, what, signature, signature_length);
    }
#endif
#if PCC_HAVE_RSA_PKCS1V15_SIGN || PCC_HAVE_RSA_PSS
    if (PSA_ALG_IS_RSA_PKCS1V15_SIGN(what->alg) || PSA_ALG_IS_RSA_PSS(what->alg)) {
        return pcrypto_rsa_verify(key, what, signature, signature_length);
    }
#endif
#if PCC_HAVE_EDDSA
    if (is_eddsa(what->alg)) {
        return pcrypto_eddsa_verify(key, what, signature, signature_length);
    }
#endif
#if PCC_HAVE_LMS
    if (what->alg == PSA_ALG_LMS || what->alg == PSA_ALG_HSS) {
        return pcrypto_lms_verify(key, what, signature, signature_length);
    }
#endif
#if PCC_HAVE_XMSS
    if (what->alg == PSA_ALG_XMSS || what->alg == PSA_ALG_XMSS_MT) {
        return pcrypto_xmss_verify(key, what, signature, signature_length);
    }
#endif
#if PCC_HAVE_SLH_DSA
    if (is_slh_dsa(what->alg)) {
        return pcrypto_slh_dsa_verify(key, what, signature, signature_length);
    }
#endif
    (void)key;
    (void)what;
    (void)signature;
    (void)signature_length;
    return PSA_ERROR_NOT_SUPPORTED;
}
