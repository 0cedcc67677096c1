/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * What all signature calls ask of their arguments.
 */
#include "sign_rules.h"

#include "lib/crypto/core/config.h"

#define CONTEXT_SIZE_MAX 255u

/* Algorithms that sign messages only, or take a context: what the build does not have need not be told apart here, its
 * family is PSA_ERROR_NOT_SUPPORTED later. */
#if defined(PSA_WANT_ALG_PURE_EDDSA) || defined(PSA_WANT_ALG_EDDSA_CTX) || defined(PSA_WANT_ALG_ED25519PH) ||          \
    defined(PSA_WANT_ALG_ED448PH)
#define HAVE_EDDSA 1
#else
#define HAVE_EDDSA 0
#endif
#define HAVE_CONTEXT (HAVE_EDDSA || PCC_HAVE_SLH_DSA)
#define ALL_HASH_AND_SIGN (!HAVE_CONTEXT && !PCC_HAVE_HBS)

psa_status_t pcrypto_sign_check_alg(psa_algorithm_t alg, bool message)
{
    bool fits =
        message ? PSA_ALG_IS_SIGN_MESSAGE(alg) : (ALL_HASH_AND_SIGN ? PSA_ALG_IS_SIGN(alg) : PSA_ALG_IS_SIGN_HASH(alg));

    /* A wildcard may pass, but no policy permits one. */
    return fits ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

psa_status_t pcrypto_sign_check_context(psa_algorithm_t alg, size_t size)
{
    if (size == 0) {
        return PSA_SUCCESS;
    }
    return HAVE_CONTEXT && PSA_ALG_SIGN_SUPPORTS_CONTEXT(alg) && size <= CONTEXT_SIZE_MAX ? PSA_SUCCESS
                                                                                          : PSA_ERROR_INVALID_ARGUMENT;
}

/* Lengths of hashes by the low byte of their algorithm. (PSA_HASH_LENGTH() of a variable is 400 bytes of code.) */
#define SIZE(i) (uint8_t) PSA_HASH_LENGTH(0x02000000u | (i))
#define SIZES(i) SIZE(i), SIZE((i) + 1u), SIZE((i) + 2u), SIZE((i) + 3u)
static const uint8_t hash_sizes[] = { SIZES(0u),  SIZES(4u),  SIZES(8u),  SIZES(12u),
                                      SIZES(16u), SIZES(20u), SIZES(24u), SIZES(28u) };

/* The hash has the length of its function. (Where nobody knows the function, that is 0, and no hash has it.) What
 * specialised algorithms sign has the lengths that their family says. */
static psa_status_t check_hash_size(psa_algorithm_t alg, size_t size)
{
    uint8_t function = (uint8_t)PSA_ALG_GET_HASH(alg);

    if (function == 0) {
        return PSA_SUCCESS;
    }
    size_t expected = function < sizeof hash_sizes ? hash_sizes[function] : 0;
    return size != 0 && size == expected ? PSA_SUCCESS : PSA_ERROR_INVALID_ARGUMENT;
}

psa_status_t pcrypto_sign_check_call(const pcrypto_key_t *key, bool signing, bool message, const pcrypto_signed_t *what)
{
    psa_status_t status = pcrypto_sign_check_alg(what->alg, message);
    if (status == PSA_SUCCESS) {
        status = pcrypto_sign_check(key, what->alg, signing);
    }
    if (status == PSA_SUCCESS) {
        status = pcrypto_sign_check_context(what->alg, what->context_size);
    }
    if (status == PSA_SUCCESS && !message) {
        status = check_hash_size(what->alg, what->size);
    }
    return status;
}
