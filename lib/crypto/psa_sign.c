/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Signing in one call (Crypto API 1.5, "Single-part asymmetric signature functions").
 */
#include "driver.h"
#include "owned_keys.h"
#include "platform/platform.h"
#include "sign_rules.h"

static psa_status_t sign(int32_t owner, psa_key_id_t key, psa_key_usage_t usage, pcrypto_signed_t *what,
                         uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    uint8_t hash[PCRYPTO_HASH_ROOM];
    bool message = usage == PSA_KEY_USAGE_SIGN_MESSAGE;
    pcrypto_key_t *held;

    *signature_length = 0;
    psa_status_t status = pcrypto_sign_check_alg(what->alg, message); /* psa-arch-tests (c052): before the policy */
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (what->context_size == 0 && pcrypto_driver_sign(owner, key, what->alg, message, what->data, what->size,
                                                       signature, signature_size, signature_length, &status)) {
        return status;
    }
    status = pcrypto_key_get_owned_for(owner, key, usage, what->alg, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = pcrypto_sign_check_call(held, true, message, what);
    if (status == PSA_SUCCESS && message && PSA_ALG_IS_HASH_AND_SIGN(what->alg)) {
        status = psa_hash_compute(PSA_ALG_GET_HASH(what->alg), what->data, what->size, hash, sizeof hash, &what->size);
        what->data = hash;
    }
    if (status == PSA_SUCCESS) {
        status = pcrypto_sign_with(held, what, signature, signature_size, signature_length);
    }
    pcrypto_key_put(held);
    /* NOLINTNEXTLINE(clang-analyzer-core.StackAddressEscape): `what` ends with the caller */
    return status;
}

psa_status_t pcrypto_owned_sign_hash(int32_t owner, psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash,
                                     size_t hash_length, uint8_t *signature, size_t signature_size,
                                     size_t *signature_length)
{
    pcrypto_signed_t what = { alg, hash, hash_length, NULL, 0 };
    return sign(owner, key, PSA_KEY_USAGE_SIGN_HASH, &what, signature, signature_size, signature_length);
}

psa_status_t psa_sign_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                           uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    return psa_sign_hash_with_context(key, alg, hash, hash_length, NULL, 0, signature, signature_size,
                                      signature_length);
}

psa_status_t psa_sign_hash_with_context(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                                        const uint8_t *context, size_t context_length, uint8_t *signature,
                                        size_t signature_size, size_t *signature_length)
{
    pcrypto_signed_t what = { alg, hash, hash_length, context, context_length };
    return sign(plat_caller(), key, PSA_KEY_USAGE_SIGN_HASH, &what, signature, signature_size, signature_length);
}

psa_status_t psa_sign_message(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                              uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    return psa_sign_message_with_context(key, alg, input, input_length, NULL, 0, signature, signature_size,
                                         signature_length);
}

psa_status_t psa_sign_message_with_context(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input,
                                           size_t input_length, const uint8_t *context, size_t context_length,
                                           uint8_t *signature, size_t signature_size, size_t *signature_length)
{
    pcrypto_signed_t what = { alg, input, input_length, context, context_length };
    return sign(plat_caller(), key, PSA_KEY_USAGE_SIGN_MESSAGE, &what, signature, signature_size, signature_length);
}
