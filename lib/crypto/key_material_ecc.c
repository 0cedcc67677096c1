/* SPDX-License-Identifier: Apache-2.0
 * Copyright The libpsa contributors
 *
 * Keys on the curves of this build: P-256 (PSA_ECC_FAMILY_SECP_R1, 256 bits).
 */
#include "key_material_ecc.h"

#include <stdbool.h>

#include "drbg.h"
#include "ecc.h"
#include "lib/crypto/core/config.h"

#define P256_BITS 256u

static bool is_secp_r1(psa_key_type_t type)
{
    return PSA_KEY_TYPE_ECC_GET_FAMILY(type) == PSA_ECC_FAMILY_SECP_R1;
}

#if defined(PSA_WANT_KEY_TYPE_ECC_PUBLIC_KEY)
static psa_status_t check_public(const uint8_t *material, size_t size)
{
    const pcc_p256_t *curve;

    if (size != PCC_P256_PUBLIC_SIZE) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    psa_status_t status = pcrypto_p256(&curve);
    if (status == PSA_SUCCESS) {
        status = pcc_p256_check_public(curve, material);
    }
    return status;
}
#endif

psa_status_t pcrypto_ecc_check(psa_key_type_t type, const uint8_t *material, size_t size, size_t *bits)
{
    *bits = P256_BITS;
    if (!is_secp_r1(type)) {
        return PSA_ERROR_NOT_SUPPORTED;
    }
#if defined(PSA_WANT_KEY_TYPE_ECC_PUBLIC_KEY)
    if (PSA_KEY_TYPE_IS_PUBLIC_KEY(type)) {
        return check_public(material, size);
    }
#endif
#if defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_IMPORT)
    if (PSA_KEY_TYPE_IS_KEY_PAIR(type)) {
        return size == PCC_P256_PRIVATE_SIZE ? pcc_p256_check_private(material) : PSA_ERROR_INVALID_ARGUMENT;
    }
#endif
    (void)material;
    (void)size;
    return PSA_ERROR_NOT_SUPPORTED;
}

bool pcrypto_ecc_size_is_valid(psa_key_type_t type, size_t bits, size_t size)
{
    return is_secp_r1(type) && bits == P256_BITS &&
           size == (PSA_KEY_TYPE_IS_PUBLIC_KEY(type) ? PCC_P256_PUBLIC_SIZE : PCC_P256_PRIVATE_SIZE);
}

psa_status_t pcrypto_ecc_generate(pcrypto_key_t *key)
{
#if defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_GENERATE)
    if (is_secp_r1(psa_get_key_type(&key->attributes)) && psa_get_key_bits(&key->attributes) == P256_BITS) {
        key->size = PCC_P256_PRIVATE_SIZE;
        return pcc_p256_generate(key->material, &pcrypto_rng);
    }
#else
    (void)key;
#endif
    return PSA_ERROR_NOT_SUPPORTED;
}

psa_status_t pcrypto_ecc_check_derivable(psa_key_type_t type, size_t bits)
{
#if defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_DERIVE)
    if (is_secp_r1(type) && bits == P256_BITS) {
        return PSA_SUCCESS;
    }
#else
    (void)type;
    (void)bits;
#endif
    return PSA_ERROR_NOT_SUPPORTED;
}

/* "Key derivation" of PSA_KEY_TYPE_ECC_KEY_PAIR, Weierstrass curves: bytes are a number k; up to n - 2 the key is k + 1,
 * above it more are drawn (FIPS 186-5 appendix A.2.2). */
psa_status_t pcrypto_ecc_from_derived(uint8_t *material)
{
    unsigned carry = 1;

    for (size_t i = PCC_P256_PRIVATE_SIZE; i-- > 0;) {
        carry += material[i];
        material[i] = (uint8_t)carry;
        carry >>= 8;
    }
    return carry == 0 && pcc_p256_check_private(material) == PSA_SUCCESS ? PSA_SUCCESS : PSA_ERROR_DOES_NOT_EXIST;
}

psa_status_t pcrypto_ecc_public(const pcrypto_key_t *key, uint8_t *out, size_t out_size, size_t *length)
{
#if defined(PSA_WANT_KEY_TYPE_ECC_KEY_PAIR_BASIC)
    const pcc_p256_t *curve;

    if (out_size < PCC_P256_PUBLIC_SIZE) {
        return PSA_ERROR_BUFFER_TOO_SMALL;
    }
    psa_status_t status = pcrypto_p256(&curve);
    if (status == PSA_SUCCESS) {
        status = pcc_p256_public(curve, key->material, out, &pcrypto_rng);
    }
    if (status == PSA_SUCCESS) {
        *length = PCC_P256_PUBLIC_SIZE;
    }
    return status;
#else
    (void)key;
    (void)out;
    (void)out_size;
    (void)length;
    return PSA_ERROR_NOT_SUPPORTED;
#endif
}
