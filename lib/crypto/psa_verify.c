/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Verification in one call (Crypto API 1.5, "Single-part asymmetric signature functions").
 */
#include "driver.h"
#include "sign_rules.h"

/* Put the hash of which the signature is verified in the message's place. */
static psa_status_t hash_message(const pcrypto_key_t *key, pcrypto_signed_t *what, const uint8_t *signature,
                                 size_t signature_length, uint8_t out[PCC_HASH_SIZE_MAX])
{
    pcc_hash_t hash;

    psa_status_t status = pcrypto_verify_begin(key, what, signature, signature_length, &hash);
    if (status == PSA_SUCCESS) {
        status = pcc_hash_update(&hash, what->data, what->size);
    }
    if (status == PSA_SUCCESS) {
        what->size = pcc_hash_size((pcc_hash_alg_t)hash.alg);
        what->data = out;
        status = pcc_hash_finish(&hash, out);
    }
    pcc_hash_abort(&hash);
    return status;
}

/* One skipped instruction must not make a success out of a refusal (tests/glitch). So a verdict is in memory, where no
 * success of what went before is left over, and read twice; and a success that takes the way of errors is none. */
static psa_status_t refusal(psa_status_t status)
{
    volatile psa_status_t told = status;
    psa_status_t error = told;
    return error != PSA_SUCCESS ? error : PSA_ERROR_CORRUPTION_DETECTED;
}

static psa_status_t verify(psa_key_id_t key, psa_key_usage_t usage, pcrypto_signed_t *what, const uint8_t *signature,
                           size_t signature_length)
{
    bool message = usage == PSA_KEY_USAGE_VERIFY_MESSAGE;
    uint8_t hash[PCC_HASH_SIZE_MAX];
    psa_status_t status = PSA_SUCCESS;
    pcrypto_key_t *held;

    if (what->context_size == 0 &&
        pcrypto_driver_verify(key, what->alg, message, what->data, what->size, signature, signature_length, &status)) {
        return status;
    }
    status = pcrypto_key_get_for(key, usage, what->alg, &held);
    if (status != PSA_SUCCESS) {
        return status;
    }
    status = pcrypto_sign_check_call(held, false, message, what);
    if (status == PSA_SUCCESS && message) {
        status = hash_message(held, what, signature, signature_length, hash);
    }
    if (status != PSA_SUCCESS) {
        pcrypto_key_put(held);
        /* NOLINTNEXTLINE(clang-analyzer-core.StackAddressEscape): `what` ends with the caller */
        return refusal(status);
    }
    volatile psa_status_t verdict = PSA_ERROR_CORRUPTION_DETECTED;
    verdict = pcrypto_verify_with(held, what, signature, signature_length);
    pcrypto_key_put(held);
    psa_status_t first = verdict, second = verdict;
    /* NOLINTNEXTLINE(clang-analyzer-core.StackAddressEscape): `what` ends with the caller */
    return (psa_status_t)((uint32_t)first | (uint32_t)second);
}

psa_status_t psa_verify_hash(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash, size_t hash_length,
                             const uint8_t *signature, size_t signature_length)
{
    return psa_verify_hash_with_context(key, alg, hash, hash_length, NULL, 0, signature, signature_length);
}

psa_status_t psa_verify_hash_with_context(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *hash,
                                          size_t hash_length, const uint8_t *context, size_t context_length,
                                          const uint8_t *signature, size_t signature_length)
{
    pcrypto_signed_t what = { alg, hash, hash_length, context, context_length };
    return verify(key, PSA_KEY_USAGE_VERIFY_HASH, &what, signature, signature_length);
}

psa_status_t psa_verify_message(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input, size_t input_length,
                                const uint8_t *signature, size_t signature_length)
{
    return psa_verify_message_with_context(key, alg, input, input_length, NULL, 0, signature, signature_length);
}

psa_status_t psa_verify_message_with_context(psa_key_id_t key, psa_algorithm_t alg, const uint8_t *input,
                                             size_t input_length, const uint8_t *context, size_t context_length,
                                             const uint8_t *signature, size_t signature_length)
{
    pcrypto_signed_t what = { alg, input, input_length, context, context_length };
    return verify(key, PSA_KEY_USAGE_VERIFY_MESSAGE, &what, signature, signature_length);
}
